/* Positions: nearest neighbours against a slow twin, discs, distances, and the closed curve. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <cmocka.h>

#include "models/spatial.h"
#include "sim/engine/random.h"

enum { POINTS_MAX = 400 };

static hr_point draw_point(const hr_random *random, uint32_t entity, bool is_coarse)
{
    float latitude = (float)(50 + 8 * hr_random_uniform(random, 1, entity, 0));
    float longitude = (float)(-5 + 7 * hr_random_uniform(random, 2, entity, 0));
    if (is_coarse) { /* many points fall together */
        latitude = floorf(latitude);
        longitude = floorf(longitude);
    }
    return hr_point_at((hr_position){latitude, longitude});
}

static uint32_t find_slowly(const hr_point *points, uint32_t count, hr_point point, uint32_t wanted, uint32_t *found)
{
    bool is_taken[POINTS_MAX] = {false};
    uint32_t k = 0;
    for (; k < wanted && k < count; ++k) {
        uint32_t best = UINT32_MAX;
        for (uint32_t i = 0; i < count; ++i) {
            if (!is_taken[i] && (best == UINT32_MAX ||
                                 hr_point_distance2(points[i], point) < hr_point_distance2(points[best], point))) {
                best = i;
            }
        }
        is_taken[best] = true;
        found[k] = best;
    }
    return k;
}

static void nearest_equals_the_slow_search(void **state)
{
    (void)state;
    hr_error error;
    for (uint32_t round = 0; round < 60; ++round) {
        hr_random random = {.seed = 5, .replication = round};
        hr_point points[POINTS_MAX];
        hr_spatial spatial;
        uint32_t count = 1 + round * 6;
        for (uint32_t i = 0; i < count; ++i) {
            points[i] = draw_point(&random, i, round % 2 == 1);
        }
        assert_int_equal(hr_spatial_init(&spatial, points, count, &error), HR_OK);
        for (uint32_t q = 0; q < 100; ++q) {
            hr_point point = draw_point(&random, 1000 + q, round % 4 == 1);
            uint32_t found[HR_NEAREST_MAX];
            uint32_t expected[HR_NEAREST_MAX];
            uint32_t wanted = 1 + q % HR_NEAREST_MAX;
            uint32_t got = hr_spatial_nearest(&spatial, point, wanted, found);
            assert_int_equal(got, find_slowly(points, count, point, wanted, expected));
            assert_memory_equal(found, expected, got * sizeof *found);
        }
        hr_spatial_free(&spatial);
    }
}

static void distances_are_those_of_the_globe(void **state)
{
    (void)state;
    hr_point london = hr_point_at((hr_position){51.5074f, -0.1278f});
    hr_point edinburgh = hr_point_at((hr_position){55.9533f, -3.1883f});
    hr_point pole = hr_point_at((hr_position){90, 17});
    hr_point equator = hr_point_at((hr_position){0, 44});
    assert_true(fabs(hr_point_ground_km(london, edinburgh) - 534) < 1); /* haversine, radius 6371 km */
    assert_true(fabs(hr_point_ground_km(pole, equator) - M_PI / 2 * HR_EARTH_RADIUS_KM) < 1e-2);
    assert_true(hr_point_ground_km(london, london) == 0);
}

static void a_disc_holds_its_positions_and_fills_evenly(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    hr_position centre = {57, -3};
    uint32_t inner = 0;
    for (uint32_t k = 0; k < COUNT; ++k) {
        hr_position position = hr_position_in_disc(centre, 10, k, COUNT, 0.25);
        double distance_km = hr_point_ground_km(hr_point_at(centre), hr_point_at(position));
        assert_true(distance_km < 10.02);
        inner += distance_km < 5;
    }
    assert_in_range(inner, COUNT / 4 - 5, COUNT / 4 + 5); /* half the radius, a quarter of the area */
}

static void discs_cross_the_date_line_and_stop_at_the_pole(void **state)
{
    (void)state;
    for (uint32_t k = 0; k < 20; ++k) {
        hr_position fiji = hr_position_in_disc((hr_position){-17, 179.99f}, 50, k, 20, 0);
        hr_position pole = hr_position_in_disc((hr_position){89.99f, 0}, 50, k, 20, 0);
        assert_true(fiji.longitude >= -180 && fiji.longitude <= 180);
        assert_true(hr_point_ground_km(hr_point_at(fiji), hr_point_at((hr_position){-17, 179.99f})) < 51);
        assert_true(pole.latitude <= 90 && pole.longitude >= -180 && pole.longitude <= 180);
    }
}

/* The curve over 64 x 64 squares: each square is entered once, and squares that follow each other touch, around the
 * end too. */
static void the_curve_is_closed_and_visits_neighbours(void **state)
{
    (void)state;
    enum { SIDE = 64, SQUARES = SIDE * SIDE };
    const hr_position corners[] = {{0, 0}, {1, 1}};
    hr_curve curve = hr_curve_around(corners, 2);
    int *square_at = calloc(SQUARES, sizeof *square_at);
    assert_non_null(square_at);
    curve.longitude_scale = 1;
    curve.side_degrees = 1;
    for (int y = 0; y < SIDE; ++y) {
        for (int x = 0; x < SIDE; ++x) {
            hr_position middle = {((float)y + 0.5f) / SIDE, ((float)x + 0.5f) / SIDE};
            uint32_t place = hr_curve_place(&curve, middle) >> 20;
            assert_in_range(place, 0, SQUARES - 1);
            assert_int_equal(square_at[place], 0);
            square_at[place] = y * SIDE + x + 1;
        }
    }
    for (int k = 0; k < SQUARES; ++k) {
        int here = square_at[k] - 1;
        int next = square_at[(k + 1) % SQUARES] - 1;
        assert_int_equal(abs(here / SIDE - next / SIDE) + abs(here % SIDE - next % SIDE), 1);
    }
    free(square_at);
}

static void a_curve_around_one_position_begins_in_its_lower_left_corner(void **state)
{
    (void)state;
    const hr_position here = {52, 1};
    const hr_position corners[] = {{52, 1}, {53, 2}};
    hr_curve point = hr_curve_around(&here, 1);
    hr_curve square = hr_curve_around(corners, 2);
    assert_true(point.side_degrees == 0);
    assert_int_equal(hr_curve_place(&point, here), hr_curve_place(&square, here));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_equals_the_slow_search),
        cmocka_unit_test(distances_are_those_of_the_globe),
        cmocka_unit_test(a_disc_holds_its_positions_and_fills_evenly),
        cmocka_unit_test(discs_cross_the_date_line_and_stop_at_the_pole),
        cmocka_unit_test(the_curve_is_closed_and_visits_neighbours),
        cmocka_unit_test(a_curve_around_one_position_begins_in_its_lower_left_corner),
    };
    return cmocka_run_group_tests_name("spatial", tests, NULL, NULL);
}
