/* Monte Carlo driver: replications of any model, in numbered batches, on threads, resumable.
 *
 * Replications are cut into batches of fixed size. A batch's content depends on its number alone. Each finished batch
 * is a small HDF5 file `batch-00000042.h5` in the parts folder, written under a temporary name, flushed and renamed;
 * so a kill loses at most the batches in flight, and whatever fills the folder gives the same assembly.
 *
 * The driver knows nothing of what a model simulates: a model is a table of functions and a record layout.
 */
#ifndef HR_SIM_ENGINE_MONTE_CARLO_H
#define HR_SIM_ENGINE_MONTE_CARLO_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "progress.h"
#include "results.h"

/* A named dimension of the record. Labels or values may be NULL (see results.h). */
typedef struct {
    const char *name;
    size_t length;
    const char *const *labels;
    const double *values;
    const char *units; /* of values */
    const char *long_name;
} hr_record_dimension;

/* One output of a replication: an array of doubles over dimensions of the layout (row-major). */
typedef struct {
    const char *name;
    const char *units;
    const char *long_name;
    int dimension_count;
    /* indices into the layout's dimensions; replication comes first in files */
    int dimensions[HR_RESULTS_DIMENSIONS_MAX - 1];
    size_t offset; /* of its first number in the record; set by hr_record_layout_finish */
    size_t length; /* numbers it takes; set by hr_record_layout_finish */
} hr_record_variable;

/* Borrowed by the driver: the model keeps the arrays and strings alive. */
typedef struct {
    const hr_record_dimension *dimensions;
    int dimension_count;
    hr_record_variable *variables;
    int variable_count;
    size_t length; /* doubles in a record; set by hr_record_layout_finish */
} hr_record_layout;

/** Computes offsets and the record's length. Call once before use. */
void hr_record_layout_finish(hr_record_layout *layout);

typedef struct {
    void *model; /* immutable, shared by all workers */
    const hr_record_layout *layout;
    /** Allocates one worker's state. */
    hr_status (*worker_init)(const void *model, void **worker, hr_error *error);
    /** Runs replication number `replication` into record[layout->length], which is NaN on entry. */
    hr_status (*replicate)(void *worker, uint32_t replication, double *record, hr_error *error);
    void (*worker_free)(void *worker);
} hr_model;

typedef struct {
    const char *parts_folder;
    const char *identity;   /* text that must be equal in every part (scenario hash, seed, version) */
    uint32_t replications;  /* total wanted, at least 1 */
    uint32_t batch_size;    /* at least 1; part of what defines the parts: never changes on resume */
    int threads;            /* at least 1 */
    bool resume;            /* keep fitting parts that are there; else the folder must not hold any */
    const atomic_int *stop; /* set to non-zero to interrupt, by a signal handler say; NULL: never */
    hr_progress *progress;  /* stepped by replications; NULL: none */
} hr_monte_carlo_options;

/**
 * Runs every missing batch.
 *
 * Creates the parts folder, not what is above it: that, a folder that cannot be written, and one that holds parts
 * without `resume` are HR_BAD_INPUT. With resume, a part of another identity or layout is HR_BAD_INPUT that names the
 * file; a truncated or unreadable part, and leftover temporary files, are removed and run again.
 *
 * @return HR_OK when all batches are there; HR_INTERRUPTED when stopped (finished parts stay); HR_FAILED otherwise
 */
hr_status hr_monte_carlo_run(const hr_model *model, const hr_monte_carlo_options *options, hr_error *error);

/**
 * Appends the parts in order to an open result file: creates the `replication` dimension (0 .. n - 1), the layout's
 * dimensions that are not there yet, and all variables with `replication` first.
 * Memory is one batch. HR_FAILED names a missing part.
 */
hr_status hr_monte_carlo_assemble(const hr_model *model, const hr_monte_carlo_options *options, hr_results *results,
                                  hr_error *error);

/** All records in order, [replication][layout->length]; the caller frees *records. For records that fit in memory. */
hr_status hr_monte_carlo_collect(const hr_model *model, const hr_monte_carlo_options *options, double **records,
                                 hr_error *error);

/** Removes the batch files and the folder (after the result was committed). Leaves foreign files alone. */
void hr_monte_carlo_clean(const hr_monte_carlo_options *options);

#endif
