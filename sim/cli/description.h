/* What `hedgerow describe` knows of a scenario: the network's totals and the structural answers of its cases, without
 * random trials. Found once, printed in one of three formats.
 *
 * CSV and JSON give the same list of figures, one a row or an object: a quantity, what it is of, and its value.
 */
#ifndef HR_SIM_CLI_DESCRIPTION_H
#define HR_SIM_CLI_DESCRIPTION_H

#include "models/structure.h"
#include "models/world.h"

typedef struct {
    const hr_world *world; /* borrowed */
    uint32_t case_count;
    uint32_t cases[HR_CASES_MAX]; /* of the world */
    hr_network_statistics statistics;
    bool has_parents[HR_ROLE_COUNT]; /* some node of the role has a parent */
    uint32_t links[2];               /* by hr_edge_kind */
    hr_structure_survey survey;
    hr_structure *structures; /* [case_count]; owned */
} hr_description;

/** Finds everything about one case of the world, or about all (HR_NO_INDEX). HR_FAILED without memory. */
hr_status hr_description_init(hr_description *description, const hr_world *world, int case_index, hr_error *error);
void hr_description_free(hr_description *description);

/* A figure. Texts are borrowed and NULL where they do not apply: a figure without a role is of all roles, one without
 * a provider of all operators. */
typedef struct {
    const char *quantity;
    const char *case_name;
    const char *role;
    const char *provider; /* an operator */
    const char *vendor;
    const char *vendor_other;
    const char *state;
    const char *service;
    const char *edges;
    const char *weight;
    double value; /* not finite: unknown */
} hr_figure;

/** Receives one figure after another until it answers false. */
typedef bool (*hr_figure_sink)(void *context, const hr_figure *figure);

/** Hands out all figures, in an order that depends on the scenario alone; false when the sink did not want more. */
bool hr_description_each(const hr_description *description, hr_figure_sink sink, void *context);

/* HR_FAILED when the stream takes no more. */
hr_status hr_description_print_text(const hr_description *description, FILE *stream, hr_error *error);
hr_status hr_description_print_csv(const hr_description *description, FILE *stream, hr_error *error);
hr_status hr_description_print_json(const hr_description *description, FILE *stream, hr_error *error);

#endif
