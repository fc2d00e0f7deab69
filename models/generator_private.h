/* What the parts of the generator share. A *layer* is the nodes of one operator in one role. See generator.h. */
#ifndef HR_MODELS_GENERATOR_PRIVATE_H
#define HR_MODELS_GENERATOR_PRIVATE_H

#include "models/backbone.h"
#include "models/generator.h"
#include "models/spatial.h"
#include "sim/engine/random.h"

typedef struct {
    uint32_t count;
    uint32_t *areas;
    hr_position *positions;
    hr_point *points;
    uint32_t *users; /* NULL: none */
    uint32_t *nodes; /* numbers in the builder, once added */
} hr_generator_layer;

typedef struct {
    const hr_generator_parameters *parameters;
    const hr_places *places;
    const hr_backbone *backbones; /* per operator; NULL: none */
    hr_random random;
    hr_network_builder *builder;

    double *place_population; /* scaled to the asked population */
    hr_position *place_positions;

    uint32_t area_count;
    double *area_population;
    hr_position *area_positions;
    uint32_t *area_regions;
    uint8_t *is_area_sensitive;
    hr_spatial area_index;

    hr_generator_layer layers[HR_OPERATORS_MAX][HR_ROLE_COUNT];
    /* all nodes of a backbone, in its order; no such layer without one */
    hr_generator_layer backbone_layers[HR_OPERATORS_MAX];
    uint32_t *rings[HR_OPERATORS_MAX]; /* core routers of an operator with own transport, in the order of their ring */
} hr_generator;

/* Operator whose aggregation, metro and core an operator uses. */
uint32_t hr_generator_transport(const hr_generator *generator, uint32_t operator_id);

/* An operator's backbone, or NULL. */
const hr_backbone *hr_generator_backbone_of(const hr_generator *generator, uint32_t operator_id);

/* What aggregation hangs on: the metro nodes, or all nodes of the backbone. */
const hr_generator_layer *hr_generator_upper_layer(const hr_generator *generator, uint32_t operator_id);

/* Index of draws for an operator's layer. */
uint32_t hr_generator_draw(uint32_t operator_id, hr_role role);

/* Radius of the disc that people live on at the urban density, km. */
double hr_generator_radius_km(const hr_generator *generator, double population);

hr_status hr_generator_check(const hr_generator_parameters *parameters, const hr_places *places, hr_error *error);

/* Room for the layer's nodes, without users. */
hr_status hr_generator_layer_init(hr_generator_layer *layer, uint32_t count, hr_error *error);

/* Positions of a layer at towns, by their population; in every town at least one when there are enough. */
hr_status hr_generator_settle_towns(hr_generator *generator, uint32_t operator_id, hr_role role, uint32_t count,
                                    hr_error *error);

/* Areas, with the population of the places divided among them; the exchanges of the first fixed operator stand in
 * their middle. */
hr_status hr_generator_lay_areas(hr_generator *generator, hr_error *error);

/* Aggregation, metro and core of every operator with own transport, and everybody's exchanges; then the areas'
 * regions. */
hr_status hr_generator_lay_transport(hr_generator *generator, hr_error *error);

/* Sites and cabinets, and all users. */
hr_status hr_generator_lay_access(hr_generator *generator, hr_error *error);

/* Metro and core of an operator with a backbone; then the same as nodes, with the links among them. */
hr_status hr_generator_lay_backbone(hr_generator *generator, uint32_t operator_id, hr_error *error);
hr_status hr_generator_build_backbone(hr_generator *generator, uint32_t operator_id, hr_error *error);

/* The ring that functions are spread over: core routers by their bearing from their common centre. */
hr_status hr_generator_lay_ring(hr_generator *generator, uint32_t operator_id, hr_error *error);

/* The area that a point lies in. */
uint32_t hr_generator_nearest_area(const hr_generator *generator, hr_point point);

/* Adds all layers to the builder and links them: access upwards, two-fibre aggregation and metro, core rings with
 * chords. */
hr_status hr_generator_build_layers(hr_generator *generator, hr_error *error);

/* Functions and management planes at core places. */
hr_status hr_generator_build_functions(hr_generator *generator, hr_error *error);

/* Adds one node; number counts from 0 within its operator and role, unless it has an own name. */
hr_status hr_generator_add_node(hr_generator *generator, hr_network_node *node, uint32_t number, uint32_t *added,
                                hr_error *error);
hr_status hr_generator_add_named(hr_generator *generator, hr_network_node *node, const char *name, uint32_t *added,
                                 hr_error *error);

#endif
