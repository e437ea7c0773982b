/* Encodings and their error handlers. Expected texts are python3.11's. */
#include "builtins/types/codec.h"

#include <criterion/criterion.h>
#include <string.h>

#include "builtins/types/bytes.h"
#include "builtins/types/str.h"
#include "tests/unit/fixture.h"

TestSuite(codec, .init = start_objects);

#define DECODE(data, encoding, errors, expected) \
    cr_expect_str_eq(repr_text_steal(codec_decode(data, sizeof data - 1, encoding, errors)), expected)

static const char *encoded(const char *text, const char *encoding, const char *errors) {
    Object *o = str_from_text(text), *bytes = codec_encode(o, encoding, errors);
    release(o);
    return repr_text_steal(bytes);
}
#define ENCODE(text, encoding, errors, expected) cr_expect_str_eq(encoded(text, encoding, errors), expected)

Test(codec, utf8_errors_have_cpythons_ranges) {
    DECODE("ab\xff", "utf-8", "strict", "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 2: invalid start byte");
    DECODE("\xe2\x82", "utf-8", "strict", "UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 0-1: unexpected end of data");
    DECODE("\xe2\x82x", "utf-8", "strict", "UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 0-1: invalid continuation byte");
    DECODE("\xed\xa0\x80", "utf-8", "strict", "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte");
    DECODE("\xc0\x80", "utf-8", "replace", "'\xef\xbf\xbd\xef\xbf\xbd'");
}

Test(codec, decoding_handlers) {
    DECODE("a\xff\xfe" "b", "utf-8", "ignore", "'ab'");
    DECODE("a\xff", "utf-8", "backslashreplace", "'a\\\\xff'");
    DECODE("a\xff", "utf-8", "surrogateescape", "'a\\udcff'");
    DECODE("\xed\xa0\x80", "utf-8", "surrogatepass", "'\\ud800'");
    DECODE("\xff", "ascii", "replace", "'\xef\xbf\xbd'");
    DECODE("\xff", "utf-8", "bogus", "LookupError: unknown error handler name 'bogus'");
}

Test(codec, encoding_handlers) {
    ENCODE("a\xe2\x82\xac", "ascii", "strict", "UnicodeEncodeError: 'ascii' codec can't encode character '\\u20ac' in position 1: ordinal not in range(128)");
    ENCODE("\xe2\x82\xac\xe2\x82\xac", "latin-1", "strict", "UnicodeEncodeError: 'latin-1' codec can't encode characters in position 0-1: ordinal not in range(256)");
    ENCODE("a\xe2\x82\xac", "ascii", "replace", "b'a?'");
    ENCODE("a\xe2\x82\xac", "ascii", "xmlcharrefreplace", "b'a&#8364;'");
    ENCODE("a\xe2\x82\xac", "ascii", "backslashreplace", "b'a\\\\u20ac'");
    ENCODE("\xed\xb3\xbf", "utf-8", "surrogateescape", "b'\\xff'");
    ENCODE("\xed\xa0\x80", "utf-8", "strict", "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed");
    ENCODE("a\xe2\x82\xac" "b", "ascii", "ignore", "b'ab'");
}

Test(codec, wide_encodings) {
    ENCODE("a\xf0\x9f\x98\x80", "utf-16-le", "strict", "b'a\\x00=\\xd8\\x00\\xde'");
    ENCODE("a", "utf-16", "strict", "b'\\xff\\xfea\\x00'");
    ENCODE("a", "utf-32-be", "strict", "b'\\x00\\x00\\x00a'");
    DECODE("\xfe\xff\0a", "utf-16", "strict", "'a'");
    DECODE("a\0=", "utf-16-le", "strict", "UnicodeDecodeError: 'utf-16-le' codec can't decode byte 0x3d in position 2: truncated data");
}

Test(codec, names_in_any_spelling) {
    cr_expect_str_eq(codec_canonical_name("UTF8"), "utf-8");
    cr_expect_str_eq(codec_canonical_name("Latin_1"), "iso8859-1");
    cr_expect_str_eq(codec_canonical_name("US-ASCII"), "ascii");
    cr_expect_null(codec_canonical_name("klingon"));
    DECODE("a", "klingon", "strict", "LookupError: unknown encoding: klingon");
}

Test(codec, unfinished_tails) {
    cr_expect_eq(codec_incomplete_tail("ab\xe2\x82", 4, "utf-8"), 2);
    cr_expect_eq(codec_incomplete_tail("ab\xe2\x82\xac", 5, "utf-8"), 0);
    cr_expect_eq(codec_incomplete_tail("ab\xff", 3, "utf-8"), 0);
    cr_expect_eq(codec_incomplete_tail("a\0=\xd8", 4, "utf-16-le"), 2);
    cr_expect_eq(codec_incomplete_tail("a\0b", 3, "utf-16-le"), 1);
    cr_expect_eq(codec_incomplete_tail("abc", 3, "ascii"), 0);
}

Test(codec, escapes) {
    DECODE("a\\x41\\u20ac\\n\\101", "unicode_escape", "strict", "'aA\xe2\x82\xac\\nA'");
    DECODE("\\x4", "unicode_escape", "strict", "UnicodeDecodeError: 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape");
    ENCODE("a\xe2\x82\xac\n", "unicode_escape", "strict", "b'a\\\\u20ac\\\\n'");
}
