/* Writing GML. See gml.h.
 *
 * Ids of GML are whole numbers: where a node's id is none, nodes are numbered and the id becomes its `label` (or
 * `node_id`, where there is a label already). Keys of GML are letters, digits and `_`: other characters of a name become
 * `_`. A column is written as numbers when all its values are, of 32 bits where they are whole (other readers take no
 * longer ones). Texts are ASCII, all else in numbered entities, as the format demands and NetworkX insists. O(output).
 */
#include <string.h>

#include "models/files/gml.h"
#include "models/files/value_kind.h"

enum { KEY_SIZE = HR_NAME_SIZE + 8 };

typedef struct {
    char key[KEY_SIZE];
    bool is_number;
} gml_column;

static bool is_taken(const char *key, const gml_column *columns, uint32_t count, const char *const *reserved)
{
    for (uint32_t c = 0; c < count; ++c) {
        if (strcmp(columns[c].key, key) == 0) {
            return true;
        }
    }
    for (; *reserved != NULL; ++reserved) {
        if (strcmp(*reserved, key) == 0) {
            return true;
        }
    }
    return false;
}

/* The attribute's name as GML takes it, unlike those before. */
static void make_key(gml_column *columns, uint32_t c, const char *name, const char *const *reserved)
{
    char plain[HR_NAME_SIZE + 2];
    size_t length = 0;
    for (const unsigned char *byte = (const unsigned char *)name; *byte != 0; ++byte) {
        bool is_digit = *byte >= '0' && *byte <= '9';
        bool is_letter = (*byte >= 'a' && *byte <= 'z') || (*byte >= 'A' && *byte <= 'Z') || *byte == '_';
        if (length == 0 && !(*byte >= 'A' && *byte <= 'Z') && !(*byte >= 'a' && *byte <= 'z')) {
            plain[length++] = 'a';
        }
        if ((*byte & 0xc0) != 0x80) { /* one for a character */
            plain[length++] = is_digit || is_letter ? (char)*byte : '_';
        }
    }
    plain[length] = 0;
    snprintf(columns[c].key, KEY_SIZE, "%.*s", HR_NAME_SIZE - 1, plain);
    for (uint8_t k = 2; is_taken(columns[c].key, columns, c, reserved); ++k) {
        snprintf(columns[c].key, KEY_SIZE, "%.*s_%d", HR_NAME_SIZE - 5, plain, k);
    }
}

static void make_columns(gml_column *columns, const hr_attributed_graph *graph, const hr_graph_attributes *attributes,
                         uint32_t count, const char *const *reserved)
{
    for (uint32_t a = 0; a < attributes->count; ++a) {
        hr_value_kind kind = hr_value_kind_of_column(graph, &attributes->items[a], count);
        make_key(columns, a, attributes->items[a].name, reserved);
        columns[a].is_number = kind == HR_VALUE_INTEGER || kind == HR_VALUE_NUMBER;
    }
}

/* The character of well-formed UTF-8 at the start; *size receives its bytes. */
static uint32_t character_at(const char *text, size_t *size)
{
    static const unsigned char masks[] = {0x7f, 0x7f, 0x1f, 0x0f, 0x07};
    const unsigned char *bytes = (const unsigned char *)text;
    *size = bytes[0] < 0x80 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
    uint32_t character = bytes[0] & masks[*size];
    for (size_t i = 1; i < *size; ++i) {
        character = character << 6 | (bytes[i] & 0x3f);
    }
    return character;
}

static void write_text(FILE *stream, const char *text)
{
    putc_unlocked('"', stream);
    for (size_t size = 1; *text != 0; text += size) {
        uint32_t character = character_at(text, &size);
        if (character == '&') {
            fputs("&amp;", stream);
        } else if (character == '"') {
            fputs("&quot;", stream);
        } else if (character < 0x80) {
            putc_unlocked((int)character, stream);
        } else {
            fprintf(stream, "&#%u;", character);
        }
    }
    putc_unlocked('"', stream);
}

static void write_values(FILE *stream, const hr_attributed_graph *graph, const hr_graph_attributes *attributes,
                         const gml_column *columns, uint32_t item)
{
    for (uint32_t a = 0; a < attributes->count; ++a) {
        const char *text = hr_graph_value(graph, &attributes->items[a], item);
        if (text == NULL) {
            continue;
        }
        fprintf(stream, "    %s ", columns[a].key);
        if (columns[a].is_number) {
            fputs(text, stream);
        } else {
            write_text(stream, text);
        }
        putc_unlocked('\n', stream);
    }
}

static bool are_ids_numbers(const hr_attributed_graph *graph)
{
    bool are_numbers = true;
    for (uint32_t node = 0; node < graph->node_count && are_numbers; ++node) {
        are_numbers = hr_value_kind_of(hr_graph_id(graph, node)) == HR_VALUE_INTEGER;
    }
    return are_numbers;
}

static void write_id(FILE *stream, const hr_attributed_graph *graph, bool are_numbers, const char *key, uint32_t node)
{
    if (are_numbers) {
        fprintf(stream, "    %s %s\n", key, hr_graph_id(graph, node));
    } else {
        fprintf(stream, "    %s %u\n", key, node);
    }
}

hr_status hr_gml_write(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error)
{
    static const char *const of_nodes[] = {"id", "graphics", "node_id", NULL};
    static const char *const of_edges[] = {"source", "target", "graphics", NULL};
    gml_column columns[HR_GRAPH_ATTRIBUTES_MAX];
    FILE *stream = files->main.stream;
    bool are_numbers = are_ids_numbers(graph);
    (void)error;
    make_columns(columns, graph, &graph->node_attributes, graph->node_count, of_nodes);
    const char *id_key = is_taken("label", columns, graph->node_attributes.count, of_nodes) ? "node_id" : "label";
    fputs("graph [\n", stream);
    if (graph->name[0] != 0) {
        fputs("  name ", stream);
        write_text(stream, graph->name);
        putc_unlocked('\n', stream);
    }
    fputs("  directed 0\n", stream);
    for (uint32_t node = 0; node < graph->node_count; ++node) {
        fputs("  node [\n", stream);
        write_id(stream, graph, are_numbers, "id", node);
        if (!are_numbers) {
            fprintf(stream, "    %s ", id_key);
            write_text(stream, hr_graph_id(graph, node));
            putc_unlocked('\n', stream);
        }
        write_values(stream, graph, &graph->node_attributes, columns, node);
        fputs("  ]\n", stream);
    }
    make_columns(columns, graph, &graph->edge_attributes, graph->edge_count, of_edges);
    for (uint32_t edge = 0; edge < graph->edge_count; ++edge) {
        fputs("  edge [\n", stream);
        write_id(stream, graph, are_numbers, "source", graph->ends[edge][0]);
        write_id(stream, graph, are_numbers, "target", graph->ends[edge][1]);
        write_values(stream, graph, &graph->edge_attributes, columns, edge);
        fputs("  ]\n", stream);
    }
    fputs("]\n", stream);
    return HR_OK;
}
