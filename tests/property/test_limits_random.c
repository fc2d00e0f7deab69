/* Random limits on random mixes of a generated nation: caps hold to the node or user, nothing else changes, a lower cap
 * changes a superset, vendors lose and takers gain in proportion. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/assignment.h"
#include "models/hierarchy.h"
#include "sim/engine/random.h"
#include "tests/support/nation.h"

enum { NODES_MAX = 2000, VENDORS = 6, ROUNDS = 300 };

typedef struct {
    hr_network network;
    hr_error error;
    int64_t attached[NODES_MAX];
    uint8_t base[NODES_MAX];
    uint8_t vendor[NODES_MAX];
    uint8_t lower[NODES_MAX];
    uint32_t round;
    uint32_t operator_id;
    hr_role role;
    hr_vendor_limit limit;
} fixture;

/* What a limit counts in its operator and role. */
typedef struct {
    int64_t total;
    int64_t held;
    int64_t heaviest_moved;
    uint32_t moved;
} count;

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
    hr_network_attached_users(&f->network, f->attached);
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
    hr_random random = {.seed = 37, .replication = round};
    return hr_random_uniform(&random, 1, 0, index);
}

static bool is_in_group(const fixture *f, uint32_t node)
{
    return f->network.operator_id[node] == f->operator_id && f->network.role[node] == f->role;
}

/* Six vendors, the last never limited: somebody can always take. */
static void draw_mix(fixture *f)
{
    static const struct {
        uint32_t operator_id;
        hr_role role;
    } groups[] = {{HR_NATION_RED, HR_ROLE_RAN_SITE},
                  {HR_NATION_LINE, HR_ROLE_CABINET},
                  {HR_NATION_LINE, HR_ROLE_EXCHANGE},
                  {HR_NATION_LINE, HR_ROLE_AGGREGATION}};
    uint32_t g = f->round % (sizeof groups / sizeof *groups);
    hr_vendor_mix mix = {.operator_id = groups[g].operator_id, .role = groups[g].role, .vendor_count = VENDORS};
    double sum = 0;
    f->operator_id = mix.operator_id;
    f->role = mix.role;
    mix.rule = draw(f->round, 2) < 0.5 ? HR_RULE_REGIONAL : HR_RULE_RANDOM;
    for (uint32_t v = 0; v < VENDORS; ++v) {
        mix.vendors[v] = (uint8_t)v;
        mix.shares[v] = draw(f->round, 10 + v) < 0.2 && v + 1 < VENDORS ? 0 : 0.2 + draw(f->round, 20 + v);
        sum += mix.shares[v];
    }
    for (uint32_t v = 0; v < VENDORS; ++v) {
        mix.shares[v] /= sum;
    }
    assert_int_equal(hr_assignment_base(&f->network, &mix, 1, f->round, f->base, &f->error), HR_OK);
}

static void draw_limit(fixture *f)
{
    hr_vendor_limit *limit = &f->limit;
    memset(limit, 0, sizeof *limit);
    limit->cap = draw(f->round, 5) < 0.2 ? 0 : draw(f->round, 5) * 0.7;
    limit->operator_mask_count = limit->role_count = 1;
    limit->operators[0] = f->operator_id;
    limit->roles[0] = f->role;
    limit->unit = draw(f->round, 4) < 0.5 ? HR_QUOTA_NODES : HR_QUOTA_USERS;
    limit->is_of_sensitive = draw(f->round, 6) < 0.3;
    for (uint32_t v = 0; v + 1 < VENDORS; ++v) {
        limit->vendors[v] = draw(f->round, 40 + v) < 0.5;
    }
    if (draw(f->round, 7) < 0.5) {
        limit->has_to = limit->to[VENDORS - 1] = limit->to[VENDORS] = true;
    }
    for (uint32_t n = 0; n < f->network.node_count; ++n) {
        hr_random random = {.seed = 41, .replication = f->round};
        f->network.is_sensitive[n] = hr_random_uniform(&random, 1, n, 0) < 0.4;
    }
}

static hr_status apply(fixture *f, double cap, uint8_t *vendor)
{
    const hr_vendor_limit *limits[] = {&f->limit};
    size_t broken = 0;
    f->limit.cap = cap;
    memcpy(vendor, f->base, f->network.node_count);
    return hr_assignment_limit(&f->network, limits, 1, f->round, vendor, &broken, &f->error);
}

static void begin(fixture *f, uint32_t round)
{
    f->round = round;
    draw_mix(f);
    draw_limit(f);
}

static int64_t weight_of(const fixture *f, uint32_t node)
{
    return f->limit.unit == HR_QUOTA_NODES ? 1 : f->attached[node];
}

static bool is_counted(const fixture *f, uint32_t node)
{
    return is_in_group(f, node) && (!f->limit.is_of_sensitive || f->network.is_sensitive[node]);
}

static count count_of(const fixture *f, const uint8_t *vendor)
{
    count c = {0};
    for (uint32_t n = 0; n < f->network.node_count; ++n) {
        if (!is_counted(f, n)) {
            continue;
        }
        c.total += weight_of(f, n);
        c.held += f->limit.vendors[vendor[n]] ? weight_of(f, n) : 0;
        if (vendor[n] != f->base[n]) {
            ++c.moved;
            c.heaviest_moved = weight_of(f, n) > c.heaviest_moved ? weight_of(f, n) : c.heaviest_moved;
        }
    }
    return c;
}

/* ---- facts ------------------------------------------------------------------------------------------------------- */

static void caps_hold_and_no_node_moves_that_need_not(void **state)
{
    fixture *f = *state;
    uint32_t binding = 0;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        begin(f, round);
        count before = count_of(f, f->base);
        assert_int_equal(apply(f, f->limit.cap, f->vendor), HR_OK);
        count after = count_of(f, f->vendor);
        double allowed = f->limit.cap * (double)after.total;
        assert_true((double)after.held <= allowed * (1 + 1e-12));
        if (f->limit.cap > 0 && f->limit.unit == HR_QUOTA_NODES) {
            int64_t quota = (int64_t)floor(allowed + 1e-9);
            assert_int_equal(after.held, before.held < quota ? before.held : quota);
        } else if (f->limit.cap > 0 && after.moved > 0) {
            assert_true((double)(after.held + after.heaviest_moved) > allowed);
        } else {
            assert_true(f->limit.cap > 0 || after.held == 0);
        }
        binding += after.moved > 0;
    }
    assert_in_range(binding, ROUNDS / 3, ROUNDS);
}

static void only_limited_equipment_changes_and_only_takers_gain(void **state)
{
    fixture *f = *state;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        begin(f, round);
        assert_int_equal(apply(f, f->limit.cap, f->vendor), HR_OK);
        for (uint32_t n = 0; n < f->network.node_count; ++n) {
            if (f->vendor[n] == f->base[n]) {
                continue;
            }
            assert_true(is_counted(f, n) && f->limit.vendors[f->base[n]]);
            assert_true(f->limit.has_to ? f->limit.to[f->vendor[n]] : !f->limit.vendors[f->vendor[n]]);
        }
    }
}

static void a_lower_cap_changes_a_superset_to_the_same_vendors(void **state)
{
    fixture *f = *state;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        begin(f, round);
        double cap = f->limit.cap;
        assert_int_equal(apply(f, cap, f->vendor), HR_OK);
        assert_int_equal(apply(f, cap * draw(round, 8), f->lower), HR_OK);
        for (uint32_t n = 0; n < f->network.node_count; ++n) {
            assert_true(f->vendor[n] == f->base[n] || f->lower[n] == f->vendor[n]);
        }
    }
}

static void vendors_lose_and_takers_gain_in_proportion(void **state)
{
    fixture *f = *state;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        begin(f, round);
        double has[VENDORS + 1] = {0};
        double lost[VENDORS + 1] = {0};
        double gained[VENDORS + 1] = {0};
        double could_lose = 0;
        double could_take = 0;
        double moved = 0;
        f->limit.unit = HR_QUOTA_NODES;
        f->limit.is_of_sensitive = false;
        assert_int_equal(apply(f, f->limit.cap, f->vendor), HR_OK);
        for (uint32_t n = 0; n < f->network.node_count; ++n) {
            if (is_in_group(f, n)) {
                bool is_moved = f->vendor[n] != f->base[n];
                has[f->base[n]] += 1;
                lost[f->base[n]] += is_moved;
                gained[f->vendor[n]] += is_moved;
                moved += is_moved;
            }
        }
        for (uint32_t v = 0; v < VENDORS; ++v) {
            could_lose += f->limit.vendors[v] ? has[v] : 0;
            could_take += f->limit.vendors[v] ? 0 : has[v];
        }
        for (uint32_t v = 0; v <= VENDORS && moved > 0; ++v) { /* to a node of each pair of a loser and a taker */
            double takes = f->limit.has_to ? f->limit.to[v] / 2.0 : f->limit.vendors[v] ? 0 : has[v] / could_take;
            assert_true(!f->limit.vendors[v] || fabs(lost[v] - moved * has[v] / could_lose) <= VENDORS);
            assert_true(fabs(gained[v] - moved * takes) <= VENDORS);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caps_hold_and_no_node_moves_that_need_not),
        cmocka_unit_test(only_limited_equipment_changes_and_only_takers_gain),
        cmocka_unit_test(a_lower_cap_changes_a_superset_to_the_same_vendors),
        cmocka_unit_test(vendors_lose_and_takers_gain_in_proportion),
    };
    return cmocka_run_group_tests_name("limits_random", tests, make_network, free_network);
}
