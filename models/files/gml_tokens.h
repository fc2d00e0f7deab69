/* Tokens of a GML file, read in one pass: keys, numbers, texts in quotes, brackets. Shared by gml.c alone.
 *
 * Places count bytes from 1. A comment is a line that begins with `#`. Character entities in texts become UTF-8.
 */
#ifndef HR_MODELS_FILES_GML_TOKENS_H
#define HR_MODELS_FILES_GML_TOKENS_H

#include "models/files/attributed_graph.h"

typedef enum {
    HR_GML_END,
    HR_GML_KEY,
    HR_GML_NUMBER,
    HR_GML_TEXT,
    HR_GML_OPEN,
    HR_GML_CLOSE,
} hr_gml_kind;

typedef struct {
    hr_gml_kind kind;
    uint64_t line;
    uint64_t column;
    size_t length;                    /* of the whole token */
    char text[HR_GRAPH_TEXT_MAX + 1]; /* its beginning, zero-terminated; whole when length <= HR_GRAPH_TEXT_MAX */
} hr_gml_token;

typedef struct {
    FILE *stream;     /* borrowed */
    const char *file; /* borrowed */
    bool is_first;    /* nothing was read yet */
    uint64_t line;    /* of the byte that comes next */
    uint64_t column;
    hr_gml_token token;
} hr_gml_tokens;

void hr_gml_tokens_init(hr_gml_tokens *tokens, FILE *stream, const char *file);

/** Reads the next token. O(its bytes). */
hr_status hr_gml_next(hr_gml_tokens *tokens, hr_error *error);

/** What a token is, for messages: "a number". */
const char *hr_gml_kind_name(hr_gml_kind kind);

/** Replaces entities (`&amp;`, `&eacute;`, `&#233;`, `&#xe9;`) in place by characters in UTF-8, or in ISO 8859-1 where
 *  the text is no UTF-8; returns the new length. Anything else after `&` stays. */
size_t hr_gml_decode(char *text, size_t length);

#endif
