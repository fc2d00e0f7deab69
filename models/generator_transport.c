/* Exchanges, aggregation, metro and core routers of the generated nation. See generator.h.
 *
 * Metro nodes stand at cities: among the most populous places, those picked greedily by population that keep a
 * distance from each other, the largest distance (in steps) that leaves enough. Core routers stand at the most
 * populous of them, and their ring follows the bearing from their common centre.
 */
#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "models/apportion.h"
#include "models/generator_private.h"
#include "models/purposes.h"

/* Metro nodes are picked from this many times as many places. */
enum { CITIES_PER_METRO = 4, DISTANCE_STEPS = 64 };
static const double GREATEST_DISTANCE_KM = 400;
static const double DISTANCE_STEP = 0.9;

uint32_t hr_generator_nearest_area(const hr_generator *generator, hr_point point)
{
    uint32_t area = 0;
    hr_spatial_nearest(&generator->area_index, point, 1, &area);
    return area;
}

hr_status hr_generator_settle_towns(hr_generator *generator, uint32_t operator_id, hr_role role, uint32_t count,
                                    hr_error *error)
{
    hr_generator_layer *layer = &generator->layers[operator_id][role];
    size_t place_count = generator->places->count;
    uint32_t *seats = calloc(place_count, sizeof *seats);
    hr_status status = seats == NULL ? hr_error_set(error, HR_FAILED, "out of memory for %zu places", place_count)
                                     : hr_generator_layer_init(layer, count, error);
    if (status == HR_OK) {
        status = hr_apportion_averages(generator->place_population, place_count, count, true, seats, error);
    }
    uint32_t n = 0;
    for (uint32_t p = 0; p < place_count && status == HR_OK; ++p) {
        double radius_km = hr_generator_radius_km(generator, generator->place_population[p]);
        double turn = seats[p] > 1 ? hr_random_uniform(&generator->random, HR_PURPOSE_TOWN_ROTATION, p,
                                                       hr_generator_draw(operator_id, role))
                                   : 0;
        for (uint32_t k = 0; k < seats[p]; ++k, ++n) {
            layer->positions[n] = seats[p] == 1 ? generator->place_positions[p]
                                                : hr_position_in_disc(generator->place_positions[p], radius_km, k,
                                                                      seats[p], turn);
            layer->points[n] = hr_point_at(layer->positions[n]);
            layer->areas[n] = hr_generator_nearest_area(generator, layer->points[n]);
        }
    }
    free(seats);
    return status;
}

/* ---- metro ----------------------------------------------------------------------------------------------------- */

/* Picks up to `wanted` of the first `cities` places, each at least `distance_km` from those before; returns how many.
 */
static uint32_t pick_cities(const hr_point *cities, uint32_t city_count, uint32_t wanted, double distance_km,
                            uint32_t *picked)
{
    uint32_t count = 0;
    for (uint32_t c = 0; c < city_count && count < wanted; ++c) {
        bool is_apart = true;
        for (uint32_t k = 0; k < count && is_apart; ++k) {
            is_apart = hr_point_distance2(cities[c], cities[picked[k]]) >= distance_km * distance_km;
        }
        if (is_apart) {
            picked[count++] = c;
        }
    }
    return count;
}

static double distance_of_step(uint32_t step)
{
    double distance_km = step < DISTANCE_STEPS ? GREATEST_DISTANCE_KM : 0;
    for (uint32_t k = 0; k < step; ++k) {
        distance_km *= DISTANCE_STEP;
    }
    return distance_km;
}

/* The smallest step of distance (step 0 is the greatest distance, the last is none) that leaves enough cities, by
 * bisection. */
static void pick_distant_cities(const hr_point *cities, uint32_t city_count, uint32_t wanted, uint32_t *picked)
{
    uint32_t low = 0;
    uint32_t high = DISTANCE_STEPS;
    while (low < high) {
        uint32_t step = low + (high - low) / 2;
        if (pick_cities(cities, city_count, wanted, distance_of_step(step), picked) == wanted) {
            high = step;
        } else {
            low = step + 1;
        }
    }
    uint32_t count = pick_cities(cities, city_count, wanted, distance_of_step(high), picked);
    assert(count == wanted);
}

static hr_status lay_metro(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    uint32_t wanted = generator->parameters->operators[operator_id].metro;
    hr_generator_layer *layer = &generator->layers[operator_id][HR_ROLE_METRO];
    size_t place_count = generator->places->count;
    uint32_t city_count = (uint64_t)wanted * CITIES_PER_METRO < place_count ? wanted * CITIES_PER_METRO
                                                                            : (uint32_t)place_count;
    hr_point *cities = calloc(city_count, sizeof *cities);
    uint32_t *picked = calloc(wanted, sizeof *picked);
    hr_status status = cities == NULL || picked == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %u cities", city_count)
                           : hr_generator_layer_init(layer, wanted, error);
    if (status == HR_OK) {
        for (uint32_t c = 0; c < city_count; ++c) {
            cities[c] = hr_point_at(generator->place_positions[c]);
        }
        pick_distant_cities(cities, city_count, wanted, picked);
    }
    for (uint32_t n = 0; n < wanted && status == HR_OK; ++n) {
        layer->positions[n] = generator->place_positions[picked[n]];
        layer->points[n] = cities[picked[n]];
        layer->areas[n] = hr_generator_nearest_area(generator, layer->points[n]);
    }
    free(cities);
    free(picked);
    return status;
}

/* ---- core ------------------------------------------------------------------------------------------------------ */

/* Grows with the bearing of (x, y) from 0 to 4, by divisions alone: the same everywhere. */
static double bearing_order(double x, double y)
{
    double length = fabs(x) + fabs(y);
    double slope = length > 0 ? y / length : 0;
    return x < 0 ? 2 - slope : y < 0 ? 4 + slope : slope;
}

hr_status hr_generator_lay_ring(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    const hr_generator_layer *layer = &generator->layers[operator_id][HR_ROLE_CORE_ROUTER];
    uint32_t count = layer->count;
    uint32_t *ring = generator->rings[operator_id] = calloc(count, sizeof *ring);
    double *order = calloc(count, sizeof *order);
    hr_status status = ring == NULL || order == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %u core routers", count)
                           : HR_OK;
    double latitude = 0;
    double longitude = 0;
    for (uint32_t n = 0; n < count && status == HR_OK; ++n) {
        latitude += (double)layer->positions[n].latitude / count;
        longitude += (double)layer->positions[n].longitude / count;
    }
    for (uint32_t n = 0; n < count && status == HR_OK; ++n) { /* insertion by bearing, equal ones by number */
        order[n] = bearing_order(layer->positions[n].longitude - longitude, layer->positions[n].latitude - latitude);
        uint32_t k = n;
        for (; k > 0 && order[ring[k - 1]] > order[n]; --k) {
            ring[k] = ring[k - 1];
        }
        ring[k] = n;
    }
    free(order);
    return status;
}

static hr_status lay_core(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    uint32_t count = generator->parameters->operators[operator_id].core_routers;
    const hr_generator_layer *metro = &generator->layers[operator_id][HR_ROLE_METRO];
    hr_generator_layer *layer = &generator->layers[operator_id][HR_ROLE_CORE_ROUTER];
    hr_status status = hr_generator_layer_init(layer, count, error);
    for (uint32_t n = 0; n < count && status == HR_OK; ++n) {
        layer->positions[n] = metro->positions[n];
        layer->points[n] = metro->points[n];
        layer->areas[n] = metro->areas[n];
    }
    return status == HR_OK ? hr_generator_lay_ring(generator, operator_id, error) : status;
}

static hr_status lay_metro_and_core(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    hr_status status = lay_metro(generator, operator_id, error);
    return status == HR_OK ? lay_core(generator, operator_id, error) : status;
}

/* ---- whole ----------------------------------------------------------------------------------------------------- */

/* A region is what lies nearest to one metro node (or node of the backbone) of the first fixed operator's transport. */
static hr_status name_regions(hr_generator *generator, uint32_t first_fixed, hr_error *error)
{
    const hr_generator_layer *metro = hr_generator_upper_layer(generator,
                                                               hr_generator_transport(generator, first_fixed));
    hr_spatial index;
    hr_status status = hr_spatial_init(&index, metro->points, metro->count, error);
    for (uint32_t a = 0; a < generator->area_count && status == HR_OK; ++a) {
        hr_spatial_nearest(&index, hr_point_at(generator->area_positions[a]), 1, &generator->area_regions[a]);
    }
    if (status == HR_OK) {
        hr_spatial_free(&index);
    }
    return status;
}

hr_status hr_generator_lay_transport(hr_generator *generator, hr_error *error)
{
    const hr_generator_parameters *parameters = generator->parameters;
    uint32_t first_fixed = HR_OPERATORS_MAX;
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < parameters->operator_count && status == HR_OK; ++o) {
        const hr_generator_operator *provider = &parameters->operators[o];
        if (provider->transport < 0) {
            status = provider->backbone.is_there ? hr_generator_lay_backbone(generator, o, error)
                                                 : lay_metro_and_core(generator, o, error);
            if (status == HR_OK) {
                status = hr_generator_settle_towns(generator, o, HR_ROLE_AGGREGATION, provider->aggregation, error);
            }
        }
        if (provider->exchanges > 0 && first_fixed == HR_OPERATORS_MAX) {
            first_fixed = o; /* its exchanges stand in the areas already */
        } else if (provider->exchanges > 0 && status == HR_OK) {
            status = hr_generator_settle_towns(generator, o, HR_ROLE_EXCHANGE, provider->exchanges, error);
        }
    }
    return status == HR_OK ? name_regions(generator, first_fixed, error) : status;
}
