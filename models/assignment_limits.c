/* Limits on the vendors of an assignment: caps and exclusions. See assignment.h.
 *
 * All nodes that a limit could move, those of its vendors in one operator and role, are ordered once, whatever the cap:
 * - They are handed out to the takers along the curve, in stretches by largest remainder, as if all had to go.
 * - The nodes of one vendor in one taker's stretch are a cell. A node's turn is the share of its cell, in nodes or
 *   users, that lies before its middle; nodes go by their turn. So every run of first nodes takes the same share of
 *   every cell, to within a node: the vendors lose, and the takers gain, in proportion.
 * The cap only says how far the order is followed. O(nodes log nodes) per limit, by the sort.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/apportion.h"
#include "models/assignment_private.h"

typedef struct {
    double turn;
    uint32_t place; /* in the group */
    uint8_t taker;
} candidate;

/* Work on one operator and role. */
typedef struct {
    hr_assignment_index *index;
    const hr_vendor_limit *limit;
    uint32_t operator_id;
    hr_role role;
    hr_assignment_group group;
    int64_t *weights;
    candidate *candidates; /* room for every node of the group */
    uint8_t *vendor;
    int64_t total; /* of what the cap is a share of */
    int64_t held;  /* of it, by the limit's vendors */
    uint32_t held_nodes;
} limited_group;

typedef struct {
    uint32_t count;
    uint8_t vendors[HR_VENDORS_MAX];
    double shares[HR_VENDORS_MAX];
} taker_list;

static bool is_counted(const limited_group *g, uint32_t place)
{
    return !g->limit->is_of_sensitive || g->index->network->is_sensitive[g->group.nodes[place]];
}

static bool is_held(const limited_group *g, uint32_t place)
{
    uint8_t vendor = g->vendor[g->group.nodes[place]];
    return vendor < HR_VENDORS_MAX && g->limit->vendors[vendor] && is_counted(g, place);
}

static hr_status measure(limited_group *g, hr_error *error)
{
    int64_t all = 0;
    hr_status status = hr_assignment_weights(g->index, &g->group, g->limit->unit, g->role, g->weights, &all, error);
    g->total = 0;
    g->held = 0;
    g->held_nodes = 0;
    for (uint32_t i = 0; i < g->group.count && status == HR_OK; ++i) {
        g->total += is_counted(g, i) ? g->weights[i] : 0;
        g->held += is_held(g, i) ? g->weights[i] : 0;
        g->held_nodes += is_held(g, i);
    }
    return status;
}

/* The most that the limit's vendors may have. A product just below a whole number is that number: 0.35 x 20 is 7. */
static int64_t quota_of(const limited_group *g)
{
    return (int64_t)floor(g->limit->cap * (double)g->total * (1 + 1e-12));
}

/* ---- who takes ------------------------------------------------------------------------------------------------- */

/* Vendors that the limit or one before it concerns take nothing unless they are named. */
static void find_takers(const limited_group *g, const bool *is_limited, taker_list *takers)
{
    int64_t has[HR_VENDORS_MAX] = {0};
    for (uint32_t i = 0; i < g->group.count; ++i) {
        uint8_t vendor = g->vendor[g->group.nodes[i]];
        if (vendor < HR_VENDORS_MAX) {
            has[vendor] += g->weights[i];
        }
    }
    takers->count = 0;
    for (uint32_t v = 0; v < HR_VENDORS_MAX; ++v) {
        bool takes = g->limit->has_to ? g->limit->to[v] : has[v] > 0 && !is_limited[v];
        if (takes) {
            takers->vendors[takers->count] = (uint8_t)v;
            takers->shares[takers->count++] = g->limit->has_to ? 1 : (double)has[v];
        }
    }
}

static hr_status refuse(const limited_group *g, hr_error *error)
{
    return hr_error_set(error, HR_BAD_INPUT,
                        "%s, %s: the limit leaves nobody who could take the nodes that must change: name vendors in "
                        "`to`",
                        g->index->network->operator_names[g->operator_id], hr_role_forms[g->role].name);
}

/* ---- the order ------------------------------------------------------------------------------------------------- */

static int compare_candidates(const void *left, const void *right)
{
    const candidate *a = left;
    const candidate *b = right;
    if (a->turn != b->turn) {
        return a->turn < b->turn ? -1 : 1;
    }
    return (a->place > b->place) - (a->place < b->place);
}

/* Hands the candidates out along the curve: a taker's stretch ends with the node that reaches its quota. */
static hr_status hand_out(limited_group *g, const taker_list *takers, uint32_t count, hr_error *error)
{
    int64_t quotas[HR_VENDORS_MAX];
    hr_status status = hr_apportion_remainders(takers->shares, takers->count, g->held, 0, quotas, error);
    uint32_t t = 0;
    int64_t handed = 0;
    int64_t end = quotas[0];
    for (uint32_t i = 0; i < count && status == HR_OK; ++i) {
        while (handed >= end && t + 1 < takers->count && handed < g->held) {
            end += quotas[++t];
        }
        g->candidates[i].taker = takers->vendors[t];
        handed += g->weights[g->candidates[i].place];
    }
    return status;
}

static hr_status take_turns(limited_group *g, uint32_t count, hr_error *error)
{
    int64_t(*cells)[HR_VENDORS_MAX] = calloc(HR_VENDORS_MAX, sizeof *cells); /* [vendor][taker]: weight */
    int64_t(*before)[HR_VENDORS_MAX] = calloc(HR_VENDORS_MAX, sizeof *before);
    if (cells == NULL || before == NULL) {
        free(cells);
        free(before);
        return hr_error_set(error, HR_FAILED, "out of memory for a limit");
    }
    for (uint32_t i = 0; i < count; ++i) {
        uint32_t place = g->candidates[i].place;
        cells[g->vendor[g->group.nodes[place]]][g->candidates[i].taker] += g->weights[place];
    }
    for (uint32_t i = 0; i < count; ++i) {
        candidate *c = &g->candidates[i];
        uint8_t vendor = g->vendor[g->group.nodes[c->place]];
        double cell = (double)cells[vendor][c->taker];
        double weight = (double)g->weights[c->place];
        c->turn = cell > 0 ? ((double)before[vendor][c->taker] + weight / 2) / cell : 0;
        before[vendor][c->taker] += g->weights[c->place];
    }
    qsort(g->candidates, count, sizeof *g->candidates, compare_candidates);
    free(cells);
    free(before);
    return HR_OK;
}

/* All nodes that the limit could move, in the order in which it does. */
static hr_status order_candidates(limited_group *g, const taker_list *takers, hr_error *error)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->group.count; ++i) {
        if (is_held(g, i)) {
            g->candidates[count++].place = i;
        }
    }
    hr_status status = hand_out(g, takers, count, error);
    return status == HR_OK ? take_turns(g, count, error) : status;
}

/* ---- one operator and role ------------------------------------------------------------------------------------- */

static hr_status limit_group(limited_group *g, const bool *is_limited, hr_error *error)
{
    taker_list takers;
    hr_assignment_order_by_curve(g->index, g->operator_id, g->role);
    hr_status status = measure(g, error);
    int64_t excess = g->held - quota_of(g);
    bool is_closed = g->limit->cap <= 0 && g->held_nodes > 0; /* nodes without users go too */
    if (status != HR_OK || (excess <= 0 && !is_closed)) {
        return status;
    }
    find_takers(g, is_limited, &takers);
    if (takers.count == 0) {
        return refuse(g, error);
    }
    status = order_candidates(g, &takers, error);
    for (uint32_t i = 0; i < g->held_nodes && status == HR_OK && (excess > 0 || is_closed); ++i) {
        const candidate *c = &g->candidates[i];
        g->vendor[g->group.nodes[c->place]] = c->taker;
        excess -= g->weights[c->place];
    }
    return status;
}

static hr_status check_group(limited_group *g, hr_error *error)
{
    hr_status status = measure(g, error);
    if (status != HR_OK || g->held <= quota_of(g)) {
        return status;
    }
    return hr_error_set(error, HR_BAD_INPUT,
                        "%s, %s: a later limit gives vendors of this one too much back: they have %lld of %lld %s, "
                        "which is more than a share of %g",
                        g->index->network->operator_names[g->operator_id], hr_role_forms[g->role].name,
                        (long long)g->held, (long long)g->total, g->limit->unit == HR_QUOTA_USERS ? "users" : "nodes",
                        g->limit->cap);
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

static bool is_over(const hr_vendor_limit *limit, uint32_t operator_id, hr_role role)
{
    bool has_role = false;
    for (uint32_t k = 0; k < limit->role_count; ++k) {
        has_role = has_role || limit->roles[k] == role;
    }
    return has_role && hr_assignment_names_operator(limit->operators, limit->operator_mask_count, operator_id);
}

/* Applies all limits that are over one operator and role, in order, then looks at each again. */
static hr_status limit_role(limited_group *g, const hr_vendor_limit *const *limits, size_t limit_count, size_t *broken,
                            hr_error *error)
{
    bool is_limited[HR_VENDORS_MAX] = {false};
    hr_status status = HR_OK;
    for (size_t round = 0; round < 2; ++round) {
        for (size_t k = 0; k < limit_count && status == HR_OK; ++k) {
            if (!is_over(limits[k], g->operator_id, g->role)) {
                continue;
            }
            for (uint32_t v = 0; v < HR_VENDORS_MAX; ++v) {
                is_limited[v] = is_limited[v] || limits[k]->vendors[v];
            }
            g->limit = limits[k];
            *broken = k;
            status = round == 0 ? limit_group(g, is_limited, error) : check_group(g, error);
        }
    }
    return status;
}

hr_status hr_assignment_limit(const hr_network *network, const hr_vendor_limit *const *limits, size_t limit_count,
                              uint64_t seed, uint8_t *vendor, size_t *broken, hr_error *error)
{
    hr_assignment_index index;
    for (size_t k = 0; k < limit_count; ++k) {
        assert(limits[k]->cap >= 0 && limits[k]->cap <= 1);
    }
    if (limit_count == 0) {
        return HR_OK;
    }
    int64_t *weights = malloc(network->node_count * sizeof *weights);
    candidate *candidates = malloc(network->node_count * sizeof *candidates);
    hr_status status = hr_assignment_index_init(&index, network, seed, error);
    if (status == HR_OK && (weights == NULL || candidates == NULL)) {
        status = hr_error_set(error, HR_FAILED, "out of memory for limits on %u nodes", network->node_count);
    }
    for (uint32_t o = 0; o < network->operator_count; ++o) {
        for (uint32_t r = 0; r < HR_ROLE_COUNT && status == HR_OK; ++r) {
            limited_group group = {.index = &index,
                                   .operator_id = o,
                                   .role = (hr_role)r,
                                   .weights = weights,
                                   .candidates = candidates,
                                   .vendor = vendor};
            group.group = hr_assignment_group_of(&index, o, (hr_role)r);
            if (group.group.count > 0) {
                status = limit_role(&group, limits, limit_count, broken, error);
            }
        }
    }
    free(weights);
    free(candidates);
    hr_assignment_index_free(&index);
    return status;
}
