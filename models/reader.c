/* Reading scenario files: documents, mappings, sequences. See reader.h; scalars and figures are in reader_figures.c. */
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

enum { TEXT_LIMIT = 16 << 20 }; /* bytes of a scenario file */

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

/* The override that a node came from: itself or something above it was put there by the command line. */
static const hr_override *override_of(struct fy_node *node)
{
    for (; node != NULL; node = fy_node_get_parent(node)) {
        const hr_override *override = fy_node_get_meta(node);
        if (override != NULL) {
            return override;
        }
    }
    return NULL;
}

void hr_value_place(const hr_value *value, hr_error *error)
{
    const hr_override *override = override_of(value->node);
    snprintf(error->path, sizeof error->path, "%s", value->path);
    if (override != NULL) {
        snprintf(error->file, sizeof error->file, "--set %s=%s", override->path, override->value);
        return;
    }
    const struct fy_mark *mark = value->node != NULL && fy_node_is_scalar(value->node) ? mark_of(value->node) : NULL;
    mark = mark == NULL ? mark_of(value->key) : mark;
    mark = mark == NULL ? mark_of(value->node) : mark;
    snprintf(error->file, sizeof error->file, "%s", value->document->file);
    if (mark != NULL) {
        error->line = mark->line + 1;
        error->column = mark->column + 1;
    }
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
}

/* ---- documents ------------------------------------------------------------------------------------------------- */

static void add_file_error(hr_diagnostics *diagnostics, const char *file, const char *text)
{
    hr_error *error = hr_diagnostics_add(diagnostics);
    if (error != NULL) {
        hr_error_at(error, file, 0, 0, NULL, "%s", text);
    }
}

static char *read_text(const char *file, size_t *length, hr_diagnostics *diagnostics)
{
    char message[256];
    bool is_standard_input = strcmp(file, "-") == 0;
    FILE *stream = is_standard_input ? stdin : fopen(file, "rb");
    if (stream == NULL) {
        snprintf(message, sizeof message, "cannot open the scenario file: %s", strerror(errno));
        add_file_error(diagnostics, file, message);
        return NULL;
    }
    char *text = NULL;
    size_t capacity = 1 << 16;
    *length = 0;
    for (;;) {
        char *larger = realloc(text, capacity + 1);
        if (larger == NULL) {
            break;
        }
        text = larger;
        *length += fread(text + *length, 1, capacity - *length, stream);
        if (*length < capacity || capacity >= TEXT_LIMIT) {
            break;
        }
        capacity *= 2;
    }
    const char *problem = ferror(stream)             ? "cannot read the scenario file"
                          : text == NULL             ? "out of memory for the scenario file"
                          : *length >= TEXT_LIMIT    ? "larger than 16 MiB: this is no scenario file"
                          : memchr(text, 0, *length) ? "contains a zero byte: this is no text file"
                                                     : NULL;
    if (!is_standard_input) {
        fclose(stream);
    }
    if (problem != NULL) {
        add_file_error(diagnostics, file, problem);
        free(text);
        return NULL;
    }
    text[*length] = 0;
    return text;
}

static void take_syntax_errors(struct fy_diag *diag, const char *file, hr_diagnostics *diagnostics)
{
    void *iterator = NULL;
    struct fy_diag_error *found;
    size_t before = diagnostics->count;
    while ((found = fy_diag_errors_iterate(diag, &iterator)) != NULL) {
        hr_error *error = hr_diagnostics_add(diagnostics);
        if (error != NULL) {
            hr_error_at(error, file, found->line, found->column, NULL, "%s", found->msg);
        }
    }
    if (diagnostics->count == before) {
        hr_error *error = hr_diagnostics_add(diagnostics);
        if (error != NULL) {
            hr_error_at(error, file, 1, 1, NULL, "there is no YAML document in this file");
        }
    }
}

static struct fy_node *child_by_name(struct fy_node *node, const char *name, size_t length)
{
    if (node == NULL) {
        return NULL;
    }
    if (fy_node_is_mapping(node)) {
        return fy_node_mapping_lookup_value_by_simple_key(node, name, length);
    }
    if (fy_node_is_sequence(node) && length > 0 && strspn(name, "0123456789") >= length) {
        return fy_node_sequence_get_by_index(node, atoi(name));
    }
    return NULL;
}

static void bad_override(hr_document *document, const hr_override *override, const char *text)
{
    hr_error *error = hr_diagnostics_add(document->diagnostics);
    document->mistakes += 1;
    if (error != NULL) {
        hr_error_set(error, HR_BAD_INPUT, "%s", text);
        snprintf(error->file, sizeof error->file, "--set %s=%s", override->path, override->value);
    }
}

static bool set_child(hr_document *document, struct fy_node *parent, const char *name, size_t length,
                      struct fy_node *value)
{
    if (parent == NULL) {
        return false;
    }
    if (fy_node_is_mapping(parent)) {
        struct fy_node_pair *pair = fy_node_mapping_lookup_pair_by_simple_key(parent, name, length);
        if (pair != NULL) {
            return fy_node_pair_set_value(pair, value) == 0;
        }
        struct fy_node *key = fy_node_create_scalar_copy(document->tree, name, length);
        return key != NULL && fy_node_mapping_append(parent, key, value) == 0;
    }
    struct fy_node *old = child_by_name(parent, name, length);
    return old != NULL && fy_node_sequence_insert_after(parent, old, value) == 0 &&
           fy_node_free(fy_node_sequence_remove(parent, old)) == 0;
}

/* By a trial of its own: the library speaks to the terminal when a node of a document cannot be built. */
static bool is_yaml(const hr_document *document, const char *text)
{
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG, .diag = document->diag};
    struct fy_document *trial = fy_document_build_from_string(&cfg, text, FY_NT);
    bool is_whole = trial != NULL;
    fy_document_destroy(trial);
    return is_whole;
}

/* Puts one override into the tree; an annotated figure keeps its annotation and changes its value. */
static void apply_override(hr_document *document, const hr_override *override)
{
    struct fy_node *parent = fy_document_root(document->tree);
    const char *name = override->path;
    size_t length = strcspn(name, ".");
    while (name[length] == '.') {
        parent = child_by_name(parent, name, length);
        name += length + 1;
        length = strcspn(name, ".");
    }
    struct fy_node *old = child_by_name(parent, name, length);
    if (old != NULL && fy_node_is_mapping(old) && child_by_name(old, "value", 5) != NULL) {
        parent = old;
        name = "value";
        length = 5;
    }
    struct fy_node *value = is_yaml(document, override->value)
                                ? fy_node_build_from_string(document->tree, override->value, FY_NT)
                                : NULL;
    if (value == NULL) {
        bad_override(document, override, "the value is not YAML");
    } else if (length == 0 || !set_child(document, parent, name, length, value)) {
        bad_override(document, override, "the scenario has nothing at this path to set it in");
        fy_node_free(value);
    } else {
        fy_node_set_meta(value, (void *)(uintptr_t) override);
    }
}

static void keep_quiet(struct fy_diag *diag, void *user, const char *text, size_t length)
{
    (void)diag;
    (void)user;
    (void)text;
    (void)length;
}

hr_status hr_document_open(hr_document **result, const char *file, const char *text_before,
                           const hr_override *overrides, size_t override_count, hr_diagnostics *diagnostics)
{
    size_t length = text_before != NULL ? strlen(text_before) : 0;
    *result = NULL;
    char *text = text_before != NULL ? strdup(text_before) : read_text(file, &length, diagnostics);
    if (text == NULL) {
        return HR_BAD_INPUT;
    }
    hr_document *document = calloc(1, sizeof *document);
    struct fy_diag_cfg diag_cfg;
    fy_diag_cfg_default(&diag_cfg);
    diag_cfg.output_fn = keep_quiet; /* what it says is collected; the rest is noise */
    struct fy_diag *diag = fy_diag_create(&diag_cfg);
    if (document == NULL || diag == NULL) {
        add_file_error(diagnostics, file, "out of memory");
        goto fail;
    }
    fy_diag_set_collect_errors(diag, true);
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_RESOLVE_DOCUMENT, .diag = diag};
    document->tree = fy_document_build_from_string(&cfg, text, length);
    if (document->tree == NULL || fy_document_root(document->tree) == NULL) {
        take_syntax_errors(diag, file, diagnostics);
        goto fail;
    }
    document->diag = diag;
    document->text = text;
    document->diagnostics = diagnostics;
    snprintf(document->file, sizeof document->file, "%s", file);
    for (size_t i = 0; i < override_count; ++i) {
        apply_override(document, &overrides[i]);
    }
    *result = document;
    return HR_OK;
fail:
    if (document != NULL) {
        fy_document_destroy(document->tree);
    }
    if (diag != NULL) {
        fy_diag_destroy(diag);
    }
    free(document);
    free(text);
    return HR_BAD_INPUT;
}

void hr_document_close(hr_document *document)
{
    if (document != NULL) {
        fy_document_destroy(document->tree);
        fy_diag_destroy(document->diag);
        hr_diagnostics_free(&document->unsourced);
        free(document->assumptions);
        free(document->text);
        free(document);
    }
}

const char *hr_document_file(const hr_document *document)
{
    return document->file;
}

const char *hr_document_text(const hr_document *document)
{
    return document->text;
}

hr_value hr_document_root(hr_document *document)
{
    hr_value root = {document, fy_document_root(document->tree), NULL, ""};
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

bool hr_value_is_there(const hr_value *value)
{
    return value->node != NULL && !(fy_node_is_scalar(value->node) && fy_node_is_null(value->node));
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
    hr_value value = {above->document, NULL, NULL, ""};
    set_path(&value, above->path, name);
    if (pair != NULL) {
        value.node = fy_node_pair_value(pair);
        value.key = fy_node_pair_key(pair);
    }
    return value;
}

hr_value hr_mapping_get(hr_mapping *mapping, const char *key)
{
    assert(mapping->asked_count < HR_MAPPING_KEYS_MAX);
    mapping->asked[mapping->asked_count++] = key;
    struct fy_node *node = mapping->value.node;
    bool is_mapping = node != NULL && fy_node_is_mapping(node);
    return child(&mapping->value, is_mapping ? fy_node_mapping_lookup_pair_by_simple_key(node, key, FY_NT) : NULL, key);
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
        value.node = value.key; /* blame the key, not what it holds */
        const char *nearest = hr_nearest_name(name, mapping->asked, (size_t)mapping->asked_count);
        if (nearest != NULL) {
            hr_value_mistake(&value, "unknown key `%s`; did you mean `%s`?", name, nearest);
        } else {
            char known[512] = "";
            for (int i = 0; i < mapping->asked_count; ++i) {
                size_t used = strlen(known);
                snprintf(known + used, sizeof known - used, "%s%s", i > 0 ? ", " : "", mapping->asked[i]);
            }
            hr_value_mistake(&value, "unknown key `%s`; known here: %s", name, known);
        }
    }
}

bool hr_mapping_next(const hr_mapping *mapping, void **iterator, char name[], size_t name_size, hr_value *entry)
{
    struct fy_node_pair *pair;
    while ((pair = fy_node_mapping_iterate(mapping->value.node, iterator)) != NULL) {
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
    hr_value item = {value->document, fy_node_sequence_get_by_index(value->node, (int)index), NULL, ""};
    char number[24];
    snprintf(number, sizeof number, "%zu", index);
    set_path(&item, value->path, number);
    return item;
}
