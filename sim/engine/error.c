/* Errors as text with a place. See error.h. */
#include "sim/engine/error.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

hr_status(hr_error_set)(hr_error *error, hr_status status, const char *format, ...)
{
    assert(status != HR_OK);
    if (error != NULL) {
        va_list arguments;
        memset(error, 0, sizeof *error);
        error->status = status;
        va_start(arguments, format);
        vsnprintf(error->text, sizeof error->text, format, arguments);
        va_end(arguments);
    }
    return status;
}

hr_status(hr_error_at)(hr_error *error, const char *file, int line, int column, const char *path, const char *format,
                       ...)
{
    if (error != NULL) {
        va_list arguments;
        memset(error, 0, sizeof *error);
        error->status = HR_BAD_INPUT;
        error->line = line;
        error->column = column;
        snprintf(error->file, sizeof error->file, "%s", file != NULL ? file : "");
        snprintf(error->path, sizeof error->path, "%s", path != NULL ? path : "");
        va_start(arguments, format);
        vsnprintf(error->text, sizeof error->text, format, arguments);
        va_end(arguments);
    }
    return HR_BAD_INPUT;
}

void hr_error_print(const hr_error *error, FILE *stream)
{
    if (error->file[0] != 0) {
        fprintf(stream, "%s:", error->file);
        if (error->line > 0) {
            fprintf(stream, "%d:", error->line);
        }
        if (error->line > 0 && error->column > 0) {
            fprintf(stream, "%d:", error->column);
        }
        fputc(' ', stream);
    }
    if (error->path[0] != 0) {
        fprintf(stream, "%s: ", error->path);
    }
    fprintf(stream, "%s\n", error->text);
}

int hr_error_exit_status(hr_status status)
{
    switch (status) {
    case HR_OK:
        return 0;
    case HR_FAILED:
        return 1;
    case HR_BAD_INPUT:
        return 2;
    case HR_INTERRUPTED:
        return 130;
    }
    return 1;
}
