/* Fuzz target: a CSV pair. A line of `=` alone stands between the nodes and the edges. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hr_fuzz_graph("csv", data, size);
    return 0;
}
