/* Roaming in the service ledger, on networks small enough to count by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/ledger_scene.h"

enum { OPERATORS_MAX = 3, DATA = 0 };

/* Operators with a packet core and a subscriber database each; the databases are where networks meet:
 *
 *     core 0   core 1   core 2
 *       |        |        |
 *      db 0 --- db 1 --- db 2
 */
typedef struct {
    hr_scene *scene;
    uint32_t core[OPERATORS_MAX];
    uint32_t db[OPERATORS_MAX];
} operators;

static operators new_operators(uint32_t count, double headroom, int64_t capacity_of_1)
{
    operators made = {.scene = hr_scene_new(count)};
    hr_scene *s = made.scene;
    for (uint32_t o = 0; o < count; ++o) {
        hr_network_node core = {.operator_id = o, .capacity_users = o == 1 ? capacity_of_1 : 0};
        made.core[o] = hr_scene_put(s, HR_ROLE_PACKET_CORE, core);
        made.db[o] = hr_scene_put(s, HR_ROLE_SUBSCRIBER_DB, (hr_network_node){.operator_id = o});
        hr_scene_edge(s, made.core[o], made.db[o]);
        if (o > 0) {
            hr_scene_edge(s, made.db[o - 1], made.db[o]);
        }
    }
    s->roaming = (hr_roaming){.is_on = true,
                              .headroom_share = headroom,
                              .overload_factor = INFINITY,
                              .home_roles = 1u << HR_ROLE_SUBSCRIBER_DB};
    assert_int_equal(hr_scene_service(s, HR_ROLE_PACKET_CORE, HR_ROLE_SUBSCRIBER_DB), DATA);
    return made;
}

static uint32_t site(const operators *made, uint32_t o, uint32_t area, uint32_t users)
{
    return hr_scene_site_of(made->scene, o, area, users, made->core[o]);
}

static int64_t served(const operators *made, uint32_t o)
{
    return hr_scene_served(made->scene, o, DATA);
}

/* ---- who is carried, and how many ---- */

static void users_of_a_lost_site_are_carried_by_another_operator_up_to_its_headroom(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.3, 0);
    uint32_t lost = site(&made, 0, 0, 100);
    site(&made, 1, 0, 200);
    hr_scene_open(made.scene, false);
    assert_int_equal(served(&made, 0), 100);
    hr_scene_fall(made.scene, lost);
    assert_int_equal(served(&made, 0), 60);
    assert_int_equal(served(&made, 1), 200);
    hr_scene_rise(made.scene, lost); /* the own site is back: nobody roams */
    assert_int_equal(served(&made, 0), 100);
    assert_int_equal(served(&made, 1), 200);
    hr_scene_close(made.scene);
}

static void without_roaming_they_are_lost(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.3, 0);
    uint32_t lost = site(&made, 0, 0, 100);
    site(&made, 1, 0, 200);
    hr_scene_open(made.scene, false);
    hr_ledger_reset(&made.scene->ledger, &made.scene->plan, NULL);
    hr_scene_fall(made.scene, lost);
    assert_int_equal(served(&made, 0), 0);
    hr_scene_close(made.scene);
}

static void users_of_a_lost_core_are_carried_at_every_site(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.5, 0);
    site(&made, 0, 0, 100);
    site(&made, 0, 1, 10);
    site(&made, 1, 0, 60);
    site(&made, 1, 1, 60);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, made.core[0]); /* its sites are in service, without a way to any core */
    assert_int_equal(served(&made, 0), 30 + 10);
    assert_int_equal(served(&made, 1), 120);
    hr_scene_rise(made.scene, made.core[0]);
    assert_int_equal(served(&made, 0), 110);
    hr_scene_close(made.scene);
}

static void sites_of_another_area_carry_nobody(void **state)
{
    (void)state;
    operators made = new_operators(2, 1.0, 0);
    uint32_t lost = site(&made, 0, 0, 100);
    site(&made, 1, 1, 200);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, lost);
    assert_int_equal(served(&made, 0), 0);
    hr_scene_close(made.scene);
}

static void an_operator_does_not_roam_on_itself(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.5, 0);
    uint32_t lost = site(&made, 0, 0, 100);
    site(&made, 0, 0, 40);
    site(&made, 1, 0, 50);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, lost); /* 25 go to operator 1; the own site has room for 20 roamers of others */
    assert_int_equal(served(&made, 0), 40 + 25);
    hr_scene_close(made.scene);
}

static void what_overlap_carries_is_part_of_the_headroom(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.3, 0);
    uint32_t lost = site(&made, 0, 0, 100);
    uint32_t own = site(&made, 1, 0, 100);
    site(&made, 1, 0, 200);
    made.scene->overlap.overlap_share[HR_ROLE_RAN_SITE] = 1.0;
    made.scene->overlap.headroom_share[HR_ROLE_RAN_SITE] = 0.2;
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, own);               /* 40 of its 100 users on the other site, by overlap */
    assert_int_equal(served(&made, 1), 240 + 30); /* and 30 on operator 0's */
    hr_scene_fall(made.scene, lost);              /* no site of operator 0 is left; operator 1 has 60 - 40 */
    assert_int_equal(served(&made, 1), 240);
    assert_int_equal(served(&made, 0), 20);
    hr_scene_close(made.scene);
}

static void exchanges_do_not_roam(void **state)
{
    (void)state;
    operators made = new_operators(2, 1.0, 0);
    for (uint32_t o = 0; o < 2; ++o) {
        uint32_t exchange = hr_scene_put(made.scene, HR_ROLE_EXCHANGE,
                                         (hr_network_node){.operator_id = o, .users = 50});
        hr_scene_edge(made.scene, exchange, made.core[o]);
    }
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, made.core[0]);
    assert_int_equal(served(&made, 0), 0);
    hr_scene_close(made.scene);
}

/* ---- shares ---- */

static void those_who_ask_share_the_headroom_in_proportion(void **state)
{
    (void)state;
    operators made = new_operators(3, 0.3, 0);
    uint32_t first = site(&made, 0, 0, 100);
    uint32_t second = site(&made, 2, 0, 50);
    site(&made, 1, 0, 200);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, first);
    hr_scene_fall(made.scene, second);
    assert_int_equal(served(&made, 0), 40);
    assert_int_equal(served(&made, 2), 20);
    hr_scene_close(made.scene);
}

/* Operator 2 may ask operators 0 and 1, operator 0 only operator 1; each has room for 10. First 5 of operator 2 ask
 * each; operator 1 is asked by 10 + 5 and takes 6 + 4. The one refused of operator 2 finds room at operator 0; the four
 * of operator 0 find none. */
static void the_refused_ask_where_room_is_left(void **state)
{
    (void)state;
    operators made = new_operators(3, 0.5, 0);
    uint32_t first = site(&made, 0, 0, 10);
    site(&made, 0, 0, 20);
    site(&made, 1, 0, 20);
    uint32_t second = site(&made, 2, 0, 10);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, first);
    hr_scene_fall(made.scene, second);
    assert_int_equal(served(&made, 0), 20 + 6);
    assert_int_equal(served(&made, 1), 20);
    assert_int_equal(served(&made, 2), 10);
    hr_scene_close(made.scene);
}

static void more_headroom_never_serves_fewer(void **state)
{
    (void)state;
    int64_t before = 0;
    for (uint32_t percent = 0; percent <= 100; ++percent) {
        operators made = new_operators(3, percent / 100.0, 0);
        uint32_t lost[2];
        site(&made, 0, 0, 37);
        lost[0] = site(&made, 0, 0, 91);
        site(&made, 1, 0, 64);
        lost[1] = site(&made, 1, 0, 55);
        site(&made, 2, 0, 83);
        hr_scene_open(made.scene, false);
        hr_scene_fall(made.scene, lost[0]);
        hr_scene_fall(made.scene, lost[1]);
        int64_t now = served(&made, 0) + served(&made, 1) + served(&made, 2);
        assert_true(now >= before);
        assert_true(percent > 0 || now == 37 + 64 + 83);
        before = now;
        hr_scene_close(made.scene);
    }
    assert_int_equal(before, 37 + 91 + 64 + 55 + 83); /* room for all */
}

/* ---- overload ---- */

static void too_many_who_ask_are_all_refused(void **state)
{
    (void)state;
    for (uint32_t is_blocked = 0; is_blocked < 2; ++is_blocked) {
        operators made = new_operators(2, 0.3, 0);
        made.scene->roaming.overload_factor = is_blocked ? 1.6 : 1.7;
        uint32_t lost = site(&made, 0, 0, 100);
        site(&made, 1, 0, 200);
        hr_scene_open(made.scene, false);
        hr_scene_fall(made.scene, lost); /* 100 ask for 60: 1.67 of them */
        assert_int_equal(served(&made, 0), is_blocked ? 0 : 60);
        hr_scene_close(made.scene);
    }
}

static void another_area_is_not_blocked(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.5, 0);
    made.scene->roaming.overload_factor = 1.0;
    site(&made, 0, 0, 100);
    site(&made, 1, 0, 20);
    site(&made, 0, 1, 100);
    site(&made, 1, 1, 200);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, made.core[0]);
    assert_int_equal(served(&made, 0), 100);
    hr_scene_close(made.scene);
}

/* ---- the home operator's database ---- */

static void without_the_home_database_nobody_roams(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.5, 0);
    uint32_t lost = site(&made, 0, 0, 30);
    site(&made, 1, 0, 100);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, lost);
    assert_int_equal(served(&made, 0), 30);
    hr_scene_fall(made.scene, made.db[0]);
    assert_int_equal(served(&made, 0), 0);
    hr_scene_rise(made.scene, made.db[0]); /* no group gained or lost a service by it */
    assert_int_equal(served(&made, 0), 30);
    hr_scene_close(made.scene);
}

static void a_home_database_out_of_reach_of_the_visited_network_does_not_help(void **state)
{
    (void)state;
    operators made = new_operators(3, 0.5, 0);
    uint32_t lost = site(&made, 0, 0, 30);
    site(&made, 2, 0, 100);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, lost);
    assert_int_equal(served(&made, 0), 30);
    hr_scene_fall(made.scene, made.db[1]); /* the way between operators 0 and 2 */
    assert_int_equal(served(&made, 0), 0);
    assert_int_equal(served(&made, 2), 100);
    hr_scene_rise(made.scene, made.db[1]);
    assert_int_equal(served(&made, 0), 30);
    hr_scene_close(made.scene);
}

static void a_service_that_needs_nothing_from_home_is_carried_without_it(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.5, 0);
    made.scene->roaming.home_roles = 0;
    uint32_t lost = site(&made, 0, 0, 30);
    site(&made, 1, 0, 100);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, lost);
    hr_scene_fall(made.scene, made.db[0]);
    assert_int_equal(served(&made, 0), 30);
    hr_scene_close(made.scene);
}

/* ---- functions ---- */

static void functions_carry_their_own_operator_s_users_first(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.3, 230);
    uint32_t lost = site(&made, 0, 0, 100);
    site(&made, 1, 0, 200);
    uint32_t elsewhere = site(&made, 1, 1, 20);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, lost); /* 60 could be carried at the site; the core has 230 - 220 */
    assert_int_equal(served(&made, 0), 10);
    assert_int_equal(served(&made, 1), 220);
    hr_scene_fall(made.scene, elsewhere);
    assert_int_equal(served(&made, 0), 30);
    hr_scene_rise(made.scene, elsewhere);
    assert_int_equal(served(&made, 0), 10);
    assert_int_equal(served(&made, 1), 220);
    hr_scene_close(made.scene);
}

static void emergency_calls_ask_for_no_roaming(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.0, 0);
    uint32_t calls = hr_scene_service(made.scene, HR_ROLE_PACKET_CORE, HR_ROLE_COUNT);
    made.scene->services[calls].any_operator = true;
    uint32_t lost = site(&made, 0, 0, 100);
    site(&made, 1, 0, 5);
    hr_scene_open(made.scene, false);
    hr_scene_fall(made.scene, lost);
    assert_int_equal(hr_scene_served(made.scene, 0, calls), 100);
    assert_int_equal(served(&made, 0), 0);
    hr_scene_close(made.scene);
}

/* ---- histories ---- */

static void a_reset_ledger_with_roaming_equals_a_fresh_one(void **state)
{
    (void)state;
    operators made = new_operators(2, 0.3, 0);
    hr_scene *s = made.scene;
    uint32_t lost = site(&made, 0, 0, 100);
    site(&made, 1, 0, 200);
    hr_scene_open(s, false);
    hr_ledger fresh;
    const hr_ledger_plan *plans[] = {&s->plan};
    assert_int_equal(hr_ledger_init(&fresh, plans, 1, true, NULL), HR_OK);
    hr_ledger_reset(&fresh, &s->plan, &s->roaming);
    hr_scene_fall(s, lost);
    assert_int_equal(served(&made, 0), 60);
    hr_scene_fall(s, made.core[0]);
    hr_scene_fall(s, made.db[1]); /* and stale when it is reset */
    hr_ledger_reset(&s->ledger, &s->plan, &s->roaming);
    assert_memory_equal(s->ledger.served, fresh.served, sizeof fresh.served);
    assert_memory_equal(s->ledger.groups, fresh.groups, s->plan.group_count * sizeof *fresh.groups);
    size_t carried = (size_t)s->plan.places[s->plan.place_count].pairs * s->plan.roaming_count;
    assert_true(carried > 0);
    assert_memory_equal(s->ledger.roaming.carried, fresh.roaming.carried, carried * sizeof *fresh.roaming.carried);
    assert_int_equal(s->ledger.roaming.behind_count, 0);
    hr_scene_fall(s, lost);
    assert_int_equal(served(&made, 0), 60);
    hr_ledger_free(&fresh);
    hr_scene_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users_of_a_lost_site_are_carried_by_another_operator_up_to_its_headroom),
        cmocka_unit_test(without_roaming_they_are_lost),
        cmocka_unit_test(users_of_a_lost_core_are_carried_at_every_site),
        cmocka_unit_test(sites_of_another_area_carry_nobody),
        cmocka_unit_test(an_operator_does_not_roam_on_itself),
        cmocka_unit_test(what_overlap_carries_is_part_of_the_headroom),
        cmocka_unit_test(exchanges_do_not_roam),
        cmocka_unit_test(those_who_ask_share_the_headroom_in_proportion),
        cmocka_unit_test(the_refused_ask_where_room_is_left),
        cmocka_unit_test(more_headroom_never_serves_fewer),
        cmocka_unit_test(too_many_who_ask_are_all_refused),
        cmocka_unit_test(another_area_is_not_blocked),
        cmocka_unit_test(without_the_home_database_nobody_roams),
        cmocka_unit_test(a_home_database_out_of_reach_of_the_visited_network_does_not_help),
        cmocka_unit_test(a_service_that_needs_nothing_from_home_is_carried_without_it),
        cmocka_unit_test(functions_carry_their_own_operator_s_users_first),
        cmocka_unit_test(emergency_calls_ask_for_no_roaming),
        cmocka_unit_test(a_reset_ledger_with_roaming_equals_a_fresh_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
