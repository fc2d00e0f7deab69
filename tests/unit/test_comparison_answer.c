/* What is said of result files whose numbers are known: verdicts, turning points, and the text made of them. */
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
#include "analysis/comparison_text.h"
#include "analysis/text_format.h"
#include "tests/support/compared_file.h"

/* ---- verdicts ------------------------------------------------------------------------------------------------- */

/* The answer to a claim with these effectivenesses: baseline, same, other. Caller frees. */
static char *answer(size_t replications, double baseline, double same, double other, double noise,
                    hr_claim_verdict *claim)
{
    hr_fixture_fill(&hr_compared_fixture, replications, (const double[4]){baseline, same, other, 0.9}, noise);
    hr_comparison comparison = hr_compared_load(NULL);
    char *text = hr_compared_print_flat(&comparison);
    *claim = comparison.claim;
    claim->state = NULL;
    hr_comparison_free(&comparison);
    char *start = strstr(text, "Answer:");
    assert_non_null(start);
    memmove(text, start, strlen(start) + 1);
    return text;
}

static void claim_whose_mitigations_are_left_with_nothing_is_borne_out(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.8, 0.02, 0.75, 0.05, &claim);
    assert_true(claim.is_strong && claim.has_direction);
    assert_int_equal(claim.left, HR_LEFT_NOTHING);
    hr_compared_says(
        text, "Adding a second vendor of the same state (Ruritania) reduces the effectiveness of the mitigations from");
    hr_compared_says(text, "strong form (ineffective) is borne out");
    hr_compared_says(text, "its direction is too.");
    free(text);
}

static void claim_of_a_partial_loss_has_its_direction_only(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.8, 0.5, 0.78, 0.05, &claim);
    assert_false(claim.is_strong);
    assert_true(claim.has_direction);
    assert_int_equal(claim.left, HR_LEFT_SOMETHING);
    assert_true(fabs(claim.change_same.value + 0.3) < 0.02);
    assert_true(fabs(claim.contrast.value - 0.28) < 0.02);
    assert_true(fabs(claim.left_same.value - 0.5 / 0.8) < 0.02);
    hr_compared_near(claim.contrast.value, claim.change_other.value - claim.change_same.value);
    hr_compared_says(text, "strong form (ineffective) is not borne out: what is left is");
    hr_compared_says(text, "; its direction is.");
    hr_compared_says(text, "whereas the same amount of a vendor of another state changes it by -");
    hr_compared_says(text, "The vendor of the same state costs");
    hr_compared_says(text, "CVaR 95");
    hr_compared_says(text, "more than 10 % of users are out at once");
    hr_compared_says(text, "With no vendor of that state at all");
    free(text);
}

static void vendors_that_cost_the_same_do_not_show_that_the_state_matters(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.8, 0.5, 0.5, 0.05, &claim);
    assert_false(claim.has_direction);
    assert_int_equal(hr_difference_of(claim.contrast), HR_DIFFERENCE_NONE);
    hr_compared_says(text, "The two additions do not differ measurably");
    hr_compared_says(text, "its direction is not either.");
    hr_compared_never_says(text, "whereas");
    free(text);
}

static void another_state_that_costs_more_contradicts_the_claim(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.8, 0.6, 0.4, 0.05, &claim);
    assert_false(claim.has_direction);
    assert_int_equal(hr_difference_of(claim.contrast), HR_DIFFERENCE_FALL);
    hr_compared_says(text, "It is the vendor of another state that costs");
    hr_compared_says(text, "its direction is not either.");
    free(text);
}

static void a_second_vendor_that_helps_is_said_to_raise_effectiveness(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.5, 0.7, 0.8, 0.05, &claim);
    assert_false(claim.has_direction);
    hr_compared_says(text, "raises the effectiveness of the mitigations from");
    hr_compared_says(text, "strong form (ineffective) is not borne out");
    hr_compared_says(text, "its direction is not either.");
    free(text);
}

static void no_measurable_change_is_called_that(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.5, 0.5, 0.5, 0.2, &claim);
    assert_int_equal(hr_difference_of(claim.change_same), HR_DIFFERENCE_NONE);
    hr_compared_says(text, "does not measurably change the effectiveness of the mitigations");
    hr_compared_says(text, "does not measurably change it");
    hr_compared_never_says(text, "reduces");
    free(text);
}

static void mitigations_that_never_worked_cannot_be_rendered_ineffective(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.0, -0.2, 0.0, 0.3, &claim);
    assert_int_equal(claim.left, HR_LEFT_NEVER_WAS);
    assert_false(claim.is_strong);
    hr_compared_says(text, "has nothing to act on");
    hr_compared_never_says(text, "(ineffective) is borne out");
    hr_compared_never_says(text, "Of the baseline's effectiveness");
    free(text);
}

static void a_wide_interval_around_nothing_is_no_proof_of_nothing(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(40, 0.5, 0.02, 0.45, 0.9, &claim);
    assert_int_equal(claim.left, HR_LEFT_UNCLEAR);
    assert_false(claim.is_strong);
    hr_compared_says(text, "is neither borne out nor ruled out");
    hr_compared_says(text, "cannot be told from nothing");
    free(text);
}

static void one_replication_answers_nothing(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(1, 0.8, 0.0, 0.8, 0.0, &claim);
    assert_int_equal(claim.left, HR_LEFT_UNKNOWN);
    assert_false(claim.is_strong || claim.has_direction);
    hr_compared_says(text, "cannot be told");
    hr_compared_says(text, "can be neither borne out nor ruled out");
    hr_compared_never_says(text, "reduces");
    free(text);
}

static void mean_and_tail_that_disagree_are_said_to(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 400, (const double[4]){0.8, 0.5, 0.6, 0.9}, 0.01);
    for (size_t r = 0; r < 400; r += 10) { /* a tenth of the replications go very wrong with the other state's vendor */
        hr_compared_fixture.lost[r][2][0] = hr_compared_fixture.lost[r][1][0] * (2.0 + 0.01 * (double)(r % 7));
    }
    hr_comparison comparison = hr_compared_load(NULL);
    char *text = hr_compared_print_flat(&comparison);
    assert_int_equal(hr_difference_of(comparison.claim.mean_contrast), HR_DIFFERENCE_RISE);
    assert_int_equal(hr_difference_of(comparison.claim.cvar_contrast), HR_DIFFERENCE_FALL);
    hr_compared_says(text, "Mean and tail disagree");
    free(text);
    hr_comparison_free(&comparison);
}

static void without_a_claim_only_tables_are_printed(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 40, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_compared_fixture.state = hr_compared_fixture.same = hr_compared_fixture.other = hr_compared_fixture.removed = "";
    hr_comparison comparison = hr_compared_load(NULL);
    assert_false(comparison.claim.is_stated);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_never_says(text, "Answer:");
    hr_compared_never_says(text, "It would turn if:");
    hr_compared_says(text, "P(>10 % out)");
    free(text);
    hr_comparison_free(&comparison);
}

static void the_claim_keeps_its_own_baseline(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 100, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_comparison comparison = hr_compared_load("none_of_it");
    assert_int_equal(comparison.baseline, 3);
    assert_int_equal(comparison.claim.baseline, 0);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "Answer, against one_vendor as the scenario states it:");
    free(text);
    hr_comparison_free(&comparison);
}

static void nothing_seen_is_never_printed_as_zero(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 200, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    for (size_t r = 0; r < 200; ++r) {
        hr_compared_fixture.lost[r][3][0] = 0.0;
        hr_compared_fixture.peak[r][3][0] = 0.0;
    }
    hr_comparison comparison = hr_compared_load(NULL);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "none seen none seen < 1.5 % < 1.5 %");
    hr_compared_says(text, "0 of 200");
    hr_compared_says(text, "none lost");
    free(text);
    hr_comparison_free(&comparison);
}

/* ---- turning points ------------------------------------------------------------------------------------------- */

static void every_way_to_turn_is_told(void **state)
{
    (void)state;
    /* contrast in the scenario: 0.28 */
    hr_fixture_fill(&hr_compared_fixture, 200, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_fixture_add_turn(&hr_compared_fixture, "recovery.crews", (const double[2][2]){{0.5, 0.8}, {0.6, 0.3}}, 0.05);
    hr_fixture_add_turn(&hr_compared_fixture, "threats.order.rollout_hours",
                        (const double[2][2]){{0.6, 0.7}, {0.5, 0.5}}, 0.05);
    hr_comparison comparison = hr_compared_load(NULL);
    assert_int_equal(comparison.turn_count, 2);
    assert_int_equal(comparison.turn_replications, 200);
    assert_int_equal(comparison.turns[0].effect[0], HR_TURN_KEEPS);
    assert_int_equal(comparison.turns[0].effect[1], HR_TURN_REVERSES);
    assert_int_equal(comparison.turns[1].effect[0], HR_TURN_HALVES);
    assert_int_equal(comparison.turns[1].effect[1], HR_TURN_VANISHES);
    assert_int_equal(comparison.most_important_turn, 0);
    hr_compared_near(comparison.turns[0].base, 20.0);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "- recovery.crews = 30 (scenario: 20): the contrast turns round: -");
    hr_compared_says(text, "- threats.order.rollout_hours = 20 (scenario: 40): the contrast at least halves, to +");
    hr_compared_says(
        text, "- threats.order.rollout_hours = 60 (scenario: 40): the contrast can no longer be told from nothing:");
    hr_compared_never_says(text, "recovery.crews = 10 (");
    hr_compared_says(text, "[assumed]");
    hr_compared_says(text, "recovery.crews matters most");
    hr_compared_says(text, "moved alone");
    free(text);
    hr_comparison_free(&comparison);
}

static void a_turn_that_chance_may_have_made_is_not_called_one(void **state)
{
    (void)state;
    /* in the scenario: a contrast just above nothing, by 400 replications; by 12 at the ends nothing can be told */
    hr_fixture_fill(&hr_compared_fixture, 400, (const double[4]){0.8, 0.6, 0.61, 0.9}, 0.1);
    hr_fixture_add_turn(&hr_compared_fixture, "recovery.crews", (const double[2][2]){{0.6, 0.605}, {0.6, 0.61}}, 0.3);
    hr_compared_fixture.turn_replications = 12;
    hr_comparison comparison = hr_compared_load(NULL);
    assert_int_equal(hr_difference_of(comparison.claim.contrast), HR_DIFFERENCE_RISE);
    assert_int_equal(comparison.turns[0].effect[0], HR_TURN_UNCLEAR);
    assert_int_equal(comparison.most_important_turn, HR_COMPARISON_NO_CASE);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "At 2 of 2 ends it may turn, but the replications are too few to tell.");
    hr_compared_never_says(text, "matters most");
    free(text);
    hr_comparison_free(&comparison);
}

static void assumptions_that_turn_nothing_are_said_to(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 200, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_fixture_add_turn(&hr_compared_fixture, "recovery.crews", (const double[2][2]){{0.5, 0.8}, {0.5, 0.75}}, 0.05);
    hr_comparison comparison = hr_compared_load(NULL);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text,
                     "It would turn if: No single assumption measurably turns it at either end of its declared range.");
    hr_compared_says(text, "recovery.crews matters most");
    free(text);
    hr_comparison_free(&comparison);
}

static void a_contrast_may_appear_where_the_scenario_has_none(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 200, (const double[4]){0.8, 0.5, 0.5, 0.9}, 0.05);
    hr_fixture_add_turn(&hr_compared_fixture, "recovery.crews", (const double[2][2]){{0.5, 0.8}, {0.5, 0.5}}, 0.05);
    hr_comparison comparison = hr_compared_load(NULL);
    assert_int_equal(comparison.turns[0].effect[0], HR_TURN_APPEARS);
    assert_int_equal(comparison.turns[0].effect[1], HR_TURN_KEEPS);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "recovery.crews = 10 (scenario: 20): the contrast appears: +");
    free(text);
    hr_comparison_free(&comparison);
}

static void runs_without_a_finished_replication_turn_nothing(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 50, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_fixture_add_turn(&hr_compared_fixture, "recovery.crews", (const double[2][2]){{NAN, 0.8}, {0.5, 0.5}}, 0.05);
    hr_comparison comparison = hr_compared_load(NULL);
    assert_int_equal(comparison.turn_replications, 0);
    assert_int_equal(comparison.turns[0].effect[0], HR_TURN_UNKNOWN);
    assert_int_equal(comparison.most_important_turn, HR_COMPARISON_NO_CASE);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "No single assumption whose effect can be told measurably turns it");
    hr_compared_says(text, "At 2 of 2 ends the effect cannot be told.");
    free(text);
    hr_comparison_free(&comparison);
}

static void a_file_without_other_assumptions_says_so(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 50, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_comparison comparison = hr_compared_load(NULL);
    char *text = hr_compared_print_flat(&comparison);
    hr_compared_says(text, "It would turn if: Not examined");
    free(text);
    hr_comparison_free(&comparison);
}

/* ---- the text ------------------------------------------------------------------------------------------------- */

static void no_line_is_longer_than_eighty_columns(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 200, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_compared_fixture.has_details = true;
    hr_compared_fixture
        .title = "Überlanger Titel mit vielen Wörtern, die alle zusammen nicht auf eine Zeile von achtzig Spalten "
                 "passen_und_einem_Wort_ohne_Leerzeichen_das_länger_als_achtzig_Spalten_ist_und_daher_geteilt_wird";
    hr_compared_fixture.names[1] = hr_compared_fixture
                                       .same = "a_second_vendor_of_the_same_state_everywhere_in_every_operator";
    hr_fixture_add_turn(
        &hr_compared_fixture,
        "mitigations.restoration.parameters.operators.first.field_crews.travel.by_road.lognormal.median",
        (const double[2][2]){{0.5, 0.8}, {0.6, 0.3}}, 0.05);
    for (size_t r = 0; r < 200; ++r) { /* numbers of very different size in one table */
        hr_compared_fixture.lost[r][3][0] *= 1e-7;
        hr_compared_fixture.lost[r][2][1] *= 1e5;
    }
    hr_comparison comparison = hr_compared_load(NULL);
    char *text = hr_compared_print(&comparison);
    hr_compared_fits_eighty_columns(text);
    hr_compared_says(text, " a_second_vendor_of_the_same_state_everywhere_in_every_operator\n");
    free(text);
    hr_comparison_free(&comparison);
}

static void control_characters_cannot_steer_the_terminal(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_compared_fixture.title = "evil \x1b[2J title";
    hr_comparison comparison = hr_compared_load(NULL);
    char *text = hr_compared_print(&comparison);
    assert_null(strchr(text, 0x1b));
    hr_compared_says(text, "evil ?[2J title");
    free(text);
    hr_comparison_free(&comparison);
}

static void mean_stands_beside_tail_and_exceedance(void **state)
{
    (void)state;
    hr_fixture_fill(&hr_compared_fixture, 200, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_comparison comparison = hr_compared_load(NULL);
    char *text = hr_compared_print(&comparison);
    hr_compared_says(text, "Lost with the mitigations, million user-hours\n"
                           "                         mean          CVaR 95     P(>10 % out)     P(>50 % out)\n"
                           " one_vendor              2.00             2.88           25.0 %          < 1.5 %\n");
    hr_compared_says(text, "25.0 %          < 1.5 %\n");
    free(text);
    hr_comparison_free(&comparison);
}

static void numbers_keep_three_significant_digits(void **state)
{
    (void)state;
    assert_string_equal(hr_text_of(1234567.0, HR_WRITE_NUMBER).text, "1.23M");
    assert_string_equal(hr_text_of(9999.0, HR_WRITE_NUMBER).text, "9,999");
    assert_string_equal(hr_text_of(-26314.0, HR_WRITE_NUMBER).text, "-26.3k");
    assert_string_equal(hr_text_of(999600.0, HR_WRITE_CHANGE).text, "+1.00M");
    assert_string_equal(hr_text_of(123.4, HR_WRITE_NUMBER).text, "123");
    assert_string_equal(hr_text_of(12.34, HR_WRITE_NUMBER).text, "12.3");
    assert_string_equal(hr_text_of(9.996, HR_WRITE_NUMBER).text, "10.0");
    assert_string_equal(hr_text_of(0.1234, HR_WRITE_CHANGE).text, "+0.123");
    assert_string_equal(hr_text_of(-1234.4, HR_WRITE_CHANGE).text, "-1,234");
    assert_string_equal(hr_text_of(-0.00001, HR_WRITE_CHANGE).text, "0");
    assert_string_equal(hr_text_of(0.6213, HR_WRITE_PERCENT).text, "62.1");
    assert_string_equal(hr_text_of(0.0029912495, HR_WRITE_PERCENT).text, "0.30");
    assert_string_equal(hr_text_of(-0.218, HR_WRITE_POINTS).text, "-21.8");
    assert_string_equal(hr_text_of(NAN, HR_WRITE_NUMBER).text, "?");
    assert_string_equal(hr_text_interval((hr_estimate){1.0, NAN, 2.0}, HR_WRITE_NUMBER).text, "below 2.00");
    assert_string_equal(hr_text_count(1000).text, "1,000");
    assert_string_equal(hr_text_of(1e300, HR_WRITE_NUMBER).text, "1.00e+300");
}

static void a_stream_that_cannot_be_written_is_an_error(void **state)
{
    (void)state;
    hr_error error;
    hr_fixture_fill(&hr_compared_fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_comparison comparison = hr_compared_load(NULL);
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    assert_int_equal(hr_comparison_print(&comparison, full, &error), HR_FAILED);
    hr_compared_says(error.text, "cannot write");
    fclose(full);
    hr_comparison_free(&comparison);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(claim_whose_mitigations_are_left_with_nothing_is_borne_out),
        TEST(claim_of_a_partial_loss_has_its_direction_only),
        TEST(vendors_that_cost_the_same_do_not_show_that_the_state_matters),
        TEST(another_state_that_costs_more_contradicts_the_claim),
        TEST(a_second_vendor_that_helps_is_said_to_raise_effectiveness),
        TEST(no_measurable_change_is_called_that),
        TEST(mitigations_that_never_worked_cannot_be_rendered_ineffective),
        TEST(a_wide_interval_around_nothing_is_no_proof_of_nothing),
        TEST(one_replication_answers_nothing),
        TEST(mean_and_tail_that_disagree_are_said_to),
        TEST(without_a_claim_only_tables_are_printed),
        TEST(the_claim_keeps_its_own_baseline),
        TEST(nothing_seen_is_never_printed_as_zero),
        TEST(every_way_to_turn_is_told),
        TEST(a_turn_that_chance_may_have_made_is_not_called_one),
        TEST(assumptions_that_turn_nothing_are_said_to),
        TEST(a_contrast_may_appear_where_the_scenario_has_none),
        TEST(runs_without_a_finished_replication_turn_nothing),
        TEST(a_file_without_other_assumptions_says_so),
        TEST(no_line_is_longer_than_eighty_columns),
        TEST(control_characters_cannot_steer_the_terminal),
        TEST(mean_stands_beside_tail_and_exceedance),
        TEST(numbers_keep_three_significant_digits),
        TEST(a_stream_that_cannot_be_written_is_an_error),
    };
    return cmocka_run_group_tests(tests, hr_compared_make_folder, hr_compared_remove_folder);
}
