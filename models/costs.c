/* Costs: hours and hardware at their prices. See costs.h. */
#include "models/costs.h"

#include <math.h>

static const hr_key ROWS[] = {
    {"currency", "of every cost, by its three letters", NULL, HR_KEY_TEXT, HR_FIELD(hr_costs, currency),
     .is_required = true, .size = HR_CURRENCY_SIZE},
    {"engineer_hour", "an hour of a remote engineer", "currency/h", HR_KEY_FIGURE, HR_FIELD(hr_costs, engineer_hour),
     .is_required = true, .greatest = 1e9},
    {"crew_hour", "an hour of a field crew", "currency/h", HR_KEY_FIGURE, HR_FIELD(hr_costs, crew_hour),
     .is_required = true, .greatest = 1e9},
    {"spare", "new hardware for a node of a role", "currency", HR_KEY_ROLE_FIGURES, HR_FIELD(hr_costs, spare),
     .greatest = 1e12},
    {"swap", "planned replacement of a node of a role by a programme, its crews' hours apart", "currency",
     HR_KEY_ROLE_FIGURES, HR_FIELD(hr_costs, swap), .greatest = 1e12},
    {"lost_user_hour", "what an hour without a headline service is worth to a user", "currency/h", HR_KEY_FIGURE,
     HR_FIELD(hr_costs, lost_user_hour), .greatest = 1e9},
};
const hr_keys hr_cost_keys = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

double hr_costs_restoration(const hr_costs *costs, const hr_effort *effort)
{
    double cost = effort->engineer_hours * costs->engineer_hour + effort->crew_hours * costs->crew_hour;
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        cost += effort->spares_used[r] * costs->spare[r] + effort->swaps[r] * costs->swap[r];
    }
    return costs->is_there ? cost : NAN;
}

double hr_costs_lost_service(const hr_costs *costs, double lost_headline_user_hours)
{
    return costs->is_there ? costs->lost_user_hour * lost_headline_user_hours : NAN;
}
