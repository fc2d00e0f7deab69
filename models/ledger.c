/* The service ledger: groups of users on components. Method, promises and costs: ledger.h.
 *
 * Invariants while not stale:
 *   - a root's tally of users is the sum of demand over the groups whose choice for the service lies in its
 *     component, hence zero where the component lacks a function of the service;
 *   - group_choice is the group's first parent in service whose component has all functions of the service;
 *   - served[o][s] is the sum over roots of min(users, room), room being the least capacity of a required role;
 *   - area_carriers counts the groups of an area with a node in service and a choice. While stale only node states
 *     and the users of groups are kept; settle rebuilds the rest.
 *   - what roaming.carried says of a group counts as roamers in the component of its present choice; it is what the
 *     rules deal out, except in places noted as behind.
 */
#include "models/ledger.h"
#include "models/ledger_regions.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- groups ----------------------------------------------------------------------------------------------------- */

/* Changes by unsigned wrap-around: adding the difference of two uint32_t is exact whatever its sign. */
static void add_demand(hr_ledger *ledger, uint32_t group, uint32_t choice, uint32_t s, uint32_t change)
{
    if (!ledger->plan->services[s].any_operator) {
        uint32_t o = ledger->groups[group].operator_id;
        hr_ledger_reach(ledger, group, s, change);
        uint32_t root = hr_ledger_components_find(&ledger->components, choice);
        if (ledger->components.has_roaming) {
            hr_ledger_components_add_users(&ledger->components, root, o, s, change, ledger->served);
            return;
        }
        hr_ledger_tally *tally = &hr_ledger_components_tallies(&ledger->components, root, o)[s];
        int64_t before = hr_ledger_tally_served(tally);
        tally->users += change;
        ledger->served[o][s] += hr_ledger_tally_served(tally) - before;
    }
}

/* One group more or less carries an any-operator service in its area; users there gain it with the first, lose it
 * with the last. */
static void change_carriers(hr_ledger *ledger, uint32_t group, uint32_t s, bool carries)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t k = 0;
    while (plan->any_services[k] != s) {
        ++k;
    }
    size_t row = (size_t)k * plan->network->area_count + ledger->groups[group].area;
    uint32_t *carriers = &ledger->area_carriers[row];
    *carriers = carries ? *carriers + 1 : *carriers - 1;
    if (*carriers == (carries ? 1u : 0u)) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            uint32_t users = plan->any_users[row * plan->operator_count + o];
            ledger->served[o][s] += carries ? (int64_t)users : -(int64_t)users;
            hr_ledger_reach(ledger, group, s, carries ? users : 0u - users);
        }
    }
}

/* A parent that gives a group some of the services it still wants. */
typedef struct {
    uint32_t parent;
    uint32_t root;
    uint32_t services; /* bits */
} giver;

/* The next of a group's parents, from *k on, that gives any service of *wanted, which loses those. A service so gets its
 * first parent that gives it. */
static inline bool next_giver(hr_ledger *ledger, uint32_t group, uint32_t *k, uint32_t *wanted, giver *found)
{
    uint32_t end = ledger->groups[group + 1].parent_start;
    uint32_t o = ledger->groups[group].operator_id;
    while (*wanted != 0 && *k < end) {
        found->parent = ledger->plan->group_parents[(*k)++];
        if (!ledger->in_service[found->parent]) {
            continue;
        }
        found->root = hr_ledger_components_find(&ledger->components, found->parent);
        found->services = hr_ledger_components_available(&ledger->components, found->root, o) & *wanted;
        if (found->services != 0) {
            *wanted &= ~found->services;
            return true;
        }
    }
    return false;
}

/* For every service of a group its first parent that gives it, into choices[service_count]; HR_NO_NODE where none does. */
static void first_serving_parents(hr_ledger *ledger, uint32_t group, uint32_t *choices)
{
    uint32_t wanted = ledger->groups[group].services;
    giver found;
    memset(choices, 0xff, ledger->plan->service_count * sizeof *choices); /* HR_NO_NODE */
    for (uint32_t k = ledger->groups[group].parent_start; next_giver(ledger, group, &k, &wanted, &found);) {
        for (uint32_t s = 0; found.services >> s != 0; ++s) {
            if (found.services >> s & 1) {
                choices[s] = found.parent;
            }
        }
    }
}

/* Lets a group count at another parent for a service, or at none. */
static void change_choice(hr_ledger *ledger, uint32_t group, uint32_t s, uint32_t now)
{
    const hr_ledger_group *state = &ledger->groups[group];
    uint32_t *choice = &ledger->group_choice[(size_t)group * ledger->plan->service_count + s];
    if (ledger->plan->services[s].any_operator) {
        if (state->up_nodes > 0 && (now == HR_NO_NODE) != (*choice == HR_NO_NODE)) {
            change_carriers(ledger, group, s, now != HR_NO_NODE);
        }
    } else {
        if (ledger->components.has_roaming) { /* also when all its stubs are out: it may not have told so yet */
            hr_ledger_roaming_leave(ledger, group, s);
            hr_ledger_roaming_note(ledger, group);
        }
        if (state->demand > 0 && *choice != HR_NO_NODE) {
            add_demand(ledger, group, *choice, s, 0u - state->demand);
        }
        if (state->demand > 0 && now != HR_NO_NODE) {
            add_demand(ledger, group, now, s, state->demand);
        }
    }
    *choice = now;
}

/* Lets a group count where it should now, for every service it has. */
static void choose(hr_ledger *ledger, uint32_t group)
{
    const hr_ledger_plan *plan = ledger->plan;
    const uint32_t *choice = &ledger->group_choice[(size_t)group * plan->service_count];
    uint32_t now[HR_SERVICES_MAX];
    first_serving_parents(ledger, group, now);
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        if (now[s] != choice[s]) {
            change_choice(ledger, group, s, now[s]);
        }
    }
}

static void set_demand(hr_ledger *ledger, uint32_t group, uint32_t demand)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t change = demand - ledger->groups[group].demand;
    ledger->groups[group].demand = demand;
    if (change == 0 || ledger->is_stale) {
        return;
    }
    const uint32_t *choice = &ledger->group_choice[(size_t)group * plan->service_count];
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        if (choice[s] != HR_NO_NODE) {
            add_demand(ledger, group, choice[s], s, change);
        }
    }
}

/* Demand of a cell's groups after a stub changed: own users in service, and those carried for the lost ones.
 * Carried users are dealt out in proportion to users in service by cumulative floors: integers, exact in sum. */
static void share_cell(hr_ledger *ledger, uint32_t cell)
{
    const hr_ledger_plan *plan = ledger->plan;
    const hr_ledger_group *groups = ledger->groups;
    int64_t lost = 0;
    int64_t up = 0;
    uint32_t end = cell;
    for (; groups[end].cell == cell; ++end) {
        lost += groups[end].lost_users;
        up += groups[end].up_users;
    }
    hr_role role = groups[cell].role;
    int64_t reachable = (int64_t)(plan->overlap.overlap_share[role] * (double)lost);
    int64_t room = (int64_t)(plan->overlap.headroom_share[role] * (double)up);
    int64_t carried = reachable < room ? reachable : room;
    int64_t before = 0;
    int64_t dealt = 0;
    for (uint32_t g = cell; g < end; ++g) {
        int64_t after = before + groups[g].up_users;
        /* all is dealt with the last group: no division where a cell has one */
        int64_t dealt_now = carried == 0 || g + 1 == end ? carried : carried * after / up;
        set_demand(ledger, g, groups[g].up_users + (uint32_t)(dealt_now - dealt));
        before = after;
        dealt = dealt_now;
    }
}

/* A node of a group falls or returns. */
static void change_access_node(hr_ledger *ledger, uint32_t node, bool is_up)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t group = plan->access[node].group;
    if (group == HR_NO_NODE) {
        return;
    }
    __builtin_prefetch(&ledger->group_choice[(size_t)group * plan->service_count]); /* needed soon, far away */
    hr_ledger_group *state = &ledger->groups[group];
    uint32_t users = plan->access[node].users;
    state->up_users += is_up ? users : 0u - users;
    state->lost_users += is_up ? 0u - users : users;
    state->up_nodes += is_up ? 1u : 0u - 1u;
    if (!state->has_overlap) {
        set_demand(ledger, group, state->up_users);
    } else if (ledger->is_stale) {
        ledger->cell_is_behind[state->cell] = 1;
    } else {
        share_cell(ledger, state->cell);
    }
    if (ledger->components.has_roaming) {
        hr_ledger_roaming_note(ledger, group);
    }
    if (!ledger->is_stale && state->up_nodes == (is_up ? 1u : 0u)) {
        for (uint32_t k = 0; k < plan->any_count; ++k) {
            uint32_t s = plan->any_services[k];
            if (ledger->group_choice[(size_t)group * plan->service_count + s] != HR_NO_NODE) {
                change_carriers(ledger, group, s, is_up);
            }
        }
    }
}

/* ---- joining components --------------------------------------------------------------------------------------- */

static void mark_regained(hr_ledger *ledger, uint32_t node)
{
    if (!ledger->is_regained[node]) {
        ledger->is_regained[node] = 1;
        ledger->regained[ledger->regained_count++] = node;
    }
}

/* Every node of a component that gained: its groups may have a better choice, or room for roamers from another home;
 * its neighbours a way to an OSS. */
static void visit_gainers(hr_ledger *ledger, const hr_ledger_gain *gained)
{
    const hr_ledger_plan *plan = ledger->plan;
    const hr_ledger_gain gain = *gained;
    uint32_t node = gain.member;
    if (!gain.service && !gain.oss && !gain.home) {
        return;
    }
    do {
        for (uint32_t k = plan->node_group_start[node]; gain.service && k < plan->node_group_start[node + 1]; ++k) {
            choose(ledger, plan->node_groups[k]);
        }
        for (uint32_t k = plan->node_group_start[node]; gain.home && k < plan->node_group_start[node + 1]; ++k) {
            hr_ledger_roaming_note(ledger, plan->node_groups[k]);
        }
        if (gain.oss) {
            mark_regained(ledger, node);
        }
        node = ledger->components.next_member[node];
    } while (node != gain.member);
}

static void bring_up_transit(hr_ledger *ledger, uint32_t node)
{
    const hr_ledger_plan *plan = ledger->plan;
    hr_ledger_components_start(&ledger->components, node);
    visit_gainers(ledger, &(hr_ledger_gain){.member = node, .service = true, .oss = true});
    for (uint32_t k = plan->link_start[node]; k < plan->link_start[node + 1]; ++k) {
        if (!ledger->in_service[plan->link_node[k]]) {
            continue;
        }
        hr_ledger_join join = hr_ledger_components_join(&ledger->components, node, plan->link_node[k], ledger->served);
        if (join.is_joined) {
            visit_gainers(ledger, &join.gains[0]);
            visit_gainers(ledger, &join.gains[1]);
            hr_ledger_components_close(&ledger->components, &join);
        }
    }
}

/* ---- rebuilding ------------------------------------------------------------------------------------------------ */

/* Counts a group's users for the services that one of its parents gives it; served users are counted later, by
 * component. */
static void place_at(hr_ledger *ledger, uint32_t group, const giver *found)
{
    const hr_ledger_plan *plan = ledger->plan;
    const hr_ledger_group *state = &ledger->groups[group];
    uint32_t *choice = &ledger->group_choice[(size_t)group * plan->service_count];
    hr_ledger_tally *tallies = hr_ledger_components_tallies(&ledger->components, found->root, state->operator_id);
    for (uint32_t s = 0; found->services >> s != 0; ++s) {
        if (!(found->services >> s & 1)) {
            continue;
        }
        choice[s] = found->parent;
        if (!plan->services[s].any_operator) {
            tallies[s].users += state->demand;
            hr_ledger_reach(ledger, group, s, state->demand);
        } else if (state->up_nodes > 0) {
            change_carriers(ledger, group, s, true);
        }
    }
}

/* Sets a group's choices and counts its users there. All groups pass here in every rebuild: a root is found once for all
 * its services. */
static void place_group(hr_ledger *ledger, uint32_t group)
{
    uint32_t services = ledger->plan->service_count;
    uint32_t wanted = ledger->groups[group].services;
    giver found;
    memset(&ledger->group_choice[(size_t)group * services], 0xff, services * sizeof(uint32_t)); /* HR_NO_NODE */
    for (uint32_t k = ledger->groups[group].parent_start; next_giver(ledger, group, &k, &wanted, &found);) {
        place_at(ledger, group, &found);
    }
}

static void rebuild(hr_ledger *ledger)
{
    const hr_ledger_plan *plan = ledger->plan;
    hr_ledger_components_build(&ledger->components, ledger->in_service);
    memset(ledger->served, 0, sizeof ledger->served);
    memset(ledger->region_reached, 0, plan->network->region_count * sizeof *ledger->region_reached);
    ++ledger->region_changes;
    memset(ledger->area_carriers, 0,
           (size_t)plan->any_count * plan->network->area_count * sizeof *ledger->area_carriers);
    for (uint32_t g = 0; g < plan->group_count; ++g) {
        if (ledger->cell_is_behind[g]) { /* at the cell's first group, before any of it is placed */
            ledger->cell_is_behind[g] = 0;
            share_cell(ledger, g);
        }
        place_group(ledger, g);
    }
    hr_ledger_components_count(&ledger->components, ledger->in_service, ledger->served);
    if (ledger->components.has_roaming) {
        hr_ledger_roaming_rebuild(ledger);
    }
}

/* Nodes fell and others returned at one instant: a rebuild may give some an OSS they had not. The components from
 * before the first fall are still there when it begins. Nodes that returned since are in the list already. */
static void rebuild_and_compare(hr_ledger *ledger)
{
    uint32_t transit_count = ledger->plan->network->transit_count;
    for (uint32_t n = 0; n < transit_count; ++n) {
        ledger->former_root[n] = ledger->in_service[n] && !ledger->is_regained[n]
                                     ? hr_ledger_components_find(&ledger->components, n)
                                     : HR_NO_NODE;
    }
    hr_function_mask *former = ledger->components.functions;
    ledger->components.functions = ledger->former_functions;
    ledger->former_functions = former;
    rebuild(ledger);
    for (uint32_t n = 0; n < transit_count; ++n) {
        uint32_t root = ledger->former_root[n];
        if (root == HR_NO_NODE) {
            continue;
        }
        uint32_t root_now = hr_ledger_components_find(&ledger->components, n);
        if (hr_ledger_gains_oss(ledger->plan, &former[root], &ledger->components.functions[root_now])) {
            mark_regained(ledger, n);
        }
    }
}

/* ---- taking out one by one ------------------------------------------------------------------------------------- */

/* Groups that count at a node leave it: they count nowhere until they choose again. */
static void leave(hr_ledger *ledger, uint32_t node)
{
    const hr_ledger_plan *plan = ledger->plan;
    for (uint32_t k = plan->node_group_start[node]; k < plan->node_group_start[node + 1]; ++k) {
        uint32_t group = plan->node_groups[k];
        uint32_t *choice = &ledger->group_choice[(size_t)group * plan->service_count];
        for (uint32_t s = 0; s < plan->service_count; ++s) {
            if (choice[s] == node) {
                change_choice(ledger, group, s, HR_NO_NODE);
            }
        }
    }
}

static void choose_again(hr_ledger *ledger, uint32_t node)
{
    const hr_ledger_plan *plan = ledger->plan;
    for (uint32_t k = plan->node_group_start[node]; k < plan->node_group_start[node + 1]; ++k) {
        choose(ledger, plan->node_groups[k]);
    }
}

/* Takes a transit node that fell out of its component. False, with nothing done, when a rebuild is due instead: the node
 * or something that it separates is a function. */
static bool cut_out(hr_ledger *ledger, uint32_t node)
{
    const hr_ledger_plan *plan = ledger->plan;
    hr_ledger_cut *cut = &ledger->cut;
    if (hr_ledger_is_function(plan, node)) {
        return false;
    }
    hr_ledger_cut_find(cut, plan, ledger->in_service, node);
    bool is_possible = true;
    for (uint32_t i = 0; i < cut->separated_count && is_possible; ++i) {
        is_possible = !hr_ledger_is_function(plan, cut->separated[i]);
    }
    if (is_possible) {
        leave(ledger, node);
        for (uint32_t i = 0; i < cut->separated_count; ++i) {
            leave(ledger, cut->separated[i]);
        }
        hr_ledger_components_cut(&ledger->components, ledger->in_service, node, cut);
        choose_again(ledger, node);
        for (uint32_t i = 0; i < cut->separated_count; ++i) {
            choose_again(ledger, cut->separated[i]);
        }
    }
    hr_ledger_cut_clear(cut);
    return is_possible;
}

void hr_ledger_settle(hr_ledger *ledger)
{
    if (ledger->is_stale && ledger->rose_while_stale) {
        rebuild_and_compare(ledger);
    } else if (ledger->is_stale) {
        rebuild(ledger);
    } else if (ledger->roaming.behind_count > 0) {
        hr_ledger_roaming_settle(ledger);
    }
    ledger->is_stale = false;
    ledger->rose_while_stale = false;
}

/* ---- whole ledger ---------------------------------------------------------------------------------------------- */

static bool allocate(hr_ledger *ledger, const hr_ledger_plan *plan, uint32_t groups, bool may_roam)
{
    const hr_network *network = plan->network;
    size_t transit = (size_t)network->transit_count + 1;
    ledger->group_capacity = groups;
    ledger->in_service = calloc(network->node_count, sizeof *ledger->in_service);
    ledger->groups = calloc((size_t)groups + 1, sizeof *ledger->groups);
    ledger->group_choice = calloc((size_t)groups * plan->service_count, sizeof *ledger->group_choice);
    ledger->cell_is_behind = calloc(groups, sizeof *ledger->cell_is_behind); /* by the cell's first group */
    ledger->functions_up = calloc((size_t)plan->function_count + 1, sizeof *ledger->functions_up);
    ledger->area_carriers = calloc((size_t)plan->any_count * network->area_count + 1, sizeof *ledger->area_carriers);
    ledger->region_reached = calloc((size_t)network->region_count + 1, sizeof *ledger->region_reached);
    ledger->regained = calloc(transit, sizeof *ledger->regained);
    ledger->is_regained = calloc(transit, sizeof *ledger->is_regained);
    ledger->former_functions = calloc(transit, sizeof *ledger->former_functions);
    ledger->former_root = calloc(transit, sizeof *ledger->former_root);
    return hr_ledger_components_init(&ledger->components, plan, may_roam) && hr_ledger_cut_init(&ledger->cut, plan) &&
           ledger->in_service != NULL && ledger->groups != NULL && ledger->group_choice != NULL &&
           ledger->cell_is_behind != NULL && ledger->region_reached != NULL && ledger->functions_up != NULL &&
           ledger->area_carriers != NULL && ledger->regained != NULL && ledger->is_regained != NULL &&
           ledger->former_functions != NULL && ledger->former_root != NULL;
}

hr_status hr_ledger_init(hr_ledger *ledger, const hr_ledger_plan *const *plans, uint32_t plan_count, bool may_roam,
                         hr_error *error)
{
    assert(plan_count >= 1);
    uint32_t groups = 1;
    for (uint32_t p = 0; p < plan_count; ++p) {
        assert(plans[p]->network == plans[0]->network && plans[p]->service_count == plans[0]->service_count);
        assert(plans[p]->function_count == plans[0]->function_count && plans[p]->any_count == plans[0]->any_count);
        groups = plans[p]->group_count > groups ? plans[p]->group_count : groups;
    }
    memset(ledger, 0, sizeof *ledger);
    ledger->plan = plans[0];
    if (!allocate(ledger, plans[0], groups, may_roam) ||
        (may_roam && !hr_ledger_roaming_init(&ledger->roaming, plans, plan_count))) {
        hr_ledger_free(ledger);
        return hr_error_set(error, HR_FAILED, "out of memory for the service ledger of %u nodes",
                            plans[0]->network->node_count);
    }
    hr_ledger_reset(ledger, plans[0], NULL);
    return HR_OK;
}

void hr_ledger_free(hr_ledger *ledger)
{
    hr_ledger_components_free(&ledger->components);
    hr_ledger_cut_free(&ledger->cut);
    hr_ledger_roaming_free(&ledger->roaming);
    free(ledger->in_service);
    free(ledger->groups);
    free(ledger->group_choice);
    free(ledger->cell_is_behind);
    free(ledger->functions_up);
    free(ledger->area_carriers);
    free(ledger->region_reached);
    free(ledger->regained);
    free(ledger->is_regained);
    free(ledger->former_functions);
    free(ledger->former_root);
    memset(ledger, 0, sizeof *ledger);
}

static void forget_regained(hr_ledger *ledger)
{
    for (uint32_t i = 0; i < ledger->regained_count; ++i) {
        ledger->is_regained[ledger->regained[i]] = 0;
    }
    ledger->regained_count = 0;
}

void hr_ledger_reset(hr_ledger *ledger, const hr_ledger_plan *plan, const hr_roaming *roaming)
{
    static const hr_roaming off = {.is_on = false};
    const hr_network *network = plan->network;
    hr_ledger_roaming_reset(ledger, plan, roaming != NULL ? roaming : &off);
    ledger->components.has_roaming = ledger->roaming.rules.is_on;
    memset(ledger->cell_is_behind, 0, ledger->group_capacity);
    ledger->plan = plan;
    ledger->components.plan = plan;
    forget_regained(ledger);
    memset(ledger->in_service, 1, network->node_count);
    memcpy(ledger->groups, plan->groups, ((size_t)plan->group_count + 1) * sizeof *ledger->groups);
    memset(ledger->functions_up, 0, plan->function_count * sizeof *ledger->functions_up);
    for (uint32_t i = 0; i < plan->function_node_count; ++i) {
        uint32_t oss_class = hr_ledger_oss_class(plan, plan->function_nodes[i]);
        if (oss_class != UINT32_MAX) {
            ++ledger->functions_up[oss_class];
        }
    }
    ledger->is_stale = true;
    ledger->rose_while_stale = false;
    hr_ledger_settle(ledger);
}

static void take_down(hr_ledger *ledger, uint32_t node, bool is_alone)
{
    if (!ledger->in_service[node]) {
        return;
    }
    ledger->in_service[node] = 0;
    if (node < ledger->plan->network->transit_count) {
        ++ledger->transit_outages;
        ledger->is_stale = ledger->is_stale || !is_alone || !cut_out(ledger, node);
        uint32_t oss_class = hr_ledger_oss_class(ledger->plan, node);
        if (oss_class != UINT32_MAX) {
            --ledger->functions_up[oss_class];
        }
    }
    change_access_node(ledger, node, false);
}

void hr_ledger_take_down(hr_ledger *ledger, uint32_t node)
{
    take_down(ledger, node, false);
}

void hr_ledger_take_down_alone(hr_ledger *ledger, uint32_t node)
{
    take_down(ledger, node, true);
}

void hr_ledger_bring_up(hr_ledger *ledger, uint32_t node)
{
    if (ledger->in_service[node]) {
        return;
    }
    ledger->in_service[node] = 1;
    if (node < ledger->plan->network->transit_count) {
        uint32_t oss_class = hr_ledger_oss_class(ledger->plan, node);
        if (oss_class != UINT32_MAX) {
            ++ledger->functions_up[oss_class];
        }
        if (ledger->is_stale) {
            mark_regained(ledger, node);
            ledger->rose_while_stale = true;
        } else {
            bring_up_transit(ledger, node);
        }
    }
    change_access_node(ledger, node, true);
}

void hr_ledger_clear_regained(hr_ledger *ledger)
{
    assert(!ledger->is_stale);
    forget_regained(ledger);
}
