/* A set of small whole numbers in a 64-ary tree of bits. See rank_set.h. */
#include "models/rank_set.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

hr_status hr_rank_set_init(hr_rank_set *set, uint32_t size, hr_error *error)
{
    assert(size <= 1u << 24);
    memset(set, 0, sizeof *set);
    set->size = size;
    uint32_t below = size;
    for (int level = 0; level < HR_RANK_SET_LEVELS; ++level) {
        set->words[level] = below / 64 + 1;
        set->levels[level] = calloc(set->words[level], sizeof *set->levels[level]);
        if (set->levels[level] == NULL) {
            hr_rank_set_free(set);
            return hr_error_set(error, HR_FAILED, "out of memory for a set of %u numbers", size);
        }
        below = set->words[level];
    }
    return HR_OK;
}

void hr_rank_set_free(hr_rank_set *set)
{
    for (int level = 0; level < HR_RANK_SET_LEVELS; ++level) {
        free(set->levels[level]);
        set->levels[level] = NULL;
    }
}

void hr_rank_set_clear(hr_rank_set *set)
{
    for (int level = 0; level < HR_RANK_SET_LEVELS; ++level) {
        memset(set->levels[level], 0, set->words[level] * sizeof *set->levels[level]);
    }
}

void hr_rank_set_insert(hr_rank_set *set, uint32_t rank)
{
    assert(rank < set->size);
    for (int level = 0; level < HR_RANK_SET_LEVELS; ++level) {
        uint64_t *word = &set->levels[level][rank / 64];
        uint64_t before = *word;
        *word |= UINT64_C(1) << (rank % 64);
        if (before != 0) {
            return; /* the summaries know this word already */
        }
        rank /= 64;
    }
}

void hr_rank_set_remove(hr_rank_set *set, uint32_t rank)
{
    assert(rank < set->size);
    for (int level = 0; level < HR_RANK_SET_LEVELS; ++level) {
        uint64_t *word = &set->levels[level][rank / 64];
        *word &= ~(UINT64_C(1) << (rank % 64));
        if (*word != 0) {
            return;
        }
        rank /= 64;
    }
}

uint32_t hr_rank_set_next(const hr_rank_set *set, uint32_t from)
{
    if (from >= set->size) {
        return HR_RANK_NONE;
    }
    uint32_t position = from;
    for (int level = 0; level < HR_RANK_SET_LEVELS; ++level) {
        uint32_t index = position / 64;
        if (index >= set->words[level]) {
            return HR_RANK_NONE;
        }
        uint64_t rest = set->levels[level][index] >> (position % 64);
        if (rest != 0) {
            position += (uint32_t)__builtin_ctzll(rest);
            while (level-- > 0) { /* down again to the least number below */
                position = position * 64 + (uint32_t)__builtin_ctzll(set->levels[level][position]);
            }
            return position;
        }
        position = index + 1;
    }
    return HR_RANK_NONE;
}
