/* A study in a result file: the same cases and arms at many points of the scenario, on the same random numbers
 * (analysis/README.md). Reads result files only; never the model.
 */
#ifndef HR_ANALYSIS_STUDY_SAMPLES_H
#define HR_ANALYSIS_STUDY_SAMPLES_H

#include "analysis/comparison.h"
#include "sim/engine/results.h"

/* What points set at one key path. */
typedef struct {
    char *name;
    char **values; /* [point], as texts; empty: the point leaves it */
} hr_study_path;

typedef struct {
    size_t point_count;
    size_t case_count;
    size_t count; /* replications */
    char **cases;
    size_t path_count;
    hr_study_path *paths;
    double *lost; /* [point][case][arm][replication]; arms in the order of hr_comparison */
} hr_study_samples;

/** Whether a file has a study of that name, "sweep" say. */
bool hr_study_is_there(const hr_results *results, const char *name);

/**
 * Reads the losses of a study, and where its points are.
 *
 * @param samples  filled; freed by hr_study_samples_free, also after a failure
 * @param path     of the file, for messages
 * @return         HR_BAD_INPUT when the study's variables do not fit together
 */
hr_status hr_study_samples_read(hr_study_samples *samples, const hr_results *results, const char *path,
                                const char *name, hr_error *error);
void hr_study_samples_free(hr_study_samples *samples);

/** Another metric as lost is stored, within [0, greatest] or NaN; the caller frees. */
hr_status hr_study_metric_read(const hr_study_samples *samples, const hr_results *results, const char *path,
                               const char *variable, double greatest, double **values, hr_error *error);

/** One point's, case's and arm's replications of a metric. */
static inline const double *hr_study_series(const hr_study_samples *samples, const double *values, size_t point,
                                            size_t index, int arm)
{
    return values + ((point * samples->case_count + index) * HR_COMPARISON_ARMS + (size_t)arm) * samples->count;
}

/** Where a point is, as `key = value, key = value`; `-` for a point that sets nothing. The caller frees; NULL: no memory.
 */
char *hr_study_point_text(const hr_study_samples *samples, size_t point);

#endif
