/* The service ledger's plan: groups of stubs, cells of overlap, places of roaming, function classes. See ledger_plan.h.
 *
 * Access nodes are sorted by (area, role, operator, usable parents, node), so that groups, cells and places are runs of
 * that order: O(nodes log nodes + links), once per plan.
 */
#include "models/ledger_plan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static uint32_t access_roles(const hr_ledger_plan *plan)
{
    uint32_t roles = 0;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        roles |= plan->services[s].access_roles;
    }
    return roles;
}

static bool is_usable(const hr_ledger_plan *plan, const hr_link *link)
{
    return link->kind == HR_EDGE_PRIMARY || plan->backup_usable;
}

/* ---- function classes ---------------------------------------------------------------------------------------- */

static hr_status add_class(hr_ledger_plan *plan, uint32_t *class_index, hr_error *error)
{
    if (plan->function_count == HR_MASK_WORDS_MAX * 64) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "more than %d kinds of function (required roles times operators, and one OSS "
                            "for each operator and vendor)",
                            HR_MASK_WORDS_MAX * 64);
    }
    *class_index = plan->function_count++;
    return HR_OK;
}

static hr_status number_functions(hr_ledger_plan *plan, hr_error *error)
{
    hr_status status = HR_OK;
    uint32_t class_index = 0;
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        plan->role_slot[r] = UINT32_MAX;
    }
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t k = 0; k < plan->services[s].required_count; ++k) {
            hr_role role = plan->services[s].required[k];
            if (plan->role_slot[role] == UINT32_MAX) {
                plan->role_slot[role] = plan->role_slot_count++;
                for (uint32_t o = 0; o < plan->operator_count && status == HR_OK; ++o) {
                    status = add_class(plan, &class_index, error);
                }
            }
            for (uint32_t o = 0; o < plan->operator_count && status == HR_OK; ++o) {
                hr_function_mask_add(&plan->required[o][s], hr_ledger_function_class(plan, role, o));
            }
        }
    }
    memset(plan->oss_class, 0xff, sizeof plan->oss_class);
    const hr_network *network = plan->network;
    for (uint32_t n = 0; n < network->transit_count && status == HR_OK; ++n) {
        if (network->role[n] != HR_ROLE_OSS || network->bound_vendor[n] == HR_NO_VENDOR) {
            continue;
        }
        uint32_t *slot = &plan->oss_class[network->operator_id[n]][network->bound_vendor[n]];
        if (*slot == UINT32_MAX) {
            status = add_class(plan, slot, error);
            if (status == HR_OK) {
                hr_function_mask_add(&plan->oss_mask, *slot);
            }
        }
    }
    plan->mask_words = (plan->function_count + 63) / 64;
    return status;
}

static bool is_function_node(const hr_ledger_plan *plan, uint32_t node)
{
    const hr_network *network = plan->network;
    return plan->role_slot[network->role[node]] != UINT32_MAX ||
           (network->role[node] == HR_ROLE_OSS && network->bound_vendor[node] != HR_NO_VENDOR);
}

static hr_status list_function_nodes(hr_ledger_plan *plan, hr_error *error)
{
    uint32_t transit_count = plan->network->transit_count;
    for (uint32_t n = 0; n < transit_count; ++n) {
        plan->function_node_count += is_function_node(plan, n) ? 1 : 0;
    }
    plan->function_nodes = calloc((size_t)plan->function_node_count + 1, sizeof *plan->function_nodes);
    if (plan->function_nodes == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u function nodes", plan->function_node_count);
    }
    uint32_t count = 0;
    for (uint32_t n = 0; n < transit_count; ++n) {
        if (is_function_node(plan, n)) {
            plan->function_nodes[count++] = n;
        }
    }
    return HR_OK;
}

/* ---- links between transit nodes ------------------------------------------------------------------------------- */

static hr_status keep_usable_links(hr_ledger_plan *plan, hr_error *error)
{
    const hr_network *network = plan->network;
    plan->link_start = calloc((size_t)network->transit_count + 1, sizeof *plan->link_start);
    plan->link_node = calloc((size_t)network->edge_count * 2 + 1, sizeof *plan->link_node);
    if (plan->link_start == NULL || plan->link_node == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the links of %u nodes", network->transit_count);
    }
    uint32_t count = 0;
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        plan->link_start[n] = count;
        for (uint32_t k = network->link_start[n]; k < network->stub_start[n]; ++k) {
            if (is_usable(plan, &network->links[k])) {
                plan->link_node[count++] = network->links[k].node;
            }
        }
    }
    plan->link_start[network->transit_count] = count;
    return HR_OK;
}

/* ---- groups and cells -------------------------------------------------------------------------------------------- */

/* Next usable parent of an access node at or after position *k; a transit access node is its own only parent. */
static bool next_parent(const hr_ledger_plan *plan, uint32_t node, uint32_t *k, uint32_t *parent)
{
    const hr_network *network = plan->network;
    if (node < network->transit_count) {
        *parent = node;
        return (*k)++ == 0;
    }
    for (uint32_t first = network->link_start[node]; first + *k < network->link_start[node + 1];) {
        const hr_link *link = &network->links[first + (*k)++];
        if (is_usable(plan, link)) {
            *parent = link->node;
            return true;
        }
    }
    return false;
}

static int compare_parents(const hr_ledger_plan *plan, uint32_t a, uint32_t b)
{
    uint32_t ka = 0;
    uint32_t kb = 0;
    for (;;) {
        uint32_t parent_a = 0;
        uint32_t parent_b = 0;
        bool has_a = next_parent(plan, a, &ka, &parent_a);
        bool has_b = next_parent(plan, b, &kb, &parent_b);
        if (!has_a || !has_b) {
            return (int)has_a - (int)has_b;
        }
        if (parent_a != parent_b) {
            return parent_a < parent_b ? -1 : 1;
        }
    }
}

static int compare_cells(const hr_network *network, uint32_t a, uint32_t b)
{
    if (network->area[a] != network->area[b]) {
        return network->area[a] < network->area[b] ? -1 : 1;
    }
    if (network->role[a] != network->role[b]) {
        return network->role[a] < network->role[b] ? -1 : 1;
    }
    return (int)network->operator_id[a] - (int)network->operator_id[b];
}

static int compare_access_nodes(const void *left, const void *right, void *context)
{
    const hr_ledger_plan *plan = context;
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    int order = compare_cells(plan->network, a, b);
    if (order == 0) {
        order = compare_parents(plan, a, b);
    }
    return order != 0 ? order : (a > b) - (a < b);
}

static hr_status allocate_groups(hr_ledger_plan *plan, uint32_t access_count, hr_error *error)
{
    const hr_network *network = plan->network;
    size_t count = access_count > 0 ? access_count : 1;
    plan->groups = calloc(count + 1, sizeof *plan->groups);
    plan->access = calloc(network->node_count, sizeof *plan->access);
    plan->group_parents = calloc((size_t)network->edge_count + count, sizeof *plan->group_parents);
    if (plan->groups == NULL || plan->access == NULL || plan->group_parents == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the service groups of %u access nodes", access_count);
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        plan->access[n] = (hr_ledger_access){.group = HR_NO_NODE, .users = network->users[n]};
    }
    return HR_OK;
}

static bool has_overlap(const hr_ledger_plan *plan, uint32_t role)
{
    return !hr_role_forms[role].is_transit && plan->overlap.overlap_share[role] > 0.0 &&
           plan->overlap.headroom_share[role] > 0.0;
}

static void open_group(hr_ledger_plan *plan, uint32_t node, bool is_new_cell)
{
    const hr_network *network = plan->network;
    hr_ledger_group *group = &plan->groups[plan->group_count++];
    group->area = network->area[node];
    group->cell = is_new_cell ? plan->group_count - 1 : group[-1].cell;
    group->operator_id = network->operator_id[node];
    group->role = network->role[node];
    group->has_overlap = has_overlap(plan, network->role[node]);
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        if (plan->services[s].access_roles >> network->role[node] & 1) {
            group->services |= (uint8_t)(1u << s);
        }
    }
    uint32_t count = group->parent_start;
    uint32_t parent = 0;
    for (uint32_t k = 0; next_parent(plan, node, &k, &parent);) {
        plan->group_parents[count++] = parent;
    }
    group[1].parent_start = count;
}

static hr_status form_groups(hr_ledger_plan *plan, hr_error *error)
{
    const hr_network *network = plan->network;
    uint32_t roles = access_roles(plan);
    uint32_t count = 0;
    uint32_t *order = malloc(network->node_count * sizeof *order);
    if (order == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u nodes", network->node_count);
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (roles >> network->role[n] & 1) {
            order[count++] = n;
        }
    }
    hr_status status = allocate_groups(plan, count, error);
    if (status == HR_OK) {
        qsort_r(order, count, sizeof *order, compare_access_nodes, plan);
        for (uint32_t i = 0; i < count; ++i) {
            bool is_new_cell = i == 0 || compare_cells(network, order[i - 1], order[i]) != 0;
            if (is_new_cell || compare_parents(plan, order[i - 1], order[i]) != 0) {
                open_group(plan, order[i], is_new_cell);
            }
            plan->access[order[i]].group = plan->group_count - 1;
            hr_ledger_group *group = &plan->groups[plan->group_count - 1];
            group->up_users += network->users[order[i]];
            group->demand += network->users[order[i]];
            ++group->up_nodes;
        }
        plan->groups[plan->group_count].cell = HR_NO_NODE;
    }
    free(order);
    return status;
}

/* Which groups hang on each transit node: the transpose of group_parents. */
static hr_status index_groups(hr_ledger_plan *plan, hr_error *error)
{
    uint32_t transit_count = plan->network->transit_count;
    uint32_t total = plan->groups[plan->group_count].parent_start;
    plan->node_group_start = calloc((size_t)transit_count + 2, sizeof *plan->node_group_start);
    plan->node_groups = calloc((size_t)total + 1, sizeof *plan->node_groups);
    if (plan->node_group_start == NULL || plan->node_groups == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u service groups", plan->group_count);
    }
    uint32_t *start = plan->node_group_start;
    for (uint32_t k = 0; k < total; ++k) {
        ++start[plan->group_parents[k] + 2];
    }
    for (uint32_t n = 2; n <= transit_count; ++n) {
        start[n] += start[n - 1];
    }
    for (uint32_t g = 0; g < plan->group_count; ++g) {
        for (uint32_t k = plan->groups[g].parent_start; k < plan->groups[g + 1].parent_start; ++k) {
            plan->node_groups[start[plan->group_parents[k] + 1]++] = g;
        }
    }
    return HR_OK;
}

/* ---- places ----------------------------------------------------------------------------------------------------- */

/* Roaming is a matter of radio: a line ends at its own operator's cabinet. */
static const hr_role radio_role = HR_ROLE_RAN_SITE;

static void list_roaming_services(hr_ledger_plan *plan)
{
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        if (!plan->services[s].any_operator && plan->services[s].access_roles >> radio_role & 1) {
            plan->roaming_services[plan->roaming_count++] = s;
        }
    }
}

static bool is_same_place(const hr_ledger_group *a, const hr_ledger_group *b)
{
    return a->area == b->area && a->role == b->role;
}

/* The place that begins with a group, if it is one; false when roaming cannot happen there. */
static bool find_place(const hr_ledger_plan *plan, uint32_t first, hr_ledger_place *place)
{
    const hr_ledger_group *groups = plan->groups;
    *place = (hr_ledger_place){.first = first, .end = first};
    for (; place->end < plan->group_count && is_same_place(&groups[place->end], &groups[first]); ++place->end) {
        place->cell_count += groups[place->end].cell == place->end ? 1 : 0;
    }
    return groups[first].role == radio_role && place->cell_count > 1 && plan->roaming_count > 0;
}

static hr_status form_places(hr_ledger_plan *plan, hr_error *error)
{
    plan->group_place = malloc(((size_t)plan->group_count + 1) * sizeof *plan->group_place);
    plan->places = calloc((size_t)plan->network->area_count + 1, sizeof *plan->places);
    if (plan->group_place == NULL || plan->places == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for roaming between %u service groups", plan->group_count);
    }
    hr_ledger_place place;
    for (uint32_t first = 0; first < plan->group_count; first = place.end) {
        bool is_place = find_place(plan, first, &place);
        for (uint32_t g = first; g < place.end; ++g) {
            plan->group_place[g] = is_place ? plan->place_count : UINT32_MAX;
        }
        if (is_place) {
            hr_ledger_place *made = &plan->places[plan->place_count++];
            place.pairs = made->pairs;
            *made = place;
            made[1].pairs = place.pairs + (place.end - place.first) * place.cell_count;
        }
    }
    return HR_OK;
}

/* ---- users ------------------------------------------------------------------------------------------------------ */

static hr_status count_users(hr_ledger_plan *plan, hr_error *error)
{
    const hr_network *network = plan->network;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        if (plan->services[s].any_operator) {
            plan->any_services[plan->any_count++] = s;
        }
    }
    plan->any_users = calloc((size_t)plan->any_count * network->area_count * plan->operator_count + 1,
                             sizeof *plan->any_users);
    if (plan->any_users == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the users of %u areas", network->area_count);
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        for (uint32_t s = 0; s < plan->service_count; ++s) {
            if (plan->services[s].access_roles >> network->role[n] & 1) {
                plan->users[network->operator_id[n]][s] += network->users[n];
            }
        }
        for (uint32_t k = 0; k < plan->any_count; ++k) {
            if (plan->services[plan->any_services[k]].access_roles >> network->role[n] & 1) {
                size_t row = (size_t)k * network->area_count + network->area[n];
                plan->any_users[row * plan->operator_count + network->operator_id[n]] += network->users[n];
            }
        }
    }
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        int64_t users = 0;
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            users += plan->users[o][s];
        }
        if (users == 0) {
            return hr_error_set(error, HR_BAD_INPUT, "service %s has no user: no node of its access roles has any",
                                plan->services[s].name);
        }
    }
    return HR_OK;
}

static hr_status count_in_regions(hr_ledger_plan *plan, hr_error *error)
{
    const hr_network *network = plan->network;
    plan->area_region = calloc((size_t)network->area_count + 1, sizeof *plan->area_region);
    plan->region_users = calloc((size_t)network->region_count + 1, sizeof *plan->region_users);
    if (plan->area_region == NULL || plan->region_users == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the users of %u regions", network->region_count);
    }
    for (uint32_t n = network->node_count; n-- > 0;) {
        plan->area_region[network->area[n]] = network->region[n];
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        for (uint32_t s = 0; s < plan->service_count; ++s) {
            if (plan->services[s].is_headline && plan->services[s].access_roles >> network->role[n] & 1) {
                plan->region_users[plan->area_region[network->area[n]]] += network->users[n];
            }
        }
    }
    return HR_OK;
}

hr_status hr_ledger_plan_init(hr_ledger_plan *plan, const hr_network *network, const hr_service *services,
                              uint32_t service_count, const hr_overlap *overlap, bool backup_usable, hr_error *error)
{
    assert(service_count >= 1 && service_count <= HR_SERVICES_MAX);
    for (uint32_t s = 0; s < service_count; ++s) {
        if (services[s].required_count == 0) {
            memset(plan, 0, sizeof *plan);
            return hr_error_set(error, HR_BAD_INPUT, "service %s requires no role", services[s].name);
        }
    }
    memset(plan, 0, sizeof *plan);
    plan->network = network;
    memcpy(plan->services, services, service_count * sizeof *services);
    plan->service_count = service_count;
    plan->overlap = *overlap;
    plan->backup_usable = backup_usable;
    plan->operator_count = network->operator_count;
    hr_status status = number_functions(plan, error);
    if (status == HR_OK) {
        status = list_function_nodes(plan, error);
    }
    if (status == HR_OK) {
        status = keep_usable_links(plan, error);
    }
    if (status == HR_OK) {
        status = form_groups(plan, error);
    }
    if (status == HR_OK) {
        status = index_groups(plan, error);
    }
    if (status == HR_OK) {
        list_roaming_services(plan);
        status = form_places(plan, error);
    }
    if (status == HR_OK) {
        status = count_users(plan, error);
    }
    if (status == HR_OK) {
        status = count_in_regions(plan, error);
    }
    if (status != HR_OK) {
        hr_ledger_plan_free(plan);
    }
    return status;
}

void hr_ledger_plan_free(hr_ledger_plan *plan)
{
    free(plan->function_nodes);
    free(plan->link_start);
    free(plan->link_node);
    free(plan->groups);
    free(plan->access);
    free(plan->group_parents);
    free(plan->node_group_start);
    free(plan->node_groups);
    free(plan->places);
    free(plan->group_place);
    free(plan->any_users);
    free(plan->area_region);
    free(plan->region_users);
    memset(plan, 0, sizeof *plan);
}
