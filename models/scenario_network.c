/* Reading a scenario: the generated network, its services and their overlap. See scenario.h. */
#include <math.h>

#include "models/scenario_private.h"

#define USERS_MAX 4000000000.0

/* ---- operators ------------------------------------------------------------------------------------------------- */

static const hr_key FUNCTION_ROWS[] = {
    {"instances", "how many", NULL, HR_KEY_COUNT, HR_FIELD(hr_generator_function, count), .is_required = true,
     .greatest = 1000},
    {"capacity_share", "of the operator's users, that one instance carries; 0: all", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_generator_function, capacity_share), .greatest = 10},
    {"shared", "whether it serves every operator", NULL, HR_KEY_SWITCH, HR_FIELD(hr_generator_function, is_shared),
     .absent = false},
};
const hr_keys hr_function_keys = {FUNCTION_ROWS, HR_KEY_COUNT_OF(FUNCTION_ROWS), NULL};

static const hr_key BACKBONE_ROWS[] = {
    {"file", "a network in any format that can be read; of a pair of CSV files, that of nodes", NULL, HR_KEY_FILE,
     HR_FIELD(hr_generator_backbone, file), .is_required = true, .size = HR_GENERATOR_PATH_SIZE},
    {"edges", "the file of links, of a pair of CSV files", NULL, HR_KEY_FILE,
     HR_FIELD(hr_generator_backbone, edges_file), .size = HR_GENERATOR_PATH_SIZE, .otherwise = "`file` holds them"},
    {"core_routers", "how many of its nodes, the best connected, are core routers; the others are metro nodes", NULL,
     HR_KEY_COUNT, HR_FIELD(hr_generator_backbone, core_routers), .least = 3, .greatest = 1000, .otherwise = "all"},
    {"reach_km", "nodes further from every place are taken to lie abroad and left out", "km", HR_KEY_SETTING_NUMBER,
     HR_FIELD(hr_generator_backbone, reach_km), .least = 1, .greatest = 20100, .absent = 50},
};
static const hr_keys BACKBONE_KEYS = {BACKBONE_ROWS, HR_KEY_COUNT_OF(BACKBONE_ROWS), NULL};

static const hr_key OPERATOR_ROWS[] = {
    {"users", "persons (mobile) or lines (fixed), placed exactly", NULL, HR_KEY_BIG_COUNT,
     HR_FIELD(hr_generator_operator, users), .is_required = true, .least = 1, .greatest = USERS_MAX},
    {"ran_sites", "mobile base-station sites", NULL, HR_KEY_COUNT, HR_FIELD(hr_generator_operator, ran_sites),
     .greatest = 1000000},
    {"cabinets", "street cabinets; without any, exchanges carry the lines", NULL, HR_KEY_COUNT,
     HR_FIELD(hr_generator_operator, cabinets), .greatest = 1000000},
    {"exchanges", "exchanges of fixed lines", NULL, HR_KEY_COUNT, HR_FIELD(hr_generator_operator, exchanges),
     .greatest = 100000},
    {"aggregation", "aggregation nodes, at towns", NULL, HR_KEY_COUNT, HR_FIELD(hr_generator_operator, aggregation),
     .greatest = 100000},
    {"metro", "metro nodes, at cities", NULL, HR_KEY_COUNT, HR_FIELD(hr_generator_operator, metro), .greatest = 10000},
    {"core_routers", "core routers, at the largest of them", NULL, HR_KEY_COUNT,
     HR_FIELD(hr_generator_operator, core_routers), .greatest = 1000},
    {"backbone", "a real network whose nodes and links its metro and core are, in place of `metro` and `core_routers`",
     NULL, HR_KEY_GROUP, HR_FIELD(hr_generator_operator, backbone),
     .there = HR_FLAG(hr_generator_operator, backbone.is_there), .inner = &BACKBONE_KEYS, .otherwise = "none"},
    {"transport", "another operator whose exchanges, aggregation, metro and core it uses", NULL, HR_KEY_OPERATOR,
     HR_FIELD(hr_generator_operator, transport), .absent = HR_NO_INDEX, .otherwise = "its own"},
    {"functions", "functions of its core, by role", NULL, HR_KEY_MAP, HR_FIELD(hr_generator_operator, functions),
     .inner = &hr_function_keys, .size = sizeof(hr_generator_function),
     .count = HR_FIELD(hr_generator_operator, function_count), .most = HR_GENERATOR_FUNCTIONS_MAX,
     .roles = HR_FUNCTION_ROLES, .names = HR_NAMES_ROLES, .label = HR_FLAG(hr_generator_function, role),
     .item = "function"},
};
static const hr_keys OPERATOR_KEYS = {OPERATOR_ROWS, HR_KEY_COUNT_OF(OPERATOR_ROWS), NULL};

/* ---- the generator --------------------------------------------------------------------------------------------- */

static void read_pair(const hr_scenario *scenario, const hr_value *value, void *field)
{
    hr_generator_pair *pair = field;
    size_t length = hr_sequence_length(value);
    if (hr_value_is_sequence(value) && length != 2) {
        hr_value_mistake(value, "site sharing is between two operators, not %zu", length);
        return;
    }
    if (length == 2) {
        hr_value first = hr_sequence_item(value, 0);
        hr_value second = hr_sequence_item(value, 1);
        bool is_first = hr_scenario_operator(scenario, &first, &pair->first);
        bool is_second = hr_scenario_operator(scenario, &second, &pair->second);
        if (is_first && is_second && pair->first == pair->second) {
            hr_value_mistake(&second, "site sharing is between two different operators");
        }
    }
}

static const hr_key PAIR_ROWS[] = {
    {"operators", "the two", NULL, HR_KEY_OPERATORS, 0, .is_required = true, .read = read_pair, .fewest = 2, .most = 2,
     .item = "operator"},
    {"share", "of the smaller operator's sites, that stand at a site of the other", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_generator_pair, share), .is_required = true, .greatest = 1},
};
static const hr_keys PAIR_KEYS = {PAIR_ROWS, HR_KEY_COUNT_OF(PAIR_ROWS), NULL};

static void read_sensitive_places(const hr_scenario *known, const hr_value *value, void *field)
{
    hr_scenario *scenario = field;
    hr_generator_sensitive *sensitive = &scenario->generator.sensitive;
    size_t length = hr_sequence_length(value);
    (void)known;
    scenario->sensitive_places = hr_key_place_of(value);
    for (size_t i = 0; i < length; ++i) {
        hr_value item = hr_sequence_item(value, i);
        if (sensitive->place_count == HR_GENERATOR_SENSITIVE_MAX) {
            hr_value_mistake(&item, "more than %d sensitive places", HR_GENERATOR_SENSITIVE_MAX);
            return;
        }
        sensitive->place_count += hr_value_text(&item, sensitive->places[sensitive->place_count], HR_NAME_SIZE);
    }
}

static const hr_key SENSITIVE_ROWS[] = {
    {"area_share", "of all areas, by a draw of each area's own: a larger share holds a smaller one", NULL,
     HR_KEY_FIGURE, HR_FIELD(hr_scenario, generator.sensitive.area_share), .greatest = 1,
     .together = HR_TOGETHER_AT_LEAST_ONE},
    {"places", "names in the table of places, all of whose areas are sensitive", NULL, HR_KEY_NEW_NAMES, 0,
     .read = read_sensitive_places, .fewest = 1, .most = HR_GENERATOR_SENSITIVE_MAX, .item = "place",
     .together = HR_TOGETHER_AT_LEAST_ONE, .otherwise = "none"},
};
static const hr_keys SENSITIVE_KEYS = {SENSITIVE_ROWS, HR_KEY_COUNT_OF(SENSITIVE_ROWS), NULL};

static const hr_key PUBLISHED_ROWS[] = {
    {"nodes", "of the whole network", NULL, HR_KEY_FIGURE, HR_FIELD(hr_scenario, published.nodes), .greatest = 1e9},
    {"nodes_by_role", "of all operators", NULL, HR_KEY_ROLE_FIGURES, HR_FIELD(hr_scenario, published.nodes_by_role),
     .greatest = 1e9, .roles = HR_ALL_ROLES, .otherwise = "nothing is published"},
    {"users_by_role", "whom nodes of the role serve directly", NULL, HR_KEY_ROLE_FIGURES,
     HR_FIELD(hr_scenario, published.users_by_role), .greatest = USERS_MAX, .roles = HR_ACCESS_ROLES,
     .otherwise = "nothing is published"},
    {"covered_share", "of the population, within reach of radio sites", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_scenario, published.covered_share), .greatest = 1},
};
static const hr_keys PUBLISHED_KEYS = {PUBLISHED_ROWS, HR_KEY_COUNT_OF(PUBLISHED_ROWS), NULL};

static void check_operators(const hr_generator_parameters *generator, const hr_value *operators)
{
    uint32_t fixed = 0;
    for (uint32_t o = 0; o < generator->operator_count; ++o) {
        int32_t owner = generator->operators[o].transport;
        hr_value provider = hr_value_within(operators, generator->operators[o].name);
        hr_value transport = hr_value_within(&provider, "transport");
        hr_error error;
        fixed += generator->operators[o].exchanges > 0;
        if (owner == (int32_t)o) {
            hr_value_mistake(&transport, "an operator's own transport: leave the key out");
        } else if (owner >= 0 && generator->operators[owner].transport >= 0) {
            hr_value_mistake(&transport, "`%s` has no transport network of its own to share",
                             generator->operators[owner].name);
        } else if (hr_value_is_sound(&provider) && hr_generator_check_operator(generator, o, &error) != HR_OK) {
            hr_value_mistake(&provider, "%s", error.text);
        }
    }
    if (generator->operator_count > 0 && fixed == 0 && hr_value_is_sound(operators)) {
        hr_value_mistake(operators, "no operator has exchanges; the areas of the nation are theirs");
    }
}

static void check_generator(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const hr_generator_parameters *generator = &scenario->generator;
    hr_value operators = hr_value_within(value, "operators");
    hr_value pairs = hr_value_within(value, "site_sharing");
    (void)result;
    check_operators(generator, &operators);
    for (uint32_t p = 0; p < generator->pair_count && hr_value_is_sound(&operators) && hr_value_is_sound(&pairs); ++p) {
        hr_value pair = hr_sequence_item(&pairs, p);
        hr_error error;
        if (hr_generator_check_pair(generator, p, &error) != HR_OK) {
            hr_value_mistake(&pair, "%s", error.text);
        }
    }
}

static const hr_key GENERATOR_ROWS[] = {
    {"seed", "of the network", NULL, HR_KEY_BIG_SETTING, HR_FIELD(hr_scenario, generator.seed),
     .greatest = 9007199254740992.0, .absent = 1},
    {"places", "table of places: CSV with the columns name, lat, lon, population", NULL, HR_KEY_FILE,
     HR_FIELD(hr_scenario, places_file), .is_required = true, .size = HR_PATH_SIZE},
    {"population", "the places are scaled to it", NULL, HR_KEY_BIG_COUNT, HR_FIELD(hr_scenario, generator.population),
     .is_required = true, .least = 1, .greatest = USERS_MAX},
    {"site_exponent", "access sites go by population to this power: below 1, city sites are busier", NULL,
     HR_KEY_FIGURE, HR_FIELD(hr_scenario, generator.site_exponent), .is_required = true, .greatest = 2},
    {"urban_density_per_km2", "persons; spreads a place's nodes over a disc", "1/km2", HR_KEY_FIGURE,
     HR_FIELD(hr_scenario, generator.urban_density_per_km2), .is_required = true, .least = 1, .greatest = 1e6},
    {"dual_homing_probability", "of a second parent as backup", NULL, HR_KEY_ROLE_FIGURES,
     HR_FIELD(hr_scenario, generator.dual_homing), .greatest = 1, .roles = HR_ACCESS_ROLES,
     .otherwise = "0 for every role"},
    {"operators", "mobile and fixed operators; the first with exchanges divides the country into areas", NULL,
     HR_KEY_MAP, HR_FIELD(hr_scenario, generator.operators), .is_required = true, .inner = &OPERATOR_KEYS,
     .size = sizeof(hr_generator_operator), .count = HR_FIELD(hr_scenario, generator.operator_count), .fewest = 1,
     .most = HR_OPERATORS_MAX, .label = HR_FLAG(hr_generator_operator, name), .item = "operator"},
    {"site_sharing", "pairs of operators that share sites", NULL, HR_KEY_LIST, HR_FIELD(hr_scenario, generator.pairs),
     .inner = &PAIR_KEYS, .size = sizeof(hr_generator_pair), .count = HR_FIELD(hr_scenario, generator.pair_count),
     .most = HR_GENERATOR_PAIRS_MAX, .item = "pair", .otherwise = "nobody shares"},
    {"sensitive", "sites of national significance, for limits on vendors: whatever stands in certain areas", NULL,
     HR_KEY_GROUP, 0, .there = HR_FLAG(hr_scenario, has_sensitive), .inner = &SENSITIVE_KEYS, .otherwise = "none"},
    {"published", "totals to compare the network with; nothing is generated from them", NULL, HR_KEY_GROUP,
     .inner = &PUBLISHED_KEYS, .otherwise = "none"},
};
static const hr_keys GENERATOR_KEYS = {GENERATOR_ROWS, HR_KEY_COUNT_OF(GENERATOR_ROWS), check_generator};

static const hr_key NETWORK_ROWS[] = {
    {"generate", "a nation from real places", NULL, HR_KEY_GROUP, 0, .inner = &GENERATOR_KEYS,
     .together = HR_TOGETHER_ONE},
    {"listed", "a small network, node by node", NULL, HR_KEY_GROUP, 0, .there = HR_FLAG(hr_scenario, listed.is_there),
     .inner = &hr_listed_keys, .together = HR_TOGETHER_ONE},
    {"file", "a network from a file: see below what is guessed", NULL, HR_KEY_GROUP, 0, .read = hr_scenario_read_file,
     .there = HR_FLAG(hr_scenario, is_from_file), .inner = &hr_file_keys, .together = HR_TOGETHER_ONE},
};
const hr_keys hr_network_keys = {NETWORK_ROWS, HR_KEY_COUNT_OF(NETWORK_ROWS), NULL};

/* ---- services -------------------------------------------------------------------------------------------------- */

static const hr_key SERVICE_ROWS[] = {
    {"access", "roles whose users have the service", NULL, HR_KEY_ROLES, HR_FIELD(hr_service, access_roles),
     .is_required = true, .fewest = 1, .roles = HR_ACCESS_ROLES, .item = "role"},
    {"requires", "roles that must be in reach", NULL, HR_KEY_ROLE_LIST, HR_FIELD(hr_service, required),
     .is_required = true, .count = HR_FIELD(hr_service, required_count), .fewest = 1,
     .roles = HR_ALL_ROLES & ~(HR_ROLE_BIT(HR_ROLE_RAN_SITE) | HR_ROLE_BIT(HR_ROLE_CABINET)), .item = "role"},
    {"any_operator", "carried by any operator with a working access node in the area, as emergency calls are", NULL,
     HR_KEY_SWITCH, HR_FIELD(hr_service, any_operator), .absent = false},
    {"calls_per_user_hour", "calls that a user makes in an hour: lost calls are counted", "1/h", HR_KEY_FIGURE,
     HR_FIELD(hr_service, calls_per_user_hour), .greatest = 1000},
    {"headline", "whether its users count in outage shares and in the risk of effectiveness", NULL, HR_KEY_SWITCH,
     HR_FIELD(hr_service, is_headline), .absent = false},
};
const hr_keys hr_service_keys = {SERVICE_ROWS, HR_KEY_COUNT_OF(SERVICE_ROWS), NULL};

/* Roles whose nodes serve users directly, and all roles that there are nodes of, as bits. */
static void roles_of_network(const hr_scenario *scenario, uint32_t *with_users, uint32_t *all)
{
    *with_users = 0;
    *all = HR_ROLE_BIT(HR_ROLE_OSS);
    for (uint32_t o = 0; o < scenario->generator.operator_count; ++o) {
        const hr_generator_operator *provider = &scenario->generator.operators[o];
        hr_role role = provider->ran_sites > 0  ? HR_ROLE_RAN_SITE
                       : provider->cabinets > 0 ? HR_ROLE_CABINET
                                                : HR_ROLE_EXCHANGE;
        *with_users |= scenario->listed.is_there || scenario->is_from_file ? 0 : HR_ROLE_BIT(role);
        *all |= hr_scenario_roles_of(scenario, o);
    }
    for (uint32_t n = 0; n < scenario->listed.node_count; ++n) {
        const hr_listed_node *node = &scenario->listed.nodes[n];
        *with_users |= node->users > 0 ? HR_ROLE_BIT(node->role) : 0;
    }
    for (uint32_t n = 0; scenario->file_network != NULL && n < scenario->file_network->import.node_count; ++n) {
        const hr_import_node *node = &scenario->file_network->import.nodes[n];
        *with_users |= node->users > 0 ? HR_ROLE_BIT(node->role) : 0;
    }
}

static void check_roles(const hr_scenario *scenario, const hr_service *service, const hr_value *value)
{
    uint32_t with_users = 0;
    uint32_t all = 0;
    roles_of_network(scenario, &with_users, &all);
    if ((service->access_roles & with_users) == 0) {
        hr_value access = hr_value_within(value, "access");
        hr_value_mistake(&access, "the service has no user: no node of these roles has any");
    }
    for (uint32_t k = 0; k < service->required_count; ++k) {
        if (!(all >> service->required[k] & 1)) {
            hr_value requires = hr_value_within(value, "requires");
            hr_value_mistake(&requires, "the network has no %s", hr_role_forms[service->required[k]].name);
        }
    }
}

void hr_scenario_check_services(const hr_scenario *scenario, const hr_value *root)
{
    uint32_t headline_roles = 0;
    bool has_headline = false;
    hr_value services = hr_value_within(root, "services");
    hr_value network = hr_value_within(root, "network");
    bool is_network_sound = hr_value_is_sound(&network);
    for (uint32_t s = 0; s < scenario->service_count; ++s) {
        const hr_service *service = &scenario->services[s];
        hr_value itself = hr_value_within(&services, service->name);
        if (is_network_sound && hr_value_is_sound(&itself)) {
            check_roles(scenario, service, &itself);
        }
        if (!service->is_headline) {
            continue;
        }
        if (service->access_roles & headline_roles) {
            hr_value_mistake(&itself, "two headline services count the same users: their access roles must differ");
        }
        headline_roles |= service->access_roles;
        has_headline = true;
    }
    if (scenario->service_count > 0 && !has_headline && hr_value_is_sound(&services)) {
        hr_value_mistake(&services,
                         "at least one service must be marked `headline: true`: outage shares count its users");
    }
}

/* Figures of the first role; those of another lie as far behind as its number says. */
static const hr_key ROLE_OVERLAP_ROWS[] = {
    {"overlap_share", "of a lost stub's users, that the operator's other stubs of the area can reach", NULL,
     HR_KEY_FIGURE, HR_FIELD(hr_overlap, overlap_share), .is_required = true, .greatest = 1},
    {"headroom_share", "of their own users, that stubs in service carry in addition", NULL, HR_KEY_FIGURE,
     HR_FIELD(hr_overlap, headroom_share), .is_required = true, .greatest = 10},
};
static const hr_keys ROLE_OVERLAP_KEYS = {ROLE_OVERLAP_ROWS, HR_KEY_COUNT_OF(ROLE_OVERLAP_ROWS), NULL};

static const hr_key OVERLAP_ROWS[] = {
    {"ran_site", "of radio sites", NULL, HR_KEY_GROUP, HR_ROLE_RAN_SITE * sizeof(double), .inner = &ROLE_OVERLAP_KEYS},
    {"cabinet", "of cabinets", NULL, HR_KEY_GROUP, HR_ROLE_CABINET * sizeof(double), .inner = &ROLE_OVERLAP_KEYS},
};
const hr_keys hr_overlap_keys = {OVERLAP_ROWS, HR_KEY_COUNT_OF(OVERLAP_ROWS), NULL};
