/* From a list of nodes and links to a network. See listed.h. O(nodes log nodes + links). */
#include "models/listed.h"

#include <stdlib.h>

static hr_status add_nodes(const hr_listed_network *listed, hr_network_builder *builder, uint32_t *built,
                           hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t n = 0; n < listed->node_count && status == HR_OK; ++n) {
        const hr_listed_node *source = &listed->nodes[n];
        hr_network_node node = {
            .id = source->name,
            .role = (hr_role)source->role,
            .operator_id = source->operator_id,
            .area = source->area,
            .latitude = source->latitude,
            .longitude = source->longitude,
            .users = source->users,
            .capacity_users = source->capacity_users > 0 ? source->capacity_users : HR_CAPACITY_UNLIMITED,
            .is_shared = source->is_shared,
            .is_sensitive = source->is_sensitive,
            .bound_vendor = source->role == HR_ROLE_OSS && source->has_vendor ? source->vendor : HR_NO_VENDOR,
        };
        status = hr_network_builder_node(builder, &node, &built[n], error);
    }
    return status;
}

static hr_status add_links(const hr_listed_links *links, hr_edge_kind kind, hr_network_builder *builder,
                           const uint32_t *built, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t k = 0; k < links->count && status == HR_OK; ++k) {
        const hr_listed_link *link = &links->items[k];
        status = hr_network_builder_edge(builder, built[link->ends[0]], built[link->ends[1]], kind, error);
    }
    return status;
}

hr_status hr_listed_build(const hr_listed_network *listed, const char *const *operator_names, uint32_t operator_count,
                          hr_network *network, uint8_t **vendor, hr_error *error)
{
    hr_network_builder *builder = NULL;
    uint32_t built[HR_LISTED_NODES_MAX];
    uint32_t final[HR_LISTED_NODES_MAX];
    uint32_t operator_id = 0;
    *vendor = NULL;
    hr_status status = hr_network_builder_new(&builder, error);
    for (uint32_t o = 0; o < operator_count && status == HR_OK; ++o) {
        status = hr_network_builder_operator(builder, operator_names[o], &operator_id, error);
    }
    if (status == HR_OK) {
        status = add_nodes(listed, builder, built, error);
    }
    if (status == HR_OK) {
        status = add_links(&listed->links, HR_EDGE_PRIMARY, builder, built, error);
    }
    if (status == HR_OK) {
        status = add_links(&listed->backup_links, HR_EDGE_BACKUP, builder, built, error);
    }
    if (status == HR_OK) {
        status = hr_network_finish(builder, network, final, error);
    }
    hr_network_builder_free(builder);
    if (status != HR_OK) {
        return status;
    }
    *vendor = malloc(listed->node_count + 1);
    if (*vendor == NULL) {
        hr_network_free(network);
        return hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", listed->node_count);
    }
    for (uint32_t n = 0; n < listed->node_count; ++n) {
        (*vendor)[final[built[n]]] = listed->nodes[n].has_vendor ? listed->nodes[n].vendor : HR_NO_VENDOR;
    }
    return HR_OK;
}
