/* hedgerow network: files of networks. One row of the table for each of its commands. */
#include "sim/cli/command_network.h"

#include <stdio.h>
#include <string.h>

const hr_command_form hr_command_network_forms[] = {
    {"export", "write a network in another format", &hr_network_export_argp, hr_network_export, NULL},
    {"generate", "generate a country's network", &hr_network_generate_argp, hr_network_generate, NULL},
    {"import", "read a file of a network, and say what was guessed", &hr_network_import_argp, hr_network_import, NULL},
    {"info", "tell what a file of a network holds", &hr_network_info_argp, hr_network_info, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const struct argp hr_command_network_argp = {NULL, NULL, "COMMAND", "Files of networks.", NULL, NULL, NULL};

static void print_usage(FILE *stream)
{
    fprintf(stream, "Usage: hedgerow network COMMAND [OPTION...]\n\nFiles of networks.\n\n");
    for (const hr_command_form *form = hr_command_network_forms; form->name != NULL; ++form) {
        fprintf(stream, "  %-11s %s\n", form->name, form->summary);
    }
    fprintf(stream, "\n`hedgerow network COMMAND --help` explains a command's options.\n");
}

int hr_command_network(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return hr_error_exit_status(HR_BAD_INPUT);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-?") == 0 || strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return 0;
    }
    const hr_command_form *form = hr_command_find(hr_command_network_forms, argv[1]);
    if (form == NULL) {
        int status = hr_command_unknown(hr_command_network_forms, "hedgerow network", argv[1]);
        print_usage(stderr);
        return status;
    }
    char title[64];
    snprintf(title, sizeof title, "hedgerow network %s", form->name);
    argv[1] = title; /* argp names the program by it */
    return form->run(argc - 1, argv + 1);
}
