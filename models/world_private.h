/* Shared by the world*.c files alone. */
#ifndef HR_MODELS_WORLD_PRIVATE_H
#define HR_MODELS_WORLD_PRIVATE_H

#include "models/world.h"

/* Fills the cases of a world whose network, plans and stocks are there. */
hr_status hr_world_assign_cases(hr_world *world, hr_error *error);

#endif
