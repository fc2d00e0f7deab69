/* Points of a scenario: the same text, read again with some overrides more. See point.h. O(size of the file). */
#include "models/point.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario.h"

void hr_point_number(double number, char text[HR_POINT_NUMBER_SIZE])
{
    for (int digits = 6; digits <= 17; ++digits) {
        snprintf(text, HR_POINT_NUMBER_SIZE, "%.*g", digits, number);
        if (strtod(text, NULL) == number) {
            return;
        }
    }
}

const char *hr_point_list_keep(hr_point_list *list, const char *text)
{
    char **larger = realloc(list->texts, (list->text_count + 1) * sizeof *larger);
    if (larger == NULL) {
        return NULL;
    }
    list->texts = larger;
    list->texts[list->text_count] = strdup(text);
    return list->texts[list->text_count] != NULL ? list->texts[list->text_count++] : NULL;
}

void hr_point_list_free(hr_point_list *list)
{
    for (size_t i = 0; i < list->text_count; ++i) {
        free(list->texts[i]);
    }
    free(list->texts);
    free(list->settings);
    free(list->points);
    memset(list, 0, sizeof *list);
}

/* `key = value, key = value`, cut where it grows too long. */
static void describe(const hr_point *point, char *text, size_t size)
{
    size_t used = 0;
    text[0] = 0;
    for (uint32_t i = 0; i < point->setting_count && used < size; ++i) {
        used += (size_t)snprintf(text + used, size - used, "%s%s = %s", i > 0 ? ", " : "", point->settings[i].path,
                                 point->settings[i].value);
    }
    if (used >= size) {
        snprintf(text + size - 4, 4, "...");
    }
}

static const hr_override *setting_at(const hr_point *point, const hr_error *place)
{
    for (uint32_t i = 0; i < point->setting_count && place != NULL; ++i) {
        const hr_override *setting = &point->settings[i];
        if (setting->line == place->line && setting->column == place->column && setting->file != NULL &&
            strcmp(setting->file, place->file) == 0) {
            return setting;
        }
    }
    return &point->settings[0];
}

hr_status hr_point_mistake(const hr_point *point, const char *occasion, const hr_error *place, const char *text,
                           hr_error *error)
{
    char reason[HR_ERROR_TEXT_SIZE];
    char values[256];
    snprintf(reason, sizeof reason, "%s", text);
    if (point->setting_count == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "%s", reason);
    }
    const hr_override *setting = setting_at(point, place);
    if (point->setting_count == 1) {
        snprintf(values, sizeof values, "%s", setting->value);
    } else {
        describe(point, values, sizeof values);
    }
    return hr_error_at(error, setting->file != NULL ? setting->file : "", setting->line, setting->column, setting->path,
                       "not possible %s, %s: %.600s", occasion, values, reason);
}

hr_status hr_point_read(const hr_scenario *scenario, const hr_point *point, const char *occasion, hr_scenario **result,
                        hr_error *error)
{
    hr_diagnostics diagnostics = {0};
    size_t count = scenario->override_count + point->setting_count;
    hr_override *all = malloc((count + 1) * sizeof *all);
    *result = NULL;
    if (all == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu settings", count);
    }
    memcpy(all, scenario->overrides, scenario->override_count * sizeof *all);
    if (point->setting_count > 0) {
        memcpy(all + scenario->override_count, point->settings, point->setting_count * sizeof *all);
    }
    hr_status status = hr_scenario_read(result, scenario->file, scenario, all, count, &diagnostics);
    if (status == HR_BAD_INPUT) {
        const hr_error *first = diagnostics.count > 0 ? &diagnostics.items[0] : NULL;
        hr_point_mistake(point, occasion, first, first != NULL ? first->text : "no reason known", error);
    } else if (status != HR_OK) {
        hr_error_set(error, status, "out of memory for a scenario");
    } else if ((*result)->case_count != scenario->case_count) {
        status = hr_point_mistake(point, occasion, NULL, "the cases must stay the same", error);
        hr_scenario_free(*result);
        *result = NULL;
    } else {
        (*result)->seed = scenario->seed;
    }
    hr_diagnostics_free(&diagnostics);
    free(all);
    return status;
}
