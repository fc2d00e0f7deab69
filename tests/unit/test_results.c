/* The result store: what is written comes back, the same bytes for the same content, whole or not at all. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/engine/results.h"
#include "tests/support/result_file.h"

static char folder[HR_FIXTURE_PATH];
static char file[HR_FIXTURE_PATH + 32];
static hr_error error;

static int make_folder(void **state)
{
    (void)state;
    hr_fixture_folder_make(folder);
    snprintf(file, sizeof file, "%s/out.h5", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    hr_fixture_folder_remove(folder);
    return 0;
}

static void ok(hr_status status)
{
    if (status != HR_OK) {
        fail_msg("%s", error.text);
    }
}

static const char *const LABELS[] = {"first", "zweite, größer", "third"};
static const double VALUES[] = {0.1, 0.2};
static const char *const BOTH[] = {"case", "share"};

/* Two dimensions, a variable of each type, texts, attributes. */
static void write_all(const char *path)
{
    hr_results results;
    const double numbers[6] = {1.5, -2, NAN, INFINITY, 0, 1e300};
    const int64_t wide[3] = {INT64_MIN, 0, INT64_MAX};
    const int32_t narrow[3] = {-7, 8, 9};
    const uint8_t bytes[3] = {0, 128, 255};
    const char *const text = "a: 1\nb: zwölf\n";
    ok(hr_results_create(&results, path, &error));
    ok(hr_results_dimension_labels(&results, "case", 3, LABELS, "a case", &error));
    ok(hr_results_dimension_values(&results, "share", 2, VALUES, "1", "a share", &error));
    ok(hr_results_variable(&results, "numbers", HR_RESULTS_DOUBLE, 2, BOTH, "h", "numbers of hours", &error));
    ok(hr_results_write(&results, "numbers", numbers, &error));
    ok(hr_results_variable(&results, "wide", HR_RESULTS_INT64, 1, BOTH, "1", "wide", &error));
    ok(hr_results_write(&results, "wide", wide, &error));
    ok(hr_results_variable(&results, "narrow", HR_RESULTS_INT32, 1, BOTH, "1", "narrow", &error));
    ok(hr_results_write(&results, "narrow", narrow, &error));
    ok(hr_results_variable(&results, "bytes", HR_RESULTS_UINT8, 1, BOTH, "1", "bytes", &error));
    ok(hr_results_write(&results, "bytes", bytes, &error));
    ok(hr_results_write_texts(&results, "notes", "case", LABELS, "notes", &error));
    ok(hr_results_write_texts(&results, "scenario", NULL, &text, "the scenario", &error));
    ok(hr_results_attribute_text(&results, NULL, "title", "naïve", &error));
    ok(hr_results_attribute_integer(&results, NULL, "seed", 9007199254740993, &error));
    ok(hr_results_attribute_number(&results, "numbers", "factor", 0.1, &error));
    ok(hr_results_commit(&results, &error));
}

static void what_is_written_comes_back(void **state)
{
    (void)state;
    hr_results results;
    int dimension_count = 0;
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    double *numbers = NULL;
    size_t count = 0;
    write_all(file);
    ok(hr_results_open(&results, file, &error));
    ok(hr_results_shape(&results, "numbers", &dimension_count, lengths, &error));
    assert_int_equal(dimension_count, 2);
    assert_int_equal(lengths[0], 3);
    assert_int_equal(lengths[1], 2);
    ok(hr_results_read(&results, "numbers", &numbers, &count, &error));
    assert_int_equal(count, 6);
    assert_true(numbers[0] == 1.5 && numbers[1] == -2 && isnan(numbers[2]) && isinf(numbers[3]) && numbers[5] == 1e300);
    free(numbers);
    double row[2];
    ok(hr_results_read_rows(&results, "numbers", 2, 1, row, &error));
    assert_true(row[0] == 0 && row[1] == 1e300);
    ok(hr_results_read(&results, "bytes", &numbers, &count, &error));
    assert_true(numbers[0] == 0 && numbers[1] == 128 && numbers[2] == 255);
    free(numbers);
    assert_true(hr_results_has(&results, "wide"));
    assert_false(hr_results_has(&results, "nothing"));
    hr_results_close(&results);
}

static void texts_and_attributes_come_back(void **state)
{
    (void)state;
    hr_results results;
    char **texts = NULL;
    size_t count = 0;
    char *title = NULL;
    int64_t seed = 0;
    double factor = 0;
    write_all(file);
    ok(hr_results_open(&results, file, &error));
    ok(hr_results_read_texts(&results, "case", &texts, &count, &error));
    assert_int_equal(count, 3);
    assert_string_equal(texts[1], LABELS[1]);
    hr_results_free_texts(texts, count);
    ok(hr_results_read_attribute_text(&results, NULL, "title", &title, &error));
    assert_string_equal(title, "naïve");
    free(title);
    ok(hr_results_read_attribute_integer(&results, NULL, "seed", &seed, &error));
    assert_true(seed == 9007199254740993); /* beyond what a double can tell apart */
    ok(hr_results_read_attribute_number(&results, "numbers", "factor", &factor, &error));
    assert_true(factor == 0.1);
    hr_results_close(&results);
}

static size_t read_bytes(const char *path, char *bytes, size_t size)
{
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    size_t length = fread(bytes, 1, size, stream);
    fclose(stream);
    return length;
}

static void the_same_content_gives_the_same_bytes(void **state)
{
    (void)state;
    enum { SIZE = 1 << 20 };
    static char first[SIZE];
    static char second[SIZE];
    write_all(file);
    size_t length = read_bytes(file, first, SIZE);
    sleep(1); /* a time kept in the file would differ */
    write_all(file);
    assert_int_equal(read_bytes(file, second, SIZE), length);
    assert_memory_equal(first, second, length);
}

static void large_variables_are_compressed_and_written_in_rows(void **state)
{
    (void)state;
    enum { ROWS = 400, WIDTH = 100 };
    static double rows[ROWS][WIDTH];
    static const char *const over[] = {"row", "column"};
    hr_results results;
    double *values = NULL;
    size_t count = 0;
    struct stat found;
    ok(hr_results_create(&results, file, &error));
    ok(hr_results_dimension_values(&results, "row", ROWS, NULL, "1", "a row", &error));
    ok(hr_results_dimension_values(&results, "column", WIDTH, NULL, "1", "a column", &error));
    ok(hr_results_variable(&results, "table", HR_RESULTS_DOUBLE, 2, over, "1", "a table", &error));
    for (size_t r = 0; r < ROWS; ++r) {
        for (size_t c = 0; c < WIDTH; ++c) {
            rows[r][c] = (double)(r / 10);
        }
    }
    ok(hr_results_write_rows(&results, "table", 100, ROWS - 100, rows[100], &error));
    ok(hr_results_write_rows(&results, "table", 0, 50, rows[0], &error));
    ok(hr_results_commit(&results, &error));
    ok(hr_results_open(&results, file, &error));
    ok(hr_results_read(&results, "table", &values, &count, &error));
    assert_memory_equal(values, rows, 50 * sizeof rows[0]);
    assert_memory_equal(values + 100 * WIDTH, rows[100], (ROWS - 100) * sizeof rows[0]);
    for (size_t i = 50 * WIDTH; i < 100 * WIDTH; ++i) {
        assert_true(isnan(values[i])); /* never written */
    }
    free(values);
    hr_results_close(&results);
    assert_int_equal(stat(file, &found), 0);
    assert_true((size_t)found.st_size < sizeof rows / 4);
}

static void a_file_discarded_leaves_nothing(void **state)
{
    (void)state;
    hr_results results;
    char temporary[sizeof file + 8];
    snprintf(temporary, sizeof temporary, "%s.tmp", file);
    ok(hr_results_create(&results, file, &error));
    assert_int_equal(access(temporary, F_OK), 0);
    assert_int_not_equal(access(file, F_OK), 0);
    hr_results_discard(&results);
    hr_results_discard(&results);
    assert_int_not_equal(access(temporary, F_OK), 0);
    assert_int_not_equal(access(file, F_OK), 0);
}

static void an_older_file_stays_until_the_new_one_is_whole(void **state)
{
    (void)state;
    hr_results results;
    write_all(file);
    ok(hr_results_create(&results, file, &error));
    hr_results_discard(&results);
    ok(hr_results_open(&results, file, &error));
    assert_true(hr_results_has(&results, "numbers"));
    hr_results_close(&results);
}

static void paths_that_cannot_be_written_are_refused(void **state)
{
    (void)state;
    hr_results results;
    char path[sizeof file + 32];
    snprintf(path, sizeof path, "%s/none/out.h5", folder);
    assert_int_equal(hr_results_create(&results, path, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, path));
    static char longer[2 * HR_RESULTS_PATH_SIZE];
    memset(longer, 'x', sizeof longer - 1);
    assert_int_equal(hr_results_create(&results, longer, &error), HR_BAD_INPUT);
}

static void files_that_are_missing_or_cut_are_refused(void **state)
{
    (void)state;
    hr_results results;
    double *values = NULL;
    size_t count = 0;
    char path[sizeof file + 32];
    snprintf(path, sizeof path, "%s/absent.h5", folder);
    assert_int_equal(hr_results_open(&results, path, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "absent.h5"));
    write_all(file);
    assert_int_equal(truncate(file, 2000), 0);
    assert_int_equal(hr_results_open(&results, file, &error), HR_BAD_INPUT);
    write_all(file);
    ok(hr_results_open(&results, file, &error));
    assert_int_equal(hr_results_read(&results, "nothing", &values, &count, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "nothing"));
    hr_results_close(&results);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_comes_back),
        TEST(texts_and_attributes_come_back),
        TEST(the_same_content_gives_the_same_bytes),
        TEST(large_variables_are_compressed_and_written_in_rows),
        TEST(a_file_discarded_leaves_nothing),
        TEST(an_older_file_stays_until_the_new_one_is_whole),
        TEST(paths_that_cannot_be_written_are_refused),
        TEST(files_that_are_missing_or_cut_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
