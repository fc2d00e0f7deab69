/* Roaming in the service ledger: see ledger_roaming.h. All counts are integers; shares are dealt by cumulative floors,
 * exact in sum, over groups and cells in their order, so that nothing depends on the order of events. */
#include "models/ledger_roaming.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "models/ledger_regions.h"

/* ---- memory ----------------------------------------------------------------------------------------------------- */

bool hr_ledger_roaming_init(hr_ledger_roaming *roaming, const hr_ledger_plan *const *plans, uint32_t plan_count)
{
    size_t carried = 1;
    size_t places = 1;
    size_t groups = 1;
    size_t pairs = 1;
    for (uint32_t p = 0; p < plan_count; ++p) {
        const hr_ledger_plan *plan = plans[p];
        size_t total = (size_t)plan->places[plan->place_count].pairs * plan->roaming_count;
        carried = total > carried ? total : carried;
        places = plan->place_count > places ? plan->place_count : places;
        for (uint32_t i = 0; i < plan->place_count; ++i) {
            size_t size = plan->places[i].end - plan->places[i].first;
            groups = size > groups ? size : groups;
            size_t product = size * plan->places[i].cell_count;
            pairs = product > pairs ? product : pairs;
        }
    }
    roaming->carried = calloc(carried, sizeof *roaming->carried);
    roaming->is_carrying = calloc(places, sizeof *roaming->is_carrying);
    roaming->behind = calloc(places, sizeof *roaming->behind);
    roaming->is_behind = calloc(places, sizeof *roaming->is_behind);
    roaming->dealing.room = calloc(groups, sizeof *roaming->dealing.room);
    roaming->dealing.open_to = calloc(groups, sizeof *roaming->dealing.open_to);
    roaming->dealing.asked = calloc(pairs, sizeof *roaming->dealing.asked);
    roaming->dealing.carried = calloc(pairs, sizeof *roaming->dealing.carried);
    return roaming->carried != NULL && roaming->is_carrying != NULL && roaming->behind != NULL &&
           roaming->is_behind != NULL && roaming->dealing.room != NULL && roaming->dealing.open_to != NULL &&
           roaming->dealing.asked != NULL && roaming->dealing.carried != NULL;
}

void hr_ledger_roaming_free(hr_ledger_roaming *roaming)
{
    free(roaming->carried);
    free(roaming->is_carrying);
    free(roaming->behind);
    free(roaming->is_behind);
    free(roaming->dealing.room);
    free(roaming->dealing.open_to);
    free(roaming->dealing.asked);
    free(roaming->dealing.carried);
}

/* ---- what groups carry ------------------------------------------------------------------------------------------ */

/* [cell] of what a group carries of the k-th roaming service. */
static uint32_t *carried_row(hr_ledger_roaming *roaming, const hr_ledger_plan *plan, const hr_ledger_place *place,
                             uint32_t group, uint32_t k)
{
    size_t row = (size_t)(group - place->first) * plan->roaming_count + k;
    return &roaming->carried[(size_t)place->pairs * plan->roaming_count + row * place->cell_count];
}

static void forget_carried(hr_ledger_roaming *roaming, const hr_ledger_plan *plan)
{
    for (uint32_t p = 0; p < plan->place_count; ++p) {
        if (roaming->is_carrying[p]) {
            const hr_ledger_place *place = &plan->places[p];
            size_t count = (size_t)(place[1].pairs - place->pairs) * plan->roaming_count;
            memset(carried_row(roaming, plan, place, place->first, 0), 0, count * sizeof *roaming->carried);
            roaming->is_carrying[p] = 0;
        }
    }
}

static void forget_behind(hr_ledger_roaming *roaming)
{
    for (uint32_t i = 0; i < roaming->behind_count; ++i) {
        roaming->is_behind[roaming->behind[i]] = 0;
    }
    roaming->behind_count = 0;
}

void hr_ledger_roaming_reset(hr_ledger *ledger, const hr_ledger_plan *plan, const hr_roaming *rules)
{
    hr_ledger_roaming *roaming = &ledger->roaming;
    if (roaming->rules.is_on) {
        forget_carried(roaming, ledger->plan);
        forget_behind(roaming);
    }
    roaming->rules = *rules;
    if (!rules->is_on) {
        return;
    }
    assert(roaming->carried != NULL && "allocated for roaming");
    assert(rules->headroom_share >= 0 && rules->headroom_share <= 1);
    memset(roaming->home, 0, sizeof roaming->home);
    memset(&ledger->components.home_mask, 0, sizeof ledger->components.home_mask);
    uint32_t roles_before = 0;
    for (uint32_t i = 0; i < plan->roaming_count; ++i) {
        uint32_t s = plan->roaming_services[i];
        uint32_t roles = 0;
        for (uint32_t k = 0; k < plan->services[s].required_count; ++k) {
            hr_role role = plan->services[s].required[k];
            roles |= rules->home_roles & 1u << role;
            for (uint32_t h = 0; rules->home_roles >> role & 1 && h < plan->operator_count; ++h) {
                uint32_t function_class = hr_ledger_function_class(plan, role, h);
                hr_function_mask_add(&roaming->home[h][s], function_class);
                hr_function_mask_add(&ledger->components.home_mask, function_class);
            }
        }
        roaming->is_alike[i] = i > 0 && roles == roles_before;
        roles_before = roles;
    }
}

void hr_ledger_roaming_note(hr_ledger *ledger, uint32_t group)
{
    hr_ledger_roaming *roaming = &ledger->roaming;
    uint32_t p = ledger->plan->group_place[group];
    if (p != UINT32_MAX && !roaming->is_behind[p]) {
        roaming->is_behind[p] = 1;
        roaming->behind[roaming->behind_count++] = p;
    }
}

/* Users of a home operator more or less (by wrap-around) whom a group carries. */
static void tell_component(hr_ledger *ledger, uint32_t group, uint32_t s, uint32_t home, uint32_t change)
{
    uint32_t parent = ledger->group_choice[(size_t)group * ledger->plan->service_count + s];
    uint32_t root = hr_ledger_components_find(&ledger->components, parent);
    hr_ledger_reach(ledger, group, s, change);
    hr_ledger_components_add_roamers(&ledger->components, root, ledger->groups[group].operator_id, s, home, change,
                                     ledger->served);
}

void hr_ledger_roaming_leave(hr_ledger *ledger, uint32_t group, uint32_t s)
{
    const hr_ledger_plan *plan = ledger->plan;
    uint32_t p = plan->group_place[group];
    if (p == UINT32_MAX || !ledger->roaming.is_carrying[p]) {
        return;
    }
    const hr_ledger_place *place = &plan->places[p];
    uint32_t k = 0;
    while (plan->roaming_services[k] != s) {
        ++k;
    }
    uint32_t *carried = carried_row(&ledger->roaming, plan, place, group, k);
    uint32_t c = 0;
    for (uint32_t g = place->first; g < place->end; ++g) {
        if (plan->groups[g].cell == g) {
            if (carried[c] > 0) {
                tell_component(ledger, group, s, plan->groups[g].operator_id, 0u - carried[c]);
                carried[c] = 0;
            }
            ++c;
        }
    }
}

/* ---- dealing ---------------------------------------------------------------------------------------------------- */

/* One service in one place. */
typedef struct {
    hr_ledger *ledger;
    const hr_ledger_place *place;
    uint32_t s;
    uint32_t group_count;
    uint32_t cell_count;
    uint8_t home[HR_OPERATORS_MAX]; /* operator of each cell */
    hr_ledger_dealing *dealing;
} scene;

static bool has_service(const scene *it, uint32_t group)
{
    return it->ledger->group_choice[(size_t)group * it->ledger->plan->service_count + it->s] != HR_NO_NODE;
}

/* Who of a cell asks, and what it has room for. Returns the end of the cell. */
static uint32_t survey_cell(scene *it, uint32_t first, uint32_t cell)
{
    const hr_ledger_group *groups = it->ledger->groups;
    int64_t users = 0;   /* in service at groups with the service */
    int64_t overlap = 0; /* carried by these groups */
    int64_t asking = 0;
    uint32_t end = first;
    for (; groups[end].cell == groups[first].cell; ++end) {
        asking += (int64_t)groups[end].lost_users + groups[end].up_users - groups[end].demand; /* whom overlap leaves */
        if (has_service(it, end)) {
            users += groups[end].up_users;
            overlap += (int64_t)groups[end].demand - groups[end].up_users;
        } else {
            asking += groups[end].demand;
        }
    }
    int64_t headroom = (int64_t)(it->ledger->roaming.rules.headroom_share * (double)users) - overlap;
    it->dealing->asking[cell] = asking;
    it->dealing->users[cell] = users;
    it->dealing->headroom[cell] = headroom > 0 ? headroom : 0;
    it->home[cell] = groups[first].operator_id;
    return end;
}

/* Whether anybody asks and there is room for anybody at all. */
static bool survey(scene *it)
{
    int64_t asking = 0;
    int64_t headroom = 0;
    uint32_t cell = 0;
    for (uint32_t first = it->place->first; first < it->place->end; ++cell) {
        first = survey_cell(it, first, cell);
        asking += it->dealing->asking[cell];
        headroom += it->dealing->headroom[cell];
    }
    return asking > 0 && headroom > 0;
}

/* Deals the headroom of each cell to its groups with the service. */
static void share_headroom(scene *it)
{
    const hr_ledger_group *groups = &it->ledger->groups[it->place->first];
    hr_ledger_dealing *d = it->dealing;
    int64_t before = 0;
    int64_t dealt = 0;
    uint32_t cell = 0;
    for (uint32_t i = 0; i < it->group_count; ++i) {
        if (i > 0 && groups[i].cell != groups[i - 1].cell) {
            ++cell;
            before = 0;
            dealt = 0;
        }
        before += has_service(it, it->place->first + i) ? groups[i].up_users : 0;
        bool is_all = d->users[cell] == 0 || before == d->users[cell];
        int64_t dealt_now = is_all ? d->headroom[cell] : d->headroom[cell] * before / d->users[cell];
        d->room[i] = dealt_now - dealt;
        dealt = dealt_now;
    }
}

/* Cells whose home operator's functions are all in the component of a root. */
static uint64_t homes_in(const scene *it, uint32_t root)
{
    uint64_t homes = 0;
    for (uint32_t c = 0; c < it->cell_count; ++c) {
        const hr_function_mask *home = &it->ledger->roaming.home[it->home[c]][it->s];
        homes |= (uint64_t)hr_ledger_components_has(&it->ledger->components, root, home) << c;
    }
    return homes;
}

/* Which groups are open to whom: to those who ask, of another operator, and whose home answers. */
static void open_groups(scene *it)
{
    hr_ledger *ledger = it->ledger;
    uint64_t asking = 0;
    for (uint32_t c = 0; c < it->cell_count; ++c) {
        asking |= (uint64_t)(it->dealing->asking[c] > 0) << c;
    }
    uint32_t last_root = HR_NO_NODE;
    uint64_t homes = 0;
    uint32_t cell = 0;
    for (uint32_t i = 0; i < it->group_count; ++i) {
        uint32_t group = it->place->first + i;
        cell += i > 0 && ledger->groups[group].cell == group ? 1 : 0;
        it->dealing->open_to[i] = 0;
        if (it->dealing->room[i] > 0) {
            uint32_t parent = ledger->group_choice[(size_t)group * ledger->plan->service_count + it->s];
            uint32_t root = hr_ledger_components_find(&ledger->components, parent);
            homes = root == last_root ? homes : homes_in(it, root);
            last_root = root;
            it->dealing->open_to[i] = homes & asking & ~(UINT64_C(1) << cell);
        }
    }
}

/* Whether more ask than the operators of the place let in. Those whom no group is open to do not count, nor room that
 * is open to nobody. */
static bool is_overloaded(const scene *it)
{
    uint64_t let_in = 0;
    int64_t room = 0;
    int64_t asking = 0;
    for (uint32_t i = 0; i < it->group_count; ++i) {
        let_in |= it->dealing->open_to[i];
        room += it->dealing->open_to[i] != 0 ? it->dealing->room[i] : 0;
    }
    for (uint32_t c = 0; c < it->cell_count; ++c) {
        asking += let_in >> c & 1 ? it->dealing->asking[c] : 0;
    }
    return (double)asking > it->ledger->roaming.rules.overload_factor * (double)room;
}

/* The users of a cell ask the groups open to them in proportion to their room. */
static void ask(scene *it, uint32_t cell)
{
    hr_ledger_dealing *d = it->dealing;
    int64_t room = 0;
    for (uint32_t i = 0; i < it->group_count; ++i) {
        room += d->open_to[i] >> cell & 1 ? d->room[i] : 0;
    }
    int64_t before = 0;
    int64_t dealt = 0;
    for (uint32_t i = 0; before < room; ++i) {
        if (d->open_to[i] >> cell & 1 && d->room[i] > 0) {
            before += d->room[i];
            int64_t dealt_now = before == room ? d->asking[cell] : d->asking[cell] * before / room;
            d->asked[(size_t)i * it->cell_count + cell] = dealt_now - dealt;
            dealt = dealt_now;
        }
    }
}

/* A group carries those who asked it, up to its room, by home in proportion. Returns whether it refused anybody. */
static bool carry(scene *it, uint32_t i)
{
    hr_ledger_dealing *d = it->dealing;
    const int64_t *asked = &d->asked[(size_t)i * it->cell_count];
    int64_t all = 0;
    for (uint32_t c = 0; c < it->cell_count; ++c) {
        all += asked[c];
    }
    int64_t carried = all < d->room[i] ? all : d->room[i];
    int64_t before = 0;
    int64_t dealt = 0;
    for (uint32_t c = 0; c < it->cell_count && carried > 0; ++c) {
        before += asked[c];
        int64_t dealt_now = carried == all ? before : carried * before / all;
        d->carried[(size_t)i * it->cell_count + c] += dealt_now - dealt;
        d->asking[c] -= dealt_now - dealt;
        dealt = dealt_now;
    }
    d->room[i] -= carried;
    return all > carried;
}

/* Rounds until nobody is refused: whoever is, asks again where there is room left. A group that refuses is full, so
 * it is asked no more; those who find no open room ask nobody. */
static void deal(scene *it)
{
    bool is_refused = true;
    while (is_refused) {
        is_refused = false;
        memset(it->dealing->asked, 0, (size_t)it->group_count * it->cell_count * sizeof *it->dealing->asked);
        for (uint32_t c = 0; c < it->cell_count; ++c) {
            if (it->dealing->asking[c] > 0) {
                ask(it, c);
            }
        }
        for (uint32_t i = 0; i < it->group_count; ++i) {
            if (it->dealing->open_to[i] != 0) {
                is_refused = carry(it, i) || is_refused;
            }
        }
    }
}

/* Tells the components what changed. Returns whether the place carries anybody. */
static bool tell_components(scene *it, uint32_t k)
{
    hr_ledger *ledger = it->ledger;
    bool is_carrying = false;
    for (uint32_t i = 0; i < it->group_count; ++i) {
        uint32_t group = it->place->first + i;
        uint32_t *told = carried_row(&ledger->roaming, ledger->plan, it->place, group, k);
        for (uint32_t c = 0; c < it->cell_count; ++c) {
            uint32_t carried = (uint32_t)it->dealing->carried[(size_t)i * it->cell_count + c];
            if (carried != told[c]) {
                tell_component(ledger, group, it->s, it->home[c], carried - told[c]);
                told[c] = carried;
            }
            is_carrying = is_carrying || carried > 0;
        }
    }
    return is_carrying;
}

/* Whether a roaming service is dealt out as the one before: the same groups have it, in the same components, and the
 * same homes answer. */
static bool is_dealt_alike(const scene *it, uint32_t k)
{
    const hr_ledger *ledger = it->ledger;
    const hr_ledger_plan *plan = ledger->plan;
    bool is_alike = ledger->roaming.is_alike[k];
    for (uint32_t g = it->place->first; g < it->place->end && is_alike; ++g) {
        const uint32_t *choice = &ledger->group_choice[(size_t)g * plan->service_count];
        is_alike = choice[plan->roaming_services[k]] == choice[plan->roaming_services[k - 1]];
    }
    return is_alike;
}

/* Deals a service out in a place. Returns whether anybody asked and there was room. */
static bool deal_service(scene *it)
{
    memset(it->dealing->carried, 0, (size_t)it->group_count * it->cell_count * sizeof *it->dealing->carried);
    if (!survey(it)) {
        return false;
    }
    share_headroom(it);
    open_groups(it);
    if (!is_overloaded(it)) {
        deal(it);
    }
    return true;
}

static void deal_place(hr_ledger *ledger, uint32_t p)
{
    const hr_ledger_plan *plan = ledger->plan;
    const hr_ledger_place *place = &plan->places[p];
    hr_ledger_roaming *roaming = &ledger->roaming;
    scene it = {.ledger = ledger,
                .place = place,
                .group_count = place->end - place->first,
                .cell_count = place->cell_count,
                .dealing = &roaming->dealing};
    bool was_carrying = roaming->is_carrying[p];
    bool is_carrying = false;
    bool is_wanted = false;
    for (uint32_t k = 0; k < plan->roaming_count; ++k) {
        it.s = plan->roaming_services[k];
        is_wanted = is_dealt_alike(&it, k) ? is_wanted : deal_service(&it);
        if (is_wanted || was_carrying) {
            is_carrying = tell_components(&it, k) || is_carrying;
        }
    }
    roaming->is_carrying[p] = is_carrying;
}

void hr_ledger_roaming_settle(hr_ledger *ledger)
{
    for (uint32_t i = 0; i < ledger->roaming.behind_count; ++i) {
        deal_place(ledger, ledger->roaming.behind[i]);
    }
    forget_behind(&ledger->roaming);
}

void hr_ledger_roaming_rebuild(hr_ledger *ledger)
{
    forget_carried(&ledger->roaming, ledger->plan);
    forget_behind(&ledger->roaming);
    for (uint32_t p = 0; p < ledger->plan->place_count; ++p) {
        deal_place(ledger, p);
    }
}
