/* Exposed user-hours of whole replications and their place in the record, with a threat that listens by a fixed plan:
 * in the first site of red from 10 to 25 hours and from 1490 hours on, in the first cabinet of line from before the
 * start to 100 hours. The horizon is 1500 hours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/experiment.h"
#include "tests/support/small_world.h"

enum { RED, BLUE, LINE };
enum { MOBILE_DATA, MOBILE_VOICE, FIXED_BROADBAND, EMERGENCY_CALL };
static const double SITE_HOURS = 15 + 10;
static const double CABINET_HOURS = 100;

static uint32_t first_node(const hr_network *network, uint32_t operator_id, hr_role role)
{
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (network->operator_id[n] == operator_id && network->role[n] == role && network->users[n] > 0) {
            return n;
        }
    }
    fail_msg("no such node");
    return HR_NO_NODE;
}

static bool always_exposes(const void *parameters)
{
    (void)parameters;
    return true;
}

/* Events carry twice the node, and one more when it is cleaned. */
static hr_status begin(hr_replication *r, uint32_t threat, hr_error *error)
{
    uint32_t site = first_node(&r->world->network, RED, HR_ROLE_RAN_SITE);
    uint32_t cabinet = first_node(&r->world->network, LINE, HR_ROLE_CABINET);
    hr_replication_compromise(r, cabinet);
    hr_status status = hr_replication_schedule(r, 10, HR_EVENT_THREAT + threat, 2 * site, error);
    if (status == HR_OK) {
        status = hr_replication_schedule(r, 25, HR_EVENT_THREAT + threat, 2 * site + 1, error);
    }
    if (status == HR_OK) {
        status = hr_replication_schedule(r, CABINET_HOURS, HR_EVENT_THREAT + threat, 2 * cabinet + 1, error);
    }
    return status == HR_OK ? hr_replication_schedule(r, 1490, HR_EVENT_THREAT + threat, 2 * site, error) : status;
}

static hr_status event(hr_replication *r, uint32_t threat, uint32_t entity, hr_error *error)
{
    (void)threat;
    (void)error;
    if (entity % 2 == 0) {
        hr_replication_compromise(r, entity / 2);
    } else {
        hr_replication_clean(r, entity / 2);
    }
    return HR_OK;
}

static const hr_threat_form LISTENER = {.name = "listener", .exposes = always_exposes, .begin = begin, .event = event};

static hr_small_world *listened_to(void)
{
    hr_small_world *small = calloc(1, sizeof *small);
    assert_non_null(small);
    hr_small_sets sets = hr_small_tiny();
    hr_small_world_read(small, sets.list);
    small->scenario->threats[0].form = &LISTENER;
    hr_small_world_build(small);
    return small;
}

static void close_world(hr_small_world *small)
{
    hr_small_world_free(small);
    free(small);
}

static void near(double value, double expected)
{
    assert_true(value >= expected * (1 - 1e-12) && value <= expected * (1 + 1e-12));
}

static double users_of(const hr_small_world *small, uint32_t operator_id, hr_role role)
{
    const hr_network *network = &small->world.network;
    return network->users[first_node(network, operator_id, role)];
}

static void exposed_user_hours_are_users_times_hours_with_a_compromised_node_on_the_path(void **state)
{
    (void)state;
    hr_small_world *small = listened_to();
    double lost = hr_small_world_run(small, HR_SMALL_ONE, false, 0);
    const hr_metrics *metrics = &small->replication.metrics;
    double site_users = users_of(small, RED, HR_ROLE_RAN_SITE);
    double cabinet_users = users_of(small, LINE, HR_ROLE_CABINET);
    near(metrics->exposed_user_hours[MOBILE_DATA][RED], site_users * SITE_HOURS);
    near(metrics->exposed_user_hours[MOBILE_VOICE][RED], site_users * SITE_HOURS);
    near(metrics->exposed_user_hours[EMERGENCY_CALL][RED], site_users * SITE_HOURS);
    near(metrics->exposed_user_hours[FIXED_BROADBAND][LINE], cabinet_users * CABINET_HOURS);
    for (uint32_t s = MOBILE_DATA; s <= EMERGENCY_CALL; ++s) {
        near(metrics->exposed_user_hours[s][BLUE], 0);
    }
    near(lost, 0); /* listening takes no service away */
    close_world(small);
}

static void the_headline_counts_headline_services_alone(void **state)
{
    (void)state;
    hr_small_world *small = listened_to();
    hr_small_world_run(small, HR_SMALL_ONE, false, 0);
    near(hr_metrics_headline_exposed(&small->replication.metrics),
         users_of(small, RED, HR_ROLE_RAN_SITE) * SITE_HOURS + users_of(small, LINE, HR_ROLE_CABINET) * CABINET_HOURS);
    close_world(small);
}

static void a_replication_starts_without_the_exposure_of_the_one_before(void **state)
{
    (void)state;
    hr_small_world *small = listened_to();
    hr_small_world_run(small, HR_SMALL_ONE, false, 0);
    double first = hr_metrics_headline_exposed(&small->replication.metrics);
    hr_small_world_run(small, HR_SMALL_ONE, false, 1);
    near(hr_metrics_headline_exposed(&small->replication.metrics), first);
    small->scenario->cases[HR_SMALL_NONE].threats = 0;
    hr_small_world_run(small, HR_SMALL_NONE, false, 0);
    near(hr_metrics_headline_exposed(&small->replication.metrics), 0);
    close_world(small);
}

static int variable_number(const hr_experiment *experiment, const char *name)
{
    for (int v = 0; v < experiment->layout.variable_count; ++v) {
        if (strcmp(experiment->layout.variables[v].name, name) == 0) {
            return v;
        }
    }
    return -1;
}

static void the_record_holds_exposed_user_hours_by_case_arm_service_and_operator(void **state)
{
    (void)state;
    hr_small_world *small = listened_to();
    hr_experiment experiment;
    void *worker = NULL;
    assert_int_equal(hr_experiment_init(&experiment, &small->world, NULL), HR_OK);
    int detail = variable_number(&experiment, "exposed_user_hours");
    int headline = variable_number(&experiment, "exposed_headline_user_hours");
    assert_true(detail >= 0 && headline >= 0);
    double *record = calloc(experiment.layout.length, sizeof *record);
    assert_non_null(record);
    assert_int_equal(experiment.model.worker_init(&experiment, &worker, NULL), HR_OK);
    assert_int_equal(experiment.model.replicate(worker, 0, record, NULL), HR_OK);
    size_t settings = (size_t)experiment.scope.case_count * HR_ARM_COUNT;
    uint32_t operators = small->world.network.operator_count;
    size_t width = (size_t)small->scenario->service_count * operators;
    double expected = users_of(small, RED, HR_ROLE_RAN_SITE) * SITE_HOURS;
    assert_int_equal(experiment.layout.variables[detail].length, settings * width);
    for (size_t k = 0; k < settings; ++k) {
        const double *at = &record[experiment.layout.variables[detail].offset + k * width];
        near(at[MOBILE_VOICE * operators + RED], expected);
        near(at[MOBILE_VOICE * operators + BLUE], 0);
        near(record[experiment.layout.variables[headline].offset + k],
             at[MOBILE_DATA * operators + RED] + at[FIXED_BROADBAND * operators + LINE]);
    }
    experiment.model.worker_free(worker);
    hr_experiment_free(&experiment);
    free(record);
    close_world(small);
}

static void a_scenario_that_cannot_expose_has_neither_plan_nor_variable(void **state)
{
    (void)state;
    hr_small_world *small = calloc(1, sizeof *small);
    assert_non_null(small);
    hr_small_sets sets = hr_small_tiny();
    hr_experiment experiment;
    hr_small_world_make(small, sets.list);
    assert_false(small->world.has_exposure);
    assert_int_equal(hr_experiment_init(&experiment, &small->world, NULL), HR_OK);
    assert_int_equal(variable_number(&experiment, "exposed_user_hours"), -1);
    assert_int_equal(variable_number(&experiment, "exposed_headline_user_hours"), -1);
    assert_true(variable_number(&experiment, "lost_user_hours") >= 0);
    hr_experiment_free(&experiment);
    close_world(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exposed_user_hours_are_users_times_hours_with_a_compromised_node_on_the_path),
        cmocka_unit_test(the_headline_counts_headline_services_alone),
        cmocka_unit_test(a_replication_starts_without_the_exposure_of_the_one_before),
        cmocka_unit_test(the_record_holds_exposed_user_hours_by_case_arm_service_and_operator),
        cmocka_unit_test(a_scenario_that_cannot_expose_has_neither_plan_nor_variable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
