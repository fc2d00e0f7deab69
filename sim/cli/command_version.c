/* hedgerow version. */
#include <stdio.h>

#include "sim/cli/command.h"
#include "sim/engine/ranks.h"

static error_t parse(int key, char *argument, struct argp_state *state)
{
    (void)argument;
    if (key == ARGP_KEY_ARG) {
        argp_error(state, "it takes no argument");
    }
    return key == ARGP_KEY_ARG ? 0 : ARGP_ERR_UNKNOWN;
}

const struct argp hr_command_version_argp = {
    NULL, parse, NULL, "Print the version of the program, and whether it runs in ranks.", NULL, NULL, NULL};

int hr_command_version(int argc, char **argv)
{
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_version_argp, argc, argv, 0, NULL, NULL);
    const char *standard = hr_ranks_standard();
    printf("hedgerow %s\nranks: %s\n", HR_VERSION, standard != NULL ? standard : "none, built without MPI");
    return 0;
}
