/* Designs in the unit cube: which point and which role each row has. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/engine/design.h"

enum { INPUTS_MAX = 50 };

static hr_error error;
static const hr_design_key KEY = {{20180416, 0}, 40};

static void ok(hr_status status)
{
    if (status != HR_OK) {
        fail_msg("%s", error.text);
    }
}

static void point_is(const hr_design *design, uint32_t row, const double *expected)
{
    double point[INPUTS_MAX];
    hr_design_point(design, row, point);
    for (uint32_t i = 0; i < design->input_count; ++i) {
        assert_true(point[i] == expected[i]);
    }
}

/* ---- designs without draws ------------------------------------------------------------------------------------------ */

static void a_grid_varies_its_last_input_fastest(void **state)
{
    (void)state;
    hr_design design;
    ok(hr_design_init_grid(&design, 3, (const uint32_t[]){2, 1, 3}, &error));
    assert_int_equal(design.row_count, 6);
    point_is(&design, 0, (const double[]){0, 0, 0});
    point_is(&design, 1, (const double[]){0, 0, 0.5});
    point_is(&design, 2, (const double[]){0, 0, 1});
    point_is(&design, 3, (const double[]){1, 0, 0});
    assert_int_equal(hr_design_level(&design, 5, 0), 1);
    assert_int_equal(hr_design_level(&design, 5, 1), 0);
    assert_int_equal(hr_design_level(&design, 5, 2), 2);
    hr_design_free(&design);
}

static void all_inputs_of_a_list_step_together(void **state)
{
    (void)state;
    hr_design design;
    ok(hr_design_init_list(&design, 2, 5, &error));
    assert_int_equal(design.row_count, 5);
    point_is(&design, 1, (const double[]){0.25, 0.25});
    assert_int_equal(hr_design_level(&design, 4, 0), 4);
    assert_int_equal(hr_design_level(&design, 4, 1), 4);
    hr_design_free(&design);
}

static void ends_move_one_input_at_a_time(void **state)
{
    (void)state;
    hr_design design;
    ok(hr_design_init_ends(&design, 2, (const double[]){0.3, 0.6}, &error));
    assert_int_equal(design.row_count, 5);
    point_is(&design, 0, (const double[]){0.3, 0.6});
    point_is(&design, 1, (const double[]){0, 0.6});
    point_is(&design, 2, (const double[]){1, 0.6});
    point_is(&design, 3, (const double[]){0.3, 0});
    point_is(&design, 4, (const double[]){0.3, 1});
    hr_design_free(&design);
}

/* ---- sampled designs ------------------------------------------------------------------------------------------------ */

static void a_mixed_row_is_a_with_one_input_from_b(void **state)
{
    (void)state;
    hr_design design;
    double a[INPUTS_MAX];
    double b[INPUTS_MAX];
    ok(hr_design_init_saltelli(&design, 7, 20, KEY, &error));
    assert_int_equal(design.row_count, 20 * 9);
    for (uint32_t block = 0; block < 20; ++block) {
        hr_design_point(&design, block * 9, a);
        hr_design_point(&design, block * 9 + 1, b);
        for (uint32_t i = 0; i < 7; ++i) {
            double mixed[INPUTS_MAX];
            memcpy(mixed, a, sizeof a);
            mixed[i] = b[i];
            point_is(&design, block * 9 + 2 + i, mixed);
            assert_true(a[i] != b[i]);
        }
    }
    hr_design_free(&design);
}

static void a_moved_row_is_the_base_with_one_input_half_its_range_away(void **state)
{
    (void)state;
    hr_design design;
    double base[INPUTS_MAX];
    ok(hr_design_init_morris(&design, 6, 16, KEY, &error));
    assert_int_equal(design.row_count, 16 * 7);
    for (uint32_t block = 0; block < 16; ++block) {
        hr_design_point(&design, block * 7, base);
        for (uint32_t i = 0; i < 6; ++i) {
            double moved[INPUTS_MAX];
            memcpy(moved, base, sizeof base);
            double step = hr_design_step(&design, block, i);
            assert_true(step == (base[i] < 0.5 ? 0.5 : -0.5));
            moved[i] += step;
            assert_true(moved[i] > 0 && moved[i] < 1);
            point_is(&design, block * 7 + 1 + i, moved);
        }
    }
    hr_design_free(&design);
}

static void find_is_the_inverse_of_describe(void **state)
{
    (void)state;
    hr_design designs[3];
    ok(hr_design_init_ends(&designs[0], 3, (const double[]){0.5, 0.5, 0.5}, &error));
    ok(hr_design_init_saltelli(&designs[1], 3, 4, KEY, &error));
    ok(hr_design_init_morris(&designs[2], 3, 4, KEY, &error));
    for (int d = 0; d < 3; ++d) {
        for (uint32_t row = 0; row < designs[d].row_count; ++row) {
            assert_int_equal(hr_design_find(&designs[d], hr_design_describe(&designs[d], row)), row);
        }
        hr_design_free(&designs[d]);
    }
}

static void rows_say_what_they_are_for(void **state)
{
    (void)state;
    hr_design design;
    ok(hr_design_init_saltelli(&design, 3, 4, KEY, &error));
    hr_design_row row = hr_design_describe(&design, 5 + 4);
    assert_int_equal(row.block, 1);
    assert_int_equal(row.role, HR_ROW_MIXED);
    assert_int_equal(row.input, 2);
    assert_int_equal(hr_design_describe(&design, 5).role, HR_ROW_A);
    assert_int_equal(hr_design_describe(&design, 6).role, HR_ROW_B);
    hr_design_free(&design);
}

static void fewer_blocks_are_the_beginning_of_more(void **state)
{
    (void)state;
    hr_design whole;
    ok(hr_design_init_saltelli(&whole, 9, 100, KEY, &error));
    for (uint32_t blocks = 1; blocks < 100; blocks += 7) {
        hr_design part;
        ok(hr_design_init_saltelli(&part, 9, blocks, KEY, &error));
        assert_memory_equal(part.bases, whole.bases, blocks * 18 * sizeof(double));
        hr_design_free(&part);
    }
    hr_design_free(&whole);
}

/* How many of `count` points lie in each cell of a grid over two dimensions; all the same: balanced. */
static bool is_balanced(const hr_design *design, uint32_t width, uint32_t count, uint32_t x, uint32_t y,
                        uint32_t across, uint32_t along)
{
    uint32_t cells[64] = {0};
    for (uint32_t k = 0; k < count; ++k) {
        uint32_t column = (uint32_t)(design->bases[k * width + x] * across);
        uint32_t row = (uint32_t)(design->bases[k * width + y] * along);
        ++cells[column * along + row];
    }
    for (uint32_t cell = 0; cell < across * along; ++cell) {
        if (cells[cell] != count / (across * along)) {
            return false;
        }
    }
    return true;
}

static void every_dimension_has_a_point_in_each_cell(void **state)
{
    (void)state;
    hr_design design;
    ok(hr_design_init_saltelli(&design, INPUTS_MAX, 64, KEY, &error)); /* a hundred dimensions */
    for (uint32_t x = 0; x < 2 * INPUTS_MAX; ++x) {
        for (uint32_t count = 16; count <= 64; count *= 2) {
            assert_true(is_balanced(&design, 2 * INPUTS_MAX, count, x, x, count, 1));
        }
    }
    hr_design_free(&design);
}

/* The first two dimensions of Sobol's sequence are a (0, 2)-sequence, which neither scrambling nor order spoils. */
static void a_and_b_of_an_even_input_fill_every_elementary_rectangle(void **state)
{
    (void)state;
    hr_design design;
    ok(hr_design_init_saltelli(&design, INPUTS_MAX, 64, KEY, &error));
    for (uint32_t input = 0; input < INPUTS_MAX; input += 2) {
        for (uint32_t across = 1; across <= 64; across *= 2) {
            assert_true(is_balanced(&design, 2 * INPUTS_MAX, 64, 2 * input, 2 * input + 1, across, 64 / across));
        }
    }
    hr_design_free(&design);
}

static void points_lie_strictly_inside_and_depend_on_the_seed(void **state)
{
    (void)state;
    hr_design designs[3];
    hr_design_key other = KEY;
    other.random.seed += 1;
    ok(hr_design_init_morris(&designs[0], 10, 32, KEY, &error));
    ok(hr_design_init_morris(&designs[1], 10, 32, KEY, &error));
    ok(hr_design_init_morris(&designs[2], 10, 32, other, &error));
    assert_memory_equal(designs[0].bases, designs[1].bases, 320 * sizeof(double));
    for (uint32_t k = 0; k < 320; ++k) {
        assert_true(designs[0].bases[k] > 0 && designs[0].bases[k] < 1);
        assert_true(designs[0].bases[k] != designs[2].bases[k]);
    }
    for (int d = 0; d < 3; ++d) {
        hr_design_free(&designs[d]);
    }
}

/* ---- refusals ------------------------------------------------------------------------------------------------------- */

static void too_many_rows_are_refused(void **state)
{
    (void)state;
    hr_design design;
    const uint32_t levels[] = {65536, 65536, 65536, 65536, 65536};
    assert_int_equal(hr_design_init_grid(&design, 5, levels, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "4294967295"));
    hr_design_free(&design);
    assert_int_equal(hr_design_init_saltelli(&design, 10, UINT32_MAX / 4, KEY, &error), HR_BAD_INPUT);
    hr_design_free(&design);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grid_varies_its_last_input_fastest),
        cmocka_unit_test(all_inputs_of_a_list_step_together),
        cmocka_unit_test(ends_move_one_input_at_a_time),
        cmocka_unit_test(a_mixed_row_is_a_with_one_input_from_b),
        cmocka_unit_test(a_moved_row_is_the_base_with_one_input_half_its_range_away),
        cmocka_unit_test(find_is_the_inverse_of_describe),
        cmocka_unit_test(rows_say_what_they_are_for),
        cmocka_unit_test(fewer_blocks_are_the_beginning_of_more),
        cmocka_unit_test(every_dimension_has_a_point_in_each_cell),
        cmocka_unit_test(a_and_b_of_an_even_input_fill_every_elementary_rectangle),
        cmocka_unit_test(points_lie_strictly_inside_and_depend_on_the_seed),
        cmocka_unit_test(too_many_rows_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
