/* From a sensitivity design's losses to indices: see sensitivity_report.h.
 *
 * The output of a point is a function of its replications that is linearised: value and influence of each (pseudo-
 * values, statistics.h), so that simulation noise is known. O(rows * replications * inputs).
 */
#include "analysis/sensitivity_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const METHODS[] = {"sobol", "morris"};
const char *const hr_report_outputs[HR_REPORT_OUTPUT_COUNT] = {
    [HR_REPORT_EFFECTIVENESS] = "effectiveness", [HR_REPORT_LOST] = "lost",   [HR_REPORT_CONTRAST] = "contrast",
    [HR_REPORT_DIFFERENCE] = "difference",       [HR_REPORT_RATIO] = "ratio", [HR_REPORT_GROWTH] = "growth",
};

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static hr_status read_word(const hr_results *results, const char *path, const char *name, const char *const *words,
                           int count, int *index, hr_error *error)
{
    char *text = NULL;
    hr_status status = hr_results_read_attribute_text(results, NULL, name, &text, error);
    for (*index = 0; status == HR_OK && *index < count && strcmp(text, words[*index]) != 0;) {
        ++*index;
    }
    if (status == HR_OK && *index == count) {
        status = hr_error_set(error, HR_BAD_INPUT, "%s: its attribute %s is `%.64s`, which this version does not know",
                              path, name, text);
    }
    free(text);
    return status;
}

static hr_status read_range(hr_sensitivity_report *report, const hr_results *results, const char *path, hr_error *error)
{
    size_t count = 0;
    hr_status status = hr_results_read(results, "sensitivity_range", &report->range, &count, error);
    if (status == HR_OK && (count != 2 * report->input_count || report->input_count == 0)) {
        status = hr_error_set(error, HR_BAD_INPUT, "%s is damaged: `sensitivity_range` does not fit its design", path);
    }
    return status;
}

static bool is_of_two_cases(hr_report_output output)
{
    return output != HR_REPORT_EFFECTIVENESS && output != HR_REPORT_LOST;
}

static hr_status read_all(hr_sensitivity_report *report, const hr_results *results, const char *path, hr_error *error)
{
    int method = 0;
    int output = 0;
    int64_t blocks = 0;
    hr_status status = hr_heading_read(&report->heading, results, error);
    if (status == HR_OK) {
        status = read_word(results, path, "sensitivity_method", METHODS, 2, &method, error);
    }
    if (status == HR_OK) {
        status = read_word(results, path, "sensitivity_of", hr_report_outputs, HR_REPORT_OUTPUT_COUNT, &output, error);
    }
    if (status == HR_OK) {
        status = hr_results_read_attribute_integer(results, NULL, "sensitivity_base_points", &blocks, error);
    }
    if (status == HR_OK) {
        status = hr_study_samples_read(&report->samples, results, path, "sensitivity", error);
    }
    report->method = (hr_report_method)method;
    report->output = (hr_report_output)output;
    report->base_points = (size_t)blocks;
    report->input_count = report->samples.path_count;
    if (status == HR_OK && report->samples.case_count != (is_of_two_cases(report->output) ? 2u : 1u)) {
        status = hr_error_set(error, HR_BAD_INPUT, "%s is damaged: its sensitivity design has %zu cases", path,
                              report->samples.case_count);
    }
    return status == HR_OK ? read_range(report, results, path, error) : status;
}

static hr_status choose_output(hr_sensitivity_report *report, hr_report_output of, const char *path, hr_error *error)
{
    if (of == HR_REPORT_OUTPUT_COUNT) {
        return HR_OK;
    }
    if (is_of_two_cases(of) != is_of_two_cases(report->output)) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "%s: its design is of `%s`, from which `%s` cannot be told: give its scenario"
                            " `sensitivity: {of: %s}`, and run it",
                            path, hr_report_outputs[report->output], hr_report_outputs[of],
                            is_of_two_cases(of) ? "contrast" : hr_report_outputs[of]);
    }
    report->output = of;
    return HR_OK;
}

/* ---- outputs ----------------------------------------------------------------------------------------------------- */

/* Adds sign times the pseudo-values of a case's effectiveness at a point. */
static void add_effectiveness(const hr_study_samples *samples, size_t p, size_t c, double sign, double *influence,
                              double *outputs)
{
    double value = hr_statistics_effectiveness_influence(
        hr_study_series(samples, samples->lost, p, c, HR_COMPARISON_MITIGATED),
        hr_study_series(samples, samples->lost, p, c, HR_COMPARISON_UNMITIGATED), samples->count, influence);
    for (size_t k = 0; k < samples->count; ++k) {
        outputs[k] += sign * (value + influence[k]);
    }
}

/* Adds sign times the pseudo-values of the logarithm of a mean at a point. */
static void add_logarithm(const double *values, size_t count, double sign, double *outputs)
{
    double sum = 0;
    for (size_t k = 0; k < count; ++k) {
        sum += values[k];
    }
    double mean = sum / (double)count;
    for (size_t k = 0; k < count; ++k) {
        outputs[k] += mean > 0 ? sign * (log(mean) + values[k] / mean - 1) : NAN;
    }
}

/* [point][replication]; the caller frees. */
static double *outputs_of(const hr_sensitivity_report *report)
{
    enum { SAME, OTHER };
    const hr_study_samples *samples = &report->samples;
    size_t count = samples->count;
    double *outputs = calloc((samples->point_count + 1) * count, sizeof *outputs);
    double *influence = outputs != NULL ? outputs + samples->point_count * count : NULL;
    for (size_t p = 0; p < samples->point_count && outputs != NULL; ++p) {
        double *row = outputs + p * count;
        switch (report->output) {
        case HR_REPORT_LOST:
            memcpy(row, hr_study_series(samples, samples->lost, p, 0, HR_COMPARISON_MITIGATED), count * sizeof *row);
            break;
        case HR_REPORT_EFFECTIVENESS:
            add_effectiveness(samples, p, 0, 1, influence, row);
            break;
        case HR_REPORT_CONTRAST:
            add_effectiveness(samples, p, OTHER, 1, influence, row);
            add_effectiveness(samples, p, SAME, -1, influence, row);
            break;
        case HR_REPORT_DIFFERENCE:
            for (size_t k = 0; k < count; ++k) {
                row[k] = hr_study_series(samples, samples->lost, p, SAME, HR_COMPARISON_MITIGATED)[k] -
                         hr_study_series(samples, samples->lost, p, OTHER, HR_COMPARISON_MITIGATED)[k];
            }
            break;
        case HR_REPORT_RATIO:
        case HR_REPORT_GROWTH:
            for (size_t c = SAME; c <= OTHER; ++c) {
                double sign = c == SAME ? 1 : -1;
                add_logarithm(hr_study_series(samples, samples->lost, p, c, HR_COMPARISON_MITIGATED), count, sign, row);
                if (report->output == HR_REPORT_RATIO) {
                    add_logarithm(hr_study_series(samples, samples->lost, p, c, HR_COMPARISON_UNMITIGATED), count,
                                  -sign, row);
                }
            }
            break;
        case HR_REPORT_OUTPUT_COUNT:
            break;
        }
    }
    return outputs;
}

/* ---- estimates --------------------------------------------------------------------------------------------------- */

static double importance(const hr_sensitivity_report *report, size_t input)
{
    return report->method == HR_REPORT_SOBOL ? report->shares[input].total.value
                                             : report->effects[input].mean_absolute.value;
}

/* Insertion sort: stable, and inputs are few. Unknown ones stay in the order of the file. */
static void rank(hr_sensitivity_report *report)
{
    for (size_t i = 0; i < report->input_count; ++i) {
        size_t place = i;
        while (place > 0 && importance(report, i) > importance(report, report->order[place - 1])) {
            report->order[place] = report->order[place - 1];
            --place;
        }
        report->order[place] = i;
    }
}

static hr_status make_design(hr_design *design, const hr_sensitivity_report *report, const hr_results *results,
                             const char *path, hr_error *error)
{
    int64_t purpose = 0;
    hr_status status = hr_results_read_attribute_integer(results, NULL, "sensitivity_purpose", &purpose, error);
    if (status != HR_OK) {
        return status;
    }
    hr_design_key key = {{report->heading.seed, 0}, (uint32_t)purpose};
    size_t rows = report->base_points * (report->input_count + (report->method == HR_REPORT_SOBOL ? 2 : 1));
    if (report->base_points == 0 || report->base_points > UINT32_MAX || rows != report->samples.point_count) {
        return hr_error_set(error, HR_BAD_INPUT, "%s is damaged: %zu base points do not make %zu points", path,
                            report->base_points, report->samples.point_count);
    }
    uint32_t inputs = (uint32_t)report->input_count;
    uint32_t blocks = (uint32_t)report->base_points;
    return report->method == HR_REPORT_SOBOL ? hr_design_init_saltelli(design, inputs, blocks, key, error)
                                             : hr_design_init_morris(design, inputs, blocks, key, error);
}

static hr_status estimate(hr_sensitivity_report *report, const hr_results *results, const char *path, hr_error *error)
{
    hr_design design = {0};
    size_t inputs = report->input_count;
    report->shares = calloc(inputs, sizeof *report->shares);
    report->effects = calloc(inputs, sizeof *report->effects);
    report->order = calloc(inputs, sizeof *report->order);
    double *outputs = outputs_of(report);
    hr_status status = report->shares == NULL || report->effects == NULL || report->order == NULL || outputs == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %zu points", report->samples.point_count)
                           : make_design(&design, report, results, path, error);
    if (status == HR_OK && report->method == HR_REPORT_SOBOL) {
        status = hr_sensitivity_variance(&design, outputs, report->samples.count, HR_COMPARISON_CONFIDENCE,
                                         &report->summary, report->shares, error);
    } else if (status == HR_OK) {
        status = hr_sensitivity_morris(&design, outputs, report->samples.count, HR_COMPARISON_CONFIDENCE,
                                       report->effects, error);
    }
    if (status == HR_OK) {
        rank(report);
    }
    hr_design_free(&design);
    free(outputs);
    return status;
}

/* ---- whole ------------------------------------------------------------------------------------------------------- */

hr_status hr_sensitivity_report_load(hr_sensitivity_report *report, const char *path, hr_report_output of,
                                     hr_error *error)
{
    hr_results results;
    memset(report, 0, sizeof *report);
    hr_status status = hr_results_open(&results, path, error);
    if (status != HR_OK) {
        return status;
    }
    status = hr_study_is_there(&results, "sensitivity")
                 ? read_all(report, &results, path, error)
                 : hr_error_set(error, HR_BAD_INPUT,
                                "%s holds no sensitivity design: give its scenario the key `sensitivity`, and run it",
                                path);
    if (status == HR_OK) {
        status = choose_output(report, of, path, error);
    }
    if (status == HR_OK) {
        status = estimate(report, &results, path, error);
    }
    hr_results_close(&results);
    return status;
}

void hr_sensitivity_report_free(hr_sensitivity_report *report)
{
    hr_heading_free(&report->heading);
    hr_study_samples_free(&report->samples);
    free(report->range);
    free(report->shares);
    free(report->effects);
    free(report->order);
    memset(report, 0, sizeof *report);
}
