/* hedgerow manual: the manual page, in the language of man(7), from the table of commands and their options. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli/command.h"

/* ---- texts in troff -------------------------------------------------------------------------------------------- */

/* Writes up to `length` bytes as they are to be read: what troff would take for its own is said in its words. */
static void print_text(FILE *stream, const char *text, size_t length)
{
    for (size_t i = 0; i < length && text[i] != 0; ++i) {
        switch (text[i]) {
        case '\\':
            fputs("\\e", stream);
            break;
        case '-':
            fputs("\\-", stream);
            break;
        case '`':
            fputs("\\(ga", stream);
            break;
        case '\'':
            fputs("\\(aq", stream);
            break;
        case '.':
            fputs(i == 0 ? "\\&." : ".", stream);
            break;
        default:
            fputc(text[i], stream);
        }
    }
}

static void print_line(FILE *stream, const char *text)
{
    print_text(stream, text, strlen(text));
    fputc('\n', stream);
}

static bool is_short(const struct argp_option *option)
{
    return option->key > 0 && option->key <= UCHAR_MAX && isprint(option->key);
}

/* ---- parts of the page ----------------------------------------------------------------------------------------- */

static void print_option(FILE *stream, const struct argp_option *option)
{
    fputs(".TP\n", stream);
    if (is_short(option)) {
        fprintf(stream, "\\fB\\-%c\\fR, ", option->key);
    }
    fputs("\\fB\\-\\-", stream);
    print_text(stream, option->name, strlen(option->name));
    fputs("\\fR", stream);
    if (option->arg != NULL) {
        fputs("=\\fI", stream);
        print_text(stream, option->arg, strlen(option->arg));
        fputs("\\fR", stream);
    }
    fputc('\n', stream);
    print_line(stream, option->doc);
}

/* One line for each way of calling it: argp keeps them apart by line ends. */
static void print_synopsis(FILE *stream, const char *program, const struct argp *argp)
{
    const char *rest = argp->args_doc != NULL ? argp->args_doc : "";
    do {
        size_t length = strcspn(rest, "\n");
        fputs(".br\n\\fB", stream);
        print_text(stream, program, strlen(program));
        fprintf(stream, "\\fR%s", argp->options != NULL ? " [\\fIOPTION\\fR...]" : "");
        fputs(length > 0 ? " \\fI" : "", stream);
        print_text(stream, rest, length);
        fputs(length > 0 ? "\\fR\n" : "\n", stream);
        rest += length + (rest[length] != 0);
    } while (*rest != 0);
}

static void print_form(FILE *stream, const char *program, const hr_command_form *form)
{
    char title[128];
    snprintf(title, sizeof title, "%.60s %.60s", program, form->name);
    if (form->inner != NULL) {
        for (const hr_command_form *inner = form->inner; inner->name != NULL; ++inner) {
            print_form(stream, title, inner);
        }
        return;
    }
    fputs(".SS ", stream);
    print_line(stream, title);
    print_synopsis(stream, title, form->argp);
    fputs(".PP\n", stream);
    print_line(stream, form->argp->doc);
    for (const struct argp_option *option = form->argp->options; option != NULL && option->name != NULL; ++option) {
        print_option(stream, option);
    }
}

static const char HEAD[] =
    ".TH HEDGEROW 1 \"\" \"hedgerow " HR_VERSION "\" \"User commands\"\n"
    ".SH NAME\n"
    "hedgerow \\- how vendor and state concentration undermine a telecom network\\(aqs mitigations\n"
    ".SH SYNOPSIS\n"
    "\\fBhedgerow\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...]\n"
    ".SH DESCRIPTION\n"
    "A discrete\\-event Monte Carlo simulator of a national telecom network whose vendors can be\n"
    "compelled by a state. A scenario file says what network, vendors, threats and mitigations there\n"
    "are, and where each figure is from; a run simulates it on common random numbers into one result\n"
    "file; the other commands answer from that file. The same scenario, seed and version give the\n"
    "same bytes for any number of threads, ranks and shards.\n"
    ".PP\n"
    "Results go to standard output, everything else to standard error.\n"
    ".SH COMMANDS\n"
    "Every command also takes \\fB\\-\\-help\\fR.\n";

static const char TAIL[] =
    ".SH EXIT STATUS\n"
    "0: done; 1: failed; 2: wrong usage or bad input; 130: interrupted, with what was finished kept.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n"
    "\\fBNO_COLOR\\fR\n"
    "When set and not empty, texts on a terminal are plain. Elsewhere they always are.\n"
    ".SH FILES\n"
    ".TP\n"
    "\\fISCENARIO\\fR\n"
    "YAML; scenarios/README.md explains every key.\n"
    ".TP\n"
    "\\fIRESULT\\fR\n"
    "HDF5 that opens as netCDF\\-4; analysis/README.md explains every variable.\n"
    ".TP\n"
    "\\fIRESULT\\fR.parts\n"
    "Finished batches of a run that is going on, was interrupted, or waits for its shards and hedgerow merge.\n"
    ".SH EXAMPLES\n"
    ".nf\n"
    "hedgerow check my.yaml\n"
    "hedgerow run my.yaml \\-o my.h5 \\-n 200\n"
    "hedgerow compare my.h5\n"
    "hedgerow trace my.yaml \\-\\-result my.h5 \\-\\-worst 1 \\-c one\n"
    "for i in 1 2 3; do hedgerow run my.yaml \\-o my.h5 \\-\\-shard $i/3; done; hedgerow merge my.yaml \\-o my.h5\n"
    "mpirun \\-n 4 hedgerow run my.yaml \\-o my.h5\n"
    ".fi\n";

/* ---- command --------------------------------------------------------------------------------------------------- */

static error_t parse(int key, char *argument, struct argp_state *state)
{
    (void)argument;
    if (key == ARGP_KEY_ARG) {
        argp_error(state, "it takes no argument");
    }
    return key == ARGP_KEY_ARG ? 0 : ARGP_ERR_UNKNOWN;
}

const struct argp hr_command_manual_argp = {
    NULL, parse, NULL, "Print the manual page, for man: hedgerow manual | man -l -", NULL, NULL, NULL};

int hr_command_manual(int argc, char **argv)
{
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_manual_argp, argc, argv, 0, NULL, NULL);
    fputs(HEAD, stdout);
    for (const hr_command_form *form = hr_command_forms; form->name != NULL; ++form) {
        print_form(stdout, "hedgerow", form);
    }
    fputs(TAIL, stdout);
    return hr_command_finish(stdout);
}
