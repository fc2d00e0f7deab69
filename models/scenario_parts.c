/* Reading a scenario: threats, ordinary restoration, mitigations. See scenario.h. */
#include <math.h>
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
        threat->form->read(scenario, &entry, threat->parameters);
    }
    hr_mapping_close(&mapping);
    if (found == 0) {
        hr_value_mistake(value, "a threat needs a form; known: %s", hr_threat_forms[0]->name);
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

static void require_figure(hr_mapping *mapping, const char *key, double least, double greatest, double *result)
{
    hr_value value = hr_mapping_require(mapping, key);
    hr_value_figure(&value, least, greatest, result);
}

static void require_distribution(hr_mapping *mapping, const char *key, hr_distribution *result)
{
    hr_value value = hr_mapping_require(mapping, key);
    hr_value_distribution(&value, result);
}

void hr_scenario_read_environment(hr_scenario *scenario, hr_mapping *root)
{
    hr_recovery_parameters *recovery = &scenario->recovery;
    hr_value value = hr_mapping_require(root, "ordinary_restoration");
    hr_mapping mapping;
    hr_mapping roles;
    if (!hr_mapping_open(&value, &mapping)) {
        return;
    }
    require_figure(&mapping, "engineers_per_million_users", 0, 1e6, &recovery->engineers_per_million_users);
    require_figure(&mapping, "crews_per_thousand_nodes", 0, 1000, &recovery->crews_per_thousand_nodes);
    require_distribution(&mapping, "diagnosis_hours", &recovery->diagnosis_hours);
    require_distribution(&mapping, "remote_restore_hours", &recovery->remote_restore_hours);
    require_distribution(&mapping, "field_visit_hours", &recovery->field_visit_hours);
    require_distribution(&mapping, "hardware_swap_hours", &recovery->hardware_swap_hours);
    require_figure(&mapping, "spares_share", 0, 1, &recovery->spares_share);
    require_distribution(&mapping, "spares_lead_time_hours", &recovery->spares_lead_time_hours);
    require_distribution(&mapping, "replacement_lead_time_hours", &recovery->replacement_lead_time_hours);
    hr_value out_of_band = hr_mapping_get(&mapping, "out_of_band_share");
    hr_mapping_close(&mapping);
    if (hr_mapping_open(&out_of_band, &roles)) {
        for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
            hr_value share = hr_mapping_get(&roles, hr_role_forms[r].name);
            hr_value_figure(&share, 0, 1, &recovery->out_of_band_share[r]);
        }
        hr_mapping_close(&roles);
    }
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
    form->read(scenario, &mapping, mitigation->parameters);
    hr_mapping_close(&mapping);
}

static void read_under_test(hr_scenario *scenario, hr_mapping *root)
{
    hr_value value = hr_mapping_get(root, "under_test");
    const char *names[HR_MITIGATION_COUNT];
    for (int m = 0; m < HR_MITIGATION_COUNT; ++m) {
        names[m] = hr_mitigation_forms[m]->name;
        scenario->mitigations[m].is_tested = scenario->mitigations[m].is_on && !hr_value_is_there(&value);
    }
    size_t count = hr_sequence_length(&value);
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(&value, i);
        size_t index = 0;
        if (!hr_value_choice(&item, names, HR_MITIGATION_COUNT, &index)) {
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
    for (int m = 0; m < HR_MITIGATION_COUNT; ++m) {
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
