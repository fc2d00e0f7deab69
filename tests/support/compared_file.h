/* One result file of known numbers for a test program, compared and printed. A failure of any of these ends the test.
 */
#ifndef HR_TESTS_SUPPORT_COMPARED_FILE_H
#define HR_TESTS_SUPPORT_COMPARED_FILE_H

#include "analysis/comparison.h"
#include "tests/support/result_file.h"

extern char hr_compared_folder[HR_FIXTURE_PATH];
extern char hr_compared_file[HR_FIXTURE_PATH + 32];
extern hr_result_fixture hr_compared_fixture;

/* Group set-up and tear-down of cmocka. */
int hr_compared_make_folder(void **state);
int hr_compared_remove_folder(void **state);

/** Within 1e-9, relative above 1. */
void hr_compared_near(double value, double expected);

/** Writes the fixture to the file and compares it. */
hr_comparison hr_compared_load(const char *baseline);
/** The file as it is cannot be compared, and the error has these words. */
void hr_compared_fails_with(const char *baseline, const char *words);

/** What is printed of a comparison; the caller frees it. */
char *hr_compared_print(const hr_comparison *comparison);
/** The same in one line with single spaces, so that wrapping does not hide words. */
char *hr_compared_print_flat(const hr_comparison *comparison);

void hr_compared_says(const char *text, const char *words);
void hr_compared_never_says(const char *text, const char *words);
void hr_compared_fits_eighty_columns(const char *text);

#endif
