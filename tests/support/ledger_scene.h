/* Networks small enough to count by hand, for unit tests of the service ledger: drawn row by row, then opened, with one
 * ledger on them. Nodes have the numbers of adding. A step that fails fails the test.
 */
#ifndef HR_TESTS_SUPPORT_LEDGER_SCENE_H
#define HR_TESTS_SUPPORT_LEDGER_SCENE_H

#include "models/ledger.h"

enum { HR_SCENE_NODES_MAX = 24 };

typedef struct {
    hr_network_builder *builder;
    hr_network network;
    hr_service services[HR_SERVICES_MAX];
    uint32_t service_count;
    hr_overlap overlap; /* set before opening, as what follows */
    hr_roaming roaming;
    hr_ledger_plan plan;
    hr_ledger ledger;
    uint32_t count;
    uint32_t number[HR_SCENE_NODES_MAX]; /* in the network, by number of adding */
} hr_scene;

hr_scene *hr_scene_new(uint32_t operators);
void hr_scene_close(hr_scene *s);

/** A node: id and role are set here, a capacity of 0 means unlimited, a vendor is bound for an OSS alone. */
uint32_t hr_scene_put(hr_scene *s, hr_role role, hr_network_node node);
/** A transit node of operator 0 in area 0 without users. */
uint32_t hr_scene_function(hr_scene *s, hr_role role);
/** A radio site under one parent; of operator 0 in area 0, or of another. */
uint32_t hr_scene_site(hr_scene *s, uint32_t users, uint32_t parent);
uint32_t hr_scene_site_of(hr_scene *s, uint32_t operator_id, uint32_t area, uint32_t users, uint32_t parent);
void hr_scene_edge(hr_scene *s, uint32_t first, uint32_t second);
void hr_scene_backup_edge(hr_scene *s, uint32_t first, uint32_t second);
/** A service at radio sites and exchanges that requires one role, or two (HR_ROLE_COUNT: one). */
uint32_t hr_scene_service(hr_scene *s, hr_role first, hr_role second);

/** Finishes the network and puts the ledger on it. */
void hr_scene_open(hr_scene *s, bool backup_usable);

void hr_scene_fall(hr_scene *s, uint32_t node);
void hr_scene_fall_alone(hr_scene *s, uint32_t node);
void hr_scene_rise(hr_scene *s, uint32_t node);
/** Users of an operator with a service now; settles the ledger. */
int64_t hr_scene_served(hr_scene *s, uint32_t operator_id, uint32_t service_index);

#endif
