/* Small result files with known numbers: see result_file.h. */
#include "tests/support/result_file.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/engine/results.h"

/* In [-1, 1], different for every replication and case, the same in every run. */
static double pattern(size_t replication, size_t which)
{
    return (double)((replication * 37 + which * 11 + replication / 7 * which) % 21) / 10.0 - 1.0;
}

static double loss_without(size_t replication)
{
    return 1e6 * (8.0 + (double)(replication % 5));
}

/* NaN, a replication that is not finished, stays. */
static double not_negative(double share)
{
    return share < 0.0 ? 0.0 : share;
}

void hr_fixture_fill(hr_result_fixture *fixture, size_t replications, const double effectiveness[4], double noise)
{
    static const char *const names[] = {"one_vendor", "same_state", "other_state", "none_of_it"};
    memset(fixture, 0, sizeof *fixture);
    fixture->replications = replications;
    fixture->case_count = 4;
    fixture->title = "A nation and its vendors";
    fixture->baseline = names[0];
    fixture->same = names[1];
    fixture->other = names[2];
    fixture->removed = names[3];
    fixture->state = "Ruritania";
    for (size_t r = 0; r < replications; ++r) {
        for (size_t c = 0; c < 4; ++c) {
            double without = loss_without(r);
            fixture->lost[r][c][1] = without;
            fixture->lost[r][c][0] = without * not_negative(1.0 - effectiveness[c] + noise * pattern(r, c));
            fixture->peak[r][c][1] = 0.7;
            fixture->peak[r][c][0] = r % 4 == 0 ? 0.2 : 0.05;
        }
    }
    for (size_t c = 0; c < 4; ++c) {
        fixture->names[c] = names[c];
    }
}

void hr_fixture_add_turn(hr_result_fixture *fixture, const char *path, const double effectiveness[2][2], double noise)
{
    size_t turn = fixture->turn_count++;
    assert(turn < HR_FIXTURE_TURNS);
    fixture->turn_replications = fixture->replications;
    fixture->assumptions[turn] = path;
    for (size_t r = 0; r < fixture->turn_replications; ++r) {
        for (size_t bound = 0; bound < 2; ++bound) {
            for (size_t c = 0; c < 2; ++c) {
                double left = not_negative(1.0 - effectiveness[bound][c] + noise * pattern(r, 5 + c + 2 * bound));
                fixture->turn_lost[r][turn][bound][c][1] = loss_without(r);
                fixture->turn_lost[r][turn][bound][c][0] = left * loss_without(r);
            }
        }
    }
}

/* ---- writing -------------------------------------------------------------------------------------------------- */

static void must(hr_status status, const hr_error *error)
{
    if (status != HR_OK) {
        hr_error_print(error, stderr);
        abort();
    }
}

static void write_doubles(hr_results *results, const hr_result_fixture *fixture, const char *name, int count,
                          const char *const *dimensions, const double *values)
{
    hr_error error;
    if (fixture->left_out != NULL && strcmp(fixture->left_out, name) == 0) {
        return;
    }
    must(hr_results_variable(results, name, HR_RESULTS_DOUBLE, count, dimensions, "1", name, &error), &error);
    must(hr_results_write(results, name, values, &error), &error);
}

/* [replication][case][arm] without the rooms for cases that are not there. */
static void write_samples(hr_results *results, const hr_result_fixture *fixture, const char *name,
                          const double *samples)
{
    static const char *const dimensions[] = {"replication", "case", "arm"};
    static double packed[HR_FIXTURE_REPLICATIONS * HR_FIXTURE_CASES * 2];
    for (size_t r = 0; r < fixture->replications; ++r) {
        memcpy(packed + r * fixture->case_count * 2, samples + r * HR_FIXTURE_CASES * 2,
               fixture->case_count * 2 * sizeof(double));
    }
    write_doubles(results, fixture, name, 3, dimensions, packed);
}

/* In case c, c tenths keep service without vendor `huge`, and one twentieth more without `large` once backup edges are
 * usable; the same without state `Ruritania`, and more without `XX`. */
static void write_headline_shares(hr_results *results, const hr_result_fixture *fixture)
{
    static const char *const of_vendor[] = {"case", "edges", "vendor"};
    static const char *const of_state[] = {"case", "edges", "state"};
    static const char *const edges[] = {"primary", "with_backup"};
    static const char *const vendors[] = {"small", "large", "huge"};
    static const char *const states[] = {"XX", "Ruritania"};
    double vendor[HR_FIXTURE_CASES][2][3];
    double state[HR_FIXTURE_CASES][2][2];
    hr_error error;
    for (size_t c = 0; c < fixture->case_count; ++c) {
        for (size_t e = 0; e < 2; ++e) {
            double least = 0.1 * (double)c + 0.05 * (double)e;
            vendor[c][e][0] = 0.9;
            vendor[c][e][1] = e == 0 ? 0.8 : least;
            vendor[c][e][2] = e == 0 ? least : 0.8;
            state[c][e][0] = 0.7;
            state[c][e][1] = least;
        }
    }
    vendor[0][0][2] += fixture->headline_share_error;
    must(hr_results_dimension_labels(results, "edges", 2, edges, "edges", &error), &error);
    must(hr_results_dimension_labels(results, "vendor", 3, vendors, "vendors", &error), &error);
    must(hr_results_dimension_labels(results, "state", 2, states, "states", &error), &error);
    write_doubles(results, fixture, "headline_share_vendor", 3, of_vendor, vendor[0][0]);
    write_doubles(results, fixture, "headline_share_state", 3, of_state, state[0][0]);
}

static void write_details(hr_results *results, const hr_result_fixture *fixture)
{
    static const char *const of_case[] = {"case"};
    static const char *const of_threshold[] = {"replication", "case", "arm", "threshold"};
    static const double thresholds[] = {0.10, 0.25, 0.50};
    static double counts[HR_FIXTURE_REPLICATIONS][HR_FIXTURE_CASES][2];
    static double times[HR_FIXTURE_REPLICATIONS][HR_FIXTURE_CASES][2];
    static double hours[HR_FIXTURE_REPLICATIONS * HR_FIXTURE_CASES * 2 * 3];
    double shares[HR_FIXTURE_CASES];
    hr_error error;
    for (size_t r = 0; r < fixture->replications; ++r) {
        for (size_t c = 0; c < fixture->case_count; ++c) {
            shares[c] = 0.25 + 0.125 * (double)c;
            for (size_t arm = 0; arm < 2; ++arm) {
                size_t row = (r * fixture->case_count + c) * 2 + arm;
                counts[r][c][arm] = (double)(100 * c + 10 * arm + r % 3);
                times[r][c][arm] = c == 0 ? __builtin_nan("") : (double)r;
                for (size_t k = 0; k < 3; ++k) {
                    hours[row * 3 + k] = k == 0 ? (double)(c + 1) : 0.5;
                }
            }
        }
    }
    must(hr_results_dimension_values(results, "threshold", 3, thresholds, "1", "share", &error), &error);
    write_samples(results, fixture, "nodes_disabled", &counts[0][0][0]);
    write_samples(results, fixture, "nodes_isolated", &counts[0][0][0]);
    write_samples(results, fixture, "time_to_discovery_hours", &times[0][0][0]);
    write_doubles(results, fixture, "hours_above_threshold", 4, of_threshold, hours);
    write_doubles(results, fixture, "hhi_vendor", 1, of_case, shares);
    write_doubles(results, fixture, "hhi_state", 1, of_case, shares);
    write_headline_shares(results, fixture);
}

static void write_turns(hr_results *results, const hr_result_fixture *fixture)
{
    static const char *const bounds[] = {"low", "high"};
    static const char *const of_turn[] = {"turn_replication", "assumption", "bound", "claim_case", "arm"};
    static double packed[HR_FIXTURE_REPLICATIONS * HR_FIXTURE_TURNS * 8];
    const char *cases[] = {fixture->same, fixture->other};
    const char *notes[HR_FIXTURE_TURNS] = {"assumed", "assumed", "", ""};
    double values[HR_FIXTURE_TURNS][2];
    double bases[HR_FIXTURE_TURNS];
    hr_error error;
    for (size_t i = 0; i < fixture->turn_count; ++i) {
        values[i][0] = 10.0 * (double)(i + 1);
        values[i][1] = 30.0 * (double)(i + 1);
        bases[i] = 20.0 * (double)(i + 1);
    }
    for (size_t r = 0; r < fixture->turn_replications; ++r) {
        memcpy(packed + r * fixture->turn_count * 8, fixture->turn_lost[r], fixture->turn_count * 8 * sizeof(double));
    }
    must(hr_results_dimension_labels(results, "assumption", fixture->turn_count, fixture->assumptions, "path", &error),
         &error);
    must(hr_results_dimension_labels(results, "bound", 2, bounds, "end", &error), &error);
    must(hr_results_dimension_labels(results, "claim_case", 2, cases, "cases", &error), &error);
    must(hr_results_dimension_values(results, "turn_replication", fixture->turn_replications, NULL, NULL, NULL, &error),
         &error);
    write_doubles(results, fixture, "assumption_value", 2, of_turn + 1, values[0]);
    write_doubles(results, fixture, "assumption_base", 1, of_turn + 1, bases);
    must(hr_results_write_texts(results, "assumption_note", "assumption", notes, "note", &error), &error);
    write_doubles(results, fixture, "turn_lost_headline_user_hours", 5, of_turn, packed);
}

static void write_attributes(hr_results *results, const hr_result_fixture *fixture)
{
    const struct {
        const char *name;
        const char *text;
    } texts[] = {
        {"scenario_title", fixture->title},
        {"scenario_question", "What does a second vendor of the same state cost?"},
        {"version", "0.1.0"},
        {"baseline_case", fixture->baseline},
        {"claim_state", fixture->state},
        {"claim_same_state_case", fixture->same},
        {"claim_other_state_case", fixture->other},
        {"claim_removed_case", fixture->removed},
    };
    hr_error error;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; ++i) {
        must(hr_results_attribute_text(results, NULL, texts[i].name, texts[i].text, &error), &error);
    }
    must(hr_results_attribute_integer(results, NULL, "seed", INT64_C(9007199254740993), &error), &error);
}

void hr_fixture_write(const hr_result_fixture *fixture, const char *path)
{
    static const char *const arms[] = {"mitigated", "unmitigated"};
    hr_results results;
    hr_error error;
    must(hr_results_create(&results, path, &error), &error);
    must(hr_results_dimension_values(&results, "replication", fixture->replications, NULL, NULL, NULL, &error), &error);
    must(hr_results_dimension_labels(&results, "case", fixture->case_count, fixture->names, "case", &error), &error);
    must(hr_results_dimension_labels(&results, "arm", 2, arms, "arm", &error), &error);
    write_samples(&results, fixture, "lost_headline_user_hours", &fixture->lost[0][0][0]);
    write_samples(&results, fixture, "peak_lost_share", &fixture->peak[0][0][0]);
    write_attributes(&results, fixture);
    if (fixture->has_details) {
        write_details(&results, fixture);
    }
    if (fixture->turn_count > 0) {
        write_turns(&results, fixture);
    }
    must(hr_results_commit(&results, &error), &error);
}

/* ---- folder --------------------------------------------------------------------------------------------------- */

void hr_fixture_folder_make(char folder[HR_FIXTURE_PATH])
{
    const char *parent = getenv("TMPDIR");
    snprintf(folder, HR_FIXTURE_PATH, "%.400s/hedgerow-test-XXXXXX", parent != NULL ? parent : "/tmp");
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        abort();
    }
}

void hr_fixture_folder_remove(const char *folder)
{
    DIR *stream = opendir(folder);
    char path[HR_FIXTURE_PATH + 300];
    for (struct dirent *entry = stream != NULL ? readdir(stream) : NULL; entry != NULL; entry = readdir(stream)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            unlink(path);
        }
    }
    if (stream != NULL) {
        closedir(stream);
    }
    rmdir(folder);
}
