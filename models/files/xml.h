/* XML as a stream of elements and texts, for the formats that are XML.
 *
 * libxml2's push parser, without a tree: what it holds is the tag or comment at hand. Nothing is loaded from elsewhere;
 * declared entities, tags and comments of more than HR_XML_PIECE_MAX bytes, and elements nested deeper than
 * HR_XML_DEPTH_MAX are refused.
 */
#ifndef HR_MODELS_FILES_XML_H
#define HR_MODELS_FILES_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/engine/error.h"

enum { HR_XML_DEPTH_MAX = 64, HR_XML_PIECE_MAX = 1 << 16 };

typedef struct {
    const char *name;       /* without a prefix */
    const char *space;      /* its name space, or NULL */
    int depth;              /* the outermost element's is 1 */
    uint64_t line;          /* where its tag begins */
    uint64_t column;        /* in bytes, from 1 */
    const void *attributes; /* the parser's */
    int attribute_count;
} hr_xml_element;

typedef struct {
    hr_status (*open)(void *data, const hr_xml_element *element, hr_error *error);
    /* A piece of the text inside the innermost element; texts come in pieces. */
    hr_status (*text)(void *data, const char *text, size_t length, hr_error *error);
    hr_status (*close)(void *data, int depth, hr_error *error);
} hr_xml_form;

/**
 * Reads a stream to its end, calling back. A mistake that comes back without a place gets that of the innermost tag.
 *
 * @return  HR_BAD_INPUT for anything that is not well-formed, with its place
 *
 * O(bytes).
 */
hr_status hr_xml_read(FILE *stream, const char *file, const hr_xml_form *form, void *data, hr_error *error);

/** Value of an attribute without a prefix, not zero-terminated; NULL when there is none. */
const char *hr_xml_attribute(const hr_xml_element *element, const char *name, size_t *length);
/** Whether an attribute has a value. */
bool hr_xml_attribute_is(const hr_xml_element *element, const char *name, const char *value);

/** Whether a file that begins so may be XML whose outermost element has this name: after a declaration, comments and a
 *  document type, as far as the beginning shows them. */
bool hr_xml_begins_with(const char *head, size_t length, const char *name);

#endif
