/* What the parts of the vendor assignment share: nodes by operator and role, and orders among them. See assignment.h.
 */
#ifndef HR_MODELS_ASSIGNMENT_PRIVATE_H
#define HR_MODELS_ASSIGNMENT_PRIVATE_H

#include "models/assignment.h"

typedef struct {
    const hr_network *network; /* borrowed */
    uint64_t seed;
    uint32_t *nodes;      /* by operator, role and number; a group's are reordered by hr_assignment_order_... */
    uint32_t *start;      /* [operator x HR_ROLE_COUNT + role], and one more */
    int64_t *attached;    /* users attached to each node; NULL until asked for */
    uint64_t *sort_space; /* two per node of the largest group */
} hr_assignment_index;

/* The nodes of one operator in one role. */
typedef struct {
    uint32_t *nodes; /* borrowed from the index */
    uint32_t count;
} hr_assignment_group;

/* O(nodes). HR_FAILED without memory; free in any case. */
hr_status hr_assignment_index_init(hr_assignment_index *index, const hr_network *network, uint64_t seed,
                                   hr_error *error);
void hr_assignment_index_free(hr_assignment_index *index);

hr_assignment_group hr_assignment_group_of(const hr_assignment_index *index, uint32_t operator_id, hr_role role);

/* Along the closed curve, from where the operator's first vendor starts. O(count). */
void hr_assignment_order_by_curve(hr_assignment_index *index, uint32_t operator_id, hr_role role);

/* By a keyed shuffle. O(count). */
void hr_assignment_order_by_shuffle(hr_assignment_index *index, uint32_t operator_id, hr_role role, uint32_t purpose);

/* What a quota counts at each node of a group: 1, or the users attached. Nodes to which no user is attached anywhere
 * in the group (functions) are counted as nodes. */
hr_status hr_assignment_weights(hr_assignment_index *index, const hr_assignment_group *group, hr_quota_unit unit,
                                uint32_t role, int64_t *weights, int64_t *total, hr_error *error);

/* Whether a list of operators, empty for all, names one. */
bool hr_assignment_names_operator(const uint32_t *operators, uint32_t count, uint32_t operator_id);

#endif
