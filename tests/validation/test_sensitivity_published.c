/* Variance-based indices against published and closed-form values, how well the design's points do, and what the
 * intervals cover in truth, with and without simulation noise.
 *
 * Ishigami and Homma's function (1990) with a = 7, b = 0.1 has inputs that matter alone, and one that matters only
 * together with another. Sobol's g function has indices in closed form for any number of inputs (Saltelli and Sobol'
 * 1995).
 */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/sensitivity.h"
#include "sim/engine/random.h"
#include "tests/support/coverage.h"
#include "tests/support/figures.h"

enum { INPUTS_MAX = 45, OUTPUTS_MAX = 512 * 47, REPLICATIONS = 8 };

typedef struct {
    const char *name;
    const char *source;
    uint32_t inputs;
    double weights[INPUTS_MAX]; /* of the g function; 0 is the most important */
    double variance;
    double first[INPUTS_MAX];
    double total[INPUTS_MAX];
} function;

static double value_of(const function *f, const double *x)
{
    if (f->inputs == 3) {
        double angle[3];
        for (int i = 0; i < 3; ++i) {
            angle[i] = M_PI * (2.0 * x[i] - 1.0);
        }
        return sin(angle[0]) + 7.0 * sin(angle[1]) * sin(angle[1]) + 0.1 * pow(angle[2], 4.0) * sin(angle[0]);
    }
    double product = 1.0;
    for (uint32_t i = 0; i < f->inputs; ++i) {
        product *= (fabs(4.0 * x[i] - 2.0) + f->weights[i]) / (1.0 + f->weights[i]);
    }
    return product;
}

static const function ISHIGAMI = {
    .name = "Ishigami",
    .source = "function of Ishigami and Homma 1990, a = 7, b = 0.1; closed form",
    .inputs = 3,
    .variance = 13.8445879407,
    .first = {0.3139051911, 0.4424111448, 0.0},
    .total = {0.5575888552, 0.4424111448, 0.2436836641},
};

/* The important inputs scattered: input i has the weight of place (7 i + 3) mod inputs; 8 inputs in order if asked. */
static function g_function(uint32_t inputs, bool in_order)
{
    static const double published[] = {0.0, 1.0, 4.5, 9.0};
    function f = {.name = "g", .source = "Saltelli and Sobol' 1995, g function", .inputs = inputs};
    double all = 1.0;
    for (uint32_t i = 0; i < inputs; ++i) {
        uint32_t place = in_order ? i : (7 * i + 3) % inputs;
        f.weights[i] = place < 4 ? published[place] : 99.0;
        all *= 1.0 + 1.0 / (3.0 * (1.0 + f.weights[i]) * (1.0 + f.weights[i]));
    }
    f.variance = all - 1.0;
    for (uint32_t i = 0; i < inputs; ++i) {
        double part = 1.0 / (3.0 * (1.0 + f.weights[i]) * (1.0 + f.weights[i]));
        f.first[i] = part / f.variance;
        f.total[i] = part * all / (1.0 + part) / f.variance;
    }
    return f;
}

/* ---- runs of a design ----------------------------------------------------------------------------------------------- */

typedef enum { EXACT, NOISE_OF_ROWS, NOISE_OF_BLOCKS, NOISE_OF_ALL } noise;

/* What simulation adds to a row: draws of its own, or the same draw for all rows of its block, or of all, that the point
 * turns up or down. */
static double noise_of(noise kind, double size, uint32_t trial, hr_design_row row, uint32_t number,
                       uint32_t replication, double value, double x)
{
    const uint32_t drawn_for[] = {[NOISE_OF_ROWS] = number, [NOISE_OF_BLOCKS] = row.block, [NOISE_OF_ALL] = UINT32_MAX};
    hr_random random = {trial, replication};
    if (kind == EXACT) {
        return 0.0;
    }
    double draw = gsl_cdf_ugaussian_Pinv(hr_random_uniform(&random, 1, drawn_for[kind], 0));
    return size * draw * (kind == NOISE_OF_ROWS ? 1.0 : value + x - 0.5);
}

typedef struct {
    uint32_t blocks;
    size_t replications;
    noise kind;
    double noise_size;
    bool is_independent; /* points drawn one by one, not by the design */
} plan;

static void analyse(const function *f, plan how, uint32_t trial, hr_sensitivity_output *output,
                    hr_sensitivity_shares *shares)
{
    hr_design design;
    hr_design_key key = {{trial, 0}, 40};
    double x[INPUTS_MAX];
    assert_int_equal(hr_design_init_saltelli(&design, f->inputs, how.blocks, key, NULL), HR_OK);
    for (uint32_t k = 0; how.is_independent && k < 2 * f->inputs * how.blocks; ++k) {
        design.bases[k] = hr_random_uniform(&key.random, 50, k, 0);
    }
    double *outputs = malloc(design.row_count * how.replications * sizeof *outputs);
    assert_non_null(outputs);
    for (uint32_t row = 0; row < design.row_count; ++row) {
        hr_design_point(&design, row, x);
        double value = value_of(f, x);
        for (uint32_t r = 0; r < how.replications; ++r) {
            double added = noise_of(how.kind, how.noise_size, trial, hr_design_describe(&design, row), row, r, value,
                                    x[0]);
            outputs[row * how.replications + r] = value + added;
        }
    }
    assert_int_equal(hr_sensitivity_variance(&design, outputs, how.replications, 0.95, output, shares, NULL), HR_OK);
    free(outputs);
    hr_design_free(&design);
}

/* ---- published values ----------------------------------------------------------------------------------------------- */

static void index_is_near(const function *f, const char *name, uint32_t input, hr_estimate estimate, double published,
                          double tolerance)
{
    char what[64];
    snprintf(what, sizeof what, "%s function, 16,384 blocks: %s of input %u", f->name, name, input + 1);
    hr_figure_exact(f->source, what, estimate.value, published, tolerance);
}

static void reproduces(const function *f, double tolerance)
{
    hr_sensitivity_output output;
    hr_sensitivity_shares shares[INPUTS_MAX];
    plan how = {.blocks = 16384, .replications = 1};
    analyse(f, how, 1, &output, shares);
    assert_true(fabs(output.variance.value / f->variance - 1.0) < tolerance);
    for (uint32_t i = 0; i < f->inputs && f->weights[i] < 99.0; ++i) {
        double interaction = f->total[i] - f->first[i];
        index_is_near(f, "first-order index", i, shares[i].first, f->first[i], tolerance);
        index_is_near(f, "total index", i, shares[i].total, f->total[i], tolerance);
        index_is_near(f, "interactions", i, shares[i].interaction, interaction, tolerance);
    }
}

/* T - S of the first and of the third input are both their interaction, 0.2436836641. */
static void indices_of_ishigamis_function_are_as_published(void **state)
{
    (void)state;
    hr_figure_section("Variance-based indices");
    reproduces(&ISHIGAMI, 0.01);
}

static void indices_of_sobols_g_function_are_as_published(void **state)
{
    (void)state;
    function f = g_function(8, true);
    assert_true(fabs(f.first[0] - 0.71619217) < 1e-8 && fabs(f.first[1] - 0.17904804) < 1e-8);
    assert_true(fabs(f.first[2] - 0.02367577) < 1e-8 && fabs(f.first[3] - 0.00716192) < 1e-8);
    reproduces(&f, 0.01);
}

/* ---- points --------------------------------------------------------------------------------------------------------- */

static double error_of_first(const function *f, bool is_independent, uint32_t trials)
{
    double squares = 0.0;
    for (uint32_t trial = 0; trial < trials; ++trial) {
        hr_sensitivity_output output;
        hr_sensitivity_shares shares[INPUTS_MAX];
        plan how = {.blocks = 256, .replications = 1, .is_independent = is_independent};
        analyse(f, how, trial, &output, shares);
        for (uint32_t i = 0; i < f->inputs; ++i) {
            double error = shares[i].first.value - f->first[i];
            squares += error * error / f->inputs;
        }
    }
    return sqrt(squares / trials);
}

static void points_of_the_design_do_better_than_independent_ones(void **state)
{
    (void)state;
    function functions[] = {ISHIGAMI, g_function(8, true), g_function(8, false), g_function(45, false)};
    for (int i = 0; i < 4; ++i) {
        uint32_t trials = functions[i].inputs > 10 ? 30 : 100;
        double design = error_of_first(&functions[i], false, trials);
        double independent = error_of_first(&functions[i], true, trials);
        print_message("%s function, %u inputs, 256 blocks: error of S %.4f, by independent points %.4f\n",
                      functions[i].name, functions[i].inputs, design, independent);
        assert_true(design < independent);
    }
}

/* ---- coverage ------------------------------------------------------------------------------------------------------- */

static void measure(const function *f, plan how, const char *title, size_t trials, double floor)
{
    hr_coverage rows[] = {{"Sobol' first-order indices", floor, 0.0, 0, 0, 0},
                          {"Sobol' total indices", floor, 0.0, 0, 0, 0},
                          {"Sobol' interactions", floor, 0.0, 0, 0, 0}};
    double noise_share = 0.0;
    for (uint32_t trial = 0; trial < trials; ++trial) {
        hr_sensitivity_output output;
        hr_sensitivity_shares shares[INPUTS_MAX];
        analyse(f, how, trial, &output, shares);
        noise_share += output.noise_share / (double)trials;
        for (uint32_t i = 0; i < f->inputs; ++i) {
            rows[0].truth = f->first[i];
            rows[1].truth = f->total[i];
            rows[2].truth = f->total[i] - f->first[i];
            hr_coverage_count(&rows[0], shares[i].first);
            hr_coverage_count(&rows[1], shares[i].total);
            hr_coverage_count(&rows[2], shares[i].interaction);
        }
    }
    char text[96];
    snprintf(text, sizeof text, "%s function, %u inputs, blocks; %s", f->name, f->inputs, title);
    if (how.replications > 1) {
        print_message("  noise makes %.1f %% of the variance of row means\n", 100.0 * noise_share);
    }
    hr_coverage_check(text, how.blocks, rows, 3, trials * f->inputs);
}

static void intervals_cover_exact_outputs(void **state)
{
    (void)state;
    function g = g_function(8, false);
    plan design = {.blocks = 64, .replications = 1};
    plan independent = {.blocks = 64, .replications = 1, .is_independent = true};
    measure(&ISHIGAMI, design, "points of the design", hr_coverage_trials(1000), 94.0);
    measure(&ISHIGAMI, independent, "independent points", hr_coverage_trials(1000), 93.0);
    measure(&g, design, "points of the design", hr_coverage_trials(300), 94.5);
    measure(&g, independent, "independent points", hr_coverage_trials(300), 93.0);
}

static void intervals_cover_noisy_outputs(void **state)
{
    (void)state;
    function g = g_function(8, false);
    plan own = {.blocks = 64, .replications = REPLICATIONS, .kind = NOISE_OF_ROWS, .noise_size = 0.5};
    plan block = {.blocks = 64, .replications = REPLICATIONS, .kind = NOISE_OF_BLOCKS, .noise_size = 0.5};
    plan common = {.blocks = 64, .replications = REPLICATIONS, .kind = NOISE_OF_ALL, .noise_size = 0.5};
    measure(&g, own, "8 replications, drawn anew for every row", hr_coverage_trials(300), 94.5);
    measure(&g, block, "8 replications of every block's own", hr_coverage_trials(300), 94.5);
    measure(&g, common, "8 replications, the same for every row", hr_coverage_trials(300), 94.5);
}

/* x0 + x1 + x0 x1 + z(r) (x0 - x1) / 2, the same normal z(r) in every row: all rows agree on which of two equal inputs
 * the draws happen to favour. V = 2 * 2.25 / 12 + 1 / 144. */
static void outputs_with_favour(const hr_design *design, uint32_t trial, double *outputs)
{
    double x[2];
    for (uint32_t row = 0; row < design->row_count; ++row) {
        hr_design_point(design, row, x);
        for (uint32_t r = 0; r < REPLICATIONS; ++r) {
            hr_random random = {trial, r};
            double z = gsl_cdf_ugaussian_Pinv(hr_random_uniform(&random, 1, 0, 0));
            outputs[row * REPLICATIONS + r] = x[0] + x[1] + x[0] * x[1] + 0.5 * z * (x[0] - x[1]);
        }
    }
}

static void intervals_see_the_error_that_all_rows_share(void **state)
{
    (void)state;
    enum { BLOCKS = 256, ROWS = BLOCKS * 4 };
    static double outputs[ROWS * REPLICATIONS];
    const double variance = 4.5 / 12.0 + 1.0 / 144.0;
    const double first = 2.25 / 12.0 / variance;
    const double total = (2.25 / 12.0 + 1.0 / 144.0) / variance;
    hr_coverage rows[] = {{"Sobol' first-order indices", 93.5, first, 0, 0, 0},
                          {"Sobol' total indices", 93.0, total, 0, 0, 0},
                          {"Sobol' first-order, from row means alone (not used)", 50.0, first, 0, 0, 0}};
    size_t trials = hr_coverage_trials(500);
    for (uint32_t trial = 0; trial < trials; ++trial) {
        hr_design design;
        hr_sensitivity_output output;
        hr_sensitivity_shares shares[2];
        hr_design_key key = {{trial, 0}, 40};
        assert_int_equal(hr_design_init_saltelli(&design, 2, BLOCKS, key, NULL), HR_OK);
        outputs_with_favour(&design, trial, outputs);
        assert_int_equal(hr_sensitivity_variance(&design, outputs, REPLICATIONS, 0.95, &output, shares, NULL), HR_OK);
        hr_coverage_count(&rows[0], shares[0].first);
        hr_coverage_count(&rows[1], shares[0].total);
        for (uint32_t row = 0; row < ROWS; ++row) {
            outputs[row] = hr_statistics_sum(&outputs[row * REPLICATIONS], REPLICATIONS) / REPLICATIONS;
        }
        assert_int_equal(hr_sensitivity_variance(&design, outputs, 1, 0.95, &output, shares, NULL), HR_OK);
        hr_coverage_count(&rows[2], shares[0].first);
        hr_design_free(&design);
    }
    hr_coverage_check("two equal inputs, blocks; 8 replications that favour one in all rows", BLOCKS, rows, 3, trials);
    assert_true(rows[2].above + rows[2].below > 4 * (rows[0].above + rows[0].below)); /* or nothing was shared */
}

/* Total indices of inputs that hardly matter are where squared noise goes when nobody takes it out. */
static void noise_does_not_make_inputs_matter(void **state)
{
    (void)state;
    function g = g_function(8, true);
    plan how = {.blocks = 64, .replications = REPLICATIONS, .kind = NOISE_OF_ROWS, .noise_size = 0.5};
    size_t trials = hr_coverage_trials(300);
    double sum = 0.0;
    double squares = 0.0;
    double expected = how.noise_size * how.noise_size / REPLICATIONS / g.variance;
    for (uint32_t trial = 0; trial < trials; ++trial) {
        hr_sensitivity_output output;
        hr_sensitivity_shares shares[INPUTS_MAX];
        analyse(&g, how, trial, &output, shares);
        sum += shares[7].total.value;
        squares += shares[7].total.value * shares[7].total.value;
    }
    double mean = sum / (double)trials;
    double error = sqrt((squares / (double)trials - mean * mean) / (double)trials);
    hr_figure_measured("Saltelli and Sobol' 1995, g function",
                       "total index of an input that hardly matters, noisy outputs", mean, error, g.total[7]);
    assert_true(error < 0.1 * expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_of_ishigamis_function_are_as_published),
        cmocka_unit_test(indices_of_sobols_g_function_are_as_published),
        cmocka_unit_test(points_of_the_design_do_better_than_independent_ones),
        cmocka_unit_test(intervals_cover_exact_outputs),
        cmocka_unit_test(intervals_cover_noisy_outputs),
        cmocka_unit_test(intervals_see_the_error_that_all_rows_share),
        cmocka_unit_test(noise_does_not_make_inputs_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
