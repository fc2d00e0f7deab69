/* Distributions: quantiles and means in closed form, samples, and what is refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sim/engine/distribution.h"
#include "sim/engine/random.h"

static hr_distribution make(hr_distribution_family family, double a, double b, double c)
{
    hr_distribution distribution;
    hr_error error;
    assert_int_equal(hr_distribution_init(&distribution, family, (const double[]){a, b, c}, &error), HR_OK);
    return distribution;
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected)))) {
        fail_msg("%.17g is not near %.17g", value, expected);
    }
}

static void quantiles_are_the_closed_forms(void **state)
{
    (void)state;
    hr_distribution constant = make(HR_DISTRIBUTION_CONSTANT, 7, 0, 0);
    near(hr_distribution_quantile(&constant, 0.1), 7);
    hr_distribution exponential = make(HR_DISTRIBUTION_EXPONENTIAL, 3, 0, 0);
    near(hr_distribution_quantile(&exponential, 0.5), 3 * log(2));
    hr_distribution lognormal = make(HR_DISTRIBUTION_LOGNORMAL, 8, 24, 0);
    near(hr_distribution_quantile(&lognormal, 0.5), 8);
    near(hr_distribution_quantile(&lognormal, 0.9), 24);
    near(hr_distribution_quantile(&lognormal, 0.1), 8.0 * 8 / 24);
    hr_distribution uniform = make(HR_DISTRIBUTION_UNIFORM, 2, 6, 0);
    near(hr_distribution_quantile(&uniform, 0.25), 3);
    hr_distribution weibull = make(HR_DISTRIBUTION_WEIBULL, 4, 2, 0);
    near(hr_distribution_quantile(&weibull, 1 - exp(-1)), 4);
    hr_distribution gamma = make(HR_DISTRIBUTION_GAMMA, 5, 1, 0); /* shape 1: exponential */
    near(hr_distribution_quantile(&gamma, 0.5), 5 * log(2));
    hr_distribution triangular = make(HR_DISTRIBUTION_TRIANGULAR, 0, 1, 4);
    near(hr_distribution_quantile(&triangular, 0.25), 1);
    near(hr_distribution_quantile(&triangular, 0.0625), 0.5);
    near(hr_distribution_quantile(&triangular, 0.8125), 4 - 1.5);
}

static void means_are_the_closed_forms(void **state)
{
    (void)state;
    hr_distribution lognormal = make(HR_DISTRIBUTION_LOGNORMAL, 8, 24, 0);
    double sigma = log(3) / 1.2815515655446004;
    near(hr_distribution_mean(&lognormal), 8 * exp(sigma * sigma / 2));
    hr_distribution weibull = make(HR_DISTRIBUTION_WEIBULL, 4, 2, 0);
    near(hr_distribution_mean(&weibull), 4 * sqrt(3.14159265358979323846) / 2);
    hr_distribution triangular = make(HR_DISTRIBUTION_TRIANGULAR, 0, 1, 4);
    near(hr_distribution_mean(&triangular), 5.0 / 3);
    hr_distribution uniform = make(HR_DISTRIBUTION_UNIFORM, 2, 6, 0);
    near(hr_distribution_mean(&uniform), 4);
    hr_distribution gamma = make(HR_DISTRIBUTION_GAMMA, 5, 2.5, 0);
    near(hr_distribution_mean(&gamma), 5);
}

static void samples_have_the_mean_of_their_distribution(void **state)
{
    (void)state;
    enum { DRAWS = 40000 };
    const hr_distribution all[] = {
        make(HR_DISTRIBUTION_EXPONENTIAL, 3, 0, 0), make(HR_DISTRIBUTION_LOGNORMAL, 8, 24, 0),
        make(HR_DISTRIBUTION_UNIFORM, 2, 6, 0),     make(HR_DISTRIBUTION_WEIBULL, 4, 2, 0),
        make(HR_DISTRIBUTION_GAMMA, 5, 2.5, 0),     make(HR_DISTRIBUTION_TRIANGULAR, 0, 1, 4),
    };
    for (uint32_t d = 0; d < sizeof all / sizeof *all; ++d) {
        hr_random random = {9, d};
        double sum = 0;
        double squares = 0;
        for (uint32_t i = 0; i < DRAWS; ++i) {
            double value = hr_distribution_quantile(&all[d], hr_random_uniform(&random, 0, i, 0));
            assert_true(value >= 0);
            sum += value;
            squares += value * value;
        }
        double mean = sum / DRAWS;
        double deviation = sqrt(squares / DRAWS - mean * mean);
        assert_true(fabs(mean - hr_distribution_mean(&all[d])) < 4.5 * deviation / sqrt(DRAWS));
    }
}

static void a_larger_uniform_never_gives_a_smaller_value(void **state)
{
    (void)state;
    for (int family = 0; family < HR_DISTRIBUTION_FAMILY_COUNT; ++family) {
        hr_distribution distribution = make((hr_distribution_family)family, 1, 2, 3);
        double before = 0;
        for (int i = 1; i < 1000; ++i) {
            double value = hr_distribution_quantile(&distribution, i / 1000.0);
            assert_true(isfinite(value) && value >= before);
            before = value;
        }
        assert_true(isfinite(hr_distribution_quantile(&distribution, 0x1p-53)));
        assert_true(isfinite(hr_distribution_quantile(&distribution, 1 - 0x1p-53)));
    }
}

static void a_triangle_or_interval_without_width_is_a_constant(void **state)
{
    (void)state;
    hr_distribution triangular = make(HR_DISTRIBUTION_TRIANGULAR, 2, 2, 2);
    hr_distribution uniform = make(HR_DISTRIBUTION_UNIFORM, 5, 5, 0);
    near(hr_distribution_quantile(&triangular, 0.7), 2);
    near(hr_distribution_quantile(&uniform, 0.7), 5);
}

static void what_cannot_be_is_refused_with_the_parameter_and_its_value(void **state)
{
    (void)state;
    static const struct {
        hr_distribution_family family;
        double parameters[3];
        const char *words;
    } cases[] = {
        {HR_DISTRIBUTION_CONSTANT, {-1}, "-1"},
        {HR_DISTRIBUTION_CONSTANT, {NAN}, "nan"},
        {HR_DISTRIBUTION_CONSTANT, {INFINITY}, "inf"},
        {HR_DISTRIBUTION_EXPONENTIAL, {0}, "mean"},
        {HR_DISTRIBUTION_LOGNORMAL, {8, 8}, "p90"},
        {HR_DISTRIBUTION_LOGNORMAL, {0, 8}, "median"},
        {HR_DISTRIBUTION_UNIFORM, {3, 2}, "greatest"},
        {HR_DISTRIBUTION_WEIBULL, {1, 0}, "shape"},
        {HR_DISTRIBUTION_GAMMA, {1, -2}, "shape"},
        {HR_DISTRIBUTION_TRIANGULAR, {1, 0, 2}, "most likely"},
        {HR_DISTRIBUTION_TRIANGULAR, {1, 3, 2}, "greatest"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        hr_distribution distribution;
        hr_error error;
        assert_int_equal(hr_distribution_init(&distribution, cases[i].family, cases[i].parameters, &error),
                         HR_BAD_INPUT);
        assert_non_null(strstr(error.text, cases[i].words));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_the_closed_forms),
        cmocka_unit_test(means_are_the_closed_forms),
        cmocka_unit_test(samples_have_the_mean_of_their_distribution),
        cmocka_unit_test(a_larger_uniform_never_gives_a_smaller_value),
        cmocka_unit_test(a_triangle_or_interval_without_width_is_a_constant),
        cmocka_unit_test(what_cannot_be_is_refused_with_the_parameter_and_its_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
