/* Mitigations: each is one file behind this interface, and one row of hr_mitigation_forms (MODEL 7).
 *
 * A form has hooks where it can act; NULL where it takes no part. Hooks get the number of the mitigation, which leads
 * to its parameters (hr_replication_mitigation) and its state (mitigation_state). The counterfactual is the same
 * replication, with the same random numbers, without the hook. Draws about one threat's release or attempt have a
 * purpose of that threat (hr_purpose_of_threat), so that releases of several campaigns are judged independently.
 */
#ifndef HR_MODELS_MITIGATIONS_MITIGATION_H
#define HR_MODELS_MITIGATIONS_MITIGATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/keys.h"
#include "models/recovery_parameters.h"
#include "models/service.h"

typedef struct hr_replication hr_replication;

enum { HR_MITIGATIONS_MAX = 32 };

/* What an arm is equipped with; mitigations change it before a replication starts. */
typedef struct {
    bool uses_backup; /* backup edges are usable */
    hr_roaming roaming;
    hr_recovery_capacity capacity;
} hr_equipment;

typedef struct {
    const char *name; /* the key in scenario files */
    const char *summary;
    size_t parameters_size;
    size_t state_size;   /* of what it keeps during a replication; zeroed at the start */
    const hr_keys *keys; /* of its parameters (the key `on` is read by the caller) */

    /** Changes what the arm is equipped with. */
    void (*equip)(const void *parameters, hr_equipment *equipment);
    /** A malicious release of a vendor, for a threat, reaches an operator at *time_hours. Returns whether it is
     *  stopped; else *time_hours is when it goes on to rollout. */
    bool (*stops_release)(hr_replication *replication, uint32_t mitigation, uint32_t threat, uint8_t vendor,
                          uint32_t operator_id, double *time_hours);
    /** A release that passed is to be rolled out at an operator, from a time on. Sets *is_staged when the mitigation
     *  does it instead, part by part, now or later (hr_replication_roll_out_part). */
    hr_status (*stages_release)(hr_replication *replication, uint32_t mitigation, uint32_t threat, uint8_t vendor,
                                uint32_t operator_id, double time_hours, bool *is_staged, hr_error *error);
    /** A manager attempts, for a threat, to implant a node at a time. Returns whether the attempt is stopped. */
    bool (*stops_attempt)(hr_replication *replication, uint32_t mitigation, uint32_t threat, uint8_t manager,
                          uint32_t node, double time_hours);
    /** Threats have laid all implants by a vendor's channels that are known at the start, or more of them since: when is
     *  the first of all found? Asked as long as nothing of the vendor is discovered. */
    hr_status (*watch)(hr_replication *replication, uint32_t mitigation, uint8_t vendor, hr_error *error);
    /** First discovery in a vendor's estate, now. */
    hr_status (*discovered)(hr_replication *replication, uint32_t mitigation, uint8_t vendor, hr_error *error);
    /** Implants that a vendor's channels laid were triggered, now. */
    hr_status (*triggered)(hr_replication *replication, uint32_t mitigation, uint8_t vendor, hr_error *error);
    /** An intruder has laid implants through a flaw of a product (products.h), now. */
    hr_status (*intruded)(hr_replication *replication, uint32_t mitigation, uint32_t product, uint32_t implants,
                          hr_error *error);
    /** An implant of an intruder was found in a product, now. */
    hr_status (*found_intruder)(hr_replication *replication, uint32_t mitigation, uint32_t product, hr_error *error);
    /** Hours that a patch of a product waits at an operator before its rollout. */
    double (*delays_patch)(const hr_replication *replication, uint32_t mitigation, uint32_t threat, uint32_t product,
                           uint32_t number, uint32_t operator_id);
    /** The share of an operator's nodes that a patch reaches first, and how long it waits before it goes on to the
     *  others. */
    double (*stages_patch)(const hr_replication *replication, uint32_t mitigation, uint32_t threat, uint32_t product,
                           uint32_t number, uint32_t operator_id, double *wait_hours);
    /** HR_EVENT_MITIGATION + its number arrived, which it scheduled itself; entity is what it made of it. */
    hr_status (*event)(hr_replication *replication, uint32_t mitigation, uint32_t entity, hr_error *error);
} hr_mitigation_form;

/* The table: hr_mitigation_count rows, at most HR_MITIGATIONS_MAX. A row's number is its bit in masks. */
extern const hr_mitigation_form *const hr_mitigation_forms[];
extern const uint32_t hr_mitigation_count;

/** Number of a mitigation by its name; hr_mitigation_count when there is none. */
uint32_t hr_mitigation_by_name(const char *name);

#endif
