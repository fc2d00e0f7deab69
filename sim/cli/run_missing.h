/* What a run that was cut into shards still lacks. */
#ifndef HR_CLI_RUN_MISSING_H
#define HR_CLI_RUN_MISSING_H

#include "sim/engine/monte_carlo.h"

/* One folder of batches of a run. */
typedef struct {
    const char *name;
    const hr_model *model;
    const hr_monte_carlo_options *options;
} hr_run_folder;

/** HR_BAD_INPUT that names missing batches, folder by folder, and the shards whose they are; HR_OK: all are there. */
hr_status hr_run_find_missing(const hr_run_folder *folders, size_t count, const char *parts, hr_error *error);

#endif
