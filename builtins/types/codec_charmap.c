/* codec_charmap.c - encodings by a table from bytes to characters, or back: what the registered one-byte encodings are made
 * of. A table may be any object with items, so script code may run. */
#include "builtins/types/codec_charmap.h"

#include "builtins/types/bytes.h"
#include "builtins/types/codec_internal.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/unicode.h"

static const char UNDEFINED[] = "character maps to <undefined>";

enum { NOTHING = 0xFFFE };

/* The table's entry: new reference; NULL without an exception where there is none. */
static Object *entry_of(Object *mapping, uint32_t number) {
    Object *key = int_from_i64(number), *entry = key ? object_get_item(mapping, key) : NULL;
    release_or_null(key);
    if (entry == None) CLEAR(entry);
    else if (!entry) error_clear_if(LookupError);
    return entry;
}

/* ---- decoding ---- */

/* Writes what an entry stands for. 1 done, 0 it stands for nothing, -1. */
static int append_entry(Decoder *d, Object *entry) {
    if (is_str(entry)) {
        if (str_length(entry) == 1 && str_equal_text(entry, "\xEF\xBF\xBE")) return 0;
        buffer_append(&d->out, str_data(entry), str_size(entry));
        return 1;
    }
    if (!is_int(entry)) return error_set_int(TypeError, "character mapping must return integer, None or str");
    ssize_t c;
    if (object_as_index(entry, &c, NULL)) return -1;
    if (c < 0 || c > UNICODE_MAX) return error_set_int(TypeError, "character mapping must be in range(0x110000)");
    if (c == NOTHING) return 0;
    buffer_append_codepoint(&d->out, (uint32_t)c);
    return 1;
}

static int append_by_text(Decoder *d, unsigned char byte) {
    Object *item = byte < str_length(d->mapping) ? str_item(d->mapping, byte) : NULL;
    int status = item ? append_entry(d, item) : error_pending() ? -1 : 0;
    release_or_null(item);
    return status;
}

static int append_by_mapping(Decoder *d, unsigned char byte) {
    Object *entry = entry_of(d->mapping, byte);
    int status = entry ? append_entry(d, entry) : error_pending() ? -1 : 0;
    release_or_null(entry);
    return status;
}

static int charmap_decoder(Decoder *d) {
    bool text = is_str_exact(d->mapping);
    for (size_t at = 0; at < d->size;) {
        int status = text ? append_by_text(d, d->data[at]) : append_by_mapping(d, d->data[at]);
        if (status < 0 || (!status && decode_error(d, at, at + 1, UNDEFINED, &at))) return -1;
        at += (size_t)status;
    }
    return 0;
}

/* ---- encoding ---- */

static bool charmap_put(Encoder *e, uint32_t c) {
    Object *entry = entry_of(e->mapping, c);
    if (!entry) return false;
    ssize_t byte = -1;
    bool done = true;
    if (is_bytes(entry)) buffer_append(&e->out, bytes_data(entry), bytes_size(entry));
    else if (!is_int(entry)) done = error_set(TypeError, "character mapping must return integer, bytes or None, not %.400s", type_full_name(entry->type));
    else if (object_as_index(entry, &byte, NULL)) done = false;
    else if (byte < 0 || byte > 255) done = error_set(TypeError, "character mapping must be in range(256)");
    else buffer_append_byte(&e->out, (char)byte);
    release(entry);
    return done;
}

static const Codec charmap = {"charmap", "charmap", UNDEFINED, 1, false, false, charmap_decoder, charmap_put};

Object *codec_charmap_decode(const char *data, size_t size, const char *errors, Object *mapping) {
    Decoder d = {.codec = &charmap, .error_name = charmap.error_name, .errors = errors, .data = (const unsigned char *)data,
                 .size = size, .out = BUFFER_INIT, .mapping = mapping};
    return decode_all_free(&d);
}

Object *codec_charmap_encode(Object *text, const char *errors, Object *mapping) {
    Encoder e = {.codec = &charmap, .errors = errors, .text = text, .out = BUFFER_INIT, .mapping = mapping};
    return encode_all_free(&e);
}
