/* Random numbers: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, SC'11, 2011), by Random123.
 *
 * Every draw is a pure function of (seed, replication, purpose, entity, index). Nothing is consumed and
 * nothing has a position, so the order of events, threads and batches cannot change a draw, two cases of
 * one replication use the same draw for the same thing (common random numbers), and a new purpose never
 * shifts another's draws.
 *
 *   key      = seed                       (64 bits)
 *   counter  = index, entity, purpose, replication   (32 bits each, word 0 first)
 *
 * Single draws use purposes below HR_RANDOM_STREAM_FLAG; gsl_rng streams have the flag set, so a stream
 * and a single draw of one purpose never share a block.
 */
#ifndef HR_SIM_ENGINE_RANDOM_H
#define HR_SIM_ENGINE_RANDOM_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

#define HR_RANDOM_STREAM_FLAG 0x80000000u

/* What one replication draws from. Plain value; copy freely. */
typedef struct {
    uint64_t seed;
    uint32_t replication;
} hr_random;

/**
 * One uniform number, strictly inside (0, 1), a multiple of 2^-53 (52 random bits, centred).
 *
 * @param purpose  what the draw is for; below HR_RANDOM_STREAM_FLAG
 * @param entity   what it is for, e.g. a node index
 * @param index    which of several draws for the same purpose and entity
 */
double hr_random_uniform(const hr_random *random, uint32_t purpose, uint32_t entity, uint32_t index);

/** Two independent uniforms from one block; the first equals hr_random_uniform of the same arguments. */
void hr_random_uniform_pair(const hr_random *random, uint32_t purpose, uint32_t entity, uint32_t index, double pair[2]);

/** The raw block of four words: words 0 and 1 make the first uniform, 2 and 3 the second. */
void hr_random_block(const hr_random *random, uint32_t purpose, uint32_t entity, uint32_t index, uint32_t words[4]);

/** A gsl_rng_type over successive blocks, for GSL's distributions. Set its place before the first draw. */
extern const gsl_rng_type *const hr_random_gsl_type;

/** Places a generator of hr_random_gsl_type at the start of the stream (seed, replication, purpose, entity). */
void hr_random_stream_place(gsl_rng *generator, const hr_random *random, uint32_t purpose, uint32_t entity);

#endif
