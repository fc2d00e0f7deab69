/* The slow oracle of the service ledger: served users of one moment from their definition (MODEL 3), with nothing
 * kept between moments.
 *
 * Components are igraph's, of the subgraph induced by the transit nodes in service on the usable edges. Where the
 * model leaves a choice, the oracle takes the ledger's documented one: a component "gives" a service when all
 * functions of it are present, whatever their capacity; users carried by overlap are dealt to groups of a cell in
 * their order (ledger_plan.h); roaming goes by the rules in ledger.h.
 */
#ifndef HR_TESTS_SUPPORT_LEDGER_ORACLE_H
#define HR_TESTS_SUPPORT_LEDGER_ORACLE_H

#include "models/service.h"

typedef struct hr_ledger_oracle hr_ledger_oracle;

/** Borrows network, services, overlap and roaming (NULL: off). */
hr_ledger_oracle *hr_ledger_oracle_new(const hr_network *network, const hr_service *services, uint32_t service_count,
                                       const hr_overlap *overlap, const hr_roaming *roaming, bool backup_usable);
void hr_ledger_oracle_free(hr_ledger_oracle *oracle);

/** Looks at a moment: in_service[node_count], borrowed until the next look. The questions below are about it. */
void hr_ledger_oracle_look(hr_ledger_oracle *oracle, const uint8_t *in_service);

int64_t hr_ledger_oracle_served(const hr_ledger_oracle *oracle, uint32_t operator_id, uint32_t service);
/** Headline users of a region's areas who have a path, whatever their functions carry. */
int64_t hr_ledger_oracle_reached(const hr_ledger_oracle *oracle, uint32_t region);
bool hr_ledger_oracle_is_manageable(const hr_ledger_oracle *oracle, uint32_t node, uint8_t vendor);
bool hr_ledger_oracle_has_oss(const hr_ledger_oracle *oracle, uint32_t operator_id, uint8_t vendor);

#endif
