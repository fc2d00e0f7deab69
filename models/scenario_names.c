/* Names of a scenario, as readers know them: states, vendors, operators, cases, threats, roles. See scenario.h.
 * O(names). */
#include <assert.h>
#include <string.h>

#include "models/scenario_private.h"

/* Names of an array of structs that each begin with one, or of an array of names. */
static void list_names(hr_names *names, const void *first, size_t stride, size_t count)
{
    assert(count <= HR_NAMES_MAX);
    names->count = count;
    for (size_t i = 0; i < count; ++i) {
        names->items[i] = (const char *)first + i * stride;
    }
}

void hr_scenario_state_names(const hr_scenario *scenario, hr_names *names)
{
    list_names(names, scenario->states, sizeof *scenario->states, scenario->state_count);
}

void hr_scenario_vendor_names(const hr_scenario *scenario, hr_names *names)
{
    list_names(names, scenario->vendors[0].name, sizeof *scenario->vendors, scenario->vendor_count);
}

void hr_scenario_operator_names(const hr_scenario *scenario, hr_names *names)
{
    const hr_generator_parameters *generator = &scenario->generator;
    list_names(names, generator->operators[0].name, sizeof *generator->operators, generator->operator_count);
}

void hr_scenario_case_names(const hr_scenario *scenario, hr_names *names)
{
    list_names(names, scenario->cases[0].name, sizeof *scenario->cases, scenario->case_count);
}

void hr_scenario_threat_names(const hr_scenario *scenario, hr_names *names)
{
    list_names(names, scenario->threats[0].name, sizeof *scenario->threats, scenario->threat_count);
}

static bool choose(const hr_names *names, const hr_value *value, size_t *index)
{
    return hr_value_choice(value, names->items, names->count, index);
}

bool hr_scenario_vendor(const hr_scenario *scenario, const hr_value *value, uint8_t *vendor)
{
    hr_names names;
    size_t index = 0;
    hr_scenario_vendor_names(scenario, &names);
    if (!choose(&names, value, &index)) {
        return false;
    }
    *vendor = (uint8_t)index;
    return true;
}

bool hr_scenario_state(const hr_scenario *scenario, const hr_value *value, uint32_t *state)
{
    hr_names names;
    size_t index = 0;
    hr_scenario_state_names(scenario, &names);
    if (!choose(&names, value, &index)) {
        return false;
    }
    *state = (uint32_t)index;
    return true;
}

bool hr_scenario_operator(const hr_scenario *scenario, const hr_value *value, uint32_t *operator_id)
{
    hr_names names;
    size_t index = 0;
    hr_scenario_operator_names(scenario, &names);
    if (!choose(&names, value, &index)) {
        return false;
    }
    *operator_id = (uint32_t)index;
    return true;
}

bool hr_scenario_case(const hr_scenario *scenario, const hr_value *value, int32_t *number)
{
    hr_names names;
    size_t index = 0;
    hr_scenario_case_names(scenario, &names);
    if (!choose(&names, value, &index)) {
        return false;
    }
    *number = (int32_t)index;
    return true;
}

bool hr_scenario_role(const hr_value *value, hr_role *role)
{
    const char *names[HR_ROLE_COUNT];
    size_t index = 0;
    for (int r = 0; r < HR_ROLE_COUNT; ++r) {
        names[r] = hr_role_forms[r].name;
    }
    if (!hr_value_choice(value, names, HR_ROLE_COUNT, &index)) {
        return false;
    }
    *role = (hr_role)index;
    return true;
}

bool hr_scenario_is_exposed(const hr_scenario *scenario, uint8_t vendor, uint32_t state)
{
    return vendor != HR_NO_VENDOR && scenario->vendors[vendor].leverage[state] > 0;
}
