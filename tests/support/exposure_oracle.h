/* The slow oracle of exposure: exposed users of one moment from their definition (MODEL 3), with nothing kept between
 * moments but the paths, which belong to the intact network.
 *
 * For every access node and required role, igraph lists all shortest paths to all instances; of the shortest, the
 * lexicographically first by node number is the user's. No forest, no group, no count.
 */
#ifndef HR_TESTS_SUPPORT_EXPOSURE_ORACLE_H
#define HR_TESTS_SUPPORT_EXPOSURE_ORACLE_H

#include "models/service.h"

typedef struct hr_exposure_oracle hr_exposure_oracle;

/** Borrows network and services. */
hr_exposure_oracle *hr_exposure_oracle_new(const hr_network *network, const hr_service *services,
                                           uint32_t service_count);
void hr_exposure_oracle_free(hr_exposure_oracle *oracle);

/** Users of an operator exposed in a service while the nodes with compromised[node] > 0 are compromised. */
int64_t hr_exposure_oracle_users(const hr_exposure_oracle *oracle, const uint32_t *compromised, uint32_t operator_id,
                                 uint32_t service);

/** How many ties of length were settled by node order in finding the paths, and the longest path in hops. */
uint32_t hr_exposure_oracle_ties(const hr_exposure_oracle *oracle);
uint32_t hr_exposure_oracle_longest(const hr_exposure_oracle *oracle);

#endif
