/* The tokens of GML. See gml_tokens.h.
 *
 * Grammar: Himsolt 1997 (GML: A portable graph file format), with texts that run over lines, since files have them.
 * O(bytes).
 */
#include "models/files/gml_tokens.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void hr_gml_tokens_init(hr_gml_tokens *tokens, FILE *stream, const char *file)
{
    tokens->stream = stream;
    tokens->file = file;
    tokens->is_first = true;
    tokens->line = 1;
    tokens->column = 1;
}

const char *hr_gml_kind_name(hr_gml_kind kind)
{
    static const char *const names[] = {
        [HR_GML_END] = "the end of the file", [HR_GML_KEY] = "a word", [HR_GML_NUMBER] = "a number",
        [HR_GML_TEXT] = "a text in quotes",   [HR_GML_OPEN] = "`[`",   [HR_GML_CLOSE] = "`]`",
    };
    return names[kind];
}

/* The next byte, or EOF. Only it moves the place. */
static int take(hr_gml_tokens *tokens)
{
    int byte = getc_unlocked(tokens->stream);
    if (byte == '\n') {
        ++tokens->line;
        tokens->column = 1;
    } else {
        ++tokens->column;
    }
    tokens->is_first = false;
    return byte;
}

static int peek(hr_gml_tokens *tokens)
{
    int byte = getc_unlocked(tokens->stream);
    return byte == EOF ? EOF : ungetc(byte, tokens->stream);
}

static bool is_letter(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_digit(int byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_blank(int byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == '\v';
}

__attribute__((format(printf, 3, 4))) static hr_status mistake(const hr_gml_tokens *tokens, hr_error *error,
                                                               const char *format, ...)
{
    char text[HR_ERROR_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    hr_error_set(error, HR_BAD_INPUT, "%s", text);
    return hr_graph_place(error, HR_BAD_INPUT, tokens->file, tokens->token.line, tokens->token.column);
}

static void keep(hr_gml_token *token, int byte)
{
    if (token->length < HR_GRAPH_TEXT_MAX) {
        token->text[token->length] = (char)byte;
        token->text[token->length + 1] = 0;
    }
    ++token->length;
}

/* Blanks, comments and a byte order mark; stands before the token then. */
static hr_status skip_blanks(hr_gml_tokens *tokens, hr_error *error)
{
    for (;;) {
        int byte = peek(tokens);
        if (tokens->is_first && byte == 0xef) {
            bool is_mark = take(tokens) == 0xef && take(tokens) == 0xbb && take(tokens) == 0xbf;
            tokens->column = 1;
            if (!is_mark) {
                tokens->token.line = tokens->token.column = 1;
                return mistake(tokens, error, "not a GML file: it begins with the byte 0xef");
            }
        } else if (byte == '#' && tokens->column == 1) {
            while (byte != EOF && byte != '\n') {
                byte = take(tokens);
            }
        } else if (is_blank(byte)) {
            take(tokens);
        } else {
            return HR_OK;
        }
    }
}

static hr_status read_text(hr_gml_tokens *tokens, hr_error *error)
{
    hr_gml_token *token = &tokens->token;
    token->kind = HR_GML_TEXT;
    take(tokens);
    for (int byte = take(tokens); byte != '"'; byte = take(tokens)) {
        if (byte == EOF) {
            return mistake(tokens, error, "the file ends inside a text; the closing quote is missing");
        }
        if (byte == 0) {
            return mistake(tokens, error, "a zero byte inside a text: this is no text file");
        }
        keep(token, byte);
    }
    if (token->length <= HR_GRAPH_TEXT_MAX) {
        token->length = hr_gml_decode(token->text, token->length);
    }
    return HR_OK;
}

static hr_status read_number(hr_gml_tokens *tokens, hr_error *error)
{
    hr_gml_token *token = &tokens->token;
    token->kind = HR_GML_NUMBER;
    for (int byte = peek(tokens); is_digit(byte) || is_letter(byte) || byte == '+' || byte == '-' || byte == '.';
         byte = peek(tokens)) {
        keep(token, take(tokens));
    }
    char *end = NULL;
    strtod(token->text, &end);
    if (token->length > HR_GRAPH_TEXT_MAX || end == token->text || *end != 0 ||
        strpbrk(token->text, "xXnNpP") != NULL) {
        return mistake(tokens, error, "`%.64s` is not a number; a text stands in quotes", token->text);
    }
    return HR_OK;
}

static hr_status read_other(hr_gml_tokens *tokens, int byte, hr_error *error)
{
    if (byte > 0x20 && byte < 0x7f) {
        return mistake(tokens, error, "`%c` stands where a key, a number, a text in quotes or a bracket is expected",
                       byte);
    }
    return mistake(tokens, error, "the byte 0x%02x stands outside of a text in quotes: is this a GML file?",
                   (unsigned)byte);
}

hr_status hr_gml_next(hr_gml_tokens *tokens, hr_error *error)
{
    hr_gml_token *token = &tokens->token;
    hr_status status = skip_blanks(tokens, error);
    if (status != HR_OK) {
        return status;
    }
    int byte = peek(tokens);
    token->length = 0;
    token->text[0] = 0;
    token->line = tokens->line;
    token->column = tokens->column;
    if (byte == EOF) {
        token->kind = HR_GML_END;
        return ferror(tokens->stream)
                   ? hr_error_set(error, HR_FAILED, "cannot read %s: %s", tokens->file, strerror(errno))
                   : HR_OK;
    }
    if (byte == '[' || byte == ']') {
        token->kind = byte == '[' ? HR_GML_OPEN : HR_GML_CLOSE;
        take(tokens);
        return HR_OK;
    }
    if (is_letter(byte)) {
        token->kind = HR_GML_KEY;
        for (; is_letter(byte) || is_digit(byte); byte = peek(tokens)) {
            keep(token, take(tokens));
        }
        return HR_OK;
    }
    if (byte == '"') {
        return read_text(tokens, error);
    }
    return is_digit(byte) || byte == '+' || byte == '-' || byte == '.' ? read_number(tokens, error)
                                                                       : read_other(tokens, byte, error);
}
