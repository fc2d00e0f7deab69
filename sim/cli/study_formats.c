/* An attribution and a sensitivity report as CSV and JSON: see study_formats.h. */
#include "sim/cli/study_formats.h"

#include <math.h>
#include <stdlib.h>

static const char SHARE[] = "1";
static const char USER_HOURS[] = "user-hours";

/* The heading's members, in JSON alone. */
static bool write_heading(const hr_heading *heading, size_t replications, FILE *stream)
{
    return hr_member_text(stream, "title", heading->title) && hr_member_text(stream, "question", heading->question) &&
           hr_member_text(stream, "version", heading->version) && hr_member_count(stream, "seed", heading->seed) &&
           hr_member_count(stream, "replications", replications) &&
           hr_member_number(stream, "confidence", HR_COMPARISON_CONFIDENCE);
}

/* ---- attribution ----------------------------------------------------------------------------------------------- */

enum { OF_QUANTITY, OF_CASE, OF_MITIGATION, OF_UNIT, OF_VALUE, OF_LOW, OF_HIGH, OF_COUNT };
static const char *const ATTRIBUTION_COLUMNS[OF_COUNT] = {"quantity", "case", "mitigation", "unit",
                                                          "value",    "low",  "high"};

static void give_part(hr_figures *figures, const char *quantity, const char *case_name, const char *mitigation,
                      hr_estimate estimate)
{
    hr_figures_text(figures, OF_QUANTITY, quantity);
    hr_figures_text(figures, OF_CASE, case_name);
    hr_figures_text(figures, OF_MITIGATION, mitigation);
    hr_figures_text(figures, OF_UNIT, SHARE);
    hr_figures_estimate(figures, OF_VALUE, estimate);
    hr_figures_row(figures);
}

static void give_attribution(hr_figures *figures, const hr_attribution_report *report)
{
    static const hr_estimate unknown = {NAN, NAN, NAN};
    for (size_t c = 0; c < report->case_count; ++c) {
        const hr_attribution_case *the_case = &report->cases[c];
        bool is_known = !isnan(the_case->effectiveness.value); /* nothing to attribute otherwise */
        give_part(figures, "effectiveness", the_case->name, NULL, the_case->effectiveness);
        for (size_t m = 0; m < report->mitigation_count; ++m) {
            const hr_shapley_attribution *one = &the_case->attribution[m];
            const char *mitigation = report->mitigations[m];
            give_part(figures, "share", the_case->name, mitigation, is_known ? one->share : unknown);
            give_part(figures, "alone", the_case->name, mitigation, is_known ? one->alone : unknown);
            give_part(figures, "last", the_case->name, mitigation, is_known ? one->last : unknown);
        }
    }
}

/* A sentence for each case that has one. */
static hr_status write_sentences(const hr_attribution_report *report, FILE *stream, bool *is_written, hr_error *error)
{
    hr_status status = HR_OK;
    fputs("\"answer\":[", stream);
    for (size_t c = 0; c < report->case_count && status == HR_OK; ++c) {
        char *text = NULL;
        status = hr_attribution_case_text(report, c, &text, error);
        fputs(c > 0 ? ",\n{" : "\n{", stream);
        *is_written = hr_member_text(stream, "case", report->cases[c].name) && hr_member_text(stream, "text", text) &&
                      *is_written;
        fprintf(stream, "\"replications_with_loss\":%zu}", report->cases[c].losses);
        free(text);
    }
    fputs("],\n", stream);
    return status;
}

hr_status hr_attribution_print_as(const hr_attribution_report *report, hr_format format, FILE *stream, hr_error *error)
{
    hr_figures figures;
    bool is_written = true;
    hr_status status = HR_OK;
    if (format == HR_FORMAT_JSON) {
        fputs("{", stream);
        is_written = write_heading(&report->heading, report->replications, stream) &&
                     hr_member_texts(stream, "mitigations", (const char *const *)report->mitigations,
                                     report->mitigation_count);
        status = write_sentences(report, stream, &is_written, error);
        fputs("\"figures\":", stream);
    }
    hr_figures_begin(&figures, stream, format, ATTRIBUTION_COLUMNS, OF_COUNT);
    give_attribution(&figures, report);
    if (status == HR_OK) {
        status = hr_figures_end(&figures, error);
    }
    fputs(format == HR_FORMAT_JSON ? "}\n" : "", stream);
    return status == HR_OK ? hr_figures_flush(stream, is_written, error) : status;
}

/* ---- sensitivity ----------------------------------------------------------------------------------------------- */

enum { IN_QUANTITY, IN_ASSUMPTION, IN_RANGE_LOW, IN_RANGE_HIGH, IN_RANK, IN_UNIT, IN_VALUE, IN_LOW, IN_HIGH, IN_COUNT };
static const char *const SENSITIVITY_COLUMNS[IN_COUNT] = {"quantity", "assumption", "range_low", "range_high", "rank",
                                                          "unit",     "value",      "low",       "high"};

static bool is_in_user_hours(const hr_sensitivity_report *report)
{
    return report->output == HR_REPORT_LOST || report->output == HR_REPORT_DIFFERENCE;
}

static const char *unit_of(const hr_sensitivity_report *report)
{
    return is_in_user_hours(report) ? USER_HOURS : SHARE;
}

static void give_whole(hr_figures *figures, const char *quantity, const char *unit, hr_estimate estimate)
{
    hr_figures_text(figures, IN_QUANTITY, quantity);
    hr_figures_text(figures, IN_UNIT, unit);
    hr_figures_estimate(figures, IN_VALUE, estimate);
    hr_figures_row(figures);
}

/* One figure of the assumption that takes this place. */
static void give_input(hr_figures *figures, const hr_sensitivity_report *report, size_t place, const char *quantity,
                       const char *unit, hr_estimate estimate)
{
    size_t input = report->order[place];
    hr_figures_text(figures, IN_QUANTITY, quantity);
    hr_figures_text(figures, IN_ASSUMPTION, report->samples.paths[input].name);
    hr_figures_number(figures, IN_RANGE_LOW, report->range[2 * input]);
    hr_figures_number(figures, IN_RANGE_HIGH, report->range[2 * input + 1]);
    hr_figures_number(figures, IN_RANK, (double)(place + 1));
    hr_figures_text(figures, IN_UNIT, unit);
    hr_figures_estimate(figures, IN_VALUE, estimate);
    hr_figures_row(figures);
}

static void give_sobol(hr_figures *figures, const hr_sensitivity_report *report)
{
    const char *squared = is_in_user_hours(report) ? "user-hours^2" : SHARE;
    give_whole(figures, "mean", unit_of(report), report->summary.mean);
    give_whole(figures, "variance", squared, report->summary.variance);
    give_whole(figures, "additive_share", SHARE, report->summary.additive);
    give_whole(figures, "noise_share", SHARE, (hr_estimate){report->summary.noise_share, NAN, NAN});
    for (size_t k = 0; k < report->input_count; ++k) {
        const hr_sensitivity_shares *shares = &report->shares[report->order[k]];
        give_input(figures, report, k, "total", SHARE, shares->total);
        give_input(figures, report, k, "first", SHARE, shares->first);
        give_input(figures, report, k, "interaction", SHARE, shares->interaction);
    }
}

static void give_morris(hr_figures *figures, const hr_sensitivity_report *report)
{
    for (size_t k = 0; k < report->input_count; ++k) {
        const hr_sensitivity_effects *effects = &report->effects[report->order[k]];
        const char *unit = unit_of(report);
        give_input(figures, report, k, "mean_absolute_effect", unit, effects->mean_absolute);
        give_input(figures, report, k, "mean_effect", unit, effects->mean);
        give_input(figures, report, k, "deviation", unit, effects->deviation);
        give_input(figures, report, k, "noise", unit, (hr_estimate){effects->noise, NAN, NAN});
    }
}

static hr_status write_design(const hr_sensitivity_report *report, FILE *stream, bool *is_written, hr_error *error)
{
    char *design = NULL;
    char *summary = NULL;
    hr_status status = hr_sensitivity_report_design_text(report, &design, error);
    if (status == HR_OK) {
        status = hr_sensitivity_report_summary_text(report, &summary, error);
    }
    *is_written = hr_member_text(stream, "method", report->method == HR_REPORT_SOBOL ? "sobol" : "morris") &&
                  hr_member_text(stream, "of", hr_report_outputs[report->output]) &&
                  hr_member_texts(stream, "cases", (const char *const *)report->samples.cases,
                                  report->samples.case_count) &&
                  hr_member_count(stream, "base_points", report->base_points) &&
                  hr_member_count(stream, "points", report->samples.point_count) &&
                  hr_member_text(stream, "design", design) && hr_member_text(stream, "answer", summary) && *is_written;
    free(design);
    free(summary);
    return status;
}

hr_status hr_sensitivity_print_as(const hr_sensitivity_report *report, hr_format format, FILE *stream, hr_error *error)
{
    hr_figures figures;
    bool is_written = true;
    hr_status status = HR_OK;
    if (format == HR_FORMAT_JSON) {
        fputs("{", stream);
        is_written = write_heading(&report->heading, report->samples.count, stream);
        status = write_design(report, stream, &is_written, error);
        fputs("\"figures\":", stream);
    }
    hr_figures_begin(&figures, stream, format, SENSITIVITY_COLUMNS, IN_COUNT);
    if (report->method == HR_REPORT_SOBOL) {
        give_sobol(&figures, report);
    } else {
        give_morris(&figures, report);
    }
    if (status == HR_OK) {
        status = hr_figures_end(&figures, error);
    }
    fputs(format == HR_FORMAT_JSON ? "}\n" : "", stream);
    return status == HR_OK ? hr_figures_flush(stream, is_written, error) : status;
}
