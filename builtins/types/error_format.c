/* error_format.c - the format language of error_set, str_format and format_message. MAY_RUN for %R %S %A. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "builtins/types/str.h"
#include "runtime/base/utf8.h"
#include "runtime/object/error.h"

typedef struct { va_list list; } Arguments;

/* One conversion, taken apart. */
typedef struct {
    char spec[24];         /* for printf: from '%' to the conversion letter */
    int precision;         /* -1: none */
    char length;           /* 0, 'l', 'L' for ll, 'z', 't' */
    char letter;
} Conversion;

static void read_conversion(Conversion *conversion, const char **cursor) {
    const char *start = *cursor - 1, *p = *cursor;
    p += strspn(p, "-+ #0");
    p += strspn(p, "0123456789");
    conversion->precision = -1;
    if (*p == '.')
        for (conversion->precision = 0, p++; *p >= '0' && *p <= '9'; p++)
            conversion->precision = conversion->precision * 10 + (*p - '0');
    conversion->length = 0;
    for (; *p == 'l' || *p == 'z' || *p == 't'; p++) conversion->length = conversion->length == 'l' ? 'L' : *p;
    conversion->letter = *p++;
    size_t size = (size_t)(p - start);
    check(size < sizeof conversion->spec);
    memcpy(conversion->spec, start, size);
    conversion->spec[size] = '\0';
    *cursor = p;
}

static void append_text(Buffer *out, const char *text, int precision) {
    size_t length = precision < 0 ? strlen(text) : strnlen(text, (size_t)precision);
    if (text[length]) while (length && ((unsigned char)text[length] & 0xC0) == 0x80) length--;   /* whole characters */
    buffer_append(out, text, length);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void append_number(Buffer *out, const Conversion *conversion, Arguments *arguments) {
    bool is_signed = conversion->letter == 'd' || conversion->letter == 'i';
    switch (conversion->length) {
    case 'l': buffer_append_format(out, conversion->spec, va_arg(arguments->list, long)); break;
    case 'L': buffer_append_format(out, conversion->spec, va_arg(arguments->list, long long)); break;
    case 'z': buffer_append_format(out, conversion->spec, va_arg(arguments->list, size_t)); break;
    case 't': buffer_append_format(out, conversion->spec, va_arg(arguments->list, ptrdiff_t)); break;
    default:
        if (is_signed) buffer_append_format(out, conversion->spec, va_arg(arguments->list, int));
        else buffer_append_format(out, conversion->spec, va_arg(arguments->list, unsigned));
    }
}
#pragma GCC diagnostic pop

static int append_converted(Buffer *out, Object *text) {
    if (!text) return -1;
    buffer_append(out, str_data(text), str_size(text));
    release(text);
    return 0;
}

/* Not printf's own: objects and text. 0, -1 with an exception pending, 1: the letter is another. */
static int append_object(Buffer *out, const Conversion *conversion, Arguments *arguments) {
    Object *o;
    switch (conversion->letter) {
    case 's': append_text(out, va_arg(arguments->list, const char *), conversion->precision); return 0;
    case 'c': buffer_append_codepoint(out, (uint32_t)va_arg(arguments->list, int)); return 0;
    case 'p': buffer_append_format(out, "%p", va_arg(arguments->list, void *)); return 0;
    case '%': buffer_append_byte(out, '%'); return 0;
    case 'R': return append_converted(out, object_repr(va_arg(arguments->list, Object *)));
    case 'S': return append_converted(out, object_str(va_arg(arguments->list, Object *)));
    case 'A': return append_converted(out, object_ascii(va_arg(arguments->list, Object *)));
    case 'U': o = va_arg(arguments->list, Object *); buffer_append(out, str_data(o), str_size(o)); return 0;
    case 'T': append_text(out, type_name(va_arg(arguments->list, Object *)->type), conversion->precision); return 0;
    case 'K':
        o = va_arg(arguments->list, Object *);
        append_text(out, o == None ? "None" : type_name(o->type), conversion->precision);
        return 0;
    case 'N': append_text(out, type_name(va_arg(arguments->list, Type *)), conversion->precision); return 0;
    default: return 1;
    }
}

/* ---- the objects are held meanwhile: the text of one may be made by script code that lets go of another ---- */

enum { MOST_OBJECTS = 8 };
typedef struct { Object *items[MOST_OBJECTS]; size_t count; } Held;

static void hold(Held *held, Object *o) {
    check(held->count < MOST_OBJECTS);
    held->items[held->count++] = retain(o);
}

/* Takes the argument of one conversion. */
static void hold_argument(Held *held, const Conversion *conversion, Arguments *arguments) {
    switch (conversion->letter) {
    case 'R': case 'S': case 'A': case 'U': case 'T': case 'K': hold(held, va_arg(arguments->list, Object *)); return;
    case 'N': hold(held, (Object *)va_arg(arguments->list, Type *)); return;
    case 's': case 'p': (void)va_arg(arguments->list, void *); return;
    case '%': return;
    }
    switch (conversion->length) {
    case 'l': (void)va_arg(arguments->list, long); return;
    case 'L': (void)va_arg(arguments->list, long long); return;
    case 'z': case 't': (void)va_arg(arguments->list, size_t); return;
    default: (void)va_arg(arguments->list, int);
    }
}

static void hold_objects(Held *held, const char *format, va_list list) {
    Arguments arguments;
    va_copy(arguments.list, list);
    while ((format = strchr(format, '%'))) {
        Conversion conversion;
        format++;
        read_conversion(&conversion, &format);
        hold_argument(held, &conversion, &arguments);
    }
    va_end(arguments.list);
}

/* ---- the whole ---- */

static int append_all(Buffer *out, const char *format, va_list list) {
    Arguments arguments;
    va_copy(arguments.list, list);
    int failed = 0;
    while (!failed && *format) {
        size_t plain = strcspn(format, "%");
        buffer_append(out, format, plain);
        format += plain;
        if (!*format) break;
        format++;
        Conversion conversion;
        read_conversion(&conversion, &format);
        failed = append_object(out, &conversion, &arguments);
        if (failed > 0) {
            append_number(out, &conversion, &arguments);
            failed = 0;
        }
    }
    va_end(arguments.list);
    return failed;
}

Object *format_message_list(const char *format, va_list list) {
    Held held = {.count = 0};
    Buffer out = BUFFER_INIT;
    hold_objects(&held, format, list);
    int failed = append_all(&out, format, list);
    while (held.count) release(held.items[--held.count]);
    if (!failed) return str_from_buffer(&out);
    buffer_free(&out);
    return NULL;
}

Object *format_message(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Object *message = format_message_list(format, arguments);
    va_end(arguments);
    return message;
}
