/* A network whose nodes and links stand in the scenario itself: small, for reading along and for tests (MODEL 2).
 *
 * Links keep their order: a stub's first parent is the first that is listed.
 */
#ifndef HR_MODELS_LISTED_H
#define HR_MODELS_LISTED_H

#include "models/network.h"

enum { HR_LISTED_NODES_MAX = 256, HR_LISTED_LINKS_MAX = 1024 };

typedef struct {
    char name[HR_NAME_SIZE];
    uint32_t role; /* hr_role */
    uint32_t operator_id;
    uint32_t users;
    uint32_t capacity_users; /* 0: unlimited */
    uint32_t area;
    double latitude;
    double longitude;
    uint8_t vendor; /* of an oss: the one whose equipment it manages */
    bool has_vendor;
    bool is_shared;
    bool is_sensitive;
} hr_listed_node;

typedef struct {
    uint32_t ends[2]; /* indices of nodes */
} hr_listed_link;

typedef struct {
    hr_listed_link items[HR_LISTED_LINKS_MAX];
    uint32_t count;
} hr_listed_links;

typedef struct {
    bool is_there;
    hr_listed_node nodes[HR_LISTED_NODES_MAX];
    uint32_t node_count;
    hr_listed_links links;
    hr_listed_links backup_links;
} hr_listed_network;

/**
 * Builds the network.
 *
 * @param operator_names  of the operators that nodes name by number
 * @param vendor          receives node_count entries, allocated: who made a node by the list, else HR_NO_VENDOR; the
 *                        caller frees it
 * @return                HR_BAD_INPUT with a sentence (hr_network_finish), HR_FAILED without memory
 */
hr_status hr_listed_build(const hr_listed_network *listed, const char *const *operator_names, uint32_t operator_count,
                          hr_network *network, uint8_t **vendor, hr_error *error);

#endif
