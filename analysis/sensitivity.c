/* Variance-based indices and elementary effects: see sensitivity.h for formulas and sources.
 *
 * Everything is a mean over blocks of products of differences within a block, so a block is the unit that is drawn. For
 * each quantity two passes: the blocks' products and their mean, then how far each block, replication and cell pulls.
 *
 * Why influence values and t: they need no draws and one pass, take in the error of replications, and cover better than
 * the bootstrap's percentiles, whose ends know nothing of t. Nominal 95 %, 64 independent blocks, one replication: S of
 * Ishigami's function 94.1 % against 92.0 %, T 93.6 % against 92.1 %; of Sobol's g function of 8 inputs 95.6 % and 93.7 %
 * against 93.0 % and 92.9 %. Correcting t for skewness lifts T to 95 % and lowers S to 93 %, and makes both wider. The
 * points of sim/engine/design.h are spread better than independent ones, so with them the intervals cover 95 to 99 %.
 */
#include "analysis/sensitivity.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room and what is common to all inputs. */
typedef struct {
    const hr_design *design;
    const double *outputs;
    size_t inputs;
    size_t blocks;
    size_t replications;
    double confidence;
    double *centre;  /* [replication]: mean over all A and B */
    double *squares; /* [block]: its part of the variance */
    double variance; /* their mean */
    double *product; /* [block]: the part of what is being estimated */
    double *row;     /* [block]: influence */
    double *column;  /* [replication]: influence */
    double cell_squares;
    double *first;  /* [replication] of one block: A, B, and a difference */
    double *second; /* . */
    double *change; /* . */
} table;

static hr_status table_init(table *t, const hr_design *design, const double *outputs, size_t replications,
                            double confidence, hr_error *error)
{
    assert(replications >= 1);
    *t = (table){.design = design,
                 .outputs = outputs,
                 .inputs = design->input_count,
                 .blocks = design->block_count,
                 .replications = replications,
                 .confidence = confidence};
    double *room = malloc((3 * t->blocks + 5 * replications) * sizeof *room);
    if (room == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a sensitivity analysis");
    }
    t->squares = room;
    t->product = t->squares + t->blocks;
    t->row = t->product + t->blocks;
    t->centre = t->row + t->blocks;
    t->column = t->centre + replications;
    t->first = t->column + replications;
    t->second = t->first + replications;
    t->change = t->second + replications;
    return HR_OK;
}

static void table_free(table *t)
{
    free(t->squares);
}

static const double *replications_of(const table *t, size_t block, size_t place)
{
    return t->outputs + (block * t->design->rows_per_block + place) * t->replications;
}

static double mean_of(const double *values, size_t count)
{
    return hr_statistics_sum(values, count) / (double)count;
}

/* Mean of p(r) q(s) over different replications r and s. */
static double product_without_noise(const double *p, const double *q, size_t count)
{
    double means[2] = {mean_of(p, count), mean_of(q, count)};
    double together = 0.0;
    for (size_t r = 0; r < count && count > 1; ++r) {
        together += (p[r] - means[0]) * (q[r] - means[1]);
    }
    double n = (double)count;
    return means[0] * means[1] - (count > 1 ? together / (n * (n - 1.0)) : 0.0);
}

/* ---- intervals ---------------------------------------------------------------------------------------------------- */

static void start_cells(table *t)
{
    memset(t->column, 0, t->replications * sizeof *t->column);
    t->cell_squares = 0.0;
}

static void add_cell(table *t, size_t replication, double influence)
{
    t->column[replication] += influence / (double)t->blocks;
    t->cell_squares += influence * influence;
}

static hr_estimate interval_of(const table *t, double value)
{
    hr_crossed statistic = {.value = value,
                            .row = t->row,
                            .row_count = t->blocks,
                            .column = t->column,
                            .column_count = t->replications,
                            .cell_squares = t->cell_squares};
    return hr_statistics_crossed(statistic, t->confidence, HR_INTERVAL_T);
}

/* ---- variance ----------------------------------------------------------------------------------------------------- */

/* A and B of one block less the mean of each replication, which takes away what a replication adds everywhere. */
static void centre_block(table *t, size_t block)
{
    const double *a = replications_of(t, block, 0);
    const double *b = replications_of(t, block, 1);
    for (size_t r = 0; r < t->replications; ++r) {
        t->first[r] = a[r] - t->centre[r];
        t->second[r] = b[r] - t->centre[r];
    }
}

/* How far a replication of the centred block pulls the variance, beside the block's mean. */
static double variance_cell(const table *t, size_t replication, double a, double b)
{
    return a * (t->first[replication] - a) + b * (t->second[replication] - b);
}

static hr_estimate estimate_mean(table *t)
{
    for (size_t r = 0; r < t->replications; ++r) {
        for (size_t j = 0; j < t->blocks; ++j) {
            t->row[j] = (replications_of(t, j, 0)[r] + replications_of(t, j, 1)[r]) / 2.0;
        }
        t->centre[r] = mean_of(t->row, t->blocks);
    }
    double mean = mean_of(t->centre, t->replications);
    start_cells(t);
    for (size_t j = 0; j < t->blocks; ++j) {
        double own = (mean_of(replications_of(t, j, 0), t->replications) +
                      mean_of(replications_of(t, j, 1), t->replications)) /
                     2.0;
        t->row[j] = own - mean;
        for (size_t r = 0; r < t->replications; ++r) {
            add_cell(t, r, (replications_of(t, j, 0)[r] + replications_of(t, j, 1)[r]) / 2.0 - own);
        }
    }
    return interval_of(t, mean);
}

static hr_estimate estimate_variance(table *t, double *noise_share)
{
    double with_noise = 0.0;
    start_cells(t);
    for (size_t j = 0; j < t->blocks; ++j) {
        centre_block(t, j);
        double a = mean_of(t->first, t->replications);
        double b = mean_of(t->second, t->replications);
        t->squares[j] = (product_without_noise(t->first, t->first, t->replications) +
                         product_without_noise(t->second, t->second, t->replications)) /
                        2.0;
        with_noise += (a * a + b * b) / 2.0;
        for (size_t r = 0; r < t->replications; ++r) {
            add_cell(t, r, variance_cell(t, r, a, b));
        }
    }
    t->variance = mean_of(t->squares, t->blocks);
    for (size_t j = 0; j < t->blocks; ++j) {
        t->row[j] = t->squares[j] - t->variance;
    }
    *noise_share = t->replications > 1 ? 1.0 - t->variance * (double)t->blocks / with_noise : NAN;
    return interval_of(t, t->variance);
}

/* ---- shares of the variance --------------------------------------------------------------------------------------- */

/* A weighted sum of the numerators of S and T; of one input, or the S of all of them. */
typedef struct {
    double first;
    double total;
    size_t begin; /* inputs whose differences are summed */
    size_t end;
} share;

/* The centred block, and the sum of its differences y(A with an input from B) - y(A). */
static void fill_block(table *t, size_t block, share wanted)
{
    const double *a = replications_of(t, block, 0);
    centre_block(t, block);
    memset(t->change, 0, t->replications * sizeof *t->change);
    for (size_t i = wanted.begin; i < wanted.end; ++i) {
        const double *mixed = replications_of(t, block, 2 + i);
        for (size_t r = 0; r < t->replications; ++r) {
            t->change[r] += mixed[r] - a[r];
        }
    }
}

static hr_estimate estimate_share(table *t, share wanted)
{
    size_t count = t->replications;
    for (size_t j = 0; j < t->blocks; ++j) {
        fill_block(t, j, wanted);
        t->product[j] = wanted.first * product_without_noise(t->second, t->change, count) +
                        wanted.total * product_without_noise(t->change, t->change, count) / 2.0;
    }
    double value = t->variance > 0.0 ? mean_of(t->product, t->blocks) / t->variance : NAN;
    start_cells(t);
    for (size_t j = 0; j < t->blocks; ++j) {
        fill_block(t, j, wanted);
        double a = mean_of(t->first, count);
        double b = mean_of(t->second, count);
        double change = mean_of(t->change, count);
        t->row[j] = (t->product[j] - value * t->squares[j]) / t->variance;
        for (size_t r = 0; r < count; ++r) {
            double step = t->change[r] - change;
            double cell = wanted.first * ((t->second[r] - b) * change + b * step) + wanted.total * change * step;
            add_cell(t, r, (cell - value * variance_cell(t, r, a, b)) / t->variance);
        }
    }
    return interval_of(t, value);
}

hr_status hr_sensitivity_variance(const hr_design *design, const double *outputs, size_t replications,
                                  double confidence, hr_sensitivity_output *output, hr_sensitivity_shares *shares,
                                  hr_error *error)
{
    assert(design->kind == HR_DESIGN_SALTELLI);
    table t;
    hr_status status = table_init(&t, design, outputs, replications, confidence, error);
    if (status != HR_OK) {
        return status;
    }
    output->mean = estimate_mean(&t);
    output->variance = estimate_variance(&t, &output->noise_share);
    output->additive = estimate_share(&t, (share){1.0, 0.0, 0, t.inputs});
    for (size_t i = 0; i < t.inputs; ++i) {
        shares[i].first = estimate_share(&t, (share){1.0, 0.0, i, i + 1});
        shares[i].total = estimate_share(&t, (share){0.0, 1.0, i, i + 1});
        shares[i].interaction = estimate_share(&t, (share){-1.0, 1.0, i, i + 1});
    }
    table_free(&t);
    return HR_OK;
}

/* ---- elementary effects ------------------------------------------------------------------------------------------- */

/* One input's effect in every replication of a block. */
static void fill_effect(table *t, size_t block, size_t input)
{
    const double *base = replications_of(t, block, 0);
    const double *moved = replications_of(t, block, 1 + input);
    double step = hr_design_step(t->design, (uint32_t)block, (uint32_t)input);
    for (size_t r = 0; r < t->replications; ++r) {
        t->change[r] = (moved[r] - base[r]) / step;
    }
}

/* mu, and what every replication says it is in t->centre. */
static hr_estimate estimate_effect(table *t, size_t input)
{
    memset(t->centre, 0, t->replications * sizeof *t->centre);
    start_cells(t);
    for (size_t j = 0; j < t->blocks; ++j) {
        fill_effect(t, j, input);
        t->product[j] = mean_of(t->change, t->replications);
        for (size_t r = 0; r < t->replications; ++r) {
            t->centre[r] += t->change[r] / (double)t->blocks;
            add_cell(t, r, t->change[r] - t->product[j]);
        }
    }
    double value = mean_of(t->product, t->blocks);
    for (size_t j = 0; j < t->blocks; ++j) {
        t->row[j] = t->product[j] - value;
    }
    return interval_of(t, value);
}

/* mu*, from the blocks' effects in t->product; and what noise alone would make of it. */
static hr_estimate estimate_absolute(table *t, size_t input, double *noise)
{
    double count = (double)t->replications;
    double errors = 0.0;
    start_cells(t);
    for (size_t j = 0; j < t->blocks; ++j) {
        double squares = 0.0;
        fill_effect(t, j, input);
        t->row[j] = fabs(t->product[j]);
        for (size_t r = 0; r < t->replications; ++r) {
            double error = t->change[r] - t->product[j];
            squares += error * error;
            add_cell(t, r, t->product[j] < 0.0 ? -error : error);
        }
        errors += sqrt(squares / (count * (count - 1.0)));
    }
    double value = mean_of(t->row, t->blocks);
    for (size_t j = 0; j < t->blocks; ++j) {
        t->row[j] -= value;
    }
    /* the mean of |x| of a normal x is sqrt(2 / pi) of its standard deviation */
    *noise = t->replications > 1 ? M_2_SQRTPI * M_SQRT1_2 * errors / (double)t->blocks : NAN;
    return interval_of(t, value);
}

/* sigma^2 with its interval, from the replications' mu in t->centre. */
static hr_estimate estimate_squared_deviation(table *t, size_t input)
{
    double unbiased = (double)t->blocks / ((double)t->blocks - 1.0);
    start_cells(t);
    for (size_t j = 0; j < t->blocks; ++j) {
        fill_effect(t, j, input);
        for (size_t r = 0; r < t->replications; ++r) {
            t->change[r] -= t->centre[r];
        }
        double own = mean_of(t->change, t->replications);
        t->row[j] = unbiased * product_without_noise(t->change, t->change, t->replications);
        for (size_t r = 0; r < t->replications; ++r) {
            add_cell(t, r, unbiased * 2.0 * own * (t->change[r] - own));
        }
    }
    double value = mean_of(t->row, t->blocks);
    for (size_t j = 0; j < t->blocks; ++j) {
        t->row[j] -= value;
    }
    return interval_of(t, value);
}

/* Square root that leaves unknown ends unknown. */
static double root_of(double square)
{
    return square < 0.0 ? 0.0 : sqrt(square);
}

hr_status hr_sensitivity_morris(const hr_design *design, const double *outputs, size_t replications, double confidence,
                                hr_sensitivity_effects *effects, hr_error *error)
{
    assert(design->kind == HR_DESIGN_MORRIS);
    table t;
    hr_status status = table_init(&t, design, outputs, replications, confidence, error);
    if (status != HR_OK) {
        return status;
    }
    for (size_t i = 0; i < t.inputs; ++i) {
        effects[i].mean = estimate_effect(&t, i);
        effects[i].mean_absolute = estimate_absolute(&t, i, &effects[i].noise);
        if (effects[i].mean_absolute.low < 0.0) {
            effects[i].mean_absolute.low = 0.0;
        }
        hr_estimate square = estimate_squared_deviation(&t, i);
        effects[i].deviation = (hr_estimate){root_of(square.value), root_of(square.low), root_of(square.high)};
    }
    table_free(&t);
    return HR_OK;
}
