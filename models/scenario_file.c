/* Reading a scenario: a network from a file. See files/import.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario_private.h"

/* A vendor of the scenario, kept by name; whatever stands there when there is no scenario around the rules. */
static void read_vendor_name(const hr_scenario *scenario, const hr_value *value, void *field)
{
    uint8_t vendor = 0;
    if (scenario->vendor_count == 0) {
        hr_value_text(value, field, HR_NAME_SIZE);
    } else if (hr_scenario_vendor(scenario, value, &vendor)) {
        memcpy(field, scenario->vendors[vendor].name, HR_NAME_SIZE);
    }
}

static const hr_key BOX_ROWS[] = {
    {"south", "least latitude", "degrees", HR_KEY_SETTING_NUMBER, HR_FIELD(hr_import_rule, box[0]), .is_required = true,
     .least = -90, .greatest = 90},
    {"west", "least longitude", "degrees", HR_KEY_SETTING_NUMBER, HR_FIELD(hr_import_rule, box[1]), .is_required = true,
     .least = -180, .greatest = 180},
    {"north", "greatest latitude", "degrees", HR_KEY_SETTING_NUMBER, HR_FIELD(hr_import_rule, box[2]),
     .is_required = true, .least = -90, .greatest = 90},
    {"east", "greatest longitude", "degrees", HR_KEY_SETTING_NUMBER, HR_FIELD(hr_import_rule, box[3]),
     .is_required = true, .least = -180, .greatest = 180},
};
static const hr_keys BOX_KEYS = {BOX_ROWS, HR_KEY_COUNT_OF(BOX_ROWS), NULL};

static void check_rule(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const hr_import_rule *rule = result;
    hr_value least = hr_value_within(value, "degree_least");
    (void)scenario;
    if (rule->degree_least > rule->degree_greatest) {
        hr_value_mistake(&least, "no node has at least %u and at most %u links", rule->degree_least,
                         rule->degree_greatest);
    }
    if (!rule->has_role && rule->provider[0] == 0 && rule->vendor[0] == 0 && rule->managed_by[0] == 0 &&
        !rule->has_users && !rule->has_capacity && !rule->has_sensitive && hr_value_is_sound(value)) {
        hr_value_mistake(value, "the rule sets nothing: it takes role, operator, vendor, managed_by, users, "
                                "capacity_users or sensitive");
    }
}

static const hr_key RULE_ROWS[] = {
    {"degree_least", "nodes with at least so many links", NULL, HR_KEY_SETTING, HR_FIELD(hr_import_rule, degree_least),
     .greatest = 1e9},
    {"degree_greatest", "nodes with at most so many links", NULL, HR_KEY_SETTING,
     HR_FIELD(hr_import_rule, degree_greatest), .greatest = 4294967295.0, .absent = 4294967295.0,
     .otherwise = "any number"},
    {"name", "nodes of this name; a pattern: `*` any text, `?` any letter, `[...]` one of these", NULL, HR_KEY_TEXT,
     HR_FIELD(hr_import_rule, name), .size = HR_NAME_SIZE, .otherwise = "any name"},
    {"attribute", "nodes for which the file gives this attribute", NULL, HR_KEY_TEXT,
     HR_FIELD(hr_import_rule, attribute), .size = HR_NAME_SIZE, .otherwise = "no such condition"},
    {"value", "and gives it so; a pattern as of a name", NULL, HR_KEY_TEXT, HR_FIELD(hr_import_rule, value),
     .size = HR_NAME_SIZE, .needs = "attribute", .otherwise = "any value"},
    {"box", "nodes within these degrees", NULL, HR_KEY_GROUP, 0, .there = HR_FLAG(hr_import_rule, has_box),
     .inner = &BOX_KEYS, .otherwise = "anywhere"},
    {"role", "what they are", NULL, HR_KEY_ROLE, HR_FIELD(hr_import_rule, role),
     .there = HR_FLAG(hr_import_rule, has_role), .otherwise = "as the file says"},
    {"operator", "who runs them", NULL, HR_KEY_TEXT, HR_FIELD(hr_import_rule, provider), .size = HR_NAME_SIZE,
     .otherwise = "as the file says"},
    {"vendor", "who made them", NULL, HR_KEY_VENDOR, HR_FIELD(hr_import_rule, vendor), .read = read_vendor_name,
     .otherwise = "as the file says"},
    {"managed_by", "which vendor has administrative access to them", NULL, HR_KEY_VENDOR,
     HR_FIELD(hr_import_rule, managed_by), .read = read_vendor_name, .otherwise = "as the file says"},
    {"users", "served by each of them", NULL, HR_KEY_COUNT, HR_FIELD(hr_import_rule, users),
     .there = HR_FLAG(hr_import_rule, has_users), .greatest = 1e9, .otherwise = "as the file says"},
    {"capacity_users", "that each of them can carry", NULL, HR_KEY_COUNT, HR_FIELD(hr_import_rule, capacity_users),
     .there = HR_FLAG(hr_import_rule, has_capacity), .greatest = 4e9, .otherwise = "as the file says, or all"},
    {"sensitive", "whether they are sensitive sites", NULL, HR_KEY_SWITCH, HR_FIELD(hr_import_rule, is_sensitive),
     .there = HR_FLAG(hr_import_rule, has_sensitive), .otherwise = "as the file says, or not"},
};
static const hr_keys RULE_KEYS = {RULE_ROWS, HR_KEY_COUNT_OF(RULE_ROWS), check_rule};

static void check_file(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const hr_file_parameters *parameters = result;
    hr_value format = hr_value_within(value, "format");
    hr_error error;
    (void)scenario;
    if (parameters->format[0] != 0 && hr_graph_format_by_name(parameters->format, false, &error) == NULL) {
        hr_value_mistake(&format, "%s", error.text);
    }
}

static const hr_key FILE_ROWS[] = {
    {"path", "the file; of a pair of CSV files that of the nodes", NULL, HR_KEY_FILE,
     HR_FIELD(hr_file_parameters, path), .size = HR_FORMAT_PATH_SIZE, .otherwise = "a mistake"},
    {"edges", "the file of the edges, where that is another", NULL, HR_KEY_FILE, HR_FIELD(hr_file_parameters, edges),
     .size = HR_FORMAT_PATH_SIZE, .otherwise = "the same file"},
    {"format", "name of its format (`hedgerow network info --help`)", NULL, HR_KEY_TEXT,
     HR_FIELD(hr_file_parameters, format), .size = HR_NAME_SIZE, .otherwise = "as its first bytes look"},
    {"operators", "names of the operators; the first has the nodes of which nothing says whose they are", NULL,
     HR_KEY_NEW_NAMES, HR_FIELD(hr_file_parameters, import.operators),
     .count = HR_FIELD(hr_file_parameters, import.operator_count), .fewest = 1, .most = HR_OPERATORS_MAX,
     .item = "operator", .otherwise = "those of the file, or one called `all`"},
    {"users", "to share out where neither the file nor a rule gives any", NULL, HR_KEY_BIG_COUNT,
     HR_FIELD(hr_file_parameters, import.users), .greatest = 3e9, .otherwise = "the people of the places, or 1000000"},
    {"places", "table of places: their people are the users of the nearest access node", NULL, HR_KEY_FILE,
     HR_FIELD(hr_file_parameters, places), .size = HR_FORMAT_PATH_SIZE, .otherwise = "users are shared out equally"},
    {"functions", "placed at the operators' best-connected nodes, where the file lacks them", NULL, HR_KEY_MAP,
     HR_FIELD(hr_file_parameters, import.functions), .inner = &hr_function_keys, .size = sizeof(hr_generator_function),
     .count = HR_FIELD(hr_file_parameters, import.function_count), .most = HR_GENERATOR_FUNCTIONS_MAX,
     .roles = HR_FUNCTION_ROLES, .names = HR_NAMES_ROLES, .label = HR_FLAG(hr_generator_function, role),
     .item = "function", .otherwise = "two of each, for operators without any"},
    {"rules",
     "what nodes are, whose, and who made them, whatever the file says; the first that meets and sets it holds", NULL,
     HR_KEY_LIST, HR_FIELD(hr_file_parameters, import.rules), .inner = &RULE_KEYS, .size = sizeof(hr_import_rule),
     .count = HR_FIELD(hr_file_parameters, import.rule_count), .most = HR_IMPORT_RULES_MAX, .item = "rule",
     .otherwise = "none"},
};
const hr_keys hr_file_keys = {FILE_ROWS, HR_KEY_COUNT_OF(FILE_ROWS), check_file};

/* ---- the file itself ------------------------------------------------------------------------------------------- */

static void name_operators(hr_scenario *scenario, uint32_t count, char (*names)[HR_NAME_SIZE])
{
    for (uint32_t o = 0; o < count; ++o) {
        memcpy(scenario->generator.operators[o].name, names[o], HR_NAME_SIZE);
        scenario->generator.operators[o].transport = HR_NO_INDEX;
    }
    scenario->generator.operator_count = count;
}

static void load(hr_scenario *scenario, const hr_file_parameters *parameters, const hr_value *path)
{
    const hr_scenario *before = scenario->before;
    hr_error error;
    if (before != NULL && before->file_network != NULL &&
        hr_file_parameters_are_same(&before->file_network->parameters, parameters)) {
        scenario->file_network = hr_file_network_share(before->file_network);
    } else if (hr_file_network_read(&scenario->file_network, parameters, &error) != HR_OK) {
        char place[64] = "";
        if (error.line > 0) {
            snprintf(place, sizeof place, error.column > 0 ? ":%d:%d" : ":%d", error.line, error.column);
        }
        hr_value_mistake(path, "%s%s%s%s", error.file, place, error.file[0] != 0 ? ": " : "", error.text);
        return;
    }
    hr_import *import = &scenario->file_network->import;
    name_operators(scenario, import->operator_count, import->operators);
    scenario->has_sensitive = import->has_sensitive;
}

void hr_scenario_read_file(const hr_scenario *known, const hr_value *value, void *field)
{
    hr_scenario *scenario = field;
    hr_value path = hr_value_within(value, "path");
    hr_file_parameters *parameters = calloc(1, sizeof *parameters);
    if (parameters == NULL) {
        hr_value_mistake(value, "out of memory");
        return;
    }
    hr_keys_read(known, value, &hr_file_keys, parameters);
    if (!hr_value_is_there(&path)) {
        hr_value_mistake(path.node != NULL ? &path : value, "the key `path` is missing");
    }
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        memcpy(parameters->import.vendors[v], scenario->vendors[v].name, HR_NAME_SIZE);
    }
    parameters->import.vendor_count = scenario->vendor_count;
    memcpy(scenario->places_file, parameters->places, sizeof scenario->places_file);
    /* so that other parts can speak of them, whatever is wrong with the file */
    name_operators(scenario, parameters->import.operator_count, parameters->import.operators);
    if (hr_value_is_sound(value)) {
        load(scenario, parameters, &path);
    }
    free(parameters);
}

hr_status hr_scenario_read_import(const char *file, hr_file_parameters *parameters, hr_diagnostics *diagnostics)
{
    hr_document *document = NULL;
    hr_scenario *nothing = calloc(1, sizeof *nothing);
    if (nothing == NULL) {
        return HR_FAILED;
    }
    hr_status status = hr_document_open(&document, file, NULL, NULL, 0, diagnostics);
    if (status == HR_OK) {
        hr_value value = hr_document_root(document);
        hr_keys_read(nothing, &value, &hr_file_keys, parameters);
        status = hr_document_has_mistakes(document) ? HR_BAD_INPUT : HR_OK;
    }
    hr_document_close(document);
    free(nothing);
    return status;
}
