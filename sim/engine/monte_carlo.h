/* Monte Carlo driver: replications of any model, in numbered batches, on threads, resumable, by one process or several.
 *
 * Replications are cut into batches of fixed size. A batch's content depends on its number alone. Each finished batch
 * is a small HDF5 file `batch-00000042.h5` in the parts folder, written under a temporary name that nobody else uses,
 * flushed and renamed; so a kill loses at most the batches in flight, processes need not know of one another, and
 * whatever fills the folder gives the same assembly.
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

/**
 * Where a number of the record is.
 *
 * @param variable  name; NULL or unknown: not found
 * @param indices   one for each of the variable's dimensions; an index out of range: not found
 * @param place     set when found
 * @return          whether it was found
 */
bool hr_record_find(const hr_record_layout *layout, const char *variable, const size_t *indices, size_t *place);

typedef struct {
    void *model; /* immutable, shared by all workers */
    const hr_record_layout *layout;
    /** Allocates one worker's state. */
    hr_status (*worker_init)(const void *model, void **worker, hr_error *error);
    /** Runs replication number `replication` into record[layout->length], which is NaN on entry. */
    hr_status (*replicate)(void *worker, uint32_t replication, double *record, hr_error *error);
    void (*worker_free)(void *worker);
} hr_model;

/* What one of several processes runs that fill the same folder: every batch whose number leaves `number` when divided
 * by `count`. Dealt out like cards, because neighbouring batches are alike: of one point of a study, say.
 *
 * With `agree`, the processes work at the same time and wait for one another: a call returns to each of them when all
 * have called it, with the gravest status that any of them gave, and its error. A run then returns when all shares are
 * done, the same to everybody. Without it, a run knows nothing of the other shares, which may be run at any time.
 *
 * Both functions are called by the thread that runs the share alone. */
typedef struct {
    uint32_t number;
    uint32_t count; /* 0 or 1: all batches */
    hr_status (*agree)(void *context, hr_status status, hr_error *error);
    /** Whether another has come to an agreement with a bad status meanwhile: what is not finished is left. Asked between
     *  replications; NULL: a share is always finished. */
    bool (*is_called_off)(void *context);
    void *context; /* borrowed */
} hr_monte_carlo_share;

typedef struct {
    const char *parts_folder;
    const char *identity;   /* text that must be equal in every part (scenario hash, seed, version) */
    uint32_t replications;  /* total wanted, at least 1; the most, for hr_monte_carlo_run_until */
    uint32_t batch_size;    /* at least 1; part of what defines the parts: never changes on resume */
    int threads;            /* at least 1 */
    bool resume;            /* keep fitting parts that are there; else the folder must not hold any */
    const atomic_int *stop; /* set to non-zero to interrupt, by a signal handler say; NULL: never */
    hr_progress *progress;  /* stepped by replications of the own share; NULL: none */
    hr_monte_carlo_share share;
} hr_monte_carlo_options;

/* When a run may end before its greatest number of replications, which is options.replications: at the first look at
 * which `is_enough` says so. Looks come after whole blocks only: at the first multiple of `block` that is at least
 * `minimum`, and at every multiple after it. What a look sees is the first replications in order, whoever ran them and
 * whenever they were finished; so the count at which a run ends is a function of the records, not of threads,
 * interruptions or luck. */
typedef struct {
    uint32_t minimum;      /* replications before the first look, at least 1 */
    uint32_t block;        /* replications between looks, a multiple of the batch size, at least 1 */
    const size_t *columns; /* which numbers of a record a look sees, as places in the record; borrowed */
    size_t column_count;
    /**
     * Whether replications 0 .. count - 1 are enough. Must depend on nothing but its arguments. Called under the
     * driver's lock, by one thread at a time and with rising counts (from the first look again when a run is resumed):
     * it should take less time than a batch.
     *
     * @param values  [count][column_count]; borrowed for the call
     */
    bool (*is_enough)(void *context, const double *values, uint32_t count);
    void *context; /* borrowed */
} hr_monte_carlo_stopping;

/** Replications of the own share. */
uint32_t hr_monte_carlo_share_size(const hr_monte_carlo_options *options);

/**
 * Runs every missing batch of the own share.
 *
 * Creates the parts folder, not what is above it: that, a folder that cannot be written, and one that holds parts
 * without `resume` are HR_BAD_INPUT. With resume, a part of another identity or layout, in whatever share, is
 * HR_BAD_INPUT that names the file; a truncated or unreadable part is removed and run again by whose it is. Temporary
 * files of others, who may be at work, are left to hr_monte_carlo_clean.
 *
 * @return HR_OK when all batches are there (without share.agree: all of the share); HR_INTERRUPTED when stopped
 *         (finished parts stay); HR_FAILED otherwise. Of several replications of a share that fail, the first is told
 */
hr_status hr_monte_carlo_run(const hr_model *model, const hr_monte_carlo_options *options, hr_error *error);

/**
 * Runs until there is enough, or options.replications are there.
 *
 * The count that was reached is what the result holds: give it as options.replications to assemble and collect, which
 * then leave out the few batches that other threads had begun or finished beyond it; hr_monte_carlo_clean removes them.
 *
 * The rule is no part of what defines a batch, and `identity` must depend neither on it nor on the count: a resumed run
 * looks again at what is there, from the first look on, and reaches the same count and the same bytes as one that was
 * never interrupted; with another target it goes on, or needs fewer of the batches that are there. A look needs all
 * batches before it, so a share can use it only with share.agree: the processes then run rounds of growing length, after
 * each of which all of them look at the same parts and come to the same count.
 *
 * @param stopping  NULL: run all, as hr_monte_carlo_run
 * @param reached   set when HR_OK is returned: a multiple of the block, or options.replications
 *
 * Memory for the columns of all replications so far, besides that of hr_monte_carlo_run; each finished batch is read
 * once more. Beyond the count at most one batch of each thread is run in vain; with share.agree, at most a quarter of
 * the count, or one block for each process where that is more.
 */
hr_status hr_monte_carlo_run_until(const hr_model *model, const hr_monte_carlo_options *options,
                                   const hr_monte_carlo_stopping *stopping, uint32_t *reached, hr_error *error);

/** Batches that options.replications make. */
uint32_t hr_monte_carlo_batch_count(const hr_monte_carlo_options *options);

/**
 * Finds out which batches are there and fit, of all shares, and changes nothing. HR_BAD_INPUT names a part of another
 * run.
 *
 * @param is_there     one for each batch
 * @param share_count  raised to the number of shares that a part was written for
 */
hr_status hr_monte_carlo_find(const hr_model *model, const hr_monte_carlo_options *options, uint8_t *is_there,
                              uint32_t *share_count, hr_error *error);

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

/** Removes the batch files, finished or not, and the folder (after the result was committed). Leaves foreign files alone. */
void hr_monte_carlo_clean(const hr_monte_carlo_options *options);

#endif
