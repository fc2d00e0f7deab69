/* What confidence intervals cover in truth, measured by simulation, for validation programs. */
#ifndef HR_TESTS_SUPPORT_COVERAGE_H
#define HR_TESTS_SUPPORT_COVERAGE_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/statistics.h"

/* Intervals of one method against one truth. Initialise name, floor and truth; the rest with 0. */
typedef struct {
    const char *name;
    double floor; /* coverage that the method is known to reach, in percent */
    double truth;
    size_t above;   /* intervals above the truth */
    size_t below;   /* intervals below the truth */
    size_t unknown; /* no interval: nothing is claimed, so nothing is missed */
} hr_coverage;

/** hr_test_scaled(most), but at least 100. */
size_t hr_coverage_trials(uint32_t most);

void hr_coverage_count(hr_coverage *row, hr_estimate estimate);

/**
 * Prints nominal and measured coverage of each row, and fails the test where one lies below its floor by more than 4.5
 * standard errors. One line each, which .ci/print-validation gathers:
 *
 *     coverage | interval | law | n | nominal | covered | standard error | missed above / below | unknown | floor
 *
 * @param law     what the samples are drawn from
 * @param n       their size
 * @param trials  intervals of each row
 */
void hr_coverage_check(const char *law, size_t n, const hr_coverage *rows, size_t row_count, size_t trials);

#endif
