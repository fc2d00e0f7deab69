/* Shared by the import_*.c files alone. */
#ifndef HR_MODELS_FILES_IMPORT_PRIVATE_H
#define HR_MODELS_FILES_IMPORT_PRIVATE_H

#include "models/files/import.h"

typedef enum {
    HR_COLUMN_NAME,
    HR_COLUMN_ROLE,
    HR_COLUMN_TYPE, /* a role where it is one */
    HR_COLUMN_OPERATOR,
    HR_COLUMN_LATITUDE,
    HR_COLUMN_LONGITUDE,
    HR_COLUMN_USERS,
    HR_COLUMN_CAPACITY,
    HR_COLUMN_AREA,
    HR_COLUMN_REGION,
    HR_COLUMN_VENDOR,
    HR_COLUMN_MANAGED_BY,
    HR_COLUMN_SHARED,
    HR_COLUMN_SENSITIVE,
    HR_COLUMN_KIND, /* of edges, as the next */
    HR_COLUMN_LENGTH,
    HR_COLUMN_COUNT,
} hr_import_column;

/* Work in progress. */
typedef struct {
    hr_import *import;
    const hr_attributed_graph *graph;
    const char *node_file;
    const char *edge_file;
    const hr_import_parameters *parameters;
    const hr_places *places;
    const hr_graph_attribute *columns[HR_COLUMN_COUNT];
    hr_text_index index; /* of names: their nodes */
    uint32_t *name_of;   /* per node, in import->names */
    size_t name_capacity;
    uint32_t node_capacity;
    uint32_t edge_capacity;

    /* counts for notes */
    uint32_t without_role;
    uint32_t without_operator;
    uint32_t unknown_roles;
    char unknown_role[HR_NAME_SIZE];
    uint32_t renamed;
    bool has_users; /* the file, or a rule, says some */
} hr_importer;

/* Text of a node, or of an edge, in a column; NULL: not given. */
const char *hr_import_text(const hr_importer *importer, hr_import_column column, uint32_t item);

/** Adds a note. */
void hr_import_say(hr_import *import, const char *code, bool is_guess, uint64_t count, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/** A mistake at a node's or an edge's line. */
hr_status hr_import_mistake(const hr_importer *importer, bool is_edge, uint32_t item, hr_error *error,
                            const char *format, ...) __attribute__((format(printf, 5, 6)));

/** Adds a node under a name of its own (or that with a number), with room for it made. */
hr_status hr_import_add_node(hr_importer *importer, const hr_import_node *node, const char *name, uint32_t *added,
                             hr_error *error);
hr_status hr_import_add_edge(hr_importer *importer, uint32_t first, uint32_t second, hr_error *error);

/* Numbers of names, added where the caller allows new ones. */
hr_status hr_import_operator(const hr_importer *importer, const char *name, uint8_t *number, hr_error *error);
hr_status hr_import_vendor(const hr_importer *importer, const char *name, uint8_t *number, hr_error *error);

/* The steps, in order. */
void hr_import_find_columns(hr_importer *importer);                                   /* import_columns.c */
hr_status hr_import_read_node(hr_importer *importer, uint32_t node, hr_error *error); /* import_columns.c */
hr_status hr_import_read_edges(hr_importer *importer, hr_error *error);               /* import_edges.c */
hr_status hr_import_apply_rules(hr_importer *importer, hr_error *error);              /* import_rules.c */
hr_status hr_import_read_areas(hr_importer *importer, hr_error *error);               /* import_areas.c */
hr_status hr_import_place_users(hr_importer *importer, hr_error *error);              /* import_users.c */
hr_status hr_import_place_functions(hr_importer *importer, hr_error *error);          /* import_functions.c */
hr_status hr_import_note_parts(hr_importer *importer, hr_error *error);               /* import_edges.c */
void hr_import_note_columns(const hr_importer *importer);                             /* import_columns.c */

#define HR_IMPORT_BIT(role) (1u << (role))
enum {
    HR_IMPORT_ACCESS = HR_IMPORT_BIT(HR_ROLE_RAN_SITE) | HR_IMPORT_BIT(HR_ROLE_CABINET) |
                       HR_IMPORT_BIT(HR_ROLE_EXCHANGE),
    HR_IMPORT_TRANSPORT = HR_IMPORT_BIT(HR_ROLE_EXCHANGE) | HR_IMPORT_BIT(HR_ROLE_AGGREGATION) |
                          HR_IMPORT_BIT(HR_ROLE_METRO) | HR_IMPORT_BIT(HR_ROLE_CORE_ROUTER),
    HR_IMPORT_FUNCTIONS = HR_IMPORT_BIT(HR_ROLE_PACKET_CORE) | HR_IMPORT_BIT(HR_ROLE_SUBSCRIBER_DB) |
                          HR_IMPORT_BIT(HR_ROLE_VOICE_CORE) | HR_IMPORT_BIT(HR_ROLE_EMERGENCY_GATEWAY) |
                          HR_IMPORT_BIT(HR_ROLE_INTERNET_GATEWAY),
};
static inline bool hr_import_is(const hr_import_node *node, unsigned roles)
{
    return roles >> node->role & 1;
}

#endif
