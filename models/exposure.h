/* Exposure: how many users of each operator and service could be listened to, because a compromised node (implanted,
 * or remotely controlled) lies on their primary path (MODEL 3).
 *
 * Primary path. For each role that a service requires, a user's path leads from the access node to an instance of the
 * role that serves the user's operator (its own, or a shared one), over primary edges of the intact network, through
 * transit-carrying nodes only. Of all such paths it is one with fewest hops, and of these the first in lexicographic
 * order of the node numbers from the access node on; this settles ties between instances too. Access node and
 * instance lie on it. Hence the next hop of every node is its smallest-numbered neighbour one hop nearer to an
 * instance, and the paths of all users of an operator to one role form a forest rooted at the instances. A service's
 * path is the union over the roles it requires. A role that cannot be reached adds nothing to it, but the access node
 * is on it always. Services of `any_operator` follow the same rule: the user's own operator carries the call in the
 * intact network.
 *
 * Method. Access nodes of one group (ledger_plan.h) share their paths. For every forest the groups are put in the
 * order of a depth-first tour, so that those below a node are one run of places. A place counts the compromised nodes
 * on its group's path to the forest's role; a group keeps a bit per role whether its count is above zero. All counts
 * are integers, so no order of events can change them.
 *
 * Cost. A stub: O(services). A transit node: O(1) for each group and role whose path passes it, so that compromising
 * every node of the network once costs the sum of the lengths of all groups' paths, and O(services) for each group
 * that becomes exposed or clean towards a role. A compromised node that is compromised again: O(1).
 */
#ifndef HR_MODELS_EXPOSURE_H
#define HR_MODELS_EXPOSURE_H

#include "models/ledger_plan.h"

/* The groups below a node in one forest: places [first, end). */
typedef struct {
    uint32_t first;
    uint32_t end;
    uint32_t slot; /* of the forest's role */
} hr_exposure_run;

typedef struct {
    const hr_ledger_plan *ledger;            /* borrowed: network, services, groups */
    uint32_t slot_services[HR_ROLES_MAX];    /* bit s: service s requires the role of the slot */
    uint32_t service_slots[HR_SERVICES_MAX]; /* bit k: the service requires the role of slot k */
    uint32_t place_count;
    uint32_t *place_group; /* [place] */
    uint32_t *run_start;   /* transit_count + 1, into runs */
    hr_exposure_run *runs;
} hr_exposure_plan;

/**
 * Finds all primary paths.
 *
 * @param ledger  the plan without backup edges; borrowed
 * @return        HR_FAILED without memory
 *
 * O((transit nodes + primary links + groups) * operators * required roles).
 */
hr_status hr_exposure_plan_init(hr_exposure_plan *plan, const hr_ledger_plan *ledger, hr_error *error);
void hr_exposure_plan_free(hr_exposure_plan *plan);

typedef struct {
    uint32_t clean_users;   /* at its access nodes that are not compromised themselves */
    uint32_t reached_slots; /* bit k: a compromised transit node lies on its path to the role of slot k */
} hr_exposure_group;

/* One worker's state. */
typedef struct {
    const hr_exposure_plan *plan; /* borrowed */
    uint16_t *compromised;        /* per node: by how many it is compromised now */
    uint32_t *on_path;            /* [place]: compromised nodes on the path */
    hr_exposure_group *groups;
    int64_t users[HR_OPERATORS_MAX][HR_SERVICES_MAX]; /* exposed now */
} hr_exposure;

hr_status hr_exposure_init(hr_exposure *exposure, const hr_exposure_plan *plan, hr_error *error);
void hr_exposure_free(hr_exposure *exposure);

/** Back to a network without a compromised node. O(nodes + places). */
void hr_exposure_reset(hr_exposure *exposure);

/** A node becomes compromised, or so by one more. */
void hr_exposure_compromise(hr_exposure *exposure, uint32_t node);

/** A compromised node is so by one less; with the last it is clean. */
void hr_exposure_clean(hr_exposure *exposure, uint32_t node);

/** Users of an operator that are exposed in a service now. */
static inline int64_t hr_exposure_users(const hr_exposure *exposure, uint32_t operator_id, uint32_t service)
{
    return exposure->users[operator_id][service];
}

#endif
