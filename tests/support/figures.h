/* Figures of validation programs beside what is known, one line each in one form, which .ci/print-validation gathers:
 *
 *     figure | what | measured | standard error | known | deviation | source
 *
 * Figures are means over draws of fixed seeds, or exact. A figure too far from what is known fails the test. `what` and
 * `source` hold no bar. HR_TEST_SCALE in (0, 1] scales the replications, and with them what is printed.
 */
#ifndef HR_TESTS_SUPPORT_FIGURES_H
#define HR_TESTS_SUPPORT_FIGURES_H

#include <stdint.h>

/* A mean over replications. Begin with zeros. */
typedef struct {
    double sum;
    double squares;
    uint32_t count;
} hr_sample;

void hr_sample_add(hr_sample *sample, double value);
double hr_sample_mean(const hr_sample *sample);
double hr_sample_error(const hr_sample *sample);

/** The heading of the figures that follow. */
void hr_figure_section(const char *title);

/** Fails beyond 4.5 standard errors, and where the error says nothing: more than a tenth of what is known, or than
 *  0.001. */
void hr_figure_measured(const char *source, const char *what, double measured, double error, double known);

/** The same for the mean of a sample. */
void hr_figure_mean(const char *source, const char *what, const hr_sample *sample, double known);

/** The same for a share of trials; its error is that of the known probability. */
void hr_figure_share(const char *source, const char *what, uint32_t events, uint32_t trials, double known);

/** Fails beyond an exact bound. */
void hr_figure_exact(const char *source, const char *what, double measured, double known, double bound);

/** Fails outside of [low, high]. */
void hr_figure_between(const char *source, const char *what, double measured, double low, double high);

#endif
