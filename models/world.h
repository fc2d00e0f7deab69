/* A scenario made ready to run: the network, the vendors of each case, the priorities of restoration. Immutable after
 * hr_world_init; shared by all workers.
 */
#ifndef HR_MODELS_WORLD_H
#define HR_MODELS_WORLD_H

#include "models/exposure.h"
#include "models/ledger_plan.h"
#include "models/nation.h"
#include "models/programme.h"
#include "models/scenario.h"

/* The assignment of one case, indexed for what a replication asks. */
typedef struct {
    uint8_t *vendor;         /* per node, or HR_NO_VENDOR */
    uint8_t *managed_by;     /* per node, or HR_NO_VENDOR */
    uint32_t *made_start;    /* [vendor * operator_count + operator], one more at the end: into made_nodes */
    uint32_t *made_nodes;    /* ascending within an entry */
    uint32_t *managed_start; /* [vendor], one more at the end: into managed_nodes */
    uint32_t *managed_nodes;
    uint32_t *stock_nodes; /* [hr_world_stock]: nodes of (operator, role, vendor) */
    uint32_t changed;      /* nodes that differ from the base mixes */
    hr_programme_plan programme;
} hr_case_network;

/* All nodes in the order in which they are restored: by operator; by role, from the management plane outwards; the node
 * with most users first; then by number. */
typedef struct {
    uint32_t *node_of_rank;
    uint32_t *rank_of_node;
    /* [operator * HR_ROLE_COUNT + place of the role in hr_recovery_role_order], one more at the end */
    uint32_t *role_start;
    uint32_t *operator_nodes;
    int64_t *operator_users;
    /* per node: its operator's users whose primary path inwards passes it; an operator's estimate */
    uint32_t *attached_users;
} hr_recovery_order;

extern const hr_role hr_recovery_role_order[HR_ROLE_COUNT];

typedef struct {
    const hr_scenario *scenario; /* borrowed */
    hr_network network;
    hr_nation_notes notes;   /* what was left out of files that the network is made from */
    uint8_t *listed_vendor;  /* per node: who made it by a list or a file, or HR_NO_VENDOR; NULL: a generated network */
    uint8_t *listed_manager; /* per node: who manages it by a file, or HR_NO_VENDOR; NULL: no file */
    hr_ledger_plan plans[2]; /* without and with backup edges */
    bool has_exposure;       /* some threat of the scenario can expose users */
    hr_exposure_plan exposure;
    hr_recovery_order order;
    hr_case_network cases[HR_CASES_MAX];
    uint32_t stock_count;
    hr_diagnostics *mistakes; /* borrowed: receives those of all cases; NULL: the first case's ends it */
    bool is_network_borrowed; /* network, plans and order are another world's */
    bool are_cases_borrowed;
} hr_world;

/**
 * Generates the network and assigns vendors.
 *
 * @param scenario  borrowed; must outlive the world
 * @return          HR_BAD_INPUT when the scenario asks for what cannot be (the sentence says what), HR_FAILED without
 *               memory
 */
hr_status hr_world_init(hr_world *world, const hr_scenario *scenario, hr_error *error);
/** The same, with the mistakes of every case. */
hr_status hr_world_init_checked(hr_world *world, const hr_scenario *scenario, hr_diagnostics *mistakes,
                                hr_error *error);
void hr_world_free(hr_world *world);

/**
 * A world for a changed scenario, which borrows from `base` what the change leaves as it is: the network with all that is
 * made from it, and then the vendors of the cases.
 *
 * Both scenarios must have the same number of cases.
 *
 * @param base  borrowed; must outlive the world
 */
hr_status hr_world_init_beside(hr_world *world, const hr_scenario *scenario, const hr_world *base, hr_error *error);

/* Places in the order of restoration: [first, end). */
typedef struct {
    uint32_t first;
    uint32_t end;
} hr_rank_range;

/** Where the nodes of (operator, role) lie in the order of restoration. */
hr_rank_range hr_world_ranks(const hr_world *world, uint32_t operator_id, uint32_t role);

/** Number of the stock of spares of (operator, role, vendor). */
uint32_t hr_world_stock(const hr_world *world, uint32_t operator_id, uint32_t role, uint8_t vendor);

/** Jobs of the longest programme of any case. */
uint32_t hr_world_longest_programme(const hr_world *world);

/* Arms, as those mitigations under test that act: a bit each. Mitigations that are on and not under test always act. */
#define HR_ARM_MITIGATED UINT32_MAX
#define HR_ARM_UNMITIGATED 0u

/** Mitigations that are on in an arm, as bits. */
uint32_t hr_world_mitigations(const hr_world *world, uint32_t arm);

#endif
