/* Graphs whose links or nodes fail, asked through the service ledger: who is still connected to a terminal.
 *
 * Every node of the graph is a transit node with a cell site of one user on it, which never fails itself. The terminal
 * `source` has the packet core that all users need, and the users of `target` have an operator of their own. A link is a
 * transit node between its two ends where links can fail, and an edge of the network where they cannot. So the users
 * served are the nodes connected to the source, and those of the second operator say whether the target is.
 */
#ifndef HR_TESTS_SUPPORT_FALLIBLE_GRAPH_H
#define HR_TESTS_SUPPORT_FALLIBLE_GRAPH_H

#include "models/ledger.h"

typedef struct {
    uint32_t node_count;
    uint32_t link_count;
    const uint32_t *ends; /* two a link; links from a node to itself are left out */
    uint32_t source;
    uint32_t target;
    bool links_can_fail;
} hr_graph_form;

typedef struct {
    hr_graph_form form;
    hr_network network;
    hr_ledger_plan plan;
    hr_ledger ledger;
    uint32_t *number; /* in the network: of nodes, then of links where they can fail */
} hr_fallible_graph;

/** Everything is up. The form's ends need not outlive the call. Any failure ends the test. */
void hr_fallible_graph_make(hr_fallible_graph *graph, hr_graph_form form);
void hr_fallible_graph_free(hr_fallible_graph *graph);
void hr_fallible_graph_reset(hr_fallible_graph *graph);

void hr_fallible_node(hr_fallible_graph *graph, uint32_t node, bool is_up);
void hr_fallible_link(hr_fallible_graph *graph, uint32_t link, bool is_up);
/** A node, or link node_count + link, falls by itself: the ledger cuts it out in place of building anew. */
void hr_fallible_node_alone(hr_fallible_graph *graph, uint32_t node);

/** Whether source and target are connected. */
bool hr_fallible_reaches(hr_fallible_graph *graph);
/** Nodes connected to the source, itself included when it is up. */
uint32_t hr_fallible_reached(hr_fallible_graph *graph);

#endif
