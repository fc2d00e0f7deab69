/* An attribution in tables and sentences: see attribution.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/attribution.h"
#include "analysis/text_format.h"

enum { NAME_WIDTH = 20, COLUMN_WIDTH = 20, COLUMN_COUNT = 3 };

static void print_line(FILE *stream, const char *label, const hr_text columns[COLUMN_COUNT])
{
    fprintf(stream, "%-*.*s", NAME_WIDTH, NAME_WIDTH - 1, label);
    for (int i = 0; i < COLUMN_COUNT; ++i) {
        fprintf(stream, "%*.*s", COLUMN_WIDTH, COLUMN_WIDTH - 1, columns[i].text);
    }
    fputc('\n', stream);
}

static void print_row(FILE *stream, const char *name, const hr_shapley_attribution *one)
{
    const hr_estimate estimates[COLUMN_COUNT] = {one->share, one->alone, one->last};
    hr_text values[COLUMN_COUNT];
    hr_text intervals[COLUMN_COUNT];
    char label[NAME_WIDTH];
    snprintf(label, sizeof label, " %.*s", NAME_WIDTH - 2, name);
    for (int i = 0; i < COLUMN_COUNT; ++i) {
        values[i] = hr_text_of(estimates[i].value, HR_WRITE_POINTS);
        intervals[i] = hr_text_interval(estimates[i], HR_WRITE_POINTS);
    }
    print_line(stream, label, values);
    print_line(stream, "    95 % CI", intervals);
}

static void print_table(const hr_attribution_report *report, const hr_attribution_case *the_case, FILE *stream)
{
    static const hr_text heads[COLUMN_COUNT] = {{"share"}, {"alone"}, {"last"}};
    char title[256];
    double sum = 0;
    fputc('\n', stream);
    if (isnan(the_case->effectiveness.value)) {
        snprintf(title, sizeof title,
                 "Case %.64s: nothing is lost without the mitigations, so there is nothing to attribute.",
                 the_case->name);
        hr_text_title(stream, title);
        return;
    }
    snprintf(title, sizeof title, "Case %.64s: effectiveness %s %%, 95 %% CI %s", the_case->name,
             hr_text_of(the_case->effectiveness.value, HR_WRITE_PERCENT).text,
             hr_text_interval(the_case->effectiveness, HR_WRITE_PERCENT).text);
    hr_text_title(stream, title);
    print_line(stream, "", heads);
    for (size_t m = 0; m < report->mitigation_count; ++m) {
        print_row(stream, report->mitigations[m], &the_case->attribution[m]);
        sum += the_case->attribution[m].share.value;
    }
    fprintf(stream, "%-*s%*s\n", NAME_WIDTH, " all", COLUMN_WIDTH, hr_text_of(sum, HR_WRITE_POINTS).text);
}

/* The mitigation with the greatest share, and how many do nothing, or harm. */
hr_status hr_attribution_case_text(const hr_attribution_report *report, size_t index, char **text, hr_error *error)
{
    const hr_attribution_case *the_case = &report->cases[index];
    hr_paragraph p;
    size_t greatest = 0;
    size_t idle = 0;
    size_t hindering = 0;
    *text = NULL;
    if (isnan(the_case->effectiveness.value)) {
        return HR_OK;
    }
    hr_status status = hr_paragraph_begin(&p, error);
    if (status != HR_OK) {
        return status;
    }
    for (size_t m = 0; m < report->mitigation_count; ++m) {
        const hr_shapley_attribution *one = &the_case->attribution[m];
        greatest = one->share.value > the_case->attribution[greatest].share.value ? m : greatest;
        idle += one->share.value == 0 && one->share.low == 0 && one->share.high == 0;
        hindering += one->share.high < 0;
    }
    fprintf(p.out, "%s does most: %s of %s points (95 %% CI %s). The shares add up to the effectiveness.",
            report->mitigations[greatest],
            hr_text_of(the_case->attribution[greatest].share.value, HR_WRITE_PERCENT).text,
            hr_text_of(the_case->effectiveness.value, HR_WRITE_PERCENT).text,
            hr_text_interval(the_case->attribution[greatest].share, HR_WRITE_PERCENT).text);
    if (idle > 0) {
        fprintf(p.out, " %zu of %zu make no difference in any replication.", idle, report->mitigation_count);
    }
    if (hindering > 0) {
        fprintf(p.out, " %zu of %zu do measurable harm.", hindering, report->mitigation_count);
    }
    return hr_paragraph_take(&p, text, error);
}

hr_status hr_attribution_print(const hr_attribution_report *report, FILE *stream, hr_error *error)
{
    char what[128];
    hr_status status = HR_OK;
    snprintf(what, sizeof what, "Attribution over %zu subsets, %.20s replications of each",
             (size_t)1 << report->mitigation_count, hr_text_count(report->replications).text);
    hr_heading_print(&report->heading, what, stream);
    for (size_t c = 0; c < report->case_count && status == HR_OK; ++c) {
        char *text = NULL;
        print_table(report, &report->cases[c], stream);
        status = hr_attribution_case_text(report, c, &text, error);
        if (text != NULL) {
            hr_text_wrap(stream, text, "  ", "  ");
        }
        free(text);
    }
    fputc('\n', stream);
    hr_text_wrap(
        stream,
        "Percentage points of effectiveness (1 - mean loss with / mean loss without). share: the Shapley value, "
        "what a mitigation adds to those before it, on average over all orders. alone: with no other one. last: "
        "what it adds when all others are there. All subsets share their random numbers.",
        "", "");
    if (status == HR_OK && (fflush(stream) != 0 || ferror(stream) != 0)) {
        status = hr_error_set(error, HR_FAILED, "cannot write the attribution: %s", strerror(errno));
    }
    return status;
}
