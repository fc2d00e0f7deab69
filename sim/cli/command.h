/* The program's commands: one function and one row of the table in main.c each. */
#ifndef HR_SIM_CLI_COMMAND_H
#define HR_SIM_CLI_COMMAND_H

#include <stdatomic.h>

#include "models/reader.h"
#include "sim/engine/error.h"

/* Each takes its own argument vector (argv[0] is `hedgerow COMMAND`) and returns the exit status. */
int hr_command_run(int argc, char **argv);
int hr_command_check(int argc, char **argv);
int hr_command_describe(int argc, char **argv);
int hr_command_trace(int argc, char **argv);
int hr_command_compare(int argc, char **argv);
int hr_command_attribute(int argc, char **argv);
int hr_command_sensitivity(int argc, char **argv);
int hr_command_version(int argc, char **argv);

/** Set by SIGINT and SIGTERM once hr_command_catch_signals was called. */
extern atomic_int hr_command_stop;
void hr_command_catch_signals(void);

/* ---- shared by commands that read scenarios ---- */

enum { HR_OVERRIDES_MAX = 64 };

/* `--set path=value` options, in order. Texts are borrowed from argv, cut in place. */
typedef struct {
    hr_override items[HR_OVERRIDES_MAX];
    size_t count;
} hr_override_list;

/** Adds one `path=value`; false when it has no `=` or there are too many. */
bool hr_override_add(hr_override_list *list, char *text);

/** Prints every diagnostic to stderr. */
void hr_command_print_diagnostics(const hr_diagnostics *diagnostics);

#endif
