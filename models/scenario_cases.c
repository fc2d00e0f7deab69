/* Reading a scenario: the cases, each the mixes with changes in order, and what follows from all of them. See
 * scenario.h. */
#include <string.h>

#include "models/scenario_private.h"

/* ---- changes --------------------------------------------------------------------------------------------------- */

/* `share` and `share_of_from` fill the same field. */
static void read_share_of_from(const hr_scenario *scenario, const hr_value *value, void *field)
{
    hr_vendor_change *change = field;
    (void)scenario;
    change->is_share_of_from = true;
    hr_value_figure(value, 0, 1, &change->share);
}

static const hr_key CHANGE_ROWS[] = {
    {"to", "the vendor that gets the nodes", NULL, HR_KEY_VENDOR, HR_FIELD(hr_vendor_change, to), .is_required = true},
    {"share", "of all nodes of an operator and role", NULL, HR_KEY_FIGURE, HR_FIELD(hr_vendor_change, share),
     .greatest = 1, .together = HR_TOGETHER_ONE},
    {"share_of_from", "of the nodes of the vendors in `from`", NULL, HR_KEY_FIGURE, 0, .greatest = 1,
     .read = read_share_of_from, .together = HR_TOGETHER_ONE},
    {"from", "vendors that lose them", NULL, HR_KEY_VENDORS, HR_FIELD(hr_vendor_change, from), .is_required = true,
     .fewest = 1, .item = "vendor"},
    {"roles", "roles that change; management planes follow the equipment", NULL, HR_KEY_ROLE_LIST,
     HR_FIELD(hr_vendor_change, roles), .count = HR_FIELD(hr_vendor_change, role_count), .fewest = 1,
     .roles = HR_ALL_ROLES & ~HR_ROLE_BIT(HR_ROLE_OSS), .item = "role", .otherwise = "all"},
    {"operators", "operators that change", NULL, HR_KEY_OPERATORS, HR_FIELD(hr_vendor_change, operators),
     .count = HR_FIELD(hr_vendor_change, operator_mask_count), .item = "operator", .otherwise = "all"},
    {"unit", "what the share counts", NULL, HR_KEY_CHOICE, HR_FIELD(hr_vendor_change, unit), .choices = hr_unit_names},
};
static const hr_keys CHANGE_KEYS = {CHANGE_ROWS, HR_KEY_COUNT_OF(CHANGE_ROWS), NULL};

/* ---- programmes ------------------------------------------------------------------------------------------------ */

static void read_programme_share_of_from(const hr_scenario *scenario, const hr_value *value, void *field)
{
    hr_programme_step *step = field;
    read_share_of_from(scenario, value, &step->change);
}

static void check_step(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const hr_programme_step *step = result;
    (void)scenario;
    if (step->ends_hours < step->starts_hours) {
        hr_value_mistake(value, "the step ends at %g h, before it starts at %g h", step->ends_hours,
                         step->starts_hours);
    }
}

static const hr_key STEP_ROWS[] = {
    {"starts_hours", "when the first nodes are due", "h", HR_KEY_FIGURE, HR_FIELD(hr_programme_step, starts_hours),
     .is_required = true, .greatest = 1e7},
    {"ends_hours", "when the last nodes are due", "h", HR_KEY_FIGURE, HR_FIELD(hr_programme_step, ends_hours),
     .is_required = true, .greatest = 1e7},
    {"swap_hours", "a field crew works at a node", "h", HR_KEY_TIME, HR_FIELD(hr_programme_step, swap_hours),
     .is_required = true},
    {"outage_share", "of that time, at its end, the node is out of service", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_programme_step, outage_share), .greatest = 1, .absent = 1},
    {"to", "the vendor that gets the nodes", NULL, HR_KEY_VENDOR, HR_FIELD(hr_programme_step, change.to),
     .is_required = true},
    {"share", "of all nodes of an operator and role", NULL, HR_KEY_FIGURE, HR_FIELD(hr_programme_step, change.share),
     .greatest = 1, .together = HR_TOGETHER_ONE},
    {"share_of_from", "of the nodes of the vendors in `from`", NULL, HR_KEY_FIGURE, 0, .greatest = 1,
     .read = read_programme_share_of_from, .together = HR_TOGETHER_ONE},
    {"from", "vendors that lose them", NULL, HR_KEY_VENDORS, HR_FIELD(hr_programme_step, change.from),
     .is_required = true, .fewest = 1, .item = "vendor"},
    {"roles", "roles that change; management planes follow the equipment", NULL, HR_KEY_ROLE_LIST,
     HR_FIELD(hr_programme_step, change.roles), .count = HR_FIELD(hr_programme_step, change.role_count), .fewest = 1,
     .roles = HR_ALL_ROLES & ~HR_ROLE_BIT(HR_ROLE_OSS), .item = "role", .otherwise = "all"},
    {"operators", "operators that change", NULL, HR_KEY_OPERATORS, HR_FIELD(hr_programme_step, change.operators),
     .count = HR_FIELD(hr_programme_step, change.operator_mask_count), .item = "operator", .otherwise = "all"},
    {"unit", "what the share counts", NULL, HR_KEY_CHOICE, HR_FIELD(hr_programme_step, change.unit),
     .choices = hr_unit_names},
};
static const hr_keys STEP_KEYS = {STEP_ROWS, HR_KEY_COUNT_OF(STEP_ROWS), check_step};

/* ---- limits ---------------------------------------------------------------------------------------------------- */

static void read_exclude(const hr_scenario *scenario, const hr_value *value, void *field)
{
    bool is_closed = true;
    (void)scenario;
    (void)field; /* a cap that is not there is 0 */
    if (hr_value_switch(value, &is_closed) && !is_closed) {
        hr_value_mistake(value, "leave the key out, and say how much they may have: `cap: SHARE`");
    }
}

static bool has_sensitive_nodes(const hr_scenario *scenario)
{
    bool has = scenario->has_sensitive;
    for (uint32_t n = 0; n < scenario->listed.node_count && !has; ++n) {
        has = scenario->listed.nodes[n].is_sensitive;
    }
    return has;
}

static void check_limit(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const hr_vendor_limit *limit = result;
    hr_value to = hr_value_within(value, "to");
    hr_value sensitive = hr_value_within(value, "sensitive");
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        if (limit->has_to && limit->to[v] && limit->vendors[v]) {
            hr_value_mistake(&to, "`%s` is itself one of the limit's vendors", scenario->vendors[v].name);
        }
    }
    if (limit->is_of_sensitive && !has_sensitive_nodes(scenario)) {
        hr_value_mistake(&sensitive,
                         "no site is sensitive: say which are, by `network.generate.sensitive`, at listed nodes, or in "
                         "the network's file");
    }
}

static const hr_key LIMIT_ROWS[] = {
    {"vendors", "whom the limit concerns, counted together: all vendors of a state by `{exposed_to: STATE}`", NULL,
     HR_KEY_VENDORS, HR_FIELD(hr_vendor_limit, vendors), .is_required = true, .fewest = 1, .item = "vendor"},
    {"cap", "their greatest share of an operator's nodes of a role; only what is above it changes", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_vendor_limit, cap), .greatest = 1, .together = HR_TOGETHER_ONE},
    {"exclude", "`true`: the roles are closed to them", NULL, HR_KEY_SWITCH, 0, .read = read_exclude,
     .together = HR_TOGETHER_ONE},
    {"sensitive", "whether the limit is on sensitive sites alone, and the cap a share of those", NULL, HR_KEY_SWITCH,
     HR_FIELD(hr_vendor_limit, is_of_sensitive), .absent = false},
    {"to", "who gets what changes, in equal parts", NULL, HR_KEY_VENDORS, HR_FIELD(hr_vendor_limit, to),
     .there = HR_FLAG(hr_vendor_limit, has_to), .fewest = 1, .item = "vendor",
     .otherwise = "vendors there that neither this limit nor one before it concerns, in proportion"},
    {"roles", "roles that are limited, each by itself; management planes follow the equipment", NULL, HR_KEY_ROLE_LIST,
     HR_FIELD(hr_vendor_limit, roles), .count = HR_FIELD(hr_vendor_limit, role_count), .fewest = 1,
     .roles = HR_ALL_ROLES & ~HR_ROLE_BIT(HR_ROLE_OSS), .item = "role", .otherwise = "all"},
    {"operators", "operators that are limited, each by itself", NULL, HR_KEY_OPERATORS,
     HR_FIELD(hr_vendor_limit, operators), .count = HR_FIELD(hr_vendor_limit, operator_mask_count), .item = "operator",
     .otherwise = "all"},
    {"unit", "what shares count: nodes, or the users attached to them", NULL, HR_KEY_CHOICE,
     HR_FIELD(hr_vendor_limit, unit), .choices = hr_unit_names},
};
static const hr_keys LIMIT_KEYS = {LIMIT_ROWS, HR_KEY_COUNT_OF(LIMIT_ROWS), check_limit};

/* ---- cases ----------------------------------------------------------------------------------------------------- */

/* The changes and limits of an earlier case come first. */
static void read_above(const hr_scenario *scenario, const hr_value *value, void *field)
{
    hr_case *c = field;
    int32_t above = HR_NO_INDEX;
    if (!hr_scenario_case(scenario, value, &above)) {
        return;
    }
    if (above >= c - scenario->cases) {
        hr_value_mistake(value, above == c - scenario->cases ? "a case cannot start from itself"
                                                             : "a case starts from one that stands before it");
        return;
    }
    c->above = (uint32_t)above + 1;
    c->change_count = scenario->cases[above].change_count;
    memcpy(c->changes, scenario->cases[above].changes, c->change_count * sizeof *c->changes);
    c->limit_count = scenario->cases[above].limit_count;
    memcpy(c->limits, scenario->cases[above].limits, c->limit_count * sizeof *c->limits);
    c->programme_count = scenario->cases[above].programme_count;
    memcpy(c->programme, scenario->cases[above].programme, c->programme_count * sizeof *c->programme);
}

static bool is_sound(hr_document *document, const hr_case *c)
{
    hr_value root = hr_document_root(document);
    hr_value cases = hr_value_within(&root, "cases");
    hr_value itself = hr_value_within(&cases, c->name);
    return hr_value_is_sound(&itself);
}

/* `instead_of: {zte: nokia}`: the changes that a case took over from `like` go to another vendor. */
static void read_instead(const hr_scenario *scenario, const hr_value *value, void *field)
{
    hr_case *c = field;
    hr_mapping mapping;
    hr_names vendors;
    void *iterator = NULL;
    char name[HR_NAME_SIZE] = "";
    hr_value entry;
    uint8_t to_before[HR_CHANGES_MAX];
    uint8_t step_to_before[HR_PROGRAMME_STEPS_MAX];
    hr_scenario_vendor_names(scenario, &vendors);
    for (uint32_t i = 0; i < c->change_count; ++i) {
        to_before[i] = c->changes[i].change.to;
    }
    for (uint32_t i = 0; i < c->programme_count; ++i) {
        step_to_before[i] = c->programme[i].change.to;
    }
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        size_t before = 0;
        uint8_t instead = 0;
        bool is_used = false;
        bool is_known = hr_value_known_key(&entry, "vendor", name, vendors.items, vendors.count, &before);
        if (!hr_scenario_vendor(scenario, &entry, &instead) || !is_known) {
            continue;
        }
        for (uint32_t i = 0; i < c->change_count; ++i) {
            if (to_before[i] == before) {
                c->changes[i].change.to = instead;
                is_used = true;
            }
        }
        for (uint32_t i = 0; i < c->programme_count; ++i) {
            if (step_to_before[i] == before) {
                c->programme[i].change.to = instead;
                is_used = true;
            }
        }
        if (!is_used && c->above > 0 && is_sound(value->document, &scenario->cases[c->above - 1])) {
            hr_value_mistake(&entry, "no change of the case it is like goes to `%s`", name);
        }
    }
}

static const hr_key INSTEAD_ENTRY = {"VENDOR", "the vendor that gets its nodes instead", NULL, .kind = HR_KEY_VENDOR};

static const hr_key CASE_ROWS[] = {
    {"base", "an earlier case to start from", NULL, HR_KEY_CASE, 0, .read = read_above,
     .together = HR_TOGETHER_AT_MOST_ONE, .otherwise = "the mixes"},
    {"like", "an earlier case whose changes this one takes over, with other vendors", NULL, HR_KEY_CASE, 0,
     .read = read_above, .together = HR_TOGETHER_AT_MOST_ONE, .otherwise = "none"},
    {"instead_of", "vendors of those changes, and who takes their place: the same nodes change", NULL, HR_KEY_MAP, 0,
     .read = read_instead, .names = HR_NAMES_VENDORS, .entry = &INSTEAD_ENTRY, .needs = "like"},
    {"changes", "what changes, in order, after what it started from", NULL, HR_KEY_LIST, HR_FIELD(hr_case, changes),
     .inner = &CHANGE_KEYS, .size = sizeof(hr_case_change), .count = HR_FIELD(hr_case, change_count),
     .most = HR_CHANGES_MAX, .place = HR_FLAG(hr_case_change, place), .item = "change", .otherwise = "nothing"},
    {"limits", "caps and exclusions of vendors, in order, on what all changes leave; they move as little as they must",
     NULL, HR_KEY_LIST, HR_FIELD(hr_case, limits), .inner = &LIMIT_KEYS, .size = sizeof(hr_case_limit),
     .count = HR_FIELD(hr_case, limit_count), .most = HR_LIMITS_MAX, .place = HR_FLAG(hr_case_limit, place),
     .item = "limit", .otherwise = "those of the case it starts from, or none"},
    {"programme", "planned replacement over time, step by step, after changes and limits", NULL, HR_KEY_LIST,
     HR_FIELD(hr_case, programme), .inner = &STEP_KEYS, .size = sizeof(hr_programme_step),
     .count = HR_FIELD(hr_case, programme_count), .most = HR_PROGRAMME_STEPS_MAX,
     .place = HR_FLAG(hr_programme_step, place), .item = "step", .otherwise = "nothing is replaced"},
    {"threats", "those that act", NULL, HR_KEY_THREATS, HR_FIELD(hr_case, threats),
     .there = HR_FLAG(hr_case, has_threats), .item = "threat", .otherwise = "those of the case it starts from, or all"},
};
const hr_keys hr_case_keys = {CASE_ROWS, HR_KEY_COUNT_OF(CASE_ROWS), NULL};

void hr_scenario_settle_cases(hr_scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->case_count; ++i) {
        hr_case *c = &scenario->cases[i];
        if (!c->has_threats) {
            c->threats = c->above > 0 ? scenario->cases[c->above - 1].threats : (1u << scenario->threat_count) - 1;
        }
    }
}

/* ---- management planes ----------------------------------------------------------------------------------------- */

/* Whether some of the operators and of the roles, which a change or a limit names, are an operator's. */
static bool is_meant(const uint32_t *operators, uint32_t operator_count, const hr_role *roles, uint32_t role_count,
                     uint32_t operator_id, uint32_t roles_there)
{
    bool is_there = operator_count == 0;
    for (uint32_t i = 0; i < operator_count; ++i) {
        is_there = is_there || operators[i] == operator_id;
    }
    for (uint32_t i = 0; i < role_count && is_there; ++i) {
        if (roles_there >> roles[i] & 1) {
            return true;
        }
    }
    return false;
}

static void run_changed(const hr_vendor_change *change, uint32_t operator_id, uint32_t roles_there, bool *runs)
{
    runs[change->to] |= is_meant(change->operators, change->operator_mask_count, change->roles, change->role_count,
                                 operator_id, roles_there);
}

/* Vendors that an operator runs in a case beyond its mixes. */
static void run_in_case(const hr_case *c, uint32_t operator_id, uint32_t roles_there, bool *runs)
{
    for (uint32_t i = 0; i < c->change_count; ++i) {
        run_changed(&c->changes[i].change, operator_id, roles_there, runs);
    }
    for (uint32_t i = 0; i < c->programme_count; ++i) {
        run_changed(&c->programme[i].change, operator_id, roles_there, runs);
    }
    for (uint32_t i = 0; i < c->limit_count; ++i) {
        const hr_vendor_limit *limit = &c->limits[i].limit;
        bool is_limited = limit->has_to && is_meant(limit->operators, limit->operator_mask_count, limit->roles,
                                                    limit->role_count, operator_id, roles_there);
        for (uint32_t v = 0; v < HR_VENDORS_MAX && is_limited; ++v) {
            runs[v] |= limit->to[v];
        }
    }
}

void hr_scenario_place_oss(hr_scenario *scenario)
{
    for (uint32_t o = 0; o < scenario->generator.operator_count; ++o) {
        hr_generator_operator *provider = &scenario->generator.operators[o];
        bool runs[HR_VENDORS_MAX] = {false};
        if (scenario->file_network != NULL) {
            memcpy(runs, scenario->file_network->import.makes[o], sizeof runs);
        }
        for (uint32_t m = 0; m < scenario->mix_count; ++m) {
            for (uint32_t i = 0; i < scenario->mixes[m].vendor_count && scenario->mixes[m].operator_id == o; ++i) {
                runs[scenario->mixes[m].vendors[i]] |= scenario->mixes[m].shares[i] > 0;
            }
        }
        for (uint32_t c = 0; c < scenario->case_count; ++c) {
            run_in_case(&scenario->cases[c], o, hr_scenario_roles_of(scenario, o), runs);
        }
        provider->oss_count = 0;
        for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
            if (runs[v]) {
                provider->oss_vendors[provider->oss_count++] = (uint8_t)v;
            }
        }
    }
}
