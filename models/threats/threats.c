/* The table of threats: a new threat is one file and one row here. */
#include "models/threats/threat.h"

extern const hr_threat_form hr_threat_compulsion;

const hr_threat_form *const hr_threat_forms[] = {
    &hr_threat_compulsion,
};
const size_t hr_threat_form_count = sizeof hr_threat_forms / sizeof *hr_threat_forms;
