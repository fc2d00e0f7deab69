/* The JSON Schema of scenario files, draft 7 as editors understand it best, printed from the tables of keys.
 *
 * Two variants of the whole are printed: one for a file that stands for itself, and one for a file that `extends`
 * another, in which nothing is required and a null removes a key. Lists are replaced whole even there, so what stands
 * in them is complete. O(keys).
 */
#include "models/keys_schema.h"

#include <assert.h>
#include <string.h>

#include "models/keys_print.h"

static void print_table(hr_schema *schema, const hr_keys *keys, bool has_switch);
static void print_key(hr_schema *schema, const hr_key *key);

/* ---- names and lists --------------------------------------------------------------------------------------------- */

static size_t list_roles(const hr_key *key, const char *names[HR_ROLE_COUNT])
{
    size_t count = 0;
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        if (hr_key_allowed_roles(key) >> r & 1) {
            names[count++] = hr_role_forms[r].name;
        }
    }
    return count;
}

static void print_name_reference(hr_schema *schema)
{
    hr_json_member(&schema->json, "$ref", "\"#/definitions/%sname\"", schema->is_partial ? "changed_" : "");
}

/* A list of names, each once: of the given ones, or of any when there are none. */
static void print_name_list(hr_schema *schema, const hr_key *key, const char *const *names, size_t count)
{
    hr_json *json = &schema->json;
    hr_schema_types(schema, key->kind == HR_KEY_VENDORS ? "array object" : "array");
    hr_json_open_member(json, "items");
    if (count > 0) {
        hr_json_texts(json, "enum", names, count, false);
    } else {
        hr_json_member(json, "$ref", "\"#/definitions/name\"");
    }
    hr_json_close(json, '}');
    hr_json_member(json, "uniqueItems", "true");
    if (key->fewest > 0) {
        hr_json_member(json, "minItems", "%u", key->fewest);
    }
    if (key->most > 0) {
        hr_json_member(json, "maxItems", "%u", key->most);
    }
}

static void print_vendors(hr_schema *schema, const hr_key *key)
{
    hr_json *json = &schema->json;
    print_name_list(schema, key, NULL, 0);
    hr_json_open_member(json, "properties");
    hr_json_member(json, "exposed_to",
                   "{\"description\": \"all vendors that the state can order\", \"$ref\": \"#/definitions/name\"}");
    hr_json_member(json, "not_exposed_to", "{\"description\": \"all others\", \"$ref\": \"#/definitions/name\"}");
    hr_schema_remarks(schema);
    hr_json_close(json, '}');
    hr_json_member(json, "additionalProperties", "false");
    hr_json_member(json, "not", "{\"type\": \"object\", \"required\": [\"exposed_to\", \"not_exposed_to\"]}");
}

static void print_form_names(hr_schema *schema, const hr_key *key)
{
    const char *names[HR_NAMES_MAX];
    hr_key_form form;
    size_t count = 0;
    while (key->form_at(count, &form)) {
        names[count++] = form.name;
    }
    print_name_list(schema, key, names, count);
}

static void print_pairs(hr_schema *schema)
{
    hr_schema_types(schema, "array");
    hr_json_member(
        &schema->json, "items",
        "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/name\"}, \"minItems\": 2, \"maxItems\": 2}");
}

/* Values under key paths: lists of them in a mapping, or mappings of them in a list. */
static void print_points(hr_schema *schema, const hr_key *key)
{
    bool is_grid = key->kind == HR_KEY_GRID;
    hr_schema_types(schema, is_grid ? "object" : "array");
    if (is_grid) {
        hr_json_open_member(&schema->json, "properties");
        hr_schema_remarks(schema);
        hr_json_close(&schema->json, '}');
    }
    hr_json_member(&schema->json, is_grid ? "additionalProperties" : "items",
                   "{\"type\": \"%s\", \"%s\": {\"type\": [\"number\", \"string\", \"boolean\"]}}",
                   is_grid ? "array" : "object", is_grid ? "items" : "additionalProperties");
    hr_json_member(&schema->json, is_grid ? "minProperties" : "minItems", "1");
}

/* ---- mappings ---------------------------------------------------------------------------------------------------- */

/* Figures under the names of the allowed roles, or of any states. */
static void print_named_figures(hr_schema *schema, const hr_key *key)
{
    hr_json *json = &schema->json;
    const char *names[HR_ROLE_COUNT];
    size_t count = key->kind == HR_KEY_ROLE_FIGURES ? list_roles(key, names) : 0;
    hr_schema_types(schema, "object");
    hr_json_open_member(json, "properties");
    for (size_t i = 0; i < count; ++i) {
        hr_json_open_member(json, names[i]);
        hr_schema_refer(schema, false, false, key->least, key->greatest);
        hr_json_close(json, '}');
    }
    hr_schema_remarks(schema);
    hr_json_close(json, '}');
    if (count > 0) {
        hr_json_member(json, "additionalProperties", "false");
        return;
    }
    hr_json_open_member(json, "additionalProperties");
    hr_schema_refer(schema, false, false, key->least, key->greatest);
    hr_json_close(json, '}');
}

static void print_list(hr_schema *schema, const hr_key *key)
{
    hr_json *json = &schema->json;
    bool is_partial = schema->is_partial;
    hr_schema_types(schema, "array");
    hr_json_open_member(json, "items");
    schema->is_partial = false;
    print_table(schema, key->inner, false);
    schema->is_partial = is_partial;
    hr_json_close(json, '}');
    hr_json_member(json, "maxItems", "%u", key->most);
}

static void print_map_value(hr_schema *schema, const hr_key *key)
{
    if (key->entry != NULL) {
        print_key(schema, key->entry);
    } else {
        print_table(schema, key->inner, false);
    }
}

static void print_map(hr_schema *schema, const hr_key *key)
{
    hr_json *json = &schema->json;
    const char *names[HR_ROLE_COUNT];
    size_t count = key->names == HR_NAMES_ROLES ? list_roles(key, names) : 0;
    hr_schema_types(schema, "object");
    hr_json_open_member(json, "properties");
    for (size_t i = 0; i < count; ++i) {
        hr_json_open_member(json, names[i]);
        print_map_value(schema, key);
        hr_json_close(json, '}');
    }
    hr_schema_remarks(schema);
    hr_json_close(json, '}');
    if (count > 0) {
        hr_json_member(json, "additionalProperties", "false");
    } else {
        hr_json_member(json, "propertyNames", "{\"$ref\": \"#/definitions/key\"}");
        hr_json_open_member(json, "additionalProperties");
        print_map_value(schema, key);
        hr_json_close(json, '}');
    }
    if (key->fewest > 0 && !schema->is_partial) {
        hr_json_member(json, "minProperties", "%u", key->fewest);
    }
}

static void print_forms(hr_schema *schema, const hr_key *key)
{
    hr_json *json = &schema->json;
    hr_key_form form;
    hr_schema_types(schema, "object");
    hr_json_open_member(json, "properties");
    for (size_t i = 0; key->form_at(i, &form); ++i) {
        hr_json_open_member(json, form.name);
        hr_json_text(json, "description", form.summary);
        print_table(schema, form.keys, key->kind == HR_KEY_FORMS);
        hr_json_close(json, '}');
    }
    hr_schema_remarks(schema);
    hr_json_close(json, '}');
    hr_json_member(json, "additionalProperties", "false");
    if (key->kind == HR_KEY_FORM && !schema->is_partial) {
        hr_json_name(json, "oneOf");
        hr_json_open(json, '[');
        for (size_t i = 0; key->form_at(i, &form); ++i) {
            hr_json_item(json);
            fprintf(json->stream, "{\"required\": [\"%s\"]}", form.name);
        }
        hr_json_close(json, ']');
    }
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static void print_choices(hr_schema *schema, const hr_key *key)
{
    const char *names[HR_NAMES_MAX];
    size_t count = 0;
    if (key->kind == HR_KEY_ROLE) {
        count = list_roles(key, names);
    }
    for (; key->kind == HR_KEY_CHOICE && key->choices[count] != NULL; ++count) {
        names[count] = key->choices[count];
    }
    hr_json_texts(&schema->json, "enum", names, count, schema->is_partial);
}

static void print_roles(hr_schema *schema, const hr_key *key)
{
    const char *names[HR_ROLE_COUNT];
    print_name_list(schema, key, names, list_roles(key, names));
}

static void print_key(hr_schema *schema, const hr_key *key)
{
    hr_json *json = &schema->json;
    switch (key->kind) {
    case HR_KEY_FIGURE:
    case HR_KEY_SHARE:
    case HR_KEY_COUNT:
    case HR_KEY_BIG_COUNT:
        hr_schema_refer(schema, key->kind == HR_KEY_COUNT || key->kind == HR_KEY_BIG_COUNT, key->kind == HR_KEY_SHARE,
                        key->least, key->greatest);
        return;
    case HR_KEY_SETTING:
    case HR_KEY_BIG_SETTING:
    case HR_KEY_SETTING_NUMBER:
        hr_schema_types(schema, key->kind == HR_KEY_SETTING_NUMBER ? "number" : "integer");
        hr_schema_bounds(schema, key->least, key->greatest);
        return;
    case HR_KEY_SWITCH:
        hr_schema_types(schema, "boolean");
        return;
    case HR_KEY_CHOICE:
    case HR_KEY_ROLE:
        print_choices(schema, key);
        return;
    case HR_KEY_TIME:
        hr_json_member(json, "$ref", "\"#/definitions/%stime\"", schema->is_partial ? "changed_" : "");
        return;
    case HR_KEY_TEXT:
    case HR_KEY_FILE:
        hr_schema_types(schema, "string number");
        hr_json_member(json, "minLength", "1");
        return;
    case HR_KEY_STATE:
    case HR_KEY_VENDOR:
    case HR_KEY_OPERATOR:
    case HR_KEY_CASE:
        print_name_reference(schema);
        return;
    case HR_KEY_NEW_NAMES:
    case HR_KEY_OPERATORS:
    case HR_KEY_THREATS:
    case HR_KEY_CASES:
        print_name_list(schema, key, NULL, 0);
        return;
    case HR_KEY_PATHS:
        hr_schema_types(schema, "array");
        hr_json_member(json, "items", "{\"type\": \"string\"}");
        hr_json_member(json, "minItems", "1");
        return;
    case HR_KEY_ROLES:
    case HR_KEY_ROLE_LIST:
        print_roles(schema, key);
        return;
    case HR_KEY_VENDORS:
        print_vendors(schema, key);
        return;
    case HR_KEY_MITIGATIONS:
        print_form_names(schema, key);
        return;
    case HR_KEY_PAIRS:
        print_pairs(schema);
        return;
    case HR_KEY_GRID:
    case HR_KEY_POINTS:
        print_points(schema, key);
        return;
    case HR_KEY_ROLE_FIGURES:
    case HR_KEY_STATE_FIGURES:
        print_named_figures(schema, key);
        return;
    case HR_KEY_GROUP:
        print_table(schema, key->inner, false);
        return;
    case HR_KEY_LIST:
        print_list(schema, key);
        return;
    case HR_KEY_MAP:
        print_map(schema, key);
        return;
    case HR_KEY_FORM:
    case HR_KEY_FORMS:
        print_forms(schema, key);
        return;
    case HR_KEY_KIND_COUNT:
        return;
    }
}

static void print_row(hr_schema *schema, const hr_key *key)
{
    char text[1024];
    char without[128];
    hr_json *json = &schema->json;
    hr_key_without(key, without, sizeof without);
    bool is_default = without[0] != 0 && !key->is_required;
    snprintf(text, sizeof text, "%s%s%s%s%s%s", key->meaning, key->unit != NULL ? " (" : "",
             key->unit != NULL ? key->unit : "", key->unit != NULL ? ")" : "", is_default ? "; default: " : "",
             is_default ? without : "");
    hr_json_name(json, key->name);
    json->is_flat = key->inner == NULL && key->entry == NULL && key->kind != HR_KEY_FORMS;
    hr_json_open(json, '{');
    hr_json_text(json, "description", text);
    print_key(schema, key);
    hr_json_close(json, '}');
    json->is_flat = false;
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static void print_together(hr_schema *schema, const hr_keys *keys)
{
    static const char *const words[] = {
        [HR_TOGETHER_ONE] = "oneOf", [HR_TOGETHER_AT_LEAST_ONE] = "anyOf", [HR_TOGETHER_AT_MOST_ONE] = "allOf"};
    hr_json *json = &schema->json;
    bool is_open = false;
    for (size_t k = 0; k < keys->count; ++k) {
        const hr_key *key = &keys->rows[k];
        if (key->together == HR_TOGETHER_ANY) {
            continue;
        }
        if (!is_open) {
            hr_json_name(json, words[key->together]);
            hr_json_open(json, '[');
            is_open = true;
        }
        for (size_t o = k + 1; o < keys->count && key->together == HR_TOGETHER_AT_MOST_ONE; ++o) {
            if (keys->rows[o].together == key->together) {
                hr_json_item(json);
                fprintf(json->stream, "{\"not\": {\"type\": \"object\", \"required\": [\"%s\", \"%s\"]}}", key->name,
                        keys->rows[o].name);
            }
        }
        if (key->together != HR_TOGETHER_AT_MOST_ONE) {
            hr_json_item(json);
            fprintf(json->stream, "{\"required\": [\"%s\"]}", key->name);
        }
    }
    if (is_open) {
        hr_json_close(json, ']');
    }
}

static void print_rules(hr_schema *schema, const hr_keys *keys)
{
    hr_json *json = &schema->json;
    const char *required[64];
    size_t count = 0;
    for (size_t k = 0; k < keys->count; ++k) {
        const hr_key *key = &keys->rows[k];
        if (key->is_required) {
            required[count++] = key->name;
        }
        if (key->needs != NULL) {
            hr_json_member(json, "dependencies", "{\"%s\": [\"%s\"]}", key->name, key->needs);
        }
    }
    if (count > 0) {
        hr_json_texts(json, "required", required, count, false);
    }
    print_together(schema, keys);
}

/* Whether nothing has to be said: then the mapping may be left empty. */
static bool is_undemanding(const hr_keys *keys)
{
    bool is_demanding = false;
    for (size_t k = 0; k < keys->count; ++k) {
        hr_key_together together = keys->rows[k].together;
        is_demanding = is_demanding || keys->rows[k].is_required || together == HR_TOGETHER_ONE ||
                       together == HR_TOGETHER_AT_LEAST_ONE;
    }
    return !is_demanding;
}

static void print_table(hr_schema *schema, const hr_keys *keys, bool has_switch)
{
    hr_json *json = &schema->json;
    assert(keys != NULL);
    hr_schema_types(schema, is_undemanding(keys) && !has_switch && !schema->is_partial ? "object null" : "object");
    hr_json_open_member(json, "properties");
    if (has_switch) {
        hr_json_member(json, "on",
                       "{\"description\": \"whether it is switched on; else `true`\", \"type\": \"boolean\"}");
    }
    for (size_t k = 0; k < keys->count; ++k) {
        print_row(schema, &keys->rows[k]);
    }
    hr_schema_remarks(schema);
    hr_json_close(json, '}');
    hr_json_member(json, "additionalProperties", "false");
    if (!schema->is_partial) {
        print_rules(schema, keys);
    }
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static void define_variant(hr_schema *schema, const char *name, bool is_partial)
{
    schema->is_partial = is_partial;
    hr_json_open_member(&schema->json, name);
    print_table(schema, &hr_scenario_keys, false);
    hr_json_close(&schema->json, '}');
}

void hr_keys_print_schema(FILE *stream)
{
    hr_schema schema = {.json = {.stream = stream}};
    hr_json *json = &schema.json;
    hr_json_open(json, '{');
    hr_json_text(json, "$schema", "http://json-schema.org/draft-07/schema#");
    hr_json_text(json, "title", "A scenario of Hedgerow");
    hr_json_text(json, "description", "Printed by `hedgerow check --schema` from the tables that the loader reads by.");
    hr_json_member(json, "type", "\"object\"");
    hr_json_member(json, "if", "{\"required\": [\"extends\"]}");
    hr_json_member(json, "then", "{\"$ref\": \"#/definitions/change\"}");
    hr_json_member(json, "else", "{\"$ref\": \"#/definitions/scenario\"}");
    hr_json_open_member(json, "definitions");
    hr_json_member(json, "source", "{\"description\": \"where the figures here and below come from\"}");
    hr_json_member(json, "note", "{\"description\": \"a remark\"}");
    hr_json_member(json, "key", "{\"type\": \"string\", \"pattern\": \"^[^.]+$\", \"maxLength\": %d}",
                   HR_NAME_SIZE - 1);
    hr_json_member(json, "name", "{\"type\": [\"string\", \"number\"], \"maxLength\": %d}", HR_NAME_SIZE - 1);
    hr_json_member(json, "changed_name", "{\"type\": [\"string\", \"number\", \"null\"], \"maxLength\": %d}",
                   HR_NAME_SIZE - 1);
    define_variant(&schema, "scenario", false);
    define_variant(&schema, "change", true);
    hr_schema_define_figures(&schema);
    hr_json_close(json, '}');
    hr_json_close(json, '}');
    fputc('\n', stream);
}
