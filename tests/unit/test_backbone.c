/* Real backbones: which nodes stay, what is said of the others, and the nation that grows around them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/hierarchy.h"
#include "tests/support/backbone_file.h"

typedef struct {
    hr_backbone_file file;
    hr_places places;
    hr_backbone backbone;
    hr_error error;
} fixture;

static int make_fixture(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    hr_nation_small_places(&f->places);
    *state = f;
    return 0;
}

static int free_fixture(void **state)
{
    fixture *f = *state;
    hr_backbone_file_remove(&f->file);
    hr_backbone_free(&f->backbone);
    hr_places_free(&f->places);
    free(f);
    return 0;
}

static hr_status settle(fixture *f, const char *nodes, const char *edges, uint32_t core_routers)
{
    hr_backbone_file_write(&f->file, nodes, edges);
    f->file.asked.core_routers = core_routers;
    return hr_backbone_read(&f->backbone, &f->file.asked, &f->places, &f->error);
}

static void expect_settled(fixture *f, const char *nodes, const char *edges, uint32_t core_routers)
{
    if (settle(f, nodes, edges, core_routers) != HR_OK) {
        fail_msg("%s", f->error.text);
    }
}

static void expect_names(const fixture *f, size_t count, const char *const *names)
{
    assert_int_equal(f->backbone.node_count, count);
    for (uint32_t n = 0; n < count; ++n) {
        assert_string_equal(f->backbone.nodes[n].name, names[n]);
    }
}

static void expect_note(const fixture *f, const char *note)
{
    for (uint32_t k = 0; k < f->backbone.note_count; ++k) {
        if (strcmp(f->backbone.notes[k], note) == 0) {
            return;
        }
    }
    fail_msg("no note `%s`", note);
}

/* The country of the small places lies between 50 and 52.5 north, 3 west and 2.5 east. */
#define TRIANGLE "id,label,lat,lon\na,Ash,50.1,-2.9\nb,Birch,51,-1\nc,Cedar,52,1\n"
#define TRIANGLE_EDGES "source,target\na,b\nb,c\nc,a\n"

static void a_backbone_of_the_country_stays_as_it_is(void **state)
{
    fixture *f = *state;
    expect_settled(f, TRIANGLE, TRIANGLE_EDGES, 0);
    expect_names(f, 3, (const char *const[]){"Ash", "Birch", "Cedar"});
    assert_int_equal(f->backbone.link_count, 3);
    assert_int_equal(f->backbone.core_count, 3);
    assert_int_equal(f->backbone.note_count, 0);
    assert_true(f->backbone.nodes[1].latitude == 51.0f && f->backbone.nodes[1].longitude == -1.0f);
}

static void nodes_abroad_are_left_out_with_their_links(void **state)
{
    fixture *f = *state;
    expect_settled(f, TRIANGLE "p,Paris,48.9,2.3\n", TRIANGLE_EDGES "c,p\n", 0);
    assert_int_equal(f->backbone.node_count, 3);
    assert_int_equal(f->backbone.link_count, 3);
    expect_note(f, "1 nodes left out with their links: abroad, more than 50 km from every place");
}

static void a_node_without_a_position_stands_at_the_most_populous_place_of_its_name(void **state)
{
    fixture *f = *state;
    strcpy(f->places.places[7].name, "Elm");
    strcpy(f->places.places[9].name, "Elm");
    expect_settled(f, TRIANGLE "e,Elm,,\nx,Nowhere,,\n", TRIANGLE_EDGES "c,e\ne,a\na,x\n", 0);
    expect_names(f, 4, (const char *const[]){"Ash", "Birch", "Cedar", "Elm"});
    assert_true(f->backbone.nodes[3].latitude == (float)f->places.places[7].latitude);
    assert_true(f->backbone.nodes[3].longitude == (float)f->places.places[7].longitude);
    expect_note(f, "1 nodes without a position stand at the place of their name");
    expect_note(f, "1 nodes left out with their links: neither a position nor a place of their name");
    assert_int_equal(f->backbone.link_count, 5);
}

static void only_the_largest_connected_part_stays(void **state)
{
    fixture *f = *state;
    expect_settled(f,
                   "id,label,lat,lon\nx,Xylem,50.5,0\ny,Yew,50.6,0\na,Ash,50.1,-2.9\nb,Birch,51,-1\nc,Cedar,52,1\n"
                   "z,Zelkova,50.7,0\n",
                   TRIANGLE_EDGES "x,y\n", 0);
    expect_names(f, 3, (const char *const[]){"Ash", "Birch", "Cedar"});
    expect_note(f, "3 nodes left out in 2 parts that are not linked to the largest");
}

static void a_part_that_was_linked_by_way_of_abroad_only_is_left_out(void **state)
{
    fixture *f = *state;
    expect_settled(f, TRIANGLE "p,Paris,48.9,2.3\nd,Dogwood,50.5,0\n", TRIANGLE_EDGES "c,p\np,d\n", 0);
    assert_int_equal(f->backbone.node_count, 3);
    expect_note(f, "1 nodes left out in 1 parts that are not linked to the largest");
}

static void namesakes_get_numbers_and_parallel_links_stay(void **state)
{
    fixture *f = *state;
    expect_settled(f, "id,label,lat,lon\n1,London,51,0\n2,London,51,0\n3,London-2,51,0\n4,London,51,0\n",
                   "source,target\n1,2\n2,1\n2,3\n3,4\n4,4\n", 0);
    expect_names(f, 4, (const char *const[]){"London", "London-2", "London-2-2", "London-3"});
    assert_int_equal(f->backbone.link_count, 4);
    assert_int_equal(f->backbone.nodes[1].degree, 3);
    expect_note(f, "1 links from a node to itself left out");
}

static void core_routers_are_the_best_connected_and_of_equal_ones_the_first(void **state)
{
    fixture *f = *state;
    /* e hangs on d; links: a 2, b 2, c 3, d 3, e 1 */
    expect_settled(f, TRIANGLE "d,Dogwood,50.5,0\ne,Elder,51.5,0\n",
                   "source,target\na,b\nb,c\nc,d\nd,a\nd,e\nc,c\nc,d\n", 3);
    const bool is_core[] = {true, false, true, true, false};
    for (uint32_t n = 0; n < 5; ++n) {
        assert_true(f->backbone.nodes[n].is_core == is_core[n]);
    }
}

static void too_few_nodes_are_a_mistake_of_the_file(void **state)
{
    fixture *f = *state;
    assert_int_equal(settle(f, "id,lat,lon\na,50.1,-2.9\nb,51,-1\nq,10,10\n", TRIANGLE_EDGES, 0), HR_BAD_INPUT);
    hr_backbone_file_remove(&f->file);
    assert_int_equal(settle(f, "id,lat,lon\na,50.1,-2.9\nb,51,-1\nc,10,10\n", TRIANGLE_EDGES, 0), HR_BAD_INPUT);
    assert_string_equal(f->error.file, f->file.asked.file);
    assert_string_equal(f->error.text,
                        "2 of 3 nodes are left in the country, in one connected part; a backbone takes at "
                        "least 3");
}

static void a_position_that_is_none_is_told_with_its_line(void **state)
{
    fixture *f = *state;
    assert_int_equal(settle(f, "id,lat,lon\na,50.1,-2.9\nb,north,-1\nc,52,1\n", TRIANGLE_EDGES, 0), HR_BAD_INPUT);
    assert_int_equal(f->error.line, 3);
    assert_string_equal(f->error.text, "the lat of `b`, `north`, is not a number from -90 to 90");
}

/* ---- the nation around it -------------------------------------------------------------------------------------- */

static uint32_t node_named(const hr_network *network, const char *id)
{
    uint32_t node = hr_nation_node(network, id);
    assert_int_not_equal(node, HR_NO_NODE);
    return node;
}

static bool are_linked(const hr_network *network, uint32_t node, uint32_t other, hr_edge_kind kind)
{
    bool found = false;
    for (uint32_t k = network->link_start[node]; k < network->link_start[node + 1]; ++k) {
        found = found || (network->links[k].node == other && network->links[k].kind == kind);
    }
    return found;
}

static void the_nation_has_the_nodes_and_links_of_its_backbone_and_no_others_there(void **state)
{
    fixture *f = *state;
    hr_network network;
    expect_settled(f, TRIANGLE "d,Dogwood,50.5,0\n", TRIANGLE_EDGES "c,d\n", 3);
    hr_backbone_nation(&f->file, &f->backbone, &network);
    uint32_t ash = node_named(&network, "line.core_router.Ash");
    uint32_t cedar = node_named(&network, "line.core_router.Cedar");
    uint32_t dogwood = node_named(&network, "line.metro.Dogwood");
    assert_int_equal(hr_network_nodes(&network, HR_NATION_LINE, HR_ROLE_CORE_ROUTER), 3);
    assert_int_equal(hr_network_nodes(&network, HR_NATION_LINE, HR_ROLE_METRO), 1);
    assert_true(are_linked(&network, ash, cedar, HR_EDGE_PRIMARY));
    assert_true(are_linked(&network, cedar, dogwood, HR_EDGE_PRIMARY));
    assert_false(are_linked(&network, ash, dogwood, HR_EDGE_PRIMARY));
    assert_true(network.latitude[dogwood] == 50.5f && network.longitude[dogwood] == 0);
    hr_network_free(&network);
}

static void aggregation_hangs_on_the_two_nearest_nodes_of_the_backbone(void **state)
{
    fixture *f = *state;
    hr_network network;
    uint32_t metro_parents = 0;
    uint32_t core_parents = 0;
    expect_settled(f, TRIANGLE "d,Dogwood,50.5,0\n", TRIANGLE_EDGES "c,d\n", 3);
    hr_backbone_nation(&f->file, &f->backbone, &network);
    for (uint32_t n = 0; n < network.transit_count; ++n) {
        uint32_t parents = 0;
        if (network.operator_id[n] != HR_NATION_LINE || network.role[n] != HR_ROLE_AGGREGATION) {
            continue;
        }
        for (uint32_t k = network.link_start[n]; k < network.stub_start[n]; ++k) {
            uint8_t role = network.role[network.links[k].node];
            metro_parents += role == HR_ROLE_METRO;
            core_parents += role == HR_ROLE_CORE_ROUTER;
            parents += role == HR_ROLE_METRO || role == HR_ROLE_CORE_ROUTER;
        }
        assert_int_equal(parents, 2);
    }
    assert_true(metro_parents > 0 && core_parents > 0);
    hr_network_free(&network);
}

static void regions_are_what_lies_nearest_to_a_node_of_the_backbone(void **state)
{
    fixture *f = *state;
    hr_network network;
    expect_settled(f, TRIANGLE, TRIANGLE_EDGES, 0);
    hr_backbone_nation(&f->file, &f->backbone, &network);
    assert_int_equal(network.region_count, 3);
    hr_network_free(&network);
}

static void the_same_files_give_the_same_nation(void **state)
{
    fixture *f = *state;
    hr_network first;
    hr_network second;
    expect_settled(f, TRIANGLE "d,Dogwood,50.5,0\n", TRIANGLE_EDGES "c,d\n", 3);
    hr_backbone_nation(&f->file, &f->backbone, &first);
    hr_backbone_nation(&f->file, &f->backbone, &second);
    assert_true(hr_nation_digest(&first) == hr_nation_digest(&second));
    hr_network_free(&first);
    hr_network_free(&second);
}

int main(void)
{
#define BACKBONE_TEST(test) cmocka_unit_test_setup_teardown(test, make_fixture, free_fixture)
    const struct CMUnitTest tests[] = {
        BACKBONE_TEST(a_backbone_of_the_country_stays_as_it_is),
        BACKBONE_TEST(nodes_abroad_are_left_out_with_their_links),
        BACKBONE_TEST(a_node_without_a_position_stands_at_the_most_populous_place_of_its_name),
        BACKBONE_TEST(only_the_largest_connected_part_stays),
        BACKBONE_TEST(a_part_that_was_linked_by_way_of_abroad_only_is_left_out),
        BACKBONE_TEST(namesakes_get_numbers_and_parallel_links_stay),
        BACKBONE_TEST(core_routers_are_the_best_connected_and_of_equal_ones_the_first),
        BACKBONE_TEST(too_few_nodes_are_a_mistake_of_the_file),
        BACKBONE_TEST(a_position_that_is_none_is_told_with_its_line),
        BACKBONE_TEST(the_nation_has_the_nodes_and_links_of_its_backbone_and_no_others_there),
        BACKBONE_TEST(aggregation_hangs_on_the_two_nearest_nodes_of_the_backbone),
        BACKBONE_TEST(regions_are_what_lies_nearest_to_a_node_of_the_backbone),
        BACKBONE_TEST(the_same_files_give_the_same_nation),
    };
    return cmocka_run_group_tests_name("backbone", tests, NULL, NULL);
}
