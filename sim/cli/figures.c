/* Figures as CSV, by libcsv, and as JSON, by Jansson: see figures.h. */
#include "sim/cli/figures.h"

#include <assert.h>
#include <csv.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool hr_format_of(const char *name, hr_format *format)
{
    static const char *const names[] = {[HR_FORMAT_TEXT] = "text", [HR_FORMAT_CSV] = "csv", [HR_FORMAT_JSON] = "json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
        if (strcmp(name, names[i]) == 0) {
            *format = (hr_format)i;
            return true;
        }
    }
    return false;
}

/* ---- values ---------------------------------------------------------------------------------------------------- */

bool hr_figure_write(FILE *stream, double number)
{
    char digits[32];
    for (int precision = 15; precision <= 17; ++precision) {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number) {
            break;
        }
    }
    return fputs(digits, stream) >= 0;
}

static bool write_json_text(FILE *stream, const char *text)
{
    json_t *value = json_string(text); /* none for what is not UTF-8 */
    bool is_written = value != NULL && json_dumpf(value, stream, JSON_ENCODE_ANY) == 0;
    json_decref(value);
    return is_written;
}

static bool write_json_number(FILE *stream, double number)
{
    return isfinite(number) ? hr_figure_write(stream, number) : fputs("null", stream) >= 0;
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

void hr_figures_begin(hr_figures *figures, FILE *stream, hr_format format, const char *const *columns,
                      size_t column_count)
{
    assert(column_count <= HR_FIGURE_COLUMNS_MAX);
    memset(figures, 0, sizeof *figures);
    figures->stream = stream;
    figures->format = format;
    figures->columns = columns;
    figures->column_count = column_count;
    if (format == HR_FORMAT_JSON) {
        fputc('[', stream);
        return;
    }
    for (size_t i = 0; i < column_count; ++i) {
        fprintf(stream, "%s%s", columns[i], i + 1 < column_count ? "," : "\r\n");
    }
}

void hr_figures_text(hr_figures *figures, size_t column, const char *text)
{
    assert(column < figures->column_count);
    figures->cells[column] = (hr_figure_cell){text != NULL ? HR_CELL_TEXT : HR_CELL_NONE, text, NAN};
}

void hr_figures_number(hr_figures *figures, size_t column, double number)
{
    assert(column < figures->column_count);
    figures->cells[column] = (hr_figure_cell){HR_CELL_NUMBER, NULL, number};
}

void hr_figures_estimate(hr_figures *figures, size_t column, hr_estimate estimate)
{
    hr_figures_number(figures, column, estimate.value);
    hr_figures_number(figures, column + 1, estimate.low);
    hr_figures_number(figures, column + 2, estimate.high);
}

/* Quotes only where a text needs them. */
bool hr_figure_write_csv(FILE *stream, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL && text[0] != ' ') {
        return fputs(text, stream) >= 0;
    }
    return csv_fwrite(stream, text, strlen(text)) == 0;
}

static bool write_csv_row(const hr_figures *figures)
{
    bool is_written = true;
    for (size_t i = 0; i < figures->column_count; ++i) {
        const hr_figure_cell *cell = &figures->cells[i];
        if (i > 0) {
            fputc(',', figures->stream);
        }
        if (cell->kind == HR_CELL_TEXT) {
            is_written = hr_figure_write_csv(figures->stream, cell->text) && is_written;
        } else if (cell->kind == HR_CELL_NUMBER && isfinite(cell->number)) {
            is_written = hr_figure_write(figures->stream, cell->number) && is_written;
        }
    }
    fputs("\r\n", figures->stream);
    return is_written;
}

static bool write_json_row(const hr_figures *figures)
{
    bool is_written = true;
    const char *before = figures->is_begun ? ",\n{" : "\n{";
    for (size_t i = 0; i < figures->column_count; ++i) {
        const hr_figure_cell *cell = &figures->cells[i];
        if (cell->kind == HR_CELL_NONE) {
            continue;
        }
        fprintf(figures->stream, "%s\"%s\":", before, figures->columns[i]);
        before = ",";
        is_written = (cell->kind == HR_CELL_TEXT ? write_json_text(figures->stream, cell->text)
                                                 : write_json_number(figures->stream, cell->number)) &&
                     is_written;
    }
    fputs(before[0] == ',' && before[1] == 0 ? "}" : "", figures->stream);
    return is_written;
}

void hr_figures_row(hr_figures *figures)
{
    bool is_written = figures->format == HR_FORMAT_JSON ? write_json_row(figures) : write_csv_row(figures);
    figures->is_broken = figures->is_broken || !is_written;
    figures->is_begun = true;
    memset(figures->cells, 0, sizeof figures->cells);
}

hr_status hr_figures_flush(FILE *stream, bool is_written, hr_error *error)
{
    if (fflush(stream) != 0 || ferror(stream) != 0) {
        return hr_error_set(error, HR_FAILED, "cannot write: %s", strerror(errno));
    }
    return is_written ? HR_OK : hr_error_set(error, HR_FAILED, "cannot write: some text is not UTF-8");
}

hr_status hr_figures_end(hr_figures *figures, hr_error *error)
{
    if (figures->format == HR_FORMAT_JSON) {
        fputs("\n]", figures->stream);
    }
    return hr_figures_flush(figures->stream, !figures->is_broken, error);
}

/* ---- members --------------------------------------------------------------------------------------------------- */

static bool end_member(FILE *stream, bool is_written)
{
    return fputs(",\n", stream) >= 0 && is_written;
}

bool hr_member_text(FILE *stream, const char *name, const char *text)
{
    fprintf(stream, "\"%s\":", name);
    return end_member(stream, text != NULL ? write_json_text(stream, text) : fputs("null", stream) >= 0);
}

bool hr_member_number(FILE *stream, const char *name, double number)
{
    fprintf(stream, "\"%s\":", name);
    return end_member(stream, write_json_number(stream, number));
}

bool hr_member_count(FILE *stream, const char *name, unsigned long long count)
{
    return end_member(stream, fprintf(stream, "\"%s\":%llu", name, count) > 0);
}

bool hr_member_switch(FILE *stream, const char *name, bool is_on)
{
    return end_member(stream, fprintf(stream, "\"%s\":%s", name, is_on ? "true" : "false") > 0);
}

bool hr_member_texts(FILE *stream, const char *name, const char *const *texts, size_t count)
{
    bool is_written = true;
    fprintf(stream, "\"%s\":[", name);
    for (size_t i = 0; i < count; ++i) {
        fputs(i > 0 ? ",\n" : "", stream);
        is_written = write_json_text(stream, texts[i]) && is_written;
    }
    fputc(']', stream);
    return end_member(stream, is_written);
}
