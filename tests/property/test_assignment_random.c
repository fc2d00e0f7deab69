/* Random mixes, changes and management rules on a generated nation: quotas to the node, nested changes, steady
 * choices. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "models/assignment.h"
#include "sim/engine/random.h"
#include "tests/support/nation.h"

enum { NODES_MAX = 2000, VENDORS = 6, ROUNDS = 400 };

typedef struct {
    hr_network network;
    hr_error error;
    uint8_t base[NODES_MAX];
    uint8_t first[NODES_MAX];
    uint8_t second[NODES_MAX];
} fixture;

static int make_network(void **state)
{
    hr_generator_parameters parameters;
    hr_places places;
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    hr_nation_small(&parameters);
    parameters.operators[HR_NATION_RED].ran_sites = 433;
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

static double draw(uint32_t round, uint32_t index)
{
    hr_random random = {.seed = 31, .replication = round};
    return hr_random_uniform(&random, 1, 0, index);
}

static hr_vendor_mix draw_mix(uint32_t round)
{
    hr_vendor_mix mix = {.operator_id = HR_NATION_RED, .role = HR_ROLE_RAN_SITE};
    double sum = 0;
    mix.vendor_count = 1 + (uint32_t)(draw(round, 1) * VENDORS);
    mix.rule = draw(round, 2) < 0.5 ? HR_RULE_REGIONAL : HR_RULE_RANDOM;
    mix.unit = draw(round, 3) < 0.5 ? HR_QUOTA_NODES : HR_QUOTA_USERS;
    for (uint32_t v = 0; v < mix.vendor_count; ++v) {
        mix.vendors[v] = (uint8_t)v;
        mix.shares[v] = draw(round, 10 + v) < 0.2 && v > 0 ? 0 : draw(round, 20 + v);
        sum += mix.shares[v];
    }
    for (uint32_t v = 0; v < mix.vendor_count; ++v) {
        mix.shares[v] /= sum;
    }
    return mix;
}

static void assign(fixture *f, uint32_t round, const hr_vendor_mix *mix)
{
    assert_int_equal(hr_assignment_base(&f->network, mix, 1, round, f->base, &f->error), HR_OK);
}

static bool is_red_site(const fixture *f, uint32_t node)
{
    return f->network.operator_id[node] == HR_NATION_RED && f->network.role[node] == HR_ROLE_RAN_SITE;
}

static void quotas_are_exact_for_any_mix(void **state)
{
    fixture *f = *state;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        hr_vendor_mix mix = draw_mix(round);
        int64_t got[VENDORS] = {0};
        int64_t all = 0;
        int64_t most = 1;
        assign(f, round, &mix);
        for (uint32_t n = 0; n < f->network.node_count; ++n) {
            if (!is_red_site(f, n)) {
                assert_int_equal(f->base[n], HR_NO_VENDOR);
                continue;
            }
            int64_t weight = mix.unit == HR_QUOTA_NODES ? 1 : f->network.users[n];
            assert_true(f->base[n] < mix.vendor_count);
            got[f->base[n]] += weight;
            all += weight;
            most = mix.unit == HR_QUOTA_USERS && weight > most ? weight : most;
        }
        double end = 0;
        int64_t handed = 0;
        for (uint32_t v = 0; v < mix.vendor_count; ++v) {
            double exact = mix.shares[v] * (double)all;
            end += exact;
            handed += got[v];
            assert_true(mix.shares[v] > 0 || got[v] == 0);
            if (mix.unit == HR_QUOTA_NODES) { /* largest remainder stays within one of every exact share */
                assert_true(fabs((double)got[v] - exact) < 1);
            } else { /* each boundary is crossed by one node, the last of its stretch */
                assert_true((double)handed > end - VENDORS && (double)handed < end + VENDORS + (double)most);
            }
        }
    }
}

static hr_vendor_change draw_change(uint32_t round, double share)
{
    hr_vendor_change change = {
        .to = 30, .share = share, .is_share_of_from = true, .operator_mask_count = 1, .role_count = 1};
    change.operators[0] = HR_NATION_RED;
    change.roles[0] = HR_ROLE_RAN_SITE;
    change.unit = draw(round, 4) < 0.5 ? HR_QUOTA_NODES : HR_QUOTA_USERS;
    for (uint32_t v = 0; v < VENDORS; ++v) {
        change.from[v] = draw(round, 40 + v) < 0.6;
    }
    return change;
}

static uint32_t apply(fixture *f, uint32_t round, const hr_vendor_change *change, uint8_t *vendor)
{
    uint32_t changed = 0;
    memcpy(vendor, f->base, f->network.node_count);
    assert_int_equal(hr_assignment_change(&f->network, change, round, vendor, &changed, &f->error), HR_OK);
    return changed;
}

static void a_larger_change_holds_the_smaller_one(void **state)
{
    fixture *f = *state;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        hr_vendor_mix mix = draw_mix(round);
        double larger_share = draw(round, 5);
        hr_vendor_change larger = draw_change(round, larger_share);
        hr_vendor_change smaller = draw_change(round, larger_share * draw(round, 6));
        assign(f, round, &mix);
        uint32_t more = apply(f, round, &larger, f->first);
        uint32_t fewer = apply(f, round, &smaller, f->second);
        assert_true(fewer <= more);
        for (uint32_t n = 0; n < f->network.node_count; ++n) {
            bool is_changed = f->first[n] != f->base[n];
            assert_true(f->second[n] == f->base[n] || is_changed);
            assert_true(!is_changed || (is_red_site(f, n) && larger.from[f->base[n]]));
            more -= is_changed;
        }
        assert_int_equal(more, 0); /* as many as were said */
    }
}

static void changes_in_nodes_move_exactly_their_share(void **state)
{
    fixture *f = *state;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        hr_vendor_mix mix = draw_mix(round);
        hr_vendor_change change = draw_change(round, draw(round, 5));
        uint32_t available = 0;
        change.unit = HR_QUOTA_NODES;
        assign(f, round, &mix);
        for (uint32_t n = 0; n < f->network.node_count; ++n) {
            available += is_red_site(f, n) && change.from[f->base[n]];
        }
        assert_int_equal(apply(f, round, &change, f->first), (uint32_t)floor(change.share * available + 0.5));
    }
}

static void the_choice_of_nodes_does_not_depend_on_the_new_vendor(void **state)
{
    fixture *f = *state;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        hr_vendor_mix mix = draw_mix(round);
        hr_vendor_change change = draw_change(round, draw(round, 5));
        assign(f, round, &mix);
        apply(f, round, &change, f->first);
        change.to = (uint8_t)(draw(round, 7) * VENDORS); /* may be among those it is taken from */
        apply(f, round, &change, f->second);
        for (uint32_t n = 0; n < f->network.node_count; ++n) {
            bool is_chosen = f->first[n] == 30;
            assert_int_equal(f->second[n], is_chosen ? change.to : f->base[n]);
        }
    }
}

static void diverse_homing_never_loses_and_keeps_quotas(void **state)
{
    fixture *f = *state;
    const uint8_t state_of[VENDORS] = {0, 1, 1, 2, 2, 2};
    for (uint32_t round = 0; round < ROUNDS / 4; ++round) {
        hr_vendor_mix mix = draw_mix(round);
        uint32_t before = 0;
        uint32_t after = 0;
        uint32_t dual = 0;
        int32_t balance[VENDORS] = {0};
        hr_diverse_homing what = round % 2 == 0 ? HR_DIVERSE_VENDOR : HR_DIVERSE_STATE;
        mix.operator_id = HR_NATION_LINE;
        mix.role = round % 4 < 2 ? HR_ROLE_EXCHANGE : HR_ROLE_METRO;
        assign(f, round, &mix);
        memcpy(f->first, f->base, f->network.node_count);
        if (what == HR_DIVERSE_STATE) { /* seen as states, before */
            for (uint32_t n = 0; n < f->network.node_count; ++n) {
                f->first[n] = f->base[n] == HR_NO_VENDOR ? HR_NO_VENDOR : state_of[f->base[n]];
            }
        }
        assert_int_equal(hr_assignment_diversify(&f->network, HR_NATION_LINE, mix.role, HR_DIVERSE_NO, NULL, f->first,
                                                 &before, &dual, &f->error),
                         HR_OK);
        memcpy(f->second, f->base, f->network.node_count);
        assert_int_equal(hr_assignment_diversify(&f->network, HR_NATION_LINE, mix.role, what, state_of, f->second,
                                                 &after, &dual, &f->error),
                         HR_OK);
        assert_true(dual > 0 && after >= before && after <= dual);
        for (uint32_t n = 0; n < f->network.node_count; ++n) {
            if (f->base[n] != HR_NO_VENDOR) {
                ++balance[f->base[n]];
                --balance[f->second[n]];
            } else {
                assert_int_equal(f->second[n], HR_NO_VENDOR);
            }
        }
        for (uint32_t v = 0; v < VENDORS; ++v) {
            assert_int_equal(balance[v], 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotas_are_exact_for_any_mix),
        cmocka_unit_test(a_larger_change_holds_the_smaller_one),
        cmocka_unit_test(changes_in_nodes_move_exactly_their_share),
        cmocka_unit_test(the_choice_of_nodes_does_not_depend_on_the_new_vendor),
        cmocka_unit_test(diverse_homing_never_loses_and_keeps_quotas),
    };
    return cmocka_run_group_tests_name("assignment_random", tests, make_network, free_network);
}
