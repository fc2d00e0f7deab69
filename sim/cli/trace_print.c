/* Printing a story. See trace.h. Text keeps to 80 columns; a JSON line is one entry (RFC 8259, by Jansson), its numbers
 * written with the 17 digits that give the same double back. */
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "analysis/text_format.h"
#include "models/replication.h"
#include "sim/cli/trace.h"

static hr_status finish(FILE *stream, hr_error *error)
{
    return fflush(stream) != 0 || ferror(stream) != 0
               ? hr_error_set(error, HR_FAILED, "cannot write the trace: %s", strerror(errno))
               : HR_OK;
}

static double lost_share(const hr_story *story, const hr_told *told)
{
    return (double)(story->headline_users - told->served_users) / (double)story->headline_users;
}

/* ---- text ------------------------------------------------------------------------------------------------------ */

enum { TIME_COLUMNS = 9, SERVED_COLUMNS = 14, LOST_COLUMNS = 8, SENTENCE_INDENT = 33 };
_Static_assert(TIME_COLUMNS + SERVED_COLUMNS + LOST_COLUMNS + 2 == SENTENCE_INDENT, "two spaces before a sentence");

static hr_status print_head(const hr_story *story, const hr_trace_head *head, FILE *stream, hr_error *error)
{
    const hr_scenario *scenario = story->replication->world->scenario;
    hr_paragraph paragraph;
    hr_status status = hr_paragraph_begin(&paragraph, error);
    if (status != HR_OK) {
        return status;
    }
    if (head->rank > 0) {
        fprintf(paragraph.out, "Number %u of the worst: ", head->rank);
    }
    fprintf(paragraph.out, "%s: replication %u of case %s, %s, seed %llu. Of %s headline users, %.17g user-hours lost",
            scenario->title, head->replication, head->case_name, head->arm_name, (unsigned long long)scenario->seed,
            hr_text_count((size_t)story->headline_users).text, story->lost_headline_user_hours);
    if (head->result != NULL) {
        fprintf(paragraph.out, ": to the last bit what %s says", head->result);
    }
    fputs(".", paragraph.out);
    status = hr_paragraph_end(&paragraph, stream, "", "", error);
    fprintf(stream, "\n%*s%*s%*s  what happens\n", TIME_COLUMNS, "hours", SERVED_COLUMNS, "users served", LOST_COLUMNS,
            "lost");
    return status;
}

/* When that began which is told of at the moment of an entry, the first of it. */
static double beginning(const hr_story *story, const hr_told *told)
{
    double since = told->since_hours;
    const hr_told *end = story->told + story->count;
    for (const hr_told *next = told; next < end && next->time_hours == told->time_hours; ++next) {
        since = next->since_hours < since ? next->since_hours : since;
    }
    return since;
}

/* The first entry of a moment says when it is, and who is served after it. */
static hr_status print_entry(const hr_story *story, const hr_told *told, bool is_first, FILE *stream, hr_error *error)
{
    double since = is_first ? beginning(story, told) : told->time_hours;
    hr_paragraph paragraph;
    char first_indent[128];
    char next_indent[SENTENCE_INDENT + 1];
    snprintf(next_indent, sizeof next_indent, "%*s", SENTENCE_INDENT, "");
    snprintf(first_indent, sizeof first_indent, "%s", next_indent);
    if (is_first) {
        snprintf(first_indent, sizeof first_indent, "%*.1f%*s%*.1f %%  ", TIME_COLUMNS, told->time_hours,
                 SERVED_COLUMNS, hr_text_count((size_t)told->served_users).text, LOST_COLUMNS - 2,
                 100 * lost_share(story, told));
    }
    hr_status status = hr_paragraph_begin(&paragraph, error);
    if (status != HR_OK) {
        return status;
    }
    if (since < told->time_hours) {
        fprintf(paragraph.out, "from %.1f h on: ", since);
    }
    hr_story_say(story, told, paragraph.out);
    return hr_paragraph_end(&paragraph, stream, first_indent, next_indent, error);
}

/* A change of service has a line of its own where users are exposed, or where nothing else happens. */
static bool is_shown(const hr_story *story, size_t i)
{
    const hr_told *told = &story->told[i];
    return told->kind != HR_TOLD_SERVICE || i == 0 || told->exposed != story->told[i - 1].exposed_users ||
           (told[-1].time_hours != told->time_hours &&
            (i + 1 == story->count || told[1].time_hours != told->time_hours));
}

hr_status hr_trace_print_text(const hr_story *story, const hr_trace_head *head, FILE *stream, hr_error *error)
{
    hr_status status = print_head(story, head, stream, error);
    double before = -1;
    for (size_t i = 0; i < story->count && status == HR_OK; ++i) {
        if (is_shown(story, i)) {
            status = print_entry(story, &story->told[i], story->told[i].time_hours != before, stream, error);
            before = story->told[i].time_hours;
        }
    }
    return status == HR_OK ? finish(stream, error) : status;
}

/* ---- JSON lines ------------------------------------------------------------------------------------------------ */

static int set_text(json_t *object, const char *name, const char *text)
{
    return text != NULL ? json_object_set_new(object, name, json_string(text)) : 0;
}

static int set_whole(json_t *object, const char *name, int64_t value)
{
    return json_object_set_new(object, name, json_integer(value));
}

static int set_real(json_t *object, const char *name, double value)
{
    return json_object_set_new(object, name, json_real(value));
}

static int set_frame(json_t *object, const hr_story *story, const hr_trace_head *head, const hr_told *told)
{
    const hr_scenario *scenario = story->replication->world->scenario;
    int failed = set_text(object, "case", head->case_name) | set_text(object, "arm", head->arm_name) |
                 set_whole(object, "replication", head->replication);
    if (told->kind == HR_TOLD_START) {
        failed |= set_text(object, "scenario_sha256", scenario->sha256) |
                  set_text(object, "places_sha256", scenario->places_sha256) |
                  set_text(object, "network_sha256", scenario->network_sha256) |
                  set_whole(object, "seed", (int64_t)scenario->seed) | set_text(object, "version", HR_VERSION) |
                  set_real(object, "horizon_hours", scenario->horizon_hours) |
                  set_whole(object, "headline_users", story->headline_users);
        failed |= head->rank > 0 ? set_whole(object, "rank", head->rank) : 0;
    } else {
        failed |= set_real(object, "lost_headline_user_hours", story->lost_headline_user_hours) |
                  set_text(object, "same_in_result", head->result);
    }
    return failed;
}

static int fill(json_t *object, const hr_story *story, const hr_trace_head *head, const hr_told *told)
{
    uint32_t fields = hr_told_forms[told->kind].fields;
    int failed = set_real(object, "time_hours", told->time_hours) |
                 set_text(object, "kind", hr_told_forms[told->kind].name);
    if (told->kind == HR_TOLD_START || told->kind == HR_TOLD_END) {
        failed |= set_frame(object, story, head, told);
    } else if ((fields & HR_TELLS_COUNT) != 0 || told->is_sum) {
        failed |= set_whole(object, "count", told->count);
    }
    failed |= set_text(object, "state", hr_story_state(story, told)) |
              set_text(object, "threat", hr_story_threat(story, told)) |
              set_text(object, "mitigation", hr_story_mitigation(told)) |
              set_text(object, "vendor", hr_story_vendor(story, told)) |
              set_text(object, "operator", hr_story_operator(story, told));
    if (told->is_sum) { /* what its nodes do not share is left out */
        failed |= set_real(object, "since_hours", told->since_hours);
    } else {
        failed |= set_text(object, "role", hr_story_role(told)) | set_text(object, "node", hr_story_node(story, told));
        failed |= (fields & HR_TELLS_DUE) != 0 ? set_real(object, "due_hours", told->due_hours) : 0;
    }
    failed |= set_whole(object, "served_users", told->served_users) |
              set_real(object, "lost_share", lost_share(story, told));
    if (story->replication->world->has_exposure) {
        failed |= set_whole(object, "exposed_users", told->exposed_users);
    }
    return failed;
}

hr_status hr_trace_print_json(const hr_story *story, const hr_trace_head *head, FILE *stream, hr_error *error)
{
    for (size_t i = 0; i < story->count; ++i) {
        json_t *object = json_object();
        int failed = object == NULL || fill(object, story, head, &story->told[i]) != 0 ||
                     json_dumpf(object, stream, JSON_COMPACT) != 0 || fputc('\n', stream) == EOF;
        json_decref(object);
        if (failed != 0) {
            return hr_error_set(error, HR_FAILED, "cannot write the trace");
        }
    }
    return finish(stream, error);
}
