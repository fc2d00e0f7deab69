/* What a comparison says about the scenario's claim, in sentences made from its numbers. */
#ifndef HR_ANALYSIS_COMPARISON_ANSWER_H
#define HR_ANALYSIS_COMPARISON_ANSWER_H

#include <stdio.h>

#include "analysis/comparison.h"
#include "analysis/text_format.h"

/* Parts of the answer, in the order in which they are read. */
typedef enum {
    HR_ANSWER_CLAIM,    /* one sentence: what each addition does, and what that makes of the claim */
    HR_ANSWER_CONTRAST, /* how far the two additions differ, and what is left of the effectiveness */
    HR_ANSWER_LOSSES,
    HR_ANSWER_REMOVED, /* only where a case without the state is named */
    HR_ANSWER_TURNS,   /* how many assumptions turn it, and which matters most; after the turns one by one */
    HR_ANSWER_PARTS,
} hr_answer_part;

/** One part as a line of text that the caller frees; *text NULL where there is none, as when no claim is stated. */
hr_status hr_comparison_answer_text(const hr_comparison *comparison, hr_user_hours_unit unit, hr_answer_part part,
                                    char **text, hr_error *error);
/** What one end of one assumption's range does to the contrast; *text NULL where it is no turn. As above. */
hr_status hr_comparison_turn_text(const hr_comparison *comparison, size_t turn, int bound, char **text,
                                  hr_error *error);

/** Prints `Answer:` and `It would turn if:`; nothing when no claim is stated. HR_FAILED without memory. */
hr_status hr_comparison_print_answer(const hr_comparison *comparison, hr_user_hours_unit unit, FILE *stream,
                                     hr_error *error);

#endif
