/* Threats: each is one file behind this interface, and one row of hr_threat_forms (MODEL 6).
 *
 * A threat prepares all it can at the start of a replication: who complies, what is implanted when
 * (hr_replication_implant), which attempts are seen. Later it answers to its own events and to discoveries.
 */
#ifndef HR_MODELS_THREATS_THREAT_H
#define HR_MODELS_THREATS_THREAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/keys.h"

typedef struct hr_replication hr_replication;

/* A part of a malicious release's rollout at an operator. Its nodes of the vendor have places in an order that is theirs
 * whatever the parts, evenly over [0, 1); a rollout goes through them at a steady pace. */
typedef struct {
    double from; /* places [from, to) */
    double to;
    double begin_hours; /* when a node at `from` has its turn */
    double end_hours;   /* set by roll_out: when one at `to` would have it */
    uint32_t implants;  /* set by roll_out: that the part lays */
} hr_rollout_part;

typedef struct {
    const char *name; /* the key in scenario files */
    const char *summary;
    size_t parameters_size;
    size_t state_size;   /* of what it keeps during a replication; zeroed at the start */
    const hr_keys *keys; /* of its parameters */
    bool lays_implants;
    /** Whether a threat of these parameters can compromise nodes (hr_replication_compromise). It asks which keys are
     *  there, never what a figure is: one world serves all figures. NULL: it cannot. */
    bool (*exposes)(const void *parameters);
    /** Starts a replication: draws, implants, schedules events of its own (HR_EVENT_THREAT + its number). */
    hr_status (*begin)(hr_replication *replication, uint32_t threat, hr_error *error);
    /** HR_EVENT_THREAT + its number arrived, which it scheduled itself; entity is what it made of it. NULL: none. */
    hr_status (*event)(hr_replication *replication, uint32_t threat, uint32_t entity, hr_error *error);
    /** A part of a release goes out; its first turn is not in the past. NULL: it makes no releases. */
    hr_status (*roll_out)(hr_replication *replication, uint32_t threat, uint8_t vendor, uint32_t operator_id,
                          hr_rollout_part *part, hr_error *error);
    /** Something of a vendor was discovered for the first time. NULL: does not care. */
    hr_status (*discovered)(hr_replication *replication, uint32_t threat, uint8_t vendor, hr_error *error);
} hr_threat_form;

extern const hr_threat_form *const hr_threat_forms[];
extern const size_t hr_threat_form_count;

#endif
