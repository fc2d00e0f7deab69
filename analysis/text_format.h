/* Numbers as a reader wants them, paragraphs of 80 columns, cells of tables. For the analysis folder and the commands.
 */
#ifndef HR_ANALYSIS_TEXT_FORMAT_H
#define HR_ANALYSIS_TEXT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "analysis/statistics.h"
#include "sim/engine/error.h"

enum { HR_TEXT_COLUMNS = 80 };

/* A short text by value, so that a call can stand among printf's arguments. */
typedef struct {
    char text[64];
} hr_text;

/* How a number is written. */
typedef enum {
    HR_WRITE_NUMBER,  /* 12.3: three significant digits; from 10,000 on 31.4k, 1.23M, 456B */
    HR_WRITE_CHANGE,  /* +12.3 */
    HR_WRITE_PERCENT, /* 0.123 as 12.3, without the sign % */
    HR_WRITE_POINTS,  /* 0.123 as +12.3 */
} hr_write;

/** One number; unknown: `?`. */
hr_text hr_text_of(double value, hr_write how);
/** `low to high`; unknown: `unknown`, and with one known end `above low` or `below high`. */
hr_text hr_text_interval(hr_estimate estimate, hr_write how);
/** A count with commas between thousands. */
hr_text hr_text_count(size_t count);

/**
 * Prints a text as a paragraph of at most HR_TEXT_COLUMNS columns (UTF-8 code points). White space of any kind
 * separates words; a word too long for a line is cut; `%` stays with its number; control characters, which could
 * steer a terminal, become `?`.
 */
void hr_text_wrap(FILE *stream, const char *text, const char *first_indent, const char *next_indent);

/** Whether texts on the stream may be set off: a terminal that can, and no NO_COLOR (https://no-color.org). */
bool hr_text_is_styled(FILE *stream);

/** Whether the locale's characters are UTF-8. */
bool hr_text_is_unicode(void);

/** A paragraph that heads what follows: bold where texts may be set off. */
void hr_text_title(FILE *stream, const char *text);

/** Bytes of a text that fill at most the given columns (UTF-8 code points). */
size_t hr_text_fit(const char *text, size_t columns);
/** Columns that a text fills. */
size_t hr_text_columns(const char *text);

typedef enum { HR_ALIGN_LEFT, HR_ALIGN_RIGHT } hr_align;

/** Prints at most `length` bytes of a text in exactly so many columns: cut, or padded with spaces. Control characters
 *  become `?`, as in paragraphs. */
void hr_text_cell(FILE *stream, const char *text, size_t length, size_t columns, hr_align align);

/* A paragraph in the making: write to `out`. */
typedef struct {
    FILE *out;
    char *text;
    size_t length;
} hr_paragraph;

/** HR_FAILED without memory; then there is nothing to end. */
hr_status hr_paragraph_begin(hr_paragraph *paragraph, hr_error *error);
/** Prints it by hr_text_wrap and frees it. */
hr_status hr_paragraph_end(hr_paragraph *paragraph, FILE *stream, const char *first_indent, const char *next_indent,
                           hr_error *error);
/** Ends it as one line of text, single spaces between words, that the caller frees. */
hr_status hr_paragraph_take(hr_paragraph *paragraph, char **text, hr_error *error);

/* ---- user-hours ---- */

/* One unit for all numbers of a text. */
typedef struct {
    double size; /* user-hours in one */
    const char *name;
} hr_user_hours_unit;

/** The unit in which the greatest number of a text has the fewest digits. */
hr_user_hours_unit hr_user_hours_unit_for(double greatest);

/** An estimate of user-hours in the unit. */
hr_estimate hr_in_unit(hr_estimate estimate, hr_user_hours_unit unit);

#endif
