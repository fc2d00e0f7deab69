/* Who hangs on whom in the generated nation: nearest parents, second parents, the core's ring and chords. See
 * generator.h. */
#include <assert.h>
#include <stdbool.h>

#include "models/generator_private.h"
#include "models/purposes.h"

static hr_status add_layer(hr_generator *generator, uint32_t operator_id, hr_role role, hr_error *error)
{
    hr_generator_layer *layer = &generator->layers[operator_id][role];
    hr_status status = HR_OK;
    for (uint32_t n = 0; n < layer->count && status == HR_OK; ++n) {
        hr_network_node node = {.role = role,
                                .operator_id = operator_id,
                                .area = layer->areas[n],
                                .latitude = layer->positions[n].latitude,
                                .longitude = layer->positions[n].longitude,
                                .users = layer->users != NULL ? layer->users[n] : 0,
                                .capacity_users = HR_CAPACITY_UNLIMITED,
                                .bound_vendor = HR_NO_VENDOR};
        status = hr_generator_add_node(generator, &node, n, &layer->nodes[n], error);
    }
    return status;
}

/* Every child to its nearest parent, and with a probability to the second nearest as a backup. */
static hr_status hang(hr_generator *generator, uint32_t operator_id, hr_role role, const hr_generator_layer *parents,
                      double dual_homing, hr_error *error)
{
    const hr_generator_layer *children = &generator->layers[operator_id][role];
    uint32_t draw = hr_generator_draw(operator_id, role);
    hr_spatial index;
    if (children->count == 0) {
        return HR_OK;
    }
    assert(parents->count > 0);
    hr_status status = hr_spatial_init(&index, parents->points, parents->count, error);
    if (status != HR_OK) {
        return status;
    }
    for (uint32_t n = 0; n < children->count && status == HR_OK; ++n) {
        uint32_t nearest[2] = {0, 0};
        bool is_dual = dual_homing >= 1 ||
                       (dual_homing > 0 &&
                        hr_random_uniform(&generator->random, HR_PURPOSE_DUAL_HOMING, n, draw) < dual_homing);
        uint32_t found = hr_spatial_nearest(&index, children->points[n], is_dual ? 2 : 1, nearest);
        for (uint32_t k = 0; k < found && status == HR_OK; ++k) {
            status = hr_network_builder_edge(generator->builder, children->nodes[n], parents->nodes[nearest[k]],
                                             k == 0 ? HR_EDGE_PRIMARY : HR_EDGE_BACKUP, error);
        }
    }
    hr_spatial_free(&index);
    return status;
}

/* A ring, and from each core router of its first half a chord to the one across. */
static hr_status link_core(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    const hr_generator_layer *core = &generator->layers[operator_id][HR_ROLE_CORE_ROUTER];
    const uint32_t *ring = generator->rings[operator_id];
    hr_status status = HR_OK;
    for (uint32_t k = 0; k < core->count && status == HR_OK; ++k) {
        status = hr_network_builder_edge(generator->builder, core->nodes[ring[k]],
                                         core->nodes[ring[(k + 1) % core->count]], HR_EDGE_PRIMARY, error);
    }
    for (uint32_t k = 0; core->count > 3 && k < core->count / 2 && status == HR_OK; ++k) {
        status = hr_network_builder_edge(generator->builder, core->nodes[ring[k]],
                                         core->nodes[ring[k + core->count / 2]], HR_EDGE_PRIMARY, error);
    }
    return status;
}

static hr_status link_transport(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    const hr_generator_layer *layers = generator->layers[operator_id];
    bool has_backbone = hr_generator_backbone_of(generator, operator_id) != NULL; /* with its links */
    hr_status status = has_backbone ? HR_OK : link_core(generator, operator_id, error);
    if (status == HR_OK && !has_backbone) {
        status = hang(generator, operator_id, HR_ROLE_METRO, &layers[HR_ROLE_CORE_ROUTER], 1, error);
    }
    return status == HR_OK ? hang(generator, operator_id, HR_ROLE_AGGREGATION,
                                  hr_generator_upper_layer(generator, operator_id), 1, error)
                           : status;
}

static hr_status link_access(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    const double *dual_homing = generator->parameters->dual_homing;
    const hr_generator_layer *own = generator->layers[operator_id];
    const hr_generator_layer *transport = generator->layers[hr_generator_transport(generator, operator_id)];
    /* own exchanges, else those of the transport; sites with own transport skip them */
    const hr_generator_layer *exchanges = own[HR_ROLE_EXCHANGE].count > 0 ? &own[HR_ROLE_EXCHANGE]
                                                                          : &transport[HR_ROLE_EXCHANGE];
    const hr_generator_layer *aggregation = &transport[HR_ROLE_AGGREGATION];
    bool is_guest = own != transport;
    hr_status status = hang(generator, operator_id, HR_ROLE_EXCHANGE, aggregation, dual_homing[HR_ROLE_EXCHANGE],
                            error);
    if (status == HR_OK) {
        status = hang(generator, operator_id, HR_ROLE_CABINET, exchanges, dual_homing[HR_ROLE_CABINET], error);
    }
    if (status == HR_OK) {
        status = hang(generator, operator_id, HR_ROLE_RAN_SITE,
                      is_guest && exchanges->count > 0 ? exchanges : aggregation, dual_homing[HR_ROLE_RAN_SITE], error);
    }
    return status;
}

hr_status hr_generator_build_layers(hr_generator *generator, hr_error *error)
{
    uint32_t count = generator->parameters->operator_count;
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < count && status == HR_OK; ++o) {
        bool has_backbone = hr_generator_backbone_of(generator, o) != NULL;
        hr_role last = has_backbone ? HR_ROLE_AGGREGATION : HR_ROLE_CORE_ROUTER;
        for (int r = 0; r <= (int)last && status == HR_OK; ++r) {
            status = add_layer(generator, o, (hr_role)r, error);
        }
        if (status == HR_OK && has_backbone) {
            status = hr_generator_build_backbone(generator, o, error);
        }
    }
    for (uint32_t o = 0; o < count && status == HR_OK; ++o) {
        if (generator->parameters->operators[o].transport < 0) {
            status = link_transport(generator, o, error);
        }
        if (status == HR_OK) {
            status = link_access(generator, o, error);
        }
    }
    return status;
}
