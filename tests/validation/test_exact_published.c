/* What has one right answer: words of the random generator, concentration, apportionment, Simpson's index of a random
 * assignment, the service ledger against igraph's components, axioms of Shapley's value, switches that act on nothing.
 * And, since the engine is not only for telecom, the spread of a rumour, which the model has no use for.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/shapley.h"
#include "models/apportion.h"
#include "models/structure.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/random.h"
#include "tests/support/fallible_graph.h"
#include "tests/support/figures.h"
#include "tests/support/ledger_oracle.h"
#include "tests/support/random_network.h"
#include "tests/support/small_world.h"

/* ---- random numbers ------------------------------------------------------------------------------------------------- */

static void philox_gives_its_published_words(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        uint32_t counter[4];
        uint32_t key[2];
        uint32_t words[4];
    } published[] = {
        {"all zero", {0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {"all ones",
         {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
         {UINT32_MAX, UINT32_MAX},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {"digits of pi",
         {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    hr_figure_section("Exact answers");
    for (size_t i = 0; i < sizeof published / sizeof *published; ++i) {
        const uint32_t *c = published[i].counter;
        hr_random random = {(uint64_t)published[i].key[1] << 32 | published[i].key[0], c[3]};
        uint32_t words[4];
        char what[96];
        hr_random_block(&random, c[2], c[1], c[0], words);
        for (int w = 0; w < 4; ++w) {
            snprintf(what, sizeof what, "Philox 4x32-10, counter and key %s: word %d", published[i].what, w);
            hr_figure_exact("Salmon, Moraes, Dror and Shaw 2011; known answers of Random123", what, words[w],
                            published[i].words[w], 0);
        }
    }
}

/* ---- concentration -------------------------------------------------------------------------------------------------- */

enum { RING = 40 };

static uint32_t *ring_ends(void)
{
    static uint32_t ends[2 * RING];
    for (uint32_t i = 0; i < RING; ++i) {
        ends[2 * i] = i;
        ends[2 * i + 1] = (i + 1) % RING;
    }
    return ends;
}

static void make_ring(hr_fallible_graph *ring)
{
    hr_fallible_graph_make(ring, (hr_graph_form){RING, RING, ring_ends(), 0, 1, false});
}

static void concentration_by_vendor_and_by_state(void **state)
{
    (void)state;
    hr_fallible_graph ring;
    hr_ledger_plan plans[HR_EDGES_COUNT];
    hr_structure_survey survey;
    hr_structure *found = calloc(1, sizeof *found);
    hr_vendor vendors[3] = {0};
    uint8_t *vendor = NULL;
    assert_non_null(found);
    make_ring(&ring);
    vendor = malloc(ring.network.node_count);
    assert_non_null(vendor);
    memset(vendor, HR_NO_VENDOR, ring.network.node_count);
    for (uint32_t n = 0; n < RING; ++n) { /* 0.5, 0.3, 0.2; the last two answer to one state */
        vendor[ring.number[n]] = n < RING / 2 ? 0 : n < RING * 8 / 10 ? 1 : 2;
    }
    vendors[0].leverage[0] = vendors[1].leverage[1] = vendors[2].leverage[1] = 1;
    plans[0] = plans[1] = ring.plan;
    assert_int_equal(hr_structure_survey_init(&survey, &ring.network, plans, vendors, 3, 2, NULL), HR_OK);
    assert_int_equal(hr_structure_find(&survey, vendor, found, NULL), HR_OK);
    const hr_concentration *all = &found->concentration[HR_ROLE_COUNT][HR_WEIGHT_NODES];
    hr_figure_exact("Herfindahl 1950; by hand", "shares 0.5, 0.3, 0.2: index by vendor", all->vendor_index, 0.38,
                    1e-12);
    hr_figure_exact("Herfindahl 1950; by hand", "the last two of one state: index by state", all->state_index, 0.5,
                    1e-12);
    hr_structure_survey_free(&survey);
    hr_fallible_graph_free(&ring);
    free(vendor);
    free(found);
}

/* Under the rule `random`, both ends of a link are of one vendor with probability sum n (n - 1) / (N (N - 1)). */
static void links_of_a_random_assignment_match_as_simpson_says(void **state)
{
    (void)state;
    hr_fallible_graph ring;
    hr_sample matching = {0};
    uint8_t *vendor = NULL;
    const uint32_t *ends = ring_ends();
    const hr_vendor_mix mix = {.operator_id = 0,
                               .role = HR_ROLE_AGGREGATION,
                               .vendor_count = 3,
                               .vendors = {0, 1, 2},
                               .shares = {0.5, 0.3, 0.2},
                               .rule = HR_RULE_RANDOM,
                               .unit = HR_QUOTA_NODES};
    make_ring(&ring);
    vendor = malloc(ring.network.node_count);
    assert_non_null(vendor);
    for (uint64_t seed = 0; seed < 100 + hr_test_scaled(4000); ++seed) {
        uint32_t same = 0;
        assert_int_equal(hr_assignment_base(&ring.network, &mix, 1, seed, vendor, NULL), HR_OK);
        for (uint32_t i = 0; i < RING; ++i) {
            same += vendor[ring.number[ends[2 * i]]] == vendor[ring.number[ends[2 * i + 1]]];
        }
        hr_sample_add(&matching, (double)same / RING);
    }
    hr_figure_section("Assignment of vendors");
    hr_figure_mean("Simpson 1949, sum n (n - 1) / (N (N - 1))",
                   "20, 12, 8 of 40 nodes at random: links within one vendor", &matching,
                   (20 * 19 + 12 * 11 + 8 * 7) / (40.0 * 39));
    hr_fallible_graph_free(&ring);
    free(vendor);
}

static void seats_are_apportioned_as_published(void **state)
{
    (void)state;
    static const double three[3] = {6, 6, 2};
    static const double four[4] = {100, 80, 30, 20};
    static const int64_t ten[3] = {4, 4, 2};
    static const int64_t eleven[3] = {5, 5, 1};
    static const uint32_t webster[4] = {3, 3, 1, 1};
    int64_t seats[2][3];
    uint32_t averages[4];
    char what[96];
    assert_int_equal(hr_apportion_remainders(three, 3, 10, 0, seats[0], NULL), HR_OK);
    assert_int_equal(hr_apportion_remainders(three, 3, 11, 0, seats[1], NULL), HR_OK);
    assert_int_equal(hr_apportion_averages(four, 4, 8, false, averages, NULL), HR_OK);
    for (int i = 0; i < 3; ++i) {
        snprintf(what, sizeof what, "largest remainder, weights 6, 6, 2, ten seats: claimant %d", i + 1);
        hr_figure_exact("Hamilton's method (Balinski and Young 1982); by hand", what, (double)seats[0][i],
                        (double)ten[i], 0);
        snprintf(what, sizeof what, "one seat more (the Alabama paradox): claimant %d", i + 1);
        hr_figure_exact("Hamilton's method (Balinski and Young 1982); by hand", what, (double)seats[1][i],
                        (double)eleven[i], 0);
    }
    for (int i = 0; i < 4; ++i) {
        snprintf(what, sizeof what, "highest averages, weights 100, 80, 30, 20, eight seats: claimant %d", i + 1);
        hr_figure_exact("Sainte-Lague 1910; by hand", what, averages[i], webster[i], 0);
    }
}

/* ---- the service ledger --------------------------------------------------------------------------------------------- */

/* All services and operators, capacities, overlap, backup edges on and off; nodes fall and return at random. */
static void the_ledger_is_igraphs_components_to_the_last_user(void **state)
{
    (void)state;
    uint64_t compared = 0;
    uint64_t different = 0;
    hr_test_random random = {7};
    hr_figure_section("Exact answers");
    for (uint32_t seed = 0; seed < 20 + hr_test_scaled(400); ++seed) {
        hr_random_network made;
        hr_ledger_plan plan;
        hr_ledger ledger;
        uint8_t in_service[HR_RANDOM_NETWORK_NODES_MAX];
        bool has_backup = seed % 2 == 1;
        hr_random_network_make(&made, seed);
        assert_int_equal(hr_ledger_plan_init(&plan, &made.network, made.services, made.service_count, &made.overlap,
                                             has_backup, NULL),
                         HR_OK);
        const hr_ledger_plan *plans[] = {&plan};
        assert_int_equal(hr_ledger_init(&ledger, plans, 1, false, NULL), HR_OK);
        hr_ledger_oracle *oracle = hr_ledger_oracle_new(&made.network, made.services, made.service_count, &made.overlap,
                                                        NULL, has_backup);
        memset(in_service, 1, sizeof in_service);
        for (int instant = 0; instant < 25; ++instant) {
            for (uint32_t n = 0; n < made.network.node_count; ++n) {
                if (hr_test_random_chance(&random, 10)) {
                    in_service[n] = !in_service[n];
                    (in_service[n] ? hr_ledger_bring_up : hr_ledger_take_down)(&ledger, n);
                }
            }
            hr_ledger_settle(&ledger);
            hr_ledger_oracle_look(oracle, in_service);
            for (uint32_t k = 0; k < made.network.operator_count * made.service_count; ++k) {
                uint32_t o = k / made.service_count;
                uint32_t s = k % made.service_count;
                ++compared;
                different += hr_ledger_served(&ledger, o, s) != hr_ledger_oracle_served(oracle, o, s);
            }
        }
        hr_ledger_oracle_free(oracle);
        hr_ledger_free(&ledger);
        hr_ledger_plan_free(&plan);
        hr_random_network_free(&made);
    }
    char what[128];
    snprintf(what, sizeof what, "ledger of random networks, %llu counts of served users: different ones",
             (unsigned long long)compared);
    hr_figure_exact("igraph's components of the induced subgraph", what, (double)different, 0, 0);
}

/* ---- shares of effectiveness ---------------------------------------------------------------------------------------- */

enum { PLAYERS = 5, MASKS = 1 << PLAYERS, GAMES = 1000 };

static double worth(uint32_t game, uint32_t mask)
{
    hr_random random = {1953, game};
    return mask == 0 ? 0 : hr_random_uniform(&random, 1, mask, 0);
}

/* Random games of five, in which players 1 and 2 are alike and player 5 adds nothing. */
static void random_games_keep_the_four_axioms(void **state)
{
    (void)state;
    double off[4] = {0};
    for (uint32_t game = 0; game < GAMES; ++game) {
        double values[3][MASKS];
        double shares[3][PLAYERS];
        for (uint32_t mask = 0; mask < MASKS; ++mask) {
            uint32_t known = mask & 15;                            /* without the fifth */
            known = (known & 3) == 2 ? (known & ~3u) | 1u : known; /* the second alone is the first alone */
            values[0][mask] = worth(game, known);
            values[1][mask] = worth(game + GAMES, mask);
            values[2][mask] = values[0][mask] + values[1][mask];
        }
        for (int g = 0; g < 3; ++g) {
            hr_shapley_values(values[g], PLAYERS, shares[g]);
        }
        double sum = 0;
        for (int i = 0; i < PLAYERS; ++i) {
            sum += shares[0][i];
            off[3] = fmax(off[3], fabs(shares[2][i] - shares[0][i] - shares[1][i]));
        }
        off[0] = fmax(off[0], fabs(sum - values[0][MASKS - 1]));
        off[1] = fmax(off[1], fabs(shares[0][0] - shares[0][1]));
        off[2] = fmax(off[2], fabs(shares[0][4]));
    }
    static const char *const axioms[4] = {"efficiency", "symmetry", "null player", "additivity"};
    hr_figure_section("Shares of effectiveness");
    for (int a = 0; a < 4; ++a) {
        char what[96];
        /* rounding is not printed: whether it is within the bound is what counts */
        snprintf(what, sizeof what, "1,000 random games of five, %s: games beyond 1e-12", axioms[a]);
        hr_figure_exact("Shapley 1953, axioms", what, off[a] > 1e-12, 0, 0);
    }
}

/* ---- switches ------------------------------------------------------------------------------------------------------- */

/* Nothing is released, nobody logs in and no vendor updates: testing, stages and access control have nothing to act on. */
static void a_switch_that_acts_on_nothing_changes_no_bit(void **state)
{
    (void)state;
    static const char *const settings[2] = {"restoration monitoring isolation failover roaming",
                                            "restoration monitoring isolation failover roaming testing staged_rollout "
                                            "access_control"};
    enum { REPLICATIONS = 40 };
    double lost[2][REPLICATIONS];
    uint32_t different = 0;
    uint32_t losses = 0;
    for (int s = 0; s < 2; ++s) {
        hr_small_sets sets = {.count = 0};
        hr_small_world small;
        hr_small_set(&sets, HR_SMALL_CAMPAIGN("0.9", "0.5", "latent: {implanted_share: 0.5}", "300", HR_SMALL_STRIKES));
        hr_small_only(&sets, settings[s]);
        hr_small_world_make(&small, sets.list);
        for (uint32_t r = 0; r < REPLICATIONS; ++r) {
            lost[s][r] = hr_small_world_run(&small, HR_SMALL_SAME, true, r);
        }
        hr_small_world_free(&small);
    }
    for (uint32_t r = 0; r < REPLICATIONS; ++r) {
        different += memcmp(&lost[0][r], &lost[1][r], sizeof lost[0][r]) != 0;
        losses += lost[0][r] > 0;
    }
    assert_true(losses > 0);
    hr_figure_section("Exact answers");
    hr_figure_exact("by construction: keyed draws", "switches that act on nothing, 40 replications: different ones",
                    different, 0, 0);
}

/* ---- rumours -------------------------------------------------------------------------------------------------------- */

enum { PEOPLE = 10 };

/* Who knows tells each other person after an exponential time of mean 1; when the last one knows. */
static double spread(hr_event_queue *queue, uint32_t replication)
{
    hr_random random = {1972, replication};
    bool knows[PEOPLE] = {false};
    uint32_t known = 0;
    hr_event event = {.time = 0, .entity = 0};
    hr_event_queue_clear(queue);
    assert_int_equal(hr_event_queue_push(queue, 0, 0, 0, NULL), HR_OK);
    while (known < PEOPLE) {
        assert_true(hr_event_queue_pop(queue, &event));
        if (knows[event.entity]) {
            continue;
        }
        knows[event.entity] = true;
        ++known;
        for (uint32_t other = 0; other < PEOPLE; ++other) {
            double hours = -log(hr_random_uniform(&random, 1, event.entity, other));
            assert_int_equal(hr_event_queue_push(queue, event.time + hours, 0, other, NULL), HR_OK);
        }
    }
    return event.time;
}

static void a_rumour_reaches_all_in_its_expected_time(void **state)
{
    (void)state;
    hr_event_queue queue;
    hr_sample times = {0};
    assert_int_equal(hr_event_queue_init(&queue, 16, NULL), HR_OK);
    for (uint32_t r = 0; r < 100 + hr_test_scaled(20000); ++r) {
        hr_sample_add(&times, spread(&queue, r));
    }
    hr_event_queue_free(&queue);
    hr_figure_section("Spread on the engine alone: the model has no threat that spreads from node to node");
    hr_figure_mean("simple epidemic (Bailey 1950); mean by hand, 2 H(n - 1) / (beta n)",
                   "complete graph of 10, one seed: until all know", &times, 0.5657936508);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_its_published_words),
        cmocka_unit_test(concentration_by_vendor_and_by_state),
        cmocka_unit_test(links_of_a_random_assignment_match_as_simpson_says),
        cmocka_unit_test(seats_are_apportioned_as_published),
        cmocka_unit_test(the_ledger_is_igraphs_components_to_the_last_user),
        cmocka_unit_test(random_games_keep_the_four_axioms),
        cmocka_unit_test(a_switch_that_acts_on_nothing_changes_no_bit),
        cmocka_unit_test(a_rumour_reaches_all_in_its_expected_time),
    };
    return cmocka_run_group_tests_name("exact answers", tests, NULL, NULL);
}
