/* Which inputs matter: variance-based indices and elementary effects, with intervals, from the outputs of a design
 * (sim/engine/design.h) whose rows were simulated, each by the same number of replications.
 *
 * Outputs are a table [row of the design][replication], rows in the design's order. What is analysed is the mean over
 * replications as a function of the inputs. For a statistic that is no mean, an effectiveness say, give value +
 * influence of every replication (its pseudo-values): their mean is the value and their spread is its error.
 *
 * Simulation noise. A row's mean over R replications is its true mean and an error; squared differences count the error
 * as if inputs had made it. Every product of two row means P Q is therefore replaced by the mean of P(r) Q(s) over
 * pairs of different replications r and s, which is free of it, whether the rows share their random numbers or not
 * (a U-statistic; equal to P Q - covariance / R). With one replication outputs are taken as exact.
 *   Intervals hold for the blocks that were drawn and for the replications: hr_statistics_crossed on influence values,
 * so error that all rows share through common random numbers is not taken for agreement.
 *
 * Conventions of statistics.h: NaN is unknown, a NaN among the outputs makes everything NaN. Indices are not clipped:
 * an estimate of a small one may fall below 0, as its interval says.
 */
#ifndef HR_ANALYSIS_SENSITIVITY_H
#define HR_ANALYSIS_SENSITIVITY_H

#include "analysis/statistics.h"
#include "sim/engine/design.h"
#include "sim/engine/error.h"

/* One input's shares of the output's variance. */
typedef struct {
    hr_estimate first;       /* S: what fixing it would take away, on average over where */
    hr_estimate total;       /* T: what is left when all others are fixed; 0: it does not matter at all */
    hr_estimate interaction; /* T - S: what it does only together with others */
} hr_sensitivity_shares;

typedef struct {
    hr_estimate mean;     /* of the output over all inputs */
    hr_estimate variance; /* of the output over all inputs, without simulation noise */
    hr_estimate additive; /* sum of S: the share that inputs explain one by one */
    double noise_share;   /* of the variance of row means, what simulation noise makes; NaN for one replication */
} hr_sensitivity_output;

/**
 * First-order and total indices from a SALTELLI design of N blocks, y less its mean over all A and B:
 *
 *   V    = sum (y(A)^2 + y(B)^2) / 2 N
 *   S(i) = sum y(B) (y(A with i from B) - y(A)) / N V            (Saltelli et al. 2010, table 2 (b))
 *   T(i) = sum (y(A) - y(A with i from B))^2 / 2 N V             (Jansen, Comput. Phys. Commun. 117, 1999, 35-43)
 *
 * Intervals by influence values of blocks and replications, t: see sensitivity.c why not by the bootstrap.
 *
 * @param outputs  [design->row_count][replications]
 * @param output   written
 * @param shares   design->input_count, written
 * @return         HR_FAILED without memory
 *
 * Nothing varies: shares are NaN. O(rows replications) time.
 */
hr_status hr_sensitivity_variance(const hr_design *design, const double *outputs, size_t replications,
                                  double confidence, hr_sensitivity_output *output, hr_sensitivity_shares *shares,
                                  hr_error *error);

/* One input's elementary effects: by how much the output changes when the input moves by half its range, times two; so
 * in the output's unit per range of the input. */
typedef struct {
    hr_estimate mean;          /* mu: the direction that the input pushes on the whole */
    hr_estimate mean_absolute; /* mu*: how much it matters, whatever the direction; rank by this */
    hr_estimate deviation;     /* sigma, without simulation noise: not 0 when it is curved or works through others */
    double noise;              /* the mu* that simulation noise alone would make; NaN for one replication */
} hr_sensitivity_effects;

/**
 * Elementary effects from a MORRIS design (Morris 1991; mu*: Campolongo, Cariboni and Saltelli, Environ. Modell. &
 * Software 22, 2007, 1509-1518).
 *
 * An absolute value cannot be rid of noise as products are: compare mu* with `noise`. No end of the intervals of mu*
 * and sigma is below 0.
 *
 * @param outputs  [design->row_count][replications]
 * @param effects  design->input_count, written
 * @return         HR_FAILED without memory
 *
 * O(rows replications) time.
 */
hr_status hr_sensitivity_morris(const hr_design *design, const double *outputs, size_t replications, double confidence,
                                hr_sensitivity_effects *effects, hr_error *error);

#endif
