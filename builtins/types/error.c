/* error.c - raising from C: the pending exception, its context, and the common kinds. See error.h. */
#include "runtime/object/error.h"

#include <errno.h>
#include <string.h>

#include "builtins/types/exception.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/interp.h"

/* ---- the pending exception ---- */

bool error_pending(void) { return interp.exception != NULL; }
BORROWED Object *error_peek(void) { return interp.exception; }

bool error_matches(Type *type) {
    return interp.exception && object_is_instance(interp.exception, type);
}

Object *error_take(void) {
    Object *exception = interp.exception;
    interp.exception = NULL;
    return exception;
}

void error_clear(void) {
    release_or_null(error_take());
}

bool error_clear_if(Type *type) {
    if (!error_matches(type)) return false;
    error_clear();
    return true;
}

void *error_restore_steal(Object *exception) {
    check(!interp.exception && exception);
    interp.exception = exception;
    return NULL;
}

/* The chain of contexts that starts at `from` must not come back to `exception`: cuts it before. The chain may be a
 * circle already, so a second walker follows at half speed (R. W. Floyd). */
static void cut_context_cycle(ExceptionObject *from, Object *exception) {
    ExceptionObject *o = from, *slow = from;
    for (bool odd = false; o->context; odd = !odd) {
        if (o->context == exception) {
            CLEAR(o->context);
            return;
        }
        o = (ExceptionObject *)o->context;
        if (o == slow) return;
        if (odd) slow = (ExceptionObject *)slow->context;
    }
}

/* Notes the exception being handled as the new one's context. */
static void set_context(Object *exception) {
    Object *handled = interp.handled;
    if (!handled || handled == exception || handled == None) return;
    cut_context_cycle((ExceptionObject *)handled, exception);
    object_replace_steal(&((ExceptionObject *)exception)->context, retain(handled));
}

void *error_raise_steal(Object *exception) {
    if (!exception) return NULL;   /* it could not be made: that is pending */
    set_context(exception);
    return error_restore_steal(exception);
}

void error_chain_steal(Object *cause) {
    ExceptionObject *exception = (ExceptionObject *)interp.exception;
    if (!exception) return release(cause);
    object_replace_steal(&exception->context, retain(cause));
    exception_set_cause_steal(exception, cause, true);
}

/* ---- making one ---- */

/* STEALS argument, which is NULL if an error is pending. */
static void *raise_with_steal(Type *type, Object *argument) {
    Object *args = argument ? tuple_from_items_steal(&argument, 1) : NULL;
    if (!args) return NULL;
    Object *exception = exception_new(type, args);
    release(args);
    return error_raise_steal(exception);
}

void *error_set(Type *type, const char *format, ...) {
    check(!interp.exception);
    va_list arguments;
    va_start(arguments, format);
    Object *message = format_message_list(format, arguments);
    va_end(arguments);
    return raise_with_steal(type, message);
}

void *error_set_object(Type *type, Object *argument) {
    check(!interp.exception);
    if (argument) return raise_with_steal(type, retain(argument));
    Object *args = tuple_new(0);
    Object *exception = args ? exception_new(type, args) : NULL;
    release_or_null(args);
    return error_raise_steal(exception);
}

void *error_recursion(const char *where) {
    return error_set(RecursionError, "maximum recursion depth exceeded%s", where);
}

void *error_bad_internal_call(const char *where) {
    return error_set(SystemError, "%s: bad argument to internal function", where);
}

static Object *errno_arguments(int number, const char *filename) {
    Object *code = int_from_i64(number), *text = code ? str_from_text(strerror(number)) : NULL;
    Object *name = text && filename ? str_from_text(filename) : NULL;
    Object *args = text && (name || !filename) ? tuple_of(filename ? 3 : 2, code, text, name) : NULL;
    release_or_null(code);
    release_or_null(text);
    release_or_null(name);
    return args;
}

void *error_errno(Type *type, const char *filename) {
    Object *args = errno_arguments(errno, filename);
    Object *exception = args ? exception_new(type, args) : NULL;
    release_or_null(args);
    return error_raise_steal(exception);
}

void *error_name(Type *type, Object *name, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_with_steal(type, format_message_list(format, arguments));
    va_end(arguments);
    if (error_matches(NameError)) object_replace_steal(&((NameErrorObject *)interp.exception)->name, retain(name));
    return NULL;
}

void *error_attribute(Object *o, Object *name, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_with_steal(AttributeError, format_message_list(format, arguments));
    va_end(arguments);
    if (!error_matches(AttributeError)) return NULL;
    AttributeErrorObject *exception = (AttributeErrorObject *)interp.exception;
    object_replace_steal(&exception->obj, retain(o));
    object_replace_steal(&exception->name, retain(name));
    return NULL;
}

void *error_import(Type *type, Object *name, Object *path, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_with_steal(type, format_message_list(format, arguments));
    va_end(arguments);
    if (!error_matches(ImportError)) return NULL;
    ImportErrorObject *exception = (ImportErrorObject *)interp.exception;
    object_replace_steal(&exception->name, retain_or_null(name));
    object_replace_steal(&exception->path, retain_or_null(path));
    return NULL;
}

/* ---- warnings ---- */

int (*error_warn_hook)(Type *category, Object *message);

int error_warn(Type *category, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Object *message = format_message_list(format, arguments);
    va_end(arguments);
    int status = !message ? -1 : error_warn_hook ? error_warn_hook(category, message) : 0;
    release_or_null(message);
    return status;
}

int error_warn_subclass(const char *type, const char *method, Object *result, const char *expected) {
    return error_warn(DeprecationWarning, "%.50s%s returned non-%s (type %.200s).  The ability to return an instance of a strict "
                      "subclass of %s is deprecated, and may be removed in a future version of Python.",
                      type, method, expected, type_full_name(result->type), expected);
}
