/* memoryview.c - the memoryview type.
 *
 * Every memoryview, also one made by slicing or casting, holds a view of the object that owns the memory (base.owner), so
 * that the owner keeps its memory where it is; a view of a memoryview counts in its exports. After release() everything
 * but release itself raises ValueError. */
#include "builtins/types/memoryview.h"

#include "builtins/types/bytes_internal.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/memoryview_shape.h"
#include "builtins/types/sequence.h"
#include "builtins/types/slice.h"
#include "builtins/types/str.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/tuple.h"

static int check_live(const MemoryView *view) {
    if (view->base.owner) return 0;
    return error_set_int(ValueError, "operation forbidden on released memoryview object");
}

static bool is_contiguous(const MemoryView *view) { return view->count < 2 || view->stride == (ssize_t)view->row_size; }
static size_t byte_count(const MemoryView *view) { return view->count * view->row_size; }
static char *item_at(const MemoryView *view, ssize_t index) { return view->start + index * view->stride; }

/* ---- making and releasing ---- */

Object *memoryview_new(Object *exporter) {
    if (!exporter->type->get_buffer)
        return error_set(TypeError, "memoryview: a bytes-like object is required, not '%T'", exporter);
    MemoryView *view = (MemoryView *)object_new(&memoryview_type);
    if (!view) return NULL;
    view->hash = -1;
    if (object_get_buffer(exporter, &view->base, 0)) {
        RELEASE(view);
        return NULL;
    }
    const char *format = view->base.format ? view->base.format : "B";
    view->item_size = view->base.item_size ? view->base.item_size : 1;
    view->start = view->base.data;
    view->count = view->base.length / view->item_size;
    view->stride = (ssize_t)view->item_size;
    view->row_size = view->item_size;
    view->ndim = 1;
    view->readonly = view->base.readonly;
    strncpy(view->format, memory_item_size(format) ? format : "B", sizeof view->format - 1);
    gc_track((Object *)view);
    return (Object *)view;
}

/* Another view of the same owner, with the same fields. */
static MemoryView *derive(const MemoryView *view) {
    Object *owner = view->base.owner;
    MemoryView *copy = (MemoryView *)memoryview_new(owner);
    if (!copy) return NULL;
    copy->start = view->start;
    copy->count = view->count;
    copy->stride = view->stride;
    copy->item_size = view->item_size;
    copy->row_size = view->row_size;
    memcpy(copy->format, view->format, sizeof copy->format);
    copy->readonly = view->readonly;
    if (!memory_copy_dimensions(copy, view)) return copy;
    RELEASE(copy);
    return NULL;
}

static Object *memory_new(Type *type, Object **args, size_t count, Object *kwnames) {
    (void)type;
    static struct Signature *signature;
    Object *bound[1];
    if (args_bind(&signature, "memoryview", "(object)", args, count, kwnames, bound)) return NULL;
    if (!is_memoryview(bound[0])) return memoryview_new(bound[0]);
    return check_live((MemoryView *)bound[0]) ? NULL : (Object *)derive((MemoryView *)bound[0]);
}

static void memory_dealloc(Object *o) {
    gc_untrack(o);
    buffer_view_release(&((MemoryView *)o)->base);
    memory_free_dimensions((MemoryView *)o);
    object_free(o);
}

static int memory_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((MemoryView *)o)->base.owner);
    return 0;
}

static Value release_method(Object *self, Object **args) {
    (void)args;
    MemoryView *view = (MemoryView *)self;
    if (view->exports)
        return error_set_value(BufferError, "memoryview has %zu exported buffer%s", view->exports, view->exports == 1 ? "" : "s");
    buffer_view_release(&view->base);
    return value_none();
}

static Value enter_method(Object *self, Object **args) {
    (void)args;
    return check_live((MemoryView *)self) ? value_error() : value_new(retain(self));
}

/* ---- contents ---- */

/* Appends all items' bytes. */
static void append_contents(Buffer *out, const MemoryView *view) {
    if (is_contiguous(view)) buffer_append(out, view->start, byte_count(view));
    else
        for (size_t i = 0; i < view->count; i++) buffer_append(out, item_at(view, (ssize_t)i), view->row_size);
}

int memoryview_append(Buffer *out, Object *o) {
    if (check_live((MemoryView *)o)) return -1;
    append_contents(out, (MemoryView *)o);
    return buffer_failed(out) ? (error_no_memory(), -1) : 0;
}

static Value tobytes_method(Object *self, Object **args) {
    if (check_live((MemoryView *)self)) return value_error();
    if (args[0] && args[0] != None) {
        if (!is_str(args[0])) return error_set_value(TypeError, "tobytes() argument 'order' must be str or None, not %K", args[0]);
        const char *order = str_data(args[0]);
        if (!strchr("CFA", *order) || str_size(args[0]) != 1) return error_set_value(ValueError, "order must be 'C', 'F' or 'A'");
    }
    Buffer out = BUFFER_INIT;
    const MemoryView *view = (MemoryView *)self;
    const char *order = args[0] && args[0] != None ? str_data(args[0]) : "C";
    if (*order == 'F' || (*order == 'A' && memory_is_fortran(view))) memory_append_fortran(&out, view);
    else append_contents(&out, view);
    return value_new(bytes_from_buffer(&out));
}

static Value tolist_method(Object *self, Object **args) {
    (void)args;
    return check_live((MemoryView *)self) ? value_error() : value_new(memory_nested_list((MemoryView *)self));
}

static Value hex_method(Object *self, Object **args) {
    if (check_live((MemoryView *)self)) return value_error();
    Buffer out = BUFFER_INIT;
    append_contents(&out, (MemoryView *)self);
    Object *text = buffer_failed(&out) ? error_no_memory() : hex_text(out.length ? out.data : "", out.length, args[0], args[1]);
    buffer_free(&out);
    return value_new(text);
}

static Value toreadonly_method(Object *self, Object **args) {
    (void)args;
    if (check_live((MemoryView *)self)) return value_error();
    MemoryView *copy = derive((MemoryView *)self);
    if (copy) copy->readonly = true;
    return value_new((Object *)copy);
}

static bool is_byte_format(const char *format) {
    char letter = format[*format == '@'];
    return letter == 'B' || letter == 'b' || letter == 'c';
}

/* May a shape be given? 0, -1. */
static int check_shape(const MemoryView *view, Object *shape) {
    if ((shape || view->ndim != 1) && !byte_count(view))
        return error_set_int(TypeError, "memoryview: cannot cast view with zeros in shape or strides");
    if (!shape) return 0;
    if (!is_list(shape) && !is_tuple(shape)) return error_set_int(TypeError, "shape must be a list or a tuple");
    if (view->ndim != 1 && object_length(shape) != 1) return error_set_int(TypeError, "memoryview: cast must be 1D -> ND or ND -> 1D");
    return 0;
}

static int check_cast(const MemoryView *view, Object *format) {
    if (!is_str(format)) return error_set_int(TypeError, "cast() argument 'format' must be str, not %K", format);
    if (!is_contiguous(view)) return error_set_int(TypeError, "memoryview: casts are restricted to C-contiguous views");
    size_t size = memory_item_size(str_data(format));
    if (!size)
        return error_set_int(ValueError, "memoryview: destination format must be a native single character format prefixed with an optional '@'");
    if (!is_byte_format(view->format) && !is_byte_format(str_data(format)))
        return error_set_int(TypeError, "memoryview: cannot cast between two non-byte formats");
    if (byte_count(view) % size) return error_set_int(TypeError, "memoryview: length is not a multiple of itemsize");
    return 0;
}

static Value cast_method(Object *self, Object **args) {
    MemoryView *view = (MemoryView *)self;
    if (check_live(view) || (is_str(args[0]) && is_contiguous(view) && check_shape(view, args[1])) || check_cast(view, args[0])) return value_error();
    size_t size = memory_item_size(str_data(args[0])), count = byte_count(view) / size;
    MemoryView *copy = derive(view);
    if (!copy) return value_error();
    memory_free_dimensions(copy);
    memset(copy->format, 0, sizeof copy->format);
    memcpy(copy->format, str_data(args[0]), str_size(args[0]));
    copy->item_size = copy->row_size = size;
    copy->stride = (ssize_t)size;
    copy->count = count;
    if (!args[1] || !memory_reshape(copy, args[1])) return value_new((Object *)copy);
    RELEASE(copy);
    return value_error();
}

/* ---- subscripts ---- */

static ssize_t memory_length(Object *o) {
    return check_live((MemoryView *)o) ? -1 : (ssize_t)((MemoryView *)o)->count;
}

/* Address of an item; NULL with an exception pending. */
static char *find_item(const MemoryView *view, ssize_t index) {
    if (index < 0) index += (ssize_t)view->count;
    if (index < 0 || (size_t)index >= view->count) return error_set(IndexError, "index out of bounds on dimension 1");
    return item_at(view, index);
}

/* Without dimensions, or with several, a single index leads to no item. 0, -1. */
static int check_one_dimension(const MemoryView *view, const char *several) {
    if (view->ndim == 1) return 0;
    if (!view->ndim) return error_set_int(TypeError, "invalid indexing of 0-dim memory");
    return error_set_int(NotImplementedError, "%s", several);
}

static Object *memory_seq_item(Object *o, ssize_t index) {
    MemoryView *view = (MemoryView *)o;
    if (check_live(view) || check_one_dimension(view, "multi-dimensional sub-views are not implemented")) return NULL;
    char *item = find_item(view, index);
    return item ? memory_unpack(item, view->format) : NULL;
}

/* Narrows view to the slice. 0, -1. */
static int apply_slice(MemoryView *view, Object *slice) {
    ssize_t start, stop, step, count = slice_resolve(slice, view->count, &start, &stop, &step);
    if (count < 0) return -1;
    view->start = item_at(view, start);
    view->stride *= step;
    view->count = (size_t)count;
    return 0;
}

/* A tuple of slices, as for several dimensions? */
static bool is_slices(const Object *key) {
    bool all = is_tuple(key) && tuple_count(key) > 0;
    for (size_t i = 0; all && i < tuple_count(key); i++) all = is_slice(((const Tuple *)key)->items[i]);
    return all;
}

/* A tuple of ints, one for each dimension or too few or many? */
static bool is_indexes(const Object *key) {
    bool all = is_tuple(key);
    for (size_t i = 0; all && i < tuple_count(key); i++) all = ((const Tuple *)key)->items[i]->type->index != NULL;
    return all;
}

static Object *unpack_at(MemoryView *view, Object *indexes) {
    char *item = memory_find_item(view, indexes);
    if (!item || check_live(view)) return NULL;
    return memory_unpack(item, view->format);
}

static Object *memory_get_item(Object *o, Object *key) {
    MemoryView *view = (MemoryView *)o;
    if (check_live(view)) return NULL;
    if (!view->ndim) {
        if (key == Ellipsis) return retain(o);
        if (!is_tuple(key) || tuple_count(key)) return error_set(TypeError, "invalid indexing of 0-dim memory");
    }
    if (is_indexes(key)) return unpack_at(view, key);
    if (is_slice(key)) {
        MemoryView *part = derive(view);
        if (part && apply_slice(part, key)) CLEAR(part);
        return (Object *)part;
    }
    if (is_slices(key)) return error_set(NotImplementedError, "multi-dimensional slicing is not implemented");
    if (!key->type->index) return error_set(TypeError, "memoryview: invalid slice key");
    ssize_t index;
    return object_as_index(key, &index, IndexError) ? NULL : memory_seq_item(o, index);
}

/* Copies the items of source into the view; they may overlap. 0, -1. */
static int copy_items(const MemoryView *to, const MemoryView *from) {
    const char *left = to->format + (*to->format == '@'), *right = from->format + (*from->format == '@');
    if (to->ndim != 1 || from->ndim != 1 || to->count != from->count || *left != *right)
        return error_set_int(ValueError, "memoryview assignment: lvalue and rvalue have different structures");
    Buffer contents = BUFFER_INIT;
    append_contents(&contents, from);
    bool failed = buffer_failed(&contents);
    for (size_t i = 0; !failed && i < to->count; i++)
        memcpy(item_at(to, (ssize_t)i), contents.data + i * to->item_size, to->item_size);
    buffer_free(&contents);
    return failed ? (error_no_memory(), -1) : 0;
}

static int store_slice(MemoryView *view, Object *slice, Object *value) {
    MemoryView target = *view;
    if (apply_slice(&target, slice) || check_live(view)) return -1;
    if (!value->type->get_buffer) return error_set_int(TypeError, "a bytes-like object is required, not '%T'", value);
    Object *source = is_memoryview(value) ? retain(value) : memoryview_new(value);
    if (!source) return -1;
    int status = check_live((MemoryView *)source) ? -1 : copy_items(&target, (MemoryView *)source);
    release(source);
    return status;
}

/* Address of the item that is assigned to; NULL with an exception pending. MAY_RUN. */
static char *find_target(const MemoryView *view, Object *key) {
    ssize_t index;
    if (!view->ndim && key == Ellipsis) return view->start;
    if (!view->ndim && !(is_tuple(key) && !tuple_count(key))) return error_set(TypeError, "invalid indexing of 0-dim memory");
    if (is_indexes(key)) return memory_find_item(view, key);
    if (is_slice(key) || is_slices(key))
        return error_set(NotImplementedError, "memoryview slice assignments are currently restricted to ndim = 1");
    if (!key->type->index) return error_set(TypeError, "memoryview: invalid slice key");
    if (check_one_dimension(view, "sub-views are not implemented") || object_as_index(key, &index, IndexError)) return NULL;
    return find_item(view, index);
}

static int memory_set_item(Object *o, Object *key, Object *value) {
    MemoryView *view = (MemoryView *)o;
    if (check_live(view)) return -1;
    if (view->readonly) return error_set_int(TypeError, "cannot modify read-only memory");
    if (!value) return error_set_int(TypeError, "cannot delete memory");
    if (is_slice(key) && view->ndim == 1) return store_slice(view, key, value);
    char *item = find_target(view, key);
    if (!item) return -1;
    char packed[sizeof(uint64_t)];
    if (memory_pack(packed, view->format, value) || check_live(view)) return -1;
    memcpy(item, packed, view->item_size);
    return 0;
}

/* ---- comparison, hash, text ---- */

/* The n-th item of all, row by row. */
static const char *flat_item(const MemoryView *view, size_t n) {
    size_t row = view->row_size / view->item_size;
    return item_at(view, (ssize_t)(n / row)) + n % row * view->item_size;
}

/* 1, 0, -1. MAY_RUN. */
static int equal_items(const MemoryView *a, const MemoryView *b) {
    if (!memory_same_shape(a, b)) return 0;
    for (size_t i = 0, count = a->count * (a->row_size / a->item_size); i < count; i++) {
        Object *left = memory_unpack(flat_item(a, i), a->format), *right = memory_unpack(flat_item(b, i), b->format);
        Object *answer = left && right ? object_compare(left, right, COMPARE_EQ) : NULL;
        release_or_null(left);
        release_or_null(right);
        int equal = answer ? answer == True : -1;
        release_or_null(answer);
        if (equal != 1) return equal;
    }
    return 1;
}

static Object *memory_compare(Object *a, Object *b, int op) {
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_memoryview(a)) return retain(NotImplemented);
    MemoryView *left = (MemoryView *)a;
    int equal = a == b;
    if (left->base.owner && b->type->get_buffer && !(is_memoryview(b) && !((MemoryView *)b)->base.owner)) {
        Object *other = is_memoryview(b) ? retain(b) : memoryview_new(b);
        if (!other) return NULL;
        equal = equal_items(left, (MemoryView *)other);
        release(other);
        if (equal < 0) return NULL;
    } else if (left->base.owner && !is_memoryview(b)) return retain(NotImplemented);
    return retain(equal == (op == COMPARE_EQ) ? True : False);
}

static Hash memory_hash(Object *o) {
    MemoryView *view = (MemoryView *)o;
    if (view->hash != -1) return view->hash;
    if (check_live(view)) return -1;
    if (!view->readonly) return error_set_int(ValueError, "cannot hash writable memoryview object");
    if (!is_byte_format(view->format))
        return error_set_int(ValueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    if (object_hash(view->base.owner) == -1 || check_live(view)) return -1;   /* the owner may be unhashable */
    Buffer out = BUFFER_INIT;
    append_contents(&out, view);
    if (buffer_failed(&out)) error_no_memory();
    else view->hash = out.length ? hash_bytes(out.data, out.length) : 0;
    buffer_free(&out);
    return view->hash;
}

static Object *memory_repr(Object *o) {
    return str_format(((MemoryView *)o)->base.owner ? "<memory at %p>" : "<released memory at %p>", (void *)o);
}

/* ---- the buffer slot ---- */

static int memory_get_buffer(Object *o, BufferView *out, int writable) {
    MemoryView *view = (MemoryView *)o;
    if (check_live(view)) return -1;
    if (writable && view->readonly) return error_set_int(BufferError, "memoryview: underlying buffer is not writable");
    if (!is_contiguous(view)) return error_set_int(BufferError, "memoryview: underlying buffer is not C-contiguous");
    *out = (BufferView){.data = view->start, .length = byte_count(view), .item_size = view->item_size,
                        .format = view->format, .readonly = view->readonly};
    view->exports++;
    return 0;
}

static void memory_release_buffer(Object *o, BufferView *view) {
    (void)view;
    ((MemoryView *)o)->exports--;
}

/* ---- iteration ---- */

typedef struct { Object head; Object *view; size_t index; } MemoryIterator;   /* view: owned, NULL when exhausted */

static Object *memory_iter(Object *o) {
    if (check_live((MemoryView *)o) || check_one_dimension((MemoryView *)o, "multi-dimensional sub-views are not implemented")) return NULL;
    MemoryIterator *it = (MemoryIterator *)object_new(&memory_iterator_type);
    if (!it) return NULL;
    it->view = retain(o);
    gc_track((Object *)it);
    return (Object *)it;
}

static void iterator_dealloc(Object *o) {
    gc_untrack(o);
    release_or_null(((MemoryIterator *)o)->view);
    object_free(o);
}

static int iterator_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((MemoryIterator *)o)->view);
    return 0;
}

static Object *iterator_iter(Object *o) { return retain(o); }

static Object *iterator_next(Object *o) {
    MemoryIterator *it = (MemoryIterator *)o;
    if (!it->view) return NULL;
    MemoryView *view = (MemoryView *)it->view;
    if (check_live(view)) return NULL;
    if (it->index < view->count) return memory_unpack(item_at(view, (ssize_t)it->index++), view->format);
    CLEAR(it->view);
    return NULL;
}

Type memory_iterator_type = {
    .head = TYPE_HEAD, .name = "memory_iterator", .size = sizeof(MemoryIterator), .flags = TYPE_GC, .dealloc = iterator_dealloc,
    .traverse = iterator_traverse, .iter = iterator_iter, .next = iterator_next,
};

/* ---- attributes ---- */

#define ATTRIBUTE(name, expression) \
    static Object *get_##name(Object *o) { \
        MemoryView *view = (MemoryView *)o; \
        return check_live(view) ? NULL : (expression); \
    }
ATTRIBUTE(obj, retain(view->base.owner))
ATTRIBUTE(nbytes, int_from_size(byte_count(view)))
ATTRIBUTE(itemsize, int_from_size(view->item_size))
ATTRIBUTE(format, str_from_text(view->format))
ATTRIBUTE(ndim, int_from_i64(view->ndim))
ATTRIBUTE(shape, memory_shape_tuple(view))
ATTRIBUTE(strides, memory_strides_tuple(view))
ATTRIBUTE(suboffsets, tuple_of(0))
ATTRIBUTE(readonly, retain(view->readonly ? True : False))
ATTRIBUTE(c_contiguous, retain(is_contiguous(view) ? True : False))
ATTRIBUTE(f_contiguous, retain(memory_is_fortran(view) ? True : False))
ATTRIBUTE(contiguous, retain(is_contiguous(view) || memory_is_fortran(view) ? True : False))

static const Getter memory_getters[] = {
    {"obj", get_obj, NULL, "The underlying object of the memoryview."},
    {"nbytes", get_nbytes, NULL, "The amount of space in bytes that the items use."},
    {"itemsize", get_itemsize, NULL, "The size in bytes of each item."},
    {"format", get_format, NULL, "The format (struct module style) of each item."},
    {"ndim", get_ndim, NULL, "The number of dimensions."},
    {"shape", get_shape, NULL, "A tuple with the number of items of each dimension."},
    {"strides", get_strides, NULL, "A tuple with the distance in bytes from item to item of each dimension."},
    {"suboffsets", get_suboffsets, NULL, "A tuple of integers used for arrays of pointers: always empty."},
    {"readonly", get_readonly, NULL, "Whether the memory is read only."},
    {"c_contiguous", get_c_contiguous, NULL, "Whether the memory is C contiguous."},
    {"f_contiguous", get_f_contiguous, NULL, "Whether the memory is Fortran contiguous."},
    {"contiguous", get_contiguous, NULL, "Whether the memory is contiguous."},
    {0}
};

static const Method memory_methods[] = {
    {"cast", cast_method, "(format, shape=None)", "Return a view of the same memory with another format.", 0},
    {"hex", hex_method, "(sep=None, bytes_per_sep=1)", "Return hexadecimal digits, with sep between groups of bytes.", 0},
    {"release", release_method, "()", "Release the underlying memory.", 0},
    {"tobytes", tobytes_method, "(order='C')", "Return the contents as bytes.", 0},
    {"tolist", tolist_method, "()", "Return the items as a list.", 0},
    {"toreadonly", toreadonly_method, "()", "Return a read-only view.", 0},
    {"__enter__", enter_method, "()", NULL, 0},
    {"__exit__", release_method, "(*args)", NULL, 0},
    {0}
};

Type memoryview_type = {
    .head = TYPE_HEAD, .name = "memoryview", .size = sizeof(MemoryView), .flags = TYPE_GC | TYPE_SEQUENCE,
    .weakrefs_offset = offsetof(MemoryView, weakrefs),
    .new = memory_new, .dealloc = memory_dealloc, .traverse = memory_traverse, .repr = memory_repr, .hash = memory_hash,
    .compare = memory_compare, .iter = memory_iter, .length = memory_length, .get_item = memory_get_item, .set_item = memory_set_item,
    .seq_item = memory_seq_item, .get_buffer = memory_get_buffer, .release_buffer = memory_release_buffer,
    .methods = memory_methods, .getters = memory_getters,
    .doc = "Create a new memoryview object which references the given object.",
};
