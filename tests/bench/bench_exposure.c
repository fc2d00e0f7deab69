/* What exposure costs the United Kingdom: the paths once, and a campaign that compromises 60,000 nodes one by one and
 * cleans them again in another order.
 *
 *     bench_exposure [replications]
 *
 * The rival, in the same run, is one evaluation of the components by igraph: what finding the exposed users anew at
 * one event would cost at the least. Two campaigns: nodes at random, a thirtieth of them transit; and every transit
 * node, which is the most that paths can cost.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "models/exposure.h"
#include "tests/support/nation.h"
#include "tests/support/random_network.h"
#include "tests/support/rival.h"

enum { STUBS = 58000, TRANSIT = 2000, SERVICES = 5 };

static const hr_service services[SERVICES] = {
    {.name = "mobile_data",
     .access_roles = 1u << HR_ROLE_RAN_SITE,
     .required_count = 3,
     .required = {HR_ROLE_PACKET_CORE, HR_ROLE_SUBSCRIBER_DB, HR_ROLE_INTERNET_GATEWAY}},
    {.name = "mobile_voice",
     .access_roles = 1u << HR_ROLE_RAN_SITE,
     .required_count = 2,
     .required = {HR_ROLE_VOICE_CORE, HR_ROLE_SUBSCRIBER_DB}},
    {.name = "fixed_broadband",
     .access_roles = 1u << HR_ROLE_CABINET,
     .required_count = 1,
     .required = {HR_ROLE_INTERNET_GATEWAY}},
    {.name = "fixed_voice",
     .access_roles = 1u << HR_ROLE_CABINET,
     .required_count = 1,
     .required = {HR_ROLE_VOICE_CORE}},
    {.name = "emergency_call",
     .access_roles = 1u << HR_ROLE_RAN_SITE,
     .required_count = 1,
     .required = {HR_ROLE_EMERGENCY_GATEWAY},
     .any_operator = true},
};

static void must(hr_status status, const hr_error *error)
{
    if (status != HR_OK) {
        hr_error_print(error, stderr);
        exit(EXIT_FAILURE);
    }
}

static void shuffle(uint32_t *nodes, uint32_t count, hr_test_random *random)
{
    for (uint32_t i = count; i > 1; --i) {
        uint32_t j = hr_test_random_below(random, i);
        uint32_t kept = nodes[i - 1];
        nodes[i - 1] = nodes[j];
        nodes[j] = kept;
    }
}

/* The best time of a campaign: reset, all nodes compromised in order, all cleaned in the reverse order but by pairs. */
static void campaign(hr_exposure *exposure, const uint32_t *nodes, uint32_t count, int replications, const char *name,
                     double rival)
{
    double best = 1e300;
    double best_reset = 1e300;
    int64_t check_sum = 0;
    for (int r = 0; r < replications; ++r) {
        double start = hr_rival_now_ms();
        hr_exposure_reset(exposure);
        double middle = hr_rival_now_ms();
        for (uint32_t i = 0; i < count; ++i) {
            hr_exposure_compromise(exposure, nodes[i]);
            check_sum = check_sum * 31 % 1000003 + hr_exposure_users(exposure, i % 6, i % SERVICES);
        }
        for (uint32_t i = count; i > 0; --i) {
            hr_exposure_clean(exposure, nodes[(i - 1) ^ (i <= (count & ~1u))]);
            check_sum = check_sum * 31 % 1000003 + hr_exposure_users(exposure, i % 6, i % SERVICES);
        }
        double taken = hr_rival_now_ms() - middle;
        best = taken < best ? taken : best;
        best_reset = middle - start < best_reset ? middle - start : best_reset;
    }
    printf("%-22s %6u nodes: reset %.3f ms, compromised and cleaned %.2f ms, ratio %.3f, check sum %" PRId64 "\n", name,
           count, best_reset, best, best / rival, check_sum);
}

int main(int argc, char **argv)
{
    int replications = argc > 1 ? atoi(argv[1]) : 20;
    hr_generator_parameters parameters;
    hr_places places;
    hr_network network;
    hr_ledger_plan *ledger = calloc(1, sizeof *ledger);
    hr_exposure_plan plan;
    hr_exposure exposure;
    hr_error error;
    hr_overlap overlap = {{0}, {0}};
    hr_test_random random = {7};
    hr_nation_united_kingdom(&parameters);
    must(hr_places_read(&places, HR_SOURCE_FOLDER "/scenarios/data/places-GB.csv", &error), &error);
    must(hr_generate(&network, &parameters, &places, NULL, &error), &error);
    uint32_t *nodes = calloc(network.node_count, sizeof *nodes);
    if (ledger == NULL || nodes == NULL) {
        exit(EXIT_FAILURE);
    }
    must(hr_ledger_plan_init(ledger, &network, services, SERVICES, &overlap, false, &error), &error);
    double start = hr_rival_now_ms();
    must(hr_exposure_plan_init(&plan, ledger, &error), &error);
    double plan_ms = hr_rival_now_ms() - start;
    must(hr_exposure_init(&exposure, &plan, &error), &error);
    double rival = hr_rival_components_ms(&network);
    printf("%u nodes (%u transit), %u groups, %u places, %u runs; paths in %.1f ms; igraph's components in %.2f ms\n",
           network.node_count, network.transit_count, ledger->group_count, plan.place_count,
           plan.run_start[network.transit_count], plan_ms, rival);
    for (uint32_t n = 0; n < network.node_count; ++n) {
        nodes[n] = n;
    }
    shuffle(nodes, network.transit_count, &random);
    campaign(&exposure, nodes, network.transit_count, replications, "every transit node", rival);
    shuffle(nodes + network.transit_count, network.node_count - network.transit_count, &random);
    uint32_t *chosen = nodes + network.transit_count - TRANSIT; /* the last transit nodes, then the first stubs */
    shuffle(chosen, TRANSIT + STUBS, &random);
    campaign(&exposure, chosen, TRANSIT + STUBS, replications, "at random", rival);
    hr_exposure_free(&exposure);
    hr_exposure_plan_free(&plan);
    hr_ledger_plan_free(ledger);
    hr_network_free(&network);
    hr_places_free(&places);
    free(nodes);
    free(ledger);
    return EXIT_SUCCESS;
}
