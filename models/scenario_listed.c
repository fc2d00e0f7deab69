/* Reading a scenario: a network whose nodes and links stand in the file. See listed.h. */
#include <math.h>
#include <string.h>

#include "models/keys_private.h"
#include "models/scenario_private.h"

typedef struct {
    char items[HR_OPERATORS_MAX][HR_NAME_SIZE];
    uint32_t count;
} listed_names;

/* [red, blue]: operators of the generator's form, which have nothing else to say here. */
static void read_operators(const hr_scenario *known, const hr_value *value, void *field)
{
    static const hr_key ROW = {"operators",
                               "",
                               NULL,
                               HR_KEY_NEW_NAMES,
                               .count = HR_FIELD(listed_names, count),
                               .fewest = 1,
                               .most = HR_OPERATORS_MAX,
                               .item = "operator"};
    hr_scenario *scenario = field;
    listed_names names = {.count = 0};
    hr_key_read_new_names(known, &ROW, value, (char *)&names);
    for (uint32_t o = 0; o < names.count; ++o) {
        hr_generator_operator *provider = &scenario->generator.operators[o];
        memcpy(provider->name, names.items[o], sizeof provider->name);
        provider->transport = HR_NO_INDEX;
    }
    scenario->generator.operator_count = names.count;
}

static void check_node(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const hr_listed_node *node = result;
    (void)scenario;
    if (node->users > 0 && !(HR_ACCESS_ROLES >> node->role & 1)) {
        hr_value_mistake(value, "only ran_site, cabinet and exchange have users, not %s",
                         hr_role_forms[node->role].name);
    }
    if (node->role == HR_ROLE_OSS && !node->has_vendor) {
        hr_value_mistake(value, "an oss needs the vendor whose equipment it manages");
    }
}

static const hr_key NODE_ROWS[] = {
    {"role", "what the node is", NULL, HR_KEY_ROLE, HR_FIELD(hr_listed_node, role), .is_required = true},
    {"operator", "who runs it", NULL, HR_KEY_OPERATOR, HR_FIELD(hr_listed_node, operator_id), .is_required = true},
    {"vendor", "who made it; an oss manages this vendor's equipment", NULL, HR_KEY_VENDOR,
     HR_FIELD(hr_listed_node, vendor), .there = HR_FLAG(hr_listed_node, has_vendor), .absent = HR_NO_VENDOR,
     .otherwise = "by `assignment.mixes`"},
    {"users", "served directly", NULL, HR_KEY_COUNT, HR_FIELD(hr_listed_node, users), .greatest = 1e9},
    {"capacity_users", "that a function can carry; 0: all", NULL, HR_KEY_COUNT,
     HR_FIELD(hr_listed_node, capacity_users), .greatest = 4e9},
    {"area", "number of the small area within which radio cells overlap", NULL, HR_KEY_SETTING,
     HR_FIELD(hr_listed_node, area), .greatest = 65535},
    {"lat", "latitude", "degrees", HR_KEY_SETTING_NUMBER, HR_FIELD(hr_listed_node, latitude), .least = -90,
     .greatest = 90},
    {"lon", "longitude", "degrees", HR_KEY_SETTING_NUMBER, HR_FIELD(hr_listed_node, longitude), .least = -180,
     .greatest = 180},
    {"shared", "whether a function serves every operator", NULL, HR_KEY_SWITCH, HR_FIELD(hr_listed_node, is_shared),
     .absent = false},
    {"sensitive", "whether the site is a sensitive one", NULL, HR_KEY_SWITCH, HR_FIELD(hr_listed_node, is_sensitive),
     .absent = false},
};
static const hr_keys NODE_KEYS = {NODE_ROWS, HR_KEY_COUNT_OF(NODE_ROWS), check_node};

static bool find_node(const hr_scenario *scenario, const hr_value *value, uint32_t *index)
{
    const char *names[HR_LISTED_NODES_MAX];
    size_t found = 0;
    for (uint32_t n = 0; n < scenario->listed.node_count; ++n) {
        names[n] = scenario->listed.nodes[n].name;
    }
    if (!hr_value_choice(value, names, scenario->listed.node_count, &found)) {
        return false;
    }
    *index = (uint32_t)found;
    return true;
}

/* [[site, aggregation], ...] */
static void read_links(const hr_scenario *scenario, const hr_value *value, void *field)
{
    hr_value root = hr_document_root(value->document);
    hr_value network = hr_value_within(&root, "network");
    hr_value listed = hr_value_within(&network, "listed");
    hr_value nodes = hr_value_within(&listed, "nodes");
    bool are_nodes_sound = hr_value_is_sound(&nodes);
    hr_listed_links *links = field;
    size_t count = hr_sequence_length(value);
    if (count > HR_LISTED_LINKS_MAX) {
        hr_value_mistake(value, "%zu links; at most %d can be listed", count, HR_LISTED_LINKS_MAX);
        return;
    }
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(value, i);
        hr_listed_link link = {{0}};
        if (!hr_value_is_sequence(&item) || hr_sequence_length(&item) != 2) {
            hr_value_mistake(&item, "a link is two nodes, as in [here, there]");
            continue;
        }
        hr_value first = hr_sequence_item(&item, 0);
        hr_value second = hr_sequence_item(&item, 1);
        bool is_first = find_node(scenario, &first, &link.ends[0]);
        bool is_second = find_node(scenario, &second, &link.ends[1]);
        if (!is_first || !is_second) {
            continue;
        }
        if (link.ends[0] == link.ends[1]) {
            hr_value_mistake(&second, "a link joins two different nodes");
        } else if (are_nodes_sound && !hr_role_forms[scenario->listed.nodes[link.ends[0]].role].is_transit &&
                   !hr_role_forms[scenario->listed.nodes[link.ends[1]].role].is_transit) {
            hr_value_mistake(&item, "one end of a link must carry transit: ran_site and cabinet do not");
        } else {
            links->items[links->count++] = link;
        }
    }
}

static const hr_key LISTED_ROWS[] = {
    {"operators", "names of the operators", NULL, HR_KEY_NEW_NAMES, 0, .is_required = true, .read = read_operators,
     .fewest = 1, .most = HR_OPERATORS_MAX, .item = "operator"},
    {"nodes", "nodes, each under a name", NULL, HR_KEY_MAP, HR_FIELD(hr_scenario, listed.nodes), .is_required = true,
     .inner = &NODE_KEYS, .size = sizeof(hr_listed_node), .count = HR_FIELD(hr_scenario, listed.node_count),
     .fewest = 1, .most = HR_LISTED_NODES_MAX, .label = HR_FLAG(hr_listed_node, name), .item = "node"},
    {"links", "primary links, by the names of their two ends; the first listed parent of a site comes first", NULL,
     HR_KEY_PAIRS, HR_FIELD(hr_scenario, listed.links), .is_required = true, .read = read_links},
    {"backup_links", "links that only `failover` uses", NULL, HR_KEY_PAIRS, HR_FIELD(hr_scenario, listed.backup_links),
     .read = read_links, .otherwise = "none"},
};
const hr_keys hr_listed_keys = {LISTED_ROWS, HR_KEY_COUNT_OF(LISTED_ROWS), NULL};
