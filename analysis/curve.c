/* Restoration curves in characters: see curve.h. */
#include "analysis/curve.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/text_format.h"

enum { BLOCK_VALUES = 1 << 20, LEVELS = 8, NAME_WIDTH = 12, HEIGHT_SIZE = 64 };

/* What the file says before any replication is read. */
typedef struct {
    hr_results results;
    const char *path;
    double *is_headline; /* per service */
    size_t service_count;
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX]; /* of `served_users`: replication, case, arm, service, time */
    size_t arm;                                /* the mitigated one */
    double users;                              /* headline */
    size_t done;                               /* finished replications so far */
} source;

static hr_status wrong_file(const source *file, const char *what, hr_error *error)
{
    return hr_error_set(error, HR_BAD_INPUT, "%s is not a hedgerow result: %s", file->path, what);
}

static hr_status find_arm(source *file, hr_error *error)
{
    char **arms = NULL;
    size_t count = 0;
    hr_status status = hr_results_read_texts(&file->results, "arm", &arms, &count, error);
    file->arm = count;
    for (size_t a = 0; a < count; ++a) {
        file->arm = strcmp(arms[a], "mitigated") == 0 ? a : file->arm;
    }
    if (status == HR_OK && file->arm == count) {
        status = wrong_file(file, "it has no arm `mitigated`", error);
    }
    hr_results_free_texts(arms, count);
    return status;
}

/* Headline users: those of headline services over all operators. */
static hr_status count_users(source *file, hr_error *error)
{
    double *users = NULL;
    size_t count = 0;
    hr_status status = hr_results_read(&file->results, "service_is_headline", &file->is_headline, &file->service_count,
                                       error);
    if (status == HR_OK) {
        status = hr_results_read(&file->results, "users", &users, &count, error);
    }
    if (status == HR_OK && (file->service_count == 0 || count % file->service_count != 0)) {
        status = wrong_file(file, "`users` does not fit its services", error);
    }
    for (size_t i = 0; i < count && status == HR_OK; ++i) {
        file->users += file->is_headline[i / (count / file->service_count)] != 0 ? users[i] : 0;
    }
    free(users);
    return status;
}

static hr_status read_shape(source *file, hr_curve *curve, hr_error *error)
{
    double *times = NULL;
    size_t count = 0;
    int dimension_count = 0;
    hr_status status = hr_results_shape(&file->results, "served_users", &dimension_count, file->lengths, error);
    if (status == HR_OK) {
        status = hr_results_read_texts(&file->results, "case", &curve->cases, &curve->case_count, error);
    }
    if (status == HR_OK) {
        status = hr_results_read(&file->results, "time", &times, &count, error);
    }
    if (status == HR_OK &&
        (dimension_count != 5 || file->lengths[1] != curve->case_count || file->arm >= file->lengths[2] ||
         file->lengths[3] != file->service_count || file->lengths[4] != count || count == 0)) {
        status = wrong_file(file, "`served_users` does not fit its dimensions", error);
    }
    if (status == HR_OK) { /* times are the middles of equal cells from 0 on */
        curve->column_count = count < HR_CURVE_COLUMNS_MAX ? count : HR_CURVE_COLUMNS_MAX;
        curve->hours = 2.0 * times[0] * (double)count;
        curve->out = calloc(curve->case_count * curve->column_count + 1, sizeof *curve->out);
        status = curve->out != NULL ? HR_OK : hr_error_set(error, HR_FAILED, "out of memory for a curve");
    }
    free(times);
    return status;
}

/* Adds the users served in one replication to sums by case and column. */
static void add_replication(const source *file, const double *served, hr_curve *curve)
{
    const size_t *n = file->lengths;
    for (size_t c = 0; c < n[1]; ++c) {
        const double *of_case = served + (c * n[2] + file->arm) * n[3] * n[4];
        for (size_t s = 0; s < n[3]; ++s) {
            for (size_t t = 0; t < n[4] && file->is_headline[s] != 0; ++t) {
                curve->out[c * curve->column_count + t * curve->column_count / n[4]] += of_case[s * n[4] + t];
            }
        }
    }
}

static hr_status add_replications(source *file, hr_curve *curve, hr_error *error)
{
    size_t row = file->lengths[1] * file->lengths[2] * file->lengths[3] * file->lengths[4];
    size_t block = row == 0 || row > BLOCK_VALUES ? 1 : BLOCK_VALUES / row;
    double *served = malloc((block * row + 1) * sizeof *served);
    hr_status status = served != NULL ? HR_OK : hr_error_set(error, HR_FAILED, "out of memory for a curve");
    for (size_t first = 0; first < file->lengths[0] && status == HR_OK; first += block) {
        size_t count = file->lengths[0] - first < block ? file->lengths[0] - first : block;
        status = hr_results_read_rows(&file->results, "served_users", first, count, served, error);
        for (size_t k = 0; k < count && status == HR_OK; ++k) {
            if (!isnan(served[k * row])) { /* unfinished */
                add_replication(file, served + k * row, curve);
                ++file->done;
            }
        }
    }
    free(served);
    return status;
}

/* From sums of users served to mean shares out. */
static void finish(const source *file, hr_curve *curve)
{
    size_t cells = file->lengths[4];
    for (size_t k = 0; k < curve->column_count; ++k) {
        size_t first = (k * cells + curve->column_count - 1) / curve->column_count;
        size_t end = ((k + 1) * cells + curve->column_count - 1) / curve->column_count;
        double whole = (double)(end - first) * (double)file->done * file->users;
        for (size_t c = 0; c < curve->case_count; ++c) {
            double *out = &curve->out[c * curve->column_count + k];
            *out = whole > 0 ? fmax(0.0, 1.0 - *out / whole) : 0.0;
        }
    }
}

hr_status hr_curve_load(hr_curve *curve, const char *path, hr_error *error)
{
    source file = {.path = path};
    memset(curve, 0, sizeof *curve);
    hr_status status = hr_results_open(&file.results, path, error);
    if (status != HR_OK) {
        return status;
    }
    if (hr_results_has(&file.results, "served_users")) {
        status = find_arm(&file, error);
        if (status == HR_OK) {
            status = count_users(&file, error);
        }
        if (status == HR_OK) {
            status = read_shape(&file, curve, error);
        }
        if (status == HR_OK) {
            status = add_replications(&file, curve, error);
        }
        if (status == HR_OK) {
            finish(&file, curve);
        }
    }
    free(file.is_headline);
    hr_results_close(&file.results);
    return status;
}

void hr_curve_free(hr_curve *curve)
{
    hr_results_free_texts(curve->cases, curve->case_count);
    free(curve->out);
    memset(curve, 0, sizeof *curve);
}

/* ---- drawing --------------------------------------------------------------------------------------------------- */

/* From nothing to all of the height: a share that is not nothing is never drawn as nothing. */
static const char *level_of(double share, double height, bool is_unicode)
{
    static const char *const blocks[LEVELS + 1] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const signs[LEVELS + 1] = {" ", ".", ":", "-", "=", "+", "*", "#", "@"};
    int level = share <= 0 ? 0 : (int)fmin(LEVELS, fmax(1, ceil(share / height * LEVELS - 1e-9)));
    return is_unicode ? blocks[level] : signs[level];
}

static double greatest_of(const double *values, size_t count)
{
    double greatest = 0;
    for (size_t i = 0; i < count; ++i) {
        greatest = fmax(greatest, values[i]);
    }
    return greatest;
}

void hr_curve_print(const hr_curve *curve, bool is_unicode, FILE *stream)
{
    double height = greatest_of(curve->out, curve->case_count * curve->column_count);
    char title[256];
    if (!(height > 0)) {
        return;
    }
    snprintf(title, sizeof title,
             "Users out over time with the mitigations, mean, from 0 to %s hours; at the right the greatest share, %%",
             hr_text_of(curve->hours, HR_WRITE_NUMBER).text);
    fputc('\n', stream);
    hr_text_title(stream, title);
    for (size_t c = 0; c < curve->case_count; ++c) {
        const double *out = &curve->out[c * curve->column_count];
        char name[HEIGHT_SIZE];
        snprintf(name, sizeof name, " %.60s", curve->cases[c]);
        if (hr_text_columns(name) >= NAME_WIDTH) {
            hr_text_wrap(stream, curve->cases[c], " ", "   ");
            name[0] = 0;
        }
        hr_text_cell(stream, name, sizeof name, NAME_WIDTH, HR_ALIGN_LEFT);
        for (size_t k = 0; k < curve->column_count; ++k) {
            fputs(level_of(out[k], height, is_unicode), stream);
        }
        fprintf(stream, " %6.16s\n", hr_text_of(greatest_of(out, curve->column_count), HR_WRITE_PERCENT).text);
    }
}
