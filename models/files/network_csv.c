/* See network_csv.h. */
#include "models/files/network_csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "models/csv_rows.h"

const char *const hr_csv_id_columns[] = {"id", "node", "node_id", "nodeid", "name", "label", NULL};
const char *const hr_csv_end_columns[][2] = {
    {"source", "target"}, {"from", "to"}, {"first", "second"}, {"a", "b"},   {"node_a", "node_b"},
    {"node1", "node2"},   {"src", "dst"}, {"u", "v"},          {NULL, NULL},
};

enum { UNSET = HR_CSV_FIELDS_MAX, NAMED_MAX = 2 };

/* A row is kept until it is whole: its id may stand behind its values. */
typedef struct {
    hr_attributed_graph *graph;
    const char *file;
    bool is_edges;
    uint32_t named[NAMED_MAX]; /* fields of the id, or of the two ends */
    uint32_t attributes[HR_CSV_FIELDS_MAX];
    char header[HR_CSV_FIELDS_MAX][HR_NAME_SIZE];
    uint32_t field_count;

    uint32_t starts[HR_CSV_FIELDS_MAX]; /* of the row's fields in `texts` */
    uint32_t lengths[HR_CSV_FIELDS_MAX];
    hr_csv_place places[HR_CSV_FIELDS_MAX];
    char texts[1 << 16];
    uint32_t text_count;
} table_reader;

/* ---- header ---------------------------------------------------------------------------------------------------- */

static hr_status keep_header(table_reader *reader, const hr_csv_place *place, const char *text, size_t length,
                             hr_error *error)
{
    if (length == 0 || length >= HR_NAME_SIZE) {
        return hr_error_set(error, HR_BAD_INPUT, "a column's name has 1 to %d bytes, not %zu", HR_NAME_SIZE - 1,
                            length);
    }
    for (uint32_t f = 0; f < place->field; ++f) {
        if (strcmp(reader->header[f], text) == 0) {
            return hr_error_set(error, HR_BAD_INPUT, "column %s is there twice", text);
        }
    }
    memcpy(reader->header[place->field], text, length + 1);
    reader->field_count = place->field + 1;
    return HR_OK;
}

static uint32_t column_of(const table_reader *reader, const char *name)
{
    for (uint32_t f = 0; f < reader->field_count; ++f) {
        if (strcasecmp(reader->header[f], name) == 0) {
            return f;
        }
    }
    return UNSET;
}

static hr_status end_header(table_reader *reader, hr_error *error)
{
    for (int k = 0; reader->is_edges && hr_csv_end_columns[k][0] != NULL && reader->named[1] == UNSET; ++k) {
        reader->named[0] = column_of(reader, hr_csv_end_columns[k][0]);
        reader->named[1] = column_of(reader, hr_csv_end_columns[k][1]);
        if (reader->named[0] == UNSET) {
            reader->named[1] = UNSET;
        }
    }
    for (int k = 0; !reader->is_edges && hr_csv_id_columns[k] != NULL && reader->named[0] == UNSET; ++k) {
        reader->named[0] = column_of(reader, hr_csv_id_columns[k]);
    }
    if (reader->is_edges && reader->named[1] == UNSET) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "the header has no columns of an edge's ends; name them source and target");
    }
    if (!reader->is_edges && reader->named[0] == UNSET) {
        return hr_error_set(error, HR_BAD_INPUT, "the header has no column of a node's id; name it id");
    }
    hr_status status = HR_OK;
    for (uint32_t f = 0; f < reader->field_count && status == HR_OK; ++f) {
        if (f == reader->named[0] || f == reader->named[1]) {
            continue;
        }
        status = reader->is_edges
                     ? hr_graph_edge_attribute(reader->graph, reader->header[f], &reader->attributes[f], error)
                     : hr_graph_node_attribute(reader->graph, reader->header[f], &reader->attributes[f], error);
    }
    return status;
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

static hr_status on_field(void *data, const hr_csv_place *place, const char *text, size_t length, hr_error *error)
{
    table_reader *reader = data;
    if (place->row == 0) {
        return keep_header(reader, place, text, length, error);
    }
    if (length > HR_GRAPH_TEXT_MAX || reader->text_count + length + 1 > sizeof reader->texts) {
        return hr_error_set(error, HR_BAD_INPUT, "a field of %zu bytes; at most %d are kept, and %zu of a row", length,
                            HR_GRAPH_TEXT_MAX, sizeof reader->texts);
    }
    memcpy(reader->texts + reader->text_count, text, length + 1);
    reader->starts[place->field] = reader->text_count;
    reader->lengths[place->field] = (uint32_t)length;
    reader->places[place->field] = *place;
    reader->text_count += (uint32_t)length + 1;
    return HR_OK;
}

/* The field to blame stands before the row's end, where hr_csv_read would put a mistake. */
static hr_status blame(const table_reader *reader, uint32_t field, hr_status status, hr_error *error)
{
    return hr_graph_place(error, status, reader->file, reader->places[field].line, reader->places[field].column);
}

static hr_status find_end(const table_reader *reader, uint32_t end, uint32_t *node, hr_error *error)
{
    uint32_t field = reader->named[end];
    const char *id = reader->texts + reader->starts[field];
    if (reader->lengths[field] == 0) {
        hr_error_set(error, HR_BAD_INPUT, "column %s: the edge has no end here", reader->header[field]);
        return blame(reader, field, HR_BAD_INPUT, error);
    }
    if (!hr_graph_find(reader->graph, id, reader->lengths[field], node)) {
        hr_error_set(error, HR_BAD_INPUT, "column %s: the file of nodes has no `%.64s`", reader->header[field], id);
        return blame(reader, field, HR_BAD_INPUT, error);
    }
    return HR_OK;
}

static hr_status add_item(table_reader *reader, uint32_t line, uint32_t *item, hr_error *error)
{
    uint32_t ends[2] = {0, 0};
    if (!reader->is_edges) {
        uint32_t field = reader->named[0];
        hr_status status = hr_graph_node(reader->graph, reader->texts + reader->starts[field], reader->lengths[field],
                                         line, item, error);
        return blame(reader, field, status, error);
    }
    hr_status status = find_end(reader, 0, &ends[0], error);
    if (status == HR_OK) {
        status = find_end(reader, 1, &ends[1], error);
    }
    return status == HR_OK ? hr_graph_edge(reader->graph, ends[0], ends[1], line, item, error) : status;
}

static hr_status on_row(void *data, const hr_csv_place *place, hr_error *error)
{
    table_reader *reader = data;
    uint32_t item = 0;
    if (place->row == 0) {
        return end_header(reader, error);
    }
    hr_status status = add_item(reader, (uint32_t)place->line, &item, error);
    for (uint32_t f = 0; f < reader->field_count && status == HR_OK && item != HR_NO_NODE; ++f) {
        const char *text = reader->texts + reader->starts[f];
        if (f == reader->named[0] || f == reader->named[1]) {
            continue;
        }
        status = reader->is_edges
                     ? hr_graph_set_edge(reader->graph, reader->attributes[f], item, text, reader->lengths[f], error)
                     : hr_graph_set_node(reader->graph, reader->attributes[f], item, text, reader->lengths[f], error);
        blame(reader, f, status, error);
    }
    reader->text_count = 0;
    return status;
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

/* A table of ids alone has no separator; its header tells it. */
static bool is_id_column(const char *text, size_t length)
{
    for (int k = 0; hr_csv_id_columns[k] != NULL; ++k) {
        if (strlen(hr_csv_id_columns[k]) == length && strncasecmp(hr_csv_id_columns[k], text, length) == 0) {
            return true;
        }
    }
    return false;
}

bool hr_network_csv_looks_like(const char *head, size_t length)
{
    size_t start = length >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    size_t end = start;
    bool has_separator = false;
    for (; end < length && head[end] != '\n' && head[end] != '\r'; ++end) {
        unsigned char byte = (unsigned char)head[end];
        if ((byte < 0x20 && byte != '\t') || (end == start && byte == '<')) {
            return false;
        }
        has_separator = has_separator || byte == ',' || byte == ';' || byte == '\t';
    }
    return has_separator || is_id_column(head + start, end - start);
}

static hr_status read_table(const hr_graph_file *file, bool is_edges, table_reader *reader, hr_error *error)
{
    static const hr_csv_form FORM = {on_field, on_row};
    reader->is_edges = is_edges;
    reader->file = file->name;
    reader->named[0] = UNSET;
    reader->named[1] = UNSET;
    reader->field_count = 0;
    hr_status status = hr_csv_read(file->stream, file->name, &FORM, reader, error);
    if (status == HR_OK && reader->field_count == 0) {
        status = hr_error_at(error, file->name, 0, 0, NULL, "the file has no header");
    }
    return status;
}

hr_status hr_network_csv_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error)
{
    table_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a CSV file");
    }
    reader->graph = graph;
    hr_status status = read_table(&files->main, false, reader, error);
    if (status == HR_OK) {
        status = read_table(&files->edges, true, reader, error);
    }
    free(reader);
    return status;
}

static void write_field(FILE *stream, const char *text, bool is_last)
{
    text = text != NULL ? text : "";
    bool has_outer_blank = text[0] == ' ' || (text[0] != 0 && text[strlen(text) - 1] == ' ');
    if (has_outer_blank || strpbrk(text, ",;\t\"\r\n") != NULL) {
        csv_fwrite(stream, text, strlen(text));
    } else {
        fputs(text, stream);
    }
    fputs(is_last ? "\r\n" : ",", stream);
}

static void write_header(FILE *stream, const hr_graph_attributes *attributes)
{
    for (uint32_t a = 0; a < attributes->count; ++a) {
        write_field(stream, attributes->items[a].name, a + 1 == attributes->count);
    }
}

static void write_values(FILE *stream, const hr_attributed_graph *graph, const hr_graph_attributes *attributes,
                         uint32_t item)
{
    for (uint32_t a = 0; a < attributes->count; ++a) {
        write_field(stream, hr_graph_value(graph, &attributes->items[a], item), a + 1 == attributes->count);
    }
}

/* Two columns of one name would not be read back. */
static hr_status check_names(const hr_graph_attributes *attributes, const char *what, const char *const *taken,
                             hr_error *error)
{
    for (; *taken != NULL; ++taken) {
        for (uint32_t a = 0; a < attributes->count; ++a) {
            if (strcasecmp(attributes->items[a].name, *taken) == 0) {
                return hr_error_set(error, HR_BAD_INPUT,
                                    "%s have an attribute `%s`, which is the name of another column in CSV: rename it, "
                                    "or write another format",
                                    what, attributes->items[a].name);
            }
        }
    }
    return HR_OK;
}

hr_status hr_network_csv_write(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error)
{
    static const char *const of_node[] = {"id", NULL};
    static const char *const of_edge[] = {"source", "target", NULL};
    const hr_graph_attributes *of_nodes = &graph->node_attributes;
    const hr_graph_attributes *of_edges = &graph->edge_attributes;
    hr_status status = check_names(of_nodes, "nodes", of_node, error);
    if (status == HR_OK) {
        status = check_names(of_edges, "edges", of_edge, error);
    }
    if (status != HR_OK) {
        return status;
    }
    write_field(files->main.stream, "id", of_nodes->count == 0);
    write_header(files->main.stream, of_nodes);
    for (uint32_t n = 0; n < graph->node_count; ++n) {
        write_field(files->main.stream, hr_graph_id(graph, n), of_nodes->count == 0);
        write_values(files->main.stream, graph, of_nodes, n);
    }
    write_field(files->edges.stream, "source", false);
    write_field(files->edges.stream, "target", of_edges->count == 0);
    write_header(files->edges.stream, of_edges);
    for (uint32_t e = 0; e < graph->edge_count; ++e) {
        write_field(files->edges.stream, hr_graph_id(graph, graph->ends[e][0]), false);
        write_field(files->edges.stream, hr_graph_id(graph, graph->ends[e][1]), of_edges->count == 0);
        write_values(files->edges.stream, graph, of_edges, e);
    }
    return HR_OK;
}
