/* Networks as texts in a test: what a reader makes of one, and how a mistake looks. */
#ifndef HR_TESTS_SUPPORT_GRAPH_TEXT_H
#define HR_TESTS_SUPPORT_GRAPH_TEXT_H

#include "models/files/formats.h"

/** Reads `length` bytes as the file "text" by the format of a name; the caller frees the graph whatever comes back. */
hr_status hr_graph_of_bytes(hr_attributed_graph *graph, const char *format, const char *bytes, size_t length,
                            hr_error *error);
hr_status hr_graph_of_text(hr_attributed_graph *graph, const char *format, const char *text, hr_error *error);

/** Value of a node's or an edge's attribute; NULL when not given; fails the test when there is no such attribute. */
const char *hr_node_value(const hr_attributed_graph *graph, const char *attribute, uint32_t node);
const char *hr_edge_value(const hr_attributed_graph *graph, const char *attribute, uint32_t edge);

typedef struct {
    const char *text;
    int line;
    int column;
    const char *words; /* in the message */
} hr_bad_text;

/** Fails the test unless each text is refused at its place in its words. The last has no text. */
void hr_expect_bad_texts(const char *format, const hr_bad_text *cases);

#endif
