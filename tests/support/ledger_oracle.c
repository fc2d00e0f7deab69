/* The ledger's oracle: see ledger_oracle.h. Everything by plain loops over nodes, O(nodes^2 * services) a look: to be
 * read, not to be fast. */
#include "tests/support/ledger_oracle.h"

#include <assert.h>
#include <igraph.h>
#include <stdlib.h>
#include <string.h>

enum { NO_COMPONENT = -1, PARENTS_MAX = 64 };

/* Stubs of one cell with the same parents. */
typedef struct {
    uint32_t node; /* the first of them */
    int64_t up;
    int64_t lost;
    int64_t overlap; /* users of lost stubs of the cell that they carry */
} run;

struct hr_ledger_oracle {
    const hr_network *network;
    const hr_service *services;
    uint32_t service_count;
    const hr_overlap *overlap;
    const hr_roaming *roaming;
    bool backup_usable;
    igraph_t graph; /* all transit nodes, usable edges */
    const uint8_t *in_service;
    int64_t *component; /* per transit node */
    int64_t component_count;
    uint32_t *order;  /* access nodes by cell and parents */
    int64_t *users;   /* [component][operator][service]: users that count there */
    int64_t *roamers; /* [component][operator][service][home operator] */
    run *runs;
    uint32_t run_count;
    int64_t served[HR_OPERATORS_MAX][HR_SERVICES_MAX];
    int64_t *reached; /* [region]: headline users with a path, before what functions carry */
};

static bool is_usable(const hr_ledger_oracle *oracle, const hr_link *link)
{
    return link->kind == HR_EDGE_PRIMARY || oracle->backup_usable;
}

hr_ledger_oracle *hr_ledger_oracle_new(const hr_network *network, const hr_service *services, uint32_t service_count,
                                       const hr_overlap *overlap, const hr_roaming *roaming, bool backup_usable)
{
    hr_ledger_oracle *oracle = calloc(1, sizeof *oracle);
    assert(oracle != NULL);
    oracle->network = network;
    oracle->services = services;
    oracle->service_count = service_count;
    oracle->overlap = overlap;
    oracle->roaming = roaming;
    oracle->backup_usable = backup_usable;
    oracle->component = calloc((size_t)network->transit_count + 1, sizeof *oracle->component);
    oracle->order = calloc(network->node_count, sizeof *oracle->order);
    oracle->users = calloc(((size_t)network->transit_count + 1) * network->operator_count * service_count,
                           sizeof *oracle->users);
    oracle->roamers = calloc(((size_t)network->transit_count + 1) * network->operator_count * service_count *
                                 network->operator_count,
                             sizeof *oracle->roamers);
    oracle->runs = calloc(network->node_count, sizeof *oracle->runs);
    oracle->reached = calloc((size_t)network->region_count + 1, sizeof *oracle->reached);
    assert(oracle->component != NULL && oracle->order != NULL && oracle->users != NULL && oracle->roamers != NULL &&
           oracle->runs != NULL && oracle->reached != NULL);
    igraph_vector_int_t edges;
    igraph_vector_int_init(&edges, 0);
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        for (uint32_t k = network->link_start[n]; k < network->link_start[n + 1]; ++k) {
            const hr_link *link = &network->links[k];
            if (link->node < n && is_usable(oracle, link)) { /* the other end sees the same edge again */
                igraph_vector_int_push_back(&edges, n);
                igraph_vector_int_push_back(&edges, link->node);
            }
        }
    }
    igraph_create(&oracle->graph, &edges, network->transit_count, IGRAPH_UNDIRECTED);
    igraph_vector_int_destroy(&edges);
    return oracle;
}

void hr_ledger_oracle_free(hr_ledger_oracle *oracle)
{
    if (oracle != NULL) {
        igraph_destroy(&oracle->graph);
        free(oracle->component);
        free(oracle->order);
        free(oracle->users);
        free(oracle->roamers);
        free(oracle->runs);
        free(oracle->reached);
        free(oracle);
    }
}

static void find_components(hr_ledger_oracle *oracle)
{
    igraph_vector_int_t kept;
    igraph_vector_int_t membership;
    igraph_t subgraph;
    igraph_integer_t count = 0;
    igraph_vector_int_init(&kept, 0);
    igraph_vector_int_init(&membership, 0);
    for (uint32_t n = 0; n < oracle->network->transit_count; ++n) {
        oracle->component[n] = NO_COMPONENT;
        if (oracle->in_service[n]) {
            igraph_vector_int_push_back(&kept, n);
        }
    }
    igraph_induced_subgraph(&oracle->graph, &subgraph, igraph_vss_vector(&kept), IGRAPH_SUBGRAPH_CREATE_FROM_SCRATCH);
    igraph_connected_components(&subgraph, &membership, NULL, &count, IGRAPH_WEAK);
    /* a subgraph made from scratch numbers its vertices in the order in which they were asked for */
    for (igraph_integer_t i = 0; i < igraph_vector_int_size(&kept); ++i) {
        oracle->component[VECTOR(kept)[i]] = VECTOR(membership)[i];
    }
    oracle->component_count = count;
    igraph_destroy(&subgraph);
    igraph_vector_int_destroy(&membership);
    igraph_vector_int_destroy(&kept);
}

/* ---- functions of a component ----------------------------------------------------------------------------------- */

static bool is_function(const hr_ledger_oracle *oracle, uint32_t node, int64_t component, hr_role role, uint32_t o)
{
    const hr_network *network = oracle->network;
    return oracle->component[node] == component && network->role[node] == role &&
           (network->operator_id[node] == o || network->is_shared[node]);
}

static bool gives(const hr_ledger_oracle *oracle, int64_t component, uint32_t o, const hr_service *service)
{
    for (uint32_t k = 0; k < service->required_count; ++k) {
        bool found = false;
        for (uint32_t n = 0; n < oracle->network->transit_count; ++n) {
            found = found || is_function(oracle, n, component, service->required[k], o);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

/* min over required roles of min(users, capacity): the served fraction of the model times the users. */
static int64_t carried_by(const hr_ledger_oracle *oracle, int64_t component, uint32_t o, const hr_service *service,
                          int64_t users)
{
    for (uint32_t k = 0; k < service->required_count; ++k) {
        int64_t left = users; /* not yet carried; stops at zero, so that unlimited capacities never add up */
        for (uint32_t n = 0; n < oracle->network->transit_count; ++n) {
            if (is_function(oracle, n, component, service->required[k], o)) {
                int64_t capacity = oracle->network->capacity_users[n];
                left = capacity < left ? left - capacity : 0;
            }
        }
        users -= left;
    }
    return users;
}

/* ---- access nodes ---------------------------------------------------------------------------------------------- */

static uint32_t parents_of(const hr_ledger_oracle *oracle, uint32_t node, uint32_t parents[PARENTS_MAX])
{
    const hr_network *network = oracle->network;
    uint32_t count = 0;
    if (node < network->transit_count) {
        parents[count++] = node;
        return count;
    }
    for (uint32_t k = network->link_start[node]; k < network->link_start[node + 1]; ++k) {
        if (is_usable(oracle, &network->links[k])) {
            assert(count < PARENTS_MAX);
            parents[count++] = network->links[k].node;
        }
    }
    return count;
}

/* The component in which an access node has a service: that of its first parent that gives it. */
static int64_t serving_component(const hr_ledger_oracle *oracle, uint32_t node, const hr_service *service)
{
    uint32_t parents[PARENTS_MAX];
    uint32_t count = parents_of(oracle, node, parents);
    for (uint32_t k = 0; k < count; ++k) {
        int64_t component = oracle->component[parents[k]];
        if (component != NO_COMPONENT && gives(oracle, component, oracle->network->operator_id[node], service)) {
            return component;
        }
    }
    return NO_COMPONENT;
}

static int compare_parents(const hr_ledger_oracle *oracle, uint32_t a, uint32_t b)
{
    uint32_t parents_a[PARENTS_MAX];
    uint32_t parents_b[PARENTS_MAX];
    uint32_t count_a = parents_of(oracle, a, parents_a);
    uint32_t count_b = parents_of(oracle, b, parents_b);
    for (uint32_t k = 0; k < count_a && k < count_b; ++k) {
        if (parents_a[k] != parents_b[k]) {
            return parents_a[k] < parents_b[k] ? -1 : 1;
        }
    }
    return (count_a > count_b) - (count_a < count_b);
}

static bool is_same_cell(const hr_network *network, uint32_t a, uint32_t b)
{
    return network->area[a] == network->area[b] && network->operator_id[a] == network->operator_id[b] &&
           network->role[a] == network->role[b];
}

/* Users of a service have a path somewhere in an area; its region is that of its first node. */
static void reach(hr_ledger_oracle *oracle, uint32_t area, uint32_t s, int64_t users)
{
    uint32_t first = 0;
    while (oracle->network->area[first] != area) {
        ++first;
    }
    oracle->reached[oracle->network->region[first]] += oracle->services[s].is_headline ? users : 0;
}

/* Lets `users` at an access node ask for all services of its role. */
static void ask(hr_ledger_oracle *oracle, uint32_t node, int64_t users)
{
    const hr_network *network = oracle->network;
    for (uint32_t s = 0; s < oracle->service_count; ++s) {
        const hr_service *service = &oracle->services[s];
        if (!service->any_operator && service->access_roles >> network->role[node] & 1) {
            int64_t component = serving_component(oracle, node, service);
            if (component != NO_COMPONENT) {
                size_t row = (size_t)component * network->operator_count + network->operator_id[node];
                oracle->users[row * oracle->service_count + s] += users;
                reach(oracle, network->area[node], s, users);
            }
        }
    }
}

/* How many users of lost stubs the stubs of a cell in service carry. */
static int64_t carried_in_cell(const hr_ledger_oracle *oracle, const uint32_t *nodes, uint32_t count, int64_t *up)
{
    const hr_network *network = oracle->network;
    int64_t lost = 0;
    *up = 0;
    for (uint32_t i = 0; i < count; ++i) {
        *(oracle->in_service[nodes[i]] ? up : &lost) += network->users[nodes[i]];
    }
    hr_role role = network->role[nodes[0]];
    if (hr_role_forms[role].is_transit) {
        return 0; /* overlap is between stubs */
    }
    int64_t reachable = (int64_t)(oracle->overlap->overlap_share[role] * (double)lost);
    int64_t headroom = (int64_t)(oracle->overlap->headroom_share[role] * (double)*up);
    return reachable < headroom ? reachable : headroom;
}

/* One cell: its nodes in service ask for their own users; the carried ones are dealt over runs of equal parents. */
static void ask_cell(hr_ledger_oracle *oracle, const uint32_t *nodes, uint32_t count)
{
    int64_t up = 0;
    int64_t carried = carried_in_cell(oracle, nodes, count, &up);
    int64_t seen = 0;
    int64_t dealt = 0;
    run now = {.node = nodes[0]};
    for (uint32_t i = 0; i < count; ++i) {
        int64_t users = oracle->network->users[nodes[i]];
        int64_t own = oracle->in_service[nodes[i]] ? users : 0;
        ask(oracle, nodes[i], own);
        seen += own;
        now.up += own;
        now.lost += users - own;
        bool is_run_end = i + 1 == count || compare_parents(oracle, nodes[i], nodes[i + 1]) != 0;
        if (is_run_end) {
            int64_t dealt_now = up > 0 ? carried * seen / up : 0;
            ask(oracle, nodes[i], dealt_now - dealt);
            now.overlap = dealt_now - dealt;
            dealt = dealt_now;
            oracle->runs[oracle->run_count++] = now;
            now = (run){.node = i + 1 < count ? nodes[i + 1] : 0};
        }
    }
}

/* All nodes in order of cell and parents, by insertion: networks are small. */
static void sort_nodes(hr_ledger_oracle *oracle)
{
    const hr_network *network = oracle->network;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        uint32_t i = n;
        for (; i > 0; --i) {
            uint32_t other = oracle->order[i - 1];
            bool is_behind = network->area[other] != network->area[n] ? network->area[other] > network->area[n]
                             : network->operator_id[other] != network->operator_id[n]
                                 ? network->operator_id[other] > network->operator_id[n]
                             : network->role[other] != network->role[n] ? network->role[other] > network->role[n]
                                                                        : compare_parents(oracle, other, n) > 0;
            if (!is_behind) {
                break;
            }
            oracle->order[i] = other;
        }
        oracle->order[i] = n;
    }
}

/* ---- roaming --------------------------------------------------------------------------------------------------- */

enum { RUNS_MAX = 512 };

/* One service at the radio sites of one area: its runs, what each has room for, and who asks. */
typedef struct {
    const hr_service *service;
    uint32_t count;
    const run *runs[RUNS_MAX];
    uint32_t who[RUNS_MAX]; /* operator */
    int64_t at[RUNS_MAX];   /* component where the run has the service, or NO_COMPONENT */
    int64_t room[RUNS_MAX];
    int64_t asking[HR_OPERATORS_MAX];
    int64_t taken[RUNS_MAX][HR_OPERATORS_MAX];
} area_view;

static void view_area(const hr_ledger_oracle *oracle, uint32_t area, const hr_service *service, area_view *view)
{
    const hr_network *network = oracle->network;
    memset(view, 0, sizeof *view);
    view->service = service;
    for (uint32_t i = 0; i < oracle->run_count; ++i) {
        const run *r = &oracle->runs[i];
        if (network->area[r->node] == area && network->role[r->node] == HR_ROLE_RAN_SITE) {
            assert(view->count < RUNS_MAX);
            uint32_t o = network->operator_id[r->node];
            int64_t at = serving_component(oracle, r->node, service);
            view->runs[view->count] = r;
            view->who[view->count] = o;
            view->at[view->count++] = at;
            /* users of lost stubs, without those whom overlap brings to some stub; and all at stubs without service */
            view->asking[o] += r->lost - r->overlap + (at == NO_COMPONENT ? r->up + r->overlap : 0);
        }
    }
}

static void find_room(const hr_ledger_oracle *oracle, uint32_t o, area_view *view)
{
    int64_t up = 0;
    int64_t overlap = 0;
    for (uint32_t i = 0; i < view->count; ++i) {
        up += view->who[i] == o && view->at[i] != NO_COMPONENT ? view->runs[i]->up : 0;
        overlap += view->who[i] == o && view->at[i] != NO_COMPONENT ? view->runs[i]->overlap : 0;
    }
    int64_t room = (int64_t)(oracle->roaming->headroom_share * (double)up) - overlap;
    int64_t seen = 0;
    for (uint32_t i = 0; i < view->count && up > 0 && room > 0; ++i) {
        if (view->who[i] == o && view->at[i] != NO_COMPONENT) {
            int64_t before = room * seen / up;
            seen += view->runs[i]->up;
            view->room[i] = room * seen / up - before;
        }
    }
}

/* Whether a run may take users of a home operator: another's, whose own functions lie in the run's component. */
static bool may_take(const hr_ledger_oracle *oracle, const area_view *view, uint32_t i, uint32_t home)
{
    if (view->who[i] == home || view->at[i] == NO_COMPONENT || view->room[i] == 0) {
        return false;
    }
    for (uint32_t k = 0; k < view->service->required_count; ++k) {
        hr_role role = view->service->required[k];
        bool found = (oracle->roaming->home_roles >> role & 1) == 0;
        for (uint32_t n = 0; n < oracle->network->transit_count; ++n) {
            found = found || is_function(oracle, n, view->at[i], role, home);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool is_blocked(const hr_ledger_oracle *oracle, const area_view *view)
{
    bool can_come[HR_OPERATORS_MAX] = {false};
    int64_t asking = 0;
    int64_t room = 0;
    for (uint32_t i = 0; i < view->count; ++i) {
        bool is_wanted = false;
        for (uint32_t h = 0; h < oracle->network->operator_count; ++h) {
            if (view->asking[h] > 0 && may_take(oracle, view, i, h)) {
                can_come[h] = true;
                is_wanted = true;
            }
        }
        room += is_wanted ? view->room[i] : 0;
    }
    for (uint32_t h = 0; h < oracle->network->operator_count; ++h) {
        asking += can_come[h] ? view->asking[h] : 0;
    }
    return (double)asking > oracle->roaming->overload_factor * (double)room;
}

/* One round: all who ask choose a run by the room there, then the runs take what they can. Whether anybody was taken. */
static bool turn(const hr_ledger_oracle *oracle, area_view *view)
{
    uint32_t operators = oracle->network->operator_count;
    int64_t(*wishes)[HR_OPERATORS_MAX] = calloc(view->count, sizeof *wishes);
    bool is_taken = false;
    assert(wishes != NULL);
    for (uint32_t h = 0; h < operators; ++h) {
        int64_t room = 0;
        int64_t seen = 0;
        for (uint32_t i = 0; i < view->count; ++i) {
            room += may_take(oracle, view, i, h) ? view->room[i] : 0;
        }
        for (uint32_t i = 0; i < view->count; ++i) {
            if (may_take(oracle, view, i, h)) {
                wishes[i][h] = view->asking[h] * (seen + view->room[i]) / room - view->asking[h] * seen / room;
                seen += view->room[i];
            }
        }
    }
    for (uint32_t i = 0; i < view->count; ++i) {
        int64_t all = 0;
        int64_t seen = 0;
        for (uint32_t h = 0; h < operators; ++h) {
            all += wishes[i][h];
        }
        int64_t take = all < view->room[i] ? all : view->room[i];
        for (uint32_t h = 0; h < operators && all > 0; ++h) {
            int64_t share = take * (seen + wishes[i][h]) / all - take * seen / all;
            seen += wishes[i][h];
            view->taken[i][h] += share;
            view->asking[h] -= share;
            is_taken = is_taken || share > 0;
        }
        view->room[i] -= take;
    }
    free(wishes);
    return is_taken;
}

static void roam(hr_ledger_oracle *oracle, uint32_t area, uint32_t s)
{
    const hr_network *network = oracle->network;
    area_view *view = malloc(sizeof *view);
    assert(view != NULL);
    view_area(oracle, area, &oracle->services[s], view);
    for (uint32_t o = 0; o < network->operator_count; ++o) {
        find_room(oracle, o, view);
    }
    if (!is_blocked(oracle, view)) {
        while (turn(oracle, view)) {
        }
    }
    for (uint32_t i = 0; i < view->count; ++i) {
        for (uint32_t h = 0; h < network->operator_count && view->at[i] != NO_COMPONENT; ++h) {
            size_t row = ((size_t)view->at[i] * network->operator_count + view->who[i]) * oracle->service_count + s;
            oracle->roamers[row * network->operator_count + h] += view->taken[i][h];
            reach(oracle, area, s, view->taken[i][h]);
        }
    }
    free(view);
}

static void roam_everywhere(hr_ledger_oracle *oracle)
{
    for (uint32_t s = 0; s < oracle->service_count; ++s) {
        const hr_service *service = &oracle->services[s];
        if (!service->any_operator && service->access_roles >> HR_ROLE_RAN_SITE & 1) {
            for (uint32_t area = 0; area < oracle->network->area_count; ++area) {
                roam(oracle, area, s);
            }
        }
    }
}

/* ---- services -------------------------------------------------------------------------------------------------- */

/* Emergency calls: an area has the service when an access node of any operator there is in service and gives it. */
static void serve_any_operator(hr_ledger_oracle *oracle, uint32_t s)
{
    const hr_network *network = oracle->network;
    const hr_service *service = &oracle->services[s];
    for (uint32_t area = 0; area < network->area_count; ++area) {
        bool is_carried = false;
        for (uint32_t n = 0; n < network->node_count && !is_carried; ++n) {
            is_carried = network->area[n] == area && oracle->in_service[n] &&
                         service->access_roles >> network->role[n] & 1 &&
                         serving_component(oracle, n, service) != NO_COMPONENT;
        }
        for (uint32_t n = 0; n < network->node_count && is_carried; ++n) {
            if (network->area[n] == area && service->access_roles >> network->role[n] & 1) {
                oracle->served[network->operator_id[n]][s] += network->users[n];
                reach(oracle, area, s, network->users[n]);
            }
        }
    }
}

static void serve_own_operator(hr_ledger_oracle *oracle, uint32_t s)
{
    for (int64_t c = 0; c < oracle->component_count; ++c) {
        for (uint32_t o = 0; o < oracle->network->operator_count; ++o) {
            size_t row = (size_t)c * oracle->network->operator_count + o;
            int64_t users = oracle->users[row * oracle->service_count + s];
            int64_t own = carried_by(oracle, c, o, &oracle->services[s], users);
            oracle->served[o][s] += own;
            const int64_t
                *roamers = &oracle->roamers[(row * oracle->service_count + s) * oracle->network->operator_count];
            int64_t all = 0;
            int64_t seen = 0;
            for (uint32_t h = 0; h < oracle->network->operator_count; ++h) {
                all += roamers[h];
            }
            int64_t carried = carried_by(oracle, c, o, &oracle->services[s], users + all) - own;
            for (uint32_t h = 0; h < oracle->network->operator_count && all > 0; ++h) {
                oracle->served[h][s] += carried * (seen + roamers[h]) / all - carried * seen / all;
                seen += roamers[h];
            }
        }
    }
}

void hr_ledger_oracle_look(hr_ledger_oracle *oracle, const uint8_t *in_service)
{
    const hr_network *network = oracle->network;
    oracle->in_service = in_service;
    memset(oracle->served, 0, sizeof oracle->served);
    memset(oracle->reached, 0, network->region_count * sizeof *oracle->reached);
    find_components(oracle);
    memset(oracle->users, 0,
           (size_t)oracle->component_count * network->operator_count * oracle->service_count * sizeof *oracle->users);
    memset(oracle->roamers, 0,
           (size_t)oracle->component_count * network->operator_count * oracle->service_count * network->operator_count *
               sizeof *oracle->roamers);
    sort_nodes(oracle);
    oracle->run_count = 0;
    uint32_t first = 0;
    for (uint32_t i = 1; i <= network->node_count; ++i) {
        if (i == network->node_count || !is_same_cell(network, oracle->order[first], oracle->order[i])) {
            ask_cell(oracle, oracle->order + first, i - first);
            first = i;
        }
    }
    if (oracle->roaming != NULL && oracle->roaming->is_on) {
        roam_everywhere(oracle);
    }
    for (uint32_t s = 0; s < oracle->service_count; ++s) {
        if (oracle->services[s].any_operator) {
            serve_any_operator(oracle, s);
        } else {
            serve_own_operator(oracle, s);
        }
    }
}

int64_t hr_ledger_oracle_served(const hr_ledger_oracle *oracle, uint32_t operator_id, uint32_t service)
{
    return oracle->served[operator_id][service];
}

/* ---- management plane ------------------------------------------------------------------------------------------ */

static bool is_oss(const hr_network *network, uint32_t node, uint32_t operator_id, uint8_t vendor)
{
    return network->role[node] == HR_ROLE_OSS && network->operator_id[node] == operator_id &&
           network->bound_vendor[node] == vendor && vendor != HR_NO_VENDOR;
}

static bool exists_oss(const hr_network *network, uint32_t operator_id, uint8_t vendor)
{
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (is_oss(network, n, operator_id, vendor)) {
            return true;
        }
    }
    return false;
}

int64_t hr_ledger_oracle_reached(const hr_ledger_oracle *oracle, uint32_t region)
{
    return oracle->reached[region];
}

bool hr_ledger_oracle_has_oss(const hr_ledger_oracle *oracle, uint32_t operator_id, uint8_t vendor)
{
    for (uint32_t n = 0; n < oracle->network->node_count; ++n) {
        if (oracle->in_service[n] && is_oss(oracle->network, n, operator_id, vendor)) {
            return true;
        }
    }
    return !exists_oss(oracle->network, operator_id, vendor);
}

bool hr_ledger_oracle_is_manageable(const hr_ledger_oracle *oracle, uint32_t node, uint8_t vendor)
{
    const hr_network *network = oracle->network;
    uint32_t o = network->operator_id[node];
    for (uint32_t k = network->link_start[node]; k < network->link_start[node + 1]; ++k) {
        const hr_link *link = &network->links[k];
        if (!is_usable(oracle, link) || link->node >= network->transit_count ||
            oracle->component[link->node] == NO_COMPONENT) {
            continue;
        }
        for (uint32_t n = 0; n < network->transit_count; ++n) {
            if (is_oss(network, n, o, vendor) && oracle->component[n] == oracle->component[link->node]) {
                return true;
            }
        }
    }
    return !exists_oss(network, o, vendor);
}
