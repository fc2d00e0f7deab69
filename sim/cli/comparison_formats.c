/* A comparison as CSV and as JSON: see comparison_formats.h. */
#include "sim/cli/comparison_formats.h"

#include <stdlib.h>

#include "analysis/comparison_answer.h"
#include "analysis/comparison_text.h"

hr_status hr_comparison_print_csv(const hr_comparison *comparison, const hr_sweep_report *sweep, FILE *stream,
                                  hr_error *error)
{
    hr_figures figures;
    hr_figures_begin(&figures, stream, HR_FORMAT_CSV, hr_comparison_columns, hr_comparison_column_count);
    hr_status status = hr_comparison_figures(comparison, sweep, &figures, error);
    return status == HR_OK ? hr_figures_end(&figures, error) : status;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static const char *case_name(const hr_comparison *comparison, size_t index)
{
    return index == HR_COMPARISON_NO_CASE ? NULL : comparison->cases[index].name;
}

static bool write_heading(const hr_comparison *comparison, const hr_sweep_report *sweep, FILE *stream)
{
    bool is_written = hr_member_text(stream, "title", comparison->title) &&
                      hr_member_text(stream, "question", comparison->question) &&
                      hr_member_text(stream, "version", comparison->version) &&
                      hr_member_count(stream, "seed", comparison->seed) &&
                      hr_member_count(stream, "replications", comparison->finished) &&
                      hr_member_count(stream, "replications_left_out",
                                      comparison->replications - comparison->finished) &&
                      hr_member_number(stream, "confidence", HR_COMPARISON_CONFIDENCE) &&
                      hr_member_number(stream, "tail", HR_COMPARISON_TAIL) &&
                      hr_member_text(stream, "baseline", case_name(comparison, comparison->baseline)) &&
                      hr_member_count(stream, "turn_replications", comparison->turn_replications) &&
                      hr_member_count(stream, "sweep_points", sweep->samples.point_count) &&
                      hr_member_count(stream, "sweep_replications", sweep->samples.count);
    if (comparison->precision_of == NULL) {
        return is_written && fputs("\"precision\":null,\n", stream) >= 0;
    }
    fputs("\"precision\":{", stream);
    is_written = is_written && hr_member_text(stream, "of", comparison->precision_of) &&
                 hr_member_number(stream, "relative_half_width", comparison->precision_target);
    return fprintf(stream, "\"is_reached\":%s},\n", comparison->is_precise ? "true" : "false") > 0 && is_written;
}

static hr_status write_cases(const hr_comparison *comparison, FILE *stream, bool *is_written, hr_error *error)
{
    const char **names = malloc(comparison->case_count * sizeof *names);
    if (names == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu cases", comparison->case_count);
    }
    for (size_t c = 0; c < comparison->case_count; ++c) {
        names[c] = comparison->cases[c].name;
    }
    *is_written = hr_member_texts(stream, "cases", names, comparison->case_count) && *is_written;
    free(names);
    return HR_OK;
}

static bool write_claim(const hr_comparison *comparison, FILE *stream)
{
    static const char *const left[] = {
        [HR_LEFT_UNKNOWN] = "unknown", [HR_LEFT_NEVER_WAS] = "never_was", [HR_LEFT_NOTHING] = "nothing",
        [HR_LEFT_UNCLEAR] = "unclear", [HR_LEFT_SOMETHING] = "something",
    };
    const hr_claim_verdict *claim = &comparison->claim;
    if (!claim->is_stated) {
        return fputs("\"claim\":null,\n", stream) >= 0;
    }
    fputs("\"claim\":{", stream);
    bool is_written = hr_member_text(stream, "state", claim->state[0] != 0 ? claim->state : NULL) &&
                      hr_member_text(stream, "baseline", case_name(comparison, claim->baseline)) &&
                      hr_member_text(stream, "same_state", case_name(comparison, claim->same)) &&
                      hr_member_text(stream, "other_state", case_name(comparison, claim->other)) &&
                      hr_member_text(stream, "removed", case_name(comparison, claim->removed)) &&
                      hr_member_text(stream, "left", left[claim->left]) &&
                      hr_member_switch(stream, "is_strong", claim->is_strong);
    return fprintf(stream, "\"has_direction\":%s},\n", claim->has_direction ? "true" : "false") > 0 && is_written;
}

/* The answer's parts by name; null where there is none. */
static hr_status write_answer(const hr_comparison *comparison, FILE *stream, bool *is_written, hr_error *error)
{
    static const char *const names[HR_ANSWER_PARTS] = {
        [HR_ANSWER_CLAIM] = "claim",     [HR_ANSWER_CONTRAST] = "contrast", [HR_ANSWER_LOSSES] = "losses",
        [HR_ANSWER_REMOVED] = "removed", [HR_ANSWER_TURNS] = "turns",
    };
    hr_user_hours_unit unit = hr_comparison_unit(comparison);
    hr_status status = HR_OK;
    fputs("\"answer\":{", stream);
    for (int part = 0; part < HR_ANSWER_PARTS && status == HR_OK; ++part) {
        char *text = NULL;
        status = hr_comparison_answer_text(comparison, unit, (hr_answer_part)part, &text, error);
        *is_written = status == HR_OK && hr_member_text(stream, names[part], text) && *is_written;
        free(text);
    }
    fputs("\"turned_by\":[", stream);
    bool is_first = true;
    for (size_t i = 0; i < 2 * comparison->turn_count && status == HR_OK; ++i) {
        const hr_turning_point *turn = &comparison->turns[i / 2];
        char *text = NULL;
        status = hr_comparison_turn_text(comparison, i / 2, (int)(i % 2), &text, error);
        if (text != NULL) {
            fputs(is_first ? "\n{" : ",\n{", stream);
            *is_written = hr_member_text(stream, "assumption", turn->assumption) &&
                          hr_member_text(stream, "bound", i % 2 == 0 ? "low" : "high") && *is_written;
            *is_written = hr_member_text(stream, "text", text) && *is_written;
            fputs("\"base\":", stream);
            *is_written = hr_figure_write(stream, turn->base) && *is_written;
            fputc('}', stream);
            is_first = false;
        }
        free(text);
    }
    fputs("]},\n", stream);
    return status;
}

static bool write_notes(const hr_comparison *comparison, FILE *stream)
{
    char texts[3][HR_COMPARISON_NOTE_SIZE];
    const char *notes[3];
    size_t count = 0;
    hr_comparison_precision_note(comparison, texts[0]);
    hr_comparison_unfinished_note(comparison, texts[1]);
    hr_comparison_few_losses_note(comparison, texts[2]);
    for (int i = 0; i < 3; ++i) {
        if (texts[i][0] != 0) {
            notes[count++] = texts[i];
        }
    }
    return hr_member_texts(stream, "notes", notes, count);
}

static hr_status write_courses(const hr_sweep_report *sweep, FILE *stream, bool *is_written, hr_error *error)
{
    hr_status status = HR_OK;
    fputs("\"sweep\":[", stream);
    for (size_t c = 0; sweep->samples.point_count > 0 && c < sweep->samples.case_count && status == HR_OK; ++c) {
        const hr_sweep_course *course = &sweep->courses[c];
        char *text = NULL;
        status = hr_sweep_course_text(sweep, c, &text, error);
        fputs(c > 0 ? ",\n{" : "\n{", stream);
        *is_written = status == HR_OK && hr_member_text(stream, "case", sweep->samples.cases[c]) &&
                      hr_member_text(stream, "text", text) &&
                      hr_member_number(stream, "difference", course->difference.value) &&
                      hr_member_number(stream, "low", course->difference.low) && *is_written;
        *is_written = hr_member_number(stream, "high", course->difference.high) && *is_written;
        fprintf(stream, "\"known_points\":%zu}", course->known);
        free(text);
    }
    fputs("],\n", stream);
    return status;
}

hr_status hr_comparison_print_json(const hr_comparison *comparison, const hr_sweep_report *sweep, FILE *stream,
                                   hr_error *error)
{
    hr_figures figures;
    fputs("{", stream);
    bool is_written = write_heading(comparison, sweep, stream);
    hr_status status = write_cases(comparison, stream, &is_written, error);
    is_written = write_claim(comparison, stream) && is_written;
    if (status == HR_OK) {
        status = write_answer(comparison, stream, &is_written, error);
    }
    is_written = write_notes(comparison, stream) && is_written;
    if (status == HR_OK) {
        status = write_courses(sweep, stream, &is_written, error);
    }
    if (status != HR_OK) {
        return status;
    }
    fputs("\"figures\":", stream);
    hr_figures_begin(&figures, stream, HR_FORMAT_JSON, hr_comparison_columns, hr_comparison_column_count);
    status = hr_comparison_figures(comparison, sweep, &figures, error);
    if (status == HR_OK) {
        status = hr_figures_end(&figures, error);
    }
    fputs("}\n", stream);
    return status == HR_OK ? hr_figures_flush(stream, is_written, error) : status;
}
