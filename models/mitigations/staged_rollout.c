/* A release goes first to a canary share of an operator's nodes of the vendor, and waits (MODEL 7.2).
 *
 * The rollout is interrupted after its first nodes: they are installed when they would be in any case, all others later
 * by the wait. Who is among the first follows from a node's place in the rollout's order, a draw of the node's own, so
 * it is the same in every case where it has the vendor. At the end of the wait the operator inspects the canary, and
 * goes on unless something of the vendor has been found by then, by whomever: so a discovery stops the release at every
 * operator that has not gone on yet, at once, and before it is attributed. A canary that has begun is completed.
 *
 * Inspections of one instant all precede the decisions of that instant, so that the operators' order does not matter.
 */
#include "models/replication.h"

typedef struct {
    double canary_share;
    hr_distribution wait_hours;
    double canary_detection_probability; /* of an inspection, where the release has implanted something */
} parameters;

static const hr_key ROWS[] = {
    {"canary_share", "of an operator's nodes of the vendor, that get a release first", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, canary_share), .is_required = true, .greatest = 1},
    {"wait_hours",
     "from the last node of the canary until the rollout goes on, unless something of the vendor has been found", "h",
     HR_KEY_TIME, HR_FIELD(parameters, wait_hours), .is_required = true},
    {"canary_detection_probability",
     "that an operator's inspection of its canary, at the end of the wait, finds a release that has implanted there",
     NULL, HR_KEY_FIGURE, HR_FIELD(parameters, canary_detection_probability), .is_required = true, .greatest = 1},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

/* What an operator does next with a release; in the order in which they act at one instant. */
typedef enum { BEGIN, INSPECT, GO_ON } step;

typedef struct {
    step step;
    uint32_t threat;
    uint8_t vendor;
    uint32_t operator_id;
} entity;

static hr_status schedule(hr_replication *r, uint32_t mitigation, double time_hours, entity e, hr_error *error)
{
    uint32_t number = ((e.step * HR_THREATS_MAX + e.threat) * HR_VENDORS_MAX + e.vendor) * HR_OPERATORS_MAX +
                      e.operator_id;
    return hr_replication_schedule(r, time_hours, HR_EVENT_MITIGATION + mitigation, number, error);
}

static entity entity_of(uint32_t number)
{
    uint32_t rest = number / HR_OPERATORS_MAX;
    return (entity){.operator_id = number % HR_OPERATORS_MAX,
                    .vendor = (uint8_t)(rest % HR_VENDORS_MAX),
                    .threat = rest / HR_VENDORS_MAX % HR_THREATS_MAX,
                    .step = (step)(rest / HR_VENDORS_MAX / HR_THREATS_MAX)};
}

static hr_status stages_release(hr_replication *r, uint32_t mitigation, uint32_t threat, uint8_t vendor,
                                uint32_t operator_id, double time_hours, bool *is_staged, hr_error *error)
{
    *is_staged = true;
    return schedule(r, mitigation, time_hours, (entity){BEGIN, threat, vendor, operator_id}, error);
}

static hr_status begin_canary(hr_replication *r, uint32_t mitigation, entity e, hr_error *error)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    hr_rollout_part canary = {.from = 0, .to = p->canary_share, .begin_hours = r->now_hours};
    HR_TELL(r, HR_TOLD_CANARY_BEGINS, r->now_hours, .threat = e.threat, .vendor = e.vendor,
            .operator_id = e.operator_id);
    hr_status status = hr_replication_roll_out_part(r, e.threat, e.vendor, e.operator_id, &canary, error);
    double wait = hr_replication_draw(r, &p->wait_hours, hr_purpose_of_threat(e.threat, HR_PURPOSE_CANARY_WAIT),
                                      e.vendor, e.operator_id);
    e.step = INSPECT;
    if (status == HR_OK && canary.implants > 0) {
        status = schedule(r, mitigation, canary.end_hours + wait, e, error);
    }
    e.step = GO_ON;
    return status == HR_OK ? schedule(r, mitigation, canary.end_hours + wait, e, error) : status;
}

static hr_status inspect(hr_replication *r, uint32_t mitigation, entity e, hr_error *error)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    double draw = hr_replication_uniform(r, hr_purpose_of_threat(e.threat, HR_PURPOSE_INSPECTION), e.vendor,
                                         e.operator_id);
    return draw < p->canary_detection_probability ? hr_replication_report(r, r->now_hours, e.vendor, error) : HR_OK;
}

static hr_status go_on(hr_replication *r, uint32_t mitigation, entity e, hr_error *error)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    hr_rollout_part others = {.from = p->canary_share, .to = 1, .begin_hours = r->now_hours};
    HR_TELL(r, HR_TOLD_ROLLOUT_GOES_ON, r->now_hours, .threat = e.threat, .vendor = e.vendor,
            .operator_id = e.operator_id);
    return hr_replication_roll_out_part(r, e.threat, e.vendor, e.operator_id, &others, error);
}

static hr_status event(hr_replication *r, uint32_t mitigation, uint32_t number, hr_error *error)
{
    entity e = entity_of(number);
    if (r->is_discovered[e.vendor] || r->has_struck[e.vendor]) {
        if (e.step != INSPECT) {
            HR_TELL(r, HR_TOLD_RELEASE_STOPPED, r->now_hours, .mitigation = mitigation, .threat = e.threat,
                    .vendor = e.vendor, .operator_id = e.operator_id);
        }
        return HR_OK;
    }
    switch (e.step) {
    case BEGIN:
        return begin_canary(r, mitigation, e, error);
    case INSPECT:
        return inspect(r, mitigation, e, error);
    default:
        return go_on(r, mitigation, e, error);
    }
}

/* Patches wait too: nobody knows that they are meant well. */
static double stages_patch(const hr_replication *r, uint32_t mitigation, uint32_t threat, uint32_t product,
                           uint32_t number, uint32_t operator_id, double *wait_hours)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    *wait_hours = hr_replication_draw(r, &p->wait_hours, hr_purpose_of_threat(threat, HR_PURPOSE_PATCH_CANARY_WAIT),
                                      product, number * HR_OPERATORS_MAX + operator_id);
    return p->canary_share;
}

extern const hr_mitigation_form hr_mitigation_staged_rollout;
const hr_mitigation_form hr_mitigation_staged_rollout = {
    .name = "staged_rollout",
    .summary = "releases go to a canary share first and wait",
    .parameters_size = sizeof(parameters),
    .keys = &KEYS,
    .stages_release = stages_release,
    .stages_patch = stages_patch,
    .event = event,
};
