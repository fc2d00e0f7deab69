/* The small nation as a world: see small_world.h. */
#include "tests/support/small_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

void hr_small_world_read(hr_small_world *small, const char *const *sets)
{
    hr_override overrides[HR_SMALL_SETS_MAX];
    static char texts[HR_SMALL_SETS_MAX][4096];
    size_t count = 0;
    hr_diagnostics diagnostics = {0};
    memset(small, 0, sizeof *small);
    for (; sets != NULL && sets[count] != NULL; ++count) {
        assert_true(count < HR_SMALL_SETS_MAX && strlen(sets[count]) < sizeof texts[count]);
        memcpy(texts[count], sets[count], strlen(sets[count]) + 1);
        char *equals = strchr(texts[count], '=');
        assert_non_null(equals);
        *equals = 0;
        overrides[count] = (hr_override){.path = texts[count], .value = equals + 1};
    }
    if (hr_scenario_read(&small->scenario, HR_SOURCE_FOLDER "/tests/integration/data/small.yaml", NULL, overrides,
                         count, &diagnostics) != HR_OK) {
        fail_msg("%s", diagnostics.count > 0 ? diagnostics.items[0].text : "no reason known");
    }
    hr_diagnostics_free(&diagnostics);
}

void hr_small_world_build(hr_small_world *small)
{
    hr_error error;
    if (hr_world_init(&small->world, small->scenario, &error) != HR_OK ||
        hr_replication_init(&small->replication, &small->world, &error) != HR_OK) {
        fail_msg("%s", error.text);
    }
}

void hr_small_world_make(hr_small_world *small, const char *const *sets)
{
    hr_small_world_read(small, sets);
    hr_small_world_build(small);
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
    hr_setting setting = {case_index, is_mitigated ? HR_ARM_MITIGATED : HR_ARM_UNMITIGATED};
    if (hr_replication_run(&small->replication, &setting, number, &error) != HR_OK) {
        fail_msg("%s", error.text);
    }
    return hr_metrics_headline_lost(&small->replication.metrics);
}

hr_small_sets hr_small_tiny(void)
{
    static const char *const always[] = {
        "network.generate.operators.red.ran_sites=10",
        "network.generate.operators.red.aggregation=3",
        "network.generate.operators.blue.ran_sites=10",
        "network.generate.operators.line.cabinets=20",
        "network.generate.operators.line.exchanges=10",
        "network.generate.operators.line.aggregation=4",
        "network.generate.site_sharing=[]",
        "assignment.management=[]",
        "assignment.mixes={red: {ran_site: {carol: 1}, aggregation: {carol: 1}, metro: {carol: 1}, core_router: {carol: 1},"
        " packet_core: {carol: 1}, subscriber_db: {carol: 1}, voice_core: {carol: 1}, internet_gateway: {carol: 1}},"
        " blue: {ran_site: {alpha: 1}, packet_core: {carol: 1}, subscriber_db: {carol: 1}, voice_core: {carol: 1},"
        " internet_gateway: {carol: 1}}, line: {cabinet: {carol: 1}, exchange: {carol: 1}, aggregation: {carol: 1},"
        " metro: {carol: 1}, core_router: {carol: 1}, internet_gateway: {carol: 1}, voice_core: {carol: 1},"
        " emergency_gateway: {carol: 1}}}",
        "ordinary_restoration.diagnosis_hours={constant: 0}",
        "ordinary_restoration.hardware_swap_hours={constant: 0}",
        "ordinary_restoration.spares_share=1",
        "ordinary_restoration.out_of_band_share={}",
        "cases.same={base: one}",
        "cases.other={base: one}",
    };
    hr_small_sets sets = {.count = 0};
    for (size_t i = 0; i < sizeof always / sizeof *always; ++i) {
        hr_small_set(&sets, always[i]);
    }
    return sets;
}

void hr_small_set(hr_small_sets *sets, const char *text)
{
    assert_true(sets->count < HR_SMALL_SETS_MAX - 1);
    sets->list[sets->count++] = text;
    sets->list[sets->count] = NULL;
}

void hr_small_only(hr_small_sets *sets, const char *names)
{
    static const char *const switches[] = {"mitigations.testing.on=false",        "mitigations.staged_rollout.on=false",
                                           "mitigations.access_control.on=false", "mitigations.monitoring.on=false",
                                           "mitigations.isolation.on=false",      "mitigations.failover.on=false",
                                           "mitigations.restoration.on=false",    "mitigations.roaming.on=false"};
    for (size_t i = 0; i < sizeof switches / sizeof *switches; ++i) {
        const char *name = strchr(switches[i], '.') + 1;
        char text[64];
        size_t length = strcspn(name, ".");
        memcpy(text, name, length);
        text[length] = 0;
        if (strstr(names, text) == NULL) {
            hr_small_set(sets, switches[i]);
        }
    }
}
