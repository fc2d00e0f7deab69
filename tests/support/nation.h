/* Nations for tests: the United Kingdom at full size and a small invented one; a digest of a whole network. */
#ifndef HR_TESTS_SUPPORT_NATION_H
#define HR_TESTS_SUPPORT_NATION_H

#include "models/generator.h"

/** The default United Kingdom: 66.4 million people, four mobile and two fixed operators, about 200,000 nodes. */
void hr_nation_united_kingdom(hr_generator_parameters *parameters);

/** Two mobile operators that share sites and two fixed ones, about 700 nodes; `red` uses the transport of `line`. */
void hr_nation_small(hr_generator_parameters *parameters);

enum { HR_NATION_RED, HR_NATION_BLUE, HR_NATION_LINE, HR_NATION_FIBRE };

/** Sixty invented places on a crooked grid, the largest first; the caller frees. */
void hr_nation_small_places(hr_places *places);

/** FNV-1a over every array of a network. */
uint64_t hr_nation_digest(const hr_network *network);

/** Number of the node with an id, or HR_NO_NODE. */
uint32_t hr_nation_node(const hr_network *network, const char *id);

#endif
