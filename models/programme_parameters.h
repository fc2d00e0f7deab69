/* A planned replacement programme ("rip and replace") as a scenario states it: dated steps, each a change of vendors
 * that takes its time. What is made of it: programme.h. */
#ifndef HR_MODELS_PROGRAMME_PARAMETERS_H
#define HR_MODELS_PROGRAMME_PARAMETERS_H

#include "models/assignment.h"
#include "models/keys.h"
#include "sim/engine/distribution.h"

enum { HR_PROGRAMME_STEPS_MAX = 32 };

typedef struct {
    hr_vendor_change change;
    double starts_hours;        /* the step's nodes are due evenly from here */
    double ends_hours;          /* to here */
    hr_distribution swap_hours; /* a crew works at a node */
    double outage_share;        /* of that time, at its end, the node is out of service */
    hr_key_place place;
} hr_programme_step;

#endif
