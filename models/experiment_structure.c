/* The structural metrics of a result file: concentration and avoidable shares per case. See experiment.h; what they
 * are, and what finding them costs: structure.h. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/experiment_private.h"
#include "models/structure.h"

/* One case's answers. */
typedef struct {
    const hr_structure_survey *survey;
    const hr_structure *structure;
} view;

/* ---- concentration --------------------------------------------------------------------------------------------- */

static void vendor_by_nodes(const view *of, double *values)
{
    *values = of->structure->concentration[HR_ROLE_COUNT][HR_WEIGHT_NODES].vendor_index;
}
static void vendor_by_users(const view *of, double *values)
{
    *values = of->structure->concentration[HR_ROLE_COUNT][HR_WEIGHT_USERS].vendor_index;
}
static void state_by_nodes(const view *of, double *values)
{
    *values = of->structure->concentration[HR_ROLE_COUNT][HR_WEIGHT_NODES].state_index;
}
static void state_by_users(const view *of, double *values)
{
    *values = of->structure->concentration[HR_ROLE_COUNT][HR_WEIGHT_USERS].state_index;
}

static void vendor_by_role(const view *of, double *values)
{
    for (uint32_t w = 0; w < HR_WEIGHT_COUNT; ++w) {
        for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
            *values++ = of->structure->concentration[r][w].vendor_index;
        }
    }
}

static void state_by_role(const view *of, double *values)
{
    for (uint32_t w = 0; w < HR_WEIGHT_COUNT; ++w) {
        for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
            *values++ = of->structure->concentration[r][w].state_index;
        }
    }
}

/* ---- avoidable shares ------------------------------------------------------------------------------------------ */

/* Every service's share, one after another; returns the place after them. */
static double *put_services(const view *of, const hr_kept_users *kept, uint32_t edges, double *values)
{
    for (uint32_t s = 0; s < of->survey->plans[edges]->service_count; ++s) {
        *values++ = hr_kept_share(of->survey, kept, (hr_usable_edges)edges, s);
    }
    return values;
}

static void avoid_vendor(const view *of, double *values)
{
    for (uint32_t edges = 0; edges < HR_EDGES_COUNT; ++edges) {
        for (uint32_t v = 0; v < of->survey->vendor_count; ++v) {
            values = put_services(of, &of->structure->without_vendor[v], edges, values);
        }
    }
}

static void avoid_state(const view *of, double *values)
{
    for (uint32_t edges = 0; edges < HR_EDGES_COUNT; ++edges) {
        for (uint32_t s = 0; s < of->survey->state_count; ++s) {
            values = put_services(of, &of->structure->without_state[s], edges, values);
        }
    }
}

static void avoid_pair(const view *of, double *values)
{
    for (uint32_t edges = 0; edges < HR_EDGES_COUNT; ++edges) {
        for (uint32_t v = 0; v < of->survey->vendor_count; ++v) {
            for (uint32_t w = 0; w < of->survey->vendor_count; ++w) {
                values = put_services(of, &of->structure->without_pair[v][w], edges, values);
            }
        }
    }
}

static void headline_vendor(const view *of, double *values)
{
    for (uint32_t edges = 0; edges < HR_EDGES_COUNT; ++edges) {
        for (uint32_t v = 0; v < of->survey->vendor_count; ++v) {
            *values++ = hr_kept_share(of->survey, &of->structure->without_vendor[v], (hr_usable_edges)edges,
                                      HR_HEADLINE_SERVICES);
        }
    }
}

static void headline_state(const view *of, double *values)
{
    for (uint32_t edges = 0; edges < HR_EDGES_COUNT; ++edges) {
        for (uint32_t s = 0; s < of->survey->state_count; ++s) {
            *values++ = hr_kept_share(of->survey, &of->structure->without_state[s], (hr_usable_edges)edges,
                                      HR_HEADLINE_SERVICES);
        }
    }
}

static void worst_vendor(const view *of, double *values)
{
    for (uint32_t edges = 0; edges < HR_EDGES_COUNT; ++edges) {
        uint32_t v = hr_structure_worst_vendor(of->survey, of->structure, (hr_usable_edges)edges, HR_HEADLINE_SERVICES);
        values[edges] = v == UINT32_MAX ? NAN
                                        : hr_kept_share(of->survey, &of->structure->without_vendor[v],
                                                        (hr_usable_edges)edges, HR_HEADLINE_SERVICES);
    }
}

static void worst_state(const view *of, double *values)
{
    for (uint32_t edges = 0; edges < HR_EDGES_COUNT; ++edges) {
        uint32_t s = hr_structure_worst_state(of->survey, of->structure, (hr_usable_edges)edges, HR_HEADLINE_SERVICES);
        values[edges] = s == UINT32_MAX ? NAN
                                        : hr_kept_share(of->survey, &of->structure->without_state[s],
                                                        (hr_usable_edges)edges, HR_HEADLINE_SERVICES);
    }
}

/* ---- variables ------------------------------------------------------------------------------------------------- */

enum { DIMENSIONS_MAX = 5 };

static const struct {
    const char *name;
    const char *long_name;
    const char *dimensions[DIMENSIONS_MAX]; /* the first is the case */
    void (*fill)(const view *of, double *values);
} VARIABLES[] = {
    {"hhi_vendor", "Herfindahl-Hirschman index of nodes by vendor", {"case"}, vendor_by_nodes},
    {"hhi_state", "Herfindahl-Hirschman index of nodes by state, exposure-weighted", {"case"}, state_by_nodes},
    {"hhi_vendor_users", "Herfindahl-Hirschman index of users attached by vendor", {"case"}, vendor_by_users},
    {"hhi_state_users",
     "Herfindahl-Hirschman index of users attached by state, exposure-weighted",
     {"case"},
     state_by_users},
    {"hhi_vendor_by_role",
     "Herfindahl-Hirschman index by vendor within a role; NaN: no vendor there, or no user",
     {"case", "weight", "role"},
     vendor_by_role},
    {"hhi_state_by_role",
     "Herfindahl-Hirschman index by state within a role, exposure-weighted",
     {"case", "weight", "role"},
     state_by_role},
    {"avoidable_share_vendor",
     "share of a service's users who keep it with every node of the vendor down",
     {"case", "edges", "vendor", "service"},
     avoid_vendor},
    {"avoidable_share_state",
     "share of a service's users who keep it with every node of every vendor exposed to the state down",
     {"case", "edges", "state", "service"},
     avoid_state},
    {"avoidable_share_pair",
     "share of a service's users who keep it with every node of both vendors down",
     {"case", "edges", "vendor", "vendor_other", "service"},
     avoid_pair},
    {"headline_share_vendor",
     "share of headline users who keep service with every node of the vendor down",
     {"case", "edges", "vendor"},
     headline_vendor},
    {"headline_share_state",
     "share of headline users who keep service with every node of every vendor exposed to the state down",
     {"case", "edges", "state"},
     headline_state},
    {"worst_vendor_share",
     "share of headline users who keep service with every node of the one vendor down that matters most",
     {"case", "edges"},
     worst_vendor},
    {"worst_state_share",
     "share of headline users who keep service with every node exposed to the one state down that matters most",
     {"case", "edges"},
     worst_state},
};
enum { VARIABLE_COUNT = sizeof VARIABLES / sizeof *VARIABLES };

static int dimension_count(int variable)
{
    int count = 0;
    while (count < DIMENSIONS_MAX && VARIABLES[variable].dimensions[count] != NULL) {
        ++count;
    }
    return count;
}

static size_t length_of(const hr_structure_survey *survey, const char *dimension)
{
    const struct {
        const char *name;
        size_t length;
    } lengths[] = {
        {"weight", HR_WEIGHT_COUNT},
        {"role", HR_ROLE_COUNT},
        {"edges", HR_EDGES_COUNT},
        {"vendor", survey->vendor_count},
        {"vendor_other", survey->vendor_count},
        {"state", survey->state_count},
        {"service", survey->plans[0]->service_count},
    };
    size_t i = 0;
    while (strcmp(lengths[i].name, dimension) != 0) {
        ++i;
        assert(i < sizeof lengths / sizeof *lengths);
    }
    return lengths[i].length;
}

/* Numbers that one case has of a variable. */
static size_t case_length(const hr_structure_survey *survey, int variable)
{
    size_t length = 1;
    for (int d = 1; d < dimension_count(variable); ++d) {
        length *= length_of(survey, VARIABLES[variable].dimensions[d]);
    }
    return length;
}

static hr_status write_dimensions(const hr_scenario *scenario, hr_results *results, hr_error *error)
{
    const char *vendors[HR_VENDORS_MAX];
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        vendors[v] = scenario->vendors[v].name;
    }
    hr_status status = hr_results_dimension_labels(results, "weight", HR_WEIGHT_COUNT, hr_weight_names,
                                                   "what a node weighs: one, or the users attached to it", error);
    if (status == HR_OK) {
        status = hr_results_dimension_labels(results, "edges", HR_EDGES_COUNT, hr_usable_edges_names,
                                             "edges that carry service", error);
    }
    return status == HR_OK ? hr_results_dimension_labels(results, "vendor_other", scenario->vendor_count, vendors,
                                                         "second vendor of a pair", error)
                           : status;
}

/* Every case's numbers into values[variable], case after case. */
static hr_status survey_cases(const hr_experiment *e, double *values[VARIABLE_COUNT], hr_error *error)
{
    const hr_world *world = e->world;
    const hr_scenario *scenario = world->scenario;
    hr_structure_survey survey;
    hr_structure *structure = malloc(sizeof *structure);
    hr_status status = hr_structure_survey_init(&survey, &world->network, world->plans, scenario->vendors,
                                                scenario->vendor_count, scenario->state_count, error);
    for (int i = 0; i < VARIABLE_COUNT && status == HR_OK; ++i) {
        values[i] = calloc(e->scope.case_count * case_length(&survey, i) + 1, sizeof **values);
        if (values[i] == NULL || structure == NULL) {
            status = hr_error_set(error, HR_FAILED, "out of memory for the structure of the cases");
        }
    }
    for (uint32_t c = 0; c < e->scope.case_count && status == HR_OK; ++c) {
        status = hr_structure_find(&survey, world->cases[e->scope.cases[c]].vendor, structure, error);
        for (int i = 0; i < VARIABLE_COUNT && status == HR_OK; ++i) {
            VARIABLES[i].fill(&(view){&survey, structure}, values[i] + c * case_length(&survey, i));
        }
    }
    free(structure);
    hr_structure_survey_free(&survey);
    return status;
}

hr_status hr_experiment_write_structure(const hr_experiment *e, hr_results *results, hr_error *error)
{
    double *values[VARIABLE_COUNT] = {NULL};
    hr_status status = survey_cases(e, values, error);
    if (status == HR_OK) {
        status = write_dimensions(e->world->scenario, results, error);
    }
    for (int i = 0; i < VARIABLE_COUNT && status == HR_OK; ++i) {
        status = hr_results_variable(results, VARIABLES[i].name, HR_RESULTS_DOUBLE, dimension_count(i),
                                     VARIABLES[i].dimensions, "1", VARIABLES[i].long_name, error);
        if (status == HR_OK) {
            status = hr_results_write(results, VARIABLES[i].name, values[i], error);
        }
    }
    for (int i = 0; i < VARIABLE_COUNT; ++i) {
        free(values[i]);
    }
    return status;
}
