/* The service ledger equals the slow oracle at every event of random histories on random networks, to the last user. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/ledger.h"
#include "tests/support/ledger_oracle.h"
#include "tests/support/random_network.h"

enum { GRAPHS = 5000, INSTANTS_MAX = 24, CHANGES_MAX = INSTANTS_MAX * 2 * HR_RANDOM_NETWORK_NODES_MAX };

typedef enum { FALL, FALL_ALONE, RETURN, RESET } change_kind;

/* What is on; bits. */
enum { BACKUP = 1, ROAMING = 2, MODES = 4 };

typedef struct {
    uint32_t instant;
    uint32_t node; /* of a reset: the mode from then on */
    change_kind kind;
} change;

typedef struct {
    uint32_t count;
    change changes[CHANGES_MAX];
} history;

/* One network with both plans, [1] with backup edges, and an oracle for each mode. */
typedef struct {
    hr_random_network made;
    hr_ledger_plan plans[2];
    hr_ledger_oracle *oracles[MODES];
    hr_ledger ledger;
} bench;

typedef struct {
    uint64_t graphs;
    uint64_t changes;
    uint64_t instants;
    uint64_t comparisons;
    uint64_t regained;
    uint64_t roaming_places; /* that carried somebody, over the instants */
} tally;

/* ---- random histories ------------------------------------------------------------------------------------------ */

static void add_change(history *h, uint32_t instant, change_kind kind, uint32_t node)
{
    assert_true(h->count < CHANGES_MAX);
    h->changes[h->count++] = (change){instant, node, kind};
}

/* Every node is touched with a chance: it falls, or, when that is asked for, returns or either. */
static void add_wave(history *h, hr_test_random *random, uint32_t instant, uint32_t nodes, uint32_t percent,
                     uint32_t falling)
{
    uint32_t offset = hr_test_random_below(random, nodes); /* another order of nodes each time */
    for (uint32_t i = 0; i < nodes; ++i) {
        if (hr_test_random_chance(random, percent)) {
            add_change(h, instant, hr_test_random_chance(random, falling) ? FALL : RETURN, (i * 37 + offset) % nodes);
        }
    }
}

/* One to five nodes, each as if it were the only one, at one instant; among others that fall as a wave at times. */
static void add_alone(history *h, hr_test_random *random, uint32_t instant, uint32_t nodes)
{
    uint32_t count = hr_test_random_chance(random, 60) ? 1 : 1 + hr_test_random_below(random, 5);
    for (uint32_t i = 0; i < count; ++i) {
        add_change(h, instant, hr_test_random_chance(random, 90) ? FALL_ALONE : FALL,
                   hr_test_random_below(random, nodes));
    }
}

static void make_history(history *h, hr_test_random *random, uint32_t nodes)
{
    static const uint32_t severity[] = {3, 10, 30, 60, 95};
    uint32_t instants = 6 + hr_test_random_below(random, INSTANTS_MAX - 5);
    h->count = 0;
    for (uint32_t t = 0; t < instants; ++t) {
        uint32_t percent = severity[hr_test_random_below(random, 5)];
        uint32_t what = hr_test_random_below(random, 100);
        if (what < 20) {
            add_wave(h, random, t, nodes, percent, 100);
        } else if (what < 30) {
            add_wave(h, random, t, nodes, percent, 0);
        } else if (what < 40) {
            add_wave(h, random, t, nodes, percent, 50);
        } else if (what < 50) {
            add_alone(h, random, t, nodes);
        } else if (what < 54) {
            add_change(h, t, RESET, what % MODES);
            add_wave(h, random, t, nodes, percent, 80);
        } else { /* one by one, as crews restore; down nodes are common after waves */
            add_change(h, t, RETURN, hr_test_random_below(random, nodes));
            if (what < 60) {
                add_alone(h, random, t, nodes);
            }
        }
    }
}

/* ---- one run --------------------------------------------------------------------------------------------------- */

typedef struct {
    bench *b;
    uint32_t mode;
    uint8_t in_service[HR_RANDOM_NETWORK_NODES_MAX];
    bool was_manageable[HR_RANDOM_NETWORK_NODES_MAX][HR_RANDOM_NETWORK_VENDORS];
    bool forget_manageable; /* a reset lies between */
    tally *counts;
    char complaint[200];
} run;

static void apply(run *r, const change *c)
{
    hr_ledger *ledger = &r->b->ledger;
    switch (c->kind) {
    case FALL:
        hr_ledger_take_down(ledger, c->node);
        r->in_service[c->node] = 0;
        break;
    case FALL_ALONE:
        hr_ledger_take_down_alone(ledger, c->node);
        r->in_service[c->node] = 0;
        break;
    case RETURN:
        hr_ledger_bring_up(ledger, c->node);
        r->in_service[c->node] = 1;
        break;
    case RESET:
        r->mode = c->node;
        hr_ledger_reset(ledger, &r->b->plans[r->mode & BACKUP], r->mode & ROAMING ? &r->b->made.roaming : NULL);
        memset(r->in_service, 1, sizeof r->in_service);
        r->forget_manageable = true;
        break;
    }
}

static bool compare_served(run *r)
{
    const hr_network *network = &r->b->made.network;
    for (uint32_t o = 0; o < network->operator_count; ++o) {
        for (uint32_t s = 0; s < r->b->made.service_count; ++s) {
            int64_t ledger = hr_ledger_served(&r->b->ledger, o, s);
            int64_t oracle = hr_ledger_oracle_served(r->b->oracles[r->mode], o, s);
            ++r->counts->comparisons;
            if (ledger != oracle) {
                snprintf(r->complaint, sizeof r->complaint, "operator %u service %u: ledger %lld, oracle %lld users", o,
                         s, (long long)ledger, (long long)oracle);
                return false;
            }
        }
    }
    for (uint32_t region = 0; region < network->region_count; ++region) {
        int64_t ledger = r->b->ledger.region_reached[region];
        int64_t oracle = hr_ledger_oracle_reached(r->b->oracles[r->mode], region);
        ++r->counts->comparisons;
        if (ledger != oracle) {
            snprintf(r->complaint, sizeof r->complaint, "region %u: ledger %lld, oracle %lld users reached", region,
                     (long long)ledger, (long long)oracle);
            return false;
        }
    }
    return true;
}

/* A node that became manageable has a usable neighbour in service in the list. */
static bool is_listed(const run *r, uint32_t node)
{
    const hr_network *network = &r->b->made.network;
    const hr_ledger *ledger = &r->b->ledger;
    for (uint32_t k = network->link_start[node]; k < network->link_start[node + 1]; ++k) {
        const hr_link *link = &network->links[k];
        for (uint32_t i = 0; i < ledger->regained_count; ++i) {
            if (ledger->regained[i] == link->node && (link->kind == HR_EDGE_PRIMARY || r->mode & BACKUP) &&
                r->in_service[link->node]) {
                return true;
            }
        }
    }
    return false;
}

static bool compare_management(run *r)
{
    const hr_network *network = &r->b->made.network;
    const hr_ledger_oracle *oracle = r->b->oracles[r->mode];
    for (uint32_t n = 0; n < network->node_count; ++n) {
        for (uint8_t v = 0; v < HR_RANDOM_NETWORK_VENDORS; ++v) {
            bool now = hr_ledger_oracle_is_manageable(oracle, n, v);
            r->counts->comparisons += 2;
            if (hr_ledger_is_manageable(&r->b->ledger, n, v) != now) {
                snprintf(r->complaint, sizeof r->complaint, "node %u vendor %u: manageable is %d by the oracle", n, v,
                         now);
                return false;
            }
            if (hr_ledger_has_oss(&r->b->ledger, network->operator_id[n], v) !=
                hr_ledger_oracle_has_oss(oracle, network->operator_id[n], v)) {
                snprintf(r->complaint, sizeof r->complaint, "operator %u vendor %u: OSS in service or not",
                         network->operator_id[n], v);
                return false;
            }
            bool became = now && !r->was_manageable[n][v] && !r->forget_manageable;
            r->counts->regained += became;
            if (became && !is_listed(r, n)) {
                snprintf(r->complaint, sizeof r->complaint,
                         "node %u vendor %u became manageable, no neighbour is listed", n, v);
                return false;
            }
            r->was_manageable[n][v] = now;
        }
    }
    return true;
}

static bool check_list(run *r)
{
    const hr_ledger *ledger = &r->b->ledger;
    for (uint32_t i = 0; i < ledger->regained_count; ++i) {
        for (uint32_t j = 0; j < i; ++j) {
            if (ledger->regained[i] == ledger->regained[j] || ledger->regained[i] >= r->b->made.network.transit_count) {
                snprintf(r->complaint, sizeof r->complaint, "node %u is listed twice or no transit node",
                         ledger->regained[i]);
                return false;
            }
        }
    }
    return true;
}

static bool compare(run *r)
{
    hr_ledger_settle(&r->b->ledger);
    hr_ledger_oracle_look(r->b->oracles[r->mode], r->in_service);
    for (uint32_t p = 0; p < r->b->ledger.plan->place_count && r->mode & ROAMING; ++p) {
        r->counts->roaming_places += r->b->ledger.roaming.is_carrying[p];
    }
    bool same = compare_served(r) && compare_management(r) && check_list(r);
    hr_ledger_clear_regained(&r->b->ledger);
    r->forget_manageable = false;
    ++r->counts->instants;
    return same;
}

/* Whether the ledger agrees with the oracle all the way; otherwise complaint says where not. */
static bool agrees(bench *b, uint32_t mode, const history *h, tally *counts, char complaint[200])
{
    run r = {.b = b, .counts = counts};
    apply(&r, &(change){0, mode, RESET});
    bool same = compare(&r);
    for (uint32_t i = 0; i < h->count && same; ++i) {
        apply(&r, &h->changes[i]);
        ++counts->changes;
        if (i + 1 == h->count || h->changes[i + 1].instant != h->changes[i].instant) {
            same = compare(&r);
        }
    }
    memcpy(complaint, r.complaint, sizeof r.complaint);
    return same;
}

/* ---- shrinking a failure --------------------------------------------------------------------------------------- */

static void without(const history *h, uint32_t first, uint32_t count, history *smaller)
{
    smaller->count = 0;
    for (uint32_t i = 0; i < h->count; ++i) {
        if (i < first || i >= first + count) {
            smaller->changes[smaller->count++] = h->changes[i];
        }
    }
}

static void shrink(bench *b, uint32_t mode, history *h)
{
    history *smaller = calloc(1, sizeof *smaller);
    assert_true(smaller != NULL);
    tally ignored = {0};
    char complaint[200];
    for (uint32_t piece = h->count / 2; piece > 0; piece = piece > 1 || h->count == 0 ? piece / 2 : 0) {
        for (uint32_t first = 0; first < h->count;) {
            without(h, first, piece, smaller);
            if (agrees(b, mode, smaller, &ignored, complaint)) {
                first += piece;
            } else {
                *h = *smaller;
            }
        }
    }
    free(smaller);
}

static void report(bench *b, uint64_t seed, uint32_t mode, history *h)
{
    static const char *const words[] = {"falls", "returns"};
    static const char *const modes[] = {"", " with backup edges", " with roaming", " with backup edges and roaming"};
    tally ignored = {0};
    char complaint[200];
    shrink(b, mode, h);
    agrees(b, mode, h, &ignored, complaint);
    print_message("network of seed %llu, %u nodes (%u transit)%s: %s\n", (unsigned long long)seed,
                  b->made.network.node_count, b->made.network.transit_count, modes[mode], complaint);
    for (uint32_t i = 0; i < h->count; ++i) {
        const change *c = &h->changes[i];
        if (c->kind == RESET) {
            print_message("  at %u: reset%s\n", c->instant, modes[c->node]);
        } else {
            print_message("  at %u: node %u (%s) %s\n", c->instant, c->node, hr_network_id(&b->made.network, c->node),
                          words[c->kind]);
        }
    }
}

/* ---- the test -------------------------------------------------------------------------------------------------- */

static void set_up(bench *b, uint64_t seed)
{
    hr_random_network_make(&b->made, seed);
    const hr_ledger_plan *plans[2] = {&b->plans[0], &b->plans[1]};
    for (uint32_t backup = 0; backup < 2; ++backup) {
        hr_status status = hr_ledger_plan_init(&b->plans[backup], &b->made.network, b->made.services,
                                               b->made.service_count, &b->made.overlap, backup == 1, NULL);
        assert_int_equal(status, HR_OK);
    }
    for (uint32_t mode = 0; mode < MODES; ++mode) {
        b->oracles[mode] = hr_ledger_oracle_new(&b->made.network, b->made.services, b->made.service_count,
                                                &b->made.overlap, mode & ROAMING ? &b->made.roaming : NULL,
                                                mode & BACKUP);
    }
    assert_int_equal(hr_ledger_init(&b->ledger, plans, 2, true, NULL), HR_OK);
}

static void tear_down(bench *b)
{
    hr_ledger_free(&b->ledger);
    for (uint32_t mode = 0; mode < MODES; ++mode) {
        hr_ledger_oracle_free(b->oracles[mode]);
    }
    for (uint32_t backup = 0; backup < 2; ++backup) {
        hr_ledger_plan_free(&b->plans[backup]);
    }
    hr_random_network_free(&b->made);
}

static void ledger_equals_components_at_every_event(void **state)
{
    (void)state;
    uint32_t graphs = hr_test_scaled(GRAPHS);
    tally counts = {.graphs = graphs};
    bench *b = calloc(1, sizeof *b);
    history *h = calloc(1, sizeof *h);
    assert_true(b != NULL && h != NULL);
    uint32_t failures = 0;
    for (uint64_t seed = 1; seed <= graphs && failures == 0; ++seed) {
        set_up(b, seed);
        for (uint32_t mode = 0; mode < MODES && failures == 0; ++mode) {
            hr_test_random random = {seed * MODES + mode + UINT64_C(0x100000000)};
            char complaint[200];
            make_history(h, &random, b->made.network.node_count);
            if (!agrees(b, mode, h, &counts, complaint)) {
                report(b, seed, mode, h);
                ++failures;
            }
        }
        tear_down(b);
    }
    free(h);
    free(b);
    print_message("%llu graphs, %llu changes at %llu instants, %llu comparisons, %llu nodes became manageable again, "
                  "%llu areas carried roamers\n",
                  (unsigned long long)counts.graphs, (unsigned long long)counts.changes,
                  (unsigned long long)counts.instants, (unsigned long long)counts.comparisons,
                  (unsigned long long)counts.regained, (unsigned long long)counts.roaming_places);
    assert_int_equal(failures, 0);
    assert_true(counts.regained > 0 && counts.roaming_places > 0);
}

/* ---- roaming gives and does not take --------------------------------------------------------------------------- */

static void look_with(bench *b, const uint8_t *in_service, const hr_roaming *roaming, hr_ledger_served_users served)
{
    hr_ledger_reset(&b->ledger, &b->plans[BACKUP], roaming);
    for (uint32_t n = 0; n < b->made.network.node_count; ++n) {
        if (!in_service[n]) {
            hr_ledger_take_down(&b->ledger, n);
        }
    }
    hr_ledger_settle(&b->ledger);
    memcpy(served, b->ledger.served, sizeof b->ledger.served);
}

static void draw_outage(const bench *b, uint64_t seed, uint8_t *in_service)
{
    hr_test_random random = {seed + UINT64_C(0x200000000)};
    uint32_t percent = hr_test_random_below(&random, 60);
    for (uint32_t n = 0; n < b->made.network.node_count; ++n) {
        in_service[n] = !hr_test_random_chance(&random, percent);
    }
}

/* Whoever carries roamers does so after its own users, so that no operator's users lose by it. */
static void roaming_takes_no_service_from_anybody(void **state)
{
    (void)state;
    bench *b = calloc(1, sizeof *b);
    hr_ledger_served_users *served = calloc(2, sizeof *served);
    assert_true(b != NULL && served != NULL);
    uint64_t gained = 0;
    for (uint64_t seed = 1; seed <= hr_test_scaled(GRAPHS); ++seed) {
        uint8_t in_service[HR_RANDOM_NETWORK_NODES_MAX];
        set_up(b, seed);
        draw_outage(b, seed, in_service);
        look_with(b, in_service, NULL, served[0]);
        look_with(b, in_service, &b->made.roaming, served[1]);
        for (uint32_t o = 0; o < b->made.network.operator_count; ++o) {
            for (uint32_t s = 0; s < b->made.service_count; ++s) {
                assert_in_range(served[1][o][s], served[0][o][s], b->plans[BACKUP].users[o][s]);
                gained += served[1][o][s] > served[0][o][s];
            }
        }
        tear_down(b);
    }
    free(served);
    free(b);
    assert_true(gained > 0);
}

/* All users of a service under roaming with a share of headroom, functions having room for everybody. */
static void count_with_headroom(bench *b, const uint8_t *in_service, double share, int64_t total[HR_SERVICES_MAX])
{
    hr_ledger_served_users served;
    hr_roaming roaming = b->made.roaming;
    roaming.overload_factor = INFINITY;
    roaming.headroom_share = share;
    look_with(b, in_service, &roaming, served);
    memset(total, 0, HR_SERVICES_MAX * sizeof *total);
    for (uint32_t s = 0; s < b->made.service_count; ++s) {
        for (uint32_t o = 0; o < b->made.network.operator_count; ++o) {
            total[s] += served[o][s];
        }
    }
}

static void more_headroom_never_serves_fewer_when_functions_have_room(void **state)
{
    (void)state;
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    uint64_t gained = 0;
    for (uint64_t seed = 1; seed <= hr_test_scaled(GRAPHS); ++seed) {
        uint8_t in_service[HR_RANDOM_NETWORK_NODES_MAX];
        int64_t before[HR_SERVICES_MAX] = {0};
        set_up(b, seed);
        draw_outage(b, seed, in_service);
        for (uint32_t n = 0; n < b->made.network.node_count; ++n) {
            b->made.network.capacity_users[n] = HR_CAPACITY_UNLIMITED;
        }
        for (int tenths = 0; tenths <= 10; ++tenths) {
            int64_t now[HR_SERVICES_MAX];
            count_with_headroom(b, in_service, tenths / 10.0, now);
            for (uint32_t s = 0; s < b->made.service_count; ++s) {
                assert_true(now[s] >= before[s]);
                gained += tenths > 0 && now[s] > before[s];
            }
            memcpy(before, now, sizeof before);
        }
        tear_down(b);
    }
    free(b);
    assert_true(gained > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ledger_equals_components_at_every_event),
        cmocka_unit_test(roaming_takes_no_service_from_anybody),
        cmocka_unit_test(more_headroom_never_serves_fewer_when_functions_have_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
