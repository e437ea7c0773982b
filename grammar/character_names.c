/* character_names.c - the characters that \N{...} knows: those whose names follow a rule, and a table of common ones.
 * Names are compared without regard to case. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "grammar/literal.h"

typedef struct NamedCharacter { const char *name; uint32_t codepoint; } NamedCharacter;

static const NamedCharacter named[] = {
#define CHARACTER(codepoint, name) {name, codepoint},
#include "grammar/character_names.def"
#undef CHARACTER
};

static bool same(const char *text, size_t length, const char *name) {
    return strlen(name) == length && !strncasecmp(text, name, length);
}

static bool has_prefix(const char *text, size_t length, const char *prefix, size_t *rest) {
    *rest = strlen(prefix);
    return length > *rest && !strncasecmp(text, prefix, *rest);
}

/* CJK UNIFIED IDEOGRAPH-4E00 and the like. */
static bool hex_suffix(const char *text, size_t length, const char *prefix, uint32_t *codepoint) {
    size_t i;
    if (!has_prefix(text, length, prefix, &i) || length - i > 5) return false;
    *codepoint = 0;
    for (; i < length; i++) {
        if (!isxdigit((unsigned char)text[i])) return false;
        *codepoint = *codepoint * 16 + (uint32_t)(isdigit((unsigned char)text[i]) ? text[i] - '0' : (text[i] | 0x20) - 'a' + 10);
    }
    return *codepoint >= 0x3400;
}

bool character_by_name(const char *name, size_t length, uint32_t *codepoint) {
    size_t rest;
    if (has_prefix(name, length, "LATIN SMALL LETTER ", &rest) && length == rest + 1 && isalpha((unsigned char)name[rest])) {
        *codepoint = (uint32_t)tolower((unsigned char)name[rest]);
        return true;
    }
    if (has_prefix(name, length, "LATIN CAPITAL LETTER ", &rest) && length == rest + 1 && isalpha((unsigned char)name[rest])) {
        *codepoint = (uint32_t)toupper((unsigned char)name[rest]);
        return true;
    }
    if (hex_suffix(name, length, "CJK UNIFIED IDEOGRAPH-", codepoint)) return true;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (!same(name, length, named[i].name)) continue;
        *codepoint = named[i].codepoint;
        return true;
    }
    return false;
}
