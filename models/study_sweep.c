/* The study of a sweep: the points that a scenario names, all metrics of one number, and the structure of the vendors
 * at each point. See study.h. */
#include <stdlib.h>
#include <string.h>

#include "models/study.h"

hr_status hr_study_init_sweep(hr_study *study, const hr_world *base, hr_error *error)
{
    const hr_scenario *scenario = base->scenario;
    const hr_sweep *sweep = &scenario->sweep;
    const hr_point_list *list = sweep->grid.count > 0 ? &sweep->grid : &sweep->list;
    hr_experiment_scope scope = hr_experiment_whole(scenario);
    memset(study, 0, sizeof *study);
    hr_point *points = malloc((list->count + 1) * sizeof *points);
    if (points == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for %u points", list->count);
    }
    if (list->count > 0) {
        memcpy(points, list->points, list->count * sizeof *points);
    }
    if (sweep->cases != 0) {
        scope.case_count = 0;
        for (uint32_t c = 0; c < scenario->case_count; ++c) {
            if (sweep->cases >> c & 1) {
                scope.cases[scope.case_count++] = c;
            }
        }
    }
    scope.scalar_count = hr_experiment_scalar_count;
    bool is_shorter = sweep->replications > 0 && sweep->replications < scenario->replications;
    hr_status status = hr_study_init(study, base, points, list->count, NULL, &scope,
                                     is_shorter ? sweep->replications : scenario->replications, error);
    study->name = "sweep";
    study->occasion = "at a point of the sweep";
    study->has_structure = list->count > 0;
    return status;
}
