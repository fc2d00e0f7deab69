/* Reading a scenario: the whole, its states, vendors and cases. See scenario.h; other parts are in scenario_*.c. */
#include "models/scenario.h"

#include <assert.h>
#include <math.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario_private.h"

/* ---- names ----------------------------------------------------------------------------------------------------- */

static bool choose(const hr_names *names, const hr_value *value, size_t *index)
{
    return hr_value_choice(value, names->items, names->count, index);
}

bool hr_scenario_vendor(const hr_scenario *scenario, const hr_value *value, uint8_t *vendor)
{
    size_t index = 0;
    if (!choose(&scenario->vendor_names, value, &index)) {
        return false;
    }
    *vendor = (uint8_t)index;
    return true;
}

bool hr_scenario_state(const hr_scenario *scenario, const hr_value *value, uint32_t *state)
{
    size_t index = 0;
    if (!choose(&scenario->state_names, value, &index)) {
        return false;
    }
    *state = (uint32_t)index;
    return true;
}

bool hr_scenario_operator(const hr_scenario *scenario, const hr_value *value, uint32_t *operator_id)
{
    size_t index = 0;
    if (!choose(&scenario->operator_names, value, &index)) {
        return false;
    }
    *operator_id = (uint32_t)index;
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

uint32_t hr_scenario_roles(const hr_value *value, uint32_t absent)
{
    if (!hr_value_is_there(value)) {
        return absent;
    }
    uint32_t roles = 0;
    size_t count = hr_sequence_length(value);
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(value, i);
        hr_role role;
        if (hr_scenario_role(&item, &role)) {
            roles |= 1u << role;
        }
    }
    return roles;
}

void hr_scenario_operators(const hr_scenario *scenario, const hr_value *value, uint32_t *operators, uint32_t *count)
{
    size_t length = hr_sequence_length(value);
    for (size_t i = 0; i < length; ++i) {
        hr_value item = hr_sequence_item(value, i);
        uint32_t operator_id = 0;
        if (!hr_scenario_operator(scenario, &item, &operator_id)) {
            continue;
        }
        if (*count == HR_OPERATORS_MAX) {
            hr_value_mistake(&item, "more operators than there can be");
            return;
        }
        operators[(*count)++] = operator_id;
    }
}

bool hr_scenario_is_exposed(const hr_scenario *scenario, uint8_t vendor, uint32_t state)
{
    return vendor != HR_NO_VENDOR && scenario->vendors[vendor].leverage[state] > 0;
}

bool hr_scenario_vendor_set(const hr_scenario *scenario, const hr_value *value, bool set[HR_VENDORS_MAX])
{
    memset(set, 0, HR_VENDORS_MAX * sizeof *set);
    hr_mapping mapping;
    if (!hr_value_is_there(value)) {
        return false;
    }
    if (hr_value_is_sequence(value)) {
        size_t length = hr_sequence_length(value);
        for (size_t i = 0; i < length; ++i) {
            hr_value item = hr_sequence_item(value, i);
            uint8_t vendor = 0;
            if (hr_scenario_vendor(scenario, &item, &vendor)) {
                set[vendor] = true;
            }
        }
        return length > 0;
    }
    if (!hr_mapping_open(value, &mapping)) {
        return false;
    }
    hr_value inside = hr_mapping_get(&mapping, "exposed_to");
    hr_value outside = hr_mapping_get(&mapping, "not_exposed_to");
    hr_mapping_close(&mapping);
    if (hr_value_is_there(&inside) == hr_value_is_there(&outside)) {
        hr_value_mistake(value, "give one of exposed_to and not_exposed_to, or a list of vendors");
        return false;
    }
    bool is_inside = hr_value_is_there(&inside);
    uint32_t state = 0;
    if (!hr_scenario_state(scenario, is_inside ? &inside : &outside, &state)) {
        return false;
    }
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        set[v] = hr_scenario_is_exposed(scenario, (uint8_t)v, state) == is_inside;
    }
    return true;
}

/* ---- states and vendors ---------------------------------------------------------------------------------------- */

static void read_vendor(hr_scenario *scenario, const hr_value *value, hr_vendor *vendor)
{
    hr_mapping mapping;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    hr_value jurisdiction = hr_mapping_get(&mapping, "jurisdiction");
    hr_value exposure = hr_mapping_get(&mapping, "exposure");
    hr_mapping_close(&mapping);
    if (hr_value_is_there(&jurisdiction) == hr_value_is_there(&exposure)) {
        hr_value_mistake(value, "a vendor has one of `jurisdiction` and `exposure`");
        return;
    }
    uint32_t state = 0;
    if (hr_value_is_there(&jurisdiction)) {
        if (hr_scenario_state(scenario, &jurisdiction, &state)) {
            vendor->leverage[state] = 1;
        }
        return;
    }
    hr_mapping leverages;
    if (!hr_mapping_open(&exposure, &leverages)) {
        return;
    }
    for (uint32_t s = 0; s < scenario->state_count; ++s) {
        hr_value leverage = hr_mapping_get(&leverages, scenario->states[s]);
        hr_value_figure(&leverage, 0, 1, &vendor->leverage[s]);
    }
    hr_mapping_close(&leverages);
}

static bool is_repeated(const hr_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; ++i) {
        if (strcmp(names->items[i], name) == 0) {
            return true;
        }
    }
    return false;
}

void hr_scenario_read_states(hr_scenario *scenario, hr_mapping *root)
{
    hr_value states = hr_mapping_require(root, "states");
    size_t count = hr_sequence_length(&states);
    if (count > HR_STATES_MAX) {
        hr_value_mistake(&states, "%zu states; at most %d are possible", count, HR_STATES_MAX);
        count = HR_STATES_MAX;
    }
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(&states, i);
        char *name = scenario->states[scenario->state_count];
        if (!hr_value_text(&item, name, HR_NAME_SIZE)) {
            continue;
        }
        if (is_repeated(&scenario->state_names, name)) {
            hr_value_mistake(&item, "the state `%s` is there twice", name);
            continue;
        }
        scenario->state_names.items[scenario->state_names.count++] = name;
        ++scenario->state_count;
    }

    hr_value vendors = hr_mapping_require(root, "vendors");
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_NAME_SIZE];
    hr_value entry;
    if (!hr_mapping_open(&vendors, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        if (scenario->vendor_count == HR_VENDORS_MAX) {
            hr_value_mistake(&entry, "more than %d vendors", HR_VENDORS_MAX);
            break;
        }
        hr_vendor *vendor = &scenario->vendors[scenario->vendor_count++];
        memcpy(vendor->name, name, sizeof vendor->name);
        scenario->vendor_names.items[scenario->vendor_names.count++] = vendor->name;
        read_vendor(scenario, &entry, vendor);
    }
    if (scenario->vendor_count == 0) {
        hr_value_mistake(&vendors, "a scenario needs at least one vendor");
    }
}

/* ---- the claim ------------------------------------------------------------------------------------------------- */

static int read_case_name(const hr_scenario *scenario, hr_mapping *mapping, const char *key, bool is_required)
{
    hr_value value = is_required ? hr_mapping_require(mapping, key) : hr_mapping_get(mapping, key);
    size_t index = 0;
    return choose(&scenario->case_names, &value, &index) ? (int)index : HR_NO_INDEX;
}

static void read_claim(hr_scenario *scenario, hr_mapping *root)
{
    hr_claim *claim = &scenario->claim;
    *claim = (hr_claim){HR_NO_INDEX, scenario->case_count > 0 ? 0 : HR_NO_INDEX, HR_NO_INDEX, HR_NO_INDEX, HR_NO_INDEX};
    hr_value value = hr_mapping_get(root, "claim");
    hr_mapping mapping;
    if (!hr_mapping_open(&value, &mapping)) {
        return;
    }
    hr_value state = hr_mapping_require(&mapping, "state");
    uint32_t index = 0;
    if (hr_scenario_state(scenario, &state, &index)) {
        claim->state = (int)index;
    }
    claim->baseline = read_case_name(scenario, &mapping, "baseline", true);
    claim->same_state = read_case_name(scenario, &mapping, "same_state", true);
    claim->other_state = read_case_name(scenario, &mapping, "other_state", true);
    claim->removed = read_case_name(scenario, &mapping, "removed", false);
    hr_mapping_close(&mapping);
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

static void read_run_settings(hr_scenario *scenario, hr_mapping *root)
{
    int64_t number = 0;
    hr_value title = hr_mapping_require(root, "title");
    hr_value_text(&title, scenario->title, sizeof scenario->title);
    hr_value question = hr_mapping_get(root, "question");
    hr_value_text(&question, scenario->question, sizeof scenario->question);
    hr_value seed = hr_mapping_require(root, "seed");
    if (hr_value_setting(&seed, 0, INT64_C(1) << 53, &number)) {
        scenario->seed = (uint64_t)number;
    }
    hr_value replications = hr_mapping_require(root, "replications");
    if (hr_value_setting(&replications, 1, 100000000, &number)) {
        scenario->replications = (uint32_t)number;
    }
    hr_value horizon = hr_mapping_require(root, "horizon_hours");
    hr_value_number_setting(&horizon, 1, 1e6, &scenario->horizon_hours);
    hr_value cells = hr_mapping_get(root, "time_cells");
    number = 100;
    hr_value_setting(&cells, 1, 10000, &number);
    scenario->time_cells = (uint32_t)number;

    hr_value checks = hr_mapping_get(root, "assumption_checks");
    hr_mapping mapping;
    if (hr_mapping_open(&checks, &mapping)) {
        hr_value count = hr_mapping_require(&mapping, "replications");
        if (hr_value_setting(&count, 0, 1000000, &number)) {
            scenario->assumption_replications = (uint32_t)number;
        }
        hr_mapping_close(&mapping);
    }
}

static bool keep_overrides(hr_scenario *scenario, const hr_override *overrides, size_t count)
{
    scenario->overrides = calloc(count + 1, sizeof *scenario->overrides);
    for (size_t i = 0; i < count && scenario->overrides != NULL; ++i) {
        scenario->overrides[i] = overrides[i];
        scenario->overrides[i].path = strdup(overrides[i].path);
        scenario->overrides[i].value = strdup(overrides[i].value);
        scenario->override_count = i + 1;
        if (scenario->overrides[i].path == NULL || scenario->overrides[i].value == NULL) {
            return false;
        }
    }
    return scenario->overrides != NULL;
}

/* The texts as one YAML stream. */
static char *join_texts(const hr_source_texts *sources, const hr_override *overrides, size_t override_count)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (stream == NULL) {
        return NULL;
    }
    fputs(sources->items[0].text, stream);
    for (size_t i = 0; i < override_count; ++i) {
        fprintf(stream, "\n# --set %s=%s", overrides[i].path, overrides[i].value);
    }
    for (size_t i = 1; i < sources->count; ++i) {
        const char *slash = strrchr(sources->items[i].file, '/');
        fprintf(stream, "\n--- # %s\n%s", slash != NULL ? slash + 1 : sources->items[i].file, sources->items[i].text);
    }
    bool is_written = !ferror(stream);
    is_written = fclose(stream) == 0 && is_written;
    if (!is_written) {
        free(text);
        return NULL;
    }
    return text;
}

/* Keeps what outlives the document: assumptions, unsourced figures, the texts with their overrides, and their hash. */
static hr_status keep_text(hr_scenario *scenario, const hr_document *document, const hr_override *overrides,
                           size_t override_count)
{
    const hr_assumption *assumptions = hr_document_assumptions(document, &scenario->assumption_count);
    const hr_diagnostics *unsourced = hr_document_unsourced(document);
    scenario->text = join_texts(hr_document_sources(document), overrides, override_count);
    scenario->assumptions = calloc(scenario->assumption_count + 1, sizeof *scenario->assumptions);
    scenario->unsourced = calloc(unsourced->count + 1, sizeof *scenario->unsourced);
    if (scenario->text == NULL || scenario->assumptions == NULL || scenario->unsourced == NULL ||
        !hr_source_texts_copy(&scenario->sources, hr_document_sources(document)) ||
        !keep_overrides(scenario, overrides, override_count)) {
        return HR_FAILED;
    }
    if (scenario->assumption_count > 0) {
        memcpy(scenario->assumptions, assumptions, scenario->assumption_count * sizeof *assumptions);
    }
    scenario->unsourced_count = unsourced->count;
    if (unsourced->count > 0) {
        memcpy(scenario->unsourced, unsourced->items, unsourced->count * sizeof *unsourced->items);
    }
    SHA256Data((const uint8_t *)scenario->text, strlen(scenario->text), scenario->sha256);
    if (SHA256File(scenario->places_file, scenario->places_sha256) == NULL) {
        scenario->places_sha256[0] = 0; /* whoever reads the table says what is wrong with it */
    }
    return HR_OK;
}

static hr_status read_parts(hr_scenario *scenario, hr_document *document)
{
    hr_mapping root;
    hr_value value = hr_document_root(document);
    if (!hr_mapping_open(&value, &root)) {
        if (!hr_document_has_mistakes(document)) {
            hr_value_mistake(&value, "the scenario is empty");
        }
        return HR_BAD_INPUT;
    }
    hr_mapping_get(&root, "extends"); /* the reader has merged that file */
    read_run_settings(scenario, &root);
    hr_scenario_read_states(scenario, &root);
    hr_scenario_read_network(scenario, &root);
    hr_scenario_read_services(scenario, &root);
    hr_scenario_read_assignment(scenario, &root);
    hr_scenario_read_threats(scenario, &root);
    hr_scenario_read_cases(scenario, &root);
    hr_scenario_read_environment(scenario, &root);
    hr_scenario_read_mitigations(scenario, &root);
    read_claim(scenario, &root);
    hr_mapping_close(&root);
    hr_scenario_place_oss(scenario);
    return hr_document_has_mistakes(document) ? HR_BAD_INPUT : HR_OK;
}

hr_status hr_scenario_read(hr_scenario **result, const char *file, const hr_source_texts *before,
                           const hr_override *overrides, size_t override_count, hr_diagnostics *diagnostics)
{
    hr_document *document = NULL;
    *result = NULL;
    hr_scenario *scenario = calloc(1, sizeof *scenario);
    if (scenario == NULL) {
        return HR_FAILED;
    }
    snprintf(scenario->file, sizeof scenario->file, "%s", file);
    hr_status status = hr_document_open(&document, file, before, overrides, override_count, diagnostics);
    if (status == HR_OK) {
        status = read_parts(scenario, document);
    }
    if (status == HR_OK) {
        status = keep_text(scenario, document, overrides, override_count);
    }
    hr_document_close(document);
    if (status != HR_OK) {
        hr_scenario_free(scenario);
        return status;
    }
    *result = scenario;
    return HR_OK;
}

void hr_scenario_free(hr_scenario *scenario)
{
    if (scenario == NULL) {
        return;
    }
    for (uint32_t t = 0; t < scenario->threat_count; ++t) {
        free(scenario->threats[t].parameters);
    }
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        free(scenario->mitigations[m].parameters);
    }
    for (size_t i = 0; i < scenario->override_count; ++i) {
        free((void *)(uintptr_t)scenario->overrides[i].path);
        free((void *)(uintptr_t)scenario->overrides[i].value);
    }
    free(scenario->overrides);
    free(scenario->assumptions);
    free(scenario->unsourced);
    free(scenario->text);
    hr_source_texts_free(&scenario->sources);
    free(scenario);
}
