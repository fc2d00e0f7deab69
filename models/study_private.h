/* Shared by the study_*.c files alone. */
#ifndef HR_MODELS_STUDY_PRIVATE_H
#define HR_MODELS_STUDY_PRIVATE_H

#include "models/study.h"

/* Scenario and world of a point, which the caller frees; the point must have a setting. Safe from several threads. */
hr_status hr_study_make_world(const hr_study *study, const hr_point *point, hr_scenario **scenario, hr_world *world,
                              hr_error *error);

#endif
