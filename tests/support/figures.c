/* Figures beside what is known: see figures.h. */
#include "tests/support/figures.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define DEVIATION_MAX 4.5

void hr_sample_add(hr_sample *sample, double value)
{
    sample->sum += value;
    sample->squares += value * value;
    ++sample->count;
}

double hr_sample_mean(const hr_sample *sample)
{
    return sample->sum / sample->count;
}

double hr_sample_error(const hr_sample *sample)
{
    double mean = hr_sample_mean(sample);
    double variance = fmax(0.0, (sample->squares - sample->sum * mean) / (sample->count - 1.0));
    return sqrt(variance / sample->count);
}

void hr_figure_section(const char *title)
{
    assert_null(strchr(title, '|'));
    print_message("section | %s\n", title);
}

static void print_figure(const char *what, const char *measured, const char *error, const char *known,
                         const char *deviation, const char *source)
{
    assert_true(strchr(what, '|') == NULL && strchr(source, '|') == NULL);
    print_message("figure | %s | %s | %s | %s | %s | %s\n", what, measured, error, known, deviation, source);
}

void hr_figure_measured(const char *source, const char *what, double measured, double error, double known)
{
    char texts[4][32];
    double deviation = (measured - known) / error;
    assert_true(error > 0.0 && error < 0.1 * fabs(known) + 1e-3);
    snprintf(texts[0], sizeof texts[0], "%.6g", measured);
    snprintf(texts[1], sizeof texts[1], "%.2g", error);
    snprintf(texts[2], sizeof texts[2], "%.10g", known);
    snprintf(texts[3], sizeof texts[3], "%+.1f s.e.", fabs(deviation) < 0.05 ? 0.0 : deviation);
    print_figure(what, texts[0], texts[1], texts[2], texts[3], source);
    assert_true(fabs(deviation) < DEVIATION_MAX);
}

void hr_figure_mean(const char *source, const char *what, const hr_sample *sample, double known)
{
    hr_figure_measured(source, what, hr_sample_mean(sample), hr_sample_error(sample), known);
}

void hr_figure_share(const char *source, const char *what, uint32_t events, uint32_t trials, double known)
{
    hr_figure_measured(source, what, (double)events / trials, sqrt(known * (1.0 - known) / trials), known);
}

void hr_figure_exact(const char *source, const char *what, double measured, double known, double bound)
{
    char texts[3][48];
    snprintf(texts[0], sizeof texts[0], "%.10g", measured);
    snprintf(texts[1], sizeof texts[1], "%.10g", known);
    snprintf(texts[2], sizeof texts[2], bound > 0.0 ? "within %.1g" : "equal", bound);
    print_figure(what, texts[0], "exact", texts[1], texts[2], source);
    assert_true(fabs(measured - known) <= bound);
}

void hr_figure_between(const char *source, const char *what, double measured, double low, double high)
{
    char texts[2][64];
    snprintf(texts[0], sizeof texts[0], "%.6g", measured);
    snprintf(texts[1], sizeof texts[1], "%.7g to %.7g", low, high);
    print_figure(what, texts[0], "exact", texts[1], "inside", source);
    assert_true(measured >= low && measured <= high);
}
