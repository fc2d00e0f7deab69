/* Files of networks: one row for each format that can be read or written.
 *
 * A format is recognised by what a file's first bytes look like, never by its name alone; among formats that look alike
 * the extension decides. Adding a format is adding a row and its functions.
 */
#ifndef HR_MODELS_FILES_FORMATS_H
#define HR_MODELS_FILES_FORMATS_H

#include <stdio.h>

#include "models/files/attributed_graph.h"

enum { HR_FORMAT_EXTENSIONS_MAX = 4, HR_FORMAT_HEAD_SIZE = 4096, HR_FORMAT_PATH_SIZE = 4096 };

/* An open file with the name that messages give it. */
typedef struct {
    const char *name;
    FILE *stream;
} hr_graph_file;

/* What a format reads from or writes to: one file, or (CSV) one of nodes and one of edges. Streams of readers can be
 * rewound. A format that a library opens by itself (HDF5) takes the name. */
typedef struct {
    hr_graph_file main;
    hr_graph_file edges; /* stream NULL: there is none */
} hr_graph_files;

typedef struct {
    const char *name;  /* as --format takes it */
    const char *title; /* as people say it */
    const char *extensions[HR_FORMAT_EXTENSIONS_MAX];
    bool takes_edges; /* nodes and edges are two files */
    /* Whether a file that begins so may be of this format; NULL: cannot be read. */
    bool (*looks_like)(const char *head, size_t length);
    /* Errors carry file, line and column where there are any. */
    hr_status (*read)(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error);
    /* Errors of the stream are the caller's to look for; NULL: cannot be written. */
    hr_status (*write)(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error);
} hr_graph_format;

extern const hr_graph_format hr_graph_formats[];
extern const size_t hr_graph_format_count;

/** Format by name, letter case aside, or NULL with a sentence that lists those that can be read (or written). */
const hr_graph_format *hr_graph_format_by_name(const char *name, bool to_write, hr_error *error);

/** Format of a file that begins so: by what it looks like, then by the extension of its name; NULL when unknown. */
const hr_graph_format *hr_graph_format_of(const char *name, const char *head, size_t length);

/** Format to write by the extension of a name, or NULL. */
const hr_graph_format *hr_graph_format_by_extension(const char *name);

/* What to read. */
typedef struct {
    const char *path;              /* `-`: standard input (not HDF5) */
    const char *edges_path;        /* NULL: none */
    const hr_graph_format *format; /* NULL: as the file looks */
} hr_graph_source;

/**
 * Opens and reads a file of a network.
 *
 * @param graph   initialised and empty; freed by the caller, whatever comes back
 * @param format  receives the format that was read; may be NULL
 * @return        HR_BAD_INPUT with the place of a mistake, HR_FAILED when a file cannot be read
 */
hr_status hr_graph_read(const hr_graph_source *source, hr_attributed_graph *graph, const hr_graph_format **format,
                        hr_error *error);

#endif
