/* struct_format.c - compiles formats of the struct module, packs and unpacks by them. Packing runs script code
 * (__index__, __float__, __bool__ of values). */
#include "builtins/modules/struct_format.h"

#include <string.h>

#include "builtins/types/bytes.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"

#define StructError (&struct_error_type)
static const bool host_is_big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

/* ---- compiling ---- */

/* The first character may set byte order and sizes. */
static const char *read_order(Struct *s, const char *text) {
    s->native = *text == '@' || !*text || !strchr("=<>!", *text);
    s->big_endian = *text == '>' || *text == '!' || ((s->native || *text == '=') && host_is_big_endian);
    return *text && strchr("@=<>!", *text) ? text + 1 : text;
}

static int too_long(void) { return error_set_int(StructError, "total struct size too long"); }

static int add_field(Struct *s, StructField field) {
    if (s->field_count == s->field_capacity) {
        size_t capacity = s->field_capacity ? 2 * s->field_capacity : 4;
        StructField *fields = mem_realloc_array(s->fields, s->field_capacity, capacity, sizeof *fields);
        if (!fields) return error_no_memory(), -1;
        s->fields = fields;
        s->field_capacity = capacity;
    }
    s->fields[s->field_count++] = field;
    return 0;
}

/* One code with its repeat count: 0, -1. */
static int compile_code(Struct *s, char code, size_t repeat) {
    const ItemFormat *format = item_format_find(code);
    size_t size = !format ? 0 : s->native ? format->native_size : format->standard_size;
    if (!size) return error_set_int(StructError, "bad char in struct format");
    size_t alignment = s->native ? format->native_alignment : 1;
    if (s->size > (size_t)SSIZE_MAX - alignment) return too_long();
    s->size = (s->size + alignment - 1) / alignment * alignment;
    bool text = format->kind == ITEM_TEXT || format->kind == ITEM_COUNTED_TEXT;
    StructField field = {format, s->size, text ? repeat : size, text ? 1 : repeat};
    size_t total;
    if (__builtin_mul_overflow(repeat, size, &total) || total > (size_t)SSIZE_MAX - s->size) return too_long();
    s->size += total;
    if (format->kind == ITEM_PAD) return add_field(s, field);
    s->item_count += field.repeat;
    return field.repeat ? add_field(s, field) : 0;
}

static int compile_codes(Struct *s, const char *text) {
    while (*text) {
        if (strchr(" \t\n\r\f\v", *text)) {
            text++;
            continue;
        }
        size_t repeat = 1;
        if (*text >= '0' && *text <= '9') {
            for (repeat = 0; *text >= '0' && *text <= '9'; text++)
                if (__builtin_mul_overflow(repeat, 10, &repeat) || __builtin_add_overflow(repeat, (size_t)(*text - '0'), &repeat)) return too_long();
            if (!*text) return error_set_int(StructError, "repeat count given without format specifier");
        }
        if (compile_code(s, *text++, repeat)) return -1;
    }
    return 0;
}

/* The format as an ASCII Str without NULs. New reference. */
static Object *format_text(Object *format) {
    if (is_bytes(format)) {
        if (memchr(bytes_data(format), 0, bytes_size(format))) return error_set(StructError, "embedded null character");
        return object_call_method(format, "decode", 1, NAME(ascii));
    }
    if (!is_str(format)) return error_set(TypeError, "Struct() argument 1 must be a str or bytes object, not %K", format);
    if (!str_is_ascii(format)) {
        Object *encoded = object_call_method(format, "encode", 1, NAME(ascii));
        release_or_null(encoded);
        return NULL;
    }
    if (strlen(str_data(format)) != str_size(format)) return error_set(StructError, "embedded null character");
    return retain(format);
}

Struct *struct_compile(Object *format) {
    Object *text = format_text(format);
    if (!text) return NULL;
    Struct *s = (Struct *)object_new(&struct_type);
    if (!s) {
        release(text);
        return NULL;
    }
    s->text = text;
    if (!compile_codes(s, read_order(s, str_data(text)))) return s;
    release(&s->head);
    return NULL;
}

/* ---- packing ---- */

static const char *range_message(char code) {
    return code == 'b' ? "byte format requires -128 <= number <= 127" : code == 'B' ? "ubyte format requires 0 <= number <= 255"
         : code == 'h' ? "short format requires -32768 <= number <= 32767" : code == 'H' ? "ushort format requires 0 <= number <= 65535" : NULL;
}

static int out_of_range(const StructField *field, bool is_signed) {
    char code = field->format->code;
    if (range_message(code)) return error_set_int(StructError, "%s", range_message(code));
    unsigned bits = (unsigned)(8 * field->size);
    if (is_signed) {
        long long limit = 1LL << (bits - 1);
        return error_set_int(StructError, "'%c' format requires %lld <= number <= %lld", code, -limit, limit - 1);
    }
    return error_set_int(StructError, "'%c' format requires 0 <= number <= %lld", code, (1LL << bits) - 1);
}

/* Beyond 64 bits, or negative for the larger unsigned codes. The swapped 8-byte codes have a message of their own. */
static int too_large(const Struct *s, const StructField *field) {
    bool swapped = s->big_endian != host_is_big_endian && field->size == 8;
    return error_set_int(StructError, swapped || field->format->kind == ITEM_POINTER ? "int too large to convert" : "argument out of range");
}

/* number is an int. */
static int pack_int(const Struct *s, const StructField *field, Object *number, char *out) {
    bool is_signed = field->format->kind == ITEM_SIGNED, negative = int_sign(number) < 0;
    if (negative && int_is_machine(number) && !is_signed && range_message(field->format->code)) return out_of_range(field, false);
    size_t bits = 8 * field->size, length = int_bit_length(number);
    uint64_t value = int_is_machine(number) ? (uint64_t)int_value(number) : length <= 64 && !negative ? mpz_get_ui(int_big(number)) : 0;
    if (field->format->kind == ITEM_POINTER ? length > 64 : is_signed ? !int_is_machine(number) : negative || length > 64)
        return too_large(s, field);
    if (is_signed && bits < 64 && ((int64_t)value >> (bits - 1)) != ((int64_t)value >> 63)) return out_of_range(field, true);
    if (!is_signed && bits < 64 && value >> bits) return out_of_range(field, false);
    item_store(value, out, field->size, s->big_endian);
    return 0;
}

static int pack_integer(const Struct *s, const StructField *field, Object *value, char *out) {
    if (is_int(value)) return pack_int(s, field, value, out);
    if (!value->type->index) return error_set_int(StructError, "required argument is not an integer");
    Object *number = object_index(value);
    int status = number ? pack_int(s, field, number, out) : -1;
    release_or_null(number);
    return status;
}

/* With native order and size, C's conversion to float may give an infinity. */
static int pack_float(const Struct *s, const StructField *field, Object *value, char *out) {
    double number;
    if (float_as_double(value, &number)) {
        if (error_clear_if(TypeError)) error_set(StructError, "required argument is not a float");
        return -1;
    }
    if (item_store_double(number, out, field->size, s->big_endian) || (s->native && field->size == 4)) return 0;
    return error_set_int(OverflowError, "float too large to pack with %c format", field->format->code);
}

static int pack_char(Object *value, char *out) {
    if (!is_bytes(value) || bytes_size(value) != 1) return error_set_int(StructError, "char format requires a bytes object of length 1");
    *out = *bytes_data(value);
    return 0;
}

/* s: padded with zeros or cut. p: behind a byte with the length. */
static int pack_text(const StructField *field, Object *value, char *out) {
    char code = field->format->code;
    if (!is_bytes(value) && !is_bytearray(value)) return error_set_int(StructError, "argument for '%c' must be a bytes object", code);
    const char *data = is_bytes(value) ? bytes_data(value) : ((ByteArray *)value)->data;
    size_t size = is_bytes(value) ? bytes_size(value) : ((ByteArray *)value)->size, room = field->size;
    if (code == 'p' && room) {
        room--;
        if (size > room) size = room;
        if (size > 255) size = 255;
        *out++ = (char)size;
    }
    if (size > room) size = room;
    if (size) memcpy(out, data, size);
    return 0;
}

static int pack_value(const Struct *s, const StructField *field, Object *value, char *out) {
    int truth;
    switch ((ItemKind)field->format->kind) {
    case ITEM_CHAR: return pack_char(value, out);
    case ITEM_BOOL:
        if ((truth = object_truth(value)) < 0) return -1;
        *out = (char)truth;
        return 0;
    case ITEM_FLOAT: return pack_float(s, field, value, out);
    case ITEM_TEXT: case ITEM_COUNTED_TEXT: return pack_text(field, value, out);
    default: return pack_integer(s, field, value, out);
    }
}

int struct_pack_items(const Struct *s, Object **values, char *out) {
    memset(out, 0, s->size);
    for (size_t i = 0; i < s->field_count; i++) {
        const StructField *field = &s->fields[i];
        if (field->format->kind == ITEM_PAD) continue;
        for (size_t j = 0; j < field->repeat; j++)
            if (pack_value(s, field, *values++, out + field->offset + j * field->size)) return -1;
    }
    return 0;
}

/* ---- unpacking ---- */

static Object *unpack_counted_text(const StructField *field, const char *data) {
    if (!field->size) return bytes_from_data("", 0);
    size_t length = (unsigned char)*data;
    return bytes_from_data(data + 1, length < field->size ? length : field->size - 1);
}

static Object *unpack_value(const Struct *s, const StructField *field, const char *data) {
    switch ((ItemKind)field->format->kind) {
    case ITEM_CHAR: return bytes_from_data(data, 1);
    case ITEM_BOOL: return bool_object(*data != 0);
    case ITEM_FLOAT: return float_from_double(item_load_double(data, field->size, s->big_endian));
    case ITEM_TEXT: return bytes_from_data(data, field->size);
    case ITEM_COUNTED_TEXT: return unpack_counted_text(field, data);
    default: return item_load_int(data, field->size, s->big_endian, field->format->kind == ITEM_SIGNED);
    }
}

Object *struct_unpack_items(const Struct *s, const char *data) {
    Object *result = tuple_new(s->item_count);
    if (!result) return NULL;
    size_t at = 0;
    for (size_t i = 0; i < s->field_count; i++) {
        const StructField *field = &s->fields[i];
        if (field->format->kind == ITEM_PAD) continue;
        for (size_t j = 0; j < field->repeat; j++) {
            Object *value = unpack_value(s, field, data + field->offset + j * field->size);
            if (!value) {
                release(result);
                return NULL;
            }
            ((Tuple *)result)->items[at++] = value;
        }
    }
    if (s->item_count) gc_track(result);
    return result;
}
