/* What a comparison takes from the structural metrics of a result file: concentration, and the worst single vendor and
 * state. See comparison_private.h. These are exact, and files may lack them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/comparison_private.h"

typedef struct {
    const hr_results *results;
    const char *path;
    size_t case_count;
} source;

static hr_status wrong_variable(const source *file, const char *name, hr_error *error)
{
    return hr_error_set(error, HR_BAD_INPUT, "%s is not a hedgerow result: unexpected content of `%s`", file->path,
                        name);
}

/* A variable over the cases and, with two dimensions more, over edges and `width` names; NULL when the file has none. */
static hr_status read_rows(const source *file, const char *name, int more, size_t width, double **values,
                           hr_error *error)
{
    const size_t expected[] = {file->case_count, HR_COMPARISON_EDGES, width};
    int dimensions = 0;
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX] = {0};
    size_t count = 0;
    *values = NULL;
    if (!hr_results_has(file->results, name)) {
        return HR_OK;
    }
    hr_status status = hr_results_shape(file->results, name, &dimensions, lengths, error);
    if (status == HR_OK &&
        (dimensions != 1 + more || memcmp(lengths, expected, (size_t)dimensions * sizeof *lengths) != 0)) {
        status = wrong_variable(file, name, error);
    }
    return status == HR_OK ? hr_results_read(file->results, name, values, &count, error) : status;
}

/* ---- concentration --------------------------------------------------------------------------------------------- */

static hr_status read_concentration(const source *file, hr_comparison *comparison, hr_error *error)
{
    static const char *const names[] = {"hhi_vendor", "hhi_state"};
    hr_status status = HR_OK;
    for (int i = 0; i < 2 && status == HR_OK; ++i) {
        double *values = NULL;
        status = read_rows(file, names[i], 0, 0, &values, error);
        for (size_t c = 0; c < comparison->case_count && status == HR_OK; ++c) {
            double index = values != NULL ? values[c] : NAN;
            *(i == 0 ? &comparison->cases[c].hhi_vendor : &comparison->cases[c].hhi_state) = index;
        }
        free(values);
    }
    return status;
}

/* ---- who keeps service without one colour ---------------------------------------------------------------------- */

/* Shares of headline users by vendor or by state, [case][edges][name]. */
typedef struct {
    char **names;
    size_t count;
    double *shares; /* NULL: not in the file */
} colours;

static hr_status read_colours(const source *file, const char *dimension, const char *variable, colours *of,
                              hr_error *error)
{
    memset(of, 0, sizeof *of);
    if (!hr_results_has(file->results, variable) || !hr_results_has(file->results, dimension)) {
        return HR_OK;
    }
    hr_status status = hr_results_read_texts(file->results, dimension, &of->names, &of->count, error);
    if (status == HR_OK) {
        status = read_rows(file, variable, 2, of->count, &of->shares, error);
    }
    for (size_t i = 0; i < file->case_count * HR_COMPARISON_EDGES * of->count && status == HR_OK; ++i) {
        if (!isnan(of->shares[i]) && !(of->shares[i] >= 0 && of->shares[i] <= 1)) {
            status = wrong_variable(file, variable, error);
        }
    }
    return status;
}

static void free_colours(colours *of)
{
    hr_results_free_texts(of->names, of->count);
    free(of->shares);
}

/* The colour of a name, or with NULL the one without which the least is kept, of equals the first; count when there is
 * none. */
static size_t find_colour(const colours *of, const double *shares, const char *name)
{
    size_t found = of->count;
    for (size_t i = 0; i < of->count; ++i) {
        bool is_wanted = name != NULL ? strcmp(of->names[i], name) == 0
                                      : found == of->count || shares[i] < shares[found];
        if (is_wanted && !isnan(shares[i])) {
            found = i;
        }
    }
    return found;
}

static hr_status set_without(const source *file, const colours *of, const char *name, int colour,
                             hr_comparison *comparison, hr_error *error)
{
    for (size_t i = 0; i < file->case_count * HR_COMPARISON_EDGES && of->shares != NULL; ++i) {
        const double *shares = of->shares + i * of->count;
        size_t found = find_colour(of, shares, name);
        hr_comparison_without *without = &comparison->cases[i / HR_COMPARISON_EDGES]
                                              .without[colour][i % HR_COMPARISON_EDGES];
        if (found < of->count) {
            without->share = shares[found];
            without->name = strdup(of->names[found]);
            if (without->name == NULL) {
                return hr_error_set(error, HR_FAILED, "out of memory while reading %s", file->path);
            }
        }
    }
    return HR_OK;
}

static hr_status read_without(const source *file, hr_comparison *comparison, hr_error *error)
{
    colours vendors;
    colours states = {0};
    const char *claimed = comparison->claim.state;
    hr_status status = read_colours(file, "vendor", "headline_share_vendor", &vendors, error);
    if (status == HR_OK) {
        status = read_colours(file, "state", "headline_share_state", &states, error);
    }
    if (status == HR_OK) {
        status = set_without(file, &vendors, NULL, HR_COMPARISON_VENDOR, comparison, error);
    }
    if (status == HR_OK) {
        status = set_without(file, &states, NULL, HR_COMPARISON_STATE, comparison, error);
    }
    if (status == HR_OK && claimed != NULL && claimed[0] != 0) {
        status = set_without(file, &states, claimed, HR_COMPARISON_CLAIMED_STATE, comparison, error);
    }
    free_colours(&vendors);
    free_colours(&states);
    return status;
}

hr_status hr_comparison_read_structure(const hr_results *results, const char *path, hr_comparison *comparison,
                                       hr_error *error)
{
    const source file = {results, path, comparison->case_count};
    for (size_t c = 0; c < comparison->case_count; ++c) {
        for (int i = 0; i < HR_COMPARISON_COLOURS * HR_COMPARISON_EDGES; ++i) {
            comparison->cases[c].without[i / HR_COMPARISON_EDGES][i % HR_COMPARISON_EDGES].share = NAN;
        }
    }
    hr_status status = read_concentration(&file, comparison, error);
    return status == HR_OK ? read_without(&file, comparison, error) : status;
}
