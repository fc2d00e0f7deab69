/* Commands of `hedgerow network`: one function, one table of options and one row in command_network.c each. */
#ifndef HR_SIM_CLI_COMMAND_NETWORK_H
#define HR_SIM_CLI_COMMAND_NETWORK_H

#include "sim/cli/command.h"

extern const hr_command_form hr_command_network_forms[]; /* the last row has no name */

/* argv[0] is `hedgerow network COMMAND`. */
int hr_network_export(int argc, char **argv);
int hr_network_generate(int argc, char **argv);
int hr_network_import(int argc, char **argv);
int hr_network_info(int argc, char **argv);

extern const struct argp hr_network_export_argp;
extern const struct argp hr_network_generate_argp;
extern const struct argp hr_network_import_argp;
extern const struct argp hr_network_info_argp;

#endif
