/* Trying the points of a study: each one's scenario is read and its world made, by several threads, before any
 * replication is run. What is exact, and needs no replication, is found on the way. See study.h. */
#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "models/study_private.h"

/* What the threads share; under the lock unless immutable. */
typedef struct {
    hr_study *study;
    const hr_point_structure *base; /* [case] of the scenario itself; NULL: not asked for */
    const atomic_int *stop;
    pthread_mutex_t lock;
    uint32_t next;
    uint32_t failed; /* the first point that failed */
    hr_status status;
    hr_error error;
    hr_error **mistakes; /* [point], where all are asked for */
} crew;

static hr_status look(const hr_study *study, const hr_world *world, hr_point_structure *found, hr_error *error)
{
    const hr_scenario *scenario = world->scenario;
    hr_structure_survey survey;
    hr_structure *structure = malloc(sizeof *structure);
    if (structure == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the structure of a point");
    }
    hr_status status = hr_structure_survey_init(&survey, &world->network, world->plans, scenario->vendors,
                                                scenario->vendor_count, scenario->state_count, error);
    for (uint32_t c = 0; c < study->experiment.scope.case_count && status == HR_OK; ++c) {
        const uint8_t *vendor = world->cases[study->experiment.scope.cases[c]].vendor;
        status = hr_structure_find_by_state(&survey, vendor, structure, error);
        if (status != HR_OK) {
            break;
        }
        const hr_concentration *all = &structure->concentration[HR_ROLE_COUNT][HR_WEIGHT_NODES];
        found[c] = (hr_point_structure){.hhi_vendor = all->vendor_index, .hhi_state = all->state_index};
        for (uint32_t e = 0; e < HR_EDGES_COUNT; ++e) {
            hr_usable_edges edges = (hr_usable_edges)e;
            uint32_t s = hr_structure_worst_state(&survey, structure, edges, HR_HEADLINE_SERVICES);
            found[c].worst_state_share[e] = s == UINT32_MAX ? NAN
                                                            : hr_kept_share(&survey, &structure->without_state[s],
                                                                            edges, HR_HEADLINE_SERVICES);
        }
    }
    free(structure);
    hr_structure_survey_free(&survey);
    return status;
}

static hr_status try_point(const crew *c, uint32_t p, hr_error *error)
{
    hr_study *study = c->study;
    uint32_t cases = study->experiment.scope.case_count;
    hr_point_structure *found = c->base != NULL ? study->structure + (size_t)p * cases : NULL;
    hr_scenario *scenario = NULL;
    hr_world world = {.are_cases_borrowed = true};
    hr_status status = study->points[p].setting_count == 0
                           ? HR_OK
                           : hr_study_make_world(study, &study->points[p], &scenario, &world, error);
    if (status == HR_OK && found != NULL && world.are_cases_borrowed) {
        memcpy(found, c->base, cases * sizeof *found);
    } else if (status == HR_OK && found != NULL) {
        status = look(study, &world, found, error);
    }
    if (scenario != NULL) {
        hr_world_free(&world);
        hr_scenario_free(scenario);
    }
    return status;
}

static bool is_stopped(const crew *c)
{
    return c->stop != NULL && *c->stop != 0;
}

/* Under the lock. A machine that refuses counts more than a point that cannot be. */
static void note_failure(crew *c, uint32_t p, hr_status status, const hr_error *error)
{
    if (c->mistakes != NULL && status == HR_BAD_INPUT) {
        c->mistakes[p] = malloc(sizeof *error);
        if (c->mistakes[p] != NULL) {
            *c->mistakes[p] = *error;
        }
    }
    if (p < c->failed || status == HR_FAILED) {
        c->failed = p;
        c->status = status;
        c->error = *error;
    }
}

static void *work(void *data)
{
    crew *c = data;
    hr_error error;
    for (;;) {
        pthread_mutex_lock(&c->lock);
        uint32_t p = c->next;
        bool is_failed = c->mistakes != NULL ? c->status == HR_FAILED : p > c->failed;
        bool is_over = p >= c->study->tried_count || is_failed || is_stopped(c);
        c->next += !is_over;
        pthread_mutex_unlock(&c->lock);
        if (is_over) {
            return NULL;
        }
        hr_status status = try_point(c, p, &error);
        pthread_mutex_lock(&c->lock);
        if (status != HR_OK) {
            note_failure(c, p, status, &error);
        }
        pthread_mutex_unlock(&c->lock);
        if (c->study->progress != NULL) {
            hr_progress_step(c->study->progress, 1);
        }
    }
}

static hr_status run_crew(crew *c, int wanted, hr_error *error)
{
    pthread_t *threads = calloc((size_t)wanted, sizeof *threads);
    int started = 0;
    if (threads == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %d threads", wanted);
    }
    pthread_mutex_init(&c->lock, NULL);
    while (started + 1 < wanted && pthread_create(&threads[started], NULL, work, c) == 0) {
        ++started;
    }
    work(c); /* the caller is a worker too */
    for (int t = 0; t < started; ++t) {
        pthread_join(threads[t], NULL);
    }
    pthread_mutex_destroy(&c->lock);
    free(threads);
    if (c->status != HR_OK) {
        *error = c->error;
        return c->status;
    }
    return is_stopped(c) ? hr_error_set(error, HR_INTERRUPTED, "interrupted before any replication was run") : HR_OK;
}

hr_status hr_study_try(hr_study *study, int threads, const atomic_int *stop, hr_error *error)
{
    hr_point_structure base[HR_CASES_MAX];
    crew c = {.study = study, .stop = stop, .failed = UINT32_MAX};
    hr_error own;
    error = error != NULL ? error : &own;
    assert(threads >= 1);
    if (study->point_count == 0) {
        return HR_OK;
    }
    if (study->has_structure) {
        free(study->structure);
        study->structure = calloc((size_t)study->point_count * study->experiment.scope.case_count,
                                  sizeof *study->structure);
        hr_status status = study->structure == NULL
                               ? hr_error_set(error, HR_FAILED, "out of memory for %u points", study->point_count)
                               : look(study, study->base, base, error);
        if (status != HR_OK) {
            return status;
        }
        c.base = base;
    }
    if (study->mistakes != NULL) {
        c.mistakes = calloc(study->point_count, sizeof *c.mistakes);
        if (c.mistakes == NULL) {
            return hr_error_set(error, HR_FAILED, "out of memory for the mistakes of %u points", study->point_count);
        }
    }
    hr_status status = run_crew(&c, threads, error);
    for (uint32_t p = 0; p < study->point_count && c.mistakes != NULL; ++p) {
        if (c.mistakes[p] != NULL && !hr_diagnostics_keep(study->mistakes, c.mistakes[p])) {
            status = hr_error_set(error, HR_FAILED, "out of memory for the mistakes of %u points", study->point_count);
        }
        free(c.mistakes[p]);
    }
    free(c.mistakes);
    return status;
}
