/* Threat channels and mitigations, one at a time, on a nation small enough to know what must come out (MODEL 6, 7).
 *
 * Alpha has ten sites of blue and its management plane there: eleven nodes.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/small_world.h"

enum { ALPHA_NODES = 11, BLUE = 1, ALPHA = 0, AGAIN = 1 };

static hr_small_world small;
static hr_small_sets sets;

static int begin_sets(void **state)
{
    (void)state;
    sets = hr_small_tiny();
    return 0;
}

static void only(const char *names)
{
    hr_small_only(&sets, names);
}

static const hr_counts *run(bool is_mitigated, uint32_t number)
{
    hr_small_world_run(&small, HR_SMALL_ONE, is_mitigated, number);
    return &small.replication.counts;
}

static void make(void)
{
    hr_small_world_make(&small, sets.list);
}

/* ---- channels ------------------------------------------------------------------------------------------------------- */

static void latent_implants_are_there_from_the_start(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 1}", "5", HR_SMALL_STRIKES));
    make();
    const hr_counts *counts = run(false, 0);
    assert_int_equal(counts->implanted, ALPHA_NODES);
    assert_int_equal(counts->triggered, ALPHA_NODES);
    assert_int_equal(counts->disabled, ALPHA_NODES);
    assert_int_equal(counts->bricked, 0);
    assert_true(isnan(counts->first_discovery_hours));
    assert_true(small.replication.metrics.peak_time_hours == 5);
    assert_int_equal(small.replication.metrics.peak_out, 1000000); /* all of blue's users */
    hr_small_world_free(&small);
}

static void a_vendor_that_does_not_comply_does_nothing(void **state)
{
    (void)state;
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("0", "0", "latent: {implanted_share: 1}", "5", HR_SMALL_STRIKES));
    make();
    assert_int_equal(run(false, 0)->implanted, 0);
    assert_int_equal(small.replication.counts.events, 0);
    hr_small_world_free(&small);
}

static void an_update_reaches_nodes_evenly_over_its_window(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "update: {rollout_window_hours: 100, implant_probability: 1}", "40",
                                          HR_SMALL_STRIKES));
    make();
    double implanted = 0;
    for (uint32_t r = 0; r < 400; ++r) {
        implanted += run(false, r)->implanted;
        assert_int_equal(small.replication.counts.implanted, small.replication.counts.disabled);
    }
    /* binomial: 40 % of 4,400 */
    assert_true(fabs(implanted - 0.4 * 400 * ALPHA_NODES) < 4.5 * sqrt(400 * ALPHA_NODES * 0.24));
    hr_small_world_free(&small);
}

static void remote_access_reaches_what_the_vendor_manages(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, "assignment.management=[{by: alpha, share: 1, roles: [ran_site], operators: [red]}]");
    hr_small_set(&sets,
                 HR_SMALL_CAMPAIGN("1", "0", "remote_access: {delay_hours: {constant: 3}, success_probability: 1}", "4",
                                   HR_SMALL_STRIKES));
    make();
    assert_int_equal(run(false, 0)->disabled, 10); /* red's sites, made by carol; none of its own */
    const hr_replication *r = &small.replication;
    for (uint32_t i = 0; i < r->touched_count; ++i) {
        assert_int_equal(small.world.network.operator_id[r->touched[i]], 0);
    }
    hr_small_world_free(&small);
}

static void a_discovery_brings_the_trigger_forward_when_the_state_reacts(void **state)
{
    (void)state;
    only("monitoring");
    hr_small_set(&sets,
                 "threats.campaign.compulsion={source: made up, state: AA, order_hours: 0, compliance_probability: 1,"
                 " compliance_correlation: 0, preparation_hours: {constant: 0}, latent: {implanted_share: 1},"
                 " trigger: {after_discovery_hours: {constant: 7}}, sabotage: {activation_probability: 1,"
                 " bricking_probability: 0}}");
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=0.01");
    make();
    double found = run(true, 0)->first_discovery_hours;
    assert_true(found > 0);
    assert_true(small.replication.metrics.peak_time_hours == found + 7);
    assert_int_equal(run(false, 0)->disabled, 0); /* nothing is found, so nothing is triggered */
    hr_small_world_free(&small);
}

/* ---- testing ---------------------------------------------------------------------------------------------------------- */

#define UPDATE_AT_ONCE                                                                                                 \
    HR_SMALL_CAMPAIGN("1", "0", "update: {rollout_window_hours: 0.001, implant_probability: 1}", "40", HR_SMALL_STRIKES)

static void a_release_found_malicious_is_not_rolled_out(void **state)
{
    (void)state;
    only("testing");
    hr_small_set(&sets, UPDATE_AT_ONCE);
    hr_small_set(&sets, "mitigations.testing.detection_probability=1");
    hr_small_set(&sets, "mitigations.testing.evaluation_hours={constant: 12}");
    make();
    const hr_counts *counts = run(true, 0);
    assert_int_equal(counts->implanted, 0);
    assert_true(counts->first_discovery_hours == 12);
    assert_int_equal(run(false, 0)->implanted, ALPHA_NODES);
    hr_small_world_free(&small);
}

static void a_release_that_passes_is_late_by_its_evaluation(void **state)
{
    (void)state;
    only("testing");
    hr_small_set(&sets, UPDATE_AT_ONCE);
    hr_small_set(&sets, "mitigations.testing.detection_probability=0");
    hr_small_set(&sets, "mitigations.testing.evaluation_hours={constant: 39}");
    make();
    assert_int_equal(run(true, 0)->disabled, ALPHA_NODES);
    hr_small_world_free(&small);
    sets = hr_small_tiny();
    only("testing");
    hr_small_set(&sets, UPDATE_AT_ONCE);
    hr_small_set(&sets, "mitigations.testing.detection_probability=0");
    hr_small_set(&sets, "mitigations.testing.evaluation_hours={constant: 41}"); /* after the trigger */
    make();
    assert_int_equal(run(true, 0)->disabled, 0);
    hr_small_world_free(&small);
}

/* Operators with alpha: red and blue. How often exactly one of them stops the release. */
static uint32_t disagreements(const char *centre)
{
    uint32_t count = 0;
    sets = hr_small_tiny();
    only("testing");
    hr_small_set(&sets, "assignment.mixes.red.ran_site={alpha: 1}");
    hr_small_set(&sets, UPDATE_AT_ONCE);
    hr_small_set(&sets, centre);
    hr_small_set(&sets, "mitigations.testing.evaluation_hours={constant: 1}");
    make();
    for (uint32_t r = 0; r < 200; ++r) {
        uint32_t implanted = run(true, r)->implanted;
        assert_true(implanted == 0 || implanted == ALPHA_NODES || implanted == 2 * ALPHA_NODES);
        count += implanted == ALPHA_NODES;
    }
    hr_small_world_free(&small);
    return count;
}

static void a_national_centre_finds_for_all_or_for_nobody(void **state)
{
    (void)state;
    assert_int_equal(disagreements("mitigations.testing.by=national"), 0);
    assert_in_range(disagreements("mitigations.testing.by=operator"), 60, 140); /* half of 200 */
}

/* ---- access control ---------------------------------------------------------------------------------------------------- */

static void stopped_attempts_implant_nothing_and_may_be_discoveries(void **state)
{
    (void)state;
    only("access_control");
    hr_small_set(&sets, "assignment.management=[{by_own_vendor: true, share: 1, roles: [ran_site]}]");
    hr_small_set(&sets, HR_SMALL_CAMPAIGN(
                            "1", "0", "remote_access: {delay_hours: {exponential: {mean: 5}}, success_probability: 1}",
                            "400", HR_SMALL_STRIKES));
    hr_small_set(&sets, "mitigations.access_control.stop_probability=1");
    hr_small_set(&sets, "mitigations.access_control.discovery_probability=1");
    make();
    double sum = 0;
    for (uint32_t r = 0; r < 400; ++r) {
        assert_int_equal(run(true, r)->implanted, 0);
        sum += small.replication.counts.first_discovery_hours; /* the first of ten exponentials: mean 5 / 10 */
    }
    assert_true(fabs(sum / 400 - 0.5) < 4.5 * 0.5 / 20);
    assert_int_equal(run(false, 0)->implanted, 10);
    hr_small_world_free(&small);
}

/* ---- isolation ---------------------------------------------------------------------------------------------------------- */

#define LATENT_FOUND_AT_ONCE HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 1}", "400", HR_SMALL_STRIKES)

static void isolate_all(void)
{
    hr_small_set(&sets, "mitigations.testing.on=false");
    hr_small_set(&sets, "mitigations.access_control.on=false");
    hr_small_set(&sets, "mitigations.failover.on=false");
    hr_small_set(&sets, "mitigations.restoration.on=false");
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=1000");
    hr_small_set(&sets, "mitigations.isolation.attribution_hours={constant: 10}");
    hr_small_set(&sets, "mitigations.isolation.roles=[ran_site, cabinet, exchange, aggregation, oss]");
}

static void isolated_equipment_is_cleaned_before_it_can_act(void **state)
{
    (void)state;
    isolate_all();
    hr_small_set(&sets, LATENT_FOUND_AT_ONCE);
    hr_small_set(&sets, "mitigations.isolation.floor_share=0");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 1}");
    hr_small_set(&sets, "ordinary_restoration.remote_restore_hours={constant: 1}");
    make();
    const hr_counts *counts = run(true, 0);
    assert_int_equal(counts->isolated, ALPHA_NODES);
    assert_int_equal(counts->triggered, 0);
    assert_int_equal(counts->disabled, 0);
    assert_true(small.replication.metrics.peak_time_hours > 10 && small.replication.metrics.peak_time_hours < 10.1);
    assert_int_equal(run(false, 0)->disabled, ALPHA_NODES);
    hr_small_world_free(&small);
}

static void isolation_keeps_every_operator_above_its_floor(void **state)
{
    (void)state;
    isolate_all();
    hr_small_set(&sets, LATENT_FOUND_AT_ONCE);
    hr_small_set(&sets, "mitigations.isolation.floor_share=0.75");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 1}");
    hr_small_set(&sets, "ordinary_restoration.remote_restore_hours={constant: 1}");
    make();
    run(true, 0);
    assert_true(small.replication.metrics.peak_out > 0);
    assert_true((double)small.replication.metrics.peak_out <= 0.25 * 1000000);
    assert_true(small.replication.counts.isolated > 2); /* review after review */
    hr_small_world_free(&small);
}

static void nobody_isolates_when_nothing_may_be_lost(void **state)
{
    (void)state;
    isolate_all();
    hr_small_set(&sets, LATENT_FOUND_AT_ONCE);
    hr_small_set(&sets, "mitigations.isolation.floor_share=1");
    hr_small_set(&sets, "overlap.ran_site.overlap_share=0");
    hr_small_set(&sets, "mitigations.isolation.roles=[ran_site]");
    make();
    assert_int_equal(run(true, 0)->isolated, 0);
    assert_int_equal(small.replication.counts.disabled, ALPHA_NODES);
    hr_small_world_free(&small);
}

/* Alpha complies, again does not; again has red's sites. */
static uint32_t isolated_with(const char *scope)
{
    sets = hr_small_tiny();
    isolate_all();
    hr_small_set(&sets, LATENT_FOUND_AT_ONCE);
    hr_small_set(&sets, "mitigations.isolation.floor_share=0");
    hr_small_set(&sets, "vendors.again={exposure: {AA: 0.0001}}");
    hr_small_set(&sets, "assignment.mixes.red.ran_site={again: 1}");
    hr_small_set(&sets, scope);
    make();
    uint32_t isolated = run(true, 0)->isolated;
    hr_small_world_free(&small);
    return isolated;
}

static void the_scope_says_what_is_suspect(void **state)
{
    (void)state;
    assert_int_equal(isolated_with("mitigations.isolation.scope=vendor"), ALPHA_NODES);
    assert_int_equal(isolated_with("mitigations.isolation.scope=affected"), ALPHA_NODES);
    assert_int_equal(isolated_with("mitigations.isolation.scope=state"), 2 * ALPHA_NODES);
}

static void only_what_is_implanted_is_affected(void **state)
{
    (void)state;
    isolate_all();
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 0.5}", "400", HR_SMALL_STRIKES));
    hr_small_set(&sets, "mitigations.isolation.floor_share=0");
    hr_small_set(&sets, "mitigations.isolation.scope=affected");
    make();
    uint32_t whole = 0;
    for (uint32_t r = 0; r < 50; ++r) {
        const hr_counts *counts = run(true, r);
        whole += counts->isolated == ALPHA_NODES;
        assert_true(counts->isolated <= ALPHA_NODES && counts->disabled == 0);
    }
    assert_true(whole < 5);
    hr_small_world_free(&small);
}

static void a_channel_that_is_shut_implants_no_more(void **state)
{
    (void)state;
    isolate_all();
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0",
                                          "latent: {implanted_share: 0.3}, "
                                          "update: {rollout_window_hours: 300, implant_probability: 1}",
                                          "400", HR_SMALL_STRIKES));
    hr_small_set(&sets, "mitigations.isolation.floor_share=1");
    hr_small_set(&sets, "overlap.ran_site.overlap_share=0");
    hr_small_set(&sets, "mitigations.isolation.roles=[ran_site]");
    make();
    uint32_t shut = 0;
    uint32_t open = 0;
    for (uint32_t r = 0; r < 50; ++r) { /* attributed some ten hours after the first implant */
        shut += run(true, r)->implanted;
        open += run(false, r)->implanted;
    }
    assert_int_equal(open, 50 * ALPHA_NODES);
    assert_true(shut < open / 2 && shut > open / 5);
    hr_small_world_free(&small);
}

/* ---- failover and restoration --------------------------------------------------------------------------------------------- */

static void backup_links_carry_only_with_failover(void **state)
{
    (void)state;
    double with = 0;
    double without = 0;
    only("failover");
    hr_small_set(&sets, "assignment.mixes.line.exchange={alpha: 0.5, bravo: rest}");
    hr_small_set(&sets, "assignment.rule=random");
    hr_small_set(&sets, "network.generate.dual_homing_probability={exchange: 1, ran_site: 1, cabinet: 1}");
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 1}", "5", HR_SMALL_STRIKES));
    make();
    for (uint32_t r = 0; r < 20; ++r) {
        double one = hr_small_world_run(&small, HR_SMALL_ONE, true, r);
        double other = hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        assert_true(one <= other);
        with += one;
        without += other;
    }
    assert_true(with < without);
    hr_small_world_free(&small);
}

static void restoration_multiplies_engineers_crews_and_spares(void **state)
{
    (void)state;
    only("restoration");
    hr_small_set(&sets, "ordinary_restoration.engineers_per_million_users=10");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=200");
    hr_small_set(&sets, "ordinary_restoration.spares_share=0.2");
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("0", "0", "latent: {implanted_share: 0}", "5", HR_SMALL_STRIKES));
    make();
    const hr_recovery *recovery = &small.replication.recovery;
    uint32_t stock = hr_world_stock(&small.world, BLUE, HR_ROLE_RAN_SITE, ALPHA);
    run(false, 0);
    uint32_t engineers = recovery->idle_engineers[BLUE];
    uint32_t crews = recovery->idle_crews[BLUE];
    assert_int_equal(engineers, 10); /* ten a million for a million users */
    assert_int_equal(recovery->stock[stock], 2);
    run(true, 0);
    assert_int_equal(recovery->idle_engineers[BLUE], 2 * engineers);
    assert_in_range(recovery->idle_crews[BLUE], 2 * crews - 1, 2 * crews + 1); /* rounded once */
    assert_int_equal(recovery->stock[stock], 6);
    hr_small_world_free(&small);
}

static double last_restoration(const char *contract, bool has_alternative)
{
    sets = hr_small_tiny();
    only("restoration");
    hr_small_set(&sets, has_alternative ? "assignment.mixes.blue.ran_site={alpha: 0.9, bravo: rest}"
                                        : "assignment.mixes.blue.ran_site={alpha: 1}");
    hr_small_set(&sets, "ordinary_restoration.spares_share=0");
    hr_small_set(&sets, "mitigations.restoration.spares_factor=1");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=1000");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 1}");
    hr_small_set(&sets, "ordinary_restoration.replacement_lead_time_hours={constant: 900}");
    hr_small_set(&sets, contract);
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 1}", "5", HR_SMALL_BRICKS));
    make();
    run(true, 0);
    double after = small.replication.metrics.restored_after_hours[HR_RESTORED_COUNT - 1];
    assert_int_equal(small.replication.recovery.replaced, small.replication.counts.bricked);
    assert_int_equal(small.replication.recovery.other_vendor, small.replication.counts.bricked);
    hr_small_world_free(&small);
    return after;
}

static void an_obeying_vendor_is_replaced_by_another_when_a_contract_and_a_trusted_vendor_are_there(void **state)
{
    (void)state;
    const char *contract = "mitigations.restoration.contract_lead_time_hours={constant: 100}";
    assert_true(last_restoration(contract, true) == 101);
    assert_true(last_restoration(contract, false) == 901); /* nobody else in the role: the long way */
}

/* ---- support ---------------------------------------------------------------------------------------------------------- */

static void equipment_without_its_vendor_s_support_takes_longer_to_repair(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, "ordinary_restoration.engineers_per_million_users=10");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=1000");
    hr_small_set(&sets, "ordinary_restoration.remote_restore_hours={constant: 1}");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 2}");
    hr_small_set(&sets, "ordinary_restoration.unsupported_repair_factor=3");
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 1}", "5", HR_SMALL_STRIKES));
    make();
    run(false, 0);
    /* all eleven by crews, as the management plane is down: 2 h each, three times as long */
    assert_true(small.replication.metrics.restored_after_hours[HR_RESTORED_COUNT - 1] == 6);
    assert_true(small.replication.recovery.effort.crew_hours == 6 * ALPHA_NODES);
    hr_small_world_free(&small);
}

/* Bravo, compelled by BB, bricks the sites that it manages, made by alpha, at 5; spares from alpha take 200 h. */
static double restored_when_alpha_stops(const char *stop)
{
    sets = hr_small_tiny();
    only("");
    hr_small_set(&sets, "assignment.management=[{by: bravo, share: 1, roles: [ran_site], operators: [blue]}]");
    hr_small_set(&sets,
                 "threats.third={compulsion: {source: made up, state: BB, order_hours: 0, compliance_probability: 1,"
                 " compliance_correlation: 0, preparation_hours: {constant: 0},"
                 " remote_access: {delay_hours: {constant: 1}, success_probability: 1},"
                 " trigger: {after_order_hours: {constant: 5}}, sabotage: " HR_SMALL_BRICKS "}}");
    hr_small_set(&sets, stop);
    hr_small_set(&sets, "ordinary_restoration.spares_share=0");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=1000");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 1}");
    hr_small_set(&sets, "ordinary_restoration.spares_lead_time_hours={constant: 200}");
    hr_small_set(&sets, "ordinary_restoration.replacement_lead_time_hours={constant: 900}");
    make();
    assert_int_equal(run(false, 0)->bricked, 10);
    assert_int_equal(small.replication.recovery.replaced, 10);
    double after = small.replication.metrics.restored_after_hours[HR_RESTORED_COUNT - 1];
    assert_int_equal(small.replication.recovery.other_vendor, after > 201 ? 10 : 0);
    hr_small_world_free(&small);
    return after;
}

static void what_a_vendor_has_not_delivered_when_it_stops_is_ordered_from_others(void **state)
{
    (void)state;
    assert_true(restored_when_alpha_stops(HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 0}", "50",
                                                            HR_SMALL_STRIKES)) == 45 + 900 + 1);
    assert_true(restored_when_alpha_stops(HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 0}", "206",
                                                            HR_SMALL_STRIKES)) == 200 + 1); /* delivered before */
}

/* ---- arms ------------------------------------------------------------------------------------------------------------------ */

static void the_unmitigated_arm_lacks_what_is_under_test_only(void **state)
{
    (void)state;
    hr_small_set(&sets, "under_test=[isolation, monitoring]");
    hr_small_set(&sets, "mitigations.testing.on=false");
    make();
    uint32_t mitigated = hr_world_mitigations(&small.world, HR_ARM_MITIGATED);
    uint32_t unmitigated = hr_world_mitigations(&small.world, HR_ARM_UNMITIGATED);
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        assert_int_equal(mitigated >> m & 1, small.scenario->mitigations[m].is_on);
    }
    assert_false(mitigated >> hr_mitigation_by_name("testing") & 1);
    assert_int_equal(unmitigated, mitigated & ~(1u << hr_mitigation_by_name("isolation")) &
                                      ~(1u << hr_mitigation_by_name("monitoring")));
    hr_small_world_free(&small);
}

static void an_arm_may_have_any_subset_of_what_is_under_test(void **state)
{
    (void)state;
    uint32_t isolation = 1u << hr_mitigation_by_name("isolation");
    uint32_t failover = 1u << hr_mitigation_by_name("failover");
    hr_small_set(&sets, "under_test=[isolation, monitoring]");
    make();
    uint32_t neither = hr_world_mitigations(&small.world, HR_ARM_UNMITIGATED);
    assert_int_equal(hr_world_mitigations(&small.world, isolation), neither | isolation);
    assert_int_equal(hr_world_mitigations(&small.world, failover), neither); /* on and not under test: on everywhere */
    hr_small_world_free(&small);
}

#define TEST(name) cmocka_unit_test_setup(name, begin_sets)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(latent_implants_are_there_from_the_start),
        TEST(a_vendor_that_does_not_comply_does_nothing),
        TEST(an_update_reaches_nodes_evenly_over_its_window),
        TEST(remote_access_reaches_what_the_vendor_manages),
        TEST(a_discovery_brings_the_trigger_forward_when_the_state_reacts),
        TEST(a_release_found_malicious_is_not_rolled_out),
        TEST(a_release_that_passes_is_late_by_its_evaluation),
        TEST(a_national_centre_finds_for_all_or_for_nobody),
        TEST(stopped_attempts_implant_nothing_and_may_be_discoveries),
        TEST(isolated_equipment_is_cleaned_before_it_can_act),
        TEST(isolation_keeps_every_operator_above_its_floor),
        TEST(nobody_isolates_when_nothing_may_be_lost),
        TEST(the_scope_says_what_is_suspect),
        TEST(only_what_is_implanted_is_affected),
        TEST(a_channel_that_is_shut_implants_no_more),
        TEST(backup_links_carry_only_with_failover),
        TEST(restoration_multiplies_engineers_crews_and_spares),
        TEST(an_obeying_vendor_is_replaced_by_another_when_a_contract_and_a_trusted_vendor_are_there),
        TEST(equipment_without_its_vendor_s_support_takes_longer_to_repair),
        TEST(what_a_vendor_has_not_delivered_when_it_stops_is_ordered_from_others),
        TEST(the_unmitigated_arm_lacks_what_is_under_test_only),
        TEST(an_arm_may_have_any_subset_of_what_is_under_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
