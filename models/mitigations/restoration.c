/* Restoration beyond the ordinary (MODEL 7.7): more engineers, crews and spares, and contracts for replacement by a
 * vendor that the operator already runs in the role and that is not under the order. */
#include "models/replication.h"

typedef struct {
    double engineer_factor;
    double crew_factor;
    double spares_factor;
    hr_distribution contract_lead_time_hours;
} parameters;

static void read(const hr_scenario *scenario, hr_mapping *mapping, void *result)
{
    parameters *p = result;
    (void)scenario;
    p->engineer_factor = 1;
    p->crew_factor = 1;
    p->spares_factor = 1;
    hr_value engineers = hr_mapping_require(mapping, "engineer_factor");
    hr_value_figure(&engineers, 1, 1000, &p->engineer_factor);
    hr_value crews = hr_mapping_require(mapping, "crew_factor");
    hr_value_figure(&crews, 1, 1000, &p->crew_factor);
    hr_value spares = hr_mapping_require(mapping, "spares_factor");
    hr_value_figure(&spares, 1, 1000, &p->spares_factor);
    hr_value lead = hr_mapping_require(mapping, "contract_lead_time_hours");
    hr_value_distribution(&lead, &p->contract_lead_time_hours);
}

static void strengthen(const void *data, hr_recovery_capacity *capacity)
{
    const parameters *p = data;
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
    .read = read,
    .strengthen = strengthen,
};
