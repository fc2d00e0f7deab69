/* A scenario: everything that a file says, checked, with names turned into numbers (MODEL 1 to 9; the keys:
 * scenarios/README.md).
 *
 * Reading fills plain tables; nothing is computed here. Every mistake of the file becomes a diagnostic with its
 * place. Threats and mitigations are kept as a form (a row of their table) and the parameters that the form read.
 */
#ifndef HR_MODELS_SCENARIO_H
#define HR_MODELS_SCENARIO_H

#include "models/assignment.h"
#include "models/costs.h"
#include "models/files/file_network.h"
#include "models/generator.h"
#include "models/listed.h"
#include "models/mitigations/mitigation.h"
#include "models/point.h"
#include "models/reader.h"
#include "models/programme_parameters.h"
#include "models/recovery_parameters.h"
#include "models/service.h"
#include "models/threats/threat.h"

enum {
    HR_STATES_MAX = 256, /* there are about 200 */
    HR_CASES_MAX = 32,
    HR_CHANGES_MAX = 64, /* of a case, with those that it takes over */
    HR_LIMITS_MAX = 32,  /* likewise */
    HR_MIXES_MAX = HR_OPERATORS_MAX * HR_ROLE_COUNT,
    HR_MANAGEMENT_MAX = 64,
    HR_THREATS_MAX = 16,
    HR_NAMES_MAX = 256, /* of any kind */
    HR_TITLE_SIZE = 256,
    HR_QUESTION_SIZE = 1024,
    HR_PATH_SIZE = 4096,
    HR_SHA256_TEXT_SIZE = 65,
    HR_NO_INDEX = -1,
};

typedef struct {
    char name[HR_NAME_SIZE];
    double leverage[HR_STATES_MAX]; /* exposure to each state, [0, 1] (MODEL 4) */
} hr_vendor;

/* A list of known names, as messages show it. Borrows the texts. */
typedef struct {
    const char *items[HR_NAMES_MAX];
    size_t count;
} hr_names;

typedef struct {
    hr_vendor_change change;
    hr_key_place place;
} hr_case_change;

typedef struct {
    hr_vendor_limit limit;
    hr_key_place place;
} hr_case_limit;

/* A network of the comparison: the base mixes with changes in order, within limits. */
typedef struct {
    char name[HR_NAME_SIZE];
    uint32_t above; /* 1 + number of the earlier case that it starts from; 0: the mixes */
    uint32_t change_count;
    hr_case_change changes[HR_CHANGES_MAX];
    uint32_t limit_count;
    hr_case_limit limits[HR_LIMITS_MAX]; /* on what the changes leave */
    uint32_t programme_count;
    hr_programme_step programme[HR_PROGRAMME_STEPS_MAX]; /* after the limits */
    bool has_threats;                                    /* else those of the case above, or all */
    uint32_t threats;                                    /* bit per threat of the scenario that acts in this case */
} hr_case;

/* The statement under test (MODEL 1, Q3): cases by number, HR_NO_INDEX where the file says nothing. */
typedef struct {
    int32_t state;
    int32_t baseline;
    int32_t same_state;  /* baseline plus a second vendor of the state */
    int32_t other_state; /* baseline plus the same amount of a vendor of another state */
    int32_t removed;     /* none of that state */
} hr_claim;

typedef struct {
    char name[HR_NAME_SIZE];
    const hr_threat_form *form;
    void *parameters;
} hr_threat;

typedef struct {
    bool is_on;
    bool is_tested; /* the unmitigated arm lacks it */
    void *parameters;
} hr_mitigation;

/* Points of a grid, or a list of them, to run the cases at. */
typedef struct {
    uint32_t replications; /* at every point */
    uint32_t cases;        /* bits */
    hr_point_list grid;
    hr_point_list list;
} hr_sweep;

typedef enum { HR_METHOD_SOBOL, HR_METHOD_MORRIS } hr_sensitivity_method;
typedef enum { HR_OF_EFFECTIVENESS, HR_OF_LOST, HR_OF_CONTRAST } hr_sensitivity_of;
extern const char *const hr_sensitivity_methods[]; /* end with NULL */
extern const char *const hr_sensitivity_outputs[];

/* When a run knows enough: the half-width of an interval is small, relative to its value. */
typedef enum { HR_PRECISION_OF_EFFECTIVENESS, HR_PRECISION_OF_LOST, HR_PRECISION_OF_CVAR } hr_precision_of;
extern const char *const hr_precision_names[]; /* ends with NULL */

typedef struct {
    bool is_there;
    uint32_t of; /* hr_precision_of */
    double relative_half_width;
    uint32_t minimum;
    uint32_t maximum; /* 0: as many as the scenario's replications */
    uint32_t cases;   /* bits; 0: all */
} hr_precision_target;

/* Which mitigation does what: runs with every subset of those under test. */
typedef struct {
    bool is_there;
    uint32_t cases;        /* bits; 0: the claim's baseline, or the first */
    uint32_t replications; /* 0: as many as the scenario's */
} hr_attribution;

enum { HR_ATTRIBUTION_MAX = 10 }; /* mitigations under test: two to that power of subsets */

/* A whole number, and where it is written. */
typedef struct {
    uint32_t number;
    char file[HR_ERROR_FILE_SIZE];
    int line;
    int column;
} hr_placed_number;

/* Which assumptions matter: a design over their ranges. */
typedef struct {
    bool is_there;
    uint32_t method;              /* hr_sensitivity_method */
    uint32_t of;                  /* hr_sensitivity_of */
    int32_t of_case;              /* HR_NO_INDEX: the claim's baseline, or the first */
    hr_placed_number base_points; /* blocks of the design */
    uint32_t replications;
    hr_point_list paths; /* settings without values; none: every assumption */
} hr_sensitivity;

struct hr_scenario {
    char file[HR_PATH_SIZE];
    char title[HR_TITLE_SIZE];
    char question[HR_QUESTION_SIZE];
    hr_source_texts sources; /* the files as read */
    /* the same as one YAML stream: the scenario, overrides as lines of comment, then each file that it extends */
    char *text;
    char sha256[HR_SHA256_TEXT_SIZE];        /* of `text` */
    char places_sha256[HR_SHA256_TEXT_SIZE]; /* of the place table; empty when it cannot be read */
    /* of the other files that the network is made from (backbones): of their hashes, a line each; empty: none */
    char network_sha256[HR_SHA256_TEXT_SIZE];
    hr_override *overrides; /* it was read with these */
    size_t override_count;
    uint64_t seed;
    uint32_t replications;
    double horizon_hours;
    uint32_t time_cells;

    uint32_t state_count;
    char states[HR_STATES_MAX][HR_NAME_SIZE];
    uint32_t vendor_count;
    hr_vendor vendors[HR_VENDORS_MAX];

    char places_file[HR_PATH_SIZE];
    bool has_sensitive;                /* the file says which sites of the generated network are sensitive */
    hr_key_place sensitive_places;     /* where their names stand */
    hr_generator_parameters generator; /* of a listed network: the names of the operators alone */
    hr_generator_published published;
    hr_listed_network listed;
    bool is_from_file;
    hr_file_network *file_network; /* of a network from a file; shared with scenarios that say the same of it */
    const hr_scenario *before;     /* while reading: one read before, whose network can be shared */
    uint32_t service_count;
    hr_service services[HR_SERVICES_MAX];
    hr_overlap overlap;

    uint32_t rule; /* hr_assignment_rule of all mixes */
    uint32_t unit; /* hr_quota_unit of those at access nodes */
    uint32_t mix_count;
    hr_vendor_mix mixes[HR_MIXES_MAX];
    uint32_t diverse_homing; /* an hr_diverse_homing */
    uint32_t management_count;
    hr_management_rule management[HR_MANAGEMENT_MAX];

    uint32_t case_count;
    hr_case cases[HR_CASES_MAX];
    hr_claim claim;

    uint32_t threat_count;
    hr_threat threats[HR_THREATS_MAX];
    hr_recovery_parameters recovery;
    hr_costs costs;
    hr_mitigation mitigations[HR_MITIGATIONS_MAX]; /* hr_mitigation_count of them */

    hr_precision_target precision;
    hr_attribution attribution;
    hr_sweep sweep;
    hr_sensitivity sensitivity;
    uint32_t assumption_replications; /* of each end of each assumption's range; 0: no such runs */
    size_t assumption_count;
    hr_assumption *assumptions;
    size_t unsourced_count;
    hr_error *unsourced; /* figures without a source, with their places */
};

/**
 * Reads a scenario file, `-` for standard input, with `--set` overrides.
 *
 * @param before      a scenario that was read from the same file before: the texts that it read, and its network from a
 *                    file where this one says the same of it, are used in the files' place; or NULL
 * @param scenario    receives a new scenario (owned by the caller, freed by hr_scenario_free) or NULL
 * @param diagnostics receives every mistake found
 * @return            HR_BAD_INPUT when there was any; HR_FAILED without memory (also a diagnostic)
 */
hr_status hr_scenario_read(hr_scenario **scenario, const char *file, const hr_scenario *before,
                           const hr_override *overrides, size_t override_count, hr_diagnostics *diagnostics);
/**
 * Reads a file for its network alone: a nation's parameters, which hold nothing but `network` (scenarios/data), or a
 * whole scenario, which is then read as one. Otherwise as hr_scenario_read.
 */
hr_status hr_scenario_read_nation(hr_scenario **scenario, const char *file, const hr_override *overrides,
                                  size_t override_count, hr_diagnostics *diagnostics);
void hr_scenario_free(hr_scenario *scenario);

/** Reads what a file by itself says of a network's file: the keys of `network.file`. */
hr_status hr_scenario_read_import(const char *file, hr_file_parameters *parameters, hr_diagnostics *diagnostics);

/* ---- for the readers of parts: names to numbers, with a mistake at the value when unknown ---- */

bool hr_scenario_vendor(const hr_scenario *scenario, const hr_value *value, uint8_t *vendor);
bool hr_scenario_state(const hr_scenario *scenario, const hr_value *value, uint32_t *state);
bool hr_scenario_operator(const hr_scenario *scenario, const hr_value *value, uint32_t *operator_id);
bool hr_scenario_case(const hr_scenario *scenario, const hr_value *value, int32_t *number);
bool hr_scenario_role(const hr_value *value, hr_role *role);

/* ---- names in their order, borrowed from the scenario ---- */

void hr_scenario_state_names(const hr_scenario *scenario, hr_names *names);
void hr_scenario_vendor_names(const hr_scenario *scenario, hr_names *names);
void hr_scenario_operator_names(const hr_scenario *scenario, hr_names *names);
void hr_scenario_case_names(const hr_scenario *scenario, hr_names *names);
void hr_scenario_threat_names(const hr_scenario *scenario, hr_names *names);

/** Whether a vendor answers to a state at all. */
bool hr_scenario_is_exposed(const hr_scenario *scenario, uint8_t vendor, uint32_t state);

#endif
