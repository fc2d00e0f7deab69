/* The service ledger. Method, promises and costs: ledger.h.
 *
 * Invariants while not stale:
 *   - a root's tally of users is the sum of demand over the groups whose choice for the service lies in its component, hence zero
 *     where the component lacks a function of the service;
 *   - group_choice is the group's first parent in service whose component has all functions of the service;
 *   - served[o][s] is the sum over roots of min(users, room), room being the least capacity of a required role;
 *   - area_carriers counts the groups of an area with a node in service and a choice.
 * While stale only node states and groups are kept; settle rebuilds the rest.
 */
#include "models/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Stands for an unlimited capacity in sums: no network has as many users, and 2^30 of them still fit an int64. */
#define UNLIMITED ((int64_t)UINT32_MAX)

/* ---- components: shape ------------------------------------------------------------------------------------- */

static size_t tally_width(const hr_ledger_plan *plan)
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

static void start_shape(hr_ledger *ledger, uint32_t node)
{
    ledger->parent[node] = node;
    ledger->size[node] = 1;
    ledger->next_member[node] = node;
}

/* Joins the circles of two components, or cuts a freshly joined circle into the two it was made of: the same swap. */
static void swap_members(hr_ledger *ledger, uint32_t a, uint32_t b)
{
    uint32_t next = ledger->next_member[a];
    ledger->next_member[a] = ledger->next_member[b];
    ledger->next_member[b] = next;
}

static void link_shapes(hr_ledger *ledger, uint32_t winner, uint32_t loser)
{
    ledger->parent[loser] = winner;
    ledger->size[winner] += ledger->size[loser];
    swap_members(ledger, winner, loser);
}

/* ---- components: functions, capacity, users -------------------------------------------------------------------- */

static bool has_functions(const hr_ledger *ledger, uint32_t root)
{
    uint64_t any = 0;
    for (uint32_t w = 0; w < ledger->plan->mask_words; ++w) {
        any |= ledger->functions[root].words[w];
    }
    return any != 0;
}

static bool contains(const hr_function_mask *whole, const hr_function_mask *part, uint32_t words)
{
    uint64_t missing = 0;
    for (uint32_t w = 0; w < words; ++w) {
        missing |= part->words[w] & ~whole->words[w];
    }
    return missing == 0;
}

static void clear_sums(hr_ledger *ledger, uint32_t root)
{
    const hr_ledger_plan *plan = ledger->plan;
    memset(&ledger->functions[root], 0, sizeof ledger->functions[root]);
    memset(&ledger->tallies[root * tally_width(plan)], 0, tally_width(plan) * sizeof *ledger->tallies);
    memset(&ledger->capacity[root * capacity_width(plan)], 0, capacity_width(plan) * sizeof *ledger->capacity);
    memset(&ledger->available[(size_t)root * plan->operator_count], 0, plan->operator_count);
}

static uint32_t oss_class_of_node(const hr_ledger_plan *plan, uint32_t node)
{
    const hr_network *network = plan->network;
    if (network->role[node] != HR_ROLE_OSS || network->bound_vendor[node] == HR_NO_VENDOR) {
        return UINT32_MAX;
    }
    return plan->oss_class[network->operator_id[node]][network->bound_vendor[node]];
}

static void set_bit(hr_function_mask *mask, uint32_t bit)
{
    mask->words[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/* What a node is to the component of a root: its function for the operators it serves, and its capacity. */
static void add_function(hr_ledger *ledger, uint32_t root, uint32_t node)
{
    const hr_ledger_plan *plan = ledger->plan;
    const hr_network *network = plan->network;
    uint32_t slot = plan->role_slot[network->role[node]];
    int64_t room = network->capacity_users[node] < UNLIMITED ? network->capacity_users[node] : UNLIMITED;
    for (uint32_t o = 0; slot != UINT32_MAX && o < plan->operator_count; ++o) {
        if (network->is_shared[node] || network->operator_id[node] == o) {
            uint32_t bit = slot * plan->operator_count + o;
            set_bit(&ledger->functions[root], bit);
            ledger->capacity[root * capacity_width(plan) + bit] += room;
        }
    }
    uint32_t oss_class = oss_class_of_node(plan, node);
    if (oss_class != UINT32_MAX) {
        set_bit(&ledger->functions[root], oss_class);
    }
}

static uint32_t room_for(const hr_ledger *ledger, uint32_t root, uint32_t o, const hr_service *service)
{
    const hr_ledger_plan *plan = ledger->plan;
    const int64_t *capacity = &ledger->capacity[root * capacity_width(plan) + o];
    int64_t room = UNLIMITED;
    for (uint32_t k = 0; k < service->required_count; ++k) {
        int64_t least = capacity[(size_t)plan->role_slot[service->required[k]] * plan->operator_count];
        room = least < room ? least : room;
    }
    return (uint32_t)room;
}

/* Which services a component offers to each operator, and the room for them, from its functions and capacity. */
static void update_offer(hr_ledger *ledger, uint32_t root)
{
    const hr_ledger_plan *plan = ledger->plan;
    hr_ledger_tally *tally = &ledger->tallies[root * tally_width(plan)];
    for (uint32_t o = 0; o < plan->operator_count; ++o) {
        uint32_t available = 0;
        for (uint32_t s = 0; s < plan->service_count; ++s, ++tally) {
            bool is_complete = contains(&ledger->functions[root], &plan->required[o][s], plan->mask_words);
            tally->room = is_complete ? room_for(ledger, root, o, &plan->services[s]) : 0;
            available |= (uint32_t)is_complete << s;
        }
        ledger->available[(size_t)root * plan->operator_count + o] = (uint8_t)available;
    }
}

static int64_t served_by(const hr_ledger_tally *tally)
{
    return tally->users < tally->room ? tally->users : tally->room;
}

static void count_root(hr_ledger *ledger, uint32_t root, int sign)
{
    const hr_ledger_plan *plan = ledger->plan;
    const hr_ledger_tally *tally = &ledger->tallies[root * tally_width(plan)];
    for (uint32_t o = 0; o < plan->operator_count; ++o) {
        for (uint32_t s = 0; s < plan->service_count; ++s, ++tally) {
            ledger->served[o][s] += sign * served_by(tally);
        }
    }
}

/* ---- groups ----------------------------------------------------------------------------------------------------- */

static hr_ledger_tally *tally_of(hr_ledger *ledger, uint32_t transit_node, uint32_t o, uint32_t s)
{
    const hr_ledger_plan *plan = ledger->plan;
    return &ledger->tallies[find(ledger, transit_node) * tally_width(plan) + (size_t)o * plan->service_count + s];
}

/* Changes by unsigned wrap-around: adding the difference of two uint32_t is exact whatever its sign. */
static void add_demand(hr_ledger *ledger, uint32_t choice, uint32_t o, uint32_t s, uint32_t change)
{
    if (!ledger->plan->services[s].any_operator) {
        hr_ledger_tally *tally = tally_of(ledger, choice, o, s);
        int64_t before = served_by(tally);
        tally->users += change;
        ledger->served[o][s] += served_by(tally) - before;
    }
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

/* For every service of a group its first parent that gives it, into choices[service_count]; HR_NO_NODE where none does. */
static void first_serving_parents(hr_ledger *ledger, uint32_t group, uint32_t *choices)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t o = plan->group_operator[group];
    uint32_t wanted = plan->group_services[group];
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        choices[s] = HR_NO_NODE;
    }
    for (uint32_t k = plan->group_parent_start[group]; wanted != 0 && k < plan->group_parent_start[group + 1]; ++k) {
        uint32_t parent = plan->group_parents[k];
        if (!ledger->in_service[parent]) {
            continue;
        }
        uint32_t given = ledger->available[(size_t)find(ledger, parent) * plan->operator_count + o] & wanted;
        wanted &= ~given;
        for (uint32_t s = 0; given >> s != 0; ++s) {
            if (given >> s & 1) {
                choices[s] = parent;
            }
        }
    }
}

/* Lets a group count where it should now, for every service it has. */
static void choose(hr_ledger *ledger, uint32_t group)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t o = plan->group_operator[group];
    const hr_ledger_group *state = &ledger->groups[group];
    uint32_t *choice = &ledger->group_choice[(size_t)group * plan->service_count];
    uint32_t now[HR_SERVICES_MAX];
    first_serving_parents(ledger, group, now);
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        if (now[s] == choice[s]) {
            continue;
        }
        if (plan->services[s].any_operator) {
            if (state->up_nodes > 0 && (now[s] == HR_NO_NODE) != (choice[s] == HR_NO_NODE)) {
                change_carriers(ledger, group, s, now[s] != HR_NO_NODE);
            }
        } else if (state->demand > 0) {
            if (choice[s] != HR_NO_NODE) {
                add_demand(ledger, choice[s], o, s, 0u - state->demand);
            }
            if (now[s] != HR_NO_NODE) {
                add_demand(ledger, now[s], o, s, state->demand);
            }
        }
        choice[s] = now[s];
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
            add_demand(ledger, choice[s], plan->group_operator[group], s, change);
        }
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
        lost += ledger->groups[g].lost_users;
        up += ledger->groups[g].up_users;
    }
    hr_role role = plan->group_role[first];
    int64_t reachable = (int64_t)(plan->overlap.overlap_share[role] * (double)lost);
    int64_t room = (int64_t)(plan->overlap.headroom_share[role] * (double)up);
    int64_t carried = reachable < room ? reachable : room;
    int64_t before = 0;
    int64_t dealt = 0;
    for (uint32_t g = first; g < end; ++g) {
        int64_t after = before + ledger->groups[g].up_users;
        int64_t dealt_now = carried > 0 ? carried * after / up : 0;
        set_demand(ledger, g, ledger->groups[g].up_users + (uint32_t)(dealt_now - dealt));
        before = after;
        dealt = dealt_now;
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
    hr_ledger_group *state = &ledger->groups[group];
    uint32_t users = plan->network->users[node];
    state->up_users += is_up ? users : 0u - users;
    state->lost_users += is_up ? 0u - users : users;
    state->up_nodes += is_up ? 1u : 0u - 1u;
    if (plan->has_overlap[plan->group_role[group]]) {
        share_cell(ledger, plan->group_cell[group]);
    } else {
        set_demand(ledger, group, state->up_users);
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

typedef struct {
    bool service; /* some operator gained some service */
    bool oss;
} gain;

static bool gains_oss(const hr_ledger_plan *plan, const hr_function_mask *before, const hr_function_mask *after)
{
    uint64_t gained = 0;
    for (uint32_t w = 0; w < plan->mask_words; ++w) {
        gained |= after->words[w] & ~before->words[w] & plan->oss_mask.words[w];
    }
    return gained != 0;
}

static gain gain_of(const hr_ledger *ledger, const hr_function_mask *functions, const uint8_t *available, uint32_t root)
{
    const hr_ledger_plan *plan = ledger->plan;
    return (gain){
        .service = memcmp(available, &ledger->available[(size_t)root * plan->operator_count], plan->operator_count) != 0,
        .oss = gains_oss(plan, functions, &ledger->functions[root]),
    };
}

/* Every node of a component that gained: its groups may have a better choice, its neighbours a way to an OSS. */
static void visit_gainers(hr_ledger *ledger, uint32_t member, gain gained)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t node = member;
    do {
        for (uint32_t k = plan->node_group_start[node]; gained.service && k < plan->node_group_start[node + 1]; ++k) {
            choose(ledger, plan->node_groups[k]);
        }
        if (gained.oss) {
            mark_regained(ledger, node);
        }
        node = ledger->next_member[node];
    } while ((gained.service || gained.oss) && node != member);
}

/* Moves a loser's functions, capacity and users to the winner, and keeps served users right. */
static void add_sums(hr_ledger *ledger, uint32_t winner, uint32_t loser)
{
    const hr_ledger_plan *plan = ledger->plan;
    count_root(ledger, winner, -1);
    count_root(ledger, loser, -1);
    for (uint32_t w = 0; w < plan->mask_words; ++w) {
        ledger->functions[winner].words[w] |= ledger->functions[loser].words[w];
    }
    hr_ledger_tally *tally = &ledger->tallies[winner * tally_width(plan)];
    const hr_ledger_tally *more_users = &ledger->tallies[loser * tally_width(plan)];
    for (size_t i = 0; i < tally_width(plan); ++i) {
        tally[i].users += more_users[i].users;
    }
    int64_t *capacity = &ledger->capacity[winner * capacity_width(plan)];
    const int64_t *more_capacity = &ledger->capacity[loser * capacity_width(plan)];
    for (size_t i = 0; i < capacity_width(plan); ++i) {
        capacity[i] += more_capacity[i];
    }
    update_offer(ledger, winner);
    count_root(ledger, winner, +1);
}

static void join(hr_ledger *ledger, uint32_t first, uint32_t second)
{
    uint32_t a = find(ledger, first);
    uint32_t b = find(ledger, second);
    if (a == b) {
        return;
    }
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t winner = ledger->size[a] >= ledger->size[b] ? a : b;
    uint32_t loser = winner == a ? b : a;
    hr_function_mask functions = ledger->functions[winner];
    uint8_t available[HR_OPERATORS_MAX];
    memcpy(available, &ledger->available[(size_t)winner * plan->operator_count], plan->operator_count);
    link_shapes(ledger, winner, loser);
    if (has_functions(ledger, loser)) { /* without functions it has no users either: nothing moves */
        add_sums(ledger, winner, loser);
    }
    gain gain_winner = gain_of(ledger, &functions, available, winner);
    gain gain_loser = gain_of(ledger, &ledger->functions[loser],
                              &ledger->available[(size_t)loser * plan->operator_count], winner);
    swap_members(ledger, winner, loser);
    visit_gainers(ledger, winner, gain_winner);
    visit_gainers(ledger, loser, gain_loser);
    swap_members(ledger, winner, loser);
}

static void bring_up_transit(hr_ledger *ledger, uint32_t node)
{
    const hr_ledger_plan *plan = ledger->plan;
    start_shape(ledger, node);
    clear_sums(ledger, node);
    add_function(ledger, node, node);
    update_offer(ledger, node);
    visit_gainers(ledger, node, (gain){.service = true, .oss = true});
    for (uint32_t k = plan->link_start[node]; k < plan->link_start[node + 1]; ++k) {
        if (ledger->in_service[plan->link_node[k]]) {
            join(ledger, node, plan->link_node[k]);
        }
    }
}

/* ---- rebuilding --------------------------------------------------------------------------------------------------- */

static bool is_root_in_service(const hr_ledger *ledger, uint32_t node)
{
    return ledger->in_service[node] && ledger->parent[node] == node;
}

static void connect_components(hr_ledger *ledger)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t transit_count = plan->network->transit_count;
    for (uint32_t n = 0; n < transit_count; ++n) {
        start_shape(ledger, n);
    }
    for (uint32_t n = 0; n < transit_count; ++n) {
        for (uint32_t k = plan->link_start[n]; ledger->in_service[n] && k < plan->link_start[n + 1]; ++k) {
            uint32_t other = plan->link_node[k];
            if (other < n && ledger->in_service[other]) { /* each edge once */
                uint32_t a = find(ledger, n);
                uint32_t b = find(ledger, other);
                if (a != b) {
                    link_shapes(ledger, ledger->size[a] >= ledger->size[b] ? a : b, ledger->size[a] >= ledger->size[b] ? b : a);
                }
            }
        }
    }
}

static void sum_functions(hr_ledger *ledger)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t transit_count = plan->network->transit_count;
    for (uint32_t n = 0; n < transit_count; ++n) {
        if (is_root_in_service(ledger, n)) {
            clear_sums(ledger, n);
        }
    }
    for (uint32_t i = 0; i < plan->function_node_count; ++i) {
        uint32_t node = plan->function_nodes[i];
        if (ledger->in_service[node]) {
            add_function(ledger, find(ledger, node), node);
        }
    }
    for (uint32_t n = 0; n < transit_count; ++n) {
        if (is_root_in_service(ledger, n) && has_functions(ledger, n)) {
            update_offer(ledger, n);
        }
    }
}

static void place_group(hr_ledger *ledger, uint32_t group)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t o = plan->group_operator[group];
    uint32_t *choice = &ledger->group_choice[(size_t)group * plan->service_count];
    first_serving_parents(ledger, group, choice);
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        if (choice[s] == HR_NO_NODE) {
            continue;
        }
        if (!plan->services[s].any_operator) {
            tally_of(ledger, choice[s], o, s)->users += ledger->groups[group].demand;
        } else if (ledger->groups[group].up_nodes > 0) {
            change_carriers(ledger, group, s, true);
        }
    }
}

static void rebuild(hr_ledger *ledger)
{
    const hr_ledger_plan *plan = ledger->plan;
    connect_components(ledger);
    sum_functions(ledger);
    memset(ledger->served, 0, sizeof ledger->served);
    memset(ledger->area_carriers, 0, (size_t)plan->any_count * plan->network->area_count * sizeof *ledger->area_carriers);
    for (uint32_t g = 0; g < plan->group_count; ++g) {
        place_group(ledger, g);
    }
    for (uint32_t n = 0; n < plan->network->transit_count; ++n) {
        if (is_root_in_service(ledger, n) && has_functions(ledger, n)) {
            count_root(ledger, n, +1);
        }
    }
}

/* Nodes fell and others returned at one instant: a rebuild may give some an OSS they had not. The components from before the
 * first fall are still there when it begins. Nodes that returned since are in the list already. */
static void rebuild_and_compare(hr_ledger *ledger)
{
    uint32_t transit_count = ledger->plan->network->transit_count;
    for (uint32_t n = 0; n < transit_count; ++n) {
        ledger->former_root[n] = ledger->in_service[n] && !ledger->is_regained[n] ? find(ledger, n) : HR_NO_NODE;
    }
    hr_function_mask *former = ledger->functions;
    ledger->functions = ledger->former_functions;
    ledger->former_functions = former;
    rebuild(ledger);
    for (uint32_t n = 0; n < transit_count; ++n) {
        uint32_t root = ledger->former_root[n];
        if (root != HR_NO_NODE && gains_oss(ledger->plan, &former[root], &ledger->functions[find(ledger, n)])) {
            mark_regained(ledger, n);
        }
    }
}

void hr_ledger_settle(hr_ledger *ledger)
{
    if (ledger->is_stale && ledger->rose_while_stale) {
        rebuild_and_compare(ledger);
    } else if (ledger->is_stale) {
        rebuild(ledger);
    }
    ledger->is_stale = false;
    ledger->rose_while_stale = false;
}

/* ---- whole ledger --------------------------------------------------------------------------------------------------- */

static bool allocate(hr_ledger *ledger, const hr_ledger_plan *plan, size_t groups)
{
    const hr_network *network = plan->network;
    size_t transit = (size_t)network->transit_count + 1;
    ledger->in_service = calloc(network->node_count, sizeof *ledger->in_service);
    ledger->parent = calloc(transit, sizeof *ledger->parent);
    ledger->size = calloc(transit, sizeof *ledger->size);
    ledger->next_member = calloc(transit, sizeof *ledger->next_member);
    ledger->functions = calloc(transit, sizeof *ledger->functions);
    ledger->tallies = calloc(transit * tally_width(plan), sizeof *ledger->tallies);
    ledger->capacity = calloc(transit * capacity_width(plan), sizeof *ledger->capacity);
    ledger->available = calloc(transit * plan->operator_count, sizeof *ledger->available);
    ledger->groups = calloc(groups, sizeof *ledger->groups);
    ledger->group_choice = calloc(groups * plan->service_count, sizeof *ledger->group_choice);
    ledger->functions_up = calloc((size_t)plan->function_count + 1, sizeof *ledger->functions_up);
    ledger->area_carriers = calloc((size_t)plan->any_count * network->area_count + 1, sizeof *ledger->area_carriers);
    ledger->regained = calloc(transit, sizeof *ledger->regained);
    ledger->is_regained = calloc(transit, sizeof *ledger->is_regained);
    ledger->former_functions = calloc(transit, sizeof *ledger->former_functions);
    ledger->former_root = calloc(transit, sizeof *ledger->former_root);
    return ledger->in_service != NULL && ledger->parent != NULL && ledger->size != NULL && ledger->next_member != NULL &&
           ledger->functions != NULL && ledger->tallies != NULL && ledger->capacity != NULL && ledger->available != NULL &&
           ledger->groups != NULL && ledger->group_choice != NULL && ledger->functions_up != NULL &&
           ledger->area_carriers != NULL && ledger->regained != NULL && ledger->is_regained != NULL &&
           ledger->former_functions != NULL && ledger->former_root != NULL;
}

hr_status hr_ledger_init(hr_ledger *ledger, const hr_ledger_plan *const *plans, uint32_t plan_count, hr_error *error)
{
    assert(plan_count >= 1);
    size_t groups = 1;
    for (uint32_t p = 0; p < plan_count; ++p) {
        assert(plans[p]->network == plans[0]->network && plans[p]->service_count == plans[0]->service_count);
        assert(plans[p]->function_count == plans[0]->function_count && plans[p]->any_count == plans[0]->any_count);
        groups = plans[p]->group_count > groups ? plans[p]->group_count : groups;
    }
    memset(ledger, 0, sizeof *ledger);
    if (!allocate(ledger, plans[0], groups)) {
        hr_ledger_free(ledger);
        return hr_error_set(error, HR_FAILED, "out of memory for the service ledger of %u nodes",
                            plans[0]->network->node_count);
    }
    hr_ledger_reset(ledger, plans[0]);
    return HR_OK;
}

void hr_ledger_free(hr_ledger *ledger)
{
    free(ledger->in_service);
    free(ledger->parent);
    free(ledger->size);
    free(ledger->next_member);
    free(ledger->functions);
    free(ledger->tallies);
    free(ledger->capacity);
    free(ledger->available);
    free(ledger->groups);
    free(ledger->group_choice);
    free(ledger->functions_up);
    free(ledger->area_carriers);
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

void hr_ledger_reset(hr_ledger *ledger, const hr_ledger_plan *plan)
{
    const hr_network *network = plan->network;
    ledger->plan = plan;
    forget_regained(ledger);
    memset(ledger->in_service, 1, network->node_count);
    memcpy(ledger->groups, plan->intact_groups, plan->group_count * sizeof *ledger->groups);
    memset(ledger->functions_up, 0, plan->function_count * sizeof *ledger->functions_up);
    for (uint32_t i = 0; i < plan->function_node_count; ++i) {
        uint32_t oss_class = oss_class_of_node(plan, plan->function_nodes[i]);
        if (oss_class != UINT32_MAX) {
            ++ledger->functions_up[oss_class];
        }
    }
    ledger->is_stale = true;
    ledger->rose_while_stale = false;
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
        uint32_t oss_class = oss_class_of_node(ledger->plan, node);
        if (oss_class != UINT32_MAX) {
            --ledger->functions_up[oss_class];
        }
    }
    change_access_node(ledger, node, false);
}

void hr_ledger_bring_up(hr_ledger *ledger, uint32_t node)
{
    if (ledger->in_service[node]) {
        return;
    }
    ledger->in_service[node] = 1;
    if (node < ledger->plan->network->transit_count) {
        uint32_t oss_class = oss_class_of_node(ledger->plan, node);
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

int64_t hr_ledger_served(const hr_ledger *ledger, uint32_t operator_id, uint32_t service)
{
    assert(!ledger->is_stale);
    return ledger->served[operator_id][service];
}

bool hr_ledger_has_oss(const hr_ledger *ledger, uint32_t operator_id, uint8_t vendor)
{
    uint32_t oss_class = ledger->plan->oss_class[operator_id][vendor];
    return oss_class == UINT32_MAX || ledger->functions_up[oss_class] > 0;
}

static bool node_sees_class(hr_ledger *ledger, uint32_t transit_node, uint32_t oss_class)
{
    if (!ledger->in_service[transit_node]) {
        return false;
    }
    uint32_t root = find(ledger, transit_node);
    return ledger->functions[root].words[oss_class / 64] >> (oss_class % 64) & 1;
}

bool hr_ledger_is_manageable(hr_ledger *ledger, uint32_t node, uint8_t vendor)
{
    assert(!ledger->is_stale);
    const hr_ledger_plan *plan = ledger->plan;
    const hr_network *network = plan->network;
    uint32_t oss_class = plan->oss_class[network->operator_id[node]][vendor];
    if (oss_class == UINT32_MAX) {
        return true;
    }
    uint32_t end = node < network->transit_count ? network->stub_start[node] : network->link_start[node + 1];
    for (uint32_t k = network->link_start[node]; k < end; ++k) {
        const hr_link *link = &network->links[k];
        if ((link->kind == HR_EDGE_PRIMARY || plan->backup_usable) && node_sees_class(ledger, link->node, oss_class)) {
            return true;
        }
    }
    return false;
}

void hr_ledger_clear_regained(hr_ledger *ledger)
{
    assert(!ledger->is_stale);
    forget_regained(ledger);
}
