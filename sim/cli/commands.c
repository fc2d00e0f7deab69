/* The table of commands, and finding one by its name. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli/command.h"
#include "sim/cli/command_network.h"
#include "sim/engine/names.h"

const hr_command_form hr_command_forms[] = {
    {"run", "run a scenario and write its result file", &hr_command_run_argp, hr_command_run, NULL},
    {"merge", "write the result file of a run that shards have filled", &hr_command_merge_argp, hr_command_merge, NULL},
    {"check", "report every mistake of a scenario file", &hr_command_check_argp, hr_command_check, NULL},
    {"describe", "describe a scenario's network and vendors, without random trials", &hr_command_describe_argp,
     hr_command_describe, NULL},
    {"trace", "replay single replications, step by step", &hr_command_trace_argp, hr_command_trace, NULL},
    {"network", "read files of networks", &hr_command_network_argp, hr_command_network, hr_command_network_forms},
    {"compare", "compare the cases of a result file", &hr_command_compare_argp, hr_command_compare, NULL},
    {"attribute", "divide effectiveness among the mitigations", &hr_command_attribute_argp, hr_command_attribute, NULL},
    {"sensitivity", "tell which assumptions of a result file matter", &hr_command_sensitivity_argp,
     hr_command_sensitivity, NULL},
    {"report", "write a result file as one page", &hr_command_report_argp, hr_command_report, NULL},
    {"export", "write a result file as CSV tables", &hr_command_export_argp, hr_command_export, NULL},
    {"manual", "print the manual page", &hr_command_manual_argp, hr_command_manual, NULL},
    {"completion", "print what completes commands and options in bash", &hr_command_completion_argp,
     hr_command_completion, NULL},
    {"version", "print version and build", &hr_command_version_argp, hr_command_version, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

enum { FORMS_MAX = 64 };

const hr_command_form *hr_command_find(const hr_command_form *forms, const char *name)
{
    for (; forms->name != NULL; ++forms) {
        if (strcmp(forms->name, name) == 0) {
            return forms;
        }
    }
    return NULL;
}

int hr_command_unknown(const hr_command_form *forms, const char *program, const char *name)
{
    const char *names[FORMS_MAX];
    size_t count = 0;
    for (; forms->name != NULL && count < FORMS_MAX; ++forms) {
        names[count++] = forms->name;
    }
    const char *nearest = hr_nearest_name(name, names, count);
    fprintf(stderr, "%s: unknown command `%s`%s%s%s\n", program, name, nearest != NULL ? "; did you mean `" : "",
            nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
    return hr_error_exit_status(HR_BAD_INPUT);
}

int hr_command_finish(FILE *stream)
{
    hr_error error;
    if (fflush(stream) == 0 && ferror(stream) == 0) {
        return 0;
    }
    hr_status status = hr_error_set(&error, HR_FAILED, "cannot write: %s", strerror(errno));
    hr_error_print(&error, stderr);
    return hr_error_exit_status(status);
}
