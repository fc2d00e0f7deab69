/* Sensitivity indices and elementary effects of cases small enough to work out by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/sensitivity.h"

enum { INPUTS_MAX = 4, BLOCKS = 32, REPLICATIONS_MAX = 3, OUTPUTS_MAX = BLOCKS * (INPUTS_MAX + 2) * REPLICATIONS_MAX };

static const hr_design_key KEY = {{7, 0}, 40};

static void near(double actual, double expected)
{
    if (!(fabs(actual - expected) <= 1e-9 * fmax(1.0, fabs(expected)))) {
        fail_msg("%.17g is not near %.17g", actual, expected);
    }
}

static void all_near(hr_estimate actual, hr_estimate expected)
{
    near(actual.value, expected.value);
    near(actual.low, expected.low);
    near(actual.high, expected.high);
}

static bool is_unknown(hr_estimate estimate)
{
    return isnan(estimate.value) && isnan(estimate.low) && isnan(estimate.high);
}

static hr_design saltelli(uint32_t inputs, uint32_t blocks)
{
    hr_design design;
    assert_int_equal(hr_design_init_saltelli(&design, inputs, blocks, KEY, NULL), HR_OK);
    return design;
}

static hr_design morris(uint32_t inputs, uint32_t blocks)
{
    hr_design design;
    assert_int_equal(hr_design_init_morris(&design, inputs, blocks, KEY, NULL), HR_OK);
    return design;
}

static void indices(hr_design design, const double *outputs, size_t replications, hr_sensitivity_output *output,
                    hr_sensitivity_shares *shares)
{
    assert_int_equal(hr_sensitivity_variance(&design, outputs, replications, 0.95, output, shares, NULL), HR_OK);
    hr_design_free(&design);
}

static void effects_of(hr_design design, const double *outputs, size_t replications, hr_sensitivity_effects *effects)
{
    assert_int_equal(hr_sensitivity_morris(&design, outputs, replications, 0.95, effects, NULL), HR_OK);
    hr_design_free(&design);
}

/* x0 x1 + 3 x2, the same in every replication but for what `noise` adds. */
typedef double (*added)(uint32_t row, size_t replication);

static double nothing(uint32_t row, size_t replication)
{
    (void)row;
    (void)replication;
    return 0.0;
}

static double same_for_all_rows(uint32_t row, size_t replication)
{
    (void)row;
    return replication == 0 ? 10.0 : replication == 1 ? -3.0 : 5.0;
}

static void run(const hr_design *design, size_t replications, added noise, double *outputs)
{
    double x[INPUTS_MAX];
    for (uint32_t row = 0; row < design->row_count; ++row) {
        hr_design_point(design, row, x);
        for (size_t r = 0; r < replications; ++r) {
            outputs[row * replications + r] = x[0] * x[1] + 3.0 * x[2] + noise(row, r);
        }
    }
}

/* ---- shares of variance --------------------------------------------------------------------------------------------- */

static void two_blocks_of_one_input_by_hand(void **state)
{
    (void)state;
    hr_sensitivity_output output;
    hr_sensitivity_shares shares;
    const double outputs[] = {1, 2, 2, /**/ 3, 6, 6}; /* A, B, mixed */
    indices(saltelli(1, 2), outputs, 1, &output, &shares);
    /* less the mean 3: A -2, 0, B -1, 3 */
    near(output.mean.value, 3.0);
    near(output.variance.value, (4.0 + 0.0 + 1.0 + 9.0) / 4.0);
    near(shares.first.value, (-1.0 * 1.0 + 3.0 * 3.0) / 2.0 / 3.5);
    near(shares.total.value, (1.0 + 9.0) / 4.0 / 3.5);
    near(shares.interaction.value, (2.5 - 4.0) / 3.5);
    near(output.additive.value, 4.0 / 3.5);
    assert_true(isnan(output.noise_share));
}

static void products_of_different_replications_are_free_of_noise(void **state)
{
    (void)state;
    hr_sensitivity_output output;
    hr_sensitivity_shares shares;
    const double outputs[] = {0, 2, 2, 2, 2, 2, /**/ 3, 3, 6, 6, 6, 6}; /* as above, but A of block 0 is 1 -+ 1 */
    indices(saltelli(1, 2), outputs, 2, &output, &shares);
    /* less the means 2.75 and 3.25 of the replications: A (-2.75, -1.25) and (0.25, -0.25), B (-0.75, -1.25) and
     * (3.25, 2.75); changes (2, 0) and (3, 3) */
    double variance = (2.75 * 1.25 - 0.25 * 0.25 + 0.75 * 1.25 + 3.25 * 2.75) / 4.0;
    near(output.mean.value, 3.0);
    near(output.variance.value, variance);
    near(output.noise_share, 1.0 - variance / 3.5);
    near(shares.first.value, ((-0.75 * 0.0 - 1.25 * 2.0) / 2.0 + (3.25 * 3.0 + 2.75 * 3.0) / 2.0) / 2.0 / variance);
    near(shares.total.value, (2.0 * 0.0 + 3.0 * 3.0) / 4.0 / variance);
}

static void an_input_that_does_nothing_has_exactly_no_share(void **state)
{
    (void)state;
    hr_sensitivity_output output;
    hr_sensitivity_shares shares[INPUTS_MAX];
    double outputs[OUTPUTS_MAX];
    hr_design design = saltelli(4, BLOCKS);
    run(&design, 1, nothing, outputs);
    indices(design, outputs, 1, &output, shares);
    all_near(shares[3].first, (hr_estimate){0, 0, 0});
    all_near(shares[3].total, (hr_estimate){0, 0, 0});
    assert_true(shares[2].total.low > 0.5);
}

static void what_a_replication_adds_to_all_rows_changes_no_share(void **state)
{
    (void)state;
    hr_sensitivity_output output[2];
    hr_sensitivity_shares shares[2][INPUTS_MAX];
    double outputs[OUTPUTS_MAX];
    hr_design design = saltelli(3, BLOCKS);
    run(&design, 3, nothing, outputs);
    indices(design, outputs, 3, &output[0], shares[0]);
    design = saltelli(3, BLOCKS);
    run(&design, 3, same_for_all_rows, outputs);
    indices(design, outputs, 3, &output[1], shares[1]);
    for (int i = 0; i < 3; ++i) {
        all_near(shares[1][i].first, shares[0][i].first);
        all_near(shares[1][i].total, shares[0][i].total);
    }
    all_near(output[1].variance, output[0].variance);
    /* only the mean knows, and says how little three replications tell of it */
    near(output[1].mean.value, output[0].mean.value + 4.0);
    assert_true(output[1].mean.high - output[1].mean.low > 10.0);
    assert_true(output[0].mean.high - output[0].mean.low < 1.0);
}

static void equal_replications_are_as_good_as_one(void **state)
{
    (void)state;
    hr_sensitivity_output output[2];
    hr_sensitivity_shares shares[2][INPUTS_MAX];
    double outputs[OUTPUTS_MAX];
    for (int i = 0; i < 2; ++i) {
        size_t replications = i == 0 ? 1 : 3;
        hr_design design = saltelli(3, BLOCKS);
        run(&design, replications, nothing, outputs);
        indices(design, outputs, replications, &output[i], shares[i]);
    }
    for (int i = 0; i < 3; ++i) {
        all_near(shares[1][i].first, shares[0][i].first);
        all_near(shares[1][i].total, shares[0][i].total);
        all_near(shares[1][i].interaction, shares[0][i].interaction);
    }
    near(output[1].noise_share, 0.0);
}

static void shares_do_not_depend_on_unit_or_origin(void **state)
{
    (void)state;
    hr_sensitivity_output output[2];
    hr_sensitivity_shares shares[2][INPUTS_MAX];
    double outputs[OUTPUTS_MAX];
    hr_design design = saltelli(3, BLOCKS);
    run(&design, 1, nothing, outputs);
    indices(design, outputs, 1, &output[0], shares[0]);
    for (size_t i = 0; i < OUTPUTS_MAX; ++i) {
        outputs[i] = 1e6 - 1e3 * outputs[i];
    }
    indices(saltelli(3, BLOCKS), outputs, 1, &output[1], shares[1]);
    for (int i = 0; i < 3; ++i) {
        all_near(shares[1][i].first, shares[0][i].first);
        all_near(shares[1][i].total, shares[0][i].total);
    }
    near(output[1].variance.value, 1e6 * output[0].variance.value);
}

static void outputs_that_do_not_vary_have_no_shares(void **state)
{
    (void)state;
    hr_sensitivity_output output;
    hr_sensitivity_shares shares[INPUTS_MAX];
    double outputs[OUTPUTS_MAX];
    for (size_t i = 0; i < OUTPUTS_MAX; ++i) {
        outputs[i] = 5.0;
    }
    indices(saltelli(2, BLOCKS), outputs, 3, &output, shares);
    all_near(output.mean, (hr_estimate){5, 5, 5});
    assert_true(is_unknown(shares[0].first) && is_unknown(shares[1].total) && is_unknown(output.additive));
}

static void an_unknown_output_makes_everything_unknown(void **state)
{
    (void)state;
    hr_sensitivity_output output;
    hr_sensitivity_shares shares[INPUTS_MAX];
    hr_sensitivity_effects effects[INPUTS_MAX];
    double outputs[OUTPUTS_MAX] = {0};
    outputs[0] = NAN;
    outputs[4] = 1.0;
    indices(saltelli(2, 4), outputs, 1, &output, shares);
    assert_true(is_unknown(output.mean) && is_unknown(output.variance) && is_unknown(shares[0].first));
    effects_of(morris(2, 4), outputs, 1, effects);
    assert_true(is_unknown(effects[0].mean) && is_unknown(effects[0].mean_absolute) &&
                is_unknown(effects[0].deviation));
}

/* ---- elementary effects --------------------------------------------------------------------------------------------- */

static void effects_of_a_plane_are_its_slopes(void **state)
{
    (void)state;
    hr_sensitivity_effects effects[INPUTS_MAX];
    double outputs[OUTPUTS_MAX];
    double x[INPUTS_MAX];
    hr_design design = morris(3, 8);
    for (uint32_t row = 0; row < design.row_count; ++row) {
        hr_design_point(&design, row, x);
        outputs[row] = 2.0 * x[0] - 5.0 * x[1] + 100.0;
    }
    effects_of(design, outputs, 1, effects);
    all_near(effects[0].mean, (hr_estimate){2, 2, 2});
    all_near(effects[1].mean, (hr_estimate){-5, -5, -5});
    all_near(effects[1].mean_absolute, (hr_estimate){5, 5, 5});
    all_near(effects[2].mean_absolute, (hr_estimate){0, 0, 0});
    for (int i = 0; i < 3; ++i) {
        assert_true(effects[i].deviation.high < 1e-6);
        assert_true(isnan(effects[i].noise));
    }
}

/* Two effects, 1 and 3, in outputs whose base is 0. */
static void two_effects_by_hand(void **state)
{
    (void)state;
    hr_sensitivity_effects effects;
    hr_design design = morris(1, 2);
    const double outputs[] = {0, 1.0 * hr_design_step(&design, 0, 0), 0, 3.0 * hr_design_step(&design, 1, 0)};
    effects_of(design, outputs, 1, &effects);
    /* t of one degree of freedom is 12.7062; the standard error of the mean of 1 and 3 is 1 */
    near(effects.mean.value, 2.0);
    assert_true(fabs(effects.mean.high - 14.7062) < 1e-4 && fabs(effects.mean.low + 10.7062) < 1e-4);
    near(effects.mean_absolute.value, 2.0);
    near(effects.mean_absolute.low, 0.0);
    near(effects.deviation.value, sqrt(2.0));
}

static void noise_makes_no_deviation_and_says_what_mean_it_makes(void **state)
{
    (void)state;
    hr_sensitivity_effects effects;
    hr_design design = morris(1, 2);
    /* effects 1 -+ 2 and 3 -+ 2 in two replications, the noise the other way round */
    double steps[] = {hr_design_step(&design, 0, 0), hr_design_step(&design, 1, 0)};
    const double outputs[] = {0, 0, -1.0 * steps[0], 3.0 * steps[0], /**/ 0, 0, 5.0 * steps[1], 1.0 * steps[1]};
    effects_of(design, outputs, 2, &effects);
    near(effects.mean.value, 2.0);
    near(effects.mean_absolute.value, 2.0);
    /* less the replications' means 2 and 2: (-3, 1) and (3, -1), products -3; a negative variance is none */
    near(effects.deviation.value, 0.0);
    /* the standard error of either effect is 2 */
    near(effects.noise, 2.0 * sqrt(2.0 / M_PI));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_blocks_of_one_input_by_hand),
        cmocka_unit_test(products_of_different_replications_are_free_of_noise),
        cmocka_unit_test(an_input_that_does_nothing_has_exactly_no_share),
        cmocka_unit_test(what_a_replication_adds_to_all_rows_changes_no_share),
        cmocka_unit_test(equal_replications_are_as_good_as_one),
        cmocka_unit_test(shares_do_not_depend_on_unit_or_origin),
        cmocka_unit_test(outputs_that_do_not_vary_have_no_shares),
        cmocka_unit_test(an_unknown_output_makes_everything_unknown),
        cmocka_unit_test(effects_of_a_plane_are_its_slopes),
        cmocka_unit_test(two_effects_by_hand),
        cmocka_unit_test(noise_makes_no_deviation_and_says_what_mean_it_makes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
