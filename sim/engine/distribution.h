/* Distributions of times and sizes, drawn by inversion so that one uniform gives one value, monotonically:
 * two cases that share the uniform stay coupled whatever their parameters (MODEL 6 and 10).
 *
 *   constant     {constant: x}                          x
 *   exponential  {exponential: {mean}}                  -mean log(1 - u)
 *   lognormal    {lognormal: {median, p90}}             median exp(sigma z(u)), sigma = log(p90/median) / z(0.9)
 *   uniform      {uniform: [a, b]}                      a + (b - a) u
 *   weibull      {weibull: {scale, shape}}              scale (-log(1 - u))^(1/shape)
 *   gamma        {gamma: {mean, shape}}                 GSL's inverse, scale = mean / shape
 *   triangular   {triangular: [a, m, b]}                least, most likely, greatest
 */
#ifndef HR_SIM_ENGINE_DISTRIBUTION_H
#define HR_SIM_ENGINE_DISTRIBUTION_H

#include <stdbool.h>

#include "error.h"

enum { HR_DISTRIBUTION_PARAMETERS_MAX = 3 };

typedef enum {
    HR_DISTRIBUTION_CONSTANT,
    HR_DISTRIBUTION_EXPONENTIAL,
    HR_DISTRIBUTION_LOGNORMAL,
    HR_DISTRIBUTION_UNIFORM,
    HR_DISTRIBUTION_WEIBULL,
    HR_DISTRIBUTION_GAMMA,
    HR_DISTRIBUTION_TRIANGULAR,
    HR_DISTRIBUTION_FAMILY_COUNT,
} hr_distribution_family;

/* How a family is written in a scenario; the loader reads this table. */
typedef struct {
    const char *name;                                            /* as in scenario files */
    int parameter_count;                                         /* 1 to 3 */
    const char *parameter_names[HR_DISTRIBUTION_PARAMETERS_MAX]; /* for messages and for the mapping form */
    bool is_list; /* parameters are a sequence [a, b]; else a mapping, or a bare number for `constant` */
} hr_distribution_form;

extern const hr_distribution_form hr_distribution_forms[HR_DISTRIBUTION_FAMILY_COUNT];

typedef struct {
    hr_distribution_family family;
    double parameters[HR_DISTRIBUTION_PARAMETERS_MAX]; /* as written, in the order of the form */
    double derived;                                    /* sigma, or scale; set by init */
} hr_distribution;

/**
 * Checks and stores parameters. All values must be finite and not negative; means, medians, scales and shapes
 * positive; p90 above median; a <= m <= b.
 *
 * @return HR_BAD_INPUT with a sentence (no place) that names the parameter, the value and the rule
 */
hr_status hr_distribution_init(hr_distribution *distribution, hr_distribution_family family, const double *parameters,
                               hr_error *error);

/** The value below which the share `uniform` of draws lies; uniform strictly inside (0, 1). */
double hr_distribution_quantile(const hr_distribution *distribution, double uniform);

/** Mean, in the unit of the parameters. */
double hr_distribution_mean(const hr_distribution *distribution);

#endif
