/* The program's commands: one function, one table of options (argp) and one row in commands.c each. */
#ifndef HR_SIM_CLI_COMMAND_H
#define HR_SIM_CLI_COMMAND_H

#include <argp.h>
#include <stdatomic.h>
#include <stdio.h>

#include "models/reader.h"
#include "sim/engine/error.h"

/* A command. Help, manual page and completion of shells all come from its row and its options. */
typedef struct hr_command_form {
    const char *name;
    const char *summary;     /* as it stands in a list: no capital, no full stop */
    const struct argp *argp; /* options, arguments and what it does */
    /* argv[0] is `hedgerow COMMAND`; returns the exit status */
    int (*run)(int argc, char **argv);
    const struct hr_command_form *inner; /* its own commands, if it has any; the last row has no name */
} hr_command_form;

extern const hr_command_form hr_command_forms[]; /* the last row has no name */

/** The row of a name, or NULL. */
const hr_command_form *hr_command_find(const hr_command_form *forms, const char *name);

/** Says that there is no such command, with the nearest name, and returns the exit status. */
int hr_command_unknown(const hr_command_form *forms, const char *program, const char *name);

/** Flushes what a command printed; says so when it could not be written. Returns the exit status. */
int hr_command_finish(FILE *stream);

int hr_command_run(int argc, char **argv);
int hr_command_merge(int argc, char **argv);
int hr_command_check(int argc, char **argv);
int hr_command_describe(int argc, char **argv);
int hr_command_trace(int argc, char **argv);
int hr_command_network(int argc, char **argv);
int hr_command_compare(int argc, char **argv);
int hr_command_attribute(int argc, char **argv);
int hr_command_sensitivity(int argc, char **argv);
int hr_command_export(int argc, char **argv);
int hr_command_report(int argc, char **argv);
int hr_command_manual(int argc, char **argv);
int hr_command_completion(int argc, char **argv);
int hr_command_version(int argc, char **argv);

extern const struct argp hr_command_run_argp;
extern const struct argp hr_command_merge_argp;
extern const struct argp hr_command_check_argp;
extern const struct argp hr_command_describe_argp;
extern const struct argp hr_command_trace_argp;
extern const struct argp hr_command_network_argp;
extern const struct argp hr_command_compare_argp;
extern const struct argp hr_command_attribute_argp;
extern const struct argp hr_command_sensitivity_argp;
extern const struct argp hr_command_export_argp;
extern const struct argp hr_command_report_argp;
extern const struct argp hr_command_manual_argp;
extern const struct argp hr_command_completion_argp;
extern const struct argp hr_command_version_argp;

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
