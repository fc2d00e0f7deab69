/* Espionage of campaigns: who is exposed for how long, on a nation small enough to know (MODEL 6.1, 3).
 *
 * Alpha, of state AA, has blue's ten sites and the management plane there. Blue has a million users, red a million and a
 * half; the horizon is 1500 hours.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/small_world.h"

enum { RED, BLUE };
enum { ALPHA };
enum { MOBILE_DATA, MOBILE_VOICE };
enum { ESTATE = 11 };

static hr_small_world small;
static hr_small_sets sets;

static int begin_sets(void **state)
{
    (void)state;
    sets = hr_small_tiny();
    return 0;
}

#define CAMPAIGN HR_SMALL_STATE_CAMPAIGN
#define ONLY_CAMPAIGN HR_SMALL_ONLY_CAMPAIGN
#define ALL_LATENT "latent: {implanted_share: 1}"
#define AT HR_SMALL_TRIGGER

static void only(const char *names)
{
    hr_small_only(&sets, names);
}

static void make(void)
{
    hr_small_world_make(&small, sets.list);
}

static const hr_counts *run(bool is_mitigated, uint32_t number)
{
    hr_small_world_run(&small, HR_SMALL_ONE, is_mitigated, number);
    return &small.replication.counts;
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected)))) {
        fail_msg("%.17g is not near %.17g", value, expected);
    }
}

static double exposed(uint32_t operator_id, uint32_t service)
{
    return small.replication.metrics.exposed_user_hours[service][operator_id];
}

/* User-hours of blue's data users at implanted sites, from a time or the installation, until another. */
static double expected_exposure(double from, double until)
{
    const hr_implants *implants = &small.replication.implants[0];
    double sum = 0;
    for (uint32_t i = 0; i < implants->count; ++i) {
        uint32_t node = implants->nodes[i];
        sum += small.world.network.users[node] * fmax(0, until - fmax(from, implants->hours[node]));
    }
    return sum;
}

static void latent_espionage_exposes_from_the_start_and_takes_no_service(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, ONLY_CAMPAIGN(ALL_LATENT ", espionage: {}"));
    make();
    assert_int_equal(run(false, 0)->disabled, 0);
    near(hr_metrics_headline_lost(&small.replication.metrics), 0);
    near(exposed(BLUE, MOBILE_DATA), 1000000 * 1500.0);
    near(exposed(BLUE, MOBILE_VOICE), 1000000 * 1500.0);
    near(exposed(RED, MOBILE_DATA), 0);
    assert_true(hr_replication_has_support(&small.replication, ALPHA)); /* it does not give itself away */
    hr_small_world_free(&small);
}

#define SPREAD "update: {rollout_window_hours: 1000, implant_probability: 1}"

static void each_implant_exposes_from_its_installation(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, ONLY_CAMPAIGN(SPREAD ", espionage: {starts: installation}"));
    make();
    for (uint32_t r = 0; r < 5; ++r) {
        run(false, r);
        near(exposed(BLUE, MOBILE_DATA), expected_exposure(0, 1500));
    }
    hr_small_world_free(&small);
}

static void espionage_may_wait_for_the_trigger(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, ONLY_CAMPAIGN(SPREAD ", " AT("600") ", espionage: {starts: trigger}"));
    make();
    for (uint32_t r = 0; r < 5; ++r) {
        run(false, r);
        near(exposed(BLUE, MOBILE_DATA), expected_exposure(600, 1500)); /* later installations begin at once */
    }
    hr_small_world_free(&small);
}

static void sabotage_ends_the_espionage_before_it(void **state)
{
    (void)state;
    uint32_t stands = 0;
    only("");
    hr_small_set(&sets, ONLY_CAMPAIGN(SPREAD ", " AT("600") ", espionage: {}, sabotage: {activation_probability: 0.5,"
                                                            " bricking_probability: 0}"));
    make();
    for (uint32_t r = 0; r < 5; ++r) {
        const hr_counts *counts = run(false, r);
        stands += counts->triggered - counts->disabled;
        near(exposed(BLUE, MOBILE_DATA), expected_exposure(0, 600)); /* of those that do not fall too */
    }
    assert_true(stands > 0);
    hr_small_world_free(&small);
}

static void isolation_ends_the_espionage(void **state)
{
    (void)state;
    only("monitoring isolation");
    hr_small_set(&sets, "mitigations.isolation.scope=vendor");
    hr_small_set(&sets, "mitigations.isolation.attribution_hours={constant: 10}");
    hr_small_set(&sets, "mitigations.isolation.roles=[ran_site, oss]");
    hr_small_set(&sets, "mitigations.isolation.floor_share=0");
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=0.001");
    hr_small_set(&sets, ONLY_CAMPAIGN(ALL_LATENT ", espionage: {}"));
    make();
    const hr_counts *counts = run(true, 0);
    assert_int_equal(counts->isolated, ESTATE);
    assert_int_equal(small.replication.recovery.repaired, ESTATE); /* back, and clean */
    near(exposed(BLUE, MOBILE_DATA), expected_exposure(0, counts->first_discovery_hours + 10));
    hr_small_world_free(&small);
}

static void a_node_of_two_listeners_is_exposed_once_until_both_have_let_go(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, "vendors.alpha={exposure: {AA: 1, BB: 1}}");
    hr_small_set(
        &sets,
        "threats={campaign: " CAMPAIGN(
            "AA",
            ALL_LATENT ", espionage: {}, " AT(
                "600") ", sabotage:"
                       " {activation_probability: 0, bricking_probability: 0}") ", third: " CAMPAIGN("BB", ALL_LATENT
                                                                                                     ", espionage: {}, " AT(
                                                                                                         "900") ", sabotage: {activation_probability: 0,"
                                                                                                                " bricking_probability: 0}") "}");
    make();
    run(false, 0);
    near(exposed(BLUE, MOBILE_DATA), 1000000 * 900.0);
    hr_small_world_free(&small);
}

static void a_remotely_controlled_node_is_listened_to_like_any_other(void **state)
{
    (void)state;
    only("");
    hr_small_set(&sets, "assignment.management=[{by: alpha, share: 1, roles: [ran_site], operators: [red]}]");
    hr_small_set(&sets, ONLY_CAMPAIGN("remote_access: {delay_hours: {constant: 100}, success_probability: 1},"
                                      " espionage: {}"));
    make();
    run(false, 0);
    near(exposed(RED, MOBILE_DATA), 1500000 * 1400.0);
    near(exposed(BLUE, MOBILE_DATA), 0);
    hr_small_world_free(&small);
}

#define TEST(name) cmocka_unit_test_setup(name, begin_sets)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(latent_espionage_exposes_from_the_start_and_takes_no_service),
        TEST(each_implant_exposes_from_its_installation),
        TEST(espionage_may_wait_for_the_trigger),
        TEST(sabotage_ends_the_espionage_before_it),
        TEST(isolation_ends_the_espionage),
        TEST(a_node_of_two_listeners_is_exposed_once_until_both_have_let_go),
        TEST(a_remotely_controlled_node_is_listened_to_like_any_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
