/* Headline users by reporting region whom the service ledger reaches (ledger.h): those for whom a path is there, of
 * their own operator, by overlap or by roaming, before what functions have room for.
 *
 * A function that is too small refuses users of a whole component, of no region in particular. So users out in the
 * regions add up to those out in all when no function is too small, and to less otherwise. A region is that of an
 * area: overlap, roaming and any-operator services stay within it.
 *
 * Changes are added by unsigned wrap-around: a network's users fit 32 bits (network.h). O(1) a change.
 */
#ifndef HR_MODELS_LEDGER_REGIONS_H
#define HR_MODELS_LEDGER_REGIONS_H

#include "models/ledger.h"

/** Users of a service more or less in a group's area. */
static inline void hr_ledger_reach(hr_ledger *ledger, uint32_t group, uint32_t s, uint32_t change)
{
    if (ledger->plan->services[s].is_headline) {
        ledger->region_reached[ledger->plan->area_region[ledger->groups[group].area]] += change;
        ++ledger->region_changes;
    }
}

#endif
