/* hedgerow network info: what a file of a network holds. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/text_format.h"
#include "models/files/formats.h"
#include "models/files/import.h"
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
    {"country", KEY_COUNTRY, "CC", 0, "Compare with a country; without a file, generate it: AU, DE, GB, PL, SE", 0},
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
        if (o->choice.country != NULL && o->choice.parameters != NULL) {
            argp_error(state, "one nation at a time: --country CC or --parameters FILE");
        }
        if (o->source.path == NULL && o->choice.country == NULL && o->choice.parameters == NULL) {
            argp_error(state, "which file? A network is a file, --country CC or --parameters FILE");
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

/* ---- a generated nation ------------------------------------------------------------------------------------------ */

static hr_status tell_nation(const hr_scenario *nation, double within_km, hr_error *error)
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

/* ---- a file ------------------------------------------------------------------------------------------------------ */

/* What the file means as a network, beside a nation's parameters when there are any. */
static hr_status tell_meaning(const hr_import *import, const hr_scenario *nation, double within_km, hr_error *error)
{
    hr_network network;
    hr_import_vendors vendors = {NULL, NULL};
    hr_places places = {0};
    hr_status status = hr_import_build(import, NULL, &network, &vendors, error);
    if (status != HR_OK) {
        return status;
    }
    if (nation != NULL) {
        status = hr_places_read(&places, nation->places_file, error);
    }
    if (status == HR_OK) {
        const hr_network_measures measures = {&network, nation, nation != NULL ? &places : NULL, within_km};
        printf("\nAs a network: %s nodes, %s links, %u operators\n", hr_text_count(network.node_count).text,
               hr_text_count(network.edge_count).text, network.operator_count);
        for (uint32_t i = 0; i < import->note_count; ++i) {
            hr_text_wrap(stdout, import->notes[i].text, " ", "   ");
        }
        status = hr_network_measures_print(&measures, stdout, error);
    }
    hr_places_free(&places);
    free(vendors.vendor);
    free(vendors.managed_by);
    hr_network_free(&network);
    return status;
}

static hr_status tell_graph(const options *o, const hr_attributed_graph *graph, const hr_scenario *nation,
                            hr_error *error)
{
    const char *const files[] = {o->source.path, o->source.edges_path};
    hr_import_parameters *parameters = calloc(1, sizeof *parameters);
    hr_import *import = calloc(1, sizeof *import);
    hr_status status = parameters == NULL || import == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for a network")
                           : hr_import_graph(import, graph, files, parameters, NULL, error);
    if (status == HR_OK) {
        status = tell_meaning(import, nation, o->within_km, error);
        hr_import_free(import);
    }
    free(parameters);
    free(import);
    return status;
}

static hr_status tell_file(const options *o, const hr_scenario *nation, hr_error *error)
{
    hr_attributed_graph graph;
    const hr_graph_format *format = NULL;
    hr_graph_init(&graph, NULL);
    hr_status status = hr_graph_read(&o->source, &graph, &format, error);
    if (status == HR_OK) {
        printf("%s: %u nodes, %u edges\n", format->title, graph.node_count, graph.edge_count);
        print_attributes("attribute of nodes", &graph.node_attributes, graph.node_count);
        print_attributes("attribute of edges", &graph.edge_attributes, graph.edge_count);
        status = tell_graph(o, &graph, nation, error);
    }
    hr_graph_free(&graph);
    return status;
}

const struct argp hr_network_info_argp = {
    OPTIONS,
    parse,
    "FILE [EDGES]\n--country CC\n--parameters FILE",
    "Tell what a network is like: nodes, users, homing, degrees, lengths of links, and single links that part nodes from the "
    "core. Of a file, tell what it holds and what was guessed; `-` reads standard input. With a country, or a file of "
    "parameters, lay it beside what is asked for and published there, and tell how many people are near a radio site; "
    "without a file, generate the network.",
    NULL,
    NULL,
    NULL,
};

int hr_network_info(int argc, char **argv)
{
    options o = {.within_km = WITHIN_KM};
    hr_scenario *nation = NULL;
    hr_error error;
    hr_status status = HR_OK;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_network_info_argp, argc, argv, 0, NULL, &o);
    if (o.choice.country != NULL || o.choice.parameters != NULL) {
        status = hr_nation_choice_read(&o.choice, &o.overrides, &nation);
        if (status != HR_OK) {
            hr_scenario_free(nation);
            return hr_error_exit_status(status);
        }
    }
    if (o.source.path != NULL) {
        status = tell_file(&o, nation, &error);
    } else if (nation != NULL) {
        status = tell_nation(nation, o.within_km, &error);
    }
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
    }
    hr_scenario_free(nation);
    return status == HR_OK ? hr_command_finish(stdout) : hr_error_exit_status(status);
}
