/* What attributes of edges say, and how a graph hangs together. See import.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "models/files/import_private.h"

static hr_status read_edge(hr_importer *importer, uint32_t e, hr_error *error)
{
    hr_import_edge *edge = &importer->import->edges[e];
    const char *kind = hr_import_text(importer, HR_COLUMN_KIND, e);
    const char *length = hr_import_text(importer, HR_COLUMN_LENGTH, e);
    memcpy(edge->ends, importer->graph->ends[e], sizeof edge->ends);
    edge->length_km = NAN;
    edge->kind = HR_EDGE_PRIMARY;
    if (kind != NULL && strcasecmp(kind, "backup") == 0) {
        edge->kind = HR_EDGE_BACKUP;
    } else if (kind != NULL && strcasecmp(kind, "primary") != 0) {
        return hr_import_mistake(importer, true, e, error, "kind: `%.64s` is not primary or backup", kind);
    }
    if (length != NULL) {
        char *end = NULL;
        double number = strtod(length, &end);
        if (*end != 0 || !(number >= 0 && number <= 1e6)) {
            return hr_import_mistake(importer, true, e, error, "%s: `%.64s` is not a number from 0 to 1000000",
                                     importer->columns[HR_COLUMN_LENGTH]->name, length);
        }
        edge->length_km = (float)number;
    }
    ++importer->import->nodes[edge->ends[0]].degree;
    ++importer->import->nodes[edge->ends[1]].degree;
    return HR_OK;
}

hr_status hr_import_read_edges(hr_importer *importer, hr_error *error)
{
    hr_import *import = importer->import;
    hr_status status = HR_OK;
    for (uint32_t e = 0; e < importer->graph->edge_count && status == HR_OK; ++e) {
        status = read_edge(importer, e, error);
        ++import->edge_count;
    }
    import->file_edges = import->edge_count;
    return status;
}

/* ---- parallel edges -------------------------------------------------------------------------------------------- */

static int compare_pairs(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static hr_status note_parallel(hr_import *import, hr_error *error)
{
    uint64_t *pairs = malloc(((size_t)import->edge_count + 1) * sizeof *pairs);
    uint32_t parallel = 0;
    if (pairs == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u edges", import->edge_count);
    }
    for (uint32_t e = 0; e < import->edge_count; ++e) {
        uint64_t a = import->edges[e].ends[0];
        uint64_t b = import->edges[e].ends[1];
        pairs[e] = a < b ? a << 32 | b : b << 32 | a;
    }
    qsort(pairs, import->edge_count, sizeof *pairs, compare_pairs);
    for (uint32_t e = 1; e < import->edge_count; ++e) {
        parallel += pairs[e] == pairs[e - 1];
    }
    free(pairs);
    if (parallel > 0) {
        hr_import_say(import, "parallel", false, parallel, "%u edges run beside another of the same ends: kept.",
                      parallel);
    }
    return HR_OK;
}

/* ---- parts ----------------------------------------------------------------------------------------------------- */

static uint32_t root_of(uint32_t *above, uint32_t node)
{
    while (above[node] != node) {
        above[node] = above[above[node]];
        node = above[node];
    }
    return node;
}

/* Components by union by size with path halving (Tarjan and van Leeuwen 1984). */
static void note_components(hr_import *import, uint32_t *above, uint32_t *size)
{
    uint32_t parts = import->file_nodes;
    uint32_t largest = 1;
    for (uint32_t n = 0; n < import->file_nodes; ++n) {
        above[n] = n;
        size[n] = 1;
    }
    for (uint32_t e = 0; e < import->edge_count; ++e) {
        uint32_t a = root_of(above, import->edges[e].ends[0]);
        uint32_t b = root_of(above, import->edges[e].ends[1]);
        if (a == b) {
            continue;
        }
        uint32_t larger = size[a] >= size[b] ? a : b;
        above[larger == a ? b : a] = larger;
        size[larger] = size[a] + size[b];
        largest = size[larger] > largest ? size[larger] : largest;
        --parts;
    }
    if (parts > 1) {
        hr_import_say(import, "parts", false, parts,
                      "The graph has %u parts without a link between them; the largest "
                      "has %u of %u nodes.",
                      parts, largest, import->file_nodes);
    }
}

/* Two nodes that carry no transit cannot be neighbours. */
static hr_status check_ends(hr_importer *importer, hr_error *error)
{
    const hr_import *import = importer->import;
    for (uint32_t e = 0; e < import->edge_count; ++e) {
        const hr_import_node *first = &import->nodes[import->edges[e].ends[0]];
        const hr_import_node *second = &import->nodes[import->edges[e].ends[1]];
        if (!hr_role_forms[first->role].is_transit && !hr_role_forms[second->role].is_transit) {
            return hr_import_mistake(importer, true, e, error,
                                     "an edge joins `%.64s` and `%.64s`, but neither a %s nor a %s carries transit",
                                     hr_import_name(import, import->edges[e].ends[0]),
                                     hr_import_name(import, import->edges[e].ends[1]), hr_role_forms[first->role].name,
                                     hr_role_forms[second->role].name);
        }
    }
    return HR_OK;
}

hr_status hr_import_note_parts(hr_importer *importer, hr_error *error)
{
    hr_import *import = importer->import;
    uint32_t *above = malloc((size_t)import->file_nodes * sizeof *above);
    uint32_t *size = malloc((size_t)import->file_nodes * sizeof *size);
    hr_status status = above == NULL || size == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for %u nodes", import->file_nodes)
                           : check_ends(importer, error);
    status = status == HR_OK ? note_parallel(import, error) : status;
    if (status == HR_OK) {
        note_components(import, above, size);
    }
    free(above);
    free(size);
    return status;
}
