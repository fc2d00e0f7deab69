/* The answer in words: see comparison_answer.h.
 *
 * Every clause is chosen by what an interval says (rises, falls, neither, unknown), never by the point alone, and
 * `ineffective` is said only of what comparison.h calls HR_LEFT_NOTHING. Clauses are written to a memory stream and
 * wrapped as one paragraph.
 */
#include "analysis/comparison_answer.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/text_format.h"

/* ---- numbers in sentences ------------------------------------------------------------------------------------- */

/* `-21.8 points, 95 % CI -24.0 to -19.6` */
static void write_points(FILE *out, hr_estimate change)
{
    fprintf(out, "%s points, 95 %% CI %s", hr_text_of(change.value, HR_WRITE_POINTS).text,
            hr_text_interval(change, HR_WRITE_POINTS).text);
}

/* `40.3 % (95 % CI 38.0 to 42.5)` */
static void write_percent(FILE *out, hr_estimate share)
{
    fprintf(out, "%s %% (95 %% CI %s)", hr_text_of(share.value, HR_WRITE_PERCENT).text,
            hr_text_interval(share, HR_WRITE_PERCENT).text);
}

/* `+3.21, 95 % CI 2.98 to 3.44` in the unit */
static void write_change(FILE *out, hr_estimate change, hr_user_hours_unit unit)
{
    hr_estimate scaled = hr_in_unit(change, unit);
    fprintf(out, "%s, 95 %% CI %s", hr_text_of(scaled.value, HR_WRITE_CHANGE).text,
            hr_text_interval(scaled, HR_WRITE_CHANGE).text);
}

/* `between 1.2 and 3.4 points` without signs, for a difference whose direction the sentence already says. */
static void write_cost(FILE *out, hr_estimate contrast)
{
    double sign = contrast.value < 0.0 ? -1.0 : 1.0;
    hr_estimate cost = {sign * contrast.value, sign * (sign > 0.0 ? contrast.low : contrast.high),
                        sign * (sign > 0.0 ? contrast.high : contrast.low)};
    fprintf(out, "%s points more (95 %% CI %s)", hr_text_of(cost.value, HR_WRITE_PERCENT).text,
            hr_text_interval(cost, HR_WRITE_PERCENT).text);
}

static double effectiveness(const hr_comparison *comparison, size_t index)
{
    return comparison->cases[index].effectiveness.value;
}

/* ---- the claim in one sentence -------------------------------------------------------------------------------- */

static void write_same_state(FILE *out, const hr_comparison *comparison)
{
    const hr_claim_verdict *claim = &comparison->claim;
    bool has_state = claim->state[0] != 0;
    hr_text before = hr_text_of(effectiveness(comparison, claim->baseline), HR_WRITE_PERCENT);
    hr_text after = hr_text_of(effectiveness(comparison, claim->same), HR_WRITE_PERCENT);
    char vendor[128];
    snprintf(vendor, sizeof vendor, "a second vendor of the same state%s%.64s%s", has_state ? " (" : "", claim->state,
             has_state ? ")" : "");
    switch (hr_difference_of(claim->change_same)) {
    case HR_DIFFERENCE_UNKNOWN:
        fprintf(out,
                "What adding %s does to the effectiveness of the mitigations (%s %% before, %s %% after) cannot be "
                "told: the replications give its change no interval",
                vendor, before.text, after.text);
        return;
    case HR_DIFFERENCE_NONE:
        fprintf(out,
                "Adding %s does not measurably change the effectiveness of the mitigations (%s %% before, %s %% "
                "after; ",
                vendor, before.text, after.text);
        break;
    case HR_DIFFERENCE_FALL:
    case HR_DIFFERENCE_RISE:
        fprintf(out, "Adding %s %s the effectiveness of the mitigations from %s %% to %s %% (", vendor,
                claim->change_same.value < 0.0 ? "reduces" : "raises", before.text, after.text);
        break;
    }
    write_points(out, claim->change_same);
    fputc(')', out);
}

static void write_other_state(FILE *out, const hr_claim_verdict *claim)
{
    bool differs = hr_difference_of(claim->contrast) == HR_DIFFERENCE_RISE ||
                   hr_difference_of(claim->contrast) == HR_DIFFERENCE_FALL;
    fprintf(out, ", %s the same amount of a vendor of another state ", differs ? "whereas" : "and");
    switch (hr_difference_of(claim->change_other)) {
    case HR_DIFFERENCE_UNKNOWN:
        fputs("changes it by an amount that cannot be told either", out);
        return;
    case HR_DIFFERENCE_NONE:
        fputs("does not measurably change it (", out);
        break;
    case HR_DIFFERENCE_FALL:
    case HR_DIFFERENCE_RISE:
        fprintf(out, "changes it by %s points (", hr_text_of(claim->change_other.value, HR_WRITE_POINTS).text);
        fprintf(out, "95 %% CI %s)", hr_text_interval(claim->change_other, HR_WRITE_POINTS).text);
        return;
    }
    write_points(out, claim->change_other);
    fputc(')', out);
}

static void write_verdict(FILE *out, const hr_comparison *comparison)
{
    const hr_claim_verdict *claim = &comparison->claim;
    const char *direction = claim->has_direction ? "is" : "is not";
    bool agree = false;
    fputs("; so the claim in its strong form (ineffective) ", out);
    switch (claim->left) {
    case HR_LEFT_UNKNOWN:
        fputs("can be neither borne out nor ruled out", out);
        break;
    case HR_LEFT_NEVER_WAS:
        fputs("has nothing to act on, since the mitigations are not measurably effective in the baseline either: ",
              out);
        write_percent(out, comparison->cases[claim->baseline].effectiveness);
        break;
    case HR_LEFT_NOTHING:
        fputs("is borne out: what is left is ", out);
        write_percent(out, comparison->cases[claim->same].effectiveness);
        agree = claim->has_direction;
        break;
    case HR_LEFT_UNCLEAR:
        fputs("is neither borne out nor ruled out: what is left, ", out);
        write_percent(out, comparison->cases[claim->same].effectiveness);
        fputs(", cannot be told from nothing", out);
        break;
    case HR_LEFT_SOMETHING:
        fputs("is not borne out: what is left is ", out);
        write_percent(out, comparison->cases[claim->same].effectiveness);
        agree = !claim->has_direction;
        break;
    }
    if (hr_difference_of(claim->change_same) == HR_DIFFERENCE_UNKNOWN ||
        hr_difference_of(claim->contrast) == HR_DIFFERENCE_UNKNOWN) {
        fputs("; its direction cannot be told.", out);
    } else {
        fprintf(out, "; its direction %s%s.", direction, agree ? (claim->has_direction ? " too" : " either") : "");
    }
}

/* ---- what stands behind the sentence -------------------------------------------------------------------------- */

static void write_contrast(FILE *out, const hr_claim_verdict *claim)
{
    switch (hr_difference_of(claim->contrast)) {
    case HR_DIFFERENCE_UNKNOWN:
        fputs(" How far the two additions differ cannot be told.", out);
        break;
    case HR_DIFFERENCE_NONE:
        fputs(" The two additions do not differ measurably in effectiveness (", out);
        write_points(out, claim->contrast);
        fputs("): the numbers do not show that it matters which state the vendor answers to.", out);
        break;
    case HR_DIFFERENCE_RISE:
        fputs(" The vendor of the same state costs ", out);
        write_cost(out, claim->contrast);
        fputs(" of effectiveness than that of another state.", out);
        break;
    case HR_DIFFERENCE_FALL:
        fputs(" It is the vendor of another state that costs ", out);
        write_cost(out, claim->contrast);
        fputs(" of effectiveness.", out);
        break;
    }
}

static void write_share_left(FILE *out, const hr_claim_verdict *claim)
{
    if (claim->left == HR_LEFT_NEVER_WAS || !hr_estimate_known(claim->left_same)) {
        return;
    }
    fputs(" Of the baseline's effectiveness, ", out);
    write_percent(out, claim->left_same);
    fputs(" is left with the same state's vendor", out);
    if (hr_estimate_known(claim->left_other)) {
        fputs(" and ", out);
        write_percent(out, claim->left_other);
        fputs(" with the other's", out);
    }
    fputc('.', out);
}

static void write_frequency(FILE *out, hr_frequency frequency)
{
    if (frequency.events == 0) {
        fprintf(out, "below %s %%", hr_text_of(frequency.bound, HR_WRITE_PERCENT).text);
    } else {
        fprintf(out, "%s %%", hr_text_of(frequency.share.value, HR_WRITE_PERCENT).text);
    }
}

static void write_losses(FILE *out, const hr_comparison *comparison, hr_user_hours_unit unit)
{
    const hr_claim_verdict *claim = &comparison->claim;
    const size_t cases[] = {claim->baseline, claim->same, claim->other};
    hr_text mean[3];
    hr_text cvar[3];
    for (int i = 0; i < 3; ++i) {
        const hr_comparison_outcome *outcome = &comparison->cases[cases[i]].outcome[HR_COMPARISON_MITIGATED];
        mean[i] = hr_text_of(outcome->mean.value / unit.size, HR_WRITE_NUMBER);
        cvar[i] = hr_text_of(outcome->cvar.value / unit.size, HR_WRITE_NUMBER);
    }
    fprintf(out, "What is lost with the mitigations on, in %s: the mean goes from %s to %s (", unit.name, mean[0].text,
            mean[1].text);
    write_change(out, claim->mean_same, unit);
    fprintf(out, ") with the same state's vendor and to %s (", mean[2].text);
    write_change(out, claim->mean_other, unit);
    fputs(") with the other's, a difference of ", out);
    write_change(out, claim->mean_contrast, unit);
    fprintf(out, "; the worst 5 %% (CVaR 95) from %s to %s and %s, a difference of ", cvar[0].text, cvar[1].text,
            cvar[2].text);
    write_change(out, claim->cvar_contrast, unit);
    fputs("; the probability that more than 10 % of users are out at once from ", out);
    for (int i = 0; i < 3; ++i) {
        fputs(i == 0 ? "" : i == 1 ? " to " : " and ", out);
        write_frequency(out,
                        comparison->cases[cases[i]].outcome[HR_COMPARISON_MITIGATED].above[HR_COMPARISON_ABOVE_10]);
    }
    fputc('.', out);
    hr_difference by_mean = hr_difference_of(claim->mean_contrast);
    hr_difference by_tail = hr_difference_of(claim->cvar_contrast);
    if ((by_mean == HR_DIFFERENCE_RISE && by_tail == HR_DIFFERENCE_FALL) ||
        (by_mean == HR_DIFFERENCE_FALL && by_tail == HR_DIFFERENCE_RISE)) {
        fputs(" Mean and tail disagree: neither stands for the risk alone.", out);
    }
}

static void write_removed(FILE *out, const hr_comparison *comparison, hr_user_hours_unit unit)
{
    const hr_comparison_case *removed = &comparison->cases[comparison->claim.removed];
    const hr_comparison_outcome *outcome = &removed->outcome[HR_COMPARISON_MITIGATED];
    fputs("With no vendor of that state at all, ", out);
    if (removed->outcome[HR_COMPARISON_UNMITIGATED].losses == 0 && outcome->losses == 0) {
        fputs("nothing is lost in any replication, with or without the mitigations", out);
    } else {
        fputs("effectiveness is ", out);
        write_percent(out, removed->effectiveness);
        fprintf(out, ", the mean loss %s and the worst 5 %% %s %s",
                hr_text_of(outcome->mean.value / unit.size, HR_WRITE_NUMBER).text,
                hr_text_of(outcome->cvar.value / unit.size, HR_WRITE_NUMBER).text, unit.name);
    }
    fputs("; more than 10 % of users are out at once with probability ", out);
    write_frequency(out, outcome->above[HR_COMPARISON_ABOVE_10]);
    fputc('.', out);
}

/* ---- turning points ------------------------------------------------------------------------------------------- */

static const char *words_of(hr_turn_effect effect)
{
    switch (effect) {
    case HR_TURN_HALVES:
        return "at least halves, to ";
    case HR_TURN_VANISHES:
        return "can no longer be told from nothing: ";
    case HR_TURN_REVERSES:
        return "turns round: ";
    case HR_TURN_APPEARS:
        return "appears: ";
    case HR_TURN_UNKNOWN:
        return "cannot be told: ";
    case HR_TURN_UNCLEAR:
        return "may turn: ";
    case HR_TURN_KEEPS:
        break;
    }
    return "stays: ";
}

static void write_turn(FILE *out, const hr_turning_point *turn, int bound)
{
    char value[2][32];
    snprintf(value[0], sizeof value[0], "%.6g", turn->value[bound]);
    snprintf(value[1], sizeof value[1], "%.6g", turn->base);
    fprintf(out, "%s = %s (scenario: %s): the contrast %s", turn->assumption, value[0], value[1],
            words_of(turn->effect[bound]));
    write_points(out, turn->contrast[bound]);
    if (turn->note[0] != 0) {
        fprintf(out, " [%s]", turn->note);
    }
}

static void write_most_important(FILE *out, const hr_comparison *comparison)
{
    const hr_turning_point *turn = &comparison->turns[comparison->most_important_turn];
    fprintf(out, "%s matters most: from %.6g to %.6g it moves the contrast from ", turn->assumption, turn->value[0],
            turn->value[1]);
    write_points(out, turn->contrast[0]);
    fputs(", to ", out);
    write_points(out, turn->contrast[1]);
    fputs(" (in the scenario itself ", out);
    write_points(out, comparison->claim.contrast);
    fputs(").", out);
}

static bool is_turn(hr_turn_effect effect)
{
    return effect != HR_TURN_KEEPS && effect != HR_TURN_UNCLEAR && effect != HR_TURN_UNKNOWN;
}

/* Ends with this effect; of any turn: HR_TURN_KEEPS is no turn and stands for all of them. */
static size_t ends_with(const hr_comparison *comparison, hr_turn_effect effect)
{
    size_t count = 0;
    for (size_t i = 0; i < 2 * comparison->turn_count; ++i) {
        hr_turn_effect found = comparison->turns[i / 2].effect[i % 2];
        count += effect == HR_TURN_KEEPS ? is_turn(found) : found == effect;
    }
    return count;
}

/* How many ends turn it, and the assumption that matters most. */
static void write_turns(FILE *out, const hr_comparison *comparison)
{
    size_t ends = 2 * comparison->turn_count;
    size_t unknown = ends_with(comparison, HR_TURN_UNKNOWN);
    size_t unclear = ends_with(comparison, HR_TURN_UNCLEAR);
    if (comparison->turn_count == 0) {
        fputs("Not examined: the file holds no runs with other assumptions.", out);
        return;
    }
    if (ends_with(comparison, HR_TURN_KEEPS) == 0) {
        fprintf(out, "No single assumption%s measurably turns it at either end of its declared range. ",
                unknown > 0 ? " whose effect can be told" : "");
    }
    if (unclear > 0) {
        fprintf(out, "At %zu of %zu ends it may turn, but the replications are too few to tell. ", unclear, ends);
    }
    if (unknown > 0) {
        fprintf(out, "At %zu of %zu ends the effect cannot be told. ", unknown, ends);
    }
    if (comparison->most_important_turn != HR_COMPARISON_NO_CASE) {
        write_most_important(out, comparison);
    }
    fprintf(out,
            " The contrast is the effectiveness with the other state's vendor less that with the same state's. "
            "Each of the %zu assumptions was moved alone, to the ends of its declared range, in %s replications that "
            "share their random numbers with the scenario's own; only a change that is measurable at 95 %% for all %zu "
            "ends together counts as a turn. What two assumptions do together was not tried.",
            comparison->turn_count, hr_text_count(comparison->turn_replications).text, ends);
}

/* ---- parts ----------------------------------------------------------------------------------------------------- */

static bool has_part(const hr_comparison *comparison, hr_answer_part part)
{
    return comparison->claim.is_stated &&
           (part != HR_ANSWER_REMOVED || comparison->claim.removed != HR_COMPARISON_NO_CASE);
}

static void write_part(FILE *out, const hr_comparison *comparison, hr_user_hours_unit unit, hr_answer_part part)
{
    switch (part) {
    case HR_ANSWER_CLAIM:
        write_same_state(out, comparison);
        write_other_state(out, &comparison->claim);
        write_verdict(out, comparison);
        return;
    case HR_ANSWER_CONTRAST:
        write_contrast(out, &comparison->claim);
        write_share_left(out, &comparison->claim);
        return;
    case HR_ANSWER_LOSSES:
        write_losses(out, comparison, unit);
        return;
    case HR_ANSWER_REMOVED:
        write_removed(out, comparison, unit);
        return;
    case HR_ANSWER_TURNS:
        write_turns(out, comparison);
        return;
    case HR_ANSWER_PARTS:
        return;
    }
}

hr_status hr_comparison_answer_text(const hr_comparison *comparison, hr_user_hours_unit unit, hr_answer_part part,
                                    char **text, hr_error *error)
{
    hr_paragraph p;
    *text = NULL;
    if (!has_part(comparison, part)) {
        return HR_OK;
    }
    hr_status status = hr_paragraph_begin(&p, error);
    if (status == HR_OK) {
        write_part(p.out, comparison, unit, part);
        status = hr_paragraph_take(&p, text, error);
    }
    return status;
}

hr_status hr_comparison_turn_text(const hr_comparison *comparison, size_t turn, int bound, char **text, hr_error *error)
{
    hr_paragraph p;
    *text = NULL;
    if (!is_turn(comparison->turns[turn].effect[bound])) {
        return HR_OK;
    }
    hr_status status = hr_paragraph_begin(&p, error);
    if (status == HR_OK) {
        write_turn(p.out, &comparison->turns[turn], bound);
        status = hr_paragraph_take(&p, text, error);
    }
    return status;
}

/* ---- paragraphs ------------------------------------------------------------------------------------------------ */

static void print_heading(const hr_comparison *comparison, FILE *stream)
{
    char text[256];
    const char *baseline = comparison->cases[comparison->claim.baseline].name;
    bool is_same = comparison->claim.baseline == comparison->baseline;
    snprintf(text, sizeof text, "Answer%s%.128s%s:", is_same ? "" : ", against ", is_same ? "" : baseline,
             is_same ? "" : " as the scenario states it");
    hr_text_title(stream, text);
}

/* Consecutive parts as one paragraph; nothing when there is none. */
static hr_status print_parts(const hr_comparison *comparison, hr_user_hours_unit unit, hr_answer_part first,
                             hr_answer_part last, FILE *stream, hr_error *error)
{
    hr_paragraph p;
    if (!has_part(comparison, first)) {
        return HR_OK;
    }
    hr_status status = hr_paragraph_begin(&p, error);
    if (status != HR_OK) {
        return status;
    }
    for (hr_answer_part part = first; part <= last; ++part) {
        write_part(p.out, comparison, unit, part);
    }
    return hr_paragraph_end(&p, stream, "  ", "  ", error);
}

static hr_status print_turn_list(const hr_comparison *comparison, FILE *stream, hr_error *error)
{
    hr_status status = HR_OK;
    for (size_t i = 0; i < 2 * comparison->turn_count && status == HR_OK; ++i) {
        char *text = NULL;
        status = hr_comparison_turn_text(comparison, i / 2, (int)(i % 2), &text, error);
        if (text != NULL) {
            hr_text_wrap(stream, text, "  - ", "    ");
        }
        free(text);
    }
    return status;
}

hr_status hr_comparison_print_answer(const hr_comparison *comparison, hr_user_hours_unit unit, FILE *stream,
                                     hr_error *error)
{
    if (!comparison->claim.is_stated) {
        return HR_OK;
    }
    fputc('\n', stream);
    print_heading(comparison, stream);
    hr_status status = print_parts(comparison, unit, HR_ANSWER_CLAIM, HR_ANSWER_CONTRAST, stream, error);
    if (status == HR_OK) {
        status = print_parts(comparison, unit, HR_ANSWER_LOSSES, HR_ANSWER_LOSSES, stream, error);
    }
    if (status == HR_OK) {
        status = print_parts(comparison, unit, HR_ANSWER_REMOVED, HR_ANSWER_REMOVED, stream, error);
    }
    if (status == HR_OK) {
        fputc('\n', stream);
        hr_text_title(stream, "It would turn if:");
        status = print_turn_list(comparison, stream, error);
    }
    if (status == HR_OK) {
        status = print_parts(comparison, unit, HR_ANSWER_TURNS, HR_ANSWER_TURNS, stream, error);
    }
    return status;
}
