/* hedgerow completion: what bash asks when a command line is to be completed, from the table of commands and their
 * options. The printed function knows commands, options and, by what an option or argument is called, kinds of files.
 */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli/command.h"

/* By the last word of an argument's name: the files that it can be. */
static const struct {
    const char *argument;
    const char *pattern; /* bash; empty: any file */
} FILES[] = {
    {"SCENARIO", "*.yaml"}, {"RESULT", "*.h5"}, {"FILE", ""},       {"DIR", ""},
    {"INPUT", ""},          {"NODES", "*.csv"}, {"EDGES", "*.csv"},
};

static const char *file_pattern(const char *argument)
{
    for (size_t i = 0; argument != NULL && i < sizeof FILES / sizeof *FILES; ++i) {
        size_t length = strlen(FILES[i].argument);
        if (strncmp(argument, FILES[i].argument, length) == 0 && !isalpha((unsigned char)argument[length])) {
            return FILES[i].pattern;
        }
    }
    return NULL;
}

static bool is_short(const struct argp_option *option)
{
    return option->key > 0 && option->key <= UCHAR_MAX && isprint(option->key);
}

/* `--set|-s) ...;;` for each option that takes an argument: nothing after a name or number, files after a FILE. */
static void print_arguments(FILE *stream, const struct argp_option *option)
{
    for (; option != NULL && option->name != NULL; ++option) {
        const char *pattern = file_pattern(option->arg);
        if (option->arg == NULL) {
            continue;
        }
        fprintf(stream, "            --%s", option->name);
        if (is_short(option)) {
            fprintf(stream, "|-%c", option->key);
        }
        if (pattern != NULL) {
            fprintf(stream, ") _hedgerow_files '%s' ;;\n", pattern);
        } else {
            fputs(") ;;\n", stream);
        }
    }
}

static void print_words(FILE *stream, const struct argp_option *option)
{
    fputs("--help", stream);
    for (; option != NULL && option->name != NULL; ++option) {
        fprintf(stream, " --%s", option->name);
    }
}

/* A branch of the outer choice: `run)`, or `network:import)` for a command within a command. */
static void print_form(FILE *stream, const char *outer, const hr_command_form *form)
{
    char title[128];
    snprintf(title, sizeof title, "%.60s%s%.60s", outer, outer[0] != 0 ? ":" : "", form->name);
    if (form->inner != NULL) {
        for (const hr_command_form *inner = form->inner; inner->name != NULL; ++inner) {
            print_form(stream, title, inner);
        }
        return;
    }
    const char *pattern = file_pattern(form->argp->args_doc);
    fprintf(stream, "    %s)\n        case $previous in\n", title);
    print_arguments(stream, form->argp->options);
    fputs("            *) _hedgerow_words '", stream);
    print_words(stream, form->argp->options);
    fputs("'", stream);
    if (pattern != NULL) {
        fprintf(stream, " '%s'", pattern);
    }
    fputs(" ;;\n        esac ;;\n", stream);
}

static void print_names(FILE *stream, const hr_command_form *form)
{
    for (bool is_first = true; form->name != NULL; ++form, is_first = false) {
        fprintf(stream, "%s%s", is_first ? "" : " ", form->name);
    }
}

static void print_function(FILE *stream)
{
    fputs("_hedgerow() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
          "    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        _hedgerow_words '",
          stream);
    print_names(stream, hr_command_forms);
    fputs("'\n        return\n    fi\n", stream);
    for (const hr_command_form *form = hr_command_forms; form->name != NULL; ++form) {
        if (form->inner != NULL) {
            fprintf(stream,
                    "    if [ \"$command\" = %s ]; then\n"
                    "        if [ \"$COMP_CWORD\" -eq 2 ]; then\n"
                    "            _hedgerow_words '",
                    form->name);
            print_names(stream, form->inner);
            fputs("'\n            return\n        fi\n        command=$command:${COMP_WORDS[2]}\n    fi\n", stream);
        }
    }
    fputs("    case $command in\n", stream);
    for (const hr_command_form *form = hr_command_forms; form->name != NULL; ++form) {
        print_form(stream, "", form);
    }
    fputs("    esac\n}\n", stream);
}

static const char HELPERS[] =
    "# bash completion of hedgerow " HR_VERSION ": source it, or install it as\n"
    "# share/bash-completion/completions/hedgerow\n"
    "# Files of a pattern (all when it is empty), and folders.\n"
    "_hedgerow_files() {\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(compgen -d -- \"$word\"\n"
    "        if [ -n \"$1\" ]; then compgen -f -X \"!$1\" -- \"$word\"; else compgen -f -- \"$word\"; fi |\n"
    "            while read -r file; do [ -d \"$file\" ] || echo \"$file\"; done)\n"
    "}\n"
    "# Options when a dash stands there, else files of a pattern or, without one, the words.\n"
    "_hedgerow_words() {\n"
    "    if [ $# -gt 1 ] && [[ $word != -* ]]; then\n"
    "        _hedgerow_files \"$2\"\n"
    "    else\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$word\")\n"
    "    fi\n"
    "}\n";

static error_t parse(int key, char *argument, struct argp_state *state)
{
    if (key == ARGP_KEY_ARG && strcmp(argument, "bash") != 0) {
        argp_error(state, "there is completion for bash, not for `%s`", argument);
    }
    return key == ARGP_KEY_ARG ? 0 : ARGP_ERR_UNKNOWN;
}

const struct argp hr_command_completion_argp = {
    NULL, parse, "[bash]", "Print what completes commands, options and files in bash: source <(hedgerow completion)",
    NULL, NULL,  NULL,
};

int hr_command_completion(int argc, char **argv)
{
    argp_err_exit_status = hr_error_exit_status(HR_BAD_INPUT);
    argp_parse(&hr_command_completion_argp, argc, argv, 0, NULL, NULL);
    fputs(HELPERS, stdout);
    print_function(stdout);
    fputs("complete -F _hedgerow hedgerow\n", stdout);
    return hr_command_finish(stdout);
}
