/* A network as a graph with attributes. See network_graph.h. */
#include "models/files/network_graph.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/spatial.h"

typedef enum {
    COLUMN_ROLE,
    COLUMN_OPERATOR,
    COLUMN_LATITUDE,
    COLUMN_LONGITUDE,
    COLUMN_USERS,
    COLUMN_CAPACITY,
    COLUMN_AREA,
    COLUMN_REGION,
    COLUMN_VENDOR,
    COLUMN_MANAGED_BY,
    COLUMN_SHARED,
    COLUMN_SENSITIVE,
    COLUMN_COUNT,
} column;

static const char *const COLUMNS[COLUMN_COUNT] = {"role",   "operator",       "lat",    "lon",
                                                  "users",  "capacity_users", "area",   "region",
                                                  "vendor", "managed_by",     "shared", "sensitive"};
enum { TEXT_SIZE = 64 };

/* The shortest text that reads back as the same float. */
static void write_float(char text[TEXT_SIZE], float number)
{
    for (int digits = 5; digits <= 9; ++digits) {
        snprintf(text, TEXT_SIZE, "%.*g", digits, (double)number);
        if (strtof(text, NULL) == number) {
            return;
        }
    }
}

static const char *vendor_of(const hr_network *network, const hr_network_makers *makers, const uint8_t *vendors,
                             uint32_t node)
{
    uint8_t vendor = vendors != NULL ? vendors[node] : HR_NO_VENDOR;
    if (makers == NULL) {
        return "";
    }
    if (vendor == HR_NO_VENDOR && vendors == makers->vendor) {
        vendor = network->bound_vendor[node];
    }
    return vendor == HR_NO_VENDOR ? "" : makers->names[vendor];
}

/* A node's value in a column; empty: not given. */
static const char *value_of(const hr_network *network, const hr_network_makers *makers, uint32_t node, column c,
                            char text[TEXT_SIZE])
{
    text[0] = 0;
    switch (c) {
    case COLUMN_ROLE:
        return hr_role_forms[network->role[node]].name;
    case COLUMN_OPERATOR:
        return network->operator_names[network->operator_id[node]];
    case COLUMN_LATITUDE:
        write_float(text, network->latitude[node]);
        return text;
    case COLUMN_LONGITUDE:
        write_float(text, network->longitude[node]);
        return text;
    case COLUMN_USERS:
        snprintf(text, TEXT_SIZE, "%u", network->users[node]);
        return network->users[node] > 0 ? text : "";
    case COLUMN_CAPACITY:
        snprintf(text, TEXT_SIZE, "%" PRId64, network->capacity_users[node]);
        return network->capacity_users[node] != HR_CAPACITY_UNLIMITED ? text : "";
    case COLUMN_AREA:
        snprintf(text, TEXT_SIZE, "%u", network->area[node]);
        return text;
    case COLUMN_REGION:
        snprintf(text, TEXT_SIZE, "%u", network->region[node]);
        return text;
    case COLUMN_VENDOR:
        return vendor_of(network, makers, makers != NULL ? makers->vendor : NULL, node);
    case COLUMN_MANAGED_BY:
        return makers != NULL && makers->managed_by != NULL ? vendor_of(network, makers, makers->managed_by, node) : "";
    case COLUMN_SHARED:
        return network->is_shared[node] ? "true" : "";
    default:
        return network->is_sensitive[node] ? "true" : "";
    }
}

static hr_status add_nodes(const hr_network *network, const hr_network_makers *makers, hr_attributed_graph *graph,
                           hr_error *error)
{
    uint32_t attributes[COLUMN_COUNT];
    hr_status status = HR_OK;
    for (int c = 0; c < COLUMN_COUNT && status == HR_OK; ++c) {
        status = hr_graph_node_attribute(graph, COLUMNS[c], &attributes[c], error);
    }
    for (uint32_t n = 0; n < network->node_count && status == HR_OK; ++n) {
        const char *id = hr_network_id(network, n);
        uint32_t added = 0;
        status = hr_graph_node(graph, id, strlen(id), 0, &added, error);
        for (int c = 0; c < COLUMN_COUNT && status == HR_OK; ++c) {
            char text[TEXT_SIZE];
            const char *value = value_of(network, makers, n, (column)c, text);
            if (value[0] != 0) {
                status = hr_graph_set_node(graph, attributes[c], added, value, strlen(value), error);
            }
        }
    }
    return status;
}

static hr_point point_of(const hr_network *network, uint32_t node)
{
    return hr_point_at((hr_position){network->latitude[node], network->longitude[node]});
}

/* Metres are enough: nobody knows a link's way better than that. */
static hr_status add_edge(const hr_network *network, uint32_t node, const hr_link *link, const uint32_t attributes[2],
                          hr_attributed_graph *graph, hr_error *error)
{
    char length[TEXT_SIZE];
    const char *kind = link->kind == HR_EDGE_PRIMARY ? "primary" : "backup";
    double km = hr_point_ground_km(point_of(network, node), point_of(network, link->node));
    uint32_t added = 0;
    hr_status status = hr_graph_edge(graph, node, link->node, 0, &added, error);
    if (status == HR_OK) {
        status = hr_graph_set_edge(graph, attributes[0], added, kind, strlen(kind), error);
    }
    if (status == HR_OK && isfinite(km)) {
        snprintf(length, sizeof length, "%.3f", km);
        status = hr_graph_set_edge(graph, attributes[1], added, length, strlen(length), error);
    }
    return status;
}

/* All links of a stub are its own; one between transit nodes is written at the higher number. */
static hr_status add_edges(const hr_network *network, hr_attributed_graph *graph, hr_error *error)
{
    uint32_t attributes[2] = {0, 0};
    hr_status status = hr_graph_edge_attribute(graph, "kind", &attributes[0], error);
    if (status == HR_OK) {
        status = hr_graph_edge_attribute(graph, "length_km", &attributes[1], error);
    }
    for (uint32_t n = 0; n < network->node_count && status == HR_OK; ++n) {
        for (uint32_t k = network->link_start[n]; k < network->link_start[n + 1] && status == HR_OK; ++k) {
            if (network->links[k].node < n) {
                status = add_edge(network, n, &network->links[k], attributes, graph, error);
            }
        }
    }
    return status;
}

hr_status hr_graph_of_network(const hr_network *network, const hr_network_makers *makers, hr_attributed_graph *graph,
                              hr_error *error)
{
    hr_status status = add_nodes(network, makers, graph, error);
    return status == HR_OK ? add_edges(network, graph, error) : status;
}
