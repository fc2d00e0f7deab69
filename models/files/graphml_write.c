/* Writing GraphML. See graphml.h.
 *
 * A key for each attribute, with the narrowest type that holds all its values; an edge's `id` is the element's own.
 * Characters that XML 1.0 has no place for (U+FFFE, U+FFFF) become U+FFFD. O(output).
 */
#include <string.h>

#include "models/files/graphml.h"
#include "models/files/value_kind.h"

static void write_text(FILE *stream, const char *text)
{
    for (; *text != 0; ++text) {
        switch (*text) {
        case '&':
            fputs("&amp;", stream);
            break;
        case '<':
            fputs("&lt;", stream);
            break;
        case '>':
            fputs("&gt;", stream);
            break;
        case '"':
            fputs("&quot;", stream);
            break;
        case '\xef':
            if (text[1] == '\xbf' && (text[2] == '\xbe' || text[2] == '\xbf')) {
                fputs("\xef\xbf\xbd", stream);
                text += 2;
                break;
            }
            /* fall through */
        default:
            putc_unlocked(*text, stream);
        }
    }
}

static bool is_element_id(const hr_graph_attribute *attribute, bool is_edge)
{
    return is_edge && strcmp(attribute->name, "id") == 0;
}

static void write_keys(FILE *stream, const hr_attributed_graph *graph, bool is_edge)
{
    static const char *const types[] = {"int", "long", "double", "string"};
    const hr_graph_attributes *attributes = is_edge ? &graph->edge_attributes : &graph->node_attributes;
    uint32_t count = is_edge ? graph->edge_count : graph->node_count;
    for (uint32_t a = 0; a < attributes->count; ++a) {
        if (is_element_id(&attributes->items[a], is_edge)) {
            continue;
        }
        fprintf(stream, "  <key id=\"%c%u\" for=\"%s\" attr.name=\"", is_edge ? 'e' : 'n', a,
                is_edge ? "edge" : "node");
        write_text(stream, attributes->items[a].name);
        fprintf(stream, "\" attr.type=\"%s\"/>\n", types[hr_value_kind_of_column(graph, &attributes->items[a], count)]);
    }
}

/* Ends the tag of a node or edge: with its data, or at once. */
static void write_data(FILE *stream, const hr_attributed_graph *graph, bool is_edge, uint32_t item)
{
    const hr_graph_attributes *attributes = is_edge ? &graph->edge_attributes : &graph->node_attributes;
    bool has_data = false;
    for (uint32_t a = 0; a < attributes->count; ++a) {
        const char *text = hr_graph_value(graph, &attributes->items[a], item);
        if (text == NULL || is_element_id(&attributes->items[a], is_edge)) {
            continue;
        }
        fprintf(stream, "%s      <data key=\"%c%u\">", has_data ? "" : ">\n", is_edge ? 'e' : 'n', a);
        write_text(stream, text);
        fputs("</data>\n", stream);
        has_data = true;
    }
    if (has_data) {
        fputs(is_edge ? "    </edge>\n" : "    </node>\n", stream);
    } else {
        fputs("/>\n", stream);
    }
}

static void write_edge(FILE *stream, const hr_attributed_graph *graph, const hr_graph_attribute *id, uint32_t edge)
{
    const char *text = hr_graph_value(graph, id, edge);
    fputs("    <edge", stream);
    if (text != NULL) {
        fputs(" id=\"", stream);
        write_text(stream, text);
        fputs("\"", stream);
    }
    fputs(" source=\"", stream);
    write_text(stream, hr_graph_id(graph, graph->ends[edge][0]));
    fputs("\" target=\"", stream);
    write_text(stream, hr_graph_id(graph, graph->ends[edge][1]));
    fputs("\"", stream);
    write_data(stream, graph, true, edge);
}

hr_status hr_graphml_write(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error)
{
    FILE *stream = files->main.stream;
    const hr_graph_attribute *id = NULL;
    (void)error;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
          stream);
    fputs("  <key id=\"name\" for=\"graph\" attr.name=\"name\" attr.type=\"string\"/>\n", stream);
    write_keys(stream, graph, false);
    write_keys(stream, graph, true);
    fputs("  <graph edgedefault=\"undirected\">\n", stream);
    if (graph->name[0] != 0) {
        fputs("    <data key=\"name\">", stream);
        write_text(stream, graph->name);
        fputs("</data>\n", stream);
    }
    for (uint32_t node = 0; node < graph->node_count; ++node) {
        fputs("    <node id=\"", stream);
        write_text(stream, hr_graph_id(graph, node));
        fputs("\"", stream);
        write_data(stream, graph, false, node);
    }
    for (uint32_t a = 0; a < graph->edge_attributes.count; ++a) {
        id = is_element_id(&graph->edge_attributes.items[a], true) ? &graph->edge_attributes.items[a] : id;
    }
    for (uint32_t edge = 0; edge < graph->edge_count; ++edge) {
        write_edge(stream, graph, id, edge);
    }
    fputs("  </graph>\n</graphml>\n", stream);
    return HR_OK;
}
