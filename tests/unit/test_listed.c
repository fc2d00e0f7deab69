/* A network listed in the scenario, and the ten nodes of scenarios/hello.yaml worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/replication.h"

enum { CASE_ONE, CASE_ONE_STATE, CASE_TWO_STATES };

typedef struct {
    hr_scenario *scenario;
    hr_world world;
    hr_replication replication;
} hello;

static void open_hello(hello *h, const hr_override *overrides, size_t count)
{
    hr_diagnostics diagnostics = {0};
    hr_error error;
    if (hr_scenario_read(&h->scenario, HR_SOURCE_FOLDER "/scenarios/hello.yaml", NULL, overrides, count,
                         &diagnostics) != HR_OK) {
        fail_msg("%s", diagnostics.items[0].text);
    }
    assert_int_equal(hr_world_init(&h->world, h->scenario, &error), HR_OK);
    assert_int_equal(hr_replication_init(&h->replication, &h->world, &error), HR_OK);
    hr_diagnostics_free(&diagnostics);
}

static void close_hello(hello *h)
{
    hr_replication_free(&h->replication);
    hr_world_free(&h->world);
    hr_scenario_free(h->scenario);
}

static double lost(hello *h, uint32_t case_index, uint32_t arm)
{
    hr_error error;
    hr_setting setting = {case_index, arm};
    assert_int_equal(hr_replication_run(&h->replication, &setting, 0, &error), HR_OK);
    return hr_metrics_headline_lost(&h->replication.metrics);
}

static uint32_t node(const hr_network *network, const char *id)
{
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (strcmp(hr_network_id(network, n), id) == 0) {
            return n;
        }
    }
    fail_msg("no node %s", id);
    return HR_NO_NODE;
}

/* North hangs on its backup link alone, and nothing ever happens. */
static void whom_the_intact_network_does_not_serve_is_lost_from_the_start(void **state)
{
    (void)state;
    const hr_override overrides[] = {
        {.path = "network.listed.links",
         .value = "[[south, left], [east, right], [west, right], [left, core], [right, core], "
                  "[core, packets], [core, subscribers], [core, gateway]]"},
        {.path = "threats.campaign.compulsion.latent.implanted_share", .value = "0"},
    };
    hello h;
    open_hello(&h, overrides, sizeof overrides / sizeof *overrides);
    assert_true(lost(&h, 0, HR_ARM_UNMITIGATED) == 1000.0 * 500);
    assert_int_equal(h.replication.metrics.peak_out, 1000);
    assert_true(h.replication.metrics.peak_time_hours == 0);
    assert_true(lost(&h, 0, HR_ARM_MITIGATED) == 0);
    close_hello(&h);
}

static void a_listed_network_has_the_nodes_links_and_vendors_of_its_list(void **state)
{
    (void)state;
    hello h;
    open_hello(&h, NULL, 0);
    const hr_network *network = &h.world.network;
    uint32_t north = node(network, "north");
    uint32_t left = node(network, "left");
    uint32_t right = node(network, "right");
    assert_int_equal(network->node_count, 10);
    assert_int_equal(network->edge_count, 13);
    assert_int_equal(network->users[north], 1000);
    assert_int_equal(network->role[left], HR_ROLE_AGGREGATION);
    assert_int_equal(network->link_start[north + 1] - network->link_start[north], 2);
    assert_int_equal(network->links[network->link_start[north]].node, left); /* primary before backup */
    assert_int_equal(network->links[network->link_start[north]].kind, HR_EDGE_PRIMARY);
    assert_int_equal(network->links[network->link_start[north] + 1].node, right);
    assert_int_equal(network->links[network->link_start[north] + 1].kind, HR_EDGE_BACKUP);
    const char *vendors[] = {"alpha", "beta", "carol", "dave"};
    assert_string_equal(vendors[h.world.cases[CASE_ONE].vendor[north]], "alpha");
    assert_string_equal(vendors[h.world.cases[CASE_ONE].vendor[right]], "carol");
    assert_string_equal(vendors[h.world.cases[CASE_ONE_STATE].vendor[right]], "beta");
    assert_string_equal(vendors[h.world.cases[CASE_ONE_STATE].vendor[node(network, "core")]], "carol");
    assert_string_equal(vendors[h.world.cases[CASE_TWO_STATES].vendor[right]], "dave");
    close_hello(&h);
}

/* All of alpha's falls at 100 h. Diagnosed at 110 h, one engineer restores left, north and south, 5 h each. */
static void one_vendor_takes_half_of_the_users_until_the_engineer_has_come_round(void **state)
{
    (void)state;
    hello h;
    hr_override all = {.path = "threats.campaign.compulsion.sabotage.activation_probability", .value = "1"};
    open_hello(&h, &all, 1);
    assert_float_equal(lost(&h, CASE_ONE, HR_ARM_UNMITIGATED), 1000 * (20 + 25), 0);
    assert_int_equal(h.replication.counts.disabled, 3);
    assert_float_equal(lost(&h, CASE_ONE, HR_ARM_MITIGATED), 1000 * (20 + 25), 0);
    /* a second vendor of the same state: left, right, then four sites; of another state: as before */
    assert_float_equal(lost(&h, CASE_ONE_STATE, HR_ARM_MITIGATED), 1000 * (25 + 30 + 35 + 40), 0);
    assert_int_equal(h.replication.metrics.peak_out, 4000);
    assert_float_equal(lost(&h, CASE_TWO_STATES, HR_ARM_MITIGATED), 1000 * (20 + 25), 0);
    close_hello(&h);
}

/* Only aggregation is alpha's and beta's: failover saves everybody from one vendor, nobody from both. */
static void failover_helps_where_the_other_parent_answers_to_another_state(void **state)
{
    (void)state;
    hello h;
    hr_override overrides[] = {
        {.path = "threats.campaign.compulsion.sabotage.activation_probability", .value = "1"},
        {.path = "network.listed.nodes.north.vendor", .value = "carol"},
        {.path = "network.listed.nodes.south.vendor", .value = "carol"},
        {.path = "cases.two-of-one-state.changes.0.roles", .value = "[aggregation]"},
    };
    open_hello(&h, overrides, 4);
    assert_float_equal(lost(&h, CASE_ONE, HR_ARM_UNMITIGATED), 2000 * 15, 0);
    assert_float_equal(lost(&h, CASE_ONE, HR_ARM_MITIGATED), 0, 0);
    assert_float_equal(lost(&h, CASE_TWO_STATES, HR_ARM_MITIGATED), 0, 0);
    assert_float_equal(lost(&h, CASE_ONE_STATE, HR_ARM_UNMITIGATED), 2000 * 15 + 2000 * 20, 0);
    assert_float_equal(lost(&h, CASE_ONE_STATE, HR_ARM_MITIGATED), 4000 * 15, 0); /* left returns first, for all */
    close_hello(&h);
}

static void mistake(const char *path, const char *value, const char *words)
{
    hr_scenario *scenario = NULL;
    hr_diagnostics diagnostics = {0};
    hr_override override = {.path = path, .value = value};
    assert_int_equal(
        hr_scenario_read(&scenario, HR_SOURCE_FOLDER "/scenarios/hello.yaml", NULL, &override, 1, &diagnostics),
        HR_BAD_INPUT);
    bool is_said = false;
    for (size_t i = 0; i < diagnostics.count; ++i) {
        is_said = is_said || strstr(diagnostics.items[i].text, words) != NULL;
    }
    if (!is_said) {
        fail_msg("%s", diagnostics.count > 0 ? diagnostics.items[0].text : "no mistake");
    }
    hr_diagnostics_free(&diagnostics);
}

/* Plane manages alpha's equipment and falls with it. The engineer reaches left out of band from 110 on; meanwhile the
 * first crew goes to plane until 130, and the second does not wait for the engineer to find that the plane is needed for
 * north: it goes there at once, until 130. South is within the engineer's reach then, and returns at 135. */
static void an_idle_crew_goes_to_what_is_out_of_reach_while_the_engineer_is_busy(void **state)
{
    (void)state;
    const hr_override overrides[] = {
        {.path = "threats.campaign.compulsion.sabotage.activation_probability", .value = "1"},
        {.path = "network.listed.nodes.plane", .value = "{role: oss, operator: red, vendor: alpha}"},
        {.path = "network.listed.links",
         .value = "[[north, left], [south, left], [east, right], [west, right], [left, core], [right, core], "
                  "[core, packets], [core, subscribers], [core, gateway], [core, plane]]"},
        {.path = "ordinary_restoration.crews_per_thousand_nodes", .value = "200"},
        {.path = "ordinary_restoration.out_of_band_share", .value = "{aggregation: 1}"},
    };
    hello h;
    open_hello(&h, overrides, sizeof overrides / sizeof *overrides);
    assert_true(lost(&h, CASE_ONE, HR_ARM_UNMITIGATED) == 1000.0 * (30 + 35));
    close_hello(&h);
}

static void mistakes_in_a_list_are_refused(void **state)
{
    (void)state;
    mistake("network.listed.links", "[[north, nowhere]]", "nowhere");
    mistake("network.listed.links", "[[north, north]]", "different");
    mistake("network.listed.links", "[[north, south]]", "transit");
    mistake("network.listed.links", "[north]", "two nodes");
    mistake("network.listed.nodes.core.users", "5", "users");
    mistake("network.listed.nodes.core.role", "router", "router");
    mistake("network.listed.nodes.core.operator", "blue", "blue");
    mistake("network.listed.nodes.extra", "{role: oss, operator: red}", "manages");
    mistake("network.listed.operators", "[red, red]", "twice");
    mistake("network.generate", "{}", "listed");
    mistake("network.listed.nodes.core.vendor", "null", "mixes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whom_the_intact_network_does_not_serve_is_lost_from_the_start),
        cmocka_unit_test(a_listed_network_has_the_nodes_links_and_vendors_of_its_list),
        cmocka_unit_test(one_vendor_takes_half_of_the_users_until_the_engineer_has_come_round),
        cmocka_unit_test(failover_helps_where_the_other_parent_answers_to_another_state),
        cmocka_unit_test(an_idle_crew_goes_to_what_is_out_of_reach_while_the_engineer_is_busy),
        cmocka_unit_test(mistakes_in_a_list_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
