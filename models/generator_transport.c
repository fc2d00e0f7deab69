/* The generated network's inside: areas, exchanges, aggregation, metro, core, functions. See generator.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/generator_private.h"

/* ---- choosing places -------------------------------------------------------------------------------------------------------------- */

/* Takes `count` places from the largest down, each at least some distance from those taken; the distance starts at what an even
 * spread would have and shrinks until there are enough. chosen[] gets place numbers. */
static hr_status choose_apart(hr_generation *g, const uint32_t *candidates, uint32_t candidate_count, uint32_t count,
                              uint32_t *chosen)
{
    double least_x = INFINITY, most_x = -INFINITY, least_y = INFINITY, most_y = -INFINITY;
    uint8_t *is_taken = malloc((size_t)candidate_count + 1);
    if (is_taken == NULL) {
        return hr_error_set(g->error, HR_FAILED, "out of memory for %u places", candidate_count);
    }
    for (uint32_t i = 0; i < candidate_count; ++i) {
        least_x = fmin(least_x, g->place_x[candidates[i]]);
        most_x = fmax(most_x, g->place_x[candidates[i]]);
        least_y = fmin(least_y, g->place_y[candidates[i]]);
        most_y = fmax(most_y, g->place_y[candidates[i]]);
    }
    double apart = sqrt((most_x - least_x + 1) * (most_y - least_y + 1) / (4.0 * count));
    uint32_t taken = 0;
    memset(is_taken, 0, candidate_count);
    for (;; apart = apart > 0.5 ? apart * 0.7 : 0) {
        for (uint32_t i = 0; i < candidate_count && taken < count; ++i) {
            bool is_free = !is_taken[i];
            for (uint32_t k = 0; k < taken && is_free; ++k) {
                double dx = g->place_x[candidates[i]] - g->place_x[chosen[k]];
                double dy = g->place_y[candidates[i]] - g->place_y[chosen[k]];
                is_free = dx * dx + dy * dy >= apart * apart;
            }
            if (is_free) {
                is_taken[i] = 1;
                chosen[taken++] = candidates[i];
            }
        }
        if (taken == count || apart <= 0) {
            break;
        }
    }
    free(is_taken);
    return taken == count ? HR_OK
                          : hr_error_set(g->error, HR_BAD_INPUT, "%u nodes need a place each; there are %u", count,
                                         candidate_count);
}

/* ---- areas -------------------------------------------------------------------------------------------------------------------------- */

static uint32_t first_fixed_operator(const hr_generation *g)
{
    uint32_t o = 0;
    while (g->parameters->operators[o].exchanges == 0) {
        ++o;
    }
    return o;
}

/* Contiguous reporting regions: the areas nearest to each metro place of the first fixed operator's transport. */
static hr_status make_regions(hr_generation *g)
{
    const hr_generator_operator *operator = &g->parameters->operators[first_fixed_operator(g)];
    uint32_t count = operator->transport >= 0 ? g->parameters->operators[operator->transport].metro : operator->metro;
    uint32_t all = (uint32_t)g->places->count;
    uint32_t *candidates = malloc(all * sizeof *candidates);
    uint32_t *chosen = malloc(((size_t)count + 1) * sizeof *chosen);
    hr_layer centres = {0};
    hr_status status = candidates == NULL || chosen == NULL
                           ? hr_error_set(g->error, HR_FAILED, "out of memory for %u places", all)
                           : hr_layer_allocate(g, &centres, count);
    for (uint32_t i = 0; i < all && status == HR_OK; ++i) {
        candidates[i] = i;
    }
    if (status == HR_OK) {
        status = choose_apart(g, candidates, all, count, chosen);
    }
    for (uint32_t i = 0; i < count && status == HR_OK; ++i) {
        centres.x[i] = g->place_x[chosen[i]];
        centres.y[i] = g->place_y[chosen[i]];
    }
    if (status == HR_OK) {
        status = hr_layer_index(g, &centres);
    }
    for (uint32_t a = 0; a < g->areas.count && status == HR_OK; ++a) {
        uint32_t found[2];
        hr_grid_nearest(&centres.grid, g->areas.x[a], g->areas.y[a], found);
        g->area_region[a] = found[0];
    }
    hr_layer_free(&centres);
    free(candidates);
    free(chosen);
    return status;
}

/* Places without an area of their own belong to the nearest; then the population is scaled to the nation's. */
static void populate_areas(hr_generation *g, const int64_t *areas_of_place)
{
    double sum = 0;
    uint32_t a = 0;
    for (size_t i = 0; i < g->places->count; ++i) {
        double population = g->places->places[i].population;
        sum += population;
        if (areas_of_place[i] == 0) {
            g->area_population[hr_generation_area(g, g->place_x[i], g->place_y[i])] += population;
        }
        for (int64_t k = 0; k < areas_of_place[i]; ++k) {
            g->area_population[a++] += population / (double)areas_of_place[i];
        }
    }
    for (a = 0; a < g->areas.count; ++a) {
        g->area_population[a] *= (double)g->parameters->population / sum;
    }
}

hr_status hr_generation_make_areas(hr_generation *g)
{
    uint32_t count = g->parameters->operators[first_fixed_operator(g)].exchanges;
    size_t places = g->places->count;
    double *weights = malloc(places * sizeof *weights);
    int64_t *parts = malloc(places * sizeof *parts);
    g->area_population = calloc(count, sizeof *g->area_population);
    g->area_region = calloc(count, sizeof *g->area_region);
    g->area_place = calloc(count, sizeof *g->area_place);
    hr_status status = hr_layer_allocate(g, &g->areas, count);
    if (weights == NULL || parts == NULL || g->area_population == NULL || g->area_region == NULL ||
        g->area_place == NULL) {
        status = hr_error_set(g->error, HR_FAILED, "out of memory for %u areas", count);
    }
    for (size_t i = 0; i < places && status == HR_OK; ++i) {
        weights[i] = pow(g->places->places[i].population, g->parameters->site_exponent);
    }
    if (status == HR_OK) {
        status = hr_generation_split(g, weights, (uint32_t)places, count, parts);
    }
    if (status == HR_OK) {
        uint32_t a = 0;
        for (size_t i = 0; i < places; ++i) {
            for (int64_t k = 0; k < parts[i]; ++k, ++a) {
                double point[2] = {g->place_x[i], g->place_y[i]};
                if (parts[i] > 1) {
                    hr_generation_scatter(g, g->place_x[i], g->place_y[i], g->places->places[i].population, a,
                                          HR_AREA_LAYER, point);
                }
                g->areas.x[a] = point[0];
                g->areas.y[a] = point[1];
                g->area_place[a] = (uint32_t)i;
            }
        }
        status = hr_layer_index(g, &g->areas);
    }
    if (status == HR_OK) {
        populate_areas(g, parts);
        status = make_regions(g);
    }
    free(weights);
    free(parts);
    return status;
}

/* ---- layers of a transport network ---------------------------------------------------------------------------------------------- */

static hr_status add_to_layer(hr_generation *g, hr_layer *layer, uint32_t i, uint32_t operator_id, hr_role role)
{
    hr_new_node node = {operator_id, role, layer->x[i], layer->y[i], hr_generation_area(g, layer->x[i], layer->y[i]), 0,
                        HR_CAPACITY_UNLIMITED, false, HR_NO_VENDOR};
    return hr_generation_add(g, &node, &layer->node[i]);
}

static hr_status add_layer(hr_generation *g, hr_layer *layer, uint32_t operator_id, hr_role role)
{
    hr_status status = HR_OK;
    for (uint32_t i = 0; i < layer->count && status == HR_OK; ++i) {
        status = add_to_layer(g, layer, i, operator_id, role);
    }
    return status == HR_OK ? hr_layer_index(g, layer) : status;
}

/* Positions in the order of the ring: by angle around the middle. */
typedef struct {
    double angle;
    uint32_t index;
} ring_place;

static int compare_angles(const void *left, const void *right)
{
    const ring_place *a = left;
    const ring_place *b = right;
    if (a->angle != b->angle) {
        return a->angle < b->angle ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

/* A ring in geographical order and a chord to the far side: no single cut separates two core routers. */
static hr_status mesh_core(hr_generation *g, const hr_layer *core)
{
    ring_place *ring = malloc(core->count * sizeof *ring);
    double x = 0;
    double y = 0;
    hr_status status = HR_OK;
    if (ring == NULL) {
        return hr_error_set(g->error, HR_FAILED, "out of memory for the core");
    }
    for (uint32_t i = 0; i < core->count; ++i) {
        x += core->x[i] / core->count;
        y += core->y[i] / core->count;
    }
    for (uint32_t i = 0; i < core->count; ++i) {
        ring[i] = (ring_place){atan2(core->y[i] - y, core->x[i] - x), i};
    }
    qsort(ring, core->count, sizeof *ring, compare_angles);
    for (uint32_t i = 0; i < core->count && status == HR_OK; ++i) {
        uint32_t next = (i + 1) % core->count;
        status = hr_network_builder_edge(g->builder, core->node[ring[i].index], core->node[ring[next].index],
                                         HR_EDGE_PRIMARY, g->error);
    }
    for (uint32_t i = 0; core->count >= 4 && i < core->count / 2 && status == HR_OK; ++i) {
        uint32_t far = i + core->count / 2;
        status = hr_network_builder_edge(g->builder, core->node[ring[i].index], core->node[ring[far].index],
                                         HR_EDGE_PRIMARY, g->error);
    }
    free(ring);
    return status;
}

/* Metro nodes at the largest places that are apart, core routers at the largest of these; a core router is a node of its own. */
static hr_status make_backbone(hr_generation *g, uint32_t operator_id)
{
    const hr_generator_operator *operator = &g->parameters->operators[operator_id];
    hr_transport *transport = &g->transports[operator_id];
    uint32_t all = (uint32_t)g->places->count;
    uint32_t *candidates = malloc(all * sizeof *candidates);
    uint32_t *metro = malloc(operator->metro * sizeof *metro);
    uint32_t *core = malloc(operator->core_routers * sizeof *core);
    hr_status status = HR_OK;
    if (candidates == NULL || metro == NULL || core == NULL) {
        status = hr_error_set(g->error, HR_FAILED, "out of memory for the backbone of %s", operator->name);
    }
    for (uint32_t i = 0; i < all && status == HR_OK; ++i) {
        candidates[i] = i;
    }
    if (status == HR_OK) {
        status = choose_apart(g, candidates, all, operator->metro, metro);
    }
    if (status == HR_OK) {
        status = choose_apart(g, metro, operator->metro, operator->core_routers, core);
    }
    if (status == HR_OK) {
        status = hr_layer_allocate(g, &transport->metro, operator->metro);
    }
    if (status == HR_OK) {
        status = hr_layer_allocate(g, &transport->core, operator->core_routers);
    }
    for (uint32_t i = 0; i < operator->metro && status == HR_OK; ++i) {
        transport->metro.x[i] = g->place_x[metro[i]];
        transport->metro.y[i] = g->place_y[metro[i]];
    }
    for (uint32_t i = 0; i < operator->core_routers && status == HR_OK; ++i) {
        transport->core.x[i] = g->place_x[core[i]];
        transport->core.y[i] = g->place_y[core[i]];
    }
    free(candidates);
    free(metro);
    free(core);
    return status;
}

/* Aggregation at towns: by population^exponent, several in large ones. */
static hr_status place_aggregation(hr_generation *g, uint32_t operator_id)
{
    const hr_generator_operator *operator = &g->parameters->operators[operator_id];
    hr_layer *layer = &g->transports[operator_id].aggregation;
    size_t places = g->places->count;
    double *weights = malloc(places * sizeof *weights);
    int64_t *parts = malloc(places * sizeof *parts);
    hr_status status = hr_layer_allocate(g, layer, operator->aggregation);
    if (weights == NULL || parts == NULL) {
        status = hr_error_set(g->error, HR_FAILED, "out of memory for the aggregation of %s", operator->name);
    }
    for (size_t i = 0; i < places && status == HR_OK; ++i) {
        weights[i] = pow(g->places->places[i].population, g->parameters->site_exponent);
    }
    if (status == HR_OK) {
        status = hr_generation_split(g, weights, (uint32_t)places, operator->aggregation, parts);
    }
    uint32_t n = 0;
    for (size_t i = 0; i < places && status == HR_OK; ++i) {
        for (int64_t k = 0; k < parts[i]; ++k, ++n) {
            double point[2] = {g->place_x[i], g->place_y[i]};
            if (parts[i] > 1) {
                hr_generation_scatter(g, g->place_x[i], g->place_y[i], g->places->places[i].population, n,
                                      hr_generation_layer(operator_id, HR_ROLE_AGGREGATION), point);
            }
            layer->x[n] = point[0];
            layer->y[n] = point[1];
        }
    }
    free(weights);
    free(parts);
    return status;
}

typedef struct {
    double population;
    uint32_t area;
} populous_area;

static int compare_areas(const void *left, const void *right)
{
    const populous_area *a = left;
    const populous_area *b = right;
    if (a->population != b->population) {
        return a->population > b->population ? -1 : 1;
    }
    return (a->area > b->area) - (a->area < b->area);
}

/* The first fixed operator has an exchange in every area; others in the most populous ones. */
static hr_status place_exchanges(hr_generation *g, uint32_t operator_id)
{
    hr_layer *layer = &g->transports[operator_id].exchanges;
    uint32_t count = g->parameters->operators[operator_id].exchanges;
    populous_area *order = malloc(((size_t)g->areas.count + 1) * sizeof *order);
    hr_status status = order == NULL ? hr_error_set(g->error, HR_FAILED, "out of memory for %u exchanges", count)
                                     : hr_layer_allocate(g, layer, count);
    if (status == HR_OK && count > g->areas.count) {
        status = hr_error_set(g->error, HR_BAD_INPUT, "operator %s has more exchanges (%u) than the first fixed operator "
                              "(%u)", g->parameters->operators[operator_id].name, count, g->areas.count);
    }
    for (uint32_t a = 0; a < g->areas.count && status == HR_OK; ++a) {
        order[a] = (populous_area){g->area_population[a], a};
    }
    if (status == HR_OK && count < g->areas.count) {
        qsort(order, g->areas.count, sizeof *order, compare_areas);
    }
    for (uint32_t i = 0; i < count && status == HR_OK; ++i) {
        layer->x[i] = g->areas.x[order[i].area];
        layer->y[i] = g->areas.y[order[i].area];
    }
    free(order);
    return status;
}

/* Adds a layer and homes each of its nodes on the layer above. */
static hr_status add_homed(hr_generation *g, hr_layer *layer, uint32_t operator_id, hr_role role, const hr_layer *above,
                           double dual_probability)
{
    hr_status status = HR_OK;
    for (uint32_t i = 0; i < layer->count && status == HR_OK; ++i) {
        status = add_to_layer(g, layer, i, operator_id, role);
        if (status == HR_OK) {
            status = hr_generation_home(g, layer->node[i], layer->x[i], layer->y[i], above, dual_probability);
        }
    }
    return status == HR_OK ? hr_layer_index(g, layer) : status;
}

hr_status hr_generation_make_transport(hr_generation *g, uint32_t operator_id)
{
    const hr_generator_operator *operator = &g->parameters->operators[operator_id];
    hr_transport *transport = &g->transports[operator_id];
    hr_status status = make_backbone(g, operator_id);
    if (status == HR_OK) {
        status = add_layer(g, &transport->core, operator_id, HR_ROLE_CORE_ROUTER);
    }
    if (status == HR_OK) {
        status = mesh_core(g, &transport->core);
    }
    if (status == HR_OK) {
        status = add_homed(g, &transport->metro, operator_id, HR_ROLE_METRO, &transport->core, 1);
    }
    if (status == HR_OK) {
        status = place_aggregation(g, operator_id);
    }
    if (status == HR_OK) {
        status = add_homed(g, &transport->aggregation, operator_id, HR_ROLE_AGGREGATION, &transport->metro, 1);
    }
    if (status == HR_OK && operator->exchanges > 0) {
        status = place_exchanges(g, operator_id);
    }
    return status; /* exchanges may serve users: generator_access.c adds them */
}

/* ---- functions -------------------------------------------------------------------------------------------------------------------- */

static hr_status add_function(hr_generation *g, hr_new_node node, const hr_layer *core, uint32_t place)
{
    uint32_t index = 0;
    node.x = core->x[place];
    node.y = core->y[place];
    node.area = hr_generation_area(g, node.x, node.y);
    hr_status status = hr_generation_add(g, &node, &index);
    if (status == HR_OK) {
        status = hr_network_builder_edge(g->builder, index, core->node[place], HR_EDGE_PRIMARY, g->error);
    }
    uint32_t found[2];
    uint32_t second = (place + 1) % core->count;
    hr_grid_nearest(&core->grid, node.x, node.y, found); /* the nearest is the place itself */
    second = found[1] != HR_NO_POINT ? found[1] : second;
    if (status == HR_OK) {
        status = hr_network_builder_edge(g->builder, index, core->node[second], HR_EDGE_BACKUP, g->error);
    }
    return status;
}

hr_status hr_generation_make_functions(hr_generation *g, uint32_t operator_id)
{
    const hr_generator_operator *operator = &g->parameters->operators[operator_id];
    const hr_layer *core = &hr_generation_transport(g, operator_id)->core;
    hr_status status = HR_OK;
    int64_t all_users = 0;
    for (uint32_t o = 0; o < g->parameters->operator_count; ++o) {
        all_users += g->parameters->operators[o].users;
    }
    for (uint32_t f = 0; f < operator->function_count; ++f) {
        const hr_generator_function *function = &operator->functions[f];
        int64_t users = function->is_shared ? all_users : operator->users;
        int64_t capacity = function->capacity_share > 0 ? (int64_t)ceil(function->capacity_share * (double)users)
                                                        : HR_CAPACITY_UNLIMITED;
        hr_new_node node = {operator_id, function->role, 0, 0, 0, 0, capacity, function->is_shared, HR_NO_VENDOR};
        for (uint32_t i = 0; i < function->count && status == HR_OK; ++i) {
            uint32_t place = (uint32_t)((uint64_t)i * core->count / function->count) % core->count;
            status = add_function(g, node, core, place);
        }
    }
    for (uint32_t i = 0; i < operator->oss_count && status == HR_OK; ++i) {
        hr_new_node node = {operator_id, HR_ROLE_OSS, 0, 0, 0, 0, HR_CAPACITY_UNLIMITED, false, operator->oss_vendors[i]};
        uint32_t place = (uint32_t)((uint64_t)i * core->count / operator->oss_count) % core->count;
        status = add_function(g, node, core, place);
    }
    return status;
}
