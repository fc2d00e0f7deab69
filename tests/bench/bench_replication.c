/* What a replication of the national scenario costs, by case and arm, against igraph's components of the same network.
 *
 *     bench_replication [replications]
 *
 * The rival is one evaluation of the components by igraph (best of five): a simulator that looked for them anew would
 * pay it at every event. Printed are milliseconds for the reader's own machine, and ratios to the rival in the same run.
 */
#include <stdio.h>
#include <stdlib.h>

#include "models/replication.h"
#include "tests/support/rival.h"

static void must(hr_status status, const hr_error *error)
{
    if (status != HR_OK) {
        hr_error_print(error, stderr);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    uint32_t replications = argc > 1 ? (uint32_t)atoi(argv[1]) : 20;
    hr_scenario *scenario = NULL;
    hr_diagnostics diagnostics = {0};
    hr_world world;
    hr_replication replication;
    hr_error error = {.status = HR_OK};
    if (hr_scenario_read(&scenario, HR_SOURCE_FOLDER "/scenarios/uk-2018-zte.yaml", NULL, NULL, 0, &diagnostics) !=
        HR_OK) {
        must(HR_BAD_INPUT, &diagnostics.items[0]);
    }
    double start = hr_rival_now_ms();
    must(hr_world_init(&world, scenario, &error), &error);
    double world_ms = hr_rival_now_ms() - start;
    double rival = hr_rival_components_ms(&world.network);
    printf("%u nodes; world in %.0f ms; igraph's components in %.2f ms\n", world.network.node_count, world_ms, rival);
    must(hr_replication_init(&replication, &world, &error), &error);
    for (uint32_t c = 0; c < scenario->case_count; ++c) {
        for (int arm = 1; arm >= 0; --arm) {
            hr_setting setting = {c, arm == 1 ? HR_ARM_MITIGATED : HR_ARM_UNMITIGATED};
            double events = 0;
            start = hr_rival_now_ms();
            for (uint32_t r = 0; r < replications; ++r) {
                must(hr_replication_run(&replication, &setting, r, &error), &error);
                events += (double)replication.counts.events;
            }
            double each = (hr_rival_now_ms() - start) / replications;
            printf(
                "%-12s %-12s %8.2f ms a replication, %9.0f events, %8.1f times one evaluation, %7.0f times less than "
                "one an event\n",
                scenario->cases[c].name, arm == 1 ? "mitigated" : "unmitigated", each, events / replications,
                each / rival, events / replications * rival / each);
        }
    }
    hr_replication_free(&replication);
    hr_world_free(&world);
    hr_scenario_free(scenario);
    hr_diagnostics_free(&diagnostics);
    return 0;
}
