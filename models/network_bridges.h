/* Single links whose loss parts a network: bridges, and the two-edge-connected components that are left without them.
 *
 * Transit nodes alone: a stub with one parent hangs on a bridge by its nature. Parallel links are not bridges. An
 * operator is looked at by itself, because other networks must not help through shared functions.
 */
#ifndef HR_MODELS_NETWORK_BRIDGES_H
#define HR_MODELS_NETWORK_BRIDGES_H

#include "models/network.h"

#define HR_NO_COMPONENT UINT32_MAX

/* Which transit nodes are looked at, with the links among them. */
typedef struct {
    uint32_t operator_id; /* HR_OPERATORS_MAX: everybody's */
    uint32_t roles;       /* a bit each; 0: all */
} hr_network_part;

/**
 * Two-edge-connected components: no single link parts two nodes of one.
 *
 * @param component    receives, per transit node, the lowest number of a node of its component, or HR_NO_COMPONENT
 * @param bridges      receives the number of bridges
 *
 * O(nodes + links); HR_FAILED without memory.
 */
hr_status hr_network_two_edge_components(const hr_network *network, hr_network_part part, uint32_t *component,
                                         uint32_t *bridges, hr_error *error);

/* What single links can do, per operator with core routers. */
typedef struct {
    bool has_core;
    uint32_t bridges;                  /* among the operator's transit nodes */
    uint32_t separable[HR_ROLE_COUNT]; /* nodes that some single link parts from the core, or that are parted already */
    uint32_t separable_backbone;       /* metro nodes and core routers, when aggregation is no way round */
} hr_network_separability;

/**
 * The core is the component with most core routers of the operator, of equal ones that of the lowest number.
 *
 * @param found  receives operator_count entries
 *
 * O(operators * nodes + links).
 */
hr_status hr_network_separable(const hr_network *network, hr_network_separability *found, hr_error *error);

#endif
