/* Finding what `hedgerow describe` prints, and handing it out figure by figure. See description.h. */
#include "sim/cli/description.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/hierarchy.h"

static void measure_network(hr_description *description, const hr_network *network)
{
    hr_network_measure(network, &description->statistics);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        description->has_parents[network->role[n]] |= hr_network_first_parent(network, n) != HR_NO_NODE;
    }
    for (uint32_t k = 0; k < network->link_start[network->node_count]; ++k) {
        ++description->links[network->links[k].kind];
    }
    description->links[HR_EDGE_PRIMARY] /= 2; /* each edge is seen from both ends */
    description->links[HR_EDGE_BACKUP] /= 2;
}

hr_status hr_description_init(hr_description *description, const hr_world *world, int case_index, hr_error *error)
{
    const hr_scenario *scenario = world->scenario;
    memset(description, 0, sizeof *description);
    description->world = world;
    for (uint32_t c = 0; c < scenario->case_count; ++c) {
        if (case_index == HR_NO_INDEX || (uint32_t)case_index == c) {
            description->cases[description->case_count++] = c;
        }
    }
    measure_network(description, &world->network);
    description->structures = calloc((size_t)description->case_count + 1, sizeof *description->structures);
    hr_status status = description->structures == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for the description")
                           : hr_structure_survey_init(&description->survey, &world->network, world->plans,
                                                      scenario->vendors, scenario->vendor_count, scenario->state_count,
                                                      error);
    for (uint32_t i = 0; i < description->case_count && status == HR_OK; ++i) {
        status = hr_structure_find(&description->survey, world->cases[description->cases[i]].vendor,
                                   &description->structures[i], error);
    }
    if (status != HR_OK) {
        hr_description_free(description);
    }
    return status;
}

void hr_description_free(hr_description *description)
{
    hr_structure_survey_free(&description->survey);
    free(description->structures);
    memset(description, 0, sizeof *description);
}

/* ---- figures --------------------------------------------------------------------------------------------------- */

typedef struct {
    const hr_description *description;
    hr_figure_sink sink;
    void *context;
    bool is_wanted;
} feed;

static void give(feed *f, hr_figure figure)
{
    f->is_wanted = f->is_wanted && f->sink(f->context, &figure);
}

static const char *role_name(uint32_t role)
{
    return role == HR_ROLE_COUNT ? NULL : hr_role_forms[role].name;
}

static void give_network(feed *f)
{
    const hr_network *network = &f->description->world->network;
    const hr_network_statistics *statistics = &f->description->statistics;
    give(f, (hr_figure){.quantity = "links", .edges = "primary", .value = f->description->links[HR_EDGE_PRIMARY]});
    give(f, (hr_figure){.quantity = "links", .edges = "backup", .value = f->description->links[HR_EDGE_BACKUP]});
    give(f, (hr_figure){.quantity = "mean_transit_degree", .value = statistics->mean_transit_degree});
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        const char *role = hr_role_forms[r].name;
        double share = f->description->has_parents[r] ? statistics->dual_homed_share[r] : NAN;
        double distance = f->description->has_parents[r] ? statistics->mean_parent_distance_km[r] : NAN;
        give(f, (hr_figure){.quantity = "sensitive_nodes", .role = role, .value = statistics->sensitive_by_role[r]});
        give(f, (hr_figure){.quantity = "dual_homed_share", .role = role, .value = share});
        give(f, (hr_figure){.quantity = "mean_parent_distance_km", .role = role, .value = distance});
        for (uint32_t o = 0; o < network->operator_count; ++o) {
            const char *name = network->operator_names[o];
            give(f, (hr_figure){.quantity = "nodes",
                                .role = role,
                                .provider = name,
                                .value = hr_network_nodes(network, o, (hr_role)r)});
            give(f, (hr_figure){.quantity = "users",
                                .role = role,
                                .provider = name,
                                .value = (double)hr_network_users(network, o, (hr_role)r)});
        }
    }
}

static void give_services(feed *f)
{
    const hr_structure_survey *survey = &f->description->survey;
    const hr_ledger_plan *plan = survey->plans[HR_EDGES_PRIMARY];
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        give(f, (hr_figure){.quantity = "service_users",
                            .service = plan->services[s].name,
                            .value = (double)survey->service_users[s]});
    }
}

/* Nodes of every (operator, role, vendor), where there are any. */
static void give_mixes(feed *f, uint32_t c, const hr_figure *of_case)
{
    const hr_world *world = f->description->world;
    const hr_scenario *scenario = world->scenario;
    hr_figure figure = *of_case;
    figure.quantity = "nodes_by_vendor";
    for (uint32_t o = 0; o < world->network.operator_count; ++o) {
        for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
            for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
                figure.provider = world->network.operator_names[o];
                figure.role = hr_role_forms[r].name;
                figure.vendor = scenario->vendors[v].name;
                figure.value = world->cases[c].stock_nodes[hr_world_stock(world, o, r, (uint8_t)v)];
                if (figure.value > 0) {
                    give(f, figure);
                }
            }
        }
    }
}

static void give_index(feed *f, hr_figure figure, const char *index_name, const char *number_name, double index)
{
    figure.quantity = index_name;
    figure.value = index;
    give(f, figure);
    figure.quantity = number_name;
    figure.value = index > 0 ? 1 / index : NAN;
    give(f, figure);
}

static void give_concentration(feed *f, const hr_structure *structure, const hr_figure *of_case)
{
    const hr_scenario *scenario = f->description->world->scenario;
    for (uint32_t r = 0; r <= HR_ROLE_COUNT; ++r) {
        for (uint32_t w = 0; w < HR_WEIGHT_COUNT; ++w) {
            const hr_concentration *c = &structure->concentration[r][w];
            hr_figure figure = *of_case;
            figure.role = role_name(r);
            figure.weight = hr_weight_names[w];
            give_index(f, figure, "hhi_vendor", "effective_vendors", c->vendor_index);
            give_index(f, figure, "hhi_state", "effective_states", c->state_index);
            figure.quantity = "vendor_share";
            for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
                figure.vendor = scenario->vendors[v].name;
                figure.value = c->vendor_share[v];
                give(f, figure);
            }
            figure.quantity = "state_share";
            figure.vendor = NULL;
            for (uint32_t s = 0; s < scenario->state_count; ++s) {
                figure.state = scenario->states[s];
                figure.value = c->state_share[s];
                give(f, figure);
            }
        }
    }
}

/* Every service's share that is kept, over both sets of edges. */
static void give_kept(feed *f, const hr_kept_users *kept, hr_figure figure)
{
    const hr_structure_survey *survey = &f->description->survey;
    for (uint32_t e = 0; e < HR_EDGES_COUNT; ++e) {
        figure.edges = hr_usable_edges_names[e];
        for (uint32_t s = 0; s < survey->plans[e]->service_count; ++s) {
            figure.service = survey->plans[e]->services[s].name;
            figure.value = hr_kept_share(survey, kept, (hr_usable_edges)e, s);
            give(f, figure);
        }
    }
}

static void give_avoidable(feed *f, const hr_structure *structure, const hr_figure *of_case)
{
    const hr_scenario *scenario = f->description->world->scenario;
    hr_figure figure = *of_case;
    figure.quantity = "intact_share";
    give_kept(f, &structure->intact, figure);
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        figure.quantity = "avoidable_share_vendor";
        figure.vendor = scenario->vendors[v].name;
        give_kept(f, &structure->without_vendor[v], figure);
    }
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        for (uint32_t w = v + 1; w < scenario->vendor_count; ++w) {
            figure.quantity = "avoidable_share_pair";
            figure.vendor = scenario->vendors[v].name;
            figure.vendor_other = scenario->vendors[w].name;
            give_kept(f, &structure->without_pair[v][w], figure);
        }
    }
    figure.vendor = figure.vendor_other = NULL;
    for (uint32_t s = 0; s < scenario->state_count; ++s) {
        figure.quantity = "avoidable_share_state";
        figure.state = scenario->states[s];
        give_kept(f, &structure->without_state[s], figure);
    }
}

/* What the headline users together keep without one vendor or state. */
static void give_headline(feed *f, const hr_structure *structure, const hr_figure *of_case)
{
    const hr_structure_survey *survey = &f->description->survey;
    const hr_scenario *scenario = f->description->world->scenario;
    for (hr_usable_edges e = HR_EDGES_PRIMARY; e < HR_EDGES_COUNT; ++e) {
        hr_figure figure = *of_case;
        figure.edges = hr_usable_edges_names[e];
        figure.quantity = "headline_share_vendor";
        for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
            figure.vendor = scenario->vendors[v].name;
            figure.value = hr_kept_share(survey, &structure->without_vendor[v], e, HR_HEADLINE_SERVICES);
            give(f, figure);
        }
        figure.quantity = "headline_share_state";
        figure.vendor = NULL;
        for (uint32_t s = 0; s < scenario->state_count; ++s) {
            figure.state = scenario->states[s];
            figure.value = hr_kept_share(survey, &structure->without_state[s], e, HR_HEADLINE_SERVICES);
            give(f, figure);
        }
    }
}

/* The worst single vendor and state for the headline users. */
static void give_worst(feed *f, const hr_structure *structure, const hr_figure *of_case)
{
    const hr_structure_survey *survey = &f->description->survey;
    const hr_scenario *scenario = f->description->world->scenario;
    for (hr_usable_edges e = HR_EDGES_PRIMARY; e < HR_EDGES_COUNT; ++e) {
        hr_figure figure = *of_case;
        uint32_t v = hr_structure_worst_vendor(survey, structure, e, HR_HEADLINE_SERVICES);
        uint32_t s = hr_structure_worst_state(survey, structure, e, HR_HEADLINE_SERVICES);
        figure.edges = hr_usable_edges_names[e];
        if (v != UINT32_MAX) {
            figure.quantity = "worst_vendor_share";
            figure.vendor = scenario->vendors[v].name;
            figure.value = hr_kept_share(survey, &structure->without_vendor[v], e, HR_HEADLINE_SERVICES);
            give(f, figure);
        }
        if (s != UINT32_MAX) {
            figure.quantity = "worst_state_share";
            figure.vendor = NULL;
            figure.state = scenario->states[s];
            figure.value = hr_kept_share(survey, &structure->without_state[s], e, HR_HEADLINE_SERVICES);
            give(f, figure);
        }
    }
}

bool hr_description_each(const hr_description *description, hr_figure_sink sink, void *context)
{
    const hr_world *world = description->world;
    feed f = {description, sink, context, true};
    give_network(&f);
    give_services(&f);
    for (uint32_t i = 0; i < description->case_count; ++i) {
        uint32_t c = description->cases[i];
        const hr_figure of_case = {.case_name = world->scenario->cases[c].name};
        hr_figure changed = of_case;
        changed.quantity = "nodes_changed";
        changed.value = world->cases[c].changed;
        give(&f, changed);
        give_mixes(&f, c, &of_case);
        give_concentration(&f, &description->structures[i], &of_case);
        give_headline(&f, &description->structures[i], &of_case);
        give_worst(&f, &description->structures[i], &of_case);
        give_avoidable(&f, &description->structures[i], &of_case);
    }
    return f.is_wanted;
}
