/* Releases in stages: who is the canary, when the others follow, what stops them (MODEL 7.2).
 *
 * Alpha, of state AA, has blue's ten sites and the management plane there: eleven nodes. In tests with two operators it
 * has red's too. Its release goes out over 100 hours; the canary of 30 % is complete at 30, the wait lasts 50.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/small_world.h"

enum { RED, BLUE };
enum { ALPHA };
enum { ESTATE = 11, RUNS = 40, NODES_MAX = 400 };

static const double WINDOW = 100;
static const double SHARE = 0.3;
static const double WAIT = 50;
static const double END_OF_WAIT = 80; /* of a release that begins at 0 */

static hr_small_world small;
static hr_small_sets sets;
static double plain[NODES_MAX]; /* when each node would be implanted without stages */

static int begin_sets(void **state)
{
    (void)state;
    sets = hr_small_tiny();
    return 0;
}

#define RELEASE "update: {rollout_window_hours: 100, implant_probability: 1}"
#define STRIKES "sabotage: " HR_SMALL_STRIKES
#define LATE HR_SMALL_TRIGGER("1400")

/* With what else is on, a canary of 30 % and a wait of 50 hours; the stages alone are under test. */
static void make(const char *others, const char *campaign, const char *detection)
{
    hr_small_only(&sets, others);
    hr_small_set(&sets, campaign);
    hr_small_set(&sets, "mitigations.staged_rollout.canary_share=0.3");
    hr_small_set(&sets, "mitigations.staged_rollout.wait_hours={constant: 50}");
    hr_small_set(&sets, detection);
    hr_small_set(&sets, "under_test=[staged_rollout]");
    hr_small_world_make(&small, sets.list);
    assert_true(small.world.network.node_count <= NODES_MAX);
}

#define NEVER_FINDS "mitigations.staged_rollout.canary_detection_probability=0"
#define ALWAYS_FINDS "mitigations.staged_rollout.canary_detection_probability=1"

static const double *implant_hours(void)
{
    return small.replication.implants[0].hours;
}

/* Runs without stages, then with them. */
static const hr_counts *run(uint32_t number)
{
    hr_small_world_run(&small, HR_SMALL_ONE, false, number);
    memcpy(plain, implant_hours(), small.world.network.node_count * sizeof *plain);
    hr_small_world_run(&small, HR_SMALL_ONE, true, number);
    return &small.replication.counts;
}

static bool is_alphas(uint32_t node, uint32_t operator_id)
{
    return small.world.cases[0].vendor[node] == ALPHA && small.world.network.operator_id[node] == operator_id;
}

/* Nodes of an operator in the canary of a release that begins there at a time. */
static uint32_t canary_of(uint32_t operator_id, double begin)
{
    uint32_t count = 0;
    for (uint32_t n = 0; n < small.world.network.node_count; ++n) {
        count += is_alphas(n, operator_id) && plain[n] < begin + SHARE * WINDOW;
    }
    return count;
}

static uint32_t implanted_of(uint32_t operator_id)
{
    uint32_t count = 0;
    for (uint32_t n = 0; n < small.world.network.node_count; ++n) {
        count += is_alphas(n, operator_id) && isfinite(implant_hours()[n]);
    }
    return count;
}

static void near(double got, double expected)
{
    assert_true(fabs(got - expected) <= 1e-9 * fmax(1, fabs(expected)));
}

/* ---- when -------------------------------------------------------------------------------------------------------- */

static void the_others_follow_in_the_same_order_later_by_the_wait(void **state)
{
    (void)state;
    make("staged_rollout", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", " LATE ", " STRIKES), NEVER_FINDS);
    for (uint32_t r = 0; r < RUNS; ++r) {
        assert_int_equal(run(r)->implanted, ESTATE);
        for (uint32_t n = 0; n < small.world.network.node_count; ++n) {
            if (is_alphas(n, BLUE)) {
                near(implant_hours()[n], plain[n] + (plain[n] < SHARE * WINDOW ? 0 : WAIT));
            }
        }
    }
    hr_small_world_free(&small);
}

static void a_node_s_place_does_not_depend_on_the_case(void **state)
{
    (void)state;
    double here[NODES_MAX];
    hr_small_set(&sets, "cases.same={base: one, changes: [{to: alpha, share: 0.5, source: made up, roles: [ran_site],"
                        " operators: [red], from: [carol]}]}");
    make("staged_rollout", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", " LATE ", " STRIKES), NEVER_FINDS);
    for (uint32_t r = 0; r < RUNS; ++r) {
        run(r);
        memcpy(here, implant_hours(), small.world.network.node_count * sizeof *here);
        hr_small_world_run(&small, HR_SMALL_SAME, true, r);
        assert_true(small.replication.counts.implanted > ESTATE);
        for (uint32_t n = 0; n < small.world.network.node_count; ++n) {
            assert_true(!is_alphas(n, BLUE) || implant_hours()[n] == here[n]);
        }
    }
    hr_small_world_free(&small);
}

static void a_release_that_waits_at_the_trigger_is_too_late(void **state)
{
    (void)state;
    make("staged_rollout", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", " HR_SMALL_TRIGGER("79") ", " STRIKES), NEVER_FINDS);
    for (uint32_t r = 0; r < RUNS; ++r) {
        uint32_t disabled = run(r)->disabled;
        assert_int_equal(disabled, canary_of(BLUE, 0));
        assert_int_equal(implanted_of(BLUE), disabled); /* nobody goes on after a strike */
    }
    hr_small_world_free(&small);
}

/* ---- what stops it ----------------------------------------------------------------------------------------------- */

static void a_find_in_the_canary_at_the_end_of_the_wait_stops_the_rest(void **state)
{
    (void)state;
    uint32_t empty = 0;
    make("staged_rollout", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", " LATE ", " STRIKES), ALWAYS_FINDS);
    for (uint32_t r = 0; r < 4 * RUNS; ++r) {
        const hr_counts *counts = run(r);
        uint32_t canary = canary_of(BLUE, 0);
        if (canary > 0) {
            assert_int_equal(counts->implanted, canary);
            near(counts->first_discovery_hours, END_OF_WAIT);
        } else { /* nothing to find */
            assert_int_equal(counts->implanted, ESTATE);
            assert_true(isnan(counts->first_discovery_hours));
            ++empty;
        }
    }
    assert_in_range(empty, 0, 4 * RUNS / 10); /* 0.7^11 of them: 2 % */
    hr_small_world_free(&small);
}

static void nothing_is_found_where_the_release_implants_nothing(void **state)
{
    (void)state;
    make("staged_rollout",
         HR_SMALL_ONLY_CAMPAIGN("update: {rollout_window_hours: 100, implant_probability: 0}, " LATE ", " STRIKES),
         ALWAYS_FINDS);
    assert_true(isnan(run(0)->first_discovery_hours));
    hr_small_world_free(&small);
}

static void inspections_find_as_often_as_they_say(void **state)
{
    (void)state;
    uint32_t found = 0;
    uint32_t could = 0;
    make("staged_rollout", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", " LATE ", " STRIKES),
         "mitigations.staged_rollout.canary_detection_probability=0.4");
    for (uint32_t r = 0; r < 1000; ++r) {
        found += run(r)->first_discovery_hours > 0; /* false of not a number */
        could += canary_of(BLUE, 0) > 0;
    }
    assert_true(fabs(found - 0.4 * could) < 4.5 * sqrt(0.24 * could));
    hr_small_world_free(&small);
}

static void what_monitoring_finds_in_the_wait_stops_the_rest_before_it_is_attributed(void **state)
{
    (void)state;
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=1000");
    hr_small_set(&sets, "mitigations.isolation.attribution_hours={constant: 1000}");
    make("staged_rollout monitoring isolation", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", " LATE ", " STRIKES), NEVER_FINDS);
    for (uint32_t r = 0; r < RUNS; ++r) {
        uint32_t implanted = run(r)->implanted;
        uint32_t canary = canary_of(BLUE, 0);
        assert_int_equal(implanted, canary > 0 ? canary : ESTATE);
    }
    hr_small_world_free(&small);
}

/* When the release begins at an operator, after its own evaluation. */
static double begin_at(uint32_t operator_id)
{
    return 200 * hr_replication_uniform(&small.replication, hr_purpose_of_threat(0, HR_PURPOSE_EVALUATION), ALPHA,
                                        operator_id);
}

/* Each operator of alpha's: goes on before the other's find, has only its canary, or has not even begun. */
static void a_find_stops_the_release_wherever_it_has_not_gone_on(void **state)
{
    (void)state;
    uint32_t untouched = 0;
    uint32_t gone_on = 0;
    hr_small_set(&sets, "assignment.mixes.red.ran_site={alpha: 1}");
    hr_small_set(&sets, "mitigations.testing.by=operator");
    hr_small_set(&sets, "mitigations.testing.evaluation_hours={uniform: [0, 200]}");
    hr_small_set(&sets, "mitigations.testing.detection_probability=0");
    make("testing staged_rollout", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", " LATE ", " STRIKES), ALWAYS_FINDS);
    for (uint32_t r = 0; r < 8 * RUNS; ++r) {
        double found = run(r)->first_discovery_hours;
        double earliest = INFINITY;
        for (uint32_t o = RED; o <= BLUE; ++o) {
            uint32_t canary = canary_of(o, begin_at(o));
            double end = begin_at(o) + END_OF_WAIT;
            uint32_t expected = end < found - 1e-9 || isnan(found) ? ESTATE : begin_at(o) < found ? canary : 0;
            assert_int_equal(implanted_of(o), expected);
            earliest = canary > 0 ? fmin(earliest, end) : earliest;
            untouched += expected == 0;
            gone_on += expected == ESTATE;
        }
        assert_true(isfinite(earliest) ? fabs(found - earliest) < 1e-9 : isnan(found));
    }
    assert_true(untouched > 0 && gone_on > 0);
    hr_small_world_free(&small);
}

/* At one instant: whoever finds it first in the order of operators must not let those before it go on. */
static void operators_that_look_at_the_same_time_stop_together(void **state)
{
    (void)state;
    uint32_t alone = 0;
    hr_small_set(&sets, "assignment.mixes.red.ran_site={alpha: 1}");
    make("staged_rollout", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", " LATE ", " STRIKES),
         "mitigations.staged_rollout.canary_detection_probability=0.5");
    for (uint32_t r = 0; r < 4 * RUNS; ++r) {
        bool is_found = !isnan(run(r)->first_discovery_hours);
        for (uint32_t o = RED; o <= BLUE; ++o) {
            assert_int_equal(implanted_of(o), is_found ? canary_of(o, 0) : ESTATE);
        }
        double red = hr_replication_uniform(&small.replication, hr_purpose_of_threat(0, HR_PURPOSE_INSPECTION), ALPHA,
                                            RED);
        alone += is_found && red >= 0.5; /* by blue, which comes after red */
    }
    assert_true(alone > 0);
    hr_small_world_free(&small);
}

static void a_find_in_testing_keeps_the_release_from_other_operators_too(void **state)
{
    (void)state;
    uint32_t both = 0;
    hr_small_set(&sets, "assignment.mixes.red.ran_site={alpha: 1}");
    hr_small_set(&sets, "mitigations.testing.by=operator");
    hr_small_set(&sets, "mitigations.testing.evaluation_hours={constant: 10}");
    hr_small_set(&sets, "mitigations.testing.detection_probability=0.5");
    make("testing staged_rollout", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", " LATE ", " STRIKES), NEVER_FINDS);
    for (uint32_t r = 0; r < RUNS; ++r) {
        uint32_t implanted = run(r)->implanted;
        assert_true(implanted == 0 || implanted == 2 * ESTATE); /* by either, at 10; nobody begins then */
        both += implanted > 0;
    }
    assert_in_range(both, 1, RUNS / 2); /* a quarter */
    hr_small_world_free(&small);
}

/* ---- what goes out late ------------------------------------------------------------------------------------------ */

/* The integrated hazard of all implants, the late ones too, is the unit exponential at the time of discovery. */
static void monitoring_is_exact_about_what_goes_out_late(void **state)
{
    (void)state;
    uint32_t late = 0;
    const double rate = 0.0005;
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=0.0005");
    make("staged_rollout monitoring", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", " LATE ", " STRIKES), NEVER_FINDS);
    for (uint32_t r = 0; r < 4 * RUNS; ++r) {
        double found = run(r)->first_discovery_hours;
        double exponential = -log1p(-hr_replication_uniform(&small.replication, HR_PURPOSE_MONITORING, ALPHA, 0));
        double sum = 0;
        for (uint32_t n = 0; n < small.world.network.node_count; ++n) {
            sum += is_alphas(n, BLUE) ? fmax(0, fmin(found, 1400) - implant_hours()[n]) : 0;
        }
        if (found < 1400) {
            near(rate * sum, exponential);
            late += found > END_OF_WAIT;
        } else {
            assert_true(rate * sum < exponential);
        }
    }
    assert_in_range(late, RUNS, 4 * RUNS);
    hr_small_world_free(&small);
}

static void an_attempt_counts_where_the_release_is_stopped(void **state)
{
    (void)state;
    hr_small_set(&sets, "assignment.management=[{by_own_vendor: true, share: 1, roles: [ran_site]}]");
    make("staged_rollout",
         HR_SMALL_ONLY_CAMPAIGN(RELEASE ", remote_access: {delay_hours: {constant: 500}, success_probability: 1}, " LATE
                                        ", " STRIKES),
         ALWAYS_FINDS);
    for (uint32_t r = 0; r < RUNS; ++r) {
        run(r);
        for (uint32_t n = 0; n < small.world.network.node_count; ++n) {
            if (is_alphas(n, BLUE) && small.world.network.role[n] == HR_ROLE_RAN_SITE && canary_of(BLUE, 0) > 0) {
                near(implant_hours()[n], plain[n] < SHARE * WINDOW ? plain[n] : 500);
            }
        }
    }
    hr_small_world_free(&small);
}

static void espionage_of_what_goes_out_late_begins_with_its_installation(void **state)
{
    (void)state;
    make("staged_rollout", HR_SMALL_ONLY_CAMPAIGN(RELEASE ", espionage: {starts: installation}"), NEVER_FINDS);
    for (uint32_t r = 0; r < RUNS; ++r) {
        double expected = 0;
        run(r);
        for (uint32_t n = 0; n < small.world.network.node_count; ++n) {
            expected += is_alphas(n, BLUE) ? small.world.network.users[n] * (1500 - implant_hours()[n]) : 0;
        }
        near(small.replication.metrics.exposed_user_hours[0][BLUE], expected);
    }
    hr_small_world_free(&small);
}

#define TEST(name) cmocka_unit_test_setup(name, begin_sets)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_others_follow_in_the_same_order_later_by_the_wait),
        TEST(a_node_s_place_does_not_depend_on_the_case),
        TEST(a_release_that_waits_at_the_trigger_is_too_late),
        TEST(a_find_in_the_canary_at_the_end_of_the_wait_stops_the_rest),
        TEST(nothing_is_found_where_the_release_implants_nothing),
        TEST(inspections_find_as_often_as_they_say),
        TEST(what_monitoring_finds_in_the_wait_stops_the_rest_before_it_is_attributed),
        TEST(a_find_stops_the_release_wherever_it_has_not_gone_on),
        TEST(operators_that_look_at_the_same_time_stop_together),
        TEST(a_find_in_testing_keeps_the_release_from_other_operators_too),
        TEST(monitoring_is_exact_about_what_goes_out_late),
        TEST(an_attempt_counts_where_the_release_is_stopped),
        TEST(espionage_of_what_goes_out_late_begins_with_its_installation),
    };
    return cmocka_run_group_tests_name("staged_rollout", tests, NULL, NULL);
}
