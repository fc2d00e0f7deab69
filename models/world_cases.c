/* The vendors of every case: mixes, diverse homing, changes, limits, programmes, management; and their indices. See
 * world.h. O(nodes log nodes) per case.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/world_private.h"

/* ---- cases ----------------------------------------------------------------------------------------------------- */

/* Counting sort of nodes by a key; nodes without a key (key_count) are left out. */
static hr_status index_nodes(const hr_network *network, const uint32_t *keys, uint32_t key_count, uint32_t **start,
                             uint32_t **nodes, hr_error *error)
{
    *start = calloc((size_t)key_count + 2, sizeof **start);
    *nodes = malloc(((size_t)network->node_count + 1) * sizeof **nodes);
    if (*start == NULL || *nodes == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", network->node_count);
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (keys[n] < key_count) {
            ++(*start)[keys[n] + 2];
        }
    }
    for (uint32_t k = 2; k <= key_count; ++k) {
        (*start)[k] += (*start)[k - 1];
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (keys[n] < key_count) {
            (*nodes)[(*start)[keys[n] + 1]++] = n;
        }
    }
    return HR_OK;
}

static int compare_pairs(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Where a programme changes vendors, a node stands under each vendor that it has at some time. */
static hr_status index_makers_in_time(const hr_world *world, hr_case_network *c, hr_error *error)
{
    const hr_network *network = &world->network;
    const hr_programme_plan *plan = &c->programme;
    uint32_t key_count = world->scenario->vendor_count * network->operator_count;
    size_t entries = (size_t)network->node_count + plan->job_count + 1;
    c->made_start = calloc((size_t)key_count + 2, sizeof *c->made_start);
    c->made_nodes = malloc(entries * sizeof *c->made_nodes);
    uint64_t *pairs = malloc(entries * sizeof *pairs); /* key and node: sorted, they are the index */
    if (c->made_start == NULL || c->made_nodes == NULL || pairs == NULL) {
        free(pairs);
        return hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", network->node_count);
    }
    size_t count = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (c->vendor[n] != HR_NO_VENDOR) {
            pairs[count++] = (uint64_t)(c->vendor[n] * network->operator_count + network->operator_id[n]) << 32 | n;
        }
    }
    for (uint32_t j = 0; j < plan->job_count; ++j) {
        uint32_t node = plan->jobs[j].node;
        pairs[count++] = (uint64_t)(plan->jobs[j].to * network->operator_count + network->operator_id[node]) << 32 |
                         node;
    }
    qsort(pairs, count, sizeof *pairs, compare_pairs);
    uint32_t kept = 0;
    for (size_t i = 0; i < count; ++i) {
        if (i == 0 || pairs[i] != pairs[i - 1]) {
            c->made_nodes[kept++] = (uint32_t)pairs[i];
            ++c->made_start[(pairs[i] >> 32) + 1];
        }
    }
    for (uint32_t k = 0; k < key_count; ++k) {
        c->made_start[k + 1] += c->made_start[k];
    }
    free(pairs);
    return HR_OK;
}

static hr_status index_makers(const hr_world *world, hr_case_network *c, uint32_t *keys, hr_error *error)
{
    const hr_network *network = &world->network;
    uint32_t key_count = world->scenario->vendor_count * network->operator_count;
    if (c->programme.job_count > 0) {
        return index_makers_in_time(world, c, error);
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        keys[n] = c->vendor[n] == HR_NO_VENDOR ? key_count
                                               : c->vendor[n] * network->operator_count + network->operator_id[n];
    }
    return index_nodes(network, keys, key_count, &c->made_start, &c->made_nodes, error);
}

/* Nodes of every stock, at the beginning or at the end of a programme, whichever are more. */
static hr_status count_stocks(const hr_world *world, hr_case_network *c, hr_error *error)
{
    const hr_network *network = &world->network;
    uint32_t *last = calloc(world->stock_count, sizeof *last);
    c->stock_nodes = calloc(world->stock_count, sizeof *c->stock_nodes);
    if (last == NULL || c->stock_nodes == NULL) {
        free(last);
        return hr_error_set(error, HR_FAILED, "out of memory for the stocks of %u nodes", network->node_count);
    }
    const uint8_t *final = c->programme.final_vendor != NULL ? c->programme.final_vendor : c->vendor;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (c->vendor[n] != HR_NO_VENDOR) {
            ++c->stock_nodes[hr_world_stock(world, network->operator_id[n], network->role[n], c->vendor[n])];
        }
        if (final[n] != HR_NO_VENDOR) {
            ++last[hr_world_stock(world, network->operator_id[n], network->role[n], final[n])];
        }
    }
    for (uint32_t k = 0; k < world->stock_count; ++k) {
        c->stock_nodes[k] = last[k] > c->stock_nodes[k] ? last[k] : c->stock_nodes[k];
    }
    free(last);
    return HR_OK;
}

static hr_status index_case(const hr_world *world, hr_case_network *c, hr_error *error)
{
    const hr_network *network = &world->network;
    uint32_t vendor_count = world->scenario->vendor_count;
    uint32_t *keys = malloc(network->node_count * sizeof *keys);
    if (keys == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", network->node_count);
    }
    hr_status status = count_stocks(world, c, error);
    if (status == HR_OK) {
        status = index_makers(world, c, keys, error);
    }
    for (uint32_t n = 0; n < network->node_count && status == HR_OK; ++n) {
        keys[n] = c->managed_by[n] == HR_NO_VENDOR ? UINT32_MAX : c->managed_by[n];
    }
    if (status == HR_OK) {
        status = index_nodes(network, keys, vendor_count, &c->managed_start, &c->managed_nodes, error);
    }
    free(keys);
    return status;
}

static void diversify(const hr_world *world, uint8_t *vendor, hr_status *status, hr_error *error)
{
    static const hr_role parents[] = {HR_ROLE_EXCHANGE, HR_ROLE_AGGREGATION, HR_ROLE_METRO, HR_ROLE_CORE_ROUTER};
    const hr_scenario *scenario = world->scenario;
    uint8_t state_of[HR_VENDORS_MAX];
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        state_of[v] = 0;
        for (uint32_t s = 1; s < scenario->state_count; ++s) { /* the state with most leverage */
            if (scenario->vendors[v].leverage[s] > scenario->vendors[v].leverage[state_of[v]]) {
                state_of[v] = (uint8_t)s;
            }
        }
    }
    for (uint32_t o = 0; o < world->network.operator_count; ++o) {
        for (size_t r = 0; r < sizeof parents / sizeof *parents && *status == HR_OK; ++r) {
            uint32_t diverse = 0;
            uint32_t dual = 0;
            *status = hr_assignment_diversify(&world->network, o, parents[r], scenario->diverse_homing, state_of,
                                              vendor, &diverse, &dual, error);
        }
    }
}

void hr_scenario_error_at(const hr_scenario *scenario, const hr_key_place *place, const char *before, hr_error *error)
{
    char text[HR_ERROR_TEXT_SIZE];
    snprintf(text, sizeof text, "%s", error->text);
    hr_error_at(error, scenario->sources.items[place->source].file, place->line, place->column, NULL, "%.200s: %.700s",
                before, text);
}

static hr_status plan_programme(const hr_world *world, const hr_case *source, hr_case_network *c, hr_error *error)
{
    uint32_t failed = 0;
    hr_status status = hr_programme_plan_init(&c->programme, &world->network, source->programme,
                                              source->programme_count, world->scenario->generator.seed, c->vendor,
                                              &failed, error);
    if (status == HR_BAD_INPUT) {
        char before[2 * HR_NAME_SIZE];
        snprintf(before, sizeof before, "case %s: programme", source->name);
        hr_scenario_error_at(world->scenario, &source->programme[failed].place, before, error);
    }
    return status;
}

/* An operator has the management planes of all vendors that it runs at some time of a programme. */
static void bind_oss(const hr_network *network, hr_case_network *c)
{
    uint8_t *final = c->programme.final_vendor;
    hr_assignment_bind_oss(network, c->vendor);
    if (final == NULL) {
        return;
    }
    hr_assignment_bind_oss(network, final);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (network->role[n] == HR_ROLE_OSS) {
            c->vendor[n] = c->vendor[n] != HR_NO_VENDOR ? c->vendor[n] : final[n];
            final[n] = c->vendor[n];
        }
    }
}

/* The changes of a case in order, then its limits, all together, since a later one must not undo an earlier one. */
static hr_status apply_changes(const hr_world *world, const hr_case *source, uint8_t *vendor, hr_error *error)
{
    uint64_t seed = world->scenario->generator.seed;
    const hr_vendor_limit *limits[HR_LIMITS_MAX];
    const hr_key_place *place = NULL;
    size_t broken = 0;
    hr_status status = HR_OK;
    for (uint32_t i = 0; i < source->change_count && status == HR_OK; ++i) {
        uint32_t changed = 0;
        status = hr_assignment_change(&world->network, &source->changes[i].change, seed, vendor, &changed, error);
        place = &source->changes[i].place;
    }
    for (uint32_t i = 0; i < source->limit_count; ++i) {
        limits[i] = &source->limits[i].limit;
    }
    if (status == HR_OK) {
        status = hr_assignment_limit(&world->network, limits, source->limit_count, seed, vendor, &broken, error);
        place = &source->limits[broken].place;
    }
    if (status == HR_BAD_INPUT) {
        char before[2 * HR_NAME_SIZE];
        snprintf(before, sizeof before, "case %s", source->name);
        hr_scenario_error_at(world->scenario, place, before, error);
    }
    return status;
}

static hr_status assign_case(hr_world *world, const hr_case *source, const uint8_t *base, hr_case_network *c,
                             hr_error *error)
{
    const hr_scenario *scenario = world->scenario;
    const hr_network *network = &world->network;
    c->vendor = malloc(network->node_count);
    c->managed_by = malloc(network->node_count);
    if (c->vendor == NULL || c->managed_by == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", network->node_count);
    }
    memcpy(c->vendor, base, network->node_count);
    hr_status status = apply_changes(world, source, c->vendor, error);
    for (uint32_t n = 0; n < network->node_count && status == HR_OK; ++n) {
        c->changed += c->vendor[n] != base[n];
    }
    if (status == HR_OK) {
        status = plan_programme(world, source, c, error);
    }
    if (status != HR_OK) {
        return status;
    }
    bind_oss(network, c);
    status = hr_assignment_manage(network, scenario->management, scenario->management_count, scenario->generator.seed,
                                  c->vendor, c->managed_by, error);
    for (uint32_t n = 0; n < network->node_count && status == HR_OK && world->listed_manager != NULL; ++n) {
        c->managed_by[n] = c->managed_by[n] == HR_NO_VENDOR ? world->listed_manager[n] : c->managed_by[n];
    }
    return status == HR_OK ? index_case(world, c, error) : status;
}

hr_status hr_world_assign_cases(hr_world *world, hr_error *error)
{
    const hr_scenario *scenario = world->scenario;
    uint8_t *base = malloc(world->network.node_count);
    if (base == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", world->network.node_count);
    }
    hr_status status = hr_assignment_base(&world->network, scenario->mixes, scenario->mix_count,
                                          scenario->generator.seed, base, error);
    for (uint32_t n = 0; n < world->network.node_count && status == HR_OK && world->listed_vendor != NULL; ++n) {
        base[n] = world->listed_vendor[n] != HR_NO_VENDOR ? world->listed_vendor[n] : base[n];
    }
    if (status == HR_OK && scenario->diverse_homing != HR_DIVERSE_NO) {
        diversify(world, base, &status, error);
    }
    bool is_possible = true;
    for (uint32_t c = 0; c < scenario->case_count && status == HR_OK; ++c) {
        status = assign_case(world, &scenario->cases[c], base, &world->cases[c], error);
        if (status == HR_BAD_INPUT && world->mistakes != NULL && hr_diagnostics_keep(world->mistakes, error)) {
            is_possible = false;
            status = HR_OK;
        }
    }
    free(base);
    return status == HR_OK && !is_possible ? HR_BAD_INPUT : status;
}
