/* Positions on the globe: points, distances, nearest neighbours, and a closed curve through the land.
 *
 * Everything that a decision depends on is compared as float or integer: the maths library's sines may differ in a
 * last bit from machine to machine, and a network must not. Equal distances are decided by index.
 */
#ifndef HR_MODELS_SPATIAL_H
#define HR_MODELS_SPATIAL_H

#include <stddef.h>
#include <stdint.h>

#include "sim/engine/error.h"

#define HR_EARTH_RADIUS_KM 6371.0088

typedef struct {
    float latitude; /* degrees */
    float longitude;
} hr_position;

/* On the sphere, kilometres from the centre of the Earth. */
typedef struct {
    float x;
    float y;
    float z;
} hr_point;

hr_point hr_point_at(hr_position position);

/** Straight-line (chord) distance squared, km^2: the same order as along the ground. */
double hr_point_distance2(hr_point a, hr_point b);

/** Distance along the ground, km. */
double hr_point_ground_km(hr_point a, hr_point b);

/**
 * Position `number` of `count` spread evenly over a disc: a sunflower's spiral (Vogel, Math. Biosciences 44, 1979),
 * turned by `turn` (a share of a full turn).
 */
hr_position hr_position_in_disc(hr_position centre, double radius_km, uint32_t number, uint32_t count, double turn);

/* ---- nearest neighbours: a balanced k-d tree (Bentley, CACM 18, 1975) ---- */

typedef struct {
    uint32_t count;
    hr_point *points;  /* in the tree's order */
    uint32_t *indices; /* where each was in the caller's array */
    uint8_t *axes;     /* along which a root divides its range */
} hr_spatial;

/** Builds over a copy of the points. O(count log count). HR_FAILED without memory. */
hr_status hr_spatial_init(hr_spatial *spatial, const hr_point *points, uint32_t count, hr_error *error);
void hr_spatial_free(hr_spatial *spatial);

enum { HR_NEAREST_MAX = 4 };

/**
 * The nearest points, nearest first, ties by index.
 *
 * @param wanted  at most HR_NEAREST_MAX
 * @param found   receives indices into the caller's array
 * @return        how many were found: min(wanted, count)
 *
 * O(log count) on average.
 */
uint32_t hr_spatial_nearest(const hr_spatial *spatial, hr_point point, uint32_t wanted, uint32_t *found);

/* ---- a closed curve ---- */

/* The square that the curve fills. */
typedef struct {
    double south;
    double west;
    double side_degrees;    /* of latitude */
    double longitude_scale; /* degrees of latitude per degree of longitude, in the middle */
} hr_curve;

/** The smallest square around the positions. */
hr_curve hr_curve_around(const hr_position *positions, size_t count);

/** Place along Moore's closed form of Hilbert's curve through a square of 65536 x 65536 cells, [0, 2^32). */
uint32_t hr_curve_place(const hr_curve *curve, hr_position position);

#endif
