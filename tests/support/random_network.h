/* Small random networks with services, for property tests: everything the model allows, in a few dozen nodes.
 *
 * Several operators that share transit; stubs without, with one and with several parents, of both kinds of edge and
 * in any order, parallel edges included; transit nodes with users; functions shared or not, of limited capacity or
 * not; OSS nodes bound to vendors or not; any-operator services; overlap; rules of roaming; parts that are not connected.
 */
#ifndef HR_TESTS_SUPPORT_RANDOM_NETWORK_H
#define HR_TESTS_SUPPORT_RANDOM_NETWORK_H

#include "models/service.h"

enum { HR_RANDOM_NETWORK_NODES_MAX = 60, HR_RANDOM_NETWORK_VENDORS = 3 };

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): enough to make test cases, and apart from the generator under test. */
typedef struct {
    uint64_t state;
} hr_test_random;

uint64_t hr_test_random_next(hr_test_random *random);
/** A number in [0, bound); bound > 0. */
uint32_t hr_test_random_below(hr_test_random *random, uint32_t bound);
/** True in `percent` of 100 cases. */
bool hr_test_random_chance(hr_test_random *random, uint32_t percent);

typedef struct {
    hr_network network;
    hr_service services[HR_SERVICES_MAX];
    uint32_t service_count;
    hr_overlap overlap;
    hr_roaming roaming; /* on */
} hr_random_network;

/** The network of a seed, 5 to 60 nodes. Every service has users and requires a role. */
void hr_random_network_make(hr_random_network *random_network, uint64_t seed);
void hr_random_network_free(hr_random_network *random_network);

/** count times the environment variable HR_TEST_SCALE, a factor in (0, 1], but at least 1; count itself without it. */
uint32_t hr_test_scaled(uint32_t count);

#endif
