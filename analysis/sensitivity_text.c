/* A sensitivity report in tables and sentences: see sensitivity_report.h. An assumption takes two lines, its key path and
 * below it the numbers, so that no path is cut. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/sensitivity_report.h"
#include "analysis/text_format.h"

/* How numbers of the output are written: shares in percentage points, or user-hours in a unit. */
typedef struct {
    bool is_share;
    hr_user_hours_unit unit;
} scale;

static double largest_effect(const hr_sensitivity_report *report)
{
    double greatest = fabs(report->summary.mean.value);
    for (size_t i = 0; i < report->input_count; ++i) {
        greatest = fmax(greatest, report->effects[i].mean_absolute.value);
    }
    return greatest;
}

static scale scale_of(const hr_sensitivity_report *report)
{
    switch (report->output) {
    case HR_REPORT_LOST:
    case HR_REPORT_DIFFERENCE:
        return (scale){false, hr_user_hours_unit_for(largest_effect(report))};
    case HR_REPORT_RATIO:
    case HR_REPORT_GROWTH:
        return (scale){false, {1.0, "log units"}};
    default:
        return (scale){true, {1.0, "points"}};
    }
}

static hr_text number(double value, scale s)
{
    return hr_text_of(value / s.unit.size, s.is_share ? HR_WRITE_PERCENT : HR_WRITE_NUMBER);
}

static hr_text interval(hr_estimate estimate, scale s)
{
    return hr_text_interval(hr_in_unit(estimate, s.unit), s.is_share ? HR_WRITE_PERCENT : HR_WRITE_NUMBER);
}

static void write_output(FILE *out, const hr_sensitivity_report *report)
{
    switch (report->output) {
    case HR_REPORT_EFFECTIVENESS:
        fprintf(out, "the effectiveness of the mitigations in case %s", report->samples.cases[0]);
        return;
    case HR_REPORT_LOST:
        fprintf(out, "mean user-hours lost with the mitigations in case %s", report->samples.cases[0]);
        return;
    case HR_REPORT_CONTRAST:
        fprintf(out, "the claim's contrast (effectiveness in case %s less that in case %s)", report->samples.cases[1],
                report->samples.cases[0]);
        return;
    case HR_REPORT_DIFFERENCE:
        fprintf(out, "the difference in mean user-hours lost with the mitigations (case %s less case %s)",
                report->samples.cases[0], report->samples.cases[1]);
        return;
    case HR_REPORT_RATIO:
        fprintf(out,
                "the logarithm of the ratio of what the mitigations leave of the loss (1 less effectiveness, in case "
                "%s over case %s; above 0: they are less effective in %s)",
                report->samples.cases[0], report->samples.cases[1], report->samples.cases[0]);
        return;
    case HR_REPORT_GROWTH:
        fprintf(
            out,
            "the logarithm of the ratio of mean user-hours lost with the mitigations (case %s over case %s; above 0: "
            "more is lost in %s)",
            report->samples.cases[0], report->samples.cases[1], report->samples.cases[0]);
        return;
    case HR_REPORT_OUTPUT_COUNT:
        return;
    }
}

hr_status hr_sensitivity_report_design_text(const hr_sensitivity_report *report, char **text, hr_error *error)
{
    hr_paragraph p;
    *text = NULL;
    hr_status status = hr_paragraph_begin(&p, error);
    if (status != HR_OK) {
        return status;
    }
    fputs("Sensitivity of ", p.out);
    write_output(p.out, report);
    fprintf(p.out, " to %s assumptions, each uniform over its declared range. ",
            hr_text_count(report->input_count).text);
    fprintf(p.out, "%s base points, %s points in all, %s replications at each, the same within a block.",
            hr_text_count(report->base_points).text, hr_text_count(report->samples.point_count).text,
            hr_text_count(report->samples.count).text);
    return hr_paragraph_take(&p, text, error);
}

/* ---- Sobol' indices ---------------------------------------------------------------------------------------------- */

static hr_text index_text(double index)
{
    hr_text text = {"?"};
    if (isfinite(index)) {
        snprintf(text.text, sizeof text.text, "%.2f", index);
    }
    return text;
}

static hr_text index_interval(hr_estimate index)
{
    hr_text text = {"unknown"};
    if (isfinite(index.low) && isfinite(index.high)) {
        snprintf(text.text, sizeof text.text, "%.2f to %.2f", index.low, index.high);
    }
    return text;
}

static void print_path(const hr_sensitivity_report *report, size_t input, FILE *stream)
{
    char text[512];
    snprintf(text, sizeof text, "%.320s (%.6g to %.6g)", report->samples.paths[input].name, report->range[2 * input],
             report->range[2 * input + 1]);
    hr_text_wrap(stream, text, " ", "   ");
}

static void print_shares(const hr_sensitivity_report *report, FILE *stream)
{
    fprintf(stream, "\n%10s%18s%12s%18s%18s\n", "total", "95 % CI", "first", "95 % CI", "interaction");
    for (size_t k = 0; k < report->input_count; ++k) {
        const hr_sensitivity_shares *shares = &report->shares[report->order[k]];
        print_path(report, report->order[k], stream);
        fprintf(stream, "%10s%18s%12s%18s%18s\n", index_text(shares->total.value).text,
                index_interval(shares->total).text, index_text(shares->first.value).text,
                index_interval(shares->first).text, index_interval(shares->interaction).text);
    }
}

static size_t count_measurable(const hr_sensitivity_report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->input_count; ++i) {
        count += report->shares[i].total.low > 0;
    }
    return count;
}

static void write_summary(FILE *out, const hr_sensitivity_report *report, scale s)
{
    const hr_sensitivity_output *summary = &report->summary;
    if (isnan(summary->mean.value)) {
        fputs("The output is unknown at some point: nothing is lost there without the mitigations, so there is no "
              "effectiveness. Run more replications, or ask for `of: lost`.",
              out);
    } else if (isnan(report->shares[0].total.value)) {
        fputs("Over the ranges the output does not vary by more than simulation noise", out);
        if (report->samples.count > 1) {
            fprintf(out, ": run more than %s replications at each point to tell which assumptions matter",
                    hr_text_count(report->samples.count).text);
        }
        fputc('.', out);
    } else {
        const char *unit = s.is_share ? "%" : s.unit.name;
        fprintf(out,
                "Over all ranges the output has mean %s %s (95 %% CI %s) and standard deviation %s %s. %zu of %zu "
                "assumptions measurably matter (the interval of their total index lies above 0); one by one they "
                "explain %s of the variance (95 %% CI %s).",
                number(summary->mean.value, s).text, unit, interval(summary->mean, s).text,
                number(sqrt(fmax(summary->variance.value, 0)), s).text, s.is_share ? "points" : s.unit.name,
                count_measurable(report), report->input_count, index_text(summary->additive.value).text,
                index_interval(summary->additive).text);
        if (summary->noise_share > 0) {
            fprintf(out, " Simulation noise, which the indices are rid of, made %s of the variance of the points.",
                    index_text(summary->noise_share).text);
        }
    }
}

/* ---- elementary effects ------------------------------------------------------------------------------------------ */

static void print_effects(const hr_sensitivity_report *report, scale s, FILE *stream)
{
    fprintf(stream, "\n%10s%20s%12s%20s%9s%8s\n", "mu*", "95 % CI", "mu", "95 % CI", "sigma", "noise");
    for (size_t k = 0; k < report->input_count; ++k) {
        const hr_sensitivity_effects *effects = &report->effects[report->order[k]];
        print_path(report, report->order[k], stream);
        fprintf(stream, "%10.8s%20.19s%12.10s%20.19s%9.8s%8.7s\n", number(effects->mean_absolute.value, s).text,
                interval(effects->mean_absolute, s).text, number(effects->mean.value, s).text,
                interval(effects->mean, s).text, number(effects->deviation.value, s).text,
                number(effects->noise, s).text);
    }
}

static void write_screening(FILE *out, const hr_sensitivity_report *report, scale s)
{
    size_t above = 0;
    for (size_t i = 0; i < report->input_count; ++i) {
        above += report->effects[i].mean_absolute.low > report->effects[i].noise;
    }
    if (isnan(report->effects[0].mean_absolute.value)) {
        fputs("The output is unknown at some point: nothing is lost there without the mitigations, so there is no "
              "effectiveness. Run more replications, or ask for `of: lost`.",
              out);
    } else {
        fprintf(out,
                "Effects are in %s per range: what moving the assumption from one end of its range to the other does. "
                "mu* is the mean of their sizes, mu of the effects themselves, sigma their spread: large where an "
                "effect is curved or depends on others. noise is the mu* that simulation noise alone would make; %zu "
                "of %zu assumptions surely lie above it.",
                s.is_share ? "percentage points" : s.unit.name, above, report->input_count);
    }
}

/* ---- whole ------------------------------------------------------------------------------------------------------- */

hr_status hr_sensitivity_report_summary_text(const hr_sensitivity_report *report, char **text, hr_error *error)
{
    hr_paragraph p;
    *text = NULL;
    hr_status status = hr_paragraph_begin(&p, error);
    if (status != HR_OK) {
        return status;
    }
    if (report->method == HR_REPORT_SOBOL) {
        write_summary(p.out, report, scale_of(report));
    } else {
        write_screening(p.out, report, scale_of(report));
    }
    return hr_paragraph_take(&p, text, error);
}

static void print_paragraph(const char *text, FILE *stream)
{
    if (text != NULL) {
        fputc('\n', stream);
        hr_text_wrap(stream, text, "", "");
    }
}

hr_status hr_sensitivity_report_print(const hr_sensitivity_report *report, FILE *stream, hr_error *error)
{
    char *design = NULL;
    char *summary = NULL;
    char what[128];
    snprintf(what, sizeof what, "%s", report->method == HR_REPORT_SOBOL ? "Sobol' indices" : "Morris screening");
    hr_heading_print(&report->heading, what, stream);
    hr_status status = hr_sensitivity_report_design_text(report, &design, error);
    print_paragraph(design, stream);
    if (status == HR_OK && report->method == HR_REPORT_SOBOL) {
        print_shares(report, stream);
        print_paragraph("total: share of the output's variance that is left when all other assumptions are fixed; 0: "
                        "it does not matter at all. first: share that fixing it alone would take away. interaction: "
                        "total less first, 95 % CI: what it does only together with others. Indices are not clipped.",
                        stream);
    } else if (status == HR_OK) {
        print_effects(report, scale_of(report), stream);
    }
    if (status == HR_OK) {
        status = hr_sensitivity_report_summary_text(report, &summary, error);
        print_paragraph(summary, stream);
    }
    free(design);
    free(summary);
    if (status == HR_OK && (fflush(stream) != 0 || ferror(stream) != 0)) {
        status = hr_error_set(error, HR_FAILED, "cannot write the report: %s", strerror(errno));
    }
    return status;
}
