/* Batch files: shared by monte_carlo.c and monte_carlo_parts.c alone. */
#ifndef HR_SIM_ENGINE_MONTE_CARLO_PRIVATE_H
#define HR_SIM_ENGINE_MONTE_CARLO_PRIVATE_H

#include "sim/engine/monte_carlo.h"

uint32_t hr_parts_batch_length(const hr_monte_carlo_options *options, uint32_t batch);

/** Whether a batch is of the own share. */
bool hr_parts_is_own(const hr_monte_carlo_options *options, uint32_t batch);

/** Marks the batches before `end` that have a file in the folder, whatever is in it, and leaves the others as they are.
 *  By the folder's list: on a network's file system, to ask for a file that is not there yet may be to be told for half a
 *  minute that there is none. Returns how many files of ours there are, unfinished ones too. */
size_t hr_parts_list(const hr_monte_carlo_options *options, uint32_t end, uint8_t *is_there);

/** Makes or checks the folder; marks the batches whose parts are there and fit. */
hr_status hr_parts_prepare(const hr_model *model, const hr_monte_carlo_options *options, uint8_t *is_done,
                           hr_error *error);

/** Writes one finished batch. */
hr_status hr_parts_write(const hr_model *model, const hr_monte_carlo_options *options, uint32_t batch,
                         const double *records, hr_error *error);

/** Reads one finished batch, [replication of the batch][layout->length]. */
hr_status hr_parts_read(const hr_monte_carlo_options *options, uint32_t batch, double *records, hr_error *error);

#endif
