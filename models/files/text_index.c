/* See text_index.h. A text is hashed block by block, each block enciphered together with the hash so far (CBC-MAC, the
 * length in front: Bellare, Kilian & Rogaway 2000). */
#include "models/files/text_index.h"

#include <Random123/threefry.h>
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { FEWEST_SLOTS = 1024, MOST_SLOTS = 1 << 30 };

void hr_text_index_init(hr_text_index *index)
{
    memset(index, 0, sizeof *index);
    if (getrandom(index->key, sizeof index->key, 0) != (ssize_t)sizeof index->key) {
        memset(index->key, 0, sizeof index->key); /* finds the same, only slower in a file made for it */
    }
}

void hr_text_index_free(hr_text_index *index)
{
    free(index->slots);
    memset(index, 0, sizeof *index);
}

static uint32_t hash(const hr_text_index *index, const char *text, size_t length)
{
    threefry2x64_key_t key = {{index->key[0], index->key[1]}};
    threefry2x64_ctr_t state = {{length, 0}};
    do {
        uint64_t block[2] = {0, 0};
        size_t taken = length < sizeof block ? length : sizeof block;
        memcpy(block, text, taken);
        state.v[0] ^= block[0];
        state.v[1] ^= block[1];
        state = threefry2x64_R(13, state, key);
        text += taken;
        length -= taken;
    } while (length > 0);
    return (uint32_t)state.v[0];
}

bool hr_text_index_find(const hr_text_index *index, const char *texts, const uint32_t *offsets, const char *text,
                        size_t length, uint32_t *item)
{
    if (index->capacity == 0) {
        return false;
    }
    uint32_t hashed = hash(index, text, length);
    for (uint32_t s = hashed & (index->capacity - 1); index->slots[s].number != 0;
         s = (s + 1) & (index->capacity - 1)) {
        const hr_text_slot *slot = &index->slots[s];
        if (slot->hash != hashed) { /* far texts stay unread */
            continue;
        }
        const char *known = texts + offsets[slot->number - 1];
        if (strncmp(known, text, length) == 0 && known[length] == 0) {
            *item = slot->number - 1;
            return true;
        }
    }
    return false;
}

static void put(hr_text_index *index, hr_text_slot entry)
{
    uint32_t s = entry.hash & (index->capacity - 1);
    while (index->slots[s].number != 0) {
        s = (s + 1) & (index->capacity - 1);
    }
    index->slots[s] = entry;
}

static hr_status grow(hr_text_index *index, hr_error *error)
{
    hr_text_slot *old = index->slots;
    uint32_t old_capacity = index->capacity;
    uint32_t capacity = old_capacity == 0 ? FEWEST_SLOTS : 2 * old_capacity;
    assert(capacity <= MOST_SLOTS);
    hr_text_slot *slots = calloc(capacity, sizeof *slots);
    if (slots == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for an index of %u names", index->count);
    }
    index->slots = slots;
    index->capacity = capacity;
    for (uint32_t slot = 0; slot < old_capacity; ++slot) {
        if (old[slot].number != 0) {
            put(index, old[slot]);
        }
    }
    free(old);
    return HR_OK;
}

hr_status hr_text_index_add(hr_text_index *index, const char *texts, const uint32_t *offsets, uint32_t item,
                            hr_error *error)
{
    if (2 * (index->count + 1) > index->capacity) {
        hr_status status = grow(index, error);
        if (status != HR_OK) {
            return status;
        }
    }
    const char *text = texts + offsets[item];
    put(index, (hr_text_slot){hash(index, text, strlen(text)), item + 1});
    ++index->count;
    return HR_OK;
}
