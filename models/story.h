/* The story of one replication: what happens in it, as it is told (replication.h, HR_TELL).
 *
 * Threats, mitigations and restoration tell what they do where they do it, and what they decide for later with its
 * time. A story keeps all of it in the order of time, with the users served after every moment. What can be told is a
 * table: a name for programs, a sentence for people.
 */
#ifndef HR_MODELS_STORY_H
#define HR_MODELS_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/engine/error.h"

typedef struct hr_replication hr_replication;

typedef enum {
    /* the frame, told by the story itself */
    HR_TOLD_START, /* count: headline users */
    HR_TOLD_END,
    HR_TOLD_SERVICE, /* served or exposed users change; count: served headline users, exposed: exposed ones */
    /* campaigns */
    HR_TOLD_ORDERED,
    HR_TOLD_NOT_ORDERED,
    HR_TOLD_COMPLIES,
    HR_TOLD_REFUSES,
    HR_TOLD_READY,
    HR_TOLD_RELEASE_PASSED,
    HR_TOLD_RELEASE_STOPPED,
    HR_TOLD_CANARY_BEGINS,
    HR_TOLD_ROLLOUT_GOES_ON,
    HR_TOLD_ATTEMPT_STOPPED,
    HR_TOLD_NODE_IMPLANTED,
    HR_TOLD_STRIKES,
    HR_TOLD_LISTENS,
    HR_TOLD_NODE_LISTENS,
    HR_TOLD_WITHDRAWS,
    /* other threats */
    HR_TOLD_BANNED,
    HR_TOLD_BAN_LIFTED,
    HR_TOLD_SUPPORT_ENDED,
    HR_TOLD_SUPPORT_RESUMED,
    HR_TOLD_PRODUCT_FAILS,
    HR_TOLD_FLAW_APPEARS,
    HR_TOLD_FLAW_PATCHED,
    HR_TOLD_FLAW_UNPATCHED,
    HR_TOLD_FLAW_EXPLOITED,
    HR_TOLD_INTRUDER_STRIKES,
    HR_TOLD_DESTROYED,
    HR_TOLD_SHUTS_DOWN,
    /* what is known, and done about it */
    HR_TOLD_DISCOVERED,
    HR_TOLD_INTRUDER_FOUND,
    HR_TOLD_INTRUDER_SOUGHT,
    HR_TOLD_ATTRIBUTED,
    HR_TOLD_FLOOR_REACHED,
    HR_TOLD_DIAGNOSED,
    /* nodes */
    HR_TOLD_NODE_DISABLED,
    HR_TOLD_NODE_BRICKED,
    HR_TOLD_NODE_FAILED,
    HR_TOLD_NODE_BROKEN,
    HR_TOLD_NODE_HELD,
    HR_TOLD_NODE_SHUT_DOWN,
    HR_TOLD_NODE_REOPENED,
    HR_TOLD_NODE_ISOLATED,
    HR_TOLD_NODE_FIXABLE,
    HR_TOLD_NODE_MENDED,
    HR_TOLD_NODE_REPAIRED_REMOTELY,
    HR_TOLD_NODE_REPAIRED_IN_FIELD,
    HR_TOLD_NODE_REPLACED,
    HR_TOLD_NODE_REPLACED_BY_OTHER,
    HR_TOLD_NODE_SWAPPED_OUT, /* by a programme of replacement */
    HR_TOLD_NODE_SWAPPED,
    /* spares of a stock */
    HR_TOLD_SPARES_ORDERED,
    HR_TOLD_SPARES_ORDERED_ELSEWHERE,
    HR_TOLD_SPARES_CANCELLED,
    HR_TOLD_SPARES_ARRIVED,
    HR_TOLD_COUNT,
} hr_told_kind;

/* One thing told. The kind says which of the fields hold something (hr_told_form). */
typedef struct {
    double time_hours;
    hr_told_kind kind;
    uint32_t state;
    uint32_t threat;
    uint32_t mitigation;
    uint32_t operator_id; /* HR_OPERATORS_MAX: all */
    uint32_t role;
    uint32_t node;  /* its operator, role and vendor need not be told */
    uint32_t stock; /* its operator, role and vendor need not be told */
    uint8_t vendor;
    int64_t count;    /* nodes, spares or users; 1 when nothing is told */
    double due_hours; /* when what begins here is to be over */
    int64_t exposed;
    /* the story's own */
    uint64_t order; /* of telling */
    bool is_sum;    /* of a summary: of more than one, the first of which was told of for since_hours */
    double since_hours;
    int64_t served_users; /* headline users, once everything of the moment has happened */
    int64_t exposed_users;
} hr_told;

/* Which fields a kind tells. */
enum {
    HR_TELLS_STATE = 1,
    HR_TELLS_THREAT = 2,
    HR_TELLS_MITIGATION = 4,
    HR_TELLS_VENDOR = 8,
    HR_TELLS_OPERATOR = 16,
    HR_TELLS_ROLE = 32,
    HR_TELLS_NODE = 64 | HR_TELLS_OPERATOR | HR_TELLS_ROLE,
    HR_TELLS_MAKER = 128 | HR_TELLS_VENDOR, /* the vendor is who made the node */
    HR_TELLS_STOCK = 256 | HR_TELLS_OPERATOR | HR_TELLS_ROLE | HR_TELLS_VENDOR,
    HR_TELLS_COUNT = 512,
    HR_TELLS_DUE = 1024,
    HR_TELLS_PRESENT = 2048, /* only of vendors with equipment or administrative access in the case */
};

typedef struct {
    const char *name; /* for programs */
    uint32_t fields;
    const char *sentence; /* for people: {state}, {threat}, ... stand for the names */
    const char *summary;  /* of several such at one operator, in a row; NULL: each is told by itself */
} hr_told_form;

extern const hr_told_form hr_told_forms[HR_TOLD_COUNT];

typedef struct {
    const hr_replication *replication; /* borrowed; has run */
    hr_told *told;                     /* in the order of time, then of telling */
    size_t count;
    size_t capacity;
    bool is_short_of_memory;
    int64_t headline_users;
    int64_t served_users; /* of the last change so far */
    int64_t exposed_users;
    double lost_headline_user_hours; /* as the record of the replication has it */
} hr_story;

/**
 * Runs a replication again and keeps what is told.
 *
 * @param replication  a worker, whose results are the same as without a story; it must outlive the story
 * @return             HR_FAILED without memory
 *
 * O(told log told) besides the run.
 */
hr_status hr_story_record(hr_story *story, hr_replication *replication, uint32_t case_index, uint32_t arm,
                          uint32_t number, hr_error *error);
void hr_story_free(hr_story *story);

/**
 * The same in fewer entries: what nodes and spares go through is counted by kind, operator and vendor, between the moments
 * at which something else happens, and at most until a tenth of the largest loss (and a thousandth of all users) is lost
 * or regained.
 *
 * @param summary  receives a story of its own, to be freed
 */
hr_status hr_story_summarise(const hr_story *story, hr_story *summary, hr_error *error);

/** Writes the sentence of one entry. */
void hr_story_say(const hr_story *story, const hr_told *told, FILE *stream);

/** Names of what an entry tells; of fields that its kind does not tell: NULL. */
const char *hr_story_state(const hr_story *story, const hr_told *told);
const char *hr_story_threat(const hr_story *story, const hr_told *told);
const char *hr_story_mitigation(const hr_told *told);
const char *hr_story_vendor(const hr_story *story, const hr_told *told);
const char *hr_story_operator(const hr_story *story, const hr_told *told);
const char *hr_story_role(const hr_told *told);
const char *hr_story_node(const hr_story *story, const hr_told *told);

#endif
