/* The rule by which a run stops. See run_precision.h; the statistics: analysis/precision.h. A look costs O(cases *
 * replications so far), and O(log) times that for CVaR. */
#include "sim/cli/run_precision.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 100 }; /* replications between looks */

/* The columns of one case, one replication after another; whether anything was lost in any. */
static bool gather(const hr_run_precision *precision, const double *values, uint32_t count, uint32_t c)
{
    size_t width = precision->width;
    size_t all = width * precision->case_count;
    bool has_loss = false;
    for (size_t i = 0; i < count * width; ++i) {
        precision->gathered[i] = values[i / width * all + c * width + i % width];
        has_loss = has_loss || precision->gathered[i] > 0;
    }
    return has_loss;
}

static bool is_enough(void *context, const double *values, uint32_t count)
{
    hr_run_precision *precision = context;
    bool is_any = false;
    for (uint32_t c = 0; c < precision->case_count; ++c) {
        if (!gather(precision, values, count, c)) {
            continue; /* nothing to be known relatively */
        }
        if (!hr_precision_is_enough(&precision->rules[c], precision->gathered, count)) {
            return false;
        }
        is_any = true;
    }
    precision->is_reached = is_any;
    return is_any;
}

hr_status hr_run_precision_init(hr_run_precision *precision, const hr_experiment *experiment, uint32_t most,
                                uint32_t batch_size, hr_error *error)
{
    static const hr_precision_quantity quantities[] = {
        [HR_PRECISION_OF_EFFECTIVENESS] = HR_PRECISION_EFFECTIVENESS,
        [HR_PRECISION_OF_LOST] = HR_PRECISION_MEAN,
        [HR_PRECISION_OF_CVAR] = HR_PRECISION_CVAR,
    };
    const hr_precision_target *target = &experiment->world->scenario->precision;
    hr_precision_quantity quantity = quantities[target->of];
    hr_status status = HR_OK;
    memset(precision, 0, sizeof *precision);
    precision->width = hr_precision_columns(quantity);
    for (uint32_t c = 0; c < experiment->scope.case_count && status == HR_OK; ++c) {
        if (target->cases != 0 && (target->cases >> c & 1) == 0) {
            continue;
        }
        for (size_t arm = 0; arm < precision->width;
             ++arm) { /* lost user-hours are the first metric, by case and arm */
            precision->columns[precision->case_count * precision->width + arm] = c * experiment->scope.arm_count + arm;
        }
        status = hr_precision_init(&precision->rules[precision->case_count++], quantity, target->relative_half_width,
                                   0.95, most, error);
    }
    precision->gathered = malloc(precision->width * most * sizeof *precision->gathered);
    if (status == HR_OK && precision->gathered == NULL) {
        status = hr_error_set(error, HR_FAILED, "out of memory for %u replications", most);
    }
    precision->stopping = (hr_monte_carlo_stopping){
        .minimum = target->minimum,
        .block = (BLOCK + batch_size - 1) / batch_size * batch_size,
        .columns = precision->columns,
        .column_count = precision->case_count * precision->width,
        .is_enough = is_enough,
        .context = precision,
    };
    return status;
}

void hr_run_precision_free(hr_run_precision *precision)
{
    for (uint32_t c = 0; c < precision->case_count; ++c) {
        hr_precision_free(&precision->rules[c]);
    }
    free(precision->gathered);
    memset(precision, 0, sizeof *precision);
}

hr_status hr_run_precision_write(const hr_run_precision *precision, const hr_precision_target *target,
                                 hr_results *results, hr_error *error)
{
    hr_status status = hr_results_attribute_text(results, NULL, "precision_of", hr_precision_names[target->of], error);
    if (status == HR_OK) {
        status = hr_results_attribute_number(results, NULL, "precision_relative_half_width",
                                             target->relative_half_width, error);
    }
    return status == HR_OK
               ? hr_results_attribute_integer(results, NULL, "precision_is_reached", precision->is_reached, error)
               : status;
}
