/* The study behind turning points: each assumption alone at the low and the high end of its declared range, for the two
 * cases that the claim compares (MODEL 1). */
#include <stdlib.h>
#include <string.h>

#include "models/study.h"

enum { END_LOW, END_HIGH, END_COUNT };

typedef struct {
    hr_override settings[END_COUNT];
    char values[END_COUNT][HR_POINT_NUMBER_SIZE];
} two_ends;

hr_status hr_study_init_ends(hr_study *study, const hr_world *base, hr_error *error)
{
    const hr_scenario *scenario = base->scenario;
    const hr_claim *claim = &scenario->claim;
    bool has_claim = claim->same_state != HR_NO_INDEX && claim->other_state != HR_NO_INDEX;
    size_t count = scenario->assumption_count;
    two_ends *ends = calloc(count + 1, sizeof *ends);
    hr_point *points = calloc(END_COUNT * count + 1, sizeof *points);
    memset(study, 0, sizeof *study);
    if (ends == NULL || points == NULL) {
        free(ends);
        free(points);
        return hr_error_set(error, HR_FAILED, "out of memory for %zu assumptions", count);
    }
    for (size_t i = 0; i < END_COUNT * count; ++i) {
        const hr_assumption *assumption = &scenario->assumptions[i / END_COUNT];
        size_t end = i % END_COUNT;
        hr_override *setting = &ends[i / END_COUNT].settings[end];
        char *value = ends[i / END_COUNT].values[end];
        hr_point_number(end == END_LOW ? assumption->low : assumption->high, value);
        *setting = (hr_override){assumption->path, value, assumption->file, assumption->line, assumption->column};
        points[i] = (hr_point){setting, 1};
    }
    hr_experiment_scope scope = hr_experiment_whole(scenario);
    scope.scalar_count = 1;
    if (has_claim) {
        scope.case_count = 2;
        scope.cases[0] = (uint32_t)claim->same_state;
        scope.cases[1] = (uint32_t)claim->other_state;
    }
    hr_status status = hr_study_init(study, base, points, (uint32_t)(END_COUNT * count), ends, &scope,
                                     has_claim ? scenario->assumption_replications : 0, error);
    study->name = "turn";
    study->occasion = "at an end of its range";
    return status;
}
