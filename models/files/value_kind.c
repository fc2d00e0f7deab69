/* See value_kind.h. */
#include "models/files/value_kind.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

static bool is_integer_within(const char *text, long long least, long long greatest)
{
    errno = 0;
    long long number = strtoll(text, NULL, 10);
    return errno == 0 && number >= least && number <= greatest;
}

hr_value_kind hr_value_kind_of(const char *text)
{
    const char *at = text[0] == '-' ? text + 1 : text;
    size_t whole = digits(at);
    if (whole == 0 || (whole > 1 && at[0] == '0')) {
        return HR_VALUE_TEXT;
    }
    at += whole;
    if (*at == 0 && strcmp(text, "-0") != 0) {
        return is_integer_within(text, INT32_MIN, INT32_MAX)   ? HR_VALUE_INTEGER
               : is_integer_within(text, INT64_MIN, INT64_MAX) ? HR_VALUE_LONG_INTEGER
                                                               : HR_VALUE_TEXT;
    }
    if (*at == '.') {
        size_t fraction = digits(++at);
        if (fraction == 0) {
            return HR_VALUE_TEXT;
        }
        at += fraction;
    }
    if (*at == 'e' || *at == 'E') {
        at += at[1] == '+' || at[1] == '-' ? 2 : 1;
        size_t exponent = digits(at);
        if (exponent == 0 || exponent > 2) {
            return HR_VALUE_TEXT; /* or beyond what readers take */
        }
        at += exponent;
    }
    return *at == 0 ? HR_VALUE_NUMBER : HR_VALUE_TEXT;
}

hr_value_kind hr_value_kind_of_column(const hr_attributed_graph *graph, const hr_graph_attribute *attribute,
                                      uint32_t count)
{
    hr_value_kind widest = HR_VALUE_INTEGER;
    bool is_given = false;
    for (uint32_t item = 0; item < count && widest != HR_VALUE_TEXT; ++item) {
        const char *text = hr_graph_value(graph, attribute, item);
        if (text != NULL) {
            hr_value_kind kind = hr_value_kind_of(text);
            widest = kind > widest ? kind : widest;
            is_given = true;
        }
    }
    return is_given ? widest : HR_VALUE_TEXT;
}
