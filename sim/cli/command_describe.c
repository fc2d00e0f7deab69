/* hedgerow describe: structural answers about a scenario, exact and in a second, without random trials. */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli/command.h"
#include "sim/cli/description.h"
#include "sim/engine/names.h"

typedef hr_status (*print_function)(const hr_description *description, FILE *stream, hr_error *error);

static const struct {
    const char *name;
    print_function print;
} FORMATS[] = {
    {"text", hr_description_print_text},
    {"csv", hr_description_print_csv},
    {"json", hr_description_print_json},
};
enum { FORMAT_COUNT = sizeof FORMATS / sizeof *FORMATS };

typedef struct {
    const char *scenario;
    const char *case_name;
    print_function print;
    hr_override_list overrides;
} options;

static const struct argp_option OPTIONS[] = {
    {"case", 'c', "CASE", 0, "Only this case (default: all)", 0},
    {"set", 's', "PATH=VALUE", 0, "Set a key of the scenario, as in cases.plus-zte.changes.0.share=0.3", 0},
    {"format", 'f', "FORMAT", 0, "text (default), csv or json", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'c':
        o->case_name = argument;
        return 0;
    case 's':
        if (!hr_override_add(&o->overrides, argument)) {
            argp_error(state, "--set takes PATH=VALUE, at most %d times", HR_OVERRIDES_MAX);
        }
        return 0;
    case 'f':
        o->print = NULL;
        for (int i = 0; i < FORMAT_COUNT; ++i) {
            o->print = strcmp(argument, FORMATS[i].name) == 0 ? FORMATS[i].print : o->print;
        }
        if (o->print == NULL) {
            argp_error(state, "--format takes text, csv or json, not `%s`", argument);
        }
        return 0;
    case ARGP_KEY_ARG:
        if (o->scenario != NULL) {
            argp_error(state, "one scenario at a time");
        }
        o->scenario = argument;
        return 0;
    case ARGP_KEY_END:
        if (o->scenario == NULL) {
            argp_error(state, "which scenario?");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static hr_status find_case(const hr_scenario *scenario, const char *name, int *index, hr_error *error)
{
    const char *names[HR_CASES_MAX];
    *index = HR_NO_INDEX;
    for (uint32_t c = 0; c < scenario->case_count; ++c) {
        names[c] = scenario->cases[c].name;
        if (name != NULL && strcmp(name, names[c]) == 0) {
            *index = (int)c;
        }
    }
    if (name == NULL || *index != HR_NO_INDEX) {
        return HR_OK;
    }
    const char *nearest = hr_nearest_name(name, names, scenario->case_count);
    char known[HR_ERROR_TEXT_SIZE / 2] = "";
    for (uint32_t c = 0; c < scenario->case_count; ++c) {
        size_t length = strlen(known);
        snprintf(known + length, sizeof known - length, "%s%s", c > 0 ? ", " : "", names[c]);
    }
    return hr_error_set(error, HR_BAD_INPUT, "the scenario has no case `%.64s`%s%s%s; it has %s", name,
                        nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
                        nearest != NULL ? "`" : "", known);
}

static hr_status describe(const hr_scenario *scenario, const options *o, hr_error *error)
{
    hr_world world;
    hr_description description;
    int case_index = HR_NO_INDEX;
    hr_status status = find_case(scenario, o->case_name, &case_index, error);
    if (status != HR_OK) {
        return status;
    }
    status = hr_world_init(&world, scenario, error);
    if (status != HR_OK) {
        return status;
    }
    status = hr_description_init(&description, &world, case_index, error);
    if (status == HR_OK) {
        status = o->print(&description, stdout, error);
        hr_description_free(&description);
    }
    hr_world_free(&world);
    return status;
}

const struct argp hr_command_describe_argp = {
    OPTIONS,
    parse,
    "SCENARIO",
    "Describe a scenario's network and who made what in it: totals, vendor mixes, concentration by vendor and by "
    "state, and who keeps each service when everything of one vendor, one state or two vendors is out at once. "
    "Exact, without random trials. `-` reads standard input.",
    NULL,
    NULL,
    NULL,
};

int hr_command_describe(int argc, char **argv)
{
    options o = {.print = hr_description_print_text};
    hr_scenario *scenario = NULL;
    hr_diagnostics diagnostics = {0};
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_describe_argp, argc, argv, 0, NULL, &o);
    hr_status status = hr_scenario_read(&scenario, o.scenario, NULL, o.overrides.items, o.overrides.count,
                                        &diagnostics);
    hr_command_print_diagnostics(&diagnostics);
    hr_diagnostics_free(&diagnostics);
    if (status != HR_OK) {
        return hr_error_exit_status(status);
    }
    status = describe(scenario, &o, &error);
    if (status != HR_OK) {
        if (status == HR_BAD_INPUT && error.file[0] == 0) {
            snprintf(error.file, sizeof error.file, "%.*s", (int)sizeof error.file - 1, scenario->file);
        }
        hr_error_print(&error, stderr);
    }
    hr_scenario_free(scenario);
    return hr_error_exit_status(status);
}
