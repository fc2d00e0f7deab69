/* Options of `hedgerow run` and `hedgerow merge`. See run_options.h. */
#include "sim/cli/run_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS_MAX = 100000 };

static long parse_count(struct argp_state *state, const char *name, const char *text, long most)
{
    char *end = NULL;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != 0 || number < 1 || number > most) {
        argp_error(state, "%s takes a whole number from 1 to %ld, not `%s`", name, most, text);
    }
    return number;
}

/* I/N, with digits alone: neither signs nor blanks, as strtol would have them. */
static void parse_shard(struct argp_state *state, hr_run_options *o, const char *text)
{
    size_t first = strspn(text, "0123456789");
    size_t second = text[first] == '/' ? strspn(text + first + 1, "0123456789") : 0;
    bool is_right = first > 0 && second > 0 && text[first + 1 + second] == 0;
    errno = 0;
    o->shard = is_right ? strtol(text, NULL, 10) : 0;
    o->shard_count = is_right ? strtol(text + first + 1, NULL, 10) : 0;
    if (errno != 0 || o->shard < 1 || o->shard > o->shard_count || o->shard_count > SHARDS_MAX) {
        argp_error(state,
                   "--shard takes I/N, as in 3/16 for the third of 16, with I from 1 to N and N up to %d, not `%s`",
                   SHARDS_MAX, text);
    }
}

error_t hr_run_parse(int key, char *argument, struct argp_state *state)
{
    hr_run_options *o = state->input;
    char *end = NULL;
    switch (key) {
    case 'o':
        o->output = argument;
        return 0;
    case 'n':
        o->replications = parse_count(state, "--replications", argument, 100000000);
        return 0;
    case 't':
        o->threads = parse_count(state, "--threads", argument, 1024);
        return 0;
    case 'S':
        errno = 0;
        o->seed = strtoull(argument, &end, 10);
        o->has_seed = true;
        if (errno != 0 || end == argument || *end != 0 || argument[0] == '-' || o->seed > 1ull << 53) {
            argp_error(state, "--seed takes a whole number from 0 to 2^53, not `%s`", argument);
        }
        return 0;
    case 's':
        if (!hr_override_add(&o->overrides, argument)) {
            argp_error(state, "--set takes PATH=VALUE, at most %d times", HR_OVERRIDES_MAX);
        }
        return 0;
    case 'r':
        o->resume = true;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case HR_RUN_KEY_NO_CHECKS:
        o->no_checks = true;
        return 0;
    case HR_RUN_KEY_SHARD:
        parse_shard(state, o, argument);
        return 0;
    case ARGP_KEY_ARG:
        if (o->scenario != NULL) {
            argp_error(state, "one scenario at a time");
        }
        o->scenario = argument;
        return 0;
    case ARGP_KEY_END:
        if (o->scenario == NULL) {
            argp_error(state, "which scenario?");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}
