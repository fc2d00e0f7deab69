/* Tables of variables over the same dimensions: see export.h. Each table is read whole, one variable after another, and
 * written row by row; O(size of its variables) in time and memory.
 */
#include "sim/cli/export.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/cli/figures.h"

const hr_export_form hr_export_forms[] = {
    {.name = "replications", .dimensions = {"replication", "case", "arm"}, .spread = {"threshold", "restored"}},
    {.name = "services", .dimensions = {"replication", "case", "arm", "service", "operator"}},
    {.name = "regions", .dimensions = {"replication", "case", "arm", "region"}},
    {.name = "users", .dimensions = {"service", "operator"}},
    {.name = "cases", .dimensions = {"case"}, .spread = {"edges"}},
    {.name = "roles", .dimensions = {"case", "weight", "role"}},
    {.name = "vendors-by-role", .dimensions = {"case", "role", "vendor"}},
    {.name = "vendors", .dimensions = {"case", "edges", "vendor"}, .spread = {"service"}},
    {.name = "states", .dimensions = {"case", "edges", "state"}, .spread = {"service"}},
    {.name = "vendor-pairs", .dimensions = {"case", "edges", "vendor", "vendor_other"}, .spread = {"service"}},
    {.name = "assumptions", .dimensions = {"assumption"}, .spread = {"bound"}},
    {.name = "turning-points", .dimensions = {"turn_replication", "assumption", "bound", "claim_case", "arm"}},
    {.name = "attribution", .dimensions = {"attribution_case", "subset", "attribution_replication"}},
    {.name = "sweep-points", .dimensions = {"sweep_point"}},
    {.name = "sweep-cases", .dimensions = {"sweep_point", "sweep_case"}, .spread = {"edges"}},
    {.name = "sweep", .dimensions = {"sweep_point", "sweep_case", "arm", "sweep_replication"}},
    {.name = "sensitivity-paths", .dimensions = {"sensitivity_path"}, .spread = {"bound"}},
    {.name = "sensitivity-points", .dimensions = {"sensitivity_point"}},
    {.name = "sensitivity", .dimensions = {"sensitivity_point", "sensitivity_case", "arm", "sensitivity_replication"}},
    {.name = NULL},
};

/* ---- files ----------------------------------------------------------------------------------------------------- */

hr_status hr_export_open(FILE **stream, const char *folder, const char *name, hr_error *error)
{
    char path[HR_RESULTS_PATH_SIZE];
    int length = snprintf(path, sizeof path, "%s/%s.csv", folder, name);
    *stream = length < (int)sizeof path ? fopen(path, "wbx") : NULL;
    return *stream == NULL ? hr_error_set(error, HR_FAILED, "cannot write %s: %s", path, strerror(errno)) : HR_OK;
}

hr_status hr_export_close(FILE *stream, const char *name, hr_status status, hr_error *error)
{
    bool is_written = fflush(stream) == 0 && ferror(stream) == 0 && fsync(fileno(stream)) == 0;
    int problem = errno;
    is_written = fclose(stream) == 0 && is_written;
    return status == HR_OK && !is_written
               ? hr_error_set(error, HR_FAILED, "cannot write %s.csv: %s", name, strerror(problem))
               : status;
}

void hr_export_write_head(FILE *stream, const hr_results *results, const char *variable, const char *label)
{
    char text[2 * HR_RESULTS_NAME_SIZE + 64];
    char *units = NULL;
    bool has_units = hr_results_read_attribute_text(results, variable, "units", &units, NULL) == HR_OK &&
                     strcmp(units, "1") != 0 && units[0] != 0;
    /* the file's unit of user-hours is the hour, as persons are a plain number */
    const char *unit = has_units && strstr(variable, "user_hours") != NULL ? "user-hours" : units;
    snprintf(text, sizeof text, "%.*s%s%.*s%s%.32s%s", HR_RESULTS_NAME_SIZE, variable, label != NULL ? " " : "",
             HR_RESULTS_NAME_SIZE, label != NULL ? label : "", has_units ? " [" : "", has_units ? unit : "",
             has_units ? "]" : "");
    hr_figure_write_csv(stream, text);
    free(units);
}

/* ---- columns --------------------------------------------------------------------------------------------------- */

/* Labels of a dimension, or values of a variable. */
typedef struct {
    char name[HR_RESULTS_NAME_SIZE];
    size_t count;
    char **texts;   /* or */
    double *values; /* neither: numbers from 0 on */
    size_t width;   /* columns that the variable takes */
} column;

static void free_columns(column *columns, size_t count)
{
    for (size_t i = 0; i < count && columns != NULL; ++i) {
        hr_results_free_texts(columns[i].texts, columns[i].count);
        free(columns[i].values);
    }
    free(columns);
}

static hr_status read_column(const hr_results *results, const char *name, column *target, hr_error *error)
{
    snprintf(target->name, sizeof target->name, "%s", name);
    return hr_results_is_text(results, name)
               ? hr_results_read_texts(results, name, &target->texts, &target->count, error)
               : hr_results_read(results, name, &target->values, &target->count, error);
}

static void write_cell(FILE *stream, const column *from, size_t index)
{
    if (from->texts != NULL) {
        hr_figure_write_csv(stream, from->texts[index]);
    } else if (isfinite(from->values[index])) {
        hr_figure_write(stream, from->values[index]);
    }
}

/* ---- tables ---------------------------------------------------------------------------------------------------- */

typedef struct {
    const hr_results *results;
    const hr_export_form *form;
    int dimension_count;
    column labels[HR_RESULTS_DIMENSIONS_MAX]; /* of the table's dimensions */
    column spread[2];
    size_t column_count;
    column *columns;
    int *spread_of; /* [column] which of `spread`, or -1 */
    size_t row_count;
} table;

static bool is_spread(const hr_export_form *form, const char *dimension, int *which)
{
    for (int i = 0; i < 2; ++i) {
        if (form->spread[i] != NULL && strcmp(form->spread[i], dimension) == 0) {
            *which = i;
            return true;
        }
    }
    return false;
}

/* Whether a variable belongs to the table, and what its columns are spread over. */
static bool belongs(const table *t, const char *variable, int *which, hr_error *error)
{
    char names[HR_RESULTS_DIMENSIONS_MAX][HR_RESULTS_NAME_SIZE];
    int count = 0;
    *which = -1;
    if (strlen(variable) >= HR_RESULTS_NAME_SIZE ||
        hr_results_dimensions(t->results, variable, &count, names, error) != HR_OK || count < t->dimension_count) {
        return false;
    }
    for (int d = 0; d < t->dimension_count; ++d) {
        if (strcmp(names[d], t->form->dimensions[d]) != 0 || strcmp(variable, names[d]) == 0) {
            return false;
        }
    }
    return count == t->dimension_count ||
           (count == t->dimension_count + 1 && is_spread(t->form, names[count - 1], which));
}

static hr_status read_labels(table *t, hr_error *error)
{
    hr_status status = HR_OK;
    t->row_count = 1;
    for (int d = 0; d < t->dimension_count && status == HR_OK; ++d) {
        status = read_column(t->results, t->form->dimensions[d], &t->labels[d], error);
        t->row_count *= t->labels[d].count;
    }
    for (int i = 0; i < 2 && status == HR_OK; ++i) {
        if (t->form->spread[i] != NULL && hr_results_has(t->results, t->form->spread[i])) {
            status = read_column(t->results, t->form->spread[i], &t->spread[i], error);
        }
    }
    return status;
}

static hr_status read_columns(table *t, char **names, size_t count, hr_error *error)
{
    hr_status status = HR_OK;
    t->columns = calloc(count + 1, sizeof *t->columns);
    t->spread_of = calloc(count + 1, sizeof *t->spread_of);
    if (t->columns == NULL || t->spread_of == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the table %s", t->form->name);
    }
    for (size_t i = 0; i < count && status == HR_OK; ++i) {
        int which = -1;
        if (!belongs(t, names[i], &which, error)) {
            continue;
        }
        column *target = &t->columns[t->column_count];
        status = read_column(t->results, names[i], target, error);
        target->width = which < 0 ? 1 : t->spread[which].count;
        t->spread_of[t->column_count] = which;
        t->column_count += 1; /* freed also after a failure */
        if (status == HR_OK && target->count != t->row_count * target->width) {
            status = hr_error_set(error, HR_BAD_INPUT, "%s: unexpected length of `%s`", t->results->target, names[i]);
        }
    }
    return status;
}

static void print_label(const column *labels, size_t index, char *text, size_t size)
{
    if (labels->texts != NULL) {
        snprintf(text, size, "%s", labels->texts[index]);
    } else {
        snprintf(text, size, "%.15g", labels->values[index]);
    }
}

static void write_heads(const table *t, FILE *stream)
{
    for (int d = 0; d < t->dimension_count; ++d) {
        fputs(d > 0 ? "," : "", stream);
        hr_export_write_head(stream, t->results, t->form->dimensions[d], NULL);
    }
    for (size_t i = 0; i < t->column_count; ++i) {
        for (size_t k = 0; k < t->columns[i].width; ++k) {
            char label[HR_RESULTS_NAME_SIZE];
            bool is_one = t->spread_of[i] < 0;
            if (!is_one) {
                print_label(&t->spread[t->spread_of[i]], k, label, sizeof label);
            }
            fputc(',', stream);
            hr_export_write_head(stream, t->results, t->columns[i].name, is_one ? NULL : label);
        }
    }
    fputs("\r\n", stream);
}

static void write_rows(const table *t, FILE *stream)
{
    for (size_t row = 0; row < t->row_count; ++row) {
        size_t below = t->row_count;
        for (int d = 0; d < t->dimension_count; ++d) {
            below /= t->labels[d].count;
            fputs(d > 0 ? "," : "", stream);
            write_cell(stream, &t->labels[d], row / below % t->labels[d].count);
        }
        for (size_t i = 0; i < t->column_count; ++i) {
            for (size_t k = 0; k < t->columns[i].width; ++k) {
                fputc(',', stream);
                write_cell(stream, &t->columns[i], row * t->columns[i].width + k);
            }
        }
        fputs("\r\n", stream);
    }
}

static void free_table(table *t)
{
    for (int d = 0; d < HR_RESULTS_DIMENSIONS_MAX; ++d) {
        hr_results_free_texts(t->labels[d].texts, t->labels[d].count);
        free(t->labels[d].values);
    }
    for (int i = 0; i < 2; ++i) {
        hr_results_free_texts(t->spread[i].texts, t->spread[i].count);
        free(t->spread[i].values);
    }
    free_columns(t->columns, t->column_count);
    free(t->spread_of);
}

hr_status hr_export_table(const hr_results *results, const hr_export_form *form, const char *folder, hr_error *error)
{
    table t = {.results = results, .form = form};
    char **names = NULL;
    size_t count = 0;
    FILE *stream = NULL;
    while (t.dimension_count < HR_RESULTS_DIMENSIONS_MAX && form->dimensions[t.dimension_count] != NULL) {
        if (!hr_results_has(results, form->dimensions[t.dimension_count++])) {
            return HR_OK;
        }
    }
    hr_status status = hr_results_list(results, &names, &count, error);
    if (status == HR_OK) {
        status = read_labels(&t, error);
    }
    if (status == HR_OK) {
        status = read_columns(&t, names, count, error);
    }
    if (status == HR_OK && t.column_count > 0) {
        status = hr_export_open(&stream, folder, form->name, error);
    }
    if (stream != NULL) {
        write_heads(&t, stream);
        write_rows(&t, stream);
        status = hr_export_close(stream, form->name, status, error);
    }
    free_table(&t);
    hr_results_free_texts(names, count);
    return status;
}
