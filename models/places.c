/* Reading place tables by libcsv. See generator.h. */
#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/generator.h"

enum { COLUMN_NAME, COLUMN_LATITUDE, COLUMN_LONGITUDE, COLUMN_POPULATION, COLUMN_COUNT };
static const char *const COLUMNS[COLUMN_COUNT] = {"name", "lat", "lon", "population"};

typedef struct {
    hr_places *places;
    size_t capacity;
    const char *path;
    int line;
    int field;                  /* of the present line */
    int column[COLUMN_COUNT];   /* field of each column, or -1 */
    bool is_header_read;
    bool is_seen[COLUMN_COUNT]; /* in the present line */
    hr_place place;
    hr_status status;
    hr_error *error;
} reading;

static void header_field(reading *r, const char *text)
{
    for (int c = 0; c < COLUMN_COUNT; ++c) {
        if (strcmp(text, COLUMNS[c]) == 0) {
            r->column[c] = r->field;
        }
    }
}

static bool read_number(reading *r, const char *text, int column, double least, double greatest, double *result)
{
    char *end = NULL;
    double number = strtod(text, &end);
    if (end == text || *end != 0 || !(number >= least && number <= greatest)) {
        r->status = hr_error_at(r->error, r->path, r->line, r->field + 1, COLUMNS[column],
                                "expected a number from %g to %g, found `%.60s`", least, greatest, text);
        return false;
    }
    *result = number;
    return true;
}

static void data_field(reading *r, const char *text)
{
    for (int c = 0; c < COLUMN_COUNT; ++c) {
        if (r->column[c] != r->field) {
            continue;
        }
        r->is_seen[c] = true;
        if (c == COLUMN_NAME) {
            snprintf(r->place.name, sizeof r->place.name, "%.79s", text);
        } else if (c == COLUMN_LATITUDE) {
            read_number(r, text, c, -90, 90, &r->place.latitude);
        } else if (c == COLUMN_LONGITUDE) {
            read_number(r, text, c, -180, 180, &r->place.longitude);
        } else {
            read_number(r, text, c, 0, 1e9, &r->place.population);
        }
    }
}

static void on_field(void *field, size_t length, void *data)
{
    reading *r = data;
    char text[256];
    snprintf(text, sizeof text, "%.*s", (int)(length < 255 ? length : 255), (const char *)field);
    if (r->status == HR_OK) {
        if (r->is_header_read) {
            data_field(r, text);
        } else {
            header_field(r, text);
        }
    }
    ++r->field;
}

static void keep_place(reading *r)
{
    if (r->places->count == r->capacity) {
        size_t capacity = r->capacity * 2 + 1024;
        hr_place *places = realloc(r->places->places, capacity * sizeof *places);
        if (places == NULL) {
            r->status = hr_error_set(r->error, HR_FAILED, "out of memory for %zu places", capacity);
            return;
        }
        r->places->places = places;
        r->capacity = capacity;
    }
    r->places->places[r->places->count++] = r->place;
}

static void on_line(int character, void *data)
{
    reading *r = data;
    bool *seen = r->is_header_read ? r->is_seen : NULL;
    (void)character;
    for (int c = 0; c < COLUMN_COUNT && r->status == HR_OK; ++c) {
        if (seen == NULL ? r->column[c] < 0 : !seen[c]) {
            r->status = hr_error_at(r->error, r->path, r->line, 0, COLUMNS[c],
                                    seen == NULL ? "the header has no column of this name" : "the line has no such field");
        }
    }
    if (r->status == HR_OK && seen != NULL && r->place.population > 0) {
        keep_place(r);
    }
    memset(r->is_seen, 0, sizeof r->is_seen);
    r->is_header_read = true;
    r->field = 0;
    ++r->line;
}

static int compare_population(const void *left, const void *right)
{
    const hr_place *a = left;
    const hr_place *b = right;
    if (a->population != b->population) {
        return a->population > b->population ? -1 : 1;
    }
    int order = strcmp(a->name, b->name);
    if (order == 0) {
        order = (a->latitude > b->latitude) - (a->latitude < b->latitude);
    }
    return order != 0 ? order : (a->longitude > b->longitude) - (a->longitude < b->longitude);
}

static void parse(reading *r, FILE *stream)
{
    struct csv_parser parser;
    char buffer[65536];
    size_t length;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
        r->status = hr_error_set(r->error, HR_FAILED, "out of memory for the place table");
        return;
    }
    while (r->status == HR_OK && (length = fread(buffer, 1, sizeof buffer, stream)) > 0) {
        if (csv_parse(&parser, buffer, length, on_field, on_line, r) != length && r->status == HR_OK) {
            r->status = hr_error_at(r->error, r->path, r->line, r->field + 1, NULL, "not CSV: %s",
                                    csv_strerror(csv_error(&parser)));
        }
    }
    if (r->status == HR_OK && ferror(stream)) {
        r->status = hr_error_at(r->error, r->path, 0, 0, NULL, "cannot be read: %s", strerror(errno));
    }
    if (r->status == HR_OK && csv_fini(&parser, on_field, on_line, r) != 0) {
        r->status = hr_error_at(r->error, r->path, r->line, 0, NULL, "not CSV: the last line ends inside quotes");
    }
    csv_free(&parser);
}

hr_status hr_places_read(hr_places *places, const char *path, hr_error *error)
{
    reading r = {.places = places, .path = path, .line = 1, .column = {-1, -1, -1, -1}, .error = error};
    memset(places, 0, sizeof *places);
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return hr_error_at(error, path, 0, 0, NULL, "cannot open the place table: %s", strerror(errno));
    }
    parse(&r, stream);
    fclose(stream);
    if (r.status == HR_OK && places->count == 0) {
        r.status = hr_error_at(error, path, 0, 0, NULL, "the table has no place with a population");
    }
    if (r.status != HR_OK) {
        hr_places_free(places);
        return r.status;
    }
    qsort(places->places, places->count, sizeof *places->places, compare_population);
    return HR_OK;
}

void hr_places_free(hr_places *places)
{
    free(places->places);
    memset(places, 0, sizeof *places);
}
