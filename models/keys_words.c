/* What a row of a table of keys takes and what holds without it, in words. See keys_private.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/keys_private.h"

static void bounds_in_words(const hr_key *key, const char *kind, char *words, size_t size)
{
    if (isinf(key->greatest)) {
        snprintf(words, size, "%s, at least %.16g", kind, key->least);
    } else {
        snprintf(words, size, "%s, %.16g to %.16g", kind, key->least, key->greatest);
    }
}

static void choices_in_words(const hr_key *key, char *words, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; key->choices[i] != NULL && used < size; ++i) {
        const char *before = i == 0 ? "" : key->choices[i + 1] == NULL ? " or " : ", ";
        used += (size_t)snprintf(words + used, size - used, "%s`%s`", before, key->choices[i]);
    }
}

/* Those that are not every role. */
static void roles_in_words(const hr_key *key, const char *kind, char *words, size_t size)
{
    size_t used = (size_t)snprintf(words, size, "%s", kind);
    const char *before = ": ";
    for (uint32_t r = 0; r < HR_ROLE_COUNT && hr_key_allowed_roles(key) != (1u << HR_ROLE_COUNT) - 1; ++r) {
        if (hr_key_allowed_roles(key) >> r & 1 && used < size) {
            used += (size_t)snprintf(words + used, size - used, "%s`%s`", before, hr_role_forms[r].name);
            before = ", ";
        }
    }
}

/* Kinds that say all by themselves. */
static const char *const KINDS[HR_KEY_KIND_COUNT] = {
    [HR_KEY_SHARE] = "figure, 0 to 1, or `rest`",
    [HR_KEY_SWITCH] = "`true` or `false`",
    [HR_KEY_TIME] = "time",
    [HR_KEY_TEXT] = "text",
    [HR_KEY_FILE] = "file, relative to the folder of this one",
    [HR_KEY_STATE] = "a state",
    [HR_KEY_VENDOR] = "a vendor",
    [HR_KEY_OPERATOR] = "an operator",
    [HR_KEY_CASE] = "a case",
    [HR_KEY_NEW_NAMES] = "list of names",
    [HR_KEY_OPERATORS] = "list of operators",
    [HR_KEY_VENDORS] = "list of vendors, `{exposed_to: STATE}` or `{not_exposed_to: STATE}`",
    [HR_KEY_THREATS] = "list of threats",
    [HR_KEY_CASES] = "list of cases",
    [HR_KEY_MITIGATIONS] = "list of mitigations",
    [HR_KEY_PAIRS] = "list of pairs of names",
    [HR_KEY_PATHS] = "list of key paths",
    [HR_KEY_GRID] = "`{PATH: [value, ...], ...}`",
    [HR_KEY_POINTS] = "`[{PATH: value, ...}, ...]`",
    [HR_KEY_GROUP] = "mapping, see below",
    [HR_KEY_LIST] = "list of mappings, see below",
    [HR_KEY_FORM] = "one of the forms below",
    [HR_KEY_FORMS] = "any of those below, each with a switch `on` (default `true`)",
};

static const char *name_in_words(const hr_key *key)
{
    static const char *const names[] = {[HR_NAMES_FREE] = "name",
                                        [HR_NAMES_ROLES] = "role",
                                        [HR_NAMES_OPERATORS] = "operator",
                                        [HR_NAMES_VENDORS] = "vendor"};
    return names[key->names];
}

static void takes(const hr_key *key, char *words, size_t size)
{
    switch (key->kind) {
    case HR_KEY_FIGURE:
        bounds_in_words(key, "figure", words, size);
        return;
    case HR_KEY_COUNT:
    case HR_KEY_BIG_COUNT:
        bounds_in_words(key, "whole figure", words, size);
        return;
    case HR_KEY_SETTING:
    case HR_KEY_BIG_SETTING:
        bounds_in_words(key, "whole number", words, size);
        return;
    case HR_KEY_SETTING_NUMBER:
        bounds_in_words(key, "number", words, size);
        return;
    case HR_KEY_CHOICE:
        choices_in_words(key, words, size);
        return;
    case HR_KEY_ROLE:
        roles_in_words(key, "a role", words, size);
        return;
    case HR_KEY_ROLES:
    case HR_KEY_ROLE_LIST:
        roles_in_words(key, "list of roles", words, size);
        return;
    case HR_KEY_ROLE_FIGURES:
        bounds_in_words(key, "for each role a figure", words, size);
        if (key->roles != 0) {
            size_t used = strlen(words);
            roles_in_words(key, "", words + used, size - used);
        }
        return;
    case HR_KEY_STATE_FIGURES:
        bounds_in_words(key, "for each state a figure", words, size);
        return;
    case HR_KEY_MAP:
        snprintf(words, size, "%s under each %s",
                 key->entry != NULL && key->entry->kind == HR_KEY_VENDOR ? "a vendor" : "what stands below,",
                 name_in_words(key));
        return;
    default:
        snprintf(words, size, "%s", KINDS[key->kind]);
        return;
    }
}

void hr_key_takes(const hr_key *key, char *words, size_t size)
{
    takes(key, words, size);
    size_t used = strlen(words);
    if (key->most > 0 && key->most == key->fewest) {
        snprintf(words + used, size - used, ", %u of them", key->most);
    } else if (key->most > 0) {
        snprintf(words + used, size - used, ", at most %u", key->most);
    }
}

void hr_key_without(const hr_key *key, char *words, size_t size)
{
    words[0] = 0;
    if (key->is_required) {
        snprintf(words, size, "required");
        return;
    }
    if (key->otherwise != NULL) {
        snprintf(words, size, "%s", key->otherwise);
        return;
    }
    if (key->together != HR_TOGETHER_ANY || key->there != 0) {
        return; /* not there is an answer of its own */
    }
    switch (key->kind) {
    case HR_KEY_FIGURE:
    case HR_KEY_COUNT:
    case HR_KEY_BIG_COUNT:
    case HR_KEY_SETTING:
    case HR_KEY_BIG_SETTING:
    case HR_KEY_SETTING_NUMBER:
        snprintf(words, size, "%.16g", key->absent);
        return;
    case HR_KEY_ROLE_FIGURES:
    case HR_KEY_STATE_FIGURES:
        snprintf(words, size, "0 for each");
        return;
    case HR_KEY_SWITCH:
        snprintf(words, size, "`%s`", key->absent != 0 ? "true" : "false");
        return;
    case HR_KEY_CHOICE:
        snprintf(words, size, "`%s`", key->choices[(size_t)key->absent]);
        return;
    default:
        return;
    }
}
