/* Comparisons of result files whose numbers are known: estimates, verdicts, turning points, and the text made of
 * them. */
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
#include "sim/engine/results.h"
#include "tests/support/result_file.h"

static char folder[HR_FIXTURE_PATH];
static char file[HR_FIXTURE_PATH + 32];
static hr_result_fixture fixture;

static int make_folder(void **state)
{
    (void)state;
    hr_fixture_folder_make(folder);
    snprintf(file, sizeof file, "%s/result.h5", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    hr_fixture_folder_remove(folder);
    return 0;
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1.0, fabs(expected)))) {
        fail_msg("%.17g is not near %.17g", value, expected);
    }
}

/* ---- loading and printing the fixture ------------------------------------------------------------------------- */

static hr_comparison load(const char *baseline)
{
    hr_comparison comparison;
    hr_error error;
    hr_fixture_write(&fixture, file);
    if (hr_comparison_load(&comparison, file, baseline, &error) != HR_OK) {
        fail_msg("%s", error.text);
    }
    return comparison;
}

static void fails_with(const char *baseline, const char *words)
{
    hr_comparison comparison;
    hr_error error = {.status = HR_OK};
    assert_int_equal(hr_comparison_load(&comparison, file, baseline, &error), HR_BAD_INPUT);
    hr_comparison_free(&comparison);
    if (strstr(error.text, words) == NULL) {
        fail_msg("`%s` does not say `%s`", error.text, words);
    }
}

/* Caller frees. */
static char *print(const hr_comparison *comparison)
{
    char *text = NULL;
    size_t length = 0;
    hr_error error;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    assert_int_equal(hr_comparison_print(comparison, stream, &error), HR_OK);
    fclose(stream);
    return text;
}

/* The text in one line with single spaces, so that wrapping does not hide words. Caller frees. */
static char *print_flat(const hr_comparison *comparison)
{
    char *text = print(comparison);
    size_t length = 0;
    for (size_t i = 0; text[i] != 0; ++i) {
        bool is_space = text[i] == ' ' || text[i] == '\n';
        if (!is_space) {
            text[length++] = text[i];
        } else if (length > 0 && text[length - 1] != ' ') {
            text[length++] = ' ';
        }
    }
    text[length] = 0;
    return text;
}

static void says(const char *text, const char *words)
{
    if (strstr(text, words) == NULL) {
        fail_msg("`%s` is not in:\n%s", words, text);
    }
}

static void never_says(const char *text, const char *words)
{
    if (strstr(text, words) != NULL) {
        fail_msg("`%s` is in:\n%s", words, text);
    }
}

static void fits_eighty_columns(const char *text)
{
    size_t column = 0;
    for (size_t i = 0; text[i] != 0; ++i) {
        column = text[i] == '\n' ? 0 : column + (((unsigned char)text[i] & 0xc0) != 0x80 ? 1 : 0);
        if (column > 80) {
            fail_msg("a line is longer than 80 columns in:\n%s", text);
        }
    }
}

/* ---- estimates ------------------------------------------------------------------------------------------------ */

/* Two cases, four replications, one of them unfinished. */
static void fill_by_hand(void)
{
    static const double lost[4][2][2] = {
        {{1.0, 4.0}, {2.0, 4.0}}, {{2.0, 4.0}, {3.0, 6.0}}, {{9.0, 9.0}, {NAN, 9.0}}, {{0.0, 2.0}, {4.0, 8.0}}};
    static const double peak[4][2][2] = {
        {{0.10, 0.60}, {0.2, 0.6}}, {{0.11, 0.50}, {0.2, 0.6}}, {{1.0, 1.0}, {NAN, 1.0}}, {{0.0, 0.0}, {0.2, 0.6}}};
    hr_fixture_fill(&fixture, 4, (const double[4]){0}, 0.0);
    fixture.case_count = 2;
    fixture.names[0] = "first";
    fixture.names[1] = "second";
    fixture.baseline = fixture.state = fixture.same = fixture.other = fixture.removed = "";
    for (size_t r = 0; r < 4; ++r) {
        memcpy(fixture.lost[r], lost[r], sizeof lost[r]);
        memcpy(fixture.peak[r], peak[r], sizeof peak[r]);
    }
}

static void estimates_are_those_worked_out_by_hand(void **state)
{
    (void)state;
    fill_by_hand();
    hr_comparison comparison = load(NULL);
    const hr_comparison_case *first = &comparison.cases[0];
    const hr_comparison_case *second = &comparison.cases[1];
    near(first->outcome[HR_COMPARISON_MITIGATED].mean.value, 1.0);
    near(first->outcome[HR_COMPARISON_UNMITIGATED].mean.value, 10.0 / 3.0);
    near(first->outcome[HR_COMPARISON_MITIGATED].cvar.value, 2.0);
    near(first->outcome[HR_COMPARISON_MITIGATED].median.value, 1.0);
    near(first->effectiveness.value, 0.7);
    near(second->effectiveness.value, 0.5);
    near(second->effectiveness_change.value, -0.2);
    near(second->mean_change[HR_COMPARISON_MITIGATED].value, 2.0);
    near(second->mean_change[HR_COMPARISON_UNMITIGATED].value, 8.0 / 3.0);
    near(second->cvar_change[HR_COMPARISON_MITIGATED].value, 2.0);
    near(first->tail_effectiveness.value, 0.5);
    assert_int_equal(first->outcome[HR_COMPARISON_MITIGATED].losses, 2);
    hr_comparison_free(&comparison);
}

/* Peaks of 0.10 and 0.50 exactly are not more than 10 and 50 %. */
static void exceedance_counts_more_than_the_threshold_only(void **state)
{
    (void)state;
    fill_by_hand();
    hr_comparison comparison = load(NULL);
    const hr_comparison_outcome *outcome = comparison.cases[0].outcome;
    assert_int_equal(outcome[HR_COMPARISON_MITIGATED].above[HR_COMPARISON_ABOVE_10].events, 1);
    assert_int_equal(outcome[HR_COMPARISON_MITIGATED].above[HR_COMPARISON_ABOVE_50].events, 0);
    assert_int_equal(outcome[HR_COMPARISON_UNMITIGATED].above[HR_COMPARISON_ABOVE_50].events, 1);
    near(outcome[HR_COMPARISON_MITIGATED].above[HR_COMPARISON_ABOVE_50].bound, 1.0 - pow(0.05, 1.0 / 3.0));
    assert_true(isnan(outcome[HR_COMPARISON_MITIGATED].above[HR_COMPARISON_ABOVE_10].bound));
    near(comparison.cases[1].outcome[0].above[HR_COMPARISON_ABOVE_10].bound, pow(0.05, 1.0 / 3.0));
    hr_comparison_free(&comparison);
}

static void unfinished_replications_are_left_out_and_counted(void **state)
{
    (void)state;
    fill_by_hand();
    hr_comparison comparison = load(NULL);
    assert_int_equal(comparison.replications, 4);
    assert_int_equal(comparison.finished, 3);
    char *text = print_flat(&comparison);
    says(text, "3 replications, seed 9007199254740993, hedgerow 0.1.0");
    says(text, "1 of 4 replications are unfinished and left out.");
    free(text);
    hr_comparison_free(&comparison);
}

static void differences_are_taken_from_the_baseline_asked_for(void **state)
{
    (void)state;
    fill_by_hand();
    hr_comparison comparison = load("second");
    assert_int_equal(comparison.baseline, 1);
    near(comparison.cases[0].effectiveness_change.value, 0.2);
    char *text = print_flat(&comparison);
    says(text, "Differences from second");
    free(text);
    hr_comparison_free(&comparison);
}

static void details_are_read_when_the_file_has_them(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 60, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    fixture.has_details = true;
    hr_comparison comparison = load(NULL);
    const hr_comparison_case *same = &comparison.cases[1];
    near(same->happenings.nodes_disabled.value, 101.0);
    near(same->happenings.hours_above_10.value, 2.0);
    assert_int_equal(same->happenings.discovered.events, 60);
    assert_int_equal(comparison.cases[0].happenings.discovered.events, 0);
    near(same->hhi_vendor, 0.375);
    near(same->hhi_state, 0.375);
    char *text = print_flat(&comparison);
    says(text, "nodes disabled");
    says(text, "0 of 60");
    free(text);
    hr_comparison_free(&comparison);
}

static void what_the_file_lacks_is_unknown_not_zero(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 60, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_comparison comparison = load(NULL);
    assert_true(isnan(comparison.cases[0].hhi_state));
    assert_true(isnan(comparison.cases[0].happenings.nodes_disabled.value));
    char *text = print_flat(&comparison);
    never_says(text, "nodes disabled");
    free(text);
    hr_comparison_free(&comparison);
}

/* ---- verdicts ------------------------------------------------------------------------------------------------- */

/* The answer to a claim with these effectivenesses: baseline, same, other. Caller frees. */
static char *answer(size_t replications, double baseline, double same, double other, double noise,
                    hr_claim_verdict *claim)
{
    hr_fixture_fill(&fixture, replications, (const double[4]){baseline, same, other, 0.9}, noise);
    hr_comparison comparison = load(NULL);
    char *text = print_flat(&comparison);
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
    says(text,
         "Adding a second vendor of the same state (Ruritania) reduces the effectiveness of the mitigations from");
    says(text, "strong form (ineffective) is borne out");
    says(text, "its direction is too.");
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
    near(claim.contrast.value, claim.change_other.value - claim.change_same.value);
    says(text, "strong form (ineffective) is not borne out: what is left is");
    says(text, "; its direction is.");
    says(text, "whereas the same amount of a vendor of another state changes it by -");
    says(text, "The vendor of the same state costs");
    says(text, "CVaR 95");
    says(text, "more than 10 % of users are out at once");
    says(text, "With no vendor of that state at all");
    free(text);
}

static void vendors_that_cost_the_same_do_not_show_that_the_state_matters(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.8, 0.5, 0.5, 0.05, &claim);
    assert_false(claim.has_direction);
    assert_int_equal(hr_difference_of(claim.contrast), HR_DIFFERENCE_NONE);
    says(text, "The two additions do not differ measurably");
    says(text, "its direction is not either.");
    never_says(text, "whereas");
    free(text);
}

static void another_state_that_costs_more_contradicts_the_claim(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.8, 0.6, 0.4, 0.05, &claim);
    assert_false(claim.has_direction);
    assert_int_equal(hr_difference_of(claim.contrast), HR_DIFFERENCE_FALL);
    says(text, "It is the vendor of another state that costs");
    says(text, "its direction is not either.");
    free(text);
}

static void a_second_vendor_that_helps_is_said_to_raise_effectiveness(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.5, 0.7, 0.8, 0.05, &claim);
    assert_false(claim.has_direction);
    says(text, "raises the effectiveness of the mitigations from");
    says(text, "strong form (ineffective) is not borne out");
    says(text, "its direction is not either.");
    free(text);
}

static void no_measurable_change_is_called_that(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.5, 0.5, 0.5, 0.2, &claim);
    assert_int_equal(hr_difference_of(claim.change_same), HR_DIFFERENCE_NONE);
    says(text, "does not measurably change the effectiveness of the mitigations");
    says(text, "does not measurably change it");
    never_says(text, "reduces");
    free(text);
}

static void mitigations_that_never_worked_cannot_be_rendered_ineffective(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(200, 0.0, -0.2, 0.0, 0.3, &claim);
    assert_int_equal(claim.left, HR_LEFT_NEVER_WAS);
    assert_false(claim.is_strong);
    says(text, "has nothing to act on");
    never_says(text, "(ineffective) is borne out");
    never_says(text, "Of the baseline's effectiveness");
    free(text);
}

static void a_wide_interval_around_nothing_is_no_proof_of_nothing(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(40, 0.5, 0.02, 0.45, 0.9, &claim);
    assert_int_equal(claim.left, HR_LEFT_UNCLEAR);
    assert_false(claim.is_strong);
    says(text, "is neither borne out nor ruled out");
    says(text, "cannot be told from nothing");
    free(text);
}

static void one_replication_answers_nothing(void **state)
{
    (void)state;
    hr_claim_verdict claim;
    char *text = answer(1, 0.8, 0.0, 0.8, 0.0, &claim);
    assert_int_equal(claim.left, HR_LEFT_UNKNOWN);
    assert_false(claim.is_strong || claim.has_direction);
    says(text, "cannot be told");
    says(text, "can be neither borne out nor ruled out");
    never_says(text, "reduces");
    free(text);
}

static void mean_and_tail_that_disagree_are_said_to(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 400, (const double[4]){0.8, 0.5, 0.6, 0.9}, 0.01);
    for (size_t r = 0; r < 400; r += 10) { /* a tenth of the replications go very wrong with the other state's vendor */
        fixture.lost[r][2][0] = fixture.lost[r][1][0] * (2.0 + 0.01 * (double)(r % 7));
    }
    hr_comparison comparison = load(NULL);
    char *text = print_flat(&comparison);
    assert_int_equal(hr_difference_of(comparison.claim.mean_contrast), HR_DIFFERENCE_RISE);
    assert_int_equal(hr_difference_of(comparison.claim.cvar_contrast), HR_DIFFERENCE_FALL);
    says(text, "Mean and tail disagree");
    free(text);
    hr_comparison_free(&comparison);
}

static void without_a_claim_only_tables_are_printed(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 40, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    fixture.state = fixture.same = fixture.other = fixture.removed = "";
    hr_comparison comparison = load(NULL);
    assert_false(comparison.claim.is_stated);
    char *text = print_flat(&comparison);
    never_says(text, "Answer:");
    never_says(text, "It would turn if:");
    says(text, "P(>10 % out)");
    free(text);
    hr_comparison_free(&comparison);
}

static void the_claim_keeps_its_own_baseline(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 100, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_comparison comparison = load("none_of_it");
    assert_int_equal(comparison.baseline, 3);
    assert_int_equal(comparison.claim.baseline, 0);
    char *text = print_flat(&comparison);
    says(text, "Answer, against one_vendor as the scenario states it:");
    free(text);
    hr_comparison_free(&comparison);
}

static void nothing_seen_is_never_printed_as_zero(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 200, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    for (size_t r = 0; r < 200; ++r) {
        fixture.lost[r][3][0] = 0.0;
        fixture.peak[r][3][0] = 0.0;
    }
    hr_comparison comparison = load(NULL);
    char *text = print_flat(&comparison);
    says(text, "none seen none seen < 1.5 % < 1.5 %");
    says(text, "0 of 200");
    says(text, "none lost");
    free(text);
    hr_comparison_free(&comparison);
}

/* ---- turning points ------------------------------------------------------------------------------------------- */

static void every_way_to_turn_is_told(void **state)
{
    (void)state;
    /* contrast in the scenario: 0.28 */
    hr_fixture_fill(&fixture, 200, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_fixture_add_turn(&fixture, "recovery.crews", (const double[2][2]){{0.5, 0.8}, {0.6, 0.3}}, 0.05);
    hr_fixture_add_turn(&fixture, "threats.order.rollout_hours", (const double[2][2]){{0.6, 0.7}, {0.5, 0.5}}, 0.05);
    hr_comparison comparison = load(NULL);
    assert_int_equal(comparison.turn_count, 2);
    assert_int_equal(comparison.turn_replications, 200);
    assert_int_equal(comparison.turns[0].effect[0], HR_TURN_KEEPS);
    assert_int_equal(comparison.turns[0].effect[1], HR_TURN_REVERSES);
    assert_int_equal(comparison.turns[1].effect[0], HR_TURN_HALVES);
    assert_int_equal(comparison.turns[1].effect[1], HR_TURN_VANISHES);
    assert_int_equal(comparison.most_important_turn, 0);
    near(comparison.turns[0].base, 20.0);
    char *text = print_flat(&comparison);
    says(text, "- recovery.crews = 30 (scenario: 20): the contrast turns round: -");
    says(text, "- threats.order.rollout_hours = 20 (scenario: 40): the contrast at least halves, to +");
    says(text, "- threats.order.rollout_hours = 60 (scenario: 40): the contrast can no longer be told from nothing:");
    never_says(text, "recovery.crews = 10 (");
    says(text, "[assumed]");
    says(text, "recovery.crews matters most");
    says(text, "moved alone");
    free(text);
    hr_comparison_free(&comparison);
}

static void a_turn_that_chance_may_have_made_is_not_called_one(void **state)
{
    (void)state;
    /* in the scenario: a contrast just above nothing, by 400 replications; by 12 at the ends nothing can be told */
    hr_fixture_fill(&fixture, 400, (const double[4]){0.8, 0.6, 0.61, 0.9}, 0.1);
    hr_fixture_add_turn(&fixture, "recovery.crews", (const double[2][2]){{0.6, 0.605}, {0.6, 0.61}}, 0.3);
    fixture.turn_replications = 12;
    hr_comparison comparison = load(NULL);
    assert_int_equal(hr_difference_of(comparison.claim.contrast), HR_DIFFERENCE_RISE);
    assert_int_equal(comparison.turns[0].effect[0], HR_TURN_UNCLEAR);
    assert_int_equal(comparison.most_important_turn, HR_COMPARISON_NO_CASE);
    char *text = print_flat(&comparison);
    says(text, "At 2 of 2 ends it may turn, but the replications are too few to tell.");
    never_says(text, "matters most");
    free(text);
    hr_comparison_free(&comparison);
}

static void assumptions_that_turn_nothing_are_said_to(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 200, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_fixture_add_turn(&fixture, "recovery.crews", (const double[2][2]){{0.5, 0.8}, {0.5, 0.75}}, 0.05);
    hr_comparison comparison = load(NULL);
    char *text = print_flat(&comparison);
    says(text, "It would turn if: No single assumption measurably turns it at either end of its declared range.");
    says(text, "recovery.crews matters most");
    free(text);
    hr_comparison_free(&comparison);
}

static void a_contrast_may_appear_where_the_scenario_has_none(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 200, (const double[4]){0.8, 0.5, 0.5, 0.9}, 0.05);
    hr_fixture_add_turn(&fixture, "recovery.crews", (const double[2][2]){{0.5, 0.8}, {0.5, 0.5}}, 0.05);
    hr_comparison comparison = load(NULL);
    assert_int_equal(comparison.turns[0].effect[0], HR_TURN_APPEARS);
    assert_int_equal(comparison.turns[0].effect[1], HR_TURN_KEEPS);
    char *text = print_flat(&comparison);
    says(text, "recovery.crews = 10 (scenario: 20): the contrast appears: +");
    free(text);
    hr_comparison_free(&comparison);
}

static void runs_without_a_finished_replication_turn_nothing(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 50, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_fixture_add_turn(&fixture, "recovery.crews", (const double[2][2]){{NAN, 0.8}, {0.5, 0.5}}, 0.05);
    hr_comparison comparison = load(NULL);
    assert_int_equal(comparison.turn_replications, 0);
    assert_int_equal(comparison.turns[0].effect[0], HR_TURN_UNKNOWN);
    assert_int_equal(comparison.most_important_turn, HR_COMPARISON_NO_CASE);
    char *text = print_flat(&comparison);
    says(text, "No single assumption whose effect can be told measurably turns it");
    says(text, "At 2 of 2 ends the effect cannot be told.");
    free(text);
    hr_comparison_free(&comparison);
}

static void a_file_without_other_assumptions_says_so(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 50, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_comparison comparison = load(NULL);
    char *text = print_flat(&comparison);
    says(text, "It would turn if: Not examined");
    free(text);
    hr_comparison_free(&comparison);
}

/* ---- the text ------------------------------------------------------------------------------------------------- */

static void no_line_is_longer_than_eighty_columns(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 200, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    fixture.has_details = true;
    fixture.title = "Überlanger Titel mit vielen Wörtern, die alle zusammen nicht auf eine Zeile von achtzig Spalten "
                    "passen_und_einem_Wort_ohne_Leerzeichen_das_länger_als_achtzig_Spalten_ist_und_daher_geteilt_wird";
    fixture.names[1] = fixture.same = "a_second_vendor_of_the_same_state_everywhere_in_every_operator";
    hr_fixture_add_turn(
        &fixture, "mitigations.restoration.parameters.operators.first.field_crews.travel.by_road.lognormal.median",
        (const double[2][2]){{0.5, 0.8}, {0.6, 0.3}}, 0.05);
    for (size_t r = 0; r < 200; ++r) { /* numbers of very different size in one table */
        fixture.lost[r][3][0] *= 1e-7;
        fixture.lost[r][2][1] *= 1e5;
    }
    hr_comparison comparison = load(NULL);
    char *text = print(&comparison);
    fits_eighty_columns(text);
    says(text, " a_second_vendor_of_the_same_state_everywhere_in_every_operator\n");
    free(text);
    hr_comparison_free(&comparison);
}

static void control_characters_cannot_steer_the_terminal(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    fixture.title = "evil \x1b[2J title";
    hr_comparison comparison = load(NULL);
    char *text = print(&comparison);
    assert_null(strchr(text, 0x1b));
    says(text, "evil ?[2J title");
    free(text);
    hr_comparison_free(&comparison);
}

static void mean_stands_beside_tail_and_exceedance(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 200, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_comparison comparison = load(NULL);
    char *text = print(&comparison);
    says(text, "Lost with the mitigations, million user-hours\n"
               "                         mean          CVaR 95     P(>10 % out)     P(>50 % out)\n"
               " one_vendor              2.00             2.88           25.0 %          < 1.5 %\n");
    says(text, "25.0 %          < 1.5 %\n");
    free(text);
    hr_comparison_free(&comparison);
}

static void numbers_keep_three_significant_digits(void **state)
{
    (void)state;
    assert_string_equal(hr_text_of(1234567.0, HR_WRITE_NUMBER).text, "1,234,567");
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
    hr_fixture_fill(&fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_comparison comparison = load(NULL);
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    assert_int_equal(hr_comparison_print(&comparison, full, &error), HR_FAILED);
    says(error.text, "cannot write");
    fclose(full);
    hr_comparison_free(&comparison);
}

/* ---- files that are no results -------------------------------------------------------------------------------- */

static void unknown_baseline_is_answered_with_the_nearest_case(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_fixture_write(&fixture, file);
    fails_with("same_sttae",
               "unknown baseline `same_sttae` (did you mean `same_state`?); the file's cases: `one_vendor`, ");
    fails_with("zzz", "unknown baseline `zzz`; the file's cases:");
}

static void missing_file_is_named(void **state)
{
    (void)state;
    snprintf(file, sizeof file, "%s/nowhere.h5", folder);
    fails_with(NULL, "nowhere.h5");
    snprintf(file, sizeof file, "%s/result.h5", folder);
}

static void file_of_another_kind_is_refused(void **state)
{
    (void)state;
    FILE *stream = fopen(file, "w");
    assert_non_null(stream);
    fputs("replication,lost\n1,2\n", stream);
    fclose(stream);
    fails_with(NULL, "is not a whole HDF5 file");
}

static void hdf5_file_of_something_else_is_refused(void **state)
{
    (void)state;
    hr_results results;
    hr_error error;
    assert_int_equal(hr_results_create(&results, file, &error), HR_OK);
    assert_int_equal(hr_results_commit(&results, &error), HR_OK);
    fails_with(NULL, "is not a hedgerow result: it lacks `lost_headline_user_hours`");
}

static void result_without_a_needed_variable_is_refused(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    fixture.left_out = "peak_lost_share";
    hr_fixture_write(&fixture, file);
    fails_with(NULL, "it lacks `peak_lost_share`");
    hr_fixture_add_turn(&fixture, "recovery.crews", (const double[2][2]){{0.5, 0.8}, {0.5, 0.5}}, 0.05);
    fixture.left_out = "assumption_base";
    hr_fixture_write(&fixture, file);
    fails_with(NULL, "it lacks `assumption_base`");
}

static void claim_that_names_no_case_is_refused(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    fixture.other = "elsewhere";
    hr_fixture_write(&fixture, file);
    fails_with(NULL, "claim_other_state_case names the case `elsewhere`");
}

static void damaged_numbers_are_refused(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 10, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    fixture.lost[3][1][0] = -1.0;
    hr_fixture_write(&fixture, file);
    fails_with(NULL, "is damaged: lost_headline_user_hours holds the value -1");
    fixture.lost[3][1][0] = 1.0;
    fixture.peak[3][1][0] = NAN;
    hr_fixture_write(&fixture, file);
    fails_with(NULL, "is damaged: peak_lost_share");
}

static void result_without_a_finished_replication_is_refused(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 3, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    for (size_t r = 0; r < 3; ++r) {
        fixture.lost[r][2][1] = NAN;
    }
    hr_fixture_write(&fixture, file);
    fails_with(NULL, "holds no finished replication");
}

static void truncated_file_is_refused_wherever_it_ends(void **state)
{
    (void)state;
    hr_fixture_fill(&fixture, 40, (const double[4]){0.8, 0.5, 0.78, 0.9}, 0.05);
    hr_fixture_write(&fixture, file);
    FILE *stream = fopen(file, "rb");
    assert_non_null(stream);
    static char bytes[1 << 20];
    size_t length = fread(bytes, 1, sizeof bytes, stream);
    fclose(stream);
    assert_true(length > 1000 && length < sizeof bytes);
    for (size_t part = 0; part < 8; ++part) {
        stream = fopen(file, "wb");
        assert_non_null(stream);
        assert_int_equal(fwrite(bytes, 1, length * part / 8, stream), length * part / 8);
        fclose(stream);
        fails_with(NULL, "result.h5");
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
        TEST(what_the_file_lacks_is_unknown_not_zero),
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
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
