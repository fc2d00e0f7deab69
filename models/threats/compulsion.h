/* A state compels its vendors: what the parts of the campaign share (MODEL 6.1). The campaign: compulsion.c; its keys:
 * compulsion_keys.c; its channels: compulsion_channels.c.
 */
#ifndef HR_MODELS_THREATS_COMPULSION_H
#define HR_MODELS_THREATS_COMPULSION_H

#include "models/replication.h"

enum { HR_HOLDS_PER_STATE, HR_HOLDS_ANY_STATE };
enum { HR_STRIKE_ALL_AT_ONCE, HR_STRIKE_VENDOR_BY_VENDOR };
enum { HR_DISCOVERY_TRIGGERS_ALL, HR_DISCOVERY_TRIGGERS_VENDOR };
enum { HR_ESPIONAGE_FROM_INSTALLATION, HR_ESPIONAGE_FROM_TRIGGER };

typedef struct {
    double probability; /* 1 when the scenario says nothing */
    uint32_t holds;     /* of what: HR_HOLDS_ */
} hr_order_rule;

typedef struct {
    bool is_there;
    double rollout_window_hours;
    double implant_probability;
} hr_update_channel;

typedef struct {
    bool is_there;
    hr_distribution delay_hours; /* of each managed node, from the vendor's readiness to the attempt */
    double success_probability;
} hr_access_channel;

typedef struct {
    bool is_there;
    double implanted_share;
} hr_latent_channel;

typedef struct {
    bool is_there;
    hr_distribution delay_hours; /* from the vendor's readiness until it supplies nothing any more */
} hr_withdrawal_channel;

typedef struct {
    bool is_there;
    bool has_time;
    hr_distribution after_order_hours;
    bool has_reaction;
    hr_distribution after_discovery_hours;
    uint32_t mode; /* HR_STRIKE_ */
    bool has_vendor_delay;
    hr_distribution vendor_delay_hours;
    bool has_discovery_triggers;
    uint32_t discovery_triggers; /* HR_DISCOVERY_TRIGGERS_ */
} hr_trigger_rule;

typedef struct {
    bool is_there;
    double activation_probability;
    double bricking_probability;
} hr_sabotage;

typedef struct {
    bool is_there;
    uint32_t starts; /* HR_ESPIONAGE_ */
} hr_espionage;

typedef struct {
    uint32_t state;
    hr_order_rule order;
    hr_distribution order_hours;
    double compliance_probability;
    double correlation;
    hr_distribution preparation_hours;
    hr_update_channel update;
    hr_access_channel access;
    hr_latent_channel latent;
    hr_withdrawal_channel withdrawal;
    hr_trigger_rule trigger;
    hr_sabotage sabotage;
    hr_espionage espionage;
} hr_compulsion;

/* What a campaign keeps during a replication. */
typedef struct {
    bool complies[HR_VENDORS_MAX];
    bool is_triggered[HR_VENDORS_MAX];
} hr_campaign;

extern const hr_threat_form hr_threat_compulsion;
extern const hr_keys hr_compulsion_keys;

/** Whether the campaign has a channel that implants. */
static inline bool hr_compulsion_implants(const hr_compulsion *campaign)
{
    return campaign->update.is_there || campaign->access.is_there || campaign->latent.is_there;
}

/** Lays all implants of a complying vendor that is ready at a time. Stopped ones are reported. */
hr_status hr_compulsion_open_channels(hr_replication *replication, uint32_t threat, uint8_t vendor, double ready_hours,
                                      hr_error *error);

/** Lays those of a part of its release (threat.h). */
hr_status hr_compulsion_roll_out(hr_replication *replication, uint32_t threat, uint8_t vendor, uint32_t operator_id,
                                 hr_rollout_part *part, hr_error *error);

/** The campaign sees to an implant at its time of installation: it listens, as far as it does then. */
hr_status hr_compulsion_listen_from(hr_replication *replication, uint32_t threat, uint32_t node, double time_hours,
                                    hr_error *error);

#endif
