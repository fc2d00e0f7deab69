/* Rows of a CSV file (RFC 4180), field by field, each with its line and column.
 *
 * Fields may be quoted and span lines; lines end with LF, CRLF or CR; a byte order mark is skipped; the separator is
 * the comma, or, when the header has none, the semicolon or the tab. The first row is the header; every other has as
 * many fields as it. Empty lines count for nothing.
 */
#ifndef HR_MODELS_CSV_ROWS_H
#define HR_MODELS_CSV_ROWS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/engine/error.h"

enum { HR_CSV_FIELDS_MAX = 256, HR_CSV_FIELD_SIZE_MAX = 1 << 20 };

/* Where a field begins. */
typedef struct {
    uint64_t row; /* 0: the header */
    uint32_t field;
    uint64_t line; /* 1-based, as is the column, which counts bytes */
    uint64_t column;
} hr_csv_place;

typedef struct {
    /* A field; the text ends with a zero and holds none. */
    hr_status (*field)(void *data, const hr_csv_place *place, const char *text, size_t length, hr_error *error);
    /* The end of a row; the place is that of its first field. */
    hr_status (*row)(void *data, const hr_csv_place *place, hr_error *error);
} hr_csv_form;

/**
 * Reads a stream to its end. An error of status HR_BAD_INPUT that a function of the form sets without a place gets that
 * of the field (or of the row's start).
 *
 * @param name  of the file, in messages
 * @return      HR_BAD_INPUT with file, line and column; HR_FAILED when the stream fails or without memory
 */
hr_status hr_csv_read(FILE *stream, const char *name, const hr_csv_form *form, void *data, hr_error *error);

#endif
