/* hedgerow network import: any file of a network as a network of hedgerow, with what was guessed about it. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/text_format.h"
#include "models/files/file_network.h"
#include "models/files/network_graph.h"
#include "models/files/save.h"
#include "models/scenario.h"
#include "sim/cli/command_network.h"

enum { KEY_RULES = 256 };

typedef struct {
    const char *paths[2]; /* of nodes, or of all; of edges */
    const char *output;
    const char *rules;
    const hr_graph_format *format;
} options;

static const struct argp_option OPTIONS[] = {
    {"output", 'o', "FILE", 0, "Where to write; the extension says the format, .h5 is Hedgerow's own", 0},
    {"format", 'f', "FORMAT", 0, "Format of the file that is read (default: as its first bytes look)", 0},
    {"rules", KEY_RULES, "FILE", 0, "YAML with the keys that `network.file` has in a scenario: operators, rules, users",
     0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    hr_error error;
    switch (key) {
    case 'o':
        o->output = argument;
        return 0;
    case 'f':
        o->format = hr_graph_format_by_name(argument, false, &error);
        if (o->format == NULL) {
            argp_error(state, "%s", error.text);
        }
        return 0;
    case KEY_RULES:
        o->rules = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 2) {
            argp_error(state, "a network is one file, or one of nodes and one of edges");
        }
        o->paths[state->arg_num] = argument;
        return 0;
    case ARGP_KEY_END:
        if (o->paths[0] == NULL) {
            argp_error(state, "which file?");
        }
        if (o->output == NULL) {
            argp_error(state, "where to? --output FILE");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp hr_network_import_argp = {
    OPTIONS,
    parse,
    "FILE [EDGES]",
    "Read a file of a network, say what its nodes are (by its attributes, by rules, by guesses that are all told), and "
    "write it as a network. `-` reads standard input.",
    NULL,
    NULL,
    NULL,
};

static bool copy_text(char *to, size_t size, const char *text)
{
    int length = snprintf(to, size, "%s", text);
    return length >= 0 && (size_t)length < size;
}

/* What the rules say, but of the files of the command line. */
static hr_status prepare(const options *o, hr_file_parameters *parameters, hr_error *error)
{
    hr_diagnostics diagnostics = {0};
    hr_status status = HR_OK;
    if (o->rules != NULL) {
        status = hr_scenario_read_import(o->rules, parameters, &diagnostics);
        hr_command_print_diagnostics(&diagnostics);
        hr_diagnostics_free(&diagnostics);
        if (status != HR_OK) {
            return hr_error_set(error, status, "%s cannot be used", o->rules);
        }
    }
    const char *edges = o->paths[1] != NULL ? o->paths[1] : "";
    if (!copy_text(parameters->path, sizeof parameters->path, o->paths[0]) ||
        !copy_text(parameters->edges, sizeof parameters->edges, edges)) {
        return hr_error_set(error, HR_BAD_INPUT, "a path is too long");
    }
    if (o->format != NULL) {
        copy_text(parameters->format, sizeof parameters->format, o->format->name);
    }
    return HR_OK;
}

static hr_status write_network(const hr_file_network *file, const char *output, hr_error *error)
{
    const char *names[HR_VENDORS_MAX];
    hr_import_vendors vendors = {NULL, NULL};
    hr_network network;
    hr_attributed_graph graph;
    hr_status status = hr_import_build(&file->import, NULL, &network, &vendors, error);
    if (status != HR_OK) {
        return status;
    }
    for (uint32_t v = 0; v < file->import.vendor_count; ++v) {
        names[v] = file->import.vendors[v];
    }
    const hr_network_makers makers = {vendors.vendor, vendors.managed_by, names};
    const hr_graph_target target = {.path = output};
    hr_graph_init(&graph, NULL);
    status = hr_graph_of_network(&network, &makers, &graph, error);
    if (status == HR_OK) {
        status = hr_graph_save(&target, &graph, error);
    }
    if (status == HR_OK) {
        printf("%s: %s nodes, %s links, %u operators, %s users\n", output, hr_text_count(network.node_count).text,
               hr_text_count(network.edge_count).text, network.operator_count,
               hr_text_count((size_t)hr_network_users(&network, HR_OPERATORS_MAX, HR_ROLE_COUNT)).text);
    }
    hr_graph_free(&graph);
    free(vendors.vendor);
    free(vendors.managed_by);
    hr_network_free(&network);
    return status;
}

int hr_network_import(int argc, char **argv)
{
    options o = {0};
    hr_error error;
    hr_file_network *file = NULL;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_network_import_argp, argc, argv, 0, NULL, &o);
    hr_file_parameters *parameters = calloc(1, sizeof *parameters);
    hr_status status = parameters != NULL ? prepare(&o, parameters, &error)
                                          : hr_error_set(&error, HR_FAILED, "out of memory for a network");
    if (status == HR_OK) {
        status = hr_file_network_read(&file, parameters, &error);
    }
    if (status == HR_OK) {
        status = write_network(file, o.output, &error);
    }
    for (uint32_t i = 0; status == HR_OK && i < file->import.note_count; ++i) {
        hr_text_wrap(stdout, file->import.notes[i].text, " ", "   ");
    }
    hr_file_network_release(file);
    free(parameters);
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
        return hr_error_exit_status(status);
    }
    return hr_command_finish(stdout);
}
