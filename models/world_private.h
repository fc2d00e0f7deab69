/* Shared by the world*.c files alone. */
#ifndef HR_MODELS_WORLD_PRIVATE_H
#define HR_MODELS_WORLD_PRIVATE_H

#include "models/world.h"

/* Fills the cases of a world whose network, plans and stocks are there. */
hr_status hr_world_assign_cases(hr_world *world, hr_error *error);

/* Puts an error at the place of the file that asks for what cannot be, with words before it. */
void hr_scenario_error_at(const hr_scenario *scenario, const hr_key_place *place, const char *before, hr_error *error);

#endif
