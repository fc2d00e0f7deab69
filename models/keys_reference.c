/* The reference of every key of scenario files, printed from the tables of keys as Markdown: one table for each
 * mapping, from the whole file inwards. O(keys).
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "models/keys_print.h"
#include "models/keys_private.h"

enum { PATH_SIZE = 256, DEPTH_MAX = 16 };

/* Tables that were printed, so that one that two rows share is described once. */
typedef struct {
    FILE *stream;
    const hr_keys *printed[128];
    char paths[128][PATH_SIZE];
    size_t count;
} printer;

static void print_sentence(printer *p, const char *text)
{
    fputc(toupper((unsigned char)text[0]), p->stream);
    fputs(text + 1, p->stream);
}

/* Text of a cell: a bar would end it. */
static void print_cell(printer *p, const char *text)
{
    fputs(" ", p->stream);
    for (const char *c = text; *c != 0; ++c) {
        fputs(*c == '|' ? "\\|" : (const char[2]){*c, 0}, p->stream);
    }
    fputs(" |", p->stream);
}

static void print_row(printer *p, const hr_key *key)
{
    char name[128];
    char takes[512];
    char without[256];
    snprintf(name, sizeof name, "`%s`", key->name);
    hr_key_takes(key, takes, sizeof takes);
    hr_key_without(key, without, sizeof without);
    fputs("|", p->stream);
    print_cell(p, name);
    print_cell(p, key->meaning);
    print_cell(p, takes);
    print_cell(p, key->unit != NULL ? key->unit : "");
    print_cell(p, without);
    fputs("\n", p->stream);
}

static void print_rules(printer *p, const hr_keys *keys)
{
    static const char *const words[] = {[HR_TOGETHER_ONE] = "Exactly one of",
                                        [HR_TOGETHER_AT_LEAST_ONE] = "At least one of",
                                        [HR_TOGETHER_AT_MOST_ONE] = "At most one of"};
    bool is_begun = false;
    for (size_t k = 0; k < keys->count; ++k) {
        const hr_key *key = &keys->rows[k];
        if (key->together != HR_TOGETHER_ANY) {
            fprintf(p->stream, "%s `%s`", is_begun ? "," : words[key->together], key->name);
            is_begun = true;
        }
    }
    fputs(is_begun ? " is there.\n\n" : "", p->stream);
    for (size_t k = 0; k < keys->count; ++k) {
        if (keys->rows[k].needs != NULL) {
            fprintf(p->stream, "`%s` goes with `%s`.\n\n", keys->rows[k].name, keys->rows[k].needs);
        }
    }
}

static const char *name_of_names(const hr_key *key)
{
    static const char *const names[] = {[HR_NAMES_FREE] = "NAME",
                                        [HR_NAMES_ROLES] = "ROLE",
                                        [HR_NAMES_OPERATORS] = "OPERATOR",
                                        [HR_NAMES_VENDORS] = "VENDOR"};
    return names[key->names];
}

static void print_table(printer *p, const char *path, const char *summary, const hr_keys *keys);

/* What stands below a value: tables, or what the values of a map are. */
static void print_below(printer *p, const char *path, const hr_key *key)
{
    char below[PATH_SIZE];
    hr_key_form form;
    if (key->kind == HR_KEY_GROUP || key->kind == HR_KEY_LIST) {
        snprintf(below, sizeof below, "%s%s", path, key->kind == HR_KEY_LIST ? "[]" : "");
        print_table(p, below, NULL, key->inner);
    } else if (key->kind == HR_KEY_MAP && key->entry == NULL) {
        snprintf(below, sizeof below, "%s.%s", path, name_of_names(key));
        print_table(p, below, NULL, key->inner);
    } else if (key->kind == HR_KEY_MAP && key->entry->kind != HR_KEY_VENDOR) {
        snprintf(below, sizeof below, "%s.%s", path, name_of_names(key));
        if (key->entry->kind != HR_KEY_FORM) {
            char takes[512];
            hr_key_takes(key->entry, takes, sizeof takes);
            fprintf(p->stream, "### `%s`\n\n", below);
            print_sentence(p, key->entry->meaning);
            fprintf(p->stream, ": %s.\n\n", takes);
        }
        print_below(p, below, key->entry);
    }
    for (size_t i = 0; (key->kind == HR_KEY_FORM || key->kind == HR_KEY_FORMS) && key->form_at(i, &form); ++i) {
        snprintf(below, sizeof below, "%s.%s", path, form.name);
        print_table(p, below, form.summary, form.keys);
    }
}

static void print_table(printer *p, const char *path, const char *summary, const hr_keys *keys)
{
    if (path[0] != 0) {
        fprintf(p->stream, "### `%s`\n\n", path);
    }
    if (summary != NULL) {
        print_sentence(p, summary);
        fputs(".\n\n", p->stream);
    }
    for (size_t i = 0; i < p->count; ++i) {
        if (p->printed[i] == keys) {
            fprintf(p->stream, "As `%s`.\n\n", p->paths[i]);
            return;
        }
    }
    if (p->count < sizeof p->printed / sizeof *p->printed) {
        p->printed[p->count] = keys;
        snprintf(p->paths[p->count++], PATH_SIZE, "%s", path);
    }
    if (keys->count == 0) {
        fputs("No keys of its own.\n\n", p->stream);
        return;
    }
    fputs("| key | meaning | takes | unit | default |\n| --- | --- | --- | --- | --- |\n", p->stream);
    for (size_t k = 0; k < keys->count; ++k) {
        print_row(p, &keys->rows[k]);
    }
    fputs("\n", p->stream);
    print_rules(p, keys);
    for (size_t k = 0; k < keys->count; ++k) {
        char below[PATH_SIZE];
        snprintf(below, sizeof below, "%s%s%s", path, path[0] != 0 ? "." : "", keys->rows[k].name);
        print_below(p, below, &keys->rows[k]);
    }
}

void hr_keys_print_reference(FILE *stream)
{
    printer p = {.stream = stream};
    fputs("### The whole file\n\n", stream);
    print_table(&p, "", NULL, &hr_scenario_keys);
}
