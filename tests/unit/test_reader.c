/* Reading scenario texts: figures with what is known about them, overrides, mistakes with their places. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/reader.h"
#include "models/scenario.h"
#include "tests/support/small_world.h"

static hr_diagnostics diagnostics;
static hr_document *document;
static hr_mapping root;

static hr_status open_texts(const char *a, const char *b, const char *c, const hr_override *overrides, size_t count)
{
    /* the reader copies the texts */
    hr_source_texts texts = {{{(char *)(uintptr_t) "a.yaml", (char *)(uintptr_t)a},
                              {(char *)(uintptr_t) "b.yaml", (char *)(uintptr_t)b},
                              {(char *)(uintptr_t) "c.yaml", (char *)(uintptr_t)c}},
                             c != NULL   ? 3
                             : b != NULL ? 2
                                         : 1};
    memset(&diagnostics, 0, sizeof diagnostics);
    return hr_document_open(&document, "a.yaml", &texts, overrides, count, &diagnostics);
}

static void open_root(void)
{
    hr_value value = hr_document_root(document);
    assert_true(hr_mapping_open(&value, &root));
}

static void read_with(const char *text, const hr_override *overrides, size_t count)
{
    if (open_texts(text, NULL, NULL, overrides, count) != HR_OK) {
        fail_msg("%s", diagnostics.items[0].text);
    }
    hr_value value = hr_document_root(document);
    assert_true(hr_mapping_open(&value, &root));
}

static void read_text(const char *text)
{
    read_with(text, NULL, 0);
}

static int close_document(void **state)
{
    (void)state;
    hr_document_close(document);
    hr_diagnostics_free(&diagnostics);
    document = NULL;
    return 0;
}

static bool figure(const char *key, double *number)
{
    hr_value value = hr_mapping_get(&root, key);
    return hr_value_figure(&value, 0, 10, number);
}

static void mistake_is(size_t index, int line, int column, const char *path, const char *words)
{
    assert_true(index < diagnostics.count);
    const hr_error *error = &diagnostics.items[index];
    if (error->line != line || error->column != column || strcmp(error->path, path) != 0 ||
        strstr(error->text, words) == NULL) {
        fail_msg("%d:%d: %s: %s", error->line, error->column, error->path, error->text);
    }
}

static void figures_are_bare_or_annotated(void **state)
{
    (void)state;
    double number = 0;
    read_text("a: 1.5\nb: {value: 2, source: somebody}\nc: 1e-3\n");
    assert_true(figure("a", &number) && number == 1.5);
    assert_true(figure("b", &number) && number == 2);
    assert_true(figure("c", &number) && number == 0.001);
    assert_false(figure("d", &number)); /* absent: no mistake */
    assert_true(number == 0.001);
    assert_false(hr_document_has_mistakes(document));
}

static void assumptions_are_remembered_with_range_source_and_place(void **state)
{
    (void)state;
    double number = 0;
    size_t count = 0;
    read_text("source: a committee\npart:\n  x: {value: 3, range: [1, 5], assumption: true}\n");
    hr_value part = hr_mapping_get(&root, "part");
    hr_mapping inside;
    assert_true(hr_mapping_open(&part, &inside));
    hr_value x = hr_mapping_get(&inside, "x");
    assert_true(hr_value_figure(&x, 0, 10, &number));
    const hr_assumption *assumptions = hr_document_assumptions(document, &count);
    assert_int_equal(count, 1);
    assert_string_equal(assumptions[0].path, "part.x");
    assert_true(assumptions[0].base == 3 && assumptions[0].low == 1 && assumptions[0].high == 5);
    assert_string_equal(assumptions[0].note, "a committee");
    assert_int_equal(assumptions[0].line, 3);
}

static void figures_without_a_source_are_listed_but_no_mistake(void **state)
{
    (void)state;
    double number = 0;
    read_text("a: 1\nb: {value: 2, source: somebody}\n");
    assert_true(figure("a", &number) && figure("b", &number));
    const hr_diagnostics *unsourced = hr_document_unsourced(document);
    assert_int_equal(unsourced->count, 1);
    assert_int_equal(unsourced->items[0].line, 1);
    assert_false(hr_document_has_mistakes(document));
}

static void mistakes_carry_line_column_and_path(void **state)
{
    (void)state;
    double number = 0;
    read_text(
        "a: word\nb: 11\nc:\n  - 1\nd: {value: 3, range: [4, 5]}\ne: {value: 3, range: [1, 20], assumption: true}\n");
    assert_false(figure("a", &number));
    assert_false(figure("b", &number));
    assert_false(figure("c", &number));
    assert_false(figure("d", &number));
    assert_false(figure("e", &number));
    assert_int_equal(diagnostics.count, 5);
    mistake_is(0, 1, 4, "a", "number");
    mistake_is(1, 2, 4, "b", "11 is out of bounds: from 0 to 10 is allowed");
    assert_int_equal(diagnostics.items[2].line, 3);
    mistake_is(3, 5, 12, "d.value", "lies outside its own range");
    assert_int_equal(diagnostics.items[4].line, 6);
    assert_non_null(strstr(diagnostics.items[4].text, "20"));
    assert_true(number == 0);
}

static void keys_that_nobody_asked_for_are_mistakes_with_the_nearest(void **state)
{
    (void)state;
    double number = 0;
    read_text("seed: 1\nhorzon: 2\nsource: x\nnote: y\n");
    assert_false(figure("horizon", &number));
    figure("seed", &number);
    hr_mapping_close(&root);
    assert_int_equal(diagnostics.count, 1);
    mistake_is(0, 2, 1, "horzon", "unknown key `horzon`; did you mean `horizon`?");
}

static void an_override_keeps_the_annotation_and_may_leave_the_range(void **state)
{
    (void)state;
    const hr_override overrides[] = {
        {.path = "a", .value = "7"}, {.path = "list.1", .value = "20"}, {.path = "new", .value = "{value: 4}"}};
    double number = 0;
    size_t count = 0;
    read_with("source: s\na: {value: 3, range: [1, 5], assumption: true}\nlist: [1, 2, 3]\n", overrides, 3);
    assert_true(figure("a", &number) && number == 7);
    hr_document_assumptions(document, &count);
    assert_int_equal(count, 1);
    assert_true(figure("new", &number) && number == 4);
    hr_value list = hr_mapping_get(&root, "list");
    hr_value item = hr_sequence_item(&list, 1);
    assert_false(hr_value_figure(&item, 0, 10, &number));
    assert_string_equal(diagnostics.items[0].file, "--set list.1=20");
}

static void an_override_of_what_is_not_there_is_a_mistake(void **state)
{
    (void)state;
    const hr_override overrides[] = {{.path = "a.b.c", .value = "7"}, {.path = "a", .value = "{"}};
    read_with("a: 1\n", overrides, 2);
    assert_int_equal(diagnostics.count, 2);
    assert_non_null(strstr(diagnostics.items[0].text, "nothing at this path"));
    assert_non_null(strstr(diagnostics.items[1].text, "not YAML"));
}

static void distributions_are_read_in_every_form(void **state)
{
    (void)state;
    static const char *const keys[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    const double means[] = {5, 2, 3, 0, 4, 0, 6, 2};
    hr_distribution distribution;
    read_text("source: s\na: 5\nb: {constant: 2}\nc: {exponential: {mean: 3}}\nd: {lognormal: {median: 1, p90: 2}}\n"
              "e: {uniform: [3, 5]}\nf: {weibull: {scale: 1, shape: 2}}\ng: {gamma: {mean: 6, shape: 2}}\n"
              "h: {triangular: [1, 2, 3]}\n");
    for (size_t k = 0; k < sizeof keys / sizeof *keys; ++k) {
        hr_value value = hr_mapping_get(&root, keys[k]);
        assert_true(hr_value_distribution(&value, &distribution));
        assert_true(means[k] == 0 || fabs(hr_distribution_mean(&distribution) - means[k]) < 1e-12);
    }
    assert_false(hr_document_has_mistakes(document));
}

static void anchors_and_merge_keys_work(void **state)
{
    (void)state;
    double number = 0;
    read_text("source: s\nbase: &base {x: 1, y: 2}\nother: {<<: *base, y: 3}\n");
    hr_value other = hr_mapping_get(&root, "other");
    hr_mapping inside;
    assert_true(hr_mapping_open(&other, &inside));
    hr_value x = hr_mapping_get(&inside, "x");
    hr_value y = hr_mapping_get(&inside, "y");
    assert_true(hr_value_figure(&x, 0, 10, &number) && number == 1);
    assert_true(hr_value_figure(&y, 0, 10, &number) && number == 3);
}

static void syntax_errors_have_a_place(void **state)
{
    (void)state;
    memset(&diagnostics, 0, sizeof diagnostics);
    assert_int_equal(open_texts("a: 1\nb: [1, 2\nc: 3\n", NULL, NULL, NULL, 0), HR_BAD_INPUT);
    assert_true(diagnostics.count > 0 && diagnostics.items[0].line >= 2);
    assert_string_equal(diagnostics.items[0].file, "a.yaml");
    assert_null(document);
}

/* ---- a whole scenario ------------------------------------------------------------------------------------------------- */

static void a_scenario_is_what_its_file_says(void **state)
{
    (void)state;
    hr_small_world small;
    hr_small_world_make(&small, NULL);
    const hr_scenario *s = small.scenario;
    assert_string_equal(s->title, "A small nation");
    assert_int_equal(s->seed, 7);
    assert_int_equal(s->replications, 60);
    assert_int_equal(s->assumption_replications, 20);
    assert_true(s->horizon_hours == 1500);
    assert_int_equal(s->state_count, 3);
    assert_int_equal(s->vendor_count, 4);
    assert_true(hr_scenario_is_exposed(s, 0, 0) && hr_scenario_is_exposed(s, 1, 0) && !hr_scenario_is_exposed(s, 2, 0));
    assert_int_equal(s->service_count, 4);
    assert_true(s->services[3].any_operator && !s->services[3].is_headline && s->services[0].is_headline);
    assert_int_equal(s->case_count, 4);
    assert_int_equal(s->cases[HR_SMALL_ONE].change_count, 0);
    assert_int_equal(s->claim.same_state, HR_SMALL_SAME);
    assert_int_equal(s->claim.removed, HR_SMALL_NONE);
    assert_int_equal(s->assumption_count, 2);
    assert_int_equal(strlen(s->sha256), 64);
    hr_small_world_free(&small);
}

static void a_case_like_another_changes_the_same_nodes_to_other_vendors(void **state)
{
    (void)state;
    hr_small_world small;
    hr_small_world_make(&small, NULL);
    const hr_case_network *one = &small.world.cases[HR_SMALL_ONE];
    const hr_case_network *same = &small.world.cases[HR_SMALL_SAME];
    const hr_case_network *other = &small.world.cases[HR_SMALL_OTHER];
    const hr_network *network = &small.world.network;
    uint32_t changed = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (network->role[n] == HR_ROLE_OSS) {
            continue; /* management planes follow the equipment */
        }
        bool is_changed = same->vendor[n] == 1;
        changed += is_changed;
        assert_int_equal(same->vendor[n], is_changed ? 1 : one->vendor[n]);
        assert_int_equal(other->vendor[n], is_changed ? 2 : one->vendor[n]);
        assert_true(!is_changed || one->vendor[n] != 0); /* not from the state's vendor */
    }
    assert_int_equal(changed, same->changed);
    hr_small_world_free(&small);
}

#define TEST(name) cmocka_unit_test_teardown(name, close_document)

/* ---- files that extend others ---------------------------------------------------------------------------------- */

static double figure_at(hr_mapping *mapping, const char *key)
{
    double number = NAN;
    hr_value value = hr_mapping_require(mapping, key);
    hr_value_figure(&value, -1e9, 1e9, &number);
    return number;
}

static void an_extending_file_changes_only_what_it_says(void **state)
{
    (void)state;
    assert_int_equal(open_texts("extends: b.yaml\nx: 10\ninner: {q: 7}\n",
                                "source: s\nx: 1\ny: 2\ninner: {p: 3, q: 4}\n", NULL, NULL, 0),
                     HR_OK);
    open_root();
    assert_float_equal(figure_at(&root, "x"), 10, 0);
    assert_float_equal(figure_at(&root, "y"), 2, 0);
    hr_value value = hr_mapping_get(&root, "inner");
    hr_mapping inner;
    assert_true(hr_mapping_open(&value, &inner));
    assert_float_equal(figure_at(&inner, "p"), 3, 0);
    assert_float_equal(figure_at(&inner, "q"), 7, 0);
    assert_int_equal(diagnostics.count, 0);
}

static void null_removes_and_the_replace_tag_replaces(void **state)
{
    (void)state;
    assert_int_equal(open_texts("extends: b.yaml\ngone: null\nwhole: !replace {b: 5}\nlist: [9]\n",
                                "source: s\ngone: 1\nwhole: {a: 1, b: 2}\nlist: [1, 2, 3]\n", NULL, NULL, 0),
                     HR_OK);
    open_root();
    hr_value gone = hr_mapping_get(&root, "gone");
    hr_value whole = hr_mapping_get(&root, "whole");
    hr_value list = hr_mapping_get(&root, "list");
    hr_mapping inner;
    assert_false(hr_value_is_there(&gone));
    assert_true(hr_mapping_open(&whole, &inner));
    hr_value a = hr_mapping_get(&inner, "a");
    assert_false(hr_value_is_there(&a));
    assert_float_equal(figure_at(&inner, "b"), 5, 0);
    assert_int_equal(hr_sequence_length(&list), 1);
    assert_int_equal(diagnostics.count, 0);
}

static void a_mistake_is_placed_in_the_file_that_made_it(void **state)
{
    (void)state;
    assert_int_equal(open_texts("extends: b.yaml\nx: ten\n", "extends: c.yaml\n\n\ny: two\n",
                                "source: s\nx: 1\ny: 2\n\n\nz: three\n", NULL, 0),
                     HR_OK);
    open_root();
    figure_at(&root, "x");
    figure_at(&root, "y");
    figure_at(&root, "z");
    assert_int_equal(diagnostics.count, 3);
    assert_string_equal(diagnostics.items[0].file, "a.yaml");
    assert_int_equal(diagnostics.items[0].line, 2);
    assert_string_equal(diagnostics.items[1].file, "b.yaml");
    assert_int_equal(diagnostics.items[1].line, 4);
    assert_string_equal(diagnostics.items[2].file, "c.yaml");
    assert_int_equal(diagnostics.items[2].line, 6);
}

static void an_unknown_key_is_placed_in_the_file_that_wrote_it(void **state)
{
    (void)state;
    assert_int_equal(open_texts("extends: b.yaml\ninner:\n  list:\n    - {p: 1, q: 2}\n  r: 3\n",
                                "source: s\ninner: {list: []}\n", NULL, NULL, 0),
                     HR_OK);
    open_root();
    hr_value value = hr_mapping_get(&root, "inner");
    hr_mapping inner;
    hr_mapping item;
    assert_true(hr_mapping_open(&value, &inner));
    hr_value list = hr_mapping_get(&inner, "list");
    hr_value first = hr_sequence_item(&list, 0);
    assert_true(hr_mapping_open(&first, &item));
    hr_mapping_get(&item, "p");
    hr_mapping_close(&item);
    hr_mapping_close(&inner);
    assert_int_equal(diagnostics.count, 2);
    assert_string_equal(diagnostics.items[0].file, "a.yaml");
    assert_int_equal(diagnostics.items[0].line, 4);
    assert_string_equal(diagnostics.items[1].file, "a.yaml");
    assert_int_equal(diagnostics.items[1].line, 5);
}

static void an_override_acts_on_what_the_files_say_together(void **state)
{
    (void)state;
    hr_override override = {.path = "inner.p", .value = "30"};
    assert_int_equal(
        open_texts("extends: b.yaml\n", "source: s\ninner: {p: {value: 3, range: [1, 5]}}\n", NULL, &override, 1),
        HR_OK);
    open_root();
    hr_value value = hr_mapping_get(&root, "inner");
    hr_mapping inner;
    assert_true(hr_mapping_open(&value, &inner));
    assert_float_equal(figure_at(&inner, "p"), 30, 0);
    assert_int_equal(diagnostics.count, 0);
}

static void a_file_that_extends_itself_is_refused_at_its_line(void **state)
{
    (void)state;
    assert_int_equal(open_texts("x: 1\nextends: b.yaml\n", "extends: a.yaml\n", NULL, NULL, 0), HR_BAD_INPUT);
    assert_int_equal(diagnostics.count, 1);
    assert_string_equal(diagnostics.items[0].file, "b.yaml");
    assert_int_equal(diagnostics.items[0].line, 1);
    assert_non_null(strstr(diagnostics.items[0].text, "extends itself"));
}

static void a_missing_extended_file_is_named_where_it_is_asked_for(void **state)
{
    (void)state;
    assert_int_equal(open_texts("extends: nowhere.yaml\n", NULL, NULL, NULL, 0), HR_BAD_INPUT);
    assert_int_equal(diagnostics.count, 1);
    mistake_is(0, 1, 10, "extends", "`nowhere.yaml`: No such file");
    assert_string_equal(diagnostics.items[0].file, "a.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(figures_are_bare_or_annotated),
        TEST(assumptions_are_remembered_with_range_source_and_place),
        TEST(figures_without_a_source_are_listed_but_no_mistake),
        TEST(mistakes_carry_line_column_and_path),
        TEST(keys_that_nobody_asked_for_are_mistakes_with_the_nearest),
        TEST(an_override_keeps_the_annotation_and_may_leave_the_range),
        TEST(an_override_of_what_is_not_there_is_a_mistake),
        TEST(distributions_are_read_in_every_form),
        TEST(anchors_and_merge_keys_work),
        TEST(syntax_errors_have_a_place),
        TEST(an_extending_file_changes_only_what_it_says),
        TEST(null_removes_and_the_replace_tag_replaces),
        TEST(a_mistake_is_placed_in_the_file_that_made_it),
        TEST(an_unknown_key_is_placed_in_the_file_that_wrote_it),
        TEST(an_override_acts_on_what_the_files_say_together),
        TEST(a_file_that_extends_itself_is_refused_at_its_line),
        TEST(a_missing_extended_file_is_named_where_it_is_asked_for),
        cmocka_unit_test(a_scenario_is_what_its_file_says),
        cmocka_unit_test(a_case_like_another_changes_the_same_nodes_to_other_vendors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
