/* Common-mode faults, rule by rule, on a nation small enough to know what must come out (MODEL 6.4).
 *
 * Carol has red's ten sites, blue's two packet cores and red's, and most of the rest; alpha has blue's ten sites.
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
enum { RED, BLUE, LINE };
enum { SITES = 10 };

static hr_small_world small;
static hr_small_sets sets;

static int begin_sets(void **state)
{
    (void)state;
    sets = hr_small_tiny();
    hr_small_set(&sets, "ordinary_restoration.remote_restore_hours={constant: 1}");
    hr_small_set(&sets, "ordinary_restoration.field_visit_hours={constant: 1}");
    return 0;
}

static hr_node_history *run_with(const char *rest)
{
    char threats[1024];
    snprintf(threats, sizeof threats, "threats={source: made up, fault: {common_mode: {%s}}}", rest);
    hr_small_set(&sets, threats);
    hr_small_world_make(&small, sets.list);
    return hr_node_history_run(&small, HR_SMALL_ONE, false, 0);
}

static void end(hr_node_history *it)
{
    free(it);
    hr_small_world_free(&small);
}

static uint32_t role_of(uint32_t node)
{
    return small.world.network.role[node];
}

static uint32_t operator_of(uint32_t node)
{
    return small.world.network.operator_id[node];
}

/* As in the United Kingdom in December 2018: the packet cores of one vendor at one operator fail at one instant, and
 * are back when there is a fix. */
static void the_packet_cores_of_one_operator_fail_at_once_until_the_fix(void **state)
{
    (void)state;
    hr_node_history *it = run_with("at_hours: {constant: 4}, vendors: [carol], roles: [packet_core], operators: [blue],"
                                   " reach: operator, fix_hours: {constant: 20}, fix_window_hours: 0");
    assert_int_equal(it->count, 4);
    for (uint32_t i = 0; i < 4; ++i) {
        assert_int_equal(role_of(it->changes[i].node), HR_ROLE_PACKET_CORE);
        assert_int_equal(operator_of(it->changes[i].node), BLUE);
        assert_true(it->changes[i].hours == (i < 2 ? 4 : 24));
        assert_int_equal(it->changes[i].is_fall, i < 2);
    }
    /* a million users of blue lose data for twenty hours, and nobody anything else */
    assert_true(fabs(hr_metrics_headline_lost(&small.replication.metrics) - 20e6) < 1e-3);
    const hr_recovery *recovery = &small.replication.recovery;
    assert_int_equal(small.replication.counts.failed, 2);
    assert_int_equal(recovery->repaired + recovery->replaced, 0);
    assert_true(recovery->effort.engineer_hours == 0 && recovery->effort.crew_hours == 0);
    end(it);
}

static void a_nation_s_fault_strikes_all_operators_at_one_instant(void **state)
{
    (void)state;
    hr_node_history *it = run_with(
        "at_hours: {uniform: [10, 100]}, vendors: [carol], roles: [packet_core], reach: nation,"
        " fix_hours: {constant: 20}, fix_window_hours: 0");
    assert_int_equal(it->count, 8);
    for (uint32_t i = 0; i < 8; ++i) {
        assert_true(it->changes[i].hours == it->changes[i < 4 ? 0 : 4].hours);
    }
    end(it);
    begin_sets(NULL);
    it = run_with("at_hours: {uniform: [10, 100]}, vendors: [carol], roles: [packet_core], reach: operator,"
                  " fix_hours: {constant: 20}, fix_window_hours: 0");
    assert_int_equal(it->count, 8);
    assert_true(it->changes[0].hours == it->changes[1].hours);
    assert_true(it->changes[0].hours != it->changes[2].hours); /* each operator's copy has its own time */
    end(it);
}

static void the_fix_reaches_nodes_evenly_over_its_window(void **state)
{
    (void)state;
    hr_small_set(&sets, "network.generate.operators.red.ran_sites=100");
    hr_node_history *it = run_with("at_hours: {constant: 5}, vendors: [carol], roles: [ran_site], reach: nation,"
                                   " fix_hours: {constant: 10}, fix_window_hours: 50");
    double sum = 0;
    assert_int_equal(it->count, 200);
    for (uint32_t i = 100; i < 200; ++i) {
        assert_true(it->changes[i].hours >= 15 && it->changes[i].hours <= 65);
        sum += it->changes[i].hours;
    }
    assert_true(fabs(sum / 100 - 40) < 4.5 * 50 / sqrt(12) / 10);
    end(it);
}

static void without_a_window_engineers_install_the_fix_one_by_one(void **state)
{
    (void)state;
    hr_small_set(&sets, "ordinary_restoration.engineers_per_million_users=1.34"); /* two at red */
    hr_node_history *it = run_with("at_hours: {constant: 5}, vendors: [carol], roles: [ran_site], reach: nation,"
                                   " fix_hours: {constant: 10}");
    assert_int_equal(it->count, 2 * SITES);
    for (uint32_t i = SITES; i < 2 * SITES; ++i) {
        double expected = 16 + (i - SITES) / 2;
        assert_true(fabs(it->changes[i].hours - expected) < 1e-9);
    }
    assert_true(small.replication.recovery.effort.engineer_hours == SITES);
    end(it);
}

static void without_support_the_fix_takes_longer(void **state)
{
    (void)state;
    hr_small_set(&sets, "ordinary_restoration.unsupported_repair_factor=4");
    hr_small_set(&sets, "threats={source: made up, ban: {supply_ban: {vendors: [carol], at_hours: 1}}, fault:"
                        " {common_mode: {at_hours: {constant: 5}, roles: [ran_site], reach: operator,"
                        " fix_hours: {constant: 10}, fix_window_hours: 0}}}");
    hr_small_world_make(&small, sets.list);
    hr_node_history *it = hr_node_history_run(&small, HR_SMALL_ONE, false, 0);
    assert_int_equal(it->count, 4 * SITES);
    for (uint32_t i = 2 * SITES; i < 4 * SITES; ++i) {
        assert_true(it->changes[i].hours == (operator_of(it->changes[i].node) == BLUE ? 15 : 45));
    }
    end(it);
}

static void some_nodes_are_spared_by_chance(void **state)
{
    (void)state;
    hr_small_set(&sets, "network.generate.operators.red.ran_sites=400");
    hr_small_set(&sets, "network.generate.operators.blue.ran_sites=2");
    char threats[256] = "threats={source: made up, fault: {common_mode: {at_hours: {constant: 5}, roles: [ran_site],"
                        " vendors: [carol], reach: nation, affected_probability: 0.3, fix_hours: {constant: 10}}}}";
    hr_small_set(&sets, threats);
    hr_small_world_make(&small, sets.list);
    double sum = 0;
    for (uint32_t r = 0; r < 50; ++r) {
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        sum += small.replication.counts.failed;
    }
    assert_true(fabs(sum - 50 * 120) < 4.5 * sqrt(50 * 400 * 0.21));
    hr_small_world_free(&small);
}

/* Rules by vendor and role; the last that fits holds. 1,500 hours are 0.1711 years. */
static void products_fail_at_their_rates(void **state)
{
    (void)state;
    char threats[512] = "threats={source: made up, fault: {common_mode: {failures: [{per_year: 100},"
                        " {vendors: [carol], per_year: 0}, {vendors: [carol], roles: [packet_core], per_year: 200}],"
                        " roles: [packet_core, ran_site, metro], reach: operator, fix_hours: {constant: 0.001},"
                        " fix_window_hours: 0}}}";
    hr_small_set(&sets, threats);
    hr_small_world_make(&small, sets.list);
    uint32_t counts[HR_ROLE_COUNT] = {0};
    for (uint32_t r = 0; r < 40; ++r) {
        hr_node_history *it = hr_node_history_run(&small, HR_SMALL_ONE, false, r);
        for (uint32_t i = 0; i < it->count; ++i) {
            if (it->changes[i].is_fall) {
                ++counts[role_of(it->changes[i].node)];
                assert_int_equal(small.replication.vendor[it->changes[i].node],
                                 role_of(it->changes[i].node) == HR_ROLE_RAN_SITE ? ALPHA : CAROL);
            }
        }
        free(it);
    }
    double years = 40 * 1500 / 8766.0;
    double sites = counts[HR_ROLE_RAN_SITE] / (double)SITES; /* blue's alone: one product */
    double cores = counts[HR_ROLE_PACKET_CORE] / 2.0;        /* red's and blue's: a process each */
    assert_true(fabs(sites - 100 * years) < 4.5 * sqrt(100 * years));
    assert_true(fabs(cores - 400 * years) < 4.5 * sqrt(400 * years));
    assert_int_equal(counts[HR_ROLE_METRO], 0);
    hr_small_world_free(&small);
}

/* A failure while the last is not fixed fells those alone that are back. */
static void failures_overlap_without_harm(void **state)
{
    (void)state;
    hr_node_history *it = run_with("failures: [{vendors: [alpha], per_year: 500}], reach: operator,"
                                   " fix_hours: {exponential: {mean: 10}}, fix_window_hours: 40");
    bool is_out[HR_HISTORY_NODES_MAX] = {false};
    uint32_t partial = 0;
    for (uint32_t i = 0; i < it->count;) {
        uint32_t together = 1;
        assert_true(is_out[it->changes[i].node] != it->changes[i].is_fall);
        is_out[it->changes[i].node] = it->changes[i].is_fall;
        while (i + together < it->count && it->changes[i + together].hours == it->changes[i].hours) {
            assert_true(is_out[it->changes[i + together].node] != it->changes[i + together].is_fall);
            is_out[it->changes[i + together].node] = it->changes[i + together].is_fall;
            ++together;
        }
        partial += it->changes[i].is_fall && together < SITES;
        i += together;
    }
    assert_true(partial > 10);
    end(it);
}

static void arms_and_cases_share_their_failures(void **state)
{
    (void)state;
    hr_small_set(&sets, "cases.none.changes=[{to: again, share_of_from: 1, from: [alpha], source: made up}]");
    hr_node_history *one = run_with(
        "failures: [{vendors: [carol], per_year: 100}], roles: [packet_core, exchange, metro],"
        " reach: operator, fix_hours: {exponential: {mean: 10}}, fix_window_hours: 40");
    hr_node_history *other = hr_node_history_run(&small, HR_SMALL_NONE, true, 0);
    assert_true(one->count > 100);
    assert_int_equal(one->count, other->count);
    assert_memory_equal(one->changes, other->changes, one->count * sizeof *one->changes);
    free(other);
    end(one);
}

#define TEST(name) cmocka_unit_test_setup(name, begin_sets)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_packet_cores_of_one_operator_fail_at_once_until_the_fix),
        TEST(a_nation_s_fault_strikes_all_operators_at_one_instant),
        TEST(the_fix_reaches_nodes_evenly_over_its_window),
        TEST(without_a_window_engineers_install_the_fix_one_by_one),
        TEST(without_support_the_fix_takes_longer),
        TEST(some_nodes_are_spared_by_chance),
        TEST(products_fail_at_their_rates),
        TEST(failures_overlap_without_harm),
        TEST(arms_and_cases_share_their_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
