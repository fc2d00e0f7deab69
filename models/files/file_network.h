/* A network that a scenario takes from a file: what it says of the file, and what came of reading it. Shared by all
 * scenarios that say the same (points of sweeps, ends of assumptions), so that the file is read once.
 */
#ifndef HR_MODELS_FILES_FILE_NETWORK_H
#define HR_MODELS_FILES_FILE_NETWORK_H

#include <stdatomic.h>

#include "models/files/formats.h"
#include "models/files/import.h"

typedef struct {
    char path[HR_FORMAT_PATH_SIZE];
    char edges[HR_FORMAT_PATH_SIZE];  /* empty: none */
    char places[HR_FORMAT_PATH_SIZE]; /* empty: none */
    char format[HR_NAME_SIZE];        /* empty: as the file looks */
    hr_import_parameters import;
} hr_file_parameters;

typedef struct {
    hr_file_parameters parameters;
    const hr_graph_format *format;
    hr_import import;
    atomic_uint owners;
} hr_file_network;

/** Reads the files and says what they mean. HR_BAD_INPUT with the place of a mistake; HR_FAILED without memory. */
hr_status hr_file_network_read(hr_file_network **network, const hr_file_parameters *parameters, hr_error *error);

/** One more owner; returns the network. */
hr_file_network *hr_file_network_share(hr_file_network *network);
/** One owner less; the last frees it. NULL: nothing. */
void hr_file_network_release(hr_file_network *network);

/** Whether two say the same of the same files. Padding may make equal ones look different, never the reverse. */
bool hr_file_parameters_are_same(const hr_file_parameters *one, const hr_file_parameters *other);

#endif
