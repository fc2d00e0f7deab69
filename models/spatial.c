/* Nearest points by a uniform grid. See spatial.h. */
#include "models/spatial.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t column_of(const hr_grid *grid, double x)
{
    double column = floor((x - grid->left) / grid->cell_km);
    return column <= 0 ? 0 : column >= grid->columns ? grid->columns - 1 : (uint32_t)column;
}

static uint32_t row_of(const hr_grid *grid, double y)
{
    double row = floor((y - grid->bottom) / grid->cell_km);
    return row <= 0 ? 0 : row >= grid->rows ? grid->rows - 1 : (uint32_t)row;
}

hr_status hr_grid_init(hr_grid *grid, const double *x, const double *y, uint32_t count, hr_error *error)
{
    assert(count > 0);
    double right = x[0];
    double top = y[0];
    memset(grid, 0, sizeof *grid);
    grid->x = x;
    grid->y = y;
    grid->count = count;
    grid->left = x[0];
    grid->bottom = y[0];
    for (uint32_t i = 1; i < count; ++i) {
        grid->left = fmin(grid->left, x[i]);
        grid->bottom = fmin(grid->bottom, y[i]);
        right = fmax(right, x[i]);
        top = fmax(top, y[i]);
    }
    double side = sqrt((right - grid->left + 1) * (top - grid->bottom + 1) / count);
    grid->cell_km = fmax(side, 0.05);
    grid->columns = (uint32_t)((right - grid->left) / grid->cell_km) + 1;
    grid->rows = (uint32_t)((top - grid->bottom) / grid->cell_km) + 1;
    size_t cells = (size_t)grid->columns * grid->rows;
    grid->start = calloc(cells + 2, sizeof *grid->start);
    grid->items = malloc(count * sizeof *grid->items);
    if (grid->start == NULL || grid->items == NULL) {
        hr_grid_free(grid);
        return hr_error_set(error, HR_FAILED, "out of memory for %u points", count);
    }
    for (uint32_t i = 0; i < count; ++i) {
        ++grid->start[(size_t)row_of(grid, y[i]) * grid->columns + column_of(grid, x[i]) + 2];
    }
    for (size_t c = 2; c <= cells; ++c) {
        grid->start[c] += grid->start[c - 1];
    }
    for (uint32_t i = 0; i < count; ++i) {
        grid->items[grid->start[(size_t)row_of(grid, y[i]) * grid->columns + column_of(grid, x[i]) + 1]++] = i;
    }
    return HR_OK;
}

void hr_grid_free(hr_grid *grid)
{
    free(grid->start);
    free(grid->items);
    memset(grid, 0, sizeof *grid);
}

typedef struct {
    double x;
    double y;
    double squared[2]; /* distances of what was found */
    uint32_t found[2];
} search;

static void look_into(const hr_grid *grid, uint32_t column, uint32_t row, search *s)
{
    size_t cell = (size_t)row * grid->columns + column;
    for (uint32_t k = grid->start[cell]; k < grid->start[cell + 1]; ++k) {
        uint32_t i = grid->items[k];
        double dx = grid->x[i] - s->x;
        double dy = grid->y[i] - s->y;
        double squared = dx * dx + dy * dy;
        if (squared < s->squared[0] || (squared == s->squared[0] && i < s->found[0])) {
            s->squared[1] = s->squared[0];
            s->found[1] = s->found[0];
            s->squared[0] = squared;
            s->found[0] = i;
        } else if (squared < s->squared[1] || (squared == s->squared[1] && i < s->found[1])) {
            s->squared[1] = squared;
            s->found[1] = i;
        }
    }
}

void hr_grid_nearest(const hr_grid *grid, double x, double y, uint32_t found[2])
{
    search s = {x, y, {INFINITY, INFINITY}, {HR_NO_POINT, HR_NO_POINT}};
    int64_t column = column_of(grid, x);
    int64_t row = row_of(grid, y);
    int64_t farthest = grid->columns > grid->rows ? grid->columns : grid->rows;
    for (int64_t ring = 0; ring <= farthest; ++ring) {
        for (int64_t r = row - ring; r <= row + ring; ++r) {
            if (r < 0 || r >= grid->rows) {
                continue;
            }
            bool is_edge = r == row - ring || r == row + ring;
            int64_t step = is_edge || ring == 0 ? 1 : 2 * ring;
            for (int64_t c = column - ring; c <= column + ring; c += step) {
                if (c >= 0 && c < grid->columns) {
                    look_into(grid, (uint32_t)c, (uint32_t)r, &s);
                }
            }
        }
        double safe = (double)ring * grid->cell_km; /* nothing outside the rings seen is nearer */
        if (s.squared[1] < safe * safe) {
            break;
        }
    }
    found[0] = s.found[0];
    found[1] = s.found[1];
}
