/* Which mitigation does what: the effectiveness of the mitigations under test divided among them by Shapley values
 * (shapley.h), from a result's runs with every subset of them.
 */
#ifndef HR_ANALYSIS_ATTRIBUTION_H
#define HR_ANALYSIS_ATTRIBUTION_H

#include "analysis/comparison.h"
#include "analysis/heading.h"
#include "analysis/shapley.h"

typedef struct {
    char *name;
    hr_estimate effectiveness;                                  /* of all together */
    size_t losses;                                              /* replications that lose anything without any */
    hr_shapley_attribution attribution[HR_SHAPLEY_PLAYERS_MAX]; /* [mitigation] */
} hr_attribution_case;

typedef struct {
    hr_heading heading;
    size_t replications;
    size_t mitigation_count;
    char **mitigations;
    size_t case_count;
    hr_attribution_case *cases;
} hr_attribution_report;

/**
 * Reads and estimates the attribution of a result file.
 *
 * @param report  filled; freed by hr_attribution_free, also after a failure
 * @return        HR_BAD_INPUT when the file has none
 *
 * O(cases * mitigations * 2^mitigations * replications).
 */
hr_status hr_attribution_load(hr_attribution_report *report, const char *path, hr_error *error);
void hr_attribution_free(hr_attribution_report *report);

/** What is said of a case: a line of text that the caller frees; *text NULL where there is nothing to attribute. */
hr_status hr_attribution_case_text(const hr_attribution_report *report, size_t index, char **text, hr_error *error);

/** Tables and sentences in 80 columns. */
hr_status hr_attribution_print(const hr_attribution_report *report, FILE *stream, hr_error *error);

#endif
