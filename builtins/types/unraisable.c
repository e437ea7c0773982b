/* unraisable.c - reports exceptions that cannot be raised: "Exception ignored in: ...". MAY_RUN throughout (reprs, a
 * script's sys.unraisablehook, sys.stderr); nothing here leaves an exception pending. */
#include "builtins/types/unraisable.h"

#include <unistd.h>

#include "builtins/types/dict.h"
#include "builtins/types/exception.h"
#include "builtins/types/str.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"

void (*error_traceback_hook)(Object *traceback, Buffer *out);

/* What sys.unraisablehook gets. */
typedef struct { Object head; Object *exception, *message, *object; } UnraisableArgs;

static UnraisableArgs *arguments(Object *o) { return (UnraisableArgs *)o; }

/* ---- output ---- */

static void write_descriptor(const char *text, size_t size) {
    for (ssize_t written; size; text += written, size -= (size_t)written)
        if ((written = write(STDERR_FILENO, text, size)) <= 0) return;
}

void error_write(const char *text, size_t size) {
    Object *file = interp.sys_dict ? dict_peek_str(interp.sys_dict, NAME(stderr)) : NULL;
    if (!file) {
        if (!interp.finalizing) write_descriptor(text, size);   /* at the very end nobody listens, as in CPython */
        return;
    }
    if (file == None) return;
    retain(file);
    Object *string = str_from_utf8(text, size);
    Object *result = string ? object_call_method(file, "write", 1, string) : NULL;
    release_or_null(result);
    result = result ? object_call_method(file, "flush", 0) : NULL;
    release_or_null(result);
    release_or_null(string);
    release(file);
    error_clear();
}

/* ---- text ---- */

/* STEALS text; NULL stands for an error, which is dropped. */
static void append_text_steal(Buffer *out, Object *text, const char *instead) {
    if (text) buffer_append(out, str_data(text), str_size(text));
    else buffer_append_text(out, instead);
    release_or_null(text);
    error_clear();
}

static void append_heading(Buffer *out, const UnraisableArgs *args) {
    if (args->message) buffer_append(out, str_data(args->message), str_size(args->message));
    else if (args->object) buffer_append_text(out, "Exception ignored in");
    if (args->object) {
        buffer_append_text(out, ": ");
        append_text_steal(out, object_repr(args->object), "<object repr() failed>");
        buffer_append_byte(out, '\n');
    } else if (args->message) buffer_append_text(out, ":\n");
}

/* "module." unless the type is built in or of the main program. */
static void append_module(Buffer *out, Object *exception) {
    Object *module = object_getattr(&exception->type->head, NAME(__module__));
    if (!module || !is_str(module)) buffer_append_text(out, "<unknown>");
    else if (!str_equal_text(module, "builtins") && !str_equal_text(module, "__main__")) {
        buffer_append(out, str_data(module), str_size(module));
        buffer_append_byte(out, '.');
    }
    release_or_null(module);
    error_clear();
}

static void append_exception(Buffer *out, Object *exception) {
    Object *traceback = ((ExceptionObject *)exception)->traceback;
    if (traceback && error_traceback_hook) error_traceback_hook(traceback, out);
    append_module(out, exception);
    append_text_steal(out, object_getattr(&exception->type->head, NAME(__qualname__)), "<unknown>");
    size_t before = out->length;
    buffer_append_text(out, ": ");
    append_text_steal(out, object_str(exception), "<exception str() failed>");
    if (out->length == before + 2) buffer_truncate(out, before);
    buffer_append_byte(out, '\n');
}

static void report(const UnraisableArgs *args) {
    Buffer out = BUFFER_INIT;
    append_heading(&out, args);
    if (args->exception) append_exception(&out, args->exception);
    error_write(out.data ? out.data : "", out.length);
    buffer_free(&out);
}

/* ---- the hook ---- */

static Object *get_type(Object *o) {
    Object *exception = arguments(o)->exception;
    return retain(exception ? &exception->type->head : None);
}
static Object *get_traceback(Object *o) {
    Object *exception = arguments(o)->exception, *traceback = exception ? ((ExceptionObject *)exception)->traceback : NULL;
    return retain(traceback ? traceback : None);
}
static Object *or_none(Object *o) { return retain(o ? o : None); }
static Object *get_value(Object *o) { return or_none(arguments(o)->exception); }
static Object *get_message(Object *o) { return or_none(arguments(o)->message); }
static Object *get_object(Object *o) { return or_none(arguments(o)->object); }

static const Getter getters[] = {
    {"exc_type", get_type, NULL, "Exception type"},
    {"exc_value", get_value, NULL, "Exception value"},
    {"exc_traceback", get_traceback, NULL, "Exception traceback"},
    {"err_msg", get_message, NULL, "Error message"},
    {"object", get_object, NULL, "Object causing the exception"},
    {0},
};

static void args_dealloc(Object *o) {
    release_or_null(arguments(o)->exception);
    release_or_null(arguments(o)->message);
    release_or_null(arguments(o)->object);
    object_free(o);
}

static int args_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(arguments(o)->exception);
    VISIT(arguments(o)->message);
    VISIT(arguments(o)->object);
    return 0;
}

Type unraisable_args_type = {
    .head = TYPE_HEAD, .name = "UnraisableHookArgs", .size = sizeof(UnraisableArgs), .flags = TYPE_GC | TYPE_IMMUTABLE,
    .dealloc = args_dealloc, .traverse = args_traverse, .getters = getters,
    .doc = "UnraisableHookArgs\n\nType used to pass arguments to sys.unraisablehook.",
};

Value error_unraisablehook(Object *self UNUSED, Object **args) {
    if (args[0]->type != &unraisable_args_type)
        return error_set_value(TypeError, "sys.unraisablehook argument type must be UnraisableHookArgs");
    report(arguments(args[0]));
    return value_none();
}

/* A hook that a script has put in place of ours, or NULL. New reference. */
static Object *script_hook(void) {
    Object *hook = interp.sys_dict ? dict_peek_str(interp.sys_dict, NAME(unraisablehook)) : NULL;
    if (!hook || hook == None) return NULL;
    if (hook->type == &native_function_type && ((NativeFunction *)hook)->method->function == error_unraisablehook) return NULL;
    return retain(hook);
}

/* Calls the hook with a copy of args; false with an exception pending when that fails. */
static bool call_hook(Object *hook, const UnraisableArgs *args) {
    Object *copy = object_new(&unraisable_args_type);
    if (!copy) return false;
    arguments(copy)->exception = retain_or_null(args->exception);
    arguments(copy)->message = retain_or_null(args->message);
    arguments(copy)->object = retain_or_null(args->object);
    gc_track(copy);
    Object *result = object_call_one(hook, copy);
    release(copy);
    release_or_null(result);
    return result;
}

void error_unraisable(Object *where, const char *message) {
    UnraisableArgs args = {.exception = error_take(), .message = message ? str_from_text(message) : NULL, .object = where};
    error_clear();
    Object *hook = script_hook();
    retain_or_null(where);
    if (!hook) report(&args);
    else if (!call_hook(hook, &args)) {
        UnraisableArgs failure = {.exception = error_take(), .message = str_from_text("Exception ignored in sys.unraisablehook"), .object = hook};
        error_clear();
        report(&failure);
        release_or_null(failure.exception);
        release_or_null(failure.message);
    }
    release_or_null(hook);
    release_or_null(where);
    release_or_null(args.exception);
    release_or_null(args.message);
}
