/* What a network is like: counts, homing, distances, degrees. See generator.h. O(nodes + links). */
#include <math.h>
#include <string.h>

#include "models/generator.h"
#include "models/hierarchy.h"
#include "models/spatial.h"

static hr_point point_of(const hr_network *network, uint32_t node)
{
    return hr_point_at((hr_position){network->latitude[node], network->longitude[node]});
}

void hr_network_measure(const hr_network *network, hr_network_statistics *statistics)
{
    uint32_t primary_parents[HR_ROLE_COUNT] = {0};
    uint64_t transit_links = 0;
    memset(statistics, 0, sizeof *statistics);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        uint8_t role = network->role[n];
        bool is_transit = n < network->transit_count;
        uint32_t end = is_transit ? network->stub_start[n] : network->link_start[n + 1];
        uint32_t parents = 0;
        hr_point here = point_of(network, n);
        for (uint32_t k = network->link_start[n]; k < end; ++k) {
            if (hr_network_is_parent(network, n, network->links[k].node)) {
                ++parents;
                if (network->links[k].kind == HR_EDGE_PRIMARY && !isnan(network->latitude[n]) &&
                    !isnan(network->latitude[network->links[k].node])) {
                    ++primary_parents[role];
                    statistics->mean_parent_distance_km[role] += hr_point_ground_km(
                        here, point_of(network, network->links[k].node));
                }
            }
        }
        transit_links += is_transit ? end - network->link_start[n] : 0;
        ++statistics->nodes_by_role[role];
        statistics->sensitive_by_role[role] += network->is_sensitive[n];
        statistics->dual_homed_share[role] += parents >= 2;
    }
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        if (statistics->nodes_by_role[r] > 0) {
            statistics->dual_homed_share[r] /= statistics->nodes_by_role[r];
        }
        if (primary_parents[r] > 0) {
            statistics->mean_parent_distance_km[r] /= primary_parents[r];
        }
    }
    if (network->transit_count > 0) {
        statistics->mean_transit_degree = (double)transit_links / network->transit_count;
    }
}
