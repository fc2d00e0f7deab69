/* Statistics against published and closed-form values, and what each interval covers in truth.
 *
 * Samples are made as lost user-hours are: a share of replications loses nothing, the others lose log-normal amounts;
 * mitigations spare half of the losses and a share of the others; two cases share their random numbers. All true
 * values are in closed form. Each row prints the nominal and the measured coverage; a row fails when it lies below
 * its floor, which states what the method is known to reach, by more than 4.5 standard errors. HR_TEST_SCALE in (0,
 * 1] scales the repetitions.
 */
#include "analysis/statistics.h"

#include "sim/engine/random.h"
#include "tests/support/coverage.h"
#include "tests/support/figures.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { COUNT_MAX = 100000 };

static const uint64_t SEED = 20180416;

static double uniform(uint32_t repetition, uint32_t purpose, size_t i)
{
    hr_random random = {SEED, repetition};
    return hr_random_uniform(&random, purpose, (uint32_t)i, 0);
}

static double normal(uint32_t repetition, uint32_t purpose, size_t i)
{
    return gsl_cdf_ugaussian_Pinv(uniform(repetition, purpose, i));
}

/* ---- closed forms --------------------------------------------------------------------------------------------- */

typedef double (*inverse)(double share);

static double inverse_normal(double share)
{
    return gsl_cdf_ugaussian_Pinv(share);
}

static double inverse_exponential(double share)
{
    return -log1p(-share);
}

static double inverse_uniform(double share)
{
    return share;
}

static void cvar_is_near(const char *name, inverse quantile, double alpha, double expected)
{
    static double values[COUNT_MAX];
    static double scratch[COUNT_MAX];
    for (size_t i = 0; i < COUNT_MAX; ++i) {
        values[i] = quantile(uniform(0, 1, i));
    }
    double cvar = hr_statistics_cvar_influence(values, COUNT_MAX, alpha, scratch);
    double squares = 0.0;
    for (size_t i = 0; i < COUNT_MAX; ++i) {
        squares += scratch[i] * scratch[i];
    }
    double error = sqrt(squares) / (double)COUNT_MAX;
    char what[64];
    snprintf(what, sizeof what, "CVaR %g %% of the %s, 100,000 draws", 100.0 * alpha, name);
    hr_figure_measured("closed form of the tail mean", what, cvar, error, expected);
    assert_true(error < 0.02 * expected);
}

static void cvar_reproduces_closed_forms(void **state)
{
    (void)state;
    hr_figure_section("Statistics of results");
    cvar_is_near("standard normal", inverse_normal, 0.95, 2.0627128075);
    cvar_is_near("standard normal", inverse_normal, 0.99, 2.6652142203);
    cvar_is_near("unit exponential", inverse_exponential, 0.95, 3.9957322736);
    cvar_is_near("unit exponential", inverse_exponential, 0.99, 5.6051701860);
    cvar_is_near("uniform", inverse_uniform, 0.95, 0.975);
}

/* Midpoints of equal shares: the sum over them is the integral of the quantile function but for a vanishing rest. */
static void cvar_of_a_fine_grid_is_the_integral_of_the_quantile_function(void **state)
{
    (void)state;
    static double values[COUNT_MAX];
    static double scratch[COUNT_MAX];
    for (size_t i = 0; i < COUNT_MAX; ++i) {
        values[i] = ((double)i + 0.5) / COUNT_MAX;
    }
    double cvar = hr_statistics_cvar_influence(values, COUNT_MAX, 0.95, scratch);
    hr_figure_exact("closed form", "CVaR 95 % of a uniform grid of 100,000", cvar, 0.975, 1e-9);
    for (size_t i = 0; i < COUNT_MAX; ++i) {
        values[i] = inverse_exponential(values[i]);
    }
    cvar = hr_statistics_cvar_influence(values, COUNT_MAX, 0.95, scratch);
    hr_figure_exact("closed form", "CVaR 95 % of an exponential grid of 100,000", cvar, 3.9957322736, 1e-4);
}

static void no_event_in_a_thousand_bounds_the_probability(void **state)
{
    (void)state;
    double bound = hr_statistics_no_event_bound(1000, 0.95);
    hr_figure_exact("rule of three, exact form (Hanley and Lippman-Hand 1983)", "no event in 1,000: 95 % bound", bound,
                    0.0029912495, 5e-11);
}

/* ---- coverage ------------------------------------------------------------------------------------------------- */

/* Log-normal losses (median 1) with a probability, else none. */
typedef struct {
    double probability;
    double sigma;
} losses;

static double loss_mean(losses law)
{
    return law.probability * exp(law.sigma * law.sigma / 2.0);
}

static double loss_cvar(losses law, double alpha)
{
    double share = fmin(1.0, (1.0 - alpha) / law.probability);
    if (share >= 1.0) {
        return loss_mean(law) / (1.0 - alpha);
    }
    return loss_mean(law) / (1.0 - alpha) * gsl_cdf_ugaussian_P(law.sigma - gsl_cdf_ugaussian_Qinv(share));
}

static double loss_quantile(losses law, double probability)
{
    double share = (1.0 - probability) / law.probability;
    return share >= 1.0 ? 0.0 : exp(law.sigma * gsl_cdf_ugaussian_Qinv(share));
}

enum { SAMPLE_MAX = 1000, FIRST = 0, SECOND, KEPT_FIRST, KEPT_SECOND, KEPT_SELDOM, SAMPLES };

/* Both cases' losses with and without mitigations. The second case's are 1.1 times as large and noisier (sigma' ^ 2 =
 * sigma ^ 2 + 0.09); mitigations leave uniform(0, 1.2) of every second loss of the first case, and of a fifth of the
 * others in the second: effectiveness 1 - 0.3 and 1 - 0.36. Others leave uniform(0, 1.2) of every tenth: 1 - 0.06. */
static void draw(losses law, uint32_t repetition, size_t size, double samples[SAMPLES][SAMPLE_MAX])
{
    for (size_t i = 0; i < size; ++i) {
        bool lost = uniform(repetition, 1, i) < law.probability;
        double first = lost ? exp(law.sigma * normal(repetition, 2, i)) : 0.0;
        double second = lost ? 1.1 * first * exp(0.3 * normal(repetition, 3, i) - 0.045) : 0.0;
        double kept = 1.2 * uniform(repetition, 4, i);
        double luck = uniform(repetition, 5, i);
        samples[FIRST][i] = first;
        samples[SECOND][i] = second;
        samples[KEPT_FIRST][i] = luck < 0.5 ? kept * first : 0.0;
        samples[KEPT_SELDOM][i] = luck < 0.1 ? kept * first : 0.0;
        samples[KEPT_SECOND][i] = luck < 0.6 ? kept * second : 0.0;
    }
}

enum {
    MEAN_T,
    MEAN_SKEWED,
    DIFFERENCE_T,
    DIFFERENCE_SKEWED,
    MEDIAN,
    QUANTILE_90,
    CVAR,
    CVAR_DIFFERENCE,
    PROPORTION,
    DIFFERENCE_FROM_NONE,
    EFFECTIVENESS,
    HIGH_EFFECTIVENESS,
    TAIL_EFFECTIVENESS,
    EFFECTIVENESS_DIFFERENCE,
    SHARE_LEFT,
    ROWS,
};

/* Of losses x, the share half of which leave uniform(0, 1.2) x: P(above) or, weighted, the mean of what is above. */
static double kept_above(losses law, double above, bool is_weighted)
{
    enum { STEPS = 2000 };
    double sum = 0.0;
    for (int i = 0; i < STEPS; ++i) {
        double left = 1.2 * (i + 0.5) / STEPS;
        double z = log(above / left) / law.sigma;
        sum += is_weighted ? left * exp(law.sigma * law.sigma / 2.0) * gsl_cdf_ugaussian_P(law.sigma - z)
                           : gsl_cdf_ugaussian_Q(z);
    }
    return law.probability * 0.5 * sum / STEPS;
}

static double kept_cvar(losses law, double alpha)
{
    double low = 1e-12;
    double high = 1e6;
    for (int i = 0; i < 200; ++i) {
        double middle = sqrt(low * high);
        *(kept_above(law, middle, false) > 1.0 - alpha ? &low : &high) = middle;
    }
    return kept_above(law, low, true) / (1.0 - alpha);
}

static void set_truth(losses law, hr_coverage rows[ROWS])
{
    losses noisier = {law.probability, sqrt(law.sigma * law.sigma + 0.09)};
    static const char *const names[ROWS] = {
        "mean, t (not used)",
        "mean",
        "paired difference, t (not used)",
        "paired difference",
        "median, order statistics",
        "quantile 0.9, order statistics",
        "CVaR 95",
        "paired difference of CVaR 95",
        "probability, Clopper-Pearson",
        "paired difference from a case without loss",
        "effectiveness (0.7)",
        "effectiveness (0.94)",
        "effectiveness of the CVaR 95",
        "difference of effectivenesses",
        "share of effectiveness left",
    };
    double mean = loss_mean(law);
    const double truths[ROWS] = {
        mean,
        mean,
        (1.1 * 0.36 - 0.3) * mean,
        (1.1 * 0.36 - 0.3) * mean,
        loss_quantile(law, 0.5),
        loss_quantile(law, 0.9),
        loss_cvar(law, 0.95),
        /* 1.1 exp(-0.045) is the second case's factor on the median. */
        1.1 * exp(-0.045) * loss_cvar(noisier, 0.95) - loss_cvar(law, 0.95),
        law.probability,
        mean,
        0.7,
        0.94,
        1.0 - kept_cvar(law, 0.95) / loss_cvar(law, 0.95),
        0.06,
        0.64 / 0.7,
    };
    for (int row = 0; row < ROWS; ++row) {
        rows[row].name = names[row];
        rows[row].truth = truths[row];
    }
}

static void estimate_tail_effectiveness(const double *kept, const double *lost, size_t size, hr_coverage *row)
{
    static double scratch[2 * SAMPLE_MAX];
    hr_linearised with = {.influence = scratch};
    hr_linearised without = {.influence = scratch + size};
    with.value = hr_statistics_cvar_influence(kept, size, 0.95, scratch);
    without.value = hr_statistics_cvar_influence(lost, size, 0.95, scratch + size);
    hr_estimate left = hr_statistics_ratio(with, without, size, 0.95, HR_PARTS_LOSSES);
    hr_coverage_count(row, (hr_estimate){1.0 - left.value, 1.0 - left.high, 1.0 - left.low});
}

static void estimate_all(double samples[SAMPLES][SAMPLE_MAX], size_t size, hr_coverage rows[ROWS])
{
    static const double nothing[SAMPLE_MAX] = {0.0};
    static double scratch[2 * SAMPLE_MAX];
    const double *first = samples[FIRST];
    const double *kept[2] = {samples[KEPT_FIRST], samples[KEPT_SECOND]};
    size_t events = 0;
    for (size_t i = 0; i < size; ++i) {
        events += first[i] > 0.0;
    }
    hr_coverage_count(&rows[MEAN_T], hr_statistics_mean(first, size, 0.95, HR_INTERVAL_T));
    hr_coverage_count(&rows[MEAN_SKEWED], hr_statistics_mean(first, size, 0.95, HR_INTERVAL_SKEWED));
    hr_coverage_count(&rows[DIFFERENCE_T],
                      hr_statistics_paired_difference(kept[1], kept[0], size, 0.95, HR_INTERVAL_T));
    hr_coverage_count(&rows[DIFFERENCE_SKEWED],
                      hr_statistics_paired_difference(kept[1], kept[0], size, 0.95, HR_INTERVAL_SKEWED));
    hr_coverage_count(&rows[MEDIAN], hr_statistics_quantile(first, size, 0.5, 0.95, scratch));
    hr_coverage_count(&rows[QUANTILE_90], hr_statistics_quantile(first, size, 0.9, 0.95, scratch));
    hr_coverage_count(&rows[CVAR], hr_statistics_cvar(first, size, 0.95, 0.95, scratch));
    hr_coverage_count(&rows[CVAR_DIFFERENCE],
                      hr_statistics_cvar_difference(samples[SECOND], first, size, 0.95, 0.95, scratch));
    hr_coverage_count(&rows[PROPORTION], hr_statistics_proportion(events, size, 0.95));
    hr_coverage_count(&rows[DIFFERENCE_FROM_NONE],
                      hr_statistics_paired_difference(first, nothing, size, 0.95, HR_INTERVAL_SKEWED));
    hr_coverage_count(&rows[EFFECTIVENESS], hr_statistics_effectiveness(kept[0], first, size, 0.95));
    hr_coverage_count(&rows[HIGH_EFFECTIVENESS], hr_statistics_effectiveness(samples[KEPT_SELDOM], first, size, 0.95));
    estimate_tail_effectiveness(kept[0], first, size, &rows[TAIL_EFFECTIVENESS]);

    hr_linearised before = {.influence = scratch};
    hr_linearised after = {.influence = scratch + size};
    before.value = hr_statistics_effectiveness_influence(kept[0], first, size, scratch);
    after.value = hr_statistics_effectiveness_influence(kept[1], samples[SECOND], size, scratch + size);
    hr_coverage_count(&rows[EFFECTIVENESS_DIFFERENCE], hr_statistics_linearised_difference(before, after, size, 0.95));
    hr_coverage_count(&rows[SHARE_LEFT], hr_statistics_ratio(after, before, size, 0.95, HR_PARTS_DIFFERENCES));
}

/* What intervals in use are known to reach: `floor`; of a high effectiveness, of which a handful of losses tells, less. */
static void measure(losses law, size_t size, double floor, double floor_of_high)
{
    static double samples[SAMPLES][SAMPLE_MAX];
    hr_coverage rows[ROWS] = {0};
    char text[96];
    set_truth(law, rows);
    size_t trials = hr_coverage_trials(2000);
    for (size_t repetition = 0; repetition < trials; ++repetition) {
        draw(law, (uint32_t)repetition, size, samples);
        estimate_all(samples, size, rows);
    }
    for (int row = 0; row < ROWS; ++row) {
        bool is_used = row != MEAN_T && row != DIFFERENCE_T;
        rows[row].floor = !is_used ? 60.0 : row == HIGH_EFFECTIVENESS ? floor_of_high : floor;
    }
    snprintf(text, sizeof text, "log-normal (sigma %g) in %g %%, else 0", law.sigma, 100.0 * law.probability);
    hr_coverage_check(text, size, rows, ROWS, trials);
}

static void intervals_cover_when_every_replication_loses(void **state)
{
    (void)state;
    measure((losses){1.0, 1.0}, 50, 93.0, 94.0);
    measure((losses){1.0, 1.0}, 200, 93.5, 93.5);
    measure((losses){1.0, 1.0}, 1000, 94.5, 94.5);
}

static void intervals_cover_when_four_in_ten_lose(void **state)
{
    (void)state;
    measure((losses){0.4, 1.0}, 50, 92.5, 93.0);
    measure((losses){0.4, 1.0}, 200, 94.0, 94.0);
    measure((losses){0.4, 1.0}, 1000, 94.5, 94.5);
}

static void intervals_cover_when_one_in_ten_loses(void **state)
{
    (void)state;
    measure((losses){0.1, 1.0}, 200, 93.0, 93.0);
    measure((losses){0.1, 1.0}, 1000, 94.0, 94.0);
}

static void intervals_cover_when_three_in_a_hundred_lose(void **state)
{
    (void)state;
    measure((losses){0.03, 1.0}, 1000, 94.0, 94.0);
}

/* p = 2 q + noise, all with mean 0 in truth; a few replications of p are helped by many of q. */
static void double_sampling_covers_and_is_narrower_than_the_few_alone(void **state)
{
    (void)state;
    enum { FEW = 50, MANY = 1000 };
    double p[FEW];
    double q[MANY];
    size_t trials = hr_coverage_trials(3000);
    double width = 0.0;
    double width_alone = 0.0;
    hr_coverage rows[] = {{"double sampling: value", 94.0, 0.0, 0, 0, 0},
                          {"double sampling: change", 94.0, 0.0, 0, 0, 0}};
    for (uint32_t repetition = 0; repetition < trials; ++repetition) {
        hr_linearised base = {0.0, q};
        for (size_t i = 0; i < MANY; ++i) {
            q[i] = normal(repetition, 20, i);
        }
        for (size_t i = 0; i < FEW; ++i) {
            p[i] = 2.0 * q[i] + 0.3 * normal(repetition, 21, i);
        }
        base.value = hr_statistics_mean(q, MANY, 0.95, HR_INTERVAL_T).value;
        hr_linearised base_few = {hr_statistics_mean(q, FEW, 0.95, HR_INTERVAL_T).value, q};
        hr_estimate alone = hr_statistics_mean(p, FEW, 0.95, HR_INTERVAL_T);
        hr_linearised turned = {alone.value, p};
        hr_double_sample sample = hr_statistics_double_sampling(turned, base_few, FEW, base, MANY, 0.95, 0.95);
        hr_coverage_count(&rows[0], sample.value);
        hr_coverage_count(&rows[1], sample.change);
        width += sample.value.high - sample.value.low;
        width_alone += alone.high - alone.low;
    }
    hr_coverage_check("normal, correlation 0.99", FEW, rows, COUNT(rows), trials);
    /* in the limit sqrt(0.09 / 50 + 4 / 1000) / sqrt(4.09 / 50) = 0.266 */
    print_message("double sampling: intervals %.3f as wide as those of the few alone, in theory 0.266\n",
                  width / width_alone);
    assert_true(fabs(width / width_alone - 0.266) < 0.01);
}

/* The claim's contrast at the end of an assumed range, on a few replications, beside the scenario's own: mitigations leave
 * 0.8 of what they leave there, so the difference of effectivenesses is 0.048 in place of 0.06. */
static void double_sampling_covers_contrasts_of_losses(losses law, size_t few, double floor)
{
    static double samples[SAMPLES][SAMPLE_MAX];
    static double parts[5][SAMPLE_MAX];
    enum { MANY = 1000 };
    char text[96];
    size_t trials = hr_coverage_trials(2000);
    hr_coverage rows[] = {{"double sampling of contrasts: value", floor, -0.048, 0, 0, 0},
                          {"double sampling of contrasts: change", floor, 0.012, 0, 0, 0}};
    for (size_t repetition = 0; repetition < trials; ++repetition) {
        hr_linearised contrast[3] = {{0.0, parts[2]}, {0.0, parts[3]}, {0.0, parts[4]}}; /* turned, few, many */
        draw(law, (uint32_t)repetition, MANY, samples);
        for (int which = 0; which < 3; ++which) {
            size_t count = which == 2 ? MANY : few;
            double value[2];
            for (int side = 0; side < 2; ++side) {
                for (size_t i = 0; i < count; ++i) {
                    parts[1][i] = (which == 0 ? 0.8 : 1.0) * samples[side == 0 ? KEPT_SECOND : KEPT_FIRST][i];
                }
                value[side] = hr_statistics_effectiveness_influence(parts[1], samples[side == 0 ? SECOND : FIRST],
                                                                    count, side == 0 ? parts[0] : parts[2 + which]);
            }
            contrast[which].value = value[0] - value[1];
            for (size_t i = 0; i < count; ++i) {
                parts[2 + which][i] = parts[0][i] - parts[2 + which][i];
            }
        }
        hr_double_sample sample = hr_statistics_double_sampling(contrast[0], contrast[1], few, contrast[2], MANY, 0.95,
                                                                0.95);
        hr_coverage_count(&rows[0], sample.value);
        hr_coverage_count(&rows[1], sample.change);
    }
    snprintf(text, sizeof text, "log-normal in %g %%, else 0; few of 1,000", 100.0 * law.probability);
    hr_coverage_check(text, few, rows, COUNT(rows), trials);
}

static void double_sampling_covers_what_assumptions_turn(void **state)
{
    (void)state;
    double_sampling_covers_contrasts_of_losses((losses){1.0, 1.0}, 50, 93.0);
    double_sampling_covers_contrasts_of_losses((losses){0.4, 1.0}, 50, 93.0);
    double_sampling_covers_contrasts_of_losses((losses){0.4, 1.0}, 200, 92.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cvar_reproduces_closed_forms),
        cmocka_unit_test(cvar_of_a_fine_grid_is_the_integral_of_the_quantile_function),
        cmocka_unit_test(no_event_in_a_thousand_bounds_the_probability),
        cmocka_unit_test(intervals_cover_when_every_replication_loses),
        cmocka_unit_test(intervals_cover_when_four_in_ten_lose),
        cmocka_unit_test(intervals_cover_when_one_in_ten_loses),
        cmocka_unit_test(intervals_cover_when_three_in_a_hundred_lose),
        cmocka_unit_test(double_sampling_covers_and_is_narrower_than_the_few_alone),
        cmocka_unit_test(double_sampling_covers_what_assumptions_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
