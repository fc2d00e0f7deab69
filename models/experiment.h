/* An experiment: cases and arms of a scenario as a model for the Monte Carlo driver, and what its result file says
 * besides.
 *
 * One replication of the driver runs every case in every arm on the same random numbers (MODEL 10); its record holds
 * all of them. Its scope says which cases and arms, and whether all metrics or a few single numbers are kept.
 */
#ifndef HR_MODELS_EXPERIMENT_H
#define HR_MODELS_EXPERIMENT_H

#include "models/replication.h"
#include "sim/engine/monte_carlo.h"

/* The arms of a comparison: with and without the mitigations under test. */
enum { HR_ARM_COUNT = 2 };

typedef struct {
    uint32_t case_count;
    uint32_t cases[HR_CASES_MAX]; /* of the scenario */
    uint32_t arm_count;
    const uint32_t *arms; /* world.h; borrowed */
    const char *const *arm_names;
    /* metrics of one number that are kept, in the order of their table (all: with exposed users too, where there can be
     * any); 0: all metrics */
    int scalar_count;
} hr_experiment_scope;

typedef struct {
    const hr_world *world; /* borrowed */
    hr_experiment_scope scope;
    hr_record_layout layout;
    hr_model model;
    struct hr_experiment_tables *tables; /* what the layout points to */
} hr_experiment;

/** Every case with and without the mitigations under test, and all metrics. */
hr_experiment_scope hr_experiment_whole(const hr_scenario *scenario);
hr_status hr_experiment_init(hr_experiment *experiment, const hr_world *world, hr_error *error);

/** How many metrics of one number there are; lost headline user-hours are the first. */
extern const int hr_experiment_scalar_count;

hr_status hr_experiment_init_scope(hr_experiment *experiment, const hr_world *world, const hr_experiment_scope *scope,
                                   hr_error *error);
void hr_experiment_free(hr_experiment *experiment);

/**
 * Runs one replication of all cases and arms into a record.
 *
 * @param replication  a worker of the experiment's world; or, where only single numbers are kept, of another one with
 *                     the same cases
 * @param record       layout.length numbers
 */
hr_status hr_experiment_replicate(const hr_experiment *experiment, hr_replication *replication, uint32_t number,
                                  double *record, hr_error *error);

/** Text that parts of one run share: scenario, seed, version. At least 256 bytes. */
void hr_experiment_identity(const hr_scenario *scenario, char *text, size_t size);

/** Attributes, the network, the vendors of every case, concentration. Call after the Monte Carlo variables are in the
 *  file. */
hr_status hr_experiment_describe(const hr_experiment *experiment, hr_results *results, hr_error *error);

#endif
