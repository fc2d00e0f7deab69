/* Roaming in the service ledger: whom each group of stubs carries of other operators' users (MODEL 7.8; the rules:
 * ledger.h).
 *
 * What is dealt out in a place depends on the place alone: on the users of its groups, on which services they have,
 * and on which home operators' functions lie in the components they count in. So an event only notes the places
 * that it touches, and settling deals out there anew and tells the components the difference.
 *
 * Dealing is O(groups * operators of the place) a round. A round but the last fills a group, so there are never more
 * than groups + 1; almost always there are one or two.
 */
#ifndef HR_MODELS_LEDGER_ROAMING_H
#define HR_MODELS_LEDGER_ROAMING_H

#include "models/ledger_plan.h"

typedef struct hr_ledger hr_ledger;

/* One service in one place while it is dealt out. Arrays are by group of the place, matrices [group][cell]. */
typedef struct {
    int64_t asking[HR_OPERATORS_MAX]; /* by cell: users that ask for it elsewhere, still */
    int64_t users[HR_OPERATORS_MAX];  /* by cell: users in service at groups with the service */
    int64_t headroom[HR_OPERATORS_MAX];
    int64_t *room;     /* of the headroom, left */
    uint64_t *open_to; /* bit per cell whose users may come */
    int64_t *asked;    /* in this round */
    int64_t *carried;
} hr_ledger_dealing;

typedef struct {
    hr_roaming rules;                                         /* of this replication */
    hr_function_mask home[HR_OPERATORS_MAX][HR_SERVICES_MAX]; /* what a home operator must provide for a service */

    bool is_alike[HR_SERVICES_MAX]; /* per roaming service: `home` is the same as of the one before */

    uint32_t *carried;    /* [place][group][roaming service][cell of the home operator]: as told to the components */
    uint8_t *is_carrying; /* per place: not all of its `carried` are zero */
    uint32_t *behind;     /* places to be dealt anew, each once */
    uint32_t behind_count;
    uint8_t *is_behind; /* per place */
    hr_ledger_dealing dealing;
} hr_ledger_roaming;

/** Allocates for the largest of the plans; false without memory. Free it either way. */
bool hr_ledger_roaming_init(hr_ledger_roaming *roaming, const hr_ledger_plan *const *plans, uint32_t plan_count);
void hr_ledger_roaming_free(hr_ledger_roaming *roaming);

/** Forgets everything; the rules hold from now on. Before the ledger changes to another plan. */
void hr_ledger_roaming_reset(hr_ledger *ledger, const hr_ledger_plan *plan, const hr_roaming *rules);

/** A group's users, its choices or what its component offers to roamers changed: its place is to be dealt anew. */
void hr_ledger_roaming_note(hr_ledger *ledger, uint32_t group);

/** A group is about to choose another parent for a service: the roamers that it carries leave the former one. */
void hr_ledger_roaming_leave(hr_ledger *ledger, uint32_t group, uint32_t s);

/** Deals anew in every place noted. */
void hr_ledger_roaming_settle(hr_ledger *ledger);

/** Deals in every place, after components were built anew and have no roamers. O(groups), and places in need. */
void hr_ledger_roaming_rebuild(hr_ledger *ledger);

#endif
