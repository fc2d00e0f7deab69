/* Restoration beyond the ordinary (MODEL 7.7): more engineers, crews and spares, and contracts for replacement by a
 * vendor that the operator already runs in the role and that is not under the order. */
#include "models/replication.h"

typedef struct {
    double engineer_factor;
    double crew_factor;
    double spares_factor;
    hr_distribution contract_lead_time_hours;
} parameters;

static const hr_key ROWS[] = {
    {"engineer_factor", "remote engineers, as a multiple of ordinary ones", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, engineer_factor), .is_required = true, .least = 1, .greatest = 1000},
    {"crew_factor", "field crews, as a multiple of ordinary ones", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, crew_factor), .is_required = true, .least = 1, .greatest = 1000},
    {"spares_factor", "stocks of spares, as a multiple of ordinary ones", NULL, HR_KEY_FIGURE,
     HR_FIELD(parameters, spares_factor), .is_required = true, .least = 1, .greatest = 1000},
    {"contract_lead_time_hours",
     "until equipment comes from a vendor that the operator already runs in the role and that no attacking state can order",
     "h", HR_KEY_TIME, HR_FIELD(parameters, contract_lead_time_hours), .is_required = true},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

static void equip(const void *data, hr_equipment *equipment)
{
    const parameters *p = data;
    hr_recovery_capacity *capacity = &equipment->capacity;
    capacity->engineer_factor *= p->engineer_factor;
    capacity->crew_factor *= p->crew_factor;
    capacity->spares_factor *= p->spares_factor;
    capacity->has_contract = true;
    capacity->contract_lead_time_hours = p->contract_lead_time_hours;
}

extern const hr_mitigation_form hr_mitigation_restoration;
const hr_mitigation_form hr_mitigation_restoration = {
    .name = "restoration",
    .summary = "surge engineers, crews and spares; contracted replacement",
    .parameters_size = sizeof(parameters),
    .keys = &KEYS,
    .equip = equip,
};
