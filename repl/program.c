/* program.c - start-up, running what the command line asks for, shutdown. */
#include "repl/program.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builtins/modules/import.h"
#include "builtins/modules/io.h"
#include "builtins/modules/report.h"
#include "builtins/modules/shutdown.h"
#include "builtins/modules/syntax_warnings.h"
#include "builtins/types/dict.h"
#include "builtins/types/exception.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/types.h"
#include "gc/generations.h"
#include "gc/verify.h"
#include "repl/prompt.h"
#include "runtime/base/mem.h"
#include "runtime/base/sweep.h"
#include "runtime/eval/run.h"
#include "runtime/object/names.h"

enum { EXIT_OUTPUT_FAILED = 120 };

/* ---- start-up ---- */

static void on_interrupt(int signal) {
    (void)signal;
    interp.pending |= PENDING_INTERRUPT;
}

static void install_signals(void) {
    struct sigaction action = {.sa_handler = on_interrupt};
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);   /* writing too much is an OSError */
}

static void read_environment(const Options *options) {
    const char *mode = getenv("MINI_SPECIALISE");
    interp.specialise = !mode || !strcmp(mode, "on") ? SPECIALISE_ON : !strcmp(mode, "off") ? SPECIALISE_OFF : SPECIALISE_ALWAYS;
    if (options->max_memory) mem_set_limit(options->max_memory);
}

static void set_collector(const Options *options) {
    gc.log = options->gc_log;
    gc.legacy_finalizers = options->legacy_del;
    if (options->gc_stress) gc_set_stress(true);
    if (options->check_heap) gc_verify_every(options->check_heap_every);
}

static int start(const Options *options) {
    read_environment(options);
    evaluator_prepare();
    if (names_init() || types_init() || gc_init() || evaluator_init() || import_init()) return -1;
    if (io_make_standard_streams(interp.sys_dict, options->unbuffered)) return -1;
    report_init();
    install_signals();
    set_collector(options);
    return 0;
}

/* ---- sys.argv and sys.path ---- */

static int append_text(Object *list, const char *text) {
    Object *item = str_from_text(text);
    return item ? list_append_steal(list, item) : -1;
}

static int set_arguments(const Options *options) {
    static const char *const first[] = {[RUN_PROMPT] = "", [RUN_COMMAND] = "-c", [RUN_MODULE] = "-m", [RUN_STDIN] = "-"};
    Object *list = list_new((size_t)options->argc + 1);
    int result = list ? append_text(list, options->kind == RUN_FILE ? options->target : first[options->kind]) : -1;
    for (int i = 0; !result && i < options->argc; i++) result = append_text(list, options->argv[i]);
    if (!result) result = dict_set_text(interp.sys_dict, "argv", list);
    release_or_null(list);
    return result;
}

static int set_warnings(const Options *options) {
    Object *list = dict_peek_text(interp.sys_dict, "warnoptions");
    const char *value;
    for (int at = 0; list && (value = options_next_warning(options, &at));)
        if (append_text(list, value)) return -1;
    syntax_warnings_prepare();
    return 0;
}

/* The script's folder (links resolved), for -m the current one, else ''; then MINIPATH. */
static int append_script_folder(Object *list, const Options *options) {
    bool module = options->kind == RUN_MODULE;
    if (options->kind != RUN_FILE && !module) return append_text(list, "");
    char *real = realpath(module ? "." : options->target, NULL);
    if (!real) return append_text(list, "");
    char *slash = strrchr(real, '/');
    if (!module) slash[slash == real] = 0;
    int result = append_text(list, real);
    free(real);
    return result;
}

static int set_path(const Options *options) {
    Object *list = list_new(4);
    int result = list ? append_script_folder(list, options) : -1;
    for (const char *from = getenv("MINIPATH"); !result && from && *from;) {
        size_t length = strcspn(from, ":");
        Object *item = str_from_utf8(from, length);
        result = item ? list_append_steal(list, item) : -1;
        from += length + (from[length] == ':');
    }
    if (!result) result = dict_set_text(interp.sys_dict, "path", list);
    release_or_null(list);
    return result;
}

/* ---- the program ---- */

/* The module __main__, in sys.modules. New reference. */
static Object *make_main(void) {
    Object *module = module_new(NAME(__main__)), *builtins = dict_peek_text(interp.modules, "builtins");
    if (!builtins && !error_pending()) error_no_memory();   /* interning its name failed */
    Object *annotations = module && builtins ? dict_new() : NULL;
    if (annotations && !dict_set(interp.modules, NAME(__main__), module) &&
        !dict_set(module_dict_borrowed(module), NAME(__builtins__), builtins) &&
        !dict_set(module_dict_borrowed(module), NAME(__annotations__), annotations)) {
        release(annotations);
        return module;
    }
    release_or_null(annotations);
    release_or_null(module);
    return NULL;
}

static int run_text(Object *main_module, const char *text, size_t length, const char *name, ParseMode mode) {
    Object *filename = str_from_text(name), *result = NULL;
    if (filename) result = run_source(text, length, filename, module_dict_borrowed(main_module), mode);
    release_or_null(filename);
    release_or_null(result);
    return result ? 0 : -1;
}

static char *read_stream(size_t *length) {
    Buffer buffer = BUFFER_INIT;
    char chunk[4096];
    size_t got;
    while ((got = fread(chunk, 1, sizeof chunk, stdin)) > 0) buffer_append(&buffer, chunk, got);
    buffer_append_byte(&buffer, 0);
    *length = buffer.length ? buffer.length - 1 : 0;
    char *text = buffer_failed(&buffer) ? error_no_memory() : mem_realloc(buffer.data, buffer.capacity, *length + 1);
    if (!text) buffer_free(&buffer);
    return text;
}

/* Says why the file could not be read. The exit status. */
static int cannot_read(const char *path) {
    Object *exception = error_take();
    bool is_os_error = object_is_instance(exception, OSError);
    Object *number = is_os_error ? ((OSErrorObject *)exception)->number : NULL;
    Object *reason = is_os_error ? ((OSErrorObject *)exception)->text : NULL;
    if (number && reason && is_str(reason))
        fprintf(stderr, "mini: can't open file '%s': [Errno %lld] %s\n", path, (long long)int_value(number), str_data(reason));
    else fprintf(stderr, "mini: can't read file '%s'%s\n", path, object_is_instance(exception, MemoryError) ? ": out of memory" : "");
    release(exception);
    return 2;
}

/* As __file__ and tracebacks show it: joined to the current folder, otherwise as given. A Str. */
static Object *absolute_path(const char *path) {
    char *folder = *path == '/' ? NULL : getcwd(NULL, 0);
    Object *result = folder ? str_format("%s/%s", folder, path) : str_from_text(path);
    free(folder);
    return result;
}

static int run_file(Object *main_module, const char *path) {
    size_t length;
    char *text = import_read_file(path, &length);
    if (!text) return cannot_read(path);
    Object *name = absolute_path(path), *result = NULL;
    if (name && dict_set(module_dict_borrowed(main_module), NAME(__file__), name) == 0)
        result = run_source(text, length, name, module_dict_borrowed(main_module), PARSE_FILE);
    release_or_null(name);
    release_or_null(result);
    mem_free(text, length + 1);
    return result ? 0 : -1;
}

static int run_stdin(Object *main_module) {
    size_t length;
    char *text = read_stream(&length);
    int result = text ? run_text(main_module, text, length, "<stdin>", PARSE_FILE) : -1;
    if (text) mem_free(text, length + 1);
    return result;
}

/* 0, -1 with an exception pending, or an exit status above 0 after a message. */
static int run_program(const Options *options, Object *main_module) {
    switch (options->kind) {
    case RUN_FILE: return run_file(main_module, options->target);
    case RUN_COMMAND: return run_text(main_module, options->target, strlen(options->target), "<string>", PARSE_FILE);
    case RUN_MODULE: return import_run_main(options->target, main_module);
    case RUN_PROMPT:
        if (options->interactive || isatty(STDIN_FILENO)) return prompt_run(options, main_module);
        return run_stdin(main_module);
    default: return run_stdin(main_module);
    }
}

/* ---- exit status ---- */

/* What sys.exit(code) means. */
static int exit_status_of(Object *exception) {
    Object *code = ((SystemExitObject *)exception)->code;
    if (!code || code == None) return 0;
    if (is_int(code)) {
        int64_t value;
        if (!int_as_i64(code, &value)) return (int)(value & 0xff);
        error_clear();
        return 255;
    }
    Object *text = object_str(code);
    if (text) fprintf(stderr, "%s\n", str_data(text));
    else error_clear();
    release_or_null(text);
    return 1;
}

/* Reports the pending exception; the exit status. */
static int report_pending(void) {
    Object *exception = error_take();
    int status = 1;
    if (object_is_instance(exception, SystemExit)) {
        status = exit_status_of(exception);
    } else {
        Object *exit_request = report_uncaught(exception);
        if (object_is_instance(exception, KeyboardInterrupt)) status = 130;
        if (exit_request) status = exit_status_of(exit_request);
        release_or_null(exit_request);
    }
    release(exception);
    return status;
}

/* -i: the prompt after the program, however that has ended. */
static int prompt_after(const Options *options, Object *main_module, int status) {
    if (status < 0) {
        Object *exception = error_take(), *exit_request = report_uncaught(exception);
        release(exception);
        release_or_null(exit_request);
    }
    return prompt_run(options, main_module);
}

/* ---- the whole ---- */

int program_run(const Options *options) {
    if (start(options)) {
        fprintf(stderr, "mini: not enough memory to start\n");
        return 1;
    }
    sweep_program_begins();
    Object *main_module = NULL;
    int status = -1;
    if (!set_arguments(options) && !set_warnings(options) && !set_path(options) && (main_module = make_main())) {
        status = run_program(options, main_module);
        if (options->interactive && options->kind != RUN_PROMPT) status = prompt_after(options, main_module, status);
    }
    if (status < 0) status = report_pending();
    release_or_null(main_module);
    if (interp_shutdown()) status = EXIT_OUTPUT_FAILED;
#ifdef MINI_CHECKS
    if (interp_release() && !getenv("MINI_LEAKS_ALLOWED")) status = status ? status : 3;
#endif
    return status;
}
