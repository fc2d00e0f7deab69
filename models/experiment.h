/* An experiment: a scenario's cases and arms as a model for the Monte Carlo driver, and what its result file says
 * besides.
 *
 * One replication of the driver runs every case in both arms on the same random numbers (MODEL 10); its record holds
 * all of them. A *probe* is a smaller experiment for turning points: the two cases of the claim in both arms, lost
 * user-hours only.
 */
#ifndef HR_MODELS_EXPERIMENT_H
#define HR_MODELS_EXPERIMENT_H

#include "models/replication.h"
#include "sim/engine/monte_carlo.h"

enum { HR_ARM_COUNT = 2, HR_SETTINGS_MAX = HR_CASES_MAX * HR_ARM_COUNT };

typedef struct {
    const hr_world *world; /* borrowed */
    bool is_probe;
    uint32_t case_count;
    uint32_t cases[HR_CASES_MAX]; /* of the world */
    hr_record_layout layout;
    hr_model model;
    struct hr_experiment_tables *tables; /* what the layout points to */
} hr_experiment;

hr_status hr_experiment_init(hr_experiment *experiment, const hr_world *world, hr_error *error);
/** Only the cases `same_state` and `other_state` of the claim, in this order. The scenario must state a claim. */
hr_status hr_experiment_init_probe(hr_experiment *experiment, const hr_world *world, hr_error *error);
void hr_experiment_free(hr_experiment *experiment);

/** Text that parts of one run share: scenario, seed, version. At least 256 bytes. */
void hr_experiment_identity(const hr_scenario *scenario, char *text, size_t size);

/** Attributes, the network, the vendors of every case, concentration. Call after the Monte Carlo variables are in the
 *  file. */
hr_status hr_experiment_describe(const hr_experiment *experiment, hr_results *results, hr_error *error);

/* What the probes of one assumption found: lost headline user-hours, [replication][case][arm], at the low and the
 * high end. */
typedef struct {
    const hr_assumption *assumption; /* borrowed */
    double *lost[2];                 /* owned */
} hr_turn;

/** Writes the probes' results; nothing when there are none. */
hr_status hr_experiment_write_turns(const hr_scenario *scenario, const hr_turn *turns, size_t count,
                                    uint32_t replications, hr_results *results, hr_error *error);

#endif
