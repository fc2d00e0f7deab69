/* Tables of a comparison: see comparison_text.h. A case takes two lines of up to four columns, the estimates and
 * below them their intervals, so that mean, tail and exceedance stand side by side; a name that does not fit gets a
 * line of its own. */
#include "analysis/comparison_text.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "analysis/comparison_answer.h"
#include "analysis/text_format.h"

enum { NAME_WIDTH = 12, CELL_WIDTH = 17, CELLS = 4 };

/* Fewer replications with a loss than this leave intervals too narrow (measured: nine in ten cover instead of
 * nineteen in twenty). */
enum { FEW_LOSSES = 100 };

typedef struct {
    hr_text value;
    hr_text interval;
} cell;

typedef struct {
    cell cells[CELLS];
} row;

static cell cell_of(hr_estimate estimate, hr_write how)
{
    cell result = {hr_text_of(estimate.value, how), hr_text_interval(estimate, how)};
    if (how == HR_WRITE_PERCENT && isfinite(estimate.value)) {
        size_t length = strlen(result.value.text);
        snprintf(result.value.text + length, sizeof result.value.text - length, " %%");
    }
    if (isnan(estimate.value)) {
        result = (cell){{"unknown"}, {""}};
    }
    return result;
}

/* Never a bare zero: what was not seen has a bound. */
static cell frequency_cell(hr_frequency frequency)
{
    cell result = cell_of(frequency.share, HR_WRITE_PERCENT);
    if (isnan(frequency.bound)) {
        return result;
    }
    snprintf(result.value.text, sizeof result.value.text, "%s %.12s %%", frequency.events == 0 ? "<" : ">",
             hr_text_of(frequency.bound, HR_WRITE_PERCENT).text);
    snprintf(result.interval.text, sizeof result.interval.text, "%.20s of %.20s", hr_text_count(frequency.events).text,
             hr_text_count(frequency.trials).text);
    return result;
}

static void print_name(FILE *stream, const char *name)
{
    hr_text_wrap(stream, name, " ", "   ");
}

static void print_cells(FILE *stream, const char *label, const row *line, bool is_interval)
{
    int count = CELLS;
    while (count > 0 && (is_interval ? line->cells[count - 1].interval : line->cells[count - 1].value).text[0] == 0) {
        --count; /* no blanks at the end of a line */
    }
    fprintf(stream, "%-*s", count > 0 ? NAME_WIDTH : 0, label);
    for (int i = 0; i < count; ++i) {
        const cell *one = &line->cells[i];
        fprintf(stream, "%*.*s", CELL_WIDTH, CELL_WIDTH - 1, is_interval ? one->interval.text : one->value.text);
    }
    fputc('\n', stream);
}

static void print_row_with(FILE *stream, const char *name, const row *line, const char *below)
{
    char label[NAME_WIDTH] = "";
    bool is_plain = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. ") == strlen(name);
    if (is_plain && strlen(name) + 2 <= sizeof label) {
        snprintf(label, sizeof label, " %s", name);
    } else {
        print_name(stream, name);
    }
    print_cells(stream, label, line, false);
    print_cells(stream, below, line, true);
}

static void print_row(FILE *stream, const char *name, const row *line)
{
    print_row_with(stream, name, line, "    95 % CI");
}

static void print_head(FILE *stream, const char *title, const char *unit, const char *const heads[CELLS])
{
    char text[256];
    row line = {0};
    snprintf(text, sizeof text, "%s%s%s", title, unit != NULL ? ", " : "", unit != NULL ? unit : "");
    fputc('\n', stream);
    hr_text_title(stream, text);
    for (int i = 0; i < CELLS; ++i) {
        snprintf(line.cells[i].value.text, sizeof line.cells[i].value.text, "%s", heads[i]);
    }
    print_cells(stream, "", &line, false);
}

/* ---- tables --------------------------------------------------------------------------------------------------- */

static void print_loss(const hr_comparison *comparison, hr_user_hours_unit unit, int arm, FILE *stream)
{
    static const char *const titles[HR_COMPARISON_ARMS] = {"Lost with the mitigations", "Lost without the mitigations"};
    static const char *const heads[CELLS] = {"mean", "CVaR 95", "P(>10 % out)", "P(>50 % out)"};
    print_head(stream, titles[arm], unit.name, heads);
    for (size_t c = 0; c < comparison->case_count; ++c) {
        const hr_comparison_outcome *outcome = &comparison->cases[c].outcome[arm];
        row line = {{cell_of(hr_in_unit(outcome->mean, unit), HR_WRITE_NUMBER),
                     cell_of(hr_in_unit(outcome->cvar, unit), HR_WRITE_NUMBER),
                     frequency_cell(outcome->above[HR_COMPARISON_ABOVE_10]),
                     frequency_cell(outcome->above[HR_COMPARISON_ABOVE_50])}};
        if (outcome->losses == 0) { /* nothing is known of a loss that was never seen */
            line.cells[0] = line.cells[1] = (cell){{"none seen"}, {"unknown"}};
        }
        print_row(stream, comparison->cases[c].name, &line);
    }
}

static cell index_cell(double index)
{
    cell result = {{"unknown"}, {"exact"}};
    if (isnan(index)) {
        return (cell){{"unknown"}, {""}};
    }
    snprintf(result.value.text, sizeof result.value.text, "%.3f", index);
    return result;
}

static void print_effectiveness(const hr_comparison *comparison, FILE *stream)
{
    static const char *const heads[CELLS] = {"of the mean", "of the CVaR 95", "HHI by vendor", "HHI by state"};
    print_head(stream, "Effectiveness of the mitigations, and how concentrated the equipment is", NULL, heads);
    for (size_t c = 0; c < comparison->case_count; ++c) {
        const hr_comparison_case *the_case = &comparison->cases[c];
        row line = {{cell_of(the_case->effectiveness, HR_WRITE_PERCENT),
                     cell_of(the_case->tail_effectiveness, HR_WRITE_PERCENT), index_cell(the_case->hhi_vendor),
                     index_cell(the_case->hhi_state)}};
        if (the_case->outcome[HR_COMPARISON_MITIGATED].losses == 0 && isfinite(the_case->effectiveness.value)) {
            line.cells[0].interval = line.cells[1].interval = (hr_text){"none lost"};
        }
        print_row(stream, the_case->name, &line);
    }
}

/* `3.3 / 15.2 %`, below it the colour: two where the worst one differs with backup edges. */
static cell without_cell(const hr_comparison_without without[HR_COMPARISON_EDGES])
{
    cell result = {{"unknown"}, {""}};
    const char *names[] = {without[HR_COMPARISON_PRIMARY].name, without[HR_COMPARISON_WITH_BACKUP].name};
    if (names[0] == NULL || names[1] == NULL) {
        return result;
    }
    bool is_one = strcmp(names[0], names[1]) == 0;
    snprintf(result.value.text, sizeof result.value.text, "%.20s / %.20s %%",
             hr_text_of(without[HR_COMPARISON_PRIMARY].share, HR_WRITE_PERCENT).text,
             hr_text_of(without[HR_COMPARISON_WITH_BACKUP].share, HR_WRITE_PERCENT).text);
    snprintf(result.interval.text, sizeof result.interval.text, "%.30s%s%.30s", names[0], is_one ? "" : " / ",
             is_one ? "" : names[1]);
    return result;
}

/* Beside the means, which can reward concentration: what one colour alone can take away. */
static void print_without(const hr_comparison *comparison, FILE *stream)
{
    bool has_state = comparison->claim.state != NULL && comparison->claim.state[0] != 0;
    const char *heads[CELLS] = {"worst vendor", "worst state", has_state ? "claim's state" : "", ""};
    bool is_known = false;
    for (size_t c = 0; c < comparison->case_count; ++c) {
        is_known = is_known || comparison->cases[c].without[HR_COMPARISON_VENDOR][0].name != NULL;
        is_known = is_known || comparison->cases[c].without[HR_COMPARISON_STATE][0].name != NULL;
    }
    if (!is_known) {
        return;
    }
    print_head(stream,
               "Headline users who keep service with everything of one vendor, or one state, out at once: over primary "
               "edges / with backup edges; exact",
               NULL, heads);
    for (size_t c = 0; c < comparison->case_count; ++c) {
        row line = {0};
        for (int i = 0; i < HR_COMPARISON_CLAIMED_STATE + has_state; ++i) {
            line.cells[i] = without_cell(comparison->cases[c].without[i]);
        }
        print_row_with(stream, comparison->cases[c].name, &line, "    without");
    }
}

static void print_differences(const hr_comparison *comparison, hr_user_hours_unit unit, FILE *stream)
{
    static const char *const heads[CELLS] = {"mean with", "CVaR 95 with", "mean without", "effect., points"};
    char title[128];
    if (comparison->case_count < 2) {
        return;
    }
    snprintf(title, sizeof title, "Differences from %.64s on the same random numbers",
             comparison->cases[comparison->baseline].name);
    print_head(stream, title, unit.name, heads);
    for (size_t c = 0; c < comparison->case_count; ++c) {
        const hr_comparison_case *the_case = &comparison->cases[c];
        row line = {{cell_of(hr_in_unit(the_case->mean_change[HR_COMPARISON_MITIGATED], unit), HR_WRITE_CHANGE),
                     cell_of(hr_in_unit(the_case->cvar_change[HR_COMPARISON_MITIGATED], unit), HR_WRITE_CHANGE),
                     cell_of(hr_in_unit(the_case->mean_change[HR_COMPARISON_UNMITIGATED], unit), HR_WRITE_CHANGE),
                     cell_of(the_case->effectiveness_change, HR_WRITE_POINTS)}};
        if (c != comparison->baseline) {
            print_row(stream, the_case->name, &line);
        }
    }
}

static void print_happenings(const hr_comparison *comparison, FILE *stream)
{
    static const char *const heads[CELLS] = {"nodes disabled", "nodes isolated", "hours >10 % out", "discovered"};
    const hr_comparison_happenings *first = &comparison->cases[0].happenings;
    if (isnan(first->nodes_disabled.value) && isnan(first->nodes_isolated.value) &&
        isnan(first->hours_above_10.value) && first->discovered.trials == 0) {
        return;
    }
    print_head(stream, "What happened with the mitigations: means, and the share of replications with a discovery",
               NULL, heads);
    for (size_t c = 0; c < comparison->case_count; ++c) {
        const hr_comparison_happenings *happenings = &comparison->cases[c].happenings;
        row line = {{cell_of(happenings->nodes_disabled, HR_WRITE_NUMBER),
                     cell_of(happenings->nodes_isolated, HR_WRITE_NUMBER),
                     cell_of(happenings->hours_above_10, HR_WRITE_NUMBER), frequency_cell(happenings->discovered)}};
        print_row(stream, comparison->cases[c].name, &line);
    }
}

/* ---- heading and notes ---------------------------------------------------------------------------------------- */

void hr_comparison_precision_note(const hr_comparison *comparison, char note[HR_COMPARISON_NOTE_SIZE])
{
    static const struct {
        const char *of;
        const char *words;
    } quantities[] = {
        {"effectiveness", "the effectiveness"},
        {"lost", "the mean loss with the mitigations"},
        {"cvar", "the CVaR 95 with the mitigations"},
    };
    const char *words = comparison->precision_of;
    note[0] = 0;
    for (size_t i = 0; i < sizeof quantities / sizeof *quantities && words != NULL; ++i) {
        words = strcmp(comparison->precision_of, quantities[i].of) == 0 ? quantities[i].words : words;
    }
    if (words == NULL) {
        return;
    }
    snprintf(note, HR_COMPARISON_NOTE_SIZE,
             "%s %.64s was known within %s %% of itself (half-width of its 95 %% interval).",
             comparison->is_precise ? "The run stopped when" : "The run ended, at its greatest length, before", words,
             hr_text_of(comparison->precision_target, HR_WRITE_PERCENT).text);
}

void hr_comparison_unfinished_note(const hr_comparison *comparison, char note[HR_COMPARISON_NOTE_SIZE])
{
    size_t unfinished = comparison->replications - comparison->finished;
    note[0] = 0;
    if (unfinished > 0) {
        snprintf(note, HR_COMPARISON_NOTE_SIZE, "%s of %s replications are unfinished and left out.",
                 hr_text_count(unfinished).text, hr_text_count(comparison->replications).text);
    }
}

void hr_comparison_few_losses_note(const hr_comparison *comparison, char note[HR_COMPARISON_NOTE_SIZE])
{
    note[0] = 0;
    for (size_t c = 0; c < comparison->case_count && note[0] == 0; ++c) {
        size_t losses = comparison->cases[c].outcome[HR_COMPARISON_UNMITIGATED].losses;
        if (losses > 0 && losses < FEW_LOSSES) { /* no loss at all has its own bound */
            snprintf(note, HR_COMPARISON_NOTE_SIZE,
                     "Fewer than %d replications lose anything in case %.64s: intervals may be too narrow. Run more.",
                     FEW_LOSSES, comparison->cases[c].name);
        }
    }
}

static void print_note(const char *note, FILE *stream)
{
    if (note[0] != 0) {
        hr_text_wrap(stream, note, "", "");
    }
}

static void print_heading(const hr_comparison *comparison, FILE *stream)
{
    char text[HR_COMPARISON_NOTE_SIZE];
    hr_text_title(stream, comparison->title[0] != 0 ? comparison->title : "(untitled scenario)");
    if (comparison->question[0] != 0) {
        hr_text_wrap(stream, comparison->question, "", "");
    }
    snprintf(text, sizeof text, "%s replications, seed %llu, hedgerow %.40s", hr_text_count(comparison->finished).text,
             (unsigned long long)comparison->seed, comparison->version);
    hr_text_wrap(stream, text, "", "");
    hr_comparison_precision_note(comparison, text);
    print_note(text, stream);
    hr_comparison_unfinished_note(comparison, text);
    print_note(text, stream);
}

static void print_notes(const hr_comparison *comparison, FILE *stream)
{
    char few[HR_COMPARISON_NOTE_SIZE];
    fputc('\n', stream);
    hr_text_wrap(
        stream,
        "Effectiveness is 1 - loss with / loss without the mitigations under test. CVaR 95 is the mean of the "
        "worst 5 % of replications. P is the probability that more than that share of users is out at once; a "
        "bound (<, >) is one-sided, 95 %, for what was never, or always, seen. CI is the confidence interval. k: thousand, M: million.",
        "", "");
    hr_comparison_few_losses_note(comparison, few);
    print_note(few, stream);
}

hr_user_hours_unit hr_comparison_unit(const hr_comparison *comparison)
{
    double greatest = 0.0;
    for (size_t c = 0; c < comparison->case_count; ++c) {
        for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm) {
            greatest = fmax(greatest, comparison->cases[c].outcome[arm].cvar.value);
        }
    }
    return hr_user_hours_unit_for(greatest);
}

hr_status hr_comparison_print(const hr_comparison *comparison, FILE *stream, hr_error *error)
{
    hr_user_hours_unit unit = hr_comparison_unit(comparison);
    print_heading(comparison, stream);
    for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm) {
        print_loss(comparison, unit, arm, stream);
    }
    print_effectiveness(comparison, stream);
    print_without(comparison, stream);
    print_differences(comparison, unit, stream);
    print_happenings(comparison, stream);
    print_notes(comparison, stream);
    hr_status status = hr_comparison_print_answer(comparison, unit, stream, error);
    if (status == HR_OK && (fflush(stream) != 0 || ferror(stream) != 0)) {
        status = hr_error_set(error, HR_FAILED, "cannot write the comparison: %s", strerror(errno));
    }
    return status;
}
