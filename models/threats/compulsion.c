/* A state compels its vendors (MODEL 6.1 and 4): one order, a one-factor Gaussian copula of compliance, the channels
 * `update`, `remote_access` and `latent`, one trigger, sabotage.
 *
 * All implants are known at the start: a channel that is shut later makes those void that would come after
 * (frozen_hours). O(nodes of complying vendors) draws.
 */
#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "models/replication.h"

typedef struct {
    uint32_t state;
    hr_distribution order_hours;
    double compliance_probability;
    double correlation;
    hr_distribution preparation_hours;
    bool has_update;
    double rollout_window_hours;
    double implant_probability;
    bool has_remote_access;
    hr_distribution access_delay_hours; /* of each managed node, from the vendor's readiness to the attempt */
    double access_success_probability;
    bool has_latent;
    double implanted_share;
    bool has_trigger_time;
    hr_distribution trigger_after_order_hours;
    bool has_trigger_on_discovery;
    hr_distribution reaction_hours;
    double activation_probability;
    double bricking_probability;
} parameters;

typedef struct {
    bool complies[HR_VENDORS_MAX];
    bool is_triggered;
} campaign;

/* ---- reading --------------------------------------------------------------------------------------------------- */

static void require_share(hr_mapping *mapping, const char *key, double *result)
{
    hr_value value = hr_mapping_require(mapping, key);
    hr_value_figure(&value, 0, 1, result);
}

static void require_hours(hr_mapping *mapping, const char *key, hr_distribution *result)
{
    hr_value value = hr_mapping_require(mapping, key);
    hr_value_distribution(&value, result);
}

static void read_channels(hr_mapping *mapping, parameters *p)
{
    hr_mapping channel;
    hr_value update = hr_mapping_get(mapping, "update");
    hr_value access = hr_mapping_get(mapping, "remote_access");
    hr_value latent = hr_mapping_get(mapping, "latent");
    p->has_update = hr_mapping_open(&update, &channel);
    if (p->has_update) {
        hr_value window = hr_mapping_require(&channel, "rollout_window_hours");
        hr_value_figure(&window, 0, INFINITY, &p->rollout_window_hours);
        require_share(&channel, "implant_probability", &p->implant_probability);
        hr_mapping_close(&channel);
    }
    p->has_remote_access = hr_mapping_open(&access, &channel);
    if (p->has_remote_access) {
        require_hours(&channel, "delay_hours", &p->access_delay_hours);
        require_share(&channel, "success_probability", &p->access_success_probability);
        hr_mapping_close(&channel);
    }
    p->has_latent = hr_mapping_open(&latent, &channel);
    if (p->has_latent) {
        require_share(&channel, "implanted_share", &p->implanted_share);
        hr_mapping_close(&channel);
    }
    if (!p->has_update && !p->has_remote_access && !p->has_latent) {
        hr_value_mistake(&mapping->value, "a campaign needs a channel: update, remote_access or latent");
    }
}

static void read_trigger(hr_mapping *mapping, parameters *p)
{
    hr_value value = hr_mapping_require(mapping, "trigger");
    hr_mapping trigger;
    if (!hr_mapping_open(&value, &trigger)) {
        return;
    }
    hr_value after = hr_mapping_get(&trigger, "after_order_hours");
    hr_value reaction = hr_mapping_get(&trigger, "after_discovery_hours");
    p->has_trigger_time = hr_value_distribution(&after, &p->trigger_after_order_hours);
    p->has_trigger_on_discovery = hr_value_distribution(&reaction, &p->reaction_hours);
    hr_mapping_close(&trigger);
    if (!hr_value_is_there(&after) && !hr_value_is_there(&reaction)) {
        hr_value_mistake(&value, "a trigger needs after_order_hours, after_discovery_hours or both (the first acts)");
    }
}

static void read(const hr_scenario *scenario, const hr_value *value, void *result)
{
    parameters *p = result;
    hr_mapping mapping;
    hr_mapping sabotage;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    hr_value state = hr_mapping_require(&mapping, "state");
    hr_scenario_state(scenario, &state, &p->state);
    require_hours(&mapping, "order_hours", &p->order_hours);
    require_share(&mapping, "compliance_probability", &p->compliance_probability);
    require_share(&mapping, "compliance_correlation", &p->correlation);
    require_hours(&mapping, "preparation_hours", &p->preparation_hours);
    read_channels(&mapping, p);
    read_trigger(&mapping, p);
    hr_value effect = hr_mapping_require(&mapping, "sabotage");
    if (hr_mapping_open(&effect, &sabotage)) {
        require_share(&sabotage, "activation_probability", &p->activation_probability);
        require_share(&sabotage, "bricking_probability", &p->bricking_probability);
        hr_mapping_close(&sabotage);
    }
    hr_mapping_close(&mapping);
}

/* ---- compliance ------------------------------------------------------------------------------------------------ */

static uint32_t purpose(uint32_t threat, uint32_t number)
{
    return number + threat * HR_PURPOSE_THREAT_BLOCK;
}

/* Z_v = sqrt(rho) M + sqrt(1 - rho) e_v < Phi^-1(p exposure_v) (MODEL 4). */
static bool complies(const hr_replication *r, const parameters *p, uint32_t threat, uint8_t vendor)
{
    double probability = p->compliance_probability * r->world->scenario->vendors[vendor].leverage[p->state];
    if (probability <= 0 || probability >= 1) {
        return probability >= 1;
    }
    double common = gsl_cdf_ugaussian_Pinv(hr_replication_uniform(r, purpose(threat, HR_PURPOSE_ORDER_FACTOR), 0, 0));
    double own = gsl_cdf_ugaussian_Pinv(hr_replication_uniform(r, purpose(threat, HR_PURPOSE_COMPLIANCE), vendor, 0));
    double z = sqrt(p->correlation) * common + sqrt(1 - p->correlation) * own;
    return z < gsl_cdf_ugaussian_Pinv(probability);
}

/* ---- channels -------------------------------------------------------------------------------------------------- */

static void implant_before(hr_replication *r, const parameters *p, uint32_t threat, uint8_t vendor)
{
    const hr_case_network *c = r->network_case;
    uint32_t operators = r->world->network.operator_count;
    for (uint32_t i = c->made_start[vendor * operators]; i < c->made_start[(vendor + 1u) * operators]; ++i) {
        uint32_t node = c->made_nodes[i];
        if (hr_replication_uniform(r, purpose(threat, HR_PURPOSE_LATENT), node, 0) < p->implanted_share) {
            hr_replication_implant(r, node, 0, vendor, threat);
        }
    }
}

static void release(hr_replication *r, const parameters *p, uint32_t threat, uint8_t vendor, double prepared_hours)
{
    const hr_case_network *c = r->network_case;
    uint32_t operators = r->world->network.operator_count;
    for (uint32_t o = 0; o < operators; ++o) {
        uint32_t first = c->made_start[vendor * operators + o];
        uint32_t end = c->made_start[vendor * operators + o + 1];
        double time = prepared_hours;
        if (first == end || !hr_replication_passes_release(r, vendor, o, &time)) {
            continue;
        }
        for (uint32_t i = first; i < end; ++i) {
            double pair[2];
            hr_random_uniform_pair(&r->random, purpose(threat, HR_PURPOSE_INSTALLATION), c->made_nodes[i], 0, pair);
            if (pair[0] < p->implant_probability) {
                hr_replication_implant(r, c->made_nodes[i], time + pair[1] * p->rollout_window_hours, vendor, threat);
            }
        }
    }
}

static void enter(hr_replication *r, const parameters *p, uint32_t threat, uint8_t vendor, double prepared_hours)
{
    const hr_case_network *c = r->network_case;
    for (uint32_t i = c->managed_start[vendor]; i < c->managed_start[vendor + 1u]; ++i) {
        uint32_t node = c->managed_nodes[i];
        double pair[2];
        hr_random_uniform_pair(&r->random, purpose(threat, HR_PURPOSE_REMOTE_ACCESS), node, vendor, pair);
        double time = prepared_hours + hr_distribution_quantile(&p->access_delay_hours, pair[1]);
        if (hr_replication_passes_attempt(r, vendor, node, time) && pair[0] < p->access_success_probability) {
            hr_replication_implant(r, node, time, vendor, threat);
        }
    }
}

static hr_status begin(hr_replication *r, uint32_t threat, hr_error *error)
{
    const parameters *p = r->world->scenario->threats[threat].parameters;
    campaign *state = r->threat_state[threat];
    double order = hr_replication_draw(r, &p->order_hours, purpose(threat, HR_PURPOSE_ORDER), 0, 0);
    bool is_anyone = false;
    for (uint32_t v = 0; v < r->world->scenario->vendor_count; ++v) {
        uint8_t vendor = (uint8_t)v;
        state->complies[v] = complies(r, p, threat, vendor);
        if (!state->complies[v]) {
            continue;
        }
        is_anyone = true;
        double prepared = order +
                          hr_replication_draw(r, &p->preparation_hours, purpose(threat, HR_PURPOSE_PREPARATION), v, 0);
        if (p->has_latent) {
            implant_before(r, p, threat, vendor);
        }
        if (p->has_update) {
            release(r, p, threat, vendor, prepared);
        }
        if (p->has_remote_access) {
            enter(r, p, threat, vendor, prepared);
        }
    }
    if (!is_anyone || !p->has_trigger_time) {
        return HR_OK;
    }
    double after = hr_replication_draw(r, &p->trigger_after_order_hours, purpose(threat, HR_PURPOSE_TRIGGER), 0, 0);
    return hr_replication_schedule(r, order + after, HR_EVENT_TRIGGER, threat, error);
}

/* ---- the strike ------------------------------------------------------------------------------------------------ */

static hr_status trigger(hr_replication *r, uint32_t threat, hr_error *error)
{
    const parameters *p = r->world->scenario->threats[threat].parameters;
    campaign *state = r->threat_state[threat];
    if (state->is_triggered) {
        return HR_OK;
    }
    state->is_triggered = true;
    for (uint32_t v = 0; v < r->world->scenario->vendor_count; ++v) {
        r->is_hostile[v] = r->is_hostile[v] || state->complies[v];
    }
    r->hostile_states |= 1u << p->state;
    for (uint32_t i = 0; i < r->implant_count; ++i) {
        uint32_t node = r->implants[i];
        double pair[2];
        if (r->implant_threat[node] != threat || r->state[node] & HR_NODE_OUT ||
            !hr_replication_is_implanted(r, node)) {
            continue;
        }
        ++r->counts.triggered;
        hr_random_uniform_pair(&r->random, purpose(threat, HR_PURPOSE_SABOTAGE), node, 0, pair);
        if (pair[0] < p->activation_probability) {
            hr_replication_disable(r, node, pair[1] < p->bricking_probability);
        }
    }
    return hr_replication_struck(r, error);
}

/* Use it or lose it: the first discovery of a vendor in the campaign brings the trigger forward. */
static hr_status discovered(hr_replication *r, uint32_t threat, uint8_t vendor, hr_error *error)
{
    const parameters *p = r->world->scenario->threats[threat].parameters;
    const campaign *state = r->threat_state[threat];
    if (!p->has_trigger_on_discovery || !state->complies[vendor] || state->is_triggered) {
        return HR_OK;
    }
    double reaction = hr_replication_draw(r, &p->reaction_hours, purpose(threat, HR_PURPOSE_REACTION), 0, 0);
    return hr_replication_schedule(r, r->now_hours + reaction, HR_EVENT_TRIGGER, threat, error);
}

extern const hr_threat_form hr_threat_compulsion;
const hr_threat_form hr_threat_compulsion = {
    .name = "compulsion",
    .summary = "a state orders its vendors to implant and disable equipment",
    .parameters_size = sizeof(parameters),
    .state_size = sizeof(campaign),
    .read = read,
    .begin = begin,
    .trigger = trigger,
    .discovered = discovered,
};
