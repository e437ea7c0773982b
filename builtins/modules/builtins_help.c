/* builtins_help.c - help(): the signature and docstring of an object, and what a class or module offers, as plain text. */
#include "builtins/modules/builtins_functions.h"
#include "builtins/modules/help.h"

#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/function.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "grammar/code.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"

/* ---- docstrings ---- */

/* The blanks that all lines after the first begin with: they are the docstring's place in the source, not its text. */
static size_t margin_of(const char *text) {
    size_t margin = SIZE_MAX;
    while (*(text += strcspn(text, "\n"))) {
        size_t blanks = strspn(++text, " ");
        if (text[blanks] && text[blanks] != '\n' && blanks < margin) margin = blanks;
    }
    return margin;
}

static size_t leading_blanks(const char *line, size_t margin) {
    size_t blanks = strspn(line, " ");
    return blanks < margin ? blanks : margin;
}

/* Appends the lines of a docstring, each indented; the margin and blank lines at the end go. */
static void append_indented(Buffer *buffer, const char *text, const char *indent) {
    size_t margin = margin_of(text);
    for (text += strspn(text, " "); text[strspn(text, " \n")]; text += leading_blanks(text, margin)) {
        size_t length = strcspn(text, "\n");
        if (length) buffer_append_text(buffer, indent);
        buffer_append(buffer, text, length);
        buffer_append_byte(buffer, '\n');
        text += length + (text[length] == '\n');
    }
}

/* Appends the attribute if it is a str. true: it was. Errors count as absence. */
static bool append_text_attribute(Buffer *buffer, Object *o, Object *name, const char *indent) {
    Object *text = object_getattr_or_null(o, name);
    error_clear();
    bool found = text && is_str(text) && str_size(text);
    if (found && indent) append_indented(buffer, str_data(text), indent);
    else if (found) buffer_append(buffer, str_data(text), str_size(text));
    release_or_null(text);
    return found;
}

/* ---- signatures ---- */

static void append_default(Buffer *buffer, Object *value) {
    Object *text = object_repr(value);
    error_clear();
    buffer_append_byte(buffer, '=');
    buffer_append_text(buffer, text ? str_data(text) : "...");
    release_or_null(text);
}

static void append_parameter(Buffer *buffer, const char *stars, Object *name, Object *value) {
    if (buffer->data[buffer->length - 1] != '(') buffer_append_text(buffer, ", ");
    buffer_append_text(buffer, stars);
    if (name) buffer_append(buffer, str_data(name), str_size(name));
    if (value) append_default(buffer, value);
}

static Object *positional_default(const Function *function, uint32_t index) {
    size_t defaults = function->defaults ? tuple_count(function->defaults) : 0;
    size_t first = function->code->positional_count - defaults;
    return index >= first ? tuple_item_borrowed(function->defaults, index - first) : NULL;
}

/* From parameter number `first` on: 1 leaves out self. */
static void append_function_signature(Buffer *buffer, const Function *function, uint32_t first) {
    const Code *code = function->code;
    buffer_append_byte(buffer, '(');
    uint32_t slot = first;
    for (; slot < code->positional_count; slot++) {
        append_parameter(buffer, "", code->slot_names[slot], positional_default(function, slot));
        if (slot + 1 == code->positional_only_count) append_parameter(buffer, "/", NULL, NULL);
    }
    uint32_t last = slot + code->keyword_only_count;
    if (code->flags & CODE_VARARGS) append_parameter(buffer, "*", code->slot_names[last], NULL);
    else if (code->keyword_only_count) append_parameter(buffer, "*", NULL, NULL);
    for (; slot < last; slot++) {
        Object *name = code->slot_names[slot];
        append_parameter(buffer, "", name, function->kwdefaults ? dict_peek_str(function->kwdefaults, name) : NULL);
    }
    if (code->flags & CODE_VARKEYWORDS) append_parameter(buffer, "**", code->slot_names[last + !!(code->flags & CODE_VARARGS)], NULL);
    buffer_append_byte(buffer, ')');
}

/* The signature of a callable, "(...)" if it is not known. */
static void append_signature(Buffer *buffer, Object *o) {
    if (is_method(o)) o = ((BoundMethod *)o)->function;
    if (is_function(o)) append_function_signature(buffer, (Function *)o, 0);
    else if (o->type == &native_function_type) buffer_append_text(buffer, ((NativeFunction *)o)->method->signature);
    else if (o->type == &method_descriptor_type) {
        const char *signature = ((MethodDescriptor *)o)->method->signature;
        buffer_append_text(buffer, signature[1] == ')' ? "(self, /" : "(self, ");
        buffer_append_text(buffer, signature + 1);
    } else if (!append_text_attribute(buffer, o, NAME(__text_signature__), NULL)) buffer_append_text(buffer, "(...)");
}

void help_signature_text(Object *o, Buffer *out) {
    append_signature(out, o);
    error_clear();
}

/* ---- one object ---- */

static void append_callable(Buffer *buffer, Object *o, const char *name, const char *indent) {
    buffer_append_text(buffer, indent);
    buffer_append_text(buffer, name);
    append_signature(buffer, o);
    buffer_append_byte(buffer, '\n');
    char deeper[16] = "        ";
    deeper[strlen(indent) + 4] = 0;
    append_text_attribute(buffer, o, NAME(__doc__), deeper);
}

/* "class Point(x, y)": by the signature of the constructor, or of a script's __init__. */
static void append_class_line(Buffer *buffer, Object *class, const char *name) {
    buffer_append_format(buffer, "class %s", name);
    Object *init = type_lookup_borrowed((Type *)class, NAME(__init__));
    if (init && is_function(init)) append_function_signature(buffer, (Function *)init, 1);
    else append_text_attribute(buffer, class, NAME(__text_signature__), NULL);
    buffer_append_byte(buffer, '\n');
}

static void append_value(Buffer *buffer, Object *value, const char *name) {
    buffer_append_format(buffer, "    %s", name);
    if (is_int(value) || is_str(value)) {
        Object *text = object_repr(value);
        if (text && str_size(text) <= 60) buffer_append_format(buffer, " = %s", str_data(text));
        release_or_null(text);
        error_clear();
    }
    buffer_append_byte(buffer, '\n');
}

static void append_member(Buffer *buffer, Object *value, const char *name) {
    buffer_append_byte(buffer, '\n');
    if (type_has(value, TYPE_TYPE_SUBCLASS)) {
        buffer_append_text(buffer, "    ");
        append_class_line(buffer, value, name);
        append_text_attribute(buffer, value, NAME(__doc__), "        ");
    } else if (object_is_callable(value)) {
        append_callable(buffer, value, name, "    ");
    } else {
        append_value(buffer, value, name);
    }
}

/* Is the name part of what the namespace offers: in __all__ if there is one, else public and no module? */
static bool is_offered(Object *all, Object *name, const Object *value) {
    if (!all) return str_data(name)[0] != '_' && !is_module(value);
    int found = object_contains(all, name);
    error_clear();
    return found > 0;
}

/* The names that the namespace itself offers, in order. */
static void append_members(Buffer *buffer, Object *namespace) {
    Object *names = dict_keys(namespace), *all = retain_or_null(dict_peek_text(namespace, "__all__"));
    if (names && !list_sort(names, NULL, false)) {
        for (size_t i = 0; i < list_count(names); i++) {
            Object *name = ((List *)names)->items[i], *value = is_str(name) ? retain_or_null(dict_peek(namespace, name)) : NULL;
            if (value && is_offered(all, name, value)) append_member(buffer, value, str_data(name));
            release_or_null(value);
        }
    }
    error_clear();
    release_or_null(names);
    release_or_null(all);
}

/* "Help on built-in function len in module builtins:" */
static void append_heading(Buffer *buffer, Object *o, const char *name) {
    const char *kind = o->type == &native_function_type ? "built-in function" : type_name(o->type);
    buffer_append_format(buffer, "Help on %s %s", kind, name);
    Object *module = object_getattr_or_null(o, NAME(__module__));
    error_clear();
    if (module && is_str(module)) buffer_append_format(buffer, " in module %s", str_data(module));
    release_or_null(module);
    buffer_append_text(buffer, ":\n\n");
}

static void describe_namespace(Buffer *buffer, const char *kind, const char *name, Object *o, Object *namespace) {
    buffer_append_format(buffer, "Help on %s %s:\n\n", kind, name);
    if (type_has(o, TYPE_TYPE_SUBCLASS)) append_class_line(buffer, o, name);
    append_text_attribute(buffer, o, NAME(__doc__), "    ");
    append_members(buffer, namespace);
}

static void describe(Buffer *buffer, Object *o) {
    if (is_module(o)) {
        Object *name = object_getattr_or_null(o, NAME(__name__));
        describe_namespace(buffer, "module", name && is_str(name) ? str_data(name) : "?", o, module_dict_borrowed(o));
        release_or_null(name);
    } else if (type_has(o, TYPE_TYPE_SUBCLASS)) {
        Object *namespace = (Object *)((Type *)o)->dict;
        describe_namespace(buffer, "class", type_name((Type *)o), o, namespace);
    } else if (object_is_callable(o)) {
        Object *name = object_getattr_or_null(o, NAME(__name__));
        const char *text = name && is_str(name) ? str_data(name) : "?";
        append_heading(buffer, o, text);
        append_callable(buffer, o, text, "");
        release_or_null(name);
    } else {
        Object *type = (Object *)o->type, *namespace = (Object *)o->type->dict;
        describe_namespace(buffer, "object of class", type_name(o->type), type, namespace);
    }
    error_clear();
}

/* help("name") */
static void describe_name(Buffer *buffer, const char *name) {
    if (help_topic(name, buffer)) return;
    Object *o = help_find(name);
    if (o) describe(buffer, o);
    else buffer_append_format(buffer, "Nothing is known about '%s'. help() asks for names; help(str) tells about strings.\n", name);
    release_or_null(o);
}

bool (*help_page_hook)(const char *text, size_t size);

static int write_steal(Object *text) {
    Object *out = text && interp.sys_dict ? dict_peek_text(interp.sys_dict, "stdout") : NULL;
    Object *written = out ? object_call_method(out, "write", 1, text) : NULL;
    release_or_null(text);
    release_or_null(written);
    return written ? 0 : error_pending() ? -1 : error_set_int(RuntimeError, "lost sys.stdout");
}

int help_write_text(const char *text) { return write_steal(str_from_text(text)); }

/* true: it has been shown. */
static bool show_in_pages(Buffer *text) {
    buffer_append_byte(text, 0);
    if (text->failed) return false;
    text->length--;
    return help_page_hook && help_page_hook(text->data, text->length);
}

Value builtin_help(Object *self UNUSED, Object **args) {
    if (!args[0]) return help_ask() ? value_error() : value_none();
    Buffer buffer = BUFFER_INIT;
    if (is_str(args[0])) describe_name(&buffer, str_data(args[0]));
    else describe(&buffer, args[0]);
    if (show_in_pages(&buffer)) {
        buffer_free(&buffer);
        return value_none();
    }
    return write_steal(str_from_buffer(&buffer)) ? value_error() : value_none();
}
