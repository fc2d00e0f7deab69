/* Keys of scenario files: one row each. The loader reads by these tables, and the reference (scenarios/README.md) and
 * the JSON Schema are printed from them, so what is documented is what is read.
 *
 * A table describes one mapping of the file and the struct that receives it. A row names the key, what kind of value
 * it takes, where the value goes, within which bounds, what holds when it is absent, and what it means.
 */
#ifndef HR_MODELS_KEYS_H
#define HR_MODELS_KEYS_H

#include <stddef.h>

#include "models/reader.h"

typedef struct hr_scenario hr_scenario;
typedef struct hr_keys hr_keys;

/* What a key takes, and the type of its field. */
typedef enum {
    HR_KEY_FIGURE,         /* double: a number about the world (reader.h) */
    HR_KEY_COUNT,          /* uint32_t: a whole figure */
    HR_KEY_SETTING,        /* uint32_t: a whole number that says nothing about the world */
    HR_KEY_SETTING_NUMBER, /* double: such a number, not whole */
    HR_KEY_SWITCH,         /* bool */
    HR_KEY_CHOICE,         /* uint32_t: index into `choices` */
    HR_KEY_TIME,           /* hr_distribution, hours */
    HR_KEY_STATE,          /* uint32_t: one of the scenario's states */
    HR_KEY_VENDOR,         /* uint8_t: one of its vendors */
    HR_KEY_ROLES,          /* uint32_t: list of roles, a bit each */
    HR_KEY_ROLE_FIGURES,   /* double[HR_ROLE_COUNT]: a figure per role */
    HR_KEY_GROUP,          /* a struct: a mapping of its own, by `inner` */
    HR_KEY_CUSTOM,         /* read by `read` into the field; `form` says how it is written */
} hr_key_kind;

typedef struct {
    const char *name;
    const char *meaning; /* one plain sentence for the reference, without a full stop */
    const char *unit;    /* NULL: none */
    hr_key_kind kind;
    size_t offset;    /* of the field: HR_FIELD */
    size_t there;     /* of a bool that says whether the key is there: HR_FLAG; 0: nobody asks */
    bool is_required; /* else `absent` holds */
    double least;
    double greatest;            /* INFINITY: no bound */
    double absent;              /* of figures, counts, settings, switches and choices */
    const char *const *choices; /* ends with NULL */
    const hr_keys *inner;
    void (*read)(const hr_scenario *scenario, const hr_value *value, void *field);
    const char *form;
} hr_key;

struct hr_keys {
    const hr_key *rows;
    size_t count;
    /** Rules between keys, after all are read; mistakes go to the document. NULL: none. */
    void (*check)(const hr_scenario *scenario, const hr_value *value, const void *result);
};

#define HR_FIELD(type, member) offsetof(type, member)
#define HR_FLAG(type, member) (offsetof(type, member) + 1)
#define HR_KEY_COUNT_OF(rows) (sizeof(rows) / sizeof *(rows))

/**
 * Reads a mapping into a zeroed struct: absent values first, then what the file says.
 *
 * @param value   absent: only the absent values are set
 * @param result  struct that the table describes
 * @return        whether the mapping was there; mistakes go to the document
 */
bool hr_keys_read(const hr_scenario *scenario, const hr_value *value, const hr_keys *keys, void *result);

/** The same for a mapping that the caller opened, and closes, because it asks for keys of its own besides. */
void hr_keys_read_opened(const hr_scenario *scenario, hr_mapping *mapping, const hr_keys *keys, void *result);

#endif
