/* Shapley values by going through all coalitions: see shapley.h. Differences are taken coalition by coalition before
 * they are summed, so a player who adds nothing gets exactly nothing. */
#include "analysis/shapley.h"

#include <assert.h>
#include <string.h>

/* |S|! (n - |S| - 1)! / n! = 1 / (n C(n - 1, |S|)) by size of S. */
static void weights_by_size(int players, double weights[HR_SHAPLEY_PLAYERS_MAX])
{
    assert(players >= 1 && players <= HR_SHAPLEY_PLAYERS_MAX);
    double combinations = 1.0;
    for (int size = 0; size < players; ++size) {
        weights[size] = 1.0 / (players * combinations);
        combinations = combinations * (players - 1 - size) / (size + 1);
    }
}

static int size_of(unsigned mask)
{
    return __builtin_popcount(mask);
}

void hr_shapley_values(const double *values, int players, double *shares)
{
    double weights[HR_SHAPLEY_PLAYERS_MAX];
    weights_by_size(players, weights);
    for (int i = 0; i < players; ++i) {
        double terms[1 << HR_SHAPLEY_PLAYERS_MAX];
        size_t count = 0;
        unsigned player = 1u << i;
        for (unsigned mask = 0; mask < 1u << players; ++mask) {
            if ((mask & player) == 0) {
                terms[count++] = weights[size_of(mask)] * (values[mask | player] - values[mask]);
            }
        }
        shares[i] = hr_statistics_sum(terms, count);
    }
}

/* ---- effectiveness ------------------------------------------------------------------------------------------------ */

/* sum over S without the player of weights[|S|] (risk(S) - risk(S and player)), as a share of the risk of none. */
static hr_estimate spared(const hr_linearised *risk, int players, unsigned player, const double *weights, size_t count,
                          double confidence, double *scratch)
{
    double terms[1 << HR_SHAPLEY_PLAYERS_MAX];
    size_t term_count = 0;
    memset(scratch, 0, count * sizeof *scratch);
    for (unsigned mask = 0; mask < 1u << players; ++mask) {
        double weight = weights[size_of(mask)];
        if ((mask & player) != 0 || !(weight > 0.0)) {
            continue;
        }
        const hr_linearised *before = &risk[mask];
        const hr_linearised *after = &risk[mask | player];
        terms[term_count++] = weight * (before->value - after->value);
        for (size_t r = 0; r < count; ++r) {
            scratch[r] += weight * (before->influence[r] - after->influence[r]);
        }
    }
    hr_linearised sum = {hr_statistics_sum(terms, term_count), scratch};
    return hr_statistics_ratio(sum, risk[0], count, confidence, HR_PARTS_LOSSES);
}

hr_estimate hr_shapley_effectiveness(const hr_linearised *risk, int players, size_t count, double confidence,
                                     hr_shapley_attribution *attribution, double *scratch)
{
    double average[HR_SHAPLEY_PLAYERS_MAX];
    double first[HR_SHAPLEY_PLAYERS_MAX] = {1.0};
    double last[HR_SHAPLEY_PLAYERS_MAX] = {0.0};
    weights_by_size(players, average);
    last[players - 1] = 1.0;
    for (int i = 0; i < players; ++i) {
        unsigned player = 1u << i;
        attribution[i].share = spared(risk, players, player, average, count, confidence, scratch);
        attribution[i].alone = spared(risk, players, player, first, count, confidence, scratch);
        attribution[i].last = spared(risk, players, player, last, count, confidence, scratch);
    }
    /* All together are one player in a game of one. */
    hr_linearised whole[2] = {risk[0], risk[(1u << players) - 1]};
    return spared(whole, 1, 1u, first, count, confidence, scratch);
}
