/* Positions on the globe. See spatial.h.
 *
 * The k-d tree is implicit: the median of a range of points is its root, the halves on either side are its subtrees,
 * and ranges of a few points are searched one by one. A root divides its range along the axis on which the points are
 * spread widest.
 */
#include "models/spatial.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const double RADIANS_PER_DEGREE = 0.017453292519943295;
static const double KM_PER_DEGREE = HR_EARTH_RADIUS_KM * 0.017453292519943295;

/* ---- points ---------------------------------------------------------------------------------------------------- */

hr_point hr_point_at(hr_position position)
{
    double latitude = position.latitude * RADIANS_PER_DEGREE;
    double longitude = position.longitude * RADIANS_PER_DEGREE;
    double parallel_km = HR_EARTH_RADIUS_KM * cos(latitude);
    return (hr_point){(float)(parallel_km * cos(longitude)), (float)(parallel_km * sin(longitude)),
                      (float)(HR_EARTH_RADIUS_KM * sin(latitude))};
}

double hr_point_distance2(hr_point a, hr_point b)
{
    double x = (double)a.x - (double)b.x;
    double y = (double)a.y - (double)b.y;
    double z = (double)a.z - (double)b.z;
    return x * x + y * y + z * z;
}

double hr_point_ground_km(hr_point a, hr_point b)
{
    double half = 0.5 * sqrt(hr_point_distance2(a, b)) / HR_EARTH_RADIUS_KM;
    return 2 * HR_EARTH_RADIUS_KM * asin(half < 1 ? half : 1);
}

static hr_position moved(hr_position from, double north_km, double east_km)
{
    double parallel = (double)(float)cos(from.latitude * RADIANS_PER_DEGREE);
    double latitude = from.latitude + north_km / KM_PER_DEGREE;
    double longitude = from.longitude + east_km / (KM_PER_DEGREE * (parallel > 0.01 ? parallel : 0.01));
    latitude = latitude > 90 ? 90 : latitude < -90 ? -90 : latitude;
    longitude = longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;
    return (hr_position){(float)latitude, (float)longitude};
}

hr_position hr_position_in_disc(hr_position centre, double radius_km, uint32_t number, uint32_t count, double turn)
{
    static const double golden_turn = 0.3819660112501051; /* (3 - sqrt 5) / 2 */
    assert(number < count);
    double turns = turn + golden_turn * number;
    double angle = 2 * M_PI * (turns - floor(turns));
    double distance_km = radius_km * sqrt((number + 0.5) / count);
    return moved(centre, distance_km * (double)(float)sin(angle), distance_km * (double)(float)cos(angle));
}

/* ---- k-d tree -------------------------------------------------------------------------------------------------- */

enum { LEAF_SIZE = 8 };

static float coordinate(const hr_point *point, int axis)
{
    return axis == 0 ? point->x : axis == 1 ? point->y : point->z;
}

static void swap(hr_spatial *spatial, uint32_t a, uint32_t b)
{
    hr_point point = spatial->points[a];
    uint32_t index = spatial->indices[a];
    spatial->points[a] = spatial->points[b];
    spatial->indices[a] = spatial->indices[b];
    spatial->points[b] = point;
    spatial->indices[b] = index;
}

/* Puts the median of [first, end) in its place, nothing greater before it and nothing smaller after it (Hoare's
 * selection). */
static void place_median(hr_spatial *spatial, uint32_t first, uint32_t end, int axis)
{
    uint32_t middle = first + (end - first) / 2;
    while (end - first > 1) {
        float pivot = coordinate(&spatial->points[first + (end - first) / 2], axis);
        uint32_t low = first;
        uint32_t high = end - 1;
        while (low <= high) {
            while (coordinate(&spatial->points[low], axis) < pivot) {
                ++low;
            }
            while (coordinate(&spatial->points[high], axis) > pivot) {
                --high;
            }
            if (low <= high) {
                swap(spatial, low++, high);
                if (high-- == 0) {
                    break;
                }
            }
        }
        /* now [first, low) is at most the pivot, [low, end) at least; between high and low all equal it */
        if (middle >= low) {
            first = low;
        } else if (high != UINT32_MAX && middle <= high) {
            end = high + 1;
        } else {
            return;
        }
    }
}

static int widest_axis(const hr_spatial *spatial, uint32_t first, uint32_t end)
{
    int widest = 0;
    float width = -1;
    for (int axis = 0; axis < 3; ++axis) {
        float least = coordinate(&spatial->points[first], axis);
        float greatest = least;
        for (uint32_t i = first + 1; i < end; ++i) {
            float value = coordinate(&spatial->points[i], axis);
            least = value < least ? value : least;
            greatest = value > greatest ? value : greatest;
        }
        if (greatest - least > width) {
            width = greatest - least;
            widest = axis;
        }
    }
    return widest;
}

static void build(hr_spatial *spatial, uint32_t first, uint32_t end)
{
    while (end - first > LEAF_SIZE) {
        uint32_t middle = first + (end - first) / 2;
        int axis = widest_axis(spatial, first, end);
        place_median(spatial, first, end, axis);
        spatial->axes[middle] = (uint8_t)axis;
        build(spatial, first, middle);
        first = middle + 1;
    }
}

hr_status hr_spatial_init(hr_spatial *spatial, const hr_point *points, uint32_t count, hr_error *error)
{
    spatial->count = count;
    spatial->points = malloc(((size_t)count + 1) * sizeof *spatial->points);
    spatial->indices = malloc(((size_t)count + 1) * sizeof *spatial->indices);
    spatial->axes = calloc((size_t)count + 1, sizeof *spatial->axes);
    if (spatial->points == NULL || spatial->indices == NULL || spatial->axes == NULL) {
        hr_spatial_free(spatial);
        return hr_error_set(error, HR_FAILED, "out of memory for the positions of %u nodes", count);
    }
    for (uint32_t i = 0; i < count; ++i) {
        spatial->points[i] = points[i];
        spatial->indices[i] = i;
    }
    build(spatial, 0, count);
    return HR_OK;
}

void hr_spatial_free(hr_spatial *spatial)
{
    free(spatial->points);
    free(spatial->indices);
    free(spatial->axes);
    *spatial = (hr_spatial){0};
}

typedef struct {
    const hr_spatial *spatial;
    hr_point point;
    uint32_t wanted;
    uint32_t count;
    uint32_t indices[HR_NEAREST_MAX];
    double distances2[HR_NEAREST_MAX];
} nearest_search;

static void offer(nearest_search *search, uint32_t at)
{
    double distance2 = hr_point_distance2(search->spatial->points[at], search->point);
    uint32_t index = search->spatial->indices[at];
    uint32_t place = search->count;
    while (place > 0 && (distance2 < search->distances2[place - 1] ||
                         (distance2 == search->distances2[place - 1] && index < search->indices[place - 1]))) {
        --place;
    }
    if (place == search->wanted) {
        return;
    }
    search->count += search->count < search->wanted;
    for (uint32_t k = search->count - 1; k > place; --k) {
        search->indices[k] = search->indices[k - 1];
        search->distances2[k] = search->distances2[k - 1];
    }
    search->indices[place] = index;
    search->distances2[place] = distance2;
}

static void visit(nearest_search *search, uint32_t first, uint32_t end)
{
    const hr_spatial *spatial = search->spatial;
    if (end - first <= LEAF_SIZE) {
        for (uint32_t i = first; i < end; ++i) {
            offer(search, i);
        }
        return;
    }
    uint32_t middle = first + (end - first) / 2;
    int axis = spatial->axes[middle];
    double beyond = (double)coordinate(&search->point, axis) - (double)coordinate(&spatial->points[middle], axis);
    bool is_left = beyond < 0;
    visit(search, is_left ? first : middle + 1, is_left ? middle : end);
    offer(search, middle);
    if (search->count < search->wanted || beyond * beyond <= search->distances2[search->count - 1]) {
        visit(search, is_left ? middle + 1 : first, is_left ? end : middle);
    }
}

uint32_t hr_spatial_nearest(const hr_spatial *spatial, hr_point point, uint32_t wanted, uint32_t *found)
{
    assert(wanted > 0 && wanted <= HR_NEAREST_MAX);
    nearest_search search = {.spatial = spatial, .point = point, .wanted = wanted};
    visit(&search, 0, spatial->count);
    for (uint32_t k = 0; k < search.count; ++k) {
        found[k] = search.indices[k];
    }
    return search.count;
}

/* ---- curve ----------------------------------------------------------------------------------------------------- */

hr_curve hr_curve_around(const hr_position *positions, size_t count)
{
    assert(count > 0);
    double south = positions[0].latitude;
    double north = south;
    double west = positions[0].longitude;
    double east = west;
    for (size_t i = 1; i < count; ++i) {
        south = positions[i].latitude < south ? positions[i].latitude : south;
        north = positions[i].latitude > north ? positions[i].latitude : north;
        west = positions[i].longitude < west ? positions[i].longitude : west;
        east = positions[i].longitude > east ? positions[i].longitude : east;
    }
    hr_curve curve = {.south = south, .west = west};
    curve.longitude_scale = (double)(float)cos((south + north) / 2 * RADIANS_PER_DEGREE);
    double width = (east - west) * curve.longitude_scale;
    curve.side_degrees = north - south > width ? north - south : width;
    return curve;
}

/* Cell along one side, [0, 65535]. */
static uint32_t cell_of(double offset, double side)
{
    double share = side > 0 ? offset / side : 0;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    uint32_t cell = (uint32_t)(share * 65536);
    return cell < 65536 ? cell : 65535;
}

/* Hilbert's curve over 2^15 x 2^15 cells, from the lower left to the lower right corner. */
static uint32_t hilbert_place(uint32_t x, uint32_t y)
{
    uint32_t place = 0;
    for (uint32_t side = 1u << 14; side > 0; side >>= 1) {
        uint32_t right = (x & side) != 0;
        uint32_t upper = (y & side) != 0;
        place += side * side * ((3 * right) ^ upper);
        if (upper == 0) {
            if (right == 1) {
                x = (1u << 15) - 1 - x;
                y = (1u << 15) - 1 - y;
            }
            uint32_t kept = x;
            x = y;
            y = kept;
        }
    }
    return place;
}

uint32_t hr_curve_place(const hr_curve *curve, hr_position position)
{
    static const uint32_t last = (1u << 15) - 1;
    uint32_t x = cell_of((position.longitude - curve->west) * curve->longitude_scale, curve->side_degrees);
    uint32_t y = cell_of(position.latitude - curve->south, curve->side_degrees);
    bool is_right = x > last;
    bool is_upper = y > last;
    x &= last;
    y &= last;
    /* up through the left quarters, down through the right ones, each a Hilbert curve laid on its side */
    uint32_t quarter = is_right ? (is_upper ? 2 : 3) : (is_upper ? 1 : 0);
    uint32_t within = is_right ? hilbert_place(last - y, x) : hilbert_place(y, last - x);
    return (quarter << 30) + within;
}
