/* Colour-avoiding percolation on Erdos-Renyi graphs: Krause, Danziger, Zlatic, Phys. Rev. X 6, 041022 (2016), and for
 * links that serve several avoided colours at once, exactly, the same in Phys. Rev. E 96, 022313 (2017).
 *
 * Every node of a random graph has a colour, and a colour fails as a whole. End points are trusted: a node belongs
 * when, for every colour, a neighbour of another colour lies in the giant component left without that colour. For
 * colours with shares r, mean degree k and g(z) = exp(k (z - 1)): for each set A of colours, u_A is the smallest
 * solution of
 *
 *     u_A = (1 - sum over c in A of r_c) g(u_A) + sum over c in A of r_c g(u_(A without c)),    u_empty = 1,
 *
 * and S_color = sum over all A of (-1)^|A| g(u_A) is the share of nodes that belong (inclusion and exclusion over the
 * colours that a node fails to avoid). Two equal colours have a form of their own.
 *
 * The graphs are built twice: plainly, for the share that belongs; and as a network whose vendors are the colours,
 * with a cell site of one user at every node, a parent link to each of its neighbours, and one packet core. There the
 * avoidable share of a colour is the share of nodes that have a neighbour of another colour in the giant component
 * left without it; it must be the plain count to the last user, and 1 - g(u_c) within the errors.
 *
 * Fixed seeds. A mean over graphs fails beyond 4.5 of its standard errors.
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

#include "models/structure.h"
#include "tests/support/figures.h"
#include "tests/support/random_network.h"

enum { NODES = 40000, GRAPHS = 20, COLOURS_MAX = 3, NO_COLOUR = COLOURS_MAX };

typedef struct {
    uint32_t count;
    double share[COLOURS_MAX];
    double degree;
    double expected; /* S_color to four digits */
} mixture;

/* ---- the closed form ------------------------------------------------------------------------------------------- */

static double g(double z, double degree)
{
    return exp(degree * (z - 1));
}

/* The smallest solution: the iteration from zero rises towards it. */
static double solve(const mixture *m, uint32_t set, const double *smaller)
{
    double in_set = 0;
    double constant = 0;
    double u = 0;
    for (uint32_t c = 0; c < m->count; ++c) {
        if (set >> c & 1) {
            in_set += m->share[c];
            constant += m->share[c] * g(smaller[set & ~(1u << c)], m->degree);
        }
    }
    for (int i = 0; i < 100000; ++i) {
        u = (1 - in_set) * g(u, m->degree) + constant;
    }
    return u;
}

/* S_color; the share that avoids one colour into avoiding[]. */
static double closed_form(const mixture *m, double avoiding[COLOURS_MAX])
{
    double u[1u << COLOURS_MAX] = {1};
    double sum = 1;
    for (uint32_t set = 1; set < 1u << m->count; ++set) {
        u[set] = solve(m, set, u);
        sum += __builtin_parity(set) ? -g(u[set], m->degree) : g(u[set], m->degree);
    }
    for (uint32_t c = 0; c < m->count; ++c) {
        avoiding[c] = 1 - g(u[1u << c], m->degree);
    }
    return sum;
}

/* ---- graphs ---------------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t edge_count;
    uint32_t *ends; /* two per edge */
    uint8_t colour[NODES];
    uint32_t host; /* a node without a colour in every giant component, where the packet core stands */
    uint32_t root[NODES];
    uint32_t size[NODES];
    bool avoids[COLOURS_MAX][NODES];
} graph;

/* Colours in exact shares, which vary less from graph to graph than independent draws and have the same limit. */
static void draw_colours(graph *it, const mixture *m, hr_test_random *random)
{
    uint8_t colour = 0;
    double until = m->share[0] * NODES;
    for (uint32_t n = 0; n < NODES; ++n) {
        while (n >= until && colour + 1u < m->count) {
            until += m->share[++colour] * NODES;
        }
        it->colour[n] = colour;
    }
    for (uint32_t n = NODES - 1; n > 0; --n) {
        uint32_t other = hr_test_random_below(random, n + 1);
        uint8_t swapped = it->colour[n];
        it->colour[n] = it->colour[other];
        it->colour[other] = swapped;
    }
}

static void draw_graph(graph *it, const mixture *m, hr_test_random *random)
{
    it->edge_count = (uint32_t)(m->degree * NODES / 2 + 0.5);
    for (uint32_t i = 0; i < it->edge_count; ++i) {
        do {
            it->ends[2 * i] = hr_test_random_below(random, NODES);
            it->ends[2 * i + 1] = hr_test_random_below(random, NODES);
        } while (it->ends[2 * i] == it->ends[2 * i + 1]);
    }
    draw_colours(it, m, random);
}

static uint32_t find(graph *it, uint32_t node)
{
    while (it->root[node] != node) {
        it->root[node] = it->root[it->root[node]];
        node = it->root[node];
    }
    return node;
}

/* Components without a colour; returns the root of the largest. */
static uint32_t join_without(graph *it, uint8_t colour)
{
    uint32_t largest = 0;
    for (uint32_t n = 0; n < NODES; ++n) {
        it->root[n] = n;
        it->size[n] = it->colour[n] != colour;
    }
    for (uint32_t i = 0; i < it->edge_count; ++i) {
        uint32_t a = it->ends[2 * i];
        uint32_t b = it->ends[2 * i + 1];
        if (it->colour[a] != colour && it->colour[b] != colour && find(it, a) != find(it, b)) {
            a = find(it, a);
            b = find(it, b);
            it->root[a] = b;
            it->size[b] += it->size[a];
        }
    }
    for (uint32_t n = 0; n < NODES; ++n) {
        largest = it->root[n] == n && it->size[n] > it->size[largest] ? n : largest;
    }
    return largest;
}

/* Whether a node, without its colour, lies in the giant component without every colour; it then keeps none. */
static bool can_host(graph *it, const mixture *m, uint32_t node)
{
    uint8_t former = it->colour[node];
    bool is_in_all = true;
    it->colour[node] = NO_COLOUR;
    for (uint8_t c = 0; c < m->count && is_in_all; ++c) {
        uint32_t giant = join_without(it, c);
        is_in_all = find(it, node) == giant;
    }
    it->colour[node] = is_in_all ? NO_COLOUR : former;
    return is_in_all;
}

/* The share of nodes that avoid every colour; that of each colour into shares[]. */
static double measure(graph *it, const mixture *m, double shares[COLOURS_MAX])
{
    uint32_t all = 0;
    memset(it->avoids, 0, sizeof it->avoids);
    for (uint8_t c = 0; c < m->count; ++c) {
        uint32_t giant = join_without(it, c);
        uint32_t count = 0;
        for (uint32_t i = 0; i < 2 * it->edge_count; ++i) {
            uint32_t neighbour = it->ends[i ^ 1u];
            it->avoids[c][it->ends[i]] |= it->colour[neighbour] != c && find(it, neighbour) == giant;
        }
        for (uint32_t n = 0; n < NODES; ++n) {
            count += it->avoids[c][n];
        }
        shares[c] = (double)count / NODES;
    }
    for (uint32_t n = 0; n < NODES; ++n) {
        bool belongs = true;
        for (uint8_t c = 0; c < m->count; ++c) {
            belongs = belongs && it->avoids[c][n];
        }
        all += belongs;
    }
    return (double)all / NODES;
}

/* ---- the same as a network ------------------------------------------------------------------------------------- */

static void build_network(const graph *it, hr_network *network, uint32_t *number)
{
    hr_network_builder *builder = NULL;
    uint32_t index = 0;
    assert_int_equal(hr_network_builder_new(&builder, NULL), HR_OK);
    assert_int_equal(hr_network_builder_operator(builder, "one", &index, NULL), HR_OK);
    for (uint32_t n = 0; n < 2 * NODES + 1; ++n) { /* nodes, their sites, the packet core */
        char id[32];
        hr_network_node node = {.id = id, .capacity_users = HR_CAPACITY_UNLIMITED, .bound_vendor = HR_NO_VENDOR};
        snprintf(id, sizeof id, "n%u", n);
        node.role = n < NODES ? HR_ROLE_AGGREGATION : n < 2 * NODES ? HR_ROLE_RAN_SITE : HR_ROLE_PACKET_CORE;
        node.users = node.role == HR_ROLE_RAN_SITE;
        assert_int_equal(hr_network_builder_node(builder, &node, &index, NULL), HR_OK);
    }
    for (uint32_t i = 0; i < it->edge_count; ++i) {
        uint32_t a = it->ends[2 * i];
        uint32_t b = it->ends[2 * i + 1];
        assert_int_equal(hr_network_builder_edge(builder, a, b, HR_EDGE_PRIMARY, NULL), HR_OK);
        assert_int_equal(hr_network_builder_edge(builder, NODES + a, b, HR_EDGE_PRIMARY, NULL), HR_OK);
        assert_int_equal(hr_network_builder_edge(builder, NODES + b, a, HR_EDGE_PRIMARY, NULL), HR_OK);
    }
    assert_int_equal(hr_network_builder_edge(builder, it->host, 2 * NODES, HR_EDGE_PRIMARY, NULL), HR_OK);
    assert_int_equal(hr_network_finish(builder, network, number, NULL), HR_OK);
    hr_network_builder_free(builder);
}

/* The avoidable share of every colour by the model: vendors are colours, and each answers to a state of its own; or,
 * with `merged`, the first two to one. Shares by state. */
static void model_shares(const graph *it, const mixture *m, uint32_t merged, double shares[COLOURS_MAX])
{
    static const hr_overlap no_overlap = {{0}, {0}};
    const hr_service service = {
        .access_roles = 1u << HR_ROLE_RAN_SITE, .required_count = 1, .required = {HR_ROLE_PACKET_CORE}};
    hr_network network;
    hr_ledger_plan *plans = calloc(HR_EDGES_COUNT, sizeof *plans);
    hr_structure_survey *survey = calloc(1, sizeof *survey);
    hr_structure *structure = calloc(1, sizeof *structure);
    uint32_t *number = calloc(2 * NODES + 1, sizeof *number);
    uint8_t *vendor = malloc(2 * NODES + 1);
    hr_vendor vendors[COLOURS_MAX] = {0};
    assert_true(plans != NULL && survey != NULL && structure != NULL && number != NULL && vendor != NULL);
    build_network(it, &network, number);
    memset(vendor, HR_NO_VENDOR, 2 * NODES + 1);
    for (uint32_t n = 0; n < NODES; ++n) {
        vendor[number[n]] = it->colour[n] == NO_COLOUR ? HR_NO_VENDOR : it->colour[n];
    }
    for (uint32_t c = 0; c < m->count; ++c) {
        vendors[c].leverage[merged && c > 0 ? c - 1 : c] = 1;
    }
    for (uint32_t e = 0; e < HR_EDGES_COUNT; ++e) {
        assert_int_equal(hr_ledger_plan_init(&plans[e], &network, &service, 1, &no_overlap, e == 1, NULL), HR_OK);
    }
    assert_int_equal(hr_structure_survey_init(survey, &network, plans, vendors, m->count, m->count - merged, NULL),
                     HR_OK);
    assert_int_equal(hr_structure_find(survey, vendor, structure, NULL), HR_OK);
    for (uint32_t s = 0; s < m->count - merged; ++s) {
        shares[s] = hr_kept_share(survey, &structure->without_state[s], HR_EDGES_PRIMARY, 0);
    }
    hr_structure_survey_free(survey);
    hr_ledger_plan_free(&plans[0]);
    hr_ledger_plan_free(&plans[1]);
    hr_network_free(&network);
    free(plans);
    free(survey);
    free(structure);
    free(number);
    free(vendor);
}

/* ---- the tests ------------------------------------------------------------------------------------------------- */

#define KRAUSE "Krause, Danziger and Zlatic 2017; closed form by hand"

static void describe(const mixture *m, char *text, size_t size)
{
    size_t length = 0;
    for (uint32_t c = 0; c < m->count; ++c) {
        length += (size_t)snprintf(text + length, size - length, "%s%.3g", c > 0 ? "/" : "", m->share[c]);
    }
    snprintf(text + length, size - length, ", k = %g", m->degree);
}

static void check_mixture(const mixture *m, graph *it, uint64_t seed)
{
    double exact_avoiding[COLOURS_MAX];
    double exact = closed_form(m, exact_avoiding);
    double avoiding[COLOURS_MAX];
    double by_model[COLOURS_MAX];
    hr_sample belongs = {0};
    hr_sample avoids = {0}; /* the first colour */
    hr_test_random random = {seed};
    char name[64];
    char what[96];
    describe(m, name, sizeof name);
    assert_true(fabs(exact - m->expected) < 0.5001e-4);
    for (uint32_t i = 0; i < GRAPHS; ++i) {
        draw_graph(it, m, &random);
        it->host = 0;
        while (!can_host(it, m, it->host)) {
            ++it->host;
            assert_true(it->host < NODES);
        }
        hr_sample_add(&belongs, measure(it, m, avoiding));
        hr_sample_add(&avoids, avoiding[0]);
        if (i == 0) {
            model_shares(it, m, 0, by_model);
            for (uint32_t c = 0; c < m->count; ++c) {
                assert_true(by_model[c] == avoiding[c]);
            }
        }
    }
    snprintf(what, sizeof what, "%s: S_color", name);
    hr_figure_mean(KRAUSE, what, &belongs, exact);
    snprintf(what, sizeof what, "%s: avoiding the first", name);
    hr_figure_mean(KRAUSE, what, &avoids, exact_avoiding[0]);
    assert_true(hr_sample_error(&belongs) < 0.01 && hr_sample_error(&avoids) < 0.01);
}

static graph *new_graph(void)
{
    graph *it = calloc(1, sizeof *it);
    assert_non_null(it);
    it->ends = calloc((size_t)NODES * 8, sizeof *it->ends); /* mean degree up to 8 */
    assert_non_null(it->ends);
    return it;
}

static void free_graph(graph *it)
{
    free(it->ends);
    free(it);
}

static void random_graphs_have_the_shares_of_the_closed_form(void **state)
{
    static const mixture mixtures[] = {
        {2, {0.5, 0.5}, 3, 0.3397},
        {2, {0.5, 0.5}, 4, 0.6349},
        {2, {0.5, 0.5}, 5, 0.7968},
        {3, {0.35, 0.35, 0.30}, 4, 0.7864},
        {2, {0.70, 0.30}, 4, 0.2902},
        {3, {0.5, 0.3, 0.2}, 4, 0.7279},
        {3, {1 / 3.0, 1 / 3.0, 1 / 3.0}, 2, 0.1527},
        {3, {1 / 3.0, 1 / 3.0, 1 / 3.0}, 2.5, 0.3880},
        {3, {1 / 3.0, 1 / 3.0, 1 / 3.0}, 3, 0.5701},
        {3, {1 / 3.0, 1 / 3.0, 1 / 3.0}, 4, 0.7881},
        {3, {1 / 3.0, 1 / 3.0, 1 / 3.0}, 6, 0.9461},
    };
    (void)state;
    graph *it = new_graph();
    for (size_t i = 0; i < sizeof mixtures / sizeof *mixtures; ++i) {
        check_mixture(&mixtures[i], it, 1000 + i);
    }
    free_graph(it);
}

/* For two equal colours there is the form S_color = s^2 with s = 1 - exp(-k s / 2). */
static void two_equal_colours_have_a_form_of_their_own(void **state)
{
    (void)state;
    hr_figure_section("Colour-avoiding percolation on Erdos-Renyi graphs of 40,000 nodes; the model's avoidable "
                      "share equals the plain count to the last user");
    for (int degree = 3; degree <= 5; ++degree) {
        mixture m = {2, {0.5, 0.5}, degree, 0};
        double ignored[COLOURS_MAX];
        double s = 1;
        for (int i = 0; i < 1000; ++i) {
            s = 1 - exp(-degree * s / 2);
        }
        char what[64];
        snprintf(what, sizeof what, "two equal colours, k = %d: both closed forms", degree);
        hr_figure_exact("Krause, Danziger and Zlatic 2016", what, closed_form(&m, ignored), s * s, 1e-9);
    }
}

/* Trap 1: shares 35/35/30, where the first two vendors answer to one state, are the colours 70/30. */
static void two_vendors_of_one_state_are_one_colour(void **state)
{
    const mixture by_vendor = {3, {0.35, 0.35, 0.30}, 4, 0.7864};
    const mixture by_state = {2, {0.70, 0.30}, 4, 0.2902};
    double avoiding[COLOURS_MAX];
    double by_model[COLOURS_MAX];
    double both;
    (void)state;
    graph *it = new_graph();
    hr_test_random random = {2018};
    draw_graph(it, &by_vendor, &random);
    graph *merged = new_graph();
    memcpy(merged->ends, it->ends, (size_t)2 * it->edge_count * sizeof *it->ends);
    merged->edge_count = it->edge_count;
    for (uint32_t n = 0; n < NODES; ++n) {
        merged->colour[n] = it->colour[n] < 2 ? 0 : 1;
    }
    while (!can_host(merged, &by_state, merged->host)) {
        ++merged->host;
    }
    it->host = merged->host;
    it->colour[it->host] = NO_COLOUR;
    both = measure(merged, &by_state, avoiding);
    model_shares(it, &by_vendor, 1, by_model); /* three vendors, two states */
    print_message("  one graph, vendors 35/35/30: without the state of two of them %.4f, without the other %.4f; "
                  "S_color by vendor %.4f, by state %.4f\n",
                  by_model[0], by_model[1], measure(it, &by_vendor, (double[COLOURS_MAX]){0}), both);
    hr_figure_exact("plain count of the same graph with merged colours",
                    "vendors 35/35/30, two of one state: kept without it", by_model[0], avoiding[0], 0);
    hr_figure_exact("plain count of the same graph with merged colours",
                    "vendors 35/35/30: kept without the other state", by_model[1], avoiding[1], 0);
    free_graph(it);
    free_graph(merged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_equal_colours_have_a_form_of_their_own),
        cmocka_unit_test(random_graphs_have_the_shares_of_the_closed_form),
        cmocka_unit_test(two_vendors_of_one_state_are_one_colour),
    };
    return cmocka_run_group_tests_name("colour-avoiding percolation", tests, NULL, NULL);
}
