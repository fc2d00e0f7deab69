/* Writing a graph to files: whole or not at all. */
#ifndef HR_MODELS_FILES_SAVE_H
#define HR_MODELS_FILES_SAVE_H

#include "models/files/formats.h"

/* Where to write. */
typedef struct {
    const char *path;              /* `-`: standard output, where one file is enough and no library opens it */
    const char *edges_path;        /* NULL: where the format takes two files, `-edges` before the extension of `path` */
    const hr_graph_format *format; /* NULL: by the extension of `path` */
} hr_graph_target;

/**
 * Writes each file under a name of its own beside it, and renames it when all of it is on the disk.
 *
 * @return HR_BAD_INPUT when no format is known by that extension; HR_FAILED when a file cannot be written
 */
hr_status hr_graph_save(const hr_graph_target *target, const hr_attributed_graph *graph, hr_error *error);

#endif
