/* Small result files with known numbers, for tests of what reads them. */
#ifndef HR_TESTS_SUPPORT_RESULT_FILE_H
#define HR_TESTS_SUPPORT_RESULT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HR_FIXTURE_REPLICATIONS = 400, HR_FIXTURE_CASES = 5, HR_FIXTURE_TURNS = 4, HR_FIXTURE_PATH = 512 };

/* Samples are [replication][case][arm], arm 0 mitigated. Cases in this order: one_vendor (baseline), same, other,
 * removed. */
typedef struct {
    size_t replications;
    size_t case_count;
    const char *names[HR_FIXTURE_CASES];
    double lost[HR_FIXTURE_REPLICATIONS][HR_FIXTURE_CASES][2];
    double peak[HR_FIXTURE_REPLICATIONS][HR_FIXTURE_CASES][2];
    const char *title;
    const char *baseline;
    const char *state;
    const char *same;
    const char *other;
    const char *removed;
    bool has_details;            /* counts, discovery, thresholds, concentration */
    double headline_share_error; /* added to a share of the details */
    const char *left_out;        /* a variable that is not written; NULL: all are */
    size_t turn_replications;
    size_t turn_count; /* 0: no runs with other assumptions */
    const char *assumptions[HR_FIXTURE_TURNS];
    /* [..][assumption][bound][same, other][arm] */
    double turn_lost[HR_FIXTURE_REPLICATIONS][HR_FIXTURE_TURNS][2][2][2];
} hr_result_fixture;

/** Four cases that state a claim, with the given effectivenesses and paired noise of the given size on them (no loss
 *  falls below 0); losses
 *  without mitigations are around ten million user-hours. */
void hr_fixture_fill(hr_result_fixture *fixture, size_t replications, const double effectiveness[4], double noise);

/** Adds runs with an assumption: effectivenesses of same and other at its low and its high end. */
void hr_fixture_add_turn(hr_result_fixture *fixture, const char *path, const double effectiveness[2][2], double noise);

/** Writes the file; any failure ends the test. */
void hr_fixture_write(const hr_result_fixture *fixture, const char *path);

/** A new folder for one test program; hr_fixture_folder_remove removes it with its files. */
void hr_fixture_folder_make(char folder[HR_FIXTURE_PATH]);
void hr_fixture_folder_remove(const char *folder);

#endif
