/* A description as CSV (RFC 4180, by libcsv) and as JSON (RFC 8259, by Jansson): the same figures in the same order.
 * See description.h. Numbers are written with the 17 digits that give the same double back. */
#include <csv.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "sim/cli/description.h"

enum { TEXT_COUNT = 10 };

/* Column names, in order; the last column is the value. */
static const char *const COLUMNS[TEXT_COUNT] = {"quantity",     "case",  "role",    "operator", "vendor",
                                                "vendor_other", "state", "service", "edges",    "weight"};

static void list_texts(const hr_figure *figure, const char *texts[TEXT_COUNT])
{
    const char *const list[TEXT_COUNT] = {figure->quantity, figure->case_name,    figure->role,  figure->provider,
                                          figure->vendor,   figure->vendor_other, figure->state, figure->service,
                                          figure->edges,    figure->weight};
    memcpy(texts, list, sizeof list);
}

static hr_status finish(FILE *stream, hr_error *error)
{
    return fflush(stream) != 0 || ferror(stream) != 0
               ? hr_error_set(error, HR_FAILED, "cannot write the description: %s", strerror(errno))
               : HR_OK;
}

/* ---- CSV ------------------------------------------------------------------------------------------------------- */

static bool write_row(void *context, const hr_figure *figure)
{
    FILE *stream = context;
    const char *texts[TEXT_COUNT];
    list_texts(figure, texts);
    for (int i = 0; i < TEXT_COUNT; ++i) {
        if (texts[i] != NULL && csv_fwrite(stream, texts[i], strlen(texts[i])) != 0) {
            return false;
        }
        fputc(',', stream);
    }
    if (isfinite(figure->value)) {
        fprintf(stream, "%.17g", figure->value);
    }
    fputs("\r\n", stream);
    return ferror(stream) == 0;
}

hr_status hr_description_print_csv(const hr_description *description, FILE *stream, hr_error *error)
{
    for (int i = 0; i < TEXT_COUNT; ++i) {
        fprintf(stream, "%s,", COLUMNS[i]);
    }
    fputs("value\r\n", stream);
    bool is_written = hr_description_each(description, write_row, stream);
    hr_status status = finish(stream, error);
    return status == HR_OK && !is_written ? hr_error_set(error, HR_FAILED, "cannot write the description") : status;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

typedef struct {
    FILE *stream;
    bool is_first;
} json_list;

static bool write_object(void *context, const hr_figure *figure)
{
    json_list *list = context;
    const char *texts[TEXT_COUNT];
    json_t *object = json_object();
    int failed = 0;
    list_texts(figure, texts);
    for (int i = 0; i < TEXT_COUNT; ++i) {
        failed |= texts[i] != NULL ? json_object_set_new(object, COLUMNS[i], json_string(texts[i])) : 0;
    }
    failed |= json_object_set_new(object, "value", isfinite(figure->value) ? json_real(figure->value) : json_null());
    if (failed == 0) {
        fputs(list->is_first ? "\n" : ",\n", list->stream);
        failed = json_dumpf(object, list->stream, JSON_COMPACT);
    }
    list->is_first = false;
    json_decref(object);
    return failed == 0;
}

static bool write_member(FILE *stream, const char *name, const char *text)
{
    json_t *value = json_string(text);
    fprintf(stream, "\"%s\":", name);
    bool is_written = value != NULL && json_dumpf(value, stream, JSON_ENCODE_ANY) == 0;
    fputs(",\n", stream);
    json_decref(value);
    return is_written;
}

hr_status hr_description_print_json(const hr_description *description, FILE *stream, hr_error *error)
{
    const hr_scenario *scenario = description->world->scenario;
    json_list list = {stream, true};
    fputc('{', stream);
    bool is_written = write_member(stream, "title", scenario->title) &&
                      write_member(stream, "question", scenario->question) &&
                      write_member(stream, "version", HR_VERSION) &&
                      write_member(stream, "scenario_sha256", scenario->sha256) &&
                      write_member(stream, "places_sha256", scenario->places_sha256) &&
                      write_member(stream, "network_sha256", scenario->network_sha256);
    fputs("\"figures\":[", stream);
    is_written = is_written && hr_description_each(description, write_object, &list);
    fputs("\n]}\n", stream);
    hr_status status = finish(stream, error);
    return status == HR_OK && !is_written ? hr_error_set(error, HR_FAILED, "cannot write the description") : status;
}
