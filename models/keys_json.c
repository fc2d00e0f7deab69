/* Writing JSON, indented. See keys_json.h. */
#include "models/keys_json.h"

#include <stdarg.h>

static void print_text(hr_json *json, const char *text)
{
    fputc('"', json->stream);
    for (const char *c = text; *c != 0; ++c) {
        if ((unsigned char)*c < ' ') {
            fprintf(json->stream, "\\u%04x", (unsigned)*c);
            continue;
        }
        if (*c == '"' || *c == '\\') {
            fputc('\\', json->stream);
        }
        fputc(*c, json->stream);
    }
    fputc('"', json->stream);
}

static void break_line(hr_json *json)
{
    if (!json->is_flat) {
        fprintf(json->stream, "\n%*s", 2 * json->depth, "");
    }
}

void hr_json_open(hr_json *json, char bracket)
{
    fputc(bracket, json->stream);
    ++json->depth;
    json->is_empty = true;
}

void hr_json_close(hr_json *json, char bracket)
{
    --json->depth;
    break_line(json);
    fputc(bracket, json->stream);
    json->is_empty = false;
}

void hr_json_item(hr_json *json)
{
    if (!json->is_empty) {
        fputs(json->is_flat ? ", " : ",", json->stream);
    }
    break_line(json);
    json->is_empty = false;
}

void hr_json_name(hr_json *json, const char *name)
{
    hr_json_item(json);
    print_text(json, name);
    fputs(": ", json->stream);
}

void hr_json_open_member(hr_json *json, const char *name)
{
    hr_json_name(json, name);
    hr_json_open(json, '{');
}

void hr_json_member(hr_json *json, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    hr_json_name(json, name);
    vfprintf(json->stream, format, arguments);
    va_end(arguments);
}

void hr_json_text(hr_json *json, const char *name, const char *text)
{
    hr_json_name(json, name);
    print_text(json, text);
}

void hr_json_texts(hr_json *json, const char *name, const char *const *texts, size_t count, bool has_null)
{
    hr_json_name(json, name);
    fputc('[', json->stream);
    for (size_t i = 0; i < count; ++i) {
        fputs(i > 0 ? ", " : "", json->stream);
        print_text(json, texts[i]);
    }
    fputs(has_null ? ", null]" : "]", json->stream);
}
