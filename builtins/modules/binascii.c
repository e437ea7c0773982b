/* binascii.c - the binascii module: bytes as hexadecimal digits and base 64, and checksums. Runs no script code but the
 * buffer protocol's. */
#include "builtins/modules/binascii.h"

#include <string.h>

#include "builtins/types/bytes.h"
#include "builtins/types/exception.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"

Type binascii_error_type = {
    .head = TYPE_HEAD, .name = "binascii.Error", .size = sizeof(ExceptionObject), .base = &ValueError_type,
    .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE | TYPE_EXCEPTION_SUBCLASS | TYPE_IMMUTABLE,
};

static Type incomplete_type = {
    .head = TYPE_HEAD, .name = "binascii.Incomplete", .size = sizeof(ExceptionObject), .base = &Exception_type,
    .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE | TYPE_EXCEPTION_SUBCLASS | TYPE_IMMUTABLE,
};

int binascii_get_ascii(Object *o, BufferView *view) {
    if (!is_str(o)) {
        if (!object_get_buffer(o, view, 0)) return 0;
        if (error_clear_if(TypeError)) error_set(TypeError, "argument should be bytes, buffer or ASCII string, not '%s'", type_full_name(o->type));
        return -1;
    }
    if (!str_is_ascii(o)) return error_set_int(ValueError, "string argument should contain only ASCII characters");
    *view = (BufferView){.data = (char *)(uintptr_t)str_data(o), .length = str_size(o), .item_size = 1, .readonly = true, .owner = retain(o)};
    return 0;
}

Value binascii_bytes(Buffer *buffer) {
    if (buffer_failed(buffer)) error_no_memory();
    Object *bytes = buffer_failed(buffer) ? NULL : bytes_from_data(buffer->data ? buffer->data : "", buffer->length);
    buffer_free(buffer);
    return value_new(bytes);
}

/* ---- hexadecimal ---- */

static Value hexlify_function(Object *self UNUSED, Object **args) {
    BufferView view;
    if (object_get_buffer(args[0], &view, 0)) return value_error();
    Object *bytes = bytes_from_data(view.data ? view.data : "", view.length), *text = NULL, *result = NULL;
    buffer_view_release(&view);
    if (bytes && args[1]) text = object_call_method(bytes, "hex", args[2] ? 2 : 1, args[1], args[2]);
    else if (bytes) text = object_call_method(bytes, "hex", 0);
    if (text) result = bytes_from_data(str_data(text), str_size(text));
    release_or_null(bytes);
    release_or_null(text);
    return value_new(result);
}

int binascii_hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    char lower = (char)(c | 32);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static Object *unhexlify(const char *digits, size_t length) {
    if (length % 2) return error_set(BinasciiError, "Odd-length string");
    Object *result = bytes_from_data(NULL, length / 2);
    for (size_t i = 0; result && i < length; i += 2) {
        int high = binascii_hex_value(digits[i]), low = binascii_hex_value(digits[i + 1]);
        if (high < 0 || low < 0) {
            CLEAR(result);
            error_set(BinasciiError, "Non-hexadecimal digit found");
        } else bytes_data(result)[i / 2] = (char)(high << 4 | low);
    }
    return result;
}

static Value unhexlify_function(Object *self UNUSED, Object **args) {
    BufferView view;
    if (binascii_get_ascii(args[0], &view)) return value_error();
    Object *result = unhexlify(view.data, view.length);
    buffer_view_release(&view);
    return value_new(result);
}

/* ---- base 64 ---- */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode_group(Buffer *out, const unsigned char *data, size_t count) {
    uint32_t bits = (uint32_t)data[0] << 16 | (count > 1 ? (uint32_t)data[1] << 8 : 0) | (count > 2 ? data[2] : 0);
    for (size_t i = 0; i < 4; i++) buffer_append_byte(out, i <= count ? alphabet[bits >> (18 - 6 * i) & 63] : '=');
}

static Value b2a_base64_function(Object *self UNUSED, Object **args) {
    BufferView view;
    int newline = args[1] ? object_truth(args[1]) : 1;
    if (newline < 0 || object_get_buffer(args[0], &view, 0)) return value_error();
    Buffer out = BUFFER_INIT;
    for (size_t i = 0; i < view.length; i += 3)
        encode_group(&out, (unsigned char *)view.data + i, view.length - i < 3 ? view.length - i : 3);
    if (newline) buffer_append_byte(&out, '\n');
    buffer_view_release(&view);
    return binascii_bytes(&out);
}

static int base64_value(char c) {
    const char *found = c ? strchr(alphabet, c) : NULL;
    return found ? (int)(found - alphabet) : -1;
}

typedef struct Base64 { Buffer out; uint32_t bits; int count; int pads; size_t digits; } Base64;    /* count: digits of this group */

static void take_digit(Base64 *b, int value) {
    b->digits++;
    b->bits = b->bits << 6 | (uint32_t)value;
    switch (b->count++) {
    case 0: return;
    case 1: buffer_append_byte(&b->out, (char)(b->bits >> 4)); return;
    case 2: buffer_append_byte(&b->out, (char)(b->bits >> 2)); return;
    default: buffer_append_byte(&b->out, (char)b->bits);
    }
    b->count = 0;
}

/* 1: the padding is complete and ends the data; 0 go on; -1 */
static int take_pad(Base64 *b, bool strict, bool last) {
    b->pads++;
    if (b->count < 2 || b->count + b->pads < 4) return 0;
    if (strict && !last) return error_set_int(BinasciiError, "Excess data after padding");
    return 1;
}

static int decode(Base64 *b, const char *text, size_t length, bool strict) {
    if (strict && length && text[0] == '=') return error_set_int(BinasciiError, "Leading padding not allowed");
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '=') {
            int done = take_pad(b, strict, i + 1 == length);
            if (done) return done < 0 ? -1 : 0;
            continue;
        }
        int value = base64_value(text[i]);
        if (value < 0) {
            if (strict) return error_set_int(BinasciiError, "Only base64 data is allowed");
            continue;
        }
        if (strict && b->pads) return error_set_int(BinasciiError, "Discontinuous padding not allowed");
        b->pads = 0;
        take_digit(b, value);
    }
    if (b->count == 1)
        return error_set_int(BinasciiError, "Invalid base64-encoded string: number of data characters (%zu) cannot be 1 more than a multiple of 4", b->digits);
    return b->count ? error_set_int(BinasciiError, "Incorrect padding") : 0;
}

static Value a2b_base64_function(Object *self UNUSED, Object **args) {
    BufferView view;
    int strict = args[1] ? object_truth(args[1]) : 0;
    if (strict < 0 || binascii_get_ascii(args[0], &view)) return value_error();
    Base64 b = {.out = BUFFER_INIT};
    int status = decode(&b, view.data, view.length, strict);
    buffer_view_release(&view);
    if (!status) return binascii_bytes(&b.out);
    buffer_free(&b.out);
    return value_error();
}

/* ---- checksums ---- */

/* Polynomials of degree 32 (reflected) and 16. */
static uint32_t crc32_byte(uint32_t crc, unsigned char byte) {
    crc ^= byte;
    for (int i = 0; i < 8; i++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    return crc;
}

static uint32_t crc_hqx_byte(uint32_t crc, unsigned char byte) {
    crc ^= (uint32_t)byte << 8;
    for (int i = 0; i < 8; i++) crc = crc << 1 ^ (crc & 0x8000 ? 0x11021u : 0);
    return crc & 0xffff;
}

/* The low 32 bits of an int of any size. */
static int start_value(Object *o, uint32_t *start) {
    *start = 0;
    if (!o) return 0;
    Object *index = object_index(o), *mask = index ? int_from_i64(0xffffffff) : NULL;
    Object *low = mask ? object_binary(index, mask, BINARY_AND) : NULL;
    if (low) *start = (uint32_t)int_value(low);
    int status = low ? 0 : -1;
    release_or_null(index);
    release_or_null(mask);
    release_or_null(low);
    return status;
}

static Value checksum(Object *data, Object *start, uint32_t width, uint32_t inverted, uint32_t (*step)(uint32_t, unsigned char)) {
    enum { BYTES_BETWEEN_CHECKS = 1 << 22 };
    uint32_t crc;
    BufferView view;
    if (start_value(start, &crc) || object_get_buffer(data, &view, 0)) return value_error();
    bool interrupted = false;
    crc = (crc & width) ^ inverted;
    for (size_t i = 0; i < view.length && !interrupted; i++) {
        crc = step(crc, (unsigned char)view.data[i]);
        interrupted = i % BYTES_BETWEEN_CHECKS == BYTES_BETWEEN_CHECKS - 1 && interp_check_interrupt();
    }
    buffer_view_release(&view);
    return interrupted ? value_error() : value_int((int64_t)(crc ^ inverted));
}

static Value crc32_function(Object *self UNUSED, Object **args) { return checksum(args[0], args[1], 0xffffffffu, 0xffffffffu, crc32_byte); }

static Value crc_hqx_function(Object *self UNUSED, Object **args) { return checksum(args[0], args[1], 0xffff, 0, crc_hqx_byte); }

#define HEXLIFY_SIGNATURE "(data, sep=<unrepresentable>, bytes_per_sep=1)"
#define HEXLIFY_DOC "Hexadecimal representation of binary data."
#define UNHEXLIFY_DOC "Binary data of hexadecimal representation."

static const Method binascii_functions[] = {
    {"a2b_base64", a2b_base64_function, "(data, /, *, strict_mode=False)", "Decode a line of base64 data.", 0},
    {"a2b_hex", unhexlify_function, "(hexstr, /)", UNHEXLIFY_DOC, 0},
    {"b2a_base64", b2a_base64_function, "(data, /, *, newline=True)", "Base64-code line of data.", 0},
    {"b2a_hex", hexlify_function, HEXLIFY_SIGNATURE, HEXLIFY_DOC, 0},
    {"a2b_qp", a2b_qp_function, "(data, header=False)", "Decode a string of qp-encoded data.", 0},
    {"b2a_qp", b2a_qp_function, "(data, quotetabs=False, istext=True, header=False)", "Encode a string using quoted-printable encoding.", 0},
    {"a2b_uu", a2b_uu_function, "(data, /)", "Decode a line of uuencoded data.", 0},
    {"b2a_uu", b2a_uu_function, "(data, /, *, backtick=False)", "Uuencode line of data.", 0},
    {"crc32", crc32_function, "(data, crc=0, /)", "Compute CRC-32 incrementally.", 0},
    {"crc_hqx", crc_hqx_function, "(data, crc, /)", "Compute CRC-CCITT incrementally.", 0},
    {"hexlify", hexlify_function, HEXLIFY_SIGNATURE, HEXLIFY_DOC, 0},
    {"unhexlify", unhexlify_function, "(hexstr, /)", UNHEXLIFY_DOC, 0},
    {0},
};

static int binascii_init(Object *module) { return module_add_type(module, &binascii_error_type) || module_add_type(module, &incomplete_type) ? -1 : 0; }

const ModuleDef binascii_module = {
    .name = "binascii", .doc = "Conversion between binary data and ASCII", .functions = binascii_functions, .init = binascii_init,
};
