/* Shapley values of random games against the definition by orders of players, and the axioms that make them unique. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/shapley.h"
#include "sim/engine/random.h"
#include "tests/support/random_network.h"

enum { MASKS = 1 << HR_SHAPLEY_PLAYERS_MAX, GAMES = 200, ORACLE_PLAYERS_MAX = 6 };

static double draw(uint32_t game, uint32_t purpose, uint32_t index)
{
    hr_random random = {17, game};
    return hr_random_uniform(&random, purpose, index, 0);
}

static int draw_game(uint32_t game, uint32_t purpose, int players_max, double values[MASKS])
{
    int players = 1 + (int)(draw(game, 0, 0) * players_max);
    for (uint32_t mask = 0; mask < 1u << players; ++mask) {
        values[mask] = 20.0 * draw(game, purpose, mask) - 10.0;
    }
    return players;
}

static void near(double actual, double expected)
{
    if (!(fabs(actual - expected) < 1e-10)) {
        fail_msg("%.17g is not near %.17g", actual, expected);
    }
}

/* Every order of the players not yet placed; each gets what it adds to those before it. */
static void all_orders(const double *values, int players, unsigned placed, double *totals, double *orders,
                       const double *gains)
{
    if (placed == (1u << players) - 1) {
        *orders += 1.0;
        for (int i = 0; i < players; ++i) {
            totals[i] += gains[i];
        }
        return;
    }
    for (int i = 0; i < players; ++i) {
        unsigned player = 1u << i;
        if ((placed & player) == 0) {
            double more[ORACLE_PLAYERS_MAX];
            for (int k = 0; k < players; ++k) {
                more[k] = k == i ? values[placed | player] - values[placed] : gains[k];
            }
            all_orders(values, players, placed | player, totals, orders, more);
        }
    }
}

static void shares_are_averages_over_all_orders(void **state)
{
    (void)state;
    for (uint32_t game = 0; game < hr_test_scaled(GAMES); ++game) {
        double values[MASKS];
        double shares[HR_SHAPLEY_PLAYERS_MAX];
        double totals[ORACLE_PLAYERS_MAX] = {0};
        double none[ORACLE_PLAYERS_MAX] = {0};
        double orders = 0.0;
        int players = draw_game(game, 1, ORACLE_PLAYERS_MAX, values);
        hr_shapley_values(values, players, shares);
        all_orders(values, players, 0, totals, &orders, none);
        for (int i = 0; i < players; ++i) {
            near(shares[i], totals[i] / orders);
        }
    }
}

static void shares_give_away_all_that_is_achieved(void **state)
{
    (void)state;
    for (uint32_t game = 0; game < GAMES; ++game) {
        double values[MASKS];
        double shares[HR_SHAPLEY_PLAYERS_MAX];
        int players = draw_game(game, 1, HR_SHAPLEY_PLAYERS_MAX, values);
        hr_shapley_values(values, players, shares);
        near(hr_statistics_sum(shares, (size_t)players), values[(1u << players) - 1] - values[0]);
    }
}

static void players_who_do_the_same_get_the_same(void **state)
{
    (void)state;
    for (uint32_t game = 0; game < GAMES; ++game) {
        double values[MASKS];
        double shares[HR_SHAPLEY_PLAYERS_MAX];
        int players = 1 + draw_game(game, 1, HR_SHAPLEY_PLAYERS_MAX - 1, values);
        unsigned last = 1u << (players - 1);
        for (unsigned mask = last; mask < 1u << players; ++mask) { /* the last player stands in for the first */
            bool has_first = (mask & 1u) != 0;
            unsigned others = mask & ~(last | 1u);
            values[mask] = has_first ? 20.0 * draw(game, 2, others) : values[others | 1u];
        }
        hr_shapley_values(values, players, shares);
        near(shares[players - 1], shares[0]);
    }
}

static void who_adds_nothing_gets_exactly_nothing(void **state)
{
    (void)state;
    for (uint32_t game = 0; game < GAMES; ++game) {
        double values[MASKS];
        double shares[HR_SHAPLEY_PLAYERS_MAX];
        int players = draw_game(game, 1, HR_SHAPLEY_PLAYERS_MAX, values);
        unsigned idle = 1u << (unsigned)(draw(game, 3, 0) * players);
        for (unsigned mask = 0; mask < 1u << players; ++mask) {
            values[mask] = values[mask & ~idle];
        }
        hr_shapley_values(values, players, shares);
        assert_true(shares[__builtin_ctz(idle)] == 0.0);
    }
}

static void shares_of_a_sum_of_games_are_sums_of_shares(void **state)
{
    (void)state;
    for (uint32_t game = 0; game < GAMES; ++game) {
        static double values[3][MASKS];
        double shares[3][HR_SHAPLEY_PLAYERS_MAX];
        int players = draw_game(game, 1, HR_SHAPLEY_PLAYERS_MAX, values[0]);
        assert_int_equal(draw_game(game, 2, HR_SHAPLEY_PLAYERS_MAX, values[1]), players);
        for (unsigned mask = 0; mask < 1u << players; ++mask) {
            values[2][mask] = values[0][mask] + 3.0 * values[1][mask];
        }
        for (int k = 0; k < 3; ++k) {
            hr_shapley_values(values[k], players, shares[k]);
        }
        for (int i = 0; i < players; ++i) {
            near(shares[2][i], shares[0][i] + 3.0 * shares[1][i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_averages_over_all_orders),
        cmocka_unit_test(shares_give_away_all_that_is_achieved),
        cmocka_unit_test(players_who_do_the_same_get_the_same),
        cmocka_unit_test(who_adds_nothing_gets_exactly_nothing),
        cmocka_unit_test(shares_of_a_sum_of_games_are_sums_of_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
