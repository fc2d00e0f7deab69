/* When a run may stop: a scenario's `precision` as a rule for the Monte Carlo driver. */
#ifndef HR_CLI_RUN_PRECISION_H
#define HR_CLI_RUN_PRECISION_H

#include "analysis/precision.h"
#include "models/experiment.h"

typedef struct {
    uint32_t case_count;
    hr_precision rules[HR_CASES_MAX]; /* one for each case that it must be known in */
    size_t width;                     /* columns of one case */
    size_t columns[2 * HR_CASES_MAX];
    double *gathered; /* columns of one case */
    bool is_reached;
    hr_monte_carlo_stopping stopping;
} hr_run_precision;

/** @param experiment  whole; borrowed
 *  @param most        the greatest number of replications
 *  @return            HR_FAILED without memory; free in any case */
hr_status hr_run_precision_init(hr_run_precision *precision, const hr_experiment *experiment, uint32_t most,
                                uint32_t batch_size, hr_error *error);
void hr_run_precision_free(hr_run_precision *precision);

/** What was asked for and whether it was reached, as attributes. */
hr_status hr_run_precision_write(const hr_run_precision *precision, const hr_precision_target *target,
                                 hr_results *results, hr_error *error);

#endif
