/* National roaming: users whose own operator fails them are carried by the others of their area (MODEL 7.8).
 *
 * The ledger deals them out (ledger.h). Two outages say what the parameters are for. In December 2023 roaming in
 * Ukraine was blocked so that the users of one operator would not overload the others: the overload factor. In July
 * 2022 rivals in Canada offered to take an operator's users, and could not, because its user database was out of
 * reach: what the home operator must still provide.
 */
#include <math.h>

#include "models/replication.h"

typedef struct {
    double headroom_share;
    double overload_factor;
    uint32_t home_roles;
} parameters;

enum {
    FUNCTIONS = 1u << HR_ROLE_PACKET_CORE | 1u << HR_ROLE_SUBSCRIBER_DB | 1u << HR_ROLE_VOICE_CORE |
                1u << HR_ROLE_EMERGENCY_GATEWAY | 1u << HR_ROLE_INTERNET_GATEWAY
};

static const hr_key ROWS[] = {
    {"headroom_share",
     "users of other operators that sites in service carry, as a share of their own, together with those whom they "
     "carry by overlap",
     NULL, HR_KEY_SHARE, HR_FIELD(parameters, headroom_share), .is_required = true, .greatest = 1},
    {"overload_factor",
     "roaming is blocked in an area, for a service, where more users ask for it than this multiple of the headroom",
     NULL, HR_KEY_FIGURE, HR_FIELD(parameters, overload_factor), .greatest = 1e6, .absent = INFINITY,
     .otherwise = "never blocked: operators carry what they have headroom for"},
    {"needs_home",
     "functions that the home operator must have in service, in reach of the visited one, for the services that "
     "require them",
     NULL, HR_KEY_ROLES, HR_FIELD(parameters, home_roles), .absent = 1u << HR_ROLE_SUBSCRIBER_DB, .roles = FUNCTIONS,
     .otherwise = "subscriber_db", .item = "role"},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

static void equip(const void *data, hr_equipment *equipment)
{
    const parameters *p = data;
    equipment->roaming = (hr_roaming){.is_on = true,
                                      .headroom_share = p->headroom_share,
                                      .overload_factor = p->overload_factor,
                                      .home_roles = p->home_roles};
}

extern const hr_mitigation_form hr_mitigation_roaming;
const hr_mitigation_form hr_mitigation_roaming = {
    .name = "roaming",
    .summary = "operators carry each other's users where one fails them",
    .parameters_size = sizeof(parameters),
    .keys = &KEYS,
    .equip = equip,
};
