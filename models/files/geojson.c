/* Writing GeoJSON. See geojson.h.
 *
 * One FeatureCollection: a Point for each node and a LineString for each link, with `feature` (node or link), the ids,
 * and all attributes as properties. Longitude stands before latitude, on WGS 84. A line that crosses the antimeridian is
 * cut there (RFC 7946, section 3.1.9). What has no position has no geometry (section 3.2). The text is streamed: a
 * library's tree of a national network would take a gigabyte. O(output).
 */
#include "models/files/geojson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/files/value_kind.h"

typedef struct {
    FILE *stream;
    const hr_attributed_graph *graph;
    const hr_graph_attribute *latitude;
    const hr_graph_attribute *longitude;
    bool is_first;
} geojson_writer;

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

/* Texts of a graph hold no control characters. */
static void write_text(FILE *stream, const char *text)
{
    putc_unlocked('"', stream);
    for (; *text != 0; ++text) {
        if (*text == '"' || *text == '\\') {
            putc_unlocked('\\', stream);
        }
        putc_unlocked(*text, stream);
    }
    putc_unlocked('"', stream);
}

static void write_property(FILE *stream, const char *name, const char *text)
{
    putc_unlocked(',', stream);
    write_text(stream, name);
    putc_unlocked(':', stream);
    write_text(stream, text);
}

static bool is_reserved(const char *name, bool is_link)
{
    bool is_of_link = strcmp(name, "source") == 0 || strcmp(name, "target") == 0;
    return strcmp(name, "feature") == 0 || (is_link ? is_of_link : strcmp(name, "id") == 0);
}

/* An attribute that is called as one of ours is written behind `its_`: a name stands once. */
static void write_attributes(FILE *stream, const hr_attributed_graph *graph, bool is_link, const hr_value_kind *kinds,
                             uint32_t item)
{
    const hr_graph_attributes *attributes = is_link ? &graph->edge_attributes : &graph->node_attributes;
    for (uint32_t a = 0; a < attributes->count; ++a) {
        const char *text = hr_graph_value(graph, &attributes->items[a], item);
        char name[HR_NAME_SIZE + sizeof "its_"];
        if (text == NULL) {
            continue;
        }
        snprintf(name, sizeof name, "%s%s", is_reserved(attributes->items[a].name, is_link) ? "its_" : "",
                 attributes->items[a].name);
        putc_unlocked(',', stream);
        write_text(stream, name);
        putc_unlocked(':', stream);
        if (kinds[a] == HR_VALUE_TEXT) {
            write_text(stream, text);
        } else {
            fputs(text, stream);
        }
    }
}

/* ---- places ---------------------------------------------------------------------------------------------------- */

static bool read_degrees(const hr_attributed_graph *graph, const hr_graph_attribute *attribute, uint32_t node,
                         double most, double *degrees)
{
    const char *text = hr_graph_value(graph, attribute, node);
    char *end = NULL;
    if (text == NULL || strpbrk(text, "xXnNpP") != NULL) {
        return false;
    }
    *degrees = strtod(text, &end);
    return end != text && *end == 0 && fabs(*degrees) <= most;
}

static bool place_of(const geojson_writer *writer, uint32_t node, double place[2])
{
    return read_degrees(writer->graph, writer->longitude, node, 180, &place[0]) &&
           read_degrees(writer->graph, writer->latitude, node, 90, &place[1]);
}

static void write_place(FILE *stream, const double place[2])
{
    fprintf(stream, "[%.9g,%.9g]", place[0], place[1]);
}

static void write_line(FILE *stream, const double from[2], const double to[2])
{
    double across = to[0] - from[0];
    if (fabs(across) <= 180) {
        fputs("{\"type\":\"LineString\",\"coordinates\":[", stream);
        write_place(stream, from);
        putc_unlocked(',', stream);
        write_place(stream, to);
        fputs("]}", stream);
        return;
    }
    /* the short way round: eastwards where the longitudes fall, else westwards */
    double edge = across < 0 ? 180 : -180;
    double share = (edge - from[0]) / (across + 2 * edge);
    const double leave[2] = {edge, from[1] + share * (to[1] - from[1])};
    const double enter[2] = {-edge, leave[1]};
    fputs("{\"type\":\"MultiLineString\",\"coordinates\":[[", stream);
    write_place(stream, from);
    putc_unlocked(',', stream);
    write_place(stream, leave);
    fputs("],[", stream);
    write_place(stream, enter);
    putc_unlocked(',', stream);
    write_place(stream, to);
    fputs("]]}", stream);
}

/* Positions are given under these names; x and y only where all of them could be degrees. */
static bool find_positions(geojson_writer *writer)
{
    static const char *const names[][2] = {
        {"lat", "lon"}, {"lat", "lng"}, {"lat", "long"}, {"latitude", "longitude"}, {"latitude", "long"}, {"y", "x"},
    };
    const hr_graph_attributes *attributes = &writer->graph->node_attributes;
    double place[2];
    for (size_t n = 0; n < sizeof names / sizeof *names; ++n) {
        writer->latitude = hr_graph_attribute_find(attributes, names[n][0]);
        writer->longitude = hr_graph_attribute_find(attributes, names[n][1]);
        if (writer->latitude == NULL || writer->longitude == NULL) {
            continue;
        }
        uint32_t found = 0;
        bool is_drawing = false;
        for (uint32_t node = 0; node < writer->graph->node_count; ++node) {
            bool is_there = place_of(writer, node, place);
            found += is_there;
            is_drawing |= !is_there && strcmp(names[n][0], "y") == 0 &&
                          hr_graph_value(writer->graph, writer->latitude, node) != NULL;
        }
        if (found > 0 && !is_drawing) {
            return true;
        }
    }
    return false;
}

/* ---- features -------------------------------------------------------------------------------------------------- */

static void begin_feature(geojson_writer *writer)
{
    fputs(writer->is_first ? "\n" : ",\n", writer->stream);
    fputs("{\"type\":\"Feature\",\"geometry\":", writer->stream);
    writer->is_first = false;
}

static void write_node(geojson_writer *writer, const hr_value_kind *kinds, uint32_t node)
{
    double place[2];
    begin_feature(writer);
    if (place_of(writer, node, place)) {
        fputs("{\"type\":\"Point\",\"coordinates\":", writer->stream);
        write_place(writer->stream, place);
        fputs("}", writer->stream);
    } else {
        fputs("null", writer->stream);
    }
    fputs(",\"properties\":{\"feature\":\"node\"", writer->stream);
    write_property(writer->stream, "id", hr_graph_id(writer->graph, node));
    write_attributes(writer->stream, writer->graph, false, kinds, node);
    fputs("}}", writer->stream);
}

static void write_link(geojson_writer *writer, const hr_value_kind *kinds, uint32_t edge)
{
    const uint32_t *ends = writer->graph->ends[edge];
    double from[2];
    double to[2];
    begin_feature(writer);
    if (place_of(writer, ends[0], from) && place_of(writer, ends[1], to)) {
        write_line(writer->stream, from, to);
    } else {
        fputs("null", writer->stream);
    }
    fputs(",\"properties\":{\"feature\":\"link\"", writer->stream);
    write_property(writer->stream, "source", hr_graph_id(writer->graph, ends[0]));
    write_property(writer->stream, "target", hr_graph_id(writer->graph, ends[1]));
    write_attributes(writer->stream, writer->graph, true, kinds, edge);
    fputs("}}", writer->stream);
}

hr_status hr_geojson_write(const hr_attributed_graph *graph, const hr_graph_files *files, hr_error *error)
{
    geojson_writer writer = {.stream = files->main.stream, .graph = graph, .is_first = true};
    hr_value_kind kinds[HR_GRAPH_ATTRIBUTES_MAX];
    if (!find_positions(&writer)) {
        return hr_error_set(error, HR_BAD_INPUT,
                            "no node has a position in degrees (attributes lat and lon), which a map needs");
    }
    fputs("{\"type\":\"FeatureCollection\",", writer.stream);
    if (graph->name[0] != 0) {
        fputs("\"name\":", writer.stream);
        write_text(writer.stream, graph->name);
        putc_unlocked(',', writer.stream);
    }
    fputs("\"features\":[", writer.stream);
    for (uint32_t a = 0; a < graph->node_attributes.count; ++a) {
        kinds[a] = hr_value_kind_of_column(graph, &graph->node_attributes.items[a], graph->node_count);
    }
    for (uint32_t node = 0; node < graph->node_count; ++node) {
        write_node(&writer, kinds, node);
    }
    for (uint32_t a = 0; a < graph->edge_attributes.count; ++a) {
        kinds[a] = hr_value_kind_of_column(graph, &graph->edge_attributes.items[a], graph->edge_count);
    }
    for (uint32_t edge = 0; edge < graph->edge_count; ++edge) {
        write_link(&writer, kinds, edge);
    }
    fputs("\n]}\n", writer.stream);
    return HR_OK;
}
