/* Comparison of the cases of one result file: what is lost in each, how effective the mitigations are, and what the
 * numbers say about the scenario's claim. Reads result files only; never the model.
 *
 * All cases and arms of a replication share their random numbers, so every difference is taken replication by
 * replication. A replication counts when all its cases and arms are finished; the others are left out and counted.
 * The risk functional is lost user-hours of the headline services; its mean is never reported without its tail.
 */
#ifndef HR_ANALYSIS_COMPARISON_H
#define HR_ANALYSIS_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/statistics.h"
#include "sim/engine/error.h"

#define HR_COMPARISON_CONFIDENCE 0.95
#define HR_COMPARISON_TAIL 0.95 /* CVaR is the mean of the worst 5 % */
/* What is left of the mitigations' effectiveness counts as nothing when it surely lies below this share of the
 * baseline's. */
#define HR_COMPARISON_INEFFECTIVE_SHARE 0.10

enum { HR_COMPARISON_MITIGATED, HR_COMPARISON_UNMITIGATED, HR_COMPARISON_ARMS };
enum { HR_COMPARISON_ABOVE_10, HR_COMPARISON_ABOVE_50, HR_COMPARISON_THRESHOLDS };

#define HR_COMPARISON_NO_CASE SIZE_MAX

/* How often something happened. */
typedef struct {
    size_t events;
    size_t trials;
    hr_estimate share; /* Clopper and Pearson */
    double bound;      /* one-sided: upper where it never happened, lower where it always did; else NaN */
} hr_frequency;

/* One case in one arm, user-hours of the headline services. */
typedef struct {
    hr_estimate mean;
    hr_estimate cvar;
    hr_estimate median;
    hr_frequency above[HR_COMPARISON_THRESHOLDS]; /* more than 10 % (50 %) of users out at once */
    size_t losses;                                /* replications that lost anything */
} hr_comparison_outcome;

/* What else happened with the mitigations; NaN where the file does not say. */
typedef struct {
    hr_estimate nodes_disabled;
    hr_estimate nodes_isolated;
    hr_estimate hours_above_10; /* hours with more than 10 % of users out */
    hr_frequency discovered;    /* trials 0 when the file does not say */
} hr_comparison_happenings;

/* Headline users who keep service with everything of one colour out at once: of the one vendor or state that matters
 * most, and of the claim's state. Exact. Over primary edges, and with backup edges usable. */
enum { HR_COMPARISON_VENDOR, HR_COMPARISON_STATE, HR_COMPARISON_CLAIMED_STATE, HR_COMPARISON_COLOURS };
enum { HR_COMPARISON_PRIMARY, HR_COMPARISON_WITH_BACKUP, HR_COMPARISON_EDGES };

typedef struct {
    double share; /* NaN: not in the file */
    char *name;   /* of the vendor or state; NULL: not in the file */
} hr_comparison_without;

typedef struct {
    char *name;
    hr_comparison_outcome outcome[HR_COMPARISON_ARMS];
    hr_comparison_happenings happenings;
    hr_estimate effectiveness;      /* 1 - mean with / mean without mitigations */
    hr_estimate tail_effectiveness; /* the same of CVaR */
    double hhi_vendor;              /* Herfindahl-Hirschman index of vendors; NaN: not in the file */
    double hhi_state;
    hr_comparison_without without[HR_COMPARISON_COLOURS][HR_COMPARISON_EDGES];
    /* this case minus the baseline, paired; 0 of the baseline itself */
    hr_estimate mean_change[HR_COMPARISON_ARMS];
    hr_estimate cvar_change[HR_COMPARISON_ARMS];
    hr_estimate effectiveness_change; /* 0.01 is one percentage point */
} hr_comparison_case;

/* What an interval says of a difference. */
typedef enum {
    HR_DIFFERENCE_UNKNOWN, /* no interval */
    HR_DIFFERENCE_NONE,    /* the interval includes 0 */
    HR_DIFFERENCE_RISE,
    HR_DIFFERENCE_FALL,
} hr_difference;

/* What is left of the mitigations after adding the vendor of the same state. */
typedef enum {
    HR_LEFT_UNKNOWN,
    HR_LEFT_NEVER_WAS, /* the baseline's effectiveness is not measurably above 0 */
    HR_LEFT_NOTHING,   /* surely below HR_COMPARISON_INEFFECTIVE_SHARE of the baseline's, and measurably less than it */
    HR_LEFT_UNCLEAR,   /* the interval includes 0, and more than that share */
    HR_LEFT_SOMETHING,
} hr_left;

/* The claim: a second vendor of the same state renders the mitigations ineffective. Always against the case that the
 * file names as baseline. */
typedef struct {
    bool is_stated; /* the file names the cases; nothing below is set otherwise */
    char *state;    /* may be empty */
    size_t baseline;
    size_t same;              /* baseline plus a vendor of the same state */
    size_t other;             /* baseline plus the same amount of a vendor of another state */
    size_t removed;           /* none of the state, or HR_COMPARISON_NO_CASE */
    hr_estimate change_same;  /* effectiveness(same) - effectiveness(baseline) */
    hr_estimate change_other; /* effectiveness(other) - effectiveness(baseline) */
    hr_estimate contrast;     /* effectiveness(other) - effectiveness(same): what the state costs */
    hr_estimate left_same;    /* effectiveness(same) / effectiveness(baseline) */
    hr_estimate left_other;
    /* the same on what is lost with the mitigations */
    hr_estimate mean_same; /* mean(same) - mean(baseline) */
    hr_estimate mean_other;
    hr_estimate mean_contrast; /* mean(same) - mean(other) */
    hr_estimate cvar_contrast;
    hr_left left;
    bool is_strong;     /* left ineffective */
    bool has_direction; /* effectiveness falls, and falls more than with a vendor of another state */
} hr_claim_verdict;

/* What an assumption at one end of its declared range makes of the contrast. Only a change that is measurable counts as
 * a turn, at a confidence that makes a false one among all ends as improbable as HR_COMPARISON_CONFIDENCE says
 * (Bonferroni). */
typedef enum {
    HR_TURN_UNKNOWN,  /* no interval, there or in the scenario itself */
    HR_TURN_KEEPS,    /* the same sign, more than half the size; or still none */
    HR_TURN_UNCLEAR,  /* would be one of those below, but the change is not measurable */
    HR_TURN_HALVES,   /* the same sign, at most half the size */
    HR_TURN_VANISHES, /* the interval includes 0 */
    HR_TURN_REVERSES, /* the other sign */
    HR_TURN_APPEARS,  /* a contrast where the scenario itself shows none */
} hr_turn_effect;

typedef struct {
    char *assumption;        /* key path in the scenario */
    char *note;              /* where the figure is from; may be empty */
    double base;             /* its value in the scenario */
    double value[2];         /* low and high end */
    hr_estimate contrast[2]; /* with the many replications of the scenario itself: hr_statistics_double_sampling */
    hr_estimate change[2];   /* from the scenario's own contrast, paired; at the confidence for all ends together */
    hr_turn_effect effect[2];
    double swing; /* largest change; NaN when unknown */
} hr_turning_point;

typedef struct {
    char *title;
    char *question;
    char *version;
    uint64_t seed;
    size_t replications;     /* in the file */
    size_t finished;         /* that every estimate rests on */
    char *precision_of;      /* what the run was to know well enough; NULL: it asked for no precision */
    double precision_target; /* relative half-width */
    bool is_precise;         /* it stopped by itself */
    size_t case_count;
    hr_comparison_case *cases;
    size_t baseline;
    hr_claim_verdict claim;
    size_t turn_count;
    hr_turning_point *turns;
    size_t turn_replications;   /* finished in every run with another assumption and in the scenario's own */
    size_t most_important_turn; /* of the measurable ones by swing, HR_COMPARISON_NO_CASE when there is none */
} hr_comparison;

/**
 * Reads a result file and estimates everything.
 *
 * @param comparison  filled; freed by hr_comparison_free, also after a failure
 * @param path        result file
 * @param baseline    case that differences are taken from; NULL: as the file says, or the first
 * @return            HR_BAD_INPUT for a file that is no whole result, or an unknown baseline (the sentence lists the
 * cases)
 *
 * O(cases * replications log replications), and the lost user-hours in memory twice.
 */
hr_status hr_comparison_load(hr_comparison *comparison, const char *path, const char *baseline, hr_error *error);
void hr_comparison_free(hr_comparison *comparison);

/** How often something happened, from counts. */
hr_frequency hr_frequency_of(size_t events, size_t trials);

/** Losses are never negative, so an effectiveness, and the high end of its interval, never exceeds 1. */
hr_estimate hr_effectiveness_bounded(hr_estimate effectiveness);

/** What the interval of a difference says. */
hr_difference hr_difference_of(hr_estimate difference);

#endif
