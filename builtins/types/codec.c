/* codec.c - the table of encodings, and the two walks: decode bytes, encode text. Runs script code where an encoding or an
 * error handler is not one of those built in (codec_registry.c). */
#include "builtins/types/codec.h"

#include "builtins/types/bytes.h"
#include "builtins/types/codec_internal.h"
#include "builtins/types/codec_registry.h"
#include "builtins/types/str.h"
#include "runtime/base/utf8.h"

static const char NOT_ALLOWED[] = "surrogates not allowed", UNDEFINED[] = "character maps to <undefined>";

static const Codec codecs[] = {
    {"utf-8", "utf-8", NOT_ALLOWED, 1, false, false, utf8_decoder, utf8_put},
    {"ascii", "ascii", "ordinal not in range(128)", 1, false, false, ascii_decoder, ascii_put},
    {"iso8859-1", "latin-1", "ordinal not in range(256)", 1, false, false, latin1_decoder, latin1_put},
    {"utf-8-sig", "utf-8", NOT_ALLOWED, 1, false, true, utf8_decoder, utf8_put},
    {"utf-16", "utf-16", NOT_ALLOWED, 2, false, true, utf16_decoder, utf16_put},
    {"utf-16-le", "utf-16-le", NOT_ALLOWED, 2, false, false, utf16_decoder, utf16_put},
    {"utf-16-be", "utf-16-be", NOT_ALLOWED, 2, true, false, utf16_decoder, utf16_put},
    {"utf-32", "utf-32", NOT_ALLOWED, 4, false, true, utf32_decoder, utf32_put},
    {"utf-32-le", "utf-32-le", NOT_ALLOWED, 4, false, false, utf32_decoder, utf32_put},
    {"utf-32-be", "utf-32-be", NOT_ALLOWED, 4, true, false, utf32_decoder, utf32_put},
    {"cp1252", "charmap", UNDEFINED, 1, false, false, cp1252_decoder, cp1252_put},
    {"unicode-escape", "unicodeescape", NOT_ALLOWED, 1, false, false, unicode_escape_decoder, unicode_escape_put},
    {"raw-unicode-escape", "rawunicodeescape", NOT_ALLOWED, 1, false, false, raw_unicode_escape_decoder, raw_unicode_escape_put},
};

static const struct { const char *alias, *name; } aliases[] = {
    {"utf8", "utf-8"}, {"u8", "utf-8"}, {"utf", "utf-8"}, {"cp65001", "utf-8"},
    {"us-ascii", "ascii"}, {"646", "ascii"}, {"ansi-x3.4-1968", "ascii"}, {"iso646-us", "ascii"},
    {"latin-1", "iso8859-1"}, {"latin1", "iso8859-1"}, {"latin", "iso8859-1"}, {"l1", "iso8859-1"},
    {"iso-8859-1", "iso8859-1"}, {"8859", "iso8859-1"}, {"cp819", "iso8859-1"},
    {"utf16", "utf-16"}, {"u16", "utf-16"}, {"utf-16le", "utf-16-le"}, {"utf-16be", "utf-16-be"},
    {"utf16-le", "utf-16-le"}, {"utf16-be", "utf-16-be"}, {"utf16le", "utf-16-le"}, {"utf16be", "utf-16-be"},
    {"utf32", "utf-32"}, {"u32", "utf-32"}, {"utf-32le", "utf-32-le"}, {"utf-32be", "utf-32-be"},
    {"utf32-le", "utf-32-le"}, {"utf32-be", "utf-32-be"}, {"utf32le", "utf-32-le"}, {"utf32be", "utf-32-be"},
    {"utf8-sig", "utf-8-sig"}, {"windows-1252", "cp1252"}, {"1252", "cp1252"},
    {"unicodeescape", "unicode-escape"}, {"rawunicodeescape", "raw-unicode-escape"},
};

/* ---- names ---- */

enum { LONGEST_NAME = 31 };

/* Lower case, with - for every separator; false when it is too long for any name. */
static bool normalise(const char *name, char *out) {
    size_t i = 0;
    for (; name[i] && i < LONGEST_NAME; i++) {
        char c = name[i];
        out[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c == '_' || c == ' ' ? '-' : c);
    }
    out[i] = '\0';
    return !name[i];
}

static const Codec *look_up_codec(const char *name) {
    char normal[LONGEST_NAME + 1];
    if (!normalise(name, normal)) return NULL;
    const char *wanted = normal;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(aliases[i].alias, normal) == 0) wanted = aliases[i].name;
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
        if (strcmp(codecs[i].name, wanted) == 0) return &codecs[i];
    return NULL;
}

/* Names as they were last given are remembered. */
static const Codec *find_codec(const char *name) {
    enum { REMEMBERED = 8 };
    static struct { char name[LONGEST_NAME + 1]; const Codec *codec; } known[REMEMBERED];
    if (strcmp(name, codecs[0].name) == 0) return &codecs[0];   /* nearly always */
    size_t length = strlen(name), place = length ? (length + (unsigned char)name[length - 1]) % REMEMBERED : 0;
    if (length > LONGEST_NAME) return NULL;
    if (known[place].codec && strcmp(known[place].name, name) == 0) return known[place].codec;
    const Codec *codec = look_up_codec(name);
    if (!codec) return NULL;
    memcpy(known[place].name, name, length + 1);
    known[place].codec = codec;
    return codec;
}

const char *codec_canonical_name(const char *encoding) {
    const Codec *codec = find_codec(encoding);
    return codec ? codec->name : NULL;
}

/* ---- registered encodings ---- */

/* By the function of a registered encoding, which must give an object of that type. */
static Object *apply_registered(Object *input, const char *encoding, const char *errors, int direction, Type *wanted) {
    Object *handler = strcmp(errors, "strict") ? str_from_text(errors) : NULL;
    Object *result = error_pending() ? NULL : codec_apply(input, encoding, handler, direction, true);
    release_or_null(handler);
    if (!result || type_is_subtype(result->type, wanted)) return result;
    error_set(TypeError, direction ? "'%.400s' decoder returned '%.400s' instead of 'str'; use codecs.decode() to decode to arbitrary types"
                                   : "'%.400s' encoder returned '%.400s' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
              encoding, type_full_name(result->type));
    release(result);
    return NULL;
}

static Object *decode_registered(const char *data, size_t size, const char *encoding, const char *errors) {
    Object *input = bytes_from_data(data, size), *result = input ? apply_registered(input, encoding, errors, 1, &str_type) : NULL;
    release_or_null(input);
    return result;
}

/* ---- decoding ---- */

/* Reads and skips a byte order mark. */
static void take_mark(Decoder *d) {
    static const unsigned char little[] = {0xFF, 0xFE, 0, 0}, big[] = {0, 0, 0xFE, 0xFF};
    size_t unit = (size_t)d->codec->unit;
    if (unit == 1) d->start = d->size >= 3 && memcmp(d->data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (unit == 1 || d->size < unit) return;
    d->big_endian = memcmp(d->data, big + 4 - unit, unit) == 0;
    if (d->big_endian || memcmp(d->data, little, unit) == 0) d->start = unit;
}

static const char *decode_error_name(const Decoder *d) {
    if (d->codec->unit == 1 || !d->codec->bom) return d->codec->error_name;
    if (d->codec->unit == 2) return d->big_endian ? "utf-16-be" : "utf-16-le";
    return d->big_endian ? "utf-32-be" : "utf-32-le";
}

Object *codec_decode(const char *data, size_t size, const char *encoding, const char *errors) {
    size_t bad;
    const Codec *codec = find_codec(encoding);
    if (!codec) return decode_registered(data, size, encoding, errors);
    if (codec->unit == 1 && !codec->bom && codec->decode != unicode_escape_decoder && codec->decode != raw_unicode_escape_decoder &&
        utf8_is_ascii(data, size))
        return str_from_ascii(data, size);
    if (codec->decode == utf8_decoder && !codec->bom && utf8_validate(data, size, &bad) == size) return str_from_utf8(data, size);
    Decoder d = {.codec = codec, .errors = errors, .data = (const unsigned char *)data, .size = size,
                 .out = BUFFER_INIT, .big_endian = codec->big_endian};
    if (codec->bom) take_mark(&d);
    d.error_name = decode_error_name(&d);
    return decode_all_free(&d);
}

Object *decode_all_free(Decoder *d) {
    Object *text = NULL;
    if (!d->codec->decode(d)) text = str_from_buffer(&d->out);
    else buffer_free(&d->out);
    release_or_null(d->input);
    return text;
}

/* Bytes at the end of UTF-8 that begin a character without ending it. */
static size_t utf8_unfinished(const unsigned char *data, size_t size) {
    if (size >= 2 && data[size - 2] == 0xED && (data[size - 1] & 0xE0) == 0xA0) return 2;   /* surrogatepass may want it */
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        unsigned char c = data[size - back];
        if (c < 0x80) return 0;
        if (c < 0xC0) continue;
        const char *reason = "";
        size_t bad = utf8_bad_sequence(data + size - back, back, &reason);
        return bad == back && strcmp(reason, "unexpected end of data") == 0 ? back : 0;
    }
    return 0;
}

size_t codec_incomplete_tail(const char *data, size_t size, const char *encoding) {
    const Codec *codec = find_codec(encoding);
    if (!codec) return 0;
    const unsigned char *bytes = (const unsigned char *)data;
    if (codec->decode == unicode_escape_decoder) return escape_unfinished(bytes, size, false);
    if (codec->decode == raw_unicode_escape_decoder) return escape_unfinished(bytes, size, true);
    if (codec->unit == 1) return codec->decode == utf8_decoder ? utf8_unfinished(bytes, size) : 0;
    size_t tail = size % (size_t)codec->unit, whole = size - tail;
    if (codec->unit == 2 && whole >= 2) {
        unsigned char high = bytes[whole - (codec->big_endian ? 2 : 1)];
        if (high >= 0xD8 && high <= 0xDB) tail += 2;
    }
    return tail;
}

/* ---- encoding ---- */

/* Tries the character at p and takes back what was written. */
static bool can_encode(Encoder *e, const char *p) {
    size_t before = e->out.length;
    bool possible = e->codec->put(e, utf8_decode(&p));
    if (possible) buffer_truncate(&e->out, before);
    return possible;
}

static int encode_all(Encoder *e) {
    const char *p = str_data(e->text), *end = p + str_size(e->text);
    for (size_t index = 0; p < end;) {
        const char *at = p;
        if (e->codec->put(e, utf8_decode(&p))) {
            index++;
            continue;
        }
        if (error_pending()) return -1;
        size_t first = index++, resume;
        for (; p < end && !can_encode(e, p); p += utf8_sequence_length((unsigned char)*p)) index++;   /* a run of them is one error */
        if (error_pending() || encode_error(e, first, index, at, &resume)) return -1;
        if (resume == index) continue;
        index = resume;
        p = str_data(e->text) + str_byte_offset(e->text, index);
    }
    return 0;
}

static Object *finish_bytes(Encoder *e) {
    Object *result = buffer_failed(&e->out) ? error_no_memory() : bytes_from_data(e->out.length ? e->out.data : "", e->out.length);
    buffer_free(&e->out);
    return result;
}

Object *codec_encode(Object *text, const char *encoding, const char *errors) {
    const Codec *codec = find_codec(encoding);
    if (!codec) return apply_registered(text, encoding, errors, 0, &bytes_type);
    bool compatible = codec->unit == 1 && !codec->bom && codec->put != unicode_escape_put;
    if (compatible && str_is_ascii(text) && codec->put != raw_unicode_escape_put) return bytes_from_data(str_data(text), str_size(text));
    size_t bad;
    bool surrogates = memchr(str_data(text), 0xED, str_size(text)) && utf8_validate(str_data(text), str_size(text), &bad) < str_size(text);
    if (codec->put == utf8_put && !codec->bom && !surrogates)
        return bytes_from_data(str_data(text), str_size(text));
    Encoder e = {.codec = codec, .errors = errors, .text = text, .out = BUFFER_INIT, .big_endian = codec->big_endian};
    if (codec->bom && codec->unit == 1) buffer_append(&e.out, "\xEF\xBB\xBF", 3);
    else if (codec->bom) put_unit(&e.out, 0xFEFF, codec->unit, false);
    return encode_all_free(&e);
}

Object *encode_all_free(Encoder *e) {
    if (!encode_all(e)) return finish_bytes(e);
    buffer_free(&e->out);
    return NULL;
}
