/* From a scenario to what replications share. See world.h. O(nodes log nodes) per case. */
#include "models/world_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const hr_role hr_recovery_role_order[HR_ROLE_COUNT] = {
    HR_ROLE_OSS,
    HR_ROLE_SUBSCRIBER_DB,
    HR_ROLE_PACKET_CORE,
    HR_ROLE_VOICE_CORE,
    HR_ROLE_EMERGENCY_GATEWAY,
    HR_ROLE_INTERNET_GATEWAY,
    HR_ROLE_CORE_ROUTER,
    HR_ROLE_METRO,
    HR_ROLE_AGGREGATION,
    HR_ROLE_EXCHANGE,
    HR_ROLE_RAN_SITE,
    HR_ROLE_CABINET,
};

hr_rank_range hr_world_ranks(const hr_world *world, uint32_t operator_id, uint32_t role)
{
    uint32_t place = 0;
    while (hr_recovery_role_order[place] != role) {
        ++place;
    }
    const uint32_t *start = &world->order.role_start[operator_id * HR_ROLE_COUNT + place];
    return (hr_rank_range){start[0], start[1]};
}

uint32_t hr_world_stock(const hr_world *world, uint32_t operator_id, uint32_t role, uint8_t vendor)
{
    return (operator_id * HR_ROLE_COUNT + role) * world->scenario->vendor_count + vendor;
}

uint32_t hr_world_mitigations(const hr_world *world, uint32_t arm)
{
    uint32_t mask = 0;
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        const hr_mitigation *mitigation = &world->scenario->mitigations[m];
        if (mitigation->is_on && (!mitigation->is_tested || arm >> m & 1)) {
            mask |= 1u << m;
        }
    }
    return mask;
}

/* ---- order of restoration -------------------------------------------------------------------------------------- */

typedef struct {
    const hr_network *network;
    uint32_t place_of_role[HR_ROLE_COUNT];
} order_context;

static int compare_priority(const void *left, const void *right, void *data)
{
    const order_context *context = data;
    const hr_network *network = context->network;
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    if (network->operator_id[a] != network->operator_id[b]) {
        return network->operator_id[a] < network->operator_id[b] ? -1 : 1;
    }
    if (network->role[a] != network->role[b]) {
        return context->place_of_role[network->role[a]] < context->place_of_role[network->role[b]] ? -1 : 1;
    }
    if (network->users[a] != network->users[b]) {
        return network->users[a] > network->users[b] ? -1 : 1;
    }
    return (a > b) - (a < b);
}

static hr_status order_restoration(hr_world *world, hr_error *error)
{
    const hr_network *network = &world->network;
    hr_recovery_order *order = &world->order;
    size_t entries = (size_t)network->operator_count * HR_ROLE_COUNT + 1;
    order_context context = {network, {0}};
    order->node_of_rank = malloc(network->node_count * sizeof *order->node_of_rank);
    order->rank_of_node = malloc(network->node_count * sizeof *order->rank_of_node);
    order->role_start = calloc(entries, sizeof *order->role_start);
    order->operator_nodes = calloc(network->operator_count, sizeof *order->operator_nodes);
    order->operator_users = calloc(network->operator_count, sizeof *order->operator_users);
    if (order->node_of_rank == NULL || order->rank_of_node == NULL || order->role_start == NULL ||
        order->operator_nodes == NULL || order->operator_users == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the priorities of %u nodes", network->node_count);
    }
    for (uint32_t k = 0; k < HR_ROLE_COUNT; ++k) {
        context.place_of_role[hr_recovery_role_order[k]] = k;
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        uint32_t o = network->operator_id[n];
        order->node_of_rank[n] = n;
        ++order->role_start[(size_t)o * HR_ROLE_COUNT + context.place_of_role[network->role[n]] + 1];
        ++order->operator_nodes[o];
        order->operator_users[o] += network->users[n];
    }
    for (size_t i = 1; i < entries; ++i) {
        order->role_start[i] += order->role_start[i - 1];
    }
    qsort_r(order->node_of_rank, network->node_count, sizeof *order->node_of_rank, compare_priority, &context);
    for (uint32_t rank = 0; rank < network->node_count; ++rank) {
        order->rank_of_node[order->node_of_rank[rank]] = rank;
    }
    return HR_OK;
}

/* The neighbour further in on a node's primary path: its first parent, or HR_NO_NODE in the core. */
static uint32_t primary_parent(const hr_network *network, uint32_t node)
{
    uint32_t end = node < network->transit_count ? network->stub_start[node] : network->link_start[node + 1];
    for (uint32_t k = network->link_start[node]; k < end; ++k) {
        const hr_link *link = &network->links[k];
        if (link->kind == HR_EDGE_PRIMARY && network->role[link->node] > network->role[node] &&
            network->role[link->node] <= HR_ROLE_CORE_ROUTER) {
            return link->node;
        }
    }
    return HR_NO_NODE;
}

static hr_status attach_users(hr_world *world, hr_error *error)
{
    const hr_network *network = &world->network;
    uint32_t *attached = calloc(network->node_count, sizeof *attached);
    world->order.attached_users = attached;
    if (attached == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the users of %u nodes", network->node_count);
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        uint32_t at = n;
        for (int hops = 0; at != HR_NO_NODE && hops < HR_ROLE_COUNT && network->users[n] > 0; ++hops) {
            if (network->operator_id[at] == network->operator_id[n]) {
                attached[at] += network->users[n];
            }
            at = primary_parent(network, at);
        }
    }
    return HR_OK;
}

/* ---- whole ----------------------------------------------------------------------------------------------------- */

static hr_status list_network(hr_world *world, hr_error *error)
{
    const hr_generator_parameters *generator = &world->scenario->generator;
    const char *names[HR_OPERATORS_MAX];
    for (uint32_t o = 0; o < generator->operator_count; ++o) {
        names[o] = generator->operators[o].name;
    }
    return hr_listed_build(&world->scenario->listed, names, generator->operator_count, &world->network,
                           &world->listed_vendor, error);
}

static hr_status build_from_file(hr_world *world, hr_error *error)
{
    const hr_generator_parameters *generator = &world->scenario->generator;
    hr_import_oss oss[HR_OPERATORS_MAX];
    hr_import_vendors vendors = {NULL, NULL};
    for (uint32_t o = 0; o < generator->operator_count; ++o) {
        oss[o] = (hr_import_oss){generator->operators[o].oss_count, generator->operators[o].oss_vendors};
    }
    hr_status status = hr_import_build(&world->scenario->file_network->import, oss, &world->network, &vendors, error);
    world->listed_vendor = vendors.vendor;
    world->listed_manager = vendors.managed_by;
    return status;
}

static bool can_expose(const hr_scenario *scenario)
{
    bool can = false;
    for (uint32_t t = 0; t < scenario->threat_count; ++t) {
        const hr_threat *threat = &scenario->threats[t];
        can = can || (threat->form->exposes != NULL && threat->form->exposes(threat->parameters));
    }
    return can;
}

static hr_status make_plans(hr_world *world, hr_error *error)
{
    const hr_scenario *scenario = world->scenario;
    hr_status status = scenario->listed.is_there ? list_network(world, error)
                       : scenario->is_from_file
                           ? build_from_file(world, error)
                           : hr_nation_generate(scenario, &world->network, NULL, &world->notes, error);
    if (status != HR_OK) {
        return status;
    }
    for (int p = 0; p < 2 && status == HR_OK; ++p) {
        status = hr_ledger_plan_init(&world->plans[p], &world->network, scenario->services, scenario->service_count,
                                     &scenario->overlap, p == 1, error);
    }
    world->has_exposure = can_expose(scenario);
    if (status == HR_OK && world->has_exposure) {
        status = hr_exposure_plan_init(&world->exposure, &world->plans[0], error);
    }
    if (status == HR_OK) {
        status = order_restoration(world, error);
    }
    return status == HR_OK ? attach_users(world, error) : status;
}

static hr_status finish(hr_world *world, hr_error *error)
{
    hr_status status = HR_OK;
    world->stock_count = world->network.operator_count * HR_ROLE_COUNT * world->scenario->vendor_count;
    if (!world->are_cases_borrowed) {
        status = hr_world_assign_cases(world, error);
    }
    if (status != HR_OK) {
        hr_world_free(world);
    }
    return status;
}

uint32_t hr_world_longest_programme(const hr_world *world)
{
    uint32_t longest = 0;
    for (uint32_t c = 0; c < world->scenario->case_count; ++c) {
        uint32_t count = world->cases[c].programme.job_count;
        longest = count > longest ? count : longest;
    }
    return longest;
}

hr_status hr_world_init(hr_world *world, const hr_scenario *scenario, hr_error *error)
{
    return hr_world_init_checked(world, scenario, NULL, error);
}

hr_status hr_world_init_checked(hr_world *world, const hr_scenario *scenario, hr_diagnostics *mistakes, hr_error *error)
{
    memset(world, 0, sizeof *world);
    world->scenario = scenario;
    world->mistakes = mistakes;
    hr_status status = make_plans(world, error);
    if (status != HR_OK) {
        hr_world_free(world);
        return status;
    }
    status = finish(world, error);
    world->mistakes = NULL;
    return status;
}

/* Whether two arrays of a scenario hold the same. Padding may make equal ones look different, never the reverse; then
 * something is made anew that could have been borrowed. */
static bool holds_same(const void *a, const void *b, size_t size)
{
    return memcmp(a, b, size) == 0;
}
#define IS_SAME(a, b, member) holds_same(&(a)->member, &(b)->member, sizeof(a)->member)

/* All that make_plans reads; exposed users may be counted where nobody asks. */
static bool is_same_network(const hr_scenario *a, const hr_scenario *b)
{
    return strcmp(a->places_file, b->places_file) == 0 && strcmp(a->places_sha256, b->places_sha256) == 0 &&
           strcmp(a->network_sha256, b->network_sha256) == 0 && a->file_network == b->file_network &&
           IS_SAME(a, b, generator) && IS_SAME(a, b, listed) && a->service_count == b->service_count &&
           IS_SAME(a, b, services) && IS_SAME(a, b, overlap) && can_expose(a) <= can_expose(b);
}

/* Whether the first so many of two lists are the same. */
#define ARE_SAME(a, b, list, count)                                                                                    \
    ((a)->count == (b)->count && holds_same((a)->list, (b)->list, (a)->count * sizeof *(a)->list))

static bool is_same_case(const hr_case *a, const hr_case *b)
{
    return ARE_SAME(a, b, changes, change_count) && ARE_SAME(a, b, limits, limit_count) &&
           ARE_SAME(a, b, programme, programme_count);
}

/* All that assign_cases reads besides the network. */
static bool is_same_assignment(const hr_scenario *a, const hr_scenario *b)
{
    bool is_same = a->vendor_count == b->vendor_count && a->state_count == b->state_count && IS_SAME(a, b, vendors) &&
                   a->mix_count == b->mix_count && IS_SAME(a, b, mixes) && a->diverse_homing == b->diverse_homing &&
                   a->management_count == b->management_count && IS_SAME(a, b, management);
    for (uint32_t c = 0; c < a->case_count && is_same; ++c) {
        is_same = is_same_case(&a->cases[c], &b->cases[c]);
    }
    return is_same;
}

hr_status hr_world_init_beside(hr_world *world, const hr_scenario *scenario, const hr_world *base, hr_error *error)
{
    assert(scenario->case_count == base->scenario->case_count);
    if (!is_same_network(scenario, base->scenario)) {
        return hr_world_init(world, scenario, error);
    }
    *world = *base;
    world->scenario = scenario;
    world->is_network_borrowed = true;
    world->are_cases_borrowed = is_same_assignment(scenario, base->scenario);
    if (!world->are_cases_borrowed) {
        memset(world->cases, 0, sizeof world->cases);
    }
    return finish(world, error);
}

static void free_case(hr_case_network *c)
{
    free(c->vendor);
    free(c->managed_by);
    free(c->made_start);
    free(c->made_nodes);
    free(c->managed_start);
    free(c->managed_nodes);
    free(c->stock_nodes);
    hr_programme_plan_free(&c->programme);
}

void hr_world_free(hr_world *world)
{
    for (int c = 0; c < HR_CASES_MAX && !world->are_cases_borrowed; ++c) {
        free_case(&world->cases[c]);
    }
    if (!world->is_network_borrowed) {
        free(world->order.node_of_rank);
        free(world->order.rank_of_node);
        free(world->order.role_start);
        free(world->order.operator_nodes);
        free(world->order.operator_users);
        free(world->order.attached_users);
        hr_exposure_plan_free(&world->exposure);
        hr_ledger_plan_free(&world->plans[0]);
        hr_ledger_plan_free(&world->plans[1]);
        hr_network_free(&world->network);
        free(world->listed_vendor);
        free(world->listed_manager);
    }
    memset(world, 0, sizeof *world);
}
