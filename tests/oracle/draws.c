/* The random draws of the program, as a shared library for the second implementation in Python (README.md). Nothing
 * else is shared: uniforms by their key (sim/engine/random.h), and the quantiles of times and of the normal distribution
 * (sim/engine/distribution.h, GSL), so that both sides round alike. Each call O(1). */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "sim/engine/distribution.h"
#include "sim/engine/random.h"

void oracle_pair(uint64_t seed, uint32_t replication, uint32_t purpose, uint32_t entity, uint32_t index,
                 double pair[2]);
double oracle_time(uint32_t family, double first, double second, double third, double uniform);
double oracle_normal(double uniform);

void oracle_pair(uint64_t seed, uint32_t replication, uint32_t purpose, uint32_t entity, uint32_t index, double pair[2])
{
    hr_random random = {seed, replication};
    hr_random_uniform_pair(&random, purpose, entity, index, pair);
}

/* Not a number for parameters that are not allowed. */
double oracle_time(uint32_t family, double first, double second, double third, double uniform)
{
    double parameters[HR_DISTRIBUTION_PARAMETERS_MAX] = {first, second, third};
    hr_distribution distribution;
    hr_error error = {0};
    return hr_distribution_init(&distribution, family, parameters, &error) == HR_OK
               ? hr_distribution_quantile(&distribution, uniform)
               : NAN;
}

double oracle_normal(double uniform)
{
    return gsl_cdf_ugaussian_Pinv(uniform);
}
