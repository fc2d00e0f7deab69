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

#endif
