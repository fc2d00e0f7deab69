/* A comparison and a sweep for programs: everything that the text shows, as CSV or JSON. analysis/README.md lists the
 * quantities. */
#ifndef HR_SIM_CLI_COMPARISON_FORMATS_H
#define HR_SIM_CLI_COMPARISON_FORMATS_H

#include "analysis/comparison.h"
#include "analysis/sweep.h"
#include "sim/cli/figures.h"

/** The figures alone. HR_FAILED when the stream takes no more. */
hr_status hr_comparison_print_csv(const hr_comparison *comparison, const hr_sweep_report *sweep, FILE *stream,
                                  hr_error *error);
/** One object: the heading, the answer in words, notes, and the same figures. */
hr_status hr_comparison_print_json(const hr_comparison *comparison, const hr_sweep_report *sweep, FILE *stream,
                                   hr_error *error);

/** The column names of the figures, and the figures in their order. */
extern const char *const hr_comparison_columns[];
extern const size_t hr_comparison_column_count;
hr_status hr_comparison_figures(const hr_comparison *comparison, const hr_sweep_report *sweep, hr_figures *figures,
                                hr_error *error);

#endif
