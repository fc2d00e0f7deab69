/* The restoration curve of a result file: the share of headline users out over time, mean over the replications, by
 * case. And the curve drawn in one line of characters.
 */
#ifndef HR_ANALYSIS_CURVE_H
#define HR_ANALYSIS_CURVE_H

#include <stdbool.h>
#include <stdio.h>

#include "sim/engine/results.h"

enum { HR_CURVE_COLUMNS_MAX = 60 };

typedef struct {
    char **cases;
    size_t case_count;
    size_t column_count; /* at most HR_CURVE_COLUMNS_MAX: neighbouring time cells are averaged */
    double hours;        /* of all columns together */
    double *out;         /* [case][column], share of the headline users without service, [0, 1], with the mitigations */
} hr_curve;

/**
 * Reads the served users of all finished replications.
 *
 * @param curve  filled; freed by hr_curve_free, also after a failure; without columns when the file holds no served users
 * @return       HR_BAD_INPUT for a file whose shapes do not fit, HR_FAILED when it cannot be read or memory runs out
 *
 * O(size of `served_users`), in blocks of replications.
 */
hr_status hr_curve_load(hr_curve *curve, const char *path, hr_error *error);
void hr_curve_free(hr_curve *curve);

/** A line of characters per case, all to the height of the greatest share; nothing when there are no columns or no
 *  user was ever out. is_unicode: with block characters, else with ASCII ones. */
void hr_curve_print(const hr_curve *curve, bool is_unicode, FILE *stream);

#endif
