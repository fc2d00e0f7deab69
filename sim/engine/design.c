/* Designs in the unit cube: see design.h for what they are and where they come from. A row costs O(inputs). */
#include "sim/engine/design.h"

#include <assert.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    GROUP_DIMENSIONS = 4,   /* an even number: A and B of an input stay together */
    FIRST_RANGE = 16,       /* points whose order is shuffled among themselves first */
    STREAMS_PER_GROUP = 64, /* more than there are ranges */
    SOBOL_BITS = 30,
    POINT_BITS = 52,
};

static hr_status begin(hr_design *design, hr_design_kind kind, uint32_t input_count, uint32_t block_count,
                       uint64_t rows_per_block, hr_error *error)
{
    assert(input_count >= 1 && block_count >= 1 && rows_per_block >= 1);
    memset(design, 0, sizeof *design);
    uint64_t rows = rows_per_block * block_count;
    if (rows_per_block > UINT32_MAX || rows > UINT32_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "a design of more than %u rows", UINT32_MAX);
    }
    design->kind = kind;
    design->input_count = input_count;
    design->block_count = block_count;
    design->rows_per_block = (uint32_t)rows_per_block;
    design->row_count = (uint32_t)rows;
    return HR_OK;
}

static hr_status out_of_memory(hr_error *error)
{
    return hr_error_set(error, HR_FAILED, "out of memory for a design");
}

/* ---- designs without draws -------------------------------------------------------------------------------------- */

hr_status hr_design_init_grid(hr_design *design, uint32_t input_count, const uint32_t *levels, hr_error *error)
{
    uint64_t rows = 1;
    for (uint32_t i = 0; i < input_count && rows <= UINT32_MAX; ++i) {
        assert(levels[i] >= 1);
        rows *= levels[i];
    }
    hr_status status = begin(design, HR_DESIGN_GRID, input_count, 1, rows, error);
    if (status != HR_OK) {
        return status;
    }
    design->levels = malloc(input_count * sizeof *levels);
    if (design->levels == NULL) {
        return out_of_memory(error);
    }
    memcpy(design->levels, levels, input_count * sizeof *levels);
    return HR_OK;
}

hr_status hr_design_init_list(hr_design *design, uint32_t input_count, uint32_t row_count, hr_error *error)
{
    return begin(design, HR_DESIGN_LIST, input_count, 1, row_count, error);
}

hr_status hr_design_init_ends(hr_design *design, uint32_t input_count, const double *base, hr_error *error)
{
    hr_status status = begin(design, HR_DESIGN_ENDS, input_count, 1, 1 + 2 * (uint64_t)input_count, error);
    if (status != HR_OK) {
        return status;
    }
    design->bases = malloc(input_count * sizeof *base);
    if (design->bases == NULL) {
        return out_of_memory(error);
    }
    memcpy(design->bases, base, input_count * sizeof *base);
    return HR_OK;
}

/* ---- base points -------------------------------------------------------------------------------------------------- */

/* Points of the least [0, 16 2^k) that holds `count`: a range is shuffled as a whole, or more points would change the
 * order of fewer. */
static size_t whole_ranges(uint32_t count)
{
    size_t total = FIRST_RANGE;
    while (total < count) {
        total *= 2;
    }
    return total;
}

/* Sobol's points from the origin on, [point][dimension], as SOBOL_BITS bits. */
static hr_status sobol_points(uint32_t dimensions, size_t count, uint32_t *points, hr_error *error)
{
    double point[GROUP_DIMENSIONS];
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, dimensions);
    if (sequence == NULL) {
        return out_of_memory(error);
    }
    memset(points, 0, dimensions * sizeof *points);
    for (size_t k = 1; k < count; ++k) {
        gsl_qrng_get(sequence, point);
        for (uint32_t d = 0; d < dimensions; ++d) {
            points[k * dimensions + d] = (uint32_t)ldexp(point[d], SOBOL_BITS);
        }
    }
    gsl_qrng_free(sequence);
    return HR_OK;
}

/* Which point stands at each place. The first group keeps its order: only orders among groups matter. */
static hr_status place_points(uint32_t group, size_t count, hr_design_key key, size_t *order, hr_error *error)
{
    for (size_t k = 0; k < count; ++k) {
        order[k] = k;
    }
    if (group == 0) {
        return HR_OK;
    }
    gsl_rng *generator = gsl_rng_alloc(hr_random_gsl_type);
    if (generator == NULL) {
        return out_of_memory(error);
    }
    uint32_t range = 0;
    for (size_t first = 0, end = FIRST_RANGE; first < count; first = end, end *= 2, ++range) {
        hr_random_stream_place(generator, &key.random, key.purpose, group * STREAMS_PER_GROUP + range);
        gsl_ran_shuffle(generator, order + first, end - first, sizeof *order);
    }
    gsl_rng_free(generator);
    return HR_OK;
}

static uint64_t random_bits(hr_design_key key, uint32_t dimension, uint32_t index)
{
    uint32_t words[4];
    hr_random_block(&key.random, key.purpose, dimension, index, words);
    return ((uint64_t)words[0] << 32 | words[1]) >> (64 - POINT_BITS);
}

/* Scrambling of one dimension: a random lower triangular matrix over the field of two elements, then a shift. */
typedef struct {
    uint64_t columns[SOBOL_BITS]; /* what each bit of the sequence becomes, its most significant first */
    uint64_t shift;
} scramble;

static scramble scramble_of(hr_design_key key, uint32_t dimension)
{
    scramble result = {.shift = random_bits(key, dimension, 0)};
    for (uint32_t bit = 0; bit < SOBOL_BITS; ++bit) {
        uint64_t itself = (uint64_t)1 << (POINT_BITS - 1 - bit);
        result.columns[bit] = itself | (random_bits(key, dimension, 1 + bit) & (itself - 1));
    }
    return result;
}

static double scrambled(const scramble *s, uint32_t point)
{
    uint64_t bits = s->shift;
    for (uint32_t bit = 0; bit < SOBOL_BITS; ++bit) {
        bits ^= (point >> (SOBOL_BITS - 1 - bit) & 1) != 0 ? s->columns[bit] : 0;
    }
    return ((double)bits + 0.5) * 0x1p-52; /* strictly inside (0, 1) */
}

/* Fills bases, [block][width]. */
static hr_status sample(hr_design *design, uint32_t width, hr_design_key key, hr_error *error)
{
    size_t count = whole_ranges(design->block_count);
    uint32_t *points = malloc(count * GROUP_DIMENSIONS * sizeof *points);
    size_t *order = malloc(count * sizeof *order);
    design->bases = malloc((size_t)design->block_count * width * sizeof *design->bases);
    hr_status status = points == NULL || order == NULL || design->bases == NULL ? out_of_memory(error) : HR_OK;
    for (uint32_t first = 0, group = 0; first < width && status == HR_OK; first += GROUP_DIMENSIONS, ++group) {
        uint32_t dimensions = width - first < GROUP_DIMENSIONS ? width - first : GROUP_DIMENSIONS;
        status = sobol_points(dimensions, count, points, error);
        if (status == HR_OK) {
            status = place_points(group, count, key, order, error);
        }
        for (uint32_t d = 0; d < dimensions && status == HR_OK; ++d) {
            scramble own = scramble_of(key, first + d);
            for (uint32_t k = 0; k < design->block_count; ++k) {
                design->bases[(size_t)k * width + first + d] = scrambled(&own, points[order[k] * dimensions + d]);
            }
        }
    }
    free(points);
    free(order);
    return status;
}

hr_status hr_design_init_saltelli(hr_design *design, uint32_t input_count, uint32_t block_count, hr_design_key key,
                                  hr_error *error)
{
    hr_status status = begin(design, HR_DESIGN_SALTELLI, input_count, block_count, (uint64_t)input_count + 2, error);
    return status == HR_OK ? sample(design, 2 * input_count, key, error) : status;
}

hr_status hr_design_init_morris(hr_design *design, uint32_t input_count, uint32_t block_count, hr_design_key key,
                                hr_error *error)
{
    hr_status status = begin(design, HR_DESIGN_MORRIS, input_count, block_count, (uint64_t)input_count + 1, error);
    return status == HR_OK ? sample(design, input_count, key, error) : status;
}

void hr_design_free(hr_design *design)
{
    free(design->levels);
    free(design->bases);
    memset(design, 0, sizeof *design);
}

/* ---- rows --------------------------------------------------------------------------------------------------------- */

uint32_t hr_design_level(const hr_design *design, uint32_t row, uint32_t input)
{
    assert(row < design->row_count && input < design->input_count);
    assert(design->kind == HR_DESIGN_GRID || design->kind == HR_DESIGN_LIST);
    if (design->kind == HR_DESIGN_LIST) {
        return row;
    }
    for (uint32_t i = design->input_count - 1; i > input; --i) {
        row /= design->levels[i];
    }
    return row % design->levels[input];
}

hr_design_row hr_design_describe(const hr_design *design, uint32_t row)
{
    assert(row < design->row_count);
    uint32_t block = row / design->rows_per_block;
    uint32_t place = row % design->rows_per_block;
    switch (design->kind) {
    case HR_DESIGN_ENDS:
        return place == 0 ? (hr_design_row){0, HR_ROW_BASE, 0}
                          : (hr_design_row){0, place % 2 == 1 ? HR_ROW_LOW : HR_ROW_HIGH, (place - 1) / 2};
    case HR_DESIGN_SALTELLI:
        return place < 2 ? (hr_design_row){block, place == 0 ? HR_ROW_A : HR_ROW_B, 0}
                         : (hr_design_row){block, HR_ROW_MIXED, place - 2};
    case HR_DESIGN_MORRIS:
        return place == 0 ? (hr_design_row){block, HR_ROW_BASE, 0} : (hr_design_row){block, HR_ROW_MOVED, place - 1};
    case HR_DESIGN_GRID:
    case HR_DESIGN_LIST:
        break;
    }
    return (hr_design_row){0, HR_ROW_PLAIN, 0};
}

uint32_t hr_design_find(const hr_design *design, hr_design_row row)
{
    assert(design->kind != HR_DESIGN_GRID && design->kind != HR_DESIGN_LIST);
    assert(row.block < design->block_count && row.input < design->input_count);
    uint32_t place = 0;
    switch (row.role) {
    case HR_ROW_PLAIN:
    case HR_ROW_BASE:
    case HR_ROW_A:
        break;
    case HR_ROW_B:
        place = 1;
        break;
    case HR_ROW_LOW:
    case HR_ROW_MOVED:
        place = design->kind == HR_DESIGN_ENDS ? 1 + 2 * row.input : 1 + row.input;
        break;
    case HR_ROW_HIGH:
    case HR_ROW_MIXED:
        place = design->kind == HR_DESIGN_ENDS ? 2 + 2 * row.input : 2 + row.input;
        break;
    }
    return row.block * design->rows_per_block + place;
}

double hr_design_step(const hr_design *design, uint32_t block, uint32_t input)
{
    assert(design->kind == HR_DESIGN_MORRIS && block < design->block_count && input < design->input_count);
    return design->bases[(size_t)block * design->input_count + input] < 0.5 ? 0.5 : -0.5;
}

static void level_point(const hr_design *design, uint32_t row, double *point)
{
    for (uint32_t i = 0; i < design->input_count; ++i) {
        uint32_t levels = design->kind == HR_DESIGN_GRID ? design->levels[i] : design->row_count;
        point[i] = levels > 1 ? (double)hr_design_level(design, row, i) / (double)(levels - 1) : 0.0;
    }
}

void hr_design_point(const hr_design *design, uint32_t row, double *point)
{
    hr_design_row place = hr_design_describe(design, row);
    if (place.role == HR_ROW_PLAIN) {
        level_point(design, row, point);
        return;
    }
    size_t inputs = design->input_count;
    if (design->kind == HR_DESIGN_SALTELLI) {
        const double *pair = design->bases + place.block * 2 * inputs;
        for (size_t i = 0; i < inputs; ++i) {
            bool is_from_b = place.role == HR_ROW_B || (place.role == HR_ROW_MIXED && i == place.input);
            point[i] = pair[2 * i + is_from_b];
        }
        return;
    }
    memcpy(point, design->bases + place.block * inputs, inputs * sizeof *point);
    if (place.role == HR_ROW_MOVED) {
        point[place.input] += hr_design_step(design, place.block, place.input);
    } else if (place.role != HR_ROW_BASE) {
        point[place.input] = place.role == HR_ROW_HIGH ? 1.0 : 0.0;
    }
}
