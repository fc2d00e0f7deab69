/* What a network is like in detail, to be laid beside what is known of real ones: how far links reach by the roles at
 * their ends, how many neighbours nodes have, and whom radio sites cover. See generator.h for counts and homing.
 */
#ifndef HR_MODELS_NETWORK_PROFILE_H
#define HR_MODELS_NETWORK_PROFILE_H

#include "models/generator.h"

enum { HR_PROFILE_QUANTILES = 4 };
extern const double hr_profile_quantiles[HR_PROFILE_QUANTILES]; /* 0.1, 0.5, 0.9 and 1: the greatest */

/* Links of one kind between two roles; of the two, `lower` comes first in hr_role. */
typedef struct {
    hr_role lower;
    hr_role upper;
    hr_edge_kind kind;
    uint32_t count;
    double km[HR_PROFILE_QUANTILES]; /* along the ground; the smallest length that so many reach */
} hr_link_lengths;

/* Neighbours of the nodes of a role: stubs and transit nodes, both kinds of links; parallel links count each. */
typedef struct {
    uint32_t count; /* nodes */
    double mean;
    uint32_t neighbours[HR_PROFILE_QUANTILES];
} hr_role_degrees;

typedef struct {
    uint32_t length_count;
    hr_link_lengths lengths[2 * HR_ROLE_COUNT * HR_ROLE_COUNT]; /* by lower, upper, kind */
    hr_role_degrees degrees[HR_ROLE_COUNT];
} hr_network_profile;

/** O(links log links). HR_FAILED without memory. */
hr_status hr_network_profile_find(const hr_network *network, hr_network_profile *profile, hr_error *error);

/* How a country's people lie: its places, each over a disc. */
typedef struct {
    const hr_places *places;
    double population; /* the places are scaled to it; shares do not depend on it */
    double urban_density_per_km2;
} hr_country_people;

/**
 * Share of the population within a distance of a radio site, by operator. A place's people are looked at as 32 equal
 * parts, spread evenly over its disc.
 *
 * @param share  receives operator_count shares; NAN for an operator without radio sites
 *
 * O(operators * places * log sites).
 */
hr_status hr_network_coverage(const hr_network *network, const hr_country_people *people, double within_km,
                              double *share, hr_error *error);

#endif
