/* Scenarios with one assumption at an end of its declared range. */
#ifndef HR_CLI_ASSUMPTION_ENDS_H
#define HR_CLI_ASSUMPTION_ENDS_H

#include "models/world.h"
#include "sim/cli/command.h"

enum { HR_END_LOW, HR_END_HIGH, HR_END_COUNT };

/** The scenario with an assumption at one end, and with its seed of replications as it is in `scenario`; the caller frees
 *  *result, also after a failure. HR_BAD_INPUT, at the assumption's place, when that is no scenario. */
hr_status hr_end_read(const hr_scenario *scenario, const hr_override_list *overrides, const hr_assumption *assumption,
                      int end, hr_scenario **result, hr_error *error);

/** Its world; HR_BAD_INPUT at the assumption's place when that cannot be. */
hr_status hr_end_make(const hr_assumption *assumption, const hr_scenario *scenario, hr_world *world, hr_error *error);

/** Finds out at once, not after hours of work, that an end of some range cannot be. Worlds are made only where they can
 *  differ in more than figures of the replications: O(assumptions of network, assignment and cases) worlds. */
hr_status hr_ends_try(const hr_scenario *scenario, const hr_override_list *overrides, hr_error *error);

#endif
