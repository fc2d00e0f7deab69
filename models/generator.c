/* The generated national network: order of steps, and what all steps use. See generator.h. O(nodes log nodes). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/generator_private.h"
#include "models/purposes.h"

static const double KM_PER_DEGREE = 111.19492664455873; /* of a sphere with radius 6371 km */
static const double PI = 3.14159265358979323846;

/* ---- tools ------------------------------------------------------------------------------------------------------------------------ */

typedef struct {
    double remainder;
    uint32_t index;
} remainder_entry;

static int compare_remainders(const void *left, const void *right)
{
    const remainder_entry *a = left;
    const remainder_entry *b = right;
    if (a->remainder != b->remainder) {
        return a->remainder > b->remainder ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

hr_status hr_generation_split(hr_generation *g, const double *weights, uint32_t count, int64_t total, int64_t *parts)
{
    double sum = 0;
    for (uint32_t i = 0; i < count; ++i) {
        sum += weights[i];
    }
    remainder_entry *entries = malloc((count + (size_t)1) * sizeof *entries);
    if (entries == NULL || !(sum > 0)) {
        free(entries);
        return hr_error_set(g->error, entries == NULL ? HR_FAILED : HR_BAD_INPUT, "cannot share out %lld among %u places",
                            (long long)total, count);
    }
    int64_t given = 0;
    for (uint32_t i = 0; i < count; ++i) {
        double exact = (double)total * (weights[i] / sum);
        parts[i] = (int64_t)floor(exact);
        entries[i] = (remainder_entry){exact - floor(exact), i};
        given += parts[i];
    }
    qsort(entries, count, sizeof *entries, compare_remainders);
    for (uint32_t i = 0; given < total; i = i + 1 < count ? i + 1 : 0) {
        ++parts[entries[i].index];
        ++given;
    }
    for (uint32_t i = count; given > total;) { /* rounding of the products may give one too many */
        i = i > 0 ? i - 1 : count - 1;
        if (parts[entries[i].index] > 0) {
            --parts[entries[i].index];
            --given;
        }
    }
    free(entries);
    return HR_OK;
}

hr_status hr_layer_allocate(hr_generation *g, hr_layer *layer, uint32_t count)
{
    layer->count = count;
    layer->node = calloc((size_t)count + 1, sizeof *layer->node);
    layer->x = calloc((size_t)count + 1, sizeof *layer->x);
    layer->y = calloc((size_t)count + 1, sizeof *layer->y);
    if (layer->node == NULL || layer->x == NULL || layer->y == NULL) {
        return hr_error_set(g->error, HR_FAILED, "out of memory for %u nodes", count);
    }
    return HR_OK;
}

hr_status hr_layer_index(hr_generation *g, hr_layer *layer)
{
    return layer->count > 0 ? hr_grid_init(&layer->grid, layer->x, layer->y, layer->count, g->error) : HR_OK;
}

void hr_layer_free(hr_layer *layer)
{
    free(layer->node);
    free(layer->x);
    free(layer->y);
    hr_grid_free(&layer->grid);
    memset(layer, 0, sizeof *layer);
}

uint32_t hr_generation_layer(uint32_t operator_id, hr_role role)
{
    return operator_id * HR_ROLE_COUNT + role + 1;
}

void hr_generation_scatter(const hr_generation *g, double x, double y, double population, uint32_t i, uint32_t layer,
                           double point[2])
{
    double pair[2];
    hr_random_uniform_pair(&g->random, HR_PURPOSE_POSITION, i, layer, pair);
    double radius = fmax(sqrt(population / g->parameters->urban_density_per_km2 / PI), 0.2) * sqrt(pair[0]);
    point[0] = x + radius * cos(2 * PI * pair[1]);
    point[1] = y + radius * sin(2 * PI * pair[1]);
}

uint32_t hr_generation_area(const hr_generation *g, double x, double y)
{
    uint32_t found[2];
    hr_grid_nearest(&g->areas.grid, x, y, found);
    return found[0];
}

hr_status hr_generation_add(hr_generation *g, const hr_new_node *node, uint32_t *index)
{
    char id[2 * HR_NAME_SIZE + 16];
    uint32_t *serial = &g->serial[node->operator_id * HR_ROLE_COUNT + node->role];
    snprintf(id, sizeof id, "%s.%s.%06u", g->parameters->operators[node->operator_id].name,
             hr_role_forms[node->role].name, ++*serial);
    if (node->users > UINT32_MAX) {
        return hr_error_set(g->error, HR_BAD_INPUT, "%s would serve %lld users: more access nodes are needed", id,
                            (long long)node->users);
    }
    hr_network_node built = {
        .id = id,
        .role = node->role,
        .operator_id = node->operator_id,
        .region = g->area_region[node->area],
        .area = node->area,
        .latitude = node->y / KM_PER_DEGREE,
        .longitude = node->x / g->km_per_degree_longitude,
        .users = (uint32_t)node->users,
        .capacity_users = node->capacity_users,
        .is_shared = node->is_shared,
        .bound_vendor = node->bound_vendor,
    };
    ++g->built;
    return hr_network_builder_node(g->builder, &built, index, g->error);
}

hr_status hr_generation_home(hr_generation *g, uint32_t node, double x, double y, const hr_layer *layer,
                             double dual_probability)
{
    uint32_t found[2];
    hr_grid_nearest(&layer->grid, x, y, found);
    hr_status status = hr_network_builder_edge(g->builder, node, layer->node[found[0]], HR_EDGE_PRIMARY, g->error);
    bool is_dual = dual_probability >= 1 ||
                   hr_random_uniform(&g->random, HR_PURPOSE_DUAL_HOMING, g->built, 0) < dual_probability;
    if (status == HR_OK && is_dual && found[1] != HR_NO_POINT) {
        status = hr_network_builder_edge(g->builder, node, layer->node[found[1]], HR_EDGE_BACKUP, g->error);
    }
    return status;
}

const hr_transport *hr_generation_transport(const hr_generation *g, uint32_t operator_id)
{
    int32_t other = g->parameters->operators[operator_id].transport;
    return &g->transports[other >= 0 ? (uint32_t)other : operator_id];
}

/* ---- checks ---------------------------------------------------------------------------------------------------------------------- */

static hr_status check_operator(const hr_generation *g, const hr_generator_operator *operator)
{
    const hr_generator_parameters *p = g->parameters;
    hr_error *error = g->error;
    if (operator->transport >= 0) {
        const hr_generator_operator *owner = &p->operators[operator->transport];
        if (owner->transport >= 0) {
            return hr_error_set(error, HR_BAD_INPUT, "operator %s uses the transport of %s, which has none", operator->name,
                                owner->name);
        }
    } else {
        if (operator->core_routers < 3 || operator->core_routers > operator->metro) {
            return hr_error_set(error, HR_BAD_INPUT, "operator %s has %u core routers and %u metro nodes: at least 3 core "
                                "routers are needed, and no more than metro nodes", operator->name, operator->core_routers,
                                operator->metro);
        }
        if (operator->metro > g->places->count || operator->aggregation < operator->metro) {
            return hr_error_set(error, HR_BAD_INPUT, "operator %s has %u metro and %u aggregation nodes: at most %zu metro "
                                "nodes have a place, and aggregation may not be less", operator->name, operator->metro,
                                operator->aggregation, g->places->count);
        }
    }
    if (operator->cabinets > 0 && operator->exchanges == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "operator %s has cabinets and no exchanges", operator->name);
    }
    return HR_OK;
}

static hr_status check(const hr_generation *g)
{
    const hr_generator_parameters *p = g->parameters;
    bool has_exchanges = false;
    for (uint32_t o = 0; o < p->operator_count; ++o) {
        hr_status status = check_operator(g, &p->operators[o]);
        if (status != HR_OK) {
            return status;
        }
        has_exchanges = has_exchanges || p->operators[o].exchanges > 0;
    }
    if (!has_exchanges) {
        return hr_error_set(g->error, HR_BAD_INPUT,
                            "no operator has exchanges: they divide the country into the areas of the network");
    }
    return HR_OK;
}

/* ---- the whole -------------------------------------------------------------------------------------------------------------------- */

static hr_status project_places(hr_generation *g)
{
    size_t count = g->places->count;
    double latitude = 0;
    g->place_x = calloc(count, sizeof *g->place_x);
    g->place_y = calloc(count, sizeof *g->place_y);
    g->serial = calloc((size_t)HR_OPERATORS_MAX * HR_ROLE_COUNT, sizeof *g->serial);
    if (g->place_x == NULL || g->place_y == NULL || g->serial == NULL) {
        return hr_error_set(g->error, HR_FAILED, "out of memory for %zu places", count);
    }
    for (size_t i = 0; i < count; ++i) {
        latitude += g->places->places[i].latitude / (double)count;
    }
    g->km_per_degree_longitude = KM_PER_DEGREE * cos(latitude * PI / 180);
    for (size_t i = 0; i < count; ++i) {
        g->place_x[i] = g->places->places[i].longitude * g->km_per_degree_longitude;
        g->place_y[i] = g->places->places[i].latitude * KM_PER_DEGREE;
    }
    return HR_OK;
}

static void release(hr_generation *g)
{
    free(g->place_x);
    free(g->place_y);
    free(g->serial);
    free(g->area_population);
    free(g->area_region);
    free(g->area_place);
    hr_layer_free(&g->areas);
    for (int o = 0; o < HR_OPERATORS_MAX; ++o) {
        hr_layer_free(&g->transports[o].exchanges);
        hr_layer_free(&g->transports[o].aggregation);
        hr_layer_free(&g->transports[o].metro);
        hr_layer_free(&g->transports[o].core);
    }
    hr_network_builder_free(g->builder);
    free(g);
}

static hr_status build(hr_generation *g)
{
    const hr_generator_parameters *p = g->parameters;
    hr_status status = hr_network_builder_new(&g->builder, g->error);
    for (uint32_t o = 0; o < p->operator_count && status == HR_OK; ++o) {
        uint32_t index = 0;
        status = hr_network_builder_operator(g->builder, p->operators[o].name, &index, g->error);
    }
    if (status == HR_OK) {
        status = hr_generation_make_areas(g);
    }
    for (uint32_t o = 0; o < p->operator_count && status == HR_OK; ++o) {
        status = p->operators[o].transport < 0 ? hr_generation_make_transport(g, o) : HR_OK;
    }
    for (uint32_t o = 0; o < p->operator_count && status == HR_OK; ++o) {
        status = hr_generation_make_functions(g, o);
    }
    for (uint32_t o = 0; o < p->operator_count && status == HR_OK; ++o) {
        status = hr_generation_make_access(g, o);
    }
    return status;
}

hr_status hr_generate(hr_network *network, const hr_generator_parameters *parameters, const hr_places *places,
                      hr_error *error)
{
    memset(network, 0, sizeof *network);
    hr_generation *g = calloc(1, sizeof *g);
    if (g == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the generator");
    }
    g->parameters = parameters;
    g->places = places;
    g->error = error;
    g->random = (hr_random){parameters->seed, 0};
    hr_status status = check(g);
    if (status == HR_OK) {
        status = project_places(g);
    }
    if (status == HR_OK) {
        status = build(g);
    }
    if (status == HR_OK) {
        status = hr_network_finish(g->builder, network, NULL, error);
    }
    release(g);
    return status;
}

/* ---- what was reached ------------------------------------------------------------------------------------------------------------ */

static double distance_km(const hr_network *network, uint32_t a, uint32_t b)
{
    double middle = (network->latitude[a] + network->latitude[b]) / 2 * PI / 180;
    double dy = (network->latitude[a] - network->latitude[b]) * KM_PER_DEGREE;
    double dx = (network->longitude[a] - network->longitude[b]) * KM_PER_DEGREE * cos(middle);
    return sqrt(dx * dx + dy * dy);
}

/* The role a node of each role is homed on lies further in: a neighbour of a higher role number, or for the core its equal. */
void hr_network_measure(const hr_network *network, hr_network_statistics *statistics)
{
    uint64_t transit_links = 0;
    memset(statistics, 0, sizeof *statistics);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        uint32_t role = network->role[n];
        uint32_t end = n < network->transit_count ? network->stub_start[n] : network->link_start[n + 1];
        uint32_t parents = 0;
        ++statistics->nodes_by_role[role];
        for (uint32_t k = network->link_start[n]; k < end; ++k) {
            uint32_t other = network->links[k].node;
            bool is_parent = role > HR_ROLE_CORE_ROUTER ? network->role[other] == HR_ROLE_CORE_ROUTER
                                                        : network->role[other] > role && network->role[other] <= HR_ROLE_CORE_ROUTER;
            parents += is_parent;
            if (is_parent && network->links[k].kind == HR_EDGE_PRIMARY) {
                statistics->mean_parent_distance_km[role] += distance_km(network, n, other);
            }
        }
        statistics->dual_homed_share[role] += parents >= 2;
        transit_links += n < network->transit_count ? end - network->link_start[n] : 0;
    }
    for (int r = 0; r < HR_ROLE_COUNT; ++r) {
        double nodes = statistics->nodes_by_role[r];
        statistics->dual_homed_share[r] = nodes > 0 ? statistics->dual_homed_share[r] / nodes : 0;
        statistics->mean_parent_distance_km[r] = nodes > 0 ? statistics->mean_parent_distance_km[r] / nodes : 0;
    }
    statistics->mean_transit_degree =
        network->transit_count > 0 ? (double)transit_links / network->transit_count : 0;
}
