/* Reading a scenario: a sensitivity design. Its paths are known to be assumptions only when all is read (study.h). */
#include <stdlib.h>
#include <string.h>

#include "models/scenario_private.h"

const char *const hr_sensitivity_methods[] = {"sobol", "morris", NULL};
const char *const hr_sensitivity_outputs[] = {"effectiveness", "lost", "contrast", NULL};

static void read_paths(const hr_scenario *scenario, const hr_value *value, void *field)
{
    hr_point_list *list = field;
    size_t count = hr_sequence_length(value);
    (void)scenario;
    if (hr_value_is_sequence(value) && count == 0) {
        hr_value_mistake(value, "at least one path is needed");
    }
    list->settings = calloc(count + 1, sizeof *list->settings);
    for (size_t i = 0; i < count && list->settings != NULL; ++i) {
        hr_value item = hr_sequence_item(value, i);
        hr_error place = {0};
        char path[HR_ERROR_PATH_SIZE];
        if (!hr_value_is_there(&item)) {
            hr_value_mistake(&item, "a path is missing");
            continue;
        }
        if (!hr_value_text(&item, path, sizeof path)) {
            continue;
        }
        hr_value_place(&item, &place);
        list->settings[list->count++] = (hr_override){.path = hr_point_list_keep(list, path),
                                                      .file = hr_point_list_keep(list, place.file),
                                                      .line = place.line,
                                                      .column = place.column};
        if (list->settings[list->count - 1].path == NULL || list->settings[list->count - 1].file == NULL) {
            hr_value_mistake(&item, "out of memory");
            --list->count;
        }
    }
}

static void read_base_points(const hr_scenario *scenario, const hr_value *value, void *field)
{
    hr_placed_number *placed = field;
    hr_error place = {0};
    int64_t number = 0;
    (void)scenario;
    if (hr_value_setting(value, 2, HR_POINTS_MAX, &number)) {
        hr_value_place(value, &place);
        placed->number = (uint32_t)number;
        memcpy(placed->file, place.file, sizeof placed->file);
        placed->line = place.line;
        placed->column = place.column;
    }
}

static void check(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const hr_sensitivity *sensitivity = result;
    const hr_claim *claim = &scenario->claim;
    if (sensitivity->of == HR_OF_CONTRAST && sensitivity->of_case != HR_NO_INDEX) {
        hr_value_mistake(value, "the contrast is between the cases of the claim: leave out `case`");
    } else if (sensitivity->of == HR_OF_CONTRAST &&
               (claim->same_state == HR_NO_INDEX || claim->other_state == HR_NO_INDEX)) {
        hr_value_mistake(value, "the contrast needs a `claim` that names its cases");
    }
}

static const hr_key ROWS[] = {
    {"method",
     "`sobol`: shares of the output's variance (first-order and total indices, base_points * (assumptions + 2) points); "
     "`morris`: elementary effects, for screening (base_points * (assumptions + 1) points)",
     NULL, HR_KEY_CHOICE, HR_FIELD(hr_sensitivity, method), .is_required = true, .choices = hr_sensitivity_methods},
    {"of",
     "the output: effectiveness of the mitigations, user-hours lost with them, or the claim's contrast (effectiveness "
     "with the other state's vendor less that with the same state's)",
     NULL, HR_KEY_CHOICE, HR_FIELD(hr_sensitivity, of), .choices = hr_sensitivity_outputs,
     .otherwise = "effectiveness"},
    {"case", "whose output it is", NULL, HR_KEY_CASE, HR_FIELD(hr_sensitivity, of_case), .absent = HR_NO_INDEX,
     .otherwise = "the claim's baseline, or the first"},
    {"base_points", "blocks of the design; a power of two is best, for `sobol` 64 or more", NULL, HR_KEY_SETTING,
     HR_FIELD(hr_sensitivity, base_points), .is_required = true, .least = 2, .greatest = HR_POINTS_MAX,
     .read = read_base_points},
    {"replications",
     "at every point: of the scenario's, the first for the first block, the next for the next, and so on", NULL,
     HR_KEY_SETTING, HR_FIELD(hr_sensitivity, replications), .is_required = true, .least = 2, .greatest = 1000000},
    {"paths", "key paths of the assumptions that are varied", NULL, HR_KEY_PATHS, HR_FIELD(hr_sensitivity, paths),
     .read = read_paths, .otherwise = "every assumption"},
};
const hr_keys hr_sensitivity_keys = {ROWS, HR_KEY_COUNT_OF(ROWS), check};
