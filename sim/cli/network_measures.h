/* What a network is like, as text of 80 columns, beside what was asked for and what is published. */
#ifndef HR_SIM_CLI_NETWORK_MEASURES_H
#define HR_SIM_CLI_NETWORK_MEASURES_H

#include <stdio.h>

#include "models/scenario.h"

typedef struct {
    const hr_network *network;
    const hr_scenario *nation; /* parameters to compare with; NULL: none */
    const hr_places *places;   /* its people; NULL: coverage is not asked */
    double within_km;          /* of a radio site */
} hr_network_measures;

/** Prints nodes and users by role, homing, lengths of links, degrees, single links, coverage. HR_FAILED without memory.
 */
hr_status hr_network_measures_print(const hr_network_measures *measures, FILE *stream, hr_error *error);

#endif
