/* Reading a scenario: the whole, its run settings, states, vendors and claim. See scenario.h; other parts are in
 * scenario_*.c. */
#include "models/scenario.h"

#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario_private.h"

/* ---- tables ---------------------------------------------------------------------------------------------------- */

static const hr_key ASSUMPTION_CHECK_ROWS[] = {
    {"replications", "at each end of each assumed range, at most those of the run", NULL, HR_KEY_SETTING,
     HR_FIELD(hr_scenario, assumption_replications), .is_required = true, .greatest = 1000000},
};
static const hr_keys ASSUMPTION_CHECK_KEYS = {ASSUMPTION_CHECK_ROWS, HR_KEY_COUNT_OF(ASSUMPTION_CHECK_ROWS), NULL};

static void read_jurisdiction(const hr_scenario *scenario, const hr_value *value, void *field)
{
    uint32_t state = 0;
    double *leverage = field;
    if (hr_scenario_state(scenario, value, &state)) {
        leverage[state] = 1;
    }
}

static const hr_key VENDOR_ROWS[] = {
    {"jurisdiction", "the one state that can order the vendor, with leverage 1", NULL, HR_KEY_STATE,
     HR_FIELD(hr_vendor, leverage), .read = read_jurisdiction, .together = HR_TOGETHER_ONE},
    {"exposure", "states that can order the vendor, each with its leverage", NULL, HR_KEY_STATE_FIGURES,
     HR_FIELD(hr_vendor, leverage), .greatest = 1, .together = HR_TOGETHER_ONE},
};
static const hr_keys VENDOR_KEYS = {VENDOR_ROWS, HR_KEY_COUNT_OF(VENDOR_ROWS), NULL};

static const hr_key CLAIM_ROWS[] = {
    {"state", "whose vendors the claim is about", NULL, HR_KEY_STATE, HR_FIELD(hr_claim, state), .is_required = true,
     .absent = HR_NO_INDEX},
    {"baseline", "the case that the others are compared with", NULL, HR_KEY_CASE, HR_FIELD(hr_claim, baseline),
     .is_required = true},
    {"same_state", "the case with a second vendor of the state", NULL, HR_KEY_CASE, HR_FIELD(hr_claim, same_state),
     .is_required = true, .absent = HR_NO_INDEX},
    {"other_state", "the case with the same amount of a vendor of another state", NULL, HR_KEY_CASE,
     HR_FIELD(hr_claim, other_state), .is_required = true, .absent = HR_NO_INDEX},
    {"removed", "the case with nothing of the state", NULL, HR_KEY_CASE, HR_FIELD(hr_claim, removed),
     .absent = HR_NO_INDEX},
};
static const hr_keys CLAIM_KEYS = {CLAIM_ROWS, HR_KEY_COUNT_OF(CLAIM_ROWS), NULL};

/* The reader has merged that file (reader.h): it only has to be known here. */
static void read_extends(const hr_scenario *scenario, const hr_value *value, void *field)
{
    (void)scenario;
    (void)value;
    (void)field;
}

static const hr_key THREAT_ENTRY = {"NAME", "one of these forms", NULL, HR_KEY_FORM, .form_at = hr_threat_key_form};

static const hr_key SCENARIO_ROWS[] = {
    {"extends", "another scenario file beside this one, of which this is a change", NULL, HR_KEY_FILE,
     .read = read_extends, .otherwise = "the file stands for itself"},
    {"title", "what the scenario is, in a line", NULL, HR_KEY_TEXT, HR_FIELD(hr_scenario, title), .is_required = true,
     .size = HR_TITLE_SIZE},
    {"question", "what it answers", NULL, HR_KEY_TEXT, HR_FIELD(hr_scenario, question), .size = HR_QUESTION_SIZE},
    {"seed", "of the replications; the network has its own", NULL, HR_KEY_BIG_SETTING, HR_FIELD(hr_scenario, seed),
     .is_required = true, .greatest = 9007199254740992.0},
    {"replications", "how many; each runs every case in both arms on the same random numbers", NULL, HR_KEY_SETTING,
     HR_FIELD(hr_scenario, replications), .is_required = true, .least = 1, .greatest = 100000000},
    {"horizon_hours", "length of a replication", "h", HR_KEY_SETTING_NUMBER, HR_FIELD(hr_scenario, horizon_hours),
     .is_required = true, .least = 1, .greatest = 1e6},
    {"time_cells", "cells of the served-users curve over the horizon", NULL, HR_KEY_SETTING,
     HR_FIELD(hr_scenario, time_cells), .least = 1, .greatest = 10000, .absent = 100},
    {"assumption_checks", "runs of the claim's comparison at both ends of every assumed range", NULL, HR_KEY_GROUP,
     .inner = &ASSUMPTION_CHECK_KEYS, .otherwise = "no such runs"},
    {"states", "names of the states", NULL, HR_KEY_NEW_NAMES, HR_FIELD(hr_scenario, states), .is_required = true,
     .count = HR_FIELD(hr_scenario, state_count), .most = HR_STATES_MAX, .item = "state"},
    {"vendors", "who makes equipment, and who can order them", NULL, HR_KEY_MAP, HR_FIELD(hr_scenario, vendors),
     .is_required = true, .inner = &VENDOR_KEYS, .size = sizeof(hr_vendor),
     .count = HR_FIELD(hr_scenario, vendor_count), .fewest = 1, .most = HR_VENDORS_MAX,
     .label = HR_FLAG(hr_vendor, name), .item = "vendor"},
    {"network", "nodes and links", NULL, HR_KEY_GROUP, .is_required = true, .inner = &hr_network_keys},
    {"services", "what users have, and which functions they need for it", NULL, HR_KEY_MAP,
     HR_FIELD(hr_scenario, services), .is_required = true, .inner = &hr_service_keys, .size = sizeof(hr_service),
     .count = HR_FIELD(hr_scenario, service_count), .fewest = 1, .most = HR_SERVICES_MAX,
     .label = HR_FLAG(hr_service, name), .item = "service"},
    {"overlap", "radio cells that overlap: part of the environment", NULL, HR_KEY_GROUP, HR_FIELD(hr_scenario, overlap),
     .inner = &hr_overlap_keys, .otherwise = "none overlap"},
    {"assignment", "which vendor made which node, and who manages it", NULL, HR_KEY_GROUP, .is_required = true,
     .inner = &hr_assignment_keys},
    {"threats", "what can happen, each under a name of its own", NULL, HR_KEY_MAP, .otherwise = "nothing happens",
     .read = hr_scenario_read_threats, .entry = &THREAT_ENTRY, .most = HR_THREATS_MAX, .item = "threat"},
    {"cases", "networks to compare: the mixes of `assignment` with changes", NULL, HR_KEY_MAP,
     HR_FIELD(hr_scenario, cases), .is_required = true, .inner = &hr_case_keys, .size = sizeof(hr_case),
     .count = HR_FIELD(hr_scenario, case_count), .fewest = 1, .most = HR_CASES_MAX, .label = HR_FLAG(hr_case, name),
     .item = "case"},
    {"ordinary_restoration", "engineers, crews and spares of a normal day: both arms have them", NULL, HR_KEY_GROUP,
     HR_FIELD(hr_scenario, recovery), .is_required = true, .inner = &hr_restoration_keys},
    {"costs", "what restoration costs and what lost service is worth", NULL, HR_KEY_GROUP, HR_FIELD(hr_scenario, costs),
     .there = HR_FLAG(hr_scenario, costs.is_there), .inner = &hr_cost_keys, .otherwise = "nothing is counted in money"},
    {"mitigations", "measures against the threats", NULL, HR_KEY_FORMS, .otherwise = "none is on",
     .read = hr_scenario_read_mitigations, .form_at = hr_mitigation_key_form},
    {"under_test", "mitigations that the unmitigated arm lacks", NULL, HR_KEY_MITIGATIONS,
     .otherwise = "all that are on", .read = hr_scenario_read_under_test, .form_at = hr_mitigation_key_form},
    {"claim", "cases that the closing sentence of `hedgerow compare` speaks about", NULL, HR_KEY_GROUP,
     HR_FIELD(hr_scenario, claim), .inner = &CLAIM_KEYS, .otherwise = "no such sentence"},
    {"precision", "stops the run when a quantity is known well enough", NULL, HR_KEY_GROUP,
     HR_FIELD(hr_scenario, precision), .there = HR_FLAG(hr_scenario, precision.is_there), .inner = &hr_precision_keys,
     .otherwise = "all replications are run"},
    {"attribution", "runs with every subset of the mitigations under test, to tell which does what", NULL, HR_KEY_GROUP,
     HR_FIELD(hr_scenario, attribution), .there = HR_FLAG(hr_scenario, attribution.is_there),
     .inner = &hr_attribution_keys, .otherwise = "no such runs"},
    {"sweep", "points at which cases are run, besides the scenario itself", NULL, HR_KEY_GROUP,
     HR_FIELD(hr_scenario, sweep), .inner = &hr_sweep_keys, .otherwise = "none"},
    {"sensitivity", "which assumptions matter: a design over their declared ranges", NULL, HR_KEY_GROUP,
     HR_FIELD(hr_scenario, sensitivity), .there = HR_FLAG(hr_scenario, sensitivity.is_there),
     .inner = &hr_sensitivity_keys, .otherwise = "not examined"},
};
static void check_scenario(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    (void)result;
    hr_scenario_check_services(scenario, value);
}
const hr_keys hr_scenario_keys = {SCENARIO_ROWS, HR_KEY_COUNT_OF(SCENARIO_ROWS), check_scenario};

/* A file of nothing but a nation's parameters: these keys of a scenario, by the same rows. */
static const hr_key NATION_ROWS[] = {
    {"extends", "another such file", NULL, HR_KEY_FILE, .read = read_extends},
    {"title", "whose network it is", NULL, HR_KEY_TEXT, HR_FIELD(hr_scenario, title), .size = HR_TITLE_SIZE},
    {"network", "nodes and links", NULL, HR_KEY_GROUP, .is_required = true, .inner = &hr_network_keys},
};
static const hr_keys NATION_KEYS = {NATION_ROWS, HR_KEY_COUNT_OF(NATION_ROWS), NULL};

/* ---- the whole ------------------------------------------------------------------------------------------------- */

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

/* A file that cannot be read has an empty hash: whoever reads it says what is wrong with it. */
static bool hash_file(SHA2_CTX *context, const char *file)
{
    char text[HR_SHA256_TEXT_SIZE] = "";
    if (file[0] == 0) {
        return false;
    }
    if (SHA256File(file, text) == NULL) {
        text[0] = 0;
    }
    SHA256Update(context, (const uint8_t *)text, strlen(text));
    SHA256Update(context, (const uint8_t *)"\n", 1);
    return true;
}

static void hash_network_files(hr_scenario *scenario)
{
    SHA2_CTX context;
    bool has_file = false;
    SHA256Init(&context);
    if (scenario->file_network != NULL) {
        has_file |= hash_file(&context, scenario->file_network->parameters.path);
        has_file |= hash_file(&context, scenario->file_network->parameters.edges);
    }
    for (uint32_t o = 0; o < scenario->generator.operator_count; ++o) {
        has_file |= hash_file(&context, scenario->generator.operators[o].backbone.file);
        has_file |= hash_file(&context, scenario->generator.operators[o].backbone.edges_file);
    }
    SHA256End(&context, scenario->network_sha256);
    if (!has_file) {
        scenario->network_sha256[0] = 0;
    }
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
    hash_network_files(scenario);
    return HR_OK;
}

static hr_status read_parts(hr_scenario *scenario, hr_document *document, bool may_be_nation)
{
    hr_value value = hr_document_root(document);
    if (!hr_value_is_there(&value) && !hr_document_has_mistakes(document)) {
        hr_value_mistake(&value, "the scenario is empty");
    }
    hr_value vendors = hr_value_within(&value, "vendors");
    if (may_be_nation && !hr_value_is_there(&vendors)) {
        hr_keys_read(scenario, &value, &NATION_KEYS, scenario);
        return hr_document_has_mistakes(document) ? HR_BAD_INPUT : HR_OK;
    }
    if (!hr_keys_read(scenario, &value, &hr_scenario_keys, scenario)) {
        return HR_BAD_INPUT;
    }
    hr_scenario_settle_cases(scenario);
    hr_scenario_place_oss(scenario);
    return hr_document_has_mistakes(document) ? HR_BAD_INPUT : HR_OK;
}

static hr_status read_scenario(hr_scenario **result, const char *file, bool may_be_nation, const hr_scenario *before,
                               const hr_override *overrides, size_t override_count, hr_diagnostics *diagnostics)
{
    hr_document *document = NULL;
    *result = NULL;
    hr_scenario *scenario = calloc(1, sizeof *scenario);
    if (scenario == NULL) {
        return HR_FAILED;
    }
    snprintf(scenario->file, sizeof scenario->file, "%s", file);
    scenario->before = before;
    hr_status status = hr_document_open(&document, file, before != NULL ? &before->sources : NULL, overrides,
                                        override_count, diagnostics);
    if (status == HR_OK) {
        status = read_parts(scenario, document, may_be_nation);
    }
    if (status == HR_OK) {
        status = keep_text(scenario, document, overrides, override_count);
    }
    hr_document_close(document);
    scenario->before = NULL;
    if (status != HR_OK) {
        hr_scenario_free(scenario);
        return status;
    }
    *result = scenario;
    return HR_OK;
}

hr_status hr_scenario_read(hr_scenario **scenario, const char *file, const hr_scenario *before,
                           const hr_override *overrides, size_t override_count, hr_diagnostics *diagnostics)
{
    return read_scenario(scenario, file, false, before, overrides, override_count, diagnostics);
}

hr_status hr_scenario_read_nation(hr_scenario **scenario, const char *file, const hr_override *overrides,
                                  size_t override_count, hr_diagnostics *diagnostics)
{
    return read_scenario(scenario, file, true, NULL, overrides, override_count, diagnostics);
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
    hr_file_network_release(scenario->file_network);
    hr_point_list_free(&scenario->sweep.grid);
    hr_point_list_free(&scenario->sweep.list);
    hr_point_list_free(&scenario->sensitivity.paths);
    free(scenario->assumptions);
    free(scenario->unsourced);
    free(scenario->text);
    hr_source_texts_free(&scenario->sources);
    free(scenario);
}
