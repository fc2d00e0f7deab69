/* Points: a scenario with some of its keys set otherwise, as `--set` does.
 *
 * Experiments are lists of points: the ends of assumed ranges, the cells of a sweep, the rows of a sensitivity design.
 * All points of a scenario share its random numbers (MODEL 10).
 */
#ifndef HR_MODELS_POINT_H
#define HR_MODELS_POINT_H

#include "models/reader.h"

typedef struct hr_scenario hr_scenario;

/* Keys that are set, in order. Borrows everything; no setting: the scenario itself. */
typedef struct {
    const hr_override *settings;
    uint32_t setting_count;
} hr_point;

enum { HR_POINTS_MAX = 100000 };

/* Points that a file asks for. */
typedef struct {
    hr_point *points;
    uint32_t count;
    hr_override *settings; /* of all points, one after another */
    char **texts;          /* what they borrow */
    size_t text_count;
} hr_point_list;

void hr_point_list_free(hr_point_list *list);

/** A copy of a text that lives as long as the list; NULL without memory. */
const char *hr_point_list_keep(hr_point_list *list, const char *text);

/* Room for a number as a setting's value. */
enum { HR_POINT_NUMBER_SIZE = 32 };
/** The shortest text that reads back as the number. */
void hr_point_number(double number, char text[HR_POINT_NUMBER_SIZE]);

/**
 * Reads the scenario again with the point's settings after its own overrides, and with its seed.
 *
 * @param occasion  ends the sentence `not possible ...` of a mistake: "at an end of its range"
 * @param result    receives a scenario that the caller frees, or NULL
 * @return          HR_BAD_INPUT at the setting to blame when that is no scenario, or one with other cases
 */
hr_status hr_point_read(const hr_scenario *scenario, const hr_point *point, const char *occasion, hr_scenario **result,
                        hr_error *error);

/** A mistake that a point makes of a scenario: `text`, placed at its first setting unless `place` is one of them. */
hr_status hr_point_mistake(const hr_point *point, const char *occasion, const hr_error *place, const char *text,
                           hr_error *error);

#endif
