/* Diverse homing: vendors of the two parents of dual-homed nodes made to differ by swaps that keep every quota. See assignment.h.
 *
 * Local search over swaps in a fixed order; every swap kept raises the number of children with different parents, so it ends.
 * O(children * tries) per pass.
 */
#include <stdlib.h>
#include <string.h>

#include "models/assignment.h"

enum { TRIES_MAX = 64 }; /* partners looked at for one swap */

typedef struct {
    uint32_t first; /* parents, as indices into `nodes` */
    uint32_t second;
} family;

typedef struct {
    uint32_t node_count;
    uint32_t *nodes;        /* parents of (operator, role) */
    uint32_t *index_of;     /* per node of the network, into nodes */
    uint32_t family_count;
    family *families;
    uint32_t *family_start; /* per parent, into family_list */
    uint32_t *family_list;
    const uint8_t *label;   /* of a vendor: itself or its state */
    uint8_t *vendor;
} search;

static bool is_diverse(const search *s, const family *f)
{
    return s->label[s->vendor[s->nodes[f->first]]] != s->label[s->vendor[s->nodes[f->second]]];
}

static int diverse_around(const search *s, uint32_t parent)
{
    int count = 0;
    for (uint32_t k = s->family_start[parent]; k < s->family_start[parent + 1]; ++k) {
        count += is_diverse(s, &s->families[s->family_list[k]]);
    }
    return count;
}

static void swap(search *s, uint32_t a, uint32_t b)
{
    uint8_t vendor = s->vendor[s->nodes[a]];
    s->vendor[s->nodes[a]] = s->vendor[s->nodes[b]];
    s->vendor[s->nodes[b]] = vendor;
}

/* Swaps a parent's vendor with a near one's of another label if that helps. */
static bool improve(search *s, uint32_t parent)
{
    int tries = 0;
    for (uint32_t step = 1; step < s->node_count && tries < TRIES_MAX; ++step) {
        uint32_t other = (parent + step) % s->node_count;
        if (s->label[s->vendor[s->nodes[other]]] == s->label[s->vendor[s->nodes[parent]]]) {
            continue;
        }
        ++tries;
        int before = diverse_around(s, parent) + diverse_around(s, other);
        swap(s, parent, other);
        if (diverse_around(s, parent) + diverse_around(s, other) > before) {
            return true;
        }
        swap(s, parent, other);
    }
    return false;
}

/* The first two parents of a node that are of (operator, role). */
static bool parents_of(const hr_network *network, const search *s, uint32_t node, family *f)
{
    uint32_t end = node < network->transit_count ? network->stub_start[node] : network->link_start[node + 1];
    uint32_t found = 0;
    for (uint32_t k = network->link_start[node]; k < end && found < 2; ++k) {
        uint32_t index = s->index_of[network->links[k].node];
        if (index != HR_NO_NODE) {
            *(found == 0 ? &f->first : &f->second) = index;
            ++found;
        }
    }
    return found == 2 && f->first != f->second;
}

static void gather(const hr_network *network, uint32_t operator_id, hr_role role, search *s)
{
    for (uint32_t n = 0; n < network->node_count; ++n) {
        bool is_parent = network->operator_id[n] == operator_id && network->role[n] == role && s->vendor[n] != HR_NO_VENDOR;
        s->index_of[n] = is_parent ? s->node_count : HR_NO_NODE;
        if (is_parent) {
            s->nodes[s->node_count++] = n;
        }
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        bool is_child = network->role[n] < role; /* roles are numbered from the edge inwards */
        family f = {0, 0};
        if (is_child && parents_of(network, s, n, &f)) {
            s->families[s->family_count++] = f;
            ++s->family_start[f.first + 2];
            ++s->family_start[f.second + 2];
        }
    }
    for (uint32_t i = 2; i <= s->node_count; ++i) {
        s->family_start[i] += s->family_start[i - 1];
    }
    for (uint32_t k = 0; k < s->family_count; ++k) {
        s->family_list[s->family_start[s->families[k].first + 1]++] = k;
        s->family_list[s->family_start[s->families[k].second + 1]++] = k;
    }
}

hr_status hr_assignment_diversify(const hr_network *network, uint32_t operator_id, hr_role parent_role,
                                  hr_diverse_homing what, const uint8_t *state_of, uint8_t *vendor, uint32_t *diverse,
                                  uint32_t *dual, hr_error *error)
{
    uint8_t own[UINT8_MAX + 1];
    search s = {.vendor = vendor, .label = what == HR_DIVERSE_STATE ? state_of : own};
    hr_status status = HR_OK;
    for (int v = 0; v <= UINT8_MAX; ++v) {
        own[v] = (uint8_t)v;
    }
    s.nodes = malloc(network->node_count * sizeof *s.nodes);
    s.index_of = malloc(network->node_count * sizeof *s.index_of);
    s.families = malloc(network->node_count * sizeof *s.families);
    s.family_start = calloc((size_t)network->node_count + 3, sizeof *s.family_start);
    s.family_list = malloc(2 * (size_t)network->node_count * sizeof *s.family_list);
    if (s.nodes == NULL || s.index_of == NULL || s.families == NULL || s.family_start == NULL || s.family_list == NULL) {
        status = hr_error_set(error, HR_FAILED, "out of memory for diverse homing");
        goto out;
    }
    gather(network, operator_id, parent_role, &s);
    bool is_improving = what != HR_DIVERSE_NO;
    while (is_improving) {
        is_improving = false;
        for (uint32_t k = 0; k < s.family_count; ++k) {
            if (!is_diverse(&s, &s.families[k])) {
                is_improving = improve(&s, s.families[k].second) || improve(&s, s.families[k].first) || is_improving;
            }
        }
    }
    *dual = s.family_count;
    *diverse = 0;
    for (uint32_t k = 0; k < s.family_count; ++k) {
        *diverse += is_diverse(&s, &s.families[k]);
    }
out:
    free(s.nodes);
    free(s.index_of);
    free(s.families);
    free(s.family_start);
    free(s.family_list);
    return status;
}
