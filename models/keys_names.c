/* Reading rows whose values are names: lists of roles, operators, vendors, threats. See keys.h. A name that a list
 * holds twice is a mistake. O(names x known names). */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "models/keys_private.h"

/* ---- lists in general -------------------------------------------------------------------------------------------- */

void hr_key_check_length(const hr_key *key, const hr_value *value, size_t length)
{
    if (length < key->fewest) {
        hr_value_mistake(value, "expected at least %u %s%s, found %zu", key->fewest, key->item,
                         key->fewest == 1 ? "" : "s", length);
    }
}

/* Picks each name of a list once, in its order, and returns how many; `picked` holds at most names->count. */
static uint32_t pick(const hr_value *value, const hr_names *names, uint32_t *picked)
{
    uint32_t count = 0;
    bool is_picked[HR_NAMES_MAX] = {false};
    size_t length = hr_sequence_length(value);
    for (size_t i = 0; i < length; ++i) {
        hr_value item = hr_sequence_item(value, i);
        size_t index = 0;
        if (!hr_value_choice(&item, names->items, names->count, &index)) {
            continue;
        }
        if (is_picked[index]) {
            hr_value_mistake(&item, "`%s` is there twice", names->items[index]);
            continue;
        }
        is_picked[index] = true;
        picked[count++] = (uint32_t)index;
    }
    return count;
}

void hr_key_read_new_names(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    uint32_t count = 0;
    char *names = result + key->offset;
    size_t length = hr_sequence_length(value);
    (void)scenario;
    hr_key_check_length(key, value, length);
    for (size_t i = 0; i < length; ++i) {
        hr_value item = hr_sequence_item(value, i);
        char name[HR_NAME_SIZE] = "";
        bool is_repeated = false;
        if (count == key->most) {
            hr_value_mistake(&item, "more than %u %ss", key->most, key->item);
            break;
        }
        if (!hr_value_text(&item, name, sizeof name) || !hr_value_check_name(&item, name)) {
            continue;
        }
        for (uint32_t k = 0; k < count; ++k) {
            is_repeated = is_repeated || strcmp(names + k * sizeof name, name) == 0;
        }
        if (is_repeated) {
            hr_value_mistake(&item, "the %s `%s` is there twice", key->item, name);
            continue;
        }
        memcpy(names + count++ * sizeof name, name, sizeof name);
    }
    memcpy(result + key->count, &count, sizeof count);
}

/* ---- roles ------------------------------------------------------------------------------------------------------- */

uint32_t hr_key_allowed_roles(const hr_key *key)
{
    return key->roles != 0 ? key->roles : (1u << HR_ROLE_COUNT) - 1;
}

/* Names of the allowed roles, and which roles they are. */
static void role_names(const hr_key *key, hr_names *names, hr_role *roles)
{
    names->count = 0;
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        if (hr_key_allowed_roles(key) >> r & 1) {
            roles[names->count] = (hr_role)r;
            names->items[names->count++] = hr_role_forms[r].name;
        }
    }
}

static uint32_t pick_roles(const hr_key *key, const hr_value *value)
{
    hr_names names;
    hr_role roles[HR_ROLE_COUNT];
    uint32_t picked[HR_ROLE_COUNT];
    uint32_t bits = 0;
    role_names(key, &names, roles);
    uint32_t count = pick(value, &names, picked);
    for (uint32_t i = 0; i < count; ++i) {
        bits |= 1u << roles[picked[i]];
    }
    if (hr_value_is_sequence(value)) {
        hr_key_check_length(key, value, hr_sequence_length(value));
    }
    return bits;
}

void hr_key_read_roles(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    (void)scenario;
    uint32_t roles = pick_roles(key, value);
    memcpy(result + key->offset, &roles, sizeof roles);
}

void hr_key_list_roles(const hr_key *key, uint32_t roles, char *result)
{
    uint32_t count = 0;
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        hr_role role = (hr_role)r;
        if (roles >> r & 1) {
            memcpy(result + key->offset + count++ * sizeof role, &role, sizeof role);
        }
    }
    memcpy(result + key->count, &count, sizeof count);
}

void hr_key_read_role_list(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    (void)scenario;
    hr_key_list_roles(key, pick_roles(key, value), result);
}

bool hr_key_role_by_name(const hr_key *key, const hr_value *entry, const char *name, hr_role *role)
{
    hr_names names;
    hr_role roles[HR_ROLE_COUNT];
    size_t index = 0;
    role_names(key, &names, roles);
    if (!hr_value_known_key(entry, key->item, name, names.items, names.count, &index)) {
        return false;
    }
    *role = roles[index];
    return true;
}

/* ---- operators, vendors, threats --------------------------------------------------------------------------------- */

void hr_key_read_operators(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_names names;
    uint32_t picked[HR_NAMES_MAX];
    hr_scenario_operator_names(scenario, &names);
    uint32_t count = pick(value, &names, picked);
    memcpy(result + key->offset, picked, count * sizeof *picked);
    memcpy(result + key->count, &count, sizeof count);
}

void hr_key_read_vendors(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_names names;
    uint32_t picked[HR_NAMES_MAX];
    bool *set = (bool *)(void *)(result + key->offset);
    hr_mapping mapping;
    if (hr_value_is_sequence(value)) {
        hr_scenario_vendor_names(scenario, &names);
        uint32_t count = pick(value, &names, picked);
        hr_key_check_length(key, value, hr_sequence_length(value));
        for (uint32_t i = 0; i < count; ++i) {
            set[picked[i]] = true;
        }
        return;
    }
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    hr_value inside = hr_mapping_get(&mapping, "exposed_to");
    hr_value outside = hr_mapping_get(&mapping, "not_exposed_to");
    hr_mapping_close(&mapping);
    if (hr_value_is_there(&inside) == hr_value_is_there(&outside)) {
        hr_value_mistake(value, "give one of `exposed_to` and `not_exposed_to`, or a list of vendors");
        return;
    }
    bool is_inside = hr_value_is_there(&inside);
    uint32_t state = 0;
    if (hr_scenario_state(scenario, is_inside ? &inside : &outside, &state)) {
        for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
            set[v] = hr_scenario_is_exposed(scenario, (uint8_t)v, state) == is_inside;
        }
    }
}

static void read_bits(const hr_key *key, const hr_value *value, const hr_names *names, char *result)
{
    uint32_t picked[HR_NAMES_MAX];
    uint32_t bits = 0;
    uint32_t count = pick(value, names, picked);
    if (hr_value_is_sequence(value)) {
        hr_key_check_length(key, value, hr_sequence_length(value));
    }
    for (uint32_t i = 0; i < count; ++i) {
        bits |= 1u << picked[i];
    }
    memcpy(result + key->offset, &bits, sizeof bits);
}

void hr_key_read_threats(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_names names;
    static_assert(HR_THREATS_MAX < 32, "a set of threats fits 32 bits");
    hr_scenario_threat_names(scenario, &names);
    read_bits(key, value, &names, result);
}

void hr_key_read_cases(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_names names;
    static_assert(HR_CASES_MAX <= 32, "a set of cases fits 32 bits");
    hr_scenario_case_names(scenario, &names);
    read_bits(key, value, &names, result);
}
