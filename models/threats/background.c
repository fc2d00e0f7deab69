/* Nodes fail by themselves (MODEL 6.5).
 *
 * A node in service fails at the constant rate 1 / (mean time between failures of its role). The failures of all nodes
 * are one Poisson process whose rate is the sum of theirs: epoch i follows epoch i - 1 after an exponential time keyed
 * by i, and belongs to a node that is drawn, by i, in proportion to the rates (superposition). An epoch at which its
 * node is out of service is void, which an exponential time to failure does not remember. So epochs and their nodes
 * depend on nothing that happened before, and not on vendors either: all cases and arms of a replication have the same.
 * A place without equipment (an OSS of a vendor that its operator does not run) does not fail.
 *
 * One pending event, and O(log(operators * roles)) an epoch.
 */
#include <math.h>

#include "models/replication.h"

typedef struct {
    double mean_hours[HR_ROLE_COUNT]; /* between failures of a node; 0: never */
    double bricking_probability;
} parameters;

enum { CLASSES_MAX = HR_OPERATORS_MAX * HR_ROLE_COUNT };

typedef struct {
    uint32_t epoch;                     /* number of the one that is pending */
    double rate_below[CLASSES_MAX + 1]; /* of all classes before one, in the order of hr_recovery_order.role_start */
} failures;

static const hr_key ROWS[] = {
    {"mean_hours_between_failures", "of a node in service, by role; a role that is not there never fails", "h",
     HR_KEY_ROLE_FIGURES, HR_FIELD(parameters, mean_hours), .is_required = true, .least = 0.01, .greatest = INFINITY},
    {"bricking_probability", "of a failure: the node needs new hardware", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, bricking_probability), .is_required = true, .greatest = 1},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

static uint32_t class_count(const hr_replication *r)
{
    return r->world->network.operator_count * HR_ROLE_COUNT;
}

/* Node of an epoch: its class by the first of the uniforms, its place there by what is left of it. */
static uint32_t node_of(const hr_replication *r, const failures *state, double uniform)
{
    const hr_recovery_order *order = &r->world->order;
    double at = uniform * state->rate_below[class_count(r)];
    uint32_t low = 0;
    uint32_t high = class_count(r);
    while (high - low > 1) { /* the last class that begins at or below: never one without a rate */
        uint32_t middle = low + (high - low) / 2;
        if (state->rate_below[middle] <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    while (state->rate_below[low + 1] <= state->rate_below[low]) { /* `at` was rounded up to the very end */
        --low;
    }
    double share = (at - state->rate_below[low]) / (state->rate_below[low + 1] - state->rate_below[low]);
    uint32_t nodes = order->role_start[low + 1] - order->role_start[low];
    uint32_t number = (uint32_t)(share * nodes);
    return order->node_of_rank[order->role_start[low] + (number < nodes ? number : nodes - 1)];
}

static hr_status schedule_next(hr_replication *r, uint32_t threat, hr_error *error)
{
    failures *state = r->threat_state[threat];
    double pair[2];
    hr_random_uniform_pair(&r->random, hr_purpose_of_threat(threat, HR_PURPOSE_FAILURE), 0, state->epoch, pair);
    double hours = -log1p(-pair[0]) / state->rate_below[class_count(r)];
    return hr_replication_schedule(r, r->now_hours + hours, HR_EVENT_THREAT + threat, node_of(r, state, pair[1]),
                                   error);
}

static hr_status begin(hr_replication *r, uint32_t threat, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    const hr_recovery_order *order = &r->world->order;
    failures *state = r->threat_state[threat];
    for (uint32_t c = 0; c < class_count(r); ++c) {
        double mean = p->mean_hours[hr_recovery_role_order[c % HR_ROLE_COUNT]];
        double nodes = order->role_start[c + 1] - order->role_start[c];
        state->rate_below[c + 1] = state->rate_below[c] + (mean > 0 ? nodes / mean : 0);
    }
    return state->rate_below[class_count(r)] > 0 ? schedule_next(r, threat, error) : HR_OK;
}

static hr_status fail(hr_replication *r, uint32_t threat, uint32_t node, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    failures *state = r->threat_state[threat];
    hr_status status = HR_OK;
    if (!(r->state[node] & HR_NODE_OUT) && hr_replication_vendor(r, node) != HR_NO_VENDOR) {
        double uniform = hr_replication_uniform(r, hr_purpose_of_threat(threat, HR_PURPOSE_FAILURE_BRICKS), 0,
                                                state->epoch);
        status = hr_replication_fail(r, node, uniform < p->bricking_probability, error);
    }
    ++state->epoch;
    return status == HR_OK ? schedule_next(r, threat, error) : status;
}

extern const hr_threat_form hr_threat_background;
const hr_threat_form hr_threat_background = {
    .name = "background",
    .summary = "nodes fail by themselves",
    .parameters_size = sizeof(parameters),
    .state_size = sizeof(failures),
    .keys = &KEYS,
    .begin = begin,
    .event = fail,
};
