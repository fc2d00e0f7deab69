/* A state bans supplies to vendors, or their supplies to the nation (MODEL 6.2): from one day on their support ends. No
 * patches, no vendor's help in repairs, no spares (hr_replication_end_support); until it is lifted, if ever.
 *
 * O(vendors) and their undelivered orders.
 */
#include "models/replication.h"

typedef struct {
    bool vendors[HR_VENDORS_MAX];
    hr_distribution at_hours;
    bool is_lifted;
    hr_distribution lifted_after_hours;
} parameters;

static const hr_key ROWS[] = {
    {"vendors", "whose support ends", NULL, HR_KEY_VENDORS, HR_FIELD(parameters, vendors), .is_required = true},
    {"at_hours", "when", "h", HR_KEY_TIME, HR_FIELD(parameters, at_hours), .is_required = true},
    {"lifted_after_hours", "from the ban until support resumes", "h", HR_KEY_TIME,
     HR_FIELD(parameters, lifted_after_hours), .there = HR_FLAG(parameters, is_lifted), .otherwise = "never"},
};
static const hr_keys KEYS = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

enum { BEGINS, IS_LIFTED }; /* entities of the events */

static double draw(const hr_replication *r, const hr_distribution *distribution, uint32_t threat, uint32_t purpose)
{
    return hr_replication_draw(r, distribution, hr_purpose_of_threat(threat, purpose), 0, 0);
}

static hr_status begin(hr_replication *r, uint32_t threat, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    return hr_replication_schedule(r, draw(r, &p->at_hours, threat, HR_PURPOSE_BAN), HR_EVENT_THREAT + threat, BEGINS,
                                   error);
}

static hr_status change_support(hr_replication *r, uint32_t threat, uint32_t entity, hr_error *error)
{
    const parameters *p = hr_replication_threat(r, threat);
    hr_status status = HR_OK;
    HR_TELL(r, entity == BEGINS ? HR_TOLD_BANNED : HR_TOLD_BAN_LIFTED, r->now_hours, .threat = threat);
    for (uint32_t v = 0; v < r->world->scenario->vendor_count && status == HR_OK; ++v) {
        if (p->vendors[v]) {
            status = entity == BEGINS ? hr_replication_end_support(r, (uint8_t)v, error)
                                      : hr_replication_resume_support(r, (uint8_t)v, error);
        }
    }
    if (status == HR_OK && entity == BEGINS && p->is_lifted) {
        double lifted = r->now_hours + draw(r, &p->lifted_after_hours, threat, HR_PURPOSE_BAN_LIFTED);
        status = hr_replication_schedule(r, lifted, HR_EVENT_THREAT + threat, IS_LIFTED, error);
    }
    return status;
}

extern const hr_threat_form hr_threat_supply_ban;
const hr_threat_form hr_threat_supply_ban = {
    .name = "supply_ban",
    .summary = "vendors' support, patches and spares end",
    .parameters_size = sizeof(parameters),
    .keys = &KEYS,
    .begin = begin,
    .event = change_support,
};
