/* The JSON Schema of figures and times, bare, annotated or drawn from a distribution. See keys_schema.h.
 *
 * Keywords of a type bind values of that type alone, so that a figure, bare or annotated, is one schema of two types
 * and an editor can say exactly what is wrong with it.
 */
#include <math.h>
#include <string.h>

#include "models/keys_schema.h"

void hr_schema_types(hr_schema *schema, const char *types)
{
    const char *names[8];
    char copy[128];
    char *rest = NULL;
    size_t count = 0;
    snprintf(copy, sizeof copy, "%s%s", types, schema->is_partial ? " null" : "");
    for (char *name = strtok_r(copy, " ", &rest); name != NULL && count < 8; name = strtok_r(NULL, " ", &rest)) {
        names[count++] = name;
    }
    if (count == 1) {
        hr_json_text(&schema->json, "type", names[0]);
    } else {
        hr_json_texts(&schema->json, "type", names, count, false);
    }
}

void hr_schema_bounds(hr_schema *schema, double least, double greatest)
{
    hr_json_member(&schema->json, "minimum", "%.16g", least);
    if (!isinf(greatest)) {
        hr_json_member(&schema->json, "maximum", "%.16g", greatest);
    }
}

void hr_schema_remarks(hr_schema *schema)
{
    hr_json_member(&schema->json, "source", "{\"$ref\": \"#/definitions/source\"}");
    hr_json_member(&schema->json, "note", "{\"$ref\": \"#/definitions/note\"}");
}

/* ---- figures ----------------------------------------------------------------------------------------------------- */

static void name_figure(const hr_schema_figure *figure, char *name, size_t size)
{
    char greatest[32] = "any";
    if (!isinf(figure->greatest)) {
        snprintf(greatest, sizeof greatest, "%.16g", figure->greatest);
    }
    snprintf(name, size, "%s%s_%.16g_to_%s", figure->is_partial ? "changed_" : "",
             figure->is_share   ? "share"
             : figure->is_whole ? "count"
                                : "figure",
             figure->least, greatest);
}

void hr_schema_refer(hr_schema *schema, bool is_whole, bool is_share, double least, double greatest)
{
    hr_schema_figure figure = {is_whole, is_share, schema->is_partial, least, greatest};
    char name[96];
    char other[96];
    bool is_known = false;
    name_figure(&figure, name, sizeof name);
    for (size_t i = 0; i < schema->figure_count; ++i) {
        name_figure(&schema->figures[i], other, sizeof other);
        is_known = is_known || strcmp(name, other) == 0;
    }
    if (!is_known && schema->figure_count < HR_SCHEMA_FIGURES_MAX) {
        schema->figures[schema->figure_count++] = figure;
    }
    hr_json_member(&schema->json, "$ref", "\"#/definitions/%s\"", name);
}

static void print_bounded(hr_schema *schema, const char *name, bool is_whole, double least, double greatest)
{
    hr_json_open_member(&schema->json, name);
    hr_json_text(&schema->json, "type", is_whole ? "integer" : "number");
    hr_schema_bounds(schema, least, greatest);
    hr_json_close(&schema->json, '}');
}

/* What is known about a figure. */
static void print_annotation(hr_schema *schema, bool is_whole, double least, double greatest)
{
    hr_json *json = &schema->json;
    print_bounded(schema, "value", is_whole, least, greatest);
    hr_json_open_member(json, "range");
    hr_json_text(json, "description", "within which the value may lie: [low, high]");
    hr_json_text(json, "type", "array");
    print_bounded(schema, "items", is_whole, least, greatest);
    hr_json_member(json, "minItems", "2");
    hr_json_member(json, "maxItems", "2");
    hr_json_close(json, '}');
    hr_json_member(json, "assumption",
                   "{\"description\": \"true: nobody has measured it, and a range is needed\", \"type\": \"boolean\"}");
    hr_schema_remarks(schema);
}

static void print_range_rule(hr_schema *schema)
{
    hr_json_member(&schema->json, "if",
                   "{\"properties\": {\"assumption\": {\"const\": true}}, \"required\": [\"assumption\"]}");
    hr_json_member(&schema->json, "then", "{\"required\": [\"range\"]}");
}

static void define_figure(hr_schema *schema, const hr_schema_figure *figure)
{
    hr_json *json = &schema->json;
    char name[96];
    schema->is_partial = figure->is_partial;
    name_figure(figure, name, sizeof name);
    hr_json_open_member(json, name);
    json->is_flat = true;
    hr_schema_types(schema, figure->is_share   ? "number object string"
                            : figure->is_whole ? "integer object"
                                               : "number object");
    hr_schema_bounds(schema, figure->least, figure->greatest);
    if (figure->is_share) {
        hr_json_text(json, "pattern", "^rest$");
    }
    hr_json_open_member(json, "properties");
    print_annotation(schema, figure->is_whole, figure->least, figure->greatest);
    hr_json_close(json, '}');
    hr_json_member(json, "additionalProperties", "false");
    if (!figure->is_partial) {
        hr_json_member(json, "required", "[\"value\"]");
        print_range_rule(schema);
    }
    hr_json_close(json, '}');
    json->is_flat = false;
}

/* ---- times ------------------------------------------------------------------------------------------------------- */

static void print_parameters(hr_schema *schema, const hr_distribution_form *form)
{
    hr_json *json = &schema->json;
    hr_schema_types(schema, form->parameter_count == 1 ? "number object" : "object");
    hr_json_member(json, "minimum", "0");
    hr_json_open_member(json, "properties");
    for (int i = 0; i < form->parameter_count; ++i) {
        hr_json_open_member(json, form->parameter_names[i]);
        hr_schema_refer(schema, false, false, 0, INFINITY);
        hr_json_close(json, '}');
    }
    hr_schema_remarks(schema);
    hr_json_close(json, '}');
    hr_json_member(json, "additionalProperties", "false");
    if (!schema->is_partial) {
        hr_json_texts(json, "required", form->parameter_names, (size_t)form->parameter_count, false);
    }
}

static void print_distribution(hr_schema *schema, const hr_distribution_form *form)
{
    hr_json *json = &schema->json;
    hr_json_open_member(json, form->name);
    if (form->is_list) {
        hr_schema_types(schema, "array");
        hr_json_open_member(json, "items");
        hr_schema_refer(schema, false, false, 0, INFINITY);
        hr_json_close(json, '}');
        hr_json_member(json, "minItems", "%d", form->parameter_count);
        hr_json_member(json, "maxItems", "%d", form->parameter_count);
    } else if (form - hr_distribution_forms == HR_DISTRIBUTION_CONSTANT) {
        hr_schema_refer(schema, false, false, 0, INFINITY);
    } else {
        print_parameters(schema, form);
    }
    hr_json_close(json, '}');
}

static void define_time(hr_schema *schema, bool is_partial)
{
    hr_json *json = &schema->json;
    schema->is_partial = is_partial;
    hr_json_open_member(json, is_partial ? "changed_time" : "time");
    hr_schema_types(schema, "number object");
    hr_json_member(json, "minimum", "0");
    hr_json_open_member(json, "properties");
    print_annotation(schema, false, 0, INFINITY);
    for (int f = 0; f < HR_DISTRIBUTION_FAMILY_COUNT; ++f) {
        print_distribution(schema, &hr_distribution_forms[f]);
    }
    hr_json_close(json, '}');
    hr_json_member(json, "additionalProperties", "false");
    if (!is_partial) {
        hr_json_name(json, "oneOf");
        hr_json_open(json, '[');
        hr_json_item(json);
        fputs("{\"type\": \"number\"}", json->stream);
        for (int f = -1; f < HR_DISTRIBUTION_FAMILY_COUNT; ++f) {
            hr_json_item(json);
            fprintf(json->stream, "{\"type\": \"object\", \"required\": [\"%s\"]}",
                    f < 0 ? "value" : hr_distribution_forms[f].name);
        }
        hr_json_close(json, ']');
        hr_json_member(json, "dependencies", "{\"range\": [\"value\"], \"assumption\": [\"value\"]}");
        print_range_rule(schema);
    }
    hr_json_close(json, '}');
}

void hr_schema_define_figures(hr_schema *schema)
{
    define_time(schema, false);
    define_time(schema, true);
    for (size_t i = 0; i < schema->figure_count; ++i) {
        define_figure(schema, &schema->figures[i]);
    }
}
