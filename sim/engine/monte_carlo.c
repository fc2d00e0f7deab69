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

/* What the workers share; under the lock unless immutable. */
typedef struct {
    const hr_model *model;
    const hr_monte_carlo_options *options;
    const uint8_t *is_done; /* per batch: its part was there */
    uint32_t batch_count;
    pthread_mutex_t lock; /* also around every HDF5 call */
    uint32_t next_batch;
    uint32_t finished; /* batches whose parts are there */
    bool is_over;      /* an error somewhere: everybody stops */
    hr_status status;
    hr_error error;
} crew;

static bool is_stopped(const crew *c)
{
    return c->options->stop != NULL && *c->options->stop != 0;
}

static void fail(crew *c, hr_status status, const hr_error *error)
{
    pthread_mutex_lock(&c->lock);
    if (!c->is_over) {
        c->is_over = true;
        c->status = status;
        c->error = *error;
    }
    pthread_mutex_unlock(&c->lock);
}

static bool take_batch(crew *c, uint32_t *batch)
{
    pthread_mutex_lock(&c->lock);
    while (c->next_batch < c->batch_count && c->is_done[c->next_batch]) {
        ++c->next_batch;
    }
    bool is_taken = c->next_batch < c->batch_count && !c->is_over && !is_stopped(c);
    *batch = c->next_batch;
    c->next_batch += is_taken;
    pthread_mutex_unlock(&c->lock);
    return is_taken;
}

static bool is_over(crew *c)
{
    pthread_mutex_lock(&c->lock);
    bool over = c->is_over;
    pthread_mutex_unlock(&c->lock);
    return over || is_stopped(c);
}

/* Runs one batch into records; false when stopped or failed. */
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
        if (is_over(c)) {
            return false;
        }
        hr_status status = c->model->replicate(worker, first + k, records + k * length, &error);
        if (status != HR_OK) {
            fail(c, status, &error);
            return false;
        }
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
        fail(c, status, &error);
    }
    while (status == HR_OK && take_batch(c, &batch)) {
        if (!run_batch(c, worker, batch, records)) {
            break;
        }
        pthread_mutex_lock(&c->lock);
        status = hr_parts_write(c->model, c->options, batch, records, &error);
        c->finished += status == HR_OK;
        pthread_mutex_unlock(&c->lock);
        if (status != HR_OK) {
            fail(c, status, &error);
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
    if (c->is_over) {
        *error = c->error;
        return c->status;
    }
    return HR_OK;
}

hr_status hr_monte_carlo_run(const hr_model *model, const hr_monte_carlo_options *options, hr_error *error)
{
    assert(options->replications >= 1 && options->batch_size >= 1 && options->threads >= 1);
    hr_error own;
    error = error != NULL ? error : &own;
    crew c = {.model = model, .options = options};
    c.batch_count = hr_parts_batch_count(options);
    uint8_t *is_done = calloc(c.batch_count, sizeof *is_done);
    if (is_done == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u batches", c.batch_count);
    }
    hr_status status = hr_parts_prepare(model, options, is_done, error);
    for (uint32_t b = 0; b < c.batch_count && status == HR_OK; ++b) {
        c.finished += is_done[b];
        if (is_done[b] && options->progress != NULL) {
            hr_progress_skip(options->progress, hr_parts_batch_length(options, b));
        }
    }
    c.is_done = is_done;
    pthread_mutex_init(&c.lock, NULL);
    if (status == HR_OK) {
        status = run_crew(&c, error);
    }
    pthread_mutex_destroy(&c.lock);
    free(is_done);
    if (status == HR_OK && c.finished < c.batch_count) {
        status = hr_error_set(error, HR_INTERRUPTED, "interrupted; finished batches are kept in %s",
                              options->parts_folder);
    }
    return status;
}
