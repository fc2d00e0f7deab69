/* Whole numbers from shares. See apportion.h.
 *
 * Only additions, multiplications, divisions and comparisons of doubles in a fixed order: the same seats on every
 * machine. Highest averages starts from the seats that a slightly low common divisor gives, which no claimant can
 * lose again, and hands out the rest one by one from a binary heap.
 */
#include "models/apportion.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    double key;
    size_t index;
} ranked;

/* Greater keys first; equal ones by index. */
static int compare_ranked(const void *left, const void *right)
{
    const ranked *a = left;
    const ranked *b = right;
    if (a->key != b->key) {
        return a->key > b->key ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

static double sum_of(const double *weights, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; ++i) {
        assert(weights[i] >= 0 && isfinite(weights[i]));
        sum += weights[i];
    }
    return sum;
}

hr_status hr_apportion_remainders(const double *weights, size_t count, int64_t total, int64_t minimum, int64_t *seats,
                                  hr_error *error)
{
    assert(count > 0 && total >= 0 && minimum >= 0);
    ranked *order = malloc(count * sizeof *order);
    if (order == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu shares", count);
    }
    int64_t base = minimum <= total / (int64_t)count ? minimum : 0;
    double open = (double)(total - base * (int64_t)count);
    int64_t left = total;
    double sum = sum_of(weights, count);
    for (size_t i = 0; i < count; ++i) {
        double quota = sum > 0 ? weights[i] * (open / sum) : open / (double)count;
        double whole = floor(quota);
        seats[i] = base + (int64_t)whole;
        left -= seats[i];
        order[i] = (ranked){quota - whole, i};
    }
    qsort(order, count, sizeof *order, compare_ranked);
    for (size_t k = 0; left > 0; k = (k + 1) % count) {
        if (weights[order[k].index] > 0 || sum <= 0) {
            ++seats[order[k].index];
            --left;
        }
    }
    /* Rounding of the quotas themselves can give out one too many: taken back where the remainder was least. */
    for (size_t k = count; left<0; k = k> 1 ? k - 1 : count) {
        if (seats[order[k - 1].index] > base) {
            --seats[order[k - 1].index];
            ++left;
        }
    }
    free(order);
    return HR_OK;
}

/* ---- highest averages ------------------------------------------------------------------------------------------ */

static void sift_down(ranked *heap, size_t count, size_t at)
{
    ranked moved = heap[at];
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && compare_ranked(&heap[child + 1], &heap[child]) < 0) {
            ++child;
        }
        if (compare_ranked(&moved, &heap[child]) < 0) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

static double average(double weight, uint32_t seats)
{
    return weight / ((double)seats + 0.5);
}

/* Seats that a claimant has in any case: with a divisor a little too large nobody gets more than in the end. */
static uint32_t give_sure_seats(const double *weights, size_t count, double sum, uint32_t total, uint32_t base,
                                uint32_t *seats)
{
    double divisor = sum > 0 ? sum / (double)total : (double)count / (double)total;
    for (;;) {
        divisor *= 1.02;
        uint64_t given = 0;
        for (size_t i = 0; i < count; ++i) {
            double rounded = floor((sum > 0 ? weights[i] : 1) / divisor + 0.5 - 1e-9);
            seats[i] = rounded > (double)base ? (uint32_t)rounded : base;
            given += seats[i];
        }
        if (given <= total) {
            return (uint32_t)given;
        }
    }
}

hr_status hr_apportion_averages(const double *weights, size_t count, uint32_t total, bool at_least_one, uint32_t *seats,
                                hr_error *error)
{
    assert(count > 0);
    memset(seats, 0, count * sizeof *seats);
    if (total == 0) {
        return HR_OK;
    }
    ranked *heap = malloc(count * sizeof *heap);
    if (heap == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu shares", count);
    }
    double sum = sum_of(weights, count);
    uint32_t base = at_least_one && total >= count ? 1 : 0;
    uint32_t given = give_sure_seats(weights, count, sum, total, base, seats);
    for (size_t i = 0; i < count; ++i) {
        heap[i] = (ranked){average(sum > 0 ? weights[i] : 1, seats[i]), i};
    }
    for (size_t i = count; i-- > 0;) {
        sift_down(heap, count, i);
    }
    for (; given < total; ++given) {
        size_t first = heap[0].index;
        ++seats[first];
        heap[0].key = average(sum > 0 ? weights[first] : 1, seats[first]);
        sift_down(heap, count, 0);
    }
    free(heap);
    return HR_OK;
}
