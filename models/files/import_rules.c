/* Rules of a scenario over what a file says of its nodes. See import.h. O(nodes * rules). */
#include <fnmatch.h>
#include <math.h>
#include <string.h>

#include "models/files/import_private.h"

static bool is_in_box(const hr_import_rule *rule, const hr_import_node *node)
{
    return node->latitude >= rule->box[0] && node->longitude >= rule->box[1] && node->latitude <= rule->box[2] &&
           node->longitude <= rule->box[3]; /* never, when it has no position */
}

static bool meets(const hr_importer *importer, const hr_import_rule *rule, const hr_graph_attribute *attribute,
                  uint32_t n)
{
    const hr_import_node *node = &importer->import->nodes[n];
    if (node->degree < rule->degree_least || node->degree > rule->degree_greatest ||
        (rule->has_box && !is_in_box(rule, node))) {
        return false;
    }
    if (rule->name[0] != 0 && fnmatch(rule->name, hr_import_name(importer->import, n), 0) != 0) {
        return false;
    }
    if (rule->attribute[0] == 0) {
        return true;
    }
    const char *value = hr_graph_value(importer->graph, attribute, n);
    return value != NULL && (rule->value[0] == 0 || fnmatch(rule->value, value, 0) == 0);
}

/* Names of rules as numbers, found once. */
typedef struct {
    const hr_graph_attribute *attribute;
    uint8_t provider;
    uint8_t vendor;
    uint8_t managed_by;
    uint32_t met;
} rule_numbers;

static hr_status find_numbers(const hr_importer *importer, const hr_import_rule *rule, rule_numbers *numbers,
                              hr_error *error)
{
    hr_status status = HR_OK;
    *numbers = (rule_numbers){NULL, 0, HR_NO_VENDOR, HR_NO_VENDOR, 0};
    if (rule->attribute[0] != 0) {
        numbers->attribute = hr_graph_attribute_find(&importer->graph->node_attributes, rule->attribute);
        if (numbers->attribute == NULL) {
            return hr_error_set(error, HR_BAD_INPUT, "no node has an attribute `%s`, which a rule asks for",
                                rule->attribute);
        }
    }
    if (rule->provider[0] != 0) {
        status = hr_import_operator(importer, rule->provider, &numbers->provider, error);
    }
    if (status == HR_OK && rule->vendor[0] != 0) {
        status = hr_import_vendor(importer, rule->vendor, &numbers->vendor, error);
    }
    if (status == HR_OK && rule->managed_by[0] != 0) {
        status = hr_import_vendor(importer, rule->managed_by, &numbers->managed_by, error);
    }
    return status;
}

/* What earlier rules have set of a node. */
typedef struct {
    bool role, provider, vendor, managed_by, users, capacity, sensitive;
} fields_set;

static void apply(const hr_import_rule *rule, const rule_numbers *numbers, fields_set *set, hr_import_node *node)
{
    if (rule->has_role && !set->role) {
        node->role = (uint8_t)rule->role;
        set->role = true;
    }
    if (rule->provider[0] != 0 && !set->provider) {
        node->operator_id = numbers->provider;
        set->provider = true;
    }
    if (rule->vendor[0] != 0 && !set->vendor) {
        node->vendor = numbers->vendor;
        set->vendor = true;
    }
    if (rule->managed_by[0] != 0 && !set->managed_by) {
        node->managed_by = numbers->managed_by;
        set->managed_by = true;
    }
    if (rule->has_users && !set->users) {
        node->users = rule->users;
        set->users = true;
    }
    if (rule->has_capacity && !set->capacity) {
        node->capacity_users = rule->capacity_users;
        set->capacity = true;
    }
    if (rule->has_sensitive && !set->sensitive) {
        node->is_sensitive = rule->is_sensitive;
        set->sensitive = true;
    }
}

hr_status hr_import_apply_rules(hr_importer *importer, hr_error *error)
{
    const hr_import_parameters *parameters = importer->parameters;
    rule_numbers numbers[HR_IMPORT_RULES_MAX];
    for (uint32_t r = 0; r < parameters->rule_count; ++r) {
        hr_status status = find_numbers(importer, &parameters->rules[r], &numbers[r], error);
        if (status != HR_OK) {
            return status;
        }
    }
    for (uint32_t n = 0; n < importer->import->node_count && parameters->rule_count > 0; ++n) {
        hr_import_node *node = &importer->import->nodes[n];
        fields_set set = {0};
        for (uint32_t r = 0; r < parameters->rule_count; ++r) {
            if (meets(importer, &parameters->rules[r], numbers[r].attribute, n)) {
                ++numbers[r].met;
                apply(&parameters->rules[r], &numbers[r], &set, node);
            }
        }
        importer->has_users = importer->has_users || node->users > 0;
    }
    uint32_t idle = 0;
    for (uint32_t r = 0; r < parameters->rule_count; ++r) {
        idle += numbers[r].met == 0;
    }
    if (idle > 0) {
        hr_import_say(importer->import, "idle_rules", false, idle, "%u of %u rules meet no node.", idle,
                      parameters->rule_count);
    }
    return HR_OK;
}
