/* The small nation of the integration tests as a world, with keys of its scenario set otherwise. */
#ifndef HR_TESTS_SUPPORT_SMALL_WORLD_H
#define HR_TESTS_SUPPORT_SMALL_WORLD_H

#include "models/replication.h"

enum { HR_SMALL_SETS_MAX = 48 };

/* Cases in this order. */
enum { HR_SMALL_ONE, HR_SMALL_SAME, HR_SMALL_OTHER, HR_SMALL_NONE };

/* `key=value` texts for the scenario, borrowed; the list ends with NULL. */
typedef struct {
    const char *list[HR_SMALL_SETS_MAX + 1];
    size_t count;
} hr_small_sets;

/* A campaign of state AA without delays before its channels: `latent: {...}`, `update: {...}`, `remote_access:
 * {...}`. */
#define HR_SMALL_CAMPAIGN(probability, correlation, channels, trigger, sabotage)                                       \
    "threats.campaign.compulsion={source: made up, state: AA, order_hours: 0, compliance_probability: " probability    \
    ", compliance_correlation: " correlation ", preparation_hours: {constant: 0}, " channels                           \
    ", trigger: {after_order_hours: {constant: " trigger "}}, sabotage: " sabotage "}"

/* A campaign under its name in `threats`, ready at once, with vendors that comply for certain; `threats` with only such a
 * one of AA; a trigger. */
#define HR_SMALL_STATE_CAMPAIGN(who, rest)                                                                             \
    "{compulsion: {source: made up, state: " who ", order_hours: 0, compliance_probability: 1,"                        \
    " compliance_correlation: 0, preparation_hours: {constant: 0}, " rest "}}"
#define HR_SMALL_ONLY_CAMPAIGN(rest) "threats={campaign: " HR_SMALL_STATE_CAMPAIGN("AA", rest) "}"
#define HR_SMALL_TRIGGER(hours) "trigger: {after_order_hours: {constant: " hours "}}"

#define HR_SMALL_STRIKES "{activation_probability: 1, bricking_probability: 0}"
#define HR_SMALL_BRICKS "{activation_probability: 1, bricking_probability: 1}"

typedef struct {
    hr_scenario *scenario;
    hr_world world;
    hr_replication replication;
} hr_small_world;

/** A handful of nodes. Alpha only at blue's ten sites (and its management plane); nobody manages for others; without
 *  diagnosis, with spares for everything; only the cases one and none differ. */
hr_small_sets hr_small_tiny(void);
void hr_small_set(hr_small_sets *sets, const char *text);
/** Switches off every mitigation whose name is not in the text. */
void hr_small_only(hr_small_sets *sets, const char *names);

/** Reads the scenario with `key=value` texts set (NULL ends the list) and makes its world and one worker; any failure
 *  ends the test. */
void hr_small_world_make(hr_small_world *small, const char *const *sets);
/** The same in two steps, so that a test can change the scenario between them. */
void hr_small_world_read(hr_small_world *small, const char *const *sets);
void hr_small_world_build(hr_small_world *small);
void hr_small_world_free(hr_small_world *small);

/** Runs one replication; a failure ends the test. Returns lost headline user-hours. */
double hr_small_world_run(hr_small_world *small, uint32_t case_index, bool is_mitigated, uint32_t number);

#endif
