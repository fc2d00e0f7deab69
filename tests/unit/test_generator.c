/* The generated network of a small invented nation: structure, exact users, homing, and refusals. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "models/hierarchy.h"
#include "models/spatial.h"
#include "tests/support/nation.h"

typedef struct {
    hr_generator_parameters parameters;
    hr_places places;
    hr_network network;
    hr_error error;
} fixture;

static int make_nation(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    hr_nation_small(&f->parameters);
    hr_nation_small_places(&f->places);
    *state = f;
    return 0;
}

static int free_nation(void **state)
{
    fixture *f = *state;
    if (f->network.node_count > 0) {
        hr_network_free(&f->network);
    }
    hr_places_free(&f->places);
    free(f);
    return 0;
}

static const hr_network *generate(fixture *f)
{
    if (f->network.node_count > 0) {
        hr_network_free(&f->network);
    }
    assert_int_equal(hr_generate(&f->network, &f->parameters, &f->places, NULL, &f->error), HR_OK);
    return &f->network;
}

static hr_point point_of(const hr_network *network, uint32_t node)
{
    return hr_point_at((hr_position){network->latitude[node], network->longitude[node]});
}

static uint32_t upward_links(const hr_network *network, uint32_t node)
{
    return (node < network->transit_count ? network->stub_start[node] : network->link_start[node + 1]) -
           network->link_start[node];
}

/* ---- totals ------------------------------------------------------------------------------------------------------ */

static void every_operator_has_the_nodes_asked_for(void **state)
{
    fixture *f = *state;
    const hr_network *network = generate(f);
    for (uint32_t o = 0; o < f->parameters.operator_count; ++o) {
        const hr_generator_operator *asked = &f->parameters.operators[o];
        bool is_guest = asked->transport >= 0;
        assert_string_equal(network->operator_names[o], asked->name);
        assert_int_equal(hr_network_nodes(network, o, HR_ROLE_RAN_SITE), asked->ran_sites);
        assert_int_equal(hr_network_nodes(network, o, HR_ROLE_CABINET), asked->cabinets);
        assert_int_equal(hr_network_nodes(network, o, HR_ROLE_EXCHANGE), asked->exchanges);
        assert_int_equal(hr_network_nodes(network, o, HR_ROLE_AGGREGATION), is_guest ? 0 : asked->aggregation);
        assert_int_equal(hr_network_nodes(network, o, HR_ROLE_METRO), is_guest ? 0 : asked->metro);
        assert_int_equal(hr_network_nodes(network, o, HR_ROLE_CORE_ROUTER), is_guest ? 0 : asked->core_routers);
        assert_int_equal(hr_network_nodes(network, o, HR_ROLE_OSS), asked->oss_count);
        for (uint32_t k = 0; k < asked->function_count; ++k) {
            assert_int_equal(hr_network_nodes(network, o, asked->functions[k].role), asked->functions[k].count);
        }
    }
}

static void users_are_placed_to_the_last_one(void **state)
{
    fixture *f = *state;
    const hr_network *network = generate(f);
    const hr_role roles[] = {HR_ROLE_RAN_SITE, HR_ROLE_RAN_SITE, HR_ROLE_CABINET, HR_ROLE_EXCHANGE};
    for (uint32_t o = 0; o < f->parameters.operator_count; ++o) {
        assert_int_equal(hr_network_users(network, o, roles[o]), f->parameters.operators[o].users);
        assert_int_equal(hr_network_users(network, o, HR_ROLE_COUNT), f->parameters.operators[o].users);
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        assert_true(network->users[n] > 0 || network->role[n] != roles[network->operator_id[n]]);
    }
}

static void users_follow_the_population(void **state)
{
    fixture *f = *state;
    const hr_network *network = generate(f);
    double expected = 0;
    double users = 0;
    for (size_t p = 0; p < f->places.count; ++p) {
        expected += f->places.places[p].population;
    }
    expected = f->places.places[0].population / expected; /* the largest place's share */
    for (uint32_t n = 0; n < network->node_count; ++n) {
        hr_point middle = hr_point_at(
            (hr_position){(float)f->places.places[0].latitude, (float)f->places.places[0].longitude});
        if (network->operator_id[n] == HR_NATION_LINE && hr_point_ground_km(point_of(network, n), middle) < 8) {
            users += network->users[n];
        }
    }
    assert_true(fabs(users / 150000 - expected) < 0.01);
}

static void city_sites_are_busier_below_an_exponent_of_one(void **state)
{
    fixture *f = *state;
    uint32_t most[2] = {0, 0};
    f->parameters.operators[HR_NATION_RED].ran_sites = 1000;
    for (int k = 0; k < 2; ++k) {
        f->parameters.site_exponent = k == 0 ? 1 : 0.6;
        const hr_network *network = generate(f);
        for (uint32_t n = network->transit_count; n < network->node_count; ++n) {
            if (network->operator_id[n] == HR_NATION_RED && network->users[n] > most[k]) {
                most[k] = network->users[n];
            }
        }
    }
    assert_true(most[1] > most[0]);
}

static void areas_are_the_first_fixed_operators_exchanges(void **state)
{
    fixture *f = *state;
    const hr_network *network = generate(f);
    uint32_t exchanges[200] = {0};
    uint32_t sites[200] = {0};
    assert_int_equal(network->area_count, 75);
    assert_int_equal(network->region_count, f->parameters.operators[HR_NATION_LINE].metro);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        exchanges[network->area[n]] += network->role[n] == HR_ROLE_EXCHANGE &&
                                       network->operator_id[n] == HR_NATION_LINE;
        sites[network->area[n]] += network->role[n] == HR_ROLE_RAN_SITE && network->operator_id[n] == HR_NATION_BLUE;
    }
    for (uint32_t a = 0; a < network->area_count; ++a) {
        assert_int_equal(exchanges[a], 1);
        assert_true(sites[a] >= 1);
    }
}

static void places_without_an_exchange_count_in_the_nearest_area(void **state)
{
    fixture *f = *state;
    f->parameters.operators[HR_NATION_LINE].exchanges = 8;
    f->parameters.operators[HR_NATION_RED].ran_sites = 5; /* fewer than areas, too */
    f->parameters.operators[HR_NATION_BLUE].ran_sites = 5;
    const hr_network *network = generate(f);
    assert_int_equal(network->area_count, 8);
    assert_int_equal(hr_network_users(network, HR_NATION_RED, HR_ROLE_RAN_SITE), 300001);
    assert_int_equal(hr_network_users(network, HR_NATION_LINE, HR_ROLE_CABINET), 150000);
}

static void ids_are_unique_and_say_what_a_node_is(void **state)
{
    fixture *f = *state;
    const hr_network *network = generate(f);
    uint8_t *is_seen = calloc((size_t)HR_OPERATORS_MAX * HR_ROLE_COUNT * 1000, 1);
    assert_non_null(is_seen);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        char expected[160];
        unsigned number = 0;
        const char *id = hr_network_id(network, n);
        assert_non_null(strrchr(id, '.'));
        assert_int_equal(sscanf(strrchr(id, '.') + 1, "%u", &number), 1);
        assert_in_range(number, 1, 999);
        snprintf(expected, sizeof expected, "%s.%s.%06u", network->operator_names[network->operator_id[n]],
                 hr_role_forms[network->role[n]].name, number);
        assert_string_equal(id, expected);
        uint8_t *seen = &is_seen[((size_t)network->operator_id[n] * HR_ROLE_COUNT + network->role[n]) * 1000 + number];
        assert_int_equal(*seen, 0);
        *seen = 1;
    }
    free(is_seen);
}

/* ---- links ------------------------------------------------------------------------------------------------------- */

static void access_hangs_on_the_nearest_parent_of_its_transport(void **state)
{
    fixture *f = *state;
    const hr_network *network = generate(f);
    const struct {
        uint32_t operator_id;
        hr_role role;
        uint32_t parent_operator;
        hr_role parent_role;
    } rows[] = {
        {HR_NATION_RED, HR_ROLE_RAN_SITE, HR_NATION_LINE, HR_ROLE_EXCHANGE},
        {HR_NATION_BLUE, HR_ROLE_RAN_SITE, HR_NATION_BLUE, HR_ROLE_AGGREGATION},
        {HR_NATION_LINE, HR_ROLE_CABINET, HR_NATION_LINE, HR_ROLE_EXCHANGE},
        {HR_NATION_FIBRE, HR_ROLE_EXCHANGE, HR_NATION_FIBRE, HR_ROLE_AGGREGATION},
        {HR_NATION_FIBRE, HR_ROLE_AGGREGATION, HR_NATION_FIBRE, HR_ROLE_METRO},
    };
    for (uint32_t n = 0; n < network->node_count; ++n) {
        for (size_t r = 0; r < sizeof rows / sizeof *rows; ++r) {
            if (network->operator_id[n] != rows[r].operator_id || network->role[n] != rows[r].role) {
                continue;
            }
            uint32_t parent = hr_network_first_parent(network, n);
            assert_int_equal(network->operator_id[parent], rows[r].parent_operator);
            assert_int_equal(network->role[parent], rows[r].parent_role);
            double nearest = INFINITY;
            for (uint32_t m = 0; m < network->transit_count; ++m) {
                if (network->operator_id[m] == rows[r].parent_operator && network->role[m] == rows[r].parent_role) {
                    nearest = fmin(nearest, hr_point_distance2(point_of(network, n), point_of(network, m)));
                }
            }
            assert_true(hr_point_distance2(point_of(network, n), point_of(network, parent)) == nearest);
        }
    }
}

static void first_links_are_primary_and_second_ones_backup(void **state)
{
    fixture *f = *state;
    const hr_network *network = generate(f);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        uint32_t primary = 0;
        uint32_t backup = 0;
        for (uint32_t k = 0; k < upward_links(network, n); ++k) {
            const hr_link *link = &network->links[network->link_start[n] + k];
            if (hr_network_is_parent(network, n, link->node)) {
                primary += link->kind == HR_EDGE_PRIMARY;
                backup += link->kind == HR_EDGE_BACKUP;
            } else if (network->role[n] == HR_ROLE_CORE_ROUTER && network->role[link->node] == HR_ROLE_CORE_ROUTER) {
                assert_int_equal(link->kind, HR_EDGE_PRIMARY);
            }
        }
        hr_role role = network->role[n];
        uint32_t networks = network->is_shared[n] ? 3 : 1;
        assert_int_equal(primary, role == HR_ROLE_CORE_ROUTER ? 0 : networks);
        if (role >= HR_ROLE_AGGREGATION) {
            assert_int_equal(backup, role == HR_ROLE_CORE_ROUTER ? 0 : networks);
        } else {
            assert_in_range(backup, 0, 1);
        }
    }
}

static void dual_homing_follows_its_probabilities(void **state)
{
    fixture *f = *state;
    hr_network_statistics statistics;
    f->parameters.dual_homing[HR_ROLE_RAN_SITE] = 0.25;
    f->parameters.dual_homing[HR_ROLE_CABINET] = 0;
    f->parameters.dual_homing[HR_ROLE_EXCHANGE] = 1;
    f->parameters.operators[HR_NATION_RED].ran_sites = 4000;
    f->parameters.operators[HR_NATION_BLUE].ran_sites = 4000;
    hr_network_measure(generate(f), &statistics);
    double deviation = sqrt(0.25 * 0.75 / 8000);
    assert_true(fabs(statistics.dual_homed_share[HR_ROLE_RAN_SITE] - 0.25) < 4.5 * deviation);
    assert_true(statistics.dual_homed_share[HR_ROLE_CABINET] == 0);
    assert_true(statistics.dual_homed_share[HR_ROLE_EXCHANGE] == 1);
    assert_true(statistics.dual_homed_share[HR_ROLE_METRO] == 1);
}

static void more_dual_homing_keeps_the_dual_homed(void **state)
{
    fixture *f = *state;
    uint8_t was_dual[4096] = {0};
    const hr_network *network = generate(f);
    uint32_t count = network->node_count;
    assert_true(count < sizeof was_dual);
    for (uint32_t n = 0; n < count; ++n) {
        was_dual[n] = n >= network->transit_count && upward_links(network, n) == 2;
    }
    f->parameters.dual_homing[HR_ROLE_RAN_SITE] = 0.6;
    network = generate(f);
    assert_int_equal(network->node_count, count);
    for (uint32_t n = network->transit_count; n < count; ++n) {
        assert_true(!was_dual[n] || upward_links(network, n) == 2);
    }
}

static void core_rings_have_chords_to_the_other_side(void **state)
{
    fixture *f = *state;
    const hr_network *network = generate(f);
    const uint32_t expected[] = {0, 4 + 2, 5 + 2, 3};
    uint32_t edges[4] = {0};
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        for (uint32_t k = 0; k < upward_links(network, n); ++k) {
            uint32_t neighbour = network->links[network->link_start[n] + k].node;
            edges[network->operator_id[n]] += n < neighbour && network->role[n] == HR_ROLE_CORE_ROUTER &&
                                              network->role[neighbour] == HR_ROLE_CORE_ROUTER;
        }
    }
    assert_memory_equal(edges, expected, sizeof edges);
}

static void shared_sites_stand_at_one_position(void **state)
{
    fixture *f = *state;
    for (int round = 0; round < 3; ++round) {
        f->parameters.pairs[0].share = round == 0 ? 0.9 : round == 1 ? 1 : 0;
        f->parameters.operators[HR_NATION_BLUE].ran_sites = round == 1 ? 40 : 120; /* 40: fewer than areas */
        const hr_network *network = generate(f);
        uint32_t blue_sites = hr_network_nodes(network, HR_NATION_BLUE, HR_ROLE_RAN_SITE);
        uint32_t shared = 0;
        for (uint32_t n = network->transit_count; n < network->node_count; ++n) {
            if (network->operator_id[n] != HR_NATION_BLUE) {
                continue;
            }
            uint32_t hosts = 0;
            for (uint32_t m = network->transit_count; m < network->node_count; ++m) {
                hosts += network->operator_id[m] == HR_NATION_RED && network->area[m] == network->area[n] &&
                         network->latitude[m] == network->latitude[n] && network->longitude[m] == network->longitude[n];
            }
            assert_in_range(hosts, 0, 1);
            shared += hosts;
        }
        assert_int_equal(shared, (uint32_t)(f->parameters.pairs[0].share * blue_sites + 0.5));
    }
}

static void functions_stand_at_core_places_apart_from_each_other(void **state)
{
    fixture *f = *state;
    const hr_network *network = generate(f);
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        if (network->role[n] < HR_ROLE_PACKET_CORE) {
            continue;
        }
        uint32_t parent = hr_network_first_parent(network, n);
        assert_int_equal(network->role[parent], HR_ROLE_CORE_ROUTER);
        assert_true(network->latitude[n] == network->latitude[parent]);
        for (uint32_t m = 0; m < n; ++m) {
            bool is_alike = network->role[m] == network->role[n] && network->operator_id[m] == network->operator_id[n];
            assert_false(is_alike && network->latitude[m] == network->latitude[n] &&
                         network->longitude[m] == network->longitude[n]);
        }
    }
}

static void functions_have_their_capacity_and_management_its_vendor(void **state)
{
    fixture *f = *state;
    const hr_network *network = generate(f);
    uint32_t packet_core = hr_nation_node(network, "red.packet_core.000002");
    uint32_t gateway = hr_nation_node(network, "line.internet_gateway.000001");
    uint32_t emergency = hr_nation_node(network, "line.emergency_gateway.000001");
    uint32_t oss = hr_nation_node(network, "red.oss.000002");
    assert_int_equal(network->capacity_users[packet_core], 225001); /* 0.75 of 300,001, up */
    assert_true(network->capacity_users[gateway] == HR_CAPACITY_UNLIMITED);
    assert_int_equal(network->capacity_users[emergency], 300001); /* shared: of the largest operator */
    assert_true(network->is_shared[emergency] && !network->is_shared[gateway]);
    assert_int_equal(network->bound_vendor[oss], 9);
    assert_int_equal(network->bound_vendor[gateway], HR_NO_VENDOR);
}

/* ---- same seed, same network ----------------------------------------------------------------------------------- */

static void one_seed_gives_one_network_on_every_machine(void **state)
{
    fixture *f = *state;
    uint64_t first = hr_nation_digest(generate(f));
    uint64_t second = hr_nation_digest(generate(f));
    f->parameters.seed = 8;
    uint64_t other = hr_nation_digest(generate(f));
    printf("digest %016" PRIx64 "\n", first);
    assert_true(first == second);
    assert_true(first != other);
    assert_true(first == UINT64_C(
                             /* changes with the generator and the numbering of nodes, never with machine or compiler */
                             0x2f39e3b5f830af64));
}

/* ---- sensitive sites -------------------------------------------------------------------------------------------- */

enum { AREAS_MAX = 100 };

/* Which areas are sensitive: all nodes of an area are, or none. */
static uint32_t sensitive_areas(const hr_network *network, int8_t sensitive[AREAS_MAX])
{
    uint32_t count = 0;
    memset(sensitive, -1, AREAS_MAX);
    assert_true(network->area_count <= AREAS_MAX);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        int8_t *area = &sensitive[network->area[n]];
        count += *area < 0 && network->is_sensitive[n];
        assert_true(*area < 0 || *area == network->is_sensitive[n]);
        *area = (int8_t)network->is_sensitive[n];
    }
    return count;
}

static void a_share_of_areas_is_sensitive_and_a_larger_share_holds_it(void **state)
{
    fixture *f = *state;
    int8_t few[AREAS_MAX];
    int8_t more[AREAS_MAX];
    f->parameters.sensitive.area_share = 0.2;
    assert_int_equal(sensitive_areas(generate(f), few), 15); /* of 75 */
    f->parameters.sensitive.area_share = 0.5;
    assert_int_equal(sensitive_areas(generate(f), more), 38);
    for (uint32_t a = 0; a < 75; ++a) {
        assert_true(more[a] >= few[a]);
    }
}

static uint32_t nearest_place(const fixture *f, uint32_t node)
{
    uint32_t nearest = 0;
    double least = INFINITY;
    for (uint32_t p = 0; p < f->places.count; ++p) {
        hr_position position = {(float)f->places.places[p].latitude, (float)f->places.places[p].longitude};
        double distance = hr_point_distance2(point_of(&f->network, node), hr_point_at(position));
        if (distance < least) {
            least = distance;
            nearest = p;
        }
    }
    return nearest;
}

static void all_areas_of_a_named_place_are_sensitive(void **state)
{
    fixture *f = *state;
    int8_t sensitive[AREAS_MAX];
    snprintf(f->parameters.sensitive.places[f->parameters.sensitive.place_count++], HR_NAME_SIZE, "place 00");
    const hr_network *network = generate(f);
    assert_true(sensitive_areas(network, sensitive) > 1);
    for (uint32_t n = 0; n < network->transit_count; ++n) { /* the middle of each area */
        if (network->operator_id[n] == HR_NATION_LINE && network->role[n] == HR_ROLE_EXCHANGE) {
            assert_int_equal(network->is_sensitive[n], nearest_place(f, n) == 0);
        }
    }
}

static void a_sensitive_place_without_an_area_is_in_the_nearest(void **state)
{
    fixture *f = *state;
    int8_t sensitive[AREAS_MAX];
    f->parameters.operators[HR_NATION_LINE].exchanges = 30; /* for sixty places */
    snprintf(f->parameters.sensitive.places[f->parameters.sensitive.place_count++], HR_NAME_SIZE, "place 59");
    const hr_network *network = generate(f);
    hr_position position = {(float)f->places.places[59].latitude, (float)f->places.places[59].longitude};
    uint32_t nearest = HR_NO_NODE;
    assert_int_equal(sensitive_areas(network, sensitive), 1);
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        if (network->operator_id[n] == HR_NATION_LINE && network->role[n] == HR_ROLE_EXCHANGE &&
            (nearest == HR_NO_NODE || hr_point_distance2(point_of(network, n), hr_point_at(position)) <
                                          hr_point_distance2(point_of(network, nearest), hr_point_at(position)))) {
            nearest = n;
        }
    }
    assert_true(network->is_sensitive[nearest]);
}

static void sensitive_sites_change_nothing_else(void **state)
{
    fixture *f = *state;
    uint64_t before = hr_nation_digest(generate(f));
    f->parameters.sensitive.area_share = 0.3;
    generate(f);
    assert_true(hr_nation_digest(&f->network) != before);
    memset(f->network.is_sensitive, 0, f->network.node_count);
    assert_true(hr_nation_digest(&f->network) == before);
}

/* ---- refusals -------------------------------------------------------------------------------------------------- */

static void expect_refusal(fixture *f, const char *sentence)
{
    assert_int_equal(hr_generate(&f->network, &f->parameters, &f->places, NULL, &f->error), HR_BAD_INPUT);
    if (strstr(f->error.text, sentence) == NULL) {
        fail_msg("`%s` does not say `%s`", f->error.text, sentence);
    }
    hr_nation_small(&f->parameters);
}

static void impossible_nations_are_refused_with_the_reason(void **state)
{
    fixture *f = *state;
    hr_generator_operator *operators = f->parameters.operators;
    operators[HR_NATION_LINE].cabinets = 0;
    operators[HR_NATION_LINE].exchanges = operators[HR_NATION_FIBRE].exchanges = 0;
    expect_refusal(f, "no operator has exchanges");
    operators[HR_NATION_BLUE].metro = 61;
    expect_refusal(f, "blue: 61 metro nodes need as many places; the table holds 60");
    operators[HR_NATION_BLUE].core_routers = 2;
    expect_refusal(f, "blue: a core ring takes at least 3 core routers, not 2");
    operators[HR_NATION_BLUE].core_routers = 7;
    expect_refusal(f, "blue: 7 core routers stand at metro places");
    operators[HR_NATION_BLUE].aggregation = 0;
    expect_refusal(f, "aggregation");
    operators[HR_NATION_BLUE].transport = HR_NATION_RED;
    expect_refusal(f, "the transport of red is not its own");
    operators[HR_NATION_BLUE].transport = 17;
    expect_refusal(f, "unknown operator");
    operators[HR_NATION_BLUE].cabinets = 10;
    expect_refusal(f, "not both");
    operators[HR_NATION_BLUE].users = -1;
    expect_refusal(f, "negative");
    operators[HR_NATION_BLUE].ran_sites = 0;
    f->parameters.pair_count = 0;
    expect_refusal(f, "to serve them");
    operators[HR_NATION_BLUE].functions[0].role = HR_ROLE_OSS;
    expect_refusal(f, "oss is not a function");
    f->parameters.pairs[f->parameters.pair_count++] = f->parameters.pairs[0];
    expect_refusal(f, "shares sites with two operators");
    f->parameters.pairs[0].second = HR_NATION_LINE;
    expect_refusal(f, "cannot share sites");
    f->parameters.dual_homing[HR_ROLE_CABINET] = 1.5;
    expect_refusal(f, "dual homing");
    strcpy(operators[HR_NATION_BLUE].name, "red");
    expect_refusal(f, "named red");
}

static void an_unknown_sensitive_place_is_refused_with_the_nearest_name(void **state)
{
    fixture *f = *state;
    snprintf(f->parameters.sensitive.places[f->parameters.sensitive.place_count++], HR_NAME_SIZE, "plaice 07");
    expect_refusal(f, "did you mean `place 07`?");
}

static void too_many_users_at_one_node_are_refused(void **state)
{
    fixture *f = *state;
    f->parameters.operators[HR_NATION_FIBRE].users = INT64_C(200000000000000);
    expect_refusal(f, "users at one node");
}

static void fewer_users_than_nodes_are_still_exact(void **state)
{
    fixture *f = *state;
    f->parameters.operators[HR_NATION_RED].users = 11;
    const hr_network *network = generate(f);
    assert_int_equal(hr_network_users(network, HR_NATION_RED, HR_ROLE_RAN_SITE), 11);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_nation, free_nation)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_operator_has_the_nodes_asked_for),
        TEST(users_are_placed_to_the_last_one),
        TEST(users_follow_the_population),
        TEST(city_sites_are_busier_below_an_exponent_of_one),
        TEST(areas_are_the_first_fixed_operators_exchanges),
        TEST(places_without_an_exchange_count_in_the_nearest_area),
        TEST(ids_are_unique_and_say_what_a_node_is),
        TEST(access_hangs_on_the_nearest_parent_of_its_transport),
        TEST(first_links_are_primary_and_second_ones_backup),
        TEST(dual_homing_follows_its_probabilities),
        TEST(more_dual_homing_keeps_the_dual_homed),
        TEST(core_rings_have_chords_to_the_other_side),
        TEST(shared_sites_stand_at_one_position),
        TEST(functions_stand_at_core_places_apart_from_each_other),
        TEST(functions_have_their_capacity_and_management_its_vendor),
        TEST(one_seed_gives_one_network_on_every_machine),
        TEST(a_share_of_areas_is_sensitive_and_a_larger_share_holds_it),
        TEST(all_areas_of_a_named_place_are_sensitive),
        TEST(a_sensitive_place_without_an_area_is_in_the_nearest),
        TEST(sensitive_sites_change_nothing_else),
        TEST(an_unknown_sensitive_place_is_refused_with_the_nearest_name),
        TEST(impossible_nations_are_refused_with_the_reason),
        TEST(too_many_users_at_one_node_are_refused),
        TEST(fewer_users_than_nodes_are_still_exact),
    };
    return cmocka_run_group_tests_name("generator", tests, NULL, NULL);
}
