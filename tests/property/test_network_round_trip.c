/* A generated network that is written as CSV and read back is the same network, node by node and link by link. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "models/files/import.h"
#include "models/files/network_graph.h"
#include "models/files/save.h"
#include "tests/support/nation.h"
#include "tests/support/random_network.h"

enum { NATIONS = 40 };

typedef struct {
    char folder[64];
    char nodes[96];
    char edges[96];
} csv_pair;

static void save(const hr_network *network, const csv_pair *pair)
{
    const hr_graph_target target = {pair->nodes, pair->edges, NULL};
    const char *const vendors[] = {"v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9"};
    const hr_network_makers makers = {NULL, NULL, vendors};
    hr_attributed_graph graph;
    hr_error error;
    hr_graph_init(&graph, NULL);
    assert_int_equal(hr_graph_of_network(network, &makers, &graph, &error), HR_OK);
    assert_int_equal(hr_graph_save(&target, &graph, &error), HR_OK);
    hr_graph_free(&graph);
}

/* Operators keep their numbers, vendors v0 to v9 theirs. */
static void load(const hr_network *original, const csv_pair *pair, hr_network *network)
{
    const hr_graph_source source = {pair->nodes, pair->edges, NULL};
    const char *const files[] = {pair->nodes, pair->edges};
    hr_import_parameters *parameters = calloc(1, sizeof *parameters);
    hr_import *import = calloc(1, sizeof *import);
    hr_import_vendors vendors = {NULL, NULL};
    hr_attributed_graph graph;
    hr_error error;
    assert_true(parameters != NULL && import != NULL);
    parameters->operator_count = original->operator_count;
    memcpy(parameters->operators, original->operator_names, sizeof parameters->operators);
    parameters->vendor_count = 10;
    for (uint32_t v = 0; v < 10; ++v) {
        snprintf(parameters->vendors[v], HR_NAME_SIZE, "v%u", v);
    }
    hr_graph_init(&graph, NULL);
    assert_int_equal(hr_graph_read(&source, &graph, NULL, &error), HR_OK);
    assert_int_equal(hr_import_graph(import, &graph, files, parameters, NULL, &error), HR_OK);
    assert_int_equal(hr_import_build(import, NULL, network, &vendors, &error), HR_OK);
    hr_import_free(import);
    hr_graph_free(&graph);
    free(vendors.vendor);
    free(vendors.managed_by);
    free(import);
    free(parameters);
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* A node's neighbours by one kind of link, ascending. */
static uint32_t neighbours(const hr_network *network, uint32_t node, hr_edge_kind kind, uint32_t *found)
{
    uint32_t count = 0;
    for (uint32_t k = network->link_start[node]; k < network->link_start[node + 1]; ++k) {
        if (network->links[k].kind == kind) {
            found[count++] = network->links[k].node;
        }
    }
    qsort(found, count, sizeof *found, compare_numbers);
    return count;
}

static void expect_same(const hr_network *a, const hr_network *b)
{
    uint32_t *of_a = calloc(a->edge_count, sizeof *of_a);
    uint32_t *of_b = calloc(a->edge_count, sizeof *of_b);
    assert_true(of_a != NULL && of_b != NULL);
    assert_int_equal(b->node_count, a->node_count);
    assert_int_equal(b->edge_count, a->edge_count);
    assert_int_equal(b->area_count, a->area_count);
    for (uint32_t n = 0; n < a->node_count; ++n) {
        assert_string_equal(hr_network_id(b, n), hr_network_id(a, n));
        assert_int_equal(b->role[n], a->role[n]);
        assert_int_equal(b->operator_id[n], a->operator_id[n]);
        assert_int_equal(b->area[n], a->area[n]);
        assert_int_equal(b->region[n], a->region[n]);
        assert_true(b->latitude[n] == a->latitude[n] && b->longitude[n] == a->longitude[n]);
        assert_int_equal(b->users[n], a->users[n]);
        assert_true(b->capacity_users[n] == a->capacity_users[n]);
        assert_int_equal(b->is_shared[n], a->is_shared[n]);
        assert_int_equal(b->is_sensitive[n], a->is_sensitive[n]);
        assert_int_equal(b->bound_vendor[n], a->bound_vendor[n]);
        for (int kind = HR_EDGE_PRIMARY; kind <= HR_EDGE_BACKUP; ++kind) {
            uint32_t count = neighbours(a, n, (hr_edge_kind)kind, of_a);
            assert_int_equal(neighbours(b, n, (hr_edge_kind)kind, of_b), count);
            assert_memory_equal(of_b, of_a, count * sizeof *of_a);
        }
    }
    free(of_a);
    free(of_b);
}

static void a_nation_read_back_from_its_files_is_the_same(void **state)
{
    csv_pair pair = {.folder = "/tmp/hr_round_trip_XXXXXX"};
    uint32_t count = hr_test_scaled(NATIONS);
    hr_places places;
    (void)state;
    assert_non_null(mkdtemp(pair.folder));
    snprintf(pair.nodes, sizeof pair.nodes, "%s/nodes.csv", pair.folder);
    snprintf(pair.edges, sizeof pair.edges, "%s/edges.csv", pair.folder);
    hr_nation_small_places(&places);
    for (uint32_t seed = 1; seed <= count; ++seed) {
        hr_generator_parameters parameters;
        hr_network network;
        hr_network again;
        hr_nation_small(&parameters);
        parameters.seed = seed;
        parameters.sensitive.area_share = 0.1;
        assert_int_equal(hr_generate(&network, &parameters, &places, NULL, NULL), HR_OK);
        save(&network, &pair);
        load(&network, &pair, &again);
        expect_same(&network, &again);
        hr_network_free(&network);
        hr_network_free(&again);
    }
    unlink(pair.nodes);
    unlink(pair.edges);
    rmdir(pair.folder);
    hr_places_free(&places);
    printf("%u nations written and read back\n", count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_nation_read_back_from_its_files_is_the_same)};
    return cmocka_run_group_tests_name("network_round_trip", tests, NULL, NULL);
}
