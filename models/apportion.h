/* Whole numbers from shares: how many seats each claimant gets of a fixed total, exactly.
 *
 * Two methods, for two needs. Largest remainder (Hamilton) keeps every claimant within one of its exact share:
 * vendors' quotas, users at nodes. Highest averages (Webster, Sainte-Lague) is monotone: one more seat never takes a
 * seat from anyone, so that an operator with fewer sites has no more than a larger one in any area. See Balinski and
 * Young, Fair Representation, 1982.
 */
#ifndef HR_MODELS_APPORTION_H
#define HR_MODELS_APPORTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/engine/error.h"

/**
 * Largest remainder. Ties go to the lower index; all weights zero counts as all equal.
 *
 * @param weights  count of them, finite, not negative
 * @param minimum  what everybody gets before the rest is shared out; 0 is used when the total does not reach that far
 * @param seats    receives count numbers that add up to total
 * @return HR_FAILED without memory
 *
 * O(count log count).
 */
hr_status hr_apportion_remainders(const double *weights, size_t count, int64_t total, int64_t minimum, int64_t *seats,
                                  hr_error *error);

/**
 * Highest averages; with at_least_one every claimant has one seat before the others are shared out, when there are
 * enough. Ties go to the lower index; all weights zero counts as all equal. O(count + total log count).
 */
hr_status hr_apportion_averages(const double *weights, size_t count, uint32_t total, bool at_least_one, uint32_t *seats,
                                hr_error *error);

#endif
