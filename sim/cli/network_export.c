/* hedgerow network export: a network of any file, or a scenario's, in another format. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "models/files/network_graph.h"
#include "models/files/save.h"
#include "models/world.h"
#include "sim/cli/command_network.h"

enum { KEY_EDGES = 256, KEY_FROM };

typedef struct {
    hr_graph_source source;
    hr_graph_target target;
    const char *case_name;
} options;

static const struct argp_option OPTIONS[] = {
    {"output", 'o', "FILE", 0, "Where to write (- is standard output); the extension says the format", 0},
    {"edges", KEY_EDGES, "FILE", 0, "Where links go, for CSV (default: FILE with -edges before its extension)", 0},
    {"format", 'f', "FORMAT", 0, "Format to write (default: by the extension)", 0},
    {"from", KEY_FROM, "FORMAT", 0, "Format of INPUT (default: as its first bytes look)", 0},
    {"case", 'c', "CASE", 0, "Of a scenario: the case whose vendors are written (default: the first)", 0},
    {0},
};

static const hr_graph_format *format_of(const char *name, bool to_write, struct argp_state *state)
{
    hr_error error;
    const hr_graph_format *format = hr_graph_format_by_name(name, to_write, &error);
    if (format == NULL) {
        argp_error(state, "%s", error.text);
    }
    return format;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'o':
        o->target.path = argument;
        return 0;
    case KEY_EDGES:
        o->target.edges_path = argument;
        return 0;
    case 'f':
        o->target.format = format_of(argument, true, state);
        return 0;
    case KEY_FROM:
        o->source.format = format_of(argument, false, state);
        return 0;
    case 'c':
        o->case_name = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 2) {
            argp_error(state, "a network is one file, or one of nodes and one of edges");
        }
        *(state->arg_num == 0 ? &o->source.path : &o->source.edges_path) = argument;
        return 0;
    case ARGP_KEY_END:
        if (o->source.path == NULL || o->target.path == NULL) {
            argp_error(state, o->source.path == NULL ? "which file?" : "where to? -o FILE");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp hr_network_export_argp = {
    OPTIONS,
    parse,
    "INPUT [EDGES]",
    "Write a network in another format. INPUT is a file of a network, with all its attributes, or a scenario (.yaml): its "
    "network with the vendors of a case, the states that can order them, and the links. GeoJSON opens in QGIS.",
    NULL,
    NULL,
    NULL,
};

/* States that can order each node's vendor, joined by `+`, as an attribute beside the vendor. */
static hr_status add_states(const hr_world *world, const hr_case_network *vendors, hr_attributed_graph *graph,
                            hr_error *error)
{
    const hr_scenario *scenario = world->scenario;
    uint32_t attribute = 0;
    hr_status status = hr_graph_node_attribute(graph, "state", &attribute, error);
    for (uint32_t node = 0; node < world->network.node_count && status == HR_OK; ++node) {
        bool is_made = vendors->vendor[node] != HR_NO_VENDOR; /* else bound: a management plane */
        uint8_t vendor = is_made ? vendors->vendor[node] : world->network.bound_vendor[node];
        char text[HR_GRAPH_TEXT_MAX];
        size_t length = 0;
        for (uint32_t s = 0; s < scenario->state_count && vendor != HR_NO_VENDOR; ++s) {
            if (hr_scenario_is_exposed(scenario, vendor, s) && length + HR_NAME_SIZE + 2 < sizeof text) {
                length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", length > 0 ? "+" : "",
                                           scenario->states[s]);
            }
        }
        status = hr_graph_set_node(graph, attribute, node, text, length, error);
    }
    return status;
}

static hr_status find_case(const hr_scenario *scenario, const char *name, uint32_t *found, hr_error *error)
{
    char known[HR_ERROR_TEXT_SIZE / 2] = "";
    *found = 0;
    if (name == NULL) {
        return HR_OK;
    }
    for (uint32_t c = 0; c < scenario->case_count; ++c) {
        size_t length = strlen(known);
        if (strcmp(scenario->cases[c].name, name) == 0) {
            *found = c;
            return HR_OK;
        }
        snprintf(known + length, sizeof known - length, "%s%s", c > 0 ? ", " : "", scenario->cases[c].name);
    }
    return hr_error_set(error, HR_BAD_INPUT, "the scenario has no case `%.64s`; there are %s", name, known);
}

static hr_status graph_of_scenario(const hr_scenario *scenario, const char *case_name, hr_attributed_graph *graph,
                                   hr_error *error)
{
    const char *names[HR_VENDORS_MAX];
    hr_world world;
    uint32_t number = 0;
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        names[v] = scenario->vendors[v].name;
    }
    hr_status status = find_case(scenario, case_name, &number, error);
    if (status == HR_OK) {
        status = hr_world_init(&world, scenario, error);
    }
    if (status != HR_OK) {
        return status;
    }
    const hr_network_makers makers = {world.cases[number].vendor, world.cases[number].managed_by, names};
    status = hr_graph_of_network(&world.network, &makers, graph, error);
    if (status == HR_OK) {
        status = add_states(&world, &world.cases[number], graph, error);
    }
    if (status == HR_OK) {
        status = hr_graph_set_name(graph, scenario->title, strlen(scenario->title), error);
    }
    hr_world_free(&world);
    return status;
}

/* Says on stderr itself what is wrong with a scenario's text; *error is empty then. */
static hr_status read_scenario(const options *o, hr_attributed_graph *graph, hr_error *error)
{
    hr_scenario *scenario = NULL;
    hr_diagnostics diagnostics = {0};
    hr_status status = hr_scenario_read(&scenario, o->source.path, NULL, NULL, 0, &diagnostics);
    hr_command_print_diagnostics(&diagnostics);
    if (status == HR_OK) {
        status = graph_of_scenario(scenario, o->case_name, graph, error);
    }
    hr_scenario_free(scenario);
    hr_diagnostics_free(&diagnostics);
    return status;
}

static bool is_scenario(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot != NULL && (strcasecmp(dot, ".yaml") == 0 || strcasecmp(dot, ".yml") == 0);
}

int hr_network_export(int argc, char **argv)
{
    options o = {0};
    hr_attributed_graph graph;
    hr_error error = {0};
    hr_status status = HR_OK;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_network_export_argp, argc, argv, 0, NULL, &o);
    hr_graph_init(&graph, NULL);
    if (is_scenario(o.source.path)) {
        status = read_scenario(&o, &graph, &error);
    } else if (o.case_name != NULL) {
        status = hr_error_set(&error, HR_BAD_INPUT, "--case is for scenarios; %s has the vendors that it has",
                              o.source.path);
    } else {
        status = hr_graph_read(&o.source, &graph, NULL, &error);
    }
    if (status == HR_OK) {
        status = hr_graph_save(&o.target, &graph, &error);
    }
    if (status != HR_OK && error.text[0] != 0) {
        hr_error_print(&error, stderr);
    }
    hr_graph_free(&graph);
    return hr_error_exit_status(status);
}
