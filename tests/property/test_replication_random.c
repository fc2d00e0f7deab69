/* Whole replications of random small nations against a slow oracle, and what must hold in any of them.
 *
 * The oracle looks at the states of the nodes after every event, finds served users from their definition (igraph's
 * components, ledger_oracle.h) and integrates them in the most direct way. HR_TEST_SCALE in (0, 1] scales the nations.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/engine/random.h"
#include "tests/support/ledger_oracle.h"
#include "tests/support/small_world.h"

enum { NATIONS = 40, SETS = 24, SET_SIZE = 160, STEPS_MAX = 20000 };

static uint32_t nation_count(void)
{
    const char *text = getenv("HR_TEST_SCALE");
    double scale = text != NULL ? strtod(text, NULL) : 1;
    return scale > 0 && scale < 1 ? (uint32_t)fmax(4, NATIONS * scale) : NATIONS;
}

/* ---- random nations --------------------------------------------------------------------------------------------- */

typedef struct {
    char texts[SETS][SET_SIZE];
    const char *list[SETS + 1];
    size_t count;
} set_list;

static double draw(uint32_t nation, uint32_t what)
{
    hr_random random = {607, nation};
    return hr_random_uniform(&random, 1, what, 0);
}

static void set(set_list *sets, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void set(set_list *sets, const char *format, ...)
{
    va_list arguments;
    assert_true(sets->count < SETS);
    va_start(arguments, format);
    vsnprintf(sets->texts[sets->count], SET_SIZE, format, arguments);
    va_end(arguments);
    sets->list[sets->count] = sets->texts[sets->count];
    sets->list[++sets->count] = NULL;
}

/* A nation of some hundred nodes: its size, rules, threat and mitigations by chance. */
static void draw_nation(uint32_t n, set_list *sets)
{
    static const char *const scopes[] = {"affected", "vendor", "state"};
    const char *operators = "network.generate.operators";
    sets->count = 0;
    set(sets, "seed=%u", n + 1);
    set(sets, "network.generate.seed=%u", n + 5);
    set(sets, "%s.red.ran_sites=%d", operators, 20 + (int)(60 * draw(n, 1)));
    set(sets, "%s.red.aggregation=%d", operators, 3 + (int)(6 * draw(n, 2)));
    set(sets, "%s.red.metro=5", operators);
    set(sets, "%s.blue.ran_sites=%d", operators, 20 + (int)(60 * draw(n, 3)));
    set(sets, "%s.line.cabinets=%d", operators, 60 + (int)(80 * draw(n, 4)));
    set(sets, "%s.line.exchanges=%d", operators, 12 + (int)(20 * draw(n, 5)));
    set(sets, "%s.line.aggregation=%d", operators, 4 + (int)(6 * draw(n, 6)));
    set(sets, "%s.line.metro=5", operators);
    set(sets, "network.generate.dual_homing_probability.exchange=%.3f", draw(n, 7));
    set(sets, "network.generate.dual_homing_probability.ran_site=%.3f", draw(n, 8));
    set(sets, "assignment.rule=%s", draw(n, 9) < 0.5 ? "regional" : "random");
    set(sets, "assignment.mixes.red.aggregation={alpha: 0.5, carol: rest}");
    set(sets, "assignment.mixes.line.aggregation={alpha: 0.4, carol: rest}");
    set(sets, "overlap.ran_site.overlap_share=%.3f", draw(n, 10));
    set(sets, "threats.campaign.compulsion.sabotage.bricking_probability=%.3f", 0.5 * draw(n, 11));
    set(sets, "threats.campaign.compulsion.compliance_correlation=%.3f", draw(n, 12));
    set(sets, "mitigations.isolation.scope=%s", scopes[(int)(3 * draw(n, 13))]);
    set(sets, "mitigations.isolation.floor_share=%.3f", 0.5 + 0.5 * draw(n, 14));
    set(sets, "mitigations.monitoring.discovery_rate_per_hour=%g", 1e-4 * draw(n, 15));
    set(sets, "ordinary_restoration.crews_per_thousand_nodes=%.1f", 5 + 60 * draw(n, 16));
}

/* ---- the oracle ----------------------------------------------------------------------------------------------------- */

typedef struct {
    const hr_world *world;
    hr_ledger_oracle *oracle;
    uint8_t *in_service;
    double since;
    int64_t served[HR_OPERATORS_MAX][HR_SERVICES_MAX];
    double lost[HR_SERVICES_MAX][HR_OPERATORS_MAX];
    int64_t headline_users;
    double times[STEPS_MAX]; /* from when so many headline users are out */
    int64_t out[STEPS_MAX];
    size_t steps;
    size_t looks;
} record;

static int64_t headline_out(const record *it)
{
    const hr_scenario *scenario = it->world->scenario;
    int64_t served = 0;
    for (uint32_t s = 0; s < scenario->service_count; ++s) {
        for (uint32_t o = 0; o < it->world->network.operator_count && scenario->services[s].is_headline; ++o) {
            served += it->served[o][s];
        }
    }
    return it->headline_users - served;
}

static void integrate(record *it, double until)
{
    const hr_ledger_plan *plan = &it->world->plans[0];
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            it->lost[s][o] += (double)(plan->users[o][s] - it->served[o][s]) * (until - it->since);
        }
    }
    it->since = until;
}

static void note_step(record *it, double time)
{
    assert_true(it->steps < STEPS_MAX);
    it->times[it->steps] = time;
    it->out[it->steps++] = headline_out(it);
}

static void look(void *context, const hr_replication *r, const hr_event *event)
{
    record *it = context;
    const hr_ledger_plan *plan = &it->world->plans[0];
    integrate(it, event->time);
    for (uint32_t n = 0; n < it->world->network.node_count; ++n) {
        it->in_service[n] = (r->state[n] & HR_NODE_OUT) == 0;
    }
    hr_ledger_oracle_look(it->oracle, it->in_service);
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            it->served[o][s] = hr_ledger_oracle_served(it->oracle, o, s);
            assert_int_equal(it->served[o][s], hr_ledger_served(&r->ledger, o, s));
            assert_in_range(it->served[o][s], 0, plan->users[o][s]);
        }
    }
    ++it->looks;
    note_step(it, event->time);
}

static void begin_record(record *it, const hr_world *world, bool uses_backup)
{
    const hr_ledger_plan *plan = &world->plans[0];
    memset(it, 0, sizeof *it);
    it->world = world;
    it->oracle = hr_ledger_oracle_new(&world->network, world->scenario->services, world->scenario->service_count,
                                      &world->scenario->overlap, NULL, uses_backup);
    it->in_service = calloc(world->network.node_count, 1);
    assert_non_null(it->in_service);
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            it->served[o][s] = plan->users[o][s];
            it->headline_users += plan->services[s].is_headline ? plan->users[o][s] : 0;
        }
    }
    note_step(it, 0);
}

static void end_record(record *it)
{
    hr_ledger_oracle_free(it->oracle);
    free(it->in_service);
}

static void near(double value, double expected, double scale)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, scale))) {
        fail_msg("%.17g is not near %.17g", value, expected);
    }
}

/* Peak, hours above thresholds, times to restore, from the steps. */
static void check_curve(const record *it, const hr_metrics *metrics)
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

static void check_losses(const record *it, const hr_metrics *metrics)
{
    const hr_ledger_plan *plan = &it->world->plans[0];
    double width = metrics->horizon_hours / metrics->cell_count;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        double lost = 0;
        double users = 0;
        double served_hours = 0;
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            near(metrics->lost_user_hours[s][o], it->lost[s][o], (double)plan->users[o][s] * metrics->horizon_hours);
            lost += it->lost[s][o];
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

static void every_replication_agrees_with_the_slow_oracle(void **state)
{
    (void)state;
    set_list sets;
    size_t looks = 0;
    size_t replications = 0;
    record *it = malloc(sizeof *it);
    assert_non_null(it);
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_small_world small;
        draw_nation(n, &sets);
        hr_small_world_make(&small, sets.list);
        small.replication.observer = look;
        small.replication.observer_context = it;
        for (uint32_t c = 0; c < small.scenario->case_count; ++c) {
            for (int is_mitigated = 0; is_mitigated < 2; ++is_mitigated) {
                begin_record(it, &small.world, is_mitigated != 0); /* failover is on with the mitigations */
                hr_small_world_run(&small, c, is_mitigated != 0, n);
                integrate(it, small.scenario->horizon_hours);
                check_losses(it, &small.replication.metrics);
                check_curve(it, &small.replication.metrics);
                looks += it->looks;
                ++replications;
                end_record(it);
            }
        }
        hr_small_world_free(&small);
    }
    free(it);
    print_message("%zu events of %zu replications in %u nations agree with the oracle\n", looks, replications,
                  nation_count());
    assert_true(looks > 50 * nation_count());
}

/* ---- what must hold in any nation ------------------------------------------------------------------------------------- */

typedef struct {
    double lost[HR_SERVICES_MAX][HR_OPERATORS_MAX];
    hr_counts counts;
    double engineer_hours;
    double crew_hours;
} outcome;

static outcome run(hr_small_world *small, uint32_t c, bool is_mitigated, uint32_t number)
{
    outcome result;
    memset(&result, 0, sizeof result);
    hr_small_world_run(small, c, is_mitigated, number);
    memcpy(result.lost, small->replication.metrics.lost_user_hours, sizeof result.lost);
    result.counts = small->replication.counts;
    result.engineer_hours = small->replication.recovery.effort.engineer_hours;
    result.crew_hours = small->replication.recovery.effort.crew_hours;
    return result;
}

static void same(const outcome *a, const outcome *b)
{
    assert_memory_equal(a->lost, b->lost, sizeof a->lost);
    assert_int_equal(a->counts.disabled, b->counts.disabled);
    assert_int_equal(a->counts.bricked, b->counts.bricked);
    assert_int_equal(a->counts.isolated, b->counts.isolated);
    assert_int_equal(a->counts.implanted, b->counts.implanted);
    assert_int_equal(a->counts.events, b->counts.events);
    assert_true(a->engineer_hours == b->engineer_hours && a->crew_hours == b->crew_hours);
}

static void a_replication_does_not_depend_on_what_its_worker_ran_before(void **state)
{
    (void)state;
    set_list sets;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_small_world used;
        hr_small_world fresh;
        draw_nation(n, &sets);
        hr_small_world_make(&used, sets.list);
        for (uint32_t r = 0; r < 6; ++r) {
            run(&used, r % 4, r % 2 == 0, 100 + r);
        }
        for (uint32_t c = 0; c < 4; ++c) {
            hr_small_world_make(&fresh, sets.list);
            outcome first = run(&fresh, c, true, 3);
            outcome second = run(&used, c, true, 3);
            same(&first, &second);
            hr_small_world_free(&fresh);
        }
        hr_small_world_free(&used);
    }
}

static void without_a_complying_vendor_nothing_is_lost(void **state)
{
    (void)state;
    set_list sets;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_small_world small;
        draw_nation(n, &sets);
        hr_small_world_make(&small, sets.list);
        assert_true(hr_small_world_run(&small, HR_SMALL_NONE, true, n) == 0);
        assert_true(hr_small_world_run(&small, HR_SMALL_NONE, false, n) == 0);
        assert_int_equal(small.replication.counts.disabled + small.replication.counts.isolated, 0);
        hr_small_world_free(&small);
    }
}

static void only_equipment_within_the_state_s_reach_is_disabled(void **state)
{
    (void)state;
    set_list sets;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        hr_small_world small;
        draw_nation(n, &sets);
        hr_small_world_make(&small, sets.list);
        for (uint32_t c = 0; c < 3; ++c) {
            hr_small_world_run(&small, c, false, n);
            const hr_replication *r = &small.replication;
            for (uint32_t i = 0; i < r->touched_count; ++i) {
                uint32_t node = r->touched[i];
                uint8_t made_by = r->network_case->vendor[node];
                uint8_t managed_by = r->network_case->managed_by[node];
                assert_true((made_by != HR_NO_VENDOR && hr_scenario_is_exposed(small.scenario, made_by, 0)) ||
                            (managed_by != HR_NO_VENDOR && hr_scenario_is_exposed(small.scenario, managed_by, 0)));
            }
        }
        hr_small_world_free(&small);
    }
}

/* Durations are keyed by node and priorities are the same; without bricks nothing waits for spares. Crews alone
 * change: what they lose is never more. (Engineers are kept out: they would make room for each other by where the
 * crews are.) */
static void more_crews_never_lose_more(void **state)
{
    (void)state;
    static const char *const fixed[] = {"mitigations.isolation.on=false",
                                        "ordinary_restoration.out_of_band_share={}",
                                        "ordinary_restoration.remote_restore_hours={constant: 5}",
                                        "ordinary_restoration.field_visit_hours={constant: 5}",
                                        "ordinary_restoration.hardware_swap_hours={constant: 3}",
                                        "ordinary_restoration.spares_share=1",
                                        "threats.campaign.compulsion.sabotage.bricking_probability=1"};
    uint32_t compared = 0;
    for (uint32_t n = 0; n < nation_count(); ++n) {
        double before = INFINITY;
        for (int crews = 1; crews <= 64; crews *= 4) {
            hr_small_world small;
            char text[SET_SIZE];
            const char *sets[HR_SMALL_SETS_MAX] = {0};
            size_t count = 0;
            for (; count < sizeof fixed / sizeof *fixed; ++count) {
                sets[count] = fixed[count];
            }
            snprintf(text, sizeof text, "ordinary_restoration.crews_per_thousand_nodes=%d", crews);
            sets[count++] = text;
            sets[count] = NULL;
            hr_small_world_make(&small, sets);
            double lost = hr_small_world_run(&small, HR_SMALL_SAME, false, n);
            assert_true(lost <= before);
            compared += lost < before && isfinite(before);
            before = lost;
            hr_small_world_free(&small);
        }
    }
    assert_true(compared > nation_count() / 2);
}

static void switches_that_act_on_nothing_change_no_bit(void **state)
{
    (void)state;
    /* no release, no remote access, no backup edge: testing, access control and failover have nothing to act on */
    static const char *const with[] = {"threats.campaign.compulsion.update.implant_probability=0",
                                       "mitigations.testing.detection_probability=0",
                                       "threats.campaign.compulsion.remote_access.success_probability=0",
                                       "mitigations.access_control.discovery_probability=0",
                                       "threats.campaign.compulsion.latent.implanted_share=0.2",
                                       NULL};
    const char *without[HR_SMALL_SETS_MAX] = {0};
    size_t count = 0;
    for (; with[count] != NULL; ++count) {
        without[count] = with[count];
    }
    without[count++] = "mitigations.testing.on=false";
    without[count++] = "mitigations.access_control.on=false";
    hr_small_world first;
    hr_small_world second;
    hr_small_world_make(&first, with);
    hr_small_world_make(&second, without);
    for (uint32_t n = 0; n < 10; ++n) {
        outcome a = run(&first, HR_SMALL_SAME, true, n);
        outcome b = run(&second, HR_SMALL_SAME, true, n);
        same(&a, &b);
    }
    hr_small_world_free(&first);
    hr_small_world_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_replication_agrees_with_the_slow_oracle),
        cmocka_unit_test(a_replication_does_not_depend_on_what_its_worker_ran_before),
        cmocka_unit_test(without_a_complying_vendor_nothing_is_lost),
        cmocka_unit_test(only_equipment_within_the_state_s_reach_is_disabled),
        cmocka_unit_test(more_crews_never_lose_more),
        cmocka_unit_test(switches_that_act_on_nothing_change_no_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
