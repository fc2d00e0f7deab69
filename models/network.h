/* The network: a compact immutable multigraph that all workers share (MODEL 2).
 *
 * Nodes are numbered so that transit-carrying nodes come first, [0, transit_count), by region, area, operator and
 * role, then the stubs (cell sites, street cabinets), by area and within an area by operator; ties in the order of
 * adding. So parents and children lie near each other in memory, and builders that add nodes in a geographical order
 * keep it. Transit nodes form the graph on which components live; stubs hang on transit nodes and never carry a path.
 * Vendors are not part of a network: they are assigned per case (assignment.h).
 */
#ifndef HR_MODELS_NETWORK_H
#define HR_MODELS_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/engine/error.h"

enum {
    HR_OPERATORS_MAX = 64,
    HR_ROLES_MAX = 32,
    HR_NAME_SIZE = 64,
};
#define HR_NO_VENDOR UINT8_MAX
#define HR_NO_NODE UINT32_MAX
#define HR_CAPACITY_UNLIMITED INT64_MAX

/* Roles of the generated network, in the field's words. A network from a file may add others. */
typedef enum {
    HR_ROLE_RAN_SITE, /* mobile base-station site; stub */
    HR_ROLE_CABINET,  /* street cabinet; stub */
    HR_ROLE_EXCHANGE, /* fixed access node; carries transit */
    HR_ROLE_AGGREGATION,
    HR_ROLE_METRO,
    HR_ROLE_CORE_ROUTER,
    HR_ROLE_PACKET_CORE,
    HR_ROLE_SUBSCRIBER_DB,
    HR_ROLE_VOICE_CORE,
    HR_ROLE_EMERGENCY_GATEWAY,
    HR_ROLE_INTERNET_GATEWAY,
    HR_ROLE_OSS, /* operations support: the management plane; one per operator and vendor */
    HR_ROLE_COUNT,
} hr_role;

typedef struct {
    const char *name;
    bool is_transit; /* a path may pass through */
} hr_role_form;
extern const hr_role_form hr_role_forms[HR_ROLE_COUNT];

/** Role by name, or HR_ROLE_COUNT. */
hr_role hr_role_by_name(const char *name);

typedef enum { HR_EDGE_PRIMARY, HR_EDGE_BACKUP } hr_edge_kind;

typedef struct {
    uint32_t node;
    uint8_t kind; /* hr_edge_kind */
} hr_link;

typedef struct {
    uint32_t node_count;
    uint32_t transit_count;
    uint32_t edge_count;
    uint32_t operator_count;
    uint32_t area_count;
    uint32_t region_count;
    char operator_names[HR_OPERATORS_MAX][HR_NAME_SIZE];

    /* per node */
    uint8_t *role;
    uint8_t *operator_id;
    uint16_t *region; /* contiguous reporting region, [0, region_count) */
    uint32_t *area;   /* small area within which radio cells overlap, [0, area_count) */
    float *latitude;  /* degrees, WGS 84; NaN: unknown, as is the longitude then */
    float *longitude;
    uint32_t *curve_place;   /* along a closed curve through all positions (spatial.h): vendors' regions follow it */
    uint32_t *users;         /* persons or lines served directly; 0 for non-access nodes */
    int64_t *capacity_users; /* users a function instance can carry; HR_CAPACITY_UNLIMITED when not given */
    uint8_t *is_shared;      /* a function that serves every operator */
    uint8_t *is_sensitive;
    uint8_t *bound_vendor; /* vendor index fixed by construction (an OSS manages one vendor), else HR_NO_VENDOR */
    char *ids;             /* zero-terminated texts, one after another */
    uint32_t *id_offset;   /* per node, into ids */

    /* links of all nodes, each edge seen from both ends; node n's are links[link_start[n]] .. links[link_start[n +
     * 1]]. All links of a stub are its parents: primary before backup, otherwise in the order the edges were added. A
     * transit node's links are its transit neighbours first, in the same order (which of them are above it, their
     * roles say), then its stubs from links[stub_start[n]] on, ascending. */
    uint32_t *link_start; /* node_count + 1 */
    uint32_t *stub_start; /* transit_count */
    hr_link *links;
} hr_network;

/* ---- building: nodes and edges in any order, then finish ---- */

typedef struct {
    const char *id; /* copied */
    hr_role role;
    uint32_t operator_id;
    uint32_t region;
    uint32_t area;
    double latitude;
    double longitude;
    uint32_t users;
    int64_t capacity_users;
    bool is_shared;
    bool is_sensitive;
    uint8_t bound_vendor;
} hr_network_node;

typedef struct hr_network_builder hr_network_builder;

hr_status hr_network_builder_new(hr_network_builder **builder, hr_error *error);
void hr_network_builder_free(hr_network_builder *builder);
/** Adds an operator; returns its index through *index. Names are unique: HR_BAD_INPUT otherwise. */
hr_status hr_network_builder_operator(hr_network_builder *builder, const char *name, uint32_t *index, hr_error *error);
/** Adds a node; *index is its number in the builder (finish renumbers). HR_BAD_INPUT without an id, with an operator
 *  not yet added, with a place that is none (both NaN: unknown), or with a region from 65,536 or an area from 16,777,216 on. */
hr_status hr_network_builder_node(hr_network_builder *builder, const hr_network_node *node, uint32_t *index,
                                  hr_error *error);
/** Adds an edge between builder numbers. Self-loops and stub-to-stub edges are HR_BAD_INPUT; parallel edges are kept.
 */
hr_status hr_network_builder_edge(hr_network_builder *builder, uint32_t first, uint32_t second, hr_edge_kind kind,
                                  hr_error *error);
/**
 * Orders, packs and checks. The builder is left empty. renumbered (may be NULL; caller allocates node count entries)
 * receives the final number of each builder node. HR_BAD_INPUT for an empty network (no node, or no user), two nodes
 * of one id, or more than 3,000,000,000 users (so that products of users fit 64 bits). The counts of areas and
 * regions are the largest number used plus one. O(nodes log nodes + edges).
 */
hr_status hr_network_finish(hr_network_builder *builder, hr_network *network, uint32_t *renumbered, hr_error *error);

void hr_network_free(hr_network *network);

const char *hr_network_id(const hr_network *network, uint32_t node);

/** Sum of users over nodes of an operator (HR_OPERATORS_MAX: all) and role (HR_ROLE_COUNT: all). */
int64_t hr_network_users(const hr_network *network, uint32_t operator_id, hr_role role);
uint32_t hr_network_nodes(const hr_network *network, uint32_t operator_id, hr_role role);

#endif
