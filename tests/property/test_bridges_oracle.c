/* Bridges and two-edge-connected components equal igraph's on random networks with parallel links and lone parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <igraph.h>

#include "models/network_bridges.h"
#include "tests/support/random_network.h"

enum { GRAPHS = 4000 };

/* An operator's transit nodes (HR_OPERATORS_MAX: everybody's) and the links among them. */
static void copy_graph(const hr_network *network, uint32_t operator_id, igraph_t *graph)
{
    igraph_vector_int_t ends;
    assert_int_equal(igraph_vector_int_init(&ends, 0), IGRAPH_SUCCESS);
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        for (uint32_t k = network->link_start[n]; k < network->stub_start[n]; ++k) {
            uint32_t other = network->links[k].node;
            if (other < n && (operator_id == HR_OPERATORS_MAX ||
                              (network->operator_id[n] == operator_id && network->operator_id[other] == operator_id))) {
                assert_int_equal(igraph_vector_int_push_back(&ends, other), IGRAPH_SUCCESS);
                assert_int_equal(igraph_vector_int_push_back(&ends, n), IGRAPH_SUCCESS);
            }
        }
    }
    assert_int_equal(igraph_create(graph, &ends, (igraph_integer_t)network->transit_count, IGRAPH_UNDIRECTED),
                     IGRAPH_SUCCESS);
    igraph_vector_int_destroy(&ends);
}

/* How many bridges igraph finds; every node's component is the lowest number in igraph's without them. */
static uint32_t compare(const hr_network *network, uint32_t operator_id)
{
    igraph_t graph;
    igraph_vector_int_t bridges;
    igraph_vector_int_t membership;
    uint32_t component[HR_RANDOM_NETWORK_NODES_MAX + 1];
    uint32_t found = 0;
    copy_graph(network, operator_id, &graph);
    igraph_vector_int_init(&bridges, 0);
    igraph_vector_int_init(&membership, 0);
    assert_int_equal(igraph_bridges(&graph, &bridges), IGRAPH_SUCCESS);
    uint32_t expected = (uint32_t)igraph_vector_int_size(&bridges);
    igraph_delete_edges(&graph, igraph_ess_vector(&bridges));
    assert_int_equal(igraph_connected_components(&graph, &membership, NULL, NULL, IGRAPH_WEAK), IGRAPH_SUCCESS);
    assert_int_equal(
        hr_network_two_edge_components(network, (hr_network_part){operator_id, 0}, component, &found, NULL), HR_OK);
    assert_int_equal(found, expected);
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        bool is_in = operator_id == HR_OPERATORS_MAX || network->operator_id[n] == operator_id;
        uint32_t lowest = 0;
        while (VECTOR(membership)[lowest] != VECTOR(membership)[n]) {
            ++lowest;
        }
        assert_int_equal(component[n], is_in ? lowest : HR_NO_COMPONENT);
    }
    igraph_vector_int_destroy(&bridges);
    igraph_vector_int_destroy(&membership);
    igraph_destroy(&graph);
    return found;
}

static void bridges_and_components_are_those_of_igraph(void **state)
{
    uint32_t graphs = hr_test_scaled(GRAPHS);
    uint64_t bridges = 0;
    uint64_t nodes = 0;
    (void)state;
    for (uint32_t seed = 1; seed <= graphs; ++seed) {
        hr_random_network made;
        hr_random_network_make(&made, seed);
        nodes += made.network.transit_count;
        bridges += compare(&made.network, HR_OPERATORS_MAX);
        for (uint32_t o = 0; o < made.network.operator_count; ++o) {
            bridges += compare(&made.network, o);
        }
        hr_random_network_free(&made);
    }
    printf("%u networks, %llu transit nodes, %llu bridges\n", graphs, (unsigned long long)nodes,
           (unsigned long long)bridges);
    assert_true(bridges > graphs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bridges_and_components_are_those_of_igraph)};
    return cmocka_run_group_tests_name("bridges_oracle", tests, NULL, NULL);
}
