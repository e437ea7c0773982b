/* memoryview_item.c - single items in memory: native formats to objects and back. */
#include <string.h>

#include "builtins/types/bytes.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/memoryview.h"

static char format_letter(const char *format) { return format[*format == '@']; }

size_t memory_item_size(const char *format) {
    static const struct { char letter; size_t size; } sizes[] = {
        {'B', 1}, {'b', 1}, {'c', 1}, {'?', sizeof(bool)}, {'h', sizeof(short)}, {'H', sizeof(short)}, {'i', sizeof(int)},
        {'I', sizeof(int)}, {'l', sizeof(long)}, {'L', sizeof(long)}, {'q', sizeof(long long)}, {'Q', sizeof(long long)},
        {'n', sizeof(ssize_t)}, {'N', sizeof(size_t)}, {'P', sizeof(void *)}, {'f', sizeof(float)}, {'d', sizeof(double)}
    };
    char letter = format_letter(format);
    for (size_t i = 0; letter && i < sizeof sizes / sizeof *sizes; i++)
        if (sizes[i].letter == letter && !format[1 + (*format == '@')]) return sizes[i].size;
    return 0;
}

static bool is_signed_format(char letter) { return strchr("bhilqn", letter) != NULL; }
static bool is_float_format(char letter) { return letter == 'f' || letter == 'd'; }

static Object *unpack_float(const char *p, char letter) {
    float single;
    double number;
    if (letter == 'f') {
        memcpy(&single, p, sizeof single);
        number = single;
    } else memcpy(&number, p, sizeof number);
    return float_from_double(number);
}

Object *memory_unpack(const char *p, const char *format) {
    char letter = format_letter(format);
    size_t size = memory_item_size(format);
    if (letter == 'c') return bytes_from_data(p, 1);
    if (letter == '?') return retain(*p ? True : False);
    if (is_float_format(letter)) return unpack_float(p, letter);
    uint64_t bits = 0;
    memcpy(&bits, p, size);   /* little-endian machines only, as the rest of the heap's layout */
    if (!is_signed_format(letter)) return int_from_u64(bits);
    unsigned unused = 64 - 8 * (unsigned)size;
    return int_from_i64((int64_t)(bits << unused) >> unused);
}

static int invalid_value(const char *format) {
    return error_set_int(ValueError, "memoryview: invalid value for format '%s'", format);
}

static int invalid_type(const char *format) {
    return error_set_int(TypeError, "memoryview: invalid type for format '%s'", format);
}

static int pack_float(char *p, char letter, Object *value) {
    double number;
    if (float_as_double(value, &number)) return -1;
    float single = (float)number;
    if (letter == 'f') memcpy(p, &single, sizeof single);
    else memcpy(p, &number, sizeof number);
    return 0;
}

/* Is the int in the range of an integer format of that size? *bits receives it. */
static bool integer_bits(Object *number, size_t size, bool is_signed, uint64_t *bits) {
    int64_t value;
    if (((Int *)number)->big) {
        if (is_signed || size < 8 || int_sign(number) < 0 || int_bit_length(number) > 64) return false;
        *bits = mpz_get_ui(&((Int *)number)->number);
        return true;
    }
    value = int_value(number);
    *bits = (uint64_t)value;
    if (size == 8) return is_signed || value >= 0;
    int64_t limit = INT64_C(1) << (8 * size - is_signed);
    return value < limit && value >= (is_signed ? -limit : 0);
}

static int pack_integer(char *p, const char *format, Object *value) {
    if (!value->type->index) return invalid_type(format);
    Object *number = object_index(value);
    if (!number) return -1;
    uint64_t bits;
    size_t size = memory_item_size(format);
    bool fits = integer_bits(number, size, is_signed_format(format_letter(format)), &bits);
    release(number);
    if (!fits) return invalid_value(format);
    memcpy(p, &bits, size);
    return 0;
}

int memory_pack(char *p, const char *format, Object *value) {
    char letter = format_letter(format);
    if (is_float_format(letter)) {
        if (!pack_float(p, letter, value)) return 0;
        return error_clear_if(TypeError) ? invalid_type(format) : -1;
    }
    if (letter == '?') {
        int truth = object_truth(value);
        if (truth >= 0) *p = (char)truth;
        return truth < 0 ? -1 : 0;
    }
    if (letter != 'c') return pack_integer(p, format, value);
    if (!is_bytes(value)) return invalid_type(format);
    if (bytes_size(value) != 1) return invalid_value(format);
    *p = *bytes_data(value);
    return 0;
}
