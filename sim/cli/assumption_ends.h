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

/** Its world; HR_BAD_INPUT at the assumption's place when that cannot be. Where only figures of the replications change
 *  (threats, mitigations, restoration) it shares that of the scenario itself. Freed by hr_end_free. */
hr_status hr_end_make(const hr_assumption *assumption, const hr_scenario *scenario, const hr_world *base,
                      hr_world *world, hr_error *error);
void hr_end_free(const hr_assumption *assumption, hr_world *world);

/** Finds out at once, not after hours of work, that an end of some range cannot be. */
hr_status hr_ends_try(const hr_world *base, const hr_override_list *overrides, hr_error *error);

#endif
