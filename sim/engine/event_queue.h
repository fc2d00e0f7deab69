/* Pending-event set: a 4-ary heap (Johnson 1975) of small events, owned by one worker.
 *
 * Order of ties, promised: earlier time first; at equal times the smaller kind; then the smaller entity;
 * then the one scheduled first. Two histories that schedule the same events in another order therefore
 * run in the same order whenever (time, kind, entity) differ.
 *
 * Events are not cancelled: the model checks on arrival whether an event still applies.
 * Push and pop are O(log n); the storage grows on demand and is kept by hr_event_queue_clear.
 */
#ifndef HR_SIM_ENGINE_EVENT_QUEUE_H
#define HR_SIM_ENGINE_EVENT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

typedef struct {
    double time;       /* hours; finite, not negative */
    uint32_t kind;     /* model's event kind; smaller acts first at equal times */
    uint32_t entity;   /* model's node, vendor, ... */
    uint64_t sequence; /* set by the queue */
} hr_event;

typedef struct {
    hr_event *events;
    size_t count;
    size_t capacity;
    uint64_t next_sequence;
} hr_event_queue;

hr_status hr_event_queue_init(hr_event_queue *queue, size_t initial_capacity, hr_error *error);
void hr_event_queue_free(hr_event_queue *queue);

/** Empties the queue and restarts the sequence; keeps the storage. */
void hr_event_queue_clear(hr_event_queue *queue);

/** Schedules an event. Asserts that time is finite and not negative. HR_FAILED when memory runs out. */
hr_status hr_event_queue_push(hr_event_queue *queue, double time, uint32_t kind, uint32_t entity, hr_error *error);

/** Removes the first event; false when there is none. */
bool hr_event_queue_pop(hr_event_queue *queue, hr_event *event);

/** The first event without removing it, or NULL. Valid until the queue changes. */
const hr_event *hr_event_queue_peek(const hr_event_queue *queue);

#endif
