/* Reading result files. See results.h. */
#include <hdf5_hl.h>
#include <stdlib.h>
#include <string.h>

#include "sim/engine/results.h"
#include "sim/engine/results_private.h"

static hr_status read_failed(const hr_results *results, const char *name, const char *why, hr_error *error)
{
    return hr_error_set(error, HR_BAD_INPUT, "%s: cannot read %s: %s", results->target, name, why);
}

hr_status hr_results_open(hr_results *results, const char *path, hr_error *error)
{
    memset(results, 0, sizeof *results);
    snprintf(results->target, sizeof results->target, "%s", path);
    FILE *stream = fopen(path, "rb");
    results->file = H5I_INVALID_HID;
    if (stream == NULL) {
        return hr_error_set(error, HR_BAD_INPUT, "cannot open %s", path);
    }
    fclose(stream);
    hr_results_start_library();
    results->file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (results->file < 0) {
        return hr_error_set(error, HR_BAD_INPUT, "%s is not a whole HDF5 file", path);
    }
    return HR_OK;
}

void hr_results_close(hr_results *results)
{
    if (results->file > 0) {
        H5Fclose(results->file);
    }
    results->file = H5I_INVALID_HID;
}

bool hr_results_has(const hr_results *results, const char *variable)
{
    return H5Lexists(results->file, variable, H5P_DEFAULT) > 0;
}

static hid_t open_variable(const hr_results *results, const char *variable, hr_error *error)
{
    hid_t dataset = hr_results_has(results, variable) ? H5Dopen2(results->file, variable, H5P_DEFAULT) : -1;
    if (dataset < 0) {
        read_failed(results, variable, "it is not there", error);
    }
    return dataset;
}

static int shape_of(hid_t dataset, hsize_t lengths[HR_RESULTS_DIMENSIONS_MAX])
{
    hid_t space = H5Dget_space(dataset);
    int count = H5Sget_simple_extent_ndims(space);
    if (count > HR_RESULTS_DIMENSIONS_MAX || H5Sget_simple_extent_dims(space, lengths, NULL) < 0) {
        count = -1;
    }
    H5Sclose(space);
    return count;
}

bool hr_results_is_text(const hr_results *results, const char *variable)
{
    hid_t dataset = hr_results_has(results, variable) ? H5Dopen2(results->file, variable, H5P_DEFAULT) : -1;
    if (dataset < 0) {
        return false;
    }
    hid_t stored = H5Dget_type(dataset);
    bool is_text = H5Tis_variable_str(stored) > 0;
    H5Tclose(stored);
    H5Dclose(dataset);
    return is_text;
}

hr_status hr_results_shape(const hr_results *results, const char *variable, int *dimension_count,
                           size_t lengths[HR_RESULTS_DIMENSIONS_MAX], hr_error *error)
{
    hsize_t sizes[HR_RESULTS_DIMENSIONS_MAX];
    hid_t dataset = open_variable(results, variable, error);
    if (dataset < 0) {
        return HR_BAD_INPUT;
    }
    *dimension_count = shape_of(dataset, sizes);
    H5Dclose(dataset);
    if (*dimension_count < 0) {
        return read_failed(results, variable, "it has too many dimensions", error);
    }
    for (int d = 0; d < *dimension_count; ++d) {
        lengths[d] = (size_t)sizes[d];
    }
    return HR_OK;
}

hr_status hr_results_read(const hr_results *results, const char *variable, double **values, size_t *count,
                          hr_error *error)
{
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    int dimensions = 0;
    *values = NULL;
    hr_status status = hr_results_shape(results, variable, &dimensions, lengths, error);
    if (status != HR_OK) {
        return status;
    }
    *count = 1;
    for (int d = 0; d < dimensions; ++d) {
        *count *= lengths[d];
    }
    *values = malloc((*count + 1) * sizeof **values);
    if (*values == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %zu values of %s", *count, variable);
    }
    hid_t dataset = H5Dopen2(results->file, variable, H5P_DEFAULT);
    herr_t is_read = H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, *values);
    H5Dclose(dataset);
    if (is_read < 0) {
        free(*values);
        *values = NULL;
        return read_failed(results, variable, "the file is damaged, or it holds no numbers", error);
    }
    return HR_OK;
}

hr_status hr_results_read_rows(const hr_results *results, const char *variable, size_t first, size_t count,
                               double *values, hr_error *error)
{
    hsize_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    hsize_t start[HR_RESULTS_DIMENSIONS_MAX] = {first};
    hid_t dataset = open_variable(results, variable, error);
    if (dataset < 0) {
        return HR_BAD_INPUT;
    }
    int dimensions = shape_of(dataset, lengths);
    if (dimensions < 1 || first + count > lengths[0]) {
        H5Dclose(dataset);
        return read_failed(results, variable, "it has not that many rows", error);
    }
    hid_t space = H5Dget_space(dataset);
    lengths[0] = count;
    hid_t memory = H5Screate_simple(dimensions, lengths, NULL);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, lengths, NULL);
    herr_t is_read = H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values);
    H5Sclose(memory);
    H5Sclose(space);
    H5Dclose(dataset);
    return is_read < 0 ? read_failed(results, variable, "the file is damaged", error) : HR_OK;
}

hr_status hr_results_read_texts(const hr_results *results, const char *variable, char ***texts, size_t *count,
                                hr_error *error)
{
    hsize_t lengths[HR_RESULTS_DIMENSIONS_MAX] = {1};
    *texts = NULL;
    *count = 0;
    hid_t dataset = open_variable(results, variable, error);
    if (dataset < 0) {
        return HR_BAD_INPUT;
    }
    int dimensions = shape_of(dataset, lengths);
    hid_t stored = H5Dget_type(dataset);
    bool is_text = dimensions <= 1 && dimensions >= 0 && H5Tis_variable_str(stored) > 0;
    H5Tclose(stored);
    if (!is_text) {
        H5Dclose(dataset);
        return read_failed(results, variable, "it holds no texts", error);
    }
    *count = dimensions == 0 ? 1 : (size_t)lengths[0];
    *texts = calloc(*count + 1, sizeof **texts);
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    herr_t is_read = *texts == NULL ? -1 : H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, *texts);
    H5Tclose(type);
    H5Dclose(dataset);
    for (size_t i = 0; i < *count && is_read >= 0; ++i) { /* into memory of our own, so that free() is enough */
        char *copy = strdup((*texts)[i] != NULL ? (*texts)[i] : "");
        H5free_memory((*texts)[i]);
        (*texts)[i] = copy;
    }
    if (is_read < 0) {
        free(*texts);
        *texts = NULL;
        return read_failed(results, variable, "the file is damaged", error);
    }
    return HR_OK;
}

void hr_results_free_texts(char **texts, size_t count)
{
    for (size_t i = 0; i < count && texts != NULL; ++i) {
        free(texts[i]);
    }
    free(texts);
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

static hid_t open_attribute(const hr_results *results, const char *variable, const char *name, hr_error *error)
{
    hid_t attribute = H5Aopen_by_name(results->file, variable == NULL ? "/" : variable, name, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute < 0) {
        read_failed(results, name, "the attribute is not there", error);
    }
    return attribute;
}

hr_status hr_results_read_attribute_text(const hr_results *results, const char *variable, const char *name, char **text,
                                         hr_error *error)
{
    *text = NULL;
    hid_t attribute = open_attribute(results, variable, name, error);
    if (attribute < 0) {
        return HR_BAD_INPUT;
    }
    hid_t type = H5Aget_type(attribute);
    size_t size = H5Tget_size(type);
    bool is_text = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) <= 0;
    *text = is_text ? calloc(size + 1, 1) : NULL;
    herr_t is_read = *text == NULL ? -1 : H5Aread(attribute, type, *text);
    H5Tclose(type);
    H5Aclose(attribute);
    if (is_read < 0) {
        free(*text);
        *text = NULL;
        return read_failed(results, name, "the attribute is no text", error);
    }
    return HR_OK;
}

hr_status hr_results_read_attribute_integer(const hr_results *results, const char *variable, const char *name,
                                            int64_t *value, hr_error *error)
{
    hid_t attribute = open_attribute(results, variable, name, error);
    if (attribute < 0) {
        return HR_BAD_INPUT;
    }
    herr_t is_read = H5Aread(attribute, H5T_NATIVE_INT64, value);
    H5Aclose(attribute);
    return is_read < 0 ? read_failed(results, name, "the attribute is no number", error) : HR_OK;
}

hr_status hr_results_read_attribute_number(const hr_results *results, const char *variable, const char *name,
                                           double *value, hr_error *error)
{
    hid_t attribute = open_attribute(results, variable, name, error);
    if (attribute < 0) {
        return HR_BAD_INPUT;
    }
    herr_t is_read = H5Aread(attribute, H5T_NATIVE_DOUBLE, value);
    H5Aclose(attribute);
    return is_read < 0 ? read_failed(results, name, "the attribute is no number", error) : HR_OK;
}
