/* Components of the transit graph for the service ledger, and what each holds: functions, capacity, users (MODEL 3).
 *
 * Union-find over transit nodes (union by size, path halving: Tarjan and van Leeuwen 1984), with the members of a
 * component in a circle so that they can be walked. Sums are valid at the roots of nodes in service. Components join;
 * outages build them anew, or take out of one what they separate from it.
 *
 * With roaming, a component's functions of one operator also carry *roamers*: users of other operators, after its own
 * users. Roamers are summed by (operator, service, home operator) in a block for each component with functions; the
 * block is that of one of its function nodes, so that there are few.
 */
#ifndef HR_MODELS_LEDGER_COMPONENTS_H
#define HR_MODELS_LEDGER_COMPONENTS_H

#include "models/ledger_cut.h"
#include "models/ledger_plan.h"

/* One (operator, service) of a component: users that count in it, and how many of them its functions can carry. */
typedef struct {
    uint32_t users;
    uint32_t room; /* 0 when a required function is missing; at least any number of users when capacity is unlimited */
} hr_ledger_tally;

typedef struct {
    const hr_ledger_plan *plan; /* borrowed */
    uint32_t *parent;
    uint32_t *size;
    uint32_t *next_member; /* circular list of a component's nodes */
    hr_function_mask *functions;
    hr_ledger_tally *tallies; /* [transit][operator][service] */
    int64_t *capacity;        /* [transit][role slot][operator] */
    uint8_t *available;       /* [transit][operator]: bit s: all functions of service s are present */

    bool has_roaming;           /* of this replication: the fields below are in use */
    hr_function_mask home_mask; /* classes that home operators provide for their roamers */
    uint32_t *roamers;          /* [function node][operator][service][all, then by home operator] */
    uint32_t *roamer_block;     /* [transit]: index in function_nodes; UINT32_MAX at roots without functions */
} hr_ledger_components;

typedef int64_t hr_ledger_served_users[HR_OPERATORS_MAX][HR_SERVICES_MAX];

/** Allocates for a plan's network, operators and services, and for roamers if there may be any; false without memory.
 *  Free it either way. */
bool hr_ledger_components_init(hr_ledger_components *components, const hr_ledger_plan *plan, bool may_roam);
void hr_ledger_components_free(hr_ledger_components *components);

/** Root of a transit node in service. */
static inline uint32_t hr_ledger_components_find(hr_ledger_components *components, uint32_t node)
{
    uint32_t *parent = components->parent;
    while (parent[node] != node) {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}

static inline int64_t hr_ledger_tally_served(const hr_ledger_tally *tally)
{
    return tally->users < tally->room ? tally->users : tally->room;
}

/** The tallies of a root for one operator, [service]. */
static inline hr_ledger_tally *hr_ledger_components_tallies(hr_ledger_components *components, uint32_t root,
                                                            uint32_t operator_id)
{
    const hr_ledger_plan *plan = components->plan;
    return &components->tallies[((size_t)root * plan->operator_count + operator_id) * plan->service_count];
}

/** Bit s of the answer: the component of a root has all functions of service s for the operator. */
static inline uint32_t hr_ledger_components_available(const hr_ledger_components *components, uint32_t root,
                                                      uint32_t operator_id)
{
    return components->available[(size_t)root * components->plan->operator_count + operator_id];
}

/** Users of an operator more or less (by wrap-around) that count in the component of a root, with roaming; served is
 *  kept right. O(operators). */
void hr_ledger_components_add_users(hr_ledger_components *components, uint32_t root, uint32_t operator_id, uint32_t s,
                                    uint32_t change, hr_ledger_served_users served);
/** Users of a home operator more or less that the functions of an operator carry there. */
void hr_ledger_components_add_roamers(hr_ledger_components *components, uint32_t root, uint32_t operator_id, uint32_t s,
                                      uint32_t home_id, uint32_t change, hr_ledger_served_users served);

/** Whether the component of a root has all functions of a set. */
static inline bool hr_ledger_components_has(const hr_ledger_components *components, uint32_t root,
                                            const hr_function_mask *part)
{
    uint64_t missing = 0;
    for (uint32_t w = 0; w < components->plan->mask_words; ++w) {
        missing |= part->words[w] & ~components->functions[root].words[w];
    }
    return missing == 0;
}

/** Components of the nodes in service, with functions and capacity, without users. O(transit nodes + links). */
void hr_ledger_components_build(hr_ledger_components *components, const uint8_t *in_service);

/** Takes a node that fell, and the pieces that it separates, out of its component. None of them is a function, and nobody
 *  counts at any of them any more. O(transit nodes). */
void hr_ledger_components_cut(hr_ledger_components *components, const uint8_t *in_service, uint32_t node,
                              const hr_ledger_cut *cut);

/** A node that returns: a component of its own, without users. */
void hr_ledger_components_start(hr_ledger_components *components, uint32_t node);

/** Adds what every component serves to served. O(components with functions * operators * services). */
void hr_ledger_components_count(const hr_ledger_components *components, const uint8_t *in_service,
                                hr_ledger_served_users served);

/* What the former members of a component gained by a join. */
typedef struct {
    uint32_t member; /* any of them */
    bool service;    /* some operator gained some service */
    bool oss;
    bool home; /* a function that some home operator provides for its roamers */
} hr_ledger_gain;

typedef struct {
    bool is_joined; /* false: they were one component already, and nothing else here holds */
    hr_ledger_gain gains[2];
} hr_ledger_join;

/**
 * Joins the components of two nodes in service and keeps served right. The circles of members stay apart, so that
 * each can be walked for what it gained, until hr_ledger_components_close.
 */
hr_ledger_join hr_ledger_components_join(hr_ledger_components *components, uint32_t first, uint32_t second,
                                         hr_ledger_served_users served);
void hr_ledger_components_close(hr_ledger_components *components, const hr_ledger_join *join);

/** Whether `after` has an OSS class that `before` has not. */
bool hr_ledger_gains_oss(const hr_ledger_plan *plan, const hr_function_mask *before, const hr_function_mask *after);

/** Whether a transit node is a function or an OSS. */
bool hr_ledger_is_function(const hr_ledger_plan *plan, uint32_t node);

/** Class of the OSS that a transit node is, or UINT32_MAX. */
uint32_t hr_ledger_oss_class(const hr_ledger_plan *plan, uint32_t node);

#endif
