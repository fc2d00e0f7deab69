/* Areas of the generated nation: one per exchange of the first fixed operator, so many to a place as its population
 * earns by highest averages. The areas of a place are spread over its disc; places without an area count in the
 * nearest one. Areas are numbered along a closed curve through the nation, so that neighbours have near numbers. See
 * generator.h.
 */
#include <assert.h>
#include <stdlib.h>

#include "models/apportion.h"
#include "models/generator_private.h"
#include "models/purposes.h"

typedef struct {
    uint32_t curve_place;
    uint32_t place;
    hr_position position;
} raw_area;

static int compare_areas(const void *left, const void *right)
{
    const raw_area *a = left;
    const raw_area *b = right;
    if (a->curve_place != b->curve_place) {
        return a->curve_place < b->curve_place ? -1 : 1;
    }
    if (a->place != b->place) {
        return a->place < b->place ? -1 : 1;
    }
    if (a->position.latitude != b->position.latitude) {
        return a->position.latitude < b->position.latitude ? -1 : 1;
    }
    return (a->position.longitude > b->position.longitude) - (a->position.longitude < b->position.longitude);
}

static hr_status scale_places(hr_generator *generator, hr_error *error)
{
    const hr_places *places = generator->places;
    double sum = 0;
    generator->place_population = calloc(places->count, sizeof *generator->place_population);
    generator->place_positions = calloc(places->count, sizeof *generator->place_positions);
    if (generator->place_population == NULL || generator->place_positions == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu places", places->count);
    }
    for (size_t p = 0; p < places->count; ++p) {
        sum += places->places[p].population;
    }
    double population = (double)generator->parameters->population;
    for (size_t p = 0; p < places->count; ++p) {
        const hr_place *place = &places->places[p];
        generator->place_population[p] = sum > 0 ? place->population * (population / sum)
                                                 : population / (double)places->count;
        generator->place_positions[p] = (hr_position){(float)place->latitude, (float)place->longitude};
    }
    return HR_OK;
}

/* Areas of all places, over their discs. */
static void spread_areas(const hr_generator *generator, const uint32_t *seats, raw_area *raw)
{
    uint32_t area = 0;
    for (uint32_t p = 0; p < generator->places->count; ++p) {
        double radius_km = hr_generator_radius_km(generator, generator->place_population[p]);
        double turn = hr_random_uniform(&generator->random, HR_PURPOSE_PLACE_ROTATION, p, 0);
        for (uint32_t k = 0; k < seats[p]; ++k, ++area) {
            raw[area].place = p;
            raw[area].position = seats[p] == 1
                                     ? generator->place_positions[p]
                                     : hr_position_in_disc(generator->place_positions[p], radius_km, k, seats[p], turn);
        }
    }
    assert(area == generator->area_count);
}

/* Counts the people of places without an area in the nearest area. */
static hr_status populate_areas(hr_generator *generator, const uint32_t *seats, const raw_area *raw, hr_error *error)
{
    hr_point *points = calloc(generator->area_count, sizeof *points);
    if (points == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u areas", generator->area_count);
    }
    for (uint32_t a = 0; a < generator->area_count; ++a) {
        generator->area_positions[a] = raw[a].position;
        generator->area_population[a] = generator->place_population[raw[a].place] / seats[raw[a].place];
        points[a] = hr_point_at(raw[a].position);
    }
    hr_status status = hr_spatial_init(&generator->area_index, points, generator->area_count, error);
    free(points);
    for (uint32_t p = 0; p < generator->places->count && status == HR_OK; ++p) {
        if (seats[p] == 0) {
            uint32_t nearest = 0;
            hr_spatial_nearest(&generator->area_index, hr_point_at(generator->place_positions[p]), 1, &nearest);
            generator->area_population[nearest] += generator->place_population[p];
        }
    }
    return status;
}

/* The exchanges of the first fixed operator stand in the middle of the areas. */
static hr_status place_first_exchanges(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    hr_generator_layer *layer = &generator->layers[operator_id][HR_ROLE_EXCHANGE];
    hr_status status = hr_generator_layer_init(layer, generator->area_count, error);
    for (uint32_t a = 0; a < generator->area_count && status == HR_OK; ++a) {
        layer->areas[a] = a;
        layer->positions[a] = generator->area_positions[a];
        layer->points[a] = hr_point_at(generator->area_positions[a]);
    }
    return status;
}

static void sort_areas(const hr_generator *generator, raw_area *raw)
{
    hr_curve curve = hr_curve_around(generator->place_positions, generator->places->count);
    for (uint32_t a = 0; a < generator->area_count; ++a) {
        raw[a].curve_place = hr_curve_place(&curve, raw[a].position);
    }
    qsort(raw, generator->area_count, sizeof *raw, compare_areas);
}

hr_status hr_generator_lay_areas(hr_generator *generator, hr_error *error)
{
    const hr_generator_parameters *parameters = generator->parameters;
    uint32_t first = 0;
    while (parameters->operators[first].exchanges == 0) {
        ++first;
    }
    size_t count = generator->area_count = parameters->operators[first].exchanges;
    raw_area *raw = calloc(count, sizeof *raw);
    uint32_t *seats = calloc(generator->places->count, sizeof *seats);
    generator->area_population = calloc(count, sizeof *generator->area_population);
    generator->area_positions = calloc(count, sizeof *generator->area_positions);
    generator->area_regions = calloc(count, sizeof *generator->area_regions);
    hr_status status = HR_OK;
    if (raw == NULL || seats == NULL || generator->area_population == NULL || generator->area_positions == NULL ||
        generator->area_regions == NULL) {
        status = hr_error_set(error, HR_FAILED, "out of memory for %zu areas", count);
        goto out;
    }
    status = scale_places(generator, error);
    if (status == HR_OK) {
        status = hr_apportion_averages(generator->place_population, generator->places->count, generator->area_count,
                                       true, seats, error);
    }
    if (status == HR_OK) {
        spread_areas(generator, seats, raw);
        sort_areas(generator, raw);
        status = populate_areas(generator, seats, raw, error);
    }
    if (status == HR_OK) {
        status = place_first_exchanges(generator, first, error);
    }
out:
    free(raw);
    free(seats);
    return status;
}
