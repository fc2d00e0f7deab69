/* A sweep in tables and sentences: see sweep.h. One table a case, one line a point; the line begins with the value of
 * the sweep's only path, or with the point's number where there are several. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/sweep.h"
#include "analysis/text_format.h"

enum { LABEL_WIDTH = 10, NUMBER_WIDTH = 9, SHARE_WIDTH = 8, INTERVAL_WIDTH = 17, INDEX_WIDTH = 6, WORST_WIDTH = 7 };

static bool has_one_path(const hr_sweep_report *report)
{
    return report->samples.path_count == 1;
}

/* ---- where points are -------------------------------------------------------------------------------------------- */

static hr_status print_points(const hr_sweep_report *report, FILE *stream, hr_error *error)
{
    hr_status status = HR_OK;
    if (has_one_path(report)) {
        return HR_OK;
    }
    fputc('\n', stream);
    for (size_t p = 0; p < report->samples.point_count && status == HR_OK; ++p) {
        char indent[32];
        hr_paragraph paragraph;
        char *text = hr_study_point_text(&report->samples, p);
        status = text == NULL ? hr_error_set(error, HR_FAILED, "out of memory for a point")
                              : hr_paragraph_begin(&paragraph, error);
        if (status == HR_OK) {
            fputs(text, paragraph.out);
            snprintf(indent, sizeof indent, "  %*zu  ", 5, p);
            status = hr_paragraph_end(&paragraph, stream, indent, "         ", error);
        }
        free(text);
    }
    return status;
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static hr_text percent(double share)
{
    hr_text text = hr_text_of(share, HR_WRITE_PERCENT);
    return isnan(share) ? (hr_text){"?"} : text;
}

/* Never a bare zero: what was not seen has a bound. */
static hr_text chance(hr_frequency frequency)
{
    hr_text text;
    if (isnan(frequency.bound)) {
        return percent(frequency.share.value);
    }
    snprintf(text.text, sizeof text.text, "%s%.12s", frequency.events == 0 ? "<" : ">",
             hr_text_of(frequency.bound, HR_WRITE_PERCENT).text);
    return text;
}

static hr_text index_text(double index)
{
    hr_text text = {"?"};
    if (!isnan(index)) {
        snprintf(text.text, sizeof text.text, "%.3f", index);
    }
    return text;
}

/* Beginnings of words that could steer a terminal become `?`, and long ones are cut. */
static hr_text label_of(const hr_sweep_report *report, size_t p)
{
    hr_text text;
    if (!has_one_path(report)) {
        snprintf(text.text, sizeof text.text, "%zu", p);
        return text;
    }
    snprintf(text.text, sizeof text.text, "%.*s", LABEL_WIDTH - 1, report->samples.paths[0].values[p]);
    for (char *c = text.text; *c != 0; ++c) {
        *c = *c < ' ' || *c > '~' ? '?' : *c;
    }
    return text;
}

static void print_row(const hr_sweep_report *report, size_t p, size_t c, hr_user_hours_unit unit, FILE *stream)
{
    const hr_sweep_row *row = &report->rows[p * report->samples.case_count + c];
    bool has_loss = row->losses > 0;
    hr_text interval = hr_text_interval(row->effectiveness, HR_WRITE_PERCENT);
    fprintf(stream, " %-*s%*.8s%*.8s%*.7s%*.16s%*.7s%*.6s%*.6s%*.6s\n", LABEL_WIDTH - 1, label_of(report, p).text,
            NUMBER_WIDTH, has_loss ? hr_text_of(row->mean.value / unit.size, HR_WRITE_NUMBER).text : "none",
            NUMBER_WIDTH, has_loss ? hr_text_of(row->cvar.value / unit.size, HR_WRITE_NUMBER).text : "none",
            SHARE_WIDTH, percent(row->effectiveness.value).text, INTERVAL_WIDTH,
            isnan(row->effectiveness.value) ? "" : interval.text, SHARE_WIDTH, chance(row->above_10).text, INDEX_WIDTH,
            index_text(row->hhi_vendor).text, INDEX_WIDTH, index_text(row->hhi_state).text, WORST_WIDTH,
            percent(row->worst_state_lost).text);
}

static void print_table(const hr_sweep_report *report, size_t c, hr_user_hours_unit unit, FILE *stream)
{
    char title[256];
    fputc('\n', stream);
    snprintf(title, sizeof title, "Case %.64s, %s", report->samples.cases[c], unit.name);
    hr_text_title(stream, title);
    if (has_one_path(report)) {
        hr_text_wrap(stream, report->samples.paths[0].name, "", "");
    }
    fprintf(stream, " %-*s%*s%*s%*s%*s%*s%*s%*s%*s\n", LABEL_WIDTH - 1, has_one_path(report) ? "" : "point",
            NUMBER_WIDTH, "mean", NUMBER_WIDTH, "CVaR 95", SHARE_WIDTH, "effect.", INTERVAL_WIDTH, "95 % CI",
            SHARE_WIDTH, "P(>10)", INDEX_WIDTH, "HHI v", INDEX_WIDTH, "HHI s", WORST_WIDTH, "worst");
    for (size_t p = 0; p < report->samples.point_count; ++p) {
        print_row(report, p, c, unit, stream);
    }
}

/* ---- sentences --------------------------------------------------------------------------------------------------- */

/* `41.2 % at point 3 (a = 1, b = two)` */
static hr_status write_place(FILE *out, const hr_sweep_report *report, size_t c, size_t p, hr_error *error)
{
    double value = report->rows[p * report->samples.case_count + c].effectiveness.value;
    char *where = hr_study_point_text(&report->samples, p);
    if (where == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a point");
    }
    fprintf(out, "%s %%", percent(value).text);
    if (has_one_path(report)) {
        fprintf(out, " at %s", where);
    } else {
        fprintf(out, " at point %zu (%s)", p, where);
    }
    free(where);
    return HR_OK;
}

static void write_difference(FILE *out, const hr_sweep_course *course)
{
    fprintf(out, ". Between them lie %s points", hr_text_of(course->difference.value, HR_WRITE_PERCENT).text);
    switch (hr_difference_of(course->difference)) {
    case HR_DIFFERENCE_UNKNOWN:
        fputs(", whose interval cannot be told", out);
        return;
    case HR_DIFFERENCE_NONE:
        fprintf(out, ", which are not measurable (95 %% CI for all pairs of points together %s)",
                hr_text_interval(course->difference, HR_WRITE_POINTS).text);
        return;
    case HR_DIFFERENCE_RISE:
    case HR_DIFFERENCE_FALL:
        fprintf(out, ", which are measurable (95 %% CI for all pairs of points together %s)",
                hr_text_interval(course->difference, HR_WRITE_POINTS).text);
        return;
    }
}

/* Said only of what is measurable. */
static void write_trend(FILE *out, const hr_sweep_report *report, const hr_sweep_course *course)
{
    hr_sweep_trend trend = hr_difference_of(course->difference) == HR_DIFFERENCE_RISE ? course->trend : HR_TREND_NONE;
    static const char *const words[] = {
        [HR_TREND_RISES] = "rises at every step with",
        [HR_TREND_FALLS] = "falls at every step with",
        [HR_TREND_NEITHER] = "neither rises nor falls throughout with",
    };
    if (trend == HR_TREND_RISES || trend == HR_TREND_FALLS || trend == HR_TREND_NEITHER) {
        fprintf(out, " It %s %s.", words[trend], report->samples.paths[0].name);
    }
}

static hr_status write_course(FILE *out, const hr_sweep_report *report, size_t c, hr_error *error)
{
    const hr_sweep_course *course = &report->courses[c];
    fprintf(out, "In case %s ", report->samples.cases[c]);
    if (course->known == 0) {
        fputs("nothing is lost at any point, so there is no effectiveness to speak of.", out);
        return HR_OK;
    }
    if (report->rows[course->highest * report->samples.case_count + c].effectiveness.value ==
        report->rows[course->lowest * report->samples.case_count + c].effectiveness.value) {
        fputs("the effectiveness of the mitigations is the same at every point where it is known: ", out);
        hr_status status = write_place(out, report, c, course->highest, error);
        fputc('.', out);
        return status;
    }
    fputs("the mitigations are most effective, ", out);
    hr_status status = write_place(out, report, c, course->highest, error);
    if (status == HR_OK) {
        fputs(", and least effective, ", out);
        status = write_place(out, report, c, course->lowest, error);
    }
    write_difference(out, course);
    fputc('.', out);
    write_trend(out, report, course);
    if (course->known < report->samples.point_count) {
        fprintf(out, " At %zu of %zu points nothing is lost without them.", report->samples.point_count - course->known,
                report->samples.point_count);
    }
    return status;
}

hr_status hr_sweep_course_text(const hr_sweep_report *report, size_t index, char **text, hr_error *error)
{
    hr_paragraph p;
    *text = NULL;
    hr_status status = hr_paragraph_begin(&p, error);
    if (status != HR_OK) {
        return status;
    }
    status = write_course(p.out, report, index, error);
    hr_status ended = hr_paragraph_take(&p, text, error);
    return status == HR_OK ? ended : status;
}

/* ---- whole ------------------------------------------------------------------------------------------------------- */

static hr_user_hours_unit unit_of(const hr_sweep_report *report)
{
    double greatest = 0;
    for (size_t i = 0; i < report->samples.point_count * report->samples.case_count; ++i) {
        greatest = fmax(greatest, report->rows[i].cvar.value);
    }
    return hr_user_hours_unit_for(greatest);
}

static void print_legend(FILE *stream)
{
    fputc('\n', stream);
    hr_text_wrap(
        stream,
        "Losses are with the mitigations; effectiveness, chances and shares are in %. P(>10): more than 10 % of "
        "users out at once (<, >: one-sided bound, 95 %, for what was never, or always, seen). HHI v, HHI s: "
        "concentration of nodes by vendor and by state, exact. worst: users out with everything exposed to the "
        "one state down that matters most, backup links usable, exact.",
        "", "");
}

hr_status hr_sweep_print(const hr_sweep_report *report, FILE *stream, hr_error *error)
{
    const hr_study_samples *samples = &report->samples;
    hr_user_hours_unit unit = unit_of(report);
    if (samples->point_count == 0) {
        return HR_OK;
    }
    fprintf(stream, "\nSweep: %s points, %s replications at each, on the same random numbers\n",
            hr_text_count(samples->point_count).text, hr_text_count(samples->count).text);
    hr_status status = print_points(report, stream, error);
    for (size_t c = 0; c < samples->case_count; ++c) {
        print_table(report, c, unit, stream);
    }
    print_legend(stream);
    for (size_t c = 0; c < samples->case_count && status == HR_OK; ++c) {
        char *text = NULL;
        status = hr_sweep_course_text(report, c, &text, error);
        if (status == HR_OK) {
            fputc('\n', stream);
            hr_text_wrap(stream, text, "", "");
        }
        free(text);
    }
    if (status == HR_OK && (fflush(stream) != 0 || ferror(stream) != 0)) {
        status = hr_error_set(error, HR_FAILED, "cannot write the sweep");
    }
    return status;
}
