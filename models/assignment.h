/* Assigning vendors to nodes (MODEL 9): exact quotas, contiguous regions, nested changes.
 *
 * An assignment is one vendor index per node (HR_NO_VENDOR where no rule applies and for idle OSS nodes) and one
 * managed_by index. The order in which nodes of one (operator, role) are handed out is a Hilbert curve through their
 * positions (`regional`: every vendor gets one contiguous stretch, as operators deploy) or a keyed shuffle
 * (`random`). Quotas are met exactly by largest remainder, in nodes; or in users, to the node that crosses the
 * boundary.
 */
#ifndef HR_MODELS_ASSIGNMENT_H
#define HR_MODELS_ASSIGNMENT_H

#include "models/network.h"

enum { HR_VENDORS_MAX = 64 };

/* From a file: there are no mixes then. */
typedef enum { HR_RULE_REGIONAL, HR_RULE_RANDOM, HR_RULE_FROM_FILE } hr_assignment_rule;
typedef enum { HR_QUOTA_NODES, HR_QUOTA_USERS } hr_quota_unit;
typedef enum { HR_DIVERSE_NO, HR_DIVERSE_VENDOR, HR_DIVERSE_STATE } hr_diverse_homing;

/* The mix of one (operator, role). Shares add up to 1 (the loader checks, within 1e-9). */
typedef struct {
    uint32_t operator_id;
    hr_role role;
    uint32_t vendor_count;
    uint8_t vendors[HR_VENDORS_MAX]; /* in the order in which the stretches follow each other */
    double shares[HR_VENDORS_MAX];
    hr_assignment_rule rule;
    hr_quota_unit unit;
} hr_vendor_mix;

/* A change: the first `share` of an operator's nodes in a role (of all its nodes there; in the curve's order, among
 * those whose vendor is in `from`) get vendor `to`. The nodes chosen do not depend on `to`, and a larger share
 * chooses a superset. */
typedef struct {
    uint8_t to;
    double share;
    /* the share is of the nodes whose vendor is in `from`, not of all: 1 moves every one of them */
    bool is_share_of_from;
    uint32_t operator_mask_count; /* 0: all operators */
    uint32_t operators[HR_OPERATORS_MAX];
    uint32_t role_count;
    hr_role roles[HR_ROLES_MAX];
    bool from[HR_VENDORS_MAX];
    hr_quota_unit unit;
} hr_vendor_change;

/* A limit on vendors, counted together: they have at most `cap` of an operator's nodes of a role, or of its sensitive
 * nodes of the role; a cap of 0 closes those to them. What they have above it goes to others. */
typedef struct {
    double cap;
    bool vendors[HR_VENDORS_MAX];
    bool is_of_sensitive; /* among sensitive nodes alone */
    bool has_to;          /* the vendors in `to` take it, in equal parts */
    bool to[HR_VENDORS_MAX];
    uint32_t operator_mask_count; /* 0: all operators */
    uint32_t operators[HR_OPERATORS_MAX];
    uint32_t role_count;
    hr_role roles[HR_ROLES_MAX];
    hr_quota_unit unit;
} hr_vendor_limit;

/* Administrative access: `share` of the nodes (exact quota, keyed shuffle that does not depend on the case) of the
 * operators and roles are managed by `manager`, or each by its own vendor when manager is HR_NO_VENDOR. Later rules
 * overwrite earlier ones. */
typedef struct {
    uint8_t manager;
    double share;
    uint32_t operator_mask_count;
    uint32_t operators[HR_OPERATORS_MAX];
    uint32_t role_count;
    hr_role roles[HR_ROLES_MAX];
} hr_management_rule;

/** Base assignment into vendor[node_count]. seed keys the shuffles and where on the curve an operator's first vendor
 *  starts. */
hr_status hr_assignment_base(const hr_network *network, const hr_vendor_mix *mixes, size_t mix_count, uint64_t seed,
                             uint8_t *vendor, hr_error *error);

/**
 * Swaps vendors between nodes of one (operator, role), quotas kept, until no swap of the greedy order makes more
 * dual-homed children have parents of different vendors (or states). state_of maps a vendor to its state.
 * @return in *diverse and *dual: dual-homed children with different parents, and all dual-homed children with parents
 *               of that role
 */
hr_status hr_assignment_diversify(const hr_network *network, uint32_t operator_id, hr_role parent_role,
                                  hr_diverse_homing what, const uint8_t *state_of, uint8_t *vendor, uint32_t *diverse,
                                  uint32_t *dual, hr_error *error);

/** Applies one change; *changed receives the number of nodes whose vendor is now another. HR_BAD_INPUT when the
 *  vendors in `from` do not have that many nodes (the sentence says how large the share can be). */
hr_status hr_assignment_change(const hr_network *network, const hr_vendor_change *change, uint64_t seed,
                               uint8_t *vendor, uint32_t *changed, hr_error *error);

/**
 * Applies limits in order. Each moves as few nodes as it must: of its vendors in proportion to what they have, along
 * the curve; to the vendors in `to`, or to those there that neither it nor a limit before it concerns, in proportion to
 * what they have there, each a stretch of the curve. A lower cap moves a superset, to the same vendors.
 *
 * @param limits  limit_count of them, borrowed
 * @param broken  receives, with HR_BAD_INPUT, the number of the limit that cannot hold: nobody is there to take what it
 *             moves, or a later one gives its vendors too much back
 *
 * O(nodes log nodes) per limit.
 */
hr_status hr_assignment_limit(const hr_network *network, const hr_vendor_limit *const *limits, size_t limit_count,
                              uint64_t seed, uint8_t *vendor, size_t *broken, hr_error *error);

/** Sets OSS nodes' vendors (bound_vendor where the operator runs equipment of it in this assignment, else
 *  HR_NO_VENDOR). */
void hr_assignment_bind_oss(const hr_network *network, uint8_t *vendor);

/** Administrative access into managed_by[node_count] (HR_NO_VENDOR: nobody). */
hr_status hr_assignment_manage(const hr_network *network, const hr_management_rule *rules, size_t rule_count,
                               uint64_t seed, const uint8_t *vendor, uint8_t *managed_by, hr_error *error);

#endif
