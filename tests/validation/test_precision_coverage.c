/* What it costs to stop when the interval looks narrow enough: coverage of intervals of runs that stopped by themselves,
 * beside intervals of a fixed number of replications.
 *
 * Losses as in test_statistics_published.c: a share of replications loses log-normal amounts, and mitigations leave
 * uniform(0, 1.2) of every second loss, so they are 70 % effective.
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

#include "analysis/precision.h"
#include "sim/engine/random.h"
#include "tests/support/coverage.h"

enum { MINIMUM = 100, BLOCK = 50, MOST = 6000 };

static double uniform(uint32_t repetition, uint32_t purpose, uint32_t i)
{
    hr_random random = {4242, repetition};
    return hr_random_uniform(&random, purpose, i, 0);
}

/* Losses with and without mitigations, or without them alone. */
static void draw(double lossy_share, uint32_t repetition, size_t columns, uint32_t first, uint32_t end, double *values)
{
    for (uint32_t k = first; k < end; ++k) {
        bool is_lossy = uniform(repetition, 0, k) < lossy_share;
        double loss = is_lossy ? exp(gsl_cdf_ugaussian_Pinv(uniform(repetition, 1, k))) : 0.0;
        values[columns * k + columns - 1] = loss;
        if (columns == 2) {
            values[2 * k] = uniform(repetition, 2, k) < 0.5 ? 1.2 * uniform(repetition, 3, k) * loss : 0.0;
        }
    }
}

typedef struct {
    hr_precision_quantity quantity;
    const char *name;
    double truth;
    double lossy_share;
    double target;
    double floor;
} plan;

static void measure(plan wanted, size_t trials)
{
    static double values[2 * MOST];
    char names[2][96];
    size_t columns = hr_precision_columns(wanted.quantity);
    double total = 0.0;
    hr_precision rule;
    assert_int_equal(hr_precision_init(&rule, wanted.quantity, wanted.target, 0.95, MOST, NULL), HR_OK);
    snprintf(names[0], sizeof names[0], "%s to %g %%, looks every %d", wanted.name, 100.0 * wanted.target, BLOCK);
    snprintf(names[1], sizeof names[1], "%s", wanted.name);
    hr_coverage rows[2] = {{names[0], wanted.floor, wanted.truth, 0, 0, 0}, {names[1], 93.5, wanted.truth, 0, 0, 0}};
    for (size_t trial = 0; trial < trials; ++trial) {
        uint32_t count = 0;
        bool is_enough = false;
        while (count < MOST && !is_enough) {
            uint32_t next = count == 0 ? MINIMUM : count + BLOCK;
            draw(wanted.lossy_share, (uint32_t)trial, columns, count, next, values);
            count = next;
            is_enough = hr_precision_is_enough(&rule, values, count);
        }
        hr_coverage_count(&rows[0], hr_precision_estimate(&rule, values, count));
        total += count;
        if (count < 1000) {
            draw(wanted.lossy_share, (uint32_t)trial, columns, count, 1000, values);
        }
        hr_coverage_count(&rows[1], hr_precision_estimate(&rule, values, 1000));
    }
    char text[96];
    snprintf(text, sizeof text, "log-normal in %g %%, else 0; stopped", 100.0 * wanted.lossy_share);
    hr_coverage_check(text, (size_t)(total / (double)trials), rows, 1, trials);
    snprintf(text, sizeof text, "log-normal in %g %%, else 0", 100.0 * wanted.lossy_share);
    hr_coverage_check(text, 1000, rows + 1, 1, trials);
    hr_precision_free(&rule);
}

static void a_mean_known_to_a_tenth_covers_nearly_as_it_says(void **state)
{
    (void)state;
    double mean = exp(0.5);
    measure((plan){HR_PRECISION_MEAN, "mean", mean, 1.0, 0.10, 92.5}, hr_coverage_trials(1000));
    measure((plan){HR_PRECISION_MEAN, "mean", 0.4 * mean, 0.4, 0.15, 92.5}, hr_coverage_trials(1000));
}

static void an_effectiveness_known_to_a_tenth_covers_nearly_as_it_says(void **state)
{
    (void)state;
    measure((plan){HR_PRECISION_EFFECTIVENESS, "effectiveness", 0.7, 0.4, 0.10, 92.5}, hr_coverage_trials(1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mean_known_to_a_tenth_covers_nearly_as_it_says),
        cmocka_unit_test(an_effectiveness_known_to_a_tenth_covers_nearly_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
