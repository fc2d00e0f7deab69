/* The study of a sensitivity design: each row of the design is a point, each of its inputs an assumption that is
 * uniform over its declared range; whole figures are uniform over the whole numbers in it. See study.h and
 * sim/engine/design.h. O(rows * inputs).
 *
 * Rows of a block are compared with each other, so they share replications; every block has its own, since what a few
 * replications have in particular would otherwise be in all blocks, and more blocks would not take it away.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/purposes.h"
#include "models/study.h"
#include "sim/engine/design.h"
#include "sim/engine/names.h"

/* Assumptions that are varied. */
typedef struct {
    const hr_assumption **items;
    uint32_t count;
} input_list;

/* ---- inputs ------------------------------------------------------------------------------------------------------ */

static const hr_assumption *find_assumption(const hr_scenario *scenario, const char *path)
{
    for (size_t i = 0; i < scenario->assumption_count; ++i) {
        if (strcmp(scenario->assumptions[i].path, path) == 0) {
            return &scenario->assumptions[i];
        }
    }
    return NULL;
}

static hr_status unknown_path(const hr_scenario *scenario, const hr_override *asked, hr_error *error)
{
    const char **names = malloc((scenario->assumption_count + 1) * sizeof *names);
    for (size_t i = 0; i < scenario->assumption_count && names != NULL; ++i) {
        names[i] = scenario->assumptions[i].path;
    }
    const char *nearest = names != NULL ? hr_nearest_name(asked->path, names, scenario->assumption_count) : NULL;
    free(names);
    return hr_error_at(error, asked->file, asked->line, asked->column, "sensitivity.paths",
                       "`%s` is no assumption with a range%s%s%s", asked->path,
                       nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
                       nearest != NULL ? "`?" : "");
}

static hr_status mistake_of_base_points(const hr_scenario *scenario, hr_error *error, const char *text)
{
    const hr_placed_number *at = &scenario->sensitivity.base_points;
    return hr_error_at(error, at->file, at->line, at->column, "sensitivity.base_points", "%s", text);
}

static hr_status choose_inputs(const hr_scenario *scenario, input_list *inputs, hr_error *error)
{
    const hr_point_list *paths = &scenario->sensitivity.paths;
    size_t count = paths->count > 0 ? paths->count : scenario->assumption_count;
    inputs->items = calloc(count + 1, sizeof *inputs->items);
    if (inputs->items == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu assumptions", count);
    }
    if (count == 0) {
        return mistake_of_base_points(scenario, error, "the scenario has no assumption with a range");
    }
    for (size_t i = 0; i < count; ++i) {
        const hr_assumption *one = paths->count > 0 ? find_assumption(scenario, paths->settings[i].path)
                                                    : &scenario->assumptions[i];
        if (one == NULL) {
            return unknown_path(scenario, &paths->settings[i], error);
        }
        for (uint32_t before = 0; before < inputs->count; ++before) {
            if (inputs->items[before] == one) {
                return hr_error_at(error, paths->settings[i].file, paths->settings[i].line, paths->settings[i].column,
                                   "sensitivity.paths", "`%s` is there twice", one->path);
            }
        }
        inputs->items[inputs->count++] = one;
    }
    return HR_OK;
}

static double value_at(const hr_assumption *assumption, double share)
{
    if (!assumption->is_whole) {
        return assumption->low + share * (assumption->high - assumption->low);
    }
    double value = assumption->low + floor(share * (assumption->high - assumption->low + 1));
    return value < assumption->high ? value : assumption->high;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

/* Values of the points: each input of a block has two. */
typedef struct {
    hr_override *settings;                /* [row][input] */
    char (*values)[HR_POINT_NUMBER_SIZE]; /* [block][two][input], in the same piece of memory */
    void *room;
} table;

static bool make_table(table *made, const hr_design *design)
{
    size_t settings = (size_t)design->row_count * design->input_count * sizeof *made->settings;
    size_t values = (size_t)design->block_count * 2 * design->input_count * sizeof *made->values;
    made->room = calloc(1, settings + values);
    made->settings = made->room;
    made->values = made->room == NULL ? NULL : (void *)((char *)made->room + settings);
    return made->room != NULL;
}

static void fill_row(const table *made, const hr_design *design, const input_list *inputs, uint32_t row,
                     const double *shares)
{
    hr_design_row what = hr_design_describe(design, row);
    for (uint32_t i = 0; i < inputs->count; ++i) {
        const hr_assumption *assumption = inputs->items[i];
        bool is_second = what.role == HR_ROW_B ||
                         ((what.role == HR_ROW_MIXED || what.role == HR_ROW_MOVED) && what.input == i);
        char *value = made->values[((size_t)what.block * 2 + is_second) * inputs->count + i];
        hr_point_number(value_at(assumption, shares[i]), value);
        made->settings[(size_t)row * inputs->count + i] = (hr_override){assumption->path, value, assumption->file,
                                                                        assumption->line, assumption->column};
    }
}

static hr_status make_points(const hr_design *design, const input_list *inputs, hr_point **points, void **room,
                             hr_error *error)
{
    table made = {0};
    double *shares = calloc(inputs->count, sizeof *shares);
    *points = calloc(design->row_count, sizeof **points);
    if (shares == NULL || *points == NULL || !make_table(&made, design)) {
        free(shares);
        return hr_error_set(error, HR_FAILED, "out of memory for %u points", design->row_count);
    }
    *room = made.room;
    for (uint32_t row = 0; row < design->row_count; ++row) {
        hr_design_point(design, row, shares);
        fill_row(&made, design, inputs, row, shares);
        (*points)[row] = (hr_point){made.settings + (size_t)row * inputs->count, inputs->count};
    }
    free(shares);
    return HR_OK;
}

/* ---- whole ------------------------------------------------------------------------------------------------------- */

static hr_experiment_scope scope_of(const hr_scenario *scenario)
{
    const hr_sensitivity *sensitivity = &scenario->sensitivity;
    const hr_claim *claim = &scenario->claim;
    hr_experiment_scope scope = hr_experiment_whole(scenario);
    scope.scalar_count = 1;
    scope.case_count = 1;
    scope.cases[0] = (uint32_t)(sensitivity->of_case != HR_NO_INDEX ? sensitivity->of_case
                                : claim->baseline != HR_NO_INDEX    ? claim->baseline
                                                                    : 0);
    if (sensitivity->of == HR_OF_CONTRAST) {
        scope.case_count = 2;
        scope.cases[0] = (uint32_t)claim->same_state;
        scope.cases[1] = (uint32_t)claim->other_state;
    }
    return scope;
}

static hr_status make_design(hr_design *design, const hr_scenario *scenario, uint32_t inputs, hr_error *error)
{
    const hr_sensitivity *sensitivity = &scenario->sensitivity;
    hr_design_key key = {{scenario->seed, 0}, HR_PURPOSE_DESIGN};
    uint32_t blocks = sensitivity->base_points.number;
    uint64_t rows = (uint64_t)blocks * (inputs + (sensitivity->method == HR_METHOD_SOBOL ? 2 : 1));
    if (rows > HR_POINTS_MAX) {
        char text[128];
        snprintf(text, sizeof text, "%u base points of %u assumptions make %llu points; at most %d are possible",
                 blocks, inputs, (unsigned long long)rows, HR_POINTS_MAX);
        return mistake_of_base_points(scenario, error, text);
    }
    return sensitivity->method == HR_METHOD_SOBOL ? hr_design_init_saltelli(design, inputs, blocks, key, error)
                                                  : hr_design_init_morris(design, inputs, blocks, key, error);
}

static hr_status init(hr_study *study, const hr_world *base, input_list *inputs, hr_design *design, hr_error *error)
{
    const hr_scenario *scenario = base->scenario;
    hr_experiment_scope scope = scope_of(scenario);
    hr_point *points = NULL;
    void *room = NULL;
    hr_status status = choose_inputs(scenario, inputs, error);
    if (status == HR_OK) {
        status = make_design(design, scenario, inputs->count, error);
    }
    if (status == HR_OK) {
        status = make_points(design, inputs, &points, &room, error);
    }
    if (status != HR_OK) {
        free(points);
        free(room);
        return status;
    }
    status = hr_study_init(study, base, points, design->row_count, room, &scope, scenario->sensitivity.replications,
                           error);
    study->tried_count = design->rows_per_block; /* ends alone are tried as turning points */
    study->group_size = design->rows_per_block;
    return status;
}

hr_status hr_study_init_sensitivity(hr_study *study, const hr_world *base, hr_error *error)
{
    input_list inputs = {0};
    hr_design design = {0};
    memset(study, 0, sizeof *study);
    hr_status status = base->scenario->sensitivity.is_there ? init(study, base, &inputs, &design, error) : HR_OK;
    study->base = base;
    study->name = "sensitivity";
    study->occasion = "at a point of the sensitivity design";
    free(inputs.items);
    hr_design_free(&design);
    return status;
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

static hr_status write_attributes(const hr_scenario *scenario, hr_results *results, hr_error *error)
{
    const hr_sensitivity *sensitivity = &scenario->sensitivity;
    hr_status status = hr_results_attribute_text(results, NULL, "sensitivity_method",
                                                 hr_sensitivity_methods[sensitivity->method], error);
    if (status == HR_OK) {
        status = hr_results_attribute_text(results, NULL, "sensitivity_of", hr_sensitivity_outputs[sensitivity->of],
                                           error);
    }
    if (status == HR_OK) {
        status = hr_results_attribute_integer(results, NULL, "sensitivity_base_points", sensitivity->base_points.number,
                                              error);
    }
    if (status == HR_OK) { /* with the seed and these the design can be made again */
        status = hr_results_attribute_integer(results, NULL, "sensitivity_purpose", HR_PURPOSE_DESIGN, error);
    }
    return status;
}

static hr_status write_ranges(const hr_study *study, hr_results *results, hr_error *error)
{
    static const char *const of_path[] = {"sensitivity_path", "bound"};
    const hr_point *first = &study->points[0];
    size_t count = first->setting_count;
    double *ends = malloc((2 * count + 1) * sizeof *ends);
    double *bases = malloc((count + 1) * sizeof *bases);
    const char **notes = malloc((count + 1) * sizeof *notes);
    hr_status status = ends == NULL || bases == NULL || notes == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %zu assumptions", count)
                           : HR_OK;
    for (size_t i = 0; i < count && status == HR_OK; ++i) {
        const hr_assumption *assumption = find_assumption(study->base->scenario, first->settings[i].path);
        ends[2 * i] = assumption->low;
        ends[2 * i + 1] = assumption->high;
        bases[i] = assumption->base;
        notes[i] = assumption->note;
    }
    const struct {
        const char *name;
        int dimensions;
        const char *long_name;
        const double *values;
    } rows[] = {
        {"sensitivity_range", 2, "ends of the range over which the assumption varies", ends},
        {"sensitivity_base", 1, "value in the scenario", bases},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows && status == HR_OK; ++i) {
        status = hr_results_variable(results, rows[i].name, HR_RESULTS_DOUBLE, rows[i].dimensions, of_path, NULL,
                                     rows[i].long_name, error);
        if (status == HR_OK) {
            status = hr_results_write(results, rows[i].name, rows[i].values, error);
        }
    }
    if (status == HR_OK) {
        status = hr_results_write_texts(results, "sensitivity_note", "sensitivity_path", notes,
                                        "where the figure is from", error);
    }
    free(ends);
    free(bases);
    free(notes);
    return status;
}

hr_status hr_study_write_sensitivity(const hr_study *study, const double *numbers, hr_results *results, hr_error *error)
{
    static const char *const bounds[] = {"low", "high"};
    hr_status status = hr_study_write(study, numbers, results, error);
    if (status == HR_OK && !hr_results_has(results, "bound")) {
        status = hr_results_dimension_labels(results, "bound", 2, bounds, "end of the assumption's declared range",
                                             error);
    }
    if (status == HR_OK) {
        status = write_attributes(study->base->scenario, results, error);
    }
    return status == HR_OK ? write_ranges(study, results, error) : status;
}
