/* Several processes fill one folder: shares that know nothing of one another, and shares that wait for one another. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/engine/monte_carlo.h"
#include "sim/engine/random.h"
#include "tests/support/result_file.h"

enum {
    REPLICATIONS = 203,
    BATCH = 5,
    BATCHES = 41,
    BLOCK = 20,
    MINIMUM = 30,
    PROCESSES_MAX = 4,
    DEADLOCK_SECONDS = 120
};

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

/* ---- a model of two numbers a replication ------------------------------------------------------------------------ */

typedef struct {
    uint32_t fail_at;            /* UINT32_MAX: never */
    const atomic_int *waits_for; /* every replication waits until it is set; NULL: none waits */
} toy;

static hr_status worker_init(const void *model, void **worker, hr_error *e)
{
    (void)e;
    *worker = malloc(sizeof(toy));
    assert_non_null(*worker);
    memcpy(*worker, model, sizeof(toy));
    return HR_OK;
}

static hr_status replicate(void *worker, uint32_t replication, double *record, hr_error *e)
{
    const toy *plan = worker;
    hr_random random = {5, replication};
    while (plan->waits_for != NULL && *plan->waits_for == 0) {
        usleep(1000);
    }
    if (replication == plan->fail_at) {
        return hr_error_set(e, HR_FAILED, "replication %u has had enough", replication);
    }
    record[0] = replication;
    record[1] = hr_random_uniform(&random, 0, 1, 0);
    return HR_OK;
}

static const hr_record_dimension DIMENSIONS[] = {{.name = "place", .length = 2, .long_name = "a place"}};
static hr_record_variable variables[] = {
    {.name = "draws", .units = "1", .long_name = "draws", .dimension_count = 1, .dimensions = {0}}};
static hr_record_layout layout = {DIMENSIONS, 1, variables, 1, 0};

static hr_model model_of(toy *plan)
{
    hr_record_layout_finish(&layout);
    return (hr_model){plan, &layout, worker_init, replicate, free};
}

static hr_monte_carlo_options options_of(uint32_t number, uint32_t count)
{
    return (hr_monte_carlo_options){.parts_folder = parts,
                                    .identity = "toy",
                                    .replications = REPLICATIONS,
                                    .batch_size = BATCH,
                                    .threads = 2,
                                    .resume = true,
                                    .share = {.number = number, .count = count}};
}

static void run_share(uint32_t number, uint32_t count)
{
    toy plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(number, count);
    ok(hr_monte_carlo_run(&model, &options, &error));
}

/* Bytes of the first replications, assembled; the folder is emptied. */
static size_t assemble(uint32_t replications, char **bytes)
{
    toy plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(0, 1);
    char path[sizeof folder + 32];
    hr_results results;
    struct stat found;
    options.replications = replications;
    snprintf(path, sizeof path, "%s/result.h5", folder);
    ok(hr_results_create(&results, path, &error));
    ok(hr_monte_carlo_assemble(&model, &options, &results, &error));
    ok(hr_results_commit(&results, &error));
    hr_monte_carlo_clean(&options);
    assert_int_equal(stat(path, &found), 0);
    *bytes = malloc((size_t)found.st_size);
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_int_equal(fread(*bytes, 1, (size_t)found.st_size, stream), found.st_size);
    fclose(stream);
    return (size_t)found.st_size;
}

typedef struct {
    uint32_t replications;
    size_t size;
    char *bytes;
} result;

static result run_alone(uint32_t replications)
{
    result r = {.replications = replications};
    run_share(0, 1);
    r.size = assemble(replications, &r.bytes);
    return r;
}

static void is_as(const result *expected)
{
    char *bytes = NULL;
    assert_int_equal(assemble(expected->replications, &bytes), expected->size);
    assert_memory_equal(bytes, expected->bytes, expected->size);
    free(bytes);
}

static void find(uint8_t is_there[BATCHES], uint32_t *share_count)
{
    toy plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(0, 1);
    *share_count = 0;
    ok(hr_monte_carlo_find(&model, &options, is_there, share_count, &error));
}

static void part_path(char path[sizeof parts + 64], uint32_t batch, const char *ending)
{
    snprintf(path, sizeof parts + 64, "%s/batch-%08u.h5%s", parts, batch, ending);
}

/* ---- shares on their own ----------------------------------------------------------------------------------------- */

static void a_share_runs_its_own_batches_and_no_others(void **state)
{
    (void)state;
    uint8_t is_there[BATCHES];
    uint32_t share_count;
    hr_monte_carlo_options options = options_of(1, 3);
    run_share(1, 3);
    find(is_there, &share_count);
    for (uint32_t b = 0; b < BATCHES; ++b) {
        assert_int_equal(is_there[b], b % 3 == 1);
    }
    assert_int_equal(share_count, 3);
    assert_int_equal(hr_monte_carlo_batch_count(&options), BATCHES);
    assert_int_equal(hr_monte_carlo_share_size(&options), 13 * BATCH + 3); /* the last batch is short */
    options.share.number = 0;
    assert_int_equal(hr_monte_carlo_share_size(&options), 14 * BATCH);
}

static void shares_in_any_order_and_number_give_the_bytes_of_one_run(void **state)
{
    (void)state;
    static const uint32_t COUNTS[] = {2, 3, BATCHES + 7}; /* more than batches too */
    result expected = run_alone(REPLICATIONS);
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; ++i) {
        for (uint32_t k = 0; k < COUNTS[i]; ++k) {
            run_share(COUNTS[i] - 1 - k, COUNTS[i]);
        }
        is_as(&expected);
    }
    free(expected.bytes);
}

static void a_share_leaves_alone_what_is_not_its_own(void **state)
{
    (void)state;
    char damaged[sizeof parts + 64];
    char own_damaged[sizeof parts + 64];
    char unfinished[sizeof parts + 64];
    struct stat before;
    struct stat after;
    result expected = run_alone(REPLICATIONS);
    run_share(0, 1);
    part_path(damaged, 3, "");
    part_path(own_damaged, 4, "");
    part_path(unfinished, 4, ".0123456789abcdef.tmp"); /* of a twin that is alive, for all we know */
    assert_int_equal(truncate(damaged, 100), 0);
    assert_int_equal(truncate(own_damaged, 100), 0);
    close(open(unfinished, O_CREAT | O_WRONLY, 0666));
    assert_int_equal(stat(damaged, &before), 0);
    run_share(0, 2);
    assert_int_equal(stat(damaged, &after), 0);
    assert_int_equal(after.st_size, 100);
    assert_int_equal(after.st_ino, before.st_ino);
    assert_int_equal(access(unfinished, F_OK), 0);
    assert_int_equal(stat(own_damaged, &after), 0);
    assert_true(after.st_size > 100);
    run_share(1, 2);
    is_as(&expected);
    assert_int_not_equal(access(parts, F_OK), 0);
    free(expected.bytes);
}

static void a_share_of_another_run_is_noticed_by_the_next(void **state)
{
    (void)state;
    toy plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(1, 2);
    run_share(0, 2);
    options.identity = "another toy";
    assert_int_equal(hr_monte_carlo_run(&model, &options, &error), HR_BAD_INPUT);
    assert_non_null(strstr(error.text, "batch-00000000.h5 belongs to another run"));
    uint8_t is_there[BATCHES];
    uint32_t share_count = 0;
    assert_int_equal(hr_monte_carlo_find(&model, &options, is_there, &share_count, &error), HR_BAD_INPUT);
}

static void what_is_damaged_or_too_short_is_found_missing_and_stays(void **state)
{
    (void)state;
    char path[sizeof parts + 64];
    uint8_t is_there[BATCHES];
    uint32_t share_count;
    toy plan = {.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(0, 1);
    run_share(0, 1);
    part_path(path, 7, "");
    assert_int_equal(truncate(path, 0), 0);
    find(is_there, &share_count);
    for (uint32_t b = 0; b < BATCHES; ++b) {
        assert_int_equal(is_there[b], b != 7);
    }
    assert_int_equal(access(path, F_OK), 0);
    options.replications = REPLICATIONS + 1;
    ok(hr_monte_carlo_find(&model, &options, is_there, &share_count, &error));
    assert_int_equal(is_there[BATCHES - 1], 0);
}

/* ---- shares that wait for one another ------------------------------------------------------------------------------ */

/* Shared memory of the processes of a test: what MPI is to the program. */
typedef struct {
    pthread_barrier_t barrier;
    atomic_int is_called_off;
    hr_status statuses[PROCESSES_MAX];
    hr_error errors[PROCESSES_MAX];
    uint32_t reached[PROCESSES_MAX];
    hr_status ended[PROCESSES_MAX];
} meeting;

typedef struct {
    meeting *shared;
    uint32_t number;
    uint32_t count;
} member;

static hr_status agree(void *context, hr_status status, hr_error *e)
{
    static const int GRAVITY[] = {[HR_OK] = 0, [HR_INTERRUPTED] = 1, [HR_FAILED] = 2, [HR_BAD_INPUT] = 3};
    const member *m = context;
    const hr_status *statuses = m->shared->statuses;
    uint32_t gravest = 0;
    if (status != HR_OK) {
        m->shared->is_called_off = 1;
    }
    m->shared->statuses[m->number] = status;
    m->shared->errors[m->number] = *e;
    pthread_barrier_wait(&m->shared->barrier);
    for (uint32_t i = 1; i < m->count; ++i) {
        gravest = GRAVITY[statuses[i]] > GRAVITY[statuses[gravest]] ? i : gravest;
    }
    hr_status agreed = statuses[gravest];
    *e = m->shared->errors[gravest];
    pthread_barrier_wait(&m->shared->barrier);
    return agreed;
}

static bool is_called_off(void *context)
{
    const member *m = context;
    return m->shared->is_called_off != 0;
}

/* Enough when the mean is near one half. */
static bool is_enough(void *context, const double *values, uint32_t count)
{
    const double *target = context;
    double sum = 0;
    for (uint32_t k = 0; k < count; ++k) {
        sum += values[k];
    }
    return sum / count > 0.5 - *target && sum / count < 0.5 + *target;
}

static hr_monte_carlo_stopping stopping_of(double *target)
{
    static const size_t COLUMNS[] = {1};
    return (hr_monte_carlo_stopping){.minimum = MINIMUM,
                                     .block = BLOCK,
                                     .columns = COLUMNS,
                                     .column_count = 1,
                                     .is_enough = is_enough,
                                     .context = target};
}

/* One process of a test, in a child: it never returns. */
static void be_member(meeting *shared, uint32_t number, uint32_t count, double *target, const toy *plans)
{
    member m = {shared, number, count};
    toy plan = plans != NULL ? plans[number] : (toy){.fail_at = UINT32_MAX};
    hr_model model = model_of(&plan);
    hr_monte_carlo_options options = options_of(number, count);
    hr_monte_carlo_stopping stopping = stopping_of(target);
    alarm(DEADLOCK_SECONDS);
    options.share.agree = agree;
    options.share.is_called_off = is_called_off;
    options.share.context = &m;
    options.threads = 1 + (int)number; /* rounds must not depend on it */
    shared->ended[number] = hr_monte_carlo_run_until(&model, &options, target != NULL ? &stopping : NULL,
                                                     &shared->reached[number], &shared->errors[number]);
    _exit(0);
}

/* Runs `count` processes together; what they came to stands in the meeting. */
static void meet(meeting *shared, uint32_t count, double *target, const toy *plans)
{
    pthread_barrierattr_t attributes;
    pid_t children[PROCESSES_MAX];
    memset(shared, 0, sizeof *shared);
    pthread_barrierattr_init(&attributes);
    pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&shared->barrier, &attributes, count);
    for (uint32_t i = 0; i < count; ++i) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            be_member(shared, i, count, target, plans);
        }
    }
    for (uint32_t i = 0; i < count; ++i) {
        int status = 0;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    pthread_barrier_destroy(&shared->barrier);
}

static meeting *make_meeting(void)
{
    meeting *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    return shared;
}

/* What the rule says of the model, without the driver. */
static uint32_t count_wanted(double target)
{
    double sum = 0;
    for (uint32_t count = 1; count < REPLICATIONS; ++count) {
        hr_random random = {5, count - 1};
        sum += hr_random_uniform(&random, 0, 1, 0);
        if (count >= MINIMUM && count % BLOCK == 0 && sum / count > 0.5 - target && sum / count < 0.5 + target) {
            return count;
        }
    }
    return REPLICATIONS;
}

/* A target that is met in the midst of the run, after the first round of four processes. */
static double middling_target(void)
{
    double target = 0.1;
    while (count_wanted(target) <= 5 * BLOCK) {
        target *= 0.95;
    }
    assert_true(count_wanted(target) < REPLICATIONS - BLOCK);
    return target;
}

static void processes_together_give_the_bytes_of_one(void **state)
{
    (void)state;
    meeting *shared = make_meeting();
    result expected = run_alone(REPLICATIONS);
    for (uint32_t count = 1; count <= PROCESSES_MAX; ++count) {
        meet(shared, count, NULL, NULL);
        for (uint32_t i = 0; i < count; ++i) {
            assert_int_equal(shared->ended[i], HR_OK);
            assert_int_equal(shared->reached[i], REPLICATIONS);
        }
        is_as(&expected);
    }
    free(expected.bytes);
    munmap(shared, sizeof *shared);
}

static void processes_together_stop_where_one_does(void **state)
{
    (void)state;
    meeting *shared = make_meeting();
    const double targets[] = {0.5, middling_target(), 0}; /* met at the first look, later, never */
    for (size_t i = 0; i < sizeof targets / sizeof *targets; ++i) {
        double target = targets[i];
        result expected = run_alone(count_wanted(target));
        for (uint32_t count = 2; count <= PROCESSES_MAX; ++count) {
            if (count == 3) {
                run_share(2, 5); /* some of it is there, and is gone on with */
            }
            meet(shared, count, &target, NULL);
            for (uint32_t p = 0; p < count; ++p) {
                assert_int_equal(shared->ended[p], HR_OK);
                assert_int_equal(shared->reached[p], expected.replications);
            }
            is_as(&expected);
        }
        free(expected.bytes);
    }
    munmap(shared, sizeof *shared);
}

static void a_failure_of_one_is_told_to_all_and_nobody_is_left_waiting(void **state)
{
    (void)state;
    meeting *shared = make_meeting();
    double never = 0;
    for (int is_looking = 0; is_looking <= 1; ++is_looking) {
        /* the second of its batches fails; the others are at their first, and leave it */
        toy plans[3] = {
            {UINT32_MAX, &shared->is_called_off}, {UINT32_MAX, &shared->is_called_off}, {5 * BATCH + 2, NULL}};
        uint8_t is_there[BATCHES];
        uint32_t share_count;
        meet(shared, 3, is_looking ? &never : NULL, plans);
        for (uint32_t i = 0; i < 3; ++i) {
            assert_int_equal(shared->ended[i], HR_FAILED);
            assert_non_null(strstr(shared->errors[i].text, "replication 27 has had enough"));
        }
        find(is_there, &share_count);
        for (uint32_t b = 0; b < BATCHES; ++b) {
            assert_false(is_there[b] && b % 3 == 0); /* its one thread is the one that listens */
        }
        hr_monte_carlo_options options = options_of(0, 1);
        hr_monte_carlo_clean(&options);
    }
    munmap(shared, sizeof *shared);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_share_runs_its_own_batches_and_no_others),
        TEST(shares_in_any_order_and_number_give_the_bytes_of_one_run),
        TEST(a_share_leaves_alone_what_is_not_its_own),
        TEST(a_share_of_another_run_is_noticed_by_the_next),
        TEST(what_is_damaged_or_too_short_is_found_missing_and_stays),
        TEST(processes_together_give_the_bytes_of_one),
        TEST(processes_together_stop_where_one_does),
        TEST(a_failure_of_one_is_told_to_all_and_nobody_is_left_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
