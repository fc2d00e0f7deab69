/* The model against closed forms: compliance, discovery, restoration, and what concentration does to the loss.
 *
 * Small nations are arranged so that a closed form exists. Fixed seeds; a figure fails beyond 4.5 standard errors. The
 * common cause in miniature has a test of its own.
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
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

static const double PI = 3.14159265358979323846;

static uint32_t scaled(uint32_t replications)
{
    const char *text = getenv("HR_TEST_SCALE");
    double scale = text != NULL ? strtod(text, NULL) : 1;
    double wanted = scale > 0 && scale < 1 ? replications * scale : replications;
    return wanted < 500 ? 500 : (uint32_t)wanted;
}

#define TIME_CHANGE "closed form, exponential time change"
#define RENYI "closed form by exponential spacings (Renyi 1953)"

/* ---- compliance -------------------------------------------------------------------------------------------------------- */

/* P(both below the p quantile) of two normals with correlation rho, by the common factor: 4,000 midpoints. */
static double both_comply(double p, double rho)
{
    double sum = 0;
    double threshold = gsl_cdf_ugaussian_Pinv(p);
    for (int i = 0; i < 4000; ++i) {
        double m = -8 + 16 * (i + 0.5) / 4000;
        double one = gsl_cdf_ugaussian_P((threshold - sqrt(rho) * m) / sqrt(1 - rho));
        sum += gsl_ran_ugaussian_pdf(m) * one * one * 16 / 4000;
    }
    return sum;
}

static void compliance(const char *campaign, double p, double rho, double exact_both, const char *source)
{
    char what[96];
    hr_small_sets sets = hr_small_tiny();
    hr_small_world small;
    uint32_t count = scaled(20000);
    double one = 0;
    double both = 0;
    hr_small_set(&sets, campaign);
    hr_small_set(&sets, "horizon_hours=10");
    hr_small_world_make(&small, sets.list);
    for (uint32_t r = 0; r < count; ++r) {
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        one += !hr_replication_has_support(&small.replication, 0);
        both += !hr_replication_has_support(&small.replication, 0) &&
                !hr_replication_has_support(&small.replication, 1);
        assert_false(!hr_replication_has_support(&small.replication, 2) ||
                     !hr_replication_has_support(&small.replication, 3));
    }
    hr_small_world_free(&small);
    snprintf(what, sizeof what, "P(one complies), p = %g, rho = %g", p, rho);
    hr_figure_measured("closed form, p", what, one / count, sqrt(p * (1 - p) / count), p);
    snprintf(what, sizeof what, "P(both comply), p = %g, rho = %g", p, rho);
    hr_figure_measured(source, what, both / count, sqrt(exact_both * (1 - exact_both) / count), exact_both);
}

static void vendors_of_one_state_comply_together_as_the_copula_says(void **state)
{
    (void)state;
    hr_figure_section("Compliance of two vendors of one state, whole replications");
    compliance(HR_SMALL_CAMPAIGN("0.3", "0", "latent: {implanted_share: 0}", "1", HR_SMALL_STRIKES), 0.3, 0, 0.09,
               "closed form, p^2");
    compliance(HR_SMALL_CAMPAIGN("0.3", "1", "latent: {implanted_share: 0}", "1", HR_SMALL_STRIKES), 0.3, 1, 0.3,
               "closed form, p");
    compliance(HR_SMALL_CAMPAIGN("0.5", "0.5", "latent: {implanted_share: 0}", "1", HR_SMALL_STRIKES), 0.5, 0.5,
               0.25 + asin(0.5) / (2 * PI), "Sheppard 1899, 1/4 + asin(rho) / (2 pi)");
    compliance(HR_SMALL_CAMPAIGN("0.3", "0.8", "latent: {implanted_share: 0}", "1", HR_SMALL_STRIKES), 0.3, 0.8,
               both_comply(0.3, 0.8), "one-factor Gaussian copula, integrated over the factor");
    assert_true(fabs(both_comply(0.5, 0.5) - (0.25 + asin(0.5) / (2 * PI))) < 1e-9); /* the formula's own check */
}

/* ---- discovery ----------------------------------------------------------------------------------------------------------- */

static uint32_t made_by(const hr_small_world *small, uint8_t vendor)
{
    const hr_case_network *c = &small->world.cases[HR_SMALL_ONE];
    uint32_t operators = small->world.network.operator_count;
    return c->made_start[(vendor + 1u) * operators] - c->made_start[vendor * operators];
}

/* Times of first discovery; infinite where there was none within the horizon. */
static void discover(hr_small_world *small, double *times, uint32_t count)
{
    for (uint32_t r = 0; r < count; ++r) {
        hr_small_world_run(small, HR_SMALL_ONE, true, r);
        double time = small->replication.counts.first_discovery_hours;
        times[r] = isnan(time) ? INFINITY : time;
    }
}

static void survives(const char *what, const double *times, uint32_t count, double at, double exact)
{
    char text[96];
    double left = 0;
    for (uint32_t r = 0; r < count; ++r) {
        left += times[r] > at;
    }
    snprintf(text, sizeof text, "%s: P(later than %g h)", what, at);
    hr_figure_measured(TIME_CHANGE, text, left / count, sqrt(exact * (1 - exact) / count), exact);
}

static void the_first_of_many_implants_is_found_at_the_sum_of_their_rates(void **state)
{
    (void)state;
    enum { COUNT_MAX = 20000 };
    static double times[COUNT_MAX];
    uint32_t count = scaled(COUNT_MAX);
    hr_small_sets sets = hr_small_tiny();
    hr_small_world small;
    double sum = 0;
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 1}", "1e6", HR_SMALL_STRIKES));
    hr_small_set(&sets, "mitigations.isolation.on=false");
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=0.002");
    hr_small_set(&sets, "horizon_hours=5000");
    hr_small_world_make(&small, sets.list);
    double rate = 0.002 * made_by(&small, 0);
    discover(&small, times, count);
    hr_small_world_free(&small);
    for (uint32_t r = 0; r < count; ++r) {
        sum += times[r];
    }
    hr_figure_section("Time to discovery of implants, whole replications");
    hr_figure_measured(TIME_CHANGE, "latent implants from the start: mean time to discovery", sum / count,
                       1 / rate / sqrt(count), 1 / rate);
    survives("latent implants from the start", times, count, 1 / rate, exp(-1));
    survives("latent implants from the start", times, count, 3 / rate, exp(-3));
}

/* n implants installed evenly at random over W hours, each found at rate h: at t <= W none is found with probability
 * (1 - t / W + (1 - exp(-h t)) / (h W))^n. */
static void implants_that_arrive_over_a_window_are_found_later(void **state)
{
    (void)state;
    enum { COUNT_MAX = 20000 };
    static double times[COUNT_MAX];
    uint32_t count = scaled(COUNT_MAX);
    const double h = 0.004;
    const double window = 200;
    hr_small_sets sets = hr_small_tiny();
    hr_small_world small;
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "update: {rollout_window_hours: 200, implant_probability: 1}",
                                          "1e6", HR_SMALL_STRIKES));
    hr_small_set(&sets, "mitigations.isolation.on=false");
    hr_small_set(&sets, "mitigations.testing.on=false");
    hr_small_set(&sets, "mitigations.staged_rollout.on=false");
    hr_small_set(&sets, "mitigations.monitoring.discovery_rate_per_hour=0.004");
    hr_small_world_make(&small, sets.list);
    double n = made_by(&small, 0);
    discover(&small, times, count);
    hr_small_world_free(&small);
    for (int k = 1; k <= 3; ++k) {
        double t = 40.0 * k;
        survives("arriving over 200 h", times, count, t, pow(1 - t / window + (1 - exp(-h * t)) / (h * window), n));
    }
}

/* ---- restoration --------------------------------------------------------------------------------------------------------- */

typedef struct {
    double last;       /* when no node was out any more, from the attack */
    double node_hours; /* lost */
    double since;
    uint32_t out;
} wave_record;

static void watch_wave(void *context, const hr_replication *r, const hr_event *event)
{
    wave_record *it = context;
    uint32_t out = 0;
    (void)event;
    it->node_hours += it->out * (r->now_hours - it->since);
    it->since = r->now_hours;
    for (uint32_t i = 0; i < r->touched_count; ++i) {
        out += (r->state[r->touched[i]] & HR_NODE_OUT) != 0;
    }
    it->out = out;
    if (out == 0 && it->last == 0 && r->is_attacked) {
        it->last = r->now_hours - 1; /* the attack strikes at 1 h */
    }
}

static void wave(uint32_t nodes, uint32_t crews, bool is_constant, double to_all, double node_hours)
{
    char sites[64];
    char staff[80];
    char what[96];
    hr_small_world small;
    hr_small_sets sets = hr_small_tiny();
    double sums[2] = {0};
    double squares[2] = {0};
    uint32_t count = scaled(4000);
    /* and the management plane of the vendor, which is its equipment too */
    snprintf(sites, sizeof sites, "network.generate.operators.blue.ran_sites=%u", nodes - 1);
    hr_small_set(&sets, sites);
    hr_small_set(&sets, HR_SMALL_CAMPAIGN("1", "0", "latent: {implanted_share: 1}", "1", HR_SMALL_BRICKS));
    hr_small_set(&sets, is_constant ? "ordinary_restoration.field_visit_hours={constant: 1}"
                                    : "ordinary_restoration.field_visit_hours={exponential: {mean: 1}}");
    hr_small_world_make(&small, sets.list);
    assert_int_equal(made_by(&small, 0), nodes);
    /* crews are a number per thousand nodes of the operator */
    snprintf(staff, sizeof staff, "ordinary_restoration.crews_per_thousand_nodes=%.6f",
             1000.0 * crews / small.world.order.operator_nodes[1]);
    hr_small_world_free(&small);
    hr_small_set(&sets, staff);
    hr_small_world_make(&small, sets.list);
    small.replication.observer = watch_wave;
    for (uint32_t r = 0; r < count; ++r) {
        wave_record it = {0};
        small.replication.observer_context = &it;
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        assert_int_equal(small.replication.counts.bricked, nodes);
        const double figures[2] = {it.last, it.node_hours};
        for (int k = 0; k < 2; ++k) {
            sums[k] += figures[k];
            squares[k] += figures[k] * figures[k];
        }
    }
    hr_small_world_free(&small);
    snprintf(what, sizeof what, "%u nodes, %u crews%s: time to all", nodes, crews, is_constant ? ", constant" : "");
    if (is_constant) {
        hr_figure_exact("by hand", what, sums[0] / count, to_all, 1e-9);
        snprintf(what, sizeof what, "%u nodes, %u crews, constant: node-hours lost", nodes, crews);
        hr_figure_exact("by hand", what, sums[1] / count, node_hours, 1e-9);
        return;
    }
    double deviation = sqrt((squares[0] - sums[0] * sums[0] / count) / (count - 1.0));
    hr_figure_measured(RENYI, what, sums[0] / count, deviation / sqrt(count), to_all);
    deviation = sqrt((squares[1] - sums[1] * sums[1] / count) / (count - 1.0));
    snprintf(what, sizeof what, "%u nodes, %u crews: node-hours lost", nodes, crews);
    hr_figure_measured(RENYI, what, sums[1] / count, deviation / sqrt(count), node_hours);
}

static void a_wave_is_restored_in_its_expected_time(void **state)
{
    (void)state;
    hr_figure_section("Restoration of a wave by field crews, whole replications");
    wave(10, 2, false, 5.5, 28);
    wave(10, 5, false, 3.2833333333, 13);
    wave(50, 5, false, 11.2833333333, 257);
    wave(10, 3, true, 4, 22);
}

/* ---- concentration ------------------------------------------------------------------------------------------------------- */

#define STATE_THREAT(name, state)                                                                                       \
    name                                                                                                                \
        ": {compulsion: {state: " state ", order_hours: 0, compliance_probability: 0.1, compliance_correlation: 0, "    \
        "preparation_hours: {constant: 0}, latent: {implanted_share: 1}, trigger: {after_order_hours: {constant: 1}}, " \
        "sabotage: " HR_SMALL_BRICKS "}}"

#define THREE_VENDORS(first, second) "{alpha: " first ", bravo: " second ", carol: rest}"
#define MIX(first, second)                                                                                                                       \
    "assignment.mixes={red: {ran_site: " THREE_VENDORS(                                                                                          \
        first,                                                                                                                                   \
        second) ", aggregation: {again: 1}, metro: {again: 1},"                                                                                  \
                " core_router: {again: 1}, packet_core: {again: 1}, subscriber_db: {again: 1}, voice_core: {again: 1},"                          \
                " internet_gateway: {again: 1}}, blue: {ran_site: " THREE_VENDORS(                                                               \
                    first,                                                                                                                       \
                    second) ", packet_core: {again: 1},"                                                                                         \
                            " subscriber_db: {again: 1}, voice_core: {again: 1}, internet_gateway: {again: 1}}, line: {cabinet: " THREE_VENDORS( \
                                first,                                                                                                           \
                                second) ", exchange: {again: 1}, aggregation: {again: 1}, metro: {again: 1},"                                    \
                                        " core_router: {again: 1}, internet_gateway: {again: 1}, voice_core: {again: 1}, emergency_gateway: {again: 1}}}"

/* Every state acts with probability c on its share of the users: the mean of what is lost is c, its variance c (1 - c)
 * times the Herfindahl index by state. */
static void loss_varies(const char *mix, const double shares[3], double published)
{
    const char *sets[] = {"states=[AA, BB, CC, DD]",
                          "vendors.again={jurisdiction: DD}",
                          mix,
                          "assignment.management=[]",
                          "overlap.ran_site.overlap_share=0",
                          "assignment.unit=users",
                          "network.generate.site_sharing=[]",
                          "threats={source: made up, " STATE_THREAT("a", "AA") ", " STATE_THREAT(
                              "b", "BB") ", " STATE_THREAT("c", "CC") "}",
                          "ordinary_restoration.diagnosis_hours={constant: 1e6}",
                          "horizon_hours=10",
                          "cases.same.changes=[]",
                          "cases.other={base: one}",
                          "cases.none={base: one}",
                          NULL};
    char what[128];
    hr_small_world small;
    uint32_t count = scaled(20000);
    double share[3] = {0};
    double index = 0;
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    hr_small_world_make(&small, sets);
    const hr_network *network = &small.world.network;
    double users = (double)small.replication.metrics.headline_users;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        uint8_t vendor = small.world.cases[HR_SMALL_ONE].vendor[n];
        if (network->role[n] == HR_ROLE_RAN_SITE || network->role[n] == HR_ROLE_CABINET) {
            share[vendor == 0 ? 0 : vendor - 1] += network->users[n] / users;
        }
    }
    for (int s = 0; s < 3; ++s) {
        assert_true(fabs(share[s] - shares[s]) < 0.01);
        index += share[s] * share[s];
    }
    for (uint32_t r = 0; r < count; ++r) {
        hr_small_world_run(&small, HR_SMALL_ONE, false, r);
        double lost = (double)small.replication.metrics.peak_out / users - 0.1;
        sum += lost;
        squares += lost * lost;
        fourth += lost * lost * lost * lost;
    }
    hr_small_world_free(&small);
    double variance = squares / count - sum / count * (sum / count);
    snprintf(what, sizeof what, "users by state %.4f, %.4f, %.4f, c = 0.1: mean lost share", share[0], share[1],
             share[2]);
    hr_figure_measured("closed form, c", what, sum / count + 0.1, sqrt(variance / count), 0.1);
    snprintf(what, sizeof what, "users by state %.4f, %.4f, %.4f: variance of the lost share", share[0], share[1],
             share[2]);
    hr_figure_measured("closed form, c (1 - c) times the index of Herfindahl 1950", what, variance,
                       sqrt((fourth / count - variance * variance) / count), 0.09 * index);
    assert_true(fabs(0.09 * index - published) < 0.001);
}

static void the_loss_varies_as_the_index_by_state_says(void **state)
{
    (void)state;
    hr_figure_section("Loss and the concentration by state, whole replications");
    loss_varies(MIX("0.7", "0.2"), (const double[]){0.7, 0.2, 0.1}, 0.0486);
    loss_varies(MIX("0.3334", "0.3333"), (const double[]){1 / 3.0, 1 / 3.0, 1 / 3.0}, 0.03);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vendors_of_one_state_comply_together_as_the_copula_says),
        cmocka_unit_test(the_first_of_many_implants_is_found_at_the_sum_of_their_rates),
        cmocka_unit_test(implants_that_arrive_over_a_window_are_found_later),
        cmocka_unit_test(a_wave_is_restored_in_its_expected_time),
        cmocka_unit_test(the_loss_varies_as_the_index_by_state_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
