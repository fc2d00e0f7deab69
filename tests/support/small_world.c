/* The small nation as a world: see small_world.h. */
#include "tests/support/small_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

void hr_small_world_make(hr_small_world *small, const char *const *sets)
{
    hr_override overrides[HR_SMALL_SETS_MAX];
    static char texts[HR_SMALL_SETS_MAX][4096];
    size_t count = 0;
    hr_diagnostics diagnostics = {0};
    hr_error error;
    memset(small, 0, sizeof *small);
    for (; sets != NULL && sets[count] != NULL; ++count) {
        assert_true(count < HR_SMALL_SETS_MAX && strlen(sets[count]) < sizeof texts[count]);
        memcpy(texts[count], sets[count], strlen(sets[count]) + 1);
        char *equals = strchr(texts[count], '=');
        assert_non_null(equals);
        *equals = 0;
        overrides[count] = (hr_override){texts[count], equals + 1};
    }
    if (hr_scenario_read(&small->scenario, HR_SOURCE_FOLDER "/tests/integration/data/small.yaml", NULL, overrides,
                         count, &diagnostics) != HR_OK) {
        fail_msg("%s", diagnostics.count > 0 ? diagnostics.items[0].text : "no reason known");
    }
    hr_diagnostics_free(&diagnostics);
    if (hr_world_init(&small->world, small->scenario, &error) != HR_OK ||
        hr_replication_init(&small->replication, &small->world, &error) != HR_OK) {
        fail_msg("%s", error.text);
    }
}

void hr_small_world_free(hr_small_world *small)
{
    hr_replication_free(&small->replication);
    hr_world_free(&small->world);
    hr_scenario_free(small->scenario);
}

double hr_small_world_run(hr_small_world *small, uint32_t case_index, bool is_mitigated, uint32_t number)
{
    hr_error error;
    hr_setting setting = {case_index, is_mitigated};
    if (hr_replication_run(&small->replication, &setting, number, &error) != HR_OK) {
        fail_msg("%s", error.text);
    }
    return hr_metrics_headline_lost(&small->replication.metrics);
}
