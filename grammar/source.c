/* source.c - byte order mark, coding cookie (PEP 263), newlines. */
#include "grammar/source.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "builtins/types/codec.h"
#include "builtins/types/str.h"
#include "grammar/parsing.h"
#include "runtime/base/buffer.h"
#include "runtime/base/mem.h"
#include "runtime/base/utf8.h"

typedef enum { CODING_UTF8, CODING_LATIN1, CODING_ASCII, CODING_UNKNOWN } Coding;

static bool is_coding_name(const char *name, size_t length, const char *const *names) {
    for (; *names; names++)
        if (strlen(*names) == length && !strncasecmp(name, *names, length)) return true;
    return false;
}

static Coding coding_from_name(const char *name, size_t length) {
    static const char *const utf8[] = {"utf-8", "utf8", "utf_8", "u8", "utf-8-sig", "utf8-sig", "utf-8-unix", NULL};
    static const char *const latin1[] = {"latin-1", "latin1", "iso-8859-1", "iso8859-1", "iso_8859_1", "l1", "8859", "cp819", "latin_1", NULL};
    static const char *const ascii[] = {"ascii", "us-ascii", "646", NULL};
    if (is_coding_name(name, length, utf8)) return CODING_UTF8;
    if (is_coding_name(name, length, latin1)) return CODING_LATIN1;
    return is_coding_name(name, length, ascii) ? CODING_ASCII : CODING_UNKNOWN;
}

/* The name in `coding[:=]\s*([-\w.]+)` of a comment line; its length, 0 if there is none. */
static size_t coding_in_line(const char *line, size_t length, const char **name) {
    size_t i = 0;
    while (i < length && (line[i] == ' ' || line[i] == '\t' || line[i] == '\f')) i++;
    if (i == length || line[i] != '#') return 0;
    for (; i + 7 <= length; i++) {
        if (memcmp(line + i, "coding", 6) || (line[i + 6] != ':' && line[i + 6] != '=')) continue;
        i += 7;
        while (i < length && (line[i] == ' ' || line[i] == '\t')) i++;
        size_t start = i;
        while (i < length && (isalnum((unsigned char)line[i]) || strchr("-_.", line[i]))) i++;
        *name = line + start;
        return i - start;
    }
    return 0;
}

static bool is_blank_or_comment(const char *line, size_t length) {
    size_t i = 0;
    while (i < length && (line[i] == ' ' || line[i] == '\t' || line[i] == '\f' || line[i] == '\r')) i++;
    return i == length || line[i] == '#';
}

/* Looks at the first two lines. */
static size_t find_coding(const char *text, size_t length, const char **name) {
    for (int line = 0; line < 2 && length; line++) {
        const char *newline = memchr(text, '\n', length);
        size_t size = newline ? (size_t)(newline - text) : length;
        size_t found = coding_in_line(text, size, name);
        if (found || !is_blank_or_comment(text, size)) return found;
        if (!newline) return 0;
        text += size + 1;
        length -= size + 1;
    }
    return 0;
}

static void append_latin1(Buffer *out, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) buffer_append_codepoint(out, (unsigned char)text[i]);
}

static int refuse_bytes(Tree *tree, const char *text, size_t bad, bool declared_ascii) {
    size_t line = 1;
    for (size_t i = 0; i < bad; i++) line += text[i] == '\n';
    Object *message = declared_ascii
        ? format_message("'ascii' codec can't decode byte 0x%02x in position %zu: ordinal not in range(128)", (unsigned char)text[bad], bad)
        : format_message("(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %zu: invalid start byte", (unsigned char)text[bad], bad);
    if (!message) return -1;
    syntax_error_plain(SyntaxError, tree->filename, message, line);
    release(message);
    return -1;
}

/* Replaces \r\n and \r in place. */
static void normalise_newlines(Buffer *text) {
    char *out = text->data;
    if (!text->length || !memchr(text->data, '\r', text->length)) return;
    for (size_t i = 0; i < text->length; i++) {
        if (text->data[i] != '\r') *out++ = text->data[i];
        else if (i + 1 < text->length && text->data[i + 1] == '\n') continue;
        else *out++ = '\n';
    }
    buffer_truncate(text, (size_t)(out - text->data));
}

/* By a codec of one byte a character that str has besides those above. 1 done, 0 there is none, -1 */
static int decode_by_codec(Tree *tree, const char *name, size_t name_length, const char *text, size_t length, Buffer *out) {
    Object *encoding = str_from_utf8(name, name_length);
    if (!encoding) return -1;
    const char *canonical = codec_canonical_name(str_data(encoding));
    bool possible = !canonical || !strcmp(canonical, "cp1252");
    Object *decoded = possible ? codec_decode(text, length, str_data(encoding), "strict") : NULL;
    if (!possible || (!decoded && error_clear_if(LookupError))) {
        release(encoding);
        return 0;
    }
    if (decoded) {
        release(encoding);
        buffer_append(out, str_data(decoded), str_size(decoded));
        release(decoded);
        return 1;
    }
    Object *message = error_clear_if(UnicodeDecodeError) ? format_message("encoding problem: %U", encoding) : NULL;
    release(encoding);
    if (message) syntax_error_plain(SyntaxError, tree->filename, message, 0);
    release_or_null(message);
    return -1;
}

static int decode_bytes(Tree *tree, const char *text, size_t length, Buffer *out) {
    bool mark = length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3);
    if (mark) text += 3, length -= 3;
    const char *name = NULL;
    size_t name_length = find_coding(text, length, &name);
    Coding coding = name_length ? coding_from_name(name, name_length) : CODING_UTF8;
    int decoded = coding == CODING_UNKNOWN && !mark ? decode_by_codec(tree, name, name_length, text, length, out) : 0;
    if (decoded) return decoded < 0 ? -1 : 0;
    if (coding == CODING_UNKNOWN || (mark && coding != CODING_UTF8)) {
        Object *shown = str_from_utf8(name, name_length);
        Object *message = shown ? format_message(mark ? "encoding problem: %U with BOM" : "unknown encoding: %U", shown) : NULL;
        release_or_null(shown);
        if (message) syntax_error_plain(SyntaxError, tree->filename, message, 0);
        release_or_null(message);
        return -1;
    }
    if (coding == CODING_LATIN1) {
        append_latin1(out, text, length);
        return 0;
    }
    size_t bad_length, bad = utf8_validate(text, length, &bad_length);
    if (coding == CODING_ASCII)
        for (bad = 0; bad < length && (unsigned char)text[bad] < 0x80;) bad++;
    if (bad < length) return refuse_bytes(tree, text, bad, coding == CODING_ASCII);
    buffer_append(out, text, length);
    return 0;
}

int source_read(Tree *tree, const char *text, size_t length, bool is_string) {
    if (length && memchr(text, 0, length)) {
        error_set(ValueError, "source code string cannot contain null bytes");
        return -1;
    }
    Buffer out = BUFFER_INIT;
    if (is_string) buffer_append(&out, text, length);
    else if (decode_bytes(tree, text, length, &out)) {
        buffer_free(&out);
        return -1;
    }
    if (!buffer_failed(&out)) normalise_newlines(&out);
    if (out.length && out.data[out.length - 1] != '\n') buffer_append_byte(&out, '\n');
    size_t size = out.length;
    char *source = buffer_failed(&out) ? NULL : mem_alloc(size + 1);
    if (source) {
        memcpy(source, size ? out.data : "", size);
        source[size] = 0;
        tree->source = source;
        tree->source_length = size;
    } else {
        error_no_memory();
    }
    buffer_free(&out);
    return source ? 0 : -1;
}
