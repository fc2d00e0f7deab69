/* What writing and reading result files share. */
#ifndef HR_ENGINE_RESULTS_PRIVATE_H
#define HR_ENGINE_RESULTS_PRIVATE_H

/** Before the first call of the HDF5 library in every function that opens a file; may be called again. */
void hr_results_start_library(void);

#endif
