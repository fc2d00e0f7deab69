/* A comparison as plain text of at most 80 columns: tables, then what they say about the claim, then what would turn
 * it. */
#ifndef HR_ANALYSIS_COMPARISON_TEXT_H
#define HR_ANALYSIS_COMPARISON_TEXT_H

#include <stdio.h>

#include "analysis/comparison.h"

/**
 * Prints heading, tables of loss with and without the mitigations (mean beside tail and exceedance), effectiveness,
 * paired differences, and, if the scenario states a claim, the answer and its turning points.
 *
 * @return HR_FAILED when the stream cannot be written or memory runs out
 */
hr_status hr_comparison_print(const hr_comparison *comparison, FILE *stream, hr_error *error);

#endif
