/* Place tables: what is read, in which order, and where a mistake is said to be. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "models/generator.h"

typedef struct {
    char folder[64];
    char path[96];
    hr_places places;
    hr_error error;
} fixture;

static int make_folder(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->folder, "/tmp/hr_places_XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/places.csv", f->folder);
    *state = f;
    return 0;
}

static int remove_folder(void **state)
{
    fixture *f = *state;
    hr_places_free(&f->places);
    unlink(f->path);
    rmdir(f->folder);
    free(f);
    return 0;
}

static hr_status read_bytes(fixture *f, const char *bytes, size_t count)
{
    FILE *file = fopen(f->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    fclose(file);
    return hr_places_read(&f->places, f->path, &f->error);
}

static hr_status read_text(fixture *f, const char *text)
{
    return read_bytes(f, text, strlen(text));
}

static void expect_mistake(fixture *f, const char *text, int line, int column, const char *sentence)
{
    assert_int_equal(read_text(f, text), HR_BAD_INPUT);
    assert_string_equal(f->error.file, f->path);
    if (strstr(f->error.text, sentence) == NULL) {
        fail_msg("`%s` does not say `%s`", f->error.text, sentence);
    }
    assert_int_equal(f->error.line, line);
    assert_int_equal(f->error.column, column);
    assert_null(f->places.places);
    assert_int_equal(f->places.count, 0);
}

static void places_are_sorted_by_population_name_and_position(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_text(f, "name,lat,lon,population\n"
                                  "b,1,2,10\n"
                                  "a,3,4,10\n"
                                  "a,2,9,10\n"
                                  "a,2,8,10\n"
                                  "c,5,6,11\n"),
                     HR_OK);
    assert_int_equal(f->places.count, 5);
    const double latitudes[] = {5, 2, 2, 3, 1};
    const double longitudes[] = {6, 8, 9, 4, 2};
    for (int p = 0; p < 5; ++p) {
        assert_true(f->places.places[p].latitude == latitudes[p]);
        assert_true(f->places.places[p].longitude == longitudes[p]);
    }
    assert_string_equal(f->places.places[4].name, "b");
}

static void columns_are_found_by_name_and_others_ignored(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_text(f, "id,population,lon,feature,lat,name\n7,2.5e3,-0.125,PPL,51.5,London\n"), HR_OK);
    assert_int_equal(f->places.count, 1);
    assert_string_equal(f->places.places[0].name, "London");
    assert_true(f->places.places[0].latitude == 51.5);
    assert_true(f->places.places[0].longitude == -0.125);
    assert_true(f->places.places[0].population == 2500);
}

static void quotes_carriage_returns_and_empty_lines_are_read(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_text(f, "\xef\xbb\xbfname,lat,lon,population\r\n\r\n\"Stoke, \"\"on\"\" Trent\",53,-2,5\r\n"
                                  "\n\"two\nlines\",52,-1,4"),
                     HR_OK);
    assert_int_equal(f->places.count, 2);
    assert_string_equal(f->places.places[0].name, "Stoke, \"on\" Trent");
    assert_string_equal(f->places.places[1].name, "two\nlines");
}

static void a_long_name_is_cut_between_characters(void **state)
{
    fixture *f = *state;
    char text[400] = "name,lat,lon,population\nx";
    for (int k = 0; k < 60; ++k) {
        strcat(text, "\xc3\xa4");
    }
    strcat(text, ",1,2,3\n");
    assert_int_equal(read_text(f, text), HR_OK);
    assert_int_equal(strlen(f->places.places[0].name), 79); /* x and 39 letters of two bytes */
}

static void a_bad_number_is_named_with_its_line_and_column(void **state)
{
    fixture *f = *state;
    expect_mistake(f, "name,lat,lon,population\na,1,2,3\nb,4,five,6\n", 3, 5, "column lon: `five` is not a number");
    expect_mistake(f, "name,lat,lon,population\n\"a\nb\",91,2,3\n", 3, 4, "column lat: `91` is not between -90 and 90");
    expect_mistake(f, "name,lat,lon,population\na,1,2,-3\n", 2, 7, "column population: `-3` is not between 0");
    expect_mistake(f, "name,lat,lon,population\na,1,2,nan\n", 2, 7, "column population: `nan` is not a number");
    expect_mistake(f, "name,lat,lon,population\na,1,2,0x10\n", 2, 7, "is not a number");
    expect_mistake(f, "name,lat,lon,population\na,,2,3\n", 2, 3, "column lat: `` is not a number");
    expect_mistake(f, "name,lat,lon,population\na,1 1,2,3\n", 2, 3, "is not a number");
    expect_mistake(f, "name,lat,lon,population\n,1,2,3\n", 2, 1, "column name: the place has no name");
}

static void a_row_of_another_length_is_a_mistake(void **state)
{
    fixture *f = *state;
    expect_mistake(f, "name,lat,lon,population\na,1,2\n", 2, 1, "the row has 3 fields, the header 4");
    expect_mistake(f, "name,lat,lon,population\n\"a\nb\",1,2,3,4\n", 2, 1, "the row has 5 fields, the header 4");
}

static void broken_quotes_are_mistakes(void **state)
{
    fixture *f = *state;
    expect_mistake(f, "name,lat,lon,population\na\"b,1,2,3\n", 2, 2, "a quote inside a field");
    expect_mistake(f, "name,lat,lon,population\n\"a,1,2,3\n", 2, 1, "the file ends inside quotes");
}

static void a_header_without_a_column_is_a_mistake(void **state)
{
    fixture *f = *state;
    expect_mistake(f, "name,lat,population\na,1,2\n", 1, 1, "the header has no column lon");
    expect_mistake(f, "name,lat,lon,lat,population\n", 1, 14, "column lat is there twice");
}

static void a_table_without_places_is_a_mistake(void **state)
{
    fixture *f = *state;
    expect_mistake(f, "name,lat,lon,population\n\n", 0, 0, "the table holds no place");
    expect_mistake(f, "", 0, 0, "the table holds no place");
}

static void a_zero_byte_is_a_mistake(void **state)
{
    fixture *f = *state;
    static const char bytes[] = "name,lat,lon,population\na\0b,1,2,3\n";
    assert_int_equal(read_bytes(f, bytes, sizeof bytes - 1), HR_BAD_INPUT);
    assert_int_equal(f->error.line, 2);
    assert_non_null(strstr(f->error.text, "zero byte"));
}

static void a_missing_file_is_named(void **state)
{
    fixture *f = *state;
    assert_int_equal(hr_places_read(&f->places, f->path, &f->error), HR_BAD_INPUT);
    assert_string_equal(f->error.file, f->path);
    assert_non_null(strstr(f->error.text, "No such file"));
}

static void a_folder_is_not_a_table(void **state)
{
    fixture *f = *state;
    assert_int_not_equal(hr_places_read(&f->places, f->folder, &f->error), HR_OK);
    assert_int_equal(f->places.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(places_are_sorted_by_population_name_and_position),
        TEST(columns_are_found_by_name_and_others_ignored),
        TEST(quotes_carriage_returns_and_empty_lines_are_read),
        TEST(a_long_name_is_cut_between_characters),
        TEST(a_bad_number_is_named_with_its_line_and_column),
        TEST(a_row_of_another_length_is_a_mistake),
        TEST(broken_quotes_are_mistakes),
        TEST(a_header_without_a_column_is_a_mistake),
        TEST(a_table_without_places_is_a_mistake),
        TEST(a_zero_byte_is_a_mistake),
        TEST(a_missing_file_is_named),
        TEST(a_folder_is_not_a_table),
    };
    return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
