/* What attributes of nodes say. See import.h. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "models/files/import_private.h"
#include "sim/engine/names.h"

const hr_import_column_names hr_import_columns[] = {
    [HR_COLUMN_NAME] = {"name", {"label", "name"}},
    [HR_COLUMN_ROLE] = {"role", {"role"}},
    [HR_COLUMN_TYPE] = {"role, where it is one", {"type", "node_type"}},
    [HR_COLUMN_OPERATOR] = {"operator", {"operator", "owner", "provider"}},
    [HR_COLUMN_LATITUDE] = {"latitude", {"lat", "latitude", "y"}},
    [HR_COLUMN_LONGITUDE] = {"longitude", {"lon", "longitude", "long", "lng", "x"}},
    [HR_COLUMN_USERS] = {"users", {"users", "subscribers", "population"}},
    [HR_COLUMN_CAPACITY] = {"capacity in users", {"capacity_users"}},
    [HR_COLUMN_AREA] = {"area", {"area"}},
    [HR_COLUMN_REGION] = {"region", {"region", "country"}},
    [HR_COLUMN_VENDOR] = {"vendor", {"vendor", "manufacturer"}},
    [HR_COLUMN_MANAGED_BY] = {"vendor that manages", {"managed_by"}},
    [HR_COLUMN_SHARED] = {"shared", {"shared"}},
    [HR_COLUMN_SENSITIVE] = {"sensitive", {"sensitive"}},
    [HR_COLUMN_KIND] = {"kind of an edge", {"kind"}},
    [HR_COLUMN_LENGTH] = {"length of an edge, km", {"length_km", "dist", "distance_km"}},
    [HR_COLUMN_COUNT] = {NULL, {NULL}},
};

static bool is_of_edges(hr_import_column column)
{
    return column >= HR_COLUMN_KIND;
}

static double number_or_nan(const char *text)
{
    char *end = NULL;
    if (text[0] == 0 || strpbrk(text, "xXnNiIpP") != NULL) {
        return NAN;
    }
    double number = strtod(text, &end);
    while (*end == ' ') {
        ++end;
    }
    return *end == 0 ? number : NAN;
}

/* Whether a column holds places in a drawing. Of x and y that is so when a single one could be no degree; where it is
 * called latitude or longitude, when most of several are none: a few are mistakes. */
static bool is_of_drawing(const hr_attributed_graph *graph, const hr_graph_attribute *attribute, double most)
{
    bool is_plain_name = attribute->name[1] == 0;
    uint32_t given = 0;
    uint32_t beyond = 0;
    for (uint32_t n = 0; n < graph->node_count; ++n) {
        const char *text = hr_graph_value(graph, attribute, n);
        given += text != NULL;
        beyond += text != NULL && !(fabs(number_or_nan(text)) <= most);
    }
    return is_plain_name ? beyond > 0 : given >= 4 && beyond > given / 2;
}

void hr_import_find_columns(hr_importer *importer)
{
    const hr_attributed_graph *graph = importer->graph;
    for (unsigned c = 0; c < HR_COLUMN_COUNT; ++c) {
        const hr_graph_attributes *attributes = is_of_edges(c) ? &graph->edge_attributes : &graph->node_attributes;
        for (int k = 0; k < HR_IMPORT_COLUMN_NAMES && importer->columns[c] == NULL; ++k) {
            const char *name = hr_import_columns[c].names[k];
            importer->columns[c] = name != NULL ? hr_graph_attribute_find(attributes, name) : NULL;
        }
    }
    const hr_graph_attribute **latitude = &importer->columns[HR_COLUMN_LATITUDE];
    const hr_graph_attribute **longitude = &importer->columns[HR_COLUMN_LONGITUDE];
    bool is_drawing = *latitude != NULL && *longitude != NULL &&
                      (is_of_drawing(graph, *latitude, 90) || is_of_drawing(graph, *longitude, 180));
    if (*latitude == NULL || *longitude == NULL || is_drawing) {
        *latitude = *longitude = NULL;
    }
    if (is_drawing) {
        hr_import_say(importer->import, "drawing", false, graph->node_count,
                      "The nodes' coordinates are no degrees: taken for places in a drawing, and left out.");
    }
}

const char *hr_import_text(const hr_importer *importer, hr_import_column column, uint32_t item)
{
    return hr_graph_value(importer->graph, importer->columns[column], item);
}

/* ---- values ---------------------------------------------------------------------------------------------------- */

static hr_status wrong_value(const hr_importer *importer, hr_import_column column, uint32_t node, const char *text,
                             const char *wanted, hr_error *error)
{
    return hr_import_mistake(importer, false, node, error, "%s: `%.64s` is not %s", importer->columns[column]->name,
                             text, wanted);
}

static hr_status read_number(const hr_importer *importer, hr_import_column column, uint32_t node, double least,
                             double greatest, double *number, hr_error *error)
{
    const char *text = hr_import_text(importer, column, node);
    char wanted[80];
    if (text == NULL) {
        return HR_OK;
    }
    *number = number_or_nan(text);
    if (*number >= least && *number <= greatest) {
        return HR_OK;
    }
    snprintf(wanted, sizeof wanted, "a number from %.10g to %.10g", least, greatest);
    return wrong_value(importer, column, node, text, wanted, error);
}

static hr_status read_switch(const hr_importer *importer, hr_import_column column, uint32_t node, bool *is_on,
                             hr_error *error)
{
    static const char *const on[] = {"1", "true", "yes", "y"};
    static const char *const off[] = {"0", "false", "no", "n"};
    const char *text = hr_import_text(importer, column, node);
    for (size_t k = 0; text != NULL && k < sizeof on / sizeof *on; ++k) {
        if (strcasecmp(text, on[k]) == 0 || strcasecmp(text, off[k]) == 0) {
            *is_on = strcasecmp(text, on[k]) == 0;
            return HR_OK;
        }
    }
    return text == NULL ? HR_OK : wrong_value(importer, column, node, text, "yes or no", error);
}

/* `Core router` and `core-router` are core_router. */
static hr_role role_of(const char *text)
{
    char name[HR_NAME_SIZE];
    size_t length = strlen(text);
    if (length >= sizeof name) {
        return HR_ROLE_COUNT;
    }
    for (size_t i = 0; i <= length; ++i) {
        name[i] = text[i] == ' ' || text[i] == '-' ? '_' : (char)tolower((unsigned char)text[i]);
    }
    return hr_role_by_name(name);
}

static hr_status read_role(hr_importer *importer, uint32_t node, hr_error *error)
{
    const char *role = hr_import_text(importer, HR_COLUMN_ROLE, node);
    const char *type = hr_import_text(importer, HR_COLUMN_TYPE, node);
    hr_import_node *result = &importer->import->nodes[node];
    const char *names[HR_ROLE_COUNT];
    if (role != NULL) {
        result->role = (uint8_t)role_of(role);
        if (result->role == HR_ROLE_COUNT) {
            for (int r = 0; r < HR_ROLE_COUNT; ++r) {
                names[r] = hr_role_forms[r].name;
            }
            const char *nearest = hr_nearest_name(role, names, HR_ROLE_COUNT);
            return hr_import_mistake(importer, false, node, error, "role: `%.64s` is no role%s%s%s", role,
                                     nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
                                     nearest != NULL ? "`?" : "; rules can say what it is");
        }
    } else if (type != NULL) {
        result->role = (uint8_t)role_of(type);
        if (result->role == HR_ROLE_COUNT && importer->unknown_roles++ == 0) {
            snprintf(importer->unknown_role, sizeof importer->unknown_role, "%.60s", type);
        }
    }
    return HR_OK;
}

static hr_status read_names(hr_importer *importer, uint32_t node, hr_error *error)
{
    hr_import_node *result = &importer->import->nodes[node];
    const struct {
        hr_import_column column;
        hr_status (*number)(const hr_importer *importer, const char *name, uint8_t *number, hr_error *error);
        uint8_t *field;
    } NAMES[] = {
        {HR_COLUMN_OPERATOR, hr_import_operator, &result->operator_id},
        {HR_COLUMN_VENDOR, hr_import_vendor, &result->vendor},
        {HR_COLUMN_MANAGED_BY, hr_import_vendor, &result->managed_by},
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; ++i) {
        const char *text = hr_import_text(importer, NAMES[i].column, node);
        hr_error reason;
        if (text != NULL && NAMES[i].number(importer, text, NAMES[i].field, &reason) != HR_OK) {
            return hr_import_mistake(importer, false, node, error, "%s: %s", importer->columns[NAMES[i].column]->name,
                                     reason.text);
        }
    }
    return HR_OK;
}

hr_status hr_import_read_node(hr_importer *importer, uint32_t node, hr_error *error)
{
    hr_import_node *result = &importer->import->nodes[node];
    double latitude = NAN;
    double longitude = NAN;
    double users = 0;
    double capacity = NAN;
    hr_status status = read_role(importer, node, error);
    status = status == HR_OK ? read_names(importer, node, error) : status;
    status = status == HR_OK ? read_number(importer, HR_COLUMN_LATITUDE, node, -90, 90, &latitude, error) : status;
    status = status == HR_OK ? read_number(importer, HR_COLUMN_LONGITUDE, node, -180, 180, &longitude, error) : status;
    status = status == HR_OK ? read_number(importer, HR_COLUMN_USERS, node, 0, 1e9, &users, error) : status;
    status = status == HR_OK ? read_number(importer, HR_COLUMN_CAPACITY, node, 0, 1e12, &capacity, error) : status;
    status = status == HR_OK ? read_switch(importer, HR_COLUMN_SHARED, node, &result->is_shared, error) : status;
    status = status == HR_OK ? read_switch(importer, HR_COLUMN_SENSITIVE, node, &result->is_sensitive, error) : status;
    if (status != HR_OK) {
        return status;
    }
    if (!isnan(latitude) && !isnan(longitude)) {
        result->latitude = (float)latitude;
        result->longitude = (float)longitude;
    }
    result->users = (uint32_t)floor(users + 0.5);
    importer->has_users = importer->has_users || result->users > 0;
    result->capacity_users = isnan(capacity) ? HR_CAPACITY_UNLIMITED : (int64_t)floor(capacity);
    return HR_OK;
}

/* ---- what is not read ------------------------------------------------------------------------------------------ */

static void add_unread(const hr_importer *importer, const hr_graph_attributes *attributes, uint32_t *count, char *names,
                       size_t size)
{
    for (uint32_t a = 0; a < attributes->count; ++a) {
        bool is_read = false;
        for (unsigned c = 0; c < HR_COLUMN_COUNT; ++c) {
            is_read = is_read || importer->columns[c] == &attributes->items[a];
        }
        size_t length = strlen(names);
        if (!is_read && *count < 8) {
            snprintf(names + length, size - length, "%s%.24s", *count > 0 ? ", " : "", attributes->items[a].name);
        } else if (!is_read && *count == 8) {
            snprintf(names + length, size - length, ", ...");
        }
        *count += !is_read;
    }
}

void hr_import_note_columns(const hr_importer *importer)
{
    char names[HR_IMPORT_NOTE_SIZE - 64] = "";
    uint32_t count = 0;
    add_unread(importer, &importer->graph->node_attributes, &count, names, sizeof names);
    add_unread(importer, &importer->graph->edge_attributes, &count, names, sizeof names);
    if (count > 0) {
        hr_import_say(importer->import, "unread", false, count, "%u attributes are not used: %s.", count, names);
    }
}
