/* A state compels its vendors (MODEL 6.1 and 4): an order that is given or not, a one-factor Gaussian copula of
 * compliance, channels (compulsion_channels.c), a trigger for all vendors or for each, sabotage and espionage.
 *
 * A vendor's strike spends its implants. Espionage lasts from an implant's installation (or the trigger) until the node
 * is cleaned or the sabotage strikes; only then does every implant have an event of its own. O(nodes of complying
 * vendors) draws.
 */
#include "models/threats/compulsion.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Entities of the campaign's events. */
enum {
    TRIGGER_ALL,
    TRIGGER_VENDOR,                             /* + vendor */
    WITHDRAW = TRIGGER_VENDOR + HR_VENDORS_MAX, /* + vendor */
    INSTALLED = WITHDRAW + HR_VENDORS_MAX,      /* + node */
};

static uint32_t purpose(uint32_t threat, uint32_t number)
{
    return hr_purpose_of_threat(threat, number);
}

/* ---- order and compliance -------------------------------------------------------------------------------------- */

/* Whether a state can order a vendor that made or manages something in the case. */
static bool has_reach(const hr_replication *r, uint32_t state)
{
    const hr_case_network *c = r->network_case;
    uint32_t operators = r->world->network.operator_count;
    for (uint32_t v = 0; v < r->world->scenario->vendor_count; ++v) {
        bool has_estate = c->made_start[(v + 1) * operators] > c->made_start[v * operators] ||
                          c->managed_start[v + 1] > c->managed_start[v];
        if (has_estate && hr_scenario_is_exposed(r->world->scenario, (uint8_t)v, state)) {
            return true;
        }
    }
    return false;
}

/* How many states share the probability that any of them gives its order, in the case. */
static uint32_t count_states(const hr_replication *r)
{
    const hr_scenario *scenario = r->world->scenario;
    bool is_counted[HR_STATES_MAX] = {false};
    uint32_t count = 0;
    for (uint32_t t = 0; t < scenario->threat_count; ++t) {
        const hr_compulsion *p = scenario->threats[t].parameters;
        if (!(r->threats >> t & 1) || scenario->threats[t].form != &hr_threat_compulsion ||
            p->order.holds != HR_HOLDS_ANY_STATE || is_counted[p->state] || !has_reach(r, p->state)) {
            continue;
        }
        is_counted[p->state] = true;
        ++count;
    }
    return count;
}

/* The draw is the state's, so that its campaigns go together. When any of J states acts with probability p, and each
 * by itself, each does with 1 - (1 - p)^(1/J). */
static bool is_ordered(const hr_replication *r, const hr_compulsion *p)
{
    double probability = p->order.probability;
    if (probability < 1 && p->order.holds == HR_HOLDS_ANY_STATE) {
        probability = 1 - pow(1 - probability, 1 / fmax(1, count_states(r)));
    }
    return probability >= 1 || hr_replication_uniform(r, HR_PURPOSE_ORDER_ISSUED, p->state, 0) < probability;
}

/* Z_v = sqrt(rho) M + sqrt(1 - rho) e_v < Phi^-1(p exposure_v) (MODEL 4). */
static bool complies(const hr_replication *r, const hr_compulsion *p, uint32_t threat, uint8_t vendor)
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

/* ---- the start ------------------------------------------------------------------------------------------------- */

static hr_status schedule(hr_replication *r, uint32_t threat, double time_hours, uint32_t entity, hr_error *error)
{
    return hr_replication_schedule(r, time_hours, HR_EVENT_THREAT + threat, entity, error);
}

static hr_status compel(hr_replication *r, uint32_t threat, uint8_t vendor, double order_hours, hr_error *error)
{
    const hr_compulsion *p = hr_replication_threat(r, threat);
    double ready = order_hours +
                   hr_replication_draw(r, &p->preparation_hours, purpose(threat, HR_PURPOSE_PREPARATION), vendor, 0);
    hr_status status = HR_OK;
    HR_TELL(r, HR_TOLD_READY, ready, .state = p->state, .threat = threat, .vendor = vendor);
    if (hr_compulsion_implants(p)) {
        hr_replication_poise(r, threat, vendor);
        status = hr_compulsion_open_channels(r, threat, vendor, ready, error);
    }
    if (!p->withdrawal.is_there || status != HR_OK) {
        return status;
    }
    double delay = hr_replication_draw(r, &p->withdrawal.delay_hours, purpose(threat, HR_PURPOSE_WITHDRAWAL), vendor,
                                       0);
    return schedule(r, threat, ready + delay, WITHDRAW + vendor, error);
}

static hr_status schedule_triggers(hr_replication *r, uint32_t threat, double order_hours, hr_error *error)
{
    const hr_trigger_rule *rule = &((const hr_compulsion *)hr_replication_threat(r, threat))->trigger;
    const hr_campaign *state = r->threat_state[threat];
    double time = order_hours +
                  hr_replication_draw(r, &rule->after_order_hours, purpose(threat, HR_PURPOSE_TRIGGER), 0, 0);
    if (rule->mode == HR_STRIKE_ALL_AT_ONCE) {
        return schedule(r, threat, time, TRIGGER_ALL, error);
    }
    hr_status status = HR_OK;
    for (uint32_t v = 0; v < r->world->scenario->vendor_count && status == HR_OK; ++v) {
        if (state->complies[v]) {
            double delay = hr_replication_draw(r, &rule->vendor_delay_hours, purpose(threat, HR_PURPOSE_VENDOR_DELAY),
                                               v, 0);
            status = schedule(r, threat, time + delay, TRIGGER_VENDOR + v, error);
        }
    }
    return status;
}

hr_status hr_compulsion_listen_from(hr_replication *r, uint32_t threat, uint32_t node, double time_hours,
                                    hr_error *error)
{
    return schedule(r, threat, time_hours, INSTALLED + node, error);
}

/* Implants listen from their installation on, if espionage does not wait for the trigger. */
static hr_status schedule_listening(hr_replication *r, uint32_t threat, hr_error *error)
{
    const hr_compulsion *p = hr_replication_threat(r, threat);
    const hr_implants *implants = &r->implants[threat];
    hr_status status = HR_OK;
    for (uint32_t i = 0; i < implants->count && status == HR_OK; ++i) {
        uint32_t node = implants->nodes[i];
        if (implants->hours[node] > 0) {
            status = hr_compulsion_listen_from(r, threat, node, implants->hours[node], error);
        } else if (p->espionage.starts == HR_ESPIONAGE_FROM_INSTALLATION) {
            hr_replication_listen(r, threat, node);
        }
    }
    return status;
}

static hr_status begin(hr_replication *r, uint32_t threat, hr_error *error)
{
    const hr_compulsion *p = hr_replication_threat(r, threat);
    hr_campaign *state = r->threat_state[threat];
    bool is_anyone = false;
    hr_status status = HR_OK;
    if (!is_ordered(r, p)) {
        HR_TELL(r, HR_TOLD_NOT_ORDERED, 0, .state = p->state, .threat = threat);
        return HR_OK;
    }
    double order = hr_replication_draw(r, &p->order_hours, purpose(threat, HR_PURPOSE_ORDER), 0, 0);
    HR_TELL(r, HR_TOLD_ORDERED, order, .state = p->state, .threat = threat);
    for (uint32_t v = 0; v < r->world->scenario->vendor_count && status == HR_OK; ++v) {
        state->complies[v] = complies(r, p, threat, (uint8_t)v);
        HR_TELL(r, state->complies[v] ? HR_TOLD_COMPLIES : HR_TOLD_REFUSES, order, .state = p->state, .threat = threat,
                .vendor = (uint8_t)v);
        if (state->complies[v]) {
            is_anyone = true;
            status = compel(r, threat, (uint8_t)v, order, error);
        }
    }
    if (status == HR_OK && is_anyone && p->trigger.has_time) {
        status = schedule_triggers(r, threat, order, error);
    }
    if (status == HR_OK && p->espionage.is_there) {
        status = schedule_listening(r, threat, error);
    }
    return status;
}

/* ---- triggers -------------------------------------------------------------------------------------------------- */

/* Implants that the chosen vendors laid act: nodes in service fall. */
static hr_status sabotage(hr_replication *r, uint32_t threat, const bool is_chosen[HR_VENDORS_MAX], hr_error *error)
{
    const hr_compulsion *p = hr_replication_threat(r, threat);
    uint32_t triggered[HR_VENDORS_MAX] = {0};
    hr_status status = HR_OK;
    r->is_hostile_state[p->state] = true;
    for (uint32_t v = 0; v < r->world->scenario->vendor_count && status == HR_OK; ++v) {
        if (is_chosen[v]) {
            status = hr_replication_end_support(r, (uint8_t)v, error);
        }
    }
    for (uint32_t i = 0; i < r->implants[threat].count; ++i) {
        uint32_t node = r->implants[threat].nodes[i];
        uint8_t via = r->implants[threat].via[node];
        double pair[2];
        if (!is_chosen[via] || r->state[node] & HR_NODE_OUT || !hr_replication_is_implanted(r, threat, node)) {
            continue;
        }
        ++triggered[via];
        ++r->counts.triggered;
        hr_random_uniform_pair(&r->random, purpose(threat, HR_PURPOSE_SABOTAGE), node, 0, pair);
        if (pair[0] < p->sabotage.activation_probability) {
            hr_replication_disable(r, node, pair[1] < p->sabotage.bricking_probability);
        }
    }
    for (uint32_t v = 0; v < r->world->scenario->vendor_count && status == HR_OK; ++v) {
        if (is_chosen[v]) {
            status = hr_replication_spend(r, threat, (uint8_t)v, triggered[v], error);
        }
    }
    return status == HR_OK ? hr_replication_struck(r, error) : status;
}

static void begin_listening(hr_replication *r, uint32_t threat, const bool is_chosen[HR_VENDORS_MAX])
{
    const hr_implants *implants = &r->implants[threat];
    for (uint32_t i = 0; i < implants->count; ++i) {
        if (is_chosen[implants->via[implants->nodes[i]]]) {
            hr_replication_listen(r, threat, implants->nodes[i]);
        }
    }
}

/* A vendor that complies and was not triggered yet is; or all such vendors are. */
static hr_status trigger(hr_replication *r, uint32_t threat, uint32_t entity, hr_error *error)
{
    const hr_compulsion *p = hr_replication_threat(r, threat);
    hr_campaign *state = r->threat_state[threat];
    bool is_chosen[HR_VENDORS_MAX] = {false};
    bool is_anyone = false;
    for (uint32_t v = 0; v < r->world->scenario->vendor_count; ++v) {
        is_chosen[v] = (entity == TRIGGER_ALL || entity == TRIGGER_VENDOR + v) && state->complies[v] &&
                       !state->is_triggered[v];
        state->is_triggered[v] = state->is_triggered[v] || is_chosen[v];
        is_anyone = is_anyone || is_chosen[v];
        if (is_chosen[v]) {
            HR_TELL(r, p->sabotage.is_there ? HR_TOLD_STRIKES : HR_TOLD_LISTENS, r->now_hours, .state = p->state,
                    .threat = threat, .vendor = (uint8_t)v);
        }
    }
    if (!is_anyone) {
        return HR_OK;
    }
    if (p->sabotage.is_there) {
        return sabotage(r, threat, is_chosen, error);
    }
    begin_listening(r, threat, is_chosen);
    return HR_OK;
}

static hr_status event(hr_replication *r, uint32_t threat, uint32_t entity, hr_error *error)
{
    const hr_compulsion *p = hr_replication_threat(r, threat);
    const hr_campaign *state = r->threat_state[threat];
    if (entity >= INSTALLED) {
        uint32_t node = entity - INSTALLED;
        if (p->espionage.starts == HR_ESPIONAGE_FROM_INSTALLATION ||
            state->is_triggered[r->implants[threat].via[node]]) {
            hr_replication_listen(r, threat, node);
        }
        return HR_OK;
    }
    if (entity >= WITHDRAW) {
        r->is_hostile_state[p->state] = true;
        HR_TELL(r, HR_TOLD_WITHDRAWS, r->now_hours, .state = p->state, .threat = threat,
                .vendor = (uint8_t)(entity - WITHDRAW));
        return hr_replication_end_support(r, (uint8_t)(entity - WITHDRAW), error);
    }
    return trigger(r, threat, entity, error);
}

/* Use it or lose it: a discovery of a vendor in the campaign brings the trigger forward. */
static hr_status discovered(hr_replication *r, uint32_t threat, uint8_t vendor, hr_error *error)
{
    const hr_trigger_rule *rule = &((const hr_compulsion *)hr_replication_threat(r, threat))->trigger;
    const hr_campaign *state = r->threat_state[threat];
    if (!rule->has_reaction || !state->complies[vendor]) {
        return HR_OK;
    }
    bool is_alone = rule->mode == HR_STRIKE_VENDOR_BY_VENDOR &&
                    rule->discovery_triggers == HR_DISCOVERY_TRIGGERS_VENDOR;
    double reaction = hr_replication_draw(r, &rule->after_discovery_hours, purpose(threat, HR_PURPOSE_REACTION),
                                          is_alone ? vendor : 0, 0);
    return schedule(r, threat, r->now_hours + reaction, is_alone ? TRIGGER_VENDOR + vendor : TRIGGER_ALL, error);
}

static bool exposes(const void *parameters)
{
    return ((const hr_compulsion *)parameters)->espionage.is_there;
}

const hr_threat_form hr_threat_compulsion = {
    .name = "compulsion",
    .summary = "a state orders its vendors to implant, disable and listen, or to stop their support",
    .parameters_size = sizeof(hr_compulsion),
    .state_size = sizeof(hr_campaign),
    .keys = &hr_compulsion_keys,
    .lays_implants = true,
    .exposes = exposes,
    .begin = begin,
    .event = event,
    .roll_out = hr_compulsion_roll_out,
    .discovered = discovered,
};
