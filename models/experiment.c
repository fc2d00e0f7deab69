/* The record of a replication and how it is filled. See experiment.h; the rest of the file: experiment_file.c. */
#include "models/experiment.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the record ------------------------------------------------------------------------------------------------ */

enum {
    DIMENSION_CASE,
    DIMENSION_ARM,
    DIMENSION_SERVICE,
    DIMENSION_OPERATOR,
    DIMENSION_THRESHOLD,
    DIMENSION_RESTORED,
    DIMENSION_TIME,
    DIMENSION_REGION,
    DIMENSION_COUNT,
};

static double first_discovery(const hr_replication *r)
{
    return r->counts.first_discovery_hours;
}
static double peak_lost_share(const hr_replication *r)
{
    return (double)r->metrics.peak_out / (double)r->metrics.headline_users;
}
static double peak_time(const hr_replication *r)
{
    return r->metrics.peak_time_hours;
}
static double nodes_implanted(const hr_replication *r)
{
    return r->counts.implanted;
}
static double nodes_triggered(const hr_replication *r)
{
    return r->counts.triggered;
}
static double nodes_disabled(const hr_replication *r)
{
    return r->counts.disabled;
}
static double nodes_failed(const hr_replication *r)
{
    return r->counts.failed;
}
static double nodes_bricked(const hr_replication *r)
{
    return r->counts.bricked;
}
static double nodes_isolated(const hr_replication *r)
{
    return r->counts.isolated;
}
static double nodes_repaired(const hr_replication *r)
{
    return r->recovery.repaired;
}
static double nodes_replaced(const hr_replication *r)
{
    return r->recovery.replaced;
}
static double nodes_of_another_vendor(const hr_replication *r)
{
    return r->recovery.other_vendor;
}
static double spares_used(const hr_replication *r)
{
    double spares = 0;
    for (int k = 0; k < HR_ROLE_COUNT; ++k) {
        spares += r->recovery.effort.spares_used[k];
    }
    return spares;
}
static double nodes_swapped(const hr_replication *r)
{
    return r->programme.swapped;
}
static double engineer_hours(const hr_replication *r)
{
    return r->recovery.effort.engineer_hours;
}
static double crew_hours(const hr_replication *r)
{
    return r->recovery.effort.crew_hours;
}
static double restoration_cost(const hr_replication *r)
{
    return hr_costs_restoration(&r->world->scenario->costs, &r->recovery.effort);
}
static double lost_service_cost(const hr_replication *r)
{
    return hr_costs_lost_service(&r->world->scenario->costs, hr_metrics_headline_lost(&r->metrics));
}
static double lost_calls(const hr_replication *r)
{
    const hr_scenario *scenario = r->world->scenario;
    double calls = 0;
    for (uint32_t s = 0; s < scenario->service_count; ++s) {
        for (uint32_t o = 0; o < r->world->network.operator_count; ++o) {
            calls += scenario->services[s].calls_per_user_hour * r->metrics.lost_user_hours[s][o];
        }
    }
    return calls;
}
static double events(const hr_replication *r)
{
    return (double)r->counts.events;
}
static double lost_headline(const hr_replication *r)
{
    return hr_metrics_headline_lost(&r->metrics);
}

/* One number for each (case, arm). Adding a metric is adding a row. */
typedef struct {
    const char *name;
    const char *units;
    const char *long_name;
    double (*get)(const hr_replication *replication);
} scalar_metric;

static const scalar_metric SCALARS[] = {
    {"lost_headline_user_hours", "h", "user-hours lost, summed over headline services and operators", lost_headline},
    {"peak_lost_share", "1", "largest share of headline users without service", peak_lost_share},
    {"peak_time_hours", "h", "time of the largest loss; NaN: nothing was lost", peak_time},
    {"time_to_discovery_hours", "h", "time of the first discovery of a vendor that had not struck before; NaN: never",
     first_discovery},
    {"nodes_implanted", "1", "nodes with an implant at the attack, or at the horizon", nodes_implanted},
    {"nodes_triggered", "1", "implanted nodes in service at the attack", nodes_triggered},
    {"nodes_disabled", "1", "times that attacks put nodes out of service", nodes_disabled},
    {"nodes_failed", "1", "times that nodes failed without an attack", nodes_failed},
    {"nodes_bricked", "1", "of both, times that a node needed new hardware", nodes_bricked},
    {"nodes_isolated", "1", "nodes isolated by their operators", nodes_isolated},
    {"nodes_repaired", "1", "nodes restored or cleaned by software", nodes_repaired},
    {"nodes_replaced", "1", "nodes restored with new hardware", nodes_replaced},
    {"nodes_replaced_by_other_vendor", "1", "of these, from stocks that another vendor filled",
     nodes_of_another_vendor},
    {"spares_used", "1", "spares taken from stock", spares_used},
    {"nodes_swapped", "1", "nodes that a replacement programme has replaced", nodes_swapped},
    {"engineer_hours", "h", "hours worked by remote engineers", engineer_hours},
    {"crew_hours", "h", "hours worked by field crews", crew_hours},
    {"restoration_cost", "currency", "cost of hours worked and new hardware; NaN: the scenario says no costs",
     restoration_cost},
    {"lost_service_cost", "currency", "worth of the lost headline user-hours; NaN: the scenario says no costs",
     lost_service_cost},
    {"calls_lost", "1", "expected calls that could not be made, over services with a rate of calls", lost_calls},
    {"events", "1", "events processed", events},
};
enum { SCALAR_COUNT = sizeof SCALARS / sizeof *SCALARS };
const int hr_experiment_scalar_count = SCALAR_COUNT;

enum {
    VARIABLE_LOST = SCALAR_COUNT,
    VARIABLE_ABOVE,
    VARIABLE_RESTORED,
    VARIABLE_SERVED,
    VARIABLE_REGION,
    /* from here on only when some threat of the scenario can expose users */
    VARIABLE_EXPOSED_HEADLINE,
    VARIABLE_EXPOSED,
    VARIABLE_COUNT,
};

struct hr_experiment_tables {
    hr_record_dimension dimensions[DIMENSION_COUNT];
    hr_record_variable variables[VARIABLE_COUNT];
    const char *case_names[HR_CASES_MAX];
    const char *service_names[HR_SERVICES_MAX];
    const char *operator_names[HR_OPERATORS_MAX];
    double *cell_middles;
    double *region_numbers;
};

static const uint32_t ARMS[HR_ARM_COUNT] = {HR_ARM_MITIGATED, HR_ARM_UNMITIGATED};
static const char *const ARM_NAMES[HR_ARM_COUNT] = {"mitigated", "unmitigated"};

static hr_record_variable variable(const char *name, const char *units, const char *long_name, int more, int d2, int d3)
{
    hr_record_variable v = {name, units, long_name, 2 + more, {DIMENSION_CASE, DIMENSION_ARM, d2, d3}, 0, 0};
    return v;
}

/* Whether exposed users are kept as one more single number, after all the others. */
static bool has_exposed_scalar(const hr_experiment *e)
{
    return e->scope.scalar_count == SCALAR_COUNT && e->world->has_exposure;
}

static void lay_out(hr_experiment *e)
{
    const hr_world *world = e->world;
    const hr_scenario *scenario = world->scenario;
    struct hr_experiment_tables *t = e->tables;
    for (uint32_t c = 0; c < e->scope.case_count; ++c) {
        t->case_names[c] = scenario->cases[e->scope.cases[c]].name;
    }
    for (uint32_t s = 0; s < scenario->service_count; ++s) {
        t->service_names[s] = scenario->services[s].name;
    }
    for (uint32_t o = 0; o < world->network.operator_count; ++o) {
        t->operator_names[o] = world->network.operator_names[o];
    }
    double width = scenario->horizon_hours / scenario->time_cells;
    for (uint32_t k = 0; k < scenario->time_cells; ++k) {
        t->cell_middles[k] = (k + 0.5) * width;
    }
    for (uint32_t k = 0; k < world->network.region_count; ++k) {
        t->region_numbers[k] = k;
    }
    t->dimensions[DIMENSION_CASE] = (hr_record_dimension){"case", e->scope.case_count, t->case_names, NULL,
                                                          NULL,   "network case"};
    t->dimensions[DIMENSION_ARM] = (hr_record_dimension){
        "arm", e->scope.arm_count, e->scope.arm_names, NULL, NULL, "with and without the mitigations under test"};
    t->dimensions[DIMENSION_SERVICE] = (hr_record_dimension){
        "service", scenario->service_count, t->service_names, NULL, NULL, "service"};
    t->dimensions[DIMENSION_OPERATOR] = (hr_record_dimension){
        "operator", world->network.operator_count, t->operator_names, NULL, NULL, "operator"};
    t->dimensions[DIMENSION_THRESHOLD] = (hr_record_dimension){
        "threshold", HR_THRESHOLD_COUNT, NULL, hr_metrics_thresholds, "1", "share of headline users without service"};
    t->dimensions[DIMENSION_RESTORED] = (hr_record_dimension){
        "restored", HR_RESTORED_COUNT, NULL, hr_metrics_restored, "1", "share of the largest loss that is restored"};
    t->dimensions[DIMENSION_TIME] = (hr_record_dimension){"time", scenario->time_cells,     NULL, t->cell_middles,
                                                          "h",    "middle of the time cell"};
    t->dimensions[DIMENSION_REGION] = (hr_record_dimension){
        "region", world->network.region_count, NULL, t->region_numbers, NULL, "reporting region"};
    for (int k = 0; k < SCALAR_COUNT; ++k) {
        t->variables[k] = variable(SCALARS[k].name, SCALARS[k].units, SCALARS[k].long_name, 0, 0, 0);
    }
    t->variables[VARIABLE_LOST] = variable("lost_user_hours", "h", "user-hours lost, exact integral over the horizon",
                                           2, DIMENSION_SERVICE, DIMENSION_OPERATOR);
    t->variables[VARIABLE_ABOVE] = variable("hours_above_threshold", "h",
                                            "time with more than the share of headline users without service", 1,
                                            DIMENSION_THRESHOLD, 0);
    t->variables[VARIABLE_RESTORED] = variable("time_to_restore_hours", "h",
                                               "time from the largest loss until the share of it is restored; NaN: not "
                                               "within the horizon, or nothing was lost",
                                               1, DIMENSION_RESTORED, 0);
    t->variables[VARIABLE_SERVED] = variable("served_users", "1", "users served, exact average over the time cell", 2,
                                             DIMENSION_SERVICE, DIMENSION_TIME);
    t->variables[VARIABLE_REGION] = variable("region_lost_headline_user_hours", "h",
                                             "user-hours lost in a region over headline services for want of a path, "
                                             "before what functions have room for",
                                             1, DIMENSION_REGION, 0);
    t->variables[VARIABLE_EXPOSED_HEADLINE] = variable(
        "exposed_headline_user_hours", "h", "user-hours exposed, summed over headline services and operators", 0, 0, 0);
    t->variables[VARIABLE_EXPOSED] = variable("exposed_user_hours", "h",
                                              "user-hours with a compromised node on the primary path, exact integral "
                                              "over the horizon",
                                              2, DIMENSION_SERVICE, DIMENSION_OPERATOR);
    int count = world->has_exposure ? VARIABLE_COUNT : VARIABLE_EXPOSED_HEADLINE;
    e->layout = (hr_record_layout){t->dimensions, DIMENSION_COUNT, t->variables, count, 0};
    if (e->scope.scalar_count > 0) {
        e->layout.dimension_count = DIMENSION_ARM + 1;
        e->layout.variable_count = e->scope.scalar_count;
        if (has_exposed_scalar(e)) {
            t->variables[e->layout.variable_count++] = t->variables[VARIABLE_EXPOSED_HEADLINE];
        }
    }
    hr_record_layout_finish(&e->layout);
}

/* ---- workers --------------------------------------------------------------------------------------------------- */

typedef struct {
    const hr_experiment *experiment;
    hr_replication replication;
} experiment_worker;

static hr_status worker_init(const void *model, void **result, hr_error *error)
{
    const hr_experiment *experiment = model;
    experiment_worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a worker");
    }
    worker->experiment = experiment;
    hr_status status = hr_replication_init(&worker->replication, experiment->world, error);
    if (status != HR_OK) {
        free(worker);
        return status;
    }
    *result = worker;
    return HR_OK;
}

static void worker_free(void *data)
{
    experiment_worker *worker = data;
    hr_replication_free(&worker->replication);
    free(worker);
}

/* Where the numbers of a variable for (case, arm) begin. */
static double *place(const hr_experiment *e, double *record, int v, uint32_t setting)
{
    const hr_record_variable *layout = &e->layout.variables[v];
    return record + layout->offset + setting * (layout->length / (e->scope.case_count * e->scope.arm_count));
}

static void fill(const hr_experiment *e, const hr_replication *r, uint32_t setting, double *record)
{
    const hr_metrics *metrics = &r->metrics;
    uint32_t operators = e->world->network.operator_count;
    uint32_t cells = metrics->cell_count;
    double width = metrics->horizon_hours / cells;
    bool is_whole = e->scope.scalar_count == 0;
    for (int k = 0; k < (is_whole ? SCALAR_COUNT : e->scope.scalar_count); ++k) {
        *place(e, record, k, setting) = SCALARS[k].get(r);
    }
    if (has_exposed_scalar(e)) {
        *place(e, record, SCALAR_COUNT, setting) = hr_metrics_headline_exposed(metrics);
    }
    if (!is_whole) {
        return;
    }
    for (uint32_t s = 0; s < e->world->scenario->service_count; ++s) {
        for (uint32_t o = 0; o < operators; ++o) {
            place(e, record, VARIABLE_LOST, setting)[s * operators + o] = metrics->lost_user_hours[s][o];
        }
        for (uint32_t k = 0; k < cells; ++k) {
            place(e, record, VARIABLE_SERVED, setting)[s * cells + k] = metrics->served_hours[s * cells + k] / width;
        }
    }
    memcpy(place(e, record, VARIABLE_REGION, setting), metrics->region_lost_user_hours,
           metrics->region_count * sizeof(double));
    memcpy(place(e, record, VARIABLE_ABOVE, setting), metrics->hours_above, sizeof metrics->hours_above);
    memcpy(place(e, record, VARIABLE_RESTORED, setting), metrics->restored_after_hours,
           sizeof metrics->restored_after_hours);
}

static void fill_exposed(const hr_experiment *e, const hr_metrics *metrics, uint32_t setting, double *record)
{
    uint32_t operators = e->world->network.operator_count;
    *place(e, record, VARIABLE_EXPOSED_HEADLINE, setting) = hr_metrics_headline_exposed(metrics);
    for (uint32_t s = 0; s < e->world->scenario->service_count; ++s) {
        for (uint32_t o = 0; o < operators; ++o) {
            place(e, record, VARIABLE_EXPOSED, setting)[s * operators + o] = metrics->exposed_user_hours[s][o];
        }
    }
}

hr_status hr_experiment_replicate(const hr_experiment *e, hr_replication *r, uint32_t number, double *record,
                                  hr_error *error)
{
    uint32_t arms = e->scope.arm_count;
    for (uint32_t setting = 0; setting < e->scope.case_count * arms; ++setting) {
        hr_setting what = {e->scope.cases[setting / arms], e->scope.arms[setting % arms]};
        hr_status status = hr_replication_run(r, &what, number, error);
        if (status != HR_OK) {
            return status;
        }
        fill(e, r, setting, record);
        if (e->world->has_exposure && e->scope.scalar_count == 0) {
            fill_exposed(e, &r->metrics, setting, record);
        }
    }
    return HR_OK;
}

static hr_status replicate(void *data, uint32_t number, double *record, hr_error *error)
{
    experiment_worker *worker = data;
    return hr_experiment_replicate(worker->experiment, &worker->replication, number, record, error);
}

/* ---- whole ----------------------------------------------------------------------------------------------------- */

hr_experiment_scope hr_experiment_whole(const hr_scenario *scenario)
{
    hr_experiment_scope scope = {
        .case_count = scenario->case_count, .arm_count = HR_ARM_COUNT, .arms = ARMS, .arm_names = ARM_NAMES};
    for (uint32_t c = 0; c < scenario->case_count; ++c) {
        scope.cases[c] = c;
    }
    return scope;
}

hr_status hr_experiment_init_scope(hr_experiment *e, const hr_world *world, const hr_experiment_scope *scope,
                                   hr_error *error)
{
    assert(scope->scalar_count >= 0 && scope->scalar_count <= SCALAR_COUNT);
    memset(e, 0, sizeof *e);
    e->world = world;
    e->scope = *scope;
    e->tables = calloc(1, sizeof *e->tables);
    if (e->tables != NULL) {
        e->tables->cell_middles = calloc(world->scenario->time_cells, sizeof *e->tables->cell_middles);
        e->tables->region_numbers = calloc((size_t)world->network.region_count + 1, sizeof(double));
    }
    if (e->tables == NULL || e->tables->cell_middles == NULL || e->tables->region_numbers == NULL) {
        hr_experiment_free(e);
        return hr_error_set(error, HR_FAILED, "out of memory for the experiment");
    }
    lay_out(e);
    e->model = (hr_model){e, &e->layout, worker_init, replicate, worker_free};
    return HR_OK;
}

hr_status hr_experiment_init(hr_experiment *e, const hr_world *world, hr_error *error)
{
    hr_experiment_scope whole = hr_experiment_whole(world->scenario);
    return hr_experiment_init_scope(e, world, &whole, error);
}

void hr_experiment_free(hr_experiment *e)
{
    if (e->tables != NULL) {
        free(e->tables->cell_middles);
        free(e->tables->region_numbers);
        free(e->tables);
    }
    memset(e, 0, sizeof *e);
}
