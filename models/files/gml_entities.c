/* Character entities of GML texts: the names of ISO 8859-1 that GML takes over from HTML (Himsolt 1997, GML: A portable
 * graph file format), and numbers. O(length * names). */
#include <stdlib.h>
#include <string.h>

#include "models/files/gml_tokens.h"

enum { NAME_MAX_LENGTH = 6, FIRST_LATIN = 0xa0, ENTITY_MAX = sizeof "&#1114111;" - 1 };

/* 0xa0 to 0xff in order */
static const char LATIN_NAMES[][NAME_MAX_LENGTH + 1] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml",
};
enum { LATIN_COUNT = sizeof LATIN_NAMES / sizeof *LATIN_NAMES };
_Static_assert(LATIN_COUNT == 0x100 - FIRST_LATIN, "a name for every character");

static const struct {
    const char *name;
    uint32_t character;
} OTHERS[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};

static uint32_t character_of_number(const char *digits, size_t length)
{
    bool is_hexadecimal = length > 1 && (digits[0] == 'x' || digits[0] == 'X');
    const char *allowed = is_hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
    char copy[16];
    digits += is_hexadecimal;
    length -= is_hexadecimal;
    if (length == 0 || length >= sizeof copy || strspn(digits, allowed) < length) {
        return 0;
    }
    memcpy(copy, digits, length);
    copy[length] = 0;
    unsigned long character = strtoul(copy, NULL, is_hexadecimal ? 16 : 10);
    bool is_surrogate = character >= 0xd800 && character < 0xe000;
    return character > 0x10ffff || is_surrogate ? 0 : (uint32_t)character;
}

/* The character that a name between `&` and `;` stands for, or 0. */
static uint32_t character_of(const char *name, size_t length)
{
    if (length > 1 && name[0] == '#') {
        return character_of_number(name + 1, length - 1);
    }
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; ++i) {
        if (strlen(OTHERS[i].name) == length && memcmp(OTHERS[i].name, name, length) == 0) {
            return OTHERS[i].character;
        }
    }
    for (uint32_t i = 0; i < LATIN_COUNT; ++i) {
        if (strlen(LATIN_NAMES[i]) == length && memcmp(LATIN_NAMES[i], name, length) == 0) {
            return FIRST_LATIN + i;
        }
    }
    return 0;
}

/* A character takes no more bytes than the entity that names it. */
static size_t put_character(char *place, uint32_t character, bool is_utf8)
{
    unsigned char *bytes = (unsigned char *)place;
    if (character < 0x80 || (!is_utf8 && character < 0x100)) {
        bytes[0] = (unsigned char)character;
        return 1;
    }
    if (!is_utf8) {
        bytes[0] = '?';
        return 1;
    }
    size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size; i-- > 1; character >>= 6) {
        bytes[i] = (unsigned char)(0x80 | (character & 0x3f));
    }
    bytes[0] = (unsigned char)(leads[size] | character);
    return size;
}

size_t hr_gml_decode(char *text, size_t length)
{
    size_t written = 0;
    if (memchr(text, '&', length) == NULL) {
        return length;
    }
    bool is_utf8 = hr_graph_is_utf8(text, length);
    for (size_t read = 0; read < length;) {
        size_t window = length - read < ENTITY_MAX ? length - read : ENTITY_MAX;
        const char *end = text[read] == '&' ? memchr(text + read, ';', window) : NULL;
        uint32_t character = end != NULL ? character_of(text + read + 1, (size_t)(end - text) - read - 1) : 0;
        if (character == 0) {
            text[written++] = text[read++];
        } else {
            read = (size_t)(end - text) + 1;
            written += put_character(text + written, character, is_utf8);
        }
    }
    text[written] = 0;
    return written;
}
