/* What a result file says besides the replications: attributes, network, vendors. See experiment.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/experiment_private.h"

void hr_experiment_identity(const hr_scenario *scenario, char *text, size_t size)
{
    snprintf(text, size, "hedgerow %s scenario %s places %s network %s seed %llu", HR_VERSION, scenario->sha256,
             scenario->places_sha256, scenario->network_sha256, (unsigned long long)scenario->seed);
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

static const char *name_of_case(const hr_scenario *scenario, int index)
{
    return index == HR_NO_INDEX ? "" : scenario->cases[index].name;
}

static hr_status write_attributes(const hr_scenario *scenario, hr_results *results, hr_error *error)
{
    const hr_claim *claim = &scenario->claim;
    const struct {
        const char *name;
        const char *text;
    } texts[] = {
        {"Conventions", "CF-1.8"},
        {"title", scenario->title},
        {"scenario_title", scenario->title},
        {"scenario_question", scenario->question},
        {"scenario_sha256", scenario->sha256},
        {"places_sha256", scenario->places_sha256},
        {"network_sha256", scenario->network_sha256},
        {"version", HR_VERSION},
        {"schema", "1"},
        {"baseline_case", name_of_case(scenario, claim->baseline)},
        {"claim_state", claim->state == HR_NO_INDEX ? "" : scenario->states[claim->state]},
        {"claim_same_state_case", name_of_case(scenario, claim->same_state)},
        {"claim_other_state_case", name_of_case(scenario, claim->other_state)},
        {"claim_removed_case", name_of_case(scenario, claim->removed)},
    };
    const char *text = scenario->text;
    hr_status status = HR_OK;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == HR_OK; ++i) {
        status = hr_results_attribute_text(results, NULL, texts[i].name, texts[i].text, error);
    }
    if (status == HR_OK) {
        status = hr_results_attribute_integer(results, NULL, "seed", (int64_t)scenario->seed, error);
    }
    if (status == HR_OK) {
        status = hr_results_attribute_integer(results, NULL, "replications_done", scenario->replications, error);
    }
    return status == HR_OK
               ? hr_results_write_texts(results, "scenario", NULL, &text, "the scenario file as it was run", error)
               : status;
}

/* ---- network --------------------------------------------------------------------------------------------------- */

static hr_status write_labels(hr_results *results, const char *name, size_t count, const char *const *labels,
                              const char *long_name, hr_error *error)
{
    return hr_results_has(results, name) ? HR_OK
                                         : hr_results_dimension_labels(results, name, count, labels, long_name, error);
}

static hr_status write_names(const hr_experiment *e, hr_results *results, hr_error *error)
{
    const hr_scenario *scenario = e->world->scenario;
    const char *roles[HR_ROLE_COUNT];
    const char *vendors[HR_VENDORS_MAX];
    const char *states[HR_STATES_MAX];
    for (int r = 0; r < HR_ROLE_COUNT; ++r) {
        roles[r] = hr_role_forms[r].name;
    }
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        vendors[v] = scenario->vendors[v].name;
    }
    for (uint32_t s = 0; s < scenario->state_count; ++s) {
        states[s] = scenario->states[s];
    }
    hr_status status = write_labels(results, "role", HR_ROLE_COUNT, roles, "role of a node", error);
    if (status == HR_OK) {
        status = write_labels(results, "vendor", scenario->vendor_count, vendors, "maker of equipment", error);
    }
    if (status == HR_OK) {
        status = write_labels(results, "state", scenario->state_count, states, "state", error);
    }
    if (status == HR_OK) {
        status = hr_results_dimension_values(results, "node", e->world->network.node_count, NULL, NULL, NULL, error);
    }
    return status;
}

typedef double (*node_value)(const hr_network *network, uint32_t node);
static double value_latitude(const hr_network *network, uint32_t n)
{
    return network->latitude[n];
}
static double value_longitude(const hr_network *network, uint32_t n)
{
    return network->longitude[n];
}
static int64_t value_users(const hr_network *network, uint32_t n)
{
    return network->users[n];
}
static int64_t value_role(const hr_network *network, uint32_t n)
{
    return network->role[n];
}
static int64_t value_operator(const hr_network *network, uint32_t n)
{
    return network->operator_id[n];
}
static int64_t value_region(const hr_network *network, uint32_t n)
{
    return network->region[n];
}

static int64_t value_sensitive(const hr_network *network, uint32_t node)
{
    return network->is_sensitive[node];
}

static hr_status write_nodes(const hr_network *network, hr_results *results, hr_error *error)
{
    static const char *const node[] = {"node"};
    static const struct {
        const char *name;
        const char *units;
        const char *long_name;
        node_value real;
        int64_t (*whole)(const hr_network *network, uint32_t node);
    } columns[] = {
        {"node_latitude", "degrees_north", "latitude", value_latitude, NULL},
        {"node_longitude", "degrees_east", "longitude", value_longitude, NULL},
        {"node_users", "1", "persons or lines served directly", NULL, value_users},
        {"node_role", "1", "index into role", NULL, value_role},
        {"node_operator", "1", "index into operator", NULL, value_operator},
        {"node_region", "1", "reporting region", NULL, value_region},
        {"node_sensitive", "1", "1: a sensitive site", NULL, value_sensitive},
    };
    double *reals = malloc(network->node_count * sizeof *reals);
    int64_t *wholes = malloc(network->node_count * sizeof *wholes);
    hr_status status = reals == NULL || wholes == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %u nodes", network->node_count)
                           : HR_OK;
    for (size_t c = 0; c < sizeof columns / sizeof *columns && status == HR_OK; ++c) {
        bool is_real = columns[c].real != NULL;
        for (uint32_t n = 0; n < network->node_count; ++n) {
            if (is_real) {
                reals[n] = columns[c].real(network, n);
            } else {
                wholes[n] = columns[c].whole(network, n);
            }
        }
        status = hr_results_variable(results, columns[c].name, is_real ? HR_RESULTS_DOUBLE : HR_RESULTS_INT64, 1, node,
                                     columns[c].units, columns[c].long_name, error);
        if (status == HR_OK) {
            status = hr_results_write(results, columns[c].name, is_real ? (const void *)reals : wholes, error);
        }
    }
    free(reals);
    free(wholes);
    return status;
}

/* ---- cases ----------------------------------------------------------------------------------------------------- */

static hr_status write_case_rows(const hr_experiment *e, hr_results *results, hr_error *error)
{
    static const char *const of_case[] = {"case"};
    static const char *const of_case_vendor[] = {"case", "role", "vendor"};
    const hr_world *world = e->world;
    uint32_t vendors = world->scenario->vendor_count;
    double changed[HR_CASES_MAX];
    double *nodes = calloc((size_t)e->scope.case_count * HR_ROLE_COUNT * vendors, sizeof *nodes);
    if (nodes == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the vendors of the cases");
    }
    for (uint32_t c = 0; c < e->scope.case_count; ++c) {
        const hr_case_network *network_case = &world->cases[e->scope.cases[c]];
        changed[c] = network_case->changed;
        for (uint32_t k = 0; k < world->stock_count; ++k) {
            nodes[(size_t)c * HR_ROLE_COUNT * vendors + k % (HR_ROLE_COUNT * vendors)] += network_case->stock_nodes[k];
        }
    }
    const struct {
        const char *name;
        const char *long_name;
        const double *values;
        int dimensions;
        const char *const *names;
    } rows[] = {
        {"nodes_changed", "nodes whose vendor the case changes", changed, 1, of_case},
        {"nodes_by_vendor", "nodes of a role made by a vendor", nodes, 3, of_case_vendor},
    };
    hr_status status = HR_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && status == HR_OK; ++i) {
        status = hr_results_variable(results, rows[i].name, HR_RESULTS_DOUBLE, rows[i].dimensions, rows[i].names, "1",
                                     rows[i].long_name, error);
        if (status == HR_OK) {
            status = hr_results_write(results, rows[i].name, rows[i].values, error);
        }
    }
    free(nodes);
    return status;
}

static hr_status write_vendors(const hr_experiment *e, hr_results *results, hr_error *error)
{
    static const char *const dimensions[] = {"case", "node"};
    hr_status status = hr_results_variable(results, "node_vendor", HR_RESULTS_UINT8, 2, dimensions, "1",
                                           "index into vendor; 255: none", error);
    if (status == HR_OK) {
        status = hr_results_variable(results, "node_managed_by", HR_RESULTS_UINT8, 2, dimensions, "1",
                                     "vendor with administrative access, index into vendor; 255: none", error);
    }
    for (uint32_t c = 0; c < e->scope.case_count && status == HR_OK; ++c) {
        const hr_case_network *network_case = &e->world->cases[e->scope.cases[c]];
        status = hr_results_write_rows(results, "node_vendor", c, 1, network_case->vendor, error);
        if (status == HR_OK) {
            status = hr_results_write_rows(results, "node_managed_by", c, 1, network_case->managed_by, error);
        }
    }
    return status;
}

static hr_status write_services(const hr_experiment *e, hr_results *results, hr_error *error)
{
    static const char *const dimensions[] = {"service", "operator"};
    const hr_ledger_plan *plan = &e->world->plans[0];
    double users[HR_SERVICES_MAX * HR_OPERATORS_MAX];
    uint8_t is_headline[HR_SERVICES_MAX];
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        is_headline[s] = plan->services[s].is_headline;
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            users[s * plan->operator_count + o] = (double)plan->users[o][s];
        }
    }
    hr_status status = hr_results_variable(results, "users", HR_RESULTS_DOUBLE, 2, dimensions, "1",
                                           "users of a service at an operator", error);
    if (status == HR_OK) {
        status = hr_results_write(results, "users", users, error);
    }
    if (status == HR_OK) {
        status = hr_results_variable(results, "service_is_headline", HR_RESULTS_UINT8, 1, dimensions, "1",
                                     "1: the service's users are the headline users", error);
    }
    return status == HR_OK ? hr_results_write(results, "service_is_headline", is_headline, error) : status;
}

/* Headline users by region, and which states can order which vendors. */
static hr_status write_regions_and_exposure(const hr_experiment *e, hr_results *results, hr_error *error)
{
    static const char *const of_region[] = {"region"};
    static const char *const of_vendor_state[] = {"vendor", "state"};
    const hr_scenario *scenario = e->world->scenario;
    uint32_t regions = e->world->network.region_count;
    double *users = malloc(((size_t)regions + 1) * sizeof *users);
    double exposure[HR_VENDORS_MAX * HR_STATES_MAX];
    if (users == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the users of %u regions", regions);
    }
    for (uint32_t r = 0; r < regions; ++r) {
        users[r] = e->world->plans[0].region_users[r];
    }
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        for (uint32_t s = 0; s < scenario->state_count; ++s) {
            exposure[v * scenario->state_count + s] = scenario->vendors[v].leverage[s];
        }
    }
    hr_status status = hr_results_variable(results, "region_headline_users", HR_RESULTS_DOUBLE, 1, of_region, "1",
                                           "headline users of a region", error);
    if (status == HR_OK) {
        status = hr_results_write(results, "region_headline_users", users, error);
    }
    free(users);
    if (status == HR_OK) {
        status = hr_results_variable(results, "vendor_exposure", HR_RESULTS_DOUBLE, 2, of_vendor_state, "1",
                                     "leverage of a state over a vendor", error);
    }
    return status == HR_OK ? hr_results_write(results, "vendor_exposure", exposure, error) : status;
}

hr_status hr_experiment_describe(const hr_experiment *e, hr_results *results, hr_error *error)
{
    hr_status status = write_attributes(e->world->scenario, results, error);
    if (status == HR_OK) {
        status = write_names(e, results, error);
    }
    if (status == HR_OK) {
        status = write_services(e, results, error);
    }
    if (status == HR_OK) {
        status = write_nodes(&e->world->network, results, error);
    }
    if (status == HR_OK) {
        status = write_case_rows(e, results, error);
    }
    if (status == HR_OK) {
        status = write_regions_and_exposure(e, results, error);
    }
    if (status == HR_OK) {
        status = hr_experiment_write_structure(e, results, error);
    }
    return status == HR_OK ? write_vendors(e, results, error) : status;
}
