/* What a result file holds: its variables and their dimensions, by name. See results.h. */
#include <hdf5_hl.h>
#include <stdlib.h>
#include <string.h>

#include "sim/engine/results.h"

/* ---- variables ------------------------------------------------------------------------------------------------- */

typedef struct {
    char **names;
    size_t count;
    size_t capacity;
} name_list;

static herr_t add_name(hid_t group, const char *name, const H5L_info_t *info, void *context)
{
    name_list *list = context;
    H5O_info_t object;
    (void)info;
    if (H5Oget_info_by_name2(group, name, &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0 ||
        object.type != H5O_TYPE_DATASET) {
        return 0;
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        char **larger = realloc(list->names, capacity * sizeof *larger);
        if (larger == NULL) {
            return -1;
        }
        list->names = larger;
        list->capacity = capacity;
    }
    list->names[list->count] = strdup(name);
    return list->names[list->count++] == NULL ? -1 : 0;
}

hr_status hr_results_list(const hr_results *results, char ***names, size_t *count, hr_error *error)
{
    name_list list = {NULL, 0, 0};
    hsize_t place = 0;
    herr_t is_listed = H5Literate(results->file, H5_INDEX_NAME, H5_ITER_INC, &place, add_name, &list);
    *names = list.names;
    *count = list.count;
    if (is_listed < 0) {
        hr_results_free_texts(list.names, list.count);
        *names = NULL;
        *count = 0;
        return hr_error_set(error, HR_BAD_INPUT, "%s: cannot list its variables", results->target);
    }
    return HR_OK;
}

/* ---- dimensions ------------------------------------------------------------------------------------------------ */

typedef struct {
    char *name;
    size_t size;
} name_room;

static herr_t take_name(hid_t dataset, unsigned dimension, hid_t scale, void *context)
{
    name_room *room = context;
    char path[HR_RESULTS_NAME_SIZE + 1];
    (void)dataset;
    (void)dimension;
    ssize_t length = H5Iget_name(scale, path, sizeof path);
    if (length > 1 && (size_t)length <= room->size) {
        memcpy(room->name, path + 1, (size_t)length); /* without the slash, with the zero at the end */
    }
    return 1; /* the first scale is the dimension */
}

hr_status hr_results_dimensions(const hr_results *results, const char *variable, int *count,
                                char names[HR_RESULTS_DIMENSIONS_MAX][HR_RESULTS_NAME_SIZE], hr_error *error)
{
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    hr_status status = hr_results_shape(results, variable, count, lengths, error);
    if (status != HR_OK) {
        return status;
    }
    hid_t dataset = H5Dopen2(results->file, variable, H5P_DEFAULT);
    bool is_scale = H5DSis_scale(dataset) > 0; /* its own dimension */
    for (int d = 0; d < *count; ++d) {
        name_room room = {names[d], HR_RESULTS_NAME_SIZE};
        names[d][0] = 0;
        if (is_scale) {
            snprintf(names[d], HR_RESULTS_NAME_SIZE, "%.*s", HR_RESULTS_NAME_SIZE - 1, variable);
        } else {
            H5DSiterate_scales(dataset, (unsigned)d, NULL, take_name, &room);
        }
    }
    H5Dclose(dataset);
    return HR_OK;
}
