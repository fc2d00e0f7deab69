/* Comparisons of result files whose numbers are known: estimates, and what is no result. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/comparison.h"
#include "sim/engine/results.h"
#include "tests/support/compared_file.h"

/* ---- estimates ------------------------------------------------------------------------------------------------ */

/* Two cases, four replications, one of them unfinished. */
static void fill_by_hand(void)
{
    static const double lost[4][2][2] = {
        {{1.0, 4.0}, {2.0, 4.0}}, {{2.0, 4.0}, {3.0, 6.0}}, {{9.0, 9.0}, {NAN, 9.0}}, {{0.0, 2.0}, {4.0, 8.0}}};
    static const double peak[4][2][2] = {
        {{0.10, 0.60}, {0.2, 0.6}}, {{0.11, 0.50}, {0.2, 0.6}}, {{1.0, 1.0}, {NAN, 1.0}}, {{0.0, 0.0}, {0.2, 0.6}}};
    hr_fixture_fill(&hr_compared_fixture, 4, (const double[4]){0}, 0.0);
    hr_compared_fixture.case_count = 2;
    hr_compared_fixture.names[0] = "first";
    hr_compared_fixture.names[1] = "second";
    hr_compared_fixture.baseline = hr_compared_fixture.state = hr_compared_fixture.same = hr_compared_fixture.other =
        hr_compared_fixture.removed = "";
    for (size_t r = 0; r < 4; ++r) {
        memcpy(hr_compared_fixture.lost[r], lost[r], sizeof lost[r]);
        memcpy(hr_compared_fixture.peak[r], peak[r], sizeof peak[r]);
    }
}

static void estimates_are_those_worked_out_by_hand(void **state)
{
    (void)state;
    fill_by_hand();
    hr_comparison comparison = hr_compared_load(NULL);
    const hr_comparison_case *first = &comparison.cases[0];
    const hr_comparison_case *second = &comparison.cases[1];
    hr_compared_near(first->outcome[HR_COMPARISON_MITIGATED].mean.value, 1.0);
    hr_compared_near(first->outcome[HR_COMPARISON_UNMITIGATED].mean.value, 10.0 / 3.0);
    hr_compared_near(first->outcome[HR_COMPARISON_MITIGATED].cvar.value, 2.0);
    hr_compared_near(first->outcome[HR_COMPARISON_MITIGATED].median.value, 1.0);
    hr_compared_near(first->effectiveness.value, 0.7);
    hr_compared_near(second->effectiveness.value, 0.5);
    hr_compared_near(second->effectiveness_change.value, -0.2);
    hr_compared_near(second->mean_change[HR_COMPARISON_MITIGATED].value, 2.0);
    hr_compared_near(second->mean_change[HR_COMPARISON_UNMITIGATED].value, 8.0 / 3.0);
    hr_compared_near(second->cvar_change[HR_COMPARISON_MITIGATED].value, 2.0);
    hr_compared_near(first->tail_effectiveness.value, 0.5);
    assert_int_equal(first->outcome[HR_COMPARISON_MITIGATED].losses, 2);
    hr_comparison_free(&comparison);
}

/* Peaks of 0.10 and 0.50 exactly are not more than 10 and 50 %. */
static void exceedance_counts_more_than_the_threshold_only(void **state)
{
    (void)state;
    fill_by_hand();
    hr_comparison comparison = hr_compared_load(NULL);
    const hr_comparison_outcome *outcome = comparison.cases[0].outcome;
    assert_int_equal(outcome[HR_COMPARISON_MITIGATED].above[HR_COMPARISON_ABOVE_10].events, 1);
    assert_int_equal(outcome[HR_COMPARISON_MITIGATED].above[HR_COMPARISON_ABOVE_50].events, 0);
    assert_int_equal(outcome[HR_COMPARISON_UNMITIGATED].above[HR_COMPARISON_ABOVE_50].events, 1);
    hr_compared_near(outcome[HR_COMPARISON_MITIGATED].above[HR_COMPARISON_ABOVE_50].bound, 1.0 - pow(0.05, 1.0 / 3.0));
    assert_true(isnan(outcome[HR_COMPARISON_MITIGATED].above[HR_COMPARISON_ABOVE_10].bound));
    hr_compared_near(comparison.cases[1].outcome[0].above[HR_COMPARISON_ABOVE_10].bound, pow(0.05, 1.0 / 3.0));
    hr_comparison_free(&comparison);
}

static void unfinished_replications_are_left_out_and_counted(void **state)
{
    (void)state;
    fill_by_hand();
    hr_comparison comparison = hr_compared_load(NULL);
    assert_int_equal(comparison.replications, 4);
    assert_int_equal(comparison.finished, 3);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "3 replications, seed 9007199254740993, hedgerow 0.1.0");
    hr_compared_says(text, "1 of 4 replications are unfinished and left out.");
    free(text);
    hr_comparison_free(&comparison);
}

static void differences_are_taken_from_the_baseline_asked_for(void **state)
{
    (void)state;
    fill_by_hand();
    hr_comparison comparison = hr_compared_load("second");
    assert_int_equal(comparison.baseline, 1);
    hr_compared_near(comparison.cases[0].effectiveness_change.value, 0.2);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "Differences from second");
    free(text);
    hr_comparison_free(&comparison);
}

static void details_are_read_when_the_file_has_them(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 60, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_compared_fixture.has_details = true;
    hr_comparison comparison = hr_compared_load(NULL);
    const hr_comparison_case *same = &comparison.cases[1];
    hr_compared_near(same->happenings.nodes_disabled.value, 101.0);
    hr_compared_near(same->happenings.hours_above_10.value, 2.0);
    assert_int_equal(same->happenings.discovered.events, 60);
    assert_int_equal(comparison.cases[0].happenings.discovered.events, 0);
    hr_compared_near(same->hhi_vendor, 0.375);
    hr_compared_near(same->hhi_state, 0.375);
    hr_compared_near(same->without[HR_COMPARISON_VENDOR][HR_COMPARISON_PRIMARY].share, 0.1);
    hr_compared_near(same->without[HR_COMPARISON_STATE][HR_COMPARISON_WITH_BACKUP].share, 0.15);
    assert_string_equal(same->without[HR_COMPARISON_VENDOR][HR_COMPARISON_PRIMARY].name, "huge");
    assert_string_equal(same->without[HR_COMPARISON_VENDOR][HR_COMPARISON_WITH_BACKUP].name, "large");
    assert_string_equal(same->without[HR_COMPARISON_CLAIMED_STATE][HR_COMPARISON_PRIMARY].name, "Ruritania");
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "nodes disabled");
    hr_compared_says(text, "0 of 60");
    hr_compared_says(text,
                     "same_state 10.0 / 15.0 % 10.0 / 15.0 % 10.0 / 15.0 % without huge / large Ruritania Ruritania");
    free(text);
    hr_comparison_free(&comparison);
}

static void shares_of_users_that_are_none_are_refused(void **state)
{
    static const double wrong[] = {1.5, -0.5, INFINITY};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
        hr_fixture_fill(&hr_compared_fixture, 60, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
        hr_compared_fixture.has_details = true;
        hr_compared_fixture.headline_share_error = wrong[i];
        hr_fixture_write(&hr_compared_fixture, hr_compared_file);
        hr_compared_fails_with(NULL, "headline_share_vendor");
    }
}

static void the_worst_of_known_shares_is_shown(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 60, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_compared_fixture.has_details = true;
    hr_compared_fixture.headline_share_error = NAN; /* one share is unknown: the next is the worst */
    hr_compared_fixture.state = "Elsewhere";
    hr_comparison comparison = hr_compared_load(NULL);
    hr_compared_near(comparison.cases[0].without[HR_COMPARISON_VENDOR][HR_COMPARISON_PRIMARY].share, 0.8);
    assert_null(comparison.cases[0].without[HR_COMPARISON_CLAIMED_STATE][HR_COMPARISON_PRIMARY].name);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "one_vendor 80.0 / 5.0 % 0 / 5.0 % unknown without large Ruritania");
    free(text);
    hr_comparison_free(&comparison);
}

static void what_the_file_lacks_is_unknown_not_zero(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 60, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_comparison comparison = hr_compared_load(NULL);
    assert_true(isnan(comparison.cases[0].hhi_state));
    assert_true(isnan(comparison.cases[0].happenings.nodes_disabled.value));
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_never_says(text, "nodes disabled");
    hr_compared_never_says(text, "worst vendor");
    free(text);
    hr_comparison_free(&comparison);
}

/* ---- files that are no results -------------------------------------------------------------------------------- */

static void unknown_baseline_is_answered_with_the_nearest_case(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_fixture_write(&hr_compared_fixture, hr_compared_file);
    hr_compared_fails_with(
        "same_sttae", "unknown baseline `same_sttae` (did you mean `same_state`?); the file's cases: `one_vendor`, ");
    hr_compared_fails_with("zzz", "unknown baseline `zzz`; the file's cases:");
}

static void missing_file_is_named(void **state)
{
    (void)state;
    snprintf(hr_compared_file, sizeof hr_compared_file, "%s/nowhere.h5", hr_compared_folder);
    hr_compared_fails_with(NULL, "nowhere.h5");
    snprintf(hr_compared_file, sizeof hr_compared_file, "%s/result.h5", hr_compared_folder);
}

static void file_of_another_kind_is_refused(void **state)
{
    (void)state;
    FILE *stream = fopen(hr_compared_file, "w");
    assert_non_null(stream);
    fputs("replication,lost\n1,2\n", stream);
    fclose(stream);
    hr_compared_fails_with(NULL, "is not a whole HDF5 file");
}

static void hdf5_file_of_something_else_is_refused(void **state)
{
    (void)state;
    hr_results results;
    hr_error error;
    assert_int_equal(hr_results_create(&results, hr_compared_file, &error), HR_OK);
    assert_int_equal(hr_results_commit(&results, &error), HR_OK);
    hr_compared_fails_with(NULL, "is not a hedgerow result: it lacks `lost_headline_user_hours`");
}

static void result_without_a_needed_variable_is_refused(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_compared_fixture.left_out = "peak_lost_share";
    hr_fixture_write(&hr_compared_fixture, hr_compared_file);
    hr_compared_fails_with(NULL, "it lacks `peak_lost_share`");
    hr_fixture_add_turn(&hr_compared_fixture, "recovery.crews", (const double[2][2]){{0.5, 0.8}, {0.5, 0.5}}, 0.05);
    hr_compared_fixture.left_out = "assumption_base";
    hr_fixture_write(&hr_compared_fixture, hr_compared_file);
    hr_compared_fails_with(NULL, "it lacks `assumption_base`");
}

static void claim_that_names_no_case_is_refused(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_compared_fixture.other = "elsewhere";
    hr_fixture_write(&hr_compared_fixture, hr_compared_file);
    hr_compared_fails_with(NULL, "claim_other_state_case names the case `elsewhere`");
}

static void damaged_numbers_are_refused(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_compared_fixture.lost[3][1][0] = -1.0;
    hr_fixture_write(&hr_compared_fixture, hr_compared_file);
    hr_compared_fails_with(NULL, "is damaged: lost_headline_user_hours holds the value -1");
    hr_compared_fixture.lost[3][1][0] = 1.0;
    hr_compared_fixture.peak[3][1][0] = NAN;
    hr_fixture_write(&hr_compared_fixture, hr_compared_file);
    hr_compared_fails_with(NULL, "is damaged: peak_lost_share");
}

static void result_without_a_finished_replication_is_refused(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 3, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    for (size_t r = 0; r < 3; ++r) {
        hr_compared_fixture.lost[r][2][1] = NAN;
    }
    hr_fixture_write(&hr_compared_fixture, hr_compared_file);
    hr_compared_fails_with(NULL, "holds no finished replication");
}

static void truncated_file_is_refused_wherever_it_ends(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 40, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_fixture_write(&hr_compared_fixture, hr_compared_file);
    FILE *stream = fopen(hr_compared_file, "rb");
    assert_non_null(stream);
    static char bytes[1 << 20];
    size_t length = fread(bytes, 1, sizeof bytes, stream);
    fclose(stream);
    assert_true(length > 1000 && length < sizeof bytes);
    for (size_t part = 0; part < 8; ++part) {
        stream = fopen(hr_compared_file, "wb");
        assert_non_null(stream);
        assert_int_equal(fwrite(bytes, 1, length * part / 8, stream), length * part / 8);
        fclose(stream);
        hr_compared_fails_with(NULL, "result.h5");
    }
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(estimates_are_those_worked_out_by_hand),
        TEST(exceedance_counts_more_than_the_threshold_only),
        TEST(unfinished_replications_are_left_out_and_counted),
        TEST(differences_are_taken_from_the_baseline_asked_for),
        TEST(details_are_read_when_the_file_has_them),
        TEST(shares_of_users_that_are_none_are_refused),
        TEST(the_worst_of_known_shares_is_shown),
        TEST(what_the_file_lacks_is_unknown_not_zero),
        TEST(unknown_baseline_is_answered_with_the_nearest_case),
        TEST(missing_file_is_named),
        TEST(file_of_another_kind_is_refused),
        TEST(hdf5_file_of_something_else_is_refused),
        TEST(result_without_a_needed_variable_is_refused),
        TEST(claim_that_names_no_case_is_refused),
        TEST(damaged_numbers_are_refused),
        TEST(result_without_a_finished_replication_is_refused),
        TEST(truncated_file_is_refused_wherever_it_ends),
    };
    return cmocka_run_group_tests(tests, hr_compared_make_folder, hr_compared_remove_folder);
}
