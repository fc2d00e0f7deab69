/* The table of formats, and how a file finds its row. See formats.h. */
#include "models/files/formats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "models/files/geojson.h"
#include "models/files/gml.h"
#include "models/files/graphml.h"
#include "models/files/network_csv.h"
#include "models/files/network_h5.h"
#include "models/files/sndlib.h"
#include "sim/engine/names.h"

/* Those whose first bytes leave no doubt stand first. */
const hr_graph_format hr_graph_formats[] = {
    {"hdf5",
     "Hedgerow's HDF5",
     {"h5", "hdf5"},
     false,
     hr_network_h5_looks_like,
     hr_network_h5_read,
     hr_network_h5_write},
    {"graphml", "GraphML", {"graphml", "xml"}, false, hr_graphml_looks_like, hr_graphml_read, hr_graphml_write},
    {"sndlib-xml", "SNDlib XML", {"xml"}, false, hr_sndlib_xml_looks_like, hr_sndlib_xml_read, NULL},
    {"sndlib", "SNDlib native", {"txt"}, false, hr_sndlib_native_looks_like, hr_sndlib_native_read, NULL},
    {"gml", "GML", {"gml"}, false, hr_gml_looks_like, hr_gml_read, hr_gml_write},
    {"geojson", "GeoJSON", {"geojson", "json"}, false, NULL, NULL, hr_geojson_write},
    {"csv",
     "CSV of nodes and of edges",
     {"csv", "tsv", "txt"},
     true,
     hr_network_csv_looks_like,
     hr_network_csv_read,
     hr_network_csv_write},
};
const size_t hr_graph_format_count = sizeof hr_graph_formats / sizeof *hr_graph_formats;

enum { FORMATS_MAX = sizeof hr_graph_formats / sizeof *hr_graph_formats, COPY_BLOCK = 1 << 16 };

const hr_graph_format *hr_graph_format_by_name(const char *name, bool to_write, hr_error *error)
{
    const char *names[FORMATS_MAX] = {NULL};
    size_t count = 0;
    char known[HR_ERROR_TEXT_SIZE / 2] = "";
    for (size_t f = 0; f < hr_graph_format_count; ++f) {
        const hr_graph_format *format = &hr_graph_formats[f];
        if (to_write ? format->write == NULL : format->read == NULL) {
            continue;
        }
        if (strcasecmp(name, format->name) == 0) {
            return format;
        }
        size_t length = strlen(known);
        snprintf(known + length, sizeof known - length, "%s%s", count > 0 ? ", " : "", format->name);
        names[count++] = format->name;
    }
    const char *nearest = hr_nearest_name(name, names, count);
    hr_error_set(error, HR_BAD_INPUT, "no format `%.64s` can be %s%s%s%s", name, to_write ? "written" : "read",
                 nearest != NULL ? "; did you mean `" : "; known: ", nearest != NULL ? nearest : known,
                 nearest != NULL ? "`?" : "");
    return NULL;
}

static bool has_extension(const hr_graph_format *format, const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *dot = strrchr(slash != NULL ? slash : name, '.');
    for (int e = 0; dot != NULL && e < HR_FORMAT_EXTENSIONS_MAX && format->extensions[e] != NULL; ++e) {
        if (strcasecmp(dot + 1, format->extensions[e]) == 0) {
            return true;
        }
    }
    return false;
}

const hr_graph_format *hr_graph_format_of(const char *name, const char *head, size_t length)
{
    const hr_graph_format *first = NULL;
    for (size_t f = 0; f < hr_graph_format_count; ++f) {
        const hr_graph_format *format = &hr_graph_formats[f];
        if (format->looks_like == NULL || !format->looks_like(head, length)) {
            continue;
        }
        if (has_extension(format, name)) {
            return format;
        }
        first = first == NULL ? format : first;
    }
    return first;
}

const hr_graph_format *hr_graph_format_by_extension(const char *name)
{
    for (size_t f = 0; f < hr_graph_format_count; ++f) {
        if (hr_graph_formats[f].write != NULL && has_extension(&hr_graph_formats[f], name)) {
            return &hr_graph_formats[f];
        }
    }
    return NULL;
}

/* ---- opening --------------------------------------------------------------------------------------------------- */

static hr_status too_large(const char *name, uint64_t limit, hr_error *error)
{
    return hr_error_at(error, name, 0, 0, NULL, "the file has more than %llu bytes, which is the limit",
                       (unsigned long long)limit);
}

/* A pipe cannot be rewound: what it gives goes to a file without a name. */
static hr_status copy_pipe(hr_graph_file *file, uint64_t limit, hr_error *error)
{
    char block[COPY_BLOCK];
    uint64_t total = 0;
    size_t count = 0;
    hr_status status = HR_OK;
    FILE *copy = tmpfile();
    if (copy == NULL) {
        return hr_error_set(error, HR_FAILED, "cannot make a temporary file for %s: %s", file->name, strerror(errno));
    }
    while (status == HR_OK && (count = fread(block, 1, sizeof block, file->stream)) > 0) {
        total += count;
        if (total > limit) {
            status = too_large(file->name, limit, error);
        } else if (fwrite(block, 1, count, copy) != count) {
            status = hr_error_set(error, HR_FAILED, "cannot keep %s: %s", file->name, strerror(errno));
        }
    }
    if (status == HR_OK && ferror(file->stream)) {
        status = hr_error_set(error, HR_FAILED, "cannot read %s: %s", file->name, strerror(errno));
    }
    if (status != HR_OK) {
        fclose(copy);
        return status;
    }
    if (file->stream != stdin) {
        fclose(file->stream);
    }
    rewind(copy);
    file->stream = copy;
    return HR_OK;
}

static hr_status open_file(hr_graph_file *file, const char *path, uint64_t limit, hr_error *error)
{
    struct stat facts;
    bool is_standard_input = strcmp(path, "-") == 0;
    file->name = is_standard_input ? "standard input" : path;
    file->stream = is_standard_input ? stdin : fopen(path, "rb");
    if (file->stream == NULL || fstat(fileno(file->stream), &facts) != 0) {
        hr_status status = errno == ENOENT || errno == ENOTDIR || errno == EACCES ? HR_BAD_INPUT : HR_FAILED;
        return hr_error_set(error, status, "cannot read %s: %s", file->name, strerror(errno));
    }
    if (S_ISDIR(facts.st_mode)) {
        return hr_error_set(error, HR_BAD_INPUT, "cannot read %s: it is a folder", file->name);
    }
    if (!S_ISREG(facts.st_mode)) {
        return copy_pipe(file, limit, error);
    }
    return (uint64_t)facts.st_size > limit ? too_large(file->name, limit, error) : HR_OK;
}

static void close_file(hr_graph_file *file)
{
    if (file->stream != NULL && file->stream != stdin) {
        fclose(file->stream);
    }
    file->stream = NULL;
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

static hr_status choose(const hr_graph_files *files, const hr_graph_format **format, hr_error *error)
{
    char head[HR_FORMAT_HEAD_SIZE];
    size_t length = fread(head, 1, sizeof head, files->main.stream);
    if (ferror(files->main.stream)) {
        return hr_error_set(error, HR_FAILED, "cannot read %s: %s", files->main.name, strerror(errno));
    }
    rewind(files->main.stream);
    if (length == 0) {
        return hr_error_at(error, files->main.name, 0, 0, NULL, "the file is empty");
    }
    if (*format == NULL) {
        *format = hr_graph_format_of(files->main.name, head, length);
    }
    if (*format == NULL) {
        return hr_error_at(error, files->main.name, 0, 0, NULL,
                           "the file is of no format that can be read (`hedgerow network info --help` lists them)");
    }
    if ((*format)->takes_edges && files->edges.stream == NULL) {
        return hr_error_at(error, files->main.name, 0, 0, NULL,
                           "%s are two files: name the file of edges after the file of nodes", (*format)->title);
    }
    if (!(*format)->takes_edges && files->edges.stream != NULL) {
        return hr_error_at(error, files->edges.name, 0, 0, NULL,
                           "a second file, though %s is %s, which holds nodes and edges", files->main.name,
                           (*format)->title);
    }
    return HR_OK;
}

hr_status hr_graph_read(const hr_graph_source *source, hr_attributed_graph *graph, const hr_graph_format **format,
                        hr_error *error)
{
    hr_graph_files files = {{NULL, NULL}, {NULL, NULL}};
    const hr_graph_format *chosen = source->format;
    hr_status status = open_file(&files.main, source->path, graph->limits.file_bytes, error);
    if (status == HR_OK && source->edges_path != NULL) {
        status = open_file(&files.edges, source->edges_path, graph->limits.file_bytes, error);
    }
    if (status == HR_OK) {
        status = choose(&files, &chosen, error);
    }
    if (status == HR_OK) {
        status = chosen->read(&files, graph, error);
    }
    if (status == HR_OK && graph->node_count == 0) {
        status = hr_error_at(error, files.main.name, 0, 0, NULL, "the graph has no node");
    }
    close_file(&files.main);
    close_file(&files.edges);
    if (format != NULL) {
        *format = chosen;
    }
    return status;
}
