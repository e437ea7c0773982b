/* protocol_text.c - repr, str, ascii, format, and the guard against printing a container inside itself.
 * Everything here may run script code through the slots. */
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"
#include "runtime/object/signature.h"

#include "builtins/types/str.h"
#include "builtins/types/str_repr.h"
#include "runtime/base/mem.h"
#include "runtime/base/utf8.h"

Object *object_default_repr(Object *o) {
    Object *module = type_module_borrowed(o->type);
    if (!module && error_pending()) return NULL;
    Object *qualname = type_qualname(o->type);
    if (!qualname) return NULL;
    Object *text = module && is_str(module) && !str_equal_text(module, "builtins")
                 ? format_message("<%U.%U object at %p>", module, qualname, (void *)o)
                 : format_message("<%U object at %p>", qualname, (void *)o);
    release(qualname);
    return text;
}

/* Checks that a repr or str slot gave a str. STEALS text. */
static Object *checked_text_steal(Object *text, const char *method) {
    if (text && unlikely(!is_str(text))) {
        error_set(TypeError, "%s returned non-string (type %.200s)", method, type_full_name(text->type));
        release(text);
        return NULL;
    }
    return text;
}

Object *object_repr(Object *o) {
    if (!o->type->repr) return object_default_repr(o);
    if (recursion_enter(" while getting the repr of an object")) return NULL;
    return checked_text_steal(o->type->repr(o), "__repr__");
}

Object *object_str(Object *o) {
    if (is_str_exact(o)) return retain(o);
    if (!o->type->str) return object_repr(o);
    if (recursion_enter(" while getting the str of an object")) return NULL;
    return checked_text_steal(o->type->str(o), "__str__");
}

Object *object_ascii(Object *o) {
    Object *text = object_repr(o);
    if (!text || str_is_ascii(text)) return text;
    char room[BUFFER_ROOM];
    Buffer buffer = BUFFER_ON(room);
    const char *cursor = str_data(text), *end = cursor + str_size(text);
    while (cursor < end) {
        uint32_t c = utf8_decode(&cursor);
        if (c < 0x80) buffer_append_byte(&buffer, (char)c);
        else append_escaped_codepoint(&buffer, c);
    }
    release(text);
    return str_from_buffer(&buffer);
}

/* type(o).__format__(o, spec); the built-in types' method is called without making a bound one. */
static Object *call_format(Object *o, Object *spec) {
    Object *found = type_lookup_borrowed(o->type, NAME(__format__));
    if (found && found->type == &method_descriptor_type)
        return value_to_object(((MethodDescriptor *)found)->method->function(o, &spec));
    Object *method = object_lookup_special(o, NAME(__format__));
    if (!method) {
        if (!error_pending()) error_set(TypeError, "Type %.100s doesn't define __format__", type_full_name(o->type));
        return NULL;
    }
    Object *result = object_call_one(method, spec);
    release(method);
    return result;
}

Object *object_format(Object *o, Object *spec) {
    if (spec && !is_str(spec)) return error_set(SystemError, "Format specifier must be a string, not %.200s", type_full_name(spec->type));
    if ((!spec || str_size(spec) == 0) && is_str_exact(o)) return retain(o);
    Object *given = spec ? retain(spec) : str_from_utf8("", 0);
    Object *result = given ? call_format(o, given) : NULL;
    release_or_null(given);
    if (result && !is_str(result)) {
        error_set(TypeError, "__format__ must return a str, not %.200s", type_full_name(result->type));
        CLEAR(result);
    }
    return result;
}

/* ---- objects being printed: a small stack of borrowed pointers ---- */

static Object **printing;
static size_t printing_count, printing_capacity;

int repr_enter(Object *o) {
    for (size_t i = printing_count; i-- > 0;)
        if (printing[i] == o) return 1;
    if (printing_count == printing_capacity) {
        size_t capacity = printing_capacity ? printing_capacity * 2 : 16;
        Object **grown = mem_realloc_array(printing, printing_capacity, capacity, sizeof *grown);
        if (!grown) { error_no_memory(); return -1; }
        printing = grown;
        printing_capacity = capacity;
    }
    printing[printing_count++] = o;
    return 0;
}

void repr_leave(Object *o) {
    for (size_t i = printing_count; i-- > 0;) {
        if (printing[i] != o) continue;
        for (printing_count--; i < printing_count; i++) printing[i] = printing[i + 1];
        break;
    }
    if (printing_count) return;
    mem_free_array(printing, printing_capacity, sizeof *printing);
    printing = NULL;
    printing_capacity = 0;
}
