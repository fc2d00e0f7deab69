/* How concentrated an assignment is: Herfindahl-Hirschman index over vendors or their classes (MODEL 4). O(nodes +
 * links). */
#include <math.h>
#include <stdlib.h>

#include "models/assignment.h"
#include "models/hierarchy.h"

static double hhi_of(const int64_t *sums)
{
    int64_t total = 0;
    double squares = 0;
    for (int c = 0; c <= UINT8_MAX; ++c) {
        total += sums[c];
    }
    for (int c = 0; c <= UINT8_MAX; ++c) {
        double share = (double)sums[c] / (double)(total > 0 ? total : 1);
        squares += share * share;
    }
    return total > 0 ? squares : NAN;
}

/* Users attached to every node; NULL when nodes are counted, or without memory. */
static int64_t *attached_users(const hr_network *network, hr_quota_unit unit)
{
    int64_t *attached = unit == HR_QUOTA_USERS ? malloc(network->node_count * sizeof *attached) : NULL;
    if (attached != NULL) {
        hr_network_attached_users(network, attached);
    }
    return attached;
}

double hr_assignment_hhi(const hr_network *network, const uint8_t *vendor, hr_role role, hr_quota_unit unit,
                         const uint8_t *label)
{
    int64_t nodes[UINT8_MAX + 1] = {0};
    int64_t users[UINT8_MAX + 1] = {0};
    int64_t user_sum = 0;
    int64_t *attached = attached_users(network, unit);
    if (unit == HR_QUOTA_USERS && attached == NULL) {
        return NAN;
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (vendor[n] != HR_NO_VENDOR && (role == HR_ROLE_COUNT || network->role[n] == role)) {
            uint8_t class = label != NULL ? label[vendor[n]] : vendor[n];
            ++nodes[class];
            users[class] += attached != NULL ? attached[n] : 0;
            user_sum += attached != NULL ? attached[n] : 0;
        }
    }
    free(attached);
    return hhi_of(user_sum > 0 ? users
                               : nodes); /* roles to which nobody is attached are counted in nodes, as quotas are */
}
