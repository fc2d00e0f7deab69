/* Networks in GraphML: keys and defaults, what is left out, what is refused and where. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "models/files/graphml.h"
#include "tests/support/graph_text.h"

#define HEAD "<?xml version=\"1.0\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:y=\"http://y\">\n"
#define TAIL "\n</graph></graphml>\n"

static void read_text(hr_attributed_graph *graph, const char *text)
{
    hr_error error;
    if (hr_graph_of_text(graph, "graphml", text, &error) != HR_OK) {
        fail_msg("%d:%d: %s", error.line, error.column, error.text);
    }
}

static void keys_become_attributes_and_defaults_fill_them(void **state)
{
    hr_attributed_graph graph;
    (void)state;
    read_text(&graph, HEAD "<key id=\"d0\" for=\"node\" attr.name=\"lat\" attr.type=\"double\"/>"
                           "<key id=\"d1\" for=\"all\" attr.name=\"owner\"><default>nobody</default></key>"
                           "<key id=\"d2\" for=\"edge\"/><key id=\"d3\" for=\"graph\" attr.name=\"name\"/>\n"
                           "<graph id=\"G\" edgedefault=\"undirected\"><data key=\"d3\">Two &amp; more</data>\n"
                           "<node id=\"a\"><data key=\"d0\">51.5</data></node>\n"
                           "<node id=\"b\"><data key=\"d1\">K&#246;ln<![CDATA[ <b>]]></data></node>\n"
                           "<edge id=\"e1\" source=\"a\" target=\"b\"><data key=\"d2\">7</data></edge>"
                           "<edge source=\"b\" target=\"a\"/>" TAIL);
    assert_string_equal(graph.name, "Two & more");
    assert_string_equal(hr_node_value(&graph, "lat", 0), "51.5");
    assert_null(hr_node_value(&graph, "lat", 1));
    assert_string_equal(hr_node_value(&graph, "owner", 0), "nobody");
    assert_string_equal(hr_node_value(&graph, "owner", 1), "K\xc3\xb6ln <b>");
    assert_string_equal(hr_edge_value(&graph, "d2", 0), "7");
    assert_string_equal(hr_edge_value(&graph, "id", 0), "e1");
    assert_string_equal(hr_edge_value(&graph, "owner", 1), "nobody");
    assert_int_equal(graph.node_lines[1], 6);
    assert_false(graph.mended.is_directed);
    hr_graph_free(&graph);
}

static void an_edge_may_stand_before_its_nodes(void **state)
{
    hr_attributed_graph graph;
    (void)state;
    read_text(
        &graph, HEAD
        "<key id=\"w\"/><graph edgedefault=\"directed\"><edge source=\"a\" target=\"b\"><data key=\"w\">1</data></edge>"
        "<node id=\"a\"><data key=\"w\">9</data></node><node id=\"b\"/><edge source=\"a\" target=\"a\"/>"
        "<edge source=\"b\" target=\"a\"><data key=\"w\">2</data></edge>" TAIL);
    assert_int_equal(graph.edge_count, 2);
    assert_string_equal(hr_edge_value(&graph, "w", 0), "1");
    assert_string_equal(hr_edge_value(&graph, "w", 1), "2");
    assert_string_equal(hr_node_value(&graph, "w", 0), "9");
    assert_int_equal(graph.mended.self_loops, 1);
    assert_true(graph.mended.is_directed);
    hr_graph_free(&graph);
}

static void what_a_drawing_program_adds_is_left_out_and_counted(void **state)
{
    hr_attributed_graph graph;
    (void)state;
    read_text(
        &graph, HEAD
        "<key id=\"g\" for=\"node\" yfiles.type=\"nodegraphics\"/><key id=\"r\" for=\"graphml\" yfiles.type=\"resources\"/>"
        "<key id=\"n\" for=\"node\" attr.name=\"n\"/><graph>"
        "<node id=\"a\"><port name=\"p\"/><data key=\"g\"><y:ShapeNode><y:node id=\"z\">text</y:node></y:ShapeNode></data>"
        "<data key=\"n\"><y:b>bold</y:b></data></node></graph><data key=\"r\"><y:Resources/></data></graphml>");
    assert_int_equal(graph.node_count, 1);
    assert_int_equal(graph.node_attributes.count, 0);
    assert_int_equal(graph.mended.attributes_left, 3);
    hr_graph_free(&graph);
}

static void other_encodings_are_read(void **state)
{
    static const char latin[] =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><graphml><graph><node id=\"K\xf6ln\"/></graph></graphml>";
    hr_attributed_graph graph;
    (void)state;
    read_text(&graph, latin);
    assert_string_equal(hr_graph_id(&graph, 0), "K\xc3\xb6ln");
    assert_int_equal(graph.mended.texts_not_utf8, 0);
    hr_graph_free(&graph);
}

static void mistakes_have_their_place(void **state)
{
    static const hr_bad_text CASES[] = {
        {"<a/>", 1, 1, "the element `graphml` is expected here, not `a`"},
        {HEAD "<graph>\n <node/>" TAIL, 4, 2, "the node has no `id`"},
        {HEAD "<graph>\n <node id=\"a\"/>\n  <node id=\"a\"/>" TAIL, 5, 3,
         "a second node of the id `a`; the first is in line 4"},
        {HEAD "<graph><node id=\"a\"/>\n<edge source=\"a\"/>" TAIL, 4, 1, "the edge has no `target`"},
        {HEAD "<graph><node id=\"a\"/>\n<edge source=\"a\" target=\"z\"/>" TAIL, 4, 1,
         "the target of the edge, `z`, is the id of no node"},
        {HEAD "<graph><node id=\"a\">\n<graph/></node>" TAIL, 4, 1, "a graph inside a node"},
        {HEAD "<graph>\n<hyperedge/>" TAIL, 4, 1, "a hyperedge"},
        {HEAD "<graph></graph>\n<graph></graph></graphml>", 4, 1, "a second graph"},
        {HEAD "<graph>\n<node id=\"a\"><data key=\"k\">1</data></node>" TAIL, 4, 14, "no key before has the id `k`"},
        {HEAD "<key id=\"k\" for=\"edge\"/><graph>\n<node id=\"a\"><data key=\"k\">1</data></node>" TAIL, 4, 14,
         "is not for nodes"},
        {HEAD "<key id=\"k\" for=\"nobody\"/>", 3, 1, "not for `nobody`"},
        {HEAD "<key id=\"k\"/>\n<key id=\"k\"/>", 4, 1, "a second key of the id `k`"},
        {HEAD "<key/>", 3, 1, "a key needs an id"},
        {HEAD "</graphml>", 0, 0, "no element `graph`"},
        {HEAD "<graph>\n<node id=\"a\"></graph>", 4, 22, "XML: Opening and ending tag mismatch"},
        {HEAD "<graph>\n<node id=\"&nbsp;\"/>", 4, 17, "XML: Entity 'nbsp' not defined"},
        {"", 1, 1, "XML: "},
        {"<?xml version=\"1.0\" encoding=\"SHIFT_JIS\"?><graphml>\xff\xfe\x81</graphml>", 1, 1, "not in the encoding"},
        {NULL, 0, 0, NULL},
    };
    (void)state;
    hr_expect_bad_texts("graphml", CASES);
}

static void entities_of_a_file_s_own_are_refused(void **state)
{
    static const hr_bad_text CASES[] = {
        {"<!DOCTYPE graphml [\n<!ENTITY a \"aaaa\">]>\n<graphml/>", 1, 19, "the entity `a`"},
        {"<!DOCTYPE graphml [\n<!ENTITY a SYSTEM \"file:///etc/hostname\">]>\n<graphml/>", 1, 19, "the entity `a`"},
        {"<!DOCTYPE graphml [\n<!ENTITY % a \"b\"> %a; ]>\n<graphml/>", 1, 19, "the entity `a`"},
        {NULL, 0, 0, NULL},
    };
    hr_attributed_graph graph;
    (void)state;
    hr_expect_bad_texts("graphml", CASES);
    read_text(
        &graph,
        "<!DOCTYPE graphml SYSTEM \"http://127.0.0.1:9/graphml.dtd\">\n<graphml><graph><node id=\"a\"/></graph></graphml>");
    assert_int_equal(graph.node_count, 1); /* and nothing was loaded */
    hr_graph_free(&graph);
}

/* HEAD, a start, one text many times, an end */
static void expect_refusal(const char *start, const char *middle, int times, const char *words)
{
    hr_attributed_graph graph;
    hr_error error;
    char *text = malloc(strlen(HEAD) + strlen(start) + (size_t)times * strlen(middle) + 1);
    assert_non_null(text);
    char *end = stpcpy(stpcpy(text, HEAD), start);
    for (int t = 0; t < times; ++t) {
        end = stpcpy(end, middle);
    }
    assert_int_equal(hr_graph_of_text(&graph, "graphml", text, &error), HR_BAD_INPUT);
    if (strstr(error.text, words) == NULL) {
        fail_msg("`%s` does not say `%s`", error.text, words);
    }
    hr_graph_free(&graph);
    free(text);
}

static void a_tag_a_comment_and_a_depth_have_limits(void **state)
{
    (void)state;
    expect_refusal("<graph><node id=\"", "aaaaaaaaaaaaaaaa", 100000, "of more than 65536 bytes");
    expect_refusal("<!--", "aaaaaaaaaaaaaaaa", 100000, "of more than 65536 bytes");
    expect_refusal("<graph>", "<a>", 1000, "64 deep");
}

static void a_file_is_known_by_its_outermost_element(void **state)
{
    static const struct {
        const char *head;
        bool is_graphml;
    } cases[] = {{"<graphml>", true},
                 {"\xef\xbb\xbf \n<?xml version=\"1.0\"?>\n<!-- <network> -->\n<graphml ", true},
                 {"<!DOCTYPE graphml SYSTEM \"a\">\n<g:graphml/>", true},
                 {"<!DOCTYPE graphml [ <!ENTITY a \"b\"> ]>\n<graphml>", true},
                 {"<network>", false},
                 {"<graphmls>", false},
                 {"<!-- <graphml>", false},
                 {"<", false},
                 {"", false}};
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; ++c) {
        if (hr_graphml_looks_like(cases[c].head, strlen(cases[c].head)) != cases[c].is_graphml) {
            fail_msg("`%s`", cases[c].head);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_become_attributes_and_defaults_fill_them),
        cmocka_unit_test(an_edge_may_stand_before_its_nodes),
        cmocka_unit_test(what_a_drawing_program_adds_is_left_out_and_counted),
        cmocka_unit_test(other_encodings_are_read),
        cmocka_unit_test(mistakes_have_their_place),
        cmocka_unit_test(entities_of_a_file_s_own_are_refused),
        cmocka_unit_test(a_tag_a_comment_and_a_depth_have_limits),
        cmocka_unit_test(a_file_is_known_by_its_outermost_element),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
