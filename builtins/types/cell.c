/* cell.c - the variable that functions share: a box for one object. */
#include "builtins/types/function.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

static Cell *cell_of(Object *o) { return (Cell *)o; }

Object *cell_new(Object *value) {
    Cell *cell = (Cell *)object_new(&cell_type);
    if (!cell) return NULL;
    cell->value = retain_or_null(value);
    gc_track(&cell->head);
    return &cell->head;
}

static Object *new(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    if (kwnames && tuple_count(kwnames)) return error_set(TypeError, "cell() takes no keyword arguments");
    if (count > 1) return error_set(TypeError, "cell expected at most 1 argument, got %zd", (ssize_t)count);
    return cell_new(count ? args[0] : NULL);
}

static int clear(Object *o) {
    CLEAR(cell_of(o)->value);
    return 0;
}

static void dealloc(Object *o) {
    clear(o);
    object_free(o);
}

static int traverse(Object *o, VisitFn visit, void *context) {
    VISIT(cell_of(o)->value);
    return 0;
}

static Object *repr(Object *o) {
    Object *value = cell_of(o)->value;
    if (!value) return str_format("<cell at %p: empty>", (void *)o);
    return str_format("<cell at %p: %.80s object at %p>", (void *)o, type_full_name(value->type), (void *)value);
}

/* By contents; empty cells come first. */
static Object *compare(Object *left, Object *right, int op) {
    if (right->type != &cell_type) return retain(NotImplemented);
    Object *a = cell_of(left)->value, *b = cell_of(right)->value;
    if (a && b) {
        retain(a);
        retain(b);
        Object *result = object_compare(a, b, op);
        release(a);
        release(b);
        return result;
    }
    int order = (b == NULL) - (a == NULL);   /* <0: left is less */
    bool answers[] = {[COMPARE_EQ] = order == 0, [COMPARE_NE] = order != 0, [COMPARE_LT] = order < 0,
                      [COMPARE_LE] = order <= 0, [COMPARE_GT] = order > 0, [COMPARE_GE] = order >= 0};
    return retain(answers[op] ? True : False);
}

static Object *get_contents(Object *o) {
    Object *value = cell_of(o)->value;
    return value ? retain(value) : error_set(ValueError, "Cell is empty");
}

static int set_contents(Object *o, Object *value) {
    object_replace_steal(&cell_of(o)->value, retain_or_null(value));
    return 0;
}

static const Getter getters[] = {{"cell_contents", get_contents, set_contents, NULL}, {0}};

Type cell_type = {
    .head = TYPE_HEAD, .name = "cell", .size = sizeof(Cell), .flags = TYPE_GC, .new = new, .dealloc = dealloc, .traverse = traverse,
    .clear = clear, .getattr = object_generic_getattr, .repr = repr, .compare = compare, .getters = getters,
    .doc = "Create a new cell object.\n\n  contents\n    the contents of the cell. If not specified, the cell will be empty,\n"
           "    and \n further attempts to access its cell_contents attribute will\n    raise a ValueError.",
};
