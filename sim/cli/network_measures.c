/* Printing what a network is like. See network_measures.h. Where nothing was asked or is published stands a dash. */
#include "sim/cli/network_measures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/text_format.h"
#include "models/hierarchy.h"
#include "models/network_bridges.h"
#include "models/network_profile.h"

enum { LABEL = 20, WIDTH = 15, CELLS = 4, WIDE_LABEL = 36, NARROW = 8 };

static void print_label(FILE *stream, const char *label, size_t width)
{
    char indented[4 * HR_NAME_SIZE];
    snprintf(indented, sizeof indented, " %s", label);
    hr_text_cell(stream, indented, sizeof indented, width, HR_ALIGN_LEFT);
}

static void print_cells(FILE *stream, const char *label, size_t label_width, size_t width, size_t count,
                        const hr_text *cells)
{
    print_label(stream, label, label_width);
    for (size_t i = 0; i < count; ++i) {
        hr_text_cell(stream, cells[i].text, sizeof cells[i].text, width, HR_ALIGN_RIGHT);
    }
    fputc('\n', stream);
}

static void print_head(FILE *stream, const char *title, size_t label_width, size_t width, size_t count,
                       const char *const *heads)
{
    fprintf(stream, "\n");
    hr_text_cell(stream, title, strlen(title), label_width, HR_ALIGN_LEFT);
    for (size_t i = 0; i < count; ++i) {
        hr_text_cell(stream, heads[i], strlen(heads[i]), width, HR_ALIGN_RIGHT);
    }
    fputc('\n', stream);
}

static hr_text count_or_dash(double number)
{
    return number > 0 ? hr_text_count((size_t)(number + 0.5)) : (hr_text){"-"};
}

static hr_text percent_or_dash(double share)
{
    return isfinite(share) ? hr_text_of(share, HR_WRITE_PERCENT) : (hr_text){"-"};
}

static hr_text difference(double found, double published)
{
    hr_text text = {"-"};
    if (published > 0) {
        snprintf(text.text, sizeof text.text, "%+.1f", 100 * (found / published - 1));
    }
    return text;
}

/* ---- totals ------------------------------------------------------------------------------------------------------ */

typedef struct {
    double nodes[HR_ROLE_COUNT];
    double users[HR_ROLE_COUNT];
} asked_totals;

static asked_totals add_up(const hr_scenario *nation)
{
    asked_totals asked = {{0}, {0}};
    for (uint32_t o = 0; nation != NULL && o < nation->generator.operator_count; ++o) {
        const hr_generator_operator *provider = &nation->generator.operators[o];
        hr_role access = provider->ran_sites > 0  ? HR_ROLE_RAN_SITE
                         : provider->cabinets > 0 ? HR_ROLE_CABINET
                                                  : HR_ROLE_EXCHANGE;
        asked.nodes[HR_ROLE_RAN_SITE] += provider->ran_sites;
        asked.nodes[HR_ROLE_CABINET] += provider->cabinets;
        asked.nodes[HR_ROLE_EXCHANGE] += provider->exchanges;
        asked.nodes[HR_ROLE_AGGREGATION] += provider->aggregation;
        asked.nodes[HR_ROLE_METRO] += provider->metro;
        asked.nodes[HR_ROLE_CORE_ROUTER] += provider->core_routers;
        asked.nodes[HR_ROLE_OSS] += provider->oss_count;
        for (uint32_t f = 0; f < provider->function_count; ++f) {
            asked.nodes[provider->functions[f].role] += provider->functions[f].count;
        }
        asked.users[access] += (double)provider->users;
    }
    return asked;
}

static void print_total(FILE *stream, const char *label, double found, double asked, double published)
{
    if (found > 0 || asked > 0 || published > 0) {
        const hr_text cells[] = {hr_text_count((size_t)found), count_or_dash(asked), count_or_dash(published),
                                 difference(found, published)};
        print_cells(stream, label, LABEL, WIDTH, CELLS, cells);
    }
}

static void print_totals(const hr_network_measures *m, FILE *stream)
{
    static const hr_generator_published nothing = {0};
    static const char *const heads[] = {"found", "asked", "published", "difference, %"};
    const hr_generator_published *published = m->nation != NULL ? &m->nation->published : &nothing;
    asked_totals asked = add_up(m->nation);
    print_head(stream, "Nodes", LABEL, WIDTH, CELLS, heads);
    for (int r = 0; r < HR_ROLE_COUNT; ++r) {
        print_total(stream, hr_role_forms[r].name, hr_network_nodes(m->network, HR_OPERATORS_MAX, (hr_role)r),
                    asked.nodes[r], published->nodes_by_role[r]);
    }
    print_total(stream, "all", m->network->node_count, 0, published->nodes);
    print_head(stream, "Users at", LABEL, WIDTH, CELLS, heads);
    for (int r = 0; r < HR_ROLE_COUNT; ++r) {
        print_total(stream, hr_role_forms[r].name, (double)hr_network_users(m->network, HR_OPERATORS_MAX, (hr_role)r),
                    asked.users[r], published->users_by_role[r]);
    }
}

/* ---- homing and degrees ------------------------------------------------------------------------------------------ */

static bool has_parents(const hr_network *network, hr_role role)
{
    bool found = false;
    for (uint32_t n = 0; n < network->node_count && !found; ++n) {
        found = network->role[n] == role && hr_network_first_parent(network, n) != HR_NO_NODE;
    }
    return found;
}

/* Aggregation and metro are asked for two ways always. */
static double asked_homing(const hr_network_measures *m, hr_role role)
{
    bool is_access = role == HR_ROLE_RAN_SITE || role == HR_ROLE_CABINET || role == HR_ROLE_EXCHANGE;
    return m->nation == NULL ? NAN : is_access ? m->nation->generator.dual_homing[role] : 1;
}

static void print_homing(const hr_network_measures *m, FILE *stream)
{
    static const char *const heads[] = {"found, %", "asked, %"};
    hr_network_statistics statistics;
    hr_network_measure(m->network, &statistics);
    print_head(stream, "Two ways up", LABEL, WIDTH, 2, heads);
    for (int r = 0; r < HR_ROLE_CORE_ROUTER; ++r) {
        if (has_parents(m->network, (hr_role)r)) {
            const hr_text cells[] = {percent_or_dash(statistics.dual_homed_share[r]),
                                     percent_or_dash(asked_homing(m, (hr_role)r))};
            print_cells(stream, hr_role_forms[r].name, LABEL, WIDTH, 2, cells);
        }
    }
}

static void print_degrees(const hr_network_profile *profile, FILE *stream)
{
    static const char *const heads[] = {"mean", "10 %", "median", "90 %", "most"};
    print_head(stream, "Links of a node", WIDE_LABEL, NARROW, 5, heads);
    for (int r = 0; r < HR_ROLE_COUNT; ++r) {
        const hr_role_degrees *degrees = &profile->degrees[r];
        if (degrees->count > 0) {
            hr_text cells[1 + HR_PROFILE_QUANTILES] = {hr_text_of(degrees->mean, HR_WRITE_NUMBER)};
            for (int q = 0; q < HR_PROFILE_QUANTILES; ++q) {
                cells[1 + q] = hr_text_count(degrees->neighbours[q]);
            }
            print_cells(stream, hr_role_forms[r].name, WIDE_LABEL, NARROW, 1 + HR_PROFILE_QUANTILES, cells);
        }
    }
}

/* ---- lengths ----------------------------------------------------------------------------------------------------- */

static void print_lengths(const hr_network_profile *profile, FILE *stream)
{
    static const char *const heads[] = {"links", "10 %", "median", "90 %", "longest"};
    print_head(stream, "Length of links, km", WIDE_LABEL, NARROW, 5, heads);
    for (uint32_t k = 0; k < profile->length_count; ++k) {
        const hr_link_lengths *lengths = &profile->lengths[k];
        char label[3 * HR_NAME_SIZE];
        snprintf(label, sizeof label, "%s to %s%s", hr_role_forms[lengths->lower].name,
                 hr_role_forms[lengths->upper].name, lengths->kind == HR_EDGE_BACKUP ? " *" : "");
        hr_text cells[1 + HR_PROFILE_QUANTILES] = {hr_text_count(lengths->count)};
        for (int q = 0; q < HR_PROFILE_QUANTILES; ++q) {
            cells[1 + q] = hr_text_of(lengths->km[q], HR_WRITE_NUMBER);
        }
        print_cells(stream, label, WIDE_LABEL, NARROW, 1 + HR_PROFILE_QUANTILES, cells);
    }
    fputs(" * backup links\n", stream);
}

/* ---- single links ------------------------------------------------------------------------------------------------ */

static hr_status print_single_links(const hr_network *network, FILE *stream, hr_error *error)
{
    static const char *const heads[] = {"aggregation", "metro", "core_router", "backbone"};
    hr_network_separability *found = calloc(network->operator_count, sizeof *found);
    hr_status status = found != NULL ? hr_network_separable(network, found, error)
                                     : hr_error_set(error, HR_FAILED, "out of memory for operators");
    if (status == HR_OK) {
        fputs("\nNodes that one link alone can part from their operator's core\n", stream);
        print_head(stream, "", LABEL, WIDTH, CELLS, heads);
    }
    for (uint32_t o = 0; o < network->operator_count && status == HR_OK; ++o) {
        if (found[o].has_core) {
            const hr_text cells[] = {hr_text_count(found[o].separable[HR_ROLE_AGGREGATION]),
                                     hr_text_count(found[o].separable[HR_ROLE_METRO]),
                                     hr_text_count(found[o].separable[HR_ROLE_CORE_ROUTER]),
                                     hr_text_count(found[o].separable_backbone)};
            print_cells(stream, network->operator_names[o], LABEL, WIDTH, CELLS, cells);
        }
    }
    fputs(" backbone: metro nodes and core routers, when aggregation is no way round\n", stream);
    free(found);
    return status;
}

/* ---- coverage ---------------------------------------------------------------------------------------------------- */

static hr_status print_coverage(const hr_network_measures *m, FILE *stream, hr_error *error)
{
    const hr_generator_parameters *generator = &m->nation->generator;
    const hr_country_people people = {m->places, (double)generator->population, generator->urban_density_per_km2};
    double share[HR_OPERATORS_MAX];
    hr_status status = hr_network_coverage(m->network, &people, m->within_km, share, error);
    if (status != HR_OK) {
        return status;
    }
    fprintf(stream, "\nPopulation within %g km of a radio site, %%\n", m->within_km);
    for (uint32_t o = 0; o < m->network->operator_count; ++o) {
        if (isfinite(share[o])) {
            const hr_text cell = percent_or_dash(share[o]);
            print_cells(stream, m->network->operator_names[o], LABEL, WIDTH, 1, &cell);
        }
    }
    if (m->nation->published.covered_share > 0) {
        const hr_text cell = percent_or_dash(m->nation->published.covered_share);
        print_cells(stream, "published", LABEL, WIDTH, 1, &cell);
    }
    return HR_OK;
}

hr_status hr_network_measures_print(const hr_network_measures *measures, FILE *stream, hr_error *error)
{
    hr_network_profile *profile = malloc(sizeof *profile);
    hr_status status = profile == NULL ? hr_error_set(error, HR_FAILED, "out of memory for a profile")
                                       : hr_network_profile_find(measures->network, profile, error);
    if (status == HR_OK) {
        print_totals(measures, stream);
        print_homing(measures, stream);
        print_degrees(profile, stream);
        print_lengths(profile, stream);
        status = print_single_links(measures->network, stream, error);
    }
    if (status == HR_OK && measures->nation != NULL && measures->places != NULL) {
        status = print_coverage(measures, stream, error);
    }
    free(profile);
    return status;
}
