/* Fuzz target: networks in the format `graphml`. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hr_fuzz_graph("graphml", data, size);
    return 0;
}
