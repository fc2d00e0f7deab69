/* Statistics on samples small enough to work out by hand. */
#include "analysis/statistics.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1.0, fabs(expected)))) {
        fail_msg("%.17g is not near %.17g", value, expected);
    }
}

static void sum_keeps_what_rounding_takes(void **state)
{
    (void)state;
    const double values[] = {1.0, 1e100, 1.0, -1e100};
    assert_true(hr_statistics_sum(values, 4) == 2.0);
    assert_true(hr_statistics_sum(values, 0) == 0.0);
}

static void mean_has_the_t_interval_of_the_textbook(void **state)
{
    (void)state;
    const double values[] = {1.0, 2.0, 3.0, 4.0};
    hr_estimate mean = hr_statistics_mean(values, 4, 0.95, HR_INTERVAL_T);
    /* s^2 = 5/3, t(0.975; 3) = 3.182446305284263 */
    near(mean.value, 2.5);
    near(mean.low, 2.5 - 3.182446305284263 * sqrt(5.0 / 12.0));
    near(mean.high, 2.5 + 3.182446305284263 * sqrt(5.0 / 12.0));
}

static void skewed_interval_of_a_symmetric_sample_is_symmetric(void **state)
{
    (void)state;
    const double values[] = {-1.0, 1.0, -1.0, 1.0};
    hr_estimate skewed = hr_statistics_mean(values, 4, 0.95, HR_INTERVAL_SKEWED);
    hr_estimate plain = hr_statistics_mean(values, 4, 0.95, HR_INTERVAL_T);
    near(skewed.low, plain.low);
    near(skewed.high, plain.high);
}

static void skewed_interval_reaches_further_up_for_a_sample_skewed_up(void **state)
{
    (void)state;
    const double values[] = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 14.0};
    hr_estimate mean = hr_statistics_mean(values, 10, 0.95, HR_INTERVAL_SKEWED);
    assert_true(hr_estimate_known(mean));
    assert_true(mean.high - mean.value > 2.0 * (mean.value - mean.low));
    assert_true(mean.low < mean.value);
}

/* T(y) = y + g y^2 / 3 + g^2 y^3 / 27 + g / 6 at the interval's ends is -t and t again. */
static void skewed_interval_inverts_the_cubic_transformation(void **state)
{
    (void)state;
    const double values[] = {0.0, 0.0, 1.0, 5.0};
    hr_estimate mean = hr_statistics_mean(values, 4, 0.95, HR_INTERVAL_SKEWED);
    /* deviations -1.5, -1.5, -0.5, 3.5: m2 = 17/4, m3 = 36/4, m4 = 160.25/4 */
    double m2 = 17.0 / 4.0;
    double g = 9.0 / (m2 * sqrt(m2)) / 2.0;
    double kurtosis = 160.25 / 4.0 / (m2 * m2);
    double t = gsl_cdf_tdist_Pinv(0.975, fmin(3.0, 8.0 / (kurtosis - 1.0)));
    double error = sqrt(17.0 / 3.0 / 4.0);
    const double ends[] = {mean.high, mean.low};
    for (int side = 0; side < 2; ++side) {
        double y = (mean.value - ends[side]) / error;
        near(y + g * y * y / 3.0 + g * g * y * y * y / 27.0 + g / 6.0, side == 0 ? -t : t);
    }
}

static void one_sample_has_no_interval(void **state)
{
    (void)state;
    const double value[] = {7.0};
    double scratch[2];
    hr_estimate estimates[] = {
        hr_statistics_mean(value, 1, 0.95, HR_INTERVAL_T),
        hr_statistics_mean(value, 1, 0.95, HR_INTERVAL_SKEWED),
        hr_statistics_quantile(value, 1, 0.5, 0.95, scratch),
        hr_statistics_cvar(value, 1, 0.95, 0.95, scratch),
    };
    for (size_t i = 0; i < COUNT(estimates); ++i) {
        near(estimates[i].value, 7.0);
        assert_true(isnan(estimates[i].low) && isnan(estimates[i].high));
    }
    hr_estimate effectiveness = hr_statistics_effectiveness((const double[]){3.5}, value, 1, 0.95);
    near(effectiveness.value, 0.5);
    assert_false(hr_estimate_known(effectiveness));
}

static void no_sample_has_no_estimate(void **state)
{
    (void)state;
    double scratch[1];
    assert_true(isnan(hr_statistics_mean(NULL, 0, 0.95, HR_INTERVAL_T).value));
    assert_true(isnan(hr_statistics_quantile(NULL, 0, 0.5, 0.95, scratch).value));
    assert_true(isnan(hr_statistics_cvar(NULL, 0, 0.95, 0.95, scratch).value));
    assert_true(isnan(hr_statistics_cvar_difference(NULL, NULL, 0, 0.95, 0.95, scratch).value));
    assert_true(isnan(hr_statistics_proportion(0, 0, 0.95).value));
    assert_true(isnan(hr_statistics_no_event_bound(0, 0.95)));
    assert_true(isnan(hr_statistics_effectiveness(NULL, NULL, 0, 0.95).value));
    hr_linearised nothing = {NAN, NULL};
    assert_true(isnan(hr_statistics_linearised_difference(nothing, nothing, 0, 0.95).value));
}

static void a_nan_among_samples_makes_every_estimate_unknown(void **state)
{
    (void)state;
    const double values[] = {1.0, NAN, 3.0, 4.0};
    const double whole[] = {2.0, 2.0, 5.0, 6.0};
    double scratch[8];
    hr_estimate estimates[] = {
        hr_statistics_mean(values, 4, 0.95, HR_INTERVAL_T),
        hr_statistics_mean(values, 4, 0.95, HR_INTERVAL_SKEWED),
        hr_statistics_paired_difference(values, whole, 4, 0.95, HR_INTERVAL_T),
        hr_statistics_quantile(values, 4, 0.5, 0.95, scratch),
        hr_statistics_cvar(values, 4, 0.5, 0.95, scratch),
        hr_statistics_cvar_difference(whole, values, 4, 0.5, 0.95, scratch),
        hr_statistics_effectiveness(values, whole, 4, 0.95),
    };
    for (size_t i = 0; i < COUNT(estimates); ++i) {
        assert_true(isnan(estimates[i].value) && isnan(estimates[i].low) && isnan(estimates[i].high));
    }
}

static void samples_without_spread_have_intervals_without_width(void **state)
{
    (void)state;
    const double values[] = {2.0, 2.0, 2.0};
    hr_estimate mean = hr_statistics_mean(values, 3, 0.95, HR_INTERVAL_SKEWED);
    assert_true(mean.low == 2.0 && mean.high == 2.0);
}

static void pairing_takes_out_what_replications_share(void **state)
{
    (void)state;
    const double first[] = {101.0, 203.0, 302.0, 404.0};
    const double second[] = {100.0, 200.0, 300.0, 400.0};
    hr_estimate difference = hr_statistics_paired_difference(first, second, 4, 0.95, HR_INTERVAL_T);
    const double by_hand[] = {1.0, 3.0, 2.0, 4.0};
    hr_estimate expected = hr_statistics_mean(by_hand, 4, 0.95, HR_INTERVAL_T);
    near(difference.value, 2.5);
    near(difference.low, expected.low);
    near(difference.high, expected.high);
}

/* Ten samples, median: P(B < 2) = 11/1024 <= 0.025 < P(B < 3), so the interval is x(2) to x(9), of 97.9 %. */
static void median_of_ten_lies_between_the_second_and_the_ninth(void **state)
{
    (void)state;
    const double values[] = {8.0, 3.0, 1.0, 10.0, 5.0, 2.0, 9.0, 4.0, 7.0, 6.0};
    double scratch[10];
    hr_estimate median = hr_statistics_quantile(values, 10, 0.5, 0.95, scratch);
    near(median.value, 5.0);
    near(median.low, 2.0);
    near(median.high, 9.0);
}

static void quantile_too_far_out_has_an_open_end(void **state)
{
    (void)state;
    double values[20];
    double scratch[20];
    for (int i = 0; i < 20; ++i) {
        values[i] = (double)(i + 1);
    }
    hr_estimate quantile = hr_statistics_quantile(values, 20, 0.95, 0.95, scratch);
    near(quantile.value, 19.0);
    /* P(B < 17) = 0.0159, P(B < 18) = 0.0755; P(B >= 20) = 0.358. */
    near(quantile.low, 17.0);
    assert_true(isnan(quantile.high));
}

static void quantiles_may_be_infinite(void **state)
{
    (void)state;
    const double values[] = {1.0, INFINITY, INFINITY, 2.0};
    double scratch[4];
    assert_true(hr_statistics_quantile(values, 4, 0.5, 0.95, scratch).value == 2.0);
    assert_true(isinf(hr_statistics_quantile(values, 4, 0.75, 0.95, scratch).value));
}

/* The worst 30 % of four samples are the greatest and a fifth of the next: (4 + 0.2 * 3) / 1.2. */
static void cvar_counts_the_boundary_sample_with_its_share(void **state)
{
    (void)state;
    const double values[] = {4.0, 1.0, 3.0, 2.0};
    double influence[4];
    near(hr_statistics_cvar_influence(values, 4, 0.7, influence), 4.6 / 1.2);
    near(hr_statistics_cvar_influence(values, 4, 0.5, influence), 3.5);
}

static void influence_of_cvar_sums_to_zero(void **state)
{
    (void)state;
    const double values[] = {0.0, 0.0, 5.0, 1.0, 0.0, 2.0, 9.0};
    double influence[7];
    hr_statistics_cvar_influence(values, 7, 0.6, influence);
    near(hr_statistics_sum(influence, 7), 0.0);
}

static void cvar_of_rare_losses_is_their_mean_over_the_tail(void **state)
{
    (void)state;
    double values[100] = {0};
    double scratch[100];
    values[17] = 10.0;
    values[60] = 20.0;
    hr_estimate cvar = hr_statistics_cvar(values, 100, 0.95, 0.95, scratch);
    near(cvar.value, 0.3 / 0.05);
    assert_true(cvar.low < cvar.value && cvar.high > cvar.value);
    values[60] = 0.0;
    cvar = hr_statistics_cvar(values, 100, 0.95, 0.95, scratch);
    near(cvar.value, 2.0);
    assert_true(isnan(cvar.high)); /* one loss says nothing of the next */
}

static void cvar_difference_of_a_shifted_sample_is_the_shift(void **state)
{
    (void)state;
    double first[40];
    double second[40];
    double scratch[80];
    for (int i = 0; i < 40; ++i) {
        second[i] = (double)((i * 7) % 40);
        first[i] = second[i] + 3.0;
    }
    hr_estimate difference = hr_statistics_cvar_difference(first, second, 40, 0.9, 0.95, scratch);
    near(difference.value, 3.0);
    near(difference.low, 3.0);
    near(difference.high, 3.0);
}

/* Ten trials: none [0, 0.3084971], five [0.1870860, 0.8129140]. */
static void proportion_has_the_exact_interval(void **state)
{
    (void)state;
    hr_estimate none = hr_statistics_proportion(0, 10, 0.95);
    assert_true(none.low == 0.0);
    near(none.high, 1.0 - pow(0.025, 0.1));
    hr_estimate half = hr_statistics_proportion(5, 10, 0.95);
    near(gsl_cdf_binomial_Q(4, half.low, 10), 0.025);
    near(gsl_cdf_binomial_P(5, half.high, 10), 0.025);
    assert_true(fabs(half.low - 0.1870860) < 1e-6 && fabs(half.high - 0.8129140) < 1e-6);
    hr_estimate all = hr_statistics_proportion(10, 10, 0.95);
    near(all.low, pow(0.025, 0.1));
    assert_true(all.high == 1.0);
}

static void proportion_is_exact_for_many_trials(void **state)
{
    (void)state;
    hr_estimate many = hr_statistics_proportion(97712, 100000, 0.999);
    assert_true(fabs(gsl_cdf_binomial_Q(97711, many.low, 100000) - 0.0005) < 1e-9);
    assert_true(fabs(gsl_cdf_binomial_P(97712, many.high, 100000) - 0.0005) < 1e-9);
}

/* Textbook Fieller: roots of (a - r b)^2 = t^2 (Va - 2 r Cab + r^2 Vb); beside it, the linearised ratio's interval of a
 * mean with half of the degrees of freedom. The wider end holds. */
static void ratio_has_the_wider_of_two_ends(void **state)
{
    (void)state;
    const double first[] = {1.0, 2.0, 3.0, 5.0, 4.0};
    const double second[] = {5.0, 6.0, 8.0, 8.0, 8.0};
    hr_estimate effectiveness = hr_statistics_effectiveness(first, second, 5, 0.95);
    near(effectiveness.value, 1.0 - 3.0 / 7.0);
    double powers[3] = {0.0};
    double covariance[3] = {0.0};
    for (int i = 0; i < 5; ++i) {
        double a = first[i] - 3.0;
        double b = second[i] - 7.0;
        double rest = a - 3.0 / 7.0 * b;
        for (int k = 0; k < 3; ++k) {
            powers[k] += pow(rest, k + 2) / 5.0;
            covariance[k] += (k == 0 ? a * a : k == 1 ? a * b : b * b) / 20.0;
        }
    }
    double satterthwaite = 10.0 / (powers[2] / (powers[0] * powers[0]) - 1.0);
    double t = gsl_cdf_tdist_Pinv(0.975, fmin(4.0, satterthwaite));
    double square = 49.0 - t * t * covariance[2];
    double mixed = 21.0 - t * t * covariance[1];
    double root = sqrt(mixed * mixed - square * (9.0 - t * t * covariance[0]));
    double half = gsl_cdf_tdist_Pinv(0.975, fmin(4.0, satterthwaite / 2.0));
    double g = powers[1] / pow(powers[0], 1.5) / sqrt(5.0);
    double error = sqrt(powers[0] * 1.25 / 5.0) / 7.0;
    double ends[2];
    for (int side = 0; side < 2; ++side) {
        double v = side == 0 ? half : -half;
        ends[side] = 3.0 / 7.0 - error * (cbrt(1.0 + g * (v - g / 6.0)) - 1.0) / (g / 3.0);
    }
    near(1.0 - effectiveness.high, fmin((mixed - root) / square, ends[0]));
    near(1.0 - effectiveness.low, fmax((mixed + root) / square, ends[1]));
    assert_true(effectiveness.low < effectiveness.value && effectiveness.value < effectiveness.high);
}

static void ratio_to_something_near_zero_is_unknown(void **state)
{
    (void)state;
    const double mitigated[] = {0.0, 0.0, 1.0, 0.0};
    const double unmitigated[] = {0.0, 0.0, 9.0, 0.0};
    hr_estimate effectiveness = hr_statistics_effectiveness(mitigated, unmitigated, 4, 0.95);
    near(effectiveness.value, 1.0 - 1.0 / 9.0);
    assert_true(isnan(effectiveness.low) && isnan(effectiveness.high));
}

static void effectiveness_against_no_loss_is_undefined(void **state)
{
    (void)state;
    const double nothing[] = {0.0, 0.0, 0.0};
    double influence[3];
    assert_true(isnan(hr_statistics_effectiveness(nothing, nothing, 3, 0.95).value));
    assert_true(isnan(hr_statistics_effectiveness_influence(nothing, nothing, 3, influence)));
}

static void jackknife_leaves_one_replication_out(void **state)
{
    (void)state;
    const double mitigated[] = {1.0, 2.0, 0.0};
    const double unmitigated[] = {4.0, 4.0, 2.0};
    double influence[3];
    near(hr_statistics_effectiveness_influence(mitigated, unmitigated, 3, influence), 0.7);
    near(influence[0], 2.0 * (0.7 - (1.0 - 2.0 / 6.0)));
    near(influence[1], 2.0 * (0.7 - (1.0 - 1.0 / 6.0)));
    near(influence[2], 2.0 * (0.7 - (1.0 - 3.0 / 8.0)));
}

static void a_loss_in_one_replication_only_cannot_be_left_out(void **state)
{
    (void)state;
    const double mitigated[] = {1.0, 0.0, 0.0};
    const double unmitigated[] = {4.0, 0.0, 0.0};
    double influence[3];
    hr_linearised one = {hr_statistics_effectiveness_influence(mitigated, unmitigated, 3, influence), influence};
    near(one.value, 0.75);
    hr_estimate difference = hr_statistics_linearised_difference(one, one, 3, 0.95);
    assert_true(difference.value == 0.0);
    assert_true(isnan(difference.low) && isnan(difference.high));
}

static void difference_of_a_statistic_and_itself_is_zero(void **state)
{
    (void)state;
    const double mitigated[] = {1.0, 2.0, 0.0, 3.0};
    const double unmitigated[] = {4.0, 4.0, 2.0, 5.0};
    double influence[4];
    hr_linearised one = {hr_statistics_effectiveness_influence(mitigated, unmitigated, 4, influence), influence};
    hr_estimate difference = hr_statistics_linearised_difference(one, one, 4, 0.95);
    assert_true(difference.value == 0.0 && difference.low == 0.0 && difference.high == 0.0);
    hr_estimate ratio = hr_statistics_ratio(one, one, 4, 0.95, HR_PARTS_LOSSES);
    near(ratio.value, 1.0);
    assert_true(isnan(ratio.low) || (fabs(ratio.low - 1.0) < 1e-6 && fabs(ratio.high - 1.0) < 1e-6));
}

static void a_statistic_that_never_differs_takes_over_the_exactness_of_the_many(void **state)
{
    (void)state;
    const double many[] = {-3.0, 1.0, 2.0, 0.0, 4.0, -4.0};
    hr_linearised base = {10.0, many};
    hr_linearised few = {9.0, many}; /* the first four: off by what chance made of them */
    hr_double_sample sample = hr_statistics_double_sampling(few, few, 4, base, 6, 0.95, 0.99);
    near(sample.value.value, 10.0);
    near(sample.change.value, 0.0);
    near(sample.change.low, 0.0);
    near(sample.change.high, 0.0);
    /* the variance of the many, 46 / 5 / 6; residuals without spread leave the 2 degrees of freedom whole */
    near(sample.value.high, 10.0 + gsl_cdf_tdist_Qinv(0.025, 2.0) * sqrt(46.0 / 30.0));
}

static void double_sampling_of_a_small_case_worked_out_by_hand(void **state)
{
    (void)state;
    const double p[] = {-2.0, 0.0, 1.0, 1.0};
    const double q[] = {-1.0, 1.0, -1.0, 1.0, 0.0, 0.0}; /* cov = 2, var = 4 about the mean: b = 1/2 */
    hr_linearised turned = {5.0, p};
    hr_linearised base_few = {2.0, q};
    hr_linearised base = {3.0, q};
    hr_double_sample sample = hr_statistics_double_sampling(turned, base_few, 4, base, 6, 0.95, 0.95);
    near(sample.value.value, 5.5);
    near(sample.change.value, 2.5);
    /* residuals p - q / 2: -1.5, -0.5, 1.5, 0.5: squares 5; variances 5 / (4 * 2) + (1/4) (4 / 5 / 6), the same for
     * (b - 1)^2; kurtosis 10.25 / 4 / (5 / 4)^2 = 1.64, so t of min(2, 8 / 0.64) = 2 degrees of freedom */
    double half = gsl_cdf_tdist_Qinv(0.025, 2.0) * sqrt(5.0 / 8.0 + 0.25 * 4.0 / 30.0);
    near(sample.value.low, 5.5 - half);
    near(sample.value.high, 5.5 + half);
    near(sample.change.low, 2.5 - half);
    near(sample.change.high, 2.5 + half);
}

static void too_few_for_double_sampling_have_no_interval(void **state)
{
    (void)state;
    const double influence[] = {-1.0, 1.0, 0.5, -0.5};
    hr_linearised two = {1.0, influence};
    hr_double_sample sample = hr_statistics_double_sampling(two, two, 2, two, 4, 0.95, 0.95);
    near(sample.value.value, 1.0);
    assert_true(isnan(sample.value.low) && isnan(sample.value.high) && isnan(sample.change.high));
    sample = hr_statistics_double_sampling(two, two, 0, two, 4, 0.95, 0.95);
    assert_true(isnan(sample.value.value));
}

/* ---- rows by replications ------------------------------------------------------------------------------------------- */

static void rows_alone_have_the_interval_of_their_influence(void **state)
{
    (void)state;
    const double row[] = {-2.0, -1.0, 3.0, 0.5, -0.5};
    hr_crossed statistic = {.value = 7.0, .row = row, .row_count = 5, .column_count = 1};
    hr_estimate crossed = hr_statistics_crossed(statistic, 0.95, HR_INTERVAL_T);
    /* squares add up to 14.5, fourth powers to 98.125 */
    double kurtosis = 98.125 / 5.0 / (14.5 / 5.0 * 14.5 / 5.0);
    double half = gsl_cdf_tdist_Pinv(0.975, fmin(4.0, 10.0 / (kurtosis - 1.0))) * sqrt(14.5 / 20.0);
    near(crossed.value, 7.0);
    near(crossed.low, 7.0 - half);
    near(crossed.high, 7.0 + half);
}

static void what_replications_do_to_all_rows_widens_the_interval(void **state)
{
    (void)state;
    /* Two rows that agree; each of three replications moves both by the same. */
    const double row[] = {0.0, 0.0};
    const double column[] = {-1.0, 0.0, 1.0};
    hr_crossed statistic = {
        .value = 5.0, .row = row, .row_count = 2, .column = column, .column_count = 3, .cell_squares = 4.0};
    hr_estimate crossed = hr_statistics_crossed(statistic, 0.95, HR_INTERVAL_T);
    /* columns 2 / (3 * 2), less cells 4 / (4 * 3 * 2); t of 2 degrees of freedom */
    double half = gsl_cdf_tdist_Qinv(0.025, 2.0) * sqrt(2.0 / 6.0 - 4.0 / 24.0);
    near(crossed.low, 5.0 - half);
    near(crossed.high, 5.0 + half);
}

static void noise_of_single_cells_does_not_count_twice(void **state)
{
    (void)state;
    /* Rows differ by noise of their own, which also shows in the columns' means. */
    const double row[] = {-1.0, 1.0, -1.0, 1.0};
    const double column[] = {-0.5, 0.5};
    hr_crossed statistic = {.value = 0.0, .row = row, .row_count = 4, .column_count = 1};
    hr_estimate rows = hr_statistics_crossed(statistic, 0.95, HR_INTERVAL_T);
    statistic.column = column;
    statistic.column_count = 2;
    statistic.cell_squares = 8.0; /* columns 0.5 / 2 = cells 8 / (16 * 2) */
    hr_estimate both = hr_statistics_crossed(statistic, 0.95, HR_INTERVAL_T);
    near(both.low, rows.low);
    near(both.high, rows.high);
}

static void one_row_has_no_interval(void **state)
{
    (void)state;
    const double row[] = {0.0};
    hr_crossed statistic = {.value = 1.0, .row = row, .row_count = 1, .column_count = 1};
    hr_estimate crossed = hr_statistics_crossed(statistic, 0.95, HR_INTERVAL_T);
    near(crossed.value, 1.0);
    assert_true(isnan(crossed.low) && isnan(crossed.high));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sum_keeps_what_rounding_takes),
        cmocka_unit_test(mean_has_the_t_interval_of_the_textbook),
        cmocka_unit_test(skewed_interval_of_a_symmetric_sample_is_symmetric),
        cmocka_unit_test(skewed_interval_reaches_further_up_for_a_sample_skewed_up),
        cmocka_unit_test(skewed_interval_inverts_the_cubic_transformation),
        cmocka_unit_test(one_sample_has_no_interval),
        cmocka_unit_test(no_sample_has_no_estimate),
        cmocka_unit_test(a_nan_among_samples_makes_every_estimate_unknown),
        cmocka_unit_test(samples_without_spread_have_intervals_without_width),
        cmocka_unit_test(pairing_takes_out_what_replications_share),
        cmocka_unit_test(median_of_ten_lies_between_the_second_and_the_ninth),
        cmocka_unit_test(quantile_too_far_out_has_an_open_end),
        cmocka_unit_test(quantiles_may_be_infinite),
        cmocka_unit_test(cvar_counts_the_boundary_sample_with_its_share),
        cmocka_unit_test(influence_of_cvar_sums_to_zero),
        cmocka_unit_test(cvar_of_rare_losses_is_their_mean_over_the_tail),
        cmocka_unit_test(cvar_difference_of_a_shifted_sample_is_the_shift),
        cmocka_unit_test(proportion_has_the_exact_interval),
        cmocka_unit_test(proportion_is_exact_for_many_trials),
        cmocka_unit_test(ratio_has_the_wider_of_two_ends),
        cmocka_unit_test(ratio_to_something_near_zero_is_unknown),
        cmocka_unit_test(effectiveness_against_no_loss_is_undefined),
        cmocka_unit_test(jackknife_leaves_one_replication_out),
        cmocka_unit_test(a_loss_in_one_replication_only_cannot_be_left_out),
        cmocka_unit_test(difference_of_a_statistic_and_itself_is_zero),
        cmocka_unit_test(a_statistic_that_never_differs_takes_over_the_exactness_of_the_many),
        cmocka_unit_test(double_sampling_of_a_small_case_worked_out_by_hand),
        cmocka_unit_test(rows_alone_have_the_interval_of_their_influence),
        cmocka_unit_test(what_replications_do_to_all_rows_widens_the_interval),
        cmocka_unit_test(noise_of_single_cells_does_not_count_twice),
        cmocka_unit_test(one_row_has_no_interval),
        cmocka_unit_test(too_few_for_double_sampling_have_no_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
