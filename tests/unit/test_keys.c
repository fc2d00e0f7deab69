/* The tables of keys: each row can be read, described and printed; kinds are read into their fields. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/keys.h"
#include "models/scenario.h"

/* ---- every row of every table ------------------------------------------------------------------------------------ */

typedef void (*row_test)(const hr_keys *keys, const hr_key *key);

static void walk(const hr_keys *keys, row_test test, unsigned *rows);

static void walk_value(const hr_key *key, row_test test, unsigned *rows)
{
    hr_key_form form;
    if (key->inner != NULL) {
        walk(key->inner, test, rows);
    }
    if (key->entry != NULL) {
        walk_value(key->entry, test, rows);
    }
    for (size_t i = 0; (key->kind == HR_KEY_FORM || key->kind == HR_KEY_FORMS) && key->form_at(i, &form); ++i) {
        assert_non_null(form.summary);
        walk(form.keys, test, rows);
    }
}

static void walk(const hr_keys *keys, row_test test, unsigned *rows)
{
    assert_true(keys->count <= HR_MAPPING_KEYS_MAX);
    for (size_t k = 0; k < keys->count; ++k) {
        test(keys, &keys->rows[k]);
        walk_value(&keys->rows[k], test, rows);
        ++*rows;
    }
}

static void walk_all(row_test test)
{
    unsigned rows = 0;
    walk(&hr_scenario_keys, test, &rows);
    assert_true(rows > 150);
}

static void expect(const hr_key *key, bool is_right, const char *what)
{
    if (!is_right) {
        fail_msg("the row `%s` (%s) %s", key->name, key->meaning, what);
    }
}

static void test_words(const hr_keys *keys, const hr_key *key)
{
    size_t length = strlen(key->meaning);
    unsigned same = 0;
    for (size_t k = 0; k < keys->count; ++k) {
        same += strcmp(keys->rows[k].name, key->name) == 0;
    }
    expect(key, same == 1, "is there twice");
    expect(key, length > 0 && key->meaning[length - 1] != '.', "has a meaning without a full stop");
    expect(key, strchr(key->meaning, '\n') == NULL, "means one line");
    expect(key, !key->is_required || key->otherwise == NULL, "is required, so nothing holds otherwise");
    expect(key, strcmp(key->name, "source") != 0 && strcmp(key->name, "note") != 0, "has a name that is taken");
}

static void every_row_says_what_it_means_once(void **state)
{
    (void)state;
    walk_all(test_words);
}

static bool is_number(const hr_key *key)
{
    switch (key->kind) {
    case HR_KEY_FIGURE:
    case HR_KEY_SHARE:
    case HR_KEY_COUNT:
    case HR_KEY_BIG_COUNT:
    case HR_KEY_SETTING:
    case HR_KEY_BIG_SETTING:
    case HR_KEY_SETTING_NUMBER:
    case HR_KEY_ROLE_FIGURES:
    case HR_KEY_STATE_FIGURES:
        return true;
    default:
        return false;
    }
}

static void test_bounds(const hr_keys *keys, const hr_key *key)
{
    (void)keys;
    expect(key, !is_number(key) || key->least < key->greatest, "has bounds that leave something between them");
    expect(key, key->kind != HR_KEY_CHOICE || (key->choices != NULL && key->choices[0] != NULL), "has choices");
    expect(key, key->kind != HR_KEY_TEXT || key->size > 1, "has room for a text");
    bool is_many = key->kind == HR_KEY_LIST || (key->kind == HR_KEY_MAP && key->read == NULL);
    expect(key, !is_many || (key->inner != NULL && key->size > 0 && key->most > 0), "has items, and not without end");
    expect(key, key->fewest == 0 || key->item != NULL, "has a word for an item");
    expect(key, key->kind != HR_KEY_MAP || key->inner != NULL || key->entry != NULL, "says what its names hold");
    expect(key, key->kind != HR_KEY_GROUP || key->inner != NULL, "says what it holds");
}

static void every_row_has_the_bounds_of_its_kind(void **state)
{
    (void)state;
    walk_all(test_bounds);
}

static void test_rules(const hr_keys *keys, const hr_key *key)
{
    bool has_other = key->needs == NULL;
    for (size_t k = 0; k < keys->count; ++k) {
        const hr_key *other = &keys->rows[k];
        has_other = has_other || strcmp(other->name, key->needs) == 0;
        expect(key,
               key->together == HR_TOGETHER_ANY || other->together == HR_TOGETHER_ANY ||
                   key->together == other->together,
               "follows another rule than a row beside it");
    }
    expect(key, has_other, "needs a key that is not there");
    expect(key, key->together == HR_TOGETHER_ANY || !key->is_required, "is one of several, so it is not required");
}

static void rows_of_a_table_follow_one_rule(void **state)
{
    (void)state;
    walk_all(test_rules);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

typedef struct {
    double figure;
    uint32_t count;
    int64_t people;
    bool is_on;
    uint32_t choice;
    char text[8];
} inner_part;

typedef struct {
    char name[HR_NAME_SIZE];
    double share;
} item;

typedef struct {
    inner_part part;
    bool has_part;
    item items[3];
    uint32_t item_count;
    hr_role roles[HR_ROLE_COUNT];
    uint32_t role_count;
    uint32_t access;
} whole;

static const char *const COLOURS[] = {"red", "blue", NULL};

static const hr_key PART_ROWS[] = {
    {"figure", "a figure", NULL, HR_KEY_FIGURE, HR_FIELD(inner_part, figure), .greatest = 10, .absent = 4},
    {"count", "a count", NULL, HR_KEY_COUNT, HR_FIELD(inner_part, count), .greatest = 10, .absent = 3},
    {"people", "many", NULL, HR_KEY_BIG_COUNT, HR_FIELD(inner_part, people), .greatest = 1e12, .absent = 7e9},
    {"on", "a switch", NULL, HR_KEY_SWITCH, HR_FIELD(inner_part, is_on), .absent = true},
    {"colour", "a choice", NULL, HR_KEY_CHOICE, HR_FIELD(inner_part, choice), .choices = COLOURS, .absent = 1},
    {"text", "a text", NULL, HR_KEY_TEXT, HR_FIELD(inner_part, text), .size = 8},
};
static const hr_keys PART_KEYS = {PART_ROWS, HR_KEY_COUNT_OF(PART_ROWS), NULL};

static const hr_key ITEM_ROWS[] = {
    {"share", "a share", NULL, HR_KEY_FIGURE, HR_FIELD(item, share), .is_required = true, .greatest = 1},
};
static const hr_keys ITEM_KEYS = {ITEM_ROWS, HR_KEY_COUNT_OF(ITEM_ROWS), NULL};

static const hr_key WHOLE_ROWS[] = {
    {"part", "a part", NULL, HR_KEY_GROUP, HR_FIELD(whole, part), .there = HR_FLAG(whole, has_part),
     .inner = &PART_KEYS},
    {"items", "items", NULL, HR_KEY_MAP, HR_FIELD(whole, items), .inner = &ITEM_KEYS, .size = sizeof(item),
     .count = HR_FIELD(whole, item_count), .most = 3, .label = HR_FLAG(item, name), .item = "item"},
    {"roles", "roles", NULL, HR_KEY_ROLE_LIST, HR_FIELD(whole, roles), .count = HR_FIELD(whole, role_count),
     .roles = 1u << HR_ROLE_METRO | 1u << HR_ROLE_CABINET},
    {"access", "access", NULL, HR_KEY_ROLES, HR_FIELD(whole, access), .item = "role"},
};
static const hr_keys WHOLE_KEYS = {WHOLE_ROWS, HR_KEY_COUNT_OF(WHOLE_ROWS), NULL};

static hr_scenario scenario; /* nobody's names */
static hr_diagnostics diagnostics;

static whole read_text(const char *text)
{
    whole result;
    hr_document *document = NULL;
    hr_source_texts texts = {.items = {{(char *)(uintptr_t) "a.yaml", (char *)(uintptr_t)text}}, .count = 1};
    memset(&result, 0, sizeof result);
    memset(&diagnostics, 0, sizeof diagnostics);
    assert_int_equal(hr_document_open(&document, "a.yaml", &texts, NULL, 0, &diagnostics), HR_OK);
    hr_value root = hr_document_root(document);
    hr_keys_read(&scenario, &root, &WHOLE_KEYS, &result);
    hr_document_close(document);
    return result;
}

static void absent_values_hold_at_every_depth(void **state)
{
    (void)state;
    whole w = read_text("access: [metro]\n");
    assert_int_equal(diagnostics.count, 0);
    assert_false(w.has_part);
    assert_true(w.part.figure == 4 && w.part.is_on);
    assert_int_equal(w.part.count, 3);
    assert_true(w.part.people == INT64_C(7000000000));
    assert_int_equal(w.part.choice, 1);
    assert_int_equal(w.item_count, 0);
    assert_int_equal(w.role_count, 2); /* all that are allowed, in the order of roles */
    assert_int_equal(w.roles[0], HR_ROLE_CABINET);
    assert_int_equal(w.roles[1], HR_ROLE_METRO);
    assert_int_equal(w.access, 1u << HR_ROLE_METRO);
    hr_diagnostics_free(&diagnostics);
}

static void values_go_to_their_fields(void **state)
{
    (void)state;
    whole w = read_text("part: {figure: 2.5, count: 9, people: 8e9, on: false, colour: red, text: hello}\n"
                        "items: {one: {share: 0.25}, two: {share: {value: 0.75}}}\nroles: [metro]\n");
    assert_int_equal(diagnostics.count, 0);
    assert_true(w.has_part && w.part.figure == 2.5 && !w.part.is_on);
    assert_int_equal(w.part.count, 9);
    assert_true(w.part.people == INT64_C(8000000000));
    assert_int_equal(w.part.choice, 0);
    assert_string_equal(w.part.text, "hello");
    assert_int_equal(w.item_count, 2);
    assert_string_equal(w.items[0].name, "one");
    assert_true(w.items[0].share == 0.25 && w.items[1].share == 0.75);
    assert_int_equal(w.role_count, 1);
    assert_int_equal(w.roles[0], HR_ROLE_METRO);
    hr_diagnostics_free(&diagnostics);
}

static void one_mistake_does_not_hide_the_others(void **state)
{
    (void)state;
    whole w = read_text("part: {figure: 11, count: -1, colour: green, text: much too long}\n"
                        "items: {one: {}, two: {share: x}, three: , four: {share: 1}}\nroles: [metro, metro, core]\n");
    assert_true(w.part.figure == 4); /* what was wrong is as if it were absent */
    assert_int_equal(w.item_count, 3);
    assert_int_equal(diagnostics.count, 10);
    hr_diagnostics_free(&diagnostics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_says_what_it_means_once), cmocka_unit_test(every_row_has_the_bounds_of_its_kind),
        cmocka_unit_test(rows_of_a_table_follow_one_rule),   cmocka_unit_test(absent_values_hold_at_every_depth),
        cmocka_unit_test(values_go_to_their_fields),         cmocka_unit_test(one_mistake_does_not_hide_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
