/* hedgerow compare: the answer of a result file, in tables and sentences. */
#include <argp.h>
#include <stdio.h>

#include "analysis/comparison_text.h"
#include "analysis/sweep.h"
#include "sim/cli/command.h"

typedef struct {
    const char *result;
    const char *baseline;
} options;

static const struct argp_option OPTIONS[] = {
    {"baseline", 'b', "CASE", 0, "Case that the others are compared with, in place of the scenario's", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'b':
        o->baseline = argument;
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

const struct argp hr_command_compare_argp = {
    OPTIONS,
    parse,
    "RESULT",
    "Compare the cases of a result file: means, tails and effectiveness with 95 % intervals, "
    "paired differences against the baseline case, and what they say about the claim.",
    NULL,
    NULL,
    NULL,
};

int hr_command_compare(int argc, char **argv)
{
    options o = {0};
    hr_comparison comparison;
    hr_sweep_report sweep = {0};
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_compare_argp, argc, argv, 0, NULL, &o);
    hr_status status = hr_comparison_load(&comparison, o.result, o.baseline, &error);
    if (status == HR_OK) {
        status = hr_sweep_load(&sweep, o.result, &error);
    }
    if (status == HR_OK) {
        status = hr_comparison_print(&comparison, stdout, &error);
    }
    if (status == HR_OK) {
        status = hr_sweep_print(&sweep, stdout, &error);
    }
    hr_sweep_free(&sweep);
    hr_comparison_free(&comparison);
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
    }
    return hr_error_exit_status(status);
}
