/* The small world made random: its size, rules, mitigations and, when asked, campaigns by chance. */
#ifndef HR_TESTS_SUPPORT_RANDOM_NATION_H
#define HR_TESTS_SUPPORT_RANDOM_NATION_H

#include <stddef.h>
#include <stdint.h>

enum { HR_RANDOM_NATION_SETS = 40, HR_RANDOM_NATION_TEXT = 4000 };

/* `key=value` texts for hr_small_world_make. */
typedef struct {
    char texts[HR_RANDOM_NATION_SETS][HR_RANDOM_NATION_TEXT];
    const char *list[HR_RANDOM_NATION_SETS + 1];
    size_t count;
} hr_random_nation;

/** A nation of some hundred nodes with the one campaign of the small scenario. */
void hr_random_nation_draw(hr_random_nation *nation, uint32_t number);
/** One to three campaigns instead, of the same or different states over vendors that some share. */
void hr_random_nation_draw_campaigns(hr_random_nation *nation, uint32_t number);
/** Bans, common-mode faults, background failures and exploitation besides, by chance. */
void hr_random_nation_draw_faults(hr_random_nation *nation, uint32_t number);
void hr_random_nation_set(hr_random_nation *nation, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** The draw of a nation for a purpose of its own, in (0, 1). */
double hr_random_nation_uniform(uint32_t number, uint32_t what);

#endif
