/* Whole replications of random small nations against a slow oracle, and what must hold in any of them.
 *
 * The oracle: replication_oracle.h. HR_TEST_SCALE in (0, 1] scales the number of nations.
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

#include "models/threats/compulsion.h"
#include "tests/support/random_nation.h"
#include "tests/support/replication_oracle.h"
#include "tests/support/small_world.h"

enum { NATIONS = 40, TEXT_SIZE = 160 };

static uint32_t nation_count(void)
{
    const char *text = getenv("HR_TEST_SCALE");
    double scale = text != NULL ? strtod(text, NULL) : 1;
    return scale > 0 && scale < 1 ? (uint32_t)fmax(4, NATIONS * scale) : NATIONS;
}

/* ---- the oracle -------------------------------------------------------------------------------------------------- */

/* Both arms of all cases of a nation. */
static void watch(const hr_random_nation *nation, uint32_t number, size_t *looks, size_t *exposures)
{
    hr_small_world small;
    hr_small_world_make(&small, nation->list);
    hr_replication_oracle *oracle = hr_replication_oracle_new(&small.replication);
    for (uint32_t c = 0; c < small.scenario->case_count; ++c) {
        for (int is_mitigated = 0; is_mitigated < 2; ++is_mitigated) {
            hr_replication_oracle_begin(oracle, is_mitigated != 0); /* failover is on with the mitigations */
            hr_small_world_run(&small, c, is_mitigated != 0, number);
            hr_replication_oracle_end(oracle);
        }
    }
    *looks += hr_replication_oracle_looks(oracle);
    *exposures += hr_replication_oracle_exposures(oracle);
    hr_replication_oracle_free(oracle);
    hr_small_world_free(&small);
}

static void every_replication_agrees_with_the_slow_oracle(void **state)
{
    (void)state;
    static hr_random_nation nation;
    size_t looks = 0;
    size_t exposures = 0;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_random_nation_draw(&nation, n);
        watch(&nation, n, &looks, &exposures);
    }
    print_message("%zu events in %u nations agree with the oracle\n", looks, nation_count());
    assert_true(looks > 50 * nation_count());
    assert_int_equal(exposures, 0);
}

static void replications_of_several_campaigns_agree_with_the_slow_oracle(void **state)
{
    (void)state;
    static hr_random_nation nation;
    size_t looks = 0;
    size_t exposures = 0;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_random_nation_draw(&nation, n);
        hr_random_nation_draw_campaigns(&nation, n);
        watch(&nation, n, &looks, &exposures);
    }
    print_message("%zu events in %u nations agree with the oracle, %zu with somebody exposed\n", looks, nation_count(),
                  exposures);
    assert_true(exposures > 50 * nation_count() && looks > exposures);
}

static void replications_with_faults_agree_with_the_slow_oracle(void **state)
{
    (void)state;
    static hr_random_nation nation;
    size_t looks = 0;
    size_t exposures = 0;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_random_nation_draw(&nation, n);
        if (n % 2 == 1) {
            hr_random_nation_draw_campaigns(&nation, n);
        }
        hr_random_nation_draw_faults(&nation, n);
        watch(&nation, n, &looks, &exposures);
    }
    print_message("%zu events in %u nations agree with the oracle\n", looks, nation_count());
    assert_true(looks > 200 * nation_count());
}

/* ---- what must hold in any nation ------------------------------------------------------------------------------------- */

typedef struct {
    double lost[HR_SERVICES_MAX][HR_OPERATORS_MAX];
    double exposed[HR_SERVICES_MAX][HR_OPERATORS_MAX];
    hr_counts counts;
    double engineer_hours;
    double crew_hours;
} outcome;

static outcome run(hr_small_world *small, uint32_t c, bool is_mitigated, uint32_t number)
{
    outcome result;
    memset(&result, 0, sizeof result);
    hr_small_world_run(small, c, is_mitigated, number);
    memcpy(result.lost, small->replication.metrics.lost_user_hours, sizeof result.lost);
    memcpy(result.exposed, small->replication.metrics.exposed_user_hours, sizeof result.exposed);
    result.counts = small->replication.counts;
    result.engineer_hours = small->replication.recovery.effort.engineer_hours;
    result.crew_hours = small->replication.recovery.effort.crew_hours;
    return result;
}

static void same(const outcome *a, const outcome *b)
{
    assert_memory_equal(a->lost, b->lost, sizeof a->lost);
    assert_memory_equal(a->exposed, b->exposed, sizeof a->exposed);
    assert_int_equal(a->counts.disabled, b->counts.disabled);
    assert_int_equal(a->counts.failed, b->counts.failed);
    assert_int_equal(a->counts.bricked, b->counts.bricked);
    assert_int_equal(a->counts.isolated, b->counts.isolated);
    assert_int_equal(a->counts.implanted, b->counts.implanted);
    assert_int_equal(a->counts.events, b->counts.events);
    assert_true(a->engineer_hours == b->engineer_hours && a->crew_hours == b->crew_hours);
}

static void a_replication_does_not_depend_on_what_its_worker_ran_before(void **state)
{
    (void)state;
    static hr_random_nation nation;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_small_world used;
        hr_small_world fresh;
        hr_random_nation_draw(&nation, n);
        hr_random_nation_draw_campaigns(&nation, n);
        hr_random_nation_draw_faults(&nation, n);
        hr_small_world_make(&used, nation.list);
        for (uint32_t r = 0; r < 6; ++r) {
            run(&used, r % 4, r % 2 == 0, 100 + r);
        }
        for (uint32_t c = 0; c < 4; ++c) {
            hr_small_world_make(&fresh, nation.list);
            outcome first = run(&fresh, c, true, 3);
            outcome second = run(&used, c, true, 3);
            same(&first, &second);
            hr_small_world_free(&fresh);
        }
        hr_small_world_free(&used);
    }
}

static void without_a_complying_vendor_nothing_is_lost(void **state)
{
    (void)state;
    static hr_random_nation nation;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_small_world small;
        hr_random_nation_draw(&nation, n);
        hr_small_world_make(&small, nation.list);
        assert_true(hr_small_world_run(&small, HR_SMALL_NONE, true, n) == 0);
        assert_true(hr_small_world_run(&small, HR_SMALL_NONE, false, n) == 0);
        assert_int_equal(small.replication.counts.disabled + small.replication.counts.isolated, 0);
        hr_small_world_free(&small);
    }
}

static bool is_within_reach(const hr_scenario *scenario, uint8_t vendor)
{
    for (uint32_t t = 0; t < scenario->threat_count && vendor != HR_NO_VENDOR; ++t) {
        const hr_compulsion *campaign = scenario->threats[t].parameters;
        if (hr_scenario_is_exposed(scenario, vendor, campaign->state)) {
            return true;
        }
    }
    return false;
}

static void only_equipment_within_the_states_reach_is_disabled(void **state)
{
    (void)state;
    static hr_random_nation nation;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_small_world small;
        hr_random_nation_draw(&nation, n);
        if (n % 2 == 1) {
            hr_random_nation_draw_campaigns(&nation, n);
        }
        hr_small_world_make(&small, nation.list);
        for (uint32_t c = 0; c < 3; ++c) {
            hr_small_world_run(&small, c, false, n);
            const hr_replication *r = &small.replication;
            for (uint32_t i = 0; i < r->touched_count; ++i) {
                uint32_t node = r->touched[i];
                assert_true(is_within_reach(small.scenario, r->network_case->vendor[node]) ||
                            is_within_reach(small.scenario, r->network_case->managed_by[node]));
            }
        }
        hr_small_world_free(&small);
    }
}

/* Durations are keyed by node and priorities are the same; without bricks nothing waits for spares. Crews alone
 * change: what they lose is never more. (Engineers are kept out: they would make room for each other by where the
 * crews are.) */
static void more_crews_never_lose_more(void **state)
{
    (void)state;
    static const char *const fixed[] = {"mitigations.isolation.on=false",
                                        "ordinary_restoration.out_of_band_share={}",
                                        "ordinary_restoration.remote_restore_hours={constant: 5}",
                                        "ordinary_restoration.field_visit_hours={constant: 5}",
                                        "ordinary_restoration.hardware_swap_hours={constant: 3}",
                                        "ordinary_restoration.spares_share=1",
                                        "threats.campaign.compulsion.sabotage.bricking_probability=1"};
    uint32_t compared = 0;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        double before = INFINITY;
        for (int crews = 1; crews <= 64; crews *= 4) {
            hr_small_world small;
            char text[TEXT_SIZE];
            const char *sets[HR_SMALL_SETS_MAX] = {0};
            size_t count = 0;
            for (; count < sizeof fixed / sizeof *fixed; ++count) {
                sets[count] = fixed[count];
            }
            snprintf(text, sizeof text, "ordinary_restoration.crews_per_thousand_nodes=%d", crews);
            sets[count++] = text;
            sets[count] = NULL;
            hr_small_world_make(&small, sets);
            double lost = hr_small_world_run(&small, HR_SMALL_SAME, false, n);
            assert_true(lost <= before);
            compared += lost < before && isfinite(before);
            before = lost;
            hr_small_world_free(&small);
        }
    }
    assert_true(compared > nation_count() / 2);
}

/* One campaign of AA in a nation, with an effect. */
static void draw_campaign(hr_random_nation *nation, uint32_t n, double compliance, double latent, const char *effect)
{
    hr_random_nation_draw(nation, n);
    hr_random_nation_set(
        nation,
        "threats={campaign: {compulsion: {source: made up, state: AA, order_hours: 0,"
        " compliance_probability: %.3f, compliance_correlation: %.3f, preparation_hours: {uniform: [0, 99]},"
        " update: {rollout_window_hours: 300, implant_probability: 0.5}, latent: {implanted_share: %.3f},"
        " remote_access: {delay_hours: {exponential: {mean: 100}}, success_probability: 0.5}, %s}}}",
        compliance, hr_random_nation_uniform(n, 60), latent, effect);
}

static double exposed(const hr_small_world *small)
{
    return hr_metrics_headline_exposed(&small->replication.metrics);
}

static void more_compliance_and_more_implants_never_expose_fewer(void **state)
{
    (void)state;
    static hr_random_nation nation;
    uint32_t more = 0;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        double before = 0;
        for (int step = 0; step <= 4; ++step) {
            hr_small_world small;
            draw_campaign(&nation, n, 0.25 * step, 0.1 * step, "espionage: {}");
            hr_small_world_make(&small, nation.list);
            hr_small_world_run(&small, HR_SMALL_SAME, false, n);
            assert_true(exposed(&small) >= before * (1 - 1e-12));
            more += exposed(&small) > before;
            before = exposed(&small);
            hr_small_world_free(&small);
        }
        assert_true(before > 0); /* everybody complies */
    }
    assert_true(more > 2 * nation_count());
}

static void more_compliance_never_disables_fewer(void **state)
{
    (void)state;
    static hr_random_nation nation;
    uint32_t more = 0;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        uint32_t before = 0;
        for (int step = 0; step <= 4; ++step) {
            hr_small_world small;
            draw_campaign(
                &nation, n, 0.25 * step, 0.1,
                "trigger: {after_order_hours: 1300, mode: vendor_by_vendor, vendor_delay_hours: {uniform: [0, 99]}},"
                " sabotage: {activation_probability: 0.8, bricking_probability: 0.1}");
            hr_small_world_make(&small, nation.list);
            hr_small_world_run(&small, HR_SMALL_SAME, false, n);
            uint32_t disabled = small.replication.counts.disabled;
            assert_true(disabled >= before);
            more += disabled > before;
            before = disabled;
            hr_small_world_free(&small);
        }
    }
    assert_true(more > nation_count());
}

static void mitigations_never_expose_more(void **state)
{
    (void)state;
    static hr_random_nation nation;
    uint32_t fewer = 0;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_small_world small;
        draw_campaign(&nation, n, 1, 0.1, "espionage: {}");
        hr_small_world_make(&small, nation.list);
        for (uint32_t c = 0; c < 3; ++c) {
            hr_small_world_run(&small, c, false, n);
            double unmitigated = exposed(&small);
            hr_small_world_run(&small, c, true, n);
            assert_true(exposed(&small) <= unmitigated * (1 + 1e-12));
            fewer += exposed(&small) < unmitigated;
        }
        hr_small_world_free(&small);
    }
    assert_true(fewer > nation_count());
}

static void switches_that_act_on_nothing_change_no_bit(void **state)
{
    (void)state;
    /* no release, no remote access, no backup edge: testing, access control and failover have nothing to act on; the
     * steps of a staged rollout are events even so */
    static const char *const with[] = {"threats.campaign.compulsion.update.implant_probability=0",
                                       "mitigations.testing.detection_probability=0",
                                       "threats.campaign.compulsion.remote_access.success_probability=0",
                                       "mitigations.access_control.discovery_probability=0",
                                       "threats.campaign.compulsion.latent.implanted_share=0.2",
                                       "mitigations.staged_rollout.on=false",
                                       NULL};
    const char *without[HR_SMALL_SETS_MAX] = {0};
    size_t count = 0;
    for (; with[count] != NULL; ++count) {
        without[count] = with[count];
    }
    without[count++] = "mitigations.testing.on=false";
    without[count++] = "mitigations.access_control.on=false";
    hr_small_world first;
    hr_small_world second;
    hr_small_world_make(&first, with);
    hr_small_world_make(&second, without);
    for (uint32_t n = 0; n < 10; ++n) {
        outcome a = run(&first, HR_SMALL_SAME, true, n);
        outcome b = run(&second, HR_SMALL_SAME, true, n);
        same(&a, &b);
    }
    hr_small_world_free(&first);
    hr_small_world_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_replication_agrees_with_the_slow_oracle),
        cmocka_unit_test(replications_of_several_campaigns_agree_with_the_slow_oracle),
        cmocka_unit_test(replications_with_faults_agree_with_the_slow_oracle),
        cmocka_unit_test(a_replication_does_not_depend_on_what_its_worker_ran_before),
        cmocka_unit_test(without_a_complying_vendor_nothing_is_lost),
        cmocka_unit_test(only_equipment_within_the_states_reach_is_disabled),
        cmocka_unit_test(more_crews_never_lose_more),
        cmocka_unit_test(more_compliance_and_more_implants_never_expose_fewer),
        cmocka_unit_test(more_compliance_never_disables_fewer),
        cmocka_unit_test(mitigations_never_expose_more),
        cmocka_unit_test(switches_that_act_on_nothing_change_no_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
