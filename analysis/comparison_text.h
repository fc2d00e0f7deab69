/* A comparison as plain text of at most 80 columns: tables, then what they say about the claim, then what would turn
 * it. */
#ifndef HR_ANALYSIS_COMPARISON_TEXT_H
#define HR_ANALYSIS_COMPARISON_TEXT_H

#include <stdio.h>

#include "analysis/comparison.h"
#include "analysis/text_format.h"

enum { HR_COMPARISON_NOTE_SIZE = 256 };

/** The unit of every number of user-hours in the text. */
hr_user_hours_unit hr_comparison_unit(const hr_comparison *comparison);

/** How the number of replications came about; empty when the scenario asked for no precision. */
void hr_comparison_precision_note(const hr_comparison *comparison, char note[HR_COMPARISON_NOTE_SIZE]);
/** That replications are left out; empty when none is. */
void hr_comparison_unfinished_note(const hr_comparison *comparison, char note[HR_COMPARISON_NOTE_SIZE]);
/** That losses are few for intervals; empty when they are not. */
void hr_comparison_few_losses_note(const hr_comparison *comparison, char note[HR_COMPARISON_NOTE_SIZE]);

/**
 * Prints heading, tables of loss with and without the mitigations (mean beside tail and exceedance), effectiveness,
 * paired differences, and, if the scenario states a claim, the answer and its turning points.
 *
 * @return HR_FAILED when the stream cannot be written or memory runs out
 */
hr_status hr_comparison_print(const hr_comparison *comparison, FILE *stream, hr_error *error);

#endif
