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
    bool is_there;
    double rollout_window_hours;
    double implant_probability;
} update_channel;

typedef struct {
    bool is_there;
    hr_distribution delay_hours; /* of each managed node, from the vendor's readiness to the attempt */
    double success_probability;
} access_channel;

typedef struct {
    bool is_there;
    double implanted_share;
} latent_channel;

typedef struct {
    bool has_time;
    hr_distribution after_order_hours;
    bool has_reaction;
    hr_distribution after_discovery_hours;
} trigger_rule;

typedef struct {
    double activation_probability;
    double bricking_probability;
} sabotage_effect;

typedef struct {
    uint32_t state;
    hr_distribution order_hours;
    double compliance_probability;
    double correlation;
    hr_distribution preparation_hours;
    update_channel update;
    access_channel access;
    latent_channel latent;
    trigger_rule trigger;
    sabotage_effect sabotage;
} parameters;

typedef struct {
    bool complies[HR_VENDORS_MAX];
    bool is_triggered;
} campaign;

/* ---- keys ------------------------------------------------------------------------------------------------------ */

static const hr_key UPDATE_ROWS[] = {
    {"rollout_window_hours", "a release is installed evenly over it", "h", HR_KEY_FIGURE,
     HR_FIELD(update_channel, rollout_window_hours), .is_required = true, .greatest = INFINITY},
    {"implant_probability", "of each installation", NULL, HR_KEY_FIGURE, HR_FIELD(update_channel, implant_probability),
     .is_required = true, .greatest = 1},
};
static const hr_keys UPDATE_KEYS = {UPDATE_ROWS, HR_KEY_COUNT_OF(UPDATE_ROWS), NULL};

static const hr_key ACCESS_ROWS[] = {
    {"delay_hours", "from the vendor's readiness to its attempt on a node that it manages", "h", HR_KEY_TIME,
     HR_FIELD(access_channel, delay_hours), .is_required = true},
    {"success_probability", "of an attempt that is not stopped", NULL, HR_KEY_FIGURE,
     HR_FIELD(access_channel, success_probability), .is_required = true, .greatest = 1},
};
static const hr_keys ACCESS_KEYS = {ACCESS_ROWS, HR_KEY_COUNT_OF(ACCESS_ROWS), NULL};

static const hr_key LATENT_ROWS[] = {
    {"implanted_share", "of a complying vendor's nodes, implanted before t = 0", NULL, HR_KEY_FIGURE,
     HR_FIELD(latent_channel, implanted_share), .is_required = true, .greatest = 1},
};
static const hr_keys LATENT_KEYS = {LATENT_ROWS, HR_KEY_COUNT_OF(LATENT_ROWS), NULL};

static void check_trigger(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const trigger_rule *rule = result;
    (void)scenario;
    if (!rule->has_time && !rule->has_reaction) {
        hr_value_mistake(value, "a trigger needs after_order_hours, after_discovery_hours or both (the first acts)");
    }
}

static const hr_key TRIGGER_ROWS[] = {
    {"after_order_hours", "from the order to the trigger", "h", HR_KEY_TIME, HR_FIELD(trigger_rule, after_order_hours),
     .there = HR_FLAG(trigger_rule, has_time)},
    {"after_discovery_hours", "use it or lose it: from the first discovery of a vendor of the campaign to the trigger",
     "h", HR_KEY_TIME, HR_FIELD(trigger_rule, after_discovery_hours), .there = HR_FLAG(trigger_rule, has_reaction)},
};
static const hr_keys TRIGGER_KEYS = {TRIGGER_ROWS, HR_KEY_COUNT_OF(TRIGGER_ROWS), check_trigger};

static const hr_key SABOTAGE_ROWS[] = {
    {"activation_probability", "of an implanted node in service at the trigger", NULL, HR_KEY_FIGURE,
     HR_FIELD(sabotage_effect, activation_probability), .is_required = true, .greatest = 1},
    {"bricking_probability", "of a disabled node: it needs new hardware", NULL, HR_KEY_FIGURE,
     HR_FIELD(sabotage_effect, bricking_probability), .is_required = true, .greatest = 1},
};
static const hr_keys SABOTAGE_KEYS = {SABOTAGE_ROWS, HR_KEY_COUNT_OF(SABOTAGE_ROWS), NULL};

static void check_campaign(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const parameters *p = result;
    (void)scenario;
    if (!p->update.is_there && !p->access.is_there && !p->latent.is_there) {
        hr_value_mistake(value, "a campaign needs a channel: update, remote_access or latent");
    }
}

static const hr_key ROWS[] = {
    {"state", "who orders", NULL, HR_KEY_STATE, HR_FIELD(parameters, state), .is_required = true},
    {"order_hours", "when", "h", HR_KEY_TIME, HR_FIELD(parameters, order_hours), .is_required = true},
    {"compliance_probability", "of a vendor with leverage 1", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, compliance_probability), .is_required = true, .greatest = 1},
    {"compliance_correlation", "rho of the one-factor Gaussian copula between vendors", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, correlation), .is_required = true, .greatest = 1},
    {"preparation_hours", "from the order to a vendor's first act", "h", HR_KEY_TIME,
     HR_FIELD(parameters, preparation_hours), .is_required = true},
    {"update", "channel: a malicious release", NULL, HR_KEY_GROUP, HR_FIELD(parameters, update),
     .there = HR_FLAG(parameters, update.is_there), .inner = &UPDATE_KEYS},
    {"remote_access", "channel: attempts on every node that the vendor manages", NULL, HR_KEY_GROUP,
     HR_FIELD(parameters, access), .there = HR_FLAG(parameters, access.is_there), .inner = &ACCESS_KEYS},
    {"latent", "channel: implants from before t = 0", NULL, HR_KEY_GROUP, HR_FIELD(parameters, latent),
     .there = HR_FLAG(parameters, latent.is_there), .inner = &LATENT_KEYS},
    {"trigger", "when the implants act", NULL, HR_KEY_GROUP, HR_FIELD(parameters, trigger), .is_required = true,
     .inner = &TRIGGER_KEYS},
    {"sabotage", "what they do", NULL, HR_KEY_GROUP, HR_FIELD(parameters, sabotage), .is_required = true,
     .inner = &SABOTAGE_KEYS},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), check_campaign};

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
        if (hr_replication_uniform(r, purpose(threat, HR_PURPOSE_LATENT), node, 0) < p->latent.implanted_share) {
            hr_replication_implant(r, threat, node, 0, vendor);
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
            if (pair[0] < p->update.implant_probability) {
                hr_replication_implant(r, threat, c->made_nodes[i], time + pair[1] * p->update.rollout_window_hours,
                                       vendor);
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
        double time = prepared_hours + hr_distribution_quantile(&p->access.delay_hours, pair[1]);
        if (hr_replication_passes_attempt(r, vendor, node, time) && pair[0] < p->access.success_probability) {
            hr_replication_implant(r, threat, node, time, vendor);
        }
    }
}

static hr_status begin(hr_replication *r, uint32_t threat, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
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
        if (p->latent.is_there) {
            implant_before(r, p, threat, vendor);
        }
        if (p->update.is_there) {
            release(r, p, threat, vendor, prepared);
        }
        if (p->access.is_there) {
            enter(r, p, threat, vendor, prepared);
        }
    }
    if (!is_anyone || !p->trigger.has_time) {
        return HR_OK;
    }
    double after = hr_replication_draw(r, &p->trigger.after_order_hours, purpose(threat, HR_PURPOSE_TRIGGER), 0, 0);
    return hr_replication_schedule(r, order + after, HR_EVENT_THREAT + threat, 0, error);
}

/* ---- the strike ------------------------------------------------------------------------------------------------ */

static hr_status trigger(hr_replication *r, uint32_t threat, uint32_t entity, hr_error *error)
{
    (void)entity; /* all implants of the campaign act at once */
    const parameters *p = hr_replication_threat(r, threat);
    campaign *state = r->threat_state[threat];
    if (state->is_triggered) {
        return HR_OK;
    }
    state->is_triggered = true;
    r->hostile_states |= 1u << p->state;
    hr_status status = HR_OK;
    for (uint32_t v = 0; v < r->world->scenario->vendor_count && status == HR_OK; ++v) {
        if (state->complies[v]) {
            status = hr_replication_end_support(r, (uint8_t)v, error);
        }
    }
    for (uint32_t i = 0; i < r->implants[threat].count; ++i) {
        uint32_t node = r->implants[threat].nodes[i];
        double pair[2];
        if (r->state[node] & HR_NODE_OUT || !hr_replication_is_implanted(r, threat, node)) {
            continue;
        }
        ++r->counts.triggered;
        hr_random_uniform_pair(&r->random, purpose(threat, HR_PURPOSE_SABOTAGE), node, 0, pair);
        if (pair[0] < p->sabotage.activation_probability) {
            hr_replication_disable(r, node, pair[1] < p->sabotage.bricking_probability);
        }
    }
    return status == HR_OK ? hr_replication_struck(r, error) : status;
}

/* Use it or lose it: the first discovery of a vendor in the campaign brings the trigger forward. */
static hr_status discovered(hr_replication *r, uint32_t threat, uint8_t vendor, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    const campaign *state = r->threat_state[threat];
    if (!p->trigger.has_reaction || !state->complies[vendor] || state->is_triggered) {
        return HR_OK;
    }
    double reaction = hr_replication_draw(r, &p->trigger.after_discovery_hours, purpose(threat, HR_PURPOSE_REACTION), 0,
                                          0);
    return hr_replication_schedule(r, r->now_hours + reaction, HR_EVENT_THREAT + threat, 0, error);
}

extern const hr_threat_form hr_threat_compulsion;
const hr_threat_form hr_threat_compulsion = {
    .name = "compulsion",
    .summary = "a state orders its vendors to implant and disable equipment",
    .parameters_size = sizeof(parameters),
    .state_size = sizeof(campaign),
    .keys = &KEYS,
    .lays_implants = true,
    .begin = begin,
    .event = trigger,
    .discovered = discovered,
};
