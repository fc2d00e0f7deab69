/* Reliability of networks through the service ledger: two terminals, or all, stay connected while links or nodes fail.
 *
 * Small graphs are counted exactly: for every number k of failed parts, in how many of the C(m, k) ways the terminals are
 * connected, by factoring (Moskowitz 1958): a part is assumed up, then down; whatever the undecided parts do is settled
 * as soon as the ledger serves the users with all of them down, or does not with all of them up. Two ledgers go along,
 * one for each assumption. The count gives the reliability at any probability of failure.
 *
 * The dodecahedron has 2^30 states. Those with up to five failed links are counted one by one, the others are sampled by
 * the number of failed links, each number by itself.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/fallible_graph.h"
#include "tests/support/figures.h"
#include "tests/support/random_network.h"

enum { PARTS_MAX = 40, NODES_MAX = 40 };

#define COUNTED "by exact state counting"

/* ---- graphs --------------------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t nodes;
    uint32_t links;
    uint32_t ends[2 * PARTS_MAX];
} graph;

static void link(graph *g, uint32_t first, uint32_t second)
{
    assert_true(g->links < PARTS_MAX && first < g->nodes && second < g->nodes);
    g->ends[2 * g->links] = first;
    g->ends[2 * g->links + 1] = second;
    ++g->links;
}

static graph bridge(void)
{
    return (graph){4, 5, {0, 1, 0, 2, 1, 2, 1, 3, 2, 3}};
}

static graph complete(uint32_t nodes)
{
    graph g = {.nodes = nodes};
    for (uint32_t i = 0; i < nodes; ++i) {
        for (uint32_t j = i + 1; j < nodes; ++j) {
            link(&g, i, j);
        }
    }
    return g;
}

static graph ring(uint32_t nodes)
{
    graph g = {.nodes = nodes};
    for (uint32_t i = 0; i < nodes; ++i) {
        link(&g, i, (i + 1) % nodes);
    }
    return g;
}

static graph grid(uint32_t side)
{
    graph g = {.nodes = side * side};
    for (uint32_t i = 0; i < g.nodes; ++i) {
        if (i % side + 1 < side) {
            link(&g, i, i + 1);
        }
        if (i + side < g.nodes) {
            link(&g, i, i + side);
        }
    }
    return g;
}

static graph petersen(void)
{
    graph g = {.nodes = 10};
    for (uint32_t i = 0; i < 5; ++i) {
        link(&g, i, (i + 1) % 5);
        link(&g, i, 5 + i);
        link(&g, 5 + i, 5 + (i + 2) % 5);
    }
    return g;
}

/* The outline of a cube drawn on a sphere of pentagons: a path of 20 nodes closed to a ring (Hamilton's) with its chords. */
static graph dodecahedron(void)
{
    static const int chords[20] = {10, 7, 4, -4, -7, 10, -4, 7, -7, 4, 10, 7, 4, -4, -7, 10, -4, 7, -7, 4};
    graph g = ring(20);
    for (uint32_t i = 0; i < 20; ++i) {
        uint32_t other = (uint32_t)((int)i + chords[i] + 20) % 20;
        assert_int_equal(((int)other + chords[other] + 20) % 20, i);
        if (i < other) {
            link(&g, i, other);
        }
    }
    assert_int_equal(g.links, 30);
    return g;
}

static void distances(const graph *g, uint32_t from, uint32_t *hops)
{
    for (uint32_t n = 0; n < g->nodes; ++n) {
        hops[n] = n == from ? 0 : UINT32_MAX;
    }
    for (uint32_t round = 0; round < g->nodes; ++round) {
        for (uint32_t i = 0; i < 2 * g->links; ++i) {
            if (hops[g->ends[i]] == round && hops[g->ends[i ^ 1u]] == UINT32_MAX) {
                hops[g->ends[i ^ 1u]] = round + 1;
            }
        }
    }
}

/* The box of the square lattice with n + 1 columns and n rows, whose outer columns are the terminals. */
static graph lattice_box(uint32_t n)
{
    graph g = {.nodes = 2 + n * (n - 1)};
    for (uint32_t row = 0; row < n; ++row) {
        for (uint32_t column = 0; column < n; ++column) {
            uint32_t left = column == 0 ? 0 : 2 + row * (n - 1) + column - 1;
            link(&g, left, column + 1 == n ? 1 : 2 + row * (n - 1) + column);
            if (column > 0 && row > 0) {
                link(&g, left, left - (n - 1));
            }
        }
    }
    return g;
}

/* ---- counting by factoring ------------------------------------------------------------------------------------------ */

/* Ways by number of failed parts, in which the target, or every node, is connected to the source. */
typedef struct {
    uint32_t parts;
    double ways[PARTS_MAX + 1];
} tally;

typedef struct {
    hr_fallible_graph at_best;  /* undecided parts up */
    hr_fallible_graph at_worst; /* undecided parts down */
    bool wants_all;
    uint32_t first_part; /* number of the first part among the graph's nodes and links */
    tally *tally;
} factoring;

static double choose(uint32_t n, uint32_t k)
{
    double ways = 1;
    for (uint32_t i = 0; i < k; ++i) {
        ways = ways * (n - i) / (i + 1);
    }
    return round(ways);
}

static bool works(factoring *f, hr_fallible_graph *asked)
{
    return f->wants_all ? hr_fallible_reached(asked) == asked->form.node_count : hr_fallible_reaches(asked);
}

/* Parts from `part` on are undecided, `failed` of those before are down; it works at best and does not at worst. */
static void decide(factoring *f, uint32_t part, uint32_t failed)
{
    uint32_t left = f->tally->parts - part;
    assert_true(left > 0);
    hr_fallible_node(&f->at_worst, f->first_part + part, true);
    if (works(f, &f->at_worst)) {
        for (uint32_t k = 0; k < left; ++k) {
            f->tally->ways[failed + k] += choose(left - 1, k);
        }
    } else {
        decide(f, part + 1, failed);
    }
    hr_fallible_node_alone(&f->at_worst, f->first_part + part);
    hr_fallible_node_alone(&f->at_best, f->first_part + part);
    if (works(f, &f->at_best)) {
        decide(f, part + 1, failed + 1);
    }
    hr_fallible_node(&f->at_best, f->first_part + part, true);
}

/* Parts are all links, or, where those cannot fail, the nodes from `first_node` on. */
static tally count(const graph *g, uint32_t source, uint32_t target, bool wants_all, uint32_t first_node)
{
    bool links_fail = first_node == g->nodes;
    hr_graph_form form = {g->nodes, g->links, g->ends, source, target, links_fail};
    tally result = {.parts = links_fail ? g->links : g->nodes - first_node};
    factoring *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->tally = &result;
    f->wants_all = wants_all;
    f->first_part = first_node;
    hr_fallible_graph_make(&f->at_best, form);
    hr_fallible_graph_make(&f->at_worst, form);
    for (uint32_t i = 0; i < result.parts; ++i) {
        hr_fallible_node(&f->at_worst, f->first_part + i, false);
    }
    decide(f, 0, 0);
    hr_fallible_graph_free(&f->at_best);
    hr_fallible_graph_free(&f->at_worst);
    free(f);
    return result;
}

static tally two_terminal(graph g, uint32_t source, uint32_t target)
{
    return count(&g, source, target, false, g.nodes);
}

static tally all_terminal(graph g)
{
    return count(&g, 0, 1, true, g.nodes);
}

static double reliability(const tally *t, double failure)
{
    double sum = 0;
    for (uint32_t k = 0; k <= t->parts; ++k) {
        sum += t->ways[k] * pow(failure, k) * pow(1 - failure, t->parts - k);
    }
    return sum;
}

/* ---- links ---------------------------------------------------------------------------------------------------------- */

static void check(const char *source, const char *what, tally counted, double failure, double known, double bound)
{
    char text[96];
    snprintf(text, sizeof text, "%s, q = %g", what, failure);
    hr_figure_exact(source, text, reliability(&counted, failure), known, bound);
}

static void small_graphs_are_as_reliable_as_counted(void **state)
{
    (void)state;
    hr_figure_section("Reliability of networks with failing links, through the service ledger");
    check(COUNTED, "bridge: two terminals", two_terminal(bridge(), 0, 3), 0.1, 0.97848, 1e-12);
    check(COUNTED, "bridge: all terminals", all_terminal(bridge()), 0.1, 0.97686, 1e-12);
    check(COUNTED, "K4: two terminals", two_terminal(complete(4), 0, 3), 0.1, 0.997848, 1e-12);
    check(COUNTED, "K4: all terminals", all_terminal(complete(4)), 0.1, 0.995814, 1e-12);
    check(COUNTED, "3x3 grid: corner to corner", two_terminal(grid(3), 0, 8), 0.1, 0.972502171407, 1e-12);
    check(COUNTED, "3x3 grid: all terminals", all_terminal(grid(3)), 0.1, 0.946984815279, 1e-12);
    check(COUNTED, "4x4 grid: corner to corner", two_terminal(grid(4), 0, 15), 0.1, 0.975046349577, 1e-12);
    check("closed form, p^n + n p^(n-1) q", "ring of 8: all terminals", all_terminal(ring(8)), 0.1,
          pow(0.9, 8) + 8 * pow(0.9, 7) * 0.1, 1e-12);
}

/* Gilbert's recursions: of a random graph of n nodes with links of probability 1 - q. */
static double gilbert_all(uint32_t nodes, double q)
{
    double connected[64] = {0, 1};
    for (uint32_t n = 2; n <= nodes; ++n) {
        connected[n] = 1;
        for (uint32_t k = 1; k < n; ++k) {
            connected[n] -= choose(n - 1, k - 1) * connected[k] * pow(q, k * (n - k));
        }
    }
    return connected[nodes];
}

static double gilbert_two(uint32_t nodes, double q)
{
    double together = 1;
    for (uint32_t k = 1; k < nodes; ++k) {
        together -= choose(nodes - 2, k - 1) * gilbert_all(k, q) * pow(q, k * (nodes - k));
    }
    return together;
}

static void complete_graphs_follow_gilberts_recursion(void **state)
{
    (void)state;
    for (uint32_t n = 5; n <= 6; ++n) {
        graph g = complete(n);
        char what[64];
        snprintf(what, sizeof what, "K%u: all terminals", n);
        check("recursion of Gilbert 1959", what, all_terminal(g), 0.5, gilbert_all(n, 0.5), 1e-12);
        snprintf(what, sizeof what, "K%u: two terminals", n);
        check("recursion of Gilbert 1959", what, two_terminal(g, 0, n - 1), 0.5, gilbert_two(n, 0.5), 1e-12);
    }
}

/* Connected states with as few links as can be are spanning trees. */
static void spanning_trees_are_counted(void **state)
{
    (void)state;
    const struct {
        const char *what;
        const char *source;
        graph g;
        double trees;
    } rows[] = {
        {"K5: spanning trees", "Cayley 1889, n^(n-2)", complete(5), 125},
        {"K6: spanning trees", "Cayley 1889, n^(n-2)", complete(6), 1296},
        {"3x3 grid: spanning trees", "Kirchhoff 1847, matrix-tree theorem", grid(3), 192},
        {"Petersen's graph: spanning trees", "Kirchhoff 1847, matrix-tree theorem", petersen(), 2000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        tally t = all_terminal(rows[i].g);
        hr_figure_exact(rows[i].source, rows[i].what, t.ways[rows[i].g.links - (rows[i].g.nodes - 1)], rows[i].trees,
                        0);
    }
}

/* Importance of a link of the bridge: reliability with it up less reliability with it down, over the others' states. */
static double importance(uint32_t link_index, double failure)
{
    graph g = bridge();
    hr_fallible_graph asked;
    double difference = 0;
    hr_fallible_graph_make(&asked, (hr_graph_form){g.nodes, g.links, g.ends, 0, 3, true});
    for (uint32_t down = 0; down < 1u << g.links; ++down) {
        double weight = down >> link_index & 1 ? -1 : 1;
        hr_fallible_graph_reset(&asked);
        for (uint32_t i = 0; i < g.links; ++i) {
            hr_fallible_link(&asked, i, !(down >> i & 1));
            weight *= i == link_index ? 1 : down >> i & 1 ? failure : 1 - failure;
        }
        difference += weight * hr_fallible_reaches(&asked);
    }
    hr_fallible_graph_free(&asked);
    return difference;
}

static void importance_and_bounds_of_the_bridge_are_as_published(void **state)
{
    (void)state;
    const double q = 0.1;
    const double p = 0.9;
    tally t = two_terminal(bridge(), 0, 3);
    hr_figure_exact("Birnbaum 1969; closed form", "bridge, q = 0.1: importance of the crossing link", importance(2, q),
                    pow(1 - q * q, 2) - (1 - pow(1 - p * p, 2)), 1e-12);
    hr_figure_exact("Birnbaum 1969; closed form", "bridge, q = 0.1: importance of an outer link", importance(0, q),
                    (4 * p + 6 * p * p - 20 * pow(p, 3) + 10 * pow(p, 4) - 0.0162) / 4, 1e-12);
    hr_figure_between("bounds by minimal cuts and paths, Esary and Proschan 1963", "bridge: two terminals, q = 0.1",
                      reliability(&t, q), pow(1 - q * q, 2) * pow(1 - pow(q, 3), 2),
                      1 - pow(1 - p * p, 2) * pow(1 - pow(p, 3), 2));
}

/* ---- the square lattice --------------------------------------------------------------------------------------------- */

static void boxes_of_the_square_lattice_are_crossed_as_duality_says(void **state)
{
    (void)state;
    static const double at_six_tenths[] = {0.6, 0.65952, 0.7122904916};
    for (uint32_t n = 1; n <= 3; ++n) {
        char what[80];
        tally t = two_terminal(lattice_box(n), 0, 1);
        snprintf(what, sizeof what, "lattice box of %u x %u: crossed", n + 1, n);
        check("self-duality (Grimmett 1999, lemma 11.21)", what, t, 0.5, 0.5, 1e-12);
        check(n < 3 ? "by hand" : COUNTED, what, t, 0.4, at_six_tenths[n - 1], 1e-10);
    }
}

/* ---- failing nodes -------------------------------------------------------------------------------------------------- */

/* Relays in a line between two terminals, each in reach of the next `k`: the line fails with k neighbours in a row. */
static tally consecutive(uint32_t n, uint32_t k)
{
    graph g = {.nodes = 2 + n};
    for (uint32_t i = 0; i <= n; ++i) { /* places -1 .. n; terminal 0 before the first, terminal 1 after the last */
        for (uint32_t j = i + 1; j <= i + k && j <= n + 1; ++j) {
            link(&g, i == 0 ? 0 : 1 + i, j == n + 1 ? 1 : 1 + j);
        }
    }
    return count(&g, 0, 1, false, 2);
}

/* By the length of the run of failures that a line ends with. */
static double consecutive_recursion(uint32_t n, uint32_t k, double q)
{
    double run[8] = {1};
    for (uint32_t i = 0; i < n; ++i) {
        double sum = 0;
        for (uint32_t r = 0; r < k; ++r) {
            sum += run[r];
        }
        for (uint32_t r = k - 1; r > 0; --r) {
            run[r] = run[r - 1] * q;
        }
        run[0] = sum * (1 - q);
    }
    double sum = 0;
    for (uint32_t r = 0; r < k; ++r) {
        sum += run[r];
    }
    return sum;
}

static void lines_of_relays_are_consecutive_systems(void **state)
{
    (void)state;
    double known = 0;
    hr_figure_section("Reliability of networks with failing nodes, through the service ledger");
    for (uint32_t j = 0; j <= 5; ++j) {
        known += choose(10 - j + 1, j) * pow(0.9, 10 - j) * pow(0.1, j);
    }
    check("Derman, Lieberman and Ross 1982, sum over C(n-j+1, j) p^(n-j) q^j", "consecutive-2-out-of-10:F",
          consecutive(10, 2), 0.1, known, 1e-12);
    check("recursion of Chiang and Niu 1981", "consecutive-3-out-of-12:F", consecutive(12, 3), 0.2,
          consecutive_recursion(12, 3, 0.2), 1e-12);
}

/* Moore and Shannon's quad: two relays in series, twice in parallel; better than one relay above the golden ratio. */
static void quads_of_relays_improve_on_one_above_the_golden_ratio(void **state)
{
    (void)state;
    const graph g = {6, 6, {0, 2, 2, 3, 3, 1, 0, 4, 4, 5, 5, 1}};
    const double golden = (sqrt(5) - 1) / 2;
    tally t = count(&g, 0, 1, false, 2);
    check("Moore and Shannon 1956, 2 p^2 - p^4", "quad of relays", t, 0.1, 2 * 0.81 - 0.6561, 1e-12);
    check("Moore and Shannon 1956, fixed point (sqrt 5 - 1)/2", "quad of relays at its fixed point", t, 1 - golden,
          golden, 1e-12);
}

/* Share of pairs that survive and can reach each other when every class fails as a whole with 1/10. */
static double surviving_pairs(const uint32_t *class_of, uint32_t classes)
{
    graph g = ring(6);
    double pairs = 0;
    for (uint32_t source = 0; source < 6; ++source) {
        hr_fallible_graph asked;
        hr_fallible_graph_make(&asked, (hr_graph_form){6, 6, g.ends, source, (source + 1) % 6, false});
        for (uint32_t failed = 0; failed < 1u << classes; ++failed) {
            double weight = 1;
            for (uint32_t c = 0; c < classes; ++c) {
                weight *= failed >> c & 1 ? 0.1 : 0.9;
            }
            hr_fallible_graph_reset(&asked);
            for (uint32_t n = 0; n < 6; ++n) {
                hr_fallible_node(&asked, n, !(failed >> class_of[n] & 1));
            }
            uint32_t reached = hr_fallible_reached(&asked);
            pairs += weight * (reached > 0 ? reached - 1 : 0);
        }
        hr_fallible_graph_free(&asked);
    }
    return pairs / 30;
}

static void a_ring_of_six_keeps_pairs_by_its_classes(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        uint32_t classes;
        uint32_t class_of[6];
        double pairs;
    } rows[] = {
        {"one class", 1, {0, 0, 0, 0, 0, 0}, 0.9},
        {"two, alternating", 2, {0, 1, 0, 1, 0, 1}, 0.81},
        {"two blocks", 2, {0, 0, 0, 1, 1, 1}, 0.846},
        {"three blocks aabbcc", 3, {0, 0, 1, 1, 2, 2}, 0.828},
        {"three in turn abcabc", 3, {0, 1, 2, 0, 1, 2}, 0.7614},
        {"six classes", 6, {0, 1, 2, 3, 4, 5}, 0.7953714},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        char what[96];
        snprintf(what, sizeof what, "ring of six, classes failing with 0.1: pairs kept, %s", rows[i].what);
        hr_figure_exact(COUNTED, what, surviving_pairs(rows[i].class_of, rows[i].classes), rows[i].pairs, 1e-12);
    }
}

/* ---- the dodecahedron ----------------------------------------------------------------------------------------------- */

enum { LINKS = 30, COUNTED_MOST = 5, SAMPLES = 20000, RARE = 11, RARE_SAMPLES = 1000 };

typedef struct {
    hr_fallible_graph graph;
    double failing[LINKS + 1][2]; /* share of states with so many failed links that fail: two terminals, all */
    double variance[LINKS + 1][2];
} dodecahedron_survey;

static void add_state(dodecahedron_survey *s, uint32_t failed, double weight)
{
    s->failing[failed][0] += weight * !hr_fallible_reaches(&s->graph);
    s->failing[failed][1] += weight * (hr_fallible_reached(&s->graph) < 20);
}

static void count_from(dodecahedron_survey *s, uint32_t first, uint32_t failed)
{
    add_state(s, failed, 1 / choose(LINKS, failed));
    for (uint32_t i = first; failed < COUNTED_MOST && i < LINKS; ++i) {
        hr_fallible_link(&s->graph, i, false);
        count_from(s, i + 1, failed + 1);
        hr_fallible_link(&s->graph, i, true);
    }
}

/* Of RARE failed links or more there are too few states to be worth many samples. */
static void sample_states(dodecahedron_survey *s, uint32_t failed, uint32_t samples, hr_test_random *random)
{
    uint32_t order[LINKS];
    for (uint32_t i = 0; i < LINKS; ++i) {
        order[i] = i;
    }
    for (uint32_t k = 0; k < samples; ++k) {
        hr_fallible_graph_reset(&s->graph);
        for (uint32_t i = 0; i < failed; ++i) {
            uint32_t other = i + hr_test_random_below(random, LINKS - i);
            uint32_t chosen = order[other];
            order[other] = order[i];
            order[i] = chosen;
            hr_fallible_link(&s->graph, chosen, false);
        }
        add_state(s, failed, 1.0 / samples);
    }
    for (int what = 0; what < 2; ++what) {
        double share = s->failing[failed][what];
        s->variance[failed][what] = share * (1 - share) / (samples - 1.0);
    }
}

static void the_dodecahedron_is_as_unreliable_as_counted(void **state)
{
    (void)state;
    static const double q[3] = {0.1, 0.01, 0.001};
    static const double known[2][3] = {{2.879601253e-3, 2.061891098e-6, 2.006018089e-9},
                                       {2.286916406e-2, 2.030103317e-5, 2.003001184e-8}};
    static const char *const names[2] = {"opposite corners", "all terminals"};
    graph g = dodecahedron();
    uint32_t hops[NODES_MAX];
    uint32_t opposite = 0;
    hr_test_random random = {1986};
    dodecahedron_survey *s = calloc(1, sizeof *s);
    assert_non_null(s);
    distances(&g, 0, hops);
    while (hops[opposite] != 5) {
        ++opposite;
    }
    hr_fallible_graph_make(&s->graph, (hr_graph_form){g.nodes, g.links, g.ends, 0, opposite, true});
    count_from(s, 0, 0);
    for (uint32_t k = COUNTED_MOST + 1; k <= LINKS; ++k) {
        sample_states(s, k, hr_test_scaled(k < RARE ? SAMPLES : RARE_SAMPLES), &random);
    }
    hr_figure_section("The dodecahedron with failing links: stratified by their number, through the service ledger");
    for (int i = 0; i < 6; ++i) {
        char what[80];
        double sum = 0;
        double variance = 0;
        for (uint32_t k = 0; k <= LINKS; ++k) {
            double weight = choose(LINKS, k) * pow(q[i % 3], k) * pow(1 - q[i % 3], LINKS - k);
            sum += weight * s->failing[k][i / 3];
            variance += weight * weight * s->variance[k][i / 3];
        }
        snprintf(what, sizeof what, "dodecahedron, q = %g: unreliability, %s", q[i % 3], names[i / 3]);
        hr_figure_measured(COUNTED, what, sum, sqrt(variance), known[i / 3][i % 3]);
    }
    hr_fallible_graph_free(&s->graph);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_graphs_are_as_reliable_as_counted),
        cmocka_unit_test(complete_graphs_follow_gilberts_recursion),
        cmocka_unit_test(spanning_trees_are_counted),
        cmocka_unit_test(importance_and_bounds_of_the_bridge_are_as_published),
        cmocka_unit_test(boxes_of_the_square_lattice_are_crossed_as_duality_says),
        cmocka_unit_test(lines_of_relays_are_consecutive_systems),
        cmocka_unit_test(quads_of_relays_improve_on_one_above_the_golden_ratio),
        cmocka_unit_test(a_ring_of_six_keeps_pairs_by_its_classes),
        cmocka_unit_test(the_dodecahedron_is_as_unreliable_as_counted),
    };
    return cmocka_run_group_tests_name("reliability of networks", tests, NULL, NULL);
}
