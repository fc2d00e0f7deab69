/* The small nation of the integration tests as a world, with keys of its scenario set otherwise. */
#ifndef HR_TESTS_SUPPORT_SMALL_WORLD_H
#define HR_TESTS_SUPPORT_SMALL_WORLD_H

#include "models/replication.h"

enum { HR_SMALL_SETS_MAX = 32 };

/* Cases in this order. */
enum { HR_SMALL_ONE, HR_SMALL_SAME, HR_SMALL_OTHER, HR_SMALL_NONE };

typedef struct {
    hr_scenario *scenario;
    hr_world world;
    hr_replication replication;
} hr_small_world;

/** Reads the scenario with `key=value` texts set (NULL ends the list) and makes its world and one worker; any failure
 *  ends the test. */
void hr_small_world_make(hr_small_world *small, const char *const *sets);
void hr_small_world_free(hr_small_world *small);

/** Runs one replication; a failure ends the test. Returns lost headline user-hours. */
double hr_small_world_run(hr_small_world *small, uint32_t case_index, bool is_mitigated, uint32_t number);

#endif
