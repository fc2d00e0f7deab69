/* Exact integrals of served and exposed users. See metrics.h. */
#include "models/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double hr_metrics_thresholds[HR_THRESHOLD_COUNT] = {0.10, 0.25, 0.50};
const double hr_metrics_restored[HR_RESTORED_COUNT] = {0.50, 0.90, 0.99};

hr_status hr_metrics_init(hr_metrics *metrics, const hr_ledger_plan *plan, double horizon_hours, uint32_t cell_count,
                          hr_error *error)
{
    memset(metrics, 0, sizeof *metrics);
    metrics->plan = plan;
    metrics->horizon_hours = horizon_hours;
    metrics->cell_count = cell_count;
    metrics->served_hours = calloc((size_t)plan->service_count * cell_count, sizeof *metrics->served_hours);
    if (metrics->served_hours == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u time cells", cell_count);
    }
    metrics->region_count = plan->network->region_count;
    metrics->region_lost_user_hours = calloc((size_t)metrics->region_count + 1, sizeof(double));
    metrics->region_since = calloc((size_t)metrics->region_count + 1, sizeof *metrics->region_since);
    metrics->region_out = calloc((size_t)metrics->region_count + 1, sizeof *metrics->region_out);
    if (metrics->region_lost_user_hours == NULL || metrics->region_since == NULL || metrics->region_out == NULL) {
        hr_metrics_free(metrics);
        return hr_error_set(error, HR_FAILED, "out of memory for %u regions", plan->network->region_count);
    }
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count && plan->services[s].is_headline; ++o) {
            metrics->headline_users += plan->users[o][s];
        }
    }
    return HR_OK;
}

void hr_metrics_free(hr_metrics *metrics)
{
    free(metrics->served_hours);
    free(metrics->region_lost_user_hours);
    free(metrics->region_since);
    free(metrics->region_out);
    memset(metrics, 0, sizeof *metrics);
}

void hr_metrics_begin(hr_metrics *metrics)
{
    const hr_ledger_plan *plan = metrics->plan;
    memset(metrics->lost_user_hours, 0, sizeof metrics->lost_user_hours);
    memset(metrics->served_hours, 0, (size_t)plan->service_count * metrics->cell_count * sizeof(double));
    memset(metrics->since, 0, sizeof metrics->since);
    memset(metrics->total_since, 0, sizeof metrics->total_since);
    memset(metrics->served_total, 0, sizeof metrics->served_total);
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            metrics->served[o][s] = plan->users[o][s];
            metrics->served_total[s] += plan->users[o][s];
        }
    }
    memset(metrics->region_lost_user_hours, 0, metrics->region_count * sizeof(double));
    memset(metrics->region_since, 0, metrics->region_count * sizeof *metrics->region_since);
    memset(metrics->region_out, 0, metrics->region_count * sizeof *metrics->region_out);
    metrics->region_changes = 0;
    memset(metrics->exposed_user_hours, 0, sizeof metrics->exposed_user_hours);
    memset(metrics->exposed, 0, sizeof metrics->exposed);
    memset(metrics->exposed_since, 0, sizeof metrics->exposed_since);
    metrics->headline_out = 0;
    metrics->headline_since = 0;
    metrics->peak_out = 0;
    metrics->peak_time_hours = NAN;
    memset(metrics->hours_above, 0, sizeof metrics->hours_above);
    for (int k = 0; k < HR_RESTORED_COUNT; ++k) {
        metrics->restored_after_hours[k] = NAN;
    }
}

/* Adds served users over [from, to) to the cells it crosses. */
static void fill_cells(hr_metrics *metrics, uint32_t s, double from, double to)
{
    double width = metrics->horizon_hours / metrics->cell_count;
    double *cells = &metrics->served_hours[(size_t)s * metrics->cell_count];
    uint32_t cell = (uint32_t)(from / width);
    cell = cell < metrics->cell_count ? cell : metrics->cell_count - 1;
    double served = (double)metrics->served_total[s];
    while (from < to) {
        bool is_last = cell + 1 == metrics->cell_count;
        double end = is_last ? metrics->horizon_hours : width * (cell + 1);
        double until = to < end || is_last ? to : end;
        if (until > from) {
            cells[cell] += served * (until - from);
            from = until;
        }
        cell += 1;
    }
}

static void observe_headline(hr_metrics *metrics, int64_t out, double now)
{
    double duration = now - metrics->headline_since;
    for (int k = 0; k < HR_THRESHOLD_COUNT; ++k) {
        if ((double)metrics->headline_out > hr_metrics_thresholds[k] * (double)metrics->headline_users) {
            metrics->hours_above[k] += duration;
        }
    }
    metrics->headline_out = out;
    metrics->headline_since = now;
    if (out > metrics->peak_out) {
        metrics->peak_out = out;
        metrics->peak_time_hours = now;
        for (int k = 0; k < HR_RESTORED_COUNT; ++k) {
            metrics->restored_after_hours[k] = NAN;
        }
    }
    for (int k = 0; k < HR_RESTORED_COUNT && metrics->peak_out > 0; ++k) {
        if (isnan(metrics->restored_after_hours[k]) &&
            (double)out <= (1 - hr_metrics_restored[k]) * (double)metrics->peak_out) {
            metrics->restored_after_hours[k] = now - metrics->peak_time_hours;
        }
    }
}

/* Integrates the headline users out of a region so far. */
static void close_region(hr_metrics *metrics, uint32_t region, double now)
{
    metrics->region_lost_user_hours[region] += (double)metrics->region_out[region] *
                                               (now - metrics->region_since[region]);
    metrics->region_since[region] = now;
}

static void observe_regions(hr_metrics *metrics, const hr_ledger *ledger, double now)
{
    const uint32_t *users = metrics->plan->region_users;
    for (uint32_t region = 0; region < metrics->region_count; ++region) {
        uint32_t out = users[region] - ledger->region_reached[region];
        if (out != metrics->region_out[region]) {
            close_region(metrics, region, now);
            metrics->region_out[region] = out;
        }
    }
    metrics->region_changes = ledger->region_changes;
}

void hr_metrics_observe(hr_metrics *metrics, const hr_ledger *ledger, double now)
{
    if (metrics->region_changes != ledger->region_changes) {
        observe_regions(metrics, ledger, now);
    }
    const hr_ledger_plan *plan = metrics->plan;
    int64_t headline_change = 0;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        int64_t change = 0;
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            int64_t served = hr_ledger_served(ledger, o, s);
            int64_t before = metrics->served[o][s];
            if (served == before) {
                continue;
            }
            metrics->lost_user_hours[s][o] += (double)(plan->users[o][s] - before) * (now - metrics->since[o][s]);
            metrics->since[o][s] = now;
            metrics->served[o][s] = served;
            change += served - before;
        }
        if (change != 0) {
            fill_cells(metrics, s, metrics->total_since[s], now);
            metrics->total_since[s] = now;
            metrics->served_total[s] += change;
            headline_change += plan->services[s].is_headline ? change : 0;
        }
    }
    if (headline_change != 0) {
        observe_headline(metrics, metrics->headline_out - headline_change, now);
    }
}

/* Integrates the exposed users of (operator, service) so far. */
static void close_exposed(hr_metrics *metrics, uint32_t o, uint32_t s, double now)
{
    metrics->exposed_user_hours[s][o] += (double)metrics->exposed[o][s] * (now - metrics->exposed_since[o][s]);
    metrics->exposed_since[o][s] = now;
}

void hr_metrics_observe_exposed(hr_metrics *metrics, const hr_exposure *exposure, double now)
{
    const hr_ledger_plan *plan = metrics->plan;
    for (uint32_t o = 0; o < plan->operator_count; ++o) {
        for (uint32_t s = 0; s < plan->service_count; ++s) {
            int64_t exposed = hr_exposure_users(exposure, o, s);
            if (exposed != metrics->exposed[o][s]) {
                close_exposed(metrics, o, s, now);
                metrics->exposed[o][s] = exposed;
            }
        }
    }
}

void hr_metrics_end(hr_metrics *metrics)
{
    const hr_ledger_plan *plan = metrics->plan;
    double end = metrics->horizon_hours;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count; ++o) {
            metrics->lost_user_hours[s][o] += (double)(plan->users[o][s] - metrics->served[o][s]) *
                                              (end - metrics->since[o][s]);
            metrics->since[o][s] = end;
            close_exposed(metrics, o, s, end);
        }
        fill_cells(metrics, s, metrics->total_since[s], end);
        metrics->total_since[s] = end;
    }
    for (uint32_t region = 0; region < metrics->region_count; ++region) {
        close_region(metrics, region, end);
    }
    observe_headline(metrics, metrics->headline_out, end);
}

int64_t hr_metrics_headline_served(const hr_metrics *metrics)
{
    return metrics->headline_users - metrics->headline_out;
}

int64_t hr_metrics_headline_exposed_now(const hr_metrics *metrics)
{
    const hr_ledger_plan *plan = metrics->plan;
    int64_t exposed = 0;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count && plan->services[s].is_headline; ++o) {
            exposed += metrics->exposed[o][s];
        }
    }
    return exposed;
}

static double sum_headline(const hr_metrics *metrics, const double user_hours[HR_SERVICES_MAX][HR_OPERATORS_MAX])
{
    const hr_ledger_plan *plan = metrics->plan;
    double sum = 0;
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        for (uint32_t o = 0; o < plan->operator_count && plan->services[s].is_headline; ++o) {
            sum += user_hours[s][o];
        }
    }
    return sum;
}

double hr_metrics_headline_lost(const hr_metrics *metrics)
{
    return sum_headline(metrics, metrics->lost_user_hours);
}

double hr_metrics_headline_exposed(const hr_metrics *metrics)
{
    return sum_headline(metrics, metrics->exposed_user_hours);
}
