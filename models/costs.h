/* What a replication costs the operators, and what lost service is worth (MODEL 11), in the scenario's currency. */
#ifndef HR_MODELS_COSTS_H
#define HR_MODELS_COSTS_H

#include "models/keys.h"
#include "models/network.h"

enum { HR_CURRENCY_SIZE = 8 };

typedef struct {
    bool is_there;
    char currency[HR_CURRENCY_SIZE];
    double engineer_hour;
    double crew_hour;
    double spare[HR_ROLE_COUNT]; /* new hardware of a node of the role */
    double swap[HR_ROLE_COUNT];  /* planned replacement of a node of the role, hardware and all */
    double lost_user_hour;       /* of headline services */
} hr_costs;

extern const hr_keys hr_cost_keys;

/* What restoration, and a replacement programme, took. */
typedef struct {
    double engineer_hours;
    double crew_hours;
    uint32_t spares_used[HR_ROLE_COUNT];
    uint32_t swaps[HR_ROLE_COUNT]; /* of a replacement programme */
} hr_effort;

/** Cost of restoration (with a replacement programme), and of lost headline user-hours, in the currency; NaN when the scenario says no costs. */
double hr_costs_restoration(const hr_costs *costs, const hr_effort *effort);
double hr_costs_lost_service(const hr_costs *costs, double lost_headline_user_hours);

#endif
