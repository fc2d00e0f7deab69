/* One replication: reset, hooks, event loop. See replication.h.
 *
 * A replication costs a ledger reset (O(nodes)), a draw or two per implant, one ledger rebuild per outbreak, and one
 * heap event and one ledger merge per restored node.
 */
#include "models/replication.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory ---------------------------------------------------------------------------------------------------- */

static hr_status allocate(hr_replication *r, hr_error *error)
{
    const hr_network *network = &r->world->network;
    size_t nodes = network->node_count;
    r->state = calloc(nodes, sizeof *r->state);
    r->touched = calloc(nodes, sizeof *r->touched);
    r->is_touched = calloc(nodes, sizeof *r->is_touched);
    r->cleaned_hours = calloc(nodes, sizeof *r->cleaned_hours);
    r->wave = calloc(nodes, sizeof *r->wave);
    r->scratch_hours = calloc(nodes * (r->world->scenario->threat_count + 1), sizeof *r->scratch_hours);
    r->scratch_nodes = calloc(nodes, sizeof *r->scratch_nodes);
    if (r->state == NULL || r->touched == NULL || r->is_touched == NULL || r->cleaned_hours == NULL ||
        r->wave == NULL || r->scratch_hours == NULL || r->scratch_nodes == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a replication of %u nodes", network->node_count);
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        r->cleaned_hours[n] = -INFINITY;
    }
    return HR_OK;
}

static hr_status allocate_implants(hr_implants *implants, uint32_t nodes, hr_error *error)
{
    implants->hours = calloc(nodes, sizeof *implants->hours);
    implants->via = calloc(nodes, sizeof *implants->via);
    implants->nodes = calloc(nodes, sizeof *implants->nodes);
    implants->is_listening = calloc(nodes, sizeof *implants->is_listening);
    if (implants->hours == NULL || implants->via == NULL || implants->nodes == NULL || implants->is_listening == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the implants in %u nodes", nodes);
    }
    for (uint32_t n = 0; n < nodes; ++n) {
        implants->hours[n] = INFINITY;
    }
    return HR_OK;
}

static hr_status allocate_states(hr_replication *r, hr_error *error)
{
    const hr_scenario *scenario = r->world->scenario;
    bool is_complete = true;
    hr_status status = HR_OK;
    for (uint32_t t = 0; t < scenario->threat_count && status == HR_OK; ++t) {
        r->threat_state[t] = calloc(1, scenario->threats[t].form->state_size + 1);
        is_complete = is_complete && r->threat_state[t] != NULL;
        if (scenario->threats[t].form->lays_implants) {
            status = allocate_implants(&r->implants[t], r->world->network.node_count, error);
        }
    }
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        r->mitigation_state[m] = calloc(1, hr_mitigation_forms[m]->state_size + 1);
        is_complete = is_complete && r->mitigation_state[m] != NULL;
    }
    return is_complete ? status : hr_error_set(error, HR_FAILED, "out of memory for threats and mitigations");
}

/* What mitigations bring: backup edges, roaming, means of restoration. */
static hr_equipment equipment_of(const hr_world *world, uint32_t mitigations)
{
    hr_equipment equipment = {.capacity = {.engineer_factor = 1, .crew_factor = 1, .spares_factor = 1}};
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        if (mitigations >> m & 1 && hr_mitigation_forms[m]->equip != NULL) {
            hr_mitigation_forms[m]->equip(world->scenario->mitigations[m].parameters, &equipment);
        }
    }
    return equipment;
}

hr_status hr_replication_init(hr_replication *r, const hr_world *world, hr_error *error)
{
    const hr_scenario *scenario = world->scenario;
    const hr_ledger_plan *plans[2] = {&world->plans[0], &world->plans[1]};
    memset(r, 0, sizeof *r);
    r->world = world;
    bool may_roam = equipment_of(world, hr_world_mitigations(world, HR_ARM_MITIGATED)).roaming.is_on; /* of all arms */
    hr_status status = allocate(r, error);
    if (status == HR_OK) {
        status = allocate_states(r, error);
    }
    if (status == HR_OK) {
        status = hr_event_queue_init(&r->queue, 4096, error);
    }
    if (status == HR_OK) {
        status = hr_ledger_init(&r->ledger, plans, 2, may_roam, error);
    }
    if (status == HR_OK && world->has_exposure) {
        status = hr_exposure_init(&r->exposure, &world->exposure, error);
    }
    if (status == HR_OK) {
        status = hr_metrics_init(&r->metrics, plans[0], scenario->horizon_hours, scenario->time_cells, error);
    }
    if (status == HR_OK) {
        status = hr_recovery_init(&r->recovery, world, error);
    }
    if (status == HR_OK) {
        status = hr_programme_init(&r->programme, world->network.node_count, hr_world_longest_programme(world), error);
    }
    if (status != HR_OK) {
        hr_replication_free(r);
    }
    return status;
}

void hr_replication_free(hr_replication *r)
{
    for (int t = 0; t < HR_THREATS_MAX; ++t) {
        free(r->threat_state[t]);
        free(r->implants[t].hours);
        free(r->implants[t].via);
        free(r->implants[t].nodes);
        free(r->implants[t].is_listening);
    }
    for (int m = 0; m < HR_MITIGATIONS_MAX; ++m) {
        free(r->mitigation_state[m]);
    }
    free(r->state);
    free(r->touched);
    free(r->is_touched);
    free(r->cleaned_hours);
    free(r->wave);
    free(r->scratch_hours);
    free(r->scratch_nodes);
    hr_event_queue_free(&r->queue);
    hr_ledger_free(&r->ledger);
    hr_exposure_free(&r->exposure);
    hr_metrics_free(&r->metrics);
    hr_recovery_free(&r->recovery);
    hr_programme_free(&r->programme);
    memset(r, 0, sizeof *r);
}

static void touch(hr_replication *r, uint32_t node)
{
    if (!r->is_touched[node]) {
        r->is_touched[node] = 1;
        r->touched[r->touched_count++] = node;
    }
}

/* ---- services for threats and mitigations ---------------------------------------------------------------------- */

const void *hr_replication_mitigation(const hr_replication *r, uint32_t mitigation)
{
    return r->world->scenario->mitigations[mitigation].parameters;
}

const void *hr_replication_threat(const hr_replication *r, uint32_t threat)
{
    return r->world->scenario->threats[threat].parameters;
}

double hr_replication_uniform(const hr_replication *r, uint32_t purpose, uint32_t entity, uint32_t index)
{
    return hr_random_uniform(&r->random, purpose, entity, index);
}

double hr_replication_draw(const hr_replication *r, const hr_distribution *distribution, uint32_t purpose,
                           uint32_t entity, uint32_t index)
{
    if (distribution->family == HR_DISTRIBUTION_CONSTANT) {
        return distribution->parameters[0];
    }
    return hr_distribution_quantile(distribution, hr_random_uniform(&r->random, purpose, entity, index));
}

hr_status hr_replication_schedule(hr_replication *r, double time_hours, uint32_t kind, uint32_t entity, hr_error *error)
{
    if (!(time_hours <= r->world->scenario->horizon_hours)) {
        return HR_OK;
    }
    return hr_event_queue_push(&r->queue, time_hours, kind, entity, error);
}

void hr_replication_implant(hr_replication *r, uint32_t threat, uint32_t node, double time_hours, uint8_t via)
{
    hr_implants *implants = &r->implants[threat];
    bool is_there = implants->hours[node] > r->cleaned_hours[node]; /* or will be; infinite: never so far */
    if (is_there && !(time_hours < implants->hours[node])) {
        return;
    }
    if (isinf(implants->hours[node])) {
        implants->nodes[implants->count++] = node;
    } else if (!is_there && r->teller != NULL) {
        hr_replication_tell_implant(r, threat, node); /* what is forgotten now */
    }
    implants->hours[node] = time_hours;
    implants->via[node] = via;
}

bool hr_replication_is_implanted(const hr_replication *r, uint32_t threat, uint32_t node)
{
    const hr_implants *implants = &r->implants[threat];
    if (implants->count == 0) {
        return false;
    }
    double installed = implants->hours[node];
    if (r->programme.is_on && implants->via[node] != HR_VIA_FLAW &&
        !hr_programme_reaches(r, implants->via[node], node)) {
        return false;
    }
    return installed <= r->now_hours && installed > r->cleaned_hours[node] &&
           installed <= r->frozen_hours[implants->via[node]] && isinf(implants->spent_hours[implants->via[node]]);
}

void hr_replication_compromise(hr_replication *r, uint32_t node)
{
    assert(r->world->has_exposure);
    hr_exposure_compromise(&r->exposure, node);
    r->is_exposure_used = true;
    r->is_exposure_changed = true;
}

void hr_replication_clean(hr_replication *r, uint32_t node)
{
    assert(r->world->has_exposure);
    hr_exposure_clean(&r->exposure, node);
    r->is_exposure_changed = true;
}

hr_status hr_replication_report(hr_replication *r, double time_hours, uint8_t vendor, hr_error *error)
{
    if (!(time_hours < r->reported_hours[vendor])) {
        return HR_OK;
    }
    r->reported_hours[vendor] = time_hours;
    return r->is_started ? hr_replication_schedule(r, time_hours, HR_EVENT_DISCOVERY, vendor, error) : HR_OK;
}

bool hr_replication_passes_release(hr_replication *r, uint32_t threat, uint8_t vendor, uint32_t operator_id,
                                   double *time_hours)
{
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        const hr_mitigation_form *form = hr_mitigation_forms[m];
        if (r->mitigations >> m & 1 && form->stops_release != NULL &&
            form->stops_release(r, m, threat, vendor, operator_id, time_hours)) {
            HR_TELL(r, HR_TOLD_RELEASE_STOPPED, *time_hours, .mitigation = m, .threat = threat, .vendor = vendor,
                    .operator_id = operator_id);
            return false;
        }
    }
    HR_TELL(r, HR_TOLD_RELEASE_PASSED, *time_hours, .threat = threat, .vendor = vendor, .operator_id = operator_id);
    return true;
}

bool hr_replication_passes_attempt(hr_replication *r, uint32_t threat, uint8_t manager, uint32_t node,
                                   double time_hours)
{
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        const hr_mitigation_form *form = hr_mitigation_forms[m];
        if (r->mitigations >> m & 1 && form->stops_attempt != NULL &&
            form->stops_attempt(r, m, threat, manager, node, time_hours)) {
            HR_TELL(r, HR_TOLD_ATTEMPT_STOPPED, time_hours, .mitigation = m, .threat = threat, .vendor = manager,
                    .node = node);
            return false;
        }
    }
    return true;
}

hr_status hr_replication_end_support(hr_replication *r, uint8_t vendor, hr_error *error)
{
    if (r->unsupported[vendor]++ > 0) {
        return HR_OK;
    }
    HR_TELL(r, HR_TOLD_SUPPORT_ENDED, r->now_hours, .vendor = vendor);
    return hr_recovery_lose_supplier(r, vendor, error);
}

hr_status hr_replication_resume_support(hr_replication *r, uint8_t vendor, hr_error *error)
{
    assert(r->unsupported[vendor] > 0);
    if (--r->unsupported[vendor] > 0) {
        return HR_OK;
    }
    r->supported_since[vendor] = r->now_hours;
    HR_TELL(r, HR_TOLD_SUPPORT_RESUMED, r->now_hours, .vendor = vendor);
    return hr_recovery_regain_supplier(r, vendor, error);
}

/* ---- nodes fall and return ------------------------------------------------------------------------------------- */

static void mark_fallen(hr_replication *r, uint32_t node, uint8_t state)
{
    assert(!(r->state[node] & HR_NODE_OUT));
    touch(r, node);
    hr_replication_silence(r, node);
    r->state[node] |= state;
    r->counts.bricked += (state & HR_NODE_BRICKED) != 0;
}

void hr_replication_disable(hr_replication *r, uint32_t node, bool is_bricked)
{
    mark_fallen(r, node, (is_bricked ? HR_NODE_BRICKED : HR_NODE_SOFT) | HR_NODE_TO_CLEAN);
    hr_ledger_take_down(&r->ledger, node);
    HR_TELL(r, is_bricked ? HR_TOLD_NODE_BRICKED : HR_TOLD_NODE_DISABLED, r->now_hours, .node = node);
    ++r->counts.disabled;
    r->wave[r->wave_count++] = node;
}

hr_status hr_replication_outbreak(hr_replication *r, hr_error *error)
{
    hr_ledger_settle(&r->ledger);
    hr_status status = hr_recovery_outbreak(r, r->wave, r->wave_count, error);
    r->wave_count = 0;
    return status;
}

hr_status hr_replication_struck(hr_replication *r, hr_error *error)
{
    r->is_attacked = true;
    return hr_replication_outbreak(r, error);
}

hr_status hr_replication_fail(hr_replication *r, uint32_t node, bool is_bricked, hr_error *error)
{
    mark_fallen(r, node, is_bricked ? HR_NODE_BRICKED : HR_NODE_SOFT);
    hr_ledger_take_down_alone(&r->ledger, node);
    HR_TELL(r, is_bricked ? HR_TOLD_NODE_BROKEN : HR_TOLD_NODE_FAILED, r->now_hours, .node = node);
    ++r->counts.failed;
    return hr_recovery_add_failed(r, node, error);
}

void hr_replication_hold(hr_replication *r, uint32_t node)
{
    mark_fallen(r, node, HR_NODE_SOFT | HR_NODE_HELD);
    hr_ledger_take_down(&r->ledger, node);
    HR_TELL(r, HR_TOLD_NODE_HELD, r->now_hours, .node = node);
    ++r->counts.failed;
}

void hr_replication_shut_down(hr_replication *r, uint32_t node)
{
    mark_fallen(r, node, HR_NODE_SOFT | HR_NODE_HELD);
    hr_ledger_take_down(&r->ledger, node);
    HR_TELL(r, HR_TOLD_NODE_SHUT_DOWN, r->now_hours, .node = node);
}

void hr_replication_release(hr_replication *r, uint32_t node)
{
    assert(r->state[node] & HR_NODE_HELD);
    r->state[node] &= (uint8_t)~HR_NODE_HELD;
    HR_TELL(r, HR_TOLD_NODE_FIXABLE, r->now_hours, .node = node);
    hr_recovery_add(r, node);
}

void hr_replication_return(hr_replication *r, uint32_t node)
{
    if (r->state[node] & (HR_NODE_TO_CLEAN | HR_NODE_BRICKED)) {
        r->cleaned_hours[node] = r->now_hours;
    }
    r->state[node] = 0;
    hr_ledger_bring_up(&r->ledger, node);
    hr_replication_resume(r, node);
}

void hr_replication_isolate(hr_replication *r, uint32_t node)
{
    assert(!(r->state[node] & HR_NODE_OUT));
    touch(r, node);
    hr_replication_silence(r, node);
    r->state[node] |= HR_NODE_ISOLATED | HR_NODE_TO_CLEAN;
    hr_recovery_add(r, node);
    ++r->counts.isolated;
    HR_TELL(r, HR_TOLD_NODE_ISOLATED, r->now_hours, .node = node);
}

void hr_replication_swap_out(hr_replication *r, uint32_t node)
{
    assert(!(r->state[node] & HR_NODE_OUT));
    touch(r, node);
    r->state[node] |= HR_NODE_SWAPPING;
    hr_ledger_take_down_alone(&r->ledger, node);
    HR_TELL(r, HR_TOLD_NODE_SWAPPED_OUT, r->now_hours, .node = node);
    hr_replication_silence(r, node);
}

void hr_replication_swap_in(hr_replication *r, uint32_t node)
{
    assert(r->state[node] & HR_NODE_SWAPPING);
    r->state[node] = 0;
    HR_TELL(r, HR_TOLD_NODE_SWAPPED, r->now_hours, .node = node, .vendor = hr_replication_vendor(r, node));
    r->cleaned_hours[node] = r->now_hours;
    hr_ledger_bring_up(&r->ledger, node);
    hr_replication_resume(r, node);
}

/* ---- a run ----------------------------------------------------------------------------------------------------- */

static void reset(hr_replication *r, const hr_setting *setting, uint32_t number)
{
    const hr_scenario *scenario = r->world->scenario;
    for (uint32_t i = 0; i < r->touched_count; ++i) {
        uint32_t node = r->touched[i];
        r->state[node] = 0;
        r->is_touched[node] = 0;
        r->cleaned_hours[node] = -INFINITY;
        hr_recovery_forget(&r->recovery, node);
    }
    r->touched_count = 0;
    r->wave_count = 0;
    r->network_case = &r->world->cases[setting->case_index];
    r->vendor = r->network_case->vendor;
    r->threats = scenario->cases[setting->case_index].threats;
    r->mitigations = hr_world_mitigations(r->world, setting->arm);
    r->random = (hr_random){scenario->seed, number};
    r->counts = (hr_counts){.first_discovery_hours = NAN};
    r->now_hours = 0;
    memset(r->is_hostile_state, 0, sizeof r->is_hostile_state);
    r->listeners = 0;
    r->is_attacked = false;
    r->is_started = false;
    for (int v = 0; v < HR_VENDORS_MAX; ++v) {
        r->reported_hours[v] = INFINITY;
        r->frozen_hours[v] = INFINITY;
        r->is_discovered[v] = false;
        r->unsupported[v] = 0;
        r->supported_since[v] = 0;
        r->poised[v] = 0;
        r->has_struck[v] = false;
    }
    if (r->is_exposure_used) {
        hr_exposure_reset(&r->exposure);
        r->is_exposure_used = false;
        r->is_exposure_changed = false;
    }
    r->frozen_hours[HR_VIA_FLAW] = INFINITY;
    hr_event_queue_clear(&r->queue);
    hr_metrics_begin(&r->metrics);
}

static void reset_states(hr_replication *r)
{
    const hr_scenario *scenario = r->world->scenario;
    for (uint32_t t = 0; t < scenario->threat_count; ++t) {
        hr_implants *implants = &r->implants[t];
        for (uint32_t i = 0; i < implants->count; ++i) {
            implants->hours[implants->nodes[i]] = INFINITY;
            implants->is_listening[implants->nodes[i]] = 0;
        }
        implants->count = 0;
        for (int v = 0; v < HR_VIAS_MAX; ++v) {
            implants->spent_hours[v] = INFINITY;
        }
        memset(r->threat_state[t], 0, scenario->threats[t].form->state_size);
    }
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        memset(r->mitigation_state[m], 0, hr_mitigation_forms[m]->state_size);
    }
}

static void equip(hr_replication *r)
{
    r->equipment = equipment_of(r->world, r->mitigations);
    hr_ledger_reset(&r->ledger, &r->world->plans[r->equipment.uses_backup], &r->equipment.roaming);
    hr_ledger_settle(&r->ledger);
    /* whom even the intact network does not serve is without service from the start */
    hr_metrics_observe(&r->metrics, &r->ledger, r->now_hours);
    hr_recovery_begin(r);
}

static hr_status start(hr_replication *r, hr_error *error)
{
    const hr_scenario *scenario = r->world->scenario;
    hr_status status = HR_OK;
    for (uint32_t t = 0; t < scenario->threat_count && status == HR_OK; ++t) {
        if (r->threats >> t & 1) {
            status = scenario->threats[t].form->begin(r, t, error);
        }
    }
    for (uint32_t v = 0; v < scenario->vendor_count && status == HR_OK; ++v) {
        status = hr_replication_watch(r, (uint8_t)v, error);
    }
    r->is_started = true;
    for (uint32_t v = 0; v < scenario->vendor_count && status == HR_OK; ++v) {
        if (isfinite(r->reported_hours[v])) {
            status = hr_replication_schedule(r, r->reported_hours[v], HR_EVENT_DISCOVERY, v, error);
        }
    }
    return status;
}

static hr_status discover(hr_replication *r, uint8_t vendor, hr_error *error)
{
    const hr_scenario *scenario = r->world->scenario;
    if (r->is_discovered[vendor]) {
        return HR_OK;
    }
    r->is_discovered[vendor] = true;
    HR_TELL(r, HR_TOLD_DISCOVERED, r->now_hours, .vendor = vendor);
    if (isnan(r->counts.first_discovery_hours) && !r->has_struck[vendor]) {
        r->counts.first_discovery_hours = r->now_hours;
    }
    hr_status status = HR_OK;
    for (uint32_t m = 0; m < hr_mitigation_count && status == HR_OK; ++m) {
        if (r->mitigations >> m & 1 && hr_mitigation_forms[m]->discovered != NULL) {
            status = hr_mitigation_forms[m]->discovered(r, m, vendor, error);
        }
    }
    for (uint32_t t = 0; t < scenario->threat_count && status == HR_OK; ++t) {
        if (r->threats >> t & 1 && scenario->threats[t].form->discovered != NULL) {
            status = scenario->threats[t].form->discovered(r, t, vendor, error);
        }
    }
    return status;
}

static hr_status act(hr_replication *r, const hr_event *event, hr_error *error)
{
    if (event->kind >= HR_EVENT_THREAT) {
        uint32_t threat = event->kind - HR_EVENT_THREAT;
        return r->world->scenario->threats[threat].form->event(r, threat, event->entity, error);
    }
    if (event->kind >= HR_EVENT_MITIGATION) {
        uint32_t mitigation = event->kind - HR_EVENT_MITIGATION;
        return hr_mitigation_forms[mitigation]->event(r, mitigation, event->entity, error);
    }
    switch (event->kind) {
    case HR_EVENT_RESTORED_REMOTELY:
    case HR_EVENT_RESTORED_IN_FIELD:
        return hr_recovery_finish(r, event->entity, event->kind == HR_EVENT_RESTORED_IN_FIELD, error);
    case HR_EVENT_SWAP_DUE:
        return hr_programme_due(r, event->entity, error);
    case HR_EVENT_SWAP_OUT:
        return hr_programme_take_out(r, event->entity, error);
    case HR_EVENT_SWAP_DONE:
        hr_programme_finish(r, event->entity);
        return HR_OK;
    case HR_EVENT_SUPPLIES:
        hr_recovery_supply(r, event->entity);
        return HR_OK;
    case HR_EVENT_DIAGNOSED:
        hr_recovery_diagnosed(r, event->entity);
        return HR_OK;
    case HR_EVENT_DISCOVERY:
        return discover(r, (uint8_t)event->entity, error);
    default:
        assert(0 && "an event of a known kind");
        return HR_FAILED;
    }
}

static void observe_exposure(hr_replication *r)
{
    if (r->is_exposure_changed) {
        hr_metrics_observe_exposed(&r->metrics, &r->exposure, r->now_hours);
        r->is_exposure_changed = false;
    }
    HR_TELL(r, HR_TOLD_SERVICE, r->now_hours, .count = hr_metrics_headline_served(&r->metrics),
            .exposed = hr_metrics_headline_exposed_now(&r->metrics));
}

hr_status hr_replication_run(hr_replication *r, const hr_setting *setting, uint32_t number, hr_error *error)
{
    reset(r, setting, number);
    reset_states(r);
    equip(r);
    hr_status status = hr_programme_begin(r, error);
    status = status == HR_OK ? start(r, error) : status;
    hr_event event;
    observe_exposure(r);
    while (status == HR_OK && hr_event_queue_pop(&r->queue, &event)) {
        r->now_hours = event.time;
        ++r->counts.events;
        status = act(r, &event, error);
        if (status == HR_OK) {
            hr_ledger_settle(&r->ledger);
            status = hr_recovery_dispatch(r, error);
            status = status == HR_OK ? hr_programme_dispatch(r, error) : status;
            hr_metrics_observe(&r->metrics, &r->ledger, r->now_hours);
            observe_exposure(r);
            if (r->observer != NULL) {
                r->observer(r->observer_context, r, &event);
            }
        }
    }
    r->now_hours = r->world->scenario->horizon_hours;
    r->counts.implanted = hr_replication_count_implanted(r);
    hr_metrics_end(&r->metrics);
    return status;
}
