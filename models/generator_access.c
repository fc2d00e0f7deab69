/* Sites, cabinets and users of the generated nation. See generator.h.
 *
 * Nodes go to areas by highest averages, which is monotone: of two operators the one with fewer sites has nowhere
 * more of them, so that a pair can share them area by area. Users go to nodes by largest remainder, one each before
 * the rest.
 */
#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "models/apportion.h"
#include "models/generator_private.h"
#include "models/purposes.h"

static hr_status count_sites(const hr_generator *generator, uint32_t count, double exponent, uint32_t *seats,
                             hr_error *error)
{
    double *weights = calloc(generator->area_count, sizeof *weights);
    if (weights == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u areas", generator->area_count);
    }
    for (uint32_t a = 0; a < generator->area_count; ++a) {
        weights[a] = (double)(float)pow(generator->area_population[a], exponent);
    }
    hr_status status = hr_apportion_averages(weights, generator->area_count, count, true, seats, error);
    free(weights);
    return status;
}

/* Lays a layer's nodes into the areas; of every area the first shared[area] stand where the host's do. */
static hr_status lay_in_areas(hr_generator *generator, uint32_t operator_id, hr_role role, const uint32_t *seats,
                              const hr_generator_layer *host, const uint32_t *host_seats, const int64_t *shared,
                              hr_error *error)
{
    hr_generator_layer *layer = &generator->layers[operator_id][role];
    uint32_t count = 0;
    for (uint32_t a = 0; a < generator->area_count; ++a) {
        count += seats[a];
    }
    hr_status status = hr_generator_layer_init(layer, count, error);
    uint32_t n = 0;
    uint32_t host_first = 0;
    for (uint32_t a = 0; a < generator->area_count && status == HR_OK; ++a) {
        double radius_km = hr_generator_radius_km(generator, generator->area_population[a]);
        double turn = hr_random_uniform(&generator->random, HR_PURPOSE_SITE_ROTATION, a,
                                        hr_generator_draw(operator_id, role));
        uint32_t shared_here = shared != NULL ? (uint32_t)shared[a] : 0;
        for (uint32_t k = 0; k < seats[a]; ++k, ++n) {
            layer->areas[n] = a;
            if (k < shared_here) { /* spread over the host's sites of the area */
                uint32_t of_host = host_first + (uint32_t)((uint64_t)k * host_seats[a] / shared_here);
                layer->positions[n] = host->positions[of_host];
                layer->points[n] = host->points[of_host];
            } else {
                layer->positions[n] = hr_position_in_disc(generator->area_positions[a], radius_km, k, seats[a], turn);
                layer->points[n] = hr_point_at(layer->positions[n]);
            }
        }
        host_first += host_seats != NULL ? host_seats[a] : 0;
    }
    return status;
}

/* Moves guests' sites to areas with room at the host's until enough can be shared. */
static void make_room(const uint32_t *host_seats, uint32_t *guest_seats, uint32_t area_count, uint64_t target)
{
    uint64_t possible = 0;
    for (uint32_t a = 0; a < area_count; ++a) {
        possible += guest_seats[a] < host_seats[a] ? guest_seats[a] : host_seats[a];
    }
    uint32_t from = 0;
    uint32_t to = 0;
    while (possible < target) {
        while (guest_seats[from] <= host_seats[from]) {
            ++from;
        }
        while (guest_seats[to] >= host_seats[to]) {
            ++to;
        }
        assert(from < area_count && to < area_count);
        --guest_seats[from];
        ++guest_seats[to];
        ++possible;
    }
}

static hr_status lay_guest_sites(hr_generator *generator, const hr_generator_pair *pair, uint32_t host, uint32_t guest,
                                 const uint32_t *host_seats, uint32_t *guest_seats, hr_error *error)
{
    size_t count = generator->area_count;
    uint32_t sites = generator->parameters->operators[guest].ran_sites;
    uint64_t target = (uint64_t)floor(pair->share * sites + 0.5);
    double *weights = calloc(count, sizeof *weights);
    int64_t *shared = calloc(count, sizeof *shared);
    hr_status status = weights == NULL || shared == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %zu areas", count)
                           : HR_OK;
    if (status == HR_OK) {
        make_room(host_seats, guest_seats, generator->area_count, target);
        for (size_t a = 0; a < count; ++a) {
            weights[a] = guest_seats[a] < host_seats[a] ? guest_seats[a] : host_seats[a];
        }
        status = hr_apportion_remainders(weights, count, (int64_t)target, 0, shared, error);
    }
    if (status == HR_OK) {
        status = lay_in_areas(generator, guest, HR_ROLE_RAN_SITE, guest_seats,
                              &generator->layers[host][HR_ROLE_RAN_SITE], host_seats, shared, error);
    }
    free(weights);
    free(shared);
    return status;
}

/* ---- layers ---------------------------------------------------------------------------------------------------- */

static hr_status lay_nodes(hr_generator *generator, uint32_t operator_id, hr_role role, uint32_t count, double exponent,
                           uint32_t *seats, hr_error *error)
{
    hr_status status = count_sites(generator, count, exponent, seats, error);
    return status == HR_OK ? lay_in_areas(generator, operator_id, role, seats, NULL, NULL, NULL, error) : status;
}

static hr_status lay_pair(hr_generator *generator, const hr_generator_pair *pair, uint32_t *host_seats,
                          uint32_t *guest_seats, hr_error *error)
{
    const hr_generator_operator *operators = generator->parameters->operators;
    bool is_first_host = operators[pair->first].ran_sites >= operators[pair->second].ran_sites;
    uint32_t host = is_first_host ? pair->first : pair->second;
    uint32_t guest = is_first_host ? pair->second : pair->first;
    double exponent = generator->parameters->site_exponent;
    hr_status status = lay_nodes(generator, host, HR_ROLE_RAN_SITE, operators[host].ran_sites, exponent, host_seats,
                                 error);
    if (status == HR_OK) {
        status = count_sites(generator, operators[guest].ran_sites, exponent, guest_seats, error);
    }
    return status == HR_OK ? lay_guest_sites(generator, pair, host, guest, host_seats, guest_seats, error) : status;
}

static hr_status lay_layers(hr_generator *generator, uint32_t *seats, uint32_t *guest_seats, hr_error *error)
{
    const hr_generator_parameters *parameters = generator->parameters;
    hr_status status = HR_OK;
    for (uint32_t p = 0; p < parameters->pair_count && status == HR_OK; ++p) {
        status = lay_pair(generator, &parameters->pairs[p], seats, guest_seats, error);
    }
    for (uint32_t o = 0; o < parameters->operator_count && status == HR_OK; ++o) {
        const hr_generator_operator *provider = &parameters->operators[o];
        if (provider->ran_sites > 0 && generator->layers[o][HR_ROLE_RAN_SITE].count == 0) {
            status = lay_nodes(generator, o, HR_ROLE_RAN_SITE, provider->ran_sites, parameters->site_exponent, seats,
                               error);
        }
        if (provider->cabinets > 0 && status == HR_OK) {
            status = lay_nodes(generator, o, HR_ROLE_CABINET, provider->cabinets, 1, seats, error);
        }
    }
    return status;
}

/* ---- users ----------------------------------------------------------------------------------------------------- */

/* People whom each area's nodes of a layer serve: those of the area, and of areas without such a node that lie
 * nearest. */
static hr_status gather_people(const hr_generator *generator, const hr_generator_layer *layer, const uint32_t *seats,
                               double *people, hr_error *error)
{
    uint32_t without = 0;
    for (uint32_t a = 0; a < generator->area_count; ++a) {
        people[a] = seats[a] > 0 ? generator->area_population[a] : 0;
        without += seats[a] == 0;
    }
    if (without == 0) {
        return HR_OK;
    }
    hr_spatial index;
    hr_status status = hr_spatial_init(&index, layer->points, layer->count, error);
    for (uint32_t a = 0; a < generator->area_count && status == HR_OK; ++a) {
        if (seats[a] == 0) {
            uint32_t nearest = 0;
            hr_spatial_nearest(&index, hr_point_at(generator->area_positions[a]), 1, &nearest);
            people[layer->areas[nearest]] += generator->area_population[a];
        }
    }
    if (status == HR_OK) {
        hr_spatial_free(&index);
    }
    return status;
}

static hr_status seat_users(hr_generator_layer *layer, int64_t users, const uint32_t *seats, const double *people,
                            double *weights, int64_t *counts, hr_error *error)
{
    layer->users = calloc(layer->count, sizeof *layer->users);
    if (layer->users == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u nodes", layer->count);
    }
    for (uint32_t n = 0; n < layer->count; ++n) {
        weights[n] = people[layer->areas[n]] / seats[layer->areas[n]];
    }
    hr_status status = hr_apportion_remainders(weights, layer->count, users, 1, counts, error);
    for (uint32_t n = 0; n < layer->count && status == HR_OK; ++n) {
        if (counts[n] > UINT32_MAX) {
            return hr_error_set(error, HR_BAD_INPUT, "more than %u users at one node", UINT32_MAX);
        }
        layer->users[n] = (uint32_t)counts[n];
    }
    return status;
}

static hr_status lay_users(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    const hr_generator_operator *provider = &generator->parameters->operators[operator_id];
    hr_role role = provider->ran_sites > 0  ? HR_ROLE_RAN_SITE
                   : provider->cabinets > 0 ? HR_ROLE_CABINET
                                            : HR_ROLE_EXCHANGE;
    hr_generator_layer *layer = &generator->layers[operator_id][role];
    if (layer->count == 0) {
        return HR_OK;
    }
    uint32_t *seats = calloc(generator->area_count, sizeof *seats);
    double *people = calloc(generator->area_count, sizeof *people);
    double *weights = calloc(layer->count, sizeof *weights);
    int64_t *counts = calloc(layer->count, sizeof *counts);
    hr_status status = HR_OK;
    if (seats == NULL || people == NULL || weights == NULL || counts == NULL) {
        status = hr_error_set(error, HR_FAILED, "out of memory for the users of %s", provider->name);
        goto out;
    }
    for (uint32_t n = 0; n < layer->count; ++n) {
        ++seats[layer->areas[n]];
    }
    status = gather_people(generator, layer, seats, people, error);
    if (status == HR_OK) {
        status = seat_users(layer, provider->users, seats, people, weights, counts, error);
    }
out:
    free(seats);
    free(people);
    free(weights);
    free(counts);
    return status;
}

hr_status hr_generator_lay_access(hr_generator *generator, hr_error *error)
{
    uint32_t *seats = calloc(generator->area_count, sizeof *seats);
    uint32_t *guest_seats = calloc(generator->area_count, sizeof *guest_seats);
    hr_status status = seats == NULL || guest_seats == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %u areas", generator->area_count)
                           : lay_layers(generator, seats, guest_seats, error);
    for (uint32_t o = 0; o < generator->parameters->operator_count && status == HR_OK; ++o) {
        status = lay_users(generator, o, error);
    }
    free(seats);
    free(guest_seats);
    return status;
}
