/* Reading a scenario: when a run knows enough, and which subsets of mitigations it runs. See scenario.h. */
#include "models/scenario_private.h"

const char *const hr_precision_names[] = {"effectiveness", "lost", "cvar", NULL};

/* ---- precision --------------------------------------------------------------------------------------------------- */

static void check_precision(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    const hr_precision_target *precision = result;
    uint32_t most = precision->maximum > 0 ? precision->maximum : scenario->replications;
    if (precision->minimum > most) {
        hr_value_mistake(value, "the minimum of %u replications is more than the %u that are run at most",
                         precision->minimum, most);
    }
}

static const hr_key PRECISION_ROWS[] = {
    {"of", "effectiveness of the mitigations, mean user-hours lost with them, or the CVaR 95 of these", NULL,
     HR_KEY_CHOICE, HR_FIELD(hr_precision_target, of), .is_required = true, .choices = hr_precision_names},
    {"relative_half_width", "half-width of the 95 % interval over the value, at which it is known well enough", NULL,
     HR_KEY_SETTING_NUMBER, HR_FIELD(hr_precision_target, relative_half_width), .is_required = true, .least = 1e-6,
     .greatest = 100},
    {"minimum", "replications before the first look; looks come after every hundred", NULL, HR_KEY_SETTING,
     HR_FIELD(hr_precision_target, minimum), .least = 2, .greatest = 100000000, .absent = 200},
    {"maximum", "replications at which the run ends in any case", NULL, HR_KEY_SETTING,
     HR_FIELD(hr_precision_target, maximum), .least = 2, .greatest = 100000000,
     .otherwise = "the scenario's `replications`"},
    {"cases", "in which it must be known; a case that has lost nothing so far is not waited for", NULL, HR_KEY_CASES,
     HR_FIELD(hr_precision_target, cases), .fewest = 1, .item = "case", .otherwise = "all"},
};
const hr_keys hr_precision_keys = {PRECISION_ROWS, HR_KEY_COUNT_OF(PRECISION_ROWS), check_precision};

/* ---- attribution ------------------------------------------------------------------------------------------------- */

static void check_attribution(const hr_scenario *scenario, const hr_value *value, const void *result)
{
    uint32_t tested = 0;
    (void)result;
    for (uint32_t m = 0; m < hr_mitigation_count; ++m) {
        tested += scenario->mitigations[m].is_tested;
    }
    if (tested == 0) {
        hr_value_mistake(value, "no mitigation is under test, so there is nothing to attribute");
    } else if (tested > HR_ATTRIBUTION_MAX) {
        hr_value_mistake(value,
                         "%u mitigations are under test; at most %d can be told apart: name fewer in `under_test`",
                         tested, HR_ATTRIBUTION_MAX);
    }
}

static const hr_key ATTRIBUTION_ROWS[] = {
    {"cases", "that are run with every subset", NULL, HR_KEY_CASES, HR_FIELD(hr_attribution, cases), .fewest = 1,
     .item = "case", .otherwise = "the claim's baseline, or the first"},
    {"replications", "with every subset: the first of the scenario's", NULL, HR_KEY_SETTING,
     HR_FIELD(hr_attribution, replications), .least = 2, .greatest = 100000000,
     .otherwise = "as many as the scenario's"},
};
const hr_keys hr_attribution_keys = {ATTRIBUTION_ROWS, HR_KEY_COUNT_OF(ATTRIBUTION_ROWS), check_attribution};
