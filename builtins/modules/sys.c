/* sys.c - the sys module. What the program around it knows better (argv, path, the standard streams) is put in by it. */
#include "builtins/modules/report.h"
#include "builtins/modules/sys.h"

#include <limits.h>
#include <unistd.h>

#include "builtins/types/dict.h"
#include "builtins/types/exception.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/unraisable.h"
#include "runtime/eval/trace.h"
#include "runtime/object/names.h"

/* ---- leaving, exceptions ---- */

static Value exit_function(Object *self UNUSED, Object **args) {
    Object *status = args[0] ? args[0] : None;
    Object *arguments = status == None ? tuple_new(0) : is_tuple(status) ? retain(status) : tuple_of(1, status);
    Object *exception = arguments ? exception_new(SystemExit, arguments) : NULL;
    release_or_null(arguments);
    if (exception) error_raise_steal(exception);
    return value_error();
}

static Object *handled_exception(void) { return interp.handled ? interp.handled : None; }

static Value exception_function(Object *self UNUSED, Object **args UNUSED) { return value_new(retain(handled_exception())); }

static Value exc_info_function(Object *self UNUSED, Object **args UNUSED) {
    Object *exception = handled_exception();
    if (exception == None) return value_new(tuple_of(3, None, None, None));
    Object *traceback = ((ExceptionObject *)exception)->traceback;
    return value_new(tuple_of(3, (Object *)exception->type, exception, traceback ? traceback : None));
}

static Value excepthook_function(Object *self UNUSED, Object **args) {
    Object *exception = args[1];
    if (!is_exception(exception)) {   /* a report, too: the hook itself never fails */
        Object *text = str_format("TypeError: print_exception(): Exception expected for value, %T found\n", exception);
        if (text) error_write(str_data(text), str_size(text));
        release_or_null(text);
        return text ? value_none() : value_error();
    }
    if (is_traceback(args[2]) && !((ExceptionObject *)exception)->traceback)
        ((ExceptionObject *)exception)->traceback = retain(args[2]);
    report_exception(exception);
    return value_none();
}

static int write_to_stdout(Object *text) {
    Object *out = interp.sys_dict ? dict_peek_text(interp.sys_dict, "stdout") : NULL;
    if (!out) return error_pending() ? -1 : error_set_int(RuntimeError, "lost sys.stdout");
    retain(out);
    Object *result = object_call_method(out, "write", 1, text);
    release(out);
    release_or_null(result);
    return result ? 0 : -1;
}

Object *(*sys_display_text_hook)(Object *value) = object_repr;

static Value displayhook_function(Object *self UNUSED, Object **args) {
    Object *value = args[0];
    if (value == None) return value_none();
    if (dict_set(interp.builtins, NAME(_), None)) return value_error();
    Object *shown = sys_display_text_hook(value), *text = shown ? str_format("%U\n", shown) : NULL;
    release_or_null(shown);
    int failed = !text || write_to_stdout(text);
    release_or_null(text);
    return failed || dict_set(interp.builtins, NAME(_), value) ? value_error() : value_none();
}

/* ---- settings ---- */

static Value getrecursionlimit_function(Object *self UNUSED, Object **args UNUSED) { return value_int(interp.recursion_limit); }

static Value setrecursionlimit_function(Object *self UNUSED, Object **args) {
    ssize_t limit;
    if (object_as_index(args[0], &limit, OverflowError)) return value_error();
    if (limit != (int)limit) return error_set_value(OverflowError, "Python int too large to convert to C int");
    if (limit < 1) return error_set_value(ValueError, "recursion limit must be greater or equal than 1");
    if (interp_call_depth() >= (uint32_t)limit)
        return error_set_value(RecursionError, "cannot set the recursion limit to %zd at the recursion depth %u: the limit is too low",
                               limit, interp_call_depth());
    interp_set_recursion_limit((uint32_t)limit);
    stack_set_recursion_limit((size_t)limit);
    return value_none();
}

static Value get_int_max_str_digits_function(Object *self UNUSED, Object **args UNUSED) { return value_int(int_max_str_digits); }

static Value set_int_max_str_digits_function(Object *self UNUSED, Object **args) {
    ssize_t digits;
    if (object_as_index(args[0], &digits, OverflowError)) return value_error();
    if (digits != 0 && digits < INT_MAX_STR_DIGITS_THRESHOLD)
        return error_set_value(ValueError, "maxdigits must be 0 or larger than %d", INT_MAX_STR_DIGITS_THRESHOLD);
    if (digits > INT_MAX) return error_set_value(OverflowError, "Python int too large to convert to C int");
    int_max_str_digits = (int)digits;
    return value_none();
}

/* There is one thread only: the interval is kept for those who ask. */
static double switch_interval = 0.005;

static Value getswitchinterval_function(Object *self UNUSED, Object **args UNUSED) { return value_float(switch_interval); }

static Value setswitchinterval_function(Object *self UNUSED, Object **args) {
    double interval;
    if (float_as_double(args[0], &interval)) return value_error();
    if (!(interval > 0)) return error_set_value(ValueError, "switch interval must be strictly positive");
    switch_interval = interval;
    return value_none();
}

static Value intern_function(Object *self UNUSED, Object **args) {
    if (is_str_exact(args[0])) return value_new(str_intern_steal(retain(args[0])));
    if (is_str(args[0])) return error_set_value(TypeError, "can't intern %T", args[0]);
    return error_set_value(TypeError, "intern() argument must be str, not %s", args[0] == None ? "None" : type_name(args[0]->type));
}

static Value utf8_function(Object *self UNUSED, Object **args UNUSED) { return value_new(str_from_text("utf-8")); }
static Value errors_function(Object *self UNUSED, Object **args UNUSED) { return value_new(str_from_text("surrogateescape")); }
static Value is_finalizing_function(Object *self UNUSED, Object **args UNUSED) { return value_bool(interp.finalizing); }

static Value getframe_function(Object *self UNUSED, Object **args) {
    ssize_t depth = 0;
    if (args[0] && object_as_index(args[0], &depth, OverflowError)) return value_error();
    Frame *frame = interp.frame;
    while (frame && depth-- > 0) frame = frame->back;
    if (!frame) return error_set_value(ValueError, "call stack is not deep enough");
    return value_new(retain_or_null((Object *)frame_object_borrowed(frame)));
}

static Value settrace_function(Object *self UNUSED, Object **args) {
    return trace_set(args[0] == None ? NULL : args[0]) ? value_error() : value_none();
}
static Value gettrace_function(Object *self UNUSED, Object **args UNUSED) { return value_new(retain(trace_peek() ? trace_peek() : None)); }
static Value setprofile_function(Object *self UNUSED, Object **args) {
    return trace_set_profile(args[0] == None ? NULL : args[0]) ? value_error() : value_none();
}
static Value getprofile_function(Object *self UNUSED, Object **args UNUSED) {
    return value_new(retain(trace_peek_profile() ? trace_peek_profile() : None));
}
static Value call_tracing_function(Object *self UNUSED, Object **args) {
    if (!is_tuple(args[1])) return error_set_value(TypeError, "call_tracing() argument 2 must be tuple, not %K", args[1]);
    return value_new(trace_call(args[0], args[1]));
}

static const Method sys_functions[] = {
    {"addaudithook", sys_addaudithook, "(hook)", "Adds a new audit hook callback: it gets the events of sys.audit().", 0},
    {"audit", sys_audit, "(event, *args)", "Passes the event to the audit hooks.", 0},
    {"breakpointhook", sys_breakpointhook, "(*args, **kws)", "What the built-in function breakpoint() calls: pdb.set_trace, or what\n"
     "the environment variable PYTHONBREAKPOINT names.", 0},
    {"_debugmallocstats", sys_debugmallocstats, "()", "Print debug info to stderr about the state of mini's memory allocator.", 0},
    {"_getframe", getframe_function, "(depth=0, /)",
     "Return a frame object from the call stack.\n\n"
     "If optional integer depth is given, return the frame object that many\n"
     "calls below the top of the stack.  If that is deeper than the call\n"
     "stack, ValueError is raised.  The default for depth is zero, returning\nthe frame at the top of the call stack.", 0},
    {"call_tracing", call_tracing_function, "(func, args, /)",
     "Call func(*args), while tracing is enabled.\n\n"
     "The tracing state is saved, and restored afterwards.  This is intended\n"
     "to be called from a debugger from a checkpoint, to recursively debug\nsome other code.", 0},
    {"getprofile", getprofile_function, "()", "Return the profiling function set with sys.setprofile.", 0},
    {"gettrace", gettrace_function, "()", "Return the global debug tracing function set with sys.settrace.", 0},
    {"setprofile", setprofile_function, "(function, /)",
     "setprofile(function)\n\n"
     "Set the profiling function.  It will be called on each function call\nand return.", 0},
    {"settrace", settrace_function, "(function, /)",
     "settrace(function)\n\nSet the global debug tracing function.  It will be called on each\nfunction call.", 0},
    {"displayhook", displayhook_function, "(object, /)", "Print an object to sys.stdout and also save it in builtins._", 0},
    {"exc_info", exc_info_function, "()",
     "Return current exception information: (type, value, traceback).\n\n"
     "Return information about the most recent exception caught by an except\nclause in the current stack frame or in an older stack frame.", 0},
    {"excepthook", excepthook_function, "(exctype, value, traceback, /)", "Handle an exception by displaying it with a traceback on sys.stderr.", 0},
    {"exception", exception_function, "()",
     "Return the current exception.\n\n"
     "Return the most recent exception caught by an except clause\nin the current stack frame or in an older stack frame, or None\nif no such clause exists.", 0},
    {"exit", exit_function, "(status=None, /)",
     "Exit the interpreter by raising SystemExit(status).\n\n"
     "If the status is omitted or None, it defaults to zero (i.e., success).\n"
     "If the status is an integer, it will be used as the system exit status.\n"
     "If it is another kind of object, it will be printed and the system\nexit status will be one (i.e., failure).", 0},
    {"get_int_max_str_digits", get_int_max_str_digits_function, "()", "Return the maximum string digits limit for non-binary int<->str conversions.", 0},
    {"getallocatedblocks", sys_getallocatedblocks, "()", "Return the number of memory blocks currently allocated.", 0},
    {"getdefaultencoding", utf8_function, "()", "Return the current default encoding used by the Unicode implementation.", 0},
    {"getfilesystemencodeerrors", errors_function, "()", "Return the error mode used for Unicode to OS filename conversion.", 0},
    {"getfilesystemencoding", utf8_function, "()", "Return the encoding used to convert Unicode filenames to OS filenames.", 0},
    {"getrecursionlimit", getrecursionlimit_function, "()",
     "Return the current value of the recursion limit.\n\n"
     "The recursion limit is the maximum depth of the Python interpreter\n"
     "stack.  This limit prevents infinite recursion from causing an overflow\nof the C stack and crashing Python.", 0},
    {"getrefcount", sys_getrefcount, "(object, /)",
     "Return the reference count of object.\n\n"
     "The count returned is generally one higher than you might expect,\n"
     "because it includes the (temporary) reference as an argument to\ngetrefcount().", 0},
    {"getsizeof", sys_getsizeof, "(object, default=None)",
     "getsizeof(object [, default]) -> int\n\nReturn the size of object in bytes.", 0},
    {"getswitchinterval", getswitchinterval_function, "()", "Return the current thread switch interval.", 0},
    {"setswitchinterval", setswitchinterval_function, "(interval, /)", "Set the ideal thread switching delay inside the interpreter.", 0},
    {"intern", intern_function, "(string, /)",
     "``Intern'' the given string.\n\n"
     "This enters the string in the (global) table of interned strings whose\n"
     "purpose is to speed up dictionary lookups. Return the string itself or\n"
     "the previously interned string object with the same value.", 0},
    {"is_finalizing", is_finalizing_function, "()", "Return True if Python is exiting.", 0},
    {"set_int_max_str_digits", set_int_max_str_digits_function, "(maxdigits)", "Set the maximum string digits limit for non-binary int<->str conversions.", 0},
    {"setrecursionlimit", setrecursionlimit_function, "(limit, /)",
     "Set the maximum depth of the Python interpreter stack to n.\n\n"
     "This limit prevents infinite recursion from causing an overflow of the C\nstack and crashing Python.", 0},
    {"unraisablehook", error_unraisablehook, "(unraisable, /)", "Handle an unraisable exception.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

/* ---- constants ---- */

static const char *const builtin_names[] = {
#define MODULE(name) #name,
#include "builtins/modules/modules.def"
#undef MODULE
};

static Object *make_builtin_module_names(void) {
    Object *names = list_new(0);
    for (size_t i = 0; names && i < sizeof builtin_names / sizeof *builtin_names; i++) {
        Object *name = str_intern_text(builtin_names[i]);
        if (!name || list_append_steal(names, name)) CLEAR(names);
    }
    if (!names || list_sort(names, NULL, false)) {
        release_or_null(names);
        return NULL;
    }
    Object *tuple = list_to_tuple(names);
    release(names);
    return tuple;
}

/* The path of the running program, and its folder as prefix. */
static int add_paths(Object *module) {
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length < 0) length = 0;
    ssize_t folder = length;
    while (folder > 1 && path[folder - 1] != '/') folder--;
    if (folder > 1) folder--;
    Object *prefix = str_from_utf8(path, (size_t)folder);
    int failed = !prefix || module_add_steal(module, "executable", str_from_utf8(path, (size_t)length)) ||
                 module_add(module, "prefix", prefix) || module_add(module, "exec_prefix", prefix) ||
                 module_add(module, "base_prefix", prefix) || module_add(module, "base_exec_prefix", prefix);
    release_or_null(prefix);
    return failed ? -1 : 0;
}

static const struct { const char *name, *text; } texts[] = {
    {"byteorder", "little"}, {"copyright", "The mini language follows Python 3.11; see LICENSE."}, {"platform", "linux"},
    {"version", PYTHON_VERSION " (mini " MINI_VERSION ")"}, {"float_repr_style", "short"}, {"abiflags", ""}, {"platlibdir", "lib"},
};
static const struct { const char *name; int64_t value; } numbers[] = {
    {"api_version", 1013}, {"maxsize", INT64_MAX}, {"maxunicode", 0x10FFFF},
};

static int add_constants(Object *module) {
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (module_add_steal(module, texts[i].name, str_from_text(texts[i].text))) return -1;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (module_add_steal(module, numbers[i].name, int_from_i64(numbers[i].value))) return -1;
    return module_add(module, "dont_write_bytecode", True);
}

static const char *const empty_lists[] = {"argv", "path", "orig_argv", "warnoptions", "meta_path", "path_hooks"};

/* The original hooks under names of their own, so that scripts can put them back. */
static int add_originals(Object *module) {
    static const char *const hooks[][2] = {
        {"displayhook", "__displayhook__"}, {"excepthook", "__excepthook__"}, {"unraisablehook", "__unraisablehook__"},
        {"breakpointhook", "__breakpointhook__"}};
    for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++)
        if (module_add(module, hooks[i][1], dict_peek_text(module_dict_borrowed(module), hooks[i][0]))) return -1;
    return 0;
}

static int sys_init(Object *module) {
    if (!interp.sys_dict) interp.sys_dict = retain(module_dict_borrowed(module));
    if (!interp.modules && !(interp.modules = dict_new())) return -1;
    for (size_t i = 0; i < sizeof empty_lists / sizeof *empty_lists; i++)
        if (module_add_steal(module, empty_lists[i], list_new(0))) return -1;
    if (module_add(module, "modules", interp.modules) || module_add_steal(module, "_xoptions", dict_new())) return -1;
    if (module_add_steal(module, "path_importer_cache", dict_new()) || module_add(module, "pycache_prefix", None)) return -1;
    if (add_originals(module) || add_constants(module) || add_paths(module) || sys_add_info(module)) return -1;
    return module_add_steal(module, "builtin_module_names", make_builtin_module_names());
}

const ModuleDef sys_module = {
    "sys",
    "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.",
    sys_functions, sys_init,
};
