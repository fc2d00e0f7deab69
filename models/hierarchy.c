/* Above and below in a network. See hierarchy.h. */
#include "models/hierarchy.h"

enum { LOWEST_LEVEL = 4 };

/* Hops from the core in a network built as operators do. */
static uint32_t level_of(uint8_t role)
{
    static const uint8_t levels[HR_ROLE_COUNT] = {
        [HR_ROLE_CORE_ROUTER] = 0,         [HR_ROLE_METRO] = 1,
        [HR_ROLE_PACKET_CORE] = 1,         [HR_ROLE_SUBSCRIBER_DB] = 1,
        [HR_ROLE_VOICE_CORE] = 1,          [HR_ROLE_EMERGENCY_GATEWAY] = 1,
        [HR_ROLE_INTERNET_GATEWAY] = 1,    [HR_ROLE_OSS] = 1,
        [HR_ROLE_AGGREGATION] = 2,         [HR_ROLE_EXCHANGE] = 3,
        [HR_ROLE_RAN_SITE] = LOWEST_LEVEL, [HR_ROLE_CABINET] = LOWEST_LEVEL,
    };
    return levels[role];
}

bool hr_network_is_parent(const hr_network *network, uint32_t node, uint32_t neighbour)
{
    return node >= network->transit_count || level_of(network->role[neighbour]) < level_of(network->role[node]);
}

uint32_t hr_network_first_parent(const hr_network *network, uint32_t node)
{
    uint32_t end = node < network->transit_count ? network->stub_start[node] : network->link_start[node + 1];
    for (uint32_t k = network->link_start[node]; k < end; ++k) {
        if (hr_network_is_parent(network, node, network->links[k].node)) {
            return network->links[k].node;
        }
    }
    return HR_NO_NODE;
}

void hr_network_attached_users(const hr_network *network, int64_t *attached)
{
    for (uint32_t n = 0; n < network->node_count; ++n) {
        attached[n] = network->users[n];
    }
    for (uint32_t level = LOWEST_LEVEL; level > 0; --level) { /* a level is complete before it is handed up */
        uint32_t first = level == LOWEST_LEVEL ? network->transit_count : 0;
        uint32_t end = level == LOWEST_LEVEL ? network->node_count : network->transit_count;
        for (uint32_t n = first; n < end; ++n) {
            uint32_t parent = level_of(network->role[n]) == level ? hr_network_first_parent(network, n) : HR_NO_NODE;
            if (parent != HR_NO_NODE) {
                attached[parent] += attached[n];
            }
        }
    }
}
