/* The set of ranks against a plain array of flags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/rank_set.h"
#include "sim/engine/random.h"

enum { SIZE_MAX_HERE = 300000 };

static uint8_t flags[SIZE_MAX_HERE];

static uint32_t next_flag(uint32_t from, uint32_t size)
{
    for (uint32_t i = from; i < size; ++i) {
        if (flags[i]) {
            return i;
        }
    }
    return HR_RANK_NONE;
}

static void random_histories_agree_with_flags(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 63, 64, 65, 4096, 4097, 262144, 262145, SIZE_MAX_HERE};
    for (uint32_t k = 0; k < sizeof sizes / sizeof *sizes; ++k) {
        hr_rank_set set;
        hr_error error;
        hr_random random = {17, k};
        memset(flags, 0, sizeof flags);
        assert_int_equal(hr_rank_set_init(&set, sizes[k], &error), HR_OK);
        for (uint32_t step = 0; step < 3000; ++step) {
            uint32_t rank = (uint32_t)(hr_random_uniform(&random, 0, step, 0) * sizes[k]);
            double what = hr_random_uniform(&random, 1, step, 0);
            if (what < 0.4) {
                hr_rank_set_insert(&set, rank);
                flags[rank] = 1;
            } else if (what < 0.7) {
                hr_rank_set_remove(&set, rank);
                flags[rank] = 0;
            }
            assert_int_equal(hr_rank_set_next(&set, rank), next_flag(rank, sizes[k]));
        }
        hr_rank_set_clear(&set);
        assert_int_equal(hr_rank_set_next(&set, 0), HR_RANK_NONE);
        hr_rank_set_free(&set);
    }
}

static void beyond_the_end_there_is_none(void **state)
{
    (void)state;
    hr_rank_set set;
    hr_error error;
    assert_int_equal(hr_rank_set_init(&set, 100, &error), HR_OK);
    hr_rank_set_insert(&set, 99);
    assert_int_equal(hr_rank_set_next(&set, 0), 99);
    assert_int_equal(hr_rank_set_next(&set, 99), 99);
    assert_int_equal(hr_rank_set_next(&set, 100), HR_RANK_NONE);
    assert_int_equal(hr_rank_set_next(&set, UINT32_MAX), HR_RANK_NONE);
    hr_rank_set_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_histories_agree_with_flags),
        cmocka_unit_test(beyond_the_end_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
