/* Monte Carlo driver: workers take batches, finished batches become files. See monte_carlo.h; the files:
 * monte_carlo_parts.c. */
#include "sim/engine/monte_carlo.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sim/engine/monte_carlo_private.h"

void hr_record_layout_finish(hr_record_layout *layout)
{
    layout->length = 0;
    for (int v = 0; v < layout->variable_count; ++v) {
        hr_record_variable *variable = &layout->variables[v];
        variable->offset = layout->length;
        variable->length = 1;
        for (int d = 0; d < variable->dimension_count; ++d) {
            variable->length *= layout->dimensions[variable->dimensions[d]].length;
        }
        layout->length += variable->length;
    }
}

bool hr_record_find(const hr_record_layout *layout, const char *variable, const size_t *indices, size_t *place)
{
    for (int v = 0; v < layout->variable_count && variable != NULL; ++v) {
        const hr_record_variable *candidate = &layout->variables[v];
        if (strcmp(candidate->name, variable) != 0) {
            continue;
        }
        size_t offset = 0;
        for (int d = 0; d < candidate->dimension_count; ++d) {
            size_t length = layout->dimensions[candidate->dimensions[d]].length;
            if (indices[d] >= length) {
                return false;
            }
            offset = offset * length + indices[d];
        }
        *place = candidate->offset + offset;
        return true;
    }
    return false;
}

/* What fails when the machine does: no batch is wanted any more. */
enum { EVERYTHING = 0 };

/* What the workers share; under the lock unless immutable. */
typedef struct {
    const hr_model *model;
    const hr_monte_carlo_options *options;
    const hr_monte_carlo_stopping *stopping; /* NULL: all batches */
    uint8_t *is_done;                        /* per batch: its part is there */
    uint32_t most;                           /* batches of options.replications */
    uint32_t batch_count;                    /* wanted; falls when there is enough */
    uint32_t round_end;                      /* batches before it are run before the others are waited for */
    pthread_mutex_t lock;                    /* also around every HDF5 call */
    uint32_t next_batch;
    uint32_t prefix;                /* batches from the first on whose parts are there and were looked at */
    double *records;                /* room for one batch; looks only */
    double *values;                 /* [replication of the prefix][column]; looks only */
    size_t value_room;              /* doubles in values */
    atomic_uint_fast64_t run_count; /* replications of the own share that are there or were run, wanted or not */
    pthread_t caller;               /* of the driver */
    atomic_bool is_called_off;      /* by another process */
    uint32_t failed_batch;          /* the first that failed: none from it on is wanted; UINT32_MAX: none failed */
    hr_status status;
    hr_error error;
} crew;

static bool is_stopped(const crew *c)
{
    return (c->options->stop != NULL && *c->options->stop != 0) || c->is_called_off;
}

static void listen_to_others(crew *c)
{
    const hr_monte_carlo_share *share = &c->options->share;
    if (share->is_called_off != NULL && pthread_equal(c->caller, pthread_self()) &&
        share->is_called_off(share->context)) {
        c->is_called_off = true;
    }
}

/* Batches before the failed one are finished all the same: whether it would have been wanted is theirs to say. */
static void fail(crew *c, uint32_t batch, hr_status status, const hr_error *error)
{
    pthread_mutex_lock(&c->lock);
    if (batch < c->failed_batch) {
        c->failed_batch = batch;
        c->status = status;
        c->error = *error;
    }
    pthread_mutex_unlock(&c->lock);
}

/* Of this round, and wanted as far as one knows. Under the lock, once there are threads. */
static bool is_in_round(const crew *c, uint32_t batch)
{
    return batch < c->round_end && batch < c->batch_count;
}

static bool is_wanted(const crew *c, uint32_t batch)
{
    return is_in_round(c, batch) && batch < c->failed_batch && !is_stopped(c);
}

static bool take_batch(crew *c, uint32_t *batch)
{
    pthread_mutex_lock(&c->lock);
    while (is_in_round(c, c->next_batch) &&
           (c->is_done[c->next_batch] || !hr_parts_is_own(c->options, c->next_batch))) {
        ++c->next_batch;
    }
    bool is_taken = is_wanted(c, c->next_batch);
    *batch = c->next_batch;
    c->next_batch += is_taken;
    pthread_mutex_unlock(&c->lock);
    return is_taken;
}

/* ---- looking whether there is enough ----------------------------------------------------------------------------- */

/* Appends the columns of the batch after the prefix. */
static hr_status keep_columns(crew *c, hr_error *error)
{
    const hr_monte_carlo_stopping *stopping = c->stopping;
    size_t length = c->model->layout->length;
    size_t columns = stopping->column_count;
    size_t first = (size_t)c->prefix * c->options->batch_size;
    uint32_t count = hr_parts_batch_length(c->options, c->prefix);
    size_t wanted = (first + count) * columns;
    if (wanted > c->value_room) {
        size_t room = 2 * wanted;
        double *values = realloc(c->values, room * sizeof *values);
        if (values == NULL) {
            return hr_error_set(error, HR_FAILED, "out of memory for %zu replications", first + count);
        }
        c->values = values;
        c->value_room = room;
    }
    hr_status status = hr_parts_read(c->options, c->prefix, c->records, error);
    for (uint32_t k = 0; k < count && status == HR_OK; ++k) {
        for (size_t column = 0; column < columns; ++column) {
            c->values[(first + k) * columns + column] = c->records[k * length + stopping->columns[column]];
        }
    }
    return status;
}

/* Moves the prefix over what is done by now and looks at every block's end on the way. Under the lock. */
static hr_status look(crew *c, hr_error *error)
{
    while (c->prefix < c->batch_count && c->is_done[c->prefix]) {
        hr_status status = c->stopping != NULL ? keep_columns(c, error) : HR_OK;
        if (status != HR_OK) {
            return status;
        }
        ++c->prefix;
        if (c->stopping != NULL && c->prefix < c->batch_count) {
            uint32_t count = c->prefix * c->options->batch_size;
            bool is_look = count >= c->stopping->minimum && count % c->stopping->block == 0;
            if (is_look && c->stopping->is_enough(c->stopping->context, c->values, count)) {
                c->batch_count = c->prefix;
            }
        }
    }
    return HR_OK;
}

/* Writes a finished batch, unless it is no longer wanted, and looks. */
static hr_status hand_in(crew *c, uint32_t batch, const double *records, hr_error *error)
{
    hr_status status = HR_OK;
    pthread_mutex_lock(&c->lock);
    if (batch < c->batch_count) {
        status = hr_parts_write(c->model, c->options, batch, records, error);
        c->is_done[batch] = status == HR_OK;
    }
    if (status == HR_OK) {
        status = look(c, error);
    }
    pthread_mutex_unlock(&c->lock);
    return status;
}

/* ---- working ------------------------------------------------------------------------------------------------------ */

/* Runs one batch into records; false when stopped, failed or no longer wanted. */
static bool run_batch(crew *c, void *worker, uint32_t batch, double *records)
{
    uint32_t first = batch * c->options->batch_size;
    uint32_t count = hr_parts_batch_length(c->options, batch);
    size_t length = c->model->layout->length;
    for (size_t i = 0; i < count * length; ++i) {
        records[i] = NAN;
    }
    for (uint32_t k = 0; k < count; ++k) {
        hr_error error;
        listen_to_others(c);
        pthread_mutex_lock(&c->lock);
        bool wanted = is_wanted(c, batch);
        pthread_mutex_unlock(&c->lock);
        if (!wanted) {
            return false;
        }
        hr_status status = c->model->replicate(worker, first + k, records + k * length, &error);
        if (status != HR_OK) {
            fail(c, batch, status, &error);
            return false;
        }
        ++c->run_count;
        if (c->options->progress != NULL) {
            hr_progress_step(c->options->progress, 1);
        }
    }
    return true;
}

static void *work(void *data)
{
    crew *c = data;
    void *worker = NULL;
    hr_error error;
    uint32_t batch;
    double *records = malloc(c->options->batch_size * c->model->layout->length * sizeof *records + 1);
    hr_status status = records == NULL ? hr_error_set(&error, HR_FAILED, "out of memory for a batch of %u replications",
                                                      c->options->batch_size)
                                       : c->model->worker_init(c->model->model, &worker, &error);
    if (status != HR_OK) {
        fail(c, EVERYTHING, status, &error);
    }
    while (status == HR_OK && take_batch(c, &batch)) {
        if (!run_batch(c, worker, batch, records)) {
            break;
        }
        status = hand_in(c, batch, records, &error);
        if (status != HR_OK) {
            fail(c, EVERYTHING, status, &error);
        }
    }
    if (worker != NULL) {
        c->model->worker_free(worker);
    }
    free(records);
    return NULL;
}

static hr_status run_crew(crew *c, hr_error *error)
{
    int wanted = c->options->threads;
    pthread_t *threads = calloc((size_t)wanted, sizeof *threads);
    int started = 0;
    if (threads == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %d threads", wanted);
    }
    while (started + 1 < wanted && pthread_create(&threads[started], NULL, work, c) == 0) {
        ++started;
    }
    work(c); /* the caller is a worker too: one thread at least, whatever the system allows */
    for (int t = 0; t < started; ++t) {
        pthread_join(threads[t], NULL);
    }
    free(threads);
    if (c->failed_batch < c->batch_count) {
        *error = c->error;
        return c->status;
    }
    return HR_OK;
}

/* ---- rounds ------------------------------------------------------------------------------------------------------- */

/* What a resumed run finds, and the room that looks need. */
static hr_status begin(crew *c, hr_error *error)
{
    size_t length = c->model->layout->length;
    c->is_done = calloc(c->batch_count, sizeof *c->is_done);
    c->records = c->stopping != NULL ? malloc(c->options->batch_size * length * sizeof *c->records + 1) : NULL;
    if (c->is_done == NULL || (c->stopping != NULL && c->records == NULL)) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u batches", c->batch_count);
    }
    hr_status status = hr_parts_prepare(c->model, c->options, c->is_done, error);
    for (uint32_t b = 0; b < c->batch_count && status == HR_OK; ++b) {
        if (c->is_done[b] && hr_parts_is_own(c->options, b)) {
            c->run_count += hr_parts_batch_length(c->options, b);
        }
    }
    if (c->options->progress != NULL) {
        hr_progress_skip(c->options->progress, c->run_count);
    }
    return status == HR_OK ? look(c, error) : status;
}

/* Where the next round ends. All in one, unless several processes have to look together: then after the first look,
 * and from there on a quarter more each time, so that they seldom wait, and at least a block for each. A function of what
 * all of them are told alike, never of what one has found: they must come out of the last round together. */
static uint32_t next_round_end(const crew *c)
{
    if (c->options->share.agree == NULL || c->stopping == NULL) {
        return c->most;
    }
    uint64_t block = c->stopping->block / c->options->batch_size;
    uint64_t first_look = ((c->stopping->minimum - 1) / c->stopping->block + 1) * block;
    uint64_t all = c->options->share.count * block;
    uint64_t end = c->round_end + (all > c->round_end / 4 ? all : c->round_end / 4);
    end = end > first_look ? end : first_look;
    end = (end + block - 1) / block * block;
    return end < c->most ? (uint32_t)end : c->most;
}

static bool is_share_done(const crew *c)
{
    uint32_t b = 0;
    while (is_in_round(c, b) && (c->is_done[b] || !hr_parts_is_own(c->options, b))) {
        ++b;
    }
    return !is_in_round(c, b);
}

static hr_status run_share(crew *c, hr_error *error)
{
    hr_status status = is_share_done(c) ? HR_OK : run_crew(c, error);
    if (status == HR_OK && !is_share_done(c)) {
        status = hr_error_set(error, HR_INTERRUPTED, "interrupted; finished batches are kept in %s",
                              c->options->parts_folder);
    }
    return status;
}

/* What the others have finished in this round, and what that tells. */
static hr_status take_over(crew *c, hr_error *error)
{
    hr_parts_list(c->options, c->round_end, c->is_done);
    hr_status status = look(c, error);
    if (status == HR_OK && is_in_round(c, c->prefix)) {
        status = hr_error_set(
            error, HR_FAILED,
            "batch %u, which another process has finished, is not in %s here: all of them need the same "
            "folder",
            c->prefix, c->options->parts_folder);
    }
    return status;
}

static hr_status agree(const crew *c, hr_status status, hr_error *error)
{
    const hr_monte_carlo_share *share = &c->options->share;
    return share->agree != NULL ? share->agree(share->context, status, error) : status;
}

static hr_status run_rounds(crew *c, hr_error *error)
{
    hr_status status = agree(c, begin(c, error), error);
    while (status == HR_OK && c->round_end < c->batch_count) {
        c->round_end = next_round_end(c);
        status = agree(c, run_share(c, error), error);
        if (status == HR_OK && c->options->share.agree != NULL) {
            status = agree(c, take_over(c, error), error);
        }
    }
    return status;
}

hr_status hr_monte_carlo_run_until(const hr_model *model, const hr_monte_carlo_options *options,
                                   const hr_monte_carlo_stopping *stopping, uint32_t *reached, hr_error *error)
{
    assert(options->replications >= 1 && options->batch_size >= 1 && options->threads >= 1);
    assert(options->share.count <= 1 || options->share.number < options->share.count);
    assert(stopping == NULL ||
           (stopping->minimum >= 1 && stopping->block >= 1 && stopping->is_enough != NULL &&
            stopping->block % options->batch_size == 0 && (options->share.count <= 1 || options->share.agree != NULL)));
    hr_error own;
    error = error != NULL ? error : &own;
    uint32_t most = hr_monte_carlo_batch_count(options);
    crew c = {.model = model,
              .options = options,
              .stopping = stopping,
              .most = most,
              .batch_count = most,
              .caller = pthread_self(),
              .failed_batch = UINT32_MAX};
    pthread_mutex_init(&c.lock, NULL);
    hr_status status = run_rounds(&c, error);
    pthread_mutex_destroy(&c.lock);
    free(c.is_done);
    free(c.records);
    free(c.values);
    if (status == HR_OK) {
        uint32_t wanted = hr_monte_carlo_share_size(options);
        *reached = c.batch_count < most ? c.batch_count * options->batch_size : options->replications;
        if (options->progress != NULL && c.run_count < wanted) {
            hr_progress_spare(options->progress, wanted - c.run_count);
        }
    }
    return status;
}

hr_status hr_monte_carlo_run(const hr_model *model, const hr_monte_carlo_options *options, hr_error *error)
{
    uint32_t reached;
    return hr_monte_carlo_run_until(model, options, NULL, &reached, error);
}
