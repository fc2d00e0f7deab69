/* The slow oracle of a replication: see replication_oracle.h. */
#include "tests/support/replication_oracle.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/threats/compulsion.h"
#include "tests/support/exposure_oracle.h"
#include "tests/support/ledger_oracle.h"

enum { STEPS_MAX = 40000 };

/* Users of each service and operator who are out, or exposed, since a time, and user-hours until then. */
typedef struct {
    double since;
    int64_t users[HR_SERVICES_MAX][HR_OPERATORS_MAX];
    double user_hours[HR_SERVICES_MAX][HR_OPERATORS_MAX];
} integral;

extern const hr_threat_form hr_threat_exploitation;

struct hr_replication_oracle {
    hr_replication *replication;
    const hr_world *world;
    hr_ledger_oracle *services;
    hr_exposure_oracle *paths; /* when the world has exposure */
    uint8_t *in_service;
    uint32_t *compromised;
    integral lost;
    integral exposed;
    double *region_lost; /* [region]: user-hours until lost.since */
    int64_t *region_out;
    int64_t headline_users;
    double times[STEPS_MAX]; /* from when so many headline users are out */
    int64_t out[STEPS_MAX];
    size_t steps;
    bool has_started; /* the exposure of t = 0 is known */
    size_t looks;
    size_t exposures;
};

/* ---- integrals -------------------------------------------------------------------------------------------------- */

static void integrate(const hr_replication_oracle *it, integral *sum, double until)
{
    const hr_ledger_plan *plan = &it->world->plans[0];
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            sum->user_hours[s][o] += (double)sum->users[s][o] * (until - sum->since);
        }
    }
    sum->since = until;
}

static void note_step(hr_replication_oracle *it, double time)
{
    const hr_ledger_plan *plan = &it->world->plans[0];
    int64_t out = 0;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count && plan->services[s].is_headline; ++o) {
            out += it->lost.users[s][o];
        }
    }
    assert_true(it->steps < STEPS_MAX);
    it->times[it->steps] = time;
    it->out[it->steps++] = out;
}

static void integrate_regions(hr_replication_oracle *it, double until)
{
    for (uint32_t region = 0; region < it->world->network.region_count; ++region) {
        it->region_lost[region] += (double)it->region_out[region] * (until - it->lost.since);
    }
}

/* ---- looks ------------------------------------------------------------------------------------------------------ */

/* Whether a threat listens in a node now, by the rules: an implant that was installed by an open channel, is not
 * cleaned since, whose vendor has not struck, in a node in service; or an intruder's. */
static bool listens(const hr_replication *r, uint32_t threat, uint32_t node)
{
    const hr_threat *form = &r->world->scenario->threats[threat];
    if (form->form == &hr_threat_exploitation && r->threats >> threat & 1) {
        double hours = r->implants[threat].hours[node];
        return isfinite(hours) && hours > r->cleaned_hours[node] && !(r->state[node] & HR_NODE_OUT);
    }
    if (form->form != &hr_threat_compulsion || !(r->threats >> threat & 1)) {
        return false;
    }
    const hr_compulsion *p = form->parameters;
    const hr_campaign *campaign = r->threat_state[threat];
    double installed = r->implants[threat].hours[node];
    uint8_t via = r->implants[threat].via[node];
    if (!p->espionage.is_there || isinf(installed) || r->state[node] & HR_NODE_OUT) {
        return false;
    }
    bool has_begun = p->espionage.starts == HR_ESPIONAGE_FROM_INSTALLATION || campaign->is_triggered[via];
    bool has_ended = p->sabotage.is_there && campaign->is_triggered[via];
    return has_begun && !has_ended && installed <= r->now_hours && installed <= r->frozen_hours[via] &&
           installed > r->cleaned_hours[node];
}

/* Whether it listens from t = 0 on, before any event. */
static bool listens_at_once(const hr_replication *r, uint32_t threat, uint32_t node)
{
    const hr_threat *form = &r->world->scenario->threats[threat];
    const hr_compulsion *p = form->parameters;
    return form->form == &hr_threat_compulsion && r->threats >> threat & 1 && p->espionage.is_there &&
           p->espionage.starts == HR_ESPIONAGE_FROM_INSTALLATION && r->implants[threat].hours[node] <= 0;
}

static void find_exposed(hr_replication_oracle *it)
{
    const hr_ledger_plan *plan = &it->world->plans[0];
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            it->exposed.users[s][o] = hr_exposure_oracle_users(it->paths, it->compromised, o, s);
            assert_in_range(it->exposed.users[s][o], 0, plan->users[o][s]);
        }
    }
}

static void look_at_start(hr_replication_oracle *it, const hr_replication *r)
{
    for (uint32_t n = 0; n < it->world->network.node_count; ++n) {
        it->compromised[n] = 0;
        for (uint32_t t = 0; t < it->world->scenario->threat_count; ++t) {
            it->compromised[n] += listens_at_once(r, t, n);
        }
    }
    find_exposed(it);
    it->has_started = true;
}

static void look_at_exposure(hr_replication_oracle *it, const hr_replication *r)
{
    const hr_ledger_plan *plan = &it->world->plans[0];
    bool has_changed = false;
    bool is_anywhere = false;
    for (uint32_t n = 0; n < it->world->network.node_count; ++n) {
        uint32_t listeners = 0;
        for (uint32_t t = 0; t < it->world->scenario->threat_count; ++t) {
            listeners += listens(r, t, n);
        }
        assert_int_equal(r->exposure.compromised[n], listeners);
        has_changed = has_changed || listeners != it->compromised[n];
        is_anywhere = is_anywhere || listeners > 0;
        it->compromised[n] = listeners;
    }
    it->exposures += is_anywhere;
    if (!has_changed) {
        return;
    }
    integrate(it, &it->exposed, r->now_hours);
    find_exposed(it);
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            assert_int_equal(hr_exposure_users(&r->exposure, o, s), it->exposed.users[s][o]);
        }
    }
}

static void look(void *context, const hr_replication *r, const hr_event *event)
{
    hr_replication_oracle *it = context;
    const hr_ledger_plan *plan = &it->world->plans[0];
    integrate_regions(it, event->time);
    integrate(it, &it->lost, event->time);
    for (uint32_t n = 0; n < it->world->network.node_count; ++n) {
        it->in_service[n] = (r->state[n] & HR_NODE_OUT) == 0;
    }
    hr_ledger_oracle_look(it->services, it->in_service);
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            int64_t served = hr_ledger_oracle_served(it->services, o, s);
            assert_int_equal(served, hr_ledger_served(&r->ledger, o, s));
            assert_in_range(served, 0, plan->users[o][s]);
            it->lost.users[s][o] = plan->users[o][s] - served;
        }
    }
    for (uint32_t region = 0; region < it->world->network.region_count; ++region) {
        it->region_out[region] = plan->region_users[region] - hr_ledger_oracle_reached(it->services, region);
        assert_in_range(it->region_out[region], 0, plan->region_users[region]);
    }
    if (it->paths != NULL) {
        if (!it->has_started) {
            look_at_start(it, r);
        }
        look_at_exposure(it, r);
    }
    ++it->looks;
    note_step(it, event->time);
}

/* ---- runs ------------------------------------------------------------------------------------------------------- */

hr_replication_oracle *hr_replication_oracle_new(hr_replication *replication)
{
    const hr_world *world = replication->world;
    const hr_scenario *scenario = world->scenario;
    const hr_ledger_plan *plan = &world->plans[0];
    hr_replication_oracle *it = calloc(1, sizeof *it);
    assert_non_null(it);
    it->replication = replication;
    it->world = world;
    it->in_service = calloc(world->network.node_count, sizeof *it->in_service);
    it->compromised = calloc(world->network.node_count, sizeof *it->compromised);
    it->region_lost = calloc((size_t)world->network.region_count + 1, sizeof *it->region_lost);
    it->region_out = calloc((size_t)world->network.region_count + 1, sizeof *it->region_out);
    assert_true(it->in_service != NULL && it->compromised != NULL && it->region_lost != NULL && it->region_out != NULL);
    if (world->has_exposure) {
        it->paths = hr_exposure_oracle_new(&world->network, scenario->services, scenario->service_count);
    }
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count && plan->services[s].is_headline; ++o) {
            it->headline_users += plan->users[o][s];
        }
    }
    replication->observer = look;
    replication->observer_context = it;
    return it;
}

void hr_replication_oracle_free(hr_replication_oracle *it)
{
    it->replication->observer = NULL;
    if (it->services != NULL) {
        hr_ledger_oracle_free(it->services);
    }
    if (it->paths != NULL) {
        hr_exposure_oracle_free(it->paths);
    }
    free(it->in_service);
    free(it->compromised);
    free(it->region_lost);
    free(it->region_out);
    free(it);
}

void hr_replication_oracle_begin(hr_replication_oracle *it, bool uses_backup)
{
    const hr_scenario *scenario = it->world->scenario;
    if (it->services != NULL) {
        hr_ledger_oracle_free(it->services);
    }
    /* whether users roam, the replication says when it runs */
    it->services = hr_ledger_oracle_new(&it->world->network, scenario->services, scenario->service_count,
                                        &scenario->overlap, &it->replication->equipment.roaming, uses_backup);
    memset(&it->lost, 0, sizeof it->lost);
    memset(&it->exposed, 0, sizeof it->exposed);
    memset(it->region_lost, 0, it->world->network.region_count * sizeof *it->region_lost);
    memset(it->region_out, 0, it->world->network.region_count * sizeof *it->region_out);
    it->has_started = false;
    it->steps = 0;
    note_step(it, 0);
}

static void near(double value, double expected, double scale)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, scale))) {
        fail_msg("%.17g is not near %.17g", value, expected);
    }
}

/* Peak, hours above thresholds, times to restore, from the steps. */
static void check_curve(const hr_replication_oracle *it, const hr_metrics *metrics)
{
    double horizon = it->world->scenario->horizon_hours;
    int64_t peak = 0;
    size_t peak_step = 0;
    for (size_t i = 0; i < it->steps; ++i) {
        if (it->out[i] > peak) {
            peak = it->out[i];
            peak_step = i;
        }
    }
    assert_int_equal(metrics->peak_out, peak);
    for (int k = 0; k < HR_THRESHOLD_COUNT; ++k) {
        double hours = 0;
        for (size_t i = 0; i < it->steps; ++i) {
            double until = i + 1 < it->steps ? it->times[i + 1] : horizon;
            if ((double)it->out[i] > hr_metrics_thresholds[k] * (double)it->headline_users) {
                hours += until - it->times[i];
            }
        }
        near(metrics->hours_above[k], hours, horizon);
    }
    for (int k = 0; k < HR_RESTORED_COUNT; ++k) {
        double after = NAN;
        for (size_t i = peak_step; i < it->steps && peak > 0 && isnan(after); ++i) {
            if ((double)it->out[i] <= (1 - hr_metrics_restored[k]) * (double)peak) {
                after = it->times[i] - it->times[peak_step];
            }
        }
        assert_int_equal(isnan(metrics->restored_after_hours[k]), isnan(after));
        if (!isnan(after)) {
            near(metrics->restored_after_hours[k], after, horizon);
        }
    }
}

static void check_user_hours(const hr_replication_oracle *it, const hr_metrics *metrics)
{
    const hr_ledger_plan *plan = &it->world->plans[0];
    double width = metrics->horizon_hours / metrics->cell_count;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        double lost = 0;
        double users = 0;
        double served_hours = 0;
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            double most = (double)plan->users[o][s] * metrics->horizon_hours;
            near(metrics->lost_user_hours[s][o], it->lost.user_hours[s][o], most);
            near(metrics->exposed_user_hours[s][o], it->exposed.user_hours[s][o], most);
            lost += it->lost.user_hours[s][o];
            users += (double)plan->users[o][s];
        }
        for (uint32_t c = 0; c < metrics->cell_count; ++c) {
            double cell = metrics->served_hours[(size_t)s * metrics->cell_count + c];
            assert_true(cell >= 0 && cell <= users * width * (1 + 1e-12));
            served_hours += cell;
        }
        near(served_hours, users * metrics->horizon_hours - lost, users * metrics->horizon_hours);
    }
}

static void check_regions(const hr_replication_oracle *it, const hr_metrics *metrics)
{
    double sum = 0;
    double most = (double)it->headline_users * metrics->horizon_hours;
    for (uint32_t region = 0; region < it->world->network.region_count; ++region) {
        near(metrics->region_lost_user_hours[region], it->region_lost[region], most);
        sum += metrics->region_lost_user_hours[region];
    }
    assert_true(sum <= hr_metrics_headline_lost(metrics) + 1e-9 * most);
}

void hr_replication_oracle_end(hr_replication_oracle *it)
{
    if (it->paths != NULL && !it->has_started) {
        look_at_start(it, it->replication);
    }
    integrate_regions(it, it->world->scenario->horizon_hours);
    integrate(it, &it->lost, it->world->scenario->horizon_hours);
    integrate(it, &it->exposed, it->world->scenario->horizon_hours);
    check_user_hours(it, &it->replication->metrics);
    check_curve(it, &it->replication->metrics);
    check_regions(it, &it->replication->metrics);
}

size_t hr_replication_oracle_looks(const hr_replication_oracle *it)
{
    return it->looks;
}

size_t hr_replication_oracle_exposures(const hr_replication_oracle *it)
{
    return it->exposures;
}
