/* item_codec.c - numbers as bytes. No script code runs here. */
#include "builtins/modules/item_codec.h"

#include <math.h>
#include <string.h>

#include "builtins/types/int.h"

static const ItemFormat formats[] = {
    {'x', ITEM_PAD, 1, 1, 1}, {'c', ITEM_CHAR, 1, 1, 1}, {'?', ITEM_BOOL, 1, 1, 1},
    {'b', ITEM_SIGNED, 1, 1, 1}, {'B', ITEM_UNSIGNED, 1, 1, 1}, {'h', ITEM_SIGNED, 2, 2, 2}, {'H', ITEM_UNSIGNED, 2, 2, 2},
    {'i', ITEM_SIGNED, 4, 4, 4}, {'I', ITEM_UNSIGNED, 4, 4, 4}, {'l', ITEM_SIGNED, 8, 8, 4}, {'L', ITEM_UNSIGNED, 8, 8, 4},
    {'q', ITEM_SIGNED, 8, 8, 8}, {'Q', ITEM_UNSIGNED, 8, 8, 8}, {'n', ITEM_SIGNED, 8, 8, 0}, {'N', ITEM_UNSIGNED, 8, 8, 0},
    {'P', ITEM_POINTER, 8, 8, 0}, {'e', ITEM_FLOAT, 2, 2, 2}, {'f', ITEM_FLOAT, 4, 4, 4}, {'d', ITEM_FLOAT, 8, 8, 8},
    {'s', ITEM_TEXT, 1, 1, 1}, {'p', ITEM_COUNTED_TEXT, 1, 1, 1},
};

const ItemFormat *item_format_find(char code) {
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i].code == code) return &formats[i];
    return NULL;
}

/* ---- ints ---- */

void item_store(uint64_t bits, char *out, size_t size, bool big_endian) {
    if (size == 8 && big_endian == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)) {
        memcpy(out, &bits, 8);
        return;
    }
    for (size_t i = 0; i < size; i++, bits >>= 8) out[big_endian ? size - 1 - i : i] = (char)bits;
}

uint64_t item_load(const char *data, size_t size, bool big_endian) {
    uint64_t bits = 0;
    if (size == 8 && big_endian == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)) {
        memcpy(&bits, data, 8);
        return bits;
    }
    for (size_t i = 0; i < size; i++) bits = bits << 8 | (unsigned char)data[big_endian ? i : size - 1 - i];
    return bits;
}

Object *item_load_int(const char *data, size_t size, bool big_endian, bool is_signed) {
    uint64_t bits = item_load(data, size, big_endian);
    if (!is_signed) return int_from_u64(bits);
    unsigned unused = (unsigned)(64 - 8 * size);
    return int_from_i64((int64_t)(bits << unused) >> unused);
}

/* ---- floats ---- */

/* The nearest half-precision number, halves to even; false on overflow. */
static bool half_from_double(double value, uint64_t *half) {
    uint64_t sign = signbit(value) ? 0x8000 : 0;
    *half = sign | (isnan(value) ? 0x7e00 : 0x7c00);
    if (!isfinite(value)) return true;
    int exponent;
    double fraction = frexp(fabs(value), &exponent);
    /* In units of the last place: 11 digits, fewer below the smallest normal number. */
    int scale = exponent < -13 ? 24 : 11 - exponent;
    double units = rint(ldexp(fraction, exponent + scale));
    uint64_t bits = (uint64_t)units;
    if (value != 0 && exponent >= -13) bits += (uint64_t)(exponent + 13) << 10;
    if (bits >= 0x7c00) return false;
    *half = sign | bits;
    return true;
}

static double double_from_half(uint64_t half) {
    int exponent = (int)(half >> 10 & 31);
    double fraction = (double)(half & 1023);
    double size = exponent == 31 ? (fraction ? NAN : INFINITY) : exponent ? ldexp(fraction + 1024, exponent - 25) : ldexp(fraction, -24);
    return half & 0x8000 ? -size : size;
}

bool item_store_double(double value, char *out, size_t size, bool big_endian) {
    uint64_t bits = 0;
    bool fits = true;
    if (size == 2) fits = half_from_double(value, &bits);
    else if (size == 4) {
        float narrow = (float)value;
        uint32_t narrow_bits;
        memcpy(&narrow_bits, &narrow, sizeof narrow_bits);
        bits = narrow_bits;
        fits = !isinf(narrow) || isinf(value);
    } else memcpy(&bits, &value, sizeof bits);
    item_store(bits, out, size, big_endian);
    return fits;
}

double item_load_double(const char *data, size_t size, bool big_endian) {
    uint64_t bits = item_load(data, size, big_endian);
    if (size == 2) return double_from_half(bits);
    if (size == 4) {
        uint32_t narrow_bits = (uint32_t)bits;
        float narrow;
        memcpy(&narrow, &narrow_bits, sizeof narrow);
        return narrow;
    }
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
