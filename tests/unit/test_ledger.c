/* The service ledger on networks small enough to count by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/ledger.h"

enum { NODES_MAX = 16 };

/* A network drawn row by row, with one ledger on it. Node numbers are those of adding; number[] translates. */
typedef struct {
    hr_network_builder *builder;
    hr_network network;
    hr_service services[HR_SERVICES_MAX];
    uint32_t service_count;
    hr_overlap overlap;
    hr_ledger_plan plan;
    hr_ledger ledger;
    uint32_t count;
    uint32_t number[NODES_MAX];
} scene;

static scene *new_scene(uint32_t operators)
{
    scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    assert_int_equal(hr_network_builder_new(&s->builder, NULL), HR_OK);
    for (uint32_t o = 0; o < operators; ++o) {
        char name[32];
        uint32_t index = 0;
        snprintf(name, sizeof name, "operator%u", o);
        assert_int_equal(hr_network_builder_operator(s->builder, name, &index, NULL), HR_OK);
    }
    return s;
}

static uint32_t put(scene *s, hr_role role, hr_network_node node)
{
    char id[32];
    uint32_t index = 0;
    snprintf(id, sizeof id, "node%u", s->count++);
    node.id = id;
    node.role = role;
    node.capacity_users = node.capacity_users == 0 ? HR_CAPACITY_UNLIMITED : node.capacity_users;
    node.bound_vendor = role == HR_ROLE_OSS ? node.bound_vendor : HR_NO_VENDOR;
    assert_int_equal(hr_network_builder_node(s->builder, &node, &index, NULL), HR_OK);
    return index;
}

/* A stub of operator 0 in area 0 under one parent. */
static uint32_t site(scene *s, uint32_t users, uint32_t parent)
{
    uint32_t node = put(s, HR_ROLE_RAN_SITE, (hr_network_node){.users = users});
    assert_int_equal(hr_network_builder_edge(s->builder, node, parent, HR_EDGE_PRIMARY, NULL), HR_OK);
    return node;
}

static uint32_t function(scene *s, hr_role role)
{
    return put(s, role, (hr_network_node){.users = 0});
}

static void edge(scene *s, uint32_t first, uint32_t second)
{
    assert_int_equal(hr_network_builder_edge(s->builder, first, second, HR_EDGE_PRIMARY, NULL), HR_OK);
}

static void backup_edge(scene *s, uint32_t first, uint32_t second)
{
    assert_int_equal(hr_network_builder_edge(s->builder, first, second, HR_EDGE_BACKUP, NULL), HR_OK);
}

static uint32_t service(scene *s, hr_role first, hr_role second)
{
    hr_service made = {.name = "service", .access_roles = 1u << HR_ROLE_RAN_SITE | 1u << HR_ROLE_EXCHANGE};
    made.required[made.required_count++] = first;
    if (second != HR_ROLE_COUNT) {
        made.required[made.required_count++] = second;
    }
    s->services[s->service_count] = made;
    return s->service_count++;
}

static void open_scene(scene *s, bool backup_usable)
{
    assert_int_equal(hr_network_finish(s->builder, &s->network, s->number, NULL), HR_OK);
    assert_int_equal(
        hr_ledger_plan_init(&s->plan, &s->network, s->services, s->service_count, &s->overlap, backup_usable, NULL),
        HR_OK);
    const hr_ledger_plan *plans[] = {&s->plan};
    assert_int_equal(hr_ledger_init(&s->ledger, plans, 1, NULL), HR_OK);
}

static void close_scene(scene *s)
{
    hr_ledger_free(&s->ledger);
    hr_ledger_plan_free(&s->plan);
    hr_network_free(&s->network);
    hr_network_builder_free(s->builder);
    free(s);
}

static void fall(scene *s, uint32_t node)
{
    hr_ledger_take_down(&s->ledger, s->number[node]);
}

static void rise(scene *s, uint32_t node)
{
    hr_ledger_bring_up(&s->ledger, s->number[node]);
}

static int64_t served(scene *s, uint32_t operator_id, uint32_t service_index)
{
    hr_ledger_settle(&s->ledger);
    return hr_ledger_served(&s->ledger, operator_id, service_index);
}

/* ---- components and functions ---- */

static void all_users_are_served_in_the_intact_network(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    site(s, 10, core);
    site(s, 20, core);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    assert_int_equal(served(s, 0, data), 30);
    close_scene(s);
}

static void a_service_needs_every_required_role(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    uint32_t gateway = function(s, HR_ROLE_INTERNET_GATEWAY);
    edge(s, core, gateway);
    site(s, 10, core);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_INTERNET_GATEWAY);
    uint32_t local = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    fall(s, gateway);
    assert_int_equal(served(s, 0, data), 0);
    assert_int_equal(served(s, 0, local), 10);
    close_scene(s);
}

static void users_of_a_stub_in_outage_are_lost(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    uint32_t lost = site(s, 10, core);
    site(s, 20, core);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    fall(s, lost);
    assert_int_equal(served(s, 0, data), 20);
    close_scene(s);
}

static void a_cut_off_part_has_no_service_until_the_node_between_returns(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    uint32_t middle = function(s, HR_ROLE_AGGREGATION);
    uint32_t far = function(s, HR_ROLE_AGGREGATION);
    edge(s, core, middle);
    edge(s, middle, far);
    site(s, 10, far);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    fall(s, middle);
    assert_int_equal(served(s, 0, data), 0);
    rise(s, middle);
    assert_int_equal(served(s, 0, data), 10);
    close_scene(s);
}

static void a_stub_never_carries_a_path(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    uint32_t island = function(s, HR_ROLE_AGGREGATION);
    uint32_t bridge = site(s, 1, core);
    edge(s, bridge, island); /* the only way between the two leads through a stub */
    site(s, 10, island);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    assert_int_equal(served(s, 0, data), 1);
    close_scene(s);
}

static void functions_of_another_operator_do_not_serve(void **state)
{
    (void)state;
    scene *s = new_scene(2);
    uint32_t core = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.operator_id = 1});
    uint32_t shared = put(s, HR_ROLE_VOICE_CORE, (hr_network_node){.operator_id = 1, .is_shared = true});
    edge(s, core, shared);
    site(s, 10, core);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    uint32_t voice = service(s, HR_ROLE_VOICE_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    assert_int_equal(served(s, 0, data), 0);
    assert_int_equal(served(s, 0, voice), 10); /* a shared function serves every operator */
    close_scene(s);
}

static void a_transit_node_serves_its_own_users(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    uint32_t exchange = put(s, HR_ROLE_EXCHANGE, (hr_network_node){.users = 7});
    edge(s, core, exchange);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    assert_int_equal(served(s, 0, data), 7);
    fall(s, exchange);
    assert_int_equal(served(s, 0, data), 0);
    rise(s, exchange);
    assert_int_equal(served(s, 0, data), 7);
    close_scene(s);
}

/* ---- capacity ---- */

static void users_above_the_capacity_of_a_component_are_lost(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t first = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 60});
    uint32_t second = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 50});
    edge(s, first, second);
    site(s, 100, first);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    assert_int_equal(served(s, 0, data), 100);
    fall(s, second);
    assert_int_equal(served(s, 0, data), 60);
    rise(s, second);
    assert_int_equal(served(s, 0, data), 100);
    close_scene(s);
}

static void a_split_divides_capacity_with_the_components(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t first = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 60});
    uint32_t second = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 60});
    uint32_t between = function(s, HR_ROLE_METRO);
    edge(s, first, between);
    edge(s, between, second);
    site(s, 90, first);
    site(s, 20, second);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    assert_int_equal(served(s, 0, data), 110);
    fall(s, between); /* 90 users on 60, 20 users on 60 */
    assert_int_equal(served(s, 0, data), 80);
    close_scene(s);
}

static void the_scarcest_required_role_limits_a_service(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 80});
    uint32_t gateway = put(s, HR_ROLE_INTERNET_GATEWAY, (hr_network_node){.capacity_users = 30});
    edge(s, core, gateway);
    site(s, 100, core);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_INTERNET_GATEWAY);
    open_scene(s, false);
    assert_int_equal(served(s, 0, data), 30);
    close_scene(s);
}

/* ---- several parents ---- */

static void a_stub_counts_with_its_first_parent_that_gives_the_service(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t first = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 4});
    uint32_t second = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 100});
    uint32_t stub = site(s, 10, first);
    edge(s, stub, second);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    assert_int_equal(served(s, 0, data), 4); /* the first gives it, however little; users do not split */
    fall(s, first);
    assert_int_equal(served(s, 0, data), 10);
    rise(s, first);
    assert_int_equal(served(s, 0, data), 4);
    close_scene(s);
}

static void backup_edges_serve_only_with_failover(void **state)
{
    (void)state;
    for (uint32_t failover = 0; failover < 2; ++failover) {
        scene *s = new_scene(1);
        uint32_t first = function(s, HR_ROLE_PACKET_CORE);
        uint32_t second = function(s, HR_ROLE_PACKET_CORE);
        uint32_t stub = site(s, 10, first);
        backup_edge(s, stub, second);
        uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
        open_scene(s, failover == 1);
        assert_int_equal(served(s, 0, data), 10);
        fall(s, first);
        assert_int_equal(served(s, 0, data), failover == 1 ? 10 : 0);
        close_scene(s);
    }
}

/* ---- emergency calls ---- */

static void emergency_calls_are_carried_by_any_operator_of_the_area(void **state)
{
    (void)state;
    scene *s = new_scene(2);
    uint32_t core[2];
    uint32_t stub[2];
    for (uint32_t o = 0; o < 2; ++o) {
        core[o] = put(s, HR_ROLE_EMERGENCY_GATEWAY, (hr_network_node){.operator_id = o});
        stub[o] = put(s, HR_ROLE_RAN_SITE, (hr_network_node){.operator_id = o, .users = 10 + o, .area = 1});
        edge(s, core[o], stub[o]);
    }
    uint32_t elsewhere = put(s, HR_ROLE_RAN_SITE, (hr_network_node){.users = 100, .area = 0});
    edge(s, elsewhere, core[0]);
    uint32_t emergency = service(s, HR_ROLE_EMERGENCY_GATEWAY, HR_ROLE_COUNT);
    s->services[emergency].any_operator = true;
    open_scene(s, false);
    fall(s, core[0]); /* operator 0's users in area 1 are carried by operator 1; in area 0 nobody is there */
    assert_int_equal(served(s, 0, emergency), 10);
    assert_int_equal(served(s, 1, emergency), 11);
    fall(s, stub[1]);
    assert_int_equal(served(s, 0, emergency), 0);
    assert_int_equal(served(s, 1, emergency), 0);
    rise(s, core[0]);
    assert_int_equal(served(s, 0, emergency), 110);
    assert_int_equal(served(s, 1, emergency), 11);
    close_scene(s);
}

/* ---- overlap ---- */

static scene *overlapping_cells(uint32_t *lost, uint32_t *service_index, double overlap, double headroom)
{
    scene *s = new_scene(1);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    *lost = site(s, 100, core);
    site(s, 60, core);
    uint32_t elsewhere = put(s, HR_ROLE_RAN_SITE, (hr_network_node){.users = 1000, .area = 1});
    edge(s, elsewhere, core);
    s->overlap.overlap_share[HR_ROLE_RAN_SITE] = overlap;
    s->overlap.headroom_share[HR_ROLE_RAN_SITE] = headroom;
    *service_index = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    return s;
}

static void overlap_carries_a_share_of_a_lost_stub(void **state)
{
    (void)state;
    uint32_t lost = 0;
    uint32_t data = 0;
    scene *s = overlapping_cells(&lost, &data, 0.25, 1.0);
    fall(s, lost);
    assert_int_equal(served(s, 0, data), 1060 + 25);
    rise(s, lost);
    assert_int_equal(served(s, 0, data), 1160);
    close_scene(s);
}

static void headroom_of_the_same_area_limits_overlap(void **state)
{
    (void)state;
    uint32_t lost = 0;
    uint32_t data = 0;
    scene *s = overlapping_cells(&lost, &data, 0.75, 0.5);
    fall(s, lost); /* 75 could be reached, the neighbour of 60 carries 30; the stub of the other area none */
    assert_int_equal(served(s, 0, data), 1060 + 30);
    close_scene(s);
}

static void exchanges_do_not_overlap(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    uint32_t first = put(s, HR_ROLE_EXCHANGE, (hr_network_node){.users = 10});
    uint32_t second = put(s, HR_ROLE_EXCHANGE, (hr_network_node){.users = 20});
    edge(s, first, core);
    edge(s, second, core);
    s->overlap.overlap_share[HR_ROLE_EXCHANGE] = 1.0;
    s->overlap.headroom_share[HR_ROLE_EXCHANGE] = 1.0;
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    fall(s, first);
    assert_int_equal(served(s, 0, data), 20);
    close_scene(s);
}

/* ---- histories ---- */

/* core - a - b, a site under each, and a second core behind b. */
static scene *chain(uint32_t nodes[7], uint32_t *service_index)
{
    scene *s = new_scene(1);
    nodes[0] = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 25});
    nodes[1] = function(s, HR_ROLE_METRO);
    nodes[2] = function(s, HR_ROLE_METRO);
    nodes[3] = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 13});
    for (uint32_t n = 1; n < 4; ++n) {
        edge(s, nodes[n - 1], nodes[n]);
    }
    nodes[4] = site(s, 10, nodes[0]);
    nodes[5] = site(s, 20, nodes[1]);
    nodes[6] = site(s, 40, nodes[2]);
    s->overlap.overlap_share[HR_ROLE_RAN_SITE] = 0.5;
    s->overlap.headroom_share[HR_ROLE_RAN_SITE] = 0.3;
    *service_index = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    return s;
}

static void the_order_of_restorations_does_not_matter(void **state)
{
    (void)state;
    static const uint32_t orders[][5] = {{0, 1, 2, 4, 6}, {6, 4, 2, 1, 0}, {1, 6, 0, 4, 2}, {2, 0, 6, 1, 4}};
    for (uint32_t order = 0; order < 4; ++order) {
        uint32_t nodes[7];
        uint32_t data = 0;
        scene *s = chain(nodes, &data);
        for (uint32_t i = 0; i < 7; ++i) {
            fall(s, nodes[i]);
        }
        assert_int_equal(served(s, 0, data), 0);
        for (uint32_t i = 0; i < 5; ++i) { /* node 3, the second core, and site 5 stay away */
            rise(s, nodes[orders[order][i]]);
        }
        /* 50 users in service and min(10, 15) carried for site 5, on a capacity of 25 */
        assert_int_equal(served(s, 0, data), 25);
        rise(s, nodes[3]);
        assert_int_equal(served(s, 0, data), 38);
        close_scene(s);
    }
}

static void a_reset_ledger_equals_a_fresh_one(void **state)
{
    (void)state;
    uint32_t nodes[7];
    uint32_t data = 0;
    scene *s = chain(nodes, &data);
    hr_ledger fresh;
    const hr_ledger_plan *plans[] = {&s->plan};
    assert_int_equal(hr_ledger_init(&fresh, plans, 1, NULL), HR_OK);
    fall(s, nodes[1]);
    fall(s, nodes[5]);
    served(s, 0, data);
    fall(s, nodes[3]); /* and stale when it is reset */
    hr_ledger_reset(&s->ledger, &s->plan);
    assert_memory_equal(s->ledger.served, fresh.served, sizeof fresh.served);
    assert_memory_equal(s->ledger.in_service, fresh.in_service, s->network.node_count);
    assert_memory_equal(s->ledger.components.parent, fresh.components.parent,
                        s->network.transit_count * sizeof(uint32_t));
    assert_memory_equal(s->ledger.groups, fresh.groups, s->plan.group_count * sizeof *fresh.groups);
    assert_memory_equal(s->ledger.group_choice, fresh.group_choice, s->plan.group_count * sizeof *fresh.group_choice);
    assert_int_equal(s->ledger.regained_count, 0);
    hr_ledger_free(&fresh);
    close_scene(s);
}

static void falling_twice_and_returning_twice_changes_nothing_more(void **state)
{
    (void)state;
    uint32_t nodes[7];
    uint32_t data = 0;
    scene *s = chain(nodes, &data);
    int64_t intact = served(s, 0, data);
    fall(s, nodes[6]);
    int64_t without = served(s, 0, data);
    fall(s, nodes[6]);
    assert_int_equal(served(s, 0, data), without);
    rise(s, nodes[6]);
    rise(s, nodes[6]);
    assert_int_equal(served(s, 0, data), intact);
    close_scene(s);
}

/* ---- management plane ---- */

static scene *managed_chain(uint32_t *oss, uint32_t *middle, uint32_t *stub)
{
    scene *s = new_scene(1);
    *oss = put(s, HR_ROLE_OSS, (hr_network_node){.bound_vendor = 2});
    *middle = function(s, HR_ROLE_METRO);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    edge(s, *oss, *middle);
    edge(s, *middle, core);
    *stub = site(s, 10, core);
    service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    return s;
}

static void a_node_is_managed_over_a_path_in_service_only(void **state)
{
    (void)state;
    uint32_t oss = 0;
    uint32_t middle = 0;
    uint32_t stub = 0;
    scene *s = managed_chain(&oss, &middle, &stub);
    fall(s, stub);
    hr_ledger_settle(&s->ledger);
    assert_true(hr_ledger_is_manageable(&s->ledger, s->number[stub], 2)); /* a node out of service can be reached */
    fall(s, middle);
    hr_ledger_settle(&s->ledger);
    assert_false(hr_ledger_is_manageable(&s->ledger, s->number[stub], 2));
    assert_true(hr_ledger_has_oss(&s->ledger, 0, 2));
    assert_true(hr_ledger_is_manageable(&s->ledger, s->number[stub], 1)); /* no OSS for that vendor: nothing to lose */
    fall(s, oss);
    hr_ledger_settle(&s->ledger);
    assert_false(hr_ledger_has_oss(&s->ledger, 0, 2));
    close_scene(s);
}

static void nodes_that_regain_a_management_plane_are_listed_once(void **state)
{
    (void)state;
    uint32_t oss = 0;
    uint32_t middle = 0;
    uint32_t stub = 0;
    scene *s = managed_chain(&oss, &middle, &stub);
    fall(s, middle);
    hr_ledger_settle(&s->ledger);
    assert_int_equal(s->ledger.regained_count, 0);
    rise(s, middle);
    assert_int_equal(s->ledger.regained_count, 2); /* the middle, and the core behind it; the OSS had itself */
    fall(s, middle);
    hr_ledger_settle(&s->ledger);
    rise(s, middle);
    assert_int_equal(s->ledger.regained_count, 2);
    hr_ledger_clear_regained(&s->ledger);
    assert_int_equal(s->ledger.regained_count, 0);
    close_scene(s);
}

static void a_return_at_the_instant_of_an_outage_is_listed_too(void **state)
{
    (void)state;
    uint32_t oss = 0;
    uint32_t middle = 0;
    uint32_t stub = 0;
    scene *s = new_scene(1);
    oss = put(s, HR_ROLE_OSS, (hr_network_node){.bound_vendor = 2});
    middle = function(s, HR_ROLE_METRO);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    uint32_t other = function(s, HR_ROLE_METRO);
    edge(s, oss, middle);
    edge(s, middle, core);
    stub = site(s, 10, core);
    service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    fall(s, middle);
    hr_ledger_settle(&s->ledger);
    fall(s, other);
    rise(s, middle); /* between settlings: components are rebuilt, not joined */
    hr_ledger_settle(&s->ledger);
    assert_true(s->ledger.is_regained[s->number[core]]);
    assert_true(hr_ledger_is_manageable(&s->ledger, s->number[stub], 2));
    close_scene(s);
}

/* ---- what a plan refuses ---- */

static void a_service_without_users_or_without_roles_is_refused(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = function(s, HR_ROLE_PACKET_CORE);
    site(s, 10, core);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    open_scene(s, false);
    hr_ledger_plan plan;
    hr_error error;
    s->services[data].access_roles = 1u << HR_ROLE_CABINET;
    assert_int_equal(hr_ledger_plan_init(&plan, &s->network, s->services, 1, &s->overlap, false, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "no user"));
    s->services[data].access_roles = 1u << HR_ROLE_RAN_SITE;
    s->services[data].required_count = 0;
    assert_int_equal(hr_ledger_plan_init(&plan, &s->network, s->services, 1, &s->overlap, false, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "requires no role"));
    close_scene(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_users_are_served_in_the_intact_network),
        cmocka_unit_test(a_service_needs_every_required_role),
        cmocka_unit_test(users_of_a_stub_in_outage_are_lost),
        cmocka_unit_test(a_cut_off_part_has_no_service_until_the_node_between_returns),
        cmocka_unit_test(a_stub_never_carries_a_path),
        cmocka_unit_test(functions_of_another_operator_do_not_serve),
        cmocka_unit_test(a_transit_node_serves_its_own_users),
        cmocka_unit_test(users_above_the_capacity_of_a_component_are_lost),
        cmocka_unit_test(a_split_divides_capacity_with_the_components),
        cmocka_unit_test(the_scarcest_required_role_limits_a_service),
        cmocka_unit_test(a_stub_counts_with_its_first_parent_that_gives_the_service),
        cmocka_unit_test(backup_edges_serve_only_with_failover),
        cmocka_unit_test(emergency_calls_are_carried_by_any_operator_of_the_area),
        cmocka_unit_test(overlap_carries_a_share_of_a_lost_stub),
        cmocka_unit_test(headroom_of_the_same_area_limits_overlap),
        cmocka_unit_test(exchanges_do_not_overlap),
        cmocka_unit_test(the_order_of_restorations_does_not_matter),
        cmocka_unit_test(a_reset_ledger_equals_a_fresh_one),
        cmocka_unit_test(falling_twice_and_returning_twice_changes_nothing_more),
        cmocka_unit_test(a_node_is_managed_over_a_path_in_service_only),
        cmocka_unit_test(nodes_that_regain_a_management_plane_are_listed_once),
        cmocka_unit_test(a_return_at_the_instant_of_an_outage_is_listed_too),
        cmocka_unit_test(a_service_without_users_or_without_roles_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
