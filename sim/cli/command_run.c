/* hedgerow run: a scenario to a result file. The replications first, then the ends of every assumption's range, each
 * in batches that outlive an interruption; then one assembly. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/experiment.h"
#include "sim/cli/assumption_ends.h"
#include "sim/cli/command.h"

/* Probes are few replications: small batches, so that no thread waits for the last. */
enum { BATCH_SIZE = 20, PROBE_BATCH_SIZE = 5, PATH_SIZE = HR_RESULTS_PATH_SIZE, KEY_NO_CHECKS = 256 };

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
    {"replications", 'n', "N", 0, "Replications, in place of the scenario's", 0},
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

typedef struct {
    const options *options;
    hr_scenario *scenario;
    char output[PATH_SIZE];
    char parts[PATH_SIZE];
    char main_parts[PATH_SIZE];
    char identity[256];
    int threads;
    hr_progress progress;
    hr_turn *turns;
    size_t turn_count;
} run;

static hr_monte_carlo_options base_options(run *r, const char *folder, uint32_t replications)
{
    return (hr_monte_carlo_options){
        .parts_folder = folder,
        .identity = r->identity,
        .replications = replications,
        .batch_size = BATCH_SIZE,
        .threads = r->threads,
        .resume = r->options->resume,
        .stop = &hr_command_stop,
        .progress = &r->progress,
    };
}

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

enum { PROBE_FOLDER_SIZE = PATH_SIZE + HR_ERROR_PATH_SIZE + 8 };

static void probe_folder(const run *r, const hr_assumption *assumption, int bound, char folder[PROBE_FOLDER_SIZE])
{
    snprintf(folder, PROBE_FOLDER_SIZE, "%s/%s.%s", r->parts, assumption->path, bound == 0 ? "low" : "high");
}

/* Runs the two claim cases with one assumption at one end of its range. */
static hr_status run_probe(run *r, const hr_world *base, const hr_assumption *assumption, int bound, double **lost,
                           hr_error *error)
{
    char folder[PROBE_FOLDER_SIZE];
    hr_scenario *scenario = NULL;
    hr_world world;
    hr_experiment probe;
    hr_status status = hr_end_read(r->scenario, &r->options->overrides, assumption, bound, &scenario, error);
    if (status == HR_OK) {
        status = hr_end_make(assumption, scenario, base, &world, error);
    }
    if (status == HR_OK) {
        probe_folder(r, assumption, bound, folder);
        hr_monte_carlo_options o = base_options(r, folder, r->scenario->assumption_replications);
        o.batch_size = PROBE_BATCH_SIZE;
        status = hr_experiment_init_probe(&probe, &world, error);
        if (status == HR_OK) {
            status = hr_monte_carlo_run(&probe.model, &o, error);
        }
        if (status == HR_OK) {
            status = hr_monte_carlo_collect(&probe.model, &o, lost, error);
        }
        hr_experiment_free(&probe);
        hr_end_free(assumption, &world);
    }
    hr_scenario_free(scenario);
    return status;
}

static hr_status run_probes(run *r, const hr_world *base, hr_error *error)
{
    hr_status status = HR_OK;
    for (size_t i = 0; i < r->turn_count && status == HR_OK; ++i) {
        r->turns[i].assumption = &r->scenario->assumptions[i];
        for (int bound = 0; bound < 2 && status == HR_OK; ++bound) {
            status = run_probe(r, base, r->turns[i].assumption, bound, &r->turns[i].lost[bound], error);
        }
    }
    return status;
}

static hr_status write_result(run *r, const hr_experiment *experiment, const hr_monte_carlo_options *o, hr_error *error)
{
    hr_results results;
    hr_status status = hr_results_create(&results, r->output, error);
    if (status == HR_OK) {
        status = hr_monte_carlo_assemble(&experiment->model, o, &results, error);
    }
    if (status == HR_OK) {
        status = hr_experiment_describe(experiment, &results, error);
    }
    if (status == HR_OK) {
        status = hr_experiment_write_turns(r->scenario, r->turns, r->turn_count, r->scenario->assumption_replications,
                                           &results, error);
    }
    if (status == HR_OK) {
        status = hr_results_commit(&results, error);
    }
    hr_results_discard(&results);
    return status;
}

static void clean_parts(run *r)
{
    hr_monte_carlo_options o = base_options(r, r->main_parts, r->scenario->replications);
    hr_monte_carlo_clean(&o);
    for (size_t i = 0; i < r->turn_count; ++i) {
        for (int bound = 0; bound < 2; ++bound) {
            char folder[PROBE_FOLDER_SIZE];
            probe_folder(r, r->turns[i].assumption, bound, folder);
            o.parts_folder = folder;
            hr_monte_carlo_clean(&o);
        }
    }
    rmdir(r->parts);
}

/* Replications, probes, assembly. The folders of a finished run are removed. */
static hr_status run_all(run *r, hr_error *error)
{
    hr_world world;
    hr_experiment experiment;
    hr_status status = hr_world_init(&world, r->scenario, error);
    if (status != HR_OK) {
        if (status == HR_BAD_INPUT && error->file[0] == 0) {
            snprintf(error->file, sizeof error->file, "%.*s", (int)sizeof error->file - 1, r->scenario->file);
        }
        return status;
    }
    status = hr_experiment_init(&experiment, &world, error);
    if (status == HR_OK) {
        status = try_output(r, error);
    }
    if (status == HR_OK && r->turn_count > 0) {
        status = hr_ends_try(&world, &r->options->overrides, error);
    }
    if (status == HR_OK) {
        status = make_folder(r->parts, error);
    }
    if (status == HR_OK) {
        hr_monte_carlo_options o = base_options(r, r->main_parts, r->scenario->replications);
        uint64_t probes = (uint64_t)r->turn_count * 2 * r->scenario->assumption_replications;
        hr_progress_begin(&r->progress, r->options->quiet ? NULL : stderr, "replications",
                          r->scenario->replications + probes);
        status = hr_monte_carlo_run(&experiment.model, &o, error);
        if (status == HR_OK) {
            status = run_probes(r, &world, error);
        }
        hr_progress_end(&r->progress);
        if (status == HR_OK) {
            status = write_result(r, &experiment, &o, error);
        }
        if (status == HR_OK) {
            clean_parts(r);
        }
    }
    hr_experiment_free(&experiment);
    hr_world_free(&world);
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
    int longer = snprintf(r->main_parts, sizeof r->main_parts, "%s/replications", r->parts);
    bool is_short = length > 0 && longer < (int)sizeof r->main_parts - HR_ERROR_PATH_SIZE;
    return is_short ? HR_OK : hr_error_set(error, HR_BAD_INPUT, "the path of the result file is too long");
}

static void choose_numbers(run *r)
{
    const options *o = r->options;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    r->threads = (int)(o->threads > 0 ? o->threads : processors > 0 ? processors : 1);
    if (o->replications > 0) {
        r->scenario->replications = (uint32_t)o->replications;
    }
    if (r->scenario->assumption_replications > r->scenario->replications) {
        r->scenario->assumption_replications = r->scenario->replications; /* a short trial is short as a whole */
    }
    if (o->has_seed) {
        r->scenario->seed = o->seed;
    }
    const hr_claim *claim = &r->scenario->claim;
    bool has_claim = claim->same_state != HR_NO_INDEX && claim->other_state != HR_NO_INDEX;
    r->turn_count = has_claim && !o->no_checks && r->scenario->assumption_replications > 0
                        ? r->scenario->assumption_count
                        : 0;
    hr_experiment_identity(r->scenario, r->identity, sizeof r->identity);
}

int hr_command_run(int argc, char **argv)
{
    static const struct argp ARGP = {
        OPTIONS,
        parse,
        "SCENARIO",
        "Run a scenario and write its result file. Finished batches are kept in FILE.parts, so that "
        "an interrupted run goes on with --resume. `-` reads standard input.",
        NULL,
        NULL,
        NULL};
    options o = {0};
    run r = {.options = &o};
    hr_diagnostics diagnostics = {0};
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&ARGP, argc, argv, 0, NULL, &o);
    hr_status status = hr_scenario_read(&r.scenario, o.scenario, NULL, o.overrides.items, o.overrides.count,
                                        &diagnostics);
    hr_command_print_diagnostics(&diagnostics);
    hr_diagnostics_free(&diagnostics);
    if (status != HR_OK) {
        return hr_error_exit_status(status);
    }
    choose_numbers(&r);
    r.turns = calloc(r.scenario->assumption_count + 1, sizeof *r.turns);
    status = r.turns == NULL ? hr_error_set(&error, HR_FAILED, "out of memory") : name_files(&r, &error);
    if (status == HR_OK) {
        hr_command_catch_signals();
        status = run_all(&r, &error);
    }
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
    }
    if (status == HR_INTERRUPTED) {
        fprintf(stderr, "To go on: the same command with --resume\n");
    }
    for (size_t i = 0; i < r.scenario->assumption_count && r.turns != NULL; ++i) {
        free(r.turns[i].lost[0]);
        free(r.turns[i].lost[1]);
    }
    free(r.turns);
    hr_scenario_free(r.scenario);
    return hr_error_exit_status(status);
}
