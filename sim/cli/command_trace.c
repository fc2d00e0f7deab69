/* hedgerow trace: single replications, replayed exactly, as a readable timeline or as JSON lines. */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/experiment.h"
#include "sim/cli/command.h"
#include "sim/cli/trace.h"
#include "sim/engine/names.h"

enum { KEY_RESULT = 256, KEY_WORST, KEY_ALL, KEY_SUMMARY };
enum { SHORT_STORY = 100 }; /* entries of a text that nobody needs summed up */

typedef struct {
    const char *scenario;
    const char *case_name;
    const char *result;
    bool has_replication;
    unsigned long replication;
    unsigned long worst;
    bool has_seed;
    unsigned long long seed;
    uint32_t arm; /* of ARM_NAMES */
    bool is_json;
    bool is_whole;
    bool is_summary;
    hr_override_list overrides;
} options;

static const char *const ARM_NAMES[HR_ARM_COUNT] = {"mitigated", "unmitigated"};
static const uint32_t ARMS[HR_ARM_COUNT] = {HR_ARM_MITIGATED, HR_ARM_UNMITIGATED};

static const struct argp_option OPTIONS[] = {
    {"case", 'c', "CASE", 0, "Case (default, with --worst: all)", 0},
    {"arm", 'a', "ARM", 0, "mitigated (default) or unmitigated", 0},
    {"replication", 'k', "K", 0, "Number of the replication, from 0", 0},
    {"result", KEY_RESULT, "FILE", 0, "Result file of the scenario: what is replayed must be what it says", 0},
    {"worst", KEY_WORST, "N", 0, "The N replications of the result that lose most headline user-hours", 0},
    {"seed", 'S', "N", 0, "Seed, in place of the scenario's", 0},
    {"set", 's', "PATH=VALUE", 0, "Set a key of the scenario, as in cases.plus-zte.changes.0.share=0.3", 0},
    {"format", 'f', "FORMAT", 0, "text (default) or json, one object a line", 0},
    {"all", KEY_ALL, NULL, 0,
     "Everything that happens to single nodes and spares (default of json, and of short texts)", 0},
    {"summary", KEY_SUMMARY, NULL, 0, "Nodes and spares counted between other events (default of text)", 0},
    {0},
};

static unsigned long long parse_whole(struct argp_state *state, const char *name, const char *text,
                                      unsigned long long least, unsigned long long most)
{
    char *end = NULL;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != 0 || text[0] == '-' || number < least || number > most) {
        argp_error(state, "%s takes a whole number from %llu to %llu, not `%s`", name, least, most, text);
    }
    return number;
}

static void check_usage(struct argp_state *state, const options *o)
{
    if (o->scenario == NULL) {
        argp_error(state, "which scenario?");
    }
    if (o->has_replication == (o->worst > 0)) {
        argp_error(state, "which replication? --replication K, or --worst N with --result FILE");
    }
    if (o->worst > 0 && o->result == NULL) {
        argp_error(state, "--worst N of which result? --result FILE");
    }
    if (o->has_replication && o->case_name == NULL) {
        argp_error(state, "which case? --case CASE");
    }
    if (o->is_whole && o->is_summary) {
        argp_error(state, "--all or --summary, not both");
    }
}

static void parse_choice(struct argp_state *state, int key, const char *argument, options *o)
{
    static const char *const formats[] = {"text", "json"};
    const char *const *names = key == 'a' ? ARM_NAMES : formats;
    int number = strcmp(argument, names[0]) == 0 ? 0 : strcmp(argument, names[1]) == 0 ? 1 : -1;
    if (number < 0) {
        argp_error(state, "%s takes %s or %s, not `%s`", key == 'a' ? "--arm" : "--format", names[0], names[1],
                   argument);
    }
    if (key == 'a') {
        o->arm = (uint32_t)number;
    } else {
        o->is_json = number == 1;
    }
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'c':
        o->case_name = argument;
        return 0;
    case 'a':
    case 'f':
        parse_choice(state, key, argument, o);
        return 0;
    case 'k':
        o->replication = (unsigned long)parse_whole(state, "--replication", argument, 0, UINT32_MAX);
        o->has_replication = true;
        return 0;
    case KEY_RESULT:
        o->result = argument;
        return 0;
    case KEY_WORST:
        o->worst = (unsigned long)parse_whole(state, "--worst", argument, 1, UINT32_MAX);
        return 0;
    case 'S':
        o->seed = parse_whole(state, "--seed", argument, 0, 1ull << 53);
        o->has_seed = true;
        return 0;
    case 's':
        if (!hr_override_add(&o->overrides, argument)) {
            argp_error(state, "--set takes PATH=VALUE, at most %d times", HR_OVERRIDES_MAX);
        }
        return 0;
    case KEY_ALL:
        o->is_whole = true;
        return 0;
    case KEY_SUMMARY:
        o->is_summary = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->scenario != NULL) {
            argp_error(state, "one scenario at a time");
        }
        o->scenario = argument;
        return 0;
    case ARGP_KEY_END:
        check_usage(state, o);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- the result file ------------------------------------------------------------------------------------------- */

/* Lost headline user-hours of all replications. */
typedef struct {
    double *lost; /* [replication][case][arm]; NULL: no result was given */
    size_t replications;
    size_t cases;
} losses;

static hr_status check_attribute(const hr_results *results, const options *o, const char *name, const char *ours,
                                 const char *what, hr_error *error)
{
    char *theirs = NULL;
    hr_status status = hr_results_read_attribute_text(results, NULL, name, &theirs, error);
    if (status == HR_OK && strcmp(theirs, ours) != 0) {
        status = hr_error_set(error, HR_BAD_INPUT,
                              "%s is not a result of this scenario: %s (its %s is %.12s..., here it is %.12s...)",
                              o->result, what, name, theirs, ours);
    }
    free(theirs);
    return status;
}

static hr_status check_result(const hr_results *results, const hr_scenario *scenario, const options *o, hr_error *error)
{
    int64_t seed = 0;
    hr_status status = check_attribute(results, o, "scenario_sha256", scenario->sha256,
                                       "the text differs, or what --set changes in it", error);
    if (status == HR_OK) {
        status = check_attribute(results, o, "places_sha256", scenario->places_sha256, "its places differ", error);
    }
    if (status == HR_OK) {
        status = check_attribute(results, o, "network_sha256", scenario->network_sha256,
                                 "a file of its network differs", error);
    }
    if (status == HR_OK) {
        status = hr_results_read_attribute_integer(results, NULL, "seed", &seed, error);
    }
    if (status == HR_OK && seed != (int64_t)scenario->seed) {
        status = hr_error_set(error, HR_BAD_INPUT, "%s was run with seed %lld, not %llu: say --seed %lld", o->result,
                              (long long)seed, (unsigned long long)scenario->seed, (long long)seed);
    }
    return status;
}

static hr_status read_losses(losses *l, const hr_scenario *scenario, const options *o, hr_error *error)
{
    static const char *const variable = "lost_headline_user_hours";
    hr_results results = {0};
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    size_t count = 0;
    int dimensions = 0;
    hr_status status = hr_results_open(&results, o->result, error);
    if (status != HR_OK) {
        return status;
    }
    status = check_result(&results, scenario, o, error);
    if (status == HR_OK) {
        status = hr_results_shape(&results, variable, &dimensions, lengths, error);
    }
    if (status == HR_OK && (dimensions != 3 || lengths[1] != scenario->case_count || lengths[2] != HR_ARM_COUNT)) {
        status = hr_error_set(error, HR_BAD_INPUT, "%s: %s has not one number for each replication, case and arm",
                              o->result, variable);
    }
    if (status == HR_OK) {
        status = hr_results_read(&results, variable, &l->lost, &count, error);
    }
    if (status == HR_OK) {
        l->replications = lengths[0];
        l->cases = lengths[1];
    }
    hr_results_close(&results);
    return status;
}

static double loss_of(const losses *l, uint32_t replication, uint32_t case_index, uint32_t arm)
{
    return l->lost[(replication * l->cases + case_index) * HR_ARM_COUNT + arm];
}

/* ---- what is replayed ------------------------------------------------------------------------------------------ */

typedef struct {
    double lost;
    uint32_t replication;
    uint32_t case_index;
} choice;

/* Most first; of the same loss, the earlier replication, then the earlier case. */
static int compare_choices(const void *left, const void *right)
{
    const choice *a = left;
    const choice *b = right;
    if (a->lost != b->lost) {
        return a->lost > b->lost ? -1 : 1;
    }
    if (a->replication != b->replication) {
        return a->replication < b->replication ? -1 : 1;
    }
    return (a->case_index > b->case_index) - (a->case_index < b->case_index);
}

static hr_status find_case(const hr_scenario *scenario, const char *name, int *index, hr_error *error)
{
    hr_names names;
    hr_scenario_case_names(scenario, &names);
    *index = HR_NO_INDEX;
    for (size_t c = 0; c < names.count && name != NULL; ++c) {
        *index = strcmp(name, names.items[c]) == 0 ? (int)c : *index;
    }
    if (name == NULL || *index != HR_NO_INDEX) {
        return HR_OK;
    }
    const char *nearest = hr_nearest_name(name, names.items, names.count);
    char known[HR_ERROR_TEXT_SIZE / 2] = "";
    for (size_t c = 0; c < names.count; ++c) {
        size_t length = strlen(known);
        snprintf(known + length, sizeof known - length, "%s%s", c > 0 ? ", " : "", names.items[c]);
    }
    return hr_error_set(error, HR_BAD_INPUT, "the scenario has no case `%.64s`%s%s%s; it has %s", name,
                        nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
                        nearest != NULL ? "`" : "", known);
}

static hr_status choose_worst(const losses *l, const options *o, int only_case, choice **choices, size_t *count,
                              hr_error *error)
{
    *choices = malloc((l->replications * l->cases + 1) * sizeof **choices);
    if (*choices == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu replications", l->replications);
    }
    *count = 0;
    for (uint32_t k = 0; k < l->replications; ++k) {
        for (uint32_t c = 0; c < l->cases; ++c) {
            double lost = loss_of(l, k, c, o->arm);
            if ((only_case == HR_NO_INDEX || only_case == (int)c) && !isnan(lost)) { /* NaN: unfinished */
                (*choices)[(*count)++] = (choice){lost, k, c};
            }
        }
    }
    if (*count == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "%s has no replication", o->result);
    }
    qsort(*choices, *count, sizeof **choices, compare_choices);
    *count = *count < o->worst ? *count : o->worst;
    return HR_OK;
}

static hr_status choose_one(const losses *l, const hr_scenario *scenario, const options *o, int case_index,
                            choice **choices, size_t *count, hr_error *error)
{
    size_t most = l->lost != NULL ? l->replications : scenario->replications;
    if (o->replication >= most) {
        return hr_error_set(error, HR_BAD_INPUT, "replication %lu is out of range: %s has 0 to %zu%s", o->replication,
                            l->lost != NULL ? o->result : "the scenario", most - 1,
                            l->lost != NULL ? "" : " (--set replications=N for more)");
    }
    *choices = malloc(sizeof **choices);
    if (*choices == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory");
    }
    **choices = (choice){NAN, (uint32_t)o->replication, (uint32_t)case_index};
    *count = 1;
    return HR_OK;
}

/* ---- replaying ------------------------------------------------------------------------------------------------- */

static hr_status check_loss(const hr_story *story, const losses *l, const choice *what, const options *o,
                            hr_error *error)
{
    double theirs = l->lost != NULL ? loss_of(l, what->replication, what->case_index, o->arm) : 0;
    if (l->lost == NULL || theirs == story->lost_headline_user_hours) { /* neither is a NaN or below zero */
        return HR_OK;
    }
    return hr_error_set(error, HR_FAILED,
                        "replication %u loses %.17g user-hours here and %.17g in %s, which another version of the "
                        "program must have written",
                        what->replication, story->lost_headline_user_hours, theirs, o->result);
}

static hr_status print(const hr_story *story, const hr_trace_head *head, const options *o, hr_error *error)
{
    hr_trace_print how = o->is_json ? hr_trace_print_json : hr_trace_print_text;
    bool is_whole = o->is_json || story->count <= SHORT_STORY;
    if (o->is_whole || (is_whole && !o->is_summary)) {
        return how(story, head, stdout, error);
    }
    hr_story summary;
    hr_status status = hr_story_summarise(story, &summary, error);
    if (status == HR_OK) {
        status = how(&summary, head, stdout, error);
        hr_story_free(&summary);
    }
    return status;
}

static hr_status replay(hr_replication *r, const losses *l, const choice *what, uint32_t rank, const options *o,
                        hr_error *error)
{
    hr_trace_head head = {.case_name = r->world->scenario->cases[what->case_index].name,
                          .arm_name = ARM_NAMES[o->arm],
                          .replication = what->replication,
                          .result = o->result,
                          .rank = rank};
    hr_story story;
    hr_status status = hr_story_record(&story, r, what->case_index, ARMS[o->arm], what->replication, error);
    if (status != HR_OK) {
        return status;
    }
    status = check_loss(&story, l, what, o, error);
    if (status == HR_OK && rank > 1 && !o->is_json) {
        putchar('\n');
    }
    status = status == HR_OK ? print(&story, &head, o, error) : status;
    hr_story_free(&story);
    return status;
}

static hr_status replay_all(const hr_scenario *scenario, const losses *l, const choice *choices, size_t count,
                            const options *o, hr_error *error)
{
    hr_world world;
    hr_replication *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a replication");
    }
    hr_status status = hr_world_init(&world, scenario, error);
    if (status == HR_OK) {
        status = hr_replication_init(r, &world, error);
        for (size_t i = 0; i < count && status == HR_OK; ++i) {
            status = replay(r, l, &choices[i], o->worst > 0 ? (uint32_t)i + 1 : 0, o, error);
        }
        hr_replication_free(r);
        hr_world_free(&world);
    }
    free(r);
    return status;
}

static hr_status trace(const hr_scenario *scenario, const options *o, hr_error *error)
{
    losses l = {0};
    choice *choices = NULL;
    size_t count = 0;
    int case_index = HR_NO_INDEX;
    hr_status status = find_case(scenario, o->case_name, &case_index, error);
    if (status == HR_OK && o->result != NULL) {
        status = read_losses(&l, scenario, o, error);
    }
    if (status == HR_OK) {
        status = o->worst > 0 ? choose_worst(&l, o, case_index, &choices, &count, error)
                              : choose_one(&l, scenario, o, case_index, &choices, &count, error);
    }
    if (status == HR_OK) {
        status = replay_all(scenario, &l, choices, count, o, error);
    }
    free(choices);
    free(l.lost);
    return status;
}

const struct argp hr_command_trace_argp = {
    OPTIONS,
    parse,
    "SCENARIO",
    "Replay single replications exactly: who ordered what and who obeyed, what passed and what was found, what fell, "
    "what was isolated, restored, replaced and supplied, and the users served after each step. `-` reads standard "
    "input.",
    NULL,
    NULL,
    NULL,
};

int hr_command_trace(int argc, char **argv)
{
    options o = {0};
    hr_scenario *scenario = NULL;
    hr_diagnostics diagnostics = {0};
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_trace_argp, argc, argv, 0, NULL, &o);
    hr_status status = hr_scenario_read(&scenario, o.scenario, NULL, o.overrides.items, o.overrides.count,
                                        &diagnostics);
    hr_command_print_diagnostics(&diagnostics);
    hr_diagnostics_free(&diagnostics);
    if (status != HR_OK) {
        return hr_error_exit_status(status);
    }
    scenario->seed = o.has_seed ? o.seed : scenario->seed;
    status = trace(scenario, &o, &error);
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
    }
    hr_scenario_free(scenario);
    return hr_error_exit_status(status);
}
