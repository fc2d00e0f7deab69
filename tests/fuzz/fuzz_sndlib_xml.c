/* Fuzz target: networks in the format `sndlib-xml`. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hr_fuzz_graph("sndlib-xml", data, size);
    return 0;
}
