/* hedgerow: the command line. Each command reads its own options (argp); see command.h. */
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli/command.h"

atomic_int hr_command_stop = 0; /* lock-free, so a handler may set it */

static void on_signal(int number)
{
    (void)number;
    hr_command_stop = 1;
}

void hr_command_catch_signals(void)
{
    /* a second Ctrl-C ends at once */
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool hr_override_add(hr_override_list *list, char *text)
{
    char *equals = strchr(text, '=');
    if (equals == NULL || equals == text || list->count == HR_OVERRIDES_MAX) {
        return false;
    }
    *equals = 0;
    list->items[list->count++] = (hr_override){.path = text, .value = equals + 1};
    return true;
}

void hr_command_print_diagnostics(const hr_diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; ++i) {
        hr_error_print(&diagnostics->items[i], stderr);
    }
}

static void print_usage(FILE *stream)
{
    fprintf(stream, "Usage: hedgerow COMMAND [OPTION...]\n\n"
                    "How vendor and state concentration undermine a telecom network's mitigations.\n\n");
    for (const hr_command_form *form = hr_command_forms; form->name != NULL; ++form) {
        fprintf(stream, "  %-11s %s\n", form->name, form->summary);
    }
    fprintf(stream, "\n`hedgerow COMMAND --help` explains a command's options.\n"
                    "Exit status: 0 done, 1 failed, 2 wrong usage or bad input, 130 interrupted.\n");
}

int main(int argc, char **argv)
{
    gsl_set_error_handler_off(); /* codes are checked; nothing may abort */
    if (argc < 2) {
        print_usage(stderr);
        return hr_error_exit_status(HR_BAD_INPUT);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return 0;
    }
    const hr_command_form *form = hr_command_find(hr_command_forms,
                                                  strcmp(argv[1], "--version") == 0 ? "version" : argv[1]);
    if (form == NULL) {
        int status = hr_command_unknown(hr_command_forms, "hedgerow", argv[1]);
        print_usage(stderr);
        return status;
    }
    char title[64];
    snprintf(title, sizeof title, "hedgerow %s", form->name);
    argv[1] = title; /* argp names the program by it */
    return form->run(argc - 1, argv + 1);
}
