/* hedgerow merge: the shards of a run to its result file. What it does: run.h. */
#include "sim/cli/run.h"

static const struct argp_option OPTIONS[] = {
    HR_RUN_CONTENT_OPTIONS,
    {0},
};

const struct argp hr_command_merge_argp = {
    OPTIONS,
    hr_run_parse,
    "SCENARIO",
    "Write the result file of a run whose shards (`hedgerow run --shard`) have filled FILE.parts, and remove that "
    "folder. Takes the scenario and the options that the shards were given. Says which batches are missing, if any are, "
    "and of which shards. `-` reads standard input.",
    NULL,
    NULL,
    NULL,
};

int hr_command_merge(int argc, char **argv)
{
    hr_run_options options = {.is_merge = true};
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_merge_argp, argc, argv, 0, NULL, &options);
    return hr_run(&options);
}
