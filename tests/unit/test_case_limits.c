/* Caps and exclusions of cases, on the ten nodes of scenarios/hello.yaml. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/small_world.h"

static hr_scenario *scenario;
static hr_world world;

static hr_status make(const hr_override *overrides, size_t count, hr_error *error)
{
    hr_diagnostics diagnostics = {0};
    hr_status status = hr_scenario_read(&scenario, HR_SOURCE_FOLDER "/scenarios/hello.yaml", NULL, overrides, count,
                                        &diagnostics);
    if (status != HR_OK) {
        *error = diagnostics.items[0];
    }
    hr_diagnostics_free(&diagnostics);
    return status == HR_OK ? hr_world_init(&world, scenario, error) : status;
}

static const char *maker(const char *id)
{
    for (uint32_t n = 0; n < world.network.node_count; ++n) {
        if (strcmp(hr_network_id(&world.network, n), id) == 0) {
            return scenario->vendors[world.cases[0].vendor[n]].name;
        }
    }
    fail_msg("no node %s", id);
    return "";
}

static void clear(void)
{
    hr_world_free(&world);
    hr_scenario_free(scenario);
}

static void an_exclusion_moves_all_of_its_roles_and_counts_as_changes(void **state)
{
    (void)state;
    hr_error error;
    hr_override limit = {.path = "cases.one.limits",
                         .value = "[{exclude: true, vendors: {exposed_to: AA}, roles: [ran_site], to: [dave]}]"};
    assert_int_equal(make(&limit, 1, &error), HR_OK);
    assert_string_equal(maker("north"), "dave");
    assert_string_equal(maker("south"), "dave");
    assert_string_equal(maker("east"), "carol");
    assert_string_equal(maker("left"), "alpha");
    assert_int_equal(world.cases[0].changed, 2);
    clear();
}

static void a_cap_moves_no_more_than_it_must(void **state)
{
    (void)state;
    hr_error error;
    hr_override limit = {.path = "cases.one.limits",
                         .value = "[{cap: 0.25, vendors: [alpha], roles: [ran_site], to: [dave], source: s}]"};
    assert_int_equal(make(&limit, 1, &error), HR_OK);
    assert_int_equal(world.cases[0].changed, 1); /* one of four sites is a quarter */
    clear();
    limit.value = "[{cap: 0.5, vendors: [alpha], roles: [ran_site], to: [dave], source: s}]";
    assert_int_equal(make(&limit, 1, &error), HR_OK);
    assert_int_equal(world.cases[0].changed, 0);
    clear();
}

static void sensitive_sites_alone_can_be_closed(void **state)
{
    (void)state;
    hr_error error;
    hr_override overrides[] = {
        {.path = "network.listed.nodes.south.sensitive", .value = "true"},
        {.path = "cases.one.limits",
         .value = "[{exclude: true, sensitive: true, vendors: [alpha], roles: [ran_site], to: [carol]}]"},
    };
    assert_int_equal(make(overrides, 2, &error), HR_OK);
    assert_string_equal(maker("north"), "alpha");
    assert_string_equal(maker("south"), "carol");
    clear();
}

static void a_case_starts_from_the_limits_of_its_base(void **state)
{
    (void)state;
    hr_error error;
    hr_override limit = {.path = "cases.one.limits",
                         .value = "[{exclude: true, vendors: [alpha], roles: [aggregation], to: [dave]}]"};
    assert_int_equal(make(&limit, 1, &error), HR_OK);
    assert_int_equal(scenario->cases[1].limit_count, 1);
    clear();
}

static void impossible_limits_are_refused(void **state)
{
    (void)state;
    hr_error error;
    hr_override limit = {.path = "cases.one.limits", .value = "[{exclude: true, vendors: [alpha], to: [alpha]}]"};
    assert_int_equal(make(&limit, 1, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "itself one of the limit's vendors"));
    limit.value = "[{exclude: true, vendors: [carol], roles: [core_router]}]"; /* nobody else makes core routers */
    assert_int_equal(make(&limit, 1, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "case one"));
    hr_scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exclusion_moves_all_of_its_roles_and_counts_as_changes),
        cmocka_unit_test(a_cap_moves_no_more_than_it_must),
        cmocka_unit_test(sensitive_sites_alone_can_be_closed),
        cmocka_unit_test(a_case_starts_from_the_limits_of_its_base),
        cmocka_unit_test(impossible_limits_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
