/* Areas and regions: numbers, or names that become numbers in the order of the file. See import.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/files/import_private.h"

enum { AREAS_MAX = 1 << 24, REGIONS_MAX = 1 << 16 };

static bool is_number_below(const char *text, uint32_t most)
{
    return text[0] != 0 && strlen(text) <= 8 && text[strspn(text, "0123456789")] == 0 && strtoul(text, NULL, 10) < most;
}

static bool are_numbers(const hr_importer *importer, hr_import_column column, uint32_t most)
{
    for (uint32_t n = 0; n < importer->import->file_nodes; ++n) {
        const char *text = hr_import_text(importer, column, n);
        if (text != NULL && !is_number_below(text, most)) {
            return false;
        }
    }
    return true;
}

/* Numbers of the file's nodes by a column; nodes that it leaves out get *next each, which is then the next free one. */
static hr_status number_by_column(hr_importer *importer, hr_import_column column, uint32_t most, bool each_its_own,
                                  uint32_t *numbers, hr_error *error)
{
    const hr_graph_attribute *attribute = importer->columns[column];
    uint32_t count = importer->import->file_nodes;
    bool have_numbers = attribute != NULL && are_numbers(importer, column, most);
    uint32_t next = 0;
    hr_text_index index;
    hr_status status = HR_OK;
    uint32_t *cells = calloc(count, sizeof *cells); /* of the first node of each name */
    uint32_t *number_of = calloc(count, sizeof *number_of);
    hr_text_index_init(&index);
    if (cells == NULL || number_of == NULL) {
        status = hr_error_set(error, HR_FAILED, "out of memory for the areas of %u nodes", count);
    }
    for (uint32_t n = 0; n < count && status == HR_OK && attribute != NULL; ++n) {
        const char *text = hr_import_text(importer, column, n);
        uint32_t first = n;
        if (text == NULL) {
            continue;
        }
        if (have_numbers) {
            numbers[n] = (uint32_t)strtoul(text, NULL, 10);
            next = numbers[n] >= next ? numbers[n] + 1 : next;
        } else if (hr_text_index_find(&index, importer->graph->texts, cells, text, strlen(text), &first)) {
            numbers[n] = number_of[first];
        } else {
            cells[n] = attribute->cells[n];
            numbers[n] = number_of[n] = next++;
            status = hr_text_index_add(&index, importer->graph->texts, cells, n, error);
        }
    }
    for (uint32_t n = 0; n < count && status == HR_OK; ++n) {
        if (attribute == NULL || attribute->cells[n] == 0) {
            numbers[n] = next;
            next += each_its_own;
        }
    }
    if (status == HR_OK && next > most) {
        status = hr_import_mistake(importer, false, count, error, "more than %u different values of %s", most,
                                   importer->columns[column] != NULL ? importer->columns[column]->name : "area");
    }
    hr_text_index_free(&index);
    free(cells);
    free(number_of);
    return status;
}

/* ---- areas by position ----------------------------------------------------------------------------------------- */

typedef struct {
    uint64_t place; /* both floats' bits */
    uint32_t node;
} placed_node;

static int compare_places(const void *left, const void *right)
{
    const placed_node *a = left;
    const placed_node *b = right;
    if (a->place != b->place) {
        return a->place < b->place ? -1 : 1;
    }
    return (a->node > b->node) - (a->node < b->node);
}

static uint64_t place_of(const hr_import_node *node)
{
    uint32_t bits[2];
    float place[2] = {node->latitude + 0.0F, node->longitude + 0.0F}; /* -0 is 0 */
    memcpy(bits, place, sizeof bits);
    return (uint64_t)bits[0] << 32 | bits[1];
}

/* Every node of a position gets the number of its first node. */
static hr_status join_places(const hr_import *import, uint32_t *numbers, hr_error *error)
{
    placed_node *placed = malloc((size_t)import->file_nodes * sizeof *placed);
    uint32_t count = 0;
    if (placed == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the areas of %u nodes", import->file_nodes);
    }
    for (uint32_t n = 0; n < import->file_nodes; ++n) {
        if (!isnan(import->nodes[n].latitude)) {
            placed[count++] = (placed_node){place_of(&import->nodes[n]), n};
        }
    }
    qsort(placed, count, sizeof *placed, compare_places);
    for (uint32_t i = 1; i < count; ++i) {
        if (placed[i].place == placed[i - 1].place) {
            numbers[placed[i].node] = numbers[placed[i - 1].node];
        }
    }
    free(placed);
    return HR_OK;
}

/* Numbers without gaps, in the order of their first nodes. */
static hr_status close_gaps(uint32_t *numbers, uint32_t count, hr_error *error)
{
    uint32_t *closed = malloc((size_t)count * sizeof *closed);
    uint32_t next = 0;
    if (closed == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the areas of %u nodes", count);
    }
    for (uint32_t n = 0; n < count; ++n) { /* numbers[n] <= n here, and the first of a number has it */
        closed[n] = numbers[n] == n ? next++ : closed[numbers[n]];
    }
    memcpy(numbers, closed, (size_t)count * sizeof *numbers);
    free(closed);
    return HR_OK;
}

static hr_status number_areas(hr_importer *importer, uint32_t *numbers, hr_error *error)
{
    hr_import *import = importer->import;
    if (importer->columns[HR_COLUMN_AREA] != NULL) {
        return number_by_column(importer, HR_COLUMN_AREA, AREAS_MAX, true, numbers, error);
    }
    for (uint32_t n = 0; n < import->file_nodes; ++n) {
        numbers[n] = n;
    }
    hr_status status = join_places(import, numbers, error);
    status = status == HR_OK ? close_gaps(numbers, import->file_nodes, error) : status;
    if (status == HR_OK) {
        hr_import_say(import, "areas", true, import->file_nodes,
                      "No areas are given: nodes at one position share one, others have one of their own.");
    }
    return status;
}

hr_status hr_import_read_areas(hr_importer *importer, hr_error *error)
{
    hr_import *import = importer->import;
    uint32_t *numbers = calloc((size_t)import->file_nodes, sizeof *numbers);
    if (numbers == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the areas of %u nodes", import->file_nodes);
    }
    hr_status status = number_areas(importer, numbers, error);
    for (uint32_t n = 0; n < import->file_nodes && status == HR_OK; ++n) {
        import->nodes[n].area = numbers[n];
    }
    status = status == HR_OK ? number_by_column(importer, HR_COLUMN_REGION, REGIONS_MAX, false, numbers, error)
                             : status;
    for (uint32_t n = 0; n < import->file_nodes && status == HR_OK; ++n) {
        import->nodes[n].region = (uint16_t)numbers[n];
    }
    free(numbers);
    return status;
}
