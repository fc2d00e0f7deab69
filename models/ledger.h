/* The service ledger: how many users of each operator have each service, kept exact through outages and restorations
 * (MODEL 3).
 *
 * Method. In-service transit nodes and usable edges form components, kept by union-find (union by size, path halving:
 * Tarjan and van Leeuwen, JACM 31, 1984, 245-281). A root carries the users that count in its component and the room
 * for them (by operator and service), the capacity present (by role and operator), and the set of functions present.
 * Restorations only join components: they are merges. A transit node that falls alone and is no function is taken out
 * with what it separates (ledger_cut.h). Other transit outages mark the ledger stale, and the next hr_ledger_settle
 * rebuilds the components once, however many nodes fell at that instant. Stubs never enter the union-find: a stub's
 * outage or restoration changes its group's sum, and those of its cell where cells overlap. All counts are integers, so
 * no order of events can change them.
 *
 * Roaming (MODEL 7.8), when it is on. In each area, and for each service that radio sites give to their own operator's
 * users:
 *   - users *ask* for the service elsewhere when they are at a lost stub and overlap does not carry them, or when
 *     their own operator's stub is in service and no parent of it gives the service;
 *   - an operator's *room* is the headroom share of the users in service at its stubs that have the service, less the
 *     users whom these stubs carry by overlap; it is dealt to its groups in proportion to users in service;
 *   - a group is *open* to users of another operator when the component that it counts in for the service also has
 *     the functions that the home operator must provide, of those that the service requires: the visited network
 *     asks the home subscriber database;
 *   - if more users ask than the overload factor times the room that is open to any of them, roaming is blocked:
 *     nobody is carried there;
 *   - else those who ask turn to the groups open to them in proportion to room; a group takes in what it has room for,
 *     by home operator in proportion; those refused turn to the groups that have room left, and so on;
 *   - functions carry roamers after the visited operator's own users: what room is left for them in a component is
 *     dealt to the home operators in proportion.
 * A roamer is a served user of the home operator. Shares are dealt by cumulative floors, in the order of groups and
 * operators. Roaming neither gives nor takes any-operator services.
 *
 * Cost. Stub change O(services), or O(groups of its cell * services) with overlap. Restoration of a transit node
 * O(links) finds; joining two components that both have functions O(operators * services); a component that gains a
 * service is walked, which happens at most once per node, operator and service between two rebuilds. Outage of a
 * transit node by itself O(transit nodes + links followed + groups at what it separates * services). Rebuild
 * O(transit nodes + links + groups * services). With roaming, each of them also deals anew in the areas that it
 * touches: O(groups * operators of the area * services) for each, once per settling.
 */
#ifndef HR_MODELS_LEDGER_H
#define HR_MODELS_LEDGER_H

#include <assert.h>

#include "models/ledger_components.h"
#include "models/ledger_roaming.h"

struct hr_ledger {
    const hr_ledger_plan *plan; /* borrowed; may change at reset among plans of one network */
    bool is_stale;              /* a transit node fell since the last settle */
    bool rose_while_stale;      /* a transit node returned since then */
    uint64_t transit_outages;   /* ever: whoever remembers the number knows whether paths may have been lost since */

    uint8_t *in_service; /* node_count */

    hr_ledger_components components;
    hr_ledger_cut cut;

    uint32_t group_capacity; /* of the largest plan */
    hr_ledger_group *groups;
    uint32_t *group_choice; /* [group][service]: parent that gives the service, or HR_NO_NODE */
    /* [first group of a cell]: a stub of it changed while stale; its demand is shared out in settling */
    uint8_t *cell_is_behind;

    uint32_t *functions_up;  /* [function class]: nodes in service; kept for OSS classes */
    uint32_t *area_carriers; /* [any service][area]: groups in service and connected for it */

    hr_ledger_roaming roaming;

    hr_ledger_served_users served;
    uint32_t *region_reached; /* [region]: headline users (ledger_regions.h) */
    uint64_t region_changes;  /* of region_reached, ever */

    /* Transit nodes that returned, or whose component gained an OSS, since hr_ledger_clear_regained; each once. */
    uint32_t *regained;
    uint32_t regained_count;
    uint8_t *is_regained; /* transit_count */

    /* components before a rebuild, to tell which nodes gained an OSS by it */
    hr_function_mask *former_functions;
    uint32_t *former_root;
};

/** Allocates for the largest of the plans that will be used (they share one network and one list of services), and for
 *  roaming if it may ever be on. The ledger is reset to the first plan, without roaming. */
hr_status hr_ledger_init(hr_ledger *ledger, const hr_ledger_plan *const *plans, uint32_t plan_count, bool may_roam,
                         hr_error *error);
void hr_ledger_free(hr_ledger *ledger);

/** Back to the intact network under a plan; with roaming (copied) on or off from now on. NULL: off. */
void hr_ledger_reset(hr_ledger *ledger, const hr_ledger_plan *plan, const hr_roaming *roaming);

/** Takes a node out of service; nothing happens when it is out already. Served users are valid after
 *  hr_ledger_settle. */
void hr_ledger_take_down(hr_ledger *ledger, uint32_t node);

/** The same for a node that falls alone: cheaper than a wave of one, dearer than one of many. */
void hr_ledger_take_down_alone(hr_ledger *ledger, uint32_t node);

/** Returns a node to service; nothing happens when it is in service already. */
void hr_ledger_bring_up(hr_ledger *ledger, uint32_t node);

/** Makes served users and components valid again after outages, and with roaming after restorations too; cheap when
 *  nothing changed. */
void hr_ledger_settle(hr_ledger *ledger);

/** Users of an operator that have a service now. The ledger must be settled. */
static inline int64_t hr_ledger_served(const hr_ledger *ledger, uint32_t operator_id, uint32_t service)
{
    assert(!ledger->is_stale && ledger->roaming.behind_count == 0);
    return ledger->served[operator_id][service];
}

/**
 * Whether the management plane of (operator, vendor of the node) can reach a node through the network: some usable
 * neighbour in service lies in a component with the OSS in service. True when the network has no such OSS. The ledger
 * must be settled.
 */
bool hr_ledger_is_manageable(hr_ledger *ledger, uint32_t node, uint8_t vendor);

/** Whether the OSS of (operator, vendor) itself is in service, or the network has none. */
bool hr_ledger_has_oss(const hr_ledger *ledger, uint32_t operator_id, uint8_t vendor);

/** Empties the list of regained nodes, when whoever waits for a management plane has read it. The ledger must be
 *  settled. A node that hr_ledger_is_manageable now calls true and did not before has a usable neighbour in the list.
 */
void hr_ledger_clear_regained(hr_ledger *ledger);

#endif
