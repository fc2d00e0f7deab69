/* A network as a graph with attributes, for the writers of files; import.h reads the same attributes back. */
#ifndef HR_MODELS_FILES_NETWORK_GRAPH_H
#define HR_MODELS_FILES_NETWORK_GRAPH_H

#include "models/files/attributed_graph.h"
#include "models/network.h"

/* Who made and who manages each node; HR_NO_VENDOR: nobody known. */
typedef struct {
    const uint8_t *vendor;     /* per node; NULL: only what is bound by construction (management planes) */
    const uint8_t *managed_by; /* per node; NULL: nobody */
    const char *const *names;  /* of vendors, by number */
} hr_network_makers;

/**
 * Nodes with role, operator, lat, lon, users, capacity_users, area, region, vendor, managed_by, shared and sensitive;
 * links, each once, with kind and length_km. What does not hold is left out: no users, no limit of capacity, not
 * shared. Nodes and links are in the network's order.
 *
 * @param makers  NULL: no vendors
 * @param graph   initialised and empty; freed by the caller, whatever comes back
 * @return        HR_BAD_INPUT beyond a limit of the graph, HR_FAILED without memory
 *
 * O(nodes + links).
 */
hr_status hr_graph_of_network(const hr_network *network, const hr_network_makers *makers, hr_attributed_graph *graph,
                              hr_error *error);

#endif
