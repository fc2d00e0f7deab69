/* hedgerow: the command line. Each command reads its own options (argp); see command.h. */
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli/command.h"
#include "sim/engine/names.h"

static const struct {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
} COMMANDS[] = {
    {"run", "run a scenario and write its result file", hr_command_run},
    {"check", "report every mistake of a scenario file", hr_command_check},
    {"describe", "describe a scenario's network and vendors, without random trials", hr_command_describe},
    {"trace", "replay single replications, step by step", hr_command_trace},
    {"compare", "compare the cases of a result file", hr_command_compare},
    {"attribute", "divide effectiveness among the mitigations", hr_command_attribute},
    {"sensitivity", "tell which assumptions of a result file matter", hr_command_sensitivity},
    {"version", "print version and build", hr_command_version},
};
enum { COMMAND_COUNT = sizeof COMMANDS / sizeof *COMMANDS };

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

int hr_command_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("hedgerow %s\n", HR_VERSION);
    return 0;
}

static void print_usage(FILE *stream)
{
    fprintf(stream, "Usage: hedgerow COMMAND [OPTION...]\n\n"
                    "How vendor and state concentration undermine a telecom network's mitigations.\n\n");
    for (int i = 0; i < COMMAND_COUNT; ++i) {
        fprintf(stream, "  %-11s %s\n", COMMANDS[i].name, COMMANDS[i].summary);
    }
    fprintf(stream, "\n`hedgerow COMMAND --help` explains a command's options.\n"
                    "Exit status: 0 done, 1 failed, 2 wrong usage or bad input, 130 interrupted.\n");
}

static int unknown_command(const char *name)
{
    const char *names[COMMAND_COUNT];
    for (int i = 0; i < COMMAND_COUNT; ++i) {
        names[i] = COMMANDS[i].name;
    }
    const char *nearest = hr_nearest_name(name, names, COMMAND_COUNT);
    fprintf(stderr, "hedgerow: unknown command `%s`%s%s%s\n", name, nearest != NULL ? "; did you mean `" : "",
            nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
    print_usage(stderr);
    return hr_error_exit_status(HR_BAD_INPUT);
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
    if (strcmp(argv[1], "--version") == 0) {
        return hr_command_version(argc, argv);
    }
    for (int i = 0; i < COMMAND_COUNT; ++i) {
        if (strcmp(argv[1], COMMANDS[i].name) == 0) {
            char title[64];
            snprintf(title, sizeof title, "hedgerow %s", COMMANDS[i].name);
            argv[1] = title; /* argp names the program by it */
            return COMMANDS[i].run(argc - 1, argv + 1);
        }
    }
    return unknown_command(argv[1]);
}
