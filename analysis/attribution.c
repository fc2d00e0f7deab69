/* From losses with every subset to shares of effectiveness: see attribution.h. */
#include "analysis/attribution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char LOST[] = "attribution_lost_headline_user_hours";

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static hr_status damaged(const char *path, const char *name, hr_error *error)
{
    return hr_error_set(error, HR_BAD_INPUT, "%s is damaged: `%s` does not fit its attribution", path, name);
}

static hr_status read_cases(hr_attribution_report *report, const hr_results *results, hr_error *error)
{
    char **names = NULL;
    size_t count = 0;
    hr_status status = hr_results_read_texts(results, "attribution_case", &names, &count, error);
    if (status != HR_OK) {
        return status;
    }
    report->cases = calloc(count + 1, sizeof *report->cases);
    for (size_t c = 0; c < count && report->cases != NULL; ++c) {
        report->cases[c].name = names[c];
        names[c] = NULL;
        report->case_count = c + 1;
        status = report->cases[c].name == NULL ? HR_FAILED : status;
    }
    hr_results_free_texts(names, count);
    return report->cases == NULL || status != HR_OK
               ? hr_error_set(error, HR_FAILED, "out of memory for %zu cases", count)
               : HR_OK;
}

/* Subset b must be the mitigations whose bits are set in b. */
static hr_status check_members(const hr_attribution_report *report, const hr_results *results, const char *path,
                               hr_error *error)
{
    double *has = NULL;
    size_t count = 0;
    size_t players = report->mitigation_count;
    hr_status status = hr_results_read(results, "subset_has_mitigation", &has, &count, error);
    if (status == HR_OK && count != players << players) {
        status = damaged(path, "subset_has_mitigation", error);
    }
    for (size_t i = 0; i < players << players && status == HR_OK; ++i) {
        if (has[i] != (double)(i / players >> i % players & 1)) {
            status = damaged(path, "subset_has_mitigation", error);
        }
    }
    free(has);
    return status;
}

static hr_status read_lost(hr_attribution_report *report, const hr_results *results, const char *path, double **lost,
                           hr_error *error)
{
    int dimensions = 0;
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    size_t count = 0;
    hr_status status = hr_results_shape(results, LOST, &dimensions, lengths, error);
    if (status == HR_OK && (dimensions != 3 || lengths[0] != report->case_count ||
                            lengths[1] != (size_t)1 << report->mitigation_count || lengths[2] == 0)) {
        status = damaged(path, LOST, error);
    }
    if (status == HR_OK) {
        report->replications = lengths[2];
        status = hr_results_read(results, LOST, lost, &count, error);
    }
    for (size_t i = 0; i < count && status == HR_OK; ++i) {
        if (!((*lost)[i] >= 0) || isinf((*lost)[i])) {
            status = hr_error_set(error, HR_BAD_INPUT, "%s is damaged: %s holds the value %g", path, LOST, (*lost)[i]);
        }
    }
    return status;
}

static hr_status read_all(hr_attribution_report *report, const hr_results *results, const char *path, double **lost,
                          hr_error *error)
{
    hr_status status = hr_heading_read(&report->heading, results, error);
    if (status == HR_OK) {
        status = hr_results_read_texts(results, "mitigation", &report->mitigations, &report->mitigation_count, error);
    }
    if (status == HR_OK && (report->mitigation_count == 0 || report->mitigation_count > HR_SHAPLEY_PLAYERS_MAX)) {
        status = damaged(path, "mitigation", error);
    }
    if (status == HR_OK) {
        status = read_cases(report, results, error);
    }
    if (status == HR_OK) {
        status = check_members(report, results, path, error);
    }
    return status == HR_OK ? read_lost(report, results, path, lost, error) : status;
}

/* ---- estimates --------------------------------------------------------------------------------------------------- */

static hr_status estimate(hr_attribution_report *report, const double *lost, hr_error *error)
{
    size_t subsets = (size_t)1 << report->mitigation_count;
    size_t count = report->replications;
    hr_linearised *risk = calloc(subsets, sizeof *risk);
    double *scratch = malloc(count * sizeof *scratch);
    if (risk == NULL || scratch == NULL) {
        free(risk);
        free(scratch);
        return hr_error_set(error, HR_FAILED, "out of memory for %zu subsets", subsets);
    }
    for (size_t c = 0; c < report->case_count; ++c) {
        hr_attribution_case *the_case = &report->cases[c];
        for (size_t b = 0; b < subsets; ++b) {
            const double *losses = lost + (c * subsets + b) * count;
            risk[b] = (hr_linearised){hr_statistics_sum(losses, count) / (double)count, losses};
        }
        for (size_t k = 0; k < count; ++k) {
            the_case->losses += risk[0].influence[k] > 0;
        }
        the_case->effectiveness = hr_shapley_effectiveness(risk, (int)report->mitigation_count, count,
                                                           HR_COMPARISON_CONFIDENCE, the_case->attribution, scratch);
    }
    free(risk);
    free(scratch);
    return HR_OK;
}

/* ---- whole ------------------------------------------------------------------------------------------------------- */

hr_status hr_attribution_load(hr_attribution_report *report, const char *path, hr_error *error)
{
    hr_results results;
    double *lost = NULL;
    memset(report, 0, sizeof *report);
    hr_status status = hr_results_open(&results, path, error);
    if (status != HR_OK) {
        return status;
    }
    status = hr_results_has(&results, LOST)
                 ? read_all(report, &results, path, &lost, error)
                 : hr_error_set(error, HR_BAD_INPUT,
                                "%s holds no attribution: give its scenario the key `attribution`, and run it", path);
    if (status == HR_OK) {
        status = estimate(report, lost, error);
    }
    free(lost);
    hr_results_close(&results);
    return status;
}

void hr_attribution_free(hr_attribution_report *report)
{
    hr_heading_free(&report->heading);
    for (size_t c = 0; c < report->case_count; ++c) {
        free(report->cases[c].name);
    }
    free(report->cases);
    hr_results_free_texts(report->mitigations, report->mitigation_count);
    memset(report, 0, sizeof *report);
}
