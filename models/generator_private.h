/* Shared by the generator_*.c files alone. */
#ifndef HR_MODELS_GENERATOR_PRIVATE_H
#define HR_MODELS_GENERATOR_PRIVATE_H

#include "models/generator.h"
#include "models/spatial.h"
#include "sim/engine/random.h"

/* Nodes of one kind of one operator, with their positions in the plane (km) and a grid over them. */
typedef struct {
    uint32_t count;
    uint32_t *node; /* numbers in the builder */
    double *x;
    double *y;
    hr_grid grid;
} hr_layer;

/* What an operator's transport consists of; one that uses another's has none. */
typedef struct {
    hr_layer exchanges;
    hr_layer aggregation;
    hr_layer metro;
    hr_layer core;
} hr_transport;

typedef struct {
    const hr_generator_parameters *parameters;
    const hr_places *places;
    hr_network_builder *builder;
    hr_random random;
    double km_per_degree_longitude;
    double *place_x; /* km */
    double *place_y;
    hr_layer areas;  /* no nodes: centres only */
    double *area_population;
    uint32_t *area_region;
    uint32_t *area_place;
    hr_transport transports[HR_OPERATORS_MAX];
    uint32_t *serial; /* [operator][role]: nodes built so far, for their ids */
    uint32_t built;   /* nodes so far: entity of draws of homing */
    hr_error *error;
} hr_generation;

/** Splits `total` in proportion to weights by largest remainder (Hamilton); ties go to the lower index. */
hr_status hr_generation_split(hr_generation *g, const double *weights, uint32_t count, int64_t total, int64_t *parts);

hr_status hr_layer_allocate(hr_generation *g, hr_layer *layer, uint32_t count);
hr_status hr_layer_index(hr_generation *g, hr_layer *layer);
void hr_layer_free(hr_layer *layer);

/** A point drawn evenly from a disc whose area holds `population` at the urban density, at least 0.2 km wide. The draw belongs to
 *  the i-th of a layer, so that an operator's sites can be laid out again when a partner's are. */
void hr_generation_scatter(const hr_generation *g, double x, double y, double population, uint32_t i, uint32_t layer,
                           double point[2]);
enum { HR_AREA_LAYER = 0 }; /* others: hr_generation_layer(operator, role) */
uint32_t hr_generation_layer(uint32_t operator_id, hr_role role);

/** Nearest area of a point. */
uint32_t hr_generation_area(const hr_generation *g, double x, double y);

typedef struct {
    uint32_t operator_id;
    hr_role role;
    double x;
    double y;
    uint32_t area;
    int64_t users;
    int64_t capacity_users;
    bool is_shared;
    uint8_t bound_vendor;
} hr_new_node;

/** Adds a node with the next id of its operator and role. */
hr_status hr_generation_add(hr_generation *g, const hr_new_node *node, uint32_t *index);

/** Links a node to the nearest member of a layer, and to the second nearest as backup with a probability. */
hr_status hr_generation_home(hr_generation *g, uint32_t node, double x, double y, const hr_layer *layer,
                             double dual_probability);

/* the steps, in order */
hr_status hr_generation_make_areas(hr_generation *g);
hr_status hr_generation_make_transport(hr_generation *g, uint32_t operator_id);
hr_status hr_generation_make_functions(hr_generation *g, uint32_t operator_id);
hr_status hr_generation_make_access(hr_generation *g, uint32_t operator_id);

/** The transport that an operator uses: its own or another's. */
const hr_transport *hr_generation_transport(const hr_generation *g, uint32_t operator_id);

#endif
