/* A run, in steps that all its ranks take together: after each they agree on how it went, so that none waits for one
 * that has given up. The first rank alone speaks, tries the output, and writes the result. See run.h. */
#include "sim/cli/run.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/study.h"
#include "sim/cli/run_missing.h"
#include "sim/cli/run_precision.h"
#include "sim/engine/ranks.h"

enum {
    BATCH_SIZE = 20,
    PATH_SIZE = HR_RESULTS_PATH_SIZE,
    IDENTITY_SIZE = 512,
    STAGE_COUNT = 1 + HR_STUDY_FORM_COUNT,
};

/* ---- the run ----------------------------------------------------------------------------------------------------- */

/* What the driver is told of one folder of parts. */
typedef struct {
    const char *name;
    const hr_model *model;
    char folder[PATH_SIZE];
    char identity[IDENTITY_SIZE];
    hr_monte_carlo_options options;
} stage;

typedef struct {
    const hr_run_options *options;
    hr_ranks ranks;
    hr_scenario *scenario;
    char output[PATH_SIZE];
    char parts[PATH_SIZE];
    int threads;
    hr_progress progress;
    bool has_world;
    hr_world world;
    hr_experiment experiment;
    hr_run_precision precision; /* when the scenario asks for one */
    hr_study studies[HR_STUDY_FORM_COUNT];
    stage stages[STAGE_COUNT]; /* the replications, then the studies; those without a model have nothing to run */
} run;

static bool is_shard(const run *r)
{
    return r->options->shard_count > 0;
}

static bool is_first(const run *r)
{
    return r->ranks.number == 0;
}

static hr_status agree(void *context, hr_status status, hr_error *error)
{
    const run *r = context;
    return hr_ranks_agree(&r->ranks, status, error);
}

static bool is_called_off(void *context)
{
    const run *r = context;
    return hr_ranks_is_called_off(&r->ranks);
}

/* ---- reading and choosing ---------------------------------------------------------------------------------------- */

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

/* Processors for this process: its part of the machine's, and none that the launcher has kept from it. */
static int count_processors(const hr_ranks *ranks)
{
    cpu_set_t allowed;
    long count = sysconf(_SC_NPROCESSORS_ONLN) / ranks->on_host;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0 && CPU_COUNT(&allowed) < count) {
        count = CPU_COUNT(&allowed);
    }
    return count > 0 ? (int)count : 1;
}

static void choose_numbers(run *r)
{
    const hr_run_options *o = r->options;
    r->threads = o->threads > 0 ? (int)o->threads : count_processors(&r->ranks);
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

static hr_status read_scenario(run *r, hr_error *error)
{
    const hr_run_options *o = r->options;
    hr_diagnostics diagnostics = {0};
    if (r->ranks.count > 1 && is_shard(r)) {
        return hr_error_set(error, HR_BAD_INPUT, "%d ranks cannot run one shard: start a process for each shard",
                            r->ranks.count);
    }
    if (r->ranks.count > 1 && strcmp(o->scenario, "-") == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "standard input reaches one of %d ranks alone: name a scenario file",
                            r->ranks.count);
    }
    hr_status status = hr_scenario_read(&r->scenario, o->scenario, NULL, o->overrides.items, o->overrides.count,
                                        &diagnostics);
    if (status != HR_OK) {
        hr_error_set(error, status, "cannot read the scenario");
    }
    if (status != HR_OK && diagnostics.count > 0) {
        *error = diagnostics.items[--diagnostics.count]; /* told last, by whoever speaks */
    }
    if (is_first(r)) {
        hr_command_print_diagnostics(&diagnostics);
    }
    hr_diagnostics_free(&diagnostics);
    if (status != HR_OK) {
        return status;
    }
    choose_numbers(r);
    if (r->scenario->precision.is_there && (is_shard(r) || o->is_merge)) {
        return hr_error_set(
            error, HR_BAD_INPUT,
            "the scenario's `precision` needs all replications in one place, so its run cannot be cut into "
            "shards: give their number with -n to each of them and to merge");
    }
    return name_files(r, error);
}

/* ---- planning ---------------------------------------------------------------------------------------------------- */

static hr_monte_carlo_share share_of(run *r)
{
    if (is_shard(r)) {
        return (hr_monte_carlo_share){.number = (uint32_t)r->options->shard - 1,
                                      .count = (uint32_t)r->options->shard_count};
    }
    if (r->ranks.count > 1) {
        return (hr_monte_carlo_share){.number = (uint32_t)r->ranks.number,
                                      .count = (uint32_t)r->ranks.count,
                                      .agree = agree,
                                      .is_called_off = is_called_off,
                                      .context = r};
    }
    return (hr_monte_carlo_share){.count = 1};
}

static void plan_stage(run *r, stage *s, const char *name, const hr_model *model, uint32_t replications,
                       uint32_t batch_size)
{
    s->name = name;
    s->model = model;
    snprintf(s->folder, sizeof s->folder, "%.*s/%s", PATH_SIZE - 64, r->parts, name);
    s->options = (hr_monte_carlo_options){
        .parts_folder = s->folder,
        .identity = s->identity,
        .replications = replications,
        .batch_size = batch_size,
        .threads = r->threads,
        .resume = r->options->resume || is_shard(r), /* beside what other shards have left there */
        .stop = &hr_command_stop,
        .progress = &r->progress,
        .share = share_of(r),
    };
}

static bool has_work(const hr_study *study)
{
    return hr_study_driver_replications(study) > 0;
}

static uint32_t greatest_replications(const hr_scenario *scenario)
{
    bool has_maximum = scenario->precision.is_there && scenario->precision.maximum > 0;
    return has_maximum ? scenario->precision.maximum : scenario->replications;
}

static hr_status plan_studies(run *r, hr_error *error)
{
    hr_status status = HR_OK;
    for (int i = 0; i < HR_STUDY_FORM_COUNT && status == HR_OK; ++i) {
        hr_study *study = &r->studies[i];
        stage *s = &r->stages[1 + i];
        status = hr_study_forms[i].init(study, &r->world, error);
        if (status == HR_OK && has_work(study)) {
            hr_study_identity(study, s->identity, IDENTITY_SIZE);
            plan_stage(r, s, study->name, &study->model, (uint32_t)hr_study_driver_replications(study),
                       study->batch_size);
        }
    }
    return status;
}

static hr_status make_world(run *r, hr_error *error)
{
    hr_status status = hr_world_init(&r->world, r->scenario, error);
    r->has_world = status == HR_OK;
    if (status == HR_BAD_INPUT && error->file[0] == 0) {
        snprintf(error->file, sizeof error->file, "%.*s", (int)sizeof error->file - 1, r->scenario->file);
    }
    if (status == HR_OK) {
        status = hr_experiment_init(&r->experiment, &r->world, error);
    }
    if (status == HR_OK) {
        hr_experiment_identity(r->scenario, r->stages[0].identity, IDENTITY_SIZE);
        plan_stage(r, &r->stages[0], "replications", &r->experiment.model, greatest_replications(r->scenario),
                   BATCH_SIZE);
    }
    if (status == HR_OK && r->scenario->precision.is_there) {
        status = hr_run_precision_init(&r->precision, &r->experiment, r->stages[0].options.replications, BATCH_SIZE,
                                       error);
    }
    return status == HR_OK ? plan_studies(r, error) : status;
}

/* Whoever starts ranks can give each of them other arguments, whose batches must not come into one result. */
static hr_status compare_ranks(run *r, hr_error *error)
{
    char text[STAGE_COUNT * (IDENTITY_SIZE + 16)];
    size_t used = 0;
    for (int i = 0; i < STAGE_COUNT; ++i) {
        const stage *s = &r->stages[i];
        used += (size_t)snprintf(text + used, sizeof text - used, "%s %u\n", s->identity, s->options.replications);
    }
    return hr_ranks_has_same(&r->ranks, text)
               ? HR_OK
               : hr_error_set(error, HR_BAD_INPUT, "not all ranks were given the same scenario and options");
}

/* ---- finding out at once, not after the work --------------------------------------------------------------------- */

/* That the result could be written. A shard does not write it, and others may be trying the same. */
static hr_status try_output(const run *r, hr_error *error)
{
    hr_results results;
    struct stat found;
    if (stat(r->output, &found) == 0 && !S_ISREG(found.st_mode)) {
        return hr_error_set(error, HR_BAD_INPUT, "cannot write %s: it is not a regular file", r->output);
    }
    if (is_shard(r)) {
        return HR_OK;
    }
    hr_status status = hr_results_create(&results, r->output, error);
    hr_results_discard(&results);
    return status;
}

/* That all points of the studies can be; a merge has it from the shards, unless it needs what their worlds are like. */
static hr_status try_points(run *r, hr_error *error)
{
    hr_status status = HR_OK;
    hr_progress progress;
    for (int i = 0; i < HR_STUDY_FORM_COUNT && status == HR_OK; ++i) {
        hr_study *study = &r->studies[i];
        if (!has_work(study) || (r->options->is_merge && !study->has_structure)) {
            continue;
        }
        hr_progress_begin(&progress, r->options->quiet ? NULL : stderr, "points tried", study->tried_count);
        progress.is_fleeting = true;
        study->progress = &progress;
        status = hr_study_try(study, r->threads, &hr_command_stop, error);
        study->progress = NULL;
        hr_progress_end(&progress);
    }
    return status;
}

static hr_status find_parts(const run *r, hr_error *error)
{
    struct stat found;
    return stat(r->parts, &found) != 0
               ? hr_error_set(error, HR_BAD_INPUT, "cannot merge %s: %s (it is what `hedgerow run --shard` leaves)",
                              r->parts, strerror(errno))
               : HR_OK;
}

static hr_status make_parts(const run *r, hr_error *error)
{
    return mkdir(r->parts, 0777) != 0 && errno != EEXIST
               ? hr_error_set(error, HR_BAD_INPUT, "cannot make the folder %s: %s", r->parts, strerror(errno))
               : HR_OK;
}

static hr_status try_all(run *r, hr_error *error)
{
    if (!is_first(r)) {
        return HR_OK;
    }
    hr_status status = r->options->is_merge ? find_parts(r, error) : HR_OK;
    if (status == HR_OK) {
        status = try_output(r, error);
    }
    if (status == HR_OK) {
        status = try_points(r, error);
    }
    return status == HR_OK && !r->options->is_merge ? make_parts(r, error) : status;
}

/* ---- running ----------------------------------------------------------------------------------------------------- */

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

static void begin_progress(run *r)
{
    char label[sizeof r->progress.label] = "replications";
    uint64_t total = 0;
    for (int i = 0; i < STAGE_COUNT; ++i) {
        total += r->stages[i].model != NULL ? hr_monte_carlo_share_size(&r->stages[i].options) : 0;
    }
    if (is_shard(r)) {
        snprintf(label, sizeof label, "replications of shard %ld/%ld", r->options->shard, r->options->shard_count);
    } else if (r->ranks.count > 1) {
        snprintf(label, sizeof label, "replications of one in %d ranks", r->ranks.count);
    }
    hr_progress_begin(&r->progress, r->options->quiet || !is_first(r) ? NULL : stderr, label, total);
}

static hr_status run_stages(run *r, hr_error *error)
{
    begin_progress(r);
    hr_status status = run_replications(r, error);
    for (int i = 1; i < STAGE_COUNT && status == HR_OK; ++i) {
        if (r->stages[i].model != NULL) {
            status = hr_monte_carlo_run(r->stages[i].model, &r->stages[i].options, error);
        }
    }
    hr_progress_end(&r->progress);
    return status;
}

static hr_status find_batches(const run *r, hr_error *error)
{
    hr_run_folder folders[STAGE_COUNT];
    size_t count = 0;
    for (int i = 0; i < STAGE_COUNT && is_first(r); ++i) {
        const stage *s = &r->stages[i];
        if (s->model != NULL) {
            folders[count++] = (hr_run_folder){s->name, s->model, &s->options};
        }
    }
    return hr_run_find_missing(folders, count, r->parts, error);
}

static hr_status fill_folders(run *r, hr_error *error)
{
    return r->options->is_merge ? find_batches(r, error) : run_stages(r, error);
}

/* ---- ending ------------------------------------------------------------------------------------------------------ */

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

/* Assembles, and removes the folders of a finished run. */
static hr_status finish(run *r, hr_error *error)
{
    if (is_shard(r) || !is_first(r)) {
        return HR_OK;
    }
    hr_status status = write_result(r, error);
    for (int i = 0; i < STAGE_COUNT && status == HR_OK; ++i) {
        if (r->stages[i].model != NULL) {
            hr_monte_carlo_clean(&r->stages[i].options);
        }
    }
    if (status == HR_OK) {
        rmdir(r->parts); /* stays when somebody else keeps something there */
    }
    return status;
}

static hr_status (*const STEPS[])(run *r, hr_error *error) = {read_scenario, make_world,   compare_ranks,
                                                              try_all,       fill_folders, finish};

static hr_status run_steps(run *r, hr_error *error)
{
    hr_status status = HR_OK;
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS && status == HR_OK; ++i) {
        if (i == 1) {
            hr_command_catch_signals(); /* until here Ctrl-C ends the program, and there is nothing to keep */
        }
        status = hr_ranks_agree(&r->ranks, STEPS[i](r, error), error);
    }
    return status;
}

static void free_run(run *r)
{
    for (int i = 0; i < HR_STUDY_FORM_COUNT; ++i) {
        hr_study_free(&r->studies[i]);
    }
    hr_run_precision_free(&r->precision);
    hr_experiment_free(&r->experiment);
    if (r->has_world) {
        hr_world_free(&r->world);
    }
    hr_scenario_free(r->scenario);
    free(r);
}

int hr_run(const hr_run_options *options)
{
    run *r = calloc(1, sizeof *r);
    hr_error error = {0};
    if (r == NULL) {
        return hr_error_exit_status(HR_FAILED);
    }
    r->options = options;
    hr_status status = hr_ranks_begin(&r->ranks, &error);
    if (status == HR_OK) {
        status = run_steps(r, &error);
    }
    if (status != HR_OK && is_first(r)) {
        hr_error_print(&error, stderr);
    }
    if (status == HR_INTERRUPTED && is_first(r)) {
        fprintf(stderr, "To go on: the same command%s\n", is_shard(r) || options->is_merge ? "" : " with --resume");
    }
    hr_ranks_end(&r->ranks);
    free_run(r);
    return hr_error_exit_status(status);
}
