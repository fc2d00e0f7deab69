/* What is told of a replication: the ten nodes of scenarios/hello.yaml worked out by hand, the table of kinds, summaries.
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

#include "models/replication.h"
#include "tests/support/small_world.h"

enum { CASE_ONE, CASE_ONE_STATE, LINES_MAX = 64, LINE_SIZE = 200 };

typedef struct {
    hr_scenario *scenario;
    hr_world world;
    hr_replication replication;
    hr_story story;
} hello;

/* Everything that is implanted falls. */
static void open_hello(hello *h, uint32_t case_index, uint32_t arm)
{
    const hr_override all = {.path = "threats.campaign.compulsion.sabotage.activation_probability", .value = "1"};
    hr_diagnostics diagnostics = {0};
    hr_error error;
    if (hr_scenario_read(&h->scenario, HR_SOURCE_FOLDER "/scenarios/hello.yaml", NULL, &all, 1, &diagnostics) !=
        HR_OK) {
        fail_msg("%s", diagnostics.items[0].text);
    }
    hr_diagnostics_free(&diagnostics);
    assert_int_equal(hr_world_init(&h->world, h->scenario, &error), HR_OK);
    assert_int_equal(hr_replication_init(&h->replication, &h->world, &error), HR_OK);
    assert_int_equal(hr_story_record(&h->story, &h->replication, case_index, arm, 0, &error), HR_OK);
}

static void close_hello(hello *h)
{
    hr_story_free(&h->story);
    hr_replication_free(&h->replication);
    hr_world_free(&h->world);
    hr_scenario_free(h->scenario);
}

static void say(const hr_story *story, const hr_told *told, char *line)
{
    char sentence[LINE_SIZE] = "";
    FILE *stream = fmemopen(sentence, sizeof sentence, "w");
    assert_non_null(stream);
    hr_story_say(story, told, stream);
    assert_int_equal(fclose(stream), 0);
    snprintf(line, LINE_SIZE, "%g h, %lld served: %.150s", told->time_hours, (long long)told->served_users, sentence);
}

/* All but the changes of service, which every entry shows. */
static void tells(const hr_story *story, const char *const *lines)
{
    char line[LINE_SIZE];
    size_t count = 0;
    for (size_t i = 0; i < story->count; ++i) {
        if (story->told[i].kind != HR_TOLD_SERVICE) {
            say(story, &story->told[i], line);
            assert_non_null(lines[count]);
            assert_string_equal(line, lines[count++]);
        }
    }
    assert_null(lines[count]);
}

/* Left, north and south fall at 100 h; ten hours of diagnosis; the one engineer takes five hours each: left, which
 * serves nobody while its sites are down, then north and south. */
static void one_vendor_strikes_and_is_restored_step_by_step(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "0 h, 4000 served: everybody is served",
        "0 h, 4000 served: AA gives its order (campaign)",
        "0 h, 4000 served: alpha obeys AA (campaign)",
        "0 h, 4000 served: alpha is ready to use its channels (campaign)",
        "0 h, 4000 served: alpha implants left of red (campaign)",
        "0 h, 4000 served: alpha implants north of red (campaign)",
        "0 h, 4000 served: alpha implants south of red (campaign)",
        "100 h, 2000 served: AA strikes through alpha (campaign)",
        "100 h, 2000 served: alpha supports and supplies no more",
        "100 h, 2000 served: left of red is disabled",
        "100 h, 2000 served: north of red is disabled",
        "100 h, 2000 served: south of red is disabled",
        "110 h, 2000 served: red knows what is the matter with 3 nodes",
        "115 h, 2000 served: an engineer restores left of red",
        "120 h, 3000 served: an engineer restores north of red",
        "125 h, 4000 served: an engineer restores south of red",
        "500 h, 4000 served: the horizon",
        NULL,
    };
    hello h;
    open_hello(&h, CASE_ONE, HR_ARM_UNMITIGATED);
    tells(&h.story, lines);
    assert_true(h.story.lost_headline_user_hours == 2000 * 20 + 1000 * 5);
    close_hello(&h);
}

static void a_second_vendor_of_the_state_is_told_of_and_one_that_is_not_there_is_not(void **state)
{
    (void)state;
    hello h;
    int obeys = 0;
    open_hello(&h, CASE_ONE_STATE, HR_ARM_UNMITIGATED);
    for (size_t i = 0; i < h.story.count; ++i) {
        const char *vendor = hr_story_vendor(&h.story, &h.story.told[i]);
        assert_true(vendor == NULL || strcmp(vendor, "dave") != 0);
        obeys += h.story.told[i].kind == HR_TOLD_COMPLIES;
    }
    assert_int_equal(obeys, 2);
    close_hello(&h);
}

static void a_summary_counts_what_happens_to_nodes_between_other_events(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "0 h, 4000 served: everybody is served",
        "0 h, 4000 served: AA gives its order (campaign)",
        "0 h, 4000 served: alpha obeys AA (campaign)",
        "0 h, 4000 served: alpha is ready to use its channels (campaign)",
        "0 h, 4000 served: alpha implants 3 nodes",
        "100 h, 2000 served: AA strikes through alpha (campaign)",
        "100 h, 2000 served: alpha supports and supplies no more",
        "100 h, 2000 served: 3 nodes of red by alpha are disabled",
        "110 h, 2000 served: red knows what is the matter with 3 nodes",
        "120 h, 3000 served: engineers restore 2 nodes of red", /* a thousand users are more than a tenth of the loss */
        "125 h, 4000 served: an engineer restores south of red",
        "500 h, 4000 served: the horizon",
        NULL,
    };
    hello h;
    hr_story summary;
    hr_error error;
    open_hello(&h, CASE_ONE, HR_ARM_UNMITIGATED);
    assert_int_equal(hr_story_summarise(&h.story, &summary, &error), HR_OK);
    tells(&summary, lines);
    for (size_t i = 0; i < summary.count; ++i) {
        assert_true(!summary.told[i].is_sum || summary.told[i].since_hours == 0 || summary.told[i].since_hours == 100 ||
                    summary.told[i].since_hours == 115);
    }
    hr_story_free(&summary);
    close_hello(&h);
}

static void every_kind_has_a_name_of_its_own_and_sentences_of_known_words(void **state)
{
    (void)state;
    hello h;
    char line[LINE_SIZE];
    open_hello(&h, CASE_ONE, HR_ARM_UNMITIGATED);
    for (int k = 0; k < HR_TOLD_COUNT; ++k) {
        assert_non_null(hr_told_forms[k].name);
        assert_non_null(hr_told_forms[k].sentence);
        for (int other = 0; other < k; ++other) {
            assert_string_not_equal(hr_told_forms[k].name, hr_told_forms[other].name);
        }
        for (int is_sum = 0; is_sum < 2; ++is_sum) {
            say(&h.story, &(hr_told){.kind = (hr_told_kind)k, .count = 2, .is_sum = is_sum != 0}, line);
            assert_null(strchr(line, '{'));
        }
    }
    close_hello(&h);
}

/* ---- the small nation ------------------------------------------------------------------------------------------ */

static size_t count_kind(const hr_story *story, hr_told_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < story->count; ++i) {
        count += story->told[i].kind == kind;
    }
    return count;
}

static size_t count_both(const hr_story *story, hr_told_kind one, hr_told_kind other)
{
    return count_kind(story, one) + count_kind(story, other);
}

/* What the record counts, the story tells one by one. */
static void the_story_tells_as_much_as_the_record_counts(void **state)
{
    (void)state;
    hr_small_world small;
    hr_story story;
    hr_error error;
    size_t told = 0;
    hr_small_world_make(&small, (const char *const[]){NULL});
    for (uint32_t n = 0; n < 8; ++n) {
        uint32_t arm = n % 2 == 0 ? HR_ARM_MITIGATED : HR_ARM_UNMITIGATED;
        assert_int_equal(hr_story_record(&story, &small.replication, HR_SMALL_SAME, arm, n, &error), HR_OK);
        const hr_counts *counts = &small.replication.counts;
        const hr_recovery *recovery = &small.replication.recovery;
        assert_int_equal(count_both(&story, HR_TOLD_NODE_DISABLED, HR_TOLD_NODE_BRICKED), counts->disabled);
        assert_int_equal(count_kind(&story, HR_TOLD_NODE_BRICKED), counts->bricked);
        assert_int_equal(count_kind(&story, HR_TOLD_NODE_ISOLATED), counts->isolated);
        assert_int_equal(count_kind(&story, HR_TOLD_NODE_IMPLANTED), counts->implanted);
        assert_int_equal(count_both(&story, HR_TOLD_NODE_REPAIRED_REMOTELY, HR_TOLD_NODE_REPAIRED_IN_FIELD),
                         recovery->repaired);
        assert_int_equal(count_both(&story, HR_TOLD_NODE_REPLACED, HR_TOLD_NODE_REPLACED_BY_OTHER), recovery->replaced);
        assert_int_equal(count_kind(&story, HR_TOLD_NODE_REPLACED_BY_OTHER), recovery->other_vendor);
        told += counts->isolated + counts->disabled + recovery->replaced;
        hr_story_free(&story);
    }
    assert_true(told > 500);
    hr_small_world_free(&small);
}

static void a_summary_counts_all_that_the_story_tells(void **state)
{
    (void)state;
    hr_small_world small;
    hr_story story;
    hr_story summary;
    hr_error error;
    hr_small_world_make(&small, (const char *const[]){NULL});
    assert_int_equal(hr_story_record(&story, &small.replication, HR_SMALL_SAME, HR_ARM_MITIGATED, 1, &error), HR_OK);
    assert_int_equal(hr_story_summarise(&story, &summary, &error), HR_OK);
    int64_t counts[HR_TOLD_COUNT] = {0};
    for (size_t i = 0; i < story.count; ++i) {
        counts[story.told[i].kind] += story.told[i].count;
    }
    for (size_t i = 0; i < summary.count; ++i) {
        counts[summary.told[i].kind] -= summary.told[i].count;
        assert_true(i == 0 || summary.told[i].time_hours >= summary.told[i - 1].time_hours);
        assert_true(summary.told[i].since_hours <= summary.told[i].time_hours);
    }
    for (int k = 0; k < HR_TOLD_COUNT; ++k) {
        assert_true(k == HR_TOLD_SERVICE || counts[k] == 0);
    }
    assert_true(summary.count < story.count / 3);
    hr_story_free(&summary);
    hr_story_free(&story);
    hr_small_world_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_vendor_strikes_and_is_restored_step_by_step),
        cmocka_unit_test(a_second_vendor_of_the_state_is_told_of_and_one_that_is_not_there_is_not),
        cmocka_unit_test(a_summary_counts_what_happens_to_nodes_between_other_events),
        cmocka_unit_test(every_kind_has_a_name_of_its_own_and_sentences_of_known_words),
        cmocka_unit_test(the_story_tells_as_much_as_the_record_counts),
        cmocka_unit_test(a_summary_counts_all_that_the_story_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
