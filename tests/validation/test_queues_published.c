/* Queues for engineers, crews and spares of the model against published results: single and several engineers, constant
 * and spread-out repairs, priorities, a finite source, stocks of spares, order statistics of a wave.
 *
 * Whole replications on the small nation. Where the source is to be Poisson, a thousand nodes or more fail rarely enough
 * that less than five of a thousand are out at a time. Waits are from a node's fall to the end of its repair less the
 * mean repair. Fixed seeds; a figure fails beyond 4.5 standard errors over replications.
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

#include "tests/support/figures.h"
#include "tests/support/random_network.h"
#include "tests/support/small_world.h"

enum { BLUE = 1, TEXT_SIZE = 400, NODES_MAX = 8000, RESTORED_MAX = 64 };

#define ALL_WITHIN_REACH "ordinary_restoration.out_of_band_share={ran_site: 1, packet_core: 1}"

/* ---- watching blue's nodes ------------------------------------------------------------------------------------------ */

/* Of the nodes of one role, or of all (HR_ROLE_COUNT), that fell after the warm-up and are back. */
typedef struct {
    hr_role role;
    double warm_up;
    double fell[NODES_MAX];
    double hours_out;
    uint32_t returned;
    uint32_t returned_at_once;
    double restored_at[RESTORED_MAX]; /* of the first ones */
    uint32_t restored;
    /* of the role's nodes, now and over the time after the warm-up */
    uint32_t out;
    double since;
    double node_hours;
    double hours_none_out;
} watch;

static void pass(watch *it, double now)
{
    double hours = now > it->warm_up ? now - fmax(it->since, it->warm_up) : 0;
    it->node_hours += it->out * hours;
    it->hours_none_out += it->out == 0 ? hours : 0;
    it->since = now;
}

static void returns(watch *it, uint32_t node, double now)
{
    --it->out;
    if (it->restored < RESTORED_MAX) {
        it->restored_at[it->restored++] = now;
    }
    if (it->fell[node] >= it->warm_up) {
        it->hours_out += now - it->fell[node];
        ++it->returned;
        it->returned_at_once += now - it->fell[node] < 1e-9;
    }
}

static void listen(void *context, const hr_replication *r, const hr_told *told)
{
    watch *it = context;
    const hr_network *network = &r->world->network;
    bool falls = told->kind == HR_TOLD_NODE_FAILED || told->kind == HR_TOLD_NODE_BROKEN ||
                 told->kind == HR_TOLD_NODE_BRICKED;
    bool rises = told->kind == HR_TOLD_NODE_REPAIRED_REMOTELY || told->kind == HR_TOLD_NODE_REPLACED;
    if ((!falls && !rises) || network->operator_id[told->node] != BLUE ||
        (it->role != HR_ROLE_COUNT && network->role[told->node] != it->role)) {
        return;
    }
    assert_true(told->node < NODES_MAX);
    pass(it, told->time_hours);
    if (falls) {
        it->fell[told->node] = told->time_hours;
        ++it->out;
    } else {
        returns(it, told->node, told->time_hours);
    }
}

static void run_watched(hr_small_world *small, watch *it, hr_role role, double warm_up, uint32_t number)
{
    memset(it, 0, sizeof *it);
    it->role = role;
    it->warm_up = warm_up;
    small->replication.teller = listen;
    small->replication.teller_context = it;
    hr_small_world_run(small, HR_SMALL_ONE, false, number);
    pass(it, small->scenario->horizon_hours);
}

static uint32_t scaled(uint32_t replications)
{
    return 10 + hr_test_scaled(replications);
}

/* ---- engineers ------------------------------------------------------------------------------------------------------ */

typedef struct {
    const char *source;
    const char *what;
    uint32_t sites;
    uint32_t cores;   /* packet cores, which come first; 2: they never fail */
    double rate;      /* of all sites together, per hour */
    double core_rate; /* of all packet cores together */
    uint32_t engineers;
    const char *repair; /* of mean 1 */
    double wait;        /* of sites */
    double core_wait;
    double none_out;     /* share of time; 0: not looked at */
    double availability; /* of a site; 0: not looked at */
} service;

static void make(hr_small_world *small, const service *s)
{
    static char texts[5][TEXT_SIZE];
    hr_small_sets sets = hr_small_tiny();
    snprintf(texts[0], TEXT_SIZE, "network.generate.operators.blue.ran_sites=%u", s->sites);
    snprintf(texts[1], TEXT_SIZE, "network.generate.operators.blue.functions.packet_core={instances: %u}", s->cores);
    snprintf(texts[2], TEXT_SIZE, "ordinary_restoration.engineers_per_million_users=%u", s->engineers);
    snprintf(texts[3], TEXT_SIZE, "ordinary_restoration.remote_restore_hours={%s}", s->repair);
    snprintf(
        texts[4], TEXT_SIZE,
        "threats={source: made up, faults: {background: {mean_hours_between_failures: {ran_site: %.12g, packet_core:"
        " %.12g}, bricking_probability: 0}}}",
        s->sites / s->rate, s->core_rate > 0 ? s->cores / s->core_rate : 1e12);
    for (int i = 0; i < 5; ++i) {
        hr_small_set(&sets, texts[i]);
    }
    hr_small_set(&sets, ALL_WITHIN_REACH);
    hr_small_set(&sets, "horizon_hours=2100");
    hr_small_world_make(small, sets.list);
}

static void figure(const service *s, const char *of, const hr_sample *sample, double known)
{
    char what[160];
    if (sample->count > 0 && known > 0) {
        snprintf(what, sizeof what, "%s: %s", s->what, of);
        hr_figure_mean(s->source, what, sample, known);
    }
}

static void serve(service s, uint32_t replications)
{
    static watch it;
    hr_small_world small;
    hr_sample figures[4] = {{0}};
    make(&small, &s);
    for (uint32_t r = 0; r < scaled(replications); ++r) {
        run_watched(&small, &it, HR_ROLE_RAN_SITE, 100, r);
        hr_sample_add(&figures[0], it.hours_out / it.returned - 1);
        hr_sample_add(&figures[2], it.hours_none_out / 2000);
        hr_sample_add(&figures[3], 1 - it.node_hours / (2000.0 * s.sites));
        if (s.core_rate > 0) {
            run_watched(&small, &it, HR_ROLE_PACKET_CORE, 100, r);
            hr_sample_add(&figures[1], it.hours_out / it.returned - 1);
        }
    }
    hr_small_world_free(&small);
    figure(&s, s.core_rate > 0 ? "mean wait of the second class" : "mean wait", &figures[0], s.wait);
    figure(&s, "mean wait of the first class", &figures[1], s.core_wait);
    figure(&s, "none down", &figures[2], s.none_out);
    figure(&s, "availability", &figures[3], s.availability);
}

/* Chance that all c servers are busy, a of them on average (Erlang's second formula). */
static double erlang_waits(uint32_t servers, double load)
{
    double term = 1;
    double sum = 0;
    for (uint32_t k = 0; k < servers; ++k) {
        sum += term;
        term *= load / (k + 1);
    }
    term *= servers / (servers - load);
    return term / (sum + term);
}

static void engineers_serve_as_queueing_theory_says(void **state)
{
    (void)state;
    hr_figure_section("Queues for engineers and crews, whole replications");
    serve((service){"M/M/1, rho / (1 - rho)", "1,000 nodes, load 0.7, exponential repairs", 1000, 2, 0.7, 0, 1,
                    "exponential: {mean: 1}", 0.7 / 0.3, 0, 0, 0},
          100);
    serve((service){"M/D/1 (Pollaczek 1930, Khinchine 1932)", "1,000 nodes, load 0.7, constant repairs", 1000, 2, 0.7,
                    0, 1, "constant: 1", 0.7 / 2 / 0.3, 0, 0, 0},
          100);
    serve((service){"M/G/1 (Pollaczek 1930, Khinchine 1932)", "1,000 nodes, load 0.6, gamma repairs of shape 1/2", 1000,
                    2, 0.6, 0, 1, "gamma: {mean: 1, shape: 0.5}", 0.6 * 3 / 2 / 0.4, 0, 0, 0},
          100);
    serve((service){"M/M/c (Erlang 1917)", "1,000 nodes, 5 engineers, load 4, exponential repairs", 1000, 2, 4, 0, 5,
                    "exponential: {mean: 1}", erlang_waits(5, 4) / (5 - 4), 0, 0, 0},
          40);
}

/* Wait of class k: W0 / ((1 - load before) (1 - load up to it)), W0 the rest of the job under way. */
static void higher_roles_wait_as_priorities_without_interruption_do(void **state)
{
    (void)state;
    serve((service){"Cobham 1954, head of the line", "packet cores before sites, loads 0.3 and 0.4, exponential", 1000,
                    500, 0.4, 0.3, 1, "exponential: {mean: 1}", 0.7 / (0.7 * 0.3), 0.7 / 0.7, 0, 0},
          100);
    serve((service){"Cobham 1954, head of the line", "packet cores before sites, loads 0.2 and 0.4, constant", 1000,
                    500, 0.4, 0.2, 1, "constant: 1", 0.3 / (0.8 * 0.4), 0.3 / 0.8, 0, 0},
          100);
}

/* One engineer for N nodes that fail at rate a: busy N a B / (1 + N a B) of the time with B the sum over j of
 * C(N - 1, j) prod over i <= j of (1 - psi(i a)) / psi(i a), psi the transform of the repair; up = busy / (N a). */
static double one_repairman(uint32_t nodes, double rate)
{
    double sum = 0;
    double term = 1;
    for (uint32_t j = 0; j < nodes; ++j) {
        sum += term;
        term *= (nodes - 1.0 - j) / (j + 1.0) * (exp((j + 1) * rate) - 1);
    }
    double busy = nodes * rate * sum / (1 + nodes * rate * sum);
    return busy / (nodes * rate);
}

static void a_finite_source_waits_as_machine_interference_does(void **state)
{
    (void)state;
    serve((service){"machine interference, constant repairs (Ashcroft 1950; Takacs 1962)",
                    "5 nodes, failure rate 0.2, one engineer, constant repairs", 5, 2, 1, 0, 1, "constant: 1", 0, 0, 0,
                    one_repairman(5, 0.2)},
          200);
    serve((service){"closed form, renewal reward of independent nodes", "10 nodes, failure rate 0.1, lognormal repairs",
                    10, 2, 1, 0, 1000, "lognormal: {median: 0.60653066, p90: 2.18494}", 0, 0, pow(1 / 1.1, 10),
                    1 / 1.1},
          200);
}

/* ---- spares --------------------------------------------------------------------------------------------------------- */

/* A base stock of s spares, filled up after every failure: what is on order is Poisson whatever the law of the lead time
 * (Palm). Nodes without a spare are what is on order above s. */
static void spares(uint32_t base, double load)
{
    static watch it;
    static char texts[3][TEXT_SIZE];
    char what[128];
    hr_small_world small;
    hr_small_sets sets = hr_small_tiny();
    hr_sample short_of = {0};
    hr_sample filled = {0};
    double term = exp(-load);
    double below = 0;   /* P(on order < s) */
    double missing = 0; /* mean of what is on order above s */
    snprintf(texts[0], TEXT_SIZE,
             "threats={source: made up, faults: {background: {mean_hours_between_failures: {ran_site:"
             " %.12g}, bricking_probability: 1}}}",
             1000 * 10 / load);
    snprintf(texts[1], TEXT_SIZE, "ordinary_restoration.spares_share=%.6f", (base + 0.5) / 1000);
    hr_small_set(&sets, "network.generate.operators.blue.ran_sites=1000");
    hr_small_set(&sets, texts[0]);
    hr_small_set(&sets, texts[1]);
    hr_small_set(&sets, "ordinary_restoration.spares_lead_time_hours={gamma: {mean: 10, shape: 0.5}}");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 0}");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=1000");
    hr_small_set(&sets, "horizon_hours=2100");
    hr_small_world_make(&small, sets.list);
    for (uint32_t r = 0; r < scaled(100); ++r) {
        run_watched(&small, &it, HR_ROLE_RAN_SITE, 100, r);
        hr_sample_add(&short_of, it.node_hours / 2000);
        hr_sample_add(&filled, (double)it.returned_at_once / it.returned);
    }
    hr_small_world_free(&small);
    for (uint32_t k = 0; k < 200; ++k) {
        below += k < base ? term : 0;
        missing += k > base ? (k - base) * term : 0;
        term *= load / (k + 1);
    }
    snprintf(what, sizeof what, "base stock %u, %g on order, gamma lead times: nodes short of a spare", base, load);
    hr_figure_mean("Palm 1938; Feeney and Sherbrooke 1966", what, &short_of, missing);
    snprintf(what, sizeof what, "base stock %u, %g on order, gamma lead times: failures filled at once", base, load);
    hr_figure_mean("Palm 1938; Feeney and Sherbrooke 1966", what, &filled, below);
}

static void stocks_of_spares_run_short_as_palms_theorem_says(void **state)
{
    (void)state;
    hr_figure_section("Stocks of spares, whole replications");
    spares(3, 3);
    spares(1, 2);
}

/* ---- waves ---------------------------------------------------------------------------------------------------------- */

/* Nine sites and their management plane fall at once; five crews, exponential repairs: the k-th node is back after k
 * independent exponential times of means 1 / min(5, left). */
static void the_kth_node_of_a_wave_is_back_in_its_time(void **state)
{
    (void)state;
    enum { NODES = 10, CREWS = 5 };
    static watch it;
    static char staff[TEXT_SIZE];
    hr_small_world small;
    hr_small_sets sets = hr_small_tiny();
    hr_sample times[NODES] = {{0}};
    double mean = 0;
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 1}", "1", HR_SMALL_BRICKS));
    hr_small_set(&sets, "network.generate.operators.blue.ran_sites=9");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={exponential: {mean: 1}}");
    hr_small_world_make(&small, sets.list);
    snprintf(staff, TEXT_SIZE, "ordinary_restoration.crews_per_thousand_nodes=%.6f",
             1000.0 * CREWS / small.world.order.operator_nodes[BLUE]);
    hr_small_world_free(&small);
    hr_small_set(&sets, staff);
    hr_small_world_make(&small, sets.list);
    for (uint32_t r = 0; r < scaled(4000); ++r) {
        run_watched(&small, &it, HR_ROLE_COUNT, 0, r);
        assert_int_equal(it.restored, NODES);
        for (uint32_t k = 0; k < NODES; ++k) {
            hr_sample_add(&times[k], it.restored_at[k] - 1); /* the attack strikes at 1 h */
        }
    }
    hr_small_world_free(&small);
    hr_figure_section("Restoration of a wave by field crews, whole replications");
    for (uint32_t k = 0; k < NODES; ++k) {
        char what[96];
        mean += 1.0 / (NODES - k < CREWS ? NODES - k : CREWS);
        snprintf(what, sizeof what, "10 nodes, 5 crews: hours until node %u is back", k + 1);
        hr_figure_mean("order statistics by exponential spacings (Renyi 1953)", what, &times[k], mean);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(engineers_serve_as_queueing_theory_says),
        cmocka_unit_test(higher_roles_wait_as_priorities_without_interruption_do),
        cmocka_unit_test(a_finite_source_waits_as_machine_interference_does),
        cmocka_unit_test(stocks_of_spares_run_short_as_palms_theorem_says),
        cmocka_unit_test(the_kth_node_of_a_wave_is_back_in_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
