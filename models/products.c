/* Rates of products. See products.h. */
#include "models/products.h"

#include <math.h>

#define HOURS_PER_YEAR 8766.0 /* 365.25 days */

static const hr_key ROWS[] = {
    {"vendors", "whose products", NULL, HR_KEY_VENDORS, HR_FIELD(hr_product_rule, vendors),
     .there = HR_FLAG(hr_product_rule, has_vendors), .otherwise = "all vendors'"},
    {"roles", "of which roles", NULL, HR_KEY_ROLES, HR_FIELD(hr_product_rule, roles), .otherwise = "all roles"},
    {"per_year", "how often in each of these products", "1/year", HR_KEY_FIGURE, HR_FIELD(hr_product_rule, per_year),
     .is_required = true, .greatest = 500},
};
const hr_keys hr_product_rule_keys = {ROWS, HR_KEY_COUNT_OF(ROWS), NULL};

double hr_product_rate(const hr_product_rates *rates, uint8_t vendor, uint32_t role)
{
    for (uint32_t i = rates->count; i-- > 0;) {
        const hr_product_rule *rule = &rates->rules[i];
        if ((!rule->has_vendors || rule->vendors[vendor]) && (rule->roles == 0 || rule->roles >> role & 1)) {
            return rule->per_year / HOURS_PER_YEAR;
        }
    }
    return 0;
}
