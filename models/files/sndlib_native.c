/* Reading SNDlib's native format. See sndlib.h.
 *
 *     ?SNDlib native format; type: network; version: 1.0
 *     NODES ( NAME ( X Y ) ... )
 *     LINKS ( NAME ( NODE NODE ) CAPACITY CAPACITY_COST ROUTING_COST SETUP_COST ( MODULE_CAPACITY MODULE_COST ... ) ... )
 *
 * (Orlowski, Wessäly, Pióro & Tomaszewski 2010, SNDlib 1.0, Networks 55(3), and the format's page at sndlib.zib.de.)
 * A position may be missing, and so may all that stands behind a link's nodes. Other sections are skipped, and modules
 * are left out and counted. Nothing recurses. O(bytes).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "models/files/sndlib.h"

typedef enum { TOKEN_END, TOKEN_WORD, TOKEN_OPEN, TOKEN_CLOSE } token_kind;

typedef struct {
    FILE *stream;
    const char *file;
    hr_attributed_graph *graph;
    uint64_t next_line; /* of the byte that comes next */
    uint64_t next_column;

    token_kind kind; /* of the token that was just read */
    uint64_t line;
    uint64_t column;
    size_t length;
    char text[HR_GRAPH_TEXT_MAX + 1];
} native_reader;

static const char *const LINK_COLUMNS[] = {"pre_installed_capacity", "pre_installed_capacity_cost", "routing_cost",
                                           "setup_cost"};
enum { LINK_COLUMN_COUNT = sizeof LINK_COLUMNS / sizeof *LINK_COLUMNS };

/* ---- tokens ---------------------------------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static hr_status mistake(const native_reader *reader, hr_error *error,
                                                               const char *format, ...)
{
    char text[HR_ERROR_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    hr_error_set(error, HR_BAD_INPUT, "%s", text);
    return hr_graph_place(error, HR_BAD_INPUT, reader->file, reader->line, reader->column);
}

static hr_status place(const native_reader *reader, hr_status status, hr_error *error)
{
    return hr_graph_place(error, status, reader->file, reader->line, reader->column);
}

static int take(native_reader *reader)
{
    int byte = getc_unlocked(reader->stream);
    if (byte == '\n') {
        ++reader->next_line;
        reader->next_column = 1;
    } else {
        ++reader->next_column;
    }
    return byte;
}

static int peek(native_reader *reader)
{
    int byte = getc_unlocked(reader->stream);
    return byte == EOF ? EOF : ungetc(byte, reader->stream);
}

static bool is_blank(int byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == '\v';
}

static void skip_line(native_reader *reader)
{
    int byte = take(reader);
    while (byte != EOF && byte != '\n') {
        byte = take(reader);
    }
}

static void skip_blanks(native_reader *reader)
{
    for (int byte = peek(reader); is_blank(byte) || byte == '#'; byte = peek(reader)) {
        if (byte == '#') {
            skip_line(reader);
        } else {
            take(reader);
        }
    }
}

static hr_status next(native_reader *reader, hr_error *error)
{
    skip_blanks(reader);
    int byte = peek(reader);
    reader->line = reader->next_line;
    reader->column = reader->next_column;
    reader->length = 0;
    if (byte == EOF) {
        reader->kind = TOKEN_END;
        return ferror(reader->stream)
                   ? hr_error_set(error, HR_FAILED, "cannot read %s: %s", reader->file, strerror(errno))
                   : HR_OK;
    }
    if (byte == '(' || byte == ')') {
        reader->kind = byte == '(' ? TOKEN_OPEN : TOKEN_CLOSE;
        take(reader);
        return HR_OK;
    }
    reader->kind = TOKEN_WORD;
    for (; byte != EOF && !is_blank(byte) && byte != '(' && byte != ')'; byte = peek(reader)) {
        if (reader->length < HR_GRAPH_TEXT_MAX) {
            reader->text[reader->length] = (char)byte;
        }
        ++reader->length;
        take(reader);
    }
    if (reader->length > HR_GRAPH_TEXT_MAX) {
        return mistake(reader, error, "a word of %zu bytes; at most %d are kept", reader->length, HR_GRAPH_TEXT_MAX);
    }
    reader->text[reader->length] = 0;
    if (strlen(reader->text) < reader->length) {
        return mistake(reader, error, "a zero byte inside a word: this is no text file");
    }
    return HR_OK;
}

static hr_status expect(native_reader *reader, token_kind kind, const char *what, hr_error *error)
{
    static const char *const names[] = {"the end of the file", "a word", "`(`", "`)`"};
    hr_status status = next(reader, error);
    if (status == HR_OK && reader->kind != kind) {
        return mistake(reader, error, "%s is expected here, not %s", what, names[reader->kind]);
    }
    return status;
}

/* Reads up to the bracket that closes one just opened. */
static hr_status skip_brackets(native_reader *reader, hr_error *error)
{
    uint64_t line = reader->line;
    uint64_t depth = 1;
    hr_status status = HR_OK;
    while (depth > 0 && (status = next(reader, error)) == HR_OK) {
        if (reader->kind == TOKEN_END) {
            return mistake(reader, error, "the file ends inside the bracket of line %" PRIu64 "; `)` is missing", line);
        }
        depth += reader->kind == TOKEN_OPEN;
        depth -= reader->kind == TOKEN_CLOSE;
    }
    return status;
}

static bool is_number(const native_reader *reader)
{
    char *end = NULL;
    return reader->kind == TOKEN_WORD && (strtod(reader->text, &end), *end == 0);
}

static hr_status expect_number(native_reader *reader, const char *what, hr_error *error)
{
    hr_status status = expect(reader, TOKEN_WORD, what, error);
    if (status == HR_OK && !is_number(reader)) {
        return mistake(reader, error, "%s is expected here, not `%.64s`", what, reader->text);
    }
    return status;
}

/* ---- sections -------------------------------------------------------------------------------------------------- */

static hr_status set_node(native_reader *reader, const char *name, uint32_t node, hr_error *error)
{
    uint32_t attribute = 0;
    hr_status status = hr_graph_node_attribute(reader->graph, name, &attribute, error);
    if (status == HR_OK) {
        status = hr_graph_set_node(reader->graph, attribute, node, reader->text, reader->length, error);
    }
    return place(reader, status, error);
}

static hr_status set_edge(native_reader *reader, const char *name, uint32_t edge, hr_error *error)
{
    uint32_t attribute = 0;
    hr_status status = edge == HR_NO_NODE ? HR_OK : hr_graph_edge_attribute(reader->graph, name, &attribute, error);
    if (status == HR_OK && edge != HR_NO_NODE) {
        status = hr_graph_set_edge(reader->graph, attribute, edge, reader->text, reader->length, error);
    }
    return place(reader, status, error);
}

/* The token read last is a node's name; reads the bracket behind it, and the token after that. */
static hr_status read_node(native_reader *reader, hr_error *error)
{
    uint32_t node = 0;
    hr_status status = place(
        reader, hr_graph_node(reader->graph, reader->text, reader->length, (uint32_t)reader->line, &node, error),
        error);
    if (status == HR_OK) {
        status = next(reader, error);
    }
    if (status != HR_OK || reader->kind != TOKEN_OPEN) {
        return status;
    }
    static const char *const axes[2] = {"x", "y"};
    for (int a = 0; a < 2 && status == HR_OK; ++a) {
        status = expect_number(reader, "a coordinate", error);
        if (status == HR_OK) {
            status = set_node(reader, axes[a], node, error);
        }
    }
    if (status == HR_OK) {
        status = expect(reader, TOKEN_CLOSE, "`)` after two coordinates", error);
    }
    return status == HR_OK ? next(reader, error) : status;
}

static hr_status read_end(native_reader *reader, uint32_t *node, hr_error *error)
{
    hr_status status = expect(reader, TOKEN_WORD, "the name of a node", error);
    if (status == HR_OK && !hr_graph_find(reader->graph, reader->text, reader->length, node)) {
        return mistake(reader, error, "there is no node `%.64s` in the section NODES before", reader->text);
    }
    return status;
}

/* The figures of a link, of which the first was read just now; and the token behind them. */
static hr_status read_figures(native_reader *reader, uint32_t edge, hr_error *error)
{
    hr_status status = set_edge(reader, LINK_COLUMNS[0], edge, error);
    for (int c = 1; c < LINK_COLUMN_COUNT && status == HR_OK; ++c) {
        status = expect_number(reader, "a link's capacity or cost (four numbers)", error);
        if (status == HR_OK) {
            status = set_edge(reader, LINK_COLUMNS[c], edge, error);
        }
    }
    if (status == HR_OK) {
        status = expect(reader, TOKEN_OPEN, "`(` before the modules of a link", error);
    }
    if (status == HR_OK) {
        ++reader->graph->mended.attributes_left;
        status = skip_brackets(reader, error);
    }
    return status == HR_OK ? next(reader, error) : status;
}

/* As read_node, for a link. */
static hr_status read_link(native_reader *reader, hr_error *error)
{
    uint32_t ends[2] = {0, 0};
    uint32_t edge = HR_NO_NODE;
    native_reader name = *reader; /* comes before its ends are known */
    hr_status status = expect(reader, TOKEN_OPEN, "`(` before the two nodes of a link", error);
    for (int k = 0; k < 2 && status == HR_OK; ++k) {
        status = read_end(reader, &ends[k], error);
    }
    if (status == HR_OK) {
        status = expect(reader, TOKEN_CLOSE, "`)` after two nodes", error);
    }
    if (status == HR_OK) {
        status = place(reader, hr_graph_edge(reader->graph, ends[0], ends[1], (uint32_t)name.line, &edge, error),
                       error);
    }
    if (status == HR_OK) {
        status = set_edge(&name, "id", edge, error);
    }
    if (status == HR_OK) {
        status = next(reader, error);
    }
    return status == HR_OK && is_number(reader) ? read_figures(reader, edge, error) : status;
}

static hr_status read_section(native_reader *reader, const char *name,
                              hr_status (*read_item)(native_reader *reader, hr_error *error), hr_error *error)
{
    uint64_t line = reader->line;
    hr_status status = expect(reader, TOKEN_OPEN, "`(` after the name of a section", error);
    if (status == HR_OK && read_item == NULL) {
        return skip_brackets(reader, error);
    }
    if (status == HR_OK) {
        status = next(reader, error);
    }
    while (status == HR_OK && reader->kind == TOKEN_WORD) {
        status = read_item(reader, error);
    }
    if (status == HR_OK && reader->kind == TOKEN_END) {
        return mistake(reader, error, "the file ends inside the section %s of line %" PRIu64 "; `)` is missing", name,
                       line);
    }
    if (status == HR_OK && reader->kind == TOKEN_OPEN) {
        return mistake(reader, error, "a name or `)` is expected here, inside the section %s, not `(`", name);
    }
    return status;
}

static hr_status read_file(native_reader *reader, hr_error *error)
{
    static const struct {
        const char *name;
        hr_status (*read_item)(native_reader *reader, hr_error *error);
    } sections[] = {{"NODES", read_node}, {"LINKS", read_link}};
    bool has_nodes = false;
    hr_status status = HR_OK;
    if (peek(reader) == '?') {
        skip_line(reader);
    }
    while (status == HR_OK && (status = next(reader, error)) == HR_OK && reader->kind != TOKEN_END) {
        if (reader->kind != TOKEN_WORD) {
            return mistake(reader, error, "the name of a section is expected here, such as NODES or LINKS");
        }
        size_t s = 0;
        while (s < sizeof sections / sizeof *sections && strcmp(sections[s].name, reader->text) != 0) {
            ++s;
        }
        bool is_known = s < sizeof sections / sizeof *sections;
        has_nodes = has_nodes || s == 0;
        status = read_section(reader, is_known ? sections[s].name : "", is_known ? sections[s].read_item : NULL, error);
    }
    if (status == HR_OK && !has_nodes) {
        return mistake(reader, error, "the file ends without a section NODES ( ... )");
    }
    return status;
}

hr_status hr_sndlib_native_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error)
{
    native_reader reader = {
        .stream = files->main.stream, .file = files->main.name, .graph = graph, .next_line = 1, .next_column = 1};
    return read_file(&reader, error);
}

bool hr_sndlib_native_looks_like(const char *head, size_t length)
{
    static const char header[] = "?SNDlib native format";
    return length >= sizeof header - 1 && memcmp(head, header, sizeof header - 1) == 0;
}
