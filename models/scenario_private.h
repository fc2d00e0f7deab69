/* Shared by the scenario_*.c files alone: each reads one part of the file into the scenario. */
#ifndef HR_MODELS_SCENARIO_PRIVATE_H
#define HR_MODELS_SCENARIO_PRIVATE_H

#include "models/scenario.h"

/* Parts in reading order: each needs names from those before it. */
void hr_scenario_read_states(hr_scenario *scenario, hr_mapping *root);
void hr_scenario_read_network(hr_scenario *scenario, hr_mapping *root);
void hr_scenario_read_services(hr_scenario *scenario, hr_mapping *root);
void hr_scenario_read_assignment(hr_scenario *scenario, hr_mapping *root);
void hr_scenario_read_threats(hr_scenario *scenario, hr_mapping *root);
void hr_scenario_read_cases(hr_scenario *scenario, hr_mapping *root);
void hr_scenario_read_environment(hr_scenario *scenario, hr_mapping *root);
void hr_scenario_read_mitigations(hr_scenario *scenario, hr_mapping *root);

/* The vendors that each operator runs in any case: an OSS for each. */
void hr_scenario_place_oss(hr_scenario *scenario);

/* A vendor's set from a list of names, or {exposed_to: S} or {not_exposed_to: S}. */
bool hr_scenario_vendor_set(const hr_scenario *scenario, const hr_value *value, bool set[HR_VENDORS_MAX]);

#endif
