/* A run: from a scenario to its result file, as `hedgerow run` does it in one process, in ranks or in shards, and
 * `hedgerow merge` ends it for shards. The replications first, then the scenario's studies, each in batches that outlive
 * an interruption; then one assembly. */
#ifndef HR_CLI_RUN_H
#define HR_CLI_RUN_H

#include "sim/cli/run_options.h"

/** Runs, tells what went wrong, and returns the exit status. */
int hr_run(const hr_run_options *options);

#endif
