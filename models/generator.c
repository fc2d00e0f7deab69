/* The generated national network: what is asked, checked; the order of work. See generator.h.
 *
 *   generator_areas.c      places become areas
 *   generator_transport.c  exchanges, aggregation, metro and core routers at towns and cities
 *   generator_backbone.c   metro and core routers that a backbone's file gives
 *   generator_access.c     sites, cabinets and users
 *   generator_links.c      who hangs on whom
 *   generator_functions.c  functions and management planes
 *   generator_measure.c    what came out
 *
 * O(nodes log nodes) all together: every parent is found in a k-d tree.
 */
#include "models/generator.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/generator_private.h"

/* ---- what the parts share -------------------------------------------------------------------------------------- */

uint32_t hr_generator_transport(const hr_generator *generator, uint32_t operator_id)
{
    int32_t transport = generator->parameters->operators[operator_id].transport;
    return transport < 0 ? operator_id : (uint32_t)transport;
}

const hr_backbone *hr_generator_backbone_of(const hr_generator *generator, uint32_t operator_id)
{
    bool is_there = generator->parameters->operators[operator_id].backbone.is_there;
    return is_there ? &generator->backbones[operator_id] : NULL;
}

const hr_generator_layer *hr_generator_upper_layer(const hr_generator *generator, uint32_t operator_id)
{
    return generator->parameters->operators[operator_id].backbone.is_there
               ? &generator->backbone_layers[operator_id]
               : &generator->layers[operator_id][HR_ROLE_METRO];
}

uint32_t hr_generator_draw(uint32_t operator_id, hr_role role)
{
    return operator_id * HR_ROLES_MAX + (uint32_t)role;
}

double hr_generator_radius_km(const hr_generator *generator, double population)
{
    return sqrt(population / generator->parameters->urban_density_per_km2 / M_PI);
}

hr_status hr_generator_layer_init(hr_generator_layer *layer, uint32_t count, hr_error *error)
{
    size_t size = (size_t)count + 1;
    layer->count = count;
    layer->areas = calloc(size, sizeof *layer->areas);
    layer->positions = calloc(size, sizeof *layer->positions);
    layer->points = calloc(size, sizeof *layer->points);
    layer->nodes = calloc(size, sizeof *layer->nodes);
    if (layer->areas == NULL || layer->positions == NULL || layer->points == NULL || layer->nodes == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u nodes", count);
    }
    return HR_OK;
}

static void free_layer(hr_generator_layer *layer)
{
    free(layer->areas);
    free(layer->positions);
    free(layer->points);
    free(layer->users);
    free(layer->nodes);
}

hr_status hr_generator_add_node(hr_generator *generator, hr_network_node *node, uint32_t number, uint32_t *added,
                                hr_error *error)
{
    char name[16];
    snprintf(name, sizeof name, "%06u", number + 1);
    return hr_generator_add_named(generator, node, name, added, error);
}

hr_status hr_generator_add_named(hr_generator *generator, hr_network_node *node, const char *name, uint32_t *added,
                                 hr_error *error)
{
    char id[3 * HR_NAME_SIZE];
    snprintf(id, sizeof id, "%s.%s.%s", generator->parameters->operators[node->operator_id].name,
             hr_role_forms[node->role].name, name);
    node->id = id;
    node->region = generator->area_regions[node->area];
    node->is_sensitive = generator->is_area_sensitive[node->area];
    return hr_network_builder_node(generator->builder, node, added, error);
}

/* ---- checks ---------------------------------------------------------------------------------------------------- */

static hr_status check_transport(const hr_generator_operator *provider, hr_error *error)
{
    const char *name = provider->name;
    if (provider->aggregation == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "%s: an operator with its own transport has aggregation nodes", name);
    }
    if (provider->backbone.is_there) {
        return provider->metro == 0 && provider->core_routers == 0
                   ? HR_OK
                   : hr_error_set(error, HR_BAD_INPUT,
                                  "%s: the backbone says how many metro nodes and core routers there are", name);
    }
    if (provider->core_routers < 3) {
        return hr_error_set(error, HR_BAD_INPUT, "%s: a core ring takes at least 3 core routers, not %u", name,
                            provider->core_routers);
    }
    if (provider->metro < provider->core_routers) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "%s: %u core routers stand at metro places, but there are only %u of those", name,
                            provider->core_routers, provider->metro);
    }
    return HR_OK;
}

static hr_status check_transport_owner(const hr_generator_parameters *parameters, const hr_generator_operator *provider,
                                       hr_error *error)
{
    if ((uint32_t)provider->transport >= parameters->operator_count) {
        return hr_error_set(error, HR_BAD_INPUT, "%s: its transport is that of an unknown operator", provider->name);
    }
    if (provider->backbone.is_there) {
        return hr_error_set(error, HR_BAD_INPUT, "%s: a backbone is for an operator with its own transport",
                            provider->name);
    }
    const hr_generator_operator *owner = &parameters->operators[provider->transport];
    if (owner == provider || owner->transport >= 0) {
        return hr_error_set(error, HR_BAD_INPUT, "%s: the transport of %s is not its own, so nobody can use it",
                            provider->name, owner->name);
    }
    return HR_OK;
}

static hr_status check_access(const hr_generator_parameters *parameters, const hr_generator_operator *provider,
                              hr_error *error)
{
    const char *name = provider->name;
    uint32_t parent_exchanges = provider->exchanges;
    if (parent_exchanges == 0 && provider->transport >= 0) {
        parent_exchanges = parameters->operators[provider->transport].exchanges;
    }
    if (provider->ran_sites > 0 && (provider->cabinets > 0 || provider->exchanges > 0)) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "%s: an operator is mobile (ran_sites) or fixed (cabinets, exchanges), not both", name);
    }
    if (provider->cabinets > 0 && parent_exchanges == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "%s: cabinets need exchanges", name);
    }
    if (provider->users < 0) {
        return hr_error_set(error, HR_BAD_INPUT, "%s: the number of users is negative", name);
    }
    if (provider->users > 0 && provider->ran_sites + provider->cabinets + provider->exchanges == 0) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "%s: %lld users, but no ran_sites, cabinets or exchanges to serve them", name,
                            (long long)provider->users);
    }
    return HR_OK;
}

static hr_status check_functions(const hr_generator_operator *provider, hr_error *error)
{
    assert(provider->function_count <= HR_GENERATOR_FUNCTIONS_MAX && provider->oss_count <= HR_GENERATOR_OSS_MAX);
    for (uint32_t f = 0; f < provider->function_count; ++f) {
        hr_role role = provider->functions[f].role;
        if (role < HR_ROLE_PACKET_CORE || role > HR_ROLE_INTERNET_GATEWAY) {
            return hr_error_set(error, HR_BAD_INPUT, "%s: %s is not a function", provider->name,
                                role < HR_ROLE_COUNT ? hr_role_forms[role].name : "an unknown role");
        }
        for (uint32_t g = 0; g < f; ++g) {
            if (provider->functions[g].role == role) {
                return hr_error_set(error, HR_BAD_INPUT, "%s: %s is there twice", provider->name,
                                    hr_role_forms[role].name);
            }
        }
        if (!(provider->functions[f].capacity_share >= 0 && provider->functions[f].capacity_share <= 1e6)) {
            return hr_error_set(error, HR_BAD_INPUT, "%s: the capacity share of %s is not between 0 and 1000000",
                                provider->name, hr_role_forms[role].name);
        }
    }
    return HR_OK;
}

hr_status hr_generator_check_operator(const hr_generator_parameters *parameters, uint32_t operator_id, hr_error *error)
{
    const hr_generator_operator *provider = &parameters->operators[operator_id];
    hr_status status = provider->transport < 0 ? check_transport(provider, error)
                                               : check_transport_owner(parameters, provider, error);
    if (status == HR_OK) {
        status = check_access(parameters, provider, error);
    }
    return status == HR_OK ? check_functions(provider, error) : status;
}

static bool is_paired(const hr_generator_pair *pair, uint32_t operator_id)
{
    return pair->first == operator_id || pair->second == operator_id;
}

hr_status hr_generator_check_pair(const hr_generator_parameters *parameters, uint32_t number, hr_error *error)
{
    const hr_generator_pair *pair = &parameters->pairs[number];
    if (pair->first >= parameters->operator_count || pair->second >= parameters->operator_count ||
        pair->first == pair->second) {
        return hr_error_set(error, HR_BAD_INPUT, "a site-sharing pair takes two different operators");
    }
    const hr_generator_operator *first = &parameters->operators[pair->first];
    const hr_generator_operator *second = &parameters->operators[pair->second];
    if (first->ran_sites == 0 || second->ran_sites == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "%s and %s cannot share sites: one has none", first->name,
                            second->name);
    }
    for (uint32_t p = 0; p < number; ++p) {
        bool is_first = is_paired(&parameters->pairs[p], pair->first);
        if (is_first || is_paired(&parameters->pairs[p], pair->second)) {
            return hr_error_set(error, HR_BAD_INPUT, "%s shares sites with two operators; one is the most",
                                is_first ? first->name : second->name);
        }
    }
    if (!(pair->share >= 0 && pair->share <= 1)) {
        return hr_error_set(error, HR_BAD_INPUT, "%s and %s: the share of shared sites is not between 0 and 1",
                            first->name, second->name);
    }
    return HR_OK;
}

static hr_status check_places(const hr_generator_parameters *parameters, const hr_places *places, hr_error *error)
{
    for (uint32_t o = 0; o < parameters->operator_count; ++o) {
        const hr_generator_operator *provider = &parameters->operators[o];
        if (provider->transport < 0 && provider->metro > places->count) {
            return hr_error_set(error, HR_BAD_INPUT, "%s: %u metro nodes need as many places; the table holds %zu",
                                provider->name, provider->metro, places->count);
        }
    }
    return places->count > 0 ? HR_OK : hr_error_set(error, HR_BAD_INPUT, "a nation takes at least one place");
}

static hr_status check_nation(const hr_generator_parameters *parameters, hr_error *error)
{
    uint32_t fixed = 0;
    for (uint32_t o = 0; o < parameters->operator_count; ++o) {
        fixed += parameters->operators[o].exchanges > 0;
    }
    if (fixed == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "no operator has exchanges; the areas of the nation are theirs");
    }
    if (!(parameters->sensitive.area_share >= 0 && parameters->sensitive.area_share <= 1)) {
        return hr_error_set(error, HR_BAD_INPUT, "the share of sensitive areas is not between 0 and 1");
    }
    if (parameters->population < 1 || !(parameters->urban_density_per_km2 > 0) ||
        !(parameters->site_exponent >= 0 && parameters->site_exponent <= 10)) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "the population and its urban density are positive, "
                            "the site exponent between 0 and 10");
    }
    for (uint32_t r = 0; r < HR_ROLES_MAX; ++r) {
        if (!(parameters->dual_homing[r] >= 0 && parameters->dual_homing[r] <= 1)) {
            return hr_error_set(error, HR_BAD_INPUT, "a probability of dual homing is not between 0 and 1");
        }
    }
    return HR_OK;
}

hr_status hr_generator_check(const hr_generator_parameters *parameters, const hr_places *places, hr_error *error)
{
    assert(parameters->operator_count <= HR_OPERATORS_MAX && parameters->pair_count <= HR_GENERATOR_PAIRS_MAX);
    hr_status status = check_nation(parameters, error);
    for (uint32_t o = 0; o < parameters->operator_count && status == HR_OK; ++o) {
        status = hr_generator_check_operator(parameters, o, error);
    }
    for (uint32_t p = 0; p < parameters->pair_count && status == HR_OK; ++p) {
        status = hr_generator_check_pair(parameters, p, error);
    }
    if (status == HR_OK) {
        status = hr_generator_check_sensitive(&parameters->sensitive, places, error);
    }
    return status == HR_OK ? check_places(parameters, places, error) : status;
}

/* ---- whole ----------------------------------------------------------------------------------------------------- */

static hr_status name_operators(hr_generator *generator, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < generator->parameters->operator_count && status == HR_OK; ++o) {
        uint32_t index = 0;
        status = hr_network_builder_operator(generator->builder, generator->parameters->operators[o].name, &index,
                                             error);
        assert(status != HR_OK || index == o);
    }
    return status;
}

static hr_status generate(hr_generator *generator, hr_error *error)
{
    static hr_status (*const steps[])(hr_generator *, hr_error *) = {
        name_operators,          hr_generator_lay_areas,    hr_generator_lay_transport,
        hr_generator_lay_access, hr_generator_build_layers, hr_generator_build_functions,
    };
    hr_status status = hr_network_builder_new(&generator->builder, error);
    for (size_t s = 0; s < sizeof steps / sizeof *steps && status == HR_OK; ++s) {
        status = steps[s](generator, error);
    }
    return status;
}

static void free_generator(hr_generator *generator)
{
    for (uint32_t o = 0; o < HR_OPERATORS_MAX; ++o) {
        for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
            free_layer(&generator->layers[o][r]);
        }
        free_layer(&generator->backbone_layers[o]);
        free(generator->rings[o]);
    }
    hr_network_builder_free(generator->builder);
    hr_spatial_free(&generator->area_index);
    free(generator->place_population);
    free(generator->place_positions);
    free(generator->area_population);
    free(generator->area_positions);
    free(generator->area_regions);
    free(generator->is_area_sensitive);
    free(generator);
}

hr_status hr_generate(hr_network *network, const hr_generator_parameters *parameters, const hr_places *places,
                      const hr_backbone *backbones, hr_error *error)
{
    memset(network, 0, sizeof *network);
    hr_status status = hr_generator_check(parameters, places, error);
    if (status != HR_OK) {
        return status;
    }
    hr_generator *generator = calloc(1, sizeof *generator);
    if (generator == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a network");
    }
    for (uint32_t o = 0; o < parameters->operator_count; ++o) {
        assert(!parameters->operators[o].backbone.is_there || (backbones != NULL && backbones[o].core_count > 0));
    }
    generator->parameters = parameters;
    generator->places = places;
    generator->backbones = backbones;
    generator->random = (hr_random){.seed = parameters->seed, .replication = 0};
    status = generate(generator, error);
    if (status == HR_OK) {
        status = hr_network_finish(generator->builder, network, NULL, error);
    }
    free_generator(generator);
    return status;
}
