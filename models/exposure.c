/* Exposed users: forests of primary paths, and counts along them. Definition, method and costs: exposure.h.
 *
 * A forest is found by a breadth-first search from all instances at once (Moore, 1959). The search sees every
 * neighbour one hop nearer before it comes to a node, so the smallest-numbered of them is known by then.
 */
#include "models/exposure.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define UNREACHED UINT32_MAX

/* ---- forests --------------------------------------------------------------------------------------------------- */

/* One forest at a time, and the runs of all forests so far. Arrays are per transit node unless they say otherwise. */
typedef struct {
    hr_exposure_plan *plan;
    uint32_t *distance; /* hops to the nearest instance */
    uint32_t *next_hop; /* HR_NO_NODE at an instance */
    uint32_t *queue;    /* nodes reached, by distance */
    uint32_t queue_count;
    uint32_t *size;      /* groups below */
    uint32_t *cursor;    /* first place not yet given away of those below */
    uint32_t *group_hop; /* per group: first transit node of its path, or HR_NO_NODE */
    hr_exposure_run *runs;
    uint32_t *run_node;
    size_t run_count;
    size_t run_capacity;
} forester;

static bool allocate_forester(forester *f, hr_exposure_plan *plan)
{
    size_t transit = (size_t)plan->ledger->network->transit_count + 1;
    memset(f, 0, sizeof *f);
    f->plan = plan;
    f->distance = calloc(transit, sizeof *f->distance);
    f->next_hop = calloc(transit, sizeof *f->next_hop);
    f->queue = calloc(transit, sizeof *f->queue);
    f->size = calloc(transit, sizeof *f->size);
    f->cursor = calloc(transit, sizeof *f->cursor);
    f->group_hop = calloc((size_t)plan->ledger->group_count + 1, sizeof *f->group_hop);
    return f->distance != NULL && f->next_hop != NULL && f->queue != NULL && f->size != NULL && f->cursor != NULL &&
           f->group_hop != NULL;
}

static void free_forester(forester *f)
{
    free(f->distance);
    free(f->next_hop);
    free(f->queue);
    free(f->size);
    free(f->cursor);
    free(f->group_hop);
    free(f->runs);
    free(f->run_node);
}

/* Whether a group of an operator has a service that requires a slot's role. */
static bool needs(const hr_exposure_plan *plan, uint32_t group, uint32_t operator_id, uint32_t slot)
{
    const hr_ledger_group *g = &plan->ledger->groups[group];
    return g->operator_id == operator_id && (g->services & plan->slot_services[slot]) != 0;
}

static void find_paths(forester *f, uint32_t operator_id, uint32_t slot)
{
    const hr_ledger_plan *ledger = f->plan->ledger;
    const hr_network *network = ledger->network;
    f->queue_count = 0;
    memset(f->distance, 0xff, network->transit_count * sizeof *f->distance); /* UNREACHED */
    for (uint32_t i = 0; i < ledger->function_node_count; ++i) {
        uint32_t node = ledger->function_nodes[i];
        if (ledger->role_slot[network->role[node]] == slot &&
            (network->operator_id[node] == operator_id || network->is_shared[node])) {
            f->distance[node] = 0;
            f->next_hop[node] = HR_NO_NODE;
            f->queue[f->queue_count++] = node;
        }
    }
    for (uint32_t i = 0; i < f->queue_count; ++i) {
        uint32_t node = f->queue[i];
        for (uint32_t k = ledger->link_start[node]; k < ledger->link_start[node + 1]; ++k) {
            uint32_t other = ledger->link_node[k];
            if (f->distance[other] == UNREACHED) {
                f->distance[other] = f->distance[node] + 1;
                f->next_hop[other] = node;
                f->queue[f->queue_count++] = other;
            } else if (f->distance[other] == f->distance[node] + 1 && node < f->next_hop[other]) {
                f->next_hop[other] = node;
            }
        }
    }
}

/* The first transit node of a group's path: its nearest parent, the smallest-numbered of equals. */
static uint32_t first_hop(const forester *f, uint32_t group)
{
    const hr_ledger_plan *ledger = f->plan->ledger;
    uint32_t best = HR_NO_NODE;
    for (uint32_t k = ledger->groups[group].parent_start; k < ledger->groups[group + 1].parent_start; ++k) {
        uint32_t parent = ledger->group_parents[k];
        if (f->distance[parent] != UNREACHED && (best == HR_NO_NODE || f->distance[parent] < f->distance[best] ||
                                                 (f->distance[parent] == f->distance[best] && parent < best))) {
            best = parent;
        }
    }
    return best;
}

/* Counts the groups below every node; returns how many have a path. */
static uint32_t count_groups(forester *f, uint32_t operator_id, uint32_t slot)
{
    uint32_t count = 0;
    memset(f->size, 0, f->plan->ledger->network->transit_count * sizeof *f->size);
    for (uint32_t g = 0; g < f->plan->ledger->group_count; ++g) {
        f->group_hop[g] = needs(f->plan, g, operator_id, slot) ? first_hop(f, g) : HR_NO_NODE;
        if (f->group_hop[g] != HR_NO_NODE) {
            ++f->size[f->group_hop[g]];
            ++count;
        }
    }
    for (uint32_t i = f->queue_count; i > 0; --i) {
        uint32_t node = f->queue[i - 1];
        if (f->next_hop[node] != HR_NO_NODE) {
            f->size[f->next_hop[node]] += f->size[node];
        }
    }
    return count;
}

static bool add_run(forester *f, uint32_t node, const hr_exposure_run *run)
{
    if (f->run_count == f->run_capacity) {
        size_t capacity = f->run_capacity == 0 ? 1024 : 2 * f->run_capacity;
        hr_exposure_run *runs = realloc(f->runs, capacity * sizeof *runs);
        f->runs = runs != NULL ? runs : f->runs;
        uint32_t *nodes = realloc(f->run_node, capacity * sizeof *nodes);
        f->run_node = nodes != NULL ? nodes : f->run_node;
        if (runs == NULL || nodes == NULL) {
            return false;
        }
        f->run_capacity = capacity;
    }
    f->runs[f->run_count] = *run;
    f->run_node[f->run_count++] = node;
    return true;
}

/* Gives places from the roots outwards: a node's run holds those of the nodes behind it, then its own groups. */
static bool give_places(forester *f, uint32_t slot)
{
    hr_exposure_plan *plan = f->plan;
    uint32_t roots_end = plan->place_count;
    for (uint32_t i = 0; i < f->queue_count; ++i) {
        uint32_t node = f->queue[i];
        uint32_t *above = f->next_hop[node] == HR_NO_NODE ? &roots_end : &f->cursor[f->next_hop[node]];
        hr_exposure_run run = {*above, *above + f->size[node], slot};
        f->cursor[node] = run.first;
        *above = run.end;
        if (run.end > run.first && !add_run(f, node, &run)) {
            return false;
        }
    }
    for (uint32_t g = 0; g < plan->ledger->group_count; ++g) {
        if (f->group_hop[g] != HR_NO_NODE) {
            plan->place_group[f->cursor[f->group_hop[g]]++] = g;
        }
    }
    plan->place_count = roots_end;
    return true;
}

/* ---- plan ------------------------------------------------------------------------------------------------------ */

static void number_slots(hr_exposure_plan *plan)
{
    const hr_ledger_plan *ledger = plan->ledger;
    for (uint32_t s = 0; s < ledger->service_count; ++s) {
        for (uint32_t k = 0; k < ledger->services[s].required_count; ++k) {
            uint32_t slot = ledger->role_slot[ledger->services[s].required[k]];
            plan->service_slots[s] |= 1u << slot;
            plan->slot_services[slot] |= 1u << s;
        }
    }
}

/* How many places there are when every group reaches every role it needs. */
static size_t count_places(const hr_exposure_plan *plan)
{
    size_t count = 0;
    for (uint32_t slot = 0; slot < plan->ledger->role_slot_count; ++slot) {
        for (uint32_t g = 0; g < plan->ledger->group_count; ++g) {
            count += (plan->ledger->groups[g].services & plan->slot_services[slot]) != 0;
        }
    }
    return count;
}

static bool plant(forester *f, bool *has_users)
{
    const hr_ledger_plan *ledger = f->plan->ledger;
    for (uint32_t slot = 0; slot < ledger->role_slot_count; ++slot) {
        memset(has_users, 0, HR_OPERATORS_MAX * sizeof *has_users);
        for (uint32_t g = 0; g < ledger->group_count; ++g) {
            has_users[ledger->groups[g].operator_id] |= needs(f->plan, g, ledger->groups[g].operator_id, slot);
        }
        for (uint32_t o = 0; o < ledger->operator_count; ++o) {
            if (!has_users[o]) {
                continue;
            }
            find_paths(f, o, slot);
            if (count_groups(f, o, slot) > 0 && !give_places(f, slot)) {
                return false;
            }
        }
    }
    return true;
}

/* Sorts the runs of all forests by node, by counting. */
static bool index_runs(forester *f)
{
    hr_exposure_plan *plan = f->plan;
    uint32_t transit_count = plan->ledger->network->transit_count;
    plan->run_start = calloc((size_t)transit_count + 2, sizeof *plan->run_start);
    plan->runs = calloc(f->run_count + 1, sizeof *plan->runs);
    if (plan->run_start == NULL || plan->runs == NULL) {
        return false;
    }
    uint32_t *start = plan->run_start;
    for (size_t i = 0; i < f->run_count; ++i) {
        ++start[f->run_node[i] + 2];
    }
    for (uint32_t n = 2; n <= transit_count; ++n) {
        start[n] += start[n - 1];
    }
    for (size_t i = 0; i < f->run_count; ++i) {
        plan->runs[start[f->run_node[i] + 1]++] = f->runs[i];
    }
    return true;
}

hr_status hr_exposure_plan_init(hr_exposure_plan *plan, const hr_ledger_plan *ledger, hr_error *error)
{
    forester f;
    bool has_users[HR_OPERATORS_MAX];
    assert(!ledger->backup_usable && ledger->role_slot_count <= HR_ROLES_MAX);
    memset(plan, 0, sizeof *plan);
    plan->ledger = ledger;
    number_slots(plan);
    plan->place_group = calloc(count_places(plan) + 1, sizeof *plan->place_group);
    bool is_done = allocate_forester(&f, plan) && plan->place_group != NULL && plant(&f, has_users) && index_runs(&f);
    free_forester(&f);
    if (!is_done) {
        hr_exposure_plan_free(plan);
        return hr_error_set(error, HR_FAILED, "out of memory for the primary paths of %u nodes",
                            ledger->network->node_count);
    }
    return HR_OK;
}

void hr_exposure_plan_free(hr_exposure_plan *plan)
{
    free(plan->place_group);
    free(plan->run_start);
    free(plan->runs);
    memset(plan, 0, sizeof *plan);
}

/* ---- state ----------------------------------------------------------------------------------------------------- */

hr_status hr_exposure_init(hr_exposure *exposure, const hr_exposure_plan *plan, hr_error *error)
{
    const hr_ledger_plan *ledger = plan->ledger;
    memset(exposure, 0, sizeof *exposure);
    exposure->plan = plan;
    exposure->compromised = calloc(ledger->network->node_count, sizeof *exposure->compromised);
    exposure->on_path = calloc((size_t)plan->place_count + 1, sizeof *exposure->on_path);
    exposure->groups = calloc((size_t)ledger->group_count + 1, sizeof *exposure->groups);
    if (exposure->compromised == NULL || exposure->on_path == NULL || exposure->groups == NULL) {
        hr_exposure_free(exposure);
        return hr_error_set(error, HR_FAILED, "out of memory for the exposure of %u nodes",
                            ledger->network->node_count);
    }
    hr_exposure_reset(exposure);
    return HR_OK;
}

void hr_exposure_free(hr_exposure *exposure)
{
    free(exposure->compromised);
    free(exposure->on_path);
    free(exposure->groups);
    memset(exposure, 0, sizeof *exposure);
}

void hr_exposure_reset(hr_exposure *exposure)
{
    const hr_exposure_plan *plan = exposure->plan;
    const hr_ledger_plan *ledger = plan->ledger;
    memset(exposure->compromised, 0, ledger->network->node_count * sizeof *exposure->compromised);
    memset(exposure->on_path, 0, plan->place_count * sizeof *exposure->on_path);
    memset(exposure->users, 0, sizeof exposure->users);
    for (uint32_t g = 0; g < ledger->group_count; ++g) {
        exposure->groups[g] = (hr_exposure_group){.clean_users = ledger->groups[g].up_users};
    }
}

/* Whether a group's users have a service in whose path a compromised transit node lies. */
static bool is_reached(const hr_exposure *exposure, uint32_t reached_slots, uint32_t service)
{
    return (reached_slots & exposure->plan->service_slots[service]) != 0;
}

/* An access node becomes compromised or clean: its users count by themselves, or with their group. */
static void change_access_node(hr_exposure *exposure, uint32_t node, bool is_compromised)
{
    const hr_ledger_plan *ledger = exposure->plan->ledger;
    uint32_t group = ledger->access[node].group;
    if (group == HR_NO_NODE) {
        return;
    }
    hr_exposure_group *state = &exposure->groups[group];
    uint32_t users = ledger->access[node].users;
    uint32_t services = ledger->groups[group].services;
    state->clean_users = is_compromised ? state->clean_users - users : state->clean_users + users;
    for (uint32_t s = 0; services >> s != 0; ++s) {
        if (services >> s & 1 && !is_reached(exposure, state->reached_slots, s)) {
            exposure->users[ledger->groups[group].operator_id][s] += is_compromised ? (int64_t)users : -(int64_t)users;
        }
    }
}

/* The first compromised node on a group's path to a role, or the last one cleaned. */
static void change_reached(hr_exposure *exposure, uint32_t group, uint32_t slot, bool is_compromised)
{
    const hr_ledger_plan *ledger = exposure->plan->ledger;
    hr_exposure_group *state = &exposure->groups[group];
    uint32_t services = ledger->groups[group].services & exposure->plan->slot_services[slot];
    uint32_t others = state->reached_slots & ~(1u << slot);
    int64_t change = is_compromised ? (int64_t)state->clean_users : -(int64_t)state->clean_users;
    state->reached_slots ^= 1u << slot;
    for (uint32_t s = 0; services >> s != 0; ++s) {
        if (services >> s & 1 && !is_reached(exposure, others, s)) {
            exposure->users[ledger->groups[group].operator_id][s] += change;
        }
    }
}

static void change_paths(hr_exposure *exposure, uint32_t node, bool is_compromised)
{
    const hr_exposure_plan *plan = exposure->plan;
    for (uint32_t i = plan->run_start[node]; i < plan->run_start[node + 1]; ++i) {
        const hr_exposure_run *run = &plan->runs[i];
        for (uint32_t p = run->first; p < run->end; ++p) {
            uint32_t before = exposure->on_path[p];
            exposure->on_path[p] = is_compromised ? before + 1 : before - 1;
            if (before == (is_compromised ? 0u : 1u)) {
                change_reached(exposure, plan->place_group[p], run->slot, is_compromised);
            }
        }
    }
}

static void change_node(hr_exposure *exposure, uint32_t node, bool is_compromised)
{
    change_access_node(exposure, node, is_compromised);
    if (node < exposure->plan->ledger->network->transit_count) {
        change_paths(exposure, node, is_compromised);
    }
}

void hr_exposure_compromise(hr_exposure *exposure, uint32_t node)
{
    assert(exposure->compromised[node] < UINT16_MAX);
    if (exposure->compromised[node]++ == 0) {
        change_node(exposure, node, true);
    }
}

void hr_exposure_clean(hr_exposure *exposure, uint32_t node)
{
    assert(exposure->compromised[node] > 0);
    if (--exposure->compromised[node] == 0) {
        change_node(exposure, node, false);
    }
}
