/* Metro and core routers of an operator with a real backbone: its nodes at their places, with its links, all of them
 * primary, as links of a backbone are used together. See generator.h and backbone.h.
 */
#include "models/generator_private.h"

hr_status hr_generator_lay_backbone(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    const hr_backbone *backbone = hr_generator_backbone_of(generator, operator_id);
    hr_generator_layer *all = &generator->backbone_layers[operator_id];
    hr_generator_layer *core = &generator->layers[operator_id][HR_ROLE_CORE_ROUTER];
    uint32_t routers = 0;
    hr_status status = hr_generator_layer_init(all, backbone->node_count, error);
    if (status == HR_OK) {
        status = hr_generator_layer_init(core, backbone->core_count, error);
    }
    for (uint32_t n = 0; n < backbone->node_count && status == HR_OK; ++n) {
        all->positions[n] = (hr_position){backbone->nodes[n].latitude, backbone->nodes[n].longitude};
        all->points[n] = hr_point_at(all->positions[n]);
        all->areas[n] = hr_generator_nearest_area(generator, all->points[n]);
        if (backbone->nodes[n].is_core) {
            core->positions[routers] = all->positions[n];
            core->points[routers] = all->points[n];
            core->areas[routers++] = all->areas[n];
        }
    }
    return status == HR_OK ? hr_generator_lay_ring(generator, operator_id, error) : status;
}

hr_status hr_generator_build_backbone(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    const hr_backbone *backbone = hr_generator_backbone_of(generator, operator_id);
    hr_generator_layer *all = &generator->backbone_layers[operator_id];
    uint32_t *routers = generator->layers[operator_id][HR_ROLE_CORE_ROUTER].nodes;
    hr_status status = HR_OK;
    for (uint32_t n = 0; n < backbone->node_count && status == HR_OK; ++n) {
        hr_network_node node = {.role = backbone->nodes[n].is_core ? HR_ROLE_CORE_ROUTER : HR_ROLE_METRO,
                                .operator_id = operator_id,
                                .area = all->areas[n],
                                .latitude = all->positions[n].latitude,
                                .longitude = all->positions[n].longitude,
                                .capacity_users = HR_CAPACITY_UNLIMITED,
                                .bound_vendor = HR_NO_VENDOR};
        status = hr_generator_add_named(generator, &node, backbone->nodes[n].name, &all->nodes[n], error);
        if (status == HR_OK && backbone->nodes[n].is_core) {
            *routers++ = all->nodes[n];
        }
    }
    for (uint32_t k = 0; k < backbone->link_count && status == HR_OK; ++k) {
        status = hr_network_builder_edge(generator->builder, all->nodes[backbone->links[k][0]],
                                         all->nodes[backbone->links[k][1]], HR_EDGE_PRIMARY, error);
    }
    return status;
}
