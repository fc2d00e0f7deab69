/* Vendors for nodes: exact quotas along a curve. See assignment.h. O(nodes log nodes) for each (operator, role). */
#include "models/assignment.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/purposes.h"
#include "sim/engine/random.h"

/* ---- order of nodes -------------------------------------------------------------------------------------------------------------- */

typedef struct {
    uint64_t key;
    uint32_t node;
} ordered_node;

static int compare_keys(const void *left, const void *right)
{
    const ordered_node *a = left;
    const ordered_node *b = right;
    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    return (a->node > b->node) - (a->node < b->node);
}

/* Place of a cell on Hilbert's curve through a square of 2^16 cells a side (Hilbert 1891). */
static uint64_t hilbert(uint32_t x, uint32_t y)
{
    uint64_t place = 0;
    for (uint32_t side = 1u << 15; side > 0; side /= 2) {
        uint32_t right = (x & side) > 0;
        uint32_t upper = (y & side) > 0;
        place += (uint64_t)side * side * ((3 * right) ^ upper);
        if (upper == 0) { /* turn the quarter */
            if (right == 1) {
                x = 65535 - x;
                y = 65535 - y;
            }
            uint32_t swap = x;
            x = y;
            y = swap;
        }
    }
    return place;
}

typedef struct {
    uint32_t count;
    ordered_node *nodes;
} node_order;

static uint64_t curve_key(const hr_network *network, uint32_t node)
{
    /* the whole earth on one square: a nation covers enough of its 2^16 cells a side (600 m at most) */
    double x = (network->longitude[node] + 180) / 360 * 65535;
    double y = (network->latitude[node] + 90) / 180 * 65535;
    return hilbert((uint32_t)x, (uint32_t)y);
}

/* Nodes of (operator, role) in the order of the rule; `regional` starts at a place that the seed draws for the operator. */
static hr_status order_nodes(const hr_network *network, uint32_t operator_id, hr_role role, hr_assignment_rule rule,
                             uint64_t seed, node_order *order, hr_error *error)
{
    hr_random random = {seed, 0};
    order->count = 0;
    order->nodes = NULL;
    uint32_t count = hr_network_nodes(network, operator_id, role);
    ordered_node *sorted = malloc(((size_t)count + 1) * sizeof *sorted);
    order->nodes = malloc(((size_t)count + 1) * sizeof *order->nodes);
    if (sorted == NULL || order->nodes == NULL) {
        free(sorted);
        free(order->nodes);
        return hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", count);
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (network->operator_id[n] == operator_id && network->role[n] == role) {
            uint64_t key = rule == HR_RULE_REGIONAL
                               ? curve_key(network, n)
                               : (uint64_t)(hr_random_uniform(&random, HR_PURPOSE_SHUFFLE, n, 0) * 0x1p52);
            sorted[order->count++] = (ordered_node){key, n};
        }
    }
    qsort(sorted, order->count, sizeof *sorted, compare_keys);
    uint32_t start = 0;
    if (rule == HR_RULE_REGIONAL && order->count > 0) {
        double turn = hr_random_uniform(&random, HR_PURPOSE_STRETCH_START, operator_id, 0);
        start = (uint32_t)(turn * order->count);
    }
    for (uint32_t i = 0; i < order->count; ++i) {
        order->nodes[i] = sorted[(start + i) % order->count];
    }
    free(sorted);
    return HR_OK;
}

/* ---- quotas ------------------------------------------------------------------------------------------------------------------------ */

/* Node counts of the shares by largest remainder; ties go to the vendor named first. */
static void count_quotas(const hr_vendor_mix *mix, uint32_t total, uint32_t quotas[HR_VENDORS_MAX])
{
    double remainders[HR_VENDORS_MAX];
    uint32_t given = 0;
    for (uint32_t i = 0; i < mix->vendor_count; ++i) {
        double exact = mix->shares[i] * total;
        quotas[i] = (uint32_t)floor(exact + 1e-9); /* 0.3 x 10 is meant to be 3 */
        remainders[i] = exact - quotas[i];
        given += quotas[i];
    }
    while (given < total) {
        uint32_t best = 0;
        for (uint32_t i = 1; i < mix->vendor_count; ++i) {
            best = remainders[i] > remainders[best] ? i : best;
        }
        remainders[best] = -1;
        ++quotas[best];
        ++given;
    }
}

static void hand_out_nodes(const hr_vendor_mix *mix, const node_order *order, uint8_t *vendor)
{
    uint32_t quotas[HR_VENDORS_MAX];
    uint32_t n = 0;
    count_quotas(mix, order->count, quotas);
    for (uint32_t i = 0; i < mix->vendor_count; ++i) {
        for (uint32_t k = 0; k < quotas[i]; ++k) {
            vendor[order->nodes[n++].node] = mix->vendors[i];
        }
    }
}

/* Each vendor gets nodes until its users reach its share: the node that crosses the boundary is still its. */
static void hand_out_users(const hr_network *network, const hr_vendor_mix *mix, const node_order *order, uint8_t *vendor)
{
    double total = 0;
    double boundary = mix->shares[0];
    double given = 0;
    uint32_t i = 0;
    for (uint32_t n = 0; n < order->count; ++n) {
        total += network->users[order->nodes[n].node];
    }
    for (uint32_t n = 0; n < order->count; ++n) {
        while (i + 1 < mix->vendor_count && given >= boundary * total - 1e-6) {
            boundary += mix->shares[++i];
        }
        vendor[order->nodes[n].node] = mix->vendors[i];
        given += network->users[order->nodes[n].node];
    }
}

hr_status hr_assignment_base(const hr_network *network, const hr_vendor_mix *mixes, size_t mix_count, uint64_t seed,
                             uint8_t *vendor, hr_error *error)
{
    memset(vendor, HR_NO_VENDOR, network->node_count);
    for (size_t m = 0; m < mix_count; ++m) {
        node_order order;
        assert(mixes[m].vendor_count > 0);
        hr_status status = order_nodes(network, mixes[m].operator_id, mixes[m].role, mixes[m].rule, seed, &order, error);
        if (status != HR_OK) {
            return status;
        }
        if (mixes[m].unit == HR_QUOTA_NODES) {
            hand_out_nodes(&mixes[m], &order, vendor);
        } else {
            hand_out_users(network, &mixes[m], &order, vendor);
        }
        free(order.nodes);
    }
    hr_assignment_bind_oss(network, vendor);
    return HR_OK;
}

/* ---- changes ----------------------------------------------------------------------------------------------------------------------- */

static double weight(const hr_network *network, uint32_t node, hr_quota_unit unit)
{
    return unit == HR_QUOTA_USERS ? (double)network->users[node] : 1.0;
}

static hr_status change_role(const hr_network *network, const hr_vendor_change *change, uint32_t operator_id, hr_role role,
                             uint64_t seed, uint8_t *vendor, uint32_t *changed, hr_error *error)
{
    node_order order;
    hr_status status = order_nodes(network, operator_id, role, HR_RULE_REGIONAL, seed, &order, error);
    if (status != HR_OK) {
        return status;
    }
    double total = 0;
    double available = 0;
    for (uint32_t i = 0; i < order.count; ++i) {
        uint32_t node = order.nodes[i].node;
        double w = weight(network, node, change->unit);
        total += w;
        available += vendor[node] != HR_NO_VENDOR && change->from[vendor[node]] ? w : 0;
    }
    double wanted = change->share * (change->is_share_of_from ? available : total);
    wanted = change->unit == HR_QUOTA_NODES ? floor(wanted + 0.5) : wanted;
    if (wanted > available + 1e-6) {
        free(order.nodes);
        return hr_error_set(error, HR_BAD_INPUT, "%s cannot change a share of %g of its %s nodes: the vendors named in `from` "
                            "have %.4g of them", network->operator_names[operator_id], change->share,
                            hr_role_forms[role].name, total > 0 ? available / total : 0.0);
    }
    double given = 0;
    for (uint32_t i = 0; i < order.count && given < wanted - 1e-6; ++i) {
        uint32_t node = order.nodes[i].node;
        if (vendor[node] == HR_NO_VENDOR || !change->from[vendor[node]]) {
            continue;
        }
        given += weight(network, node, change->unit);
        *changed += vendor[node] != change->to;
        vendor[node] = change->to;
    }
    free(order.nodes);
    return HR_OK;
}

static bool is_operator_meant(const uint32_t *operators, uint32_t count, uint32_t operator_id)
{
    for (uint32_t i = 0; i < count; ++i) {
        if (operators[i] == operator_id) {
            return true;
        }
    }
    return count == 0;
}

hr_status hr_assignment_change(const hr_network *network, const hr_vendor_change *change, uint64_t seed, uint8_t *vendor,
                               uint32_t *changed, hr_error *error)
{
    *changed = 0;
    for (uint32_t o = 0; o < network->operator_count; ++o) {
        for (uint32_t r = 0; r < change->role_count; ++r) {
            if (!is_operator_meant(change->operators, change->operator_mask_count, o)) {
                continue;
            }
            hr_status status = change_role(network, change, o, change->roles[r], seed, vendor, changed, error);
            if (status != HR_OK) {
                return status;
            }
        }
    }
    hr_assignment_bind_oss(network, vendor);
    return HR_OK;
}

void hr_assignment_bind_oss(const hr_network *network, uint8_t *vendor)
{
    bool runs[HR_OPERATORS_MAX][UINT8_MAX + 1] = {{false}};
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (network->role[n] != HR_ROLE_OSS) {
            runs[network->operator_id[n]][vendor[n]] = true;
        }
    }
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        if (network->role[n] == HR_ROLE_OSS) {
            uint8_t bound = network->bound_vendor[n];
            vendor[n] = bound != HR_NO_VENDOR && runs[network->operator_id[n]][bound] ? bound : HR_NO_VENDOR;
        }
    }
}

hr_status hr_assignment_manage(const hr_network *network, const hr_management_rule *rules, size_t rule_count, uint64_t seed,
                               const uint8_t *vendor, uint8_t *managed_by, hr_error *error)
{
    hr_random random = {seed, 0};
    ordered_node *nodes = malloc(network->node_count * sizeof *nodes);
    if (nodes == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the management of %u nodes", network->node_count);
    }
    memset(managed_by, HR_NO_VENDOR, network->node_count);
    for (size_t i = 0; i < rule_count; ++i) {
        const hr_management_rule *rule = &rules[i];
        for (uint32_t k = 0; k < network->operator_count * rule->role_count; ++k) {
            uint32_t o = k / rule->role_count;
            hr_role role = rule->roles[k % rule->role_count];
            uint32_t count = 0;
            if (!is_operator_meant(rule->operators, rule->operator_mask_count, o)) {
                continue;
            }
            for (uint32_t n = 0; n < network->node_count; ++n) {
                if (network->operator_id[n] == o && network->role[n] == role && vendor[n] != HR_NO_VENDOR) {
                    double u = hr_random_uniform(&random, HR_PURPOSE_MANAGED, n, (uint32_t)i);
                    nodes[count++] = (ordered_node){(uint64_t)(u * 0x1p52), n};
                }
            }
            qsort(nodes, count, sizeof *nodes, compare_keys);
            uint32_t quota = (uint32_t)floor(rule->share * count + 0.5);
            for (uint32_t n = 0; n < quota; ++n) {
                uint32_t node = nodes[n].node;
                managed_by[node] = rule->manager == HR_NO_VENDOR ? vendor[node] : rule->manager;
            }
        }
    }
    free(nodes);
    return HR_OK;
}

double hr_assignment_hhi(const hr_network *network, const uint8_t *vendor, hr_role role, hr_quota_unit unit,
                         const uint8_t *label)
{
    double sums[UINT8_MAX + 1] = {0};
    double total = 0;
    double index = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (vendor[n] == HR_NO_VENDOR || (role != HR_ROLE_COUNT && network->role[n] != role)) {
            continue;
        }
        double w = weight(network, n, unit);
        sums[label != NULL ? label[vendor[n]] : vendor[n]] += w;
        total += w;
    }
    for (int k = 0; k <= UINT8_MAX; ++k) {
        index += sums[k] * sums[k];
    }
    return total > 0 ? index / (total * total) : NAN;
}
