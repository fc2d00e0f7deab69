/* A planned replacement programme over time: nodes change vendor one by one, each by a field crew's work.
 *
 * Every step chooses its nodes as a change of a case does (assignment.h); they are due one after the other, evenly over
 * the step's time, region by region (in node order within operator and role). A crew of the operator that has nothing
 * to restore takes the due node with the smallest number in the plan, works there for a time, and takes it out of
 * service at the end of that time. A node that is out of service when its turn comes, or falls before it is taken out,
 * is looked at again a day later. With the new equipment all implants of the old are gone.
 *
 * The earliest implant of a campaign counts at a node, as everywhere: where two vendors of one campaign reach a node over
 * time, one before and one after its swap, the later one's implant is not seen.
 *
 * Crews that swap are not there to restore: that is how a programme slows restoration down, and how an attack slows the
 * programme down.
 */
#ifndef HR_MODELS_PROGRAMME_H
#define HR_MODELS_PROGRAMME_H

#include "models/network.h"
#include "models/programme_parameters.h"
#include "models/rank_set.h"

typedef struct hr_replication hr_replication;

typedef struct {
    double due_hours;
    uint32_t node;
    uint8_t from;
    uint8_t to;
    uint8_t step;
} hr_programme_job;

/* Of one case: jobs by operator, then by due time, then by node. */
typedef struct {
    uint32_t job_count;
    hr_programme_job *jobs;
    uint32_t *operator_start; /* operator_count + 1, into jobs */
    uint8_t *final_vendor;    /* per node, when all is done; NULL without a programme */
} hr_programme_plan;

/**
 * Plans the steps of a case after its changes.
 *
 * @param vendor  per node, before the first step
 * @param failed  the step to which an error of status HR_BAD_INPUT belongs
 * @return        HR_BAD_INPUT when a step cannot be (hr_assignment_change), HR_FAILED without memory
 */
hr_status hr_programme_plan_init(hr_programme_plan *plan, const hr_network *network, const hr_programme_step *steps,
                                 uint32_t step_count, uint64_t seed, const uint8_t *vendor, uint32_t *failed,
                                 hr_error *error);
void hr_programme_plan_free(hr_programme_plan *plan);

/* A worker's state. */
typedef struct {
    uint8_t *vendor;  /* per node, now; used by cases with a programme */
    hr_rank_set due;  /* jobs */
    bool is_on;       /* the case that runs has a programme */
    uint32_t swapped; /* nodes */
} hr_programme;

/** For plans of at most job_count_max jobs; nothing is allocated for 0. */
hr_status hr_programme_init(hr_programme *programme, uint32_t node_count, uint32_t job_count_max, hr_error *error);
void hr_programme_free(hr_programme *programme);

/** Starts a replication: everything is as the case has it, the first jobs are scheduled. */
hr_status hr_programme_begin(hr_replication *replication, hr_error *error);

/** Whether a vendor's channels reach a node now: it made it, or manages it. Who manages what it made itself goes with
 *  the equipment. */
bool hr_programme_reaches(const hr_replication *replication, uint8_t vendor, uint32_t node);

/** Sends crews that are idle after all restoration to due jobs. */
hr_status hr_programme_dispatch(hr_replication *replication, hr_error *error);

/** HR_EVENT_SWAP_DUE, HR_EVENT_SWAP_OUT, HR_EVENT_SWAP_DONE: entity is a job. */
hr_status hr_programme_due(hr_replication *replication, uint32_t job, hr_error *error);
hr_status hr_programme_take_out(hr_replication *replication, uint32_t job, hr_error *error);
void hr_programme_finish(hr_replication *replication, uint32_t job);

#endif
