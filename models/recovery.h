/* Restoration of outages (MODEL 7.7): remote engineers, field crews, spares, replacement.
 *
 * Every operator has its engineers and crews. A *soft* node (software can restore it, or an isolated node to be
 * cleaned) is restored by an engineer when the management plane reaches it: the OSS of (operator, vendor) in service
 * and a working path from it to a neighbour of the node, or a path outside the network. Otherwise a crew goes there,
 * as it does to a *bricked* node, which also needs a spare from the stock of (operator, role, vendor). Both take the
 * node that comes first in hr_recovery_order; a job once begun is finished. Durations are keyed by node and visit.
 *
 * Nodes that fall together are an *outbreak*: each operator first has to find out what has struck it (diagnosis), and
 * only then begins at the nodes of this outbreak; its other jobs go on. A node that fails alone needs no diagnosis.
 *
 * Stocks follow a base-stock rule: whenever a node wants a spare, as many are ordered as bring what is there and on
 * the way, less what is wanted, back to the base level.
 *
 * A vendor without support (hr_replication_end_support) supplies nothing: what it has not delivered is ordered from
 * other vendors, and jobs begun at its nodes take longer by unsupported_repair_factor.
 */
#ifndef HR_MODELS_RECOVERY_H
#define HR_MODELS_RECOVERY_H

#include "models/costs.h"
#include "models/rank_set.h"
#include "models/world.h"

/* A soft node has been added since ready nodes were last looked at. */
#define HR_UNSORTED UINT64_MAX

/* An order of spares on its way. */
typedef struct {
    uint32_t stock;
    uint32_t quantity;
    bool is_other_vendor; /* the stock's vendor supplied nothing any more when it was ordered */
    bool is_due;          /* neither here yet nor cancelled */
} hr_delivery;

typedef struct {
    hr_rank_set ready;   /* soft nodes, not known to be out of the engineers' reach: all within it when sorted */
    hr_rank_set field;   /* for crews: bricked nodes, and soft ones out of reach */
    hr_rank_set waiting; /* bricked, without a spare */
    uint32_t *visits;    /* per node: jobs begun; index of its draws */
    /* HR_EVENT_DIAGNOSED: entity is an index here: first node of one operator's part of an outbreak; the next of each
     * follows by next_undiagnosed */
    uint32_t *outbreaks;
    uint32_t outbreak_count;
    uint32_t outbreak_capacity;
    uint32_t *next_undiagnosed;              /* per node, or HR_NO_NODE */
    uint32_t outbreaks_of[HR_OPERATORS_MAX]; /* so far; index of the draws of diagnosis */
    uint64_t sorted_at[HR_OPERATORS_MAX];    /* transit outages when `ready` was last sorted, or HR_UNSORTED */
    uint32_t idle_engineers[HR_OPERATORS_MAX];
    uint32_t idle_crews[HR_OPERATORS_MAX];
    uint32_t *base;          /* per stock: level to which it is filled up */
    uint32_t *stock;         /* per stock */
    uint32_t *ordered;       /* per stock: on the way */
    uint32_t *wanted;        /* per stock: bricked nodes without a spare yet */
    uint32_t *order_count;   /* per stock: orders so far; index of their draws */
    bool *is_replaced;       /* per stock: it holds another vendor's equipment */
    hr_delivery *deliveries; /* HR_EVENT_SUPPLIES: entity is an index here */
    uint32_t delivery_count;
    uint32_t delivery_capacity;

    uint32_t repaired;     /* soft nodes restored */
    uint32_t replaced;     /* bricked nodes restored */
    uint32_t other_vendor; /* of them, with another vendor's equipment */
    hr_effort effort;
} hr_recovery;

hr_status hr_recovery_init(hr_recovery *recovery, const hr_world *world, hr_error *error);
void hr_recovery_free(hr_recovery *recovery);

/** Starts a replication: everybody idle, stocks full. */
void hr_recovery_begin(hr_replication *replication);
/** What a replication left at a node is forgotten. */
static inline void hr_recovery_forget(hr_recovery *recovery, uint32_t node)
{
    recovery->visits[node] = 0;
}

/** A soft node, or an isolated one, is to be restored. Nothing is begun before hr_recovery_dispatch. */
void hr_recovery_add(hr_replication *replication, uint32_t node);

/** A node failed alone: soft or bricked by its state. It is to be restored, and its spare to be replaced. */
hr_status hr_recovery_add_failed(hr_replication *replication, uint32_t node, hr_error *error);

/** Nodes fell together (a list, each once): diagnosis starts for their operators, spares are ordered. */
hr_status hr_recovery_outbreak(hr_replication *replication, const uint32_t *nodes, uint32_t count, hr_error *error);

/** HR_EVENT_DIAGNOSED: the nodes of an operator in an outbreak are to be restored. */
void hr_recovery_diagnosed(hr_replication *replication, uint32_t outbreak);

/** A vendor's support has ended: orders that it has not delivered are cancelled, and placed with other vendors. */
hr_status hr_recovery_lose_supplier(hr_replication *replication, uint8_t vendor, hr_error *error);

/** A vendor supplies again: stocks of its spares are filled up. */
hr_status hr_recovery_regain_supplier(hr_replication *replication, uint8_t vendor, hr_error *error);

/** Sends idle engineers and crews of all operators to the jobs that come first. */
hr_status hr_recovery_dispatch(hr_replication *replication, hr_error *error);

/** HR_EVENT_RESTORED_REMOTELY, HR_EVENT_RESTORED_IN_FIELD: the job at a node is done. */
hr_status hr_recovery_finish(hr_replication *replication, uint32_t node, bool by_crew, hr_error *error);
/** HR_EVENT_SUPPLIES: what was ordered arrives, unless it was cancelled. */
void hr_recovery_supply(hr_replication *replication, uint32_t delivery);

#endif
