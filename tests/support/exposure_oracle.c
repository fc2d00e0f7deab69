/* The oracle of exposure: see exposure_oracle.h. Every path of every access node apart, O(nodes^2 * services) memory:
 * to be read, not to be fast. */
#include "tests/support/exposure_oracle.h"

#include <assert.h>
#include <igraph.h>
#include <stdlib.h>
#include <string.h>

struct hr_exposure_oracle {
    const hr_network *network;
    const hr_service *services;
    uint32_t service_count;
    igraph_t graph;   /* directed: transit edges both ways, stubs lead to their parents and nothing leads to a stub */
    uint8_t *on_path; /* [service][access node][node] */
    uint32_t ties;
    uint32_t longest;
};

static uint8_t *path_of(const hr_exposure_oracle *oracle, uint32_t service, uint32_t access)
{
    size_t nodes = oracle->network->node_count;
    return &oracle->on_path[(service * nodes + access) * nodes];
}

static void draw_graph(hr_exposure_oracle *oracle)
{
    const hr_network *network = oracle->network;
    igraph_vector_int_t edges;
    igraph_vector_int_init(&edges, 0);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        for (uint32_t k = network->link_start[n]; k < network->link_start[n + 1]; ++k) {
            if (network->links[k].kind == HR_EDGE_PRIMARY && network->links[k].node < network->transit_count) {
                igraph_vector_int_push_back(&edges, n);
                igraph_vector_int_push_back(&edges, network->links[k].node);
            }
        }
    }
    igraph_create(&oracle->graph, &edges, network->node_count, IGRAPH_DIRECTED);
    igraph_vector_int_destroy(&edges);
}

/* Below zero: a is the user's rather than b. */
static int64_t compare_paths(const igraph_vector_int_t *a, const igraph_vector_int_t *b)
{
    int64_t order = igraph_vector_int_size(a) - igraph_vector_int_size(b);
    for (igraph_integer_t i = 0; i < igraph_vector_int_size(a) && order == 0; ++i) {
        order = VECTOR(*a)[i] - VECTOR(*b)[i];
    }
    return order;
}

/* Marks the user's path from an access node to the nearest of the instances. */
static void follow(hr_exposure_oracle *oracle, uint32_t access, const igraph_vector_int_t *instances, uint8_t *on_path)
{
    igraph_vector_int_list_t paths;
    igraph_vector_int_list_init(&paths, 0);
    igraph_get_all_shortest_paths(&oracle->graph, &paths, NULL, NULL, access, igraph_vss_vector(instances), IGRAPH_OUT);
    const igraph_vector_int_t *best = NULL;
    for (igraph_integer_t i = 0; i < igraph_vector_int_list_size(&paths); ++i) {
        const igraph_vector_int_t *path = igraph_vector_int_list_get_ptr(&paths, i);
        if (best == NULL) {
            best = path;
            continue;
        }
        int64_t order = compare_paths(path, best);
        oracle->ties += order != 0 && igraph_vector_int_size(path) == igraph_vector_int_size(best);
        best = order < 0 ? path : best;
    }
    for (igraph_integer_t i = 0; best != NULL && i < igraph_vector_int_size(best); ++i) {
        on_path[VECTOR(*best)[i]] = 1;
        oracle->longest = (uint32_t)i > oracle->longest ? (uint32_t)i : oracle->longest;
    }
    igraph_vector_int_list_destroy(&paths);
}

static void find_paths(hr_exposure_oracle *oracle, uint32_t access, uint32_t s)
{
    const hr_network *network = oracle->network;
    const hr_service *service = &oracle->services[s];
    uint8_t *on_path = path_of(oracle, s, access);
    on_path[access] = 1;
    for (uint32_t k = 0; k < service->required_count; ++k) {
        igraph_vector_int_t instances;
        igraph_vector_int_init(&instances, 0);
        for (uint32_t n = 0; n < network->transit_count; ++n) {
            if (network->role[n] == service->required[k] &&
                (network->operator_id[n] == network->operator_id[access] || network->is_shared[n])) {
                igraph_vector_int_push_back(&instances, n);
            }
        }
        follow(oracle, access, &instances, on_path);
        igraph_vector_int_destroy(&instances);
    }
}

static void ignore_warnings(const char *reason, const char *file, int line)
{
    (void)reason;
    (void)file;
    (void)line;
}

hr_exposure_oracle *hr_exposure_oracle_new(const hr_network *network, const hr_service *services,
                                           uint32_t service_count)
{
    size_t nodes = network->node_count;
    hr_exposure_oracle *oracle = calloc(1, sizeof *oracle);
    assert(oracle != NULL);
    oracle->network = network;
    oracle->services = services;
    oracle->service_count = service_count;
    oracle->on_path = calloc(service_count * nodes * nodes, sizeof *oracle->on_path);
    assert(oracle->on_path != NULL);
    draw_graph(oracle);
    igraph_warning_handler_t *former = igraph_set_warning_handler(ignore_warnings); /* an instance out of reach */
    for (uint32_t s = 0; s < service_count; ++s) {
        for (uint32_t n = 0; n < network->node_count; ++n) {
            if (services[s].access_roles >> network->role[n] & 1) {
                find_paths(oracle, n, s);
            }
        }
    }
    igraph_set_warning_handler(former);
    return oracle;
}

void hr_exposure_oracle_free(hr_exposure_oracle *oracle)
{
    if (oracle != NULL) {
        igraph_destroy(&oracle->graph);
        free(oracle->on_path);
        free(oracle);
    }
}

int64_t hr_exposure_oracle_users(const hr_exposure_oracle *oracle, const uint32_t *compromised, uint32_t operator_id,
                                 uint32_t service)
{
    const hr_network *network = oracle->network;
    int64_t users = 0;
    for (uint32_t access = 0; access < network->node_count; ++access) {
        bool is_exposed = false;
        if (network->operator_id[access] != operator_id ||
            !(oracle->services[service].access_roles >> network->role[access] & 1)) {
            continue;
        }
        for (uint32_t n = 0; n < network->node_count; ++n) {
            is_exposed = is_exposed || (compromised[n] > 0 && path_of(oracle, service, access)[n]);
        }
        users += is_exposed ? network->users[access] : 0;
    }
    return users;
}

uint32_t hr_exposure_oracle_ties(const hr_exposure_oracle *oracle)
{
    return oracle->ties;
}

uint32_t hr_exposure_oracle_longest(const hr_exposure_oracle *oracle)
{
    return oracle->longest;
}
