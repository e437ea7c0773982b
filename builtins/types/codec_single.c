/* codec_single.c - the one-byte encodings: ASCII, Latin-1, cp1252. */
#include "builtins/types/codec_internal.h"

int ascii_decoder(Decoder *d) {
    for (size_t at = d->start; at < d->size;) {
        size_t start = at;
        while (at < d->size && d->data[at] < 0x80) at++;
        buffer_append(&d->out, (const char *)d->data + start, at - start);
        if (at < d->size && decode_error(d, at, at + 1, "ordinal not in range(128)", &at)) return -1;
    }
    return 0;
}

bool ascii_put(Encoder *e, uint32_t c) {
    if (c > 0x7F) return false;
    buffer_append_byte(&e->out, (char)c);
    return true;
}

int latin1_decoder(Decoder *d) {
    for (size_t at = d->start; at < d->size; at++) buffer_append_codepoint(&d->out, d->data[at]);
    return 0;
}

bool latin1_put(Encoder *e, uint32_t c) {
    if (c > 0xFF) return false;
    buffer_append_byte(&e->out, (char)c);
    return true;
}

/* 0x80..0x9F of cp1252; 0: undefined. */
static const uint16_t cp1252_high[32] = {
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178
};

int cp1252_decoder(Decoder *d) {
    for (size_t at = d->start; at < d->size;) {
        unsigned char byte = d->data[at];
        uint32_t c = byte >= 0x80 && byte < 0xA0 ? cp1252_high[byte - 0x80] : byte;
        if (!c && byte) {
            if (decode_error(d, at, at + 1, "character maps to <undefined>", &at)) return -1;
            continue;
        }
        buffer_append_codepoint(&d->out, c);
        at++;
    }
    return 0;
}

bool cp1252_put(Encoder *e, uint32_t c) {
    for (unsigned i = 0; c > 0xFF && i < 32; i++)
        if (cp1252_high[i] == c) {
            buffer_append_byte(&e->out, (char)(0x80 + i));
            return true;
        }
    if (c > 0xFF || (c >= 0x80 && c < 0xA0)) return false;
    buffer_append_byte(&e->out, (char)c);
    return true;
}
