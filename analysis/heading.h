/* Which run a result file is of: the first lines of every report on it. */
#ifndef HR_ANALYSIS_HEADING_H
#define HR_ANALYSIS_HEADING_H

#include <stdint.h>
#include <stdio.h>

#include "sim/engine/results.h"

typedef struct {
    char *title;
    char *question;
    char *version;
    uint64_t seed;
} hr_heading;

/** Freed by hr_heading_free, also after a failure. */
hr_status hr_heading_read(hr_heading *heading, const hr_results *results, hr_error *error);
void hr_heading_free(hr_heading *heading);

/** Title, question, and a line that begins with `what`: "200 replications", say. */
void hr_heading_print(const hr_heading *heading, const char *what, FILE *stream);

#endif
