/* The generated national network (MODEL 8): a nation from real places, the same on every machine for one seed.
 *
 * Structure, from the user inwards:
 *   areas        one per exchange of the first fixed operator; the population of the places is divided among them
 *   ran_site     per mobile operator; in every area at least one where the count allows, the rest by
 *                population^site_exponent; site-sharing pairs put sites at one position
 *   cabinet      per fixed operator with cabinets; by population
 *   exchange     per fixed operator; parent of cabinets
 *   aggregation  at towns; parent of exchanges, and of the sites of operators with own transport
 *   metro        at cities, far enough apart; parent of aggregation
 *   core_router  among the largest metro places; joined by a ring in geographical order plus chords, two-edge-connected
 *                (metro and core routers of an operator with a backbone are that file's nodes, with its links; backbone.h)
 *   functions    (packet core, subscriber database, ...) at core places, spread; two links each
 *   sensitive    every node in the areas of named places, and in a share of all areas by a keyed draw
 *   oss          one per operator and vendor, at core places, two links each
 * An operator with `transport` uses that operator's exchanges, aggregation, metro and core instead of its own. The
 * first uplink is primary, the second (dual homing, by a probability per role; always for aggregation upwards) is
 * backup, except that core mesh edges and those of a backbone are primary. No single edge cut separates a metro site
 * from the core, unless a backbone is so.
 */
#ifndef HR_MODELS_GENERATOR_H
#define HR_MODELS_GENERATOR_H

#include "models/network.h"

typedef struct {
    char name[80];
    double latitude;
    double longitude;
    double population;
} hr_place;

typedef struct {
    hr_place *places; /* sorted by population, descending; ties by name, then position */
    size_t count;
} hr_places;

/**
 * Reads a place table: CSV with a header line that names at least name, lat, lon, population (other columns are
 * ignored). A bad row is HR_BAD_INPUT with file, line and column name; a table without a place is HR_BAD_INPUT.
 */
hr_status hr_places_read(hr_places *places, const char *path, hr_error *error);
void hr_places_free(hr_places *places);

enum {
    HR_GENERATOR_FUNCTIONS_MAX = 8,
    HR_GENERATOR_PAIRS_MAX = 64,
    HR_GENERATOR_OSS_MAX = 64,
    HR_GENERATOR_SENSITIVE_MAX = 64,
    HR_GENERATOR_PATH_SIZE = 1024,
};

typedef struct {
    hr_role role;          /* packet_core ... internet_gateway */
    uint32_t count;        /* instances */
    double capacity_share; /* of the operator's users that one instance can carry; 0: unlimited */
    bool is_shared;
} hr_generator_function;

/* A file of a real network whose nodes an operator's metro and core are. */
typedef struct {
    bool is_there;
    char file[HR_GENERATOR_PATH_SIZE];
    char edges_file[HR_GENERATOR_PATH_SIZE]; /* empty: `file` holds the links too */
    uint32_t core_routers;                   /* its best-connected nodes; 0: all; the others are metro nodes */
    double reach_km;                         /* nodes further from every place lie abroad */
} hr_generator_backbone;

typedef struct hr_backbone hr_backbone; /* such a file, read (backbone.h) */

typedef struct {
    char name[HR_NAME_SIZE];
    int64_t users;        /* persons (mobile) or lines (fixed); placed exactly */
    uint32_t ran_sites;   /* mobile */
    uint32_t cabinets;    /* fixed; 0: exchanges carry the lines themselves */
    uint32_t exchanges;   /* fixed */
    uint32_t aggregation; /* ignored when transport is set, as are metro and core_routers */
    uint32_t metro;
    uint32_t core_routers;
    hr_generator_backbone backbone; /* in place of metro and core_routers */
    int32_t transport;              /* operator index whose transport it uses, or -1 */
    uint32_t function_count;
    hr_generator_function functions[HR_GENERATOR_FUNCTIONS_MAX];
    uint32_t oss_count;
    uint8_t oss_vendors[HR_GENERATOR_OSS_MAX]; /* vendors whose equipment it runs in any case: one oss node each */
} hr_generator_operator;

typedef struct {
    uint32_t first;
    uint32_t second;
    double share; /* of the smaller operator's sites that stand at a site of the other */
} hr_generator_pair;

/* Sensitive sites: whatever stands in these areas. */
typedef struct {
    double area_share; /* of all areas, by a draw of each area's own: a larger share holds a smaller one */
    uint32_t place_count;
    char places[HR_GENERATOR_SENSITIVE_MAX][HR_NAME_SIZE]; /* all areas of the places of these names */
} hr_generator_sensitive;

typedef struct {
    uint64_t seed;
    int64_t population;               /* the places are scaled to it */
    double site_exponent;             /* sites by population^exponent; below 1 city sites are busier */
    double urban_density_per_km2;     /* spreads a place's nodes over a disc of population / density */
    double dual_homing[HR_ROLES_MAX]; /* probability of a second parent, for ran_site, cabinet, exchange */
    uint32_t operator_count;
    hr_generator_operator operators[HR_OPERATORS_MAX];
    uint32_t pair_count;
    hr_generator_pair pairs[HR_GENERATOR_PAIRS_MAX];
    hr_generator_sensitive sensitive;
} hr_generator_parameters;

/* Totals and rates to compare a network with; nothing is generated from them. 0: not given. */
typedef struct {
    double nodes;
    double nodes_by_role[HR_ROLE_COUNT];
    double users_by_role[HR_ROLE_COUNT];
    double covered_share; /* of the population, within reach of a radio site */
} hr_generator_published;

/** HR_BAD_INPUT, with the nearest known name, when a sensitive place is not in the table. */
hr_status hr_generator_check_sensitive(const hr_generator_sensitive *sensitive, const hr_places *places,
                                       hr_error *error);

/**
 * Builds the network. Draws are hr_random with replication 0 and purposes of the generator alone.
 *
 * @param backbones  per operator, those of the operators that ask for one; NULL: nobody does
 * @return HR_BAD_INPUT with a sentence when the parameters cannot be met (no fixed operator with exchanges, more
 *         metro nodes than places, fewer than 3 core routers, ...); HR_FAILED without memory
 */
hr_status hr_generate(hr_network *network, const hr_generator_parameters *parameters, const hr_places *places,
                      const hr_backbone *backbones, hr_error *error);

/** What is wrong with one operator, or with one pair after those before it, whatever the places are: HR_BAD_INPUT. */
hr_status hr_generator_check_operator(const hr_generator_parameters *parameters, uint32_t operator_id, hr_error *error);
hr_status hr_generator_check_pair(const hr_generator_parameters *parameters, uint32_t number, hr_error *error);

/* What the generator reached beside what was asked (MODEL 8: degree, homing, distances). */
typedef struct {
    uint32_t nodes_by_role[HR_ROLE_COUNT];
    uint32_t sensitive_by_role[HR_ROLE_COUNT];
    double dual_homed_share[HR_ROLE_COUNT];        /* nodes of the role with two or more parents */
    double mean_parent_distance_km[HR_ROLE_COUNT]; /* over primary parents */
    double mean_transit_degree;
} hr_network_statistics;
void hr_network_measure(const hr_network *network, hr_network_statistics *statistics);

#endif
