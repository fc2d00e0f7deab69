/* Result store: HDF5 files that xarray opens as netCDF-4 (dimension scales, units, long_name), the same bytes
 * for the same content (no times, no creation order by accident).
 *
 * A file is written under a temporary name beside its target, flushed to disk and renamed by hr_results_commit;
 * hr_results_discard removes it. So a target exists whole or not at all.
 * HDF5 is not safe for threads here: callers hold one lock around every call (the Monte Carlo driver does).
 */
#ifndef HR_SIM_ENGINE_RESULTS_H
#define HR_SIM_ENGINE_RESULTS_H

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum { HR_RESULTS_DIMENSIONS_MAX = 6, HR_RESULTS_PATH_SIZE = 4096, HR_RESULTS_NAME_SIZE = 320 };

typedef enum { HR_RESULTS_DOUBLE, HR_RESULTS_INT64, HR_RESULTS_INT32, HR_RESULTS_UINT8 } hr_results_type;

typedef struct {
    hid_t file;
    char target[HR_RESULTS_PATH_SIZE];
    char temporary[HR_RESULTS_PATH_SIZE];
} hr_results;

/* ---- writing ---- */

/** The temporary name is the target's with `.tmp`: for files that one process writes. */
hr_status hr_results_create(hr_results *results, const char *target, hr_error *error);
/** As hr_results_create, with a temporary name of the caller's, in the same folder: one that nobody else uses, where
 *  others may write the same target. */
hr_status hr_results_create_through(hr_results *results, const char *target, const char *temporary, hr_error *error);

/** Flush, fsync, close, rename; fsync of the folder. On failure the temporary file is removed. */
hr_status hr_results_commit(hr_results *results, hr_error *error);
/** Close and remove the temporary file; safe after commit and on a zeroed struct. */
void hr_results_discard(hr_results *results);

/** A dimension with text labels (its coordinate variable). */
hr_status hr_results_dimension_labels(hr_results *results, const char *name, size_t length, const char *const *labels,
                                      const char *long_name, hr_error *error);
/** A dimension with numeric coordinates; values NULL: a bare dimension without coordinates. */
hr_status hr_results_dimension_values(hr_results *results, const char *name, size_t length, const double *values,
                                      const char *units, const char *long_name, hr_error *error);

/**
 * Creates a variable over named dimensions (which exist already) and attaches their scales.
 * Doubles start as NaN, integers as 0. Large variables (over 64 KiB) are chunked along the first dimension and
 * compressed (shuffle, deflate 4), which netCDF readers undo themselves.
 */
hr_status hr_results_variable(hr_results *results, const char *name, hr_results_type type, int dimension_count,
                              const char *const *dimensions, const char *units, const char *long_name, hr_error *error);

/** Writes a whole variable; data in row-major order of its type. */
hr_status hr_results_write(hr_results *results, const char *name, const void *data, hr_error *error);
/** Writes rows [first, first + count) along the first dimension. */
hr_status hr_results_write_rows(hr_results *results, const char *name, size_t first, size_t count, const void *data,
                                hr_error *error);
/** Text variable over one dimension (variable-length UTF-8), or a single text when dimension is NULL; created and
 *  written at once. */
hr_status hr_results_write_texts(hr_results *results, const char *name, const char *dimension, const char *const *texts,
                                 const char *long_name, hr_error *error);

/* Attributes; variable NULL means the file itself. */
hr_status hr_results_attribute_text(hr_results *results, const char *variable, const char *name, const char *text,
                                    hr_error *error);
hr_status hr_results_attribute_integer(hr_results *results, const char *variable, const char *name, int64_t value,
                                       hr_error *error);
hr_status hr_results_attribute_number(hr_results *results, const char *variable, const char *name, double value,
                                      hr_error *error);

/* ---- reading ---- */

/** Opens a finished file for reading; HR_BAD_INPUT with the file's name when it is missing or not HDF5. */
hr_status hr_results_open(hr_results *results, const char *path, hr_error *error);
void hr_results_close(hr_results *results);

bool hr_results_has(const hr_results *results, const char *variable);
/** Whether a variable is there and holds texts. */
bool hr_results_is_text(const hr_results *results, const char *variable);
/** Shape of a variable; dimension_count at most HR_RESULTS_DIMENSIONS_MAX. */
hr_status hr_results_shape(const hr_results *results, const char *variable, int *dimension_count,
                           size_t lengths[HR_RESULTS_DIMENSIONS_MAX], hr_error *error);
/** Names of all variables, dimensions too, in order of the alphabet; caller frees with hr_results_free_texts. */
hr_status hr_results_list(const hr_results *results, char ***names, size_t *count, hr_error *error);
/** Names of a variable's dimensions; empty where one has none, or one too long. */
hr_status hr_results_dimensions(const hr_results *results, const char *variable, int *count,
                                char names[HR_RESULTS_DIMENSIONS_MAX][HR_RESULTS_NAME_SIZE], hr_error *error);
/** Whole numeric variable as doubles; caller frees *values. *count is the product of the shape. */
hr_status hr_results_read(const hr_results *results, const char *variable, double **values, size_t *count,
                          hr_error *error);
/** Rows along the first dimension as doubles into a caller's buffer. */
hr_status hr_results_read_rows(const hr_results *results, const char *variable, size_t first, size_t count,
                               double *values, hr_error *error);
/** Text variable (labels of a dimension, say); caller frees with hr_results_free_texts. */
hr_status hr_results_read_texts(const hr_results *results, const char *variable, char ***texts, size_t *count,
                                hr_error *error);
void hr_results_free_texts(char **texts, size_t count);
/** Text attribute (variable NULL: of the file); caller frees. */
hr_status hr_results_read_attribute_text(const hr_results *results, const char *variable, const char *name, char **text,
                                         hr_error *error);
/** Whole-number attribute, exact where a double would round it (a seed). */
hr_status hr_results_read_attribute_integer(const hr_results *results, const char *variable, const char *name,
                                            int64_t *value, hr_error *error);
hr_status hr_results_read_attribute_number(const hr_results *results, const char *variable, const char *name,
                                           double *value, hr_error *error);

#endif
