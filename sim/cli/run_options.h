/* What `hedgerow run` and `hedgerow merge` are told, and its parser. */
#ifndef HR_CLI_RUN_OPTIONS_H
#define HR_CLI_RUN_OPTIONS_H

#include <argp.h>

#include "sim/cli/command.h"

enum { HR_RUN_KEY_NO_CHECKS = 256, HR_RUN_KEY_SHARD };

typedef struct {
    const char *scenario;
    const char *output;
    long replications; /* 0: as the scenario says */
    long threads;      /* 0: the processors that are there for it */
    bool has_seed;
    unsigned long long seed;
    bool resume;
    bool quiet;
    bool no_checks;
    long shard;       /* from 1 */
    long shard_count; /* 0: not cut into shards */
    bool is_merge;    /* nothing is run: all batches must be there */
    hr_override_list overrides;
} hr_run_options;

/* Rows of an option table that mean the same to both commands. */
#define HR_RUN_CONTENT_OPTIONS                                                                                          \
    {"output", 'o', "FILE", 0, "Result file (default: the scenario's name with .h5, here)", 0},                         \
        {"replications", 'n', "N", 0, "Exactly so many replications, in place of the scenario's", 0},                   \
        {"seed", 'S', "N", 0, "Seed, in place of the scenario's", 0},                                                   \
        {"set", 's', "PATH=VALUE", 0, "Set a key of the scenario, as in cases.plus-zte.changes.0.share=0.3", 0},        \
        {"no-assumption-checks", HR_RUN_KEY_NO_CHECKS, NULL, 0, "Leave out the runs at the ends of assumed ranges", 0}, \
    {                                                                                                                   \
        "quiet", 'q', NULL, 0, "No progress", 0                                                                         \
    }

/** Parser of both commands' options; state->input is the hr_run_options. */
error_t hr_run_parse(int key, char *argument, struct argp_state *state);

#endif
