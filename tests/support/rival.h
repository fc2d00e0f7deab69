/* What benches measure themselves against, in the same run. */
#ifndef HR_TESTS_SUPPORT_RIVAL_H
#define HR_TESTS_SUPPORT_RIVAL_H

#include "models/network.h"

/** Monotonic milliseconds. */
double hr_rival_now_ms(void);

/** One evaluation of a network's components by igraph, the best of five. */
double hr_rival_components_ms(const hr_network *network);

#endif
