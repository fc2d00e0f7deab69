/* Shapley values of games with known answers, and of effectiveness. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/shapley.h"

static void near(double actual, double expected)
{
    if (!(fabs(actual - expected) < 1e-12)) {
        fail_msg("%.17g is not %.17g", actual, expected);
    }
}

static void same(hr_estimate actual, hr_estimate expected)
{
    near(actual.value, expected.value);
    near(actual.low, expected.low);
    near(actual.high, expected.high);
}

/* ---- games ---------------------------------------------------------------------------------------------------------- */

/* Player 0 has a left glove, 1 and 2 have right ones; a pair is worth 1. */
static void the_only_left_glove_is_worth_two_thirds_of_the_pair(void **state)
{
    (void)state;
    const double values[8] = {0, 0, 0, 1, 0, 1, 0, 1};
    double shares[3];
    hr_shapley_values(values, 3, shares);
    near(shares[0], 2.0 / 3.0);
    near(shares[1], 1.0 / 6.0);
    near(shares[2], 1.0 / 6.0);
}

static void one_player_gets_everything(void **state)
{
    (void)state;
    double share;
    hr_shapley_values((const double[]){2, 5}, 1, &share);
    near(share, 3);
}

/* Ten players; a coalition is worth its size squared, so by symmetry each gets a tenth of a hundred. */
static void ten_equal_players_share_equally(void **state)
{
    (void)state;
    double values[1 << HR_SHAPLEY_PLAYERS_MAX];
    double shares[HR_SHAPLEY_PLAYERS_MAX];
    for (unsigned mask = 0; mask < 1u << HR_SHAPLEY_PLAYERS_MAX; ++mask) {
        int size = __builtin_popcount(mask);
        values[mask] = size * size;
    }
    hr_shapley_values(values, HR_SHAPLEY_PLAYERS_MAX, shares);
    for (int i = 0; i < HR_SHAPLEY_PLAYERS_MAX; ++i) {
        near(shares[i], 10);
    }
}

static void who_adds_nothing_gets_exactly_nothing(void **state)
{
    (void)state;
    const double values[8] = {0.1, 0.7, 0.1, 0.7, 0.3, 1.1, 0.3, 1.1}; /* player 1 changes nothing */
    double shares[3];
    hr_shapley_values(values, 3, shares);
    assert_true(shares[1] == 0);
}

static void who_hinders_the_others_gets_less_than_nothing(void **state)
{
    (void)state;
    const double values[4] = {0, 1, 0, 0.5};
    double shares[2];
    hr_shapley_values(values, 2, shares);
    near(shares[0], 0.75);
    near(shares[1], -0.25);
}

/* ---- effectiveness -------------------------------------------------------------------------------------------------- */

enum { COUNT = 4 };

/* Losses of none, a, b, and both in four replications; means 100, 60, 80, 30. */
static const double LOSSES[4][COUNT] = {
    {50, 150, 80, 120},
    {30, 90, 50, 70},
    {50, 110, 70, 90},
    {10, 50, 20, 40},
};

static void take(const double losses[][COUNT], int masks, hr_linearised *risk)
{
    for (int mask = 0; mask < masks; ++mask) {
        risk[mask].value = hr_statistics_sum(losses[mask], COUNT) / COUNT;
        risk[mask].influence = losses[mask];
    }
}

static void two_mitigations_by_hand(void **state)
{
    (void)state;
    hr_linearised risk[4];
    hr_shapley_attribution parts[2];
    double scratch[COUNT];
    take(LOSSES, 4, risk);
    hr_estimate whole = hr_shapley_effectiveness(risk, 2, COUNT, 0.95, parts, scratch);
    /* effectiveness 0, 0.4, 0.2, 0.7 */
    near(parts[0].share.value, 0.45);
    near(parts[0].alone.value, 0.4);
    near(parts[0].last.value, 0.5);
    near(parts[1].share.value, 0.25);
    near(parts[1].alone.value, 0.2);
    near(parts[1].last.value, 0.3);
    near(whole.value, 0.7);
}

static void all_together_and_one_alone_are_plain_effectivenesses(void **state)
{
    (void)state;
    hr_linearised risk[4];
    hr_shapley_attribution parts[2];
    double scratch[COUNT];
    take(LOSSES, 4, risk);
    hr_estimate whole = hr_shapley_effectiveness(risk, 2, COUNT, 0.95, parts, scratch);
    same(whole, hr_statistics_effectiveness(LOSSES[3], LOSSES[0], COUNT, 0.95));
    same(parts[0].alone, hr_statistics_effectiveness(LOSSES[1], LOSSES[0], COUNT, 0.95));
    same(parts[1].alone, hr_statistics_effectiveness(LOSSES[2], LOSSES[0], COUNT, 0.95));
}

static void one_mitigation_has_one_answer(void **state)
{
    (void)state;
    hr_linearised risk[2];
    hr_shapley_attribution part;
    double scratch[COUNT];
    take(LOSSES, 2, risk);
    hr_estimate whole = hr_shapley_effectiveness(risk, 1, COUNT, 0.95, &part, scratch);
    same(part.share, whole);
    same(part.alone, whole);
    same(part.last, whole);
}

/* A share is half of one effectiveness and half of another difference: the interval is of the paired sum. */
static void the_interval_of_a_share_honours_the_pairing(void **state)
{
    (void)state;
    hr_linearised risk[4];
    hr_shapley_attribution parts[2];
    double scratch[COUNT];
    double left[COUNT];
    take(LOSSES, 4, risk);
    assert_true(hr_estimate_known(hr_shapley_effectiveness(risk, 2, COUNT, 0.95, parts, scratch)));
    for (int r = 0; r < COUNT; ++r) { /* 1 - share is left / none */
        left[r] = LOSSES[0][r] - (LOSSES[0][r] - LOSSES[1][r] + LOSSES[2][r] - LOSSES[3][r]) / 2;
    }
    same(parts[0].share, hr_statistics_effectiveness(left, LOSSES[0], COUNT, 0.95));
}

static void nothing_can_be_said_without_a_risk(void **state)
{
    (void)state;
    static const double none[2][COUNT] = {{0}};
    hr_linearised risk[2];
    hr_shapley_attribution part;
    double scratch[COUNT];
    take(none, 2, risk);
    hr_estimate whole = hr_shapley_effectiveness(risk, 1, COUNT, 0.95, &part, scratch);
    assert_true(isnan(whole.value) && isnan(part.share.value) && isnan(part.share.low) && isnan(part.last.high));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_only_left_glove_is_worth_two_thirds_of_the_pair),
        cmocka_unit_test(one_player_gets_everything),
        cmocka_unit_test(ten_equal_players_share_equally),
        cmocka_unit_test(who_adds_nothing_gets_exactly_nothing),
        cmocka_unit_test(who_hinders_the_others_gets_less_than_nothing),
        cmocka_unit_test(two_mitigations_by_hand),
        cmocka_unit_test(all_together_and_one_alone_are_plain_effectivenesses),
        cmocka_unit_test(one_mitigation_has_one_answer),
        cmocka_unit_test(the_interval_of_a_share_honours_the_pairing),
        cmocka_unit_test(nothing_can_be_said_without_a_risk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
