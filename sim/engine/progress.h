/* Progress of long work, to stderr: one line that is rewritten on a terminal, plain lines at intervals elsewhere.
 * Shows done, total, rate and time left. Safe to step from several threads. Speaks to people only: nothing it prints
 * is part of a result.
 */
#ifndef HR_SIM_ENGINE_PROGRESS_H
#define HR_SIM_ENGINE_PROGRESS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct {
    FILE *stream; /* NULL: silent */
    bool is_terminal;
    bool is_fleeting; /* set after the beginning: no last line stays, for work that is seldom long */
    char label[64];   /* what is being counted, e.g. "replications" */
    uint64_t total;
    uint64_t done;
    uint64_t done_at_start; /* work that a resumed run found finished: not part of the rate */
    double started;         /* monotonic seconds */
    double last_shown;      /* monotonic seconds */
    pthread_mutex_t lock;
} hr_progress;

/** Starts counting; stream NULL or quiet keeps it silent. */
void hr_progress_begin(hr_progress *progress, FILE *stream, const char *label, uint64_t total);
/** Counts work that was already done before this run. */
void hr_progress_skip(hr_progress *progress, uint64_t count);
void hr_progress_step(hr_progress *progress, uint64_t count);
/** Takes work off the total that turned out not to be needed. */
void hr_progress_spare(hr_progress *progress, uint64_t count);
/** Last line, unless fleeting, and release. */
void hr_progress_end(hr_progress *progress);

#endif
