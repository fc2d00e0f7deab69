/* From graphs to networks: what attributes say, what rules overrule, what is guessed, and that it is told. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "models/files/import.h"
#include "models/files/network_csv.h"

typedef struct {
    hr_attributed_graph graph;
    hr_import import;
    hr_import_parameters *parameters;
    hr_error error;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->parameters = calloc(1, sizeof *f->parameters);
    assert_non_null(f->parameters);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    hr_import_free(&f->import);
    hr_graph_free(&f->graph);
    free(f->parameters);
    free(f);
    return 0;
}

static FILE *stream_of(const char *text)
{
    FILE *stream = tmpfile();
    assert_non_null(stream);
    assert_int_equal(fwrite(text, 1, strlen(text), stream), strlen(text));
    rewind(stream);
    return stream;
}

static hr_status import_with(fixture *f, const char *nodes, const char *edges, const hr_places *places)
{
    static const char *const FILES[2] = {"nodes.csv", "edges.csv"};
    hr_graph_files files = {{FILES[0], stream_of(nodes)}, {FILES[1], stream_of(edges)}};
    hr_graph_init(&f->graph, NULL);
    assert_int_equal(hr_network_csv_read(&files, &f->graph, &f->error), HR_OK);
    fclose(files.main.stream);
    fclose(files.edges.stream);
    return hr_import_graph(&f->import, &f->graph, FILES, f->parameters, places, &f->error);
}

static void import_pair(fixture *f, const char *nodes, const char *edges)
{
    if (import_with(f, nodes, edges, NULL) != HR_OK) {
        fail_msg("%s:%d: %s", f->error.file, f->error.line, f->error.text);
    }
}

static const hr_import_node *node_named(const fixture *f, const char *name)
{
    for (uint32_t n = 0; n < f->import.node_count; ++n) {
        if (strcmp(hr_import_name(&f->import, n), name) == 0) {
            return &f->import.nodes[n];
        }
    }
    fail_msg("no node is named %s", name);
    return NULL;
}

static const hr_import_note *note_of(const fixture *f, const char *code)
{
    for (uint32_t i = 0; i < f->import.note_count; ++i) {
        if (strcmp(f->import.notes[i].code, code) == 0) {
            return &f->import.notes[i];
        }
    }
    return NULL;
}

static uint32_t count_roles(const fixture *f, hr_role role)
{
    uint32_t count = 0;
    for (uint32_t n = 0; n < f->import.node_count; ++n) {
        count += f->import.nodes[n].role == role;
    }
    return count;
}

/* site -- hub -- core: everything said, so nothing is guessed but the areas */
static void attributes_say_what_nodes_are(void **state)
{
    fixture *f = *state;
    import_pair(f,
                "id,role,operator,users,vendor,managed_by,lat,lon,area,region,sensitive,shared,capacity_users\n"
                "site,ran_site,red,700,alpha,beta,51.5,-0.5,7,north,yes,,\n"
                "hub,Core router,red,,beta,,,,7,south,,,\n"
                "db,subscriber-db,blue,,,,10,20,9,north,no,1,500\n",
                "source,target,kind,length_km\nsite,hub,primary,2.5\nhub,db,,\nsite,hub,backup,\n");
    const hr_import_node *site = node_named(f, "site");
    const hr_import_node *hub = node_named(f, "hub");
    const hr_import_node *db = node_named(f, "db");
    assert_int_equal(f->import.node_count, 3);
    assert_int_equal(site->role, HR_ROLE_RAN_SITE);
    assert_int_equal(hub->role, HR_ROLE_CORE_ROUTER);
    assert_int_equal(db->role, HR_ROLE_SUBSCRIBER_DB);
    assert_int_equal(site->users, 700);
    assert_true(site->latitude == 51.5F && site->longitude == -0.5F);
    assert_true(isnan(hub->latitude) && isnan(hub->longitude));
    assert_string_equal(f->import.operators[db->operator_id], "blue");
    assert_string_equal(f->import.vendors[site->vendor], "alpha");
    assert_string_equal(f->import.vendors[site->managed_by], "beta");
    assert_int_equal(db->vendor, HR_NO_VENDOR);
    assert_int_equal(site->area, 7);
    assert_int_equal(db->area, 9);
    assert_int_equal(site->region, db->region);
    assert_int_not_equal(site->region, hub->region);
    assert_true(site->is_sensitive && !db->is_sensitive && db->is_shared);
    assert_true(db->capacity_users == 500 && hub->capacity_users == HR_CAPACITY_UNLIMITED);
    assert_int_equal(f->import.edges[2].kind, HR_EDGE_BACKUP);
    assert_true(f->import.edges[0].length_km == 2.5F && isnan(f->import.edges[1].length_km));
    assert_int_equal(note_of(f, "parallel")->count, 1);
    assert_int_equal(note_of(f, "positions")->count, 1);
    assert_null(note_of(f, "roles"));
    assert_null(note_of(f, "functions")); /* the shared database serves red as well */
    assert_null(note_of(f, "areas"));
}

/*  2 -- 1 -- 3, 1 -- 4, 3 -- 4: a bare backbone; 1 has most links, then 3 (before 4 in the file) */
static void bare_backbone_gets_exchanges_users_and_functions_and_says_so(void **state)
{
    fixture *f = *state;
    f->parameters->users = 10;
    import_pair(f, "id,label\n1,Bonn\n2,Jena\n3,Kiel\n4,Kiel\n", "source,target\n1,2\n1,3\n1,4\n3,4\n4,4\n");
    assert_int_equal(f->import.file_nodes, 4);
    assert_int_equal(count_roles(f, HR_ROLE_CORE_ROUTER), 4);
    assert_int_equal(count_roles(f, HR_ROLE_EXCHANGE), 4);
    assert_int_equal(node_named(f, "Bonn access")->users, 3); /* 10 among four: the first two get one more */
    assert_int_equal(node_named(f, "Jena access")->users, 3);
    assert_int_equal(node_named(f, "Kiel access")->users, 2);
    assert_int_equal(node_named(f, "Kiel (2) access")->users, 2);
    assert_int_equal(f->import.sites[0][0], 0);
    assert_int_equal(f->import.sites[0][1], 2);
    assert_int_equal(count_roles(f, HR_ROLE_PACKET_CORE), 2);
    assert_int_equal(node_named(f, "all packet_core 2")->area, node_named(f, "Kiel")->area);
    assert_int_equal(f->import.edge_count, 4 + 4 + 10);
    assert_int_equal(note_of(f, "roles")->count, 4);
    assert_int_equal(note_of(f, "operators")->count, 4);
    assert_int_equal(note_of(f, "renamed")->count, 1);
    assert_int_equal(note_of(f, "self_loops")->count, 1);
    assert_int_equal(note_of(f, "exchanges")->count, 4);
    assert_int_equal(note_of(f, "users")->count, 10);
    assert_int_equal(note_of(f, "functions")->count, 10);
    assert_true(note_of(f, "functions")->is_guess && !note_of(f, "self_loops")->is_guess);
    assert_null(note_of(f, "parts"));
}

static void users_of_routers_move_to_an_exchange_at_each(void **state)
{
    fixture *f = *state;
    import_pair(f, "id,users\na,5\nb,\nc,7\n", "source,target\na,b\n");
    assert_int_equal(f->import.node_count, 3 + 2 + 10);
    assert_int_equal(node_named(f, "a")->users, 0);
    assert_int_equal(node_named(f, "a access")->users, 5);
    assert_int_equal(node_named(f, "c access")->users, 7);
    assert_int_equal(note_of(f, "moved_users")->count, 2);
    assert_int_equal(note_of(f, "parts")->count, 2);
    assert_null(note_of(f, "users"));
}

/* Two places near a, one near b; c has no position and gets nobody. */
static void people_of_places_go_to_the_nearest_node(void **state)
{
    fixture *f = *state;
    hr_place list[] = {{"x", 50.1, 8.0, 30}, {"y", 49.9, 8.1, 12}, {"z", 53.4, 10.1, 8}};
    hr_places places = {list, 3};
    assert_int_equal(import_with(f, "id,lat,lon\na,50,8\nb,53.5,10\nc,,\n", "source,target\na,b\nb,c\n", &places),
                     HR_OK);
    assert_int_equal(node_named(f, "a access")->users, 42);
    assert_int_equal(node_named(f, "b access")->users, 8);
    assert_int_equal(node_named(f, "c access")->users, 0);
    assert_int_equal(note_of(f, "users")->count, 50);
}

static void first_rule_that_meets_sets_a_field_and_overrules_the_file(void **state)
{
    fixture *f = *state;
    hr_import_rule *rules = f->parameters->rules;
    f->parameters->rule_count = 4;
    for (int r = 0; r < 4; ++r) {
        rules[r].degree_greatest = UINT32_MAX;
    }
    strcpy(rules[0].name, "ba*");
    strcpy(rules[0].vendor, "alpha");
    rules[1].degree_least = 2;
    rules[1].has_role = true;
    rules[1].role = HR_ROLE_METRO;
    strcpy(rules[1].vendor, "beta"); /* not where the first has met */
    strcpy(rules[2].attribute, "kind");
    strcpy(rules[2].value, "[xy]");
    strcpy(rules[2].provider, "red");
    rules[3].has_box = true;
    rules[3].box[0] = 40, rules[3].box[1] = 0, rules[3].box[2] = 50, rules[3].box[3] = 10;
    rules[3].has_users = true;
    rules[3].users = 9;
    import_pair(f, "id,role,kind,lat,lon\nbar,exchange,x,,\nbaz,exchange,z,45,5\nfoo,core_router,y,55,5\n",
                "source,target\nbar,foo\nbaz,foo\n");
    const hr_import_node *bar = node_named(f, "bar");
    const hr_import_node *baz = node_named(f, "baz");
    const hr_import_node *foo = node_named(f, "foo");
    assert_string_equal(f->import.vendors[bar->vendor], "alpha");
    assert_string_equal(f->import.vendors[foo->vendor], "beta");
    assert_int_equal(foo->role, HR_ROLE_METRO);
    assert_int_equal(bar->role, HR_ROLE_EXCHANGE);
    assert_string_equal(f->import.operators[foo->operator_id], "red");
    assert_int_equal(baz->users, 9);
    assert_int_equal(bar->users, 0);
    assert_int_equal(foo->users, 0);
}

static void x_and_y_of_a_drawing_are_no_positions(void **state)
{
    fixture *f = *state;
    import_pair(f, "id,x,y\na,120.5,45\nb,5000,45\n", "source,target\na,b\n");
    assert_true(isnan(node_named(f, "a")->latitude));
    assert_non_null(note_of(f, "drawing"));
}

/* as some published networks have it: kilometres under the name of degrees */
static void latitudes_that_are_mostly_none_are_of_a_drawing(void **state)
{
    fixture *f = *state;
    import_pair(f, "id,lat,lon\na,500,5\nb,90.5,45\nc,300,7\nd,20,7\n", "source,target\na,b\n");
    assert_true(isnan(node_named(f, "d")->latitude));
    assert_non_null(note_of(f, "drawing"));
}

static void nodes_at_one_position_share_an_area(void **state)
{
    fixture *f = *state;
    import_pair(f, "id,lat,lon\na,0,8\nb,,\nc,-0,8\nd,1,8\n", "source,target\na,b\nb,c\nc,d\n");
    assert_int_equal(node_named(f, "a")->area, node_named(f, "c")->area);
    assert_int_not_equal(node_named(f, "a")->area, node_named(f, "b")->area);
    assert_int_not_equal(node_named(f, "a")->area, node_named(f, "d")->area);
    assert_int_not_equal(node_named(f, "b")->area, node_named(f, "d")->area);
}

static void values_that_cannot_be_are_mistakes_with_their_line(void **state)
{
    static const struct {
        const char *nodes;
        const char *edges;
        const char *file;
        int line;
        const char *text;
    } CASES[] = {
        {"id,lat,lon\na,91,0\n", "a,b\n", "nodes.csv", 2, "lat: `91` is not a number from -90 to 90"},
        {"id,latitude,longitude\na,1,x\n", "a,b\n", "nodes.csv", 2, "longitude: `x` is not a number"},
        {"id,users\na,1\nb,-1\n", "a,b\n", "nodes.csv", 3, "users: `-1` is not a number from 0 to 1000000000"},
        {"id,users\na,nan\n", "a,b\n", "nodes.csv", 2, "users: `nan` is not a number"},
        {"id,role\na,metrro\n", "a,b\n", "nodes.csv", 2, "role: `metrro` is no role; did you mean `metro`?"},
        {"id,role\na,oss\n", "a,b\n", "nodes.csv", 2, "is an oss, which needs the vendor"},
        {"id,sensitive\na,maybe\n", "a,b\n", "nodes.csv", 2, "sensitive: `maybe` is not yes or no"},
        {"id\na\nb\n", "a,b,kind\na,b,spare\n", "edges.csv", 2, "kind: `spare` is not primary or backup"},
        {"id\na\nb\n", "a,b,dist\na,b,-3\n", "edges.csv", 2, "dist: `-3` is not a number"},
        {"id,role\na,cabinet\nb,ran_site\n", "a,b\na,b\n", "edges.csv", 2, "carries transit"},
        {"id,role\na,packet_core\n", "a,b\n", "nodes.csv", 0, "has neither access nodes"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; ++i) {
        void *own = NULL;
        set_up(&own);
        fixture *f = own;
        assert_int_equal(import_with(f, CASES[i].nodes, CASES[i].edges, NULL), HR_BAD_INPUT);
        if (strstr(f->error.text, CASES[i].text) == NULL) {
            fail_msg("`%s` is not in `%s`", CASES[i].text, f->error.text);
        }
        assert_string_equal(f->error.file, CASES[i].file);
        assert_int_equal(f->error.line, CASES[i].line);
        tear_down(&own);
    }
}

static void unknown_operator_is_a_mistake_where_the_scenario_names_them(void **state)
{
    fixture *f = *state;
    f->parameters->operator_count = 1;
    strcpy(f->parameters->operators[0], "red");
    assert_int_equal(import_with(f, "id,operator\na,red\nb,rid\n", "source,target\na,b\n", NULL), HR_BAD_INPUT);
    assert_string_equal(f->error.text, "operator: `rid` is no operator; did you mean `red`?");
    assert_int_equal(f->error.line, 3);
}

/* a backbone of two, with an OSS for each of two vendors at its sites */
static void network_is_built_with_a_management_plane_for_each_vendor(void **state)
{
    static const uint8_t VENDORS[] = {1, 3};
    fixture *f = *state;
    hr_import_oss oss[HR_OPERATORS_MAX] = {{2, VENDORS}};
    hr_network network;
    hr_import_vendors vendors;
    import_pair(f, "id,vendor\na,alpha\nb,\n", "source,target\na,b\n");
    assert_int_equal(hr_import_build(&f->import, oss, &network, &vendors, &f->error), HR_OK);
    assert_int_equal(network.node_count, 2 + 2 + 10 + 2);
    assert_int_equal(hr_network_nodes(&network, 0, HR_ROLE_OSS), 2);
    assert_int_equal(hr_network_users(&network, HR_OPERATORS_MAX, HR_ROLE_COUNT), HR_IMPORT_USERS);
    for (uint32_t n = 0; n < network.node_count; ++n) {
        bool is_a = strcmp(hr_network_id(&network, n), "a") == 0;
        assert_int_equal(vendors.vendor[n], is_a ? 0 : HR_NO_VENDOR);
        assert_true(isnan(network.latitude[n]));
        if (network.role[n] == HR_ROLE_OSS) {
            assert_true(network.bound_vendor[n] == 1 || network.bound_vendor[n] == 3);
        }
    }
    hr_network_free(&network);
    free(vendors.vendor);
    free(vendors.managed_by);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(attributes_say_what_nodes_are),
        TEST(bare_backbone_gets_exchanges_users_and_functions_and_says_so),
        TEST(users_of_routers_move_to_an_exchange_at_each),
        TEST(people_of_places_go_to_the_nearest_node),
        TEST(first_rule_that_meets_sets_a_field_and_overrules_the_file),
        TEST(x_and_y_of_a_drawing_are_no_positions),
        TEST(latitudes_that_are_mostly_none_are_of_a_drawing),
        TEST(nodes_at_one_position_share_an_area),
        TEST(values_that_cannot_be_are_mistakes_with_their_line),
        TEST(unknown_operator_is_a_mistake_where_the_scenario_names_them),
        TEST(network_is_built_with_a_management_plane_for_each_vendor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
