/* Backup links are usable (MODEL 7.6). It has no parameters: which nodes have a second parent is the network's. */
#include "models/replication.h"

static void read(const hr_scenario *scenario, hr_mapping *mapping, void *result)
{
    (void)scenario;
    (void)mapping;
    (void)result;
}

extern const hr_mitigation_form hr_mitigation_failover;
const hr_mitigation_form hr_mitigation_failover = {
    .name = "failover",
    .summary = "backup links are usable",
    .parameters_size = 0,
    .read = read,
    .uses_backup = true,
};
