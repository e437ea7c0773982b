/* dunder.c - operators of script classes: `a + b`, `a < b` and `a[b]` where a's class defines the method are called
 * straight from the operator's node, without going through the type's slot.
 *
 * A node remembers the method by the version of a's class. Of `a + b` and `a < b`, b must be of the same class or an exact number, so that no
 * reflected method can come first. */
#include "runtime/eval/dunder.h"

#include <alloca.h>

#include "builtins/types/slot_calls.h"
#include "runtime/eval/invoke.h"
#include "runtime/object/names.h"

/* A function of two plain parameters that `name` finds in the class, or NULL. BORROWED */
static Function *find_method(Type *type, Object *name) {
    Object *method = type_lookup_borrowed(type, name);
    if (!method || !is_function(method)) return NULL;
    const Code *code = ((Function *)method)->code;
    return code->simple && code->positional_count == 2 && !code->keyword_only_count && !code->cell_count ? (Function *)method : NULL;
}

static bool is_plain_partner(const Object *left, const Object *right) {
    return right->type == left->type || right->type == &int_type || right->type == &float_type;
}

/* The operands stay with the caller, as on CPython's stack. The result is owned. */
static NOINLINE Value call_method(Function *function, Object *left, Object *right) {
    if (stack_is_low()) return value_new(error_recursion(""));
    uint32_t slot_count = function->code->slot_count;
    Value *slots = alloca(slot_count * sizeof *slots);
    slots[0] = value_new(retain(left));
    slots[1] = value_new(retain(right));
    for (uint32_t i = 2; i < slot_count; i++) slots[i].tag = V_ERROR;
    return own(function_invoke_steal(RETAIN(function), slots, NULL));
}

/* The method noted in the cache; looked up when the class is another. NULL: take the general way. */
static ALWAYS_INLINE Function *cached_method(Cache *cache, Object *left, Object *name, bool applies) {
    Type *type = left->type;
    if (likely(cache->version == type->version && cache->version)) return (Function *)cache->object;
    if (!specialising() || !applies) return NULL;
    Function *method = find_method(type, name);
    if (method && type->version) *cache = (Cache){.version = type->version, .object = (Object *)method};
    return method;
}

static bool is_not_implemented(Value value) { return value.tag == V_NEW && unlikely(value.o == NotImplemented); }

bool dunder_binary(NodeBinary *node, Object *left, Object *right, Value *result) {
    if (!is_plain_partner(left, right)) return false;
    const Type *type = left->type;
    Object *name = slot_binary_name(node->op);
    Function *method = cached_method(&node->cache, left, name, node->op != OP_POW && slot_is_binary_call(type, node->op) && !type->concat && !type->repeat);
    if (!method) return false;
    *result = call_method(method, left, right);
    if (is_not_implemented(*result)) {
        value_release(*result);
        *result = value_new(error_unsupported_operands(left, right, node->op));
    }
    return true;
}

bool dunder_compare(Cache *cache, Object *left, Object *right, int op, Value *result) {
    if (!is_plain_partner(left, right)) return false;
    Function *method = cached_method(cache, left, slot_compare_name(op), left->type->compare == slot_compare);
    if (!method) return false;
    if (recursion_enter(" in comparison")) {
        *result = value_error();
        return true;
    }
    *result = call_method(method, left, right);
    if (is_not_implemented(*result)) {
        value_release(*result);
        *result = value_new(object_compare_reflected(left, right, op));
    }
    return true;
}

bool dunder_get_item(Cache *cache, Object *container, Object *key, Value *result) {
    Function *method = cached_method(cache, container, NAME(__getitem__), container->type->get_item == slot_get_item);
    if (method) *result = call_method(method, container, key);
    return method != NULL;
}
