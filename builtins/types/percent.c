/* percent.c - '%' formatting: one implementation for str (as UTF-8) and bytes.
 *
 * A directive is %[(key)][flags][width][.precision][hlL]letter. The arguments are a tuple's items, a mapping's values,
 * or one single object. Widths and precisions count characters: code points in str, bytes in bytes.
 * Everything here MAY_RUN script code: conversions call __str__, __repr__, __int__, __index__, __float__, __getitem__. */
#include "builtins/types/percent.h"

#include <limits.h>

#include "builtins/types/bytes.h"
#include "builtins/types/complex.h"
#include "builtins/types/float.h"
#include "builtins/types/format.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/str_repr.h"
#include "builtins/types/tuple.h"
#include "runtime/base/decimal.h"
#include "runtime/base/utf8.h"
#include "runtime/object/names.h"

enum { LEFT = 1, SIGN = 2, BLANK = 4, ALTERNATE = 8, ZERO = 16 };

typedef struct {
    Buffer *out;
    const char *start, *p, *end;   /* the format */
    bool bytes;
    Object *mapping;               /* borrowed, or NULL */
    Object *arguments;             /* a Tuple, or the single argument */
    Object **items;                /* the Tuple's, or the single argument */
    Object *item;                  /* owned: the mapping's value for the present directive */
    ssize_t count, next;           /* of the items; count -1: the mapping's value, with next -2 until taken, then -1 */
} Formatter;

typedef struct {
    unsigned flags;
    ssize_t width, precision;      /* -1: none */
    uint32_t letter;
} Directive;

/* ---- arguments ---- */

static bool is_mapping_argument(const Object *args, bool bytes) {
    if (!args->type->get_item || is_tuple(args) || is_str(args)) return false;
    return !(bytes && (is_bytes(args) || is_bytearray(args)));
}

static BORROWED Object *next_argument(Formatter *f) {
    if (f->count < 0 && f->next == -2) {
        f->next = -1;
        return f->item;
    }
    if (f->next < f->count) return f->items[f->next++];
    return error_set(TypeError, "not enough arguments for format string");
}

/* %(key): looks the key up in the mapping; p stands behind the opening parenthesis. */
static int take_key(Formatter *f) {
    if (!f->mapping) return error_set_int(TypeError, "format requires a mapping");
    const char *start = f->p;
    int depth = 1;
    for (; f->p < f->end; f->p++) {
        depth += (*f->p == '(') - (*f->p == ')');
        if (!depth) break;
    }
    if (f->p >= f->end) return error_set_int(ValueError, "incomplete format key");
    size_t size = (size_t)(f->p++ - start);
    Object *key = f->bytes ? bytes_from_data(start, size) : str_from_utf8(start, size);
    if (!key) return -1;
    Object *item = object_get_item(f->mapping, key);
    release(key);
    if (!item) return -1;
    object_replace_steal(&f->item, item);
    f->count = -1;
    f->next = -2;
    return 0;
}

/* ---- parsing a directive ---- */

static uint32_t next_character(Formatter *f) {
    return f->bytes ? (unsigned char)*f->p++ : utf8_decode(&f->p);
}

static int read_star(Formatter *f, ssize_t *number) {
    f->p++;
    Object *argument = next_argument(f);
    if (!argument) return -1;
    if (!is_int(argument)) return error_set_int(TypeError, "* wants int");
    return object_as_index(argument, number, OverflowError);
}

static int read_digits(Formatter *f, ssize_t limit, const char *what, ssize_t *number) {
    *number = 0;
    for (; f->p < f->end && *f->p >= '0' && *f->p <= '9'; f->p++) {
        if (*number > (limit - (*f->p - '0')) / 10) return error_set_int(ValueError, "%s too big", what);
        *number = *number * 10 + (*f->p - '0');
    }
    return 0;
}

static void read_flags(Formatter *f, Directive *d) {
    for (; f->p < f->end; f->p++) {
        switch (*f->p) {
        case '-': d->flags |= LEFT; break;
        case '+': d->flags |= SIGN; break;
        case ' ': d->flags |= BLANK; break;
        case '#': d->flags |= ALTERNATE; break;
        case '0': d->flags |= ZERO; break;
        default: return;
        }
    }
}

static int read_width(Formatter *f, Directive *d) {
    if (f->p < f->end && *f->p == '*') {
        if (read_star(f, &d->width)) return -1;
        if (d->width < 0) {
            if (d->width == PTRDIFF_MIN) d->width++;
            d->flags |= LEFT;
            d->width = -d->width;
        }
    } else if (f->p < f->end && *f->p >= '0' && *f->p <= '9') return read_digits(f, PTRDIFF_MAX, "width", &d->width);
    return 0;
}

static int read_precision(Formatter *f, Directive *d) {
    if (f->p >= f->end || *f->p != '.') return 0;
    f->p++;
    d->precision = 0;
    if (f->p < f->end && *f->p == '*') {
        if (read_star(f, &d->precision)) return -1;
        if (d->precision < 0) d->precision = 0;
        if (d->precision > INT_MAX) return error_set_int(OverflowError, "Python int too large to convert to C int");
        return 0;
    }
    return read_digits(f, INT_MAX, f->bytes ? "prec" : "precision", &d->precision);
}

static int parse_directive(Formatter *f, Directive *d) {
    *d = (Directive){.width = -1, .precision = -1};
    if (f->p < f->end && *f->p == '(') {
        f->p++;
        if (take_key(f)) return -1;
    }
    read_flags(f, d);
    if (read_width(f, d) || read_precision(f, d)) return -1;
    if (f->p < f->end && (*f->p == 'h' || *f->p == 'l' || *f->p == 'L')) f->p++;
    if (f->p >= f->end) return error_set_int(ValueError, "incomplete format");
    d->letter = next_character(f);
    return 0;
}

/* ---- output ---- */

static size_t character_count(const Formatter *f, const char *text, size_t size) {
    return f->bytes ? size : utf8_count(text, size);
}

static int fill(Formatter *f, char c, size_t count) {
    buffer_append_fill(f->out, c, count);
    return 0;
}

/* Text without sign rules, cut at the precision and padded with blanks. */
static int write_text(Formatter *f, const Directive *d, const char *text, size_t size) {
    size_t length = character_count(f, text, size);
    if (d->precision >= 0 && (size_t)d->precision < length) {
        length = (size_t)d->precision;
        size = f->bytes ? length : utf8_offset(text, size, length);
    }
    size_t padding = d->width > 0 && (size_t)d->width > length ? (size_t)d->width - length : 0;
    if (padding && !(d->flags & LEFT)) fill(f, ' ', padding);
    buffer_append(f->out, text, size);
    if (padding && (d->flags & LEFT)) fill(f, ' ', padding);
    return 0;
}

/* A number: digits may start with '-' or '+'; prefix_size of what follows is 0x and the like. Zeros go between. */
static int write_number(Formatter *f, const Directive *d, const char *digits, size_t size, size_t prefix_size) {
    char sign = 0;
    if (*digits == '-' || *digits == '+') {
        sign = *digits++;
        size--;
    } else if (d->flags & SIGN) sign = '+';
    else if (d->flags & BLANK) sign = ' ';
    size_t total = size + (sign != 0);
    size_t padding = d->width > 0 && (size_t)d->width > total ? (size_t)d->width - total : 0;
    bool zeros = (d->flags & ZERO) != 0, left = (d->flags & LEFT) != 0;
    if (!zeros && !left) fill(f, ' ', padding);
    if (sign) buffer_append_byte(f->out, sign);
    buffer_append(f->out, digits, prefix_size);
    if (zeros && !left) fill(f, '0', padding);
    buffer_append(f->out, digits + prefix_size, size - prefix_size);
    if (left) fill(f, ' ', padding);
    return 0;
}

/* ---- conversions ---- */

static int wrong_number_type(const Formatter *f, const Directive *d, Object *argument) {
    bool integer = d->letter == 'o' || d->letter == 'x' || d->letter == 'X';
    uint32_t letter = f->bytes && d->letter == 'i' ? 'd' : d->letter;
    return error_set_int(TypeError, "%%%c format: %s is required, not %T", (int)letter,
                         integer ? "an integer" : "a real number", argument);
}

/* The argument as an int (new reference); TypeError of its own making becomes CPython's message. */
static Object *to_integer(const Formatter *f, const Directive *d, Object *argument) {
    Type *type = argument->type;
    if (is_int(argument)) return retain(argument);
    bool integral = d->letter == 'o' || d->letter == 'x' || d->letter == 'X';
    Object *number = NULL;
    if (!type->index && !type->to_int && !type->to_float && !is_complex(argument)) goto wrong;
    if (integral || !type->to_int) number = type->index ? object_index(argument) : NULL;
    else number = type->to_int(argument);
    if (number && !is_int(number)) {
        error_set(TypeError, "__int__ returned non-int (type %T)", number);
        release(number);
        number = NULL;
    }
    if (number || (error_pending() && !error_clear_if(TypeError))) return number;
wrong:
    wrong_number_type(f, d, argument);
    return NULL;
}

/* Sign, prefix, zeros up to the precision, digits: into text. Returns the prefix's size. */
static size_t compose_integer(Buffer *text, const Directive *d, const char *digits, size_t size) {
    bool negative = *digits == '-';
    size_t count = size - negative, prefix = 0;
    if (negative) buffer_append_byte(text, '-');
    if ((d->flags & ALTERNATE) && (d->letter == 'x' || d->letter == 'X' || d->letter == 'o')) {
        buffer_append_byte(text, '0');
        buffer_append_byte(text, (char)d->letter);
        prefix = 2;
    }
    if (d->precision > 0 && (size_t)d->precision > count) buffer_append_fill(text, '0', (size_t)d->precision - count);
    for (const char *p = digits + negative; p < digits + size; p++)
        buffer_append_byte(text, d->letter == 'X' && *p >= 'a' ? (char)(*p - 'a' + 'A') : *p);
    return prefix;
}

static int convert_integer(Formatter *f, const Directive *d, Object *argument) {
    if (is_machine_int(argument) && d->precision < 0 && !(d->flags & ALTERNATE)) {
        char text[BINARY_ROOM], *end = text + sizeof text, *start;
        unsigned bits = d->letter == 'o' ? 3 : d->letter == 'x' || d->letter == 'X' ? 4 : 0;
        start = bits ? binary_write(int_value(argument), bits, d->letter == 'X', end) : decimal_write(int_value(argument), end);
        return write_number(f, d, start, (size_t)(end - start), 0);
    }
    Object *number = to_integer(f, d, argument);
    if (!number) return -1;
    Object *digits = int_to_text(number, d->letter == 'o' ? 8 : d->letter == 'x' || d->letter == 'X' ? 16 : 10, false);
    release(number);
    if (!digits) return -1;
    Buffer text = BUFFER_INIT;
    size_t prefix = compose_integer(&text, d, str_data(digits), str_size(digits));
    release(digits);
    if (buffer_failed(&text)) error_no_memory();
    else write_number(f, d, text.data, text.length, prefix);
    bool failed = buffer_failed(&text);
    buffer_free(&text);
    return failed ? -1 : 0;
}

static int convert_float(Formatter *f, const Directive *d, Object *argument) {
    double value;
    if (float_as_double(argument, &value)) {
        if (f->bytes && !argument->type->to_float && error_clear_if(TypeError))
            error_set(TypeError, "float argument required, not %T", argument);
        return -1;
    }
    char room[BUFFER_ROOM];
    Buffer text = BUFFER_ON(room);
    format_double(&text, value, (char)d->letter, d->precision < 0 ? 6 : d->precision, d->flags & ALTERNATE ? DOUBLE_ALTERNATE : 0);
    bool failed = buffer_failed(&text);
    if (failed) error_no_memory();
    else write_number(f, d, text.data, text.length, 0);
    buffer_free(&text);
    return failed ? -1 : 0;
}

static int write_object_steal(Formatter *f, const Directive *d, Object *text) {
    if (!text) return -1;
    write_text(f, d, str_data(text), str_size(text));
    release(text);
    return 0;
}

static int write_code(Formatter *f, const Directive *d, uint32_t c) {
    char text[4] = {(char)c};
    Directive plain = *d;
    plain.precision = -1;
    return write_text(f, &plain, text, f->bytes ? 1 : utf8_encode(c, text));
}

static int convert_character(Formatter *f, const Directive *d, Object *argument) {
    if (is_str(argument) && str_length(argument) == 1) {
        const char *p = str_data(argument);
        return write_code(f, d, utf8_decode(&p));
    }
    if (is_str(argument) || !argument->type->index) return error_set_int(TypeError, "%%c requires int or char");
    ssize_t code;
    if (object_as_index(argument, &code, NULL)) return -1;
    if (code < 0 || code > 0x10FFFF) return error_set_int(OverflowError, "%%c arg not in range(0x110000)");
    return write_code(f, d, (uint32_t)code);
}

static int convert_byte(Formatter *f, const Directive *d, Object *argument) {
    if (is_bytes(argument) && bytes_size(argument) == 1) return write_code(f, d, (unsigned char)*bytes_data(argument));
    if (is_bytearray(argument) && ((ByteArray *)argument)->size == 1)
        return write_code(f, d, (unsigned char)*((ByteArray *)argument)->data);
    if (!argument->type->index)
        return error_set_int(TypeError, "%%c requires an integer in range(256) or a single byte");
    ssize_t code;
    if (object_as_index(argument, &code, NULL)) return -1;
    if (code < 0 || code > 0xFF) return error_set_int(OverflowError, "%%c arg not in range(256)");
    return write_code(f, d, (uint32_t)code);
}

/* %b and %s of bytes. */
static int convert_bytes(Formatter *f, const Directive *d, Object *argument) {
    Object *holder = NULL;
    if (!argument->type->get_buffer) {
        Object *method = object_lookup_special(argument, NAME(__bytes__));
        if (!method && error_pending()) return -1;
        if (!method)
            return error_set_int(TypeError, "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'", argument);
        holder = object_call_noargs(method);
        release(method);
        if (!holder) return -1;
        if (!is_bytes(holder)) {
            error_set(TypeError, "__bytes__ returned non-bytes (type %T)", holder);
            release(holder);
            return -1;
        }
    }
    BufferView view;
    int failed = object_get_buffer(holder ? holder : argument, &view, 0);
    if (!failed) {
        write_text(f, d, view.data, view.length);
        buffer_view_release(&view);
    }
    release_or_null(holder);
    return failed;
}

static int unsupported_letter(const Formatter *f, const Directive *d) {
    size_t letter_size = f->bytes ? 1 : utf8_encoded_length(d->letter);
    size_t index = character_count(f, f->start, (size_t)(f->p - f->start) - letter_size);
    return error_set_int(ValueError, "unsupported format character '%c' (0x%x) at index %zu",
                         d->letter > 31 && d->letter < 127 ? (int)d->letter : f->bytes ? (int)d->letter : '?',
                         (unsigned)d->letter, index);
}

static int convert(Formatter *f, const Directive *d, Object *argument) {
    switch (d->letter) {
    case 's':
        return f->bytes ? convert_bytes(f, d, argument) : write_object_steal(f, d, object_str(argument));
    case 'b': return f->bytes ? convert_bytes(f, d, argument) : unsupported_letter(f, d);
    case 'r': return write_object_steal(f, d, f->bytes ? object_ascii(argument) : object_repr(argument));
    case 'a': return write_object_steal(f, d, object_ascii(argument));
    case 'd': case 'i': case 'u': case 'o': case 'x': case 'X': return convert_integer(f, d, argument);
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': return convert_float(f, d, argument);
    case 'c': return f->bytes ? convert_byte(f, d, argument) : convert_character(f, d, argument);
    default: return unsupported_letter(f, d);
    }
}

/* %s and %d alone, of a str and of a machine int: nothing to parse or to pad. true: done. */
static inline bool format_plain(Formatter *f) {
    if (f->bytes || f->p >= f->end || f->next >= f->count) return false;
    Object *argument = f->items[f->next];
    if (*f->p == 's' && is_str_exact(argument)) {
        buffer_append(f->out, str_data(argument), str_size(argument));
    } else if ((*f->p == 's' || *f->p == 'd') && is_machine_int(argument)) {
        char text[DECIMAL_ROOM], *start = decimal_write(int_value(argument), text + sizeof text);
        buffer_append(f->out, start, (size_t)(text + sizeof text - start));
    } else if (*f->p == 'r' && is_str_exact(argument)) {
        append_repr(f->out, str_data(argument), str_size(argument), false);
    } else return false;
    f->next++;
    f->p++;
    return true;
}

static int format_directive(Formatter *f) {
    if (format_plain(f)) return 0;
    Directive d;
    if (f->p < f->end && *f->p == '%') {
        buffer_append_byte(f->out, *f->p++);
        return 0;
    }
    if (parse_directive(f, &d)) return -1;
    Object *argument = next_argument(f);
    if (!argument) return -1;
    retain(argument);
    int result = convert(f, &d, argument);
    release(argument);
    return result;
}

static int format_all(Formatter *f) {
    while (f->p < f->end) {
        const char *mark = memchr(f->p, '%', (size_t)(f->end - f->p));
        const char *stop = mark ? mark : f->end;
        buffer_append(f->out, f->p, (size_t)(stop - f->p));
        if (!mark) break;
        f->p = mark + 1;
        if (format_directive(f)) return -1;
    }
    if (f->next < f->count && !f->mapping)
        return error_set_int(TypeError, "not all arguments converted during %s formatting", f->bytes ? "bytes" : "string");
    return 0;
}

int percent_format(Buffer *out, const char *format, size_t size, Object *args, bool bytes) {
    Formatter f = {.out = out, .start = format, .p = format, .end = format + size, .bytes = bytes, .arguments = args};
    f.mapping = is_mapping_argument(args, bytes) ? args : NULL;
    f.items = is_tuple(args) ? ((Tuple *)args)->items : &f.arguments;
    f.count = is_tuple(args) ? (ssize_t)tuple_count(args) : 1;
    int result = format_all(&f);
    release_or_null(f.item);
    if (!result && buffer_failed(out)) return error_no_memory(), -1;
    return result;
}

Object *str_modulo(Object *format, Object *args) {
    char room[BUFFER_ROOM];
    Buffer out = BUFFER_ON(room);
    if (percent_format(&out, str_data(format), str_size(format), args, false)) {
        buffer_free(&out);
        return NULL;
    }
    return str_from_buffer(&out);
}
