/* Backup links are usable (MODEL 7.6). It has no parameters: which nodes have a second parent is the network's. */
#include "models/replication.h"

static const hr_keys KEYS = {NULL, 0, NULL};

static void equip(const void *parameters, hr_equipment *equipment)
{
    (void)parameters;
    equipment->uses_backup = true;
}

extern const hr_mitigation_form hr_mitigation_failover;
const hr_mitigation_form hr_mitigation_failover = {
    .name = "failover",
    .summary = "backup links are usable",
    .parameters_size = 0,
    .keys = &KEYS,
    .equip = equip,
};
