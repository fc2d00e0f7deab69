/* The service ledger. Method, promises and costs: ledger.h.
 *
 * Invariants while not stale:
 *   - component_users of a root is the sum of group_demand over the groups whose choice for the service lies in its component;
 *   - group_choice is the group's first parent in service whose component has all functions of the service;
 *   - served[o][s] is the sum over roots with the functions of min(component_users, least capacity of a required role);
 *   - area_carriers counts the groups of an area with a node in service and a choice.
 * While stale only node states and group sums are kept; settle rebuilds the rest.
 */
#include "models/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Stands for an unlimited capacity in sums: above any number of users, and 2^20 of them still fit an int64. */
#define UNLIMITED (INT64_C(1) << 42)

/* ---- component sums ----------------------------------------------------------------------------------------- */

static size_t users_width(const hr_ledger_plan *plan)
{
    return (size_t)plan->operator_count * plan->service_count;
}

static size_t capacity_width(const hr_ledger_plan *plan)
{
    return (size_t)plan->operator_count * plan->role_slot_count;
}

static uint32_t find(hr_ledger *ledger, uint32_t node)
{
    uint32_t *parent = ledger->parent;
    while (parent[node] != node) {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}

/* Users of (operator, service) that the component of a root serves. */
static int64_t contribution(const hr_ledger *ledger, uint32_t root, uint32_t o, uint32_t s)
{
    const hr_ledger_plan *plan = ledger->plan;
    if (!(ledger->available[(size_t)root * plan->operator_count + o] >> s & 1)) {
        return 0;
    }
    int64_t served = ledger->component_users[root * users_width(plan) + o * plan->service_count + s];
    const hr_service *service = &plan->services[s];
    const int64_t *capacity = &ledger->capacity[root * capacity_width(plan) + o];
    for (uint32_t k = 0; k < service->required_count; ++k) {
        int64_t room = capacity[(size_t)plan->role_slot[service->required[k]] * plan->operator_count];
        served = room < served ? room : served;
    }
    return served;
}

static void count_root(hr_ledger *ledger, uint32_t root, int sign)
{
    const hr_ledger_plan *plan = ledger->plan;
    for (uint32_t o = 0; o < plan->operator_count; ++o) {
        for (uint32_t s = 0; s < plan->service_count; ++s) {
            if (!plan->services[s].any_operator) {
                ledger->served[o][s] += sign * contribution(ledger, root, o, s);
            }
        }
    }
}

static bool contains(const hr_function_mask *whole, const hr_function_mask *part, uint32_t words)
{
    uint64_t missing = 0;
    for (uint32_t w = 0; w < words; ++w) {
        missing |= part->words[w] & ~whole->words[w];
    }
    return missing == 0;
}

static void update_available(hr_ledger *ledger, uint32_t root)
{
    const hr_ledger_plan *plan = ledger->plan;
    for (uint32_t o = 0; o < plan->operator_count; ++o) {
        uint32_t available = 0;
        for (uint32_t s = 0; s < plan->service_count; ++s) {
            available |= (uint32_t)contains(&ledger->functions[root], &plan->required[o][s], plan->mask_words) << s;
        }
        ledger->available[(size_t)root * plan->operator_count + o] = (uint8_t)available;
    }
}

/* Makes a transit node a component of its own, without users yet. */
static void start_component(hr_ledger *ledger, uint32_t node)
{
    const hr_ledger_plan *plan = ledger->plan;
    const hr_network *network = plan->network;
    ledger->parent[node] = node;
    ledger->size[node] = 1;
    ledger->next_member[node] = node;
    memset(&ledger->functions[node], 0, sizeof ledger->functions[node]);
    memset(&ledger->component_users[node * users_width(plan)], 0, users_width(plan) * sizeof(int64_t));
    memset(&ledger->capacity[node * capacity_width(plan)], 0, capacity_width(plan) * sizeof(int64_t));

    hr_role role = network->role[node];
    uint32_t slot = plan->role_slot[role];
    int64_t room = network->capacity_users[node] < UNLIMITED ? network->capacity_users[node] : UNLIMITED;
    for (uint32_t o = 0; slot != UINT32_MAX && o < plan->operator_count; ++o) {
        if (network->is_shared[node] || network->operator_id[node] == o) {
            uint32_t bit = slot * plan->operator_count + o;
            ledger->functions[node].words[bit / 64] |= UINT64_C(1) << (bit % 64);
            ledger->capacity[node * capacity_width(plan) + bit] = room;
        }
    }
    if (role == HR_ROLE_OSS && network->bound_vendor[node] != HR_NO_VENDOR) {
        uint32_t bit = plan->oss_class[network->operator_id[node]][network->bound_vendor[node]];
        ledger->functions[node].words[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
}

/* ---- groups ----------------------------------------------------------------------------------------------------- */

static void add_demand(hr_ledger *ledger, uint32_t choice, uint32_t o, uint32_t s, int64_t demand)
{
    const hr_ledger_plan *plan = ledger->plan;
    if (plan->services[s].any_operator || demand == 0) {
        return;
    }
    uint32_t root = find(ledger, choice);
    ledger->served[o][s] -= contribution(ledger, root, o, s);
    ledger->component_users[root * users_width(plan) + o * plan->service_count + s] += demand;
    ledger->served[o][s] += contribution(ledger, root, o, s);
}

/* One group more or less carries an any-operator service in its area; users there gain it with the first, lose it with the last. */
static void change_carriers(hr_ledger *ledger, uint32_t group, uint32_t s, bool carries)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t k = 0;
    while (plan->any_services[k] != s) {
        ++k;
    }
    size_t row = (size_t)k * plan->network->area_count + plan->group_area[group];
    uint32_t *carriers = &ledger->area_carriers[row];
    *carriers = carries ? *carriers + 1 : *carriers - 1;
    if (*carriers == (carries ? 1u : 0u)) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            int64_t users = plan->any_users[row * plan->operator_count + o];
            ledger->served[o][s] += carries ? users : -users;
        }
    }
}

static uint32_t first_serving_parent(hr_ledger *ledger, uint32_t group, uint32_t s)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t o = plan->group_operator[group];
    for (uint32_t k = plan->group_parent_start[group]; k < plan->group_parent_start[group + 1]; ++k) {
        uint32_t parent = plan->group_parents[k];
        if (ledger->in_service[parent] &&
            ledger->available[(size_t)find(ledger, parent) * plan->operator_count + o] >> s & 1) {
            return parent;
        }
    }
    return HR_NO_NODE;
}

/* Lets a group count where it should now, for every service it has. Exact counting needs contributions to be up to date. */
static void choose(hr_ledger *ledger, uint32_t group)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t o = plan->group_operator[group];
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        if (!(plan->group_services[group] >> s & 1)) {
            continue;
        }
        uint32_t *choice = &ledger->group_choice[(size_t)group * plan->service_count + s];
        uint32_t now = first_serving_parent(ledger, group, s);
        if (now == *choice) {
            continue;
        }
        if (plan->services[s].any_operator) {
            if (ledger->group_up_nodes[group] > 0 && (now == HR_NO_NODE) != (*choice == HR_NO_NODE)) {
                change_carriers(ledger, group, s, now != HR_NO_NODE);
            }
        } else {
            if (*choice != HR_NO_NODE) {
                add_demand(ledger, *choice, o, s, -ledger->group_demand[group]);
            }
            if (now != HR_NO_NODE) {
                add_demand(ledger, now, o, s, ledger->group_demand[group]);
            }
        }
        *choice = now;
    }
}

/* Demand of a cell's groups after a stub changed: own users in service, and those carried for the lost ones.
 * Carried users are dealt out in proportion to users in service by cumulative floors: integers, exact in sum. */
static void share_cell(hr_ledger *ledger, uint32_t cell)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t first = plan->cell_start[cell];
    uint32_t end = plan->cell_start[cell + 1];
    int64_t lost = 0;
    int64_t up = 0;
    for (uint32_t g = first; g < end; ++g) {
        lost += ledger->group_lost_users[g];
        up += ledger->group_up_users[g];
    }
    hr_role role = plan->group_role[first];
    int64_t reachable = (int64_t)(plan->overlap.overlap_share[role] * (double)lost);
    int64_t room = (int64_t)(plan->overlap.headroom_share[role] * (double)up);
    int64_t carried = reachable < room ? reachable : room;
    int64_t before = 0;
    for (uint32_t g = first; g < end; ++g) {
        int64_t after = before + ledger->group_up_users[g];
        int64_t share = up > 0 ? carried * after / up - carried * before / up : 0;
        int64_t demand = ledger->group_up_users[g] + share;
        int64_t change = demand - ledger->group_demand[g];
        before = after;
        ledger->group_demand[g] = demand;
        if (change == 0 || ledger->is_stale) {
            continue;
        }
        for (uint32_t s = 0; s < plan->service_count; ++s) {
            uint32_t choice = ledger->group_choice[(size_t)g * plan->service_count + s];
            if (choice != HR_NO_NODE) {
                add_demand(ledger, choice, plan->group_operator[g], s, change);
            }
        }
    }
}

/* A node of a group falls or returns. */
static void change_access_node(hr_ledger *ledger, uint32_t node, bool is_up)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t group = plan->group_of_node[node];
    if (group == HR_NO_NODE) {
        return;
    }
    int64_t users = is_up ? (int64_t)plan->network->users[node] : -(int64_t)plan->network->users[node];
    ledger->group_up_users[group] += users;
    ledger->group_lost_users[group] -= users;
    ledger->group_up_nodes[group] = is_up ? ledger->group_up_nodes[group] + 1 : ledger->group_up_nodes[group] - 1;
    share_cell(ledger, plan->group_cell[group]);
    if (!ledger->is_stale && ledger->group_up_nodes[group] == (is_up ? 1u : 0u)) {
        for (uint32_t k = 0; k < plan->any_count; ++k) {
            uint32_t s = plan->any_services[k];
            if (ledger->group_choice[(size_t)group * plan->service_count + s] != HR_NO_NODE) {
                change_carriers(ledger, group, s, is_up);
            }
        }
    }
}

/* ---- joining components --------------------------------------------------------------------------------------- */

/* Every node of a component that gained functions: its groups may have a better choice, its neighbours a way to an OSS. */
static void visit_gainers(hr_ledger *ledger, uint32_t member, bool gained_oss)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t node = member;
    do {
        for (uint32_t k = plan->node_group_start[node]; k < plan->node_group_start[node + 1]; ++k) {
            choose(ledger, plan->node_groups[k]);
        }
        if (gained_oss && !ledger->is_regained[node]) {
            ledger->is_regained[node] = 1;
            ledger->regained[ledger->regained_count++] = node;
        }
        node = ledger->next_member[node];
    } while (node != member);
}

typedef struct {
    bool any;
    bool oss;
} gain;

static gain gain_of(const hr_ledger *ledger, const hr_function_mask *before, const hr_function_mask *after)
{
    gain result = {false, false};
    for (uint32_t w = 0; w < ledger->plan->mask_words; ++w) {
        uint64_t new_bits = after->words[w] & ~before->words[w];
        result.any = result.any || new_bits != 0;
        result.oss = result.oss || (new_bits & ledger->plan->oss_mask.words[w]) != 0;
    }
    return result;
}

/* Union by size of two roots; sums move to the winner. Served users are not touched. Returns the winner. */
static uint32_t link_roots(hr_ledger *ledger, uint32_t a, uint32_t b)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t winner = ledger->size[a] >= ledger->size[b] ? a : b;
    uint32_t loser = winner == a ? b : a;
    ledger->parent[loser] = winner;
    ledger->size[winner] += ledger->size[loser];
    for (uint32_t w = 0; w < plan->mask_words; ++w) {
        ledger->functions[winner].words[w] |= ledger->functions[loser].words[w];
    }
    int64_t *users = &ledger->component_users[winner * users_width(plan)];
    const int64_t *more_users = &ledger->component_users[loser * users_width(plan)];
    for (size_t i = 0; i < users_width(plan); ++i) {
        users[i] += more_users[i];
    }
    int64_t *capacity = &ledger->capacity[winner * capacity_width(plan)];
    const int64_t *more_capacity = &ledger->capacity[loser * capacity_width(plan)];
    for (size_t i = 0; i < capacity_width(plan); ++i) {
        capacity[i] += more_capacity[i];
    }
    uint32_t next = ledger->next_member[winner];
    ledger->next_member[winner] = ledger->next_member[loser];
    ledger->next_member[loser] = next;
    return winner;
}

/* Cuts a freshly joined circle into the two it was made of: the same swap again. */
static void swap_members(hr_ledger *ledger, uint32_t a, uint32_t b)
{
    uint32_t next = ledger->next_member[a];
    ledger->next_member[a] = ledger->next_member[b];
    ledger->next_member[b] = next;
}

static void join(hr_ledger *ledger, uint32_t first, uint32_t second)
{
    uint32_t a = find(ledger, first);
    uint32_t b = find(ledger, second);
    if (a == b) {
        return;
    }
    hr_function_mask before_a = ledger->functions[a];
    hr_function_mask before_b = ledger->functions[b];
    count_root(ledger, a, -1);
    count_root(ledger, b, -1);
    uint32_t root = link_roots(ledger, a, b);
    update_available(ledger, root);
    count_root(ledger, root, +1);

    gain gain_a = gain_of(ledger, &before_a, &ledger->functions[root]);
    gain gain_b = gain_of(ledger, &before_b, &ledger->functions[root]);
    swap_members(ledger, a, b);
    if (gain_a.any) {
        visit_gainers(ledger, a, gain_a.oss);
    }
    if (gain_b.any) {
        visit_gainers(ledger, b, gain_b.oss);
    }
    swap_members(ledger, a, b);
}

/* ---- whole ledger --------------------------------------------------------------------------------------------------- */

static void rebuild(hr_ledger *ledger)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t transit_count = plan->network->transit_count;
    for (uint32_t n = 0; n < transit_count; ++n) {
        start_component(ledger, n);
    }
    for (uint32_t n = 0; n < transit_count; ++n) {
        for (uint32_t k = plan->link_start[n]; ledger->in_service[n] && k < plan->link_start[n + 1]; ++k) {
            uint32_t other = plan->link_node[k];
            if (other < n && ledger->in_service[other]) { /* each edge once */
                uint32_t a = find(ledger, n);
                uint32_t b = find(ledger, other);
                if (a != b) {
                    link_roots(ledger, a, b);
                }
            }
        }
    }
    for (uint32_t n = 0; n < transit_count; ++n) {
        if (ledger->parent[n] == n) {
            update_available(ledger, n);
        }
    }
    memset(ledger->served, 0, sizeof ledger->served);
    memset(ledger->area_carriers, 0, (size_t)plan->any_count * plan->network->area_count * sizeof(uint32_t));
    memset(ledger->group_choice, 0xff, (size_t)plan->group_count * plan->service_count * sizeof(uint32_t));
    for (uint32_t g = 0; g < plan->group_count; ++g) {
        choose(ledger, g);
    }
    ledger->is_stale = false;
}

hr_status hr_ledger_init(hr_ledger *ledger, const hr_ledger_plan *const *plans, uint32_t plan_count, hr_error *error)
{
    assert(plan_count >= 1);
    const hr_ledger_plan *plan = plans[0];
    const hr_network *network = plan->network;
    size_t groups = 1;
    for (uint32_t p = 0; p < plan_count; ++p) {
        assert(plans[p]->network == network && plans[p]->service_count == plan->service_count);
        groups = plans[p]->group_count > groups ? plans[p]->group_count : groups;
    }
    size_t transit = (size_t)network->transit_count + 1;
    memset(ledger, 0, sizeof *ledger);
    ledger->in_service = calloc(network->node_count, sizeof *ledger->in_service);
    ledger->parent = calloc(transit, sizeof *ledger->parent);
    ledger->size = calloc(transit, sizeof *ledger->size);
    ledger->next_member = calloc(transit, sizeof *ledger->next_member);
    ledger->functions = calloc(transit, sizeof *ledger->functions);
    ledger->component_users = calloc(transit * users_width(plan), sizeof *ledger->component_users);
    ledger->capacity = calloc(transit * capacity_width(plan) + 1, sizeof *ledger->capacity);
    ledger->available = calloc(transit * plan->operator_count, sizeof *ledger->available);
    ledger->group_up_users = calloc(groups, sizeof *ledger->group_up_users);
    ledger->group_lost_users = calloc(groups, sizeof *ledger->group_lost_users);
    ledger->group_up_nodes = calloc(groups, sizeof *ledger->group_up_nodes);
    ledger->group_demand = calloc(groups, sizeof *ledger->group_demand);
    ledger->group_choice = calloc(groups * plan->service_count, sizeof *ledger->group_choice);
    ledger->functions_up = calloc((size_t)plan->function_count + 1, sizeof *ledger->functions_up);
    ledger->area_carriers = calloc((size_t)plan->any_count * network->area_count + 1, sizeof *ledger->area_carriers);
    ledger->regained = calloc(transit, sizeof *ledger->regained);
    ledger->is_regained = calloc(transit, sizeof *ledger->is_regained);
    if (ledger->in_service == NULL || ledger->parent == NULL || ledger->size == NULL || ledger->next_member == NULL ||
        ledger->functions == NULL || ledger->component_users == NULL || ledger->capacity == NULL ||
        ledger->available == NULL || ledger->group_up_users == NULL || ledger->group_lost_users == NULL ||
        ledger->group_up_nodes == NULL || ledger->group_demand == NULL || ledger->group_choice == NULL ||
        ledger->functions_up == NULL || ledger->area_carriers == NULL || ledger->regained == NULL ||
        ledger->is_regained == NULL) {
        hr_ledger_free(ledger);
        return hr_error_set(error, HR_FAILED, "out of memory for the service ledger of %u nodes", network->node_count);
    }
    hr_ledger_reset(ledger, plan);
    return HR_OK;
}

void hr_ledger_free(hr_ledger *ledger)
{
    free(ledger->in_service);
    free(ledger->parent);
    free(ledger->size);
    free(ledger->next_member);
    free(ledger->functions);
    free(ledger->component_users);
    free(ledger->capacity);
    free(ledger->available);
    free(ledger->group_up_users);
    free(ledger->group_lost_users);
    free(ledger->group_up_nodes);
    free(ledger->group_demand);
    free(ledger->group_choice);
    free(ledger->functions_up);
    free(ledger->area_carriers);
    free(ledger->regained);
    free(ledger->is_regained);
    memset(ledger, 0, sizeof *ledger);
}

static uint32_t oss_class_of_node(const hr_ledger_plan *plan, uint32_t node)
{
    const hr_network *network = plan->network;
    if (network->role[node] != HR_ROLE_OSS || network->bound_vendor[node] == HR_NO_VENDOR) {
        return UINT32_MAX;
    }
    return plan->oss_class[network->operator_id[node]][network->bound_vendor[node]];
}

void hr_ledger_reset(hr_ledger *ledger, const hr_ledger_plan *plan)
{
    const hr_network *network = plan->network;
    ledger->plan = plan;
    hr_ledger_clear_regained(ledger);
    memset(ledger->in_service, 1, network->node_count);
    memset(ledger->group_up_users, 0, plan->group_count * sizeof *ledger->group_up_users);
    memset(ledger->group_lost_users, 0, plan->group_count * sizeof *ledger->group_lost_users);
    memset(ledger->group_up_nodes, 0, plan->group_count * sizeof *ledger->group_up_nodes);
    memset(ledger->functions_up, 0, plan->function_count * sizeof *ledger->functions_up);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        uint32_t g = plan->group_of_node[n];
        if (g != HR_NO_NODE) {
            ledger->group_up_users[g] += network->users[n];
            ++ledger->group_up_nodes[g];
        }
    }
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        uint32_t class_index = oss_class_of_node(plan, n);
        if (class_index != UINT32_MAX) {
            ++ledger->functions_up[class_index];
        }
    }
    memcpy(ledger->group_demand, ledger->group_up_users, plan->group_count * sizeof *ledger->group_demand);
    ledger->is_stale = true;
    hr_ledger_settle(ledger);
}

void hr_ledger_take_down(hr_ledger *ledger, uint32_t node)
{
    if (!ledger->in_service[node]) {
        return;
    }
    ledger->in_service[node] = 0;
    if (node < ledger->plan->network->transit_count) {
        ledger->is_stale = true;
        uint32_t class_index = oss_class_of_node(ledger->plan, node);
        if (class_index != UINT32_MAX) {
            --ledger->functions_up[class_index];
        }
    }
    change_access_node(ledger, node, false);
}

void hr_ledger_bring_up(hr_ledger *ledger, uint32_t node)
{
    const hr_ledger_plan *plan = ledger->plan;
    if (ledger->in_service[node]) {
        return;
    }
    ledger->in_service[node] = 1;
    if (node < plan->network->transit_count) {
        uint32_t class_index = oss_class_of_node(plan, node);
        if (class_index != UINT32_MAX) {
            ++ledger->functions_up[class_index];
        }
        if (!ledger->is_stale) {
            start_component(ledger, node);
            update_available(ledger, node);
            visit_gainers(ledger, node, true);
            for (uint32_t k = plan->link_start[node]; k < plan->link_start[node + 1]; ++k) {
                if (ledger->in_service[plan->link_node[k]]) {
                    join(ledger, node, plan->link_node[k]);
                }
            }
        }
    }
    change_access_node(ledger, node, true);
}

void hr_ledger_settle(hr_ledger *ledger)
{
    if (ledger->is_stale) {
        rebuild(ledger);
    }
}

int64_t hr_ledger_served(const hr_ledger *ledger, uint32_t operator_id, uint32_t service)
{
    assert(!ledger->is_stale);
    return ledger->served[operator_id][service];
}

bool hr_ledger_has_oss(const hr_ledger *ledger, uint32_t operator_id, uint8_t vendor)
{
    uint32_t class_index = ledger->plan->oss_class[operator_id][vendor];
    return class_index == UINT32_MAX || ledger->functions_up[class_index] > 0;
}

static bool node_sees_class(hr_ledger *ledger, uint32_t transit_node, uint32_t class_index)
{
    if (!ledger->in_service[transit_node]) {
        return false;
    }
    uint32_t root = find(ledger, transit_node);
    return ledger->functions[root].words[class_index / 64] >> (class_index % 64) & 1;
}

bool hr_ledger_is_manageable(hr_ledger *ledger, uint32_t node, uint8_t vendor)
{
    assert(!ledger->is_stale);
    const hr_ledger_plan *plan = ledger->plan;
    const hr_network *network = plan->network;
    uint32_t class_index = plan->oss_class[network->operator_id[node]][vendor];
    if (class_index == UINT32_MAX) {
        return true;
    }
    uint32_t end = node < network->transit_count ? network->stub_start[node] : network->link_start[node + 1];
    for (uint32_t k = network->link_start[node]; k < end; ++k) {
        const hr_link *link = &network->links[k];
        if ((link->kind == HR_EDGE_PRIMARY || plan->backup_usable) && node_sees_class(ledger, link->node, class_index)) {
            return true;
        }
    }
    return false;
}

void hr_ledger_clear_regained(hr_ledger *ledger)
{
    for (uint32_t i = 0; i < ledger->regained_count; ++i) {
        ledger->is_regained[ledger->regained[i]] = 0;
    }
    ledger->regained_count = 0;
}
