/* See attributed_graph.h. Arrays double as they grow; every byte of them is counted against the limit first. */
#include "models/files/attributed_graph.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const hr_graph_limits hr_graph_limits_default = {
    .file_bytes = INT32_MAX,
    .nodes = 4 * 1000 * 1000,
    .edges = 16 * 1000 * 1000,
    .memory_bytes = UINT64_C(3) << 30,
};

enum { FEWEST_ITEMS = 256, FEWEST_TEXTS = 4096 };
/* A cell has 32 bits. */
#define MOST_TEXTS ((uint64_t)UINT32_MAX)

void hr_graph_init(hr_attributed_graph *graph, const hr_graph_limits *limits)
{
    memset(graph, 0, sizeof *graph);
    graph->limits = limits != NULL ? *limits : hr_graph_limits_default;
    hr_text_index_init(&graph->index);
}

static void free_attributes(hr_graph_attributes *attributes)
{
    for (uint32_t a = 0; a < attributes->count; ++a) {
        free(attributes->items[a].cells);
    }
}

void hr_graph_free(hr_attributed_graph *graph)
{
    free(graph->ids);
    free(graph->node_lines);
    free_attributes(&graph->node_attributes);
    free(graph->ends);
    free(graph->edge_lines);
    free_attributes(&graph->edge_attributes);
    free(graph->texts);
    hr_text_index_free(&graph->index);
    memset(graph, 0, sizeof *graph);
}

hr_status hr_graph_place(hr_error *error, hr_status status, const char *file, uint64_t line, uint64_t column)
{
    if (error != NULL && status == HR_BAD_INPUT && error->file[0] == 0) {
        snprintf(error->file, sizeof error->file, "%s", file);
        error->line = line <= INT32_MAX ? (int)line : 0;
        error->column = column <= INT32_MAX ? (int)column : 0;
    }
    return status;
}

/* ---- memory ---------------------------------------------------------------------------------------------------- */

/* Makes an array larger; new items are zero. */
static hr_status grow(hr_attributed_graph *graph, void *array, size_t size, uint64_t from, uint64_t to, hr_error *error)
{
    void **place = array;
    uint64_t more = (to - from) * size;
    if (more > graph->limits.memory_bytes - graph->memory_bytes) {
        return hr_error_set(error, HR_BAD_INPUT, "the graph takes more than %.1f GiB of memory, which is the limit",
                            (double)graph->limits.memory_bytes / (double)(UINT64_C(1) << 30));
    }
    void *larger = realloc(*place, to * size);
    if (larger == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a graph of %u nodes and %u edges", graph->node_count,
                            graph->edge_count);
    }
    memset((char *)larger + from * size, 0, more);
    *place = larger;
    graph->memory_bytes += more;
    return HR_OK;
}

static hr_status grow_columns(hr_attributed_graph *graph, hr_graph_attributes *attributes, uint32_t from, uint32_t to,
                              hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t a = 0; a < attributes->count && status == HR_OK; ++a) {
        status = grow(graph, &attributes->items[a].cells, sizeof(uint32_t), from, to, error);
    }
    return status;
}

static uint32_t larger_capacity(uint32_t capacity, uint32_t most)
{
    uint32_t larger = capacity < FEWEST_ITEMS ? FEWEST_ITEMS : capacity > most / 2 ? most : 2 * capacity;
    return larger < most ? larger : most;
}

static hr_status grow_nodes(hr_attributed_graph *graph, hr_error *error)
{
    uint32_t from = graph->node_capacity;
    uint32_t to = larger_capacity(from, graph->limits.nodes);
    if (graph->node_count >= graph->limits.nodes) {
        return hr_error_set(error, HR_BAD_INPUT, "more than %u nodes, which is the limit", graph->limits.nodes);
    }
    hr_status status = grow(graph, &graph->ids, sizeof *graph->ids, from, to, error);
    if (status == HR_OK) {
        status = grow(graph, &graph->node_lines, sizeof *graph->node_lines, from, to, error);
    }
    if (status == HR_OK) {
        status = grow_columns(graph, &graph->node_attributes, from, to, error);
    }
    graph->node_capacity = status == HR_OK ? to : from;
    return status;
}

static hr_status grow_edges(hr_attributed_graph *graph, hr_error *error)
{
    uint32_t from = graph->edge_capacity;
    uint32_t to = larger_capacity(from, graph->limits.edges);
    if (graph->edge_count >= graph->limits.edges) {
        return hr_error_set(error, HR_BAD_INPUT, "more than %u edges, which is the limit", graph->limits.edges);
    }
    hr_status status = grow(graph, &graph->ends, sizeof *graph->ends, from, to, error);
    if (status == HR_OK) {
        status = grow(graph, &graph->edge_lines, sizeof *graph->edge_lines, from, to, error);
    }
    if (status == HR_OK) {
        status = grow_columns(graph, &graph->edge_attributes, from, to, error);
    }
    graph->edge_capacity = status == HR_OK ? to : from;
    return status;
}

/* ---- texts ----------------------------------------------------------------------------------------------------- */

typedef struct {
    char bytes[2 * HR_GRAPH_TEXT_MAX + 1];
    size_t length;
    bool was_not_utf8;
    bool was_cleaned;
} mended_text;

/* Bytes of the well-formed UTF-8 character at the start (Unicode 15.0, table 3-7), or 0. */
static size_t character_length(const unsigned char *text, size_t length)
{
    unsigned char first = text[0];
    size_t size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (size == 0 || size > length) {
        return 0;
    }
    unsigned char least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char greatest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    for (size_t i = 1; i < size; ++i) {
        if (text[i] < (i == 1 ? least : 0x80) || text[i] > (i == 1 ? greatest : 0xbf)) {
            return 0;
        }
    }
    return size;
}

static bool is_utf8(const unsigned char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t size = character_length(text + i, length - i);
        if (size == 0) {
            return false;
        }
        i += size;
    }
    return true;
}

bool hr_graph_is_utf8(const char *text, size_t length)
{
    return is_utf8((const unsigned char *)text, length);
}

static void mend(const char *text, size_t length, mended_text *mended)
{
    const unsigned char *bytes = (const unsigned char *)text;
    mended->length = 0;
    mended->was_cleaned = false;
    mended->was_not_utf8 = !is_utf8(bytes, length);
    for (size_t i = 0; i < length; ++i) {
        unsigned char byte = bytes[i];
        bool is_second_control = byte == 0xc2 && !mended->was_not_utf8 && bytes[i + 1] < 0xa0;
        bool is_latin_control = mended->was_not_utf8 && byte >= 0x80 && byte < 0xa0;
        if (byte < 0x20 || byte == 0x7f || is_second_control || is_latin_control) {
            mended->bytes[mended->length++] = ' ';
            mended->was_cleaned = true;
            i += is_second_control ? 1 : 0;
        } else if (byte >= 0x80 && mended->was_not_utf8) {
            mended->bytes[mended->length++] = (char)(0xc0 | byte >> 6);
            mended->bytes[mended->length++] = (char)(0x80 | (byte & 0x3f));
        } else {
            mended->bytes[mended->length++] = (char)byte;
        }
    }
    mended->bytes[mended->length] = 0;
}

static bool is_plain(const char *text, size_t length)
{
    for (size_t i = 0; i < length; ++i) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x20 || byte > 0x7e) {
            return false;
        }
    }
    return true;
}

/* Appends a text; *cell receives its place. */
static hr_status keep_text(hr_attributed_graph *graph, const char *text, size_t length, uint32_t *cell, hr_error *error)
{
    uint64_t start = graph->text_count > 0 ? graph->text_count : 1;
    uint64_t needed = start + length + 1;
    if (needed > MOST_TEXTS) {
        return hr_error_set(error, HR_BAD_INPUT, "ids and values of more than 4 GiB, which is the limit");
    }
    if (needed > graph->text_capacity) {
        uint64_t capacity = 2 * graph->text_capacity > needed ? 2 * graph->text_capacity : needed;
        capacity = capacity > FEWEST_TEXTS ? capacity : FEWEST_TEXTS;
        hr_status status = grow(graph, &graph->texts, 1, graph->text_capacity, capacity, error);
        if (status != HR_OK) {
            return status;
        }
        graph->text_capacity = capacity;
    }
    memcpy(graph->texts + start, text, length);
    graph->texts[start + length] = 0;
    graph->text_count = needed;
    *cell = (uint32_t)start;
    return HR_OK;
}

static hr_status check_text(const char *text, size_t length, hr_error *error)
{
    if (length > HR_GRAPH_TEXT_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "a text of %zu bytes; at most %d are kept", length, HR_GRAPH_TEXT_MAX);
    }
    if (memchr(text, 0, length) != NULL) {
        return hr_error_set(error, HR_BAD_INPUT, "a zero byte in a text");
    }
    return HR_OK;
}

static void count_mending(hr_attributed_graph *graph, const mended_text *mended)
{
    graph->mended.texts_not_utf8 += mended->was_not_utf8;
    graph->mended.texts_cleaned += mended->was_cleaned;
}

/* ---- nodes and edges ------------------------------------------------------------------------------------------- */

static hr_status add_node(hr_attributed_graph *graph, const char *id, size_t length, uint32_t line, uint32_t *node,
                          hr_error *error)
{
    uint32_t other = 0;
    if (hr_text_index_find(&graph->index, graph->texts, graph->ids, id, length, &other)) {
        int shown = length < HR_NAME_SIZE ? (int)length : HR_NAME_SIZE;
        return graph->node_lines[other] == 0
                   ? hr_error_set(error, HR_BAD_INPUT, "a second node of the id `%.*s`", shown, id)
                   : hr_error_set(error, HR_BAD_INPUT, "a second node of the id `%.*s`; the first is in line %u", shown,
                                  id, graph->node_lines[other]);
    }
    if (graph->node_count == graph->node_capacity || graph->node_count >= graph->limits.nodes) {
        hr_status status = grow_nodes(graph, error);
        if (status != HR_OK) {
            return status;
        }
    }
    uint32_t added = graph->node_count;
    hr_status status = keep_text(graph, id, length, &graph->ids[added], error);
    if (status == HR_OK) {
        status = hr_text_index_add(&graph->index, graph->texts, graph->ids, added, error);
    }
    if (status == HR_OK) {
        graph->node_lines[added] = line;
        ++graph->node_count;
        *node = added;
    }
    return status;
}

hr_status hr_graph_node(hr_attributed_graph *graph, const char *id, size_t length, uint32_t line, uint32_t *node,
                        hr_error *error)
{
    if (length == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "a node without an id");
    }
    hr_status status = check_text(id, length, error);
    if (status != HR_OK) {
        return status;
    }
    if (is_plain(id, length)) {
        return add_node(graph, id, length, line, node, error);
    }
    mended_text mended;
    mend(id, length, &mended);
    count_mending(graph, &mended);
    return add_node(graph, mended.bytes, mended.length, line, node, error);
}

bool hr_graph_find(const hr_attributed_graph *graph, const char *id, size_t length, uint32_t *node)
{
    if (length == 0 || length > HR_GRAPH_TEXT_MAX || memchr(id, 0, length) != NULL) {
        return false;
    }
    if (is_plain(id, length)) {
        return hr_text_index_find(&graph->index, graph->texts, graph->ids, id, length, node);
    }
    mended_text mended;
    mend(id, length, &mended);
    return hr_text_index_find(&graph->index, graph->texts, graph->ids, mended.bytes, mended.length, node);
}

hr_status hr_graph_edge(hr_attributed_graph *graph, uint32_t first, uint32_t second, uint32_t line, uint32_t *edge,
                        hr_error *error)
{
    assert(first < graph->node_count && second < graph->node_count);
    *edge = HR_NO_NODE;
    if (first == second) {
        ++graph->mended.self_loops;
        return HR_OK;
    }
    if (graph->edge_count == graph->edge_capacity || graph->edge_count >= graph->limits.edges) {
        hr_status status = grow_edges(graph, error);
        if (status != HR_OK) {
            return status;
        }
    }
    *edge = graph->edge_count++;
    graph->ends[*edge][0] = first;
    graph->ends[*edge][1] = second;
    graph->edge_lines[*edge] = line;
    return HR_OK;
}

hr_status hr_graph_set_name(hr_attributed_graph *graph, const char *text, size_t length, hr_error *error)
{
    hr_status status = check_text(text, length, error);
    if (status != HR_OK) {
        return status;
    }
    mended_text mended;
    mend(text, length, &mended);
    count_mending(graph, &mended);
    size_t kept = mended.length < sizeof graph->name ? mended.length : sizeof graph->name - 1;
    while (kept < mended.length && kept > 0 && ((unsigned char)mended.bytes[kept] & 0xc0) == 0x80) {
        --kept;
    }
    memcpy(graph->name, mended.bytes, kept);
    graph->name[kept] = 0;
    return HR_OK;
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

static hr_status add_attribute(hr_attributed_graph *graph, hr_graph_attributes *attributes, uint32_t capacity,
                               const char *name, uint32_t *attribute, hr_error *error)
{
    if (!is_plain(name, strlen(name)) && !is_utf8((const unsigned char *)name, strlen(name))) {
        return hr_error_set(error, HR_BAD_INPUT, "an attribute's name that is not UTF-8");
    }
    for (uint32_t a = 0; a < attributes->count; ++a) {
        if (strcmp(attributes->items[a].name, name) == 0) {
            *attribute = a;
            return HR_OK;
        }
    }
    if (name[0] == 0 || strlen(name) >= HR_NAME_SIZE) {
        return hr_error_set(error, HR_BAD_INPUT, "an attribute's name has 1 to %d bytes, not %zu", HR_NAME_SIZE - 1,
                            strlen(name));
    }
    if (attributes->count == HR_GRAPH_ATTRIBUTES_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "more than %d attributes, which is the limit (`%s`)",
                            HR_GRAPH_ATTRIBUTES_MAX, name);
    }
    hr_graph_attribute *added = &attributes->items[attributes->count];
    added->cells = NULL;
    hr_status status = capacity > 0 ? grow(graph, &added->cells, sizeof(uint32_t), 0, capacity, error) : HR_OK;
    if (status == HR_OK) {
        memcpy(added->name, name, strlen(name) + 1);
        *attribute = attributes->count++;
    }
    return status;
}

hr_status hr_graph_node_attribute(hr_attributed_graph *graph, const char *name, uint32_t *attribute, hr_error *error)
{
    return add_attribute(graph, &graph->node_attributes, graph->node_capacity, name, attribute, error);
}

hr_status hr_graph_edge_attribute(hr_attributed_graph *graph, const char *name, uint32_t *attribute, hr_error *error)
{
    return add_attribute(graph, &graph->edge_attributes, graph->edge_capacity, name, attribute, error);
}

/* Columns often repeat a value from one item to the next: it is kept once. */
static hr_status set_cell(hr_attributed_graph *graph, const hr_graph_attribute *attribute, uint32_t item,
                          const char *text, size_t length, hr_error *error)
{
    uint32_t *cell = &attribute->cells[item];
    if (length == 0) {
        *cell = 0;
        return HR_OK;
    }
    if (item > 0 && cell[-1] != 0) {
        const char *last = graph->texts + cell[-1];
        if (strncmp(last, text, length) == 0 && last[length] == 0) {
            *cell = cell[-1];
            return HR_OK;
        }
    }
    return keep_text(graph, text, length, cell, error);
}

static hr_status set_value(hr_attributed_graph *graph, const hr_graph_attribute *attribute, uint32_t item,
                           const char *text, size_t length, hr_error *error)
{
    hr_status status = check_text(text, length, error);
    if (status != HR_OK) {
        return status;
    }
    if (is_plain(text, length)) {
        return set_cell(graph, attribute, item, text, length, error);
    }
    mended_text mended;
    mend(text, length, &mended);
    count_mending(graph, &mended);
    return set_cell(graph, attribute, item, mended.bytes, mended.length, error);
}

hr_status hr_graph_set_node(hr_attributed_graph *graph, uint32_t attribute, uint32_t node, const char *text,
                            size_t length, hr_error *error)
{
    assert(attribute < graph->node_attributes.count && node < graph->node_count);
    return set_value(graph, &graph->node_attributes.items[attribute], node, text, length, error);
}

hr_status hr_graph_set_edge(hr_attributed_graph *graph, uint32_t attribute, uint32_t edge, const char *text,
                            size_t length, hr_error *error)
{
    assert(attribute < graph->edge_attributes.count && edge < graph->edge_count);
    return set_value(graph, &graph->edge_attributes.items[attribute], edge, text, length, error);
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

const char *hr_graph_id(const hr_attributed_graph *graph, uint32_t node)
{
    return graph->texts + graph->ids[node];
}

const char *hr_graph_value(const hr_attributed_graph *graph, const hr_graph_attribute *attribute, uint32_t item)
{
    return attribute == NULL || attribute->cells[item] == 0 ? NULL : graph->texts + attribute->cells[item];
}

const hr_graph_attribute *hr_graph_attribute_find(const hr_graph_attributes *attributes, const char *name)
{
    const hr_graph_attribute *found = NULL;
    for (uint32_t a = 0; a < attributes->count; ++a) {
        if (strcmp(attributes->items[a].name, name) == 0) {
            return &attributes->items[a];
        }
        if (found == NULL && strcasecmp(attributes->items[a].name, name) == 0) {
            found = &attributes->items[a];
        }
    }
    return found;
}
