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

/* An intruder's implants in one product, since the last of them was found. */
typedef struct {
    uint32_t laid;
    uint32_t exponentials; /* used up so far */
    double implant_hours;  /* of those laid, until `since` */
    double since_hours;    /* when the last were laid */
    double due_hours;      /* when the integrated hazard reaches the exponential */
    double found_hours;    /* when the last was found; those laid earlier are known */
} search;

typedef struct {
    search products[HR_PRODUCTS_MAX];
} monitoring;

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

/* ---- intruders ------------------------------------------------------------------------------------------------- */

/* Implants of an intruder come in waves, so the hazard is integrated wave by wave. Some are gone by the time the
 * exponential is reached, with the hardware they were in; the one found is any of those laid with equal chances, so the
 * find is real with the share that is still there (thinning: Lewis and Shedler 1979). */
static hr_status search_on(hr_replication *r, uint32_t mitigation, uint32_t product, hr_error *error)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    search *it = &((monitoring *)r->mitigation_state[mitigation])->products[product];
    if (it->laid == 0 || !(p->discovery_rate_per_hour > 0)) {
        return HR_OK;
    }
    double uniform = hr_replication_uniform(r, HR_PURPOSE_PRODUCT_MONITORING, product, it->exponentials);
    double area = -log1p(-uniform) / p->discovery_rate_per_hour;
    it->due_hours = r->now_hours + (area - it->implant_hours) / it->laid;
    return hr_replication_schedule(r, it->due_hours, HR_EVENT_MITIGATION + mitigation, product, error);
}

static hr_status intruded(hr_replication *r, uint32_t mitigation, uint32_t product, uint32_t implants, hr_error *error)
{
    search *it = &((monitoring *)r->mitigation_state[mitigation])->products[product];
    it->implant_hours += it->laid * (r->now_hours - it->since_hours);
    it->since_hours = r->now_hours;
    it->laid += implants;
    return search_on(r, mitigation, product, error);
}

/* Implants of intruders in a product that nobody knows of. */
static uint32_t count_unknown(const hr_replication *r, uint32_t product, double found_hours)
{
    uint32_t count = 0;
    for (uint32_t t = 0; t < r->world->scenario->threat_count; ++t) {
        const hr_implants *implants = &r->implants[t];
        for (uint32_t i = 0; i < implants->count; ++i) {
            uint32_t node = implants->nodes[i];
            count += implants->via[node] == HR_VIA_FLAW && implants->hours[node] > found_hours &&
                     hr_product_of(hr_replication_vendor(r, node), r->world->network.role[node]) == product &&
                     hr_replication_is_implanted(r, t, node);
        }
    }
    return count;
}

static hr_status look(hr_replication *r, uint32_t mitigation, uint32_t product, hr_error *error)
{
    search *it = &((monitoring *)r->mitigation_state[mitigation])->products[product];
    if (it->due_hours != r->now_hours || it->laid == 0) {
        return HR_OK; /* more were laid since this was due */
    }
    uint32_t there = count_unknown(r, product, it->found_hours);
    double uniform = hr_replication_uniform(r, HR_PURPOSE_PRODUCT_FOUND, product, it->exponentials);
    bool is_found = uniform * it->laid < there;
    ++it->exponentials;
    it->implant_hours = 0;
    it->since_hours = r->now_hours;
    it->laid = is_found ? 0 : there;
    if (!is_found) {
        return search_on(r, mitigation, product, error);
    }
    it->found_hours = r->now_hours;
    return hr_replication_find_intruder(r, product, error);
}

extern const hr_mitigation_form hr_mitigation_monitoring;
const hr_mitigation_form hr_mitigation_monitoring = {
    .name = "monitoring",
    .summary = "implants are looked for in the network",
    .parameters_size = sizeof(parameters),
    .state_size = sizeof(monitoring),
    .keys = &KEYS,
    .watch = watch,
    .triggered = triggered,
    .intruded = intruded,
    .event = look,
};
