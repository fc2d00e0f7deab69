/* What a replication is measured by (MODEL 11): exact integrals of served and of exposed users, which change only at
 * events.
 *
 * Headline users are those of the services marked `headline`; outage shares, peak and times to restore count them.
 * The risk functional of effectiveness is their lost user-hours.
 */
#ifndef HR_MODELS_METRICS_H
#define HR_MODELS_METRICS_H

#include "models/exposure.h"
#include "models/ledger.h"

enum { HR_THRESHOLD_COUNT = 3, HR_RESTORED_COUNT = 3 };
extern const double hr_metrics_thresholds[HR_THRESHOLD_COUNT]; /* shares of headline users out: 0.10, 0.25, 0.50 */
extern const double hr_metrics_restored[HR_RESTORED_COUNT];    /* shares of the peak loss restored: 0.50, 0.90, 0.99 */

typedef struct {
    const hr_ledger_plan *plan;
    double horizon_hours;
    uint32_t cell_count;
    int64_t headline_users;

    double lost_user_hours[HR_SERVICES_MAX][HR_OPERATORS_MAX];
    double *served_hours;                              /* [service][cell]: integral of served users over the cell */
    int64_t served[HR_OPERATORS_MAX][HR_SERVICES_MAX]; /* since `since` */
    double since[HR_OPERATORS_MAX][HR_SERVICES_MAX];
    int64_t served_total[HR_SERVICES_MAX];
    double total_since[HR_SERVICES_MAX];

    double exposed_user_hours[HR_SERVICES_MAX][HR_OPERATORS_MAX];
    int64_t exposed[HR_OPERATORS_MAX][HR_SERVICES_MAX]; /* since `exposed_since` */
    double exposed_since[HR_OPERATORS_MAX][HR_SERVICES_MAX];

    /* headline users out by region (ledger_regions.h), [region] */
    uint32_t region_count;
    double *region_lost_user_hours;
    uint32_t *region_out; /* since `region_since` */
    double *region_since;
    uint64_t region_changes; /* of the ledger, seen */

    int64_t headline_out; /* users without service now */
    double headline_since;
    int64_t peak_out;
    double peak_time_hours;
    double hours_above[HR_THRESHOLD_COUNT];
    /* after the peak; NaN: not within the horizon, or nothing was lost */
    double restored_after_hours[HR_RESTORED_COUNT];
} hr_metrics;

hr_status hr_metrics_init(hr_metrics *metrics, const hr_ledger_plan *plan, double horizon_hours, uint32_t cell_count,
                          hr_error *error);
void hr_metrics_free(hr_metrics *metrics);

/** Starts at t = 0 with everybody served and nobody exposed; whom the intact network does not serve, the first look at
 *  the ledger says. */
void hr_metrics_begin(hr_metrics *metrics);
/** Served users as the (settled) ledger has them from `now` on. O(operators * services), and O(regions) when those reached
 *  have changed. */
void hr_metrics_observe(hr_metrics *metrics, const hr_ledger *ledger, double now_hours);
/** Exposed users as they are from `now` on. O(operators * services). */
void hr_metrics_observe_exposed(hr_metrics *metrics, const hr_exposure *exposure, double now_hours);
/** Closes all integrals at the horizon. */
void hr_metrics_end(hr_metrics *metrics);

/** Headline users served, and exposed, now. */
int64_t hr_metrics_headline_served(const hr_metrics *metrics);
int64_t hr_metrics_headline_exposed_now(const hr_metrics *metrics);

/** User-hours lost, or exposed, summed over headline services and operators. */
double hr_metrics_headline_lost(const hr_metrics *metrics);
double hr_metrics_headline_exposed(const hr_metrics *metrics);

#endif
