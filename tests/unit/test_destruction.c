/* Destruction by an intruder and the shutdown that follows, rule by rule, on a nation small enough to know what must
 * come out (MODEL 5, threats/destruction.c).
 *
 * Alpha has blue's ten sites, carol red's ten and the packet cores, two of each operator. Nothing is diagnosed first
 * unless a test says so.
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
    hr_small_set(&sets, "ordinary_restoration.hardware_swap_hours={constant: 2}");
    return 0;
}

static hr_node_history *run_with(const char *rest)
{
    char threats[1024];
    snprintf(threats, sizeof threats, "threats={source: made up, raid: {destruction: {%s}}}", rest);
    hr_small_set(&sets, threats);
    hr_small_world_make(&small, sets.list);
    return hr_node_history_run(&small, HR_SMALL_ONE, false, 0);
}

static void end(hr_node_history *it)
{
    free(it);
    hr_small_world_free(&small);
}

static bool is_of(uint32_t node, uint32_t operator_id, hr_role role)
{
    return small.world.network.operator_id[node] == operator_id && small.world.network.role[node] == role;
}

static void what_is_struck_falls_at_once_and_is_restored_after_the_diagnosis(void **state)
{
    (void)state;
    hr_small_set(&sets, "ordinary_restoration.diagnosis_hours={constant: 3}");
    hr_small_set(&sets, "ordinary_restoration.engineers_per_million_users=2");
    hr_node_history *it = run_with("at_hours: {constant: 4}, operators: [blue], roles: [packet_core]");
    assert_int_equal(it->count, 4);
    for (uint32_t i = 0; i < 4; ++i) {
        assert_true(is_of(it->changes[i].node, BLUE, HR_ROLE_PACKET_CORE));
        assert_int_equal(it->changes[i].is_fall, i < 2);
        assert_true(it->changes[i].hours == (i < 2 ? 4 : 8)); /* three hours to find out, one to restore */
    }
    assert_int_equal(small.replication.counts.disabled, 2);
    assert_int_equal(small.replication.counts.bricked, 0);
    /* it is nobody's equipment in particular: no vendor is found out */
    assert_true(isnan(small.replication.counts.first_discovery_hours));
    end(it);
}

static void a_bricked_node_needs_new_hardware(void **state)
{
    (void)state;
    hr_node_history *it = run_with("at_hours: {constant: 4}, operators: [blue], roles: [packet_core],"
                                   " bricking_probability: 1");
    assert_int_equal(it->count, 4);
    assert_int_equal(small.replication.counts.bricked, 2);
    assert_int_equal(small.replication.recovery.replaced, 2);
    assert_int_equal(small.replication.recovery.repaired, 0);
    end(it);
}

static void an_operator_shuts_down_and_opens_again_evenly(void **state)
{
    (void)state;
    hr_small_set(&sets, "network.generate.operators.blue.ran_sites=200");
    hr_node_history *it = run_with("at_hours: {constant: 4}, operators: [blue], roles: [packet_core], shutdown:"
                                   " {after_hours: {constant: 2}, roles: [ran_site], lasts_hours: {constant: 30},"
                                   " reopening_window_hours: 50}");
    uint32_t shut = 0;
    uint32_t opened = 0;
    double sum = 0;
    for (uint32_t i = 0; i < it->count; ++i) {
        const hr_node_change *change = &it->changes[i];
        if (small.world.network.role[change->node] != HR_ROLE_RAN_SITE) {
            continue;
        }
        assert_true(is_of(change->node, BLUE, HR_ROLE_RAN_SITE));
        shut += change->is_fall;
        opened += !change->is_fall;
        sum += change->is_fall ? 0 : change->hours;
        assert_true(change->is_fall ? change->hours == 6 : change->hours >= 36 && change->hours <= 86);
    }
    assert_int_equal(shut, 200);
    assert_int_equal(opened, 200);
    assert_true(fabs(sum / 200 - 61) < 4.5 * 50 / sqrt(12 * 200.0));
    /* what is shut has not failed, and nobody works at it */
    assert_int_equal(small.replication.counts.failed, 0);
    assert_int_equal(small.replication.counts.disabled, 2);
    assert_int_equal(small.replication.recovery.repaired, 2);
    end(it);
}

/* Blue's packet cores are out from the fourth hour to the fifth, its sites from the sixth to the sixteenth; a million
 * users lose data for eleven hours, and red's none. */
static void users_lose_what_is_struck_and_what_is_shut(void **state)
{
    (void)state;
    hr_small_set(&sets, "ordinary_restoration.engineers_per_million_users=2");
    hr_node_history *it = run_with("at_hours: {constant: 4}, operators: [blue], roles: [packet_core], shutdown:"
                                   " {after_hours: {constant: 2}, roles: [ran_site], lasts_hours: {constant: 10}}");
    assert_int_equal(it->count, 4 + 2 * SITES);
    assert_true(fabs(hr_metrics_headline_lost(&small.replication.metrics) - 11e6) < 1e-3);
    end(it);
}

/* Engineers work at the struck sites whether the network is shut or not; only sites in service are shut. */
static void a_node_that_is_out_already_is_not_shut(void **state)
{
    (void)state;
    hr_small_set(&sets, "ordinary_restoration.diagnosis_hours={constant: 3}");
    hr_node_history *it = run_with("at_hours: {constant: 4}, operators: [blue], roles: [ran_site],"
                                   " affected_probability: 0.5, shutdown: {after_hours: {constant: 1},"
                                   " roles: [ran_site], lasts_hours: {constant: 900}}");
    uint32_t struck = small.replication.counts.disabled;
    assert_true(struck > 0 && struck < SITES);
    assert_int_equal(it->count, 2 * SITES);
    for (uint32_t i = 0; i < 2 * SITES; ++i) {
        const hr_node_change *change = &it->changes[i];
        assert_int_equal(change->is_fall, i < SITES);
        if (i < SITES) {
            assert_true(change->hours == (i < struck ? 4 : 5));
        } else {
            assert_true(i < SITES + struck ? change->hours < 905 : change->hours == 905);
        }
    }
    end(it);
}

static void nodes_are_spared_by_chance(void **state)
{
    (void)state;
    hr_small_set(&sets, "network.generate.operators.red.ran_sites=400");
    hr_small_set(&sets, "threats={source: made up, raid: {destruction: {at_hours: {constant: 5}, roles: [ran_site],"
                        " operators: [red], affected_probability: 0.3, bricking_probability: 0.25}}}");
    hr_small_world_make(&small, sets.list);
    double fallen = 0;
    double bricked = 0;
    for (uint32_t r = 0; r < 50; ++r) {
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        fallen += small.replication.counts.disabled;
        bricked += small.replication.counts.bricked;
    }
    assert_true(fabs(fallen - 50 * 120) < 4.5 * sqrt(50 * 400 * 0.21));
    assert_true(fabs(bricked - 50 * 30) < 4.5 * sqrt(50 * 400 * 0.075 * 0.925));
    hr_small_world_free(&small);
}

static void without_operators_named_all_are_struck(void **state)
{
    (void)state;
    hr_node_history *it = run_with("at_hours: {constant: 4}, roles: [packet_core]");
    uint32_t falls[3] = {0};
    for (uint32_t i = 0; i < it->count; ++i) {
        falls[small.world.network.operator_id[it->changes[i].node]] += it->changes[i].is_fall;
    }
    assert_int_equal(falls[RED], 2);
    assert_int_equal(falls[BLUE], 2);
    assert_int_equal(falls[LINE], 0);
    end(it);
}

#define TEST(name) cmocka_unit_test_setup(name, begin_sets)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_struck_falls_at_once_and_is_restored_after_the_diagnosis),
        TEST(a_bricked_node_needs_new_hardware),
        TEST(an_operator_shuts_down_and_opens_again_evenly),
        TEST(users_lose_what_is_struck_and_what_is_shut),
        TEST(a_node_that_is_out_already_is_not_shut),
        TEST(nodes_are_spared_by_chance),
        TEST(without_operators_named_all_are_struck),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
