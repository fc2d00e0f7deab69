/* The network: builder, numbering and packing (MODEL 2). What is promised: network.h.
 *
 * Method. The builder keeps nodes and edges as they come. Finish sorts the nodes by one integer key, transit nodes
 * first (by region, area, operator, role), then stubs (by area, operator), ties by the order of adding; and packs the
 * links by counting, in two passes over the edges (primary, backup), so that the order of adding survives. O(nodes
 * log nodes + edges), in no other memory than the builder, the network and one array of keys.
 */
#include "models/network.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/spatial.h"

/* Limits that keep sums and products of users in 64 bits, and the sort key in one word. */
#define USERS_MAX INT64_C(3000000000)
#define AREAS_MAX (UINT32_C(1) << 24)
#define REGIONS_MAX (UINT32_C(1) << 16)
#define EDGES_MAX (UINT32_C(1) << 30)

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
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        if (strcmp(hr_role_forms[r].name, name) == 0) {
            return (hr_role)r;
        }
    }
    return HR_ROLE_COUNT;
}

/* ---- builder --------------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t first;
    uint32_t second;
    uint8_t kind;
} built_edge;

struct hr_network_builder {
    hr_network_node *nodes; /* their id pointers are not used: the texts are in ids */
    uint32_t *id_offset;
    size_t node_count;
    size_t node_capacity;
    char *ids;
    size_t ids_size;
    size_t ids_capacity;
    built_edge *edges;
    size_t edge_count;
    size_t edge_capacity;
    uint32_t operator_count;
    char operator_names[HR_OPERATORS_MAX][HR_NAME_SIZE];
};

static hr_status out_of_memory(hr_error *error, const char *what)
{
    return hr_error_set(error, HR_FAILED, "out of memory for the network's %s", what);
}

/* Makes room for `needed` elements by doubling; false without memory. The array stays valid either way.
 * place: where the pointer to the array is kept; copied as bytes, since it may point to any type. */
static bool reserve(void *place, size_t *capacity, size_t needed, size_t element_size)
{
    if (needed <= *capacity) {
        return true;
    }
    size_t wanted = *capacity < 64 ? 64 : *capacity * 2;
    wanted = wanted < needed ? needed : wanted;
    void *array = NULL;
    memcpy(&array, place, sizeof array);
    array = reallocarray(array, wanted, element_size);
    if (array == NULL) {
        return false;
    }
    memcpy(place, &array, sizeof array);
    *capacity = wanted;
    return true;
}

static void empty_builder(hr_network_builder *builder)
{
    free(builder->nodes);
    free(builder->id_offset);
    free(builder->ids);
    free(builder->edges);
    memset(builder, 0, sizeof *builder);
}

hr_status hr_network_builder_new(hr_network_builder **builder, hr_error *error)
{
    *builder = calloc(1, sizeof **builder);
    return *builder != NULL ? HR_OK : out_of_memory(error, "builder");
}

void hr_network_builder_free(hr_network_builder *builder)
{
    if (builder != NULL) {
        empty_builder(builder);
        free(builder);
    }
}

hr_status hr_network_builder_operator(hr_network_builder *builder, const char *name, uint32_t *index, hr_error *error)
{
    size_t length = strlen(name);
    if (length == 0 || length >= HR_NAME_SIZE) {
        return hr_error_set(error, HR_BAD_INPUT, "an operator's name has 1 to %d bytes, not %zu", HR_NAME_SIZE - 1,
                            length);
    }
    for (uint32_t o = 0; o < builder->operator_count; ++o) {
        if (strcmp(builder->operator_names[o], name) == 0) {
            return hr_error_set(error, HR_BAD_INPUT, "two operators are named %s", name);
        }
    }
    if (builder->operator_count == HR_OPERATORS_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "more than %d operators", HR_OPERATORS_MAX);
    }
    memcpy(builder->operator_names[builder->operator_count], name, length + 1);
    *index = builder->operator_count++;
    return HR_OK;
}

static hr_status check_node(const hr_network_builder *builder, const hr_network_node *node, hr_error *error)
{
    if (node->id == NULL || node->id[0] == '\0') {
        return hr_error_set(error, HR_BAD_INPUT, "node number %zu has no id", builder->node_count);
    }
    if ((unsigned)node->role >= HR_ROLE_COUNT) {
        return hr_error_set(error, HR_BAD_INPUT, "node %s has no known role", node->id);
    }
    if (node->operator_id >= builder->operator_count) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "node %s belongs to operator number %" PRIu32 ", but there are %" PRIu32, node->id,
                            node->operator_id, builder->operator_count);
    }
    if (node->region >= REGIONS_MAX || node->area >= AREAS_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "node %s: a region is below %" PRIu32 " and an area below %" PRIu32,
                            node->id, REGIONS_MAX, AREAS_MAX);
    }
    bool is_unknown = isnan(node->latitude) && isnan(node->longitude);
    /* written so that one NaN alone fails */
    if (!is_unknown &&
        !(node->latitude >= -90.0 && node->latitude <= 90.0 && node->longitude >= -180.0 && node->longitude <= 180.0)) {
        return hr_error_set(error, HR_BAD_INPUT, "node %s: latitude %g, longitude %g is no place in degrees", node->id,
                            node->latitude, node->longitude);
    }
    if (node->capacity_users < 0) {
        return hr_error_set(error, HR_BAD_INPUT, "node %s has a negative capacity of %" PRId64 " users", node->id,
                            node->capacity_users);
    }
    return HR_OK;
}

hr_status hr_network_builder_node(hr_network_builder *builder, const hr_network_node *node, uint32_t *index,
                                  hr_error *error)
{
    hr_status status = check_node(builder, node, error);
    if (status != HR_OK) {
        return status;
    }
    size_t length = strlen(node->id) + 1;
    size_t offsets_capacity = builder->node_capacity;
    if (builder->ids_size + length > UINT32_MAX || builder->node_count + 1 >= HR_NO_NODE) {
        return hr_error_set(error, HR_BAD_INPUT, "too many nodes: their ids together take more than 4 GiB");
    }
    if (!reserve(&builder->ids, &builder->ids_capacity, builder->ids_size + length, 1) ||
        !reserve(&builder->id_offset, &offsets_capacity, builder->node_count + 1, sizeof *builder->id_offset) ||
        !reserve(&builder->nodes, &builder->node_capacity, builder->node_count + 1, sizeof *builder->nodes)) {
        return out_of_memory(error, "nodes");
    }
    memcpy(builder->ids + builder->ids_size, node->id, length);
    builder->id_offset[builder->node_count] = (uint32_t)builder->ids_size;
    builder->ids_size += length;
    builder->nodes[builder->node_count] = *node;
    builder->nodes[builder->node_count].id = NULL;
    *index = (uint32_t)builder->node_count++;
    return HR_OK;
}

static const char *built_id(const hr_network_builder *builder, uint32_t node)
{
    return builder->ids + builder->id_offset[node];
}

static bool is_stub(const hr_network_builder *builder, uint32_t node)
{
    return !hr_role_forms[builder->nodes[node].role].is_transit;
}

hr_status hr_network_builder_edge(hr_network_builder *builder, uint32_t first, uint32_t second, hr_edge_kind kind,
                                  hr_error *error)
{
    assert(first < builder->node_count && second < builder->node_count);
    assert(kind == HR_EDGE_PRIMARY || kind == HR_EDGE_BACKUP);
    if (first == second) {
        return hr_error_set(error, HR_BAD_INPUT, "an edge joins node %s to itself", built_id(builder, first));
    }
    if (is_stub(builder, first) && is_stub(builder, second)) {
        return hr_error_set(error, HR_BAD_INPUT, "an edge joins %s and %s, but neither a %s nor a %s carries transit",
                            built_id(builder, first), built_id(builder, second),
                            hr_role_forms[builder->nodes[first].role].name,
                            hr_role_forms[builder->nodes[second].role].name);
    }
    if (builder->edge_count == EDGES_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "more than %" PRIu32 " edges", EDGES_MAX);
    }
    if (!reserve(&builder->edges, &builder->edge_capacity, builder->edge_count + 1, sizeof *builder->edges)) {
        return out_of_memory(error, "edges");
    }
    builder->edges[builder->edge_count++] = (built_edge){first, second, (uint8_t)kind};
    return HR_OK;
}

/* ---- finish: checks --------------------------------------------------------------------------------------------- */

static int compare_ids(const void *left, const void *right, void *context)
{
    const hr_network_builder *builder = context;
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    int order = strcmp(built_id(builder, a), built_id(builder, b));
    return order != 0 ? order : (a > b) - (a < b);
}

/* Uses `order`, of node_count entries, as room to work in. */
static hr_status check_ids_differ(hr_network_builder *builder, uint32_t *order, hr_error *error)
{
    for (uint32_t n = 0; n < builder->node_count; ++n) {
        order[n] = n;
    }
    qsort_r(order, builder->node_count, sizeof *order, compare_ids, builder);
    for (size_t i = 1; i < builder->node_count; ++i) {
        if (strcmp(built_id(builder, order[i - 1]), built_id(builder, order[i])) == 0) {
            return hr_error_set(error, HR_BAD_INPUT, "two nodes have the id %s", built_id(builder, order[i]));
        }
    }
    return HR_OK;
}

static hr_status check_users(const hr_network_builder *builder, hr_error *error)
{
    int64_t users = 0;
    for (size_t n = 0; n < builder->node_count; ++n) {
        users += builder->nodes[n].users;
    }
    if (users == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "the network has %s",
                            builder->node_count == 0 ? "no node" : "no user");
    }
    if (users > USERS_MAX) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "the network has %" PRId64 " users; at most %" PRId64 " can be counted", users, USERS_MAX);
    }
    return HR_OK;
}

/* ---- finish: numbering ----------------------------------------------------------------------------------------- */

typedef struct {
    uint64_t key;
    uint32_t node;
} sort_key;

/* Region 16 bits, area 24, operator 8, role 8; the top bit sends stubs behind the transit nodes. */
static uint64_t key_of(const hr_network_node *node)
{
    uint64_t place = (uint64_t)node->area << 16 | (uint64_t)node->operator_id << 8;
    if (!hr_role_forms[node->role].is_transit) {
        return UINT64_C(1) << 63 | place;
    }
    return (uint64_t)node->region << 40 | place | (uint64_t)node->role;
}

static int compare_keys(const void *left, const void *right)
{
    const sort_key *a = left;
    const sort_key *b = right;
    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    return (a->node > b->node) - (a->node < b->node);
}

/* final[n] becomes the number of builder node n. */
static hr_status number_nodes(const hr_network_builder *builder, uint32_t *final, hr_error *error)
{
    sort_key *keys = malloc(builder->node_count * sizeof *keys);
    if (keys == NULL) {
        return out_of_memory(error, "numbering");
    }
    for (uint32_t n = 0; n < builder->node_count; ++n) {
        keys[n] = (sort_key){key_of(&builder->nodes[n]), n};
    }
    qsort(keys, builder->node_count, sizeof *keys, compare_keys);
    for (uint32_t n = 0; n < builder->node_count; ++n) {
        final[keys[n].node] = n;
    }
    free(keys);
    return HR_OK;
}

/* ---- finish: packing ------------------------------------------------------------------------------------------- */

static bool allocate_network(hr_network *network, size_t ids_size)
{
    size_t n = network->node_count;
    network->role = malloc(n * sizeof *network->role);
    network->operator_id = malloc(n * sizeof *network->operator_id);
    network->region = malloc(n * sizeof *network->region);
    network->area = malloc(n * sizeof *network->area);
    network->latitude = malloc(n * sizeof *network->latitude);
    network->longitude = malloc(n * sizeof *network->longitude);
    network->curve_place = malloc(n * sizeof *network->curve_place);
    network->users = malloc(n * sizeof *network->users);
    network->capacity_users = malloc(n * sizeof *network->capacity_users);
    network->is_shared = malloc(n * sizeof *network->is_shared);
    network->is_sensitive = malloc(n * sizeof *network->is_sensitive);
    network->bound_vendor = malloc(n * sizeof *network->bound_vendor);
    network->ids = malloc(ids_size);
    network->id_offset = malloc(n * sizeof *network->id_offset);
    network->link_start = calloc(n + 2, sizeof *network->link_start);
    network->stub_start = calloc((size_t)network->transit_count + 1, sizeof *network->stub_start);
    network->links = calloc((size_t)network->edge_count * 2 + 1, sizeof *network->links);
    return network->role != NULL && network->operator_id != NULL && network->region != NULL && network->area != NULL &&
           network->latitude != NULL && network->longitude != NULL && network->curve_place != NULL &&
           network->users != NULL && network->capacity_users != NULL && network->is_shared != NULL &&
           network->is_sensitive != NULL && network->bound_vendor != NULL && network->ids != NULL &&
           network->id_offset != NULL && network->link_start != NULL && network->stub_start != NULL &&
           network->links != NULL;
}

static void count_nodes(const hr_network_builder *builder, hr_network *network)
{
    network->node_count = (uint32_t)builder->node_count;
    network->edge_count = (uint32_t)builder->edge_count;
    network->operator_count = builder->operator_count;
    memcpy(network->operator_names, builder->operator_names, sizeof network->operator_names);
    for (uint32_t n = 0; n < builder->node_count; ++n) {
        const hr_network_node *node = &builder->nodes[n];
        network->transit_count += is_stub(builder, n) ? 0 : 1;
        network->area_count = node->area >= network->area_count ? node->area + 1 : network->area_count;
        network->region_count = node->region >= network->region_count ? node->region + 1 : network->region_count;
    }
}

static void pack_nodes(const hr_network_builder *builder, const uint32_t *final, hr_network *network)
{
    memcpy(network->ids, builder->ids, builder->ids_size);
    for (uint32_t built = 0; built < builder->node_count; ++built) {
        const hr_network_node *node = &builder->nodes[built];
        uint32_t n = final[built];
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
        network->id_offset[n] = builder->id_offset[built];
    }
}

/* While links are being packed, link_start[n + 1] is the place of the next link of node n; afterwards it is where
 * node n + 1 starts, as it must be. (The array is shifted by one through the counting, hence its extra entry.) */
static void push_link(hr_network *network, uint32_t node, uint32_t other, uint8_t kind)
{
    network->links[network->link_start[node + 1]++] = (hr_link){other, kind};
}

static void pack_links(const hr_network_builder *builder, const uint32_t *final, hr_network *network)
{
    for (size_t e = 0; e < builder->edge_count; ++e) {
        ++network->link_start[final[builder->edges[e].first] + 2];
        ++network->link_start[final[builder->edges[e].second] + 2];
    }
    for (uint32_t n = 2; n <= network->node_count; ++n) {
        network->link_start[n] += network->link_start[n - 1];
    }
    /* the first stub's first, before anything is pushed */
    uint32_t link = network->link_start[network->transit_count + 1];
    for (unsigned kind = HR_EDGE_PRIMARY; kind <= HR_EDGE_BACKUP; ++kind) {
        for (size_t e = 0; e < builder->edge_count; ++e) {
            const built_edge *edge = &builder->edges[e];
            uint32_t a = final[edge->first];
            uint32_t b = final[edge->second];
            if (edge->kind == kind) {
                if (b < network->transit_count) {
                    push_link(network, a, b, (uint8_t)kind);
                }
                if (a < network->transit_count) {
                    push_link(network, b, a, (uint8_t)kind);
                }
            }
        }
    }
    for (uint32_t t = 0; t < network->transit_count; ++t) {
        network->stub_start[t] = network->link_start[t + 1];
    }
    for (uint32_t stub = network->transit_count; stub < network->node_count; ++stub) {
        for (; link < network->link_start[stub + 1]; ++link) {
            push_link(network, network->links[link].node, stub, network->links[link].kind);
        }
    }
}

/* Once for the network, not for every assignment of vendors. */
static hr_status place_nodes(hr_network *network, hr_error *error)
{
    hr_position *positions = malloc(network->node_count * sizeof *positions);
    if (positions == NULL) {
        return out_of_memory(error, "positions");
    }
    size_t count = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (!isnan(network->latitude[n])) {
            positions[count++] = (hr_position){network->latitude[n], network->longitude[n]};
        }
    }
    if (count == 0) {
        positions[count++] = (hr_position){0, 0};
    }
    hr_curve curve = hr_curve_around(positions, count);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        hr_position position = {network->latitude[n], network->longitude[n]};
        /* nodes without a position stand together, in the order of their numbers */
        network->curve_place[n] = isnan(position.latitude) ? 0 : hr_curve_place(&curve, position);
    }
    free(positions);
    return HR_OK;
}

hr_status hr_network_finish(hr_network_builder *builder, hr_network *network, uint32_t *renumbered, hr_error *error)
{
    uint32_t *final = NULL;
    memset(network, 0, sizeof *network);
    hr_status status = check_users(builder, error);
    if (status != HR_OK) {
        goto out;
    }
    final = malloc(builder->node_count * sizeof *final);
    if (final == NULL) {
        status = out_of_memory(error, "numbering");
        goto out;
    }
    status = check_ids_differ(builder, final, error);
    if (status == HR_OK) {
        status = number_nodes(builder, final, error);
    }
    if (status != HR_OK) {
        goto out;
    }
    count_nodes(builder, network);
    if (!allocate_network(network, builder->ids_size)) {
        status = out_of_memory(error, "nodes and links");
        goto out;
    }
    pack_nodes(builder, final, network);
    pack_links(builder, final, network);
    status = place_nodes(network, error);
    if (status == HR_OK && renumbered != NULL) {
        memcpy(renumbered, final, builder->node_count * sizeof *final);
    }
out:
    free(final);
    empty_builder(builder);
    if (status != HR_OK) {
        hr_network_free(network);
    }
    return status;
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

void hr_network_free(hr_network *network)
{
    free(network->role);
    free(network->operator_id);
    free(network->region);
    free(network->area);
    free(network->latitude);
    free(network->longitude);
    free(network->curve_place);
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

const char *hr_network_id(const hr_network *network, uint32_t node)
{
    assert(node < network->node_count);
    return network->ids + network->id_offset[node];
}

static bool is_counted(const hr_network *network, uint32_t node, uint32_t operator_id, hr_role role)
{
    return (operator_id == HR_OPERATORS_MAX || network->operator_id[node] == operator_id) &&
           (role == HR_ROLE_COUNT || network->role[node] == role);
}

int64_t hr_network_users(const hr_network *network, uint32_t operator_id, hr_role role)
{
    int64_t users = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        users += is_counted(network, n, operator_id, role) ? network->users[n] : 0;
    }
    return users;
}

uint32_t hr_network_nodes(const hr_network *network, uint32_t operator_id, hr_role role)
{
    uint32_t nodes = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        nodes += is_counted(network, n, operator_id, role) ? 1 : 0;
    }
    return nodes;
}
