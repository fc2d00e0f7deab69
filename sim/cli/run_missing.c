/* Missing batches, as a sentence. See run_missing.h. */
#include "sim/cli/run_missing.h"

#include <stdarg.h>
#include <stdlib.h>

enum { NAMED_MAX = 8, FOLDERS_MAX = 8, SENTENCE_SIZE = HR_ERROR_TEXT_SIZE };

typedef struct {
    char text[SENTENCE_SIZE];
    size_t used;
} sentence;

static void __attribute__((format(printf, 2, 3))) add(sentence *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(s->text + s->used, SENTENCE_SIZE - s->used, format, arguments);
    va_end(arguments);
    s->used += length > 0 ? (size_t)length : 0;
    s->used = s->used < SENTENCE_SIZE ? s->used : SENTENCE_SIZE - 1;
}

/* The next of a list of which only the first few are named. */
static void add_item(sentence *s, uint32_t place, const char *format, uint32_t number, uint32_t count)
{
    if (place < NAMED_MAX) {
        add(s, place > 0 ? ", " : "");
        add(s, format, number, count);
    } else if (place == NAMED_MAX) {
        add(s, ", ...");
    }
}

static uint32_t count_missing(const uint8_t *is_there, uint32_t batch_count)
{
    uint32_t count = 0;
    for (uint32_t b = 0; b < batch_count; ++b) {
        count += !is_there[b];
    }
    return count;
}

static void add_batches(sentence *s, const char *name, const uint8_t *is_there, uint32_t batch_count)
{
    uint32_t missing = count_missing(is_there, batch_count);
    if (missing == 0) {
        return;
    }
    add(s, "%s%u of %u in `%s` (", s->used > 0 ? "; " : "", missing, batch_count, name);
    for (uint32_t b = 0, place = 0; b < batch_count; ++b) {
        if (!is_there[b]) {
            add_item(s, place++, "%u", b, 0);
        }
    }
    add(s, ")");
}

/* The shards whose batches are missing; those who wrote the others say into how many the run was cut. */
static hr_status add_shards(sentence *s, uint8_t *const *is_there, const hr_run_folder *folders, size_t count,
                            uint32_t share_count, hr_error *error)
{
    uint8_t *lacks = calloc(share_count, sizeof *lacks);
    if (lacks == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u shards", share_count);
    }
    for (size_t f = 0; f < count; ++f) {
        for (uint32_t b = 0; b < hr_monte_carlo_batch_count(folders[f].options); ++b) {
            lacks[b % share_count] |= !is_there[f][b];
        }
    }
    for (uint32_t i = 0, place = 0; i < share_count; ++i) {
        if (lacks[i]) {
            add_item(s, place++, "%u/%u", i + 1, share_count);
        }
    }
    free(lacks);
    return HR_OK;
}

static hr_status tell(const hr_run_folder *folders, size_t count, uint8_t *const *is_there, uint32_t share_count,
                      const char *parts, hr_error *error)
{
    sentence batches = {0};
    sentence shards = {0};
    for (size_t f = 0; f < count; ++f) {
        add_batches(&batches, folders[f].name, is_there[f], hr_monte_carlo_batch_count(folders[f].options));
    }
    if (batches.used == 0) {
        return HR_OK;
    }
    hr_status status = share_count > 1 ? add_shards(&shards, is_there, folders, count, share_count, error) : HR_OK;
    return status != HR_OK
               ? status
               : hr_error_set(error, HR_BAD_INPUT,
                              "%s lacks batches: %.400s. Run what is missing with `hedgerow run` and %s%.200s", parts,
                              batches.text, shards.used > 0 ? "--shard " : "--resume", shards.text);
}

hr_status hr_run_find_missing(const hr_run_folder *folders, size_t count, const char *parts, hr_error *error)
{
    uint8_t *is_there[FOLDERS_MAX] = {NULL};
    uint32_t share_count = 0;
    hr_status status = HR_OK;
    for (size_t f = 0; f < count && status == HR_OK; ++f) {
        is_there[f] = malloc(hr_monte_carlo_batch_count(folders[f].options));
        status = is_there[f] == NULL
                     ? hr_error_set(error, HR_FAILED, "out of memory for the batches")
                     : hr_monte_carlo_find(folders[f].model, folders[f].options, is_there[f], &share_count, error);
    }
    if (status == HR_OK) {
        status = tell(folders, count, is_there, share_count, parts, error);
    }
    for (size_t f = 0; f < count; ++f) {
        free(is_there[f]);
    }
    return status;
}
