/* Stopping at a relative half-width: see precision.h. */
#include "analysis/precision.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TAIL = 0.95;

hr_status hr_precision_init(hr_precision *precision, hr_precision_quantity quantity, double target, double confidence,
                            uint32_t most, hr_error *error)
{
    assert(target > 0.0 && most >= 1);
    *precision = (hr_precision){quantity, target, confidence, TAIL, most, NULL};
    precision->room = malloc(2 * (size_t)most * sizeof *precision->room);
    return precision->room == NULL ? hr_error_set(error, HR_FAILED, "out of memory for %u replications", most) : HR_OK;
}

void hr_precision_free(hr_precision *precision)
{
    free(precision->room);
    memset(precision, 0, sizeof *precision);
}

size_t hr_precision_columns(hr_precision_quantity quantity)
{
    return quantity == HR_PRECISION_MEAN || quantity == HR_PRECISION_CVAR ? 1 : 2;
}

hr_estimate hr_precision_estimate(hr_precision *precision, const double *values, uint32_t count)
{
    assert(count <= precision->most);
    if (hr_precision_columns(precision->quantity) == 1) {
        return precision->quantity == HR_PRECISION_MEAN
                   ? hr_statistics_mean(values, count, precision->confidence, HR_INTERVAL_SKEWED)
                   : hr_statistics_cvar(values, count, precision->alpha, precision->confidence, precision->room);
    }
    double *first = precision->room;
    double *second = precision->room + count;
    for (uint32_t k = 0; k < count; ++k) {
        first[k] = values[2 * (size_t)k];
        second[k] = values[2 * (size_t)k + 1];
    }
    return precision->quantity == HR_PRECISION_DIFFERENCE
               ? hr_statistics_paired_difference(first, second, count, precision->confidence, HR_INTERVAL_SKEWED)
               : hr_statistics_effectiveness(first, second, count, precision->confidence);
}

double hr_precision_relative_half_width(hr_estimate estimate)
{
    bool is_something = hr_estimate_known(estimate) && fabs(estimate.value) > 0.0;
    return is_something ? (estimate.high - estimate.low) / 2.0 / fabs(estimate.value) : NAN;
}

bool hr_precision_is_enough(void *precision, const double *values, uint32_t count)
{
    hr_precision *rule = precision;
    double reached = hr_precision_relative_half_width(hr_precision_estimate(rule, values, count));
    return reached <= rule->target; /* false for NaN */
}
