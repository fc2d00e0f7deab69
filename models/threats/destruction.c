/* An intruder destroys what operators run, at a known time, and they shut their networks down to keep the intruder out,
 * as at Kyivstar in December 2023 (FACTS: RFE/RL, LB.ua, Kyiv Independent).
 *
 * At the strike each node of the roles struck that is in service at the operators struck falls with a probability, soft
 * or bricked, and is restored as after any outbreak: diagnosis comes first. Each operator may then shut down: what is in
 * service of the roles that it shuts goes out, nobody can restore it, and it opens again evenly over a window. A node
 * that is out of service already when its operator shuts down comes back as soon as it is restored. No vendor is behind
 * the strike: neither discovery nor suspicion follows.
 *
 * O(nodes of the roles) at the strike and at each shutdown; one pending event for each node that is shut.
 */
#include <math.h>

#include "models/replication.h"

typedef struct {
    bool is_there;
    hr_distribution after_hours;
    uint32_t roles;
    hr_distribution lasts_hours;
    double reopening_window_hours;
} shutdown_rule;

typedef struct {
    hr_distribution at_hours;
    uint32_t operator_count;
    uint32_t operators[HR_OPERATORS_MAX];
    uint32_t roles;
    double affected_probability;
    double bricking_probability;
    shutdown_rule shutdown;
} parameters;

static const hr_key SHUTDOWN_ROWS[] = {
    {"after_hours", "from the strike to an operator's shutdown", "h", HR_KEY_TIME, HR_FIELD(shutdown_rule, after_hours),
     .is_required = true},
    {"roles", "what goes out, where it is in service", NULL, HR_KEY_ROLES, HR_FIELD(shutdown_rule, roles),
     .is_required = true},
    {"lasts_hours", "from the shutdown until the first nodes open again", "h", HR_KEY_TIME,
     HR_FIELD(shutdown_rule, lasts_hours), .is_required = true},
    {"reopening_window_hours", "nodes open evenly over it", "h", HR_KEY_FIGURE,
     HR_FIELD(shutdown_rule, reopening_window_hours), .greatest = INFINITY},
};
static const hr_keys SHUTDOWN_KEYS = {SHUTDOWN_ROWS, HR_KEY_COUNT_OF(SHUTDOWN_ROWS), NULL};

static const hr_key ROWS[] = {
    {"at_hours", "when the intruder strikes", "h", HR_KEY_TIME, HR_FIELD(parameters, at_hours), .is_required = true},
    {"operators", "whom the intruder strikes", NULL, HR_KEY_OPERATORS, HR_FIELD(parameters, operators),
     .count = HR_FIELD(parameters, operator_count), .otherwise = "all operators"},
    {"roles", "what is struck", NULL, HR_KEY_ROLES, HR_FIELD(parameters, roles), .is_required = true},
    {"affected_probability", "of a node of these roles in service", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, affected_probability), .greatest = 1, .absent = 1},
    {"bricking_probability", "of a node that falls: it needs new hardware", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, bricking_probability), .greatest = 1},
    {"shutdown", "what the operators struck then take out of service themselves", NULL, HR_KEY_GROUP,
     HR_FIELD(parameters, shutdown), .there = HR_FLAG(parameters, shutdown.is_there), .inner = &SHUTDOWN_KEYS,
     .otherwise = "nothing"},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

/* The entity of an event is a node that opens again, or this flag and: 0 for the strike, else 1 + the operator that
 * shuts down. */
#define DECIDES 0x80000000u

static double draw(const hr_replication *r, uint32_t threat, const hr_distribution *distribution, uint32_t purpose,
                   uint32_t entity)
{
    return hr_replication_draw(r, distribution, hr_purpose_of_threat(threat, purpose), entity, 0);
}

static hr_status begin(hr_replication *r, uint32_t threat, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    double at = draw(r, threat, &p->at_hours, HR_PURPOSE_DESTRUCTION, 0);
    return hr_replication_schedule(r, at, HR_EVENT_THREAT + threat, DECIDES, error);
}

/* Calls `visit` with every node in service of an operator's roles that has equipment. */
static hr_status visit_in_service(hr_replication *r, uint32_t operator_id, uint32_t roles,
                                  hr_status (*visit)(hr_replication *, const void *, uint32_t, hr_error *),
                                  const void *context, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t role = 0; role < HR_ROLE_COUNT; ++role) {
        hr_rank_range ranks = hr_world_ranks(r->world, operator_id, role);
        for (uint32_t rank = ranks.first; roles >> role & 1 && rank < ranks.end && status == HR_OK; ++rank) {
            uint32_t node = r->world->order.node_of_rank[rank];
            if (hr_replication_vendor(r, node) != HR_NO_VENDOR && !(r->state[node] & HR_NODE_OUT)) {
                status = visit(r, context, node, error);
            }
        }
    }
    return status;
}

/* ---- the strike ------------------------------------------------------------------------------------------------ */

static hr_status fell(hr_replication *r, const void *context, uint32_t node, hr_error *error)
{
    uint32_t threat = *(const uint32_t *)context;
    const parameters *p = hr_replication_threat(r, threat);
    (void)error;
    if (hr_replication_uniform(r, hr_purpose_of_threat(threat, HR_PURPOSE_DESTROYED), node, 0) <
        p->affected_probability) {
        double bricks = hr_replication_uniform(r, hr_purpose_of_threat(threat, HR_PURPOSE_DESTROYED), node, 1);
        hr_replication_disable(r, node, bricks < p->bricking_probability);
    }
    return HR_OK;
}

static hr_status strike(hr_replication *r, uint32_t threat, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    uint32_t count = p->operator_count > 0 ? p->operator_count : r->world->network.operator_count;
    hr_status status = HR_OK;
    HR_TELL(r, HR_TOLD_DESTROYED, r->now_hours, .threat = threat);
    for (uint32_t i = 0; i < count && status == HR_OK; ++i) {
        status = visit_in_service(r, p->operator_count > 0 ? p->operators[i] : i, p->roles, fell, &threat, error);
    }
    if (status == HR_OK) {
        status = hr_replication_outbreak(r, error);
    }
    for (uint32_t i = 0; i < count && status == HR_OK && p->shutdown.is_there; ++i) {
        uint32_t operator_id = p->operator_count > 0 ? p->operators[i] : i;
        double at = r->now_hours + draw(r, threat, &p->shutdown.after_hours, HR_PURPOSE_SHUTDOWN, operator_id);
        status = hr_replication_schedule(r, at, HR_EVENT_THREAT + threat, DECIDES | (operator_id + 1), error);
    }
    return status;
}

/* ---- the shutdown ---------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t threat;
    double reopens_hours; /* the first nodes */
} shutdown_now;

static hr_status shut(hr_replication *r, const void *context, uint32_t node, hr_error *error)
{
    const shutdown_now *now = context;
    const parameters *p = hr_replication_threat(r, now->threat);
    double place = hr_replication_uniform(r, hr_purpose_of_threat(now->threat, HR_PURPOSE_REOPENED), node, 0);
    hr_replication_shut_down(r, node);
    return hr_replication_schedule(r, now->reopens_hours + place * p->shutdown.reopening_window_hours,
                                   HR_EVENT_THREAT + now->threat, node, error);
}

static hr_status shut_down(hr_replication *r, uint32_t threat, uint32_t operator_id, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    double lasts = draw(r, threat, &p->shutdown.lasts_hours, HR_PURPOSE_REOPENING, operator_id);
    shutdown_now now = {threat, r->now_hours + lasts};
    HR_TELL(r, HR_TOLD_SHUTS_DOWN, r->now_hours, .threat = threat, .operator_id = operator_id,
            .due_hours = now.reopens_hours);
    return visit_in_service(r, operator_id, p->shutdown.roles, shut, &now, error);
}

static hr_status event(hr_replication *r, uint32_t threat, uint32_t entity, hr_error *error)
{
    if (entity == DECIDES) {
        return strike(r, threat, error);
    }
    if (entity & DECIDES) {
        return shut_down(r, threat, (entity & ~DECIDES) - 1, error);
    }
    HR_TELL(r, HR_TOLD_NODE_REOPENED, r->now_hours, .node = entity);
    hr_replication_return(r, entity);
    return HR_OK;
}

extern const hr_threat_form hr_threat_destruction;
const hr_threat_form hr_threat_destruction = {
    .name = "destruction",
    .summary = "an intruder destroys what operators run, and they shut their networks down",
    .parameters_size = sizeof(parameters),
    .keys = &KEYS,
    .begin = begin,
    .event = event,
};
