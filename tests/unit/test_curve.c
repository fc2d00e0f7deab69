/* The restoration curve of a result file, and its drawing. */
#include <string.h>

#include "analysis/curve.h"
#include "tests/support/compared_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Two replications done and one not; cases one and two; services data (headline, 100 users of two operators) and calls
 * (not); two time cells of 5 hours, or three times as many as there are columns. */
enum { REPLICATIONS = 3, CASES = 2, ARMS = 2, SERVICES = 2, OPERATORS = 2, MANY_CELLS = 3 * HR_CURVE_COLUMNS_MAX };

static double served[REPLICATIONS][CASES][ARMS][SERVICES][MANY_CELLS];

static void write_file(size_t cells, const double *values)
{
    static const char *const cases[] = {"one", "two"};
    static const char *const arms[] = {"unmitigated", "mitigated"};
    static const char *const services[] = {"data", "calls"};
    static const char *const operators[] = {"red", "blue"};
    static const double users[SERVICES][OPERATORS] = {{60, 40}, {1000, 1000}};
    static const uint8_t is_headline[SERVICES] = {1, 0};
    const char *dimensions[] = {"replication", "case", "arm", "service", "time"};
    double times[MANY_CELLS];
    hr_results results;
    hr_error error;
    for (size_t t = 0; t < cells; ++t) {
        times[t] = 5.0 * ((double)t + 0.5);
    }
    assert_int_equal(HR_OK, hr_results_create(&results, hr_compared_file, &error));
    assert_int_equal(HR_OK, hr_results_dimension_values(&results, "replication", REPLICATIONS, NULL, "", "", &error));
    assert_int_equal(HR_OK, hr_results_dimension_labels(&results, "case", CASES, cases, "", &error));
    assert_int_equal(HR_OK, hr_results_dimension_labels(&results, "arm", ARMS, arms, "", &error));
    assert_int_equal(HR_OK, hr_results_dimension_labels(&results, "service", SERVICES, services, "", &error));
    assert_int_equal(HR_OK, hr_results_dimension_labels(&results, "operator", OPERATORS, operators, "", &error));
    assert_int_equal(HR_OK, hr_results_dimension_values(&results, "time", cells, times, "hours", "", &error));
    assert_int_equal(HR_OK, hr_results_variable(&results, "users", HR_RESULTS_DOUBLE, 2,
                                                (const char *const[]){"service", "operator"}, "1", "", &error));
    assert_int_equal(HR_OK, hr_results_write(&results, "users", users, &error));
    assert_int_equal(HR_OK, hr_results_variable(&results, "service_is_headline", HR_RESULTS_UINT8, 1, dimensions + 3,
                                                "1", "", &error));
    assert_int_equal(HR_OK, hr_results_write(&results, "service_is_headline", is_headline, &error));
    if (values != NULL) {
        assert_int_equal(
            HR_OK, hr_results_variable(&results, "served_users", HR_RESULTS_DOUBLE, 5, dimensions, "1", "", &error));
        assert_int_equal(HR_OK, hr_results_write(&results, "served_users", values, &error));
    }
    assert_int_equal(HR_OK, hr_results_commit(&results, &error));
}

static hr_curve load(void)
{
    hr_curve curve;
    hr_error error = {0};
    hr_status status = hr_curve_load(&curve, hr_compared_file, &error);
    assert_string_equal("", error.text);
    assert_int_equal(HR_OK, status);
    return curve;
}

static char *draw(const hr_curve *curve, bool is_unicode)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    hr_curve_print(curve, is_unicode, stream);
    assert_int_equal(0, fclose(stream));
    return text;
}

static void near(double expected, double value)
{
    assert_true(fabs(value - expected) <= 1e-12);
}

/* ---- loading --------------------------------------------------------------------------------------------------- */

static void curve_is_the_mean_share_of_headline_users_out(void **state)
{
    /* [replication][case][arm][service][cell]; the mitigated arm is the second */
    static const double values[REPLICATIONS][CASES][ARMS][SERVICES][2] = {
        {{{{0, 0}, {7, 7}}, {{100, 50}, {7, 7}}}, {{{0, 0}, {7, 7}}, {{100, 100}, {7, 7}}}},
        {{{{0, 0}, {7, 7}}, {{80, 90}, {7, 7}}}, {{{0, 0}, {7, 7}}, {{100, 99}, {7, 7}}}},
        {{{{NAN, 0}, {0, 0}}, {{0, 0}, {0, 0}}}, {{{0, 0}, {0, 0}}, {{0, 0}, {0, 0}}}}, /* unfinished */
    };
    (void)state;
    write_file(2, &values[0][0][0][0][0]);
    hr_curve curve = load();
    assert_int_equal(2, curve.column_count);
    assert_true(curve.hours == 10.0);
    near(0.1, curve.out[0]);
    near(0.3, curve.out[1]);
    near(0.0, curve.out[2]);
    near(0.005, curve.out[3]);
    hr_curve_free(&curve);
}

static void many_cells_share_columns(void **state)
{
    (void)state;
    for (size_t r = 0; r < REPLICATIONS; ++r) {
        for (size_t c = 0; c < CASES; ++c) {
            for (size_t t = 0; t < MANY_CELLS; ++t) { /* of three neighbours one has 70 of 100 users */
                served[r][c][1][0][t] = c == 0 && t % 3 == 1 ? 70 : 100;
            }
        }
    }
    write_file(MANY_CELLS, &served[0][0][0][0][0]);
    hr_curve curve = load();
    assert_int_equal(HR_CURVE_COLUMNS_MAX, curve.column_count);
    for (size_t k = 0; k < curve.column_count; ++k) {
        near(0.1, curve.out[k]);
        near(0.0, curve.out[curve.column_count + k]);
    }
    hr_curve_free(&curve);
}

static void file_without_served_users_has_no_curve(void **state)
{
    (void)state;
    write_file(2, NULL);
    hr_curve curve = load();
    char *text = draw(&curve, true);
    assert_int_equal(0, curve.column_count);
    assert_string_equal("", text);
    free(text);
    hr_curve_free(&curve);
}

/* ---- drawing --------------------------------------------------------------------------------------------------- */

static void heights_are_eighths_of_the_greatest_share(void **state)
{
    char one[] = "one";
    char two[] = "two";
    char *cases[] = {one, two};
    double out[] = {0.0, 0.04, 0.08, 0.01, 1e-9, 0.0, 0.005, 0.011};
    hr_curve curve = {cases, 2, 4, 100.0, out};
    (void)state;
    char *text = draw(&curve, true);
    assert_non_null(strstr(text, "\n one         ▄█▁    8.0\n"));
    assert_non_null(strstr(text, "\n two        ▁ ▁▂    1.1\n"));
    free(text);
    text = draw(&curve, false);
    assert_non_null(strstr(text, "\n one         =@.    8.0\n"));
    hr_compared_fits_eighty_columns(text);
    free(text);
}

static void nothing_is_drawn_when_nobody_was_out(void **state)
{
    char one[] = "one";
    char *cases[] = {one};
    double out[] = {0.0, 0.0};
    hr_curve curve = {cases, 1, 2, 100.0, out};
    (void)state;
    char *text = draw(&curve, true);
    assert_string_equal("", text);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curve_is_the_mean_share_of_headline_users_out),
        cmocka_unit_test(many_cells_share_columns),
        cmocka_unit_test(file_without_served_users_has_no_curve),
        cmocka_unit_test(heights_are_eighths_of_the_greatest_share),
        cmocka_unit_test(nothing_is_drawn_when_nobody_was_out),
    };
    return cmocka_run_group_tests(tests, hr_compared_make_folder, hr_compared_remove_folder);
}
