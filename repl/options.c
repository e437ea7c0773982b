/* options.c - reading the command line. */
#include "repl/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builtins/modules/sys.h"

static const char help_text[] =
    "usage: mini [option] ... [-c code | -m module | file | -] [arg] ...\n"
    "\n"
    "mini runs Python 3.11 programs and shows their memory. Without a file, on a\n"
    "terminal, it opens a prompt.\n"
    "\n"
    "  file            run this script (.mini or .py)\n"
    "  -               run standard input\n"
    "  -c code         run this text\n"
    "  -m module       run a module found on sys.path\n"
    "  -i              open the prompt after the script\n"
    "  -W action       what to do with warnings: default, ignore, error, always,\n"
    "                  module, once; or action:message:category:module:line\n"
    "  -q              no banner at the prompt\n"
    "  -v, --version   show the version\n"
    "  -h, --help      show this text\n"
    "      --color=WHEN        colours at the prompt: auto, always, never\n"
    "      --max-memory=SIZE   a ceiling for all memory, such as 64M\n"
    "      --check-heap[=N]    recount all references at every N-th call or turn of a\n"
    "                          loop (1), and stop at the first count that is wrong\n"
    "      --gc-stress         collect cycles at every call and turn of a loop\n"
    "      --gc-log            one line on stderr for each collection\n"
    "      --legacy-del        cycles with __del__ go to gc.garbage, as in Python 3.3\n"
    "\n"
    "Environment: MINIPATH (folders to import from, separated by ':'),\n"
    "MINI_SPECIALISE (off, on, always), MINIHASHSEED, MINI_FAIL_ALLOC, NO_COLOR,\n"
    "MINI_HISTORY (the prompt's history file, ~/.mini_history if not set, none if\n"
    "empty), MINI_HISTORY_SIZE (entries it keeps), PAGER (for long help).\n";

static bool stop(Options *options, int status) {
    options->status = status;
    return false;
}

static bool wrong(Options *options, const char *argument, const char *problem) {
    fprintf(stderr, "mini: %s: %s\nTry 'mini --help'.\n", problem, argument);
    return stop(options, 2);
}

/* "64M" to bytes. */
static bool read_size(const char *text, size_t *size) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    unsigned shift = *end == 'k' || *end == 'K' ? 10 : *end == 'm' || *end == 'M' ? 20 : *end == 'g' || *end == 'G' ? 30 : 0;
    if (end == text || *text == '-' || errno || (shift ? end[1] : end[0]) || value > SIZE_MAX >> shift) return false;
    *size = (size_t)value << shift;
    return true;
}

static bool read_count(const char *text, uint64_t *count) {
    char *end;
    errno = 0;
    *count = strtoull(text, &end, 10);
    return end != text && !*end && *text != '-' && !errno && *count > 0;
}

/* The text after "name=", or NULL. */
static const char *value_of(const char *argument, const char *name) {
    size_t length = strlen(name);
    return !strncmp(argument, name, length) && argument[length] == '=' ? argument + length + 1 : NULL;
}

static bool show_version(Options *options) {
    puts("mini " MINI_VERSION " (Python " PYTHON_VERSION ")");
    return stop(options, 0);
}

static bool show_help(Options *options) {
    fputs(help_text, stdout);
    return stop(options, 0);
}

static bool read_long(Options *options, const char *argument) {
    const char *value;
    if (!strcmp(argument, "--help")) return show_help(options);
    if (!strcmp(argument, "--version")) return show_version(options);
    if ((value = value_of(argument, "--max-memory"))) return read_size(value, &options->max_memory) || wrong(options, argument, "not a size");
    if ((value = value_of(argument, "--color"))) {
        options->color = value;
        bool known = !strcmp(value, "auto") || !strcmp(value, "always") || !strcmp(value, "never");
        return known || wrong(options, argument, "not one of auto, always, never");
    }
    if (!strcmp(argument, "--check-heap")) {
        options->check_heap_every = 1;
        return options->check_heap = true;
    }
    if ((value = value_of(argument, "--check-heap")))
        return (options->check_heap = read_count(value, &options->check_heap_every)) || wrong(options, argument, "not a count");
    if (!strcmp(argument, "--gc-stress")) return options->gc_stress = true;
    if (!strcmp(argument, "--gc-log")) return options->gc_log = true;
    if (!strcmp(argument, "--legacy-del")) return options->legacy_del = true;
    return wrong(options, argument, "unknown option");
}

/* Takes what follows -c or -m as target; the rest are the script's arguments. */
static bool take_target(Options *options, RunKind kind, const char *rest, int i, int argc, char **argv) {
    options->kind = kind;
    if (*rest) options->target = rest;
    else if (i + 1 < argc) options->target = argv[++i];
    else return wrong(options, argv[i], "argument expected for the option");
    options->argc = argc - i - 1;
    options->argv = argv + i + 1;
    return true;
}

/* Letters of one argument such as -iq. *done: the rest belongs to the script. */
static bool read_letters(Options *options, int i, int argc, char **argv, bool *done) {
    for (const char *letter = argv[i] + 1; *letter; letter++) {
        switch (*letter) {
        case 'c': *done = true; return take_target(options, RUN_COMMAND, letter + 1, i, argc, argv);
        case 'm': *done = true; return take_target(options, RUN_MODULE, letter + 1, i, argc, argv);
        case 'i': options->interactive = true; break;
        case 'q': options->quiet = true; break;
        case 'u': options->unbuffered = true; break;
        case 'B': case 'E': case 's': case 'S': case 'I': break;   /* accepted as CPython's, nothing to do */
        case 'v': case 'V': return show_version(options);
        case 'h': return show_help(options);
        default: return wrong(options, argv[i], "unknown option");
        }
    }
    return true;
}

const char *options_next_warning(const Options *options, int *at) {
    for (int i = *at; i < options->option_count; i++) {
        if (strncmp(options->all[i], "-W", 2)) continue;
        const char *value = options->all[i][2] ? options->all[i] + 2 : options->all[++i];
        *at = i + 1;
        return value;
    }
    return NULL;
}

bool options_read(Options *options, int argc, char **argv) {
    *options = (Options){.kind = RUN_PROMPT, .program = argc ? argv[0] : "mini", .color = "auto", .all = argv};
    bool done = false;
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1] && !done; i++) {
        if (!strcmp(argv[i], "--")) { i++; break; }
        options->option_count = i + 1;
        if (!strncmp(argv[i], "-W", 2)) {   /* read again by options_next_warning */
            if (!argv[i][2] && ++i >= argc) return wrong(options, "-W", "argument expected for the option");
            options->option_count = i + 1;
            continue;
        }
        if (!(argv[i][1] == '-' ? read_long(options, argv[i]) : read_letters(options, i, argc, argv, &done))) return false;
    }
    if (done || i >= argc) return true;
    options->kind = strcmp(argv[i], "-") ? RUN_FILE : RUN_STDIN;
    options->target = argv[i];
    options->argc = argc - i - 1;
    options->argv = argv + i + 1;
    return true;
}
