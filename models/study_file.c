/* What a study found, as variables of the result file: see analysis/README.md.
 *
 * For a study `sweep`: dimensions sweep_point, sweep_case, sweep_replication and, where points have settings,
 * sweep_path; each metric over (sweep_point, sweep_case, arm, sweep_replication); each path's values over sweep_point.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/study.h"

enum { VARIABLE_NAME_SIZE = 320, DIMENSION_COUNT = 4 };

/* Names of the study's own dimensions. */
typedef struct {
    char point[64];
    char of_case[64];
    char replication[64];
    char path[64];
    const char *all[DIMENSION_COUNT]; /* of a metric */
} dimension_names;

static void name_dimensions(const hr_study *study, dimension_names *names)
{
    snprintf(names->point, sizeof names->point, "%s_point", study->name);
    snprintf(names->of_case, sizeof names->of_case, "%s_case", study->name);
    snprintf(names->replication, sizeof names->replication, "%s_replication", study->name);
    snprintf(names->path, sizeof names->path, "%s_path", study->name);
    names->all[0] = names->point;
    names->all[1] = names->of_case;
    names->all[2] = "arm";
    names->all[3] = names->replication;
}

static double *count_up(size_t length)
{
    double *numbers = malloc((length + 1) * sizeof *numbers);
    for (size_t i = 0; i < length && numbers != NULL; ++i) {
        numbers[i] = (double)i;
    }
    return numbers;
}

static hr_status write_dimensions(const hr_study *study, const dimension_names *names, hr_results *results,
                                  hr_error *error)
{
    const hr_experiment *e = &study->experiment;
    const char *cases[HR_CASES_MAX];
    size_t longest = study->point_count > study->replications ? study->point_count : study->replications;
    double *numbers = count_up(longest);
    if (numbers == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u points", study->point_count);
    }
    for (uint32_t c = 0; c < e->scope.case_count; ++c) {
        cases[c] = study->base->scenario->cases[e->scope.cases[c]].name;
    }
    hr_status status = hr_results_dimension_values(results, names->point, study->point_count, numbers, NULL,
                                                   "number of the point", error);
    if (status == HR_OK) {
        status = hr_results_dimension_labels(results, names->of_case, e->scope.case_count, cases, "network case",
                                             error);
    }
    if (status == HR_OK) {
        status = hr_results_dimension_values(results, names->replication, study->replications, numbers, NULL,
                                             "number of the replication", error);
    }
    free(numbers);
    return status;
}

static hr_status write_metrics(const hr_study *study, const dimension_names *names, const double *numbers,
                               hr_results *results, hr_error *error)
{
    const hr_record_layout *layout = &study->experiment.layout;
    size_t size = (size_t)study->point_count * layout->length / (size_t)layout->variable_count * study->replications;
    hr_status status = HR_OK;
    for (int v = 0; v < layout->variable_count && status == HR_OK; ++v) {
        const hr_record_variable *metric = &layout->variables[v];
        char name[VARIABLE_NAME_SIZE];
        snprintf(name, sizeof name, "%s_%s", study->name, metric->name);
        status = hr_results_variable(results, name, HR_RESULTS_DOUBLE, DIMENSION_COUNT, names->all, metric->units,
                                     metric->long_name, error);
        if (status == HR_OK) {
            status = hr_results_write(results, name, numbers + (size_t)v * size, error);
        }
    }
    return status;
}

/* ---- paths ------------------------------------------------------------------------------------------------------ */

/* The paths that points set, in the order in which they first appear. */
typedef struct {
    const char **items;
    size_t count;
} path_list;

static bool has_path(const path_list *paths, const char *path)
{
    size_t i = 0;
    while (i < paths->count && strcmp(paths->items[i], path) != 0) {
        ++i;
    }
    return i < paths->count;
}

static bool gather_paths(const hr_study *study, path_list *paths)
{
    size_t capacity = 0;
    for (uint32_t p = 0; p < study->point_count; ++p) {
        for (uint32_t i = 0; i < study->points[p].setting_count; ++i) {
            const char *path = study->points[p].settings[i].path;
            if (has_path(paths, path)) {
                continue;
            }
            if (paths->count == capacity) {
                capacity = capacity * 2 + 16;
                const char **larger = realloc(paths->items, capacity * sizeof *larger);
                if (larger == NULL) {
                    return false;
                }
                paths->items = larger;
            }
            paths->items[paths->count++] = path;
        }
    }
    return true;
}

/* What a point sets at a path; NULL: it leaves it as it is. The last setting holds. */
static const char *value_at(const hr_point *point, const char *path)
{
    const char *value = NULL;
    for (uint32_t i = 0; i < point->setting_count; ++i) {
        value = strcmp(point->settings[i].path, path) == 0 ? point->settings[i].value : value;
    }
    return value;
}

/* Values at a path as texts, empty where a point leaves it, and as numbers; returns whether all are numbers. */
static bool take_values(const hr_study *study, const char *path, const char **texts, double *numbers)
{
    bool are_numbers = true;
    for (uint32_t p = 0; p < study->point_count; ++p) {
        const char *value = value_at(&study->points[p], path);
        char *end = NULL;
        texts[p] = value != NULL ? value : "";
        numbers[p] = value != NULL ? strtod(value, &end) : NAN;
        are_numbers = are_numbers && (value == NULL || (end != value && *end == 0));
    }
    return are_numbers;
}

static hr_status write_path(const hr_study *study, const dimension_names *names, const char *path, const char **texts,
                            double *numbers, hr_results *results, hr_error *error)
{
    const char *const of_point[] = {names->point};
    char name[VARIABLE_NAME_SIZE];
    snprintf(name, sizeof name, "%s.%s", study->name, path);
    for (char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash, '/')) {
        *slash = '|'; /* which a name in the file cannot have */
    }
    if (!take_values(study, path, texts, numbers)) {
        return hr_results_write_texts(results, name, names->point, texts, "value that the point sets", error);
    }
    hr_status status = hr_results_variable(results, name, HR_RESULTS_DOUBLE, 1, of_point, NULL,
                                           "value that the point sets", error);
    return status == HR_OK ? hr_results_write(results, name, numbers, error) : status;
}

static hr_status write_paths(const hr_study *study, const dimension_names *names, hr_results *results, hr_error *error)
{
    path_list paths = {0};
    const char **texts = malloc((study->point_count + 1) * sizeof *texts);
    double *numbers = malloc((study->point_count + 1) * sizeof *numbers);
    hr_status status = HR_OK;
    if (texts == NULL || numbers == NULL || !gather_paths(study, &paths)) {
        status = hr_error_set(error, HR_FAILED, "out of memory for %u points", study->point_count);
    }
    if (status == HR_OK && paths.count > 0) {
        status = hr_results_dimension_labels(results, names->path, paths.count, paths.items, "key path that points set",
                                             error);
    }
    for (size_t i = 0; i < paths.count && status == HR_OK; ++i) {
        status = write_path(study, names, paths.items[i], texts, numbers, results, error);
    }
    free(paths.items);
    free(texts);
    free(numbers);
    return status;
}

/* ---- structure -------------------------------------------------------------------------------------------------- */

static double take_vendor(const hr_point_structure *s, uint32_t edges)
{
    (void)edges;
    return s->hhi_vendor;
}
static double take_state(const hr_point_structure *s, uint32_t edges)
{
    (void)edges;
    return s->hhi_state;
}
static double take_worst(const hr_point_structure *s, uint32_t edges)
{
    return s->worst_state_share[edges];
}

static hr_status write_structure(const hr_study *study, const dimension_names *names, hr_results *results,
                                 hr_error *error)
{
    static const struct {
        const char *name;
        const char *long_name;
        uint32_t edges;
        double (*take)(const hr_point_structure *structure, uint32_t edges);
    } rows[] = {
        {"hhi_vendor", "Herfindahl-Hirschman index of nodes by vendor", 1, take_vendor},
        {"hhi_state", "Herfindahl-Hirschman index of nodes by state, exposure-weighted", 1, take_state},
        {"worst_state_share",
         "share of headline users who keep service with every node exposed to the one state down that matters most",
         HR_EDGES_COUNT, take_worst},
    };
    const char *const dimensions[] = {names->point, names->of_case, "edges"};
    size_t cells = (size_t)study->point_count * study->experiment.scope.case_count;
    double *values = malloc((cells * HR_EDGES_COUNT + 1) * sizeof *values);
    hr_status status = values == NULL ? hr_error_set(error, HR_FAILED, "out of memory for %zu networks", cells) : HR_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && status == HR_OK; ++i) {
        char name[VARIABLE_NAME_SIZE];
        snprintf(name, sizeof name, "%s_%s", study->name, rows[i].name);
        for (size_t k = 0; k < cells * rows[i].edges; ++k) {
            values[k] = rows[i].take(&study->structure[k / rows[i].edges], (uint32_t)(k % rows[i].edges));
        }
        status = hr_results_variable(results, name, HR_RESULTS_DOUBLE, rows[i].edges > 1 ? 3 : 2, dimensions, "1",
                                     rows[i].long_name, error);
        if (status == HR_OK) {
            status = hr_results_write(results, name, values, error);
        }
    }
    free(values);
    return status;
}

hr_status hr_study_write(const hr_study *study, const double *numbers, hr_results *results, hr_error *error)
{
    dimension_names names;
    name_dimensions(study, &names);
    hr_status status = write_dimensions(study, &names, results, error);
    if (status == HR_OK) {
        status = write_paths(study, &names, results, error);
    }
    if (status == HR_OK) {
        status = write_metrics(study, &names, numbers, results, error);
    }
    return status == HR_OK && study->structure != NULL ? write_structure(study, &names, results, error) : status;
}
