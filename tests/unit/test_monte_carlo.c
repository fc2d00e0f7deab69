/* The Monte Carlo driver on a model of its own: batches, threads, interruption, resumption, failures. */
#include <dirent.h>
#include <math.h>
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

enum { REPLICATIONS = 37, BATCH = 5, BATCHES = 8 };

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

static void empty_parts(void)
{
    DIR *opened = opendir(parts);
    struct dirent *entry;
    while (opened != NULL && (entry = readdir(opened)) != NULL) {
        char path[sizeof parts + 300];
        snprintf(path, sizeof path, "%s/%s", parts, entry->d_name);
        if (entry->d_name[0] != '.') {
            unlink(path);
        }
    }
    if (opened != NULL) {
        closedir(opened);
    }
    rmdir(parts);
}

static int remove_folder(void **state)
{
    (void)state;
    empty_parts();
    hr_fixture_folder_remove(folder);
    return 0;
}

/* ---- the model: draws that depend on the replication alone ------------------------------------------------------- */

typedef struct {
    atomic_int *stop; /* set when replication stop_at is run; NULL: never */
    uint32_t stop_at;
    uint32_t fail_at; /* UINT32_MAX: never */
    bool fails_to_begin;
} model_plan;

static hr_status worker_init(const void *model, void **worker, hr_error *e)
{
    const model_plan *plan = model;
    if (plan->fails_to_begin) {
        *worker = NULL;
        return hr_error_set(e, HR_FAILED, "no worker today");
    }
    *worker = malloc(sizeof *plan);
    assert_non_null(*worker);
    memcpy(*worker, plan, sizeof *plan);
    return HR_OK;
}

static hr_status replicate(void *worker, uint32_t replication, double *record, hr_error *e)
{
    const model_plan *plan = worker;
    hr_random random = {3, replication};
    if (replication == plan->fail_at) {
        return hr_error_set(e, HR_FAILED, "replication %u has had enough", replication);
    }
    for (int i = 0; i < 7; ++i) {
        if (!isnan(record[i])) {
            return hr_error_set(e, HR_FAILED, "the record is not empty");
        }
    }
    record[0] = replication;
    for (uint32_t i = 1; i < 7; ++i) {
        record[i] = hr_random_uniform(&random, 0, i, 0);
    }
    if (plan->stop != NULL && replication == plan->stop_at) {
        *plan->stop = 1;
    }
    return HR_OK;
}

static const char *const SIDES[] = {"left", "right"};
static const hr_record_dimension DIMENSIONS[] = {
    {.name = "side", .length = 2, .labels = SIDES, .long_name = "a side"},
    {.name = "place", .length = 3, .long_name = "a place"},
};
static hr_record_variable variables[] = {
    {.name = "number", .units = "1", .long_name = "its own number"},
    {.name = "draws", .units = "1", .long_name = "draws", .dimension_count = 2, .dimensions = {0, 1}},
};
static hr_record_layout layout = {DIMENSIONS, 2, variables, 2, 0};

static hr_model model_of(model_plan *plan)
{
    hr_record_layout_finish(&layout);
    return (hr_model){plan, &layout, worker_init, replicate, free};
}

static hr_monte_carlo_options options_of(int threads)
{
    return (hr_monte_carlo_options){.parts_folder = parts,
                                    .identity = "model 1",
                                    .replications = REPLICATIONS,
                                    .batch_size = BATCH,
                                    .threads = threads};
}

static void ok(hr_status status)
{
    if (status != HR_OK) {
        fail_msg("%s", error.text);
    }
}

static size_t count_files(const char *ending)
{
    size_t count = 0;
    DIR *opened = opendir(parts);
    struct dirent *entry;
    while (opened != NULL && (entry = readdir(opened)) != NULL) {
        size_t length = strlen(entry->d_name);
        count += length > strlen(ending) && strcmp(entry->d_name + length - strlen(ending), ending) == 0;
    }
    if (opened != NULL) {
        closedir(opened);
    }
    return count;
}

/* Bytes of the assembled result file. */
static size_t assemble(const hr_model *model, const hr_monte_carlo_options *options, char **bytes)
{
    char path[sizeof folder + 32];
    hr_results results;
    struct stat found;
    snprintf(path, sizeof path, "%s/result.h5", folder);
    ok(hr_results_create(&results, path, &error));
    ok(hr_monte_carlo_assemble(model, options, &results, &error));
    ok(hr_results_commit(&results, &error));
    assert_int_equal(stat(path, &found), 0);
    *bytes = malloc((size_t)found.st_size);
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_int_equal(fread(*bytes, 1, (size_t)found.st_size, stream), found.st_size);
    fclose(stream);
    return (size_t)found.st_size;
}

/* The result of an undisturbed run on one thread. */
static size_t reference(char **bytes)
{
    model_plan plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(1);
    ok(hr_monte_carlo_run(&model, &options, &error));
    size_t size = assemble(&model, &options, bytes);
    hr_monte_carlo_clean(&options);
    return size;
}

static void finishes_as_undisturbed(hr_monte_carlo_options options)
{
    model_plan plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    char *expected = NULL;
    char *bytes = NULL;
    options.resume = true;
    options.stop = NULL;
    ok(hr_monte_carlo_run(&model, &options, &error));
    assert_int_equal(count_files(".h5"), BATCHES);
    size_t size = assemble(&model, &options, &bytes);
    hr_monte_carlo_clean(&options);
    assert_int_not_equal(access(parts, F_OK), 0);
    assert_int_equal(reference(&expected), size);
    assert_memory_equal(bytes, expected, size);
    free(bytes);
    free(expected);
}

/* ---- runs ----------------------------------------------------------------------------------------------------------- */

static void records_stand_at_their_replication(void **state)
{
    (void)state;
    model_plan plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(3);
    double *records = NULL;
    ok(hr_monte_carlo_run(&model, &options, &error));
    ok(hr_monte_carlo_collect(&model, &options, &records, &error));
    assert_int_equal(layout.length, 7);
    for (uint32_t r = 0; r < REPLICATIONS; ++r) {
        hr_random random = {3, r};
        assert_true(records[r * 7] == r);
        assert_true(records[r * 7 + 6] == hr_random_uniform(&random, 0, 6, 0));
    }
    free(records);
}

static void numbers_of_a_record_are_found_by_name_and_indices(void **state)
{
    (void)state;
    size_t place = 99;
    hr_record_layout_finish(&layout);
    assert_true(hr_record_find(&layout, "draws", (const size_t[]){1, 2}, &place));
    assert_int_equal(place, 1 + 1 * 3 + 2);
    assert_true(hr_record_find(&layout, "number", NULL, &place));
    assert_int_equal(place, 0);
    assert_false(hr_record_find(&layout, "draws", (const size_t[]){2, 0}, &place));
    assert_false(hr_record_find(&layout, "nothing", NULL, &place));
}

static void any_number_of_threads_gives_the_same_bytes(void **state)
{
    (void)state;
    char *expected = NULL;
    size_t size = reference(&expected);
    for (int threads = 2; threads <= 9; ++threads) { /* more than batches too */
        model_plan plan = {.fail_at = UINT32_MAX};
        hr_model model = model_of(&plan);
        hr_monte_carlo_options options = options_of(threads);
        char *bytes = NULL;
        ok(hr_monte_carlo_run(&model, &options, &error));
        assert_int_equal(assemble(&model, &options, &bytes), size);
        assert_memory_equal(bytes, expected, size);
        free(bytes);
        hr_monte_carlo_clean(&options);
    }
    free(expected);
}

static void an_interrupt_keeps_finished_batches_and_a_resumed_run_ends_alike(void **state)
{
    (void)state;
    for (uint32_t at = 0; at < REPLICATIONS; at += 9) {
        atomic_int stop = 0;
        model_plan plan = {.stop = &stop, .stop_at = at, .fail_at = UINT32_MAX};
        hr_model model = model_of(&plan);
        hr_monte_carlo_options options = options_of(2);
        options.stop = &stop;
        hr_status status = hr_monte_carlo_run(&model, &options, &error);
        assert_true(status == HR_INTERRUPTED || count_files(".h5") == BATCHES);
        assert_true(status != HR_INTERRUPTED || strstr(error.text, parts) != NULL);
        finishes_as_undisturbed(options);
    }
}

static void a_failing_replication_ends_the_run_with_its_error(void **state)
{
    (void)state;
    model_plan plan = {.fail_at = 17};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(2);
    assert_int_equal(hr_monte_carlo_run(&model, &options, &error), HR_FAILED);
    assert_non_null(strstr(error.text, "replication 17 has had enough"));
    assert_true(count_files(".h5") < BATCHES);
    finishes_as_undisturbed(options);
}

static void a_worker_that_cannot_begin_ends_the_run(void **state)
{
    (void)state;
    model_plan plan = {.fails_to_begin = true, .fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(2);
    assert_int_equal(hr_monte_carlo_run(&model, &options, &error), HR_FAILED);
    assert_non_null(strstr(error.text, "no worker today"));
}

/* ---- parts ---------------------------------------------------------------------------------------------------------- */

static void run_whole(uint32_t replications, const char *identity)
{
    model_plan plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(2);
    options.replications = replications;
    options.identity = identity;
    ok(hr_monte_carlo_run(&model, &options, &error));
}

static void part_path(char *path, size_t size, int number)
{
    snprintf(path, size, "%s/batch-%08d.h5", parts, number);
}

static void parts_are_not_overwritten_without_being_asked(void **state)
{
    (void)state;
    model_plan plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(1);
    run_whole(REPLICATIONS, "model 1");
    assert_int_equal(hr_monte_carlo_run(&model, &options, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "--resume"));
}

static void parts_of_another_run_are_refused(void **state)
{
    (void)state;
    model_plan plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(1);
    run_whole(REPLICATIONS, "model 2");
    options.resume = true;
    assert_int_equal(hr_monte_carlo_run(&model, &options, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "batch-"));
}

static void damaged_parts_and_left_over_files_are_run_again(void **state)
{
    (void)state;
    char path[sizeof parts + 64];
    run_whole(REPLICATIONS, "model 1");
    part_path(path, sizeof path, 0);
    assert_int_equal(truncate(path, 700), 0);
    part_path(path, sizeof path, 3);
    assert_int_equal(truncate(path, 0), 0);
    part_path(path, sizeof path, 5);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    fputs("this is no part", stream);
    fclose(stream);
    snprintf(path, sizeof path, "%s/batch-00000006.h5.0123abcd.tmp", parts);
    stream = fopen(path, "wb");
    assert_non_null(stream);
    fclose(stream);
    finishes_as_undisturbed(options_of(2));
}

static void a_longer_run_goes_on_from_a_shorter_one(void **state)
{
    (void)state;
    run_whole(12, "model 1"); /* its last batch is short of replications, and run again */
    finishes_as_undisturbed(options_of(1));
}

static void a_missing_part_is_named(void **state)
{
    (void)state;
    model_plan plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(1);
    char path[sizeof parts + 32];
    double *records = NULL;
    run_whole(REPLICATIONS, "model 1");
    part_path(path, sizeof path, 4);
    assert_int_equal(unlink(path), 0);
    assert_int_not_equal(hr_monte_carlo_collect(&model, &options, &records, &error), HR_OK);
    assert_non_null(strstr(error.text, "batch-00000004"));
}

static void cleaning_leaves_foreign_files_alone(void **state)
{
    (void)state;
    char path[sizeof parts + 32];
    hr_monte_carlo_options options = options_of(1);
    run_whole(REPLICATIONS, "model 1");
    snprintf(path, sizeof path, "%s/notes.txt", parts);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    fclose(stream);
    hr_monte_carlo_clean(&options);
    assert_int_equal(count_files(".h5"), 0);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(unlink(path), 0);
    hr_monte_carlo_clean(&options);
    assert_int_not_equal(access(parts, F_OK), 0);
}

static void folders_that_cannot_be_made_are_refused(void **state)
{
    (void)state;
    model_plan plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(1);
    char path[sizeof folder + 32];
    snprintf(path, sizeof path, "%s/none/parts", folder);
    options.parts_folder = path;
    assert_int_equal(hr_monte_carlo_run(&model, &options, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, path));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(records_stand_at_their_replication),
        TEST(numbers_of_a_record_are_found_by_name_and_indices),
        TEST(any_number_of_threads_gives_the_same_bytes),
        TEST(an_interrupt_keeps_finished_batches_and_a_resumed_run_ends_alike),
        TEST(a_failing_replication_ends_the_run_with_its_error),
        TEST(a_worker_that_cannot_begin_ends_the_run),
        TEST(parts_are_not_overwritten_without_being_asked),
        TEST(parts_of_another_run_are_refused),
        TEST(damaged_parts_and_left_over_files_are_run_again),
        TEST(a_longer_run_goes_on_from_a_shorter_one),
        TEST(a_missing_part_is_named),
        TEST(cleaning_leaves_foreign_files_alone),
        TEST(folders_that_cannot_be_made_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
