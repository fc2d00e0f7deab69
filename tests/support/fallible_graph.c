/* Graphs whose links or nodes fail, asked through the service ledger: see fallible_graph.h. */
#include "tests/support/fallible_graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A node of a number among its role. */
static uint32_t put(hr_network_builder *builder, hr_role role, uint32_t number, uint32_t operator_id, uint32_t users)
{
    static const char *const kinds[] = {[HR_ROLE_AGGREGATION] = "node",
                                        [HR_ROLE_METRO] = "link",
                                        [HR_ROLE_PACKET_CORE] = "core",
                                        [HR_ROLE_RAN_SITE] = "site"};
    char id[32];
    uint32_t index = 0;
    snprintf(id, sizeof id, "%s%u", kinds[role], number);
    hr_network_node node = {.id = id,
                            .role = role,
                            .operator_id = operator_id,
                            .users = users,
                            .capacity_users = HR_CAPACITY_UNLIMITED,
                            .is_shared = role == HR_ROLE_PACKET_CORE,
                            .bound_vendor = HR_NO_VENDOR};
    assert_int_equal(hr_network_builder_node(builder, &node, &index, NULL), HR_OK);
    return index;
}

static void join(hr_network_builder *builder, uint32_t first, uint32_t second)
{
    assert_int_equal(hr_network_builder_edge(builder, first, second, HR_EDGE_PRIMARY, NULL), HR_OK);
}

static void build_links(hr_network_builder *builder, const hr_graph_form *form)
{
    for (uint32_t i = 0; i < form->link_count; ++i) {
        uint32_t first = form->ends[2 * i];
        uint32_t second = form->ends[2 * i + 1];
        if (form->links_can_fail) {
            uint32_t link = put(builder, HR_ROLE_METRO, i, 0, 0);
            join(builder, first, link);
            join(builder, link, second);
        } else if (first != second) {
            join(builder, first, second);
        }
    }
}

void hr_fallible_graph_make(hr_fallible_graph *graph, hr_graph_form form)
{
    static const hr_overlap no_overlap = {{0}, {0}};
    static const char *const operators[] = {"all", "target"};
    const hr_service service = {.name = "service",
                                .access_roles = 1u << HR_ROLE_RAN_SITE,
                                .required_count = 1,
                                .required = {HR_ROLE_PACKET_CORE}};
    hr_network_builder *builder = NULL;
    uint32_t index = 0;
    memset(graph, 0, sizeof *graph);
    assert_int_equal(hr_network_builder_new(&builder, NULL), HR_OK);
    for (int o = 0; o < 2; ++o) {
        assert_int_equal(hr_network_builder_operator(builder, operators[o], &index, NULL), HR_OK);
    }
    for (uint32_t n = 0; n < form.node_count; ++n) {
        assert_int_equal(put(builder, HR_ROLE_AGGREGATION, n, 0, 0), n);
    }
    build_links(builder, &form);
    join(builder, form.source, put(builder, HR_ROLE_PACKET_CORE, 0, 0, 0));
    for (uint32_t n = 0; n < form.node_count; ++n) {
        join(builder, put(builder, HR_ROLE_RAN_SITE, n, n == form.target, 1), n);
    }
    graph->number = calloc((size_t)2 * form.node_count + form.link_count + 1, sizeof *graph->number);
    assert_non_null(graph->number);
    assert_int_equal(hr_network_finish(builder, &graph->network, graph->number, NULL), HR_OK);
    hr_network_builder_free(builder);
    assert_int_equal(hr_ledger_plan_init(&graph->plan, &graph->network, &service, 1, &no_overlap, false, NULL), HR_OK);
    const hr_ledger_plan *plans[] = {&graph->plan};
    assert_int_equal(hr_ledger_init(&graph->ledger, plans, 1, false, NULL), HR_OK);
    graph->form = form;
    graph->form.ends = NULL;
}

void hr_fallible_graph_free(hr_fallible_graph *graph)
{
    hr_ledger_free(&graph->ledger);
    hr_ledger_plan_free(&graph->plan);
    hr_network_free(&graph->network);
    free(graph->number);
}

void hr_fallible_graph_reset(hr_fallible_graph *graph)
{
    hr_ledger_reset(&graph->ledger, &graph->plan, NULL);
}

void hr_fallible_node(hr_fallible_graph *graph, uint32_t node, bool is_up)
{
    (is_up ? hr_ledger_bring_up : hr_ledger_take_down)(&graph->ledger, graph->number[node]);
}

void hr_fallible_node_alone(hr_fallible_graph *graph, uint32_t node)
{
    hr_ledger_take_down_alone(&graph->ledger, graph->number[node]);
}

void hr_fallible_link(hr_fallible_graph *graph, uint32_t link, bool is_up)
{
    assert_true(graph->form.links_can_fail && link < graph->form.link_count);
    hr_fallible_node(graph, graph->form.node_count + link, is_up);
}

bool hr_fallible_reaches(hr_fallible_graph *graph)
{
    hr_ledger_settle(&graph->ledger);
    return hr_ledger_served(&graph->ledger, 1, 0) > 0;
}

uint32_t hr_fallible_reached(hr_fallible_graph *graph)
{
    hr_ledger_settle(&graph->ledger);
    return (uint32_t)(hr_ledger_served(&graph->ledger, 0, 0) + hr_ledger_served(&graph->ledger, 1, 0));
}
