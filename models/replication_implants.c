/* What threats have laid in a replication: how releases go out, which of it can still act, who is listened to. See
 * replication.h.
 *
 * Telling who is silent costs O(threats that listen) for a node that falls or returns, and nothing when none does.
 */
#include "models/replication.h"

#include <math.h>

/* ---- releases -------------------------------------------------------------------------------------------------- */

hr_status hr_replication_watch(hr_replication *r, uint8_t vendor, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t m = 0; m < hr_mitigation_count && status == HR_OK && !r->is_discovered[vendor]; ++m) {
        if (r->mitigations >> m & 1 && hr_mitigation_forms[m]->watch != NULL) {
            status = hr_mitigation_forms[m]->watch(r, m, vendor, error);
        }
    }
    return status;
}

hr_status hr_replication_roll_out_part(hr_replication *r, uint32_t threat, uint8_t vendor, uint32_t operator_id,
                                       hr_rollout_part *part, hr_error *error)
{
    const hr_threat_form *form = r->world->scenario->threats[threat].form;
    hr_status status = form->roll_out(r, threat, vendor, operator_id, part, error);
    return status == HR_OK && r->is_started && part->implants > 0 ? hr_replication_watch(r, vendor, error) : status;
}

hr_status hr_replication_roll_out(hr_replication *r, uint32_t threat, uint8_t vendor, uint32_t operator_id,
                                  double time_hours, hr_error *error)
{
    bool is_staged = false;
    hr_status status = HR_OK;
    for (uint32_t m = 0; m < hr_mitigation_count && status == HR_OK && !is_staged; ++m) {
        const hr_mitigation_form *form = hr_mitigation_forms[m];
        if (r->mitigations >> m & 1 && form->stages_release != NULL) {
            status = form->stages_release(r, m, threat, vendor, operator_id, time_hours, &is_staged, error);
        }
    }
    if (status != HR_OK || is_staged) {
        return status;
    }
    hr_rollout_part whole = {.from = 0, .to = 1, .begin_hours = time_hours};
    return hr_replication_roll_out_part(r, threat, vendor, operator_id, &whole, error);
}

/* ---- what can still act ---------------------------------------------------------------------------------------- */

void hr_replication_poise(hr_replication *r, uint32_t threat, uint8_t vendor)
{
    r->poised[vendor] |= 1u << threat;
}

bool hr_replication_is_threatened(const hr_replication *r)
{
    uint32_t any = 0;
    for (uint32_t v = 0; v < r->world->scenario->vendor_count; ++v) {
        any |= r->poised[v];
    }
    return any != 0;
}

bool hr_replication_is_spent(const hr_replication *r, uint8_t vendor)
{
    return r->has_struck[vendor] && r->poised[vendor] == 0;
}

/* A threat's implants by a vendor's channels listen no more. */
static void fall_silent(hr_replication *r, uint32_t threat, uint8_t vendor)
{
    hr_implants *implants = &r->implants[threat];
    for (uint32_t i = 0; i < implants->count; ++i) {
        uint32_t node = implants->nodes[i];
        if (implants->is_listening[node] && implants->via[node] == vendor) {
            implants->is_listening[node] = 0;
            if (!(r->state[node] & HR_NODE_OUT)) {
                hr_replication_clean(r, node);
            }
        }
    }
}

hr_status hr_replication_spend(hr_replication *r, uint32_t threat, uint8_t vendor, uint32_t triggered, hr_error *error)
{
    r->poised[vendor] &= ~(1u << threat);
    r->has_struck[vendor] = true;
    r->implants[threat].spent_hours[vendor] = r->now_hours;
    if (r->listeners >> threat & 1) {
        fall_silent(r, threat, vendor);
    }
    hr_status status = HR_OK;
    for (uint32_t m = 0; m < hr_mitigation_count && status == HR_OK && triggered > 0; ++m) {
        if (r->mitigations >> m & 1 && hr_mitigation_forms[m]->triggered != NULL) {
            status = hr_mitigation_forms[m]->triggered(r, m, vendor, error);
        }
    }
    return status;
}

/* ---- intruders ------------------------------------------------------------------------------------------------- */

hr_status hr_replication_intrude(hr_replication *r, uint32_t product, uint32_t implants, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t m = 0; m < hr_mitigation_count && status == HR_OK; ++m) {
        if (r->mitigations >> m & 1 && hr_mitigation_forms[m]->intruded != NULL) {
            status = hr_mitigation_forms[m]->intruded(r, m, product, implants, error);
        }
    }
    return status;
}

hr_status hr_replication_find_intruder(hr_replication *r, uint32_t product, hr_error *error)
{
    hr_status status = HR_OK;
    HR_TELL(r, HR_TOLD_INTRUDER_FOUND, r->now_hours, .vendor = (uint8_t)(product / HR_ROLE_COUNT),
            .role = product % HR_ROLE_COUNT);
    if (isnan(r->counts.first_discovery_hours)) {
        r->counts.first_discovery_hours = r->now_hours;
    }
    for (uint32_t m = 0; m < hr_mitigation_count && status == HR_OK; ++m) {
        if (r->mitigations >> m & 1 && hr_mitigation_forms[m]->found_intruder != NULL) {
            status = hr_mitigation_forms[m]->found_intruder(r, m, product, error);
        }
    }
    return status;
}

double hr_replication_patch_delay(const hr_replication *r, uint32_t threat, uint32_t product, uint32_t number,
                                  uint32_t operator_id)
{
    double hours = 0;
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        if (r->mitigations >> m & 1 && hr_mitigation_forms[m]->delays_patch != NULL) {
            hours += hr_mitigation_forms[m]->delays_patch(r, m, threat, product, number, operator_id);
        }
    }
    return hours;
}

double hr_replication_patch_stage(const hr_replication *r, uint32_t threat, uint32_t product, uint32_t number,
                                  uint32_t operator_id, double *wait_hours)
{
    *wait_hours = 0;
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        if (r->mitigations >> m & 1 && hr_mitigation_forms[m]->stages_patch != NULL) {
            return hr_mitigation_forms[m]->stages_patch(r, m, threat, product, number, operator_id, wait_hours);
        }
    }
    return 1;
}

/* ---- listening ------------------------------------------------------------------------------------------------- */

void hr_replication_listen(hr_replication *r, uint32_t threat, uint32_t node)
{
    hr_implants *implants = &r->implants[threat];
    if (implants->is_listening[node] || !hr_replication_is_implanted(r, threat, node)) {
        return;
    }
    implants->is_listening[node] = 1;
    HR_TELL(r, HR_TOLD_NODE_LISTENS, r->now_hours, .node = node, .threat = threat);
    r->listeners |= 1u << threat;
    if (!(r->state[node] & HR_NODE_OUT)) {
        hr_replication_compromise(r, node);
    }
}

void hr_replication_silence(hr_replication *r, uint32_t node)
{
    for (uint32_t t = 0; r->listeners >> t != 0; ++t) {
        if (r->listeners >> t & 1 && r->implants[t].is_listening[node]) {
            hr_replication_clean(r, node);
        }
    }
}

void hr_replication_resume(hr_replication *r, uint32_t node)
{
    for (uint32_t t = 0; r->listeners >> t != 0; ++t) {
        if (!(r->listeners >> t & 1) || !r->implants[t].is_listening[node]) {
            continue;
        }
        if (hr_replication_is_implanted(r, t, node)) {
            hr_replication_compromise(r, node);
        } else {
            r->implants[t].is_listening[node] = 0;
        }
    }
}

/* ---- counts ---------------------------------------------------------------------------------------------------- */

static bool was_implanted(const hr_replication *r, uint32_t threat, uint32_t node)
{
    const hr_implants *implants = &r->implants[threat];
    if (implants->count == 0) {
        return false;
    }
    double installed = implants->hours[node];
    uint8_t via = implants->via[node];
    return installed <= r->now_hours && installed <= r->frozen_hours[via] && installed <= implants->spent_hours[via];
}

void hr_replication_tell_implant(const hr_replication *r, uint32_t threat, uint32_t node)
{
    const hr_implants *implants = &r->implants[threat];
    if (was_implanted(r, threat, node)) {
        HR_TELL(r, HR_TOLD_NODE_IMPLANTED, implants->hours[node], .node = node, .vendor = implants->via[node],
                .threat = threat);
    }
}

void hr_replication_tell_implants(const hr_replication *r)
{
    for (uint32_t t = 0; t < r->world->scenario->threat_count; ++t) {
        for (uint32_t i = 0; i < r->implants[t].count; ++i) {
            hr_replication_tell_implant(r, t, r->implants[t].nodes[i]);
        }
    }
}

uint32_t hr_replication_count_implanted(const hr_replication *r)
{
    uint32_t count = 0;
    for (uint32_t t = 0; t < r->world->scenario->threat_count; ++t) {
        const hr_implants *implants = &r->implants[t];
        for (uint32_t i = 0; i < implants->count; ++i) {
            uint32_t node = implants->nodes[i];
            bool is_counted = false;
            for (uint32_t before = 0; before < t; ++before) {
                is_counted = is_counted || was_implanted(r, before, node);
            }
            count += !is_counted && was_implanted(r, t, node);
        }
    }
    return count;
}
