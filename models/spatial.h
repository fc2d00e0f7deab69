/* Points in the plane, and which two lie nearest: a uniform grid (Bentley and Friedman 1979). Distances in km. */
#ifndef HR_MODELS_SPATIAL_H
#define HR_MODELS_SPATIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/engine/error.h"

#define HR_NO_POINT UINT32_MAX

typedef struct {
    const double *x; /* borrowed */
    const double *y;
    uint32_t count;
    double left;
    double bottom;
    double cell_km;
    uint32_t columns;
    uint32_t rows;
    uint32_t *start; /* columns * rows + 1, into items */
    uint32_t *items;
} hr_grid;

/** O(count). At least one point. */
hr_status hr_grid_init(hr_grid *grid, const double *x, const double *y, uint32_t count, hr_error *error);
void hr_grid_free(hr_grid *grid);

/** The nearest point and the next; HR_NO_POINT when there is no second. Ties go to the lower number. O(1) expected. */
void hr_grid_nearest(const hr_grid *grid, double x, double y, uint32_t found[2]);

#endif
