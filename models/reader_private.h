/* Shared by reader.c and reader_figures.c alone. */
#ifndef HR_MODELS_READER_PRIVATE_H
#define HR_MODELS_READER_PRIVATE_H

#include "models/reader.h"

struct fy_document;
struct fy_diag;

struct hr_document {
    struct fy_document *tree;
    struct fy_diag *diag;
    char *text;
    char file[HR_ERROR_FILE_SIZE];
    hr_diagnostics *diagnostics; /* borrowed */
    size_t mistakes;
    hr_diagnostics unsourced;
    hr_assumption *assumptions;
    size_t assumption_count;
    size_t assumption_capacity;
};

/* A new zeroed entry, or NULL without memory. */
hr_error *hr_diagnostics_add(hr_diagnostics *diagnostics);

/* Fills file, line, column and path of an error from a value. */

#endif
