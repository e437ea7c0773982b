/* Properties and case mappings of code points. */
#include "builtins/types/unicode.h"

#include <criterion/criterion.h>

Test(unicode, special_case_mappings) {
    uint32_t out[UNICODE_CASE_MAX];
    cr_expect_eq(unicode_to_upper(0xDF, out), 2);
    cr_expect(out[0] == 'S' && out[1] == 'S');
    cr_expect_eq(unicode_to_lower(0x130, out), 2);
    cr_expect_eq(unicode_to_title(0x1C6, out), 1);
    cr_expect_eq(out[0], 0x1C5);
    cr_expect_eq(unicode_casefold(0x1E9E, out), 2);
    cr_expect_eq(unicode_to_upper(0x1D400, out), 1);
    cr_expect_eq(out[0], 0x1D400);
}

Test(unicode, digits) {
    cr_expect_eq(unicode_decimal_value('7'), 7);
    cr_expect_eq(unicode_decimal_value(0x0663), 3);
    cr_expect_eq(unicode_decimal_value(0x1D7FF), 9);
    cr_expect_eq(unicode_decimal_value(0xB2), -1);
    cr_expect(unicode_is_digit(0xB2) && !unicode_is_decimal(0xB2));
    cr_expect(unicode_is_numeric(0x4E00) && !unicode_is_digit(0x4E00));
}

Test(unicode, identifiers) {
    cr_expect(unicode_is_id_start(0x2118) && unicode_is_id_start(0x65E5) && !unicode_is_id_start(0x37A));
    cr_expect(unicode_is_id_continue(0xB7) && !unicode_is_id_continue(0xB2));
}

Test(unicode, printable) {
    cr_expect(unicode_is_printable(' ') && unicode_is_printable(0xE9) && !unicode_is_printable(0xA0) && !unicode_is_printable(0xAD));
    cr_expect_not(unicode_is_printable(0xCF3), "assigned in Unicode 15 only");
}
