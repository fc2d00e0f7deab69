/* Estimates with intervals: see statistics.h for each formula, its source and its conventions.
 *
 * Everything rests on three things: a compensated sum, the first four moments of a combination
 * first - factor second of two samples (two passes, O(n)), and GSL's distribution functions.
 */
#include "analysis/statistics.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

/* Below this skewness / sqrt(n) the cubic transformation is the identity to nine digits, and its formula is 0 / 0. */
#define NEGLIGIBLE_SKEWNESS 1e-6

/* By what Satterthwaite's degrees of freedom are divided: measured so that intervals cover (statistics.h). */
#define NO_DOUBT 1.0
#define DOUBT_OF_RATIOS 2.0
#define DOUBT_OF_TAILS 2.0
#define DOUBT_OF_DIFFERENCES 3.0

static const hr_estimate UNKNOWN = {NAN, NAN, NAN};

bool hr_estimate_known(hr_estimate estimate)
{
    return isfinite(estimate.value) && isfinite(estimate.low) && isfinite(estimate.high);
}

/* ---- sums and moments ----------------------------------------------------------------------------------------- */

typedef struct {
    double sum;
    double carry; /* what rounding took from sum so far */
} accumulator;

static inline void add(accumulator *total, double value)
{
    double sum = total->sum + value;
    total->carry += fabs(total->sum) >= fabs(value) ? (total->sum - sum) + value : (value - sum) + total->sum;
    total->sum = sum;
}

static double result_of(accumulator total)
{
    return total.sum + total.carry;
}

double hr_statistics_sum(const double *values, size_t count)
{
    accumulator total = {0.0, 0.0};
    for (size_t i = 0; i < count; ++i) {
        add(&total, values[i]);
    }
    return result_of(total);
}

static double mean_of(const double *values, size_t count)
{
    return hr_statistics_sum(values, count) / (double)count;
}

/* A sample first[i] - factor second[i]; second NULL: first alone. */
typedef struct {
    const double *first;
    const double *second;
    double factor;
    size_t count;
} combination;

static inline double combined(const combination *sample, size_t i)
{
    return sample->second == NULL ? sample->first[i] : sample->first[i] - sample->factor * sample->second[i];
}

typedef struct {
    double mean;
    double variance; /* divided by n - 1 */
    double skewness; /* of the sample; 0 without spread */
    double kurtosis; /* of the sample, 3 for a normal; 1 without spread */
} moments;

static moments moments_of(combination sample)
{
    double count = (double)sample.count;
    accumulator total = {0.0, 0.0};
    for (size_t i = 0; i < sample.count; ++i) {
        add(&total, combined(&sample, i));
    }
    moments result = {.mean = result_of(total) / count, .kurtosis = 1.0};
    accumulator powers[3] = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
    for (size_t i = 0; i < sample.count; ++i) {
        double deviation = combined(&sample, i) - result.mean;
        double square = deviation * deviation;
        add(&powers[0], square);
        add(&powers[1], square * deviation);
        add(&powers[2], square * square);
    }
    double second = result_of(powers[0]) / count;
    result.variance = result_of(powers[0]) / (count - 1.0);
    if (second * second > 0.0) {
        result.skewness = result_of(powers[1]) / count / (second * sqrt(second));
        result.kurtosis = result_of(powers[2]) / count / (second * second);
    }
    return result;
}

/* Student's quantile of the upper tail (1 - confidence) / 2. */
static double student(double confidence, double degrees)
{
    assert(confidence > 0.0 && confidence < 1.0);
    return gsl_cdf_tdist_Qinv((1.0 - confidence) / 2.0, degrees);
}

/* How many degrees of freedom a variance is worth whose sample has this kurtosis; divided by DOUBT where the sample's
 * own kurtosis is known to fall short (statistics.h). */
static double variance_degrees(double kurtosis, size_t count, double doubt)
{
    double most = (double)count - 1.0;
    double degrees = kurtosis > 1.0 ? 2.0 * (double)count / (kurtosis - 1.0) / doubt : most;
    return fmin(most, fmax(1.0, degrees));
}

/* ---- intervals ------------------------------------------------------------------------------------------------ */

/* Inverse of Hall's transformation v -> v + g v^2 / 3 + g^2 v^3 / 27 + g / 6 of a Studentised mean. */
static double unskewed(double v, double g)
{
    if (fabs(g) < NEGLIGIBLE_SKEWNESS) {
        return v;
    }
    return (cbrt(1.0 + g * (v - g / 6.0)) - 1.0) / (g / 3.0);
}

/* value with the interval that the spread of its influence values (or of the sample it is the mean of) gives. */
static hr_estimate interval_of(double value, moments spread, size_t count, double confidence, double degrees,
                               hr_interval interval)
{
    hr_estimate estimate = {value, NAN, NAN};
    if (count < 2 || !isfinite(value) || !isfinite(spread.variance) || degrees < 1.0) {
        return estimate;
    }
    double t = student(confidence, degrees);
    double error = sqrt(spread.variance / (double)count);
    double g = interval == HR_INTERVAL_SKEWED ? spread.skewness / sqrt((double)count) : 0.0;
    estimate.low = value - error * unskewed(t, g);
    estimate.high = value - error * unskewed(-t, g);
    return estimate;
}

static hr_estimate mean_interval(combination sample, double confidence, hr_interval interval, double doubt)
{
    if (sample.count == 0) {
        return UNKNOWN;
    }
    moments spread = moments_of(sample);
    double degrees = interval == HR_INTERVAL_T ? (double)sample.count - 1.0
                                               : variance_degrees(spread.kurtosis, sample.count, doubt);
    return interval_of(spread.mean, spread, sample.count, confidence, degrees, interval);
}

hr_estimate hr_statistics_mean(const double *values, size_t count, double confidence, hr_interval interval)
{
    return mean_interval((combination){values, NULL, 0.0, count}, confidence, interval, NO_DOUBT);
}

hr_estimate hr_statistics_paired_difference(const double *first, const double *second, size_t count, double confidence,
                                            hr_interval interval)
{
    return mean_interval((combination){first, second, 1.0, count}, confidence, interval, DOUBT_OF_DIFFERENCES);
}

/* ---- quantiles and tails -------------------------------------------------------------------------------------- */

/* Sorts a copy into scratch; false when a NaN makes order meaningless. */
static bool sorted_copy(const double *values, size_t count, double *scratch)
{
    for (size_t i = 0; i < count; ++i) {
        if (isnan(values[i])) {
            return false;
        }
    }
    memcpy(scratch, values, count * sizeof *values);
    gsl_sort(scratch, 1, count);
    return true;
}

/* 1-based rank of a quantile; the slack keeps 0.95 of 20 at 19 although 0.95 is no binary number. */
static size_t quantile_rank(size_t count, double probability)
{
    double rank = ceil((double)count * probability - 1e-9 * (double)count);
    return rank < 1.0 ? 1 : rank > (double)count ? count : (size_t)rank;
}

/* The greatest k in [-1, count] with P(B <= k) <= bound, B binomial. */
static long long binomial_below(size_t count, double probability, double bound)
{
    long long low = -1;
    long long high = (long long)count;
    while (high - low > 1) {
        long long middle = low + (high - low) / 2;
        if (gsl_cdf_binomial_P((unsigned)middle, probability, (unsigned)count) <= bound) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

hr_estimate hr_statistics_quantile(const double *values, size_t count, double probability, double confidence,
                                   double *scratch)
{
    assert(probability > 0.0 && probability < 1.0);
    assert(confidence > 0.0 && confidence < 1.0);
    assert(count < 0x7fffffffu);
    if (count == 0 || !sorted_copy(values, count, scratch)) {
        return UNKNOWN;
    }
    double tail = (1.0 - confidence) / 2.0;
    hr_estimate estimate = {scratch[quantile_rank(count, probability) - 1], NAN, NAN};
    /* P(B < l) <= tail for l = below + 1. */
    long long below = binomial_below(count, probability, tail);
    if (below >= 0) {
        estimate.low = scratch[below];
    }
    /* P(B >= u) is P(B' <= count - u) of the failures B'. */
    long long above = binomial_below(count, 1.0 - probability, tail);
    if (above >= 0) {
        estimate.high = scratch[count - (size_t)above - 1];
    }
    return estimate;
}

/* Replaces samples in scratch by influence values; the number of samples beyond the boundary in *beyond. */
static double linearise_cvar(const double *values, size_t count, double alpha, double *influence, size_t *beyond)
{
    assert(alpha > 0.0 && alpha < 1.0);
    *beyond = 0;
    if (count == 0) {
        return NAN;
    }
    if (!sorted_copy(values, count, influence)) {
        for (size_t i = 0; i < count; ++i) {
            influence[i] = NAN;
        }
        return NAN;
    }
    double boundary = influence[quantile_rank(count, alpha) - 1];
    accumulator excess = {0.0, 0.0};
    for (size_t i = 0; i < count; ++i) {
        add(&excess, fmax(values[i] - boundary, 0.0));
        *beyond += values[i] > boundary;
    }
    double cvar = boundary + result_of(excess) / ((double)count * (1.0 - alpha));
    for (size_t i = 0; i < count; ++i) {
        influence[i] = boundary + fmax(values[i] - boundary, 0.0) / (1.0 - alpha) - cvar;
    }
    return cvar;
}

double hr_statistics_cvar_influence(const double *values, size_t count, double alpha, double *influence)
{
    size_t beyond;
    return linearise_cvar(values, count, alpha, influence, &beyond);
}

hr_estimate hr_statistics_cvar(const double *values, size_t count, double alpha, double confidence, double *scratch)
{
    size_t beyond;
    double value = linearise_cvar(values, count, alpha, scratch, &beyond);
    if (count == 0) {
        return UNKNOWN;
    }
    moments spread = moments_of((combination){scratch, NULL, 0.0, count});
    return interval_of(value, spread, count, confidence, (double)beyond - 1.0, HR_INTERVAL_SKEWED);
}

hr_estimate hr_statistics_cvar_difference(const double *first, const double *second, size_t count, double alpha,
                                          double confidence, double *scratch)
{
    size_t beyond[2];
    double value = linearise_cvar(first, count, alpha, scratch, &beyond[0]);
    value -= linearise_cvar(second, count, alpha, scratch + count, &beyond[1]);
    if (count == 0) {
        return UNKNOWN;
    }
    moments spread = moments_of((combination){scratch, scratch + count, 1.0, count});
    double least = (double)(beyond[0] < beyond[1] ? beyond[0] : beyond[1]) - 1.0;
    double degrees = fmin(least, variance_degrees(spread.kurtosis, count, DOUBT_OF_TAILS));
    return interval_of(value, spread, count, confidence, degrees, HR_INTERVAL_T);
}

/* ---- proportions ---------------------------------------------------------------------------------------------- */

/* Where a beta distribution has the share `tail` below (or above) it. GSL's own inverse gives up for a few thousand
 * trials (Newton's method far from the root, answered by its error handler), so its distribution function is
 * bisected: 60 halvings of [0, 1] reach the last bits of any proportion worth printing. */
static double beta_bound(double a, double b, double tail, bool upper)
{
    double low = 0.0;
    double high = 1.0;
    for (int halving = 0; halving < 60; ++halving) {
        double middle = low + (high - low) / 2.0;
        bool beyond = upper ? gsl_cdf_beta_Q(middle, a, b) <= tail : gsl_cdf_beta_P(middle, a, b) > tail;
        *(beyond ? &high : &low) = middle;
    }
    return low + (high - low) / 2.0;
}

hr_estimate hr_statistics_proportion(size_t events, size_t trials, double confidence)
{
    assert(events <= trials);
    assert(confidence > 0.0 && confidence < 1.0);
    if (trials == 0) {
        return UNKNOWN;
    }
    double tail = (1.0 - confidence) / 2.0;
    double k = (double)events;
    double n = (double)trials;
    return (hr_estimate){
        .value = k / n,
        .low = events == 0 ? 0.0 : beta_bound(k, n - k + 1.0, tail, false),
        .high = events == trials ? 1.0 : beta_bound(k + 1.0, n - k, tail, true),
    };
}

double hr_statistics_no_event_bound(size_t trials, double confidence)
{
    assert(confidence > 0.0 && confidence < 1.0);
    return trials == 0 ? NAN : -expm1(log1p(-confidence) / (double)trials);
}

/* ---- ratios --------------------------------------------------------------------------------------------------- */

/* Variances and covariance of two means. */
typedef struct {
    double first;
    double second;
    double both;
} covariances;

static covariances covariances_of(const double *first, const double *second, size_t count)
{
    double centre[2] = {mean_of(first, count), mean_of(second, count)};
    accumulator totals[3] = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
    for (size_t i = 0; i < count; ++i) {
        double a = first[i] - centre[0];
        double b = second[i] - centre[1];
        add(&totals[0], a * a);
        add(&totals[1], b * b);
        add(&totals[2], a * b);
    }
    double scale = (double)count * ((double)count - 1.0);
    return (covariances){result_of(totals[0]) / scale, result_of(totals[1]) / scale, result_of(totals[2]) / scale};
}

/* The two roots r of (first - r second)^2 = t^2 Var(first - r second); influence values may carry their mean along. */
static hr_estimate fieller(hr_linearised first, hr_linearised second, size_t count, double t)
{
    hr_estimate estimate = {first.value / second.value, NAN, NAN};
    covariances variance = covariances_of(first.influence, second.influence, count);
    double square = second.value * second.value - t * t * variance.second;
    if (!(square > 0.0)) {
        return estimate;
    }
    double mixed = first.value * second.value - t * t * variance.both;
    double constant = first.value * first.value - t * t * variance.first;
    double root = sqrt(fmax(0.0, mixed * mixed - square * constant));
    estimate.low = (mixed - root) / square;
    estimate.high = (mixed + root) / square;
    return estimate;
}

hr_estimate hr_statistics_ratio(hr_linearised first, hr_linearised second, size_t count, double confidence,
                                hr_parts parts)
{
    if (count == 0 || !(fabs(second.value) > 0.0) || !isfinite(first.value)) {
        return UNKNOWN;
    }
    hr_estimate estimate = {first.value / second.value, NAN, NAN};
    moments spread = moments_of((combination){first.influence, second.influence, estimate.value, count});
    if (count < 2 || !isfinite(spread.variance)) {
        return estimate;
    }
    hr_estimate exact = fieller(first, second, count,
                                student(confidence, variance_degrees(spread.kurtosis, count, NO_DOUBT)));
    if (!hr_estimate_known(exact)) {
        return estimate;
    }
    double doubt = parts == HR_PARTS_LOSSES ? DOUBT_OF_RATIOS : DOUBT_OF_DIFFERENCES;
    double degrees = variance_degrees(spread.kurtosis, count, doubt);
    spread.variance /= second.value * second.value;
    spread.skewness *= second.value > 0.0 ? 1.0 : -1.0;
    hr_estimate skewed = interval_of(estimate.value, spread, count, confidence, degrees, HR_INTERVAL_SKEWED);
    estimate.low = fmin(exact.low, skewed.low);
    estimate.high = fmax(exact.high, skewed.high);
    return estimate;
}

hr_estimate hr_statistics_linearised_difference(hr_linearised first, hr_linearised second, size_t count,
                                                double confidence)
{
    if (count == 0) {
        return UNKNOWN;
    }
    moments spread = moments_of((combination){first.influence, second.influence, 1.0, count});
    double degrees = variance_degrees(spread.kurtosis, count, DOUBT_OF_DIFFERENCES);
    return interval_of(first.value - second.value, spread, count, confidence, degrees, HR_INTERVAL_T);
}

static hr_estimate around(double value, double variance, double confidence, double degrees)
{
    if (!(degrees >= 1.0) || !isfinite(variance)) {
        return (hr_estimate){value, NAN, NAN};
    }
    double half = student(confidence, degrees) * sqrt(variance);
    return (hr_estimate){value, value - half, value + half};
}

hr_double_sample hr_statistics_double_sampling(hr_linearised turned, hr_linearised base_few, size_t few,
                                               hr_linearised base, size_t many, double confidence,
                                               double change_confidence)
{
    if (few == 0 || many == 0) {
        return (hr_double_sample){UNKNOWN, UNKNOWN};
    }
    covariances spread = covariances_of(turned.influence, base_few.influence, few);
    double slope = spread.second > 0.0 ? spread.both / spread.second : 0.0;
    moments residual = moments_of((combination){turned.influence, base_few.influence, slope, few});
    moments exact = moments_of((combination){base.influence, NULL, 0.0, many});
    double degrees = fmin(variance_degrees(residual.kurtosis, few, NO_DOUBT), (double)few - 2.0);
    double own = residual.variance * ((double)few - 1.0) / ((double)few * ((double)few - 2.0));
    double shared = exact.variance / (double)many;
    double value = turned.value + slope * (base.value - base_few.value);
    return (hr_double_sample){
        .value = around(value, own + slope * slope * shared, confidence, degrees),
        .change = around(value - base.value, own + (slope - 1.0) * (slope - 1.0) * shared, change_confidence, degrees),
    };
}

static size_t count_above_zero(const double *values, size_t count)
{
    size_t above = 0;
    for (size_t i = 0; i < count; ++i) {
        above += values[i] > 0.0;
    }
    return above;
}

static bool is_all_zero(const double *values, size_t count)
{
    for (size_t i = 0; i < count; ++i) {
        if (!(fabs(values[i]) <= 0.0)) { /* NaN is not zero */
            return false;
        }
    }
    return true;
}

hr_estimate hr_statistics_effectiveness(const double *mitigated, const double *unmitigated, size_t count,
                                        double confidence)
{
    if (count == 0) {
        return UNKNOWN;
    }
    /* The samples are their means' influence values but for the mean, which no variance sees. */
    hr_linearised loss[2] = {{mean_of(mitigated, count), mitigated}, {mean_of(unmitigated, count), unmitigated}};
    if (loss[1].value > 0.0 && is_all_zero(mitigated, count)) {
        size_t lossy = count_above_zero(unmitigated, count);
        return (hr_estimate){1.0, 1.0 - hr_statistics_no_event_bound(lossy, confidence), 1.0};
    }
    hr_estimate left = hr_statistics_ratio(loss[0], loss[1], count, confidence, HR_PARTS_LOSSES);
    return (hr_estimate){1.0 - left.value, 1.0 - left.high, 1.0 - left.low};
}

double hr_statistics_effectiveness_influence(const double *mitigated, const double *unmitigated, size_t count,
                                             double *influence)
{
    double with = hr_statistics_sum(mitigated, count);
    double without = hr_statistics_sum(unmitigated, count);
    double left = fabs(without) > 0.0 ? with / without : NAN;
    for (size_t i = 0; i < count; ++i) {
        double rest = without - unmitigated[i];
        /* What rounding leaves of a sum without its only member is no loss. */
        bool empty = !(fabs(rest) > 1e-12 * fabs(without));
        influence[i] = empty ? NAN : ((double)count - 1.0) * ((with - mitigated[i]) / rest - left);
    }
    return 1.0 - left;
}

/* ---- rows by replications ----------------------------------------------------------------------------------------- */

/* What replications do to all rows alike; never below nothing. */
static double shared_variance(hr_crossed statistic)
{
    double rows = (double)statistic.row_count;
    double columns = (double)statistic.column_count;
    accumulator total = {0.0, 0.0};
    for (size_t i = 0; i < statistic.column_count; ++i) {
        add(&total, statistic.column[i] * statistic.column[i]);
    }
    double shared = result_of(total) - statistic.cell_squares / (rows * rows);
    return isnan(shared) ? NAN : fmax(0.0, shared) / (columns * (columns - 1.0));
}

hr_estimate hr_statistics_crossed(hr_crossed statistic, double confidence, hr_interval interval)
{
    if (statistic.row_count < 2) {
        return (hr_estimate){statistic.row_count == 0 ? NAN : statistic.value, NAN, NAN};
    }
    double rows = (double)statistic.row_count;
    moments spread = moments_of((combination){statistic.row, NULL, 0.0, statistic.row_count});
    double degrees = variance_degrees(spread.kurtosis, statistic.row_count, NO_DOUBT);
    double own = spread.variance / rows;
    double shared = statistic.column_count > 1 ? shared_variance(statistic) : 0.0;
    if (shared > 0.0) {
        double both = own + shared;
        degrees = both * both / (own * own / degrees + shared * shared / ((double)statistic.column_count - 1.0));
    }
    spread.skewness *= pow(own / (own + shared), 1.5);
    spread.variance = (own + shared) * rows;
    return interval_of(statistic.value, spread, statistic.row_count, confidence, degrees, interval);
}
