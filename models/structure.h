/* Structural answers, exact and without random numbers (MODEL 4): how concentrated an assignment is, and who keeps
 * service when everything of one vendor, one state or two vendors is out at once.
 *
 * Concentration. Every node that has a vendor weighs one, or the users attached to it. Then
 *
 *     share of a vendor = weight of its nodes / weight of all nodes that have a vendor
 *     share of a state  = sum over vendors of (share of the vendor * its leverage towards the state)
 *     index             = sum of the squares of the shares (Herfindahl-Hirschman); effective number = 1 / index
 *
 * A vendor that answers to several states counts towards each of them with its leverage, and one that answers to none
 * towards none: shares by state need not add up to 1. So the share says what the state can reach, whoever else can
 * reach it too, and the index by state is that of the variance of what is lost when states act independently. Where
 * every vendor answers to one state it is the ordinary index, between 1 / states and 1.
 *
 * Users attached. To access and transport nodes: those who reach the core by way of the node over first parents, guests
 * of other operators included (hierarchy.h). To an instance of a function: the users of the operators it serves who have a
 * service that requires its role, in equal parts for all instances that serve them. To a management plane: none.
 * A user counts at every node of the path, so that roles can be added up.
 *
 * Avoidable share. The share of a service's users that keep it when every node of a set of vendors is out of service
 * at once: a colour is a vendor or a state, and what is kept avoids that colour (colour-avoiding connectivity: Krause,
 * Danziger, Zlatic, Phys. Rev. X 6, 041022, 2016). A state's set is every vendor with leverage above zero towards it.
 * Management planes fall with their vendor. Nothing is repaired, nobody isolates; overlap of radio cells and
 * capacities count as in any outage.
 */
#ifndef HR_MODELS_STRUCTURE_H
#define HR_MODELS_STRUCTURE_H

#include "models/ledger.h"
#include "models/scenario.h"

/* In place of a service: the headline services together. */
enum { HR_HEADLINE_SERVICES = HR_SERVICES_MAX };

typedef enum { HR_WEIGHT_NODES, HR_WEIGHT_USERS, HR_WEIGHT_COUNT } hr_weight;
extern const char *const hr_weight_names[HR_WEIGHT_COUNT];

/* Which edges carry: the order of a world's two ledger plans. */
typedef enum { HR_EDGES_PRIMARY, HR_EDGES_WITH_BACKUP, HR_EDGES_COUNT } hr_usable_edges;
extern const char *const hr_usable_edges_names[HR_EDGES_COUNT];

typedef struct {
    double vendor_share[HR_VENDORS_MAX];
    double state_share[HR_STATES_MAX];
    double vendor_index; /* NaN, as the shares, where nothing weighs anything */
    double state_index;
} hr_concentration;

/* Users that keep each service. */
typedef struct {
    int64_t users[HR_EDGES_COUNT][HR_SERVICES_MAX];
} hr_kept_users;

/* All answers for one assignment. */
typedef struct {
    uint64_t vendors;                                                   /* bit v: some node has vendor v */
    hr_concentration concentration[HR_ROLE_COUNT + 1][HR_WEIGHT_COUNT]; /* by role; the last over all roles */
    hr_kept_users intact;
    hr_kept_users without_vendor[HR_VENDORS_MAX];
    hr_kept_users without_state[HR_STATES_MAX];
    hr_kept_users without_pair[HR_VENDORS_MAX][HR_VENDORS_MAX]; /* symmetric; a vendor with itself: the vendor alone */
} hr_structure;

/* What stays the same for all assignments to one network, and a ledger to ask. One thread at a time. */
typedef struct {
    const hr_network *network; /* borrowed, as are plans and vendors */
    const hr_ledger_plan *plans[HR_EDGES_COUNT];
    const hr_vendor *vendors;
    uint32_t vendor_count;
    uint32_t state_count;
    int64_t service_users[HR_SERVICES_MAX];
    double *attached_users; /* per node */
    hr_ledger ledger;
} hr_structure_survey;

/**
 * Makes ready for a network.
 *
 * @param plans    two of the same network and services: primary edges only, backup edges usable (a world's plans)
 * @return         HR_FAILED without memory
 *
 * O(nodes + links).
 */
hr_status hr_structure_survey_init(hr_structure_survey *survey, const hr_network *network,
                                   const hr_ledger_plan plans[HR_EDGES_COUNT], const hr_vendor *vendors,
                                   uint32_t vendor_count, uint32_t state_count, hr_error *error);
void hr_structure_survey_free(hr_structure_survey *survey);

/**
 * All structural answers for one assignment.
 *
 * @param vendor     per node, below vendor_count, or HR_NO_VENDOR (a case's vendors)
 * @param structure  filled
 * @return           HR_FAILED without memory
 *
 * O(nodes) and, for each set of vendors that differs from those before it, one outage of its nodes in the ledger.
 */
hr_status hr_structure_find(hr_structure_survey *survey, const uint8_t *vendor, hr_structure *structure,
                            hr_error *error);

/** The same without what vendors and pairs would leave (which stay zero): some outages in place of many. */
hr_status hr_structure_find_by_state(hr_structure_survey *survey, const uint8_t *vendor, hr_structure *structure,
                                     hr_error *error);

/** Users of a service, or of HR_HEADLINE_SERVICES, who keep it, as a share; NaN when it has no users. */
double hr_kept_share(const hr_structure_survey *survey, const hr_kept_users *kept, hr_usable_edges edges,
                     uint32_t service);

/** The vendor without whose equipment, or the state without whose vendors', the fewest users keep a service, or
 *  HR_HEADLINE_SERVICES; of equals the first. UINT32_MAX when there is none, or the service has no users. */
uint32_t hr_structure_worst_vendor(const hr_structure_survey *survey, const hr_structure *structure,
                                   hr_usable_edges edges, uint32_t service);
uint32_t hr_structure_worst_state(const hr_structure_survey *survey, const hr_structure *structure,
                                  hr_usable_edges edges, uint32_t service);

#endif
