/* The service ledger on networks small enough to count by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/ledger_scene.h"

/* ---- components and functions ---- */

static void all_users_are_served_in_the_intact_network(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    hr_scene_site(s, 10, core);
    hr_scene_site(s, 20, core);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    assert_int_equal(hr_scene_served(s, 0, data), 30);
    hr_scene_close(s);
}

static void a_service_needs_every_required_role(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    uint32_t gateway = hr_scene_function(s, HR_ROLE_INTERNET_GATEWAY);
    hr_scene_edge(s, core, gateway);
    hr_scene_site(s, 10, core);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_INTERNET_GATEWAY);
    uint32_t local = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    hr_scene_fall(s, gateway);
    assert_int_equal(hr_scene_served(s, 0, data), 0);
    assert_int_equal(hr_scene_served(s, 0, local), 10);
    hr_scene_close(s);
}

static void users_of_a_stub_in_outage_are_lost(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    uint32_t lost = hr_scene_site(s, 10, core);
    hr_scene_site(s, 20, core);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    hr_scene_fall(s, lost);
    assert_int_equal(hr_scene_served(s, 0, data), 20);
    hr_scene_close(s);
}

static void a_cut_off_part_has_no_service_until_the_node_between_returns(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    uint32_t middle = hr_scene_function(s, HR_ROLE_AGGREGATION);
    uint32_t far = hr_scene_function(s, HR_ROLE_AGGREGATION);
    hr_scene_edge(s, core, middle);
    hr_scene_edge(s, middle, far);
    hr_scene_site(s, 10, far);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    hr_scene_fall(s, middle);
    assert_int_equal(hr_scene_served(s, 0, data), 0);
    hr_scene_rise(s, middle);
    assert_int_equal(hr_scene_served(s, 0, data), 10);
    hr_scene_close(s);
}

/* core - a - b - core is a ring; c hangs on a, d on c. */
static void a_node_that_falls_alone_takes_with_it_what_hangs_on_it_alone(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    uint32_t a = hr_scene_function(s, HR_ROLE_AGGREGATION);
    uint32_t b = hr_scene_function(s, HR_ROLE_AGGREGATION);
    uint32_t c = hr_scene_function(s, HR_ROLE_AGGREGATION);
    uint32_t d = hr_scene_function(s, HR_ROLE_AGGREGATION);
    hr_scene_edge(s, core, a);
    hr_scene_edge(s, a, b);
    hr_scene_edge(s, b, core);
    hr_scene_edge(s, a, c);
    hr_scene_edge(s, c, d);
    hr_scene_site(s, 1, a);
    hr_scene_site(s, 10, b);
    hr_scene_site(s, 100, d);
    uint32_t both = hr_scene_site(s, 1000, d);
    hr_scene_edge(s, both, b);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    hr_scene_fall_alone(s, b); /* the ring is open, and whole */
    assert_int_equal(hr_scene_served(s, 0, data), 1101);
    hr_scene_rise(s, b);
    assert_int_equal(hr_scene_served(s, 0, data), 1111);
    hr_scene_fall_alone(s, a); /* c and d have no other way; the site with two parents turns to b */
    assert_int_equal(hr_scene_served(s, 0, data), 1010);
    hr_scene_fall_alone(s, c); /* and now d stands alone */
    assert_int_equal(hr_scene_served(s, 0, data), 1010);
    hr_scene_rise(s, a);
    assert_int_equal(hr_scene_served(s, 0, data), 1011);
    hr_scene_fall_alone(s, b);
    assert_int_equal(hr_scene_served(s, 0, data), 1);
    hr_scene_rise(s, c);
    assert_int_equal(hr_scene_served(s, 0, data), 1101);
    hr_scene_close(s);
}

static void a_function_that_falls_alone_is_missed(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t near = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    uint32_t middle = hr_scene_function(s, HR_ROLE_AGGREGATION);
    uint32_t far = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 5});
    hr_scene_edge(s, near, middle);
    hr_scene_edge(s, middle, far);
    hr_scene_site(s, 10, near);
    hr_scene_site(s, 20, far);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    assert_int_equal(hr_scene_served(s, 0, data), 30);
    hr_scene_fall_alone(s, middle); /* separates a function */
    assert_int_equal(hr_scene_served(s, 0, data), 15);
    hr_scene_fall_alone(s, near);
    assert_int_equal(hr_scene_served(s, 0, data), 5);
    hr_scene_close(s);
}

static void a_stub_never_carries_a_path(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    uint32_t island = hr_scene_function(s, HR_ROLE_AGGREGATION);
    uint32_t bridge = hr_scene_site(s, 1, core);
    hr_scene_edge(s, bridge, island); /* the only way between the two leads through a stub */
    hr_scene_site(s, 10, island);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    assert_int_equal(hr_scene_served(s, 0, data), 1);
    hr_scene_close(s);
}

static void functions_of_another_operator_do_not_serve(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(2);
    uint32_t core = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.operator_id = 1});
    uint32_t shared = hr_scene_put(s, HR_ROLE_VOICE_CORE, (hr_network_node){.operator_id = 1, .is_shared = true});
    hr_scene_edge(s, core, shared);
    hr_scene_site(s, 10, core);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    uint32_t voice = hr_scene_service(s, HR_ROLE_VOICE_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    assert_int_equal(hr_scene_served(s, 0, data), 0);
    assert_int_equal(hr_scene_served(s, 0, voice), 10); /* a shared function serves every operator */
    hr_scene_close(s);
}

static void a_transit_node_serves_its_own_users(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    uint32_t exchange = hr_scene_put(s, HR_ROLE_EXCHANGE, (hr_network_node){.users = 7});
    hr_scene_edge(s, core, exchange);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    assert_int_equal(hr_scene_served(s, 0, data), 7);
    hr_scene_fall(s, exchange);
    assert_int_equal(hr_scene_served(s, 0, data), 0);
    hr_scene_rise(s, exchange);
    assert_int_equal(hr_scene_served(s, 0, data), 7);
    hr_scene_close(s);
}

/* ---- capacity ---- */

static void users_above_the_capacity_of_a_component_are_lost(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t first = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 60});
    uint32_t second = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 50});
    hr_scene_edge(s, first, second);
    hr_scene_site(s, 100, first);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    assert_int_equal(hr_scene_served(s, 0, data), 100);
    hr_scene_fall(s, second);
    assert_int_equal(hr_scene_served(s, 0, data), 60);
    hr_scene_rise(s, second);
    assert_int_equal(hr_scene_served(s, 0, data), 100);
    hr_scene_close(s);
}

static void a_split_divides_capacity_with_the_components(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t first = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 60});
    uint32_t second = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 60});
    uint32_t between = hr_scene_function(s, HR_ROLE_METRO);
    hr_scene_edge(s, first, between);
    hr_scene_edge(s, between, second);
    hr_scene_site(s, 90, first);
    hr_scene_site(s, 20, second);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    assert_int_equal(hr_scene_served(s, 0, data), 110);
    hr_scene_fall(s, between); /* 90 users on 60, 20 users on 60 */
    assert_int_equal(hr_scene_served(s, 0, data), 80);
    hr_scene_close(s);
}

static void the_scarcest_required_role_limits_a_service(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 80});
    uint32_t gateway = hr_scene_put(s, HR_ROLE_INTERNET_GATEWAY, (hr_network_node){.capacity_users = 30});
    hr_scene_edge(s, core, gateway);
    hr_scene_site(s, 100, core);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_INTERNET_GATEWAY);
    hr_scene_open(s, false);
    assert_int_equal(hr_scene_served(s, 0, data), 30);
    hr_scene_close(s);
}

/* ---- several parents ---- */

static void a_stub_counts_with_its_first_parent_that_gives_the_service(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t first = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 4});
    uint32_t second = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 100});
    uint32_t stub = hr_scene_site(s, 10, first);
    hr_scene_edge(s, stub, second);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    assert_int_equal(hr_scene_served(s, 0, data), 4); /* the first gives it, however little; users do not split */
    hr_scene_fall(s, first);
    assert_int_equal(hr_scene_served(s, 0, data), 10);
    hr_scene_rise(s, first);
    assert_int_equal(hr_scene_served(s, 0, data), 4);
    hr_scene_close(s);
}

static void backup_edges_serve_only_with_failover(void **state)
{
    (void)state;
    for (uint32_t failover = 0; failover < 2; ++failover) {
        hr_scene *s = hr_scene_new(1);
        uint32_t first = hr_scene_function(s, HR_ROLE_PACKET_CORE);
        uint32_t second = hr_scene_function(s, HR_ROLE_PACKET_CORE);
        uint32_t stub = hr_scene_site(s, 10, first);
        hr_scene_backup_edge(s, stub, second);
        uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
        hr_scene_open(s, failover == 1);
        assert_int_equal(hr_scene_served(s, 0, data), 10);
        hr_scene_fall(s, first);
        assert_int_equal(hr_scene_served(s, 0, data), failover == 1 ? 10 : 0);
        hr_scene_close(s);
    }
}

/* ---- emergency calls ---- */

static void emergency_calls_are_carried_by_any_operator_of_the_area(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(2);
    uint32_t core[2];
    uint32_t stub[2];
    for (uint32_t o = 0; o < 2; ++o) {
        core[o] = hr_scene_put(s, HR_ROLE_EMERGENCY_GATEWAY, (hr_network_node){.operator_id = o});
        stub[o] = hr_scene_put(s, HR_ROLE_RAN_SITE, (hr_network_node){.operator_id = o, .users = 10 + o, .area = 1});
        hr_scene_edge(s, core[o], stub[o]);
    }
    uint32_t elsewhere = hr_scene_put(s, HR_ROLE_RAN_SITE, (hr_network_node){.users = 100, .area = 0});
    hr_scene_edge(s, elsewhere, core[0]);
    uint32_t emergency = hr_scene_service(s, HR_ROLE_EMERGENCY_GATEWAY, HR_ROLE_COUNT);
    s->services[emergency].any_operator = true;
    hr_scene_open(s, false);
    hr_scene_fall(s, core[0]); /* operator 0's users in area 1 are carried by operator 1; in area 0 nobody is there */
    assert_int_equal(hr_scene_served(s, 0, emergency), 10);
    assert_int_equal(hr_scene_served(s, 1, emergency), 11);
    hr_scene_fall(s, stub[1]);
    assert_int_equal(hr_scene_served(s, 0, emergency), 0);
    assert_int_equal(hr_scene_served(s, 1, emergency), 0);
    hr_scene_rise(s, core[0]);
    assert_int_equal(hr_scene_served(s, 0, emergency), 110);
    assert_int_equal(hr_scene_served(s, 1, emergency), 11);
    hr_scene_close(s);
}

/* ---- overlap ---- */

static hr_scene *overlapping_cells(uint32_t *lost, uint32_t *service_index, double overlap, double headroom)
{
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    *lost = hr_scene_site(s, 100, core);
    hr_scene_site(s, 60, core);
    uint32_t elsewhere = hr_scene_put(s, HR_ROLE_RAN_SITE, (hr_network_node){.users = 1000, .area = 1});
    hr_scene_edge(s, elsewhere, core);
    s->overlap.overlap_share[HR_ROLE_RAN_SITE] = overlap;
    s->overlap.headroom_share[HR_ROLE_RAN_SITE] = headroom;
    *service_index = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    return s;
}

static void overlap_carries_a_share_of_a_lost_stub(void **state)
{
    (void)state;
    uint32_t lost = 0;
    uint32_t data = 0;
    hr_scene *s = overlapping_cells(&lost, &data, 0.25, 1.0);
    hr_scene_fall(s, lost);
    assert_int_equal(hr_scene_served(s, 0, data), 1060 + 25);
    hr_scene_rise(s, lost);
    assert_int_equal(hr_scene_served(s, 0, data), 1160);
    hr_scene_close(s);
}

static void headroom_of_the_same_area_limits_overlap(void **state)
{
    (void)state;
    uint32_t lost = 0;
    uint32_t data = 0;
    hr_scene *s = overlapping_cells(&lost, &data, 0.75, 0.5);
    hr_scene_fall(s, lost); /* 75 could be reached, the neighbour of 60 carries 30; the stub of the other area none */
    assert_int_equal(hr_scene_served(s, 0, data), 1060 + 30);
    hr_scene_close(s);
}

static void exchanges_do_not_overlap(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    uint32_t first = hr_scene_put(s, HR_ROLE_EXCHANGE, (hr_network_node){.users = 10});
    uint32_t second = hr_scene_put(s, HR_ROLE_EXCHANGE, (hr_network_node){.users = 20});
    hr_scene_edge(s, first, core);
    hr_scene_edge(s, second, core);
    s->overlap.overlap_share[HR_ROLE_EXCHANGE] = 1.0;
    s->overlap.headroom_share[HR_ROLE_EXCHANGE] = 1.0;
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    hr_scene_fall(s, first);
    assert_int_equal(hr_scene_served(s, 0, data), 20);
    hr_scene_close(s);
}

/* ---- histories ---- */

/* core - a - b, a site under each, and a second core behind b. */
static hr_scene *chain(uint32_t nodes[7], uint32_t *service_index)
{
    hr_scene *s = hr_scene_new(1);
    nodes[0] = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 25});
    nodes[1] = hr_scene_function(s, HR_ROLE_METRO);
    nodes[2] = hr_scene_function(s, HR_ROLE_METRO);
    nodes[3] = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 13});
    for (uint32_t n = 1; n < 4; ++n) {
        hr_scene_edge(s, nodes[n - 1], nodes[n]);
    }
    nodes[4] = hr_scene_site(s, 10, nodes[0]);
    nodes[5] = hr_scene_site(s, 20, nodes[1]);
    nodes[6] = hr_scene_site(s, 40, nodes[2]);
    s->overlap.overlap_share[HR_ROLE_RAN_SITE] = 0.5;
    s->overlap.headroom_share[HR_ROLE_RAN_SITE] = 0.3;
    *service_index = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    return s;
}

static void the_order_of_restorations_does_not_matter(void **state)
{
    (void)state;
    static const uint32_t orders[][5] = {{0, 1, 2, 4, 6}, {6, 4, 2, 1, 0}, {1, 6, 0, 4, 2}, {2, 0, 6, 1, 4}};
    for (uint32_t order = 0; order < 4; ++order) {
        uint32_t nodes[7];
        uint32_t data = 0;
        hr_scene *s = chain(nodes, &data);
        for (uint32_t i = 0; i < 7; ++i) {
            hr_scene_fall(s, nodes[i]);
        }
        assert_int_equal(hr_scene_served(s, 0, data), 0);
        for (uint32_t i = 0; i < 5; ++i) { /* node 3, the second core, and site 5 stay away */
            hr_scene_rise(s, nodes[orders[order][i]]);
        }
        /* 50 users in service and min(10, 15) carried for site 5, on a capacity of 25 */
        assert_int_equal(hr_scene_served(s, 0, data), 25);
        hr_scene_rise(s, nodes[3]);
        assert_int_equal(hr_scene_served(s, 0, data), 38);
        hr_scene_close(s);
    }
}

static void a_reset_ledger_equals_a_fresh_one(void **state)
{
    (void)state;
    uint32_t nodes[7];
    uint32_t data = 0;
    hr_scene *s = chain(nodes, &data);
    hr_ledger fresh;
    const hr_ledger_plan *plans[] = {&s->plan};
    assert_int_equal(hr_ledger_init(&fresh, plans, 1, false, NULL), HR_OK);
    hr_scene_fall(s, nodes[1]);
    hr_scene_fall(s, nodes[5]);
    hr_scene_served(s, 0, data);
    hr_scene_fall(s, nodes[3]); /* and stale when it is reset */
    hr_ledger_reset(&s->ledger, &s->plan, NULL);
    assert_memory_equal(s->ledger.served, fresh.served, sizeof fresh.served);
    assert_memory_equal(s->ledger.in_service, fresh.in_service, s->network.node_count);
    assert_memory_equal(s->ledger.components.parent, fresh.components.parent,
                        s->network.transit_count * sizeof(uint32_t));
    assert_memory_equal(s->ledger.groups, fresh.groups, s->plan.group_count * sizeof *fresh.groups);
    assert_memory_equal(s->ledger.group_choice, fresh.group_choice, s->plan.group_count * sizeof *fresh.group_choice);
    assert_int_equal(s->ledger.regained_count, 0);
    hr_ledger_free(&fresh);
    hr_scene_close(s);
}

static void falling_twice_and_returning_twice_changes_nothing_more(void **state)
{
    (void)state;
    uint32_t nodes[7];
    uint32_t data = 0;
    hr_scene *s = chain(nodes, &data);
    int64_t intact = hr_scene_served(s, 0, data);
    hr_scene_fall(s, nodes[6]);
    int64_t without = hr_scene_served(s, 0, data);
    hr_scene_fall(s, nodes[6]);
    assert_int_equal(hr_scene_served(s, 0, data), without);
    hr_scene_rise(s, nodes[6]);
    hr_scene_rise(s, nodes[6]);
    assert_int_equal(hr_scene_served(s, 0, data), intact);
    hr_scene_close(s);
}

/* ---- management plane ---- */

static hr_scene *managed_chain(uint32_t *oss, uint32_t *middle, uint32_t *stub)
{
    hr_scene *s = hr_scene_new(1);
    *oss = hr_scene_put(s, HR_ROLE_OSS, (hr_network_node){.bound_vendor = 2});
    *middle = hr_scene_function(s, HR_ROLE_METRO);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    hr_scene_edge(s, *oss, *middle);
    hr_scene_edge(s, *middle, core);
    *stub = hr_scene_site(s, 10, core);
    hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    return s;
}

static void a_node_is_managed_over_a_path_in_service_only(void **state)
{
    (void)state;
    uint32_t oss = 0;
    uint32_t middle = 0;
    uint32_t stub = 0;
    hr_scene *s = managed_chain(&oss, &middle, &stub);
    hr_scene_fall(s, stub);
    hr_ledger_settle(&s->ledger);
    assert_true(hr_ledger_is_manageable(&s->ledger, s->number[stub], 2)); /* a node out of service can be reached */
    hr_scene_fall(s, middle);
    hr_ledger_settle(&s->ledger);
    assert_false(hr_ledger_is_manageable(&s->ledger, s->number[stub], 2));
    assert_true(hr_ledger_has_oss(&s->ledger, 0, 2));
    assert_true(hr_ledger_is_manageable(&s->ledger, s->number[stub], 1)); /* no OSS for that vendor: nothing to lose */
    hr_scene_fall(s, oss);
    hr_ledger_settle(&s->ledger);
    assert_false(hr_ledger_has_oss(&s->ledger, 0, 2));
    hr_scene_close(s);
}

static void nodes_that_regain_a_management_plane_are_listed_once(void **state)
{
    (void)state;
    uint32_t oss = 0;
    uint32_t middle = 0;
    uint32_t stub = 0;
    hr_scene *s = managed_chain(&oss, &middle, &stub);
    hr_scene_fall(s, middle);
    hr_ledger_settle(&s->ledger);
    assert_int_equal(s->ledger.regained_count, 0);
    hr_scene_rise(s, middle);
    assert_int_equal(s->ledger.regained_count, 2); /* the middle, and the core behind it; the OSS had itself */
    hr_scene_fall(s, middle);
    hr_ledger_settle(&s->ledger);
    hr_scene_rise(s, middle);
    assert_int_equal(s->ledger.regained_count, 2);
    hr_ledger_clear_regained(&s->ledger);
    assert_int_equal(s->ledger.regained_count, 0);
    hr_scene_close(s);
}

static void a_return_at_the_instant_of_an_outage_is_listed_too(void **state)
{
    (void)state;
    uint32_t oss = 0;
    uint32_t middle = 0;
    uint32_t stub = 0;
    hr_scene *s = hr_scene_new(1);
    oss = hr_scene_put(s, HR_ROLE_OSS, (hr_network_node){.bound_vendor = 2});
    middle = hr_scene_function(s, HR_ROLE_METRO);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    uint32_t other = hr_scene_function(s, HR_ROLE_METRO);
    hr_scene_edge(s, oss, middle);
    hr_scene_edge(s, middle, core);
    stub = hr_scene_site(s, 10, core);
    hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    hr_scene_fall(s, middle);
    hr_ledger_settle(&s->ledger);
    hr_scene_fall(s, other);
    hr_scene_rise(s, middle); /* between settlings: components are rebuilt, not joined */
    hr_ledger_settle(&s->ledger);
    assert_true(s->ledger.is_regained[s->number[core]]);
    assert_true(hr_ledger_is_manageable(&s->ledger, s->number[stub], 2));
    hr_scene_close(s);
}

/* ---- what a plan refuses ---- */

static void a_service_without_users_or_without_roles_is_refused(void **state)
{
    (void)state;
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_function(s, HR_ROLE_PACKET_CORE);
    hr_scene_site(s, 10, core);
    uint32_t data = hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    hr_scene_open(s, false);
    hr_ledger_plan plan;
    hr_error error;
    s->services[data].access_roles = 1u << HR_ROLE_CABINET;
    assert_int_equal(hr_ledger_plan_init(&plan, &s->network, s->services, 1, &s->overlap, false, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "no user"));
    s->services[data].access_roles = 1u << HR_ROLE_RAN_SITE;
    s->services[data].required_count = 0;
    assert_int_equal(hr_ledger_plan_init(&plan, &s->network, s->services, 1, &s->overlap, false, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "requires no role"));
    hr_scene_close(s);
}

/* ---- regions ---- */

/* A site in each of two regions, both of one operator with room for 25 users. */
static hr_scene *two_regions(uint32_t sites[2])
{
    hr_scene *s = hr_scene_new(1);
    uint32_t core = hr_scene_put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.capacity_users = 25});
    for (uint32_t r = 0; r < 2; ++r) {
        sites[r] = hr_scene_put(s, HR_ROLE_RAN_SITE, (hr_network_node){.users = 10 + 10 * r, .region = r, .area = r});
        hr_scene_edge(s, core, sites[r]);
    }
    s->services[hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT)].is_headline = true;
    hr_scene_open(s, false);
    return s;
}

static void users_out_are_counted_in_the_region_of_their_node(void **state)
{
    (void)state;
    uint32_t sites[2];
    hr_scene *s = two_regions(sites);
    hr_scene_fall(s, sites[1]);
    assert_int_equal(hr_scene_served(s, 0, 0), 10);
    assert_int_equal(s->ledger.region_reached[0], 10);
    assert_int_equal(s->ledger.region_reached[1], 0);
    hr_scene_close(s);
}

static void users_whom_a_function_refuses_are_of_no_region(void **state)
{
    (void)state;
    uint32_t sites[2];
    hr_scene *s = two_regions(sites);
    assert_int_equal(hr_scene_served(s, 0, 0), 25);
    assert_int_equal(s->ledger.region_reached[0], s->plan.region_users[0]);
    assert_int_equal(s->ledger.region_reached[1], s->plan.region_users[1]);
    assert_int_equal(s->plan.region_users[1], 20);
    hr_scene_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_users_are_served_in_the_intact_network),
        cmocka_unit_test(a_service_needs_every_required_role),
        cmocka_unit_test(users_of_a_stub_in_outage_are_lost),
        cmocka_unit_test(a_cut_off_part_has_no_service_until_the_node_between_returns),
        cmocka_unit_test(a_node_that_falls_alone_takes_with_it_what_hangs_on_it_alone),
        cmocka_unit_test(a_function_that_falls_alone_is_missed),
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
        cmocka_unit_test(users_out_are_counted_in_the_region_of_their_node),
        cmocka_unit_test(users_whom_a_function_refuses_are_of_no_region),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
