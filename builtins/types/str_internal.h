/* str_internal.h - what the files of str share and nobody else needs. */
#ifndef MINI_TYPES_STR_INTERNAL_H
#define MINI_TYPES_STR_INTERNAL_H

#include "builtins/types/str.h"
#include "runtime/base/mem.h"

/* '' and one-character Latin-1 results are the cached objects. STEALS s; NULL passes through. */
Object *str_canonical_steal(Str *s);

/* str_intern.c: the cache of one-character Latin-1 strings and ''. New references, NULL on MemoryError. */
Object *str_empty(void);
Object *str_latin1_character(unsigned char c);
/* An interned string dies: its entry leaves the table. */
void str_intern_forget(Str *s);

/* str_index.c: a string with has_index dies or changes. */
void str_index_drop(Str *s);

/* str_new_uninitialised for sizes that cannot overflow. */
static inline Str *str_alloc(size_t size, size_t length) {
    Str *s = mem_alloc(sizeof(Str) + size + 1);
    if (unlikely(!s)) return error_no_memory();
    s->head.refcount = 1;
    s->head.type = &str_type;
    s->hash = -1;
    s->size = size;
    s->length = length;
    s->capacity_slack = 0;
    s->interned = s->has_index = s->is_identifier = s->unused = 0;
    s->data[size] = '\0';
    return s;
}

static inline void str_copy(char *to, const char *from, size_t size) { copy_bytes(to, from, size); }

/* Bytes of the block that holds s. */
static inline size_t str_block_size(const Str *s) { return sizeof(Str) + s->size + 1 + s->capacity_slack; }

/* For fixed parts of operands: adds sizes, false on overflow of what a string may hold. */
static inline bool size_add(size_t *total, size_t more) {
    return !__builtin_add_overflow(*total, more, total) && *total <= (size_t)PTRDIFF_MAX - 4096;
}

/* Slot functions that live in files of their own (str_type.c puts them together). */
Object *str_repr(Object *o);
Object *str_iter(Object *o);
Object *str_get_item(Object *o, Object *key);
extern const Method str_methods[];
extern Type str_iterator_type, str_ascii_iterator_type;

/* The bytes [from, to) of source, which begin and end at characters, as a str of the exact type. */
Object *str_substring(const Object *source, size_t from, size_t to);

/* ---- arguments of methods ---- */

/* start and end arguments of find, count, startswith, ... (NULL or None: absent), in the units of length, adjusted as in
 * slices except that *start may lie beyond length: then nothing matches. 0, -1. MAY_RUN (__index__). */
int range_arguments(Object *start_argument, Object *stop_argument, size_t length, ssize_t *start, ssize_t *stop);
/* For messages that say "not None" where others say the type's name. */
static inline const char *argument_type_name(const Object *argument) { return argument == None ? "None" : type_name(argument->type); }
/* A count or width: fallback if NULL. 0, -1 with TypeError or OverflowError. MAY_RUN (__index__). */
int size_argument(Object *argument, ssize_t fallback, ssize_t *result);

/* ---- method functions, by file ---- */

#define NATIVE(name) Value name(Object *self, Object **args)
/* str_case.c */
NATIVE(str_lower_method); NATIVE(str_upper_method); NATIVE(str_title_method); NATIVE(str_capitalize_method);
NATIVE(str_swapcase_method); NATIVE(str_casefold_method);
NATIVE(str_isalpha_method); NATIVE(str_isalnum_method); NATIVE(str_isdecimal_method); NATIVE(str_isdigit_method);
NATIVE(str_isnumeric_method); NATIVE(str_isspace_method); NATIVE(str_isprintable_method); NATIVE(str_islower_method);
NATIVE(str_isupper_method); NATIVE(str_istitle_method); NATIVE(str_isascii_method); NATIVE(str_isidentifier_method);
/* str_split.c */
NATIVE(str_split_method); NATIVE(str_rsplit_method); NATIVE(str_splitlines_method); NATIVE(str_partition_method);
NATIVE(str_rpartition_method); NATIVE(str_strip_method); NATIVE(str_lstrip_method); NATIVE(str_rstrip_method);
/* str_change.c */
NATIVE(str_replace_method); NATIVE(str_translate_method); NATIVE(str_maketrans_method); NATIVE(str_expandtabs_method);
NATIVE(str_center_method); NATIVE(str_ljust_method); NATIVE(str_rjust_method); NATIVE(str_zfill_method);
NATIVE(str_removeprefix_method); NATIVE(str_removesuffix_method); NATIVE(str_encode_method);
/* str_format.c */
NATIVE(str_format_method); NATIVE(str_format_map_method); NATIVE(str_dunder_format_method);
#undef NATIVE

#endif
