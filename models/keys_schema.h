/* Shared by the keys_schema*.c files alone. */
#ifndef HR_MODELS_KEYS_SCHEMA_H
#define HR_MODELS_KEYS_SCHEMA_H

#include "models/keys_json.h"
#include "models/keys_private.h"

enum { HR_SCHEMA_FIGURES_MAX = 256 };

/* What a figure may be: each has a definition of its own. */
typedef struct {
    bool is_whole;
    bool is_share;   /* or the word `rest` */
    bool is_partial; /* of a file that extends another */
    double least;
    double greatest;
} hr_schema_figure;

typedef struct {
    hr_json json;
    bool is_partial; /* nothing is required, and a null removes a key */
    hr_schema_figure figures[HR_SCHEMA_FIGURES_MAX];
    size_t figure_count;
} hr_schema;

/* `type`, of names separated by spaces. */
void hr_schema_types(hr_schema *schema, const char *types);
/* `minimum` and `maximum`. */
void hr_schema_bounds(hr_schema *schema, double least, double greatest);
/* Members `source` and `note`. */
void hr_schema_remarks(hr_schema *schema);

/* `$ref` to a figure's definition, which hr_schema_define_figures prints later. */
void hr_schema_refer(hr_schema *schema, bool is_whole, bool is_share, double least, double greatest);

/* Definitions of times and of all figures that were referred to. */
void hr_schema_define_figures(hr_schema *schema);

#endif
