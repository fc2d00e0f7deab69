/* Stopping at a precision: the count that is reached, and the bytes, are the records' alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/engine/monte_carlo.h"
#include "sim/engine/random.h"
#include "tests/support/result_file.h"

enum { MOST = 203, BATCH = 5, BLOCK = 20, MINIMUM = 30, WIDTH = 3, LOOKS_MAX = 16 };

static char folder[HR_FIXTURE_PATH];
static char parts[HR_FIXTURE_PATH + 32];
static hr_error error;

static int make_folder(void **state)
{
    (void)state;
    hr_fixture_folder_make(folder);
    snprintf(parts, sizeof parts, "%s/parts", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    hr_monte_carlo_options options = {.parts_folder = parts};
    hr_monte_carlo_clean(&options);
    hr_fixture_folder_remove(folder);
    return 0;
}

static void ok(hr_status status)
{
    if (status != HR_OK) {
        fail_msg("%s", error.text);
    }
}

/* ---- a model of three numbers a replication, and a rule --------------------------------------------------------- */

typedef struct {
    atomic_int *stop; /* set when replication stop_at is run; NULL: never */
    uint32_t stop_at;
    atomic_int run;   /* replications run */
    uint32_t fail_at; /* 0: never */
} toy;

static hr_status worker_init(const void *model, void **worker, hr_error *e)
{
    (void)e;
    *worker = malloc(sizeof model);
    assert_non_null(*worker);
    memcpy(*worker, &model, sizeof model);
    return HR_OK;
}

static hr_status replicate(void *worker, uint32_t replication, double *record, hr_error *e)
{
    toy *plan;
    memcpy(&plan, worker, sizeof plan);
    if (plan->fail_at > 0 && replication >= plan->fail_at) {
        return hr_error_set(e, HR_FAILED, "replication %u has had enough", replication);
    }
    hr_random random = {11, replication};
    record[0] = replication;
    for (uint32_t i = 1; i < WIDTH; ++i) {
        record[i] = hr_random_uniform(&random, 0, i, 0);
    }
    plan->run += 1;
    if (plan->stop != NULL && replication == plan->stop_at) {
        *plan->stop = 1;
    }
    return HR_OK;
}

static const hr_record_dimension DIMENSIONS[] = {{.name = "place", .length = WIDTH, .long_name = "a place"}};
static hr_record_variable variables[] = {
    {.name = "draws", .units = "1", .long_name = "draws", .dimension_count = 1, .dimensions = {0}}};
static hr_record_layout layout = {DIMENSIONS, 1, variables, 1, 0};

static hr_model model_of(toy *plan)
{
    hr_record_layout_finish(&layout);
    return (hr_model){plan, &layout, worker_init, replicate, free};
}

static hr_monte_carlo_options options_of(int threads)
{
    return (hr_monte_carlo_options){
        .parts_folder = parts, .identity = "toy", .replications = MOST, .batch_size = BATCH, .threads = threads};
}

/* Enough when the mean of the uniform column is within `target` of one half; keeps what it was asked. */
typedef struct {
    double target;
    uint32_t looks[LOOKS_MAX];
    size_t look_count;
    bool is_misled; /* the columns did not come in order; told later, for a worker cannot fail a test */
} rule;

static bool is_enough(void *context, const double *values, uint32_t count)
{
    rule *r = context;
    double sum = 0;
    for (uint32_t k = 0; k < count; ++k) {
        r->is_misled = r->is_misled || values[2 * k + 1] != k;
        sum += values[2 * k];
    }
    if (r->look_count < LOOKS_MAX) {
        r->looks[r->look_count++] = count;
    }
    return sum / count > 0.5 - r->target && sum / count < 0.5 + r->target;
}

static const size_t COLUMNS[] = {2, 0};

static hr_monte_carlo_stopping stopping_of(rule *r)
{
    return (hr_monte_carlo_stopping){.minimum = MINIMUM,
                                     .block = BLOCK,
                                     .columns = COLUMNS,
                                     .column_count = 2,
                                     .is_enough = is_enough,
                                     .context = r};
}

/* What the rule says of the model, without the driver. */
static uint32_t expected_count(double target)
{
    double sum = 0;
    for (uint32_t k = 0; k < MOST; ++k) {
        hr_random random = {11, k};
        sum += hr_random_uniform(&random, 0, 2, 0);
        uint32_t count = k + 1;
        if (count >= MINIMUM && count % BLOCK == 0 && count < MOST && sum / count > 0.5 - target &&
            sum / count < 0.5 + target) {
            return count;
        }
    }
    return MOST;
}

/* A target that is met, but not at the first look. */
static double middling_target(void)
{
    for (double target = 0.1; target > 1e-4; target *= 0.9) {
        uint32_t count = expected_count(target);
        if (count >= 4 * BLOCK && count < MOST - BLOCK) {
            return target;
        }
    }
    fail_msg("no target of the toy model is met in the middle");
    return 0;
}

/* ---- bytes -------------------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t count;
    size_t size;
    char *bytes;
} outcome;

static outcome assemble(const hr_model *model, hr_monte_carlo_options options, uint32_t reached)
{
    outcome result = {.count = reached};
    char path[sizeof folder + 32];
    hr_results results;
    struct stat found;
    snprintf(path, sizeof path, "%s/result.h5", folder);
    options.replications = reached;
    ok(hr_results_create(&results, path, &error));
    ok(hr_monte_carlo_assemble(model, &options, &results, &error));
    ok(hr_results_commit(&results, &error));
    hr_monte_carlo_clean(&options);
    assert_int_equal(stat(path, &found), 0);
    result.size = (size_t)found.st_size;
    result.bytes = malloc(result.size);
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_non_null(result.bytes);
    assert_int_equal(fread(result.bytes, 1, result.size, stream), result.size);
    fclose(stream);
    return result;
}

static outcome run_whole(hr_monte_carlo_options options, double target)
{
    toy plan = {0};
    hr_model model = model_of(&plan);
    rule r = {.target = target};
    hr_monte_carlo_stopping stopping = stopping_of(&r);
    uint32_t reached = 0;
    ok(hr_monte_carlo_run_until(&model, &options, &stopping, &reached, &error));
    assert_false(r.is_misled);
    return assemble(&model, options, reached);
}

static void same(outcome actual, outcome expected)
{
    assert_int_equal(actual.count, expected.count);
    assert_int_equal(actual.size, expected.size);
    assert_memory_equal(actual.bytes, expected.bytes, expected.size);
    free(actual.bytes);
}

/* ---- tests -------------------------------------------------------------------------------------------------------- */

static void a_run_ends_at_the_first_look_that_finds_enough(void **state)
{
    (void)state;
    double target = middling_target();
    toy plan = {0};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(1);
    rule r = {.target = target};
    hr_monte_carlo_stopping stopping = stopping_of(&r);
    uint32_t reached = 0;
    ok(hr_monte_carlo_run_until(&model, &options, &stopping, &reached, &error));
    assert_int_equal(reached, expected_count(target));
    assert_false(r.is_misled);
    assert_int_equal(plan.run, reached); /* one thread runs nothing in vain */
    /* 30 replications at least, looks at multiples of 20: 40, 60, ... */
    assert_int_equal(r.look_count, reached / BLOCK - 1);
    for (uint32_t i = 0; i < r.look_count; ++i) {
        assert_int_equal(r.looks[i], (i + 2) * BLOCK);
    }
}

static void no_run_ends_before_its_minimum(void **state)
{
    (void)state;
    outcome easy = run_whole(options_of(2), 0.5);
    assert_int_equal(easy.count, 40);
    free(easy.bytes);
}

static void a_run_without_enough_ends_at_its_maximum_with_the_bytes_of_a_fixed_run(void **state)
{
    (void)state;
    toy plan = {0};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(2);
    ok(hr_monte_carlo_run(&model, &options, &error));
    outcome fixed = assemble(&model, options, MOST);
    outcome never = run_whole(options_of(2), 0.0);
    assert_int_equal(never.count, MOST);
    same(never, fixed);
    free(fixed.bytes);
}

static void any_number_of_threads_ends_at_the_same_count_with_the_same_bytes(void **state)
{
    (void)state;
    double target = middling_target();
    outcome expected = run_whole(options_of(1), target);
    for (int threads = 2; threads <= 8; threads *= 2) {
        for (int again = 0; again < 5; ++again) {
            same(run_whole(options_of(threads), target), expected);
        }
    }
    free(expected.bytes);
}

static void an_interrupted_run_ends_at_the_same_count_with_the_same_bytes(void **state)
{
    (void)state;
    double target = middling_target();
    outcome expected = run_whole(options_of(1), target);
    for (uint32_t at = 0; at < expected.count; at += 13) {
        for (int threads = 1; threads <= 4; threads *= 2) {
            atomic_int stop = 0;
            toy plan = {.stop = &stop, .stop_at = at};
            hr_model model = model_of(&plan);
            hr_monte_carlo_options options = options_of(threads);
            rule r = {.target = target};
            hr_monte_carlo_stopping stopping = stopping_of(&r);
            uint32_t reached = 0;
            options.stop = &stop;
            hr_status status = hr_monte_carlo_run_until(&model, &options, &stopping, &reached, &error);
            assert_true(status == HR_INTERRUPTED || (status == HR_OK && reached == expected.count));
            options.stop = NULL;
            options.resume = true;
            same(run_whole(options, target), expected);
        }
    }
    free(expected.bytes);
}

static void a_resumed_run_may_aim_at_another_target(void **state)
{
    (void)state;
    double target = middling_target();
    outcome expected = run_whole(options_of(1), target);
    outcome easy = run_whole(options_of(1), 0.5);
    const double first_targets[] = {0.5, 0.0}; /* reaches fewer, reaches more */
    for (int i = 0; i < 2; ++i) {
        toy plan = {0};
        hr_model model = model_of(&plan);
        hr_monte_carlo_options options = options_of(2);
        rule r = {.target = first_targets[i]};
        hr_monte_carlo_stopping stopping = stopping_of(&r);
        uint32_t reached = 0;
        ok(hr_monte_carlo_run_until(&model, &options, &stopping, &reached, &error));
        options.resume = true;
        same(run_whole(options, target), expected);
    }
    assert_true(easy.count < expected.count);
    free(easy.bytes);
    free(expected.bytes);
}

static void a_run_that_has_enough_runs_nothing_when_resumed(void **state)
{
    (void)state;
    double target = middling_target();
    toy plan = {0};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(2);
    rule r = {.target = target};
    hr_monte_carlo_stopping stopping = stopping_of(&r);
    uint32_t reached[2] = {0, 0};
    ok(hr_monte_carlo_run_until(&model, &options, &stopping, &reached[0], &error));
    plan.run = 0;
    options.resume = true;
    ok(hr_monte_carlo_run_until(&model, &options, &stopping, &reached[1], &error));
    assert_int_equal(plan.run, 0);
    assert_int_equal(reached[0], reached[1]);
}

static void a_failure_beyond_the_count_does_not_matter(void **state)
{
    (void)state;
    double target = middling_target();
    outcome expected = run_whole(options_of(1), target);
    for (int threads = 1; threads <= 8; threads *= 2) {
        toy plan = {.fail_at = expected.count};
        hr_model model = model_of(&plan);
        hr_monte_carlo_options options = options_of(threads);
        rule r = {.target = target};
        hr_monte_carlo_stopping stopping = stopping_of(&r);
        uint32_t reached = 0;
        ok(hr_monte_carlo_run_until(&model, &options, &stopping, &reached, &error));
        same(assemble(&model, options, reached), expected);
    }
    free(expected.bytes);
}

static void of_several_failures_the_first_is_told(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 8; threads *= 2) {
        toy plan = {.fail_at = 42};
        hr_model model = model_of(&plan);
        hr_monte_carlo_options options = options_of(threads);
        assert_int_equal(hr_monte_carlo_run(&model, &options, &error), HR_FAILED);
        assert_non_null(strstr(error.text, "replication 42 "));
        hr_monte_carlo_clean(&options);
    }
}

static void progress_ends_at_what_was_run(void **state)
{
    (void)state;
    toy plan = {0};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(4);
    hr_progress progress;
    rule r = {.target = 0.5};
    hr_monte_carlo_stopping stopping = stopping_of(&r);
    uint32_t reached = 0;
    hr_progress_begin(&progress, NULL, "replications", MOST);
    options.progress = &progress;
    ok(hr_monte_carlo_run_until(&model, &options, &stopping, &reached, &error));
    assert_int_equal(progress.done, progress.total);
    assert_int_equal(progress.done, plan.run);
    hr_progress_end(&progress);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_run_ends_at_the_first_look_that_finds_enough),
        TEST(no_run_ends_before_its_minimum),
        TEST(a_run_without_enough_ends_at_its_maximum_with_the_bytes_of_a_fixed_run),
        TEST(any_number_of_threads_ends_at_the_same_count_with_the_same_bytes),
        TEST(an_interrupted_run_ends_at_the_same_count_with_the_same_bytes),
        TEST(a_resumed_run_may_aim_at_another_target),
        TEST(a_run_that_has_enough_runs_nothing_when_resumed),
        TEST(a_failure_beyond_the_count_does_not_matter),
        TEST(of_several_failures_the_first_is_told),
        TEST(progress_ends_at_what_was_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
