/* Remote access by vendors is controlled (MODEL 7.3): an attempt is stopped with a probability, and a stopped one is
 * a discovery with a probability. */
#include "models/replication.h"

typedef struct {
    double stop_probability;
    double discovery_probability; /* of a stopped attempt */
} parameters;

static const hr_key ROWS[] = {
    {"stop_probability", "of an attempt", NULL, HR_KEY_FIGURE, HR_FIELD(parameters, stop_probability),
     .is_required = true, .greatest = 1},
    {"discovery_probability", "of a stopped attempt", NULL, HR_KEY_FIGURE, HR_FIELD(parameters, discovery_probability),
     .is_required = true, .greatest = 1},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

static bool stops_attempt(hr_replication *r, uint32_t mitigation, uint32_t threat, uint8_t manager, uint32_t node,
                          double time_hours)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    double pair[2];
    hr_random_uniform_pair(&r->random, hr_purpose_of_threat(threat, HR_PURPOSE_ACCESS_CONTROL), node, manager, pair);
    if (pair[0] >= p->stop_probability) {
        return false;
    }
    if (pair[1] < p->discovery_probability) {
        /* at the start: becomes an event later */
        hr_status status = hr_replication_report(r, time_hours, manager, NULL);
        (void)status;
    }
    return true;
}

extern const hr_mitigation_form hr_mitigation_access_control;
const hr_mitigation_form hr_mitigation_access_control = {
    .name = "access_control",
    .summary = "remote access by vendors is controlled",
    .parameters_size = sizeof(parameters),
    .keys = &KEYS,
    .stops_attempt = stops_attempt,
};
