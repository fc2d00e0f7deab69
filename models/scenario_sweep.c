/* Reading a scenario: points at which it is to be run. See point.h.
 *
 * A grid names values for each key path and means all their combinations, the last path varying fastest; a list names
 * points one by one. Whether a point can be is found by reading the scenario there (study.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario_private.h"

/* Keys that say how to run and not what: a point cannot change them. */
static const char *const FIXED[] = {"title", "question", "seed",        "replications", "assumption_checks",
                                    "sweep", "states",   "sensitivity", "precision",    "attribution",
                                    "claim", "extends"};

/* ---- gathering -------------------------------------------------------------------------------------------------- */

/* One value for a path, as a setting; false with a mistake when it is neither a number nor a word. */
static bool read_setting(hr_point_list *list, const char *path, const hr_value *value, hr_override *setting)
{
    char text[HR_NAME_SIZE];
    hr_error place = {0};
    if (!hr_value_is_there(value)) {
        hr_value_mistake(value, "a value is missing");
        return false;
    }
    if (!hr_value_text(value, text, sizeof text)) {
        return false;
    }
    hr_value_place(value, &place);
    *setting = (hr_override){path, hr_point_list_keep(list, text), hr_point_list_keep(list, place.file), place.line,
                             place.column};
    if (setting->value == NULL || setting->file == NULL) {
        hr_value_mistake(value, "out of memory");
        return false;
    }
    return true;
}

static const char *read_path(hr_point_list *list, const char *name, const hr_value *value)
{
    size_t length = strcspn(name, ".");
    for (size_t i = 0; i < sizeof FIXED / sizeof *FIXED; ++i) {
        if (strlen(FIXED[i]) == length && strncmp(FIXED[i], name, length) == 0) {
            hr_value_mistake(value, "`%s` is the same at all points", FIXED[i]);
            return NULL;
        }
    }
    const char *path = hr_point_list_keep(list, name);
    if (path == NULL) {
        hr_value_mistake(value, "out of memory");
    }
    return path;
}

/* Room for points with so many settings in all. */
static bool make_room(hr_point_list *list, const hr_value *value, uint64_t points, size_t settings)
{
    if (points > HR_POINTS_MAX) {
        hr_value_mistake(value, "%llu points; at most %d are possible", (unsigned long long)points, HR_POINTS_MAX);
        return false;
    }
    list->points = calloc(points + 1, sizeof *list->points);
    list->settings = calloc(settings + 1, sizeof *list->settings);
    if (list->points == NULL || list->settings == NULL) {
        hr_value_mistake(value, "out of memory");
        return false;
    }
    return true;
}

/* ---- a grid: {path: [value, ...], ...} --------------------------------------------------------------------------- */

typedef struct {
    hr_override *settings;
    size_t count;
} axis;

enum { AXES_MAX = 16 };

static bool read_axis(hr_point_list *list, const char *name, const hr_value *values, axis *one)
{
    const char *path = read_path(list, name, values);
    one->count = path != NULL ? hr_sequence_length(values) : 0;
    one->settings = calloc(one->count + 1, sizeof *one->settings);
    if (path == NULL || one->settings == NULL) {
        return false;
    }
    if (one->count == 0 && hr_value_is_sequence(values)) {
        hr_value_mistake(values, "at least one value is needed, as in [0.1, 0.2]");
        return false;
    }
    bool is_read = one->count > 0;
    for (size_t i = 0; i < one->count; ++i) {
        hr_value item = hr_sequence_item(values, i);
        is_read = read_setting(list, path, &item, &one->settings[i]) && is_read;
    }
    return is_read;
}

static void combine(hr_point_list *list, const hr_value *value, const axis *axes, size_t axis_count)
{
    uint64_t points = 1;
    for (size_t a = 0; a < axis_count; ++a) {
        points = points > HR_POINTS_MAX ? points : points * axes[a].count;
    }
    if (!make_room(list, value, points, (size_t)points * axis_count)) {
        return;
    }
    list->count = (uint32_t)points;
    for (size_t p = 0; p < points; ++p) {
        hr_override *settings = list->settings + p * axis_count;
        size_t rest = p;
        for (size_t a = axis_count; a-- > 0; rest /= axes[a].count) {
            settings[a] = axes[a].settings[rest % axes[a].count];
        }
        list->points[p] = (hr_point){settings, (uint32_t)axis_count};
    }
}

static void read_grid(const hr_scenario *scenario, const hr_value *value, void *field)
{
    hr_point_list *list = field;
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_ERROR_PATH_SIZE];
    hr_value entry;
    axis axes[AXES_MAX] = {0};
    size_t count = 0;
    bool is_read = true;
    (void)scenario;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        if (count == AXES_MAX) {
            hr_value_mistake(&entry, "more than %d paths", AXES_MAX);
            is_read = false;
            break;
        }
        is_read = read_axis(list, name, &entry, &axes[count++]) && is_read;
    }
    if (is_read && count == 0) {
        hr_value_mistake(value, "a grid needs at least one path");
    } else if (is_read) {
        combine(list, value, axes, count);
    }
    for (size_t a = 0; a < count; ++a) {
        free(axes[a].settings);
    }
}

/* ---- a list: [{path: value, ...}, ...] -------------------------------------------------------------------------- */

/* Opens a point; false with a mistake when it is no mapping with a key. */
static bool open_point(const hr_value *list, size_t index, hr_mapping *mapping)
{
    hr_value item = hr_sequence_item(list, index);
    if (!hr_value_is_there(&item)) {
        hr_value_mistake(&item, "a point needs at least one path with a value");
        return false;
    }
    return hr_mapping_open(&item, mapping);
}

/* Settings of all points, counted without reading them; false with mistakes when a point is no mapping. */
static bool count_settings(const hr_value *value, size_t points, size_t *count)
{
    bool is_whole = true;
    *count = 0;
    for (size_t p = 0; p < points; ++p) {
        hr_mapping mapping;
        void *iterator = NULL;
        char name[HR_ERROR_PATH_SIZE];
        hr_value entry;
        size_t before = *count;
        bool is_open = open_point(value, p, &mapping);
        while (is_open && hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
            ++*count;
        }
        if (is_open && *count == before) {
            hr_value_mistake(&mapping.value, "a point needs at least one path with a value");
        }
        is_whole = is_whole && *count > before;
    }
    return is_whole;
}

static hr_override *read_point(hr_point_list *list, const hr_mapping *mapping, hr_override *settings)
{
    void *iterator = NULL;
    char name[HR_ERROR_PATH_SIZE];
    hr_value entry;
    uint32_t count = 0;
    while (hr_mapping_next(mapping, &iterator, name, sizeof name, &entry)) {
        const char *path = read_path(list, name, &entry);
        if (path != NULL && read_setting(list, path, &entry, &settings[count])) {
            ++count;
        }
    }
    list->points[list->count++] = (hr_point){settings, count};
    return settings + count;
}

static void read_list(const hr_scenario *scenario, const hr_value *value, void *field)
{
    hr_point_list *list = field;
    size_t points = hr_sequence_length(value);
    size_t settings = 0;
    (void)scenario;
    if (hr_value_is_sequence(value) && points == 0) {
        hr_value_mistake(value, "a list needs at least one point");
    }
    if (!count_settings(value, points, &settings) || !make_room(list, value, points, settings)) {
        return;
    }
    hr_override *next = list->settings;
    for (size_t p = 0; p < points; ++p) {
        hr_mapping mapping;
        if (open_point(value, p, &mapping)) {
            next = read_point(list, &mapping, next);
        }
    }
}

/* ---- whole ------------------------------------------------------------------------------------------------------- */

static const hr_key SWEEP_ROWS[] = {
    {"grid", "values for each key path, numbers or words; every combination is a point, the last path varying fastest",
     NULL, HR_KEY_GRID, HR_FIELD(hr_sweep, grid), .read = read_grid, .together = HR_TOGETHER_ONE},
    {"list", "points one by one, each with values for key paths", NULL, HR_KEY_POINTS, HR_FIELD(hr_sweep, list),
     .read = read_list, .together = HR_TOGETHER_ONE},
    {"cases", "that are run at every point", NULL, HR_KEY_CASES, HR_FIELD(hr_sweep, cases), .fewest = 1, .item = "case",
     .otherwise = "all"},
    {"replications", "at every point: the first of the scenario's", NULL, HR_KEY_SETTING,
     HR_FIELD(hr_sweep, replications), .least = 1, .greatest = 100000000, .otherwise = "as many as the scenario's"},
};
const hr_keys hr_sweep_keys = {SWEEP_ROWS, HR_KEY_COUNT_OF(SWEEP_ROWS), NULL};
