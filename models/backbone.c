/* Reading and settling a backbone. See backbone.h. */
#include "models/backbone.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/files/formats.h"
#include "models/spatial.h"

typedef enum { STAYS, LACKS_POSITION, ABROAD, APART } fate;

typedef struct {
    hr_backbone *backbone;
    const hr_generator_backbone *asked;
    const hr_places *places;
    hr_attributed_graph graph;
    const hr_graph_attribute *names; /* NULL: ids are names */
    const hr_graph_attribute *latitudes;
    const hr_graph_attribute *longitudes;
    uint8_t *fates;         /* per node of the graph, a fate */
    hr_position *positions; /* likewise */
    uint32_t *parts;        /* likewise: union-find parent, then number in the backbone */
    uint32_t placed_by_name;
    uint32_t left_out[APART + 1];
    uint32_t parts_left_out;
} settling;

/* Attributes under any of these names, the first found. */
static const char *const NAME_COLUMNS[] = {"label", "name", "city", NULL};
static const char *const LATITUDE_COLUMNS[] = {"lat", "latitude", "y", NULL};
static const char *const LONGITUDE_COLUMNS[] = {"lon", "longitude", "lng", "x", NULL};

static const hr_graph_attribute *find_column(const hr_attributed_graph *graph, const char *const *names)
{
    const hr_graph_attribute *found = NULL;
    for (int i = 0; names[i] != NULL && found == NULL; ++i) {
        found = hr_graph_attribute_find(&graph->node_attributes, names[i]);
    }
    return found;
}

static const char *value_of(const settling *s, const hr_graph_attribute *attribute, uint32_t node)
{
    return attribute != NULL ? hr_graph_value(&s->graph, attribute, node) : NULL;
}

static const char *name_of(const settling *s, uint32_t node)
{
    const char *name = value_of(s, s->names, node);
    return name != NULL ? name : hr_graph_id(&s->graph, node);
}

__attribute__((format(printf, 2, 3))) static void say(hr_backbone *backbone, const char *format, ...)
{
    va_list arguments;
    if (backbone->note_count < HR_BACKBONE_NOTES_MAX) {
        va_start(arguments, format);
        vsnprintf(backbone->notes[backbone->note_count++], HR_BACKBONE_NOTE_SIZE, format, arguments);
        va_end(arguments);
    }
}

/* ---- positions --------------------------------------------------------------------------------------------------- */

/* A coordinate; false when it is not given. */
static hr_status read_degrees(const settling *s, const hr_graph_attribute *attribute, uint32_t node, double greatest,
                              float *degrees, bool *is_given, hr_error *error)
{
    const char *text = value_of(s, attribute, node);
    char *end = NULL;
    *is_given = text != NULL;
    if (text == NULL) {
        return HR_OK;
    }
    double number = strtod(text, &end);
    if (*end != 0 || !(fabs(number) <= greatest)) {
        return hr_error_at(error, s->asked->file, (int)s->graph.node_lines[node], 0, NULL,
                           "the %s of `%.64s`, `%.64s`, is not a number from %g to %g", attribute->name,
                           name_of(s, node), text, -greatest, greatest);
    }
    *degrees = (float)number;
    return HR_OK;
}

/* Places go by population, so the first of a name is the most populous. */
static bool find_place(const settling *s, const char *name, hr_position *position)
{
    for (size_t p = 0; p < s->places->count; ++p) {
        const hr_place *place = &s->places->places[p];
        if (strcmp(place->name, name) == 0) {
            *position = (hr_position){(float)place->latitude, (float)place->longitude};
            return true;
        }
    }
    return false;
}

static hr_status place_node(settling *s, uint32_t node, hr_error *error)
{
    hr_position *position = &s->positions[node];
    bool has_latitude = false;
    bool has_longitude = false;
    hr_status status = read_degrees(s, s->latitudes, node, 90, &position->latitude, &has_latitude, error);
    if (status == HR_OK) {
        status = read_degrees(s, s->longitudes, node, 180, &position->longitude, &has_longitude, error);
    }
    if (status == HR_OK && !(has_latitude && has_longitude)) {
        bool is_named = find_place(s, name_of(s, node), position);
        s->placed_by_name += is_named;
        s->fates[node] = is_named ? STAYS : LACKS_POSITION;
    }
    return status;
}

static hr_status place_nodes(settling *s, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t n = 0; n < s->graph.node_count && status == HR_OK; ++n) {
        status = place_node(s, n, error);
    }
    return status;
}

/* Whoever is far from every place lies abroad. */
static hr_status leave_abroad(settling *s, hr_error *error)
{
    const hr_places *places = s->places;
    hr_point *points = calloc(places->count + 1, sizeof *points);
    hr_spatial index;
    if (points == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu places", places->count);
    }
    for (size_t p = 0; p < places->count; ++p) {
        points[p] = hr_point_at((hr_position){(float)places->places[p].latitude, (float)places->places[p].longitude});
    }
    hr_status status = hr_spatial_init(&index, points, (uint32_t)places->count, error);
    for (uint32_t n = 0; n < s->graph.node_count && status == HR_OK; ++n) {
        uint32_t nearest = 0;
        hr_point here = hr_point_at(s->positions[n]);
        if (s->fates[n] == STAYS) {
            hr_spatial_nearest(&index, here, 1, &nearest);
            s->fates[n] = hr_point_ground_km(here, points[nearest]) <= s->asked->reach_km ? STAYS : ABROAD;
        }
    }
    if (status == HR_OK) {
        hr_spatial_free(&index);
    }
    free(points);
    return status;
}

/* ---- parts ------------------------------------------------------------------------------------------------------- */

static uint32_t root_of(uint32_t *parts, uint32_t node)
{
    while (parts[node] != node) {
        parts[node] = parts[parts[node]];
        node = parts[node];
    }
    return node;
}

static bool stays(const settling *s, const uint32_t ends[2])
{
    return s->fates[ends[0]] == STAYS && s->fates[ends[1]] == STAYS;
}

/* Keeps the largest connected part; a part's number is that of its first node in the file. */
static hr_status leave_small_parts(settling *s, hr_error *error)
{
    uint32_t count = s->graph.node_count;
    uint32_t *sizes = calloc((size_t)count + 1, sizeof *sizes);
    uint32_t largest = count;
    if (sizes == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a backbone of %u nodes", count);
    }
    for (uint32_t n = 0; n < count; ++n) {
        s->parts[n] = n;
    }
    for (uint32_t e = 0; e < s->graph.edge_count; ++e) {
        if (stays(s, s->graph.ends[e])) {
            uint32_t a = root_of(s->parts, s->graph.ends[e][0]);
            uint32_t b = root_of(s->parts, s->graph.ends[e][1]);
            s->parts[a < b ? b : a] = a < b ? a : b;
        }
    }
    for (uint32_t n = 0; n < count; ++n) {
        sizes[root_of(s->parts, n)] += s->fates[n] == STAYS;
    }
    for (uint32_t n = 0; n < count; ++n) {
        largest = sizes[n] > 0 && (largest == count || sizes[n] > sizes[largest]) ? n : largest;
    }
    for (uint32_t n = 0; n < count; ++n) {
        s->parts_left_out += n != largest && sizes[n] > 0;
        if (s->fates[n] == STAYS && root_of(s->parts, n) != largest) {
            s->fates[n] = APART;
        }
    }
    free(sizes);
    return HR_OK;
}

/* ---- what stays -------------------------------------------------------------------------------------------------- */

/* Names given so far. */
typedef struct {
    hr_text_index index;
    uint32_t *offsets; /* per node, from the first node */
    uint32_t *numbers; /* per node: the last number that a namesake got */
} given_names;

/* A name that is taken gets a number. */
static hr_status name_node(settling *s, given_names *given, uint32_t node, const char *name, hr_error *error)
{
    hr_backbone_node *nodes = s->backbone->nodes;
    char *own = nodes[node].name;
    size_t kept = strnlen(name, HR_NAME_SIZE - 8); /* room for a number */
    uint32_t namesake = 0;
    while (kept > 0 && name[kept] != 0 && ((unsigned char)name[kept] & 0xc0) == 0x80) {
        --kept; /* not within a character */
    }
    snprintf(own, HR_NAME_SIZE, "%.*s", (int)kept, name);
    bool is_taken = hr_text_index_find(&given->index, (const char *)nodes, given->offsets, own, strlen(own), &namesake);
    uint32_t first = namesake;
    while (is_taken) {
        snprintf(own, HR_NAME_SIZE, "%.*s-%u", (int)kept, name, ++given->numbers[first] + 1);
        is_taken = hr_text_index_find(&given->index, (const char *)nodes, given->offsets, own, strlen(own), &namesake);
    }
    given->offsets[node] = (uint32_t)(own - (const char *)nodes);
    return hr_text_index_add(&given->index, (const char *)nodes, given->offsets, node, error);
}

static hr_status name_nodes(settling *s, const uint32_t *file_nodes, hr_error *error)
{
    size_t count = (size_t)s->backbone->node_count + 1;
    given_names given = {.offsets = calloc(count, sizeof *given.offsets),
                         .numbers = calloc(count, sizeof *given.numbers)};
    hr_status status = given.offsets == NULL || given.numbers == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for a backbone of %zu nodes", count)
                           : HR_OK;
    hr_text_index_init(&given.index);
    for (uint32_t n = 0; n < s->backbone->node_count && status == HR_OK; ++n) {
        status = name_node(s, &given, n, name_of(s, file_nodes[n]), error);
    }
    hr_text_index_free(&given.index);
    free(given.offsets);
    free(given.numbers);
    return status;
}

static hr_status keep_nodes(settling *s, hr_error *error)
{
    hr_backbone *backbone = s->backbone;
    uint32_t *file_nodes = calloc((size_t)s->graph.node_count + 1, sizeof *file_nodes);
    backbone->nodes = calloc((size_t)s->graph.node_count + 1, sizeof *backbone->nodes);
    backbone->links = calloc((size_t)s->graph.edge_count + 1, sizeof *backbone->links);
    if (file_nodes == NULL || backbone->nodes == NULL || backbone->links == NULL) {
        free(file_nodes);
        return hr_error_set(error, HR_FAILED, "out of memory for a backbone of %u nodes", s->graph.node_count);
    }
    for (uint32_t n = 0; n < s->graph.node_count; ++n) {
        ++s->left_out[s->fates[n]];
        if (s->fates[n] == STAYS) {
            uint32_t number = backbone->node_count++;
            s->parts[n] = number;
            file_nodes[number] = n;
            backbone->nodes[number].latitude = s->positions[n].latitude;
            backbone->nodes[number].longitude = s->positions[n].longitude;
        }
    }
    for (uint32_t e = 0; e < s->graph.edge_count; ++e) {
        if (stays(s, s->graph.ends[e])) {
            uint32_t *link = backbone->links[backbone->link_count++];
            link[0] = s->parts[s->graph.ends[e][0]];
            link[1] = s->parts[s->graph.ends[e][1]];
            ++backbone->nodes[link[0]].degree;
            ++backbone->nodes[link[1]].degree;
        }
    }
    hr_status status = name_nodes(s, file_nodes, error);
    free(file_nodes);
    return status;
}

typedef struct {
    uint32_t degree;
    uint32_t node;
} ranked_node;

static int compare_ranks(const void *left, const void *right)
{
    const ranked_node *a = left;
    const ranked_node *b = right;
    if (a->degree != b->degree) {
        return a->degree > b->degree ? -1 : 1;
    }
    return (a->node > b->node) - (a->node < b->node);
}

static hr_status pick_core(settling *s, hr_error *error)
{
    hr_backbone *backbone = s->backbone;
    uint32_t asked = s->asked->core_routers;
    if (backbone->node_count < 3 || backbone->node_count < asked) {
        return hr_error_at(
            error, s->asked->file, 0, 0, NULL,
            "%u of %u nodes are left in the country, in one connected part; a backbone takes at least %u",
            backbone->node_count, s->graph.node_count, asked > 3 ? asked : 3);
    }
    ranked_node *order = calloc(backbone->node_count, sizeof *order);
    if (order == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a backbone of %u nodes", backbone->node_count);
    }
    for (uint32_t n = 0; n < backbone->node_count; ++n) {
        order[n] = (ranked_node){backbone->nodes[n].degree, n};
    }
    qsort(order, backbone->node_count, sizeof *order, compare_ranks);
    backbone->core_count = asked > 0 ? asked : backbone->node_count;
    for (uint32_t k = 0; k < backbone->core_count; ++k) {
        backbone->nodes[order[k].node].is_core = true;
    }
    free(order);
    return HR_OK;
}

static void note_settling(const settling *s)
{
    hr_backbone *backbone = s->backbone;
    if (s->placed_by_name > 0) {
        say(backbone, "%u nodes without a position stand at the place of their name", s->placed_by_name);
    }
    if (s->left_out[LACKS_POSITION] > 0) {
        say(backbone, "%u nodes left out with their links: neither a position nor a place of their name",
            s->left_out[LACKS_POSITION]);
    }
    if (s->left_out[ABROAD] > 0) {
        say(backbone, "%u nodes left out with their links: abroad, more than %g km from every place",
            s->left_out[ABROAD], s->asked->reach_km);
    }
    if (s->left_out[APART] > 0) {
        say(backbone, "%u nodes left out in %u parts that are not linked to the largest", s->left_out[APART],
            s->parts_left_out);
    }
    if (s->graph.mended.self_loops > 0) {
        say(backbone, "%llu links from a node to itself left out", (unsigned long long)s->graph.mended.self_loops);
    }
}

static hr_status settle(settling *s, hr_error *error)
{
    static hr_status (*const steps[])(settling *, hr_error *) = {
        place_nodes, leave_abroad, leave_small_parts, keep_nodes, pick_core,
    };
    size_t count = (size_t)s->graph.node_count + 1;
    s->fates = calloc(count, 1);
    s->positions = calloc(count, sizeof *s->positions);
    s->parts = calloc(count, sizeof *s->parts);
    hr_status status = s->fates == NULL || s->positions == NULL || s->parts == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for a backbone of %zu nodes", count)
                           : HR_OK;
    for (size_t k = 0; k < sizeof steps / sizeof *steps && status == HR_OK; ++k) {
        status = steps[k](s, error);
    }
    free(s->fates);
    free(s->positions);
    free(s->parts);
    return status;
}

hr_status hr_backbone_read(hr_backbone *backbone, const hr_generator_backbone *asked, const hr_places *places,
                           hr_error *error)
{
    settling s = {.backbone = backbone, .asked = asked, .places = places};
    hr_graph_limits limits = hr_graph_limits_default;
    const hr_graph_source source = {asked->file, asked->edges_file[0] != 0 ? asked->edges_file : NULL, NULL};
    limits.nodes = HR_BACKBONE_NODES_MAX;
    memset(backbone, 0, sizeof *backbone);
    hr_graph_init(&s.graph, &limits);
    hr_status status = hr_graph_read(&source, &s.graph, NULL, error);
    if (status == HR_OK) {
        s.names = find_column(&s.graph, NAME_COLUMNS);
        s.latitudes = find_column(&s.graph, LATITUDE_COLUMNS);
        s.longitudes = find_column(&s.graph, LONGITUDE_COLUMNS);
        status = settle(&s, error);
    }
    if (status == HR_OK) {
        note_settling(&s);
    } else {
        hr_backbone_free(backbone);
    }
    hr_graph_free(&s.graph);
    return status;
}

void hr_backbone_free(hr_backbone *backbone)
{
    free(backbone->nodes);
    free(backbone->links);
    memset(backbone, 0, sizeof *backbone);
}
