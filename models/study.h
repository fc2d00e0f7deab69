/* A study: a scenario at many points, on common random numbers, as one model for the Monte Carlo driver.
 *
 * Every point runs chosen cases and arms for the same replications and keeps single numbers; where points come in groups,
 * within each of which alone they are compared, every group has replications of its own. The driver sees one long
 * row of replications, point after point, so its batches keep all threads busy across points, survive interruptions
 * and come out the same for any number of threads. A worker keeps the world of the point at which it is; workers at one
 * point share it, and whatever a point leaves as it is belongs to the scenario itself (world.h).
 *
 * The ends of assumed ranges, sweeps, sensitivity designs and subsets of mitigations are all studies.
 */
#ifndef HR_MODELS_STUDY_H
#define HR_MODELS_STUDY_H

#include <stdatomic.h>

#include "models/experiment.h"
#include "models/point.h"
#include "sim/engine/progress.h"
#include "models/structure.h"

/* What the vendors of a case at a point make of the network, exactly (structure.h). */
typedef struct {
    double hhi_vendor;
    double hhi_state;
    double worst_state_share[HR_EDGES_COUNT];
} hr_point_structure;

typedef struct {
    const char *name;      /* of its folder and, with an underscore, of its variables */
    const char *occasion;  /* of a point, for messages: hr_point_read */
    const hr_world *base;  /* borrowed */
    uint32_t replications; /* of a point; 0: nothing to run; its points can be tried all the same */
    uint32_t point_count;
    uint32_t group_size; /* points that share replications; 0: all. Group g has numbers g * replications and on */
    hr_point *points;    /* owned */
    void *room;          /* owned: what the points borrow from the study itself */
    hr_experiment experiment;
    uint32_t batch_size;
    uint32_t driver_replications; /* of one point: a multiple of the batch size, so that a batch has one point */
    hr_model model;
    struct hr_study_worlds *worlds; /* of points at work */
    bool has_structure;             /* asked for */
    hr_point_structure *structure;  /* [point][case], by hr_study_try */
    uint32_t tried_count;           /* points that hr_study_try looks at: all, unless they are too many */
    hr_progress *progress;          /* of hr_study_try, which steps once a point; NULL: nobody looks */
    hr_diagnostics *mistakes;       /* of hr_study_try: those of all points; NULL: the first point's ends it */
} hr_study;

/**
 * Makes points ready to run.
 *
 * @param points  point_count of them, which borrow from `room` and the scenario; both are taken over, also by a failure
 */
hr_status hr_study_init(hr_study *study, const hr_world *base, hr_point *points, uint32_t point_count, void *room,
                        const hr_experiment_scope *scope, uint32_t replications, hr_error *error);
void hr_study_free(hr_study *study);

/** The points of the scenario's `sweep`. */
hr_status hr_study_init_sweep(hr_study *study, const hr_world *base, hr_error *error);

/** The rows of the scenario's sensitivity design. HR_BAD_INPUT at a path that is no assumption. */
hr_status hr_study_init_sensitivity(hr_study *study, const hr_world *base, hr_error *error);

/** Every subset of the mitigations under test, as arms of one point that sets nothing. */
hr_status hr_study_init_attribution(hr_study *study, const hr_world *base, hr_error *error);

/** The claim's two cases, with each assumption at the low and the high end of its range; nothing to run without a claim. */
hr_status hr_study_init_ends(hr_study *study, const hr_world *base, hr_error *error);

/**
 * Makes the world of every point, to find out at once and not after hours of work that one cannot be: HR_BAD_INPUT at
 * the setting of the first such point, and with `mistakes` of every one. Fills `structure` where it is asked for.
 *
 * @param stop  set to non-zero to interrupt; NULL: never
 *
 * O(points * nodes log nodes), on several threads.
 */
hr_status hr_study_try(hr_study *study, int threads, const atomic_int *stop, hr_error *error);

/** How many replications the driver has to run; 0: none. */
uint64_t hr_study_driver_replications(const hr_study *study);
/** Text that parts of the study share: that of the scenario, and its size. */
void hr_study_identity(const hr_study *study, char *text, size_t size);

/**
 * All numbers of a study whose replications are done.
 *
 * @param options  those of its run
 * @param numbers  receives [metric][point][case][arm][replication], which the caller frees
 */
hr_status hr_study_collect(const hr_study *study, const hr_monte_carlo_options *options, double **numbers,
                           hr_error *error);

/** Writes what a study found; the arms are in the file. */
hr_status hr_study_write(const hr_study *study, const double *numbers, hr_results *results, hr_error *error);
hr_status hr_study_write_sensitivity(const hr_study *study, const double *numbers, hr_results *results,
                                     hr_error *error);
hr_status hr_study_write_attribution(const hr_study *study, const double *numbers, hr_results *results,
                                     hr_error *error);
hr_status hr_study_write_ends(const hr_study *study, const double *numbers, hr_results *results, hr_error *error);

/* All that a scenario can ask for besides its replications, in the order in which they are run. */
typedef struct {
    hr_status (*init)(hr_study *study, const hr_world *base, hr_error *error);
    hr_status (*write)(const hr_study *study, const double *numbers, hr_results *results, hr_error *error);
} hr_study_form;

enum { HR_STUDY_FORM_COUNT = 4 };
extern const hr_study_form hr_study_forms[HR_STUDY_FORM_COUNT];

#endif
