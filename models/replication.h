/* One replication of one case and arm: events change node states, node states change the ledger, the ledger feeds the
 * metrics.
 *
 * A worker owns one hr_replication and resets it for every run. Threats and mitigations reach the network through the
 * functions below, and through nothing else.
 *
 * Events at one instant act in the order of their kinds here (event_queue.h); restorations come before attacks.
 */
#ifndef HR_MODELS_REPLICATION_H
#define HR_MODELS_REPLICATION_H

#include "models/exposure.h"
#include "models/ledger.h"
#include "models/metrics.h"
#include "models/products.h"
#include "models/programme.h"
#include "models/purposes.h"
#include "models/recovery.h"
#include "models/story.h"
#include "models/world.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/random.h"

typedef enum {
    HR_EVENT_RESTORED_REMOTELY, /* entity node */
    HR_EVENT_RESTORED_IN_FIELD, /* entity node */
    HR_EVENT_SWAP_DONE,         /* entity job of a programme (programme.h) */
    HR_EVENT_SUPPLIES,          /* entity stock */
    HR_EVENT_DIAGNOSED,         /* entity outbreak (recovery.h) */
    HR_EVENT_SWAP_DUE,          /* entity job */
    HR_EVENT_SWAP_OUT,          /* entity job */
    HR_EVENT_DISCOVERY,         /* entity vendor */
    HR_EVENT_MITIGATION,        /* + number of a mitigation; entity is what it makes of it */
    HR_EVENT_THREAT = HR_EVENT_MITIGATION + HR_MITIGATIONS_MAX, /* + number of a threat; likewise */
    HR_EVENT_END = HR_EVENT_THREAT + HR_THREATS_MAX,
} hr_event_kind;

/* Availability of a node (MODEL 5); in service when none is set. */
enum {
    HR_NODE_SOFT = 1,
    HR_NODE_BRICKED = 2,
    HR_NODE_ISOLATED = 4,
    /* and what else is known about it */
    HR_NODE_IN_REPAIR = 8,
    HR_NODE_OUT_OF_REACH = 16, /* soft, and waiting for a crew or a management path */
    HR_NODE_TO_CLEAN = 32,     /* its restoration removes implants: it was isolated, or fell by one */
    HR_NODE_HELD = 64,         /* soft, and nobody can restore it: before its fix is there, or while it is shut down */
    HR_NODE_SWAPPING = 128,    /* out of service while a programme replaces it */
    HR_NODE_OUT = HR_NODE_SOFT | HR_NODE_BRICKED | HR_NODE_ISOLATED | HR_NODE_SWAPPING,
};

/* By what an implant is installed: a vendor's channel, or a flaw of the product, by an intruder who has nothing to do
 * with its vendor. */
enum { HR_VIA_FLAW = HR_VENDORS_MAX, HR_VIAS_MAX };

/* What a threat has laid. Allocated for threats that lay implants. */
typedef struct {
    double *hours;   /* per node: when it is installed; infinite: never */
    uint8_t *via;    /* per node: the vendor whose channel installs it, or HR_VIA_FLAW */
    uint32_t *nodes; /* with an implant at some time, in the order they were laid */
    uint32_t count;
    uint8_t *is_listening;           /* per node: exposes users while in service; of threats that expose */
    double spent_hours[HR_VIAS_MAX]; /* of implants by a vendor's channels: when they acted; infinite: not yet */
} hr_implants;

/* One case in one arm. */
typedef struct {
    uint32_t case_index;
    uint32_t arm; /* bits of the mitigations under test that act (world.h) */
} hr_setting;

typedef struct {
    double first_discovery_hours; /* of a vendor that had not struck before; NaN: never */
    uint32_t implanted;           /* nodes with an implant, before the strike that it was for or the horizon */
    uint32_t triggered;
    uint32_t disabled; /* times that nodes fell by sabotage */
    uint32_t failed;   /* times that nodes fell by faults */
    uint32_t bricked;  /* of both */
    uint32_t isolated;
    uint64_t events;
} hr_counts;

struct hr_replication {
    const hr_world *world;
    const hr_case_network *network_case; /* of the setting that runs */
    uint32_t threats;                    /* bits that act in this case */
    uint32_t mitigations;                /* bits that are on in this arm */
    hr_random random;
    hr_event_queue queue;
    hr_ledger ledger;
    hr_exposure exposure;     /* when the world has it */
    bool is_exposure_used;    /* a node was compromised since its reset */
    bool is_exposure_changed; /* since the metrics saw it */
    hr_metrics metrics;
    hr_recovery recovery;
    hr_programme programme;
    hr_equipment equipment; /* of the arm */
    const uint8_t *vendor;  /* per node, now */
    hr_counts counts;
    double now_hours;

    uint8_t *state;    /* per node */
    uint32_t *touched; /* nodes whose state or implant is to be reset */
    uint32_t touched_count;
    uint8_t *is_touched;

    hr_implants implants[HR_THREATS_MAX];
    double *cleaned_hours; /* per node: when its implants were last removed; -infinite: never */

    double reported_hours[HR_VENDORS_MAX]; /* earliest discovery known so far; infinite: none */
    bool is_discovered[HR_VENDORS_MAX];
    double frozen_hours[HR_VIAS_MAX];       /* channels of the vendor are shut from then on; infinite: not */
    uint32_t unsupported[HR_VENDORS_MAX];   /* reasons for which the vendor supplies nothing; 0: it does */
    double supported_since[HR_VENDORS_MAX]; /* the last time at which support began, 0 at first; while it lasts */
    bool is_hostile_state[HR_STATES_MAX];   /* whose attack has struck, or whose vendor has withdrawn */
    uint32_t poised[HR_VENDORS_MAX];        /* bit per threat that can still act through the vendor */
    bool has_struck[HR_VENDORS_MAX];        /* some threat has, through the vendor */
    uint32_t listeners;                     /* bit per threat that listened in some node */
    bool is_attacked;
    bool is_started; /* begin hooks are done: reports become events at once */

    void *threat_state[HR_THREATS_MAX];
    void *mitigation_state[HR_MITIGATIONS_MAX];
    uint32_t *wave; /* nodes disabled since the last hr_replication_outbreak */
    uint32_t wave_count;
    double *scratch_hours;   /* node_count for each threat; for one hook at a time */
    uint32_t *scratch_nodes; /* node_count; likewise */

    /* Told after every event, with the ledger settled and everybody sent; NULL: nobody listens. */
    void (*observer)(void *context, const hr_replication *replication, const hr_event *event);
    void *observer_context;
    /* Told what happens (HR_TELL); NULL: nobody listens. */
    void (*teller)(void *context, const hr_replication *replication, const hr_told *told);
    void *teller_context;
};

/* Tells what happens, or what was decided to happen, at a time: a kind of story.h and the fields that it tells. Nothing
 * of it is computed when nobody listens. */
#define HR_TELL(replication, what, when, ...)                                                                          \
    do {                                                                                                               \
        if ((replication)->teller != NULL) {                                                                           \
            const hr_told told_now = {.kind = (what), .time_hours = (when), __VA_ARGS__};                              \
            (replication)->teller((replication)->teller_context, (replication), &told_now);                            \
        }                                                                                                              \
    } while (0)

hr_status hr_replication_init(hr_replication *replication, const hr_world *world, hr_error *error);
void hr_replication_free(hr_replication *replication);

/** Runs replication `number` of a setting from t = 0 to the horizon; results are in counts, metrics and recovery. */
hr_status hr_replication_run(hr_replication *replication, const hr_setting *setting, uint32_t number, hr_error *error);

/* ---- for threats and mitigations ---- */

/** Parameters of a mitigation, by its number; of a threat. */
const void *hr_replication_mitigation(const hr_replication *replication, uint32_t mitigation);
const void *hr_replication_threat(const hr_replication *replication, uint32_t threat);

/** Who made a node, now; HR_NO_VENDOR: nobody. */
static inline uint8_t hr_replication_vendor(const hr_replication *replication, uint32_t node)
{
    return replication->vendor[node];
}

double hr_replication_uniform(const hr_replication *replication, uint32_t purpose, uint32_t entity, uint32_t index);
double hr_replication_draw(const hr_replication *replication, const hr_distribution *distribution, uint32_t purpose,
                           uint32_t entity, uint32_t index);
/** Schedules an event (hr_event_kind, with a number added) unless it lies beyond the horizon. */
hr_status hr_replication_schedule(hr_replication *replication, double time_hours, uint32_t kind, uint32_t entity,
                                  hr_error *error);

/** A threat's implant is installed in a node at a time, by a vendor's channel or a flaw; the threat's earliest there since
 *  the node was last cleaned counts. */
void hr_replication_implant(hr_replication *replication, uint32_t threat, uint32_t node, double time_hours,
                            uint8_t via);
/** Whether a node holds a working implant of a threat now: installed before its channel was shut, and since the node
 *  was last cleaned, and not spent. */
bool hr_replication_is_implanted(const hr_replication *replication, uint32_t threat, uint32_t node);

/** A threat can strike, or listen, through a vendor from now on, as long as it does not say otherwise. */
void hr_replication_poise(hr_replication *replication, uint32_t threat, uint8_t vendor);
/** A threat has struck through a vendor, now: its implants from there are spent. When some were triggered, mitigations
 *  that see it are told. */
hr_status hr_replication_spend(hr_replication *replication, uint32_t threat, uint8_t vendor, uint32_t triggered,
                               hr_error *error);
/** Whether any threat can still act. */
bool hr_replication_is_threatened(const hr_replication *replication);
/** Whether a vendor has struck and no threat can act through it any more. */
bool hr_replication_is_spent(const hr_replication *replication, uint8_t vendor);

/** A threat that exposes (threat.h) listens in a node from now on, whenever it is in service and the threat's implant
 *  works there. */
void hr_replication_listen(hr_replication *replication, uint32_t threat, uint32_t node);
/** A node went out of service; it returned. */
void hr_replication_silence(hr_replication *replication, uint32_t node);
void hr_replication_resume(hr_replication *replication, uint32_t node);

/** Tells of an implant that is there, or was; of all in the end, once a run is over. */
void hr_replication_tell_implant(const hr_replication *replication, uint32_t threat, uint32_t node);
void hr_replication_tell_implants(const hr_replication *replication);

/** Nodes with an implant before the strike that it was for, each once. */
uint32_t hr_replication_count_implanted(const hr_replication *replication);

/** A threat that exposes (threat.h) begins to listen, or ceases to, in a node that it has implanted or controls; a node
 *  that several threats hold is clean when all have let go of it. Whether a node can be listened to while it is out of
 *  service, the threat decides. Who is exposed, and what it costs: exposure.h. */
void hr_replication_compromise(hr_replication *replication, uint32_t node);
void hr_replication_clean(hr_replication *replication, uint32_t node);

/** Something of a vendor is found at a time; the first of a vendor is a discovery. */
hr_status hr_replication_report(hr_replication *replication, double time_hours, uint8_t vendor, hr_error *error);

/** An intruder has laid implants in nodes of a product through a flaw of it, now: mitigations that watch are told. */
hr_status hr_replication_intrude(hr_replication *replication, uint32_t product, uint32_t implants, hr_error *error);
/** Such an implant is found, now. It says nothing of the vendor, nor of its other products. */
hr_status hr_replication_find_intruder(hr_replication *replication, uint32_t product, hr_error *error);
/** Hours that a patch waits at an operator before its rollout begins; number: which of the threat's patches for the
 *  product. */
double hr_replication_patch_delay(const hr_replication *replication, uint32_t threat, uint32_t product, uint32_t number,
                                  uint32_t operator_id);
/** The share of its nodes that the rollout reaches before it is interrupted for *wait_hours; 1: it is not. */
double hr_replication_patch_stage(const hr_replication *replication, uint32_t threat, uint32_t product, uint32_t number,
                                  uint32_t operator_id, double *wait_hours);

/** Whether every stopping hook of the arm lets a release, or an attempt, of a threat pass. */
bool hr_replication_passes_release(hr_replication *replication, uint32_t threat, uint8_t vendor, uint32_t operator_id,
                                   double *time_hours);
bool hr_replication_passes_attempt(hr_replication *replication, uint32_t threat, uint8_t manager, uint32_t node,
                                   double time_hours);

/** Rolls a release out that passed at an operator, from a time on: the whole, unless a mitigation of the arm does it in
 *  parts; then such a part. What a part lays later than at the start is watched from then on. */
hr_status hr_replication_roll_out(hr_replication *replication, uint32_t threat, uint8_t vendor, uint32_t operator_id,
                                  double time_hours, hr_error *error);
hr_status hr_replication_roll_out_part(hr_replication *replication, uint32_t threat, uint8_t vendor,
                                       uint32_t operator_id, hr_rollout_part *part, hr_error *error);

/** Mitigations that watch look at all that is laid by a vendor's channels, when nothing of it is discovered. */
hr_status hr_replication_watch(hr_replication *replication, uint8_t vendor, hr_error *error);

/** A vendor stops support, patches and spares, now, for one more reason. What it was to deliver is ordered from
 *  others. */
hr_status hr_replication_end_support(hr_replication *replication, uint8_t vendor, hr_error *error);
/** One reason for a vendor's lack of support is gone; with the last it supports and supplies again. */
hr_status hr_replication_resume_support(hr_replication *replication, uint8_t vendor, hr_error *error);
/** Whether a vendor still supports its equipment; nobody's equipment needs no support. */
static inline bool hr_replication_has_support(const hr_replication *replication, uint8_t vendor)
{
    return vendor == HR_NO_VENDOR || replication->unsupported[vendor] == 0;
}

/** A node in service falls by sabotage, and its restoration cleans it. hr_replication_outbreak, or
 *  hr_replication_struck, follows when all have. */
void hr_replication_disable(hr_replication *replication, uint32_t node, bool is_bricked);
/** The nodes disabled since the last call fell together: the ledger settles, their operators begin to find out. */
hr_status hr_replication_outbreak(hr_replication *replication, hr_error *error);
/** The same, and everybody knows that it is an attack: once nothing can act any more, nobody isolates. */
hr_status hr_replication_struck(hr_replication *replication, hr_error *error);

/** A node in service fails alone, by no ill will: it is restored at once. Its software keeps an implant, new hardware
 *  has none. */
hr_status hr_replication_fail(hr_replication *replication, uint32_t node, bool is_bricked, hr_error *error);

/** A node in service falls soft by a fault that nobody can restore before there is a fix; one of the next two
 *  follows. */
void hr_replication_hold(hr_replication *replication, uint32_t node);
/** Its operator shuts a node in service down; hr_replication_return follows. */
void hr_replication_shut_down(hr_replication *replication, uint32_t node);
/** The fix is there, for the operator's engineers to install. */
void hr_replication_release(hr_replication *replication, uint32_t node);
/** A node is in service again: the fix reached it by itself, or its restoration is done. It holds no implant any more if
 *  its hardware is new or it was to be cleaned. */
void hr_replication_return(hr_replication *replication, uint32_t node);

/** A programme takes a node in service out, and returns it with new equipment: without implants. */
void hr_replication_swap_out(hr_replication *replication, uint32_t node);
void hr_replication_swap_in(hr_replication *replication, uint32_t node);

/** Takes a node out of service to keep an implant from acting; it is cleaned as a soft job. The caller settles the
 *  ledger. */
void hr_replication_isolate(hr_replication *replication, uint32_t node);

#endif
