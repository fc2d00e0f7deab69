/* Exposed users equal the slow oracle after every change of random histories on random networks, to the last user. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/exposure.h"
#include "tests/support/exposure_oracle.h"
#include "tests/support/random_network.h"

enum { GRAPHS = 5000, CHANGES = 60, MOST = 3 };

typedef struct {
    hr_random_network made;
    hr_ledger_plan ledger;
    hr_exposure_plan plan;
    hr_exposure exposure;
    hr_exposure_oracle *oracle;
    uint32_t compromised[HR_RANDOM_NETWORK_NODES_MAX];
} bench;

typedef struct {
    uint64_t changes;
    uint64_t comparisons;
    uint64_t partly; /* comparisons with some users exposed and some not */
    uint64_t ties;
    uint32_t longest;
} tally;

static void set_up(bench *b, uint64_t seed)
{
    hr_random_network_make(&b->made, seed);
    hr_status status = hr_ledger_plan_init(&b->ledger, &b->made.network, b->made.services, b->made.service_count,
                                           &b->made.overlap, false, NULL);
    assert_int_equal(status, HR_OK);
    assert_int_equal(hr_exposure_plan_init(&b->plan, &b->ledger, NULL), HR_OK);
    assert_int_equal(hr_exposure_init(&b->exposure, &b->plan, NULL), HR_OK);
    b->oracle = hr_exposure_oracle_new(&b->made.network, b->made.services, b->made.service_count);
    memset(b->compromised, 0, sizeof b->compromised);
}

static void tear_down(bench *b)
{
    hr_exposure_oracle_free(b->oracle);
    hr_exposure_free(&b->exposure);
    hr_exposure_plan_free(&b->plan);
    hr_ledger_plan_free(&b->ledger);
    hr_random_network_free(&b->made);
}

static void compromise(bench *b, uint32_t node)
{
    ++b->compromised[node];
    hr_exposure_compromise(&b->exposure, node);
}

static void clean(bench *b, uint32_t node)
{
    --b->compromised[node];
    hr_exposure_clean(&b->exposure, node);
}

/* One change: mostly a node at random, sometimes all of a role, or all clean again, or a reset. */
static void change(bench *b, hr_test_random *random, uint32_t cleaning_percent)
{
    const hr_network *network = &b->made.network;
    uint32_t what = hr_test_random_below(random, 100);
    uint32_t node = hr_test_random_below(random, network->node_count);
    if (what < 2) {
        hr_exposure_reset(&b->exposure);
        memset(b->compromised, 0, sizeof b->compromised);
    } else if (what < 6) {
        for (uint32_t n = 0; n < network->node_count; ++n) {
            while (b->compromised[n] > 0) {
                clean(b, n);
            }
        }
    } else if (what < 12) {
        for (uint32_t n = 0; n < network->node_count; ++n) {
            if (network->role[n] == network->role[node] && b->compromised[n] < MOST) {
                compromise(b, n);
            }
        }
    } else if (b->compromised[node] > 0 && hr_test_random_chance(random, cleaning_percent)) {
        clean(b, node);
    } else if (b->compromised[node] < MOST) {
        compromise(b, node);
    }
}

static bool agrees(const bench *b, tally *counts)
{
    for (uint32_t o = 0; o < b->made.network.operator_count; ++o) {
        for (uint32_t s = 0; s < b->made.service_count; ++s) {
            int64_t expected = hr_exposure_oracle_users(b->oracle, b->compromised, o, s);
            ++counts->comparisons;
            counts->partly += expected > 0 && expected < b->ledger.users[o][s];
            if (hr_exposure_users(&b->exposure, o, s) != expected) {
                print_message("operator %u service %u: %lld users exposed, by the oracle %lld\n", o, s,
                              (long long)hr_exposure_users(&b->exposure, o, s), (long long)expected);
                return false;
            }
        }
    }
    return true;
}

static void exposure_equals_explicit_paths_after_every_change(void **state)
{
    (void)state;
    uint32_t graphs = hr_test_scaled(GRAPHS);
    tally counts = {0};
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    for (uint64_t seed = 1; seed <= graphs; ++seed) {
        hr_test_random random = {seed + UINT64_C(0x200000000)};
        set_up(b, seed);
        uint32_t cleaning_percent = 30 + hr_test_random_below(&random, 66);
        for (uint32_t i = 0; i < CHANGES; ++i) {
            change(b, &random, cleaning_percent);
            ++counts.changes;
            if (!agrees(b, &counts)) {
                fail_msg("network of seed %llu, change %u", (unsigned long long)seed, i);
            }
        }
        counts.ties += hr_exposure_oracle_ties(b->oracle);
        counts.longest = counts.longest > hr_exposure_oracle_longest(b->oracle) ? counts.longest
                                                                                : hr_exposure_oracle_longest(b->oracle);
        tear_down(b);
    }
    free(b);
    print_message("%u graphs, %llu changes, %llu comparisons, %llu with a part exposed, %llu ties, longest path %u\n",
                  graphs, (unsigned long long)counts.changes, (unsigned long long)counts.comparisons,
                  (unsigned long long)counts.partly, (unsigned long long)counts.ties, counts.longest);
    assert_true(counts.partly > counts.comparisons / 10);
    assert_true(counts.ties > graphs / 10);
    assert_true(counts.longest >= 4);
}

/* Compromising one node after another, nobody ceases to be exposed, and in the end everybody is; cleaning them in
 * another order ends where it began. */
static void exposure_grows_to_everyone_and_falls_to_no_one(void **state)
{
    (void)state;
    uint32_t graphs = hr_test_scaled(GRAPHS / 5);
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    for (uint64_t seed = 1; seed <= graphs; ++seed) {
        set_up(b, seed);
        const hr_network *network = &b->made.network;
        int64_t before[HR_OPERATORS_MAX][HR_SERVICES_MAX] = {{0}};
        for (uint32_t n = 0; n < network->node_count; ++n) {
            compromise(b, (uint32_t)((n + seed) % network->node_count));
            for (uint32_t o = 0; o < network->operator_count; ++o) {
                for (uint32_t s = 0; s < b->made.service_count; ++s) {
                    assert_true(hr_exposure_users(&b->exposure, o, s) >= before[o][s]);
                }
            }
            memcpy(before, b->exposure.users, sizeof before);
        }
        assert_memory_equal(b->exposure.users, b->ledger.users, sizeof b->ledger.users);
        for (uint32_t n = 0; n < network->node_count; ++n) {
            clean(b, n);
        }
        hr_exposure fresh;
        assert_int_equal(hr_exposure_init(&fresh, &b->plan, NULL), HR_OK);
        assert_memory_equal(b->exposure.users, fresh.users, sizeof fresh.users);
        assert_memory_equal(b->exposure.groups, fresh.groups, b->ledger.group_count * sizeof *fresh.groups);
        assert_memory_equal(b->exposure.on_path, fresh.on_path, b->plan.place_count * sizeof *fresh.on_path);
        hr_exposure_free(&fresh);
        tear_down(b);
    }
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exposure_equals_explicit_paths_after_every_change),
        cmocka_unit_test(exposure_grows_to_everyone_and_falls_to_no_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
