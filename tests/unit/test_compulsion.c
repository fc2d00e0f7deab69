/* Campaigns of states, rule by rule, on a nation small enough to know what must come out (MODEL 6.1, 1.3).
 *
 * Alpha, of state AA, has blue's ten sites and the management plane there: eleven nodes. In tests with a second vendor
 * it has red's ten sites and one management plane.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/small_world.h"

enum { ALPHA, AGAIN, BRAVO, CAROL };
enum { ESTATE = 11, SITES = 10, LOG_MAX = 64 };

static hr_small_world small;
static hr_small_sets sets;

/* What an observer saw: each change of the number of disabled nodes. */
typedef struct {
    double hours[LOG_MAX];
    uint32_t disabled[LOG_MAX];
    uint32_t count;
} strike_log;

static strike_log strikes;

static int begin_sets(void **state)
{
    (void)state;
    sets = hr_small_tiny();
    return 0;
}

#define CAMPAIGN HR_SMALL_STATE_CAMPAIGN
#define ONLY_CAMPAIGN HR_SMALL_ONLY_CAMPAIGN
#define ALL_LATENT "latent: {implanted_share: 1}"
#define STRIKES "sabotage: " HR_SMALL_STRIKES
#define AT HR_SMALL_TRIGGER

static void only(const char *names)
{
    hr_small_only(&sets, names);
}

static void look(void *context, const hr_replication *r, const hr_event *event)
{
    strike_log *log = context;
    uint32_t before = log->count > 0 ? log->disabled[log->count - 1] : 0;
    if (r->counts.disabled != before && log->count < LOG_MAX) {
        log->hours[log->count] = event->time;
        log->disabled[log->count++] = r->counts.disabled;
    }
}

static void make(void)
{
    hr_small_world_make(&small, sets.list);
    small.replication.observer = look;
    small.replication.observer_context = &strikes;
}

static const hr_counts *run(bool is_mitigated, uint32_t number)
{
    strikes.count = 0;
    hr_small_world_run(&small, HR_SMALL_ONE, is_mitigated, number);
    return &small.replication.counts;
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected)))) {
        fail_msg("%.17g is not near %.17g", value, expected);
    }
}

/* A share of so many trials is within 4.5 standard errors of a probability. */
static void is_frequency(uint32_t hits, uint32_t trials, double probability)
{
    double error = sqrt(probability * (1 - probability) / trials);
    if (!(fabs((double)hits / trials - probability) <= 4.5 * error)) {
        fail_msg("%u of %u is not %g", hits, trials, probability);
    }
}

/* ---- withdrawal ------------------------------------------------------------------------------------------------- */

/* Bravo, for BB, bricks blue's sites, made by alpha, at 5. Alpha withdraws for AA, ready at 10. */
static double restored_when_alpha_withdraws(const char *withdrawal)
{
    sets = hr_small_tiny();
    only("");
    hr_small_set(&sets, "assignment.management=[{by: bravo, share: 1, roles: [ran_site], operators: [blue]}]");
    hr_small_set(&sets, "threats={third: " CAMPAIGN(
                            "BB", "remote_access: {delay_hours: {constant: 1}, success_probability: 1}, " AT(
                                      "5") ", sabotage: " HR_SMALL_BRICKS) ", campaign: {}}");
    hr_small_set(&sets, withdrawal);
    hr_small_set(&sets, "ordinary_restoration.spares_share=0");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=1000");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 1}");
    hr_small_set(&sets, "ordinary_restoration.spares_lead_time_hours={constant: 200}");
    hr_small_set(&sets, "ordinary_restoration.replacement_lead_time_hours={constant: 900}");
    make();
    assert_int_equal(run(false, 0)->bricked, SITES);
    assert_int_equal(strikes.count, 1); /* a withdrawal disables nothing */
    assert_true(isnan(small.replication.counts.first_discovery_hours));
    assert_false(hr_replication_has_support(&small.replication, ALPHA));
    assert_false(hr_replication_has_support(&small.replication, BRAVO)); /* it struck */
    assert_false(hr_replication_has_support(&small.replication, AGAIN)); /* AA orders it too */
    assert_true(hr_replication_has_support(&small.replication, CAROL));
    double after = small.replication.metrics.restored_after_hours[HR_RESTORED_COUNT - 1];
    hr_small_world_free(&small);
    return after;
}

#define WITHDRAWS(hours)                                                                                               \
    "threats.campaign={compulsion: {source: made up, state: AA, order_hours: 0, compliance_probability: 1,"            \
    " compliance_correlation: 0, preparation_hours: {constant: 10}, withdrawal: {delay_hours: {constant: " hours       \
    "}}}}"

static void a_vendor_that_withdraws_delivers_nothing_from_then_on(void **state)
{
    (void)state;
    near(restored_when_alpha_withdraws(WITHDRAWS("40")), 45 + 900 + 1); /* at 50, before the delivery at 205 */
    near(restored_when_alpha_withdraws(WITHDRAWS("300")), 200 + 1);
}

/* Alpha has nine of blue's sites and another vendor the tenth; a contract brings equipment in 100 hours. */
static double replaced_with(const char *mix)
{
    sets = hr_small_tiny();
    only("restoration");
    hr_small_set(&sets, mix);
    hr_small_set(&sets, ONLY_CAMPAIGN(ALL_LATENT ", withdrawal: {delay_hours: {constant: 0}}, " AT(
                            "5") ", sabotage: " HR_SMALL_BRICKS));
    hr_small_set(&sets, "vendors.again={exposure: {AA: 0.0001}}"); /* never complies, but could */
    hr_small_set(&sets, "ordinary_restoration.spares_share=0");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=1000");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 1}");
    hr_small_set(&sets, "ordinary_restoration.replacement_lead_time_hours={constant: 900}");
    hr_small_set(&sets, "mitigations.restoration.contract_lead_time_hours={constant: 100}");
    make();
    run(true, 0);
    double after = small.replication.metrics.restored_after_hours[HR_RESTORED_COUNT - 1];
    hr_small_world_free(&small);
    return after;
}

static void a_vendor_within_reach_of_the_withdrawing_state_is_no_trusted_replacement(void **state)
{
    (void)state;
    near(replaced_with("assignment.mixes.blue.ran_site={alpha: 0.9, bravo: rest}"), 101);
    near(replaced_with("assignment.mixes.blue.ran_site={alpha: 0.9, again: rest}"), 901);
}

/* ---- triggers --------------------------------------------------------------------------------------------------- */

#define RED_SITES_OF_AGAIN "assignment.mixes.red.ran_site={again: 1}"

static void vendor_by_vendor_each_strikes_after_a_delay_of_its_own(void **state)
{
    (void)state;
    uint32_t first_is_alpha = 0;
    only("");
    hr_small_set(&sets, RED_SITES_OF_AGAIN);
    hr_small_set(&sets,
                 ONLY_CAMPAIGN(ALL_LATENT ", trigger: {after_order_hours: {constant: 100}, mode: vendor_by_vendor,"
                                          " vendor_delay_hours: {uniform: [0, 50]}}, " STRIKES));
    make();
    for (uint32_t r = 0; r < 40; ++r) {
        assert_int_equal(run(false, r)->disabled, 2 * ESTATE);
        assert_int_equal(strikes.count, 2);
        assert_int_equal(strikes.disabled[0], ESTATE);
        assert_true(strikes.hours[0] >= 100 && strikes.hours[1] <= 150);
        double alpha = 100 + 50 * hr_replication_uniform(&small.replication, HR_PURPOSE_VENDOR_DELAY, ALPHA, 0);
        double again = 100 + 50 * hr_replication_uniform(&small.replication, HR_PURPOSE_VENDOR_DELAY, AGAIN, 0);
        near(strikes.hours[0], fmin(alpha, again));
        near(strikes.hours[1], fmax(alpha, again));
        first_is_alpha += alpha < again;
    }
    assert_in_range(first_is_alpha, 8, 32);
    hr_small_world_free(&small);
}

static void a_vendor_s_implants_that_come_after_its_strike_never_act(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, ONLY_CAMPAIGN("update: {rollout_window_hours: 200, implant_probability: 1}, trigger: "
                                      "{after_order_hours: {constant: 100}, after_discovery_hours: {constant: 1},"
                                      " mode: vendor_by_vendor, vendor_delay_hours: {constant: 0},"
                                      " discovery_triggers: vendor}, " STRIKES));
    make();
    for (uint32_t r = 0; r < 20; ++r) {
        const hr_counts *counts = run(false, r);
        assert_int_equal(counts->disabled, counts->implanted);
        assert_int_equal(counts->triggered, counts->implanted);
        assert_true(counts->implanted < ESTATE);
    }
    hr_small_world_free(&small);
}

#define ON_DISCOVERY(rest)                                                                                             \
    ONLY_CAMPAIGN(ALL_LATENT ", trigger: {after_discovery_hours: {constant: 7}" rest "}, " STRIKES)

/* Strikes of alpha and again when monitoring finds something now and then. */
static void discover_and_strike(const char *campaign)
{
    sets = hr_small_tiny();
    only("monitoring");
    hr_small_set(&sets, RED_SITES_OF_AGAIN);
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=0.01");
    hr_small_set(&sets, campaign);
    make();
}

static void a_discovery_triggers_that_vendor_alone_or_all_as_the_scenario_says(void **state)
{
    (void)state;
    discover_and_strike(ON_DISCOVERY(", mode: vendor_by_vendor, discovery_triggers: vendor"));
    run(true, 1);
    double found = small.replication.counts.first_discovery_hours;
    assert_int_equal(strikes.count, 2);
    assert_int_equal(strikes.disabled[0], ESTATE);
    near(strikes.hours[0], found + 7);
    assert_true(strikes.hours[1] > found + 7); /* when something of the other is found too */
    hr_small_world_free(&small);
    discover_and_strike(ON_DISCOVERY(", mode: vendor_by_vendor, discovery_triggers: all"));
    run(true, 1);
    assert_true(small.replication.counts.first_discovery_hours == found);
    assert_int_equal(strikes.count, 1);
    assert_int_equal(strikes.disabled[0], 2 * ESTATE);
    near(strikes.hours[0], found + 7);
    hr_small_world_free(&small);
    discover_and_strike(ON_DISCOVERY(""));
    run(true, 1);
    assert_int_equal(strikes.count, 1);
    near(strikes.hours[0], found + 7);
    hr_small_world_free(&small);
}

/* ---- discovery and isolation ------------------------------------------------------------------------------------ */

/* Monitoring that finds nothing latent, and isolation without a floor ten hours after a discovery. */
static void isolate_after_strikes(const char *scope)
{
    only("monitoring isolation");
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=0");
    hr_small_set(&sets, "mitigations.isolation.attribution_hours={constant: 10}");
    hr_small_set(&sets, "mitigations.isolation.roles=[ran_site, cabinet, exchange, aggregation, oss]");
    hr_small_set(&sets, "mitigations.isolation.floor_share=0");
    hr_small_set(&sets, scope);
}

/* In a replication in which alpha strikes first: nodes disabled and isolated. */
static hr_counts struck_vendor_by_vendor(const char *scope, const char *monitoring)
{
    sets = hr_small_tiny();
    isolate_after_strikes(scope);
    hr_small_set(&sets, RED_SITES_OF_AGAIN);
    hr_small_set(&sets, monitoring);
    hr_small_set(&sets, ONLY_CAMPAIGN(ALL_LATENT ", trigger: {after_order_hours: {constant: 5}, mode: vendor_by_vendor,"
                                                 " vendor_delay_hours: {uniform: [0, 1000]}}, " STRIKES));
    make();
    hr_counts counts = *run(true, 0);
    assert_true(strikes.count < 2 || strikes.hours[1] > strikes.hours[0] + 20);
    hr_small_world_free(&small);
    return counts;
}

static void the_strike_of_one_vendor_is_a_discovery_that_may_save_the_others(void **state)
{
    (void)state;
    const char *state_scope = "mitigations.isolation.scope=state";
    hr_counts saved = struck_vendor_by_vendor(state_scope, "mitigations.monitoring.on=true");
    assert_int_equal(saved.disabled, ESTATE);
    assert_int_equal(saved.isolated, ESTATE);        /* what has struck is not isolated, though of the state */
    assert_true(isnan(saved.first_discovery_hours)); /* of a vendor that had not struck */
    hr_counts blind = struck_vendor_by_vendor(state_scope, "mitigations.monitoring.on=false");
    assert_int_equal(blind.disabled, 2 * ESTATE);
    assert_int_equal(blind.isolated, 0);
    hr_counts narrow = struck_vendor_by_vendor("mitigations.isolation.scope=vendor", "mitigations.monitoring.on=true");
    assert_int_equal(narrow.disabled, 2 * ESTATE);
    assert_int_equal(narrow.isolated, 0);
}

static void nobody_isolates_when_everything_has_struck(void **state)
{
    (void)state;
    isolate_after_strikes("mitigations.isolation.scope=state");
    hr_small_set(&sets, RED_SITES_OF_AGAIN);
    hr_small_set(&sets, ONLY_CAMPAIGN(ALL_LATENT ", " AT("5") ", sabotage: {activation_probability: 0.5,"
                                                              " bricking_probability: 0}"));
    make();
    for (uint32_t r = 0; r < 10; ++r) {
        const hr_counts *counts = run(true, r);
        assert_int_equal(counts->triggered, 2 * ESTATE);
        assert_true(counts->disabled > 0 && counts->disabled < 2 * ESTATE); /* the others' implants are spent */
        assert_int_equal(counts->isolated, 0);
    }
    hr_small_world_free(&small);
}

static void isolation_goes_on_while_another_campaign_can_still_act(void **state)
{
    (void)state;
    isolate_after_strikes("mitigations.isolation.scope=vendor");
    hr_small_set(&sets, "assignment.mixes.red.ran_site={bravo: 1}");
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=0.1"); /* of eleven implants: soon */
    hr_small_set(&sets,
                 "threats={campaign: " CAMPAIGN("AA", ALL_LATENT ", " AT("0.001") ", " STRIKES) ", third: " CAMPAIGN(
                     "BB", ALL_LATENT ", " AT("400") ", " STRIKES) "}");
    make();
    const hr_counts *counts = run(true, 0);
    assert_int_equal(counts->disabled, ESTATE); /* alpha's, for AA */
    assert_int_equal(counts->isolated, ESTATE); /* bravo's, before BB strikes */
    assert_int_equal(run(false, 0)->disabled, 2 * ESTATE);
    hr_small_world_free(&small);
}

static void a_suspect_that_is_down_already_is_cleaned_before_it_returns(void **state)
{
    (void)state;
    uint32_t failed = 0;
    isolate_after_strikes("mitigations.isolation.scope=vendor");
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=10");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=1000");
    hr_small_set(&sets, "ordinary_restoration.engineers_per_million_users=1000");
    hr_small_set(&sets, "ordinary_restoration.remote_restore_hours={constant: 20}");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 20}");
    hr_small_set(
        &sets,
        "threats={campaign: " CAMPAIGN(
            "AA",
            ALL_LATENT ", " AT(
                "400") ", " STRIKES) ", faults: {background:"
                                     " {source: made up, mean_hours_between_failures: {ran_site: 20}, bricking_probability: 0}}}");
    make();
    for (uint32_t r = 0; r < 20; ++r) { /* a site in three is down when isolation begins after ten hours */
        const hr_counts *counts = run(true, r);
        assert_int_equal(counts->triggered, 0);
        failed += counts->isolated < ESTATE;
    }
    assert_true(failed > 10);
    hr_small_world_free(&small);
}

/* ---- several campaigns ------------------------------------------------------------------------------------------ */

/* Both states can order alpha. AA's implants are there from the start and strike at 50; BB's come at 100 and strike
 * at 400. */
static void two_states_over_alpha(void)
{
    hr_small_set(&sets, "vendors.alpha={exposure: {AA: 1, BB: 1}}");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 1}");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=1000");
    hr_small_set(
        &sets,
        "threats={campaign: " CAMPAIGN(
            "AA",
            ALL_LATENT ", " AT(
                "50") ", " STRIKES) ", third: {compulsion:"
                                    " {source: made up, state: BB, order_hours: 0, compliance_probability: 1,"
                                    " compliance_correlation: 0, preparation_hours: {constant: 100}, update: {rollout_window_hours:"
                                    " 0.001, implant_probability: 1}, " AT("400") ", " STRIKES "}}}");
}

static void two_states_may_order_one_vendor(void **state)
{
    (void)state;
    only("");
    two_states_over_alpha();
    make();
    const hr_counts *counts = run(false, 0);
    assert_int_equal(counts->implanted, ESTATE); /* nodes, each once */
    assert_int_equal(counts->disabled, 2 * ESTATE);
    assert_int_equal(strikes.count, 2);
    near(strikes.hours[0], 50);
    near(strikes.hours[1], 400);
    hr_small_world_free(&small);
}

static void a_discovery_of_one_campaign_shuts_the_vendor_s_channels_for_both(void **state)
{
    (void)state;
    isolate_after_strikes("mitigations.isolation.scope=vendor");
    hr_small_set(&sets, "mitigations.isolation.floor_share=1"); /* nobody isolates; channels are shut all the same */
    hr_small_set(&sets, "overlap.ran_site.overlap_share=0");
    hr_small_set(&sets, "mitigations.isolation.roles=[ran_site]");
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=10");
    two_states_over_alpha();
    make();
    const hr_counts *counts = run(true, 0); /* found at once, shut some ten hours later, before BB's release at 100 */
    assert_int_equal(counts->disabled, ESTATE);
    assert_int_equal(strikes.count, 1);
    near(strikes.hours[0], 50);
    hr_small_world_free(&small);
}

static void releases_of_two_campaigns_are_tested_independently(void **state)
{
    (void)state;
    enum { TRIALS = 1000 };
    uint32_t both = 0;
    uint32_t neither = 0;
    only("testing");
    hr_small_set(&sets, "vendors.alpha={exposure: {AA: 1, BB: 1}}");
    hr_small_set(&sets, "mitigations.testing.detection_probability=0.5");
    hr_small_set(&sets, "mitigations.testing.evaluation_hours={constant: 1}");
    hr_small_set(&sets, "horizon_hours=60");
    hr_small_set(&sets,
                 "threats={campaign: " CAMPAIGN(
                     "AA", "update: {rollout_window_hours: 0.001, implant_probability: 1}, " AT(
                               "10") ", " STRIKES) ", third: " CAMPAIGN("BB", "update: {rollout_window_hours: 0.001,"
                                                                              " implant_probability: 1}, " AT(
                                                                                  "40") ", " STRIKES) "}");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=1000");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 100}"); /* what fell at 10 stays down */
    make();
    for (uint32_t r = 0; r < TRIALS; ++r) {
        run(true, r);
        neither += strikes.count == 0;
        both += small.replication.implants[0].count > 0 && small.replication.implants[1].count > 0;
    }
    is_frequency(both, TRIALS, 0.25);
    is_frequency(neither, TRIALS, 0.25);
    hr_small_world_free(&small);
}

/* ---- whether the order is given --------------------------------------------------------------------------------- */

#define ORDERED(who, order) CAMPAIGN(who, "order: " order ", withdrawal: {delay_hours: {constant: 0}}")

enum { ORDERS = 4000 };

/* How often alpha (of AA), bravo (of BB), either and both withdraw. */
static void order(const char *threats, bool has_bravo, uint32_t *alpha, uint32_t *bravo, uint32_t *either)
{
    sets = hr_small_tiny();
    only("");
    hr_small_set(&sets, "horizon_hours=1");
    if (has_bravo) {
        hr_small_set(&sets, "assignment.mixes.red.ran_site={bravo: 1}");
    }
    hr_small_set(&sets, threats);
    make();
    *alpha = 0;
    *bravo = 0;
    *either = 0;
    for (uint32_t r = 0; r < ORDERS; ++r) {
        run(false, r);
        bool is_alpha = !hr_replication_has_support(&small.replication, ALPHA);
        bool is_bravo = !hr_replication_has_support(&small.replication, BRAVO);
        *alpha += is_alpha;
        *bravo += is_bravo;
        *either += is_alpha || is_bravo;
    }
    hr_small_world_free(&small);
}

static void each_state_gives_its_order_by_itself(void **state)
{
    (void)state;
    uint32_t alpha;
    uint32_t bravo;
    uint32_t either;
    order("threats={campaign: " ORDERED("AA", "{probability: 0.3, holds: per_state}") ", third: " ORDERED(
              "BB", "{probability: 0.6, holds: per_state}") "}",
          true, &alpha, &bravo, &either);
    is_frequency(alpha, ORDERS, 0.3);
    is_frequency(bravo, ORDERS, 0.6);
    is_frequency(either, ORDERS, 1 - 0.7 * 0.4);
}

#define ANY_OF_TWO                                                                                                     \
    "threats={campaign: " ORDERED("AA", "{probability: 0.5, holds: any_state}") ", third: " ORDERED(                   \
        "BB", "{probability: 0.5, holds: any_state}") "}"

static void some_state_gives_its_order_with_the_probability_that_is_held(void **state)
{
    (void)state;
    uint32_t alpha;
    uint32_t bravo;
    uint32_t either;
    order(ANY_OF_TWO, true, &alpha, &bravo, &either);
    is_frequency(either, ORDERS, 0.5);
    is_frequency(alpha, ORDERS, 1 - sqrt(0.5));
    is_frequency(bravo, ORDERS, 1 - sqrt(0.5));
}

static void a_state_without_a_vendor_in_the_case_takes_nothing_from_the_others(void **state)
{
    (void)state;
    uint32_t alpha;
    uint32_t bravo;
    uint32_t either;
    order(ANY_OF_TWO, false, &alpha, &bravo, &either);
    is_frequency(alpha, ORDERS, 0.5);
}

static void a_campaign_that_is_not_of_the_case_takes_nothing_from_the_others(void **state)
{
    (void)state;
    uint32_t acts = 0;
    only("");
    hr_small_set(&sets, "assignment.mixes.red.ran_site={bravo: 1}");
    hr_small_set(&sets, "horizon_hours=1");
    hr_small_set(&sets, ANY_OF_TWO);
    hr_small_set(&sets, "cases.one={threats: [campaign]}");
    make();
    for (uint32_t r = 0; r < ORDERS; ++r) {
        run(false, r);
        acts += !hr_replication_has_support(&small.replication, ALPHA);
        assert_true(hr_replication_has_support(&small.replication, BRAVO));
    }
    is_frequency(acts, ORDERS, 0.5);
    hr_small_world_free(&small);
}

static void campaigns_of_one_state_are_ordered_together(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, "vendors.bravo={jurisdiction: AA}");
    hr_small_set(&sets, "horizon_hours=20");
    hr_small_set(&sets,
                 "threats={campaign: " ORDERED("AA", "{probability: 0.5, holds: per_state}") ", second: " CAMPAIGN(
                     "AA", "order: {probability: 0.5, holds: per_state}, " ALL_LATENT ", " AT("5") ", " STRIKES) "}");
    make();
    uint32_t acts = 0;
    for (uint32_t r = 0; r < 200; ++r) {
        bool is_struck = run(false, r)->disabled > 0;
        assert_int_equal(is_struck, !hr_replication_has_support(&small.replication, ALPHA));
        acts += is_struck;
    }
    is_frequency(acts, 200, 0.5);
    hr_small_world_free(&small);
}

static void an_order_that_is_not_given_changes_nothing_else(void **state)
{
    (void)state;
    double always[20];
    only("");
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("0.8", "0", "latent: {implanted_share: 0.5}", "5", HR_SMALL_STRIKES));
    make();
    for (uint32_t r = 0; r < 20; ++r) {
        always[r] = hr_small_world_run(&small, HR_SMALL_ONE, false, r);
    }
    hr_small_world_free(&small);
    hr_small_set(&sets, "threats.campaign.compulsion.order={probability: 0.5, holds: any_state}");
    make();
    uint32_t given = 0;
    for (uint32_t r = 0; r < 20; ++r) {
        double lost = hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        assert_true(lost == 0 || lost == always[r]);
        given += lost > 0;
    }
    assert_in_range(given, 2, 18);
    hr_small_world_free(&small);
}

#define TEST(name) cmocka_unit_test_setup(name, begin_sets)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_vendor_that_withdraws_delivers_nothing_from_then_on),
        TEST(a_vendor_within_reach_of_the_withdrawing_state_is_no_trusted_replacement),
        TEST(vendor_by_vendor_each_strikes_after_a_delay_of_its_own),
        TEST(a_vendor_s_implants_that_come_after_its_strike_never_act),
        TEST(a_discovery_triggers_that_vendor_alone_or_all_as_the_scenario_says),
        TEST(the_strike_of_one_vendor_is_a_discovery_that_may_save_the_others),
        TEST(nobody_isolates_when_everything_has_struck),
        TEST(isolation_goes_on_while_another_campaign_can_still_act),
        TEST(a_suspect_that_is_down_already_is_cleaned_before_it_returns),
        TEST(two_states_may_order_one_vendor),
        TEST(a_discovery_of_one_campaign_shuts_the_vendor_s_channels_for_both),
        TEST(releases_of_two_campaigns_are_tested_independently),
        TEST(each_state_gives_its_order_by_itself),
        TEST(some_state_gives_its_order_with_the_probability_that_is_held),
        TEST(a_state_without_a_vendor_in_the_case_takes_nothing_from_the_others),
        TEST(a_campaign_that_is_not_of_the_case_takes_nothing_from_the_others),
        TEST(campaigns_of_one_state_are_ordered_together),
        TEST(an_order_that_is_not_given_changes_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
