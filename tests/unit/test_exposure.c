/* Exposed users on networks small enough to draw. Names of the scenes' nodes are those of the drawings; unless a test
 * says otherwise, nodes of equal role are numbered in the order of adding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/exposure.h"

enum { NODES_MAX = 16 };

/* A network drawn row by row. Node numbers are those of adding; number[] translates. */
typedef struct {
    hr_network_builder *builder;
    hr_network network;
    hr_service services[HR_SERVICES_MAX];
    uint32_t service_count;
    hr_ledger_plan ledger;
    hr_exposure_plan plan;
    hr_exposure exposure;
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
    node.capacity_users = HR_CAPACITY_UNLIMITED;
    node.bound_vendor = HR_NO_VENDOR;
    assert_int_equal(hr_network_builder_node(s->builder, &node, &index, NULL), HR_OK);
    return index;
}

static uint32_t transit(scene *s, hr_role role)
{
    return put(s, role, (hr_network_node){.users = 0});
}

static uint32_t router(scene *s)
{
    return transit(s, HR_ROLE_AGGREGATION);
}

static void edge(scene *s, uint32_t first, uint32_t second)
{
    assert_int_equal(hr_network_builder_edge(s->builder, first, second, HR_EDGE_PRIMARY, NULL), HR_OK);
}

static void backup_edge(scene *s, uint32_t first, uint32_t second)
{
    assert_int_equal(hr_network_builder_edge(s->builder, first, second, HR_EDGE_BACKUP, NULL), HR_OK);
}

/* A stub of an operator under one parent. */
static uint32_t site_of(scene *s, uint32_t operator_id, uint32_t users, uint32_t parent)
{
    uint32_t node = put(s, HR_ROLE_RAN_SITE, (hr_network_node){.users = users, .operator_id = operator_id});
    edge(s, node, parent);
    return node;
}

static uint32_t site(scene *s, uint32_t users, uint32_t parent)
{
    return site_of(s, 0, users, parent);
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

static uint32_t data_service(scene *s)
{
    return service(s, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
}

static void open_scene(scene *s)
{
    hr_overlap overlap = {{0}, {0}};
    assert_int_equal(hr_network_finish(s->builder, &s->network, s->number, NULL), HR_OK);
    assert_int_equal(hr_ledger_plan_init(&s->ledger, &s->network, s->services, s->service_count, &overlap, false, NULL),
                     HR_OK);
    assert_int_equal(hr_exposure_plan_init(&s->plan, &s->ledger, NULL), HR_OK);
    assert_int_equal(hr_exposure_init(&s->exposure, &s->plan, NULL), HR_OK);
}

static void close_scene(scene *s)
{
    hr_exposure_free(&s->exposure);
    hr_exposure_plan_free(&s->plan);
    hr_ledger_plan_free(&s->ledger);
    hr_network_free(&s->network);
    hr_network_builder_free(s->builder);
    free(s);
}

static void compromise(scene *s, uint32_t node)
{
    hr_exposure_compromise(&s->exposure, s->number[node]);
}

static void clean(scene *s, uint32_t node)
{
    hr_exposure_clean(&s->exposure, s->number[node]);
}

static int64_t exposed(const scene *s, uint32_t operator_id, uint32_t service_index)
{
    return hr_exposure_users(&s->exposure, operator_id, service_index);
}

/* Users of operator 0 exposed in service 0 by one node alone. */
static int64_t exposed_by(scene *s, uint32_t node)
{
    compromise(s, node);
    int64_t users = exposed(s, 0, 0);
    clean(s, node);
    return users;
}

/* ---- what lies on a path ---- */

/* 10 users - near - far - packet core, with 20 users at far */
static void everyone_behind_a_compromised_node_is_exposed(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t far = router(s);
    uint32_t near = router(s);
    edge(s, core, far);
    edge(s, far, near);
    uint32_t stub = site(s, 10, near);
    site(s, 20, far);
    data_service(s);
    open_scene(s);
    assert_int_equal(exposed(s, 0, 0), 0);
    assert_int_equal(exposed_by(s, stub), 10);
    assert_int_equal(exposed_by(s, near), 10);
    assert_int_equal(exposed_by(s, far), 30);
    assert_int_equal(exposed_by(s, core), 30);
    assert_int_equal(exposed(s, 0, 0), 0);
    close_scene(s);
}

static void a_compromised_stub_exposes_its_own_users_and_not_its_neighbours(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t first = site(s, 10, core);
    site(s, 20, core); /* same group */
    data_service(s);
    open_scene(s);
    assert_int_equal(exposed_by(s, first), 10);
    close_scene(s);
}

static void a_node_behind_or_beside_the_path_exposes_nobody(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t parent = router(s);
    uint32_t beside = router(s);
    uint32_t behind = transit(s, HR_ROLE_INTERNET_GATEWAY); /* that the service does not require */
    edge(s, core, parent);
    edge(s, core, behind);
    edge(s, parent, beside);
    site(s, 10, parent);
    data_service(s);
    open_scene(s);
    assert_int_equal(exposed_by(s, beside), 0);
    assert_int_equal(exposed_by(s, behind), 0);
    close_scene(s);
}

static void users_at_a_transit_node_have_it_on_their_path(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t exchange = put(s, HR_ROLE_EXCHANGE, (hr_network_node){.users = 10});
    edge(s, core, exchange);
    site(s, 20, exchange);
    data_service(s);
    open_scene(s);
    assert_int_equal(exposed_by(s, exchange), 30);
    compromise(s, exchange);
    compromise(s, core);
    assert_int_equal(exposed(s, 0, 0), 30);
    clean(s, exchange);
    assert_int_equal(exposed(s, 0, 0), 30);
    close_scene(s);
}

/* ---- which path ---- */

/* The shorter way has the larger numbers: stub - a - b - core against stub's parent c - core. */
static void the_way_with_fewest_hops_is_the_path(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t a = router(s);
    uint32_t b = router(s);
    uint32_t c = router(s);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    edge(s, a, b);
    edge(s, b, core);
    edge(s, c, core);
    uint32_t stub = site(s, 10, a);
    edge(s, stub, c); /* second parent */
    data_service(s);
    open_scene(s);
    assert_int_equal(exposed_by(s, a), 0);
    assert_int_equal(exposed_by(s, b), 0);
    assert_int_equal(exposed_by(s, c), 10);
    close_scene(s);
}

/* A diamond: stub - bottom - (left or right) - core. The edges of the larger number are added first. */
static void a_tie_goes_to_the_smallest_number(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t left = router(s);
    uint32_t right = router(s);
    uint32_t bottom = router(s);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    edge(s, right, core);
    edge(s, right, bottom);
    edge(s, left, core);
    edge(s, left, bottom);
    site(s, 10, bottom);
    data_service(s);
    open_scene(s);
    assert_true(s->number[left] < s->number[right]);
    assert_int_equal(exposed_by(s, left), 10);
    assert_int_equal(exposed_by(s, right), 0);
    close_scene(s);
}

static void a_stub_takes_the_smallest_numbered_of_its_nearest_parents(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t left = router(s);
    uint32_t right = router(s);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    edge(s, left, core);
    edge(s, right, core);
    uint32_t stub = site(s, 10, right);
    edge(s, stub, left);
    data_service(s);
    open_scene(s);
    assert_int_equal(exposed_by(s, left), 10);
    assert_int_equal(exposed_by(s, right), 0);
    close_scene(s);
}

/* bottom - low - (second core), bottom - high - (first core): the first hop decides, not the number of the instance. */
static void between_instances_as_near_the_first_hop_decides(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t low = router(s);
    uint32_t high = router(s);
    uint32_t bottom = router(s);
    uint32_t first = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t second = transit(s, HR_ROLE_PACKET_CORE);
    edge(s, bottom, low);
    edge(s, bottom, high);
    edge(s, low, second);
    edge(s, high, first);
    site(s, 10, bottom);
    data_service(s);
    open_scene(s);
    assert_true(s->number[first] < s->number[second]);
    assert_int_equal(exposed_by(s, second), 10);
    assert_int_equal(exposed_by(s, first), 0);
    close_scene(s);
}

static void backup_edges_are_no_way(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t middle = router(s);
    uint32_t parent = router(s);
    edge(s, core, middle);
    edge(s, middle, parent);
    backup_edge(s, parent, core);
    uint32_t stub = site(s, 10, parent);
    backup_edge(s, stub, core);
    data_service(s);
    open_scene(s);
    assert_int_equal(exposed_by(s, middle), 10);
    assert_int_equal(exposed_by(s, parent), 10);
    close_scene(s);
}

/* 10 users at island; a stub with a parent on either side would be the way. */
static void a_stub_never_carries_a_path(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t island = router(s);
    uint32_t bridge = site(s, 1, core);
    edge(s, bridge, island);
    uint32_t cut_off = site(s, 10, island);
    data_service(s);
    open_scene(s);
    assert_int_equal(exposed_by(s, bridge), 1);
    assert_int_equal(exposed_by(s, island), 0);
    assert_int_equal(exposed_by(s, core), 1);
    assert_int_equal(exposed_by(s, cut_off), 10); /* the access node is on the path even where nothing else is */
    close_scene(s);
}

/* ---- whose functions ---- */

/* Operator 1's instance is nearer, but only its own users go there. */
static void users_go_to_their_own_operators_instance(void **state)
{
    (void)state;
    scene *s = new_scene(2);
    uint32_t own = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.operator_id = 0});
    uint32_t other = put(s, HR_ROLE_PACKET_CORE, (hr_network_node){.operator_id = 1});
    uint32_t middle = router(s);
    uint32_t parent = router(s);
    edge(s, parent, other);
    edge(s, parent, middle);
    edge(s, middle, own);
    site_of(s, 0, 10, parent);
    site_of(s, 1, 20, parent);
    data_service(s);
    open_scene(s);
    compromise(s, other);
    assert_int_equal(exposed(s, 0, 0), 0);
    assert_int_equal(exposed(s, 1, 0), 20);
    clean(s, other);
    compromise(s, middle);
    assert_int_equal(exposed(s, 0, 0), 10);
    assert_int_equal(exposed(s, 1, 0), 0);
    compromise(s, parent);
    assert_int_equal(exposed(s, 0, 0), 10);
    assert_int_equal(exposed(s, 1, 0), 20);
    close_scene(s);
}

/* Either operator's users reach the shared gateway of operator 0, each by a way of their own. */
static void a_shared_function_is_reached_by_each_operators_own_way(void **state)
{
    (void)state;
    scene *s = new_scene(2);
    uint32_t shared = put(s, HR_ROLE_EMERGENCY_GATEWAY, (hr_network_node){.operator_id = 0, .is_shared = true});
    uint32_t way[2] = {router(s), router(s)};
    for (uint32_t o = 0; o < 2; ++o) {
        edge(s, way[o], shared);
        site_of(s, o, 10 + o, way[o]);
    }
    uint32_t call = service(s, HR_ROLE_EMERGENCY_GATEWAY, HR_ROLE_COUNT);
    s->services[call].any_operator = true;
    open_scene(s);
    compromise(s, way[1]);
    assert_int_equal(exposed(s, 0, call), 0);
    assert_int_equal(exposed(s, 1, call), 11);
    compromise(s, shared);
    assert_int_equal(exposed(s, 0, call), 10);
    assert_int_equal(exposed(s, 1, call), 11);
    close_scene(s);
}

/* ---- several roles and services ---- */

/* parent - core and parent - gateway: two paths that part at parent. */
static void a_service_of_two_roles_is_exposed_on_either_path_and_once(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t gateway = transit(s, HR_ROLE_INTERNET_GATEWAY);
    uint32_t parent = router(s);
    edge(s, parent, core);
    edge(s, parent, gateway);
    site(s, 10, parent);
    uint32_t data = service(s, HR_ROLE_PACKET_CORE, HR_ROLE_INTERNET_GATEWAY);
    open_scene(s);
    assert_int_equal(exposed_by(s, core), 10);
    assert_int_equal(exposed_by(s, gateway), 10);
    compromise(s, core);
    compromise(s, gateway);
    compromise(s, parent);
    assert_int_equal(exposed(s, 0, data), 10);
    clean(s, core);
    assert_int_equal(exposed(s, 0, data), 10);
    clean(s, parent);
    assert_int_equal(exposed(s, 0, data), 10);
    clean(s, gateway);
    assert_int_equal(exposed(s, 0, data), 0);
    close_scene(s);
}

static void a_role_out_of_reach_adds_nothing_to_the_path(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t gateway = transit(s, HR_ROLE_INTERNET_GATEWAY); /* linked to nothing */
    site(s, 10, core);
    service(s, HR_ROLE_PACKET_CORE, HR_ROLE_INTERNET_GATEWAY);
    open_scene(s);
    assert_int_equal(exposed_by(s, core), 10);
    assert_int_equal(exposed_by(s, gateway), 0);
    close_scene(s);
}

static void a_node_exposes_the_services_that_pass_it_and_no_others(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t voice_core = transit(s, HR_ROLE_VOICE_CORE);
    uint32_t parent = router(s);
    edge(s, parent, core);
    edge(s, parent, voice_core);
    site(s, 10, parent);
    uint32_t cabinet = put(s, HR_ROLE_CABINET, (hr_network_node){.users = 40}); /* of no service's segment */
    edge(s, cabinet, parent);
    uint32_t data = data_service(s);
    uint32_t voice = service(s, HR_ROLE_VOICE_CORE, HR_ROLE_COUNT);
    open_scene(s);
    compromise(s, voice_core);
    assert_int_equal(exposed(s, 0, data), 0);
    assert_int_equal(exposed(s, 0, voice), 10);
    compromise(s, cabinet);
    compromise(s, parent);
    assert_int_equal(exposed(s, 0, data), 10);
    assert_int_equal(exposed(s, 0, voice), 10);
    close_scene(s);
}

/* ---- histories ---- */

static void a_node_compromised_twice_is_clean_after_two_cleanings(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t stub = site(s, 10, core);
    site(s, 20, core);
    data_service(s);
    open_scene(s);
    uint32_t nodes[2] = {core, stub};
    int64_t users[2] = {30, 10};
    for (int i = 0; i < 2; ++i) {
        compromise(s, nodes[i]);
        compromise(s, nodes[i]);
        assert_int_equal(exposed(s, 0, 0), users[i]);
        clean(s, nodes[i]);
        assert_int_equal(exposed(s, 0, 0), users[i]);
        clean(s, nodes[i]);
        assert_int_equal(exposed(s, 0, 0), 0);
    }
    close_scene(s);
}

static void a_user_with_two_compromised_nodes_on_the_path_stays_exposed_until_both_are_clean(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t parent = router(s);
    edge(s, core, parent);
    uint32_t stub = site(s, 10, parent);
    site(s, 20, parent);
    data_service(s);
    open_scene(s);
    compromise(s, stub);
    compromise(s, parent);
    compromise(s, core);
    assert_int_equal(exposed(s, 0, 0), 30);
    clean(s, core);
    assert_int_equal(exposed(s, 0, 0), 30);
    clean(s, parent);
    assert_int_equal(exposed(s, 0, 0), 10);
    clean(s, stub);
    assert_int_equal(exposed(s, 0, 0), 0);
    close_scene(s);
}

static void a_reset_forgets_every_compromise(void **state)
{
    (void)state;
    scene *s = new_scene(1);
    uint32_t core = transit(s, HR_ROLE_PACKET_CORE);
    uint32_t stub = site(s, 10, core);
    site(s, 20, core);
    data_service(s);
    open_scene(s);
    compromise(s, core);
    compromise(s, stub);
    hr_exposure_reset(&s->exposure);
    assert_int_equal(exposed(s, 0, 0), 0);
    assert_int_equal(exposed_by(s, stub), 10);
    assert_int_equal(exposed_by(s, core), 30);
    close_scene(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everyone_behind_a_compromised_node_is_exposed),
        cmocka_unit_test(a_compromised_stub_exposes_its_own_users_and_not_its_neighbours),
        cmocka_unit_test(a_node_behind_or_beside_the_path_exposes_nobody),
        cmocka_unit_test(users_at_a_transit_node_have_it_on_their_path),
        cmocka_unit_test(the_way_with_fewest_hops_is_the_path),
        cmocka_unit_test(a_tie_goes_to_the_smallest_number),
        cmocka_unit_test(a_stub_takes_the_smallest_numbered_of_its_nearest_parents),
        cmocka_unit_test(between_instances_as_near_the_first_hop_decides),
        cmocka_unit_test(backup_edges_are_no_way),
        cmocka_unit_test(a_stub_never_carries_a_path),
        cmocka_unit_test(users_go_to_their_own_operators_instance),
        cmocka_unit_test(a_shared_function_is_reached_by_each_operators_own_way),
        cmocka_unit_test(a_service_of_two_roles_is_exposed_on_either_path_and_once),
        cmocka_unit_test(a_role_out_of_reach_adds_nothing_to_the_path),
        cmocka_unit_test(a_node_exposes_the_services_that_pass_it_and_no_others),
        cmocka_unit_test(a_node_compromised_twice_is_clean_after_two_cleanings),
        cmocka_unit_test(a_user_with_two_compromised_nodes_on_the_path_stays_exposed_until_both_are_clean),
        cmocka_unit_test(a_reset_forgets_every_compromise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
