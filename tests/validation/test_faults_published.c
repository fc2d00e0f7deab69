/* Failures and repairs of the model against closed forms: availability of one node and of alternating renewal
 * processes, repair queues with a finite source, two units with a common cause.
 *
 * Whole replications on the small nation; fixed seed; a figure fails beyond 4.5 standard errors over replications.
 * HR_TEST_SCALE in (0, 1] scales the number of replications.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/figures.h"
#include "tests/support/small_world.h"

enum { RED, BLUE };
enum { WATCHED_MAX = 64, TEXT_SIZE = 400 };

static uint32_t scaled(uint32_t count)
{
    const char *text = getenv("HR_TEST_SCALE");
    double scale = text != NULL ? strtod(text, NULL) : 1;
    return scale > 0 && scale < 1 ? (uint32_t)fmax(20, count * scale) : count;
}

/* ---- figures over replications --------------------------------------------------------------------------------- */

#define FINITE_SOURCE "closed form of M/M/c//N (Palm 1947)"
#define RENEWAL "closed form, renewal reward: up / (up + down)"
#define BETA_FACTOR "beta factor (Fleming 1975); Markov chain solved by hand"

/* ---- watching some nodes --------------------------------------------------------------------------------------- */

/* Of the watched nodes, from the end of the warm-up on. */
typedef struct {
    uint32_t nodes[WATCHED_MAX];
    uint32_t node_count;
    double warm_up;
    bool is_out[WATCHED_MAX];
    uint32_t out;
    double since;
    double node_hours_out;
    double hours_none_out;
    double hours_all_out;
    uint32_t falls;
} watch;

static void pass(watch *it, double now)
{
    double hours = now > it->warm_up ? now - fmax(it->since, it->warm_up) : 0;
    it->node_hours_out += it->out * hours;
    it->hours_none_out += it->out == 0 ? hours : 0;
    it->hours_all_out += it->out == it->node_count ? hours : 0;
    it->since = now;
}

static void look(void *context, const hr_replication *r, const hr_event *event)
{
    watch *it = context;
    pass(it, event->time);
    for (uint32_t i = 0; i < it->node_count; ++i) {
        bool is_out = (r->state[it->nodes[i]] & HR_NODE_OUT) != 0;
        if (is_out != it->is_out[i]) {
            it->is_out[i] = is_out;
            it->out = is_out ? it->out + 1 : it->out - 1;
            it->falls += is_out && event->time > it->warm_up;
        }
    }
}

/* Nodes of a role; of blue alone, or of all. */
static watch watch_role(const hr_small_world *small, hr_role role, bool is_blue_alone, double warm_up)
{
    const hr_network *network = &small->world.network;
    watch it = {.warm_up = warm_up};
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (network->role[n] == role && (!is_blue_alone || network->operator_id[n] == BLUE)) {
            assert_true(it.node_count < WATCHED_MAX);
            it.nodes[it.node_count++] = n;
        }
    }
    return it;
}

static watch run_watched(hr_small_world *small, const watch *template, uint32_t number)
{
    watch it = *template;
    small->replication.observer = look;
    small->replication.observer_context = &it;
    hr_small_world_run(small, HR_SMALL_ONE, false, number);
    pass(&it, small->scenario->horizon_hours);
    return it;
}

/* ---- worlds ---------------------------------------------------------------------------------------------------- */

#define ENOUGH_STAFF                                                                                                   \
    "ordinary_restoration.engineers_per_million_users=1000", "ordinary_restoration.crews_per_thousand_nodes=1000"

static void set_all(hr_small_sets *sets, const char *const *texts)
{
    for (; *texts != NULL; ++texts) {
        hr_small_set(sets, *texts);
    }
}

/* ---- availability ---------------------------------------------------------------------------------------------- */

/* Failure rate a, repair rate b: b / (a + b) + a / (a + b) exp(-(a + b) t). */
static void availability_at(double t)
{
    char horizon[TEXT_SIZE];
    char what[TEXT_SIZE];
    hr_small_world small;
    hr_small_sets sets = hr_small_tiny();
    const char *const texts[] = {
        "threats={source: made up, faults: {background: {mean_hours_between_failures: {ran_site: 100},"
        " bricking_probability: 0}}}",
        "ordinary_restoration.remote_restore_hours={exponential: {mean: 25}}", ENOUGH_STAFF, horizon, NULL};
    snprintf(horizon, sizeof horizon, "horizon_hours=%g", t);
    set_all(&sets, texts);
    hr_small_world_make(&small, sets.list);
    watch template = watch_role(&small, HR_ROLE_RAN_SITE, false, 0);
    hr_sample up = {0};
    for (uint32_t r = 0; r < scaled(5000); ++r) {
        watch it = run_watched(&small, &template, r);
        hr_sample_add(&up, 1 - (double)it.out / it.node_count);
    }
    double a = 1.0 / 100;
    double b = 1.0 / 25;
    snprintf(what, sizeof what, "one node, availability at %g hours", t);
    hr_figure_mean("closed form, two-state Markov chain", what, &up, b / (a + b) + a / (a + b) * exp(-(a + b) * t));
    hr_small_world_free(&small);
}

static void one_node_is_available_as_the_closed_form_says(void **state)
{
    (void)state;
    hr_figure_section("Availability of nodes under failures and repairs, whole replications");
    availability_at(5);
    availability_at(20);
    availability_at(60);
    availability_at(500);
}

/* Share of time up: up / (up + down), whatever the law of the repairs. */
static void renewal(const char *what, const char *const *texts, double down)
{
    hr_small_world small;
    hr_small_sets sets = hr_small_tiny();
    const char *const always[] = {ENOUGH_STAFF, "horizon_hours=11000", NULL};
    set_all(&sets, always);
    set_all(&sets, texts);
    hr_small_world_make(&small, sets.list);
    watch template = watch_role(&small, HR_ROLE_RAN_SITE, false, 1000);
    hr_sample up = {0};
    for (uint32_t r = 0; r < scaled(60); ++r) {
        watch it = run_watched(&small, &template, r);
        hr_sample_add(&up, 1 - it.node_hours_out / (10000.0 * it.node_count));
    }
    hr_figure_mean(RENEWAL, what, &up, 100 / (100 + down));
    hr_small_world_free(&small);
}

#define FAILS(bricking)                                                                                                \
    "threats={source: made up, faults: {background: {mean_hours_between_failures: {ran_site: 100},"                    \
    " bricking_probability: " bricking "}}}"

static double mean_repair(hr_distribution_family family, const double *parameters)
{
    hr_distribution distribution;
    hr_error error;
    assert_int_equal(hr_distribution_init(&distribution, family, parameters, &error), HR_OK);
    return hr_distribution_mean(&distribution);
}

static void alternating_renewal_is_up_for_its_share_of_time(void **state)
{
    (void)state;
    static const struct {
        const char *law;
        hr_distribution_family family;
        double parameters[HR_DISTRIBUTION_PARAMETERS_MAX];
    } laws[] = {
        {"exponential: {mean: 25}", HR_DISTRIBUTION_EXPONENTIAL, {25}},
        {"lognormal: {median: 10, p90: 60}", HR_DISTRIBUTION_LOGNORMAL, {10, 60}},
        {"weibull: {scale: 25, shape: 0.7}", HR_DISTRIBUTION_WEIBULL, {25, 0.7}},
        {"constant: 25", HR_DISTRIBUTION_CONSTANT, {25}},
        {"gamma: {mean: 25, shape: 3}", HR_DISTRIBUTION_GAMMA, {25, 3}},
    };
    for (size_t i = 0; i < sizeof laws / sizeof *laws; ++i) {
        char repair[TEXT_SIZE];
        char what[TEXT_SIZE];
        snprintf(repair, sizeof repair, "ordinary_restoration.remote_restore_hours={%s}", laws[i].law);
        snprintf(what, sizeof what, "renewal, repairs %s", laws[i].law);
        const char *const texts[] = {FAILS("0"), repair, NULL};
        renewal(what, texts, mean_repair(laws[i].family, laws[i].parameters));
    }
}

/* Hardware: a crew's visit and the swap, after the spare's way when there is no stock. Every failure orders one, so the
 * nodes out are the orders under way and the visits. */
static void new_hardware_takes_its_way_and_its_visit(void **state)
{
    (void)state;
    const char *const from_stock[] = {FAILS("1"),
                                      "ordinary_restoration.field_visit_hours={exponential: {mean: 10}}",
                                      "ordinary_restoration.hardware_swap_hours={constant: 5}",
                                      "ordinary_restoration.spares_share=1",
                                      "ordinary_restoration.spares_lead_time_hours={constant: 1}",
                                      NULL};
    const char *const ordered[] = {FAILS("1"),
                                   "ordinary_restoration.field_visit_hours={exponential: {mean: 10}}",
                                   "ordinary_restoration.hardware_swap_hours={constant: 5}",
                                   "ordinary_restoration.spares_share=0",
                                   "ordinary_restoration.spares_lead_time_hours={lognormal: {median: 10, p90: 60}}",
                                   NULL};
    const double lead[] = {10, 60};
    renewal("renewal, hardware from stock", from_stock, 15);
    renewal("renewal, hardware ordered", ordered, 15 + mean_repair(HR_DISTRIBUTION_LOGNORMAL, lead));
}

/* ---- repair queues --------------------------------------------------------------------------------------------- */

/* N nodes that fail at rate a, c engineers at rate 1: M/M/c//N. Who is next goes by priority here, which changes neither
 * how many are down nor the mean wait, for all repairs follow one exponential law. */
static void queue(uint32_t nodes, uint32_t engineers, double rate, double none, double down, double wait, double up)
{
    char sites[TEXT_SIZE];
    char staff[TEXT_SIZE];
    char threats[TEXT_SIZE];
    char what[TEXT_SIZE];
    hr_small_world small;
    hr_small_sets sets = hr_small_tiny();
    const char *const texts[] = {sites,
                                 staff,
                                 threats,
                                 "ordinary_restoration.remote_restore_hours={exponential: {mean: 1}}",
                                 "horizon_hours=2100",
                                 NULL};
    snprintf(sites, sizeof sites, "network.generate.operators.blue.ran_sites=%u", nodes);
    snprintf(staff, sizeof staff, "ordinary_restoration.engineers_per_million_users=%u",
             engineers); /* blue's million */
    snprintf(threats, sizeof threats,
             "threats={source: made up, faults: {background: {mean_hours_between_failures: {ran_site: %.9g},"
             " bricking_probability: 0}}}",
             1 / rate);
    set_all(&sets, texts);
    hr_small_world_make(&small, sets.list);
    watch template = watch_role(&small, HR_ROLE_RAN_SITE, true, 100);
    hr_sample figures[4] = {{0}};
    for (uint32_t r = 0; r < scaled(200); ++r) {
        watch it = run_watched(&small, &template, r);
        hr_sample_add(&figures[0], it.hours_none_out / 2000);
        hr_sample_add(&figures[1], it.node_hours_out / 2000);
        hr_sample_add(&figures[2], it.node_hours_out / it.falls - 1); /* Little */
        hr_sample_add(&figures[3], 1 - it.node_hours_out / (2000.0 * nodes));
    }
    assert_int_equal(template.node_count, nodes);
    hr_small_world_free(&small);
    static const char *const names[4] = {"none down", "mean down", "mean wait", "availability"};
    for (int i = 0; i < 4; ++i) {
        snprintf(what, sizeof what, "%u nodes, %u engineers, failure rate %g: %s", nodes, engineers, rate, names[i]);
        hr_figure_mean(FINITE_SOURCE, what, &figures[i], (double[]){none, down, wait, up}[i]);
    }
}

static void repair_queues_have_their_stationary_law(void **state)
{
    (void)state;
    hr_figure_section("Repair queues with a finite source, whole replications");
    queue(5, 1, 0.2, 0.2848678213, 1.4243391067, 0.9917144678, 0.7151321787);
    queue(10, 2, 0.1, 0.3679545940, 1.0386378186, 0.1590177895, 0.8961362181);
}

/* ---- common cause ---------------------------------------------------------------------------------------------- */

/* Blue's two packet cores fail at rate 0.01 each, of which the share beta by one common fault, and are repaired at rate
 * 0.5 each by so many engineers. */
static void pair(double beta, uint32_t engineers, double both_down, double one_up)
{
    char staff[TEXT_SIZE];
    char threats[TEXT_SIZE];
    char what[TEXT_SIZE];
    hr_small_world small;
    hr_small_sets sets = hr_small_tiny();
    int length = snprintf(threats, sizeof threats, "threats={source: made up");
    const char *const texts[] = {staff, threats, "ordinary_restoration.remote_restore_hours={exponential: {mean: 2}}",
                                 "horizon_hours=50100", NULL};
    snprintf(staff, sizeof staff, "ordinary_restoration.engineers_per_million_users=%u", engineers);
    if (beta < 1) {
        length += snprintf(threats + length, sizeof threats - (size_t)length,
                           ", alone: {background: {mean_hours_between_failures: {packet_core: %.9g},"
                           " bricking_probability: 0}}",
                           100 / (1 - beta));
    }
    if (beta > 0) {
        length += snprintf(threats + length, sizeof threats - (size_t)length,
                           ", together: {common_mode: {failures: [{per_year: %.9g}], roles: [packet_core],"
                           " operators: [blue], reach: operator, fix_hours: 0}}",
                           0.01 * beta * 8766);
    }
    assert_in_range(length, 1, sizeof threats - 2);
    strcat(threats, "}");
    set_all(&sets, texts);
    hr_small_world_make(&small, sets.list);
    watch template = watch_role(&small, HR_ROLE_PACKET_CORE, true, 100);
    hr_sample down = {0};
    hr_sample up = {0};
    for (uint32_t r = 0; r < scaled(60); ++r) {
        watch it = run_watched(&small, &template, r);
        hr_sample_add(&down, it.hours_all_out / 50000);
        hr_sample_add(&up, 1 - it.node_hours_out / (2 * 50000.0));
    }
    assert_int_equal(template.node_count, 2);
    hr_small_world_free(&small);
    snprintf(what, sizeof what, "shared share %g, %u engineer(s): both down", beta, engineers);
    hr_figure_mean(BETA_FACTOR, what, &down, both_down);
    if (one_up > 0) {
        snprintf(what, sizeof what, "shared share %g, %u engineer(s): one up", beta, engineers);
        hr_figure_mean(BETA_FACTOR, what, &up, one_up);
    }
}

static void a_common_cause_shows_in_the_pair_and_not_in_its_members(void **state)
{
    (void)state;
    hr_figure_section("Two repairable packet cores with a common cause, whole replications");
    pair(0, 1, 7.6863950807e-4, 0);
    pair(0.1, 1, 2.6519082209e-3, 0);
    pair(1, 1, 1.9607843137e-2, 0);
    pair(0, 2, 3.8446751250e-4, 0.980392156863);
    pair(0.1, 2, 1.3277145991e-3, 0.980392156863);
    pair(1, 2, 9.9009900990e-3, 0.980392156863);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_node_is_available_as_the_closed_form_says),
        cmocka_unit_test(alternating_renewal_is_up_for_its_share_of_time),
        cmocka_unit_test(new_hardware_takes_its_way_and_its_visit),
        cmocka_unit_test(repair_queues_have_their_stationary_law),
        cmocka_unit_test(a_common_cause_shows_in_the_pair_and_not_in_its_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
