/* The countries that ship: their totals are what their parameters ask for and what is published, and no single link
 * parts a metro node from its core. Figures are printed.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "models/nation.h"
#include "models/network_bridges.h"
#include "models/network_profile.h"
#include "tests/support/nation.h"

static const double TOLERANCE = 0.02; /* of published totals */
static const double REACH_KM = 10;

typedef struct {
    const char *code;
    hr_scenario *nation;
    hr_places places;
    hr_network network;
} country;

static void open_country(country *c, const char *code)
{
    char file[256];
    hr_diagnostics diagnostics = {0};
    hr_error error;
    c->code = code;
    snprintf(file, sizeof file, HR_SOURCE_FOLDER "/scenarios/data/country-%s.yaml", code);
    if (hr_scenario_read_nation(&c->nation, file, NULL, 0, &diagnostics) != HR_OK) {
        hr_error_print(&diagnostics.items[0], stderr);
        fail_msg("%s is no nation", file);
    }
    assert_int_equal(c->nation->unsourced_count, 0);
    clock_t start = clock();
    if (hr_nation_generate(c->nation, &c->network, &c->places, NULL, &error) != HR_OK) {
        hr_error_print(&error, stderr);
        fail();
    }
    printf("%s: %u nodes, %u links, %.2f s of processor\n", code, c->network.node_count, c->network.edge_count,
           (double)(clock() - start) / CLOCKS_PER_SEC);
}

static void close_country(country *c)
{
    hr_network_free(&c->network);
    hr_places_free(&c->places);
    hr_scenario_free(c->nation);
}

/* ---- totals ---------------------------------------------------------------------------------------------------- */

static void expect_asked_totals(const country *c)
{
    const hr_generator_parameters *parameters = &c->nation->generator;
    for (uint32_t o = 0; o < parameters->operator_count; ++o) {
        const hr_generator_operator *asked = &parameters->operators[o];
        assert_int_equal(hr_network_users(&c->network, o, HR_ROLE_COUNT), asked->users);
        assert_int_equal(hr_network_nodes(&c->network, o, HR_ROLE_RAN_SITE), asked->ran_sites);
        assert_int_equal(hr_network_nodes(&c->network, o, HR_ROLE_CABINET), asked->cabinets);
        assert_int_equal(hr_network_nodes(&c->network, o, HR_ROLE_EXCHANGE), asked->exchanges);
        assert_int_equal(hr_network_nodes(&c->network, o, HR_ROLE_AGGREGATION), asked->aggregation);
        assert_int_equal(hr_network_nodes(&c->network, o, HR_ROLE_METRO), asked->metro);
        assert_int_equal(hr_network_nodes(&c->network, o, HR_ROLE_CORE_ROUTER), asked->core_routers);
    }
}

static uint32_t expect_near(const char *what, double measured, double published)
{
    if (!(published > 0)) {
        return 0;
    }
    printf("  %-18s %12.0f published %12.0f, %+.2f %%\n", what, measured, published, 100 * (measured / published - 1));
    assert_true(fabs(measured - published) <= TOLERANCE * published);
    return 1;
}

static void expect_published_totals(const country *c)
{
    const hr_generator_published *published = &c->nation->published;
    uint32_t compared = expect_near("nodes", c->network.node_count, published->nodes);
    for (int r = 0; r < HR_ROLE_COUNT; ++r) {
        double nodes = hr_network_nodes(&c->network, HR_OPERATORS_MAX, (hr_role)r);
        double users = (double)hr_network_users(&c->network, HR_OPERATORS_MAX, (hr_role)r);
        compared += expect_near(hr_role_forms[r].name, nodes, published->nodes_by_role[r]);
        compared += expect_near("users there", users, published->users_by_role[r]);
    }
    assert_true(compared >= 2);
}

/* ---- links and coverage ---------------------------------------------------------------------------------------- */

static void expect_two_ways(const country *c)
{
    hr_network_separability found[HR_OPERATORS_MAX];
    assert_int_equal(hr_network_separable(&c->network, found, NULL), HR_OK);
    for (uint32_t o = 0; o < c->network.operator_count; ++o) {
        assert_true(found[o].has_core == (c->nation->generator.operators[o].transport < 0));
        assert_int_equal(found[o].separable[HR_ROLE_METRO], 0);
        assert_int_equal(found[o].separable[HR_ROLE_AGGREGATION], 0);
        assert_int_equal(found[o].separable[HR_ROLE_CORE_ROUTER], 0);
        assert_int_equal(found[o].separable_backbone, 0);
    }
}

static void expect_coverage(const country *c)
{
    const hr_generator_parameters *parameters = &c->nation->generator;
    const hr_country_people people = {&c->places, (double)parameters->population, parameters->urban_density_per_km2};
    double share[HR_OPERATORS_MAX];
    double best = 0;
    assert_int_equal(hr_network_coverage(&c->network, &people, REACH_KM, share, NULL), HR_OK);
    for (uint32_t o = 0; o < c->network.operator_count; ++o) {
        best = fmax(best, share[o]); /* NAN is passed over */
        if (parameters->operators[o].ran_sites > 0) {
            printf("  %-18s covers %.3f within %g km\n", c->network.operator_names[o], share[o], REACH_KM);
        }
    }
    printf("  published: %.3f\n", c->nation->published.covered_share);
    assert_true(fabs(best - c->nation->published.covered_share) <= TOLERANCE);
}

static void expect_country(const char *code)
{
    country c;
    hr_network again;
    open_country(&c, code);
    expect_asked_totals(&c);
    expect_published_totals(&c);
    expect_two_ways(&c);
    expect_coverage(&c);
    assert_int_equal(hr_nation_generate(c.nation, &again, NULL, NULL, NULL), HR_OK);
    assert_true(hr_nation_digest(&again) == hr_nation_digest(&c.network));
    hr_network_free(&again);
    close_country(&c);
}

static void great_britain_and_northern_ireland_are_as_published(void **state)
{
    (void)state;
    expect_country("GB");
}

static void germany_is_as_published(void **state)
{
    (void)state;
    expect_country("DE");
}

static void sweden_is_as_published(void **state)
{
    (void)state;
    expect_country("SE");
}

static void poland_is_as_published(void **state)
{
    (void)state;
    expect_country("PL");
}

static void australia_is_as_published(void **state)
{
    (void)state;
    expect_country("AU");
}

/* Openreach's exchanges and cabinets, 21CN's nodes, EE's sites, people and lines, each by its own source. */
static void the_united_kingdom_has_its_published_exchanges_cabinets_nodes_and_sites(void **state)
{
    (void)state;
    static const struct {
        const char *provider;
        hr_role role;
        double published;
    } facts[] = {
        {"bt", HR_ROLE_EXCHANGE, 5500}, {"bt", HR_ROLE_AGGREGATION, 1000}, {"bt", HR_ROLE_CABINET, 90000},
        {"bt", HR_ROLE_METRO, 100},     {"bt", HR_ROLE_CORE_ROUTER, 10},   {"ee", HR_ROLE_RAN_SITE, 18800},
    };
    country c;
    open_country(&c, "GB");
    for (size_t i = 0; i < sizeof facts / sizeof *facts; ++i) {
        uint32_t o = 0;
        while (strcmp(c.network.operator_names[o], facts[i].provider) != 0) {
            ++o;
            assert_true(o < c.network.operator_count);
        }
        expect_near(hr_role_forms[facts[i].role].name, hr_network_nodes(&c.network, o, facts[i].role),
                    facts[i].published);
    }
    expect_near("population", (double)hr_network_users(&c.network, HR_OPERATORS_MAX, HR_ROLE_RAN_SITE), 66.4e6);
    close_country(&c);
}

/* The question about the United Kingdom is asked about the network of its parameter file. */
static void the_main_scenario_and_the_country_file_are_one_nation(void **state)
{
    (void)state;
    static const char file[] = HR_SOURCE_FOLDER "/scenarios/uk-2018-zte.yaml";
    country c;
    hr_scenario *scenario = NULL;
    hr_diagnostics diagnostics = {0};
    open_country(&c, "GB");
    assert_int_equal(hr_scenario_read(&scenario, file, NULL, NULL, 0, &diagnostics), HR_OK);
    assert_int_equal(scenario->generator.population, c.nation->generator.population);
    assert_int_equal(scenario->generator.operator_count, c.nation->generator.operator_count);
    for (uint32_t o = 0; o < scenario->generator.operator_count; ++o) {
        const hr_generator_operator *a = &scenario->generator.operators[o];
        const hr_generator_operator *b = &c.nation->generator.operators[o];
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->users, b->users);
        assert_true(a->oss_count > 0 && b->oss_count == 0); /* management planes come with a scenario's vendors */
    }
    hr_scenario_free(scenario);
    close_country(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(great_britain_and_northern_ireland_are_as_published),
        cmocka_unit_test(germany_is_as_published),
        cmocka_unit_test(sweden_is_as_published),
        cmocka_unit_test(poland_is_as_published),
        cmocka_unit_test(australia_is_as_published),
        cmocka_unit_test(the_united_kingdom_has_its_published_exchanges_cabinets_nodes_and_sites),
        cmocka_unit_test(the_main_scenario_and_the_country_file_are_one_nation),
    };
    return cmocka_run_group_tests_name("countries", tests, NULL, NULL);
}
