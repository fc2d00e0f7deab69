/* Pending-event set: a 4-ary heap. See event_queue.h. */
#include "sim/engine/event_queue.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_before(const hr_event *a, const hr_event *b)
{
    if (a->time != b->time) {
        return a->time < b->time;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind;
    }
    if (a->entity != b->entity) {
        return a->entity < b->entity;
    }
    return a->sequence < b->sequence;
}

static hr_status reserve(hr_event_queue *queue, size_t capacity, hr_error *error)
{
    hr_event *events = realloc(queue->events, capacity * sizeof *events);
    if (events == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu events", capacity);
    }
    queue->events = events;
    queue->capacity = capacity;
    return HR_OK;
}

hr_status hr_event_queue_init(hr_event_queue *queue, size_t initial_capacity, hr_error *error)
{
    memset(queue, 0, sizeof *queue);
    return reserve(queue, initial_capacity > 0 ? initial_capacity : 16, error);
}

void hr_event_queue_free(hr_event_queue *queue)
{
    free(queue->events);
    memset(queue, 0, sizeof *queue);
}

void hr_event_queue_clear(hr_event_queue *queue)
{
    queue->count = 0;
    queue->next_sequence = 0;
}

hr_status hr_event_queue_push(hr_event_queue *queue, double time, uint32_t kind, uint32_t entity, hr_error *error)
{
    assert(isfinite(time) && time >= 0);
    if (queue->count == queue->capacity) {
        hr_status status = reserve(queue, queue->capacity * 2, error);
        if (status != HR_OK) {
            return status;
        }
    }
    hr_event event = {time, kind, entity, queue->next_sequence++};
    size_t place = queue->count++;
    while (place > 0) {
        size_t parent = (place - 1) / 4;
        if (!is_before(&event, &queue->events[parent])) {
            break;
        }
        queue->events[place] = queue->events[parent];
        place = parent;
    }
    queue->events[place] = event;
    return HR_OK;
}

bool hr_event_queue_pop(hr_event_queue *queue, hr_event *event)
{
    if (queue->count == 0) {
        return false;
    }
    *event = queue->events[0];
    hr_event last = queue->events[--queue->count];
    size_t place = 0;
    for (;;) {
        size_t first = 4 * place + 1;
        size_t end = first + 4 < queue->count ? first + 4 : queue->count;
        if (first >= end) {
            break;
        }
        size_t least = first;
        for (size_t child = first + 1; child < end; ++child) {
            if (is_before(&queue->events[child], &queue->events[least])) {
                least = child;
            }
        }
        if (!is_before(&queue->events[least], &last)) {
            break;
        }
        queue->events[place] = queue->events[least];
        place = least;
    }
    queue->events[place] = last;
    return true;
}

const hr_event *hr_event_queue_peek(const hr_event_queue *queue)
{
    return queue->count > 0 ? &queue->events[0] : NULL;
}
