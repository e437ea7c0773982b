/* codec_registry.c - encodings that are not built in, and error handlers, as scripts register them: a list of search
 * functions with a cache of what they found, and a dict of handlers. The encodings and handlers that are written in mini
 * register themselves when an unknown name is asked for first. Search functions are script code. */
#include "builtins/types/codec_registry.h"

#include "builtins/types/dict.h"
#include "builtins/types/exception.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"

int (*codec_registry_start_hook)(void);

static struct {
    Object *searches;    /* list of functions, NULL before the first use */
    Object *found;       /* dict: normalised name to CodecInfo */
    Object *handlers;    /* dict: name to error handler */
    bool started;
} registry;

void codec_registry_release(void) {
    CLEAR(registry.searches);
    CLEAR(registry.found);
    CLEAR(registry.handlers);
}

static int prepare(void) {
    if (!registry.searches) registry.searches = list_new(0);
    if (!registry.found) registry.found = dict_new();
    if (!registry.handlers) registry.handlers = dict_new();
    return registry.searches && registry.found && registry.handlers ? 0 : -1;
}

static int start(void) {
    if (prepare()) return -1;
    if (registry.started || !codec_registry_start_hook) return 0;
    registry.started = true;
    return codec_registry_start_hook();
}

/* ---- encodings ---- */

int codec_register(Object *search) {
    if (!object_is_callable(search)) return error_set_int(TypeError, "argument must be callable");
    return start() ? -1 : list_append(registry.searches, search);   /* those of mini come first */
}

int codec_unregister(Object *search) {
    if (prepare()) return -1;
    for (size_t i = 0; i < list_count(registry.searches); i++)
        if (((List *)registry.searches)->items[i] == search) {
            dict_clear(registry.found);
            Object *index = int_from_size(i);
            int status = index ? object_set_item(registry.searches, index, NULL) : -1;
            release_or_null(index);
            return status;
        }
    return 0;
}

static bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.'; }

/* Lower case, _ for every run of other characters between words. */
static Object *normalised(const char *name) {
    Buffer out = BUFFER_INIT;
    bool gap = false;
    for (; *name; name++) {
        if (!is_word(*name)) {
            gap = true;
            continue;
        }
        if (gap && out.length) buffer_append_byte(&out, '_');
        gap = false;
        buffer_append_byte(&out, *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name);
    }
    return str_from_buffer(&out);
}

/* The first search function's answer that is not None; NULL with or without an exception. */
static Object *search(Object *name) {
    for (size_t i = 0; i < list_count(registry.searches); i++) {
        Object *function = retain(((List *)registry.searches)->items[i]), *info = object_call_one(function, name);
        release(function);
        if (info && info != None && (!is_tuple(info) || tuple_count(info) != 4)) {
            release(info);
            return error_set(TypeError, "codec search functions must return 4-tuples");
        }
        if (info != None) return info;
        release(info);
    }
    return NULL;
}

Object *codec_lookup(const char *encoding) {
    Object *name = start() ? NULL : normalised(encoding), *info = name ? retain_or_null(dict_peek(registry.found, name)) : NULL;
    if (name && !info && !error_pending() && (info = search(name)) && dict_set(registry.found, name, info)) CLEAR(info);
    release_or_null(name);
    return info || error_pending() ? info : error_set(LookupError, "unknown encoding: %s", encoding);
}

/* ---- error handlers ---- */

int codec_register_error(Object *name, Object *handler) {
    if (!object_is_callable(handler)) return error_set_int(TypeError, "handler must be callable");
    return start() ? -1 : dict_set(registry.handlers, name, handler);
}

Object *codec_lookup_error(const char *name) {
    if (prepare()) return NULL;
    Object *handler = dict_peek_text(registry.handlers, name);
    if (!handler && !error_pending() && !start()) handler = dict_peek_text(registry.handlers, name);
    if (handler) return retain(handler);
    return error_pending() ? NULL : error_set(LookupError, "unknown error handler name '%s'", name);
}

/* ---- conversion ---- */

static int text_encodings_only(const char *encoding, const char *instead) {
    return error_set_int(LookupError, "'%.400s' is not a text encoding; use %s to handle arbitrary codecs", encoding, instead);
}

/* Is the encoding between text and bytes, as its CodecInfo says? 1, 0, -1. */
static int is_text_encoding(Object *info) {
    if (is_tuple_exact(info)) return 1;
    Object *name = str_intern_text("_is_text_encoding"), *flag = name ? object_getattr_or_null(info, name) : NULL;
    release_or_null(name);
    if (!flag) return error_pending() ? -1 : 1;
    int truth = object_truth(flag);
    release(flag);
    return truth;
}

/* An exception that holds no more than a text, and can be made from one. */
static bool is_plain(const Object *exception, const Object *args) {
    const Type *type = exception->type;
    if (type->init != Exception->init || type->new != Exception->new || type->size != Exception->size || !is_tuple(args)) return false;
    Object *dict = object_getattr_or_null((Object *)(uintptr_t)exception, NAME(__dict__));
    bool has_attributes = !dict || (is_dict(dict) && dict_count(dict));
    release_or_null(dict);
    if (has_attributes) return false;
    return tuple_count(args) == 0 || (tuple_count(args) == 1 && is_str(tuple_item_borrowed(args, 0)));
}

/* A plain exception gets another one in front of it that says which codec failed; others stay as they are. */
static void explain_failure(const char *encoding, int direction) {
    Object *cause = error_take(), *args = object_getattr_text(cause, "args"), *text = args ? object_str(cause) : NULL;
    if (!text || !is_plain(cause, args)) {
        error_clear();
        error_restore_steal(cause);
    } else {
        error_set(cause->type, "%s with '%s' codec failed (%N: %U)", direction ? "decoding" : "encoding", encoding, cause->type, text);
        error_chain_steal(cause);
    }
    release_or_null(text);
    release_or_null(args);
}

int codec_check_text(const char *encoding, const char *instead) {
    Object *info = codec_lookup(encoding);
    int is_text = info ? is_text_encoding(info) : -1;
    release_or_null(info);
    return is_text < 0 ? -1 : is_text ? 0 : text_encodings_only(encoding, instead);
}

Object *codec_apply(Object *input, const char *encoding, Object *errors, int direction, bool text_only) {
    Object *info = codec_lookup(encoding);
    int is_text = info ? text_only ? is_text_encoding(info) : 1 : -1;
    if (is_text <= 0) {
        release_or_null(info);
        if (!is_text) text_encodings_only(encoding, direction ? "codecs.decode()" : "codecs.encode()");
        return NULL;
    }
    Object *function = tuple_item_borrowed(info, (size_t)direction);
    Object *pair = errors ? object_call_objects(function, 2, input, errors) : object_call_one(function, input), *result = NULL;
    release(info);
    if (!pair) explain_failure(encoding, direction);
    else if (is_tuple(pair) && tuple_count(pair) == 2) result = retain(tuple_item_borrowed(pair, 0));
    else error_set(TypeError, "%s must return a tuple (object, integer)", direction ? "decoder" : "encoder");
    release_or_null(pair);
    return result;
}
