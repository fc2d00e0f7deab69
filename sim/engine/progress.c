/* Progress of long work. See progress.h. */
#include "sim/engine/progress.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

static const double TERMINAL_INTERVAL_SECONDS = 0.2;
static const double LOG_INTERVAL_SECONDS = 10;

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void hr_progress_begin(hr_progress *progress, FILE *stream, const char *label, uint64_t total)
{
    memset(progress, 0, sizeof *progress);
    pthread_mutex_init(&progress->lock, NULL);
    progress->stream = stream;
    progress->is_terminal = stream != NULL && isatty(fileno(stream));
    snprintf(progress->label, sizeof progress->label, "%s", label);
    progress->total = total;
    progress->started = seconds_now();
    progress->last_shown = progress->started;
}

static void show(hr_progress *progress, double now)
{
    double elapsed = now - progress->started;
    double rate = elapsed > 0 ? (double)(progress->done - progress->done_at_start) / elapsed : 0;
    char left[64] = "";
    if (rate > 0 && progress->done < progress->total) {
        snprintf(left, sizeof left, ", %.0f s left", (double)(progress->total - progress->done) / rate);
    }
    fprintf(progress->stream, "%s%llu of %llu %s, %.1f per second%s%s", progress->is_terminal ? "\r\033[K" : "",
            (unsigned long long)progress->done, (unsigned long long)progress->total, progress->label, rate, left,
            progress->is_terminal ? "" : "\n");
    fflush(progress->stream);
    progress->last_shown = now;
}

void hr_progress_skip(hr_progress *progress, uint64_t count)
{
    pthread_mutex_lock(&progress->lock);
    progress->done += count;
    progress->done_at_start += count;
    pthread_mutex_unlock(&progress->lock);
}

void hr_progress_step(hr_progress *progress, uint64_t count)
{
    pthread_mutex_lock(&progress->lock);
    progress->done += count;
    if (progress->stream != NULL) {
        double now = seconds_now();
        double interval = progress->is_terminal ? TERMINAL_INTERVAL_SECONDS : LOG_INTERVAL_SECONDS;
        if (now - progress->last_shown >= interval) {
            show(progress, now);
        }
    }
    pthread_mutex_unlock(&progress->lock);
}

void hr_progress_spare(hr_progress *progress, uint64_t count)
{
    pthread_mutex_lock(&progress->lock);
    progress->total -= count < progress->total ? count : progress->total;
    pthread_mutex_unlock(&progress->lock);
}

void hr_progress_end(hr_progress *progress)
{
    if (progress->stream != NULL && progress->is_fleeting) {
        if (progress->is_terminal && progress->last_shown > progress->started) {
            fputs("\r\033[K", progress->stream);
            fflush(progress->stream);
        }
    } else if (progress->stream != NULL) {
        show(progress, seconds_now());
        if (progress->is_terminal) {
            fputc('\n', progress->stream);
        }
    }
    pthread_mutex_destroy(&progress->lock);
}
