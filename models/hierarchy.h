/* Above and below in a network: which neighbours are a node's parents, and how many users hang on it.
 *
 * Levels go by role, as operators build: core routers at the top, then metro and the functions, aggregation,
 * exchanges. All neighbours of a stub are its parents; a transit node's are those of a higher level.
 */
#ifndef HR_MODELS_HIERARCHY_H
#define HR_MODELS_HIERARCHY_H

#include "models/network.h"

/** Whether neighbour, which must be linked to node, is its parent. */
bool hr_network_is_parent(const hr_network *network, uint32_t node, uint32_t neighbour);

/** The first parent in the order of the links (primary before backup), or HR_NO_NODE. O(links of the node between
 *  transit nodes). */
uint32_t hr_network_first_parent(const hr_network *network, uint32_t node);

/**
 * Users attached to each node: its own, and those of every node below that reaches the core by way of it (first
 * parents only).
 *
 * @param attached  receives node_count numbers
 *
 * O(nodes + links).
 */
void hr_network_attached_users(const hr_network *network, int64_t *attached);

#endif
