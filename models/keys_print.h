/* What is printed from the tables of keys: the JSON Schema of scenario files, and the reference of every key. */
#ifndef HR_MODELS_KEYS_PRINT_H
#define HR_MODELS_KEYS_PRINT_H

#include <stdio.h>

/** JSON Schema, draft 7, of a scenario file. Failures of writing stay in the stream (ferror). */
void hr_keys_print_schema(FILE *stream);

/** Markdown: a table of keys for every mapping, from the whole file inwards. Likewise. */
void hr_keys_print_reference(FILE *stream);

#endif
