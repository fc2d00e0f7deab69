/* Roaming as a mitigation, on a nation small enough to know what must come out (MODEL 7.8). What the ledger deals out to
 * whom: test_ledger_roaming.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/small_world.h"

enum { RED = 0, BLUE = 1, MOBILE_DATA = 0, EMERGENCY = 3 };

static hr_small_world small;

static void run(bool is_mitigated)
{
    hr_small_world_run(&small, HR_SMALL_ONE, is_mitigated, 0);
}

/* Blue loses all its sites at hour 5. Returns what its users lose of mobile data with roaming, in *without what they
 * lose else. */
static double lost_by_blue(const char *parameters, double *without)
{
    hr_small_sets sets = hr_small_tiny();
    hr_small_only(&sets, "roaming");
    hr_small_set(&sets, parameters);
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 1}", "5", HR_SMALL_STRIKES));
    hr_small_world_make(&small, sets.list);
    const hr_metrics *metrics = &small.replication.metrics;
    run(false);
    *without = metrics->lost_user_hours[MOBILE_DATA][BLUE];
    double emergency = metrics->lost_user_hours[EMERGENCY][BLUE];
    run(true);
    double with = metrics->lost_user_hours[MOBILE_DATA][BLUE];
    assert_true(metrics->lost_user_hours[MOBILE_DATA][RED] == 0);
    assert_true(metrics->lost_user_hours[EMERGENCY][BLUE] == emergency);
    hr_small_world_free(&small);
    return with;
}

static void roaming_carries_users_of_lost_sites(void **state)
{
    (void)state;
    double without = 0;
    double half = lost_by_blue("mitigations.roaming={source: made up, headroom_share: 0.5}", &without);
    assert_true(half < without);
    double all = lost_by_blue("mitigations.roaming={source: made up, headroom_share: 1}", &without);
    assert_true(all < half);
}

static void roaming_without_headroom_or_always_blocked_changes_no_bit(void **state)
{
    (void)state;
    double without = 0;
    double with = lost_by_blue("mitigations.roaming={source: made up, headroom_share: 0}", &without);
    assert_true(with == without);
    with = lost_by_blue("mitigations.roaming={source: made up, headroom_share: 1, overload_factor: 0}", &without);
    assert_true(with == without);
}

static void the_home_database_is_needed_unless_the_scenario_says_otherwise(void **state)
{
    (void)state;
    hr_small_sets sets = hr_small_tiny();
    hr_small_world_make(&small, sets.list);
    assert_int_equal(small.replication.equipment.roaming.is_on, false); /* nothing has run */
    run(true);
    assert_int_equal(small.replication.equipment.roaming.home_roles, 1u << HR_ROLE_SUBSCRIBER_DB);
    run(false);
    assert_int_equal(small.replication.equipment.roaming.is_on, false);
    hr_small_world_free(&small);
    hr_small_set(&sets, "mitigations.roaming.needs_home=[]");
    hr_small_world_make(&small, sets.list);
    run(true);
    assert_int_equal(small.replication.equipment.roaming.home_roles, 0);
    hr_small_world_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roaming_carries_users_of_lost_sites),
        cmocka_unit_test(roaming_without_headroom_or_always_blocked_changes_no_bit),
        cmocka_unit_test(the_home_database_is_needed_unless_the_scenario_says_otherwise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
