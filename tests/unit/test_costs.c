/* Costs of restoration and of lost service. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/small_world.h"

static const hr_costs COSTS = {
    .is_there = true,
    .currency = "GBP",
    .engineer_hour = 100,
    .crew_hour = 200,
    .spare = {[HR_ROLE_RAN_SITE] = 50000, [HR_ROLE_CABINET] = 8000},
    .lost_user_hour = 0.5,
};

static void hours_and_hardware_cost_their_prices(void **state)
{
    (void)state;
    hr_effort effort = {
        .engineer_hours = 3, .crew_hours = 4, .spares_used = {[HR_ROLE_RAN_SITE] = 2, [HR_ROLE_CABINET] = 1}};
    assert_float_equal(hr_costs_restoration(&COSTS, &effort), 300 + 800 + 100000 + 8000, 0);
    assert_float_equal(hr_costs_lost_service(&COSTS, 1000), 500, 0);
}

static void without_costs_in_the_scenario_they_are_unknown_not_nothing(void **state)
{
    (void)state;
    hr_costs none = {.is_there = false};
    hr_effort effort = {.crew_hours = 4};
    assert_true(isnan(hr_costs_restoration(&none, &effort)));
    assert_true(isnan(hr_costs_lost_service(&none, 1000)));
}

static void a_scenario_says_its_costs_by_role(void **state)
{
    (void)state;
    const char *sets[] = {"costs={source: made up, currency: EUR, engineer_hour: 1, crew_hour: 2, "
                          "spare: {ran_site: 30, metro: 40}, lost_user_hour: {value: 5, range: [1, 9]}}",
                          NULL};
    hr_small_world small;
    hr_small_world_make(&small, sets);
    const hr_costs *costs = &small.scenario->costs;
    assert_true(costs->is_there);
    assert_string_equal(costs->currency, "EUR");
    assert_float_equal(costs->crew_hour, 2, 0);
    assert_float_equal(costs->spare[HR_ROLE_METRO], 40, 0);
    assert_float_equal(costs->spare[HR_ROLE_CABINET], 0, 0);
    assert_float_equal(costs->lost_user_hour, 5, 0);
    hr_small_world_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_and_hardware_cost_their_prices),
        cmocka_unit_test(without_costs_in_the_scenario_they_are_unknown_not_nothing),
        cmocka_unit_test(a_scenario_says_its_costs_by_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
