/* Reading SNDlib's XML format. See sndlib.h; the parser is xml.h.
 *
 *     <network><networkStructure>
 *       <nodes coordinatesType="geographical"><node id=NAME><coordinates><x/><y/></coordinates></node>...</nodes>
 *       <links><link id=NAME><source/><target/>...</link>...</links>
 *
 * (The schema at sndlib.zib.de/network.) A link's numbers become attributes under the names that its native format gives
 * them; additional modules are left out and counted; demands and the rest are skipped. O(bytes).
 */
#include <stdlib.h>
#include <string.h>

#include "models/files/sndlib.h"
#include "models/files/xml.h"

/* Elements that mean something, each inside another. */
typedef enum {
    OTHER,
    NETWORK,
    STRUCTURE,
    NODES,
    NODE,
    COORDINATES,
    X,
    Y,
    LINKS,
    LINK,
    SOURCE,
    TARGET,
    MODULE_LIST,
    INSTALLED,
    LINK_FIGURE,
} meaning;

static const struct {
    const char *name;
    meaning above;
    meaning meaning;
    const char *attribute; /* of a link's figure */
} ELEMENTS[] = {
    {"network", OTHER, NETWORK, NULL},
    {"networkStructure", NETWORK, STRUCTURE, NULL},
    {"nodes", STRUCTURE, NODES, NULL},
    {"node", NODES, NODE, NULL},
    {"coordinates", NODE, COORDINATES, NULL},
    {"x", COORDINATES, X, NULL},
    {"y", COORDINATES, Y, NULL},
    {"links", STRUCTURE, LINKS, NULL},
    {"link", LINKS, LINK, NULL},
    {"source", LINK, SOURCE, NULL},
    {"target", LINK, TARGET, NULL},
    {"additionalModules", LINK, MODULE_LIST, NULL},
    {"preInstalledModule", LINK, INSTALLED, NULL},
    {"capacity", INSTALLED, LINK_FIGURE, "pre_installed_capacity"},
    {"cost", INSTALLED, LINK_FIGURE, "pre_installed_capacity_cost"},
    {"routingCost", LINK, LINK_FIGURE, "routing_cost"},
    {"setupCost", LINK, LINK_FIGURE, "setup_cost"},
};
enum { ELEMENT_COUNT = sizeof ELEMENTS / sizeof *ELEMENTS };

enum { FIGURES_MAX = 4, FIGURE_SIZE = 64 };

/* A node or link whose element is open. */
typedef struct {
    uint64_t line;
    uint64_t column;
    uint32_t node;
    size_t id_length;
    char id[HR_GRAPH_TEXT_MAX + 1];
    uint32_t ends[2];
    bool has_end[2];
    uint32_t figure_count;
    struct {
        const char *attribute;
        char text[FIGURE_SIZE];
    } figures[FIGURES_MAX];
} open_item;

typedef struct {
    hr_attributed_graph *graph;
    const char *file;
    meaning path[HR_XML_DEPTH_MAX + 1]; /* of the open elements, by depth */
    const char *attribute;              /* that the open figure's text belongs to */
    bool is_geographical;
    bool has_nodes;
    open_item item;
    size_t text_length; /* of the innermost element's text */
    char text[HR_GRAPH_TEXT_MAX + 1];
} sndlib_reader;

/* ---- elements that open ---------------------------------------------------------------------------------------- */

static hr_status open_item_of(sndlib_reader *reader, const hr_xml_element *element, hr_error *error)
{
    open_item *item = &reader->item;
    const char *id = hr_xml_attribute(element, "id", &item->id_length);
    item->line = element->line;
    item->column = element->column;
    item->has_end[0] = item->has_end[1] = false;
    item->figure_count = 0;
    if (id == NULL || item->id_length == 0 || item->id_length > HR_GRAPH_TEXT_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "a %s needs an id of 1 to %d bytes", element->name, HR_GRAPH_TEXT_MAX);
    }
    memcpy(item->id, id, item->id_length);
    item->id[item->id_length] = 0;
    return HR_OK;
}

static hr_status on_open(void *data, const hr_xml_element *element, hr_error *error)
{
    sndlib_reader *reader = data;
    meaning above = reader->path[element->depth - 1];
    meaning found = OTHER;
    reader->text_length = 0;
    for (int e = 0; e < ELEMENT_COUNT && found == OTHER; ++e) {
        bool is_it = ELEMENTS[e].above == above && strcmp(ELEMENTS[e].name, element->name) == 0;
        found = is_it ? ELEMENTS[e].meaning : OTHER;
        if (found == LINK_FIGURE) { /* it holds until the figure's end, whatever stands within */
            reader->attribute = ELEMENTS[e].attribute;
        }
    }
    if (element->depth > 1 && found == NETWORK) {
        found = OTHER;
    }
    reader->path[element->depth] = found;
    if (element->depth == 1 && found != NETWORK) {
        return hr_error_set(error, HR_BAD_INPUT, "the element `network` is expected here, not `%.64s`", element->name);
    }
    if (found == NODES) {
        reader->has_nodes = true;
        reader->is_geographical = hr_xml_attribute_is(element, "coordinatesType", "geographical");
    }
    if (found != NODE && found != LINK) {
        return HR_OK;
    }
    hr_status status = open_item_of(reader, element, error);
    return status == HR_OK && found == NODE ? hr_graph_node(reader->graph, reader->item.id, reader->item.id_length,
                                                            (uint32_t)element->line, &reader->item.node, error)
                                            : status;
}

/* ---- texts, and elements that close ---------------------------------------------------------------------------- */

static hr_status on_text(void *data, const char *text, size_t length, hr_error *error)
{
    sndlib_reader *reader = data;
    if (reader->text_length + length > HR_GRAPH_TEXT_MAX) {
        /* too long for a value; whitespace between elements may be as long as it likes */
        length = HR_GRAPH_TEXT_MAX - reader->text_length;
    }
    (void)error;
    memcpy(reader->text + reader->text_length, text, length);
    reader->text_length += length;
    return HR_OK;
}

/* The text without blanks around it. */
static const char *trimmed(sndlib_reader *reader, size_t *length)
{
    const char *text = reader->text;
    reader->text[reader->text_length] = 0;
    size_t before = strspn(text, " \t\r\n");
    *length = strlen(text + before);
    while (*length > 0 && strchr(" \t\r\n", text[before + *length - 1]) != NULL) {
        --*length;
    }
    return text + before;
}

static hr_status check_number(const char *text, size_t length, hr_error *error)
{
    char copy[FIGURE_SIZE];
    char *end = copy;
    if (length > 0 && length < sizeof copy) {
        memcpy(copy, text, length);
        copy[length] = 0;
        strtod(copy, &end);
    }
    return end == copy || *end != 0 ? hr_error_set(error, HR_BAD_INPUT, "`%.*s` is not a number",
                                                   (int)(length < FIGURE_SIZE ? length : FIGURE_SIZE), text)
                                    : HR_OK;
}

static hr_status set_coordinate(sndlib_reader *reader, bool is_x, const char *text, size_t length, hr_error *error)
{
    static const char *const names[2][2] = {{"y", "x"}, {"lat", "lon"}};
    uint32_t attribute = 0;
    hr_status status = check_number(text, length, error);
    if (status == HR_OK) {
        status = hr_graph_node_attribute(reader->graph, names[reader->is_geographical][is_x], &attribute, error);
    }
    return status == HR_OK ? hr_graph_set_node(reader->graph, attribute, reader->item.node, text, length, error)
                           : status;
}

static hr_status set_end(sndlib_reader *reader, int end, const char *text, size_t length, hr_error *error)
{
    open_item *item = &reader->item;
    if (!hr_graph_find(reader->graph, text, length, &item->ends[end])) {
        return hr_error_set(error, HR_BAD_INPUT, "the %s of the link, `%.*s`, is none of the nodes before it",
                            end == 0 ? "source" : "target", (int)(length < FIGURE_SIZE ? length : FIGURE_SIZE), text);
    }
    item->has_end[end] = true;
    return HR_OK;
}

static hr_status keep_figure(sndlib_reader *reader, const char *text, size_t length, hr_error *error)
{
    open_item *item = &reader->item;
    hr_status status = check_number(text, length, error);
    if (status == HR_OK && item->figure_count == FIGURES_MAX) {
        status = hr_error_set(error, HR_BAD_INPUT, "more than %d figures of one link", FIGURES_MAX);
    }
    if (status == HR_OK) {
        item->figures[item->figure_count].attribute = reader->attribute;
        memcpy(item->figures[item->figure_count].text, text, length);
        item->figures[item->figure_count++].text[length] = 0;
    }
    return status;
}

static hr_status set_edge(sndlib_reader *reader, uint32_t edge, const char *name, const char *text, hr_error *error)
{
    uint32_t attribute = 0;
    hr_status status = hr_graph_edge_attribute(reader->graph, name, &attribute, error);
    return status == HR_OK ? hr_graph_set_edge(reader->graph, attribute, edge, text, strlen(text), error) : status;
}

static hr_status close_link(sndlib_reader *reader, hr_error *error)
{
    const open_item *item = &reader->item;
    uint32_t edge = HR_NO_NODE;
    if (!item->has_end[0] || !item->has_end[1]) {
        hr_error_set(error, HR_BAD_INPUT, "the link `%.64s` has no %s", item->id,
                     item->has_end[0] ? "target" : "source");
        return hr_graph_place(error, HR_BAD_INPUT, reader->file, item->line, item->column);
    }
    hr_status status = hr_graph_edge(reader->graph, item->ends[0], item->ends[1], (uint32_t)item->line, &edge, error);
    if (status == HR_OK && edge != HR_NO_NODE) {
        status = set_edge(reader, edge, "id", item->id, error);
    }
    for (uint32_t f = 0; f < item->figure_count && status == HR_OK && edge != HR_NO_NODE; ++f) {
        status = set_edge(reader, edge, item->figures[f].attribute, item->figures[f].text, error);
    }
    return hr_graph_place(error, status, reader->file, item->line, item->column);
}

static hr_status on_close(void *data, int depth, hr_error *error)
{
    sndlib_reader *reader = data;
    size_t length = 0;
    const char *text = trimmed(reader, &length);
    hr_status status = HR_OK;
    switch (reader->path[depth]) {
    case X:
    case Y:
        status = set_coordinate(reader, reader->path[depth] == X, text, length, error);
        break;
    case SOURCE:
    case TARGET:
        status = set_end(reader, reader->path[depth] == TARGET, text, length, error);
        break;
    case LINK_FIGURE:
        status = keep_figure(reader, text, length, error);
        break;
    case MODULE_LIST:
        ++reader->graph->mended.attributes_left;
        break;
    case LINK:
        status = close_link(reader, error);
        break;
    default:
        break;
    }
    reader->text_length = 0;
    return status;
}

hr_status hr_sndlib_xml_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error)
{
    static const hr_xml_form FORM = {on_open, on_text, on_close};
    sndlib_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for an XML file");
    }
    reader->graph = graph;
    reader->file = files->main.name;
    hr_status status = hr_xml_read(files->main.stream, files->main.name, &FORM, reader, error);
    if (status == HR_OK && !reader->has_nodes) {
        status = hr_error_at(error, files->main.name, 0, 0, NULL, "the network has no element `nodes`");
    }
    free(reader);
    return status;
}

bool hr_sndlib_xml_looks_like(const char *head, size_t length)
{
    return hr_xml_begins_with(head, length, "network");
}
