/* Whole numbers from shares: exact totals, one within the quota, monotone where it must be. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <cmocka.h>

#include "models/apportion.h"
#include "sim/engine/random.h"

enum { COUNT = 50 };

static void draw_weights(uint32_t round, double *weights)
{
    hr_random random = {.seed = 99, .replication = round};
    for (uint32_t i = 0; i < COUNT; ++i) {
        double u = hr_random_uniform(&random, 1, i, 0);
        weights[i] = i % 7 == 3 ? 0 : pow(u, 4) * 1000;
    }
}

static void remainders_of_a_known_case(void **state)
{
    (void)state;
    const double weights[] = {0.44, 0.33, 0.23};
    int64_t seats[3];
    hr_error error;
    assert_int_equal(hr_apportion_remainders(weights, 3, 10, 0, seats, &error),
                     HR_OK); /* 4.4, 3.3, 2.3: one seat over */
    assert_int_equal(seats[0], 5);
    assert_int_equal(seats[1], 3);
    assert_int_equal(seats[2], 2);
}

static void remainders_add_up_and_stay_within_one_of_the_quota(void **state)
{
    (void)state;
    hr_error error;
    for (uint32_t round = 0; round < 300; ++round) {
        double weights[COUNT];
        int64_t seats[COUNT];
        double sum = 0;
        int64_t given = 0;
        int64_t total = (int64_t)round * round * 37;
        draw_weights(round, weights);
        for (int i = 0; i < COUNT; ++i) {
            sum += weights[i];
        }
        assert_int_equal(hr_apportion_remainders(weights, COUNT, total, 0, seats, &error), HR_OK);
        for (int i = 0; i < COUNT; ++i) {
            given += seats[i];
            assert_true(fabs((double)seats[i] - (double)total * weights[i] / sum) < 1 + 1e-6);
            assert_true(weights[i] > 0 || seats[i] == 0);
        }
        assert_int_equal(given, total);
    }
}

static void a_minimum_is_given_when_the_total_reaches(void **state)
{
    (void)state;
    const double weights[] = {1, 0, 0, 0};
    int64_t seats[4];
    hr_error error;
    assert_int_equal(hr_apportion_remainders(weights, 4, 10, 2, seats, &error), HR_OK);
    assert_int_equal(seats[0], 4);
    assert_int_equal(seats[3], 2);
    assert_int_equal(hr_apportion_remainders(weights, 4, 7, 2, seats, &error), HR_OK);
    assert_int_equal(seats[0], 7);
    assert_int_equal(seats[3], 0);
}

static void equal_claims_go_by_index(void **state)
{
    (void)state;
    const double weights[] = {1, 1, 1};
    int64_t seats[3];
    uint32_t averages[3];
    hr_error error;
    assert_int_equal(hr_apportion_remainders(weights, 3, 5, 0, seats, &error), HR_OK);
    assert_int_equal(hr_apportion_averages(weights, 3, 5, false, averages, &error), HR_OK);
    for (int i = 0; i < 3; ++i) {
        assert_int_equal(seats[i], i < 2 ? 2 : 1);
        assert_int_equal(averages[i], i < 2 ? 2 : 1);
    }
}

static void averages_of_a_known_case(void **state)
{
    (void)state;
    /* Sainte-Lague's quotients 53/1, 53/3, ...: 53, 24, 23, 17.67, 10.6, 8, 7.67 are the seven greatest */
    const double weights[] = {53, 24, 23};
    uint32_t seats[3];
    hr_error error;
    assert_int_equal(hr_apportion_averages(weights, 3, 7, false, seats, &error), HR_OK);
    assert_int_equal(seats[0], 3);
    assert_int_equal(seats[1], 2);
    assert_int_equal(seats[2], 2);
}

static void averages_equal_seat_by_seat_division(void **state)
{
    (void)state;
    hr_error error;
    for (uint32_t round = 0; round < 40; ++round) {
        double weights[COUNT];
        uint32_t seats[COUNT];
        uint32_t expected[COUNT];
        uint32_t total = 60 + round * 17;
        draw_weights(round, weights);
        for (int i = 0; i < COUNT; ++i) {
            expected[i] = 1;
        }
        for (uint32_t given = COUNT; given < total; ++given) {
            int best = 0;
            for (int i = 1; i < COUNT; ++i) {
                if (weights[i] / (expected[i] + 0.5) > weights[best] / (expected[best] + 0.5)) {
                    best = i;
                }
            }
            ++expected[best];
        }
        assert_int_equal(hr_apportion_averages(weights, COUNT, total, true, seats, &error), HR_OK);
        assert_memory_equal(seats, expected, sizeof seats);
    }
}

static void averages_are_monotone_in_the_total(void **state)
{
    (void)state;
    double weights[COUNT];
    uint32_t fewer[COUNT];
    uint32_t more[COUNT];
    hr_error error;
    draw_weights(1, weights);
    assert_int_equal(hr_apportion_averages(weights, COUNT, COUNT, true, fewer, &error), HR_OK);
    for (uint32_t total = COUNT + 1; total < 1500; total += 13) {
        uint32_t given = 0;
        assert_int_equal(hr_apportion_averages(weights, COUNT, total, true, more, &error), HR_OK);
        for (int i = 0; i < COUNT; ++i) {
            assert_true(more[i] >= fewer[i] && more[i] >= 1);
            fewer[i] = more[i];
            given += more[i];
        }
        assert_int_equal(given, total);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remainders_of_a_known_case),
        cmocka_unit_test(remainders_add_up_and_stay_within_one_of_the_quota),
        cmocka_unit_test(a_minimum_is_given_when_the_total_reaches),
        cmocka_unit_test(equal_claims_go_by_index),
        cmocka_unit_test(averages_of_a_known_case),
        cmocka_unit_test(averages_equal_seat_by_seat_division),
        cmocka_unit_test(averages_are_monotone_in_the_total),
    };
    return cmocka_run_group_tests_name("apportion", tests, NULL, NULL);
}
