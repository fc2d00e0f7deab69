/* Components of the transit graph: ledger_components.h.
 *
 * Invariant: a component that lacks a function of a service has no users counted for it, for no group chooses it. So
 * a component without any function has no sums at all, and joining it to another moves nothing but its shape.
 */
#include "models/ledger_components.h"

#include <stdlib.h>
#include <string.h>

/* Stands for an unlimited capacity in sums: no network has as many users, and 2^30 of them still fit an int64. */
#define UNLIMITED ((int64_t)UINT32_MAX)

static size_t tally_width(const hr_ledger_plan *plan)
{
    return (size_t)plan->operator_count * plan->service_count;
}

/* Roamers of one (operator, service) by home operator, and all of them first. */
static size_t roamer_row_width(const hr_ledger_plan *plan)
{
    return (size_t)plan->operator_count + 1;
}

static size_t capacity_width(const hr_ledger_plan *plan)
{
    return (size_t)plan->operator_count * plan->role_slot_count;
}

bool hr_ledger_components_init(hr_ledger_components *components, const hr_ledger_plan *plan, bool may_roam)
{
    size_t transit = (size_t)plan->network->transit_count + 1;
    memset(components, 0, sizeof *components);
    components->plan = plan;
    components->parent = calloc(transit, sizeof *components->parent);
    components->size = calloc(transit, sizeof *components->size);
    components->next_member = calloc(transit, sizeof *components->next_member);
    components->functions = calloc(transit, sizeof *components->functions);
    components->tallies = calloc(transit * tally_width(plan), sizeof *components->tallies);
    components->capacity = calloc(transit * capacity_width(plan), sizeof *components->capacity);
    components->available = calloc(transit * plan->operator_count, sizeof *components->available);
    if (may_roam) {
        size_t block = tally_width(plan) * roamer_row_width(plan);
        components->roamers = calloc(plan->function_node_count * block + 1, sizeof *components->roamers);
        components->roamer_block = calloc(transit, sizeof *components->roamer_block);
        if (components->roamers == NULL || components->roamer_block == NULL) {
            return false;
        }
    }
    return components->parent != NULL && components->size != NULL && components->next_member != NULL &&
           components->functions != NULL && components->tallies != NULL && components->capacity != NULL &&
           components->available != NULL;
}

void hr_ledger_components_free(hr_ledger_components *components)
{
    free(components->parent);
    free(components->size);
    free(components->next_member);
    free(components->functions);
    free(components->tallies);
    free(components->capacity);
    free(components->available);
    free(components->roamers);
    free(components->roamer_block);
    memset(components, 0, sizeof *components);
}

/* ---- shape ------------------------------------------------------------------------------------------------------- */

static void start_shape(hr_ledger_components *components, uint32_t node)
{
    components->parent[node] = node;
    components->size[node] = 1;
    components->next_member[node] = node;
}

/* Joins the circles of two components, or cuts a freshly joined circle into the two it was made of: the same swap. */
static void swap_members(hr_ledger_components *components, uint32_t a, uint32_t b)
{
    uint32_t next = components->next_member[a];
    components->next_member[a] = components->next_member[b];
    components->next_member[b] = next;
}

/* Union by size; returns the winner. The circles of members stay apart. */
static uint32_t link_roots(hr_ledger_components *components, uint32_t a, uint32_t b)
{
    uint32_t winner = components->size[a] >= components->size[b] ? a : b;
    uint32_t loser = winner == a ? b : a;
    components->parent[loser] = winner;
    components->size[winner] += components->size[loser];
    return winner;
}

/* ---- functions, capacity, users -------------------------------------------------------------------------------- */

uint32_t hr_ledger_oss_class(const hr_ledger_plan *plan, uint32_t node)
{
    const hr_network *network = plan->network;
    if (network->role[node] != HR_ROLE_OSS || network->bound_vendor[node] == HR_NO_VENDOR) {
        return UINT32_MAX;
    }
    return plan->oss_class[network->operator_id[node]][network->bound_vendor[node]];
}

bool hr_ledger_is_function(const hr_ledger_plan *plan, uint32_t node)
{
    return plan->role_slot[plan->network->role[node]] != UINT32_MAX || hr_ledger_oss_class(plan, node) != UINT32_MAX;
}

static bool gains(const hr_ledger_plan *plan, const hr_function_mask *before, const hr_function_mask *after,
                  const hr_function_mask *wanted)
{
    uint64_t gained = 0;
    for (uint32_t w = 0; w < plan->mask_words; ++w) {
        gained |= after->words[w] & ~before->words[w] & wanted->words[w];
    }
    return gained != 0;
}

bool hr_ledger_gains_oss(const hr_ledger_plan *plan, const hr_function_mask *before, const hr_function_mask *after)
{
    return gains(plan, before, after, &plan->oss_mask);
}

static bool has_functions(const hr_ledger_components *components, uint32_t root)
{
    uint64_t any = 0;
    for (uint32_t w = 0; w < components->plan->mask_words; ++w) {
        any |= components->functions[root].words[w];
    }
    return any != 0;
}

static void clear_sums(hr_ledger_components *components, uint32_t root)
{
    const hr_ledger_plan *plan = components->plan;
    memset(&components->functions[root], 0, sizeof components->functions[root]);
    memset(&components->tallies[root * tally_width(plan)], 0, tally_width(plan) * sizeof *components->tallies);
    memset(&components->capacity[root * capacity_width(plan)], 0, capacity_width(plan) * sizeof *components->capacity);
    memset(&components->available[(size_t)root * plan->operator_count], 0, plan->operator_count);
    if (components->has_roaming) {
        components->roamer_block[root] = UINT32_MAX;
    }
}

/* ---- roamers ---------------------------------------------------------------------------------------------------- */

static uint32_t *roamer_rows(const hr_ledger_components *components, uint32_t root)
{
    const hr_ledger_plan *plan = components->plan;
    return &components->roamers[components->roamer_block[root] * tally_width(plan) * roamer_row_width(plan)];
}

static uint32_t *roamer_row(const hr_ledger_components *components, uint32_t root, uint32_t o, uint32_t s)
{
    const hr_ledger_plan *plan = components->plan;
    return roamer_rows(components, root) + ((size_t)o * plan->service_count + s) * roamer_row_width(plan);
}

/* Gives the component of a root an empty block, when a function node is the first that it has. */
static void open_roamer_block(hr_ledger_components *components, uint32_t root, uint32_t node)
{
    const hr_ledger_plan *plan = components->plan;
    uint32_t low = 0;
    for (uint32_t high = plan->function_node_count; low < high;) {
        uint32_t middle = low + (high - low) / 2;
        if (plan->function_nodes[middle] < node) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < plan->function_node_count && plan->function_nodes[low] == node &&
        components->roamer_block[root] == UINT32_MAX) {
        components->roamer_block[root] = low;
        memset(roamer_rows(components, root), 0,
               tally_width(plan) * roamer_row_width(plan) * sizeof *components->roamers);
    }
}

static void join_roamer_blocks(hr_ledger_components *components, uint32_t winner, uint32_t loser)
{
    const hr_ledger_plan *plan = components->plan;
    if (components->roamer_block[winner] == UINT32_MAX) {
        components->roamer_block[winner] = components->roamer_block[loser];
        return;
    }
    uint32_t *rows = roamer_rows(components, winner);
    const uint32_t *more = roamer_rows(components, loser);
    for (size_t i = 0; i < tally_width(plan) * roamer_row_width(plan); ++i) {
        rows[i] += more[i];
    }
}

/* Counts the roamers whom an operator's functions carry: after its own users, and when there is not room for all, by
 * home operator in proportion, dealt by cumulative floors. */
static void count_roamers(const hr_ledger_components *components, const hr_ledger_tally *tally, const uint32_t *row,
                          uint32_t s, int sign, hr_ledger_served_users served)
{
    int64_t all = row[0];
    int64_t room = tally->room - hr_ledger_tally_served(tally);
    int64_t carried = all < room ? all : room;
    int64_t before = 0;
    int64_t dealt = 0;
    for (uint32_t h = 0; all > 0 && h < components->plan->operator_count; ++h) {
        before += row[1 + h];
        int64_t dealt_now = carried == all ? before : carried * before / all;
        served[h][s] += sign * (dealt_now - dealt);
        dealt = dealt_now;
    }
}

void hr_ledger_components_add_users(hr_ledger_components *components, uint32_t root, uint32_t o, uint32_t s,
                                    uint32_t change, hr_ledger_served_users served)
{
    hr_ledger_tally *tally = &hr_ledger_components_tallies(components, root, o)[s];
    const uint32_t *row = roamer_row(components, root, o, s);
    int64_t before = hr_ledger_tally_served(tally);
    uint32_t users = tally->users + change;
    uint32_t most = users > tally->users ? users : tally->users;
    if ((int64_t)most + row[0] <= tally->room) { /* room for all before and after */
        tally->users = users;
        served[o][s] += hr_ledger_tally_served(tally) - before;
        return;
    }
    count_roamers(components, tally, row, s, -1, served);
    tally->users = users;
    served[o][s] += hr_ledger_tally_served(tally) - before;
    count_roamers(components, tally, row, s, +1, served);
}

void hr_ledger_components_add_roamers(hr_ledger_components *components, uint32_t root, uint32_t o, uint32_t s,
                                      uint32_t home, uint32_t change, hr_ledger_served_users served)
{
    const hr_ledger_tally *tally = &hr_ledger_components_tallies(components, root, o)[s];
    uint32_t *row = roamer_row(components, root, o, s);
    uint32_t all = row[0] + change;
    uint32_t most = all > row[0] ? all : row[0];
    if ((int64_t)most + tally->users <= tally->room) { /* room for all before and after */
        served[home][s] -= row[1 + home];
        row[0] = all;
        row[1 + home] += change;
        served[home][s] += row[1 + home];
        return;
    }
    count_roamers(components, tally, row, s, -1, served);
    row[0] = all;
    row[1 + home] += change;
    count_roamers(components, tally, row, s, +1, served);
}

/* ---- what a component offers ------------------------------------------------------------------------------------ */

/* What a node is to the component of a root: its function for the operators it serves, and its capacity. */
static void add_function(hr_ledger_components *components, uint32_t root, uint32_t node)
{
    const hr_ledger_plan *plan = components->plan;
    const hr_network *network = plan->network;
    uint32_t slot = plan->role_slot[network->role[node]];
    int64_t room = network->capacity_users[node] < UNLIMITED ? network->capacity_users[node] : UNLIMITED;
    for (uint32_t o = 0; slot != UINT32_MAX && o < plan->operator_count; ++o) {
        if (network->is_shared[node] || network->operator_id[node] == o) {
            uint32_t bit = slot * plan->operator_count + o;
            hr_function_mask_add(&components->functions[root], bit);
            components->capacity[root * capacity_width(plan) + bit] += room;
        }
    }
    uint32_t oss_class = hr_ledger_oss_class(plan, node);
    if (oss_class != UINT32_MAX) {
        hr_function_mask_add(&components->functions[root], oss_class);
    }
    if (components->has_roaming) {
        open_roamer_block(components, root, node);
    }
}

/* Least capacity of the roles that a service requires. */
static uint32_t room_for(const hr_ledger_components *components, uint32_t root, uint32_t o, const hr_service *service)
{
    const hr_ledger_plan *plan = components->plan;
    const int64_t *capacity = &components->capacity[root * capacity_width(plan) + o];
    int64_t room = UNLIMITED;
    for (uint32_t k = 0; k < service->required_count; ++k) {
        int64_t least = capacity[(size_t)plan->role_slot[service->required[k]] * plan->operator_count];
        room = least < room ? least : room;
    }
    return (uint32_t)room;
}

/* Which services a component offers to each operator, and the room for them, from its functions and capacity. */
static void update_offer(hr_ledger_components *components, uint32_t root)
{
    const hr_ledger_plan *plan = components->plan;
    hr_ledger_tally *tally = &components->tallies[root * tally_width(plan)];
    for (uint32_t o = 0; o < plan->operator_count; ++o) {
        uint32_t available = 0;
        for (uint32_t s = 0; s < plan->service_count; ++s, ++tally) {
            bool is_complete = hr_ledger_components_has(components, root, &plan->required[o][s]);
            tally->room = is_complete ? room_for(components, root, o, &plan->services[s]) : 0;
            available |= (uint32_t)is_complete << s;
        }
        components->available[(size_t)root * plan->operator_count + o] = (uint8_t)available;
    }
}

static void count_root(const hr_ledger_components *components, uint32_t root, int sign, hr_ledger_served_users served)
{
    const hr_ledger_plan *plan = components->plan;
    const hr_ledger_tally *tally = &components->tallies[root * tally_width(plan)];
    bool has_roamers = components->has_roaming && components->roamer_block[root] != UINT32_MAX;
    for (uint32_t o = 0; o < plan->operator_count; ++o) {
        for (uint32_t s = 0; s < plan->service_count; ++s, ++tally) {
            served[o][s] += sign * hr_ledger_tally_served(tally);
            if (has_roamers) {
                count_roamers(components, tally, roamer_row(components, root, o, s), s, sign, served);
            }
        }
    }
}

/* Moves a loser's functions, capacity and users to the winner, and keeps served users right. */
static void add_sums(hr_ledger_components *components, uint32_t winner, uint32_t loser, hr_ledger_served_users served)
{
    const hr_ledger_plan *plan = components->plan;
    count_root(components, winner, -1, served);
    count_root(components, loser, -1, served);
    for (uint32_t w = 0; w < plan->mask_words; ++w) {
        components->functions[winner].words[w] |= components->functions[loser].words[w];
    }
    hr_ledger_tally *tally = &components->tallies[winner * tally_width(plan)];
    const hr_ledger_tally *more_users = &components->tallies[loser * tally_width(plan)];
    for (size_t i = 0; i < tally_width(plan); ++i) {
        tally[i].users += more_users[i].users;
    }
    int64_t *capacity = &components->capacity[winner * capacity_width(plan)];
    const int64_t *more_capacity = &components->capacity[loser * capacity_width(plan)];
    for (size_t i = 0; i < capacity_width(plan); ++i) {
        capacity[i] += more_capacity[i];
    }
    if (components->has_roaming) {
        join_roamer_blocks(components, winner, loser);
    }
    update_offer(components, winner);
    count_root(components, winner, +1, served);
}

/* ---- building and joining -------------------------------------------------------------------------------------- */

static bool is_root_in_service(const hr_ledger_components *components, const uint8_t *in_service, uint32_t node)
{
    return in_service[node] && components->parent[node] == node;
}

static void connect(hr_ledger_components *components, const uint8_t *in_service)
{
    const hr_ledger_plan *plan = components->plan;
    uint32_t transit_count = plan->network->transit_count;
    for (uint32_t n = 0; n < transit_count; ++n) {
        start_shape(components, n);
    }
    for (uint32_t n = 0; n < transit_count; ++n) {
        for (uint32_t k = plan->link_start[n]; in_service[n] && k < plan->link_start[n + 1]; ++k) {
            uint32_t other = plan->link_node[k];
            if (other < n && in_service[other]) { /* each edge once */
                uint32_t a = hr_ledger_components_find(components, n);
                uint32_t b = hr_ledger_components_find(components, other);
                if (a != b) {
                    link_roots(components, a, b);
                    swap_members(components, a, b);
                }
            }
        }
    }
}

void hr_ledger_components_build(hr_ledger_components *components, const uint8_t *in_service)
{
    const hr_ledger_plan *plan = components->plan;
    uint32_t transit_count = plan->network->transit_count;
    connect(components, in_service);
    for (uint32_t n = 0; n < transit_count; ++n) {
        if (is_root_in_service(components, in_service, n)) {
            clear_sums(components, n);
        }
    }
    for (uint32_t i = 0; i < plan->function_node_count; ++i) {
        uint32_t node = plan->function_nodes[i];
        if (in_service[node]) {
            add_function(components, hr_ledger_components_find(components, node), node);
        }
    }
    for (uint32_t n = 0; n < transit_count; ++n) {
        if (is_root_in_service(components, in_service, n) && has_functions(components, n)) {
            update_offer(components, n);
        }
    }
}

/* Sums of a root that leaves its component go to another. */
static void move_sums(hr_ledger_components *components, uint32_t from, uint32_t to)
{
    const hr_ledger_plan *plan = components->plan;
    size_t tallies = tally_width(plan);
    size_t capacities = capacity_width(plan);
    size_t operators = plan->operator_count;
    components->functions[to] = components->functions[from];
    memcpy(&components->tallies[to * tallies], &components->tallies[from * tallies],
           tallies * sizeof *components->tallies);
    memcpy(&components->capacity[to * capacities], &components->capacity[from * capacities],
           capacities * sizeof *components->capacity);
    memcpy(&components->available[to * operators], &components->available[from * operators], operators);
    if (components->has_roaming) {
        components->roamer_block[to] = components->roamer_block[from];
    }
}

/* Makes nodes a component: flat below the first of them, in a circle. */
static void gather(hr_ledger_components *components, uint32_t root, uint32_t *last, uint32_t node)
{
    components->parent[node] = root;
    components->next_member[node] = root;
    components->next_member[*last] = node;
    ++components->size[root];
    *last = node;
}

/* The nodes of the component of a root that stay in it, below a root that stays: the same one if it does. */
static void keep_rest(hr_ledger_components *components, const uint8_t *in_service, uint32_t root,
                      const hr_ledger_cut *cut)
{
    uint32_t transit_count = components->plan->network->transit_count;
    bool stays = in_service[root] && !cut->is_separated[root];
    uint32_t kept = stays ? root : HR_NO_NODE;
    uint32_t last = root;
    if (stays) {
        start_shape(components, root);
    }
    for (uint32_t n = 0; n < transit_count; ++n) {
        if (!in_service[n] || cut->is_separated[n] || n == kept) {
            continue;
        }
        uint32_t root_before = hr_ledger_components_find(components, n);
        if (root_before != root && root_before != kept) {
            continue;
        }
        if (kept == HR_NO_NODE) {
            kept = n;
            last = n;
            start_shape(components, n);
            move_sums(components, root, n);
        } else {
            gather(components, kept, &last, n);
        }
    }
}

void hr_ledger_components_cut(hr_ledger_components *components, const uint8_t *in_service, uint32_t node,
                              const hr_ledger_cut *cut)
{
    keep_rest(components, in_service, hr_ledger_components_find(components, node), cut);
    uint32_t next = 0;
    for (uint32_t p = 0; p < cut->piece_count; ++p) {
        uint32_t root = cut->separated[next];
        uint32_t last = root;
        start_shape(components, root);
        clear_sums(components, root);
        for (++next; next < cut->piece_end[p]; ++next) {
            gather(components, root, &last, cut->separated[next]);
        }
    }
}

void hr_ledger_components_start(hr_ledger_components *components, uint32_t node)
{
    start_shape(components, node);
    clear_sums(components, node);
    add_function(components, node, node);
    update_offer(components, node);
}

void hr_ledger_components_count(const hr_ledger_components *components, const uint8_t *in_service,
                                hr_ledger_served_users served)
{
    for (uint32_t n = 0; n < components->plan->network->transit_count; ++n) {
        if (is_root_in_service(components, in_service, n) && has_functions(components, n)) {
            count_root(components, n, +1, served);
        }
    }
}

/* What members of a component gained that had these functions and services and now belong to root. */
static hr_ledger_gain gain_of(const hr_ledger_components *components, uint32_t member,
                              const hr_function_mask *functions, const uint8_t *available, uint32_t root)
{
    const hr_ledger_plan *plan = components->plan;
    const uint8_t *available_now = &components->available[(size_t)root * plan->operator_count];
    return (hr_ledger_gain){
        .member = member,
        .service = memcmp(available, available_now, plan->operator_count) != 0,
        .oss = hr_ledger_gains_oss(plan, functions, &components->functions[root]),
        .home = components->has_roaming && gains(plan, functions, &components->functions[root], &components->home_mask),
    };
}

hr_ledger_join hr_ledger_components_join(hr_ledger_components *components, uint32_t first, uint32_t second,
                                         hr_ledger_served_users served)
{
    const hr_ledger_plan *plan = components->plan;
    hr_ledger_join join = {.is_joined = false};
    uint32_t a = hr_ledger_components_find(components, first);
    uint32_t b = hr_ledger_components_find(components, second);
    if (a == b) {
        return join;
    }
    join.is_joined = true;
    uint32_t winner = link_roots(components, a, b);
    uint32_t loser = winner == a ? b : a;
    hr_function_mask functions = components->functions[winner];
    uint8_t available[HR_OPERATORS_MAX];
    memcpy(available, &components->available[(size_t)winner * plan->operator_count], plan->operator_count);
    if (has_functions(components, loser)) {
        add_sums(components, winner, loser, served);
    }
    join.gains[0] = gain_of(components, winner, &functions, available, winner);
    join.gains[1] = gain_of(components, loser, &components->functions[loser],
                            &components->available[(size_t)loser * plan->operator_count], winner);
    return join;
}

void hr_ledger_components_close(hr_ledger_components *components, const hr_ledger_join *join)
{
    if (join->is_joined) {
        swap_members(components, join->gains[0].member, join->gains[1].member);
    }
}
