/* Reading mappings by their tables. See keys.h. O(keys). */
#include "models/keys.h"

#include <assert.h>
#include <libgen.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "models/keys_private.h"

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

static void read_figure(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    (void)scenario;
    hr_value_figure(value, key->least, key->greatest, (double *)(void *)(result + key->offset));
}

static void read_setting_number(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    (void)scenario;
    hr_value_number_setting(value, key->least, key->greatest, (double *)(void *)(result + key->offset));
}

static bool is_setting(const hr_key *key)
{
    return key->kind == HR_KEY_SETTING || key->kind == HR_KEY_BIG_SETTING;
}

static bool whole_number(const hr_key *key, const hr_value *value, double most, int64_t *number)
{
    int64_t least = (int64_t)key->least;
    int64_t greatest = (int64_t)fmin(key->greatest, most);
    return is_setting(key) ? hr_value_setting(value, least, greatest, number)
                           : hr_value_count(value, least, greatest, number);
}

static void read_whole(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    int64_t number = 0;
    (void)scenario;
    if (whole_number(key, value, UINT32_MAX, &number)) {
        uint32_t whole = (uint32_t)number;
        memcpy(result + key->offset, &whole, sizeof whole);
    }
}

/* int64_t and uint64_t alike: the number is not negative. */
static void read_big_whole(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    int64_t number = 0;
    (void)scenario;
    assert(key->least >= 0);
    if (whole_number(key, value, 9007199254740992.0, &number)) {
        memcpy(result + key->offset, &number, sizeof number);
    }
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

static void read_switch(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    (void)scenario;
    hr_value_switch(value, (bool *)(void *)(result + key->offset));
}

static void read_choice(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    size_t count = 0;
    size_t index = 0;
    (void)scenario;
    while (key->choices[count] != NULL) {
        ++count;
    }
    if (hr_value_choice(value, key->choices, count, &index)) {
        uint32_t whole = (uint32_t)index;
        memcpy(result + key->offset, &whole, sizeof whole);
    }
}

static void read_time(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    (void)scenario;
    hr_value_distribution(value, (hr_distribution *)(void *)(result + key->offset));
}

static void read_text(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    (void)scenario;
    hr_value_text(value, result + key->offset, key->size);
}

static void read_file(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    char text[1024];
    char folder[HR_PATH_SIZE];
    char *path = result + key->offset;
    struct stat found;
    if (!hr_value_text(value, text, sizeof text)) {
        return;
    }
    (void)scenario;
    snprintf(folder, sizeof folder, "%s", hr_value_file(value));
    int length = text[0] == '/' || strchr(folder, '/') == NULL
                     ? snprintf(path, key->size, "%s", text)
                     : snprintf(path, key->size, "%s/%s", dirname(folder), text);
    FILE *stream = (size_t)length < key->size ? fopen(path, "rb") : NULL;
    if (stream == NULL) {
        hr_value_mistake(value, "cannot open the file `%s`", path);
        return;
    }
    if (fstat(fileno(stream), &found) == 0 && S_ISDIR(found.st_mode)) {
        hr_value_mistake(value, "`%s` is a folder", path);
    }
    fclose(stream);
}

/* ---- one name ---------------------------------------------------------------------------------------------------- */

static void read_state(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_scenario_state(scenario, value, (uint32_t *)(void *)(result + key->offset));
}

static void read_vendor(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_scenario_vendor(scenario, value, (uint8_t *)(result + key->offset));
}

static void read_operator(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_scenario_operator(scenario, value, (uint32_t *)(void *)(result + key->offset));
}

static void read_role(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_role role;
    (void)scenario;
    if (hr_scenario_role(value, &role)) {
        memcpy(result + key->offset, &role, sizeof role);
    }
}

static void read_case(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_scenario_case(scenario, value, (int32_t *)(void *)(result + key->offset));
}

/* ---- mappings within --------------------------------------------------------------------------------------------- */

static void read_role_figures(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_mapping roles;
    double *figures = (double *)(void *)(result + key->offset);
    (void)scenario;
    if (!hr_mapping_open(value, &roles)) {
        return;
    }
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        if (hr_key_allowed_roles(key) >> r & 1) {
            hr_value figure = hr_mapping_get(&roles, hr_role_forms[r].name);
            hr_value_figure(&figure, key->least, key->greatest, &figures[r]);
        }
    }
    hr_mapping_close(&roles);
}

static void read_state_figures(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_mapping states;
    hr_names names;
    void *iterator = NULL;
    char name[HR_NAME_SIZE];
    hr_value entry;
    double *figures = (double *)(void *)(result + key->offset);
    hr_scenario_state_names(scenario, &names);
    if (!hr_mapping_open(value, &states)) {
        return;
    }
    while (hr_mapping_next(&states, &iterator, name, sizeof name, &entry)) {
        size_t index = 0;
        if (hr_value_known_key(&entry, "state", name, names.items, names.count, &index)) {
            hr_value_figure(&entry, key->least, key->greatest, &figures[index]);
        }
    }
}

static void read_group(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_keys_read(scenario, value, key->inner, result + key->offset);
}

hr_key_place hr_key_place_of(const hr_value *value)
{
    const hr_source_texts *sources = hr_document_sources(value->document);
    hr_error found = {0};
    hr_value_place(value, &found);
    hr_key_place place = {0, found.line, found.column};
    for (uint32_t i = 0; i < sources->count; ++i) {
        if (strcmp(sources->items[i].file, found.file) == 0) {
            place.source = i;
        }
    }
    return place;
}

static void read_list(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    uint32_t count = 0;
    size_t length = hr_sequence_length(value);
    memcpy(&count, result + key->count, sizeof count);
    hr_key_check_length(key, value, length);
    for (size_t i = 0; i < length; ++i) {
        hr_value entry = hr_sequence_item(value, i);
        char *item = result + key->offset + count * key->size;
        if (count == key->most) {
            hr_value_mistake(&entry, "more than %u %ss", key->most, key->item);
            break;
        }
        if (key->place != 0) {
            hr_key_place place = hr_key_place_of(&entry);
            memcpy(item + key->place - 1, &place, sizeof place);
        }
        hr_keys_read_item(scenario, &entry, key->inner, item);
        ++count;
    }
    memcpy(result + key->count, &count, sizeof count);
}

/* Gives the item its name; false, with a mistake, for a name that cannot be. */
static bool label_item(const hr_key *key, const hr_value *entry, const char *name, char *item)
{
    hr_role role;
    if (key->names == HR_NAMES_ROLES) {
        if (!hr_key_role_by_name(key, entry, name, &role)) {
            return false;
        }
        memcpy(item + key->label - 1, &role, sizeof role);
        return true;
    }
    assert(key->names == HR_NAMES_FREE);
    memcpy(item + key->label - 1, name, HR_NAME_SIZE);
    return hr_value_check_name(entry, name);
}

/* Names first, then values: a value can speak of a name that comes later. */
static void read_map(const hr_scenario *scenario, const hr_key *key, const hr_value *value, char *result)
{
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_NAME_SIZE] = "";
    hr_value entry;
    uint32_t count = 0;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    hr_value *entries = malloc((hr_mapping_size(&mapping) + 1) * sizeof *entries);
    if (entries == NULL) {
        hr_value_mistake(value, "out of memory");
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        char *item = result + key->offset + count * key->size;
        if (count == key->most) {
            hr_value_mistake(&entry, "more than %u %ss", key->most, key->item);
            break;
        }
        if (label_item(key, &entry, name, item)) {
            entries[count++] = entry;
        }
    }
    hr_key_check_length(key, value, count);
    memcpy(result + key->count, &count, sizeof count);
    for (uint32_t i = 0; i < count; ++i) {
        hr_keys_read_item(scenario, &entries[i], key->inner, result + key->offset + i * key->size);
    }
    free(entries);
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static const key_reader READERS[HR_KEY_KIND_COUNT] = {
    [HR_KEY_FIGURE] = read_figure,
    [HR_KEY_COUNT] = read_whole,
    [HR_KEY_BIG_COUNT] = read_big_whole,
    [HR_KEY_SHARE] = read_figure,
    [HR_KEY_SETTING] = read_whole,
    [HR_KEY_BIG_SETTING] = read_big_whole,
    [HR_KEY_SETTING_NUMBER] = read_setting_number,
    [HR_KEY_SWITCH] = read_switch,
    [HR_KEY_CHOICE] = read_choice,
    [HR_KEY_TIME] = read_time,
    [HR_KEY_TEXT] = read_text,
    [HR_KEY_FILE] = read_file,
    [HR_KEY_STATE] = read_state,
    [HR_KEY_VENDOR] = read_vendor,
    [HR_KEY_OPERATOR] = read_operator,
    [HR_KEY_CASE] = read_case,
    [HR_KEY_ROLE] = read_role,
    [HR_KEY_NEW_NAMES] = hr_key_read_new_names,
    [HR_KEY_ROLES] = hr_key_read_roles,
    [HR_KEY_ROLE_LIST] = hr_key_read_role_list,
    [HR_KEY_OPERATORS] = hr_key_read_operators,
    [HR_KEY_VENDORS] = hr_key_read_vendors,
    [HR_KEY_THREATS] = hr_key_read_threats,
    [HR_KEY_CASES] = hr_key_read_cases,
    [HR_KEY_ROLE_FIGURES] = read_role_figures,
    [HR_KEY_STATE_FIGURES] = read_state_figures,
    [HR_KEY_GROUP] = read_group,
    [HR_KEY_LIST] = read_list,
    [HR_KEY_MAP] = read_map,
};

static void set_absents(const hr_keys *keys, char *result);

static void set_absent(const hr_key *key, char *result)
{
    char *field = result + key->offset;
    int64_t big = isfinite(key->absent) ? (int64_t)key->absent : 0; /* figures may be infinite */
    uint32_t whole = (uint32_t)big;
    bool is_on = key->absent != 0;
    switch (key->kind) {
    case HR_KEY_FIGURE:
    case HR_KEY_SHARE:
    case HR_KEY_SETTING_NUMBER:
        memcpy(field, &key->absent, sizeof key->absent);
        return;
    case HR_KEY_COUNT:
    case HR_KEY_SETTING:
    case HR_KEY_CHOICE:
    case HR_KEY_STATE:
    case HR_KEY_OPERATOR:
    case HR_KEY_CASE:
    case HR_KEY_ROLES:
        memcpy(field, &whole, sizeof whole);
        return;
    case HR_KEY_BIG_COUNT:
    case HR_KEY_BIG_SETTING:
        memcpy(field, &big, sizeof big);
        return;
    case HR_KEY_VENDOR:
        field[0] = (char)whole;
        return;
    case HR_KEY_SWITCH:
        memcpy(field, &is_on, sizeof is_on);
        return;
    case HR_KEY_ROLE_LIST:
        hr_key_list_roles(key, hr_key_allowed_roles(key), result);
        return;
    case HR_KEY_GROUP:
        set_absents(key->inner, field);
        return;
    default:
        return; /* zeroed */
    }
}

/* Rows read by hand set their own. */
static void set_absents(const hr_keys *keys, char *result)
{
    for (size_t k = 0; k < keys->count; ++k) {
        if (keys->rows[k].read == NULL) {
            set_absent(&keys->rows[k], result);
        }
    }
}

/* Rows marked alike: how many of them are there. */
static void check_together(const hr_keys *keys, const hr_value *value, uint64_t there)
{
    static const char *const sayings[] = {
        [HR_TOGETHER_ONE] = "give one of",
        [HR_TOGETHER_AT_LEAST_ONE] = "give at least one of",
        [HR_TOGETHER_AT_MOST_ONE] = "give at most one of",
    };
    hr_key_together together = HR_TOGETHER_ANY;
    unsigned found = 0;
    char names[512] = "";
    for (size_t k = 0; k < keys->count; ++k) {
        const hr_key *key = &keys->rows[k];
        if (key->together == HR_TOGETHER_ANY) {
            continue;
        }
        assert(together == HR_TOGETHER_ANY || together == key->together);
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s`%s`", used > 0 ? ", " : "", key->name);
        together = key->together;
        found += (there >> k & 1) != 0;
    }
    if ((found > 1 && together != HR_TOGETHER_AT_LEAST_ONE) || (found == 0 && together != HR_TOGETHER_AT_MOST_ONE)) {
        if (together != HR_TOGETHER_ANY) {
            hr_value_mistake(value, "%s %s; found %u", sayings[together], names, found);
        }
    }
}

/* Keys that go with another that is not there. */
static void check_needs(const hr_keys *keys, const hr_value *value, uint64_t there)
{
    for (size_t k = 0; k < keys->count; ++k) {
        const hr_key *key = &keys->rows[k];
        hr_value other = key->needs != NULL ? hr_value_within(value, key->needs) : *value;
        if (there >> k & 1 && !hr_value_is_there(&other)) {
            hr_value itself = hr_value_within(value, key->name);
            hr_value_mistake(&itself, "`%s` goes with `%s`, which is not there", key->name, key->needs);
        }
    }
}

void hr_keys_read_opened(const hr_scenario *scenario, hr_mapping *mapping, const hr_keys *keys, void *result)
{
    char *base = result;
    uint64_t there = 0;
    assert(keys->count <= 64);
    set_absents(keys, base);
    for (size_t k = 0; k < keys->count; ++k) {
        const hr_key *key = &keys->rows[k];
        hr_value value = key->is_required ? hr_mapping_require(mapping, key->name) : hr_mapping_get(mapping, key->name);
        bool is_there = hr_value_is_there(&value);
        if (is_there && key->read != NULL) {
            key->read(scenario, &value, base + key->offset);
        } else if (is_there) {
            assert(READERS[key->kind] != NULL);
            READERS[key->kind](scenario, key, &value, base);
        }
        if (key->there != 0) {
            memcpy(base + key->there - 1, &is_there, sizeof is_there);
        }
        there |= (uint64_t)is_there << k;
    }
    check_needs(keys, &mapping->value, there);
    check_together(keys, &mapping->value, there);
    if (keys->check != NULL) {
        keys->check(scenario, &mapping->value, result);
    }
}

bool hr_keys_read(const hr_scenario *scenario, const hr_value *value, const hr_keys *keys, void *result)
{
    hr_mapping mapping;
    if (!hr_mapping_open(value, &mapping)) {
        set_absents(keys, result);
        return false;
    }
    hr_keys_read_opened(scenario, &mapping, keys, result);
    hr_mapping_close(&mapping);
    return true;
}

void hr_keys_read_item(const hr_scenario *scenario, const hr_value *value, const hr_keys *keys, void *result)
{
    bool is_demanding = false;
    for (size_t k = 0; k < keys->count; ++k) {
        is_demanding = is_demanding || keys->rows[k].is_required || keys->rows[k].together == HR_TOGETHER_ONE ||
                       keys->rows[k].together == HR_TOGETHER_AT_LEAST_ONE;
    }
    if (!hr_value_is_there(value) && is_demanding) {
        hr_value_mistake(value, "expected keys and values, found nothing");
        return;
    }
    hr_keys_read(scenario, value, keys, result);
}
