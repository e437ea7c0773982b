/* builtins_number.c - abs, bin, oct, hex, chr, ord, divmod, pow, round. */
#include "builtins/modules/builtins_functions.h"

#include "builtins/types/bytes.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "runtime/base/utf8.h"
#include "runtime/object/names.h"

Value builtin_abs(Object *self UNUSED, Object **args) { return value_new(object_unary(args[0], UNARY_ABS)); }

static Value in_base(Object *number, int base) {
    Object *index = object_index(number);
    if (!index) return value_error();
    Object *text = int_to_text(index, base, true);
    release(index);
    return value_new(text);
}

Value builtin_bin(Object *self UNUSED, Object **args) { return in_base(args[0], 2); }
Value builtin_oct(Object *self UNUSED, Object **args) { return in_base(args[0], 8); }
Value builtin_hex(Object *self UNUSED, Object **args) { return in_base(args[0], 16); }

Value builtin_chr(Object *self UNUSED, Object **args) {
    Object *index = object_index(args[0]);
    if (!index) return value_error();
    int64_t code = 0;
    bool huge = int_as_i64(index, &code) != 0 || code != (int32_t)code;
    release(index);
    if (huge) {
        error_clear();
        return error_set_value(OverflowError, "Python int too large to convert to C int");
    }
    if (code < 0 || code > 0x10FFFF) return error_set_value(ValueError, "chr() arg not in range(0x110000)");
    return value_new(str_from_codepoint((uint32_t)code));
}

Value builtin_ord(Object *self UNUSED, Object **args) {
    Object *o = args[0];
    size_t length;
    if (is_str(o)) {
        length = str_length(o);
        const char *cursor = str_data(o);
        if (length == 1) return value_int(utf8_decode(&cursor));
    } else if (is_bytes(o)) {
        length = bytes_size(o);
        if (length == 1) return value_int((unsigned char)bytes_data(o)[0]);
    } else if (is_bytearray(o)) {
        length = ((ByteArray *)o)->size;
        if (length == 1) return value_int((unsigned char)((ByteArray *)o)->data[0]);
    } else {
        return error_set_value(TypeError, "ord() expected string of length 1, but %T found", o);
    }
    return error_set_value(TypeError, "ord() expected a character, but string of length %zu found", length);
}

Value builtin_divmod(Object *self UNUSED, Object **args) { return value_new(object_divmod(args[0], args[1])); }

Value builtin_pow(Object *self UNUSED, Object **args) {
    return value_new(object_power(args[0], args[1], args[2] ? args[2] : None));
}

Value builtin_round(Object *self UNUSED, Object **args) {
    Object *method = object_lookup_special(args[0], NAME(__round__));
    if (!method) {
        if (!error_pending()) error_set(TypeError, "type %T doesn't define __round__ method", args[0]);
        return value_error();
    }
    Object *result = args[1] && args[1] != None ? object_call_one(method, args[1]) : object_call_noargs(method);
    release(method);
    return value_new(result);
}
