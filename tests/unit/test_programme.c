/* A replacement programme on the ten nodes of scenarios/hello.yaml, worked out by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/replication.h"

#define ALL_TO_CAROL                                                                                                   \
    "[{to: carol, share_of_from: 1, from: [alpha], source: made up, starts_hours: 10, ends_hours: 40, "                \
    "swap_hours: 4, outage_share: 0.5}]"

typedef struct {
    hr_scenario *scenario;
    hr_world world;
    hr_replication replication;
    hr_override overrides[8];
    size_t override_count;
} hello;

static void set(hello *h, const char *path, const char *value)
{
    h->overrides[h->override_count++] = (hr_override){.path = path, .value = value};
}

static void open_hello(hello *h)
{
    hr_diagnostics diagnostics = {0};
    hr_error error;
    if (hr_scenario_read(&h->scenario, HR_SOURCE_FOLDER "/scenarios/hello.yaml", NULL, h->overrides, h->override_count,
                         &diagnostics) != HR_OK) {
        fail_msg("%s", diagnostics.items[0].text);
    }
    assert_int_equal(hr_world_init(&h->world, h->scenario, &error), HR_OK);
    assert_int_equal(hr_replication_init(&h->replication, &h->world, &error), HR_OK);
    hr_diagnostics_free(&diagnostics);
}

static void close_hello(hello *h)
{
    hr_replication_free(&h->replication);
    hr_world_free(&h->world);
    hr_scenario_free(h->scenario);
}

static double lost(hello *h)
{
    hr_error error;
    hr_setting setting = {0, HR_ARM_UNMITIGATED};
    assert_int_equal(hr_replication_run(&h->replication, &setting, 0, &error), HR_OK);
    return hr_metrics_headline_lost(&h->replication.metrics);
}

/* The two sites are due at 17.5 and 32.5 h, left at 25 h; each is out for the last two of four hours. */
static void a_programme_takes_each_node_out_once_and_leaves_no_implant_behind(void **state)
{
    (void)state;
    hello h = {.override_count = 0};
    set(&h, "cases.one.programme", ALL_TO_CAROL);
    set(&h, "threats.campaign.compulsion.sabotage.activation_probability", "1");
    open_hello(&h);
    assert_float_equal(lost(&h), 1000 * 2 + 2000 * 2 + 1000 * 2, 0);
    assert_int_equal(h.replication.counts.disabled, 0); /* the strike at 100 h finds nothing of alpha's */
    assert_int_equal(h.replication.programme.swapped, 3);
    assert_float_equal(h.replication.recovery.effort.crew_hours, 12, 0);
    assert_float_equal(lost(&h), 8000, 0); /* a worker starts afresh */
    close_hello(&h);
}

/* The strike at 20 h bricks left and south; north is out for its swap. The one crew, free at 21.5 h, waits for the
 * diagnosis (30 h), replaces left (to 60 h) and south (to 90 h), and only then goes on with the programme: left is out
 * from 92 to 94 h, south from 96 to 98 h. */
static void restoration_comes_before_the_programme(void **state)
{
    (void)state;
    hello h = {.override_count = 0};
    set(&h, "cases.one.programme", ALL_TO_CAROL);
    set(&h, "threats.campaign.compulsion.sabotage", "{activation_probability: 1, bricking_probability: 1}");
    set(&h, "threats.campaign.compulsion.trigger.after_order_hours", "20");
    open_hello(&h);
    double north = (60 - 19.5) + (94 - 92);
    double south = (90 - 20) + (94 - 92) + (98 - 96);
    assert_true(fabs(lost(&h) - 1000 * (north + south)) < 1e-6);
    assert_int_equal(h.replication.counts.disabled, 2);
    assert_int_equal(h.replication.programme.swapped, 3);
    close_hello(&h);
}

static void half_done_at_the_strike_half_is_saved(void **state)
{
    (void)state;
    hello h = {.override_count = 0};
    set(&h, "cases.one.programme", ALL_TO_CAROL);
    set(&h, "threats.campaign.compulsion.sabotage.activation_probability", "1");
    set(&h, "threats.campaign.compulsion.trigger.after_order_hours", "30");
    open_hello(&h);
    lost(&h);
    assert_int_equal(h.replication.counts.disabled, 1); /* the site whose turn has not come */
    close_hello(&h);
}

static void a_programme_that_replaces_nothing_changes_nothing(void **state)
{
    (void)state;
    hello plain = {.override_count = 0};
    hello empty = {.override_count = 0};
    set(&empty, "cases.one.programme",
        "[{to: carol, share_of_from: 0, from: [alpha], source: made up, starts_hours: 10, ends_hours: 40, "
        "swap_hours: 4}]");
    open_hello(&plain);
    open_hello(&empty);
    assert_float_equal(lost(&plain), lost(&empty), 0);
    assert_int_equal(plain.replication.counts.events, empty.replication.counts.events);
    close_hello(&plain);
    close_hello(&empty);
}

static void what_the_programme_brings_can_be_ordered_too(void **state)
{
    (void)state;
    hello h = {.override_count = 0};
    set(&h, "cases.one.programme",
        "[{to: beta, share_of_from: 1, from: [alpha], source: made up, starts_hours: 10, ends_hours: 40, "
        "swap_hours: 4, outage_share: 0}]");
    set(&h, "vendors.alpha.jurisdiction", "CC");
    set(&h, "threats.campaign.compulsion.latent", "null");
    set(&h, "threats.campaign.compulsion.update",
        "{rollout_window_hours: {value: 0}, implant_probability: {value: 1}, source: made up}");
    set(&h, "threats.campaign.compulsion.preparation_hours", "60");
    set(&h, "threats.campaign.compulsion.sabotage.activation_probability", "1");
    open_hello(&h);
    lost(&h);
    assert_int_equal(h.replication.counts.disabled, 3); /* beta's release of 60 h is in all three */
    close_hello(&h);
}

static void what_intruders_implanted_acts_where_the_programme_has_not_come(void **state)
{
    (void)state;
    for (int late = 0; late < 2; ++late) {
        hello h = {.override_count = 0};
        set(&h, "cases.one.programme",
            late ? "[{to: carol, share_of_from: 1, from: [alpha], source: s, starts_hours: 400, ends_hours: 450, "
                   "swap_hours: 4}]"
                 : "[{to: carol, share_of_from: 1, from: [alpha], source: s, starts_hours: 160, ends_hours: 190, "
                   "swap_hours: 4}]");
        set(&h, "threats",
            "!replace {intruder: {exploitation: {source: s, vulnerabilities: [{vendors: [alpha], per_year: 500}], "
            "exploit_hours: 0, patch_hours: 10000, patch_window_hours: 0, success_probability: 1, "
            "implant: {strike_after_hours: 300, bricking_probability: 0}}}}");
        open_hello(&h);
        lost(&h);
        if (late) { /* 500 flaws a year: every node of alpha's two products is implanted long before 90 h */
            assert_in_range(h.replication.counts.disabled, 3, 1000);
        } else { /* what was implanted before is gone with the equipment, and carol's has no flaws */
            assert_int_equal(h.replication.counts.disabled, 0);
        }
        close_hello(&h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_programme_takes_each_node_out_once_and_leaves_no_implant_behind),
        cmocka_unit_test(restoration_comes_before_the_programme),
        cmocka_unit_test(half_done_at_the_strike_half_is_saved),
        cmocka_unit_test(a_programme_that_replaces_nothing_changes_nothing),
        cmocka_unit_test(what_the_programme_brings_can_be_ordered_too),
        cmocka_unit_test(what_intruders_implanted_acts_where_the_programme_has_not_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
