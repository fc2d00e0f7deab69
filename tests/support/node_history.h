/* When nodes of a small nation fell and returned in a replication. */
#ifndef HR_TESTS_SUPPORT_NODE_HISTORY_H
#define HR_TESTS_SUPPORT_NODE_HISTORY_H

#include "tests/support/small_world.h"

enum { HR_HISTORY_MAX = 20000, HR_HISTORY_NODES_MAX = 1000 };

typedef struct {
    double hours;
    uint32_t node;
    bool is_fall; /* else it returned */
} hr_node_change;

/* In the order of time; at one time in the order of nodes. */
typedef struct {
    hr_node_change changes[HR_HISTORY_MAX];
    uint32_t count;
    bool is_out[HR_HISTORY_NODES_MAX];
} hr_node_history;

/** Runs one replication and watches it; a failure, or too much to keep, ends the test. Free the answer with free. */
hr_node_history *hr_node_history_run(hr_small_world *small, uint32_t case_index, bool is_mitigated, uint32_t number);

/** Hours from the fall that is change `index` until the node's return; NaN: not within the horizon. */
double hr_node_history_hours_out(const hr_node_history *history, uint32_t index);

#endif
