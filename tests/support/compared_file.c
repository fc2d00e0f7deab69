/* One result file of known numbers, compared and printed: see compared_file.h. */
#include "tests/support/compared_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/comparison_text.h"

char hr_compared_folder[HR_FIXTURE_PATH];
char hr_compared_file[HR_FIXTURE_PATH + 32];
hr_result_fixture hr_compared_fixture;

int hr_compared_make_folder(void **state)
{
    (void)state;
    hr_fixture_folder_make(hr_compared_folder);
    snprintf(hr_compared_file, sizeof hr_compared_file, "%s/result.h5", hr_compared_folder);
    return 0;
}

int hr_compared_remove_folder(void **state)
{
    (void)state;
    hr_fixture_folder_remove(hr_compared_folder);
    return 0;
}

void hr_compared_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1.0, fabs(expected)))) {
        fail_msg("%.17g is not near %.17g", value, expected);
    }
}

/* ---- loading and printing -------------------------------------------------------------------------------------- */

hr_comparison hr_compared_load(const char *baseline)
{
    hr_comparison comparison;
    hr_error error;
    hr_fixture_write(&hr_compared_fixture, hr_compared_file);
    if (hr_comparison_load(&comparison, hr_compared_file, baseline, &error) != HR_OK) {
        fail_msg("%s", error.text);
    }
    return comparison;
}

void hr_compared_fails_with(const char *baseline, const char *words)
{
    hr_comparison comparison;
    hr_error error = {.status = HR_OK};
    assert_int_equal(hr_comparison_load(&comparison, hr_compared_file, baseline, &error), HR_BAD_INPUT);
    hr_comparison_free(&comparison);
    if (strstr(error.text, words) == NULL) {
        fail_msg("`%s` does not say `%s`", error.text, words);
    }
}

/* Caller frees. */
char *hr_compared_print(const hr_comparison *comparison)
{
    char *text = NULL;
    size_t length = 0;
    hr_error error;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    assert_int_equal(hr_comparison_print(comparison, stream, &error), HR_OK);
    fclose(stream);
    return text;
}

/* The text in one line with single spaces, so that wrapping does not hide words. Caller frees. */
char *hr_compared_print_flat(const hr_comparison *comparison)
{
    char *text = hr_compared_print(comparison);
    size_t length = 0;
    for (size_t i = 0; text[i] != 0; ++i) {
        bool is_space = text[i] == ' ' || text[i] == '\n';
        if (!is_space) {
            text[length++] = text[i];
        } else if (length > 0 && text[length - 1] != ' ') {
            text[length++] = ' ';
        }
    }
    text[length] = 0;
    return text;
}

void hr_compared_says(const char *text, const char *words)
{
    if (strstr(text, words) == NULL) {
        fail_msg("`%s` is not in:\n%s", words, text);
    }
}

void hr_compared_never_says(const char *text, const char *words)
{
    if (strstr(text, words) != NULL) {
        fail_msg("`%s` is in:\n%s", words, text);
    }
}

void hr_compared_fits_eighty_columns(const char *text)
{
    size_t column = 0;
    for (size_t i = 0; text[i] != 0; ++i) {
        column = text[i] == '\n' ? 0 : column + (((unsigned char)text[i] & 0xc0) != 0x80 ? 1 : 0);
        if (column > 80) {
            fail_msg("a line is longer than 80 columns in:\n%s", text);
        }
    }
}
