/* See xml.h. Places are found by noting where the last event ended, since the parser itself says where one ends. */
#include "models/files/xml.h"

#include <errno.h>
#include <libxml/parser.h>
#include <string.h>

enum { BLOCK_SIZE = 1 << 12, FIELDS_PER_ATTRIBUTE = 5 }; /* libxml2: local name, prefix, name space, value, end */

typedef struct {
    const hr_xml_form *form;
    void *data;
    const char *file;
    hr_error *error;
    hr_status status;
    xmlParserCtxtPtr parser;
    int depth;
    size_t waiting; /* bytes given to the parser since its last event */

    uint64_t line; /* where the event at hand begins */
    uint64_t column;
    uint64_t end_line; /* where it ends */
    uint64_t end_column;
} xml_reader;

/* ---- events ---------------------------------------------------------------------------------------------------- */

/* Every event passes here first: it begins where the one before ended. */
static xml_reader *event(void *context)
{
    xml_reader *reader = context;
    const struct _xmlParserInput *input = reader->parser != NULL ? reader->parser->input : NULL;
    reader->waiting = 0;
    reader->line = reader->end_line;
    reader->column = reader->end_column;
    if (input != NULL) {
        reader->end_line = (uint64_t)input->line;
        reader->end_column = (uint64_t)input->col;
    }
    return reader;
}

static void settle(xml_reader *reader, hr_status status)
{
    if (status == HR_OK || reader->status != HR_OK) {
        return;
    }
    reader->status = status;
    if (status == HR_BAD_INPUT && reader->error != NULL && reader->error->file[0] == 0) {
        snprintf(reader->error->file, sizeof reader->error->file, "%s", reader->file);
        reader->error->line = reader->line <= INT32_MAX ? (int)reader->line : 0;
        reader->error->column = reader->column <= INT32_MAX ? (int)reader->column : 0;
    }
    xmlStopParser(reader->parser);
}

static void on_open(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space, int space_count,
                    const xmlChar **spaces, int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    (void)prefix;
    (void)space_count;
    (void)spaces;
    (void)defaulted_count;
    xml_reader *reader = event(context);
    ++reader->end_column; /* `>` comes after this */
    if (reader->status != HR_OK) {
        return;
    }
    hr_xml_element element = {(const char *)name, (const char *)space, ++reader->depth, reader->line,
                              reader->column,     attributes,          attribute_count};
    settle(reader, reader->depth > HR_XML_DEPTH_MAX
                       ? hr_error_set(reader->error, HR_BAD_INPUT,
                                      "elements stand inside one another %d deep, which is the limit", HR_XML_DEPTH_MAX)
                       : reader->form->open(reader->data, &element, reader->error));
}

static void on_close(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    (void)name;
    (void)prefix;
    (void)space;
    xml_reader *reader = event(context);
    if (reader->status == HR_OK) {
        settle(reader, reader->form->close(reader->data, reader->depth--, reader->error));
    }
}

static void on_text(void *context, const xmlChar *text, int length)
{
    xml_reader *reader = event(context);
    if (reader->status == HR_OK) {
        settle(reader, reader->form->text(reader->data, (const char *)text, (size_t)length, reader->error));
    }
}

static void on_comment(void *context, const xmlChar *text)
{
    (void)text;
    event(context);
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *text)
{
    (void)target;
    (void)text;
    event(context);
}

static void refuse_entity(xml_reader *reader, const char *name)
{
    if (reader->status == HR_OK) {
        settle(reader, hr_error_set(
                           reader->error, HR_BAD_INPUT,
                           "the entity `%.64s`: entities of a file's own are refused; write what it stands for", name));
    }
}

static void on_declaration(void *context, const xmlChar *name, int type, const xmlChar *public_id,
                           const xmlChar *system_id, xmlChar *content)
{
    (void)type;
    (void)public_id;
    (void)system_id;
    (void)content;
    refuse_entity(event(context), (const char *)name);
}

static void on_reference(void *context, const xmlChar *name)
{
    refuse_entity(event(context), (const char *)name);
}

static void on_subset(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name;
    (void)public_id;
    (void)system_id;
    event(context);
}

static void on_mistake(void *context, xmlErrorPtr found)
{
    xml_reader *reader = context;
    bool is_io = found->domain == XML_FROM_IO || found->domain == XML_FROM_I18N;
    if ((found->level != XML_ERR_FATAL && !is_io) || reader->status != HR_OK) {
        return;
    }
    if (is_io) { /* from inside its converter: the parser cannot be stopped here, feed ends it */
        reader->status = hr_error_at(reader->error, reader->file, (int)reader->end_line, (int)reader->end_column, NULL,
                                     "the file is not in the encoding that it declares");
        return;
    }
    const char *text = found->message != NULL ? found->message : "not well-formed";
    reader->status = found->code == XML_ERR_NO_MEMORY
                         ? hr_error_set(reader->error, HR_FAILED, "out of memory for an XML file")
                         : hr_error_at(reader->error, reader->file, found->line, found->int2, NULL, "XML: %.*s",
                                       (int)strcspn(text, "\r\n"), text);
}

static void keep_quiet(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

/* ---- the stream ------------------------------------------------------------------------------------------------ */

static void feed(xml_reader *reader, FILE *stream)
{
    char block[BLOCK_SIZE];
    size_t count = 0;
    while (reader->status == HR_OK && (count = fread(block, 1, sizeof block, stream)) > 0) {
        reader->waiting += count;
        xmlParseChunk(reader->parser, block, (int)count, 0);
        if (reader->waiting > HR_XML_PIECE_MAX && reader->status == HR_OK) {
            reader->line = reader->end_line;
            reader->column = reader->end_column;
            settle(reader, hr_error_set(reader->error, HR_BAD_INPUT,
                                        "a tag, comment or declaration of more than %d bytes, which is the limit",
                                        HR_XML_PIECE_MAX));
        }
    }
    if (ferror(stream) && reader->status == HR_OK) {
        reader->status = hr_error_set(reader->error, HR_FAILED, "cannot read %s: %s", reader->file, strerror(errno));
    }
    if (reader->status == HR_OK) {
        xmlParseChunk(reader->parser, NULL, 0, 1);
    }
    if (reader->status == HR_OK && !reader->parser->wellFormed) {
        reader->status = hr_error_at(reader->error, reader->file, 0, 0, NULL, "the file is not well-formed XML");
    }
}

hr_status hr_xml_read(FILE *stream, const char *file, const hr_xml_form *form, void *data, hr_error *error)
{
    xmlSAXHandler handlers = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_open,
        .endElementNs = on_close,
        .characters = on_text,
        .cdataBlock = on_text,
        .ignorableWhitespace = on_text,
        .comment = on_comment,
        .processingInstruction = on_instruction,
        .internalSubset = on_subset,
        .entityDecl = on_declaration,
        .reference = on_reference,
        .serror = on_mistake,
    };
    xml_reader reader = {.form = form,
                         .data = data,
                         .file = file,
                         .error = error,
                         .line = 1,
                         .column = 1,
                         .end_line = 1,
                         .end_column = 1};
    reader.parser = xmlCreatePushParserCtxt(&handlers, &reader, NULL, 0, NULL);
    if (reader.parser == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for an XML file");
    }
    xmlCtxtUseOptions(reader.parser, XML_PARSE_NONET);
    /* the library's converters of encodings know no parser: they speak to the thread's handler, or to the terminal */
    const xmlStructuredErrorFunc handler = xmlStructuredError;
    void *const handler_context = xmlStructuredErrorContext;
    const xmlGenericErrorFunc talk = xmlGenericError;
    void *const talk_context = xmlGenericErrorContext;
    xmlSetStructuredErrorFunc(&reader, on_mistake);
    xmlSetGenericErrorFunc(NULL, keep_quiet);
    feed(&reader, stream);
    xmlSetStructuredErrorFunc(handler_context, handler);
    xmlSetGenericErrorFunc(talk_context, talk);
    xmlFreeDoc(reader.parser->myDoc);
    xmlFreeParserCtxt(reader.parser);
    return reader.status;
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

const char *hr_xml_attribute(const hr_xml_element *element, const char *name, size_t *length)
{
    const xmlChar *const *fields = element->attributes;
    for (int a = 0; a < element->attribute_count; ++a, fields += FIELDS_PER_ATTRIBUTE) {
        if (fields[1] == NULL && strcmp((const char *)fields[0], name) == 0) {
            *length = (size_t)(fields[4] - fields[3]);
            return (const char *)fields[3];
        }
    }
    return NULL;
}

bool hr_xml_attribute_is(const hr_xml_element *element, const char *name, const char *value)
{
    size_t length = 0;
    const char *found = hr_xml_attribute(element, name, &length);
    return found != NULL && strlen(value) == length && memcmp(found, value, length) == 0;
}

/* ---- recognition ----------------------------------------------------------------------------------------------- */

/* bytes, not texts: what is looked for may be a zero */
static const char BLANKS[] = {' ', '\t', '\r', '\n'};
static const char TAG_ENDS[] = {' ', '\t', '\r', '\n', '/', '>'};

static size_t skip_blanks(const char *head, size_t length, size_t at)
{
    while (at < length && memchr(BLANKS, head[at], sizeof BLANKS) != NULL) {
        ++at;
    }
    return at;
}

bool hr_xml_begins_with(const char *head, size_t length, const char *name)
{
    enum { TYPE = 2 };
    static const struct {
        const char *begin;
        const char *end;
    } skipped[] = {{"<?", "?>"}, {"<!--", "-->"}, {"<!", ">"}};
    size_t at = length >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    at = skip_blanks(head, length, at);
    for (size_t s = 0; s < sizeof skipped / sizeof *skipped && at < length; ++s) {
        size_t size = strlen(skipped[s].begin);
        if (length - at < size || memcmp(head + at, skipped[s].begin, size) != 0) {
            continue;
        }
        const char *end = memmem(head + at, length - at, skipped[s].end, strlen(skipped[s].end));
        const char *bracket = s == TYPE ? memchr(head + at, '[', length - at) : NULL;
        if (bracket != NULL && end != NULL && bracket < end) {
            end = memmem(bracket, length - (size_t)(bracket - head), "]>", 2);
            end = end != NULL ? end + 1 : NULL;
        }
        if (end == NULL) {
            return false;
        }
        at = skip_blanks(head, length, (size_t)(end - head) + strlen(skipped[s].end));
        s = SIZE_MAX; /* once more from the first */
    }
    if (at >= length || head[at] != '<') {
        return false;
    }
    const char *tag = head + at + 1;
    size_t size = 0;
    while (at + 1 + size < length && memchr(TAG_ENDS, tag[size], sizeof TAG_ENDS) == NULL) {
        ++size;
    }
    const char *colon = memchr(tag, ':', size);
    size_t prefix = colon != NULL ? (size_t)(colon - tag) + 1 : 0;
    return size - prefix == strlen(name) && memcmp(tag + prefix, name, size - prefix) == 0;
}
