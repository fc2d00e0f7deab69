/* Points, the worlds that they share, and studies: many points as one row of replications. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/study.h"
#include "tests/support/result_file.h"
#include "tests/support/small_world.h"

static hr_small_world small;
static hr_error error;

static int make(void **state)
{
    (void)state;
    hr_small_world_make(&small, NULL);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    hr_small_world_free(&small);
    return 0;
}

static hr_override setting(const char *path, const char *value)
{
    return (hr_override){path, value, "made-up.yaml", 12, 5};
}

/* ---- points ---------------------------------------------------------------------------------------------------- */

static hr_status read_point(const char *path, const char *value, hr_scenario **scenario)
{
    hr_override one = setting(path, value);
    hr_point point = {&one, 1};
    return hr_point_read(small.scenario, &point, "here", scenario, &error);
}

static void a_point_is_the_scenario_with_its_settings(void **state)
{
    (void)state;
    hr_scenario *scenario = NULL;
    small.scenario->seed = 99; /* as by --seed */
    assert_int_equal(read_point("horizon_hours", "123", &scenario), HR_OK);
    assert_true(scenario->horizon_hours == 123);
    assert_int_equal(scenario->seed, 99);
    hr_scenario_free(scenario);
}

static void a_mistake_of_a_value_stands_where_the_value_does(void **state)
{
    (void)state;
    hr_scenario *scenario = NULL;
    assert_int_equal(read_point("mitigations.testing.detection_probability", "1.5", &scenario), HR_BAD_INPUT);
    assert_null(scenario);
    assert_string_equal(error.file, "made-up.yaml");
    assert_int_equal(error.line, 12);
    assert_int_equal(error.column, 5);
    assert_string_equal(error.path, "mitigations.testing.detection_probability");
    assert_non_null(strstr(error.text, "not possible here, 1.5: 1.5 is out of bounds"));
}

static void a_misspelt_path_is_answered_with_the_nearest(void **state)
{
    (void)state;
    hr_scenario *scenario = NULL;
    assert_int_equal(read_point("mitigations.testing.detection_probabilty", "0.5", &scenario), HR_BAD_INPUT);
    assert_int_equal(error.line, 12);
    assert_non_null(strstr(error.text, "did you mean `detection_probability`"));
    assert_int_equal(read_point("mitigations.tsting.detection_probability", "0.5", &scenario), HR_BAD_INPUT);
    assert_int_equal(error.line, 12);
    assert_non_null(strstr(error.text, "nothing at this path"));
}

static void a_mistake_elsewhere_stands_at_the_setting_that_makes_it(void **state)
{
    (void)state;
    hr_override two[] = {setting("horizon_hours", "100"), setting("assignment.mixes.blue.ran_site.alpha", "0.9")};
    hr_point point = {two, 2};
    hr_scenario *scenario = NULL;
    assert_int_equal(hr_point_read(small.scenario, &point, "here", &scenario, &error), HR_BAD_INPUT);
    assert_int_equal(error.line, 12);
    assert_non_null(strstr(error.text, "horizon_hours = 100, assignment.mixes.blue.ran_site.alpha = 0.9: "));
}

static void a_point_cannot_add_a_case(void **state)
{
    (void)state;
    hr_scenario *scenario = NULL;
    assert_int_equal(read_point("cases.more", "{base: one}", &scenario), HR_BAD_INPUT);
    assert_null(scenario);
    assert_non_null(strstr(error.text, "cases must stay the same"));
}

static void numbers_are_written_as_short_as_they_can_be(void **state)
{
    (void)state;
    char text[HR_POINT_NUMBER_SIZE];
    const double numbers[] = {0.1, 1.0 / 3.0, 1e-300, 123456789.0, 0.30000000000000004};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; ++i) {
        hr_point_number(numbers[i], text);
        assert_true(strtod(text, NULL) == numbers[i]);
    }
    hr_point_number(0.1, text);
    assert_string_equal(text, "0.1");
}

/* ---- worlds ---------------------------------------------------------------------------------------------------- */

/* The world of a point beside the scenario's own, and whether it borrows network and cases. */
static void borrows(const char *path, const char *value, bool network, bool cases)
{
    hr_scenario *scenario = NULL;
    hr_world beside;
    hr_world alone;
    if (read_point(path, value, &scenario) != HR_OK) {
        fail_msg("%s", error.text);
    }
    assert_int_equal(hr_world_init_beside(&beside, scenario, &small.world, &error), HR_OK);
    assert_int_equal(beside.network.links == small.world.network.links, network);
    assert_int_equal(beside.cases[0].vendor == small.world.cases[0].vendor, cases);
    assert_int_equal(hr_world_init(&alone, scenario, &error), HR_OK);
    assert_int_equal(alone.network.node_count, beside.network.node_count);
    for (uint32_t c = 0; c < scenario->case_count; ++c) {
        assert_memory_equal(alone.cases[c].vendor, beside.cases[c].vendor, alone.network.node_count);
        assert_memory_equal(alone.cases[c].managed_by, beside.cases[c].managed_by, alone.network.node_count);
        assert_int_equal(alone.cases[c].changed, beside.cases[c].changed);
    }
    hr_world_free(&alone);
    hr_world_free(&beside);
    hr_scenario_free(scenario);
}

static void worlds_borrow_what_a_point_leaves_as_it_is_and_nothing_else(void **state)
{
    (void)state;
    borrows("threats.campaign.compulsion.compliance_probability", "0.6", true, true);
    borrows("mitigations.isolation.scope", "state", true, true);
    borrows("ordinary_restoration.spares_share", "0.5", true, true);
    borrows("horizon_hours", "100", true, true);
    borrows("cases.same.changes.0.share", "0.1", true, false);
    borrows("assignment.mixes.line.cabinet.alpha", "0.5", true, false);
    borrows("assignment.management.0.share", "0.6", true, false);
    borrows("assignment.diverse_homing", "vendor", true, false);
    borrows("network.generate.population", "4000000", false, false);
    borrows("network.generate.seed", "5", false, false);
    borrows("overlap.ran_site.headroom_share", "0.1", false, false);
    borrows("vendors.again.jurisdiction", "BB", true, false);
}

/* ---- studies --------------------------------------------------------------------------------------------------- */

enum { POINTS = 4, REPLICATIONS = 13 };
static const char LATENT[] = "threats.campaign.compulsion.latent.implanted_share";

/* Two of the points change the replications alone, one the vendors, and one nothing. */
static void make_study(hr_study *study, int scalars)
{
    hr_override *room = calloc(POINTS, sizeof *room);
    hr_point *points = calloc(POINTS, sizeof *points);
    assert_true(room != NULL && points != NULL);
    room[0] = setting(LATENT, "0.5");
    room[1] = setting("assignment.mixes.line.cabinet.alpha", "0.6");
    room[2] = setting("mitigations.testing.on", "false");
    points[0] = (hr_point){&room[0], 1};
    points[1] = (hr_point){&room[1], 1};
    points[3] = (hr_point){&room[2], 1};
    hr_experiment_scope scope = hr_experiment_whole(small.scenario);
    scope.case_count = 2;
    scope.cases[0] = HR_SMALL_OTHER;
    scope.cases[1] = HR_SMALL_ONE;
    scope.scalar_count = scalars;
    assert_int_equal(hr_study_init(study, &small.world, points, POINTS, room, &scope, REPLICATIONS, &error), HR_OK);
    study->name = "trial";
    study->occasion = "here";
}

/* Runs a study on some threads and returns its numbers. */
static double *run_study(const hr_study *study, int threads)
{
    char folder[HR_FIXTURE_PATH];
    char parts[HR_FIXTURE_PATH + 8];
    double *numbers = NULL;
    hr_fixture_folder_make(folder);
    snprintf(parts, sizeof parts, "%s/parts", folder);
    hr_monte_carlo_options options = {.parts_folder = parts,
                                      .identity = "study",
                                      .replications = (uint32_t)hr_study_driver_replications(study),
                                      .batch_size = study->batch_size,
                                      .threads = threads};
    hr_status status = hr_monte_carlo_run(&study->model, &options, &error);
    if (status != HR_OK || (status = hr_study_collect(study, &options, &numbers, &error)) != HR_OK) {
        fail_msg("%s", error.text);
    }
    hr_monte_carlo_clean(&options);
    hr_fixture_folder_remove(folder);
    return numbers;
}

static void a_study_runs_every_point_as_if_it_were_the_scenario(void **state)
{
    (void)state;
    const uint32_t cases[] = {HR_SMALL_OTHER, HR_SMALL_ONE};
    hr_study study;
    make_study(&study, 2);
    double *numbers = run_study(&study, 2);
    for (size_t p = 0; p < POINTS; ++p) {
        char text[128] = "seed=7";
        if (study.points[p].setting_count > 0) {
            snprintf(text, sizeof text, "%s=%s", study.points[p].settings[0].path, study.points[p].settings[0].value);
        }
        const char *const sets[] = {text, NULL};
        hr_small_world other;
        hr_small_world_make(&other, sets);
        for (size_t i = 0; i < 4 * (size_t)REPLICATIONS; ++i) {
            size_t k = i % REPLICATIONS;
            size_t place = (p * 4 + i / REPLICATIONS) * REPLICATIONS + k;
            bool is_mitigated = i / REPLICATIONS % 2 == 0;
            assert_true(numbers[place] ==
                        hr_small_world_run(&other, cases[i / (2 * (size_t)REPLICATIONS)], is_mitigated, (uint32_t)k));
            assert_true(numbers[place + (size_t)POINTS * 4 * REPLICATIONS] ==
                        (double)other.replication.metrics.peak_out / (double)other.replication.metrics.headline_users);
        }
        hr_small_world_free(&other);
    }
    free(numbers);
    hr_study_free(&study);
}

static void numbers_of_a_study_do_not_depend_on_threads(void **state)
{
    (void)state;
    hr_study study;
    make_study(&study, hr_experiment_scalar_count);
    double *alone = run_study(&study, 1);
    double *together = run_study(&study, 5);
    size_t size = study.experiment.layout.length * POINTS * REPLICATIONS * sizeof *alone;
    assert_memory_equal(alone, together, size);
    free(alone);
    free(together);
    hr_study_free(&study);
}

static void a_batch_has_one_point(void **state)
{
    (void)state;
    hr_study study;
    make_study(&study, 1);
    assert_true(study.batch_size <= 10);
    assert_int_equal(study.driver_replications % study.batch_size, 0);
    assert_true(study.driver_replications >= REPLICATIONS);
    assert_int_equal(hr_study_driver_replications(&study), POINTS * study.driver_replications);
    hr_study_free(&study);
}

static void ends_of_ranges_are_the_points_of_the_claim(void **state)
{
    (void)state;
    hr_study study;
    assert_int_equal(hr_study_init_ends(&study, &small.world, &error), HR_OK);
    assert_int_equal(study.point_count, 4);
    assert_int_equal(study.replications, 20);
    assert_string_equal(study.points[0].settings[0].path, "assignment.mixes.line.cabinet.alpha");
    assert_string_equal(study.points[0].settings[0].value, "0.2");
    assert_string_equal(study.points[3].settings[0].value, "1");
    assert_int_equal(study.experiment.scope.cases[0], HR_SMALL_SAME);
    assert_int_equal(study.experiment.scope.cases[1], HR_SMALL_OTHER);
    assert_int_equal(hr_study_try(&study, 2, NULL, &error), HR_OK);
    hr_study_free(&study);
}

static void points_of_a_sensitivity_design_are_spread_over_the_declared_ranges(void **state)
{
    (void)state;
    const char *const sets[] = {
        "sensitivity={method: sobol, base_points: 64, replications: 3}",
        "network.generate.operators.blue.ran_sites={value: 500, range: [498, 502], assumption: true}", NULL};
    hr_small_world other;
    hr_study study;
    int counts[5] = {0};
    double least = 1;
    double greatest = 0;
    hr_small_world_make(&other, sets);
    assert_int_equal(hr_study_init_sensitivity(&study, &other.world, &error), HR_OK);
    assert_int_equal(study.point_count, 64 * (3 + 2));
    assert_int_equal(study.replications, 3);
    for (uint32_t p = 0; p < study.point_count; ++p) {
        assert_int_equal(study.points[p].setting_count, 3);
        for (uint32_t i = 0; i < 3; ++i) {
            const hr_override *one = &study.points[p].settings[i];
            double value = strtod(one->value, NULL);
            if (strcmp(one->path, "network.generate.operators.blue.ran_sites") == 0) {
                assert_true(value >= 498 && value <= 502 && value == (int)value);
                ++counts[(int)value - 498];
            } else if (strcmp(one->path, "threats.campaign.compulsion.compliance_probability") == 0) {
                least = value < least ? value : least;
                greatest = value > greatest ? value : greatest;
            }
        }
    }
    for (int k = 0; k < 5; ++k) {
        assert_in_range(counts[k], 48, 80); /* 64 each */
    }
    assert_true(least >= 0.5 && least < 0.51 && greatest <= 1 && greatest > 0.99);
    hr_study_free(&study);
    hr_small_world_free(&other);
}

static void one_input_alone_differs_between_a_row_and_its_base(void **state)
{
    (void)state;
    const char *const sets[] = {"sensitivity={method: morris, base_points: 8, replications: 3, of: contrast}", NULL};
    hr_small_world other;
    hr_study study;
    hr_small_world_make(&other, sets);
    assert_int_equal(hr_study_init_sensitivity(&study, &other.world, &error), HR_OK);
    assert_int_equal(study.point_count, 8 * (2 + 1));
    assert_int_equal(study.experiment.scope.case_count, 2);
    for (uint32_t p = 0; p < study.point_count; ++p) {
        const hr_point *base = &study.points[p - p % 3];
        for (uint32_t i = 0; i < 2; ++i) {
            bool is_moved = strcmp(base->settings[i].value, study.points[p].settings[i].value) != 0;
            assert_int_equal(is_moved, p % 3 == i + 1);
        }
    }
    hr_study_free(&study);
    hr_small_world_free(&other);
}

static void a_point_whose_network_cannot_be_is_found_before_the_work(void **state)
{
    (void)state;
    hr_study study;
    hr_override *room = calloc(1, sizeof *room);
    hr_point *points = calloc(1, sizeof *points);
    assert_true(room != NULL && points != NULL);
    room[0] = setting("cases.same.changes.0.share", "0.95");
    points[0] = (hr_point){room, 1};
    hr_experiment_scope scope = hr_experiment_whole(small.scenario);
    assert_int_equal(hr_study_init(&study, &small.world, points, 1, room, &scope, 1, &error), HR_OK);
    study.occasion = "here";
    assert_int_equal(hr_study_try(&study, 2, NULL, &error), HR_BAD_INPUT);
    assert_int_equal(error.line, 12);
    assert_non_null(strstr(error.text, "not possible here, 0.95: "));
    hr_study_free(&study);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_point_is_the_scenario_with_its_settings),
        TEST(a_mistake_of_a_value_stands_where_the_value_does),
        TEST(a_misspelt_path_is_answered_with_the_nearest),
        TEST(a_mistake_elsewhere_stands_at_the_setting_that_makes_it),
        TEST(a_point_cannot_add_a_case),
        cmocka_unit_test(numbers_are_written_as_short_as_they_can_be),
        TEST(worlds_borrow_what_a_point_leaves_as_it_is_and_nothing_else),
        TEST(a_study_runs_every_point_as_if_it_were_the_scenario),
        TEST(numbers_of_a_study_do_not_depend_on_threads),
        TEST(a_batch_has_one_point),
        TEST(ends_of_ranges_are_the_points_of_the_claim),
        TEST(points_of_a_sensitivity_design_are_spread_over_the_declared_ranges),
        TEST(one_input_alone_differs_between_a_row_and_its_base),
        TEST(a_point_whose_network_cannot_be_is_found_before_the_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
