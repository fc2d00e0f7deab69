/* hedgerow network info: what a file of a network holds. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/text_format.h"
#include "models/files/formats.h"
#include "models/nation.h"
#include "sim/cli/command_network.h"
#include "sim/cli/nation_choice.h"
#include "sim/cli/network_measures.h"

enum { KEY_COUNTRY = 256, KEY_PARAMETERS, KEY_DATA, KEY_WITHIN };
static const double WITHIN_KM = 5;

typedef struct {
    hr_graph_source source;
    hr_nation_choice choice;
    hr_override_list overrides;
    double within_km;
} options;

static const struct argp_option OPTIONS[] = {
    {"country", KEY_COUNTRY, "CC", 0,
     "In place of a file, the network that is generated of a country: AU, DE, GB, PL, SE", 0},
    {"parameters", KEY_PARAMETERS, "FILE", 0, "The same of a file of parameters, or a scenario", 0},
    {"data", KEY_DATA, "FOLDER", 0, "Where countries lie (default: beside the program)", 0},
    {"set", 's', "PATH=VALUE", 0, "Set a key, as in network.generate.seed=2", 0},
    {"within", KEY_WITHIN, "KM", 0, "Distance of radio sites within which people count as covered (default: 5)", 0},
    {"format", 'f', "FORMAT", 0, "Format of the file (default: as its first bytes look)", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    hr_error error;
    char *end = NULL;
    int given = 0;
    switch (key) {
    case 'f':
        o->source.format = hr_graph_format_by_name(argument, false, &error);
        if (o->source.format == NULL) {
            argp_error(state, "%s", error.text);
        }
        return 0;
    case KEY_COUNTRY:
        o->choice.country = argument;
        return 0;
    case KEY_PARAMETERS:
        o->choice.parameters = argument;
        return 0;
    case KEY_DATA:
        o->choice.data = argument;
        return 0;
    case 's':
        if (!hr_override_add(&o->overrides, argument)) {
            argp_error(state, "--set takes PATH=VALUE, at most %d times", HR_OVERRIDES_MAX);
        }
        return 0;
    case KEY_WITHIN:
        o->within_km = strtod(argument, &end);
        if (*end != 0 || !(o->within_km > 0 && o->within_km < 20100)) {
            argp_error(state, "--within takes a number of km, not `%s`", argument);
        }
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 2) {
            argp_error(state, "a network is one file, or one of nodes and one of edges");
        }
        *(state->arg_num == 0 ? &o->source.path : &o->source.edges_path) = argument;
        return 0;
    case ARGP_KEY_END:
        given = (o->source.path != NULL) + (o->choice.country != NULL) + (o->choice.parameters != NULL);
        if (given != 1) {
            argp_error(state, "%s a file, --country CC or --parameters FILE",
                       given == 0 ? "which file? A network is" : "one network at a time:");
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

static hr_status measure(const hr_scenario *nation, double within_km, hr_error *error)
{
    hr_network network;
    hr_places places;
    hr_nation_notes *notes = malloc(sizeof *notes);
    hr_status status = notes == NULL ? hr_error_set(error, HR_FAILED, "out of memory for notes")
                                     : hr_nation_generate(nation, &network, &places, notes, error);
    if (status == HR_OK) {
        const hr_network_measures measures = {&network, nation, &places, within_km};
        hr_text_title(stdout, nation->title);
        printf("%s nodes, %s links, %u operators, seed %llu\n", hr_text_count(network.node_count).text,
               hr_text_count(network.edge_count).text, network.operator_count,
               (unsigned long long)nation->generator.seed);
        for (uint32_t i = 0; i < notes->count; ++i) {
            hr_text_wrap(stdout, notes->texts[i], " ", "   ");
        }
        status = hr_network_measures_print(&measures, stdout, error);
        hr_network_free(&network);
        hr_places_free(&places);
    }
    free(notes);
    return status;
}

static int tell_nation(const options *o)
{
    hr_scenario *nation = NULL;
    hr_error error;
    hr_status status = hr_nation_choice_read(&o->choice, &o->overrides, &nation);
    if (status == HR_OK) {
        status = measure(nation, o->within_km, &error);
        if (status != HR_OK) {
            hr_error_print(&error, stderr);
        }
    }
    hr_scenario_free(nation);
    return status == HR_OK ? hr_command_finish(stdout) : hr_error_exit_status(status);
}

const struct argp hr_network_info_argp = {
    OPTIONS,
    parse,
    "FILE [EDGES]\n--country CC\n--parameters FILE",
    "Tell what a file of a network holds; `-` reads standard input. Or tell what a generated network is like: nodes, users, "
    "homing, degrees, lengths of links, single links that part nodes from the core, and how many people are near a radio site, "
    "beside what was asked for and what is published.",
    NULL,
    NULL,
    NULL,
};

int hr_network_info(int argc, char **argv)
{
    options o = {.within_km = WITHIN_KM};
    hr_attributed_graph graph;
    const hr_graph_format *format = NULL;
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_network_info_argp, argc, argv, 0, NULL, &o);
    if (o.source.path == NULL) {
        return tell_nation(&o);
    }
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
