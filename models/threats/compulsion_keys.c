/* The keys of a campaign (`threats.NAME.compulsion`), and the rules between them. */
#include <math.h>

#include "models/scenario.h"
#include "models/threats/compulsion.h"

/* ---- order ----------------------------------------------------------------------------------------------------- */

static const char *const HOLDS[] = {"per_state", "any_state", NULL};

static const hr_key ORDER_ROWS[] = {
    {"probability", "that the order is given", NULL, HR_KEY_FIGURE, HR_FIELD(hr_order_rule, probability),
     .is_required = true, .greatest = 1, .absent = 1},
    {"holds",
     "whether each state gives its order with the probability, or some state does, of those that hold `any_state` in "
     "the case and can order a vendor there",
     NULL, HR_KEY_CHOICE, HR_FIELD(hr_order_rule, holds), .is_required = true, .choices = HOLDS},
};
static const hr_keys ORDER_KEYS = {ORDER_ROWS, HR_KEY_COUNT_OF(ORDER_ROWS), NULL};

/* ---- channels -------------------------------------------------------------------------------------------------- */

static const hr_key UPDATE_ROWS[] = {
    {"rollout_window_hours", "a release is installed evenly over it", "h", HR_KEY_FIGURE,
     HR_FIELD(hr_update_channel, rollout_window_hours), .is_required = true, .greatest = INFINITY},
    {"implant_probability", "of each installation", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_update_channel, implant_probability), .is_required = true, .greatest = 1},
};
static const hr_keys UPDATE_KEYS = {UPDATE_ROWS, HR_KEY_COUNT_OF(UPDATE_ROWS), NULL};

static const hr_key ACCESS_ROWS[] = {
    {"delay_hours", "from the vendor's readiness to its attempt on a node that it manages", "h", HR_KEY_TIME,
     HR_FIELD(hr_access_channel, delay_hours), .is_required = true},
    {"success_probability", "of an attempt that is not stopped", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_access_channel, success_probability), .is_required = true, .greatest = 1},
};
static const hr_keys ACCESS_KEYS = {ACCESS_ROWS, HR_KEY_COUNT_OF(ACCESS_ROWS), NULL};

static const hr_key LATENT_ROWS[] = {
    {"implanted_share", "of a complying vendor's nodes, implanted before t = 0", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_latent_channel, implanted_share), .is_required = true, .greatest = 1},
};
static const hr_keys LATENT_KEYS = {LATENT_ROWS, HR_KEY_COUNT_OF(LATENT_ROWS), NULL};

static const hr_key WITHDRAWAL_ROWS[] = {
    {"delay_hours", "from the vendor's readiness until it supplies nothing any more", "h", HR_KEY_TIME,
     HR_FIELD(hr_withdrawal_channel, delay_hours), .is_required = true},
};
static const hr_keys WITHDRAWAL_KEYS = {WITHDRAWAL_ROWS, HR_KEY_COUNT_OF(WITHDRAWAL_ROWS), NULL};

/* ---- trigger and effects --------------------------------------------------------------------------------------- */

static const char *const MODES[] = {"all_at_once", "vendor_by_vendor", NULL};
static const char *const DISCOVERY_TRIGGERS[] = {"all", "vendor", NULL};

static void check_trigger(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const hr_trigger_rule *rule = result;
    bool is_by_vendor = rule->mode == HR_STRIKE_VENDOR_BY_VENDOR;
    (void)scenario;
    if (is_by_vendor && rule->has_time != rule->has_vendor_delay) {
        hr_value_mistake(value, "vendor by vendor, after_order_hours and vendor_delay_hours go together");
    }
    if (is_by_vendor && rule->has_reaction != rule->has_discovery_triggers) {
        hr_value_mistake(value, "vendor by vendor, after_discovery_hours and discovery_triggers go together");
    }
    if (!is_by_vendor && (rule->has_vendor_delay || rule->has_discovery_triggers)) {
        hr_value_mistake(value, "vendor_delay_hours and discovery_triggers belong to `mode: vendor_by_vendor`");
    }
}

static const hr_key TRIGGER_ROWS[] = {
    {"after_order_hours", "from the order to the trigger", "h", HR_KEY_TIME,
     HR_FIELD(hr_trigger_rule, after_order_hours), .there = HR_FLAG(hr_trigger_rule, has_time),
     .together = HR_TOGETHER_AT_LEAST_ONE},
    {"after_discovery_hours", "use it or lose it: from the first discovery of a vendor of the campaign to the trigger",
     "h", HR_KEY_TIME, HR_FIELD(hr_trigger_rule, after_discovery_hours),
     .there = HR_FLAG(hr_trigger_rule, has_reaction), .together = HR_TOGETHER_AT_LEAST_ONE},
    {"mode", "whether all vendors strike at the trigger, or each after a delay of its own", NULL, HR_KEY_CHOICE,
     HR_FIELD(hr_trigger_rule, mode), .choices = MODES},
    {"vendor_delay_hours", "vendor by vendor: from the trigger to a vendor's strike, drawn for each", "h", HR_KEY_TIME,
     HR_FIELD(hr_trigger_rule, vendor_delay_hours), .there = HR_FLAG(hr_trigger_rule, has_vendor_delay)},
    {"discovery_triggers", "vendor by vendor: whether a discovery triggers that vendor alone, or all", NULL,
     HR_KEY_CHOICE, HR_FIELD(hr_trigger_rule, discovery_triggers),
     .there = HR_FLAG(hr_trigger_rule, has_discovery_triggers), .choices = DISCOVERY_TRIGGERS},
};
static const hr_keys TRIGGER_KEYS = {TRIGGER_ROWS, HR_KEY_COUNT_OF(TRIGGER_ROWS), check_trigger};

static const hr_key SABOTAGE_ROWS[] = {
    {"activation_probability", "of an implanted node in service at the trigger", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_sabotage, activation_probability), .is_required = true, .greatest = 1},
    {"bricking_probability", "of a disabled node: it needs new hardware", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_sabotage, bricking_probability), .is_required = true, .greatest = 1},
};
static const hr_keys SABOTAGE_KEYS = {SABOTAGE_ROWS, HR_KEY_COUNT_OF(SABOTAGE_ROWS), NULL};

static const char *const STARTS[] = {"installation", "trigger", NULL};

static const hr_key ESPIONAGE_ROWS[] = {
    {"starts", "from when an implanted node listens: its installation, or the trigger", NULL, HR_KEY_CHOICE,
     HR_FIELD(hr_espionage, starts), .choices = STARTS},
};
static const hr_keys ESPIONAGE_KEYS = {ESPIONAGE_ROWS, HR_KEY_COUNT_OF(ESPIONAGE_ROWS), NULL};

/* ---- the campaign ---------------------------------------------------------------------------------------------- */

static void check_effects(const hr_value *value, const hr_compulsion *p)
{
    bool has_effect = p->sabotage.is_there || p->espionage.is_there;
    bool waits = p->espionage.is_there && p->espionage.starts == HR_ESPIONAGE_FROM_TRIGGER;
    if (hr_compulsion_implants(p) && !has_effect) {
        hr_value_mistake(value, "implants need an effect: sabotage, espionage or both");
    } else if (!hr_compulsion_implants(p) && has_effect) {
        hr_value_mistake(value, "sabotage and espionage need a channel that implants: update, remote_access or latent");
    }
    if ((p->sabotage.is_there || waits) && !p->trigger.is_there) {
        hr_value_mistake(value, "%s needs a trigger", p->sabotage.is_there ? "sabotage" : "espionage from the trigger");
    }
    if (p->trigger.is_there && !p->sabotage.is_there && !waits) {
        hr_value_mistake(value,
                         "nothing waits for the trigger: there is no sabotage, nor espionage that starts with it");
    }
    if (p->sabotage.is_there && waits) {
        hr_value_mistake(value, "espionage that starts with the trigger has no time before the sabotage");
    }
}

/* Campaigns share the probability that any of their states gives its order. */
static void check_order(const hr_scenario *scenario, const hr_value *value, const hr_compulsion *p)
{
    for (uint32_t t = 0; t < scenario->threat_count && p->order.holds == HR_HOLDS_ANY_STATE; ++t) {
        const hr_threat *threat = &scenario->threats[t];
        const hr_compulsion *other = threat->form == &hr_threat_compulsion ? threat->parameters : NULL;
        if (other != NULL && other != p && other->order.holds == HR_HOLDS_ANY_STATE &&
            other->order.probability != p->order.probability) {
            hr_value_mistake(value, "the probability that any state acts is %g here, but %g for `%s`",
                             p->order.probability, other->order.probability, threat->name);
            return;
        }
    }
}

static void check_campaign(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const hr_compulsion *p = result;
    check_effects(value, p);
    check_order(scenario, value, p);
}

static const hr_key ROWS[] = {
    {"state", "who orders", NULL, HR_KEY_STATE, HR_FIELD(hr_compulsion, state), .is_required = true},
    {"order", "whether the order is given", NULL, HR_KEY_GROUP, HR_FIELD(hr_compulsion, order), .inner = &ORDER_KEYS,
     .otherwise = "it is"},
    {"order_hours", "when", "h", HR_KEY_TIME, HR_FIELD(hr_compulsion, order_hours), .is_required = true},
    {"compliance_probability", "of a vendor with leverage 1", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_compulsion, compliance_probability), .is_required = true, .greatest = 1},
    {"compliance_correlation", "rho of the one-factor Gaussian copula between vendors", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_compulsion, correlation), .is_required = true, .greatest = 1},
    {"preparation_hours", "from the order to a vendor's first act", "h", HR_KEY_TIME,
     HR_FIELD(hr_compulsion, preparation_hours), .is_required = true},
    {"update", "channel: a malicious release", NULL, HR_KEY_GROUP, HR_FIELD(hr_compulsion, update),
     .there = HR_FLAG(hr_compulsion, update.is_there), .inner = &UPDATE_KEYS, .together = HR_TOGETHER_AT_LEAST_ONE},
    {"remote_access", "channel: attempts on every node that the vendor manages", NULL, HR_KEY_GROUP,
     HR_FIELD(hr_compulsion, access), .there = HR_FLAG(hr_compulsion, access.is_there), .inner = &ACCESS_KEYS,
     .together = HR_TOGETHER_AT_LEAST_ONE},
    {"latent", "channel: implants from before t = 0", NULL, HR_KEY_GROUP, HR_FIELD(hr_compulsion, latent),
     .there = HR_FLAG(hr_compulsion, latent.is_there), .inner = &LATENT_KEYS, .together = HR_TOGETHER_AT_LEAST_ONE},
    {"withdrawal", "channel: the vendor stops support, patches and spares", NULL, HR_KEY_GROUP,
     HR_FIELD(hr_compulsion, withdrawal), .there = HR_FLAG(hr_compulsion, withdrawal.is_there),
     .inner = &WITHDRAWAL_KEYS, .together = HR_TOGETHER_AT_LEAST_ONE},
    {"trigger", "when the implants act", NULL, HR_KEY_GROUP, HR_FIELD(hr_compulsion, trigger),
     .there = HR_FLAG(hr_compulsion, trigger.is_there), .inner = &TRIGGER_KEYS},
    {"sabotage", "effect: implanted nodes fall at the trigger", NULL, HR_KEY_GROUP, HR_FIELD(hr_compulsion, sabotage),
     .there = HR_FLAG(hr_compulsion, sabotage.is_there), .inner = &SABOTAGE_KEYS},
    {"espionage", "effect: implanted nodes in service expose the users whose primary paths they lie on", NULL,
     HR_KEY_GROUP, HR_FIELD(hr_compulsion, espionage), .there = HR_FLAG(hr_compulsion, espionage.is_there),
     .inner = &ESPIONAGE_KEYS},
};
const hr_keys hr_compulsion_keys = {ROWS, HR_KEY_COUNT_OF(ROWS), check_campaign};
