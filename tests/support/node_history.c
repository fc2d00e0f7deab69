/* Watching nodes fall and return: see node_history.h. */
#include "tests/support/node_history.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void look(void *context, const hr_replication *r, const hr_event *event)
{
    hr_node_history *it = context;
    for (uint32_t n = 0; n < r->world->network.node_count; ++n) {
        bool is_out = (r->state[n] & HR_NODE_OUT) != 0;
        if (is_out != it->is_out[n] && it->count < HR_HISTORY_MAX) {
            it->changes[it->count++] = (hr_node_change){event->time, n, is_out};
            it->is_out[n] = is_out;
        }
    }
}

hr_node_history *hr_node_history_run(hr_small_world *small, uint32_t case_index, bool is_mitigated, uint32_t number)
{
    hr_node_history *it = calloc(1, sizeof *it);
    assert_non_null(it);
    assert_true(small->world.network.node_count <= HR_HISTORY_NODES_MAX);
    small->replication.observer = look;
    small->replication.observer_context = it;
    hr_small_world_run(small, case_index, is_mitigated, number);
    small->replication.observer = NULL;
    assert_true(it->count < HR_HISTORY_MAX);
    return it;
}

double hr_node_history_hours_out(const hr_node_history *it, uint32_t index)
{
    for (uint32_t k = index + 1; k < it->count; ++k) {
        if (it->changes[k].node == it->changes[index].node) {
            assert_false(it->changes[k].is_fall);
            return it->changes[k].hours - it->changes[index].hours;
        }
    }
    return NAN;
}
