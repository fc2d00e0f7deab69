/* Scenarios with one assumption at an end of its range: the same text, read again with one override more. */
#include "sim/cli/assumption_ends.h"

#include <stdio.h>
#include <string.h>

hr_status hr_end_read(const hr_scenario *scenario, const hr_override_list *overrides, const hr_assumption *assumption,
                      int end, hr_scenario **result, hr_error *error)
{
    char value[64];
    hr_override all[HR_OVERRIDES_MAX + 1];
    hr_diagnostics diagnostics = {0};
    memcpy(all, overrides->items, sizeof overrides->items);
    snprintf(value, sizeof value, "%.17g", end == HR_END_LOW ? assumption->low : assumption->high);
    all[overrides->count] = (hr_override){assumption->path, value};
    hr_status status = hr_scenario_read(result, scenario->file, &scenario->sources, all, overrides->count + 1,
                                        &diagnostics);
    if (status == HR_OK) {
        (*result)->seed = scenario->seed;
    } else {
        hr_error_at(error, scenario->file, assumption->line, assumption->column, assumption->path,
                    "not possible at an end of its range, %.6g: %.700s",
                    end == HR_END_LOW ? assumption->low : assumption->high,
                    diagnostics.count > 0 ? diagnostics.items[0].text : "no reason known");
    }
    hr_diagnostics_free(&diagnostics);
    return status;
}

static bool shares_world(const hr_assumption *assumption)
{
    static const char *const parts[] = {"threats.", "mitigations.", "ordinary_restoration."};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; ++i) {
        if (strncmp(assumption->path, parts[i], strlen(parts[i])) == 0) {
            return true;
        }
    }
    return false;
}

hr_status hr_end_make(const hr_assumption *assumption, const hr_scenario *scenario, const hr_world *base,
                      hr_world *world, hr_error *error)
{
    if (shares_world(assumption)) {
        *world = hr_world_sharing(base, scenario);
        return HR_OK;
    }
    hr_status status = hr_world_init(world, scenario, error);
    if (status == HR_BAD_INPUT) {
        char text[HR_ERROR_TEXT_SIZE];
        snprintf(text, sizeof text, "%s", error->text);
        hr_error_at(error, scenario->file, assumption->line, assumption->column, assumption->path,
                    "not possible at an end of its range: %.700s", text);
    }
    return status;
}

void hr_end_free(const hr_assumption *assumption, hr_world *world)
{
    if (!shares_world(assumption)) {
        hr_world_free(world);
    }
}

hr_status hr_ends_try(const hr_world *base, const hr_override_list *overrides, hr_error *error)
{
    const hr_scenario *scenario = base->scenario;
    hr_status status = HR_OK;
    for (size_t i = 0; i < HR_END_COUNT * scenario->assumption_count && status == HR_OK; ++i) {
        const hr_assumption *assumption = &scenario->assumptions[i / HR_END_COUNT];
        hr_scenario *at_end = NULL;
        hr_world world;
        status = hr_end_read(scenario, overrides, assumption, (int)(i % HR_END_COUNT), &at_end, error);
        if (status == HR_OK) {
            status = hr_end_make(assumption, at_end, base, &world, error);
        }
        if (status == HR_OK) {
            hr_end_free(assumption, &world);
        }
        hr_scenario_free(at_end);
    }
    return status;
}
