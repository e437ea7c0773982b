/* options.h - the command line, read into one record. */
#ifndef MINI_REPL_OPTIONS_H
#define MINI_REPL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { RUN_PROMPT, RUN_FILE, RUN_COMMAND, RUN_MODULE, RUN_STDIN } RunKind;

typedef struct Options {
    RunKind kind;
    const char *target;      /* file, command text or module name */
    int argc;                /* what becomes sys.argv[1:] */
    char **argv;
    const char *program;     /* argv[0] */
    bool interactive;        /* -i: the prompt afterwards */
    bool quiet;              /* -q: no banner */
    bool unbuffered;         /* -u */
    size_t max_memory;       /* --max-memory; 0: none */
    bool check_heap, gc_stress, gc_log, legacy_del;
    uint64_t check_heap_every;
    const char *color;       /* --color=auto|always|never */
    char **all;              /* the whole command line; its first option_count arguments are options */
    int option_count;
    int status;              /* exit status when there is nothing to run */
} Options;

/* true: run it. false: everything is done (--help, --version, a wrong option) and options->status is the exit status. */
bool options_read(Options *options, int argc, char **argv);
/* The values of -W, one after the other; *at is 0 at first. NULL: no more. */
const char *options_next_warning(const Options *options, int *at);

#endif
