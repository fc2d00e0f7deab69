/* The curve of users served over time: mean and quantiles over the finished replications, by case, arm and service.
 * Quantiles are of the sorted sample, linear between its members (Hyndman and Fan, Am. Stat. 50, 1996, type 7).
 * O(size of `served_users` log replications); the whole variable in memory.
 */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cli/export.h"
#include "sim/cli/figures.h"

enum { CASE, ARM, SERVICE, LABELS };
static const char *const LABEL_NAMES[LABELS] = {"case", "arm", "service"};

typedef struct {
    char **labels[LABELS];
    size_t counts[LABELS];
    double *time; /* middle of the cell, hours */
    size_t time_count;
    double *served; /* [replication][case][arm][service][time] */
    size_t replication_count;
    double *sample; /* one cell's replications */
} curve;

static hr_status read_curve(const hr_results *results, curve *c, hr_error *error)
{
    int dimension_count = 0;
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    size_t count = 0;
    hr_status status = HR_OK;
    for (int i = 0; i < LABELS && status == HR_OK; ++i) {
        status = hr_results_read_texts(results, LABEL_NAMES[i], &c->labels[i], &c->counts[i], error);
    }
    if (status == HR_OK) {
        status = hr_results_read(results, "time", &c->time, &c->time_count, error);
    }
    if (status == HR_OK) {
        status = hr_results_shape(results, "served_users", &dimension_count, lengths, error);
    }
    if (status != HR_OK) {
        return status;
    }
    c->replication_count = lengths[0];
    if (dimension_count != 5 || lengths[1] != c->counts[CASE] || lengths[2] != c->counts[ARM] ||
        lengths[3] != c->counts[SERVICE] || lengths[4] != c->time_count) {
        return hr_error_set(error, HR_BAD_INPUT, "%s: unexpected dimensions of `served_users`", results->target);
    }
    c->sample = malloc((c->replication_count + 1) * sizeof *c->sample);
    return c->sample == NULL ? hr_error_set(error, HR_FAILED, "out of memory for %zu replications", lengths[0])
                             : hr_results_read(results, "served_users", &c->served, &count, error);
}

/* One cell: the numbers that follow its labels. */
static void write_cell(const curve *c, size_t cell, size_t width, FILE *stream)
{
    static const double quantiles[] = {0.05, 0.25, 0.5, 0.75, 0.95};
    size_t count = 0;
    for (size_t r = 0; r < c->replication_count; ++r) {
        double served = c->served[r * width + cell];
        if (isfinite(served)) {
            c->sample[count++] = served;
        }
    }
    gsl_sort(c->sample, 1, count);
    for (int i = -1; i < (int)(sizeof quantiles / sizeof *quantiles); ++i) {
        fputc(',', stream);
        if (count > 0) {
            hr_figure_write(stream, i < 0 ? gsl_stats_mean(c->sample, 1, count)
                                          : gsl_stats_quantile_from_sorted_data(c->sample, 1, count, quantiles[i]));
        }
    }
    fprintf(stream, ",%zu\r\n", count);
}

static void write_curve(const curve *c, FILE *stream)
{
    size_t width = c->counts[CASE] * c->counts[ARM] * c->counts[SERVICE] * c->time_count;
    fputs("case,arm,service,time [h],served_users mean,served_users 5 %,served_users 25 %,served_users 50 %,"
          "served_users 75 %,served_users 95 %,replications\r\n",
          stream);
    for (size_t cell = 0; cell < width; ++cell) {
        size_t service = cell / c->time_count % c->counts[SERVICE];
        size_t arm = cell / (c->time_count * c->counts[SERVICE]) % c->counts[ARM];
        hr_figure_write_csv(stream, c->labels[CASE][cell / (width / c->counts[CASE])]);
        fputc(',', stream);
        hr_figure_write_csv(stream, c->labels[ARM][arm]);
        fputc(',', stream);
        hr_figure_write_csv(stream, c->labels[SERVICE][service]);
        fputc(',', stream);
        hr_figure_write(stream, c->time[cell % c->time_count]);
        write_cell(c, cell, width, stream);
    }
}

hr_status hr_export_curve(const hr_results *results, const char *folder, hr_error *error)
{
    curve c = {.replication_count = 0};
    FILE *stream = NULL;
    if (!hr_results_has(results, "served_users")) {
        return HR_OK;
    }
    hr_status status = read_curve(results, &c, error);
    if (status == HR_OK) {
        status = hr_export_open(&stream, folder, "curve", error);
    }
    if (status == HR_OK) {
        write_curve(&c, stream);
        status = hr_export_close(stream, "curve", status, error);
    }
    for (int i = 0; i < LABELS; ++i) {
        hr_results_free_texts(c.labels[i], c.counts[i]);
    }
    free(c.time);
    free(c.served);
    free(c.sample);
    return status;
}

/* ---- metadata -------------------------------------------------------------------------------------------------- */

hr_status hr_export_metadata(const hr_results *results, const char *folder, hr_error *error)
{
    static const char *const texts[] = {"scenario_title",
                                        "scenario_question",
                                        "version",
                                        "schema",
                                        "scenario_sha256",
                                        "places_sha256",
                                        "baseline_case",
                                        "claim_state",
                                        "claim_same_state_case",
                                        "claim_other_state_case",
                                        "claim_removed_case",
                                        "precision_of"};
    static const char *const numbers[] = {"seed", "replications_done", "precision_is_reached"};
    FILE *stream;
    hr_status status = hr_export_open(&stream, folder, "metadata", error);
    if (status != HR_OK) {
        return status;
    }
    fputs("name,value\r\n", stream);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; ++i) {
        char *text = NULL;
        if (hr_results_read_attribute_text(results, NULL, texts[i], &text, NULL) == HR_OK) {
            fprintf(stream, "%s,", texts[i]);
            hr_figure_write_csv(stream, text);
            fputs("\r\n", stream);
        }
        free(text);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; ++i) {
        int64_t number = 0;
        if (hr_results_read_attribute_integer(results, NULL, numbers[i], &number, NULL) == HR_OK) {
            fprintf(stream, "%s,%llu\r\n", numbers[i], (unsigned long long)number);
        }
    }
    return hr_export_close(stream, "metadata", status, error);
}
