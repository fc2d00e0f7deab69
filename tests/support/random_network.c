/* Random networks: random_network.h. O(nodes + edges), small. */
#include "tests/support/random_network.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t hr_test_random_next(hr_test_random *random)
{
    random->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = random->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint32_t hr_test_random_below(hr_test_random *random, uint32_t bound)
{
    assert(bound > 0);
    return (uint32_t)((hr_test_random_next(random) >> 32) * bound >> 32);
}

bool hr_test_random_chance(hr_test_random *random, uint32_t percent)
{
    return hr_test_random_below(random, 100) < percent;
}

uint32_t hr_test_scaled(uint32_t count)
{
    const char *text = getenv("HR_TEST_SCALE");
    double scale = text != NULL ? strtod(text, NULL) : 1.0;
    assert(scale > 0.0 && scale <= 1.0);
    double scaled = scale * (double)count;
    return scaled < 1.0 ? 1 : (uint32_t)scaled;
}

/* ---- nodes ------------------------------------------------------------------------------------------------------ */

typedef struct {
    hr_test_random random;
    hr_network_builder *builder;
    uint32_t operators;
    uint32_t areas;
    uint32_t function_role_count;
    hr_role function_roles[4];
    uint32_t transit_count;
    uint32_t stub_count;
} maker;

static uint32_t below(maker *m, uint32_t bound)
{
    return hr_test_random_below(&m->random, bound);
}

static bool chance(maker *m, uint32_t percent)
{
    return hr_test_random_chance(&m->random, percent);
}

static uint32_t some_users(maker *m)
{
    static const uint32_t most[] = {1, 3, 40, 1000};
    return below(m, most[below(m, 4)] + 1);
}

static hr_role transit_role(maker *m)
{
    static const hr_role others[] = {HR_ROLE_EXCHANGE, HR_ROLE_AGGREGATION, HR_ROLE_METRO, HR_ROLE_CORE_ROUTER,
                                     HR_ROLE_OSS};
    return chance(m, 45) ? m->function_roles[below(m, m->function_role_count)] : others[below(m, 5)];
}

static void add_node(maker *m, uint32_t number, bool is_transit)
{
    char id[32];
    snprintf(id, sizeof id, "%s%u", is_transit ? "transit" : "stub", number);
    hr_role role = is_transit ? transit_role(m) : chance(m, 60) ? HR_ROLE_RAN_SITE : HR_ROLE_CABINET;
    bool is_access = !is_transit || role == HR_ROLE_EXCHANGE || chance(m, 3);
    hr_network_node node = {
        .id = id,
        .role = role,
        .operator_id = below(m, m->operators),
        .region = below(m, 2),
        .area = below(m, m->areas),
        .users = is_access ? some_users(m) : 0,
        .capacity_users = chance(m, 50) ? HR_CAPACITY_UNLIMITED : some_users(m),
        .is_shared = chance(m, 20),
        .bound_vendor = HR_NO_VENDOR,
    };
    if (role == HR_ROLE_OSS && !chance(m, 10)) {
        node.bound_vendor = (uint8_t)below(m, HR_RANDOM_NETWORK_VENDORS);
    }
    uint32_t index = 0;
    hr_status status = hr_network_builder_node(m->builder, &node, &index, NULL);
    assert(status == HR_OK && index == (is_transit ? number : m->transit_count + number));
}

/* ---- edges ------------------------------------------------------------------------------------------------------ */

static void add_edge(maker *m, uint32_t first, uint32_t second)
{
    hr_edge_kind kind = chance(m, 30) ? HR_EDGE_BACKUP : HR_EDGE_PRIMARY;
    if (first != second) {
        hr_status status = chance(m, 50) ? hr_network_builder_edge(m->builder, first, second, kind, NULL)
                                         : hr_network_builder_edge(m->builder, second, first, kind, NULL);
        assert(status == HR_OK);
    }
}

static void add_edges(maker *m)
{
    for (uint32_t n = 1; n < m->transit_count; ++n) {
        if (chance(m, 88)) { /* else a part of its own, or joined by the extra edges */
            add_edge(m, n, below(m, n));
        }
    }
    for (uint32_t extra = below(m, m->transit_count + 1); extra > 0; --extra) {
        add_edge(m, below(m, m->transit_count), below(m, m->transit_count));
    }
    for (uint32_t stub = 0; stub < m->stub_count; ++stub) {
        /* few parents to choose from, so that stubs share their lists of parents and form groups */
        uint32_t choice = 1 + below(m, m->transit_count < 6 ? m->transit_count : 6);
        for (uint32_t parents = chance(m, 3) ? 0 : 1 + below(m, 3); parents > 0; --parents) {
            add_edge(m, m->transit_count + stub, below(m, choice));
        }
    }
}

/* ---- services --------------------------------------------------------------------------------------------------- */

static bool has_users(const hr_network *network, uint32_t access_roles)
{
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (network->users[n] > 0 && access_roles >> network->role[n] & 1) {
            return true;
        }
    }
    return false;
}

static void add_service(maker *m, hr_random_network *made)
{
    static const uint32_t segments[] = {
        1u << HR_ROLE_RAN_SITE,
        1u << HR_ROLE_CABINET | 1u << HR_ROLE_EXCHANGE,
        1u << HR_ROLE_RAN_SITE | 1u << HR_ROLE_CABINET | 1u << HR_ROLE_EXCHANGE,
        (1u << HR_ROLE_COUNT) - 1,
    };
    hr_service service = {.access_roles = segments[below(m, 4)], .any_operator = chance(m, 30)};
    service.is_headline = made->service_count % 2 == 0;
    if (!has_users(&made->network, service.access_roles)) {
        service.access_roles = segments[3];
    }
    snprintf(service.name, sizeof service.name, "service%u", made->service_count);
    uint32_t first = below(m, m->function_role_count);
    service.required_count = 1 + below(m, m->function_role_count < 3 ? m->function_role_count : 3);
    for (uint32_t k = 0; k < service.required_count; ++k) {
        service.required[k] = m->function_roles[(first + k) % m->function_role_count];
    }
    made->services[made->service_count++] = service;
}

static void set_overlap(maker *m, hr_overlap *overlap)
{
    static const double shares[] = {0.0, 0.1, 0.3, 0.37, 0.7, 1.0};
    memset(overlap, 0, sizeof *overlap);
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) { /* of transit roles too: those must not matter */
        if (chance(m, 60)) {
            overlap->overlap_share[r] = shares[below(m, 6)];
            overlap->headroom_share[r] = shares[below(m, 6)];
        }
    }
}

static void set_roaming(maker *m, hr_roaming *roaming)
{
    static const double shares[] = {0.0, 0.1, 0.37, 0.7, 1.0};
    static const double factors[] = {0.0, 0.5, 1.0, 3.0};
    *roaming = (hr_roaming){.is_on = true, .headroom_share = shares[below(m, 5)], .overload_factor = INFINITY};
    if (chance(m, 40)) {
        roaming->overload_factor = factors[below(m, 4)];
    }
    for (uint32_t k = 0; k < m->function_role_count; ++k) {
        roaming->home_roles |= chance(m, 30) ? 1u << m->function_roles[k] : 0;
    }
}

static void choose_function_roles(maker *m)
{
    static const hr_role roles[] = {HR_ROLE_PACKET_CORE, HR_ROLE_SUBSCRIBER_DB,     HR_ROLE_CORE_ROUTER,
                                    HR_ROLE_VOICE_CORE,  HR_ROLE_EMERGENCY_GATEWAY, HR_ROLE_INTERNET_GATEWAY};
    uint32_t first = below(m, 6);
    m->function_role_count = 1 + below(m, 4);
    for (uint32_t k = 0; k < m->function_role_count; ++k) {
        m->function_roles[k] = roles[(first + k) % 6];
    }
}

static void fill_builder(maker *m)
{
    for (uint32_t o = 0; o < m->operators; ++o) {
        char name[32];
        uint32_t index = 0;
        snprintf(name, sizeof name, "operator%u", o);
        hr_status status = hr_network_builder_operator(m->builder, name, &index, NULL);
        assert(status == HR_OK && index == o);
    }
    for (uint32_t n = 0; n < m->transit_count; ++n) {
        add_node(m, n, true);
    }
    for (uint32_t n = 0; n < m->stub_count; ++n) {
        add_node(m, n, false);
    }
    add_edges(m);
}

void hr_random_network_make(hr_random_network *random_network, uint64_t seed)
{
    maker m = {.random = {seed}};
    hr_status status = hr_network_builder_new(&m.builder, NULL);
    assert(status == HR_OK);
    memset(random_network, 0, sizeof *random_network);
    do { /* a network without a user is refused: another one */
        uint32_t nodes = 5 + below(&m, HR_RANDOM_NETWORK_NODES_MAX - 4);
        m.transit_count = 2 + below(&m, nodes < 30 ? nodes - 2 : 28);
        m.stub_count = nodes - m.transit_count;
        m.operators = 1 + below(&m, 4);
        m.areas = 1 + below(&m, 5);
        choose_function_roles(&m);
        fill_builder(&m);
        status = hr_network_finish(m.builder, &random_network->network, NULL, NULL);
    } while (status == HR_BAD_INPUT);
    assert(status == HR_OK);
    hr_network_builder_free(m.builder);
    for (uint32_t services = 1 + below(&m, 5); services > 0; --services) {
        add_service(&m, random_network);
    }
    set_overlap(&m, &random_network->overlap);
    set_roaming(&m, &random_network->roaming);
}

void hr_random_network_free(hr_random_network *random_network)
{
    hr_network_free(&random_network->network);
    memset(random_network, 0, sizeof *random_network);
}
