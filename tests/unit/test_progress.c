/* Progress: what stays on a terminal and elsewhere when work is over. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/engine/progress.h"

/* A terminal whose other end can be read. */
typedef struct {
    int reader;
    FILE *stream;
} terminal;

static terminal open_terminal(void)
{
    terminal t = {.reader = posix_openpt(O_RDWR | O_NOCTTY)};
    assert_true(t.reader >= 0 && grantpt(t.reader) == 0 && unlockpt(t.reader) == 0);
    t.stream = fopen(ptsname(t.reader), "w");
    assert_non_null(t.stream);
    return t;
}

static void read_terminal(terminal *t, char *text, size_t size)
{
    size_t length = 0;
    fputc('\001', t->stream); /* ends what there is to read, which can come in pieces */
    fflush(t->stream);
    while (length == 0 || text[length - 1] != '\001') {
        ssize_t more = read(t->reader, text + length, size - 1 - length);
        assert_true(more > 0);
        length += (size_t)more;
    }
    text[length - 1] = 0;
    fclose(t->stream);
    close(t->reader);
}

/* Two of three steps, each late enough to be shown. */
static void work(hr_progress *progress)
{
    for (int i = 0; i < 2; ++i) {
        progress->last_shown -= 100;
        hr_progress_step(progress, 1);
    }
}

static void the_last_line_stays_on_a_terminal(void **state)
{
    char text[1024];
    hr_progress progress;
    (void)state;
    terminal t = open_terminal();
    hr_progress_begin(&progress, t.stream, "points", 3);
    work(&progress);
    hr_progress_end(&progress);
    read_terminal(&t, text, sizeof text);
    const char *last = strrchr(text, '\r');
    assert_non_null(strstr(text, "\r\033[K1 of 3 points"));
    assert_non_null(last);
    assert_string_equal(last, "\r\n"); /* the line before it is not cleared */
    assert_non_null(strstr(text, "2 of 3 points"));
}

static void fleeting_work_leaves_no_line_on_a_terminal(void **state)
{
    char text[1024];
    hr_progress progress;
    (void)state;
    terminal t = open_terminal();
    hr_progress_begin(&progress, t.stream, "points", 3);
    progress.is_fleeting = true;
    work(&progress);
    hr_progress_end(&progress);
    read_terminal(&t, text, sizeof text);
    assert_non_null(strstr(text, "2 of 3 points"));
    assert_string_equal(strrchr(text, '\r'), "\r\033[K");
}

static void fleeting_work_that_was_quick_says_nothing(void **state)
{
    char text[1024];
    hr_progress progress;
    (void)state;
    terminal t = open_terminal();
    hr_progress_begin(&progress, t.stream, "points", 3);
    progress.is_fleeting = true;
    hr_progress_end(&progress);
    read_terminal(&t, text, sizeof text);
    assert_string_equal(text, "");
}

static void elsewhere_lines_are_whole(void **state)
{
    char *text = NULL;
    size_t size = 0;
    hr_progress progress;
    (void)state;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    hr_progress_begin(&progress, stream, "points", 3);
    work(&progress);
    hr_progress_end(&progress);
    fclose(stream);
    assert_null(strchr(text, '\r'));
    assert_non_null(strstr(text, "1 of 3 points"));
    assert_true(text[size - 1] == '\n');
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_line_stays_on_a_terminal),
        cmocka_unit_test(fleeting_work_leaves_no_line_on_a_terminal),
        cmocka_unit_test(fleeting_work_that_was_quick_says_nothing),
        cmocka_unit_test(elsewhere_lines_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
