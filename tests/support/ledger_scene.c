/* Networks small enough to count by hand: see ledger_scene.h. */
#include "tests/support/ledger_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

hr_scene *hr_scene_new(uint32_t operators)
{
    hr_scene *s = calloc(1, sizeof *s);
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

uint32_t hr_scene_put(hr_scene *s, hr_role role, hr_network_node node)
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

uint32_t hr_scene_site(hr_scene *s, uint32_t users, uint32_t parent)
{
    return hr_scene_site_of(s, 0, 0, users, parent);
}

uint32_t hr_scene_site_of(hr_scene *s, uint32_t operator_id, uint32_t area, uint32_t users, uint32_t parent)
{
    uint32_t node = hr_scene_put(s, HR_ROLE_RAN_SITE,
                                 (hr_network_node){.operator_id = operator_id, .area = area, .users = users});
    assert_int_equal(hr_network_builder_edge(s->builder, node, parent, HR_EDGE_PRIMARY, NULL), HR_OK);
    return node;
}

uint32_t hr_scene_function(hr_scene *s, hr_role role)
{
    return hr_scene_put(s, role, (hr_network_node){.users = 0});
}

void hr_scene_edge(hr_scene *s, uint32_t first, uint32_t second)
{
    assert_int_equal(hr_network_builder_edge(s->builder, first, second, HR_EDGE_PRIMARY, NULL), HR_OK);
}

void hr_scene_backup_edge(hr_scene *s, uint32_t first, uint32_t second)
{
    assert_int_equal(hr_network_builder_edge(s->builder, first, second, HR_EDGE_BACKUP, NULL), HR_OK);
}

uint32_t hr_scene_service(hr_scene *s, hr_role first, hr_role second)
{
    hr_service made = {.name = "service", .access_roles = 1u << HR_ROLE_RAN_SITE | 1u << HR_ROLE_EXCHANGE};
    made.required[made.required_count++] = first;
    if (second != HR_ROLE_COUNT) {
        made.required[made.required_count++] = second;
    }
    s->services[s->service_count] = made;
    return s->service_count++;
}

void hr_scene_open(hr_scene *s, bool backup_usable)
{
    assert_int_equal(hr_network_finish(s->builder, &s->network, s->number, NULL), HR_OK);
    assert_int_equal(
        hr_ledger_plan_init(&s->plan, &s->network, s->services, s->service_count, &s->overlap, backup_usable, NULL),
        HR_OK);
    const hr_ledger_plan *plans[] = {&s->plan};
    assert_int_equal(hr_ledger_init(&s->ledger, plans, 1, s->roaming.is_on, NULL), HR_OK);
    hr_ledger_reset(&s->ledger, &s->plan, &s->roaming);
}

void hr_scene_close(hr_scene *s)
{
    hr_ledger_free(&s->ledger);
    hr_ledger_plan_free(&s->plan);
    hr_network_free(&s->network);
    hr_network_builder_free(s->builder);
    free(s);
}

void hr_scene_fall(hr_scene *s, uint32_t node)
{
    hr_ledger_take_down(&s->ledger, s->number[node]);
}

void hr_scene_fall_alone(hr_scene *s, uint32_t node)
{
    hr_ledger_take_down_alone(&s->ledger, s->number[node]);
}

void hr_scene_rise(hr_scene *s, uint32_t node)
{
    hr_ledger_bring_up(&s->ledger, s->number[node]);
}

int64_t hr_scene_served(hr_scene *s, uint32_t operator_id, uint32_t service_index)
{
    hr_ledger_settle(&s->ledger);
    return hr_ledger_served(&s->ledger, operator_id, service_index);
}
