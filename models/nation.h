/* A nation from its parameters: a scenario, or a file of scenarios/data read for its network alone (scenario.h). */
#ifndef HR_MODELS_NATION_H
#define HR_MODELS_NATION_H

#include "models/backbone.h"
#include "models/scenario.h"

/* Sentences about the making of a network, each after the name of its operator. */
enum { HR_NATION_NOTES_MAX = 64 };
typedef struct {
    uint32_t count;
    char texts[HR_NATION_NOTES_MAX][HR_NAME_SIZE + HR_BACKBONE_NOTE_SIZE];
} hr_nation_notes;

/**
 * Reads the nation's table of places and generates its network.
 *
 * @param places  receives the table, which the caller frees; NULL: not asked for
 * @param notes   receives what was left out of backbones; NULL: not asked for
 * @return        HR_BAD_INPUT with a place where there is one
 */
hr_status hr_nation_generate(const hr_scenario *nation, hr_network *network, hr_places *places, hr_nation_notes *notes,
                             hr_error *error);

#endif
