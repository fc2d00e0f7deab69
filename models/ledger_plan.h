/* The service ledger's plan: what stays the same over all replications (MODEL 3).
 *
 * Stubs that share area, operator, role and the same usable parents in the same order behave alike towards the
 * transit graph: they form one *group*, whose users are a sum. A transit node that serves users itself is a group
 * with itself as only parent. Groups of one area, operator and role form a *cell*: within it, radio overlap moves
 * users of lost stubs to the others. Within a cell groups are ordered by their lists of parents, compared number by
 * number, the shorter first. Cells of radio sites of one area, of two operators or more, form a *place*: within it,
 * roaming carries users of one operator by the others. A plan exists per set of usable edges: with backup edges
 * (failover on) or without.
 */
#ifndef HR_MODELS_LEDGER_PLAN_H
#define HR_MODELS_LEDGER_PLAN_H

#include "models/service.h"

enum { HR_MASK_WORDS_MAX = 8 };

/* A set of function classes. Class = (required role, operator), then one per OSS node's (operator, vendor). */
typedef struct {
    uint64_t words[HR_MASK_WORDS_MAX];
} hr_function_mask;

/* A group: what changes and what it is, in half a cache line, since outages and restorations touch groups at random.
 * Users are those of its nodes in service, of those out of service, and what it asks of its components now (its users
 * in service and those it carries for others of its cell). A network's users fit 32 bits (network.h). */
typedef struct {
    uint32_t up_users;
    uint32_t lost_users;
    uint32_t demand;
    uint32_t up_nodes;

    uint32_t area;
    uint32_t cell;         /* first group of its cell: a cell is a run of groups of one number */
    uint32_t parent_start; /* into group_parents; the next group's is the end */
    uint8_t operator_id;
    uint8_t role;
    uint8_t services;    /* bit s: the group's users have service s */
    uint8_t has_overlap; /* its users can be carried by other stubs of its cell, and the other way round */
} hr_ledger_group;

/* Cells of radio sites of one area, by operator: a run of groups. */
typedef struct {
    uint32_t first; /* group */
    uint32_t end;
    uint32_t cell_count; /* operators */
    uint32_t pairs;      /* sum of groups times cells over the places before */
} hr_ledger_place;

/* Where a node counts in the ledger. */
typedef struct {
    uint32_t group; /* HR_NO_NODE for nodes that no service's users are at */
    uint32_t users;
} hr_ledger_access;

typedef struct {
    const hr_network *network; /* borrowed */
    hr_service services[HR_SERVICES_MAX];
    uint32_t service_count;
    hr_overlap overlap;
    bool backup_usable;

    uint32_t operator_count;
    uint32_t role_slot[HR_ROLE_COUNT]; /* slot of a required role, or UINT32_MAX */
    uint32_t role_slot_count;
    uint32_t function_count; /* classes: role slots x operators, then OSS classes */
    uint32_t mask_words;
    uint32_t oss_class[HR_OPERATORS_MAX][UINT8_MAX + 1]; /* class of (operator, vendor), or UINT32_MAX */
    hr_function_mask required[HR_OPERATORS_MAX][HR_SERVICES_MAX];
    hr_function_mask oss_mask; /* all OSS classes */
    uint32_t function_node_count;
    uint32_t *function_nodes; /* transit nodes of a required role or an OSS class, ascending */

    /* usable links between transit nodes: node n's are link_node[link_start[n]] .. [link_start[n + 1]] */
    uint32_t *link_start;
    uint32_t *link_node;

    uint32_t group_count;
    hr_ledger_group *groups;  /* group_count + 1, the last of no cell; as they are with every node in service */
    hr_ledger_access *access; /* node_count */
    uint32_t *group_parents;
    uint32_t *node_group_start; /* transit_count + 1, into node_groups: groups with that node among their parents */
    uint32_t *node_groups;

    uint32_t place_count;
    hr_ledger_place *places; /* place_count + 1, the last empty */
    uint32_t *group_place;   /* per group: its place, or UINT32_MAX when nobody can roam there */
    uint32_t roaming_count;
    uint32_t roaming_services[HR_SERVICES_MAX]; /* services that radio sites give to their own operator's users */

    /* users by area and operator of every any_operator service: index (any * area_count + area) * operator_count +
     * operator */
    uint32_t any_count;
    uint32_t any_services[HR_SERVICES_MAX];
    uint32_t *any_users;

    int64_t users[HR_OPERATORS_MAX][HR_SERVICES_MAX]; /* users of a service by their own operator */
    uint16_t *area_region;                            /* [area]: region of its first node */
    uint32_t *region_users;                           /* [region]: headline users in its areas */
} hr_ledger_plan;

/** Builds a plan; the network is borrowed. HR_BAD_INPUT when a service has no user anywhere or requires no role.
 *  Overlap is between stubs: shares of roles that carry transit are not used. O(nodes log nodes + links). */
hr_status hr_ledger_plan_init(hr_ledger_plan *plan, const hr_network *network, const hr_service *services,
                              uint32_t service_count, const hr_overlap *overlap, bool backup_usable, hr_error *error);
void hr_ledger_plan_free(hr_ledger_plan *plan);

/** Class of a required role's function for an operator. */
static inline uint32_t hr_ledger_function_class(const hr_ledger_plan *plan, hr_role role, uint32_t operator_id)
{
    return plan->role_slot[role] * plan->operator_count + operator_id;
}

static inline void hr_function_mask_add(hr_function_mask *mask, uint32_t function_class)
{
    mask->words[function_class / 64] |= UINT64_C(1) << (function_class % 64);
}

#endif
