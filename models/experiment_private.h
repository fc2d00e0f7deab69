/* Between the source files that write a result file's description (experiment.h). */
#ifndef HR_MODELS_EXPERIMENT_PRIVATE_H
#define HR_MODELS_EXPERIMENT_PRIVATE_H

#include "models/experiment.h"

/** Concentration and avoidable shares of every case. Needs the dimensions case, service, role, vendor and state. */
hr_status hr_experiment_write_structure(const hr_experiment *experiment, hr_results *results, hr_error *error);

#endif
