/* Writing a graph to files. See save.h. */
#include "models/files/save.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A file in the making. */
typedef struct {
    const char *path;
    char temporary[HR_FORMAT_PATH_SIZE];
    FILE *stream;
    bool is_standard_output;
} growing_file;

static hr_status cannot_write(const char *path, hr_error *error)
{
    return hr_error_set(error, HR_FAILED, "cannot write %s: %s", path, strerror(errno));
}

static hr_status begin(growing_file *file, const char *path, hr_error *error)
{
    file->path = path;
    file->is_standard_output = strcmp(path, "-") == 0;
    int length = snprintf(file->temporary, sizeof file->temporary, "%s.part", path);
    if (length < 0 || (size_t)length >= sizeof file->temporary) {
        return hr_error_set(error, HR_FAILED, "the path %.64s... is too long", path);
    }
    file->stream = file->is_standard_output ? stdout : fopen(file->temporary, "wb");
    return file->stream != NULL ? HR_OK : cannot_write(path, error);
}

static hr_status end(growing_file *file, hr_status status, hr_error *error)
{
    if (file->stream == NULL) {
        return status;
    }
    bool is_whole = fflush(file->stream) == 0 && !ferror(file->stream) &&
                    (file->is_standard_output || fsync(fileno(file->stream)) == 0);
    if (!file->is_standard_output) {
        is_whole = fclose(file->stream) == 0 && is_whole;
    }
    file->stream = NULL;
    if (status == HR_OK && !is_whole) {
        status = cannot_write(file->path, error);
    }
    return status;
}

static hr_status settle(const growing_file *file, hr_status status, hr_error *error)
{
    if (file->is_standard_output || file->path == NULL) {
        return status;
    }
    if (status == HR_OK && rename(file->temporary, file->path) != 0) {
        status = cannot_write(file->path, error);
    }
    if (status != HR_OK) {
        unlink(file->temporary);
    }
    return status;
}

/* nodes.csv: nodes-edges.csv. */
static hr_status name_edges(const char *path, char *name, size_t size, hr_error *error)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    int stem = (int)(dot != NULL ? (size_t)(dot - path) : strlen(path));
    int length = snprintf(name, size, "%.*s-edges%s", stem, path, dot != NULL ? dot : "");
    return length > 0 && (size_t)length < size ? HR_OK
                                               : hr_error_set(error, HR_FAILED, "the path %.64s... is too long", path);
}

static hr_status write_files(const hr_graph_format *format, growing_file files[2], const hr_attributed_graph *graph,
                             hr_error *error)
{
    const hr_graph_files open = {{files[0].temporary, files[0].stream}, {files[1].temporary, files[1].stream}};
    return format->write(graph, &open, error);
}

hr_status hr_graph_save(const hr_graph_target *target, const hr_attributed_graph *graph, hr_error *error)
{
    char edges[HR_FORMAT_PATH_SIZE] = "";
    growing_file files[2] = {{.path = NULL}, {.path = NULL}};
    const hr_graph_format *format = target->format != NULL ? target->format
                                                           : hr_graph_format_by_extension(target->path);
    hr_status status = HR_OK;
    if (format == NULL || format->write == NULL) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "what format should %.256s be? its extension does not say: use --format", target->path);
    }
    if (format->takes_edges) {
        status = target->edges_path != NULL ? HR_OK : name_edges(target->path, edges, sizeof edges, error);
        if (status == HR_OK && strcmp(target->path, "-") == 0 && target->edges_path == NULL) {
            return hr_error_set(error, HR_BAD_INPUT, "%s takes two files: it cannot go to standard output",
                                format->title);
        }
    }
    if (status == HR_OK) {
        status = begin(&files[0], target->path, error);
    }
    if (status == HR_OK && format->takes_edges) {
        status = begin(&files[1], target->edges_path != NULL ? target->edges_path : edges, error);
    }
    if (status == HR_OK) {
        status = write_files(format, files, graph, error);
    }
    for (int f = 0; f < 2; ++f) {
        status = end(&files[f], status, error);
    }
    for (int f = 0; f < 2; ++f) {
        status = settle(&files[f], status, error);
    }
    return status;
}
