/* Vendors of nodes: the base assignment, management planes and administrative access. See assignment.h.
 *
 * The curve is Moore's closed form of Hilbert's, so that an operator's first vendor can start anywhere and its last
 * one still ends where the first began. Quotas in users are cut where the largest remainders of all users lie; a node
 * on a cut belongs to the vendor before it. O(nodes) per call: every order is a radix sort.
 */
#include "models/assignment.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/apportion.h"
#include "models/assignment_private.h"
#include "models/purposes.h"

/* ---- base ------------------------------------------------------------------------------------------------------ */

/* Hands a group's nodes out in its order: vendor v's stretch ends with the node that reaches its quota. */
static void hand_out(const hr_assignment_group *group, const hr_vendor_mix *mix, const int64_t *weights,
                     const int64_t *quotas, uint8_t *vendor)
{
    uint32_t v = 0;
    int64_t handed = 0;
    int64_t end = quotas[0];
    for (uint32_t i = 0; i < group->count; ++i) {
        while (handed >= end && v + 1 < mix->vendor_count) {
            end += quotas[++v];
        }
        vendor[group->nodes[i]] = mix->vendors[v];
        handed += weights[i];
    }
}

/* The last vendor with a share, so that nodes without users at the end do not fall to one without. */
static uint32_t last_sharer(const hr_vendor_mix *mix)
{
    uint32_t last = mix->vendor_count - 1;
    while (last > 0 && !(mix->shares[last] > 0)) {
        --last;
    }
    return last;
}

static hr_status assign_mix(hr_assignment_index *index, const hr_vendor_mix *mix, int64_t *weights, uint8_t *vendor,
                            hr_error *error)
{
    assert(mix->vendor_count > 0 && mix->vendor_count <= HR_VENDORS_MAX);
    if (mix->rule == HR_RULE_REGIONAL) {
        hr_assignment_order_by_curve(index, mix->operator_id, mix->role);
    } else {
        hr_assignment_order_by_shuffle(index, mix->operator_id, mix->role, HR_PURPOSE_VENDOR_SHUFFLE);
    }
    hr_assignment_group group = hr_assignment_group_of(index, mix->operator_id, mix->role);
    int64_t quotas[HR_VENDORS_MAX];
    int64_t total = 0;
    hr_vendor_mix sharers = *mix;
    sharers.vendor_count = last_sharer(mix) + 1;
    hr_status status = hr_assignment_weights(index, &group, mix->unit, mix->role, weights, &total, error);
    if (status == HR_OK && group.count > 0) {
        status = hr_apportion_remainders(sharers.shares, sharers.vendor_count, total, 0, quotas, error);
        if (status == HR_OK) {
            hand_out(&group, &sharers, weights, quotas, vendor);
        }
    }
    return status;
}

hr_status hr_assignment_base(const hr_network *network, const hr_vendor_mix *mixes, size_t mix_count, uint64_t seed,
                             uint8_t *vendor, hr_error *error)
{
    hr_assignment_index index;
    int64_t *weights = malloc(network->node_count * sizeof *weights);
    hr_status status = hr_assignment_index_init(&index, network, seed, error);
    if (status == HR_OK && weights == NULL) {
        status = hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", network->node_count);
    }
    memset(vendor, HR_NO_VENDOR, network->node_count);
    for (size_t m = 0; m < mix_count && status == HR_OK; ++m) {
        status = assign_mix(&index, &mixes[m], weights, vendor, error);
    }
    free(weights);
    hr_assignment_index_free(&index);
    return status;
}

/* ---- management ------------------------------------------------------------------------------------------------ */

void hr_assignment_bind_oss(const hr_network *network, uint8_t *vendor)
{
    bool runs[HR_OPERATORS_MAX][UINT8_MAX + 1] = {{false}};
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (network->role[n] != HR_ROLE_OSS && vendor[n] != HR_NO_VENDOR) {
            runs[network->operator_id[n]][vendor[n]] = true;
        }
    }
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        if (network->role[n] == HR_ROLE_OSS) {
            uint8_t bound = network->bound_vendor[n];
            vendor[n] = runs[network->operator_id[n]][bound] ? bound : HR_NO_VENDOR;
        }
    }
}

static void manage_group(hr_assignment_index *index, const hr_management_rule *rule, uint32_t operator_id, hr_role role,
                         const uint8_t *vendor, uint8_t *managed_by)
{
    hr_assignment_order_by_shuffle(index, operator_id, role, HR_PURPOSE_MANAGEMENT_SHUFFLE);
    hr_assignment_group group = hr_assignment_group_of(index, operator_id, role);
    uint32_t quota = (uint32_t)floor(rule->share * group.count + 0.5);
    assert(quota <= group.count);
    for (uint32_t i = 0; i < quota; ++i) {
        uint32_t n = group.nodes[i];
        managed_by[n] = rule->manager == HR_NO_VENDOR ? vendor[n] : rule->manager;
    }
}

hr_status hr_assignment_manage(const hr_network *network, const hr_management_rule *rules, size_t rule_count,
                               uint64_t seed, const uint8_t *vendor, uint8_t *managed_by, hr_error *error)
{
    hr_assignment_index index;
    memset(managed_by, HR_NO_VENDOR, network->node_count);
    if (rule_count == 0) {
        return HR_OK;
    }
    hr_status status = hr_assignment_index_init(&index, network, seed, error);
    for (size_t r = 0; r < rule_count && status == HR_OK; ++r) {
        const hr_management_rule *rule = &rules[r];
        assert(rule->share >= 0 && rule->share <= 1);
        for (uint32_t o = 0; o < network->operator_count; ++o) {
            bool is_meant = hr_assignment_names_operator(rule->operators, rule->operator_mask_count, o);
            for (uint32_t k = 0; k < rule->role_count && is_meant; ++k) {
                manage_group(&index, rule, o, rule->roles[k], vendor, managed_by);
            }
        }
    }
    hr_assignment_index_free(&index);
    return status;
}
