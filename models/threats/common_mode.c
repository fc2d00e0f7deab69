/* A product fails everywhere at once with no malice: an expired certificate, a bad update (MODEL 6.4).
 *
 * By rates, or once at a time. Each product (vendor and role) of each operator fails by itself, or of all operators
 * together: a Poisson process each, whose k-th epoch is keyed by the product and k, so that it depends neither on other
 * products nor on what happened before. Nodes of the product that are in service fall; nothing restores them before
 * the fix. Then it reaches them by itself, evenly over a window, or the engineers install it one by one.
 *
 * One pending event a product, one for each fallen node; finding them costs O(nodes of the role).
 */
#include <math.h>

#include "models/products.h"
#include "models/replication.h"

typedef struct {
    hr_product_rates failures;
    bool has_time;
    hr_distribution at_hours;
    bool has_vendors;
    bool vendors[HR_VENDORS_MAX];
    uint32_t roles; /* bits; 0: all */
    uint32_t operator_count;
    uint32_t operators[HR_OPERATORS_MAX];
    uint32_t reach;
    double affected_probability;
    hr_distribution fix_hours;
    bool has_window;
    double fix_window_hours;
} parameters;

static const char *const REACHES[] = {"operator", "nation", NULL};
enum { REACH_NATION = 1 };

static const hr_key ROWS[] = {
    {"failures", "how often products fail; of the rules that fit a product the last holds", NULL, HR_KEY_LIST,
     HR_FIELD(parameters, failures.rules), .inner = &hr_product_rule_keys, .size = sizeof(hr_product_rule),
     .count = HR_FIELD(parameters, failures.count), .most = HR_PRODUCT_RULES_MAX, .item = "rule",
     .together = HR_TOGETHER_ONE},
    {"at_hours", "when each of the products fails, once", "h", HR_KEY_TIME, HR_FIELD(parameters, at_hours),
     .there = HR_FLAG(parameters, has_time), .together = HR_TOGETHER_ONE},
    {"vendors", "whose products can fail", NULL, HR_KEY_VENDORS, HR_FIELD(parameters, vendors),
     .there = HR_FLAG(parameters, has_vendors), .otherwise = "all vendors'"},
    {"roles", "of which roles", NULL, HR_KEY_ROLES, HR_FIELD(parameters, roles), .otherwise = "all roles"},
    {"operators", "at which operators", NULL, HR_KEY_OPERATORS, HR_FIELD(parameters, operators),
     .count = HR_FIELD(parameters, operator_count), .otherwise = "all operators"},
    {"reach", "what fails together: a product at one operator, or at all of them", NULL, HR_KEY_CHOICE,
     HR_FIELD(parameters, reach), .is_required = true, .choices = REACHES},
    {"affected_probability", "of a node of the product in service", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, affected_probability), .greatest = 1, .absent = 1},
    {"fix_hours", "from the failure until there is a fix; longer by `unsupported_repair_factor` without support", "h",
     HR_KEY_TIME, HR_FIELD(parameters, fix_hours), .is_required = true},
    {"fix_window_hours", "the fix reaches the nodes by itself, evenly over it", "h", HR_KEY_FIGURE,
     HR_FIELD(parameters, fix_window_hours), .there = HR_FLAG(parameters, has_window), .greatest = INFINITY,
     .otherwise = "the operators' engineers install it node by node"},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

/* ---- processes ------------------------------------------------------------------------------------------------- */

/* What fails together has the number of its stock of spares; operator 0 stands for all when they fail together. The
 * entity of an event is a node whose fix is there, or this flag and epoch * (number of stocks) + stock. */
#define FAILS 0x80000000u

typedef struct {
    uint32_t stock;
    uint32_t epoch;
    uint32_t operator_id;
    uint32_t role;
    uint8_t vendor;
} occurrence;

static occurrence occurrence_of(const hr_replication *r, uint32_t entity)
{
    uint32_t stocks = r->world->stock_count;
    uint32_t vendors = r->world->scenario->vendor_count;
    uint32_t stock = (entity & ~FAILS) % stocks;
    return (occurrence){
        .stock = stock,
        .epoch = (entity & ~FAILS) / stocks,
        .operator_id = stock / vendors / HR_ROLE_COUNT,
        .role = stock / vendors % HR_ROLE_COUNT,
        .vendor = (uint8_t)(stock % vendors),
    };
}

static hr_status schedule(hr_replication *r, uint32_t threat, const occurrence *it, double time, hr_error *error)
{
    uint64_t number = (uint64_t)it->epoch * r->world->stock_count + it->stock;
    if (number >= FAILS) {
        return hr_error_set(error, HR_FAILED, "product %u fails more than %u times", it->stock, it->epoch);
    }
    return hr_replication_schedule(r, time, HR_EVENT_THREAT + threat, FAILS | (uint32_t)number, error);
}

static hr_status schedule_by_rate(hr_replication *r, uint32_t threat, const occurrence *it, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    double rate = hr_product_rate(&p->failures, it->vendor, it->role);
    if (!(rate > 0)) {
        return HR_OK;
    }
    double uniform = hr_replication_uniform(r, hr_purpose_of_threat(threat, HR_PURPOSE_COMMON_FAILURE), it->stock,
                                            it->epoch);
    return schedule(r, threat, it, r->now_hours - log1p(-uniform) / rate, error);
}

static bool is_meant_operator(const parameters *p, uint32_t operator_id)
{
    bool is_meant = p->operator_count == 0;
    for (uint32_t i = 0; i < p->operator_count; ++i) {
        is_meant = is_meant || p->operators[i] == operator_id;
    }
    return is_meant;
}

static bool is_meant(const parameters *p, const occurrence *it)
{
    return (p->reach == REACH_NATION || is_meant_operator(p, it->operator_id)) &&
           (!p->has_vendors || p->vendors[it->vendor]) && (p->roles == 0 || p->roles >> it->role & 1);
}

static hr_status begin(hr_replication *r, uint32_t threat, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    uint32_t operators = p->reach == REACH_NATION ? 1 : r->world->network.operator_count;
    hr_status status = HR_OK;
    uint32_t end = hr_world_stock(r->world, operators, 0, 0);
    for (uint32_t k = 0; k < end && status == HR_OK; ++k) {
        occurrence it = occurrence_of(r, k);
        if (!is_meant(p, &it)) {
            continue;
        }
        if (p->has_time) {
            double time = hr_replication_draw(r, &p->at_hours, hr_purpose_of_threat(threat, HR_PURPOSE_COMMON_FAILURE),
                                              k, 0);
            status = schedule(r, threat, &it, time, error);
        } else {
            status = schedule_by_rate(r, threat, &it, error);
        }
    }
    return status;
}

/* ---- failures and fixes ---------------------------------------------------------------------------------------- */

/* When the fix reaches a node that falls now. */
static double fixed_hours(const hr_replication *r, const parameters *p, uint32_t threat, const occurrence *it,
                          double fix, uint32_t node)
{
    if (!p->has_window) {
        return r->now_hours + fix;
    }
    double place = hr_replication_uniform(r, hr_purpose_of_threat(threat, HR_PURPOSE_COMMON_ROLLOUT), node, it->epoch);
    return r->now_hours + fix + place * p->fix_window_hours;
}

static hr_status fell_operator(hr_replication *r, uint32_t threat, const occurrence *it, uint32_t operator_id,
                               double fix, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    hr_rank_range ranks = hr_world_ranks(r->world, operator_id, it->role);
    hr_status status = HR_OK;
    for (uint32_t rank = ranks.first; rank < ranks.end && status == HR_OK; ++rank) {
        uint32_t node = r->world->order.node_of_rank[rank];
        if (hr_replication_vendor(r, node) != it->vendor || r->state[node] & HR_NODE_OUT) {
            continue;
        }
        if (p->affected_probability < 1 &&
            hr_replication_uniform(r, hr_purpose_of_threat(threat, HR_PURPOSE_COMMON_AFFECTED), node, it->epoch) >=
                p->affected_probability) {
            continue;
        }
        hr_replication_hold(r, node);
        status = hr_replication_schedule(r, fixed_hours(r, p, threat, it, fix, node), HR_EVENT_THREAT + threat, node,
                                         error);
    }
    return status;
}

static hr_status fell(hr_replication *r, uint32_t threat, const occurrence *it, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    double fix = hr_replication_draw(r, &p->fix_hours, hr_purpose_of_threat(threat, HR_PURPOSE_COMMON_FIX), it->stock,
                                     it->epoch);
    fix *= hr_replication_has_support(r, it->vendor) ? 1 : r->world->scenario->recovery.unsupported_repair_factor;
    HR_TELL(r, HR_TOLD_PRODUCT_FAILS, r->now_hours, .threat = threat, .vendor = it->vendor, .role = it->role,
            .operator_id = p->reach == REACH_NATION ? HR_OPERATORS_MAX : it->operator_id,
            .due_hours = r->now_hours + fix);
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < r->world->network.operator_count && status == HR_OK; ++o) {
        if (p->reach == REACH_NATION ? is_meant_operator(p, o) : o == it->operator_id) {
            status = fell_operator(r, threat, it, o, fix, error);
        }
    }
    occurrence next = *it;
    ++next.epoch;
    return status == HR_OK && !p->has_time ? schedule_by_rate(r, threat, &next, error) : status;
}

static hr_status event(hr_replication *r, uint32_t threat, uint32_t entity, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    if (entity & FAILS) {
        occurrence it = occurrence_of(r, entity);
        return fell(r, threat, &it, error);
    }
    if (p->has_window) {
        HR_TELL(r, HR_TOLD_NODE_MENDED, r->now_hours, .node = entity);
        hr_replication_return(r, entity);
    } else {
        hr_replication_release(r, entity);
    }
    return HR_OK;
}

extern const hr_threat_form hr_threat_common_mode;
const hr_threat_form hr_threat_common_mode = {
    .name = "common_mode",
    .summary = "a product fails everywhere at once, with no malice",
    .parameters_size = sizeof(parameters),
    .keys = &KEYS,
    .begin = begin,
    .event = event,
};
