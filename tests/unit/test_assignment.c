/* Vendors of nodes: exact quotas, stretches along the curve, nested changes, diverse homing, management,
 * concentration. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "models/assignment.h"
#include "models/assignment_private.h"
#include "models/hierarchy.h"
#include "tests/support/nation.h"

enum { NODES_MAX = 2000, SEED = 11 };

typedef struct {
    hr_network network;
    hr_error error;
    uint8_t vendor[NODES_MAX];
    uint8_t other[NODES_MAX];
} fixture;

static int make_network(void **state)
{
    hr_generator_parameters parameters;
    hr_places places;
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    hr_nation_small(&parameters);
    hr_nation_small_places(&places);
    assert_int_equal(hr_generate(&f->network, &parameters, &places, NULL, &f->error), HR_OK);
    assert_true(f->network.node_count < NODES_MAX);
    hr_places_free(&places);
    *state = f;
    return 0;
}

static int free_network(void **state)
{
    fixture *f = *state;
    hr_network_free(&f->network);
    free(f);
    return 0;
}

static hr_vendor_mix mix_of(uint32_t operator_id, hr_role role, double first, double second, double third)
{
    return (hr_vendor_mix){operator_id, role, 3, {1, 2, 3}, {first, second, third}, HR_RULE_REGIONAL, HR_QUOTA_NODES};
}

static void assign(fixture *f, const hr_vendor_mix *mix, uint8_t *vendor)
{
    assert_int_equal(hr_assignment_base(&f->network, mix, 1, SEED, vendor, &f->error), HR_OK);
}

static uint32_t nodes_of(const fixture *f, const uint8_t *vendor, uint32_t operator_id, hr_role role, uint8_t wanted)
{
    uint32_t count = 0;
    for (uint32_t n = 0; n < f->network.node_count; ++n) {
        count += f->network.operator_id[n] == operator_id && f->network.role[n] == role && vendor[n] == wanted;
    }
    return count;
}

/* Stretches of one vendor around the closed curve. */
static uint32_t stretches(fixture *f, const uint8_t *vendor, uint32_t operator_id, hr_role role)
{
    hr_assignment_index index;
    assert_int_equal(hr_assignment_index_init(&index, &f->network, 0, &f->error), HR_OK);
    hr_assignment_order_by_curve(&index, operator_id, role);
    hr_assignment_group group = hr_assignment_group_of(&index, operator_id, role);
    uint32_t count = 0;
    for (uint32_t i = 0; i < group.count; ++i) {
        count += vendor[group.nodes[i]] != vendor[group.nodes[(i + 1) % group.count]];
    }
    hr_assignment_index_free(&index);
    return count;
}

/* ---- base -------------------------------------------------------------------------------------------------------- */

static void node_quotas_are_exact_under_both_rules(void **state)
{
    fixture *f = *state;
    hr_vendor_mix mix = mix_of(HR_NATION_RED, HR_ROLE_RAN_SITE, 0.655, 0.345, 0); /* of 150: 98.25 and 51.75 */
    for (int rule = 0; rule < 2; ++rule) {
        mix.rule = (hr_assignment_rule)rule;
        assign(f, &mix, f->vendor);
        assert_int_equal(nodes_of(f, f->vendor, HR_NATION_RED, HR_ROLE_RAN_SITE, 1), 98);
        assert_int_equal(nodes_of(f, f->vendor, HR_NATION_RED, HR_ROLE_RAN_SITE, 2), 52);
        assert_int_equal(nodes_of(f, f->vendor, HR_NATION_BLUE, HR_ROLE_RAN_SITE, HR_NO_VENDOR), 120);
    }
}

static void a_regional_vendor_has_one_stretch_of_the_curve(void **state)
{
    fixture *f = *state;
    hr_vendor_mix mix = mix_of(HR_NATION_LINE, HR_ROLE_CABINET, 0.5, 0.3, 0.2);
    assign(f, &mix, f->vendor);
    assert_int_equal(stretches(f, f->vendor, HR_NATION_LINE, HR_ROLE_CABINET), 3);
    mix.rule = HR_RULE_RANDOM;
    assign(f, &mix, f->vendor);
    assert_true(stretches(f, f->vendor, HR_NATION_LINE, HR_ROLE_CABINET) > 50);
}

static void seeds_move_where_the_first_vendor_starts(void **state)
{
    fixture *f = *state;
    hr_vendor_mix mix = mix_of(HR_NATION_LINE, HR_ROLE_CABINET, 0.5, 0.3, 0.2);
    assign(f, &mix, f->vendor);
    assert_int_equal(hr_assignment_base(&f->network, &mix, 1, SEED + 1, f->other, &f->error), HR_OK);
    assert_memory_not_equal(f->vendor, f->other, f->network.node_count);
    assign(f, &mix, f->other);
    assert_memory_equal(f->vendor, f->other, f->network.node_count);
}

static void user_quotas_end_with_the_node_that_crosses_them(void **state)
{
    fixture *f = *state;
    hr_vendor_mix mix = mix_of(HR_NATION_RED, HR_ROLE_RAN_SITE, 0.35, 0.4, 0.25);
    mix.unit = HR_QUOTA_USERS;
    assign(f, &mix, f->vendor);
    int64_t users[4] = {0};
    uint32_t most = 0;
    for (uint32_t n = f->network.transit_count; n < f->network.node_count; ++n) {
        if (f->network.operator_id[n] == HR_NATION_RED) {
            users[f->vendor[n]] += f->network.users[n];
            most = f->network.users[n] > most ? f->network.users[n] : most;
        }
    }
    assert_int_equal(users[1] + users[2] + users[3], 300001);
    assert_true(users[1] >= 105000 && users[1] < 105000 + most);
    assert_true(users[1] + users[2] >= 225000 && users[1] + users[2] < 225000 + most);
    assert_int_equal(stretches(f, f->vendor, HR_NATION_RED, HR_ROLE_RAN_SITE), 3);
}

static void a_share_of_nothing_gets_nothing(void **state)
{
    fixture *f = *state;
    for (int unit = 0; unit < 2; ++unit) {
        hr_vendor_mix mix = mix_of(HR_NATION_RED, HR_ROLE_RAN_SITE, 0, 1, 0);
        mix.unit = (hr_quota_unit)unit;
        assign(f, &mix, f->vendor);
        assert_int_equal(nodes_of(f, f->vendor, HR_NATION_RED, HR_ROLE_RAN_SITE, 2), 150);
    }
}

static void functions_without_users_are_counted_as_nodes(void **state)
{
    fixture *f = *state;
    hr_vendor_mix mix = mix_of(HR_NATION_RED, HR_ROLE_PACKET_CORE, 0.5, 0.5, 0);
    mix.unit = HR_QUOTA_USERS;
    assign(f, &mix, f->vendor);
    assert_int_equal(nodes_of(f, f->vendor, HR_NATION_RED, HR_ROLE_PACKET_CORE, 1), 1);
    assert_int_equal(nodes_of(f, f->vendor, HR_NATION_RED, HR_ROLE_PACKET_CORE, 2), 1);
}

/* ---- changes --------------------------------------------------------------------------------------------------- */

static hr_vendor_change change_of(uint8_t to, double share, hr_role role, uint8_t from)
{
    hr_vendor_change change = {.to = to, .share = share, .role_count = 1, .roles = {role}, .unit = HR_QUOTA_NODES};
    change.operator_mask_count = 1;
    change.operators[0] = HR_NATION_RED;
    change.from[from] = true;
    return change;
}

static uint32_t apply(fixture *f, const hr_vendor_change *change, uint8_t *vendor)
{
    uint32_t changed = 0;
    assert_int_equal(hr_assignment_change(&f->network, change, SEED, vendor, &changed, &f->error), HR_OK);
    return changed;
}

static void a_change_takes_its_share_of_all_nodes_from_the_named_vendors(void **state)
{
    fixture *f = *state;
    hr_vendor_mix mix = mix_of(HR_NATION_RED, HR_ROLE_RAN_SITE, 0.6, 0.2, 0.2);
    hr_vendor_change change = change_of(7, 0.3, HR_ROLE_RAN_SITE, 1);
    assign(f, &mix, f->vendor);
    memcpy(f->other, f->vendor, f->network.node_count);
    assert_int_equal(apply(f, &change, f->vendor), 45);
    for (uint32_t n = 0; n < f->network.node_count; ++n) {
        assert_true(f->vendor[n] == f->other[n] || (f->vendor[n] == 7 && f->other[n] == 1));
    }
}

static void a_share_of_one_of_the_named_vendors_moves_all_their_nodes(void **state)
{
    fixture *f = *state;
    for (int unit = 0; unit < 2; ++unit) {
        hr_vendor_mix mix = mix_of(HR_NATION_RED, HR_ROLE_RAN_SITE, 0.6, 0.2, 0.2);
        hr_vendor_change change = change_of(7, 1, HR_ROLE_RAN_SITE, 2);
        change.is_share_of_from = true;
        change.unit = (hr_quota_unit)unit;
        assign(f, &mix, f->vendor);
        assert_int_equal(apply(f, &change, f->vendor), 30);
        assert_int_equal(nodes_of(f, f->vendor, HR_NATION_RED, HR_ROLE_RAN_SITE, 2), 0);
    }
}

static void the_nodes_chosen_do_not_depend_on_the_new_vendor(void **state)
{
    fixture *f = *state;
    hr_vendor_mix mix = mix_of(HR_NATION_RED, HR_ROLE_RAN_SITE, 0.4, 0.4, 0.2);
    hr_vendor_change change = change_of(7, 0.5, HR_ROLE_RAN_SITE, 1);
    change.from[2] = true;
    assign(f, &mix, f->vendor);
    memcpy(f->other, f->vendor, f->network.node_count);
    uint32_t changed = apply(f, &change, f->vendor);
    change.to = 2; /* has some of the chosen nodes: they stay and count */
    uint32_t changed_less = apply(f, &change, f->other);
    assert_int_equal(changed, 75);
    assert_true(changed_less < 75);
    for (uint32_t n = 0; n < f->network.node_count; ++n) {
        assert_true(f->vendor[n] != 7 || f->other[n] == 2);
    }
}

static void a_change_keeps_to_the_operators_named(void **state)
{
    fixture *f = *state;
    hr_vendor_mix mixes[] = {mix_of(HR_NATION_RED, HR_ROLE_RAN_SITE, 1, 0, 0),
                             mix_of(HR_NATION_BLUE, HR_ROLE_RAN_SITE, 1, 0, 0)};
    hr_vendor_change change = change_of(7, 0.5, HR_ROLE_RAN_SITE, 1);
    change.operators[0] = HR_NATION_BLUE;
    assert_int_equal(hr_assignment_base(&f->network, mixes, 2, SEED, f->vendor, &f->error), HR_OK);
    memcpy(f->other, f->vendor, f->network.node_count);
    assert_int_equal(apply(f, &change, f->vendor), 60);
    assert_int_equal(nodes_of(f, f->vendor, HR_NATION_RED, HR_ROLE_RAN_SITE, 1), 150);
    change.operator_mask_count = 0; /* all operators */
    assert_int_equal(apply(f, &change, f->other), 60 + 75);
}

static void more_than_the_vendors_have_is_refused_with_the_greatest_share(void **state)
{
    fixture *f = *state;
    uint32_t changed = 0;
    hr_vendor_mix mix = mix_of(HR_NATION_RED, HR_ROLE_RAN_SITE, 0.35, 0.65, 0); /* 52.5: 52 or 53 of 150 */
    hr_vendor_change change = change_of(7, 0.4, HR_ROLE_RAN_SITE, 1);
    assign(f, &mix, f->vendor);
    assert_int_equal(nodes_of(f, f->vendor, HR_NATION_RED, HR_ROLE_RAN_SITE, 1), 53);
    assert_int_equal(hr_assignment_change(&f->network, &change, SEED, f->vendor, &changed, &f->error), HR_BAD_INPUT);
    assert_non_null(strstr(f->error.text, "red, ran_site"));
    assert_non_null(strstr(f->error.text, "at most 0.3533"));
    change.share = 0.3533;
    assert_int_equal(apply(f, &change, f->vendor), 53);
}

/* ---- diverse homing -------------------------------------------------------------------------------------------- */

/* A row of exchanges p0 .. p5 in two halves of vendors, children c01, c12, ..., each between neighbours. */
static void make_row(hr_network *network, hr_error *error)
{
    hr_network_builder *builder = NULL;
    uint32_t operator_id = 0;
    uint32_t parents[6];
    assert_int_equal(hr_network_builder_new(&builder, error), HR_OK);
    assert_int_equal(hr_network_builder_operator(builder, "row", &operator_id, error), HR_OK);
    for (uint32_t p = 0; p < 6; ++p) {
        char id[] = {'p', (char)('0' + p), 0};
        hr_network_node node = {.id = id, .role = HR_ROLE_EXCHANGE, .latitude = 50, .longitude = p * 0.1};
        assert_int_equal(hr_network_builder_node(builder, &node, &parents[p], error), HR_OK);
    }
    for (uint32_t c = 0; c < 5; ++c) {
        uint32_t child = 0;
        char id[] = {'c', (char)('0' + c), 0};
        hr_network_node node = {
            .id = id, .role = HR_ROLE_CABINET, .longitude = c * 0.1 + 0.05, .latitude = 50, .users = 1};
        assert_int_equal(hr_network_builder_node(builder, &node, &child, error), HR_OK);
        assert_int_equal(hr_network_builder_edge(builder, child, parents[c], HR_EDGE_PRIMARY, error), HR_OK);
        assert_int_equal(hr_network_builder_edge(builder, child, parents[c + 1], HR_EDGE_BACKUP, error), HR_OK);
    }
    assert_int_equal(hr_network_finish(builder, network, NULL, error), HR_OK);
    hr_network_builder_free(builder);
}

static void swaps_make_neighbours_differ_and_keep_the_quotas(void **state)
{
    (void)state;
    hr_network network;
    hr_error error;
    uint8_t vendor[] = {1, 1, 1, 2, 2, 2, 0xff, 0xff, 0xff, 0xff, 0xff};
    uint32_t diverse = 0;
    uint32_t dual = 0;
    uint32_t ones = 0;
    make_row(&network, &error);
    assert_int_equal(
        hr_assignment_diversify(&network, 0, HR_ROLE_EXCHANGE, HR_DIVERSE_NO, NULL, vendor, &diverse, &dual, &error),
        HR_OK);
    assert_int_equal(diverse, 1);
    assert_int_equal(dual, 5);
    assert_int_equal(hr_assignment_diversify(&network, 0, HR_ROLE_EXCHANGE, HR_DIVERSE_VENDOR, NULL, vendor, &diverse,
                                             &dual, &error),
                     HR_OK);
    assert_true(diverse >= 4);
    for (uint32_t n = 0; n < 6; ++n) {
        ones += vendor[n] == 1;
    }
    assert_int_equal(ones, 3);
    for (uint32_t a = 0; a < 6; ++a) { /* no swap at all could add another */
        for (uint32_t b = 0; b < a; ++b) {
            uint8_t swapped[6];
            uint32_t count = 0;
            memcpy(swapped, vendor, sizeof swapped);
            swapped[a] = vendor[b];
            swapped[b] = vendor[a];
            for (uint32_t c = 0; c < 5; ++c) {
                count += swapped[c] != swapped[c + 1];
            }
            assert_true(count <= diverse);
        }
    }
    hr_network_free(&network);
}

static void two_vendors_of_one_state_are_not_diverse(void **state)
{
    (void)state;
    hr_network network;
    hr_error error;
    const uint8_t state_of[] = {0, 1, 1, 1};
    uint8_t vendor[] = {1, 1, 1, 2, 2, 2, 0xff, 0xff, 0xff, 0xff, 0xff};
    uint8_t before[sizeof vendor];
    uint32_t diverse = 9;
    uint32_t dual = 0;
    make_row(&network, &error);
    memcpy(before, vendor, sizeof vendor);
    assert_int_equal(hr_assignment_diversify(&network, 0, HR_ROLE_EXCHANGE, HR_DIVERSE_STATE, state_of, vendor,
                                             &diverse, &dual, &error),
                     HR_OK);
    assert_int_equal(diverse, 0);
    assert_memory_equal(vendor, before, sizeof vendor); /* no swap without a gain */
    hr_network_free(&network);
}

static void diverse_homing_helps_in_a_nation(void **state)
{
    fixture *f = *state;
    hr_vendor_mix mix = mix_of(HR_NATION_LINE, HR_ROLE_AGGREGATION, 0.5, 0.5, 0);
    uint32_t before = 0;
    uint32_t after = 0;
    uint32_t dual = 0;
    assign(f, &mix, f->vendor);
    assert_int_equal(hr_assignment_diversify(&f->network, HR_NATION_LINE, HR_ROLE_AGGREGATION, HR_DIVERSE_NO, NULL,
                                             f->vendor, &before, &dual, &f->error),
                     HR_OK);
    assert_int_equal(hr_assignment_diversify(&f->network, HR_NATION_LINE, HR_ROLE_AGGREGATION, HR_DIVERSE_VENDOR, NULL,
                                             f->vendor, &after, &dual, &f->error),
                     HR_OK);
    printf("diverse of %u dual-homed exchanges: %u, then %u\n", dual, before, after);
    assert_true(after > before && after * 10 >= dual * 7);
    assert_int_equal(nodes_of(f, f->vendor, HR_NATION_LINE, HR_ROLE_AGGREGATION, 1), 10);
}

/* ---- management ------------------------------------------------------------------------------------------------ */

static void management_planes_follow_the_equipment(void **state)
{
    fixture *f = *state;
    hr_vendor_mix mix = mix_of(HR_NATION_RED, HR_ROLE_RAN_SITE, 1, 0, 0);
    mix.vendors[0] = 9; /* red has management planes of 4 and 9 */
    assign(f, &mix, f->vendor);
    hr_assignment_bind_oss(&f->network, f->vendor);
    assert_int_equal(f->vendor[hr_nation_node(&f->network, "red.oss.000001")], HR_NO_VENDOR);
    assert_int_equal(f->vendor[hr_nation_node(&f->network, "red.oss.000002")], 9);
}

static void administrators_get_exact_shares_that_no_case_moves(void **state)
{
    fixture *f = *state;
    uint8_t managed[NODES_MAX];
    hr_vendor_mix mix = mix_of(HR_NATION_RED, HR_ROLE_RAN_SITE, 0.5, 0.5, 0);
    hr_management_rule rules[] = {
        {.manager = HR_NO_VENDOR, .share = 0.5, .role_count = 1, .roles = {HR_ROLE_RAN_SITE}},
        {.manager = 3,
         .share = 0.2,
         .operator_mask_count = 1,
         .operators = {HR_NATION_RED},
         .role_count = 1,
         .roles = {HR_ROLE_RAN_SITE}},
    };
    uint32_t by_third = 0;
    uint32_t by_maker = 0;
    assign(f, &mix, f->vendor);
    memset(f->other, 2, sizeof f->other);
    assert_int_equal(hr_assignment_manage(&f->network, rules, 2, SEED, f->vendor, managed, &f->error), HR_OK);
    for (uint32_t n = 0; n < f->network.node_count; ++n) {
        bool is_red = f->network.operator_id[n] == HR_NATION_RED;
        by_third += managed[n] == 3;
        by_maker += is_red && managed[n] != 3 && managed[n] != HR_NO_VENDOR;
        assert_true(managed[n] == HR_NO_VENDOR || managed[n] == 3 || managed[n] == f->vendor[n]);
    }
    assert_int_equal(by_third, 30);
    assert_int_equal(by_maker, 75 - 30); /* the smaller share lies inside the larger one */
    memcpy(f->vendor, managed, f->network.node_count);
    assert_int_equal(hr_assignment_manage(&f->network, rules, 2, SEED, f->other, managed, &f->error), HR_OK);
    for (uint32_t n = 0; n < f->network.node_count; ++n) {
        assert_int_equal(managed[n] == 3, f->vendor[n] == 3);
    }
}

static void without_rules_nobody_has_access(void **state)
{
    fixture *f = *state;
    memset(f->vendor, 1, sizeof f->vendor);
    assert_int_equal(hr_assignment_manage(&f->network, NULL, 0, SEED, f->vendor, f->other, &f->error), HR_OK);
    for (uint32_t n = 0; n < f->network.node_count; ++n) {
        assert_int_equal(f->other[n], HR_NO_VENDOR);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_network, free_network)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(node_quotas_are_exact_under_both_rules),
        TEST(a_regional_vendor_has_one_stretch_of_the_curve),
        TEST(seeds_move_where_the_first_vendor_starts),
        TEST(user_quotas_end_with_the_node_that_crosses_them),
        TEST(a_share_of_nothing_gets_nothing),
        TEST(functions_without_users_are_counted_as_nodes),
        TEST(a_change_takes_its_share_of_all_nodes_from_the_named_vendors),
        TEST(a_share_of_one_of_the_named_vendors_moves_all_their_nodes),
        TEST(the_nodes_chosen_do_not_depend_on_the_new_vendor),
        TEST(a_change_keeps_to_the_operators_named),
        TEST(more_than_the_vendors_have_is_refused_with_the_greatest_share),
        cmocka_unit_test(swaps_make_neighbours_differ_and_keep_the_quotas),
        cmocka_unit_test(two_vendors_of_one_state_are_not_diverse),
        TEST(diverse_homing_helps_in_a_nation),
        TEST(management_planes_follow_the_equipment),
        TEST(administrators_get_exact_shares_that_no_case_moves),
        TEST(without_rules_nobody_has_access),
    };
    return cmocka_run_group_tests_name("assignment", tests, NULL, NULL);
}
