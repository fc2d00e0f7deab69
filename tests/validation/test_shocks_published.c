/* Shocks that hit several nodes at once, against published models of common causes: Marshall and Olkin's pair, the
 * binomial failure rate, multiple Greek letters; the race of an exploit against its patch.
 *
 * Whole replications on the small nation, without repairs or with quick ones. Fixed seeds; a figure fails beyond 4.5
 * standard errors.
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

enum { BLUE = 1, TEXT_SIZE = 1000 };

static uint32_t scaled(uint32_t replications)
{
    return 200 + hr_test_scaled(replications);
}

static bool is_fall(const hr_told *told)
{
    return told->kind == HR_TOLD_NODE_FAILED || told->kind == HR_TOLD_NODE_BROKEN ||
           told->kind == HR_TOLD_NODE_DISABLED || told->kind == HR_TOLD_NODE_BRICKED || told->kind == HR_TOLD_NODE_HELD;
}

/* ---- Marshall and Olkin --------------------------------------------------------------------------------------------- */

/* When blue's subscriber database and voice core fall. */
typedef struct {
    double fell[2];
} pair;

static void watch_pair(void *context, const hr_replication *r, const hr_told *told)
{
    pair *it = context;
    const hr_network *network = &r->world->network;
    if (is_fall(told) && network->operator_id[told->node] == BLUE) {
        hr_role role = network->role[told->node];
        if (role == HR_ROLE_SUBSCRIBER_DB || role == HR_ROLE_VOICE_CORE) {
            double *fell = &it->fell[role == HR_ROLE_VOICE_CORE];
            *fell = fmin(*fell, told->time_hours);
        }
    }
}

/* Each falls by itself, at rates 0.01 and 0.02, and both by a campaign that strikes after an exponential time, at rate
 * 0.005; nobody repairs. */
static void a_pair_with_a_shared_shock_lives_as_marshall_and_olkin_say(void **state)
{
    (void)state;
#define MARSHALL "Marshall and Olkin 1967; closed form"
    hr_small_sets sets = hr_small_tiny();
    hr_small_world small;
    hr_sample parallel = {0};
    hr_sample series = {0};
    uint32_t count = scaled(8000);
    uint32_t both = 0;
    uint32_t up = 0;
    hr_small_set(&sets,
                 "assignment.mixes.blue={ran_site: {carol: 1}, packet_core: {carol: 1}, internet_gateway: {carol: 1},"
                 " subscriber_db: {alpha: 1}, voice_core: {alpha: 1}}");
    hr_small_set(&sets, "network.generate.operators.blue.functions.voice_core={instances: 1}");
    hr_small_set(
        &sets,
        "threats={shared: {compulsion: {source: made up, state: AA, order_hours: {exponential: {mean: 200}},"
        " compliance_probability: 1, compliance_correlation: 0, preparation_hours: {constant: 0}, latent:"
        " {implanted_share: 1}, trigger: {after_order_hours: {constant: 0}},"
        " sabotage: {activation_probability: 1, bricking_probability: 1}}},"
        " alone: {background: {source: made up, mean_hours_between_failures: {subscriber_db: 100, voice_core: 50},"
        " bricking_probability: 1}}}");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 1e6}");
    hr_small_set(&sets, "cases.none={base: one}");
    hr_small_set(&sets, "horizon_hours=4000");
    hr_small_world_make(&small, sets.list);
    small.replication.teller = watch_pair;
    for (uint32_t r = 0; r < count; ++r) {
        pair it = {{INFINITY, INFINITY}};
        small.replication.teller_context = &it;
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        double last = fmax(it.fell[0], it.fell[1]);
        assert_true(isfinite(last));
        hr_sample_add(&parallel, last);
        hr_sample_add(&series, fmin(it.fell[0], it.fell[1]));
        both += it.fell[0] >= last && it.fell[1] >= last;
        up += last > 30;
    }
    hr_small_world_free(&small);
    hr_figure_section("Shocks that hit several nodes, whole replications");
    hr_figure_mean(MARSHALL, "pair, rates 0.01, 0.02, shared 0.005: mean life in parallel", &parallel, 78.0952380952);
    hr_figure_mean(MARSHALL, "pair, rates 0.01, 0.02, shared 0.005: mean life in series", &series, 28.5714285714);
    hr_figure_share(MARSHALL, "pair, rates 0.01, 0.02, shared 0.005: both at once", both, count, 1.0 / 7);
    hr_figure_share(MARSHALL, "pair, rates 0.01, 0.02, shared 0.005: parallel up at 30 h", up, count, 0.7600569553);
}

/* ---- binomial failure rate ------------------------------------------------------------------------------------------ */

enum { UNITS = 4 };

typedef struct {
    double hours;
    uint32_t fell; /* of blue's packet cores, at that time */
    uint32_t events[UNITS + 1];
} multiplicities;

static void close_moment(multiplicities *it)
{
    assert_true(it->fell <= UNITS);
    it->events[it->fell] += 1;
    it->fell = 0;
}

static void watch_multiplicities(void *context, const hr_replication *r, const hr_told *told)
{
    multiplicities *it = context;
    const hr_network *network = &r->world->network;
    if (is_fall(told) && network->operator_id[told->node] == BLUE && network->role[told->node] == HR_ROLE_PACKET_CORE) {
        if (told->time_hours > it->hours) {
            close_moment(it);
            it->hours = told->time_hours;
        }
        ++it->fell;
    }
}

/* Shocks come at a rate, and each of four units falls with a probability: events of k units at the rate
 * shock C(4, k) p^k (1 - p)^(4 - k). Repairs are quick. */
static void shocks_fell_binomially_many_units(void **state)
{
    (void)state;
    const double shock = 100 / 8766.0; /* an hour */
    const double p = 0.4;
    static const double ways[UNITS + 1] = {1, 4, 6, 4, 1};
    hr_small_sets sets = hr_small_tiny();
    hr_small_world small;
    hr_sample events[UNITS + 1] = {{0}};
    hr_small_set(&sets, "network.generate.operators.blue.functions.packet_core={instances: 4}");
    hr_small_set(&sets,
                 "threats={together: {common_mode: {source: made up, failures: [{per_year: 100}], roles: [packet_core],"
                 " operators: [blue], reach: operator, affected_probability: 0.4, fix_hours: 0}}}");
    hr_small_set(&sets, "ordinary_restoration.remote_restore_hours={constant: 1e-6}");
    hr_small_set(&sets, "ordinary_restoration.engineers_per_million_users=1000");
    hr_small_set(&sets, "cases.none={base: one}");
    hr_small_set(&sets, "horizon_hours=20000");
    hr_small_world_make(&small, sets.list);
    small.replication.teller = watch_multiplicities;
    for (uint32_t r = 0; r < scaled(400); ++r) {
        multiplicities it = {.hours = 0};
        small.replication.teller_context = &it;
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        close_moment(&it);
        for (int k = 1; k <= UNITS; ++k) {
            hr_sample_add(&events[k], it.events[k] / 20000.0);
        }
    }
    hr_small_world_free(&small);
    for (int k = 1; k <= UNITS; ++k) {
        char what[96];
        snprintf(what, sizeof what, "binomial failure rate, four units, p = 0.4: events of %d an hour", k);
        hr_figure_mean("binomial failure rate (Vesely 1977; Atwood 1986)", what, &events[k],
                       shock * ways[k] * pow(p, k) * pow(1 - p, UNITS - k));
    }
}

/* ---- multiple Greek letters ----------------------------------------------------------------------------------------- */

enum { RELAYS = 3, CAUSES = 7 };

/* Relays that each cause takes down: single ones, pairs, all. */
static const uint32_t HITS[CAUSES] = {1, 2, 4, 3, 5, 6, 7};

static double share_down(const double *probability, uint32_t relays_down, bool of_first)
{
    double sum = 0;
    for (uint32_t happens = 0; happens < 1u << CAUSES; ++happens) {
        double weight = 1;
        uint32_t down = 0;
        for (uint32_t c = 0; c < CAUSES; ++c) {
            weight *= happens >> c & 1 ? probability[c] : 1 - probability[c];
            down |= happens >> c & 1 ? HITS[c] : 0;
        }
        sum += of_first ? weight * (down & 1) : weight * ((uint32_t)__builtin_popcount(down) >= relays_down);
    }
    return sum;
}

#define CAUSE(name, probability)                                                                                       \
    name ": " HR_SMALL_STATE_CAMPAIGN(                                                                                 \
        name, "order: {probability: " probability ", holds: per_state},"                                               \
              " latent: {implanted_share: 1}, " HR_SMALL_TRIGGER("1") ", sabotage: " HR_SMALL_STRIKES)

/* Q = 0.2, beta = 0.5, gamma = 0.4: each relay by itself with (1 - beta) Q, each pair with beta (1 - gamma) Q / 2, all
 * three with beta gamma Q. Relays are of three vendors; causes are states to which one, two or all of them answer. */
static void relays_fall_as_multiple_greek_letters_say(void **state)
{
    (void)state;
    static const double probability[CAUSES] = {0.1, 0.1, 0.1, 0.03, 0.03, 0.03, 0.04};
    hr_small_sets sets = hr_small_tiny();
    hr_small_world small;
    uint32_t count = scaled(20000);
    uint32_t fallen[RELAYS + 1] = {0};
    hr_sample one = {0};
    hr_small_set(&sets, "states=[AA, BB, CC, S1, S2, S3, P12, P13, P23, ALL]");
    hr_small_set(&sets, "vendors.alpha={exposure: {S1: 1, P12: 1, P13: 1, ALL: 1}}");
    hr_small_set(&sets, "vendors.again={exposure: {S2: 1, P12: 1, P23: 1, ALL: 1}}");
    hr_small_set(&sets, "vendors.bravo={exposure: {S3: 1, P13: 1, P23: 1, ALL: 1}}");
    hr_small_set(&sets, "network.generate.operators.blue.ran_sites=3");
    hr_small_set(&sets, "assignment.mixes.blue.ran_site={alpha: 0.34, again: 0.33, bravo: rest}");
    hr_small_set(&sets,
                 "threats={" CAUSE("S1", "0.1") ", " CAUSE("S2", "0.1") ", " CAUSE("S3", "0.1") ", " CAUSE(
                     "P12", "0.03") ", " CAUSE("P13", "0.03") ", " CAUSE("P23", "0.03") ", " CAUSE("ALL", "0.04") "}");
    hr_small_set(&sets, "cases.none={base: one}");
    hr_small_set(&sets, "ordinary_restoration.diagnosis_hours={constant: 1e6}");
    hr_small_set(&sets, "horizon_hours=2");
    hr_small_world_make(&small, sets.list);
    const hr_network *network = &small.world.network;
    for (uint32_t r = 0; r < count; ++r) {
        uint32_t down = 0;
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        for (uint32_t n = 0; n < network->node_count; ++n) {
            down += network->operator_id[n] == BLUE && network->role[n] == HR_ROLE_RAN_SITE &&
                    (small.replication.state[n] & HR_NODE_OUT) != 0;
        }
        ++fallen[down];
        hr_sample_add(&one, down / 3.0);
    }
    hr_small_world_free(&small);
#define GREEK "multiple Greek letters (Fleming and Kalinowski 1983), causes independent"
    hr_figure_share(GREEK, "Q = 0.2, beta = 0.5, gamma = 0.4: two of three relays fall", fallen[2] + fallen[3], count,
                    share_down(probability, 2, false));
    hr_figure_share(GREEK, "Q = 0.2, beta = 0.5, gamma = 0.4: all three relays fall", fallen[3], count,
                    share_down(probability, 3, false));
    hr_figure_mean(GREEK, "Q = 0.2, beta = 0.5, gamma = 0.4: one relay falls", &one, share_down(probability, 0, true));
}

/* ---- races ---------------------------------------------------------------------------------------------------------- */

static void count_falls(void *context, const hr_replication *r, const hr_told *told)
{
    uint32_t *falls = context;
    const hr_network *network = &r->world->network;
    *falls += is_fall(told) && network->operator_id[told->node] == BLUE &&
              network->role[told->node] == HR_ROLE_SUBSCRIBER_DB;
}

/* Flaws appear at rate m in one product with one node; the exploit comes after an exponential time of rate a, the patch of
 * rate b: within H hours m a / (a + b) (H - (1 - exp(-(a + b) H)) / (a + b)) exploits are in time. */
static void exploits_outrun_patches_as_competing_risks_do(void **state)
{
    (void)state;
    const double a = 1.0 / 30;
    const double b = 1.0 / 70;
    const double hours = 2000;
    const double rate = 50 / 8766.0;
    hr_small_sets sets = hr_small_tiny();
    hr_small_world small;
    hr_sample exploited = {0};
    hr_small_set(&sets, "threats={intruder: {exploitation: {source: made up, vulnerabilities: [{roles: [subscriber_db],"
                        " vendors: [carol], per_year: 50}], exploit_hours: {exponential: {mean: 30}},"
                        " patch_hours: {exponential: {mean: 70}}, patch_window_hours: 0, success_probability: 1,"
                        " disable: {bricking_probability: 0}}}}");
    hr_small_set(&sets, "ordinary_restoration.remote_restore_hours={constant: 1e-6}");
    hr_small_set(&sets, "ordinary_restoration.out_of_band_share={subscriber_db: 1}");
    hr_small_set(&sets, "ordinary_restoration.engineers_per_million_users=1000");
    hr_small_set(&sets, "cases.none={base: one}");
    hr_small_set(&sets, "horizon_hours=2000");
    hr_small_only(&sets, "restoration");
    hr_small_world_make(&small, sets.list);
    small.replication.teller = count_falls;
    for (uint32_t r = 0; r < scaled(2000); ++r) {
        uint32_t falls = 0;
        small.replication.teller_context = &falls;
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        hr_sample_add(&exploited, falls);
    }
    hr_small_world_free(&small);
    hr_figure_section("Races of exploits against patches, whole replications");
    hr_figure_mean("competing exponential risks, closed form by hand",
                   "exploits of mean 30 h, patches of 70 h: in time in 2,000 h", &exploited,
                   rate * a / (a + b) * (hours - (1 - exp(-(a + b) * hours)) / (a + b)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_with_a_shared_shock_lives_as_marshall_and_olkin_say),
        cmocka_unit_test(shocks_fell_binomially_many_units),
        cmocka_unit_test(relays_fall_as_multiple_greek_letters_say),
        cmocka_unit_test(exploits_outrun_patches_as_competing_risks_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
