/* Reading a scenario: which vendor made which node, in each case. See scenario.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario_private.h"
#include "sim/engine/names.h"

static const char *const RULES[] = {"regional", "random"};
static const char *const UNITS[] = {"nodes", "users"};
static const char *const DIVERSE[] = {"none", "vendor", "state"};

static uint32_t role_bits(const hr_generator_operator *provider)
{
    bool has_transport = provider->transport < 0;
    uint32_t roles = 0;
    roles |= provider->ran_sites > 0 ? 1u << HR_ROLE_RAN_SITE : 0;
    roles |= provider->cabinets > 0 ? 1u << HR_ROLE_CABINET : 0;
    roles |= provider->exchanges > 0 ? 1u << HR_ROLE_EXCHANGE : 0;
    roles |= has_transport && provider->aggregation > 0 ? 1u << HR_ROLE_AGGREGATION : 0;
    roles |= has_transport && provider->metro > 0 ? 1u << HR_ROLE_METRO : 0;
    roles |= has_transport && provider->core_routers > 0 ? 1u << HR_ROLE_CORE_ROUTER : 0;
    for (uint32_t f = 0; f < provider->function_count; ++f) {
        roles |= 1u << provider->functions[f].role;
    }
    return roles;
}

/* {huawei: 0.65, nokia: rest}, in the order in which the stretches follow each other; one vendor may have the rest. */
static void read_shares(const hr_scenario *scenario, const hr_value *value, hr_vendor_mix *mix)
{
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_NAME_SIZE];
    hr_value entry;
    double sum = 0;
    int rest = HR_NO_INDEX;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        size_t v = 0;
        while (v < scenario->vendor_names.count && strcmp(scenario->vendor_names.items[v], name) != 0) {
            ++v;
        }
        if (v == scenario->vendor_names.count) {
            const char *nearest = hr_nearest_name(name, scenario->vendor_names.items, scenario->vendor_names.count);
            hr_value_mistake(&entry, "unknown vendor `%s`%s%s%s", name, nearest != NULL ? "; did you mean `" : "",
                             nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
            return;
        }
        double share = 0;
        if (rest == HR_NO_INDEX && hr_value_is_word(&entry, "rest")) {
            rest = (int)mix->vendor_count;
        } else if (!hr_value_figure(&entry, 0, 1, &share)) {
            return;
        }
        mix->vendors[mix->vendor_count] = (uint8_t)v;
        mix->shares[mix->vendor_count++] = share;
        sum += share;
    }
    if (rest != HR_NO_INDEX && sum < 1) {
        mix->shares[rest] = 1 - sum;
        sum = 1;
    }
    if (fabs(sum - 1) > 1e-9) {
        hr_value_mistake(value, "the shares add up to %.12g, not to 1", sum);
    }
}

static void read_operator_mixes(hr_scenario *scenario, const hr_value *value, uint32_t operator_id,
                                hr_assignment_rule rule, hr_quota_unit unit)
{
    uint32_t roles = role_bits(&scenario->generator.operators[operator_id]);
    hr_mapping mapping;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        if (!(roles >> r & 1)) {
            continue;
        }
        hr_value shares = hr_mapping_require(&mapping, hr_role_forms[r].name);
        if (!hr_value_is_there(&shares) || scenario->mix_count == HR_MIXES_MAX) {
            continue;
        }
        hr_vendor_mix *mix = &scenario->mixes[scenario->mix_count++];
        mix->operator_id = operator_id;
        mix->role = (hr_role)r;
        mix->rule = rule;
        /* only access nodes have users */
        mix->unit = hr_role_forms[r].is_transit && r != HR_ROLE_EXCHANGE ? HR_QUOTA_NODES : unit;
        read_shares(scenario, &shares, mix);
    }
    hr_mapping_close(&mapping);
}

static void read_management(hr_scenario *scenario, hr_mapping *assignment)
{
    hr_value rules = hr_mapping_get(assignment, "management");
    size_t count = hr_sequence_length(&rules);
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(&rules, i);
        hr_mapping mapping;
        if (scenario->management_count == HR_MANAGEMENT_MAX) {
            hr_value_mistake(&item, "more than %d rules of management", HR_MANAGEMENT_MAX);
            return;
        }
        hr_management_rule *rule = &scenario->management[scenario->management_count++];
        rule->manager = HR_NO_VENDOR;
        if (!hr_mapping_open(&item, &mapping)) {
            continue;
        }
        hr_value own = hr_mapping_get(&mapping, "by_own_vendor");
        hr_value manager = hr_mapping_get(&mapping, "by");
        bool is_own = false;
        hr_value_switch(&own, &is_own);
        bool has_manager = hr_value_is_there(&manager) && hr_scenario_vendor(scenario, &manager, &rule->manager);
        if (is_own == has_manager) {
            hr_value_mistake(&item, "give one of `by_own_vendor: true` and `by: VENDOR`");
        }
        hr_value share = hr_mapping_require(&mapping, "share");
        hr_value_figure(&share, 0, 1, &rule->share);
        hr_value operators = hr_mapping_get(&mapping, "operators");
        hr_scenario_operators(scenario, &operators, rule->operators, &rule->operator_mask_count);
        hr_value roles = hr_mapping_require(&mapping, "roles");
        uint32_t bits = hr_scenario_roles(&roles, 0);
        for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
            if (bits >> r & 1) {
                rule->roles[rule->role_count++] = (hr_role)r;
            }
        }
        hr_mapping_close(&mapping);
    }
}

void hr_scenario_read_assignment(hr_scenario *scenario, hr_mapping *root)
{
    hr_value value = hr_mapping_require(root, "assignment");
    hr_mapping mapping;
    hr_mapping operators;
    size_t rule = HR_RULE_REGIONAL;
    size_t unit = HR_QUOTA_NODES;
    size_t diverse = HR_DIVERSE_NO;
    if (!hr_mapping_open(&value, &mapping)) {
        return;
    }
    hr_value rule_value = hr_mapping_get(&mapping, "rule");
    hr_value_choice(&rule_value, RULES, 2, &rule);
    hr_value unit_value = hr_mapping_get(&mapping, "unit");
    hr_value_choice(&unit_value, UNITS, 2, &unit);
    hr_value diverse_value = hr_mapping_get(&mapping, "diverse_homing");
    hr_value_choice(&diverse_value, DIVERSE, 3, &diverse);
    scenario->diverse_homing = (hr_diverse_homing)diverse;
    read_management(scenario, &mapping);
    hr_value mixes = hr_mapping_require(&mapping, "mixes");
    hr_mapping_close(&mapping);
    if (!hr_mapping_open(&mixes, &operators)) {
        return;
    }
    for (uint32_t o = 0; o < scenario->generator.operator_count; ++o) {
        hr_value entry = hr_mapping_require(&operators, scenario->generator.operators[o].name);
        read_operator_mixes(scenario, &entry, o, (hr_assignment_rule)rule, (hr_quota_unit)unit);
    }
    hr_mapping_close(&operators);
}

/* ---- cases ----------------------------------------------------------------------------------------------------- */

static const uint32_t CHANGEABLE = (1u << HR_ROLE_COUNT) - 1 - (1u << HR_ROLE_OSS);

static void read_change(hr_scenario *scenario, const hr_value *value, hr_vendor_change *change)
{
    hr_mapping mapping;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    hr_value to = hr_mapping_require(&mapping, "to");
    hr_scenario_vendor(scenario, &to, &change->to);
    hr_value share = hr_mapping_get(&mapping, "share");
    hr_value share_of_from = hr_mapping_get(&mapping, "share_of_from");
    if (hr_value_is_there(&share) == hr_value_is_there(&share_of_from)) {
        hr_value_mistake(value,
                         "give one of `share` (of all nodes) and `share_of_from` (of the nodes of the vendors in "
                         "`from`)");
    }
    change->is_share_of_from = hr_value_is_there(&share_of_from);
    hr_value_figure(change->is_share_of_from ? &share_of_from : &share, 0, 1, &change->share);
    hr_value operators = hr_mapping_get(&mapping, "operators");
    hr_scenario_operators(scenario, &operators, change->operators, &change->operator_mask_count);
    hr_value roles = hr_mapping_get(&mapping, "roles");
    uint32_t bits = hr_scenario_roles(&roles, CHANGEABLE);
    if (bits & ~CHANGEABLE) {
        hr_value_mistake(&roles, "the role oss follows the other roles: it cannot be changed by itself");
    }
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        if (bits >> r & 1) {
            change->roles[change->role_count++] = (hr_role)r;
        }
    }
    hr_value from = hr_mapping_require(&mapping, "from");
    hr_scenario_vendor_set(scenario, &from, change->from);
    size_t unit = HR_QUOTA_NODES;
    hr_value unit_value = hr_mapping_get(&mapping, "unit");
    hr_value_choice(&unit_value, UNITS, 2, &unit);
    change->unit = (hr_quota_unit)unit;
    hr_mapping_close(&mapping);
}

static int earlier_case(const hr_scenario *scenario, const hr_value *value)
{
    size_t index = 0;
    if (!hr_value_is_there(value) ||
        !hr_value_choice(value, scenario->case_names.items, scenario->case_names.count, &index)) {
        return HR_NO_INDEX;
    }
    return (int)index;
}

/* `instead_of: {zte: nokia}`: the changes that a case took over from `like` go to another vendor. */
static void read_instead(const hr_scenario *scenario, const hr_value *value, hr_case *c)
{
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_NAME_SIZE];
    hr_value entry;
    bool to_before[HR_CHANGES_MAX][HR_VENDORS_MAX] = {{false}};
    for (uint32_t i = 0; i < c->change_count; ++i) {
        to_before[i][c->changes[i].to] = true;
    }
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        uint8_t vendor = 0;
        bool is_used = false;
        if (!hr_scenario_vendor(scenario, &entry, &vendor)) {
            continue;
        }
        for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
            for (uint32_t i = 0; i < c->change_count && strcmp(scenario->vendors[v].name, name) == 0; ++i) {
                if (to_before[i][v]) {
                    c->changes[i].to = vendor;
                    is_used = true;
                }
            }
        }
        if (!is_used) {
            hr_value_mistake(&entry, "no change of the case it is like goes to `%s`", name);
        }
    }
}

static void read_case_threats(const hr_scenario *scenario, const hr_value *value, hr_case *c)
{
    const char *names[HR_THREATS_MAX];
    for (uint32_t t = 0; t < scenario->threat_count; ++t) {
        names[t] = scenario->threats[t].name;
    }
    if (!hr_value_is_there(value)) {
        return;
    }
    c->threats = 0;
    size_t count = hr_sequence_length(value);
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(value, i);
        size_t index = 0;
        if (hr_value_choice(&item, names, scenario->threat_count, &index)) {
            c->threats |= 1u << index;
        }
    }
}

static void read_case(hr_scenario *scenario, const hr_value *value, hr_case *c)
{
    hr_mapping mapping;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    hr_value base = hr_mapping_get(&mapping, "base");
    hr_value like = hr_mapping_get(&mapping, "like");
    hr_value instead = hr_mapping_get(&mapping, "instead_of");
    hr_value changes = hr_mapping_get(&mapping, "changes");
    hr_value threats = hr_mapping_get(&mapping, "threats");
    hr_mapping_close(&mapping);
    if (hr_value_is_there(&base) && hr_value_is_there(&like)) {
        hr_value_mistake(value, "give one of `base` and `like`");
    }
    if (hr_value_is_there(&instead) && !hr_value_is_there(&like)) {
        hr_value_mistake(&instead, "`instead_of` goes with `like`");
    }
    int above = earlier_case(scenario, hr_value_is_there(&like) ? &like : &base);
    if (above != HR_NO_INDEX) {
        memcpy(c->changes, scenario->cases[above].changes, sizeof c->changes);
        memcpy(c->change_line, scenario->cases[above].change_line, sizeof c->change_line);
        memcpy(c->change_column, scenario->cases[above].change_column, sizeof c->change_column);
        c->change_count = scenario->cases[above].change_count;
        c->threats = scenario->cases[above].threats;
        read_instead(scenario, &instead, c);
    }
    size_t count = hr_sequence_length(&changes);
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(&changes, i);
        if (c->change_count == HR_CHANGES_MAX) {
            hr_value_mistake(&item, "more than %d changes in a case", HR_CHANGES_MAX);
            break;
        }
        hr_error place = {0};
        hr_value_place(&item, &place);
        c->change_line[c->change_count] = place.line;
        c->change_column[c->change_count] = place.column;
        read_change(scenario, &item, &c->changes[c->change_count++]);
    }
    read_case_threats(scenario, &threats, c);
}

void hr_scenario_read_cases(hr_scenario *scenario, hr_mapping *root)
{
    hr_value cases = hr_mapping_require(root, "cases");
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_NAME_SIZE];
    hr_value entry;
    if (!hr_mapping_open(&cases, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        if (scenario->case_count == HR_CASES_MAX) {
            hr_value_mistake(&entry, "more than %d cases", HR_CASES_MAX);
            break;
        }
        hr_case *c = &scenario->cases[scenario->case_count];
        memcpy(c->name, name, sizeof c->name);
        c->threats = (1u << scenario->threat_count) - 1;
        if (hr_value_is_there(&entry)) {
            read_case(scenario, &entry, c);
        }
        scenario->case_names.items[scenario->case_names.count++] = c->name; /* known to the cases after it */
        ++scenario->case_count;
    }
    if (scenario->case_count == 0) {
        hr_value_mistake(&cases, "a scenario needs at least one case");
    }
}

/* ---- management planes ----------------------------------------------------------------------------------------- */

static bool is_changed(const hr_vendor_change *change, uint32_t operator_id, uint32_t roles)
{
    bool is_there = change->operator_mask_count == 0;
    for (uint32_t i = 0; i < change->operator_mask_count; ++i) {
        is_there = is_there || change->operators[i] == operator_id;
    }
    for (uint32_t i = 0; i < change->role_count && is_there; ++i) {
        if (roles >> change->roles[i] & 1) {
            return true;
        }
    }
    return false;
}

void hr_scenario_place_oss(hr_scenario *scenario)
{
    for (uint32_t o = 0; o < scenario->generator.operator_count; ++o) {
        hr_generator_operator *provider = &scenario->generator.operators[o];
        bool runs[HR_VENDORS_MAX] = {false};
        for (uint32_t m = 0; m < scenario->mix_count; ++m) {
            for (uint32_t i = 0; i < scenario->mixes[m].vendor_count && scenario->mixes[m].operator_id == o; ++i) {
                runs[scenario->mixes[m].vendors[i]] |= scenario->mixes[m].shares[i] > 0;
            }
        }
        for (uint32_t c = 0; c < scenario->case_count; ++c) {
            for (uint32_t i = 0; i < scenario->cases[c].change_count; ++i) {
                const hr_vendor_change *change = &scenario->cases[c].changes[i];
                runs[change->to] |= is_changed(change, o, role_bits(provider));
            }
        }
        provider->oss_count = 0;
        for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
            if (runs[v]) {
                provider->oss_vendors[provider->oss_count++] = (uint8_t)v;
            }
        }
    }
}
