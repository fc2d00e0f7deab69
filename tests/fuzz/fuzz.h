/* What the fuzz targets share. A target is one file fuzz_NAME.c with libFuzzer's entry point; the preset `fuzz` links
 * libFuzzer to it, every other preset replay.c, which feeds it the files that it is given (corpora/NAME). */
#ifndef HR_TESTS_FUZZ_FUZZ_H
#define HR_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file that has a name, for readers that open it themselves. */
typedef struct {
    int descriptor;
    char path[64];
} hr_fuzz_file;

hr_fuzz_file hr_fuzz_file_open(const uint8_t *data, size_t size);
void hr_fuzz_file_close(hr_fuzz_file *file);

/**
 * Reads the bytes as a network of one format, and asserts what holds for every graph and every refusal. Where the format
 * can be written, the graph must come back from what is written.
 *
 * @param format  its name
 */
void hr_fuzz_graph(const char *format, const uint8_t *data, size_t size);

#endif
