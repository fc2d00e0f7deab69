/* See graph_text.h. */
#include "tests/support/graph_text.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

hr_status hr_graph_of_bytes(hr_attributed_graph *graph, const char *name, const char *bytes, size_t length,
                            hr_error *error)
{
    const hr_graph_format *format = hr_graph_format_by_name(name, false, error);
    assert_non_null(format);
    hr_graph_files files = {{"text", tmpfile()}, {NULL, NULL}};
    assert_non_null(files.main.stream);
    assert_int_equal(fwrite(bytes, 1, length, files.main.stream), length);
    rewind(files.main.stream);
    hr_graph_init(graph, NULL);
    memset(error, 0, sizeof *error);
    hr_status status = format->read(&files, graph, error);
    fclose(files.main.stream);
    return status;
}

hr_status hr_graph_of_text(hr_attributed_graph *graph, const char *format, const char *text, hr_error *error)
{
    return hr_graph_of_bytes(graph, format, text, strlen(text), error);
}

static const char *value_of(const hr_attributed_graph *graph, const hr_graph_attributes *attributes, const char *name,
                            uint32_t item)
{
    const hr_graph_attribute *attribute = hr_graph_attribute_find(attributes, name);
    if (attribute == NULL) {
        fail_msg("there is no attribute `%s`", name);
    }
    return hr_graph_value(graph, attribute, item);
}

const char *hr_node_value(const hr_attributed_graph *graph, const char *attribute, uint32_t node)
{
    return value_of(graph, &graph->node_attributes, attribute, node);
}

const char *hr_edge_value(const hr_attributed_graph *graph, const char *attribute, uint32_t edge)
{
    return value_of(graph, &graph->edge_attributes, attribute, edge);
}

void hr_expect_bad_texts(const char *format, const hr_bad_text *cases)
{
    for (; cases->text != NULL; ++cases) {
        hr_attributed_graph graph;
        hr_error error;
        hr_status status = hr_graph_of_text(&graph, format, cases->text, &error);
        hr_graph_free(&graph);
        if (status != HR_BAD_INPUT || strstr(error.text, cases->words) == NULL || error.line != cases->line ||
            error.column != cases->column || strcmp(error.file, "text") != 0) {
            fail_msg("`%s`: status %d, %s:%d:%d: %s; expected %d:%d: %s", cases->text, (int)status, error.file,
                     error.line, error.column, error.text, cases->line, cases->column, cases->words);
        }
    }
}
