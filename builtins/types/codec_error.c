/* codec_error.c - the error handlers: strict, ignore, replace, backslashreplace, surrogateescape, surrogatepass,
 * xmlcharrefreplace, namereplace. A handler is looked up by name only when something is wrong, as in CPython. */
#include "builtins/types/bytes.h"
#include "builtins/types/codec_internal.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/str_repr.h"
#include "builtins/types/unicode.h"
#include "runtime/base/utf8.h"

typedef enum { STRICT, IGNORE, REPLACE, BACKSLASH, SURROGATE_ESCAPE, SURROGATE_PASS, XML_REFERENCE, NAME, UNKNOWN } Handler;

static Handler find_handler(const char *name) {
    static const char *const names[] = {"strict", "ignore", "replace", "backslashreplace", "surrogateescape",
                                        "surrogatepass", "xmlcharrefreplace", "namereplace"};
    for (int i = 0; i < UNKNOWN; i++)
        if (strcmp(names[i], name) == 0) return (Handler)i;
    return UNKNOWN;
}

static int unknown_handler(const char *name) {
    return error_set_int(LookupError, "unknown error handler name '%s'", name);
}

/* Raises type(encoding, object, start, end, reason). STEALS object. Returns -1. */
static int raise_unicode_error(Type *type, const char *encoding, Object *object, size_t start, size_t end, const char *reason) {
    Object *name = str_from_text(encoding), *from = int_from_size(start), *to = int_from_size(end), *why = str_from_text(reason);
    Object *exception = name && object && from && to && why
        ? object_call_objects((Object *)type, 5, name, object, from, to, why) : NULL;
    release_or_null(name);
    release_or_null(object);
    release_or_null(from);
    release_or_null(to);
    release_or_null(why);
    if (exception) error_raise_steal(exception);
    return -1;
}

/* ---- decoding ---- */

static int decode_strict(Decoder *d, size_t start, size_t end, const char *reason) {
    Object *input = bytes_from_data((const char *)d->data, d->size);
    return raise_unicode_error(UnicodeDecodeError, d->error_name, input, start, end, reason);
}

static void append_byte_escapes(Decoder *d, size_t start, size_t end) {
    for (; start < end; start++) buffer_append_format(&d->out, "\\x%02x", d->data[start]);
}

/* Bytes 0x80..0xFF become U+DC80..U+DCFF. false: there is another byte at the start. */
static bool escape_bytes(Decoder *d, size_t start, size_t end, size_t *resume) {
    size_t at = start;
    for (; at < end && d->data[at] >= 0x80; at++) buffer_append_codepoint(&d->out, 0xDC00u + d->data[at]);
    *resume = at;
    return at > start;
}

static uint32_t read_unit(const unsigned char *p, int size, bool big_endian) {
    uint32_t unit = 0;
    for (int i = 0; i < size; i++) unit = unit << 8 | p[big_endian ? i : size - 1 - i];
    return unit;
}

/* An encoded surrogate is taken as it is. false: there is none. */
static bool pass_surrogate(Decoder *d, size_t start, size_t *resume) {
    const unsigned char *p = d->data + start;
    size_t left = d->size - start;
    uint32_t c;
    if (d->codec->unit == 1) {
        if (d->codec->decode != utf8_decoder || left < 3 || p[0] != 0xED || (p[1] & 0xE0) != 0xA0 || (p[2] & 0xC0) != 0x80) return false;
        c = 0xD000u | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3Fu);
        *resume = start + 3;
    } else {
        if (left < (size_t)d->codec->unit) return false;
        c = read_unit(p, d->codec->unit, d->big_endian);
        *resume = start + (size_t)d->codec->unit;
    }
    if (!unicode_is_surrogate(c)) return false;
    buffer_append_codepoint(&d->out, c);
    return true;
}

int decode_error(Decoder *d, size_t start, size_t end, const char *reason, size_t *resume) {
    *resume = end;
    switch (find_handler(d->errors)) {
    case IGNORE: return 0;
    case REPLACE: buffer_append_codepoint(&d->out, 0xFFFD); return 0;
    case BACKSLASH: append_byte_escapes(d, start, end); return 0;
    case SURROGATE_ESCAPE:
        if (escape_bytes(d, start, end, resume)) return 0;
        break;
    case SURROGATE_PASS:
        if (pass_surrogate(d, start, resume)) return 0;
        break;
    case XML_REFERENCE: case NAME:
        return error_set_int(TypeError, "don't know how to handle UnicodeDecodeError in error callback");
    case UNKNOWN: return unknown_handler(d->errors);
    case STRICT: break;
    }
    return decode_strict(d, start, end, reason);
}

/* ---- encoding ---- */

static int encode_strict(Encoder *e, size_t start, size_t end) {
    return raise_unicode_error(UnicodeEncodeError, e->codec->error_name, retain(e->text), start, end, e->codec->encode_reason);
}

/* Writes replacement text, which must be encodable itself. */
static bool put_text(Encoder *e, const Buffer *text) {
    const char *p = text->data, *end = p + text->length;
    while (p < end)
        if (!e->codec->put(e, utf8_decode(&p))) return false;
    return true;
}

/* What stands for c under the handler. */
static void append_substitute(Buffer *out, Handler handler, uint32_t c) {
    if (handler == REPLACE) buffer_append_byte(out, '?');
    else if (handler == XML_REFERENCE) buffer_append_format(out, "&#%u;", (unsigned)c);
    else append_escaped_codepoint(out, c);
}

static int encode_substitutes(Encoder *e, Handler handler, size_t start, size_t end, const char *at) {
    Buffer text = BUFFER_INIT;
    for (size_t i = start; i < end; i++) append_substitute(&text, handler, utf8_decode(&at));
    bool failed = buffer_failed(&text), written = !failed && put_text(e, &text);
    buffer_free(&text);
    if (failed) return error_no_memory(), -1;
    return written ? 0 : encode_strict(e, start, end);
}

/* U+DC80..U+DCFF become the bytes they stand for. */
static int encode_escaped_bytes(Encoder *e, size_t start, size_t end, const char *at) {
    if (e->codec->unit > 1) return encode_strict(e, start, end);
    for (size_t i = start; i < end; i++) {
        uint32_t c = utf8_decode(&at);
        if (c < 0xDC80 || c > 0xDCFF) return encode_strict(e, start, end);
        buffer_append_byte(&e->out, (char)(c - 0xDC00));
    }
    return 0;
}

static int encode_surrogates(Encoder *e, size_t start, size_t end, const char *at) {
    bool is_utf8 = e->codec->put == utf8_put;
    for (size_t i = start; i < end; i++) {
        uint32_t c = utf8_decode(&at);
        if (!unicode_is_surrogate(c) || (e->codec->unit == 1 && !is_utf8)) return encode_strict(e, start, end);
        if (is_utf8) buffer_append_codepoint(&e->out, c);
        else put_unit(&e->out, c, e->codec->unit, e->big_endian);
    }
    return 0;
}

int encode_error(Encoder *e, size_t start, size_t end, const char *at) {
    Handler handler = find_handler(e->errors);
    switch (handler) {
    case IGNORE: return 0;
    case REPLACE: case BACKSLASH: case XML_REFERENCE: case NAME: return encode_substitutes(e, handler, start, end, at);
    case SURROGATE_ESCAPE: return encode_escaped_bytes(e, start, end, at);
    case SURROGATE_PASS: return encode_surrogates(e, start, end, at);
    case UNKNOWN: return unknown_handler(e->errors);
    default: return encode_strict(e, start, end);
    }
}
