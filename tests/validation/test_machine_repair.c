/* Repair queues on the engine alone, against their closed forms: the engine knows no telecom.
 *
 * N machines fail and queue for c crews (first come, first served). All runs go through the Monte Carlo driver, the event
 * queue, the distributions and the keyed draws. Fixed seed; a figure fails beyond 4.5 standard errors over replications.
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

#include "sim/engine/distribution.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/monte_carlo.h"
#include "sim/engine/random.h"
#include "tests/support/figures.h"
#include "tests/support/result_file.h"

enum { MACHINES_MAX = 64, FIGURES = 8 + MACHINES_MAX };

enum { EVENT_REPAIRED, EVENT_FAILED, EVENT_LOOK };
enum { PURPOSE_LIFE, PURPOSE_REPAIR };

/* Figures of one replication. */
enum {
    ALL_UP,       /* share of time without a machine down */
    MEAN_DOWN,    /* machines down, average over time */
    MEAN_WAIT,    /* from a failure to the beginning of its repair */
    UP_SHARE,     /* of machine-time */
    BUSY_CREWS,   /* average over time */
    UP_AT_LOOK,   /* share of machines up at the time `look` */
    LAST_REPAIR,  /* when the last machine of the first wave was up */
    HOURS_DOWN,   /* machine-hours lost in all */
    DOWN_SHARE_0, /* share of time with 0, 1, ... machines down */
};

typedef struct {
    uint32_t machines;
    uint32_t crews;
    hr_distribution life;
    hr_distribution repair;
    bool starts_down; /* a wave: all are down at 0, and none fails again */
    double warm_up;   /* not counted */
    double horizon;
    double look;
} plant;

typedef struct {
    const plant *plant;
    hr_event_queue queue;
    uint32_t waiting[MACHINES_MAX]; /* circular */
    double failed_at[MACHINES_MAX];
    uint32_t lives[MACHINES_MAX]; /* index of the next draw */
    uint32_t first;
    uint32_t queued;
    uint32_t idle;
    uint32_t down;
    double wait;
    uint32_t repairs_begun;
    hr_random random;
} shop;

static hr_status shop_init(const void *model, void **worker, hr_error *error)
{
    shop *s = calloc(1, sizeof *s);
    *worker = s;
    if (s == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory");
    }
    s->plant = model;
    return hr_event_queue_init(&s->queue, 16, error);
}

static void shop_free(void *worker)
{
    shop *s = worker;
    if (s != NULL) {
        hr_event_queue_free(&s->queue);
    }
    free(s);
}

static double draw(shop *s, const hr_distribution *distribution, uint32_t purpose, uint32_t machine)
{
    return hr_distribution_quantile(distribution, hr_random_uniform(&s->random, purpose, machine, s->lives[machine]));
}

static void fails(shop *s, uint32_t machine, double now)
{
    s->failed_at[machine] = now;
    s->waiting[(s->first + s->queued++) % MACHINES_MAX] = machine;
    ++s->down;
}

static void begin_repairs(shop *s, double now, hr_error *error)
{
    while (s->idle > 0 && s->queued > 0) {
        uint32_t machine = s->waiting[s->first];
        s->first = (s->first + 1) % MACHINES_MAX;
        --s->queued;
        --s->idle;
        if (now >= s->plant->warm_up) {
            s->wait += now - s->failed_at[machine];
            ++s->repairs_begun;
        }
        double hours = draw(s, &s->plant->repair, PURPOSE_REPAIR, machine);
        assert_int_equal(hr_event_queue_push(&s->queue, now + hours, EVENT_REPAIRED, machine, error), HR_OK);
    }
}

static void schedule_failure(shop *s, uint32_t machine, double now, hr_error *error)
{
    double hours = draw(s, &s->plant->life, PURPOSE_LIFE, machine);
    assert_int_equal(hr_event_queue_push(&s->queue, now + hours, EVENT_FAILED, machine, error), HR_OK);
}

static void begin(shop *s, uint32_t replication, hr_error *error)
{
    const plant *p = s->plant;
    s->random = (hr_random){20180416, replication};
    s->first = s->queued = s->down = s->repairs_begun = 0;
    s->idle = p->crews;
    s->wait = 0;
    memset(s->lives, 0, sizeof s->lives);
    hr_event_queue_clear(&s->queue);
    assert_int_equal(hr_event_queue_push(&s->queue, p->look, EVENT_LOOK, 0, error), HR_OK);
    for (uint32_t m = 0; m < p->machines; ++m) {
        if (p->starts_down) {
            fails(s, m, 0);
        } else {
            schedule_failure(s, m, 0, error);
        }
    }
    begin_repairs(s, 0, error);
}

static void act(shop *s, const hr_event *event, double *record, hr_error *error)
{
    switch (event->kind) {
    case EVENT_FAILED:
        fails(s, event->entity, event->time);
        break;
    case EVENT_REPAIRED:
        ++s->idle;
        --s->down;
        ++s->lives[event->entity];
        record[LAST_REPAIR] = event->time;
        if (!s->plant->starts_down) {
            schedule_failure(s, event->entity, event->time, error);
        }
        break;
    default:
        record[UP_AT_LOOK] = 1 - (double)s->down / s->plant->machines;
        break;
    }
    begin_repairs(s, event->time, error);
}

static hr_status shop_replicate(void *worker, uint32_t replication, double *record, hr_error *error)
{
    shop *s = worker;
    const plant *p = s->plant;
    double now = 0;
    double counted = p->horizon - p->warm_up;
    hr_event event;
    memset(record, 0, FIGURES * sizeof *record);
    begin(s, replication, error);
    while (now < p->horizon) {
        bool is_event = hr_event_queue_pop(&s->queue, &event);
        double until = is_event ? fmin(event.time, p->horizon) : p->horizon;
        double hours = fmax(0, until - fmax(now, p->warm_up));
        record[DOWN_SHARE_0 + s->down] += hours / counted;
        record[MEAN_DOWN] += s->down * hours / counted;
        record[BUSY_CREWS] += (p->crews - s->idle) * hours / counted;
        record[HOURS_DOWN] += s->down * hours;
        now = until;
        if (is_event && now < p->horizon) {
            act(s, &event, record, error);
        }
    }
    record[ALL_UP] = record[DOWN_SHARE_0];
    record[UP_SHARE] = 1 - record[MEAN_DOWN] / p->machines;
    record[MEAN_WAIT] = s->repairs_begun > 0 ? s->wait / s->repairs_begun : 0;
    return HR_OK;
}

/* ---- measuring ------------------------------------------------------------------------------------------------------ */

typedef struct {
    double mean[FIGURES];
    double error[FIGURES]; /* standard */
} measurement;

static uint32_t scaled(uint32_t replications)
{
    const char *text = getenv("HR_TEST_SCALE");
    double scale = text != NULL ? strtod(text, NULL) : 1;
    double wanted = scale > 0 && scale < 1 ? replications * scale : replications;
    return wanted < 50 ? 50 : (uint32_t)wanted;
}

static measurement measure(const plant *p, uint32_t replications)
{
    static const hr_record_dimension dimensions[] = {{.name = "figure", .length = FIGURES, .long_name = "a figure"}};
    hr_record_variable variables[] = {
        {.name = "figures", .units = "1", .long_name = "figures", .dimension_count = 1, .dimensions = {0}}};
    hr_record_layout layout = {dimensions, 1, variables, 1, 0};
    char folder[HR_FIXTURE_PATH];
    char parts[HR_FIXTURE_PATH + 16];
    hr_error error;
    double *records = NULL;
    measurement result;
    hr_fixture_folder_make(folder);
    snprintf(parts, sizeof parts, "%s/parts", folder);
    hr_record_layout_finish(&layout);
    plant copy = *p;
    hr_model model = {&copy, &layout, shop_init, shop_replicate, shop_free};
    hr_monte_carlo_options options = {.parts_folder = parts,
                                      .identity = "repair",
                                      .replications = scaled(replications),
                                      .batch_size = 50,
                                      .threads = 2};
    assert_int_equal(hr_monte_carlo_run(&model, &options, &error), HR_OK);
    assert_int_equal(hr_monte_carlo_collect(&model, &options, &records, &error), HR_OK);
    hr_monte_carlo_clean(&options);
    hr_fixture_folder_remove(folder);
    double n = options.replications;
    for (int f = 0; f < FIGURES; ++f) {
        double sum = 0;
        double squares = 0;
        for (uint32_t r = 0; r < options.replications; ++r) {
            sum += records[(size_t)r * FIGURES + (size_t)f];
        }
        result.mean[f] = sum / n;
        for (uint32_t r = 0; r < options.replications; ++r) {
            double difference = records[(size_t)r * FIGURES + (size_t)f] - result.mean[f];
            squares += difference * difference;
        }
        result.error[f] = sqrt(squares / (n - 1) / n);
    }
    free(records);
    return result;
}

static void agrees(const char *source, const char *what, const measurement *m, int figure, double exact)
{
    hr_figure_measured(source, what, m->mean[figure], m->error[figure], exact);
}

static hr_distribution law(hr_distribution_family family, double a, double b, double c)
{
    hr_distribution distribution;
    hr_error error;
    assert_int_equal(hr_distribution_init(&distribution, family, (const double[]){a, b, c}, &error), HR_OK);
    return distribution;
}

static hr_distribution exponential(double mean)
{
    return law(HR_DISTRIBUTION_EXPONENTIAL, mean, 0, 0);
}

/* ---- published figures ------------------------------------------------------------------------------------------------ */

#define FINITE_SOURCE "closed form of M/M/c//N (Palm 1947)"
#define RENEWAL "closed form, renewal reward: up / (up + down)"
#define RENYI "closed form by exponential spacings (Renyi 1953)"

/* Stationary distribution of M/M/c//N: p(k) in proportion to the product of failure and repair rates. */
static void stationary(uint32_t machines, uint32_t crews, double failure, double repair, double *share)
{
    double sum = 0;
    share[0] = 1;
    for (uint32_t k = 1; k <= machines; ++k) {
        share[k] = share[k - 1] * (machines - k + 1) * failure / ((k < crews ? k : crews) * repair);
    }
    for (uint32_t k = 0; k <= machines; ++k) {
        sum += share[k];
    }
    for (uint32_t k = 0; k <= machines; ++k) {
        share[k] /= sum;
    }
}

static void repair_queue(uint32_t machines, uint32_t crews, double failure, double repair, const double published[4])
{
    plant p = {.machines = machines,
               .crews = crews,
               .life = exponential(1 / failure),
               .repair = exponential(1 / repair),
               .warm_up = 100,
               .horizon = 2100};
    double share[MACHINES_MAX + 1];
    double busy = 0;
    measurement m = measure(&p, 400);
    char what[64];
    static const char *const figures[] = {"none down", "mean down", "mean wait", "availability"};
    for (int i = 0; i < 4; ++i) {
        snprintf(what, sizeof what, "M/M/%u//%u, rates %g and %g: %s", crews, machines, failure, repair, figures[i]);
        agrees(FINITE_SOURCE, what, &m, (int[]){ALL_UP, MEAN_DOWN, MEAN_WAIT, UP_SHARE}[i], published[i]);
    }
    stationary(machines, crews, failure, repair, share);
    for (uint32_t k = 0; k <= machines; ++k) {
        busy += share[k] * (k < crews ? k : crews);
        if (share[k] > 1e-3) {
            snprintf(what, sizeof what, "M/M/%u//%u: P(%u down)", crews, machines, k);
            agrees(FINITE_SOURCE, what, &m, DOWN_SHARE_0 + (int)k, share[k]);
        }
    }
    snprintf(what, sizeof what, "M/M/%u//%u: crews busy", crews, machines);
    agrees(FINITE_SOURCE, what, &m, BUSY_CREWS, busy);
}

static void repair_queues_have_their_stationary_distribution(void **state)
{
    (void)state;
    hr_figure_section("Repair queues on the engine alone, which knows no telecom");
    repair_queue(5, 1, 0.2, 1, (const double[]){0.2848678213, 1.4243391067, 0.9917144678, 0.7151321787});
    repair_queue(10, 2, 0.1, 1, (const double[]){0.3679545940, 1.0386378186, 0.1590177895, 0.8961362181});
}

/* Up at t: b / (a + b) + a / (a + b) exp(-(a + b) t). */
static void one_machine_is_up_at_a_time_as_its_equation_says(void **state)
{
    (void)state;
    const double a = 0.25;
    const double b = 0.5;
    for (int k = 0; k < 3; ++k) {
        double look = (double[]){0.5, 2, 8}[k];
        char what[64];
        plant p = {.machines = 50,
                   .crews = 50,
                   .life = exponential(1 / a),
                   .repair = exponential(1 / b),
                   .horizon = 10,
                   .look = look};
        measurement m = measure(&p, 2000);
        snprintf(what, sizeof what, "one machine, rates 0.25 and 0.5: up at t = %g", look);
        agrees("closed form, two-state Markov chain", what, &m, UP_AT_LOOK,
               b / (a + b) + a / (a + b) * exp(-(a + b) * look));
    }
}

static void renewal_availability_depends_on_the_means_alone(void **state)
{
    (void)state;
    const struct {
        const char *name;
        hr_distribution life;
        hr_distribution repair;
    } laws[] = {
        {"lognormal up, constant down", law(HR_DISTRIBUTION_LOGNORMAL, 5, 12, 0),
         law(HR_DISTRIBUTION_CONSTANT, 2, 0, 0)},
        {"Weibull up, lognormal down", law(HR_DISTRIBUTION_WEIBULL, 6, 1.5, 0),
         law(HR_DISTRIBUTION_LOGNORMAL, 1, 4, 0)},
        {"gamma up, uniform down", law(HR_DISTRIBUTION_GAMMA, 8, 0.7, 0), law(HR_DISTRIBUTION_UNIFORM, 1, 3, 0)},
        {"constant up, triangular down", law(HR_DISTRIBUTION_CONSTANT, 4, 0, 0),
         law(HR_DISTRIBUTION_TRIANGULAR, 0, 1, 4)},
    };
    for (size_t i = 0; i < sizeof laws / sizeof *laws; ++i) {
        double up = hr_distribution_mean(&laws[i].life);
        double down = hr_distribution_mean(&laws[i].repair);
        plant p = {.machines = 1,
                   .crews = 1,
                   .life = laws[i].life,
                   .repair = laws[i].repair,
                   .warm_up = 1000,
                   .horizon = 6000};
        measurement m = measure(&p, 400);
        agrees(RENEWAL, laws[i].name, &m, UP_SHARE, up / (up + down));
    }
}

static void wave(uint32_t machines, uint32_t crews, bool is_constant, double to_all, double hours)
{
    char what[96];
    plant p = {.machines = machines,
               .crews = crews,
               .life = exponential(1),
               .repair = is_constant ? law(HR_DISTRIBUTION_CONSTANT, 1, 0, 0) : exponential(1),
               .starts_down = true,
               .horizon = 1000};
    measurement m = measure(&p, 4000);
    snprintf(what, sizeof what, "%u machines, %u crews%s: time to all", machines, crews,
             is_constant ? ", constant" : "");
    if (is_constant) {
        hr_figure_exact("by hand", what, m.mean[LAST_REPAIR], to_all, 1e-9);
        assert_true(fabs(m.mean[HOURS_DOWN] - hours) < 1e-6);
        return;
    }
    agrees(RENYI, what, &m, LAST_REPAIR, to_all);
    snprintf(what, sizeof what, "%u machines, %u crews: machine-hours lost", machines, crews);
    agrees(RENYI, what, &m, HOURS_DOWN, hours);
}

static void waves_are_restored_in_their_expected_time(void **state)
{
    (void)state;
    wave(10, 2, false, 5.5, 28);
    wave(10, 5, false, 3.2833333333, 13);
    wave(50, 5, false, 11.2833333333, 257);
    wave(10, 3, true, 4, 22);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repair_queues_have_their_stationary_distribution),
        cmocka_unit_test(one_machine_is_up_at_a_time_as_its_equation_says),
        cmocka_unit_test(renewal_availability_depends_on_the_means_alone),
        cmocka_unit_test(waves_are_restored_in_their_expected_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
