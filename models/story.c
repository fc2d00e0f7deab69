/* Collecting, ordering and summing up what is told. See story.h; what can be told: story_forms.c; words: story_say.c. */
#include "models/story.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/replication.h"

static bool has(const hr_told *told, uint32_t fields)
{
    return (hr_told_forms[told->kind].fields & fields) == fields;
}

/* ---- collecting ------------------------------------------------------------------------------------------------ */

static void append(hr_story *story, const hr_told *told)
{
    if (story->count == story->capacity) {
        size_t capacity = story->capacity > 0 ? 2 * story->capacity : 1024;
        hr_told *more = realloc(story->told, capacity * sizeof *more);
        if (more == NULL) {
            story->is_short_of_memory = true;
            return;
        }
        story->told = more;
        story->capacity = capacity;
    }
    story->told[story->count] = *told;
    story->told[story->count].order = story->count;
    ++story->count;
}

/* Whether a vendor made, or manages, something in the case. */
static bool is_present(const hr_replication *r, uint8_t vendor)
{
    const hr_case_network *c = r->network_case;
    uint32_t operators = r->world->network.operator_count;
    return c->made_start[(vendor + 1u) * operators] > c->made_start[vendor * operators] ||
           c->managed_start[vendor + 1u] > c->managed_start[vendor];
}

/* Fills in what follows from the node or the stock. */
static void complete(const hr_replication *r, hr_told *told)
{
    const hr_network *network = &r->world->network;
    uint32_t vendors = r->world->scenario->vendor_count;
    if (has(told, HR_TELLS_NODE)) {
        told->operator_id = network->operator_id[told->node];
        told->role = network->role[told->node];
    }
    if (has(told, HR_TELLS_MAKER)) {
        told->vendor = hr_replication_vendor(r, told->node);
    }
    if (has(told, HR_TELLS_STOCK)) {
        told->operator_id = told->stock / vendors / HR_ROLE_COUNT;
        told->role = told->stock / vendors % HR_ROLE_COUNT;
        told->vendor = (uint8_t)(told->stock % vendors);
    }
    told->since_hours = told->time_hours;
    if (!has(told, HR_TELLS_COUNT)) {
        told->count = told->kind == HR_TOLD_SERVICE ? told->count : 1;
    }
}

static void listen(void *context, const hr_replication *r, const hr_told *told)
{
    hr_story *story = context;
    hr_told whole = *told;
    if (!(told->time_hours <= r->world->scenario->horizon_hours)) {
        return;
    }
    if (told->kind == HR_TOLD_SERVICE) {
        if (told->count == story->served_users && told->exposed == story->exposed_users) {
            return;
        }
        story->served_users = told->count;
        story->exposed_users = told->exposed;
    }
    complete(r, &whole);
    if (has(told, HR_TELLS_PRESENT) && !is_present(r, told->vendor)) {
        return;
    }
    if (told->kind == HR_TOLD_REFUSES && !hr_scenario_is_exposed(r->world->scenario, told->vendor, told->state)) {
        return; /* nobody asked */
    }
    append(story, &whole);
}

/* ---- ordering -------------------------------------------------------------------------------------------------- */

static int compare(const void *left, const void *right)
{
    const hr_told *a = left;
    const hr_told *b = right;
    int by_time = (a->time_hours > b->time_hours) - (a->time_hours < b->time_hours);
    return by_time != 0 ? by_time : (a->order > b->order) - (a->order < b->order);
}

/* End of the moment that begins at an entry. */
static size_t end_of_moment(const hr_story *story, size_t first)
{
    size_t end = first;
    while (end < story->count && story->told[end].time_hours == story->told[first].time_hours) {
        ++end;
    }
    return end;
}

/* A verdict or an attempt was told of before its time. It never came to it when the vendor's channels were shut by then,
 * or had done what they were for. */
static bool is_void(const hr_replication *r, const hr_told *told)
{
    bool is_ahead = told->kind == HR_TOLD_ATTEMPT_STOPPED || told->kind == HR_TOLD_RELEASE_STOPPED ||
                    told->kind == HR_TOLD_RELEASE_PASSED;
    return is_ahead && (told->time_hours > r->frozen_hours[told->vendor] ||
                        told->time_hours > r->implants[told->threat].spent_hours[told->vendor]);
}

static void leave_out_void(hr_story *story)
{
    size_t count = 0;
    for (size_t i = 0; i < story->count; ++i) {
        if (!is_void(story->replication, &story->told[i])) {
            story->told[count++] = story->told[i];
        }
    }
    story->count = count;
}

/* Every entry gets the users as they are after its moment. */
static void fill_in_users(hr_story *story)
{
    int64_t served = story->headline_users;
    int64_t exposed = 0;
    for (size_t first = 0; first < story->count;) {
        size_t end = end_of_moment(story, first);
        for (size_t i = first; i < end; ++i) {
            if (story->told[i].kind == HR_TOLD_SERVICE) {
                served = story->told[i].count;
                exposed = story->told[i].exposed;
            }
        }
        for (; first < end; ++first) {
            story->told[first].served_users = served;
            story->told[first].exposed_users = exposed;
        }
    }
}

hr_status hr_story_record(hr_story *story, hr_replication *r, uint32_t case_index, uint32_t arm, uint32_t number,
                          hr_error *error)
{
    memset(story, 0, sizeof *story);
    story->replication = r;
    story->headline_users = r->metrics.headline_users;
    story->served_users = story->headline_users;
    r->teller = listen;
    r->teller_context = story;
    append(story, &(hr_told){.kind = HR_TOLD_START, .count = story->headline_users});
    hr_status status = hr_replication_run(r, &(hr_setting){case_index, arm}, number, error);
    if (status == HR_OK) {
        hr_replication_tell_implants(r);
    }
    r->teller = NULL;
    r->teller_context = NULL;
    leave_out_void(story);
    if (story->count > 0) {
        qsort(story->told, story->count, sizeof *story->told, compare);
    }
    double end = r->world->scenario->horizon_hours;
    append(story, &(hr_told){.kind = HR_TOLD_END, .time_hours = end, .since_hours = end, .count = 1});
    fill_in_users(story);
    story->lost_headline_user_hours = hr_metrics_headline_lost(&r->metrics);
    if (status == HR_OK && story->is_short_of_memory) {
        status = hr_error_set(error, HR_FAILED, "out of memory for the story of a replication");
    }
    if (status != HR_OK) {
        hr_story_free(story);
    }
    return status;
}

void hr_story_free(hr_story *story)
{
    free(story->told);
    memset(story, 0, sizeof *story);
}

/* ---- summing up ------------------------------------------------------------------------------------------------ */

static bool is_counted(const hr_told *told)
{
    return hr_told_forms[told->kind].summary != NULL;
}

/* Whether two entries are counted together: what their summary names is the same. */
static bool is_alike(const hr_told *a, const hr_told *b)
{
    const char *summary = hr_told_forms[a->kind].summary;
    return a->kind == b->kind && summary != NULL &&
           (a->operator_id == b->operator_id || strstr(summary, "{operator}") == NULL) &&
           (a->vendor == b->vendor || strstr(summary, "{vendor}") == NULL) &&
           (a->mitigation == b->mitigation || strstr(summary, "{mitigation}") == NULL);
}

/* Adds an entry to the chapter that begins at `first` of the summary; all of a chapter is told at its end. */
static void add_to_chapter(hr_story *summary, size_t first, const hr_told *told)
{
    for (size_t i = first; i < summary->count && is_counted(told); ++i) {
        hr_told *sum = &summary->told[i];
        if (is_alike(sum, told)) {
            sum->count += told->count;
            sum->is_sum = true;
            return;
        }
    }
    append(summary, told);
}

/* Users lost or regained that end a chapter. */
static int64_t chapter_users(const hr_story *story)
{
    int64_t largest = 0;
    for (size_t i = 0; i < story->count; ++i) {
        int64_t lost = story->headline_users - story->told[i].served_users;
        largest = lost > largest ? lost : largest;
    }
    int64_t tenth = (largest + 9) / 10;
    int64_t least = story->headline_users / 1000 + 1;
    return tenth > least ? tenth : least;
}

static bool is_moment_of_counts(const hr_story *story, size_t first, size_t end)
{
    for (size_t i = first; i < end; ++i) {
        if (!is_counted(&story->told[i]) && story->told[i].kind != HR_TOLD_SERVICE) {
            return false;
        }
    }
    return true;
}

/* What the chapters of a summary are cut by. */
typedef struct {
    size_t first; /* entry of the summary at which the open chapter begins */
    int64_t served_before;
    int64_t exposed_before;
} chapters;

static void close_chapter(hr_story *summary, chapters *open, const hr_told *last)
{
    if (last->exposed_users != open->exposed_before) {
        hr_told exposure = *last;
        exposure.kind = HR_TOLD_SERVICE;
        exposure.count = last->served_users;
        exposure.exposed = last->exposed_users;
        exposure.since_hours = last->time_hours;
        append(summary, &exposure);
    }
    for (size_t i = open->first; i < summary->count; ++i) {
        summary->told[i].time_hours = last->time_hours;
        summary->told[i].served_users = last->served_users;
        summary->told[i].exposed_users = last->exposed_users;
    }
    *open = (chapters){summary->count, last->served_users, last->exposed_users};
}

hr_status hr_story_summarise(const hr_story *story, hr_story *summary, hr_error *error)
{
    *summary = *story;
    summary->told = NULL;
    summary->count = 0;
    summary->capacity = 0;
    int64_t step = chapter_users(story);
    chapters open = {0, story->headline_users, 0};
    for (size_t first = 0; first < story->count;) {
        size_t end = end_of_moment(story, first);
        bool is_open = is_moment_of_counts(story, first, end);
        if (!is_open && open.first < summary->count) {
            close_chapter(summary, &open, &story->told[first - 1]);
        }
        for (size_t i = first; i < end; ++i) {
            if (story->told[i].kind != HR_TOLD_SERVICE) {
                add_to_chapter(summary, open.first, &story->told[i]);
            }
        }
        const hr_told *last = &story->told[end - 1];
        if (!is_open || llabs(last->served_users - open.served_before) >= step) {
            close_chapter(summary, &open, last);
        }
        first = end;
    }
    if (summary->is_short_of_memory) {
        hr_story_free(summary);
        return hr_error_set(error, HR_FAILED, "out of memory for the summary of a replication");
    }
    return HR_OK;
}
