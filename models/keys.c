/* Reading mappings by their tables. See keys.h. O(keys). */
#include "models/keys.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/scenario.h"

static void set_absent(const hr_key *key, char *field)
{
    uint32_t whole = (uint32_t)key->absent;
    bool is_on = key->absent != 0;
    switch (key->kind) {
    case HR_KEY_FIGURE:
    case HR_KEY_SETTING_NUMBER:
        memcpy(field, &key->absent, sizeof key->absent);
        return;
    case HR_KEY_COUNT:
    case HR_KEY_SETTING:
    case HR_KEY_CHOICE:
        memcpy(field, &whole, sizeof whole);
        return;
    case HR_KEY_SWITCH:
        memcpy(field, &is_on, sizeof is_on);
        return;
    case HR_KEY_TIME:
    case HR_KEY_STATE:
    case HR_KEY_VENDOR:
    case HR_KEY_ROLES:
    case HR_KEY_ROLE_FIGURES:
    case HR_KEY_GROUP:
    case HR_KEY_CUSTOM:
        return; /* zeroed; a group sets its own */
    }
}

static void read_whole(const hr_key *key, const hr_value *value, char *field)
{
    int64_t number = 0;
    int64_t greatest = key->greatest < UINT32_MAX ? (int64_t)key->greatest : UINT32_MAX;
    bool is_read = key->kind == HR_KEY_COUNT ? hr_value_count(value, (int64_t)key->least, greatest, &number)
                                             : hr_value_setting(value, (int64_t)key->least, greatest, &number);
    if (is_read) {
        uint32_t whole = (uint32_t)number;
        memcpy(field, &whole, sizeof whole);
    }
}

static void read_choice(const hr_key *key, const hr_value *value, char *field)
{
    size_t count = 0;
    size_t index = 0;
    while (key->choices[count] != NULL) {
        ++count;
    }
    if (hr_value_choice(value, key->choices, count, &index)) {
        uint32_t whole = (uint32_t)index;
        memcpy(field, &whole, sizeof whole);
    }
}

static void read_role_figures(const hr_key *key, const hr_value *value, char *field)
{
    hr_mapping roles;
    double *figures = (double *)(void *)field;
    if (!hr_mapping_open(value, &roles)) {
        return;
    }
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        hr_value figure = hr_mapping_get(&roles, hr_role_forms[r].name);
        hr_value_figure(&figure, key->least, key->greatest, &figures[r]);
    }
    hr_mapping_close(&roles);
}

static void read_value(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *field)
{
    void *place = field;
    uint32_t roles = 0;
    switch (key->kind) {
    case HR_KEY_FIGURE:
        hr_value_figure(value, key->least, key->greatest, place);
        return;
    case HR_KEY_SETTING_NUMBER:
        hr_value_number_setting(value, key->least, key->greatest, place);
        return;
    case HR_KEY_COUNT:
    case HR_KEY_SETTING:
        read_whole(key, value, field);
        return;
    case HR_KEY_SWITCH:
        hr_value_switch(value, place);
        return;
    case HR_KEY_CHOICE:
        read_choice(key, value, field);
        return;
    case HR_KEY_TIME:
        hr_value_distribution(value, place);
        return;
    case HR_KEY_STATE:
        hr_scenario_state(scenario, value, place);
        return;
    case HR_KEY_VENDOR:
        hr_scenario_vendor(scenario, value, place);
        return;
    case HR_KEY_ROLES:
        roles = hr_scenario_roles(value, 0);
        memcpy(field, &roles, sizeof roles);
        return;
    case HR_KEY_ROLE_FIGURES:
        read_role_figures(key, value, field);
        return;
    case HR_KEY_GROUP:
        hr_keys_read(scenario, value, key->inner, place);
        return;
    case HR_KEY_CUSTOM:
        key->read(scenario, value, place);
        return;
    }
}

void hr_keys_read_opened(const hr_scenario *scenario, hr_mapping *mapping, const hr_keys *keys, void *result)
{
    char *base = result;
    for (size_t k = 0; k < keys->count; ++k) {
        const hr_key *key = &keys->rows[k];
        hr_value value = key->is_required ? hr_mapping_require(mapping, key->name) : hr_mapping_get(mapping, key->name);
        bool is_there = hr_value_is_there(&value);
        set_absent(key, base + key->offset);
        if (is_there || key->kind == HR_KEY_GROUP) {
            read_value(scenario, key, &value, base + key->offset);
        }
        if (key->there != 0) {
            memcpy(base + key->there - 1, &is_there, sizeof is_there);
        }
    }
    if (keys->check != NULL) {
        keys->check(scenario, &mapping->value, result);
    }
}

bool hr_keys_read(const hr_scenario *scenario, const hr_value *value, const hr_keys *keys, void *result)
{
    hr_mapping mapping;
    bool is_there = hr_mapping_open(value, &mapping);
    if (!is_there) {
        for (size_t k = 0; k < keys->count; ++k) {
            set_absent(&keys->rows[k], (char *)result + keys->rows[k].offset);
            if (keys->rows[k].kind == HR_KEY_GROUP) {
                hr_value absent = {.document = value->document};
                hr_keys_read(scenario, &absent, keys->rows[k].inner, (char *)result + keys->rows[k].offset);
            }
        }
        return false;
    }
    hr_keys_read_opened(scenario, &mapping, keys, result);
    hr_mapping_close(&mapping);
    return true;
}
