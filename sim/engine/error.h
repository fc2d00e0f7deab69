/* Errors: a status code for the program, a sentence with its place for the person.
 *
 * A function that can fail returns hr_status and fills an hr_error that the caller owns. A user's
 * mistake names the file, line, column and key path; a broken invariant of our own is asserted.
 */
#ifndef HR_SIM_ENGINE_ERROR_H
#define HR_SIM_ENGINE_ERROR_H

#include <stdio.h>

typedef enum {
    HR_OK = 0,
    HR_FAILED,      /* the machine refused: disk full, unreadable file, out of memory */
    HR_BAD_INPUT,   /* the user's mistake: wrong usage, wrong scenario, unusable path */
    HR_INTERRUPTED, /* asked to stop; what was finished is kept */
} hr_status;

enum { HR_ERROR_TEXT_SIZE = 1024, HR_ERROR_FILE_SIZE = 512, HR_ERROR_PATH_SIZE = 256 };

typedef struct {
    hr_status status;
    char text[HR_ERROR_TEXT_SIZE]; /* a plain sentence, without the place */
    char file[HR_ERROR_FILE_SIZE]; /* empty when no file is to blame */
    int line;                      /* 1-based; 0 when unknown */
    int column;                    /* 1-based; 0 when unknown */
    char path[HR_ERROR_PATH_SIZE]; /* key path inside a scenario; empty when none */
} hr_error;

/**
 * Fills an error without a place.
 *
 * @param error   filled when not NULL
 * @param status  what the caller will return; not HR_OK
 * @param format  printf format of the sentence
 * @return        status, so that callers can write `return hr_error_set(...)`
 */
hr_status hr_error_set(hr_error *error, hr_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Fills an error of status HR_BAD_INPUT with its place in a user's file; returns HR_BAD_INPUT. */
hr_status hr_error_at(hr_error *error, const char *file, int line, int column, const char *path, const char *format,
                      ...) __attribute__((format(printf, 6, 7)));

#ifdef __clang_analyzer__
/* The analyser reads one source file at a time; this tells it which status comes back. */
#define hr_error_set(error, status, ...) ((void)(hr_error_set)(error, status, __VA_ARGS__), (status))
#define hr_error_at(...) ((void)(hr_error_at)(__VA_ARGS__), HR_BAD_INPUT)
#endif

/** Writes `file:line:column: path: text` to a stream, leaving out what is not known, and a newline. */
void hr_error_print(const hr_error *error, FILE *stream);

/** Exit status of the program for a status: 0, 1, 2 or 130. */
int hr_error_exit_status(hr_status status);

#endif
