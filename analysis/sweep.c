/* Estimates of a sweep: see sweep.h. */
#include "analysis/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 64 };

/* Room for two linearised effectivenesses. */
typedef struct {
    double *scratch;      /* replications */
    double *influence[2]; /* replications each */
} workspace;

static hr_status make_room(workspace *work, size_t count, hr_error *error)
{
    work->scratch = malloc((3 * count + 1) * sizeof *work->scratch);
    if (work->scratch == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu replications", count);
    }
    work->influence[0] = work->scratch + count;
    work->influence[1] = work->scratch + 2 * count;
    return HR_OK;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static hr_sweep_row row_of(const hr_study_samples *samples, const double *peaks, size_t p, size_t c,
                           const workspace *work)
{
    const double *with = hr_study_series(samples, samples->lost, p, c, HR_COMPARISON_MITIGATED);
    const double *without = hr_study_series(samples, samples->lost, p, c, HR_COMPARISON_UNMITIGATED);
    const double *peak = hr_study_series(samples, peaks, p, c, HR_COMPARISON_MITIGATED);
    size_t above = 0;
    hr_sweep_row row = {
        .mean = hr_statistics_mean(with, samples->count, HR_COMPARISON_CONFIDENCE, HR_INTERVAL_SKEWED),
        .cvar = hr_statistics_cvar(with, samples->count, HR_COMPARISON_TAIL, HR_COMPARISON_CONFIDENCE, work->scratch),
        .effectiveness = hr_effectiveness_bounded(
            hr_statistics_effectiveness(with, without, samples->count, HR_COMPARISON_CONFIDENCE)),
        .hhi_vendor = NAN,
        .hhi_state = NAN,
        .worst_state_lost = NAN,
    };
    for (size_t k = 0; k < samples->count; ++k) {
        above += peak[k] > 0.10;
        row.losses += without[k] > 0;
    }
    row.above_10 = hr_frequency_of(above, samples->count);
    return row;
}

static hr_status read_index(const hr_sweep_report *report, const hr_results *results, const char *path,
                            const char *name, size_t depth, double **values, hr_error *error)
{
    size_t count = 0;
    *values = NULL;
    if (!hr_results_has(results, name)) {
        return HR_OK;
    }
    hr_status status = hr_results_read(results, name, values, &count, error);
    if (status == HR_OK && count != report->samples.point_count * report->samples.case_count * depth) {
        status = hr_error_set(error, HR_BAD_INPUT, "%s is damaged: `%s` does not fit the sweep", path, name);
    }
    return status;
}

static hr_status read_structure(hr_sweep_report *report, const hr_results *results, const char *path, hr_error *error)
{
    enum { EDGES = 2, WITH_BACKUP = 1 };
    double *vendor = NULL;
    double *state = NULL;
    double *worst = NULL;
    hr_status status = read_index(report, results, path, "sweep_hhi_vendor", 1, &vendor, error);
    if (status == HR_OK) {
        status = read_index(report, results, path, "sweep_hhi_state", 1, &state, error);
    }
    if (status == HR_OK) {
        status = read_index(report, results, path, "sweep_worst_state_share", EDGES, &worst, error);
    }
    for (size_t i = 0; i < report->samples.point_count * report->samples.case_count && status == HR_OK; ++i) {
        report->rows[i].hhi_vendor = vendor != NULL ? vendor[i] : NAN;
        report->rows[i].hhi_state = state != NULL ? state[i] : NAN;
        report->rows[i].worst_state_lost = worst != NULL ? 1.0 - worst[i * EDGES + WITH_BACKUP] : NAN;
    }
    free(vendor);
    free(state);
    free(worst);
    return status;
}

/* ---- courses ----------------------------------------------------------------------------------------------------- */

typedef struct {
    double value;
    double effectiveness;
} step;

static int compare_steps(const void *left, const void *right)
{
    double a = ((const step *)left)->value;
    double b = ((const step *)right)->value;
    return (a > b) - (a < b);
}

static hr_sweep_trend trend_of(const hr_sweep_report *report, size_t c, step *steps)
{
    const hr_study_samples *samples = &report->samples;
    size_t count = 0;
    size_t ups = 0;
    size_t downs = 0;
    if (samples->path_count != 1) {
        return HR_TREND_NONE;
    }
    for (size_t p = 0; p < samples->point_count; ++p) {
        const char *text = samples->paths[0].values[p];
        char *end = NULL;
        double effectiveness = report->rows[p * samples->case_count + c].effectiveness.value;
        steps[count] = (step){strtod(text, &end), effectiveness};
        if (end == text || *end != 0) {
            return HR_TREND_NONE;
        }
        count += isnan(effectiveness) ? 0 : 1;
    }
    if (count < 3) {
        return HR_TREND_NONE;
    }
    qsort(steps, count, sizeof *steps, compare_steps);
    for (size_t i = 1; i < count; ++i) {
        ups += steps[i].effectiveness > steps[i - 1].effectiveness;
        downs += steps[i].effectiveness < steps[i - 1].effectiveness;
    }
    if (ups + downs == 0) {
        return HR_TREND_SAME;
    }
    return ups == count - 1 ? HR_TREND_RISES : downs == count - 1 ? HR_TREND_FALLS : HR_TREND_NEITHER;
}

static hr_linearised linearise(const hr_study_samples *samples, size_t p, size_t c, double *influence)
{
    double value = hr_statistics_effectiveness_influence(
        hr_study_series(samples, samples->lost, p, c, HR_COMPARISON_MITIGATED),
        hr_study_series(samples, samples->lost, p, c, HR_COMPARISON_UNMITIGATED), samples->count, influence);
    return (hr_linearised){value, influence};
}

static hr_sweep_course course_of(const hr_sweep_report *report, size_t c, const workspace *work, step *steps)
{
    const hr_study_samples *samples = &report->samples;
    hr_sweep_course course = {.highest = HR_SWEEP_NO_POINT,
                              .lowest = HR_SWEEP_NO_POINT,
                              .difference = {NAN, NAN, NAN},
                              .trend = trend_of(report, c, steps)};
    double high = -INFINITY;
    double low = INFINITY;
    for (size_t p = 0; p < samples->point_count; ++p) {
        double value = report->rows[p * samples->case_count + c].effectiveness.value;
        course.known += isnan(value) ? 0 : 1;
        if (value > high) {
            high = value;
            course.highest = p;
        }
        if (value < low) {
            low = value;
            course.lowest = p;
        }
    }
    if (course.known >= 2) {
        double pairs = (double)course.known * ((double)course.known - 1) / 2;
        hr_linearised first = linearise(samples, course.highest, c, work->influence[0]);
        hr_linearised second = linearise(samples, course.lowest, c, work->influence[1]);
        course.difference = hr_statistics_linearised_difference(first, second, samples->count,
                                                                1.0 - (1.0 - HR_COMPARISON_CONFIDENCE) / pairs);
    }
    return course;
}

/* ---- whole ------------------------------------------------------------------------------------------------------- */

static hr_status estimate(hr_sweep_report *report, const double *peaks, hr_error *error)
{
    const hr_study_samples *samples = &report->samples;
    workspace work = {0};
    step *steps = calloc(samples->point_count + 1, sizeof *steps);
    report->rows = calloc(samples->point_count * samples->case_count, sizeof *report->rows);
    report->courses = calloc(samples->case_count, sizeof *report->courses);
    hr_status status = steps == NULL || report->rows == NULL || report->courses == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %zu points", samples->point_count)
                           : make_room(&work, samples->count, error);
    for (size_t i = 0; i < samples->point_count * samples->case_count && status == HR_OK; ++i) {
        report->rows[i] = row_of(samples, peaks, i / samples->case_count, i % samples->case_count, &work);
    }
    for (size_t c = 0; c < samples->case_count && status == HR_OK; ++c) {
        report->courses[c] = course_of(report, c, &work, steps);
    }
    free(work.scratch);
    free(steps);
    return status;
}

static hr_status load(hr_sweep_report *report, const hr_results *results, const char *path, hr_error *error)
{
    double *peaks = NULL;
    hr_status status = hr_study_samples_read(&report->samples, results, path, "sweep", error);
    if (status == HR_OK) {
        status = hr_study_metric_read(&report->samples, results, path, "sweep_peak_lost_share", 1.0, &peaks, error);
    }
    if (status == HR_OK) {
        status = estimate(report, peaks, error);
    }
    free(peaks);
    return status == HR_OK ? read_structure(report, results, path, error) : status;
}

hr_status hr_sweep_load(hr_sweep_report *report, const char *path, hr_error *error)
{
    hr_results results;
    memset(report, 0, sizeof *report);
    hr_status status = hr_results_open(&results, path, error);
    if (status != HR_OK) {
        return status;
    }
    if (hr_study_is_there(&results, "sweep")) {
        status = load(report, &results, path, error);
    }
    hr_results_close(&results);
    return status;
}

void hr_sweep_free(hr_sweep_report *report)
{
    hr_study_samples_free(&report->samples);
    free(report->rows);
    free(report->courses);
    memset(report, 0, sizeof *report);
}
