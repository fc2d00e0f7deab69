/* hedgerow network generate: a country's network, or that of any file of parameters, as a file. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/files/network_graph.h"
#include "models/files/save.h"
#include "models/nation.h"
#include "sim/cli/command_network.h"
#include "sim/cli/nation_choice.h"

enum { KEY_COUNTRY = 256, KEY_PARAMETERS, KEY_DATA, KEY_SEED, KEY_EDGES };

typedef struct {
    hr_nation_choice choice;
    hr_graph_target target;
    bool is_quiet;
    hr_override_list overrides;
} options;

static const struct argp_option OPTIONS[] = {
    {"country", KEY_COUNTRY, "CC", 0, "A country that comes with the program: AU, DE, GB, PL, SE", 0},
    {"parameters", KEY_PARAMETERS, "FILE", 0, "A file of parameters in place of a country, or a scenario", 0},
    {"data", KEY_DATA, "FOLDER", 0, "Where countries lie (default: beside the program)", 0},
    {"seed", KEY_SEED, "SEED", 0, "Seed of the network (default: that of the file, or 1)", 0},
    {"set", 's', "PATH=VALUE", 0, "Set a key, as in network.generate.operators.ee.ran_sites=20000", 0},
    {"output", 'o', "FILE", 0, "Where to write; the extension says the format", 0},
    {"edges", KEY_EDGES, "FILE", 0, "Where links go, for CSV (default: FILE with -edges before its extension)", 0},
    {"format", 'f', "FORMAT", 0, "Format of the file (default: by its extension)", 0},
    {"quiet", 'q', NULL, 0, "Say nothing of what was made", 0},
    {0},
};

static void add_override(options *o, struct argp_state *state, char *text)
{
    if (!hr_override_add(&o->overrides, text)) {
        argp_error(state, "--set takes PATH=VALUE, at most %d times", HR_OVERRIDES_MAX);
    }
}

/* As --set would: the last one said holds. */
static void set_seed(options *o, struct argp_state *state, const char *seed)
{
    if (o->overrides.count == HR_OVERRIDES_MAX) {
        argp_error(state, "--set and --seed together at most %d times", HR_OVERRIDES_MAX);
        return;
    }
    o->overrides.items[o->overrides.count++] = (hr_override){.path = "network.generate.seed", .value = seed};
}

static void check_options(const options *o, struct argp_state *state)
{
    if ((o->choice.country != NULL) == (o->choice.parameters != NULL)) {
        argp_error(state, "which nation? --country CC or --parameters FILE");
    }
    if (o->target.path == NULL) {
        argp_error(state, "where to? -o FILE");
    }
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    hr_error error;
    switch (key) {
    case KEY_COUNTRY:
        o->choice.country = argument;
        return 0;
    case KEY_PARAMETERS:
        o->choice.parameters = argument;
        return 0;
    case KEY_DATA:
        o->choice.data = argument;
        return 0;
    case KEY_SEED:
        set_seed(o, state, argument);
        return 0;
    case KEY_EDGES:
        o->target.edges_path = argument;
        return 0;
    case 's':
        add_override(o, state, argument);
        return 0;
    case 'o':
        o->target.path = argument;
        return 0;
    case 'f':
        o->target.format = hr_graph_format_by_name(argument, true, &error);
        if (o->target.format == NULL) {
            argp_error(state, "%s", error.text);
        }
        return 0;
    case 'q':
        o->is_quiet = true;
        return 0;
    case ARGP_KEY_END:
        check_options(o, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp hr_network_generate_argp = {
    OPTIONS,
    parse,
    NULL,
    "Generate a country's network: operators, sites, exchanges and links from places and published totals "
    "(scenarios/data). The same parameters and seed give the same file on every machine. A scenario's network has the "
    "management planes of its vendors besides, which a country alone does not know.",
    NULL,
    NULL,
    NULL,
};

static hr_status write_network(const hr_scenario *nation, const hr_network *network, const options *o, hr_error *error)
{
    const char *names[HR_VENDORS_MAX];
    const hr_network_makers makers = {NULL, NULL, names};
    hr_attributed_graph graph;
    for (uint32_t v = 0; v < nation->vendor_count; ++v) {
        names[v] = nation->vendors[v].name;
    }
    hr_graph_init(&graph, NULL);
    hr_status status = hr_graph_of_network(network, &makers, &graph, error);
    if (status == HR_OK) {
        snprintf(graph.name, sizeof graph.name, "%.*s", HR_NAME_SIZE - 1, nation->title);
        status = hr_graph_save(&o->target, &graph, error);
    }
    hr_graph_free(&graph);
    return status;
}

static hr_status generate(const hr_scenario *nation, const options *o, hr_error *error)
{
    hr_network network;
    hr_nation_notes *notes = malloc(sizeof *notes);
    if (notes == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for notes");
    }
    hr_status status = hr_nation_generate(nation, &network, NULL, notes, error);
    if (status == HR_OK) {
        status = write_network(nation, &network, o, error);
        if (status == HR_OK && !o->is_quiet) {
            fprintf(stderr, "%s: %u nodes, %u links, %u operators\n", o->target.path, network.node_count,
                    network.edge_count, network.operator_count);
            for (uint32_t i = 0; i < notes->count; ++i) {
                fprintf(stderr, "  %s\n", notes->texts[i]);
            }
        }
        hr_network_free(&network);
    }
    free(notes);
    return status;
}

int hr_network_generate(int argc, char **argv)
{
    options o = {0};
    hr_scenario *nation = NULL;
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_network_generate_argp, argc, argv, 0, NULL, &o);
    hr_status status = hr_nation_choice_read(&o.choice, &o.overrides, &nation);
    if (status == HR_OK) {
        status = generate(nation, &o, &error);
        if (status != HR_OK) {
            hr_error_print(&error, stderr);
        }
    }
    hr_scenario_free(nation);
    return hr_error_exit_status(status);
}
