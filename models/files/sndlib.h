/* Networks of SNDlib, the library of survivable fixed telecommunication network design, in its two formats.
 *
 * A node's position becomes `x` and `y`, or `lon` and `lat` where the file says that it is geographical (only XML can). */
#ifndef HR_MODELS_FILES_SNDLIB_H
#define HR_MODELS_FILES_SNDLIB_H

#include "models/files/formats.h"

bool hr_sndlib_native_looks_like(const char *head, size_t length);
/** O(bytes). */
hr_status hr_sndlib_native_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error);

bool hr_sndlib_xml_looks_like(const char *head, size_t length);
/** O(bytes). */
hr_status hr_sndlib_xml_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error);

#endif
