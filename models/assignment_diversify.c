/* Diverse homing: swapping vendors between parents until no swap helps more children. See assignment.h.
 *
 * Greedy local search. A *pair* is a dual-homed child's two first parents among the group's nodes. Each pair of one
 * class (vendor or state) is looked at in turn; each of its two parents looks outwards along the curve, nearest
 * first, for a node of another class whose exchange of vendors makes more pairs diverse than it spoils. Near swaps
 * come first so that regions stay what they were as far as possible. Every swap adds at least one diverse pair, so
 * the search ends, after at most O(pairs) passes of O(pairs x nodes of the group x pairs per node).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "models/assignment_private.h"
#include "models/hierarchy.h"

enum { NO_CLASS = UINT8_MAX };

typedef struct {
    hr_assignment_group group; /* in the curve's order; a *rank* is a position in it */
    uint32_t *rank_of_node;    /* HR_NO_NODE for nodes outside the group */
    uint32_t pair_count;
    uint32_t (*pairs)[2]; /* ranks */
    uint32_t *start;      /* [rank], and one more, into others */
    uint32_t *others;     /* ranks of the other parents of a rank's dual-homed children */
    uint8_t *classes;     /* [rank] */
} homing;

/* The first two parents of a node within the group. */
static bool find_pair(const homing *homes, const hr_network *network, uint32_t node, uint32_t pair[2])
{
    uint32_t found = 0;
    uint32_t end = node < network->transit_count ? network->stub_start[node] : network->link_start[node + 1];
    for (uint32_t k = network->link_start[node]; k < end && found < 2; ++k) {
        uint32_t neighbour = network->links[k].node;
        uint32_t rank = homes->rank_of_node[neighbour];
        if (rank != HR_NO_NODE && hr_network_is_parent(network, node, neighbour) && (found == 0 || pair[0] != rank)) {
            pair[found++] = rank;
        }
    }
    return found == 2;
}

static void index_pairs(homing *homes)
{
    for (uint32_t p = 0; p < homes->pair_count; ++p) {
        ++homes->start[homes->pairs[p][0] + 1];
        ++homes->start[homes->pairs[p][1] + 1];
    }
    for (uint32_t r = 0; r < homes->group.count; ++r) {
        homes->start[r + 1] += homes->start[r];
    }
    for (uint32_t p = homes->pair_count; p-- > 0;) {
        homes->others[--homes->start[homes->pairs[p][0] + 1]] = homes->pairs[p][1];
        homes->others[--homes->start[homes->pairs[p][1] + 1]] = homes->pairs[p][0];
    }
    memmove(homes->start, homes->start + 1, homes->group.count * sizeof *homes->start);
    homes->start[homes->group.count] = 2 * homes->pair_count;
}

static hr_status find_pairs(homing *homes, const hr_network *network, hr_error *error)
{
    size_t count = homes->group.count;
    uint32_t pair[2];
    homes->rank_of_node = malloc(network->node_count * sizeof *homes->rank_of_node);
    homes->start = calloc(count + 2, sizeof *homes->start);
    homes->classes = calloc(count + 1, sizeof *homes->classes);
    if (homes->rank_of_node == NULL || homes->start == NULL || homes->classes == NULL) {
        goto no_memory;
    }
    memset(homes->rank_of_node, 0xff, network->node_count * sizeof *homes->rank_of_node);
    for (uint32_t r = 0; r < count; ++r) {
        homes->rank_of_node[homes->group.nodes[r]] = r;
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        homes->pair_count += find_pair(homes, network, n, pair);
    }
    homes->pairs = calloc((size_t)homes->pair_count + 1, sizeof *homes->pairs);
    homes->others = calloc(2 * (size_t)homes->pair_count + 1, sizeof *homes->others);
    if (homes->pairs == NULL || homes->others == NULL) {
        goto no_memory;
    }
    for (uint32_t n = 0, p = 0; n < network->node_count; ++n) {
        if (find_pair(homes, network, n, pair)) {
            memcpy(homes->pairs[p++], pair, sizeof pair);
        }
    }
    index_pairs(homes);
    return HR_OK;
no_memory:
    return hr_error_set(error, HR_FAILED, "out of memory for the homing of %zu nodes", count);
}

/* ---- search ---------------------------------------------------------------------------------------------------- */

/* Diverse pairs gained when `rank` goes from its class to another, `partner` the other way. A pair of the two stays
 * diverse. */
static int32_t gain_at(const homing *homes, uint32_t rank, uint8_t to, uint32_t partner)
{
    uint8_t from = homes->classes[rank];
    int32_t gain = 0;
    for (uint32_t k = homes->start[rank]; k < homes->start[rank + 1]; ++k) {
        uint32_t other = homes->others[k];
        if (other != partner) {
            gain += (homes->classes[other] == from) - (homes->classes[other] == to);
        }
    }
    return gain;
}

static bool swap_if_better(homing *homes, uint32_t rank, uint32_t partner, uint8_t *vendor)
{
    uint8_t own = homes->classes[rank];
    uint8_t theirs = homes->classes[partner];
    if (own == theirs || own == NO_CLASS || theirs == NO_CLASS ||
        gain_at(homes, rank, theirs, partner) + gain_at(homes, partner, own, rank) <= 0) {
        return false;
    }
    uint8_t *first = &vendor[homes->group.nodes[rank]];
    uint8_t *second = &vendor[homes->group.nodes[partner]];
    uint8_t kept = *first;
    *first = *second;
    *second = kept;
    homes->classes[rank] = theirs;
    homes->classes[partner] = own;
    return true;
}

/* Looks outwards along the closed curve; both directions at each distance. */
static bool swap_nearest(homing *homes, uint32_t rank, uint8_t *vendor)
{
    uint32_t count = homes->group.count;
    for (uint32_t distance = 1; distance <= count / 2; ++distance) {
        if (swap_if_better(homes, rank, (rank + distance) % count, vendor) ||
            swap_if_better(homes, rank, (rank + count - distance) % count, vendor)) {
            return true;
        }
    }
    return false;
}

static void search(homing *homes, uint8_t *vendor)
{
    bool has_swapped = true;
    while (has_swapped) {
        has_swapped = false;
        for (uint32_t p = 0; p < homes->pair_count; ++p) {
            uint32_t first = homes->pairs[p][0];
            uint32_t second = homes->pairs[p][1];
            if (homes->classes[first] == homes->classes[second]) {
                has_swapped |= swap_nearest(homes, first, vendor) || swap_nearest(homes, second, vendor);
            }
        }
    }
}

static bool has_two_classes(const homing *homes)
{
    bool differs = false;
    for (uint32_t r = 1; r < homes->group.count && !differs; ++r) {
        differs = homes->classes[r] != homes->classes[0];
    }
    return differs;
}

hr_status hr_assignment_diversify(const hr_network *network, uint32_t operator_id, hr_role parent_role,
                                  hr_diverse_homing what, const uint8_t *state_of, uint8_t *vendor, uint32_t *diverse,
                                  uint32_t *dual, hr_error *error)
{
    hr_assignment_index index;
    homing homes = {.pair_count = 0};
    *diverse = 0;
    *dual = 0;
    hr_status status = hr_assignment_index_init(&index, network, 0, error);
    if (status == HR_OK) {
        hr_assignment_order_by_curve(&index, operator_id, parent_role);
        homes.group = hr_assignment_group_of(&index, operator_id, parent_role);
        status = find_pairs(&homes, network, error);
    }
    if (status == HR_OK) {
        for (uint32_t r = 0; r < homes.group.count; ++r) {
            uint8_t v = vendor[homes.group.nodes[r]];
            assert(what != HR_DIVERSE_STATE || v == HR_NO_VENDOR || state_of[v] != NO_CLASS);
            homes.classes[r] = v == HR_NO_VENDOR ? NO_CLASS : what == HR_DIVERSE_STATE ? state_of[v] : v;
        }
        if (what != HR_DIVERSE_NO && has_two_classes(&homes)) {
            search(&homes, vendor);
        }
        for (uint32_t p = 0; p < homes.pair_count; ++p) {
            *diverse += homes.classes[homes.pairs[p][0]] != homes.classes[homes.pairs[p][1]];
        }
        *dual = homes.pair_count;
    }
    free(homes.rank_of_node);
    free(homes.pairs);
    free(homes.start);
    free(homes.others);
    free(homes.classes);
    hr_assignment_index_free(&index);
    return status;
}
