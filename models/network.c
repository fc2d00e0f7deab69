/* The network and its builder. See network.h. Finishing is O(nodes log nodes + edges log degree). */
#include "models/network.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const hr_role_form hr_role_forms[HR_ROLE_COUNT] = {
    [HR_ROLE_RAN_SITE] = {"ran_site", false},
    [HR_ROLE_CABINET] = {"cabinet", false},
    [HR_ROLE_EXCHANGE] = {"exchange", true},
    [HR_ROLE_AGGREGATION] = {"aggregation", true},
    [HR_ROLE_METRO] = {"metro", true},
    [HR_ROLE_CORE_ROUTER] = {"core_router", true},
    [HR_ROLE_PACKET_CORE] = {"packet_core", true},
    [HR_ROLE_SUBSCRIBER_DB] = {"subscriber_db", true},
    [HR_ROLE_VOICE_CORE] = {"voice_core", true},
    [HR_ROLE_EMERGENCY_GATEWAY] = {"emergency_gateway", true},
    [HR_ROLE_INTERNET_GATEWAY] = {"internet_gateway", true},
    [HR_ROLE_OSS] = {"oss", true},
};

hr_role hr_role_by_name(const char *name)
{
    int role = 0;
    while (role < HR_ROLE_COUNT && strcmp(hr_role_forms[role].name, name) != 0) {
        ++role;
    }
    return (hr_role)role;
}

/* ---- building ---------------------------------------------------------------------------------------------------------------- */

typedef struct {
    hr_network_node node; /* its id points nowhere: see id_offset */
    size_t id_offset;
} built_node;

typedef struct {
    uint32_t first;
    uint32_t second;
    uint8_t kind;
} built_edge;

struct hr_network_builder {
    char operator_names[HR_OPERATORS_MAX][HR_NAME_SIZE];
    uint32_t operator_count;
    built_node *nodes;
    size_t node_count;
    size_t node_capacity;
    built_edge *edges;
    size_t edge_count;
    size_t edge_capacity;
    char *ids;
    size_t ids_size;
    size_t ids_capacity;
};

hr_status hr_network_builder_new(hr_network_builder **builder, hr_error *error)
{
    *builder = calloc(1, sizeof **builder);
    return *builder != NULL ? HR_OK : hr_error_set(error, HR_FAILED, "out of memory for a network");
}

void hr_network_builder_free(hr_network_builder *builder)
{
    if (builder != NULL) {
        free(builder->nodes);
        free(builder->edges);
        free(builder->ids);
        free(builder);
    }
}

/* Room for `extra` more items; the array grows by halves. */
static bool reserve(void **items, size_t *capacity, size_t count, size_t extra, size_t size)
{
    if (count + extra <= *capacity) {
        return true;
    }
    size_t wanted = *capacity + *capacity / 2 + extra + 1024;
    void *larger = realloc(*items, wanted * size);
    if (larger == NULL) {
        return false;
    }
    *items = larger;
    *capacity = wanted;
    return true;
}

hr_status hr_network_builder_operator(hr_network_builder *builder, const char *name, uint32_t *index, hr_error *error)
{
    if (builder->operator_count == HR_OPERATORS_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "more than %d operators", HR_OPERATORS_MAX);
    }
    if (name[0] == 0 || strlen(name) >= HR_NAME_SIZE) {
        return hr_error_set(error, HR_BAD_INPUT, "an operator's name has 1 to %d characters", HR_NAME_SIZE - 1);
    }
    for (uint32_t o = 0; o < builder->operator_count; ++o) {
        if (strcmp(builder->operator_names[o], name) == 0) {
            return hr_error_set(error, HR_BAD_INPUT, "the operator %s is there twice", name);
        }
    }
    *index = builder->operator_count++;
    strcpy(builder->operator_names[*index], name);
    return HR_OK;
}

hr_status hr_network_builder_node(hr_network_builder *builder, const hr_network_node *node, uint32_t *index,
                                  hr_error *error)
{
    assert(node->operator_id < builder->operator_count && (int)node->role < HR_ROLE_COUNT);
    size_t length = strlen(node->id) + 1;
    if (!reserve((void **)&builder->nodes, &builder->node_capacity, builder->node_count, 1, sizeof *builder->nodes) ||
        !reserve((void **)&builder->ids, &builder->ids_capacity, builder->ids_size, length, 1)) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu nodes", builder->node_count + 1);
    }
    if (builder->node_count >= HR_NO_NODE - 1 || builder->ids_size + length >= UINT32_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "more than %zu nodes", builder->node_count);
    }
    *index = (uint32_t)builder->node_count;
    built_node *built = &builder->nodes[builder->node_count++];
    built->node = *node;
    built->node.id = NULL;
    built->id_offset = builder->ids_size;
    memcpy(builder->ids + builder->ids_size, node->id, length);
    builder->ids_size += length;
    return HR_OK;
}

hr_status hr_network_builder_edge(hr_network_builder *builder, uint32_t first, uint32_t second, hr_edge_kind kind,
                                  hr_error *error)
{
    assert(first < builder->node_count && second < builder->node_count);
    const char *first_id = builder->ids + builder->nodes[first].id_offset;
    const char *second_id = builder->ids + builder->nodes[second].id_offset;
    if (first == second) {
        return hr_error_set(error, HR_BAD_INPUT, "an edge from %s to itself", first_id);
    }
    if (!hr_role_forms[builder->nodes[first].node.role].is_transit &&
        !hr_role_forms[builder->nodes[second].node.role].is_transit) {
        return hr_error_set(error, HR_BAD_INPUT, "an edge between %s and %s, neither of which carries transit", first_id,
                            second_id);
    }
    if (!reserve((void **)&builder->edges, &builder->edge_capacity, builder->edge_count, 1, sizeof *builder->edges) ||
        builder->edge_count >= UINT32_MAX / 2) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu edges", builder->edge_count + 1);
    }
    builder->edges[builder->edge_count++] = (built_edge){first, second, (uint8_t)kind};
    return HR_OK;
}

/* ---- numbering ---------------------------------------------------------------------------------------------------------------- */

/* Transit first; each part by area, operator and role, so that what works together lies together. */
static int compare_places(const void *left, const void *right, void *data)
{
    const built_node *nodes = data;
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    const hr_network_node *first = &nodes[a].node;
    const hr_network_node *second = &nodes[b].node;
    bool is_transit = hr_role_forms[first->role].is_transit;
    if (is_transit != hr_role_forms[second->role].is_transit) {
        return is_transit ? -1 : 1;
    }
    if (is_transit && first->region != second->region) {
        return first->region < second->region ? -1 : 1;
    }
    if (first->area != second->area) {
        return first->area < second->area ? -1 : 1;
    }
    if (first->operator_id != second->operator_id) {
        return first->operator_id < second->operator_id ? -1 : 1;
    }
    if (first->role != second->role) {
        return first->role < second->role ? -1 : 1;
    }
    return (a > b) - (a < b);
}

static hr_status allocate(hr_network *network, const hr_network_builder *builder, hr_error *error)
{
    size_t nodes = builder->node_count;
    network->role = calloc(nodes, sizeof *network->role);
    network->operator_id = calloc(nodes, sizeof *network->operator_id);
    network->region = calloc(nodes, sizeof *network->region);
    network->area = calloc(nodes, sizeof *network->area);
    network->latitude = calloc(nodes, sizeof *network->latitude);
    network->longitude = calloc(nodes, sizeof *network->longitude);
    network->users = calloc(nodes, sizeof *network->users);
    network->capacity_users = calloc(nodes, sizeof *network->capacity_users);
    network->is_shared = calloc(nodes, sizeof *network->is_shared);
    network->is_sensitive = calloc(nodes, sizeof *network->is_sensitive);
    network->bound_vendor = calloc(nodes, sizeof *network->bound_vendor);
    network->ids = malloc(builder->ids_size + 1);
    network->id_offset = calloc(nodes, sizeof *network->id_offset);
    network->link_start = calloc(nodes + 1, sizeof *network->link_start);
    network->stub_start = calloc((size_t)network->transit_count + 1, sizeof *network->stub_start);
    network->links = calloc(2 * builder->edge_count + 1, sizeof *network->links);
    if (network->role == NULL || network->operator_id == NULL || network->region == NULL || network->area == NULL ||
        network->latitude == NULL || network->longitude == NULL || network->users == NULL ||
        network->capacity_users == NULL || network->is_shared == NULL || network->is_sensitive == NULL ||
        network->bound_vendor == NULL || network->ids == NULL || network->id_offset == NULL ||
        network->link_start == NULL || network->stub_start == NULL || network->links == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a network of %zu nodes", nodes);
    }
    return HR_OK;
}

static hr_status place_node(hr_network *network, uint32_t n, const hr_network_node *node, hr_error *error)
{
    const char *id = hr_network_id(network, n);
    if (node->region > UINT16_MAX || node->area == UINT32_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "node %s: region %u or area %u is too large", id, node->region, node->area);
    }
    network->role[n] = (uint8_t)node->role;
    network->operator_id[n] = (uint8_t)node->operator_id;
    network->region[n] = (uint16_t)node->region;
    network->area[n] = node->area;
    network->latitude[n] = (float)node->latitude;
    network->longitude[n] = (float)node->longitude;
    network->users[n] = node->users;
    network->capacity_users[n] = node->capacity_users;
    network->is_shared[n] = node->is_shared;
    network->is_sensitive[n] = node->is_sensitive;
    network->bound_vendor[n] = node->bound_vendor;
    network->area_count = node->area + 1 > network->area_count ? node->area + 1 : network->area_count;
    network->region_count = node->region + 1 > network->region_count ? node->region + 1 : network->region_count;
    return HR_OK;
}

/* ---- links -------------------------------------------------------------------------------------------------------------------- */

typedef struct {
    hr_link link;
    uint32_t edge; /* order in which edges were added */
} sorted_link;

/* Neighbours that carry transit come first: primary before backup, then in the order of the edges; then stubs by number. */
static int compare_links(const void *left, const void *right, void *data)
{
    const sorted_link *a = left;
    const sorted_link *b = right;
    uint32_t transit_count = *(const uint32_t *)data;
    bool is_stub_a = a->link.node >= transit_count;
    bool is_stub_b = b->link.node >= transit_count;
    if (is_stub_a != is_stub_b) {
        return is_stub_a ? 1 : -1;
    }
    if (is_stub_a && a->link.node != b->link.node) {
        return a->link.node < b->link.node ? -1 : 1;
    }
    if (a->link.kind != b->link.kind) {
        return a->link.kind < b->link.kind ? -1 : 1;
    }
    return (a->edge > b->edge) - (a->edge < b->edge);
}

static hr_status pack_links(hr_network *network, const hr_network_builder *builder, const uint32_t *number,
                            hr_error *error)
{
    sorted_link *sorted = malloc((2 * builder->edge_count + 1) * sizeof *sorted);
    uint32_t *next = malloc(((size_t)network->node_count + 1) * sizeof *next);
    if (sorted == NULL || next == NULL) {
        free(sorted);
        free(next);
        return hr_error_set(error, HR_FAILED, "out of memory for %zu edges", builder->edge_count);
    }
    for (size_t e = 0; e < builder->edge_count; ++e) {
        ++network->link_start[number[builder->edges[e].first] + 1];
        ++network->link_start[number[builder->edges[e].second] + 1];
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        network->link_start[n + 1] += network->link_start[n];
    }
    memcpy(next, network->link_start, network->node_count * sizeof *next);
    for (size_t e = 0; e < builder->edge_count; ++e) {
        uint32_t a = number[builder->edges[e].first];
        uint32_t b = number[builder->edges[e].second];
        sorted[next[a]++] = (sorted_link){{b, builder->edges[e].kind}, (uint32_t)e};
        sorted[next[b]++] = (sorted_link){{a, builder->edges[e].kind}, (uint32_t)e};
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        uint32_t first = network->link_start[n];
        uint32_t end = network->link_start[n + 1];
        if (end - first > 1) {
            qsort_r(&sorted[first], end - first, sizeof *sorted, compare_links, &network->transit_count);
        }
        uint32_t stubs = first;
        for (uint32_t k = first; k < end; ++k) {
            network->links[k] = sorted[k].link;
            stubs += sorted[k].link.node < network->transit_count;
        }
        if (n < network->transit_count) {
            network->stub_start[n] = stubs;
        }
    }
    free(sorted);
    free(next);
    return HR_OK;
}

static hr_status number_nodes(hr_network *network, const hr_network_builder *builder, uint32_t *order, uint32_t *number,
                              hr_error *error)
{
    uint32_t ids_used = 0;
    int64_t users = 0;
    hr_status status = HR_OK;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        order[n] = n;
    }
    qsort_r(order, network->node_count, sizeof *order, compare_places, builder->nodes);
    for (uint32_t n = 0; n < network->node_count && status == HR_OK; ++n) {
        const built_node *built = &builder->nodes[order[n]];
        const char *id = builder->ids + built->id_offset;
        size_t length = strlen(id) + 1;
        memcpy(network->ids + ids_used, id, length);
        network->id_offset[n] = ids_used;
        ids_used += (uint32_t)length;
        number[order[n]] = n;
        users += built->node.users;
        status = place_node(network, n, &built->node, error);
    }
    if (status == HR_OK && users == 0) {
        status = hr_error_set(error, HR_BAD_INPUT, "the network has no users");
    }
    return status;
}

hr_status hr_network_finish(hr_network_builder *builder, hr_network *network, uint32_t *renumbered, hr_error *error)
{
    memset(network, 0, sizeof *network);
    if (builder->node_count == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "the network is empty: it has no nodes");
    }
    network->node_count = (uint32_t)builder->node_count;
    network->edge_count = (uint32_t)builder->edge_count;
    network->operator_count = builder->operator_count;
    memcpy(network->operator_names, builder->operator_names, sizeof network->operator_names);
    for (size_t n = 0; n < builder->node_count; ++n) {
        network->transit_count += hr_role_forms[builder->nodes[n].node.role].is_transit;
    }
    uint32_t *order = malloc(builder->node_count * sizeof *order);
    uint32_t *number = malloc(builder->node_count * sizeof *number);
    hr_status status = order == NULL || number == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %zu nodes", builder->node_count)
                           : allocate(network, builder, error);
    if (status == HR_OK) {
        status = number_nodes(network, builder, order, number, error);
    }
    if (status == HR_OK) {
        status = pack_links(network, builder, number, error);
    }
    if (status == HR_OK && renumbered != NULL) {
        memcpy(renumbered, number, builder->node_count * sizeof *number);
    }
    free(order);
    free(number);
    if (status != HR_OK) {
        hr_network_free(network);
        return status;
    }
    builder->operator_count = 0;
    builder->node_count = 0;
    builder->edge_count = 0;
    builder->ids_size = 0;
    return HR_OK;
}

void hr_network_free(hr_network *network)
{
    free(network->role);
    free(network->operator_id);
    free(network->region);
    free(network->area);
    free(network->latitude);
    free(network->longitude);
    free(network->users);
    free(network->capacity_users);
    free(network->is_shared);
    free(network->is_sensitive);
    free(network->bound_vendor);
    free(network->ids);
    free(network->id_offset);
    free(network->link_start);
    free(network->stub_start);
    free(network->links);
    memset(network, 0, sizeof *network);
}

/* ---- asking ---------------------------------------------------------------------------------------------------------------------- */

const char *hr_network_id(const hr_network *network, uint32_t node)
{
    return network->ids + network->id_offset[node];
}

static bool is_meant(const hr_network *network, uint32_t node, uint32_t operator_id, hr_role role)
{
    return (operator_id == HR_OPERATORS_MAX || network->operator_id[node] == operator_id) &&
           (role == HR_ROLE_COUNT || network->role[node] == role);
}

int64_t hr_network_users(const hr_network *network, uint32_t operator_id, hr_role role)
{
    int64_t users = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        users += is_meant(network, n, operator_id, role) ? network->users[n] : 0;
    }
    return users;
}

uint32_t hr_network_nodes(const hr_network *network, uint32_t operator_id, hr_role role)
{
    uint32_t nodes = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        nodes += is_meant(network, n, operator_id, role);
    }
    return nodes;
}
