/* See csv_rows.h. Blocks of the file go to libcsv in spans that end before every separator, quote and line end, so that
 * every field knows its line and column, whatever quotes and line ends came before. O(bytes). */
#include "models/csv_rows.h"

#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum { BLOCK_SIZE = 1 << 16 };

typedef struct {
    const char *name;
    const hr_csv_form *form;
    void *data;
    hr_error *error;
    hr_status status;

    uint64_t line; /* of the byte being read; 1-based */
    uint64_t column;
    hr_csv_place place; /* of the field being read */
    hr_csv_place row;   /* of its row's first */
    uint32_t field_size;
    uint32_t header_count;
} csv_reader;

static void set_place(csv_reader *reader, const hr_csv_place *place)
{
    if (reader->status == HR_BAD_INPUT && reader->error != NULL && reader->error->file[0] == 0) {
        snprintf(reader->error->file, sizeof reader->error->file, "%s", reader->name);
        reader->error->line = place->line <= INT32_MAX ? (int)place->line : 0;
        reader->error->column = place->column <= INT32_MAX ? (int)place->column : 0;
    }
}

static void mistake(csv_reader *reader, const hr_csv_place *place, const char *sentence)
{
    if (reader->status == HR_OK) {
        reader->status = hr_error_set(reader->error, HR_BAD_INPUT, "%s", sentence);
        set_place(reader, place);
    }
}

static void on_field(void *field, size_t length, void *data)
{
    csv_reader *reader = data;
    const char *text = field != NULL ? field : "";
    if (reader->status != HR_OK) {
        return;
    }
    if (memchr(text, 0, length) != NULL) {
        mistake(reader, &reader->place, "a zero byte");
    } else if (reader->place.field == HR_CSV_FIELDS_MAX) {
        reader->status = hr_error_set(reader->error, HR_BAD_INPUT, "more than %d fields in a row", HR_CSV_FIELDS_MAX);
        set_place(reader, &reader->place);
    } else {
        reader->status = reader->form->field(reader->data, &reader->place, text, length, reader->error);
        set_place(reader, &reader->place);
    }
    ++reader->place.field;
    reader->place.line = reader->line;
    reader->place.column = reader->column + 1;
    reader->field_size = 0;
}

static void end_row(csv_reader *reader)
{
    uint32_t count = reader->place.field;
    if (reader->row.row == 0) {
        reader->header_count = count;
    } else if (count != reader->header_count) {
        reader->status = hr_error_set(reader->error, HR_BAD_INPUT, "the row has %u fields, the header %u", count,
                                      reader->header_count);
    }
    if (reader->status == HR_OK && reader->form->row != NULL) {
        reader->status = reader->form->row(reader->data, &reader->row, reader->error);
    }
    set_place(reader, &reader->row);
    ++reader->place.row;
}

static void on_row(int end, void *data)
{
    (void)end;
    csv_reader *reader = data;
    if (reader->status == HR_OK && reader->place.field > 0) {
        end_row(reader);
    }
    reader->place.field = 0;
    reader->field_size = 0;
    /* the end of a line of its own, after a carriage return, is another (empty) row */
    reader->place.line = reader->line + 1;
    reader->place.column = 1;
    reader->row = reader->place;
}

/* Bytes from the first on that end no field and no row: libcsv takes them at once. At least one byte. */
static size_t plain_span(const struct csv_parser *parser, const char *bytes, size_t count)
{
    size_t span = 0;
    while (span < count && bytes[span] != '\n' && bytes[span] != '\r' && bytes[span] != '"' &&
           (unsigned char)bytes[span] != parser->delim_char) {
        ++span;
    }
    return span > 0 ? span : 1;
}

static void parse_bytes(csv_reader *reader, struct csv_parser *parser, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count && reader->status == HR_OK;) {
        size_t span = plain_span(parser, bytes + i, count - i);
        size_t taken = 0;
        reader->column += span;
        reader->field_size += (uint32_t)span; /* a block at most */
        if (reader->field_size > HR_CSV_FIELD_SIZE_MAX) {
            mistake(reader, &reader->place, "a field of more than 1 MiB: is a quote missing?");
        } else if ((taken = csv_parse(parser, bytes + i, span, on_field, on_row, reader)) != span) {
            hr_csv_place here = {.line = reader->line, .column = reader->column - span + taken + 1};
            if (csv_error(parser) == CSV_ENOMEM) {
                reader->status = hr_error_set(reader->error, HR_FAILED, "out of memory for a row of %s", reader->name);
            } else {
                mistake(reader, &here, "a quote inside a field; write the field in quotes and the quote twice");
            }
        }
        i += span;
        if (bytes[i - 1] == '\n') {
            ++reader->line;
            reader->column = 0;
        }
    }
}

/* The separator: a comma, unless the first line has only others. */
static unsigned char separator_of(const char *bytes, size_t count)
{
    const char *end = memchr(bytes, '\n', count);
    size_t length = end != NULL ? (size_t)(end - bytes) : count;
    if (memchr(bytes, ',', length) != NULL) {
        return ',';
    }
    return memchr(bytes, ';', length) != NULL ? ';' : memchr(bytes, '\t', length) != NULL ? '\t' : ',';
}

static void parse_file(csv_reader *reader, struct csv_parser *parser, FILE *stream)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    char block[BLOCK_SIZE];
    bool is_first = true;
    while (reader->status == HR_OK) {
        size_t count = fread(block, 1, sizeof block, stream);
        size_t skipped = is_first && count >= 3 && memcmp(block, byte_order_mark, 3) == 0 ? 3 : 0;
        if (count == 0) {
            break;
        }
        if (is_first) {
            csv_set_delim(parser, separator_of(block, count));
            is_first = false;
        }
        parse_bytes(reader, parser, block + skipped, count - skipped);
    }
    if (ferror(stream) && reader->status == HR_OK) {
        reader->status = hr_error_set(reader->error, HR_FAILED, "cannot read %s: %s", reader->name, strerror(errno));
    }
    if (reader->status == HR_OK && csv_fini(parser, on_field, on_row, reader) != 0) {
        mistake(reader, &reader->place, "the file ends inside quotes");
    }
}

hr_status hr_csv_read(FILE *stream, const char *name, const hr_csv_form *form, void *data, hr_error *error)
{
    struct csv_parser parser;
    csv_reader reader = {.name = name,
                         .form = form,
                         .data = data,
                         .error = error,
                         .line = 1,
                         .place = {.line = 1, .column = 1},
                         .row = {.line = 1, .column = 1}};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL) != 0) {
        return hr_error_set(error, HR_FAILED, "out of memory for a CSV file");
    }
    parse_file(&reader, &parser, stream);
    csv_free(&parser);
    return reader.status;
}
