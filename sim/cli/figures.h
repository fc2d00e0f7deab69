/* Lists of figures for programs, as CSV (RFC 4180) or JSON (RFC 8259): one figure a row or an object, under the column
 * names of its command. Numbers have the digits that give the same double back; what is unknown is an empty cell, or null.
 */
#ifndef HR_SIM_CLI_FIGURES_H
#define HR_SIM_CLI_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "analysis/statistics.h"
#include "sim/engine/error.h"

/* How a command prints its answer. */
typedef enum { HR_FORMAT_TEXT, HR_FORMAT_CSV, HR_FORMAT_JSON } hr_format;

/** The format of a name; false for any other. */
bool hr_format_of(const char *name, hr_format *format);

enum { HR_FIGURE_COLUMNS_MAX = 24 };

typedef struct {
    enum { HR_CELL_NONE, HR_CELL_TEXT, HR_CELL_NUMBER } kind;
    const char *text; /* borrowed */
    double number;
} hr_figure_cell;

/* A list in the making, and the row that is being filled. */
typedef struct {
    FILE *stream;
    hr_format format; /* CSV or JSON */
    const char *const *columns;
    size_t column_count;
    hr_figure_cell cells[HR_FIGURE_COLUMNS_MAX];
    bool is_begun; /* a row was written */
    bool is_broken;
} hr_figures;

/** Writes a finite number, in the fewest of 15 to 17 digits that give the same double back. */
bool hr_figure_write(FILE *stream, double number);
/** Writes a text as a cell of a CSV file, quoted where it must be. */
bool hr_figure_write_csv(FILE *stream, const char *text);

/** Starts a list: the line of column names, or `[`. The columns are borrowed. */
void hr_figures_begin(hr_figures *figures, FILE *stream, hr_format format, const char *const *columns,
                      size_t column_count);
/** Fills a cell of the row; a NULL text leaves it out. */
void hr_figures_text(hr_figures *figures, size_t column, const char *text);
void hr_figures_number(hr_figures *figures, size_t column, double number);
/** Fills three cells that stand side by side: value, low, high. */
void hr_figures_estimate(hr_figures *figures, size_t column, hr_estimate estimate);
/** Writes the row and empties it; in JSON cells that were not filled are left out. */
void hr_figures_row(hr_figures *figures);
/** Ends the list. HR_FAILED when something could not be written. */
hr_status hr_figures_end(hr_figures *figures, hr_error *error);

/* ---- members of a JSON object, each with a comma and a line end behind it ---- */

bool hr_member_text(FILE *stream, const char *name, const char *text); /* NULL: null */
bool hr_member_number(FILE *stream, const char *name, double number);
bool hr_member_count(FILE *stream, const char *name, unsigned long long count);
bool hr_member_switch(FILE *stream, const char *name, bool is_on);
/** A list of texts. */
bool hr_member_texts(FILE *stream, const char *name, const char *const *texts, size_t count);

/** HR_FAILED, with the reason, unless everything was written. */
hr_status hr_figures_flush(FILE *stream, bool is_written, hr_error *error);

#endif
