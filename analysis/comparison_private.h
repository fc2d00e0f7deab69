/* What comparison_read.c and comparison_structure.c hand to comparison.c: one result file's samples, checked and in the order statistics read
 * them. */
#ifndef HR_ANALYSIS_COMPARISON_PRIVATE_H
#define HR_ANALYSIS_COMPARISON_PRIVATE_H

#include "analysis/comparison.h"
#include "sim/engine/results.h"

/* Samples are [case][arm][replication]; arms in the order of the enumeration, finished replications only. */
typedef struct {
    size_t count; /* finished replications */
    double *lost;
    double *peak;
    double *disabled; /* NULL: not in the file; so the next */
    double *isolated;
    double *discovery;   /* NaN: never */
    double *hours_above; /* 10 % of users out */
    size_t turn_count;   /* replications finished both here and in all runs with other assumptions */
    size_t *turn_row;    /* which of the `count` each of them is */
    double *turn_lost;   /* [assumption][bound][same, other][arm][replication]; NULL: none */
} hr_comparison_samples;

/** Reads and checks; fills names, attributes and turning points' values of `comparison` and all of `samples`. */
hr_status hr_comparison_read(hr_comparison *comparison, hr_comparison_samples *samples, const char *path,
                             const char *baseline, hr_error *error);
void hr_comparison_samples_free(hr_comparison_samples *samples);

/** Concentration of every case, and who keeps service without one vendor or state; unknown where the file does not
 *  say. After the attributes. */
hr_status hr_comparison_read_structure(const hr_results *results, const char *path, hr_comparison *comparison,
                                       hr_error *error);

static inline const double *hr_comparison_series(const double *samples, size_t count, size_t index, int arm)
{
    return samples + (index * HR_COMPARISON_ARMS + (size_t)arm) * count;
}

#endif
