/* Remote access by vendors is controlled (MODEL 7.3): an attempt is stopped with a probability, and a stopped one is
 * a discovery with a probability. */
#include "models/replication.h"

typedef struct {
    double stop_probability;
    double discovery_probability; /* of a stopped attempt */
} parameters;

static void read(const hr_scenario *scenario, hr_mapping *mapping, void *result)
{
    parameters *p = result;
    (void)scenario;
    hr_value stop = hr_mapping_require(mapping, "stop_probability");
    hr_value_figure(&stop, 0, 1, &p->stop_probability);
    hr_value discovery = hr_mapping_require(mapping, "discovery_probability");
    hr_value_figure(&discovery, 0, 1, &p->discovery_probability);
}

static bool stops_attempt(hr_replication *r, const void *data, uint8_t manager, uint32_t node, double time_hours)
{
    const parameters *p = data;
    double pair[2];
    hr_random_uniform_pair(&r->random, HR_PURPOSE_ACCESS_CONTROL, node, manager, pair);
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
    .read = read,
    .stops_attempt = stops_attempt,
};
