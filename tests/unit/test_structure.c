/* Concentration and avoidable shares on networks small enough to count by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/structure.h"

enum { NODES_MAX = 32, X = 0, Y = 1 };

/* A network drawn row by row, every node with its vendor. Vendors answer to no state until `answers` says so. */
typedef struct {
    hr_network_builder *builder;
    hr_network network;
    hr_service services[HR_SERVICES_MAX];
    uint32_t service_count;
    hr_ledger_plan plans[HR_EDGES_COUNT];
    hr_vendor vendors[HR_VENDORS_MAX];
    uint32_t vendor_count;
    hr_structure_survey survey;
    hr_structure structure;
    uint32_t count;
    uint8_t drawn_vendor[NODES_MAX];
    uint8_t vendor[NODES_MAX];
} scene;

static scene *new_scene(uint32_t operators, uint32_t vendors)
{
    scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->vendor_count = vendors;
    assert_int_equal(hr_network_builder_new(&s->builder, NULL), HR_OK);
    for (uint32_t o = 0; o < operators; ++o) {
        char name[32];
        uint32_t index = 0;
        snprintf(name, sizeof name, "operator%u", o);
        assert_int_equal(hr_network_builder_operator(s->builder, name, &index, NULL), HR_OK);
    }
    return s;
}

static uint32_t put(scene *s, hr_role role, uint8_t vendor, hr_network_node node)
{
    char id[32];
    uint32_t index = 0;
    snprintf(id, sizeof id, "node%u", s->count);
    node.id = id;
    node.role = role;
    node.capacity_users = HR_CAPACITY_UNLIMITED;
    node.bound_vendor = role == HR_ROLE_OSS ? vendor : HR_NO_VENDOR;
    assert_true(s->count < NODES_MAX);
    s->drawn_vendor[s->count++] = vendor;
    assert_int_equal(hr_network_builder_node(s->builder, &node, &index, NULL), HR_OK);
    return index;
}

/* A node without users of operator 0. */
static uint32_t node(scene *s, hr_role role, uint8_t vendor)
{
    return put(s, role, vendor, (hr_network_node){.users = 0});
}

static void edge(scene *s, uint32_t first, uint32_t second, hr_edge_kind kind)
{
    assert_int_equal(hr_network_builder_edge(s->builder, first, second, kind, NULL), HR_OK);
}

/* A cell site of operator 0 under one parent. */
static uint32_t site(scene *s, uint8_t vendor, uint32_t users, uint32_t parent)
{
    uint32_t stub = put(s, HR_ROLE_RAN_SITE, vendor, (hr_network_node){.users = users});
    edge(s, stub, parent, HR_EDGE_PRIMARY);
    return stub;
}

static uint32_t service(scene *s, hr_role required, bool is_headline)
{
    hr_service made = {.name = "service",
                       .access_roles = 1u << HR_ROLE_RAN_SITE,
                       .required_count = 1,
                       .required = {required},
                       .is_headline = is_headline};
    s->services[s->service_count] = made;
    return s->service_count++;
}

static void answers(scene *s, uint8_t vendor, uint32_t state, double leverage)
{
    s->vendors[vendor].leverage[state] = leverage;
}

/* Finishes the drawing and finds all answers, for states X and Y. */
static const hr_structure *find(scene *s)
{
    static const hr_overlap no_overlap = {{0}, {0}};
    uint32_t number[NODES_MAX];
    assert_int_equal(hr_network_finish(s->builder, &s->network, number, NULL), HR_OK);
    for (uint32_t n = 0; n < s->count; ++n) {
        s->vendor[number[n]] = s->drawn_vendor[n];
    }
    for (uint32_t edges = 0; edges < HR_EDGES_COUNT; ++edges) {
        assert_int_equal(hr_ledger_plan_init(&s->plans[edges], &s->network, s->services, s->service_count, &no_overlap,
                                             edges == HR_EDGES_WITH_BACKUP, NULL),
                         HR_OK);
    }
    assert_int_equal(hr_structure_survey_init(&s->survey, &s->network, s->plans, s->vendors, s->vendor_count, 2, NULL),
                     HR_OK);
    assert_int_equal(hr_structure_find(&s->survey, s->vendor, &s->structure, NULL), HR_OK);
    return &s->structure;
}

static void close_scene(scene *s)
{
    hr_structure_survey_free(&s->survey);
    hr_ledger_plan_free(&s->plans[0]);
    hr_ledger_plan_free(&s->plans[1]);
    hr_network_free(&s->network);
    hr_network_builder_free(s->builder);
    free(s);
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-12)) {
        fail_msg("%.15g is not %.15g", value, expected);
    }
}

static const hr_concentration *of_role(const scene *s, uint32_t role, hr_weight weight)
{
    return &s->structure.concentration[role][weight];
}

/* ---- concentration --------------------------------------------------------------------------------------------- */

static void indices_of_published_shares(void **state)
{
    (void)state;
    scene *s = new_scene(1, 3);
    uint32_t core = node(s, HR_ROLE_PACKET_CORE, HR_NO_VENDOR);
    for (uint8_t i = 0; i < 10; ++i) {
        site(s, i < 5 ? 0 : i < 8 ? 1 : 2, 1, core);
    }
    service(s, HR_ROLE_PACKET_CORE, true);
    answers(s, 0, X, 1);
    answers(s, 1, Y, 1);
    answers(s, 2, Y, 1);
    find(s);
    near(of_role(s, HR_ROLE_RAN_SITE, HR_WEIGHT_NODES)->vendor_index, 0.38); /* 0.5, 0.3, 0.2 */
    near(of_role(s, HR_ROLE_RAN_SITE, HR_WEIGHT_NODES)->state_index, 0.5);   /* the last two are one */
    near(of_role(s, HR_ROLE_RAN_SITE, HR_WEIGHT_NODES)->vendor_share[1], 0.3);
    near(of_role(s, HR_ROLE_RAN_SITE, HR_WEIGHT_NODES)->state_share[Y], 0.5);
    near(of_role(s, HR_ROLE_COUNT, HR_WEIGHT_NODES)->vendor_index, 0.38); /* nodes without a vendor do not count */
    assert_true(isnan(of_role(s, HR_ROLE_PACKET_CORE, HR_WEIGHT_NODES)->vendor_index));
    assert_true(isnan(of_role(s, HR_ROLE_PACKET_CORE, HR_WEIGHT_NODES)->state_index));
    close_scene(s);
}

static void a_vendor_of_two_states_counts_towards_both_and_one_of_none_towards_none(void **state)
{
    (void)state;
    scene *s = new_scene(1, 3);
    uint32_t core = node(s, HR_ROLE_PACKET_CORE, HR_NO_VENDOR);
    for (uint8_t i = 0; i < 4; ++i) {
        site(s, i < 2 ? 0 : i - 1, 1, core);
    }
    service(s, HR_ROLE_PACKET_CORE, true);
    answers(s, 0, X, 1);
    answers(s, 1, X, 0.5);
    answers(s, 1, Y, 1);
    find(s);
    near(of_role(s, HR_ROLE_COUNT, HR_WEIGHT_NODES)->state_share[X], 0.5 + 0.25 * 0.5);
    near(of_role(s, HR_ROLE_COUNT, HR_WEIGHT_NODES)->state_share[Y], 0.25);
    near(of_role(s, HR_ROLE_COUNT, HR_WEIGHT_NODES)->state_index, 0.625 * 0.625 + 0.25 * 0.25);
    near(of_role(s, HR_ROLE_COUNT, HR_WEIGHT_NODES)->vendor_index, 0.375);
    close_scene(s);
}

static void users_of_every_operator_weigh_where_their_path_passes(void **state)
{
    (void)state;
    scene *s = new_scene(2, 2);
    uint32_t core = node(s, HR_ROLE_CORE_ROUTER, 0);
    uint32_t first = node(s, HR_ROLE_AGGREGATION, 0);
    uint32_t second = node(s, HR_ROLE_AGGREGATION, 1);
    edge(s, first, core, HR_EDGE_PRIMARY);
    edge(s, second, core, HR_EDGE_PRIMARY);
    edge(s, second, first, HR_EDGE_BACKUP);
    site(s, 0, 10, first);
    uint32_t guest = put(s, HR_ROLE_RAN_SITE, 1, (hr_network_node){.users = 30, .operator_id = 1});
    edge(s, guest, second, HR_EDGE_PRIMARY);
    service(s, HR_ROLE_CORE_ROUTER, true);
    find(s);
    near(of_role(s, HR_ROLE_RAN_SITE, HR_WEIGHT_USERS)->vendor_share[1], 0.75);
    near(of_role(s, HR_ROLE_AGGREGATION, HR_WEIGHT_USERS)->vendor_share[1], 0.75);
    near(of_role(s, HR_ROLE_AGGREGATION, HR_WEIGHT_NODES)->vendor_share[1], 0.5);
    /* 40 users at sites, at aggregation and in the core; 30 and 30 of these 120 at nodes of vendor 1 */
    near(of_role(s, HR_ROLE_COUNT, HR_WEIGHT_USERS)->vendor_share[1], 0.5);
    close_scene(s);
}

static void instances_share_the_users_they_serve_equally(void **state)
{
    (void)state;
    scene *s = new_scene(2, 2);
    uint32_t core = node(s, HR_ROLE_CORE_ROUTER, HR_NO_VENDOR);
    for (uint8_t i = 0; i < 2; ++i) { /* operator 0: one of each vendor; operator 1: one of vendor 1 */
        edge(s, node(s, HR_ROLE_PACKET_CORE, i), core, HR_EDGE_PRIMARY);
    }
    edge(s, put(s, HR_ROLE_PACKET_CORE, 1, (hr_network_node){.operator_id = 1}), core, HR_EDGE_PRIMARY);
    /* a gateway that serves both, and one of operator 1 */
    edge(s, put(s, HR_ROLE_EMERGENCY_GATEWAY, 0, (hr_network_node){.is_shared = true}), core, HR_EDGE_PRIMARY);
    edge(s, put(s, HR_ROLE_EMERGENCY_GATEWAY, 1, (hr_network_node){.operator_id = 1}), core, HR_EDGE_PRIMARY);
    site(s, 0, 40, core);
    uint32_t other = put(s, HR_ROLE_RAN_SITE, 0, (hr_network_node){.users = 60, .operator_id = 1});
    edge(s, other, core, HR_EDGE_PRIMARY);
    /* lines need no packet core */
    edge(s, put(s, HR_ROLE_CABINET, 0, (hr_network_node){.users = 1000}), core, HR_EDGE_PRIMARY);
    service(s, HR_ROLE_PACKET_CORE, true);
    service(s, HR_ROLE_EMERGENCY_GATEWAY, false);
    find(s);
    near(of_role(s, HR_ROLE_PACKET_CORE, HR_WEIGHT_USERS)->vendor_share[0], 20.0 / 100);
    near(of_role(s, HR_ROLE_EMERGENCY_GATEWAY, HR_WEIGHT_USERS)->vendor_share[0], (40.0 + 30.0) / 100);
    close_scene(s);
}

static void a_management_plane_counts_as_a_node_and_carries_no_user(void **state)
{
    (void)state;
    scene *s = new_scene(1, 2);
    uint32_t core = node(s, HR_ROLE_PACKET_CORE, 0);
    edge(s, node(s, HR_ROLE_OSS, 1), core, HR_EDGE_PRIMARY);
    site(s, 0, 10, core);
    service(s, HR_ROLE_PACKET_CORE, true);
    find(s);
    near(of_role(s, HR_ROLE_OSS, HR_WEIGHT_NODES)->vendor_share[1], 1);
    assert_true(isnan(of_role(s, HR_ROLE_OSS, HR_WEIGHT_USERS)->vendor_index));
    near(of_role(s, HR_ROLE_COUNT, HR_WEIGHT_NODES)->vendor_share[1], 1.0 / 3);
    near(of_role(s, HR_ROLE_COUNT, HR_WEIGHT_USERS)->vendor_share[1], 0);
    close_scene(s);
}

/* ---- avoidable shares ------------------------------------------------------------------------------------------ */

/*   site(2): 10 users ==> aggregation(0)  primary ---- packet core, of no vendor
 *                     ==> aggregation(1)  `second` ---/      */
static scene *new_diamond(hr_edge_kind second)
{
    scene *s = new_scene(1, 3);
    uint32_t core = node(s, HR_ROLE_PACKET_CORE, HR_NO_VENDOR);
    uint32_t left = node(s, HR_ROLE_AGGREGATION, 0);
    uint32_t right = node(s, HR_ROLE_AGGREGATION, 1);
    edge(s, left, core, HR_EDGE_PRIMARY);
    edge(s, right, core, HR_EDGE_PRIMARY);
    edge(s, site(s, 2, 10, left), right, second);
    service(s, HR_ROLE_PACKET_CORE, true);
    return s;
}

static double kept(const scene *s, const hr_kept_users *without, hr_usable_edges edges)
{
    return hr_kept_share(&s->survey, without, edges, 0);
}

static void a_second_parent_avoids_the_vendor_of_the_first(void **state)
{
    (void)state;
    scene *s = new_diamond(HR_EDGE_PRIMARY);
    find(s);
    near(kept(s, &s->structure.intact, HR_EDGES_PRIMARY), 1);
    near(kept(s, &s->structure.without_vendor[0], HR_EDGES_PRIMARY), 1);
    near(kept(s, &s->structure.without_vendor[1], HR_EDGES_PRIMARY), 1);
    near(kept(s, &s->structure.without_vendor[2], HR_EDGES_PRIMARY), 0); /* the site itself */
    close_scene(s);
}

static void a_backup_parent_counts_where_backup_edges_are_usable(void **state)
{
    (void)state;
    scene *s = new_diamond(HR_EDGE_BACKUP);
    find(s);
    near(kept(s, &s->structure.without_vendor[0], HR_EDGES_PRIMARY), 0);
    near(kept(s, &s->structure.without_vendor[0], HR_EDGES_WITH_BACKUP), 1);
    near(kept(s, &s->structure.without_vendor[1], HR_EDGES_PRIMARY), 1);
    close_scene(s);
}

static void two_vendors_of_one_state_are_one_colour(void **state)
{
    (void)state;
    for (uint32_t second = X; second <= Y; ++second) {
        scene *s = new_diamond(HR_EDGE_PRIMARY);
        answers(s, 0, X, 1);
        answers(s, 1, second, 1);
        find(s);
        near(kept(s, &s->structure.without_vendor[0], HR_EDGES_PRIMARY), 1); /* by vendor nothing is wrong */
        near(kept(s, &s->structure.without_vendor[1], HR_EDGES_PRIMARY), 1);
        near(kept(s, &s->structure.without_state[X], HR_EDGES_PRIMARY), second == X ? 0 : 1);
        near(kept(s, &s->structure.without_state[Y], HR_EDGES_PRIMARY), 1);
        close_scene(s);
    }
}

static void shares_under_a_cap_are_one_share_of_their_state(void **state)
{
    (void)state;
    scene *s = new_scene(1, 3);
    uint32_t core = node(s, HR_ROLE_PACKET_CORE, HR_NO_VENDOR);
    for (uint8_t v = 0; v < 3; ++v) {
        site(s, v, v < 2 ? 35 : 30, core);
        answers(s, v, v < 2 ? X : Y, 1);
    }
    service(s, HR_ROLE_PACKET_CORE, true);
    find(s);
    near(of_role(s, HR_ROLE_RAN_SITE, HR_WEIGHT_USERS)->vendor_index, 0.335);
    near(of_role(s, HR_ROLE_RAN_SITE, HR_WEIGHT_USERS)->state_index, 0.58);
    near(kept(s, &s->structure.without_vendor[0], HR_EDGES_PRIMARY), 0.65);
    near(kept(s, &s->structure.without_state[X], HR_EDGES_PRIMARY), 0.3);
    close_scene(s);
}

static void the_least_leverage_puts_a_vendor_into_the_states_set(void **state)
{
    (void)state;
    scene *s = new_diamond(HR_EDGE_PRIMARY);
    answers(s, 0, X, 1);
    answers(s, 1, X, 1e-9);
    find(s);
    near(kept(s, &s->structure.without_state[X], HR_EDGES_PRIMARY), 0);
    close_scene(s);
}

static void a_pair_is_down_together_in_either_order(void **state)
{
    (void)state;
    scene *s = new_diamond(HR_EDGE_PRIMARY);
    find(s);
    near(kept(s, &s->structure.without_pair[0][1], HR_EDGES_PRIMARY), 0);
    near(kept(s, &s->structure.without_pair[1][0], HR_EDGES_PRIMARY), 0);
    near(kept(s, &s->structure.without_pair[0][0], HR_EDGES_PRIMARY), 1);
    near(kept(s, &s->structure.without_pair[2][1], HR_EDGES_PRIMARY), 0);
    close_scene(s);
}

static void a_vendor_without_a_node_takes_nothing_away(void **state)
{
    (void)state;
    scene *s = new_diamond(HR_EDGE_PRIMARY);
    s->vendor_count = 4;
    answers(s, 3, Y, 1);
    find(s);
    assert_int_equal(s->structure.vendors, 0x7);
    near(kept(s, &s->structure.without_vendor[3], HR_EDGES_PRIMARY), 1);
    near(kept(s, &s->structure.without_pair[3][1], HR_EDGES_PRIMARY), 1);
    near(kept(s, &s->structure.without_state[Y], HR_EDGES_PRIMARY), 1);
    close_scene(s);
}

/* ---- the worst ------------------------------------------------------------------------------------------------- */

/* Sites of vendors 0, 1, 2 with 10, 30, 30 users; vendor 3 makes the voice core. */
static scene *new_three_sites(bool is_headline)
{
    scene *s = new_scene(1, 4);
    uint32_t core = node(s, HR_ROLE_PACKET_CORE, HR_NO_VENDOR);
    edge(s, node(s, HR_ROLE_VOICE_CORE, 3), core, HR_EDGE_PRIMARY);
    for (uint8_t v = 0; v < 3; ++v) {
        site(s, v, v == 0 ? 10 : 30, core);
    }
    service(s, HR_ROLE_PACKET_CORE, is_headline);
    service(s, HR_ROLE_VOICE_CORE, is_headline);
    return s;
}

static void the_worst_is_the_first_without_whom_fewest_are_served(void **state)
{
    (void)state;
    scene *s = new_three_sites(true);
    answers(s, 0, X, 1);
    answers(s, 1, Y, 1);
    find(s);
    assert_int_equal(hr_structure_worst_vendor(&s->survey, &s->structure, HR_EDGES_PRIMARY, 0), 1);
    assert_int_equal(hr_structure_worst_vendor(&s->survey, &s->structure, HR_EDGES_PRIMARY, 1), 3);
    assert_int_equal(hr_structure_worst_state(&s->survey, &s->structure, HR_EDGES_PRIMARY, 0), Y);
    close_scene(s);
}

static void headline_services_are_counted_together(void **state)
{
    (void)state;
    scene *s = new_three_sites(true);
    find(s);
    near(hr_kept_share(&s->survey, &s->structure.without_vendor[3], HR_EDGES_PRIMARY, HR_HEADLINE_SERVICES), 0.5);
    near(hr_kept_share(&s->survey, &s->structure.without_vendor[1], HR_EDGES_PRIMARY, HR_HEADLINE_SERVICES), 40.0 / 70);
    assert_int_equal(hr_structure_worst_vendor(&s->survey, &s->structure, HR_EDGES_PRIMARY, HR_HEADLINE_SERVICES), 3);
    close_scene(s);
}

static void without_headline_services_their_share_is_unknown(void **state)
{
    (void)state;
    scene *s = new_three_sites(false);
    find(s);
    assert_true(isnan(hr_kept_share(&s->survey, &s->structure.intact, HR_EDGES_WITH_BACKUP, HR_HEADLINE_SERVICES)));
    close_scene(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_of_published_shares),
        cmocka_unit_test(a_vendor_of_two_states_counts_towards_both_and_one_of_none_towards_none),
        cmocka_unit_test(users_of_every_operator_weigh_where_their_path_passes),
        cmocka_unit_test(instances_share_the_users_they_serve_equally),
        cmocka_unit_test(a_management_plane_counts_as_a_node_and_carries_no_user),
        cmocka_unit_test(a_second_parent_avoids_the_vendor_of_the_first),
        cmocka_unit_test(a_backup_parent_counts_where_backup_edges_are_usable),
        cmocka_unit_test(two_vendors_of_one_state_are_one_colour),
        cmocka_unit_test(shares_under_a_cap_are_one_share_of_their_state),
        cmocka_unit_test(the_least_leverage_puts_a_vendor_into_the_states_set),
        cmocka_unit_test(a_pair_is_down_together_in_either_order),
        cmocka_unit_test(a_vendor_without_a_node_takes_nothing_away),
        cmocka_unit_test(the_worst_is_the_first_without_whom_fewest_are_served),
        cmocka_unit_test(headline_services_are_counted_together),
        cmocka_unit_test(without_headline_services_their_share_is_unknown),
    };
    return cmocka_run_group_tests_name("structure", tests, NULL, NULL);
}
