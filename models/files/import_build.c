/* From what was imported to a network. See import.h. O(nodes log nodes + edges). */
#include <stdlib.h>
#include <string.h>

#include "models/files/import.h"

static hr_status add_nodes(const hr_import *import, hr_network_builder *builder, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t n = 0; n < import->node_count && status == HR_OK; ++n) {
        const hr_import_node *node = &import->nodes[n];
        uint32_t number = 0; /* builders number from 0 in the order of adding */
        status = hr_network_builder_node(
            builder,
            &(hr_network_node){.id = hr_import_name(import, n),
                               .role = (hr_role)node->role,
                               .operator_id = node->operator_id,
                               .region = node->region,
                               .area = node->area,
                               .latitude = node->latitude,
                               .longitude = node->longitude,
                               .users = node->users,
                               .capacity_users = node->capacity_users,
                               .is_shared = node->is_shared,
                               .is_sensitive = node->is_sensitive,
                               .bound_vendor = node->role == HR_ROLE_OSS ? node->vendor : HR_NO_VENDOR},
            &number, error);
    }
    return status;
}

static hr_status add_edges(const hr_import *import, hr_network_builder *builder, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t e = 0; e < import->edge_count && status == HR_OK; ++e) {
        const hr_import_edge *edge = &import->edges[e];
        status = hr_network_builder_edge(builder, edge->ends[0], edge->ends[1], (hr_edge_kind)edge->kind, error);
    }
    return status;
}

/* Whether a node of the import has this name: an OSS that is added must not take it. */
static bool is_taken(const hr_import *import, const char *name)
{
    for (uint32_t n = 0; n < import->node_count; ++n) {
        if (strcmp(hr_import_name(import, n), name) == 0) {
            return true;
        }
    }
    return false;
}

static hr_status add_oss(const hr_import *import, uint32_t operator_id, const hr_import_oss *oss,
                         hr_network_builder *builder, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t k = 0; k < oss->count && status == HR_OK; ++k) {
        char name[2 * HR_NAME_SIZE + 32];
        uint32_t number = 0;
        uint32_t at = import->sites[operator_id][k % HR_IMPORT_INSTANCES];
        at = at != HR_NO_NODE ? at : import->sites[operator_id][0];
        const hr_import_node *site = &import->nodes[at];
        snprintf(name, sizeof name, "%s oss %u", import->operators[operator_id], k + 1);
        while (is_taken(import, name)) {
            strncat(name, "'", sizeof name - strlen(name) - 1);
        }
        hr_network_node node = {.id = name,
                                .role = HR_ROLE_OSS,
                                .operator_id = operator_id,
                                .region = site->region,
                                .area = site->area,
                                .latitude = site->latitude,
                                .longitude = site->longitude,
                                .capacity_users = HR_CAPACITY_UNLIMITED,
                                .bound_vendor = oss->vendors[k]};
        status = hr_network_builder_node(builder, &node, &number, error);
        status = status == HR_OK ? hr_network_builder_edge(builder, at, number, HR_EDGE_PRIMARY, error) : status;
    }
    return status;
}

static hr_status add_all(const hr_import *import, const hr_import_oss *oss, hr_network_builder *builder,
                         hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < import->operator_count && status == HR_OK; ++o) {
        uint32_t number = 0;
        status = hr_network_builder_operator(builder, import->operators[o], &number, error);
    }
    status = status == HR_OK ? add_nodes(import, builder, error) : status;
    status = status == HR_OK ? add_edges(import, builder, error) : status;
    for (uint32_t o = 0; o < import->operator_count && oss != NULL && status == HR_OK; ++o) {
        if (!import->has_oss[o] && import->sites[o][0] != HR_NO_NODE) {
            status = add_oss(import, o, &oss[o], builder, error);
        }
    }
    return status;
}

static void keep_vendors(const hr_import *import, const uint32_t *final, hr_import_vendors *vendors)
{
    for (uint32_t n = 0; n < import->node_count; ++n) {
        vendors->vendor[final[n]] = import->nodes[n].vendor;
        vendors->managed_by[final[n]] = import->nodes[n].managed_by;
    }
}

hr_status hr_import_build(const hr_import *import, const hr_import_oss *oss, hr_network *network,
                          hr_import_vendors *vendors, hr_error *error)
{
    hr_network_builder *builder = NULL;
    size_t count = import->node_count; /* with every OSS */
    for (uint32_t o = 0; o < import->operator_count && oss != NULL; ++o) {
        count += oss[o].count;
    }
    uint32_t *final = malloc((count + 1) * sizeof *final);
    vendors->vendor = malloc(count + 1);
    vendors->managed_by = malloc(count + 1);
    hr_status status = final == NULL || vendors->vendor == NULL || vendors->managed_by == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for a network of %zu nodes", count)
                           : hr_network_builder_new(&builder, error);
    status = status == HR_OK ? add_all(import, oss, builder, error) : status;
    status = status == HR_OK ? hr_network_finish(builder, network, final, error) : status;
    hr_network_builder_free(builder);
    if (status == HR_OK) {
        memset(vendors->vendor, HR_NO_VENDOR, count + 1);
        memset(vendors->managed_by, HR_NO_VENDOR, count + 1);
        keep_vendors(import, final, vendors);
    } else {
        free(vendors->vendor);
        free(vendors->managed_by);
        *vendors = (hr_import_vendors){NULL, NULL};
    }
    free(final);
    return status;
}
