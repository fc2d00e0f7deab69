/* Draws as pure functions of their key: published vectors, independence of order, distribution. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/engine/random.h"

static void published_vectors_are_reproduced(void **state)
{
    (void)state;
    /* Random123's known-answer tests; counter words are index, entity, purpose, replication */
    static const struct {
        uint32_t counter[4];
        uint32_t key[2];
        uint32_t words[4];
    } published[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
         {UINT32_MAX, UINT32_MAX},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof published / sizeof *published; ++i) {
        const uint32_t *c = published[i].counter;
        hr_random random = {(uint64_t)published[i].key[1] << 32 | published[i].key[0], c[3]};
        uint32_t words[4];
        hr_random_block(&random, c[2], c[1], c[0], words);
        assert_memory_equal(words, published[i].words, sizeof words);
    }
}

static void uniform_is_made_of_the_first_two_words(void **state)
{
    (void)state;
    hr_random random = {0, 0};
    double expected = ((double)((uint64_t)0x6627e8d5 << 32 | 0xe169c58d) / 4096.0 - 0.5);
    expected = (floor(expected + 0.5) + 0.5) * 0x1p-52;
    assert_true(fabs(hr_random_uniform(&random, 0, 0, 0) - expected) < 0x1p-51);
    double pair[2];
    hr_random_uniform_pair(&random, 0, 0, 0, pair);
    assert_true(pair[0] == hr_random_uniform(&random, 0, 0, 0));
    assert_true(pair[1] != pair[0] && pair[1] > 0 && pair[1] < 1);
}

static void every_part_of_the_key_changes_the_draw(void **state)
{
    (void)state;
    hr_random random = {5, 6};
    hr_random other_seed = {5 | UINT64_C(1) << 40, 6};
    hr_random other_replication = {5, 7};
    double draw = hr_random_uniform(&random, 1, 2, 3);
    assert_true(draw == hr_random_uniform(&random, 1, 2, 3));
    assert_true(draw != hr_random_uniform(&other_seed, 1, 2, 3));
    assert_true(draw != hr_random_uniform(&other_replication, 1, 2, 3));
    assert_true(draw != hr_random_uniform(&random, 2, 2, 3));
    assert_true(draw != hr_random_uniform(&random, 1, 3, 3));
    assert_true(draw != hr_random_uniform(&random, 1, 2, 4));
}

static void order_of_drawing_changes_nothing(void **state)
{
    (void)state;
    hr_random random = {11, 12};
    double forward[100];
    for (uint32_t i = 0; i < 100; ++i) {
        forward[i] = hr_random_uniform(&random, 3, i, i % 7);
    }
    for (uint32_t i = 100; i-- > 0;) {
        hr_random_uniform(&random, 4, i, 0); /* another purpose in between */
        assert_true(forward[i] == hr_random_uniform(&random, 3, i, i % 7));
    }
}

static void stream_is_its_blocks_in_order_and_apart_from_single_draws(void **state)
{
    (void)state;
    hr_random random = {21, 22};
    uint32_t words[4];
    gsl_rng *generator = gsl_rng_alloc(hr_random_gsl_type);
    assert_non_null(generator);
    hr_random_stream_place(generator, &random, 9, 10);
    for (uint32_t block = 0; block < 3; ++block) {
        hr_random_block(&random, 9 | HR_RANDOM_STREAM_FLAG, 10, block, words);
        for (int w = 0; w < 4; ++w) {
            assert_int_equal(gsl_rng_get(generator), words[w]);
        }
    }
    hr_random_stream_place(generator, &random, 9, 10);
    hr_random_block(&random, 9, 10, 0, words);
    assert_int_not_equal(gsl_rng_get(generator), words[0]);
    for (int i = 0; i < 1000; ++i) {
        double uniform = gsl_rng_uniform(generator);
        assert_true(uniform > 0 && uniform < 1);
    }
    assert_int_equal(gsl_rng_max(generator), UINT32_MAX);
    assert_int_equal(gsl_rng_min(generator), 0);
    gsl_rng_free(generator);
}

/* Chi-square over cells, by the key's part that moves. */
static void uniform_over_every_part_of_the_key(void **state)
{
    (void)state;
    enum { CELLS = 100, DRAWS = 100000 };
    for (int part = 0; part < 4; ++part) {
        uint32_t counts[CELLS] = {0};
        double chi_square = 0;
        for (uint32_t i = 0; i < DRAWS; ++i) {
            hr_random random = {1234, part == 0 ? i : 1};
            double uniform = hr_random_uniform(&random, part == 1 ? i : 2, part == 2 ? i : 3, part == 3 ? i : 4);
            ++counts[(int)(uniform * CELLS)];
        }
        for (int c = 0; c < CELLS; ++c) {
            double difference = counts[c] - (double)DRAWS / CELLS;
            chi_square += difference * difference / ((double)DRAWS / CELLS);
        }
        double tail = gsl_cdf_chisq_Q(chi_square, CELLS - 1);
        assert_true(tail > 3.4e-6 && tail < 1 - 3.4e-6); /* 4.5 standard errors of a normal */
    }
}

static void neighbouring_draws_are_not_correlated(void **state)
{
    (void)state;
    enum { DRAWS = 100000 };
    hr_random random = {77, 0};
    double sum = 0;
    for (uint32_t i = 0; i < DRAWS; ++i) {
        sum += (hr_random_uniform(&random, 1, i, 0) - 0.5) * (hr_random_uniform(&random, 1, i + 1, 0) - 0.5);
    }
    assert_true(fabs(sum / DRAWS) < 4.5 / 12 / sqrt(DRAWS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors_are_reproduced),
        cmocka_unit_test(uniform_is_made_of_the_first_two_words),
        cmocka_unit_test(every_part_of_the_key_changes_the_draw),
        cmocka_unit_test(order_of_drawing_changes_nothing),
        cmocka_unit_test(stream_is_its_blocks_in_order_and_apart_from_single_draws),
        cmocka_unit_test(uniform_over_every_part_of_the_key),
        cmocka_unit_test(neighbouring_draws_are_not_correlated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
