/* A sweep: how losses and the effectiveness of the mitigations move over the points at which a scenario was run.
 *
 * Points share their random numbers, so differences between them are paired. How far apart the most and the least
 * effective point are is told with an interval that holds for all pairs of points together (Bonferroni), since these two
 * were picked out by their estimates.
 */
#ifndef HR_ANALYSIS_SWEEP_H
#define HR_ANALYSIS_SWEEP_H

#include "analysis/study_samples.h"

/* One case at one point, with the mitigations unless it says otherwise. */
typedef struct {
    hr_estimate mean; /* user-hours */
    hr_estimate cvar;
    hr_estimate effectiveness;
    hr_frequency above_10;
    size_t losses;     /* replications that lost anything without the mitigations */
    double hhi_vendor; /* NaN where the file does not say; so the next */
    double hhi_state;
    double
        worst_state_lost; /* share of headline users out with everything of the worst state down, backup edges usable */
} hr_sweep_row;

/* How effectiveness goes along with the only path of a sweep, by estimates alone. */
typedef enum {
    HR_TREND_NONE,    /* several paths, words, or fewer than three points with a known effectiveness */
    HR_TREND_RISES,   /* at every step */
    HR_TREND_FALLS,   /* at every step */
    HR_TREND_SAME,    /* never changes */
    HR_TREND_NEITHER, /* up here and down there */
} hr_sweep_trend;

typedef struct {
    size_t known;   /* points whose effectiveness is known */
    size_t highest; /* of these the most effective, of equals the first; HR_SWEEP_NO_POINT: none is known */
    size_t lowest;
    hr_estimate difference; /* highest less lowest */
    hr_sweep_trend trend;
} hr_sweep_course;

#define HR_SWEEP_NO_POINT SIZE_MAX

typedef struct {
    hr_study_samples samples;
    hr_sweep_row *rows;       /* [point][case] */
    hr_sweep_course *courses; /* [case] */
} hr_sweep_report;

/**
 * Reads and estimates the sweep of a result file.
 *
 * @param report    filled; freed by hr_sweep_free, also after a failure; without points when the file has no sweep
 *
 * O(points * cases * replications log replications).
 */
hr_status hr_sweep_load(hr_sweep_report *report, const char *path, hr_error *error);
void hr_sweep_free(hr_sweep_report *report);

/** What is said of a case's course over the points: a line of text that the caller frees. */
hr_status hr_sweep_course_text(const hr_sweep_report *report, size_t index, char **text, hr_error *error);

/** Tables and sentences in 80 columns; nothing when there are no points. */
hr_status hr_sweep_print(const hr_sweep_report *report, FILE *stream, hr_error *error);

#endif
