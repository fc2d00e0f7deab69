/* Networks as CSV pairs: what is read, what is written, and where a mistake is said to be. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "models/files/network_csv.h"

static FILE *stream_of(const char *text)
{
    FILE *stream = tmpfile();
    assert_non_null(stream);
    assert_int_equal(fwrite(text, 1, strlen(text), stream), strlen(text));
    rewind(stream);
    return stream;
}

static hr_status read_pair(hr_attributed_graph *graph, const char *nodes, const char *edges, hr_error *error)
{
    hr_graph_files files = {{"nodes.csv", stream_of(nodes)}, {"edges.csv", stream_of(edges)}};
    hr_graph_init(graph, NULL);
    memset(error, 0, sizeof *error);
    hr_status status = hr_network_csv_read(&files, graph, error);
    fclose(files.main.stream);
    fclose(files.edges.stream);
    return status;
}

static const char *value(const hr_attributed_graph *graph, const char *attribute, uint32_t node)
{
    return hr_graph_value(graph, hr_graph_attribute_find(&graph->node_attributes, attribute), node);
}

/* a --2 km-- b, quoted as RFC 4180 has it, with a byte order mark and CRLF */
static void columns_become_attributes(void **state)
{
    hr_attributed_graph graph;
    hr_error error;
    (void)state;
    assert_int_equal(
        read_pair(&graph, "\xef\xbb\xbfrole,id,Note\r\nmetro,a,\"says \"\"no\"\", twice\"\r\n,b,\"two\r\nlines\"\r\n",
                  "length_km,Target,SOURCE\r\n2,b,a\r\n", &error),
        HR_OK);
    assert_int_equal(graph.node_count, 2);
    assert_string_equal(value(&graph, "role", 0), "metro");
    assert_null(value(&graph, "role", 1));
    assert_string_equal(value(&graph, "note", 0), "says \"no\", twice");
    assert_string_equal(value(&graph, "note", 1), "two  lines");
    assert_int_equal(graph.node_lines[1], 3);
    assert_int_equal(graph.edge_count, 1);
    assert_int_equal(graph.ends[0][0], 0);
    assert_int_equal(graph.ends[0][1], 1);
    assert_string_equal(hr_graph_value(&graph, &graph.edge_attributes.items[0], 0), "2");
    hr_graph_free(&graph);
}

static void semicolons_and_tabs_separate_where_there_is_no_comma(void **state)
{
    hr_attributed_graph graph;
    hr_error error;
    (void)state;
    assert_int_equal(read_pair(&graph, "node;role\na;metro\nb;\n", "from\tto\na\tb\n", &error), HR_OK);
    assert_string_equal(value(&graph, "role", 0), "metro");
    assert_int_equal(graph.edge_count, 1);
    hr_graph_free(&graph);
}

static void mistakes_have_file_line_and_column(void **state)
{
    static const struct {
        const char *nodes;
        const char *edges;
        const char *file;
        int line;
        int column;
        const char *text;
    } CASES[] = {
        {"role\nx\n", "a,b\n", "nodes.csv", 1, 1, "no column of a node's id"},
        {"id\nx\n", "a,c\n", "edges.csv", 1, 1, "no columns of an edge's ends"},
        {"id,role,role\n", "a,b\n", "nodes.csv", 1, 9, "column role is there twice"},
        {"id,\n", "a,b\n", "nodes.csv", 1, 4, "a column's name has 1 to 63 bytes"},
        {"role,id\nm,x\nm,x\n", "a,b\n", "nodes.csv", 3, 3, "a second node of the id `x`; the first is in line 2"},
        {"role,id\nm,x\nm,\n", "a,b\n", "nodes.csv", 3, 3, "a node without an id"},
        {"id\nx\ny,z\n", "a,b\n", "nodes.csv", 3, 1, "the row has 2 fields, the header 1"},
        {"id\nx\n\"y\n", "a,b\n", "nodes.csv", 3, 1, "the file ends inside quotes"},
        {"id\nx\"y\n", "a,b\n", "nodes.csv", 2, 2, "a quote inside a field"},
        {"id,role\n\"x\"yz,m\n", "a,b\n", "nodes.csv", 2, 4, "a quote inside a field"},
        {"id\nx\n", "note,a,b\n\"l\nl\",x,y\n", "edges.csv", 3, 6, "column b: the file of nodes has no `y`"},
        {"id\nx\n", "a,b\nx,\n", "edges.csv", 2, 3, "column b: the edge has no end here"},
        {"\n\n", "a,b\n", "nodes.csv", 0, 0, "the file has no header"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; ++i) {
        hr_attributed_graph graph;
        hr_error error;
        assert_int_equal(read_pair(&graph, CASES[i].nodes, CASES[i].edges, &error), HR_BAD_INPUT);
        if (strstr(error.text, CASES[i].text) == NULL) {
            fail_msg("`%s` is not in `%s`", CASES[i].text, error.text);
        }
        assert_string_equal(error.file, CASES[i].file);
        assert_int_equal(error.line, CASES[i].line);
        assert_int_equal(error.column, CASES[i].column);
        hr_graph_free(&graph);
    }
}

static void field_without_end_is_refused_before_it_fills_memory(void **state)
{
    hr_attributed_graph graph;
    hr_error error;
    size_t length = 2 << 20;
    char *text = malloc(length + 1);
    (void)state;
    assert_non_null(text);
    memset(text, 'x', length);
    memcpy(text, "id\n\"", 4);
    text[length] = 0;
    assert_int_equal(read_pair(&graph, text, "a,b\n", &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "a field of more than 1 MiB"));
    assert_int_equal(error.line, 2);
    hr_graph_free(&graph);
    free(text);
}

static void what_is_written_reads_back_as_the_same(void **state)
{
    static const char nodes[] = "id,role,note\r\na,metro,\"x, y\"\r\n\"b \"\"2\"\"\",,\xc3\xa9\r\n";
    static const char edges[] = "source,target,kind\r\na,\"b \"\"2\"\"\",\r\n\"b \"\"2\"\"\",a,backup\r\n";
    char written[2][256] = {"", ""};
    hr_attributed_graph graph;
    hr_error error;
    (void)state;
    assert_int_equal(read_pair(&graph, nodes, edges, &error), HR_OK);
    hr_graph_files files = {{"n", fmemopen(written[0], sizeof written[0], "wb")},
                            {"e", fmemopen(written[1], sizeof written[1], "wb")}};
    assert_int_equal(hr_network_csv_write(&graph, &files, &error), HR_OK);
    fclose(files.main.stream);
    fclose(files.edges.stream);
    assert_string_equal(written[0], nodes);
    assert_string_equal(written[1], edges);
    hr_graph_free(&graph);
}

static void first_line_tells_a_table_from_other_files(void **state)
{
    (void)state;
    assert_true(hr_network_csv_looks_like("id,role\n", 8));
    assert_true(hr_network_csv_looks_like("\xef\xbb\xbf\"id\";role\r\n", 14));
    assert_true(hr_network_csv_looks_like("Name\nx\n", 7));
    assert_false(hr_network_csv_looks_like("graph [\n", 8));
    assert_false(hr_network_csv_looks_like("<?xml version=\"1.0\", x>", 23));
    assert_false(hr_network_csv_looks_like("\x89HDF\r\n\x1a\n", 8));
    assert_false(hr_network_csv_looks_like("\x7f"
                                           "ELF,\x01",
                                           6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_become_attributes),
        cmocka_unit_test(semicolons_and_tabs_separate_where_there_is_no_comma),
        cmocka_unit_test(mistakes_have_file_line_and_column),
        cmocka_unit_test(field_without_end_is_refused_before_it_fills_memory),
        cmocka_unit_test(what_is_written_reads_back_as_the_same),
        cmocka_unit_test(first_line_tells_a_table_from_other_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
