/* What random draws are for (MODEL 10). A draw is keyed by (seed, replication, purpose, entity, index), so a new
 * purpose never shifts another's draws. Numbers are part of what results depend on: they are never reused or
 * renumbered. 1 to 99: generator, assignment and designs, drawn with replication 0. Where a draw is a pair, the first
 * number says whether, the second when or how.
 */
#ifndef HR_MODELS_PURPOSES_H
#define HR_MODELS_PURPOSES_H

#include <stdint.h>

enum {
    /* generator */
    HR_PURPOSE_PLACE_ROTATION = 1, /* entity place: how the areas of a place are turned around its centre */
    HR_PURPOSE_SITE_ROTATION = 2,  /* entity area, index operator x roles + role */
    HR_PURPOSE_TOWN_ROTATION = 3,  /* entity place, index operator x roles + role */
    HR_PURPOSE_DUAL_HOMING = 4, /* entity number of the node in its operator and role, index operator x roles + role */
    HR_PURPOSE_SENSITIVE_AREA = 5, /* entity area */

    /* assignment */
    HR_PURPOSE_CURVE_START = 20,        /* entity operator: where on the curve its first vendor starts */
    HR_PURPOSE_VENDOR_SHUFFLE = 21,     /* entity node */
    HR_PURPOSE_MANAGEMENT_SHUFFLE = 22, /* entity node */

    /* experiments, drawn with replication 0 */
    HR_PURPOSE_DESIGN = 40, /* as sim/engine/design.h says */

    /* recovery */
    HR_PURPOSE_DIAGNOSIS = 100,      /* entity operator, index its outbreaks so far */
    HR_PURPOSE_REMOTE_RESTORE = 101, /* entity node, index visit */
    HR_PURPOSE_FIELD_VISIT = 102,    /* entity node, index visit */
    HR_PURPOSE_HARDWARE_SWAP = 103,  /* entity node, index visit */
    HR_PURPOSE_OUT_OF_BAND = 104,    /* entity node */
    HR_PURPOSE_SPARES_LEAD = 105,    /* entity stock, index its orders so far */

    /* mitigations */
    HR_PURPOSE_EVALUATION = 120,     /* entity vendor, index operator or UINT32_MAX, the national centre */
    HR_PURPOSE_DETECTION = 121,      /* as above */
    HR_PURPOSE_ACCESS_CONTROL = 122, /* entity node, index manager; pair */
    HR_PURPOSE_MONITORING = 123,     /* entity vendor */
    HR_PURPOSE_ATTRIBUTION = 124,    /* entity vendor */
    HR_PURPOSE_CANARY_WAIT = 125,    /* entity vendor, index operator */
    HR_PURPOSE_INSPECTION = 126,     /* as above */

    /* mitigations, by product */
    HR_PURPOSE_PRODUCT_MONITORING = 132,  /* entity product, index implants found or gone before */
    HR_PURPOSE_PRODUCT_FOUND = 133,       /* as above */
    HR_PURPOSE_PATCH_EVALUATION = 134,    /* entity product, index number of the patch and centre; of a threat */
    HR_PURPOSE_PRODUCT_ATTRIBUTION = 135, /* entity product, index attributions before */
    HR_PURPOSE_PATCH_CANARY_WAIT = 136,   /* entity product, index number of the patch and operator; of a threat */

    /* programme */
    HR_PURPOSE_SWAP = 130, /* entity node, index step */

    /* states */
    HR_PURPOSE_ORDER_ISSUED = 140, /* entity state */

    /* threats: of the one with a number in the scenario by hr_purpose_of_threat */
    HR_PURPOSE_ORDER = 200,
    HR_PURPOSE_ORDER_FACTOR = 201,  /* the factor M that all vendors of an order share */
    HR_PURPOSE_COMPLIANCE = 202,    /* entity vendor */
    HR_PURPOSE_PREPARATION = 203,   /* entity vendor */
    HR_PURPOSE_LATENT = 204,        /* entity node */
    HR_PURPOSE_INSTALLATION = 205,  /* entity node; pair */
    HR_PURPOSE_REMOTE_ACCESS = 206, /* entity node, index manager; pair */
    HR_PURPOSE_TRIGGER = 207,
    HR_PURPOSE_REACTION = 208,     /* entity vendor when it alone reacts, else 0 */
    HR_PURPOSE_SABOTAGE = 209,     /* entity node; pair */
    HR_PURPOSE_WITHDRAWAL = 210,   /* entity vendor */
    HR_PURPOSE_VENDOR_DELAY = 211, /* entity vendor */
    HR_PURPOSE_BAN = 240,
    HR_PURPOSE_BAN_LIFTED = 241,
    HR_PURPOSE_FAILURE = 260,         /* index epoch */
    HR_PURPOSE_FAILURE_BRICKS = 261,  /* index epoch */
    HR_PURPOSE_COMMON_FAILURE = 280,  /* entity stock of the product, index epoch */
    HR_PURPOSE_COMMON_FIX = 281,      /* as above */
    HR_PURPOSE_COMMON_AFFECTED = 282, /* entity node, index epoch */
    HR_PURPOSE_COMMON_ROLLOUT = 283,  /* as above */
    HR_PURPOSE_VULNERABILITY = 300,   /* entity product, index number of the vulnerability */
    HR_PURPOSE_EXPLOIT = 301,         /* as above */
    HR_PURPOSE_PATCH = 302,           /* as above */
    HR_PURPOSE_PATCH_WINDOW = 303,    /* entity product, index number of the vulnerability and operator */
    HR_PURPOSE_EXPLOITED = 304,       /* entity node, index number of the vulnerability */
    HR_PURPOSE_EXPLOIT_BRICKS = 305,  /* as above */
    HR_PURPOSE_EXPLOIT_STRIKE = 306,  /* entity product, index number of the vulnerability */
    HR_PURPOSE_DESTRUCTION = 320,
    HR_PURPOSE_DESTROYED = 321, /* entity node, index 0: whether it falls, 1: whether it is bricked */
    HR_PURPOSE_SHUTDOWN = 322,  /* entity operator */
    HR_PURPOSE_REOPENING = 323, /* entity operator */
    HR_PURPOSE_REOPENED = 324,  /* entity node */
    HR_PURPOSE_THREAT_BLOCK = 1000,
};

/** A purpose as the threat with a number in the scenario has it. */
static inline uint32_t hr_purpose_of_threat(uint32_t threat, uint32_t purpose)
{
    return purpose + threat * HR_PURPOSE_THREAT_BLOCK;
}

#endif
