/* Reading scalars and figures of scenario files: numbers with their sources and ranges, names, distributions. See
 * reader.h. */
#include <errno.h>
#include <libfyaml.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/reader_private.h"
#include "sim/engine/names.h"

enum { SCALAR_SIZE = 512 };

static bool scalar_text(const hr_value *value, char text[SCALAR_SIZE])
{
    size_t length = 0;
    const char *scalar = fy_node_is_scalar(value->node) ? fy_node_get_scalar(value->node, &length) : NULL;
    snprintf(text, SCALAR_SIZE, "%.*s", (int)length, scalar != NULL ? scalar : "");
    return scalar != NULL;
}

/* ---- sources --------------------------------------------------------------------------------------------------- */

static struct fy_node *member(struct fy_node *mapping, const char *key)
{
    return fy_node_is_mapping(mapping) ? fy_node_mapping_lookup_value_by_simple_key(mapping, key, FY_NT) : NULL;
}

static void nearest_source(struct fy_node *node, char *text, size_t size)
{
    text[0] = 0;
    for (; node != NULL && text[0] == 0; node = fy_node_get_parent(node)) {
        struct fy_node *source = member(node, "source");
        size_t length = 0;
        const char *scalar = source != NULL ? fy_node_get_scalar(source, &length) : NULL;
        snprintf(text, size, "%.*s", (int)length, scalar != NULL ? scalar : "");
    }
}

static bool parse_number(const hr_value *value, double *number)
{
    char text[SCALAR_SIZE];
    if (!scalar_text(value, text)) {
        hr_value_mistake(value, "expected a number");
        return false;
    }
    char *end = NULL;
    errno = 0;
    *number = strtod(text, &end);
    if (end == text || *end != 0 || !isfinite(*number) || text[strspn(text, "+-")] > '9') {
        hr_value_mistake(value, "expected a number, found `%s`", text);
        return false;
    }
    return true;
}

static bool read_range(const hr_value *range, double *low, double *high)
{
    if (!hr_value_is_sequence(range) || hr_sequence_length(range) != 2) {
        hr_value_mistake(range, "a range is two numbers, as in [0.2, 0.8]");
        return false;
    }
    hr_value first = hr_sequence_item(range, 0);
    hr_value second = hr_sequence_item(range, 1);
    if (!parse_number(&first, low) || !parse_number(&second, high)) {
        return false;
    }
    if (!(*low <= *high)) {
        hr_value_mistake(range, "the range [%g, %g] runs backwards", *low, *high);
        return false;
    }
    return true;
}

static void keep_assumption(const hr_value *value, double base, double low, double high, bool is_whole)
{
    hr_document *document = value->document;
    for (size_t i = 0; i < document->assumption_count; ++i) {
        if (strcmp(document->assumptions[i].path, value->path) == 0) {
            return; /* read before: a mapping that several cases share */
        }
    }
    if (document->assumption_count == document->assumption_capacity) {
        size_t capacity = document->assumption_capacity == 0 ? 32 : document->assumption_capacity * 2;
        hr_assumption *larger = realloc(document->assumptions, capacity * sizeof *larger);
        if (larger == NULL) {
            hr_value_mistake(value, "out of memory");
            return;
        }
        document->assumptions = larger;
        document->assumption_capacity = capacity;
    }
    hr_assumption *assumption = &document->assumptions[document->assumption_count++];
    memset(assumption, 0, sizeof *assumption);
    snprintf(assumption->path, sizeof assumption->path, "%s", value->path);
    assumption->base = base;
    assumption->low = low;
    assumption->high = high;
    assumption->is_whole = is_whole;
    nearest_source(value->node, assumption->note, sizeof assumption->note);
    hr_error place = {0};
    hr_value_place(value, &place);
    memcpy(assumption->file, place.file, sizeof assumption->file);
    assumption->line = place.line;
    assumption->column = place.column;
}

static bool check_bounds(const hr_value *value, double least, double greatest, double number)
{
    if (number >= least && number <= greatest) {
        return true;
    }
    if (isinf(greatest)) {
        hr_value_mistake(value, "%g is too small: at least %g is allowed", number, least);
    } else {
        hr_value_mistake(value, "%g is out of bounds: from %g to %g is allowed", number, least, greatest);
    }
    return false;
}

/* A mapping with `value`: reads the number, checks its range and remembers assumptions. */
static bool read_annotated(const hr_value *value, double least, double greatest, bool is_whole, double *number)
{
    hr_mapping mapping;
    if (!hr_mapping_open(value, &mapping)) {
        return false;
    }
    hr_value inner = hr_mapping_require(&mapping, "value");
    hr_value range = hr_mapping_get(&mapping, "range");
    hr_value assumption = hr_mapping_get(&mapping, "assumption");
    hr_mapping_close(&mapping);
    bool is_assumption = false;
    double low = NAN;
    double high = NAN;
    hr_value_switch(&assumption, &is_assumption);
    if (!hr_value_is_there(&inner) || !parse_number(&inner, number)) {
        return false;
    }
    if (hr_value_is_there(&range) && !read_range(&range, &low, &high)) {
        return false;
    }
    if (is_assumption && !hr_value_is_there(&range)) {
        hr_value_mistake(value, "an assumption needs a `range: [low, high]`");
        return false;
    }
    bool is_override = hr_origin_of(value->document, inner.node)->override !=
                       NULL; /* a person may leave the range by --set */
    if (hr_value_is_there(&range) && !is_override && !(low <= *number && *number <= high)) {
        hr_value_mistake(&inner, "the value %g lies outside its own range [%g, %g]", *number, low, high);
        return false;
    }
    if (hr_value_is_there(&range) &&
        (!check_bounds(&range, least, greatest, low) || !check_bounds(&range, least, greatest, high))) {
        return false;
    }
    if (is_whole && is_assumption && (low != floor(low) || high != floor(high))) {
        hr_value_mistake(&range, "the ends of the range are not whole numbers");
        return false;
    }
    if (is_assumption) {
        keep_assumption(value, *number, low, high, is_whole);
    }
    return true;
}

static void note_unsourced(const hr_value *value)
{
    char source[8];
    nearest_source(value->node, source, sizeof source);
    if (source[0] != 0) {
        return;
    }
    hr_error *error = hr_diagnostics_add(&value->document->unsourced);
    if (error != NULL) {
        hr_error_set(error, HR_BAD_INPUT, "this figure has no source");
        hr_value_place(value, error);
    }
}

/* ---- numbers --------------------------------------------------------------------------------------------------- */

static bool read_figure(const hr_value *value, double least, double greatest, bool is_whole, double *result)
{
    double number = 0;
    if (!hr_value_is_there(value)) {
        return false;
    }
    bool is_annotated = fy_node_is_mapping(value->node);
    if (!(is_annotated ? read_annotated(value, least, greatest, is_whole, &number) : parse_number(value, &number))) {
        return false;
    }
    note_unsourced(value);
    if (!check_bounds(value, least, greatest, number)) {
        return false;
    }
    *result = number;
    return true;
}

bool hr_value_figure(const hr_value *value, double least, double greatest, double *result)
{
    return read_figure(value, least, greatest, false, result);
}

static bool to_integer(const hr_value *value, double number, int64_t least, int64_t greatest, int64_t *result)
{
    if (number != floor(number) || fabs(number) > 9007199254740992.0) {
        hr_value_mistake(value, "expected a whole number, found %g", number);
        return false;
    }
    int64_t integer = (int64_t)number;
    if (integer < least || integer > greatest) {
        hr_value_mistake(value, "%lld is out of bounds: from %lld to %lld is allowed", (long long)integer,
                         (long long)least, (long long)greatest);
        return false;
    }
    *result = integer;
    return true;
}

bool hr_value_count(const hr_value *value, int64_t least, int64_t greatest, int64_t *result)
{
    double number = 0;
    return read_figure(value, -INFINITY, INFINITY, true, &number) && to_integer(value, number, least, greatest, result);
}

bool hr_value_setting(const hr_value *value, int64_t least, int64_t greatest, int64_t *result)
{
    double number = 0;
    return hr_value_is_there(value) && parse_number(value, &number) &&
           to_integer(value, number, least, greatest, result);
}

bool hr_value_number_setting(const hr_value *value, double least, double greatest, double *result)
{
    double number = 0;
    if (!hr_value_is_there(value) || !parse_number(value, &number) || !check_bounds(value, least, greatest, number)) {
        return false;
    }
    *result = number;
    return true;
}

/* ---- words ----------------------------------------------------------------------------------------------------- */

bool hr_value_switch(const hr_value *value, bool *result)
{
    char text[SCALAR_SIZE];
    if (!hr_value_is_there(value)) {
        return false;
    }
    bool is_text = scalar_text(value, text);
    if (is_text && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)) {
        *result = text[0] == 't';
        return true;
    }
    hr_value_mistake(value, "expected true or false, found %s%s%s", is_text ? "`" : "", is_text ? text : "a collection",
                     is_text ? "`" : "");
    return false;
}

bool hr_value_text(const hr_value *value, char *result, size_t size)
{
    if (!hr_value_is_there(value)) {
        return false;
    }
    size_t length = 0;
    const char *scalar = fy_node_is_scalar(value->node) ? fy_node_get_scalar(value->node, &length) : NULL;
    if (scalar == NULL || length == 0 || length >= size) {
        hr_value_mistake(value, "expected a text of 1 to %zu characters", size - 1);
        return false;
    }
    snprintf(result, size, "%.*s", (int)length, scalar);
    return true;
}

bool hr_value_is_word(const hr_value *value, const char *word)
{
    char text[SCALAR_SIZE];
    return hr_value_is_there(value) && scalar_text(value, text) && strcmp(text, word) == 0;
}

void hr_list_names(char known[HR_KNOWN_SIZE], const char *const *names, size_t count)
{
    size_t used = (size_t)snprintf(known, HR_KNOWN_SIZE, "%s", count == 0 ? "none" : "");
    for (size_t i = 0; i < count; ++i) {
        if (used + strlen(names[i]) + sizeof ", ..." > HR_KNOWN_SIZE) {
            snprintf(known + used, HR_KNOWN_SIZE - used, ", ...");
            return;
        }
        used += (size_t)snprintf(known + used, HR_KNOWN_SIZE - used, "%s%s", i > 0 ? ", " : "", names[i]);
    }
}

bool hr_value_choice(const hr_value *value, const char *const *names, size_t count, size_t *index)
{
    char text[SCALAR_SIZE];
    if (!hr_value_is_there(value)) {
        return false;
    }
    if (!scalar_text(value, text)) {
        hr_value_mistake(value, "expected one name");
        return false;
    }
    for (size_t i = 0; i < count; ++i) {
        if (strcmp(text, names[i]) == 0) {
            *index = i;
            return true;
        }
    }
    char known[HR_KNOWN_SIZE];
    hr_list_names(known, names, count);
    const char *nearest = hr_nearest_name(text, names, count);
    hr_value_mistake(value, "unknown name `%s`%s%s%s; known: %s", text, nearest != NULL ? " (did you mean `" : "",
                     nearest != NULL ? nearest : "", nearest != NULL ? "`?)" : "", known);
    return false;
}

/* ---- distributions --------------------------------------------------------------------------------------------- */

static bool read_parameters(const hr_value *value, const hr_distribution_form *form, double *parameters)
{
    bool is_complete = true;
    if (form->is_list) {
        if (hr_sequence_length(value) != (size_t)form->parameter_count) {
            hr_value_mistake(value, "`%s` takes a list of %d numbers", form->name, form->parameter_count);
            return false;
        }
        for (int i = 0; i < form->parameter_count; ++i) {
            hr_value item = hr_sequence_item(value, (size_t)i);
            is_complete = hr_value_figure(&item, 0, INFINITY, &parameters[i]) && is_complete;
        }
        return is_complete;
    }
    if (form->parameter_count == 1 && fy_node_is_scalar(value->node)) {
        return hr_value_figure(value, 0, INFINITY, &parameters[0]);
    }
    if (form - hr_distribution_forms == HR_DISTRIBUTION_CONSTANT) {
        return hr_value_figure(value, 0, INFINITY, &parameters[0]);
    }
    hr_mapping mapping;
    if (!hr_mapping_open(value, &mapping)) {
        return false;
    }
    for (int i = 0; i < form->parameter_count; ++i) {
        hr_value item = hr_mapping_require(&mapping, form->parameter_names[i]);
        is_complete = hr_value_figure(&item, 0, INFINITY, &parameters[i]) && is_complete;
    }
    hr_mapping_close(&mapping);
    return is_complete;
}

bool hr_value_distribution(const hr_value *value, hr_distribution *result)
{
    double parameters[HR_DISTRIBUTION_PARAMETERS_MAX] = {0};
    hr_error problem;
    if (!hr_value_is_there(value)) {
        return false;
    }
    if (fy_node_is_scalar(value->node) || member(value->node, "value") != NULL) {
        return hr_value_figure(value, 0, INFINITY, &parameters[0]) &&
               hr_distribution_init(result, HR_DISTRIBUTION_CONSTANT, parameters, &problem) == HR_OK;
    }
    hr_mapping mapping;
    if (!hr_mapping_open(value, &mapping)) {
        return false;
    }
    int found = 0;
    bool is_read = false;
    for (int f = 0; f < HR_DISTRIBUTION_FAMILY_COUNT; ++f) {
        hr_value inner = hr_mapping_get(&mapping, hr_distribution_forms[f].name);
        if (!hr_value_is_there(&inner)) {
            continue;
        }
        found += 1;
        if (!read_parameters(&inner, &hr_distribution_forms[f], parameters)) {
            continue;
        }
        if (hr_distribution_init(result, (hr_distribution_family)f, parameters, &problem) != HR_OK) {
            hr_value_mistake(&inner, "%s", problem.text);
            continue;
        }
        is_read = true;
    }
    size_t mistakes = value->document->mistakes;
    hr_mapping_close(&mapping);
    if (found != 1 && value->document->mistakes == mistakes) {
        hr_value_mistake(value,
                         "a distribution is one of constant, exponential, lognormal, uniform, weibull, gamma, "
                         "triangular; found %d",
                         found);
    }
    return found == 1 && is_read;
}
