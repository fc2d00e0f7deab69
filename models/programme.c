/* Planning a replacement programme and carrying it out. See programme.h. Planning costs O(nodes) per step and a sort of
 * the jobs; a job costs three events and O(log64 jobs).
 */
#include "models/programme.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "models/replication.h"

static const double RETRY_HOURS = 24;

/* ---- plan ------------------------------------------------------------------------------------------------------ */

static int compare_jobs(const void *left, const void *right, void *context)
{
    const hr_network *network = context;
    const hr_programme_job *a = left;
    const hr_programme_job *b = right;
    uint8_t first = network->operator_id[a->node];
    uint8_t second = network->operator_id[b->node];
    if (first != second) {
        return first < second ? -1 : 1;
    }
    if (a->due_hours != b->due_hours) {
        return a->due_hours < b->due_hours ? -1 : 1;
    }
    return (a->node > b->node) - (a->node < b->node);
}

/* Jobs of one step: the nodes that differ between `before` and `after`, due evenly within each operator and role. */
static void add_jobs(hr_programme_plan *plan, const hr_network *network, const hr_programme_step *step, uint8_t number,
                     const uint8_t *before, const uint8_t *after)
{
    uint32_t counts[HR_OPERATORS_MAX][HR_ROLE_COUNT] = {{0}};
    uint32_t placed[HR_OPERATORS_MAX][HR_ROLE_COUNT] = {{0}};
    for (uint32_t n = 0; n < network->node_count; ++n) {
        counts[network->operator_id[n]][network->role[n]] += before[n] != after[n];
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (before[n] != after[n]) {
            uint8_t o = network->operator_id[n];
            uint8_t role = network->role[n];
            double share = (placed[o][role]++ + 0.5) / counts[o][role];
            double due = step->starts_hours + share * (step->ends_hours - step->starts_hours);
            plan->jobs[plan->job_count++] = (hr_programme_job){due, n, before[n], after[n], number};
        }
    }
}

static hr_status plan_steps(hr_programme_plan *plan, const hr_network *network, const hr_programme_step *steps,
                            uint32_t step_count, uint64_t seed, uint8_t *before, uint32_t *failed, hr_error *error)
{
    size_t nodes = network->node_count;
    for (uint32_t s = 0; s < step_count; ++s) {
        uint32_t changed = 0;
        hr_status status = hr_assignment_change(network, &steps[s].change, seed, plan->final_vendor, &changed, error);
        if (status != HR_OK) {
            *failed = s;
            return status;
        }
        hr_programme_job *jobs = realloc(plan->jobs, ((size_t)plan->job_count + changed + 1) * sizeof *jobs);
        if (jobs == NULL) {
            return hr_error_set(error, HR_FAILED, "out of memory for a programme of %u nodes", changed);
        }
        plan->jobs = jobs;
        add_jobs(plan, network, &steps[s], (uint8_t)s, before, plan->final_vendor);
        memcpy(before, plan->final_vendor, nodes);
    }
    return HR_OK;
}

hr_status hr_programme_plan_init(hr_programme_plan *plan, const hr_network *network, const hr_programme_step *steps,
                                 uint32_t step_count, uint64_t seed, const uint8_t *vendor, uint32_t *failed,
                                 hr_error *error)
{
    memset(plan, 0, sizeof *plan);
    if (step_count == 0) {
        return HR_OK;
    }
    uint8_t *before = malloc(network->node_count);
    plan->final_vendor = malloc(network->node_count);
    plan->operator_start = calloc((size_t)network->operator_count + 1, sizeof *plan->operator_start);
    if (before == NULL || plan->final_vendor == NULL || plan->operator_start == NULL) {
        free(before);
        return hr_error_set(error, HR_FAILED, "out of memory for a programme of %u nodes", network->node_count);
    }
    memcpy(before, vendor, network->node_count);
    memcpy(plan->final_vendor, vendor, network->node_count);
    hr_status status = plan_steps(plan, network, steps, step_count, seed, before, failed, error);
    free(before);
    if (status == HR_OK && plan->job_count > 0) {
        qsort_r(plan->jobs, plan->job_count, sizeof *plan->jobs, compare_jobs, (void *)(uintptr_t)network);
    }
    for (uint32_t j = 0; j < plan->job_count; ++j) {
        ++plan->operator_start[network->operator_id[plan->jobs[j].node] + 1];
    }
    for (uint32_t o = 0; o < network->operator_count; ++o) {
        plan->operator_start[o + 1] += plan->operator_start[o];
    }
    return status;
}

void hr_programme_plan_free(hr_programme_plan *plan)
{
    free(plan->jobs);
    free(plan->operator_start);
    free(plan->final_vendor);
    memset(plan, 0, sizeof *plan);
}

/* ---- carrying out ---------------------------------------------------------------------------------------------- */

hr_status hr_programme_init(hr_programme *programme, uint32_t node_count, uint32_t job_count_max, hr_error *error)
{
    memset(programme, 0, sizeof *programme);
    if (job_count_max == 0) {
        return HR_OK;
    }
    programme->vendor = malloc(node_count);
    return programme->vendor != NULL
               ? hr_rank_set_init(&programme->due, job_count_max, error)
               : hr_error_set(error, HR_FAILED, "out of memory for the vendors of %u nodes", node_count);
}

void hr_programme_free(hr_programme *programme)
{
    free(programme->vendor);
    hr_rank_set_free(&programme->due);
    memset(programme, 0, sizeof *programme);
}

static const hr_programme_job *job_of(const hr_replication *r, uint32_t job)
{
    return &r->network_case->programme.jobs[job];
}

static const hr_programme_step *step_of(const hr_replication *r, uint32_t job)
{
    const hr_case *c = &r->world->scenario->cases[r->network_case - r->world->cases];
    return &c->programme[job_of(r, job)->step];
}

hr_status hr_programme_begin(hr_replication *r, hr_error *error)
{
    const hr_programme_plan *plan = &r->network_case->programme;
    hr_status status = HR_OK;
    r->programme.swapped = 0;
    r->programme.is_on = plan->job_count > 0;
    if (!r->programme.is_on) {
        return HR_OK;
    }
    hr_rank_set_clear(&r->programme.due);
    memcpy(r->programme.vendor, r->network_case->vendor, r->world->network.node_count);
    r->vendor = r->programme.vendor;
    for (uint32_t o = 0; o < r->world->network.operator_count && status == HR_OK; ++o) {
        uint32_t first = plan->operator_start[o];
        if (first < plan->operator_start[o + 1]) {
            status = hr_replication_schedule(r, plan->jobs[first].due_hours, HR_EVENT_SWAP_DUE, first, error);
        }
    }
    return status;
}

bool hr_programme_reaches(const hr_replication *r, uint8_t vendor, uint32_t node)
{
    const hr_case_network *c = r->network_case;
    bool manages_itself = c->managed_by[node] == c->vendor[node];
    return vendor == r->vendor[node] || (!manages_itself && vendor == c->managed_by[node]);
}

/* Jobs of an operator become due in a chain; one that is looked at again has started its successor before. */
hr_status hr_programme_due(hr_replication *r, uint32_t job, hr_error *error)
{
    const hr_programme_plan *plan = &r->network_case->programme;
    uint32_t operator_id = r->world->network.operator_id[plan->jobs[job].node];
    hr_rank_set_insert(&r->programme.due, job);
    if (r->now_hours == plan->jobs[job].due_hours && job + 1 < plan->operator_start[operator_id + 1]) {
        return hr_replication_schedule(r, plan->jobs[job + 1].due_hours, HR_EVENT_SWAP_DUE, job + 1, error);
    }
    return HR_OK;
}

static double swap_hours(const hr_replication *r, uint32_t job)
{
    const hr_programme_job *swap = job_of(r, job);
    return hr_replication_draw(r, &step_of(r, job)->swap_hours, HR_PURPOSE_SWAP, swap->node, swap->step);
}

static hr_status begin_swap(hr_replication *r, uint32_t job, hr_error *error)
{
    const hr_programme_job *swap = job_of(r, job);
    if (r->state[swap->node] & (HR_NODE_OUT | HR_NODE_IN_REPAIR)) {
        return hr_replication_schedule(r, r->now_hours + RETRY_HOURS, HR_EVENT_SWAP_DUE, job, error);
    }
    double hours = swap_hours(r, job);
    --r->recovery.idle_crews[r->world->network.operator_id[swap->node]];
    r->recovery.effort.crew_hours += hours;
    return hr_replication_schedule(r, r->now_hours + (1 - step_of(r, job)->outage_share) * hours, HR_EVENT_SWAP_OUT,
                                   job, error);
}

hr_status hr_programme_dispatch(hr_replication *r, hr_error *error)
{
    const hr_programme_plan *plan = &r->network_case->programme;
    hr_status status = HR_OK;
    for (uint32_t o = 0; o < r->world->network.operator_count && r->programme.is_on; ++o) {
        while (r->recovery.idle_crews[o] > 0 && status == HR_OK) {
            uint32_t job = hr_rank_set_next(&r->programme.due, plan->operator_start[o]);
            if (job >= plan->operator_start[o + 1]) {
                break;
            }
            hr_rank_set_remove(&r->programme.due, job);
            status = begin_swap(r, job, error);
        }
    }
    return status;
}

hr_status hr_programme_take_out(hr_replication *r, uint32_t job, hr_error *error)
{
    uint32_t node = job_of(r, job)->node;
    double rest = step_of(r, job)->outage_share * swap_hours(r, job);
    if (!(r->state[node] & (HR_NODE_OUT | HR_NODE_IN_REPAIR))) { /* else it fell since the crew came */
        hr_replication_swap_out(r, node);
    }
    return hr_replication_schedule(r, r->now_hours + rest, HR_EVENT_SWAP_DONE, job, error);
}

void hr_programme_finish(hr_replication *r, uint32_t job)
{
    const hr_programme_job *swap = job_of(r, job);
    ++r->recovery.idle_crews[r->world->network.operator_id[swap->node]];
    if (!(r->state[swap->node] & HR_NODE_SWAPPING)) {
        hr_rank_set_insert(&r->programme.due, job); /* after what has struck the node is over */
        return;
    }
    r->programme.vendor[swap->node] = swap->to;
    ++r->programme.swapped;
    ++r->recovery.effort.swaps[r->world->network.role[swap->node]];
    hr_replication_swap_in(r, swap->node);
}
