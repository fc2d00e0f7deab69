/* The words of a story: names of what is told, sentences from their templates. See story.h. */
#include "models/story.h"

#include <inttypes.h>
#include <string.h>

#include "models/replication.h"

static bool has(const hr_told *told, uint32_t fields)
{
    return (hr_told_forms[told->kind].fields & fields) == fields;
}

static const hr_scenario *scenario_of(const hr_story *story)
{
    return story->replication->world->scenario;
}

const char *hr_story_state(const hr_story *story, const hr_told *told)
{
    return has(told, HR_TELLS_STATE) ? scenario_of(story)->states[told->state] : NULL;
}

const char *hr_story_threat(const hr_story *story, const hr_told *told)
{
    return has(told, HR_TELLS_THREAT) ? scenario_of(story)->threats[told->threat].name : NULL;
}

const char *hr_story_mitigation(const hr_told *told)
{
    return has(told, HR_TELLS_MITIGATION) ? hr_mitigation_forms[told->mitigation]->name : NULL;
}

const char *hr_story_vendor(const hr_story *story, const hr_told *told)
{
    if (!has(told, HR_TELLS_VENDOR)) {
        return NULL;
    }
    if (told->vendor == HR_VIA_FLAW) {
        return "an intruder";
    }
    return told->vendor < scenario_of(story)->vendor_count ? scenario_of(story)->vendors[told->vendor].name : "nobody";
}

const char *hr_story_operator(const hr_story *story, const hr_told *told)
{
    const hr_network *network = &story->replication->world->network;
    if (!has(told, HR_TELLS_OPERATOR)) {
        return NULL;
    }
    return told->operator_id < network->operator_count ? network->operator_names[told->operator_id] : "all operators";
}

const char *hr_story_role(const hr_told *told)
{
    return has(told, HR_TELLS_ROLE) ? hr_role_forms[told->role].name : NULL;
}

const char *hr_story_node(const hr_story *story, const hr_told *told)
{
    return has(told, HR_TELLS_NODE) ? hr_network_id(&story->replication->world->network, told->node) : NULL;
}

/* ---- sentences ------------------------------------------------------------------------------------------------- */

/* A whole number with commas between thousands. */
static void write_count(FILE *stream, int64_t count)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, count);
    for (int i = 0; i < length; ++i) {
        fprintf(stream, "%s%c", i > 0 && (length - i) % 3 == 0 ? "," : "", digits[i]);
    }
}

static void write_counted(FILE *stream, int64_t count, const char *what)
{
    write_count(stream, count);
    fprintf(stream, " %s%s", what, count == 1 ? "" : "s");
}

/* What stands for a name between braces. */
static void write_word(const hr_story *story, const hr_told *told, const char *name, FILE *stream)
{
    const struct {
        const char *name;
        const char *text;
    } names[] = {
        {"state", hr_story_state(story, told)},
        {"threat", hr_story_threat(story, told)},
        {"vendor", hr_story_vendor(story, told)},
        {"operator", hr_story_operator(story, told)},
        {"role", hr_story_role(told)},
        {"node", hr_story_node(story, told)},
        {"mitigation", hr_story_mitigation(told)},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
        if (strcmp(names[i].name, name) == 0 && names[i].text != NULL) {
            fputs(names[i].text, stream);
            return;
        }
    }
    if (strcmp(name, "nodes") == 0) {
        write_counted(stream, told->count, "node");
    } else if (strcmp(name, "spares") == 0) {
        write_counted(stream, told->count, "spare");
    } else if (strcmp(name, "count") == 0) {
        write_count(stream, told->count);
    } else if (strcmp(name, "exposed") == 0) {
        write_count(stream, told->exposed);
    } else if (strcmp(name, "due") == 0) {
        fprintf(stream, "%.1f", told->due_hours);
    } else {
        fprintf(stream, "{%s}", name); /* a row of the table is wrong: a test looks for it */
    }
}

void hr_story_say(const hr_story *story, const hr_told *told, FILE *stream)
{
    const hr_told_form *form = &hr_told_forms[told->kind];
    const char *at = form->summary != NULL && told->is_sum ? form->summary : form->sentence;
    while (*at != 0) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        char name[32];
        if (end == NULL) {
            fputc(*at++, stream);
            continue;
        }
        snprintf(name, sizeof name, "%.*s", (int)(end - at - 1), at + 1);
        write_word(story, told, name, stream);
        at = end + 1;
    }
}
