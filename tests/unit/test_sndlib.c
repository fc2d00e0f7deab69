/* Networks of SNDlib in both formats: the same network, and where a mistake is said to be. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "models/files/sndlib.h"
#include "tests/support/graph_text.h"

static const char NATIVE[] =
    "?SNDlib native format; type: network; version: 1.0\n# network tiny\n\nMETA (\n  unit = x\n)\n"
    "NODES (\n  Aachen ( 6.04 50.76 )\n  Bonn ( 7.10 50.73 )\n  Nowhere\n)\n# links\nLINKS (\n"
    "  L1 ( Aachen Bonn ) 1.00 2.00 0.00 3.00 ( 155.00 1.0 622.00 2.0 )\n"
    "  L2 ( Bonn Nowhere )\n  L3 ( Bonn Bonn ) 0 0 0 0 ( )\n)\n"
    "DEMANDS (\n  D1 ( Aachen Bonn ) 1 5.00 UNLIMITED\n)\n";

#define XML_HEAD                                                                                                       \
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<network xmlns=\"http://sndlib.zib.de/network\">\n<networkStructure>\n"
#define XML_TAIL "</networkStructure>\n</network>\n"
static const char XML[] = XML_HEAD
    "<nodes coordinatesType=\"geographical\">\n"
    "<node id=\"Aachen\">\n<coordinates>\n<x>6.04</x>\n<y> 50.76 </y>\n</coordinates>\n</node>\n"
    "<node id=\"Bonn\"><coordinates><x>7.10</x><y>50.73</y></coordinates></node><node id=\"Nowhere\"/></nodes>\n"
    "<links><link id=\"L1\">\n<source>Aachen</source>\n<target>Bonn</target>"
    "<preInstalledModule><capacity>1.00</capacity><cost>2.00</cost></preInstalledModule>"
    "<routingCost>0.00</routingCost><setupCost>3.00</setupCost>"
    "<additionalModules><addModule><capacity>155.0</capacity><cost>1.0</cost></addModule></additionalModules></link>\n"
    "<link id=\"L2\"><source>Bonn</source><target>Nowhere</target></link>"
    "<link id=\"L3\"><source>Bonn</source><target>Bonn</target></link></links>" XML_TAIL;

static void expect_tiny_network(const char *format, const char *text, const char *x, const char *y)
{
    hr_attributed_graph graph;
    hr_error error;
    if (hr_graph_of_text(&graph, format, text, &error) != HR_OK) {
        fail_msg("%d:%d: %s", error.line, error.column, error.text);
    }
    assert_int_equal(graph.node_count, 3);
    assert_string_equal(hr_graph_id(&graph, 2), "Nowhere");
    assert_string_equal(hr_node_value(&graph, x, 0), "6.04");
    assert_string_equal(hr_node_value(&graph, y, 0), "50.76");
    assert_null(hr_node_value(&graph, x, 2));
    assert_int_equal(graph.edge_count, 2);
    assert_int_equal(graph.mended.self_loops, 1);
    assert_string_equal(hr_edge_value(&graph, "id", 0), "L1");
    assert_string_equal(hr_edge_value(&graph, "pre_installed_capacity", 0), "1.00");
    assert_string_equal(hr_edge_value(&graph, "pre_installed_capacity_cost", 0), "2.00");
    assert_string_equal(hr_edge_value(&graph, "routing_cost", 0), "0.00");
    assert_string_equal(hr_edge_value(&graph, "setup_cost", 0), "3.00");
    assert_null(hr_edge_value(&graph, "setup_cost", 1));
    assert_true(graph.mended.attributes_left > 0); /* modules */
    hr_graph_free(&graph);
}

static void both_formats_hold_the_same_network(void **state)
{
    (void)state;
    expect_tiny_network("sndlib", NATIVE, "x", "y");
    expect_tiny_network("sndlib-xml", XML, "lon", "lat");
}

static void positions_on_a_picture_are_no_degrees(void **state)
{
    hr_attributed_graph graph;
    hr_error error;
    (void)state;
    assert_int_equal(hr_graph_of_text(&graph, "sndlib-xml",
                                      XML_HEAD
                                      "<nodes coordinatesType=\"pixel\"><node id=\"a\"><coordinates><x>48</x><y>557</y>"
                                      "</coordinates></node></nodes>" XML_TAIL,
                                      &error),
                     HR_OK);
    assert_string_equal(hr_node_value(&graph, "x", 0), "48");
    hr_graph_free(&graph);
}

static void mistakes_in_the_native_format_have_their_place(void **state)
{
    static const hr_bad_text CASES[] = {
        {"", 1, 1, "without a section NODES"},
        {"NODES (\n a ( 1 2 )\n", 3, 1, "inside the section NODES of line 1; `)` is missing"},
        {"NODES (\n a ( 1 )\n)", 2, 8, "a coordinate is expected here, not `)`"},
        {"NODES (\n a ( 1 b )\n)", 2, 8, "a coordinate is expected here, not `b`"},
        {"NODES (\n a ( 1 2 3 )\n)", 2, 10, "`)` after two coordinates"},
        {"NODES (\n a\n a\n)", 3, 2, "a second node of the id `a`; the first is in line 2"},
        {"NODES ( a )\nLINKS ( l ( a b ) )", 2, 15, "there is no node `b`"},
        {"LINKS ( l ( a b ) )\nNODES ( a )", 1, 13, "in the section NODES before"},
        {"NODES ( a )\nLINKS ( l a b )", 2, 11, "`(` before the two nodes of a link"},
        {"NODES ( a b )\nLINKS ( l ( a b ) 1 2 )", 2, 23, "(four numbers)"},
        {"NODES ( a b )\nLINKS ( l ( a b ) 1 2 3 4 )", 2, 27, "before the modules of a link"},
        {"NODES a", 1, 7, "`(` after the name of a section"},
        {"( a )", 1, 1, "the name of a section is expected"},
        {"META ( a ( b )", 1, 15, "inside the bracket of line 1"},
        {"NODES ( ( a ) )", 1, 9, "a name or `)` is expected"},
        {NULL, 0, 0, NULL},
    };
    (void)state;
    hr_expect_bad_texts("sndlib", CASES);
}

static void mistakes_in_xml_have_their_place(void **state)
{
    static const hr_bad_text CASES[] = {
        {"<graphml/>", 1, 1, "the element `network` is expected here, not `graphml`"},
        {XML_HEAD XML_TAIL, 0, 0, "no element `nodes`"},
        {XML_HEAD "<nodes>\n<node/></nodes>" XML_TAIL, 5, 1, "a node needs an id"},
        {XML_HEAD "<nodes><node id=\"a\"/>\n<node id=\"a\"/></nodes>" XML_TAIL, 5, 1, "a second node of the id `a`"},
        {XML_HEAD "<nodes><node id=\"a\"><coordinates>\n<x>b</x></coordinates></node></nodes>" XML_TAIL, 5, 5,
         "`b` is not a number"},
        {XML_HEAD "<nodes><node id=\"a\"/></nodes>\n<links>\n<link id=\"l\"><source>a</source></link></links>" XML_TAIL,
         6, 1, "the link `l` has no target"},
        {XML_HEAD "<nodes><node id=\"a\"/></nodes>\n<links><link id=\"l\"><source>z</source></link></links>" XML_TAIL,
         5, 30, "the source of the link, `z`, is none of the nodes before it"},
        {XML_HEAD "<nodes>", 4, 8, "XML: "},
        {NULL, 0, 0, NULL},
    };
    (void)state;
    hr_expect_bad_texts("sndlib-xml", CASES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_formats_hold_the_same_network),
        cmocka_unit_test(positions_on_a_picture_are_no_degrees),
        cmocka_unit_test(mistakes_in_the_native_format_have_their_place),
        cmocka_unit_test(mistakes_in_xml_have_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
