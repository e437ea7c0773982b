/* The byte buffer. */
#include "runtime/base/buffer.h"

#include <criterion/criterion.h>
#include <string.h>

#include "runtime/base/mem.h"

Test(buffer, collects_pieces) {
    Buffer buffer = BUFFER_INIT;
    buffer_append_text(&buffer, "one");
    buffer_append_byte(&buffer, ',');
    buffer_append_fill(&buffer, '-', 3);
    buffer_append_codepoint(&buffer, 0x20AC);
    buffer_append_format(&buffer, "%d/%s", 42, "x");
    static const char expected[] = "one,---\xE2\x82\xAC" "42/x";
    cr_assert_eq(buffer.length, sizeof expected - 1);
    cr_assert_eq(memcmp(buffer.data, expected, buffer.length), 0);
    buffer_truncate(&buffer, 3);
    cr_assert_eq(buffer.length, 3);
    buffer_free(&buffer);
    cr_assert_null(buffer.data);
}

Test(buffer, long_formats_fit) {
    Buffer buffer = BUFFER_INIT;
    buffer_append_format(&buffer, "%5000d|", 7);
    cr_assert_eq(buffer.length, 5001);
    cr_assert_eq(buffer.data[4999], '7');
    buffer_free(&buffer);
}

Test(buffer, failure_sticks_and_keeps_the_contents) {
    Buffer buffer = BUFFER_INIT;
    buffer_append_text(&buffer, "kept");
    mem_fail_after(1);
    buffer_append_fill(&buffer, 'x', 100000);
    cr_assert(buffer_failed(&buffer));
    buffer_append_text(&buffer, "more");
    cr_assert_null(buffer_extend(&buffer, 1));
    cr_assert_eq(buffer.length, 4);
    cr_assert_eq(memcmp(buffer.data, "kept", 4), 0);
    buffer_free(&buffer);
}

Test(buffer, length_overflow_fails) {
    Buffer buffer = BUFFER_INIT;
    buffer_append_text(&buffer, "x");
    cr_assert_null(buffer_extend(&buffer, SIZE_MAX));
    cr_assert(buffer_failed(&buffer));
    buffer_free(&buffer);
}
