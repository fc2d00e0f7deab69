/* Nodes by operator and role, and orders among them. See assignment_private.h.
 *
 * Orders are radix sorts of 32-bit keys: stable, so that nodes with equal keys stay in the order of their numbers.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "models/assignment_private.h"
#include "models/hierarchy.h"
#include "models/purposes.h"
#include "sim/engine/random.h"

static uint32_t slot_of(uint32_t operator_id, uint32_t role)
{
    return operator_id * HR_ROLE_COUNT + role;
}

/* A counting sort, which leaves the nodes of a group in the order of their numbers. */
static uint32_t fill_groups(hr_assignment_index *index)
{
    const hr_network *network = index->network;
    uint32_t slots = network->operator_count * HR_ROLE_COUNT;
    uint32_t largest = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        ++index->start[slot_of(network->operator_id[n], network->role[n]) + 1];
    }
    for (uint32_t s = 0; s < slots; ++s) {
        largest = index->start[s + 1] > largest ? index->start[s + 1] : largest;
        index->start[s + 1] += index->start[s];
    }
    for (uint32_t n = network->node_count; n-- > 0;) {
        index->nodes[--index->start[slot_of(network->operator_id[n], network->role[n]) + 1]] = n;
    }
    for (uint32_t s = 0; s < slots; ++s) { /* each slot's end now holds its beginning */
        index->start[s] = index->start[s + 1];
    }
    index->start[slots] = network->node_count;
    return largest;
}

hr_status hr_assignment_index_init(hr_assignment_index *index, const hr_network *network, uint64_t seed,
                                   hr_error *error)
{
    size_t slots = (size_t)network->operator_count * HR_ROLE_COUNT;
    memset(index, 0, sizeof *index);
    index->network = network;
    index->seed = seed;
    index->nodes = malloc(network->node_count * sizeof *index->nodes);
    index->start = calloc(slots + 1, sizeof *index->start);
    if (index->nodes == NULL || index->start == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the order of %u nodes", network->node_count);
    }
    uint32_t largest = fill_groups(index);
    index->sort_space = malloc(2 * (size_t)largest * sizeof *index->sort_space);
    if (index->sort_space == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the order of %u nodes", network->node_count);
    }
    return HR_OK;
}

void hr_assignment_index_free(hr_assignment_index *index)
{
    free(index->nodes);
    free(index->start);
    free(index->attached);
    free(index->sort_space);
    memset(index, 0, sizeof *index);
}

hr_assignment_group hr_assignment_group_of(const hr_assignment_index *index, uint32_t operator_id, hr_role role)
{
    assert(operator_id < index->network->operator_count && role < HR_ROLE_COUNT);
    uint32_t slot = slot_of(operator_id, role);
    return (hr_assignment_group){index->nodes + index->start[slot], index->start[slot + 1] - index->start[slot]};
}

/* ---- orders ---------------------------------------------------------------------------------------------------- */

/* Ascending by the upper 32 bits; equal ones stay as they are. The result is in `items`. */
static void radix_sort(uint64_t *items, uint64_t *space, uint32_t count)
{
    enum { DIGIT_BITS = 8, DIGITS = 4, VALUES = 1 << DIGIT_BITS };
    for (int digit = 0; digit < DIGITS; ++digit) {
        uint32_t next[VALUES + 1] = {0};
        int shift = 32 + digit * DIGIT_BITS;
        for (uint32_t i = 0; i < count; ++i) {
            ++next[(items[i] >> shift & (VALUES - 1)) + 1];
        }
        for (int v = 0; v < VALUES; ++v) {
            next[v + 1] += next[v];
        }
        for (uint32_t i = 0; i < count; ++i) {
            space[next[items[i] >> shift & (VALUES - 1)]++] = items[i];
        }
        uint64_t *sorted = space;
        space = items;
        items = sorted;
    }
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void sort_group(hr_assignment_index *index, const hr_assignment_group *group)
{
    radix_sort(index->sort_space, index->sort_space + group->count, group->count);
    for (uint32_t i = 0; i < group->count; ++i) {
        group->nodes[i] = (uint32_t)index->sort_space[i];
    }
}

/* Back to the order of numbers, which decides among equal keys. */
static hr_assignment_group reset_group(hr_assignment_index *index, uint32_t operator_id, hr_role role)
{
    hr_assignment_group group = hr_assignment_group_of(index, operator_id, role);
    bool is_sorted = true;
    for (uint32_t i = 1; i < group.count && is_sorted; ++i) {
        is_sorted = group.nodes[i - 1] < group.nodes[i];
    }
    if (!is_sorted) {
        qsort(group.nodes, group.count, sizeof *group.nodes, compare_numbers);
    }
    return group;
}

void hr_assignment_order_by_curve(hr_assignment_index *index, uint32_t operator_id, hr_role role)
{
    const hr_network *network = index->network;
    hr_random random = {.seed = index->seed, .replication = 0};
    uint32_t words[4];
    hr_assignment_group group = reset_group(index, operator_id, role);
    hr_random_block(&random, HR_PURPOSE_CURVE_START, operator_id, 0, words);
    for (uint32_t i = 0; i < group.count; ++i) {
        uint32_t n = group.nodes[i];
        index->sort_space[i] = (uint64_t)(network->curve_place[n] - words[0]) << 32 |
                               n; /* the curve is closed: places wrap */
    }
    sort_group(index, &group);
}

void hr_assignment_order_by_shuffle(hr_assignment_index *index, uint32_t operator_id, hr_role role, uint32_t purpose)
{
    hr_random random = {.seed = index->seed, .replication = 0};
    hr_assignment_group group = reset_group(index, operator_id, role);
    for (uint32_t i = 0; i < group.count; ++i) {
        uint32_t words[4];
        hr_random_block(&random, purpose, group.nodes[i], 0, words);
        index->sort_space[i] = (uint64_t)words[0] << 32 | group.nodes[i];
    }
    sort_group(index, &group);
}

/* ---- quotas ---------------------------------------------------------------------------------------------------- */

static hr_status find_attached(hr_assignment_index *index, hr_error *error)
{
    if (index->attached == NULL) {
        index->attached = malloc(index->network->node_count * sizeof *index->attached);
        if (index->attached == NULL) {
            return hr_error_set(error, HR_FAILED, "out of memory for the users of %u nodes",
                                index->network->node_count);
        }
        hr_network_attached_users(index->network, index->attached);
    }
    return HR_OK;
}

hr_status hr_assignment_weights(hr_assignment_index *index, const hr_assignment_group *group, hr_quota_unit unit,
                                uint32_t role, int64_t *weights, int64_t *total, hr_error *error)
{
    const hr_network *network = index->network;
    bool is_stub = !hr_role_forms[role].is_transit;
    hr_status status = unit == HR_QUOTA_USERS && !is_stub ? find_attached(index, error) : HR_OK;
    *total = 0;
    for (uint32_t i = 0; i < group->count && status == HR_OK && unit == HR_QUOTA_USERS; ++i) {
        weights[i] = is_stub ? network->users[group->nodes[i]] : index->attached[group->nodes[i]];
        *total += weights[i];
    }
    if (status == HR_OK && *total == 0) {
        for (uint32_t i = 0; i < group->count; ++i) {
            weights[i] = 1;
        }
        *total = group->count;
    }
    return status;
}

bool hr_assignment_names_operator(const uint32_t *operators, uint32_t count, uint32_t operator_id)
{
    bool is_named = count == 0;
    for (uint32_t i = 0; i < count && !is_named; ++i) {
        is_named = operators[i] == operator_id;
    }
    return is_named;
}
