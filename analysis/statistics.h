/* Estimates with intervals from Monte Carlo replications: means, paired differences, quantiles, tail means,
 * proportions, and ratios such as the effectiveness of mitigations.
 *
 * Lost user-hours are skewed and often zero, which the textbook interval answers with too low an upper end.
 * Each function therefore says which interval it gives; what they cover in truth is measured by
 * tests/validation/test_statistics_published.c, and that is why one was chosen over another.
 *
 * Conventions of the whole file:
 *   - an unknown number is NaN: every member without a sample; low and high where nothing can be said about them
 *     (one replication, a ratio whose denominator may be zero, a quantile too far out);
 *   - a NaN among the samples makes the whole estimate NaN: leave unfinished replications out first;
 *   - confidence is a share, 0.95 say, strictly inside (0, 1); intervals are two-sided with equal tails;
 *   - a sample without spread gives an interval without width;
 *   - sums run in the order of the samples and carry their rounding error along (Neumaier), so they depend on
 *     nothing but the samples and their order.
 * No function allocates; those that need room say how much of the caller's `scratch` they overwrite.
 */
#ifndef HR_ANALYSIS_STATISTICS_H
#define HR_ANALYSIS_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

/* A number, and the ends of its confidence interval. */
typedef struct {
    double value;
    double low;
    double high;
} hr_estimate;

typedef enum {
    HR_INTERVAL_T,      /* Student's t: right for means of nearly symmetric samples */
    HR_INTERVAL_SKEWED, /* t corrected for skewness and kurtosis: right for losses */
} hr_interval;

/* A statistic as a smooth function of the sample: its value, and how far each replication pulls it.
 * influence[i] is in the unit of value, sums to nearly zero, and value's variance is nearly
 * sum(influence^2) / (count (count - 1)). */
typedef struct {
    double value;
    const double *influence; /* borrowed; count entries, one a replication */
} hr_linearised;

/** True when value and both ends are finite. */
bool hr_estimate_known(hr_estimate estimate);

/** Compensated sum in order (Neumaier, ZAMM 54, 1974, 39-51). O(count). */
double hr_statistics_sum(const double *values, size_t count);

/**
 * Mean.
 *
 *   T:       mean +- t s / sqrt(n), s^2 = sum (x - mean)^2 / (n - 1), t of n - 1 degrees of freedom
 *   SKEWED:  mean - y(+-t) s / sqrt(n),  y(v) = (cbrt(1 + g (v - g / 6)) - 1) / (g / 3),
 *            g = skewness / sqrt(n), t of min(n - 1, 2 n / (kurtosis - 1)) degrees of freedom
 *
 * y undoes Hall's transformation, which is monotone for every v (J. R. Statist. Soc. B 54, 1992, 221-228). The degrees
 * of freedom are Satterthwaite's (Biometrics Bulletin 2, 1946, 110-114) for a variance whose own relative variance is
 * (kurtosis - 1) / n: few losses that carry the whole sum tell little of their spread. O(count).
 */
hr_estimate hr_statistics_mean(const double *values, size_t count, double confidence, hr_interval interval);

/**
 * Mean of first[i] - second[i] over replications that share their random numbers; intervals as for the mean, but SKEWED
 * with a third of its degrees of freedom.
 *
 * A few replications in which the two differ much carry such a sample, and those that it happens to lack are missing
 * from its kurtosis as well: with Satterthwaite's own degrees of freedom the interval covers 87 to 94 % of the samples
 * that are made as losses are. The divisors of this file (3 here, 2 for tails and ratios) are the smallest round ones
 * with which intervals cover about 95 % there.
 */
hr_estimate hr_statistics_paired_difference(const double *first, const double *second, size_t count, double confidence,
                                            hr_interval interval);

/**
 * Quantile: the least sample x with at least the share `probability` of samples at or below it. Samples may be
 * infinite.
 *
 * The interval runs between order statistics x(l) and x(u): l the greatest with P(B < l) <= (1 - confidence) / 2, u
 * the least with P(B >= u) <= (1 - confidence) / 2, B binomial(count, probability). So it covers at least with
 * `confidence`, whatever the distribution (Conover, Practical Nonparametric Statistics, 3rd ed. 1999, section 3.2).
 * An end without such an order statistic is NaN.
 *
 * @param probability  strictly inside (0, 1)
 * @param scratch      count doubles
 *
 * O(count log count).
 */
hr_estimate hr_statistics_quantile(const double *values, size_t count, double probability, double confidence,
                                   double *scratch);

/**
 * Linearises conditional value at risk: the mean of the worst share 1 - alpha of samples. The sample at the boundary
 * counts with the weight that makes the share exact:
 *
 *   q = x(ceil(n alpha)),  CVaR = q + sum max(x - q, 0) / (n (1 - alpha))
 *   influence = q + max(x - q, 0) / (1 - alpha) - CVaR
 * (Rockafellar and Uryasev, J. Banking & Finance 26, 2002, 1443-1471).
 *
 * @param alpha      strictly inside (0, 1)
 * @param influence  count doubles, written
 * @return           CVaR; NaN without a sample
 *
 * O(count log count).
 */
double hr_statistics_cvar_influence(const double *values, size_t count, double alpha, double *influence);

/**
 * CVaR with its interval: Hall's transformation of the influence values, with t of as many degrees of freedom as
 * samples lie beyond the boundary, less one (standard errors alone cover a skewed tail with 85 to 94 %, not 95 %).
 * Fewer than two samples beyond the boundary: interval unknown.
 *
 * @param scratch  count doubles
 */
hr_estimate hr_statistics_cvar(const double *values, size_t count, double alpha, double confidence, double *scratch);

/** CVaR(first) - CVaR(second) on shared random numbers; t by the paired influence values, with half of the degrees of
 *  freedom of HR_INTERVAL_SKEWED and no more than either CVaR has (Hall's transformation makes it wider and covers less).
 *  @param scratch  2 count doubles */
hr_estimate hr_statistics_cvar_difference(const double *first, const double *second, size_t count, double alpha,
                                          double confidence, double *scratch);

/**
 * Share of trials with an event, by Clopper and Pearson (Biometrika 26, 1934, 404-413): covers at least with
 * `confidence`. low is the beta quantile (1 - confidence) / 2 of (k, n - k + 1), 0 for k = 0; high the beta quantile
 * (1 + confidence) / 2 of (k + 1, n - k), 1 for k = n.
 */
hr_estimate hr_statistics_proportion(size_t events, size_t trials, double confidence);

/** One-sided upper bound of a probability whose event was never seen: 1 - (1 - confidence)^(1 / trials); 1,000 trials
 *  and 0.95 give 0.0029912495. NaN without trials. By symmetry 1 - bound is the lower bound when it was always seen. */
double hr_statistics_no_event_bound(size_t trials, double confidence);

/* What a ratio is of. */
typedef enum {
    HR_PARTS_LOSSES,     /* losses, or what is spared of them: of one sign but for rare replications */
    HR_PARTS_DIFFERENCES /* effectivenesses and other statistics that replications pull both ways */
} hr_parts;

/**
 * first / second with the wider end, on either side, of two intervals:
 *
 *   Fieller's (J. R. Statist. Soc. B 16, 1954, 175-185): all ratios r for which first - r second is not significantly
 *   different from zero, t with the degrees of freedom of HR_INTERVAL_SKEWED by the kurtosis of first - r second;
 *   and that of the linearised ratio, (first - r second) / second, by HR_INTERVAL_SKEWED with its degrees of freedom
 *   divided by 2, or by 3 for HR_PARTS_DIFFERENCES (hr_statistics_paired_difference says why).
 *
 * Fieller's takes an uncertain denominator into account and no skewness: it covers 89 to 93 % of the shares of a
 * mitigation that seldom works, and of losses that are seldom left. The linearised one is the other way round. Unknown
 * when second is not significantly different from zero. Both must be linearised on the same replications. O(count).
 */
hr_estimate hr_statistics_ratio(hr_linearised first, hr_linearised second, size_t count, double confidence,
                                hr_parts parts);

/** first - second on the same replications: value +- t standard errors, t of a third of the degrees of freedom of
 *  HR_INTERVAL_SKEWED (hr_statistics_paired_difference says why). O(count). */
hr_estimate hr_statistics_linearised_difference(hr_linearised first, hr_linearised second, size_t count,
                                                double confidence);

/**
 * Effectiveness 1 - mean(mitigated) / mean(unmitigated) on paired replications, as hr_statistics_ratio; NaN when nothing
 * is lost without mitigations (MODEL 7).
 *
 * When nothing is left in any replication, spread says nothing. Then low is 1 less the bound of an event never seen in
 * the replications that lose without mitigations: what is left where something is left is taken to be no more than what
 * is lost on average.
 */
hr_estimate hr_statistics_effectiveness(const double *mitigated, const double *unmitigated, size_t count,
                                        double confidence);

/* A statistic on a few replications, made more exact by many replications of one that goes with it. */
typedef struct {
    hr_estimate value;
    hr_estimate change; /* value - the other statistic on its many replications */
} hr_double_sample;

/**
 * Regression estimator of double sampling (Cochran, Sampling Techniques, 3rd ed. 1977, section 12.6): p on `few`
 * replications, q on the same few and on all `many`:
 *
 *   value = p_few + b (q_many - q_few),  b = cov(p, q) / var(q)
 *   variance = sum (p - b q)^2 / (few (few - 2)) + b^2 var(q_many)
 *   change = value - q_many, its variance with (b - 1)^2 for b^2
 * in influence values; t of few - 2 degrees of freedom, fewer by the residuals' kurtosis. A statistic that does not go along with q keeps its own
 * variance; one that never differs from q takes over the exactness of the many.
 *
 * @param turned             p, on the few
 * @param base_few           q, on the few
 * @param base               q, on the many
 * @param change_confidence  of the interval of the change
 *
 * Fewer than three replications: intervals unknown. O(few + many).
 */
hr_double_sample hr_statistics_double_sampling(hr_linearised turned, hr_linearised base_few, size_t few,
                                               hr_linearised base, size_t many, double confidence,
                                               double change_confidence);

/**
 * Linearises effectiveness e by the jackknife: influence = (n - 1) (e - e without replication i). Closer to the truth
 * for rare losses than the derivative, and the same in the limit (Efron and Stein, Annals of Statistics 9, 1981,
 * 586-596).
 *
 * @param influence  count doubles, written; all NaN when a single replication carries all loss without mitigations
 * @return           effectiveness; NaN when nothing is lost without mitigations
 */
double hr_statistics_effectiveness_influence(const double *mitigated, const double *unmitigated, size_t count,
                                             double *influence);

/* A statistic on a table of rows by replications that all rows share (the points of a design, each run on the same
 * random numbers, say), linearised in both: it is a smooth function of what is drawn for a row, for a replication, and
 * for a row in a replication. */
typedef struct {
    double value;
    const double *row; /* borrowed; how far each row pulls, with all its replications; mean nearly zero */
    size_t row_count;
    const double *column; /* borrowed; how far each replication pulls, through all rows; mean nearly zero */
    size_t column_count;  /* 1: no replications, and column is not read */
    /* Sum over rows and replications of the squares of how far each cell pulls beside its row's mean, when column[r] is
     * the mean over rows of cell (row, r). */
    double cell_squares;
} hr_crossed;

/**
 * Interval of a statistic whose error comes from rows and from replications:
 *
 *   variance = sum row^2 / (m (m - 1)) + max(0, sum column^2 / (R (R - 1)) - cells / (m^2 R (R - 1)))
 *
 * for m rows and R replications. The first term has what differs among rows and the noise of each by itself, the second
 * what a replication does to all rows alike; the subtraction keeps noise of single cells from counting twice (two-way
 * clustering: Cameron, Gelbach and Miller, J. Business & Economic Statistics 29, 2011, 238-249). Replications that are
 * drawn anew for every row have nothing in common, and the second term is nearly zero. Degrees of freedom:
 * Satterthwaite's sum of those of HR_INTERVAL_SKEWED for rows and R - 1. Fewer than two rows: interval unknown.
 * O(rows + replications).
 */
hr_estimate hr_statistics_crossed(hr_crossed statistic, double confidence, hr_interval interval);

#endif
