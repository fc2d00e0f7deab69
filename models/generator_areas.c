/* Areas of the generated nation: one per exchange of the first fixed operator, so many to a place as its population
 * earns by highest averages. The areas of a place are spread over its disc; places without an area count in the
 * nearest one. Sensitive areas are those of named places, and a share of all. Areas are numbered along a closed curve through the nation, so that neighbours have near numbers. See
 * generator.h.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/apportion.h"
#include "models/generator_private.h"
#include "models/purposes.h"
#include "sim/engine/names.h"

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

/* ---- sensitive areas ------------------------------------------------------------------------------------------- */

typedef struct {
    double draw;
    uint32_t area;
} drawn_area;

static int compare_draws(const void *left, const void *right)
{
    const drawn_area *a = left;
    const drawn_area *b = right;
    if (a->draw != b->draw) {
        return a->draw < b->draw ? -1 : 1;
    }
    return (a->area > b->area) - (a->area < b->area);
}

/* The first so many in the order of their draws. */
static hr_status mark_share(hr_generator *generator, double share, hr_error *error)
{
    uint32_t count = (uint32_t)floor(share * generator->area_count + 0.5);
    drawn_area *order = calloc(generator->area_count, sizeof *order);
    if (order == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u areas", generator->area_count);
    }
    for (uint32_t a = 0; a < generator->area_count; ++a) {
        order[a] = (drawn_area){hr_random_uniform(&generator->random, HR_PURPOSE_SENSITIVE_AREA, a, 0), a};
    }
    qsort(order, generator->area_count, sizeof *order, compare_draws);
    for (uint32_t i = 0; i < count; ++i) {
        generator->is_area_sensitive[order[i].area] = 1;
    }
    free(order);
    return HR_OK;
}

static bool is_named(const hr_generator_sensitive *sensitive, const char *place)
{
    bool is_named = false;
    for (uint32_t i = 0; i < sensitive->place_count && !is_named; ++i) {
        is_named = strcmp(sensitive->places[i], place) == 0;
    }
    return is_named;
}

/* A place without an area stands in the nearest one. */
static void mark_places(hr_generator *generator, const uint32_t *seats, const raw_area *raw)
{
    const hr_generator_sensitive *sensitive = &generator->parameters->sensitive;
    const hr_place *places = generator->places->places;
    for (uint32_t a = 0; a < generator->area_count; ++a) {
        generator->is_area_sensitive[a] |= is_named(sensitive, places[raw[a].place].name);
    }
    for (uint32_t p = 0; p < generator->places->count; ++p) {
        if (seats[p] == 0 && is_named(sensitive, places[p].name)) {
            uint32_t nearest = 0;
            hr_spatial_nearest(&generator->area_index, hr_point_at(generator->place_positions[p]), 1, &nearest);
            generator->is_area_sensitive[nearest] = 1;
        }
    }
}

static hr_status mark_sensitive(hr_generator *generator, const uint32_t *seats, const raw_area *raw, hr_error *error)
{
    const hr_generator_sensitive *sensitive = &generator->parameters->sensitive;
    if (sensitive->place_count > 0) {
        mark_places(generator, seats, raw);
    }
    return sensitive->area_share > 0 ? mark_share(generator, sensitive->area_share, error) : HR_OK;
}

hr_status hr_generator_check_sensitive(const hr_generator_sensitive *sensitive, const hr_places *places,
                                       hr_error *error)
{
    const char **names = malloc((places->count + 1) * sizeof *names);
    hr_status status = names != NULL ? HR_OK : hr_error_set(error, HR_FAILED, "out of memory for names of places");
    for (size_t p = 0; p < places->count && status == HR_OK; ++p) {
        names[p] = places->places[p].name;
    }
    for (uint32_t i = 0; i < sensitive->place_count && status == HR_OK; ++i) {
        bool is_there = false;
        for (size_t p = 0; p < places->count && !is_there; ++p) {
            is_there = strcmp(names[p], sensitive->places[i]) == 0;
        }
        if (!is_there) {
            const char *nearest = hr_nearest_name(sensitive->places[i], names, places->count);
            status = hr_error_set(error, HR_BAD_INPUT, "the table of places has no `%s`%s%s%s", sensitive->places[i],
                                  nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
                                  nearest != NULL ? "`?" : "");
        }
    }
    free(names);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

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
    generator->is_area_sensitive = calloc(count, sizeof *generator->is_area_sensitive);
    hr_status status = HR_OK;
    if (raw == NULL || seats == NULL || generator->area_population == NULL || generator->area_positions == NULL ||
        generator->area_regions == NULL || generator->is_area_sensitive == NULL) {
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
        status = mark_sensitive(generator, seats, raw, error);
    }
    if (status == HR_OK) {
        status = place_first_exchanges(generator, first, error);
    }
out:
    free(raw);
    free(seats);
    return status;
}
