/* Networks in HDF5. See network_h5.h.
 *
 * Reading trusts nothing: the checksum first, then every size before memory is asked for, then every offset before it
 * is followed. O(bytes).
 */
#include "models/files/network_h5.h"

#include <errno.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char MAGIC[] = "hedgerow network ";
static const char FORMAT[] = "hedgerow network";
enum {
    DIGITS = 64,
    MAGIC_LENGTH = sizeof MAGIC - 1,
    SUM_AT = MAGIC_LENGTH + 2, /* after the schema and a line end */
    COPY_BLOCK = 1 << 16,
    CHUNK_ITEMS = 1 << 16,
    DEFLATE_LEVEL = 1, /* most of the gain for a third of the time of 6 */
};

/* The program may print nothing that the library says by itself, and must not let it try files again at the end. */
static void start_library(void)
{
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

static bool is_open(hid_t thing)
{
    return thing >= 0;
}

/* ---- the block ------------------------------------------------------------------------------------------------- */

/* SHA-256 of what follows the block, as digits. */
static bool sum_rest(FILE *stream, char digits[DIGITS + 1])
{
    uint8_t block[COPY_BLOCK];
    SHA2_CTX context;
    size_t count = 0;
    if (fseek(stream, HR_NETWORK_H5_BLOCK, SEEK_SET) != 0) {
        return false;
    }
    SHA256Init(&context);
    while ((count = fread(block, 1, sizeof block, stream)) > 0) {
        SHA256Update(&context, block, count);
    }
    return ferror(stream) == 0 && SHA256End(&context, digits) != NULL;
}

static hr_status check_block(const hr_graph_file *file, hr_error *error)
{
    char block[HR_NETWORK_H5_BLOCK];
    char digits[DIGITS + 1];
    if (fread(block, 1, sizeof block, file->stream) != sizeof block) {
        return hr_error_at(error, file->name, 0, 0, NULL, "the file is cut off");
    }
    if (!hr_network_h5_looks_like(block, sizeof block)) {
        return hr_error_at(error, file->name, 0, 0, NULL, "the file is not a network of hedgerow");
    }
    if (block[MAGIC_LENGTH] != '0' + HR_NETWORK_H5_SCHEMA || block[MAGIC_LENGTH + 1] != '\n') {
        return hr_error_at(error, file->name, 0, 0, NULL,
                           "the file is of a newer form than %d, the newest that this program reads",
                           HR_NETWORK_H5_SCHEMA);
    }
    if (!sum_rest(file->stream, digits)) {
        return hr_error_set(error, HR_FAILED, "cannot read %s: %s", file->name, strerror(errno));
    }
    return memcmp(digits, block + SUM_AT, DIGITS) == 0
               ? HR_OK
               : hr_error_at(error, file->name, 0, 0, NULL, "the file is cut off or damaged: its checksum differs");
}

bool hr_network_h5_looks_like(const char *head, size_t length)
{
    return length >= MAGIC_LENGTH && memcmp(head, MAGIC, MAGIC_LENGTH) == 0;
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

typedef struct {
    const char *name; /* of the file */
    hid_t file;
    uint64_t memory_bytes; /* that all arrays together may take */
    uint8_t *texts;
    size_t text_count;
    hr_error *error;
} source;

/* One array and what it should be. */
typedef struct {
    const char *name;
    int rank;
    hsize_t lengths[2]; /* 0: any */
    size_t item_size;
} wanted_array;

static hr_status wrong(const source *s, const char *array, const char *what)
{
    return hr_error_at(s->error, s->name, 0, 0, NULL, "`%s` %s", array, what);
}

static bool is_of_type(hid_t data, size_t item_size)
{
    hid_t type = H5Dget_type(data);
    bool is_right = is_open(type) && H5Tget_class(type) == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_NONE &&
                    H5Tget_size(type) == item_size;
    H5Tclose(type);
    return is_right;
}

/* Checks rank and lengths; those that may be any are filled in. */
static hr_status check_shape(const source *s, hid_t data, wanted_array *wanted, size_t *count)
{
    hsize_t lengths[2] = {1, 1};
    hid_t space = H5Dget_space(data);
    bool is_right = is_open(space) && H5Sget_simple_extent_ndims(space) == wanted->rank &&
                    H5Sget_simple_extent_dims(space, lengths, NULL) == wanted->rank;
    H5Sclose(space);
    for (int d = 0; d < wanted->rank && is_right; ++d) {
        is_right = wanted->lengths[d] == 0 || wanted->lengths[d] == lengths[d];
        wanted->lengths[d] = lengths[d];
    }
    if (!is_right) {
        return wrong(s, wanted->name, "has not the shape that it should have");
    }
    if (lengths[0] > s->memory_bytes || lengths[1] > s->memory_bytes ||
        lengths[0] * lengths[1] > s->memory_bytes / wanted->item_size) {
        return wrong(s, wanted->name, "is larger than what a network may hold");
    }
    *count = (size_t)(lengths[0] * lengths[1]);
    return HR_OK;
}

/* Reads a whole array; the caller frees *items. */
static hr_status read_array(source *s, wanted_array *wanted, void *items_pointer, size_t *count)
{
    void **items = items_pointer;
    hid_t data = H5Dopen2(s->file, wanted->name, H5P_DEFAULT);
    hr_status status = HR_OK;
    *items = NULL;
    *count = 0;
    if (!is_open(data) || !is_of_type(data, wanted->item_size)) {
        status = wrong(s, wanted->name, "is missing or of another type");
    }
    if (status == HR_OK) {
        status = check_shape(s, data, wanted, count);
    }
    if (status == HR_OK) {
        size_t size = *count * wanted->item_size;
        *items = malloc(size + 1);
        if (*items == NULL) {
            status = hr_error_set(s->error, HR_FAILED, "out of memory while reading %s", s->name);
        } else if (H5Dread(data, wanted->item_size == 1 ? H5T_NATIVE_UINT8 : H5T_NATIVE_UINT32, H5S_ALL, H5S_ALL,
                           H5P_DEFAULT, *items) < 0) {
            status = wrong(s, wanted->name, "cannot be read");
        } else {
            s->memory_bytes -= size;
        }
    }
    H5Dclose(data);
    return status;
}

static hr_status read_texts(source *s)
{
    wanted_array wanted = {"texts", 1, {0, 0}, 1};
    hr_status status = read_array(s, &wanted, &s->texts, &s->text_count);
    if (status == HR_OK && (s->text_count == 0 || s->texts[0] != 0 || s->texts[s->text_count - 1] != 0)) {
        status = wrong(s, "texts", "does not begin and end with a zero");
    }
    return status;
}

/* The text at an offset, or NULL when there is none. */
static const char *text_at(const source *s, uint32_t offset)
{
    return offset < s->text_count ? (const char *)s->texts + offset : NULL;
}

static hr_status read_nodes(source *s, hr_attributed_graph *graph)
{
    wanted_array wanted = {"node_id", 1, {0, 0}, sizeof(uint32_t)};
    uint32_t *ids = NULL;
    size_t count = 0;
    hr_status status = read_array(s, &wanted, &ids, &count);
    for (size_t n = 0; n < count && status == HR_OK; ++n) {
        const char *id = text_at(s, ids[n]);
        uint32_t node = 0;
        status = id == NULL ? wrong(s, "node_id", "points outside the texts")
                            : hr_graph_place(s->error, hr_graph_node(graph, id, strlen(id), 0, &node, s->error),
                                             s->name, 0, 0);
    }
    free(ids);
    return status;
}

static hr_status read_edges(source *s, hr_attributed_graph *graph, size_t *count)
{
    wanted_array wanted = {"edge_end", 2, {0, 2}, sizeof(uint32_t)};
    uint32_t *ends = NULL;
    size_t items = 0;
    hr_status status = read_array(s, &wanted, &ends, &items);
    *count = items / 2;
    for (size_t e = 0; e < *count && status == HR_OK; ++e) {
        uint32_t edge = 0;
        if (ends[2 * e] >= graph->node_count || ends[2 * e + 1] >= graph->node_count ||
            ends[2 * e] == ends[2 * e + 1]) {
            status = wrong(s, "edge_end", "does not name two nodes");
        } else {
            status = hr_graph_place(s->error, hr_graph_edge(graph, ends[2 * e], ends[2 * e + 1], 0, &edge, s->error),
                                    s->name, 0, 0);
        }
    }
    free(ends);
    return status;
}

typedef hr_status (*add_attribute)(hr_attributed_graph *graph, const char *name, uint32_t *attribute, hr_error *error);
typedef hr_status (*set_value)(hr_attributed_graph *graph, uint32_t attribute, uint32_t item, const char *text,
                               size_t length, hr_error *error);

/* Attributes of nodes or of edges: names, then a row of values each. */
typedef struct {
    const char *names;
    const char *values;
    size_t item_count;
    add_attribute add;
    set_value set;
} attribute_part;

static hr_status fill_attribute(const source *s, const attribute_part *part, uint32_t name, const uint32_t *values,
                                hr_attributed_graph *graph)
{
    const char *text = text_at(s, name);
    uint32_t attribute = 0;
    hr_status status = text == NULL ? wrong(s, part->names, "points outside the texts")
                                    : part->add(graph, text, &attribute, s->error);
    for (size_t i = 0; i < part->item_count && status == HR_OK; ++i) {
        text = text_at(s, values[i]);
        if (text == NULL) {
            status = wrong(s, part->values, "points outside the texts");
        } else if (values[i] != 0) {
            status = part->set(graph, attribute, (uint32_t)i, text, strlen(text), s->error);
        }
    }
    return hr_graph_place(s->error, status, s->name, 0, 0);
}

static hr_status read_attributes(source *s, const attribute_part *part, hr_attributed_graph *graph)
{
    wanted_array name_array = {part->names, 1, {0, 0}, sizeof(uint32_t)};
    uint32_t *names = NULL;
    uint32_t *values = NULL;
    size_t count = 0;
    size_t value_count = 0;
    hr_status status = read_array(s, &name_array, &names, &count);
    if (status == HR_OK && count > HR_GRAPH_ATTRIBUTES_MAX) {
        status = wrong(s, part->names, "names more attributes than a network may have");
    }
    if (status == HR_OK) {
        wanted_array value_array = {part->values, 2, {0, 0}, sizeof(uint32_t)};
        status = read_array(s, &value_array, &values, &value_count);
        if (status == HR_OK && (value_array.lengths[0] != count || value_array.lengths[1] != part->item_count)) {
            status = wrong(s, part->values, "has not the shape that it should have");
        }
    }
    for (size_t a = 0; a < count && status == HR_OK; ++a) {
        status = fill_attribute(s, part, names[a], values + a * part->item_count, graph);
    }
    free(names);
    free(values);
    return status;
}

static hr_status read_name(const source *s, hr_attributed_graph *graph)
{
    size_t size = 0;
    H5T_class_t class = H5T_NO_CLASS;
    hsize_t length = 0;
    if (H5LTget_attribute_info(s->file, "/", "name", &length, &class, &size) < 0 || class != H5T_STRING ||
        size > sizeof graph->name || H5LTget_attribute_string(s->file, "/", "name", graph->name) < 0) {
        return hr_error_at(s->error, s->name, 0, 0, NULL, "the attribute `name` is missing or too long");
    }
    graph->name[sizeof graph->name - 1] = 0;
    return HR_OK;
}

hr_status hr_network_h5_read(const hr_graph_files *files, hr_attributed_graph *graph, hr_error *error)
{
    source s = {.name = files->main.name, .memory_bytes = graph->limits.memory_bytes, .error = error};
    size_t edge_count = 0;
    if (files->main.stream == stdin || access(files->main.name, R_OK) != 0) {
        return hr_error_at(error, files->main.name, 0, 0, NULL, "HDF5 is read from a file, not from a pipe");
    }
    hr_status status = check_block(&files->main, error);
    if (status != HR_OK) {
        return status;
    }
    start_library();
    s.file = H5Fopen(files->main.name, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (!is_open(s.file)) {
        return hr_error_at(error, files->main.name, 0, 0, NULL, "the HDF5 library cannot open the file");
    }
    status = read_name(&s, graph);
    if (status == HR_OK) {
        status = read_texts(&s);
    }
    if (status == HR_OK) {
        status = read_nodes(&s, graph);
    }
    if (status == HR_OK) {
        status = read_edges(&s, graph, &edge_count);
    }
    const attribute_part parts[] = {
        {"node_attribute", "node_value", graph->node_count, hr_graph_node_attribute, hr_graph_set_node},
        {"edge_attribute", "edge_value", edge_count, hr_graph_edge_attribute, hr_graph_set_edge},
    };
    for (size_t p = 0; p < sizeof parts / sizeof *parts && status == HR_OK; ++p) {
        status = read_attributes(&s, &parts[p], graph);
    }
    free(s.texts);
    H5Fclose(s.file);
    return status;
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

/* Creates an array, with rows of one length if it has two dimensions, compressed from a chunk on. */
static hid_t create_array(hid_t file, const char *name, hid_t type, int rank, const hsize_t lengths[2])
{
    hid_t space = H5Screate_simple(rank, lengths, NULL);
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    hsize_t items = rank == 1 ? lengths[0] : lengths[0] * lengths[1];
    H5Pset_obj_track_times(creation, false);
    if (items > CHUNK_ITEMS) {
        /* chunks along the long side; a row of values is one attribute of neighbouring nodes */
        bool is_wide = rank == 2 && lengths[1] > 2;
        hsize_t chunk[2] = {is_wide ? 1 : CHUNK_ITEMS, rank == 2 ? (is_wide ? CHUNK_ITEMS : lengths[1]) : 0};
        for (int d = 0; d < rank; ++d) {
            chunk[d] = chunk[d] < lengths[d] ? chunk[d] : lengths[d];
        }
        H5Pset_chunk(creation, rank, chunk);
        H5Pset_shuffle(creation);
        H5Pset_deflate(creation, DEFLATE_LEVEL);
    }
    hid_t data = H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    H5Pclose(creation);
    H5Sclose(space);
    return data;
}

static bool write_array(hid_t file, const char *name, hid_t type, int rank, const hsize_t lengths[2], const void *items)
{
    hid_t data = create_array(file, name, type == H5T_NATIVE_UINT8 ? H5T_STD_U8LE : H5T_STD_U32LE, rank, lengths);
    bool is_empty = lengths[0] == 0 || (rank == 2 && lengths[1] == 0);
    bool is_written = is_open(data) && (is_empty || H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, items) >= 0);
    H5Dclose(data);
    return is_written;
}

/* Row `a` of a table that was created empty. */
static bool write_row(hid_t data, hsize_t a, hsize_t length, const uint32_t *items)
{
    const hsize_t start[2] = {a, 0};
    const hsize_t count[2] = {1, length};
    hid_t space = H5Dget_space(data);
    hid_t memory = H5Screate_simple(1, &length, NULL);
    bool is_written = H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
                      H5Dwrite(data, H5T_NATIVE_UINT32, memory, space, H5P_DEFAULT, items) >= 0;
    H5Sclose(memory);
    H5Sclose(space);
    return is_written;
}

/* Names of attributes are not in the graph's own texts: they go behind them, from `start` on. */
static bool write_attributes(hid_t file, const char *names, const char *values, const hr_graph_attributes *attributes,
                             hsize_t item_count, uint32_t *start)
{
    uint32_t offsets[HR_GRAPH_ATTRIBUTES_MAX] = {0};
    const hsize_t name_lengths[2] = {attributes->count, 0};
    const hsize_t lengths[2] = {attributes->count, item_count};
    for (uint32_t a = 0; a < attributes->count; ++a) {
        offsets[a] = *start;
        *start += (uint32_t)strlen(attributes->items[a].name) + 1;
    }
    if (!write_array(file, names, H5T_NATIVE_UINT32, 1, name_lengths, offsets)) {
        return false;
    }
    hid_t data = create_array(file, values, H5T_STD_U32LE, 2, lengths);
    bool is_written = is_open(data);
    for (uint32_t a = 0; a < attributes->count && is_written && item_count > 0; ++a) {
        is_written = write_row(data, a, item_count, attributes->items[a].cells);
    }
    H5Dclose(data);
    return is_written;
}

static void append_names(uint8_t *texts, size_t *length, const hr_graph_attributes *attributes)
{
    for (uint32_t a = 0; a < attributes->count; ++a) {
        size_t size = strlen(attributes->items[a].name) + 1;
        memcpy(texts + *length, attributes->items[a].name, size);
        *length += size;
    }
}

static bool write_texts(hid_t file, const hr_attributed_graph *graph, size_t graph_bytes)
{
    size_t most = graph_bytes + 2 * sizeof graph->node_attributes.items;
    uint8_t *texts = calloc(most, 1);
    size_t length = graph_bytes;
    if (texts == NULL) {
        return false;
    }
    if (graph->text_count > 0) {
        memcpy(texts, graph->texts, graph->text_count);
    }
    append_names(texts, &length, &graph->node_attributes);
    append_names(texts, &length, &graph->edge_attributes);
    const hsize_t lengths[2] = {length, 0};
    bool is_written = write_array(file, "texts", H5T_NATIVE_UINT8, 1, lengths, texts);
    free(texts);
    return is_written;
}

static bool write_graph(hid_t file, const hr_attributed_graph *graph)
{
    static const int schema = HR_NETWORK_H5_SCHEMA;
    size_t graph_bytes = graph->text_count > 0 ? (size_t)graph->text_count : 1;
    uint32_t names = (uint32_t)graph_bytes;
    const hsize_t node_lengths[2] = {graph->node_count, 0};
    const hsize_t edge_lengths[2] = {graph->edge_count, 2};
    return H5LTset_attribute_string(file, "/", "format", FORMAT) >= 0 &&
           H5LTset_attribute_int(file, "/", "schema", &schema, 1) >= 0 &&
           H5LTset_attribute_string(file, "/", "name", graph->name) >= 0 && write_texts(file, graph, graph_bytes) &&
           write_array(file, "node_id", H5T_NATIVE_UINT32, 1, node_lengths, graph->ids) &&
           write_array(file, "edge_end", H5T_NATIVE_UINT32, 2, edge_lengths, graph->ends) &&
           write_attributes(file, "node_attribute", "node_value", &graph->node_attributes, graph->node_count, &names) &&
           write_attributes(file, "edge_attribute", "edge_value", &graph->edge_attributes, graph->edge_count, &names);
}

/* Fills the block of a file that is closed. */
static bool write_block(const char *path)
{
    char block[HR_NETWORK_H5_BLOCK] = "";
    char digits[DIGITS + 1];
    FILE *stream = fopen(path, "r+b");
    if (stream == NULL) {
        return false;
    }
    bool is_written = sum_rest(stream, digits);
    snprintf(block, sizeof block, "%s%d\n%s\n", MAGIC, HR_NETWORK_H5_SCHEMA, digits);
    is_written = is_written && fseek(stream, 0, SEEK_SET) == 0 && fwrite(block, sizeof block, 1, stream) == 1 &&
                 fflush(stream) == 0 && fsync(fileno(stream)) == 0;
    return fclose(stream) == 0 && is_written;
}

hr_status hr_network_h5_write(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error)
{
    if (files->main.stream == stdout) {
        return hr_error_set(error, HR_BAD_INPUT, "HDF5 goes to a file, not to standard output");
    }
    start_library();
    errno = 0;
    hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_obj_track_times(creation, false);
    H5Pset_userblock(creation, HR_NETWORK_H5_BLOCK);
    hid_t file = H5Fcreate(files->main.name, H5F_ACC_TRUNC, creation, H5P_DEFAULT);
    H5Pclose(creation);
    bool is_written = is_open(file) && write_graph(file, graph);
    is_written = is_open(file) && H5Fclose(file) >= 0 && is_written;
    if (!is_written || !write_block(files->main.name)) {
        return hr_error_set(error, HR_FAILED, "cannot write %s%s%s", files->main.name, errno != 0 ? ": " : "",
                            errno != 0 ? strerror(errno) : "");
    }
    return HR_OK;
}
