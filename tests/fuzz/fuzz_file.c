/* Bytes as a file in memory. */
#include <assert.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

hr_fuzz_file hr_fuzz_file_open(const uint8_t *data, size_t size)
{
    hr_fuzz_file file = {.descriptor = memfd_create("fuzz", MFD_CLOEXEC)};
    assert(file.descriptor >= 0);
    for (size_t written = 0; written < size;) {
        ssize_t count = write(file.descriptor, data + written, size - written);
        assert(count > 0);
        written += (size_t)count;
    }
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.descriptor);
    return file;
}

void hr_fuzz_file_close(hr_fuzz_file *file)
{
    close(file->descriptor);
    file->descriptor = -1;
}
