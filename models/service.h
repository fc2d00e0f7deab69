/* Services: what users have, and which functions they need for it (MODEL 3). */
#ifndef HR_MODELS_SERVICE_H
#define HR_MODELS_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "models/network.h"

enum { HR_SERVICES_MAX = 8, HR_REQUIRED_ROLES_MAX = HR_ROLE_COUNT };

typedef struct {
    char name[HR_NAME_SIZE];
    uint32_t access_roles; /* bit r: users at nodes of role r have it (its segment of users) */
    uint32_t required_count;
    hr_role required[HR_REQUIRED_ROLES_MAX]; /* roles that a component must contain in service */
    bool any_operator; /* carried by any operator with a working access node in the same area (emergency calls) */
    double calls_per_user_hour; /* 0: calls are not counted */
    bool is_headline;           /* its users are the users of the outage measures; headline segments must not overlap */
} hr_service;

/* Overlap of radio cells, per role (MODEL 3): part of the environment, not a mitigation. */
typedef struct {
    double overlap_share[HR_ROLES_MAX];  /* of a lost stub's users, other stubs of the area can reach */
    double headroom_share[HR_ROLES_MAX]; /* of their own users, stubs in service can carry in addition */
} hr_overlap;

/* National roaming, a mitigation (MODEL 7.8): users at radio sites to whom their own operator gives no service are
 * carried by other operators. What exactly is dealt to whom: ledger.h. */
typedef struct {
    bool is_on;
    double headroom_share;  /* [0, 1], of their own users, stubs with the service can carry in addition; what they
                             * carry by overlap is part of it */
    double overload_factor; /* users asking above this multiple of the headroom of their area are all refused;
                             * infinite: never */
    uint32_t home_roles;    /* bits; of the required roles, those whose function the home operator must provide */
} hr_roaming;

#endif
