/* Random numbers as a function of their key: Philox 4x32-10 by Random123. See random.h. One block costs about 10 ns. */
#include "sim/engine/random.h"

#include <Random123/philox.h>
#include <assert.h>
#include <string.h>

static philox4x32_ctr_t block(uint64_t seed, uint32_t replication, uint32_t purpose, uint32_t entity, uint32_t index)
{
    philox4x32_ctr_t counter = {{index, entity, purpose, replication}};
    philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
    return philox4x32_R(10, counter, key);
}

/* 52 bits and a half: (k + 1/2) 2^-52 lies strictly inside (0, 1) and is exact. */
static double to_uniform(uint32_t high, uint32_t low)
{
    uint64_t bits = ((uint64_t)high << 32 | low) >> 12;
    return ((double)bits + 0.5) * 0x1p-52;
}

double hr_random_uniform(const hr_random *random, uint32_t purpose, uint32_t entity, uint32_t index)
{
    assert(purpose < HR_RANDOM_STREAM_FLAG);
    philox4x32_ctr_t words = block(random->seed, random->replication, purpose, entity, index);
    return to_uniform(words.v[0], words.v[1]);
}

void hr_random_uniform_pair(const hr_random *random, uint32_t purpose, uint32_t entity, uint32_t index, double pair[2])
{
    assert(purpose < HR_RANDOM_STREAM_FLAG);
    philox4x32_ctr_t words = block(random->seed, random->replication, purpose, entity, index);
    pair[0] = to_uniform(words.v[0], words.v[1]);
    pair[1] = to_uniform(words.v[2], words.v[3]);
}

void hr_random_block(const hr_random *random, uint32_t purpose, uint32_t entity, uint32_t index, uint32_t words[4])
{
    philox4x32_ctr_t result = block(random->seed, random->replication, purpose, entity, index);
    memcpy(words, result.v, sizeof result.v);
}

/* ---- streams for GSL's distributions --------------------------------------------------------------------------- */

typedef struct {
    hr_random random;
    uint32_t purpose;
    uint32_t entity;
    uint32_t index; /* of the next block */
    uint32_t used;  /* words of the present block */
    uint32_t words[4];
} stream;

static unsigned long next_word(void *state)
{
    stream *s = state;
    if (s->used == 4) {
        hr_random_block(&s->random, s->purpose, s->entity, s->index++, s->words);
        s->used = 0;
    }
    return s->words[s->used++];
}

static double next_uniform(void *state)
{
    uint32_t high = (uint32_t)next_word(state);
    uint32_t low = (uint32_t)next_word(state);
    return to_uniform(high, low);
}

static void set_seed(void *state, unsigned long seed)
{
    stream *s = state;
    memset(s, 0, sizeof *s);
    s->random.seed = seed;
    s->purpose = HR_RANDOM_STREAM_FLAG;
    s->used = 4;
}

static const gsl_rng_type philox_type = {"philox4x32-10", UINT32_MAX, 0,           sizeof(stream),
                                         set_seed,        next_word,  next_uniform};
const gsl_rng_type *const hr_random_gsl_type = &philox_type;

void hr_random_stream_place(gsl_rng *generator, const hr_random *random, uint32_t purpose, uint32_t entity)
{
    assert(generator->type == hr_random_gsl_type && purpose < HR_RANDOM_STREAM_FLAG);
    stream *s = generator->state;
    *s = (stream){*random, purpose | HR_RANDOM_STREAM_FLAG, entity, 0, 4, {0}};
}
