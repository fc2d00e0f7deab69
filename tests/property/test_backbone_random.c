/* Random backbones: what stays is what igraph's components and plain distances say, and the nation around it holds
 * exactly these nodes and links.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <igraph.h>

#include "models/spatial.h"
#include "tests/support/backbone_file.h"
#include "tests/support/random_network.h"

enum { BACKBONES = 300, NODES_MAX = 40, EDGES_MAX = 120, TEXT = 1 << 14 };

typedef struct {
    uint32_t node_count;
    float positions[NODES_MAX][2];
    bool has_position[NODES_MAX];
    uint32_t edge_count;
    uint32_t ends[EDGES_MAX][2];
    bool stays[NODES_MAX]; /* by the oracle */
    char nodes_text[TEXT];
    char edges_text[TEXT];
} made_backbone;

/* Hundredths of a degree, in the country (50 to 52.5 north, 3 west to 2.5 east) or around it. */
static void make(made_backbone *made, uint64_t seed)
{
    hr_test_random random = {seed};
    int length = snprintf(made->nodes_text, TEXT, "id,lat,lon\n");
    made->node_count = 4 + hr_test_random_below(&random, NODES_MAX - 4);
    for (uint32_t n = 0; n < made->node_count; ++n) {
        int north = 4900 + (int)hr_test_random_below(&random, 450);
        int east = -400 + (int)hr_test_random_below(&random, 750);
        made->has_position[n] = hr_test_random_chance(&random, 90);
        made->positions[n][0] = (float)((double)north / 100);
        made->positions[n][1] = (float)((double)east / 100);
        length += made->has_position[n] ? snprintf(made->nodes_text + length, TEXT - (size_t)length, "n%u,%.2f,%.2f\n",
                                                   n, (double)north / 100, (double)east / 100)
                                        : snprintf(made->nodes_text + length, TEXT - (size_t)length, "n%u,,\n", n);
    }
    length = snprintf(made->edges_text, TEXT, "source,target\n");
    made->edge_count = hr_test_random_below(&random, 3 * made->node_count);
    for (uint32_t e = 0; e < made->edge_count; ++e) { /* loops and parallel ones among them */
        made->ends[e][0] = hr_test_random_below(&random, made->node_count);
        made->ends[e][1] = hr_test_random_below(&random, made->node_count);
        length += snprintf(made->edges_text + length, TEXT - (size_t)length, "n%u,n%u\n", made->ends[e][0],
                           made->ends[e][1]);
    }
}

static bool is_near(const made_backbone *made, uint32_t node, const hr_places *places, double reach_km)
{
    hr_point here = hr_point_at((hr_position){made->positions[node][0], made->positions[node][1]});
    bool found = false;
    for (size_t p = 0; p < places->count; ++p) {
        hr_position place = {(float)places->places[p].latitude, (float)places->places[p].longitude};
        found = found || hr_point_ground_km(here, hr_point_at(place)) <= reach_km;
    }
    return found;
}

/* The largest of igraph's components of the nodes in the country; of equal ones that of the first node. */
static uint32_t judge(made_backbone *made, const hr_places *places, double reach_km)
{
    igraph_t graph;
    igraph_vector_int_t ends;
    igraph_vector_int_t membership;
    uint32_t sizes[NODES_MAX] = {0};
    bool is_in[NODES_MAX];
    uint32_t best = NODES_MAX;
    igraph_vector_int_init(&ends, 0);
    igraph_vector_int_init(&membership, 0);
    for (uint32_t n = 0; n < made->node_count; ++n) {
        is_in[n] = made->has_position[n] && is_near(made, n, places, reach_km);
    }
    for (uint32_t e = 0; e < made->edge_count; ++e) {
        if (is_in[made->ends[e][0]] && is_in[made->ends[e][1]]) {
            igraph_vector_int_push_back(&ends, made->ends[e][0]);
            igraph_vector_int_push_back(&ends, made->ends[e][1]);
        }
    }
    igraph_create(&graph, &ends, (igraph_integer_t)made->node_count, IGRAPH_UNDIRECTED);
    igraph_connected_components(&graph, &membership, NULL, NULL, IGRAPH_WEAK);
    for (uint32_t n = 0; n < made->node_count; ++n) {
        sizes[VECTOR(membership)[n]] += is_in[n];
    }
    for (uint32_t n = 0; n < made->node_count; ++n) {
        if (is_in[n] && (best == NODES_MAX || sizes[VECTOR(membership)[n]] > sizes[VECTOR(membership)[best]])) {
            best = n;
        }
    }
    uint32_t kept = 0;
    for (uint32_t n = 0; n < made->node_count; ++n) {
        made->stays[n] = is_in[n] && VECTOR(membership)[n] == VECTOR(membership)[best];
        kept += made->stays[n];
    }
    igraph_vector_int_destroy(&ends);
    igraph_vector_int_destroy(&membership);
    igraph_destroy(&graph);
    return kept;
}

static uint32_t count_links(const hr_network *network, uint32_t node, uint32_t other)
{
    uint32_t count = 0;
    for (uint32_t k = network->link_start[node]; k < network->stub_start[node]; ++k) {
        count += network->links[k].node == other;
    }
    return count;
}

/* Every pair of nodes has as many links in the nation as in the file. */
static void compare_nation(const made_backbone *made, const hr_network *network)
{
    uint32_t numbers[NODES_MAX];
    for (uint32_t n = 0; n < made->node_count; ++n) {
        char id[64];
        snprintf(id, sizeof id, "line.core_router.n%u", n);
        numbers[n] = hr_nation_node(network, id);
        assert_true((numbers[n] != HR_NO_NODE) == made->stays[n]);
    }
    for (uint32_t a = 0; a < made->node_count; ++a) {
        for (uint32_t b = 0; b < a; ++b) {
            uint32_t expected = 0;
            for (uint32_t e = 0; e < made->edge_count; ++e) {
                expected += (made->ends[e][0] == a && made->ends[e][1] == b) ||
                            (made->ends[e][0] == b && made->ends[e][1] == a);
            }
            if (made->stays[a] && made->stays[b]) {
                assert_int_equal(count_links(network, numbers[a], numbers[b]), expected);
            }
        }
    }
}

static void nations_hold_what_stays_of_their_backbones(void **state)
{
    static made_backbone made;
    uint32_t count = hr_test_scaled(BACKBONES);
    uint32_t grown = 0;
    uint32_t refused = 0;
    hr_places places;
    (void)state;
    hr_nation_small_places(&places);
    for (uint64_t seed = 1; seed <= count; ++seed) {
        hr_backbone_file file;
        hr_backbone backbone;
        hr_error error;
        make(&made, seed);
        uint32_t kept = judge(&made, &places, 50);
        hr_backbone_file_write(&file, made.nodes_text, made.edges_text);
        hr_status status = hr_backbone_read(&backbone, &file.asked, &places, &error);
        assert_int_equal(status, kept >= 3 ? HR_OK : HR_BAD_INPUT);
        if (status == HR_OK) {
            hr_network network;
            assert_int_equal(backbone.node_count, kept);
            hr_backbone_nation(&file, &backbone, &network);
            compare_nation(&made, &network);
            hr_network_free(&network);
            hr_backbone_free(&backbone);
            ++grown;
        } else {
            ++refused;
        }
        hr_backbone_file_remove(&file);
    }
    hr_places_free(&places);
    printf("%u nations, %u backbones of too few nodes\n", grown, refused);
    assert_true(grown > refused && refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nations_hold_what_stays_of_their_backbones)};
    return cmocka_run_group_tests_name("backbone_random", tests, NULL, NULL);
}
