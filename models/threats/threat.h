/* Threats: each is one file behind this interface, and one row of hr_threat_forms (MODEL 6).
 *
 * A threat prepares all it can at the start of a replication: who complies, what is implanted when
 * (hr_replication_implant), which attempts are seen. Later it answers to its own trigger event and to discoveries.
 */
#ifndef HR_MODELS_THREATS_THREAT_H
#define HR_MODELS_THREATS_THREAT_H

#include <stddef.h>
#include <stdint.h>

#include "models/reader.h"

typedef struct hr_scenario hr_scenario;
typedef struct hr_replication hr_replication;

typedef struct {
    const char *name; /* the key in scenario files */
    const char *summary;
    size_t parameters_size;
    size_t state_size; /* of what it keeps during a replication; zeroed at the start */
    /** Reads the mapping at `value` into zeroed parameters; mistakes go to the document. */
    void (*read)(const hr_scenario *scenario, const hr_value *value, void *parameters);
    /** Starts a replication: draws, implants, schedules HR_EVENT_TRIGGER with the threat's number. */
    hr_status (*begin)(hr_replication *replication, uint32_t threat, hr_error *error);
    /** The trigger event arrived. */
    hr_status (*trigger)(hr_replication *replication, uint32_t threat, hr_error *error);
    /** Something of a vendor was discovered for the first time. NULL: does not care. */
    hr_status (*discovered)(hr_replication *replication, uint32_t threat, uint8_t vendor, hr_error *error);
} hr_threat_form;

extern const hr_threat_form *const hr_threat_forms[];
extern const size_t hr_threat_form_count;

#endif
