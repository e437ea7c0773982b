/* functools_cache.c - the wrapper that functools.lru_cache puts around a function.
 *
 * The cache is a dict; its order is the order of use, so the entry to give up is the first one. Looking keys up, and
 * the function itself, run script code, which may call the wrapper again: the cache is looked at anew after it. */
#include "builtins/modules/functools_cache.h"

#include "builtins/types/dict.h"
#include "builtins/types/function.h"
#include "builtins/types/int.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

typedef struct LruCache {
    Object head;
    Object *function, *info_type, *cache;
    ssize_t maxsize;          /* -1: no limit */
    int64_t hits, misses;
    bool typed;
    Object *dict, *weakrefs;
} LruCache;

Object *functools_get_dict(Object *o) {
    Object **dict = (Object **)((char *)o + o->type->dict_offset);
    if (!*dict && !(*dict = dict_new())) return NULL;
    return retain(*dict);
}

/* ---- keys ---- */

/* One exact int or str stands for itself; else a tuple: arguments, then a mark and names and values of keywords, then
 * the types if they count. */
static Object *make_key(const LruCache *self, Object **args, size_t count, Object *kwnames) {
    size_t keywords = kwnames ? tuple_count(kwnames) : 0;
    if (!self->typed && !keywords && count == 1 && (is_str_exact(args[0]) || is_int_exact(args[0]))) return retain(args[0]);
    size_t length = count + (keywords ? 1 + 2 * keywords : 0) + (self->typed ? count + keywords : 0);
    Tuple *key = (Tuple *)tuple_new(length);
    if (!key || length == 0) return (Object *)key;
    size_t place = 0;
    for (size_t i = 0; i < count; i++) key->items[place++] = retain(args[i]);
    if (keywords) key->items[place++] = retain((Object *)&lru_cache_type);
    for (size_t i = 0; i < keywords; i++) {
        key->items[place++] = retain(tuple_item_borrowed(kwnames, i));
        key->items[place++] = retain(args[count + i]);
    }
    for (size_t i = 0; self->typed && i < count + keywords; i++) key->items[place++] = retain((Object *)args[i]->type);
    gc_track(&key->head);
    return &key->head;
}

/* ---- calls ---- */

/* A new reference to the cached result, which becomes the one used last; NULL: none, or error. */
static Object *look_up(LruCache *self, Object *key, Hash hash) {
    Dict *cache = (Dict *)self->cache;
    ssize_t index = dict_find(cache, key, hash);
    if (index < 0) return NULL;
    Object *result = retain(*dict_entry_value(self->cache, (size_t)index));
    self->hits++;
    if (self->maxsize > 0 && dict_move_entry(cache, (size_t)index, true)) CLEAR(result);
    return result;
}

static int remember(LruCache *self, Object *key, Hash hash, Object *result) {
    if (self->maxsize > 0 && dict_count(self->cache) >= (size_t)self->maxsize) {
        ssize_t index = dict_find((Dict *)self->cache, key, hash);
        if (index != -1) return index < 0 ? -1 : 0;     /* the call itself has filled it in */
        Object *old_key, *old_result;
        if (dict_take_first(self->cache, &old_key, &old_result)) release(old_key), release(old_result);
    }
    return dict_set_hash(self->cache, key, hash, result);
}

static Value call_through_cache(LruCache *self, Object *key, Object **args, size_t count, Object *kwnames) {
    Hash hash = dict_key_hash(key);
    if (hash == -1) return value_error();
    Object *result = look_up(self, key, hash);
    if (result || error_pending()) return value_new(result);
    self->misses++;
    result = object_call(self->function, args, count, kwnames);
    if (result && remember(self, key, hash, result)) CLEAR(result);
    return value_new(result);
}

static Value cache_call(Object *o, Object **args, size_t count, Object *kwnames) {
    LruCache *self = (LruCache *)o;
    if (self->maxsize == 0) {
        self->misses++;
        return object_call_value(self->function, args, count, kwnames);
    }
    Object *key = make_key(self, args, count, kwnames);
    if (!key) return value_error();
    Value result = call_through_cache(self, key, args, count, kwnames);
    release(key);
    return result;
}

/* ---- making, life ---- */

static Object *cache_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[4];
    if (args_bind(&signature, "lru_cache", "(user_function, maxsize, typed, cache_info_type)", args, count, kwnames, bound)) return NULL;
    if (!object_is_callable(bound[0])) return error_set(TypeError, "the first argument must be callable");
    ssize_t maxsize = -1;
    if (bound[1] != None) {
        if (sequence_integer(bound[1], &maxsize)) return NULL;
        if (maxsize < 0) maxsize = 0;
    }
    int typed = object_truth(bound[2]);
    LruCache *self = typed < 0 ? NULL : (LruCache *)object_new(type);
    if (!self) return NULL;
    self->function = retain(bound[0]);
    self->info_type = retain(bound[3]);
    self->maxsize = maxsize;
    self->typed = typed;
    if (!(self->cache = dict_new())) {
        release(&self->head);
        return NULL;
    }
    gc_track(&self->head);
    return &self->head;
}

static void cache_dealloc(Object *o) {
    LruCache *self = (LruCache *)o;
    release_or_null(self->function);
    release_or_null(self->info_type);
    release_or_null(self->cache);
    release_or_null(self->dict);
    object_free(o);
}

static int cache_traverse(Object *o, VisitFn visit, void *context) {
    LruCache *self = (LruCache *)o;
    VISIT(self->function);
    VISIT(self->info_type);
    VISIT(self->cache);
    VISIT(self->dict);
    return 0;
}

static int cache_clear(Object *o) {
    dict_clear(((LruCache *)o)->cache);
    return 0;
}

static Object *cache_get(Object *self, Object *instance, Object *owner UNUSED) {
    return !instance || instance == None ? retain(self) : method_new(self, instance);
}

/* ---- methods ---- */

static Value cache_info_method(Object *o, Object **args UNUSED) {
    const LruCache *self = (const LruCache *)o;
    Object *figures[4] = {int_from_i64(self->hits), int_from_i64(self->misses),
                          self->maxsize < 0 ? retain(None) : int_from_i64(self->maxsize), int_from_size(dict_count(self->cache))};
    Object *result = NULL;
    if (figures[0] && figures[1] && figures[2] && figures[3]) result = object_call(self->info_type, figures, 4, NULL);
    for (int i = 0; i < 4; i++) release_or_null(figures[i]);
    return value_new(result);
}

static Value cache_clear_method(Object *o, Object **args UNUSED) {
    ((LruCache *)o)->hits = ((LruCache *)o)->misses = 0;
    dict_clear(((LruCache *)o)->cache);
    return value_none();
}

static Value copy_method(Object *self, Object **args UNUSED) { return value_new(retain(self)); }

static const Method cache_methods[] = {
    {"cache_info", cache_info_method, "()", "Report cache statistics", 0},
    {"cache_clear", cache_clear_method, "()", "Clear the cache and cache statistics", 0},
    {"__copy__", copy_method, "()", NULL, 0},
    {"__deepcopy__", copy_method, "(memo, /)", NULL, 0},
    {NULL, NULL, NULL, NULL, 0},
};
static const Getter cache_getters[] = {
    {"__dict__", functools_get_dict, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

Type lru_cache_type = {
    .head = TYPE_HEAD, .name = "functools._lru_cache_wrapper", .size = sizeof(LruCache), .dict_offset = offsetof(LruCache, dict),
    .weakrefs_offset = offsetof(LruCache, weakrefs), .flags = TYPE_GC | TYPE_BASE, .new = cache_construct, .dealloc = cache_dealloc,
    .traverse = cache_traverse, .clear = cache_clear, .call = cache_call, .descr_get = cache_get, .methods = cache_methods,
    .getters = cache_getters,
    .doc = "Create a cached callable that wraps another function.\n\n"
           "user_function:      the function being cached\n\n"
           "maxsize:  0         for no caching\n          None      for unlimited cache size\n"
           "          n         for a bounded cache\n\n"
           "typed:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\n"
           "cache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n",
};
