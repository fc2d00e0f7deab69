/* Reading scenario files: YAML by libfyaml, typed, every mistake collected with file, line, column and key path.
 *
 * A *figure* is a number that says something about the world. It is written bare, or with what is known about it:
 *
 *     detection_probability: {value: 0.5, range: [0.2, 0.8], assumption: true, source: "no published rate"}
 *
 * `source` covers the mapping it stands in and everything below; `assumption: true` requires a `range`. A *setting*
 * (a seed, a number of replications) is a bare number without a source. Figures without any source are counted, and
 * listed by `hedgerow check`. `source` and `note` are allowed in every mapping. Any other key that nobody asked for
 * is a mistake.
 */
#ifndef HR_MODELS_READER_H
#define HR_MODELS_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/engine/distribution.h"
#include "sim/engine/error.h"

struct fy_node;

/* Mistakes found so far; grows. Owned by the caller. */
typedef struct {
    hr_error *items;
    size_t count;
    size_t capacity;
} hr_diagnostics;

void hr_diagnostics_free(hr_diagnostics *diagnostics);

/** Adds a copy of an error, unless there is one at its place already; false without memory. */
bool hr_diagnostics_keep(hr_diagnostics *diagnostics, const hr_error *error);

/* A figure marked as an assumption, with the ends of its declared range. */
typedef struct {
    char path[HR_ERROR_PATH_SIZE];
    double base;
    double low;
    double high;
    bool is_whole;
    char note[256];                /* its source text */
    char file[HR_ERROR_FILE_SIZE]; /* where it stands; line 0 when put there by the command line */
    int line;
    int column;
} hr_assumption;

typedef struct hr_document hr_document;

typedef struct {
    hr_document *document;
    struct fy_node *node;  /* NULL: absent */
    struct fy_node *key;   /* its key in the mapping above, or NULL */
    struct fy_node *above; /* what holds it, or NULL */
    char path[HR_ERROR_PATH_SIZE];
} hr_value;

enum { HR_MAPPING_KEYS_MAX = 48 };

typedef struct {
    hr_value value;
    const char *asked[HR_MAPPING_KEYS_MAX];
    int asked_count;
} hr_mapping;

/* `path=value`: sets a key; the value is YAML. A path names keys joined by dots; numbers index sequences. */
typedef struct {
    const char *path;
    const char *value;
    /* where it is written, for messages; NULL: it is the command line's `--set` */
    const char *file;
    int line;
    int column;
} hr_override;

/* The texts that a scenario was read from: its own file first, then the one that it extends, and so on. */
enum { HR_SOURCES_MAX = 8 };
typedef struct {
    char *file;
    char *text; /* zero-terminated */
} hr_source_text;
typedef struct {
    hr_source_text items[HR_SOURCES_MAX];
    size_t count;
} hr_source_texts;

/** A copy that the caller frees; false without memory (the copy is empty then). */
bool hr_source_texts_copy(hr_source_texts *copy, const hr_source_texts *texts);
void hr_source_texts_free(hr_source_texts *texts);

/**
 * Reads and parses a file (`-`: standard input) and applies overrides. Syntax errors and duplicate keys become
 * diagnostics.
 *
 * A file with the key `extends: OTHER.yaml` is a change of that file, found beside it: mappings are merged key by key,
 * anything else takes the place of what was there; `null` removes a key; the tag `!replace` before a mapping replaces
 * it whole. Places in messages are those of the file that said it last.
 *
 * @param before  texts that were read from these files before, used in their place; NULL: none
 * @return        HR_BAD_INPUT when there is nothing to read on (diagnostics say why); *document is NULL then
 */
hr_status hr_document_open(hr_document **document, const char *file, const hr_source_texts *before,
                           const hr_override *overrides, size_t override_count, hr_diagnostics *diagnostics);
void hr_document_close(hr_document *document);

/** The file that a value was written in; paths in it are relative to that file's folder. */
const char *hr_value_file(const hr_value *value);
const hr_source_texts *hr_document_sources(const hr_document *document);
hr_value hr_document_root(hr_document *document);
bool hr_document_has_mistakes(const hr_document *document);

/** Assumptions met while reading, in reading order. */
const hr_assumption *hr_document_assumptions(const hr_document *document, size_t *count);
/** Figures without a source, as errors that say where (not mistakes). */
const hr_diagnostics *hr_document_unsourced(const hr_document *document);

/** Records a mistake at a value's place. */
void hr_value_mistake(const hr_value *value, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Where a value stands: file, line, column and key path of an error; `--set ...` in place of the file when it was put
 *  there by the command line. */
void hr_value_place(const hr_value *value, hr_error *error);

/** Whether the value is there (a null counts as absent). */
bool hr_value_is_there(const hr_value *value);

/** Whether no mistake has been found so far in a value, or in what it holds. */
bool hr_value_is_sound(const hr_value *value);

/** The value of a key of a mapping that may be open or not; absent when there is none. */
hr_value hr_value_within(const hr_value *mapping, const char *key);

/* ---- mappings ---- */

/** False, with a mistake unless absent, when the value is not a mapping. */
bool hr_mapping_open(const hr_value *value, hr_mapping *mapping);
/** The value of a key; absent when it is not there. The name must outlive the mapping. */
hr_value hr_mapping_get(hr_mapping *mapping, const char *key);
/** As hr_mapping_get, with a mistake when absent. */
hr_value hr_mapping_require(hr_mapping *mapping, const char *key);
/** Records every key that was never asked for, with the nearest known name. */
void hr_mapping_close(hr_mapping *mapping);

/** Walks entries of a mapping with free names (operators, vendors). *iterator starts NULL. Skips `source` and `note`.
 */
bool hr_mapping_next(const hr_mapping *mapping, void **iterator, char name[], size_t name_size, hr_value *entry);
/** Number of entries, `source` and `note` among them. */
size_t hr_mapping_size(const hr_mapping *mapping);

/** Looks the name of an entry up in a list; false, with a mistake at the name, when it is not there. */
bool hr_value_known_key(const hr_value *entry, const char *what, const char *name, const char *const *names,
                        size_t count, size_t *index);
/** Whether a new name can stand in paths; else a mistake at the name. */
bool hr_value_check_name(const hr_value *entry, const char *name);

/* ---- sequences ---- */

bool hr_value_is_sequence(const hr_value *value);

/** Number of items; 0 with a mistake when the value is there and not a sequence. */
size_t hr_sequence_length(const hr_value *value);
hr_value hr_sequence_item(const hr_value *value, size_t index);

/* ---- scalars: false (and *result untouched) when absent or wrong; wrong is recorded ---- */

/** A figure within [least, greatest]. */
bool hr_value_figure(const hr_value *value, double least, double greatest, double *result);
/** A whole figure within [least, greatest]. */
bool hr_value_count(const hr_value *value, int64_t least, int64_t greatest, int64_t *result);
/** A whole number that is a setting: no source asked. */
bool hr_value_setting(const hr_value *value, int64_t least, int64_t greatest, int64_t *result);
bool hr_value_number_setting(const hr_value *value, double least, double greatest, double *result);
bool hr_value_switch(const hr_value *value, bool *result);
bool hr_value_text(const hr_value *value, char *result, size_t size);
/** Whether the value is this one word; records nothing. */
bool hr_value_is_word(const hr_value *value, const char *word);
/** One of a list of names; its index. A near miss is suggested. */
bool hr_value_choice(const hr_value *value, const char *const *names, size_t count, size_t *index);
/** A distribution (distribution.h); a bare figure is a constant. */
bool hr_value_distribution(const hr_value *value, hr_distribution *result);

#endif
