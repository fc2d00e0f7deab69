/* Reading scenario files: the files themselves, what they extend, and overrides of the command line. See reader.h.
 *
 * The chain of files is read first; the last one is the tree, and the others are merged into it, one after the other.
 * Every node that did not come from the last file is marked with where it came from.
 */
#include <assert.h>
#include <errno.h>
#include <libfyaml.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/reader_private.h"

enum { TEXT_LIMIT = 16 << 20 }; /* bytes of a scenario file */

/* ---- texts ----------------------------------------------------------------------------------------------------- */

void hr_source_texts_free(hr_source_texts *texts)
{
    for (size_t i = 0; i < texts->count; ++i) {
        free(texts->items[i].file);
        free(texts->items[i].text);
    }
    memset(texts, 0, sizeof *texts);
}

/* Takes over `text`. */
static bool add_source(hr_source_texts *texts, const char *file, char *text)
{
    assert(texts->count < HR_SOURCES_MAX);
    hr_source_text *source = &texts->items[texts->count++];
    *source = (hr_source_text){strdup(file), text};
    return source->file != NULL && text != NULL;
}

bool hr_source_texts_copy(hr_source_texts *copy, const hr_source_texts *texts)
{
    memset(copy, 0, sizeof *copy);
    for (size_t i = 0; i < texts->count; ++i) {
        if (!add_source(copy, texts->items[i].file, strdup(texts->items[i].text))) {
            hr_source_texts_free(copy);
            return false;
        }
    }
    return true;
}

static const char *text_before(const hr_source_texts *before, const char *file)
{
    for (size_t i = 0; before != NULL && i < before->count; ++i) {
        if (strcmp(before->items[i].file, file) == 0) {
            return before->items[i].text;
        }
    }
    return NULL;
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

static void add_file_error(hr_diagnostics *diagnostics, const char *file, const char *text)
{
    hr_error *error = hr_diagnostics_add(diagnostics);
    if (error != NULL) {
        hr_error_at(error, file, 0, 0, NULL, "%s", text);
    }
}

/* Bytes of the character that begins here, or 0 when it is none (RFC 3629; overlong forms of three and four bytes and
 * surrogates are left to the YAML library). */
static size_t character_size(const char *text)
{
    unsigned char first = (unsigned char)text[0];
    size_t size = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : 0;
    size = first >= 0xf0 && first < 0xf5 ? 4 : size;
    for (size_t i = 1; i < size; ++i) {
        if (((unsigned char)text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return size;
}

/* Whether a text is UTF-8; else a mistake where it is not. */
static bool check_characters(const char *file, const char *text, hr_diagnostics *diagnostics)
{
    int line = 1;
    int column = 1;
    size_t size = 0;
    for (const char *c = text; *c != 0; c += size) {
        size = character_size(c);
        if (size == 0) {
            hr_error *error = hr_diagnostics_add(diagnostics);
            if (error != NULL) {
                hr_error_at(error, file, line, column, NULL, "the byte 0x%02x is no UTF-8",
                            (unsigned)(unsigned char)*c);
            }
            return false;
        }
        line += *c == '\n';
        column = *c == '\n' ? 1 : column + 1;
    }
    return true;
}

static char *read_text(const char *file, hr_diagnostics *diagnostics)
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
    size_t read = 0;
    size_t *length = &read;
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
    if (!check_characters(file, text, diagnostics)) {
        free(text);
        return NULL;
    }
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

/* ---- overrides ------------------------------------------------------------------------------------------------- */

static void mark(hr_document *document, struct fy_node *node, const char *file, const hr_override *override)
{
    const hr_origin *last = document->origin_count > 0 ? &document->origins[document->origin_count - 1] : NULL;
    if (last == NULL || last->file != file || last->override != override) {
        assert(document->origin_count < HR_ORIGINS_MAX);
        document->origins[document->origin_count++] = (hr_origin){file, override};
    }
    fy_node_set_meta(node, &document->origins[document->origin_count - 1]);
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
        hr_override_place(override, error);
        if (override->file != NULL) {
            snprintf(error->path, sizeof error->path, "%s", override->path);
        }
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
        mark(document, value, document->sources.items[0].file, override);
    }
}

static void keep_quiet(struct fy_diag *diag, void *user, const char *text, size_t length)
{
    (void)diag;
    (void)user;
    (void)text;
    (void)length;
}

/* ---- files that extend others ---------------------------------------------------------------------------------- */

static bool is_replacing(struct fy_node *node)
{
    size_t length = 0;
    const char *tag = fy_node_get_tag(node, &length);
    return tag != NULL && length == strlen("!replace") && memcmp(tag, "!replace", length) == 0;
}

/* The library frees the key that it looks a pair up by, and leaves the value to the caller. */
static void remove_pair(hr_document *document, struct fy_node *mapping, struct fy_node *key)
{
    struct fy_node *copy = key != NULL ? fy_node_copy(document->tree, key) : NULL;
    fy_node_free(copy != NULL ? fy_node_mapping_remove_by_key(mapping, copy) : NULL);
}

/* Merges a mapping into another of the document's tree; false without memory. */
static bool merge(hr_document *document, struct fy_node *into, struct fy_node *from, const char *file)
{
    void *iterator = NULL;
    struct fy_node_pair *pair;
    while ((pair = fy_node_mapping_iterate(from, &iterator)) != NULL) {
        struct fy_node *value = fy_node_pair_value(pair);
        struct fy_node *key = fy_node_pair_key(pair);
        struct fy_node_pair *old = fy_node_mapping_lookup_pair(into, key);
        bool is_gone = hr_node_is_null(value);
        if (is_gone) {
            remove_pair(document, into, old != NULL ? key : NULL);
            continue;
        }
        if (old != NULL && fy_node_pair_value(old) != NULL && fy_node_is_mapping(fy_node_pair_value(old)) &&
            fy_node_is_mapping(value) && !is_replacing(value)) {
            if (!merge(document, fy_node_pair_value(old), value, file)) {
                return false;
            }
            continue;
        }
        struct fy_node *copy = fy_node_copy(document->tree, value);
        struct fy_node *name = fy_node_copy(document->tree, key);
        if (copy == NULL || name == NULL) {
            return false;
        }
        mark(document, copy, file, NULL);
        mark(document, name, file, NULL);
        remove_pair(document, into, old != NULL ? key : NULL);
        if (fy_node_mapping_append(into, name, copy) != 0) {
            return false;
        }
    }
    return true;
}

static struct fy_document *parse(const hr_source_text *source, struct fy_diag *diag, hr_diagnostics *diagnostics)
{
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_RESOLVE_DOCUMENT, .diag = diag};
    struct fy_document *tree = fy_document_build_from_string(&cfg, source->text, FY_NT);
    if (tree == NULL || fy_document_root(tree) == NULL) {
        take_syntax_errors(diag, source->file, diagnostics);
        fy_document_destroy(tree);
        return NULL;
    }
    return tree;
}

static void place_of(struct fy_node *node, int *line, int *column)
{
    const struct fy_mark *place = fy_token_start_mark(fy_node_get_scalar_token(node));
    *line = place != NULL ? place->line + 1 : 0;
    *column = place != NULL ? place->column + 1 : 0;
}

/* The file that a tree says it extends, as a path that can be opened; false with a diagnostic. *file empty: none. */
static bool find_extended(struct fy_document *tree, const hr_source_texts *sources, const hr_source_texts *before,
                          char file[HR_ERROR_FILE_SIZE], hr_diagnostics *diagnostics)
{
    const char *own = sources->items[sources->count - 1].file;
    struct fy_node *root = fy_document_root(tree);
    struct fy_node_pair *pair = fy_node_is_mapping(root)
                                    ? fy_node_mapping_lookup_pair_by_simple_key(root, "extends", FY_NT)
                                    : NULL;
    struct fy_node *node = pair != NULL ? fy_node_pair_value(pair) : NULL;
    char folder[HR_ERROR_FILE_SIZE];
    int line = 0;
    int column = 0;
    size_t length = 0;
    file[0] = 0;
    if (node == NULL) {
        return true;
    }
    const char *name = fy_node_is_scalar(node) ? fy_node_get_scalar(node, &length) : NULL;
    hr_error *error = NULL;
    if (name == NULL || length == 0) {
        error = hr_diagnostics_add(diagnostics);
        place_of(fy_node_pair_key(pair), &line, &column);
        return hr_error_at(error, own, line, column, "extends", "expected the name of a scenario file") == HR_OK;
    }
    place_of(node, &line, &column);
    snprintf(folder, sizeof folder, "%s", own);
    int size = name[0] == '/' || strchr(own, '/') == NULL
                   ? snprintf(file, HR_ERROR_FILE_SIZE, "%.*s", (int)length, name)
                   : snprintf(file, HR_ERROR_FILE_SIZE, "%s/%.*s", dirname(folder), (int)length, name);
    const char *problem = size >= HR_ERROR_FILE_SIZE         ? "the path is too long"
                          : sources->count == HR_SOURCES_MAX ? "too many files extend one another"
                          : text_before(sources, file)       ? "this file extends itself in the end"
                          : text_before(before, file)        ? NULL
                          : access(file, R_OK) != 0          ? strerror(errno)
                                                             : NULL;
    if (problem != NULL) {
        error = hr_diagnostics_add(diagnostics);
        return hr_error_at(error, own, line, column, "extends", "`%s`: %s", file, problem) == HR_OK;
    }
    return true;
}

/* Reads the chain of files, the scenario's own first; *trees receives one tree for each. */
static bool read_chain(hr_document *document, const char *file, const hr_source_texts *before, struct fy_diag *diag,
                       struct fy_document *trees[HR_SOURCES_MAX], hr_diagnostics *diagnostics)
{
    hr_source_texts *sources = &document->sources;
    char next[HR_ERROR_FILE_SIZE];
    snprintf(next, sizeof next, "%s", file);
    while (next[0] != 0) {
        const char *known = text_before(before, next);
        char *text = known != NULL ? strdup(known) : read_text(next, diagnostics);
        if (text == NULL) {
            return false;
        }
        if (!add_source(sources, next, text)) {
            add_file_error(diagnostics, file, "out of memory");
            return false;
        }
        struct fy_document *tree = parse(&sources->items[sources->count - 1], diag, diagnostics);
        trees[sources->count - 1] = tree;
        if (tree == NULL || !find_extended(tree, sources, before, next, diagnostics)) {
            return false;
        }
    }
    return true;
}

static bool merge_chain(hr_document *document, struct fy_document *trees[HR_SOURCES_MAX], hr_diagnostics *diagnostics)
{
    const hr_source_texts *sources = &document->sources;
    document->base.file = sources->items[sources->count - 1].file;
    document->tree = trees[sources->count - 1];
    trees[sources->count - 1] = NULL;
    for (size_t i = sources->count - 1; i-- > 0;) {
        struct fy_node *into = fy_document_root(document->tree);
        if (!fy_node_is_mapping(into)) {
            add_file_error(diagnostics, sources->items[i + 1].file, "expected keys and values");
            return false;
        }
        if (!merge(document, into, fy_document_root(trees[i]), sources->items[i].file)) {
            add_file_error(diagnostics, sources->items[i].file, "out of memory");
            return false;
        }
    }
    return true;
}

hr_status hr_document_open(hr_document **result, const char *file, const hr_source_texts *before,
                           const hr_override *overrides, size_t override_count, hr_diagnostics *diagnostics)
{
    struct fy_document *trees[HR_SOURCES_MAX] = {NULL};
    struct fy_diag_cfg diag_cfg;
    fy_diag_cfg_default(&diag_cfg);
    diag_cfg.fp = NULL;
    diag_cfg.output_fn = keep_quiet; /* what it says is collected; the rest is noise */
    *result = NULL;
    hr_document *document = calloc(1, sizeof *document);
    struct fy_diag *diag = fy_diag_create(&diag_cfg);
    bool is_open = document != NULL && diag != NULL;
    if (!is_open) {
        add_file_error(diagnostics, file, "out of memory");
    } else {
        fy_diag_set_collect_errors(diag, true);
        document->diag = diag;
        document->diagnostics = diagnostics;
        is_open = read_chain(document, file, before, diag, trees, diagnostics) &&
                  merge_chain(document, trees, diagnostics);
    }
    for (size_t i = 0; i < HR_SOURCES_MAX; ++i) {
        fy_document_destroy(trees[i]);
    }
    if (!is_open) {
        if (document != NULL) {
            fy_document_destroy(document->tree);
            hr_source_texts_free(&document->sources);
        }
        fy_diag_destroy(diag);
        free(document);
        return HR_BAD_INPUT;
    }
    for (size_t i = 0; i < override_count; ++i) {
        apply_override(document, &overrides[i]);
    }
    *result = document;
    return HR_OK;
}
