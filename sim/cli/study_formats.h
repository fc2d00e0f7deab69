/* An attribution and a sensitivity report for programs: everything that the texts show, as CSV or JSON.
 * analysis/README.md lists the quantities. */
#ifndef HR_SIM_CLI_STUDY_FORMATS_H
#define HR_SIM_CLI_STUDY_FORMATS_H

#include "analysis/attribution.h"
#include "analysis/sensitivity_report.h"
#include "sim/cli/figures.h"

/** @param format  CSV or JSON
 *  @return        HR_FAILED when the stream takes no more */
hr_status hr_attribution_print_as(const hr_attribution_report *report, hr_format format, FILE *stream, hr_error *error);
hr_status hr_sensitivity_print_as(const hr_sensitivity_report *report, hr_format format, FILE *stream, hr_error *error);

#endif
