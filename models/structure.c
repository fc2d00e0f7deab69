/* Concentration and avoidable shares: definitions and costs in structure.h.
 *
 * Concentration is one pass over the nodes. An avoidable share is one look at the service ledger with a set of vendors
 * down. Many sets are the same set: a state with one vendor is that vendor, and vendors without a node do not matter.
 */
#include "models/structure.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/hierarchy.h"

const char *const hr_weight_names[HR_WEIGHT_COUNT] = {"nodes", "users"};
const char *const hr_usable_edges_names[HR_EDGES_COUNT] = {"primary", "with_backup"};

/* ---- users attached -------------------------------------------------------------------------------------------- */

/* Users of every operator who have some service that requires a role. */
static void users_who_need(const hr_structure_survey *survey, uint32_t role, int64_t users[HR_OPERATORS_MAX])
{
    const hr_ledger_plan *plan = survey->plans[HR_EDGES_PRIMARY];
    uint32_t access_roles = 0;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t k = 0; k < plan->services[s].required_count; ++k) {
            access_roles |= plan->services[s].required[k] == role ? plan->services[s].access_roles : 0;
        }
    }
    for (uint32_t o = 0; o < survey->network->operator_count; ++o) {
        users[o] = 0;
        for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
            users[o] += access_roles >> r & 1 ? hr_network_users(survey->network, o, (hr_role)r) : 0;
        }
    }
}

/* Deals out every operator's users among the instances of a role that serve it. */
static void attach_to_functions(hr_structure_survey *survey, uint32_t role)
{
    const hr_network *network = survey->network;
    int64_t users[HR_OPERATORS_MAX];
    uint32_t instances[HR_OPERATORS_MAX] = {0};
    users_who_need(survey, role, users);
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        for (uint32_t o = 0; o < network->operator_count && network->role[n] == role; ++o) {
            instances[o] += network->is_shared[n] || network->operator_id[n] == o;
        }
    }
    for (uint32_t n = 0; n < network->transit_count; ++n) {
        survey->attached_users[n] = network->role[n] == role ? 0 : survey->attached_users[n];
        for (uint32_t o = 0; o < network->operator_count && network->role[n] == role; ++o) {
            if (network->is_shared[n] || network->operator_id[n] == o) {
                survey->attached_users[n] += (double)users[o] / instances[o];
            }
        }
    }
}

static hr_status attach_users(hr_structure_survey *survey, hr_error *error)
{
    const hr_network *network = survey->network;
    int64_t *below = malloc(network->node_count * sizeof *below);
    survey->attached_users = calloc(network->node_count, sizeof *survey->attached_users);
    if (below == NULL || survey->attached_users == NULL) {
        free(below);
        return hr_error_set(error, HR_FAILED, "out of memory for the users of %u nodes", network->node_count);
    }
    hr_network_attached_users(network, below);
    for (uint32_t n = 0; n < network->node_count; ++n) {
        survey->attached_users[n] = (double)below[n];
    }
    free(below);
    for (uint32_t role = HR_ROLE_CORE_ROUTER + 1; role < HR_ROLE_COUNT; ++role) {
        if (survey->plans[HR_EDGES_PRIMARY]->role_slot[role] != UINT32_MAX) {
            attach_to_functions(survey, role);
        }
    }
    return HR_OK;
}

/* ---- concentration --------------------------------------------------------------------------------------------- */

static void measure(const hr_structure_survey *survey, const double weights[HR_VENDORS_MAX], hr_concentration *result)
{
    double total = 0;
    for (uint32_t v = 0; v < survey->vendor_count; ++v) {
        total += weights[v];
    }
    memset(result, 0, sizeof *result);
    result->vendor_index = result->state_index = total > 0 ? 0 : NAN;
    for (uint32_t v = 0; v < survey->vendor_count; ++v) {
        double share = total > 0 ? weights[v] / total : NAN;
        result->vendor_share[v] = share;
        result->vendor_index += share * share;
        for (uint32_t s = 0; s < survey->state_count; ++s) {
            result->state_share[s] += share * survey->vendors[v].leverage[s];
        }
    }
    for (uint32_t s = 0; s < survey->state_count; ++s) {
        result->state_index += result->state_share[s] * result->state_share[s];
    }
}

static void measure_all(const hr_structure_survey *survey, const uint8_t *vendor, hr_structure *structure)
{
    const hr_network *network = survey->network;
    double weights[HR_ROLE_COUNT + 1][HR_WEIGHT_COUNT][HR_VENDORS_MAX] = {0};
    structure->vendors = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (vendor[n] != HR_NO_VENDOR) {
            assert(vendor[n] < survey->vendor_count);
            structure->vendors |= UINT64_C(1) << vendor[n];
            weights[network->role[n]][HR_WEIGHT_NODES][vendor[n]] += 1;
            weights[network->role[n]][HR_WEIGHT_USERS][vendor[n]] += survey->attached_users[n];
        }
    }
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        for (uint32_t w = 0; w < HR_WEIGHT_COUNT; ++w) {
            for (uint32_t v = 0; v < survey->vendor_count; ++v) {
                weights[HR_ROLE_COUNT][w][v] += weights[r][w][v];
            }
            measure(survey, weights[r][w], &structure->concentration[r][w]);
        }
    }
    for (uint32_t w = 0; w < HR_WEIGHT_COUNT; ++w) {
        measure(survey, weights[HR_ROLE_COUNT][w], &structure->concentration[HR_ROLE_COUNT][w]);
    }
}

/* ---- avoidable shares ------------------------------------------------------------------------------------------ */

/* Sets of vendors (bit v: vendor v) that were asked for, with the answers. */
static_assert(HR_VENDORS_MAX <= 64, "a set of vendors fits 64 bits");
enum { SETS_MAX = 1 + HR_VENDORS_MAX + HR_STATES_MAX + HR_VENDORS_MAX * (HR_VENDORS_MAX - 1) / 2 };

typedef struct {
    hr_structure_survey *survey;
    uint32_t *start; /* [vendor], one more at the end: into nodes */
    uint32_t *nodes;
    uint32_t count;
    uint64_t sets[SETS_MAX];
    hr_kept_users kept[SETS_MAX];
} inquiry;

static void take_down(inquiry *q, uint64_t set)
{
    for (uint32_t v = 0; v < q->survey->vendor_count; ++v) {
        for (uint32_t i = q->start[v]; set >> v & 1 && i < q->start[v + 1]; ++i) {
            hr_ledger_take_down(&q->survey->ledger, q->nodes[i]);
        }
    }
}

static void look(inquiry *q, uint64_t set, hr_kept_users *kept)
{
    memset(kept, 0, sizeof *kept);
    for (uint32_t edges = 0; edges < HR_EDGES_COUNT; ++edges) {
        const hr_ledger_plan *plan = q->survey->plans[edges];
        hr_ledger_reset(&q->survey->ledger, plan, NULL);
        take_down(q, set);
        hr_ledger_settle(&q->survey->ledger);
        for (uint32_t s = 0; s < plan->service_count; ++s) {
            for (uint32_t o = 0; o < plan->operator_count; ++o) {
                kept->users[edges][s] += hr_ledger_served(&q->survey->ledger, o, s);
            }
        }
    }
}

static hr_kept_users ask(inquiry *q, uint64_t set)
{
    uint32_t i = 0;
    while (i < q->count && q->sets[i] != set) {
        ++i;
    }
    if (i == q->count) {
        assert(q->count < SETS_MAX);
        q->sets[q->count++] = set;
        look(q, set, &q->kept[i]);
    }
    return q->kept[i];
}

/* Nodes by vendor: a counting sort. */
static hr_status sort_nodes(inquiry *q, const uint8_t *vendor, hr_error *error)
{
    const hr_network *network = q->survey->network;
    uint32_t vendors = q->survey->vendor_count;
    q->start = calloc((size_t)vendors + 2, sizeof *q->start);
    q->nodes = malloc((size_t)network->node_count * sizeof *q->nodes);
    if (q->start == NULL || q->nodes == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", network->node_count);
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (vendor[n] != HR_NO_VENDOR) {
            ++q->start[vendor[n] + 2];
        }
    }
    for (uint32_t v = 2; v < vendors + 2; ++v) {
        q->start[v] += q->start[v - 1];
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (vendor[n] != HR_NO_VENDOR) {
            q->nodes[q->start[vendor[n] + 1]++] = n;
        }
    }
    return HR_OK;
}

/* Vendors exposed to a state. */
static uint64_t exposed_to(const hr_structure_survey *survey, uint32_t state)
{
    uint64_t set = 0;
    for (uint32_t v = 0; v < survey->vendor_count; ++v) {
        set |= survey->vendors[v].leverage[state] > 0 ? UINT64_C(1) << v : 0;
    }
    return set;
}

static void ask_by_vendor(inquiry *q, hr_structure *structure)
{
    const hr_structure_survey *survey = q->survey;
    for (uint32_t v = 0; v < survey->vendor_count; ++v) {
        uint64_t one = UINT64_C(1) << v;
        structure->without_vendor[v] = ask(q, one & structure->vendors);
        for (uint32_t w = v; w < survey->vendor_count; ++w) {
            structure->without_pair[v][w] = ask(q, (one | UINT64_C(1) << w) & structure->vendors);
            structure->without_pair[w][v] = structure->without_pair[v][w];
        }
    }
}

static void ask_by_state(inquiry *q, hr_structure *structure)
{
    for (uint32_t s = 0; s < q->survey->state_count; ++s) {
        structure->without_state[s] = ask(q, exposed_to(q->survey, s) & structure->vendors);
    }
}

static hr_status find(hr_structure_survey *survey, const uint8_t *vendor, bool has_vendors, hr_structure *structure,
                      hr_error *error)
{
    inquiry *q = calloc(1, sizeof *q);
    if (q == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the structure");
    }
    memset(structure, 0, sizeof *structure);
    measure_all(survey, vendor, structure);
    q->survey = survey;
    hr_status status = sort_nodes(q, vendor, error);
    if (status == HR_OK) {
        structure->intact = ask(q, 0);
        if (has_vendors) {
            ask_by_vendor(q, structure);
        }
        ask_by_state(q, structure);
    }
    free(q->start);
    free(q->nodes);
    free(q);
    return status;
}

hr_status hr_structure_find(hr_structure_survey *survey, const uint8_t *vendor, hr_structure *structure,
                            hr_error *error)
{
    return find(survey, vendor, true, structure, error);
}

hr_status hr_structure_find_by_state(hr_structure_survey *survey, const uint8_t *vendor, hr_structure *structure,
                                     hr_error *error)
{
    return find(survey, vendor, false, structure, error);
}

/* ---- shares and the worst -------------------------------------------------------------------------------------- */

static bool counts_in(const hr_structure_survey *survey, uint32_t s, uint32_t service)
{
    return s == service ||
           (service == HR_HEADLINE_SERVICES && survey->plans[HR_EDGES_PRIMARY]->services[s].is_headline);
}

static int64_t sum_of(const hr_structure_survey *survey, const int64_t users[HR_SERVICES_MAX], uint32_t service)
{
    int64_t sum = 0;
    for (uint32_t s = 0; s < survey->plans[HR_EDGES_PRIMARY]->service_count; ++s) {
        sum += counts_in(survey, s, service) ? users[s] : 0;
    }
    return sum;
}

double hr_kept_share(const hr_structure_survey *survey, const hr_kept_users *kept, hr_usable_edges edges,
                     uint32_t service)
{
    int64_t users = sum_of(survey, survey->service_users, service);
    return users > 0 ? (double)sum_of(survey, kept->users[edges], service) / (double)users : NAN;
}

static uint32_t worst(const hr_structure_survey *survey, const hr_kept_users *kept, uint32_t count,
                      hr_usable_edges edges, uint32_t service)
{
    uint32_t found = UINT32_MAX;
    int64_t fewest = INT64_MAX;
    bool has_users = sum_of(survey, survey->service_users, service) > 0;
    for (uint32_t i = 0; i < count && has_users; ++i) {
        int64_t users = sum_of(survey, kept[i].users[edges], service);
        if (users < fewest) {
            fewest = users;
            found = i;
        }
    }
    return found;
}

uint32_t hr_structure_worst_vendor(const hr_structure_survey *survey, const hr_structure *structure,
                                   hr_usable_edges edges, uint32_t service)
{
    return worst(survey, structure->without_vendor, survey->vendor_count, edges, service);
}

uint32_t hr_structure_worst_state(const hr_structure_survey *survey, const hr_structure *structure,
                                  hr_usable_edges edges, uint32_t service)
{
    return worst(survey, structure->without_state, survey->state_count, edges, service);
}

/* ---- survey ----------------------------------------------------------------------------------------------------- */

hr_status hr_structure_survey_init(hr_structure_survey *survey, const hr_network *network,
                                   const hr_ledger_plan plans[HR_EDGES_COUNT], const hr_vendor *vendors,
                                   uint32_t vendor_count, uint32_t state_count, hr_error *error)
{
    assert(vendor_count <= HR_VENDORS_MAX && state_count <= HR_STATES_MAX);
    memset(survey, 0, sizeof *survey);
    survey->network = network;
    survey->vendors = vendors;
    survey->vendor_count = vendor_count;
    survey->state_count = state_count;
    for (uint32_t edges = 0; edges < HR_EDGES_COUNT; ++edges) {
        survey->plans[edges] = &plans[edges];
    }
    for (uint32_t s = 0; s < plans[0].service_count; ++s) {
        for (uint32_t o = 0; o < plans[0].operator_count; ++o) {
            survey->service_users[s] += plans[0].users[o][s];
        }
    }
    hr_status status = attach_users(survey, error);
    if (status == HR_OK) {
        status = hr_ledger_init(&survey->ledger, survey->plans, HR_EDGES_COUNT, false, error);
    }
    if (status != HR_OK) {
        hr_structure_survey_free(survey);
    }
    return status;
}

void hr_structure_survey_free(hr_structure_survey *survey)
{
    hr_ledger_free(&survey->ledger);
    free(survey->attached_users);
    memset(survey, 0, sizeof *survey);
}
