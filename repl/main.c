/* main.c - the process: reads the command line, prepares memory and a large stack, runs the program. */
#include "repl/options.h"
#include "repl/program.h"
#include "runtime/base/hash.h"
#include "runtime/base/mem.h"
#include "runtime/base/stack.h"
#include "runtime/base/sweep.h"

typedef struct { Options options; int status; } Run;

static void run(void *argument) {
    Run *r = argument;
    r->status = program_run(&r->options);
}

int main(int argc, char **argv) {
    Run r = {.status = 0};
    if (!options_read(&r.options, argc, argv)) return r.options.status;
    stack_init();
    mem_init();
    hash_init();
    stack_run(run, &r);
    return sweep_end(r.status);
}
