/* Searches around a fallen node: see ledger_cut.h. */
#include "models/ledger_cut.h"

#include <stdlib.h>
#include <string.h>

bool hr_ledger_cut_init(hr_ledger_cut *cut, const hr_ledger_plan *plan)
{
    size_t transit = (size_t)plan->network->transit_count + 1;
    uint32_t **const arrays[] = {&cut->seen,        &cut->search,       &cut->next_member, &cut->next_queued,
                                 &cut->joined_to,   &cut->first_member, &cut->last_member, &cut->first_queued,
                                 &cut->last_queued, &cut->active,       &cut->separated,   &cut->piece_end};
    bool is_complete = true;
    memset(cut, 0, sizeof *cut);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; ++i) {
        *arrays[i] = calloc(transit, sizeof **arrays[i]);
        is_complete = is_complete && *arrays[i] != NULL;
    }
    cut->is_separated = calloc(transit, sizeof *cut->is_separated);
    return is_complete && cut->is_separated != NULL;
}

void hr_ledger_cut_free(hr_ledger_cut *cut)
{
    free(cut->seen);
    free(cut->search);
    free(cut->next_member);
    free(cut->next_queued);
    free(cut->joined_to);
    free(cut->first_member);
    free(cut->last_member);
    free(cut->first_queued);
    free(cut->last_queued);
    free(cut->active);
    free(cut->separated);
    free(cut->piece_end);
    free(cut->is_separated);
    memset(cut, 0, sizeof *cut);
}

static uint32_t joined(hr_ledger_cut *cut, uint32_t search)
{
    while (cut->joined_to[search] != search) {
        cut->joined_to[search] = cut->joined_to[cut->joined_to[search]];
        search = cut->joined_to[search];
    }
    return search;
}

static void enqueue(hr_ledger_cut *cut, uint32_t search, uint32_t node)
{
    cut->next_queued[node] = HR_NO_NODE;
    if (cut->first_queued[search] == HR_NO_NODE) {
        cut->first_queued[search] = node;
    } else {
        cut->next_queued[cut->last_queued[search]] = node;
    }
    cut->last_queued[search] = node;
}

static void mark(hr_ledger_cut *cut, uint32_t search, uint32_t node)
{
    cut->seen[node] = cut->stamp;
    cut->search[node] = search;
    cut->next_member[node] = HR_NO_NODE;
}

static void see(hr_ledger_cut *cut, uint32_t search, uint32_t node)
{
    mark(cut, search, node);
    cut->next_member[cut->last_member[search]] = node;
    cut->last_member[search] = node;
    enqueue(cut, search, node);
}

static void start(hr_ledger_cut *cut, const hr_ledger_plan *plan, const uint8_t *in_service, uint32_t node)
{
    if (++cut->stamp == 0) { /* all stamps are used up once in four thousand million falls */
        memset(cut->seen, 0, plan->network->transit_count * sizeof *cut->seen);
        cut->stamp = 1;
    }
    cut->active_count = 0;
    for (uint32_t k = plan->link_start[node]; k < plan->link_start[node + 1]; ++k) {
        uint32_t other = plan->link_node[k];
        if (in_service[other] && cut->seen[other] != cut->stamp) {
            uint32_t search = cut->active_count;
            mark(cut, search, other);
            cut->first_member[search] = other;
            cut->last_member[search] = other;
            cut->first_queued[search] = HR_NO_NODE;
            enqueue(cut, search, other);
            cut->joined_to[search] = search;
            cut->active[cut->active_count++] = search;
        }
    }
    cut->alive_count = cut->active_count;
}

static void join(hr_ledger_cut *cut, uint32_t into, uint32_t met)
{
    cut->next_member[cut->last_member[into]] = cut->first_member[met];
    cut->last_member[into] = cut->last_member[met];
    if (cut->first_queued[met] != HR_NO_NODE) {
        if (cut->first_queued[into] == HR_NO_NODE) {
            cut->first_queued[into] = cut->first_queued[met];
        } else {
            cut->next_queued[cut->last_queued[into]] = cut->first_queued[met];
        }
        cut->last_queued[into] = cut->last_queued[met];
    }
    cut->joined_to[met] = into;
    --cut->alive_count;
}

/* Follows the links of the next node of a search. */
static void advance(hr_ledger_cut *cut, const hr_ledger_plan *plan, const uint8_t *in_service, uint32_t search)
{
    uint32_t node = cut->first_queued[search];
    cut->first_queued[search] = cut->next_queued[node];
    for (uint32_t k = plan->link_start[node]; k < plan->link_start[node + 1]; ++k) {
        uint32_t other = plan->link_node[k];
        if (!in_service[other]) {
            continue;
        }
        if (cut->seen[other] != cut->stamp) {
            see(cut, search, other);
        } else {
            uint32_t met = joined(cut, cut->search[other]);
            if (met != search) {
                join(cut, search, met);
            }
        }
    }
}

static void separate(hr_ledger_cut *cut, uint32_t search)
{
    for (uint32_t node = cut->first_member[search]; node != HR_NO_NODE; node = cut->next_member[node]) {
        cut->separated[cut->separated_count++] = node;
        cut->is_separated[node] = 1;
    }
    cut->piece_end[cut->piece_count++] = cut->separated_count;
    --cut->alive_count;
}

void hr_ledger_cut_find(hr_ledger_cut *cut, const hr_ledger_plan *plan, const uint8_t *in_service, uint32_t node)
{
    start(cut, plan, in_service, node);
    for (uint32_t i = 0; cut->alive_count > 1; i = i + 1 < cut->active_count ? i + 1 : 0) {
        uint32_t search = cut->active[i];
        while (cut->joined_to[search] != search && i + 1 < cut->active_count) {
            search = cut->active[i] = cut->active[--cut->active_count];
        }
        if (cut->joined_to[search] != search) {
            --cut->active_count; /* the last of the round */
        } else if (cut->first_queued[search] != HR_NO_NODE) {
            advance(cut, plan, in_service, search);
        } else {
            separate(cut, search);
            cut->joined_to[search] = HR_NO_NODE; /* over */
        }
    }
}

void hr_ledger_cut_clear(hr_ledger_cut *cut)
{
    for (uint32_t i = 0; i < cut->separated_count; ++i) {
        cut->is_separated[cut->separated[i]] = 0;
    }
    cut->separated_count = 0;
    cut->piece_count = 0;
}
