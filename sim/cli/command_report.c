/* hedgerow report: a result file as one page, made by the Python package analysis/hedgerow.
 *
 * The package is found beside the program, in its build tree or where it was installed, or where HEDGEROW_PYTHON_PATH
 * says. Python runs apart from the user's own settings and folder, so that nothing there can be taken for a module. The
 * page is written under a temporary name beside its target and renamed, so it exists whole or not at all.
 */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/cli/command.h"
#include "sim/engine/results.h"

enum { PATH_SIZE = HR_RESULTS_PATH_SIZE, NO_MODULE = 3, CANNOT_START = 127 };

/* Takes its first argument for the folder of the package. */
static const char STARTER[] = "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
                              "sys.path.insert(0, sys.argv.pop(1)); "
                              "runpy.run_module('hedgerow.report', run_name='__main__', alter_sys=True)";

typedef struct {
    const char *result;
    const char *output;
} options;

static const struct argp_option OPTIONS[] = {
    {"output", 'o', "FILE", 0, "The page (default: the result's name with .html, here)", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'o':
        o->output = argument;
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
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- where things are ------------------------------------------------------------------------------------------ */

typedef struct {
    char program[PATH_SIZE]; /* this one */
    char folder[PATH_SIZE];  /* of the package */
    char target[PATH_SIZE];
    char temporary[PATH_SIZE + 16];
} places;

static bool has_package(const char *folder)
{
    char path[PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s/hedgerow/report/__main__.py", folder);
    return access(path, R_OK) == 0;
}

static hr_status find_package(places *found, hr_error *error)
{
    static const char *const beside[] = {"../../analysis", "../share/hedgerow/python"}; /* built, installed */
    const char *named = getenv("HEDGEROW_PYTHON_PATH");
    char own[PATH_SIZE];
    ssize_t length = readlink("/proc/self/exe", found->program, sizeof found->program - 1);
    if (length <= 0) {
        return hr_error_set(error, HR_FAILED, "cannot tell where this program is: %s", strerror(errno));
    }
    found->program[length] = 0;
    if (named != NULL && named[0] != 0) {
        snprintf(found->folder, sizeof found->folder, "%s", named);
        return has_package(named)
                   ? HR_OK
                   : hr_error_set(error, HR_BAD_INPUT,
                                  "HEDGEROW_PYTHON_PATH is `%s`, where there is no hedgerow/report", named);
    }
    snprintf(own, sizeof own, "%s", found->program);
    const char *folder = dirname(own);
    for (size_t i = 0; i < sizeof beside / sizeof *beside; ++i) {
        int size = snprintf(found->folder, sizeof found->folder, "%s/%s", folder, beside[i]);
        if (size < (int)sizeof found->folder && has_package(found->folder)) {
            return HR_OK;
        }
    }
    return hr_error_set(error, HR_FAILED,
                        "the Python package `hedgerow` is not beside this program; HEDGEROW_PYTHON_PATH can name the "
                        "folder that holds it (analysis, in the sources)");
}

/* The page's name, and a new file beside it. */
static hr_status begin_page(places *found, const options *o, hr_error *error)
{
    struct stat there;
    char name[PATH_SIZE];
    int size;
    if (o->output != NULL) {
        size = snprintf(found->target, sizeof found->target, "%s", o->output);
    } else {
        snprintf(name, sizeof name, "%s", o->result);
        char *base = basename(name);
        size_t length = strlen(base);
        length -= length > 3 && strcmp(base + length - 3, ".h5") == 0 ? 3 : 0;
        size = snprintf(found->target, sizeof found->target, "%.*s.html", (int)length, base);
    }
    if (size <= 0 || size >= (int)sizeof found->target) {
        return hr_error_set(error, HR_BAD_INPUT, "the name of the page is %s", size <= 0 ? "empty" : "too long");
    }
    if (stat(found->target, &there) == 0 && !S_ISREG(there.st_mode)) {
        return hr_error_set(error, HR_BAD_INPUT, "%s is no file to write a page to", found->target);
    }
    snprintf(found->temporary, sizeof found->temporary, "%s.XXXXXX", found->target);
    int descriptor = mkstemp(found->temporary);
    if (descriptor < 0) {
        found->temporary[0] = 0;
        return hr_error_set(error, HR_BAD_INPUT, "cannot write %s: %s", found->target, strerror(errno));
    }
    mode_t mask = umask(0);
    umask(mask);
    fchmod(descriptor, 0666 & ~mask); /* as open would have made it */
    close(descriptor);
    return HR_OK;
}

static hr_status commit_page(places *found, hr_error *error)
{
    int descriptor = open(found->temporary, O_RDONLY | O_CLOEXEC);
    bool is_safe = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) {
        close(descriptor);
    }
    if (!is_safe || rename(found->temporary, found->target) != 0) {
        return hr_error_set(error, HR_FAILED, "cannot write %s: %s", found->target, strerror(errno));
    }
    found->temporary[0] = 0;
    return HR_OK;
}

/* ---- Python ---------------------------------------------------------------------------------------------------- */

/* In the child: never returns. */
_Noreturn static void become_python(const places *found, const char *result)
{
    const char *const arguments[] = {"python3",        "-I", "-B", "-c", STARTER, found->folder, result,
                                     found->temporary, NULL};
    char *copies[sizeof arguments / sizeof *arguments] = {NULL};
    for (size_t i = 0; arguments[i] != NULL; ++i) {
        copies[i] = strdup(arguments[i]); /* exec wants them writable */
    }
    setenv("HEDGEROW", found->program, 1);
    setenv("MPLBACKEND", "svg", 1);
    execv("/usr/bin/python3", copies);
    execvp("python3", copies);
    _exit(CANNOT_START);
}

/* Runs Python to its end; its complaints go to standard error. */
static hr_status run_python(const places *found, const char *result, hr_error *error)
{
    int state = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        become_python(found, result);
    }
    if (child < 0) {
        return hr_error_set(error, HR_FAILED, "cannot start Python: %s", strerror(errno));
    }
    while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
        kill(child, SIGTERM); /* we were asked to stop */
    }
    if (hr_command_stop || WIFSIGNALED(state)) {
        return hr_error_set(error, hr_command_stop ? HR_INTERRUPTED : HR_FAILED, "the report was %s",
                            hr_command_stop ? "interrupted" : "killed");
    }
    switch (WEXITSTATUS(state)) {
    case 0:
        return HR_OK;
    case NO_MODULE:
    case CANNOT_START:
        return hr_error_set(error, HR_FAILED,
                            "the report is made by Python with some packages. On Debian 12: apt-get install %s",
                            HR_ANALYSIS_PACKAGES);
    case 2:
        return hr_error_set(error, HR_BAD_INPUT, "there is no page of %s", result);
    default:
        return hr_error_set(error, HR_FAILED, "the report failed");
    }
}

const struct argp hr_command_report_argp = {
    OPTIONS,
    parse,
    "RESULT",
    "Write a result file as one page that needs no network: the question, the answer, tables, pictures, a map, what was "
    "assumed with its sources, and how it was computed. Needs Debian's Python with the packages that the program names "
    "when one is missing.",
    NULL,
    NULL,
    NULL,
};

int hr_command_report(int argc, char **argv)
{
    options o = {0};
    places found = {.temporary = ""};
    hr_error error;
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_report_argp, argc, argv, 0, NULL, &o);
    hr_command_catch_signals();
    hr_status status = access(o.result, R_OK) == 0
                           ? find_package(&found, &error)
                           : hr_error_set(&error, HR_BAD_INPUT, "cannot open %s: %s", o.result, strerror(errno));
    if (status == HR_OK) {
        status = begin_page(&found, &o, &error);
    }
    if (status == HR_OK) {
        status = run_python(&found, o.result, &error);
    }
    if (status == HR_OK) {
        status = commit_page(&found, &error);
    }
    if (found.temporary[0] != 0) {
        unlink(found.temporary);
    }
    if (status != HR_OK) {
        hr_error_print(&error, stderr);
    }
    return hr_error_exit_status(status);
}
