/* A result file as a folder of CSV tables for spreadsheets: one row of column names with units, then the data
 * (RFC 4180). analysis/README.md lists the tables.
 */
#ifndef HR_SIM_CLI_EXPORT_H
#define HR_SIM_CLI_EXPORT_H

#include "sim/engine/results.h"

/* A table: all variables over these dimensions, one row for each of their combinations. A variable with one dimension
 * more, of those that are spread, gets a column for each of its labels. */
typedef struct {
    const char *name; /* of the file, without `.csv` */
    const char *dimensions[HR_RESULTS_DIMENSIONS_MAX];
    const char *spread[2];
} hr_export_form;

extern const hr_export_form hr_export_forms[]; /* the last row has no name */

/** Writes one table into a folder; no file when the result has no variable for it. */
hr_status hr_export_table(const hr_results *results, const hr_export_form *form, const char *folder, hr_error *error);

/** Writes `curve.csv`: users served over time, mean and quantiles over the finished replications. */
hr_status hr_export_curve(const hr_results *results, const char *folder, hr_error *error);

/** Writes `metadata.csv`: what the file says of itself. */
hr_status hr_export_metadata(const hr_results *results, const char *folder, hr_error *error);

/* ---- shared ---- */

/** Opens a file of a folder for writing. */
hr_status hr_export_open(FILE **stream, const char *folder, const char *name, hr_error *error);
/** Flushes it to the disk and closes it; an earlier failure stays the failure. */
hr_status hr_export_close(FILE *stream, const char *name, hr_status status, hr_error *error);
/** A column's name, with its unit in brackets unless it is a plain number. */
void hr_export_write_head(FILE *stream, const hr_results *results, const char *variable, const char *label);

#endif
