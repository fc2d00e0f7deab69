/* A nation from its parameters: a scenario, or a file of scenarios/data read for its network alone (scenario.h). */
#ifndef HR_MODELS_NATION_H
#define HR_MODELS_NATION_H

#include "models/scenario.h"

/**
 * Reads the nation's table of places and generates its network.
 *
 * @param places  receives the table, which the caller frees; NULL: not asked for
 * @return        HR_BAD_INPUT with a place where there is one
 */
hr_status hr_nation_generate(const hr_scenario *nation, hr_network *network, hr_places *places, hr_error *error);

#endif
