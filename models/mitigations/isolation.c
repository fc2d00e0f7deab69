/* Suspect equipment is isolated and cleaned (MODEL 7.5).
 *
 * After a discovery and an attribution delay the channels of the vendor (or of all vendors of its states) are shut,
 * and its nodes come under suspicion. Every operator then takes suspect nodes out of service in a fixed order: roles
 * as the scenario lists them, within a role the nodes with fewest users first. It stops at the first node whose loss
 * would leave less than the floor of its own headline users in service, and looks again at every review, as cleaned
 * nodes return. A suspect node that is out of service already is cleaned before it returns. A vendor that has struck,
 * with whatever it was ordered to do, is past suspicion: its implants are spent. When all have struck, nobody isolates
 * any more.
 *
 * An intruder's implant found in a product leads, after the same delay, to a search of that product: the nodes that hold
 * an intruder's implant then are taken out in the same way, whatever the scope, for the flaw says nothing against the
 * vendor.
 *
 * Nodes are tried in runs, as long as the users attached to them suggest and halved when that was too many: one
 * settling of the ledger a run.
 */
#include <math.h>
#include <string.h>

#include "models/replication.h"

typedef enum { SCOPE_AFFECTED, SCOPE_VENDOR, SCOPE_STATE } scope;
static const char *const SCOPES[] = {"affected", "vendor", "state", NULL};

typedef struct {
    uint32_t count;
    uint32_t places[HR_ROLE_COUNT]; /* of the roles in hr_recovery_role_order, in the order of isolation */
} role_order;

typedef struct {
    hr_distribution attribution_hours;
    uint32_t reach; /* a scope */
    role_order roles;
    double floor_share;
    double review_interval_hours;
} parameters;

typedef struct {
    bool is_suspect[HR_VENDORS_MAX];
    double searched_hours[HR_PRODUCTS_MAX]; /* products: when intruders' implants were last looked for; 0: never */
    uint32_t searches[HR_PRODUCTS_MAX];
    bool has_searched;
    bool is_review_due;
    uint32_t cursor[HR_OPERATORS_MAX][HR_ROLE_COUNT]; /* nodes of the order looked at */
} isolation;

/* Entities of events: a vendor that is attributed; this and a product that is searched; a review. */
#define SEARCH HR_VENDORS_MAX
#define REVIEW UINT32_MAX

static void read_roles(const hr_scenario *scenario, const hr_value *value, void *field)
{
    role_order *order = field;
    (void)scenario;
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
                order->places[order->count++] = place;
            }
        }
    }
}

static const hr_key ROWS[] = {
    {"scope", "what is isolated: implanted nodes, all of the vendor, or all vendors of its states", NULL, HR_KEY_CHOICE,
     HR_FIELD(parameters, reach), .is_required = true, .choices = SCOPES},
    {"attribution_hours", "from a discovery until the vendor's channels are shut and isolation begins", "h",
     HR_KEY_TIME, HR_FIELD(parameters, attribution_hours), .is_required = true},
    {"roles", "roles that are isolated, in this order", NULL, HR_KEY_ROLES, HR_FIELD(parameters, roles),
     .is_required = true, .read = read_roles},
    {"floor_share", "of an operator's own headline users: isolation never leaves fewer in service", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, floor_share), .is_required = true, .greatest = 1},
    {"review_interval_hours", "until an operator that stopped at its floor looks again", "h", HR_KEY_FIGURE,
     HR_FIELD(parameters, review_interval_hours), .is_required = true, .least = 0.01, .greatest = INFINITY},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

/* ---- discovery ------------------------------------------------------------------------------------------------- */

static hr_status discovered(hr_replication *r, uint32_t mitigation, uint8_t vendor, hr_error *error)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    double delay = hr_replication_draw(r, &p->attribution_hours, HR_PURPOSE_ATTRIBUTION, vendor, 0);
    return hr_replication_schedule(r, r->now_hours + delay, HR_EVENT_MITIGATION + mitigation, vendor, error);
}

static hr_status found_intruder(hr_replication *r, uint32_t mitigation, uint32_t product, hr_error *error)
{
    const parameters *p = hr_replication_mitigation(r, mitigation);
    isolation *state = r->mitigation_state[mitigation];
    double delay = hr_replication_draw(r, &p->attribution_hours, HR_PURPOSE_PRODUCT_ATTRIBUTION, product,
                                       state->searches[product]++);
    return hr_replication_schedule(r, r->now_hours + delay, HR_EVENT_MITIGATION + mitigation, SEARCH + product, error);
}

/* ---- one operator ---------------------------------------------------------------------------------------------- */

/* What the functions below share. */
typedef struct {
    hr_replication *replication;
    uint32_t mitigation;
    const parameters *parameters;
    isolation *state;
    bool is_over; /* no vendor can act any more, so none is suspect */
} context;

static context context_of(hr_replication *r, uint32_t mitigation)
{
    return (context){
        .replication = r,
        .mitigation = mitigation,
        .parameters = hr_replication_mitigation(r, mitigation),
        .state = r->mitigation_state[mitigation],
        .is_over = r->is_attacked && !hr_replication_is_threatened(r),
    };
}

static bool has_suspect_implant(const context *c, uint32_t threat, uint32_t node)
{
    const hr_replication *r = c->replication;
    uint8_t via = r->implants[threat].via[node];
    if (!hr_replication_is_implanted(r, threat, node)) {
        return false;
    }
    if (via != HR_VIA_FLAW) {
        return c->parameters->reach == SCOPE_AFFECTED && c->state->is_suspect[via] && !c->is_over;
    }
    uint8_t vendor = hr_replication_vendor(r, node);
    return vendor != HR_NO_VENDOR && r->implants[threat].hours[node] <=
                                         c->state->searched_hours[hr_product_of(vendor, r->world->network.role[node])];
}

static bool is_suspect(const context *c, uint32_t node)
{
    const hr_replication *r = c->replication;
    uint8_t vendor = hr_replication_vendor(r, node);
    /* what was cleaned since its vendor's channels were shut is trusted */
    if (c->parameters->reach != SCOPE_AFFECTED && vendor != HR_NO_VENDOR && c->state->is_suspect[vendor] &&
        r->cleaned_hours[node] < r->frozen_hours[vendor] && !hr_replication_is_spent(r, vendor) && !c->is_over) {
        return true;
    }
    if (c->parameters->reach != SCOPE_AFFECTED && !c->state->has_searched) {
        return false; /* nobody asks for single implants */
    }
    for (uint32_t t = 0; t < r->world->scenario->threat_count; ++t) {
        if (r->implants[t].count > 0 && has_suspect_implant(c, t, node)) {
            return true;
        }
    }
    return false;
}

/* Headline users of an operator that may still lose service before the floor is reached; negative below it. */
static double slack(const context *c, uint32_t operator_id)
{
    const hr_replication *r = c->replication;
    const hr_ledger_plan *plan = r->ledger.plan;
    int64_t served = 0;
    int64_t users = 0;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        if (plan->services[s].is_headline) {
            served += hr_ledger_served(&r->ledger, operator_id, s);
            users += plan->users[operator_id][s];
        }
    }
    return (double)served - c->parameters->floor_share * (double)users;
}

/* Isolates a run of nodes if the operator stays above its floor without them. */
static bool try_run(const context *c, uint32_t operator_id, const uint32_t *nodes, uint32_t count)
{
    hr_replication *r = c->replication;
    for (uint32_t i = 0; i < count; ++i) {
        hr_ledger_take_down(&r->ledger, nodes[i]);
    }
    hr_ledger_settle(&r->ledger);
    if (slack(c, operator_id) >= 0) {
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

/* The node at a place of a role's order of isolation: fewest users first, the order of restoration backwards. */
static uint32_t node_at(const hr_recovery_order *order, uint32_t first, uint32_t size, uint32_t place)
{
    return order->node_of_rank[first + size - 1 - place];
}

/* The next suspects of a role in service in order, as many as are expected to cost `room` users; at least one, at most
 * `longest`. *next is how far the order was read, *expected what they are expected to cost. */
static uint32_t gather_run(const context *c, uint32_t first, uint32_t size, uint32_t longest, double room,
                           uint32_t *next, double *expected)
{
    hr_replication *r = c->replication;
    const hr_recovery_order *order = &r->world->order;
    uint32_t *run = r->scratch_nodes;
    uint32_t count = 0;
    *expected = 0;
    while (*next < size && count < longest) {
        uint32_t node = node_at(order, first, size, *next);
        if (!(r->state[node] & HR_NODE_OUT) && is_suspect(c, node)) {
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

/* Suspects out of service in a part of a role's order, to its end or to the node at which the operator stops, are
 * cleaned before they return: that costs nobody's service. */
static void clean_those_out(const context *c, uint32_t first, uint32_t size, uint32_t from, uint32_t end, uint32_t stop)
{
    hr_replication *r = c->replication;
    for (uint32_t place = from; place < end; ++place) {
        uint32_t node = node_at(&r->world->order, first, size, place);
        if (node == stop) {
            return;
        }
        if ((r->state[node] & HR_NODE_OUT) && !(r->state[node] & HR_NODE_TO_CLEAN) && is_suspect(c, node)) {
            r->state[node] |= HR_NODE_TO_CLEAN;
        }
    }
}

/* Isolates suspects of a role in order from the cursor on, to the first that the floor forbids; false when there is
 * one. Which one that is does not depend on how the runs are cut: more nodes out never serve more users. (With roaming
 * they can, where the operator's own functions are short and others' are not; then it is the first that a run meets.) */
static bool isolate_role(const context *c, uint32_t operator_id, uint32_t place)
{
    hr_replication *r = c->replication;
    uint32_t index = operator_id * HR_ROLE_COUNT + place;
    uint32_t first = r->world->order.role_start[index];
    uint32_t size = r->world->order.role_start[index + 1] - first;
    uint32_t *cursor = &c->state->cursor[operator_id][place];
    uint32_t longest = UINT32_MAX;
    double cost = 1; /* users lost for each expected, as the last run had it */
    while (*cursor < size) {
        double before = slack(c, operator_id);
        double expected = 0;
        uint32_t next = *cursor;
        uint32_t count = gather_run(c, first, size, longest, before / cost, &next, &expected);
        if (count == 0 || try_run(c, operator_id, r->scratch_nodes, count)) {
            clean_those_out(c, first, size, *cursor, next, UINT32_MAX);
            *cursor = next;
            cost = expected > 0 ? fmax((before - slack(c, operator_id)) / expected, 0.05) : cost;
        } else if (count == 1) {
            clean_those_out(c, first, size, *cursor, next, r->scratch_nodes[0]);
            return false;
        } else {
            longest = count / 2;
        }
    }
    return true;
}

static hr_status isolate(const context *c, hr_error *error)
{
    hr_replication *r = c->replication;
    bool is_finished = true;
    for (uint32_t o = 0; o < r->world->network.operator_count; ++o) {
        for (uint32_t k = 0; k < c->parameters->roles.count; ++k) {
            if (!isolate_role(c, o, c->parameters->roles.places[k])) {
                is_finished = false;
                HR_TELL(r, HR_TOLD_FLOOR_REACHED, r->now_hours, .operator_id = o);
                break;
            }
        }
    }
    if (is_finished || c->state->is_review_due) {
        return HR_OK;
    }
    c->state->is_review_due = true;
    return hr_replication_schedule(r, r->now_hours + c->parameters->review_interval_hours,
                                   HR_EVENT_MITIGATION + c->mitigation, REVIEW, error);
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

/* The vendor's channels are shut, its equipment is suspect. */
static void attribute(const context *c, uint8_t vendor)
{
    hr_replication *r = c->replication;
    const hr_scenario *scenario = r->world->scenario;
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        bool is_meant = v == vendor ||
                        (c->parameters->reach == SCOPE_STATE && share_a_state(scenario, vendor, (uint8_t)v));
        if (is_meant && !c->state->is_suspect[v]) {
            c->state->is_suspect[v] = true;
            r->frozen_hours[v] = r->now_hours;
            HR_TELL(r, HR_TOLD_ATTRIBUTED, r->now_hours, .vendor = (uint8_t)v);
        }
    }
    memset(c->state->cursor, 0, sizeof c->state->cursor); /* another vendor's nodes may lie before the cursors */
}

static hr_status event(hr_replication *r, uint32_t mitigation, uint32_t entity, hr_error *error)
{
    context c = context_of(r, mitigation);
    if (entity == REVIEW) {
        c.state->is_review_due = false;
    }
    if (entity < SEARCH) {
        if (c.is_over) {
            return HR_OK;
        }
        attribute(&c, (uint8_t)entity);
    } else if (entity != REVIEW) {
        c.state->searched_hours[entity - SEARCH] = r->now_hours;
        HR_TELL(r, HR_TOLD_INTRUDER_SOUGHT, r->now_hours, .vendor = (uint8_t)((entity - SEARCH) / HR_ROLE_COUNT),
                .role = (entity - SEARCH) % HR_ROLE_COUNT);
        c.state->has_searched = true;
        memset(c.state->cursor, 0, sizeof c.state->cursor);
    }
    return isolate(&c, error);
}

extern const hr_mitigation_form hr_mitigation_isolation;
const hr_mitigation_form hr_mitigation_isolation = {
    .name = "isolation",
    .summary = "suspect equipment is isolated and cleaned",
    .parameters_size = sizeof(parameters),
    .state_size = sizeof(isolation),
    .keys = &KEYS,
    .discovered = discovered,
    .found_intruder = found_intruder,
    .event = event,
};
