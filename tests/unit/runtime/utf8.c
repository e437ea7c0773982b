/* UTF-8: coding, counting, validation. */
#include "runtime/base/utf8.h"

#include <criterion/criterion.h>
#include <string.h>

Test(utf8, every_code_point_round_trips) {
    for (uint32_t codepoint = 0; codepoint <= 0x10FFFF; codepoint++) {
        char bytes[4];
        size_t length = utf8_encode(codepoint, bytes);
        cr_assert_eq(length, utf8_encoded_length(codepoint));
        const char *cursor = bytes;
        cr_assert_eq(utf8_decode(&cursor), codepoint);
        cr_assert_eq(cursor, bytes + length);
        cr_assert_eq(utf8_decode_before(&cursor), codepoint);
        cr_assert_eq(cursor, bytes);
        size_t bad;
        bool surrogate = codepoint >= 0xD800 && codepoint <= 0xDFFF;
        cr_assert_eq(utf8_validate(bytes, length, &bad) == length, !surrogate);
    }
}

Test(utf8, counts_and_finds_offsets) {
    static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" "bcdefghijklm\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9z";
    size_t length = sizeof text - 1, offset = 0;
    cr_assert_eq(utf8_count(text, length), 22);
    for (size_t i = 0; i < 22; i++) {
        cr_assert_eq(utf8_offset(text, length, i), offset);
        offset += utf8_sequence_length((unsigned char)text[offset]);
    }
    cr_assert_eq(utf8_offset(text, length, 22), length);
    cr_assert_not(utf8_is_ascii(text, length));
    cr_assert(utf8_is_ascii("plain text, longer than a word", 30));
    cr_assert_not(utf8_is_ascii("plain text, longer than a wor\xE9", 30));
}

static void invalid(const char *bytes, size_t length, size_t offset, size_t bad_length) {
    size_t bad;
    cr_assert_eq(utf8_validate(bytes, length, &bad), offset);
    cr_assert_eq(bad, bad_length);
}

/* Positions and lengths as CPython's UnicodeDecodeError gives them. */
Test(utf8, invalid_sequences) {
    invalid("ab\x80", 3, 2, 1);
    invalid("\xC0\xAF", 2, 0, 1);
    invalid("\xC3", 1, 0, 1);
    invalid("\xE2\x82", 2, 0, 2);
    invalid("\xE2\x28\xA1", 3, 0, 1);
    invalid("\xE0\x80\x80", 3, 0, 1);
    invalid("\xED\xA0\x80", 3, 0, 1);
    invalid("\xF0\x9F\x98", 3, 0, 3);
    invalid("\xF0\x9F\x41", 3, 0, 2);
    invalid("\xF4\x90\x80\x80", 4, 0, 1);
    invalid("\xFF", 1, 0, 1);
}
