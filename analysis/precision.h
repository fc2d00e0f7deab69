/* When a Monte Carlo run knows enough: the relative half-width of a quantity's confidence interval is at most a target.
 * hr_precision_is_enough is a rule for hr_monte_carlo_run_until (sim/engine/monte_carlo.h).
 *
 * Looking often and stopping at the first narrow interval favours samples whose spread happens to look small, so the
 * interval of a run that stopped by itself covers a little less than one of a fixed number of replications. With looks
 * every 50 after a minimum of 100, nominal 95 %: a mean of losses 95 %, an effectiveness 94 % (1,000 replications: 95 and
 * 96 %; tests/validation/test_precision_coverage.c). A smaller minimum loses more.
 */
#ifndef HR_ANALYSIS_PRECISION_H
#define HR_ANALYSIS_PRECISION_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/statistics.h"
#include "sim/engine/error.h"

typedef enum {
    HR_PRECISION_MEAN,          /* of column 0; interval SKEWED */
    HR_PRECISION_CVAR,          /* of column 0 */
    HR_PRECISION_DIFFERENCE,    /* mean of column 0 less column 1, paired; interval SKEWED */
    HR_PRECISION_EFFECTIVENESS, /* 1 - mean of column 0 / mean of column 1, paired; Fieller's interval */
} hr_precision_quantity;

typedef struct {
    hr_precision_quantity quantity;
    double target;     /* half-width / |value|, above 0 */
    double confidence; /* 0.95, say */
    double alpha;      /* of CVaR */
    uint32_t most;     /* replications that there is room for */
    double *room;      /* owned: columns, and what they are worked on in */
} hr_precision;

/** @param most  the greatest number of replications that will be asked about
 *  @return      HR_FAILED without memory; free with hr_precision_free in any case */
hr_status hr_precision_init(hr_precision *precision, hr_precision_quantity quantity, double target, double confidence,
                            uint32_t most, hr_error *error);
/** Safe on a zeroed struct. */
void hr_precision_free(hr_precision *precision);

/** Columns that the quantity is computed from: 1 or 2. */
size_t hr_precision_columns(hr_precision_quantity quantity);

/** The quantity from [count][columns] values. */
hr_estimate hr_precision_estimate(hr_precision *precision, const double *values, uint32_t count);

/** half-width / |value|; NaN when the interval is unknown or the value 0: nothing seen yet is no precision. */
double hr_precision_relative_half_width(hr_estimate estimate);

/** For hr_monte_carlo_stopping.is_enough.
 *  @param precision  an hr_precision
 *  O(count), O(count log count) for CVaR. */
bool hr_precision_is_enough(void *precision, const double *values, uint32_t count);

#endif
