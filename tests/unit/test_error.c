/* Errors: what is printed of them, and the exit statuses they become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/engine/error.h"
#include "sim/engine/names.h"
#include "sim/engine/progress.h"

static void prints(const hr_error *error, const char *expected)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    hr_error_print(error, stream);
    fclose(stream);
    assert_string_equal(text, expected);
    free(text);
}

static void place_comes_before_the_sentence(void **state)
{
    (void)state;
    hr_error error;
    assert_int_equal(hr_error_at(&error, "a.yaml", 3, 7, "cases.one", "%d is too many", 5), HR_BAD_INPUT);
    assert_int_equal(error.status, HR_BAD_INPUT);
    prints(&error, "a.yaml:3:7: cases.one: 5 is too many\n");
    hr_error_at(&error, "a.yaml", 3, 0, NULL, "no column");
    prints(&error, "a.yaml:3: no column\n");
    hr_error_at(&error, "a.yaml", 0, 0, NULL, "no line");
    prints(&error, "a.yaml: no line\n");
}

static void an_error_without_a_place_is_the_sentence(void **state)
{
    (void)state;
    hr_error error;
    memset(&error, 0x7f, sizeof error);
    assert_int_equal(hr_error_set(&error, HR_FAILED, "out of %s", "memory"), HR_FAILED);
    prints(&error, "out of memory\n");
    assert_int_equal(hr_error_set(NULL, HR_FAILED, "nobody listens"), HR_FAILED);
}

static void long_sentences_are_cut_not_overrun(void **state)
{
    (void)state;
    char longer[3 * HR_ERROR_TEXT_SIZE];
    hr_error error;
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = 0;
    hr_error_at(&error, longer, 1, 1, longer, "%s", longer);
    assert_int_equal(strlen(error.text), HR_ERROR_TEXT_SIZE - 1);
    assert_int_equal(strlen(error.file), HR_ERROR_FILE_SIZE - 1);
    assert_int_equal(strlen(error.path), HR_ERROR_PATH_SIZE - 1);
}

static void statuses_become_exit_statuses(void **state)
{
    (void)state;
    assert_int_equal(hr_error_exit_status(HR_OK), 0);
    assert_int_equal(hr_error_exit_status(HR_FAILED), 1);
    assert_int_equal(hr_error_exit_status(HR_BAD_INPUT), 2);
    assert_int_equal(hr_error_exit_status(HR_INTERRUPTED), 130);
}

static void the_nearest_name_is_found_and_a_far_one_is_not(void **state)
{
    (void)state;
    const char *const names[] = {"horizon_hours", "replications", "seed", "title"};
    assert_string_equal(hr_nearest_name("horizont_hours", names, 4), "horizon_hours");
    assert_string_equal(hr_nearest_name("tilte", names, 4), "title");
    assert_string_equal(hr_nearest_name("sed", names, 4), "seed");
    assert_null(hr_nearest_name("vendors", names, 4));
    assert_null(hr_nearest_name("seed", names, 0));
    char longer[200];
    memset(longer, 'a', sizeof longer);
    longer[sizeof longer - 1] = 0;
    const char *const itself[] = {longer};
    assert_null(hr_nearest_name("a", itself, 1));
}

static void progress_says_what_is_done_and_keeps_quiet_when_asked(void **state)
{
    (void)state;
    char *text = NULL;
    size_t length = 0;
    hr_progress progress;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    hr_progress_begin(&progress, stream, "replications", 10);
    hr_progress_skip(&progress, 4);
    hr_progress_step(&progress, 6);
    hr_progress_end(&progress);
    fclose(stream);
    assert_non_null(strstr(text, "10 of 10 replications"));
    assert_null(strchr(text, '\r'));
    free(text);
    hr_progress_begin(&progress, NULL, "replications", 10);
    hr_progress_step(&progress, 10);
    hr_progress_end(&progress);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(place_comes_before_the_sentence),
        cmocka_unit_test(an_error_without_a_place_is_the_sentence),
        cmocka_unit_test(long_sentences_are_cut_not_overrun),
        cmocka_unit_test(statuses_become_exit_statuses),
        cmocka_unit_test(the_nearest_name_is_found_and_a_far_one_is_not),
        cmocka_unit_test(progress_says_what_is_done_and_keeps_quiet_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
