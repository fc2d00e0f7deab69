/* Bridges, lengths, degrees and coverage of networks that can be drawn on a thumbnail. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/network_bridges.h"
#include "models/network_profile.h"

/* A degree of latitude on the sphere, km. */
#define DEGREE_KM (6371.0088 * 3.14159265358979323846 / 180)

typedef struct {
    const char *id;
    hr_role role;
    double latitude;
} drawn_node;

typedef struct {
    uint32_t first;
    uint32_t second;
    hr_edge_kind kind;
} drawn_link;

typedef struct {
    hr_network network;
    uint32_t numbers[16]; /* of the drawn nodes in the network */
} drawing;

static void draw(drawing *d, const drawn_node *nodes, size_t node_count, const drawn_link *links, size_t link_count)
{
    hr_network_builder *builder = NULL;
    uint32_t index = 0;
    assert_int_equal(hr_network_builder_new(&builder, NULL), HR_OK);
    assert_int_equal(hr_network_builder_operator(builder, "Alder", &index, NULL), HR_OK);
    for (size_t n = 0; n < node_count; ++n) {
        hr_network_node node = {.id = nodes[n].id,
                                .role = nodes[n].role,
                                .latitude = nodes[n].latitude,
                                .users = nodes[n].role <= HR_ROLE_EXCHANGE,
                                .capacity_users = HR_CAPACITY_UNLIMITED,
                                .bound_vendor = HR_NO_VENDOR};
        assert_int_equal(hr_network_builder_node(builder, &node, &index, NULL), HR_OK);
    }
    for (size_t k = 0; k < link_count; ++k) {
        assert_int_equal(hr_network_builder_edge(builder, links[k].first, links[k].second, links[k].kind, NULL), HR_OK);
    }
    assert_int_equal(hr_network_finish(builder, &d->network, d->numbers, NULL), HR_OK);
    hr_network_builder_free(builder);
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

/*   c0 - c1
 *     \  /           a triangle of core routers,
 *      c2 = m3       a metro node behind two parallel links,
 *      |
 *      m4 - m5       two more behind one link; x6 is an exchange on m5, whose cabinet does not count
 */
static const drawn_node NODES[] = {
    {"c0", HR_ROLE_CORE_ROUTER, 0}, {"c1", HR_ROLE_CORE_ROUTER, 1}, {"c2", HR_ROLE_CORE_ROUTER, 2},
    {"m3", HR_ROLE_METRO, 4},       {"m4", HR_ROLE_METRO, 3},       {"m5", HR_ROLE_METRO, 6},
    {"x6", HR_ROLE_EXCHANGE, 6},    {"b7", HR_ROLE_CABINET, 6.5},
};
static const drawn_link LINKS[] = {
    {0, 1, HR_EDGE_PRIMARY}, {1, 2, HR_EDGE_PRIMARY}, {2, 0, HR_EDGE_PRIMARY},
    {2, 3, HR_EDGE_PRIMARY}, {2, 3, HR_EDGE_BACKUP},  {2, 4, HR_EDGE_PRIMARY},
    {4, 5, HR_EDGE_PRIMARY}, {5, 6, HR_EDGE_PRIMARY}, {6, 7, HR_EDGE_PRIMARY},
};

static void parallel_links_are_no_bridge_and_a_triangle_has_none(void **state)
{
    (void)state;
    drawing d;
    uint32_t component[16];
    uint32_t bridges = 0;
    draw(&d, NODES, COUNT(NODES), LINKS, COUNT(LINKS));
    assert_int_equal(
        hr_network_two_edge_components(&d.network, (hr_network_part){HR_OPERATORS_MAX, 0}, component, &bridges, NULL),
        HR_OK);
    assert_int_equal(bridges, 3); /* c2-m4, m4-m5, m5-x6 */
    uint32_t core = component[d.numbers[0]];
    assert_int_equal(component[d.numbers[1]], core);
    assert_int_equal(component[d.numbers[2]], core);
    assert_int_equal(component[d.numbers[3]], core);
    assert_int_equal(component[d.numbers[4]], d.numbers[4]);
    assert_int_equal(component[d.numbers[5]], d.numbers[5]);
    hr_network_free(&d.network);
}

static void nodes_behind_a_bridge_are_separable_from_the_core(void **state)
{
    (void)state;
    drawing d;
    hr_network_separability found[1];
    draw(&d, NODES, COUNT(NODES), LINKS, COUNT(LINKS));
    assert_int_equal(hr_network_separable(&d.network, found, NULL), HR_OK);
    assert_true(found[0].has_core);
    assert_int_equal(found[0].bridges, 3);
    assert_int_equal(found[0].separable[HR_ROLE_CORE_ROUTER], 0);
    assert_int_equal(found[0].separable[HR_ROLE_METRO], 2);
    assert_int_equal(found[0].separable[HR_ROLE_EXCHANGE], 1);
    assert_int_equal(found[0].separable[HR_ROLE_CABINET], 0);
    assert_int_equal(found[0].separable_backbone, 2);
    hr_network_free(&d.network);
}

/* c0 and c1 on two links, and a metro node on one; an aggregation node between it and c0 is a way round. */
static void aggregation_is_a_way_round_that_the_backbone_alone_lacks(void **state)
{
    (void)state;
    static const drawn_node nodes[] = {
        {"c0", HR_ROLE_CORE_ROUTER, 0}, {"c1", HR_ROLE_CORE_ROUTER, 1}, {"m2", HR_ROLE_METRO, 2},
        {"a3", HR_ROLE_AGGREGATION, 2}, {"x4", HR_ROLE_EXCHANGE, 2},
    };
    static const drawn_link links[] = {{0, 1, HR_EDGE_PRIMARY}, {0, 1, HR_EDGE_PRIMARY}, {1, 2, HR_EDGE_PRIMARY},
                                       {2, 3, HR_EDGE_PRIMARY}, {0, 3, HR_EDGE_BACKUP},  {3, 4, HR_EDGE_PRIMARY}};
    drawing d;
    hr_network_separability found[1];
    draw(&d, nodes, COUNT(nodes), links, COUNT(links));
    assert_int_equal(hr_network_separable(&d.network, found, NULL), HR_OK);
    assert_int_equal(found[0].separable[HR_ROLE_METRO], 0);
    assert_int_equal(found[0].separable[HR_ROLE_EXCHANGE], 1);
    assert_int_equal(found[0].separable_backbone, 1);
    hr_network_free(&d.network);
}

static void a_part_without_a_way_to_the_core_is_separable(void **state)
{
    (void)state;
    static const drawn_node nodes[] = {
        {"c0", HR_ROLE_CORE_ROUTER, 0}, {"c1", HR_ROLE_CORE_ROUTER, 1}, {"m2", HR_ROLE_METRO, 2},
        {"m3", HR_ROLE_METRO, 3},       {"x4", HR_ROLE_EXCHANGE, 3},
    };
    static const drawn_link links[] = {{0, 1, HR_EDGE_PRIMARY}, {0, 1, HR_EDGE_PRIMARY}, {2, 3, HR_EDGE_PRIMARY},
                                       {2, 3, HR_EDGE_PRIMARY}, {0, 4, HR_EDGE_PRIMARY}, {1, 4, HR_EDGE_BACKUP}};
    drawing d;
    hr_network_separability found[1];
    draw(&d, nodes, COUNT(nodes), links, COUNT(links));
    assert_int_equal(hr_network_separable(&d.network, found, NULL), HR_OK);
    assert_int_equal(found[0].bridges, 0);
    assert_int_equal(found[0].separable[HR_ROLE_METRO], 2);
    assert_int_equal(found[0].separable[HR_ROLE_EXCHANGE], 0);
    hr_network_free(&d.network);
}

static const hr_link_lengths *lengths_of(const hr_network_profile *profile, hr_role lower, hr_role upper,
                                         hr_edge_kind kind)
{
    for (uint32_t k = 0; k < profile->length_count; ++k) {
        const hr_link_lengths *lengths = &profile->lengths[k];
        if (lengths->lower == lower && lengths->upper == upper && lengths->kind == kind) {
            return lengths;
        }
    }
    fail_msg("no links between roles %d and %d", (int)lower, (int)upper);
    return NULL;
}

static void links_are_measured_by_kind_and_the_roles_at_their_ends(void **state)
{
    (void)state;
    drawing d;
    hr_network_profile profile;
    draw(&d, NODES, COUNT(NODES), LINKS, COUNT(LINKS));
    assert_int_equal(hr_network_profile_find(&d.network, &profile, NULL), HR_OK);
    assert_int_equal(profile.length_count, 6);
    /* between core routers: one, one and two degrees */
    const hr_link_lengths *core = lengths_of(&profile, HR_ROLE_CORE_ROUTER, HR_ROLE_CORE_ROUTER, HR_EDGE_PRIMARY);
    const double degrees[] = {1, 1, 2, 2};
    assert_int_equal(core->count, 3);
    for (int q = 0; q < HR_PROFILE_QUANTILES; ++q) {
        assert_true(fabs(core->km[q] - degrees[q] * DEGREE_KM) < 0.01);
    }
    assert_int_equal(lengths_of(&profile, HR_ROLE_METRO, HR_ROLE_CORE_ROUTER, HR_EDGE_PRIMARY)->count, 2);
    assert_int_equal(lengths_of(&profile, HR_ROLE_METRO, HR_ROLE_CORE_ROUTER, HR_EDGE_BACKUP)->count, 1);
    const hr_link_lengths *cabinet = lengths_of(&profile, HR_ROLE_CABINET, HR_ROLE_EXCHANGE, HR_EDGE_PRIMARY);
    assert_true(fabs(cabinet->km[0] - 0.5 * DEGREE_KM) < 0.01);
    hr_network_free(&d.network);
}

static void degrees_count_every_link_of_a_node(void **state)
{
    (void)state;
    drawing d;
    hr_network_profile profile;
    draw(&d, NODES, COUNT(NODES), LINKS, COUNT(LINKS));
    assert_int_equal(hr_network_profile_find(&d.network, &profile, NULL), HR_OK);
    const hr_role_degrees *core = &profile.degrees[HR_ROLE_CORE_ROUTER]; /* 2, 2 and 5 */
    assert_int_equal(core->count, 3);
    assert_true(core->mean == 3);
    assert_int_equal(core->neighbours[0], 2);
    assert_int_equal(core->neighbours[1], 2);
    assert_int_equal(core->neighbours[3], 5);
    assert_int_equal(profile.degrees[HR_ROLE_EXCHANGE].neighbours[1], 2);
    assert_int_equal(profile.degrees[HR_ROLE_CABINET].neighbours[3], 1);
    assert_int_equal(profile.degrees[HR_ROLE_OSS].count, 0);
    hr_network_free(&d.network);
}

/* Two places of a point each: a site stands in the larger, 3 of 4 people; the other is one degree away. */
static void coverage_is_the_share_of_people_within_reach(void **state)
{
    (void)state;
    static const drawn_node nodes[] = {{"c0", HR_ROLE_CORE_ROUTER, 0}, {"s1", HR_ROLE_RAN_SITE, 10}};
    static const drawn_link links[] = {{0, 1, HR_EDGE_PRIMARY}};
    hr_place list[] = {{"large", 10, 0, 300}, {"small", 11, 0, 100}};
    const hr_places places = {list, COUNT(list)};
    const hr_country_people people = {&places, 400, 1e9};
    drawing d;
    double share = NAN;
    draw(&d, nodes, COUNT(nodes), links, COUNT(links));
    assert_int_equal(hr_network_coverage(&d.network, &people, 5, &share, NULL), HR_OK);
    assert_true(share == 0.75);
    assert_int_equal(hr_network_coverage(&d.network, &people, 112, &share, NULL), HR_OK);
    assert_true(share == 1);
    hr_network_free(&d.network);
}

/* Within half the radius of an even disc lives a quarter of its people: 8 of 32 parts, give or take one on the rim. */
static void people_of_a_place_live_all_over_its_disc(void **state)
{
    (void)state;
    static const drawn_node nodes[] = {{"c0", HR_ROLE_CORE_ROUTER, 0}, {"s1", HR_ROLE_RAN_SITE, 10}};
    static const drawn_link links[] = {{0, 1, HR_EDGE_PRIMARY}};
    hr_place list[] = {{"only", 10, 0, 7}};
    const hr_places places = {list, 1};
    const hr_country_people people = {&places, 1000 * 3.14159265358979323846 * 400, 1000}; /* a disc of 20 km */
    drawing d;
    double share = NAN;
    draw(&d, nodes, COUNT(nodes), links, COUNT(links));
    assert_int_equal(hr_network_coverage(&d.network, &people, 10, &share, NULL), HR_OK);
    assert_true(fabs(share - 0.25) <= 1.0 / 32);
    hr_network_free(&d.network);
}

static void an_operator_without_radio_sites_covers_nobody_known(void **state)
{
    (void)state;
    hr_place list[] = {{"only", 10, 0, 7}};
    const hr_places places = {list, 1};
    const hr_country_people people = {&places, 7, 1000};
    drawing d;
    double share = 0;
    draw(&d, NODES, COUNT(NODES), LINKS, COUNT(LINKS));
    assert_int_equal(hr_network_coverage(&d.network, &people, 10, &share, NULL), HR_OK);
    assert_true(isnan(share));
    hr_network_free(&d.network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parallel_links_are_no_bridge_and_a_triangle_has_none),
        cmocka_unit_test(nodes_behind_a_bridge_are_separable_from_the_core),
        cmocka_unit_test(aggregation_is_a_way_round_that_the_backbone_alone_lacks),
        cmocka_unit_test(a_part_without_a_way_to_the_core_is_separable),
        cmocka_unit_test(links_are_measured_by_kind_and_the_roles_at_their_ends),
        cmocka_unit_test(degrees_count_every_link_of_a_node),
        cmocka_unit_test(coverage_is_the_share_of_people_within_reach),
        cmocka_unit_test(people_of_a_place_live_all_over_its_disc),
        cmocka_unit_test(an_operator_without_radio_sites_covers_nobody_known),
    };
    return cmocka_run_group_tests_name("network_profile", tests, NULL, NULL);
}
