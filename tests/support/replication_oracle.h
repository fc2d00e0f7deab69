/* The slow oracle of a whole replication: it looks at the states of the nodes after every event, finds served and
 * exposed users from their definitions (ledger_oracle.h, exposure_oracle.h), compares, and integrates in the most direct
 * way. Any disagreement ends the test.
 */
#ifndef HR_TESTS_SUPPORT_REPLICATION_ORACLE_H
#define HR_TESTS_SUPPORT_REPLICATION_ORACLE_H

#include "models/replication.h"

typedef struct hr_replication_oracle hr_replication_oracle;

/** Watches a replication's runs in the place of any other observer. Borrows it. */
hr_replication_oracle *hr_replication_oracle_new(hr_replication *replication);
void hr_replication_oracle_free(hr_replication_oracle *oracle);

/** Before a run; after it. The end compares all metrics. */
void hr_replication_oracle_begin(hr_replication_oracle *oracle, bool uses_backup);
void hr_replication_oracle_end(hr_replication_oracle *oracle);

/** Events looked at, in all runs so far; looks that found compromised nodes, and the most of them at a time. */
size_t hr_replication_oracle_looks(const hr_replication_oracle *oracle);
size_t hr_replication_oracle_exposures(const hr_replication_oracle *oracle);

#endif
