/* Shared by the reader_*.c files alone. */
#ifndef HR_MODELS_READER_PRIVATE_H
#define HR_MODELS_READER_PRIVATE_H

#include "models/reader.h"

struct fy_document;
struct fy_diag;

/* Where a part of the tree came from. */
typedef struct {
    const char *file;            /* of `sources` */
    const hr_override *override; /* put there by the command line, or NULL */
} hr_origin;

enum { HR_ORIGINS_MAX = 512 };

struct hr_document {
    struct fy_document *tree;
    struct fy_diag *diag;
    hr_source_texts sources;
    hr_origin base;                    /* the last file of the chain */
    hr_origin origins[HR_ORIGINS_MAX]; /* of nodes that did not come from it */
    size_t origin_count;
    hr_diagnostics *diagnostics; /* borrowed */
    size_t mistakes;
    hr_diagnostics unsourced;
    hr_assumption *assumptions;
    size_t assumption_count;
    size_t assumption_capacity;
};

/* A new zeroed entry, or NULL without memory. */
hr_error *hr_diagnostics_add(hr_diagnostics *diagnostics);

/* Where an override is written, into an error. */
void hr_override_place(const hr_override *override, hr_error *error);

/* Whether a node is null: nothing, `~` or `null`. */
bool hr_node_is_null(struct fy_node *node);

/* Where a node came from: what it, or the nearest node above it, was marked with. */
const hr_origin *hr_origin_of(const hr_document *document, struct fy_node *node);

/* Names joined by commas; the last of a long list are left out. */
enum { HR_KNOWN_SIZE = 512 };
void hr_list_names(char known[HR_KNOWN_SIZE], const char *const *names, size_t count);

#endif
