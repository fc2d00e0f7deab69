/* Functions and management planes of the generated nation, at core places. See generator.h.
 *
 * The instances of a function are spread around the core's ring; each role begins one place further, so that one
 * place does not hold the first of everything. A function hangs on the core router of its place and, as a backup, on
 * the next one of the ring. A shared function hangs on the two nearest core routers of every other transport too:
 * this is where networks meet.
 */
#include <math.h>
#include <stdbool.h>

#include "models/generator_private.h"

static hr_status link_to_ring(hr_generator *generator, uint32_t node, uint32_t transport, uint32_t place,
                              hr_error *error)
{
    const hr_generator_layer *core = &generator->layers[transport][HR_ROLE_CORE_ROUTER];
    const uint32_t *ring = generator->rings[transport];
    hr_status status = hr_network_builder_edge(generator->builder, node, core->nodes[ring[place]], HR_EDGE_PRIMARY,
                                               error);
    return status != HR_OK
               ? status
               : hr_network_builder_edge(generator->builder, node, core->nodes[ring[(place + 1) % core->count]],
                                         HR_EDGE_BACKUP, error);
}

static hr_status link_to_others(hr_generator *generator, uint32_t node, hr_point point, uint32_t own_transport,
                                hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < generator->parameters->operator_count && status == HR_OK; ++o) {
        const hr_generator_layer *core = &generator->layers[o][HR_ROLE_CORE_ROUTER];
        hr_spatial index;
        uint32_t nearest[2] = {0, 0};
        if (o == own_transport || core->count == 0) {
            continue;
        }
        status = hr_spatial_init(&index, core->points, core->count, error);
        if (status != HR_OK) {
            break;
        }
        hr_spatial_nearest(&index, point, 2, nearest);
        hr_spatial_free(&index);
        for (int k = 0; k < 2 && status == HR_OK; ++k) {
            status = hr_network_builder_edge(generator->builder, node, core->nodes[nearest[k]],
                                             k == 0 ? HR_EDGE_PRIMARY : HR_EDGE_BACKUP, error);
        }
    }
    return status;
}

/* One node at a place of the ring, with its two links. */
static hr_status add_at_ring(hr_generator *generator, hr_network_node *node, uint32_t number, uint32_t place,
                             uint32_t *added, hr_error *error)
{
    uint32_t transport = hr_generator_transport(generator, node->operator_id);
    const hr_generator_layer *core = &generator->layers[transport][HR_ROLE_CORE_ROUTER];
    uint32_t at = generator->rings[transport][place];
    node->area = core->areas[at];
    node->latitude = core->positions[at].latitude;
    node->longitude = core->positions[at].longitude;
    hr_status status = hr_generator_add_node(generator, node, number, added, error);
    if (status == HR_OK) {
        status = link_to_ring(generator, *added, transport, place, error);
    }
    if (status == HR_OK && node->is_shared) {
        status = link_to_others(generator, *added, core->points[at], transport, error);
    }
    return status;
}

/* What one instance carries. A shared one counts for each operator apart, so its share is of the largest operator. */
static int64_t capacity_users(const hr_generator *generator, uint32_t operator_id,
                              const hr_generator_function *function)
{
    const hr_generator_parameters *parameters = generator->parameters;
    int64_t users = parameters->operators[operator_id].users;
    for (uint32_t o = 0; o < parameters->operator_count && function->is_shared; ++o) {
        users = parameters->operators[o].users > users ? parameters->operators[o].users : users;
    }
    double capacity = ceil(function->capacity_share * (double)users - 1e-6);
    return function->capacity_share > 0 && capacity < 1e18 ? (int64_t)capacity : HR_CAPACITY_UNLIMITED;
}

static hr_status build_operator(hr_generator *generator, uint32_t operator_id, hr_error *error)
{
    const hr_generator_operator *provider = &generator->parameters->operators[operator_id];
    uint32_t transport = hr_generator_transport(generator, operator_id);
    uint64_t ring_size = generator->layers[transport][HR_ROLE_CORE_ROUTER].count;
    hr_status status = HR_OK;
    uint32_t added = 0;
    for (uint32_t f = 0; f < provider->function_count; ++f) {
        const hr_generator_function *function = &provider->functions[f];
        for (uint32_t k = 0; k < function->count && status == HR_OK; ++k) {
            hr_network_node node = {.role = function->role,
                                    .operator_id = operator_id,
                                    .capacity_users = capacity_users(generator, operator_id, function),
                                    .is_shared = function->is_shared,
                                    .bound_vendor = HR_NO_VENDOR};
            uint32_t place = (uint32_t)((k * ring_size / function->count + f) % ring_size);
            status = add_at_ring(generator, &node, k, place, &added, error);
        }
    }
    for (uint32_t k = 0; k < provider->oss_count && status == HR_OK; ++k) {
        hr_network_node node = {.role = HR_ROLE_OSS,
                                .operator_id = operator_id,
                                .capacity_users = HR_CAPACITY_UNLIMITED,
                                .bound_vendor = provider->oss_vendors[k]};
        uint32_t place = (uint32_t)((k * ring_size / provider->oss_count + provider->function_count) % ring_size);
        status = add_at_ring(generator, &node, k, place, &added, error);
    }
    return status;
}

hr_status hr_generator_build_functions(hr_generator *generator, hr_error *error)
{
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < generator->parameters->operator_count && status == HR_OK; ++o) {
        status = build_operator(generator, o, error);
    }
    return status;
}
