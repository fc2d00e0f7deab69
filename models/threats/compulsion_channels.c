/* The channels by which a complying vendor implants (MODEL 6.1.2): `latent`, `update` and `remote_access`.
 *
 * All implants are known at the start, but for releases that a mitigation rolls out in stages: a channel that is shut
 * later makes those void that would come after (frozen_hours). O(nodes of the vendor) draws.
 */
#include "models/threats/compulsion.h"

static void implant_before(hr_replication *r, const hr_compulsion *p, uint32_t threat, uint8_t vendor)
{
    const hr_case_network *c = r->network_case;
    uint32_t operators = r->world->network.operator_count;
    uint32_t purpose = hr_purpose_of_threat(threat, HR_PURPOSE_LATENT);
    for (uint32_t i = c->made_start[vendor * operators]; i < c->made_start[(vendor + 1u) * operators]; ++i) {
        uint32_t node = c->made_nodes[i];
        if (hr_replication_uniform(r, purpose, node, 0) < p->latent.implanted_share) {
            hr_replication_implant(r, threat, node, 0, vendor);
        }
    }
}

static hr_status release(hr_replication *r, uint32_t threat, uint8_t vendor, double ready_hours, hr_error *error)
{
    const hr_case_network *c = r->network_case;
    uint32_t operators = r->world->network.operator_count;
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < operators && status == HR_OK; ++o) {
        uint32_t first = c->made_start[vendor * operators + o];
        uint32_t end = c->made_start[vendor * operators + o + 1];
        double time = ready_hours;
        if (first < end && hr_replication_passes_release(r, threat, vendor, o, &time)) {
            status = hr_replication_roll_out(r, threat, vendor, o, time, error);
        }
    }
    return status;
}

hr_status hr_compulsion_roll_out(hr_replication *r, uint32_t threat, uint8_t vendor, uint32_t operator_id,
                                 hr_rollout_part *part, hr_error *error)
{
    const hr_compulsion *p = hr_replication_threat(r, threat);
    const hr_case_network *c = r->network_case;
    uint32_t estate = vendor * r->world->network.operator_count + operator_id;
    uint32_t purpose = hr_purpose_of_threat(threat, HR_PURPOSE_INSTALLATION);
    bool is_late = r->is_started && p->espionage.is_there;
    hr_status status = HR_OK;
    part->implants = 0;
    part->end_hours = part->begin_hours + (part->to - part->from) * p->update.rollout_window_hours;
    for (uint32_t i = c->made_start[estate]; i < c->made_start[estate + 1] && status == HR_OK; ++i) {
        double pair[2];
        hr_random_uniform_pair(&r->random, purpose, c->made_nodes[i], 0, pair);
        if (pair[0] < p->update.implant_probability && pair[1] >= part->from && pair[1] < part->to) {
            double time = part->begin_hours + (pair[1] - part->from) * p->update.rollout_window_hours;
            hr_replication_implant(r, threat, c->made_nodes[i], time, vendor);
            ++part->implants;
            status = is_late ? hr_compulsion_listen_from(r, threat, c->made_nodes[i], time, error) : HR_OK;
        }
    }
    return status;
}

static void enter(hr_replication *r, const hr_compulsion *p, uint32_t threat, uint8_t vendor, double ready_hours)
{
    const hr_case_network *c = r->network_case;
    uint32_t purpose = hr_purpose_of_threat(threat, HR_PURPOSE_REMOTE_ACCESS);
    for (uint32_t i = c->managed_start[vendor]; i < c->managed_start[vendor + 1u]; ++i) {
        uint32_t node = c->managed_nodes[i];
        double pair[2];
        hr_random_uniform_pair(&r->random, purpose, node, vendor, pair);
        double time = ready_hours + hr_distribution_quantile(&p->access.delay_hours, pair[1]);
        if (hr_replication_passes_attempt(r, threat, vendor, node, time) && pair[0] < p->access.success_probability) {
            hr_replication_implant(r, threat, node, time, vendor);
        }
    }
}

hr_status hr_compulsion_open_channels(hr_replication *r, uint32_t threat, uint8_t vendor, double ready_hours,
                                      hr_error *error)
{
    const hr_compulsion *p = hr_replication_threat(r, threat);
    hr_status status = HR_OK;
    if (p->latent.is_there) {
        implant_before(r, p, threat, vendor);
    }
    if (p->update.is_there) {
        status = release(r, threat, vendor, ready_hours, error);
    }
    if (p->access.is_there && status == HR_OK) {
        enter(r, p, threat, vendor, ready_hours);
    }
    return status;
}
