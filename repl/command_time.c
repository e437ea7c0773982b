/* command_time.c - %time and %timeit. */
#include <time.h>

#include "builtins/types/str.h"
#include "repl/commands.h"
#include "repl/entry.h"
#include "runtime/eval/run.h"

enum { ROUNDS = 5 };
#define ENOUGH 0.1   /* seconds that one round should take */

static double clock_seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Code of an expression or of statements. New reference or NULL. */
static Code *compile(const char *text, ParseMode mode) {
    Object *name = str_from_text("<timed>");
    Code *code = name ? parse_source(text, strlen(text), name, mode, PARSE_IS_STRING | PARSE_MANY) : NULL;
    release_or_null(name);
    return code;
}

static int run_times(Session *session, Code *code, uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
        Value value = run_code_value(code, session->globals, NULL, NULL);
        value_release(value);
        if (value_is_error(value) || interp_check_interrupt()) return -1;
    }
    return 0;
}

/* Seconds, or -1 with an exception pending. */
static double measure(Session *session, Code *code, uint64_t count) {
    double start = clock_seconds(CLOCK_MONOTONIC);
    return run_times(session, code, count) ? -1 : clock_seconds(CLOCK_MONOTONIC) - start;
}

static void scale(double *seconds, const char **unit) {
    static const char *const units[] = {"s", "ms", "us", "ns"};
    int i = 0;
    for (; i < 3 && *seconds < 1; i++) *seconds *= 1000;
    *unit = units[i];
}

int command_time(Session *session, const char *text) {
    Code *code = compile(text, PARSE_SINGLE);
    if (!code) return -1;
    double cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID), wall = measure(session, code, 1);
    cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    release((Object *)code);
    if (wall < 0) return -1;
    const char *wall_unit, *cpu_unit;
    scale(&wall, &wall_unit);
    scale(&cpu, &cpu_unit);
    return command_print("time: %.3g %s, CPU: %.3g %s\n", wall, wall_unit, cpu, cpu_unit);
}

/* As often as it takes to measure well: 1, 2, 5, 10, ... 0: failed. */
static uint64_t choose_count(Session *session, Code *code) {
    static const uint64_t steps[] = {1, 2, 5};
    for (uint64_t base = 1;; base *= 10)
        for (int i = 0; i < 3; i++) {
            double seconds = measure(session, code, base * steps[i]);
            if (seconds < 0) return 0;
            if (seconds >= ENOUGH) return base * steps[i];
        }
}

/* The best of some rounds, for one run; -1 on error. */
static double best_round(Session *session, Code *code, uint64_t count) {
    double best = -1;
    for (int i = 0; i < ROUNDS; i++) {
        double seconds = measure(session, code, count);
        if (seconds < 0) return -1;
        if (best < 0 || seconds < best) best = seconds;
    }
    return best / (double)count;
}

/* What entering and leaving code that does nothing costs is taken off. */
int command_timeit(Session *session, const char *text) {
    Code *code = compile(text, PARSE_FILE), *nothing = code ? compile("pass", PARSE_FILE) : NULL;
    uint64_t count = nothing ? choose_count(session, code) : 0;
    double best = count ? best_round(session, code, count) : -1, idle = best < 0 ? -1 : best_round(session, nothing, 1000);
    release_or_null((Object *)code);
    release_or_null((Object *)nothing);
    if (idle < 0) return -1;
    best = best > idle ? best - idle : 0;
    const char *unit;
    scale(&best, &unit);
    return command_print("%.3g %s for one run (best of %d rounds of %llu)\n", best, unit, ROUNDS, (unsigned long long)count);
}
