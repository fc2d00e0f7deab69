/* Lengths of links, degrees, and coverage. See network_profile.h. Quantiles are order statistics: the smallest value
 * that so large a share does not exceed, so that they do not depend on any rule of interpolation.
 */
#include "models/network_profile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/spatial.h"

const double hr_profile_quantiles[HR_PROFILE_QUANTILES] = {0.1, 0.5, 0.9, 1};
enum { PEOPLE_PARTS = 32 };

static hr_point point_of(const hr_network *network, uint32_t node)
{
    return hr_point_at((hr_position){network->latitude[node], network->longitude[node]});
}

/* Place of a quantile among `count` sorted values. */
static size_t quantile_place(double quantile, size_t count)
{
    size_t rank = (size_t)ceil(quantile * (double)count);
    return rank > 0 ? rank - 1 : 0;
}

/* ---- lengths --------------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t group; /* (lower * roles + upper) * 2 + kind */
    float km;
} measured_link;

static int compare_links(const void *left, const void *right)
{
    const measured_link *a = left;
    const measured_link *b = right;
    if (a->group != b->group) {
        return a->group < b->group ? -1 : 1;
    }
    return (a->km > b->km) - (a->km < b->km);
}

static size_t measure_links(const hr_network *network, measured_link *links)
{
    size_t count = 0;
    for (uint32_t n = 0; n < network->node_count; ++n) {
        hr_point here = point_of(network, n);
        for (uint32_t k = network->link_start[n]; k < network->link_start[n + 1]; ++k) {
            uint32_t other = network->links[k].node;
            uint32_t lower = network->role[n] < network->role[other] ? network->role[n] : network->role[other];
            uint32_t upper = network->role[n] + network->role[other] - lower;
            /* each link once, where both ends have a position */
            if (other < n && !isnan(network->latitude[n]) && !isnan(network->latitude[other])) {
                links[count].group = (lower * HR_ROLE_COUNT + upper) * 2 + network->links[k].kind;
                links[count++].km = (float)hr_point_ground_km(here, point_of(network, other));
            }
        }
    }
    return count;
}

static void sum_up_links(const measured_link *links, size_t count, hr_network_profile *profile)
{
    size_t first = 0;
    while (first < count) {
        size_t end = first;
        while (end < count && links[end].group == links[first].group) {
            ++end;
        }
        hr_link_lengths *lengths = &profile->lengths[profile->length_count++];
        uint32_t roles = links[first].group / 2;
        lengths->lower = (hr_role)(roles / HR_ROLE_COUNT);
        lengths->upper = (hr_role)(roles % HR_ROLE_COUNT);
        lengths->kind = (hr_edge_kind)(links[first].group % 2);
        lengths->count = (uint32_t)(end - first);
        for (int q = 0; q < HR_PROFILE_QUANTILES; ++q) {
            lengths->km[q] = (double)links[first + quantile_place(hr_profile_quantiles[q], end - first)].km;
        }
        first = end;
    }
}

/* ---- degrees --------------------------------------------------------------------------------------------------- */

static int compare_numbers(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void count_degrees(const hr_network *network, uint64_t *sorted, hr_network_profile *profile)
{
    for (uint32_t n = 0; n < network->node_count; ++n) { /* by role, then by number of neighbours */
        sorted[n] = (uint64_t)network->role[n] << 32 | (network->link_start[n + 1] - network->link_start[n]);
    }
    qsort(sorted, network->node_count, sizeof *sorted, compare_numbers);
    size_t first = 0;
    while (first < network->node_count) {
        hr_role_degrees *degrees = &profile->degrees[sorted[first] >> 32];
        uint64_t sum = 0;
        size_t end = first;
        for (; end < network->node_count && sorted[end] >> 32 == sorted[first] >> 32; ++end) {
            sum += (uint32_t)sorted[end];
        }
        degrees->count = (uint32_t)(end - first);
        degrees->mean = (double)sum / degrees->count;
        for (int q = 0; q < HR_PROFILE_QUANTILES; ++q) {
            degrees->neighbours[q] = (uint32_t)sorted[first + quantile_place(hr_profile_quantiles[q], end - first)];
        }
        first = end;
    }
}

hr_status hr_network_profile_find(const hr_network *network, hr_network_profile *profile, hr_error *error)
{
    measured_link *links = calloc((size_t)network->edge_count + 1, sizeof *links);
    uint64_t *sorted = calloc((size_t)network->node_count + 1, sizeof *sorted);
    hr_status status = HR_OK;
    memset(profile, 0, sizeof *profile);
    if (links == NULL || sorted == NULL) {
        status = hr_error_set(error, HR_FAILED, "out of memory for the profile of %u nodes", network->node_count);
    } else {
        size_t count = measure_links(network, links);
        qsort(links, count, sizeof *links, compare_links);
        sum_up_links(links, count, profile);
        count_degrees(network, sorted, profile);
    }
    free(links);
    free(sorted);
    return status;
}

/* ---- coverage -------------------------------------------------------------------------------------------------- */

static hr_status index_sites(const hr_network *network, uint32_t operator_id, hr_spatial *sites, hr_error *error)
{
    hr_point *points = calloc((size_t)network->node_count + 1, sizeof *points);
    uint32_t count = 0;
    if (points == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for radio sites");
    }
    for (uint32_t n = 0; n < network->node_count; ++n) {
        if (network->operator_id[n] == operator_id && network->role[n] == HR_ROLE_RAN_SITE) {
            points[count++] = point_of(network, n);
        }
    }
    hr_status status = hr_spatial_init(sites, points, count, error);
    free(points);
    return status;
}

/* Share of one place's people within the distance of a site. */
static double cover_place(const hr_spatial *sites, const hr_point *points, hr_position centre, double radius_km,
                          double within_km)
{
    uint32_t covered = 0;
    for (uint32_t k = 0; k < PEOPLE_PARTS; ++k) {
        hr_point point = hr_point_at(hr_position_in_disc(centre, radius_km, k, PEOPLE_PARTS, 0));
        uint32_t nearest = 0;
        hr_spatial_nearest(sites, point, 1, &nearest);
        covered += hr_point_ground_km(point, points[nearest]) <= within_km;
    }
    return (double)covered / PEOPLE_PARTS;
}

/* Points in the order in which the index was built: it keeps its own. */
static hr_point *unsort(const hr_spatial *sites)
{
    hr_point *points = calloc((size_t)sites->count + 1, sizeof *points);
    for (uint32_t i = 0; points != NULL && i < sites->count; ++i) {
        points[sites->indices[i]] = sites->points[i];
    }
    return points;
}

hr_status hr_network_coverage(const hr_network *network, const hr_country_people *people, double within_km,
                              double *share, hr_error *error)
{
    const hr_places *places = people->places;
    double all = 0;
    hr_status status = HR_OK;
    for (size_t p = 0; p < places->count; ++p) {
        all += places->places[p].population;
    }
    double scale = all > 0 ? people->population / all : 0;
    for (uint32_t o = 0; o < network->operator_count && status == HR_OK; ++o) {
        hr_spatial sites;
        double covered = 0;
        share[o] = NAN;
        if (hr_network_nodes(network, o, HR_ROLE_RAN_SITE) == 0 || !(all > 0)) {
            continue;
        }
        status = index_sites(network, o, &sites, error);
        if (status != HR_OK) {
            break;
        }
        hr_point *points = unsort(&sites);
        for (size_t p = 0; p < places->count && points != NULL; ++p) {
            const hr_place *place = &places->places[p];
            double radius_km = sqrt(place->population * scale / people->urban_density_per_km2 / M_PI);
            hr_position centre = {(float)place->latitude, (float)place->longitude};
            covered += place->population / all * cover_place(&sites, points, centre, radius_km, within_km);
        }
        share[o] = covered;
        status = points == NULL ? hr_error_set(error, HR_FAILED, "out of memory for radio sites") : HR_OK;
        free(points);
        hr_spatial_free(&sites);
    }
    return status;
}
