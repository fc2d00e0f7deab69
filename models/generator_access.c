/* The generated network's edge: exchanges, street cabinets, cell sites, and their users. See generator.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/generator_private.h"
#include "models/purposes.h"

/* Access nodes of one kind of one operator before they are added. */
typedef struct {
    uint32_t count;
    uint32_t *area;
    double *x;
    double *y;
    int64_t *users;
} access_nodes;

static hr_status allocate_access(hr_generation *g, access_nodes *access, uint32_t count)
{
    access->count = count;
    access->area = calloc((size_t)count + 1, sizeof *access->area);
    access->x = calloc((size_t)count + 1, sizeof *access->x);
    access->y = calloc((size_t)count + 1, sizeof *access->y);
    access->users = calloc((size_t)count + 1, sizeof *access->users);
    if (access->area == NULL || access->x == NULL || access->y == NULL || access->users == NULL) {
        return hr_error_set(g->error, HR_FAILED, "out of memory for %u access nodes", count);
    }
    return HR_OK;
}

static void free_access(access_nodes *access)
{
    free(access->area);
    free(access->x);
    free(access->y);
    free(access->users);
}

/* Shares access nodes out over areas by population^exponent; at least one in each where there are enough. */
static hr_status spread(hr_generation *g, access_nodes *access, double exponent, uint32_t layer)
{
    uint32_t areas = g->areas.count;
    double *weights = calloc(areas, sizeof *weights);
    int64_t *parts = malloc(areas * sizeof *parts);
    if (weights == NULL || parts == NULL) {
        free(weights);
        free(parts);
        return hr_error_set(g->error, HR_FAILED, "out of memory for %u areas", areas);
    }
    int64_t least = access->count >= areas ? 1 : 0;
    for (uint32_t a = 0; a < areas; ++a) {
        weights[a] = pow(g->area_population[a], exponent);
    }
    hr_status status = hr_generation_split(g, weights, areas, (int64_t)access->count - least * areas, parts);
    uint32_t n = 0;
    for (uint32_t a = 0; a < areas && status == HR_OK; ++a) {
        for (int64_t k = 0; k < parts[a] + least; ++k, ++n) {
            double point[2];
            hr_generation_scatter(g, g->areas.x[a], g->areas.y[a], g->area_population[a], n, layer, point);
            access->area[n] = a;
            access->x[n] = point[0];
            access->y[n] = point[1];
        }
    }
    free(weights);
    free(parts);
    return status;
}

/* Users by the population of the areas, in equal parts within one. People of an area without a node go to the nearest with one. */
static hr_status settle_users(hr_generation *g, access_nodes *access, int64_t users)
{
    uint32_t areas = g->areas.count;
    uint32_t *nodes = calloc(areas, sizeof *nodes);
    double *people = calloc(areas, sizeof *people);
    double *weights = calloc((size_t)access->count + 1, sizeof *weights);
    hr_layer served = {0};
    hr_status status = nodes == NULL || people == NULL || weights == NULL
                           ? hr_error_set(g->error, HR_FAILED, "out of memory for %u access nodes", access->count)
                           : hr_layer_allocate(g, &served, areas);
    served.count = 0;
    for (uint32_t n = 0; n < access->count && status == HR_OK; ++n) {
        ++nodes[access->area[n]];
    }
    for (uint32_t a = 0; a < areas && status == HR_OK; ++a) {
        if (nodes[a] > 0) {
            served.node[served.count] = a;
            served.x[served.count] = g->areas.x[a];
            served.y[served.count++] = g->areas.y[a];
        }
    }
    if (status == HR_OK) {
        status = hr_layer_index(g, &served);
    }
    for (uint32_t a = 0; a < areas && status == HR_OK; ++a) {
        uint32_t found[2] = {0, 0};
        if (nodes[a] == 0) {
            hr_grid_nearest(&served.grid, g->areas.x[a], g->areas.y[a], found);
        }
        people[nodes[a] > 0 ? a : served.node[found[0]]] += g->area_population[a];
    }
    for (uint32_t n = 0; n < access->count && status == HR_OK; ++n) {
        weights[n] = people[access->area[n]] / nodes[access->area[n]];
    }
    if (status == HR_OK) {
        status = hr_generation_split(g, weights, access->count, users, access->users);
    }
    hr_layer_free(&served);
    free(nodes);
    free(people);
    free(weights);
    return status;
}

static hr_status add_access(hr_generation *g, const access_nodes *access, uint32_t operator_id, hr_role role,
                            const hr_layer *above, hr_layer *layer)
{
    hr_status status = HR_OK;
    for (uint32_t n = 0; n < access->count && status == HR_OK; ++n) {
        uint32_t index = 0;
        hr_new_node node = {operator_id, role, access->x[n], access->y[n], access->area[n], access->users[n],
                            HR_CAPACITY_UNLIMITED, false, HR_NO_VENDOR};
        status = hr_generation_add(g, &node, &index);
        if (status == HR_OK) {
            status = hr_generation_home(g, index, node.x, node.y, above, g->parameters->dual_homing[role]);
        }
        if (layer != NULL) {
            layer->node[n] = index;
        }
    }
    return status;
}

/* ---- fixed access ------------------------------------------------------------------------------------------------------------------ */

static hr_status make_exchanges(hr_generation *g, uint32_t operator_id)
{
    const hr_generator_operator *operator = &g->parameters->operators[operator_id];
    hr_transport *transport = &g->transports[operator_id];
    hr_layer *layer = &transport->exchanges;
    access_nodes access = {0};
    hr_status status = allocate_access(g, &access, layer->count);
    for (uint32_t n = 0; n < layer->count && status == HR_OK; ++n) {
        access.x[n] = layer->x[n];
        access.y[n] = layer->y[n];
        access.area[n] = hr_generation_area(g, layer->x[n], layer->y[n]);
    }
    if (status == HR_OK && operator->cabinets == 0) {
        status = settle_users(g, &access, operator->users);
    }
    if (status == HR_OK) {
        status = add_access(g, &access, operator_id, HR_ROLE_EXCHANGE, &transport->aggregation, layer);
    }
    if (status == HR_OK) {
        status = hr_layer_index(g, layer);
    }
    free_access(&access);
    return status;
}

static hr_status make_cabinets(hr_generation *g, uint32_t operator_id)
{
    const hr_generator_operator *operator = &g->parameters->operators[operator_id];
    access_nodes access = {0};
    hr_status status = allocate_access(g, &access, operator->cabinets);
    if (status == HR_OK) {
        status = spread(g, &access, 1, hr_generation_layer(operator_id, HR_ROLE_CABINET));
    }
    if (status == HR_OK) {
        status = settle_users(g, &access, operator->users);
    }
    if (status == HR_OK) {
        status = add_access(g, &access, operator_id, HR_ROLE_CABINET, &g->transports[operator_id].exchanges, NULL);
    }
    free_access(&access);
    return status;
}

/* ---- cell sites --------------------------------------------------------------------------------------------------------------------- */

/* The pair in which an operator has the smaller number of sites, or NULL. */
static const hr_generator_pair *sharing_of(const hr_generation *g, uint32_t operator_id, uint32_t *other)
{
    const hr_generator_parameters *p = g->parameters;
    for (uint32_t i = 0; i < p->pair_count; ++i) {
        const hr_generator_pair *pair = &p->pairs[i];
        uint32_t guest = p->operators[pair->first].ran_sites < p->operators[pair->second].ran_sites ? pair->first
                                                                                                    : pair->second;
        if (guest == operator_id) {
            *other = pair->first == guest ? pair->second : pair->first;
            return pair;
        }
    }
    return NULL;
}

/* Sites of the partner of a sharing pair, laid out as that operator's own step does: the k-th site of an area stands at the
 * partner's k-th site there, for a share of them. */
static void share_sites(const hr_generation *g, access_nodes *access, const hr_generator_pair *pair,
                        const access_nodes *partner)
{
    uint32_t j = 0;
    for (uint32_t n = 0; n < access->count; ++n) {
        bool is_first_of_area = n == 0 || access->area[n] != access->area[n - 1];
        while (is_first_of_area && j < partner->count && partner->area[j] < access->area[n]) {
            ++j;
        }
        if (j < partner->count && partner->area[j] == access->area[n]) {
            if (hr_random_uniform(&g->random, HR_PURPOSE_SITE_SHARING, g->built + n, 0) < pair->share) {
                access->x[n] = partner->x[j];
                access->y[n] = partner->y[j];
            }
            ++j;
        }
    }
}

static hr_status make_sites(hr_generation *g, uint32_t operator_id)
{
    const hr_generator_operator *operator = &g->parameters->operators[operator_id];
    const hr_transport *transport = hr_generation_transport(g, operator_id);
    const hr_layer *above = transport->exchanges.count > 0 ? &transport->exchanges : &transport->aggregation;
    uint32_t other = 0;
    const hr_generator_pair *pair = sharing_of(g, operator_id, &other);
    access_nodes access = {0};
    access_nodes partner = {0};
    hr_status status = allocate_access(g, &access, operator->ran_sites);
    if (status == HR_OK) {
        status = spread(g, &access, g->parameters->site_exponent, hr_generation_layer(operator_id, HR_ROLE_RAN_SITE));
    }
    if (status == HR_OK && pair != NULL) {
        status = allocate_access(g, &partner, g->parameters->operators[other].ran_sites);
        if (status == HR_OK) {
            status = spread(g, &partner, g->parameters->site_exponent, hr_generation_layer(other, HR_ROLE_RAN_SITE));
        }
        if (status == HR_OK) {
            share_sites(g, &access, pair, &partner);
        }
    }
    if (status == HR_OK) {
        status = settle_users(g, &access, operator->users);
    }
    if (status == HR_OK) {
        status = add_access(g, &access, operator_id, HR_ROLE_RAN_SITE, above, NULL);
    }
    free_access(&access);
    free_access(&partner);
    return status;
}

hr_status hr_generation_make_access(hr_generation *g, uint32_t operator_id)
{
    const hr_generator_operator *operator = &g->parameters->operators[operator_id];
    hr_status status = HR_OK;
    if (operator->exchanges > 0) {
        status = make_exchanges(g, operator_id);
    }
    if (status == HR_OK && operator->cabinets > 0) {
        status = make_cabinets(g, operator_id);
    }
    if (status == HR_OK && operator->ran_sites > 0) {
        status = make_sites(g, operator_id);
    }
    return status;
}
