/* Bridges by depth-first search: Tarjan, A note on finding the bridges of a graph, Inf. Proc. Letters 2, 1974. Without
 * recursion, since a national network's paths are long. A link has no number of its own; of the links to the node that
 * a node was reached from, exactly one is the way it was reached, and a parallel one leads back. See network_bridges.h.
 */
#include "models/network_bridges.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const hr_network *network;
    hr_network_part part;
    uint32_t *order;   /* per node: 1 + when it was found; 0: not yet */
    uint32_t *low;     /* per node: the earliest node that it or what hangs on it reaches by one way back */
    uint32_t *next;    /* per node: its next link to be looked at */
    uint32_t *parent;  /* per node: reached from, or HR_NO_NODE */
    uint8_t *is_back;  /* per node: one link to the parent was passed over already */
    uint32_t *path;    /* nodes from the root of the search to where it is */
    uint32_t *waiting; /* nodes whose component is not closed */
    uint32_t waiting_count;
    uint32_t found;
} search;

static bool is_in(const search *s, uint32_t node)
{
    return node < s->network->transit_count &&
           (s->part.operator_id == HR_OPERATORS_MAX || s->network->operator_id[node] == s->part.operator_id) &&
           (s->part.roles == 0 || s->part.roles >> s->network->role[node] & 1);
}

static void enter(search *s, uint32_t node, uint32_t parent)
{
    s->order[node] = s->low[node] = ++s->found;
    s->next[node] = s->network->link_start[node];
    s->parent[node] = parent;
    s->waiting[s->waiting_count++] = node;
}

/* A node whose low is its own order closes a component: what waits since it. */
static void close_component(search *s, uint32_t node, uint32_t *component)
{
    uint32_t first = s->waiting_count;
    uint32_t lowest = node;
    do {
        --first;
        lowest = s->waiting[first] < lowest ? s->waiting[first] : lowest;
    } while (s->waiting[first] != node);
    for (uint32_t k = first; k < s->waiting_count; ++k) {
        component[s->waiting[k]] = lowest;
    }
    s->waiting_count = first;
}

static void search_from(search *s, uint32_t root, uint32_t *component, uint32_t *bridges)
{
    uint32_t depth = 0;
    s->path[depth++] = root;
    enter(s, root, HR_NO_NODE);
    while (depth > 0) {
        uint32_t node = s->path[depth - 1];
        if (s->next[node] < s->network->stub_start[node]) {
            uint32_t neighbour = s->network->links[s->next[node]++].node;
            if (!is_in(s, neighbour)) {
                continue;
            }
            if (neighbour == s->parent[node] && !s->is_back[node]) {
                s->is_back[node] = 1;
            } else if (s->order[neighbour] == 0) {
                enter(s, neighbour, node);
                s->path[depth++] = neighbour;
            } else if (s->order[neighbour] < s->low[node]) {
                s->low[node] = s->order[neighbour];
            }
            continue;
        }
        --depth;
        if (s->low[node] == s->order[node]) {
            *bridges += s->parent[node] != HR_NO_NODE;
            close_component(s, node, component);
        }
        uint32_t parent = s->parent[node];
        if (parent != HR_NO_NODE && s->low[node] < s->low[parent]) {
            s->low[parent] = s->low[node];
        }
    }
}

hr_status hr_network_two_edge_components(const hr_network *network, hr_network_part part, uint32_t *component,
                                         uint32_t *bridges, hr_error *error)
{
    size_t count = (size_t)network->transit_count + 1;
    uint32_t *numbers = calloc(6 * count, sizeof *numbers);
    uint8_t *is_back = calloc(count, 1);
    *bridges = 0;
    if (numbers == NULL || is_back == NULL) {
        free(numbers);
        free(is_back);
        return hr_error_set(error, HR_FAILED, "out of memory for the bridges of %u nodes", network->transit_count);
    }
    search s = {.network = network,
                .part = part,
                .order = numbers,
                .low = numbers + count,
                .next = numbers + 2 * count,
                .parent = numbers + 3 * count,
                .path = numbers + 4 * count,
                .waiting = numbers + 5 * count,
                .is_back = is_back};
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        if (!is_in(&s, n)) {
            component[n] = HR_NO_COMPONENT;
        } else if (s.order[n] == 0) {
            search_from(&s, n, component, bridges);
        }
    }
    free(numbers);
    free(is_back);
    return HR_OK;
}

/* ---- operators ------------------------------------------------------------------------------------------------- */

/* The component with most core routers; ties go to the lowest number. */
static uint32_t find_core(const hr_network *network, uint32_t operator_id, const uint32_t *component, uint32_t *routers)
{
    uint32_t core = HR_NO_COMPONENT;
    memset(routers, 0, network->transit_count * sizeof *routers);
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        if (network->operator_id[n] == operator_id && network->role[n] == HR_ROLE_CORE_ROUTER) {
            ++routers[component[n]];
        }
    }
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        if (routers[n] > 0 && (core == HR_NO_COMPONENT || routers[n] > routers[core])) {
            core = n;
        }
    }
    return core;
}

/* Room for one operator at a time. */
typedef struct {
    uint32_t *component;
    uint32_t *routers;
} workspace;

static hr_status separate(const hr_network *network, uint32_t operator_id, const workspace *space,
                          hr_network_separability *found, hr_error *error)
{
    const hr_network_part all = {operator_id, 0};
    const hr_network_part backbone = {operator_id, 1u << HR_ROLE_METRO | 1u << HR_ROLE_CORE_ROUTER};
    const uint32_t *component = space->component;
    uint32_t bridges = 0;
    hr_status status = hr_network_two_edge_components(network, all, space->component, &found->bridges, error);
    uint32_t core = status == HR_OK ? find_core(network, operator_id, component, space->routers) : HR_NO_COMPONENT;
    found->has_core = core != HR_NO_COMPONENT;
    for (uint32_t n = 0; n < network->transit_count && found->has_core; ++n) {
        found->separable[network->role[n]] += network->operator_id[n] == operator_id && component[n] != core;
    }
    if (status == HR_OK && found->has_core) {
        status = hr_network_two_edge_components(network, backbone, space->component, &bridges, error);
        core = status == HR_OK ? find_core(network, operator_id, component, space->routers) : HR_NO_COMPONENT;
        for (uint32_t n = 0; n < network->transit_count && status == HR_OK; ++n) {
            found->separable_backbone += component[n] != HR_NO_COMPONENT && component[n] != core;
        }
    }
    return status;
}

hr_status hr_network_separable(const hr_network *network, hr_network_separability *found, hr_error *error)
{
    const workspace space = {calloc((size_t)network->transit_count + 1, sizeof *space.component),
                             calloc((size_t)network->transit_count + 1, sizeof *space.routers)};
    hr_status status = space.component == NULL || space.routers == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %u nodes", network->transit_count)
                           : HR_OK;
    memset(found, 0, network->operator_count * sizeof *found);
    for (uint32_t o = 0; o < network->operator_count && status == HR_OK; ++o) {
        status = separate(network, o, &space, &found[o], error);
    }
    free(space.component);
    free(space.routers);
    return status;
}
