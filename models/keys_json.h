/* Writing JSON, indented: objects and arrays are opened and closed, members and items begun. Failures of writing stay
 * in the stream.
 */
#ifndef HR_MODELS_KEYS_JSON_H
#define HR_MODELS_KEYS_JSON_H

#include <stdbool.h>
#include <stdio.h>

typedef struct {
    FILE *stream;
    int depth;
    bool is_empty; /* nothing stands in the innermost object or array yet */
    bool is_flat;  /* on one line */
} hr_json;

void hr_json_open(hr_json *json, char bracket);
void hr_json_close(hr_json *json, char bracket);

/** Before an item of an array. */
void hr_json_item(hr_json *json);
/** The name of a member, before its value. */
void hr_json_name(hr_json *json, const char *name);
/** A member whose value is an object, opened. */
void hr_json_open_member(hr_json *json, const char *name);

/** A member whose value is given as JSON. */
void hr_json_member(hr_json *json, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));
void hr_json_text(hr_json *json, const char *name, const char *text);
/** A member whose value is a list of texts, in brackets, on one line. `null`: ends with a null. */
void hr_json_texts(hr_json *json, const char *name, const char *const *texts, size_t count, bool has_null);

#endif
