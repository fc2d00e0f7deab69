/* Numbers and paragraphs: see text_format.h. */
#include "analysis/text_format.h"

#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- numbers -------------------------------------------------------------------------------------------------- */

/* Puts commas between the thousands of a number's whole part. */
static hr_text with_commas(const char *digits)
{
    hr_text result = {""};
    size_t whole = strspn(digits, "+-0123456789");
    size_t start = digits[0] == '-' || digits[0] == '+' ? 1 : 0;
    size_t length = 0;
    for (size_t i = 0; digits[i] != 0 && length + 2 < sizeof result.text; ++i) {
        if (i > start && i < whole && (whole - i) % 3 == 0) {
            result.text[length++] = ',';
        }
        result.text[length++] = digits[i];
    }
    result.text[length] = 0;
    return result;
}

/* Decimals that leave three significant digits, never more than three: a thousandth of the unit is the finest shown. */
static int decimals_of(double value)
{
    double size = fabs(value);
    return size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
}

/* Shares in percent: one decimal, more below one percent. */
static int percent_decimals_of(double percent)
{
    double size = fabs(percent);
    return size >= 0.995 ? 1 : size >= 0.0995 ? 2 : 3;
}

/* 31.4k, 1.23M, 456B: three digits wherever the column ends. */
static hr_text with_suffix(double value, bool is_signed)
{
    static const char suffixes[] = "kMB";
    hr_text result;
    int k = 0;
    double scaled = value / 1e3;
    while (fabs(scaled) >= 999.5) {
        scaled /= 1e3;
        ++k;
    }
    snprintf(result.text, sizeof result.text, is_signed ? "%+.*f%c" : "%.*f%c", decimals_of(scaled), scaled,
             suffixes[k]);
    return result;
}

hr_text hr_text_of(double value, hr_write how)
{
    bool is_share = how == HR_WRITE_PERCENT || how == HR_WRITE_POINTS;
    bool is_signed = how == HR_WRITE_CHANGE || how == HR_WRITE_POINTS;
    double shown = is_share ? 100.0 * value : value;
    char digits[sizeof(hr_text)];
    if (!isfinite(value)) {
        return (hr_text){"?"};
    }
    int decimals = is_share ? percent_decimals_of(shown) : decimals_of(shown);
    if (fabs(shown) < 0.5 * pow(10.0, -decimals)) { /* rounds to zero, which has no sign */
        return (hr_text){"0"};
    }
    if (!is_share && fabs(shown) >= 9999.5 && fabs(shown) < 999.5e9) {
        return with_suffix(shown, is_signed);
    }
    if (fabs(shown) >= 1e15) {
        hr_text large;
        snprintf(large.text, sizeof large.text, is_signed ? "%+.2e" : "%.2e", shown);
        return large;
    }
    snprintf(digits, sizeof digits, is_signed ? "%+.*f" : "%.*f", decimals, shown);
    return with_commas(digits);
}

hr_text hr_text_interval(hr_estimate estimate, hr_write how)
{
    hr_text result = {"unknown"};
    hr_text low = hr_text_of(estimate.low, how);
    hr_text high = hr_text_of(estimate.high, how);
    if (!isnan(estimate.low) && !isnan(estimate.high)) {
        snprintf(result.text, sizeof result.text, "%.28s to %.28s", low.text, high.text);
    } else if (!isnan(estimate.low)) {
        snprintf(result.text, sizeof result.text, "above %.28s", low.text);
    } else if (!isnan(estimate.high)) {
        snprintf(result.text, sizeof result.text, "below %.28s", high.text);
    }
    return result;
}

hr_text hr_text_count(size_t count)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%zu", count);
    return with_commas(digits);
}

/* ---- paragraphs ----------------------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool starts_character(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80; /* not a continuation byte of UTF-8 */
}

static size_t columns_of(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length; ++i) {
        columns += starts_character(text[i]) ? 1 : 0;
    }
    return columns;
}

/* Bytes of the word at the start of a text, with a `%` that follows its number. */
static size_t word_length(const char *text)
{
    size_t length = 0;
    while (text[length] != 0 && (!is_space(text[length]) || text[length + 1] == '%')) {
        ++length;
    }
    return length;
}

/* Bytes that fill at most the given columns. */
static size_t cut_length(const char *text, size_t length, size_t columns)
{
    size_t used = 0;
    for (size_t i = 0; i < length; ++i) {
        if (starts_character(text[i]) && used++ == columns) {
            return i;
        }
    }
    return length;
}

static void print_word(FILE *stream, const char *text, size_t length)
{
    for (size_t i = 0; i < length; ++i) {
        unsigned char c = (unsigned char)text[i];
        fputc(c == ' ' || (c > ' ' && c != 0x7f) ? c : '?', stream);
    }
}

void hr_text_wrap(FILE *stream, const char *text, const char *first_indent, const char *next_indent)
{
    size_t column = columns_of(first_indent, strlen(first_indent));
    bool is_line_start = true;
    fputs(first_indent, stream);
    while (*text != 0) {
        if (is_space(*text)) {
            ++text;
            continue;
        }
        size_t length = word_length(text);
        size_t width = columns_of(text, length);
        if (!is_line_start && column + 1 + width > HR_TEXT_COLUMNS) {
            fprintf(stream, "\n%s", next_indent);
            column = columns_of(next_indent, strlen(next_indent));
            is_line_start = true;
        }
        if (!is_line_start) {
            fputc(' ', stream);
            column += 1;
        }
        if (column + width > HR_TEXT_COLUMNS) {
            length = cut_length(text, length, HR_TEXT_COLUMNS - column);
            width = columns_of(text, length);
        }
        print_word(stream, text, length);
        column += width;
        text += length;
        is_line_start = false;
    }
    fputc('\n', stream);
}

/* ---- titles ---------------------------------------------------------------------------------------------------- */

bool hr_text_is_styled(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    int number = fileno(stream); /* of a stream in memory: none */
    return number >= 0 && isatty(number) == 1 && (no_color == NULL || no_color[0] == 0) && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

bool hr_text_is_unicode(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (locale == (locale_t)0) {
        return false;
    }
    bool is_unicode = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return is_unicode;
}

void hr_text_title(FILE *stream, const char *text)
{
    bool is_styled = hr_text_is_styled(stream);
    fputs(is_styled ? "\033[1;36m" : "", stream);
    hr_text_wrap(stream, text, "", "");
    fputs(is_styled ? "\033[0m" : "", stream);
}

/* ---- cells ----------------------------------------------------------------------------------------------------- */

size_t hr_text_fit(const char *text, size_t columns)
{
    return cut_length(text, strlen(text), columns);
}

size_t hr_text_columns(const char *text)
{
    return columns_of(text, strlen(text));
}

void hr_text_cell(FILE *stream, const char *text, size_t length, size_t columns, hr_align align)
{
    size_t fits = cut_length(text, strnlen(text, length), columns);
    size_t space = columns - columns_of(text, fits);
    fprintf(stream, "%*s", align == HR_ALIGN_RIGHT ? (int)space : 0, "");
    print_word(stream, text, fits);
    fprintf(stream, "%*s", align == HR_ALIGN_LEFT ? (int)space : 0, "");
}

hr_status hr_paragraph_begin(hr_paragraph *p, hr_error *error)
{
    *p = (hr_paragraph){NULL, NULL, 0};
    p->out = open_memstream(&p->text, &p->length);
    return p->out == NULL ? hr_error_set(error, HR_FAILED, "out of memory for a paragraph") : HR_OK;
}

hr_status hr_paragraph_end(hr_paragraph *p, FILE *stream, const char *first_indent, const char *next_indent,
                           hr_error *error)
{
    bool is_whole = ferror(p->out) == 0;
    is_whole = fclose(p->out) == 0 && is_whole && p->text != NULL;
    if (is_whole) {
        hr_text_wrap(stream, p->text, first_indent, next_indent);
    }
    free(p->text);
    return is_whole ? HR_OK : hr_error_set(error, HR_FAILED, "out of memory for a paragraph");
}

/* Single spaces between words, none at the ends; in place. */
static void collapse_spaces(char *text)
{
    size_t length = 0;
    for (const char *c = text; *c != 0; ++c) {
        if (!is_space(*c)) {
            text[length++] = *c;
        } else if (length > 0 && text[length - 1] != ' ') {
            text[length++] = ' ';
        }
    }
    while (length > 0 && text[length - 1] == ' ') {
        --length;
    }
    text[length] = 0;
}

hr_status hr_paragraph_take(hr_paragraph *p, char **text, hr_error *error)
{
    bool is_whole = ferror(p->out) == 0;
    is_whole = fclose(p->out) == 0 && is_whole && p->text != NULL;
    if (!is_whole) {
        free(p->text);
        *text = NULL;
        return hr_error_set(error, HR_FAILED, "out of memory for a paragraph");
    }
    collapse_spaces(p->text);
    *text = p->text;
    return HR_OK;
}

/* ---- user-hours ----------------------------------------------------------------------------------------------- */

hr_user_hours_unit hr_user_hours_unit_for(double greatest)
{
    static const hr_user_hours_unit units[] = {
        {1e9, "billion user-hours"}, {1e6, "million user-hours"}, {1e3, "thousand user-hours"}, {1.0, "user-hours"}};
    for (int i = 0; i < 3; ++i) {
        if (greatest >= units[i].size) {
            return units[i];
        }
    }
    return units[3];
}

hr_estimate hr_in_unit(hr_estimate estimate, hr_user_hours_unit unit)
{
    return (hr_estimate){estimate.value / unit.size, estimate.low / unit.size, estimate.high / unit.size};
}
