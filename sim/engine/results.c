/* Writing result files: HDF5 with dimension scales, as netCDF-4 has them. See results.h.
 *
 * Byte for byte the same for the same content: object times are off, and everything is created in the order of the
 * calls.
 */
#include "sim/engine/results.h"

#include <errno.h>
#include <fcntl.h>
#include <hdf5_hl.h>
#include <libgen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/engine/results_private.h"

enum { COMPRESS_FROM_BYTES = 64 << 10, CHUNK_BYTES = 256 << 10, DEFLATE_LEVEL = 4 };

static hid_t memory_type(hr_results_type type)
{
    switch (type) {
    case HR_RESULTS_DOUBLE:
        return H5T_NATIVE_DOUBLE;
    case HR_RESULTS_INT64:
        return H5T_NATIVE_INT64;
    case HR_RESULTS_INT32:
        return H5T_NATIVE_INT32;
    case HR_RESULTS_UINT8:
        return H5T_NATIVE_UINT8;
    }
    return H5I_INVALID_HID;
}

static hid_t file_type(hr_results_type type)
{
    switch (type) {
    case HR_RESULTS_DOUBLE:
        return H5T_IEEE_F64LE;
    case HR_RESULTS_INT64:
        return H5T_STD_I64LE;
    case HR_RESULTS_INT32:
        return H5T_STD_I32LE;
    case HR_RESULTS_UINT8:
        return H5T_STD_U8LE;
    }
    return H5I_INVALID_HID;
}

static hr_status write_failed(const hr_results *results, const char *what, hr_error *error)
{
    return hr_error_set(error, HR_FAILED, "cannot write %s to %s%s%s", what, results->temporary, errno != 0 ? ": " : "",
                        errno != 0 ? strerror(errno) : "");
}

void hr_results_start_library(void)
{
    H5dont_atexit(); /* at the end the library would try a failed file again, and crash; files are closed by then */
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

/* ---- the file -------------------------------------------------------------------------------------------------- */

hr_status hr_results_create(hr_results *results, const char *target, hr_error *error)
{
    char temporary[HR_RESULTS_PATH_SIZE + sizeof ".tmp"];
    snprintf(temporary, sizeof temporary, "%.*s.tmp", HR_RESULTS_PATH_SIZE, target);
    return hr_results_create_through(results, target, temporary, error);
}

hr_status hr_results_create_through(hr_results *results, const char *target, const char *temporary, hr_error *error)
{
    memset(results, 0, sizeof *results);
    results->file = H5I_INVALID_HID;
    if (strlen(target) >= sizeof results->target || strlen(temporary) >= sizeof results->temporary) {
        return hr_error_set(error, HR_BAD_INPUT, "the path of the result file is too long");
    }
    snprintf(results->target, sizeof results->target, "%s", target);
    snprintf(results->temporary, sizeof results->temporary, "%s", temporary);
    int descriptor = open(results->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0 || (access(target, F_OK) == 0 && access(target, W_OK) != 0)) {
        hr_error_set(error, HR_BAD_INPUT, "cannot write %s: %s", target, strerror(errno));
        if (descriptor >= 0) {
            close(descriptor);
            unlink(results->temporary);
        }
        return HR_BAD_INPUT;
    }
    close(descriptor);
    hr_results_start_library();
    hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_obj_track_times(creation, false);
    results->file = H5Fcreate(results->temporary, H5F_ACC_TRUNC, creation, H5P_DEFAULT);
    H5Pclose(creation);
    if (results->file < 0) {
        unlink(results->temporary);
        return write_failed(results, "a new file", error);
    }
    return HR_OK;
}

static bool flush_to_disk(const char *path, int flags)
{
    int descriptor = open(path, flags | O_CLOEXEC);
    bool is_flushed = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return is_flushed;
}

hr_status hr_results_commit(hr_results *results, hr_error *error)
{
    char folder[HR_RESULTS_PATH_SIZE];
    snprintf(folder, sizeof folder, "%s", results->target);
    errno = 0;
    herr_t closed = H5Fclose(results->file);
    results->file = H5I_INVALID_HID;
    if (closed < 0 || !flush_to_disk(results->temporary, O_RDONLY) ||
        rename(results->temporary, results->target) != 0) {
        write_failed(results, "the last of the data", error);
        unlink(results->temporary);
        return HR_FAILED;
    }
    flush_to_disk(dirname(folder), O_RDONLY | O_DIRECTORY); /* some file systems cannot; the file itself is safe */
    results->temporary[0] = 0;
    return HR_OK;
}

void hr_results_discard(hr_results *results)
{
    if (results->temporary[0] != 0 && results->file > 0) {
        H5Fclose(results->file);
        unlink(results->temporary);
    }
    results->file = H5I_INVALID_HID;
    results->temporary[0] = 0;
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

static hid_t open_target(const hr_results *results, const char *variable)
{
    return variable == NULL ? H5Gopen2(results->file, "/", H5P_DEFAULT)
                            : H5Dopen2(results->file, variable, H5P_DEFAULT);
}

static void close_target(hid_t target, const char *variable)
{
    if (target >= 0) {
        if (variable == NULL) {
            H5Gclose(target);
        } else {
            H5Dclose(target);
        }
    }
}

static hr_status write_attribute(hr_results *results, const char *variable, const char *name, hid_t stored, hid_t given,
                                 const void *value, hr_error *error)
{
    errno = 0;
    hid_t target = open_target(results, variable);
    hid_t space = H5Screate(H5S_SCALAR);
    hid_t attribute = H5Acreate2(target, name, stored, space, H5P_DEFAULT, H5P_DEFAULT);
    herr_t written = H5Awrite(attribute, given, value);
    H5Aclose(attribute);
    H5Sclose(space);
    close_target(target, variable);
    return written < 0 ? write_failed(results, name, error) : HR_OK;
}

hr_status hr_results_attribute_text(hr_results *results, const char *variable, const char *name, const char *text,
                                    hr_error *error)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, strlen(text) + 1);
    H5Tset_cset(type, H5T_CSET_UTF8);
    hr_status status = write_attribute(results, variable, name, type, type, text, error);
    H5Tclose(type);
    return status;
}

hr_status hr_results_attribute_integer(hr_results *results, const char *variable, const char *name, int64_t value,
                                       hr_error *error)
{
    return write_attribute(results, variable, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value, error);
}

hr_status hr_results_attribute_number(hr_results *results, const char *variable, const char *name, double value,
                                      hr_error *error)
{
    return write_attribute(results, variable, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value, error);
}

/* ---- dimensions ------------------------------------------------------------------------------------------------ */

static hid_t creation_list(void)
{
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(list, false);
    return list;
}

static hid_t text_type(void)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

static hr_status make_dataset(hr_results *results, const char *name, hid_t type, hid_t given, hid_t space, hid_t list,
                              const void *data, hr_error *error)
{
    errno = 0;
    hid_t dataset = H5Dcreate2(results->file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    herr_t written = dataset < 0 ? -1 : 0;
    if (written >= 0 && data != NULL) {
        written = H5Dwrite(dataset, given, H5S_ALL, H5S_ALL, H5P_DEFAULT, data);
    }
    if (dataset >= 0) {
        H5Dclose(dataset);
    }
    return written < 0 ? write_failed(results, name, error) : HR_OK;
}

static hr_status make_scale(hr_results *results, const char *name, const char *label, hr_error *error)
{
    hid_t dataset = H5Dopen2(results->file, name, H5P_DEFAULT);
    herr_t made = H5DSset_scale(dataset, label);
    H5Dclose(dataset);
    return made < 0 ? write_failed(results, name, error) : HR_OK;
}

static hr_status describe(hr_results *results, const char *name, const char *units, const char *long_name,
                          hr_error *error)
{
    hr_status status = HR_OK;
    if (units != NULL && units[0] != 0) {
        status = hr_results_attribute_text(results, name, "units", units, error);
    }
    if (status == HR_OK && long_name != NULL && long_name[0] != 0) {
        status = hr_results_attribute_text(results, name, "long_name", long_name, error);
    }
    return status;
}

hr_status hr_results_dimension_labels(hr_results *results, const char *name, size_t length, const char *const *labels,
                                      const char *long_name, hr_error *error)
{
    hsize_t size = length;
    hid_t space = H5Screate_simple(1, &size, NULL);
    hid_t list = creation_list();
    hid_t type = text_type();
    hr_status status = make_dataset(results, name, type, type, space, list, labels, error);
    H5Tclose(type);
    H5Pclose(list);
    H5Sclose(space);
    if (status == HR_OK) {
        status = make_scale(results, name, name, error);
    }
    return status == HR_OK ? describe(results, name, NULL, long_name, error) : status;
}

hr_status hr_results_dimension_values(hr_results *results, const char *name, size_t length, const double *values,
                                      const char *units, const char *long_name, hr_error *error)
{
    hsize_t size = length;
    char label[96];
    hid_t space = H5Screate_simple(1, &size, NULL);
    hid_t list = creation_list();
    hr_status status = make_dataset(results, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, space, list, values, error);
    H5Pclose(list);
    H5Sclose(space);
    /* netCDF's mark of a dimension without coordinates */
    snprintf(label, sizeof label, "This is a netCDF dimension but not a netCDF variable. %9zu", length);
    if (status == HR_OK) {
        status = make_scale(results, name, values != NULL ? name : label, error);
    }
    return status == HR_OK && values != NULL ? describe(results, name, units, long_name, error) : status;
}

/* ---- variables ------------------------------------------------------------------------------------------------- */

static hr_status dimension_length(const hr_results *results, const char *name, hsize_t *length, hr_error *error)
{
    hid_t dataset = H5Dopen2(results->file, name, H5P_DEFAULT);
    if (dataset < 0) {
        return hr_error_set(error, HR_FAILED, "the dimension %s is not in the file", name);
    }
    hid_t space = H5Dget_space(dataset);
    H5Sget_simple_extent_dims(space, length, NULL);
    H5Sclose(space);
    H5Dclose(dataset);
    return HR_OK;
}

static hr_status attach_scales(hr_results *results, const char *name, int count, const char *const *dimensions,
                               hr_error *error)
{
    hid_t dataset = H5Dopen2(results->file, name, H5P_DEFAULT);
    herr_t attached = 0;
    for (int d = 0; d < count && attached >= 0; ++d) {
        hid_t scale = H5Dopen2(results->file, dimensions[d], H5P_DEFAULT);
        attached = H5DSattach_scale(dataset, scale, (unsigned)d);
        H5Dclose(scale);
    }
    H5Dclose(dataset);
    return attached < 0 ? write_failed(results, name, error) : HR_OK;
}

hr_status hr_results_variable(hr_results *results, const char *name, hr_results_type type, int dimension_count,
                              const char *const *dimensions, const char *units, const char *long_name, hr_error *error)
{
    hsize_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    hsize_t chunk[HR_RESULTS_DIMENSIONS_MAX];
    hsize_t row_bytes = H5Tget_size(memory_type(type));
    for (int d = 0; d < dimension_count; ++d) {
        hr_status status = dimension_length(results, dimensions[d], &lengths[d], error);
        if (status != HR_OK) {
            return status;
        }
        chunk[d] = lengths[d];
        row_bytes *= d > 0 ? lengths[d] : 1;
    }
    hid_t list = creation_list();
    if (dimension_count > 0 && row_bytes * lengths[0] > COMPRESS_FROM_BYTES) {
        hsize_t rows = row_bytes < CHUNK_BYTES ? CHUNK_BYTES / row_bytes : 1;
        chunk[0] = rows < lengths[0] ? rows : lengths[0];
        H5Pset_chunk(list, dimension_count, chunk);
        H5Pset_shuffle(list);
        H5Pset_deflate(list, DEFLATE_LEVEL);
    }
    if (type == HR_RESULTS_DOUBLE) {
        double nothing = NAN;
        H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &nothing);
    }
    hid_t space = dimension_count > 0 ? H5Screate_simple(dimension_count, lengths, NULL) : H5Screate(H5S_SCALAR);
    hr_status status = make_dataset(results, name, file_type(type), memory_type(type), space, list, NULL, error);
    H5Sclose(space);
    H5Pclose(list);
    if (status == HR_OK) {
        status = attach_scales(results, name, dimension_count, dimensions, error);
    }
    return status == HR_OK ? describe(results, name, units, long_name, error) : status;
}

static hid_t native_type_of(hid_t dataset)
{
    hid_t stored = H5Dget_type(dataset);
    hid_t native = H5Tget_native_type(stored, H5T_DIR_ASCEND);
    H5Tclose(stored);
    return native;
}

hr_status hr_results_write(hr_results *results, const char *name, const void *data, hr_error *error)
{
    errno = 0;
    hid_t dataset = H5Dopen2(results->file, name, H5P_DEFAULT);
    if (dataset < 0) {
        return write_failed(results, name, error);
    }
    hid_t type = native_type_of(dataset);
    herr_t written = H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data);
    H5Tclose(type);
    H5Dclose(dataset);
    return written < 0 ? write_failed(results, name, error) : HR_OK;
}

hr_status hr_results_write_rows(hr_results *results, const char *name, size_t first, size_t count, const void *data,
                                hr_error *error)
{
    hsize_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    hsize_t start[HR_RESULTS_DIMENSIONS_MAX] = {first};
    errno = 0;
    hid_t dataset = H5Dopen2(results->file, name, H5P_DEFAULT);
    if (dataset < 0) {
        return write_failed(results, name, error);
    }
    hid_t space = H5Dget_space(dataset);
    int dimensions = H5Sget_simple_extent_dims(space, lengths, NULL);
    lengths[0] = count;
    hid_t memory = H5Screate_simple(dimensions, lengths, NULL);
    hid_t type = native_type_of(dataset);
    herr_t written = H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, lengths, NULL);
    if (written >= 0) {
        written = H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, data);
    }
    H5Tclose(type);
    H5Sclose(memory);
    H5Sclose(space);
    H5Dclose(dataset);
    return written < 0 ? write_failed(results, name, error) : HR_OK;
}

hr_status hr_results_write_texts(hr_results *results, const char *name, const char *dimension, const char *const *texts,
                                 const char *long_name, hr_error *error)
{
    hsize_t length = 1;
    hr_status status = dimension != NULL ? dimension_length(results, dimension, &length, error) : HR_OK;
    if (status != HR_OK) {
        return status;
    }
    hid_t space = dimension != NULL ? H5Screate_simple(1, &length, NULL) : H5Screate(H5S_SCALAR);
    hid_t list = creation_list();
    hid_t type = text_type();
    status = make_dataset(results, name, type, type, space, list, texts, error);
    H5Tclose(type);
    H5Pclose(list);
    H5Sclose(space);
    if (status == HR_OK && dimension != NULL) {
        status = attach_scales(results, name, 1, &dimension, error);
    }
    return status == HR_OK ? describe(results, name, NULL, long_name, error) : status;
}
