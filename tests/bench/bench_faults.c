/* What faults of single nodes cost in the national scenario, without any attack.
 *
 *     bench_faults [replications]
 *
 * Every node fails once in 50,000 hours of service: some eleven thousand failures in the scenario's horizon, with new
 * hardware in every tenth. Then the same without nodes that carry transit, whose falls may cut the network.
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

static void bench(const char *what, const char *threats, uint32_t replications)
{
    hr_override override = {.path = "threats", .value = threats};
    hr_scenario *scenario = NULL;
    hr_diagnostics diagnostics = {0};
    hr_world world;
    hr_replication replication;
    hr_error error = {.status = HR_OK};
    if (hr_scenario_read(&scenario, HR_SOURCE_FOLDER "/scenarios/uk-2018-zte.yaml", NULL, &override, 1, &diagnostics) !=
        HR_OK) {
        must(HR_BAD_INPUT, &diagnostics.items[0]);
    }
    must(hr_world_init(&world, scenario, &error), &error);
    must(hr_replication_init(&replication, &world, &error), &error);
    hr_setting setting = {0, false};
    double failures = 0;
    double events = 0;
    double start = hr_rival_now_ms();
    for (uint32_t r = 0; r < replications; ++r) {
        must(hr_replication_run(&replication, &setting, r, &error), &error);
        failures += replication.counts.failed;
        events += (double)replication.counts.events;
    }
    double each = (hr_rival_now_ms() - start) / replications;
    printf("%-24s %8.2f ms a replication, %8.0f failures, %8.0f events\n", what, each, failures / replications,
           events / replications);
    hr_replication_free(&replication);
    hr_world_free(&world);
    hr_scenario_free(scenario);
    hr_diagnostics_free(&diagnostics);
}

#define STUBS "ran_site: 50000, cabinet: 50000"
#define TRANSIT                                                                                                        \
    "exchange: 50000, aggregation: 50000, metro: 50000, core_router: 50000, packet_core: 50000, subscriber_db: 50000," \
    " voice_core: 50000, emergency_gateway: 50000, internet_gateway: 50000, oss: 50000"
#define BACKGROUND(roles)                                                                                              \
    "{faults: {background: {source: made up, mean_hours_between_failures: {" roles "}, bricking_probability: 0.1}}}"

int main(int argc, char **argv)
{
    uint32_t replications = argc > 1 ? (uint32_t)atoi(argv[1]) : 20;
    bench("all nodes", BACKGROUND(STUBS ", " TRANSIT), replications);
    bench("sites and cabinets alone", BACKGROUND(STUBS), replications);
    return 0;
}
