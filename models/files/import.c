/* The steps from a graph to a network, and what they share. See import.h. */
#include "models/files/import.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "models/files/import_private.h"
#include "sim/engine/names.h"

enum { NAMES_MAX = 64 };
_Static_assert((int)HR_OPERATORS_MAX <= (int)NAMES_MAX && (int)HR_VENDORS_MAX <= (int)NAMES_MAX, "room for names");

static hr_status out_of_memory(hr_error *error, uint32_t count)
{
    return hr_error_set(error, HR_FAILED, "out of memory for a network of %u nodes", count);
}

void hr_import_say(hr_import *import, const char *code, bool is_guess, uint64_t count, const char *format, ...)
{
    if (import->note_count < HR_IMPORT_NOTES_MAX) {
        hr_import_note *note = &import->notes[import->note_count++];
        va_list arguments;
        note->code = code;
        note->is_guess = is_guess;
        note->count = count;
        va_start(arguments, format);
        vsnprintf(note->text, sizeof note->text, format, arguments);
        va_end(arguments);
    }
}

hr_status hr_import_mistake(const hr_importer *importer, bool is_edge, uint32_t item, hr_error *error,
                            const char *format, ...)
{
    char text[HR_ERROR_TEXT_SIZE];
    const hr_attributed_graph *graph = importer->graph;
    uint32_t line = is_edge ? graph->edge_lines[item] : item < graph->node_count ? graph->node_lines[item] : 0;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return hr_error_at(error, is_edge ? importer->edge_file : importer->node_file, (int)line, 0, NULL, "%s", text);
}

/* ---- names ----------------------------------------------------------------------------------------------------- */

static hr_status number_of(const char *what, char (*names)[HR_NAME_SIZE], uint32_t *count, uint32_t most,
                           bool may_be_new, const char *name, uint8_t *number, hr_error *error)
{
    const char *known[NAMES_MAX];
    for (uint32_t i = 0; i < *count; ++i) {
        known[i] = names[i];
        if (strcmp(names[i], name) == 0) {
            *number = (uint8_t)i;
            return HR_OK;
        }
    }
    if (!may_be_new) {
        const char *nearest = hr_nearest_name(name, known, *count);
        return hr_error_set(error, HR_BAD_INPUT, "`%.64s` is no %s%s%s%s", name, what,
                            nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
                            nearest != NULL ? "`?" : " that is known here");
    }
    if (strlen(name) >= HR_NAME_SIZE) {
        return hr_error_set(error, HR_BAD_INPUT, "the name of a %s has more than %d bytes", what, HR_NAME_SIZE - 1);
    }
    if (*count == most) {
        return hr_error_set(error, HR_BAD_INPUT, "more than %u %ss", most, what);
    }
    memcpy(names[*count], name, strlen(name) + 1);
    *number = (uint8_t)(*count)++;
    return HR_OK;
}

hr_status hr_import_operator(const hr_importer *importer, const char *name, uint8_t *number, hr_error *error)
{
    hr_import *import = importer->import;
    return number_of("operator", import->operators, &import->operator_count, HR_OPERATORS_MAX,
                     importer->parameters->operator_count == 0, name, number, error);
}

hr_status hr_import_vendor(const hr_importer *importer, const char *name, uint8_t *number, hr_error *error)
{
    hr_import *import = importer->import;
    return number_of("vendor", import->vendors, &import->vendor_count, HR_VENDORS_MAX,
                     importer->parameters->vendor_count == 0, name, number, error);
}

const char *hr_import_name(const hr_import *import, uint32_t node)
{
    return import->names + import->nodes[node].name;
}

static hr_status keep_name(hr_importer *importer, const char *name, uint32_t node, hr_error *error)
{
    hr_import *import = importer->import;
    size_t length = strlen(name) + 1;
    if (import->name_size + length > UINT32_MAX) {
        return hr_error_set(error, HR_BAD_INPUT, "names of more than 4 GiB");
    }
    if (import->name_size + length > importer->name_capacity) {
        size_t capacity = 2 * (importer->name_capacity + length) + 4096;
        char *larger = realloc(import->names, capacity);
        if (larger == NULL) {
            return out_of_memory(error, node);
        }
        import->names = larger;
        importer->name_capacity = capacity;
    }
    memcpy(import->names + import->name_size, name, length);
    importer->name_of[node] = (uint32_t)import->name_size;
    import->nodes[node].name = (uint32_t)import->name_size;
    import->name_size += length;
    return hr_text_index_add(&importer->index, import->names, importer->name_of, node, error);
}

/* A name that another node has gets the first number, from 2 on, that makes it a new one. */
static hr_status name_node(hr_importer *importer, const char *name, uint32_t node, hr_error *error)
{
    char numbered[HR_GRAPH_TEXT_MAX + 32];
    uint32_t other = 0;
    uint32_t number = 2;
    if (!hr_text_index_find(&importer->index, importer->import->names, importer->name_of, name, strlen(name), &other)) {
        return keep_name(importer, name, node, error);
    }
    do {
        snprintf(numbered, sizeof numbered, "%s (%u)", name, number++);
    } while (hr_text_index_find(&importer->index, importer->import->names, importer->name_of, numbered,
                                strlen(numbered), &other));
    ++importer->renamed;
    return keep_name(importer, numbered, node, error);
}

/* ---- nodes and edges ------------------------------------------------------------------------------------------- */

static hr_status make_room(hr_importer *importer, uint32_t nodes, uint32_t edges, hr_error *error)
{
    hr_import *import = importer->import;
    if (nodes > importer->node_capacity) {
        uint32_t capacity = nodes + nodes / 8 + 64;
        hr_import_node *larger = realloc(import->nodes, capacity * sizeof *larger);
        uint32_t *larger_names = larger != NULL ? realloc(importer->name_of, capacity * sizeof *larger_names) : NULL;
        import->nodes = larger != NULL ? larger : import->nodes;
        importer->name_of = larger_names != NULL ? larger_names : importer->name_of;
        if (larger == NULL || larger_names == NULL) {
            return out_of_memory(error, nodes);
        }
        importer->node_capacity = capacity;
    }
    if (edges > importer->edge_capacity) {
        uint32_t capacity = edges + edges / 8 + 64;
        hr_import_edge *larger = realloc(import->edges, capacity * sizeof *larger);
        if (larger == NULL) {
            return out_of_memory(error, import->node_count);
        }
        import->edges = larger;
        importer->edge_capacity = capacity;
    }
    return HR_OK;
}

hr_status hr_import_add_node(hr_importer *importer, const hr_import_node *node, const char *name, uint32_t *added,
                             hr_error *error)
{
    hr_import *import = importer->import;
    hr_import_node copy = *node; /* of an array that may move */
    uint32_t renamed = importer->renamed;
    hr_status status = make_room(importer, import->node_count + 1, 0, error);
    if (status == HR_OK) {
        *added = import->node_count;
        import->nodes[*added] = copy;
        status = name_node(importer, name, *added, error);
    }
    if (status == HR_OK) {
        ++import->node_count;
        importer->renamed = renamed; /* the file's names alone are worth a note */
    }
    return status;
}

hr_status hr_import_add_edge(hr_importer *importer, uint32_t first, uint32_t second, hr_error *error)
{
    hr_import *import = importer->import;
    hr_status status = make_room(importer, 0, import->edge_count + 1, error);
    if (status == HR_OK) {
        import->edges[import->edge_count++] = (hr_import_edge){{first, second}, 0, HR_EDGE_PRIMARY};
    }
    return status;
}

/* Ids that people do not read: numbers, perhaps behind a letter, as in `n0`. */
static bool are_ids_numbers(const hr_attributed_graph *graph)
{
    for (uint32_t n = 0; n < graph->node_count; ++n) {
        const char *id = hr_graph_id(graph, n);
        id += id[0] < '0' || id[0] > '9';
        if (id[0] == 0 || id[strspn(id, "0123456789")] != 0) {
            return false;
        }
    }
    return true;
}

static hr_status read_nodes(hr_importer *importer, hr_error *error)
{
    hr_import *import = importer->import;
    const hr_attributed_graph *graph = importer->graph;
    bool has_labels = are_ids_numbers(graph);
    hr_status status = make_room(importer, graph->node_count, graph->edge_count, error);
    for (uint32_t n = 0; n < graph->node_count && status == HR_OK; ++n) {
        const char *label = has_labels ? hr_import_text(importer, HR_COLUMN_NAME, n) : NULL;
        import->nodes[n] = (hr_import_node){.latitude = NAN,
                                            .longitude = NAN,
                                            .capacity_users = HR_CAPACITY_UNLIMITED,
                                            .role = HR_ROLE_COUNT,
                                            .operator_id = UINT8_MAX,
                                            .vendor = HR_NO_VENDOR,
                                            .managed_by = HR_NO_VENDOR};
        status = name_node(importer, label != NULL ? label : hr_graph_id(graph, n), n, error);
        if (status == HR_OK) {
            ++import->node_count;
            status = hr_import_read_node(importer, n, error);
        }
    }
    import->file_nodes = import->node_count;
    return status;
}

/* What neither the file nor a rule says of roles and operators. */
static hr_status settle_nodes(hr_importer *importer, hr_error *error)
{
    hr_import *import = importer->import;
    if (import->operator_count == 0) {
        memcpy(import->operators[import->operator_count++], "all", sizeof "all");
    }
    for (uint32_t n = 0; n < import->node_count; ++n) {
        hr_import_node *node = &import->nodes[n];
        if (node->role == HR_ROLE_COUNT) {
            node->role = HR_ROLE_CORE_ROUTER;
            ++importer->without_role;
        }
        if (node->operator_id == UINT8_MAX) {
            node->operator_id = 0;
            ++importer->without_operator;
        }
        if (node->role == HR_ROLE_OSS && node->vendor == HR_NO_VENDOR) {
            return hr_import_mistake(importer, false, n, error,
                                     "`%.64s` is an oss, which needs the vendor whose equipment it manages",
                                     hr_import_name(import, n));
        }
    }
    return HR_OK;
}

static void sum_up(hr_import *import)
{
    for (uint32_t n = 0; n < import->node_count; ++n) {
        const hr_import_node *node = &import->nodes[n];
        uint32_t o = node->operator_id;
        import->has_sensitive = import->has_sensitive || node->is_sensitive;
        import->has_oss[o] = import->has_oss[o] || node->role == HR_ROLE_OSS;
        if (node->role != HR_ROLE_OSS) {
            import->roles[o] |= HR_IMPORT_BIT(node->role);
            import->roles_without_vendor[o] |= node->vendor == HR_NO_VENDOR ? HR_IMPORT_BIT(node->role) : 0;
        }
        if (node->role != HR_ROLE_OSS && node->vendor != HR_NO_VENDOR) {
            import->makes[o][node->vendor] = true;
        }
    }
}

static void note_nodes(const hr_importer *importer)
{
    hr_import *import = importer->import;
    uint32_t unplaced = 0;
    for (uint32_t n = 0; n < import->file_nodes; ++n) {
        unplaced += isnan(import->nodes[n].latitude) ? 1 : 0;
    }
    if (importer->renamed > 0) {
        hr_import_say(import, "renamed", false, importer->renamed,
                      "%u nodes had the name of another and got a number behind it.", importer->renamed);
    }
    if (importer->unknown_roles > 0) {
        hr_import_say(import, "unknown_types", false, importer->unknown_roles,
                      "%u nodes have a type that is no role here (`%s` first).", importer->unknown_roles,
                      importer->unknown_role);
    }
    if (importer->without_role > 0) {
        hr_import_say(import, "roles", true, importer->without_role,
                      "%u of %u nodes have no role: taken for core routers.", importer->without_role,
                      import->file_nodes);
    }
    if (importer->without_operator > 0) {
        hr_import_say(import, "operators", true, importer->without_operator,
                      "%u of %u nodes have no operator: taken for `%s`'s.", importer->without_operator,
                      import->file_nodes, import->operators[0]);
    }
    if (unplaced > 0) {
        hr_import_say(import, "positions", false, unplaced,
                      "%u of %u nodes have no position: maps leave them out, and they come first along regional mixes.",
                      unplaced, import->file_nodes);
    }
}

static void note_mending(hr_import *import, const hr_graph_mending *mended)
{
    if (mended->self_loops > 0) {
        hr_import_say(import, "self_loops", false, mended->self_loops, "%llu edges from a node to itself: left out.",
                      (unsigned long long)mended->self_loops);
    }
    if (mended->is_directed) {
        hr_import_say(import, "directed", false, 1, "The graph is directed: edges are taken for links both ways.");
    }
    if (mended->texts_not_utf8 > 0) {
        hr_import_say(import, "not_utf8", false, mended->texts_not_utf8,
                      "%llu texts are not UTF-8: read as ISO 8859-1.", (unsigned long long)mended->texts_not_utf8);
    }
    if (mended->texts_cleaned > 0) {
        hr_import_say(import, "cleaned", false, mended->texts_cleaned,
                      "%llu texts have control characters: read as blanks.", (unsigned long long)mended->texts_cleaned);
    }
    if (mended->attributes_left > 0) {
        hr_import_say(import, "nested", false, mended->attributes_left,
                      "%llu attributes are lists or hold others: left out.",
                      (unsigned long long)mended->attributes_left);
    }
}

static hr_status import_all(hr_importer *importer, hr_error *error)
{
    hr_status status = read_nodes(importer, error);
    status = status == HR_OK ? hr_import_read_edges(importer, error) : status;
    status = status == HR_OK ? hr_import_apply_rules(importer, error) : status;
    status = status == HR_OK ? settle_nodes(importer, error) : status;
    if (status == HR_OK) {
        note_mending(importer->import, &importer->graph->mended);
        note_nodes(importer);
        hr_import_note_columns(importer);
    }
    status = status == HR_OK ? hr_import_note_parts(importer, error) : status;
    status = status == HR_OK ? hr_import_read_areas(importer, error) : status;
    status = status == HR_OK ? hr_import_place_users(importer, error) : status;
    status = status == HR_OK ? hr_import_place_functions(importer, error) : status;
    if (status == HR_OK) {
        sum_up(importer->import);
    }
    return status;
}

hr_status hr_import_graph(hr_import *import, const hr_attributed_graph *graph, const char *const files[2],
                          const hr_import_parameters *parameters, const hr_places *places, hr_error *error)
{
    hr_importer importer = {.import = import,
                            .graph = graph,
                            .node_file = files[0],
                            .edge_file = files[1] != NULL ? files[1] : files[0],
                            .parameters = parameters,
                            .places = places};
    memset(import, 0, sizeof *import);
    memcpy(import->operators, parameters->operators, sizeof import->operators);
    import->operator_count = parameters->operator_count;
    memcpy(import->vendors, parameters->vendors, sizeof import->vendors);
    import->vendor_count = parameters->vendor_count;
    hr_text_index_init(&importer.index);
    hr_import_find_columns(&importer);
    hr_status status = import_all(&importer, error);
    hr_text_index_free(&importer.index);
    free(importer.name_of);
    if (status != HR_OK) {
        hr_import_free(import);
    }
    return status;
}

void hr_import_free(hr_import *import)
{
    free(import->nodes);
    free(import->edges);
    free(import->names);
    memset(import, 0, sizeof *import);
}
