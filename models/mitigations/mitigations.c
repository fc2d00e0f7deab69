/* The table of mitigations: a new one is one file and one row here. */
#include "models/mitigations/mitigation.h"

#include <string.h>

extern const hr_mitigation_form hr_mitigation_testing;
extern const hr_mitigation_form hr_mitigation_staged_rollout;
extern const hr_mitigation_form hr_mitigation_access_control;
extern const hr_mitigation_form hr_mitigation_monitoring;
extern const hr_mitigation_form hr_mitigation_isolation;
extern const hr_mitigation_form hr_mitigation_failover;
extern const hr_mitigation_form hr_mitigation_restoration;
extern const hr_mitigation_form hr_mitigation_roaming;

const hr_mitigation_form *const hr_mitigation_forms[] = {
    &hr_mitigation_testing,        /* MODEL 7.1 */
    &hr_mitigation_staged_rollout, /* 7.2 */
    &hr_mitigation_access_control, /* 7.3 */
    &hr_mitigation_monitoring,     /* 7.4 */
    &hr_mitigation_isolation,      /* 7.5 */
    &hr_mitigation_failover,       /* 7.6 */
    &hr_mitigation_restoration,    /* 7.7 */
    &hr_mitigation_roaming,        /* 7.8 */
};
const uint32_t hr_mitigation_count = sizeof hr_mitigation_forms / sizeof *hr_mitigation_forms;
_Static_assert(sizeof hr_mitigation_forms / sizeof *hr_mitigation_forms <= HR_MITIGATIONS_MAX, "a bit each in masks");

uint32_t hr_mitigation_by_name(const char *name)
{
    uint32_t m = 0;
    while (m < hr_mitigation_count && strcmp(hr_mitigation_forms[m]->name, name) != 0) {
        ++m;
    }
    return m;
}
