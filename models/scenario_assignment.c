/* Reading a scenario: which vendor made which node, and who manages it. See scenario.h; cases are in
 * scenario_cases.c. */
#include <math.h>
#include <string.h>

#include "models/scenario_private.h"

static const char *const RULES[] = {"regional", "random", "from_file", NULL};
static const char *const DIVERSE[] = {"none", "vendor", "state", NULL};
const char *const hr_unit_names[] = {"nodes", "users", NULL};

static uint32_t listed_roles(const hr_listed_network *listed, uint32_t operator_id, bool without_vendor)
{
    uint32_t roles = 0;
    for (uint32_t n = 0; n < listed->node_count; ++n) {
        const hr_listed_node *node = &listed->nodes[n];
        if (node->operator_id == operator_id && node->role != HR_ROLE_OSS && !(without_vendor && node->has_vendor)) {
            roles |= HR_ROLE_BIT(node->role);
        }
    }
    return roles;
}

uint32_t hr_scenario_roles_to_mix(const hr_scenario *scenario, uint32_t operator_id)
{
    if (scenario->is_from_file) {
        return scenario->file_network != NULL ? scenario->file_network->import.roles_without_vendor[operator_id] : 0;
    }
    return scenario->listed.is_there ? listed_roles(&scenario->listed, operator_id, true)
                                     : hr_scenario_roles_of(scenario, operator_id);
}

uint32_t hr_scenario_roles_of(const hr_scenario *scenario, uint32_t operator_id)
{
    if (scenario->listed.is_there) {
        return listed_roles(&scenario->listed, operator_id, false);
    }
    if (scenario->is_from_file) {
        return scenario->file_network != NULL ? scenario->file_network->import.roles[operator_id] : 0;
    }
    const hr_generator_operator *provider = &scenario->generator.operators[operator_id];
    bool has_transport = provider->transport < 0;
    uint32_t roles = 0;
    roles |= provider->ran_sites > 0 ? HR_ROLE_BIT(HR_ROLE_RAN_SITE) : 0;
    roles |= provider->cabinets > 0 ? HR_ROLE_BIT(HR_ROLE_CABINET) : 0;
    roles |= provider->exchanges > 0 ? HR_ROLE_BIT(HR_ROLE_EXCHANGE) : 0;
    roles |= has_transport && provider->aggregation > 0 ? HR_ROLE_BIT(HR_ROLE_AGGREGATION) : 0;
    bool has_metro = provider->metro > 0 || provider->backbone.core_routers > 0;
    bool has_core = provider->core_routers > 0 || provider->backbone.is_there;
    roles |= has_transport && has_metro ? HR_ROLE_BIT(HR_ROLE_METRO) : 0;
    roles |= has_transport && has_core ? HR_ROLE_BIT(HR_ROLE_CORE_ROUTER) : 0;
    for (uint32_t f = 0; f < provider->function_count; ++f) {
        roles |= HR_ROLE_BIT(provider->functions[f].role);
    }
    return roles;
}

/* ---- mixes ----------------------------------------------------------------------------------------------------- */

/* {huawei: 0.65, nokia: rest}, in the order in which the stretches follow each other; one vendor may have the rest. */
static void read_shares(const hr_scenario *scenario, const hr_value *value, hr_vendor_mix *mix)
{
    hr_mapping mapping;
    hr_names vendors;
    void *iterator = NULL;
    char name[HR_NAME_SIZE] = "";
    hr_value entry;
    double sum = 0;
    bool is_whole = true;
    int rest = HR_NO_INDEX;
    hr_scenario_vendor_names(scenario, &vendors);
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        size_t v = 0;
        double share = 0;
        bool is_known = hr_value_known_key(&entry, "vendor", name, vendors.items, vendors.count, &v);
        bool is_rest = hr_value_is_word(&entry, "rest");
        if (is_rest && rest != HR_NO_INDEX) {
            hr_value_mistake(&entry, "one vendor can have the rest, not two");
        }
        bool is_read = is_rest ? rest == HR_NO_INDEX : hr_value_figure(&entry, 0, 1, &share);
        if (!is_known || !is_read) {
            is_whole = false;
            continue;
        }
        rest = is_rest ? (int)mix->vendor_count : rest;
        mix->vendors[mix->vendor_count] = (uint8_t)v;
        mix->shares[mix->vendor_count++] = share;
        sum += share;
    }
    if (rest != HR_NO_INDEX && sum < 1) {
        mix->shares[rest] = 1 - sum;
        sum = 1;
    }
    if (is_whole && fabs(sum - 1) > 1e-9) {
        hr_value_mistake(value, "the shares add up to %.12g, not to 1", sum);
    }
}

static void read_operator_mixes(hr_scenario *scenario, const hr_value *value, uint32_t operator_id)
{
    uint32_t roles = hr_scenario_roles_to_mix(scenario, operator_id);
    hr_mapping mapping;
    hr_value root = hr_document_root(value->document);
    hr_value network = hr_value_within(&root, "network");
    bool is_network_sound = hr_value_is_sound(&network);
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        if (!(roles >> r & 1)) {
            hr_value superfluous = hr_mapping_get(&mapping, hr_role_forms[r].name);
            if (superfluous.node != NULL && is_network_sound) {
                superfluous.node = superfluous.key;
                hr_value_mistake(&superfluous, "`%s` has no %s without a vendor",
                                 scenario->generator.operators[operator_id].name, hr_role_forms[r].name);
            }
            continue;
        }
        hr_value shares = hr_mapping_require(&mapping, hr_role_forms[r].name);
        if (!hr_value_is_there(&shares)) {
            continue;
        }
        hr_vendor_mix *mix = &scenario->mixes[scenario->mix_count++]; /* one of each operator and role */
        mix->operator_id = operator_id;
        mix->role = (hr_role)r;
        mix->rule = (hr_assignment_rule)scenario->rule;
        /* only access nodes have users */
        mix->unit = HR_ACCESS_ROLES >> r & 1 ? (hr_quota_unit)scenario->unit : HR_QUOTA_NODES;
        read_shares(scenario, &shares, mix);
    }
    hr_mapping_close(&mapping);
}

static void read_mixes(const hr_scenario *known, const hr_value *value, void *field)
{
    hr_scenario *scenario = field;
    hr_mapping mapping;
    hr_names operators;
    void *iterator = NULL;
    char name[HR_NAME_SIZE] = "";
    hr_value entry;
    hr_scenario_operator_names(known, &operators);
    if (known->is_from_file && operators.count == 0) {
        return; /* nobody knows them while the file is not read */
    }
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        size_t index = 0;
        hr_value_known_key(&entry, "operator", name, operators.items, operators.count, &index);
    }
    for (uint32_t o = 0; o < scenario->generator.operator_count; ++o) {
        hr_value mixes = hr_value_within(value, operators.items[o]);
        if (!hr_value_is_there(&mixes) && hr_scenario_roles_to_mix(scenario, o) != 0) {
            hr_value_mistake(mixes.node != NULL ? &mixes : value, "the key `%s` is missing", operators.items[o]);
        }
        read_operator_mixes(scenario, &mixes, o);
    }
}

/* ---- management ------------------------------------------------------------------------------------------------ */

static void read_own(const hr_scenario *scenario, const hr_value *value, void *field)
{
    bool is_own = true;
    (void)scenario;
    (void)field;
    if (hr_value_switch(value, &is_own) && !is_own) {
        hr_value_mistake(value, "leave the key out, and say who manages: `by: VENDOR`");
    }
}

static const hr_key MANAGEMENT_ROWS[] = {
    {"by", "the vendor that manages", NULL, HR_KEY_VENDOR, HR_FIELD(hr_management_rule, manager),
     .absent = HR_NO_VENDOR, .together = HR_TOGETHER_ONE},
    {"by_own_vendor", "`true`: each node is managed by its own vendor", NULL, HR_KEY_SWITCH, 0, .read = read_own,
     .together = HR_TOGETHER_ONE},
    {"share", "of the nodes", NULL, HR_KEY_FIGURE, HR_FIELD(hr_management_rule, share), .is_required = true,
     .greatest = 1},
    {"roles", "of which roles", NULL, HR_KEY_ROLE_LIST, HR_FIELD(hr_management_rule, roles), .is_required = true,
     .count = HR_FIELD(hr_management_rule, role_count), .fewest = 1, .item = "role"},
    {"operators", "of which operators", NULL, HR_KEY_OPERATORS, HR_FIELD(hr_management_rule, operators),
     .count = HR_FIELD(hr_management_rule, operator_mask_count), .item = "operator", .otherwise = "all"},
};
static const hr_keys MANAGEMENT_KEYS = {MANAGEMENT_ROWS, HR_KEY_COUNT_OF(MANAGEMENT_ROWS), NULL};

/* ---- the whole ------------------------------------------------------------------------------------------------- */

static const hr_key SHARE_ENTRY = {"VENDOR", "its share; one of them may be `rest`", NULL, HR_KEY_SHARE, .greatest = 1};
static const hr_key ROLE_ENTRY = {"ROLE",
                                  "shares of vendors, adding up to 1, in the order of their stretches",
                                  NULL,
                                  HR_KEY_MAP,
                                  .names = HR_NAMES_VENDORS,
                                  .entry = &SHARE_ENTRY};
static const hr_key MIX_ENTRY = {"OPERATOR",
                                 "every role that it has nodes of",
                                 NULL,
                                 HR_KEY_MAP,
                                 .names = HR_NAMES_ROLES,
                                 .entry = &ROLE_ENTRY,
                                 .roles = HR_ALL_ROLES & ~HR_ROLE_BIT(HR_ROLE_OSS)};

static const hr_key ASSIGNMENT_ROWS[] = {
    {"rule",
     "`regional`: contiguous stretches along a Hilbert curve, as operators deploy; `random`: shuffled; `from_file`: the "
     "network's file gives every node's vendor",
     NULL, HR_KEY_CHOICE, HR_FIELD(hr_scenario, rule), .choices = RULES},
    {"unit", "what shares count at access nodes; elsewhere nodes", NULL, HR_KEY_CHOICE, HR_FIELD(hr_scenario, unit),
     .choices = hr_unit_names},
    {"diverse_homing", "vendors are swapped so that two parents of a node differ by vendor or by state", NULL,
     HR_KEY_CHOICE, HR_FIELD(hr_scenario, diverse_homing), .choices = DIVERSE},
    {"management", "administrative access; later rules overwrite earlier ones", NULL, HR_KEY_LIST,
     HR_FIELD(hr_scenario, management), .inner = &MANAGEMENT_KEYS, .size = sizeof(hr_management_rule),
     .count = HR_FIELD(hr_scenario, management_count), .most = HR_MANAGEMENT_MAX, .item = "rule",
     .otherwise = "nobody manages from outside"},
    {"mixes", "vendors of every operator and role, but for nodes whose list says it", NULL, HR_KEY_MAP, 0,
     .read = read_mixes, .names = HR_NAMES_OPERATORS, .entry = &MIX_ENTRY},
};

/* Vendors by the file alone: it must give all. */
static void check_from_file(const hr_scenario *known, const hr_value *value)
{
    hr_value rule = hr_value_within(value, "rule");
    hr_value mixes = hr_value_within(value, "mixes");
    if (!known->is_from_file) {
        hr_value_mistake(&rule, "`from_file` needs a network from a file (`network.file`)");
    }
    if (hr_value_is_there(&mixes)) {
        mixes.node = mixes.key;
        hr_value_mistake(&mixes, "`rule: from_file` takes no mixes");
    }
    for (uint32_t o = 0; o < known->generator.operator_count && known->is_from_file; ++o) {
        uint32_t roles = hr_scenario_roles_to_mix(known, o);
        for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
            if (roles >> r & 1) {
                hr_value_mistake(&rule, "the file gives some %s of `%s` no vendor; say it by a rule, or use mixes",
                                 hr_role_forms[r].name, known->generator.operators[o].name);
            }
        }
    }
}

static void check_mixes(const hr_scenario *known, const hr_value *value, const void *result)
{
    hr_value mixes = hr_value_within(value, "mixes");
    bool is_needed = false;
    (void)result;
    if (known->rule == HR_RULE_FROM_FILE) {
        check_from_file(known, value);
        return;
    }
    for (uint32_t o = 0; o < known->generator.operator_count; ++o) {
        is_needed = is_needed || hr_scenario_roles_to_mix(known, o) != 0;
    }
    if (is_needed && !hr_value_is_there(&mixes)) {
        hr_value_mistake(mixes.node != NULL ? &mixes : value, "the key `mixes` is missing");
    }
}
const hr_keys hr_assignment_keys = {ASSIGNMENT_ROWS, HR_KEY_COUNT_OF(ASSIGNMENT_ROWS), check_mixes};
