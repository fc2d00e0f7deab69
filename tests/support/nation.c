/* Nations for tests. See nation.h. */
#include "tests/support/nation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static hr_generator_operator mobile(const char *name, int64_t users, uint32_t sites, int32_t transport)
{
    hr_generator_operator provider = {
        .users = users,
        .ran_sites = sites,
        .aggregation = 300,
        .metro = 30,
        .core_routers = 8,
        .transport = transport,
        .function_count = 4,
        .functions = {{HR_ROLE_PACKET_CORE, 4, 0, false},
                      {HR_ROLE_SUBSCRIBER_DB, 2, 0, false},
                      {HR_ROLE_VOICE_CORE, 4, 0, false},
                      {HR_ROLE_INTERNET_GATEWAY, 4, 0, false}},
        .oss_count = 3,
        .oss_vendors = {0, 1, 2},
    };
    strcpy(provider.name, name);
    return provider;
}

void hr_nation_united_kingdom(hr_generator_parameters *parameters)
{
    enum { EE, O2, VODAFONE, THREE, BT, VIRGIN, COUNT };
    memset(parameters, 0, sizeof *parameters);
    parameters->seed = 2018;
    parameters->population = 66400000;
    parameters->site_exponent = 0.8;
    parameters->urban_density_per_km2 = 4500;
    parameters->dual_homing[HR_ROLE_RAN_SITE] = 0.1;
    parameters->dual_homing[HR_ROLE_EXCHANGE] = 0.3;
    parameters->operator_count = COUNT;
    parameters->operators[EE] = mobile("ee", 21912000, 18800, BT);
    parameters->operators[O2] = mobile("o2", 21248000, 18000, -1);
    parameters->operators[VODAFONE] = mobile("vodafone", 14608000, 18000, -1);
    parameters->operators[THREE] = mobile("three", 8632000, 18000, -1);
    parameters->operators[BT] = (hr_generator_operator){
        .name = "bt",
        .users = 20800000,
        .cabinets = 90000,
        .exchanges = 5500,
        .aggregation = 1000,
        .metro = 100,
        .core_routers = 10,
        .transport = -1,
        .function_count = 3,
        .functions = {{HR_ROLE_INTERNET_GATEWAY, 6, 0, false},
                      {HR_ROLE_VOICE_CORE, 4, 0, false},
                      {HR_ROLE_EMERGENCY_GATEWAY, 3, 0, true}},
        .oss_count = 3,
        .oss_vendors = {0, 1, 3},
    };
    parameters->operators[VIRGIN] = (hr_generator_operator){
        .name = "virgin",
        .users = 5200000,
        .cabinets = 30000,
        .exchanges = 600,
        .aggregation = 60,
        .metro = 30,
        .core_routers = 8,
        .transport = -1,
        .function_count = 2,
        .functions = {{HR_ROLE_INTERNET_GATEWAY, 6, 0, false}, {HR_ROLE_VOICE_CORE, 4, 0, false}},
        .oss_count = 3,
        .oss_vendors = {0, 1, 3},
    };
    parameters->pair_count = 2;
    parameters->pairs[0] = (hr_generator_pair){EE, THREE, 0.9};
    parameters->pairs[1] = (hr_generator_pair){VODAFONE, O2, 0.9};
}

void hr_nation_small(hr_generator_parameters *parameters)
{
    memset(parameters, 0, sizeof *parameters);
    parameters->seed = 7;
    parameters->population = 500000;
    parameters->site_exponent = 0.8;
    parameters->urban_density_per_km2 = 2000;
    parameters->dual_homing[HR_ROLE_RAN_SITE] = 0.2;
    parameters->dual_homing[HR_ROLE_CABINET] = 0.1;
    parameters->dual_homing[HR_ROLE_EXCHANGE] = 0.5;
    parameters->operator_count = 4;
    parameters->operators[HR_NATION_RED] = (hr_generator_operator){
        .name = "red",
        .users = 300001,
        .ran_sites = 150,
        .transport = HR_NATION_LINE,
        .function_count = 2,
        .functions = {{HR_ROLE_PACKET_CORE, 2, 0.75, false}, {HR_ROLE_INTERNET_GATEWAY, 2, 0, false}},
        .oss_count = 2,
        .oss_vendors = {4, 9},
    };
    parameters->operators[HR_NATION_BLUE] = (hr_generator_operator){
        .name = "blue",
        .users = 199999,
        .ran_sites = 120,
        .aggregation = 12,
        .metro = 6,
        .core_routers = 4,
        .transport = -1,
        .function_count = 1,
        .functions = {{HR_ROLE_PACKET_CORE, 2, 0, false}},
    };
    parameters->operators[HR_NATION_LINE] = (hr_generator_operator){
        .name = "line",
        .users = 150000,
        .cabinets = 250,
        .exchanges = 75,
        .aggregation = 20,
        .metro = 8,
        .core_routers = 5,
        .transport = -1,
        .function_count = 2,
        .functions = {{HR_ROLE_INTERNET_GATEWAY, 3, 0, false}, {HR_ROLE_EMERGENCY_GATEWAY, 2, 1, true}},
    };
    parameters->operators[HR_NATION_FIBRE] = (hr_generator_operator){
        .name = "fibre",
        .users = 33333,
        .exchanges = 25,
        .aggregation = 6,
        .metro = 4,
        .core_routers = 3,
        .transport = -1,
        .function_count = 1,
        .functions = {{HR_ROLE_INTERNET_GATEWAY, 1, 0, false}},
    };
    parameters->pair_count = 1;
    parameters->pairs[0] = (hr_generator_pair){HR_NATION_RED, HR_NATION_BLUE, 0.9};
}

void hr_nation_small_places(hr_places *places)
{
    places->count = 60;
    places->places = calloc(places->count, sizeof *places->places);
    assert(places->places != NULL);
    for (uint32_t p = 0; p < places->count; ++p) {
        hr_place *place = &places->places[p];
        snprintf(place->name, sizeof place->name, "place %02u", p);
        place->latitude = 50 + 0.25 * ((p * 7) % 10) + 0.01 * (p % 3);
        place->longitude = -3 + 0.4 * ((p * 3) % 13) + 0.02 * (p % 4);
        place->population = 100000.0 / (p + 1);
    }
}

static uint64_t digest_bytes(uint64_t digest, const void *bytes, size_t count)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < count; ++i) {
        digest = (digest ^ byte[i]) * UINT64_C(0x100000001b3);
    }
    return digest;
}

uint64_t hr_nation_digest(const hr_network *network)
{
    size_t nodes = network->node_count;
    uint32_t sizes[] = {network->node_count,     network->transit_count, network->edge_count,
                        network->operator_count, network->area_count,    network->region_count};
    size_t ids = network->id_offset[nodes - 1] + strlen(hr_network_id(network, (uint32_t)nodes - 1)) + 1;
    uint64_t digest = digest_bytes(UINT64_C(0xcbf29ce484222325), sizes, sizeof sizes);
    const struct {
        const void *bytes;
        size_t count;
    } arrays[] = {
        {network->role, nodes},
        {network->operator_id, nodes},
        {network->region, nodes * sizeof *network->region},
        {network->area, nodes * sizeof *network->area},
        {network->latitude, nodes * sizeof *network->latitude},
        {network->longitude, nodes * sizeof *network->longitude},
        {network->users, nodes * sizeof *network->users},
        {network->capacity_users, nodes * sizeof *network->capacity_users},
        {network->is_shared, nodes},
        {network->is_sensitive, nodes},
        {network->bound_vendor, nodes},
        {network->ids, ids},
        {network->link_start, (nodes + 1) * sizeof *network->link_start},
        {network->stub_start, network->transit_count * sizeof *network->stub_start},
    };
    for (size_t a = 0; a < sizeof arrays / sizeof *arrays; ++a) {
        digest = digest_bytes(digest, arrays[a].bytes, arrays[a].count);
    }
    for (size_t k = 0; k < 2 * (size_t)network->edge_count; ++k) { /* one by one: links have padding */
        digest = digest_bytes(digest, &network->links[k].node, sizeof network->links[k].node);
        digest = digest_bytes(digest, &network->links[k].kind, sizeof network->links[k].kind);
    }
    return digest;
}

uint32_t hr_nation_node(const hr_network *network, const char *id)
{
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (strcmp(hr_network_id(network, n), id) == 0) {
            return n;
        }
    }
    return HR_NO_NODE;
}
