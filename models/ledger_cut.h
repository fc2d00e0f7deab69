/* What a component loses when one transit node falls: the node, and whatever hung on the rest by it alone.
 *
 * Method. Searches start at the fallen node's neighbours in service and advance in turns; two that meet go on as one. A
 * search that has nowhere left to go while another still advances has found a piece that is separated; the last one
 * is the rest and is not searched to its end (Even and Shiloach 1981). So a fall costs about as much as what it
 * separates, and little when there are ways around.
 */
#ifndef HR_MODELS_LEDGER_CUT_H
#define HR_MODELS_LEDGER_CUT_H

#include "models/ledger_plan.h"

typedef struct {
    uint32_t stamp;        /* of the searches that run */
    uint32_t *seen;        /* per transit node: stamp of the last searches that came there */
    uint32_t *search;      /* per transit node seen: which of them */
    uint32_t *next_member; /* per transit node seen: list of its search's nodes, HR_NO_NODE ends */
    uint32_t *next_queued; /* ... of those whose links are still to be followed */
    uint32_t *joined_to;   /* per search: itself, or one that it met */
    uint32_t *first_member;
    uint32_t *last_member;
    uint32_t *first_queued; /* HR_NO_NODE: none */
    uint32_t *last_queued;
    uint32_t *active; /* searches, and some that are over */
    uint32_t active_count;
    uint32_t alive_count;

    uint32_t *separated; /* nodes of separated pieces, piece by piece */
    uint32_t separated_count;
    uint32_t *piece_end; /* per piece: into separated */
    uint32_t piece_count;
    uint8_t *is_separated; /* per transit node */
} hr_ledger_cut;

/** Allocates for a plan's network; false without memory. Free it either way. */
bool hr_ledger_cut_init(hr_ledger_cut *cut, const hr_ledger_plan *plan);
void hr_ledger_cut_free(hr_ledger_cut *cut);

/** Finds the pieces that are separated from the rest of a component when a node, no longer in service, falls. O(links
 *  followed), at most all of the component. */
void hr_ledger_cut_find(hr_ledger_cut *cut, const hr_ledger_plan *plan, const uint8_t *in_service, uint32_t node);
/** Forgets the pieces. */
void hr_ledger_cut_clear(hr_ledger_cut *cut);

#endif
