/* Common causes in miniature: relays of vendors of one state or several, against exact reliabilities, and the total
 * threat held fixed while the number of states grows (MODEL 1, traps 3 and 4).
 *
 * Blue's two or three sites are the relays. A state's shock, a vendor's own and a relay's are independent: campaigns of
 * the state, of a state that has this vendor only, and of one that reaches every relay with few implants. All strike at
 * once and nobody repairs. Fixed seeds; a figure fails beyond 4.5 standard errors.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/figures.h"
#include "tests/support/small_world.h"

enum { BLUE = 1, RELAYS_MAX = 3, TEXT_SIZE = 4000 };

/* Relays and the state, 1 to 3, of each relay's vendor; relays of vendor 0 when `is_one_vendor`. */
typedef struct {
    uint32_t relays;
    uint32_t state_of[RELAYS_MAX];
    bool is_one_vendor;
} miniature;

static uint32_t scaled(uint32_t replications)
{
    const char *text = getenv("HR_TEST_SCALE");
    double scale = text != NULL ? strtod(text, NULL) : 1;
    double wanted = scale > 0 && scale < 1 ? replications * scale : replications;
    return wanted < 500 ? 500 : (uint32_t)wanted;
}

static void set_miniature(hr_small_sets *sets, const miniature *it)
{
    static char texts[6][TEXT_SIZE];
    static const char *const names[RELAYS_MAX] = {"alpha", "again", "bravo"};
    hr_small_set(sets, "states=[AA, BB, CC, S1, S2, S3, V1, V2, V3, NN]");
    for (uint32_t k = 0; k < RELAYS_MAX; ++k) {
        snprintf(texts[k], TEXT_SIZE, "vendors.%s={exposure: {S%u: 1, V%u: 1, NN: 1}}", names[k], it->state_of[k],
                 k + 1);
        hr_small_set(sets, texts[k]);
    }
    snprintf(texts[3], TEXT_SIZE, "network.generate.operators.blue.ran_sites=%u", it->relays);
    hr_small_set(sets, texts[3]);
    hr_small_set(sets, it->is_one_vendor ? "assignment.mixes.blue.ran_site={alpha: 1}"
                       : it->relays == 2 ? "assignment.mixes.blue.ran_site={alpha: 0.5, again: rest}"
                                         : "assignment.mixes.blue.ran_site={alpha: 0.34, again: 0.33, bravo: rest}");
    hr_small_set(sets, "cases.none={base: one}");
    hr_small_set(sets, "ordinary_restoration.diagnosis_hours={constant: 1e6}");
    hr_small_set(sets, "horizon_hours=2");
}

#define SHOCK(who, order, implanted)                                                                                   \
    who ": " HR_SMALL_STATE_CAMPAIGN(who, "order: " order ", latent: {implanted_share: " implanted                     \
                                          "}, " HR_SMALL_TRIGGER("1") ", sabotage: " HR_SMALL_STRIKES)

static uint32_t relays_up(const hr_small_world *small)
{
    const hr_network *network = &small->world.network;
    uint32_t up = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        up += network->operator_id[n] == BLUE && network->role[n] == HR_ROLE_RAN_SITE &&
              !(small->replication.state[n] & HR_NODE_OUT);
    }
    return up;
}

/* ---- reliabilities ---------------------------------------------------------------------------------------------- */

static void works(const char *what, miniature it, uint32_t needed, double exact)
{
    hr_small_sets sets = hr_small_tiny();
    hr_small_world small;
    uint32_t count = scaled(20000);
    uint32_t works = 0;
    set_miniature(&sets, &it);
#define STATE_SHOCK "{probability: 0.1, holds: per_state}"
#define VENDOR_SHOCK "{probability: 0.05, holds: per_state}"
    hr_small_set(
        &sets,
        "threats={" SHOCK("S1", STATE_SHOCK, "1") ", " SHOCK("S2", STATE_SHOCK, "1") ", " SHOCK(
            "S3", STATE_SHOCK,
            "1") ", " SHOCK("V1", VENDOR_SHOCK,
                            "1") ", " SHOCK("V2", VENDOR_SHOCK,
                                            "1") ", " SHOCK("V3", VENDOR_SHOCK,
                                                            "1") ", " SHOCK("NN", "{probability: 1, holds: per_state}",
                                                                            "0.02") "}");
    hr_small_world_make(&small, sets.list);
    for (uint32_t r = 0; r < count; ++r) {
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        works += relays_up(&small) >= needed;
    }
    hr_small_world_free(&small);
    hr_figure_share("closed form, shocks by inclusion and exclusion", what, works, count, exact);
}

static void one_of_two_relays_is_up_as_often_as_the_closed_form_says(void **state)
{
    (void)state;
    hr_figure_section("Common causes in miniature: relays of vendors of one state or several, whole replications");
    works("one of two relays up: one vendor", (miniature){2, {1, 1, 1}, true}, 1, 0.854658);
    works("one of two relays up: two vendors of one state", (miniature){2, {1, 1, 1}, false}, 1, 0.8957151);
    works("one of two relays up: two vendors of two states", (miniature){2, {1, 2, 2}, false}, 1, 0.97372359);
}

static void half_diverse_is_worse_than_not_when_two_of_three_must_work(void **state)
{
    (void)state;
    works("two of three relays up: one vendor", (miniature){3, {1, 1, 1}, true}, 2, 0.85398768);
    works("two of three relays up: three vendors of one state", (miniature){3, {1, 1, 1}, false}, 2, 0.8877366162);
    works("two of three relays up: vendors of states X, X, Y", (miniature){3, {1, 1, 2}, false}, 2, 0.87697144458);
    works("two of three relays up: vendors of states X, Y, Z", (miniature){3, {1, 2, 3}, false}, 2, 0.929689582122);
}

/* ---- total threat ----------------------------------------------------------------------------------------------- */

static void some_state_acts(const char *what, miniature it, const char *threats, double exact)
{
    hr_small_sets sets = hr_small_tiny();
    hr_small_world small;
    uint32_t count = scaled(20000);
    uint32_t acts = 0;
    set_miniature(&sets, &it);
    hr_small_set(&sets, threats);
    hr_small_world_make(&small, sets.list);
    for (uint32_t r = 0; r < count; ++r) {
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        acts += small.replication.counts.disabled > 0;
    }
    hr_small_world_free(&small);
    hr_figure_share("closed form, 1 - (1 - p)^J or p", what, acts, count, exact);
}

#define THREE_STATES(order)                                                                                            \
    "threats={" SHOCK("S1", order, "1") ", " SHOCK("S2", order, "1") ", " SHOCK("S3", order, "1") "}"

static void the_total_threat_is_held_for_any_number_of_states(void **state)
{
    (void)state;
    const char *any = THREE_STATES("{probability: 0.3, holds: any_state}");
    const char *each = THREE_STATES("{probability: 0.3, holds: per_state}");
    hr_figure_section("Total threat held while states are added, whole replications");
    some_state_acts("some state acts, any_state 0.3: one state", (miniature){3, {1, 1, 1}, false}, any, 0.3);
    some_state_acts("some state acts, any_state 0.3: two states", (miniature){3, {1, 1, 2}, false}, any, 0.3);
    some_state_acts("some state acts, any_state 0.3: three states", (miniature){3, {1, 2, 3}, false}, any, 0.3);
    some_state_acts("some state acts, per_state 0.3: one state", (miniature){3, {1, 1, 1}, false}, each, 0.3);
    some_state_acts("some state acts, per_state 0.3: two states", (miniature){3, {1, 1, 2}, false}, each,
                    1 - 0.7 * 0.7);
    some_state_acts("some state acts, per_state 0.3: three states", (miniature){3, {1, 2, 3}, false}, each,
                    1 - 0.7 * 0.7 * 0.7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_two_relays_is_up_as_often_as_the_closed_form_says),
        cmocka_unit_test(half_diverse_is_worse_than_not_when_two_of_three_must_work),
        cmocka_unit_test(the_total_threat_is_held_for_any_number_of_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
