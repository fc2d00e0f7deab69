/* hedgerow run: a scenario to a result file. What it does: run.h. */
#include "sim/cli/run.h"

static const struct argp_option OPTIONS[] = {
    HR_RUN_CONTENT_OPTIONS,
    {"threads", 't', "N", 0,
     "Threads (default: one per processor, which ranks on a machine share); the result does not depend on it", 0},
    {"resume", 'r', NULL, 0, "Go on with an interrupted run", 0},
    {"shard", HR_RUN_KEY_SHARD, "I/N", 0,
     "Run only the I-th of N shares and write no result: `hedgerow merge` does, when all shares are there", 0},
    {0},
};

const struct argp hr_command_run_argp = {
    OPTIONS,
    hr_run_parse,
    "SCENARIO",
    "Run a scenario and write its result file. Finished batches are kept in FILE.parts, so that "
    "an interrupted run goes on with --resume. Several machines that share a folder can fill one run: as shards, each "
    "when it likes, or as ranks that mpirun starts. The result is the same. `-` reads standard input.",
    NULL,
    NULL,
    NULL,
};

int hr_command_run(int argc, char **argv)
{
    hr_run_options options = {0};
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_run_argp, argc, argv, 0, NULL, &options);
    return hr_run(&options);
}
