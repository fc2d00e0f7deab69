/* Studies as models of the Monte Carlo driver. See study.h.
 *
 * A replication of the driver is (point, replication of the scenario); a point's are rounded up to whole batches, and
 * those beyond the last are empty. Worlds are made by whoever needs one first and freed by the last to leave, so there
 * are no more of them than workers.
 */
#include "models/study_private.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_SIZE_MAX = 10 }; /* points are few replications: small batches, so that no thread waits for the last */

/* ---- worlds of points at work ---------------------------------------------------------------------------------- */

typedef struct point_world {
    struct point_world *next;
    uint32_t point;
    uint32_t users;
    bool is_ready; /* or failed */
    hr_status status;
    hr_error error;
    hr_scenario *scenario;
    hr_world world;
    const hr_world *used; /* `world`, or the base */
} point_world;

struct hr_study_worlds {
    pthread_mutex_t lock;
    pthread_cond_t is_made;
    pthread_mutex_t reading; /* one reader of files at a time, whatever state the library that parses them keeps */
    point_world *first;
};

hr_status hr_study_make_world(const hr_study *study, const hr_point *point, hr_scenario **scenario, hr_world *world,
                              hr_error *error)
{
    pthread_mutex_lock(&study->worlds->reading);
    hr_status status = hr_point_read(study->base->scenario, point, study->occasion, scenario, error);
    pthread_mutex_unlock(&study->worlds->reading);
    if (status != HR_OK) {
        return status;
    }
    status = hr_world_init_beside(world, *scenario, study->base, error);
    if (status == HR_BAD_INPUT) {
        hr_error place = *error;
        status = hr_point_mistake(point, study->occasion, &place, place.text, error);
    }
    if (status != HR_OK) {
        hr_scenario_free(*scenario);
        *scenario = NULL;
    }
    return status;
}

static void make(const hr_study *study, point_world *one)
{
    const hr_point *point = &study->points[one->point];
    if (point->setting_count == 0) {
        one->used = study->base;
        return;
    }
    one->status = hr_study_make_world(study, point, &one->scenario, &one->world, &one->error);
    one->used = &one->world;
}

static point_world *find(struct hr_study_worlds *worlds, uint32_t point)
{
    point_world *one = worlds->first;
    while (one != NULL && one->point != point) {
        one = one->next;
    }
    return one;
}

static void leave(struct hr_study_worlds *worlds, point_world *one)
{
    if (one == NULL) {
        return;
    }
    pthread_mutex_lock(&worlds->lock);
    bool is_last = --one->users == 0;
    if (is_last) {
        point_world **link = &worlds->first;
        while (*link != one) {
            link = &(*link)->next;
        }
        *link = one->next;
    }
    pthread_mutex_unlock(&worlds->lock);
    if (is_last) {
        if (one->scenario != NULL) {
            hr_world_free(&one->world);
            hr_scenario_free(one->scenario);
        }
        free(one);
    }
}

/* The world of a point, made now or by another worker; NULL with an error. */
static point_world *enter(const hr_study *study, uint32_t point, hr_error *error)
{
    struct hr_study_worlds *worlds = study->worlds;
    pthread_mutex_lock(&worlds->lock);
    point_world *one = find(worlds, point);
    if (one == NULL && (one = calloc(1, sizeof *one)) != NULL) {
        one->point = point;
        one->users = 1;
        one->next = worlds->first;
        worlds->first = one;
        pthread_mutex_unlock(&worlds->lock);
        make(study, one);
        pthread_mutex_lock(&worlds->lock);
        one->is_ready = true;
        pthread_cond_broadcast(&worlds->is_made);
    } else if (one != NULL) {
        ++one->users;
        while (!one->is_ready) {
            pthread_cond_wait(&worlds->is_made, &worlds->lock);
        }
    }
    pthread_mutex_unlock(&worlds->lock);
    if (one == NULL) {
        hr_error_set(error, HR_FAILED, "out of memory for a world");
        return NULL;
    }
    if (one->status != HR_OK) {
        *error = one->error;
        leave(worlds, one);
        return NULL;
    }
    return one;
}

/* ---- workers --------------------------------------------------------------------------------------------------- */

typedef struct {
    const hr_study *study;
    point_world *at; /* NULL: nowhere yet */
    hr_replication replication;
} study_worker;

static hr_status worker_init(const void *model, void **result, hr_error *error)
{
    study_worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a worker");
    }
    worker->study = model;
    *result = worker;
    return HR_OK;
}

static void depart(study_worker *worker)
{
    if (worker->at != NULL) {
        hr_replication_free(&worker->replication);
        leave(worker->study->worlds, worker->at);
        worker->at = NULL;
    }
}

static void worker_free(void *data)
{
    study_worker *worker = data;
    depart(worker);
    free(worker);
}

static hr_status move_to(study_worker *worker, uint32_t point, hr_error *error)
{
    if (worker->at != NULL && worker->at->point == point) {
        return HR_OK;
    }
    depart(worker);
    point_world *one = enter(worker->study, point, error);
    if (one == NULL) {
        return error->status;
    }
    hr_status status = hr_replication_init(&worker->replication, one->used, error);
    if (status != HR_OK) {
        leave(worker->study->worlds, one);
        return status;
    }
    worker->at = one;
    return HR_OK;
}

static hr_status replicate(void *data, uint32_t number, double *record, hr_error *error)
{
    study_worker *worker = data;
    const hr_study *study = worker->study;
    uint32_t replication = number % study->driver_replications;
    if (replication >= study->replications) {
        return HR_OK; /* fills up the last batch of the point */
    }
    uint32_t point = number / study->driver_replications;
    uint32_t group = study->group_size > 0 ? point / study->group_size : 0;
    hr_status status = move_to(worker, point, error);
    return status == HR_OK ? hr_experiment_replicate(&study->experiment, &worker->replication,
                                                     group * study->replications + replication, record, error)
                           : status;
}

/* ---- whole ----------------------------------------------------------------------------------------------------- */

static hr_status make_worlds(hr_study *study, hr_error *error)
{
    study->worlds = calloc(1, sizeof *study->worlds);
    if (study->worlds == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a study");
    }
    pthread_mutex_init(&study->worlds->lock, NULL);
    pthread_cond_init(&study->worlds->is_made, NULL);
    pthread_mutex_init(&study->worlds->reading, NULL);
    return HR_OK;
}

hr_status hr_study_init(hr_study *study, const hr_world *base, hr_point *points, uint32_t point_count, void *room,
                        const hr_experiment_scope *scope, uint32_t replications, hr_error *error)
{
    memset(study, 0, sizeof *study);
    study->base = base;
    study->points = points;
    study->point_count = point_count;
    study->tried_count = point_count;
    study->room = room;
    study->replications = replications;
    hr_status status = point_count > 0 ? make_worlds(study, error) : HR_OK;
    if (status != HR_OK || point_count == 0 || replications == 0) {
        return status;
    }
    uint32_t batches = (replications - 1) / BATCH_SIZE_MAX + 1;
    study->batch_size = (replications - 1) / batches + 1;
    study->driver_replications = batches * study->batch_size;
    if ((uint64_t)study->driver_replications * point_count > UINT32_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "%u points of %u replications are too many", point_count,
                            replications);
    }
    status = hr_experiment_init_scope(&study->experiment, base, scope, error);
    study->model = (hr_model){study, &study->experiment.layout, worker_init, replicate, worker_free};
    return status;
}

void hr_study_free(hr_study *study)
{
    if (study->worlds != NULL) {
        assert(study->worlds->first == NULL);
        pthread_mutex_destroy(&study->worlds->lock);
        pthread_cond_destroy(&study->worlds->is_made);
        pthread_mutex_destroy(&study->worlds->reading);
        free(study->worlds);
    }
    hr_experiment_free(&study->experiment);
    free(study->structure);
    free(study->points);
    free(study->room);
    memset(study, 0, sizeof *study);
}

/* ---- what the driver is told and what it found ----------------------------------------------------------------- */

uint64_t hr_study_driver_replications(const hr_study *study)
{
    return (uint64_t)study->point_count * study->driver_replications;
}

void hr_study_identity(const hr_study *study, char *text, size_t size)
{
    hr_experiment_identity(study->base->scenario, text, size);
    size_t length = strlen(text);
    snprintf(text + length, size - length, " %s %u points of %u replications%s", study->name, study->point_count,
             study->replications, study->group_size > 0 ? " of their group" : "");
}

hr_status hr_study_collect(const hr_study *study, const hr_monte_carlo_options *options, double **numbers,
                           hr_error *error)
{
    const hr_record_layout *layout = &study->experiment.layout;
    size_t metrics = (size_t)layout->variable_count;
    size_t settings = layout->length / metrics;
    size_t replications = study->replications;
    double *records = NULL;
    *numbers = malloc(layout->length * study->point_count * replications * sizeof **numbers);
    hr_status status = *numbers == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %u points of %u replications",
                                          study->point_count, study->replications)
                           : hr_monte_carlo_collect(&study->model, options, &records, error);
    for (size_t p = 0; p < study->point_count && status == HR_OK; ++p) {
        for (size_t k = 0; k < replications; ++k) {
            const double *record = records + (p * study->driver_replications + k) * layout->length;
            for (size_t i = 0; i < layout->length; ++i) {
                size_t metric = i / settings;
                size_t series = (metric * study->point_count + p) * settings + i % settings;
                (*numbers)[series * replications + k] = record[i];
            }
        }
    }
    free(records);
    if (status != HR_OK) {
        free(*numbers);
        *numbers = NULL;
    }
    return status;
}
