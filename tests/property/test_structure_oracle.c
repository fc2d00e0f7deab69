/* Avoidable shares equal the slow oracle's components on random networks with random vendors, and colours merge. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/structure.h"
#include "tests/support/ledger_oracle.h"
#include "tests/support/random_network.h"

enum { GRAPHS = 2000, VENDORS = 5, STATES = 3 };

typedef struct {
    hr_random_network made;
    hr_ledger_plan plans[HR_EDGES_COUNT];
    hr_ledger_oracle *oracles[HR_EDGES_COUNT];
    hr_vendor vendors[VENDORS];
    uint8_t vendor[HR_RANDOM_NETWORK_NODES_MAX];
    hr_structure_survey survey;
    hr_structure structure;
    hr_structure other; /* of another assignment */
} fixture;

static void draw_vendors(fixture *f, hr_test_random *random)
{
    static const double leverages[] = {0, 0, 0, 1, 1, 0.3};
    uint32_t used = 1 + hr_test_random_below(random, VENDORS);
    for (uint32_t v = 0; v < VENDORS; ++v) {
        for (uint32_t s = 0; s < STATES; ++s) {
            f->vendors[v].leverage[s] = leverages[hr_test_random_below(random, 6)];
        }
    }
    for (uint32_t n = 0; n < f->made.network.node_count; ++n) {
        f->vendor[n] = hr_test_random_chance(random, 10) ? HR_NO_VENDOR : (uint8_t)hr_test_random_below(random, used);
    }
}

static void set_up(fixture *f, uint64_t seed)
{
    hr_test_random random = {seed + UINT64_C(0x5000000000)};
    memset(f, 0, sizeof *f);
    hr_random_network_make(&f->made, seed);
    for (uint32_t e = 0; e < HR_EDGES_COUNT; ++e) {
        bool with_backup = e == HR_EDGES_WITH_BACKUP;
        assert_int_equal(hr_ledger_plan_init(&f->plans[e], &f->made.network, f->made.services, f->made.service_count,
                                             &f->made.overlap, with_backup, NULL),
                         HR_OK);
        f->oracles[e] = hr_ledger_oracle_new(&f->made.network, f->made.services, f->made.service_count,
                                             &f->made.overlap, NULL, with_backup);
    }
    draw_vendors(f, &random);
    assert_int_equal(
        hr_structure_survey_init(&f->survey, &f->made.network, f->plans, f->vendors, VENDORS, STATES, NULL), HR_OK);
    assert_int_equal(hr_structure_find(&f->survey, f->vendor, &f->structure, NULL), HR_OK);
}

static void tear_down(fixture *f)
{
    hr_structure_survey_free(&f->survey);
    for (uint32_t e = 0; e < HR_EDGES_COUNT; ++e) {
        hr_ledger_oracle_free(f->oracles[e]);
        hr_ledger_plan_free(&f->plans[e]);
    }
    hr_random_network_free(&f->made);
}

/* ---- against the oracle ---------------------------------------------------------------------------------------- */

/* Compares what is kept without a set of vendors with the oracle; returns how many users differ from the intact
 * network, so that the caller knows that something fell. */
static int64_t check_set(fixture *f, const bool *is_down, const hr_kept_users *kept)
{
    uint8_t in_service[HR_RANDOM_NETWORK_NODES_MAX];
    int64_t lost = 0;
    for (uint32_t n = 0; n < f->made.network.node_count; ++n) {
        in_service[n] = f->vendor[n] == HR_NO_VENDOR || !is_down[f->vendor[n]];
    }
    for (uint32_t e = 0; e < HR_EDGES_COUNT; ++e) {
        hr_ledger_oracle_look(f->oracles[e], in_service);
        for (uint32_t s = 0; s < f->made.service_count; ++s) {
            int64_t served = 0;
            for (uint32_t o = 0; o < f->made.network.operator_count; ++o) {
                served += hr_ledger_oracle_served(f->oracles[e], o, s);
            }
            assert_int_equal(kept->users[e][s], served);
            lost += llabs(f->structure.intact.users[e][s] - served);
        }
    }
    return lost;
}

static int64_t check_network(fixture *f)
{
    bool none[VENDORS] = {false};
    int64_t lost = check_set(f, none, &f->structure.intact);
    assert_int_equal(lost, 0);
    for (uint32_t v = 0; v < VENDORS; ++v) {
        bool one[VENDORS] = {false};
        one[v] = true;
        lost += check_set(f, one, &f->structure.without_vendor[v]);
        for (uint32_t w = 0; w < VENDORS; ++w) {
            bool pair[VENDORS] = {false};
            pair[v] = pair[w] = true;
            lost += check_set(f, pair, &f->structure.without_pair[v][w]);
        }
    }
    for (uint32_t s = 0; s < STATES; ++s) {
        bool exposed[VENDORS];
        for (uint32_t v = 0; v < VENDORS; ++v) {
            exposed[v] = f->vendors[v].leverage[s] > 0;
        }
        lost += check_set(f, exposed, &f->structure.without_state[s]);
    }
    return lost;
}

static void avoidable_shares_equal_components(void **state)
{
    (void)state;
    uint32_t graphs = hr_test_scaled(GRAPHS);
    fixture *f = malloc(sizeof *f);
    uint32_t with_loss = 0;
    assert_non_null(f);
    for (uint64_t seed = 1; seed <= graphs; ++seed) {
        set_up(f, seed);
        with_loss += check_network(f) > 0;
        tear_down(f);
    }
    free(f);
    print_message("%u networks, in %u of them some vendor matters\n", graphs, with_loss);
    assert_true(with_loss * 2 > graphs);
}

/* ---- colours --------------------------------------------------------------------------------------------------- */

/* Whatever a state's vendors are called, they are one colour: giving all their nodes to one of them changes nothing
 * for the state, and is the state for that vendor. */
static void vendors_of_one_state_are_one_colour(void **state)
{
    (void)state;
    uint32_t graphs = hr_test_scaled(GRAPHS) / 4 + 1;
    fixture *f = malloc(sizeof *f);
    uint32_t merged = 0;
    assert_non_null(f);
    for (uint64_t seed = 1; seed <= graphs; ++seed) {
        set_up(f, seed);
        for (uint32_t s = 0; s < STATES; ++s) {
            uint8_t vendor[HR_RANDOM_NETWORK_NODES_MAX];
            uint8_t first = 0;
            while (first < VENDORS && !(f->vendors[first].leverage[s] > 0)) {
                ++first;
            }
            for (uint32_t n = 0; n < f->made.network.node_count && first < VENDORS; ++n) {
                bool is_exposed = f->vendor[n] != HR_NO_VENDOR && f->vendors[f->vendor[n]].leverage[s] > 0;
                vendor[n] = is_exposed ? first : f->vendor[n];
                merged += vendor[n] != f->vendor[n];
            }
            if (first < VENDORS) {
                assert_int_equal(hr_structure_find(&f->survey, vendor, &f->other, NULL), HR_OK);
                assert_memory_equal(&f->other.without_vendor[first], &f->structure.without_state[s],
                                    sizeof(hr_kept_users));
                assert_memory_equal(&f->other.without_state[s], &f->structure.without_state[s], sizeof(hr_kept_users));
            }
        }
        tear_down(f);
    }
    free(f);
    assert_true(merged > 0);
}

/* ---- concentration --------------------------------------------------------------------------------------------- */

/* Between even shares and one; and when every vendor answers to one state, never lower by state than by vendor. */
static void check_indices(const fixture *f)
{
    for (uint32_t r = 0; r <= HR_ROLE_COUNT; ++r) {
        for (uint32_t w = 0; w < HR_WEIGHT_COUNT; ++w) {
            const hr_concentration *c = &f->other.concentration[r][w];
            if (isnan(c->vendor_index)) {
                continue;
            }
            assert_true(c->vendor_index > 1.0 / VENDORS - 1e-12 && c->vendor_index < 1 + 1e-12);
            assert_true(c->state_index > c->vendor_index - 1e-12 && c->state_index < 1 + 1e-12);
        }
    }
}

static void the_index_by_state_is_never_below_that_by_vendor(void **state)
{
    (void)state;
    uint32_t graphs = hr_test_scaled(GRAPHS) / 4 + 1;
    fixture *f = malloc(sizeof *f);
    assert_non_null(f);
    for (uint64_t seed = 1; seed <= graphs; ++seed) {
        hr_test_random random = {seed};
        set_up(f, seed);
        for (uint32_t v = 0; v < VENDORS; ++v) {
            memset(f->vendors[v].leverage, 0, sizeof f->vendors[v].leverage);
            f->vendors[v].leverage[hr_test_random_below(&random, STATES)] = 1;
        }
        assert_int_equal(hr_structure_find(&f->survey, f->vendor, &f->other, NULL), HR_OK);
        check_indices(f);
        tear_down(f);
    }
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(avoidable_shares_equal_components),
        cmocka_unit_test(vendors_of_one_state_are_one_colour),
        cmocka_unit_test(the_index_by_state_is_never_below_that_by_vendor),
    };
    return cmocka_run_group_tests_name("structure against the oracle", tests, NULL, NULL);
}
