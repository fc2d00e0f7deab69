/* hedgerow compare: the answer of a result file, in tables and one sentence. */
#include <stdio.h>

#include "sim/cli/command.h"

int hr_command_compare(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return 1;
}
