/* Finding the countries that come with the program. No path of a machine is compiled in: the installation can be moved
 * as a whole. See data_folder.h.
 */
#include "sim/cli/data_folder.h"

#include <glob.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/* proc(5): the running program's file. */
static bool find_program_folder(char *folder, size_t size)
{
    char path[HR_DATA_PATH_SIZE];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0) {
        return false;
    }
    path[length] = 0;
    int written = snprintf(folder, size, "%s", dirname(path));
    return written > 0 && (size_t)written < size;
}

hr_status hr_data_folder_find(const char *asked, char *folder, hr_error *error)
{
    static const char *const candidates[] = {HR_DATA_FROM_PROGRAM, "../../scenarios/data"};
    char program[HR_DATA_PATH_SIZE];
    if (asked != NULL) {
        int length = snprintf(folder, HR_DATA_PATH_SIZE, "%s", asked);
        return length > 0 && length < HR_DATA_PATH_SIZE && is_folder(asked)
                   ? HR_OK
                   : hr_error_set(error, HR_BAD_INPUT, "there is no folder `%.256s`", asked);
    }
    bool is_known = find_program_folder(program, sizeof program);
    for (size_t c = 0; c < sizeof candidates / sizeof *candidates && is_known; ++c) {
        int length = snprintf(folder, HR_DATA_PATH_SIZE, "%s/%s", program, candidates[c]);
        if (length > 0 && length < HR_DATA_PATH_SIZE && is_folder(folder)) {
            return HR_OK;
        }
    }
    return hr_error_set(error, HR_BAD_INPUT,
                        "the folder of countries is not where the program was installed or built; say it with --data");
}

/* GB, PL: what the folder holds, for a message. */
static void list_countries(const char *folder, char *text, size_t size)
{
    char pattern[HR_DATA_PATH_SIZE + 32];
    glob_t found = {0};
    text[0] = 0;
    snprintf(pattern, sizeof pattern, "%s/country-*.yaml", folder);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; ++i) {
            const char *name = strrchr(found.gl_pathv[i], '-') + 1;
            size_t length = strlen(text);
            snprintf(text + length, size - length, "%s%.*s", i > 0 ? ", " : "", (int)strcspn(name, "."), name);
        }
    }
    globfree(&found);
}

hr_status hr_data_country(const char *folder, const char *code, char *path, hr_error *error)
{
    char known[256];
    int length = strchr(code, '/') != NULL ? 0 : snprintf(path, HR_DATA_PATH_SIZE, "%s/country-%s.yaml", folder, code);
    if (length > 0 && length < HR_DATA_PATH_SIZE && access(path, R_OK) == 0) {
        return HR_OK;
    }
    list_countries(folder, known, sizeof known);
    return hr_error_set(error, HR_BAD_INPUT, "no country `%.64s`; there are %s in %.512s", code,
                        known[0] != 0 ? known : "none", folder);
}
