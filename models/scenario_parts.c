/* Reading a scenario: threats, ordinary restoration, mitigations. See scenario.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario_private.h"

/* ---- threats: {name: {form: {...}}} ---------------------------------------------------------------------------- */

static void read_threat(hr_scenario *scenario, const hr_value *value, hr_threat *threat)
{
    hr_mapping mapping;
    size_t found = 0;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    for (size_t f = 0; f < hr_threat_form_count; ++f) {
        hr_value entry = hr_mapping_get(&mapping, hr_threat_forms[f]->name);
        if (!hr_value_is_there(&entry)) {
            continue;
        }
        found += 1;
        if (found > 1) {
            hr_value_mistake(&entry, "a threat has one form");
            break;
        }
        threat->form = hr_threat_forms[f];
        threat->parameters = calloc(1, threat->form->parameters_size);
        if (threat->parameters == NULL) {
            hr_value_mistake(&entry, "out of memory");
            return;
        }
        hr_keys_read(scenario, &entry, threat->form->keys, threat->parameters);
    }
    hr_mapping_close(&mapping);
    if (found == 0) {
        char known[512] = "";
        for (size_t f = 0; f < hr_threat_form_count; ++f) {
            size_t used = strlen(known);
            snprintf(known + used, sizeof known - used, "%s%s", f > 0 ? ", " : "", hr_threat_forms[f]->name);
        }
        hr_value_mistake(value, "a threat needs a form; known: %s", known);
    }
}

void hr_scenario_read_threats(hr_scenario *scenario, hr_mapping *root)
{
    hr_value threats = hr_mapping_get(root, "threats");
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_NAME_SIZE];
    hr_value entry;
    if (!hr_mapping_open(&threats, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        if (scenario->threat_count == HR_THREATS_MAX) {
            hr_value_mistake(&entry, "more than %d threats", HR_THREATS_MAX);
            break;
        }
        hr_threat *threat = &scenario->threats[scenario->threat_count++];
        memcpy(threat->name, name, sizeof threat->name);
        read_threat(scenario, &entry, threat);
    }
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
static const hr_keys RESTORATION_KEYS = {RESTORATION_ROWS, HR_KEY_COUNT_OF(RESTORATION_ROWS), NULL};

void hr_scenario_read_environment(hr_scenario *scenario, hr_mapping *root)
{
    hr_value value = hr_mapping_require(root, "ordinary_restoration");
    hr_keys_read(scenario, &value, &RESTORATION_KEYS, &scenario->recovery);
    hr_value costs = hr_mapping_get(root, "costs");
    scenario->costs.is_there = hr_keys_read(scenario, &costs, &hr_cost_keys, &scenario->costs);
}

/* ---- mitigations ----------------------------------------------------------------------------------------------- */

static void read_mitigation(const hr_scenario *scenario, const hr_value *value, const hr_mitigation_form *form,
                            hr_mitigation *mitigation)
{
    hr_mapping mapping;
    if (!hr_value_is_there(value) || !hr_mapping_open(value, &mapping)) {
        return;
    }
    mitigation->is_on = true;
    hr_value on = hr_mapping_get(&mapping, "on");
    hr_value_switch(&on, &mitigation->is_on);
    hr_keys_read_opened(scenario, &mapping, form->keys, mitigation->parameters);
    hr_mapping_close(&mapping);
}

static void read_under_test(hr_scenario *scenario, hr_mapping *root)
{
    hr_value value = hr_mapping_get(root, "under_test");
    const char *names[HR_MITIGATIONS_MAX];
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        names[m] = hr_mitigation_forms[m]->name;
        scenario->mitigations[m].is_tested = scenario->mitigations[m].is_on && !hr_value_is_there(&value);
    }
    size_t count = hr_sequence_length(&value);
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(&value, i);
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

void hr_scenario_read_mitigations(hr_scenario *scenario, hr_mapping *root)
{
    hr_value value = hr_mapping_get(root, "mitigations");
    hr_mapping mapping;
    memset(&mapping, 0, sizeof mapping);
    bool is_open = hr_mapping_open(&value, &mapping);
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        const hr_mitigation_form *form = hr_mitigation_forms[m];
        hr_mitigation *mitigation = &scenario->mitigations[m];
        mitigation->parameters = calloc(1, form->parameters_size + 1);
        hr_value entry = hr_mapping_get(&mapping, form->name);
        if (mitigation->parameters == NULL) {
            hr_value_mistake(&value, "out of memory");
        } else if (is_open) {
            read_mitigation(scenario, &entry, form, mitigation);
        }
    }
    if (is_open) {
        hr_mapping_close(&mapping);
    }
    read_under_test(scenario, root);
}
