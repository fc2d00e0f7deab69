/* Implants are looked for (MODEL 7.4). What is triggered is found at once. A latent implant: each is found at a constant hazard rate, so the first of a vendor's estate is
 * found when the integrated hazard reaches one unit exponential: rate x sum over implants of (t - installed)+ = E,
 * the exponential time change, exact without time steps. The equation is solved by selection (Hoare 1961) on the
 * times of installation: expected O(implants).
 */
#include <math.h>

#include "models/replication.h"

typedef struct {
    double discovery_rate_per_hour; /* of one latent implant */
} parameters;

static const hr_key ROWS[] = {
    {"discovery_rate_per_hour", "hazard at which one latent implant is found", "1/h", HR_KEY_FIGURE,
     HR_FIELD(parameters, discovery_rate_per_hour), .is_required = true, .greatest = 1e6},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

/* The time t at which the sum of (t - times[i])+ reaches `area`. Reorders times. */
static double time_of_area(double *times, uint32_t count, double area)
{
    double earlier = 0;     /* implants known to be installed before t */
    double earlier_sum = 0; /* of their times */
    while (count > 0) {
        double pivot = times[count / 2];
        double below_sum = 0;
        uint32_t below = 0;
        uint32_t equal = 0;
        for (uint32_t i = 0; i < count; ++i) { /* times: [below | equal | above so far] */
            double time = times[i];
            if (time < pivot) {
                times[i] = times[below + equal];
                times[below + equal] = times[below];
                times[below++] = time;
                below_sum += time;
            } else if (time == pivot) {
                times[i] = times[below + equal];
                times[below + equal] = time;
                ++equal;
            }
        }
        double at_pivot = (earlier + below) * pivot - (earlier_sum + below_sum);
        if (at_pivot >= area) {
            count = below;
        } else {
            earlier += below + equal;
            earlier_sum += below_sum + equal * pivot;
            times += below + equal;
            count -= below + equal;
        }
    }
    return earlier > 0 ? (area + earlier_sum) / earlier : INFINITY;
}

static hr_status watch(hr_replication *r, uint32_t mitigation, uint8_t vendor, hr_error *error)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    uint32_t count = 0;
    for (uint32_t t = 0; t < r->world->scenario->threat_count; ++t) {
        const hr_implants *implants = &r->implants[t];
        for (uint32_t i = 0; i < implants->count; ++i) {
            if (implants->via[implants->nodes[i]] == vendor) {
                r->scratch_hours[count++] = implants->hours[implants->nodes[i]];
            }
        }
    }
    if (count == 0 || !(p->discovery_rate_per_hour > 0)) {
        return HR_OK;
    }
    double exponential = -log1p(-hr_replication_uniform(r, HR_PURPOSE_MONITORING, vendor, 0));
    double found = time_of_area(r->scratch_hours, count, exponential / p->discovery_rate_per_hour);
    return hr_replication_report(r, found, vendor, error);
}

static hr_status triggered(hr_replication *r, uint32_t mitigation, uint8_t vendor, hr_error *error)
{
    (void)mitigation;
    return hr_replication_report(r, r->now_hours, vendor, error);
}

extern const hr_mitigation_form hr_mitigation_monitoring;
const hr_mitigation_form hr_mitigation_monitoring = {
    .name = "monitoring",
    .summary = "implants are looked for in the network",
    .parameters_size = sizeof(parameters),
    .keys = &KEYS,
    .watch = watch,
    .triggered = triggered,
};
