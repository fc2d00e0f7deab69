/* Reading a scenario: threats, ordinary restoration, mitigations. See scenario.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario_private.h"

/* ---- threats: {name: {form: {...}}} ---------------------------------------------------------------------------- */

static void read_threat(const hr_scenario *scenario, const hr_value *value, hr_threat *threat)
{
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_NAME_SIZE] = "";
    const char *names[HR_NAMES_MAX];
    hr_value entry;
    size_t found = 0;
    if (!hr_value_is_there(value)) {
        hr_value_mistake(value, "a threat needs a form");
    }
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    for (size_t f = 0; f < hr_threat_form_count; ++f) {
        names[f] = hr_threat_forms[f]->name;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        size_t form = 0;
        found += 1;
        if (!hr_value_known_key(&entry, "form", name, names, hr_threat_form_count, &form)) {
            continue;
        }
        if (threat->form != NULL) {
            hr_value_mistake(&entry, "a threat has one form: give the second a name of its own");
            continue;
        }
        threat->form = hr_threat_forms[form];
        threat->parameters = calloc(1, threat->form->parameters_size + 1);
        if (threat->parameters == NULL) {
            hr_value_mistake(&entry, "out of memory");
            return;
        }
        hr_keys_read_item(scenario, &entry, threat->form->keys, threat->parameters);
    }
    if (found == 0) {
        hr_value_mistake(value, "a threat needs a form");
    }
}

void hr_scenario_read_threats(const hr_scenario *known, const hr_value *value, void *field)
{
    hr_scenario *scenario = field;
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_NAME_SIZE] = "";
    hr_value entry;
    (void)known;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        if (scenario->threat_count == HR_THREATS_MAX) {
            hr_value_mistake(&entry, "more than %d threats", HR_THREATS_MAX);
            break;
        }
        hr_threat *threat = &scenario->threats[scenario->threat_count++];
        memcpy(threat->name, name, sizeof threat->name);
        hr_value_check_name(&entry, name);
        read_threat(scenario, &entry, threat);
    }
}

bool hr_threat_key_form(size_t index, hr_key_form *form)
{
    if (index >= hr_threat_form_count) {
        return false;
    }
    *form = (hr_key_form){hr_threat_forms[index]->name, hr_threat_forms[index]->summary, hr_threat_forms[index]->keys};
    return true;
}

/* ---- ordinary restoration -------------------------------------------------------------------------------------- */

static const hr_key RESTORATION_ROWS[] = {
    {"engineers_per_million_users", "remote engineers of an operator, by its users; at least one", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_recovery_parameters, engineers_per_million_users), .is_required = true, .greatest = 1e6},
    {"crews_per_thousand_nodes", "field crews of an operator, by its nodes; at least one", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_recovery_parameters, crews_per_thousand_nodes), .is_required = true, .greatest = 1000},
    {"diagnosis_hours", "of an operator, from an attack to its first repair", "h", HR_KEY_TIME,
     HR_FIELD(hr_recovery_parameters, diagnosis_hours), .is_required = true},
    {"remote_restore_hours", "work of an engineer at a soft node", "h", HR_KEY_TIME,
     HR_FIELD(hr_recovery_parameters, remote_restore_hours), .is_required = true},
    {"field_visit_hours", "travel and work of a crew at a node", "h", HR_KEY_TIME,
     HR_FIELD(hr_recovery_parameters, field_visit_hours), .is_required = true},
    {"hardware_swap_hours", "more, where hardware is replaced", "h", HR_KEY_TIME,
     HR_FIELD(hr_recovery_parameters, hardware_swap_hours), .is_required = true},
    {"spares_share", "stock of spares, of an operator's nodes of a role and vendor", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_recovery_parameters, spares_share), .is_required = true, .greatest = 1},
    {"spares_lead_time_hours", "until spares come that a stock lacks", "h", HR_KEY_TIME,
     HR_FIELD(hr_recovery_parameters, spares_lead_time_hours), .is_required = true},
    {"replacement_lead_time_hours",
     "until another vendor's equipment comes, where the vendor supplies nothing any more", "h", HR_KEY_TIME,
     HR_FIELD(hr_recovery_parameters, replacement_lead_time_hours), .is_required = true},
    {"unsupported_repair_factor", "on durations of jobs at equipment whose vendor supports it no more", NULL,
     HR_KEY_FIGURE, HR_FIELD(hr_recovery_parameters, unsupported_repair_factor), .least = 1, .greatest = 1000,
     .absent = 1},
    {"out_of_band_share", "of a role's nodes: a management path outside the network", NULL, HR_KEY_ROLE_FIGURES,
     HR_FIELD(hr_recovery_parameters, out_of_band_share), .greatest = 1},
};
const hr_keys hr_restoration_keys = {RESTORATION_ROWS, HR_KEY_COUNT_OF(RESTORATION_ROWS), NULL};

/* ---- mitigations ----------------------------------------------------------------------------------------------- */

static void read_mitigation(const hr_scenario *scenario, const hr_value *value, const hr_mitigation_form *form,
                            hr_mitigation *mitigation)
{
    hr_mapping mapping;
    if (!hr_value_is_there(value) && value->key != NULL) {
        hr_value_mistake(value, "write `%s: {}` to switch it on, `{on: false}` to leave it off", form->name);
        mitigation->is_on = true; /* nothing more to say about it */
    }
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    mitigation->is_on = true;
    hr_value on = hr_mapping_get(&mapping, "on");
    hr_value_switch(&on, &mitigation->is_on);
    hr_keys_read_opened(scenario, &mapping, form->keys, mitigation->parameters);
    hr_mapping_close(&mapping);
}

void hr_scenario_read_mitigations(const hr_scenario *known, const hr_value *value, void *field)
{
    hr_scenario *scenario = field;
    hr_mapping mapping;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        const hr_mitigation_form *form = hr_mitigation_forms[m];
        hr_mitigation *mitigation = &scenario->mitigations[m];
        hr_value entry = hr_mapping_get(&mapping, form->name);
        mitigation->parameters = calloc(1, form->parameters_size + 1);
        if (mitigation->parameters == NULL) {
            hr_value_mistake(value, "out of memory");
            return;
        }
        read_mitigation(known, &entry, form, mitigation);
        mitigation->is_tested = mitigation->is_on;
    }
    hr_mapping_close(&mapping);
}

void hr_scenario_read_under_test(const hr_scenario *known, const hr_value *value, void *field)
{
    hr_scenario *scenario = field;
    const char *names[HR_MITIGATIONS_MAX];
    (void)known;
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        names[m] = hr_mitigation_forms[m]->name;
        scenario->mitigations[m].is_tested = false;
    }
    size_t count = hr_sequence_length(value);
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(value, i);
        size_t index = 0;
        if (!hr_value_choice(&item, names, hr_mitigation_count, &index)) {
            continue;
        }
        if (!scenario->mitigations[index].is_on) {
            hr_value_mistake(&item, "`%s` is not switched on, so it cannot be under test", names[index]);
        }
        scenario->mitigations[index].is_tested = true;
    }
}

bool hr_mitigation_key_form(size_t index, hr_key_form *form)
{
    if (index >= hr_mitigation_count) {
        return false;
    }
    const hr_mitigation_form *found = hr_mitigation_forms[index];
    *form = (hr_key_form){found->name, found->summary, found->keys};
    return true;
}
