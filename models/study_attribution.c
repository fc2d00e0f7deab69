/* The study of an attribution: the scenario itself, with every subset of the mitigations under test as an arm. Subset b
 * has the mitigations whose bits are set in b, in the order of their table; 0 has none, the last has all. See study.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/study.h"

enum { LABEL_SIZE = 256, SUBSETS_MAX = 1 << HR_ATTRIBUTION_MAX };

/* What the study's scope borrows. */
typedef struct {
    uint32_t player_count;
    uint32_t players[HR_ATTRIBUTION_MAX]; /* numbers of mitigations */
    uint32_t arms[SUBSETS_MAX];
    char labels[SUBSETS_MAX][LABEL_SIZE];
    const char *label_list[SUBSETS_MAX];
} subsets;

static subsets *make_subsets(const hr_scenario *scenario)
{
    subsets *made = calloc(1, sizeof *made);
    for (uint32_t m = 0; m < hr_mitigation_count && made != NULL; ++m) {
        if (scenario->mitigations[m].is_tested && made->player_count < HR_ATTRIBUTION_MAX) {
            made->players[made->player_count++] = m;
        }
    }
    for (uint32_t b = 0; made != NULL && b < 1u << made->player_count; ++b) {
        size_t used = 0;
        made->label_list[b] = made->labels[b];
        for (uint32_t i = 0; i < made->player_count; ++i) {
            if (b >> i & 1) {
                made->arms[b] |= 1u << made->players[i];
                used += (size_t)snprintf(made->labels[b] + used, LABEL_SIZE - used, "%s%s", used > 0 ? "+" : "",
                                         hr_mitigation_forms[made->players[i]]->name);
            }
        }
        if (b == 0) {
            snprintf(made->labels[b], LABEL_SIZE, "none");
        }
    }
    return made;
}

static uint32_t default_case(const hr_scenario *scenario)
{
    return scenario->claim.baseline != HR_NO_INDEX ? (uint32_t)scenario->claim.baseline : 0;
}

hr_status hr_study_init_attribution(hr_study *study, const hr_world *base, hr_error *error)
{
    const hr_scenario *scenario = base->scenario;
    const hr_attribution *attribution = &scenario->attribution;
    hr_experiment_scope scope = hr_experiment_whole(scenario);
    memset(study, 0, sizeof *study);
    study->base = base;
    if (!attribution->is_there) {
        return HR_OK;
    }
    hr_point *points = calloc(1, sizeof *points);
    subsets *room = make_subsets(scenario);
    if (points == NULL || room == NULL) {
        free(points);
        free(room);
        return hr_error_set(error, HR_FAILED, "out of memory for the subsets of mitigations");
    }
    uint32_t cases = attribution->cases != 0 ? attribution->cases : 1u << default_case(scenario);
    scope.case_count = 0;
    for (uint32_t c = 0; c < scenario->case_count; ++c) {
        if (cases >> c & 1) {
            scope.cases[scope.case_count++] = c;
        }
    }
    scope.scalar_count = 1;
    scope.arm_count = 1u << room->player_count;
    scope.arms = room->arms;
    scope.arm_names = room->label_list;
    bool is_shorter = attribution->replications > 0 && attribution->replications < scenario->replications;
    hr_status status = hr_study_init(study, base, points, 1, room, &scope,
                                     is_shorter ? attribution->replications : scenario->replications, error);
    study->name = "attribution";
    study->occasion = "with a subset of the mitigations";
    return status;
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

static hr_status write_dimensions(const hr_study *study, hr_results *results, hr_error *error)
{
    const hr_experiment_scope *scope = &study->experiment.scope;
    const subsets *made = study->room;
    const char *cases[HR_CASES_MAX];
    const char *mitigations[HR_ATTRIBUTION_MAX];
    for (uint32_t c = 0; c < scope->case_count; ++c) {
        cases[c] = study->base->scenario->cases[scope->cases[c]].name;
    }
    for (uint32_t i = 0; i < made->player_count; ++i) {
        mitigations[i] = hr_mitigation_forms[made->players[i]]->name;
    }
    hr_status status = hr_results_dimension_labels(results, "attribution_case", scope->case_count, cases,
                                                   "network case", error);
    if (status == HR_OK) {
        status = hr_results_dimension_labels(results, "mitigation", made->player_count, mitigations,
                                             "mitigation under test", error);
    }
    if (status == HR_OK) {
        status = hr_results_dimension_labels(results, "subset", scope->arm_count, scope->arm_names,
                                             "mitigations under test that act", error);
    }
    return status == HR_OK ? hr_results_dimension_values(results, "attribution_replication", study->replications, NULL,
                                                         NULL, NULL, error)
                           : status;
}

static hr_status write_members(const hr_study *study, hr_results *results, hr_error *error)
{
    static const char *const dimensions[] = {"subset", "mitigation"};
    const subsets *made = study->room;
    uint32_t players = made->player_count;
    uint8_t *has = calloc((size_t)study->experiment.scope.arm_count * players, sizeof *has);
    if (has == NULL) {
        return hr_error_set(error, HR_FAILED, "out of memory for the subsets of mitigations");
    }
    for (uint32_t i = 0; i < study->experiment.scope.arm_count * players; ++i) {
        has[i] = i / players >> i % players & 1;
    }
    hr_status status = hr_results_variable(results, "subset_has_mitigation", HR_RESULTS_UINT8, 2, dimensions, "1",
                                           "1: the mitigation acts in the subset", error);
    if (status == HR_OK) {
        status = hr_results_write(results, "subset_has_mitigation", has, error);
    }
    free(has);
    return status;
}

hr_status hr_study_write_attribution(const hr_study *study, const double *numbers, hr_results *results, hr_error *error)
{
    static const char *const dimensions[] = {"attribution_case", "subset", "attribution_replication"};
    hr_status status = write_dimensions(study, results, error);
    if (status == HR_OK) {
        status = write_members(study, results, error);
    }
    if (status == HR_OK) {
        status = hr_results_variable(results, "attribution_lost_headline_user_hours", HR_RESULTS_DOUBLE, 3, dimensions,
                                     "h", "user-hours lost with a subset of the mitigations under test", error);
    }
    return status == HR_OK ? hr_results_write(results, "attribution_lost_headline_user_hours", numbers, error) : status;
}
