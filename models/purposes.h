/* What random draws are for (MODEL 10). A draw is keyed by (seed, replication, purpose, entity, index), so a new purpose never
 * shifts another's draws. Numbers are part of what results depend on: they are never reused or renumbered.
 * 1 to 99: generator and assignment, drawn with replication 0.
 */
#ifndef HR_MODELS_PURPOSES_H
#define HR_MODELS_PURPOSES_H

enum {
    /* generator */
    HR_PURPOSE_POSITION = 1,         /* entity: nodes placed so far */
    HR_PURPOSE_DUAL_HOMING = 2,      /* entity: nodes placed so far */
    HR_PURPOSE_SITE_SHARING = 3,     /* entity: nodes placed so far */

    /* assignment */
    HR_PURPOSE_SHUFFLE = 20,         /* entity node */
    HR_PURPOSE_STRETCH_START = 21,   /* entity operator, index role */
    HR_PURPOSE_MANAGED = 22,         /* entity node, index rule */

    /* recovery */
    HR_PURPOSE_DIAGNOSIS = 100,      /* entity operator */
    HR_PURPOSE_REMOTE_RESTORE = 101, /* entity node, index visit */
    HR_PURPOSE_FIELD_VISIT = 102,    /* entity node, index visit */
    HR_PURPOSE_HARDWARE_SWAP = 103,  /* entity node */
    HR_PURPOSE_OUT_OF_BAND = 104,    /* entity node */
    HR_PURPOSE_SPARES_LEAD = 105,    /* entity stock */

    /* mitigations */
    HR_PURPOSE_EVALUATION = 120,     /* entity vendor, index operator or national centre */
    HR_PURPOSE_DETECTION = 121,      /* as above */
    HR_PURPOSE_ACCESS_CONTROL = 122, /* entity node, index manager */
    HR_PURPOSE_MONITORING = 123,     /* entity vendor */
    HR_PURPOSE_ATTRIBUTION = 124,    /* entity vendor */

    /* threats: added to HR_PURPOSE_THREAT_BLOCK x (number of the threat in the scenario) */
    HR_PURPOSE_ORDER = 200,
    HR_PURPOSE_ORDER_FACTOR = 201,   /* the factor M that all vendors of an order share */
    HR_PURPOSE_COMPLIANCE = 202,     /* entity vendor */
    HR_PURPOSE_PREPARATION = 203,    /* entity vendor */
    HR_PURPOSE_LATENT = 204,         /* entity node */
    HR_PURPOSE_INSTALLATION = 205,   /* entity node */
    HR_PURPOSE_REMOTE_ACCESS = 206,  /* entity node, index manager */
    HR_PURPOSE_TRIGGER = 207,
    HR_PURPOSE_REACTION = 208,
    HR_PURPOSE_SABOTAGE = 209,       /* entity node */
    HR_PURPOSE_THREAT_BLOCK = 1000,
};

#endif
