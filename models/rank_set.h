/* A set of small whole numbers with "the least one from here on" in a few steps: bits in a 64-ary tree of three
 * summaries (van Emde Boas in spirit; up to 2^24 numbers). Insert, remove and next are O(log64 n); clear is O(words).
 */
#ifndef HR_MODELS_RANK_SET_H
#define HR_MODELS_RANK_SET_H

#include <stdint.h>

#include "sim/engine/error.h"

enum { HR_RANK_SET_LEVELS = 4 };
#define HR_RANK_NONE UINT32_MAX

typedef struct {
    uint32_t size;                        /* numbers lie in [0, size) */
    uint64_t *levels[HR_RANK_SET_LEVELS]; /* level 0: a bit per number; above: a bit per word below that is not zero */
    uint32_t words[HR_RANK_SET_LEVELS];
} hr_rank_set;

hr_status hr_rank_set_init(hr_rank_set *set, uint32_t size, hr_error *error);
void hr_rank_set_free(hr_rank_set *set);
void hr_rank_set_clear(hr_rank_set *set);
void hr_rank_set_insert(hr_rank_set *set, uint32_t rank);
void hr_rank_set_remove(hr_rank_set *set, uint32_t rank);
/** The least member at or above `from`, or HR_RANK_NONE. */
uint32_t hr_rank_set_next(const hr_rank_set *set, uint32_t from);

#endif
