/* The table of mitigations: a new one is one file and one row here (and its number in mitigation.h). */
#include "models/mitigations/mitigation.h"

extern const hr_mitigation_form hr_mitigation_testing;
extern const hr_mitigation_form hr_mitigation_access_control;
extern const hr_mitigation_form hr_mitigation_monitoring;
extern const hr_mitigation_form hr_mitigation_isolation;
extern const hr_mitigation_form hr_mitigation_failover;
extern const hr_mitigation_form hr_mitigation_restoration;

const hr_mitigation_form *const hr_mitigation_forms[HR_MITIGATION_COUNT] = {
    [HR_MITIGATION_TESTING] = &hr_mitigation_testing,
    [HR_MITIGATION_ACCESS_CONTROL] = &hr_mitigation_access_control,
    [HR_MITIGATION_MONITORING] = &hr_mitigation_monitoring,
    [HR_MITIGATION_ISOLATION] = &hr_mitigation_isolation,
    [HR_MITIGATION_FAILOVER] = &hr_mitigation_failover,
    [HR_MITIGATION_RESTORATION] = &hr_mitigation_restoration,
};
