/* A real backbone, read from a file of a network and settled in a country, for the generator to grow a nation around.
 *
 * Nodes with a position stand there; a node without one stands at the most populous place of its name. Left out, each
 * with its links and a note: nodes without either; nodes further from every place of the table than `reach_km`, which
 * lie abroad; and all but the largest connected part of the rest (by nodes; of equal ones the one that the file begins).
 * Links to themselves are dropped; parallel links stay. A node that hangs on one link, or behind one, stays as it is.
 *
 * Core routers are the `core_routers` best-connected nodes (by links, parallel ones included, of equal ones the first in
 * the file), or all of them; the others are metro nodes.
 */
#ifndef HR_MODELS_BACKBONE_H
#define HR_MODELS_BACKBONE_H

#include "models/generator.h"

enum {
    HR_BACKBONE_NODES_MAX = 10000,
    HR_BACKBONE_NOTES_MAX = 8,
    HR_BACKBONE_NOTE_SIZE = 256,
};

typedef struct {
    char name[HR_NAME_SIZE]; /* as the file has it, or numbered: unique */
    float latitude;
    float longitude;
    uint32_t degree; /* links to nodes that stay */
    bool is_core;
} hr_backbone_node;

struct hr_backbone {
    uint32_t node_count;
    hr_backbone_node *nodes; /* in the order of the file */
    uint32_t core_count;
    uint32_t link_count;
    uint32_t (*links)[2];
    uint32_t note_count;
    char notes[HR_BACKBONE_NOTES_MAX][HR_BACKBONE_NOTE_SIZE]; /* what was left out or mended, a sentence each */
};

/**
 * Reads and settles the backbone of an operator.
 *
 * @param asked  what the operator's parameters say
 * @return       HR_BAD_INPUT with a place for a file that is none, and when fewer than three nodes or than the core
 *               routers that are asked for are left; then there is nothing to free
 *
 * O(file + nodes log places).
 */
hr_status hr_backbone_read(hr_backbone *backbone, const hr_generator_backbone *asked, const hr_places *places,
                           hr_error *error);
void hr_backbone_free(hr_backbone *backbone);

#endif
