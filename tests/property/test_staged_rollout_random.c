/* Random releases at several operators, with and without stages: a longer wait never lets more through, no stage ever
 * lets anything through earlier (MODEL 7.2). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/small_world.h"

enum { ROUNDS = 24, RUNS = 8, WAITS = 4, TEXT_SIZE = 400, NODES_MAX = 400 };

static double draw(uint32_t round, uint32_t index)
{
    hr_random random = {.seed = 53, .replication = round};
    return hr_random_uniform(&random, 1, 0, index);
}

/* Releases of two vendors at two operators, as random as the round says. */
static void make(hr_small_world *small, uint32_t round, const char *centre, double wait_hours, bool is_staged)
{
    static char texts[6][TEXT_SIZE];
    hr_small_sets sets = hr_small_tiny();
    hr_small_only(&sets, is_staged ? "testing staged_rollout monitoring" : "testing monitoring");
    snprintf(
        texts[0], TEXT_SIZE,
        "threats={campaign: {compulsion: {source: made up, state: AA, order_hours: 0, compliance_probability: 1,"
        " compliance_correlation: 0, preparation_hours: {uniform: [0, 100]}, latent: {implanted_share: %.2f}, update:"
        " {rollout_window_hours: %.0f, implant_probability: %.2f}, " HR_SMALL_TRIGGER(
            "%.0f") ", sabotage: " HR_SMALL_STRIKES "}}}",
        draw(round, 0) < 0.5 ? 0 : 0.1, 10 + 500 * draw(round, 1), draw(round, 2), 400 + 1000 * draw(round, 3));
    snprintf(texts[1], TEXT_SIZE,
             "mitigations.testing={source: made up, by: %s, evaluation_hours: {uniform: [0,"
             " %.0f]}, detection_probability: %.2f}",
             centre, 1 + 300 * draw(round, 4), 0.5 * draw(round, 5));
    snprintf(texts[2], TEXT_SIZE, "mitigations.monitoring.discovery_rate_per_hour=%g",
             pow(10, -5 + 3 * draw(round, 6)));
    snprintf(texts[3], TEXT_SIZE,
             "mitigations.staged_rollout={source: made up, canary_share: %.2f, wait_hours: {constant:"
             " %g}, canary_detection_probability: %.2f}",
             0.5 * draw(round, 7), wait_hours, round % 2 == 0 ? 1.0 : draw(round, 8));
    snprintf(texts[4], TEXT_SIZE, "assignment.mixes.red.ran_site={alpha: 0.5, again: rest}");
    snprintf(texts[5], TEXT_SIZE, "assignment.mixes.line.cabinet={alpha: 0.7, again: rest}");
    for (size_t t = 0; t < sizeof texts / sizeof *texts; ++t) {
        if (is_staged || t != 3) {
            hr_small_set(&sets, texts[t]);
        }
    }
    hr_small_world_make(small, sets.list);
    assert_true(small->world.network.node_count <= NODES_MAX);
}

/* When each node is implanted, by a run; infinite: not before the trigger. */
static void run(hr_small_world *small, uint32_t number, double *hours, uint32_t *implanted)
{
    const hr_replication *r = &small->replication;
    hr_small_world_run(small, HR_SMALL_ONE, true, number);
    *implanted = r->counts.implanted;
    for (uint32_t n = 0; n < small->world.network.node_count; ++n) {
        double installed = r->implants[0].hours[n];
        hours[n] = installed <= r->implants[0].spent_hours[r->implants[0].via[n]] ? installed : INFINITY;
    }
}

static void expect_no_earlier(const double *hours, const double *before, uint32_t node_count)
{
    for (uint32_t n = 0; n < node_count; ++n) {
        assert_true(hours[n] >= before[n] - 1e-9);
    }
}

/* A find at an operator whose wait is short can stop another before it begins; so waits are compared where all begin
 * together. */
static void longer_waits_let_less_through_and_nothing_earlier(void **state)
{
    (void)state;
    static const double waits[WAITS] = {0, 20, 150, 600};
    static double before[RUNS][NODES_MAX];
    static uint32_t implanted_before[RUNS];
    uint32_t fewer = 0;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        for (uint32_t w = 0; w <= WAITS; ++w) { /* the first without stages */
            hr_small_world small;
            make(&small, round, "national", w > 0 ? waits[w - 1] : 0, w > 0);
            for (uint32_t r = 0; r < RUNS; ++r) {
                double hours[NODES_MAX];
                uint32_t implanted = 0;
                run(&small, r, hours, &implanted);
                if (w > 0) {
                    expect_no_earlier(hours, before[r], small.world.network.node_count);
                    assert_true(implanted <= implanted_before[r]);
                    fewer += implanted < implanted_before[r];
                }
                memcpy(before[r], hours, sizeof hours);
                implanted_before[r] = implanted;
            }
            hr_small_world_free(&small);
        }
    }
    assert_true(fewer > ROUNDS * RUNS / 4);
}

static void stages_never_let_anything_through_earlier(void **state)
{
    (void)state;
    uint32_t fewer = 0;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        hr_small_world plain;
        hr_small_world staged;
        make(&plain, round, "operator", 0, false);
        make(&staged, round, "operator", 300 * draw(round, 9), true);
        for (uint32_t r = 0; r < RUNS; ++r) {
            double without[NODES_MAX];
            double with[NODES_MAX];
            uint32_t implanted = 0;
            uint32_t staged_implanted = 0;
            run(&plain, r, without, &implanted);
            run(&staged, r, with, &staged_implanted);
            expect_no_earlier(with, without, plain.world.network.node_count);
            assert_true(staged_implanted <= implanted);
            fewer += staged_implanted < implanted;
        }
        hr_small_world_free(&plain);
        hr_small_world_free(&staged);
    }
    assert_true(fewer > ROUNDS * RUNS / 8);
}

static void no_wait_and_no_find_is_no_stage(void **state)
{
    (void)state;
    hr_small_world plain;
    hr_small_world staged;
    hr_small_sets sets = hr_small_tiny();
    hr_small_only(&sets, "");
    hr_small_world_make(&plain, sets.list);
    sets = hr_small_tiny();
    hr_small_only(&sets, "staged_rollout");
    hr_small_set(&sets, "mitigations.staged_rollout={source: made up, canary_share: 0.4, wait_hours: {constant: 0},"
                        " canary_detection_probability: 0}");
    hr_small_world_make(&staged, sets.list);
    for (uint32_t r = 0; r < ROUNDS; ++r) {
        double without[NODES_MAX];
        double with[NODES_MAX];
        uint32_t implanted = 0;
        uint32_t staged_implanted = 0;
        run(&plain, r, without, &implanted);
        run(&staged, r, with, &staged_implanted);
        assert_int_equal(implanted, staged_implanted);
        for (uint32_t n = 0; n < plain.world.network.node_count; ++n) {
            assert_true(isinf(without[n]) ? isinf(with[n]) : fabs(with[n] - without[n]) < 1e-9);
        }
    }
    hr_small_world_free(&plain);
    hr_small_world_free(&staged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longer_waits_let_less_through_and_nothing_earlier),
        cmocka_unit_test(stages_never_let_anything_through_earlier),
        cmocka_unit_test(no_wait_and_no_find_is_no_stage),
    };
    return cmocka_run_group_tests_name("staged_rollout_random", tests, NULL, NULL);
}
