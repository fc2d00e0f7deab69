/* Every release is evaluated before rollout (MODEL 7.1): by one national centre for all operators, or by each
 * operator. */
#include "models/replication.h"

typedef struct {
    hr_distribution evaluation_hours;
    double detection_probability; /* of a malicious release */
    bool is_national;
} parameters;

static const char *const CENTRES[] = {"operator", "national"};

static void read(const hr_scenario *scenario, hr_mapping *mapping, void *result)
{
    parameters *p = result;
    size_t centre = 0;
    (void)scenario;
    hr_value hours = hr_mapping_require(mapping, "evaluation_hours");
    hr_value_distribution(&hours, &p->evaluation_hours);
    hr_value probability = hr_mapping_require(mapping, "detection_probability");
    hr_value_figure(&probability, 0, 1, &p->detection_probability);
    hr_value by = hr_mapping_require(mapping, "by");
    hr_value_choice(&by, CENTRES, 2, &centre);
    p->is_national = centre == 1;
}

static bool stops_release(hr_replication *r, const void *data, uint8_t vendor, uint32_t operator_id, double *time_hours)
{
    const parameters *p = data;
    uint32_t centre = p->is_national ? UINT32_MAX : operator_id;
    *time_hours += hr_replication_draw(r, &p->evaluation_hours, HR_PURPOSE_EVALUATION, vendor, centre);
    if (hr_replication_uniform(r, HR_PURPOSE_DETECTION, vendor, centre) >= p->detection_probability) {
        return false;
    }
    hr_status status = hr_replication_report(r, *time_hours, vendor, NULL); /* at the start: becomes an event later */
    (void)status;
    return true;
}

extern const hr_mitigation_form hr_mitigation_testing;
const hr_mitigation_form hr_mitigation_testing = {
    .name = "testing",
    .summary = "releases are evaluated before rollout",
    .parameters_size = sizeof(parameters),
    .read = read,
    .stops_release = stops_release,
};
