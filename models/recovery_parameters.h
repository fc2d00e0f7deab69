/* Ordinary restoration: the engineers, crews and spares of a normal day, which both arms have (MODEL 7.7,
 * environment). */
#ifndef HR_MODELS_RECOVERY_PARAMETERS_H
#define HR_MODELS_RECOVERY_PARAMETERS_H

#include "models/network.h"
#include "sim/engine/distribution.h"

typedef struct {
    double engineers_per_million_users;          /* remote engineers of an operator, by its users; at least one */
    double crews_per_thousand_nodes;             /* field crews of an operator, by its nodes; at least one */
    hr_distribution diagnosis_hours;             /* of an operator: from an attack to its first repair */
    hr_distribution remote_restore_hours;        /* of a soft node, by an engineer */
    hr_distribution field_visit_hours;           /* travel and work at a node, by a crew */
    hr_distribution hardware_swap_hours;         /* more, where hardware is replaced */
    double spares_share;                         /* stock of an (operator, role, vendor), of its nodes */
    hr_distribution spares_lead_time_hours;      /* of what the stock lacks, from a vendor that supplies */
    hr_distribution replacement_lead_time_hours; /* of another vendor's equipment where the vendor has no support */
    double unsupported_repair_factor;            /* on durations of jobs at equipment whose vendor has no support */
    double out_of_band_share[HR_ROLE_COUNT];     /* of a role's nodes: a management path outside the network */
} hr_recovery_parameters;

/* Means of restoration, as multiples of ordinary ones; a mitigation may raise them. */
typedef struct {
    double engineer_factor;
    double crew_factor;
    double spares_factor;
    /* replacement by a vendor that the operator already runs in the role and the state cannot order */
    bool has_contract;
    hr_distribution contract_lead_time_hours;
} hr_recovery_capacity;

#endif
