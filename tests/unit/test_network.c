/* The network's builder: numbering, links, checks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/network.h"

static hr_network_builder *new_builder(void)
{
    hr_network_builder *builder = NULL;
    uint32_t index = 0;
    assert_int_equal(hr_network_builder_new(&builder, NULL), HR_OK);
    assert_int_equal(hr_network_builder_operator(builder, "Alder", &index, NULL), HR_OK);
    assert_int_equal(index, 0);
    assert_int_equal(hr_network_builder_operator(builder, "Beech", &index, NULL), HR_OK);
    assert_int_equal(index, 1);
    return builder;
}

static hr_network_node plain_node(const char *id, hr_role role)
{
    return (hr_network_node){
        .id = id, .role = role, .capacity_users = HR_CAPACITY_UNLIMITED, .bound_vendor = HR_NO_VENDOR};
}

static uint32_t add(hr_network_builder *builder, hr_network_node node)
{
    uint32_t index = HR_NO_NODE;
    assert_int_equal(hr_network_builder_node(builder, &node, &index, NULL), HR_OK);
    return index;
}

static uint32_t add_plain(hr_network_builder *builder, const char *id, hr_role role, uint32_t users)
{
    hr_network_node node = plain_node(id, role);
    node.users = users;
    return add(builder, node);
}

static void join(hr_network_builder *builder, uint32_t first, uint32_t second, hr_edge_kind kind)
{
    assert_int_equal(hr_network_builder_edge(builder, first, second, kind, NULL), HR_OK);
}

static void finish(hr_network_builder *builder, hr_network *network, uint32_t *renumbered)
{
    assert_int_equal(hr_network_finish(builder, network, renumbered, NULL), HR_OK);
    hr_network_builder_free(builder);
}

static void assert_link(const hr_network *network, uint32_t node, uint32_t position, uint32_t other, hr_edge_kind kind)
{
    const hr_link *link = &network->links[network->link_start[node] + position];
    assert_int_equal(link->node, other);
    assert_int_equal(link->kind, kind);
}

static void transit_nodes_come_first_and_stubs_by_area_and_operator(void **state)
{
    (void)state;
    hr_network_builder *builder = new_builder();
    static const struct {
        const char *id;
        hr_role role;
        uint32_t region, area, operator_id, place;
    } rows[] = {
        {"s0", HR_ROLE_RAN_SITE, 0, 3, 0, 7}, {"m", HR_ROLE_METRO, 1, 0, 0, 3},
        {"s1", HR_ROLE_CABINET, 1, 1, 1, 6},  {"c", HR_ROLE_CORE_ROUTER, 0, 2, 0, 2},
        {"s2", HR_ROLE_RAN_SITE, 1, 1, 0, 4}, {"e", HR_ROLE_EXCHANGE, 0, 2, 0, 1},
        {"s3", HR_ROLE_RAN_SITE, 0, 1, 0, 5}, {"o", HR_ROLE_OSS, 0, 1, 1, 0},
    };
    enum { COUNT = sizeof rows / sizeof rows[0] };
    for (uint32_t i = 0; i < COUNT; ++i) {
        hr_network_node node = plain_node(rows[i].id, rows[i].role);
        node.region = rows[i].region;
        node.area = rows[i].area;
        node.operator_id = rows[i].operator_id;
        node.users = 1;
        assert_int_equal(add(builder, node), i);
    }
    hr_network network;
    uint32_t renumbered[COUNT];
    finish(builder, &network, renumbered);
    assert_int_equal(network.node_count, COUNT);
    assert_int_equal(network.transit_count, 4);
    assert_int_equal(network.area_count, 4);
    assert_int_equal(network.region_count, 2);
    assert_int_equal(network.operator_count, 2);
    for (uint32_t i = 0; i < COUNT; ++i) {
        assert_int_equal(renumbered[i], rows[i].place);
        assert_string_equal(hr_network_id(&network, rows[i].place), rows[i].id);
        assert_int_equal(network.role[rows[i].place], rows[i].role);
        assert_int_equal(network.area[rows[i].place], rows[i].area);
        assert_int_equal(network.region[rows[i].place], rows[i].region);
        assert_int_equal(network.operator_id[rows[i].place], rows[i].operator_id);
    }
    hr_network_free(&network);
}

static void node_attributes_travel_with_the_node(void **state)
{
    (void)state;
    hr_network_builder *builder = new_builder();
    add_plain(builder, "stub", HR_ROLE_RAN_SITE, 1);
    hr_network_node node = plain_node("gateway", HR_ROLE_INTERNET_GATEWAY);
    node.latitude = 53.5;
    node.longitude = -2.25;
    node.users = 17;
    node.capacity_users = 4000;
    node.is_shared = true;
    node.is_sensitive = true;
    node.bound_vendor = 3;
    add(builder, node);
    hr_network network;
    finish(builder, &network, NULL);
    assert_string_equal(hr_network_id(&network, 0), "gateway");
    assert_true(network.latitude[0] == 53.5f);
    assert_true(network.longitude[0] == -2.25f);
    assert_int_equal(network.users[0], 17);
    assert_int_equal(network.capacity_users[0], 4000);
    assert_true(network.capacity_users[1] == HR_CAPACITY_UNLIMITED);
    assert_true(network.is_shared[0] && !network.is_shared[1]);
    assert_true(network.is_sensitive[0] && !network.is_sensitive[1]);
    assert_int_equal(network.bound_vendor[0], 3);
    assert_int_equal(network.bound_vendor[1], HR_NO_VENDOR);
    hr_network_free(&network);
}

static void parents_of_a_stub_are_primary_first_then_as_added(void **state)
{
    (void)state;
    hr_network_builder *builder = new_builder();
    uint32_t stub = add_plain(builder, "stub", HR_ROLE_CABINET, 5);
    uint32_t a = add_plain(builder, "a", HR_ROLE_EXCHANGE, 0);
    uint32_t b = add_plain(builder, "b", HR_ROLE_EXCHANGE, 0);
    uint32_t c = add_plain(builder, "c", HR_ROLE_EXCHANGE, 0);
    uint32_t d = add_plain(builder, "d", HR_ROLE_EXCHANGE, 0);
    join(builder, d, stub, HR_EDGE_BACKUP);
    join(builder, stub, c, HR_EDGE_PRIMARY);
    join(builder, stub, b, HR_EDGE_BACKUP);
    join(builder, a, stub, HR_EDGE_PRIMARY);
    hr_network network;
    uint32_t number[5];
    finish(builder, &network, number);
    assert_int_equal(network.link_start[number[stub] + 1] - network.link_start[number[stub]], 4);
    assert_link(&network, number[stub], 0, number[c], HR_EDGE_PRIMARY);
    assert_link(&network, number[stub], 1, number[a], HR_EDGE_PRIMARY);
    assert_link(&network, number[stub], 2, number[d], HR_EDGE_BACKUP);
    assert_link(&network, number[stub], 3, number[b], HR_EDGE_BACKUP);
    hr_network_free(&network);
}

static void transit_neighbours_stand_before_stubs(void **state)
{
    (void)state;
    hr_network_builder *builder = new_builder();
    uint32_t s0 = add_plain(builder, "s0", HR_ROLE_RAN_SITE, 5);
    uint32_t s1 = add_plain(builder, "s1", HR_ROLE_RAN_SITE, 5);
    uint32_t hub = add_plain(builder, "hub", HR_ROLE_METRO, 0);
    uint32_t x = add_plain(builder, "x", HR_ROLE_METRO, 0);
    uint32_t y = add_plain(builder, "y", HR_ROLE_METRO, 0);
    join(builder, hub, s1, HR_EDGE_PRIMARY);
    join(builder, hub, x, HR_EDGE_BACKUP);
    join(builder, s0, hub, HR_EDGE_BACKUP);
    join(builder, y, hub, HR_EDGE_PRIMARY);
    hr_network network;
    uint32_t number[5];
    finish(builder, &network, number);
    uint32_t h = number[hub];
    assert_int_equal(network.link_start[h + 1] - network.link_start[h], 4);
    assert_int_equal(network.stub_start[h], network.link_start[h] + 2);
    assert_link(&network, h, 0, number[y], HR_EDGE_PRIMARY);
    assert_link(&network, h, 1, number[x], HR_EDGE_BACKUP);
    assert_link(&network, h, 2, number[s0], HR_EDGE_BACKUP);
    assert_link(&network, h, 3, number[s1], HR_EDGE_PRIMARY);
    assert_int_equal(network.stub_start[number[x]], network.link_start[number[x] + 1]);
    hr_network_free(&network);
}

static void stubs_of_the_last_transit_node_keep_their_links(void **state)
{
    (void)state;
    hr_network_builder *builder = new_builder();
    uint32_t hub = add_plain(builder, "hub", HR_ROLE_METRO, 0);
    uint32_t stubs[3];
    static const char *const ids[] = {"s0", "s1", "s2"};
    for (uint32_t i = 0; i < 3; ++i) {
        stubs[i] = add_plain(builder, ids[i], HR_ROLE_RAN_SITE, 1);
        join(builder, stubs[i], hub, HR_EDGE_PRIMARY);
    }
    hr_network network;
    uint32_t number[4];
    finish(builder, &network, number);
    assert_int_equal(network.link_start[0], 0);
    assert_int_equal(network.link_start[1], 3);
    assert_int_equal(network.link_start[4], 6);
    for (uint32_t i = 0; i < 3; ++i) {
        assert_link(&network, number[hub], i, number[stubs[i]], HR_EDGE_PRIMARY);
        assert_link(&network, number[stubs[i]], 0, number[hub], HR_EDGE_PRIMARY);
    }
    hr_network_free(&network);
}

static void parallel_edges_are_kept(void **state)
{
    (void)state;
    hr_network_builder *builder = new_builder();
    uint32_t a = add_plain(builder, "a", HR_ROLE_EXCHANGE, 3);
    uint32_t b = add_plain(builder, "b", HR_ROLE_EXCHANGE, 0);
    join(builder, a, b, HR_EDGE_BACKUP);
    join(builder, a, b, HR_EDGE_PRIMARY);
    hr_network network;
    finish(builder, &network, NULL);
    assert_int_equal(network.edge_count, 2);
    assert_link(&network, 0, 0, 1, HR_EDGE_PRIMARY);
    assert_link(&network, 0, 1, 1, HR_EDGE_BACKUP);
    assert_link(&network, 1, 0, 0, HR_EDGE_PRIMARY);
    assert_link(&network, 1, 1, 0, HR_EDGE_BACKUP);
    hr_network_free(&network);
}

static void every_edge_of_a_large_network_is_seen_from_both_ends(void **state)
{
    (void)state;
    enum { NODES = 3000, EDGES = 5000 };
    hr_network_builder *builder = new_builder();
    for (uint32_t i = 0; i < NODES; ++i) {
        char id[32];
        snprintf(id, sizeof id, "n%u", i);
        hr_network_node node = plain_node(id, (hr_role)(i * 7919 % HR_ROLE_COUNT));
        node.area = i * 31 % 57;
        node.region = i % 5;
        node.users = 1;
        add(builder, node);
    }
    uint32_t added = 0;
    for (uint32_t i = 0; added < EDGES; ++i) {
        uint32_t a = i * 48271 % NODES;
        uint32_t b = (i * 69621 + i / 7 + 1) % NODES;
        added += hr_network_builder_edge(builder, a, b, i % 3 == 0 ? HR_EDGE_BACKUP : HR_EDGE_PRIMARY, NULL) == HR_OK;
    }
    hr_network network;
    finish(builder, &network, NULL);
    assert_int_equal(network.link_start[NODES], 2 * EDGES);
    uint64_t there = 0; /* sums over (node, other, kind) and (other, node, kind) agree when every link has its mirror */
    uint64_t back = 0;
    for (uint32_t n = 0; n < NODES; ++n) {
        for (uint32_t k = network.link_start[n]; k < network.link_start[n + 1]; ++k) {
            const hr_link *link = &network.links[k];
            assert_true(n < network.transit_count || link->node < network.transit_count);
            if (n < network.transit_count) {
                assert_int_equal(link->node >= network.transit_count, k >= network.stub_start[n]);
            }
            there += (uint64_t)n * n * 31 * ((uint64_t)link->node + 1) * (link->kind + 1u);
            back += (uint64_t)link->node * link->node * 31 * ((uint64_t)n + 1) * (link->kind + 1u);
        }
    }
    assert_true(there == back);
    hr_network_free(&network);
}

static void users_and_nodes_are_summed_by_operator_and_role(void **state)
{
    (void)state;
    hr_network_builder *builder = new_builder();
    static const char *const ids[] = {"a", "b", "c", "d"};
    for (uint32_t i = 0; i < 4; ++i) {
        hr_network_node node = plain_node(ids[i], i < 2 ? HR_ROLE_RAN_SITE : HR_ROLE_EXCHANGE);
        node.operator_id = i % 2;
        node.users = 1u << i;
        add(builder, node);
    }
    hr_network network;
    finish(builder, &network, NULL);
    assert_int_equal(hr_network_users(&network, HR_OPERATORS_MAX, HR_ROLE_COUNT), 15);
    assert_int_equal(hr_network_users(&network, 1, HR_ROLE_COUNT), 10);
    assert_int_equal(hr_network_users(&network, HR_OPERATORS_MAX, HR_ROLE_EXCHANGE), 12);
    assert_int_equal(hr_network_users(&network, 0, HR_ROLE_RAN_SITE), 1);
    assert_int_equal(hr_network_nodes(&network, HR_OPERATORS_MAX, HR_ROLE_COUNT), 4);
    assert_int_equal(hr_network_nodes(&network, 0, HR_ROLE_EXCHANGE), 1);
    hr_network_free(&network);
}

static void roles_are_found_by_name_and_only_access_roles_are_stubs(void **state)
{
    (void)state;
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        assert_int_equal(hr_role_by_name(hr_role_forms[r].name), r);
        assert_int_equal(hr_role_forms[r].is_transit, r != HR_ROLE_RAN_SITE && r != HR_ROLE_CABINET);
    }
    assert_int_equal(hr_role_by_name("lighthouse"), HR_ROLE_COUNT);
}

/* ---- what the builder refuses ---- */

static void an_empty_network_is_refused(void **state)
{
    (void)state;
    hr_error error;
    hr_network network;
    hr_network_builder *builder = new_builder();
    assert_int_equal(hr_network_finish(builder, &network, NULL, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "no node"));
    hr_network_builder_free(builder);
    builder = new_builder();
    add_plain(builder, "silent", HR_ROLE_RAN_SITE, 0);
    assert_int_equal(hr_network_finish(builder, &network, NULL, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "no user"));
    hr_network_builder_free(builder);
}

static void two_nodes_of_one_id_are_refused(void **state)
{
    (void)state;
    hr_error error;
    hr_network network;
    hr_network_builder *builder = new_builder();
    add_plain(builder, "twin", HR_ROLE_RAN_SITE, 1);
    add_plain(builder, "other", HR_ROLE_RAN_SITE, 1);
    add_plain(builder, "twin", HR_ROLE_METRO, 1);
    assert_int_equal(hr_network_finish(builder, &network, NULL, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "twin"));
    hr_network_builder_free(builder);
}

static void more_users_than_can_be_counted_are_refused(void **state)
{
    (void)state;
    hr_network network;
    hr_network_builder *builder = new_builder();
    add_plain(builder, "a", HR_ROLE_RAN_SITE, 2000000000);
    add_plain(builder, "b", HR_ROLE_RAN_SITE, 1000000001);
    assert_int_equal(hr_network_finish(builder, &network, NULL, NULL), HR_BAD_INPUT);
    hr_network_builder_free(builder);
}

static void self_loops_and_stub_to_stub_edges_are_refused(void **state)
{
    (void)state;
    hr_error error;
    hr_network_builder *builder = new_builder();
    uint32_t site = add_plain(builder, "site", HR_ROLE_RAN_SITE, 1);
    uint32_t cabinet = add_plain(builder, "cabinet", HR_ROLE_CABINET, 1);
    uint32_t metro = add_plain(builder, "metro", HR_ROLE_METRO, 0);
    assert_int_equal(hr_network_builder_edge(builder, metro, metro, HR_EDGE_PRIMARY, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "metro"));
    assert_int_equal(hr_network_builder_edge(builder, site, cabinet, HR_EDGE_PRIMARY, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "cabinet"));
    assert_int_equal(hr_network_builder_edge(builder, site, metro, HR_EDGE_PRIMARY, &error), HR_OK);
    hr_network_builder_free(builder);
}

static void operators_are_unique_named_and_at_most_64(void **state)
{
    (void)state;
    hr_network_builder *builder = new_builder();
    uint32_t index = 0;
    char name[HR_NAME_SIZE + 1];
    assert_int_equal(hr_network_builder_operator(builder, "Beech", &index, NULL), HR_BAD_INPUT);
    assert_int_equal(hr_network_builder_operator(builder, "", &index, NULL), HR_BAD_INPUT);
    memset(name, 'x', HR_NAME_SIZE);
    name[HR_NAME_SIZE] = '\0';
    assert_int_equal(hr_network_builder_operator(builder, name, &index, NULL), HR_BAD_INPUT);
    for (uint32_t i = 2; i < HR_OPERATORS_MAX; ++i) {
        snprintf(name, sizeof name, "operator %u", i);
        assert_int_equal(hr_network_builder_operator(builder, name, &index, NULL), HR_OK);
    }
    assert_int_equal(hr_network_builder_operator(builder, "one more", &index, NULL), HR_BAD_INPUT);
    hr_network_builder_free(builder);
}

static void impossible_nodes_are_refused(void **state)
{
    (void)state;
    hr_network_builder *builder = new_builder();
    uint32_t index = 0;
    for (int fault = 0; fault < 9; ++fault) {
        hr_network_node node = plain_node(fault == 0 ? NULL : fault == 1 ? "" : "n", HR_ROLE_METRO);
        node.role = fault == 2 ? HR_ROLE_COUNT : node.role;
        node.operator_id = fault == 3 ? 2 : 0;
        node.latitude = fault == 4 ? 90.5 : 0.0;
        node.longitude = fault == 5 ? strtod("nan", NULL) : 0.0;
        node.capacity_users = fault == 6 ? -1 : 0;
        node.region = fault == 7 ? 65536 : 0;
        node.area = fault == 8 ? 1u << 24 : 0;
        assert_int_equal(hr_network_builder_node(builder, &node, &index, NULL), HR_BAD_INPUT);
    }
    assert_int_equal(add_plain(builder, "n", HR_ROLE_METRO, 0), 0);
    hr_network_builder_free(builder);
}

static void a_finished_builder_is_empty_and_usable_again(void **state)
{
    (void)state;
    hr_network_builder *builder = new_builder();
    hr_network first;
    hr_network second;
    uint32_t index = 0;
    add_plain(builder, "a", HR_ROLE_RAN_SITE, 1);
    assert_int_equal(hr_network_finish(builder, &first, NULL, NULL), HR_OK);
    assert_int_equal(hr_network_builder_operator(builder, "Alder", &index, NULL), HR_OK);
    assert_int_equal(index, 0);
    assert_int_equal(add_plain(builder, "a", HR_ROLE_RAN_SITE, 2), 0);
    finish(builder, &second, NULL);
    assert_int_equal(hr_network_users(&first, 0, HR_ROLE_COUNT), 1);
    assert_int_equal(hr_network_users(&second, 0, HR_ROLE_COUNT), 2);
    hr_network_free(&first);
    hr_network_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transit_nodes_come_first_and_stubs_by_area_and_operator),
        cmocka_unit_test(node_attributes_travel_with_the_node),
        cmocka_unit_test(parents_of_a_stub_are_primary_first_then_as_added),
        cmocka_unit_test(transit_neighbours_stand_before_stubs),
        cmocka_unit_test(stubs_of_the_last_transit_node_keep_their_links),
        cmocka_unit_test(parallel_edges_are_kept),
        cmocka_unit_test(every_edge_of_a_large_network_is_seen_from_both_ends),
        cmocka_unit_test(users_and_nodes_are_summed_by_operator_and_role),
        cmocka_unit_test(roles_are_found_by_name_and_only_access_roles_are_stubs),
        cmocka_unit_test(an_empty_network_is_refused),
        cmocka_unit_test(two_nodes_of_one_id_are_refused),
        cmocka_unit_test(more_users_than_can_be_counted_are_refused),
        cmocka_unit_test(self_loops_and_stub_to_stub_edges_are_refused),
        cmocka_unit_test(operators_are_unique_named_and_at_most_64),
        cmocka_unit_test(impossible_nodes_are_refused),
        cmocka_unit_test(a_finished_builder_is_empty_and_usable_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
