/* Mitigations: each is one file behind this interface, and one row of hr_mitigation_forms (MODEL 7).
 *
 * A form has hooks where it can act; NULL where it takes no part. Each hook gets the parameters that its reader
 * filled. The counterfactual is the same replication, with the same random numbers, without the hook.
 */
#ifndef HR_MODELS_MITIGATIONS_MITIGATION_H
#define HR_MODELS_MITIGATIONS_MITIGATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/reader.h"

typedef struct hr_scenario hr_scenario;
typedef struct hr_replication hr_replication;
typedef struct hr_recovery_capacity hr_recovery_capacity;

/* Numbers of mitigations, as in hr_mitigation_forms; bits of masks. */
typedef enum {
    HR_MITIGATION_TESTING,
    HR_MITIGATION_ACCESS_CONTROL,
    HR_MITIGATION_MONITORING,
    HR_MITIGATION_ISOLATION,
    HR_MITIGATION_FAILOVER,
    HR_MITIGATION_RESTORATION,
    HR_MITIGATION_COUNT,
} hr_mitigation_number;

typedef struct {
    const char *name; /* the key in scenario files */
    const char *summary;
    size_t parameters_size;
    /** Reads the mapping into zeroed parameters (the key `on` is read by the caller). */
    void (*read)(const hr_scenario *scenario, hr_mapping *mapping, void *parameters);

    /** A malicious release of a vendor reaches an operator at *time_hours. Returns whether it is stopped; else
     *  *time_hours is when it goes on to rollout. */
    bool (*stops_release)(hr_replication *replication, const void *parameters, uint8_t vendor, uint32_t operator_id,
                          double *time_hours);
    /** A manager attempts to implant a node at a time. Returns whether the attempt is stopped. */
    bool (*stops_attempt)(hr_replication *replication, const void *parameters, uint8_t manager, uint32_t node,
                          double time_hours);
    /** All threats have laid their implants. */
    hr_status (*watch)(hr_replication *replication, const void *parameters, hr_error *error);
    /** First discovery in a vendor's estate, now. */
    hr_status (*discovered)(hr_replication *replication, const void *parameters, uint8_t vendor, hr_error *error);
    /** HR_EVENT_ATTRIBUTED (entity vendor) or HR_EVENT_REVIEW arrived. */
    hr_status (*attributed)(hr_replication *replication, const void *parameters, uint8_t vendor, hr_error *error);
    hr_status (*review)(hr_replication *replication, const void *parameters, hr_error *error);
    /** Changes the means of restoration. */
    void (*strengthen)(const void *parameters, hr_recovery_capacity *capacity);
    bool uses_backup; /* backup edges are usable when on */
} hr_mitigation_form;

extern const hr_mitigation_form *const hr_mitigation_forms[HR_MITIGATION_COUNT];

#endif
