/* Where the functions of operators stand that a file says nothing of. See import.h. O(nodes * operators). */
#include <string.h>

#include "models/files/import_private.h"

static const hr_generator_function ALL_FUNCTIONS[] = {
    {HR_ROLE_PACKET_CORE, HR_IMPORT_INSTANCES, 0, false},
    {HR_ROLE_SUBSCRIBER_DB, HR_IMPORT_INSTANCES, 0, false},
    {HR_ROLE_VOICE_CORE, HR_IMPORT_INSTANCES, 0, false},
    {HR_ROLE_EMERGENCY_GATEWAY, HR_IMPORT_INSTANCES, 0, false},
    {HR_ROLE_INTERNET_GATEWAY, HR_IMPORT_INSTANCES, 0, false},
};

/* Whether a site at one node goes before one at another: further in by its role, then with more links. */
static bool goes_before(const hr_import *import, uint32_t one, uint32_t other)
{
    const hr_import_node *a = &import->nodes[one];
    const hr_import_node *b = &import->nodes[other];
    if (a->role != b->role) {
        return a->role > b->role;
    }
    return a->degree != b->degree ? a->degree > b->degree : one < other;
}

/* The best places among an operator's transport nodes of the file, or among everybody's where it has none. */
static void find_sites(const hr_importer *importer, uint32_t operator_id, bool of_anyone, uint32_t *sites)
{
    const hr_import *import = importer->import;
    memset(sites, 0xff, HR_IMPORT_INSTANCES * sizeof *sites);
    for (uint32_t n = 0; n < import->node_count; ++n) {
        const hr_import_node *node = &import->nodes[n];
        if ((node->operator_id != operator_id && !of_anyone) || !hr_import_is(node, HR_IMPORT_TRANSPORT)) {
            continue;
        }
        uint32_t place = HR_IMPORT_INSTANCES;
        while (place > 0 && (sites[place - 1] == HR_NO_NODE || goes_before(import, n, sites[place - 1]))) {
            --place;
        }
        for (uint32_t k = HR_IMPORT_INSTANCES - 1; k > place; --k) {
            sites[k] = sites[k - 1];
        }
        if (place < HR_IMPORT_INSTANCES) {
            sites[place] = n;
        }
    }
}

/* Functions that serve an operator already, as bits. */
static unsigned functions_of(const hr_import *import, uint32_t operator_id)
{
    unsigned roles = 0;
    for (uint32_t n = 0; n < import->node_count; ++n) {
        const hr_import_node *node = &import->nodes[n];
        roles |= node->operator_id == operator_id || node->is_shared ? HR_IMPORT_BIT(node->role) : 0;
    }
    return roles & HR_IMPORT_FUNCTIONS;
}

static int64_t users_of(const hr_import *import, uint32_t operator_id)
{
    int64_t users = 0;
    for (uint32_t n = 0; n < import->node_count; ++n) {
        users += import->nodes[n].operator_id == operator_id ? import->nodes[n].users : 0;
    }
    return users;
}

static hr_status add_function(hr_importer *importer, uint32_t operator_id, const hr_generator_function *function,
                              uint32_t number, hr_error *error)
{
    hr_import *import = importer->import;
    char name[2 * HR_NAME_SIZE + 32];
    uint32_t added = 0;
    uint32_t at = import->sites[operator_id][number % HR_IMPORT_INSTANCES];
    at = at != HR_NO_NODE ? at : import->sites[operator_id][0];
    hr_import_node node = import->nodes[at];
    double capacity = function->capacity_share * (double)users_of(import, operator_id);
    node.role = (uint8_t)function->role;
    node.operator_id = (uint8_t)operator_id;
    node.users = 0;
    node.is_shared = function->is_shared;
    node.vendor = HR_NO_VENDOR;
    node.managed_by = HR_NO_VENDOR;
    node.capacity_users = function->capacity_share > 0 ? (int64_t)(capacity + 0.999999) : HR_CAPACITY_UNLIMITED;
    snprintf(name, sizeof name, "%s %s %u", import->operators[operator_id], hr_role_forms[function->role].name,
             number + 1);
    hr_status status = hr_import_add_node(importer, &node, name, &added, error);
    return status == HR_OK ? hr_import_add_edge(importer, at, added, error) : status;
}

/* Functions that the caller asks for and the file lacks; by default all, where the file has none. */
static hr_status add_functions(hr_importer *importer, uint32_t operator_id, uint32_t *added, hr_error *error)
{
    const hr_import_parameters *parameters = importer->parameters;
    bool is_asked = parameters->function_count > 0;
    const hr_generator_function *functions = is_asked ? parameters->functions : ALL_FUNCTIONS;
    size_t count = is_asked ? parameters->function_count : sizeof ALL_FUNCTIONS / sizeof *ALL_FUNCTIONS;
    unsigned there = functions_of(importer->import, operator_id);
    hr_status status = HR_OK;
    for (size_t f = 0; f < count && (is_asked || there == 0); ++f) {
        for (uint32_t k = 0; k < functions[f].count && !(there >> functions[f].role & 1) && status == HR_OK; ++k) {
            status = add_function(importer, operator_id, &functions[f], k, error);
            ++*added;
        }
    }
    return status;
}

hr_status hr_import_place_functions(hr_importer *importer, hr_error *error)
{
    hr_import *import = importer->import;
    hr_status status = HR_OK;
    uint32_t added = 0;
    for (uint32_t o = 0; o < import->operator_count; ++o) {
        find_sites(importer, o, false, import->sites[o]);
        if (import->sites[o][0] == HR_NO_NODE) {
            find_sites(importer, o, true, import->sites[o]);
        }
    }
    for (uint32_t o = 0; o < import->operator_count && status == HR_OK; ++o) {
        if (import->sites[o][0] != HR_NO_NODE && users_of(import, o) > 0) {
            status = add_functions(importer, o, &added, error);
        }
    }
    if (status == HR_OK && added > 0) {
        const uint32_t *sites = import->sites[0];
        hr_import_say(
            import, "functions", true, added,
            "%u functions were added, at each operator's best-connected nodes (%s's: `%.64s`%s%.64s%s).", added,
            import->operators[0], hr_import_name(import, sites[0]), sites[1] != HR_NO_NODE ? ", `" : "",
            sites[1] != HR_NO_NODE ? hr_import_name(import, sites[1]) : "", sites[1] != HR_NO_NODE ? "`" : "");
    }
    return status;
}
