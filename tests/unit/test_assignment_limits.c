/* Limits on vendors: caps in nodes and users, exclusions, sensitive sites, who takes what must go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/assignment.h"
#include "tests/support/nation.h"

/* One operator with twenty sites in a row. Users: 10 at the first ten, 30 at the others, 400 in all. */
enum { SITES = 20, CITY_FROM = 10, SEED = 11, A = 1, B = 2, C = 3, D = 4 };

typedef struct {
    hr_network network;
    hr_error error;
    size_t broken;
    uint8_t before[SITES];
    uint8_t vendor[SITES];
} fixture;

static int make_row(void **state)
{
    hr_network_builder *builder = NULL;
    uint32_t added = 0;
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    assert_int_equal(hr_network_builder_new(&builder, &f->error), HR_OK);
    assert_int_equal(hr_network_builder_operator(builder, "row", &added, &f->error), HR_OK);
    for (uint32_t s = 0; s < SITES; ++s) {
        char id[16];
        snprintf(id, sizeof id, "s%02u", s);
        hr_network_node node = {.id = id,
                                .role = HR_ROLE_RAN_SITE,
                                .latitude = 50,
                                .longitude = s * 0.1,
                                .users = s < CITY_FROM ? 10 : 30,
                                .is_sensitive = s % 4 == 0};
        assert_int_equal(hr_network_builder_node(builder, &node, &added, &f->error), HR_OK);
    }
    assert_int_equal(hr_network_finish(builder, &f->network, NULL, &f->error), HR_OK);
    hr_network_builder_free(builder);
    *state = f;
    return 0;
}

static int free_row(void **state)
{
    fixture *f = *state;
    hr_network_free(&f->network);
    free(f);
    return 0;
}

/* Vendors of the sites, in order: "aaaabbbb...". */
static void set(fixture *f, const char *vendors)
{
    assert_int_equal(strlen(vendors), SITES);
    for (uint32_t s = 0; s < SITES; ++s) {
        f->before[s] = f->vendor[s] = (uint8_t)(vendors[s] - 'a' + A);
    }
}

static uint32_t sites_of(const fixture *f, uint8_t vendor)
{
    uint32_t count = 0;
    for (uint32_t s = 0; s < SITES; ++s) {
        count += f->vendor[s] == vendor;
    }
    return count;
}

static uint32_t users_of(const fixture *f, uint8_t vendor)
{
    uint32_t users = 0;
    for (uint32_t s = 0; s < SITES; ++s) {
        users += f->vendor[s] == vendor ? f->network.users[s] : 0;
    }
    return users;
}

static hr_vendor_limit limit_on(uint8_t vendor, double cap)
{
    hr_vendor_limit limit = {.cap = cap, .role_count = 1, .roles = {HR_ROLE_RAN_SITE}};
    limit.vendors[vendor] = true;
    return limit;
}

static hr_status apply_two(fixture *f, const hr_vendor_limit *first, const hr_vendor_limit *second)
{
    const hr_vendor_limit *limits[] = {first, second};
    return hr_assignment_limit(&f->network, limits, second != NULL ? 2 : 1, SEED, f->vendor, &f->broken, &f->error);
}

static void apply(fixture *f, const hr_vendor_limit *limit)
{
    assert_int_equal(apply_two(f, limit, NULL), HR_OK);
}

/* ---- caps -------------------------------------------------------------------------------------------------------- */

static void a_cap_leaves_as_many_nodes_as_it_allows(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaaaaaaaabbbbbbb");            /* 13 and 7 */
    hr_vendor_limit limit = limit_on(A, 0.35); /* 7 of 20 */
    apply(f, &limit);
    assert_int_equal(sites_of(f, A), 7);
    assert_int_equal(sites_of(f, B), 13);
    set(f, "aaaaaaaaaaaaabbbbbbb");
    limit.cap = 0.34; /* 6.8: 7 would be more than that */
    apply(f, &limit);
    assert_int_equal(sites_of(f, A), 6);
}

static void a_cap_that_holds_changes_nothing(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaabbbbbbbbbbbbb");
    hr_vendor_limit limit = limit_on(A, 0.35);
    apply(f, &limit);
    assert_memory_equal(f->vendor, f->before, SITES);
    limit.vendors[A] = false; /* nor does one on nobody */
    limit.cap = 0;
    apply(f, &limit);
    assert_memory_equal(f->vendor, f->before, SITES);
}

static void a_cap_in_users_is_less_than_the_same_cap_in_nodes_where_sites_are_busy(void **state)
{
    fixture *f = *state;
    set(f, "bbbbbbbbbbaaaaaaaaaa"); /* the busy half: 300 of 400 users */
    hr_vendor_limit limit = limit_on(A, 0.35);
    limit.unit = HR_QUOTA_USERS;
    apply(f, &limit);
    assert_int_equal(users_of(f, A), 120); /* 140 users are four sites and two thirds */
    assert_int_equal(sites_of(f, A), 4);
    set(f, "bbbbbbbbbbaaaaaaaaaa");
    limit.unit = HR_QUOTA_NODES;
    apply(f, &limit);
    assert_int_equal(sites_of(f, A), 7);
    assert_int_equal(users_of(f, A), 210); /* more than half of all */
}

/* Trap: 35, 35 and 30 % look safe under a cap of 35 % until two of them answer to one state. */
static void a_cap_on_a_state_counts_its_vendors_together(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaabbbbbbbcccccc");
    hr_vendor_limit alone = limit_on(A, 0.35);
    hr_vendor_limit other = limit_on(B, 0.35);
    assert_int_equal(apply_two(f, &alone, &other), HR_OK);
    assert_memory_equal(f->vendor, f->before, SITES);
    alone.vendors[B] = true;
    apply(f, &alone);
    assert_int_equal(sites_of(f, A) + sites_of(f, B), 7);
    assert_int_equal(sites_of(f, C), 13);
    assert_in_range(sites_of(f, A), 3, 4); /* each loses half */
}

static void who_stays_does_not_change(void **state)
{
    fixture *f = *state;
    set(f, "aaaabbbbccccaaaabbbb");
    hr_vendor_limit limit = limit_on(A, 0.2);
    apply(f, &limit);
    for (uint32_t s = 0; s < SITES; ++s) {
        assert_true(f->vendor[s] == f->before[s] || f->before[s] == A);
    }
}

/* ---- who takes --------------------------------------------------------------------------------------------------- */

static void others_take_in_proportion_to_what_they_have(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaaabbbbbbbbbccc"); /* 8, 9 and 3 */
    hr_vendor_limit limit = limit_on(A, 0);
    apply(f, &limit);
    assert_int_equal(sites_of(f, A), 0);
    assert_int_equal(sites_of(f, B), 9 + 6);
    assert_int_equal(sites_of(f, C), 3 + 2);
}

static void named_vendors_take_equal_parts_and_may_be_new(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaaabbbbbbbbbbbb");
    hr_vendor_limit limit = limit_on(A, 0);
    limit.has_to = limit.to[C] = limit.to[D] = true;
    apply(f, &limit);
    assert_int_equal(sites_of(f, B), 12);
    assert_int_equal(sites_of(f, C), 4);
    assert_int_equal(sites_of(f, D), 4);
}

static void nobody_takes_whom_an_earlier_limit_concerns(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaaabbbbbbbbcccc");
    hr_vendor_limit first = limit_on(A, 0.3);
    hr_vendor_limit second = limit_on(B, 0.25);
    assert_int_equal(apply_two(f, &first, &second), HR_OK);
    assert_int_equal(sites_of(f, A), 6);
    assert_int_equal(sites_of(f, B), 5);
    assert_int_equal(sites_of(f, C), 9);
}

static void a_limit_that_leaves_nobody_is_refused(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaaaaaaaaaaaaaaa");
    hr_vendor_limit limit = limit_on(A, 0.5);
    assert_int_equal(apply_two(f, &limit, NULL), HR_BAD_INPUT);
    assert_non_null(strstr(f->error.text, "row, ran_site"));
    limit.has_to = limit.to[B] = true;
    apply(f, &limit);
    assert_int_equal(sites_of(f, B), 10);
}

static void a_limit_that_breaks_an_earlier_one_is_refused(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaaabbbbbbbbcccc");
    hr_vendor_limit first = limit_on(A, 0.4);
    hr_vendor_limit second = limit_on(B, 0.2);
    second.has_to = second.to[A] = true; /* 4 more for A, which has 8 already */
    assert_int_equal(apply_two(f, &first, &second), HR_BAD_INPUT);
    assert_int_equal(f->broken, 0);
    assert_non_null(strstr(f->error.text, "12 of 20 nodes"));
}

/* ---- where ------------------------------------------------------------------------------------------------------- */

static void an_exclusion_from_sensitive_sites_leaves_the_others(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaaaaabbbbbbbbbb");
    hr_vendor_limit limit = limit_on(A, 0);
    limit.is_of_sensitive = true;
    apply(f, &limit);
    for (uint32_t s = 0; s < SITES; ++s) {
        bool moves = s < 10 && f->network.is_sensitive[s]; /* 0, 4 and 8 */
        assert_int_equal(f->vendor[s], moves ? B : f->before[s]);
    }
    assert_int_equal(sites_of(f, A), 7);
}

static void a_cap_among_sensitive_sites_is_a_share_of_them(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaaaaaaaaaaabbbb"); /* of the five sensitive sites, four */
    hr_vendor_limit limit = limit_on(A, 0.4);
    limit.is_of_sensitive = true;
    apply(f, &limit);
    assert_int_equal(sites_of(f, A), 14);
}

static void a_role_or_an_operator_that_is_not_named_keeps_its_vendors(void **state)
{
    fixture *f = *state;
    set(f, "aaaaaaaaaaaabbbbbbbb");
    hr_vendor_limit limit = limit_on(A, 0);
    limit.roles[0] = HR_ROLE_CABINET;
    apply(f, &limit);
    assert_memory_equal(f->vendor, f->before, SITES);
    limit.roles[0] = HR_ROLE_RAN_SITE;
    limit.operator_mask_count = 1;
    limit.operators[0] = 1; /* another */
    apply(f, &limit);
    assert_memory_equal(f->vendor, f->before, SITES);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_row, free_row)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_cap_leaves_as_many_nodes_as_it_allows),
        TEST(a_cap_that_holds_changes_nothing),
        TEST(a_cap_in_users_is_less_than_the_same_cap_in_nodes_where_sites_are_busy),
        TEST(a_cap_on_a_state_counts_its_vendors_together),
        TEST(who_stays_does_not_change),
        TEST(others_take_in_proportion_to_what_they_have),
        TEST(named_vendors_take_equal_parts_and_may_be_new),
        TEST(nobody_takes_whom_an_earlier_limit_concerns),
        TEST(a_limit_that_leaves_nobody_is_refused),
        TEST(a_limit_that_breaks_an_earlier_one_is_refused),
        TEST(an_exclusion_from_sensitive_sites_leaves_the_others),
        TEST(a_cap_among_sensitive_sites_is_a_share_of_them),
        TEST(a_role_or_an_operator_that_is_not_named_keeps_its_vendors),
    };
    return cmocka_run_group_tests_name("assignment_limits", tests, NULL, NULL);
}
