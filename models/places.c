/* The place table: a CSV file of populated places (GeoNames' columns or fewer). See generator.h.
 *
 * The file is read in blocks and given to libcsv one byte at a time, so that every field knows its line and column,
 * whatever quotes and line ends came before. O(bytes + places log places).
 */
#include <csv.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "models/generator.h"

typedef enum { COLUMN_NAME, COLUMN_LATITUDE, COLUMN_LONGITUDE, COLUMN_POPULATION, COLUMN_COUNT } place_column;

static const struct {
    const char *name;
    double least;
    double greatest;
} COLUMNS[COLUMN_COUNT] = {
    [COLUMN_NAME] = {"name", 0, 0},
    [COLUMN_LATITUDE] = {"lat", -90, 90},
    [COLUMN_LONGITUDE] = {"lon", -180, 180},
    [COLUMN_POPULATION] = {"population", 0, 1e10},
};

enum { BLOCK_SIZE = 1 << 16, FIELD_MAX = 64, HEADER_FIELDS_MAX = 256 };

typedef struct {
    hr_places *places;
    size_t capacity;
    const char *path;
    hr_error *error;
    hr_status status;

    int line; /* of the byte being read; 1-based */
    int column;
    int field_line; /* where the field being read began */
    int field_column;
    int row_line;

    bool has_header;
    int header_count;
    int field_of[COLUMN_COUNT]; /* number of the field that holds a column, or -1 */

    int field_count; /* of the row being read */
    hr_place place;
} place_reader;

/* Keeps the first mistake, at the field being read. */
__attribute__((format(printf, 2, 3))) static void mistake(place_reader *reader, const char *format, ...)
{
    char text[HR_ERROR_TEXT_SIZE];
    va_list arguments;
    if (reader->status != HR_OK) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    reader->status = hr_error_at(reader->error, reader->path, reader->field_line, reader->field_column, NULL, "%s",
                                 text);
}

/* ---- fields ---------------------------------------------------------------------------------------------------- */

static void read_header_field(place_reader *reader, const char *text)
{
    for (int c = 0; c < COLUMN_COUNT; ++c) {
        if (strcmp(text, COLUMNS[c].name) == 0) {
            if (reader->field_of[c] >= 0) {
                mistake(reader, "column %s is there twice", text);
            }
            reader->field_of[c] = reader->field_count;
        }
    }
}

static double read_number(place_reader *reader, place_column column, const char *text)
{
    char *end = NULL;
    double number = strtod(text, &end);
    if (text[0] == 0 || *end != 0 || strpbrk(text, "xXnN \t") != NULL) {
        mistake(reader, "column %s: `%s` is not a number", COLUMNS[column].name, text);
    } else if (!(number >= COLUMNS[column].least && number <= COLUMNS[column].greatest)) {
        mistake(reader, "column %s: `%s` is not between %g and %g", COLUMNS[column].name, text, COLUMNS[column].least,
                COLUMNS[column].greatest);
    }
    return number;
}

static void read_place_field(place_reader *reader, const char *text, size_t length)
{
    hr_place *place = &reader->place;
    if (reader->field_count == reader->field_of[COLUMN_LATITUDE]) {
        place->latitude = read_number(reader, COLUMN_LATITUDE, text);
    } else if (reader->field_count == reader->field_of[COLUMN_LONGITUDE]) {
        place->longitude = read_number(reader, COLUMN_LONGITUDE, text);
    } else if (reader->field_count == reader->field_of[COLUMN_POPULATION]) {
        place->population = read_number(reader, COLUMN_POPULATION, text);
    } else if (reader->field_count == reader->field_of[COLUMN_NAME]) {
        if (length == 0) {
            mistake(reader, "column name: the place has no name");
        }
        /* a longer name is cut, at the start of a character */
        size_t kept = length < sizeof place->name ? length : sizeof place->name - 1;
        while (kept < length && kept > 0 && ((unsigned char)text[kept] & 0xc0) == 0x80) {
            --kept;
        }
        memcpy(place->name, text, kept);
        place->name[kept] = 0;
    }
}

static void on_field(void *field, size_t length, void *data)
{
    place_reader *reader = data;
    const char *text = field != NULL ? field : "";
    if (reader->status != HR_OK) {
        return;
    }
    if (memchr(text, 0, length) != NULL) {
        mistake(reader, "a zero byte");
    } else if (reader->has_header) {
        read_place_field(reader, text, length);
    } else {
        read_header_field(reader, text);
    }
    ++reader->field_count;
    reader->field_line = reader->line;
    reader->field_column = reader->column + 1;
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

static void end_header(place_reader *reader)
{
    for (int c = 0; c < COLUMN_COUNT; ++c) {
        if (reader->field_of[c] < 0) {
            reader->field_column = 1;
            mistake(reader, "the header has no column %s; needed are name, lat, lon and population", COLUMNS[c].name);
        }
    }
    reader->header_count = reader->field_count;
    reader->has_header = true;
}

static void end_place(place_reader *reader)
{
    hr_places *places = reader->places;
    if (reader->field_count != reader->header_count) {
        reader->field_line = reader->row_line;
        reader->field_column = 1;
        mistake(reader, "the row has %d fields, the header %d", reader->field_count, reader->header_count);
    }
    if (reader->status != HR_OK) {
        return;
    }
    if (places->count == reader->capacity) {
        size_t capacity = 2 * reader->capacity + 1024;
        hr_place *larger = realloc(places->places, capacity * sizeof *larger);
        if (larger == NULL) {
            reader->status = hr_error_set(reader->error, HR_FAILED, "out of memory for %zu places", capacity);
            return;
        }
        places->places = larger;
        reader->capacity = capacity;
    }
    places->places[places->count++] = reader->place;
}

static void on_row(int end, void *data)
{
    (void)end;
    place_reader *reader = data;
    if (reader->status == HR_OK && reader->field_count > 0) { /* empty lines are nobody's mistake */
        if (reader->has_header) {
            end_place(reader);
        } else {
            end_header(reader);
        }
    }
    reader->field_count = 0;
    memset(&reader->place, 0, sizeof reader->place);
    /* the end of a line of its own, after a carriage return, is another (empty) row */
    reader->row_line = reader->field_line = reader->line + 1;
    reader->field_column = 1;
}

/* ---- file ------------------------------------------------------------------------------------------------------ */

static void parse_bytes(place_reader *reader, struct csv_parser *parser, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count && reader->status == HR_OK; ++i) {
        ++reader->column;
        if (csv_parse(parser, bytes + i, 1, on_field, on_row, reader) != 1) {
            if (csv_error(parser) == CSV_ENOMEM) {
                reader->status = hr_error_set(reader->error, HR_FAILED, "out of memory for a row of %s", reader->path);
            } else {
                reader->field_line = reader->line;
                reader->field_column = reader->column;
                mistake(reader, "a quote inside a field; write the field in quotes and the quote twice");
            }
        }
        if (bytes[i] == '\n') {
            ++reader->line;
            reader->column = 0;
        }
    }
}

static void parse_file(place_reader *reader, struct csv_parser *parser, FILE *file)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    char block[BLOCK_SIZE];
    bool is_first = true;
    while (reader->status == HR_OK) {
        size_t count = fread(block, 1, sizeof block, file);
        size_t skipped = is_first && count >= 3 && memcmp(block, byte_order_mark, 3) == 0 ? 3 : 0;
        is_first = false;
        if (count == 0) {
            break;
        }
        parse_bytes(reader, parser, block + skipped, count - skipped);
    }
    if (ferror(file) && reader->status == HR_OK) {
        reader->status = hr_error_set(reader->error, HR_FAILED, "cannot read %s: %s", reader->path, strerror(errno));
    }
    if (reader->status == HR_OK && csv_fini(parser, on_field, on_row, reader) != 0) {
        mistake(reader, "the file ends inside quotes");
    }
    if (reader->status == HR_OK && reader->places->count == 0) {
        reader->status = hr_error_at(reader->error, reader->path, 0, 0, NULL, "the table holds no place");
    }
}

static int compare_places(const void *left, const void *right)
{
    const hr_place *a = left;
    const hr_place *b = right;
    int names = strcmp(a->name, b->name);
    if (a->population != b->population) {
        return a->population > b->population ? -1 : 1;
    }
    if (names != 0) {
        return names;
    }
    if (a->latitude != b->latitude) {
        return a->latitude < b->latitude ? -1 : 1;
    }
    return (a->longitude > b->longitude) - (a->longitude < b->longitude);
}

hr_status hr_places_read(hr_places *places, const char *path, hr_error *error)
{
    struct csv_parser parser;
    memset(places, 0, sizeof *places);
    place_reader reader = {.places = places,
                           .path = path,
                           .error = error,
                           .line = 1,
                           .field_line = 1,
                           .field_column = 1,
                           .row_line = 1,
                           .field_of = {-1, -1, -1, -1}};
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return hr_error_at(error, path, 0, 0, NULL, "cannot open the place table: %s", strerror(errno));
    }
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL) != 0) {
        fclose(file);
        return hr_error_set(error, HR_FAILED, "out of memory for the place table");
    }
    parse_file(&reader, &parser, file);
    csv_free(&parser);
    fclose(file);
    if (reader.status != HR_OK) {
        hr_places_free(places);
        return reader.status;
    }
    qsort(places->places, places->count, sizeof *places->places, compare_places);
    return HR_OK;
}

void hr_places_free(hr_places *places)
{
    free(places->places);
    memset(places, 0, sizeof *places);
}
