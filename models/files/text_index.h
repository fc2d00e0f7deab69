/* Which item has a text: an index over texts that lie in one store.
 *
 * Open addressing with linear probing. The texts move as their store grows, so the index keeps numbers of items alone;
 * a library's table would keep a pointer and a header for each of millions of ids. The hash is Threefry (Random123)
 * under a key that the kernel draws, so that no file can be made whose ids all collide. Nothing that is printed or
 * written depends on the key: only finding does.
 */
#ifndef HR_MODELS_FILES_TEXT_INDEX_H
#define HR_MODELS_FILES_TEXT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/engine/error.h"

typedef struct {
    uint32_t hash;
    uint32_t number; /* item + 1; 0: free */
} hr_text_slot;

typedef struct {
    hr_text_slot *slots; /* 1 + item, or 0 */
    uint32_t capacity;   /* a power of two, at least twice the count; 0 before the first item */
    uint32_t count;
    uint64_t key[2];
} hr_text_index;

void hr_text_index_init(hr_text_index *index);
void hr_text_index_free(hr_text_index *index);

/** The item whose text, `texts + offsets[item]`, equals `text`. Expected O(length). */
bool hr_text_index_find(const hr_text_index *index, const char *texts, const uint32_t *offsets, const char *text,
                        size_t length, uint32_t *item);

/** Adds an item whose text is not in the index yet. Amortised O(length). HR_FAILED without memory. */
hr_status hr_text_index_add(hr_text_index *index, const char *texts, const uint32_t *offsets, uint32_t item,
                            hr_error *error);

#endif
