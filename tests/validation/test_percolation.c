/* Percolation through the service ledger: giant components of random graphs, connectivity, crossings of the square
 * lattice. Fixed seeds; a figure fails beyond 4.5 standard errors over graphs.
 *
 * The source of a random graph stays up and is taken to be in the giant component when it reaches a hundredth of the
 * nodes; graphs where it does not are left out.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/fallible_graph.h"
#include "tests/support/figures.h"
#include "tests/support/random_network.h"

static void shuffle(uint32_t *values, uint32_t count, hr_test_random *random)
{
    for (uint32_t i = count; i > 1; --i) {
        uint32_t other = hr_test_random_below(random, i);
        uint32_t value = values[i - 1];
        values[i - 1] = values[other];
        values[other] = value;
    }
}

static bool happens(hr_test_random *random, double probability)
{
    return (double)(hr_test_random_next(random) >> 11) * 0x1p-53 < probability;
}

/* ---- random graphs -------------------------------------------------------------------------------------------------- */

enum { NODES = 10000, DEGREE_MAX = 8, GRAPHS = 30 };

static uint32_t *numbers(uint32_t count)
{
    uint32_t *values = calloc(count, sizeof *values);
    assert_non_null(values);
    return values;
}

/* Erdos-Renyi with so many links; or, without, the configuration model with three links a node. */
static uint32_t draw_graph(uint32_t links, uint32_t *ends, hr_test_random *random)
{
    if (links > 0) {
        for (uint32_t i = 0; i < 2 * links; ++i) {
            ends[i] = hr_test_random_below(random, NODES);
        }
        return links;
    }
    for (uint32_t i = 0; i < 3 * NODES; ++i) {
        ends[i] = i / 3;
    }
    shuffle(ends, 3 * NODES, random);
    return 3 * NODES / 2;
}

/* The share of all nodes that are in the giant component when each stays with a probability. */
static hr_sample giant_share(uint32_t links, double stays, uint64_t seed)
{
    hr_sample shares = {0};
    hr_test_random random = {seed};
    uint32_t *ends = numbers(DEGREE_MAX * NODES);
    uint32_t graphs = 2 + hr_test_scaled(GRAPHS);
    while (shares.count < graphs) {
        hr_fallible_graph graph;
        hr_graph_form form = {NODES, draw_graph(links, ends, &random), ends, 0, 1, false};
        hr_fallible_graph_make(&graph, form);
        for (uint32_t n = 1; n < NODES; ++n) {
            if (!happens(&random, stays)) {
                hr_fallible_node(&graph, n, false);
            }
        }
        uint32_t reached = hr_fallible_reached(&graph);
        hr_fallible_graph_free(&graph);
        if (reached > NODES / 100) {
            hr_sample_add(&shares, (double)reached / NODES);
        }
    }
    free(ends);
    return shares;
}

static void giant_components_have_the_share_of_their_equation(void **state)
{
    (void)state;
    static const double degrees[] = {1.5, 2, 4};
    hr_figure_section("Percolation through the service ledger");
    for (int i = 0; i < 3; ++i) {
        char what[96];
        double share = 1;
        for (int k = 0; k < 10000; ++k) {
            share = 1 - exp(-degrees[i] * share);
        }
        hr_sample whole = giant_share((uint32_t)(degrees[i] * NODES / 2), 1, 10 + (uint64_t)i);
        snprintf(what, sizeof what, "random graph, mean degree %g: giant share", degrees[i]);
        hr_figure_mean("Erdos and Renyi 1960, S = 1 - exp(-k S)", what, &whole, share);
        /* twice the degree, half of the nodes: those that stay make the same graph */
        hr_sample half = giant_share((uint32_t)(degrees[i] * NODES), 0.5, 20 + (uint64_t)i);
        snprintf(what, sizeof what, "mean degree %g, half of the nodes fail: giant share", 2 * degrees[i]);
        hr_figure_mean("Erdos and Renyi 1960, thinned: S = p (1 - exp(-k S))", what, &half, share / 2);
    }
}

/* With three links a node, u = 1 - p + p u^2 is the chance that a link leads nowhere: (1 - p) / p above p = 1/2. */
static void random_cubic_graphs_keep_the_share_of_their_equation(void **state)
{
    (void)state;
    for (int i = 0; i < 2; ++i) {
        double stays = (double[]){0.6, 0.8}[i];
        double u = (1 - stays) / stays;
        char what[96];
        hr_sample shares = giant_share(0, stays, 30 + (uint64_t)i);
        snprintf(what, sizeof what, "random cubic graph, %g of the nodes stay: giant share", stays);
        hr_figure_mean("Callaway, Newman, Strogatz and Watts 2000, generating functions", what, &shares,
                       stays * (1 - pow(u, 3)));
    }
}

/* ---- connectivity --------------------------------------------------------------------------------------------------- */

/* Whether a random graph is connected, by Gilbert's recursion. */
static double is_connected(uint32_t nodes, double absent)
{
    double connected[64] = {0, 1};
    for (uint32_t n = 2; n <= nodes; ++n) {
        double ways = 1; /* C(n - 1, k - 1) */
        connected[n] = 1;
        for (uint32_t k = 1; k < n; ++k) {
            connected[n] -= ways * connected[k] * pow(absent, (double)k * (n - k));
            ways = ways * (n - k) / k;
        }
    }
    return connected[nodes];
}

static void random_graphs_are_connected_as_often_as_gilbert_says(void **state)
{
    (void)state;
    enum { SMALL = 50, TRIALS = 4000 };
    static uint32_t ends[SMALL * SMALL];
    for (int i = 0; i < 2; ++i) {
        double c = i;
        double present = (log(SMALL) + c) / SMALL;
        uint32_t connected = 0;
        uint32_t trials = 100 + hr_test_scaled(TRIALS);
        char what[96];
        hr_test_random random = {1959 + (uint64_t)i};
        for (uint32_t trial = 0; trial < trials; ++trial) {
            uint32_t links = 0;
            hr_fallible_graph graph;
            for (uint32_t a = 0; a < SMALL; ++a) {
                for (uint32_t b = a + 1; b < SMALL; ++b) {
                    if (happens(&random, present)) {
                        ends[2 * links] = a;
                        ends[2 * links + 1] = b;
                        ++links;
                    }
                }
            }
            hr_fallible_graph_make(&graph, (hr_graph_form){SMALL, links, ends, 0, 1, false});
            connected += hr_fallible_reached(&graph) == SMALL;
            hr_fallible_graph_free(&graph);
        }
        snprintf(what, sizeof what, "random graph of 50 nodes, p = (ln 50 + %g)/50: connected", c);
        hr_figure_share("recursion of Gilbert 1959", what, connected, trials, is_connected(SMALL, 1 - present));
    }
}

/* ---- the square lattice --------------------------------------------------------------------------------------------- */

enum { SIDE = 128, SQUARES = 250, ROWS = 24, BOXES = 3000 };

static uint32_t site_lattice(uint32_t *ends)
{
    uint32_t links = 0;
    for (uint32_t i = 0; i < SIDE * SIDE; ++i) {
        uint32_t column = i % SIDE;
        const uint32_t neighbours[3] = {column + 1 < SIDE ? 2 + i + 1 : 1,
                                        i + SIDE < SIDE * SIDE ? 2 + i + SIDE : UINT32_MAX,
                                        column == 0 ? 0 : UINT32_MAX};
        for (int k = 0; k < 3; ++k) {
            if (neighbours[k] != UINT32_MAX) {
                ends[2 * links] = 2 + i;
                ends[2 * links + 1] = neighbours[k];
                ++links;
            }
        }
    }
    return links;
}

/* Sites return one after another until the lattice is crossed from side to side (Newman and Ziff 2000). On finite squares
 * the crossing is half-way a little below the threshold, by far less than the standard error (Ziff 1992). */
static void sites_cross_the_square_lattice_at_its_threshold(void **state)
{
    (void)state;
    enum { SITES = SIDE * SIDE };
    uint32_t *ends = numbers(6 * SITES);
    uint32_t *order = numbers(SITES);
    uint32_t squares = 5 + hr_test_scaled(SQUARES);
    hr_fallible_graph graph;
    hr_sample crossing = {0};
    hr_test_random random = {1992};
    for (uint32_t i = 0; i < SITES; ++i) {
        order[i] = 2 + i;
    }
    hr_fallible_graph_make(&graph, (hr_graph_form){2 + SITES, site_lattice(ends), ends, 0, 1, false});
    for (uint32_t s = 0; s < squares; ++s) {
        uint32_t present = 0;
        hr_fallible_graph_reset(&graph);
        for (uint32_t i = 0; i < SITES; ++i) {
            hr_fallible_node(&graph, 2 + i, false);
        }
        shuffle(order, SITES, &random);
        while (!hr_fallible_reaches(&graph)) {
            hr_fallible_node(&graph, order[present++], true);
        }
        hr_sample_add(&crossing, (double)present / SITES);
    }
    hr_figure_mean("site threshold of the square lattice (Ziff 1992; Newman and Ziff 2000)",
                   "128 x 128 sites: share present when first crossed", &crossing, 0.592746);
    hr_fallible_graph_free(&graph);
    free(order);
    free(ends);
}

static void links_cross_a_box_half_of_the_time(void **state)
{
    (void)state;
    enum { INNER = ROWS * (ROWS - 1), LINKS = ROWS * ROWS + (ROWS - 1) * (ROWS - 1) };
    uint32_t *ends = numbers(2 * LINKS);
    uint32_t links = 0;
    uint32_t crossed = 0;
    uint32_t boxes = 100 + hr_test_scaled(BOXES);
    hr_test_random random = {1960};
    for (uint32_t row = 0; row < ROWS; ++row) {
        for (uint32_t column = 0; column < ROWS; ++column) {
            uint32_t left = column == 0 ? 0 : 2 + row * (ROWS - 1) + column - 1;
            ends[2 * links] = left;
            ends[2 * links++ + 1] = column + 1 == ROWS ? 1 : 2 + row * (ROWS - 1) + column;
            if (column > 0 && row > 0) {
                ends[2 * links] = left;
                ends[2 * links++ + 1] = left - (ROWS - 1);
            }
        }
    }
    assert_int_equal(links, LINKS);
    hr_fallible_graph graph;
    hr_fallible_graph_make(&graph, (hr_graph_form){2 + INNER, LINKS, ends, 0, 1, true});
    for (uint32_t box = 0; box < boxes; ++box) {
        hr_fallible_graph_reset(&graph);
        for (uint32_t i = 0; i < LINKS; ++i) {
            if (happens(&random, 0.5)) {
                hr_fallible_link(&graph, i, false);
            }
        }
        crossed += hr_fallible_reaches(&graph);
    }
    hr_figure_share("self-duality (Grimmett 1999, lemma 11.21)", "lattice box of 25 x 24, links with p = 1/2: crossed",
                    crossed, boxes, 0.5);
    hr_fallible_graph_free(&graph);
    free(ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(giant_components_have_the_share_of_their_equation),
        cmocka_unit_test(random_cubic_graphs_keep_the_share_of_their_equation),
        cmocka_unit_test(random_graphs_are_connected_as_often_as_gilbert_says),
        cmocka_unit_test(sites_cross_the_square_lattice_at_its_threshold),
        cmocka_unit_test(links_cross_a_box_half_of_the_time),
    };
    return cmocka_run_group_tests_name("percolation", tests, NULL, NULL);
}
