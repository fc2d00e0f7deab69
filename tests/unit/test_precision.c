/* The rule that stops a run at a precision. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/precision.h"

enum { COUNT = 8 };

static const double FIRST[COUNT] = {1, 0, 3, 2, 0, 4, 1, 5};
static const double SECOND[COUNT] = {4, 2, 6, 5, 3, 8, 4, 8};

static hr_precision rule_of(hr_precision_quantity quantity, double target)
{
    hr_precision precision;
    assert_int_equal(hr_precision_init(&precision, quantity, target, 0.95, COUNT, NULL), HR_OK);
    return precision;
}

static void same(hr_estimate actual, hr_estimate expected)
{
    assert_true(actual.value == expected.value && actual.low == expected.low && actual.high == expected.high);
}

static void quantities_are_those_of_the_statistics(void **state)
{
    (void)state;
    double pairs[2 * COUNT];
    double scratch[COUNT];
    for (int k = 0; k < COUNT; ++k) {
        pairs[2 * k] = FIRST[k];
        pairs[2 * k + 1] = SECOND[k];
    }
    hr_precision mean = rule_of(HR_PRECISION_MEAN, 0.1);
    same(hr_precision_estimate(&mean, FIRST, COUNT), hr_statistics_mean(FIRST, COUNT, 0.95, HR_INTERVAL_SKEWED));
    hr_precision_free(&mean);
    hr_precision cvar = rule_of(HR_PRECISION_CVAR, 0.1);
    cvar.alpha = 0.5;
    same(hr_precision_estimate(&cvar, FIRST, COUNT), hr_statistics_cvar(FIRST, COUNT, 0.5, 0.95, scratch));
    hr_precision_free(&cvar);
    hr_precision difference = rule_of(HR_PRECISION_DIFFERENCE, 0.1);
    same(hr_precision_estimate(&difference, pairs, COUNT),
         hr_statistics_paired_difference(FIRST, SECOND, COUNT, 0.95, HR_INTERVAL_SKEWED));
    hr_precision_free(&difference);
    hr_precision effectiveness = rule_of(HR_PRECISION_EFFECTIVENESS, 0.1);
    same(hr_precision_estimate(&effectiveness, pairs, COUNT), hr_statistics_effectiveness(FIRST, SECOND, COUNT, 0.95));
    hr_precision_free(&effectiveness);
}

static void enough_is_a_half_width_at_the_target(void **state)
{
    (void)state;
    hr_estimate mean = hr_statistics_mean(FIRST, COUNT, 0.95, HR_INTERVAL_SKEWED);
    double reached = (mean.high - mean.low) / 2 / mean.value;
    hr_precision strict = rule_of(HR_PRECISION_MEAN, reached * 0.999);
    hr_precision lax = rule_of(HR_PRECISION_MEAN, reached * 1.001);
    assert_false(hr_precision_is_enough(&strict, FIRST, COUNT));
    assert_true(hr_precision_is_enough(&lax, FIRST, COUNT));
    hr_precision_free(&strict);
    hr_precision_free(&lax);
}

static void losses_not_yet_seen_are_never_enough(void **state)
{
    (void)state;
    const double nothing[2 * COUNT] = {0};
    hr_precision mean = rule_of(HR_PRECISION_MEAN, 0.5);
    hr_precision effectiveness = rule_of(HR_PRECISION_EFFECTIVENESS, 0.5);
    assert_false(hr_precision_is_enough(&mean, nothing, COUNT));
    assert_false(hr_precision_is_enough(&effectiveness, nothing, COUNT));
    hr_precision_free(&mean);
    hr_precision_free(&effectiveness);
}

static void an_unknown_interval_is_never_enough(void **state)
{
    (void)state;
    hr_precision mean = rule_of(HR_PRECISION_MEAN, 0.5);
    assert_false(hr_precision_is_enough(&mean, FIRST, 1));
    hr_precision_free(&mean);
}

static void a_negative_value_counts_by_its_size(void **state)
{
    (void)state;
    assert_true(hr_precision_relative_half_width((hr_estimate){-10, -12, -8}) == 0.2);
    assert_true(isnan(hr_precision_relative_half_width((hr_estimate){0, -1, 1})));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantities_are_those_of_the_statistics),
        cmocka_unit_test(enough_is_a_half_width_at_the_target),
        cmocka_unit_test(losses_not_yet_seen_are_never_enough),
        cmocka_unit_test(an_unknown_interval_is_never_enough),
        cmocka_unit_test(a_negative_value_counts_by_its_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
