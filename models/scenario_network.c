/* Reading a scenario: the generated network and its services. See scenario.h. */
#include <libgen.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario_private.h"

static const int64_t USERS_MAX = INT64_C(4000000000);

/* A path, relative to the folder of the file that names it. */
static void read_path(const hr_value *value, char path[HR_PATH_SIZE])
{
    char text[1024];
    if (!hr_value_text(value, text, sizeof text)) {
        return;
    }
    char folder[HR_PATH_SIZE];
    snprintf(folder, sizeof folder, "%s", hr_value_file(value));
    int length = text[0] == '/' || strchr(folder, '/') == NULL
                     ? snprintf(path, HR_PATH_SIZE, "%s", text)
                     : snprintf(path, HR_PATH_SIZE, "%s/%s", dirname(folder), text);
    FILE *stream = length < HR_PATH_SIZE ? fopen(path, "rb") : NULL;
    if (stream == NULL) {
        hr_value_mistake(value, "cannot open the place table `%s`", path);
        return;
    }
    fclose(stream);
}

static void read_number(hr_mapping *mapping, const char *key, int64_t greatest, uint32_t *result)
{
    hr_value value = hr_mapping_get(mapping, key);
    int64_t number = 0;
    if (hr_value_count(&value, 0, greatest, &number)) {
        *result = (uint32_t)number;
    }
}

/* functions: {packet_core: {instances: 4, capacity_share: 0.35, shared: false}} */
static void read_functions(const hr_value *value, hr_generator_operator *provider)
{
    hr_mapping functions;
    void *iterator = NULL;
    char name[HR_NAME_SIZE];
    hr_value entry;
    if (!hr_mapping_open(value, &functions)) {
        return;
    }
    while (hr_mapping_next(&functions, &iterator, name, sizeof name, &entry)) {
        hr_role role = hr_role_by_name(name);
        if (role < HR_ROLE_PACKET_CORE || role > HR_ROLE_INTERNET_GATEWAY) {
            hr_value_mistake(&entry,
                             "`%s` is no function: packet_core, subscriber_db, voice_core, emergency_gateway and "
                             "internet_gateway are",
                             name);
            continue;
        }
        hr_generator_function *function = &provider->functions[provider->function_count++];
        hr_mapping mapping;
        function->role = role;
        if (!hr_mapping_open(&entry, &mapping)) {
            continue;
        }
        hr_mapping_require(&mapping, "instances");
        read_number(&mapping, "instances", 1000, &function->count);
        hr_value capacity = hr_mapping_get(&mapping, "capacity_share");
        hr_value_figure(&capacity, 0, 10, &function->capacity_share);
        hr_value shared = hr_mapping_get(&mapping, "shared");
        hr_value_switch(&shared, &function->is_shared);
        hr_mapping_close(&mapping);
    }
}

static void read_operator(hr_scenario *scenario, const hr_value *value, hr_generator_operator *provider,
                          hr_value *transport)
{
    hr_mapping mapping;
    provider->transport = -1;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    hr_value users = hr_mapping_require(&mapping, "users");
    hr_value_count(&users, 1, USERS_MAX, &provider->users);
    read_number(&mapping, "ran_sites", 1000000, &provider->ran_sites);
    read_number(&mapping, "cabinets", 1000000, &provider->cabinets);
    read_number(&mapping, "exchanges", 100000, &provider->exchanges);
    read_number(&mapping, "aggregation", 100000, &provider->aggregation);
    read_number(&mapping, "metro", 10000, &provider->metro);
    read_number(&mapping, "core_routers", 1000, &provider->core_routers);
    *transport = hr_mapping_get(&mapping, "transport");
    hr_value functions = hr_mapping_get(&mapping, "functions");
    read_functions(&functions, provider);
    hr_mapping_close(&mapping);
    if (provider->ran_sites + provider->cabinets + provider->exchanges == 0) {
        hr_value_mistake(value, "an operator needs access nodes: ran_sites, cabinets or exchanges");
    }
    (void)scenario;
}

static void read_operators(hr_scenario *scenario, hr_mapping *generate)
{
    hr_generator_parameters *generator = &scenario->generator;
    hr_value operators = hr_mapping_require(generate, "operators");
    hr_value transports[HR_OPERATORS_MAX];
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_NAME_SIZE];
    hr_value entry;
    if (!hr_mapping_open(&operators, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        if (generator->operator_count == HR_OPERATORS_MAX) {
            hr_value_mistake(&entry, "more than %d operators", HR_OPERATORS_MAX);
            break;
        }
        uint32_t o = generator->operator_count++;
        memcpy(generator->operators[o].name, name, sizeof generator->operators[o].name);
        scenario->operator_names.items[scenario->operator_names.count++] = generator->operators[o].name;
        read_operator(scenario, &entry, &generator->operators[o], &transports[o]);
    }
    if (generator->operator_count == 0) {
        hr_value_mistake(&operators, "a network needs at least one operator");
    }
    for (uint32_t o = 0; o < generator->operator_count; ++o) {
        uint32_t transport = 0;
        if (hr_value_is_there(&transports[o]) && hr_scenario_operator(scenario, &transports[o], &transport)) {
            generator->operators[o].transport = (int32_t)transport;
            if (transport == o || hr_value_is_there(&transports[transport])) {
                hr_value_mistake(&transports[o], "`%s` has no transport network of its own to share",
                                 generator->operators[transport].name);
            }
        }
    }
}

/* site_sharing: [{operators: [ee, three], share: 0.9}] */
static void read_site_sharing(hr_scenario *scenario, hr_mapping *generate)
{
    hr_generator_parameters *generator = &scenario->generator;
    hr_value pairs = hr_mapping_get(generate, "site_sharing");
    size_t count = hr_sequence_length(&pairs);
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(&pairs, i);
        hr_mapping mapping;
        if (!hr_mapping_open(&item, &mapping)) {
            continue;
        }
        uint32_t operators[HR_OPERATORS_MAX];
        uint32_t operator_count = 0;
        hr_value list = hr_mapping_require(&mapping, "operators");
        hr_scenario_operators(scenario, &list, operators, &operator_count);
        hr_value share = hr_mapping_require(&mapping, "share");
        double number = 0;
        hr_value_figure(&share, 0, 1, &number);
        hr_mapping_close(&mapping);
        if (operator_count != 2 || operators[0] == operators[1]) {
            hr_value_mistake(&item, "site sharing is between two different operators");
        } else if (generator->pair_count == HR_GENERATOR_PAIRS_MAX) {
            hr_value_mistake(&item, "more than %d site-sharing pairs", HR_GENERATOR_PAIRS_MAX);
        } else {
            generator->pairs[generator->pair_count++] = (hr_generator_pair){operators[0], operators[1], number};
        }
    }
}

static void read_dual_homing(hr_scenario *scenario, hr_mapping *generate)
{
    static const hr_role roles[] = {HR_ROLE_RAN_SITE, HR_ROLE_CABINET, HR_ROLE_EXCHANGE};
    hr_value value = hr_mapping_get(generate, "dual_homing_probability");
    hr_mapping mapping;
    if (!hr_mapping_open(&value, &mapping)) {
        return;
    }
    for (size_t i = 0; i < sizeof roles / sizeof *roles; ++i) {
        hr_value share = hr_mapping_get(&mapping, hr_role_forms[roles[i]].name);
        hr_value_figure(&share, 0, 1, &scenario->generator.dual_homing[roles[i]]);
    }
    hr_mapping_close(&mapping);
}

void hr_scenario_read_network(hr_scenario *scenario, hr_mapping *root)
{
    hr_generator_parameters *generator = &scenario->generator;
    hr_value network = hr_mapping_require(root, "network");
    hr_mapping mapping;
    hr_mapping generate;
    if (!hr_mapping_open(&network, &mapping)) {
        return;
    }
    hr_value value = hr_mapping_require(&mapping, "generate");
    hr_mapping_close(&mapping);
    if (!hr_mapping_open(&value, &generate)) {
        return;
    }
    int64_t number = 1;
    hr_value seed = hr_mapping_get(&generate, "seed");
    hr_value_setting(&seed, 0, INT64_C(1) << 53, &number);
    generator->seed = (uint64_t)number;
    hr_value places = hr_mapping_require(&generate, "places");
    read_path(&places, scenario->places_file);
    hr_value population = hr_mapping_require(&generate, "population");
    hr_value_count(&population, 1, USERS_MAX, &generator->population);
    hr_value exponent = hr_mapping_require(&generate, "site_exponent");
    hr_value_figure(&exponent, 0, 2, &generator->site_exponent);
    hr_value density = hr_mapping_require(&generate, "urban_density_per_km2");
    hr_value_figure(&density, 1, 1e6, &generator->urban_density_per_km2);
    read_dual_homing(scenario, &generate);
    read_operators(scenario, &generate);
    read_site_sharing(scenario, &generate);
    hr_mapping_close(&generate);
}

/* ---- services -------------------------------------------------------------------------------------------------- */

static void read_service(const hr_value *value, hr_service *service)
{
    hr_mapping mapping;
    if (!hr_mapping_open(value, &mapping)) {
        return;
    }
    hr_value access = hr_mapping_require(&mapping, "access");
    service->access_roles = hr_scenario_roles(&access, 0);
    hr_value required = hr_mapping_require(&mapping, "requires");
    uint32_t roles = hr_scenario_roles(&required, 0);
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        if (roles >> r & 1 && service->required_count < HR_REQUIRED_ROLES_MAX) {
            service->required[service->required_count++] = (hr_role)r;
        }
    }
    hr_value any = hr_mapping_get(&mapping, "any_operator");
    hr_value_switch(&any, &service->any_operator);
    hr_value calls = hr_mapping_get(&mapping, "calls_per_user_hour");
    hr_value_figure(&calls, 0, 1000, &service->calls_per_user_hour);
    hr_value headline = hr_mapping_get(&mapping, "headline");
    hr_value_switch(&headline, &service->is_headline);
    hr_mapping_close(&mapping);
    uint32_t access_roles = 1u << HR_ROLE_RAN_SITE | 1u << HR_ROLE_CABINET | 1u << HR_ROLE_EXCHANGE;
    if (hr_value_is_there(&access) && (service->access_roles == 0 || service->access_roles & ~access_roles)) {
        hr_value_mistake(&access, "access roles are ran_site, cabinet and exchange; at least one is needed");
    }
    if (hr_value_is_there(&required) && service->required_count == 0) {
        hr_value_mistake(&required, "at least one required role is needed");
    }
}

static void read_overlap(hr_scenario *scenario, hr_mapping *root)
{
    hr_value value = hr_mapping_get(root, "overlap");
    hr_mapping overlap;
    if (!hr_mapping_open(&value, &overlap)) {
        return;
    }
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        hr_value entry = hr_mapping_get(&overlap, hr_role_forms[r].name);
        hr_mapping mapping;
        if (!hr_value_is_there(&entry) || !hr_mapping_open(&entry, &mapping)) {
            continue;
        }
        if (hr_role_forms[r].is_transit) {
            hr_value_mistake(&entry, "only radio sites and cabinets can overlap: `%s` carries transit",
                             hr_role_forms[r].name);
        }
        hr_value share = hr_mapping_require(&mapping, "overlap_share");
        hr_value_figure(&share, 0, 1, &scenario->overlap.overlap_share[r]);
        hr_value headroom = hr_mapping_require(&mapping, "headroom_share");
        hr_value_figure(&headroom, 0, 10, &scenario->overlap.headroom_share[r]);
        hr_mapping_close(&mapping);
    }
    hr_mapping_close(&overlap);
}

void hr_scenario_read_services(hr_scenario *scenario, hr_mapping *root)
{
    hr_value services = hr_mapping_require(root, "services");
    hr_mapping mapping;
    void *iterator = NULL;
    char name[HR_NAME_SIZE];
    hr_value entry;
    uint32_t headline_roles = 0;
    bool has_headline = false;
    read_overlap(scenario, root);
    if (!hr_mapping_open(&services, &mapping)) {
        return;
    }
    while (hr_mapping_next(&mapping, &iterator, name, sizeof name, &entry)) {
        if (scenario->service_count == HR_SERVICES_MAX) {
            hr_value_mistake(&entry, "more than %d services", HR_SERVICES_MAX);
            break;
        }
        hr_service *service = &scenario->services[scenario->service_count++];
        memcpy(service->name, name, sizeof service->name);
        read_service(&entry, service);
        if (service->is_headline && (service->access_roles & headline_roles) != 0) {
            hr_value_mistake(&entry, "two headline services count the same users: their access roles must differ");
        }
        headline_roles |= service->is_headline ? service->access_roles : 0;
        has_headline = has_headline || service->is_headline;
    }
    if (hr_value_is_there(&services) && !has_headline) {
        hr_value_mistake(&services,
                         "at least one service must be marked `headline: true`: outage shares count its users");
    }
}
