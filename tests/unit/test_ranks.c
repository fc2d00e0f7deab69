/* Ranks of a program that is built without MPI, whatever this one is built with; tests/integration/test_ranks.py has
 * those that a launcher has started. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#undef HR_WITH_MPI
#include "sim/engine/ranks.c" /* in place of the library's */

static const char *const SIGNS[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK", "SLURM_NTASKS"};

static int forget_launchers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; ++i) {
        unsetenv(SIGNS[i]);
    }
    return 0;
}

static void is_alone(void)
{
    hr_ranks ranks;
    hr_error error;
    assert_int_equal(hr_ranks_begin(&ranks, &error), HR_OK);
    assert_int_equal(ranks.number, 0);
    assert_int_equal(ranks.count, 1);
    assert_int_equal(ranks.on_host, 1);
    assert_int_equal(hr_ranks_agree(&ranks, HR_OK, &error), HR_OK);
    assert_int_equal(hr_ranks_agree(&ranks, HR_INTERRUPTED, &error), HR_INTERRUPTED);
    hr_ranks_end(&ranks);
}

static void without_a_launcher_there_is_one_rank(void **state)
{
    (void)state;
    is_alone();
    setenv("SLURM_NTASKS", "8", 1); /* of a job whose script runs the program without srun */
    is_alone();
}

static void a_launcher_of_one_process_is_as_none(void **state)
{
    (void)state;
    setenv("OMPI_COMM_WORLD_SIZE", "1", 1);
    setenv("PMIX_RANK", "0", 1);
    setenv("SLURM_NTASKS", "8", 1); /* of the job around mpirun */
    is_alone();
}

static void several_processes_of_a_program_without_mpi_are_refused(void **state)
{
    (void)state;
    static const char *const LAUNCHERS[][2] = {
        {"OMPI_COMM_WORLD_SIZE", NULL}, {"PMI_SIZE", NULL}, {"SLURM_NTASKS", "PMIX_RANK"}};
    assert_null(hr_ranks_standard());
    for (size_t i = 0; i < sizeof LAUNCHERS / sizeof *LAUNCHERS; ++i) {
        hr_ranks ranks;
        hr_error error;
        forget_launchers(NULL);
        setenv(LAUNCHERS[i][0], "3", 1);
        if (LAUNCHERS[i][1] != NULL) {
            setenv(LAUNCHERS[i][1], "0", 1);
        }
        assert_int_equal(hr_ranks_begin(&ranks, &error), HR_BAD_INPUT);
        assert_non_null(strstr(error.text, "started 3 processes"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(without_a_launcher_there_is_one_rank, forget_launchers),
        cmocka_unit_test_setup(a_launcher_of_one_process_is_as_none, forget_launchers),
        cmocka_unit_test_setup(several_processes_of_a_program_without_mpi_are_refused, forget_launchers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
