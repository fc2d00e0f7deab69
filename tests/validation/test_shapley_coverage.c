/* Attribution of effectiveness to three mitigations: closed-form shares, and what the intervals cover in truth.
 *
 * A share of replications loses a log-normal amount. Mitigation i works in a replication with probability q(i) and then
 * leaves uniform(0, c(i)) of the loss, each by itself; so coalitions multiply, and what a coalition leaves on average is
 * the product of 1 - q (1 - c / 2). All coalitions share their draws.
 */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "analysis/shapley.h"
#include "sim/engine/random.h"
#include "tests/support/coverage.h"
#include "tests/support/figures.h"

enum { PLAYERS = 3, MASKS = 8, COUNT_MAX = 1000, PARTS = 3, ROWS = PARTS * PLAYERS + 1 };

static const double WORKS[PLAYERS] = {0.8, 0.5, 0.2};
static const double LEAVES[PLAYERS] = {1.0, 0.6, 0.4};

static double uniform(uint32_t repetition, uint32_t purpose, size_t i)
{
    hr_random random = {99, repetition};
    return hr_random_uniform(&random, purpose, (uint32_t)i, 0);
}

static void draw(double lossy_share, uint32_t repetition, size_t count, double losses[MASKS][COUNT_MAX])
{
    for (size_t r = 0; r < count; ++r) {
        bool is_lossy = uniform(repetition, 0, r) < lossy_share;
        double loss = is_lossy ? exp(gsl_cdf_ugaussian_Pinv(uniform(repetition, 1, r))) : 0.0;
        for (unsigned mask = 0; mask < MASKS; ++mask) {
            losses[mask][r] = loss;
        }
        for (unsigned i = 0; i < PLAYERS; ++i) {
            bool works = uniform(repetition, 2 + 2 * i, r) < WORKS[i];
            double left = works ? LEAVES[i] * uniform(repetition, 3 + 2 * i, r) : 1.0;
            for (unsigned mask = 0; mask < MASKS; ++mask) {
                losses[mask][r] *= (mask >> i & 1) != 0 ? left : 1.0;
            }
        }
    }
}

/* Effectiveness of each coalition in truth. */
static void true_values(double values[MASKS])
{
    for (unsigned mask = 0; mask < MASKS; ++mask) {
        double left = 1.0;
        for (unsigned i = 0; i < PLAYERS; ++i) {
            left *= (mask >> i & 1) != 0 ? 1.0 - WORKS[i] * (1.0 - LEAVES[i] / 2.0) : 1.0;
        }
        values[mask] = 1.0 - left;
    }
}

static void set_rows(hr_coverage rows[ROWS], char names[ROWS][64])
{
    static const char *const parts[PARTS] = {"share", "alone", "last"};
    static const double floors[PARTS] = {93.0, 93.0, 90.0}; /* small effects are skewed, which Fieller leaves out */
    double values[MASKS];
    double shares[PLAYERS];
    true_values(values);
    hr_shapley_values(values, PLAYERS, shares);
    for (int i = 0; i < PLAYERS; ++i) {
        unsigned player = 1u << i;
        const double truths[PARTS] = {shares[i], values[player], values[MASKS - 1] - values[MASKS - 1 - player]};
        for (int part = 0; part < PARTS; ++part) {
            char *name = names[PARTS * i + part];
            snprintf(name, 64, "Shapley: mitigation %d, %s (%.4f)", i + 1, parts[part], truths[part]);
            rows[PARTS * i + part] = (hr_coverage){name, floors[part], truths[part], 0, 0, 0};
        }
    }
    snprintf(names[ROWS - 1], 64, "Shapley: all together (%.4f)", values[MASKS - 1]);
    rows[ROWS - 1] = (hr_coverage){names[ROWS - 1], 94.0, values[MASKS - 1], 0, 0, 0};
}

static void measure(double lossy_share, size_t count, size_t trials)
{
    static double losses[MASKS][COUNT_MAX];
    static char names[ROWS][64];
    static double scratch[COUNT_MAX];
    hr_coverage rows[ROWS];
    set_rows(rows, names);
    for (size_t trial = 0; trial < trials; ++trial) {
        hr_linearised risk[MASKS];
        hr_shapley_attribution parts[PLAYERS];
        draw(lossy_share, (uint32_t)trial, count, losses);
        for (int mask = 0; mask < MASKS; ++mask) {
            risk[mask] = (hr_linearised){hr_statistics_sum(losses[mask], count) / (double)count, losses[mask]};
        }
        hr_coverage_count(&rows[ROWS - 1], hr_shapley_effectiveness(risk, PLAYERS, count, 0.95, parts, scratch));
        for (int i = 0; i < PLAYERS; ++i) {
            hr_coverage_count(&rows[PARTS * i], parts[i].share);
            hr_coverage_count(&rows[PARTS * i + 1], parts[i].alone);
            hr_coverage_count(&rows[PARTS * i + 2], parts[i].last);
        }
    }
    char text[96];
    snprintf(text, sizeof text, "log-normal in %g %%, else 0; three mitigations", 100.0 * lossy_share);
    hr_coverage_check(text, count, rows, ROWS, trials);
}

static void intervals_of_shares_cover_when_every_replication_loses(void **state)
{
    (void)state;
    measure(1.0, 200, hr_coverage_trials(2000));
}

static void intervals_of_shares_cover_when_one_in_ten_loses(void **state)
{
    (void)state;
    measure(0.1, 1000, hr_coverage_trials(600));
}

static void the_glove_game_is_shared_as_published(void **state)
{
    (void)state;
    const double values[MASKS] = {0, 0, 0, 1, 0, 1, 0, 1}; /* a left glove and two right ones */
    double shares[PLAYERS];
    hr_shapley_values(values, PLAYERS, shares);
    hr_figure_section("Shares of effectiveness");
    for (int i = 0; i < PLAYERS; ++i) {
        char what[64];
        snprintf(what, sizeof what, "glove game of three: share of player %d", i + 1);
        hr_figure_exact("Shapley 1953; glove game by hand", what, shares[i], i == 0 ? 2.0 / 3.0 : 1.0 / 6.0, 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_glove_game_is_shared_as_published),
        cmocka_unit_test(intervals_of_shares_cover_when_every_replication_loses),
        cmocka_unit_test(intervals_of_shares_cover_when_one_in_ten_loses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
