/* Result files as samples: see comparison_private.h. A file is taken for what it is only when the names, shapes and
 * values fit; everything else is the user's mistake and named. O(size of the variables read). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/comparison_private.h"
#include "sim/engine/names.h"

static const char LOST[] = "lost_headline_user_hours";
static const char TURN_LOST[] = "turn_lost_headline_user_hours";

/* An open file, and what its names mean. */
typedef struct {
    hr_results results;
    const char *path;
    size_t arm_count;               /* in the file */
    size_t arm[HR_COMPARISON_ARMS]; /* which of them ours are */
    size_t *kept;                   /* finished replications, in order */
    size_t kept_count;
} reader;

/* ---- texts ---------------------------------------------------------------------------------------------------- */

static hr_status out_of_memory(const reader *file, hr_error *error)
{
    return hr_error_set(error, HR_FAILED, "out of memory while reading %s", file->path);
}

static hr_status wrong_file(const reader *file, hr_error *error, const char *what, const char *name)
{
    return hr_error_set(error, HR_BAD_INPUT, "%s is not a hedgerow result: %s `%s`", file->path, what, name);
}

static size_t find_case(const hr_comparison *comparison, const char *name)
{
    for (size_t c = 0; c < comparison->case_count; ++c) {
        if (strcmp(comparison->cases[c].name, name) == 0) {
            return c;
        }
    }
    return HR_COMPARISON_NO_CASE;
}

enum { HR_SUGGESTED_CASES = 64 };

static hr_status unknown_baseline(const hr_comparison *comparison, const char *name, hr_error *error)
{
    char known[HR_ERROR_TEXT_SIZE] = "";
    size_t length = 0;
    const char *names[HR_SUGGESTED_CASES];
    size_t count = 0;
    for (size_t c = 0; c < comparison->case_count; ++c) {
        const char *other = comparison->cases[c].name;
        if (length < sizeof known) {
            int added = snprintf(known + length, sizeof known - length, "%s`%s`", c > 0 ? ", " : "", other);
            length += added > 0 ? (size_t)added : 0;
        }
        if (count < HR_SUGGESTED_CASES) {
            names[count++] = other;
        }
    }
    const char *nearest = hr_nearest_name(name, names, count);
    return hr_error_set(error, HR_BAD_INPUT, "unknown baseline `%.200s`%s%s%s; the file's cases: %s", name,
                        nearest != NULL ? " (did you mean `" : "", nearest != NULL ? nearest : "",
                        nearest != NULL ? "`?)" : "", known);
}

/* ---- names ---------------------------------------------------------------------------------------------------- */

/* Labels of a dimension. */
static hr_status read_labels(const reader *file, const char *name, char ***labels, size_t *count, hr_error *error)
{
    *labels = NULL;
    *count = 0;
    if (!hr_results_has(&file->results, name)) {
        return wrong_file(file, error, "it lacks", name);
    }
    hr_status status = hr_results_read_texts(&file->results, name, labels, count, error);
    for (size_t i = 0; i < *count && status == HR_OK; ++i) {
        if ((*labels)[i] == NULL) {
            status = out_of_memory(file, error);
        }
    }
    return status == HR_OK && *count == 0 ? wrong_file(file, error, "there is nothing in", name) : status;
}

static hr_status read_arms(reader *file, hr_error *error)
{
    static const char *const names[HR_COMPARISON_ARMS] = {"mitigated", "unmitigated"};
    char **labels;
    hr_status status = read_labels(file, "arm", &labels, &file->arm_count, error);
    for (int arm = 0; arm < HR_COMPARISON_ARMS && status == HR_OK; ++arm) {
        size_t i = 0;
        while (i < file->arm_count && strcmp(labels[i], names[arm]) != 0) {
            ++i;
        }
        file->arm[arm] = i;
        if (i == file->arm_count) {
            status = wrong_file(file, error, "it lacks the arm", names[arm]);
        }
    }
    hr_results_free_texts(labels, file->arm_count);
    return status;
}

static hr_status read_cases(reader *file, hr_comparison *comparison, hr_error *error)
{
    char **labels;
    size_t count;
    hr_status status = read_labels(file, "case", &labels, &count, error);
    if (status == HR_OK) {
        comparison->cases = calloc(count, sizeof *comparison->cases);
        status = comparison->cases == NULL ? out_of_memory(file, error) : HR_OK;
    }
    if (status == HR_OK) {
        comparison->case_count = count;
        for (size_t c = 0; c < count; ++c) {
            comparison->cases[c].name = labels[c];
            labels[c] = NULL;
        }
    }
    hr_results_free_texts(labels, count);
    return status;
}

/* ---- attributes ----------------------------------------------------------------------------------------------- */

/* A case that an attribute names; empty: none. */
static hr_status read_case_attribute(const reader *file, const hr_comparison *comparison, const char *name,
                                     size_t *index, hr_error *error)
{
    char *text;
    *index = HR_COMPARISON_NO_CASE;
    hr_status status = hr_results_read_attribute_text(&file->results, NULL, name, &text, error);
    if (status == HR_OK && text[0] != 0) {
        *index = find_case(comparison, text);
        if (*index == HR_COMPARISON_NO_CASE) {
            status = hr_error_set(error, HR_BAD_INPUT, "%s: its attribute %s names the case `%s`, which it has not",
                                  file->path, name, text);
        }
    }
    free(text);
    return status;
}

static hr_status read_claim(const reader *file, hr_comparison *comparison, hr_error *error)
{
    hr_claim_verdict *claim = &comparison->claim;
    const struct {
        const char *name;
        size_t *index;
    } cases[] = {
        {"baseline_case", &claim->baseline},
        {"claim_same_state_case", &claim->same},
        {"claim_other_state_case", &claim->other},
        {"claim_removed_case", &claim->removed},
    };
    hr_status status = hr_results_read_attribute_text(&file->results, NULL, "claim_state", &claim->state, error);
    for (size_t i = 0; i < sizeof cases / sizeof *cases && status == HR_OK; ++i) {
        status = read_case_attribute(file, comparison, cases[i].name, cases[i].index, error);
    }
    if (claim->baseline == HR_COMPARISON_NO_CASE) {
        claim->baseline = 0;
    }
    claim->is_stated = claim->same != HR_COMPARISON_NO_CASE && claim->other != HR_COMPARISON_NO_CASE;
    return status;
}

static void read_precision(const reader *file, hr_comparison *comparison)
{
    int64_t is_reached = 0;
    bool is_there = hr_results_read_attribute_text(&file->results, NULL, "precision_of", &comparison->precision_of,
                                                   NULL) == HR_OK &&
                    hr_results_read_attribute_number(&file->results, NULL, "precision_relative_half_width",
                                                     &comparison->precision_target, NULL) == HR_OK &&
                    hr_results_read_attribute_integer(&file->results, NULL, "precision_is_reached", &is_reached,
                                                      NULL) == HR_OK;
    comparison->is_precise = is_there && is_reached != 0;
}

static hr_status read_attributes(const reader *file, hr_comparison *comparison, const char *baseline, hr_error *error)
{
    const struct {
        const char *name;
        char **text;
    } texts[] = {
        {"scenario_title", &comparison->title},
        {"scenario_question", &comparison->question},
        {"version", &comparison->version},
    };
    int64_t seed = 0;
    hr_status status = HR_OK;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == HR_OK; ++i) {
        status = hr_results_read_attribute_text(&file->results, NULL, texts[i].name, texts[i].text, error);
    }
    if (status == HR_OK) {
        status = hr_results_read_attribute_integer(&file->results, NULL, "seed", &seed, error);
    }
    comparison->seed = (uint64_t)seed;
    read_precision(file, comparison);
    if (status == HR_OK) {
        status = read_claim(file, comparison, error);
    }
    if (status == HR_OK) {
        comparison->baseline = baseline == NULL ? comparison->claim.baseline : find_case(comparison, baseline);
        if (baseline != NULL && comparison->baseline == HR_COMPARISON_NO_CASE) {
            status = unknown_baseline(comparison, baseline, error);
        }
    }
    return status;
}

/* ---- samples -------------------------------------------------------------------------------------------------- */

/* A whole variable after its shape was found as expected. */
static hr_status read_shaped(const reader *file, const char *name, int dimension_count, const size_t *lengths,
                             double **values, hr_error *error)
{
    int found_count;
    size_t found[HR_RESULTS_DIMENSIONS_MAX];
    size_t count;
    *values = NULL;
    if (!hr_results_has(&file->results, name)) {
        return wrong_file(file, error, "it lacks", name);
    }
    hr_status status = hr_results_shape(&file->results, name, &found_count, found, error);
    if (status != HR_OK) {
        return status;
    }
    if (found_count != dimension_count || memcmp(found, lengths, (size_t)dimension_count * sizeof *lengths) != 0) {
        return wrong_file(file, error, "not the dimensions of", name);
    }
    return hr_results_read(&file->results, name, values, &count, error);
}

/* Which replications are finished in every case and arm. */
static hr_status keep_finished(reader *file, const double *lost, size_t replications, size_t case_count,
                               hr_error *error)
{
    size_t width = case_count * file->arm_count;
    file->kept = malloc(replications * sizeof *file->kept);
    if (file->kept == NULL) {
        return out_of_memory(file, error);
    }
    for (size_t r = 0; r < replications; ++r) {
        bool is_finished = true;
        for (size_t c = 0; c < case_count; ++c) {
            for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm) {
                is_finished = is_finished && !isnan(lost[r * width + c * file->arm_count + file->arm[arm]]);
            }
        }
        if (is_finished) {
            file->kept[file->kept_count++] = r;
        }
    }
    return file->kept_count == 0 ? hr_error_set(error, HR_BAD_INPUT, "%s holds no finished replication", file->path)
                                 : HR_OK;
}

/* Finished replications of a variable [replication][case][arm][depth] at one index of its last dimension, as samples.
 * */
static double *select_samples(const reader *file, const double *values, size_t case_count, size_t depth, size_t index)
{
    double *samples = malloc(case_count * HR_COMPARISON_ARMS * file->kept_count * sizeof *samples);
    for (size_t c = 0; c < case_count && samples != NULL; ++c) {
        for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm) {
            double *series = samples + (c * HR_COMPARISON_ARMS + (size_t)arm) * file->kept_count;
            for (size_t k = 0; k < file->kept_count; ++k) {
                size_t cell = (file->kept[k] * case_count + c) * file->arm_count + file->arm[arm];
                series[k] = values[cell * depth + index];
            }
        }
    }
    return samples;
}

static hr_status check_range(const reader *file, const char *name, const double *samples, size_t count, double highest,
                             hr_error *error)
{
    for (size_t i = 0; i < count; ++i) {
        if (!(samples[i] >= 0.0 && samples[i] <= highest && isfinite(samples[i]))) {
            return hr_error_set(error, HR_BAD_INPUT, "%s is damaged: %s holds the value %g", file->path, name,
                                samples[i]);
        }
    }
    return HR_OK;
}

/* A variable that must be there, [replication][case][arm]. */
static hr_status read_required(reader *file, const hr_comparison *comparison, const char *name, double highest,
                               double **samples, hr_error *error)
{
    const size_t lengths[] = {comparison->replications, comparison->case_count, file->arm_count};
    double *values;
    hr_status status = read_shaped(file, name, 3, lengths, &values, error);
    if (status == HR_OK && file->kept == NULL) {
        status = keep_finished(file, values, comparison->replications, comparison->case_count, error);
    }
    if (status == HR_OK) {
        *samples = select_samples(file, values, comparison->case_count, 1, 0);
        status = *samples == NULL ? out_of_memory(file, error) : HR_OK;
    }
    if (status == HR_OK) {
        size_t count = comparison->case_count * HR_COMPARISON_ARMS * file->kept_count;
        status = check_range(file, name, *samples, count, highest, error);
    }
    free(values);
    return status;
}

/* A variable that may be missing. */
static hr_status read_optional(reader *file, const hr_comparison *comparison, const char *name, size_t depth,
                               size_t index, double **samples, hr_error *error)
{
    const size_t lengths[] = {comparison->replications, comparison->case_count, file->arm_count, depth};
    double *values;
    if (!hr_results_has(&file->results, name)) {
        return HR_OK;
    }
    hr_status status = read_shaped(file, name, depth > 1 ? 4 : 3, lengths, &values, error);
    if (status == HR_OK) {
        *samples = select_samples(file, values, comparison->case_count, depth, index);
        status = *samples == NULL ? out_of_memory(file, error) : HR_OK;
    }
    free(values);
    return status;
}

/* Hours with more than 10 % out, if the file has that threshold among several. */
static hr_status read_hours_above(reader *file, const hr_comparison *comparison, hr_comparison_samples *samples,
                                  hr_error *error)
{
    double *thresholds = NULL;
    size_t count = 0;
    if (!hr_results_has(&file->results, "threshold")) {
        return HR_OK;
    }
    hr_status status = hr_results_read(&file->results, "threshold", &thresholds, &count, error);
    for (size_t k = 0; k < count && count > 1 && status == HR_OK; ++k) {
        if (fabs(thresholds[k] - 0.10) < 1e-9) {
            status = read_optional(file, comparison, "hours_above_threshold", count, k, &samples->hours_above, error);
            break;
        }
    }
    free(thresholds);
    return status;
}

static hr_status read_samples(reader *file, hr_comparison *comparison, hr_comparison_samples *samples, hr_error *error)
{
    int dimension_count;
    size_t lengths[HR_RESULTS_DIMENSIONS_MAX];
    hr_status status = hr_results_shape(&file->results, LOST, &dimension_count, lengths, error);
    if (status == HR_OK && (dimension_count != 3 || lengths[0] == 0)) {
        status = wrong_file(file, error, "not the dimensions of", LOST);
    }
    if (status == HR_OK) {
        comparison->replications = lengths[0];
        status = read_required(file, comparison, LOST, INFINITY, &samples->lost, error);
    }
    if (status == HR_OK) {
        comparison->finished = samples->count = file->kept_count;
        status = read_required(file, comparison, "peak_lost_share", 1.0, &samples->peak, error);
    }
    const struct {
        const char *name;
        double **samples;
    } optional[] = {
        {"nodes_disabled", &samples->disabled},
        {"nodes_isolated", &samples->isolated},
        {"time_to_discovery_hours", &samples->discovery},
    };
    for (size_t i = 0; i < sizeof optional / sizeof *optional && status == HR_OK; ++i) {
        status = read_optional(file, comparison, optional[i].name, 1, 0, optional[i].samples, error);
    }
    return status == HR_OK ? read_hours_above(file, comparison, samples, error) : status;
}

/* ---- turning points ------------------------------------------------------------------------------------------- */

static hr_status read_turn_names(reader *file, hr_comparison *comparison, hr_error *error)
{
    char **paths = NULL;
    char **notes = NULL;
    double *bases = NULL;
    double *values = NULL;
    size_t count = 0;
    size_t note_count = 0;
    hr_status status = read_labels(file, "assumption", &paths, &count, error);
    const size_t lengths[] = {count, 2};
    if (status == HR_OK) {
        status = read_labels(file, "assumption_note", &notes, &note_count, error);
    }
    if (status == HR_OK && note_count != count) {
        status = wrong_file(file, error, "not the dimensions of", "assumption_note");
    }
    if (status == HR_OK) {
        status = read_shaped(file, "assumption_base", 1, lengths, &bases, error);
    }
    if (status == HR_OK) {
        status = read_shaped(file, "assumption_value", 2, lengths, &values, error);
    }
    if (status == HR_OK) {
        comparison->turns = calloc(count, sizeof *comparison->turns);
        status = comparison->turns == NULL ? out_of_memory(file, error) : HR_OK;
    }
    for (size_t i = 0; i < count && status == HR_OK; ++i) {
        hr_turning_point *turn = &comparison->turns[i];
        comparison->turn_count = count;
        turn->assumption = paths[i];
        turn->note = notes[i];
        turn->base = bases[i];
        memcpy(turn->value, values + 2 * i, sizeof turn->value);
        paths[i] = notes[i] = NULL;
    }
    hr_results_free_texts(paths, count);
    hr_results_free_texts(notes, note_count);
    free(bases);
    free(values);
    return status;
}

/* Which of the two cases of the runs is which; they are named as the claim names them. */
static hr_status read_turn_cases(const reader *file, const hr_comparison *comparison, size_t cases[2], hr_error *error)
{
    char **labels;
    size_t count;
    hr_status status = read_labels(file, "claim_case", &labels, &count, error);
    const size_t expected[] = {comparison->claim.same, comparison->claim.other};
    for (int i = 0; i < 2 && status == HR_OK; ++i) {
        const char *name = comparison->cases[expected[i]].name;
        if (count == 2 && strcmp(labels[i], name) == 0) {
            cases[i] = (size_t)i;
        } else if (count == 2 && strcmp(labels[1 - i], name) == 0) {
            cases[i] = (size_t)(1 - i);
        } else {
            status = wrong_file(file, error, "unexpected labels of", "claim_case");
        }
    }
    hr_results_free_texts(labels, count);
    return status;
}

/* Replications finished in the runs and in the main one, replication last. */
static hr_status sort_turns(reader *file, const hr_comparison *comparison, hr_comparison_samples *samples,
                            const double *values, size_t replications, const size_t cases[2], hr_error *error)
{
    size_t runs = comparison->turn_count * 2;
    size_t width = runs * 2 * file->arm_count;
    samples->turn_lost = malloc(runs * 2 * HR_COMPARISON_ARMS * replications * sizeof *samples->turn_lost);
    if (samples->turn_lost == NULL) {
        return out_of_memory(file, error);
    }
    samples->turn_row = calloc(replications, sizeof *samples->turn_row);
    if (samples->turn_row == NULL) {
        return out_of_memory(file, error);
    }
    for (size_t row = 0; row < file->kept_count && file->kept[row] < replications; ++row) {
        const double *cells = values + file->kept[row] * width;
        size_t finished = 0;
        while (finished < width && !isnan(cells[finished])) {
            ++finished;
        }
        if (finished == width) {
            samples->turn_row[samples->turn_count++] = row;
        }
    }
    double *target = samples->turn_lost;
    for (size_t run = 0; run < runs; ++run) {
        for (size_t c = 0; c < 2; ++c) {
            for (int arm = 0; arm < HR_COMPARISON_ARMS; ++arm) {
                size_t cell = (run * 2 + cases[c]) * file->arm_count + file->arm[arm];
                for (size_t k = 0; k < samples->turn_count; ++k) {
                    *target++ = values[file->kept[samples->turn_row[k]] * width + cell];
                }
            }
        }
    }
    return check_range(file, TURN_LOST, samples->turn_lost, (size_t)(target - samples->turn_lost), INFINITY, error);
}

static hr_status read_turns(reader *file, hr_comparison *comparison, hr_comparison_samples *samples, hr_error *error)
{
    int dimension_count;
    size_t found[HR_RESULTS_DIMENSIONS_MAX] = {0};
    size_t cases[2];
    double *values = NULL;
    if (!comparison->claim.is_stated || !hr_results_has(&file->results, TURN_LOST)) {
        return HR_OK;
    }
    hr_status status = read_turn_names(file, comparison, error);
    if (status == HR_OK) {
        status = read_turn_cases(file, comparison, cases, error);
    }
    if (status == HR_OK) {
        status = hr_results_shape(&file->results, TURN_LOST, &dimension_count, found, error);
    }
    if (status == HR_OK) {
        const size_t lengths[] = {found[0], comparison->turn_count, 2, 2, file->arm_count};
        status = read_shaped(file, TURN_LOST, 5, lengths, &values, error);
    }
    if (status == HR_OK) {
        status = sort_turns(file, comparison, samples, values, found[0], cases, error);
    }
    comparison->turn_replications = samples->turn_count;
    free(values);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

hr_status hr_comparison_read(hr_comparison *comparison, hr_comparison_samples *samples, const char *path,
                             const char *baseline, hr_error *error)
{
    reader file = {.path = path};
    memset(samples, 0, sizeof *samples);
    hr_status status = hr_results_open(&file.results, path, error);
    if (status != HR_OK) {
        return status;
    }
    if (!hr_results_has(&file.results, LOST)) {
        status = wrong_file(&file, error, "it lacks", LOST);
        goto out;
    }
    status = read_cases(&file, comparison, error);
    if (status == HR_OK) {
        status = read_arms(&file, error);
    }
    if (status == HR_OK) {
        status = read_attributes(&file, comparison, baseline, error);
    }
    if (status == HR_OK) {
        status = read_samples(&file, comparison, samples, error);
    }
    if (status == HR_OK) {
        status = hr_comparison_read_structure(&file.results, path, comparison, error);
    }
    if (status == HR_OK) {
        status = read_turns(&file, comparison, samples, error);
    }
out:
    free(file.kept);
    hr_results_close(&file.results);
    return status;
}

void hr_comparison_samples_free(hr_comparison_samples *samples)
{
    free(samples->lost);
    free(samples->peak);
    free(samples->disabled);
    free(samples->isolated);
    free(samples->discovery);
    free(samples->hours_above);
    free(samples->turn_lost);
    free(samples->turn_row);
    memset(samples, 0, sizeof *samples);
}
