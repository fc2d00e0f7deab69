/* The table of threats: a new threat is one file and one row here. */
#include "models/threats/threat.h"

extern const hr_threat_form hr_threat_compulsion;
extern const hr_threat_form hr_threat_supply_ban;
extern const hr_threat_form hr_threat_background;
extern const hr_threat_form hr_threat_common_mode;
extern const hr_threat_form hr_threat_exploitation;
extern const hr_threat_form hr_threat_destruction;

/* clang-format off */
const hr_threat_form *const hr_threat_forms[] = {
    &hr_threat_compulsion,
    &hr_threat_supply_ban,
    &hr_threat_background,
    &hr_threat_common_mode,
    &hr_threat_exploitation,
    &hr_threat_destruction,
};
/* clang-format on */
const size_t hr_threat_form_count = sizeof hr_threat_forms / sizeof *hr_threat_forms;
