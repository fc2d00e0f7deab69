/* From samples to estimates and verdicts: see comparison.h for what each number means, statistics.h for the intervals.
 *
 * Effectiveness is linearised once for each case (jackknife), so that every difference and ratio of effectivenesses
 * honours the random numbers that cases share. O(cases * replications log replications).
 */
#include "analysis/comparison.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/comparison_private.h"

static const double THRESHOLDS[HR_COMPARISON_THRESHOLDS] = {0.10, 0.50};

/* Room for estimates, and every case's linearised effectiveness. */
typedef struct {
    size_t count;          /* replications */
    double *scratch;       /* 2 count */
    double *influence;     /* [case][count] */
    double *effectiveness; /* [case] */
} workspace;

static hr_linearised linearised(const workspace *work, size_t index)
{
    return (hr_linearised){work->effectiveness[index], work->influence + index * work->count};
}

/* ---- one case ------------------------------------------------------------------------------------------------- */

hr_frequency hr_frequency_of(size_t events, size_t trials)
{
    hr_frequency frequency = {events, trials, hr_statistics_proportion(events, trials, HR_COMPARISON_CONFIDENCE), NAN};
    double bound = hr_statistics_no_event_bound(trials, HR_COMPARISON_CONFIDENCE);
    if (events == 0) {
        frequency.bound = bound;
    } else if (events == trials) {
        frequency.bound = 1.0 - bound;
    }
    return frequency;
}

static hr_comparison_outcome outcome_of(const double *lost, const double *peak, const workspace *work)
{
    size_t count = work->count;
    hr_comparison_outcome outcome = {
        .mean = hr_statistics_mean(lost, count, HR_COMPARISON_CONFIDENCE, HR_INTERVAL_SKEWED),
        .cvar = hr_statistics_cvar(lost, count, HR_COMPARISON_TAIL, HR_COMPARISON_CONFIDENCE, work->scratch),
        .median = hr_statistics_quantile(lost, count, 0.5, HR_COMPARISON_CONFIDENCE, work->scratch),
    };
    for (size_t i = 0; i < count; ++i) {
        outcome.losses += lost[i] > 0.0;
    }
    for (int k = 0; k < HR_COMPARISON_THRESHOLDS; ++k) {
        size_t events = 0;
        for (size_t i = 0; i < count; ++i) {
            events += peak[i] > THRESHOLDS[k];
        }
        outcome.above[k] = hr_frequency_of(events, count);
    }
    return outcome;
}

hr_estimate hr_effectiveness_bounded(hr_estimate estimate)
{
    estimate.high = estimate.high > 1.0 ? 1.0 : estimate.high;
    return estimate;
}

/* 1 - CVaR(mitigated) / CVaR(unmitigated). */
static hr_estimate tail_effectiveness_of(const double *mitigated, const double *unmitigated, const workspace *work)
{
    hr_linearised with = {.influence = work->scratch};
    hr_linearised without = {.influence = work->scratch + work->count};
    with.value = hr_statistics_cvar_influence(mitigated, work->count, HR_COMPARISON_TAIL, work->scratch);
    without.value = hr_statistics_cvar_influence(unmitigated, work->count, HR_COMPARISON_TAIL,
                                                 work->scratch + work->count);
    hr_estimate left = hr_statistics_ratio(with, without, work->count, HR_COMPARISON_CONFIDENCE, HR_PARTS_LOSSES);
    return hr_effectiveness_bounded((hr_estimate){1.0 - left.value, 1.0 - left.high, 1.0 - left.low});
}

static hr_estimate optional_mean(const double *samples, size_t index, size_t count)
{
    if (samples == NULL) {
        return (hr_estimate){NAN, NAN, NAN};
    }
    const double *series = hr_comparison_series(samples, count, index, HR_COMPARISON_MITIGATED);
    return hr_statistics_mean(series, count, HR_COMPARISON_CONFIDENCE, HR_INTERVAL_SKEWED);
}

static hr_comparison_happenings happenings_of(const hr_comparison_samples *samples, size_t index)
{
    hr_comparison_happenings happenings = {
        .nodes_disabled = optional_mean(samples->disabled, index, samples->count),
        .nodes_isolated = optional_mean(samples->isolated, index, samples->count),
        .hours_above_10 = optional_mean(samples->hours_above, index, samples->count),
        .discovered = hr_frequency_of(0, 0),
    };
    if (samples->discovery != NULL) {
        const double *times = hr_comparison_series(samples->discovery, samples->count, index, HR_COMPARISON_MITIGATED);
        size_t discoveries = 0;
        for (size_t i = 0; i < samples->count; ++i) {
            discoveries += isnan(times[i]) ? 0 : 1;
        }
        happenings.discovered = hr_frequency_of(discoveries, samples->count);
    }
    return happenings;
}

static void estimate_case(hr_comparison *comparison, const hr_comparison_samples *samples, workspace *work, size_t c)
{
    hr_comparison_case *the_case = &comparison->cases[c];
    const double *lost[HR_COMPARISON_ARMS];
    for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm) {
        lost[arm] = hr_comparison_series(samples->lost, work->count, c, arm);
        const double *peak = hr_comparison_series(samples->peak, work->count, c, arm);
        the_case->outcome[arm] = outcome_of(lost[arm], peak, work);
    }
    const double *with = lost[HR_COMPARISON_MITIGATED];
    const double *without = lost[HR_COMPARISON_UNMITIGATED];
    the_case->effectiveness = hr_effectiveness_bounded(
        hr_statistics_effectiveness(with, without, work->count, HR_COMPARISON_CONFIDENCE));
    the_case->tail_effectiveness = tail_effectiveness_of(with, without, work);
    work->effectiveness[c] = hr_statistics_effectiveness_influence(with, without, work->count,
                                                                   work->influence + c * work->count);
    the_case->happenings = happenings_of(samples, c);
}

/* ---- differences between cases -------------------------------------------------------------------------------- */

hr_difference hr_difference_of(hr_estimate difference)
{
    if (!hr_estimate_known(difference)) {
        return HR_DIFFERENCE_UNKNOWN;
    }
    if (difference.low > 0.0) {
        return HR_DIFFERENCE_RISE;
    }
    return difference.high < 0.0 ? HR_DIFFERENCE_FALL : HR_DIFFERENCE_NONE;
}

static hr_estimate effectiveness_difference(const workspace *work, size_t first, size_t second)
{
    return hr_statistics_linearised_difference(linearised(work, first), linearised(work, second), work->count,
                                               HR_COMPARISON_CONFIDENCE);
}

static hr_estimate mean_difference(const hr_comparison_samples *samples, size_t first, size_t second, int arm)
{
    return hr_statistics_paired_difference(hr_comparison_series(samples->lost, samples->count, first, arm),
                                           hr_comparison_series(samples->lost, samples->count, second, arm),
                                           samples->count, HR_COMPARISON_CONFIDENCE, HR_INTERVAL_SKEWED);
}

static hr_estimate cvar_difference(const hr_comparison_samples *samples, const workspace *work, size_t first,
                                   size_t second, int arm)
{
    return hr_statistics_cvar_difference(hr_comparison_series(samples->lost, samples->count, first, arm),
                                         hr_comparison_series(samples->lost, samples->count, second, arm),
                                         samples->count, HR_COMPARISON_TAIL, HR_COMPARISON_CONFIDENCE, work->scratch);
}

static void compare_with_baseline(hr_comparison *comparison, const hr_comparison_samples *samples,
                                  const workspace *work)
{
    for (size_t c = 0; c < comparison->case_count; ++c) {
        hr_comparison_case *the_case = &comparison->cases[c];
        for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm) {
            the_case->mean_change[arm] = mean_difference(samples, c, comparison->baseline, arm);
            the_case->cvar_change[arm] = cvar_difference(samples, work, c, comparison->baseline, arm);
        }
        the_case->effectiveness_change = effectiveness_difference(work, c, comparison->baseline);
    }
}

/* ---- the claim ------------------------------------------------------------------------------------------------ */

static hr_left left_of(hr_estimate baseline, hr_estimate same, hr_estimate change)
{
    if (!hr_estimate_known(baseline) || !hr_estimate_known(same) || !hr_estimate_known(change)) {
        return HR_LEFT_UNKNOWN;
    }
    if (baseline.low <= 0.0) {
        return HR_LEFT_NEVER_WAS;
    }
    bool is_small = same.high <= 0.0 || same.high < HR_COMPARISON_INEFFECTIVE_SHARE * baseline.value;
    if (is_small && hr_difference_of(change) == HR_DIFFERENCE_FALL) {
        return HR_LEFT_NOTHING;
    }
    return same.low <= 0.0 ? HR_LEFT_UNCLEAR : HR_LEFT_SOMETHING;
}

static void judge_claim(hr_comparison *comparison, const hr_comparison_samples *samples, const workspace *work)
{
    hr_claim_verdict *claim = &comparison->claim;
    if (!claim->is_stated) {
        return;
    }
    hr_linearised before = linearised(work, claim->baseline);
    claim->change_same = effectiveness_difference(work, claim->same, claim->baseline);
    claim->change_other = effectiveness_difference(work, claim->other, claim->baseline);
    claim->contrast = effectiveness_difference(work, claim->other, claim->same);
    claim->left_same = hr_statistics_ratio(linearised(work, claim->same), before, work->count, HR_COMPARISON_CONFIDENCE,
                                           HR_PARTS_DIFFERENCES);
    claim->left_other = hr_statistics_ratio(linearised(work, claim->other), before, work->count,
                                            HR_COMPARISON_CONFIDENCE, HR_PARTS_DIFFERENCES);
    claim->mean_same = mean_difference(samples, claim->same, claim->baseline, HR_COMPARISON_MITIGATED);
    claim->mean_other = mean_difference(samples, claim->other, claim->baseline, HR_COMPARISON_MITIGATED);
    claim->mean_contrast = mean_difference(samples, claim->same, claim->other, HR_COMPARISON_MITIGATED);
    claim->cvar_contrast = cvar_difference(samples, work, claim->same, claim->other, HR_COMPARISON_MITIGATED);
    claim->left = left_of(comparison->cases[claim->baseline].effectiveness,
                          comparison->cases[claim->same].effectiveness, claim->change_same);
    claim->is_strong = claim->left == HR_LEFT_NOTHING;
    claim->has_direction = hr_difference_of(claim->change_same) == HR_DIFFERENCE_FALL &&
                           hr_difference_of(claim->contrast) == HR_DIFFERENCE_RISE;
}

/* ---- turning points ------------------------------------------------------------------------------------------- */

static hr_turn_effect effect_of(hr_estimate base, hr_estimate contrast, hr_estimate change)
{
    hr_difference before = hr_difference_of(base);
    hr_difference after = hr_difference_of(contrast);
    hr_difference difference = hr_difference_of(change);
    hr_turn_effect effect = HR_TURN_KEEPS;
    if (before == HR_DIFFERENCE_UNKNOWN || after == HR_DIFFERENCE_UNKNOWN || difference == HR_DIFFERENCE_UNKNOWN) {
        return HR_TURN_UNKNOWN;
    }
    if (before == HR_DIFFERENCE_NONE) {
        effect = after == HR_DIFFERENCE_NONE ? HR_TURN_KEEPS : HR_TURN_APPEARS;
    } else if (after == HR_DIFFERENCE_NONE) {
        effect = HR_TURN_VANISHES;
    } else if (after != before) {
        effect = HR_TURN_REVERSES;
    } else if (fabs(contrast.value) <= fabs(base.value) / 2.0) {
        effect = HR_TURN_HALVES;
    }
    return effect != HR_TURN_KEEPS && difference == HR_DIFFERENCE_NONE ? HR_TURN_UNCLEAR : effect;
}

/* Losses of the vendor of the same state and of another. */
typedef struct {
    const double *lost[2][HR_COMPARISON_ARMS];
} two_sides;

/* Room for two linearised effectivenesses and their difference. */
typedef struct {
    double *influence[3]; /* count each */
} turn_room;

/* effectiveness(other) - effectiveness(same); its influence goes to target[count]. */
static hr_linearised contrast_of(const two_sides *losses, size_t count, const turn_room *room, double *target)
{
    double value[2];
    for (size_t side = 0; side < 2; ++side) {
        value[side] = hr_statistics_effectiveness_influence(losses->lost[side][HR_COMPARISON_MITIGATED],
                                                            losses->lost[side][HR_COMPARISON_UNMITIGATED], count,
                                                            room->influence[side]);
    }
    for (size_t k = 0; k < count; ++k) {
        target[k] = room->influence[1][k] - room->influence[0][k];
    }
    return (hr_linearised){value[1] - value[0], target};
}

/* The scenario's own contrast: on all replications, and on those that the runs with other assumptions share. */
typedef struct {
    hr_linearised many;
    hr_linearised few;
    double *room; /* of everything here */
} own_contrast;

static bool find_own_contrast(own_contrast *own, const hr_comparison *comparison, const hr_comparison_samples *samples,
                              const workspace *work, const turn_room *room)
{
    size_t few = samples->turn_count;
    size_t cases[2] = {comparison->claim.same, comparison->claim.other};
    double *gathered = malloc((work->count + 5 * few + 1) * sizeof *gathered);
    own->room = gathered;
    if (gathered == NULL) {
        return false;
    }
    for (size_t i = 0; i < work->count; ++i) {
        gathered[i] = linearised(work, cases[1]).influence[i] - linearised(work, cases[0]).influence[i];
    }
    own->many = (hr_linearised){work->effectiveness[cases[1]] - work->effectiveness[cases[0]], gathered};
    gathered += work->count;
    two_sides sides;
    for (size_t side = 0; side < 2; ++side) {
        for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm, gathered += few) {
            const double *series = hr_comparison_series(samples->lost, samples->count, cases[side], arm);
            for (size_t k = 0; k < few; ++k) {
                gathered[k] = series[samples->turn_row[k]];
            }
            sides.lost[side][arm] = gathered;
        }
    }
    own->few = contrast_of(&sides, few, room, gathered);
    return true;
}

static void find_turn(hr_turning_point *turn, const hr_comparison *comparison, const double *losses, size_t count,
                      const own_contrast *own, size_t many, const turn_room *room)
{
    double ends = 2.0 * (double)comparison->turn_count;
    turn->swing = NAN;
    for (size_t bound = 0; bound < 2; ++bound) {
        two_sides sides;
        for (size_t side = 0; side < 2; ++side) {
            for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm) {
                sides.lost[side][arm] = hr_comparison_series(losses, count, 2 * bound + side, arm);
            }
        }
        hr_linearised turned = contrast_of(&sides, count, room, room->influence[2]);
        hr_double_sample sample = hr_statistics_double_sampling(turned, own->few, count, own->many, many,
                                                                HR_COMPARISON_CONFIDENCE,
                                                                1.0 - (1.0 - HR_COMPARISON_CONFIDENCE) / ends);
        turn->contrast[bound] = sample.value;
        turn->change[bound] = sample.change;
        turn->effect[bound] = effect_of(comparison->claim.contrast, sample.value, sample.change);
        hr_difference difference = hr_difference_of(sample.change);
        if (difference == HR_DIFFERENCE_RISE || difference == HR_DIFFERENCE_FALL) {
            turn->swing = fmax(turn->swing, fabs(sample.change.value)); /* fmax takes the known one of two */
        }
    }
}

static hr_status find_turning_points(hr_comparison *comparison, const hr_comparison_samples *samples,
                                     const workspace *work, hr_error *error)
{
    size_t count = samples->turn_count;
    own_contrast own = {.room = NULL};
    double greatest = 0.0;
    if (comparison->turn_count == 0) {
        return HR_OK;
    }
    double *scratch = malloc((3 * count + 1) * sizeof *scratch);
    turn_room room = {{scratch, scratch + count, scratch + 2 * count}};
    if (scratch == NULL || !find_own_contrast(&own, comparison, samples, work, &room)) {
        free(scratch);
        return hr_error_set(error, HR_FAILED, "out of memory for %zu replications", count);
    }
    for (size_t i = 0; i < comparison->turn_count; ++i) {
        hr_turning_point *turn = &comparison->turns[i];
        const double *losses = samples->turn_lost + 4 * i * HR_COMPARISON_ARMS * count;
        find_turn(turn, comparison, losses, count, &own, work->count, &room);
        if (turn->swing > greatest) {
            greatest = turn->swing;
            comparison->most_important_turn = i;
        }
    }
    free(own.room);
    free(scratch);
    return HR_OK;
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

static hr_status estimate_all(hr_comparison *comparison, const hr_comparison_samples *samples, hr_error *error)
{
    size_t count = samples->count;
    hr_status status = HR_OK;
    workspace work = {
        .count = count,
        .scratch = malloc(2 * count * sizeof(double)),
        .influence = malloc(comparison->case_count * count * sizeof(double)),
        .effectiveness = malloc(comparison->case_count * sizeof(double)),
    };
    if (work.scratch == NULL || work.influence == NULL || work.effectiveness == NULL) {
        status = hr_error_set(error, HR_FAILED, "out of memory for %zu replications of %zu cases", count,
                              comparison->case_count);
        goto out;
    }
    for (size_t c = 0; c < comparison->case_count; ++c) {
        estimate_case(comparison, samples, &work, c);
    }
    compare_with_baseline(comparison, samples, &work);
    judge_claim(comparison, samples, &work);
    status = find_turning_points(comparison, samples, &work, error);
out:
    free(work.scratch);
    free(work.influence);
    free(work.effectiveness);
    return status;
}

hr_status hr_comparison_load(hr_comparison *comparison, const char *path, const char *baseline, hr_error *error)
{
    hr_comparison_samples samples;
    memset(comparison, 0, sizeof *comparison);
    comparison->most_important_turn = HR_COMPARISON_NO_CASE;
    hr_status status = hr_comparison_read(comparison, &samples, path, baseline, error);
    if (status == HR_OK) {
        status = estimate_all(comparison, &samples, error);
    }
    hr_comparison_samples_free(&samples);
    return status;
}

void hr_comparison_free(hr_comparison *comparison)
{
    for (size_t c = 0; c < comparison->case_count; ++c) {
        free(comparison->cases[c].name);
        for (int i = 0; i < HR_COMPARISON_COLOURS * HR_COMPARISON_EDGES; ++i) {
            free(comparison->cases[c].without[i / HR_COMPARISON_EDGES][i % HR_COMPARISON_EDGES].name);
        }
    }
    for (size_t i = 0; i < comparison->turn_count; ++i) {
        free(comparison->turns[i].assumption);
        free(comparison->turns[i].note);
    }
    free(comparison->cases);
    free(comparison->turns);
    free(comparison->title);
    free(comparison->question);
    free(comparison->version);
    free(comparison->precision_of);
    free(comparison->claim.state);
    memset(comparison, 0, sizeof *comparison);
}
