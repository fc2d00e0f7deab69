/* Whom nodes serve: users belong to access nodes, and where the file gives none they are shared out. See import.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/apportion.h"
#include "models/files/import_private.h"
#include "models/spatial.h"

static hr_status out_of_memory(const hr_importer *importer, hr_error *error)
{
    return hr_error_set(error, HR_FAILED, "out of memory for the users of %u nodes", importer->import->node_count);
}

/* ---- exchanges of nodes that cannot have users ----------------------------------------------------------------- */

/* An exchange at a node: of its operator, area and position, joined to it by one link. */
static hr_status attach_exchange(hr_importer *importer, uint32_t node, hr_error *error)
{
    char name[HR_GRAPH_TEXT_MAX + 32];
    uint32_t added = 0;
    hr_import_node exchange = importer->import->nodes[node];
    exchange.role = HR_ROLE_EXCHANGE;
    exchange.capacity_users = HR_CAPACITY_UNLIMITED;
    exchange.is_shared = false;
    exchange.vendor = HR_NO_VENDOR;
    exchange.managed_by = HR_NO_VENDOR;
    snprintf(name, sizeof name, "%s access", hr_import_name(importer->import, node));
    hr_status status = hr_import_add_node(importer, &exchange, name, &added, error);
    status = status == HR_OK ? hr_import_add_edge(importer, node, added, error) : status;
    if (status == HR_OK) {
        importer->import->nodes[node].users = 0;
    }
    return status;
}

static hr_status move_users(hr_importer *importer, hr_error *error)
{
    hr_import *import = importer->import;
    hr_status status = HR_OK;
    uint32_t moved = 0;
    for (uint32_t n = 0; n < import->file_nodes && status == HR_OK; ++n) {
        if (import->nodes[n].users > 0 && !hr_import_is(&import->nodes[n], HR_IMPORT_ACCESS)) {
            status = attach_exchange(importer, n, error);
            ++moved;
        }
    }
    if (status == HR_OK && moved > 0) {
        hr_import_say(import, "moved_users", true, moved,
                      "%u nodes with users are no access nodes: an exchange at each carries its users.", moved);
    }
    return status;
}

/* ---- sharing out ----------------------------------------------------------------------------------------------- */

static bool has_access_nodes(const hr_import *import)
{
    for (uint32_t n = 0; n < import->node_count; ++n) {
        if (hr_import_is(&import->nodes[n], HR_IMPORT_ACCESS)) {
            return true;
        }
    }
    return false;
}

static hr_status attach_exchanges(hr_importer *importer, hr_error *error)
{
    hr_import *import = importer->import;
    hr_status status = HR_OK;
    uint32_t attached = 0;
    for (uint32_t n = 0; n < import->file_nodes && status == HR_OK; ++n) {
        if (hr_import_is(&import->nodes[n], HR_IMPORT_TRANSPORT)) {
            status = attach_exchange(importer, n, error);
            ++attached;
        }
    }
    if (status == HR_OK && attached == 0) {
        return hr_error_at(error, importer->node_file, 0, 0, NULL,
                           "the network has neither access nodes (ran_site, cabinet, exchange) nor routers to put "
                           "users at");
    }
    if (status == HR_OK) {
        hr_import_say(import, "exchanges", true, attached,
                      "No node is an access node: %u exchanges were added, one at each router, to carry users.",
                      attached);
    }
    return status;
}

/* People by the node of the operator that is nearest to their place; nodes without a position get nobody. */
static hr_status weigh_by_places(const hr_importer *importer, const uint32_t *nodes, uint32_t count, double *weights,
                                 hr_error *error)
{
    const hr_import *import = importer->import;
    hr_point *points = malloc((size_t)count * sizeof *points);
    uint32_t *placed = malloc((size_t)count * sizeof *placed);
    hr_spatial spatial;
    uint32_t placed_count = 0;
    if (points == NULL || placed == NULL) {
        free(points);
        free(placed);
        return out_of_memory(importer, error);
    }
    for (uint32_t i = 0; i < count; ++i) {
        const hr_import_node *node = &import->nodes[nodes[i]];
        if (!isnan(node->latitude)) {
            points[placed_count] = hr_point_at((hr_position){node->latitude, node->longitude});
            placed[placed_count++] = i;
        }
    }
    hr_status status = placed_count == 0 ? HR_OK : hr_spatial_init(&spatial, points, placed_count, error);
    if (status == HR_OK && placed_count > 0) {
        for (size_t p = 0; p < importer->places->count; ++p) {
            const hr_place *place = &importer->places->places[p];
            hr_position position = {(float)place->latitude, (float)place->longitude};
            uint32_t nearest = 0;
            hr_spatial_nearest(&spatial, hr_point_at(position), 1, &nearest);
            weights[placed[nearest]] += place->population;
        }
        hr_spatial_free(&spatial);
    }
    free(points);
    free(placed);
    return status;
}

static int64_t people(const hr_importer *importer)
{
    double sum = 0;
    for (size_t p = 0; importer->places != NULL && p < importer->places->count; ++p) {
        sum += importer->places->places[p].population;
    }
    return importer->parameters->users > 0 ? importer->parameters->users
           : sum >= 1                      ? (int64_t)floor(sum + 0.5)
                                           : HR_IMPORT_USERS;
}

/* One operator's users among its access nodes, given in `nodes`. */
static hr_status share_out(hr_importer *importer, const uint32_t *nodes, uint32_t count, int64_t users, hr_error *error)
{
    double *weights = calloc((size_t)count + 1, sizeof *weights);
    int64_t *seats = calloc((size_t)count + 1, sizeof *seats);
    hr_status status = weights == NULL || seats == NULL ? out_of_memory(importer, error) : HR_OK;
    if (status == HR_OK && importer->places != NULL) {
        status = weigh_by_places(importer, nodes, count, weights, error);
    }
    status = status == HR_OK ? hr_apportion_remainders(weights, count, users, 0, seats, error) : status;
    for (uint32_t i = 0; i < count && status == HR_OK; ++i) {
        importer->import->nodes[nodes[i]].users = (uint32_t)(seats[i] < UINT32_MAX ? seats[i] : UINT32_MAX);
    }
    free(weights);
    free(seats);
    return status;
}

/* Operators with access nodes have equally many users, the first of them what cannot be divided. */
static hr_status share_among_operators(hr_importer *importer, uint32_t *nodes, hr_error *error)
{
    hr_import *import = importer->import;
    uint32_t with_access = 0;
    uint32_t counts[HR_OPERATORS_MAX] = {0};
    hr_status status = HR_OK;
    for (uint32_t n = 0; n < import->node_count; ++n) {
        counts[import->nodes[n].operator_id] += hr_import_is(&import->nodes[n], HR_IMPORT_ACCESS);
    }
    for (uint32_t o = 0; o < import->operator_count; ++o) {
        with_access += counts[o] > 0;
    }
    int64_t users = people(importer);
    int64_t left = users;
    for (uint32_t o = 0; o < import->operator_count && status == HR_OK; ++o) {
        uint32_t count = 0;
        for (uint32_t n = 0; n < import->node_count && counts[o] > 0; ++n) {
            if (import->nodes[n].operator_id == o && hr_import_is(&import->nodes[n], HR_IMPORT_ACCESS)) {
                nodes[count++] = n;
            }
        }
        if (count > 0) {
            int64_t part = (left + with_access - 1) / with_access;
            --with_access;
            left -= part;
            status = share_out(importer, nodes, count, part, error);
        }
    }
    if (status == HR_OK) {
        hr_import_say(import, "users", true, (uint64_t)users,
                      importer->places != NULL
                          ? "No users are given: %lld people are shared out, each place's to the nearest access node."
                          : "No users are given: %lld are shared out equally among the access nodes.",
                      (long long)users);
    }
    return status;
}

hr_status hr_import_place_users(hr_importer *importer, hr_error *error)
{
    if (importer->has_users) {
        return move_users(importer, error);
    }
    hr_status status = has_access_nodes(importer->import) ? HR_OK : attach_exchanges(importer, error);
    uint32_t *nodes = status == HR_OK ? malloc(((size_t)importer->import->node_count + 1) * sizeof *nodes) : NULL;
    if (status == HR_OK && nodes == NULL) {
        status = out_of_memory(importer, error);
    }
    status = status == HR_OK ? share_among_operators(importer, nodes, error) : status;
    free(nodes);
    return status;
}
