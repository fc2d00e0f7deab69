/* Engineers, crews and spares. See recovery.h. A job costs O(log64 nodes) to choose and one event; a regained
 * management path costs O(links) of the nodes that regained it. Sorting what waits, for idle crews, costs O(links) of it,
 * at most once for every job added and for every event that took a transit node out.
 */
#include "models/recovery.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/replication.h"

hr_status hr_recovery_init(hr_recovery *recovery, const hr_world *world, hr_error *error)
{
    uint32_t nodes = world->network.node_count;
    memset(recovery, 0, sizeof *recovery);
    recovery->visits = calloc(nodes, sizeof *recovery->visits);
    recovery->next_undiagnosed = calloc(nodes, sizeof *recovery->next_undiagnosed);
    recovery->outbreak_capacity = HR_OPERATORS_MAX;
    recovery->outbreaks = calloc(recovery->outbreak_capacity, sizeof *recovery->outbreaks);
    recovery->base = calloc(world->stock_count, sizeof *recovery->base);
    recovery->stock = calloc(world->stock_count, sizeof *recovery->stock);
    recovery->ordered = calloc(world->stock_count, sizeof *recovery->ordered);
    recovery->wanted = calloc(world->stock_count, sizeof *recovery->wanted);
    recovery->is_replaced = calloc(world->stock_count, sizeof *recovery->is_replaced);
    recovery->order_count = calloc(world->stock_count, sizeof *recovery->order_count);
    recovery->delivery_capacity = world->stock_count;
    recovery->deliveries = calloc(recovery->delivery_capacity, sizeof *recovery->deliveries);
    if (recovery->visits == NULL || recovery->next_undiagnosed == NULL || recovery->outbreaks == NULL ||
        recovery->base == NULL || recovery->stock == NULL || recovery->ordered == NULL || recovery->wanted == NULL ||
        recovery->is_replaced == NULL || recovery->order_count == NULL || recovery->deliveries == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the restoration of %u nodes", nodes);
    }
    hr_status status = hr_rank_set_init(&recovery->ready, nodes, error);
    if (status == HR_OK) {
        status = hr_rank_set_init(&recovery->field, nodes, error);
    }
    if (status == HR_OK) {
        status = hr_rank_set_init(&recovery->waiting, nodes, error);
    }
    return status;
}

void hr_recovery_free(hr_recovery *recovery)
{
    hr_rank_set_free(&recovery->ready);
    hr_rank_set_free(&recovery->field);
    hr_rank_set_free(&recovery->waiting);
    free(recovery->visits);
    free(recovery->next_undiagnosed);
    free(recovery->outbreaks);
    free(recovery->base);
    free(recovery->stock);
    free(recovery->ordered);
    free(recovery->wanted);
    free(recovery->order_count);
    free(recovery->is_replaced);
    free(recovery->deliveries);
    memset(recovery, 0, sizeof *recovery);
}

static uint32_t staff(double per_unit, double units, double factor)
{
    double count = floor(per_unit * units * factor + 0.5);
    return count < 1 ? 1 : (uint32_t)count;
}

void hr_recovery_begin(hr_replication *r)
{
    const hr_world *world = r->world;
    const hr_recovery_parameters *parameters = &world->scenario->recovery;
    hr_recovery *recovery = &r->recovery;
    hr_rank_set_clear(&recovery->ready);
    hr_rank_set_clear(&recovery->field);
    hr_rank_set_clear(&recovery->waiting);
    for (uint32_t o = 0; o < world->network.operator_count; ++o) {
        recovery->idle_engineers[o] = staff(parameters->engineers_per_million_users,
                                            (double)world->order.operator_users[o] / 1e6,
                                            r->equipment.capacity.engineer_factor);
        recovery->idle_crews[o] = staff(parameters->crews_per_thousand_nodes,
                                        (double)world->order.operator_nodes[o] / 1e3,
                                        r->equipment.capacity.crew_factor);
        recovery->outbreaks_of[o] = 0;
        recovery->sorted_at[o] = HR_UNSORTED;
    }
    for (uint32_t k = 0; k < world->stock_count; ++k) {
        double nodes = (double)r->network_case->stock_nodes[k];
        double share = fmin(parameters->spares_share * r->equipment.capacity.spares_factor, 1.0);
        recovery->base[k] = (uint32_t)floor(nodes * share);
        recovery->stock[k] = recovery->base[k];
        recovery->ordered[k] = 0;
        recovery->wanted[k] = 0;
        recovery->order_count[k] = 0;
        recovery->is_replaced[k] = false;
    }
    recovery->outbreak_count = 0;
    recovery->delivery_count = 0;
    recovery->repaired = 0;
    recovery->replaced = 0;
    recovery->other_vendor = 0;
    recovery->effort = (hr_effort){0};
}

static uint32_t stock_of_node(const hr_replication *r, uint32_t node)
{
    const hr_network *network = &r->world->network;
    return hr_world_stock(r->world, network->operator_id[node], network->role[node], hr_replication_vendor(r, node));
}

/* ---- spares ---------------------------------------------------------------------------------------------------- */

/* Whether the operator already runs, in the role, equipment of a vendor that no attacking state can order. */
static bool has_trusted_alternative(const hr_replication *r, uint32_t operator_id, uint32_t role)
{
    const hr_scenario *scenario = r->world->scenario;
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        bool is_exposed = !hr_replication_has_support(r, (uint8_t)v);
        for (uint32_t s = 0; s < scenario->state_count; ++s) {
            is_exposed = is_exposed || (r->is_hostile_state[s] && hr_scenario_is_exposed(scenario, (uint8_t)v, s));
        }
        if (!is_exposed && r->network_case->stock_nodes[hr_world_stock(r->world, operator_id, role, (uint8_t)v)] > 0) {
            return true;
        }
    }
    return false;
}

static double lead_time(const hr_replication *r, uint32_t stock, bool *is_other_vendor)
{
    const hr_recovery_parameters *parameters = &r->world->scenario->recovery;
    uint32_t vendor_count = r->world->scenario->vendor_count;
    uint32_t operator_id = stock / vendor_count / HR_ROLE_COUNT;
    const hr_distribution *distribution = &parameters->spares_lead_time_hours;
    *is_other_vendor = !hr_replication_has_support(r, (uint8_t)(stock % vendor_count));
    if (*is_other_vendor) {
        bool is_contracted = r->equipment.capacity.has_contract &&
                             has_trusted_alternative(r, operator_id, stock / vendor_count % HR_ROLE_COUNT);
        distribution = is_contracted ? &r->equipment.capacity.contract_lead_time_hours
                                     : &parameters->replacement_lead_time_hours;
    }
    return hr_replication_draw(r, distribution, HR_PURPOSE_SPARES_LEAD, stock, r->recovery.order_count[stock]);
}

static hr_status make_room_for_delivery(hr_recovery *recovery, hr_error *error)
{
    if (recovery->delivery_count < recovery->delivery_capacity) {
        return HR_OK;
    }
    uint32_t capacity = 2 * recovery->delivery_capacity;
    hr_delivery *deliveries = realloc(recovery->deliveries, capacity * sizeof *deliveries);
    if (deliveries == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u orders of spares", capacity);
    }
    recovery->deliveries = deliveries;
    recovery->delivery_capacity = capacity;
    return HR_OK;
}

/* Orders what a stock lacks for the nodes that want a spare from it, and, of a vendor that supplies, what fills it up
 * to its base level besides. */
static hr_status reorder(hr_replication *r, uint32_t stock, hr_error *error)
{
    hr_recovery *recovery = &r->recovery;
    bool is_filled_up = hr_replication_has_support(r, (uint8_t)(stock % r->world->scenario->vendor_count));
    uint32_t available = recovery->stock[stock] + recovery->ordered[stock];
    uint32_t needed = recovery->wanted[stock] + (is_filled_up ? recovery->base[stock] : 0);
    if (needed <= available) {
        return HR_OK;
    }
    hr_status status = make_room_for_delivery(recovery, error);
    if (status != HR_OK) {
        return status;
    }
    hr_delivery *delivery = &recovery->deliveries[recovery->delivery_count];
    *delivery = (hr_delivery){stock, needed - available, false, true};
    double time = r->now_hours + lead_time(r, stock, &delivery->is_other_vendor);
    recovery->ordered[stock] += delivery->quantity;
    ++recovery->order_count[stock];
    HR_TELL(r, delivery->is_other_vendor ? HR_TOLD_SPARES_ORDERED_ELSEWHERE : HR_TOLD_SPARES_ORDERED, r->now_hours,
            .stock = stock, .count = delivery->quantity, .due_hours = time);
    return hr_replication_schedule(r, time, HR_EVENT_SUPPLIES, recovery->delivery_count++, error);
}

hr_status hr_recovery_lose_supplier(hr_replication *r, uint8_t vendor, hr_error *error)
{
    hr_recovery *recovery = &r->recovery;
    uint32_t vendor_count = r->world->scenario->vendor_count;
    uint32_t before = recovery->delivery_count;
    hr_status status = HR_OK;
    for (uint32_t d = 0; d < before && status == HR_OK; ++d) {
        hr_delivery *delivery = &recovery->deliveries[d];
        if (delivery->is_due && !delivery->is_other_vendor && delivery->stock % vendor_count == vendor) {
            uint32_t stock = delivery->stock; /* an order may move the deliveries */
            delivery->is_due = false;
            HR_TELL(r, HR_TOLD_SPARES_CANCELLED, r->now_hours, .stock = stock, .count = delivery->quantity);
            recovery->ordered[stock] -= delivery->quantity;
            status = reorder(r, stock, error);
        }
    }
    return status;
}

hr_status hr_recovery_regain_supplier(hr_replication *r, uint8_t vendor, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t k = vendor; k < r->world->stock_count && status == HR_OK; k += r->world->scenario->vendor_count) {
        status = reorder(r, k, error);
    }
    return status;
}

void hr_recovery_supply(hr_replication *r, uint32_t number)
{
    const hr_recovery_order *order = &r->world->order;
    hr_recovery *recovery = &r->recovery;
    hr_delivery *delivery = &recovery->deliveries[number];
    uint32_t stock = delivery->stock;
    if (!delivery->is_due) {
        return;
    }
    delivery->is_due = false;
    HR_TELL(r, HR_TOLD_SPARES_ARRIVED, r->now_hours, .stock = stock, .count = delivery->quantity);
    uint32_t vendor_count = r->world->scenario->vendor_count;
    hr_rank_range ranks = hr_world_ranks(r->world, stock / vendor_count / HR_ROLE_COUNT,
                                         stock / vendor_count % HR_ROLE_COUNT);
    recovery->stock[stock] += delivery->quantity;
    recovery->ordered[stock] -= delivery->quantity;
    recovery->is_replaced[stock] = recovery->is_replaced[stock] || delivery->is_other_vendor;
    uint32_t rank = hr_rank_set_next(&recovery->waiting, ranks.first);
    uint32_t spares = recovery->stock[stock];
    while (rank < ranks.end && spares > 0) { /* HR_RANK_NONE is beyond any end */
        if (stock_of_node(r, order->node_of_rank[rank]) == stock) {
            hr_rank_set_remove(&recovery->waiting, rank);
            hr_rank_set_insert(&recovery->field, rank);
            --spares;
        }
        rank = hr_rank_set_next(&recovery->waiting, rank + 1);
    }
}

/* ---- what is to be done --------------------------------------------------------------------------------------- */

void hr_recovery_add(hr_replication *r, uint32_t node)
{
    uint32_t rank = r->world->order.rank_of_node[node];
    if (r->state[node] & HR_NODE_BRICKED) {
        hr_rank_set_insert(&r->recovery.field, rank);
        return;
    }
    hr_rank_set_insert(&r->recovery.ready, rank);
    r->recovery.sorted_at[r->world->network.operator_id[node]] = HR_UNSORTED;
}

hr_status hr_recovery_add_failed(hr_replication *r, uint32_t node, hr_error *error)
{
    hr_recovery_add(r, node);
    if (!(r->state[node] & HR_NODE_BRICKED)) {
        return HR_OK;
    }
    uint32_t stock = stock_of_node(r, node);
    ++r->recovery.wanted[stock];
    return reorder(r, stock, error);
}

static hr_status begin_diagnosis(hr_replication *r, uint32_t operator_id, uint32_t first_node, hr_error *error)
{
    hr_recovery *recovery = &r->recovery;
    if (recovery->outbreak_count == recovery->outbreak_capacity) {
        uint32_t capacity = 2 * recovery->outbreak_capacity;
        uint32_t *outbreaks = realloc(recovery->outbreaks, capacity * sizeof *outbreaks);
        if (outbreaks == NULL) {
            return hr_error_set(error, HR_FAILED, "out of memory for %u outbreaks", capacity);
        }
        recovery->outbreaks = outbreaks;
        recovery->outbreak_capacity = capacity;
    }
    double hours = hr_replication_draw(r, &r->world->scenario->recovery.diagnosis_hours, HR_PURPOSE_DIAGNOSIS,
                                       operator_id, recovery->outbreaks_of[operator_id]++);
    recovery->outbreaks[recovery->outbreak_count] = first_node;
    return hr_replication_schedule(r, r->now_hours + hours, HR_EVENT_DIAGNOSED, recovery->outbreak_count++, error);
}

hr_status hr_recovery_outbreak(hr_replication *r, const uint32_t *nodes, uint32_t count, hr_error *error)
{
    const hr_network *network = &r->world->network;
    hr_recovery *recovery = &r->recovery;
    uint32_t first[HR_OPERATORS_MAX];
    memset(first, 0xff, sizeof first); /* HR_NO_NODE */
    for (uint32_t i = 0; i < count; ++i) {
        uint32_t operator_id = network->operator_id[nodes[i]];
        recovery->next_undiagnosed[nodes[i]] = first[operator_id];
        first[operator_id] = nodes[i];
        if (r->state[nodes[i]] & HR_NODE_BRICKED) {
            ++recovery->wanted[stock_of_node(r, nodes[i])];
        }
    }
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < network->operator_count && status == HR_OK; ++o) {
        if (first[o] != HR_NO_NODE) {
            status = begin_diagnosis(r, o, first[o], error);
        }
    }
    for (uint32_t k = 0; k < r->world->stock_count && status == HR_OK; ++k) {
        status = reorder(r, k, error);
    }
    return status;
}

void hr_recovery_diagnosed(hr_replication *r, uint32_t outbreak)
{
    hr_recovery *recovery = &r->recovery;
    uint32_t count = 0;
    for (uint32_t node = recovery->outbreaks[outbreak]; node != HR_NO_NODE; node = recovery->next_undiagnosed[node]) {
        hr_recovery_add(r, node);
        ++count;
    }
    HR_TELL(r, HR_TOLD_DIAGNOSED, r->now_hours, .count = count,
            .operator_id = r->world->network.operator_id[recovery->outbreaks[outbreak]]);
}

/* ---- jobs ------------------------------------------------------------------------------------------------------ */

static bool is_reachable(hr_replication *r, uint32_t node)
{
    const hr_network *network = &r->world->network;
    double share = r->world->scenario->recovery.out_of_band_share[network->role[node]];
    if (share > 0 && hr_replication_uniform(r, HR_PURPOSE_OUT_OF_BAND, node, 0) < share) {
        return true;
    }
    uint8_t vendor = hr_replication_vendor(r, node);
    return vendor == HR_NO_VENDOR || (hr_ledger_has_oss(&r->ledger, network->operator_id[node], vendor) &&
                                      hr_ledger_is_manageable(&r->ledger, node, vendor));
}

/* What the lack of the vendor's help does to the duration of a job that begins now. */
static double repair_factor(const hr_replication *r, uint32_t node)
{
    return hr_replication_has_support(r, hr_replication_vendor(r, node))
               ? 1
               : r->world->scenario->recovery.unsupported_repair_factor;
}

/* A soft node is out of the engineers' reach. */
static void leave_to_crews(hr_replication *r, uint32_t node)
{
    uint32_t rank = r->world->order.rank_of_node[node];
    hr_rank_set_remove(&r->recovery.ready, rank);
    hr_rank_set_insert(&r->recovery.field, rank);
    r->state[node] |= HR_NODE_OUT_OF_REACH;
}

static hr_status send_engineers(hr_replication *r, uint32_t operator_id, hr_error *error)
{
    const hr_recovery_order *order = &r->world->order;
    hr_recovery *recovery = &r->recovery;
    uint32_t end = order->role_start[(operator_id + 1) * HR_ROLE_COUNT];
    while (recovery->idle_engineers[operator_id] > 0) {
        uint32_t rank = hr_rank_set_next(&recovery->ready, order->role_start[operator_id * HR_ROLE_COUNT]);
        if (rank >= end) {
            break;
        }
        uint32_t node = order->node_of_rank[rank];
        if (!is_reachable(r, node)) {
            leave_to_crews(r, node);
            continue;
        }
        hr_rank_set_remove(&recovery->ready, rank);
        double hours = hr_replication_draw(r, &r->world->scenario->recovery.remote_restore_hours,
                                           HR_PURPOSE_REMOTE_RESTORE, node, recovery->visits[node]++) *
                       repair_factor(r, node);
        r->state[node] |= HR_NODE_IN_REPAIR;
        recovery->effort.engineer_hours += hours;
        --recovery->idle_engineers[operator_id];
        hr_status status = hr_replication_schedule(r, r->now_hours + hours, HR_EVENT_RESTORED_REMOTELY, node, error);
        if (status != HR_OK) {
            return status;
        }
    }
    return HR_OK;
}

static hr_status send_crew(hr_replication *r, uint32_t node, hr_error *error)
{
    const hr_recovery_parameters *parameters = &r->world->scenario->recovery;
    hr_recovery *recovery = &r->recovery;
    uint32_t visit = recovery->visits[node]++;
    double hours = hr_replication_draw(r, &parameters->field_visit_hours, HR_PURPOSE_FIELD_VISIT, node, visit);
    if (r->state[node] & HR_NODE_BRICKED) {
        uint32_t stock = stock_of_node(r, node);
        hours += hr_replication_draw(r, &parameters->hardware_swap_hours, HR_PURPOSE_HARDWARE_SWAP, node, visit);
        --recovery->stock[stock];
        --recovery->wanted[stock];
        ++recovery->effort.spares_used[r->world->network.role[node]];
    }
    hours *= repair_factor(r, node);
    r->state[node] |= HR_NODE_IN_REPAIR;
    r->state[node] &= (uint8_t)~HR_NODE_OUT_OF_REACH;
    recovery->effort.crew_hours += hours;
    --recovery->idle_crews[r->world->network.operator_id[node]];
    return hr_replication_schedule(r, r->now_hours + hours, HR_EVENT_RESTORED_IN_FIELD, node, error);
}

/* Idle crews do not wait until an engineer turns to a node and finds it out of reach: all nodes are looked at. Only when
 * some were added, or paths may have been lost, since they last were. */
static void sort_ready(hr_replication *r, uint32_t operator_id)
{
    const hr_recovery_order *order = &r->world->order;
    hr_recovery *recovery = &r->recovery;
    if (recovery->sorted_at[operator_id] == r->ledger.transit_outages) {
        return;
    }
    recovery->sorted_at[operator_id] = r->ledger.transit_outages;
    uint32_t end = order->role_start[(operator_id + 1) * HR_ROLE_COUNT];
    uint32_t rank = hr_rank_set_next(&recovery->ready, order->role_start[operator_id * HR_ROLE_COUNT]);
    for (; rank < end; rank = hr_rank_set_next(&recovery->ready, rank + 1)) {
        if (!is_reachable(r, order->node_of_rank[rank])) {
            leave_to_crews(r, order->node_of_rank[rank]);
        }
    }
}

static hr_status send_crews(hr_replication *r, uint32_t operator_id, hr_error *error)
{
    const hr_recovery_order *order = &r->world->order;
    hr_recovery *recovery = &r->recovery;
    uint32_t end = order->role_start[(operator_id + 1) * HR_ROLE_COUNT];
    hr_status status = HR_OK;
    if (recovery->idle_crews[operator_id] > 0) {
        sort_ready(r, operator_id);
    }
    while (recovery->idle_crews[operator_id] > 0 && status == HR_OK) {
        uint32_t rank = hr_rank_set_next(&recovery->field, order->role_start[operator_id * HR_ROLE_COUNT]);
        if (rank >= end) {
            break;
        }
        uint32_t node = order->node_of_rank[rank];
        hr_rank_set_remove(&recovery->field, rank);
        if (r->state[node] & HR_NODE_BRICKED && recovery->stock[stock_of_node(r, node)] == 0) {
            hr_rank_set_insert(&recovery->waiting, rank);
            continue;
        }
        status = send_crew(r, node, error);
    }
    return status;
}

/* A neighbour found a way to an OSS: soft nodes that wait for a crew may be within the engineers' reach now. */
static void reconsider(hr_replication *r, uint32_t node)
{
    uint32_t rank = r->world->order.rank_of_node[node];
    if (r->state[node] & HR_NODE_OUT_OF_REACH && is_reachable(r, node)) {
        r->state[node] &= (uint8_t)~HR_NODE_OUT_OF_REACH;
        hr_rank_set_remove(&r->recovery.field, rank);
        hr_rank_set_insert(&r->recovery.ready, rank);
    }
}

static void reconsider_regained(hr_replication *r)
{
    const hr_network *network = &r->world->network;
    for (uint32_t i = 0; i < r->ledger.regained_count; ++i) {
        uint32_t node = r->ledger.regained[i];
        for (uint32_t k = network->link_start[node]; k < network->link_start[node + 1]; ++k) {
            reconsider(r, network->links[k].node);
        }
    }
    hr_ledger_clear_regained(&r->ledger);
}

hr_status hr_recovery_dispatch(hr_replication *r, hr_error *error)
{
    hr_status status = HR_OK;
    if (r->ledger.regained_count > 0) {
        reconsider_regained(r);
    }
    for (uint32_t o = 0; o < r->world->network.operator_count && status == HR_OK; ++o) {
        status = send_engineers(r, o, error);
        if (status == HR_OK) {
            status = send_crews(r, o, error);
        }
    }
    return status;
}

hr_status hr_recovery_finish(hr_replication *r, uint32_t node, bool by_crew, hr_error *error)
{
    (void)error;
    hr_recovery *recovery = &r->recovery;
    uint32_t operator_id = r->world->network.operator_id[node];
    assert(r->state[node] & HR_NODE_IN_REPAIR);
    if (r->state[node] & HR_NODE_BRICKED) {
        bool is_other_vendor = recovery->is_replaced[stock_of_node(r, node)];
        ++recovery->replaced;
        recovery->other_vendor += is_other_vendor;
        HR_TELL(r, is_other_vendor ? HR_TOLD_NODE_REPLACED_BY_OTHER : HR_TOLD_NODE_REPLACED, r->now_hours,
                .node = node);
    } else {
        ++recovery->repaired;
        HR_TELL(r, by_crew ? HR_TOLD_NODE_REPAIRED_IN_FIELD : HR_TOLD_NODE_REPAIRED_REMOTELY, r->now_hours,
                .node = node);
    }
    recovery->idle_crews[operator_id] += by_crew;
    recovery->idle_engineers[operator_id] += !by_crew;
    hr_replication_return(r, node);
    return HR_OK;
}
