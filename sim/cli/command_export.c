/* hedgerow export: a result file as a folder of CSV tables.
 *
 * The folder is filled under a temporary name beside its target and renamed, so it exists whole or not at all; one that
 * holds something already is never touched.
 */
#include <argp.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/cli/command.h"
#include "sim/cli/comparison_formats.h"
#include "sim/cli/export.h"

typedef struct {
    const char *result;
    const char *folder;
} options;

enum { KEY_CSV = 1000 };

static const struct argp_option OPTIONS[] = {
    {"csv", KEY_CSV, "DIR", 0, "Write the tables into this new folder", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case KEY_CSV:
        o->folder = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (o->result != NULL) {
            argp_error(state, "one result file at a time");
        }
        o->result = argument;
        return 0;
    case ARGP_KEY_END:
        if (o->result == NULL) {
            argp_error(state, "which result file?");
        }
        if (o->folder == NULL) {
            argp_error(state, "where to? --csv DIR names a new folder");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* A folder in the making. */
typedef struct {
    char target[HR_RESULTS_PATH_SIZE];
    char temporary[HR_RESULTS_PATH_SIZE + 16];
} new_folder;

static hr_status begin_folder(new_folder *made, const char *target, hr_error *error)
{
    size_t length = strlen(target);
    while (length > 1 && target[length - 1] == '/') {
        --length;
    }
    made->temporary[0] = 0;
    if (length == 0 || length >= sizeof made->target) {
        return hr_error_set(error, HR_BAD_INPUT, "the path of the folder is %s", length == 0 ? "empty" : "too long");
    }
    snprintf(made->target, sizeof made->target, "%.*s", (int)length, target);
    struct stat there;
    if (lstat(made->target, &there) == 0) {
        return hr_error_set(error, HR_BAD_INPUT, "%s is there already; name a new folder", made->target);
    }
    snprintf(made->temporary, sizeof made->temporary, "%s.XXXXXX", made->target);
    if (mkdtemp(made->temporary) == NULL) {
        made->temporary[0] = 0;
        return hr_error_set(error, HR_BAD_INPUT, "cannot write %s: %s", made->target, strerror(errno));
    }
    mode_t mask = umask(0);
    umask(mask);
    chmod(made->temporary, 0777 & ~mask); /* as mkdir would have made it */
    return HR_OK;
}

/* Removes what was written, when there is something. */
static void discard_folder(new_folder *made)
{
    DIR *folder = made->temporary[0] != 0 ? opendir(made->temporary) : NULL;
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        unlinkat(dirfd(folder), entry->d_name, 0); /* `.` and `..` are no files, and stay */
    }
    if (folder != NULL) {
        closedir(folder);
        rmdir(made->temporary);
    }
}

static hr_status commit_folder(new_folder *made, hr_error *error)
{
    struct stat there;
    if (lstat(made->target, &there) == 0 || rename(made->temporary, made->target) != 0) {
        return hr_error_set(error, HR_FAILED, "cannot rename %s to %s: %s", made->temporary, made->target,
                            strerror(errno));
    }
    made->temporary[0] = 0;
    return HR_OK;
}

/* The figures of `hedgerow compare`, for those who want answers beside the data. */
static hr_status export_comparison(const char *path, const char *folder, hr_error *error)
{
    hr_comparison comparison;
    hr_sweep_report sweep = {0};
    FILE *stream = NULL;
    hr_status status = hr_comparison_load(&comparison, path, NULL, error);
    if (status == HR_OK) {
        status = hr_sweep_load(&sweep, path, error);
    }
    if (status == HR_OK) {
        status = hr_export_open(&stream, folder, "comparison", error);
    }
    if (stream != NULL) {
        status = hr_comparison_print_csv(&comparison, &sweep, stream, error);
        status = hr_export_close(stream, "comparison", status, error);
    }
    hr_sweep_free(&sweep);
    hr_comparison_free(&comparison);
    return status;
}

static hr_status export_all(const hr_results *results, const char *path, const char *folder, hr_error *error)
{
    hr_status status = export_comparison(path, folder, error);
    for (const hr_export_form *form = hr_export_forms; form->name != NULL && status == HR_OK; ++form) {
        status = hr_export_table(results, form, folder, error);
    }
    if (status == HR_OK) {
        status = hr_export_curve(results, folder, error);
    }
    return status == HR_OK ? hr_export_metadata(results, folder, error) : status;
}

const struct argp hr_command_export_argp = {
    OPTIONS,
    parse,
    "RESULT",
    "Write a result file as CSV tables for spreadsheets into a new folder: every replication, services, users served "
    "over time, structure, assumptions, sweeps, and the figures of `hedgerow compare`. The first row names the columns, "
    "with units.",
    NULL,
    NULL,
    NULL,
};

int hr_command_export(int argc, char **argv)
{
    options o = {0};
    new_folder made = {.temporary = ""};
    hr_results results;
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_export_argp, argc, argv, 0, NULL, &o);
    hr_status status = hr_results_open(&results, o.result, &error);
    if (status == HR_OK) {
        status = begin_folder(&made, o.folder, &error);
    }
    if (status == HR_OK) {
        status = export_all(&results, o.result, made.temporary, &error);
    }
    if (status == HR_OK) {
        status = commit_folder(&made, &error);
    }
    discard_folder(&made);
    hr_results_close(&results);
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
    }
    return hr_error_exit_status(status);
}
