/* hedgerow run: a scenario to a result file. The replications first, then its studies, each in batches that outlive an
 * interruption; then one assembly. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/study.h"
#include "sim/cli/command.h"
#include "sim/cli/run_precision.h"

enum { BATCH_SIZE = 20, PATH_SIZE = HR_RESULTS_PATH_SIZE, IDENTITY_SIZE = 512, KEY_NO_CHECKS = 256 };

typedef struct {
    const char *scenario;
    const char *output;
    long replications; /* 0: as the scenario says */
    long threads;      /* 0: one per processor */
    bool has_seed;
    unsigned long long seed;
    bool resume;
    bool quiet;
    bool no_checks;
    hr_override_list overrides;
} options;

static const struct argp_option OPTIONS[] = {
    {"output", 'o', "FILE", 0, "Result file (default: the scenario's name with .h5, here)", 0},
    {"replications", 'n', "N", 0, "Exactly so many replications, in place of the scenario's", 0},
    {"threads", 't', "N", 0, "Threads (default: one per processor); the result does not depend on it", 0},
    {"seed", 'S', "N", 0, "Seed, in place of the scenario's", 0},
    {"set", 's', "PATH=VALUE", 0, "Set a key of the scenario, as in cases.plus-zte.changes.0.share=0.3", 0},
    {"resume", 'r', NULL, 0, "Go on with an interrupted run", 0},
    {"no-assumption-checks", KEY_NO_CHECKS, NULL, 0, "Leave out the runs at the ends of assumed ranges", 0},
    {"quiet", 'q', NULL, 0, "No progress", 0},
    {0},
};

static long parse_count(struct argp_state *state, const char *name, const char *text, long most)
{
    char *end = NULL;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != 0 || number < 1 || number > most) {
        argp_error(state, "%s takes a whole number from 1 to %ld, not `%s`", name, most, text);
    }
    return number;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    char *end = NULL;
    switch (key) {
    case 'o':
        o->output = argument;
        return 0;
    case 'n':
        o->replications = parse_count(state, "--replications", argument, 100000000);
        return 0;
    case 't':
        o->threads = parse_count(state, "--threads", argument, 1024);
        return 0;
    case 'S':
        errno = 0;
        o->seed = strtoull(argument, &end, 10);
        o->has_seed = true;
        if (errno != 0 || end == argument || *end != 0 || argument[0] == '-' || o->seed > 1ull << 53) {
            argp_error(state, "--seed takes a whole number from 0 to 2^53, not `%s`", argument);
        }
        return 0;
    case 's':
        if (!hr_override_add(&o->overrides, argument)) {
            argp_error(state, "--set takes PATH=VALUE, at most %d times", HR_OVERRIDES_MAX);
        }
        return 0;
    case 'r':
        o->resume = true;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case KEY_NO_CHECKS:
        o->no_checks = true;
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

/* ---- running --------------------------------------------------------------------------------------------------- */

/* What the driver is told of one folder of parts. */
typedef struct {
    char folder[PATH_SIZE];
    char identity[IDENTITY_SIZE];
    hr_monte_carlo_options options;
} stage;

typedef struct {
    const options *options;
    hr_scenario *scenario;
    char output[PATH_SIZE];
    char parts[PATH_SIZE];
    int threads;
    hr_progress progress;
    hr_world world;
    hr_experiment experiment;
    hr_run_precision precision; /* when the scenario asks for one */
    hr_study studies[HR_STUDY_FORM_COUNT];
    stage stages[1 + HR_STUDY_FORM_COUNT]; /* the replications, then the studies */
} run;

static hr_status make_folder(const char *folder, hr_error *error)
{
    return mkdir(folder, 0777) != 0 && errno != EEXIST
               ? hr_error_set(error, HR_BAD_INPUT, "cannot make the folder %s: %s", folder, strerror(errno))
               : HR_OK;
}

/* Finds out at once, not after the work, that the result could not be written. */
static hr_status try_output(const run *r, hr_error *error)
{
    hr_results results;
    struct stat found;
    if (stat(r->output, &found) == 0 && !S_ISREG(found.st_mode)) {
        return hr_error_set(error, HR_BAD_INPUT, "cannot write %s: it is not a regular file", r->output);
    }
    hr_status status = hr_results_create(&results, r->output, error);
    hr_results_discard(&results);
    return status;
}

static void plan_stage(run *r, stage *s, const char *folder, uint32_t replications, uint32_t batch_size)
{
    snprintf(s->folder, sizeof s->folder, "%.*s/%s", PATH_SIZE - 64, r->parts, folder);
    s->options = (hr_monte_carlo_options){
        .parts_folder = s->folder,
        .identity = s->identity,
        .replications = replications,
        .batch_size = batch_size,
        .threads = r->threads,
        .resume = r->options->resume,
        .stop = &hr_command_stop,
        .progress = &r->progress,
    };
}

static bool has_work(const hr_study *study)
{
    return hr_study_driver_replications(study) > 0;
}

/* Makes the studies and finds out that all their points can be. */
static hr_status plan_studies(run *r, hr_error *error)
{
    hr_status status = HR_OK;
    hr_progress progress;
    for (int i = 0; i < HR_STUDY_FORM_COUNT && status == HR_OK; ++i) {
        hr_study *study = &r->studies[i];
        status = hr_study_forms[i].init(study, &r->world, error);
        if (status == HR_OK) {
            hr_study_identity(study, r->stages[1 + i].identity, IDENTITY_SIZE);
            plan_stage(r, &r->stages[1 + i], study->name, (uint32_t)hr_study_driver_replications(study),
                       study->batch_size);
        }
        if (status == HR_OK && has_work(study)) {
            hr_progress_begin(&progress, r->options->quiet ? NULL : stderr, "points tried", study->tried_count);
            progress.is_fleeting = true;
            study->progress = &progress;
            status = hr_study_try(study, r->threads, &hr_command_stop, error);
            study->progress = NULL;
            hr_progress_end(&progress);
        }
    }
    return status;
}

/* Runs the replications: all, or until enough is known. */
static hr_status run_replications(run *r, hr_error *error)
{
    hr_monte_carlo_options *o = &r->stages[0].options;
    bool has_rule = r->scenario->precision.is_there;
    uint32_t reached = o->replications;
    hr_status status = hr_monte_carlo_run_until(&r->experiment.model, o, has_rule ? &r->precision.stopping : NULL,
                                                &reached, error);
    if (status == HR_OK) {
        o->replications = reached;
        r->scenario->replications = reached;
    }
    return status;
}

static hr_status run_stages(run *r, hr_error *error)
{
    uint64_t total = r->stages[0].options.replications;
    for (int i = 0; i < HR_STUDY_FORM_COUNT; ++i) {
        total += hr_study_driver_replications(&r->studies[i]);
    }
    hr_progress_begin(&r->progress, r->options->quiet ? NULL : stderr, "replications", total);
    hr_status status = run_replications(r, error);
    for (int i = 0; i < HR_STUDY_FORM_COUNT && status == HR_OK; ++i) {
        if (has_work(&r->studies[i])) {
            status = hr_monte_carlo_run(&r->studies[i].model, &r->stages[1 + i].options, error);
        }
    }
    hr_progress_end(&r->progress);
    return status;
}

static hr_status write_study(run *r, int i, hr_results *results, hr_error *error)
{
    double *numbers = NULL;
    if (!has_work(&r->studies[i])) {
        return HR_OK;
    }
    hr_status status = hr_study_collect(&r->studies[i], &r->stages[1 + i].options, &numbers, error);
    if (status == HR_OK) {
        status = hr_study_forms[i].write(&r->studies[i], numbers, results, error);
    }
    free(numbers);
    return status;
}

static hr_status write_result(run *r, hr_error *error)
{
    hr_results results;
    hr_status status = hr_results_create(&results, r->output, error);
    if (status == HR_OK) {
        status = hr_monte_carlo_assemble(&r->experiment.model, &r->stages[0].options, &results, error);
    }
    if (status == HR_OK) {
        status = hr_experiment_describe(&r->experiment, &results, error);
    }
    if (status == HR_OK && r->scenario->precision.is_there) {
        status = hr_run_precision_write(&r->precision, &r->scenario->precision, &results, error);
    }
    for (int i = 0; i < HR_STUDY_FORM_COUNT && status == HR_OK; ++i) {
        status = write_study(r, i, &results, error);
    }
    if (status == HR_OK) {
        status = hr_results_commit(&results, error);
    }
    hr_results_discard(&results);
    return status;
}

static void clean_parts(run *r)
{
    for (int i = 0; i < 1 + HR_STUDY_FORM_COUNT; ++i) {
        if (i == 0 || has_work(&r->studies[i - 1])) {
            hr_monte_carlo_clean(&r->stages[i].options);
        }
    }
    rmdir(r->parts);
}

static uint32_t greatest_replications(const hr_scenario *scenario)
{
    bool has_maximum = scenario->precision.is_there && scenario->precision.maximum > 0;
    return has_maximum ? scenario->precision.maximum : scenario->replications;
}

/* Plans, replications, studies, assembly. The folders of a finished run are removed. */
static hr_status run_in_world(run *r, hr_error *error)
{
    hr_status status = hr_experiment_init(&r->experiment, &r->world, error);
    if (status == HR_OK) {
        hr_experiment_identity(r->scenario, r->stages[0].identity, IDENTITY_SIZE);
        plan_stage(r, &r->stages[0], "replications", greatest_replications(r->scenario), BATCH_SIZE);
        status = try_output(r, error);
    }
    if (status == HR_OK && r->scenario->precision.is_there) {
        status = hr_run_precision_init(&r->precision, &r->experiment, r->stages[0].options.replications, BATCH_SIZE,
                                       error);
    }
    if (status == HR_OK) {
        status = plan_studies(r, error);
    }
    if (status == HR_OK) {
        status = make_folder(r->parts, error);
    }
    if (status == HR_OK) {
        status = run_stages(r, error);
    }
    if (status == HR_OK) {
        status = write_result(r, error);
    }
    if (status == HR_OK) {
        clean_parts(r);
    }
    for (int i = 0; i < HR_STUDY_FORM_COUNT; ++i) {
        hr_study_free(&r->studies[i]);
    }
    hr_run_precision_free(&r->precision);
    hr_experiment_free(&r->experiment);
    return status;
}

static hr_status run_all(run *r, hr_error *error)
{
    hr_status status = hr_world_init(&r->world, r->scenario, error);
    if (status == HR_OK) {
        status = run_in_world(r, error);
        hr_world_free(&r->world);
    } else if (status == HR_BAD_INPUT && error->file[0] == 0) {
        snprintf(error->file, sizeof error->file, "%.*s", (int)sizeof error->file - 1, r->scenario->file);
    }
    return status;
}

/* ---- command --------------------------------------------------------------------------------------------------- */

static hr_status name_files(run *r, hr_error *error)
{
    const char *output = r->options->output;
    if (output != NULL) {
        snprintf(r->output, sizeof r->output, "%s", output);
    } else {
        const char *slash = strrchr(r->scenario->file, '/');
        const char *name = strcmp(r->scenario->file, "-") == 0 ? "result"
                           : slash != NULL                     ? slash + 1
                                                               : r->scenario->file;
        size_t length = strlen(name);
        length -= length > 5 && strcmp(name + length - 5, ".yaml") == 0 ? 5 : 0;
        snprintf(r->output, sizeof r->output, "%.*s.h5", (int)length, name);
    }
    int length = snprintf(r->parts, sizeof r->parts, "%s.parts", r->output);
    return length < (int)sizeof r->parts - 64
               ? HR_OK
               : hr_error_set(error, HR_BAD_INPUT, "the path of the result file is too long");
}

static void choose_numbers(run *r)
{
    const options *o = r->options;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    r->threads = (int)(o->threads > 0 ? o->threads : processors > 0 ? processors : 1);
    if (o->replications > 0) {
        r->scenario->replications = (uint32_t)o->replications;
        r->scenario->precision.is_there = false; /* so many and no others */
    }
    if (r->scenario->assumption_replications > r->scenario->replications) {
        r->scenario->assumption_replications = r->scenario->replications; /* a short trial is short as a whole */
    }
    if (r->scenario->sensitivity.replications > r->scenario->replications) {
        r->scenario->sensitivity.replications = r->scenario->replications;
    }
    if (o->no_checks) {
        r->scenario->assumption_replications = 0;
    }
    if (o->has_seed) {
        r->scenario->seed = o->seed;
    }
}

const struct argp hr_command_run_argp = {
    OPTIONS,
    parse,
    "SCENARIO",
    "Run a scenario and write its result file. Finished batches are kept in FILE.parts, so that "
    "an interrupted run goes on with --resume. `-` reads standard input.",
    NULL,
    NULL,
    NULL,
};

int hr_command_run(int argc, char **argv)
{
    options o = {0};
    run *r = calloc(1, sizeof *r);
    hr_diagnostics diagnostics = {0};
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_run_argp, argc, argv, 0, NULL, &o);
    if (r == NULL) {
        return hr_error_exit_status(HR_FAILED);
    }
    r->options = &o;
    hr_status status = hr_scenario_read(&r->scenario, o.scenario, NULL, o.overrides.items, o.overrides.count,
                                        &diagnostics);
    hr_command_print_diagnostics(&diagnostics);
    hr_diagnostics_free(&diagnostics);
    if (status == HR_OK) {
        choose_numbers(r);
        status = name_files(r, &error);
        if (status == HR_OK) {
            hr_command_catch_signals();
            status = run_all(r, &error);
        }
        if (status != HR_OK) {
            hr_error_print(&error, stderr);
        }
        if (status == HR_INTERRUPTED) {
            fprintf(stderr, "To go on: the same command with --resume\n");
        }
    }
    hr_scenario_free(r->scenario);
    free(r);
    return hr_error_exit_status(status);
}
