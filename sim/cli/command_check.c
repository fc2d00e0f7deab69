/* hedgerow check: every mistake of a scenario file, then what its answer rests on. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "models/keys_print.h"
#include "models/study.h"
#include "sim/cli/command.h"

typedef struct {
    const char *scenario;
    hr_override_list overrides;
    void (*print)(FILE *stream); /* what is printed in place of a check */
} options;

enum { OPTION_SCHEMA = 256, OPTION_REFERENCE };

static const struct argp_option OPTIONS[] = {
    {"schema", OPTION_SCHEMA, NULL, 0, "Print the JSON Schema of scenario files, for editors; no SCENARIO then", 0},
    {"reference", OPTION_REFERENCE, NULL, 0, "Print every key of scenario files as Markdown; no SCENARIO then", 0},
    {"set", 's', "PATH=VALUE", 0, "Set a key of the scenario, as in cases.plus-zte.changes.0.share=0.3", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 's':
        if (!hr_override_add(&o->overrides, argument)) {
            argp_error(state, "--set takes PATH=VALUE, at most %d times", HR_OVERRIDES_MAX);
        }
        return 0;
    case OPTION_SCHEMA:
    case OPTION_REFERENCE:
        if (o->print != NULL) {
            argp_error(state, "the schema or the reference, one at a time");
        }
        o->print = key == OPTION_SCHEMA ? hr_keys_print_schema : hr_keys_print_reference;
        return 0;
    case ARGP_KEY_ARG:
        if (o->scenario != NULL) {
            argp_error(state, "one scenario at a time");
        }
        o->scenario = argument;
        return 0;
    case ARGP_KEY_END:
        if ((o->scenario == NULL) == (o->print == NULL)) {
            argp_error(state,
                       o->scenario == NULL ? "which scenario?" : "the schema and the reference are of no scenario");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_findings(const hr_scenario *scenario, const hr_world *world)
{
    printf("%s: no mistakes\n", scenario->file);
    printf("%u nodes, %u operators, %u vendors, %u states, %u cases, %u services\n", world->network.node_count,
           world->network.operator_count, scenario->vendor_count, scenario->state_count, scenario->case_count,
           scenario->service_count);
    for (uint32_t i = 0; i < world->notes.count; ++i) {
        printf("  %s\n", world->notes.texts[i]);
    }
    for (uint32_t c = 0; c < scenario->case_count; ++c) {
        printf("  case %s: %u nodes change vendor\n", scenario->cases[c].name, world->cases[c].changed);
    }
    for (uint32_t i = 0; scenario->file_network != NULL && i < scenario->file_network->import.note_count; ++i) {
        const hr_import_note *note = &scenario->file_network->import.notes[i];
        printf("  %s: %s\n", note->is_guess ? "guessed" : "noted", note->text);
    }
    printf("%zu assumptions with a range, %zu figures without a source\n", scenario->assumption_count,
           scenario->unsourced_count);
    for (size_t i = 0; i < scenario->unsourced_count; ++i) {
        hr_error_print(&scenario->unsourced[i], stdout);
    }
}

/* Makes all studies, also those that ask for no replications; one that cannot be is a mistake among others. */
static hr_status make_studies(hr_study studies[HR_STUDY_FORM_COUNT], const hr_world *world, hr_diagnostics *mistakes,
                              hr_error *error)
{
    hr_status status = HR_OK;
    memset(studies, 0, HR_STUDY_FORM_COUNT * sizeof *studies);
    for (int i = 0; i < HR_STUDY_FORM_COUNT && status != HR_FAILED; ++i) {
        hr_status found = hr_study_forms[i].init(&studies[i], world, error);
        if (found == HR_BAD_INPUT && !hr_diagnostics_keep(mistakes, error)) {
            found = hr_error_set(error, HR_FAILED, "out of memory for a mistake");
        }
        if (found != HR_OK) {
            hr_study_free(&studies[i]);
            status = found;
        }
    }
    return status;
}

static hr_status try_points(const hr_world *world, hr_diagnostics *mistakes, hr_error *error)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    hr_study studies[HR_STUDY_FORM_COUNT];
    hr_progress progress;
    uint64_t points = 0;
    hr_status status = make_studies(studies, world, mistakes, error);
    for (int i = 0; i < HR_STUDY_FORM_COUNT; ++i) {
        points += studies[i].tried_count;
    }
    hr_progress_begin(&progress, isatty(STDERR_FILENO) ? stderr : NULL, "points tried", points);
    progress.is_fleeting = true;
    for (int i = 0; i < HR_STUDY_FORM_COUNT && status != HR_FAILED; ++i) {
        studies[i].has_structure = false;
        studies[i].progress = &progress;
        studies[i].mistakes = mistakes;
        hr_status found = hr_study_try(&studies[i], processors > 0 ? (int)processors : 1, NULL, error);
        status = found != HR_OK ? found : status;
    }
    hr_progress_end(&progress);
    for (int i = 0; i < HR_STUDY_FORM_COUNT; ++i) {
        hr_study_free(&studies[i]);
    }
    return status;
}

/* What is wrong with a scenario beyond its text goes to `mistakes`; without any, prints what it is. */
static hr_status try_world(const hr_scenario *scenario, hr_diagnostics *mistakes, hr_error *error)
{
    hr_world world;
    hr_status status = hr_world_init_checked(&world, scenario, mistakes, error);
    if (status == HR_OK) {
        status = try_points(&world, mistakes, error);
        if (status == HR_OK) {
            print_findings(scenario, &world);
        }
        hr_world_free(&world);
    }
    if (error->file[0] == 0) {
        snprintf(error->file, sizeof error->file, "%.*s", (int)sizeof error->file - 1, scenario->file);
    }
    if (status == HR_BAD_INPUT && mistakes->count == 0 && !hr_diagnostics_keep(mistakes, error)) {
        return hr_error_set(error, HR_FAILED, "out of memory for a mistake");
    }
    return status;
}

static int print_keys(const options *o)
{
    hr_error error;
    o->print(stdout);
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return hr_error_exit_status(HR_OK);
    }
    hr_error_set(&error, HR_FAILED, "cannot write: %s", strerror(errno));
    hr_error_print(&error, stderr);
    return hr_error_exit_status(HR_FAILED);
}

const struct argp hr_command_check_argp = {
    OPTIONS,
    parse,
    "SCENARIO\n--schema\n--reference",
    "Report every mistake of a scenario file with file, line and column; then its size, its "
    "assumptions, and figures without a source. `-` reads standard input.",
    NULL,
    NULL,
    NULL,
};

int hr_command_check(int argc, char **argv)
{
    options o = {0};
    hr_scenario *scenario = NULL;
    hr_diagnostics diagnostics = {0};
    hr_error error = {0};
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_check_argp, argc, argv, 0, NULL, &o);
    if (o.print != NULL) {
        return print_keys(&o);
    }
    hr_status status = hr_scenario_read(&scenario, o.scenario, NULL, o.overrides.items, o.overrides.count,
                                        &diagnostics);
    if (status == HR_OK) {
        status = try_world(scenario, &diagnostics, &error);
        if (status == HR_FAILED) {
            hr_error_print(&error, stderr);
        }
    }
    hr_command_print_diagnostics(&diagnostics);
    if (diagnostics.count > 0) {
        fprintf(stderr, "%zu mistake%s\n", diagnostics.count, diagnostics.count == 1 ? "" : "s");
    }
    hr_scenario_free(scenario);
    hr_diagnostics_free(&diagnostics);
    return hr_error_exit_status(status);
}
