/* codec_error.c - the error handlers: strict, ignore, replace, backslashreplace, surrogateescape, surrogatepass,
 * xmlcharrefreplace, namereplace, and those that scripts have registered. A handler is looked up by name only when
 * something is wrong, as in CPython. */
#include "builtins/types/bytes.h"
#include "builtins/types/codec_internal.h"
#include "builtins/types/codec_registry.h"
#include "builtins/types/exception.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/str_repr.h"
#include "builtins/types/tuple.h"
#include "builtins/types/unicode.h"
#include "builtins/types/unicode_names.h"
#include "runtime/base/utf8.h"

typedef enum { STRICT, IGNORE, REPLACE, BACKSLASH, SURROGATE_ESCAPE, SURROGATE_PASS, XML_REFERENCE, NAME, UNKNOWN } Handler;

static Handler find_handler(const char *name) {
    static const char *const names[] = {"strict", "ignore", "replace", "backslashreplace", "surrogateescape",
                                        "surrogatepass", "xmlcharrefreplace", "namereplace"};
    for (int i = 0; i < UNKNOWN; i++)
        if (strcmp(names[i], name) == 0) return (Handler)i;
    return UNKNOWN;
}

/* type(encoding, object, start, end, reason). STEALS object. New reference. */
static Object *unicode_error_steal(Type *type, const char *encoding, Object *object, size_t start, size_t end, const char *reason) {
    Object *name = str_from_text(encoding), *from = int_from_size(start), *to = int_from_size(end), *why = str_from_text(reason);
    Object *exception = name && object && from && to && why
        ? object_call_objects((Object *)type, 5, name, object, from, to, why) : NULL;
    release_or_null(name);
    release_or_null(object);
    release_or_null(from);
    release_or_null(to);
    release_or_null(why);
    return exception;
}

/* ---- registered handlers ---- */

/* Calls the handler of that name: its answer (object, position) as a tuple. */
static Object *call_handler(const char *name, Object *exception, bool decoding) {
    Object *handler = codec_lookup_error(name), *answer = handler ? object_call_one(handler, exception) : NULL;
    release_or_null(handler);
    if (!answer) return NULL;
    Object *text = is_tuple(answer) && tuple_count(answer) == 2 ? tuple_item_borrowed(answer, 0) : NULL;
    if (text && (is_str(text) || (!decoding && is_bytes(text))) && is_int(tuple_item_borrowed(answer, 1))) return answer;
    error_set(TypeError, "%s error handler must return (%s, int) tuple", decoding ? "decoding" : "encoding", decoding ? "str" : "str/bytes");
    release(answer);
    return NULL;
}

/* Where the answer says to go on, in input of that size. 0, -1. */
static int handler_position(Object *answer, size_t size, size_t *resume) {
    ssize_t position;
    if (object_as_index(tuple_item_borrowed(answer, 1), &position, IndexError)) return -1;
    ssize_t from_start = position < 0 ? position + (ssize_t)size : position;
    if (from_start < 0 || (size_t)from_start > size)
        return error_set_int(IndexError, "position %zd from error handler out of bounds", from_start);
    *resume = (size_t)from_start;
    return 0;
}

/* ---- decoding ---- */

static Object *decode_exception(Decoder *d, size_t start, size_t end, const char *reason) {
    if (!d->input) d->input = bytes_from_data((const char *)d->data, d->size);
    return unicode_error_steal(UnicodeDecodeError, d->error_name, retain_or_null(d->input), start, end, reason);
}

static int decode_strict(Decoder *d, size_t start, size_t end, const char *reason) {
    Object *exception = decode_exception(d, start, end, reason);
    if (exception) error_raise_steal(exception);
    return -1;
}

/* The handler may have put other bytes into the exception: the rest is read from them. 0, -1. */
static int take_input(Decoder *d, Object *exception) {
    Object *input = ((UnicodeErrorObject *)exception)->object;
    if (input == d->input) return 0;
    if (!input || !is_bytes(input)) return error_set_int(TypeError, "object attribute must be bytes");
    object_replace_steal(&d->input, retain(input));
    d->data = (const unsigned char *)bytes_data(input);
    d->size = bytes_size(input);
    return 0;
}

static int decode_registered(Decoder *d, size_t start, size_t end, const char *reason, size_t *resume) {
    Object *exception = decode_exception(d, start, end, reason), *answer = exception ? call_handler(d->errors, exception, true) : NULL;
    int status = answer && !take_input(d, exception) ? handler_position(answer, d->size, resume) : -1;
    if (!status) buffer_append(&d->out, str_data(tuple_item_borrowed(answer, 0)), str_size(tuple_item_borrowed(answer, 0)));
    release_or_null(answer);
    release_or_null(exception);
    return status;
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
    case UNKNOWN: return decode_registered(d, start, end, reason, resume);
    case STRICT: break;
    }
    return decode_strict(d, start, end, reason);
}

/* ---- encoding ---- */

static Object *encode_exception(Encoder *e, size_t start, size_t end) {
    return unicode_error_steal(UnicodeEncodeError, e->codec->error_name, retain(e->text), start, end, e->codec->encode_reason);
}

static int encode_strict(Encoder *e, size_t start, size_t end) {
    Object *exception = error_pending() ? NULL : encode_exception(e, start, end);
    if (exception) error_raise_steal(exception);
    return -1;
}

/* Writes replacement text, which must be encodable itself. */
static bool put_text(Encoder *e, const char *text, size_t size) {
    const char *p = text, *end = p + size;
    while (p < end)
        if (!e->codec->put(e, utf8_decode(&p))) return false;
    return true;
}

static bool append_name(Buffer *out, uint32_t c) {
    size_t before = out->length;
    buffer_append_text(out, "\\N{");
    if (unicode_name(c, out)) return buffer_append_byte(out, '}'), true;
    buffer_truncate(out, before);
    return false;
}

/* What stands for c under the handler. */
static void append_substitute(Buffer *out, Handler handler, uint32_t c) {
    if (handler == REPLACE) buffer_append_byte(out, '?');
    else if (handler == XML_REFERENCE) buffer_append_format(out, "&#%u;", (unsigned)c);
    else if (handler != NAME || !append_name(out, c)) append_escaped_codepoint(out, c);
}

static int encode_substitutes(Encoder *e, Handler handler, size_t start, size_t end, const char *at) {
    Buffer text = BUFFER_INIT;
    for (size_t i = start; i < end; i++) append_substitute(&text, handler, utf8_decode(&at));
    bool failed = buffer_failed(&text), written = !failed && put_text(e, text.data, text.length);
    buffer_free(&text);
    if (failed) return error_no_memory(), -1;
    return written ? 0 : encode_strict(e, start, end);
}

/* U+DC80..U+DCFF become the bytes they stand for. */
static int encode_escaped_bytes(Encoder *e, size_t start, size_t end, const char *at) {
    if (e->codec->unit > 1) return encode_strict(e, start, end);
    for (size_t i = start; i < end; i++) {
        uint32_t c = utf8_decode(&at);
        if (c < 0xDC80 || c > 0xDCFF) return encode_strict(e, i, end);
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

/* What a handler has put in the place of [start, end): whole units, or text; the UTFs take ASCII only. */
static int put_answer(Encoder *e, Object *answer, size_t start, size_t end) {
    Object *text = tuple_item_borrowed(answer, 0);
    bool is_utf = e->codec->unit > 1 || e->codec->put == utf8_put, possible;
    if (is_str(text)) possible = (!is_utf || str_is_ascii(text)) && put_text(e, str_data(text), str_size(text));
    else possible = bytes_size(text) % (size_t)e->codec->unit == 0;
    if (!possible) return encode_strict(e, start, end);
    if (!is_str(text)) buffer_append(&e->out, bytes_data(text), bytes_size(text));
    return 0;
}

static int encode_registered(Encoder *e, size_t start, size_t end, size_t *resume) {
    Object *exception = encode_exception(e, start, end), *answer = exception ? call_handler(e->errors, exception, false) : NULL;
    int status = answer && !handler_position(answer, str_length(e->text), resume) ? put_answer(e, answer, start, end) : -1;
    release_or_null(answer);
    release_or_null(exception);
    return status;
}

int encode_error(Encoder *e, size_t start, size_t end, const char *at, size_t *resume) {
    Handler handler = find_handler(e->errors);
    *resume = end;
    switch (handler) {
    case IGNORE: return 0;
    case REPLACE: case BACKSLASH: case XML_REFERENCE: case NAME: return encode_substitutes(e, handler, start, end, at);
    case SURROGATE_ESCAPE: return encode_escaped_bytes(e, start, end, at);
    case SURROGATE_PASS: return encode_surrogates(e, start, end, at);
    case UNKNOWN: return encode_registered(e, start, end, resume);
    default: return encode_strict(e, start, end);
    }
}
