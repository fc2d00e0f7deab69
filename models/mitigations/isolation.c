/* Suspect equipment is isolated and cleaned (MODEL 7.5).
 *
 * After a discovery and an attribution delay the channels of the vendor (or of all vendors of its states) are shut,
 * and its nodes come under suspicion. Every operator then takes suspect nodes out of service in a fixed order: roles
 * as the scenario lists them, within a role the nodes with fewest users first. It stops at the first node whose loss
 * would leave less than the floor of its own headline users in service, and looks again at every review, as cleaned
 * nodes return. After an attack nobody isolates: all implants have acted.
 *
 * Nodes are tried in runs, as long as the users attached to them suggest and halved when that was too many: one
 * settling of the ledger a run.
 */
#include <math.h>

#include "models/replication.h"

typedef enum { SCOPE_AFFECTED, SCOPE_VENDOR, SCOPE_STATE } scope;
static const char *const SCOPES[] = {"affected", "vendor", "state"};

typedef struct {
    hr_distribution attribution_hours;
    scope reach;
    uint32_t role_count;
    uint32_t places[HR_ROLE_COUNT]; /* of the roles in hr_recovery_role_order, in the order of isolation */
    double floor_share;
    double review_interval_hours;
} parameters;

static void read_roles(const hr_value *value, parameters *p)
{
    size_t count = hr_sequence_length(value);
    uint32_t seen = 0;
    for (size_t i = 0; i < count; ++i) {
        hr_value item = hr_sequence_item(value, i);
        hr_role role;
        if (!hr_scenario_role(&item, &role)) {
            continue;
        }
        if (seen >> role & 1) {
            hr_value_mistake(&item, "the role is there twice");
            continue;
        }
        seen |= 1u << role;
        for (uint32_t place = 0; place < HR_ROLE_COUNT; ++place) {
            if (hr_recovery_role_order[place] == role) {
                p->places[p->role_count++] = place;
            }
        }
    }
}

static void read(const hr_scenario *scenario, hr_mapping *mapping, void *result)
{
    parameters *p = result;
    size_t reach = SCOPE_VENDOR;
    (void)scenario;
    hr_value attribution = hr_mapping_require(mapping, "attribution_hours");
    hr_value_distribution(&attribution, &p->attribution_hours);
    hr_value scope_value = hr_mapping_require(mapping, "scope");
    hr_value_choice(&scope_value, SCOPES, 3, &reach);
    p->reach = (scope)reach;
    hr_value roles = hr_mapping_require(mapping, "roles");
    read_roles(&roles, p);
    hr_value floor_share = hr_mapping_require(mapping, "floor_share");
    hr_value_figure(&floor_share, 0, 1, &p->floor_share);
    hr_value review = hr_mapping_require(mapping, "review_interval_hours");
    hr_value_figure(&review, 0.1, 1e6, &p->review_interval_hours);
}

static hr_status discovered(hr_replication *r, const void *data, uint8_t vendor, hr_error *error)
{
    const parameters *p = data;
    double delay = hr_replication_draw(r, &p->attribution_hours, HR_PURPOSE_ATTRIBUTION, vendor, 0);
    return hr_replication_schedule(r, r->now_hours + delay, HR_EVENT_ATTRIBUTED, vendor, error);
}

/* ---- one operator ---------------------------------------------------------------------------------------------- */

static bool is_to_isolate(const hr_replication *r, const parameters *p, uint32_t node)
{
    uint8_t vendor = r->network_case->vendor[node];
    if (r->state[node] & (HR_NODE_OUT | HR_NODE_CLEANED)) {
        return false;
    }
    if (p->reach == SCOPE_AFFECTED) {
        return hr_replication_is_implanted(r, node) && r->is_suspect[r->implant_via[node]];
    }
    return vendor != HR_NO_VENDOR && r->is_suspect[vendor];
}

/* Headline users of an operator that may still lose service before the floor is reached; negative below it. */
static double slack(const hr_replication *r, const parameters *p, uint32_t operator_id)
{
    const hr_ledger_plan *plan = r->ledger.plan;
    int64_t served = 0;
    int64_t users = 0;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        if (plan->services[s].is_headline) {
            served += hr_ledger_served(&r->ledger, operator_id, s);
            users += plan->users[operator_id][s];
        }
    }
    return (double)served - p->floor_share * (double)users;
}

/* Isolates a run of nodes if the operator stays above its floor without them. */
static bool try_run(hr_replication *r, const parameters *p, uint32_t operator_id, const uint32_t *nodes, uint32_t count)
{
    for (uint32_t i = 0; i < count; ++i) {
        hr_ledger_take_down(&r->ledger, nodes[i]);
    }
    hr_ledger_settle(&r->ledger);
    if (slack(r, p, operator_id) >= 0) {
        for (uint32_t i = 0; i < count; ++i) {
            hr_replication_isolate(r, nodes[i]);
        }
        return true;
    }
    for (uint32_t i = 0; i < count; ++i) {
        hr_ledger_bring_up(&r->ledger, nodes[i]);
    }
    hr_ledger_settle(&r->ledger);
    return false;
}

/* The next suspects of a role in order, as many as are expected to cost `room` users; at least one, at most
 * `longest`. *next is how far the order was read, *expected what they are expected to cost. */
static uint32_t gather_run(const hr_replication *r, const parameters *p, uint32_t first, uint32_t size,
                           uint32_t longest, double room, uint32_t *next, double *expected)
{
    const hr_recovery_order *order = &r->world->order;
    uint32_t *run = r->wave; /* no wave is being gathered before an attack */
    uint32_t count = 0;
    *expected = 0;
    while (*next < size && count < longest) { /* fewest users first: the order of restoration backwards */
        uint32_t node = order->node_of_rank[first + size - 1 - *next];
        if (is_to_isolate(r, p, node)) {
            double more = order->attached_users[node];
            if (count > 0 && *expected + more > room) {
                break;
            }
            *expected += more;
            run[count++] = node;
        }
        ++*next;
    }
    return count;
}

/* Isolates suspects of a role in order from the cursor on, to the first that the floor forbids; false when there is
 * one. Which one that is does not depend on how the runs are cut: more nodes out never serve more users. */
static bool isolate_role(hr_replication *r, const parameters *p, uint32_t operator_id, uint32_t place)
{
    uint32_t index = operator_id * HR_ROLE_COUNT + place;
    uint32_t first = r->world->order.role_start[index];
    uint32_t size = r->world->order.role_start[index + 1] - first;
    uint32_t *cursor = &r->isolation_cursor[index];
    uint32_t longest = UINT32_MAX;
    double cost = 1; /* users lost for each expected, as the last run had it */
    while (*cursor < size) {
        double before = slack(r, p, operator_id);
        double expected = 0;
        uint32_t next = *cursor;
        uint32_t count = gather_run(r, p, first, size, longest, before / cost, &next, &expected);
        if (count == 0 || try_run(r, p, operator_id, r->wave, count)) {
            *cursor = next;
            cost = expected > 0 ? fmax((before - slack(r, p, operator_id)) / expected, 0.05) : cost;
        } else if (count == 1) {
            return false;
        } else {
            longest = count / 2;
        }
    }
    return true;
}

static hr_status isolate(hr_replication *r, const parameters *p, hr_error *error)
{
    bool is_finished = true;
    for (uint32_t o = 0; o < r->world->network.operator_count; ++o) {
        for (uint32_t k = 0; k < p->role_count; ++k) {
            if (!isolate_role(r, p, o, p->places[k])) {
                is_finished = false;
                break;
            }
        }
    }
    if (is_finished || r->is_review_due) {
        return HR_OK;
    }
    r->is_review_due = true;
    return hr_replication_schedule(r, r->now_hours + p->review_interval_hours, HR_EVENT_REVIEW, 0, error);
}

/* ---- events ---------------------------------------------------------------------------------------------------- */

static bool share_a_state(const hr_scenario *scenario, uint8_t a, uint8_t b)
{
    for (uint32_t s = 0; s < scenario->state_count; ++s) {
        if (hr_scenario_is_exposed(scenario, a, s) && hr_scenario_is_exposed(scenario, b, s)) {
            return true;
        }
    }
    return false;
}

static hr_status attributed(hr_replication *r, const void *data, uint8_t vendor, hr_error *error)
{
    const parameters *p = data;
    const hr_scenario *scenario = r->world->scenario;
    if (r->is_attacked) {
        return HR_OK;
    }
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        bool is_meant = v == vendor || (p->reach == SCOPE_STATE && share_a_state(scenario, vendor, (uint8_t)v));
        if (is_meant && !r->is_suspect[v]) {
            r->is_suspect[v] = true;
            r->frozen_hours[v] = r->now_hours;
        }
    }
    for (uint32_t i = 0; i < r->world->network.operator_count * HR_ROLE_COUNT; ++i) {
        r->isolation_cursor[i] = 0; /* another vendor's nodes may lie before the cursors */
    }
    return isolate(r, p, error);
}

static hr_status review(hr_replication *r, const void *data, hr_error *error)
{
    r->is_review_due = false;
    return r->is_attacked ? HR_OK : isolate(r, data, error);
}

extern const hr_mitigation_form hr_mitigation_isolation;
const hr_mitigation_form hr_mitigation_isolation = {
    .name = "isolation",
    .summary = "suspect equipment is isolated and cleaned",
    .parameters_size = sizeof(parameters),
    .read = read,
    .discovered = discovered,
    .attributed = attributed,
    .review = review,
};
