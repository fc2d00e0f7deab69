/* Batch files, and their assembly into a result. See monte_carlo.h.
 *
 * A part holds one variable `records` (replication, number), and says in its attributes what run it belongs to:
 * `identity` (the caller's text), `layout` (names and shapes of the record) and `batch_size`. `share_count`, into how
 * many shares the run was cut for whoever wrote it, only helps to say which share is missing.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/engine/monte_carlo_private.h"

enum { LAYOUT_TEXT_SIZE = 16384 };

uint32_t hr_monte_carlo_batch_count(const hr_monte_carlo_options *options)
{
    return (options->replications - 1) / options->batch_size + 1;
}

uint32_t hr_parts_batch_length(const hr_monte_carlo_options *options, uint32_t batch)
{
    uint32_t first = batch * options->batch_size;
    uint32_t rest = options->replications - first;
    return rest < options->batch_size ? rest : options->batch_size;
}

bool hr_parts_is_own(const hr_monte_carlo_options *options, uint32_t batch)
{
    return options->share.count <= 1 || batch % options->share.count == options->share.number;
}

uint32_t hr_monte_carlo_share_size(const hr_monte_carlo_options *options)
{
    uint32_t size = 0;
    for (uint32_t b = 0; b < hr_monte_carlo_batch_count(options); ++b) {
        size += hr_parts_is_own(options, b) ? hr_parts_batch_length(options, b) : 0;
    }
    return size;
}

static void part_path(const hr_monte_carlo_options *options, uint32_t batch, char path[HR_RESULTS_PATH_SIZE])
{
    snprintf(path, HR_RESULTS_PATH_SIZE, "%s/batch-%08u.h5", options->parts_folder, batch);
}

/* Names and shapes of everything in a record: two layouts with the same text mean the same numbers. */
static void layout_text(const hr_record_layout *layout, char text[LAYOUT_TEXT_SIZE])
{
    size_t used = 0;
    text[0] = 0;
    for (int v = 0; v < layout->variable_count && used < LAYOUT_TEXT_SIZE; ++v) {
        const hr_record_variable *variable = &layout->variables[v];
        used += (size_t)snprintf(text + used, LAYOUT_TEXT_SIZE - used, "%s(", variable->name);
        for (int d = 0; d < variable->dimension_count && used < LAYOUT_TEXT_SIZE; ++d) {
            const hr_record_dimension *dimension = &layout->dimensions[variable->dimensions[d]];
            used += (size_t)snprintf(text + used, LAYOUT_TEXT_SIZE - used, "%s=%zu,", dimension->name,
                                     dimension->length);
        }
        used += used < LAYOUT_TEXT_SIZE ? (size_t)snprintf(text + used, LAYOUT_TEXT_SIZE - used, ");") : 0;
    }
    assert(used < LAYOUT_TEXT_SIZE);
}

/* ---- writing a part -------------------------------------------------------------------------------------------- */

static hr_status describe_part(hr_results *part, const hr_model *model, const hr_monte_carlo_options *options,
                               hr_error *error)
{
    char layout[LAYOUT_TEXT_SIZE];
    layout_text(model->layout, layout);
    hr_status status = hr_results_attribute_text(part, NULL, "identity", options->identity, error);
    if (status == HR_OK) {
        status = hr_results_attribute_text(part, NULL, "layout", layout, error);
    }
    if (status == HR_OK) {
        status = hr_results_attribute_integer(part, NULL, "batch_size", options->batch_size, error);
    }
    return status == HR_OK ? hr_results_attribute_integer(part, NULL, "share_count", options->share.count, error)
                           : status;
}

/* Opens a part under a name drawn at random: others may be writing the same one, on a machine that shares nothing with
 * this one but the folder, and then both write the same bytes. */
static hr_status create_part(hr_results *part, const hr_monte_carlo_options *options, uint32_t batch, hr_error *error)
{
    char path[HR_RESULTS_PATH_SIZE];
    char temporary[HR_RESULTS_PATH_SIZE + 32];
    uint64_t mark;
    memset(part, 0, sizeof *part);
    part_path(options, batch, path);
    if (getrandom(&mark, sizeof mark, 0) != (ssize_t)sizeof mark) {
        return hr_error_set(error, HR_FAILED, "cannot name a temporary file: %s", strerror(errno));
    }
    snprintf(temporary, sizeof temporary, "%s.%016llx.tmp", path, (unsigned long long)mark);
    hr_status status = hr_results_create_through(part, path, temporary, error);
    return status == HR_OK ? HR_OK : HR_FAILED; /* the folder was fine when the run began */
}

hr_status hr_parts_write(const hr_model *model, const hr_monte_carlo_options *options, uint32_t batch,
                         const double *records, hr_error *error)
{
    static const char *const dimensions[] = {"replication", "number"};
    hr_results part;
    hr_status status = create_part(&part, options, batch, error);
    if (status != HR_OK) {
        return status;
    }
    status = hr_results_dimension_values(&part, "replication", hr_parts_batch_length(options, batch), NULL, NULL, NULL,
                                         error);
    if (status == HR_OK) {
        status = hr_results_dimension_values(&part, "number", model->layout->length, NULL, NULL, NULL, error);
    }
    if (status == HR_OK) {
        status = hr_results_variable(&part, "records", HR_RESULTS_DOUBLE, 2, dimensions, NULL, NULL, error);
    }
    if (status == HR_OK) {
        status = hr_results_write(&part, "records", records, error);
    }
    if (status == HR_OK) {
        status = describe_part(&part, model, options, error);
    }
    if (status == HR_OK) {
        status = hr_results_commit(&part, error);
    }
    hr_results_discard(&part);
    return status;
}

/* ---- looking at what is there ---------------------------------------------------------------------------------- */

static bool is_attribute_equal(const hr_results *part, const char *name, const char *wanted)
{
    char *text = NULL;
    bool is_equal = hr_results_read_attribute_text(part, NULL, name, &text, NULL) == HR_OK && strcmp(text, wanted) == 0;
    free(text);
    return is_equal;
}

/* Whether the file of a batch is whole; one of another run is an error. */
static hr_status look_at_part(const hr_model *model, const hr_monte_carlo_options *options, uint32_t batch,
                              uint8_t *is_whole, uint32_t *share_count, hr_error *error)
{
    char path[HR_RESULTS_PATH_SIZE];
    char layout[LAYOUT_TEXT_SIZE];
    hr_results part;
    double batch_size = 0;
    double shares = 0;
    int dimensions = 0;
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    part_path(options, batch, path);
    *is_whole = 0;
    if (hr_results_open(&part, path, NULL) != HR_OK) {
        return HR_OK; /* truncated by a crash */
    }
    layout_text(model->layout, layout);
    bool is_ours = is_attribute_equal(&part, "identity", options->identity) &&
                   is_attribute_equal(&part, "layout", layout) &&
                   hr_results_read_attribute_number(&part, NULL, "batch_size", &batch_size, NULL) == HR_OK &&
                   batch_size == options->batch_size;
    bool has_shape = hr_results_shape(&part, "records", &dimensions, lengths, NULL) == HR_OK && dimensions == 2 &&
                     lengths[1] == model->layout->length;
    hr_results_read_attribute_number(&part, NULL, "share_count", &shares, NULL);
    hr_results_close(&part);
    if (!is_ours) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "%s belongs to another run (scenario, seed, version or batch size differ): "
                            "give another result file, or remove the folder",
                            path);
    }
    /* a last batch of a shorter run is run again at its full length */
    *is_whole = has_shape && lengths[0] == hr_parts_batch_length(options, batch);
    if (shares > *share_count && shares <= UINT32_MAX) {
        *share_count = (uint32_t)shares;
    }
    return HR_OK;
}

/* Whether a name is that of a batch, or of one that was not finished: batch-00000042.h5.SOMETHING.tmp. */
static bool is_part_name(const char *name, uint32_t *batch, bool *is_finished)
{
    int end = 0;
    if (sscanf(name, "batch-%8u.h5%n", batch, &end) != 1 || end == 0) {
        return false;
    }
    size_t length = strlen(name);
    *is_finished = name[end] == 0;
    return *is_finished || (name[end] == '.' && strcmp(name + length - 4, ".tmp") == 0);
}

size_t hr_parts_list(const hr_monte_carlo_options *options, uint32_t end, uint8_t *is_there)
{
    size_t count = 0;
    DIR *directory = opendir(options->parts_folder);
    struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        uint32_t batch;
        bool is_finished;
        if (is_part_name(entry->d_name, &batch, &is_finished)) {
            ++count;
            if (is_finished && batch < end) {
                is_there[batch] = 1;
            }
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    return count;
}

/* Which batches are there and fit; with `is_removing`, the files of the own share that do not fit are removed. */
static hr_status find_parts(const hr_model *model, const hr_monte_carlo_options *options, bool is_removing,
                            uint8_t *is_there, uint32_t *share_count, hr_error *error)
{
    uint32_t batch_count = hr_monte_carlo_batch_count(options);
    hr_status status = HR_OK;
    memset(is_there, 0, batch_count);
    hr_parts_list(options, batch_count, is_there);
    for (uint32_t b = 0; b < batch_count && status == HR_OK; ++b) {
        if (!is_there[b]) {
            continue;
        }
        status = look_at_part(model, options, b, &is_there[b], share_count, error);
        if (status == HR_OK && is_removing && !is_there[b] && hr_parts_is_own(options, b)) {
            char path[HR_RESULTS_PATH_SIZE];
            part_path(options, b, path);
            unlink(path);
        }
    }
    return status;
}

hr_status hr_monte_carlo_find(const hr_model *model, const hr_monte_carlo_options *options, uint8_t *is_there,
                              uint32_t *share_count, hr_error *error)
{
    return find_parts(model, options, false, is_there, share_count, error);
}

hr_status hr_parts_prepare(const hr_model *model, const hr_monte_carlo_options *options, uint8_t *is_done,
                           hr_error *error)
{
    const char *folder = options->parts_folder;
    uint32_t share_count = 0;
    if (strlen(folder) + 64 > HR_RESULTS_PATH_SIZE) {
        return hr_error_set(error, HR_BAD_INPUT, "the path of the result file is too long");
    }
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        return hr_error_set(error, HR_BAD_INPUT, "cannot make the folder %s: %s", folder, strerror(errno));
    }
    if (access(folder, R_OK | W_OK | X_OK) != 0) {
        return hr_error_set(error, HR_BAD_INPUT, "cannot write to the folder %s: %s", folder, strerror(errno));
    }
    if (!options->resume && hr_parts_list(options, 0, is_done) > 0) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "%s holds batches of a run that was not finished: add --resume to go on with "
                            "it, or remove the folder",
                            folder);
    }
    return find_parts(model, options, true, is_done, &share_count, error);
}

void hr_monte_carlo_clean(const hr_monte_carlo_options *options)
{
    DIR *directory = opendir(options->parts_folder);
    struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        uint32_t batch;
        bool is_finished;
        if (is_part_name(entry->d_name, &batch, &is_finished)) {
            unlinkat(dirfd(directory), entry->d_name, 0);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    rmdir(options->parts_folder); /* stays when somebody else keeps something there */
}

/* ---- assembly -------------------------------------------------------------------------------------------------- */

static hr_status create_dimensions(const hr_record_layout *layout, uint32_t replications, hr_results *results,
                                   hr_error *error)
{
    double *numbers = malloc(replications * sizeof *numbers);
    if (numbers == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u replications", replications);
    }
    for (uint32_t k = 0; k < replications; ++k) {
        numbers[k] = k;
    }
    hr_status status = hr_results_dimension_values(results, "replication", replications, numbers, NULL,
                                                   "number of the replication", error);
    free(numbers);
    for (int d = 0; d < layout->dimension_count && status == HR_OK; ++d) {
        const hr_record_dimension *dimension = &layout->dimensions[d];
        if (hr_results_has(results, dimension->name)) {
            continue;
        }
        status = dimension->labels != NULL
                     ? hr_results_dimension_labels(results, dimension->name, dimension->length, dimension->labels,
                                                   dimension->long_name, error)
                     : hr_results_dimension_values(results, dimension->name, dimension->length, dimension->values,
                                                   dimension->units, dimension->long_name, error);
    }
    return status;
}

static hr_status create_variables(const hr_record_layout *layout, hr_results *results, hr_error *error)
{
    hr_status status = HR_OK;
    for (int v = 0; v < layout->variable_count && status == HR_OK; ++v) {
        const hr_record_variable *variable = &layout->variables[v];
        const char *names[HR_RESULTS_DIMENSIONS_MAX] = {"replication"};
        for (int d = 0; d < variable->dimension_count; ++d) {
            names[d + 1] = layout->dimensions[variable->dimensions[d]].name;
        }
        status = hr_results_variable(results, variable->name, HR_RESULTS_DOUBLE, variable->dimension_count + 1, names,
                                     variable->units, variable->long_name, error);
    }
    return status;
}

hr_status hr_parts_read(const hr_monte_carlo_options *options, uint32_t batch, double *records, hr_error *error)
{
    char path[HR_RESULTS_PATH_SIZE];
    hr_results part;
    part_path(options, batch, path);
    hr_status status = hr_results_open(&part, path, error);
    if (status == HR_OK) {
        status = hr_results_read_rows(&part, "records", 0, hr_parts_batch_length(options, batch), records, error);
    }
    hr_results_close(&part);
    return status == HR_OK ? HR_OK : HR_FAILED; /* our own file, written before */
}

hr_status hr_monte_carlo_collect(const hr_model *model, const hr_monte_carlo_options *options, double **records,
                                 hr_error *error)
{
    size_t length = model->layout->length;
    *records = malloc(options->replications * length * sizeof **records + 1);
    if (*records == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u replications", options->replications);
    }
    hr_status status = HR_OK;
    for (uint32_t b = 0; b < hr_monte_carlo_batch_count(options) && status == HR_OK; ++b) {
        status = hr_parts_read(options, b, *records + (size_t)b * options->batch_size * length, error);
    }
    if (status != HR_OK) {
        free(*records);
        *records = NULL;
    }
    return status;
}

/* Reads one part and writes its variables' columns. */
static hr_status append_part(const hr_model *model, const hr_monte_carlo_options *options, uint32_t batch,
                             double *records, double *column, hr_results *results, hr_error *error)
{
    uint32_t count = hr_parts_batch_length(options, batch);
    size_t length = model->layout->length;
    hr_status status = hr_parts_read(options, batch, records, error);
    for (int v = 0; v < model->layout->variable_count && status == HR_OK; ++v) {
        const hr_record_variable *variable = &model->layout->variables[v];
        for (uint32_t k = 0; k < count; ++k) {
            memcpy(column + k * variable->length, records + k * length + variable->offset,
                   variable->length * sizeof *column);
        }
        status = hr_results_write_rows(results, variable->name, (size_t)batch * options->batch_size, count, column,
                                       error);
    }
    return status;
}

hr_status hr_monte_carlo_assemble(const hr_model *model, const hr_monte_carlo_options *options, hr_results *results,
                                  hr_error *error)
{
    size_t room = options->batch_size * model->layout->length * sizeof(double) + 1;
    double *records = malloc(room);
    double *column = malloc(room);
    hr_status status = records == NULL || column == NULL
                           ? hr_error_set(error, HR_FAILED, "out of memory for a batch")
                           : create_dimensions(model->layout, options->replications, results, error);
    if (status == HR_OK) {
        status = create_variables(model->layout, results, error);
    }
    for (uint32_t b = 0; b < hr_monte_carlo_batch_count(options) && status == HR_OK; ++b) {
        status = append_part(model, options, b, records, column, results, error);
    }
    free(records);
    free(column);
    return status;
}
