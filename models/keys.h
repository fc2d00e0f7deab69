/* Keys of scenario files: one row each. The loader reads by these tables, and the reference (scenarios/README.md) and
 * the JSON Schema are printed from them, so what is documented is what is read.
 *
 * A table describes one mapping of the file and the struct that receives it. A row names the key, what kind of value
 * it takes, where the value goes, within which bounds, what holds when it is absent, and what it means. Rows are read
 * in order; a row can lean on what those before it have read (names of vendors, of operators, of earlier cases).
 */
#ifndef HR_MODELS_KEYS_H
#define HR_MODELS_KEYS_H

#include <stddef.h>

#include "models/reader.h"

typedef struct hr_scenario hr_scenario;
typedef struct hr_keys hr_keys;
typedef struct hr_key hr_key;

/* What a key takes, and the type of its field. */
typedef enum {
    HR_KEY_FIGURE,         /* double: a number about the world (reader.h) */
    HR_KEY_COUNT,          /* uint32_t: a whole figure */
    HR_KEY_BIG_COUNT,      /* int64_t: the same, beyond 32 bits */
    HR_KEY_SHARE,          /* double: a figure from 0 to 1, or `rest` where the reader by hand allows it */
    HR_KEY_SETTING,        /* uint32_t: a whole number that says nothing about the world */
    HR_KEY_BIG_SETTING,    /* uint64_t: the same, beyond 32 bits */
    HR_KEY_SETTING_NUMBER, /* double: such a number, not whole */
    HR_KEY_SWITCH,         /* bool */
    HR_KEY_CHOICE,         /* uint32_t: index into `choices` */
    HR_KEY_TIME,           /* hr_distribution, hours */
    HR_KEY_TEXT,           /* char[size] */
    HR_KEY_FILE,           /* char[size]: path of a file to read, relative to the scenario's folder */

    HR_KEY_STATE,         /* uint32_t: one of the scenario's states */
    HR_KEY_VENDOR,        /* uint8_t: one of its vendors */
    HR_KEY_OPERATOR,      /* uint32_t: one of its operators */
    HR_KEY_CASE,          /* int32_t: one of its cases */
    HR_KEY_ROLE,          /* uint32_t: an hr_role */
    HR_KEY_NEW_NAMES,     /* char[][HR_NAME_SIZE]: list of names that the scenario introduces here */
    HR_KEY_ROLES,         /* uint32_t: list of roles, a bit each */
    HR_KEY_ROLE_LIST,     /* hr_role[]: list of roles, kept in the order of hr_role; absent: all that are allowed */
    HR_KEY_OPERATORS,     /* uint32_t[]: list of operators */
    HR_KEY_VENDORS,       /* bool[HR_VENDORS_MAX]: list of vendors, {exposed_to: STATE} or {not_exposed_to: STATE} */
    HR_KEY_THREATS,       /* uint32_t: list of the scenario's threats, a bit each */
    HR_KEY_CASES,         /* uint32_t: list of the scenario's cases, a bit each */
    HR_KEY_MITIGATIONS,   /* list of mitigations, for a reader by hand */
    HR_KEY_ROLE_FIGURES,  /* double[HR_ROLE_COUNT]: a figure per role */
    HR_KEY_STATE_FIGURES, /* double[HR_STATES_MAX]: a figure per state */

    HR_KEY_GROUP,  /* a struct: a mapping of its own, by `inner` */
    HR_KEY_LIST,   /* array of structs: a list of mappings, each by `inner`; added to what is there */
    HR_KEY_MAP,    /* array of structs: mappings under names, each by `inner`, or values by `entry` */
    HR_KEY_PAIRS,  /* list of pairs of names, for a reader by hand */
    HR_KEY_PATHS,  /* list of key paths, for a reader by hand */
    HR_KEY_GRID,   /* lists of values under key paths, for a reader by hand */
    HR_KEY_POINTS, /* list of mappings of values under key paths, for a reader by hand */
    HR_KEY_FORM,   /* one mapping under the name of one of the forms, for a reader by hand */
    HR_KEY_FORMS,  /* mappings under names of forms, each with a switch `on`, for a reader by hand */
    HR_KEY_KIND_COUNT,
} hr_key_kind;

/* What the names in a map are. */
typedef enum {
    HR_NAMES_FREE,      /* introduced here; the label is char[HR_NAME_SIZE] */
    HR_NAMES_ROLES,     /* roles; the label is an hr_role */
    HR_NAMES_OPERATORS, /* operators of the scenario */
    HR_NAMES_VENDORS,   /* its vendors */
} hr_key_names;

/* Rules between the rows of one table that are marked alike. */
typedef enum {
    HR_TOGETHER_ANY,
    HR_TOGETHER_ONE,          /* exactly one of them is there */
    HR_TOGETHER_AT_LEAST_ONE, /* one or more */
    HR_TOGETHER_AT_MOST_ONE,  /* none or one */
} hr_key_together;

/* A variant of HR_KEY_FORM and HR_KEY_FORMS: a threat, a mitigation. */
typedef struct {
    const char *name;
    const char *summary;
    const hr_keys *keys;
} hr_key_form;

/* Where a mapping stands: in which of the scenario's sources; line 0 when put there by the command line. */
typedef struct {
    uint32_t source;
    int line;
    int column;
} hr_key_place;

struct hr_key {
    const char *name;
    const char *meaning; /* one plain sentence for the reference, without a full stop */
    const char *unit;    /* NULL: none */
    hr_key_kind kind;
    size_t offset;    /* of the field: HR_FIELD */
    size_t there;     /* of a bool that says whether the key is there: HR_FLAG; 0: nobody asks */
    bool is_required; /* else `absent` holds */
    double least;
    double greatest;            /* INFINITY: no bound */
    double absent;              /* of figures, counts, settings, switches, choices and names (HR_NO_INDEX: none) */
    const char *otherwise;      /* what holds when it is absent, in words, where `absent` does not say it */
    const char *const *choices; /* ends with NULL */
    const hr_keys *inner;
    /** Reads the value instead of the reader of its kind, which then says how the value is written. */
    void (*read)(const hr_scenario *scenario, const hr_value *value, void *field);

    size_t size;              /* bytes of a text, or of one item of a list or map */
    size_t count;             /* of the uint32_t that counts the items: HR_FIELD */
    uint32_t fewest;          /* items of a list or map */
    uint32_t most;            /* 0: no bound */
    uint32_t roles;           /* bits of the roles that are allowed; 0: all */
    hr_key_names names;       /* of a map */
    size_t label;             /* of a map's item: where its name goes: HR_FLAG; 0: nowhere */
    size_t place;             /* of a list's item: an hr_key_place: HR_FLAG; 0: nobody asks */
    const char *item;         /* one item, for messages: "vendor" */
    const hr_key *entry;      /* of a map whose values are no mappings by `inner` */
    hr_key_together together; /* with the other rows so marked */
    const char *needs;        /* another key that must be there with this one */
    /** The variants in order; false beyond the last. */
    bool (*form_at)(size_t index, hr_key_form *form);
};

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

/** A mapping that must be there, as an item of a list or a map: a mistake when it is not. */
void hr_keys_read_item(const hr_scenario *scenario, const hr_value *value, const hr_keys *keys, void *result);

/** Where a value stands. */
hr_key_place hr_key_place_of(const hr_value *value);

/** The table of a whole scenario file (scenario.c). */
extern const hr_keys hr_scenario_keys;

#endif
