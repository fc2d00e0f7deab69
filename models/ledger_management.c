/* What of the management plane the service ledger knows: which nodes an OSS reaches. See ledger.h. O(links) finds. */
#include <assert.h>

#include "models/ledger.h"

bool hr_ledger_has_oss(const hr_ledger *ledger, uint32_t operator_id, uint8_t vendor)
{
    uint32_t oss_class = ledger->plan->oss_class[operator_id][vendor];
    return oss_class == UINT32_MAX || ledger->functions_up[oss_class] > 0;
}

static bool node_sees_class(hr_ledger *ledger, uint32_t transit_node, uint32_t oss_class)
{
    if (!ledger->in_service[transit_node]) {
        return false;
    }
    uint32_t root = hr_ledger_components_find(&ledger->components, transit_node);
    return ledger->components.functions[root].words[oss_class / 64] >> (oss_class % 64) & 1;
}

bool hr_ledger_is_manageable(hr_ledger *ledger, uint32_t node, uint8_t vendor)
{
    assert(!ledger->is_stale);
    const hr_ledger_plan *plan = ledger->plan;
    const hr_network *network = plan->network;
    uint32_t oss_class = plan->oss_class[network->operator_id[node]][vendor];
    if (oss_class == UINT32_MAX) {
        return true;
    }
    uint32_t end = node < network->transit_count ? network->stub_start[node] : network->link_start[node + 1];
    for (uint32_t k = network->link_start[node]; k < end; ++k) {
        const hr_link *link = &network->links[k];
        if ((link->kind == HR_EDGE_PRIMARY || plan->backup_usable) && node_sees_class(ledger, link->node, oss_class)) {
            return true;
        }
    }
    return false;
}
