/* hedgerow compare: the answer of a result file, in tables and sentences. */
#include <argp.h>
#include <stdio.h>

#include "analysis/comparison_text.h"
#include "analysis/curve.h"
#include "analysis/sweep.h"
#include "analysis/text_format.h"
#include "sim/cli/command.h"
#include "sim/cli/comparison_formats.h"

typedef struct {
    const char *result;
    const char *baseline;
    hr_format format;
} options;

static const struct argp_option OPTIONS[] = {
    {"baseline", 'b', "CASE", 0, "Case that the others are compared with, in place of the scenario's", 0},
    {"format", 'f', "FORMAT", 0, "text (default), csv or json", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'b':
        o->baseline = argument;
        return 0;
    case 'f':
        if (!hr_format_of(argument, &o->format)) {
            argp_error(state, "--format takes text, csv or json, not `%s`", argument);
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

static hr_status print(const hr_comparison *comparison, const hr_curve *curve, const hr_sweep_report *sweep,
                       hr_format format, hr_error *error)
{
    if (format == HR_FORMAT_CSV) {
        return hr_comparison_print_csv(comparison, sweep, stdout, error);
    }
    if (format == HR_FORMAT_JSON) {
        return hr_comparison_print_json(comparison, sweep, stdout, error);
    }
    hr_status status = hr_comparison_print(comparison, stdout, error);
    if (status == HR_OK) {
        hr_curve_print(curve, hr_text_is_unicode(), stdout);
        status = hr_sweep_print(sweep, stdout, error);
    }
    return status;
}

int hr_command_compare(int argc, char **argv)
{
    options o = {0};
    hr_comparison comparison;
    hr_curve curve = {0};
    hr_sweep_report sweep = {0};
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_compare_argp, argc, argv, 0, NULL, &o);
    hr_status status = hr_comparison_load(&comparison, o.result, o.baseline, &error);
    if (status == HR_OK) {
        status = hr_curve_load(&curve, o.result, &error);
    }
    if (status == HR_OK) {
        status = hr_sweep_load(&sweep, o.result, &error);
    }
    if (status == HR_OK) {
        status = print(&comparison, &curve, &sweep, o.format, &error);
    }
    hr_curve_free(&curve);
    hr_sweep_free(&sweep);
    hr_comparison_free(&comparison);
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
    }
    return hr_error_exit_status(status);
}
