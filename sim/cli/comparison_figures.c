/* The figures of a comparison and a sweep, one by one: see comparison_formats.h. What was never seen has a bound in
 * place of a value, and a loss that was never seen none at all. */
#include <math.h>
#include <stdlib.h>

#include "sim/cli/comparison_formats.h"

enum {
    COLUMN_QUANTITY,
    COLUMN_CASE,
    COLUMN_AGAINST,
    COLUMN_ARM,
    COLUMN_VENDOR,
    COLUMN_STATE,
    COLUMN_EDGES,
    COLUMN_AT,
    COLUMN_POINT,
    COLUMN_ASSUMPTION,
    COLUMN_BOUND,
    COLUMN_SETTING,
    COLUMN_UNIT,
    COLUMN_VALUE,
    COLUMN_LOW,
    COLUMN_HIGH,
    COLUMN_INTERVAL,
    COLUMN_CONFIDENCE,
    COLUMN_EVENTS,
    COLUMN_TRIALS,
    COLUMN_NOTE,
    COLUMN_COUNT
};

const char *const hr_comparison_columns[] = {
    [COLUMN_QUANTITY] = "quantity", [COLUMN_CASE] = "case",
    [COLUMN_AGAINST] = "against",   [COLUMN_ARM] = "arm",
    [COLUMN_VENDOR] = "vendor",     [COLUMN_STATE] = "state",
    [COLUMN_EDGES] = "edges",       [COLUMN_AT] = "at",
    [COLUMN_POINT] = "point",       [COLUMN_ASSUMPTION] = "assumption",
    [COLUMN_BOUND] = "bound",       [COLUMN_SETTING] = "setting",
    [COLUMN_UNIT] = "unit",         [COLUMN_VALUE] = "value",
    [COLUMN_LOW] = "low",           [COLUMN_HIGH] = "high",
    [COLUMN_INTERVAL] = "interval", [COLUMN_CONFIDENCE] = "confidence",
    [COLUMN_EVENTS] = "events",     [COLUMN_TRIALS] = "trials",
    [COLUMN_NOTE] = "note",
};
const size_t hr_comparison_column_count = COLUMN_COUNT;

static const char USER_HOURS[] = "user-hours";
static const char SHARE[] = "1";
static const char *const ARMS[HR_COMPARISON_ARMS] = {"mitigated", "unmitigated"};
static const char *const ABOVE[HR_COMPARISON_THRESHOLDS] = {"probability_above_10", "probability_above_50"};
static const char *const EDGES[HR_COMPARISON_EDGES] = {"primary", "with_backup"};
static const hr_estimate UNKNOWN = {NAN, NAN, NAN};

/* What a figure is of; NULL where it does not apply. */
typedef struct {
    const char *quantity;
    const char *case_name;
    const char *against; /* the case that is subtracted, or divided by */
    const char *arm;
    const char *unit;
} subject;

static void begin(hr_figures *figures, const subject *of)
{
    hr_figures_text(figures, COLUMN_QUANTITY, of->quantity);
    hr_figures_text(figures, COLUMN_CASE, of->case_name);
    hr_figures_text(figures, COLUMN_AGAINST, of->against);
    hr_figures_text(figures, COLUMN_ARM, of->arm);
    hr_figures_text(figures, COLUMN_UNIT, of->unit);
}

static void set_interval(hr_figures *figures, hr_estimate estimate, double confidence)
{
    hr_figures_estimate(figures, COLUMN_VALUE, estimate);
    if (isnan(estimate.low) && isnan(estimate.high)) {
        return;
    }
    hr_figures_text(figures, COLUMN_INTERVAL,
                    isnan(estimate.low)    ? "upper bound"
                    : isnan(estimate.high) ? "lower bound"
                                           : "two-sided");
    hr_figures_number(figures, COLUMN_CONFIDENCE, confidence);
}

static void set_estimate(hr_figures *figures, const subject *of, hr_estimate estimate)
{
    begin(figures, of);
    set_interval(figures, estimate, HR_COMPARISON_CONFIDENCE);
}

static void give_estimate(hr_figures *figures, const subject *of, hr_estimate estimate)
{
    set_estimate(figures, of, estimate);
    hr_figures_row(figures);
}

/* Never a bare zero, or one: a bound. */
static void set_frequency(hr_figures *figures, const subject *of, hr_frequency frequency)
{
    hr_estimate estimate = frequency.share;
    if (!isnan(frequency.bound)) {
        estimate = frequency.events == 0 ? (hr_estimate){NAN, NAN, frequency.bound}
                                         : (hr_estimate){NAN, frequency.bound, NAN};
    }
    set_estimate(figures, of, estimate);
    hr_figures_number(figures, COLUMN_EVENTS, (double)frequency.events);
    hr_figures_number(figures, COLUMN_TRIALS, (double)frequency.trials);
}

static void give_frequency(hr_figures *figures, const subject *of, hr_frequency frequency)
{
    set_frequency(figures, of, frequency);
    hr_figures_row(figures);
}

static void give_exact(hr_figures *figures, double value)
{
    hr_figures_estimate(figures, COLUMN_VALUE, (hr_estimate){value, NAN, NAN});
    if (!isnan(value)) {
        hr_figures_text(figures, COLUMN_INTERVAL, "exact");
    }
    hr_figures_row(figures);
}

/* ---- cases ----------------------------------------------------------------------------------------------------- */

static void give_loss(hr_figures *figures, const hr_comparison_case *the_case, int arm, size_t trials)
{
    const hr_comparison_outcome *outcome = &the_case->outcome[arm];
    const struct {
        const char *quantity;
        hr_estimate estimate;
    } losses[] = {{"mean_lost", outcome->mean}, {"cvar_lost", outcome->cvar}, {"median_lost", outcome->median}};
    for (size_t i = 0; i < sizeof losses / sizeof *losses; ++i) {
        const subject of = {losses[i].quantity, the_case->name, NULL, ARMS[arm], USER_HOURS};
        bool is_seen = outcome->losses > 0;
        set_estimate(figures, &of, is_seen ? losses[i].estimate : UNKNOWN);
        hr_figures_number(figures, COLUMN_EVENTS, (double)outcome->losses);
        hr_figures_number(figures, COLUMN_TRIALS, (double)trials);
        hr_figures_text(figures, COLUMN_NOTE, is_seen ? NULL : "none seen");
        hr_figures_row(figures);
    }
    for (int i = 0; i < HR_COMPARISON_THRESHOLDS; ++i) {
        const subject of = {ABOVE[i], the_case->name, NULL, ARMS[arm], SHARE};
        give_frequency(figures, &of, outcome->above[i]);
    }
}

static void give_effectiveness(hr_figures *figures, const hr_comparison_case *the_case)
{
    const struct {
        const char *quantity;
        hr_estimate estimate;
    } both[] = {{"effectiveness", the_case->effectiveness}, {"tail_effectiveness", the_case->tail_effectiveness}};
    for (size_t i = 0; i < sizeof both / sizeof *both; ++i) {
        const subject of = {both[i].quantity, the_case->name, NULL, NULL, SHARE};
        bool is_lost = the_case->outcome[HR_COMPARISON_MITIGATED].losses > 0 || !isfinite(both[i].estimate.value);
        set_estimate(figures, &of, is_lost ? both[i].estimate : (hr_estimate){both[i].estimate.value, NAN, NAN});
        hr_figures_text(figures, COLUMN_NOTE, is_lost ? NULL : "none lost");
        hr_figures_row(figures);
    }
}

static void give_structure(hr_figures *figures, const hr_comparison_case *the_case)
{
    static const char *const quantities[HR_COMPARISON_COLOURS] = {"worst_vendor_share", "worst_state_share",
                                                                  "headline_share_state"};
    const subject vendor = {"hhi_vendor", the_case->name, NULL, NULL, SHARE};
    const subject state = {"hhi_state", the_case->name, NULL, NULL, SHARE};
    begin(figures, &vendor);
    give_exact(figures, the_case->hhi_vendor);
    begin(figures, &state);
    give_exact(figures, the_case->hhi_state);
    for (int i = 0; i < HR_COMPARISON_COLOURS * HR_COMPARISON_EDGES; ++i) {
        int colour = i / HR_COMPARISON_EDGES;
        const hr_comparison_without *without = &the_case->without[colour][i % HR_COMPARISON_EDGES];
        const subject of = {quantities[colour], the_case->name, NULL, NULL, SHARE};
        if (without->name != NULL) {
            begin(figures, &of);
            hr_figures_text(figures, colour == HR_COMPARISON_VENDOR ? COLUMN_VENDOR : COLUMN_STATE, without->name);
            hr_figures_text(figures, COLUMN_EDGES, EDGES[i % HR_COMPARISON_EDGES]);
            give_exact(figures, without->share);
        }
    }
}

static void give_differences(hr_figures *figures, const hr_comparison_case *the_case, const char *against)
{
    for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm) {
        const subject mean = {"mean_lost_difference", the_case->name, against, ARMS[arm], USER_HOURS};
        const subject cvar = {"cvar_lost_difference", the_case->name, against, ARMS[arm], USER_HOURS};
        give_estimate(figures, &mean, the_case->mean_change[arm]);
        give_estimate(figures, &cvar, the_case->cvar_change[arm]);
    }
    const subject effect = {"effectiveness_difference", the_case->name, against, NULL, SHARE};
    give_estimate(figures, &effect, the_case->effectiveness_change);
}

static void give_happenings(hr_figures *figures, const hr_comparison_case *the_case)
{
    const hr_comparison_happenings *happenings = &the_case->happenings;
    const struct {
        subject of;
        hr_estimate estimate;
    } means[] = {
        {{"nodes_disabled", the_case->name, NULL, ARMS[0], "nodes"}, happenings->nodes_disabled},
        {{"nodes_isolated", the_case->name, NULL, ARMS[0], "nodes"}, happenings->nodes_isolated},
        {{"hours_above_10", the_case->name, NULL, ARMS[0], "hours"}, happenings->hours_above_10},
    };
    for (size_t i = 0; i < sizeof means / sizeof *means; ++i) {
        if (!isnan(means[i].estimate.value)) {
            give_estimate(figures, &means[i].of, means[i].estimate);
        }
    }
    if (happenings->discovered.trials > 0) {
        const subject of = {"discovery_probability", the_case->name, NULL, ARMS[0], SHARE};
        give_frequency(figures, &of, happenings->discovered);
    }
}

/* ---- the claim ------------------------------------------------------------------------------------------------- */

/* What the table of differences has not: against the scenario's own baseline, where that is another, and between the
 * two additions. */
static void give_claim(hr_figures *figures, const hr_comparison *comparison)
{
    const hr_claim_verdict *claim = &comparison->claim;
    const char *before = comparison->cases[claim->baseline].name;
    const char *same = comparison->cases[claim->same].name;
    const char *other = comparison->cases[claim->other].name;
    const struct {
        subject of;
        hr_estimate estimate;
        bool is_needed;
    } figures_of[] = {
        {{"effectiveness_difference", same, before, NULL, SHARE}, claim->change_same, false},
        {{"effectiveness_difference", other, before, NULL, SHARE}, claim->change_other, false},
        {{"mean_lost_difference", same, before, ARMS[0], USER_HOURS}, claim->mean_same, false},
        {{"mean_lost_difference", other, before, ARMS[0], USER_HOURS}, claim->mean_other, false},
        {{"effectiveness_difference", other, same, NULL, SHARE}, claim->contrast, true},
        {{"effectiveness_ratio", same, before, NULL, SHARE}, claim->left_same, true},
        {{"effectiveness_ratio", other, before, NULL, SHARE}, claim->left_other, true},
        {{"mean_lost_difference", same, other, ARMS[0], USER_HOURS}, claim->mean_contrast, true},
        {{"cvar_lost_difference", same, other, ARMS[0], USER_HOURS}, claim->cvar_contrast, true},
    };
    for (size_t i = 0; i < sizeof figures_of / sizeof *figures_of && claim->is_stated; ++i) {
        if (figures_of[i].is_needed || claim->baseline != comparison->baseline) {
            give_estimate(figures, &figures_of[i].of, figures_of[i].estimate);
        }
    }
}

static void give_turn(hr_figures *figures, const hr_comparison *comparison, const hr_turning_point *turn, int bound)
{
    static const char *const effects[] = {
        [HR_TURN_UNKNOWN] = "unknown", [HR_TURN_KEEPS] = "keeps",       [HR_TURN_UNCLEAR] = "unclear",
        [HR_TURN_HALVES] = "halves",   [HR_TURN_VANISHES] = "vanishes", [HR_TURN_REVERSES] = "reverses",
        [HR_TURN_APPEARS] = "appears",
    };
    static const char *const bounds[] = {"low", "high"};
    const char *same = comparison->cases[comparison->claim.same].name;
    const char *other = comparison->cases[comparison->claim.other].name;
    const subject of[] = {{"effectiveness_difference", other, same, NULL, SHARE},
                          {"effectiveness_difference_change", other, same, NULL, SHARE}};
    double ends = 2.0 * (double)comparison->turn_count;
    for (int i = 0; i < 2; ++i) {
        begin(figures, &of[i]);
        set_interval(figures, i == 0 ? turn->contrast[bound] : turn->change[bound],
                     i == 0 ? HR_COMPARISON_CONFIDENCE : 1.0 - (1.0 - HR_COMPARISON_CONFIDENCE) / ends);
        hr_figures_text(figures, COLUMN_ASSUMPTION, turn->assumption);
        hr_figures_text(figures, COLUMN_BOUND, bounds[bound]);
        hr_figures_number(figures, COLUMN_SETTING, turn->value[bound]);
        hr_figures_text(figures, COLUMN_NOTE, effects[turn->effect[bound]]);
        hr_figures_row(figures);
    }
}

/* ---- the sweep ------------------------------------------------------------------------------------------------- */

static void set_point(hr_figures *figures, const char *at, size_t point)
{
    hr_figures_text(figures, COLUMN_AT, at);
    hr_figures_number(figures, COLUMN_POINT, (double)point);
}

static void give_sweep_row(hr_figures *figures, const hr_sweep_report *sweep, size_t p, size_t c, const char *at)
{
    const hr_sweep_row *row = &sweep->rows[p * sweep->samples.case_count + c];
    const char *name = sweep->samples.cases[c];
    const struct {
        subject of;
        hr_estimate estimate;
    } estimates[] = {{{"mean_lost", name, NULL, ARMS[0], USER_HOURS}, row->losses > 0 ? row->mean : UNKNOWN},
                     {{"cvar_lost", name, NULL, ARMS[0], USER_HOURS}, row->losses > 0 ? row->cvar : UNKNOWN},
                     {{"effectiveness", name, NULL, NULL, SHARE}, row->effectiveness}};
    const struct {
        subject of;
        double value;
    } exact[] = {{{"hhi_vendor", name, NULL, NULL, SHARE}, row->hhi_vendor},
                 {{"hhi_state", name, NULL, NULL, SHARE}, row->hhi_state},
                 {{"worst_state_lost_share", name, NULL, NULL, SHARE}, row->worst_state_lost}};
    const subject above = {ABOVE[HR_COMPARISON_ABOVE_10], name, NULL, ARMS[0], SHARE};
    for (size_t i = 0; i < sizeof estimates / sizeof *estimates; ++i) {
        set_estimate(figures, &estimates[i].of, estimates[i].estimate);
        set_point(figures, at, p);
        hr_figures_text(figures, COLUMN_NOTE, row->losses > 0 ? NULL : "none seen");
        hr_figures_row(figures);
    }
    set_frequency(figures, &above, row->above_10);
    set_point(figures, at, p);
    hr_figures_row(figures);
    for (size_t i = 0; i < sizeof exact / sizeof *exact; ++i) {
        begin(figures, &exact[i].of);
        set_point(figures, at, p);
        give_exact(figures, exact[i].value);
    }
}

static hr_status give_sweep(hr_figures *figures, const hr_sweep_report *sweep, hr_error *error)
{
    for (size_t p = 0; p < sweep->samples.point_count; ++p) {
        char *at = hr_study_point_text(&sweep->samples, p);
        if (at == NULL) {
            return hr_error_set(error, HR_FAILED, "out of memory for a point");
        }
        for (size_t c = 0; c < sweep->samples.case_count; ++c) {
            give_sweep_row(figures, sweep, p, c, at);
        }
        free(at);
    }
    return HR_OK;
}

/* ---- whole ----------------------------------------------------------------------------------------------------- */

hr_status hr_comparison_figures(const hr_comparison *comparison, const hr_sweep_report *sweep, hr_figures *figures,
                                hr_error *error)
{
    const char *against = comparison->cases[comparison->baseline].name;
    for (size_t c = 0; c < comparison->case_count; ++c) {
        for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm) {
            give_loss(figures, &comparison->cases[c], arm, comparison->finished);
        }
        give_effectiveness(figures, &comparison->cases[c]);
        give_structure(figures, &comparison->cases[c]);
        if (c != comparison->baseline) {
            give_differences(figures, &comparison->cases[c], against);
        }
        give_happenings(figures, &comparison->cases[c]);
    }
    give_claim(figures, comparison);
    for (size_t i = 0; i < 2 * comparison->turn_count; ++i) {
        give_turn(figures, comparison, &comparison->turns[i / 2], (int)(i % 2));
    }
    return give_sweep(figures, sweep, error);
}
