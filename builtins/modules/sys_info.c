/* sys_info.c - the tuples with named fields of sys: version_info, hash_info, int_info, float_info, flags, thread_info,
 * and sys.implementation. */
#include <float.h>
#include <gnu/libc-version.h>
#include <stdarg.h>

#include "builtins/modules/sys.h"
#include "builtins/types/dict.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/namespace.h"
#include "builtins/types/str.h"
#include "builtins/types/struct_sequence.h"

#define SYS_STRUCT(variable, name_, getters_, count_, doc_) \
    static StructType variable = { \
        .type = {STRUCT_SEQUENCE_SLOTS, .name = name_, .getters = getters_, .doc = doc_}, .visible = count_, .total = count_, \
    }

static const Getter version_fields[] = {
    STRUCT_FIELD(0, "major", "Major release number"), STRUCT_FIELD(1, "minor", "Minor release number"),
    STRUCT_FIELD(2, "micro", "Patch release number"), STRUCT_FIELD(3, "releaselevel", "'alpha', 'beta', 'candidate', or 'final'"),
    STRUCT_FIELD(4, "serial", "Serial release number"), {NULL, NULL, NULL, NULL},
};
SYS_STRUCT(version_info_type, "sys.version_info", version_fields, 5, "sys.version_info\n\nVersion information as a named tuple.");

static const Getter hash_fields[] = {
    STRUCT_FIELD(0, "width", "width of the type used for hashing, in bits"),
    STRUCT_FIELD(1, "modulus", "prime number giving the modulus on which the hash function is based"),
    STRUCT_FIELD(2, "inf", "value to be used for hash of a positive infinity"),
    STRUCT_FIELD(3, "nan", "value to be used for hash of a nan"),
    STRUCT_FIELD(4, "imag", "multiplier used for the imaginary part of a complex number"),
    STRUCT_FIELD(5, "algorithm", "name of the algorithm for hashing of str, bytes and memoryviews"),
    STRUCT_FIELD(6, "hash_bits", "internal output size of hash algorithm"), STRUCT_FIELD(7, "seed_bits", "seed size of hash algorithm"),
    STRUCT_FIELD(8, "cutoff", "small string optimization cutoff"), {NULL, NULL, NULL, NULL},
};
SYS_STRUCT(hash_info_type, "sys.hash_info", hash_fields, 9, "hash_info\n\nA named tuple providing parameters used for computing hashes.");

static const Getter int_fields[] = {
    STRUCT_FIELD(0, "bits_per_digit", "size of a digit in bits"),
    STRUCT_FIELD(1, "sizeof_digit", "size in bytes of the C type used to represent a digit"),
    STRUCT_FIELD(2, "default_max_str_digits", "maximum string conversion digits limitation"),
    STRUCT_FIELD(3, "str_digits_check_threshold", "minimum positive value for int_max_str_digits"), {NULL, NULL, NULL, NULL},
};
SYS_STRUCT(int_info_type, "sys.int_info", int_fields, 4,
           "sys.int_info\n\nA named tuple that holds information about the internal representation of integers.");

static const Getter float_fields[] = {
    STRUCT_FIELD(0, "max", "DBL_MAX -- maximum representable finite float"),
    STRUCT_FIELD(1, "max_exp", "DBL_MAX_EXP -- maximum int e such that radix**(e-1) is representable"),
    STRUCT_FIELD(2, "max_10_exp", "DBL_MAX_10_EXP -- maximum int e such that 10**e is representable"),
    STRUCT_FIELD(3, "min", "DBL_MIN -- Minimum positive normalized float"),
    STRUCT_FIELD(4, "min_exp", "DBL_MIN_EXP -- minimum int e such that radix**(e-1) is a normalized float"),
    STRUCT_FIELD(5, "min_10_exp", "DBL_MIN_10_EXP -- minimum int e such that 10**e is a normalized float"),
    STRUCT_FIELD(6, "dig", "DBL_DIG -- maximum number of decimal digits that can be faithfully represented in a float"),
    STRUCT_FIELD(7, "mant_dig", "DBL_MANT_DIG -- mantissa digits"),
    STRUCT_FIELD(8, "epsilon", "DBL_EPSILON -- Difference between 1 and the next representable float"),
    STRUCT_FIELD(9, "radix", "FLT_RADIX -- radix of exponent"), STRUCT_FIELD(10, "rounds", "FLT_ROUNDS -- rounding mode used for arithmetic operations"),
    {NULL, NULL, NULL, NULL},
};
SYS_STRUCT(float_info_type, "sys.float_info", float_fields, 11,
           "sys.float_info\n\nA named tuple holding information about the float type.");

static const Getter flag_fields[] = {
    STRUCT_FIELD(0, "debug", "-d"), STRUCT_FIELD(1, "inspect", "-i"), STRUCT_FIELD(2, "interactive", "-i"),
    STRUCT_FIELD(3, "optimize", "-O or -OO"), STRUCT_FIELD(4, "dont_write_bytecode", "-B"), STRUCT_FIELD(5, "no_user_site", "-s"),
    STRUCT_FIELD(6, "no_site", "-S"), STRUCT_FIELD(7, "ignore_environment", "-E"), STRUCT_FIELD(8, "verbose", "-v"),
    STRUCT_FIELD(9, "bytes_warning", "-b"), STRUCT_FIELD(10, "quiet", "-q"), STRUCT_FIELD(11, "hash_randomization", "-R"),
    STRUCT_FIELD(12, "isolated", "-I"), STRUCT_FIELD(13, "dev_mode", "-X dev"), STRUCT_FIELD(14, "utf8_mode", "-X utf8"),
    STRUCT_FIELD(15, "warn_default_encoding", "-X warn_default_encoding"), STRUCT_FIELD(16, "safe_path", "-P"),
    STRUCT_FIELD(17, "int_max_str_digits", "-X int_max_str_digits"), {NULL, NULL, NULL, NULL},
};
SYS_STRUCT(flags_type, "sys.flags", flag_fields, 18, "sys.flags\n\nFlags provided through command line arguments or environment vars.");

static const Getter thread_fields[] = {
    STRUCT_FIELD(0, "name", "name of the thread implementation"), STRUCT_FIELD(1, "lock", "name of the lock implementation"),
    STRUCT_FIELD(2, "version", "name and version of the thread library"), {NULL, NULL, NULL, NULL},
};
SYS_STRUCT(thread_info_type, "sys.thread_info", thread_fields, 3,
           "sys.thread_info\n\nA named tuple holding information about the thread implementation.");

/* ---- making them ---- */

/* One of the types with fields by a format: i int64_t, d double, s text, b bool, n None. */
static Object *make(StructType *type, const char *format, ...) {
    Object *items[STRUCT_SEQUENCE_MOST];
    if (struct_sequence_ready(type)) return NULL;
    va_list values;
    va_start(values, format);
    for (size_t i = 0; format[i]; i++) {
        switch (format[i]) {
        case 'i': items[i] = int_from_i64(va_arg(values, int64_t)); break;
        case 'd': items[i] = float_from_double(va_arg(values, double)); break;
        case 's': items[i] = str_from_text(va_arg(values, const char *)); break;
        case 'b': items[i] = bool_object(va_arg(values, int)); break;
        default: items[i] = retain(None); break;
        }
    }
    va_end(values);
    return struct_sequence_from_items_steal(type, items);
}

#define INT(x) ((int64_t)(x))

static Object *make_version_info(void) {
    return make(&version_info_type, "iiisi", INT(PYTHON_MAJOR), INT(PYTHON_MINOR), INT(PYTHON_MICRO), "final", INT(0));
}

static Object *make_hash_info(void) {
    return make(&hash_info_type, "iiiiisiii", INT(64), INT(HASH_MODULUS), INT(HASH_INF), INT(0), INT(HASH_IMAG), "siphash13", INT(64),
                INT(128), INT(0));
}

static Object *make_int_info(void) {
    return make(&int_info_type, "iiii", INT(GMP_LIMB_BITS), INT(sizeof(mp_limb_t)), INT(INT_DEFAULT_MAX_STR_DIGITS),
                INT(INT_MAX_STR_DIGITS_THRESHOLD));
}

static Object *make_float_info(void) {
    return make(&float_info_type, "diidiiiidii", DBL_MAX, INT(DBL_MAX_EXP), INT(DBL_MAX_10_EXP), DBL_MIN, INT(DBL_MIN_EXP),
                INT(DBL_MIN_10_EXP), INT(DBL_DIG), INT(DBL_MANT_DIG), DBL_EPSILON, INT(FLT_RADIX), INT(FLT_ROUNDS));
}

static Object *make_flags(void) {
    return make(&flags_type, "iiiiiiiiiiiiibiibi", INT(0), INT(0), INT(0), INT(0), INT(1), INT(0), INT(0), INT(0), INT(0), INT(0), INT(0),
                INT(1), INT(0), 0, INT(0), INT(0), 0, INT(-1));
}

static Object *make_thread_info(void) {
    Buffer version = BUFFER_INIT;
    buffer_append_format(&version, "NPTL %s", gnu_get_libc_version());
    buffer_append_byte(&version, 0);
    Object *info = buffer_failed(&version) ? error_no_memory() : make(&thread_info_type, "sss", "pthread", "semaphore", version.data);
    buffer_free(&version);
    return info;
}

static int64_t hexversion(void) { return PYTHON_MAJOR << 24 | PYTHON_MINOR << 16 | PYTHON_MICRO << 8 | 0xF0; }

/* sys.implementation: a types.SimpleNamespace. */
static Object *make_implementation(Object *version_info) {
    Object *fields = dict_new(), *result = NULL;
    Object *name = str_from_text("mini"), *tag = str_from_text("mini-311"), *hex = int_from_i64(hexversion());
    if (fields && name && tag && hex && !dict_set_text(fields, "name", name) && !dict_set_text(fields, "cache_tag", tag) &&
        !dict_set_text(fields, "version", version_info) && !dict_set_text(fields, "hexversion", hex))
        result = namespace_new(fields);
    release_or_null(hex);
    release_or_null(tag);
    release_or_null(name);
    release_or_null(fields);
    return result;
}

int sys_add_info(Object *module) {
    Object *version_info = make_version_info();
    if (!version_info || module_add(module, "version_info", version_info)) {
        release_or_null(version_info);
        return -1;
    }
    int failed = module_add_steal(module, "implementation", make_implementation(version_info));
    release(version_info);
    if (failed) return -1;
    return module_add_steal(module, "hash_info", make_hash_info()) || module_add_steal(module, "int_info", make_int_info()) ||
                   module_add_steal(module, "float_info", make_float_info()) || module_add_steal(module, "flags", make_flags()) ||
                   module_add_steal(module, "thread_info", make_thread_info()) ||
                   module_add_steal(module, "hexversion", int_from_i64(hexversion()))
               ? -1
               : 0;
}
