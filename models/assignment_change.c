/* Changes of an assignment: the first so many nodes along the curve, of given vendors, get another. See assignment.h.
 *
 * A node of the vendors in `from` that already has the new vendor stays and counts towards the share, so that the
 * nodes chosen depend on the share alone. In users, the node that reaches the share is the last one chosen. O(nodes).
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "models/assignment_private.h"

static bool is_from(const hr_vendor_change *change, uint8_t vendor)
{
    return vendor < HR_VENDORS_MAX && change->from[vendor];
}

static hr_status refuse(const hr_network *network, const hr_vendor_change *change, uint32_t operator_id, hr_role role,
                        int64_t available, int64_t total, hr_error *error)
{
    double most = floor((double)available / (double)total * 1e4) / 1e4;
    return hr_error_set(
        error, HR_BAD_INPUT,
        "%s, %s: the vendors that the change takes from have too little for a share of %g: they have %lld of %lld "
        "%s, so the share can be at most %.4f",
        network->operator_names[operator_id], hr_role_forms[role].name, change->share, (long long)available,
        (long long)total, change->unit == HR_QUOTA_USERS ? "users" : "nodes", most);
}

static hr_status change_group(hr_assignment_index *index, const hr_vendor_change *change, uint32_t operator_id,
                              hr_role role, int64_t *weights, uint8_t *vendor, uint32_t *changed, hr_error *error)
{
    int64_t total = 0;
    int64_t available = 0;
    int64_t chosen = 0;
    hr_assignment_order_by_curve(index, operator_id, role);
    hr_assignment_group group = hr_assignment_group_of(index, operator_id, role);
    hr_status status = hr_assignment_weights(index, &group, change->unit, role, weights, &total, error);
    for (uint32_t i = 0; i < group.count; ++i) {
        available += is_from(change, vendor[group.nodes[i]]) ? weights[i] : 0;
    }
    int64_t base = change->is_share_of_from ? available : total;
    int64_t quota = (int64_t)floor(change->share * (double)base + 0.5);
    if (status == HR_OK && quota > available) {
        status = refuse(index->network, change, operator_id, role, available, total, error);
    }
    bool is_everything = change->is_share_of_from && change->share >= 1; /* nodes without users too */
    for (uint32_t i = 0; i < group.count && status == HR_OK && (chosen < quota || is_everything); ++i) {
        uint8_t *of_node = &vendor[group.nodes[i]];
        if (is_from(change, *of_node)) {
            chosen += weights[i];
            *changed += *of_node != change->to;
            *of_node = change->to;
        }
    }
    return status;
}

hr_status hr_assignment_change(const hr_network *network, const hr_vendor_change *change, uint64_t seed,
                               uint8_t *vendor, uint32_t *changed, hr_error *error)
{
    assert(change->share >= 0 && change->share <= 1);
    hr_assignment_index index;
    int64_t *weights = malloc(network->node_count * sizeof *weights);
    hr_status status = hr_assignment_index_init(&index, network, seed, error);
    if (status == HR_OK && weights == NULL) {
        status = hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", network->node_count);
    }
    *changed = 0;
    for (uint32_t o = 0; o < network->operator_count; ++o) {
        bool is_meant = hr_assignment_names_operator(change->operators, change->operator_mask_count, o);
        for (uint32_t k = 0; k < change->role_count && is_meant && status == HR_OK; ++k) {
            status = change_group(&index, change, o, change->roles[k], weights, vendor, changed, error);
        }
    }
    free(weights);
    hr_assignment_index_free(&index);
    return status;
}
