/* Coverage of confidence intervals. See coverage.h. */
#include "tests/support/coverage.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/random_network.h"

size_t hr_coverage_trials(uint32_t most)
{
    uint32_t scaled = hr_test_scaled(most);
    return scaled < 100 ? 100 : scaled;
}

void hr_coverage_count(hr_coverage *row, hr_estimate estimate)
{
    if (isnan(estimate.low) || isnan(estimate.high)) {
        row->unknown += 1;
    } else if (row->truth < estimate.low) {
        row->above += 1;
    } else if (row->truth > estimate.high) {
        row->below += 1;
    }
}

static double covered_percent(const hr_coverage *row, size_t trials)
{
    return 100.0 * (1.0 - (double)(row->above + row->below) / (double)trials);
}

void hr_coverage_check(const char *law, size_t n, const hr_coverage *rows, size_t row_count, size_t trials)
{
    assert_null(strchr(law, '|'));
    for (size_t i = 0; i < row_count; ++i) {
        const hr_coverage *row = &rows[i];
        double covered = covered_percent(row, trials);
        double error = sqrt(covered * (100.0 - covered) / (double)trials);
        assert_null(strchr(row->name, '|'));
        print_message("coverage | %s | %s | %zu | 95 | %.1f | %.1f | %.1f / %.1f | %.1f | %.1f\n", row->name, law, n,
                      covered, error, 100.0 * (double)row->above / (double)trials,
                      100.0 * (double)row->below / (double)trials, 100.0 * (double)row->unknown / (double)trials,
                      row->floor);
    }
    for (size_t i = 0; i < row_count; ++i) {
        double error = sqrt(rows[i].floor * (100.0 - rows[i].floor) / (double)trials);
        assert_true(covered_percent(&rows[i], trials) > rows[i].floor - 4.5 * error);
    }
}
