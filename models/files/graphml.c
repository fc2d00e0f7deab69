/* Reading GraphML. See graphml.h; the parser is xml.h.
 *
 * Why not igraph's reader (0.10.2, Debian 12): it takes a second node of an id for the same node, makes a node of every
 * end that no node has, replaces unknown entities by nothing with a warning on the process's warning handler, keeps
 * whole columns without a limit, says no line in most messages, and wants a process-wide attribute table.
 *
 * Keys with their defaults become attributes of the key's name (`attr.name`, else its id). A key without a name of its
 * own that belongs to a drawing program (yFiles) is left out and counted, as are data that hold elements, and ports.
 * Graphs inside nodes, a second graph, and hyperedges have no meaning in a network of links and are refused. Edges may
 * stand before their nodes, as in gml.c. Directions are dropped. O(bytes).
 */
#include "models/files/graphml.h"

#include <stdlib.h>
#include <string.h>

#include "models/files/xml.h"

static const char NAME_SPACE[] = "http://graphml.graphdrawing.org/";

typedef enum { FOR_NODES = 1, FOR_EDGES = 2, FOR_GRAPH = 4 } key_scope;

enum { KEYS_MAX = 2 * HR_GRAPH_ATTRIBUTES_MAX + 16, UNSET = HR_GRAPH_ATTRIBUTES_MAX };

typedef struct {
    char id[HR_NAME_SIZE];
    char name[HR_NAME_SIZE];
    unsigned scope;          /* key_scope bits */
    bool is_left;            /* not ours to read */
    uint32_t node_attribute; /* UNSET before the first value */
    uint32_t edge_attribute;
    uint64_t line;
    uint64_t column;
    size_t default_length;
    char *default_text; /* owned; NULL: none */
} graphml_key;

/* What an open element is. */
typedef enum { OTHER, GRAPHML, KEY, DEFAULT, GRAPH, NODE, EDGE, DATA } meaning;

typedef struct {
    hr_attributed_graph *graph;
    const char *file;
    meaning path[HR_XML_DEPTH_MAX + 1];
    bool is_second_pass;
    uint64_t edge_count;
    uint64_t waiting_edges; /* 1 + number of the first edge that is left to the second pass; 0: none */
    bool has_graph;
    uint32_t key_count;
    graphml_key *keys;

    uint32_t item;      /* the open node or edge; HR_NO_NODE: its data are not kept */
    graphml_key *key;   /* of the open data, or NULL */
    bool holds_element; /* the open data do */
    uint64_t line;      /* of the open data */
    uint64_t column;
    size_t text_length; /* of the open data or default, whole */
    char text[HR_GRAPH_TEXT_MAX + 1];
} graphml_reader;

/* ---- keys ------------------------------------------------------------------------------------------------------ */

/* Copies an attribute's value; a value that does not fit is a mistake. */
static hr_status copy_name(const hr_xml_element *element, const char *name, char copy[HR_NAME_SIZE], hr_error *error)
{
    size_t length = 0;
    const char *value = hr_xml_attribute(element, name, &length);
    copy[0] = 0;
    if (value == NULL) {
        return HR_OK;
    }
    if (length >= HR_NAME_SIZE) {
        return hr_error_set(error, HR_BAD_INPUT, "`%s` has %zu bytes; at most %d are kept", name, length,
                            HR_NAME_SIZE - 1);
    }
    memcpy(copy, value, length);
    copy[length] = 0;
    return HR_OK;
}

static graphml_key *find_key(const graphml_reader *reader, const char *id)
{
    for (uint32_t k = 0; k < reader->key_count; ++k) {
        if (strcmp(reader->keys[k].id, id) == 0) {
            return &reader->keys[k];
        }
    }
    return NULL;
}

static hr_status read_scope(const hr_xml_element *element, graphml_key *key, hr_error *error)
{
    static const struct {
        const char *name;
        unsigned scope;
    } scopes[] = {{"all", FOR_NODES | FOR_EDGES | FOR_GRAPH},
                  {"node", FOR_NODES},
                  {"edge", FOR_EDGES},
                  {"graph", FOR_GRAPH},
                  {"graphml", 0},
                  {"port", 0},
                  {"hyperedge", 0},
                  {"endpoint", 0}};
    char name[HR_NAME_SIZE];
    hr_status status = copy_name(element, "for", name, error);
    if (status != HR_OK) {
        return status;
    }
    for (size_t s = 0; s < sizeof scopes / sizeof *scopes; ++s) {
        if (strcmp(name[0] != 0 ? name : "all", scopes[s].name) == 0) {
            key->scope = scopes[s].scope;
            return HR_OK;
        }
    }
    return hr_error_set(error, HR_BAD_INPUT, "a key is for all, node, edge or graph, not for `%s`", name);
}

static hr_status open_key(graphml_reader *reader, const hr_xml_element *element, hr_error *error)
{
    size_t length = 0;
    if (reader->is_second_pass) {
        return HR_OK;
    }
    if (reader->key_count == KEYS_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "more than %d keys, which is the limit", KEYS_MAX);
    }
    graphml_key *key = &reader->keys[reader->key_count];
    *key = (graphml_key){
        .node_attribute = UNSET, .edge_attribute = UNSET, .line = element->line, .column = element->column};
    hr_status status = copy_name(element, "id", key->id, error);
    if (status == HR_OK) {
        status = copy_name(element, "attr.name", key->name, error);
    }
    if (status == HR_OK) {
        status = read_scope(element, key, error);
    }
    if (status != HR_OK) {
        return status;
    }
    if (key->id[0] == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "a key needs an id");
    }
    if (find_key(reader, key->id) != NULL) {
        return hr_error_set(error, HR_BAD_INPUT, "a second key of the id `%s`", key->id);
    }
    key->is_left = key->name[0] == 0 && hr_xml_attribute(element, "yfiles.type", &length) != NULL;
    if (key->name[0] == 0) {
        memcpy(key->name, key->id, sizeof key->name);
    }
    ++reader->key_count;
    return HR_OK;
}

static hr_status close_default(graphml_reader *reader, hr_error *error)
{
    graphml_key *key = reader->is_second_pass ? NULL : &reader->keys[reader->key_count - 1];
    if (key == NULL || key->default_text != NULL || key->is_left) {
        return HR_OK;
    }
    if (reader->text_length > HR_GRAPH_TEXT_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "a text of %zu bytes; at most %d are kept", reader->text_length,
                            HR_GRAPH_TEXT_MAX);
    }
    reader->text[reader->text_length] = 0;
    key->default_text = strdup(reader->text);
    key->default_length = reader->text_length;
    return key->default_text == NULL ? hr_error_set(error, HR_FAILED, "out of memory for a key") : HR_OK;
}

static hr_status set_value(graphml_reader *reader, graphml_key *key, bool is_edge, uint32_t item, const char *text,
                           size_t length, hr_error *error)
{
    uint32_t *attribute = is_edge ? &key->edge_attribute : &key->node_attribute;
    hr_status status = HR_OK;
    if (*attribute == UNSET) {
        status = is_edge ? hr_graph_edge_attribute(reader->graph, key->name, attribute, error)
                         : hr_graph_node_attribute(reader->graph, key->name, attribute, error);
    }
    if (status != HR_OK) {
        return status;
    }
    return is_edge ? hr_graph_set_edge(reader->graph, *attribute, item, text, length, error)
                   : hr_graph_set_node(reader->graph, *attribute, item, text, length, error);
}

/* Gives what says nothing the default of its key. */
static hr_status fill_defaults(graphml_reader *reader, hr_error *error)
{
    hr_attributed_graph *graph = reader->graph;
    hr_status status = HR_OK;
    for (uint32_t k = 0; k < reader->key_count; ++k) {
        graphml_key *key = &reader->keys[k];
        for (int is_edge = 0; is_edge < 2 && key->default_text != NULL; ++is_edge) {
            uint32_t count = is_edge ? graph->edge_count : graph->node_count;
            bool is_for_it = (key->scope & (is_edge ? FOR_EDGES : FOR_NODES)) != 0;
            for (uint32_t item = 0; is_for_it && item < count && status == HR_OK; ++item) {
                const uint32_t attribute = is_edge ? key->edge_attribute : key->node_attribute;
                const hr_graph_attribute *column = is_edge ? graph->edge_attributes.items
                                                           : graph->node_attributes.items;
                if (attribute == UNSET || column[attribute].cells[item] == 0) {
                    status = set_value(reader, key, is_edge, item, key->default_text, key->default_length, error);
                }
            }
        }
        if (status != HR_OK) {
            return hr_graph_place(error, status, reader->file, key->line, key->column);
        }
    }
    return status;
}

/* ---- nodes and edges ------------------------------------------------------------------------------------------- */

static hr_status require(const hr_xml_element *element, const char *name, const char **value, size_t *length,
                         hr_error *error)
{
    *value = hr_xml_attribute(element, name, length);
    return *value == NULL ? hr_error_set(error, HR_BAD_INPUT, "the %s has no `%s`", element->name, name) : HR_OK;
}

static hr_status open_node(graphml_reader *reader, const hr_xml_element *element, hr_error *error)
{
    const char *id = NULL;
    size_t length = 0;
    reader->item = HR_NO_NODE;
    if (reader->is_second_pass) {
        return HR_OK;
    }
    hr_status status = require(element, "id", &id, &length, error);
    return status == HR_OK ? hr_graph_node(reader->graph, id, length, (uint32_t)element->line, &reader->item, error)
                           : status;
}

static hr_status set_edge_id(graphml_reader *reader, const hr_xml_element *element, hr_error *error)
{
    uint32_t attribute = 0;
    size_t length = 0;
    const char *id = hr_xml_attribute(element, "id", &length);
    if (id == NULL || reader->item == HR_NO_NODE) {
        return HR_OK;
    }
    hr_status status = hr_graph_edge_attribute(reader->graph, "id", &attribute, error);
    return status == HR_OK ? hr_graph_set_edge(reader->graph, attribute, reader->item, id, length, error) : status;
}

static hr_status open_edge(graphml_reader *reader, const hr_xml_element *element, hr_error *error)
{
    static const char *const names[2] = {"source", "target"};
    uint32_t ends[2] = {0, 0};
    uint64_t number = ++reader->edge_count;
    reader->item = HR_NO_NODE;
    if (reader->is_second_pass ? number < reader->waiting_edges : reader->waiting_edges != 0) {
        return HR_OK;
    }
    for (int k = 0; k < 2; ++k) {
        const char *id = NULL;
        size_t length = 0;
        hr_status status = require(element, names[k], &id, &length, error);
        if (status != HR_OK) {
            return status;
        }
        if (!hr_graph_find(reader->graph, id, length, &ends[k])) {
            if (reader->is_second_pass) {
                return hr_error_set(error, HR_BAD_INPUT, "the %s of the edge, `%.*s`, is the id of no node", names[k],
                                    (int)(length < HR_NAME_SIZE ? length : HR_NAME_SIZE), id);
            }
            reader->waiting_edges = number;
            return HR_OK;
        }
    }
    reader->graph->mended.is_directed |= hr_xml_attribute_is(element, "directed", "true");
    hr_status status = hr_graph_edge(reader->graph, ends[0], ends[1], (uint32_t)element->line, &reader->item, error);
    return status == HR_OK ? set_edge_id(reader, element, error) : status;
}

static hr_status open_graph(graphml_reader *reader, const hr_xml_element *element, hr_error *error)
{
    size_t length = 0;
    const char *id = hr_xml_attribute(element, "id", &length);
    if (reader->has_graph) {
        return hr_error_set(error, HR_BAD_INPUT, "a second graph; one is read of a file");
    }
    reader->has_graph = true;
    reader->graph->mended.is_directed |= hr_xml_attribute_is(element, "edgedefault", "directed");
    return id != NULL && reader->graph->name[0] == 0 ? hr_graph_set_name(reader->graph, id, length, error) : HR_OK;
}

/* ---- data ------------------------------------------------------------------------------------------------------ */

static hr_status open_data(graphml_reader *reader, const hr_xml_element *element, meaning above, hr_error *error)
{
    static const char *const names[] = {[GRAPH] = "the graph", [NODE] = "nodes", [EDGE] = "edges"};
    static const unsigned scopes[] = {[GRAPH] = FOR_GRAPH, [NODE] = FOR_NODES, [EDGE] = FOR_EDGES};
    char id[HR_NAME_SIZE];
    hr_status status = copy_name(element, "key", id, error);
    reader->key = NULL;
    reader->holds_element = false;
    reader->line = element->line;
    reader->column = element->column;
    if (status != HR_OK) {
        return status;
    }
    reader->key = find_key(reader, id);
    if (reader->key == NULL) {
        return hr_error_set(error, HR_BAD_INPUT, "no key before has the id `%s`", id);
    }
    if ((reader->key->scope & scopes[above]) == 0 && !reader->key->is_left) {
        return hr_error_set(error, HR_BAD_INPUT, "the key `%s` (%s) is not for %s", id, reader->key->name,
                            names[above]);
    }
    return HR_OK;
}

static hr_status close_data(graphml_reader *reader, meaning above, hr_error *error)
{
    graphml_key *key = reader->key;
    bool is_graph = above == GRAPH;
    if (is_graph ? reader->is_second_pass : reader->item == HR_NO_NODE) {
        return HR_OK;
    }
    if (reader->holds_element || key->is_left) {
        ++reader->graph->mended.attributes_left;
        return HR_OK;
    }
    hr_status status = HR_OK;
    if (reader->text_length > HR_GRAPH_TEXT_MAX) {
        status = hr_error_set(error, HR_BAD_INPUT, "a text of %zu bytes; at most %d are kept", reader->text_length,
                              HR_GRAPH_TEXT_MAX);
    } else if (!is_graph) {
        status = set_value(reader, key, above == EDGE, reader->item, reader->text, reader->text_length, error);
    } else if (strcmp(key->name, "name") == 0) {
        status = hr_graph_set_name(reader->graph, reader->text, reader->text_length, error);
    }
    return hr_graph_place(error, status, reader->file, reader->line, reader->column);
}

/* ---- elements -------------------------------------------------------------------------------------------------- */

static meaning meaning_of(meaning above, const char *name)
{
    static const struct {
        meaning above;
        const char *name;
        meaning meaning;
    } rows[] = {
        {GRAPHML, "key", KEY}, {KEY, "default", DEFAULT}, {GRAPHML, "graph", GRAPH}, {GRAPH, "node", NODE},
        {GRAPH, "edge", EDGE}, {GRAPH, "data", DATA},     {NODE, "data", DATA},      {EDGE, "data", DATA},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; ++r) {
        if (rows[r].above == above && strcmp(rows[r].name, name) == 0) {
            return rows[r].meaning;
        }
    }
    return OTHER;
}

static hr_status refuse(graphml_reader *reader, meaning above, const char *name, hr_error *error)
{
    if ((above == NODE || above == EDGE) && strcmp(name, "graph") == 0) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "a graph inside a %s; a network has one level: put its nodes into the outer graph",
                            above == NODE ? "node" : "edge");
    }
    if (above == GRAPH && strcmp(name, "hyperedge") == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "a hyperedge; a link joins two nodes: put a node in its middle");
    }
    if (above == NODE && strcmp(name, "port") == 0 && !reader->is_second_pass) {
        ++reader->graph->mended.attributes_left;
    }
    return HR_OK;
}

static hr_status on_open(void *data, const hr_xml_element *element, hr_error *error)
{
    graphml_reader *reader = data;
    meaning above = reader->path[element->depth - 1];
    bool is_foreign = element->space != NULL && strncmp(element->space, NAME_SPACE, sizeof NAME_SPACE - 1) != 0;
    meaning found = is_foreign ? OTHER : meaning_of(above, element->name);
    reader->holds_element |= above == DATA;
    if (element->depth == 1) {
        found = strcmp(element->name, "graphml") == 0 ? GRAPHML : OTHER;
    }
    reader->path[element->depth] = found;
    reader->text_length = 0;
    switch (found) {
    case KEY:
        return open_key(reader, element, error);
    case GRAPH:
        return open_graph(reader, element, error);
    case NODE:
        return open_node(reader, element, error);
    case EDGE:
        return open_edge(reader, element, error);
    case DATA:
        return open_data(reader, element, above, error);
    case OTHER:
        return element->depth == 1 ? hr_error_set(error, HR_BAD_INPUT,
                                                  "the element `graphml` is expected here, not `%.64s`", element->name)
               : is_foreign        ? HR_OK
                                   : refuse(reader, above, element->name, error);
    default:
        return HR_OK;
    }
}

static hr_status on_text(void *data, const char *text, size_t length, hr_error *error)
{
    graphml_reader *reader = data;
    (void)error;
    if (reader->text_length < HR_GRAPH_TEXT_MAX) {
        size_t room = HR_GRAPH_TEXT_MAX - reader->text_length;
        memcpy(reader->text + reader->text_length, text, length < room ? length : room);
    }
    reader->text_length += length;
    return HR_OK;
}

static hr_status on_close(void *data, int depth, hr_error *error)
{
    graphml_reader *reader = data;
    meaning closed = reader->path[depth];
    hr_status status = closed == DATA      ? close_data(reader, reader->path[depth - 1], error)
                       : closed == DEFAULT ? close_default(reader, error)
                                           : HR_OK;
    reader->text_length = 0;
    return status;
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

static hr_status read_pass(graphml_reader *reader, FILE *stream, hr_error *error)
{
    static const hr_xml_form FORM = {on_open, on_text, on_close};
    reader->has_graph = false;
    reader->edge_count = 0;
    hr_status status = hr_xml_read(stream, reader->file, &FORM, reader, error);
    if (status == HR_OK && !reader->has_graph) {
        status = hr_error_at(error, reader->file, 0, 0, NULL, "the file has no element `graph`");
    }
    return status;
}

hr_status hr_graphml_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error)
{
    graphml_reader *reader = calloc(1, sizeof *reader);
    graphml_key *keys = calloc(KEYS_MAX, sizeof *keys);
    hr_status status = reader == NULL || keys == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for a GraphML file")
                           : HR_OK;
    if (status == HR_OK) {
        reader->graph = graph;
        reader->file = files->main.name;
        reader->keys = keys;
        status = read_pass(reader, files->main.stream, error);
    }
    if (status == HR_OK && reader->waiting_edges != 0) {
        reader->is_second_pass = true;
        rewind(files->main.stream);
        status = read_pass(reader, files->main.stream, error);
    }
    if (status == HR_OK) {
        status = fill_defaults(reader, error);
    }
    for (uint32_t k = 0; reader != NULL && k < reader->key_count; ++k) {
        free(keys[k].default_text);
    }
    free(keys);
    free(reader);
    return status;
}

bool hr_graphml_looks_like(const char *head, size_t length)
{
    return hr_xml_begins_with(head, length, "graphml");
}
