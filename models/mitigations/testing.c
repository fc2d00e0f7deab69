/* Every release is evaluated before rollout (MODEL 7.1): by one national centre for all operators, or by each
 * operator. So is a patch, which waits for as long. */
#include "models/replication.h"

typedef struct {
    hr_distribution evaluation_hours;
    double detection_probability; /* of a malicious release */
    uint32_t centre;
} parameters;

static const char *const CENTRES[] = {"operator", "national", NULL};
enum { CENTRE_NATIONAL = 1 };

static const hr_key ROWS[] = {
    {"by", "who evaluates: each operator for itself, or one national centre for all", NULL, HR_KEY_CHOICE,
     HR_FIELD(parameters, centre), .is_required = true, .choices = CENTRES},
    {"evaluation_hours", "from a release until its verdict", "h", HR_KEY_TIME, HR_FIELD(parameters, evaluation_hours),
     .is_required = true},
    {"detection_probability", "of a malicious release", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, detection_probability), .is_required = true, .greatest = 1},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

static bool stops_release(hr_replication *r, uint32_t mitigation, uint32_t threat, uint8_t vendor, uint32_t operator_id,
                          double *time_hours)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    uint32_t centre = p->centre == CENTRE_NATIONAL ? UINT32_MAX : operator_id;
    *time_hours += hr_replication_draw(r, &p->evaluation_hours, hr_purpose_of_threat(threat, HR_PURPOSE_EVALUATION),
                                       vendor, centre);
    if (hr_replication_uniform(r, hr_purpose_of_threat(threat, HR_PURPOSE_DETECTION), vendor, centre) >=
        p->detection_probability) {
        return false;
    }
    hr_status status = hr_replication_report(r, *time_hours, vendor, NULL); /* at the start: becomes an event later */
    (void)status;
    return true;
}

static double delays_patch(const hr_replication *r, uint32_t mitigation, uint32_t threat, uint32_t product,
                           uint32_t number, uint32_t operator_id)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    uint32_t centre = p->centre == CENTRE_NATIONAL ? HR_OPERATORS_MAX : operator_id;
    return hr_replication_draw(r, &p->evaluation_hours, hr_purpose_of_threat(threat, HR_PURPOSE_PATCH_EVALUATION),
                               product, number * (HR_OPERATORS_MAX + 1) + centre);
}

extern const hr_mitigation_form hr_mitigation_testing;
const hr_mitigation_form hr_mitigation_testing = {
    .name = "testing",
    .summary = "releases are evaluated before rollout",
    .parameters_size = sizeof(parameters),
    .keys = &KEYS,
    .stops_release = stops_release,
    .delays_patch = delays_patch,
};
