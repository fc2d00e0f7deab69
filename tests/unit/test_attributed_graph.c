/* Graphs as files give them: ids, attributes, mended texts, limits. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "models/files/attributed_graph.h"

static uint32_t add(hr_attributed_graph *graph, const char *id)
{
    uint32_t node = 0;
    hr_error error;
    assert_int_equal(hr_graph_node(graph, id, strlen(id), 0, &node, &error), HR_OK);
    return node;
}

static void every_node_is_found_by_its_id(void **state)
{
    enum { COUNT = 5000 };
    hr_attributed_graph graph;
    char id[32];
    uint32_t node = 0;
    (void)state;
    hr_graph_init(&graph, NULL);
    for (uint32_t n = 0; n < COUNT; ++n) {
        snprintf(id, sizeof id, "a node of the number %u", n);
        assert_int_equal(add(&graph, id), n);
    }
    for (uint32_t n = 0; n < COUNT; ++n) {
        snprintf(id, sizeof id, "a node of the number %u", n);
        assert_true(hr_graph_find(&graph, id, strlen(id), &node));
        assert_int_equal(node, n);
        assert_string_equal(hr_graph_id(&graph, n), id);
    }
    assert_false(hr_graph_find(&graph, "a node of the number", 20, &node));
    assert_false(hr_graph_find(&graph, "", 0, &node));
    hr_graph_free(&graph);
}

static void second_node_of_an_id_is_a_mistake_that_tells_the_first_ones_line(void **state)
{
    hr_attributed_graph graph;
    uint32_t node = 0;
    hr_error error;
    (void)state;
    hr_graph_init(&graph, NULL);
    assert_int_equal(hr_graph_node(&graph, "x", 1, 7, &node, &error), HR_OK);
    assert_int_equal(hr_graph_node(&graph, "x", 1, 9, &node, &error), HR_BAD_INPUT);
    assert_string_equal(error.text, "a second node of the id `x`; the first is in line 7");
    assert_int_equal(hr_graph_node(&graph, "", 0, 9, &node, &error), HR_BAD_INPUT);
    assert_int_equal(graph.node_count, 1);
    hr_graph_free(&graph);
}

static void edge_from_a_node_to_itself_is_counted_and_dropped(void **state)
{
    hr_attributed_graph graph;
    uint32_t edge = 0;
    hr_error error;
    (void)state;
    hr_graph_init(&graph, NULL);
    uint32_t a = add(&graph, "a");
    uint32_t b = add(&graph, "b");
    assert_int_equal(hr_graph_edge(&graph, a, a, 0, &edge, &error), HR_OK);
    assert_int_equal(edge, HR_NO_NODE);
    for (int k = 0; k < 2; ++k) { /* parallel edges are two */
        assert_int_equal(hr_graph_edge(&graph, b, a, 0, &edge, &error), HR_OK);
        assert_int_equal(edge, k);
    }
    assert_int_equal(graph.edge_count, 2);
    assert_int_equal(graph.mended.self_loops, 1);
    assert_int_equal(graph.ends[1][0], b);
    hr_graph_free(&graph);
}

static void values_are_kept_by_attribute_and_item(void **state)
{
    hr_attributed_graph graph;
    uint32_t role = 0;
    uint32_t late = 0;
    hr_error error;
    (void)state;
    hr_graph_init(&graph, NULL);
    assert_int_equal(hr_graph_node_attribute(&graph, "Role", &role, &error), HR_OK);
    for (int n = 0; n < 300; ++n) {
        char id[16];
        snprintf(id, sizeof id, "%d", n);
        uint32_t node = add(&graph, id);
        assert_int_equal(hr_graph_set_node(&graph, role, node, n % 2 ? "odd" : "even", n % 2 ? 3 : 4, &error), HR_OK);
    }
    assert_int_equal(hr_graph_node_attribute(&graph, "late", &late, &error), HR_OK);
    assert_int_equal(hr_graph_set_node(&graph, late, 299, "yes", 3, &error), HR_OK);
    assert_int_equal(hr_graph_set_node(&graph, late, 298, "", 0, &error), HR_OK);
    const hr_graph_attribute *found = hr_graph_attribute_find(&graph.node_attributes, "role");
    assert_ptr_equal(found, &graph.node_attributes.items[role]);
    assert_string_equal(hr_graph_value(&graph, found, 17), "odd");
    assert_string_equal(hr_graph_value(&graph, found, 18), "even");
    assert_null(hr_graph_value(&graph, &graph.node_attributes.items[late], 298));
    assert_string_equal(hr_graph_value(&graph, &graph.node_attributes.items[late], 299), "yes");
    assert_null(hr_graph_attribute_find(&graph.node_attributes, "operator"));
    hr_graph_free(&graph);
}

/* "Malmo" with o-umlaut: UTF-8 as it is, ISO 8859-1 mended; a tab and an escape become blanks. */
static void texts_become_clean_utf8_and_mending_is_counted(void **state)
{
    hr_attributed_graph graph;
    uint32_t node = 0;
    (void)state;
    hr_graph_init(&graph, NULL);
    add(&graph, "Malm\xc3\xb6");
    assert_int_equal(graph.mended.texts_not_utf8, 0);
    assert_true(hr_graph_find(&graph, "Malm\xf6", 5, &node)); /* the same name */
    add(&graph, "\xc5re\xf6");
    assert_string_equal(hr_graph_id(&graph, 1), "\xc3\x85re\xc3\xb6");
    assert_int_equal(graph.mended.texts_not_utf8, 1);
    assert_int_equal(graph.mended.texts_cleaned, 0);
    add(&graph, "a\tb\x1b[31m\xc2\x9b"
                "c");
    assert_string_equal(hr_graph_id(&graph, 2), "a b [31m c");
    assert_int_equal(graph.mended.texts_cleaned, 1);
    hr_graph_free(&graph);
}

/* Overlong forms, surrogates and what lies beyond U+10FFFF are not UTF-8 (Unicode 15.0, table 3-7). */
static void ill_formed_utf8_is_told_from_well_formed(void **state)
{
    static const struct {
        const char *text;
        int is_well_formed;
    } CASES[] = {
        {"\xc2\xa0", 1},         {"\xc1\xbf", 0},         {"\xe0\xa0\x80", 1},     {"\xe0\x9f\xbf", 0},
        {"\xed\x9f\xbf", 1},     {"\xed\xa0\x80", 0},     {"\xf0\x90\x80\x80", 1}, {"\xf0\x8f\xbf\xbf", 0},
        {"\xf4\x8f\xbf\xbf", 1}, {"\xf4\x90\x80\x80", 0}, {"\xe2\x82", 0},         {"\x80", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; ++i) {
        hr_attributed_graph graph;
        hr_graph_init(&graph, NULL);
        add(&graph, CASES[i].text);
        assert_int_equal(graph.mended.texts_not_utf8, !CASES[i].is_well_formed);
        hr_graph_free(&graph);
    }
}

static void limits_are_mistakes_not_exhausted_memory(void **state)
{
    hr_graph_limits limits = {.file_bytes = 1 << 20, .nodes = 3, .edges = 1, .memory_bytes = 1 << 20};
    hr_attributed_graph graph;
    uint32_t item = 0;
    hr_error error;
    char text[HR_GRAPH_TEXT_MAX + 2];
    (void)state;
    memset(text, 'x', sizeof text);
    hr_graph_init(&graph, &limits);
    add(&graph, "a");
    add(&graph, "b");
    assert_int_equal(hr_graph_node(&graph, text, sizeof text, 0, &item, &error), HR_BAD_INPUT);
    assert_int_equal(hr_graph_node(&graph, "a\0b", 3, 0, &item, &error), HR_BAD_INPUT);
    add(&graph, "c");
    assert_int_equal(hr_graph_node(&graph, "d", 1, 0, &item, &error), HR_BAD_INPUT);
    assert_string_equal(error.text, "more than 3 nodes, which is the limit");
    assert_int_equal(hr_graph_edge(&graph, 0, 1, 0, &item, &error), HR_OK);
    assert_int_equal(hr_graph_edge(&graph, 0, 1, 0, &item, &error), HR_BAD_INPUT);
    assert_string_equal(error.text, "more than 1 edges, which is the limit");
    hr_graph_free(&graph);

    hr_graph_init(&graph, &limits);
    hr_status status = HR_OK;
    assert_int_equal(hr_graph_node_attribute(&graph, "a", &item, &error), HR_OK);
    add(&graph, "a");
    for (int k = 0; k < 1000 && status == HR_OK; ++k) {
        status = hr_graph_set_node(&graph, 0, 0, text, HR_GRAPH_TEXT_MAX - (size_t)(k % 2), &error);
    }
    assert_int_equal(status, HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "of memory, which is the limit"));
    hr_graph_free(&graph);
}

static void attributes_are_at_most_sixty_four(void **state)
{
    hr_attributed_graph graph;
    uint32_t attribute = 0;
    hr_error error;
    char name[16];
    (void)state;
    hr_graph_init(&graph, NULL);
    for (int a = 0; a < HR_GRAPH_ATTRIBUTES_MAX; ++a) {
        snprintf(name, sizeof name, "a%d", a);
        assert_int_equal(hr_graph_edge_attribute(&graph, name, &attribute, &error), HR_OK);
        assert_int_equal(hr_graph_edge_attribute(&graph, name, &attribute, &error), HR_OK);
        assert_int_equal(attribute, a);
    }
    assert_int_equal(hr_graph_edge_attribute(&graph, "one more", &attribute, &error), HR_BAD_INPUT);
    assert_int_equal(hr_graph_node_attribute(&graph, "", &attribute, &error), HR_BAD_INPUT);
    hr_graph_free(&graph);
}

static void error_without_a_place_gets_one(void **state)
{
    hr_error error;
    (void)state;
    hr_error_set(&error, HR_BAD_INPUT, "wrong");
    assert_int_equal(hr_graph_place(&error, HR_BAD_INPUT, "first.gml", 3, 4), HR_BAD_INPUT);
    assert_int_equal(hr_graph_place(&error, HR_BAD_INPUT, "second.gml", 5, 6), HR_BAD_INPUT);
    assert_string_equal(error.file, "first.gml");
    assert_int_equal(error.line, 3);
    assert_int_equal(error.column, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_node_is_found_by_its_id),
        cmocka_unit_test(second_node_of_an_id_is_a_mistake_that_tells_the_first_ones_line),
        cmocka_unit_test(edge_from_a_node_to_itself_is_counted_and_dropped),
        cmocka_unit_test(values_are_kept_by_attribute_and_item),
        cmocka_unit_test(texts_become_clean_utf8_and_mending_is_counted),
        cmocka_unit_test(ill_formed_utf8_is_told_from_well_formed),
        cmocka_unit_test(limits_are_mistakes_not_exhausted_memory),
        cmocka_unit_test(attributes_are_at_most_sixty_four),
        cmocka_unit_test(error_without_a_place_gets_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
