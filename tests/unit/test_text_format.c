/* Cells of tables: exactly as wide as asked, whatever stands in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/text_format.h"

static void prints(const char *text, size_t length, size_t columns, hr_align align, const char *expected)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&printed, &size);
    assert_non_null(stream);
    hr_text_cell(stream, text, length, columns, align);
    assert_int_equal(fclose(stream), 0);
    assert_string_equal(printed, expected);
    free(printed);
}

static void short_texts_are_padded_on_the_side_away_from_their_alignment(void **state)
{
    (void)state;
    prints("ab", SIZE_MAX, 4, HR_ALIGN_LEFT, "ab  ");
    prints("ab", SIZE_MAX, 4, HR_ALIGN_RIGHT, "  ab");
    prints("", SIZE_MAX, 3, HR_ALIGN_RIGHT, "   ");
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    prints("abcdef", SIZE_MAX, 4, HR_ALIGN_RIGHT, "abcd");
    prints("abcdef", 2, 4, HR_ALIGN_RIGHT, "  ab");
    prints("abc", SIZE_MAX, 0, HR_ALIGN_LEFT, "");
}

static void letters_of_several_bytes_are_one_column_and_never_cut_in_two(void **state)
{
    (void)state;
    prints("\xc3\xa9\xc3\xa9\xc3\xa9", SIZE_MAX, 5, HR_ALIGN_RIGHT, "  \xc3\xa9\xc3\xa9\xc3\xa9");
    prints("\xc3\xa9\xc3\xa9\xc3\xa9", SIZE_MAX, 2, HR_ALIGN_LEFT, "\xc3\xa9\xc3\xa9");
    assert_int_equal(hr_text_columns("\xc3\xa9\xe2\x82\xac"), 2);
    assert_int_equal(hr_text_fit("\xc3\xa9\xe2\x82\xac", 1), 2);
    assert_int_equal(hr_text_fit("ab", 5), 2);
}

static void control_characters_cannot_steer_the_terminal(void **state)
{
    (void)state;
    prints("a\033[2Jb\n\x7f", SIZE_MAX, 9, HR_ALIGN_LEFT, "a?[2Jb?? ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_texts_are_padded_on_the_side_away_from_their_alignment),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(letters_of_several_bytes_are_one_column_and_never_cut_in_two),
        cmocka_unit_test(control_characters_cannot_steer_the_terminal),
    };
    return cmocka_run_group_tests_name("text format", tests, NULL, NULL);
}
