/* posix_path.c - path arguments of module posix, and the errors that name them. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "builtins/modules/posix.h"
#include "builtins/types/bytes.h"
#include "builtins/types/codec.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"

int int_argument(Object *o, int *result) {
    Object *number = object_index(o);
    if (!number) return -1;
    bool fits = int_is_machine(number) && int_value(number) >= INT_MIN && int_value(number) <= INT_MAX;
    *result = fits ? (int)int_value(number) : 0;
    int negative = int_sign(number) < 0;
    release(number);
    if (fits) return 0;
    return error_set_int(OverflowError, negative ? "signed integer is less than minimum" : "signed integer is greater than maximum");
}

static const char *const allowed_kinds[] = {
    [PATH_ONLY] = "string, bytes or os.PathLike", [PATH_OR_FD] = "string, bytes, os.PathLike or integer",
    [PATH_FD_OR_NONE] = "string, bytes, os.PathLike, integer or None",
};

/* What __fspath__ gives, checked. NULL without an exception if there is no such method. MAY_RUN */
static Object *call_fspath(Object *o) {
    Object *name = str_intern_text("__fspath__");
    Object *method = name ? object_lookup_special(o, name) : NULL;
    release_or_null(name);
    Object *result = method ? object_call_noargs(method) : NULL;
    release_or_null(method);
    if (!result || is_str(result) || is_bytes(result)) return result;
    error_set(TypeError, "expected %T.__fspath__() to return str or bytes, not %T", o, result);
    release(result);
    return NULL;
}

static Object *encode(Object *path) {
    if (is_bytes(path)) return retain(path);
    return codec_encode(path, "utf-8", "surrogateescape");
}

int path_from_argument(Path *path, const char *function, const char *argument, Object *o, PathKinds kinds) {
    *path = (Path){.fd = -1};
    Object *plain = is_str(o) || is_bytes(o) ? retain(o) : NULL;
    if (!plain && kinds != PATH_ONLY && is_int(o)) {
        if (int_argument(o, &path->fd)) return -1;
        path->original = retain(o);
        return 0;
    }
    if (!plain && !(plain = call_fspath(o))) {
        if (!error_pending())
            error_set(TypeError, "%s: %s should be %s, not %s", function, argument, allowed_kinds[kinds], type_full_name(o->type));
        return -1;
    }
    path->is_bytes = is_bytes(plain);
    path->original = plain;
    path->bytes = encode(plain);
    if (!path->bytes) return path_release(path), -1;
    path->text = bytes_data(path->bytes);
    if (strlen(path->text) == bytes_size(path->bytes)) return 0;
    path_release(path);
    if (!path->is_bytes) return error_set_int(ValueError, "embedded null byte");
    return error_set_int(ValueError, "%s: embedded null character in %s", function, argument);
}

void path_release(Path *path) {
    CLEAR(path->original);
    CLEAR(path->bytes);
}

static Value raise_os_error(int code, Object *from, Object *to) {
    Object *number = int_from_i64(code), *text = str_from_text(strerror(code)), *exception = NULL;
    if (number && text) {
        if (to) exception = object_call_objects((Object *)OSError, 5, number, text, from, None, to);
        else exception = from ? object_call_objects((Object *)OSError, 3, number, text, from) : object_call_objects((Object *)OSError, 2, number, text);
    }
    release_or_null(number);
    release_or_null(text);
    if (exception) error_raise_steal(exception);
    return value_error();
}

Value path_error(const Path *path) { return raise_os_error(errno, path->original, NULL); }
Value paths_error(const Path *from, const Path *to) { return raise_os_error(errno, from->original, to->original); }

Object *path_result(const char *data, size_t size, bool is_bytes) {
    return is_bytes ? bytes_from_data(data, size) : codec_decode(data, size, "utf-8", "surrogateescape");
}
