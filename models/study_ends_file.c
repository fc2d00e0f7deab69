/* What a result file says of the ends of assumed ranges. See study.h; analysis/README.md says what is written. */
#include <stdlib.h>
#include <string.h>

#include "models/study.h"

static hr_status write_dimensions(const hr_study *study, hr_results *results, hr_error *error)
{
    static const char *const bounds[] = {"low", "high"};
    const hr_scenario *scenario = study->base->scenario;
    size_t count = study->point_count / 2;
    const char *cases[] = {scenario->cases[scenario->claim.same_state].name,
                           scenario->cases[scenario->claim.other_state].name};
    const char **paths = malloc((count + 1) * sizeof *paths);
    if (paths == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu assumptions", count);
    }
    for (size_t i = 0; i < count; ++i) {
        paths[i] = scenario->assumptions[i].path;
    }
    hr_status status = hr_results_dimension_labels(results, "assumption", count, paths, "key path of an assumed figure",
                                                   error);
    if (status == HR_OK) {
        status = hr_results_dimension_labels(results, "bound", 2, bounds, "end of the assumption's declared range",
                                             error);
    }
    if (status == HR_OK) {
        status = hr_results_dimension_labels(results, "claim_case", 2, cases, "cases that the claim compares", error);
    }
    if (status == HR_OK) {
        status = hr_results_dimension_values(results, "turn_replication", study->replications, NULL, NULL, NULL, error);
    }
    free(paths);
    return status;
}

static hr_status write_number(hr_results *results, const char *name, int dimensions, const double *values,
                              const char *long_name, hr_error *error)
{
    static const char *const of_assumption[] = {"assumption", "bound"};
    hr_status status = hr_results_variable(results, name, HR_RESULTS_DOUBLE, dimensions, of_assumption, NULL, long_name,
                                           error);
    return status == HR_OK ? hr_results_write(results, name, values, error) : status;
}

static hr_status write_values(const hr_study *study, hr_results *results, hr_error *error)
{
    const hr_scenario *scenario = study->base->scenario;
    size_t count = study->point_count / 2;
    double *values = malloc((2 * count + 1) * sizeof *values);
    double *bases = malloc((count + 1) * sizeof *bases);
    const char **notes = malloc((count + 1) * sizeof *notes);
    hr_status status = HR_OK;
    if (values == NULL || bases == NULL || notes == NULL) {
        status = hr_error_set(error, HR_FAILED, "out of memory for %zu assumptions", count);
        goto out;
    }
    for (size_t i = 0; i < count; ++i) {
        values[2 * i] = scenario->assumptions[i].low;
        values[2 * i + 1] = scenario->assumptions[i].high;
        bases[i] = scenario->assumptions[i].base;
        notes[i] = scenario->assumptions[i].note;
    }
    status = write_number(results, "assumption_value", 2, values, "value at the end of the range", error);
    if (status == HR_OK) {
        status = write_number(results, "assumption_base", 1, bases, "value in the scenario", error);
    }
    if (status == HR_OK) {
        status = hr_results_write_texts(results, "assumption_note", "assumption", notes, "where the figure is from",
                                        error);
    }
out:
    free(values);
    free(bases);
    free(notes);
    return status;
}

hr_status hr_study_write_ends(const hr_study *study, const double *numbers, hr_results *results, hr_error *error)
{
    static const char *const dimensions[] = {"turn_replication", "assumption", "bound", "claim_case", "arm"};
    size_t series = (size_t)study->point_count * study->experiment.layout.length;
    size_t replications = study->replications;
    double *lost = malloc(replications * series * sizeof *lost);
    if (lost == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u assumptions", study->point_count / 2);
    }
    for (size_t i = 0; i < replications * series; ++i) {
        lost[i] = numbers[i % series * replications + i / series];
    }
    hr_status status = write_dimensions(study, results, error);
    if (status == HR_OK) {
        status = write_values(study, results, error);
    }
    if (status == HR_OK) {
        status = hr_results_variable(results, "turn_lost_headline_user_hours", HR_RESULTS_DOUBLE, 5, dimensions, "h",
                                     "user-hours lost with one assumption at an end of its range", error);
    }
    if (status == HR_OK) {
        status = hr_results_write(results, "turn_lost_headline_user_hours", lost, error);
    }
    free(lost);
    return status;
}
