/* hedgerow sensitivity: which assumptions matter, from the design in a result file. */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "analysis/sensitivity_report.h"
#include "sim/cli/command.h"
#include "sim/cli/study_formats.h"

typedef struct {
    const char *result;
    hr_format format;
    hr_report_output of;
} options;

static const struct argp_option OPTIONS[] = {
    {"format", 'f', "FORMAT", 0, "text (default), csv or json", 0},
    {"of", 'o', "OUTPUT", 0,
     "Of a design of the contrast: contrast (default), difference (in user-hours lost with the mitigations), growth "
     "(logarithm of their ratio) or ratio (logarithm of the ratio of what the mitigations leave)",
     0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'f':
        if (!hr_format_of(argument, &o->format)) {
            argp_error(state, "--format takes text, csv or json, not `%s`", argument);
        }
        return 0;
    case 'o':
        for (o->of = 0; o->of < HR_REPORT_OUTPUT_COUNT && strcmp(argument, hr_report_outputs[o->of]) != 0;) {
            ++o->of;
        }
        if (o->of == HR_REPORT_OUTPUT_COUNT) {
            argp_error(state, "--of takes effectiveness, lost, contrast, difference, ratio or growth, not `%s`",
                       argument);
        }
        return 0;
    case ARGP_KEY_ARG:
        if (o->result != NULL) {
            argp_error(state, "one result file at a time");
        }
        o->result = argument;
        return 0;
    case ARGP_KEY_END:
        if (o->result == NULL) {
            argp_error(state, "which result file?");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp hr_command_sensitivity_argp = {
    OPTIONS,
    parse,
    "RESULT",
    "Which assumptions matter over their declared ranges: Sobol' indices or Morris's elementary effects with 95 % "
    "intervals, from the result of a scenario with the key `sensitivity`.",
    NULL,
    NULL,
    NULL,
};

int hr_command_sensitivity(int argc, char **argv)
{
    options o = {.of = HR_REPORT_OUTPUT_COUNT};
    hr_sensitivity_report report;
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_sensitivity_argp, argc, argv, 0, NULL, &o);
    hr_status status = hr_sensitivity_report_load(&report, o.result, o.of, &error);
    if (status == HR_OK) {
        status = o.format == HR_FORMAT_TEXT ? hr_sensitivity_report_print(&report, stdout, &error)
                                            : hr_sensitivity_print_as(&report, o.format, stdout, &error);
    }
    hr_sensitivity_report_free(&report);
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
    }
    return hr_error_exit_status(status);
}
