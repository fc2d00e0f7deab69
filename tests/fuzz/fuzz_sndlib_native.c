/* Fuzz target: networks in the format `sndlib`. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hr_fuzz_graph("sndlib", data, size);
    return 0;
}
