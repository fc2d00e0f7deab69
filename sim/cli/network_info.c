/* hedgerow network info: what a file of a network holds. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "models/files/formats.h"
#include "sim/cli/command_network.h"

typedef struct {
    hr_graph_source source;
} options;

static const struct argp_option OPTIONS[] = {
    {"format", 'f', "FORMAT", 0, "Format of the file (default: as its first bytes look)", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    hr_error error;
    switch (key) {
    case 'f':
        o->source.format = hr_graph_format_by_name(argument, false, &error);
        if (o->source.format == NULL) {
            argp_error(state, "%s", error.text);
        }
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 2) {
            argp_error(state, "a network is one file, or one of nodes and one of edges");
        }
        *(state->arg_num == 0 ? &o->source.path : &o->source.edges_path) = argument;
        return 0;
    case ARGP_KEY_END:
        if (o->source.path == NULL) {
            argp_error(state, "which file?");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_attributes(const char *title, const hr_graph_attributes *attributes, uint32_t count)
{
    for (uint32_t a = 0; a < attributes->count; ++a) {
        uint32_t given = 0;
        for (uint32_t i = 0; i < count; ++i) {
            given += attributes->items[a].cells[i] != 0;
        }
        printf("%s %s: given for %u of %u\n", title, attributes->items[a].name, given, count);
    }
}

const struct argp hr_network_info_argp = {
    OPTIONS, parse, "FILE [EDGES]", "Tell what a file of a network holds. `-` reads standard input.", NULL, NULL, NULL};

int hr_network_info(int argc, char **argv)
{
    options o = {{NULL, NULL, NULL}};
    hr_attributed_graph graph;
    const hr_graph_format *format = NULL;
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_network_info_argp, argc, argv, 0, NULL, &o);
    hr_graph_init(&graph, NULL);
    hr_status status = hr_graph_read(&o.source, &graph, &format, &error);
    if (status == HR_OK) {
        printf("%s: %u nodes, %u edges\n", format->title, graph.node_count, graph.edge_count);
        print_attributes("attribute of nodes", &graph.node_attributes, graph.node_count);
        print_attributes("attribute of edges", &graph.edge_attributes, graph.edge_count);
    } else {
        hr_error_print(&error, stderr);
    }
    hr_graph_free(&graph);
    return status == HR_OK ? hr_command_finish(stdout) : hr_error_exit_status(status);
}
