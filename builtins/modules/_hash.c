/* _hash.c - the objects behind hashlib: bytes are taken in piecewise, digest() works on a copy. Runs no script code. */
#include <string.h>

#include "builtins/modules/hash_blocks.h"
#include "builtins/modules/sha512.h"
#include "builtins/types/bytes.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"

typedef struct HashKind {
    const char *name;
    size_t block, digest;          /* bytes; digest 0: as many as are asked for */
    void (*take)(uint64_t *state, const unsigned char *block);     /* NULL: Keccak */
    size_t word;                   /* bytes of a word of the state */
    bool little_endian;
    unsigned char suffix;          /* Keccak: the bits after the message */
    uint64_t start[8];
} HashKind;

static const HashKind kinds[] = {
    {"md5", 64, 16, md5_block, 4, true, 0, {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u}},
    {"sha1", 64, 20, sha1_block, 4, false, 0, {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u}},
    {"sha224", 64, 28, sha256_block, 4, false, 0,
     {0xc1059ed8u, 0x367cd507u, 0x3070dd17u, 0xf70e5939u, 0xffc00b31u, 0x68581511u, 0x64f98fa7u, 0xbefa4fa4u}},
    {"sha256", 64, 32, sha256_block, 4, false, 0,
     {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u}},
    {"sha384", 128, 48, sha512_block, 8, false, 0,
     {0xcbbb9d5dc1059ed8u, 0x629a292a367cd507u, 0x9159015a3070dd17u, 0x152fecd8f70e5939u,
      0x67332667ffc00b31u, 0x8eb44a8768581511u, 0xdb0c2e0d64f98fa7u, 0x47b5481dbefa4fa4u}},
    {"sha512", 128, 64, sha512_block, 8, false, 0,
     {0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
      0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u}},
    {"sha3_224", 144, 28, NULL, 8, true, 6, {0}}, {"sha3_256", 136, 32, NULL, 8, true, 6, {0}},
    {"sha3_384", 104, 48, NULL, 8, true, 6, {0}}, {"sha3_512", 72, 64, NULL, 8, true, 6, {0}},
    {"shake_128", 168, 0, NULL, 8, true, 31, {0}}, {"shake_256", 136, 0, NULL, 8, true, 31, {0}},
};

enum { WORDS = 25, LONGEST_BLOCK = 168 };

typedef struct HashObject {
    Object head;
    const HashKind *kind;
    uint64_t state[WORDS];
    uint64_t length;                       /* bytes taken in, those in `pending` too */
    unsigned char pending[LONGEST_BLOCK];
} HashObject;

static Type hash_type;

/* ---- taking in ---- */

static void take_block(HashObject *h, const unsigned char *block) {
    if (h->kind->take) {
        h->kind->take(h->state, block);
        return;
    }
    for (size_t i = 0; i < h->kind->block; i++) h->state[i / 8] ^= (uint64_t)block[i] << 8 * (i % 8);
    keccak(h->state);
}

/* 0; -1 when interrupted. */
static int take_bytes(HashObject *h, const unsigned char *data, size_t size) {
    enum { BLOCKS_BETWEEN_CHECKS = 1 << 14 };
    size_t block = h->kind->block, filled = h->length % block, done = 0;
    h->length += size;
    if (filled) {
        size_t wanted = block - filled < size ? block - filled : size;
        if (wanted) memcpy(h->pending + filled, data, wanted);
        if (filled + wanted < block) return 0;
        take_block(h, h->pending);
        data += wanted, size -= wanted;
    }
    for (; size >= block; data += block, size -= block) {
        if (++done % BLOCKS_BETWEEN_CHECKS == 0 && interp_check_interrupt()) return -1;
        take_block(h, data);
    }
    if (size) memcpy(h->pending, data, size);
    return 0;
}

static int update(HashObject *h, Object *data) {
    if (is_str(data)) return error_set_int(TypeError, "Strings must be encoded before hashing");
    BufferView view;
    if (object_get_buffer(data, &view, 0)) {
        if (error_clear_if(TypeError)) error_set(TypeError, "object supporting the buffer API required");
        return -1;
    }
    int status = take_bytes(h, (unsigned char *)view.data, view.length);
    buffer_view_release(&view);
    return status;
}

/* ---- digests ---- */

static void pad(HashObject *h) {
    size_t block = h->kind->block, filled = h->length % block, count_size = 2 * h->kind->word;
    uint64_t bits = h->length << 3;
    memset(h->pending + filled, 0, block - filled);
    if (!h->kind->take) {
        h->pending[filled] = h->kind->suffix;
        h->pending[block - 1] |= 0x80;
        take_block(h, h->pending);
        return;
    }
    h->pending[filled] = 0x80;
    if (filled + 1 + count_size > block) {
        take_block(h, h->pending);
        memset(h->pending, 0, block);
    }
    for (size_t i = 0; i < 8; i++) h->pending[h->kind->little_endian ? block - 8 + i : block - 1 - i] = (unsigned char)(bits >> 8 * i);
    take_block(h, h->pending);
}

/* Bytes of the hash of what was taken in so far. */
static Object *digest(const HashObject *self, size_t size) {
    HashObject h = *self;
    Object *result = bytes_from_data(NULL, size);
    if (!result) return NULL;
    pad(&h);
    size_t word = h.kind->word, all = h.kind->take ? SIZE_MAX : h.kind->block;
    for (size_t i = 0; i < size; i++) {
        if (i && i % all == 0) keccak(h.state);
        size_t at = i % all, byte = h.kind->little_endian ? at % word : word - 1 - at % word;
        bytes_data(result)[i] = (char)(h.state[at / word] >> 8 * byte);
    }
    return result;
}

/* The argument of digest() and hexdigest() where the size is free. */
static int digest_size(const HashObject *h, const char *method, Object *argument, size_t *size) {
    enum { LARGEST = 1 << 29 };
    ssize_t given;
    *size = h->kind->digest;
    if (*size) return argument ? error_set_int(TypeError, "HASH.%s() takes no arguments (1 given)", method) : 0;
    if (!argument) return error_set_int(TypeError, "%s() missing required argument 'length' (pos 1)", method);
    if (object_as_index(argument, &given, OverflowError)) return -1;
    if (given < 0) return error_set_int(ValueError, "value must be positive");
    if (given >= LARGEST) return error_set_int(ValueError, "length is too large");
    *size = (size_t)given;
    return 0;
}

static Object *digest_of(Object *self, const char *method, Object *argument) {
    size_t size;
    return digest_size((HashObject *)self, method, argument, &size) ? NULL : digest((HashObject *)self, size);
}

static Value digest_method(Object *self, Object **args) { return value_new(digest_of(self, "digest", args[0])); }

static Value hexdigest_method(Object *self, Object **args) {
    Object *bytes = digest_of(self, "hexdigest", args[0]), *text = bytes ? object_call_method(bytes, "hex", 0) : NULL;
    release_or_null(bytes);
    return value_new(text);
}

static Value update_method(Object *self, Object **args) { return update((HashObject *)self, args[0]) ? value_error() : value_none(); }

static Value copy_method(Object *self, Object **args UNUSED) {
    HashObject *copy = (HashObject *)object_new(&hash_type);
    if (!copy) return value_error();
    Object head = copy->head;
    *copy = *(HashObject *)self;
    copy->head = head;
    return value_new(&copy->head);
}

static Object *get_name(Object *self) { return str_from_text(((HashObject *)self)->kind->name); }
static Object *get_digest_size(Object *self) { return int_from_size(((HashObject *)self)->kind->digest); }
static Object *get_block_size(Object *self) { return int_from_size(((HashObject *)self)->kind->block); }

static Object *hash_repr(Object *self) { return str_format("<%s _hashlib.HASH object @ %p>", ((HashObject *)self)->kind->name, (void *)self); }

static const Method hash_methods[] = {
    {"copy", copy_method, "()", "Return a copy of the hash object.", 0},
    {"digest", digest_method, "(length=<unrepresentable>, /)", "Return the digest value as a bytes object.", 0},
    {"hexdigest", hexdigest_method, "(length=<unrepresentable>, /)", "Return the digest value as a string of hexadecimal digits.", 0},
    {"update", update_method, "(obj, /)", "Update this hash object's state with the provided string.", 0},
    {0},
};

static const Getter hash_getters[] = {
    {"block_size", get_block_size, NULL, NULL}, {"digest_size", get_digest_size, NULL, NULL}, {"name", get_name, NULL, "algorithm name."},
    {0},
};

static Type hash_type = {
    .head = TYPE_HEAD, .name = "_hashlib.HASH", .size = sizeof(HashObject), .flags = TYPE_IMMUTABLE, .repr = hash_repr,
    .methods = hash_methods, .getters = hash_getters, .doc = "A hash is an object used to calculate a checksum of a string of information.",
};

/* ---- the module ---- */

static Value new_function(Object *self UNUSED, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "name must be a string");
    const HashKind *kind = NULL;
    for (size_t i = 0; !kind && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, str_data(args[0])) == 0) kind = &kinds[i];
    if (!kind) return error_set_value(ValueError, "unsupported hash type %S", args[0]);
    HashObject *h = (HashObject *)object_new(&hash_type);
    if (!h) return value_error();
    h->kind = kind;
    memcpy(h->state, kind->start, sizeof kind->start);
    if (args[1] && update(h, args[1])) CLEAR(h);
    return value_new((Object *)h);
}

/* Takes the same time wherever the two differ. */
static Value compare_digest_function(Object *self UNUSED, Object **args) {
    bool text = is_str(args[0]) && is_str(args[1]);
    if (text && !(str_is_ascii(args[0]) && str_is_ascii(args[1])))
        return error_set_value(TypeError, "comparing strings with non-ASCII characters is not supported");
    BufferView left = {0}, right = {0};
    if (text) {
        left.data = (char *)(uintptr_t)str_data(args[0]), left.length = str_size(args[0]);
        right.data = (char *)(uintptr_t)str_data(args[1]), right.length = str_size(args[1]);
    } else if (is_str(args[0]) || is_str(args[1])) {
        return error_set_value(TypeError, "unsupported operand types(s) or combination of types: '%s' and '%s'", type_full_name(args[0]->type),
                               type_full_name(args[1]->type));
    } else {
        if (object_get_buffer(args[0], &left, 0)) return value_error();
        if (object_get_buffer(args[1], &right, 0)) {
            buffer_view_release(&left);
            return value_error();
        }
    }
    volatile unsigned char different = left.length != right.length;
    for (size_t i = 0; i < right.length; i++) different |= (unsigned char)((i < left.length ? left.data[i] : 0) ^ right.data[i]);
    if (!text) {
        buffer_view_release(&left);
        buffer_view_release(&right);
    }
    return value_bool(!different);
}

static const Method hash_functions[] = {
    {"new", new_function, "(name, string=<unrepresentable>, /)", "Return a new hash object using the named algorithm.", 0},
    {"compare_digest", compare_digest_function, "(a, b, /)",
     "Return 'a == b'.\n\nThis function uses an approach designed to prevent timing analysis, making it\nappropriate for cryptography.", 0},
    {0},
};

static int hash_module_init(Object *module UNUSED) { return type_ready(&hash_type); }

const ModuleDef _hash_module = {.name = "_hash", .doc = "Hash functions.", .functions = hash_functions, .init = hash_module_init};
