/* Which assumptions of a scenario matter, from the sensitivity design in its result file: indices or elementary effects
 * (sensitivity.h) of the output that the scenario chose.
 */
#ifndef HR_ANALYSIS_SENSITIVITY_REPORT_H
#define HR_ANALYSIS_SENSITIVITY_REPORT_H

#include "analysis/heading.h"
#include "analysis/sensitivity.h"
#include "analysis/study_samples.h"

typedef enum { HR_REPORT_SOBOL, HR_REPORT_MORRIS } hr_report_method;

/* From one design of the claim's two cases come four outputs. The ratio is the natural logarithm of what the mitigations
 * leave of the loss with the same state's vendor over what they leave with the other's, (1 - effectiveness) each: it has
 * the sign of the contrast, and stays finite in scale where little is lost without the mitigations. The growth is to the
 * difference as the ratio is to the contrast: a few points of great loss do not make all of its variance. */
typedef enum {
    HR_REPORT_EFFECTIVENESS,
    HR_REPORT_LOST,
    HR_REPORT_CONTRAST,
    HR_REPORT_DIFFERENCE, /* user-hours lost with the mitigations: the same state's vendor less the other's */
    HR_REPORT_RATIO,
    HR_REPORT_GROWTH, /* natural logarithm of user-hours lost with the mitigations: the same state's over the other's */
    HR_REPORT_OUTPUT_COUNT,
} hr_report_output;

/* Their names in files and on the command line. */
extern const char *const hr_report_outputs[HR_REPORT_OUTPUT_COUNT];

typedef struct {
    hr_heading heading;
    hr_study_samples samples;
    hr_report_method method;
    hr_report_output output;
    size_t base_points;
    size_t input_count;
    double *range;                   /* [input][low, high] */
    hr_sensitivity_output summary;   /* SOBOL */
    hr_sensitivity_shares *shares;   /* SOBOL: [input] */
    hr_sensitivity_effects *effects; /* MORRIS: [input] */
    size_t *order;                   /* inputs, the one that matters most first */
} hr_sensitivity_report;

/**
 * Reads and estimates the sensitivity design of a result file.
 *
 * @param report  filled; freed by hr_sensitivity_report_free, also after a failure
 * @param of      the output; HR_REPORT_OUTPUT_COUNT: the one that the scenario chose
 * @return        HR_BAD_INPUT when the file has none, or not of this output
 */
hr_status hr_sensitivity_report_load(hr_sensitivity_report *report, const char *path, hr_report_output of,
                                     hr_error *error);
void hr_sensitivity_report_free(hr_sensitivity_report *report);

/** What the design was of, and what its numbers say: lines of text that the caller frees. */
hr_status hr_sensitivity_report_design_text(const hr_sensitivity_report *report, char **text, hr_error *error);
hr_status hr_sensitivity_report_summary_text(const hr_sensitivity_report *report, char **text, hr_error *error);

/** Tables and sentences in 80 columns. */
hr_status hr_sensitivity_report_print(const hr_sensitivity_report *report, FILE *stream, hr_error *error);

#endif
