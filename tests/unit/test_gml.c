/* Networks in GML: what is read, what is left out, and where a mistake is said to be. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "models/files/gml.h"
#include "tests/support/graph_text.h"

static void read_text(hr_attributed_graph *graph, const char *text)
{
    hr_error error;
    if (hr_graph_of_text(graph, "gml", text, &error) != HR_OK) {
        fail_msg("%d:%d: %s", error.line, error.column, error.text);
    }
}

static void keys_of_nodes_and_edges_become_attributes(void **state)
{
    hr_attributed_graph graph;
    (void)state;
    read_text(
        &graph,
        "Creator \"by hand\"\nVersion 1\ngraph [\n name \"Two\"\n directed 0\n stats [ nodes 2 [ ] deep [ x 1 ] ]\n"
        " node [ id 5 label \"London\" lat 51.51 lon -0.13 ]\n node [\n id 7 Latitude 53.48\n ]\n"
        " edge [ source 5 target 7 LinkLabel \"10 Gbit/s\" dist 1.5e2 ]\n]\n");
    assert_string_equal(graph.name, "Two");
    assert_int_equal(graph.node_count, 2);
    assert_string_equal(hr_graph_id(&graph, 1), "7");
    assert_string_equal(hr_node_value(&graph, "label", 0), "London");
    assert_string_equal(hr_node_value(&graph, "lon", 0), "-0.13");
    assert_null(hr_node_value(&graph, "lat", 1));
    assert_string_equal(hr_node_value(&graph, "Latitude", 1), "53.48");
    assert_int_equal(graph.node_lines[1], 8);
    assert_int_equal(graph.edge_count, 1);
    assert_string_equal(hr_edge_value(&graph, "LinkLabel", 0), "10 Gbit/s");
    assert_string_equal(hr_edge_value(&graph, "dist", 0), "1.5e2");
    assert_false(graph.mended.is_directed);
    hr_graph_free(&graph);
}

static void positions_of_graphics_are_kept_and_its_rest_is_counted(void **state)
{
    hr_attributed_graph graph;
    (void)state;
    read_text(
        &graph,
        "graph [ node [ id 1 graphics [ x 1.5 y -2 w 30 Line [ point [ x 9 y 9 ] ] ] LabelGraphics [ text \"a\" ] ]"
        " node [ id 2 x 3 graphics [ x 4 y 5 ] ] ]");
    assert_string_equal(hr_node_value(&graph, "x", 0), "1.5");
    assert_string_equal(hr_node_value(&graph, "y", 0), "-2");
    assert_string_equal(hr_node_value(&graph, "x", 1), "3");
    assert_string_equal(hr_node_value(&graph, "y", 1), "5");
    assert_int_equal(graph.node_attributes.count, 2);
    assert_int_equal(graph.mended.attributes_left, 4); /* w, Line, LabelGraphics; the second x */
    hr_graph_free(&graph);
}

static void texts_are_utf8_whatever_the_file_is_written_in(void **state)
{
    hr_attributed_graph graph;
    (void)state;
    read_text(&graph, "\xef\xbb\xbf# K\xc3\xb6ln\ngraph [\n"
                      "node [ id 1 label \"K\xc3\xb6ln\" ]\nnode [ id 2 label \"K\xf6ln &eacute;&#8364;\" ]\n"
                      "node [ id 3 label \"K&ouml;ln &amp; &#66;onn &#x20AC; AT&T &bogus; &#xd800; &quot;\" ]\n]\n");
    assert_string_equal(hr_node_value(&graph, "label", 0), "K\xc3\xb6ln");
    assert_string_equal(hr_node_value(&graph, "label", 1), "K\xc3\xb6ln \xc3\xa9?");
    assert_string_equal(hr_node_value(&graph, "label", 2), "K\xc3\xb6ln & Bonn \xe2\x82\xac AT&T &bogus; &#xd800; \"");
    assert_int_equal(graph.mended.texts_not_utf8, 1);
    hr_graph_free(&graph);
}

static void an_edge_may_stand_before_its_nodes(void **state)
{
    hr_attributed_graph graph;
    (void)state;
    read_text(
        &graph,
        "graph [ directed 1 edge [ source 1 target 2 w 1 list [ ] ] node [ id 1 a 1 ] edge [ source 1 target 1 ]\n"
        "node [ id 2 ] edge [ source 2 target 1 w 2 ] edge [ source 2 target 1 w 3 ] ]");
    assert_int_equal(graph.node_count, 2);
    assert_int_equal(graph.edge_count, 3); /* parallel ones stay */
    assert_int_equal(graph.ends[0][0], 0);
    assert_string_equal(hr_edge_value(&graph, "w", 0), "1");
    assert_string_equal(hr_edge_value(&graph, "w", 2), "3");
    assert_int_equal(graph.mended.self_loops, 1);
    assert_int_equal(graph.mended.attributes_left, 1);
    assert_true(graph.mended.is_directed);
    hr_graph_free(&graph);
}

static void whole_numbers_are_one_id_however_they_are_written(void **state)
{
    hr_attributed_graph graph;
    (void)state;
    read_text(
        &graph,
        "graph [ node [ id 007 ] node [ id \"north\" ] node [ id 70000000000 ] edge [ source +7 target \"north\" ]"
        " edge [ source \"7\" target 70000000000 ] ]");
    assert_string_equal(hr_graph_id(&graph, 0), "7");
    assert_int_equal(graph.edge_count, 2);
    hr_graph_free(&graph);
}

static void a_missing_number_is_not_given_and_the_first_of_two_counts(void **state)
{
    hr_attributed_graph graph;
    (void)state;
    read_text(&graph, "graph [ node [ id 1 lat NAN label \"a\" label \"b\" empty \"\" ] ]");
    assert_null(hr_node_value(&graph, "lat", 0));
    assert_null(hr_node_value(&graph, "empty", 0));
    assert_string_equal(hr_node_value(&graph, "label", 0), "a");
    assert_int_equal(graph.mended.attributes_left, 1);
    hr_graph_free(&graph);
}

static void nesting_takes_no_stack_and_no_memory(void **state)
{
    enum { DEPTH = 1000000 };
    hr_attributed_graph graph;
    hr_error error;
    (void)state;
    char *text = malloc(6 * DEPTH + 64);
    assert_non_null(text);
    char *end = stpcpy(text, "graph [ node [ id 1 ");
    for (int d = 0; d < DEPTH; ++d) {
        end = stpcpy(end, "a [ ");
    }
    memset(end, ']', DEPTH);
    strcpy(end + DEPTH, " ] ]");
    assert_int_equal(hr_graph_of_text(&graph, "gml", text, &error), HR_OK);
    assert_int_equal(graph.node_count, 1);
    hr_graph_free(&graph);
    free(text);
}

static void mistakes_have_their_place(void **state)
{
    static const hr_bad_text CASES[] = {
        {"", 1, 1, "without a graph"},
        {"Creator \"a\"\n", 2, 1, "without a graph"},
        {"graph 1", 1, 7, "needs a record in brackets"},
        {"graph [\n node [ id 1 ]\n", 3, 1, "inside the graph that begins in line 1; `]` is missing"},
        {"graph [\n node [ id 1", 2, 13, "inside the node that begins in line 2"},
        {"graph [ a [ b [ ] ", 1, 19, "inside the record that begins in line 1"},
        {"graph [\n node [ label \"a\" ]\n]", 2, 2, "the node has no `id`"},
        {"graph [\n node [ id 1 id 2 ]\n]", 2, 14, "a second `id` in one node"},
        {"graph [\n node [ id 1 ]\n node [ id 01 ]\n]", 3, 12, "a second node of the id `1`; the first is in line 2"},
        {"graph [\n node [ id 1 ]\n edge [ source 1 target 9 ]\n]", 3, 25,
         "the target of the edge, 9, is the id of no node"},
        {"graph [\n node [ id 1 ]\n edge [ source 1 ]\n]", 3, 2, "the edge has no `target`"},
        {"graph [ node [ id 1 ] edge 5 ]", 1, 28, "a edge is a record"},
        {"graph [ node [ id 1 label London ] ]", 1, 27, "a text stands in quotes"},
        {"graph [ node [ id 1 label \"a\n\n ]", 1, 27, "the closing quote is missing"},
        {"graph [ node [ id 1 5 ] ]", 1, 21, "a key or `]` is expected"},
        {"graph [ node [ id 1e ] ]", 1, 19, "`1e` is not a number"},
        {"graph [ node [ id -inf ] ]", 1, 19, "is not a number"},
        {"graph [ node [ id 0x10 ] ]", 1, 19, "is not a number"},
        {"graph [ node [ id 1 ] ] graph [ ]", 1, 25, "a second graph"},
        {"graph [ node [ id 1 ] ]\n{", 2, 1, "`{` stands where"},
        {"graph [ node [ id 1 ] ]\n\x01", 2, 1, "the byte 0x01"},
        {"\xef\xbbgraph [ ]", 1, 1, "begins with the byte 0xef"},
        {"] graph [ ]", 1, 1, "a key such as `graph` is expected"},
        {"graph [ node [ id \"\" ] ]", 1, 19, "a node without an id"},
        {"graph [ node [ id 1 a12345678901234567890123456789012345678901234567890123456789012345 1 ] ]", 1, 21,
         "a key of 66 letters"},
        {NULL, 0, 0, NULL},
    };
    (void)state;
    hr_expect_bad_texts("gml", CASES);
}

static void a_zero_byte_is_refused(void **state)
{
    static const char text[] = "graph [ node [ id 1 label \"a\0b\" ] ]";
    hr_attributed_graph graph;
    hr_error error;
    (void)state;
    assert_int_equal(hr_graph_of_bytes(&graph, "gml", text, sizeof text - 1, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "zero byte"));
    assert_int_equal(error.column, 27);
    hr_graph_free(&graph);
}

static void a_text_longer_than_the_limit_is_refused_only_where_it_is_kept(void **state)
{
    hr_attributed_graph graph;
    hr_error error;
    char text[HR_GRAPH_TEXT_MAX + 100];
    (void)state;
    int start = sprintf(text, "graph [ note \"");
    memset(text + start, 'x', HR_GRAPH_TEXT_MAX + 1);
    strcpy(text + start + HR_GRAPH_TEXT_MAX + 1, "\" node [ id 1 ] ]");
    assert_int_equal(hr_graph_of_text(&graph, "gml", text, &error), HR_OK);
    hr_graph_free(&graph);
    start = sprintf(text, "graph [ node [ id 1 note \"");
    memset(text + start, 'x', HR_GRAPH_TEXT_MAX + 1);
    strcpy(text + start + HR_GRAPH_TEXT_MAX + 1, "\" ] ]");
    assert_int_equal(hr_graph_of_text(&graph, "gml", text, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "a text of 4096 bytes"));
    hr_graph_free(&graph);
}

static void a_file_is_known_by_its_graph_and_bracket(void **state)
{
    static const struct {
        const char *head;
        bool is_gml;
    } cases[] = {{"graph [", true},
                 {"\xef\xbb\xbfgraph\n[", true},
                 {"Creator \"x\"\ngraph\t[", true},
                 {"# a\ngraph [", true},
                 {"id,graph\n", false},
                 {"graph", false},
                 {"paragraph [", false},
                 {"<graph [", false},
                 {"", false}};
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; ++c) {
        if (hr_gml_looks_like(cases[c].head, strlen(cases[c].head)) != cases[c].is_gml) {
            fail_msg("`%s`", cases[c].head);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_nodes_and_edges_become_attributes),
        cmocka_unit_test(positions_of_graphics_are_kept_and_its_rest_is_counted),
        cmocka_unit_test(texts_are_utf8_whatever_the_file_is_written_in),
        cmocka_unit_test(an_edge_may_stand_before_its_nodes),
        cmocka_unit_test(whole_numbers_are_one_id_however_they_are_written),
        cmocka_unit_test(a_missing_number_is_not_given_and_the_first_of_two_counts),
        cmocka_unit_test(nesting_takes_no_stack_and_no_memory),
        cmocka_unit_test(mistakes_have_their_place),
        cmocka_unit_test(a_zero_byte_is_refused),
        cmocka_unit_test(a_text_longer_than_the_limit_is_refused_only_where_it_is_kept),
        cmocka_unit_test(a_file_is_known_by_its_graph_and_bracket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
