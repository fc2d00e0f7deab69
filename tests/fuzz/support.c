/* See fuzz.h. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/files/formats.h"
#include "models/files/value_kind.h"
#include "tests/fuzz/fuzz.h"

/* Small enough for a fuzzer's memory, large enough to be reached by few inputs alone. */
static const hr_graph_limits LIMITS = {
    .file_bytes = 1 << 20, .nodes = 2000, .edges = 2000, .memory_bytes = UINT64_C(64) << 20};

hr_fuzz_file hr_fuzz_file_open(const uint8_t *data, size_t size)
{
    /* a real name: HDF5 resolves what it opens */
    hr_fuzz_file file = {.path = P_tmpdir "/hedgerow-fuzz-XXXXXX"};
    file.descriptor = mkstemp(file.path);
    assert(file.descriptor >= 0);
    for (size_t written = 0; written < size;) {
        ssize_t count = write(file.descriptor, data + written, size - written);
        assert(count > 0);
        written += (size_t)count;
    }
    return file;
}

void hr_fuzz_file_close(hr_fuzz_file *file)
{
    close(file->descriptor);
    unlink(file->path);
    file->descriptor = -1;
}

static void check_column(const hr_attributed_graph *graph, const hr_graph_attribute *attribute, uint32_t count)
{
    assert(attribute->name[0] != 0 && strlen(attribute->name) < sizeof attribute->name);
    for (uint32_t item = 0; item < count; ++item) {
        const char *value = hr_graph_value(graph, attribute, item);
        assert(value == NULL ||
               (value[0] != 0 && strlen(value) <= 2 * HR_GRAPH_TEXT_MAX && hr_graph_is_utf8(value, strlen(value))));
    }
}

static void check_graph(const hr_attributed_graph *graph)
{
    assert(graph->node_count > 0 && graph->node_count <= LIMITS.nodes && graph->edge_count <= LIMITS.edges);
    assert(hr_graph_is_utf8(graph->name, strlen(graph->name)));
    for (uint32_t node = 0; node < graph->node_count; ++node) {
        const char *id = hr_graph_id(graph, node);
        uint32_t found = 0;
        assert(id[0] != 0 && hr_graph_is_utf8(id, strlen(id)));
        assert(strlen(id) > HR_GRAPH_TEXT_MAX || (hr_graph_find(graph, id, strlen(id), &found) && found == node));
    }
    for (uint32_t edge = 0; edge < graph->edge_count; ++edge) {
        assert(graph->ends[edge][0] < graph->node_count && graph->ends[edge][1] < graph->node_count);
        assert(graph->ends[edge][0] != graph->ends[edge][1]);
    }
    for (uint32_t a = 0; a < graph->node_attributes.count; ++a) {
        check_column(graph, &graph->node_attributes.items[a], graph->node_count);
    }
    for (uint32_t a = 0; a < graph->edge_attributes.count; ++a) {
        check_column(graph, &graph->edge_attributes.items[a], graph->edge_count);
    }
}

/* ---- reading and writing ---------------------------------------------------------------------------------------- */

static hr_status read_files(const hr_graph_format *format, hr_attributed_graph *graph, const hr_fuzz_file *nodes,
                            const hr_fuzz_file *edges, hr_error *error)
{
    hr_graph_source source = {nodes->path, format->takes_edges ? edges->path : NULL, format};
    hr_graph_init(graph, &LIMITS);
    return hr_graph_read(&source, graph, NULL, error);
}

/* Names that GML takes as they are. */
static bool are_keys(const hr_graph_attributes *attributes)
{
    for (uint32_t a = 0; a < attributes->count; ++a) {
        const char *name = attributes->items[a].name;
        bool is_letter = (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
        if (!is_letter || strcmp(name, "graphics") == 0 || strcmp(name, "node_id") == 0) {
            return false;
        }
    }
    return true;
}

/* Not where a format writes a value longer than it reads one, and GML not ids that are no numbers nor other keys. */
static bool can_come_back(const hr_graph_format *format, const hr_attributed_graph *graph)
{
    bool can = strcmp(format->name, "gml") != 0 ||
               (are_keys(&graph->node_attributes) && are_keys(&graph->edge_attributes));
    for (uint64_t start = 0; start < graph->text_count && can; start += strlen(graph->texts + start) + 1) {
        can = strlen(graph->texts + start) <= HR_GRAPH_TEXT_MAX;
    }
    for (uint32_t node = 0; node < graph->node_count && can; ++node) {
        can = strcmp(format->name, "gml") != 0 || hr_value_kind_of(hr_graph_id(graph, node)) == HR_VALUE_INTEGER;
    }
    return can;
}

static void expect_same_columns(const hr_attributed_graph *graph, const hr_attributed_graph *other, bool is_edge)
{
    const hr_graph_attributes *columns = is_edge ? &graph->edge_attributes : &graph->node_attributes;
    const hr_graph_attributes *others = is_edge ? &other->edge_attributes : &other->node_attributes;
    for (uint32_t a = 0; a < columns->count; ++a) {
        const hr_graph_attribute *found = hr_graph_attribute_find(others, columns->items[a].name);
        for (uint32_t item = 0; item < (is_edge ? graph->edge_count : graph->node_count); ++item) {
            const char *value = hr_graph_value(graph, &columns->items[a], item);
            const char *again = found != NULL ? hr_graph_value(other, found, item) : NULL;
            assert((value == NULL) == (again == NULL) && (value == NULL || strcmp(value, again) == 0));
        }
    }
}

static void expect_same(const hr_attributed_graph *graph, const hr_attributed_graph *other)
{
    assert(graph->node_count == other->node_count && graph->edge_count == other->edge_count);
    for (uint32_t node = 0; node < graph->node_count; ++node) {
        assert(strcmp(hr_graph_id(graph, node), hr_graph_id(other, node)) == 0);
    }
    for (uint32_t edge = 0; edge < graph->edge_count; ++edge) {
        assert(memcmp(graph->ends[edge], other->ends[edge], sizeof graph->ends[edge]) == 0);
    }
    expect_same_columns(graph, other, false);
    expect_same_columns(graph, other, true);
}

/* What a format writes it reads back as the same graph. */
static void check_writing(const hr_graph_format *format, const hr_attributed_graph *graph)
{
    hr_error error = {0};
    hr_attributed_graph other;
    hr_fuzz_file nodes = hr_fuzz_file_open(NULL, 0);
    hr_fuzz_file edges = hr_fuzz_file_open(NULL, 0);
    hr_graph_files files = {{nodes.path, fopen(nodes.path, "wb")}, {edges.path, fopen(edges.path, "wb")}};
    assert(files.main.stream != NULL && files.edges.stream != NULL);
    hr_status status = format->write(graph, &files, &error);
    assert(status == HR_OK || (status == HR_BAD_INPUT && error.text[0] != 0));
    assert(fclose(files.main.stream) == 0 && fclose(files.edges.stream) == 0);
    if (status == HR_OK && format->read != NULL && can_come_back(format, graph)) {
        status = read_files(format, &other, &nodes, &edges, &error);
        assert(status == HR_OK);
        expect_same(graph, &other);
        hr_graph_free(&other);
    }
    hr_fuzz_file_close(&nodes);
    hr_fuzz_file_close(&edges);
}

void hr_fuzz_graph(const char *name, const uint8_t *data, size_t size)
{
    static const char divider[] = "\n=\n";
    hr_attributed_graph graph;
    hr_error error = {0};
    const hr_graph_format *format = hr_graph_format_by_name(name, false, &error);
    assert(format != NULL);
    hr_graph_format_of("fuzz", (const char *)data, size < HR_FORMAT_HEAD_SIZE ? size : HR_FORMAT_HEAD_SIZE);
    const uint8_t *second = format->takes_edges ? memmem(data, size, divider, sizeof divider - 1) : NULL;
    size_t first_size = second != NULL ? (size_t)(second - data) + 1 : size;
    size_t second_start = second != NULL ? (size_t)(second - data) + sizeof divider - 1 : size;
    hr_fuzz_file nodes = hr_fuzz_file_open(data, first_size);
    hr_fuzz_file edges = hr_fuzz_file_open(data + second_start, size - second_start);
    hr_status status = read_files(format, &graph, &nodes, &edges, &error);
    hr_fuzz_file_close(&nodes);
    hr_fuzz_file_close(&edges);
    if (status == HR_OK) {
        check_graph(&graph);
        if (format->write != NULL) {
            check_writing(format, &graph);
        }
    } else {
        assert(status == HR_BAD_INPUT && error.text[0] != 0);
    }
    hr_graph_free(&graph);
}
