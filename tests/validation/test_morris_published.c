/* Elementary effects against closed forms, Morris's own test function, and what the intervals cover in truth.
 *
 * A step is half the range, up from the lower half: an effect on f(x) alone is 2 (f(x + 1/2) - f(x)), x uniform in
 * [0, 1/2). So x^2 has effects 2 x + 1/2, |x - 1/2| has 4 x - 1, |4 x - 2| has 16 x - 4.
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

enum { INPUTS_MAX = 20 };

typedef double (*function)(const double *x);

/* ---- functions ------------------------------------------------------------------------------------------------------ */

enum { LINEAR, SQUARE, FIRST_OF_PAIR, SECOND_OF_PAIR, FOLD, NOTHING, MADE_UP_INPUTS };

static double made_up(const double *x)
{
    return 2.0 * x[LINEAR] + 3.0 * x[SQUARE] * x[SQUARE] + 4.0 * x[FIRST_OF_PAIR] * x[SECOND_OF_PAIR] +
           fabs(x[FOLD] - 0.5);
}

/* mu, mu*, sigma of each input: effects 2; 3 (2 x + 1/2); 4 of a uniform; the same; 4 x - 1; 0. */
static const double MADE_UP[MADE_UP_INPUTS][3] = {
    {2.0, 2.0, 0.0},
    {3.0, 3.0, 0.86602540378443865}, /* 6 / 2 / sqrt(12) */
    {2.0, 2.0, 1.1547005383792515},  /* 4 / sqrt(12) */
    {2.0, 2.0, 1.1547005383792515},
    {0.0, 0.5, 0.57735026918962576}, /* uniform in (-1, 1) */
    {0.0, 0.0, 0.0},
};

static const double G_WEIGHTS[] = {0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0};
enum { G_INPUTS = 8 };

static double g_function(const double *x)
{
    double product = 1.0;
    for (int i = 0; i < G_INPUTS; ++i) {
        product *= (fabs(4.0 * x[i] - 2.0) + G_WEIGHTS[i]) / (1.0 + G_WEIGHTS[i]);
    }
    return product;
}

/* Morris (1991): inputs 1 to 7 curved or in interactions, 8 to 10 linear and as important, 11 to 20 hardly
 * matter. Coefficients that Morris drew are (-1)^i and (-1)^(i + j), as in the reference designs of later authors. */
static double morris_function(const double *x)
{
    double w[20];
    double sum = 0.0;
    for (int i = 0; i < 20; ++i) {
        bool is_curved = i == 2 || i == 4 || i == 6;
        w[i] = is_curved ? 2.0 * (1.1 * x[i] / (x[i] + 0.1) - 0.5) : 2.0 * (x[i] - 0.5);
    }
    for (int i = 0; i < 20; ++i) {
        sum += (i < 10 ? 20.0 : i % 2 == 0 ? -1.0 : 1.0) * w[i];
        for (int j = i + 1; j < 20; ++j) {
            sum += (j < 6 ? -15.0 : (i + j) % 2 == 0 ? 1.0 : -1.0) * w[i] * w[j];
            for (int l = j + 1; l < 5; ++l) {
                sum += -10.0 * w[i] * w[j] * w[l];
                for (int s = l + 1; s < 4; ++s) {
                    sum += 5.0 * w[i] * w[j] * w[l] * w[s];
                }
            }
        }
    }
    return sum;
}

/* ---- runs ----------------------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t inputs;
    uint32_t blocks;
    uint32_t replications;
    double noise;        /* standard deviation of one replication */
    bool is_independent; /* bases drawn one by one, not by the design */
} plan;

static void analyse(function f, plan how, uint32_t trial, hr_sensitivity_effects *effects)
{
    hr_design design;
    hr_design_key key = {{trial, 0}, 40};
    double x[INPUTS_MAX];
    assert_int_equal(hr_design_init_morris(&design, how.inputs, how.blocks, key, NULL), HR_OK);
    for (uint32_t k = 0; how.is_independent && k < how.inputs * how.blocks; ++k) {
        design.bases[k] = hr_random_uniform(&key.random, 50, k, 0);
    }
    double *outputs = malloc(design.row_count * how.replications * sizeof *outputs);
    assert_non_null(outputs);
    for (uint32_t row = 0; row < design.row_count; ++row) {
        hr_design_point(&design, row, x);
        for (uint32_t r = 0; r < how.replications; ++r) {
            hr_random random = {trial, r};
            double draw = how.noise > 0.0 ? gsl_cdf_ugaussian_Pinv(hr_random_uniform(&random, 1, row, 0)) : 0.0;
            outputs[row * how.replications + r] = f(x) + how.noise * draw;
        }
    }
    assert_int_equal(hr_sensitivity_morris(&design, outputs, how.replications, 0.95, effects, NULL), HR_OK);
    free(outputs);
    hr_design_free(&design);
}

static void effects_are(const char *name, uint32_t input, const hr_sensitivity_effects *effects, const double exact[3],
                        const double bounds[3])
{
    static const char *const parts[3] = {"mu", "mu*", "sigma"};
    const double values[3] = {effects->mean.value, effects->mean_absolute.value, effects->deviation.value};
    for (int part = 0; part < 3; ++part) {
        char what[64];
        snprintf(what, sizeof what, "%s, 1,024 blocks: %s of input %u", name, parts[part], input + 1);
        hr_figure_exact("closed form by hand", what, values[part], exact[part], bounds[part]);
    }
}

/* ---- known effects -------------------------------------------------------------------------------------------------- */

static void effects_are_those_of_the_closed_form(void **state)
{
    (void)state;
    hr_sensitivity_effects effects[INPUTS_MAX];
    analyse(made_up, (plan){MADE_UP_INPUTS, 1024, 1, 0.0, false}, 1, effects);
    hr_figure_section("Elementary effects");
    for (uint32_t i = 0; i < MADE_UP_INPUTS; ++i) {
        effects_are("2 a + 3 b^2 + 4 c d + abs(e - 1/2)", i, &effects[i], MADE_UP[i],
                    (const double[]){0.02, 0.02, 0.02});
    }
}

/* mu = 0, mu* = 2 / (1 + a), sigma^2 = 16 / 3 / (1 + a)^2 times the others' 1 + 1 / (3 (1 + a)^2). */
static void effects_on_sobols_g_function_are_those_of_the_closed_form(void **state)
{
    (void)state;
    hr_sensitivity_effects effects[INPUTS_MAX];
    analyse(g_function, (plan){G_INPUTS, 1024, 1, 0.0, false}, 1, effects);
    for (uint32_t i = 0; i < 4; ++i) {
        double square = 16.0 / 3.0 / ((1.0 + G_WEIGHTS[i]) * (1.0 + G_WEIGHTS[i]));
        for (uint32_t j = 0; j < G_INPUTS; ++j) {
            square *= j == i ? 1.0 : 1.0 + 1.0 / (3.0 * (1.0 + G_WEIGHTS[j]) * (1.0 + G_WEIGHTS[j]));
        }
        const double exact[3] = {0.0, 2.0 / (1.0 + G_WEIGHTS[i]), sqrt(square)};
        effects_are("g function", i, &effects[i], exact, (const double[]){0.1, 0.05 * exact[1], 0.05 * exact[2]});
    }
}

static void morriss_function_is_screened_as_published(void **state)
{
    (void)state;
    hr_sensitivity_effects effects[INPUTS_MAX];
    double least_important = INFINITY;
    double most_unimportant = 0.0;
    analyse(morris_function, (plan){20, 16, 1, 0.0, false}, 1, effects);
    for (uint32_t i = 0; i < 20; ++i) {
        double mean = effects[i].mean_absolute.value;
        if (i < 10) {
            least_important = fmin(least_important, mean);
        } else {
            most_unimportant = fmax(most_unimportant, mean);
        }
        bool is_linear = effects[i].deviation.value < 0.25 * mean;
        assert_true(i >= 10 || is_linear == (i >= 7));
    }
    hr_figure_between("Morris 1991: inputs 1 to 10 matter, 11 to 20 hardly",
                      "Morris's function, 16 blocks: least mu* of 1 to 10 by greatest of 11 to 20",
                      least_important / most_unimportant, 3.0, INFINITY);
}

/* ---- coverage ------------------------------------------------------------------------------------------------------- */

/* Effects that do not vary have intervals without width, right but for rounding: they are left out. */
static bool varies(uint32_t input, plan how)
{
    return how.noise > 0.0 || (input != LINEAR && input != NOTHING);
}

static void measure(plan how, size_t trials, const double floors[3])
{
    hr_coverage rows[] = {{"Morris mu", floors[0], 0.0, 0, 0, 0},
                          {"Morris mu*", floors[1], 0.0, 0, 0, 0},
                          {"Morris sigma", floors[2], 0.0, 0, 0, 0}};
    size_t counted = 0;
    double noise = 0.0;
    double nothing = 0.0;
    for (uint32_t trial = 0; trial < trials; ++trial) {
        hr_sensitivity_effects effects[INPUTS_MAX];
        analyse(made_up, how, trial, effects);
        noise += effects[NOTHING].noise / (double)trials;
        nothing += effects[NOTHING].mean_absolute.value / (double)trials;
        for (uint32_t i = 0; i < NOTHING; ++i) {
            if (varies(i, how)) {
                counted += 1;
                rows[0].truth = MADE_UP[i][0];
                rows[1].truth = MADE_UP[i][1];
                rows[2].truth = MADE_UP[i][2];
                hr_coverage_count(&rows[0], effects[i].mean);
                hr_coverage_count(&rows[1], effects[i].mean_absolute);
                hr_coverage_count(&rows[2], effects[i].deviation);
            }
        }
    }
    char text[128];
    snprintf(text, sizeof text, "made-up function, blocks; %s, %u replications, noise %g",
             how.is_independent ? "independent points" : "points of the design", how.replications, how.noise);
    if (how.noise > 0.0) {
        print_message("  mu* of an input that does nothing: %.4f, said to be noise: %.4f\n", nothing, noise);
        assert_true(fabs(nothing / noise - 1.0) < 0.05);
    }
    hr_coverage_check(text, how.blocks, rows, 3, counted);
}

static void intervals_cover_exact_outputs(void **state)
{
    (void)state;
    measure((plan){MADE_UP_INPUTS, 16, 1, 0.0, false}, hr_coverage_trials(1000), (const double[]){94.0, 94.0, 94.0});
    measure((plan){MADE_UP_INPUTS, 16, 1, 0.0, true}, hr_coverage_trials(1000), (const double[]){94.0, 94.0, 94.0});
    measure((plan){MADE_UP_INPUTS, 64, 1, 0.0, true}, hr_coverage_trials(500), (const double[]){94.0, 94.0, 94.0});
}

/* mu* of the fold is too high by what noise adds to small effects; of the other inputs it is not. */
static void intervals_cover_noisy_outputs(void **state)
{
    (void)state;
    measure((plan){MADE_UP_INPUTS, 16, 20, 0.3, false}, hr_coverage_trials(500), (const double[]){94.0, 93.0, 90.0});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects_are_those_of_the_closed_form),
        cmocka_unit_test(effects_on_sobols_g_function_are_those_of_the_closed_form),
        cmocka_unit_test(morriss_function_is_screened_as_published),
        cmocka_unit_test(intervals_cover_exact_outputs),
        cmocka_unit_test(intervals_cover_noisy_outputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
