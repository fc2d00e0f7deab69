/* Reading GML. See gml.h; tokens are in gml_tokens.c.
 *
 * Why not igraph's reader (0.10.2, Debian 12), which is otherwise quick and says lines: it drops `graphics [ x y ]`, the
 * place where GML keeps positions; leaves `&#246;` as it stands; hands on ISO 8859-1 as if it were UTF-8; turns every
 * number into a double; keeps a dense column per attribute without any limit, so that a file of 430 kB with 8,000 edges
 * of one attribute each takes 1 GB; and wants a process-wide attribute table and error handler, which would be global
 * state.
 *
 * A record is collected whole before its node or edge is made, because an id may stand behind the values. Edges may
 * stand before their nodes: from the first one that does, edges are left to a second pass, so that they keep their
 * order. Values stay as they are written. A value of a nested record is left out and counted, but for `x` and `y` of
 * `graphics`. Nothing recurses. O(bytes).
 */
#include "models/files/gml.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "models/files/gml_tokens.h"

enum { FIELDS_MAX = 2 * HR_GRAPH_ATTRIBUTES_MAX, ARENA_SIZE = 1 << 17, NOT_THERE = -1 };

typedef struct {
    char key[HR_NAME_SIZE];
    hr_gml_kind kind;
    uint32_t start; /* in the arena */
    uint32_t length;
    uint64_t line;
    uint64_t column;
} field;

typedef struct {
    hr_gml_tokens tokens;
    hr_attributed_graph *graph;
    bool is_second_pass;
    uint64_t edge_count;    /* met in this pass */
    uint64_t waiting_edges; /* 1 + number of the first edge that is left to the second pass; 0: none */

    /* the record being read */
    const char *what;
    uint64_t line;
    uint64_t column;
    uint32_t field_count;
    uint32_t arena_used;
    field fields[FIELDS_MAX];
    char arena[ARENA_SIZE];
} gml_reader;

/* ---- mistakes -------------------------------------------------------------------------------------------------- */

__attribute__((format(printf, 5, 6))) static hr_status
mistake_at(const gml_reader *reader, uint64_t line, uint64_t column, hr_error *error, const char *format, ...)
{
    char text[HR_ERROR_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    hr_error_set(error, HR_BAD_INPUT, "%s", text);
    return hr_graph_place(error, HR_BAD_INPUT, reader->tokens.file, line, column);
}

#define MISTAKE(reader, error, ...)                                                                                    \
    mistake_at(reader, (reader)->tokens.token.line, (reader)->tokens.token.column, error, __VA_ARGS__)

static hr_status place_field(const gml_reader *reader, const field *f, hr_status status, hr_error *error)
{
    return hr_graph_place(error, status, reader->tokens.file, f->line, f->column);
}

/* ---- tokens ---------------------------------------------------------------------------------------------------- */

static hr_status next(gml_reader *reader, hr_error *error)
{
    return hr_gml_next(&reader->tokens, error);
}

static bool is_key(const gml_reader *reader, const char *key)
{
    return strcmp(reader->tokens.token.text, key) == 0;
}

/* Skips a record after its `[`. */
static hr_status skip_record(gml_reader *reader, hr_error *error)
{
    uint64_t line = reader->tokens.token.line;
    uint64_t depth = 1;
    hr_status status = HR_OK;
    while (depth > 0 && (status = next(reader, error)) == HR_OK) {
        hr_gml_kind kind = reader->tokens.token.kind;
        if (kind == HR_GML_END) {
            return MISTAKE(reader, error,
                           "the file ends inside the record that begins in line %" PRIu64 "; `]` is missing", line);
        }
        depth += kind == HR_GML_OPEN;
        depth -= kind == HR_GML_CLOSE;
    }
    return status;
}

/* Reads the token of a value after its key: a number, a text or `[`. A bare `nan` comes back as an empty text. */
static hr_status next_value(gml_reader *reader, const char *key, hr_error *error)
{
    hr_gml_token *token = &reader->tokens.token;
    hr_status status = next(reader, error);
    if (status != HR_OK || token->kind == HR_GML_NUMBER || token->kind == HR_GML_TEXT || token->kind == HR_GML_OPEN) {
        return status;
    }
    if (token->kind == HR_GML_KEY && strcasecmp(token->text, "nan") == 0) {
        token->kind = HR_GML_TEXT;
        token->length = 0;
        return HR_OK;
    }
    return MISTAKE(reader, error, "the key `%.64s` needs a number, a text in quotes or a record in brackets, not %s%s",
                   key, hr_gml_kind_name(token->kind), token->kind == HR_GML_KEY ? "; a text stands in quotes" : "");
}

/* Skips the value of the key that was just read. */
static hr_status skip_value(gml_reader *reader, hr_error *error)
{
    char key[HR_NAME_SIZE];
    snprintf(key, sizeof key, "%.*s", (int)sizeof key - 1, reader->tokens.token.text);
    hr_status status = next_value(reader, key, error);
    return status == HR_OK && reader->tokens.token.kind == HR_GML_OPEN ? skip_record(reader, error) : status;
}

/* Reads the token at which a key or the end of the record may stand; false in *is_there at the end. */
static hr_status next_key(gml_reader *reader, const char *what, uint64_t line, bool *is_there, hr_error *error)
{
    const hr_gml_token *token = &reader->tokens.token;
    hr_status status = next(reader, error);
    *is_there = status == HR_OK && token->kind == HR_GML_KEY;
    if (status != HR_OK || token->kind == HR_GML_KEY || token->kind == HR_GML_CLOSE) {
        return status;
    }
    if (token->kind == HR_GML_END) {
        return MISTAKE(reader, error, "the file ends inside the %s that begins in line %" PRIu64 "; `]` is missing",
                       what, line);
    }
    return MISTAKE(reader, error, "a key or `]` is expected here, inside the %s of line %" PRIu64 ", not %s", what,
                   line, hr_gml_kind_name(token->kind));
}

/* ---- records --------------------------------------------------------------------------------------------------- */

static field *find_field(gml_reader *reader, const char *key)
{
    for (uint32_t f = 0; f < reader->field_count; ++f) {
        if (strcmp(reader->fields[f].key, key) == 0) {
            return &reader->fields[f];
        }
    }
    return NULL;
}

/* Keeps the value that was just read under a key; the first of several counts, and ids must be one. */
static hr_status keep_field(gml_reader *reader, const char *key, uint64_t line, uint64_t column, hr_error *error)
{
    const hr_gml_token *token = &reader->tokens.token;
    const field *first = find_field(reader, key);
    if (first != NULL) {
        if (strcmp(key, "id") == 0 || strcmp(key, "source") == 0 || strcmp(key, "target") == 0) {
            return mistake_at(reader, line, column, error, "a second `%s` in one %s; the first is in line %" PRIu64,
                              key, reader->what, first->line);
        }
        ++reader->graph->mended.attributes_left;
        return HR_OK;
    }
    if (token->length > HR_GRAPH_TEXT_MAX) {
        return MISTAKE(reader, error, "a text of %zu bytes; at most %d are kept", token->length, HR_GRAPH_TEXT_MAX);
    }
    if (reader->field_count == FIELDS_MAX || reader->arena_used + token->length + 1 > ARENA_SIZE) {
        return mistake_at(reader, line, column, error, "more than %d keys or %d bytes in one %s, which is the limit",
                          FIELDS_MAX, ARENA_SIZE, reader->what);
    }
    field *f = &reader->fields[reader->field_count++];
    snprintf(f->key, sizeof f->key, "%s", key);
    f->kind = token->kind;
    f->start = reader->arena_used;
    f->length = (uint32_t)token->length;
    f->line = token->line;
    f->column = token->column;
    memcpy(reader->arena + f->start, token->text, token->length);
    reader->arena[f->start + f->length] = 0;
    reader->arena_used += f->length + 1;
    return HR_OK;
}

/* `graphics [ x 1 y 2 ... ]`: the position is kept, the rest is counted. */
static hr_status read_graphics(gml_reader *reader, hr_error *error)
{
    uint64_t line = reader->tokens.token.line;
    bool is_there = false;
    hr_status status = HR_OK;
    while ((status = next_key(reader, "record", line, &is_there, error)) == HR_OK && is_there) {
        uint64_t key_line = reader->tokens.token.line;
        uint64_t key_column = reader->tokens.token.column;
        const char *key = is_key(reader, "x") ? "x" : is_key(reader, "y") ? "y" : NULL;
        status = next_value(reader, key != NULL ? key : "graphics", error);
        if (status == HR_OK && reader->tokens.token.kind == HR_GML_OPEN) {
            ++reader->graph->mended.attributes_left;
            status = skip_record(reader, error);
        } else if (status == HR_OK && key != NULL) {
            status = keep_field(reader, key, key_line, key_column, error);
        } else if (status == HR_OK) {
            ++reader->graph->mended.attributes_left;
        }
        if (status != HR_OK) {
            break;
        }
    }
    return status;
}

static hr_status read_field(gml_reader *reader, hr_error *error)
{
    char key[HR_NAME_SIZE];
    const hr_gml_token *token = &reader->tokens.token;
    uint64_t line = token->line;
    uint64_t column = token->column;
    if (token->length >= sizeof key) {
        return MISTAKE(reader, error, "a key of %zu letters; it has at most %zu", token->length, sizeof key - 1);
    }
    memcpy(key, token->text, token->length + 1);
    hr_status status = next_value(reader, key, error);
    if (status != HR_OK) {
        return status;
    }
    if (token->kind != HR_GML_OPEN) {
        return keep_field(reader, key, line, column, error);
    }
    if (strcmp(key, "graphics") == 0) {
        return read_graphics(reader, error);
    }
    ++reader->graph->mended.attributes_left;
    return skip_record(reader, error);
}

/* Reads `[ key value ... ]` of a node or an edge. */
static hr_status read_record(gml_reader *reader, const char *what, hr_error *error)
{
    bool is_there = false;
    reader->what = what;
    reader->line = reader->tokens.token.line;
    reader->column = reader->tokens.token.column;
    reader->field_count = 0;
    reader->arena_used = 0;
    hr_status status = next_value(reader, what, error);
    if (status == HR_OK && reader->tokens.token.kind != HR_GML_OPEN) {
        return MISTAKE(reader, error, "a %s is a record in brackets, not %s", what,
                       hr_gml_kind_name(reader->tokens.token.kind));
    }
    while (status == HR_OK && (status = next_key(reader, what, reader->line, &is_there, error)) == HR_OK && is_there) {
        status = read_field(reader, error);
    }
    return status;
}

/* ---- nodes and edges ------------------------------------------------------------------------------------------- */

/* A whole number names the same node however it is written. */
static void settle_id(gml_reader *reader, field *f)
{
    char *text = reader->arena + f->start;
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (f->kind == HR_GML_NUMBER && errno == 0 && *end == 0) {
        char digits[32];
        f->length = (uint32_t)snprintf(digits, sizeof digits, "%lld", number);
        memcpy(text, digits, f->length + 1); /* never longer than it was */
    }
}

static hr_status require(gml_reader *reader, const char *key, field **found, hr_error *error)
{
    *found = find_field(reader, key);
    if (*found == NULL) {
        return mistake_at(reader, reader->line, reader->column, error, "the %s has no `%s`", reader->what, key);
    }
    settle_id(reader, *found);
    return HR_OK;
}

static hr_status set_fields(gml_reader *reader, bool is_edge, uint32_t item, hr_error *error)
{
    hr_attributed_graph *graph = reader->graph;
    hr_status status = HR_OK;
    for (uint32_t i = 0; i < reader->field_count && status == HR_OK; ++i) {
        const field *f = &reader->fields[i];
        const char *text = reader->arena + f->start;
        uint32_t attribute = 0;
        bool is_end = strcmp(f->key, "source") == 0 || strcmp(f->key, "target") == 0;
        if (is_edge ? is_end : strcmp(f->key, "id") == 0) {
            continue;
        }
        status = is_edge ? hr_graph_edge_attribute(graph, f->key, &attribute, error)
                         : hr_graph_node_attribute(graph, f->key, &attribute, error);
        if (status == HR_OK) {
            status = is_edge ? hr_graph_set_edge(graph, attribute, item, text, f->length, error)
                             : hr_graph_set_node(graph, attribute, item, text, f->length, error);
        }
        place_field(reader, f, status, error);
    }
    return status;
}

static hr_status read_node(gml_reader *reader, hr_error *error)
{
    field *id = NULL;
    uint32_t node = 0;
    hr_status status = read_record(reader, "node", error);
    if (status == HR_OK) {
        status = require(reader, "id", &id, error);
    }
    if (status != HR_OK) {
        return status;
    }
    status = place_field(
        reader, id,
        hr_graph_node(reader->graph, reader->arena + id->start, id->length, (uint32_t)reader->line, &node, error),
        error);
    return status == HR_OK ? set_fields(reader, false, node, error) : status;
}

/* Finds both ends; an unknown one is a mistake in the last pass alone. */
static hr_status find_ends(gml_reader *reader, uint32_t ends[2], bool *are_known, hr_error *error)
{
    static const char *const keys[2] = {"source", "target"};
    *are_known = true;
    for (int k = 0; k < 2; ++k) {
        field *end = NULL;
        hr_status status = require(reader, keys[k], &end, error);
        if (status != HR_OK) {
            return status;
        }
        if (!hr_graph_find(reader->graph, reader->arena + end->start, end->length, &ends[k])) {
            *are_known = false;
            if (reader->is_second_pass) {
                return mistake_at(reader, end->line, end->column, error,
                                  "the %s of the edge, %.64s, is the id of no node", keys[k],
                                  reader->arena + end->start);
            }
        }
    }
    return HR_OK;
}

static hr_status read_edge(gml_reader *reader, hr_error *error)
{
    uint32_t ends[2] = {0, 0};
    uint32_t edge = HR_NO_NODE;
    bool are_known = false;
    uint64_t number = ++reader->edge_count;
    uint64_t left = reader->graph->mended.attributes_left;
    if (reader->is_second_pass ? number < reader->waiting_edges : reader->waiting_edges != 0) {
        return skip_value(reader, error);
    }
    hr_status status = read_record(reader, "edge", error);
    if (status == HR_OK) {
        status = find_ends(reader, ends, &are_known, error);
    }
    if (status == HR_OK && !are_known) {
        reader->waiting_edges = number;
        reader->graph->mended.attributes_left = left; /* it is read once more */
        return HR_OK;
    }
    if (status == HR_OK) {
        status = hr_graph_place(error,
                                hr_graph_edge(reader->graph, ends[0], ends[1], (uint32_t)reader->line, &edge, error),
                                reader->tokens.file, reader->line, reader->column);
    }
    return status == HR_OK && edge != HR_NO_NODE ? set_fields(reader, true, edge, error) : status;
}

/* ---- graph ----------------------------------------------------------------------------------------------------- */

static hr_status read_graph_value(gml_reader *reader, hr_error *error)
{
    const hr_gml_token *token = &reader->tokens.token;
    hr_attributed_graph *graph = reader->graph;
    bool is_direction = is_key(reader, "directed");
    bool is_name = is_key(reader, "name") || (is_key(reader, "label") && graph->name[0] == 0);
    hr_status status = next_value(reader, is_direction ? "directed" : "graph", error);
    if (status != HR_OK) {
        return status;
    }
    if (token->kind == HR_GML_OPEN) {
        return skip_record(reader, error);
    }
    if (is_direction) {
        graph->mended.is_directed = token->kind == HR_GML_NUMBER && strtod(token->text, NULL) != 0;
    }
    return is_name && !reader->is_second_pass ? hr_graph_set_name(graph, token->text, token->length, error) : HR_OK;
}

static hr_status read_graph(gml_reader *reader, hr_error *error)
{
    uint64_t line = reader->tokens.token.line;
    bool is_there = false;
    hr_status status = next_value(reader, "graph", error);
    if (status == HR_OK && reader->tokens.token.kind != HR_GML_OPEN) {
        return MISTAKE(reader, error, "`graph` needs a record in brackets");
    }
    while (status == HR_OK && (status = next_key(reader, "graph", line, &is_there, error)) == HR_OK && is_there) {
        if (is_key(reader, "node")) {
            status = reader->is_second_pass ? skip_value(reader, error) : read_node(reader, error);
        } else if (is_key(reader, "edge")) {
            status = read_edge(reader, error);
        } else {
            status = read_graph_value(reader, error);
        }
    }
    return status;
}

static hr_status read_file(gml_reader *reader, hr_error *error)
{
    uint64_t graph_line = 0;
    hr_status status = HR_OK;
    while ((status = next(reader, error)) == HR_OK && reader->tokens.token.kind != HR_GML_END) {
        if (reader->tokens.token.kind != HR_GML_KEY) {
            return MISTAKE(reader, error, "a key such as `graph` is expected here, not %s",
                           hr_gml_kind_name(reader->tokens.token.kind));
        }
        if (!is_key(reader, "graph")) {
            status = skip_value(reader, error);
        } else if (graph_line != 0) {
            return MISTAKE(reader, error, "a second graph; one is read of a file, and the first is in line %" PRIu64,
                           graph_line);
        } else {
            graph_line = reader->tokens.token.line;
            status = read_graph(reader, error);
        }
        if (status != HR_OK) {
            return status;
        }
    }
    if (status == HR_OK && graph_line == 0) {
        return MISTAKE(reader, error, "the file ends without a graph: `graph [ ... ]` is missing");
    }
    return status;
}

hr_status hr_gml_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error)
{
    gml_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a GML file");
    }
    reader->graph = graph;
    hr_gml_tokens_init(&reader->tokens, files->main.stream, files->main.name);
    hr_status status = read_file(reader, error);
    if (status == HR_OK && reader->waiting_edges != 0) {
        reader->is_second_pass = true;
        reader->edge_count = 0;
        rewind(files->main.stream);
        hr_gml_tokens_init(&reader->tokens, files->main.stream, files->main.name);
        status = read_file(reader, error);
    }
    free(reader);
    return status;
}

/* ---- recognition ----------------------------------------------------------------------------------------------- */

bool hr_gml_looks_like(const char *head, size_t length)
{
    static const char word[] = "graph";
    for (size_t i = 0; i + sizeof word <= length; ++i) {
        if (head[i] == 0) {
            return false;
        }
        bool is_start = i == 0 || strchr(" \t\r\n]\"\xbf", head[i - 1]) != NULL;
        if (is_start && memcmp(head + i, word, sizeof word - 1) == 0) {
            size_t next_byte = i + sizeof word - 1;
            while (next_byte < length && strchr(" \t\r\n", head[next_byte]) != NULL && head[next_byte] != 0) {
                ++next_byte;
            }
            if (next_byte < length && head[next_byte] == '[') {
                return true;
            }
        }
    }
    return false;
}
