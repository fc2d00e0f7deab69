/* What a comparison says about the scenario's claim, in sentences made from its numbers. Internal to the analysis
 * folder. */
#ifndef HR_ANALYSIS_COMPARISON_ANSWER_H
#define HR_ANALYSIS_COMPARISON_ANSWER_H

#include <stdio.h>

#include "analysis/comparison.h"
#include "analysis/text_format.h"

/** Prints `Answer:` and `It would turn if:`; nothing when no claim is stated. HR_FAILED without memory. */
hr_status hr_comparison_print_answer(const hr_comparison *comparison, hr_user_hours_unit unit, FILE *stream,
                                     hr_error *error);

#endif
