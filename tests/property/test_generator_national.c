/* The United Kingdom at full size: published totals, two-fibre diversity, and service over primary edges alone.
 *
 * Graph questions are put to igraph on a copy of the network.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <igraph.h>

#include "tests/support/nation.h"

typedef struct {
    hr_generator_parameters parameters;
    hr_places places;
    hr_network network;
} nation;

static void generate(const nation *n, hr_network *network)
{
    hr_error error;
    if (hr_generate(network, &n->parameters, &n->places, NULL, &error) != HR_OK) {
        hr_error_print(&error, stderr);
        fail();
    }
}

static int make_nation(void **state)
{
    hr_error error;
    nation *n = calloc(1, sizeof *n);
    assert_non_null(n);
    hr_nation_united_kingdom(&n->parameters);
    if (hr_places_read(&n->places, HR_SOURCE_FOLDER "/scenarios/data/places-GB.csv", &error) != HR_OK) {
        hr_error_print(&error, stderr);
        return -1;
    }
    generate(n, &n->network);
    *state = n;
    return 0;
}

static int free_nation(void **state)
{
    nation *n = *state;
    hr_network_free(&n->network);
    hr_places_free(&n->places);
    free(n);
    return 0;
}

/* The network as a graph of igraph: transit nodes alone, or all; primary edges alone, or all. */
static void copy_graph(const hr_network *network, bool with_stubs, bool with_backup, igraph_t *graph)
{
    igraph_vector_int_t ends;
    uint32_t count = with_stubs ? network->node_count : network->transit_count;
    assert_int_equal(igraph_vector_int_init(&ends, 0), IGRAPH_SUCCESS);
    for (uint32_t n = 0; n < count; ++n) {
        for (uint32_t k = network->link_start[n]; k < network->link_start[n + 1]; ++k) {
            const hr_link *link = &network->links[k];
            if (link->node < n && (with_backup || link->kind == HR_EDGE_PRIMARY)) {
                assert_int_equal(igraph_vector_int_push_back(&ends, link->node), IGRAPH_SUCCESS);
                assert_int_equal(igraph_vector_int_push_back(&ends, n), IGRAPH_SUCCESS);
            }
        }
    }
    assert_int_equal(igraph_create(graph, &ends, (igraph_integer_t)count, IGRAPH_UNDIRECTED), IGRAPH_SUCCESS);
    igraph_vector_int_destroy(&ends);
}

static uint32_t transport_of(const nation *n, uint32_t operator_id)
{
    int32_t transport = n->parameters.operators[operator_id].transport;
    return transport < 0 ? operator_id : (uint32_t)transport;
}

/* ---- totals ------------------------------------------------------------------------------------------------------ */

static void totals_are_what_was_asked_to_the_last_user_and_node(void **state)
{
    const nation *n = *state;
    for (uint32_t o = 0; o < n->parameters.operator_count; ++o) {
        const hr_generator_operator *asked = &n->parameters.operators[o];
        assert_int_equal(hr_network_users(&n->network, o, HR_ROLE_COUNT), asked->users);
        assert_int_equal(hr_network_nodes(&n->network, o, HR_ROLE_RAN_SITE), asked->ran_sites);
        assert_int_equal(hr_network_nodes(&n->network, o, HR_ROLE_CABINET), asked->cabinets);
        assert_int_equal(hr_network_nodes(&n->network, o, HR_ROLE_EXCHANGE), asked->exchanges);
        assert_int_equal(hr_network_nodes(&n->network, o, HR_ROLE_METRO), asked->transport < 0 ? asked->metro : 0);
    }
    assert_in_range(n->network.node_count, 199000, 207000); /* about 203,000, within 2 % */
    assert_int_equal(n->network.area_count, 5500);
    assert_int_equal(n->network.region_count, 100);
}

static void every_access_node_serves_somebody(void **state)
{
    const nation *n = *state;
    for (uint32_t k = n->network.transit_count; k < n->network.node_count; ++k) {
        assert_true(n->network.users[k] >= 1);
    }
}

static void statistics_are_those_of_a_national_network(void **state)
{
    const nation *n = *state;
    hr_network_statistics statistics;
    hr_network_measure(&n->network, &statistics);
    printf("%-18s %8s %11s %13s\n", "role", "nodes", "dual-homed", "parent, km");
    for (int r = 0; r < HR_ROLE_COUNT; ++r) {
        printf("%-18s %8u %11.4f %13.2f\n", hr_role_forms[r].name, statistics.nodes_by_role[r],
               statistics.dual_homed_share[r], statistics.mean_parent_distance_km[r]);
    }
    printf("mean degree among transit nodes: %.3f\n", statistics.mean_transit_degree);
    assert_true(fabs(statistics.dual_homed_share[HR_ROLE_RAN_SITE] - 0.1) < 4.5 * sqrt(0.1 * 0.9 / 72800));
    assert_true(fabs(statistics.dual_homed_share[HR_ROLE_EXCHANGE] - 0.3) < 4.5 * sqrt(0.3 * 0.7 / 6100));
    assert_true(statistics.dual_homed_share[HR_ROLE_CABINET] == 0);
    assert_true(statistics.dual_homed_share[HR_ROLE_AGGREGATION] == 1 &&
                statistics.dual_homed_share[HR_ROLE_METRO] == 1);
    assert_true(statistics.mean_parent_distance_km[HR_ROLE_CABINET] < 5);
    assert_true(statistics.mean_parent_distance_km[HR_ROLE_RAN_SITE] < 20);
    assert_true(statistics.mean_parent_distance_km[HR_ROLE_METRO] < 150);
}

/* ---- diversity ------------------------------------------------------------------------------------------------- */

/* A bridge must not have a metro node of its network on the side without that network's core: with all bridges gone,
 * every metro, aggregation and core node of a transport is still in one component. */
static void no_single_edge_cut_separates_a_metro_node_from_its_core(void **state)
{
    const nation *n = *state;
    for (uint32_t o = 0; o < n->parameters.operator_count; ++o) {
        igraph_t graph;
        igraph_vector_int_t bridges;
        igraph_vector_int_t membership;
        igraph_integer_t component = -1;
        uint32_t seen = 0;
        if (n->parameters.operators[o].transport >= 0) {
            continue;
        }
        copy_graph(&n->network, false, true, &graph);
        igraph_vector_int_init(&bridges, 0);
        igraph_vector_int_init(&membership, 0);
        /* the operator alone: other networks must not help through shared functions */
        for (igraph_integer_t e = igraph_ecount(&graph) - 1; e >= 0; --e) {
            uint32_t from = (uint32_t)IGRAPH_FROM(&graph, e);
            uint32_t to = (uint32_t)IGRAPH_TO(&graph, e);
            if (n->network.operator_id[from] != o || n->network.operator_id[to] != o) {
                igraph_vector_int_push_back(&bridges, e);
            }
        }
        igraph_delete_edges(&graph, igraph_ess_vector(&bridges));
        assert_int_equal(igraph_bridges(&graph, &bridges), IGRAPH_SUCCESS);
        igraph_delete_edges(&graph, igraph_ess_vector(&bridges));
        assert_int_equal(igraph_connected_components(&graph, &membership, NULL, NULL, IGRAPH_WEAK), IGRAPH_SUCCESS);
        for (uint32_t k = 0; k < n->network.transit_count; ++k) {
            uint8_t role = n->network.role[k];
            if (n->network.operator_id[k] == o && role >= HR_ROLE_AGGREGATION && role <= HR_ROLE_CORE_ROUTER) {
                component = seen++ == 0 ? VECTOR(membership)[k] : component;
                assert_int_equal(VECTOR(membership)[k], component);
            }
        }
        assert_true(seen > 0);
        igraph_vector_int_destroy(&bridges);
        igraph_vector_int_destroy(&membership);
        igraph_destroy(&graph);
    }
}

/* Every access node shares a component with all its operator's functions and the shared ones. */
static void expect_everybody_served(const nation *n, bool with_backup)
{
    igraph_t graph;
    igraph_vector_int_t membership;
    copy_graph(&n->network, true, with_backup, &graph);
    igraph_vector_int_init(&membership, 0);
    assert_int_equal(igraph_connected_components(&graph, &membership, NULL, NULL, IGRAPH_WEAK), IGRAPH_SUCCESS);
    for (uint32_t o = 0; o < n->parameters.operator_count; ++o) {
        igraph_integer_t component = -1;
        for (uint32_t k = 0; k < n->network.node_count; ++k) {
            bool is_function = n->network.role[k] >= HR_ROLE_PACKET_CORE;
            bool is_own = n->network.operator_id[k] == o;
            if ((is_own && (is_function || n->network.users[k] > 0)) || n->network.is_shared[k]) {
                component = component < 0 ? VECTOR(membership)[k] : component;
                assert_int_equal(VECTOR(membership)[k], component);
            }
        }
        assert_true(component >= 0);
    }
    igraph_vector_int_destroy(&membership);
    igraph_destroy(&graph);
}

static void primary_edges_alone_connect_everybody_to_all_functions(void **state)
{
    expect_everybody_served(*state, false);
}

static void all_edges_together_connect_everybody_to_all_functions(void **state)
{
    expect_everybody_served(*state, true);
}

static void networks_meet_at_shared_functions_alone(void **state)
{
    const nation *n = *state;
    for (uint32_t k = 0; k < n->network.node_count; ++k) {
        for (uint32_t l = n->network.link_start[k]; l < n->network.link_start[k + 1]; ++l) {
            uint32_t other = n->network.links[l].node;
            assert_true(transport_of(n, n->network.operator_id[k]) == transport_of(n, n->network.operator_id[other]) ||
                        n->network.is_shared[k] || n->network.is_shared[other]);
        }
    }
}

/* ---- places ---------------------------------------------------------------------------------------------------- */

static int compare_positions(const void *left, const void *right)
{
    return (*(const uint64_t *)left > *(const uint64_t *)right) - (*(const uint64_t *)left < *(const uint64_t *)right);
}

static uint64_t position_key(const hr_network *network, uint32_t node)
{
    union {
        float value;
        uint32_t bits;
    } latitude = {network->latitude[node]}, longitude = {network->longitude[node]};
    return (uint64_t)latitude.bits << 32 | longitude.bits;
}

static void sharing_pairs_stand_together_at_nine_sites_in_ten(void **state)
{
    const nation *n = *state;
    uint64_t *hosts = calloc(20000, sizeof *hosts);
    assert_non_null(hosts);
    for (uint32_t p = 0; p < n->parameters.pair_count; ++p) {
        uint32_t host = n->parameters.pairs[p].first;
        uint32_t guest = n->parameters.pairs[p].second;
        size_t count = 0;
        uint32_t shared = 0;
        for (uint32_t k = n->network.transit_count; k < n->network.node_count; ++k) {
            if (n->network.operator_id[k] == host) {
                hosts[count++] = position_key(&n->network, k);
            }
        }
        qsort(hosts, count, sizeof *hosts, compare_positions);
        for (uint32_t k = n->network.transit_count; k < n->network.node_count; ++k) {
            uint64_t key = position_key(&n->network, k);
            shared += n->network.operator_id[k] == guest &&
                      bsearch(&key, hosts, count, sizeof key, compare_positions) != NULL;
        }
        printf("%s and %s stand together at %u sites\n", n->network.operator_names[host],
               n->network.operator_names[guest], shared);
        assert_in_range(shared, 16200, 16200 + 100); /* 0.9 of 18,000, and what stands together by chance */
    }
    free(hosts);
}

static void one_seed_gives_the_same_bytes_and_another_seed_others(void **state)
{
    nation *n = *state;
    hr_network again;
    hr_network other;
    generate(n, &again);
    ++n->parameters.seed;
    generate(n, &other);
    --n->parameters.seed;
    uint64_t digest = hr_nation_digest(&n->network);
    printf("digest of the United Kingdom, seed %" PRIu64 ": %016" PRIx64 "\n", n->parameters.seed, digest);
    assert_true(hr_nation_digest(&again) == digest);
    assert_true(hr_nation_digest(&other) != digest);
    hr_network_free(&again);
    hr_network_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_are_what_was_asked_to_the_last_user_and_node),
        cmocka_unit_test(every_access_node_serves_somebody),
        cmocka_unit_test(statistics_are_those_of_a_national_network),
        cmocka_unit_test(no_single_edge_cut_separates_a_metro_node_from_its_core),
        cmocka_unit_test(primary_edges_alone_connect_everybody_to_all_functions),
        cmocka_unit_test(all_edges_together_connect_everybody_to_all_functions),
        cmocka_unit_test(networks_meet_at_shared_functions_alone),
        cmocka_unit_test(sharing_pairs_stand_together_at_nine_sites_in_ten),
        cmocka_unit_test(one_seed_gives_the_same_bytes_and_another_seed_others),
    };
    return cmocka_run_group_tests_name("generator_national", tests, make_nation, free_nation);
}
