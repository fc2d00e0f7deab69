/* A graph as a file gives it: nodes and edges with attributes, all of them texts (MODEL 2).
 *
 * Every reader of network files fills one of these; what it means for a network (roles, operators, users, vendors,
 * positions) is decided afterwards and in one place (import.h). Every writer takes one as well.
 *
 * Texts lie in one store; a cell is an offset into it, 0 for "not given". Texts are UTF-8: bytes that are not are taken
 * for ISO 8859-1, and control characters become blanks; both are counted. What a graph may hold is limited, so that a
 * small file with large words cannot ask for the machine's memory: whoever passes a limit gets HR_BAD_INPUT at once.
 *
 * Errors here have no place; a reader that knows file, line and column adds them (hr_graph_place).
 */
#ifndef HR_MODELS_FILES_ATTRIBUTED_GRAPH_H
#define HR_MODELS_FILES_ATTRIBUTED_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/files/text_index.h"
#include "models/network.h"
#include "sim/engine/error.h"

enum {
    HR_GRAPH_ATTRIBUTES_MAX = 64, /* names, of nodes and of edges each */
    HR_GRAPH_TEXT_MAX = 4095,     /* bytes of one id or value */
};

typedef struct {
    uint64_t file_bytes; /* of one file; for readers */
    uint32_t nodes;
    uint32_t edges;
    uint64_t memory_bytes; /* of everything that the graph holds */
} hr_graph_limits;
extern const hr_graph_limits hr_graph_limits_default;

typedef struct {
    char name[HR_NAME_SIZE];
    uint32_t *cells; /* per item */
} hr_graph_attribute;

typedef struct {
    uint32_t count;
    hr_graph_attribute items[HR_GRAPH_ATTRIBUTES_MAX];
} hr_graph_attributes;

/* What a reader left out or mended, for the report. */
typedef struct {
    uint64_t self_loops;      /* edges from a node to itself: dropped */
    uint64_t texts_not_utf8;  /* taken for ISO 8859-1 */
    uint64_t texts_cleaned;   /* control characters became blanks */
    uint64_t attributes_left; /* attributes that a reader cannot keep: lists, nested ones */
    bool is_directed;         /* the file says so; directions are dropped */
} hr_graph_mending;

typedef struct {
    hr_graph_limits limits;
    char name[HR_NAME_SIZE]; /* of the graph; may be empty */
    hr_graph_mending mended;

    uint32_t node_count;
    uint32_t *ids;        /* per node, in texts: by which edges name nodes; unique, never empty */
    uint32_t *node_lines; /* per node: the line where it begins; 0: unknown */
    hr_graph_attributes node_attributes;

    uint32_t edge_count;
    uint32_t (*ends)[2];
    uint32_t *edge_lines;
    hr_graph_attributes edge_attributes;

    char *texts; /* texts[0] is the empty one */
    uint64_t text_count;

    /* private */
    hr_text_index index; /* of ids */
    uint32_t node_capacity;
    uint32_t edge_capacity;
    uint64_t text_capacity;
    uint64_t memory_bytes;
} hr_attributed_graph;

/** An empty graph; limits NULL: the default ones. */
void hr_graph_init(hr_attributed_graph *graph, const hr_graph_limits *limits);
void hr_graph_free(hr_attributed_graph *graph);

/* ---- building: by readers ---- */

/** Adds a node. HR_BAD_INPUT for an empty id, a second node of an id, or a limit. Amortised O(length). */
hr_status hr_graph_node(hr_attributed_graph *graph, const char *id, size_t length, uint32_t line, uint32_t *node,
                        hr_error *error);

/** The node of an id. Expected O(length). */
bool hr_graph_find(const hr_attributed_graph *graph, const char *id, size_t length, uint32_t *node);

/** Adds an edge between nodes. One from a node to itself is counted and dropped: *edge is HR_NO_NODE. */
hr_status hr_graph_edge(hr_attributed_graph *graph, uint32_t first, uint32_t second, uint32_t line, uint32_t *edge,
                        hr_error *error);

/** Number of the attribute of that name, added when it is new. HR_BAD_INPUT for an empty or long name and beyond
 *  HR_GRAPH_ATTRIBUTES_MAX. */
hr_status hr_graph_node_attribute(hr_attributed_graph *graph, const char *name, uint32_t *attribute, hr_error *error);
hr_status hr_graph_edge_attribute(hr_attributed_graph *graph, const char *name, uint32_t *attribute, hr_error *error);

/** Sets a value; an empty one is "not given". HR_BAD_INPUT for a zero byte, a long text or a limit. */
hr_status hr_graph_set_node(hr_attributed_graph *graph, uint32_t attribute, uint32_t node, const char *text,
                            size_t length, hr_error *error);
hr_status hr_graph_set_edge(hr_attributed_graph *graph, uint32_t attribute, uint32_t edge, const char *text,
                            size_t length, hr_error *error);

/** Names the graph; a long name is cut between characters. */
hr_status hr_graph_set_name(hr_attributed_graph *graph, const char *text, size_t length, hr_error *error);

/** Whether a text is well-formed UTF-8. O(length). */
bool hr_graph_is_utf8(const char *text, size_t length);

/** Adds the place to an error that has none; returns its status. */
hr_status hr_graph_place(hr_error *error, hr_status status, const char *file, uint64_t line, uint64_t column);

/* ---- reading ---- */

const char *hr_graph_id(const hr_attributed_graph *graph, uint32_t node);
/** Value of an item, or NULL when not given. */
const char *hr_graph_value(const hr_attributed_graph *graph, const hr_graph_attribute *attribute, uint32_t item);
/** Attribute by name, letter case aside (an exact match goes first), or NULL. */
const hr_graph_attribute *hr_graph_attribute_find(const hr_graph_attributes *attributes, const char *name);

#endif
