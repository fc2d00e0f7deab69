/* The pending-event set: its promised order of ties, and its heap against a sorted list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/engine/event_queue.h"
#include "sim/engine/random.h"

static hr_event_queue queue;
static hr_error error;

static int make_queue(void **state)
{
    (void)state;
    assert_int_equal(hr_event_queue_init(&queue, 4, &error), HR_OK);
    return 0;
}

static int free_queue(void **state)
{
    (void)state;
    hr_event_queue_free(&queue);
    return 0;
}

static void push(double time, uint32_t kind, uint32_t entity)
{
    assert_int_equal(hr_event_queue_push(&queue, time, kind, entity, &error), HR_OK);
}

static void pops(double time, uint32_t kind, uint32_t entity)
{
    hr_event event;
    assert_true(hr_event_queue_pop(&queue, &event));
    assert_true(event.time == time);
    assert_int_equal(event.kind, kind);
    assert_int_equal(event.entity, entity);
}

static void earlier_time_comes_first(void **state)
{
    (void)state;
    push(3, 0, 0);
    push(1, 9, 9);
    push(2, 5, 5);
    pops(1, 9, 9);
    pops(2, 5, 5);
    pops(3, 0, 0);
    hr_event event;
    assert_false(hr_event_queue_pop(&queue, &event));
}

static void ties_go_by_kind_then_entity_then_order_of_scheduling(void **state)
{
    (void)state;
    push(1, 2, 1);
    push(1, 1, 7);
    push(1, 1, 3);
    push(1, 1, 3);
    hr_event first;
    hr_event second;
    assert_true(hr_event_queue_pop(&queue, &first));
    assert_true(hr_event_queue_pop(&queue, &second));
    assert_true(first.entity == 3 && second.entity == 3 && first.sequence < second.sequence);
    pops(1, 1, 7);
    pops(1, 2, 1);
}

static void another_order_of_scheduling_gives_the_same_order_of_events(void **state)
{
    (void)state;
    enum { COUNT = 50 };
    hr_event forward[COUNT];
    for (uint32_t i = 0; i < COUNT; ++i) {
        push(i % 3, i % 4, i);
    }
    for (int i = 0; i < COUNT; ++i) {
        assert_true(hr_event_queue_pop(&queue, &forward[i]));
    }
    for (uint32_t i = COUNT; i-- > 0;) {
        push(i % 3, i % 4, i);
    }
    for (int i = 0; i < COUNT; ++i) {
        pops(forward[i].time, forward[i].kind, forward[i].entity);
    }
}

static void the_first_can_be_looked_at(void **state)
{
    (void)state;
    assert_null(hr_event_queue_peek(&queue));
    push(2, 0, 1);
    push(1, 0, 2);
    assert_int_equal(hr_event_queue_peek(&queue)->entity, 2);
    assert_int_equal(queue.count, 2);
}

static void clearing_restarts_the_sequence_and_keeps_the_storage(void **state)
{
    (void)state;
    hr_event event;
    for (uint32_t i = 0; i < 1000; ++i) {
        push(i, 0, i);
    }
    size_t capacity = queue.capacity;
    hr_event_queue_clear(&queue);
    assert_false(hr_event_queue_pop(&queue, &event));
    assert_int_equal(queue.capacity, capacity);
    push(1, 0, 0);
    assert_true(hr_event_queue_pop(&queue, &event));
    assert_int_equal(event.sequence, 0);
}

static int compare_events(const void *left, const void *right)
{
    const hr_event *a = left;
    const hr_event *b = right;
    if (a->time != b->time) {
        return a->time < b->time ? -1 : 1;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    if (a->entity != b->entity) {
        return a->entity < b->entity ? -1 : 1;
    }
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

/* Pushes and pops at random; the oracle keeps a sorted list. */
static void random_histories_agree_with_a_sorted_list(void **state)
{
    (void)state;
    enum { STEPS = 3000 };
    static hr_event list[STEPS];
    for (uint32_t history = 0; history < 20; ++history) {
        hr_random random = {31, history};
        size_t count = 0;
        uint64_t sequence = 0;
        hr_event_queue_clear(&queue);
        for (uint32_t step = 0; step < STEPS; ++step) {
            double what = hr_random_uniform(&random, 0, step, 0);
            if (what < 0.6) {
                hr_event event = {.time = (double)(int)(hr_random_uniform(&random, 1, step, 0) * 20),
                                  .kind = (uint32_t)(hr_random_uniform(&random, 2, step, 0) * 3),
                                  .entity = (uint32_t)(hr_random_uniform(&random, 3, step, 0) * 4),
                                  .sequence = sequence++};
                push(event.time, event.kind, event.entity);
                list[count++] = event;
            } else {
                hr_event event;
                qsort(list, count, sizeof *list, compare_events);
                assert_int_equal(hr_event_queue_pop(&queue, &event), count > 0);
                if (count > 0) {
                    assert_int_equal(compare_events(&event, &list[0]), 0);
                    for (size_t i = 1; i < count; ++i) {
                        list[i - 1] = list[i];
                    }
                    --count;
                }
            }
            assert_int_equal(queue.count, count);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_queue, free_queue)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(earlier_time_comes_first),
        TEST(ties_go_by_kind_then_entity_then_order_of_scheduling),
        TEST(another_order_of_scheduling_gives_the_same_order_of_events),
        TEST(the_first_can_be_looked_at),
        TEST(clearing_restarts_the_sequence_and_keeps_the_storage),
        TEST(random_histories_agree_with_a_sorted_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
