/* Fuzz target: the place table. */
#include <assert.h>

#include "models/generator.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hr_places places;
    hr_error error = {0};
    hr_fuzz_file file = hr_fuzz_file_open(data, size);
    hr_status status = hr_places_read(&places, file.path, &error);
    if (status == HR_OK) {
        assert(places.count > 0);
    } else {
        assert(status == HR_BAD_INPUT && error.text[0] != 0 && places.places == NULL);
    }
    hr_places_free(&places);
    hr_fuzz_file_close(&file);
    return 0;
}
