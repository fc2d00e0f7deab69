/* Stories of random small nations: telling changes nothing, and the story adds up to the record.
 *
 * HR_TEST_SCALE in (0, 1] scales the number of nations.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/experiment.h"
#include "tests/support/random_nation.h"
#include "tests/support/random_network.h"
#include "tests/support/small_world.h"

enum { NATIONS = 24 };

static void draw(hr_random_nation *nation, uint32_t n)
{
    hr_random_nation_draw(nation, n);
    if (n % 2 == 1) {
        hr_random_nation_draw_campaigns(nation, n);
    }
    if (n % 3 == 1) {
        hr_random_nation_draw_faults(nation, n);
    }
}

static void forget(void *context, const hr_replication *replication, const hr_told *told)
{
    size_t *count = context;
    (void)replication;
    *count += told->kind != HR_TOLD_SERVICE;
}

/* The whole record of all cases and arms, bit for bit. */
static void a_replication_that_is_told_is_the_same(void **state)
{
    (void)state;
    static hr_random_nation nation;
    size_t told = 0;
    for (uint32_t n = 0; n < hr_test_scaled(NATIONS); ++n) {
        hr_small_world small;
        hr_experiment experiment;
        hr_error error;
        draw(&nation, n);
        hr_small_world_make(&small, nation.list);
        assert_int_equal(hr_experiment_init(&experiment, &small.world, &error), HR_OK);
        size_t length = experiment.layout.length;
        double *silent = calloc(length, sizeof *silent);
        double *aloud = calloc(length, sizeof *aloud);
        assert_true(silent != NULL && aloud != NULL);
        assert_int_equal(hr_experiment_replicate(&experiment, &small.replication, n, silent, &error), HR_OK);
        small.replication.teller = forget;
        small.replication.teller_context = &told;
        assert_int_equal(hr_experiment_replicate(&experiment, &small.replication, n, aloud, &error), HR_OK);
        assert_memory_equal(silent, aloud, length * sizeof *silent);
        free(silent);
        free(aloud);
        hr_experiment_free(&experiment);
        hr_small_world_free(&small);
    }
    assert_true(told > 1000 * hr_test_scaled(NATIONS));
}

/* Lost user-hours from the entries of a story alone. */
static double integral(const hr_story *story)
{
    double lost = 0;
    for (size_t i = 1; i < story->count; ++i) {
        const hr_told *before = &story->told[i - 1];
        assert_true(story->told[i].time_hours >= before->time_hours);
        lost += (double)(story->headline_users - before->served_users) *
                (story->told[i].time_hours - before->time_hours);
    }
    return lost;
}

static uint32_t count(const hr_story *story, hr_told_kind kind)
{
    uint32_t found = 0;
    for (size_t i = 0; i < story->count; ++i) {
        found += story->told[i].kind == kind;
    }
    return found;
}

/* What the record counts, the story tells one by one. */
static void check_counts(const hr_story *story)
{
    const hr_replication *r = story->replication;
    assert_int_equal(count(story, HR_TOLD_NODE_DISABLED) + count(story, HR_TOLD_NODE_BRICKED), r->counts.disabled);
    assert_int_equal(count(story, HR_TOLD_NODE_FAILED) + count(story, HR_TOLD_NODE_BROKEN) +
                         count(story, HR_TOLD_NODE_HELD),
                     r->counts.failed);
    assert_int_equal(count(story, HR_TOLD_NODE_BRICKED) + count(story, HR_TOLD_NODE_BROKEN), r->counts.bricked);
    assert_int_equal(count(story, HR_TOLD_NODE_ISOLATED), r->counts.isolated);
    assert_int_equal(count(story, HR_TOLD_NODE_REPAIRED_REMOTELY) + count(story, HR_TOLD_NODE_REPAIRED_IN_FIELD),
                     r->recovery.repaired);
    assert_int_equal(count(story, HR_TOLD_NODE_REPLACED) + count(story, HR_TOLD_NODE_REPLACED_BY_OTHER),
                     r->recovery.replaced);
}

static void the_users_served_after_each_step_integrate_to_the_record(void **state)
{
    (void)state;
    static hr_random_nation nation;
    uint32_t with_loss = 0;
    for (uint32_t n = 0; n < hr_test_scaled(NATIONS); ++n) {
        hr_small_world small;
        hr_story story;
        hr_story summary;
        hr_error error;
        draw(&nation, n);
        hr_small_world_make(&small, nation.list);
        for (uint32_t setting = 0; setting < 6; ++setting) {
            uint32_t arm = setting % 2 == 0 ? HR_ARM_MITIGATED : HR_ARM_UNMITIGATED;
            assert_int_equal(hr_story_record(&story, &small.replication, setting / 2, arm, n, &error), HR_OK);
            check_counts(&story);
            double lost = story.lost_headline_user_hours;
            assert_true(lost == hr_small_world_run(&small, setting / 2, setting % 2 == 0, n));
            assert_true(fabs(integral(&story) - lost) <= 1e-9 * fmax(lost, 1));
            assert_int_equal(story.told[story.count - 1].kind, HR_TOLD_END);
            assert_int_equal(hr_story_summarise(&story, &summary, &error), HR_OK);
            with_loss += lost > 0;
            hr_story_free(&summary);
            hr_story_free(&story);
        }
        hr_small_world_free(&small);
    }
    assert_true(with_loss > 2 * hr_test_scaled(NATIONS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_replication_that_is_told_is_the_same),
        cmocka_unit_test(the_users_served_after_each_step_integrate_to_the_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
