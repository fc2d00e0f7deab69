/* How long the ledger takes for a national wave: 200,000 nodes, 63,000 down at one instant, restored one by one; without
 * and with roaming.
 *
 * Prints milliseconds a replication by phase, and their ratio to one evaluation of igraph_connected_components on the
 * same network, measured in the same run: the ratio travels between machines, the milliseconds do not. Usage:
 * bench_ledger [replications]
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/ledger.h"
#include "tests/support/random_network.h"
#include "tests/support/rival.h"

enum {
    NODES = 200000,
    AREAS = 5000,
    OPERATORS = 6,
    MOBILE = 4,
    AGGREGATION = 300,
    METRO = 60,
    CORE = 12,
    DOWN = 63000,
    SERVICES = 4
};

typedef struct {
    hr_test_random random;
    hr_network_builder *builder;
    uint32_t count;
    uint32_t exchange[AREAS]; /* operator 4's exchange of each area: every operator's transport there */
} maker;

static void check(bool is_true, const char *what)
{
    if (!is_true) {
        fprintf(stderr, "bench_ledger: %s\n", what);
        exit(1);
    }
}

static uint32_t add_node(maker *m, hr_role role, uint32_t o, uint32_t area, uint32_t users, int64_t capacity)
{
    char id[32];
    uint32_t index = 0;
    snprintf(id, sizeof id, "n%u", m->count++);
    hr_network_node node = {.id = id,
                            .role = role,
                            .operator_id = o,
                            .region = area / 500,
                            .area = area,
                            .users = users,
                            .capacity_users = capacity,
                            .bound_vendor = role == HR_ROLE_OSS ? (uint8_t)(area % 4) : HR_NO_VENDOR};
    check(hr_network_builder_node(m->builder, &node, &index, NULL) == HR_OK, "node");
    return index;
}

static void add_edge(maker *m, uint32_t first, uint32_t second, hr_edge_kind kind)
{
    if (first != second) {
        check(hr_network_builder_edge(m->builder, first, second, kind, NULL) == HR_OK, "edge");
    }
}

/* A ring with chords of core routers; functions and OSS on it; metro on two of them, aggregation on two metro nodes. */
static void add_transport(maker *m, uint32_t o, uint32_t aggregation[AGGREGATION])
{
    static const hr_role functions[] = {HR_ROLE_PACKET_CORE, HR_ROLE_SUBSCRIBER_DB, HR_ROLE_VOICE_CORE,
                                        HR_ROLE_EMERGENCY_GATEWAY, HR_ROLE_INTERNET_GATEWAY};
    uint32_t core[CORE];
    uint32_t metro[METRO];
    for (uint32_t i = 0; i < CORE; ++i) {
        core[i] = add_node(m, HR_ROLE_CORE_ROUTER, o, i * (AREAS / CORE), 0, HR_CAPACITY_UNLIMITED);
        for (uint32_t k = 0; k < 2 && i > 0; ++k) {
            add_edge(m, core[i], k == 0 ? core[i - 1] : core[hr_test_random_below(&m->random, i)], HR_EDGE_PRIMARY);
        }
    }
    for (uint32_t i = 0; i < 20 + 4; ++i) { /* four sites of each function; an OSS for each of four vendors */
        uint32_t node = i < 20 ? add_node(m, functions[i % 5], o, i * (AREAS / 24), 0, 6000000)
                               : add_node(m, HR_ROLE_OSS, o, i, 0, HR_CAPACITY_UNLIMITED);
        add_edge(m, node, core[i % CORE], HR_EDGE_PRIMARY);
        add_edge(m, node, core[(i + 5) % CORE], HR_EDGE_PRIMARY);
    }
    for (uint32_t i = 0; i < METRO; ++i) {
        metro[i] = add_node(m, HR_ROLE_METRO, o, i * (AREAS / METRO), 0, HR_CAPACITY_UNLIMITED);
        add_edge(m, metro[i], core[i * CORE / METRO], HR_EDGE_PRIMARY);
        add_edge(m, metro[i], core[(i * CORE / METRO + 1) % CORE], HR_EDGE_BACKUP);
    }
    for (uint32_t i = 0; i < AGGREGATION; ++i) {
        aggregation[i] = add_node(m, HR_ROLE_AGGREGATION, o, (uint32_t)((uint64_t)i * AREAS / AGGREGATION), 0,
                                  HR_CAPACITY_UNLIMITED);
        add_edge(m, aggregation[i], metro[i * METRO / AGGREGATION], HR_EDGE_PRIMARY);
        add_edge(m, aggregation[i], metro[(i * METRO / AGGREGATION + 1) % METRO], HR_EDGE_BACKUP);
    }
}

static void add_access(maker *m, uint32_t aggregation[OPERATORS][AGGREGATION])
{
    for (uint32_t area = 0; area < AREAS; ++area) {
        uint32_t near = (uint32_t)((uint64_t)area * AGGREGATION / AREAS);
        m->exchange[area] = add_node(m, HR_ROLE_EXCHANGE, MOBILE, area, 100, HR_CAPACITY_UNLIMITED);
        for (uint32_t o = 0; o < OPERATORS; ++o) { /* operators lease lines from the exchange to their aggregation */
            add_edge(m, m->exchange[area], aggregation[o][near], o == MOBILE ? HR_EDGE_PRIMARY : HR_EDGE_BACKUP);
        }
        add_edge(m, m->exchange[area], aggregation[MOBILE][(near + 1) % AGGREGATION], HR_EDGE_BACKUP);
    }
    while (m->count < NODES) {
        uint32_t o = hr_test_random_below(&m->random, OPERATORS);
        uint32_t area = hr_test_random_below(&m->random, AREAS);
        uint32_t near = (uint32_t)((uint64_t)area * AGGREGATION / AREAS);
        uint32_t stub = add_node(m, o < MOBILE ? HR_ROLE_RAN_SITE : HR_ROLE_CABINET, o, area,
                                 100 + hr_test_random_below(&m->random, 800), HR_CAPACITY_UNLIMITED);
        add_edge(m, stub, o < MOBILE ? aggregation[o][near] : m->exchange[area], HR_EDGE_PRIMARY);
        if (hr_test_random_chance(&m->random, 30)) {
            add_edge(m, stub,
                     o < MOBILE ? aggregation[o][(near + 1 + m->count % 2) % AGGREGATION]
                                : m->exchange[(area + 1) % AREAS],
                     HR_EDGE_BACKUP);
        }
    }
}

static void make_network(hr_network *network)
{
    static const char *const names[OPERATORS] = {"mobile1", "mobile2", "mobile3", "mobile4", "fixed1", "fixed2"};
    maker *m = calloc(1, sizeof *m);
    uint32_t(*aggregation)[AGGREGATION] = calloc(OPERATORS, sizeof *aggregation);
    check(m != NULL && aggregation != NULL, "memory");
    m->random.state = 20180416;
    check(hr_network_builder_new(&m->builder, NULL) == HR_OK, "builder");
    for (uint32_t o = 0; o < OPERATORS; ++o) {
        uint32_t index = 0;
        check(hr_network_builder_operator(m->builder, names[o], &index, NULL) == HR_OK, "operator");
    }
    for (uint32_t o = 0; o < OPERATORS; ++o) {
        add_transport(m, o, aggregation[o]);
    }
    add_access(m, aggregation);
    hr_error error;
    check(hr_network_finish(m->builder, network, NULL, &error) == HR_OK, "finish");
    hr_network_builder_free(m->builder);
    free(aggregation);
    free(m);
}

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
     .access_roles = 1u << HR_ROLE_CABINET | 1u << HR_ROLE_EXCHANGE,
     .required_count = 1,
     .required = {HR_ROLE_INTERNET_GATEWAY}},
    {.name = "emergency_call",
     .access_roles = 1u << HR_ROLE_RAN_SITE,
     .required_count = 1,
     .required = {HR_ROLE_EMERGENCY_GATEWAY},
     .any_operator = true},
};

/* ---- measuring ------------------------------------------------------------------------------------------------- */

enum { RESET, WAVE, SETTLE, RESTORE, PHASES };

static void replicate(hr_ledger *ledger, const hr_ledger_plan *plan, const hr_roaming *roaming, const uint32_t *order,
                      double best[PHASES], int64_t *check_sum)
{
    double times[PHASES + 1];
    times[RESET] = hr_rival_now_ms();
    hr_ledger_reset(ledger, plan, roaming);
    times[WAVE] = hr_rival_now_ms();
    for (uint32_t i = 0; i < DOWN; ++i) {
        hr_ledger_take_down(ledger, order[i]);
    }
    times[SETTLE] = hr_rival_now_ms();
    hr_ledger_settle(ledger);
    times[RESTORE] = hr_rival_now_ms();
    for (uint32_t i = DOWN; i > 0; --i) {
        hr_ledger_bring_up(ledger, order[i - 1]);
        hr_ledger_settle(ledger);
        *check_sum = *check_sum * 31 % 1000003 + hr_ledger_served(ledger, i % OPERATORS, i % SERVICES);
    }
    times[PHASES] = hr_rival_now_ms();
    for (uint32_t p = 0; p < PHASES; ++p) {
        double taken = times[p + 1] - times[p];
        best[p] = taken < best[p] ? taken : best[p];
    }
}

static void shuffle(uint32_t *order, uint32_t count, hr_test_random *random)
{
    for (uint32_t i = 0; i < count; ++i) {
        order[i] = i;
    }
    for (uint32_t i = count; i > 1; --i) {
        uint32_t j = hr_test_random_below(random, i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

static void measure(hr_ledger *ledger, const hr_ledger_plan *plan, const hr_roaming *roaming, const uint32_t *order,
                    int replications, double rival)
{
    double best[PHASES] = {1e300, 1e300, 1e300, 1e300};
    int64_t check_sum = 0;
    for (int i = 0; i < replications; ++i) {
        replicate(ledger, plan, roaming, order, best, &check_sum);
    }
    double total = best[RESET] + best[WAVE] + best[SETTLE] + best[RESTORE];
    printf("%s roaming: reset %.2f ms, wave of %d %.2f ms, settle %.2f ms, restore one by one %.2f ms\n",
           roaming != NULL ? "with" : "without", best[RESET], DOWN, best[WAVE], best[SETTLE], best[RESTORE]);
    printf("a replication %.2f ms, igraph_connected_components once %.2f ms, ratio %.3f (check sum %" PRId64 ")\n",
           total, rival, total / rival, check_sum);
}

int main(int argc, char **argv)
{
    int replications = argc > 1 ? atoi(argv[1]) : 20;
    hr_network network;
    hr_ledger_plan *plan = calloc(1, sizeof *plan);
    hr_ledger ledger;
    hr_error error;
    hr_overlap overlap = {.overlap_share[HR_ROLE_RAN_SITE] = 0.6, .headroom_share[HR_ROLE_RAN_SITE] = 0.2};
    hr_roaming roaming = {
        .is_on = true, .headroom_share = 0.2, .overload_factor = INFINITY, .home_roles = 1u << HR_ROLE_SUBSCRIBER_DB};
    hr_test_random random = {7};
    make_network(&network);
    uint32_t *order = malloc(network.node_count * sizeof *order);
    check(plan != NULL && order != NULL, "memory");
    shuffle(order, network.node_count, &random);
    const hr_ledger_plan *plans[] = {plan};
    check(hr_ledger_plan_init(plan, &network, services, SERVICES, &overlap, true, &error) == HR_OK, "plan");
    check(hr_ledger_init(&ledger, plans, 1, true, &error) == HR_OK, "ledger");
    double rival = hr_rival_components_ms(&network);
    printf("%" PRIu32 " nodes (%" PRIu32 " transit), %" PRIu32 " edges, %" PRIu32 " groups\n", network.node_count,
           network.transit_count, network.edge_count, plan->group_count);
    measure(&ledger, plan, NULL, order, replications, rival);
    measure(&ledger, plan, &roaming, order, replications, rival);
    hr_ledger_free(&ledger);
    hr_ledger_plan_free(plan);
    hr_network_free(&network);
    free(plan);
    free(order);
    return 0;
}
