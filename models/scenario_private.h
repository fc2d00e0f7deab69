/* Shared by the scenario_*.c files alone: the tables of each part of the file, and readers by hand that they name. */
#ifndef HR_MODELS_SCENARIO_PRIVATE_H
#define HR_MODELS_SCENARIO_PRIVATE_H

#include "models/scenario.h"

extern const hr_keys hr_vendor_keys;      /* hr_vendor */
extern const hr_keys hr_network_keys;     /* hr_scenario */
extern const hr_keys hr_listed_keys;      /* hr_scenario */
extern const hr_keys hr_function_keys;    /* hr_generator_function */
extern const hr_keys hr_file_keys;        /* hr_file_parameters */
extern const hr_keys hr_service_keys;     /* hr_service */
extern const hr_keys hr_overlap_keys;     /* hr_overlap */
extern const hr_keys hr_assignment_keys;  /* hr_scenario */
extern const hr_keys hr_case_keys;        /* hr_case */
extern const hr_keys hr_restoration_keys; /* hr_recovery_parameters */
extern const hr_keys hr_sweep_keys;       /* hr_sweep */
extern const hr_keys hr_sensitivity_keys; /* hr_sensitivity */
extern const hr_keys hr_precision_keys;   /* hr_precision_target */
extern const hr_keys hr_attribution_keys; /* hr_attribution */

/* Roles as bits. */
#define HR_ROLE_BIT(role) (1u << (role))
enum {
    HR_ACCESS_ROLES = HR_ROLE_BIT(HR_ROLE_RAN_SITE) | HR_ROLE_BIT(HR_ROLE_CABINET) | HR_ROLE_BIT(HR_ROLE_EXCHANGE),
    HR_FUNCTION_ROLES = HR_ROLE_BIT(HR_ROLE_PACKET_CORE) | HR_ROLE_BIT(HR_ROLE_SUBSCRIBER_DB) |
                        HR_ROLE_BIT(HR_ROLE_VOICE_CORE) | HR_ROLE_BIT(HR_ROLE_EMERGENCY_GATEWAY) |
                        HR_ROLE_BIT(HR_ROLE_INTERNET_GATEWAY),
    HR_ALL_ROLES = HR_ROLE_BIT(HR_ROLE_COUNT) - 1,
};

extern const char *const hr_unit_names[]; /* of hr_quota_unit; ends with NULL */

/* Roles that an operator has nodes of, an OSS apart, as bits; and those of them with nodes that no list gives a vendor.
 */
uint32_t hr_scenario_roles_of(const hr_scenario *scenario, uint32_t operator_id);
uint32_t hr_scenario_roles_to_mix(const hr_scenario *scenario, uint32_t operator_id);

/* Rows of kinds for readers by hand (keys.h): the field is the scenario. */
void hr_scenario_read_threats(const hr_scenario *known, const hr_value *value, void *field);
void hr_scenario_read_mitigations(const hr_scenario *known, const hr_value *value, void *field);
void hr_scenario_read_under_test(const hr_scenario *known, const hr_value *value, void *field);
void hr_scenario_read_file(const hr_scenario *known, const hr_value *value, void *field);
bool hr_threat_key_form(size_t index, hr_key_form *form);
bool hr_mitigation_key_form(size_t index, hr_key_form *form);

/* Mistakes between services. */
void hr_scenario_check_services(const hr_scenario *scenario, const hr_value *root);

/* After all is read: threats of cases that name none, and an OSS for each vendor that an operator runs in any case. */
void hr_scenario_settle_cases(hr_scenario *scenario);
void hr_scenario_place_oss(hr_scenario *scenario);

#endif
