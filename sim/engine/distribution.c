/* Distributions by inversion. See distribution.h. */
#include "sim/engine/distribution.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* The standard normal's 90 % point, as a constant so that no compiler computes it its own way. */
static const double Z90 = 1.2815515655446004;

const hr_distribution_form hr_distribution_forms[HR_DISTRIBUTION_FAMILY_COUNT] = {
    [HR_DISTRIBUTION_CONSTANT] = {"constant", 1, {"constant"}, false},
    [HR_DISTRIBUTION_EXPONENTIAL] = {"exponential", 1, {"mean"}, false},
    [HR_DISTRIBUTION_LOGNORMAL] = {"lognormal", 2, {"median", "p90"}, false},
    [HR_DISTRIBUTION_UNIFORM] = {"uniform", 2, {"least", "greatest"}, true},
    [HR_DISTRIBUTION_WEIBULL] = {"weibull", 2, {"scale", "shape"}, false},
    [HR_DISTRIBUTION_GAMMA] = {"gamma", 2, {"mean", "shape"}, false},
    [HR_DISTRIBUTION_TRIANGULAR] = {"triangular", 3, {"least", "most likely", "greatest"}, true},
};

static hr_status check(hr_distribution_family family, const double *p, hr_error *error)
{
    const hr_distribution_form *form = &hr_distribution_forms[family];
    bool may_be_zero = form->is_list || family == HR_DISTRIBUTION_CONSTANT;
    for (int i = 0; i < form->parameter_count; ++i) {
        if (!isfinite(p[i]) || p[i] < 0 || (!may_be_zero && p[i] <= 0)) {
            return hr_error_set(error, HR_BAD_INPUT, "%s: %s is %g; it must be %s", form->name,
                                form->parameter_names[i], p[i], may_be_zero ? "at least 0" : "above 0");
        }
    }
    if (family == HR_DISTRIBUTION_LOGNORMAL && p[1] <= p[0]) {
        return hr_error_set(error, HR_BAD_INPUT, "lognormal: p90 is %g; it must be above the median, %g", p[1], p[0]);
    }
    for (int i = 1; i < form->parameter_count && form->is_list; ++i) {
        if (p[i] < p[i - 1]) {
            return hr_error_set(error, HR_BAD_INPUT, "%s: %s is %g; it must not be below %g", form->name,
                                form->parameter_names[i], p[i], p[i - 1]);
        }
    }
    return HR_OK;
}

hr_status hr_distribution_init(hr_distribution *distribution, hr_distribution_family family, const double *parameters,
                               hr_error *error)
{
    memset(distribution, 0, sizeof *distribution);
    hr_status status = check(family, parameters, error);
    if (status != HR_OK) {
        return status;
    }
    distribution->family = family;
    memcpy(distribution->parameters, parameters,
           (size_t)hr_distribution_forms[family].parameter_count * sizeof *parameters);
    if (family == HR_DISTRIBUTION_LOGNORMAL) {
        distribution->derived = log(parameters[1] / parameters[0]) / Z90;
    } else if (family == HR_DISTRIBUTION_GAMMA) {
        distribution->derived = parameters[0] / parameters[1];
    }
    return HR_OK;
}

static double triangular_quantile(const double *p, double uniform)
{
    double width = p[2] - p[0];
    if (width <= 0) {
        return p[0];
    }
    double split = (p[1] - p[0]) / width;
    return uniform < split ? p[0] + sqrt(uniform * width * (p[1] - p[0]))
                           : p[2] - sqrt((1 - uniform) * width * (p[2] - p[1]));
}

double hr_distribution_quantile(const hr_distribution *distribution, double uniform)
{
    const double *p = distribution->parameters;
    assert(uniform > 0 && uniform < 1);
    switch (distribution->family) {
    case HR_DISTRIBUTION_CONSTANT:
        return p[0];
    case HR_DISTRIBUTION_EXPONENTIAL:
        return -p[0] * log1p(-uniform);
    case HR_DISTRIBUTION_LOGNORMAL:
        return p[0] * exp(distribution->derived * gsl_cdf_ugaussian_Pinv(uniform));
    case HR_DISTRIBUTION_UNIFORM:
        return p[0] + (p[1] - p[0]) * uniform;
    case HR_DISTRIBUTION_WEIBULL:
        return p[0] * pow(-log1p(-uniform), 1 / p[1]);
    case HR_DISTRIBUTION_GAMMA:
        return gsl_cdf_gamma_Pinv(uniform, p[1], distribution->derived);
    case HR_DISTRIBUTION_TRIANGULAR:
        return triangular_quantile(p, uniform);
    case HR_DISTRIBUTION_FAMILY_COUNT:
        break;
    }
    assert(0 && "a known family");
    return NAN;
}

double hr_distribution_mean(const hr_distribution *distribution)
{
    const double *p = distribution->parameters;
    switch (distribution->family) {
    case HR_DISTRIBUTION_CONSTANT:
    case HR_DISTRIBUTION_EXPONENTIAL:
    case HR_DISTRIBUTION_GAMMA:
        return p[0];
    case HR_DISTRIBUTION_LOGNORMAL:
        return p[0] * exp(distribution->derived * distribution->derived / 2);
    case HR_DISTRIBUTION_UNIFORM:
        return (p[0] + p[1]) / 2;
    case HR_DISTRIBUTION_WEIBULL:
        return p[0] * tgamma(1 + 1 / p[1]);
    case HR_DISTRIBUTION_TRIANGULAR:
        return (p[0] + p[1] + p[2]) / 3;
    case HR_DISTRIBUTION_FAMILY_COUNT:
        break;
    }
    assert(0 && "a known family");
    return NAN;
}
