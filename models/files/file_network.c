/* See file_network.h. */
#include "models/files/file_network.h"

#include <stdlib.h>
#include <string.h>

static hr_status read_and_import(hr_file_network *network, hr_attributed_graph *graph, hr_error *error)
{
    const hr_file_parameters *parameters = &network->parameters;
    const char *edges = parameters->edges[0] != 0 ? parameters->edges : NULL;
    hr_graph_source source = {parameters->path, edges, NULL};
    hr_places places = {NULL, 0};
    const char *const files[2] = {parameters->path, edges};
    if (parameters->format[0] != 0) {
        source.format = hr_graph_format_by_name(parameters->format, false, error);
        if (source.format == NULL) {
            return HR_BAD_INPUT;
        }
    }
    bool has_places = parameters->places[0] != 0;
    hr_status status = hr_graph_read(&source, graph, &network->format, error);
    if (status == HR_OK && has_places) {
        status = hr_places_read(&places, parameters->places, error);
    }
    if (status == HR_OK) {
        status = hr_import_graph(&network->import, graph, files, &parameters->import, has_places ? &places : NULL,
                                 error);
    }
    hr_places_free(&places);
    return status;
}

hr_status hr_file_network_read(hr_file_network **network, const hr_file_parameters *parameters, hr_error *error)
{
    hr_attributed_graph graph;
    *network = calloc(1, sizeof **network);
    if (*network == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for a network from a file");
    }
    (*network)->parameters = *parameters;
    atomic_init(&(*network)->owners, 1);
    hr_graph_init(&graph, NULL);
    hr_status status = read_and_import(*network, &graph, error);
    hr_graph_free(&graph);
    if (status != HR_OK) {
        free(*network);
        *network = NULL;
    }
    return status;
}

hr_file_network *hr_file_network_share(hr_file_network *network)
{
    atomic_fetch_add(&network->owners, 1);
    return network;
}

void hr_file_network_release(hr_file_network *network)
{
    if (network != NULL && atomic_fetch_sub(&network->owners, 1) == 1) {
        hr_import_free(&network->import);
        free(network);
    }
}

/* As bytes, by way of void: padding is zero in both, since both were cleared first. */
static bool holds_same(const void *one, const void *other, size_t size)
{
    return memcmp(one, other, size) == 0;
}

bool hr_file_parameters_are_same(const hr_file_parameters *one, const hr_file_parameters *other)
{
    return holds_same(one, other, sizeof *one);
}
