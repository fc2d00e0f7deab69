/* Fuzz target: a scenario file, up to the tables that it fills (no network is generated). */
#include <assert.h>

#include "models/scenario.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hr_scenario *scenario = NULL;
    hr_diagnostics diagnostics = {0};
    hr_fuzz_file file = hr_fuzz_file_open(data, size);
    hr_status status = hr_scenario_read(&scenario, file.path, NULL, NULL, 0, &diagnostics);
    if (status == HR_OK) {
        assert(scenario != NULL && diagnostics.count == 0);
    } else {
        assert(status == HR_BAD_INPUT && scenario == NULL && diagnostics.count > 0);
    }
    hr_scenario_free(scenario);
    hr_diagnostics_free(&diagnostics);
    hr_fuzz_file_close(&file);
    return 0;
}
