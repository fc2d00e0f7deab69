/* A description as text of 80 columns: totals as tables, mixes as paragraphs, then each case's concentration and
 * avoidable shares. See description.h. A label that does not fit its column gets a line of its own, and more columns
 * than fit a line go into a second table. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "analysis/text_format.h"
#include "sim/cli/description.h"

enum { LABEL = 20, BLOCK_MAX = 5, CELL_SIZE = 160 };

/* ---- tables ---------------------------------------------------------------------------------------------------- */

/* A table's shape: how wide its columns are, and what stands above them. */
typedef struct {
    FILE *stream;
    size_t width;
    uint32_t count; /* at most BLOCK_MAX */
    const char *heads[BLOCK_MAX];
} table;

/* Bytes of the first piece of a head that fits a column: up to an underscore or space where there is one. */
static size_t piece_length(const char *head, size_t width)
{
    size_t fits = hr_text_fit(head, width - 1);
    size_t cut = fits;
    if (head[fits] != 0) {
        while (cut > 0 && head[cut - 1] != '_' && head[cut - 1] != ' ') {
            --cut;
        }
    }
    return cut > 0 ? cut : fits;
}

static uint32_t piece_count(const char *head, size_t width)
{
    uint32_t count = 0;
    for (; *head != 0; head += piece_length(head, width)) {
        ++count;
    }
    return count;
}

static void print_heads(const table *t)
{
    uint32_t lines = 1;
    for (uint32_t i = 0; i < t->count; ++i) {
        uint32_t pieces = piece_count(t->heads[i], t->width);
        lines = pieces > lines ? pieces : lines;
    }
    for (uint32_t line = 0; line < lines; ++line) {
        hr_text_cell(t->stream, "", 0, LABEL, HR_ALIGN_LEFT);
        for (uint32_t i = 0; i < t->count; ++i) {
            const char *head = t->heads[i];
            uint32_t skipped = lines - piece_count(head, t->width); /* the last piece stands on the last line */
            for (uint32_t k = skipped; k < line; ++k) {
                head += piece_length(head, t->width);
            }
            hr_text_cell(t->stream, head, line < skipped ? 0 : piece_length(head, t->width), t->width, HR_ALIGN_RIGHT);
        }
        fputc('\n', t->stream);
    }
}

static void print_row(const table *t, const char *label, char cells[][CELL_SIZE])
{
    char indented[256];
    snprintf(indented, sizeof indented, " %s", label);
    if (hr_text_columns(indented) > LABEL) {
        hr_text_wrap(t->stream, label, " ", "   ");
        indented[0] = 0;
    }
    hr_text_cell(t->stream, indented, sizeof indented, LABEL, HR_ALIGN_LEFT);
    for (uint32_t i = 0; i < t->count; ++i) {
        hr_text_cell(t->stream, cells[i], CELL_SIZE, t->width, HR_ALIGN_RIGHT);
    }
    fputc('\n', t->stream);
}

static void print_title(FILE *stream, const char *text)
{
    fputc('\n', stream);
    hr_text_title(stream, text);
}

static hr_text percent(double share)
{
    return isfinite(share) ? hr_text_of(share, HR_WRITE_PERCENT) : (hr_text){"-"};
}

/* ---- network --------------------------------------------------------------------------------------------------- */

static void print_roles(const hr_description *d, FILE *stream)
{
    const hr_network_statistics *statistics = &d->statistics;
    const table t = {stream, 15, 4, {"nodes", "users", "dual-homed, %", "km to parent"}};
    print_heads(&t);
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        char cells[4][CELL_SIZE];
        if (statistics->nodes_by_role[r] == 0) {
            continue;
        }
        bool has_parents = d->has_parents[r];
        int64_t users = hr_network_users(&d->world->network, HR_OPERATORS_MAX, (hr_role)r);
        snprintf(cells[0], CELL_SIZE, "%s", hr_text_count(statistics->nodes_by_role[r]).text);
        snprintf(cells[1], CELL_SIZE, "%s", users > 0 ? hr_text_count((size_t)users).text : "-");
        snprintf(cells[2], CELL_SIZE, "%s", has_parents ? percent(statistics->dual_homed_share[r]).text : "-");
        snprintf(cells[3], CELL_SIZE, "%s",
                 has_parents ? hr_text_of(statistics->mean_parent_distance_km[r], HR_WRITE_NUMBER).text : "-");
        print_row(&t, hr_role_forms[r].name, cells);
    }
}

static void print_operators(const hr_description *d, FILE *stream)
{
    const hr_network *network = &d->world->network;
    print_title(stream, "Operators");
    for (uint32_t o = 0; o < network->operator_count; ++o) {
        char text[2048];
        int64_t users = hr_network_users(network, o, HR_ROLE_COUNT);
        int length = snprintf(text, sizeof text, "%s: %s users", network->operator_names[o],
                              hr_text_count((size_t)users).text);
        for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
            uint32_t nodes = hr_network_nodes(network, o, (hr_role)r);
            if (nodes > 0) {
                length += snprintf(text + length, sizeof text - (size_t)length, ", %s %s", hr_text_count(nodes).text,
                                   hr_role_forms[r].name);
            }
        }
        hr_text_wrap(stream, text, " ", "   ");
    }
    for (uint32_t i = 0; i < d->world->notes.count; ++i) {
        hr_text_wrap(stream, d->world->notes.texts[i], " ", "   ");
    }
}

static void print_services(const hr_description *d, FILE *stream)
{
    const hr_ledger_plan *plan = &d->world->plans[HR_EDGES_PRIMARY];
    print_title(stream, "Services");
    for (uint32_t s = 0; s < plan->service_count; ++s) {
        const hr_service *service = &plan->services[s];
        char text[2048];
        int length = snprintf(text, sizeof text, "%s: %s users; requires ", service->name,
                              hr_text_count((size_t)d->survey.service_users[s]).text);
        for (uint32_t k = 0; k < service->required_count; ++k) {
            length += snprintf(text + length, sizeof text - (size_t)length, "%s%s", k > 0 ? ", " : "",
                               hr_role_forms[service->required[k]].name);
        }
        snprintf(text + length, sizeof text - (size_t)length, "%s%s",
                 service->any_operator ? "; carried by any operator" : "", service->is_headline ? "; headline" : "");
        hr_text_wrap(stream, text, " ", "   ");
    }
}

/* What was guessed about a network from a file, and what of the file was left out. */
static void print_import(const hr_import *import, FILE *stream)
{
    char text[HR_IMPORT_NOTE_SIZE + 16];
    fputs("\nThe network's file\n", stream);
    for (uint32_t i = 0; i < import->note_count; ++i) {
        snprintf(text, sizeof text, " %s: %s", import->notes[i].is_guess ? "guessed" : "noted", import->notes[i].text);
        hr_text_title(stream, text);
    }
}

static void print_network(const hr_description *d, FILE *stream)
{
    const hr_network *network = &d->world->network;
    char text[640];
    char sensitive[128] = "";
    uint32_t sensitive_nodes = 0;
    for (uint32_t r = 0; r < HR_ROLE_COUNT; ++r) {
        sensitive_nodes += d->statistics.sensitive_by_role[r];
    }
    if (sensitive_nodes > 0) {
        snprintf(sensitive, sizeof sensitive, ", %s nodes at sensitive sites", hr_text_count(sensitive_nodes).text);
    }
    snprintf(text, sizeof text, "Network: %s nodes, %s links (%s primary, %s backup), %s operators, %s areas%s",
             hr_text_count(network->node_count).text, hr_text_count(network->edge_count).text,
             hr_text_count(d->links[HR_EDGE_PRIMARY]).text, hr_text_count(d->links[HR_EDGE_BACKUP]).text,
             hr_text_count(network->operator_count).text, hr_text_count(network->area_count).text, sensitive);
    print_title(stream, text);
    print_roles(d, stream);
    print_operators(d, stream);
    print_services(d, stream);
    if (d->world->scenario->file_network != NULL) {
        print_import(&d->world->scenario->file_network->import, stream);
    }
}

/* ---- concentration --------------------------------------------------------------------------------------------- */

static void index_text(double index, char text[CELL_SIZE])
{
    if (isnan(index)) {
        snprintf(text, CELL_SIZE, "-");
    } else {
        hr_text number = index > 0 ? hr_text_of(1 / index, HR_WRITE_NUMBER) : (hr_text){"-"};
        snprintf(text, CELL_SIZE, "%.3f / %s", index, number.text);
    }
}

static void print_concentration(const hr_structure *structure, FILE *stream)
{
    const table t = {stream, 15, 4, {"vendor, nodes", "vendor, users", "state, nodes", "state, users"}};
    print_title(stream, "Concentration: Herfindahl-Hirschman index / effective number");
    print_heads(&t);
    for (uint32_t r = 0; r <= HR_ROLE_COUNT; ++r) {
        const hr_concentration *nodes = &structure->concentration[r][HR_WEIGHT_NODES];
        const hr_concentration *users = &structure->concentration[r][HR_WEIGHT_USERS];
        char cells[4][CELL_SIZE];
        if (isnan(nodes->vendor_index)) {
            continue;
        }
        index_text(nodes->vendor_index, cells[0]);
        index_text(users->vendor_index, cells[1]);
        index_text(nodes->state_index, cells[2]);
        index_text(users->state_index, cells[3]);
        print_row(&t, r == HR_ROLE_COUNT ? "all roles" : hr_role_forms[r].name, cells);
    }
}

static void print_mixes(const hr_description *d, const hr_structure *structure, FILE *stream)
{
    const hr_scenario *scenario = d->world->scenario;
    print_title(stream, "Vendors by role: share of nodes / of users attached, %");
    for (uint32_t r = 0; r <= HR_ROLE_COUNT; ++r) {
        const hr_concentration *nodes = &structure->concentration[r][HR_WEIGHT_NODES];
        const hr_concentration *users = &structure->concentration[r][HR_WEIGHT_USERS];
        char text[HR_VENDORS_MAX * 160];
        int length = snprintf(text, sizeof text, "%s:", r == HR_ROLE_COUNT ? "all roles" : hr_role_forms[r].name);
        if (isnan(nodes->vendor_index)) {
            continue;
        }
        for (uint32_t v = 0, listed = 0; v < scenario->vendor_count; ++v) {
            if (nodes->vendor_share[v] > 0) {
                length += snprintf(text + length, sizeof text - (size_t)length, "%s %s %s / %s",
                                   listed++ > 0 ? "," : "", scenario->vendors[v].name,
                                   percent(nodes->vendor_share[v]).text, percent(users->vendor_share[v]).text);
            }
        }
        hr_text_wrap(stream, text, " ", "   ");
    }
}

/* ---- avoidable shares ------------------------------------------------------------------------------------------ */

/* A row for one colour, with the services of one block. */
static void print_kept(const hr_description *d, const table *t, uint32_t first, const char *label,
                       const hr_kept_users *kept)
{
    char cells[BLOCK_MAX][CELL_SIZE];
    for (uint32_t i = 0; i < t->count; ++i) {
        double primary = hr_kept_share(&d->survey, kept, HR_EDGES_PRIMARY, first + i);
        double with_backup = hr_kept_share(&d->survey, kept, HR_EDGES_WITH_BACKUP, first + i);
        snprintf(cells[i], CELL_SIZE, "%s/%s", percent(primary).text, percent(with_backup).text);
    }
    print_row(t, label, cells);
}

static bool is_there(const hr_structure *structure, uint32_t vendor)
{
    return structure->vendors >> vendor & 1;
}

/* `CN (huawei, zte)`; false when no vendor of the state is there. */
static bool state_label(const hr_description *d, const hr_structure *structure, uint32_t state, char *text, size_t size)
{
    const hr_scenario *scenario = d->world->scenario;
    uint32_t count = 0;
    int length = snprintf(text, size, "%s (", scenario->states[state]);
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        if (is_there(structure, v) && scenario->vendors[v].leverage[state] > 0) {
            length += snprintf(text + length, size - (size_t)length, "%s%s", count++ > 0 ? ", " : "",
                               scenario->vendors[v].name);
        }
    }
    snprintf(text + length, size - (size_t)length, ")");
    return count > 0;
}

static void print_block(const hr_description *d, const hr_structure *structure, const table *t, uint32_t first)
{
    const hr_scenario *scenario = d->world->scenario;
    print_heads(t);
    print_kept(d, t, first, "(nothing)", &structure->intact);
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        if (is_there(structure, v)) {
            print_kept(d, t, first, scenario->vendors[v].name, &structure->without_vendor[v]);
        }
    }
    for (uint32_t s = 0; s < scenario->state_count; ++s) {
        char label[HR_NAME_SIZE * (HR_VENDORS_MAX + 2)];
        if (state_label(d, structure, s, label, sizeof label)) {
            print_kept(d, t, first, label, &structure->without_state[s]);
        }
    }
    for (uint32_t v = 0; v < scenario->vendor_count; ++v) {
        for (uint32_t w = v + 1; w < scenario->vendor_count; ++w) {
            char label[HR_NAME_SIZE * 2 + 8];
            snprintf(label, sizeof label, "%s + %s", scenario->vendors[v].name, scenario->vendors[w].name);
            if (is_there(structure, v) && is_there(structure, w)) {
                print_kept(d, t, first, label, &structure->without_pair[v][w]);
            }
        }
    }
}

static void print_avoidable(const hr_description *d, const hr_structure *structure, FILE *stream)
{
    const hr_ledger_plan *plan = &d->world->plans[HR_EDGES_PRIMARY];
    print_title(stream,
                "Avoidable share: users who keep the service with everything of one vendor, one state (its vendors "
                "in brackets) or two vendors out at once, %: over primary edges / with backup edges");
    for (uint32_t first = 0; first < plan->service_count; first += BLOCK_MAX) {
        table t = {.stream = stream, .width = 12};
        while (t.count < BLOCK_MAX && first + t.count < plan->service_count) {
            t.heads[t.count] = plan->services[first + t.count].name;
            ++t.count;
        }
        print_block(d, structure, &t, first);
    }
}

/* ---- cases ----------------------------------------------------------------------------------------------------- */

/* `cisco`, or `cisco/nokia` when another one is the worst with backup edges. */
static void worst_names(const char *primary, const char *with_backup, char text[CELL_SIZE])
{
    bool is_same = strcmp(primary, with_backup) == 0;
    snprintf(text, CELL_SIZE, "%.40s%s%.40s", primary, is_same ? "" : "/", is_same ? "" : with_backup);
}

static void print_glance_row(const hr_description *d, const table *t, uint32_t i)
{
    const hr_scenario *scenario = d->world->scenario;
    const hr_structure *structure = &d->structures[i];
    const hr_concentration *all = &structure->concentration[HR_ROLE_COUNT][HR_WEIGHT_NODES];
    const char *vendors[HR_EDGES_COUNT] = {"", ""};
    const char *states[HR_EDGES_COUNT] = {"", ""};
    hr_text of_vendor[HR_EDGES_COUNT] = {{"-"}, {"-"}};
    hr_text of_state[HR_EDGES_COUNT] = {{"-"}, {"-"}};
    char cells[4][CELL_SIZE];
    char names[4][CELL_SIZE] = {"", "", "", ""};
    for (hr_usable_edges e = HR_EDGES_PRIMARY; e < HR_EDGES_COUNT; ++e) {
        uint32_t v = hr_structure_worst_vendor(&d->survey, structure, e, HR_HEADLINE_SERVICES);
        uint32_t s = hr_structure_worst_state(&d->survey, structure, e, HR_HEADLINE_SERVICES);
        if (v != UINT32_MAX) {
            vendors[e] = scenario->vendors[v].name;
            of_vendor[e] = percent(hr_kept_share(&d->survey, &structure->without_vendor[v], e, HR_HEADLINE_SERVICES));
        }
        if (s != UINT32_MAX) {
            states[e] = scenario->states[s];
            of_state[e] = percent(hr_kept_share(&d->survey, &structure->without_state[s], e, HR_HEADLINE_SERVICES));
        }
    }
    index_text(all->vendor_index, cells[0]);
    index_text(all->state_index, cells[1]);
    snprintf(cells[2], CELL_SIZE, "%s/%s", of_vendor[HR_EDGES_PRIMARY].text, of_vendor[HR_EDGES_WITH_BACKUP].text);
    snprintf(cells[3], CELL_SIZE, "%s/%s", of_state[HR_EDGES_PRIMARY].text, of_state[HR_EDGES_WITH_BACKUP].text);
    worst_names(vendors[HR_EDGES_PRIMARY], vendors[HR_EDGES_WITH_BACKUP], names[2]);
    worst_names(states[HR_EDGES_PRIMARY], states[HR_EDGES_WITH_BACKUP], names[3]);
    print_row(t, scenario->cases[d->cases[i]].name, cells);
    print_row(t, "", names);
}

static void print_glance(const hr_description *d, FILE *stream)
{
    const table t = {stream, 15, 4, {"HHI by vendor", "HHI by state", "worst vendor", "worst state"}};
    print_title(stream,
                "Cases at a glance: Herfindahl-Hirschman index / effective number of all nodes, and headline users who "
                "keep service without the one vendor, or state, that matters most: over primary edges / with "
                "backup edges");
    print_heads(&t);
    for (uint32_t i = 0; i < d->case_count; ++i) {
        print_glance_row(d, &t, i);
    }
}

static void print_case(const hr_description *d, uint32_t i, FILE *stream)
{
    uint32_t c = d->cases[i];
    char text[256];
    snprintf(text, sizeof text, "==== Case %s: %s nodes changed", d->world->scenario->cases[c].name,
             hr_text_count(d->world->cases[c].changed).text);
    print_title(stream, text);
    print_mixes(d, &d->structures[i], stream);
    print_concentration(&d->structures[i], stream);
    print_avoidable(d, &d->structures[i], stream);
}

static void print_notes(FILE *stream)
{
    print_title(
        stream,
        "Everything here is exact and without random trials. Shares by state add up a vendor's share for every state "
        "that has leverage over it, times the leverage. Users attached to a node reach the core by way of it; "
        "instances of a function share the users they serve equally; management planes carry none. A vendor's "
        "outage takes all its nodes, management planes too; nobody repairs or isolates. Vendors and states without "
        "a node in a case are left out.");
}

hr_status hr_description_print_text(const hr_description *d, FILE *stream, hr_error *error)
{
    const hr_scenario *scenario = d->world->scenario;
    hr_text_title(stream, scenario->title[0] != 0 ? scenario->title : "(untitled scenario)");
    if (scenario->question[0] != 0) {
        hr_text_wrap(stream, scenario->question, "", "");
    }
    print_network(d, stream);
    print_glance(d, stream);
    for (uint32_t i = 0; i < d->case_count; ++i) {
        print_case(d, i, stream);
    }
    print_notes(stream);
    return fflush(stream) != 0 || ferror(stream) != 0
               ? hr_error_set(error, HR_FAILED, "cannot write the description: %s", strerror(errno))
               : HR_OK;
}
