/* Nodes that fail by themselves, spares, and bans, rule by rule, on a nation small enough to know what must come out
 * (MODEL 6.2, 6.5, 7.7).
 *
 * Alpha has ten sites of blue and its management plane there: eleven nodes. Red has ten sites of carol. Crews and
 * engineers are enough for everybody at once unless a test says otherwise.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/node_history.h"

enum { ALPHA, AGAIN, BRAVO, CAROL };
enum { RED, BLUE };
enum { SITES = 10, CHANGES_MAX = HR_HISTORY_MAX, NODES_MAX = HR_HISTORY_NODES_MAX };

static hr_small_world small;
static hr_small_sets sets;

static int begin_sets(void **state)
{
    (void)state;
    sets = hr_small_tiny();
    hr_small_set(&sets, "ordinary_restoration.engineers_per_million_users=1000");
    hr_small_set(&sets, "ordinary_restoration.crews_per_thousand_nodes=1000");
    hr_small_set(&sets, "ordinary_restoration.remote_restore_hours={constant: 1}");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 1}");
    return 0;
}

static void make(void)
{
    hr_small_world_make(&small, sets.list);
}

static hr_node_history *run_watched(uint32_t number)
{
    return hr_node_history_run(&small, HR_SMALL_ONE, false, number);
}

static bool is_near(double value, double expected)
{
    return fabs(value - expected) <= 1e-9 * (1 + fabs(expected));
}

static bool is_site_of(uint32_t node, uint32_t operator_id)
{
    const hr_network *network = &small.world.network;
    return network->role[node] == HR_ROLE_RAN_SITE && network->operator_id[node] == operator_id;
}

#define FAILURES(mean, bricking)                                                                                       \
    "faults: {background: {source: made up, mean_hours_between_failures: " mean ", bricking_probability: " bricking "}}"
#define BAN(rest) "ban: {supply_ban: {source: made up, vendors: [alpha], " rest "}}"

/* ---- background failures --------------------------------------------------------------------------------------- */

static void only_roles_with_a_mean_fail_and_every_soft_failure_is_repaired(void **state)
{
    (void)state;
    hr_small_set(&sets, "threats={" FAILURES("{ran_site: 100}", "0") "}");
    make();
    hr_node_history *it = run_watched(0);
    uint32_t falls = 0;
    for (uint32_t i = 0; i < it->count; ++i) {
        assert_int_equal(small.world.network.role[it->changes[i].node], HR_ROLE_RAN_SITE);
        double hours = it->changes[i].is_fall ? hr_node_history_hours_out(it, i) : NAN;
        assert_true(isnan(hours) || is_near(hours, 1));
        falls += it->changes[i].is_fall;
    }
    /* twenty sites, 1,500 hours, one failure in 101 hours: 297 expected */
    assert_in_range(falls, 220, 380);
    assert_int_equal(small.replication.counts.failed, falls);
    assert_int_equal(small.replication.counts.disabled, 0);
    assert_int_equal(small.replication.counts.bricked, 0);
    assert_false(small.replication.is_attacked);
    free(it);
    hr_small_world_free(&small);
}

static void a_replication_repeats_itself_whatever_ran_before(void **state)
{
    (void)state;
    hr_small_set(&sets, "threats={" FAILURES("{ran_site: 100, metro: 50, oss: 70}", "0.5") "}");
    hr_small_set(&sets, "ordinary_restoration.spares_share=0.1");
    make();
    hr_node_history *first = run_watched(3);
    hr_node_history *other = run_watched(4);
    hr_node_history *again = run_watched(3);
    assert_true(first->count > 100);
    assert_int_equal(first->count, again->count);
    for (uint32_t i = 0; i < first->count; ++i) {
        assert_true(first->changes[i].hours == again->changes[i].hours);
        assert_int_equal(first->changes[i].node, again->changes[i].node);
        assert_int_equal(first->changes[i].is_fall, again->changes[i].is_fall);
    }
    assert_true(other->count != first->count || other->changes[0].hours != first->changes[0].hours);
    free(first);
    free(other);
    free(again);
    hr_small_world_free(&small);
}

/* With repairs in no time every epoch is a failure. With slow repairs the failures are those of them at which the node
 * is in service: what happened before moves none and adds none. */
static void failures_do_not_depend_on_what_happened_before(void **state)
{
    (void)state;
    hr_small_set(&sets, "threats={" FAILURES("{ran_site: 100}", "0") "}");
    hr_small_set(&sets, "ordinary_restoration.remote_restore_hours={constant: 1e-9}");
    make();
    hr_node_history *quick = run_watched(1);
    hr_small_world_free(&small);
    sets.list[sets.count - 1] = "ordinary_restoration.remote_restore_hours={constant: 80}";
    make();
    hr_node_history *slow = run_watched(1);
    hr_small_world_free(&small);
    double until[NODES_MAX] = {0};
    uint32_t at = 0;
    uint32_t void_epochs = 0;
    for (uint32_t i = 0; i < quick->count; ++i) {
        if (!quick->changes[i].is_fall) {
            continue;
        }
        if (quick->changes[i].hours < until[quick->changes[i].node]) {
            ++void_epochs;
            continue;
        }
        while (!slow->changes[at].is_fall) {
            ++at;
        }
        assert_true(slow->changes[at].hours == quick->changes[i].hours);
        assert_int_equal(slow->changes[at].node, quick->changes[i].node);
        until[quick->changes[i].node] = quick->changes[i].hours + 80;
        ++at;
    }
    assert_true(void_epochs > 10);
    free(quick);
    free(slow);
}

static void arms_and_cases_share_their_failures(void **state)
{
    (void)state;
    hr_small_set(&sets, "threats={" FAILURES("{ran_site: 100, exchange: 100}", "0") "}");
    hr_small_set(&sets, "cases.none.changes=[{to: carol, share_of_from: 1, from: [alpha], source: made up}]");
    make();
    hr_node_history *one = hr_node_history_run(&small, HR_SMALL_ONE, true, 5);
    hr_node_history *none = hr_node_history_run(&small, HR_SMALL_NONE, false, 5);
    assert_true(one->count > 100);
    assert_int_equal(one->count, none->count);
    assert_memory_equal(one->changes, none->changes, one->count * sizeof *one->changes);
    free(one);
    free(none);
    hr_small_world_free(&small);
}

/* ---- implants -------------------------------------------------------------------------------------------------- */

#define LATENT_UNTIL_400                                                                                               \
    "campaign: {compulsion: {source: made up, state: AA, order_hours: 0, compliance_probability: 1,"                   \
    " compliance_correlation: 0, preparation_hours: {constant: 0}, latent: {implanted_share: 1},"                      \
    " trigger: {after_order_hours: {constant: 400}}, sabotage: " HR_SMALL_STRIKES "}}"

/* Of alpha's sites: failed before 400; out at 400. */
static void count_failed_sites(const hr_node_history *it, uint32_t *failed, uint32_t *out)
{
    bool has_failed[NODES_MAX] = {false};
    bool is_out[NODES_MAX] = {false};
    *failed = 0;
    *out = 0;
    for (uint32_t i = 0; i < it->count && it->changes[i].hours < 400; ++i) {
        if (is_site_of(it->changes[i].node, BLUE)) {
            has_failed[it->changes[i].node] = true;
            is_out[it->changes[i].node] = it->changes[i].is_fall;
        }
    }
    for (uint32_t n = 0; n < NODES_MAX; ++n) {
        *failed += has_failed[n];
        *out += is_out[n];
    }
}

static void repaired_software_keeps_its_implant(void **state)
{
    (void)state;
    hr_small_set(&sets, "threats={" LATENT_UNTIL_400 ", " FAILURES("{ran_site: 200}", "0") "}");
    make();
    for (uint32_t r = 0; r < 20; ++r) {
        uint32_t failed = 0;
        uint32_t out = 0;
        hr_node_history *it = run_watched(r);
        count_failed_sites(it, &failed, &out);
        assert_true(failed >= 3);
        assert_int_equal(small.replication.counts.triggered, SITES + 1 - out);
        free(it);
    }
    hr_small_world_free(&small);
}

static void new_hardware_has_no_implant(void **state)
{
    (void)state;
    hr_small_set(&sets, "threats={" LATENT_UNTIL_400 ", " FAILURES("{ran_site: 200}", "1") "}");
    make();
    for (uint32_t r = 0; r < 20; ++r) {
        uint32_t failed = 0;
        uint32_t out = 0;
        hr_node_history *it = run_watched(r);
        count_failed_sites(it, &failed, &out);
        assert_true(failed >= 3);
        assert_int_equal(small.replication.counts.triggered, SITES + 1 - failed);
        free(it);
    }
    hr_small_world_free(&small);
}

/* A release installed after a node got new hardware implants it anew, and nobody trusts it for its new hardware. */
static void new_hardware_is_suspect_like_the_old(void **state)
{
    (void)state;
    hr_small_only(&sets, "monitoring isolation");
    hr_small_set(&sets, "threats={campaign: {compulsion: {source: made up, state: AA, order_hours: 300,"
                        " compliance_probability: 1, compliance_correlation: 0, preparation_hours: {constant: 0},"
                        " update: {rollout_window_hours: 0.001, implant_probability: 1},"
                        " trigger: {after_order_hours: {constant: 1000}}, sabotage: " HR_SMALL_STRIKES
                        "}}, " FAILURES("{ran_site: 100}", "1") "}");
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=1000");
    hr_small_set(&sets, "mitigations.isolation.attribution_hours={constant: 10}");
    hr_small_set(&sets, "mitigations.isolation.floor_share=0");
    hr_small_set(&sets, "mitigations.isolation.roles=[ran_site]");
    make();
    hr_node_history *it = hr_node_history_run(&small, HR_SMALL_ONE, true, 0);
    uint32_t out_at_310 = 0;
    uint32_t replaced = 0;
    bool has_failed[NODES_MAX] = {false};
    for (uint32_t i = 0; i < it->count && it->changes[i].hours < 310; ++i) {
        if (is_site_of(it->changes[i].node, BLUE)) {
            out_at_310 = it->changes[i].is_fall ? out_at_310 + 1 : out_at_310 - 1;
            replaced += !has_failed[it->changes[i].node];
            has_failed[it->changes[i].node] = true;
        }
    }
    assert_true(replaced >= 5);
    assert_int_equal(small.replication.counts.isolated, SITES - out_at_310);
    free(it);
    hr_small_world_free(&small);
}

/* ---- outbreaks and single failures ----------------------------------------------------------------------------- */

/* Alpha strikes at 5 and is diagnosed for 100 hours; blue's packet cores fail by themselves all the while. */
static void diagnosis_of_an_outbreak_delays_its_own_nodes_alone(void **state)
{
    (void)state;
    hr_small_set(&sets, "threats={campaign: {compulsion: {source: made up, state: AA, order_hours: 0,"
                        " compliance_probability: 1, compliance_correlation: 0, preparation_hours: {constant: 0},"
                        " latent: {implanted_share: 1}, trigger: {after_order_hours: {constant: 5}},"
                        " sabotage: " HR_SMALL_STRIKES "}}, " FAILURES("{packet_core: 20}", "0") "}");
    hr_small_set(&sets, "ordinary_restoration.diagnosis_hours={constant: 100}");
    hr_small_set(&sets, "horizon_hours=300");
    make();
    hr_node_history *it = run_watched(0);
    uint32_t cores = 0;
    for (uint32_t i = 0; i < it->count; ++i) {
        const hr_node_change *fall = &it->changes[i];
        bool is_core = small.world.network.role[fall->node] == HR_ROLE_PACKET_CORE;
        if (!fall->is_fall) {
            continue;
        }
        if (is_core) {
            assert_true(isnan(hr_node_history_hours_out(it, i)) || is_near(hr_node_history_hours_out(it, i), 1));
            cores += fall->hours > 5 && fall->hours < 104 && small.world.network.operator_id[fall->node] == BLUE;
        } else { /* sites wait for their OSS, which a crew restores first, or for crews of their own */
            assert_true(fall->hours == 5);
            assert_true(hr_node_history_hours_out(it, i) >= 101 - 1e-9 && hr_node_history_hours_out(it, i) < 103);
        }
    }
    assert_true(cores >= 4);
    free(it);
    hr_small_world_free(&small);
}

/* Two campaigns strike at 5 and at 50: each outbreak is diagnosed by itself. */
static void outbreaks_are_diagnosed_one_by_one(void **state)
{
    (void)state;
    hr_small_set(&sets, "assignment.mixes.red.ran_site={bravo: 1}");
    hr_small_set(&sets, "assignment.mixes.blue.ran_site={alpha: 0.5, bravo: rest}");
    hr_small_set(&sets,
                 "threats={source: made up, first: {compulsion: {state: AA, order_hours: 0, compliance_probability: 1,"
                 " compliance_correlation: 0, preparation_hours: {constant: 0}, latent: {implanted_share: 1},"
                 " trigger: {after_order_hours: {constant: 5}}, sabotage: " HR_SMALL_STRIKES
                 "}}, second: {compulsion: {state: BB, order_hours: 0, compliance_probability: 1,"
                 " compliance_correlation: 0, preparation_hours: {constant: 0}, latent: {implanted_share: 1},"
                 " trigger: {after_order_hours: {constant: 50}}, sabotage: " HR_SMALL_STRIKES "}}}");
    hr_small_set(&sets, "ordinary_restoration.diagnosis_hours={constant: 100}");
    hr_small_set(&sets, "ordinary_restoration.out_of_band_share={ran_site: 1, oss: 1}");
    hr_small_set(&sets, "horizon_hours=300");
    make();
    hr_node_history *it = run_watched(0);
    uint32_t falls[2] = {0, 0};
    for (uint32_t i = 0; i < it->count; ++i) {
        if (it->changes[i].is_fall) {
            ++falls[it->changes[i].hours != 5];
            assert_true(is_near(hr_node_history_hours_out(it, i), 101));
        }
    }
    assert_int_equal(falls[0], 5 + 1);
    assert_int_equal(falls[1], 5 + 10 + 2);
    free(it);
    hr_small_world_free(&small);
}

/* ---- spares ---------------------------------------------------------------------------------------------------- */

static int compare_hours(const void *a, const void *b)
{
    double first = *(const double *)a;
    double second = *(const double *)b;
    return (first > second) - (first < second);
}

/* Blue's sites return at the expected hours. Which of them gets which spare is a matter of priority. */
static void check_returns(const hr_node_history *it, double *expected, uint32_t fall_count)
{
    uint32_t at = 0;
    qsort(expected, fall_count, sizeof *expected, compare_hours);
    for (uint32_t i = 0; i < it->count; ++i) {
        if (is_site_of(it->changes[i].node, BLUE) && !it->changes[i].is_fall) {
            assert_true(at < fall_count && is_near(it->changes[i].hours, expected[at]));
            ++at;
        }
    }
    while (at < fall_count) {
        assert_true(expected[at++] > small.scenario->horizon_hours);
    }
}

/* The base-stock rule with a constant lead time L and base level S: the k-th failure's spare is there at the later of
 * the failure and the (k - S)-th failure + L. */
static void check_base_stock(const char *share, uint32_t base)
{
    begin_sets(NULL);
    hr_small_set(&sets, "threats={" FAILURES("{ran_site: 300}", "1") "}");
    hr_small_set(&sets, "ordinary_restoration.spares_lead_time_hours={constant: 60}");
    hr_small_set(&sets, share);
    make();
    assert_int_equal(
        small.world.cases[HR_SMALL_ONE].stock_nodes[hr_world_stock(&small.world, BLUE, HR_ROLE_RAN_SITE, ALPHA)],
        SITES);
    hr_node_history *it = run_watched(2);
    double falls[CHANGES_MAX];
    double expected[CHANGES_MAX];
    uint32_t count = 0;
    uint32_t late = 0;
    for (uint32_t i = 0; i < it->count; ++i) {
        if (is_site_of(it->changes[i].node, BLUE) && it->changes[i].is_fall) {
            falls[count] = it->changes[i].hours;
            double there = count < base ? 0 : falls[count - base] + 60;
            late += there > falls[count];
            expected[count++] = fmax(it->changes[i].hours, there) + 1;
        }
    }
    assert_true(count > 20 && late > 3);
    check_returns(it, expected, count);
    free(it);
    hr_small_world_free(&small);
}

static void stocks_are_filled_up_to_their_base_level_after_use(void **state)
{
    (void)state;
    check_base_stock("ordinary_restoration.spares_share=0", 0);
    check_base_stock("ordinary_restoration.spares_share=0.1", 1);
    check_base_stock("ordinary_restoration.spares_share=0.2", 2);
}

/* ---- bans ------------------------------------------------------------------------------------------------------ */

/* Every failure needs a spare, there is no stock, a spare takes ten hours and another vendor's equipment a hundred.
 * What is on its way when the ban comes is cancelled and ordered from others then. */
static void check_banned(const char *ban, double banned, double lifted)
{
    static char threats[1024];
    snprintf(threats, sizeof threats, "threats={%s, " FAILURES("{ran_site: 100}", "1") "}", ban);
    hr_small_set(&sets, threats);
    hr_small_set(&sets, "ordinary_restoration.spares_share=0");
    hr_small_set(&sets, "ordinary_restoration.spares_lead_time_hours={constant: 10}");
    hr_small_set(&sets, "ordinary_restoration.replacement_lead_time_hours={constant: 100}");
    make();
    hr_node_history *it = run_watched(6);
    double expected[CHANGES_MAX];
    uint32_t count = 0;
    uint32_t counts[3] = {0, 0, 0};
    for (uint32_t i = 0; i < it->count; ++i) {
        const hr_node_change *fall = &it->changes[i];
        if (!fall->is_fall || !is_site_of(fall->node, BLUE)) {
            continue;
        }
        bool is_banned = fall->hours > banned - 10 && fall->hours < lifted;
        expected[count++] = is_banned ? fmax(fall->hours, banned) + 101 : fall->hours + 11;
        ++counts[fall->hours < banned ? 0 : fall->hours < lifted ? 1 : 2];
    }
    assert_true(counts[0] > 5 && counts[1] > 5 && (counts[2] > 5 || isinf(lifted)));
    check_returns(it, expected, count);
    free(it);
}

static void a_banned_vendor_s_spares_come_from_others(void **state)
{
    (void)state;
    check_banned(BAN("at_hours: {constant: 500}"), 500, INFINITY);
    assert_false(hr_replication_has_support(&small.replication, ALPHA));
    assert_true(hr_replication_has_support(&small.replication, CAROL));
    assert_true(small.replication.recovery.other_vendor > 10);
    hr_small_world_free(&small);
}

static void a_ban_that_is_lifted_is_over(void **state)
{
    (void)state;
    check_banned(BAN("at_hours: {constant: 200}, lifted_after_hours: {constant: 300}"), 200, 500);
    assert_true(hr_replication_has_support(&small.replication, ALPHA));
    assert_true(small.replication.supported_since[ALPHA] == 500);
    hr_small_world_free(&small);
}

static void support_returns_with_the_last_of_the_bans(void **state)
{
    (void)state;
    hr_small_set(&sets, "threats={source: made up, one: {supply_ban: {vendors: [alpha, bravo], at_hours: 10,"
                        " lifted_after_hours: 100}}, two: {supply_ban: {vendors: {exposed_to: AA}, at_hours: 50,"
                        " lifted_after_hours: 200}}}");
    make();
    hr_small_world_run(&small, HR_SMALL_ONE, false, 0);
    assert_true(small.replication.supported_since[BRAVO] == 110);
    assert_true(small.replication.supported_since[ALPHA] == 250);
    assert_true(small.replication.supported_since[AGAIN] == 250);
    assert_true(small.replication.supported_since[CAROL] == 0);
    assert_int_equal(small.replication.counts.events, 4);
    hr_small_world_free(&small);
}

/* The last shipment before a ban is lost; a lift orders the base level anew. */
static void a_lift_fills_the_stock_up(void **state)
{
    (void)state;
    hr_small_set(&sets, "threats={" BAN("at_hours: {constant: 200}, lifted_after_hours: {constant: 300}") ", " FAILURES(
                            "{ran_site: 100}", "1") "}");
    hr_small_set(&sets, "ordinary_restoration.spares_share=0.3");
    hr_small_set(&sets, "ordinary_restoration.spares_lead_time_hours={constant: 10}");
    hr_small_set(&sets, "ordinary_restoration.replacement_lead_time_hours={constant: 100}");
    hr_small_set(&sets, "horizon_hours=700");
    make();
    uint32_t stock = hr_world_stock(&small.world, BLUE, HR_ROLE_RAN_SITE, ALPHA);
    const hr_recovery *recovery = &small.replication.recovery;
    for (uint32_t r = 0; r < 10; ++r) {
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        assert_int_equal(recovery->base[stock], 3);
        assert_int_equal(recovery->stock[stock] + recovery->ordered[stock] - recovery->wanted[stock], 3);
    }
    hr_small_world_free(&small);
}

static void without_the_vendor_s_help_repairs_take_longer(void **state)
{
    (void)state;
    hr_small_set(&sets, "threats={" BAN("at_hours: {constant: 700}") ", " FAILURES("{ran_site: 100}", "0") "}");
    hr_small_set(&sets, "ordinary_restoration.unsupported_repair_factor=3");
    make();
    hr_node_history *it = run_watched(0);
    uint32_t longer = 0;
    for (uint32_t i = 0; i < it->count; ++i) {
        double hours = it->changes[i].is_fall ? hr_node_history_hours_out(it, i) : NAN;
        if (!isnan(hours)) {
            bool is_longer = is_site_of(it->changes[i].node, BLUE) && it->changes[i].hours > 700;
            assert_true(is_near(hours, is_longer ? 3 : 1));
            longer += is_longer;
        }
    }
    assert_true(longer > 20);
    free(it);
    hr_small_world_free(&small);
}

#define TEST(name) cmocka_unit_test_setup(name, begin_sets)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_roles_with_a_mean_fail_and_every_soft_failure_is_repaired),
        TEST(a_replication_repeats_itself_whatever_ran_before),
        TEST(failures_do_not_depend_on_what_happened_before),
        TEST(arms_and_cases_share_their_failures),
        TEST(repaired_software_keeps_its_implant),
        TEST(new_hardware_has_no_implant),
        TEST(new_hardware_is_suspect_like_the_old),
        TEST(diagnosis_of_an_outbreak_delays_its_own_nodes_alone),
        TEST(outbreaks_are_diagnosed_one_by_one),
        TEST(stocks_are_filled_up_to_their_base_level_after_use),
        TEST(a_banned_vendor_s_spares_come_from_others),
        TEST(a_ban_that_is_lifted_is_over),
        TEST(support_returns_with_the_last_of_the_bans),
        TEST(a_lift_fills_the_stock_up),
        TEST(without_the_vendor_s_help_repairs_take_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
