/* Reading the studies of a result file. See study_samples.h. O(size of the variables read). */
#include "analysis/study_samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/engine/results.h"

enum { NAME_SIZE = 320, DIMENSION_COUNT = 4 };

static hr_status out_of_memory(const char *path, hr_error *error)
{
    return hr_error_set(error, HR_FAILED, "out of memory while reading %s", path);
}

static hr_status misfit(const char *path, const char *name, hr_error *error)
{
    return hr_error_set(error, HR_BAD_INPUT, "%s is damaged: `%s` does not fit the study it belongs to", path, name);
}

bool hr_study_is_there(const hr_results *results, const char *name)
{
    char variable[NAME_SIZE];
    snprintf(variable, sizeof variable, "%s_lost_headline_user_hours", name);
    return hr_results_has(results, variable);
}

/* Texts of a variable, none missing. */
static hr_status read_texts(const hr_results *results, const char *path, const char *variable, char ***texts,
                            size_t *count, hr_error *error)
{
    hr_status status = hr_results_read_texts(results, variable, texts, count, error);
    for (size_t i = 0; status == HR_OK && i < *count; ++i) {
        if ((*texts)[i] == NULL) {
            hr_results_free_texts(*texts, *count);
            *texts = NULL;
            *count = 0;
            return out_of_memory(path, error);
        }
    }
    return status;
}

/* ---- points ------------------------------------------------------------------------------------------------------ */

/* A number as it was written: the shortest text that reads back as it. */
static char *number_text(double number)
{
    char text[32] = "";
    for (int digits = 6; digits <= 17 && !isnan(number); ++digits) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number) {
            break;
        }
    }
    return strdup(text);
}

static hr_status read_numbers(hr_study_path *one, size_t point_count, const hr_results *results, const char *path,
                              const char *variable, hr_error *error)
{
    double *numbers = NULL;
    size_t count = 0;
    hr_status status = hr_results_read(results, variable, &numbers, &count, error);
    if (status == HR_OK && count != point_count) {
        status = misfit(path, variable, error);
    }
    one->values = calloc(point_count + 1, sizeof *one->values);
    for (size_t p = 0; p < point_count && status == HR_OK; ++p) {
        if (one->values == NULL || (one->values[p] = number_text(numbers[p])) == NULL) {
            status = out_of_memory(path, error);
        }
    }
    free(numbers);
    return status;
}

/* Values are texts where one of them is a word, else numbers. */
static hr_status read_values(hr_study_path *one, size_t point_count, const hr_results *results, const char *path,
                             const char *name, hr_error *error)
{
    char variable[NAME_SIZE];
    size_t count = 0;
    snprintf(variable, sizeof variable, "%s.%s", name, one->name);
    for (char *slash = strchr(variable, '/'); slash != NULL; slash = strchr(slash, '/')) {
        *slash = '|';
    }
    if (!hr_results_has(results, variable)) {
        return misfit(path, variable, error);
    }
    if (!hr_results_is_text(results, variable)) {
        return read_numbers(one, point_count, results, path, variable, error);
    }
    hr_status status = read_texts(results, path, variable, &one->values, &count, error);
    if (status == HR_OK && count != point_count) {
        hr_results_free_texts(one->values, count);
        one->values = NULL;
        return misfit(path, variable, error);
    }
    return status;
}

static hr_status read_paths(hr_study_samples *samples, const hr_results *results, const char *path, const char *name,
                            hr_error *error)
{
    char dimension[NAME_SIZE];
    char **names = NULL;
    size_t count = 0;
    snprintf(dimension, sizeof dimension, "%s_path", name);
    if (!hr_results_has(results, dimension)) {
        return HR_OK;
    }
    hr_status status = read_texts(results, path, dimension, &names, &count, error);
    if (status != HR_OK) {
        return status;
    }
    samples->paths = calloc(count + 1, sizeof *samples->paths);
    if (samples->paths == NULL) {
        hr_results_free_texts(names, count);
        return out_of_memory(path, error);
    }
    samples->path_count = count;
    for (size_t i = 0; i < count; ++i) {
        samples->paths[i].name = names[i];
        names[i] = NULL;
    }
    hr_results_free_texts(names, count);
    for (size_t i = 0; i < count && status == HR_OK; ++i) {
        status = read_values(&samples->paths[i], samples->point_count, results, path, name, error);
    }
    return status;
}

char *hr_study_point_text(const hr_study_samples *samples, size_t point)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL) {
        return NULL;
    }
    bool is_first = true;
    for (size_t i = 0; i < samples->path_count; ++i) {
        const hr_study_path *one = &samples->paths[i];
        if (one->values[point][0] != 0) {
            fprintf(stream, "%s%s = %s", is_first ? "" : ", ", one->name, one->values[point]);
            is_first = false;
        }
    }
    fputs(is_first ? "-" : "", stream);
    bool is_whole = ferror(stream) == 0;
    is_whole = fclose(stream) == 0 && is_whole;
    if (!is_whole) {
        free(text);
        return NULL;
    }
    return text;
}

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

/* Which of the file's arms ours are. */
static hr_status read_arms(const hr_results *results, const char *path, size_t arm[HR_COMPARISON_ARMS],
                           size_t *arm_count, hr_error *error)
{
    static const char *const names[HR_COMPARISON_ARMS] = {"mitigated", "unmitigated"};
    char **labels = NULL;
    hr_status status = read_texts(results, path, "arm", &labels, arm_count, error);
    for (int a = 0; a < HR_COMPARISON_ARMS && status == HR_OK; ++a) {
        arm[a] = 0;
        while (arm[a] < *arm_count && strcmp(labels[arm[a]], names[a]) != 0) {
            ++arm[a];
        }
        status = arm[a] == *arm_count ? misfit(path, "arm", error) : HR_OK;
    }
    hr_results_free_texts(labels, *arm_count);
    return status;
}

hr_status hr_study_metric_read(const hr_study_samples *samples, const hr_results *results, const char *path,
                               const char *variable, double greatest, double **values, hr_error *error)
{
    size_t arm[HR_COMPARISON_ARMS];
    size_t arm_count = 0;
    int dimension_count = 0;
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    double *found = NULL;
    size_t count = 0;
    *values = NULL;
    hr_status status = read_arms(results, path, arm, &arm_count, error);
    if (status == HR_OK) {
        status = hr_results_shape(results, variable, &dimension_count, lengths, error);
    }
    if (status == HR_OK &&
        (dimension_count != DIMENSION_COUNT || lengths[0] != samples->point_count ||
         lengths[1] != samples->case_count || lengths[2] != arm_count || lengths[3] != samples->count)) {
        status = misfit(path, variable, error);
    }
    if (status == HR_OK) {
        status = hr_results_read(results, variable, &found, &count, error);
    }
    size_t series = samples->point_count * samples->case_count * HR_COMPARISON_ARMS;
    if (status == HR_OK && (*values = malloc((series * samples->count + 1) * sizeof **values)) == NULL) {
        status = out_of_memory(path, error);
    }
    for (size_t i = 0; i < series * samples->count && status == HR_OK; ++i) {
        size_t s = i / samples->count;
        double value = found[(s / HR_COMPARISON_ARMS * arm_count + arm[s % HR_COMPARISON_ARMS]) * samples->count +
                             i % samples->count];
        (*values)[i] = value;
        if (value < 0 || value > greatest || isinf(value)) {
            status = hr_error_set(error, HR_BAD_INPUT, "%s is damaged: %s holds the value %g", path, variable, value);
        }
    }
    free(found);
    return status;
}

static hr_status read_lost(hr_study_samples *samples, const hr_results *results, const char *path, const char *name,
                           hr_error *error)
{
    char variable[NAME_SIZE];
    int dimension_count = 0;
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    snprintf(variable, sizeof variable, "%s_lost_headline_user_hours", name);
    hr_status status = hr_results_shape(results, variable, &dimension_count, lengths, error);
    if (status != HR_OK || dimension_count != DIMENSION_COUNT || lengths[0] == 0 || lengths[3] == 0) {
        return status != HR_OK ? status : misfit(path, variable, error);
    }
    samples->point_count = lengths[0];
    samples->count = lengths[3];
    status = hr_study_metric_read(samples, results, path, variable, INFINITY, &samples->lost, error);
    size_t total = samples->point_count * samples->case_count * HR_COMPARISON_ARMS * samples->count;
    for (size_t i = 0; i < total && status == HR_OK; ++i) {
        if (isnan(samples->lost[i])) {
            status = hr_error_set(error, HR_BAD_INPUT, "%s is damaged: %s is not finished", path, variable);
        }
    }
    return status;
}

hr_status hr_study_samples_read(hr_study_samples *samples, const hr_results *results, const char *path,
                                const char *name, hr_error *error)
{
    char dimension[NAME_SIZE];
    memset(samples, 0, sizeof *samples);
    snprintf(dimension, sizeof dimension, "%s_case", name);
    hr_status status = hr_results_has(results, dimension) ? HR_OK : misfit(path, dimension, error);
    if (status == HR_OK) {
        status = read_texts(results, path, dimension, &samples->cases, &samples->case_count, error);
    }
    if (status == HR_OK) {
        status = read_lost(samples, results, path, name, error);
    }
    return status == HR_OK ? read_paths(samples, results, path, name, error) : status;
}

void hr_study_samples_free(hr_study_samples *samples)
{
    for (size_t i = 0; i < samples->path_count; ++i) {
        free(samples->paths[i].name);
        if (samples->paths[i].values != NULL) {
            hr_results_free_texts(samples->paths[i].values, samples->point_count);
        }
    }
    free(samples->paths);
    hr_results_free_texts(samples->cases, samples->case_count);
    free(samples->lost);
    memset(samples, 0, sizeof *samples);
}
