/* Ranks: processes on one machine or several that a launcher (mpirun, srun) has started together for one run. MPI is
 * known here alone; a program that was built without it, or not started by a launcher, is the only rank there is.
 *
 * Ranks share a folder for their files and agree on how each step went. They exchange nothing else, so what is computed
 * cannot depend on them.
 */
#ifndef HR_SIM_ENGINE_RANKS_H
#define HR_SIM_ENGINE_RANKS_H

#include <stdbool.h>

#include "sim/engine/error.h"

typedef struct {
    int number; /* [0, count) */
    int count;
    int on_host; /* ranks on this machine, this one among them */
} hr_ranks;

/** The MPI that ranks are built with, as in `MPI 3.1`; NULL: built without. */
const char *hr_ranks_standard(void);

/**
 * Finds out what a launcher has started. MPI is not even begun for a single process.
 *
 * @return  HR_BAD_INPUT when a launcher has started several processes that cannot find one another, because the program
 *          is built without MPI or with another one than the launcher's: each would take the run for its own
 */
hr_status hr_ranks_begin(hr_ranks *ranks, hr_error *error);

/**
 * Waits until every rank has called this, and gives all of them the gravest status that any of them gave, with its error:
 * bad input before a failure, that before an interruption, and of equals the lowest rank's. For the thread that began.
 *
 * Waits asleep, since others on this machine may be at work.
 */
hr_status hr_ranks_agree(const hr_ranks *ranks, hr_status status, hr_error *error);

/** Whether the first rank has the same text. Every rank calls this. */
bool hr_ranks_has_same(const hr_ranks *ranks, const char *text);

/** Whether another rank has called hr_ranks_agree with a bad status, and waits for this one. Takes no time. */
bool hr_ranks_is_called_off(const hr_ranks *ranks);

/** Every rank calls this last. */
void hr_ranks_end(const hr_ranks *ranks);

#endif
