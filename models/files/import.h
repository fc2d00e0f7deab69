/* From a graph with attributes to a network: what nodes are, whose, who made them, whom they serve (MODEL 2).
 *
 * Attributes say it (hr_import_columns), rules of the scenario overrule them, and what neither says is guessed. Every
 * guess, and everything that was left out or mended, is a note with its count. The guesses:
 *
 * - A node without a role is a core router; without an operator, the first operator's.
 * - Users belong to access nodes. A node of another role with users gets an exchange of its own that carries them.
 *   Without any users in the file, the access nodes (or, where there are none, an exchange at every transit node) share
 *   a stated number: by the people of a place table, each at the node nearest to the place, or else equally.
 * - An operator without a function gets every function, twice: at the best-connected of its transit nodes (by role,
 *   then by links, then in the order of the file) and at the next.
 * - Nodes at one position share an area; others have one of their own. Positions are never invented.
 *
 * O(nodes log nodes + edges log edges).
 */
#ifndef HR_MODELS_FILES_IMPORT_H
#define HR_MODELS_FILES_IMPORT_H

#include "models/assignment.h"
#include "models/files/attributed_graph.h"
#include "models/generator.h"

enum {
    HR_IMPORT_RULES_MAX = 64,
    HR_IMPORT_NOTES_MAX = 32,
    HR_IMPORT_NOTE_SIZE = 320,
    HR_IMPORT_COLUMN_NAMES = 5,
    HR_IMPORT_USERS = 1000000, /* shared out where nothing says how many there are */
    HR_IMPORT_INSTANCES = 2,
};

/* ---- what the caller says -------------------------------------------------------------------------------------- */

/* Nodes that meet every condition get what is set. Of several rules that set the same, the first that meets holds. */
typedef struct {
    uint32_t degree_least;
    uint32_t degree_greatest;
    char name[HR_NAME_SIZE];      /* pattern of fnmatch; empty: any */
    char attribute[HR_NAME_SIZE]; /* that must be given; empty: none */
    char value[HR_NAME_SIZE];     /* pattern for it; empty: any */
    bool has_box;                 /* a node without a position is in no box */
    double box[4];                /* south, west, north, east */

    bool has_role;
    uint32_t role;
    char provider[HR_NAME_SIZE]; /* operator; empty: not set */
    char vendor[HR_NAME_SIZE];
    char managed_by[HR_NAME_SIZE];
    bool has_users;
    uint32_t users;
    bool has_capacity;
    uint32_t capacity_users;
    bool has_sensitive;
    bool is_sensitive;
} hr_import_rule;

typedef struct {
    uint32_t operator_count; /* names that nodes may have, in order; 0: those of the file */
    char operators[HR_OPERATORS_MAX][HR_NAME_SIZE];
    uint32_t vendor_count; /* likewise */
    char vendors[HR_VENDORS_MAX][HR_NAME_SIZE];
    int64_t users;           /* shared out where the file gives none; 0: the people of the places, or HR_IMPORT_USERS */
    uint32_t function_count; /* placed where an operator has none of the role; 0: HR_IMPORT_INSTANCES of each */
    hr_generator_function functions[HR_GENERATOR_FUNCTIONS_MAX];
    uint32_t rule_count;
    hr_import_rule rules[HR_IMPORT_RULES_MAX];
} hr_import_parameters;

/* ---- what comes out -------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t name;  /* in `names` */
    float latitude; /* NaN: unknown */
    float longitude;
    uint32_t users;
    uint32_t area;
    uint32_t degree; /* links in the file */
    int64_t capacity_users;
    uint16_t region;
    uint8_t role;
    uint8_t operator_id;
    uint8_t vendor; /* HR_NO_VENDOR: not given */
    uint8_t managed_by;
    bool is_shared;
    bool is_sensitive;
} hr_import_node;

typedef struct {
    uint32_t ends[2];
    float length_km; /* NaN: not given */
    uint8_t kind;    /* hr_edge_kind */
} hr_import_edge;

typedef struct {
    const char *code; /* a name for programs */
    bool is_guess;    /* else something left out, mended, or worth knowing */
    uint64_t count;
    char text[HR_IMPORT_NOTE_SIZE]; /* a sentence */
} hr_import_note;

typedef struct {
    uint32_t file_nodes; /* the first so many nodes, and edges, are the file's; others were added */
    uint32_t file_edges;
    uint32_t node_count;
    hr_import_node *nodes;
    uint32_t edge_count;
    hr_import_edge *edges;
    char *names;
    size_t name_size;

    uint32_t operator_count;
    char operators[HR_OPERATORS_MAX][HR_NAME_SIZE];
    uint32_t vendor_count;
    char vendors[HR_VENDORS_MAX][HR_NAME_SIZE];
    /* per operator, as bits, an OSS apart: roles that it has nodes of, and those of them with nodes without a vendor */
    uint32_t roles[HR_OPERATORS_MAX];
    uint32_t roles_without_vendor[HR_OPERATORS_MAX];
    bool makes[HR_OPERATORS_MAX][HR_VENDORS_MAX];          /* whose equipment the file says an operator runs */
    bool has_oss[HR_OPERATORS_MAX];                        /* the file has its management plane */
    uint32_t sites[HR_OPERATORS_MAX][HR_IMPORT_INSTANCES]; /* where functions and OSS stand; HR_NO_NODE: none */
    bool has_sensitive;

    uint32_t note_count;
    hr_import_note notes[HR_IMPORT_NOTES_MAX];
} hr_import;

/**
 * Says what a graph means.
 *
 * @param files       names of the file of nodes and of that of edges (NULL: the same), for messages
 * @param places      people to share out; NULL: none
 * @return            HR_BAD_INPUT with file and line for a value that cannot be; HR_FAILED without memory
 */
hr_status hr_import_graph(hr_import *import, const hr_attributed_graph *graph, const char *const files[2],
                          const hr_import_parameters *parameters, const hr_places *places, hr_error *error);
void hr_import_free(hr_import *import);

const char *hr_import_name(const hr_import *import, uint32_t node);

/* Vendors whose equipment an operator runs in any case: one OSS node each, where the file has none. */
typedef struct {
    uint32_t count;
    const uint8_t *vendors;
} hr_import_oss;

/* Who made and who manages each node of a network by its file; HR_NO_VENDOR: the file does not say. */
typedef struct {
    uint8_t *vendor;
    uint8_t *managed_by;
} hr_import_vendors;

/**
 * Builds the network.
 *
 * @param oss      per operator; NULL: none
 * @param vendors  receives node_count entries each, allocated; the caller frees them
 * @return         HR_BAD_INPUT (hr_network_finish), HR_FAILED without memory
 */
hr_status hr_import_build(const hr_import *import, const hr_import_oss *oss, hr_network *network,
                          hr_import_vendors *vendors, hr_error *error);

/* Names under which an attribute is looked for, the first found holds. */
typedef struct {
    const char *what;
    const char *names[HR_IMPORT_COLUMN_NAMES];
} hr_import_column_names;
extern const hr_import_column_names hr_import_columns[]; /* ends with NULL */

#endif
