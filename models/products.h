/* Products: what a vendor makes for a role (MODEL 6.3). All nodes of a product share its flaws, and a rate at which they
 * show: its engineering quality.
 */
#ifndef HR_MODELS_PRODUCTS_H
#define HR_MODELS_PRODUCTS_H

#include "models/assignment.h"
#include "models/keys.h"

enum { HR_PRODUCT_RULES_MAX = 32, HR_PRODUCTS_MAX = HR_VENDORS_MAX * HR_ROLE_COUNT };

/** Number of a product, [0, HR_PRODUCTS_MAX). */
static inline uint32_t hr_product_of(uint8_t vendor, uint32_t role)
{
    return (uint32_t)vendor * HR_ROLE_COUNT + role;
}

/* A rate for the products of some vendors in some roles. */
typedef struct {
    bool has_vendors;
    bool vendors[HR_VENDORS_MAX];
    uint32_t roles; /* bits; 0: all */
    double per_year;
} hr_product_rule;

/* Of the rules that fit a product the last holds; without any it is 0. */
typedef struct {
    uint32_t count;
    hr_product_rule rules[HR_PRODUCT_RULES_MAX];
} hr_product_rates;

extern const hr_keys hr_product_rule_keys; /* of one rule; hr_product_rates are a list of them */

/** Occurrences per hour in a product. O(rules). */
double hr_product_rate(const hr_product_rates *rates, uint8_t vendor, uint32_t role);

#endif
