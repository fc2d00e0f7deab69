/* Feeds files to a fuzz target, for builds without libFuzzer: NAME FILE-OR-FOLDER... */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

enum { PATH_SIZE = 4096 };

static int replay_file(const char *path)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "rb");
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        size = (size_t)ftell(file);
        rewind(file);
        bytes = malloc(size > 0 ? size : 1); /* exactly as large: a sanitizer sees a read beyond the end */
    }
    if (bytes == NULL || fread(bytes, 1, size, file) != size) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(EXIT_FAILURE);
    }
    fclose(file);
    printf("%s\n", path);
    fflush(stdout); /* names the culprit when the next line does not come */
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    return 1;
}

static int replay(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;
    struct dirent *entry;
    if (folder == NULL) {
        return replay_file(path);
    }
    while ((entry = readdir(folder)) != NULL) {
        char inner[PATH_SIZE];
        if (entry->d_name[0] != '.') {
            snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
            count += replay_file(inner);
        }
    }
    closedir(folder);
    return count;
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; ++i) {
        count += replay(argv[i]);
    }
    printf("%d files\n", count);
    return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
