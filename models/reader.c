/* Reading scenario files: places, mappings, sequences. See reader.h; files are in reader_files.c, scalars and figures
 * in reader_figures.c. */
#include "models/reader.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <libfyaml.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/reader_private.h"
#include "sim/engine/names.h"

/* ---- diagnostics ------------------------------------------------------------------------------------------------- */

hr_error *hr_diagnostics_add(hr_diagnostics *diagnostics)
{
    if (diagnostics->count == diagnostics->capacity) {
        size_t capacity = diagnostics->capacity == 0 ? 16 : diagnostics->capacity * 2;
        hr_error *items = realloc(diagnostics->items, capacity * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        diagnostics->items = items;
        diagnostics->capacity = capacity;
    }
    hr_error *error = &diagnostics->items[diagnostics->count++];
    memset(error, 0, sizeof *error);
    return error;
}

bool hr_diagnostics_keep(hr_diagnostics *diagnostics, const hr_error *error)
{
    for (size_t i = 0; i < diagnostics->count; ++i) {
        const hr_error *before = &diagnostics->items[i];
        if (before->line > 0 && before->line == error->line && before->column == error->column &&
            strcmp(before->file, error->file) == 0) {
            return true;
        }
    }
    hr_error *copy = hr_diagnostics_add(diagnostics);
    if (copy != NULL) {
        *copy = *error;
    }
    return copy != NULL;
}

void hr_diagnostics_free(hr_diagnostics *diagnostics)
{
    free(diagnostics->items);
    memset(diagnostics, 0, sizeof *diagnostics);
}

static const struct fy_mark *mark_of(struct fy_node *node)
{
    if (node == NULL) {
        return NULL;
    }
    if (fy_node_is_scalar(node)) {
        return fy_token_start_mark(fy_node_get_scalar_token(node));
    }
    void *iterator = NULL;
    if (fy_node_is_sequence(node)) {
        return mark_of(fy_node_sequence_iterate(node, &iterator));
    }
    struct fy_node_pair *pair = fy_node_mapping_iterate(node, &iterator);
    return pair == NULL ? NULL : mark_of(fy_node_pair_key(pair));
}

const hr_origin *hr_origin_of(const hr_document *document, struct fy_node *node)
{
    for (; node != NULL; node = fy_node_get_parent(node)) {
        const hr_origin *origin = fy_node_get_meta(node);
        if (origin != NULL) {
            return origin;
        }
    }
    return &document->base;
}

void hr_override_place(const hr_override *override, hr_error *error)
{
    if (override->file == NULL) {
        snprintf(error->file, sizeof error->file, "--set %s=%s", override->path, override->value);
        return;
    }
    snprintf(error->file, sizeof error->file, "%s", override->file);
    error->line = override->line;
    error->column = override->column;
}

/* Where an empty collection stands, which has no mark of its own: the library says it in a report. */
static bool find_empty(const hr_value *value, hr_error *error)
{
    struct fy_diag_error *last = NULL;
    struct fy_diag_error *found;
    void *iterator = NULL;
    if (value->node == NULL || fy_node_is_scalar(value->node)) {
        return false;
    }
    fy_node_report(value->node, FYET_ERROR, "here");
    while ((found = fy_diag_errors_iterate(value->document->diag, &iterator)) != NULL) {
        last = found;
    }
    if (last != NULL) {
        error->line = last->line;
        error->column = last->column;
    }
    return last != NULL;
}

static bool is_quoted(struct fy_node *node)
{
    enum fy_node_style style = node != NULL && fy_node_is_scalar(node) ? fy_node_get_style(node) : FYNS_PLAIN;
    return style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED;
}

void hr_value_place(const hr_value *value, hr_error *error)
{
    /* a key does not know what holds it */
    bool is_key = value->node == NULL || value->node == value->key;
    bool is_marked = value->key != NULL && fy_node_get_meta(value->key) != NULL;
    const hr_origin *origin = hr_origin_of(value->document, !is_key     ? value->node
                                                            : is_marked ? value->key
                                                                        : value->above);
    const hr_override *override = origin->override;
    snprintf(error->path, sizeof error->path, "%s", value->path);
    if (override != NULL) {
        hr_override_place(override, error);
        return;
    }
    const struct fy_mark *mark = value->node != NULL && fy_node_is_scalar(value->node) ? mark_of(value->node) : NULL;
    mark = mark == NULL ? mark_of(value->key) : mark;
    mark = mark == NULL ? mark_of(value->node) : mark;
    snprintf(error->file, sizeof error->file, "%s", origin->file);
    if (mark == NULL && !find_empty(value, error) && value->node != NULL) {
        mark = mark_of(fy_node_get_parent(value->node)); /* an item of a list that is not there */
    }
    if (mark != NULL) {
        error->line = mark->line + 1;
        error->column = mark->column + 1 - is_quoted(value->node); /* the mark is behind the quote */
    }
}

/* Whether the last diagnostic was there before: what an anchor holds is read under every name that uses it. */
static bool is_repeated(const hr_diagnostics *diagnostics)
{
    const hr_error *last = &diagnostics->items[diagnostics->count - 1];
    for (size_t i = 0; i + 1 < diagnostics->count; ++i) {
        const hr_error *before = &diagnostics->items[i];
        if (last->line > 0 && before->line == last->line && before->column == last->column &&
            strcmp(before->file, last->file) == 0 && strcmp(before->text, last->text) == 0) {
            return true;
        }
    }
    return false;
}

void hr_value_mistake(const hr_value *value, const char *format, ...)
{
    hr_error *error = hr_diagnostics_add(value->document->diagnostics);
    value->document->mistakes += 1;
    if (error == NULL) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    error->status = HR_BAD_INPUT;
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    hr_value_place(value, error);
    if (is_repeated(value->document->diagnostics)) {
        --value->document->diagnostics->count;
    }
}

/* ---- documents ------------------------------------------------------------------------------------------------- */

void hr_document_close(hr_document *document)
{
    if (document != NULL) {
        fy_document_destroy(document->tree);
        fy_diag_destroy(document->diag);
        hr_diagnostics_free(&document->unsourced);
        free(document->assumptions);
        hr_source_texts_free(&document->sources);
        free(document);
    }
}

const char *hr_value_file(const hr_value *value)
{
    return hr_origin_of(value->document, value->node)->file;
}

const hr_source_texts *hr_document_sources(const hr_document *document)
{
    return &document->sources;
}

hr_value hr_document_root(hr_document *document)
{
    hr_value root = {document, fy_document_root(document->tree), NULL, NULL, ""};
    return root;
}

bool hr_document_has_mistakes(const hr_document *document)
{
    return document->mistakes > 0;
}

const hr_assumption *hr_document_assumptions(const hr_document *document, size_t *count)
{
    *count = document->assumption_count;
    return document->assumptions;
}

const hr_diagnostics *hr_document_unsourced(const hr_document *document)
{
    return &document->unsourced;
}

/* The library knows the empty null alone. */
bool hr_node_is_null(struct fy_node *node)
{
    static const char *const texts[] = {"", "~", "null", "Null", "NULL"};
    if (node == NULL || !fy_node_is_scalar(node)) {
        return node == NULL;
    }
    size_t length = 0;
    const char *text = fy_node_get_scalar(node, &length);
    bool is_plain = fy_node_get_style(node) != FYNS_SINGLE_QUOTED && fy_node_get_style(node) != FYNS_DOUBLE_QUOTED;
    bool is_null = text == NULL;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && is_plain && !is_null; ++i) {
        is_null = length == strlen(texts[i]) && memcmp(text, texts[i], length) == 0;
    }
    return is_null;
}

bool hr_value_is_there(const hr_value *value)
{
    return value->node != NULL && !hr_node_is_null(value->node);
}

/* ---- mappings and sequences -------------------------------------------------------------------------------------- */

bool hr_mapping_open(const hr_value *value, hr_mapping *mapping)
{
    memset(mapping, 0, sizeof *mapping);
    mapping->value = *value;
    if (!hr_value_is_there(value)) {
        return false;
    }
    if (!fy_node_is_mapping(value->node)) {
        hr_value_mistake(value, "expected keys and values, found %s",
                         fy_node_is_sequence(value->node) ? "a sequence" : "a single value");
        return false;
    }
    return true;
}

/* Paths are for messages: one too long for its place is cut, not refused. */
static void set_path(hr_value *value, const char *above, const char *name)
{
    size_t room = sizeof value->path;
    size_t used = 0;
    const char *parts[] = {above, above[0] != 0 ? "." : "", name};
    for (size_t i = 0; i < 3; ++i) {
        size_t length = strnlen(parts[i], room - 1 - used);
        memcpy(value->path + used, parts[i], length);
        used += length;
    }
    value->path[used] = 0;
}

static hr_value child(const hr_value *above, struct fy_node_pair *pair, const char *name)
{
    hr_value value = {above->document, NULL, NULL, above->node, ""};
    set_path(&value, above->path, name);
    if (pair != NULL) {
        value.node = fy_node_pair_value(pair);
        value.key = fy_node_pair_key(pair);
    }
    return value;
}

bool hr_value_is_sound(const hr_value *value)
{
    const hr_diagnostics *diagnostics = value->document->diagnostics;
    size_t length = strlen(value->path);
    for (size_t i = 0; i < diagnostics->count; ++i) {
        const char *path = diagnostics->items[i].path;
        if (strncmp(path, value->path, length) == 0 && (length == 0 || path[length] == 0 || path[length] == '.')) {
            return false;
        }
    }
    return true;
}

hr_value hr_value_within(const hr_value *mapping, const char *key)
{
    bool is_mapping = mapping->node != NULL && fy_node_is_mapping(mapping->node);
    return child(mapping, is_mapping ? fy_node_mapping_lookup_pair_by_simple_key(mapping->node, key, FY_NT) : NULL,
                 key);
}

hr_value hr_mapping_get(hr_mapping *mapping, const char *key)
{
    assert(mapping->asked_count < HR_MAPPING_KEYS_MAX);
    mapping->asked[mapping->asked_count++] = key;
    return hr_value_within(&mapping->value, key);
}

hr_value hr_mapping_require(hr_mapping *mapping, const char *key)
{
    hr_value value = hr_mapping_get(mapping, key);
    if (!hr_value_is_there(&value) && hr_value_is_there(&mapping->value)) {
        hr_value_mistake(value.node != NULL ? &value : &mapping->value, "the key `%s` is missing", key);
    }
    return value;
}

static bool key_text(struct fy_node_pair *pair, char *name, size_t size)
{
    size_t length = 0;
    struct fy_node *key = fy_node_pair_key(pair);
    const char *text = key != NULL ? fy_node_get_scalar(key, &length) : NULL;
    snprintf(name, size, "%.*s", (int)length, text != NULL ? text : "");
    return text != NULL && length > 0 && length < size;
}

static void unknown_key(const hr_value *entry, const char *what, const char *name, const char *const *names,
                        size_t count)
{
    hr_value key = *entry;
    key.node = entry->key; /* blame the key, not what it holds */
    const char *nearest = hr_nearest_name(name, names, count);
    if (nearest != NULL) {
        hr_value_mistake(&key, "unknown %s `%s`; did you mean `%s`?", what, name, nearest);
        return;
    }
    char known[HR_KNOWN_SIZE];
    hr_list_names(known, names, count);
    hr_value_mistake(&key, "unknown %s `%s`; known here: %s", what, name, known);
}

void hr_mapping_close(hr_mapping *mapping)
{
    if (mapping->value.node == NULL || !fy_node_is_mapping(mapping->value.node)) {
        return;
    }
    void *iterator = NULL;
    struct fy_node_pair *pair;
    while ((pair = fy_node_mapping_iterate(mapping->value.node, &iterator)) != NULL) {
        char name[128];
        key_text(pair, name, sizeof name);
        bool is_known = strcmp(name, "source") == 0 || strcmp(name, "note") == 0;
        for (int i = 0; i < mapping->asked_count && !is_known; ++i) {
            is_known = strcmp(name, mapping->asked[i]) == 0;
        }
        if (is_known) {
            continue;
        }
        hr_value value = child(&mapping->value, pair, name);
        unknown_key(&value, "key", name, mapping->asked, (size_t)mapping->asked_count);
    }
}

bool hr_mapping_next(const hr_mapping *mapping, void **iterator, char name[], size_t name_size, hr_value *entry)
{
    struct fy_node_pair *pair;
    while ((pair = fy_node_mapping_iterate(mapping->value.node, iterator)) != NULL) {
        memset(name, 0, name_size); /* so that copies of equal names are equal whole */
        bool is_name = key_text(pair, name, name_size);
        if (strcmp(name, "source") == 0 || strcmp(name, "note") == 0) {
            continue;
        }
        *entry = child(&mapping->value, pair, name);
        if (!is_name) {
            hr_value_mistake(entry, "a name must have 1 to %zu characters", name_size - 1);
            continue;
        }
        return true;
    }
    return false;
}

size_t hr_mapping_size(const hr_mapping *mapping)
{
    return (size_t)fy_node_mapping_item_count(mapping->value.node);
}

bool hr_value_known_key(const hr_value *entry, const char *what, const char *name, const char *const *names,
                        size_t count, size_t *index)
{
    for (size_t i = 0; i < count; ++i) {
        if (strcmp(name, names[i]) == 0) {
            *index = i;
            return true;
        }
    }
    unknown_key(entry, what, name, names, count);
    return false;
}

bool hr_value_check_name(const hr_value *entry, const char *name)
{
    hr_value key = *entry;
    key.node = entry->key != NULL ? entry->key : entry->node;
    if (strchr(name, '.') != NULL) {
        hr_value_mistake(&key, "the name `%s` cannot be used: dots join the keys of a path", name);
        return false;
    }
    return true;
}

bool hr_value_is_sequence(const hr_value *value)
{
    return hr_value_is_there(value) && fy_node_is_sequence(value->node);
}

size_t hr_sequence_length(const hr_value *value)
{
    if (!hr_value_is_there(value)) {
        return 0;
    }
    if (!fy_node_is_sequence(value->node)) {
        hr_value_mistake(value, "expected a list, as in [a, b]");
        return 0;
    }
    return (size_t)fy_node_sequence_item_count(value->node);
}

hr_value hr_sequence_item(const hr_value *value, size_t index)
{
    hr_value item = {value->document, fy_node_sequence_get_by_index(value->node, (int)index), NULL, value->node, ""};
    char number[24];
    snprintf(number, sizeof number, "%zu", index);
    set_path(&item, value->path, number);
    return item;
}
