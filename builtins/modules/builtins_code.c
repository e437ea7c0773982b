/* builtins_code.c - compile, eval, exec, globals, locals, __import__. */
#include "builtins/modules/builtins_functions.h"

#include <string.h>

#include "builtins/types/bytes.h"
#include "builtins/types/dict.h"
#include "builtins/types/function.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "grammar/parse.h"
#include "runtime/eval/import.h"
#include "runtime/eval/run.h"

/* Source text of str, bytes or bytearray, valid as long as the object is; false: o is none of them. */
static bool source_text(Object *o, const char **text, size_t *length, int *flags) {
    if (is_str(o)) {
        *text = str_data(o);
        *length = str_size(o);
        *flags |= PARSE_IS_STRING;
    } else if (is_bytes(o)) {
        *text = bytes_data(o);
        *length = bytes_size(o);
    } else if (is_bytearray(o)) {
        *text = ((ByteArray *)o)->data;
        *length = ((ByteArray *)o)->size;
    } else {
        return false;
    }
    return true;
}

/* The bytes of any other object that has a buffer. New reference, NULL without exception if it has none. */
static Object *bytes_of_buffer(Object *o) {
    BufferView view;
    if (!o->type->get_buffer || object_get_buffer(o, &view, false)) return NULL;
    Object *bytes = bytes_from_data(view.data, view.length);
    buffer_view_release(&view);
    return bytes;
}

enum { SKIP_BLANKS = 1 << 16 };   /* beside the parser's flags: eval() takes no notice of blanks before the expression */

/* New reference to the Code of a source object; complaint: the message if it is no source. */
static Object *compile_source(Object *source, Object *filename, ParseMode mode, int flags, const char *complaint) {
    const char *text;
    size_t length;
    if (!source_text(source, &text, &length, &flags)) {
        Object *bytes = bytes_of_buffer(source);
        if (!bytes) return error_pending() ? NULL : error_set(TypeError, "%s", complaint);
        Object *code = compile_source(bytes, filename, mode, flags, complaint);
        release(bytes);
        return code;
    }
    if (length && memchr(text, 0, length)) return error_set(ValueError, "source code string cannot contain null bytes");
    if (flags & SKIP_BLANKS)
        while (length && (*text == ' ' || *text == '\t')) text++, length--;
    retain(source);
    Object *code = (Object *)parse_source(text, length, filename, mode, flags & ~SKIP_BLANKS);
    release(source);
    return code;
}

/* ---- compile ---- */

static int read_mode(Object *mode, ParseMode *result) {
    if (!is_str(mode)) return error_set_int(TypeError, "compile() argument 'mode' must be str, not %K", mode);
    if (str_equal_text(mode, "exec")) *result = PARSE_FILE;
    else if (str_equal_text(mode, "eval")) *result = PARSE_EVAL;
    else if (str_equal_text(mode, "single")) *result = PARSE_SINGLE;
    else return error_set_int(ValueError, "compile() mode must be 'exec', 'eval' or 'single'");
    return 0;
}

/* A str; bytes are taken as UTF-8. */
static Object *read_filename(Object *filename) {
    if (is_str(filename)) return retain(filename);
    if (is_bytes(filename)) return str_from_utf8(bytes_data(filename), bytes_size(filename));
    return error_set(TypeError, "expected str, bytes or os.PathLike object, not %T", filename);
}

enum { KNOWN_COMPILE_FLAGS = 0x1FFFF00 | 0x10 | 0x200 };   /* the __future__ bits, and those of the ast and code modules */

static int check_compile_numbers(Object **args) {
    ssize_t flags = 0, optimize = -1;
    if (args[3] && object_as_index(args[3], &flags, OverflowError)) return -1;
    if (args[5] && object_as_index(args[5], &optimize, OverflowError)) return -1;
    if (flags & ~(ssize_t)KNOWN_COMPILE_FLAGS) return error_set_int(ValueError, "compile(): unrecognised flags");
    return optimize < -1 || optimize > 2 ? error_set_int(ValueError, "compile(): invalid optimize value") : 0;
}

Value builtin_compile(Object *self UNUSED, Object **args) {
    ParseMode mode;
    if (check_compile_numbers(args)) return value_error();
    Object *filename = read_filename(args[1]);
    if (!filename) return value_error();
    Object *code = NULL;
    if (args[0]->type == &code_type) code = retain(args[0]);
    else if (!read_mode(args[2], &mode))
        code = compile_source(args[0], filename, mode, PARSE_DYNAMIC_LOCALS, "compile() arg 1 must be a string, bytes or AST object");
    release(filename);
    return value_new(code);
}

/* ---- eval and exec ---- */

typedef struct { Object *globals, *locals; } Scope;   /* both owned */

static void scope_release(Scope *scope) {
    release_or_null(scope->globals);
    release_or_null(scope->locals);
}

/* Where the code runs: what was given, else the caller's. 0, -1 */
static int find_scope(Scope *scope, Object *globals, Object *locals, const char *function) {
    *scope = (Scope){NULL, NULL};
    if (globals == None) globals = NULL;
    if (locals == None) locals = NULL;
    scope->globals = globals ? retain(globals) : current_globals();
    if (!scope->globals) {
        if (!error_pending()) error_set(TypeError, "%s must be given globals and locals when called without a frame", function);
        return -1;
    }
    if (locals) scope->locals = retain(locals);
    else scope->locals = globals ? retain(globals) : current_locals();
    if (scope->locals) return 0;
    scope_release(scope);
    return -1;
}

static bool is_mapping(const Object *o) { return o->type->get_item && !is_str(o) && !is_tuple(o) && !is_int(o); }

/* The code of a function runs as a call without arguments. */
static Value call_function_code(Object *code, Object *globals, Object *closure) {
    Function *function = (Function *)function_new((Code *)code, globals);
    if (!function) return value_error();
    object_replace_steal(&function->closure, retain_or_null(closure));
    Object *result = object_call_noargs(&function->head);
    release(&function->head);
    return value_new(result);
}

static Value run_in_scope(Object *source, Scope *scope, Object *closure, ParseMode mode, const char *complaint) {
    Object *code;
    if (source->type == &code_type) {
        CodeKind kind = ((Code *)source)->kind;
        if (kind != CODE_MODULE && kind != CODE_CLASS && kind != CODE_EVAL) return call_function_code(source, scope->globals, closure);
        code = retain(source);
    } else {
        Object *filename = str_from_text("<string>");
        if (!filename) return value_error();
        int flags = (scope->locals == scope->globals ? 0 : PARSE_DYNAMIC_LOCALS) | (mode == PARSE_EVAL ? SKIP_BLANKS : 0);
        code = compile_source(source, filename, mode, flags, complaint);
        release(filename);
        if (!code) return value_error();
    }
    Object *result = run_code(code, scope->globals, scope->locals);
    release(code);
    return value_new(result);
}

/* closure (exec's argument, or NULL) must be a tuple of as many cells as the code has free variables. 0, -1 */
static int check_closure(Object *code, Object *closure) {
    if (code->type != &code_type)
        return closure ? error_set_int(TypeError, "closure can only be used when source is a code object") : 0;
    size_t wanted = ((Code *)code)->free_count;
    if (wanted == 0) return closure ? error_set_int(TypeError, "cannot use a closure with this code object") : 0;
    bool fits = closure && is_tuple_exact(closure) && tuple_count(closure) == wanted;
    for (size_t i = 0; fits && i < wanted; i++) fits = tuple_item_borrowed(closure, i)->type == &cell_type;
    return fits ? 0 : error_set_int(TypeError, "code object requires a closure of exactly length %zu", wanted);
}

Value builtin_eval(Object *self UNUSED, Object **args) {
    Object *globals = args[1] == None ? NULL : args[1], *locals = args[2] == None ? NULL : args[2];
    if (locals && !is_mapping(locals)) return error_set_value(TypeError, "locals must be a mapping");
    if (globals && !is_dict(globals)) {
        bool mapping = is_mapping(globals);
        return error_set_value(TypeError, mapping ? "globals must be a real dict; try eval(code, {}, mapping)" : "globals must be a dict");
    }
    if (args[0]->type == &code_type && ((Code *)args[0])->free_count)
        return error_set_value(TypeError, "code object passed to eval() may not contain free variables");
    Scope scope;
    if (find_scope(&scope, globals, locals, "eval")) return value_error();
    Value result = run_in_scope(args[0], &scope, NULL, PARSE_EVAL, "eval() arg 1 must be a string, bytes or code object");
    scope_release(&scope);
    return result;
}

Value builtin_exec(Object *self UNUSED, Object **args) {
    Object *globals = args[1] == None ? NULL : args[1], *locals = args[2] == None ? NULL : args[2];
    if (globals && !is_dict(globals)) return error_set_value(TypeError, "exec() globals must be a dict, not %T", globals);
    if (locals && !is_mapping(locals)) return error_set_value(TypeError, "locals must be a mapping or None, not %T", locals);
    Object *closure = args[3] == None ? NULL : args[3];
    if (check_closure(args[0], closure)) return value_error();
    Scope scope;
    if (find_scope(&scope, globals, locals, "exec")) return value_error();
    Value result = run_in_scope(args[0], &scope, closure, PARSE_FILE, "exec() arg 1 must be a string, bytes or code object");
    scope_release(&scope);
    if (value_is_error(result)) return result;
    value_release(result);
    return value_none();
}

Value builtin_globals(Object *self UNUSED, Object **args UNUSED) {
    Object *globals = current_globals();
    return globals || error_pending() ? value_new(globals) : value_none();
}

Value builtin_locals(Object *self UNUSED, Object **args UNUSED) {
    Object *locals = current_locals();
    if (!locals && !error_pending()) error_set(SystemError, "frame does not exist");
    return value_new(locals);
}

/* ---- __import__ ---- */

Value builtin_import(Object *self UNUSED, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "module name must be a string");
    ssize_t level = 0;
    if (args[4] && object_as_index(args[4], &level, OverflowError)) return value_error();
    if (level < 0) return error_set_value(ValueError, "level must be >= 0");
    if (level > 0 && (!args[1] || !is_dict(args[1]))) return error_set_value(args[1] ? TypeError : KeyError, args[1] ? "globals must be a dict" : "'__name__' not in globals");
    return value_new(import_hook(args[0], args[1] ? args[1] : None, args[3] ? args[3] : None, level));
}
